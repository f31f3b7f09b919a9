//! An option becomes a booking: the others are given back.

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{ActiveBooking, Asker, ReleaseReason};
use domain::*;

use super::table::{Ask, Replaced};
use crate::audit::{Entry, Signature};
use crate::places::{Booking, BookingRow, active, booking_by_id, booking_columns, booking_of, facts};
use crate::plans::promises::is_kept;
use crate::schema::booking;
use crate::{Result, Tx, stored};

impl Tx<'_> {
    /// Confirms a hold, with the other seats of the same proposal; the other options of the request are given back.
    pub fn confirm_hold(&mut self, by: &Signature, id: BookingId) -> Result<Vec<Booking>> {
        let before = booking_by_id(self.conn, id)?;
        let siblings = self.open_options(before.request, before.id)?;
        let mut ids: Vec<SessionId> = siblings.iter().map(|hold| hold.session).collect();
        ids.push(before.session);
        let table = self.lock_sessions(&ids)?;
        // Read again under the lock.
        let hold = booking_by_id(self.conn, id)?;
        self.must_be_open(&hold)?;
        if is_kept(&hold, self.now) {
            return Err(Refusal::PromiseStands.into());
        }
        let options = self.open_options(hold.request, hold.id)?;
        let (together, others): (Vec<Booking>, Vec<Booking>) =
            options.into_iter().partition(|other| other.proposal.is_some() && other.proposal == hold.proposal);
        let mut group = together;
        group.push(hold.clone());
        group.sort_by_key(|seat| (seat.date, std::cmp::Reverse(seat.half_day), seat.id));
        let dates = group.iter().chain(&others).map(|seat| seat.date);
        let (first, last) = (dates.clone().min().unwrap_or(hold.date), dates.max().unwrap_or(hold.date));
        let child = facts::child(self.conn, hold.child, (first, last), self.now)?;
        let replaced = Replaced { request: hold.request, booking: Some(hold.id), ..Replaced::default() };
        let mut beside: Vec<ActiveBooking> = Vec::new();
        for seat in &group {
            // Options of other requests on this half-day give way too.
            let replaced = Replaced { same_half_day: Some((seat.date, seat.half_day)), ..replaced.clone() };
            table.still_possible(&Ask {
                child: &child,
                session: seat.session,
                kind: seat.kind,
                class: None,
                asker: Asker::Parent,
                beside: &beside,
                replaced: &replaced,
                set_aside: None,
                now: self.now,
            })?;
            let Booking { session, site, date, half_day, .. } = *seat;
            beside.push(ActiveBooking { session, site, date, half_day });
        }
        for seat in &mut group {
            let replaced = Replaced { same_half_day: Some((seat.date, seat.half_day)), ..Replaced::default() };
            self.release_replaced(by, &child, &replaced, Some(seat.id))?;
            diesel::update(booking::table.find(stored(seat.id)))
                .set(booking::confirmed_at.eq(Some(stored(self.now))))
                .execute(self.conn)?;
            seat.confirmed_at = Some(self.now);
            let facts = table.session(seat.session)?;
            self.link_to_site(&child, facts)?;
            self.audit(
                by,
                Entry::done(Action::ManageOwnPlaces, "booking", seat.id)
                    .family(child.family)
                    .site(seat.site)
                    .detail(serde_json::json!({ "confirmed": true })),
            )?;
        }
        for other in &others {
            self.mark_released(by, other, ReleaseReason::NotChosen)?;
        }
        if let Some(request) = hold.request {
            self.request_is_served(request)?;
        }
        let mut freed: Vec<SessionId> = others.iter().map(|other| other.session).collect();
        freed.sort_unstable();
        freed.dedup();
        for session in freed {
            self.offer_seats_at(session, self.now)?;
        }
        Ok(group)
    }

    /// The other options still open of a request.
    pub(super) fn open_options(&mut self, request: Option<PlaceRequestId>, but: BookingId) -> Result<Vec<Booking>> {
        let Some(request) = request else { return Ok(Vec::new()) };
        let rows: Vec<BookingRow> = booking::table
            .filter(booking::place_request_id.eq(Some(stored(request))))
            .filter(booking::id.ne(stored(but)))
            .filter(booking::confirmed_at.is_null())
            .filter(active!(self.now))
            .order((booking::session_id, booking::id))
            .select(booking_columns!())
            .load(self.conn)?;
        Ok(rows.into_iter().map(booking_of).collect())
    }

    fn must_be_open(&self, hold: &Booking) -> Result<()> {
        let ran_out = |end: &Instant| *end <= self.now;
        if (hold.release_reason == Some(ReleaseReason::HoldExpired) || hold.confirmed_at.is_none())
            && let Some(expired_at) = hold.expires_at.filter(ran_out)
        {
            return Err(Refusal::HoldExpired { expired_at }.into());
        }
        if hold.released_at.is_some() {
            Err(Refusal::AlreadyReleased.into())
        } else if hold.confirmed_at.is_some() {
            Err(Refusal::AlreadyConfirmed.into())
        } else {
            Ok(())
        }
    }
}
