//! Organisations, sites and what hangs on them, for programs.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::access::see_site;
use db::organisations::{self, Organisation, PremisesChange, SiteChange, check_authorisation, organisation_by_id};
use db::sites::{NewAuthorisation, NewOrganisation, NewSite};
use domain::access::Action;
use domain::calendar::{HolidayRegion, SchoolZone};
use domain::geography::{Commune, Communes, usual_calendar};
use domain::places::CareKind;
use domain::sites::*;
use domain::{AuthorisationId, Date, OrganisationId, Period, PremisesId, Refusal, SiteId, SitePolicyId, Time, Word};
use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::asked::{Asked, IfMatch, path_id, with_etag};
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::directory::api::hours;
use crate::openapi::schemas;
use crate::problem::Problem;

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(
        organisations,
        organisation,
        create_organisation,
        change_organisation,
        create_site,
        change_site,
        create_premises,
        change_premises,
        authorisations,
        create_authorisation,
        policies,
        create_policy
    ))]
    struct Part;
    Part::openapi()
}

/// Tells a field that is null from one that is not there.
pub(crate) fn present<'de, T, D>(reader: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(reader).map(Some)
}

/// Reads `08:30`, and nothing else.
pub(crate) fn read_time<'de, D: Deserializer<'de>>(reader: D) -> Result<Time, D::Error> {
    let text = String::deserialize(reader)?;
    Time::read(&text).ok_or_else(|| serde::de::Error::custom("not a time such as 08:30"))
}

/// Reads a date of the years 1900 to 2200.
pub(crate) fn read_date<'de, D: Deserializer<'de>>(reader: D) -> Result<Date, D::Error> {
    let text = String::deserialize(reader)?;
    crate::forms::civil_date(&text).ok_or_else(|| serde::de::Error::custom("not a date such as 2026-02-09"))
}

/// Reads a date that may be null.
pub(crate) fn read_optional_date<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Date>, D::Error> {
    match Option::<String>::deserialize(reader)? {
        None => Ok(None),
        Some(text) => crate::forms::civil_date(&text)
            .map(Some)
            .ok_or_else(|| serde::de::Error::custom("not a date such as 2026-02-09")),
    }
}

/// A text of one line that says something.
pub(crate) fn name(value: &str, most: usize, field: &'static str) -> Result<String, Problem> {
    let value = value.trim();
    match value.chars().count() {
        0 => Err(Problem::field(field, "required")),
        count if count > most => Err(Problem::field(field, "too_long")),
        _ if value.contains('\0') => Err(Problem::field(field, "null_character")),
        _ => Ok(value.to_owned()),
    }
}

fn optional(value: Option<&String>, most: usize, field: &'static str) -> Result<Option<String>, Problem> {
    match value.map(|value| value.trim()).filter(|value| !value.is_empty()) {
        None => Ok(None),
        Some(value) => name(value, most, field).map(Some),
    }
}

fn phone(value: Option<&String>) -> Result<Option<String>, Problem> {
    match optional(value, 40, "phone")? {
        None => Ok(None),
        Some(raw) => crate::forms::phone(&raw).map(Some).ok_or_else(|| Problem::field("phone", "not_a_phone")),
    }
}

fn email(value: Option<&String>) -> Result<Option<String>, Problem> {
    match optional(value, 254, "email")? {
        None => Ok(None),
        Some(raw) => crate::forms::email(&raw).map(Some).ok_or_else(|| Problem::field("email", "not_an_email")),
    }
}

pub(crate) fn commune(text: &str) -> Result<&'static Commune, Problem> {
    Communes::shipped().resolve(text).ok_or_else(|| Problem::field("commune", "not_a_commune"))
}

/// `If-Match` named another version than the one there is: 412 instead of the refusal a page shows.
pub(crate) fn precondition(error: db::Error, expected: IfMatch) -> Problem {
    match &error {
        db::Error::Refused(refusals) if expected.0.is_some() && refusals.contains(&Refusal::ChangedMeanwhile) => {
            Problem::precondition()
        }
        _ => error.into(),
    }
}

/// What a write made or changed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Written {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    pub id: String,
    /// Its version after the write, for `If-Match`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<i64>,
}

impl Written {
    fn answer(&self) -> Result<Response, Problem> {
        let response = json(self)?;
        Ok(match self.revision {
            Some(revision) => with_etag(response, revision),
            None => response,
        })
    }
    fn answer_new(&self, list: &str) -> Result<Response, Problem> {
        let response = created(&format!("{list}/{}", self.id), self)?;
        Ok(match self.revision {
            Some(revision) => with_etag(response, revision),
            None => response,
        })
    }
}

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationDocument {
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
pub struct OrganisationList {
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
pub struct OrganisationInput {
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
pub struct OrganisationPatch {
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

/// A new site.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct SiteInput {
    /// Who runs it: one of the organisations one administers; one's own when nothing is said.
    #[schema(value_type = Option<String>)]
    pub(crate) organisation_id: Option<OrganisationId>,
    /// What it is.
    #[schema(schema_with = schemas::site_kind)]
    pub(crate) kind: SiteKind,
    /// Its name.
    #[schema(min_length = 1, max_length = 120)]
    pub(crate) name: String,
    /// An INSEE code, or the name of a commune.
    #[schema(example = "34145")]
    pub(crate) commune: String,
    /// WGS84; the commune's centroid when nothing is said.
    #[garde(inner(range(min = -90.0, max = 90.0)))]
    pub(crate) latitude: Option<f64>,
    /// WGS84; the commune's centroid when nothing is said.
    #[garde(inner(range(min = -180.0, max = 180.0)))]
    pub(crate) longitude: Option<f64>,
    /// IANA name; that of the département when nothing is said.
    pub(crate) time_zone: Option<String>,
    /// School-holiday zone; that of the département when nothing is said.
    #[schema(schema_with = schemas::school_zone, required = false)]
    pub(crate) school_zone: Option<SchoolZone>,
    /// Which public holidays apply; those of the département when nothing is said.
    #[schema(schema_with = schemas::holiday_region, required = false)]
    pub(crate) holiday_region: Option<HolidayRegion>,
    /// Whether it opens on public holidays.
    #[serde(default)]
    pub(crate) opens_on_public_holidays: bool,
    /// Telephone, public.
    pub(crate) phone: Option<String>,
    /// E-mail, public.
    pub(crate) email: Option<String>,
    /// A sentence for the directory.
    #[schema(max_length = 500)]
    pub(crate) description: Option<String>,
    /// AVIP label.
    #[serde(default)]
    pub(crate) avip: bool,
    /// Whether families pay nothing.
    #[serde(default)]
    pub(crate) free_of_charge: bool,
}

impl SiteInput {
    pub(crate) fn site(&self, organisation: OrganisationId) -> Result<NewSite, Problem> {
        let place = commune(&self.commune)?;
        let (zone, region, time_zone) = usual_calendar(&place.department);
        let time_zone = self.time_zone.as_deref().unwrap_or(time_zone);
        if domain::time::time_zone(time_zone).is_none() {
            return Err(Problem::field("time_zone", "not_a_choice"));
        }
        Ok(NewSite {
            organisation,
            kind: self.kind,
            name: name(&self.name, 120, "name")?,
            commune: place.code.clone(),
            latitude: self.latitude.unwrap_or(place.latitude),
            longitude: self.longitude.unwrap_or(place.longitude),
            time_zone: time_zone.to_owned(),
            school_zone: self.school_zone.unwrap_or(zone),
            holiday_region: self.holiday_region.unwrap_or(region),
            opens_on_public_holidays: self.opens_on_public_holidays,
            phone: phone(self.phone.as_ref())?,
            email: email(self.email.as_ref())?,
            description: optional(self.description.as_ref(), 500, "description")?,
            avip: self.avip,
            free_of_charge: self.free_of_charge,
        })
    }
}

/// Creates a site. It opens once it has premises, a policy and opening rules.
#[utoipa::path(post, path = "/api/v1/sites", request_body = SiteInput, responses((status = 201, description = "Created", body = Written)))]
pub(crate) async fn create_site(cx: Context, Command { input, key }: Command<SiteInput>) -> Result<Response, Problem> {
    let own = organisations::own_organisations(cx.actor(), Action::ManageOrganisations);
    let organisation = match input.organisation_id {
        None => operator(&cx)?,
        Some(id) if own.contains(&id) => id,
        Some(_) => return Err(Problem::field("organisation_id", "not_a_choice")),
    };
    let (new, signature) = (input.site(organisation)?, cx.actor().signature());
    let written = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(Some(&key), |tx| {
                let id = tx.create_site(&new)?;
                tx.audit(&signature, done(Action::ManageSites, "site", id).site(id))?;
                Ok(Written { id: id.to_string(), revision: Some(1) })
            })
        })
        .await?;
    written.answer_new("/api/v1/sites")
}

/// What changes of a site; what is left out stays, null empties.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct SitePatch {
    /// What it is.
    #[schema(schema_with = schemas::site_kind, required = false)]
    kind: Option<SiteKind>,
    /// Its name.
    name: Option<String>,
    /// An INSEE code, or the name of a commune; the site moves to its centroid unless coordinates are given.
    commune: Option<String>,
    /// WGS84.
    #[garde(inner(range(min = -90.0, max = 90.0)))]
    latitude: Option<f64>,
    /// WGS84.
    #[garde(inner(range(min = -180.0, max = 180.0)))]
    longitude: Option<f64>,
    /// IANA name.
    time_zone: Option<String>,
    /// School-holiday zone.
    #[schema(schema_with = schemas::school_zone, required = false)]
    school_zone: Option<SchoolZone>,
    /// Which public holidays apply.
    #[schema(schema_with = schemas::holiday_region, required = false)]
    holiday_region: Option<HolidayRegion>,
    /// Whether it opens on public holidays.
    opens_on_public_holidays: Option<bool>,
    /// Telephone; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    /// E-mail; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    /// A sentence for the directory; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    /// AVIP label.
    avip: Option<bool>,
    /// Whether families pay nothing.
    free_of_charge: Option<bool>,
    /// Its last day; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    ended_on: Option<Option<Date>>,
}

/// Changes a site. Its sessions to come follow where the school zone or the public holidays change.
#[utoipa::path(patch, path = "/api/v1/sites/{id}", params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "The ETag the change was made for")), request_body = SitePatch, responses((status = 200, description = "Changed", body = Written)))]
pub(crate) async fn change_site(
    cx: Context,
    Path(id): Path<String>,
    expected: IfMatch,
    Command { input, key }: Command<SitePatch>,
) -> Result<Response, Problem> {
    let (actor, id) = (cx.actor().clone(), path_id::<SiteId>(&id)?);
    let reader = actor.clone();
    let before = cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &reader, Action::ManageSites, id)?;
            db::directory::site_by_id(conn, id)
        })
        .await?;
    let moved = input.commune.is_some();
    let whole = SiteInput {
        organisation_id: None,
        kind: input.kind.unwrap_or(before.kind),
        name: input.name.clone().unwrap_or(before.name),
        commune: input.commune.clone().unwrap_or(before.commune),
        latitude: input.latitude.or((!moved).then_some(before.latitude)),
        longitude: input.longitude.or((!moved).then_some(before.longitude)),
        time_zone: Some(input.time_zone.clone().unwrap_or(before.time_zone)),
        school_zone: Some(input.school_zone.unwrap_or(before.school_zone)),
        holiday_region: Some(input.holiday_region.unwrap_or(before.holiday_region)),
        opens_on_public_holidays: input.opens_on_public_holidays.unwrap_or(before.opens_on_public_holidays),
        phone: input.phone.clone().unwrap_or(before.phone),
        email: input.email.clone().unwrap_or(before.email),
        description: input.description.clone().unwrap_or(before.description),
        avip: input.avip.unwrap_or(before.avip),
        free_of_charge: input.free_of_charge.unwrap_or(before.free_of_charge),
    };
    let change =
        SiteChange { site: whole.site(before.organisation)?, ended_on: input.ended_on.unwrap_or(before.ended_on) };
    let written = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(Some(&key), |tx| {
                let seen = see_site(tx.conn, &actor, Action::ManageSites, id)?;
                tx.change_site(&seen, &change, expected.0)?;
                db::calendar::roll_horizon(tx, id)?;
                tx.audit(&actor.signature(), done(Action::ManageSites, "site", id).site(id))?;
                Ok(Written { id: id.to_string(), revision: Some(db::calendar::site_revision(tx.conn, id)?) })
            })
        })
        .await
        .map_err(|error| precondition(error, expected))?;
    written.answer()
}

/// New premises.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PremisesInput {
    /// Their name.
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    /// Street and number.
    #[schema(min_length = 1, max_length = 200)]
    address: String,
    /// An INSEE code, or the name of a commune.
    commune: String,
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
    let code = commune(&input.commune)?.code.clone();
    let written = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(Some(&key), |tx| {
                see_site(tx.conn, &actor, Action::ManageSites, id)?;
                let premises = tx.create_premises(id, &title, &address, &code)?;
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
pub struct PremisesPatch {
    /// Their name.
    name: Option<String>,
    /// Street and number.
    address: Option<String>,
    /// An INSEE code, or the name of a commune.
    commune: Option<String>,
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

/// Authorised places during a part of the day.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct BandDocument {
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
pub struct AuthorisationDocument {
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
pub struct AuthorisationList {
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
pub struct AuthorisationInput {
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

/// The booking rules of a site, from a day on.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PolicyInput {
    /// First day.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day, included; where two policies hold on a day, the one that starts later wins.
    #[serde(default, deserialize_with = "read_optional_date")]
    #[schema(value_type = Option<String>)]
    until: Option<Date>,
    /// How one books.
    #[schema(schema_with = schemas::booking_mode)]
    booking_mode: BookingMode,
    /// Whether a professional must refer the family.
    referral_required: bool,
    /// Youngest age in completed months, on the day of care.
    #[garde(range(min = 0, max = 84))]
    #[schema(minimum = 0, maximum = 84)]
    minimum_age_months: i32,
    /// The child comes until the day before this age in completed months.
    #[garde(range(min = 1, max = 216))]
    #[schema(minimum = 1, maximum = 216)]
    maximum_age_months: i32,
    /// A booking is possible until this many hours before the session starts.
    #[garde(range(min = 0, max = 720))]
    #[schema(minimum = 0, maximum = 720)]
    notice_hours: i32,
    /// A booking is possible at most this many days ahead.
    #[garde(range(min = 1, max = 366))]
    #[schema(minimum = 1, maximum = 366)]
    horizon_days: i32,
    /// Most half-days a child may hold in one week; null is no cap.
    #[garde(inner(range(min = 1, max = 14)))]
    #[schema(minimum = 1, maximum = 14)]
    fair_share_per_week: Option<i32>,
    /// Fewest half-days a child should come in a month; null is none.
    #[garde(inner(range(min = 1, max = 62)))]
    #[schema(minimum = 1, maximum = 62)]
    minimum_per_month: Option<i32>,
    /// Both half-days of a date only with a dated situation "employed" or "in training".
    full_day_needs_situation: bool,
    /// An emergency may take an adaptation seat.
    emergency_borrows_adaptation: bool,
    /// An adaptation may take an emergency seat.
    adaptation_borrows_emergency: bool,
    /// Reserved seats open to everybody from this many hours before; null is never.
    #[garde(inner(range(min = 0, max = 720)))]
    #[schema(minimum = 0, maximum = 720)]
    reserve_released_hours: Option<i32>,
    /// Hours a seat is kept while a parent chooses.
    #[garde(range(min = 1, max = 168))]
    #[schema(minimum = 1, maximum = 168)]
    hold_hours: i32,
    /// Kinds of care the site offers.
    #[garde(length(min = 1, max = 5))]
    #[schema(value_type = Vec<String>, min_items = 1)]
    care_kinds: Vec<CareKind>,
}

impl PolicyInput {
    fn policy(&self) -> Result<SitePolicy, Problem> {
        let mut care_kinds = self.care_kinds.clone();
        care_kinds.sort_unstable();
        care_kinds.dedup();
        policy_of(SitePolicy {
            period: Period { from: self.from, until: self.until },
            booking_mode: self.booking_mode,
            referral_required: self.referral_required,
            minimum_age_months: self.minimum_age_months,
            maximum_age_months: self.maximum_age_months,
            notice_hours: self.notice_hours,
            horizon_days: self.horizon_days,
            fair_share_per_week: self.fair_share_per_week,
            minimum_per_month: self.minimum_per_month,
            full_day_needs_situation: self.full_day_needs_situation,
            emergency_borrows_adaptation: self.emergency_borrows_adaptation,
            adaptation_borrows_emergency: self.adaptation_borrows_emergency,
            reserve_released_hours: self.reserve_released_hours,
            hold_hours: self.hold_hours,
            care_kinds,
        })
    }
}

impl From<SitePolicy> for PolicyInput {
    fn from(policy: SitePolicy) -> Self {
        Self {
            from: policy.period.from,
            until: policy.period.until,
            booking_mode: policy.booking_mode,
            referral_required: policy.referral_required,
            minimum_age_months: policy.minimum_age_months,
            maximum_age_months: policy.maximum_age_months,
            notice_hours: policy.notice_hours,
            horizon_days: policy.horizon_days,
            fair_share_per_week: policy.fair_share_per_week,
            minimum_per_month: policy.minimum_per_month,
            full_day_needs_situation: policy.full_day_needs_situation,
            emergency_borrows_adaptation: policy.emergency_borrows_adaptation,
            adaptation_borrows_emergency: policy.adaptation_borrows_emergency,
            reserve_released_hours: policy.reserve_released_hours,
            hold_hours: policy.hold_hours,
            care_kinds: policy.care_kinds,
        }
    }
}

/// What must hold between the fields of a policy.
pub(crate) fn policy_of(policy: SitePolicy) -> Result<SitePolicy, Problem> {
    if Period::new(policy.period.from, policy.period.until).is_none() {
        return Err(Problem::field("until", "until_before_from"));
    }
    if policy.maximum_age_months <= policy.minimum_age_months {
        return Err(Problem::field("maximum_age_months", "not_in_range"));
    }
    Ok(policy)
}

/// Policies.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyList {
    /// The latest first.
    items: Vec<PolicyInput>,
    /// Always null: there are few.
    next: Option<String>,
}

/// The booking policies of a site, past ones too.
#[utoipa::path(get, path = "/api/v1/sites/{id}/policies", params(("id" = String, Path)), responses((status = 200, description = "Policies", body = PolicyList)))]
pub(crate) async fn policies(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    let (actor, id) = (cx.actor().clone(), path_id::<SiteId>(&id)?);
    let found = cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeeSite, id)?;
            db::sites::policies(conn, &[id])
        })
        .await?;
    json(&PolicyList { items: found.into_iter().map(|(_, policy)| policy.into()).collect(), next: None })
}

/// Adds a policy, from a day on.
#[utoipa::path(post, path = "/api/v1/sites/{id}/policies", params(("id" = String, Path)), request_body = PolicyInput, responses((status = 201, description = "Created", body = Written)))]
pub(crate) async fn create_policy(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<PolicyInput>,
) -> Result<Response, Problem> {
    let (actor, id, policy) = (cx.actor().clone(), path_id::<SiteId>(&id)?, input.policy()?);
    let written = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(Some(&key), |tx| {
                let made = write_policy(tx, &actor, id, &policy)?;
                Ok(Written { id: made.to_string(), revision: None })
            })
        })
        .await?;
    let mut response = written.answer_new(&format!("/api/v1/sites/{id}/policies"))?;
    *response.status_mut() = StatusCode::CREATED;
    Ok(response.into_response())
}

/// Adds a policy to a site the actor manages.
pub(crate) fn write_policy(
    tx: &mut db::Tx<'_>,
    actor: &db::access::Actor,
    id: SiteId,
    policy: &SitePolicy,
) -> db::Result<SitePolicyId> {
    see_site(tx.conn, actor, Action::ManageSites, id)?;
    tx.touch_site(id, None)?;
    let made = tx.create_policy(id, policy)?;
    tx.audit(&actor.signature(), done(Action::ManageSites, "site_policy", made).site(id))?;
    Ok(made)
}
