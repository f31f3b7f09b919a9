//! What is decided on: locked sessions with their taken seats and rules, and one question to the rules.

use diesel::prelude::*;
use domain::places::rules::{self, hold_until};
use domain::places::{
    Acceptance, ActiveBooking, Asker, CareKind, DatedBands, Decision, Override, ReleaseReason, SessionFacts, Wish,
    decide,
};
use domain::sites::{SeatClass, SitePolicy};
use domain::*;

use crate::audit::Signature;
use crate::places::facts::{self, Child, Kept, OwnPlace, SiteRules, Taken};
use crate::places::{BookingRow, booking_columns, booking_of};
use crate::schema::{booking, session};
use crate::{Conn, Error, Result, Stored, Tx, stored};

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
    pub(super) fn hides(&self, own: &OwnPlace) -> bool {
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
    /// Loads some sessions: to decide in a transaction once they are locked, or to look.
    pub(crate) fn of(conn: &mut Conn, ids: &[SessionId], now: Instant) -> Result<Self> {
        let (sessions, taken) = facts::session_facts(conn, ids, now)?;
        let mut sites: Vec<SiteId> = sessions.iter().map(|session| session.site).collect();
        sites.sort_unstable();
        sites.dedup();
        let rules = facts::site_rules(conn, &sites)?;
        Ok(Self { sessions, taken, rules })
    }
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
    pub(super) fn without(&self, id: SessionId, child: &Child, replaced: &Replaced) -> Result<SessionFacts> {
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
        Table::of(self.conn, ids, self.now)
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
}
