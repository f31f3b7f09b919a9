//! A seat is given back, moved, or had again: what is free is offered when nothing can be undone any more.

use diesel::prelude::*;
use domain::access::Action;
use domain::places::rules::free_seat;
use domain::places::{Acceptance, Asker, Override, ReleaseReason, SessionFacts, undo_ends};
use domain::*;

use super::table::{Ask, Replaced, Table};
use super::taking::{Taking, Until};
use super::{Booked, Freed, OFFER_SEATS, Offered, TELL_CANCELLED};
use crate::audit::{Entry, Signature};
use crate::places::{Booking, booking_by_id, facts};
use crate::plans::promises::{KEPT_FOR_PROMISE, is_kept};
use crate::schema::{attendance_fact, booking};
use crate::{Result, Stored, Tx, stored};

impl Tx<'_> {
    /// Gives a hold or booking back; the seat is offered to those who wait for it as soon as that cannot be undone any more.
    ///
    /// A hold takes the other seats of its proposal with it.
    pub fn release(&mut self, by: &Signature, id: BookingId, reason: ReleaseReason) -> Result<Booking> {
        let before = booking_by_id(self.conn, id)?;
        let together = if before.confirmed_at.is_none() {
            self.open_options(before.request, before.id)?
                .into_iter()
                .filter(|other| other.proposal.is_some() && other.proposal == before.proposal)
                .collect()
        } else {
            Vec::new()
        };
        let ids: Vec<SessionId> = together.iter().map(|other| other.session).chain([before.session]).collect();
        let table = self.lock_sessions(&ids)?;
        let seat = booking_by_id(self.conn, id)?;
        if seat.released_at.is_some() {
            return Err(Refusal::AlreadyReleased.into());
        }
        self.must_be_releasable(&table, &seat)?;
        let promised = is_kept(&seat, self.now);
        if promised && !by_the_family(reason) {
            return Err(Refusal::PromiseStands.into());
        }
        let mut freed = vec![seat.session];
        self.mark_released(by, &seat, reason)?;
        for other in &together {
            self.mark_released(by, other, reason)?;
            freed.push(other.session);
        }
        if let Some(request) = seat.request.filter(|_| seat.confirmed_at.is_none()) {
            self.request_lost_an_option(request, false)?;
            if promised {
                // The family gives up what it was promised.
                self.promises_fall(request)?;
            }
        }
        if reason == ReleaseReason::SiteClosed && seat.confirmed_at.is_some() && by.person.is_some() {
            // The family hears of it when the time to undo is over.
            let told_at = undo_ends(self.now);
            self.plan_job(TELL_CANCELLED, &Offered { hold: id }, told_at, Some(&id.to_string()))?;
        }
        let free_at = if reason.can_be_undone() && !promised { undo_ends(self.now) } else { self.now };
        for session in freed {
            self.offer_seats_at(session, free_at)?;
        }
        booking_by_id(self.conn, id)
    }

    /// Moves a hold or booking to another session, as one step: the old seat is free when the new one is taken.
    pub fn move_booking(
        &mut self,
        by: &Signature,
        id: BookingId,
        to: SessionId,
        asker: Asker,
        set_aside: Option<&Override>,
    ) -> Result<Booked> {
        let before = booking_by_id(self.conn, id)?;
        let table = self.lock_sessions(&[before.session, to])?;
        let old = booking_by_id(self.conn, id)?;
        if old.released_at.is_some() {
            return Err(Refusal::AlreadyReleased.into());
        }
        if old.session == to {
            let SessionFacts { date, half_day, .. } = *table.session(to)?;
            return Err(Refusal::ChildAlreadyPlaced { date, half_day }.into());
        }
        self.must_be_releasable(&table, &old)?;
        if is_kept(&old, self.now) {
            return Err(Refusal::PromiseStands.into());
        }
        let child = facts::child(self.conn, old.child, table.span()?, self.now)?;
        let kept_for_undo = asker == Asker::Professional;
        let replaced = Replaced { booking: Some(id), kept_for_undo, ..Replaced::default() };
        let given = table.decide(&Ask {
            child: &child,
            session: to,
            kind: old.kind,
            class: None,
            asker,
            beside: &[],
            replaced: &replaced,
            set_aside,
            now: self.now,
        })?;
        if given.acceptance == Acceptance::BySite {
            return Err(Refusal::ProfessionalsOnly.into());
        }
        self.mark_released(by, &old, ReleaseReason::Moved)?;
        let until = if old.confirmed_at.is_some() { Until::Confirmed } else { Until::ThePolicySays };
        let booked = self.give_seat(
            by,
            &given,
            &Taking {
                asker,
                request: old.request,
                proposal: old.proposal,
                until,
                replaced,
                set_aside,
                moved_from: Some(id),
                detail: serde_json::json!({ "moved_from": id }),
                ..Taking::of(&child, to, old.kind, old.purpose)
            },
        )?;
        let free_at = if old.confirmed_at.is_some() { undo_ends(self.now) } else { self.now };
        self.offer_seats_at(old.session, free_at)?;
        Ok(booked)
    }

    /// Undoes a cancellation, within [`domain::places::UNDO_SECONDS`]: so long the seat is kept. Only those who run the site may have
    /// given it away by hand meanwhile; then another of the same kind does as well.
    pub fn restore(&mut self, by: &Signature, id: BookingId) -> Result<Booking> {
        let before = booking_by_id(self.conn, id)?;
        let table = self.lock_sessions(&[before.session])?;
        let lost = booking_by_id(self.conn, id)?;
        let Some(released_at) = lost.released_at else { return Err(Refusal::AlreadyConfirmed.into()) };
        let by_a_person = lost.release_reason.is_some_and(ReleaseReason::can_be_undone);
        let still_held = lost.confirmed_at.is_some() || lost.expires_at.is_some_and(|end| end > self.now);
        let promised = lost.confirmed_at.is_none() && lost.proposal == Some(KEPT_FOR_PROMISE);
        if !by_a_person || !still_held || promised || self.now >= undo_ends(released_at) {
            return Err(Refusal::AlreadyReleased.into());
        }
        let child = facts::child(self.conn, lost.child, table.span()?, self.now)?;
        let replaced = Replaced { kept_for_undo: true, ..Replaced::default() };
        let ask = Ask {
            child: &child,
            session: lost.session,
            kind: lost.kind,
            class: None,
            asker: Asker::Professional,
            beside: &[],
            replaced: &replaced,
            set_aside: None,
            now: self.now,
        };
        table.still_possible(&ask)?;
        let session = table.without(lost.session, &child, &replaced)?;
        let class = lost.kind.seat_class();
        let seat = if session.taken.contains(&lost.seat) || lost.seat > session.seats.total() {
            free_seat(&session, class, table.policy(&session)?, self.now)
        } else {
            Some(lost.seat)
        };
        let SessionFacts { date, half_day, .. } = session;
        let seat = seat.ok_or(Refusal::SeatsFull { class, date, half_day })?;
        diesel::update(booking::table.find(stored(id)))
            .set((
                booking::seat_no.eq(i32::from(seat)),
                booking::released_at.eq(None::<Stored<Instant>>),
                booking::release_reason.eq(None::<Stored<ReleaseReason>>),
                booking::released_by.eq(None::<Stored<PersonId>>),
            ))
            .execute(self.conn)?;
        self.audit(
            by,
            Entry::done(Action::ManageBookings, "booking", id)
                .family(child.family)
                .site(lost.site)
                .detail(serde_json::json!({ "restored": true })),
        )?;
        booking_by_id(self.conn, id)
    }

    /// Gives back a hold that has run out, and has its seat offered; a hold that was confirmed or released meanwhile is left alone.
    pub fn release_hold_in_time(&mut self, id: BookingId) -> Result<()> {
        let hold = booking_by_id(self.conn, id)?;
        let ran_out = hold.expires_at.is_some_and(|end| end <= self.now);
        self.audited = true;
        if hold.released_at.is_some() || hold.confirmed_at.is_some() || !ran_out {
            return Ok(());
        }
        self.lock_sessions(&[hold.session]).map(drop)
    }

    /// Has the free seats of a session offered to those who wait, at an instant.
    pub(crate) fn offer_seats_at(&mut self, session: SessionId, at: Instant) -> Result<()> {
        // Of several seats of one session, each has its own time.
        self.plan_job(OFFER_SEATS, &Freed { session }, at, Some(&format!("{session} {at}")))
    }

    /// A seat is given back before its session ends, and not once the child was recorded there.
    fn must_be_releasable(&mut self, table: &Table, seat: &Booking) -> Result<()> {
        let session = table.session(seat.session)?;
        let SessionFacts { date, half_day, .. } = *session;
        if session.ends() <= self.now {
            return Err(Refusal::SessionPast { date, half_day }.into());
        }
        let recorded: i64 = attendance_fact::table
            .filter(attendance_fact::booking_id.eq(stored(seat.id)))
            .filter(attendance_fact::withdrawn.eq(false))
            .count()
            .get_result(self.conn)?;
        if recorded > 0 { Err(Refusal::AlreadyRecorded.into()) } else { Ok(()) }
    }

    /// Marks a seat as given back and says so in the audit.
    pub(crate) fn mark_released(&mut self, by: &Signature, seat: &Booking, reason: ReleaseReason) -> Result<()> {
        let author = by.person.map(Id::uuid).or(by.parent.map(Id::uuid)).map(PersonId::from_uuid);
        diesel::update(booking::table.find(stored(seat.id)))
            .set((
                booking::released_at.eq(Some(stored(self.now))),
                booking::release_reason.eq(Some(stored(reason))),
                booking::released_by.eq(author.map(stored)),
            ))
            .execute(self.conn)?;
        self.audit(
            by,
            Entry::done(Action::ManageOwnPlaces, "booking", seat.id)
                .site(seat.site)
                .detail(serde_json::json!({ "released": reason })),
        )
    }
}

/// Whether a reason is the family's own: only then does what it was promised end with its seat.
const fn by_the_family(reason: ReleaseReason) -> bool {
    matches!(
        reason,
        ReleaseReason::NotChosen | ReleaseReason::ChildIll | ReleaseReason::AppointmentMoved | ReleaseReason::NoNeed
    )
}
