//! What half-days are worth: rows of a territory, each a version that stays as it was.

use std::marker::PhantomData;

use diesel::prelude::*;
use domain::access::Action;
use domain::plans::{SHIPPED_WEIGHTS, Weights};
use domain::*;

use crate::access::{Actor, Scope, sites};
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{organisation, person, plan_weights, site};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// A version of the weights.
#[derive(Debug, Clone)]
pub struct StoredWeights {
    /// Its row; `None` for the shipped file while no run has used it.
    pub id: Option<PlanWeightsId>,
    /// Its version.
    pub version: i32,
    /// What it says.
    pub weights: Weights,
}

type Row = (Stored<PlanWeightsId>, i32, String);

fn read((id, version, content): Row) -> Result<StoredWeights> {
    let weights = Weights::read(&content).map_err(|error| Error::Broken(format!("weights {}: {error}", *id)))?;
    Ok(StoredWeights { id: Some(id.value()), version, weights })
}

/// The weights that hold in an organisation: its own newest version, or else the shipped ones.
pub fn weights_of(conn: &mut Conn, organisation: OrganisationId) -> Result<StoredWeights> {
    let own: Option<Row> = plan_weights::table
        .filter(plan_weights::organisation_id.eq(Some(stored(organisation))))
        .order(plan_weights::version.desc())
        .select((plan_weights::id, plan_weights::version, plan_weights::content))
        .first(conn)
        .optional()?;
    if let Some(own) = own {
        return read(own);
    }
    let shipped: Option<Row> = plan_weights::table
        .filter(plan_weights::organisation_id.is_null().and(plan_weights::content.eq(SHIPPED_WEIGHTS)))
        .select((plan_weights::id, plan_weights::version, plan_weights::content))
        .first(conn)
        .optional()?;
    match shipped {
        Some(row) => read(row),
        None => {
            let weights = Weights::shipped().map_err(|error| Error::Broken(error.to_string()))?;
            Ok(StoredWeights { id: None, version: 1, weights })
        }
    }
}

/// An organisation of which the actor has some sites.
#[derive(Debug, Clone)]
pub struct Territory {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Whether she has all of its sites: only then may she adopt weights for it.
    pub whole: bool,
    sealed: PhantomData<()>,
}

/// The territories of an actor, by name.
pub fn territories(conn: &mut Conn, actor: &Actor) -> Result<Vec<Territory>> {
    let mine: Vec<(Stored<OrganisationId>, String)> = site::table
        .inner_join(organisation::table)
        .filter(site::id.eq_any(sites!(&Scope::new(actor, Action::AdoptWeights))))
        .order((organisation::name, organisation::id))
        .select((organisation::id, organisation::name))
        .load(conn)?;
    let ids: Vec<Stored<OrganisationId>> = mine.iter().map(|(id, _)| id.clone()).collect();
    let all: Vec<Stored<OrganisationId>> =
        site::table.filter(site::organisation_id.eq_any(&ids)).select(site::organisation_id).load(conn)?;
    let mut found: Vec<Territory> = Vec::new();
    for (id, name) in &mine {
        if !found.iter().any(|known| known.id == **id) {
            let count =
                |list: &mut dyn Iterator<Item = &Stored<OrganisationId>>| list.filter(|one| ***one == **id).count();
            let whole = count(&mut ids.iter()) == count(&mut all.iter());
            found.push(Territory { id: **id, name: name.clone(), whole, sealed: PhantomData });
        }
    }
    Ok(found)
}

/// A version as its history tells it.
#[derive(Debug, Clone)]
pub struct WeightsVersion {
    /// What it says.
    pub stored: StoredWeights,
    /// Whether it is the territory's own, or what is shipped.
    pub own: bool,
    /// Who adopted it.
    pub adopted_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub created_at: Instant,
}

/// The versions of a territory, the newest first, and those that were shipped before.
pub fn versions(conn: &mut Conn, territory: &Territory) -> Result<Vec<WeightsVersion>> {
    type Row = (
        (Stored<PlanWeightsId>, i32, String),
        Option<Stored<OrganisationId>>,
        Option<String>,
        Option<String>,
        Option<String>,
        Stored<Instant>,
    );
    let rows: Vec<Row> = plan_weights::table
        .left_join(person::table)
        .filter(
            plan_weights::organisation_id
                .is_null()
                .or(plan_weights::organisation_id.assume_not_null().eq(stored(territory.id))),
        )
        .order((plan_weights::organisation_id.is_null(), plan_weights::version.desc()))
        .select((
            (plan_weights::id, plan_weights::version, plan_weights::content),
            plan_weights::organisation_id,
            person::given_name.nullable(),
            person::family_name.nullable(),
            plan_weights::reason,
            plan_weights::created_at,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(row, organisation, given, family, reason, created_at)| {
            Ok(WeightsVersion {
                stored: read(row)?,
                own: organisation.is_some(),
                adopted_by: given.zip(family).map(|(given, family)| format!("{given} {family}")),
                reason,
                created_at: created_at.value(),
            })
        })
        .collect()
}

/// The weights that hold at a site.
pub fn weights_of_site(conn: &mut Conn, id: SiteId) -> Result<StoredWeights> {
    let organisation: Stored<OrganisationId> =
        site::table.find(stored(id)).select(site::organisation_id).first(conn).or_not_found()?;
    weights_of(conn, organisation.value())
}

/// The weights a run used.
pub fn weights_by_id(conn: &mut Conn, id: PlanWeightsId) -> Result<StoredWeights> {
    plan_weights::table
        .find(stored(id))
        .select((plan_weights::id, plan_weights::version, plan_weights::content))
        .first(conn)
        .or_not_found()
        .and_then(read)
}

impl Tx<'_> {
    /// The row of the weights that hold in an organisation; the shipped file becomes a row when it is first used.
    pub(crate) fn weights_row(&mut self, organisation: OrganisationId) -> Result<PlanWeightsId> {
        if let Some(id) = weights_of(self.conn, organisation)?.id {
            return Ok(id);
        }
        let before: Option<i32> = plan_weights::table
            .filter(plan_weights::organisation_id.is_null())
            .select(diesel::dsl::max(plan_weights::version))
            .first(self.conn)?;
        self.write_weights(None, before.unwrap_or(0) + 1, SHIPPED_WEIGHTS)
    }

    /// A new version of a territory's weights, from its file.
    pub fn adopt_weights(
        &mut self,
        by: &Signature,
        territory: &Territory,
        weights: &Weights,
        reason: &str,
    ) -> Result<PlanWeightsId> {
        if !territory.whole {
            return Err(Error::NotFound);
        }
        let before = weights_of(self.conn, territory.id)?;
        let version: Option<i32> = plan_weights::table
            .filter(plan_weights::organisation_id.eq(Some(stored(territory.id))))
            .select(diesel::dsl::max(plan_weights::version))
            .first(self.conn)?;
        let content = serde_json::to_string_pretty(weights)?;
        let id = self.write_weights(Some(territory.id), version.unwrap_or(0) + 1, &content)?;
        diesel::update(plan_weights::table.find(stored(id)))
            .set((plan_weights::adopted_by.eq(by.person.map(stored)), plan_weights::reason.eq(Some(reason))))
            .execute(self.conn)?;
        let line = Entry::done(Action::AdoptWeights, "plan_weights", id).detail(serde_json::json!({
            "territory": territory.id, "before": before.weights, "after": weights, "reason": reason,
        }));
        self.audit(by, line)?;
        Ok(id)
    }

    fn write_weights(
        &mut self,
        organisation: Option<OrganisationId>,
        version: i32,
        content: &str,
    ) -> Result<PlanWeightsId> {
        let weights = Weights::read(content).map_err(|_| Error::Field { field: "weights", message: "invalid" })?;
        let id: PlanWeightsId = self.new_id();
        diesel::insert_into(plan_weights::table)
            .values((
                plan_weights::id.eq(stored(id)),
                plan_weights::organisation_id.eq(organisation.map(stored)),
                plan_weights::version.eq(version),
                plan_weights::name.eq(&weights.name),
                plan_weights::status.eq(stored(weights.status)),
                plan_weights::content.eq(content),
                plan_weights::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(id)
    }
}
