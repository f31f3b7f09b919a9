//! Holds and bookings: confirmed, declined, booked, moved, cancelled, restored.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::access::{Actor, see_booking, see_child, see_session};
use db::audit::Entry;
use db::places::board::{frequency_warning, with_sessions};
use db::places::bookings::set_aside;
use db::places::{BookCommand, place_request, see_place_request};
use domain::access::{Action, Role};
use domain::places::{Asker, CareKind, Override, Purpose, ReleaseReason};
use domain::refusal::Warning;
use domain::sites::SeatClass;
use domain::{BookingId, Refusal};

use super::documents::BookingDocument;
use super::input::{BookInput, CancelInput, MoveInput, NothingInput, OverrideInput};
use crate::asked::path_id;
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::problem::Problem;

async fn booking_document(cx: &Context, id: BookingId, action: Action) -> Result<BookingDocument, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let (own, warnings) = cx
        .app
        .db()
        .read(move |conn| {
            see_booking(conn, &actor, action, id)?;
            let place = db::places::booking_by_id(conn, id)?;
            let warning = frequency_warning(conn, place.child, place.site, place.date, now)?;
            let active = place.is_active(now);
            let own = with_sessions(conn, vec![place])?.pop().ok_or(db::Error::NotFound)?;
            let papers = db::papers::missing::warning_of(conn, &actor, (own.booking.child, own.booking.site), now)?;
            Ok((own, warning.into_iter().chain(papers).filter(|_| active).collect::<Vec<Warning>>()))
        })
        .await?;
    Ok(BookingDocument::of(&own, &cx.frame, now, &warnings))
}

/// Runs a write on a hold or booking that a rule may refuse; the refusal is in the audit too.
async fn act<F>(cx: &Context, id: BookingId, action: Action, work: F) -> Result<BookingId, Problem>
where
    F: Fn(&mut db::Tx<'_>, &Actor) -> db::Result<BookingId> + Send + 'static,
{
    let actor = cx.actor().clone();
    cx.app
        .db()
        .write(move |tx| {
            see_booking(tx.conn, &actor, action, id)?;
            tx.attempt(&actor.signature(), &Entry::done(action, "booking", id), |tx| work(tx, &actor))
        })
        .await?
        .map_err(Problem::refused)
}

/// Choose an option: the child has the place, the request's other options are free again.
#[utoipa::path(post, path = "/api/v1/holds/{id}/confirm", params(("id" = String, Path)), request_body = NothingInput, responses((status = 200, description = "The booking", body = BookingDocument)))]
pub(crate) async fn confirm(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    let (id, key) = (path_id::<BookingId>(&id)?, command.key);
    act(&cx, id, Action::ManageOwnPlaces, move |tx, actor| {
        tx.once(Some(&key), |tx| tx.confirm_hold(&actor.signature(), id).map(|_| id))
    })
    .await?;
    json(&booking_document(&cx, id, Action::ManageOwnPlaces).await?)
}

/// Give an option back.
#[utoipa::path(delete, path = "/api/v1/holds/{id}", params(("id" = String, Path)), responses((status = 204, description = "The seat is free again")))]
pub(crate) async fn decline(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    let (id, key) = (path_id::<BookingId>(&id)?, command.key);
    act(&cx, id, Action::ManageOwnPlaces, move |tx, actor| {
        tx.once(Some(&key), |tx| {
            if db::places::booking_by_id(tx.conn, id)?.confirmed_at.is_some() {
                return Err(Refusal::AlreadyConfirmed.into());
            }
            tx.release(&actor.signature(), id, ReleaseReason::NotChosen).map(|_| id)
        })
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn override_of(actor: &Actor, input: Option<&OverrideInput>) -> Option<Override> {
    let input = input?;
    let manager = actor.roles().any(|role| role == Role::SiteManager);
    let role = if manager { Role::SiteManager } else { actor.roles().next().unwrap_or(Role::Public) };
    Some(Override { role, ..set_aside(input.reason.clone()) })
}

fn check_override(input: Option<&OverrideInput>) -> Result<(), Problem> {
    match input {
        Some(input) if input.reason.chars().count() > 500 => Err(Problem::field("override.reason", "too_long")),
        _ => Ok(()),
    }
}

/// Book a seat.
///
/// The rules decide; what refuses is named (409). A professional books on the sessions of her own site and may set some rules
/// aside with a reason; a parent or counsellor books where the site answers at once.
#[utoipa::path(post, path = "/api/v1/bookings", request_body = BookInput, responses((status = 201, description = "The booking", body = BookingDocument)))]
pub(crate) async fn book(cx: Context, command: Command<BookInput>) -> Result<Response, Problem> {
    let BookInput { child_id, session_id, seat_class, care_kind, purpose, place_request_id, set_aside } = command.input;
    check_override(set_aside.as_ref())?;
    let class = seat_class.unwrap_or(care_kind.map_or(SeatClass::Regular, CareKind::seat_class));
    let kind = care_kind.unwrap_or(match class {
        SeatClass::Regular => CareKind::Occasional,
        SeatClass::Adaptation => CareKind::Familiarisation,
        SeatClass::Emergency => CareKind::Emergency,
    });
    let (actor, key) = (cx.actor().clone(), command.key);
    let booked = cx
        .app
        .db()
        .write(move |tx| {
            let (_, family) = see_child(tx.conn, &actor, Action::RequestPlace, child_id)?;
            let at_home = see_session(tx.conn, &actor, Action::ManageBookings, session_id).is_ok();
            let asker = match (actor.parent, at_home) {
                (Some(_), _) => Asker::Parent,
                (None, true) => Asker::Professional,
                (None, false) => Asker::Prescriber,
            };
            if asker != Asker::Professional && class != kind.seat_class() {
                return Err(db::Error::Field { field: "seat_class", message: "not_a_choice" });
            }
            if let Some(request) = place_request_id {
                let seen = see_place_request(tx.conn, &actor, Action::RequestPlace, request)
                    .map_err(|_| db::Error::Field { field: "place_request_id", message: "not_a_choice" })?;
                if place_request(tx.conn, seen)?.child != child_id {
                    return Err(db::Error::Field { field: "place_request_id", message: "not_a_choice" });
                }
            }
            let command = BookCommand {
                child: child_id,
                session: session_id,
                kind,
                class: Some(class),
                purpose: purpose.unwrap_or(Purpose::Other),
                asker,
                request: place_request_id,
                set_aside: override_of(&actor, set_aside.as_ref()),
            };
            let line = Entry::done(Action::ManageBookings, "session", session_id).family(family);
            tx.attempt(&actor.signature(), &line, |tx| {
                tx.once(Some(&key), |tx| tx.book(&actor.signature(), &command).map(|booked| booked.id))
            })
        })
        .await?
        .map_err(Problem::refused)?;
    let document = booking_document(&cx, booked, Action::ManageOwnPlaces).await?;
    created(&format!("/api/v1/bookings/{booked}"), &document)
}

/// One hold or booking.
#[utoipa::path(get, path = "/api/v1/bookings/{id}", params(("id" = String, Path)), responses((status = 200, description = "The booking", body = BookingDocument)))]
pub(crate) async fn booking(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    json(&booking_document(&cx, path_id::<BookingId>(&id)?, Action::SeeChild).await?)
}

/// Give a booking back: the seat is offered to those who wait for it when the ten minutes to undo are over.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/cancel", params(("id" = String, Path)), request_body = CancelInput, responses((status = 200, description = "The booking", body = BookingDocument)))]
pub(crate) async fn cancel(
    cx: Context,
    Path(id): Path<String>,
    command: Command<CancelInput>,
) -> Result<Response, Problem> {
    let (id, key) = (path_id::<BookingId>(&id)?, command.key);
    let reason = command.input.reason.unwrap_or(ReleaseReason::NoNeed);
    act(&cx, id, Action::ManageOwnPlaces, move |tx, actor| {
        tx.once(Some(&key), |tx| tx.release(&actor.signature(), id, reason).map(|_| id))
    })
    .await?;
    json(&booking_document(&cx, id, Action::ManageOwnPlaces).await?)
}

/// Move a booking to another session of the site, in one step.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/move", params(("id" = String, Path)), request_body = MoveInput, responses((status = 200, description = "The new booking", body = BookingDocument)))]
pub(crate) async fn move_to(
    cx: Context,
    Path(id): Path<String>,
    command: Command<MoveInput>,
) -> Result<Response, Problem> {
    let (id, key, MoveInput { session_id, set_aside }) = (path_id::<BookingId>(&id)?, command.key, command.input);
    check_override(set_aside.as_ref())?;
    let moved = act(&cx, id, Action::ManageBookings, move |tx, actor| {
        see_session(tx.conn, actor, Action::ManageBookings, session_id)
            .map_err(|_| db::Error::Field { field: "session_id", message: "not_a_choice" })?;
        let set_aside = override_of(actor, set_aside.as_ref());
        tx.once(Some(&key), |tx| {
            tx.move_booking(&actor.signature(), id, session_id, Asker::Professional, set_aside.as_ref())
                .map(|booked| booked.id)
        })
    })
    .await?;
    json(&booking_document(&cx, moved, Action::ManageBookings).await?)
}

/// Undo a cancellation, within ten minutes: so long the seat is kept.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/restore", params(("id" = String, Path)), request_body = NothingInput, responses((status = 200, description = "The booking", body = BookingDocument)))]
pub(crate) async fn restore(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    let (id, key) = (path_id::<BookingId>(&id)?, command.key);
    act(&cx, id, Action::ManageOwnPlaces, move |tx, actor| {
        tx.once(Some(&key), |tx| tx.restore(&actor.signature(), id).map(|_| id))
    })
    .await?;
    json(&booking_document(&cx, id, Action::ManageOwnPlaces).await?)
}
