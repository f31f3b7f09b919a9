//! Where an itinerant site is, day by day: its stops, when each is set up, and whether the way from the stop before leaves the time for it.

use crate::staff::day::{Minute, Span};
use crate::{Date, PremisesId};

/// Longest time a hall may need to be set up, in minutes.
pub const MOST_SETUP_MINUTES: u16 = 240;

/// A session as the rota sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The day.
    pub date: Date,
    /// Where.
    pub premises: PremisesId,
    /// From when until when.
    pub span: Span,
}

/// A stay at some premises, from the first child to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// The day.
    pub date: Date,
    /// Where.
    pub premises: PremisesId,
    /// From when on the hall is set up.
    pub set_up_from: Minute,
    /// From the first session to the last.
    pub span: Span,
    /// Minutes that are missing between the stop before and the setting up; 0 when there is time.
    pub missing: u16,
}

/// The stops of some sessions, by day and hour. Sessions that follow each other in the same hall are one stop: it is set up once.
///
/// Stops of the same hours are two teams, and none waits for the other.
pub fn rota(sessions: &[Open], set_up_minutes: impl Fn(PremisesId) -> u16) -> Vec<Stop> {
    let mut sorted = sessions.to_vec();
    sorted.sort_by_key(|open| (open.date, open.span.from(), open.premises));
    let mut stops: Vec<Stop> = Vec::new();
    for open in sorted {
        let before = stops.iter().rposition(|stop| stop.date == open.date && stop.span.until() <= open.span.from());
        if let Some(last) = stops.last_mut().filter(|last| (last.date, last.premises) == (open.date, open.premises))
            && let Some(span) = Span::new(last.span.from(), last.span.until().max(open.span.until()))
        {
            last.span = span;
            continue;
        }
        let first = open.span.from().number();
        let set_up_from = Minute::new(first.saturating_sub(set_up_minutes(open.premises))).unwrap_or(open.span.from());
        let left = before.map(|before| stops[before].span.until());
        let missing = left.map_or(0, |left| left.number().saturating_sub(set_up_from.number()));
        stops.push(Stop { date: open.date, premises: open.premises, set_up_from, span: open.span, missing });
    }
    stops
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use uuid::Uuid;

    use super::*;
    use crate::Id;

    fn minute(hour: i8, minute: i8) -> Minute {
        Minute::of(time(hour, minute, 0, 0))
    }

    fn open(day: i8, hall: u128, from: (i8, i8), until: (i8, i8)) -> Open {
        Open {
            date: date(2026, 11, day),
            premises: PremisesId::from_uuid(Uuid::from_u128(hall)),
            span: Span::new(minute(from.0, from.1), minute(until.0, until.1)).unwrap(),
        }
    }

    fn told(sessions: &[Open]) -> Vec<(i8, u128, Minute, u16)> {
        rota(sessions, |_| 30)
            .into_iter()
            .map(|stop| (stop.date.day(), stop.premises.uuid().as_u128(), stop.set_up_from, stop.missing))
            .collect()
    }

    #[test]
    fn a_hall_is_set_up_once_for_the_sessions_that_follow_each_other_there() {
        let day = [open(23, 1, (13, 30), (17, 0)), open(23, 1, (9, 0), (12, 0)), open(24, 1, (9, 0), (12, 0))];
        assert_eq!(told(&day), [(23, 1, minute(8, 30), 0), (24, 1, minute(8, 30), 0)]);
    }

    #[test]
    fn the_way_to_the_next_hall_leaves_the_time_to_set_it_up_or_says_what_is_missing() {
        let day = |from| [open(23, 1, (9, 0), (12, 0)), open(23, 2, from, (17, 0))];
        assert_eq!(told(&day((13, 0)))[1], (23, 2, minute(12, 30), 0));
        assert_eq!(told(&day((12, 10)))[1], (23, 2, minute(11, 40), 20));
    }

    #[test]
    fn two_halls_at_the_same_hours_are_two_teams() {
        let day = [open(23, 1, (9, 0), (12, 0)), open(23, 2, (9, 0), (12, 0))];
        assert_eq!(told(&day), [(23, 1, minute(8, 30), 0), (23, 2, minute(8, 30), 0)]);
    }
}
