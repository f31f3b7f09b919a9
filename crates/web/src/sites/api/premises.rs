//! The premises of a site.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::organisations::PremisesChange;
use domain::access::Action;
use domain::calendar::rota::MOST_SETUP_MINUTES;
use domain::{Date, PremisesId, SiteId};
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::input::{Written, commune, name, present};
use super::organisation::done;
use crate::asked::path_id;
use crate::commands::Command;
use crate::context::Context;
use crate::problem::Problem;

/// New premises.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct PremisesInput {
    /// Their name.
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    /// Street and number.
    #[schema(min_length = 1, max_length = 200)]
    address: String,
    /// An INSEE code, or the name of a commune.
    commune: String,
    /// Minutes it takes to set the hall up before the first child: 0 to 240.
    #[serde(default)]
    #[garde(range(max = MOST_SETUP_MINUTES))]
    setup_minutes: u16,
}

/// Adds premises to a site.
#[utoipa::path(post, path = "/api/v1/sites/{id}/premises", params(("id" = String, Path)), request_body = PremisesInput, responses((status = 201, description = "Created", body = Written)))]
pub(crate) async fn create_premises(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<PremisesInput>,
) -> Result<Response, Problem> {
    let (actor, id) = (cx.actor().clone(), path_id::<SiteId>(&id)?);
    let (title, address) = (name(&input.name, 120, "name")?, name(&input.address, 200, "address")?);
    let commune = commune(&input.commune)?.code.clone();
    let new = PremisesChange { name: title, address, commune, setup_minutes: input.setup_minutes, ended_on: None };
    let written = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(Some(&key), |tx| {
                see_site(tx.conn, &actor, Action::ManageSites, id)?;
                let premises = tx.create_premises(id, &new)?;
                tx.audit(&actor.signature(), done(Action::ManageSites, "premises", premises).site(id))?;
                Ok(Written { id: premises.to_string(), revision: None })
            })
        })
        .await?;
    written.answer_new(&format!("/api/v1/sites/{id}/premises"))
}

/// What changes of premises; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct PremisesPatch {
    /// Their name.
    name: Option<String>,
    /// Street and number.
    address: Option<String>,
    /// An INSEE code, or the name of a commune.
    commune: Option<String>,
    /// Minutes it takes to set the hall up before the first child: 0 to 240.
    #[garde(inner(range(max = MOST_SETUP_MINUTES)))]
    setup_minutes: Option<u16>,
    /// The last day they are used; null for none. Their opening rules end with them.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    ended_on: Option<Option<Date>>,
}

/// Changes premises.
#[utoipa::path(patch, path = "/api/v1/sites/{id}/premises/{premises_id}", params(("id" = String, Path), ("premises_id" = String, Path)), request_body = PremisesPatch, responses((status = 200, description = "Changed", body = Written)))]
pub(crate) async fn change_premises(
    cx: Context,
    Path((id, premises_id)): Path<(String, String)>,
    Command { input, key }: Command<PremisesPatch>,
) -> Result<Response, Problem> {
    let (actor, id, premises) = (cx.actor().clone(), path_id::<SiteId>(&id)?, path_id::<PremisesId>(&premises_id)?);
    let title = input.name.as_deref().map(|value| name(value, 120, "name")).transpose()?;
    let address = input.address.as_deref().map(|value| name(value, 200, "address")).transpose()?;
    let code = input.commune.as_deref().map(|text| commune(text)).transpose()?.map(|found| found.code.clone());
    let written = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(Some(&key), |tx| {
                let seen = see_site(tx.conn, &actor, Action::ManageSites, id)?;
                let before = db::directory::premises_of(tx.conn, &[id])?
                    .into_iter()
                    .find(|place| place.id == premises)
                    .ok_or(db::Error::NotFound)?;
                let change = PremisesChange {
                    name: title.clone().unwrap_or(before.name),
                    address: address.clone().unwrap_or(before.address),
                    commune: code.clone().unwrap_or(before.commune),
                    setup_minutes: input.setup_minutes.unwrap_or(before.setup_minutes),
                    ended_on: input.ended_on.unwrap_or(before.ended_on),
                };
                tx.change_premises(&seen, premises, &change)?;
                db::calendar::roll_horizon(tx, id)?;
                tx.audit(&actor.signature(), done(Action::ManageSites, "premises", premises).site(id))?;
                Ok(Written { id: premises.to_string(), revision: None })
            })
        })
        .await?;
    written.answer()
}
