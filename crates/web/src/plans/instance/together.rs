//! What the rules refuse when the whole week of a child is looked at.

use std::collections::BTreeMap;

use db::plans::WeekFacts;
use domain::places::{ActiveBooking, CareKind};
use domain::plans::WhatIf;
use domain::*;
use planner::exchange::{Plan, Seating};

use super::asked::{Asked, active};
use super::ledger::lines;
use super::questions::takes_reserve;
use super::seats::{half_days, places, slot_of};
use super::{Built, Narrowed};

/// Bundles of a plan that the rules refuse when the whole week of a child is looked at (fair share, full days).
pub fn refused_together(facts: &WeekFacts, what_if: Option<&WhatIf>, built: &Built, plan: &Plan) -> Narrowed {
    let half_days = half_days(facts, what_if);
    let places = places(facts, what_if, &half_days);
    let mut narrowed = Narrowed::new();
    let mut weeks: BTreeMap<ChildId, Vec<ActiveBooking>> = BTreeMap::new();
    for (line, week) in lines(&built.ledger, plan) {
        let Some(family) = built.instance.families.iter().find(|family| family.id == line.name) else { continue };
        let mut held: Vec<(ChildId, Vec<ActiveBooking>)> = Vec::new();
        for id in &line.children {
            held.push((*id, weeks.get(id).cloned().unwrap_or_default()));
        }
        if let Some(first) = &week.familiarisation
            && let Some(slot) = slot_of(&places, &first.site, first.band)
        {
            held.iter_mut().for_each(|(_, held)| held.push(active(&slot.1.facts)));
        }
        // What is worth most is looked at first: it stays.
        let mut bookings: Vec<_> = week.bookings.iter().collect();
        let worth =
            |name: &str| family.requests.iter().find(|request| request.id == name).map_or(0, |known| known.value);
        bookings.sort_by_key(|booking| (std::cmp::Reverse(worth(&booking.request)), booking.request.clone()));
        for booking in bookings {
            let (Some(request), Some(known)) = (
                family.requests.iter().find(|request| request.id == booking.request),
                line.requests.iter().find(|request| request.name == booking.request),
            ) else {
                continue;
            };
            let Some(bundle) = request.bundles.get(booking.bundle) else { continue };
            let kind = if booking.role == Seating::Emergency && !takes_reserve(known.kind) {
                CareKind::Emergency
            } else {
                known.kind
            };
            let mut refused = false;
            for band in &bundle.bands {
                let Some((place, slot)) = slot_of(&places, &booking.site, *band) else { continue };
                for (id, held) in &mut held {
                    let Some(child) = facts.children.get(id) else { continue };
                    refused |= !Asked { facts, place, child }.refusals(slot, kind, held).is_empty();
                    held.push(active(&slot.facts));
                }
            }
            if refused {
                narrowed.insert((request.id.clone(), bundle.bands.clone()));
                for (_, held) in &mut held {
                    held.truncate(held.len().saturating_sub(bundle.bands.len()));
                }
            }
        }
        weeks.extend(held);
    }
    narrowed
}
