//! Why a request is not served, in which cell, at what price, and the nearest change that would have served it.

use std::collections::BTreeMap;

use crate::exchange::{
    Booking, CellName, Change, FORMAT, Familiarisation, FamilyPlan, Plan, Price, Refusal, RefusalReason, Report,
    Seating, Served, WeekProof,
};
use crate::model::{Counts, HEAD_COUNT, Limits, Problem, REGULAR, RESERVE, STAFF};
use crate::oracle::{Step, bits, plain_worth};
use crate::solve::Solution;
use crate::state::{Room, Weeks, each_use};
use crate::week_limit::listed;

impl Solution {
    /// The plan in the exchange format, with prices, the reason of every refusal and the figures.
    pub fn plan(&self, problem: &Problem) -> Plan {
        let room = Room::after(problem, &self.weeks);
        let mut families = Vec::new();
        let seats = problem.room.iter().map(|room| u64::try_from(room[HEAD_COUNT]).unwrap_or(0)).sum();
        let mut report = Report { seats, ..Report::default() };
        for family in 0..problem.families() {
            let plan = family_plan(problem, &self.weeks, &room, family);
            let figures = figures(problem, &self.weeks, family, &plan);
            add(&mut report.total, &figures);
            for group in groups(problem, family) {
                add(report.by_group.entry(group.to_owned()).or_default(), &figures);
            }
            if !plan.bookings.is_empty() || !plan.refusals.is_empty() {
                families.push(plan);
            }
        }
        Plan {
            format: FORMAT.to_owned(),
            objective: self.value(),
            bound: self.bound_of_cells(),
            prices: self.prices(problem),
            week_proof: self.week_proof(problem),
            families,
            report: Some(report),
        }
    }

    /// The prices of limits by week, and what they prove; nothing where no site has such a limit.
    fn week_proof(&self, problem: &Problem) -> Option<WeekProof> {
        (!problem.week_rows.is_empty())
            .then(|| WeekProof { prices: listed(problem, &self.proof.week_prices), bound: self.bound() })
    }

    /// The prices that prove the bound, of open cells, those at zero left out.
    pub fn prices(&self, problem: &Problem) -> Vec<Price> {
        let mut prices = Vec::new();
        for (cell, price) in self.proof.prices.iter().enumerate().take(problem.room.len()) {
            let (site, band) = (cell / problem.width(), cell % problem.width());
            if problem.open[site] & (1 << band) != 0 && price.iter().any(|price| *price > 0) {
                prices.push(Price {
                    site: problem.site_name(site).to_owned(),
                    band: problem.bands[band].id,
                    regular: price[REGULAR],
                    reserve: price[RESERVE],
                    head_count: price[HEAD_COUNT],
                    staff_units: price[STAFF],
                });
            }
        }
        prices
    }
}

/// The groups whose figures a plan shows: size of the family, and whether any site knows the children.
pub(crate) fn groups(problem: &Problem, family: usize) -> [&'static str; 2] {
    [
        if problem.families[family].children > 1 { "several_children" } else { "one_child" },
        if problem.reach_of(family).iter().any(|reach| reach.familiar) { "known_somewhere" } else { "first_time" },
    ]
}

fn figures(problem: &Problem, weeks: &Weeks, family: usize, plan: &FamilyPlan) -> Served {
    let requests = problem.request_range(family);
    let row = problem.families[family];
    let (week, step) = weeks.of(problem, family);
    let mut sessions = 0;
    let mut critical_served = 0;
    for (request, choice) in requests.clone().zip(week) {
        if let Some((_, bundle, _)) = choice.parts() {
            sessions += i32::from(problem.bundles_of(request)[bundle].sessions);
            critical_served += u64::from(problem.requests[request].critical());
        }
    }
    let mut seats_used = 0;
    each_use(problem, family, week, step, |_, used| seats_used += u64::try_from(used[HEAD_COUNT]).unwrap_or(0));
    Served {
        families: 1,
        families_served: u64::from(!plan.bookings.is_empty()),
        requests: requests.len() as u64,
        served: plan.bookings.len() as u64,
        critical: problem.requests[requests].iter().filter(|request| request.critical()).count() as u64,
        critical_served,
        minimum_due: u64::from(row.minimum_sessions > 0),
        minimum_reached: u64::from(row.minimum_sessions > 0 && sessions >= row.minimum_sessions),
        seats_used,
    }
}

fn add(total: &mut Served, more: &Served) {
    total.families += more.families;
    total.families_served += more.families_served;
    total.requests += more.requests;
    total.served += more.served;
    total.critical += more.critical;
    total.critical_served += more.critical_served;
    total.minimum_due += more.minimum_due;
    total.minimum_reached += more.minimum_reached;
    total.seats_used += more.seats_used;
}

pub(crate) fn family_plan(problem: &Problem, weeks: &Weeks, room: &Room, family: usize) -> FamilyPlan {
    let reach = problem.reach_of(family);
    let (week, step) = weeks.of(problem, family);
    let site_name = |site: usize| problem.site_name(reach[site].site as usize).to_owned();
    let mut plan = FamilyPlan {
        id: problem.family_name(family).to_owned(),
        familiarisation: step
            .parts()
            .map(|(site, band)| Familiarisation { site: site_name(site), band: problem.bands[band].id }),
        bookings: Vec::new(),
        refusals: Vec::new(),
    };
    for (request, choice) in problem.request_range(family).zip(week) {
        let name = problem.word(problem.requests[request].name).to_owned();
        match choice.parts() {
            Some((site, bundle, emergency)) => plan.bookings.push(Booking {
                request: name,
                site: site_name(site),
                role: if emergency { Seating::Emergency } else { Seating::Regular },
                bundle,
            }),
            None => plan.refusals.push(refusal(problem, weeks, room, family, request, name)),
        }
    }
    plan
}

/// One way in which a request might have been served, and what stands against it; less is nearer.
struct Obstacle {
    distance: u32,
    reason: RefusalReason,
    cell: Option<(u32, usize)>,
    change: Option<Change>,
}

/// Why a request is not served, given what everybody has.
pub(crate) fn refusal(
    problem: &Problem,
    weeks: &Weeks,
    room: &Room,
    family: usize,
    request: usize,
    name: String,
) -> Refusal {
    let reach = problem.reach_of(family);
    let row = problem.families[family];
    let (week, step) = weeks.of(problem, family);
    let first = problem.request_range(family).start;
    let mut taken = step.parts().map_or(0, |(_, band)| 1_u64 << band);
    let mut sites = Vec::new();
    let mut sessions = i32::from(step != Step::NONE);
    if let Some((site, _)) = step.parts() {
        sites.push(site);
    }
    for (position, choice) in week.iter().enumerate() {
        if let Some((site, bundle, _)) = choice.parts() {
            let bundle = problem.bundles_of(first + position)[bundle];
            taken |= bundle.bands;
            sessions += i32::from(bundle.sessions);
            if !sites.contains(&site) {
                sites.push(site);
            }
        }
    }
    let name_of = |site: usize| problem.site_name(reach[site].site as usize).to_owned();
    let mut nearest = Obstacle {
        distance: u32::MAX,
        reason: if reach.is_empty() { RefusalReason::NoSiteInReach } else { RefusalReason::NoSiteOpen },
        cell: None,
        change: None,
    };
    for (position, site) in reach.iter().enumerate() {
        let open = problem.open[site.site as usize];
        for bundle in problem.bundles_of(request) {
            if bundle.bands & !open != 0 {
                continue;
            }
            let emergency = !site.familiar && problem.requests[request].emergency_allowed() && bundle.sessions == 1;
            let mut note = |distance, reason, cell: Option<usize>, change| {
                if distance < nearest.distance {
                    nearest = Obstacle { distance, reason, cell: cell.map(|band| (site.site, band)), change };
                }
            };
            if bundle.bands & taken != 0 {
                note(900, RefusalReason::AnotherPlaceAtThatTime, None, None);
                continue;
            }
            if sessions + i32::from(bundle.sessions) > row.most_sessions {
                note(850, RefusalReason::MostSessions, None, None);
                continue;
            }
            if sites.len() >= 2 && !sites.contains(&position) {
                note(800, RefusalReason::ThirdSite, None, None);
                continue;
            }
            let ready = site.familiar
                || step
                    .parts()
                    .is_some_and(|(at, band)| at == position && band < bundle.bands.trailing_zeros() as usize);
            if !ready && !emergency {
                let before = (1_u64 << bundle.bands.trailing_zeros()) - 1;
                let has_room = |band: usize| {
                    let room = room.cells[problem.cell(site.site, band)];
                    room[RESERVE] >= 1 && room[HEAD_COUNT] >= row.children && room[STAFF] >= row.staff_load
                };
                let could = if step.parts().is_some() {
                    None
                } else {
                    bits(open & before & row.available & !taken).find(|band| has_room(*band))
                };
                if could.is_none() {
                    let elsewhere = bits(open & before & !row.available & !taken).find(|band| has_room(*band));
                    let change = elsewhere.map(|band| Change::FamiliarisationFirst {
                        site: name_of(position),
                        band: problem.bands[band].id,
                    });
                    note(
                        if change.is_some() { 500 } else { 600 },
                        RefusalReason::NoFamiliarisationBefore,
                        None,
                        change,
                    );
                    continue;
                }
                if sessions + i32::from(bundle.sessions) >= row.most_sessions {
                    // With the familiarisation session it would be one too many.
                    note(850, RefusalReason::MostSessions, None, None);
                    continue;
                }
            }
            if let Some(limit) = room.lacks_for(problem, family, site.site, bundle.bands) {
                // One more seat would not help.
                let reason = match problem.week_rows[limit].counts {
                    Counts::Minutes => RefusalReason::WeekFull,
                    Counts::Others => RefusalReason::KeptForAvip,
                };
                note(300, reason, None, None);
                continue;
            }
            let missing = |band: usize| {
                let left = &room.cells[problem.cell(site.site, band)];
                if ready || !emergency {
                    lacks(left, row.children, row.staff_load, false)
                } else {
                    lacks(left, row.children, row.staff_load, true)
                }
            };
            let short: Vec<(usize, RefusalReason)> =
                bits(bundle.bands).filter_map(|band| missing(band).map(|reason| (band, reason))).collect();
            if let Some((band, reason)) = short.first() {
                #[expect(clippy::cast_possible_truncation, reason = "at most 64 bands")]
                let distance = 10 + 10 * short.len() as u32;
                let bands = short.iter().map(|(band, _)| problem.bands[*band].id).collect();
                note(distance, *reason, Some(*band), Some(Change::OneMoreSeat { site: name_of(position), bands }));
            } else {
                note(950, RefusalReason::CostsMoreThanItBrings, None, None);
            }
        }
    }
    // A free half-day the request does not name, where the children are familiar already, is nearer than a seat that others have.
    let named: u64 = problem.bundles_of(request).iter().fold(0, |all, bundle| all | bundle.bands);
    let single = sessions < row.most_sessions && problem.bundles_of(request).iter().any(|bundle| bundle.sessions == 1);
    let mut instead = nearest.change;
    if single
        && let Some((site, band)) = reach
            .iter()
            .enumerate()
            .filter(|(position, site)| site.familiar && (sites.len() < 2 || sites.contains(position)))
            .flat_map(|(position, site)| {
                bits(problem.open[site.site as usize] & !named & !taken)
                    .filter(|band| {
                        let left = &room.cells[problem.cell(site.site, *band)];
                        lacks(left, row.children, row.staff_load, false).is_none()
                            && room.lacks_for(problem, family, site.site, 1 << band).is_none()
                    })
                    .map(move |band| (position, band))
            })
            // The nearest in time to what was asked for, then the nearest place.
            .min_by_key(|(position, band)| {
                let away = bits(named).map(|asked| asked.abs_diff(*band)).min();
                (away, reach[*position].cost_per_day, *position, *band)
            })
    {
        instead = Some(Change::AnotherBand { site: name_of(site), band: problem.bands[band].id });
    }
    Refusal {
        request: name,
        reason: nearest.reason,
        cell: nearest.cell.map(|(site, band)| CellName {
            site: problem.site_name(site as usize).to_owned(),
            band: problem.bands[band].id,
        }),
        instead,
    }
}

/// What a cell lacks for a family; the limit that is tightest in people's words first.
fn lacks(left: &Limits, children: i32, load: i32, in_reserve: bool) -> Option<RefusalReason> {
    if in_reserve && left[RESERVE] < 1 {
        Some(RefusalReason::ReserveTaken)
    } else if !in_reserve && left[REGULAR] < children {
        Some(RefusalReason::RegularSeatsTaken)
    } else if left[HEAD_COUNT] < children {
        Some(RefusalReason::HeadCountReached)
    } else if left[STAFF] < load {
        Some(RefusalReason::StaffMissing)
    } else {
        None
    }
}

/// What the seats of a cell went to: requests by purpose, and families in familiarisation. Counts only, never names.
pub fn seats_by_purpose(problem: &Problem, plan: &Plan, cell: &CellName) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let Some(band) = problem.band_with_id(cell.band) else { return counts };
    for planned in &plan.families {
        let Some(family) = problem.family_named(&planned.id) else { continue };
        if planned.familiarisation.as_ref().is_some_and(|step| step.site == cell.site && step.band == cell.band) {
            *counts.entry("familiarisation".to_owned()).or_insert(0) += 1;
        }
        for booking in planned.bookings.iter().filter(|booking| booking.site == cell.site) {
            let Some(request) = problem.request_named(family, &booking.request) else { continue };
            let bundle = problem.bundles_of(request).get(booking.bundle);
            if bundle.is_some_and(|bundle| bundle.bands & (1 << band) != 0) {
                *counts.entry(problem.purpose(request).to_owned()).or_insert(0) += 1;
            }
        }
    }
    counts
}

/// The worth of a family's week in a plan, without prices; used to say what a move costs.
pub fn worth_of_week(problem: &Problem, plan: &FamilyPlan) -> Option<i64> {
    let family = problem.family_named(&plan.id)?;
    let (week, step) = packed(problem, family, plan)?;
    Some(plain_worth(problem, family, &week, step))
}

/// A family's week as the search keeps it; `None` when it names what the instance does not have.
pub(crate) fn packed(
    problem: &Problem,
    family: usize,
    plan: &FamilyPlan,
) -> Option<(Vec<crate::oracle::Choice>, crate::oracle::Step)> {
    let reach = problem.reach_of(family);
    let position = |name: &str| reach.iter().position(|reach| problem.site_name(reach.site as usize) == name);
    let requests = problem.request_range(family);
    let mut week = vec![crate::oracle::Choice::NONE; requests.len()];
    for booking in &plan.bookings {
        let request = problem.request_named(family, &booking.request)?;
        week[request - requests.start] =
            crate::oracle::Choice::new(position(&booking.site)?, booking.bundle, booking.role == Seating::Emergency);
    }
    let step = match &plan.familiarisation {
        None => crate::oracle::Step::NONE,
        Some(step) => crate::oracle::Step::new(position(&step.site)?, problem.band_with_id(step.band)?),
    };
    Some((week, step))
}

/// A plan's weeks as the search keeps them, every family found by its name at once.
pub(crate) fn weeks_of(problem: &Problem, plan: &Plan) -> Result<Weeks, crate::exchange::Wrong> {
    let by_name: std::collections::HashMap<&str, usize> =
        (0..problem.families()).map(|family| (problem.family_name(family), family)).collect();
    let mut weeks = Weeks::empty(problem);
    for (position, planned) in plan.families.iter().enumerate() {
        let packed = by_name
            .get(planned.id.as_str())
            .and_then(|family| packed(problem, *family, planned).map(|(week, step)| (*family, week, step)));
        let Some((family, week, step)) = packed else {
            let path = format!("families[{position}]");
            return Err(crate::exchange::Wrong::new(path, "does not belong to this instance"));
        };
        weeks.set(problem, family, &week, step);
    }
    Ok(weeks)
}
