//! The writes that take and give back seats. The first statement of each locks the sessions' rows.

use diesel::prelude::*;
use domain::access::{Action, Role};
use domain::places::rules::{self, free_seat, hold_until};
use domain::places::{
    Acceptance, ActiveBooking, Asker, CareKind, DatedBands, Decision, Override, Purpose, ReleaseReason, SessionFacts,
    Wish, decide, undo_ends,
};
use domain::sites::{SeatClass, SitePolicy};
use domain::*;
use serde::{Deserialize, Serialize};

use super::facts::{self, Child, Kept, OwnPlace, SiteRules, Taken};
use super::{Booking, BookingRow, active, booking_by_id, booking_columns, booking_of};
use crate::audit::{Entry, Signature};
use crate::plans::promises::{KEPT_FOR_PROMISE, is_kept};
use crate::schema::{attendance_fact, booking, link, session};
use crate::{Error, Result, Stored, Tx, stored};

/// The job that gives a hold back when it has run out.
pub const RELEASE_HOLD: &str = "places.release_hold";
/// The job that tells a family that a seat is kept for it; its payload is [`Offered`].
pub const TELL_OFFER: &str = "places.tell_offer";
/// The job that tells a family that the site has taken its place away: payload [`Offered`].
pub const TELL_CANCELLED: &str = "places.tell_cancelled";
/// The job that offers the free seats of a session to those who wait; its payload is [`Freed`].
pub const OFFER_SEATS: &str = "places.offer_seats";
/// How long after the booked day the site still reaches the family it received (assumed: a quarter, to end a file properly).
const DAYS_OF_CONTACT: i32 = 92;

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

/// What is left out of sight when a decision is taken: places of the child that the new one replaces.
#[derive(Debug, Clone, Default)]
pub(crate) struct Replaced {
    /// Options still open of this request.
    pub(crate) request: Option<PlaceRequestId>,
    /// This hold or booking.
    pub(crate) booking: Option<BookingId>,
    /// Every option still open on the same half-day.
    pub(crate) same_half_day: Option<(Date, HalfDay)>,
    /// Seats kept while a cancellation can be undone: those who run the site may give them away by hand, nobody else.
    pub(crate) kept_for_undo: bool,
    /// The seats that are kept for the promise to this request.
    pub(crate) promised: Option<PlaceRequestId>,
    /// The seat that is kept for this round of offers.
    pub(crate) round: Option<OfferRoundId>,
}

impl Replaced {
    fn hides(&self, own: &OwnPlace) -> bool {
        let option_of = |request: PlaceRequestId| !own.confirmed && own.request == Some(request);
        if own.promised {
            // Only the promised request itself may have its seat instead of what is kept for it.
            return self.booking == Some(own.booking) || self.promised.is_some_and(option_of);
        }
        self.booking == Some(own.booking)
            || self.request.is_some_and(option_of)
            || (!own.confirmed && self.same_half_day == Some((own.place.date, own.place.half_day)))
    }
}

/// The loaded facts of some locked sessions, for several decisions in one transaction.
pub(crate) struct Table {
    pub(crate) sessions: Vec<SessionFacts>,
    pub(crate) taken: Vec<Taken>,
    pub(crate) rules: SiteRules,
}

impl Table {
    pub(crate) fn session(&self, id: SessionId) -> Result<&SessionFacts> {
        self.sessions.iter().find(|session| session.id == id).ok_or(Error::NotFound)
    }
    /// The policy of a session's own date.
    pub(crate) fn policy(&self, session: &SessionFacts) -> Result<&SitePolicy> {
        let SessionFacts { date, half_day, .. } = *session;
        let closed = || Error::from(Refusal::SiteClosed { date, half_day });
        self.rules.policy_on(session.site, date).ok_or_else(closed)
    }
    /// The days of all sessions.
    pub(crate) fn span(&self) -> Result<(Date, Date)> {
        let dates = || self.sessions.iter().map(|session| session.date);
        Ok((dates().min().ok_or(Error::NotFound)?, dates().max().ok_or(Error::NotFound)?))
    }
    /// Counts a seat as taken for the decisions that follow.
    pub(crate) fn take(&mut self, given: &Given, child: ChildId) {
        let booking = BookingId::from_uuid(uuid::Uuid::nil());
        let (session, seat) = (given.session.id, given.seat);
        self.taken.push(Taken { booking, session, seat, child, confirmed: false, kept: None });
    }
    /// A session as it would be without the seats of the places replaced.
    fn without(&self, id: SessionId, child: &Child, replaced: &Replaced) -> Result<SessionFacts> {
        let mut session = self.session(id)?.clone();
        let hidden: Vec<BookingId> =
            child.places.iter().filter(|own| replaced.hides(own)).map(|own| own.booking).collect();
        session.taken = self
            .taken
            .iter()
            .filter(|taken| taken.session == id && !hidden.contains(&taken.booking))
            // What the child itself has just left is free for it.
            .filter(|taken| match taken.kept {
                Some(Kept::ForUndo) => !(replaced.kept_for_undo || taken.child == child.id),
                Some(Kept::ForRound(round)) => replaced.round != Some(round),
                None => true,
            })
            .map(|taken| taken.seat)
            .collect();
        Ok(session)
    }
}

/// A question to the rules inside a transaction.
pub(crate) struct Ask<'a> {
    pub(crate) child: &'a Child,
    pub(crate) session: SessionId,
    pub(crate) kind: CareKind,
    pub(crate) class: Option<SeatClass>,
    pub(crate) asker: Asker,
    pub(crate) beside: &'a [ActiveBooking],
    pub(crate) replaced: &'a Replaced,
    pub(crate) set_aside: Option<&'a Override>,
    pub(crate) now: Instant,
}

/// A seat the rules gave.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) session: SessionFacts,
    pub(crate) seat: u16,
    pub(crate) class: SeatClass,
    pub(crate) acceptance: Acceptance,
    pub(crate) overridden: Vec<Refusal>,
    pub(crate) hold_until: Instant,
}

impl Table {
    /// Asks the rules for one seat.
    pub(crate) fn decide(&self, ask: &Ask<'_>) -> Result<Given> {
        self.with_wish(ask, |wish| match decide(wish, ask.set_aside) {
            Decision::Accepted { seat, class, acceptance, overridden } => Ok(Given {
                session: wish.session.clone(),
                seat,
                class,
                acceptance,
                overridden,
                hold_until: hold_until(wish.session, wish.policy, ask.now),
            }),
            Decision::Refused(refusals) => Err(Error::Refused(refusals)),
        })
    }

    /// What must still hold when an option is confirmed, or a cancellation undone: the session and the child's own week.
    ///
    /// The notice and the horizon were judged when the seat was first taken.
    pub(crate) fn still_possible(&self, ask: &Ask<'_>) -> Result<()> {
        let still: [rules::Rule; 5] = [
            rules::session_not_cancelled,
            rules::session_not_past,
            rules::one_place_at_a_time,
            rules::full_day_has_situation,
            rules::within_fair_share,
        ];
        self.with_wish(ask, |wish| {
            let refusals: Vec<Refusal> = still.iter().filter_map(|rule| rule(wish).err()).collect();
            if refusals.is_empty() { Ok(()) } else { Err(Error::Refused(refusals)) }
        })
    }

    fn with_wish<T>(&self, ask: &Ask<'_>, work: impl FnOnce(&Wish<'_>) -> Result<T>) -> Result<T> {
        let session = self.without(ask.session, ask.child, ask.replaced)?;
        let policy = self.policy(&session)?;
        let authorisation =
            self.rules.authorisations(session.site).map(|acts| DatedBands::on(acts, session.premises, session.date));
        let facts = ask.child.facts(|own| ask.replaced.hides(own));
        let ties = ask.child.ties(session.site);
        work(&Wish {
            session: &session,
            policy,
            authorisation,
            child: &facts,
            ties: &ties,
            kind: ask.kind,
            class: ask.class.unwrap_or(ask.kind.seat_class()),
            asker: ask.asker,
            beside: ask.beside,
            now: ask.now,
        })
    }
}

/// What a new row of `booking` says beside the seat.
pub(crate) struct NewSeat<'a> {
    pub(crate) child: ChildId,
    pub(crate) kind: CareKind,
    pub(crate) purpose: Purpose,
    pub(crate) request: Option<PlaceRequestId>,
    pub(crate) proposal: Option<i32>,
    /// Until when it is only held; `None` is confirmed at once.
    pub(crate) held_until: Option<Instant>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) moved_from: Option<BookingId>,
}

/// How long a seat is a child's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// For good.
    Confirmed,
    /// While the family chooses, as the site's policy says.
    ThePolicySays,
    /// Until its session begins: kept for a promise.
    TheSessionBegins,
}

/// A seat that is to be a child's.
pub(crate) struct Taking<'a> {
    pub(crate) child: &'a Child,
    pub(crate) session: SessionId,
    pub(crate) kind: CareKind,
    pub(crate) class: Option<SeatClass>,
    pub(crate) purpose: Purpose,
    pub(crate) asker: Asker,
    pub(crate) request: Option<PlaceRequestId>,
    pub(crate) proposal: Option<i32>,
    pub(crate) until: Until,
    pub(crate) replaced: Replaced,
    pub(crate) set_aside: Option<&'a Override>,
    /// What the audit says beside the seat.
    pub(crate) detail: serde_json::Value,
}

impl<'a> Taking<'a> {
    /// A booking by the site, for no request.
    pub(crate) fn of(child: &'a Child, session: SessionId, kind: CareKind, purpose: Purpose) -> Self {
        Self {
            child,
            session,
            kind,
            class: None,
            purpose,
            asker: Asker::Professional,
            request: None,
            proposal: None,
            until: Until::Confirmed,
            replaced: Replaced::default(),
            set_aside: None,
            detail: serde_json::Value::Null,
        }
    }
}

impl Tx<'_> {
    /// Locks some sessions (in the order of their ids, so that two writers never wait for each other) by raising their
    /// revisions, gives back the holds that have run out in them, and loads them.
    pub(crate) fn lock_sessions(&mut self, ids: &[SessionId]) -> Result<Table> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        for id in &ids {
            let locked = diesel::update(session::table.find(stored(*id)))
                .set(session::revision.eq(session::revision + 1_i64))
                .execute(self.conn)?;
            if locked == 0 {
                return Err(Error::NotFound);
            }
        }
        self.release_expired(&ids)?;
        self.reload(&ids)
    }

    /// Loads some sessions whose rows are locked already.
    pub(crate) fn reload(&mut self, ids: &[SessionId]) -> Result<Table> {
        let (sessions, taken) = facts::session_facts(self.conn, ids, self.now)?;
        let mut sites: Vec<SiteId> = sessions.iter().map(|session| session.site).collect();
        sites.sort_unstable();
        sites.dedup();
        let rules = facts::site_rules(self.conn, &sites)?;
        Ok(Table { sessions, taken, rules })
    }

    /// Gives a child a seat, as the rules decide on locked sessions: holds it or books it, and says so in the audit.
    ///
    /// The one place where a new seat is taken for a child: by hand, for an offer, for a promise.
    pub(crate) fn take_seat(&mut self, by: &Signature, table: &Table, taking: Taking<'_>) -> Result<Booked> {
        let Taking { child, session, kind, purpose, request, replaced, .. } = &taking;
        let given = table.decide(&Ask {
            child,
            session: *session,
            kind: *kind,
            class: taking.class,
            asker: taking.asker,
            beside: &[],
            replaced,
            set_aside: taking.set_aside,
            now: self.now,
        })?;
        let held_until = match taking.until {
            Until::Confirmed => None,
            Until::ThePolicySays => Some(given.hold_until),
            Until::TheSessionBegins => Some(given.session.begins()),
        };
        if held_until.is_none() && given.acceptance == Acceptance::BySite {
            return Err(Refusal::ProfessionalsOnly.into());
        }
        self.release_replaced(by, child, replaced)?;
        let taken = self.insert_seat(
            by,
            &given,
            &NewSeat {
                child: child.id,
                kind: *kind,
                purpose: *purpose,
                request: *request,
                proposal: taking.proposal,
                held_until,
                reason: taking.set_aside.map(|set_aside| set_aside.reason.as_str()),
                moved_from: None,
            },
        )?;
        if held_until.is_none() {
            self.link_to_site(child, &given.session)?;
            if let Some(request) = request {
                self.request_is_served(*request)?;
            }
        }
        let mut detail = serde_json::json!({
            "session": session, "seat": taken.seat, "care_kind": kind, "held_until": held_until,
            "set_aside": taken.overridden,
        });
        if let (Some(detail), serde_json::Value::Object(more)) = (detail.as_object_mut(), &taking.detail) {
            detail.extend(more.clone());
        }
        let line = Entry::done(Action::ManageBookings, "booking", taken.id);
        self.audit(by, line.family(child.family).site(given.session.site).detail(detail))?;
        Ok(taken)
    }

    fn take_as_told(&mut self, by: &Signature, command: &BookCommand, until: Until) -> Result<Booked> {
        let table = self.lock_sessions(&[command.session])?;
        let session = table.session(command.session)?;
        let replaced = Replaced {
            same_half_day: Some((session.date, session.half_day)),
            kept_for_undo: command.asker == Asker::Professional,
            promised: command.request,
            ..Replaced::default()
        };
        let child = facts::child(self.conn, command.child, table.span()?, self.now)?;
        let taking = Taking {
            class: command.class,
            asker: command.asker,
            request: command.request,
            until,
            replaced,
            set_aside: command.set_aside.as_ref(),
            ..Taking::of(&child, command.session, command.kind, command.purpose)
        };
        self.take_seat(by, &table, taking)
    }

    /// Books a seat: the rules decide, the seat is the child's at once.
    ///
    /// Where the site answers first ("on request") only its professionals book; others ask with a place request.
    pub fn book(&mut self, by: &Signature, command: &BookCommand) -> Result<Booked> {
        self.take_as_told(by, command, Until::Confirmed)
    }

    /// Keeps a seat for a family while it chooses: as long as the site's policy says, and never past the session's start.
    pub fn hold(&mut self, by: &Signature, command: &BookCommand) -> Result<Booked> {
        self.take_as_told(by, command, Until::ThePolicySays)
    }

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
            self.release_replaced_but(by, &child, &replaced, seat.id)?;
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
        let booked = self.insert_seat(
            by,
            &given,
            &NewSeat {
                child: old.child,
                kind: old.kind,
                purpose: old.purpose,
                request: old.request,
                proposal: old.proposal,
                held_until: old.confirmed_at.is_none().then_some(given.hold_until),
                reason: set_aside.map(|set_aside| set_aside.reason.as_str()),
                moved_from: Some(id),
            },
        )?;
        if old.confirmed_at.is_some() {
            self.link_to_site(&child, &given.session)?;
        }
        self.audit(
            by,
            Entry::done(Action::ManageBookings, "booking", booked.id)
                .family(child.family)
                .site(given.session.site)
                .detail(serde_json::json!({ "moved_from": id, "session": to, "set_aside": booked.overridden })),
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

    /// Marks every hold that has run out in some sessions as given back.
    fn release_expired(&mut self, ids: &[SessionId]) -> Result<()> {
        let wanted: Vec<Stored<SessionId>> = ids.iter().copied().map(stored).collect();
        let rows: Vec<BookingRow> = booking::table
            .filter(booking::session_id.eq_any(wanted))
            .filter(booking::released_at.is_null().and(booking::confirmed_at.is_null()))
            .filter(booking::expires_at.le(stored(self.now)))
            .order(booking::id)
            .select(booking_columns!())
            .load(self.conn)?;
        for hold in rows.into_iter().map(booking_of) {
            self.mark_released(&Signature::system(), &hold, ReleaseReason::HoldExpired)?;
            if let Some(request) = hold.request {
                self.request_lost_an_option(request, true)?;
            }
            self.offer_seats_at(hold.session, self.now)?;
        }
        Ok(())
    }

    /// The other options still open of a request.
    fn open_options(&mut self, request: Option<PlaceRequestId>, but: BookingId) -> Result<Vec<Booking>> {
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

    pub(crate) fn insert_seat(&mut self, by: &Signature, given: &Given, new: &NewSeat<'_>) -> Result<Booked> {
        let id: BookingId = self.new_id();
        let author = by.person.map(Id::uuid).or(by.parent.map(Id::uuid)).map(PersonId::from_uuid);
        let rules: Vec<String> = given.overridden.iter().map(Refusal::rule).collect();
        let set_aside = (!rules.is_empty()).then(|| rules.join(" "));
        diesel::insert_into(booking::table)
            .values((
                (
                    booking::id.eq(stored(id)),
                    booking::session_id.eq(stored(given.session.id)),
                    booking::seat_no.eq(i32::from(given.seat)),
                    booking::child_id.eq(stored(new.child)),
                    booking::site_id.eq(stored(given.session.site)),
                    booking::date.eq(stored(given.session.date)),
                    booking::half_day.eq(stored(given.session.half_day)),
                    booking::place_request_id.eq(new.request.map(stored)),
                    booking::proposal.eq(new.proposal),
                ),
                (
                    booking::care_kind.eq(stored(new.kind)),
                    booking::purpose.eq(stored(new.purpose)),
                    booking::created_at.eq(stored(self.now)),
                    booking::created_by.eq(author.map(stored)),
                    booking::expires_at.eq(new.held_until.map(stored)),
                    booking::confirmed_at.eq(new.held_until.is_none().then(|| stored(self.now))),
                    booking::override_rule.eq(set_aside.clone()),
                    booking::override_reason.eq(set_aside.and(new.reason)),
                    booking::moved_from.eq(new.moved_from.map(stored)),
                ),
            ))
            .execute(self.conn)?;
        if let Some(end) = new.held_until {
            self.plan_job(RELEASE_HOLD, &Offered { hold: id }, end, Some(&id.to_string()))?;
        }
        Ok(Booked {
            id,
            session: given.session.id,
            seat: given.seat,
            class: given.class,
            expires_at: new.held_until,
            overridden: given.overridden.clone(),
        })
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

    /// Gives back the open options that a new place replaces.
    pub(crate) fn release_replaced(&mut self, by: &Signature, child: &Child, replaced: &Replaced) -> Result<()> {
        for own in child.places.iter().filter(|own| !own.confirmed && replaced.hides(own)) {
            let hold = booking_by_id(self.conn, own.booking)?;
            self.mark_released(by, &hold, ReleaseReason::NotChosen)?;
        }
        Ok(())
    }

    fn release_replaced_but(
        &mut self,
        by: &Signature,
        child: &Child,
        replaced: &Replaced,
        but: BookingId,
    ) -> Result<()> {
        for own in child.places.iter().filter(|own| !own.confirmed && own.booking != but && replaced.hides(own)) {
            let hold = booking_by_id(self.conn, own.booking)?;
            if hold.is_active(self.now) {
                self.mark_released(by, &hold, ReleaseReason::NotChosen)?;
            }
        }
        Ok(())
    }

    /// A site reaches the family of a child it receives: from the booking on, and a while after the day.
    pub(crate) fn link_to_site(&mut self, child: &Child, session: &SessionFacts) -> Result<()> {
        let today = self.now.date(&session.zone);
        let until = domain::places::days_after(session.date, DAYS_OF_CONTACT);
        let reaching: i64 = link::table
            .filter(link::family_id.eq(stored(child.family)))
            .filter(link::kind.eq("admission").and(link::site_id.eq(Some(stored(session.site)))))
            .filter(link::from_date.le(stored(today)))
            .filter(link::until_date.is_null().or(link::until_date.ge(stored(session.date))))
            .count()
            .get_result(self.conn)?;
        if reaching > 0 {
            return Ok(());
        }
        let to = crate::families::LinkTo { site: Some(session.site), ..Default::default() };
        let period = Period { from: today, until: Some(until.max(today)) };
        self.create_link(child.family, domain::families::LinkKind::Admission, to, period).map(drop)
    }
}

/// Whether a reason is the family's own: only then does what it was promised end with its seat.
const fn by_the_family(reason: ReleaseReason) -> bool {
    matches!(
        reason,
        ReleaseReason::NotChosen | ReleaseReason::ChildIll | ReleaseReason::AppointmentMoved | ReleaseReason::NoNeed
    )
}

/// The override of a site manager with her reason.
pub fn set_aside(reason: impl Into<String>) -> Override {
    Override { role: Role::SiteManager, reason: reason.into() }
}
