//! Organisations: operators, prescribers' employers, partners, funders.

use axum::extract::Path;
use axum::response::Response;
use db::organisations::{self, Organisation, organisation_by_id};
use db::sites::NewOrganisation;
use domain::access::Action;
use domain::sites::*;
use domain::{Date, OrganisationId};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::{Written, commune, email, name, optional, phone, precondition, present};
use crate::asked::{Asked, IfMatch, path_id, with_etag};
use crate::commands::{Command, json};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganisationDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: OrganisationId,
    /// What it is.
    #[schema(schema_with = schemas::organisation_kind)]
    kind: OrganisationKind,
    /// For prescribers.
    #[schema(value_type = Option<String>)]
    prescriber_kind: Option<PrescriberKind>,
    /// Its name.
    name: String,
    /// INSEE code.
    commune: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// E-mail.
    email: Option<String>,
    /// Its last day, once it is known.
    #[schema(value_type = Option<String>)]
    ended_on: Option<Date>,
}

impl From<Organisation> for OrganisationDocument {
    fn from(from: Organisation) -> Self {
        Self {
            id: from.id,
            kind: from.kind,
            prescriber_kind: from.prescriber_kind,
            name: from.name,
            commune: from.commune,
            phone: from.phone,
            email: from.email,
            ended_on: from.ended_on,
        }
    }
}

/// Organisations.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganisationList {
    /// By name.
    items: Vec<OrganisationDocument>,
    /// Send it back as `cursor` for the following page; null on the last one.
    next: Option<String>,
}

/// The organisations one administers: one's own, and those it entered.
#[utoipa::path(get, path = "/api/v1/organisations", params(("cursor" = Option<String>, Query, description = "`next` of the page before")), responses((status = 200, description = "A page of organisations", body = OrganisationList)))]
pub(crate) async fn organisations(cx: Context, asked: Asked) -> Result<Response, Problem> {
    const PAGE: usize = 100;
    let mut read = asked.read();
    let cursor = read.optional_word::<OrganisationId>("cursor");
    read.finish()?;
    let (actor, cursor) = (cx.actor().clone(), cursor.take()?);
    let mut found = cx.app.db().read(move |conn| organisations::organisations(conn, &actor)).await?;
    if let Some(cursor) = cursor {
        let place = found.iter().position(|organisation| organisation.id == cursor);
        found.drain(..=place.ok_or_else(|| Problem::field("cursor", "invalid"))?);
    }
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| last.id.to_string());
    json(&OrganisationList { items: found.into_iter().map(OrganisationDocument::from).collect(), next })
}

/// One organisation.
#[utoipa::path(get, path = "/api/v1/organisations/{id}", params(("id" = String, Path)), responses((status = 200, description = "The organisation", body = OrganisationDocument)))]
pub(crate) async fn organisation(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    let (actor, id) = (cx.actor().clone(), path_id(&id)?);
    let found = cx.app.db().read(move |conn| organisation_by_id(conn, &actor, id)).await?;
    let revision = found.revision;
    Ok(with_etag(json(&OrganisationDocument::from(found))?, revision))
}

/// A new organisation.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct OrganisationInput {
    /// What it is.
    #[schema(schema_with = schemas::organisation_kind)]
    kind: OrganisationKind,
    /// For prescribers, and for them only.
    #[schema(schema_with = schemas::prescriber_kind, required = false)]
    prescriber_kind: Option<PrescriberKind>,
    /// Its name.
    #[schema(min_length = 1, max_length = 160)]
    name: String,
    /// An INSEE code, or the name of a commune.
    commune: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// E-mail.
    email: Option<String>,
}

/// Puts the parts of an organisation together, whoever typed them.
pub(crate) fn organisation_of(
    kind: OrganisationKind,
    prescriber_kind: Option<PrescriberKind>,
    title: &str,
    place: Option<&String>,
    phone_number: Option<&String>,
    address: Option<&String>,
    operator: Option<OrganisationId>,
) -> Result<NewOrganisation, Problem> {
    if kind == OrganisationKind::Prescriber && prescriber_kind.is_none() {
        return Err(Problem::field("prescriber_kind", "required"));
    }
    if kind != OrganisationKind::Prescriber && prescriber_kind.is_some() {
        return Err(Problem::field("prescriber_kind", "not_a_choice"));
    }
    Ok(NewOrganisation {
        kind,
        prescriber_kind,
        name: name(title, 160, "name")?,
        commune: optional(place, 120, "commune")?
            .map(|text| commune(&text))
            .transpose()?
            .map(|found| found.code.clone()),
        operator,
        phone: phone(phone_number)?,
        email: email(address)?,
    })
}

/// The organisation in whose name the actor enters others.
pub(crate) fn operator(cx: &Context) -> Result<OrganisationId, Problem> {
    organisations::own_organisations(cx.actor(), Action::ManageOrganisations)
        .first()
        .copied()
        .ok_or_else(Problem::not_found)
}

/// Enters an organisation: a prescriber, a funder, a training body…
#[utoipa::path(post, path = "/api/v1/organisations", request_body = OrganisationInput, responses((status = 201, description = "Created", body = Written)))]
pub(crate) async fn create_organisation(
    cx: Context,
    Command { input, key }: Command<OrganisationInput>,
) -> Result<Response, Problem> {
    let new = organisation_of(
        input.kind,
        input.prescriber_kind,
        &input.name,
        input.commune.as_ref(),
        input.phone.as_ref(),
        input.email.as_ref(),
        Some(operator(&cx)?),
    )?;
    let signature = cx.actor().signature();
    let written = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(Some(&key), |tx| {
                let id = tx.create_organisation(&new)?;
                tx.audit(&signature, done(Action::ManageOrganisations, "organisation", id))?;
                Ok(Written { id: id.to_string(), revision: Some(1) })
            })
        })
        .await?;
    written.answer_new("/api/v1/organisations")
}

pub(crate) fn done(action: Action, kind: &'static str, id: impl std::fmt::Display) -> db::audit::Entry {
    db::audit::Entry::done(action, kind, id)
}

/// What changes of an organisation; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct OrganisationPatch {
    /// Its name.
    name: Option<String>,
    /// An INSEE code, or the name of a commune; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    commune: Option<Option<String>>,
    /// Telephone; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    /// E-mail; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    /// Its last day; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    ended_on: Option<Option<Date>>,
}

/// Changes an organisation.
#[utoipa::path(patch, path = "/api/v1/organisations/{id}", params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "The ETag the change was made for")), request_body = OrganisationPatch, responses((status = 200, description = "Changed", body = Written)))]
pub(crate) async fn change_organisation(
    cx: Context,
    Path(id): Path<String>,
    expected: IfMatch,
    Command { input, key }: Command<OrganisationPatch>,
) -> Result<Response, Problem> {
    let (actor, id) = (cx.actor().clone(), path_id::<OrganisationId>(&id)?);
    let reader = actor.clone();
    let before = cx.app.db().read(move |conn| organisation_by_id(conn, &reader, id)).await?;
    let new = organisation_of(
        before.kind,
        before.prescriber_kind,
        input.name.as_ref().unwrap_or(&before.name),
        input.commune.clone().unwrap_or(before.commune).as_ref(),
        input.phone.clone().unwrap_or(before.phone).as_ref(),
        input.email.clone().unwrap_or(before.email).as_ref(),
        before.operator,
    )?;
    let ended_on = input.ended_on.unwrap_or(before.ended_on);
    let written = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(Some(&key), |tx| {
                let changed = tx.change_organisation(&actor, id, &new, ended_on, expected.0)?;
                tx.audit(&actor.signature(), done(Action::ManageOrganisations, "organisation", id))?;
                Ok(Written { id: id.to_string(), revision: Some(changed.revision) })
            })
        })
        .await
        .map_err(|error| precondition(error, expected))?;
    written.answer()
}
