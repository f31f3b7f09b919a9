//! A round of offers is stopped by those who run the site: on the board, on a request's page, and by programs.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use db::access::see_site;
use db::audit::Entry;
use db::idempotency::Key;
use db::places::offering::site_of_round;
use domain::access::Action;
use domain::{OfferRoundId, PlaceRequestId, Refusal, SiteId};

use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;

/// Stops a round at a site the actor runs; what refuses, when there is nothing left to stop.
pub(super) async fn stop_round(
    cx: &Context,
    id: OfferRoundId,
    key: Option<Key>,
) -> Result<Result<SiteId, Vec<Refusal>>, Problem> {
    let actor = cx.actor().clone();
    let stopped = cx.app.db().write(move |tx| {
        let site = site_of_round(tx.conn, id)?;
        see_site(tx.conn, &actor, Action::ManageBookings, site)?;
        let by = actor.signature();
        let line = Entry::done(Action::ManageBookings, "offer_round", id).site(site);
        tx.attempt(&by, &line, |tx| tx.once(key.as_ref(), |tx| tx.stop_round(&by, id).map(|()| site)))
    });
    Ok(stopped.await?)
}

/// `POST /board/rounds/{id}/stop`
pub async fn stop(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: OfferRoundId = path_id(&id)?;
    let mut read = submitted.read();
    let request = read.optional_word::<PlaceRequestId>("request");
    let monday = read.optional_date("monday");
    read.finish()?;
    let (request, monday) = (request.take()?, monday.take()?);
    let actor = cx.actor().clone();
    let site = cx
        .app
        .db()
        .read(move |conn| {
            let site = site_of_round(conn, id)?;
            see_site(conn, &actor, Action::ManageBookings, site).map(|seen| seen.id())
        })
        .await?;
    let notice = match stop_round(&cx, id, submitted.key().cloned()).await? {
        Ok(_) => view::Notice { tone: "done", text: cx.t.board_round_stopped(), undo: None },
        Err(_) => view::Notice { tone: "warning", text: cx.t.board_round_over(), undo: None },
    };
    cx.notify(notice).await?;
    let back = match (request, monday) {
        (Some(request), _) => format!("/place-requests/{request}"),
        (None, Some(monday)) => format!("/sites/{site}/week?monday={monday}"),
        (None, None) => format!("/sites/{site}/week"),
    };
    Ok(Redirect::to(&back).into_response())
}
