//! What is known of the families of a run, for counting them by group: never shown one by one.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::access::Action;
use domain::families::SpokenLanguage;
use domain::*;

use super::runs::SeenRun;
use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::schema::{booking, child, family, parent, plan_booking, plan_refusal, referral, site};
use crate::{Conn, Result, Stored, Tx, stored};

/// What groups a family.
#[derive(Debug, Clone)]
pub struct FamilyFacts {
    /// Its commune, by INSEE code.
    pub commune: String,
    /// Its children.
    pub children: usize,
    /// Whether it has a car; `None` when nobody said.
    pub car: Option<bool>,
    /// Whether it lives in a priority district; `None` when nobody said.
    pub priority_district: Option<bool>,
    /// Whether none of its children had a place before the week.
    pub first_time: bool,
    /// The language of its first parent.
    pub language: Option<SpokenLanguage>,
    /// The organisation that referred it last.
    pub prescriber: Option<String>,
}

/// The families of a run, of all its alternatives.
pub fn family_facts(conn: &mut Conn, seen: SeenRun, before: Date) -> Result<BTreeMap<FamilyId, FamilyFacts>> {
    let proposed: Vec<Stored<FamilyId>> = plan_booking::table
        .filter(plan_booking::plan_run_id.eq(stored(seen.id())))
        .select(plan_booking::family_id)
        .distinct()
        .load(conn)?;
    let refused: Vec<Stored<FamilyId>> = plan_refusal::table
        .inner_join(child::table)
        .filter(plan_refusal::plan_run_id.eq(stored(seen.id())))
        .select(child::family_id)
        .distinct()
        .load(conn)?;
    let ids: BTreeSet<FamilyId> = proposed.into_iter().chain(refused).map(Stored::value).collect();
    let ids: Vec<Stored<FamilyId>> = ids.into_iter().map(stored).collect();
    type Row = (Stored<FamilyId>, String, Option<bool>, Option<bool>);
    let rows: Vec<Row> = family::table
        .filter(family::id.eq_any(&ids))
        .select((family::id, family::commune, family::car, family::priority_district))
        .load(conn)?;
    let children: Vec<(Stored<FamilyId>, Stored<ChildId>)> =
        child::table.filter(child::family_id.eq_any(&ids)).select((child::family_id, child::id)).load(conn)?;
    let came: Vec<Stored<FamilyId>> = booking::table
        .inner_join(child::table)
        .filter(child::family_id.eq_any(&ids))
        .filter(booking::date.lt(stored(before)))
        .filter(booking::confirmed_at.is_not_null().and(booking::released_at.is_null()))
        .select(child::family_id)
        .distinct()
        .load(conn)?;
    let parents: Vec<(Stored<FamilyId>, Stored<SpokenLanguage>)> = parent::table
        .filter(parent::family_id.eq_any(&ids))
        .order((parent::created_at, parent::id))
        .select((parent::family_id, parent::language))
        .load(conn)?;
    let referrals: Vec<(Stored<FamilyId>, String)> = referral::table
        .filter(referral::family_id.eq_any(&ids))
        .order((referral::sent_at.desc(), referral::id.desc()))
        .select((referral::family_id, referral::prescriber_organisation_name))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, commune, car, priority_district)| {
            let facts = FamilyFacts {
                commune,
                children: children.iter().filter(|(family, _)| **family == *id).count(),
                car,
                priority_district,
                first_time: !came.iter().any(|family| **family == *id),
                language: parents.iter().find(|(family, _)| **family == *id).map(|(_, language)| **language),
                prescriber: referrals.iter().find(|(family, _)| **family == *id).map(|(_, name)| name.clone()),
            };
            (id.value(), facts)
        })
        .collect())
}

/// Whether a family has a car and lives in a priority district, as far as somebody said.
pub fn circumstances(conn: &mut Conn, seen: &Seen<FamilyId>) -> Result<(Option<bool>, Option<bool>)> {
    Ok(family::table.find(stored(seen.id())).select((family::car, family::priority_district)).first(conn)?)
}

impl Tx<'_> {
    /// Writes down whether a family has a car and lives in a priority district.
    pub fn set_circumstances(
        &mut self,
        by: &Signature,
        seen: &Seen<FamilyId>,
        car: Option<bool>,
        priority_district: Option<bool>,
    ) -> Result<()> {
        let before = circumstances(self.conn, seen)?;
        diesel::update(family::table.find(stored(seen.id())))
            .set((
                family::car.eq(car),
                family::priority_district.eq(priority_district),
                family::revision.eq(family::revision + 1_i64),
            ))
            .execute(self.conn)?;
        let detail = serde_json::json!({
            "car": { "before": before.0, "after": car },
            "priority_district": { "before": before.1, "after": priority_district },
        });
        self.audit(by, Entry::done(Action::ManageFamily, "family", seen.id()).family(seen.id()).detail(detail))
    }
}

/// Where the sites of a run are (WGS84).
pub fn site_points(conn: &mut Conn, ids: &[SiteId]) -> Result<BTreeMap<SiteId, (f64, f64)>> {
    let wanted: Vec<Stored<SiteId>> = ids.iter().copied().map(stored).collect();
    let rows: Vec<(Stored<SiteId>, f64, f64)> =
        site::table.filter(site::id.eq_any(wanted)).select((site::id, site::latitude, site::longitude)).load(conn)?;
    Ok(rows.into_iter().map(|(id, latitude, longitude)| (id.value(), (latitude, longitude))).collect())
}
