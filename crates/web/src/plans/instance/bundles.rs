//! Which half-days together would serve a question, and where the rules allow them.

use std::collections::BTreeSet;

use db::plans::WaitingRequest;
use domain::places::{CareKind, DatedHalfDay, Need, RhythmPattern, SessionFacts, WeekNeed, days_after};
use domain::*;

use super::asked::{Asked, note};
use super::family::{FamilyOf, Judged, Question};
use super::seats::{Place, Slot};
use super::{MOST_BUNDLES, SHORT_LIST};

impl FamilyOf<'_> {
    /// Which bundles would serve a question, and where each is allowed.
    pub(super) fn judge<'q>(&self, asked: &'q [&'q WaitingRequest]) -> Question<'q> {
        let mut question = Question { asked, bundles: Vec::new(), refusals: Vec::new(), this_week: false };
        let Some(first) = asked.first() else { return question };
        let (monday, sunday) = (self.facts.monday, days_after(self.facts.monday, 6));
        let touches = first.request.need.span().is_some_and(|(from, until)| from <= sunday && monday <= until);
        if !touches {
            return question;
        }
        for (position, place) in self.places.iter().enumerate() {
            if !first.sites.contains(&place.site.id) {
                continue;
            }
            let sessions: Vec<SessionFacts> = place.sessions.iter().map(|slot| slot.facts.clone()).collect();
            let week = first
                .request
                .need
                .weeks(&sessions)
                .into_iter()
                .find(|week| week.week_of == monday || matches!(first.request.need, Need::AnyHalfDay(_)));
            let Some(week) = week else { continue };
            let wanted = self.wanted(first, place, &week);
            if wanted.is_empty() && week.refusals.is_empty() && week.sessions.is_empty() {
                continue;
            }
            question.this_week = true;
            if wanted.is_empty() {
                note(&mut question.refusals, week.refusals);
                continue;
            }
            if wanted == [(Vec::new(), 0)] {
                // Everything of this week has been given already.
                return Question { this_week: false, bundles: Vec::new(), ..question };
            }
            let limit = first.request.travel_limit_km.filter(|_| first.request.site != Some(place.site.id));
            let kilometres = self.kilometres(place);
            if let Some(limit) = limit.filter(|limit| kilometres > f64::from(*limit) + 0.05) {
                let nearest = Some(kilometres.ceil() as i32);
                note(&mut question.refusals, vec![Refusal::NothingWithinTravel { kilometres: limit, nearest }]);
                continue;
            }
            for (bands, penalty) in wanted {
                self.judge_bundle(&mut question, position, bands, penalty);
            }
        }
        question
    }

    fn judge_bundle(&self, question: &mut Question<'_>, position: usize, bands: Vec<i64>, penalty: i64) {
        let Some(first) = question.asked.first() else { return };
        let place = &self.places[position];
        let kept_free =
            |band: &i64| place.slot(*band).is_some_and(|slot| self.group.kept_free.contains(&slot.facts.half_day()));
        if self.narrowed.contains(&(first.request.id.to_string(), bands.clone())) || bands.iter().any(kept_free) {
            return;
        }
        let kind = first.request.kind;
        let mut refusals = Vec::new();
        for child in &self.group.children {
            let Some(child) = self.child(*child) else { return };
            note(&mut refusals, Asked { facts: self.facts, place, child }.refusals_of_all(&bands, kind));
        }
        if self.group.of_reserve {
            let takes = |slot: &Slot| match kind {
                CareKind::Familiarisation => slot.takes_familiarisation,
                _ => slot.takes_emergency,
            };
            let one = bands.first().filter(|_| bands.len() == 1).and_then(|band| place.slot(*band));
            match one {
                None => return,
                Some(slot) if !takes(slot) => {
                    let SessionFacts { date, half_day, .. } = slot.facts;
                    refusals.push(Refusal::SeatsFull { class: kind.seat_class(), date, half_day });
                }
                Some(_) => {}
            }
        }
        if refusals.is_empty() {
            match question.bundles.iter_mut().find(|bundle| bundle.bands == bands) {
                Some(bundle) => {
                    bundle.allowed.insert(position);
                    bundle.penalty = bundle.penalty.min(penalty);
                }
                None => question.bundles.push(Judged { bands, penalty, allowed: BTreeSet::from([position]) }),
            }
        } else {
            note(&mut question.refusals, refusals);
        }
    }

    /// The bundles of a week at a place, each with what a later choice costs; one empty bundle when all of it was given already.
    fn wanted(&self, waiting: &WaitingRequest, place: &Place<'_>, week: &WeekNeed) -> Vec<(Vec<i64>, i64)> {
        let request = &waiting.request;
        let sunday = days_after(self.facts.monday, 6);
        let has: BTreeSet<DatedHalfDay> = self
            .child(request.child)
            .into_iter()
            .flat_map(|child| &child.places)
            .filter(|own| own.confirmed && own.request == Some(request.id))
            .map(|own| DatedHalfDay { date: own.place.date, half_day: own.place.half_day })
            .filter(|day| self.facts.monday <= day.date && day.date <= sunday)
            .collect();
        let mut bands: Vec<(i64, DatedHalfDay)> = Vec::new();
        for position in &week.sessions {
            if let Some(slot) = place.sessions.get(*position)
                && !bands.iter().any(|(band, _)| *band == slot.band)
            {
                bands.push((slot.band, slot.facts.half_day()));
            }
        }
        let step = i64::from(self.weights.later_choice);
        let singles = |bands: &[(i64, DatedHalfDay)]| {
            bands.iter().zip(0_i64..).map(|((band, _), later)| (vec![*band], later * step)).collect::<Vec<_>>()
        };
        match &request.need {
            Need::Appointment(_) if week.enough >= 2 => {
                let mut both: Vec<i64> = bands.iter().map(|(band, _)| *band).collect();
                both.sort_unstable();
                if both.len() == 2 { vec![(both, 0)] } else { Vec::new() }
            }
            Need::Appointment(_) => singles(&bands),
            Need::AnyHalfDay(order) => {
                // The order in which the family named them is the order in which it likes them.
                bands.sort_by_key(|(_, day)| order.iter().position(|wanted| wanted == day));
                singles(&bands)
            }
            Need::Rhythm(rhythm) if matches!(rhythm.pattern, RhythmPattern::Any { .. }) => {
                let open: Vec<(i64, DatedHalfDay)> = bands.into_iter().filter(|(_, day)| !has.contains(day)).collect();
                let count = week.enough.saturating_sub(has.len());
                if count == 0 {
                    return vec![(Vec::new(), 0)];
                }
                some_of(&open.iter().map(|(band, _)| *band).collect::<Vec<_>>(), count)
            }
            Need::Rhythm(_) | Need::HalfDays(_) | Need::Every { .. } => {
                let mut left: Vec<i64> =
                    bands.iter().filter(|(_, day)| !has.contains(day)).map(|(band, _)| *band).collect();
                left.sort_unstable();
                if left.is_empty() && !has.is_empty() {
                    return vec![(Vec::new(), 0)];
                }
                parts_of(&left)
            }
        }
    }

    /// The format has one list of bundles for all sites: takes away what is open at a site of the reach and not allowed there.
    pub(super) fn settle(&self, questions: &mut [Question<'_>], reach: &mut BTreeSet<usize>) {
        loop {
            let open = |place: usize, bundle: &Judged| {
                bundle.bands.iter().all(|band| self.places[place].slot(*band).is_some())
            };
            let worst = reach
                .iter()
                .map(|place| {
                    let wrong = |bundle: &&Judged| open(*place, bundle) && !bundle.allowed.contains(place);
                    let all = || questions.iter().flat_map(|question| &question.bundles);
                    let lost_with_bundles: usize = all().filter(wrong).map(|bundle| bundle.allowed.len().max(1)).sum();
                    let lost_with_place = all().filter(|bundle| bundle.allowed.contains(place)).count();
                    (lost_with_bundles, lost_with_place, *place)
                })
                .filter(|(lost, ..)| *lost > 0)
                .max();
            let Some((with_bundles, with_place, place)) = worst else { break };
            if reach.len() > 1 && with_place <= with_bundles {
                reach.remove(&place);
                for bundle in questions.iter_mut().flat_map(|question| &mut question.bundles) {
                    bundle.allowed.remove(&place);
                }
            } else {
                for question in questions.iter_mut() {
                    question.bundles.retain(|bundle| !open(place, bundle) || bundle.allowed.contains(&place));
                }
            }
            for question in questions.iter_mut() {
                question.bundles.retain(|bundle| !bundle.allowed.is_empty());
            }
            reach.retain(|place| {
                questions.iter().flat_map(|question| &question.bundles).any(|bundle| bundle.allowed.contains(place))
            });
        }
    }
}

/// So many of these half-days, as far apart as they come; when there are not so many, fewer.
fn some_of(open: &[i64], count: usize) -> Vec<(Vec<i64>, i64)> {
    let mut found: Vec<(Vec<i64>, i64)> = Vec::new();
    for size in (1..=count.min(open.len())).rev() {
        let mut chosen = Vec::new();
        choose(open, size, 0, &mut chosen, &mut found);
        if found.len() >= MOST_BUNDLES {
            break;
        }
    }
    found.truncate(MOST_BUNDLES);
    found
}

fn choose(open: &[i64], size: usize, from: usize, chosen: &mut Vec<i64>, found: &mut Vec<(Vec<i64>, i64)>) {
    if found.len() >= MOST_BUNDLES * 2 {
        return;
    }
    if chosen.len() == size {
        found.push((chosen.clone(), 0));
        return;
    }
    for position in from..open.len() {
        chosen.push(open[position]);
        choose(open, size, position + 1, chosen, found);
        chosen.pop();
    }
}

/// All of these half-days, or as many as can be.
fn parts_of(wanted: &[i64]) -> Vec<(Vec<i64>, i64)> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut parts: Vec<Vec<i64>> = Vec::new();
    if wanted.len() <= SHORT_LIST {
        for mask in (1_u32..1 << wanted.len()).rev() {
            parts.push(
                wanted.iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0).map(|(_, band)| *band).collect(),
            );
        }
    } else {
        parts.push(wanted.to_vec());
        for without in 0..wanted.len() {
            let mut part = wanted.to_vec();
            part.remove(without);
            parts.push(part);
        }
        for most in (1..wanted.len() - 1).rev() {
            parts.push(wanted[..most].to_vec());
            parts.push(wanted[wanted.len() - most..].to_vec());
        }
        parts.extend(wanted.iter().map(|band| vec![*band]));
    }
    let mut once: Vec<Vec<i64>> = Vec::new();
    for part in parts {
        if !once.contains(&part) {
            once.push(part);
        }
    }
    once.truncate(MOST_BUNDLES);
    once.into_iter().map(|part| (part, 0)).collect()
}
