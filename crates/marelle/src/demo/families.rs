//! Families: the ones told in `world/families.json`, and those drawn from `world/names.json`.

use domain::families::{SafeContact, SituationKind, SpokenLanguage};
use domain::places::{CareKind, Purpose};
use domain::referrals::{RefusalReason, Urgency};
use domain::sites::SiteKind;
use domain::{HalfDay, time::DayOfWeek};
use serde::Deserialize;

use super::dice::Dice;
use super::files;

/// A family of the world.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Family {
    pub(crate) site: String,
    /// Who referred it.
    pub(crate) prescriber: String,
    pub(crate) commune: String,
    pub(crate) parents: Vec<Parent>,
    pub(crate) children: Vec<Child>,
    /// E-mail (before the @) of the counsellor who follows it.
    pub(crate) counsellor: Option<String>,
    /// Where it lives is nobody's business: what only the people named may read, and who they are.
    pub(crate) shield: Option<Shield>,
    /// Days ago it was referred.
    pub(crate) referred: i32,
    #[serde(default)]
    pub(crate) answer: Answer,
    #[serde(default = "weeks")]
    pub(crate) urgency: Urgency,
    pub(crate) message: Option<String>,
    pub(crate) care: Care,
    /// A request that waits for a seat, on this day and half-day.
    pub(crate) waits_for: Option<(String, HalfDay)>,
    /// Seats held while the parent chooses, on these days.
    #[serde(default)]
    pub(crate) holds: Vec<(String, HalfDay)>,
}

fn weeks() -> Urgency {
    Urgency::Weeks
}

/// How the site answered the referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    /// The children are taken in.
    #[default]
    Accepted,
    /// Nobody opened it yet.
    Sent,
    /// Opened, not answered.
    Seen,
    /// The site asked something.
    Asked,
    /// No, and why.
    Refused(RefusalReason),
    /// Nobody answered for thirty days.
    Expired,
    /// Accepted, came, and it ended.
    Ended,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parent {
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) language: SpokenLanguage,
    #[serde(default = "normal")]
    pub(crate) safe_contact: SafeContact,
    #[serde(default)]
    pub(crate) interpreter: bool,
    pub(crate) situations: Vec<SituationKind>,
}

fn normal() -> SafeContact {
    SafeContact::Normal
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Child {
    pub(crate) given_name: String,
    /// The first parent's when not told.
    pub(crate) family_name: Option<String>,
    pub(crate) born: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shield {
    pub(crate) address: String,
    pub(crate) danger_note: String,
    /// E-mails (before the @) of the people named.
    pub(crate) named: Vec<String>,
}

/// How the children come.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Care {
    pub(crate) kind: CareKind,
    pub(crate) purpose: Purpose,
    pub(crate) weekly: Vec<(DayOfWeek, HalfDay)>,
    /// Last day of the accompaniment, when it is over or its end is known.
    pub(crate) until: Option<String>,
    /// How often in a hundred weeks one more half-day is asked for.
    #[serde(default)]
    pub(crate) more: u8,
}

/// Names of families that speak a language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Names {
    language: SpokenLanguage,
    weight: u32,
    families: Vec<String>,
    mothers: Vec<String>,
    fathers: Vec<String>,
    children: Vec<String>,
}

const PURPOSES: [Purpose; 8] = [
    Purpose::Training,
    Purpose::JobInterview,
    Purpose::FrenchLesson,
    Purpose::Appointment,
    Purpose::Workshop,
    Purpose::DrivingLesson,
    Purpose::AdministrativeStep,
    Purpose::FirstDaysOfJob,
];

const MESSAGES: [&str; 6] = [
    "Entretien d'embauche prévu, aucun mode d'accueil à ce jour.",
    "Madame reprend une formation, disponible pour une visite.",
    "Première séparation : prévoir un temps d'adaptation.",
    "Pas de permis : la distance compte.",
    "L'aîné est à l'école ; besoin le matin surtout.",
    "Merci de rappeler après 14 h.",
];

/// Draws the families of a site.
pub(crate) fn draw(dice: &mut Dice, names: &[Names], site: &files::Site, counsellors: &[String]) -> Vec<Family> {
    let mut drawn: Vec<Family> = Vec::new();
    while drawn.len() < usize::try_from(site.families).unwrap_or(0) {
        let number = u32::try_from(drawn.len()).unwrap_or(0);
        let family = one(dice, names, site, counsellors, number);
        let name = |family: &Family| {
            family.parents.first().map(|parent| (parent.given_name.clone(), parent.family_name.clone()))
        };
        // Two mothers of one name at one site would only puzzle.
        if !drawn.iter().any(|known| name(known) == name(&family)) {
            drawn.push(family);
        }
    }
    drawn
}

fn one(dice: &mut Dice, names: &[Names], site: &files::Site, counsellors: &[String], number: u32) -> Family {
    let weights: Vec<u32> = names.iter().map(|names| names.weight).collect();
    let names = &names[dice.weighted(&weights)];
    let family_name = dice.one(&names.families).clone();
    let (answer, referred) = answer(dice, site, number);
    let lone = site.kind == SiteKind::ParentsOnSite || dice.happens(45);
    let mut situations = vec![match dice.below(10) {
        0 | 1 => SituationKind::Employed,
        2..=4 => SituationKind::InTraining,
        _ => SituationKind::JobSeeker,
    }];
    if lone {
        situations.push(SituationKind::LoneParent);
    }
    if site.kind == SiteKind::ParentsOnSite || dice.happens(35) {
        situations.push(SituationKind::Rsa);
    }
    if dice.happens(25) {
        situations.push(SituationKind::Qpv);
    }
    let foreign = names.language != SpokenLanguage::French;
    let mother = Parent {
        given_name: dice.one(&names.mothers).clone(),
        family_name: family_name.clone(),
        phone: Some(format!("+3361{:07}", dice.below(10_000_000))),
        email: None,
        language: names.language,
        safe_contact: if dice.happens(6) { SafeContact::Neutral } else { SafeContact::Normal },
        interpreter: foreign && dice.happens(40),
        situations,
    };
    let mut parents = vec![mother];
    if !lone {
        parents.push(Parent {
            given_name: dice.one(&names.fathers).clone(),
            family_name: family_name.clone(),
            phone: dice.happens(60).then(|| format!("+3367{:07}", dice.below(10_000_000))),
            email: None,
            language: names.language,
            safe_contact: SafeContact::Normal,
            interpreter: false,
            situations: vec![if dice.happens(55) { SituationKind::Employed } else { SituationKind::JobSeeker }],
        });
    }
    Family {
        site: site.key.clone(),
        prescriber: dice.one(&site.prescribers).clone(),
        commune: dice.one(&site.communes).clone(),
        children: children(dice, names, site, referred),
        counsellor: (!counsellors.is_empty() && dice.happens(45)).then(|| dice.one(counsellors).clone()),
        shield: None,
        referred,
        answer,
        urgency: *dice.one(Urgency::ALL),
        message: dice.happens(55).then(|| (*dice.one(&MESSAGES)).to_owned()),
        care: care(dice, site, answer),
        waits_for: None,
        holds: Vec::new(),
        parents,
    }
}

/// The first referrals of a site are still open; the others have had their answer.
fn answer(dice: &mut Dice, site: &files::Site, number: u32) -> (Answer, i32) {
    if site.kind == SiteKind::ParentsOnSite {
        // A cohort begins together: this one four weeks ago, the one before in spring.
        return if number < site.families / 2 { (Answer::Accepted, 42) } else { (Answer::Ended, 165) };
    }
    match number {
        0 => (Answer::Sent, dice.between(0, 2)),
        1 => (Answer::Seen, dice.between(3, 8)),
        2 if site.families > 7 => (Answer::Asked, dice.between(5, 12)),
        3 if site.families > 10 => (Answer::Sent, dice.between(11, 18)),
        4 if site.families > 10 => {
            let reasons = [RefusalReason::SiteFull, RefusalReason::AgeOutOfRange, RefusalReason::HoursDoNotFit];
            (Answer::Refused(*dice.one(&reasons)), dice.between(20, 90))
        }
        5 if site.families > 10 => (Answer::Expired, dice.between(40, 80)),
        5 if site.families < 9 => (Answer::Ended, dice.between(120, 175)),
        6 | 7 if site.families > 10 => (Answer::Ended, dice.between(120, 175)),
        _ => (Answer::Accepted, dice.between(20, 175)),
    }
}

fn children(dice: &mut Dice, names: &Names, site: &files::Site, referred: i32) -> Vec<Child> {
    // Young enough today, old enough when the family was referred.
    let oldest = (site.policy.maximum_age_months - 2).min(33);
    let youngest = (site.policy.minimum_age_months + referred / 30 + 1).min(oldest - 2);
    let months = dice.between(youngest, oldest);
    let born = |months: i32, days: i32| format!("today-{months}m-{days}d");
    let first = dice.below(names.children.len());
    let name = |offset: usize| names.children[(first + offset) % names.children.len()].clone();
    let day = dice.between(0, 25);
    let mut children = vec![Child { given_name: name(0), family_name: None, born: born(months, day) }];
    if dice.happens(6) {
        // Twins.
        children.push(Child { given_name: name(1), family_name: None, born: born(months, day) });
    } else if months >= youngest + 14 && dice.happens(35) {
        // A younger brother or sister.
        let younger = months - 14;
        children.push(Child { given_name: name(1), family_name: None, born: born(younger.max(youngest), day) });
    }
    children
}

fn care(dice: &mut Dice, site: &files::Site, answer: Answer) -> Care {
    let until = match answer {
        Answer::Ended => Some(format!("today-{}d", dice.between(20, 55))),
        _ => None,
    };
    if site.kind == SiteKind::ParentsOnSite {
        let weekly = vec![(DayOfWeek::Monday, HalfDay::Morning)];
        return Care { kind: CareKind::Regular, purpose: Purpose::Workshop, weekly, until, more: 0 };
    }
    let days: Vec<DayOfWeek> = site.rules.iter().flat_map(|rule| rule.weekdays.iter().copied()).collect();
    let half_day = |dice: &mut Dice| if dice.happens(70) { HalfDay::Morning } else { HalfDay::Afternoon };
    let mut weekly: Vec<(DayOfWeek, HalfDay)> = Vec::new();
    for _ in 0..dice.between(1, 3) {
        let wish = (*dice.one(&days), half_day(dice));
        if !weekly.contains(&wish) {
            weekly.push(wish);
        }
    }
    let more = u8::try_from(dice.between(10, 45)).unwrap_or(20);
    let regular = dice.happens(70) || !site.policy.care_kinds.contains(&CareKind::Occasional);
    if regular {
        Care { kind: CareKind::Regular, purpose: *dice.one(&PURPOSES), weekly, until, more }
    } else {
        Care { kind: CareKind::Occasional, purpose: *dice.one(&PURPOSES), weekly: Vec::new(), until, more: 80 }
    }
}
