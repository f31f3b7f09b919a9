//! A proposal moved by hand: where else the request could be served with what is left, and what each move costs the whole.

use db::Conn;
use db::plans::{Proposal, ProposedPlace, Run, SeenRun, gather, instance_and_ledger};
use domain::Instant;
use domain::places::DatedHalfDay;
use domain::plans::{Figures, ProposalRole};
use planner::exchange::{Booking, Instance, Plan, Seating};

use super::instance::{Built, Ledger, refused_together};
use super::jobs::figures;

/// One way to serve the request otherwise.
#[derive(Debug, Clone)]
pub struct Move {
    /// The planner's name of the site.
    pub place: String,
    /// Which of the request's bundles.
    pub bundle: usize,
    /// Where it leads.
    pub site: domain::SiteId,
    /// The half-days it leads to.
    pub half_days: Vec<DatedHalfDay>,
    /// Points the plan loses; below zero it gains.
    pub price: i64,
    /// The plan after the move.
    pub plan: Plan,
    /// Its figures.
    pub figures: Figures,
    /// The places that stand in the stead of the old ones.
    pub places: Vec<ProposedPlace>,
}

/// The moves of a proposal, the cheapest first; none for a place kept from the run before, or a first session.
pub(super) fn moves(
    conn: &mut Conn,
    seen: SeenRun,
    run: &Run,
    proposal: &Proposal,
    now: Instant,
) -> db::Result<Vec<Move>> {
    if proposal.place.role == ProposalRole::Familiarisation {
        return Ok(Vec::new());
    }
    let known = db::plans::alternatives(conn, seen)?;
    let Some(alternative) = known.iter().find(|known| known.number == proposal.alternative) else {
        return Err(db::Error::NotFound);
    };
    let (instance, ledger) = instance_and_ledger(conn, seen)?;
    let (instance, ledger): (Instance, Ledger) = (serde_json::from_str(&instance)?, serde_json::from_str(&ledger)?);
    let plan: Plan = serde_json::from_str(&alternative.plan)?;
    let taken: Vec<db::plans::Locked> = match run.follows {
        Some(before) => db::plans::locked_proposals(conn, before)?.iter().filter_map(Proposal::as_locked).collect(),
        None => Vec::new(),
    };
    let facts = gather(conn, &run.sites, run.monday, &taken, now)?;
    let built = Built { instance, ledger };
    let problem = built.instance.problem().map_err(|wrong| db::Error::Broken(wrong.to_string()))?;
    let before = planner::check(&problem, &unstated(plan.clone()))
        .map_err(|wrong| db::Error::Broken(format!("a stored plan breaks a rule: {wrong}")))?;
    let before_worth = before.objective;
    let Some((line, request)) = built.ledger.families.iter().find_map(|line| {
        let of_this = |known: &&super::instance::LedgerRequest| {
            proposal.place.request.is_some_and(|request| known.requests.contains(&request))
        };
        Some((line, line.requests.iter().find(of_this)?))
    }) else {
        return Ok(Vec::new());
    };
    let Some(family) = built.instance.families.iter().find(|family| family.id == line.name) else {
        return Ok(Vec::new());
    };
    let Some(asked) = family.requests.iter().find(|asked| asked.id == request.name) else { return Ok(Vec::new()) };
    let now_at = plan
        .families
        .iter()
        .find(|week| week.id == line.name)
        .and_then(|week| week.bookings.iter().find(|booking| booking.request == request.name));
    let Some(now_at) = now_at else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for reach in &family.reach {
        for (bundle, bands) in asked.bundles.iter().map(|bundle| &bundle.bands).enumerate() {
            if reach.site == now_at.site && bundle == now_at.bundle {
                continue;
            }
            for role in [Seating::Regular, Seating::Emergency] {
                let mut candidate = unstated(plan.clone());
                let Some(week) = candidate.families.iter_mut().find(|week| week.id == line.name) else { continue };
                for booking in week.bookings.iter_mut().filter(|booking| booking.request == request.name) {
                    *booking = Booking { request: request.name.clone(), site: reach.site.clone(), role, bundle };
                }
                let Ok(checked) = planner::check(&problem, &candidate) else { continue };
                if !refused_together(&facts, run.what_if.as_ref(), &built, &candidate).is_empty() {
                    continue;
                }
                candidate.objective = checked.objective;
                let places: Vec<ProposedPlace> = built
                    .ledger
                    .places(&built.instance, &candidate)
                    .into_iter()
                    .filter(|place| place.together == proposal.place.together)
                    .collect();
                let Some(site) = places.first().map(|place| place.site) else { continue };
                let half_days = bands
                    .iter()
                    .filter_map(|band| built.ledger.cell(&reach.site, *band))
                    .map(|cell| DatedHalfDay { date: cell.date, half_day: cell.half_day })
                    .collect();
                found.push(Move {
                    place: reach.site.clone(),
                    bundle,
                    site,
                    half_days,
                    price: before_worth - checked.objective,
                    figures: figures(&checked, alternative.bound),
                    plan: candidate,
                    places,
                });
                break;
            }
        }
    }
    found.sort_by(|one, other| {
        (one.price, &one.half_days, &one.place).cmp(&(other.price, &other.half_days, &other.place))
    });
    Ok(found)
}

/// A plan whose worth and bound are for the checker to find.
fn unstated(plan: Plan) -> Plan {
    Plan { objective: i64::MIN, bound: f64::INFINITY, ..plan }
}
