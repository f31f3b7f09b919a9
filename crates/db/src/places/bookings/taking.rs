//! A seat becomes a child's: the one way of taking one.

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{Acceptance, Asker, CareKind, Override, Purpose, ReleaseReason, SessionFacts};
use domain::sites::SeatClass;
use domain::*;

use super::table::{Ask, Given, Replaced, Table};
use super::{BookCommand, Booked, Offered, RELEASE_HOLD};
use crate::audit::{Entry, Signature};
use crate::places::booking_by_id;
use crate::places::facts::{self, Child};
use crate::schema::{booking, link};
use crate::{Result, Tx, stored};

/// How long after the booked day the site still reaches the family it received (assumed: a quarter, to end a file properly).
const DAYS_OF_CONTACT: i32 = 92;

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
    /// The booking it is moved from.
    pub(crate) moved_from: Option<BookingId>,
    /// Under which action the audit says it, and what it says beside the seat.
    pub(crate) action: Action,
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
            moved_from: None,
            action: Action::ManageBookings,
            detail: serde_json::Value::Null,
        }
    }
}

impl Tx<'_> {
    /// Gives a child a seat, as the rules decide on locked sessions: holds it or books it, and says so in the audit.
    pub(crate) fn take_seat(&mut self, by: &Signature, table: &Table, taking: Taking<'_>) -> Result<Booked> {
        let given = table.decide(&Ask {
            child: taking.child,
            session: taking.session,
            kind: taking.kind,
            class: taking.class,
            asker: taking.asker,
            beside: &[],
            replaced: &taking.replaced,
            set_aside: taking.set_aside,
            now: self.now,
        })?;
        if taking.until == Until::Confirmed && given.acceptance == Acceptance::BySite {
            return Err(Refusal::ProfessionalsOnly.into());
        }
        let taken = self.give_seat(by, &given, &taking)?;
        if let Some(request) = taking.request.filter(|_| taken.expires_at.is_none()) {
            self.request_is_served(request)?;
        }
        Ok(taken)
    }

    /// Makes true what the rules decided: the one place where a new seat is taken for a child, whether it is asked for, booked by hand,
    /// offered, promised or moved. What it replaces is given back.
    pub(crate) fn give_seat(&mut self, by: &Signature, given: &Given, taking: &Taking<'_>) -> Result<Booked> {
        let held_until = match taking.until {
            Until::Confirmed => None,
            Until::ThePolicySays => Some(given.hold_until),
            Until::TheSessionBegins => Some(given.session.begins()),
        };
        self.release_replaced(by, taking.child, &taking.replaced, None)?;
        let taken = self.insert_seat(by, given, taking, held_until)?;
        if held_until.is_none() {
            self.link_to_site(taking.child, &given.session)?;
        }
        let mut detail = serde_json::json!({
            "session": given.session.id, "seat": taken.seat, "care_kind": taking.kind, "held_until": held_until,
            "set_aside": taken.overridden,
        });
        if let (Some(detail), serde_json::Value::Object(more)) = (detail.as_object_mut(), &taking.detail) {
            detail.extend(more.clone());
        }
        let line = Entry::done(taking.action, "booking", taken.id);
        self.audit(by, line.family(taking.child.family).site(given.session.site).detail(detail))?;
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

    fn insert_seat(
        &mut self,
        by: &Signature,
        given: &Given,
        taking: &Taking<'_>,
        held_until: Option<Instant>,
    ) -> Result<Booked> {
        let id: BookingId = self.new_id();
        let author = by.person.map(Id::uuid).or(by.parent.map(Id::uuid)).map(PersonId::from_uuid);
        let rules: Vec<String> = given.overridden.iter().map(Refusal::rule).collect();
        let set_aside = (!rules.is_empty()).then(|| rules.join(" "));
        let reason = taking.set_aside.map(|set_aside| set_aside.reason.as_str());
        diesel::insert_into(booking::table)
            .values((
                (
                    booking::id.eq(stored(id)),
                    booking::session_id.eq(stored(given.session.id)),
                    booking::seat_no.eq(i32::from(given.seat)),
                    booking::child_id.eq(stored(taking.child.id)),
                    booking::site_id.eq(stored(given.session.site)),
                    booking::date.eq(stored(given.session.date)),
                    booking::half_day.eq(stored(given.session.half_day)),
                    booking::place_request_id.eq(taking.request.map(stored)),
                    booking::proposal.eq(taking.proposal),
                ),
                (
                    booking::care_kind.eq(stored(taking.kind)),
                    booking::purpose.eq(stored(taking.purpose)),
                    booking::created_at.eq(stored(self.now)),
                    booking::created_by.eq(author.map(stored)),
                    booking::expires_at.eq(held_until.map(stored)),
                    booking::confirmed_at.eq(held_until.is_none().then(|| stored(self.now))),
                    booking::override_rule.eq(set_aside.clone()),
                    booking::override_reason.eq(set_aside.and(reason)),
                    booking::moved_from.eq(taking.moved_from.map(stored)),
                ),
            ))
            .execute(self.conn)?;
        if let Some(end) = held_until {
            self.plan_job(RELEASE_HOLD, &Offered { hold: id }, end, Some(&id.to_string()))?;
        }
        Ok(Booked {
            id,
            session: given.session.id,
            seat: given.seat,
            class: given.class,
            expires_at: held_until,
            overridden: given.overridden.clone(),
        })
    }

    /// Gives back the open options that a new place replaces, but one.
    pub(super) fn release_replaced(
        &mut self,
        by: &Signature,
        child: &Child,
        replaced: &Replaced,
        but: Option<BookingId>,
    ) -> Result<()> {
        for own in child.places.iter().filter(|own| !own.confirmed && Some(own.booking) != but && replaced.hides(own)) {
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
