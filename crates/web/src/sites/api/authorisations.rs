//! Authorisations and their places by time band.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::organisations::check_authorisation;
use db::sites::NewAuthorisation;
use domain::access::Action;
use domain::sites::*;
use domain::{AuthorisationId, Date, Period, SiteId, Time};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::{Written, optional, read_date, read_optional_date, read_time};
use super::organisation::done;
use crate::asked::{Asked, path_id};
use crate::commands::{Command, json};
use crate::context::Context;
use crate::directory::api::hours;
use crate::openapi::schemas;
use crate::problem::Problem;

/// Authorised places during a part of the day.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct BandDocument {
    /// Start of the band.
    #[serde(deserialize_with = "read_time", serialize_with = "hours")]
    #[schema(schema_with = schemas::time)]
    from: Time,
    /// End of the band.
    #[serde(deserialize_with = "read_time", serialize_with = "hours")]
    #[schema(schema_with = schemas::time)]
    until: Time,
    /// Authorised places.
    #[garde(range(min = 1, max = 300))]
    #[schema(minimum = 1, maximum = 300)]
    places: u16,
    /// Most children at the same instant: 115 % of the places, rounded up.
    #[serde(default, skip_deserializing)]
    #[schema(read_only)]
    instant_maximum: u16,
}

/// An authorisation of a site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthorisationDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: AuthorisationId,
    /// Number of the act.
    number: Option<String>,
    /// First day.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day, included; null for none.
    #[schema(value_type = Option<String>)]
    until: Option<Date>,
    /// Places by time band.
    bands: Vec<BandDocument>,
}

/// Authorisations.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthorisationList {
    /// The latest first.
    items: Vec<AuthorisationDocument>,
    /// Always null: there are few.
    next: Option<String>,
}

/// The authorisations of a site.
#[utoipa::path(get, path = "/api/v1/sites/{id}/authorisations", params(("id" = String, Path)), responses((status = 200, description = "Authorisations", body = AuthorisationList)))]
pub(crate) async fn authorisations(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    let (actor, id) = (cx.actor().clone(), path_id::<SiteId>(&id)?);
    let found = cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeeSite, id)?;
            db::sites::authorisations(conn, &[id])
        })
        .await?;
    let items = found
        .into_iter()
        .map(|(_, act)| AuthorisationDocument {
            id: act.id,
            number: act.number,
            from: act.period.from,
            until: act.period.until,
            bands: act
                .bands
                .into_iter()
                .map(|band| BandDocument {
                    from: band.from,
                    until: band.until,
                    places: band.places,
                    instant_maximum: instant_maximum(band.places),
                })
                .collect(),
        })
        .collect();
    json(&AuthorisationList { items, next: None })
}

/// A new authorisation; the one that held until then ends the day before.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct AuthorisationInput {
    /// Number of the act.
    number: Option<String>,
    /// First day.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day, included.
    #[serde(default, deserialize_with = "read_optional_date")]
    #[schema(value_type = Option<String>)]
    until: Option<Date>,
    /// Places by time band, which do not overlap.
    #[garde(length(min = 1, max = 24), dive)]
    #[schema(min_items = 1, max_items = 24)]
    bands: Vec<BandDocument>,
}

/// Checks the bands of an authorisation and puts them in order.
pub(crate) fn authorisation_of(
    number: Option<String>,
    from: Date,
    until: Option<Date>,
    mut bands: Vec<AuthorisationBand>,
) -> Result<NewAuthorisation, Problem> {
    let period = Period::new(from, until).ok_or_else(|| Problem::field("until", "until_before_from"))?;
    bands.sort_by_key(|band| band.from);
    if bands.iter().any(|band| band.until <= band.from) {
        return Err(Problem::field("bands", "until_before_from"));
    }
    if bands.windows(2).any(|pair| pair[1].from < pair[0].until) {
        return Err(Problem::field("bands", "overlaps"));
    }
    Ok(NewAuthorisation { number, period, bands })
}

/// Adds an authorisation to a site.
#[utoipa::path(post, path = "/api/v1/sites/{id}/authorisations", params(("id" = String, Path)), request_body = AuthorisationInput, responses((status = 201, description = "Created", body = Written)))]
pub(crate) async fn create_authorisation(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<AuthorisationInput>,
) -> Result<Response, Problem> {
    let (actor, id) = (cx.actor().clone(), path_id::<SiteId>(&id)?);
    let number = optional(input.number.as_ref(), 80, "number")?;
    let bands = input
        .bands
        .iter()
        .map(|band| AuthorisationBand { from: band.from, until: band.until, places: band.places })
        .collect();
    let new = authorisation_of(number, input.from, input.until, bands)?;
    let written = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(Some(&key), |tx| {
                let made = write_authorisation(tx, &actor, id, &new)?;
                Ok(Written { id: made.to_string(), revision: None })
            })
        })
        .await?;
    written.answer_new(&format!("/api/v1/sites/{id}/authorisations"))
}

/// Adds an authorisation; the one that was open ends the day before.
pub(crate) fn write_authorisation(
    tx: &mut db::Tx<'_>,
    actor: &db::access::Actor,
    id: SiteId,
    new: &NewAuthorisation,
) -> db::Result<AuthorisationId> {
    let seen = see_site(tx.conn, actor, Action::ManageSites, id)?;
    for (_, open) in db::sites::authorisations(tx.conn, &[id])? {
        if open.period.until.is_none() && open.period.from < new.period.from {
            tx.end_authorisation(&seen, open.id, Some(domain::places::days_after(new.period.from, -1)))?;
        }
    }
    check_authorisation(tx.conn, &seen, new.period)?;
    let made = tx.create_authorisation(id, new)?;
    tx.audit(&actor.signature(), done(Action::ManageSites, "authorisation", made).site(id))?;
    Ok(made)
}
