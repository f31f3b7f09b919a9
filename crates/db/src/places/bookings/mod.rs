//! The writes that take and give back seats. The first statement of each locks the sessions' rows.
//!
//! * [`table`]: what is decided on, and the question to the rules.
//! * [`taking`]: a seat becomes a child's. [`confirming`]: an option becomes a booking. [`giving_back`]: released, moved, restored.

mod confirming;
mod giving_back;
mod table;
mod taking;

use domain::access::Role;
use domain::places::{Asker, CareKind, Override, Purpose};
use domain::sites::SeatClass;
use domain::*;
use serde::{Deserialize, Serialize};

pub(crate) use table::{Ask, Given, Replaced, Table};
pub(crate) use taking::{Taking, Until};

/// The job that gives a hold back when it has run out.
pub const RELEASE_HOLD: &str = "places.release_hold";
/// The job that tells a family that a seat is kept for it; its payload is [`Offered`].
pub const TELL_OFFER: &str = "places.tell_offer";
/// The job that tells a family that the site has taken its place away: payload [`Offered`].
pub const TELL_CANCELLED: &str = "places.tell_cancelled";
/// The job that offers the free seats of a session to those who wait; its payload is [`Freed`].
pub const OFFER_SEATS: &str = "places.offer_seats";

/// The payload of [`RELEASE_HOLD`], [`TELL_OFFER`] and [`TELL_CANCELLED`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Offered {
    /// The hold.
    pub hold: BookingId,
}

/// The payload of [`OFFER_SEATS`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Freed {
    /// Where a seat is free again.
    pub session: SessionId,
}

/// Takes a seat for a child.
#[derive(Debug, Clone)]
pub struct BookCommand {
    /// The child.
    pub child: ChildId,
    /// The session.
    pub session: SessionId,
    /// The kind of care.
    pub kind: CareKind,
    /// Another class of seat than the kind's own (professionals).
    pub class: Option<SeatClass>,
    /// Why the family needs it.
    pub purpose: Purpose,
    /// Who asks.
    pub asker: Asker,
    /// The request it answers.
    pub request: Option<PlaceRequestId>,
    /// A manager's decision to set rules aside.
    pub set_aside: Option<Override>,
}

/// A seat that was taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Booked {
    /// The hold or booking.
    pub id: BookingId,
    /// The session.
    pub session: SessionId,
    /// The number of the seat.
    pub seat: u16,
    /// The class of that seat.
    pub class: SeatClass,
    /// Until when a hold keeps it; `None` once confirmed.
    pub expires_at: Option<Instant>,
    /// What a manager set aside.
    pub overridden: Vec<Refusal>,
}

/// The override of a site manager with her reason.
pub fn set_aside(reason: impl Into<String>) -> Override {
    Override { role: Role::SiteManager, reason: reason.into() }
}
