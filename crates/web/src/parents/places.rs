//! My places: confirm or give back a hold, cancel a booking in two taps, take it back within ten minutes.

use askama::Template;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::access::{see_booking, see_family};
use db::parents::{OwnPlace, OwnSite};
use db::places::{RequestFilter, place_requests};
use db::plans::Promise;
use db::plans::promises::standing_promises;
use domain::access::Action;
use domain::places::{ReleaseReason, RequestOutcome, undo_ends};
use domain::plans::PromiseKind;
use domain::{BookingId, Instant, Word};
use i18n::Text;

use super::home::{html, own};
use super::layout;
use super::words::{PlaceCard, capital};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;

/// Why a parent gives a place back, as pictures.
pub(super) const REASONS: [(ReleaseReason, &str); 4] = [
    (ReleaseReason::ChildIll, "child"),
    (ReleaseReason::AppointmentMoved, "calendar"),
    (ReleaseReason::NoNeed, "check"),
    (ReleaseReason::Other, "information"),
];

/// A request that waits for an answer.
struct WaitingCard {
    promised: bool,
    href: String,
    title: String,
    until: String,
}

/// The list.
#[derive(Template)]
#[template(path = "parents/places.html")]
struct PlacesPage {
    t: Text,
    layout: view::Layout,
    places: Vec<PlaceCard>,
    waiting: Vec<WaitingCard>,
}

/// What is held and booked, the next first, and what still waits.
pub async fn list(cx: Context) -> Result<Html<String>, Problem> {
    let (_, family) = own(&cx)?;
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let (mut places, waiting, promises, site) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_family(conn, &actor, Action::SeeOwnFamily, family)?;
            let filter =
                RequestFilter { outcome: Some(RequestOutcome::Waiting), limit: 20, ..RequestFilter::default() };
            let mut waiting = place_requests(conn, &actor, &filter)?;
            let held = RequestFilter { outcome: Some(RequestOutcome::Held), ..filter };
            let held = place_requests(conn, &actor, &held)?;
            let ids: Vec<_> = waiting.iter().chain(&held).map(|request| request.id).collect();
            let promises = standing_promises(conn, &ids)?;
            let is_promised = |id| {
                promises.iter().any(|promise: &Promise| {
                    promise.request == id && promise.kind == PromiseKind::Guaranteed && promise.broken_at.is_none()
                })
            };
            waiting.extend(held.into_iter().filter(|request| is_promised(request.id)));
            let site: Option<OwnSite> = db::parents::last_site(conn, seen)?;
            Ok((db::parents::upcoming_places(conn, seen, now)?, waiting, promises, site))
        })
        .await?;
    places.retain(|place| !place.is_promised());
    let told = |request: &db::places::PlaceRequest| {
        let promise = promises.iter().find(|promise| promise.request == request.id)?;
        let guaranteed = promise.kind == PromiseKind::Guaranteed && promise.broken_at.is_none();
        guaranteed.then(|| cx.t.parents_promise_places(cx.t.date_long(promise.answer_on)))
    };
    let waiting = waiting
        .into_iter()
        .filter(|request| request.withdrawn_at.is_none())
        .filter(|request| request.need.span().is_none_or(|(_, last)| last >= cx.actor().today))
        .map(|request| WaitingCard {
            href: format!("/family/requests/{}", request.id),
            title: request.need.span().map(|(first, _)| capital(&cx.t.date_long(first))).unwrap_or_default(),
            promised: told(&request).is_some(),
            until: told(&request)
                .or_else(|| request.answer_by.map(|day| cx.t.parents_answer_waiting_until(cx.t.date_long(day))))
                .unwrap_or_default(),
        })
        .collect();
    let site = places.first().map(|place| place.site.clone()).or(site);
    let around = layout(&cx, site.as_ref()).await;
    let places = places.iter().map(|place| PlaceCard::of(cx.t, place, now)).collect();
    html(&PlacesPage { t: cx.t, layout: around, places, waiting })
}

/// One place, whatever has become of it.
#[derive(Template)]
#[template(path = "parents/place.html")]
struct PlacePage {
    t: Text,
    layout: view::Layout,
    title: String,
    card: PlaceCard,
    state: &'static str,
    cancel: String,
    undo_until: String,
    key: String,
}

/// Loads a place of the family: another family's is not found.
async fn find(cx: &Context, id: BookingId) -> Result<(OwnPlace, Vec<String>), Problem> {
    let (_, family) = own(cx)?;
    let actor = cx.actor().clone();
    let found = cx.app.db().read(move |conn| {
        let seen = see_booking(conn, &actor, Action::ManageOwnPlaces, id)?;
        let family = see_family(conn, &actor, Action::ManageOwnPlaces, family)?;
        let parents = db::parents::parents_of(conn, family)?;
        Ok((db::parents::place(conn, seen)?, parents.iter().map(ToString::to_string).collect()))
    });
    Ok(found.await?)
}

/// Until when a parent may take back what a parent of the family gave back; nobody takes back what the site did.
fn undo_until(place: &OwnPlace, parents: &[String], now: Instant) -> Option<Instant> {
    let until = undo_ends(place.released_at?);
    let by_the_family = place.released_by.as_ref().is_some_and(|by| parents.contains(by));
    let was_booked = place.confirmed_at.is_some();
    (by_the_family && was_booked && now < until && now < place.begins).then_some(until)
}

/// Shows a place with what can be done.
pub async fn show(cx: Context, Path(id): Path<BookingId>) -> Result<Response, Problem> {
    let (place, parents) = find(&cx, id).await?;
    if let Some(request) = place.request.filter(|_| place.is_promised()) {
        return Ok(Redirect::to(&format!("/family/requests/{request}")).into_response());
    }
    let (t, now) = (cx.t, cx.app.now());
    let undo = undo_until(&place, &parents, now);
    let by_the_family = place.released_by.as_ref().is_some_and(|by| parents.contains(by));
    let (state, title) = if place.stands(now) && place.is_hold() {
        ("held", t.parents_answer_held_title(&place.child.given_name))
    } else if place.stands(now) {
        ("booked", t.parents_home_next(&place.child.given_name))
    } else if place.released_at.is_some() && by_the_family {
        ("cancelled", t.parents_cancelled_title())
    } else {
        ("gone", t.parents_answer_gone_title())
    };
    let zone = domain::time::time_zone(&place.site.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let page = PlacePage {
        t,
        layout: layout(&cx, Some(&place.site)).await,
        title,
        card: PlaceCard::of(t, &place, now),
        state,
        cancel: format!("/family/places/{id}/cancel"),
        undo_until: undo.map(|until| t.time(until.civil(&zone).time())).unwrap_or_default(),
        key: cx.new_key(),
    };
    Ok(html(&page)?.into_response())
}

/// Why cancel?
#[derive(Template)]
#[template(path = "parents/cancel.html")]
struct CancelPage {
    t: Text,
    layout: view::Layout,
    card: PlaceCard,
    reasons: Vec<(String, String, &'static str)>,
    key: String,
}

/// Why a place is given back, in her words.
pub(super) fn reason_words(t: Text, reason: ReleaseReason) -> String {
    match reason {
        ReleaseReason::ChildIll => t.parents_cancel_ill(),
        ReleaseReason::AppointmentMoved => t.parents_cancel_moved(),
        ReleaseReason::NoNeed => t.parents_cancel_no_need(),
        _ => t.parents_cancel_other(),
    }
}

/// The second tap of a cancellation.
pub async fn ask_why(cx: Context, Path(id): Path<BookingId>) -> Result<Response, Problem> {
    let (place, _) = find(&cx, id).await?;
    let (t, now) = (cx.t, cx.app.now());
    if !place.stands(now) {
        return Ok(Redirect::to(&format!("/family/places/{id}")).into_response());
    }
    let reasons =
        REASONS.iter().map(|(reason, icon)| (reason.text().into_owned(), reason_words(t, *reason), *icon)).collect();
    let around = layout(&cx, Some(&place.site)).await;
    let page = CancelPage { t, layout: around, card: PlaceCard::of(t, &place, now), reasons, key: cx.new_key() };
    Ok(html(&page)?.into_response())
}

/// Gives a booking back, with its reason; the seat is offered to others when the time to undo is over.
pub async fn cancel(cx: Context, Path(id): Path<BookingId>, submitted: Submitted) -> Result<Response, Problem> {
    let mut read = submitted.read();
    let reason = read.word::<ReleaseReason>("reason");
    if reason.peek().is_some_and(|reason| !REASONS.iter().any(|(known, _)| known == reason)) {
        read.problem("reason", "not_a_choice");
    }
    read.finish()?;
    release(&cx, id, reason.take()?, &submitted).await?;
    Ok(Redirect::to(&format!("/family/places/{id}")).into_response())
}

/// Gives a hold back.
pub async fn give_back(cx: Context, Path(id): Path<BookingId>, submitted: Submitted) -> Result<Response, Problem> {
    submitted.read().finish()?;
    release(&cx, id, ReleaseReason::NotChosen, &submitted).await?;
    cx.notify(view::Notice { tone: "done", text: cx.t.parents_cancelled_body(), undo: None }).await?;
    Ok(Redirect::to("/family/places").into_response())
}

async fn release(cx: &Context, id: BookingId, reason: ReleaseReason, submitted: &Submitted) -> Result<(), Problem> {
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    let released = cx.app.db().write(move |tx| {
        see_booking(tx.conn, &actor, Action::ManageOwnPlaces, id)?;
        tx.once(key.as_ref(), |tx| tx.release(&actor.signature(), id, reason).map(|_| ()))
    });
    Ok(released.await?)
}

/// Takes a hold: one tap.
pub async fn confirm(cx: Context, Path(id): Path<BookingId>, submitted: Submitted) -> Result<Response, Problem> {
    submitted.read().finish()?;
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    let confirmed = cx.app.db().write(move |tx| {
        see_booking(tx.conn, &actor, Action::ManageOwnPlaces, id)?;
        tx.once(key.as_ref(), |tx| tx.confirm_hold(&actor.signature(), id).map(|_| ()))
    });
    confirmed.await?;
    let text = cx.t.parents_answer_taken_title();
    cx.notify(view::Notice { tone: "done", text, undo: None }).await?;
    Ok(Redirect::to(&format!("/family/places/{id}")).into_response())
}

/// Takes a cancelled place back, for a while.
pub async fn undo(cx: Context, Path(id): Path<BookingId>, submitted: Submitted) -> Result<Response, Problem> {
    submitted.read().finish()?;
    let (place, parents) = find(&cx, id).await?;
    let now = cx.app.now();
    if undo_until(&place, &parents, now).is_none() && !place.stands(now) {
        let text = cx.t.parents_cancelled_too_late();
        cx.notify(view::Notice { tone: "warning", text, undo: None }).await?;
        return Ok(Redirect::to("/family").into_response());
    }
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    let restored = cx.app.db().write(move |tx| {
        see_booking(tx.conn, &actor, Action::ManageOwnPlaces, id)?;
        tx.once(key.as_ref(), |tx| tx.restore(&actor.signature(), id).map(|_| ()))
    });
    restored.await?;
    let text = cx.t.parents_cancelled_undone();
    cx.notify(view::Notice { tone: "done", text, undo: None }).await?;
    Ok(Redirect::to(&format!("/family/places/{id}")).into_response())
}
