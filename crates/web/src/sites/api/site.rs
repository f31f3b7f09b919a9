//! Sites: made and changed.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::organisations::{self, SiteChange};
use db::sites::NewSite;
use domain::access::Action;
use domain::calendar::{HolidayRegion, SchoolZone};
use domain::geography::usual_calendar;
use domain::sites::*;
use domain::{Date, OrganisationId, SiteId};
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::input::{Written, commune, email, name, optional, phone, precondition, present};
use super::organisation::{done, operator};
use crate::asked::{IfMatch, path_id};
use crate::commands::Command;
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;

/// A new site.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct SiteInput {
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
pub(crate) struct SitePatch {
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
