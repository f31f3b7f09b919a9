//! What half-days are worth: rows of a territory, each a version that stays as it was.

use diesel::prelude::*;
use domain::plans::{SHIPPED_WEIGHTS, Weights};
use domain::*;

use crate::error::OrNotFound;
use crate::schema::plan_weights;
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
    pub fn adopt_weights(&mut self, organisation: OrganisationId, content: &str) -> Result<PlanWeightsId> {
        let before: Option<i32> = plan_weights::table
            .filter(plan_weights::organisation_id.eq(Some(stored(organisation))))
            .select(diesel::dsl::max(plan_weights::version))
            .first(self.conn)?;
        self.write_weights(Some(organisation), before.unwrap_or(0) + 1, content)
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
