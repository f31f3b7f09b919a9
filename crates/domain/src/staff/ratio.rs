//! How many adults a group of children needs, and what is wrong when they are not there.

use serde::{Deserialize, Serialize};

use super::StaffCategory;
use super::day::Present;
use crate::sites::{SiteKind, instant_maximum};
use crate::{Date, word_list};

word_list! {
    /// The ratio a site chose and wrote in its house rules (R.2324-46-4 CSP).
    RatioMode {
        /// One adult for five children who do not walk, and one for eight who do.
        FiveOrEight = "five_or_eight",
        /// One adult for six children of any age.
        Six = "six",
    }
}

word_list! {
    /// How a mixed group is rounded up. The text read does not say: a setting, assumed `together`.
    RatioRounding {
        /// The shares of both are added, then rounded up.
        Together = "together",
        /// Each share is rounded up by itself (strict).
        Apart = "apart",
    }
}

/// From this day on, one professional alone with up to three children in a micro-crèche is of the first category (W13).
pub const ALONE_FIRST_CATEGORY_FROM: Date = jiff::civil::date(2026, 9, 1);
/// Children from whom on a micro-crèche needs two adults (R.2324-43-1).
pub const MICRO_CRECHE_TWO_FROM: u16 = 4;
/// Places above which one of the two adults at least is of the first category.
pub const FIRST_CATEGORY_ABOVE_PLACES: u16 = 24;
/// Children of any age for whom one adult is enough on an outing (R.2324-43-2).
pub const CHILDREN_FOR_ONE_ON_OUTING: u16 = 5;

/// How a site counts its adults from a day on, until a later setting takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatioSetting {
    /// First day.
    pub from: Date,
    /// The ratio it chose.
    pub mode: RatioMode,
    /// How a mixed group is rounded up.
    pub rounding: RatioRounding,
    /// Whether a child in familiarisation takes an adult of its own.
    pub familiarisation_takes_an_adult: bool,
    /// Nobody has read it in the site's house rules: shown as such until somebody has.
    pub assumed: bool,
}

impl RatioSetting {
    /// What holds while a site has said nothing: one for five or eight, rounded together (assumed).
    pub const fn unsaid() -> Self {
        Self {
            from: Date::MIN,
            mode: RatioMode::FiveOrEight,
            rounding: RatioRounding::Together,
            familiarisation_takes_an_adult: false,
            assumed: true,
        }
    }
    /// The setting of a day: the one that starts last among those that have started.
    pub fn on(settings: &[Self], day: Date) -> Self {
        let started = settings.iter().filter(|setting| setting.from <= day);
        started.max_by_key(|setting| setting.from).copied().unwrap_or(Self::unsaid())
    }
    /// The rules of a kind of site on a day.
    pub fn rules(self, kind: SiteKind, day: Date) -> StaffRules {
        let micro_creche = matches!(kind, SiteKind::MicroCreche | SiteKind::Itinerant);
        StaffRules {
            mode: self.mode,
            rounding: self.rounding,
            micro_creche,
            alone_is_first_category: micro_creche && day >= ALONE_FIRST_CATEGORY_FROM,
            familiarisation_takes_an_adult: self.familiarisation_takes_an_adult,
        }
    }
}

/// What a site's rules are on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRules {
    /// The ratio it chose.
    pub mode: RatioMode,
    /// How a mixed group is rounded up.
    pub rounding: RatioRounding,
    /// Whether it is a micro-crèche (or an itinerant one): two adults from the fourth child only.
    pub micro_creche: bool,
    /// Whether one professional alone must be of the first category.
    pub alone_is_first_category: bool,
    /// Whether a child in familiarisation takes an adult of its own, who then does not count for the group (a choice of the house).
    pub familiarisation_takes_an_adult: bool,
}

/// Children at one moment, by what they ask of the adults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Group {
    /// Children who do not walk yet.
    pub not_walking: u16,
    /// Children who walk.
    pub walking: u16,
    /// Children in familiarisation; among neither of the others.
    pub familiarising: u16,
}

impl Group {
    /// One child more; an adult changes nothing.
    pub const fn add(&mut self, child: Present) {
        match child {
            Present::NotWalking => self.not_walking = self.not_walking.saturating_add(1),
            Present::Walking => self.walking = self.walking.saturating_add(1),
            Present::Familiarising => self.familiarising = self.familiarising.saturating_add(1),
            Present::Adult(_) => {}
        }
    }
    /// All children.
    pub const fn children(self) -> u16 {
        self.not_walking.saturating_add(self.walking).saturating_add(self.familiarising)
    }
}

/// Adults at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Team {
    /// Of the first category.
    pub first: u16,
    /// Of the second.
    pub second: u16,
}

impl Team {
    /// One adult more.
    pub const fn add(&mut self, category: StaffCategory) {
        match category {
            StaffCategory::First => self.first = self.first.saturating_add(1),
            StaffCategory::Second => self.second = self.second.saturating_add(1),
        }
    }
    /// All adults who count.
    pub const fn adults(self) -> u16 {
        self.first.saturating_add(self.second)
    }
    /// Adults of a category.
    pub const fn of(self, category: StaffCategory) -> u16 {
        match category {
            StaffCategory::First => self.first,
            StaffCategory::Second => self.second,
        }
    }
}

/// One way in which a moment is against the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "rule", content = "parameters", rename_all = "snake_case")]
pub enum Breach {
    /// More children than 115 % of the places authorised at this time (R1, R.2324-27); no place authorised: outside the hours (R10).
    HeadCount {
        /// Children there.
        children: u16,
        /// Children who may be there.
        maximum: u16,
    },
    /// Fewer than two adults (R2, R.2324-43-1).
    FewerThanTwo {
        /// Adults there.
        present: u16,
    },
    /// Fewer adults than the ratio asks for (R3, R.2324-46-4).
    TooFewStaff {
        /// Adults there.
        present: u16,
        /// Adults needed.
        required: u16,
    },
    /// Nobody of the first category among them, where more than 24 places are authorised (W6).
    NoFirstCategory,
    /// One professional alone, not of the first category (W13, from 1 September 2026).
    AloneNotFirstCategory,
}

impl Breach {
    /// Whether it stops what would cause it; otherwise it warns.
    pub const fn blocks(self) -> bool {
        match self {
            Self::HeadCount { .. } | Self::FewerThanTwo { .. } | Self::TooFewStaff { .. } => true,
            Self::NoFirstCategory | Self::AloneNotFirstCategory => false,
        }
    }
    /// The rule's code in the catalogue of rules.
    pub const fn code(self) -> &'static str {
        match self {
            Self::HeadCount { .. } => "R1",
            Self::FewerThanTwo { .. } => "R2",
            Self::TooFewStaff { .. } => "R3",
            Self::NoFirstCategory => "W6",
            Self::AloneNotFirstCategory => "W13",
        }
    }
}

impl StaffRules {
    /// Adults the ratio alone asks for.
    pub fn ratio(self, group: Group) -> u16 {
        let (beside, own) = if self.familiarisation_takes_an_adult {
            (0, group.familiarising)
        } else {
            // Nobody said whether they walk: counted as the law counts the youngest.
            (group.familiarising, 0)
        };
        let (not_walking, walking) = (u32::from(group.not_walking) + u32::from(beside), u32::from(group.walking));
        let shared = match (self.mode, self.rounding) {
            (RatioMode::Six, _) => (not_walking + walking).div_ceil(6),
            // Fortieths of an adult: eight for a child who does not walk, five for one who does.
            (RatioMode::FiveOrEight, RatioRounding::Together) => (8 * not_walking + 5 * walking).div_ceil(40),
            (RatioMode::FiveOrEight, RatioRounding::Apart) => not_walking.div_ceil(5) + walking.div_ceil(8),
        };
        u16::try_from(shared).unwrap_or(u16::MAX).saturating_add(own)
    }

    /// The least number of adults with so many children, whatever the ratio says.
    pub const fn fewest(self, children: u16) -> u16 {
        match children {
            0 => 0,
            _ if self.micro_creche && children < MICRO_CRECHE_TWO_FROM => 1,
            _ => 2,
        }
    }

    /// Adults needed.
    pub fn required(self, group: Group) -> u16 {
        self.ratio(group).max(self.fewest(group.children()))
    }

    /// Adults needed outside the house.
    pub fn required_on_outing(self, group: Group) -> u16 {
        group.children().div_ceil(CHILDREN_FOR_ONE_ON_OUTING).max(self.fewest(group.children()))
    }

    /// Whether nothing is wrong with a moment: [`StaffRules::breaches`] finds nothing.
    pub fn is_legal(self, group: Group, team: Team, places: u16) -> bool {
        let (children, present) = (group.children(), team.adults());
        children == 0
            || (children <= instant_maximum(places)
                && present >= self.required(group)
                && (team.first > 0
                    || (places <= FIRST_CATEGORY_ABOVE_PLACES && !(self.alone_is_first_category && present == 1))))
    }

    /// What is wrong with a moment at which `places` places are authorised; empty when nothing is.
    pub fn breaches(self, group: Group, team: Team, places: u16) -> Vec<Breach> {
        let children = group.children();
        let mut breaches = Vec::new();
        if children == 0 {
            return breaches;
        }
        let maximum = instant_maximum(places);
        if children > maximum {
            breaches.push(Breach::HeadCount { children, maximum });
        }
        let present = team.adults();
        if present < self.fewest(children) && self.fewest(children) == 2 {
            breaches.push(Breach::FewerThanTwo { present });
        }
        let required = self.required(group);
        if present < required {
            breaches.push(Breach::TooFewStaff { present, required });
        }
        if places > FIRST_CATEGORY_ABOVE_PLACES && team.first == 0 {
            breaches.push(Breach::NoFirstCategory);
        }
        if self.alone_is_first_category && team.first == 0 && present == 1 {
            breaches.push(Breach::AloneNotFirstCategory);
        }
        breaches
    }
}
