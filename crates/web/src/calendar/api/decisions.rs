//! Sessions somebody has to decide on, and cancelled ones.

use axum::extract::Path;
use axum::response::Response;
use db::access::{see_session, see_site};
use db::calendar::{self};
use domain::access::Action;
use domain::calendar::*;
use domain::{Date, HalfDay, SessionId, SiteId};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::closures::Nothing;
use crate::asked::{Asked, path_id};
use crate::commands::{Command, json};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;
use crate::sites::api::{Written, done, name};

/// A session that waits for a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisionDocument {
    /// The session.
    #[schema(schema_with = schemas::id)]
    session_id: SessionId,
    /// Its date.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Its half-day.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
    /// Why: `no_longer_open` or `seats_changed`.
    reason: String,
    /// Children booked or held.
    children: usize,
}

/// Decisions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisionList {
    /// By date.
    items: Vec<DecisionDocument>,
    /// Always null: there are few.
    next: Option<String>,
}

/// The sessions of a site that wait for a decision: keep them as they are, or cancel them.
#[utoipa::path(get, path = "/api/v1/sites/{id}/decisions", params(("id" = String, Path)), responses((status = 200, description = "Decisions", body = DecisionList)))]
pub(crate) async fn decisions(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    let (actor, id, today, now) = (cx.actor().clone(), path_id::<SiteId>(&id)?, cx.app.today(), cx.app.now());
    let found = cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeeSite, id)?;
            calendar::sessions_to_decide(conn, id, today, now)
        })
        .await?;
    let items = found
        .into_iter()
        .map(|(session, children)| DecisionDocument {
            session_id: session.id,
            date: session.date,
            half_day: session.half_day,
            reason: session.decision_needed.unwrap_or_default(),
            children,
        })
        .collect();
    json(&DecisionList { items, next: None })
}

/// Keeps a session open as it is; pages and programs pass here.
pub(crate) async fn keep_session(
    cx: &Context,
    id: SessionId,
    key: Option<db::idempotency::Key>,
) -> Result<SiteId, Problem> {
    let actor = cx.actor().clone();
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let (_, site) = see_session(tx.conn, &actor, Action::ManageSites, id)?;
                tx.keep_session(id)?;
                let detail = serde_json::json!({ "decision": "kept" });
                tx.audit(&actor.signature(), done(Action::ManageSites, "session", id).site(site).detail(detail))?;
                Ok(site)
            })
        })
        .await?)
}

/// Keeps a session open as it is, as an exception to the rules.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/keep", params(("id" = String, Path)), request_body = Nothing, responses((status = 200, description = "Kept", body = Written)))]
pub(crate) async fn keep(
    cx: Context,
    Path(id): Path<String>,
    Command { key, .. }: Command<Nothing>,
) -> Result<Response, Problem> {
    let id = path_id(&id)?;
    keep_session(&cx, id, Some(key)).await?;
    json(&Written { id: id.to_string(), revision: None })
}

/// Why a session is cancelled.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct CancelInput {
    /// Why.
    #[schema(schema_with = schemas::closure_reason)]
    reason: ClosureReason,
    /// A word on it.
    #[schema(max_length = 300)]
    note: Option<String>,
}

/// What a cancelled session gave back.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Cancelled {
    /// The session.
    #[schema(schema_with = schemas::id)]
    session_id: SessionId,
    /// How many bookings and holds were given back.
    pub(crate) released: usize,
}

/// Cancels a session and tells the families it takes a place from; pages and programs pass here.
pub(crate) async fn cancel_session(
    cx: &Context,
    id: SessionId,
    reason: ClosureReason,
    note: Option<String>,
    key: Option<db::idempotency::Key>,
) -> Result<(SiteId, Cancelled), Problem> {
    let (actor, words) = (cx.actor().clone(), crate::places::jobs::Words::new(&cx.app));
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let (_, site) = see_session(tx.conn, &actor, Action::ManageSites, id)?;
                let released = tx.cancel_session(&actor.signature(), id, reason, note.as_deref())?;
                let told = tx.tell_cancelled(&released, &words)?;
                let detail = serde_json::json!({
                    "decision": "cancelled", "reason": reason, "released": released, "families_told": told
                });
                tx.audit(&actor.signature(), done(Action::ManageSites, "session", id).site(site).detail(detail))?;
                Ok((site, Cancelled { session_id: id, released: released.len() }))
            })
        })
        .await?)
}

/// Cancels a session: bookings and holds are given back with the reason `site_closed`, and the half-day stays closed.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/cancel", params(("id" = String, Path)), request_body = CancelInput, responses((status = 200, description = "Cancelled", body = Cancelled)))]
pub(crate) async fn cancel(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<CancelInput>,
) -> Result<Response, Problem> {
    let note = input.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let note = note.map(|note| name(note, 300, "note")).transpose()?;
    let (_, cancelled) = cancel_session(&cx, path_id(&id)?, input.reason, note, Some(key)).await?;
    json(&cancelled)
}
