//! Who is offered a free seat first: those the planner would seat there, by what they gain; then the others, the oldest first.

use db::places::PlaceRequest;
use db::plans::{WeekFacts, gather, weights_of};
use domain::places::week_of;
use domain::{Instant, PlaceRequestId, SessionId};
use planner::Standing;
use planner::exchange::{FORMAT, Plan};

use crate::plans::instance::{Built, Narrowed, build};

/// The requests that wait for a session, by the planner's order; brothers and sisters who asked together are one.
pub(crate) fn order(conn: &mut db::Conn, id: SessionId, now: Instant) -> db::Result<Vec<Vec<PlaceRequestId>>> {
    let Some((session, waiting)) = db::places::offering::waiting_for(conn, id, now)? else { return Ok(Vec::new()) };
    if waiting.len() < 2 {
        return Ok(waiting.iter().map(|request| vec![request.id]).collect());
    }
    let organisation = db::sites::organisation_of(conn, session.site)?;
    let weights = weights_of(conn, organisation)?.weights;
    let mut facts = gather(conn, &[session.site], week_of(session.date), &[], now)?;
    keep_only(&mut facts, &waiting);
    let built = build(&facts, &weights, None, &Narrowed::new());
    Ok(ranked(&built, id).unwrap_or_default())
}

fn keep_only(facts: &mut WeekFacts, waiting: &[PlaceRequest]) {
    facts.requests.retain(|one| waiting.iter().any(|request| request.id == one.request.id));
}

/// The families of an instance nobody was given anything in yet, those whom one session helps most first.
fn ranked(built: &Built, id: SessionId) -> Option<Vec<Vec<PlaceRequestId>>> {
    let cell = built.ledger.cells.iter().find(|cell| cell.session == Some(id))?;
    let problem = built.instance.problem().ok()?;
    let site = built.instance.sites.iter().position(|site| site.id == cell.place)?;
    let band = built.instance.bands.iter().position(|band| band.id == cell.band)?;
    let nothing = Plan {
        format: FORMAT.to_owned(),
        objective: 0,
        bound: f64::MAX,
        prices: Vec::new(),
        week_proof: None,
        families: Vec::new(),
        report: None,
    };
    let standing = Standing::read(&problem, &nothing).ok()?;
    let offers = standing.offers(site, band, built.ledger.families.len().max(1));
    let requests = |family: usize, request: usize| {
        Some(built.ledger.families.get(family)?.requests.get(request)?.requests.clone())
    };
    let mut order: Vec<Vec<PlaceRequestId>> =
        offers.iter().filter_map(|offer| requests(offer.family, offer.request)).collect();
    // Those the planner would not seat there now come after; together, when they asked together.
    let mut others: Vec<_> = built.ledger.families.iter().flat_map(|family| &family.requests).collect();
    others.sort_by_key(|line| (line.asked_at, line.requests.first().copied()));
    for line in others {
        if !order.contains(&line.requests) {
            order.push(line.requests.clone());
        }
    }
    Some(order)
}
