//! Closures, announced and lifted.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::calendar::{self, CalendarChange};
use domain::access::Action;
use domain::calendar::*;
use domain::{ClosureId, Date, HalfDay, Period, PremisesId, SiteId};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::{ChangedDocument, DifferenceDocument, make_change, preview};
use crate::asked::{Asked, IfMatch, path_id};
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;
use crate::sites::api::{name, read_date};

/// A closure.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct ClosureInput {
    /// The premises that close; the whole site when null.
    #[schema(value_type = Option<String>)]
    premises_id: Option<PremisesId>,
    /// First day.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day, included.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    until: Date,
    /// Which half of each day; both when null.
    #[schema(value_type = Option<String>)]
    half_day: Option<HalfDay>,
    /// Why.
    #[schema(schema_with = schemas::closure_reason)]
    reason: ClosureReason,
    /// A word on it, public.
    #[schema(max_length = 300)]
    note: Option<String>,
}

impl ClosureInput {
    pub(super) fn change(&self) -> Result<CalendarChange, Problem> {
        let note = self.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
        let note = note.map(|note| name(note, 300, "note")).transpose()?;
        closure_of(self.premises_id, self.from, self.until, self.half_day, self.reason, note)
    }
}

/// What must hold between the fields of a closure.
pub(crate) fn closure_of(
    premises: Option<PremisesId>,
    from: Date,
    until: Date,
    half_day: Option<HalfDay>,
    reason: ClosureReason,
    note: Option<String>,
) -> Result<CalendarChange, Problem> {
    let period = Period::new(from, Some(until)).ok_or_else(|| Problem::field("until", "until_before_from"))?;
    Ok(CalendarChange::Close(Closure { premises, period, half_day, reason }, note))
}

/// A closure as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClosureDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: ClosureId,
    #[serde(flatten)]
    closure: ClosureInput,
}

/// Closures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClosureList {
    /// The latest first.
    items: Vec<ClosureDocument>,
    /// Always null: there are few.
    next: Option<String>,
}

/// The closures of a site.
#[utoipa::path(get, path = "/api/v1/sites/{id}/closures", params(("id" = String, Path)), responses((status = 200, description = "Closures", body = ClosureList)))]
pub(crate) async fn closures(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    let (actor, id) = (cx.actor().clone(), path_id::<SiteId>(&id)?);
    let found = cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeeSite, id)?;
            calendar::closures_with_notes(conn, id)
        })
        .await?;
    let items = found
        .into_iter()
        .map(|row| ClosureDocument {
            id: row.id,
            closure: ClosureInput {
                premises_id: row.closure.premises,
                from: row.closure.period.from,
                until: row.closure.period.until.unwrap_or(row.closure.period.from),
                half_day: row.closure.half_day,
                reason: row.closure.reason,
                note: row.note,
            },
        })
        .collect();
    json(&ClosureList { items, next: None })
}

/// Closes a site, or some of its premises, for some days. Booked sessions wait for a decision.
#[utoipa::path(post, path = "/api/v1/sites/{id}/closures", params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "The site's ETag")), request_body = ClosureInput, responses((status = 201, description = "Created", body = ChangedDocument)))]
pub(crate) async fn create_closure(
    cx: Context,
    Path(id): Path<String>,
    expected: IfMatch,
    Command { input, key }: Command<ClosureInput>,
) -> Result<Response, Problem> {
    let id = path_id::<SiteId>(&id)?;
    let changed = make_change(&cx, id, input.change()?, expected, Some(key)).await?;
    created(&format!("/api/v1/sites/{id}/closures"), &ChangedDocument::from(changed))
}

/// What a closure would do, without doing it.
#[utoipa::path(post, path = "/api/v1/sites/{id}/closures/preview", params(("id" = String, Path)), request_body = ClosureInput, responses((status = 200, description = "The difference", body = DifferenceDocument)))]
pub(crate) async fn preview_closure(
    cx: Context,
    Path(id): Path<String>,
    Command { input, .. }: Command<ClosureInput>,
) -> Result<Response, Problem> {
    preview(&cx, path_id(&id)?, input.change()?).await
}

/// Nothing to say but that it is meant.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct Nothing {}

/// Lifts a closure: its days open again.
#[utoipa::path(delete, path = "/api/v1/sites/{id}/closures/{closure_id}", params(("id" = String, Path), ("closure_id" = String, Path)), responses((status = 200, description = "Lifted", body = ChangedDocument)))]
pub(crate) async fn lift_closure(
    cx: Context,
    Path((id, closure_id)): Path<(String, String)>,
    expected: IfMatch,
    Command { key, .. }: Command<Nothing>,
) -> Result<Response, Problem> {
    let change = CalendarChange::Lift(path_id(&closure_id)?);
    json(&ChangedDocument::from(make_change(&cx, path_id(&id)?, change, expected, Some(key)).await?))
}
