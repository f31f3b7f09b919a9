//! What the rules say of one child at one place, seats left aside.

use db::places::facts::Child;
use db::plans::WeekFacts;
use domain::places::{ActiveBooking, Asker, CareKind, DatedBands, Decision, SessionFacts, Wish, decide};
use domain::*;

use super::seats::{Place, Slot};

/// What one child may ask at one place.
pub(super) struct Asked<'a> {
    pub(super) facts: &'a WeekFacts,
    pub(super) place: &'a Place<'a>,
    pub(super) child: &'a Child,
}

impl Asked<'_> {
    /// What the rules refuse, seats and heads left aside: those are counted by the planner.
    pub(super) fn refusals(&self, slot: &Slot, kind: CareKind, beside: &[ActiveBooking]) -> Vec<Refusal> {
        let SessionFacts { site, premises, date, half_day, .. } = slot.facts;
        let Some(policy) = self.facts.rules.policy_on(site, date) else {
            return vec![Refusal::SiteClosed { date, half_day }];
        };
        let authorisation = self.facts.rules.authorisations(site).map(|acts| DatedBands::on(acts, premises, date));
        // An option of the child's own on this half-day gives way to the place.
        let child = self.child.facts(|own| !own.confirmed && (own.place.date, own.place.half_day) == (date, half_day));
        let ties = self.child.ties(site);
        let wish = Wish {
            session: &slot.empty,
            policy,
            authorisation,
            child: &child,
            ties: &ties,
            kind,
            class: kind.seat_class(),
            asker: Asker::Professional,
            beside,
            now: self.facts.now,
        };
        match decide(&wish, None) {
            Decision::Accepted { .. } => Vec::new(),
            Decision::Refused(refusals) => refusals
                .into_iter()
                .filter(|refusal| !matches!(refusal, Refusal::SeatsFull { .. } | Refusal::InstantLimit { .. }))
                .collect(),
        }
    }

    /// The same for several half-days together.
    pub(super) fn refusals_of_all(&self, bands: &[i64], kind: CareKind) -> Vec<Refusal> {
        let mut beside = Vec::new();
        for band in bands {
            let Some(slot) = self.place.slot(*band) else { return Vec::new() };
            let refusals = self.refusals(slot, kind, &beside);
            if !refusals.is_empty() {
                return refusals;
            }
            beside.push(active(&slot.facts));
        }
        Vec::new()
    }
}

pub(super) fn active(session: &SessionFacts) -> ActiveBooking {
    ActiveBooking { session: session.id, site: session.site, date: session.date, half_day: session.half_day }
}

pub(super) fn note(known: &mut Vec<Refusal>, more: Vec<Refusal>) {
    for refusal in more {
        if !known.contains(&refusal) {
            known.push(refusal);
        }
    }
}
