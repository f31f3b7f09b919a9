//! Place requests: asked, listed, shown, withdrawn.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_child;
use db::places::board::{OwnBooking, with_sessions};
use db::places::offering::{offers_of, seat_offer};
use db::places::{
    BookingState, PlaceRequest, RequestFilter, SeatOffer, place_request, place_requests, requests, see_place_request,
};
use db::plans::Promise;
use db::plans::promises::standing_promises;
use domain::access::Action;
use domain::places::RequestOutcome;
use domain::{ChildId, Instant, PlaceRequestId, Refusal, SeatOfferId};
use utoipa::IntoParams;

use super::documents::{
    AlternativeDocument, BookingDocument, OfferDocument, PlaceSession, RefusalDocument, RequestDocument, RequestList,
    reason_documents,
};
use super::input::{AskInput, NothingInput};
use crate::asked::{Asked, path_id};
use crate::commands::{Command, created, json};
use crate::context::{Context, Frame};
use crate::openapi::schemas;
use crate::places::ask::{self};
use crate::plans::api::PromiseDocument;
use crate::problem::Problem;

/// A request with the places it led to.
type ShownRequest = (PlaceRequest, Vec<OwnBooking>, Vec<SeatOffer>, Option<Promise>);

impl RequestDocument {
    pub(super) fn of((request, places, offers, promise): &ShownRequest, frame: &Frame, now: Instant) -> Self {
        let confirmed: Vec<&OwnBooking> =
            places.iter().filter(|own| own.booking.state(now) == BookingState::Confirmed).collect();
        let held: Vec<&OwnBooking> = places.iter().filter(|own| own.booking.state(now) == BookingState::Held).collect();
        let mut alternatives: Vec<AlternativeDocument> = Vec::new();
        let mut rank = None;
        for own in held {
            let session = PlaceSession::of(own);
            match alternatives.last_mut().filter(|_| rank == own.booking.proposal && rank.is_some()) {
                Some(option) => option.sessions.push(session),
                None => {
                    let position = own.booking.proposal.and_then(|rank| usize::try_from(rank - 1).ok()).unwrap_or(0);
                    alternatives.push(AlternativeDocument {
                        hold_id: own.booking.id,
                        session: PlaceSession::of(own),
                        expires_at: own.booking.expires_at,
                        reasons: reason_documents(request.reasons.get(position), frame),
                        sessions: vec![session],
                    });
                }
            }
            rank = own.booking.proposal;
        }
        let mut outcome = request.outcome;
        let mut refusals: Vec<RefusalDocument> =
            request.refusals.iter().map(|refusal| RefusalDocument::of(refusal, frame)).collect();
        if outcome == RequestOutcome::Held && alternatives.is_empty() {
            // Nothing was chosen in time.
            outcome = RequestOutcome::Refused;
            let expired_at = places.iter().filter_map(|own| own.booking.expires_at).max();
            if let Some(expired_at) = expired_at.filter(|end| *end <= now) {
                refusals.insert(0, RefusalDocument::of(&Refusal::HoldExpired { expired_at }, frame));
            }
        }
        let documents = || confirmed.iter().map(|own| BookingDocument::of(own, frame, now, &[]));
        Self {
            id: request.id,
            child_id: request.child,
            purpose: request.purpose,
            care_kind: request.kind,
            need: serde_json::to_value(&request.need).unwrap_or_default(),
            travel_limit_km: request.travel_limit_km,
            outcome,
            attested: request.attested,
            answer: match confirmed.first() {
                Some(own) => Some(PromiseDocument::firm(own.booking.id)),
                None => promise.as_ref().filter(|_| request.withdrawn_at.is_none()).map(PromiseDocument::promised),
            },
            booking: documents().next(),
            bookings: documents().collect(),
            alternatives,
            offers: offers.iter().map(|offer| OfferDocument::of(offer, now)).collect(),
            refusals,
            answer_by: request.answer_by.filter(|_| outcome == RequestOutcome::Waiting),
            created_at: request.created_at,
            withdrawn_at: request.withdrawn_at,
        }
    }
}

fn shown_request(conn: &mut db::Conn, seen: db::places::SeenRequest) -> db::Result<ShownRequest> {
    let request = place_request(conn, seen)?;
    let options = requests::options_of(conn, request.id)?;
    let offers = offers_of(conn, request.id)?;
    let promise = standing_promises(conn, &[request.id])?.pop();
    Ok((request, with_sessions(conn, options)?, offers, promise))
}

// What is done.

/// Ask for a place.
///
/// The answer comes at once: the best seat is booked when it serves the need whole and the site answers at once; otherwise up to
/// three options are held (as long as the sites keep them, usually four hours), or the request waits, or the rules that refuse
/// are named. All four are answers, not errors: 201.
#[utoipa::path(post, path = "/api/v1/place-requests", request_body = AskInput, responses((status = 201, description = "The request and its answer", body = RequestDocument)))]
pub(crate) async fn ask(cx: Context, command: Command<AskInput>) -> Result<Response, Problem> {
    let question = command.input.question(&cx.app.settings().time_zone)?;
    let answered = ask::answer(&cx.app, cx.actor(), Some(&command.key), &question).await?;
    let (actor, id) = (cx.actor().clone(), answered.request);
    let shown = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_place_request(conn, &actor, Action::RequestPlace, id)?;
            shown_request(conn, seen)
        })
        .await?;
    created(&format!("/api/v1/place-requests/{id}"), &RequestDocument::of(&shown, &cx.frame, cx.app.now()))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only the document reads it; the query is read by Asked")]
pub(crate) struct ListQuery {
    /// Only this child's.
    #[param(schema_with = schemas::id)]
    child_id: Option<String>,
    /// Only those that stand so: confirmed, held, waiting, refused.
    outcome: Option<String>,
    /// Most requests of the page (50 when nothing is said).
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Place requests one may see, the newest first.
#[utoipa::path(get, path = "/api/v1/place-requests", params(ListQuery), responses((status = 200, description = "A page of requests", body = RequestList)))]
pub(crate) async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let child = read.optional_word::<ChildId>("child_id");
    let outcome = read.optional_word::<RequestOutcome>("outcome");
    let (limit, cursor) = (read.optional_number("limit", 1..=200), read.optional_word::<PlaceRequestId>("cursor"));
    read.finish()?;
    let (child, outcome, after) = (child.take()?, outcome.take()?, cursor.take()?);
    let most = i64::from(limit.take()?.unwrap_or(50));
    let actor = cx.actor().clone();
    let mut found: Vec<ShownRequest> = cx
        .app
        .db()
        .read(move |conn| {
            let filter = RequestFilter { child, family: None, outcome, after, limit: most + 1 };
            let mut shown = Vec::new();
            let found = place_requests(conn, &actor, &filter)?;
            let ids: Vec<PlaceRequestId> = found.iter().map(|request| request.id).collect();
            let mut all = requests::options_of_all(conn, &ids)?;
            let promises = standing_promises(conn, &ids)?;
            for request in found {
                let options = all.remove(&request.id).unwrap_or_default();
                let offers = offers_of(conn, request.id)?;
                let promise = promises.iter().find(|promise| promise.request == request.id).cloned();
                shown.push((request, with_sessions(conn, options)?, offers, promise));
            }
            Ok(shown)
        })
        .await?;
    let most = usize::try_from(most).unwrap_or(50);
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|(request, ..)| request.id.to_string());
    let now = cx.app.now();
    json(&RequestList { items: found.iter().map(|shown| RequestDocument::of(shown, &cx.frame, now)).collect(), next })
}

/// One place request, as it stands now.
#[utoipa::path(get, path = "/api/v1/place-requests/{id}", params(("id" = String, Path)), responses((status = 200, description = "The request", body = RequestDocument)))]
pub(crate) async fn show(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (actor, id) = (cx.actor().clone(), path_id::<PlaceRequestId>(&id)?);
    let shown = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_place_request(conn, &actor, Action::RequestPlace, id)?;
            shown_request(conn, seen)
        })
        .await?;
    json(&RequestDocument::of(&shown, &cx.frame, cx.app.now()))
}

/// Take a request back: it waits no more, and its options are free again.
#[utoipa::path(post, path = "/api/v1/place-requests/{id}/withdraw", params(("id" = String, Path)), request_body = NothingInput, responses((status = 200, description = "The request", body = RequestDocument)))]
pub(crate) async fn withdraw(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    let (actor, id, key) = (cx.actor().clone(), path_id::<PlaceRequestId>(&id)?, command.key);
    cx.app
        .db()
        .write(move |tx| {
            let seen = see_place_request(tx.conn, &actor, Action::RequestPlace, id)?;
            let request = place_request(tx.conn, seen)?;
            see_child(tx.conn, &actor, Action::RequestPlace, request.child)?;
            tx.once(Some(&key), |tx| tx.withdraw_request(&actor.signature(), id))
        })
        .await?;
    show(cx, Path(id.to_string())).await
}

async fn answer_offer(
    cx: Context,
    id: &str,
    command: Command<NothingInput>,
    work: fn(&mut db::Tx<'_>, &db::audit::Signature, SeatOfferId) -> db::Result<()>,
) -> Result<Response, Problem> {
    let (actor, id, key) = (cx.actor().clone(), path_id::<SeatOfferId>(id)?, command.key);
    let request = cx
        .app
        .db()
        .write(move |tx| {
            let offer = seat_offer(tx.conn, id)?;
            see_place_request(tx.conn, &actor, Action::ManageOwnPlaces, offer.request)?;
            let line = db::audit::Entry::done(Action::ManageOwnPlaces, "seat_offer", id);
            let by = actor.signature();
            let done = tx.attempt(&by, &line, |tx| tx.once(Some(&key), |tx| work(tx, &by, id)))?;
            Ok(done.map(|()| offer.request))
        })
        .await?
        .map_err(Problem::refused)?;
    show(cx, Path(request.to_string())).await
}

/// Say yes to a seat several families are asked about: the first yes has it; who is not the first is refused with `offer_taken`, and
/// waits on.
#[utoipa::path(post, path = "/api/v1/offers/{id}/accept", params(("id" = String, Path)), request_body = NothingInput, responses((status = 200, description = "The request", body = RequestDocument)))]
pub(crate) async fn accept_offer(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    answer_offer(cx, &id, command, |tx, by, id| tx.accept_offer(by, id).map(drop)).await
}

/// Say no to a seat several families are asked about: the request waits on.
#[utoipa::path(post, path = "/api/v1/offers/{id}/decline", params(("id" = String, Path)), request_body = NothingInput, responses((status = 200, description = "The request", body = RequestDocument)))]
pub(crate) async fn decline_offer(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    answer_offer(cx, &id, command, |tx, by, id| tx.decline_offer(by, id)).await
}
