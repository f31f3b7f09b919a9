//! Which rows of the database the names of an instance stand for, and a plan as places and refusals of them.

use db::plans::{NearestChange, ProposedPlace, Unserved};
use domain::places::{CareKind, DatedHalfDay, Purpose};
use domain::plans::{ProposalRole, UnservedReason};
use domain::*;
use planner::exchange::{Change, Family, FamilyPlan, Instance, Plan, RefusalReason, Seating};
use serde::{Deserialize, Serialize};

/// Which rows the names of an instance stand for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ledger {
    /// The cells of the instance.
    pub cells: Vec<LedgerCell>,
    /// The families of the instance, in its order.
    pub families: Vec<LedgerFamily>,
    /// Requests that the planner was not asked about: a rule refuses every half-day.
    pub left_out: Vec<LeftOut>,
}

/// A session under its names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LedgerCell {
    /// The planner's site.
    pub place: String,
    /// The planner's band.
    pub band: i64,
    /// The site.
    pub site: SiteId,
    /// The session; `None` where a question opens one.
    pub session: Option<SessionId>,
    /// Its day.
    pub date: Date,
    /// Its half.
    pub half_day: HalfDay,
}

/// Children who are placed together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LedgerFamily {
    /// Its name in the instance.
    pub name: String,
    /// The family.
    pub family: FamilyId,
    /// The children.
    pub children: Vec<ChildId>,
    /// Its requests, in the order of the instance.
    pub requests: Vec<LedgerRequest>,
}

/// A request, of one child or of several siblings together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LedgerRequest {
    /// Its name in the instance.
    pub name: String,
    /// One for each child, in their order.
    pub requests: Vec<PlaceRequestId>,
    /// Why.
    pub purpose: Purpose,
    /// The kind of care.
    pub kind: CareKind,
    /// When it was asked.
    pub asked_at: Instant,
}

/// A request that no half-day of the week can serve, whoever else comes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LeftOut {
    /// The request.
    pub request: PlaceRequestId,
    /// Its child.
    pub child: ChildId,
    /// What refuses.
    pub refusals: Vec<Refusal>,
}

impl Ledger {
    /// The cell of a name.
    pub fn cell(&self, place: &str, band: i64) -> Option<&LedgerCell> {
        self.cells.iter().find(|cell| cell.place == place && cell.band == band)
    }

    /// The places a plan proposes.
    pub fn places(&self, instance: &Instance, plan: &Plan) -> Vec<ProposedPlace> {
        let mut places = Vec::new();
        for (position, line) in self.families.iter().enumerate() {
            let (Some(family), Some(week)) = (
                instance.families.iter().find(|family| family.id == line.name),
                plan.families.iter().find(|week| week.id == line.name),
            ) else {
                continue;
            };
            places.extend(self.places_of(position, line, family, week));
        }
        places
    }

    fn places_of(
        &self,
        position: usize,
        line: &LedgerFamily,
        family: &Family,
        week: &FamilyPlan,
    ) -> Vec<ProposedPlace> {
        let mut places = Vec::new();
        let number = |request: usize| i32::try_from(position * 100 + request + 1).unwrap_or(i32::MAX);
        let mut first_request = None;
        for booking in &week.bookings {
            let Some((at, known)) =
                line.requests.iter().enumerate().find(|(_, request)| request.name == booking.request)
            else {
                continue;
            };
            let bundle = family
                .requests
                .iter()
                .find(|request| request.id == booking.request)
                .and_then(|request| request.bundles.get(booking.bundle));
            let (role, kind) = match (booking.role, known.kind) {
                (Seating::Regular, kind) => (ProposalRole::Regular, kind),
                (Seating::Emergency, CareKind::Familiarisation) => (ProposalRole::Emergency, CareKind::Familiarisation),
                (Seating::Emergency, _) => (ProposalRole::Emergency, CareKind::Emergency),
            };
            for band in bundle.into_iter().flat_map(|bundle| &bundle.bands) {
                let Some(cell) = self.cell(&booking.site, *band) else { continue };
                for (child, request) in line.children.iter().zip(&known.requests) {
                    places.push(ProposedPlace {
                        family: line.family,
                        child: *child,
                        request: Some(*request),
                        site: cell.site,
                        session: cell.session,
                        date: cell.date,
                        half_day: cell.half_day,
                        together: number(at),
                        role,
                        kind,
                        purpose: known.purpose,
                    });
                }
            }
            if week.familiarisation.as_ref().is_some_and(|first| first.site == booking.site) {
                first_request = first_request.or(Some(known));
            }
        }
        if let Some(first) = &week.familiarisation
            && let Some(cell) = self.cell(&first.site, first.band)
            && let Some(known) = first_request
        {
            for (child, request) in line.children.iter().zip(&known.requests) {
                places.push(ProposedPlace {
                    family: line.family,
                    child: *child,
                    request: Some(*request),
                    site: cell.site,
                    session: cell.session,
                    date: cell.date,
                    half_day: cell.half_day,
                    together: number(99),
                    role: ProposalRole::Familiarisation,
                    kind: CareKind::Familiarisation,
                    purpose: known.purpose,
                });
            }
        }
        places
    }

    /// What a plan does not serve, with the reason and the nearest change.
    pub fn unserved(&self, plan: &Plan) -> Vec<Unserved> {
        let mut unserved: Vec<Unserved> = self
            .left_out
            .iter()
            .map(|left| Unserved {
                request: left.request,
                child: left.child,
                reason: UnservedReason::Rules,
                session: None,
                instead: None,
                refusals: left.refusals.clone(),
            })
            .collect();
        for line in &self.families {
            let week = plan.families.iter().find(|week| week.id == line.name);
            for known in &line.requests {
                let served = week.is_some_and(|week| week.bookings.iter().any(|booking| booking.request == known.name));
                if served {
                    continue;
                }
                let refusal = week.and_then(|week| week.refusals.iter().find(|refusal| refusal.request == known.name));
                let cell = refusal.and_then(|refusal| refusal.cell.as_ref());
                for (child, request) in line.children.iter().zip(&known.requests) {
                    unserved.push(Unserved {
                        request: *request,
                        child: *child,
                        reason: refusal.map_or(UnservedReason::RegularSeatsTaken, |refusal| reason(refusal.reason)),
                        session: cell.and_then(|cell| self.cell(&cell.site, cell.band)).and_then(|cell| cell.session),
                        instead: refusal
                            .and_then(|refusal| refusal.instead.as_ref())
                            .and_then(|change| self.change(change)),
                        refusals: Vec::new(),
                    });
                }
            }
        }
        unserved
    }

    fn change(&self, change: &Change) -> Option<NearestChange> {
        let at = |site: &str, band: i64| {
            self.cell(site, band).map(|cell| (cell.site, DatedHalfDay { date: cell.date, half_day: cell.half_day }))
        };
        match change {
            Change::OneMoreSeat { site, bands } => {
                let found: Vec<(SiteId, DatedHalfDay)> = bands.iter().filter_map(|band| at(site, *band)).collect();
                let site = found.first()?.0;
                Some(NearestChange::OneMoreSeat { site, half_days: found.into_iter().map(|(_, day)| day).collect() })
            }
            Change::AnotherBand { site, band } => {
                at(site, *band).map(|(site, half_day)| NearestChange::AnotherHalfDay { site, half_day })
            }
            Change::FamiliarisationFirst { site, band } => {
                at(site, *band).map(|(site, half_day)| NearestChange::FamiliarisationFirst { site, half_day })
            }
        }
    }

    /// The order in which families asked: positions of a family of the instance and of a request of it.
    pub fn order_of_asking(&self) -> Vec<(usize, usize)> {
        let mut order: Vec<(Instant, &str, usize, usize)> = Vec::new();
        for (family, line) in self.families.iter().enumerate() {
            for (request, known) in line.requests.iter().enumerate() {
                order.push((known.asked_at, &known.name, family, request));
            }
        }
        order.sort_unstable();
        order.into_iter().map(|(_, _, family, request)| (family, request)).collect()
    }
}

pub(super) fn lines<'a>(
    ledger: &'a Ledger,
    plan: &'a Plan,
) -> impl Iterator<Item = (&'a LedgerFamily, &'a FamilyPlan)> {
    plan.families.iter().filter_map(|week| Some((ledger.families.iter().find(|line| line.name == week.id)?, week)))
}

fn reason(reason: RefusalReason) -> UnservedReason {
    match reason {
        RefusalReason::NoSiteInReach => UnservedReason::NoSiteInReach,
        RefusalReason::NoSiteOpen => UnservedReason::NoSiteOpen,
        RefusalReason::RegularSeatsTaken => UnservedReason::RegularSeatsTaken,
        RefusalReason::HeadCountReached => UnservedReason::HeadCountReached,
        RefusalReason::StaffMissing => UnservedReason::StaffMissing,
        RefusalReason::WeekFull => UnservedReason::WeekFull,
        RefusalReason::ReserveTaken => UnservedReason::ReserveTaken,
        RefusalReason::NoFamiliarisationBefore => UnservedReason::NoFamiliarisationBefore,
        RefusalReason::AnotherPlaceAtThatTime => UnservedReason::AnotherPlaceAtThatTime,
        RefusalReason::ThirdSite => UnservedReason::ThirdSite,
        RefusalReason::MostSessions => UnservedReason::MostSessions,
        RefusalReason::KeptForAvip => UnservedReason::KeptForAvip,
        RefusalReason::CostsMoreThanItBrings => UnservedReason::CostsMoreThanItBrings,
    }
}
