//! What past weeks of a site would have been, with the same seats and the same requests: in the order of asking, and by the planner.

use db::plans::{WeekFacts, gather_past};
use domain::places::{days_after, week_of};
use domain::plans::{FEWEST_COMPARABLE, Weights};
use domain::*;
use planner::exchange::Plan;
use serde::{Deserialize, Serialize};

use super::instance::Built;
use super::jobs::{Watched, first_come, solved};

/// Past weeks that are looked at.
const WEEKS: i32 = 8;

/// What one way of sharing out did in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Done {
    /// Requests that are served.
    pub served: i64,
    /// Of those that cannot wait.
    pub critical_served: i64,
    /// Points.
    pub worth: i64,
}

impl Done {
    fn with(self, other: Self) -> Self {
        Self {
            served: self.served + other.served,
            critical_served: self.critical_served + other.critical_served,
            worth: self.worth + other.worth,
        }
    }
}

/// A past week, shared out twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastWeek {
    /// Its Monday.
    pub monday: Date,
    /// What was asked.
    pub requests: i64,
    /// Of it what could not wait.
    pub critical: i64,
    /// In the order of asking.
    pub first_come: Done,
    /// Together.
    pub planner: Done,
}

/// The past weeks of a site in which somebody asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct History {
    /// The first Monday that was looked at.
    pub from: Option<Date>,
    /// The weeks, the oldest first.
    pub weeks: Vec<PastWeek>,
}

impl History {
    /// All weeks together.
    pub fn total(&self) -> Option<PastWeek> {
        let mut weeks = self.weeks.iter();
        let first = weeks.next()?.clone();
        Some(weeks.fold(first, |sum, week| PastWeek {
            monday: sum.monday,
            requests: sum.requests + week.requests,
            critical: sum.critical + week.critical,
            first_come: sum.first_come.with(week.first_come),
            planner: sum.planner.with(week.planner),
        }))
    }
    /// Whether this is enough to say anything.
    pub fn says_something(&self, fewest_weeks: usize) -> bool {
        let requests = self.total().map_or(0, |total| total.requests);
        self.weeks.len() >= fewest_weeks && requests >= i64::from(FEWEST_COMPARABLE)
    }
}

/// Reads the past weeks of a site, as they were on the Thursday before each.
pub(super) fn gather(conn: &mut db::Conn, site: SiteId, today: Date, now: Instant) -> db::Result<Vec<WeekFacts>> {
    let this_monday = week_of(today);
    let mut weeks = Vec::new();
    for back in (1..=WEEKS).rev() {
        let monday = days_after(this_monday, -7 * back);
        let thursday = days_after(monday, -4)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map_err(|error| db::Error::Broken(error.to_string()))?;
        let then = Instant::new(thursday.timestamp()).plus_hours(12);
        let facts = gather_past(conn, &[site], monday, then, now)?;
        if !facts.requests.is_empty() && facts.sites.iter().any(|site| !site.sessions.is_empty()) {
            weeks.push(facts);
        }
    }
    Ok(weeks)
}

/// Shares every week out twice.
pub(super) fn replayed(weeks: &[WeekFacts], weights: &Weights, from: Date) -> Result<History, String> {
    let watched = Watched::default();
    let mut history = History { from: Some(from), weeks: Vec::new() };
    for facts in weeks {
        let (plan, built, _) = solved(facts, weights, None, 0, &watched)?;
        if built.instance.families.is_empty() {
            continue;
        }
        let by_asking = first_come(facts, None, &built);
        let (planner, requests, critical) = done(&built, plan)?;
        let (first_come, ..) = done(&built, by_asking)?;
        history.weeks.push(PastWeek { monday: facts.monday, requests, critical, first_come, planner });
    }
    Ok(history)
}

fn done(built: &Built, mut plan: Plan) -> Result<(Done, i64, i64), String> {
    plan.objective = i64::MIN;
    let problem = built.instance.problem().map_err(|wrong| wrong.to_string())?;
    let checked = planner::check(&problem, &plan).map_err(|wrong| wrong.to_string())?;
    let figures = super::jobs::figures(&checked, None);
    let done = Done { served: figures.served, critical_served: figures.critical_served, worth: figures.worth };
    Ok((done, figures.requests, figures.critical))
}

/// The first Monday of the weeks that are looked at.
pub(super) fn first_monday(today: Date) -> Date {
    days_after(week_of(today), -7 * WEEKS)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn week(requests: i64, first_come: i64, planner: i64) -> PastWeek {
        let done = |served| Done { served, critical_served: 0, worth: served * 100 };
        PastWeek {
            monday: date(2026, 11, 2),
            requests,
            critical: 0,
            first_come: done(first_come),
            planner: done(planner),
        }
    }

    #[test]
    fn a_short_history_says_nothing() {
        let few_weeks = History { from: None, weeks: vec![week(40, 20, 30); 3] };
        assert!(!few_weeks.says_something(4));
        let few_requests = History { from: None, weeks: vec![week(7, 3, 4); 4] };
        assert!(!few_requests.says_something(4), "28 requests");
        let enough = History { from: None, weeks: vec![week(8, 3, 4); 4] };
        assert!(enough.says_something(4));
        let total = enough.total().unwrap();
        assert_eq!((total.requests, total.first_come.served, total.planner.worth), (32, 12, 1600));
        assert_eq!(History::default().total(), None);
    }
}
