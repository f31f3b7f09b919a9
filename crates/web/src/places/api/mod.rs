//! Place requests, holds and bookings over HTTP.

mod book;
mod documents;
mod input;
mod place_requests;
mod rounds;

use utoipa::OpenApi;

pub(crate) use book::*;
pub(crate) use place_requests::*;
pub(crate) use rounds::*;

/// Minutes of the way to an appointment when neither its commune nor the minutes are given (assumed).
const USUAL_TRAVEL_MINUTES: u16 = 20;
/// Days of a rhythm without an end: as far as sessions exist.
const RHYTHM_DAYS: i32 = 182;

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(
        list,
        ask,
        show,
        withdraw,
        confirm,
        decline,
        accept_offer,
        decline_offer,
        stop_round,
        book,
        booking,
        cancel,
        move_to,
        restore
    ))]
    struct Part;
    Part::openapi()
}

// What is sent.
