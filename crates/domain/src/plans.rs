//! The week that is planned: what a half-day is worth and for whom, what may be asked of a run, and what is promised meanwhile.
//!
//! Weights are opinions, written down: a file for each territory, versioned, adopted by its partners, printed with each plan. The
//! shipped ones are assumed. How the best plan is found is the planner's work; what may be booked at all is decided by
//! [`crate::places::decide`] and nowhere else.

pub mod avip;
pub mod fairness;

pub use avip::AvipSettings;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::places::Purpose;
use crate::{Date, HalfDay, SiteId, word_list};

/// The weights that are shipped, as a file.
pub const SHIPPED_WEIGHTS: &str = include_str!("../../../data/plan-weights.json");
/// Seconds a run may take when nobody says otherwise.
pub const USUAL_BUDGET_SECONDS: i32 = 5;
/// Most seconds a run may take: a worker's claim on a job is two minutes.
pub const MOST_BUDGET_SECONDS: i32 = 60;
/// Most sites of one run in the product.
pub const MOST_SITES: usize = 40;

word_list! {
    /// Whether weights were agreed upon.
    WeightsStatus { Assumed = "assumed", Adopted = "adopted" }
}

/// What things are worth, in points without unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Their name, with the version.
    pub name: String,
    /// Whether they were agreed upon.
    pub status: WeightsStatus,
    /// Who says so.
    pub source: String,
    /// The first half-day of a request, by purpose.
    pub purposes: BTreeMap<Purpose, i32>,
    /// Purposes that cannot wait once a professional has attested them.
    pub critical_purposes: Vec<Purpose>,
    /// What is added for a critical request: more than what all else of a family's week brings.
    pub critical: i32,
    /// What the second, third... half-day of a request is worth, in percent of the first; the last figure holds for all that follow.
    pub further_half_days_percent: Vec<i32>,
    /// For each week the family has waited.
    pub waiting_week: i32,
    /// Weeks of waiting that count.
    pub waiting_weeks_most: i32,
    /// For a family that reaches the minimum its site asks.
    pub minimum: i32,
    /// Taken off for each kilometre of road to the site, once a day.
    pub kilometre: i32,
    /// Taken off for each step down the list of half-days that would do.
    pub later_choice: i32,
    /// Taken off for a second site in the week.
    pub second_site: i32,
    /// Taken off for a familiarisation session.
    pub familiarisation: i32,
    /// Taken off for the emergency seat.
    pub emergency: i32,
    /// Added at the site the family usually comes to.
    pub usual_site: i32,
}

/// Why a file of weights is no file of weights.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WrongWeights(String);

impl Weights {
    /// Reads a file of weights; every purpose must have a worth.
    pub fn read(text: &str) -> Result<Self, WrongWeights> {
        let weights: Self = serde_json::from_str(text).map_err(|error| WrongWeights(error.to_string()))?;
        if let Some(missing) = Purpose::ALL.iter().find(|purpose| !weights.purposes.contains_key(purpose)) {
            return Err(WrongWeights(format!("purposes: {missing} has no worth")));
        }
        let small = |figure: &i32| (0..=1_000_000).contains(figure);
        let figures = [
            weights.critical,
            weights.waiting_week,
            weights.waiting_weeks_most,
            weights.minimum,
            weights.kilometre,
            weights.later_choice,
            weights.second_site,
            weights.familiarisation,
            weights.emergency,
            weights.usual_site,
        ];
        if !figures.iter().chain(weights.purposes.values()).all(small) {
            return Err(WrongWeights("a figure is negative, or above 1,000,000".to_owned()));
        }
        if !weights.further_half_days_percent.iter().all(|percent| (0..=100).contains(percent)) {
            return Err(WrongWeights("further_half_days_percent: a figure is not between 0 and 100".to_owned()));
        }
        Ok(weights)
    }
    /// The shipped weights.
    pub fn shipped() -> Result<Self, WrongWeights> {
        Self::read(SHIPPED_WEIGHTS)
    }
    /// What so many half-days of one request are worth, without what is added for a critical one or for waiting.
    pub fn worth(&self, purpose: Purpose, half_days: usize) -> i64 {
        let first = i64::from(self.purposes.get(&purpose).copied().unwrap_or(0));
        let percent = |further: usize| {
            let known = self.further_half_days_percent.get(further).or(self.further_half_days_percent.last());
            i64::from(known.copied().unwrap_or(0))
        };
        match half_days {
            0 => 0,
            more => first + (0..more - 1).map(|further| first * percent(further) / 100).sum::<i64>(),
        }
    }
    /// What is added for having waited so many days.
    pub fn waited(&self, days: i32) -> i64 {
        i64::from(self.waiting_week) * i64::from((days / 7).clamp(0, self.waiting_weeks_most))
    }
    /// Whether a request for this purpose cannot wait, once attested.
    pub fn is_critical(&self, purpose: Purpose) -> bool {
        self.critical_purposes.contains(&purpose)
    }
}

word_list! {
    /// How an alternative of a run was made.
    AlternativeKind {
        /// By the planner.
        Planner = "planner",
        /// By the planner, from another seed.
        AnotherSeed = "another_seed",
        /// In the order in which families asked: what the telephone does.
        FirstCome = "first_come",
    }
}

word_list! {
    /// How a site shares out the seats of a week.
    Sharing {
        /// Together, once a week, by the weights its partners adopted.
        Planner = "planner",
        /// In the order in which families asked.
        FirstCome = "first_come",
    }
}

word_list! {
    /// A question about plans that is answered in the background.
    StudyKind {
        /// What a plan would be if the weights were other ones.
        Sensitivity = "sensitivity",
        /// What past weeks of a site would have been, shared out in one way and in the other.
        History = "history",
    }
}

word_list! {
    /// What a proposed place is.
    ProposalRole {
        /// A place among the children the site knows.
        Regular = "regular",
        /// The first session with a parent, before another one.
        Familiarisation = "familiarisation",
        /// The seat kept for emergencies.
        Emergency = "emergency",
    }
}

word_list! {
    /// How a run stands.
    RunState {
        Waiting = "waiting", Running = "running", Finished = "finished", Published = "published", Cancelled = "cancelled",
        Failed = "failed",
    }
}

word_list! {
    /// What a family is told before its half-day is known.
    PromiseKind {
        /// A seat is kept; which half-day it is, is confirmed on a day.
        Guaranteed = "guaranteed",
        /// An answer on a day, with a chance.
        AnsweredOn = "answered_on",
    }
}

/// Fewer comparable requests than this make an assumption, not a figure.
pub const FEWEST_COMPARABLE: i32 = 30;
/// The chance that is told while nothing is known yet, in tenths of a percent (assumed: what the telephone reaches).
pub const USUAL_CHANCE_PER_MILLE: i32 = 640;

/// The day on which requests for a week are answered: the Thursday before it, or at once when that is past.
pub fn answer_day(monday: Date, today: Date) -> Date {
    crate::places::days_after(monday, -4).max(today)
}

word_list! {
    /// Why a request that waited is not in the plan. The planner's words, and those of what is said before it is asked.
    UnservedReason {
        NoSiteInReach = "no_site_in_reach", NoSiteOpen = "no_site_open", RegularSeatsTaken = "regular_seats_taken",
        HeadCountReached = "head_count_reached", StaffMissing = "staff_missing", WeekFull = "week_full",
        ReserveTaken = "reserve_taken", NoFamiliarisationBefore = "no_familiarisation_before",
        AnotherPlaceAtThatTime = "another_place_at_that_time", ThirdSite = "third_site",
        MostSessions = "most_sessions", KeptForAvip = "kept_for_avip",
        CostsMoreThanItBrings = "costs_more_than_it_brings",
        /// A rule of places says no to every half-day; the refusals say which.
        Rules = "rules",
    }
}

/// A question to the planner that nobody can publish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what_if", rename_all = "snake_case", deny_unknown_fields)]
pub enum WhatIf {
    /// A half-day more is open, like the others of the site.
    OpenSession {
        /// The site.
        site: SiteId,
        /// The day.
        date: Date,
        /// Its half.
        half_day: HalfDay,
    },
    /// One adult more, all week.
    OneAdultMore {
        /// The site.
        site: SiteId,
    },
    /// One regular seat more, all week.
    OneSeatMore {
        /// The site.
        site: SiteId,
    },
}

impl WhatIf {
    /// The site it is about.
    pub fn site(&self) -> SiteId {
        match self {
            Self::OpenSession { site, .. } | Self::OneAdultMore { site } | Self::OneSeatMore { site } => *site,
        }
    }
}

/// What a plan does, in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Its worth in points.
    pub worth: i64,
    /// Requests that were asked.
    pub requests: i64,
    /// Requests served.
    pub served: i64,
    /// Critical requests.
    pub critical: i64,
    /// Critical requests served.
    pub critical_served: i64,
    /// Families whose site asks a minimum.
    pub minimum_due: i64,
    /// Those who reach it.
    pub minimum_reached: i64,
    /// Children × half-days in seats, without what was booked before.
    pub places_used: i64,
    /// Children × half-days that were free.
    pub places: i64,
    /// Tenths of a percent of the proved bound; `None` when nothing is proved.
    pub of_bound_per_mille: Option<i64>,
}

/// Tenths of a percent of a bound that a worth reaches, rounded down: what is said is never more than what is proved.
pub fn of_bound_per_mille(worth: i64, bound: f64) -> Option<i64> {
    if !bound.is_finite() {
        return None;
    }
    // No plan is worth more than the whole number below the bound.
    let most = bound.floor();
    if most <= 0.0 {
        return (worth as f64 >= most).then_some(1000);
    }
    let share = (worth as f64 / most * 1000.0).floor();
    Some((share as i64).clamp(0, 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_read_and_say_that_they_are_assumed() {
        let weights = Weights::shipped().unwrap();
        assert_eq!(weights.status, WeightsStatus::Assumed);
        assert!(weights.is_critical(Purpose::JobInterview) && !weights.is_critical(Purpose::Respite));
    }

    #[test]
    fn weights_without_a_purpose_or_with_a_figure_below_zero_are_refused() {
        let without = SHIPPED_WEIGHTS.replace("\"health\": 120, ", "");
        assert!(Weights::read(&without).unwrap_err().to_string().contains("health"));
        let negative = SHIPPED_WEIGHTS.replace("\"minimum\": 150", "\"minimum\": -1");
        assert!(Weights::read(&negative).is_err());
        let unknown = SHIPPED_WEIGHTS.replace("\"minimum\": 150", "\"minimum\": 1, \"luck\": 3");
        assert!(Weights::read(&unknown).is_err());
    }

    #[test]
    fn a_third_half_day_is_worth_less_than_a_first() {
        let weights = Weights::shipped().unwrap();
        let [one, two, three] = [1, 2, 3].map(|half_days| weights.worth(Purpose::Workshop, half_days));
        assert!(one > two - one && two - one > three - two && three > two);
        assert_eq!(weights.worth(Purpose::Workshop, 0), 0);
        assert_eq!(weights.waited(6), 0);
        assert_eq!(weights.waited(7 * 100), i64::from(weights.waiting_week * weights.waiting_weeks_most));
    }

    #[test]
    fn a_week_is_answered_on_the_thursday_before_it_or_at_once() {
        let monday = jiff::civil::date(2026, 11, 30);
        assert_eq!(answer_day(monday, jiff::civil::date(2026, 11, 23)), jiff::civil::date(2026, 11, 26));
        assert_eq!(answer_day(monday, jiff::civil::date(2026, 11, 28)), jiff::civil::date(2026, 11, 28));
    }

    #[test]
    fn what_is_said_of_the_bound_is_never_more_than_what_is_proved() {
        assert_eq!(of_bound_per_mille(980, 1000.9), Some(980));
        assert_eq!(of_bound_per_mille(999, 1000.0), Some(999));
        assert_eq!(of_bound_per_mille(1000, 1000.4), Some(1000), "proved to the point");
        assert_eq!(of_bound_per_mille(0, 0.3), Some(1000), "nothing could be done, nothing is missing");
        assert_eq!(of_bound_per_mille(10, f64::INFINITY), None);
    }
}
