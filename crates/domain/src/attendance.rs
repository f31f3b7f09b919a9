//! Presence at the door: facts that are never changed, and the state they add up to.
//!
//! A fact is an arrival, a departure or an absence. What was wrong is corrected by a new fact that names the old one, with a
//! reason; a correction that says "this did not happen" is *withdrawn*. The state of a booking is what the facts that still
//! stand say, whatever the order in which they came in. Facts written without a network may contradict each other: none is thrown
//! away, and [`conflicts`] says what somebody has to look at.
//!
//! * [`closing`]: a departure nobody noted, supposed by rule until somebody says how it was.
//! * [`balance`]: what was attended against what was booked, in minutes that add up.

pub mod balance;
pub mod closing;

use serde::{Deserialize, Serialize};

use crate::places::{AbsenceReason, AttendanceKind};
use crate::{AttendanceFactId, Instant, Refusal, word_list};

/// A time may lie this many seconds ahead of our clock: the clocks of tablets differ.
pub const CLOCK_DIFFERENCE_SECONDS: i64 = 5 * 60;

/// A mark may be taken back without a written reason for this many seconds.
pub const UNDO_SECONDS: i64 = 10 * 60;

/// An expected child is late this many seconds after the start of the session.
pub const LATE_AFTER_SECONDS: i64 = 15 * 60;

/// A child may come this many seconds before the session starts, and be fetched this many after its end.
pub const DOOR_SECONDS: i64 = 3 * 3600;

/// Something recorded at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendanceFact {
    /// Made by whoever records, so that sending twice records once.
    pub id: AttendanceFactId,
    /// What happened.
    pub kind: AttendanceKind,
    /// When it happened (an absence: when it was known).
    pub at: Instant,
    /// When it was written down.
    pub recorded_at: Instant,
    /// Why an expected child did not come.
    pub absence: Option<AbsenceReason>,
    /// The fact this one replaces.
    pub corrects: Option<AttendanceFactId>,
    /// Why it was corrected, or why it was added to a day that is over.
    pub correction: Option<String>,
    /// A correction that says: the fact it names did not happen.
    pub withdrawn: bool,
    /// Nobody saw it: a departure supposed by rule at the end of what was booked. Whatever somebody saw takes its place.
    #[serde(default)]
    pub by_rule: bool,
}

/// Where a booked child is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Presence {
    /// Nothing recorded yet.
    Expected,
    /// Arrived, not fetched.
    Here {
        /// When the child arrived.
        since: Instant,
    },
    /// Arrived and fetched.
    Left {
        /// When the child arrived.
        since: Instant,
        /// When the child was fetched.
        until: Instant,
    },
    /// Did not come.
    Absent {
        /// Why.
        reason: Option<AbsenceReason>,
    },
}

impl Presence {
    /// The state's word: `expected`, `here`, `left`, `absent`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Here { .. } => "here",
            Self::Left { .. } => "left",
            Self::Absent { .. } => "absent",
        }
    }
    /// Minutes of presence; for a child still here, until `now` or the end of the session, whichever comes first.
    pub fn minutes(self, session_ends: Instant, now: Instant) -> i64 {
        let (since, until) = match self {
            Self::Expected | Self::Absent { .. } => return 0,
            Self::Here { since } => (since, now.min(session_ends)),
            Self::Left { since, until } => (since, until),
        };
        (minute_of(until) - minute_of(since)).max(0)
    }
}

/// The minute an instant lies in, counted from an origin: what is shown as times of day is what is added up.
fn minute_of(instant: Instant) -> i64 {
    instant.timestamp().as_second().div_euclid(60)
}

/// The facts that still stand, by the time they happened: neither corrected by a later one nor withdrawn, nor supposed by rule while
/// somebody saw how it was.
pub fn standing(facts: &[AttendanceFact]) -> Vec<&AttendanceFact> {
    let mut standing: Vec<&AttendanceFact> = facts
        .iter()
        .filter(|fact| !fact.withdrawn && !facts.iter().any(|other| other.corrects == Some(fact.id)))
        .collect();
    let seen = |kind: AttendanceKind| standing.iter().any(|fact| !fact.by_rule && fact.kind == kind);
    if seen(AttendanceKind::Left) || !seen(AttendanceKind::Arrived) {
        standing.retain(|fact| !fact.by_rule);
    }
    standing.sort_by_key(|fact| (fact.at, fact.kind, fact.id));
    standing
}

/// What the facts of one booking add up to: who came is not absent, and the last one through the door decides.
pub fn presence(facts: &[AttendanceFact]) -> Presence {
    let standing = standing(facts);
    let of = |kind: AttendanceKind| standing.iter().find(|fact| fact.kind == kind);
    let last = standing.iter().rfind(|fact| fact.kind != AttendanceKind::Absent);
    match (of(AttendanceKind::Arrived), last, of(AttendanceKind::Absent)) {
        (Some(arrived), Some(last), _) if last.kind == AttendanceKind::Left => {
            Presence::Left { since: arrived.at, until: last.at }
        }
        (Some(arrived), ..) => Presence::Here { since: arrived.at },
        (None, _, Some(absent)) => Presence::Absent { reason: absent.absence },
        (None, _, None) => Presence::Expected,
    }
}

/// Two people who note the same arrival do so within this many seconds.
pub const SAME_EVENT_SECONDS: i64 = 15 * 60;

word_list! {
    /// What does not fit together in the facts of one booking, and waits for somebody who knows.
    Conflict {
        /// Two arrivals, far apart, and no departure between them.
        TwoArrivals = "two_arrivals",
        /// Two departures, far apart, and no arrival between them.
        TwoDepartures = "two_departures",
        /// The child left, and nobody saw it come.
        LeftUnseen = "left_unseen",
        /// Noted absent, and seen at the door.
        AbsentAndSeen = "absent_and_seen",
        /// Seen, and its place had been given back.
        SeenWithoutPlace = "seen_without_place",
        /// The time is hours away from the session, or lay ahead when it was written down.
        DoubtfulTime = "doubtful_time",
    }
}

/// What does not fit together; each word once. `starts` and `ends` are those of the session, `released` whether the place was given back.
pub fn conflicts(facts: &[AttendanceFact], starts: Instant, ends: Instant, released: bool) -> Vec<Conflict> {
    let standing = standing(facts);
    let door: Vec<&AttendanceFact> =
        standing.iter().copied().filter(|fact| fact.kind != AttendanceKind::Absent).collect();
    let mut found = Vec::new();
    for pair in door.windows(2) {
        if let [before, after] = pair
            && before.kind == after.kind
            && after.at.seconds_since(before.at) > SAME_EVENT_SECONDS
        {
            found.push(match before.kind {
                AttendanceKind::Left => Conflict::TwoDepartures,
                AttendanceKind::Arrived | AttendanceKind::Absent => Conflict::TwoArrivals,
            });
        }
    }
    if door.first().is_some_and(|first| first.kind == AttendanceKind::Left) {
        found.push(Conflict::LeftUnseen);
    }
    if !door.is_empty() && door.len() < standing.len() {
        found.push(Conflict::AbsentAndSeen);
    }
    if released && !door.is_empty() {
        found.push(Conflict::SeenWithoutPlace);
    }
    if standing.iter().any(|fact| !is_possible_time(fact, starts, ends, fact.recorded_at)) {
        found.push(Conflict::DoubtfulTime);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a child nobody has seen is late.
pub fn is_late(presence: Presence, session_starts: Instant, now: Instant) -> bool {
    presence == Presence::Expected && now.seconds_since(session_starts) >= LATE_AFTER_SECONDS
}

/// Whether a new fact may join those of its booking; `starts` and `ends` are those of the session.
pub fn accept(
    facts: &[AttendanceFact],
    new: &AttendanceFact,
    starts: Instant,
    ends: Instant,
    now: Instant,
) -> Result<(), Refusal> {
    // What a rule supposed stands in nobody's way, unless it is what is corrected.
    let before: Vec<&AttendanceFact> =
        standing(facts).into_iter().filter(|fact| !fact.by_rule || new.corrects == Some(fact.id)).collect();
    if let Some(corrected) = new.corrects {
        if !before.iter().any(|fact| fact.id == corrected) {
            return Err(Refusal::ChangedMeanwhile);
        }
    } else {
        let taken = before.iter().any(|fact| match new.kind {
            AttendanceKind::Arrived | AttendanceKind::Absent => {
                matches!(fact.kind, AttendanceKind::Arrived | AttendanceKind::Absent)
            }
            AttendanceKind::Left => fact.kind == AttendanceKind::Left,
        });
        if taken {
            return Err(Refusal::AlreadyRecorded);
        }
    }
    if !new.withdrawn && !is_possible_time(new, starts, ends, now) {
        return Err(Refusal::ImpossibleTime);
    }
    let mut after: Vec<AttendanceFact> =
        before.into_iter().filter(|fact| Some(fact.id) != new.corrects).cloned().collect();
    if !new.withdrawn {
        after.push(new.clone());
    }
    // What tablets wrote down without a network may already contradict itself: a correction may leave less of that, never more.
    let (doubles_before, early_before) = wrongs(&standing(facts).into_iter().cloned().collect::<Vec<_>>());
    let (doubles, early) = wrongs(&after);
    if doubles > doubles_before {
        Err(Refusal::AlreadyRecorded)
    } else if early > early_before {
        Err(Refusal::ImpossibleTime)
    } else {
        Ok(())
    }
}

/// How many facts are there twice, or say that a child came and did not; and how many departures come before every arrival.
fn wrongs(standing: &[AttendanceFact]) -> (usize, usize) {
    let of = |kind: AttendanceKind| standing.iter().filter(move |fact| fact.kind == kind);
    let came_or_not = of(AttendanceKind::Arrived).count() + of(AttendanceKind::Absent).count();
    let doubles = came_or_not.saturating_sub(1) + of(AttendanceKind::Left).count().saturating_sub(1);
    let early =
        of(AttendanceKind::Left).filter(|left| !of(AttendanceKind::Arrived).any(|arrived| arrived.at <= left.at));
    (doubles, early.count())
}

/// An arrival or a departure happens around the session; nothing is written down before it happens.
fn is_possible_time(new: &AttendanceFact, starts: Instant, ends: Instant, now: Instant) -> bool {
    let happened = new.at <= now.plus_seconds(CLOCK_DIFFERENCE_SECONDS);
    let around = starts.plus_seconds(-DOOR_SECONDS) <= new.at && new.at <= ends.plus_seconds(DOOR_SECONDS);
    // An absence may be known long before, and be written down long after.
    happened && (around || new.kind == AttendanceKind::Absent)
}

/// The correction that takes a mark back: what stood before it stands again.
pub fn undone(facts: &[AttendanceFact], mark: &AttendanceFact, id: AttendanceFactId, now: Instant) -> AttendanceFact {
    let earlier = mark.corrects.and_then(|earlier| facts.iter().find(|fact| fact.id == earlier));
    let correction = Some("undone".to_owned());
    match earlier {
        Some(earlier) => {
            AttendanceFact { id, recorded_at: now, corrects: Some(mark.id), correction, ..earlier.clone() }
        }
        None => AttendanceFact {
            id,
            recorded_at: now,
            corrects: Some(mark.id),
            correction,
            withdrawn: true,
            ..mark.clone()
        },
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Id;

    fn instant(text: &str) -> Instant {
        Instant::new(format!("2026-11-23T{text}:00Z").parse().unwrap())
    }

    fn fact(number: u128, kind: AttendanceKind, at: &str) -> AttendanceFact {
        AttendanceFact {
            id: AttendanceFactId::from_uuid(Uuid::from_u128(number)),
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

    fn correcting(mut fact: AttendanceFact, corrected: &AttendanceFact) -> AttendanceFact {
        fact.corrects = Some(corrected.id);
        fact.correction = Some("the wrong child was touched".into());
        fact
    }

    fn ask(facts: &[AttendanceFact], new: &AttendanceFact, now: &str) -> Result<(), Refusal> {
        accept(facts, new, instant("07:30"), instant("11:15"), instant(now))
    }

    use AttendanceKind::{Absent, Arrived, Left};

    #[test]
    fn a_child_comes_and_goes() {
        let (arrived, left) = (fact(1, Arrived, "07:42"), fact(2, Left, "11:10"));
        assert_eq!(presence(&[]), Presence::Expected);
        assert_eq!(ask(&[], &arrived, "07:42"), Ok(()));
        assert_eq!(presence(std::slice::from_ref(&arrived)), Presence::Here { since: instant("07:42") });
        assert_eq!(ask(std::slice::from_ref(&arrived), &left, "11:10"), Ok(()));
        let both = [arrived, left];
        assert_eq!(presence(&both), Presence::Left { since: instant("07:42"), until: instant("11:10") });
        assert_eq!(presence(&both).minutes(instant("11:15"), instant("16:00")), 208);
    }

    #[test]
    fn a_departure_without_or_before_the_arrival_is_refused() {
        assert_eq!(ask(&[], &fact(1, Left, "08:00"), "09:00"), Err(Refusal::ImpossibleTime));
        let arrived = [fact(1, Arrived, "08:00")];
        assert_eq!(ask(&arrived, &fact(2, Left, "07:59"), "09:00"), Err(Refusal::ImpossibleTime));
        assert_eq!(ask(&arrived, &fact(2, Left, "08:00"), "09:00"), Ok(()));
    }

    #[test]
    fn a_time_ahead_is_refused_beyond_five_minutes() {
        assert_eq!(ask(&[], &fact(1, Arrived, "07:47"), "07:42"), Ok(()));
        assert_eq!(ask(&[], &fact(1, Arrived, "07:48"), "07:42"), Err(Refusal::ImpossibleTime));
    }

    #[test]
    fn an_arrival_hours_away_from_the_session_is_refused_and_an_absence_is_not() {
        assert_eq!(ask(&[], &fact(1, Arrived, "04:29"), "16:00"), Err(Refusal::ImpossibleTime));
        assert_eq!(ask(&[], &fact(1, Arrived, "14:16"), "16:00"), Err(Refusal::ImpossibleTime));
        assert_eq!(ask(&[], &fact(1, Arrived, "14:15"), "16:00"), Ok(()));
        assert_eq!(ask(&[], &fact(1, Absent, "04:29"), "16:00"), Ok(()));
    }

    #[test]
    fn who_came_is_not_absent_and_nothing_is_recorded_twice() {
        let arrived = [fact(1, Arrived, "07:42")];
        assert_eq!(ask(&arrived, &fact(2, Arrived, "07:43"), "08:00"), Err(Refusal::AlreadyRecorded));
        assert_eq!(ask(&arrived, &fact(2, Absent, "07:43"), "08:00"), Err(Refusal::AlreadyRecorded));
        let absent = [fact(1, Absent, "07:42")];
        assert_eq!(ask(&absent, &fact(2, Arrived, "07:43"), "08:00"), Err(Refusal::AlreadyRecorded));
        let gone = [fact(1, Arrived, "07:42"), fact(2, Left, "08:00")];
        assert_eq!(ask(&gone, &fact(3, Left, "08:01"), "09:00"), Err(Refusal::AlreadyRecorded));
    }

    #[test]
    fn a_correction_replaces_what_it_names_once() {
        let arrived = fact(1, Arrived, "07:42");
        let correction = correcting(fact(2, Arrived, "07:35"), &arrived);
        assert_eq!(ask(std::slice::from_ref(&arrived), &correction, "08:00"), Ok(()));
        let facts = [arrived.clone(), correction];
        assert_eq!(presence(&facts), Presence::Here { since: instant("07:35") });
        let again = correcting(fact(3, Arrived, "07:36"), &arrived);
        assert_eq!(ask(&facts, &again, "08:00"), Err(Refusal::ChangedMeanwhile));
    }

    #[test]
    fn a_correction_must_leave_a_day_that_can_be() {
        let facts = [fact(1, Arrived, "07:42"), fact(2, Left, "08:30")];
        let late = correcting(fact(3, Arrived, "08:31"), &facts[0]);
        assert_eq!(ask(&facts, &late, "09:00"), Err(Refusal::ImpossibleTime));
        let absent = correcting(fact(3, Absent, "07:42"), &facts[0]);
        assert_eq!(ask(&facts, &absent, "09:00"), Err(Refusal::ImpossibleTime), "she left, so she came");
        let two_departures = correcting(fact(3, Left, "07:50"), &facts[0]);
        assert_eq!(ask(&facts, &two_departures, "09:00"), Err(Refusal::AlreadyRecorded));
    }

    #[test]
    fn undoing_takes_a_mark_back_and_undoing_a_correction_restores_what_it_corrected() {
        let arrived = fact(1, Arrived, "07:42");
        let taken_back = undone(std::slice::from_ref(&arrived), &arrived, fact(2, Left, "08:00").id, instant("07:45"));
        assert_eq!(ask(std::slice::from_ref(&arrived), &taken_back, "07:45"), Ok(()));
        assert_eq!(presence(&[arrived.clone(), taken_back]), Presence::Expected);

        let correction = correcting(fact(2, Arrived, "07:35"), &arrived);
        let facts = [arrived, correction.clone()];
        let restored = undone(&facts, &correction, fact(3, Left, "08:00").id, instant("07:45"));
        assert_eq!(ask(&facts, &restored, "07:45"), Ok(()));
        let [arrived, correction] = facts;
        assert_eq!(presence(&[arrived, correction, restored]), Presence::Here { since: instant("07:42") });
    }

    fn wrong(facts: &[AttendanceFact]) -> Vec<Conflict> {
        conflicts(facts, instant("07:30"), instant("11:15"), false)
    }

    #[test]
    fn what_two_tablets_wrote_without_a_network_is_kept_and_what_contradicts_itself_is_named() {
        let twice = [fact(1, Arrived, "07:42"), fact(2, Arrived, "07:45"), fact(3, Left, "11:10")];
        assert_eq!(presence(&twice), Presence::Left { since: instant("07:42"), until: instant("11:10") });
        assert_eq!(wrong(&twice), [], "two people noted the same arrival");
        let apart = [fact(1, Arrived, "07:42"), fact(2, Arrived, "08:40")];
        assert_eq!(
            (presence(&apart), wrong(&apart)),
            (Presence::Here { since: instant("07:42") }, vec![Conflict::TwoArrivals])
        );
        let out_and_back =
            [fact(1, Arrived, "07:42"), fact(2, Left, "09:00"), fact(3, Arrived, "10:00"), fact(4, Left, "11:10")];
        assert_eq!(wrong(&out_and_back), []);
        assert_eq!(presence(&out_and_back[..3]), Presence::Here { since: instant("07:42") }, "back from the doctor");
        assert_eq!(wrong(&[fact(1, Left, "09:00")]), [Conflict::LeftUnseen]);
        assert_eq!(wrong(&[fact(1, Absent, "07:30"), fact(2, Arrived, "08:30")]), [Conflict::AbsentAndSeen]);
        assert_eq!(wrong(&[fact(1, Arrived, "03:30")]), [Conflict::DoubtfulTime]);
        assert_eq!(
            conflicts(&[fact(1, Arrived, "07:42")], instant("07:30"), instant("11:15"), true),
            [Conflict::SeenWithoutPlace]
        );
    }

    #[test]
    fn a_correction_may_settle_one_contradiction_after_another() {
        let mut facts = vec![fact(1, Arrived, "07:42"), fact(2, Arrived, "08:40"), fact(3, Arrived, "09:10")];
        for (number, wrong_one) in [(4, 1), (5, 2)] {
            let mut gone = correcting(fact(number, Arrived, "09:30"), &facts[wrong_one]);
            gone.withdrawn = true;
            assert_eq!(ask(&facts, &gone, "09:30"), Ok(()));
            facts.push(gone);
        }
        assert_eq!((presence(&facts), wrong(&facts)), (Presence::Here { since: instant("07:42") }, vec![]));
        assert_eq!(ask(&facts, &fact(6, Arrived, "09:31"), "09:31"), Err(Refusal::AlreadyRecorded));
    }

    #[test]
    fn a_child_nobody_has_seen_is_late_after_a_quarter_of_an_hour() {
        assert!(!is_late(Presence::Expected, instant("07:30"), instant("07:44")));
        assert!(is_late(Presence::Expected, instant("07:30"), instant("07:45")));
        assert!(!is_late(Presence::Absent { reason: None }, instant("07:30"), instant("09:00")));
    }

    #[test]
    fn a_child_still_here_counts_until_the_end_of_the_session_at_most() {
        let here = Presence::Here { since: instant("07:30") };
        assert_eq!(here.minutes(instant("11:15"), instant("08:00")), 30);
        assert_eq!(here.minutes(instant("11:15"), instant("15:00")), 225);
    }
}
