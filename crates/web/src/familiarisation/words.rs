//! How a step, its length and its hours are said.

use db::familiarisation::{Familiarisation, Stone, Visit};
use domain::familiarisation::{ParentIs, Progress, Step, shipped};
use domain::staff::day::Span;
use i18n::Text;

use crate::shared::view;

/// `15 min`, `1 h`, `1 h 30`.
pub(crate) fn duration(t: Text, minutes: u16) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => t.first_steps_minutes(rest),
        (hours, 0) => t.first_steps_hours(hours),
        (hours, rest) => t.first_steps_hours_minutes(hours, format!("{rest:02}")),
    }
}

/// A step, for the team.
pub(crate) fn step_words(t: Text, step: &Step) -> String {
    let long = duration(t, step.minutes);
    let words = match step.parent {
        ParentIs::With => t.familiarisation_step_with(long),
        ParentIs::NextDoor => t.familiarisation_step_next_door(long),
        ParentIs::Away => t.familiarisation_step_away(long),
    };
    match (step.meal, step.nap) {
        (false, false) => words,
        (true, false) => t.familiarisation_step_meal(words),
        (false, true) => t.familiarisation_step_nap(words),
        (true, true) => t.familiarisation_step_meal_nap(words),
    }
}

/// A step, for the parent.
pub(super) fn parent_step_words(t: Text, step: &Step) -> String {
    let long = duration(t, step.minutes);
    let words = match step.parent {
        ParentIs::With => t.first_steps_with(long),
        ParentIs::NextDoor => t.first_steps_next_door(long),
        ParentIs::Away => t.first_steps_away(long),
    };
    match (step.meal, step.nap) {
        (false, false) => words,
        (true, false) => t.first_steps_meal(words),
        (false, true) => t.first_steps_nap(words),
        (true, true) => t.first_steps_meal_nap(words),
    }
}

/// From when until when.
pub(super) fn hours(t: Text, span: Span) -> String {
    t.time_range(span.from().time(), span.until().time())
}

/// Day, hours and place of a visit.
pub(super) fn when(t: Text, visit: &Visit) -> String {
    t.familiarisation_when(t.date_long(visit.date), hours(t, visit.span), &visit.premises)
}

/// The name a path or a template bears: a shipped one is a word of the catalogue.
pub(super) fn template_name(t: Text, name: &str) -> String {
    if shipped().iter().any(|template| template.name == name) {
        t.word("familiarisation-template", name)
    } else {
        name.to_owned()
    }
}

/// The squares of a path, for the team.
pub(super) fn squares(t: Text, path: &Familiarisation) -> Vec<view::Step> {
    let stones = path.stones();
    let next = path.next_step();
    let square = |(number, stone): (usize, &Stone<'_>)| {
        let detail = match (stone.progress, stone.visit) {
            (Progress::Validated, Some(visit)) => t.date_long(visit.date),
            (Progress::Placed, Some(visit)) => when(t, visit),
            (Progress::Unanswered, Some(visit)) => t.familiarisation_unanswered(when(t, visit)),
            (Progress::Repeated, _) => t.familiarisation_repeat(),
            _ => t.familiarisation_not_placed(),
        };
        view::Step {
            state: state(path, stone, next == Some(number)),
            label: step_words(t, &stone.step.step),
            detail: if stone.again > 0 {
                t.familiarisation_again(detail, u32::try_from(stone.again).unwrap_or(u32::MAX))
            } else {
                detail
            },
        }
    };
    stones.iter().enumerate().map(square).collect()
}

/// How a square is drawn.
pub(super) fn state(path: &Familiarisation, stone: &Stone<'_>, next: bool) -> &'static str {
    match stone.progress {
        Progress::Validated => "done",
        _ if path.stopped_at.is_some() => "stopped",
        Progress::Repeated => "again",
        _ if stone.again > 0 => "again",
        _ if next && path.is_open() => "current",
        _ => "next",
    }
}
