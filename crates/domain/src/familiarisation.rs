//! Familiarisation: a child and a place get to know each other step by step, with one person of the team (`rules.md` 6).
//!
//! A template is an ordered list of steps. A path is a template begun for one child: each step is placed on a session while its referent is there,
//! then done, and validated or repeated by the referent. Until the steps that come before being alone for a half-day are validated, a regular
//! place alone is refused; the emergency seat is open by a named override.

use serde::{Deserialize, Serialize};

use crate::staff::day::Span;
use crate::{Date, SessionId, word_list};

/// Children in familiarisation at one time, for one referent (assumed: she is freed from the group for one).
pub const MOST_AT_ONCE: u16 = 1;

word_list! {
    /// Where the parent is during a step.
    ParentIs {
        /// In the room.
        With = "with",
        /// Next door, to be called at once.
        NextDoor = "next_door",
        /// Gone.
        Away = "away",
    }
}

word_list! {
    /// One of three faces.
    Face { Well = "well", Mixed = "mixed", Hard = "hard" }
}

word_list! {
    /// What comes of a visit.
    Outcome {
        /// Done; the next step may come.
        Validated = "validated",
        /// To be done once more: usual, and nobody's fault.
        Repeated = "repeated",
        /// It did not take place.
        Missed = "missed",
    }
}

word_list! {
    /// Sentences a team says of a visit: chosen, so that a parent reads them in her own language.
    VisitSentence {
        Played = "played", LookedAround = "looked_around", StayedClose = "stayed_close", SmiledAtUs = "smiled_at_us",
        CriedThenSettled = "cried_then_settled", CriedMuch = "cried_much", Ate = "ate", DidNotEat = "did_not_eat", Slept = "slept",
        DidNotSleep = "did_not_sleep", NeedsTime = "needs_time", ReadyForNext = "ready_for_next",
    }
}

/// How a visit went, in three faces: being apart, playing, resting; one that was no part of it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Faces {
    /// Being apart from the parent.
    pub apart: Option<Face>,
    /// Playing.
    pub play: Option<Face>,
    /// Resting.
    pub rest: Option<Face>,
}

impl Faces {
    /// Whether nobody said anything.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// Most steps of a template.
pub const MOST_STEPS: usize = 12;
/// Shortest and longest step, in minutes.
pub const STEP_MINUTES: std::ops::RangeInclusive<u16> = 5..=600;
/// Days ahead in which steps look for their sessions (assumed: two months).
pub const DAYS_AHEAD: i32 = 56;

/// A step of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// How long, in minutes.
    pub minutes: u16,
    /// Where the parent is.
    pub parent: ParentIs,
    /// Whether a meal is part of it.
    pub meal: bool,
    /// Whether sleep is part of it.
    pub nap: bool,
}

/// An ordered list of steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its name, as the site calls it.
    pub name: String,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Whether each step comes at the start of its session (Amiens: everybody together from nine to half past nine).
    pub at_start: bool,
}

/// Templates of the field (`rules.md` 6; the six stones: `people.md` 2.4 F), the one to start from first; their names are words of the catalogue.
pub fn shipped() -> Vec<Template> {
    use ParentIs::{Away, NextDoor, With};
    let step = |minutes, parent, meal, nap| Step { minutes, parent, meal, nap };
    vec![
        Template {
            name: "six_stones".into(),
            steps: vec![
                step(30, With, false, false),
                step(60, With, false, false),
                step(60, NextDoor, false, false),
                step(15, Away, false, false),
                step(60, Away, false, false),
                step(180, Away, true, false),
            ],
            at_start: false,
        },
        Template {
            name: "five_days".into(),
            steps: vec![
                step(60, With, false, false),
                step(90, With, false, false),
                step(120, NextDoor, false, false),
                step(180, Away, true, false),
                step(360, Away, true, true),
            ],
            at_start: false,
        },
        Template { name: "shared_welcome".into(), steps: vec![step(30, With, false, false)], at_start: true },
    ]
}

/// How far a step of a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Nowhere yet.
    Open,
    /// At a session that is to come or under way.
    Placed,
    /// Its session is over, and nobody said how it went.
    Unanswered,
    /// Done.
    Validated,
    /// Done, and to be done once more.
    Repeated,
}

impl Progress {
    /// Whether the step waits for a session.
    pub const fn wants_a_place(self) -> bool {
        matches!(self, Self::Open | Self::Repeated)
    }
}

/// A visit: a step at a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The session.
    pub session: SessionId,
    /// The day.
    pub date: Date,
    /// The time.
    pub span: Span,
}

/// A session as familiarisation sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The session.
    pub session: SessionId,
    /// The day.
    pub date: Date,
    /// Its hours.
    pub span: Span,
    /// When the referent is there.
    pub referent: Vec<Span>,
    /// Visits of other children with this referent.
    pub taken: Vec<Span>,
}

/// Places steps on sessions, in their order, one a day, after a day, each while the referent is there and free; stops at the first that finds
/// no place.
pub fn place(steps: &[Step], at_start: bool, openings: &[Opening], after: Option<Date>) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    let mut sorted: Vec<&Opening> = openings.iter().collect();
    sorted.sort_by_key(|opening| (opening.date, opening.span.from(), opening.session));
    for step in steps {
        let after = placed.last().map(|last| last.date).or(after);
        let found = sorted
            .iter()
            .filter(|opening| after.is_none_or(|after| opening.date > after))
            .find_map(|opening| visit(step, at_start, opening).map(|span| (opening, span)));
        let Some((opening, span)) = found else { break };
        placed.push(Placed { session: opening.session, date: opening.date, span });
    }
    placed
}

impl Opening {
    /// Whether the referent is there all the time and with no other child.
    fn is_free(&self, span: Span) -> bool {
        let there = self.referent.iter().any(|shift| shift.from() <= span.from() && span.until() <= shift.until());
        there && self.taken.iter().filter(|other| other.overlaps(span)).count() < usize::from(MOST_AT_ONCE)
    }
}

/// Why a visit finds no hour in its session for the step it is for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoHour {
    /// The referent is with another child.
    WithAnotherChild,
    /// The referent is not there long enough.
    NotThere,
}

/// The hours of a visit that is for another step than before, or with another referent: from the hour it has when the step fits there, else from the
/// first quarter of an hour from which it fits. A step longer than the session wants all of it.
pub fn refit(step: &Step, at_start: bool, had: Span, opening: &Opening) -> Result<Span, NoHour> {
    let step = Step { minutes: step.minutes.min(opening.span.minutes()), ..step.clone() };
    let same = Span::new(had.from(), had.from().plus(step.minutes));
    let same = same.filter(|span| span.until() <= opening.span.until() && opening.is_free(*span));
    same.or_else(|| visit(&step, at_start, opening)).ok_or_else(|| {
        let alone = Opening { taken: Vec::new(), ..opening.clone() };
        if visit(&step, at_start, &alone).is_some() { NoHour::WithAnotherChild } else { NoHour::NotThere }
    })
}

/// The first quarter of an hour from which a step fits.
fn visit(step: &Step, at_start: bool, opening: &Opening) -> Option<Span> {
    let mut from = opening.span.from();
    loop {
        let span = Span::new(from, from.plus(step.minutes)).filter(|span| span.until() <= opening.span.until())?;
        if opening.is_free(span) {
            return Some(span);
        }
        if at_start {
            return None;
        }
        let next = from.plus(15);
        if next <= from {
            return None;
        }
        from = next;
    }
}

/// The step that comes next on a path; `None` when every one is validated.
pub fn next(progress: &[Progress]) -> Option<usize> {
    progress.iter().position(|one| *one != Progress::Validated)
}

/// Whether the child may stay alone for as long as a session: every step is validated.
pub fn is_familiar(progress: &[Progress]) -> bool {
    next(progress).is_none()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use uuid::Uuid;

    use super::*;
    use crate::Id;
    use crate::staff::day::Minute;

    fn span(from: (i8, i8), until: (i8, i8)) -> Span {
        Span::new(Minute::of(time(from.0, from.1, 0, 0)), Minute::of(time(until.0, until.1, 0, 0))).unwrap()
    }

    fn opening(number: u128, day: i8, referent: &[Span], taken: &[Span]) -> Opening {
        Opening {
            session: SessionId::from_uuid(Uuid::from_u128(number)),
            date: date(2026, 11, day),
            span: span((8, 30), (12, 0)),
            referent: referent.to_vec(),
            taken: taken.to_vec(),
        }
    }

    #[test]
    fn steps_come_in_order_one_a_day_while_the_referent_is_there() {
        let morning = [span((8, 0), (12, 30))];
        let late = [span((10, 0), (12, 30))];
        let days = [
            opening(1, 23, &morning, &[]),
            opening(2, 24, &[], &[]),
            opening(3, 25, &late, &[]),
            opening(4, 26, &morning, &[]),
        ];
        let steps = &shipped()[0].steps;
        let placed = place(steps, false, &days, None);
        let when =
            |placed: Vec<Placed>| -> Vec<(i8, Span)> { placed.iter().map(|one| (one.date.day(), one.span)).collect() };
        assert_eq!(
            when(placed),
            [(23, span((8, 30), (9, 0))), (25, span((10, 0), (11, 0))), (26, span((8, 30), (9, 30)))]
        );
        let later = place(steps, false, &days, Some(date(2026, 11, 24)));
        assert_eq!(
            when(later),
            [(25, span((10, 0), (10, 30))), (26, span((8, 30), (9, 30)))],
            "after the visits there are"
        );
    }

    #[test]
    fn a_referent_has_one_child_at_a_time() {
        let days = [opening(1, 23, &[span((8, 0), (12, 30))], &[span((8, 30), (9, 40))])];
        let placed = place(&shipped()[0].steps, false, &days, None);
        assert_eq!(placed[0].span, span((9, 45), (10, 15)));
    }

    #[test]
    fn a_visit_that_becomes_longer_keeps_its_hour_or_moves_within_its_session_or_says_why_not() {
        let all = [span((8, 0), (12, 30))];
        let hour = Step { minutes: 60, parent: ParentIs::With, meal: false, nap: false };
        let had = span((9, 0), (9, 15));
        let fit = |opening: Opening| refit(&hour, false, had, &opening);
        assert_eq!(fit(opening(1, 23, &all, &[])), Ok(span((9, 0), (10, 0))));
        assert_eq!(
            fit(opening(1, 23, &all, &[span((9, 30), (10, 0))])),
            Ok(span((8, 30), (9, 30))),
            "she is with another then"
        );
        assert_eq!(fit(opening(1, 23, &[span((10, 0), (12, 0))], &[])), Ok(span((10, 0), (11, 0))), "her hours");
        let busy = [span((9, 15), (11, 30))];
        assert_eq!(fit(opening(1, 23, &all, &busy)), Err(NoHour::WithAnotherChild));
        assert_eq!(fit(opening(1, 23, &[span((9, 0), (9, 30))], &[])), Err(NoHour::NotThere));
        let whole = Step { minutes: 300, ..hour.clone() };
        assert_eq!(
            refit(&whole, false, had, &opening(1, 23, &all, &[])),
            Ok(span((8, 30), (12, 0))),
            "all of the session"
        );
        let welcome = refit(&hour, true, span((8, 30), (9, 0)), &opening(1, 23, &all, &[span((9, 15), (9, 30))]));
        assert_eq!(welcome, Err(NoHour::WithAnotherChild), "at the start or not at all");
    }

    #[test]
    fn a_shared_welcome_is_at_the_start_of_the_session_or_not_at_all() {
        let welcome = &shipped()[2];
        let late = [opening(1, 23, &[span((9, 0), (12, 30))], &[])];
        assert_eq!(place(&welcome.steps, welcome.at_start, &late, None), []);
        let there = [opening(1, 23, &[span((8, 30), (12, 30))], &[])];
        assert_eq!(place(&welcome.steps, welcome.at_start, &there, None)[0].span, span((8, 30), (9, 0)));
    }

    #[test]
    fn a_step_that_is_longer_than_the_session_finds_no_place_and_nothing_comes_after_it() {
        let long = Step { minutes: 360, parent: ParentIs::Away, meal: true, nap: true };
        let short = Step { minutes: 30, parent: ParentIs::With, meal: false, nap: false };
        let days = [opening(1, 23, &[span((8, 0), (18, 0))], &[]), opening(2, 24, &[span((8, 0), (18, 0))], &[])];
        assert_eq!(place(&[short.clone(), long, short], false, &days, None).len(), 1);
    }

    #[test]
    fn a_child_is_familiar_when_every_step_is_validated_and_a_repeated_one_comes_again() {
        use Progress::{Open, Repeated, Validated};
        assert_eq!(next(&[Validated, Repeated, Open]), Some(1));
        assert!(!is_familiar(&[Validated, Repeated]));
        assert!(is_familiar(&[Validated, Validated]));
        assert!(is_familiar(&[]), "a site without a template asks nothing");
    }
}
