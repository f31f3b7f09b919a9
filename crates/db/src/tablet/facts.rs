//! What tablets wrote down, taken one by one: each fact once, in whatever order, however often it is sent.
//!
//! Nothing is refused because it contradicts something else: two tablets without a network both told the truth as they saw it. What does
//! not fit together is derived from the facts ([`domain::attendance::conflicts`]) and shown to somebody who knows.

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{AbsenceReason, AttendanceKind};
use domain::tablet::{Fetched, NotTaken, Noted, TabletFact, is_near};
use domain::*;

use crate::access::Actor;
use crate::audit::{Entry, Signature};
use crate::schema::{
    attendance_fact, booking, care_note, child, head_count, membership, pick_up_person, session, site, tablet,
};
use crate::{Error, Result, Stored, Tx, stored};

/// What became of one fact: taken (now or before), or why not.
pub type Taken = std::result::Result<(), NotTaken>;

/// The booking a fact is about.
struct About {
    child: ChildId,
    family: FamilyId,
    starts: Instant,
    ends: Instant,
}

impl Tx<'_> {
    /// Takes the facts of one tablet, each for itself: one that is not taken holds no other back.
    pub fn take_facts(&mut self, actor: &Actor, facts: &[TabletFact]) -> Result<Vec<Taken>> {
        let (tablet_id, _) = super::site_of(actor)?;
        // Asked again in this transaction: it may have been taken back a moment ago.
        let revoked: Option<Stored<Instant>> =
            tablet::table.find(stored(tablet_id)).select(tablet::revoked_at).first(self.conn)?;
        if revoked.is_some() {
            return Err(Error::Denied);
        }
        // A batch of which nothing is new leaves no line of its own.
        self.audited = true;
        facts.iter().map(|fact| self.take_fact(actor, fact)).collect()
    }

    fn take_fact(&mut self, actor: &Actor, fact: &TabletFact) -> Result<Taken> {
        match self.savepoint(|tx| tx.join(actor, fact).map_err(Stop::into_error)) {
            Ok(()) => Ok(Ok(())),
            Err(Error::Field { field: NOT_TAKEN, message }) => {
                Ok(Err(NotTaken::read(message).unwrap_or(NotTaken::Unreadable)))
            }
            Err(error) => Err(error),
        }
    }

    fn join(&mut self, actor: &Actor, fact: &TabletFact) -> std::result::Result<(), Stop> {
        let (tablet_id, site_id) = super::site_of(actor)?;
        fact.noted.check()?;
        if self.is_known(tablet_id, fact)? {
            return Ok(());
        }
        if !self.works_here(site_id, fact.by)? {
            return Err(NotTaken::UnknownPerson.into());
        }
        let by = Signature { person: Some(fact.by), ..actor.signature() };
        let common = (stored(fact.id), stored(Instant::new(fact.at.timestamp())), stored(self.now));
        match &fact.noted {
            Noted::Counted { counted, expected, reason } => {
                let (id, at, recorded_at) = common;
                diesel::insert_into(head_count::table)
                    .values((
                        head_count::id.eq(id),
                        head_count::site_id.eq(stored(site_id)),
                        head_count::at.eq(at),
                        head_count::counted.eq(i32::from(*counted)),
                        head_count::expected.eq(i32::from(*expected)),
                        head_count::reason.eq(reason.as_str()),
                        head_count::recorded_at.eq(recorded_at),
                        head_count::recorded_by.eq(stored(fact.by)),
                        head_count::tablet_id.eq(stored(tablet_id)),
                        head_count::counter.eq(fact.counter),
                    ))
                    .execute(self.conn)
                    .map_err(Error::from)?;
                let line = Entry::done(Action::RecordAttendance, "head_count", fact.id).site(site_id);
                self.audit(
                    &by,
                    line.detail(serde_json::json!({ "reason": reason, "counted": counted, "expected": expected })),
                )?;
            }
            Noted::Undone { fact: earlier } => self.take_back(tablet_id, site_id, fact, *earlier, &by)?,
            noted => {
                let Some(id) = noted.booking() else { return Err(NotTaken::Unreadable.into()) };
                let about = self.about(site_id, id)?.ok_or(NotTaken::UnknownBooking)?;
                if !is_near(fact.at, about.starts, about.ends) {
                    return Err(NotTaken::WrongTime.into());
                }
                match AttendanceMark::of(noted) {
                    Some(mark) => self.write_mark(tablet_id, fact, id, &mark, None)?,
                    None => self.write_note(tablet_id, fact, id, noted, None)?,
                }
                if matches!(noted, Noted::Arrived { .. }) {
                    crate::referrals::note_first_attendance(self, about.child, site_id, fact.at)?;
                }
                self.leave_line(&by, fact, id, about.family, site_id)?;
            }
        }
        Ok(())
    }

    /// Whether the fact is written down already; another one under its id is refused.
    fn is_known(&mut self, tablet_id: TabletId, fact: &TabletFact) -> std::result::Result<bool, Stop> {
        type Written = (Option<Stored<TabletId>>, Option<i64>);
        let find = |tx: &mut Self| -> Result<Option<Written>> {
            let id = stored(fact.id);
            let mark: Option<Written> = attendance_fact::table
                .find(&id)
                .select((attendance_fact::tablet_id, attendance_fact::counter))
                .first(tx.conn)
                .optional()?;
            if mark.is_some() {
                return Ok(mark);
            }
            let note: Option<Written> = care_note::table
                .find(&id)
                .select((care_note::tablet_id.nullable(), care_note::counter.nullable()))
                .first(tx.conn)
                .optional()?;
            if note.is_some() {
                return Ok(note);
            }
            Ok(head_count::table
                .find(&id)
                .select((head_count::tablet_id.nullable(), head_count::counter.nullable()))
                .first(tx.conn)
                .optional()?)
        };
        match find(self)? {
            None => Ok(false),
            Some((tablet, counter)) if tablet.as_deref() == Some(&tablet_id) && counter == Some(fact.counter) => {
                Ok(true)
            }
            Some(_) => Err(NotTaken::IdTaken.into()),
        }
    }

    /// Whether a person works at the site, or did: who was there at eight may have left the team by the time her facts come in.
    fn works_here(&mut self, site_id: SiteId, person: PersonId) -> Result<bool> {
        let organisation: Stored<OrganisationId> =
            site::table.find(stored(site_id)).select(site::organisation_id).first(self.conn)?;
        let found: i64 = membership::table
            .filter(membership::person_id.eq(stored(person)).and(membership::organisation_id.eq(organisation)))
            .filter(membership::site_id.is_null().or(membership::site_id.assume_not_null().eq(stored(site_id))))
            .count()
            .get_result(self.conn)?;
        Ok(found > 0)
    }

    /// A confirmed booking of the site, given back or not: who was seen at the door was there.
    fn about(&mut self, site_id: SiteId, id: BookingId) -> Result<Option<About>> {
        type Row = (Stored<ChildId>, Stored<FamilyId>, Stored<Date>, Stored<Time>, Stored<Time>, String);
        let row: Option<Row> = booking::table
            .inner_join(child::table)
            .inner_join(session::table)
            .inner_join(site::table)
            .filter(booking::id.eq(stored(id)).and(booking::site_id.eq(stored(site_id))))
            .filter(booking::confirmed_at.is_not_null())
            .select((child::id, child::family_id, session::date, session::starts_at, session::ends_at, site::time_zone))
            .first(self.conn)
            .optional()?;
        Ok(row.and_then(|(child, family, date, starts_at, ends_at, zone)| {
            let zone = domain::time::time_zone(&zone)?;
            let at = |time: Time| Instant::of_civil(*date, time, &zone);
            Some(About {
                child: child.value(),
                family: family.value(),
                starts: at(starts_at.value())?,
                ends: at(ends_at.value())?,
            })
        }))
    }

    /// Writes an arrival, a departure, an absence, or that one of them did not happen.
    fn write_mark(
        &mut self,
        tablet_id: TabletId,
        fact: &TabletFact,
        booking_id: BookingId,
        mark: &AttendanceMark,
        withdraws: Option<AttendanceFactId>,
    ) -> std::result::Result<(), Stop> {
        let (fetched_by, fetched_words) = match &mark.fetched {
            Some(Fetched::Listed { person }) => {
                let known: i64 = pick_up_person::table
                    .find(stored(*person))
                    .inner_join(child::table.inner_join(booking::table))
                    .filter(booking::id.eq(stored(booking_id)))
                    .count()
                    .get_result(self.conn)
                    .map_err(Error::from)?;
                // Somebody taken off the list since is still who fetched the child; somebody of another child is nobody.
                if known == 0 {
                    return Err(NotTaken::UnknownPerson.into());
                }
                (Some(stored(*person)), None)
            }
            Some(Fetched::Other { words }) => (None, Some(words.trim().to_owned())),
            Some(Fetched::Parent) | None => (None, None),
        };
        diesel::insert_into(attendance_fact::table)
            .values((
                (
                    attendance_fact::id.eq(stored(fact.id)),
                    attendance_fact::booking_id.eq(stored(booking_id)),
                    attendance_fact::kind.eq(stored(mark.kind)),
                    attendance_fact::at.eq(stored(Instant::new(fact.at.timestamp()))),
                    attendance_fact::recorded_at.eq(stored(self.now)),
                    attendance_fact::recorded_by.eq(Some(stored(fact.by))),
                    attendance_fact::absence_reason.eq(mark.absence.map(stored)),
                ),
                (
                    attendance_fact::corrects_id.eq(withdraws.map(stored)),
                    attendance_fact::reason.eq(withdraws.map(|_| "undone")),
                    attendance_fact::withdrawn.eq(withdraws.is_some()),
                    attendance_fact::tablet_id.eq(Some(stored(tablet_id))),
                    attendance_fact::counter.eq(Some(fact.counter)),
                    attendance_fact::fetched_by.eq(fetched_by),
                    attendance_fact::fetched_words.eq(fetched_words),
                ),
            ))
            .execute(self.conn)
            .map_err(Error::from)?;
        Ok(())
    }

    /// Writes what was noted of a child's day, or that it was not so.
    fn write_note(
        &mut self,
        tablet_id: TabletId,
        fact: &TabletFact,
        booking_id: BookingId,
        noted: &Noted,
        withdraws: Option<(AttendanceFactId, String)>,
    ) -> std::result::Result<(), Stop> {
        let (kind, eaten, words) = match (noted, &withdraws) {
            (_, Some((_, kind))) => (kind.as_str(), None, None),
            (Noted::Meal { eaten, .. }, _) => ("meal", Some(eaten.as_str()), None),
            (Noted::Asleep { .. }, _) => ("asleep", None, None),
            (Noted::Awake { .. }, _) => ("awake", None, None),
            (Noted::Note { words, .. }, _) => ("note", None, Some(words.trim())),
            _ => return Err(NotTaken::Unreadable.into()),
        };
        diesel::insert_into(care_note::table)
            .values((
                care_note::id.eq(stored(fact.id)),
                care_note::booking_id.eq(stored(booking_id)),
                care_note::kind.eq(kind),
                care_note::at.eq(stored(Instant::new(fact.at.timestamp()))),
                care_note::eaten.eq(eaten),
                care_note::words.eq(words),
                care_note::withdraws_id.eq(withdraws.as_ref().map(|(id, _)| stored(*id))),
                care_note::recorded_at.eq(stored(self.now)),
                care_note::recorded_by.eq(stored(fact.by)),
                care_note::tablet_id.eq(stored(tablet_id)),
                care_note::counter.eq(fact.counter),
            ))
            .execute(self.conn)
            .map_err(Error::from)?;
        Ok(())
    }

    /// An earlier fact of the site did not happen.
    fn take_back(
        &mut self,
        tablet_id: TabletId,
        site_id: SiteId,
        fact: &TabletFact,
        earlier: AttendanceFactId,
        by: &Signature,
    ) -> std::result::Result<(), Stop> {
        type Mark = (Stored<BookingId>, Stored<AttendanceKind>, Stored<Instant>, Option<Stored<AbsenceReason>>);
        let mark: Option<Mark> = attendance_fact::table
            .find(stored(earlier))
            .select((
                attendance_fact::booking_id,
                attendance_fact::kind,
                attendance_fact::at,
                attendance_fact::absence_reason,
            ))
            .first(self.conn)
            .optional()
            .map_err(Error::from)?;
        if let Some((booking_id, kind, at, absence)) = mark {
            let booking_id = booking_id.value();
            let about = self.about(site_id, booking_id)?.ok_or(NotTaken::UnknownBooking)?;
            let undone = TabletFact { at: at.value(), ..fact.clone() };
            let mark = AttendanceMark { kind: kind.value(), absence: absence.map(Stored::value), fetched: None };
            self.write_mark(tablet_id, &undone, booking_id, &mark, Some(earlier))?;
            self.leave_line(by, fact, booking_id, about.family, site_id)?;
            return Ok(());
        }
        let note: Option<(Stored<BookingId>, String)> = care_note::table
            .find(stored(earlier))
            .select((care_note::booking_id, care_note::kind))
            .first(self.conn)
            .optional()
            .map_err(Error::from)?;
        if let Some((booking_id, kind)) = note {
            let booking_id = booking_id.value();
            let about = self.about(site_id, booking_id)?.ok_or(NotTaken::UnknownBooking)?;
            self.write_note(tablet_id, fact, booking_id, &fact.noted, Some((earlier, kind)))?;
            self.leave_line(by, fact, booking_id, about.family, site_id)?;
            return Ok(());
        }
        let counts: i64 = head_count::table.find(stored(earlier)).count().get_result(self.conn).map_err(Error::from)?;
        Err(if counts > 0 { NotTaken::NotToBeUndone } else { NotTaken::UnknownFact }.into())
    }

    fn leave_line(
        &mut self,
        by: &Signature,
        fact: &TabletFact,
        booking_id: BookingId,
        family: FamilyId,
        site_id: SiteId,
    ) -> Result<()> {
        // Neither the reason of an absence, nor a sentence, nor who fetched belongs in the audit.
        let kind = match &fact.noted {
            Noted::Arrived { .. } => "arrived",
            Noted::Left { .. } => "left",
            Noted::Absent { .. } => "absent",
            Noted::Undone { .. } => "undone",
            _ => "care_note",
        };
        let detail = serde_json::json!({ "booking": booking_id, "kind": kind, "at": fact.at, "counter": fact.counter });
        let line = Entry::done(Action::RecordAttendance, "attendance_fact", fact.id);
        self.audit(by, line.family(family).site(site_id).detail(detail))
    }
}

/// What a fact says of a child's presence.
struct AttendanceMark {
    kind: AttendanceKind,
    absence: Option<AbsenceReason>,
    fetched: Option<Fetched>,
}

impl AttendanceMark {
    fn of(noted: &Noted) -> Option<Self> {
        let (kind, absence, fetched) = match noted {
            Noted::Arrived { .. } => (AttendanceKind::Arrived, None, None),
            Noted::Left { fetched, .. } => (AttendanceKind::Left, None, fetched.clone()),
            Noted::Absent { reason, .. } => {
                (AttendanceKind::Absent, Some(reason.unwrap_or(AbsenceReason::NotAnnounced)), None)
            }
            _ => return None,
        };
        Some(Self { kind, absence, fetched })
    }
}

/// The name under which a reason travels through a savepoint that is undone.
const NOT_TAKEN: &str = "not_taken";

/// Why joining stops: a reason of the fact's own, or a fault.
enum Stop {
    NotTaken(NotTaken),
    Fault(Error),
}

impl From<NotTaken> for Stop {
    fn from(reason: NotTaken) -> Self {
        Self::NotTaken(reason)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

impl Stop {
    fn into_error(self) -> Error {
        match self {
            Self::NotTaken(reason) => Error::Field { field: NOT_TAKEN, message: reason.as_str() },
            Self::Fault(error) => error,
        }
    }
}

/// How many facts tablets have written down: for proofs.
pub fn count(conn: &mut crate::Conn) -> Result<i64> {
    let marks: i64 =
        attendance_fact::table.filter(attendance_fact::tablet_id.is_not_null()).count().get_result(conn)?;
    let notes: i64 = care_note::table.count().get_result(conn)?;
    let counts: i64 = head_count::table.count().get_result(conn)?;
    Ok(marks + notes + counts)
}
