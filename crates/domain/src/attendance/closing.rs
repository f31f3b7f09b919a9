//! Departures nobody noted: supposed at the end of what was booked, and shown as supposed until somebody says how it was.
//!
//! A child who stands as "here" for ever would falsify every sum and the next morning's count. A rule closes it, never silently: the
//! fact is marked as the rule's, it is a task until it is confirmed or corrected, and whatever somebody saw takes its place, however
//! late it comes in. A booking is closed by rule once: who takes that back has the last word.

use serde::{Deserialize, Serialize};

use super::{AttendanceFact, Presence, presence, standing};
use crate::places::AttendanceKind;
use crate::{AttendanceFactId, Date, Instant};

/// Minutes after the end of the session, while a site has said nothing (assumed).
pub const MINUTES_UNSAID: u16 = 60;
/// Minutes a site may choose at most.
pub const MOST_MINUTES: u16 = 600;

/// How long after its session a site waits, from a day on, until a later setting takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingSetting {
    /// First day.
    pub from: Date,
    /// Minutes after the end of the session.
    pub minutes: u16,
    /// Nobody has said it for this site.
    pub assumed: bool,
}

impl ClosingSetting {
    /// What holds while a site has said nothing.
    pub const fn unsaid() -> Self {
        Self { from: Date::MIN, minutes: MINUTES_UNSAID, assumed: true }
    }
    /// The setting of a day: the one that starts last among those that have started.
    pub fn on(settings: &[Self], day: Date) -> Self {
        let started = settings.iter().filter(|setting| setting.from <= day);
        started.max_by_key(|setting| setting.from).copied().unwrap_or(Self::unsaid())
    }
}

/// What is to be said of a departure supposed by rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "closing", rename_all = "snake_case")]
pub enum Closing {
    /// It stands until somebody confirms or corrects it.
    Waits {
        /// The departure that is supposed.
        fact: AttendanceFactId,
        /// Its time.
        at: Instant,
    },
    /// Somebody had seen how it was, and it came in later.
    Overtaken {
        /// The time that was supposed.
        at: Instant,
        /// The departure somebody saw; none when the child had not even come.
        really: Option<Instant>,
    },
}

/// What is to be said of the facts of one booking; nothing when no rule closed it, or somebody has confirmed or corrected it.
pub fn closing(facts: &[AttendanceFact]) -> Option<Closing> {
    let open = |fact: &&AttendanceFact| {
        fact.by_rule && !fact.withdrawn && !facts.iter().any(|other| other.corrects == Some(fact.id))
    };
    let rule = facts.iter().rfind(open)?;
    let standing = standing(facts);
    Some(if standing.iter().any(|fact| fact.id == rule.id) {
        Closing::Waits { fact: rule.id, at: rule.at }
    } else {
        let really = standing.iter().rfind(|fact| fact.kind == AttendanceKind::Left).map(|fact| fact.at);
        Closing::Overtaken { at: rule.at, really }
    })
}

/// The departure to suppose, if any: the child is still here `minutes` after `stays_until` and no rule has closed the booking before.
/// `ends` is the end of this session; `stays_until` that of the child's last session which follows it without a break.
pub fn departure(
    facts: &[AttendanceFact],
    ends: Instant,
    stays_until: Instant,
    minutes: u16,
    id: AttendanceFactId,
    now: Instant,
) -> Option<AttendanceFact> {
    let Presence::Here { .. } = presence(facts) else { return None };
    if facts.iter().any(|fact| fact.by_rule) || now.seconds_since(stays_until) < i64::from(minutes) * 60 {
        return None;
    }
    // Who came after the end was there at least when she came.
    let last = standing(facts).iter().map(|fact| fact.at).max()?;
    Some(AttendanceFact {
        id,
        kind: AttendanceKind::Left,
        at: ends.max(last),
        recorded_at: now,
        absence: None,
        corrects: None,
        correction: None,
        withdrawn: false,
        by_rule: true,
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Id;
    use crate::attendance::{accept, conflicts, undone};

    fn instant(text: &str) -> Instant {
        Instant::new(format!("2026-11-23T{text}:00Z").parse().unwrap())
    }

    fn id(number: u128) -> AttendanceFactId {
        AttendanceFactId::from_uuid(Uuid::from_u128(number))
    }

    fn fact(number: u128, kind: AttendanceKind, at: &str) -> AttendanceFact {
        AttendanceFact {
            id: id(number),
            kind,
            at: instant(at),
            recorded_at: instant(at),
            absence: None,
            corrects: None,
            correction: None,
            withdrawn: false,
            by_rule: false,
        }
    }

    fn closed(facts: &[AttendanceFact], now: &str) -> Option<AttendanceFact> {
        departure(facts, instant("11:15"), instant("11:15"), 60, id(99), instant(now))
    }

    #[test]
    fn a_child_nobody_fetched_is_closed_at_the_booked_end_an_hour_later_and_once() {
        let arrived = fact(1, AttendanceKind::Arrived, "07:42");
        assert_eq!(closed(&[], "18:00"), None, "who never came is not closed");
        assert_eq!(closed(std::slice::from_ref(&arrived), "12:14"), None, "not before the hour is over");
        let rule = closed(std::slice::from_ref(&arrived), "12:15").unwrap();
        assert_eq!((rule.at, rule.by_rule), (instant("11:15"), true));
        let facts = [arrived, rule];
        assert_eq!(presence(&facts), Presence::Left { since: instant("07:42"), until: instant("11:15") });
        assert_eq!(closing(&facts), Some(Closing::Waits { fact: id(99), at: instant("11:15") }));
        assert_eq!(closed(&facts, "18:00"), None, "once");
        let late = fact(3, AttendanceKind::Arrived, "11:30");
        assert_eq!(closed(&[late], "13:00").unwrap().at, instant("11:30"), "nobody leaves before she came");
    }

    #[test]
    fn who_was_fetched_or_never_came_has_nothing_to_close() {
        let arrived = fact(1, AttendanceKind::Arrived, "07:45");
        assert!(closed(std::slice::from_ref(&arrived), "13:00").is_some());
        assert_eq!(closed(&[arrived, fact(2, AttendanceKind::Left, "11:00")], "13:00"), None);
        assert_eq!(closed(&[fact(3, AttendanceKind::Absent, "07:45")], "13:00"), None);
        assert_eq!(closed(&[], "13:00"), None);
    }

    #[test]
    fn what_somebody_saw_wins_however_late_it_comes_in() {
        let arrived = fact(1, AttendanceKind::Arrived, "07:42");
        let rule = closed(std::slice::from_ref(&arrived), "12:15").unwrap();
        let facts = [arrived.clone(), rule.clone()];
        let seen = fact(2, AttendanceKind::Left, "10:50");
        let (starts, ends) = (instant("07:30"), instant("11:15"));
        assert_eq!(accept(&facts, &seen, starts, ends, instant("14:00")), Ok(()), "the rule stands in nobody's way");
        let facts = [arrived.clone(), rule.clone(), seen];
        assert_eq!(presence(&facts), Presence::Left { since: instant("07:42"), until: instant("10:50") });
        let overtaken = Closing::Overtaken { at: instant("11:15"), really: Some(instant("10:50")) };
        assert_eq!(closing(&facts), Some(overtaken));
        assert_eq!(conflicts(&facts, starts, ends, false), [], "and it contradicts nothing");
        // The arrival was a wrong tap, taken back on a tablet that had no network.
        let back = undone(std::slice::from_ref(&arrived), &arrived, id(4), instant("15:00"));
        let facts = [arrived, rule, back];
        assert_eq!(presence(&facts), Presence::Expected);
        assert_eq!(closing(&facts), Some(Closing::Overtaken { at: instant("11:15"), really: None }));
    }

    #[test]
    fn who_confirms_corrects_or_takes_it_back_settles_it() {
        let arrived = fact(1, AttendanceKind::Arrived, "07:42");
        let rule = closed(std::slice::from_ref(&arrived), "12:15").unwrap();
        let answer = |at: &str, withdrawn: bool| AttendanceFact {
            corrects: Some(rule.id),
            correction: Some("asked the father".into()),
            withdrawn,
            ..fact(5, AttendanceKind::Left, at)
        };
        for (answer, then) in [
            (answer("11:15", false), Presence::Left { since: instant("07:42"), until: instant("11:15") }),
            (answer("12:05", false), Presence::Left { since: instant("07:42"), until: instant("12:05") }),
            (answer("11:15", true), Presence::Here { since: instant("07:42") }),
        ] {
            let facts = [arrived.clone(), rule.clone()];
            assert_eq!(accept(&facts, &answer, instant("07:30"), instant("11:15"), instant("16:00")), Ok(()));
            let facts = [arrived.clone(), rule.clone(), answer];
            assert_eq!((presence(&facts), closing(&facts)), (then, None));
            assert_eq!(closed(&facts, "20:00"), None, "the rule does not come back on what somebody said");
        }
    }

    #[test]
    fn who_stays_for_the_next_session_is_not_closed_between_the_two() {
        let arrived = [fact(1, AttendanceKind::Arrived, "07:42")];
        let at = |now: &str| departure(&arrived, instant("11:15"), instant("16:00"), 60, id(9), instant(now));
        assert_eq!(at("16:59"), None);
        assert_eq!(at("17:00").unwrap().at, instant("11:15"));
    }

    #[test]
    fn the_setting_of_a_day_is_the_last_that_has_begun() {
        let setting =
            |day: i8, minutes| ClosingSetting { from: jiff::civil::date(2026, 11, day), minutes, assumed: false };
        let settings = [setting(20, 30), setting(10, 90)];
        let on = |day: i8| ClosingSetting::on(&settings, jiff::civil::date(2026, 11, day)).minutes;
        assert_eq!((on(9), on(10), on(19), on(20)), (MINUTES_UNSAID, 90, 90, 30));
        assert!(ClosingSetting::on(&[], jiff::civil::date(2026, 11, 9)).assumed);
    }
}
