//! Telling a family that the site had to take a place away.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::messages::MessageTemplate;
use domain::places::ReleaseReason;
use domain::*;

use super::booking_by_id;
use super::facts::zone_named;
use super::offers::parent_to_tell;
use crate::calendar::session_by_id;
use crate::links::{ParentContact, parent_contact};
use crate::schema::site;
use crate::{Conn, Result, Tx, stored};

/// A half-day that a family does not get, though a place was booked or held.
#[derive(Debug, Clone)]
pub struct Cancellation {
    /// How the family may be written to.
    pub contact: ParentContact,
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// The day.
    pub date: Date,
    /// Which half of it.
    pub half_day: HalfDay,
}

/// How the floor above words a cancellation: language tag and text.
pub trait CancellationWords {
    /// The text message; a neutral one names no site, no child and no childcare.
    fn message(&self, cancelled: &Cancellation) -> (String, String);
    /// The line for the site when nothing may be written.
    fn call(&self, cancelled: &Cancellation) -> (String, String);
}

/// What a family has to hear of a place: nothing when it was taken back meanwhile, when the half-day is over, or when there is nobody.
fn cancellation(conn: &mut Conn, id: BookingId, now: Instant) -> Result<Option<Cancellation>> {
    let seat = booking_by_id(conn, id)?;
    if seat.released_at.is_none() || seat.release_reason != Some(ReleaseReason::SiteClosed) {
        return Ok(None);
    }
    let (site_name, zone): (String, String) =
        site::table.find(stored(seat.site)).select((site::name, site::time_zone)).first(conn)?;
    let ends_at = session_by_id(conn, seat.session)?.ends_at;
    let over = Instant::of_civil(seat.date, ends_at, &zone_named(&zone)).is_some_and(|end| end <= now);
    let Some(parent) = parent_to_tell(conn, seat.child)?.filter(|_| !over) else { return Ok(None) };
    Ok(Some(Cancellation {
        contact: parent_contact(conn, parent)?,
        site: seat.site,
        site_name,
        date: seat.date,
        half_day: seat.half_day,
    }))
}

impl Tx<'_> {
    /// Tells the families of places the site took away, each once a half-day however many children she has there; how many were told.
    pub fn tell_cancelled(&mut self, released: &[BookingId], words: &dyn CancellationWords) -> Result<usize> {
        let mut told = BTreeSet::new();
        for id in released {
            let Some(cancelled) = cancellation(self.conn, *id, self.now)? else { continue };
            if told.insert((cancelled.contact.family, cancelled.date, cancelled.half_day)) {
                let written = (|| words.message(&cancelled), || words.call(&cancelled));
                self.tell_family(&cancelled.contact, cancelled.site, MessageTemplate::PlaceCancelled, written)?;
            }
        }
        Ok(told.len())
    }
}
