//! School and public holidays.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::calendar::{self, StoredHoliday};
use domain::access::Action;
use domain::calendar::*;
use domain::{Date, Period, SchoolHolidayId, SiteId};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::closures::Nothing;
use crate::asked::{Asked, path_id};
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;
use crate::sites::api::{Written, done, name, present, read_date};

/// A school holiday.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct HolidayInput {
    /// The zone.
    #[schema(schema_with = schemas::school_zone)]
    zone: SchoolZone,
    /// The site whose own calendar this is; null for the zone's.
    #[schema(value_type = Option<String>)]
    site_id: Option<SiteId>,
    /// Its name, as published.
    #[schema(max_length = 80)]
    name: String,
    /// First day without school.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day without school.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    until: Date,
    /// Where the dates come from.
    #[schema(max_length = 300)]
    source: String,
    /// Whether the dates are assumed rather than seen in a source.
    #[serde(default)]
    assumed: bool,
}

/// What must hold between the fields of a school holiday.
pub(crate) fn holiday_of(
    zone: SchoolZone,
    title: &str,
    from: Date,
    until: Date,
    source: &str,
    assumed: bool,
) -> Result<SchoolHoliday, Problem> {
    let period = Period::new(from, Some(until)).ok_or_else(|| Problem::field("until", "until_before_from"))?;
    if until > domain::places::days_after(from, 120) {
        return Err(Problem::field("until", "not_in_range"));
    }
    Ok(SchoolHoliday { zone, name: name(title, 80, "name")?, period, source: name(source, 300, "source")?, assumed })
}

/// A school holiday as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HolidayDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: SchoolHolidayId,
    /// The zone.
    #[schema(schema_with = schemas::school_zone)]
    zone: SchoolZone,
    /// The site whose own calendar this is.
    #[schema(value_type = Option<String>)]
    site_id: Option<SiteId>,
    /// Its name.
    name: String,
    /// First day without school.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day without school.
    #[schema(value_type = Option<String>)]
    until: Option<Date>,
    /// Where the dates come from.
    source: String,
    /// Whether the dates are assumed.
    assumed: bool,
}

impl From<StoredHoliday> for HolidayDocument {
    fn from(row: StoredHoliday) -> Self {
        Self {
            id: row.id,
            zone: row.holiday.zone,
            site_id: row.site,
            name: row.holiday.name,
            from: row.holiday.period.from,
            until: row.holiday.period.until,
            source: row.holiday.source,
            assumed: row.holiday.assumed,
        }
    }
}

/// School holidays.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HolidayList {
    /// By date.
    items: Vec<HolidayDocument>,
    /// Always null: there are few.
    next: Option<String>,
}

/// The school holidays of a zone.
#[utoipa::path(get, path = "/api/v1/school-holidays", params(("zone" = String, Query, description = "A, B, C, Corse…")), responses((status = 200, description = "School holidays", body = HolidayList)))]
pub(crate) async fn holidays(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let zone = read.word::<SchoolZone>("zone");
    read.finish()?;
    let zone = zone.take()?;
    let found = cx.app.db().read(move |conn| calendar::school_holidays(conn, zone, None)).await?;
    json(&HolidayList { items: found.into_iter().map(HolidayDocument::from).collect(), next: None })
}

/// What is done to a row of the school calendar.
#[derive(Clone)]
pub(crate) enum HolidayChange {
    Add(Option<SiteId>, SchoolHoliday),
    Change(SchoolHolidayId, SchoolHoliday),
    Remove(SchoolHolidayId),
}

/// Changes the school calendar; pages and programs pass here.
pub(crate) async fn change_school_calendar(
    cx: &Context,
    change: HolidayChange,
    key: Option<db::idempotency::Key>,
) -> Result<SchoolHolidayId, Problem> {
    let actor = cx.actor().clone();
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let id = match &change {
                    HolidayChange::Add(site, holiday) => {
                        if let Some(site) = site {
                            see_site(tx.conn, &actor, Action::ManageCalendar, *site)?;
                        }
                        tx.add_school_holiday(*site, holiday)?
                    }
                    HolidayChange::Change(id, holiday) => {
                        let old = calendar::school_holiday(tx.conn, &actor, *id)?;
                        tx.change_school_holiday(&old, holiday)?;
                        *id
                    }
                    HolidayChange::Remove(id) => {
                        let old = calendar::school_holiday(tx.conn, &actor, *id)?;
                        tx.remove_school_holiday(&old)?;
                        *id
                    }
                };
                tx.audit(&actor.signature(), done(Action::ManageCalendar, "school_holiday", id))?;
                Ok(id)
            })
        })
        .await?)
}

/// Adds a school holiday to a zone or to one site's own calendar; the sessions concerned follow.
#[utoipa::path(post, path = "/api/v1/school-holidays", request_body = HolidayInput, responses((status = 201, description = "Created", body = Written)))]
pub(crate) async fn create_holiday(
    cx: Context,
    Command { input, key }: Command<HolidayInput>,
) -> Result<Response, Problem> {
    let holiday = holiday_of(input.zone, &input.name, input.from, input.until, &input.source, input.assumed)?;
    let id = change_school_calendar(&cx, HolidayChange::Add(input.site_id, holiday), Some(key)).await?;
    created(&format!("/api/v1/school-holidays/{id}"), &Written { id: id.to_string(), revision: None })
}

/// What changes of a school holiday; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct HolidayPatch {
    /// Its name.
    name: Option<String>,
    /// First day without school.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    from: Option<Option<Date>>,
    /// Last day without school.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    until: Option<Option<Date>>,
    /// Where the dates come from.
    source: Option<String>,
    /// Whether the dates are assumed.
    assumed: Option<bool>,
}

/// Changes a school holiday; the sessions concerned follow.
#[utoipa::path(patch, path = "/api/v1/school-holidays/{id}", params(("id" = String, Path)), request_body = HolidayPatch, responses((status = 200, description = "Changed", body = Written)))]
pub(crate) async fn change_holiday(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<HolidayPatch>,
) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<SchoolHolidayId>(&id)?, cx.actor().clone());
    let old = cx.app.db().read(move |conn| calendar::school_holiday(conn, &actor, id)).await?.holiday;
    let holiday = holiday_of(
        old.zone,
        input.name.as_ref().unwrap_or(&old.name),
        input.from.flatten().unwrap_or(old.period.from),
        input.until.flatten().or(old.period.until).unwrap_or(old.period.from),
        input.source.as_ref().unwrap_or(&old.source),
        input.assumed.unwrap_or(old.assumed),
    )?;
    change_school_calendar(&cx, HolidayChange::Change(id, holiday), Some(key)).await?;
    json(&Written { id: id.to_string(), revision: None })
}

/// Removes a school holiday; the sessions concerned follow.
#[utoipa::path(delete, path = "/api/v1/school-holidays/{id}", params(("id" = String, Path)), responses((status = 200, description = "Removed", body = Written)))]
pub(crate) async fn remove_holiday(
    cx: Context,
    Path(id): Path<String>,
    Command { key, .. }: Command<Nothing>,
) -> Result<Response, Problem> {
    let id = path_id::<SchoolHolidayId>(&id)?;
    change_school_calendar(&cx, HolidayChange::Remove(id), Some(key)).await?;
    json(&Written { id: id.to_string(), revision: None })
}
