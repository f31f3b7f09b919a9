//! Place requests, holds, bookings and the waiting list: where the last seat goes to one child.
//!
//! * [`facts`] loads what the rules are given: sessions with their taken seats, the child's week, the family's ties to sites.
//! * `came_before`: where a child came alone before, by its places and the door.
//! * [`mod@candidates`] loads the sites around a family for the instant answer, in few queries whatever the number of sites.
//! * [`bookings`] writes: book, confirm, release, move, restore. The first statement of each is the lock of the session's row.
//! * [`answers`] stores what a family asks with its answer, [`requests`] says how it stands and who may see it.
//! * [`news`] tells prescribers that a family they referred has its place or a promise.
//! * [`offering`] offers a free seat to those who wait, one after another or several at once; [`seat_offers`] says how that stands.
//! * [`offers`] tells a family that a seat is kept for it; [`cancellations`] that the site had to take one away.
//! * [`board`] lists: the week of a site, a child's places, requests.

pub mod answers;
pub mod board;
pub mod bookings;
mod came_before;
pub mod cancellations;
pub mod candidates;
pub mod children;
pub mod facts;
pub mod news;
pub mod offering;
pub mod offers;
pub mod requests;
pub mod seat_offers;

pub use answers::{AnswerPlan, Answered, NewRequest, PlannedProposal};
pub use board::{BoardBooking, BoardSession, ClassCount, Waiting, Week, upcoming_of_child, week};
pub use bookings::{BookCommand, Booked, OFFER_SEATS, RELEASE_HOLD, TELL_CANCELLED, TELL_OFFER};
pub use candidates::{Candidates, Look, candidates};
pub use news::TELL_PRESCRIBERS;
pub use offering::{END_ROUND, SeatOffer, TELL_ASKED, TELL_TAKEN, TELL_TAKEN_BACK};
pub use requests::{PlaceRequest, RequestFilter, SeenRequest, place_request, place_requests, see_place_request};

use diesel::prelude::*;
use domain::places::{CareKind, Purpose, ReleaseReason};
use domain::*;

use crate::error::OrNotFound;
use crate::schema::booking;
use crate::{Conn, Result, Stored};

/// A hold or a booking as it is stored.
#[derive(Debug, Clone)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// The session.
    pub session: SessionId,
    /// The number of the seat.
    pub seat: u16,
    /// The child.
    pub child: ChildId,
    /// The site.
    pub site: SiteId,
    /// The session's date.
    pub date: Date,
    /// Its half of the day.
    pub half_day: HalfDay,
    /// The request it answers.
    pub request: Option<PlaceRequestId>,
    /// Which of the request's proposals it belongs to (1 is the best); seats of one proposal are confirmed together.
    pub proposal: Option<i32>,
    /// The kind of care.
    pub kind: CareKind,
    /// Why the family needs it.
    pub purpose: Purpose,
    /// When the seat was taken.
    pub created_at: Instant,
    /// Until when a hold keeps it.
    pub expires_at: Option<Instant>,
    /// When it was confirmed.
    pub confirmed_at: Option<Instant>,
    /// When it was given back.
    pub released_at: Option<Instant>,
    /// Why.
    pub release_reason: Option<ReleaseReason>,
    /// Rules a manager set aside (codes, space between them).
    pub override_rule: Option<String>,
    /// Her reason.
    pub override_reason: Option<String>,
    /// The booking it was moved from.
    pub moved_from: Option<BookingId>,
}

domain::word_list! {
    /// How a hold or booking stands at an instant.
    BookingState { Held = "held", Confirmed = "confirmed", Expired = "expired", Released = "released" }
}

impl Booking {
    /// How it stands.
    pub fn state(&self, now: Instant) -> BookingState {
        if self.released_at.is_some() {
            match self.release_reason {
                Some(ReleaseReason::HoldExpired) => BookingState::Expired,
                _ => BookingState::Released,
            }
        } else if self.confirmed_at.is_some() {
            BookingState::Confirmed
        } else if self.expires_at.is_some_and(|end| end <= now) {
            BookingState::Expired
        } else {
            BookingState::Held
        }
    }
    /// Whether the seat is taken at that instant.
    pub fn is_active(&self, now: Instant) -> bool {
        matches!(self.state(now), BookingState::Held | BookingState::Confirmed)
    }
}

pub(crate) type BookingRow = (
    (
        Stored<BookingId>,
        Stored<SessionId>,
        i32,
        Stored<ChildId>,
        Stored<SiteId>,
        Stored<Date>,
        Stored<HalfDay>,
        Option<Stored<PlaceRequestId>>,
        Option<i32>,
        Stored<CareKind>,
        Stored<Purpose>,
    ),
    (
        Stored<Instant>,
        Option<Stored<Instant>>,
        Option<Stored<Instant>>,
        Option<Stored<Instant>>,
        Option<Stored<ReleaseReason>>,
        Option<String>,
        Option<String>,
        Option<Stored<BookingId>>,
    ),
);

pub(crate) fn booking_of(row: BookingRow) -> Booking {
    let (
        (id, session, seat, child, site, date, half_day, request, proposal, kind, purpose),
        (created_at, expires_at, confirmed_at, released_at, release_reason, override_rule, override_reason, moved_from),
    ) = row;
    Booking {
        id: id.value(),
        session: session.value(),
        seat: u16::try_from(seat).unwrap_or(u16::MAX),
        child: child.value(),
        site: site.value(),
        date: date.value(),
        half_day: half_day.value(),
        request: request.map(Stored::value),
        proposal,
        kind: kind.value(),
        purpose: purpose.value(),
        created_at: created_at.value(),
        expires_at: expires_at.map(Stored::value),
        confirmed_at: confirmed_at.map(Stored::value),
        released_at: released_at.map(Stored::value),
        release_reason: release_reason.map(Stored::value),
        override_rule,
        override_reason,
        moved_from: moved_from.map(Stored::value),
    }
}

macro_rules! booking_columns {
    () => {{
        use $crate::schema::booking;
        (
            (
                booking::id,
                booking::session_id,
                booking::seat_no,
                booking::child_id,
                booking::site_id,
                booking::date,
                booking::half_day,
                booking::place_request_id,
                booking::proposal,
                booking::care_kind,
                booking::purpose,
            ),
            (
                booking::created_at,
                booking::expires_at,
                booking::confirmed_at,
                booking::released_at,
                booking::release_reason,
                booking::override_rule,
                booking::override_reason,
                booking::moved_from,
            ),
        )
    }};
}
pub(crate) use booking_columns;

/// The condition of a taken seat at an instant: confirmed, or held and not run out; not given back.
macro_rules! active {
    ($now:expr) => {{
        use $crate::schema::booking;
        booking::released_at
            .is_null()
            .and(booking::confirmed_at.is_not_null().or(booking::expires_at.gt($crate::stored($now))))
    }};
}
pub(crate) use active;

/// The condition of a seat that was given back and is kept while that can be undone.
macro_rules! kept_for_undo {
    ($now:expr) => {{
        use domain::places::{ReleaseReason, UNDO_SECONDS};
        use $crate::schema::booking;
        let by_itself = [ReleaseReason::HoldExpired, ReleaseReason::NotChosen].map($crate::stored);
        booking::released_at
            .assume_not_null()
            .gt($crate::stored($now.plus_seconds(-UNDO_SECONDS)))
            .and(booking::released_at.is_not_null())
            .and(booking::release_reason.assume_not_null().ne_all(by_itself))
            .and(
                booking::confirmed_at.is_not_null().or(booking::expires_at
                    .assume_not_null()
                    .gt($crate::stored($now))
                    .and(booking::proposal.is_null().or(booking::proposal.assume_not_null().ne(0)))
                    .and(booking::release_reason.assume_not_null().ne($crate::stored(ReleaseReason::Moved)))),
            )
    }};
}
pub(crate) use kept_for_undo;

/// One hold or booking, whoever asks: the caller holds a proof ([`crate::access::see_booking`]).
pub fn booking_by_id(conn: &mut Conn, id: BookingId) -> Result<Booking> {
    booking::table
        .find(crate::stored(id))
        .select(booking_columns!())
        .first::<BookingRow>(conn)
        .or_not_found()
        .map(booking_of)
}
