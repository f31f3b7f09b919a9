//! The log of drills for programs.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::drills::{Drill, NewDrill};
use domain::access::Action;
use domain::drills::DrillKind;
use domain::*;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::pages::{MOST_CHILDREN, MOST_MINUTES};
use crate::asked::{Asked, path_id};
use crate::calendar::api::Nothing;
use crate::commands::{Command, created, json, page};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;
use crate::sites::api::{Written, optional, read_optional_date};

#[derive(OpenApi)]
#[openapi(paths(list, add, withdraw))]
struct Document;

/// The room's part of the API document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// A drill.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrillView {
    /// The drill; null for a tablet's count that nobody has completed yet.
    #[schema(schema_with = schemas::id, required = false)]
    id: Option<DrillId>,
    /// The count of heads on a tablet it stands on.
    #[schema(schema_with = schemas::id, required = false)]
    count_id: Option<AttendanceFactId>,
    /// Its day.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// What was rehearsed; a tablet does not say.
    #[schema(schema_with = schemas::drill_kind, required = false)]
    kind: Option<DrillKind>,
    /// How long it took.
    minutes: Option<i32>,
    /// Children counted.
    counted: i32,
    /// Children who were there.
    present: i32,
    /// What is to remember.
    remark: Option<String>,
    /// Who wrote it down.
    by: Option<String>,
    /// Taken back; it stays in the log.
    withdrawn: bool,
}

impl From<Drill> for DrillView {
    fn from(drill: Drill) -> Self {
        Self {
            id: drill.id,
            count_id: drill.counted_on_tablet,
            date: drill.date,
            kind: drill.kind,
            minutes: drill.minutes,
            counted: drill.counted,
            present: drill.present,
            remark: drill.remark,
            by: drill.by,
            withdrawn: drill.withdrawn,
        }
    }
}

/// The log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrillList {
    /// The latest first.
    items: Vec<DrillView>,
    /// Send it back as `cursor` for the following page; null on the last one.
    next: Option<String>,
}

/// The drills of a site, the latest first: those written down, and those a tablet counted.
#[utoipa::path(get, path = "/api/v1/sites/{id}/drills", tag = "drills", params(("id" = String, Path, format = "uuid"), ("cursor" = Option<i32>, Query, description = "`next` of the page before")), responses((status = 200, description = "A page of the log", body = DrillList)))]
pub(crate) async fn list(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<SiteId>(&id)?, cx.actor().clone());
    let mut read = asked.read();
    let cursor = read.optional_number("cursor", 1..=1_000_000);
    read.finish()?;
    let found = cx.app.db().read(move |conn| {
        let seen = see_site(conn, &actor, Action::SeeSite, id)?;
        db::drills::drills(conn, &seen)
    });
    let (items, next) = page(found.await?, cursor.take()?);
    json(&DrillList { items: items.map(DrillView::from).collect(), next })
}

/// A drill to write down: with `count_id` its day and children are those of the tablet's count, without it they are said.
#[derive(Debug, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct DrillInput {
    /// Its day: today or before.
    #[serde(default, deserialize_with = "read_optional_date")]
    #[schema(schema_with = schemas::date, required = false)]
    date: Option<Date>,
    /// What was rehearsed.
    #[schema(schema_with = schemas::drill_kind)]
    kind: DrillKind,
    /// How long it took.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 600)]
    minutes: Option<i32>,
    /// Children counted.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 500)]
    counted: Option<i32>,
    /// Children who were there.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 500)]
    present: Option<i32>,
    /// What is to remember.
    #[serde(default)]
    #[schema(max_length = 500)]
    remark: Option<String>,
    /// The tablet's count it completes.
    #[serde(default)]
    #[schema(schema_with = schemas::id, required = false)]
    count_id: Option<AttendanceFactId>,
}

fn within(value: i32, most: i32, field: &'static str) -> Result<i32, Problem> {
    if (0..=most).contains(&value) { Ok(value) } else { Err(Problem::field(field, "not_in_range")) }
}

impl DrillInput {
    fn read(self) -> Result<NewDrill, Problem> {
        let minutes = self.minutes.map(|minutes| within(minutes, MOST_MINUTES, "minutes")).transpose()?;
        let remark = optional(self.remark.as_ref(), 500, "remark")?;
        let (date, counted, present) = if self.count_id.is_some() {
            let said = [
                ("date", self.date.is_some()),
                ("counted", self.counted.is_some()),
                ("present", self.present.is_some()),
            ];
            if let Some((field, _)) = said.into_iter().find(|(_, said)| *said) {
                return Err(Problem::field(field, "invalid"));
            }
            (Date::default(), 0, 0)
        } else {
            let children = |value: Option<i32>, field: &'static str| {
                within(value.ok_or_else(|| Problem::field(field, "required"))?, MOST_CHILDREN, field)
            };
            let date = self.date.ok_or_else(|| Problem::field("date", "required"))?;
            (date, children(self.counted, "counted")?, children(self.present, "present")?)
        };
        Ok(NewDrill { date, kind: self.kind, minutes, counted, present, remark, of_count: self.count_id })
    }
}

/// Writes a drill down.
#[utoipa::path(post, path = "/api/v1/sites/{id}/drills", tag = "drills", params(("id" = String, Path, format = "uuid")), request_body = DrillInput, responses((status = 201, description = "Written down", body = Written)))]
pub(crate) async fn add(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<DrillInput>,
) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<SiteId>(&id)?, cx.actor().clone());
    let new = input.read()?;
    let made = cx.app.db().write(move |tx| {
        tx.once(Some(&key), |tx| {
            let seen = see_site(tx.conn, &actor, Action::RecordDrill, id)?;
            let today = tx.now.date(&db::attendance::site_card(tx.conn, &seen)?.zone);
            if new.of_count.is_none() && new.date > today {
                return Err(db::Error::Field { field: "date", message: "in_the_future" });
            }
            let drill = tx.add_drill(&actor.signature(), &seen, &new)?;
            Ok(Written { id: drill.to_string(), revision: None })
        })
    });
    created(&format!("/api/v1/sites/{id}/drills"), &made.await?)
}

/// Takes back a drill that was noted by mistake; it stays in the log.
#[utoipa::path(post, path = "/api/v1/sites/{id}/drills/{drill}/withdraw", tag = "drills", params(("id" = String, Path, format = "uuid"), ("drill" = String, Path, format = "uuid")), request_body = Nothing, responses((status = 200, description = "Taken back", body = Written)))]
pub(crate) async fn withdraw(
    cx: Context,
    Path((id, drill)): Path<(String, String)>,
    Command { key, .. }: Command<Nothing>,
) -> Result<Response, Problem> {
    let (id, drill, actor) = (path_id::<SiteId>(&id)?, path_id::<DrillId>(&drill)?, cx.actor().clone());
    let made = cx.app.db().write(move |tx| {
        tx.once(Some(&key), |tx| {
            let seen = see_site(tx.conn, &actor, Action::RecordDrill, id)?;
            tx.withdraw_drill(&actor.signature(), &seen, drill)?;
            Ok(Written { id: drill.to_string(), revision: None })
        })
    });
    json(&made.await?)
}
