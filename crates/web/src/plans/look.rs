//! Everything one look at a run needs, from one snapshot.

use std::collections::BTreeMap;

use db::Conn;
use db::access::{Actor, see_site};
use db::attendance::SiteCard;
use db::places::{PlaceRequest, Week};
use db::plans::{Alternative, PlannedChild, Proposal, Run, SeenRun, StoredWeights, Unserved, see_run};
use domain::access::Action;
use domain::{ChildId, Instant, PlaceRequestId, PlanRunId, SiteId};

/// A run with one of its alternatives.
pub(super) struct Look {
    pub(super) run: Run,
    pub(super) names: BTreeMap<SiteId, String>,
    pub(super) weights: StoredWeights,
    pub(super) alternatives: Vec<Alternative>,
    /// The number of the alternative that is looked at; 0 while there is none.
    pub(super) chosen: i32,
    pub(super) proposals: Vec<Proposal>,
    pub(super) unserved: Vec<Unserved>,
    pub(super) children: BTreeMap<ChildId, PlannedChild>,
    pub(super) requests: BTreeMap<PlaceRequestId, PlaceRequest>,
    /// The week of each site as it is booked.
    pub(super) weeks: Vec<(SiteCard, Week)>,
}

impl Look {
    pub(super) fn alternative(&self) -> Option<&Alternative> {
        self.alternatives.iter().find(|alternative| alternative.number == self.chosen)
    }
}

/// Loads a run the actor may see; `number` chooses the alternative, the first (or the published one) when nothing is said.
pub(super) fn look(
    conn: &mut Conn,
    actor: &Actor,
    id: PlanRunId,
    number: Option<i32>,
    now: Instant,
) -> db::Result<(SeenRun, Look)> {
    let seen = see_run(conn, actor, id)?;
    let run = db::plans::run_by_id(conn, id)?;
    let alternatives = db::plans::alternatives(conn, seen)?;
    let chosen = number.or(run.published_alternative).unwrap_or(1);
    let chosen = match alternatives.iter().find(|alternative| alternative.number == chosen) {
        Some(alternative) => alternative.number,
        None if alternatives.is_empty() => 0,
        None => return Err(db::Error::NotFound),
    };
    let mut weeks = Vec::new();
    if run.has_plan() {
        for site in &run.sites {
            // Who plans the week of a site sees its board.
            let site = see_site(conn, actor, Action::PlanWeek, *site)?;
            let card = db::attendance::site_card(conn, &site)?;
            weeks.push((card, db::places::week(conn, site, run.monday, now)?));
        }
        weeks.sort_by(|(one, _), (other, _)| (&one.name, one.id).cmp(&(&other.name, other.id)));
    }
    Ok((
        seen,
        Look {
            names: db::plans::site_names(conn, &run.sites)?,
            weights: db::plans::weights::weights_by_id(conn, run.weights)?,
            proposals: db::plans::proposals(conn, seen, chosen)?,
            unserved: db::plans::unserved(conn, seen, chosen)?,
            children: db::plans::children_of_run(conn, seen, actor.today)?,
            requests: db::plans::requests_of_run(conn, seen)?,
            run,
            alternatives,
            chosen,
            weeks,
        },
    ))
}
