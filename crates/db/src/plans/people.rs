//! The children and the requests of a run, as its sites may know them.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::*;

use super::runs::{SeenRun, run_by_id};
use crate::schema::{child, link, place_request, plan_booking, plan_refusal};
use crate::{Conn, Result, Stored, stored};

/// A child of a run, as its sites may name it.
#[derive(Debug, Clone)]
pub struct PlannedChild {
    /// The child.
    pub id: ChildId,
    /// Its family.
    pub family: FamilyId,
    /// Given name and the first letter of the family name, when a site of the run accompanies the family or was asked by name; a
    /// family of the neighbourhood stays nameless until a seat is hers.
    pub name: Option<(String, String)>,
    /// Birth date.
    pub birth_date: Date,
}

/// The children of a run's proposals and refusals.
pub fn children_of_run(conn: &mut Conn, seen: SeenRun, today: Date) -> Result<BTreeMap<ChildId, PlannedChild>> {
    let run = run_by_id(conn, seen.id())?;
    let proposed: Vec<(Stored<ChildId>, Option<Stored<PlaceRequestId>>)> = plan_booking::table
        .filter(plan_booking::plan_run_id.eq(stored(seen.id())))
        .select((plan_booking::child_id, plan_booking::place_request_id))
        .load(conn)?;
    let refused: Vec<(Stored<ChildId>, Stored<PlaceRequestId>)> = plan_refusal::table
        .filter(plan_refusal::plan_run_id.eq(stored(seen.id())))
        .select((plan_refusal::child_id, plan_refusal::place_request_id))
        .load(conn)?;
    let mut children: BTreeSet<ChildId> = BTreeSet::new();
    let mut requests: BTreeSet<PlaceRequestId> = BTreeSet::new();
    for (child, request) in proposed {
        children.insert(child.value());
        requests.extend(request.map(Stored::value));
    }
    for (child, request) in refused {
        children.insert(child.value());
        requests.insert(request.value());
    }
    let wanted: Vec<Stored<ChildId>> = children.into_iter().map(stored).collect();
    let requests: Vec<Stored<PlaceRequestId>> = requests.into_iter().map(stored).collect();
    let sites: Vec<Stored<SiteId>> = run.sites.iter().copied().map(stored).collect();
    type Row = (Stored<ChildId>, Stored<FamilyId>, String, String, Stored<Date>);
    let rows: Vec<Row> = child::table
        .filter(child::id.eq_any(&wanted))
        .select((child::id, child::family_id, child::given_name, child::family_name, child::birth_date))
        .load(conn)?;
    let families: Vec<Stored<FamilyId>> = rows.iter().map(|(_, family, ..)| family.clone()).collect();
    let today = stored(today);
    let accompanied: Vec<Stored<FamilyId>> = link::table
        .filter(link::family_id.eq_any(families))
        .filter(link::kind.eq("admission").and(link::site_id.assume_not_null().eq_any(&sites)))
        .filter(link::from_date.le(&today).and(link::until_date.is_null().or(link::until_date.ge(&today))))
        .select(link::family_id)
        .load(conn)?;
    let asked_by_name: Vec<Stored<ChildId>> = place_request::table
        .filter(place_request::id.eq_any(requests))
        .filter(place_request::site_id.assume_not_null().eq_any(&sites))
        .select(place_request::child_id)
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, family, given, surname, birth)| {
            let named =
                accompanied.iter().any(|known| **known == *family) || asked_by_name.iter().any(|asked| **asked == *id);
            let initial = surname.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
            let child = PlannedChild {
                id: *id,
                family: family.value(),
                name: named.then_some((given, initial)),
                birth_date: birth.value(),
            };
            (id.value(), child)
        })
        .collect())
}

/// The requests of a run's proposals and refusals.
pub fn requests_of_run(
    conn: &mut Conn,
    seen: SeenRun,
) -> Result<BTreeMap<PlaceRequestId, crate::places::PlaceRequest>> {
    let mut ids: BTreeSet<PlaceRequestId> = BTreeSet::new();
    let proposed: Vec<Option<Stored<PlaceRequestId>>> = plan_booking::table
        .filter(plan_booking::plan_run_id.eq(stored(seen.id())))
        .select(plan_booking::place_request_id)
        .load(conn)?;
    ids.extend(proposed.into_iter().flatten().map(Stored::value));
    let refused: Vec<Stored<PlaceRequestId>> = plan_refusal::table
        .filter(plan_refusal::plan_run_id.eq(stored(seen.id())))
        .select(plan_refusal::place_request_id)
        .load(conn)?;
    ids.extend(refused.into_iter().map(Stored::value));
    let ids: Vec<Stored<PlaceRequestId>> = ids.into_iter().map(stored).collect();
    let requests = crate::places::requests::requests_by_ids(conn, &ids)?;
    Ok(requests.into_iter().map(|request| (request.id, request)).collect())
}
