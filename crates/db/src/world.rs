//! Loading a world in bulk: rows that are past already, with the dates they had. Only an invented history needs this; what
//! happens today goes through the rooms' own functions and their rules.

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{AbsenceReason, AttendanceKind, CareKind, Need, Purpose, ReleaseReason, RequestOutcome};
use domain::referrals::{EXPIRY_DAYS, REMINDER_DAYS, ReferralEventKind, ReferralFacts, RefusalReason, Urgency};
use domain::sites::PrescriberKind;
use domain::*;

use crate::audit::{Entry, Signature};
use crate::referrals::{EXPIRE_JOB, REMIND_JOB};
use crate::schema::{
    attendance_fact, booking, family_shield, link, place_request, place_request_site, referral, referral_child,
    referral_event,
};
use crate::{Result, Tx, stored};

impl Tx<'_> {
    /// Writes down what is kept apart for a protected family.
    pub fn write_shield(&mut self, family: FamilyId, address: &str, danger_note: &str) -> Result<()> {
        diesel::insert_into(family_shield::table)
            .values((
                family_shield::family_id.eq(stored(family)),
                family_shield::address.eq(address),
                family_shield::danger_note.eq(danger_note),
                family_shield::updated_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    /// Writes down a referral with the whole of its life so far.
    pub fn write_referral(&mut self, past: &PastReferral) -> Result<ReferralId> {
        let now = self.now;
        let life = past.life;
        let sent_at = life.sent_at.unwrap_or(now);
        self.now = sent_at;
        let id: ReferralId = self.new_id();
        let number = format!("O{:05}", self.next_number("referral")?);
        diesel::insert_into(referral::table)
            .values((
                (
                    referral::id.eq(stored(id)),
                    referral::number.eq(&number),
                    referral::family_id.eq(stored(past.family)),
                    referral::parent_id.eq(stored(past.parent)),
                    referral::organisation_id.eq(Some(stored(past.organisation))),
                    referral::prescriber_kind.eq(stored(past.prescriber_kind)),
                    referral::prescriber_organisation_name.eq(&past.organisation_name),
                    referral::prescriber_name.eq(&past.prescriber_name),
                    referral::prescriber_email.eq(&past.prescriber_email),
                    referral::person_id.eq(past.person.map(stored)),
                    referral::site_id.eq(stored(past.site)),
                    referral::purpose.eq(stored(past.purpose)),
                    referral::urgency.eq(stored(past.urgency)),
                    referral::need.eq(serde_json::to_string(&past.need)?),
                    referral::message.eq(&past.message),
                ),
                (
                    referral::sent_at.eq(stored(sent_at)),
                    referral::seen_at.eq(life.seen_at.map(stored)),
                    referral::reminded_at.eq(past.reminded_at.map(stored)),
                    referral::reminders.eq(i32::from(past.reminded_at.is_some())),
                    referral::asked_at.eq(life.asked_at.map(stored)),
                    referral::accepted_at.eq(life.accepted_at.map(stored)),
                    referral::refused_at.eq(life.refused_at.map(stored)),
                    referral::refusal_reason.eq(life.refused_at.and(past.refusal).map(stored)),
                    referral::expired_at.eq(life.expired_at.map(stored)),
                    referral::ended_at.eq(life.ended_at.map(stored)),
                    referral::end_reason.eq(life.ended_at.and(past.end_reason.as_ref())),
                    referral::revision.eq(1_i64),
                ),
            ))
            .execute(self.conn)?;
        for child in &past.children {
            diesel::insert_into(referral_child::table)
                .values((referral_child::referral_id.eq(stored(id)), referral_child::child_id.eq(stored(*child))))
                .execute(self.conn)?;
        }
        let mut words: Vec<&str> = past.words.iter().map(String::as_str).collect();
        words.push(&number);
        self.index_words("referral", &id.to_string(), &words)?;
        let refusal = past.refusal.map(|reason| reason.as_str());
        let events = [
            (ReferralEventKind::Sent, Some(sent_at), None),
            (ReferralEventKind::Seen, life.seen_at, None),
            (ReferralEventKind::Reminded, past.reminded_at, None),
            (ReferralEventKind::Asked, life.asked_at, None),
            (ReferralEventKind::Accepted, life.accepted_at, None),
            (ReferralEventKind::Refused, life.refused_at, refusal),
            (ReferralEventKind::Expired, life.expired_at, None),
            (ReferralEventKind::Ended, life.ended_at, past.end_reason.as_deref()),
        ];
        for (kind, at, reason) in events {
            if let Some(at) = at {
                let by = if kind == ReferralEventKind::Sent { past.person } else { past.manager };
                self.write_referral_event(id, past, kind, at, by, reason)?;
            }
        }
        self.now = now;
        if life.is_open() {
            let payload = serde_json::json!({ "id": id.to_string() });
            let reminder = 1 + i64::from(past.reminded_at.is_some());
            let remind_at = sent_at.plus_hours(24 * REMINDER_DAYS * reminder);
            self.plan_job(REMIND_JOB, &payload, remind_at, Some(&format!("{id} {reminder}")))?;
            self.plan_job(EXPIRE_JOB, &payload, sent_at.plus_hours(24 * EXPIRY_DAYS), Some(&id.to_string()))?;
        }
        Ok(id)
    }

    fn write_referral_event(
        &mut self,
        id: ReferralId,
        past: &PastReferral,
        kind: ReferralEventKind,
        at: Instant,
        by: Option<PersonId>,
        reason: Option<&str>,
    ) -> Result<()> {
        self.now = at;
        let by = match kind {
            ReferralEventKind::Reminded | ReferralEventKind::Expired => None,
            _ => by,
        };
        let words = (kind == ReferralEventKind::Asked).then_some(past.question.as_deref()).flatten();
        let event: ReferralEventId = self.new_id();
        diesel::insert_into(referral_event::table)
            .values((
                referral_event::id.eq(stored(event)),
                referral_event::referral_id.eq(stored(id)),
                referral_event::kind.eq(stored(kind)),
                referral_event::at.eq(stored(at)),
                referral_event::by_person_id.eq(by.map(stored)),
                referral_event::reason_code.eq(reason),
                referral_event::message.eq(words),
            ))
            .execute(self.conn)?;
        let action = match kind {
            ReferralEventKind::Sent => Action::SendReferral,
            ReferralEventKind::Seen => Action::SeeReferral,
            _ => Action::AnswerReferral,
        };
        let line = Entry::done(action, "referral", id).family(past.family).site(past.site);
        self.audit(&Signature::system(), line)
    }

    /// Writes down that the children of a referral came for the first time.
    pub fn write_first_attendance(&mut self, id: ReferralId, past: &PastReferral, at: Instant) -> Result<()> {
        let now = self.now;
        diesel::update(referral::table.find(stored(id)))
            .set(referral::first_attended_at.eq(Some(stored(at))))
            .execute(self.conn)?;
        self.write_referral_event(id, past, ReferralEventKind::FirstAttended, at, None, None)?;
        self.now = now;
        Ok(())
    }

    /// Ends the links of a family with a site, an organisation or a person that began on a day.
    pub fn end_links(&mut self, family: FamilyId, until: Date) -> Result<()> {
        diesel::update(link::table.filter(link::family_id.eq(stored(family))))
            .set(link::until_date.eq(Some(stored(until))))
            .execute(self.conn)?;
        Ok(())
    }

    /// Writes down a hold or booking, and that it was given back when it was.
    pub fn write_booking(&mut self, past: &PastBooking) -> Result<BookingId> {
        let now = self.now;
        self.now = past.created_at;
        let id: BookingId = self.new_id();
        diesel::insert_into(booking::table)
            .values((
                (
                    booking::id.eq(stored(id)),
                    booking::session_id.eq(stored(past.session)),
                    booking::seat_no.eq(i32::from(past.seat)),
                    booking::child_id.eq(stored(past.child)),
                    booking::site_id.eq(stored(past.site)),
                    booking::date.eq(stored(past.date)),
                    booking::half_day.eq(stored(past.half_day)),
                    booking::place_request_id.eq(past.request.map(|(request, _)| stored(request))),
                    booking::proposal.eq(past.request.map(|(_, proposal)| proposal)),
                ),
                (
                    booking::care_kind.eq(stored(past.kind)),
                    booking::purpose.eq(stored(past.purpose)),
                    booking::created_at.eq(stored(past.created_at)),
                    booking::created_by.eq(past.by.map(stored)),
                    booking::expires_at.eq(past.held_until.map(stored)),
                    booking::confirmed_at.eq(past.held_until.is_none().then(|| stored(past.created_at))),
                    booking::released_at.eq(past.released.map(|(at, _)| stored(at))),
                    booking::release_reason.eq(past.released.map(|(_, reason)| stored(reason))),
                    booking::released_by.eq(past.released.and(past.by).map(stored)),
                ),
            ))
            .execute(self.conn)?;
        if let Some(end) = past.held_until {
            let payload = crate::places::bookings::Offered { hold: id };
            self.plan_job(crate::places::RELEASE_HOLD, &payload, end, Some(&id.to_string()))?;
        }
        let line = || Entry::done(Action::ManageBookings, "booking", id).family(past.family).site(past.site);
        self.audit(&Signature::system(), line())?;
        if let Some((at, reason)) = past.released {
            self.now = at;
            self.audit(&Signature::system(), line().detail(serde_json::json!({ "released": reason })))?;
        }
        self.now = now;
        Ok(id)
    }

    /// Writes down an arrival, a departure or an absence.
    pub fn write_fact(
        &mut self,
        id: BookingId,
        past: &PastBooking,
        kind: AttendanceKind,
        at: Instant,
        (by, absence): (Option<PersonId>, Option<AbsenceReason>),
    ) -> Result<()> {
        let now = self.now;
        self.now = at;
        let fact: AttendanceFactId = self.new_id();
        diesel::insert_into(attendance_fact::table)
            .values((
                attendance_fact::id.eq(stored(fact)),
                attendance_fact::booking_id.eq(stored(id)),
                attendance_fact::kind.eq(stored(kind)),
                attendance_fact::at.eq(stored(at)),
                attendance_fact::recorded_at.eq(stored(at)),
                attendance_fact::recorded_by.eq(by.map(stored)),
                attendance_fact::absence_reason.eq(absence.map(stored)),
                attendance_fact::withdrawn.eq(false),
            ))
            .execute(self.conn)?;
        let line = Entry::done(Action::RecordAttendance, "attendance_fact", fact).family(past.family).site(past.site);
        self.audit(&Signature::system(), line)?;
        self.now = now;
        Ok(())
    }

    /// Writes down what a family asked for and how it stands.
    pub fn write_request(&mut self, past: &PastRequest) -> Result<PlaceRequestId> {
        let now = self.now;
        self.now = past.at;
        let id: PlaceRequestId = self.new_id();
        diesel::insert_into(place_request::table)
            .values((
                place_request::id.eq(stored(id)),
                place_request::child_id.eq(stored(past.child)),
                place_request::site_id.eq(Some(stored(past.site))),
                place_request::purpose.eq(stored(past.purpose)),
                place_request::care_kind.eq(stored(past.kind)),
                place_request::need.eq(serde_json::to_string(&past.need)?),
                place_request::travel_limit_km.eq(Some(20)),
                place_request::asked_by.eq("parent"),
                place_request::created_at.eq(stored(past.at)),
                place_request::answered_at.eq(Some(stored(past.at))),
                place_request::outcome.eq(Some(stored(past.outcome))),
                place_request::refusals.eq(Some("[]")),
                place_request::proposals.eq(Some(serde_json::to_string(&vec![serde_json::json!([]); past.proposals])?)),
                place_request::revision.eq(1_i64),
            ))
            .execute(self.conn)?;
        if past.outcome == RequestOutcome::Waiting {
            diesel::insert_into(place_request_site::table)
                .values((
                    place_request_site::place_request_id.eq(stored(id)),
                    place_request_site::site_id.eq(stored(past.site)),
                ))
                .execute(self.conn)?;
        }
        let line = Entry::done(Action::RequestPlace, "place_request", id).family(past.family).site(past.site);
        self.audit(&Signature::system(), line)?;
        self.now = now;
        Ok(id)
    }
}

/// A referral and the dates of its life.
#[derive(Debug, Clone)]
pub struct PastReferral {
    /// The family.
    pub family: FamilyId,
    /// The parent it is about.
    pub parent: ParentId,
    /// Its children.
    pub children: Vec<ChildId>,
    /// Names to find it by.
    pub words: Vec<String>,
    /// Who refers.
    pub organisation: OrganisationId,
    /// What kind of prescriber that is.
    pub prescriber_kind: PrescriberKind,
    /// Its name.
    pub organisation_name: String,
    /// Its member.
    pub person: Option<PersonId>,
    /// The member's name.
    pub prescriber_name: String,
    /// The member's e-mail.
    pub prescriber_email: Option<String>,
    /// Where.
    pub site: SiteId,
    /// Who answers there.
    pub manager: Option<PersonId>,
    /// Why.
    pub purpose: Purpose,
    /// How fast.
    pub urgency: Urgency,
    /// What is needed.
    pub need: Need,
    /// A few words.
    pub message: Option<String>,
    /// What the site asked.
    pub question: Option<String>,
    /// The dates of its life; the first half-day is found by the history itself.
    pub life: ReferralFacts,
    /// When the site was reminded.
    pub reminded_at: Option<Instant>,
    /// Why it was refused.
    pub refusal: Option<RefusalReason>,
    /// Why the accompaniment ended.
    pub end_reason: Option<String>,
}

/// A hold or a booking.
#[derive(Debug, Clone)]
pub struct PastBooking {
    /// The session.
    pub session: SessionId,
    /// The seat's number.
    pub seat: u16,
    /// The child.
    pub child: ChildId,
    /// Its family.
    pub family: FamilyId,
    /// The site.
    pub site: SiteId,
    /// The session's day.
    pub date: Date,
    /// Its half of the day.
    pub half_day: HalfDay,
    /// What it answers, and which of the proposals it is (1 is the best).
    pub request: Option<(PlaceRequestId, i32)>,
    /// The kind of care.
    pub kind: CareKind,
    /// Why.
    pub purpose: Purpose,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub by: Option<PersonId>,
    /// Until when a hold keeps the seat; a booking has none.
    pub held_until: Option<Instant>,
    /// When it was given back, and why.
    pub released: Option<(Instant, ReleaseReason)>,
}

/// What a family asked for.
#[derive(Debug, Clone)]
pub struct PastRequest {
    /// For which child.
    pub child: ChildId,
    /// Of which family.
    pub family: FamilyId,
    /// Where.
    pub site: SiteId,
    /// What.
    pub need: Need,
    /// Why.
    pub purpose: Purpose,
    /// Which kind of care.
    pub kind: CareKind,
    /// When.
    pub at: Instant,
    /// How it stands.
    pub outcome: RequestOutcome,
    /// How many answers were held for the family.
    pub proposals: usize,
}
