//! Outings for programs.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::outings::{NewOuting, Outing};
use db::staff::{CareDate, care_dates};
use domain::access::Action;
use domain::places::days_after;
use domain::staff::day::{Minute, Span};
use domain::*;
use i18n::Text;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{DAYS_AHEAD, against, planned};
use crate::asked::{Asked, path_id};
use crate::calendar::api::Nothing;
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;
use crate::sites::api::{Written, name, optional, read_date, read_time};

#[derive(OpenApi)]
#[openapi(paths(list, plan, cancel))]
struct Document;

/// The room's part of the API document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// A rule that was set aside.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SetAsideView {
    /// As whom.
    role: String,
    /// Why.
    reason: String,
}

/// An outing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutingView {
    /// The outing.
    #[schema(schema_with = schemas::id)]
    id: OutingId,
    /// From which house.
    #[schema(schema_with = schemas::id)]
    premises_id: PremisesId,
    /// On which day.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Civil time of the site.
    #[schema(schema_with = schemas::time)]
    leaves_at: String,
    /// Civil time of the site.
    #[schema(schema_with = schemas::time)]
    returns_at: String,
    /// Where to.
    destination: String,
    /// The bookings of the children.
    #[schema(value_type = Vec<String>)]
    children: Vec<BookingId>,
    /// The adults, of the team.
    #[schema(value_type = Vec<String>)]
    adults: Vec<StaffMemberId>,
    /// What is against it by now, with who is absent: of those who leave, of those who stay.
    against: Vec<String>,
    /// A rule that was set aside when it was planned.
    #[schema(required = false)]
    set_aside: Option<SetAsideView>,
    /// It does not take place.
    cancelled: bool,
}

fn view(t: Text, outing: Outing, care: &[CareDate]) -> OutingView {
    let text = |minute: Minute| minute.time().text().into_owned();
    OutingView {
        id: outing.id,
        premises_id: outing.premises,
        date: outing.date,
        leaves_at: text(outing.span.from()),
        returns_at: text(outing.span.until()),
        against: against(t, care, &outing),
        destination: outing.destination,
        children: outing.children,
        adults: outing.adults,
        set_aside: outing.set_aside.map(|(role, reason)| SetAsideView { role, reason }),
        cancelled: outing.cancelled,
    }
}

/// Outings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutingList {
    /// By day and hour.
    items: Vec<OutingView>,
    /// Always null: at most five weeks are one page.
    next: Option<String>,
}

/// The outings of a site between two days, those that were cancelled too.
#[utoipa::path(get, path = "/api/v1/sites/{id}/outings", tag = "outings", params(("id" = String, Path, format = "uuid"), ("from" = Option<String>, Query, format = Date, description = "Today when left out"), ("until" = Option<String>, Query, format = Date, description = "Last day, at most 35 days after `from`; thirty days when left out")), responses((status = 200, description = "The outings", body = OutingList)))]
pub(crate) async fn list(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let (id, actor, now) = (path_id::<SiteId>(&id)?, cx.actor().clone(), cx.app.now());
    let mut read = asked.read();
    let (from, until) = (read.optional_date("from"), read.optional_date("until"));
    read.finish()?;
    let from = from.take()?.unwrap_or_else(|| cx.app.today());
    let until = until.take()?.unwrap_or_else(|| days_after(from, DAYS_AHEAD));
    if until < from || until > days_after(from, 35) {
        return Err(Problem::field("until", "not_in_range"));
    }
    let (outings, care) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::PlanOuting, id)?;
            let outings = db::outings::outings(conn, &seen, (from, until))?;
            let care = if outings.is_empty() { Vec::new() } else { care_dates(conn, &seen, (from, until), now)? };
            Ok((outings, care))
        })
        .await?;
    json(&OutingList { items: outings.into_iter().map(|outing| view(cx.t, outing, &care)).collect(), next: None })
}

/// An outing to plan.
#[derive(Debug, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct OutingInput {
    /// On which day: today or later.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Civil time of the site.
    #[serde(deserialize_with = "read_time")]
    #[schema(schema_with = schemas::time)]
    leaves_at: Time,
    /// Civil time of the site.
    #[serde(deserialize_with = "read_time")]
    #[schema(schema_with = schemas::time)]
    returns_at: Time,
    /// Where to.
    #[schema(min_length = 1, max_length = 200)]
    destination: String,
    /// Bookings of children who are there the whole time.
    #[schema(value_type = Vec<String>, min_items = 1)]
    children: Vec<BookingId>,
    /// Adults of the day's roster.
    #[schema(value_type = Vec<String>)]
    adults: Vec<StaffMemberId>,
    /// Why a rule is set aside, by those who may.
    #[serde(default)]
    #[schema(max_length = 500)]
    override_reason: Option<String>,
}

impl OutingInput {
    fn read(self) -> Result<NewOuting, Problem> {
        if self.children.is_empty() {
            return Err(Problem::field("children", "required"));
        }
        let span = Span::new(Minute::of(self.leaves_at), Minute::of(self.returns_at));
        let (mut children, mut adults) = (self.children, self.adults);
        children.sort_unstable();
        children.dedup();
        adults.sort_unstable();
        adults.dedup();
        Ok(NewOuting {
            date: self.date,
            span: span.ok_or_else(|| Problem::field("returns_at", "end_before_start"))?,
            destination: name(&self.destination, 200, "destination")?,
            children,
            adults,
            set_aside: optional(self.override_reason.as_ref(), 500, "override_reason")?,
        })
    }
}

/// Plans an outing; refused when R4, or R2 and R3 for those who stay, are against it and nobody sets them aside.
#[utoipa::path(post, path = "/api/v1/sites/{id}/outings", tag = "outings", params(("id" = String, Path, format = "uuid")), request_body = OutingInput, responses((status = 201, description = "Planned", body = Written)))]
pub(crate) async fn plan(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<OutingInput>,
) -> Result<Response, Problem> {
    let id = path_id::<SiteId>(&id)?;
    let outing = planned(&cx, id, key, input.read()?).await?;
    created(&format!("/api/v1/sites/{id}/outings"), &Written { id: outing.to_string(), revision: None })
}

/// An outing does not take place; it stays in the list.
#[utoipa::path(post, path = "/api/v1/sites/{id}/outings/{outing}/cancel", tag = "outings", params(("id" = String, Path, format = "uuid"), ("outing" = String, Path, format = "uuid")), request_body = Nothing, responses((status = 200, description = "Cancelled", body = Written)))]
pub(crate) async fn cancel(
    cx: Context,
    Path((id, outing)): Path<(String, String)>,
    Command { key, .. }: Command<Nothing>,
) -> Result<Response, Problem> {
    let (id, outing, actor) = (path_id::<SiteId>(&id)?, path_id::<OutingId>(&outing)?, cx.actor().clone());
    let made = cx.app.db().write(move |tx| {
        tx.once(Some(&key), |tx| {
            let seen = see_site(tx.conn, &actor, Action::PlanOuting, id)?;
            tx.cancel_outing(&actor.signature(), &seen, outing)?;
            Ok(Written { id: outing.to_string(), revision: None })
        })
    });
    json(&made.await?)
}
