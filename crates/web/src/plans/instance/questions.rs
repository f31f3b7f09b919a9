//! Requests that are one question, and children who are placed together.

use std::collections::{BTreeMap, BTreeSet};

use db::plans::WaitingRequest;
use domain::places::{CareKind, DatedHalfDay, Need};
use domain::*;

/// Requests whose children are placed together.
pub(super) struct Group<'a> {
    pub(super) name: String,
    pub(super) family: FamilyId,
    pub(super) children: Vec<ChildId>,
    /// One entry for each question; in it one request for each child, in their order.
    pub(super) questions: Vec<Vec<&'a WaitingRequest>>,
    /// Whether these take seats of the reserve, not regular ones.
    pub(super) of_reserve: bool,
    /// Half-days kept free for a request of the same child in another group.
    pub(super) kept_free: BTreeSet<DatedHalfDay>,
}

pub(super) fn takes_reserve(kind: CareKind) -> bool {
    matches!(kind, CareKind::Emergency | CareKind::Familiarisation)
}

/// Siblings who ask the same are one question; a family all of whose children ask all the same questions is placed together.
pub(super) fn groups(requests: &[WaitingRequest]) -> Vec<Group<'_>> {
    let mut families: BTreeMap<FamilyId, Vec<&WaitingRequest>> = BTreeMap::new();
    for waiting in requests {
        families.entry(waiting.family).or_default().push(waiting);
    }
    let mut groups = Vec::new();
    for (family, asked) in families {
        let (reserve, regular): (Vec<&WaitingRequest>, Vec<&WaitingRequest>) =
            asked.into_iter().partition(|waiting| takes_reserve(waiting.request.kind));
        let wanted: BTreeSet<(ChildId, DatedHalfDay)> = reserve
            .iter()
            .flat_map(|waiting| {
                named_half_days(&waiting.request.need).into_iter().map(|day| (waiting.request.child, day))
            })
            .collect();
        let mut number = 0;
        let mut name = || {
            number += 1;
            if number == 1 { family.to_string() } else { format!("{family}#{number}") }
        };
        let children: BTreeSet<ChildId> = regular.iter().map(|waiting| waiting.request.child).collect();
        let questions = questions(&regular);
        let whole = questions.iter().all(|question| {
            let of: BTreeSet<ChildId> = question.iter().map(|waiting| waiting.request.child).collect();
            of == children && question.len() == children.len()
        });
        let kept = |children: &[ChildId]| {
            wanted.iter().filter(|(child, _)| children.contains(child)).map(|(_, day)| *day).collect()
        };
        if whole && !children.is_empty() {
            let children: Vec<ChildId> = children.into_iter().collect();
            let kept_free = kept(&children);
            groups.push(Group { name: name(), family, children, questions, of_reserve: false, kept_free });
        } else {
            for child in children {
                let own: Vec<Vec<&WaitingRequest>> =
                    regular.iter().filter(|waiting| waiting.request.child == child).map(|one| vec![*one]).collect();
                let kept_free = kept(&[child]);
                groups.push(Group {
                    name: name(),
                    family,
                    children: vec![child],
                    questions: own,
                    of_reserve: false,
                    kept_free,
                });
            }
        }
        for waiting in reserve {
            groups.push(Group {
                name: name(),
                family,
                children: vec![waiting.request.child],
                questions: vec![vec![waiting]],
                of_reserve: true,
                kept_free: BTreeSet::new(),
            });
        }
    }
    groups
}

/// Requests by what they ask; in each the children in the order of their ids.
fn questions<'a>(requests: &[&'a WaitingRequest]) -> Vec<Vec<&'a WaitingRequest>> {
    let mut questions: Vec<Vec<&WaitingRequest>> = Vec::new();
    for waiting in requests {
        let same = |other: &&mut Vec<&WaitingRequest>| {
            other.first().is_some_and(|other| {
                let (one, two) = (&waiting.request, &other.request);
                one.need == two.need
                    && one.purpose == two.purpose
                    && one.kind == two.kind
                    && waiting.sites == other.sites
                    && one.child != two.child
            }) && !other.iter().any(|known| known.request.child == waiting.request.child)
        };
        match questions.iter_mut().find(same) {
            Some(question) => question.push(waiting),
            None => questions.push(vec![waiting]),
        }
    }
    for question in &mut questions {
        question.sort_by_key(|waiting| waiting.request.child);
    }
    questions
}

pub(super) fn named_half_days(need: &Need) -> Vec<DatedHalfDay> {
    match need {
        Need::Appointment(appointment) => [HalfDay::Morning, HalfDay::Afternoon]
            .map(|half_day| DatedHalfDay { date: appointment.date, half_day })
            .to_vec(),
        Need::HalfDays(wanted) | Need::AnyHalfDay(wanted) => wanted.clone(),
        Need::Rhythm(_) | Need::Every { .. } => Vec::new(),
    }
}
