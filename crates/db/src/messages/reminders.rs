//! Reminders of a place, three days before and the evening before, and what a family answers: it comes, how, or gives the place back.
//!
//! A reminder carries a link with one narrow right, the places of that one day; it opens no page of hers.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::links::LinkPurpose;
use domain::messages::{Channel, MessageTemplate, ReminderDay, Travel};
use domain::places::{ReleaseReason, days_after};
use domain::*;
use serde::{Deserialize, Serialize};

use super::NewMessage;
use crate::links::{KnownLink, LinkHolder, ParentContact, Sender, by_link, link_by_token, parent_contact, sender_for};
use crate::places::facts::zone_named;
use crate::places::offers::parent_to_tell;
use crate::schema::{booking, child, parent, place_answer, session, site};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// The job that reminds a parent of a day's places; its payload is [`PlaceReminder`].
pub const REMIND_OF_PLACE: &str = "messages.remind_of_place";

/// A reminder to write.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PlaceReminder {
    /// To whom.
    pub parent: ParentId,
    /// Where the child is expected.
    pub site: SiteId,
    /// Of which day.
    pub date: Date,
    /// Which of the two it is.
    pub day: ReminderDay,
}

/// A place of a day, as the family that answers for it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayPlace {
    /// The booking.
    pub booking: BookingId,
    /// Where.
    pub site: SiteId,
    /// The child's first name.
    pub given_name: String,
    /// Which half-day.
    pub half_day: HalfDay,
    /// When it begins, by the site's clock.
    pub starts_at: Time,
    /// When it ends.
    pub ends_at: Time,
    /// When it begins.
    pub begins: Instant,
    /// Whether the place is the child's.
    pub stands: bool,
    /// When it was given back, by whom.
    pub released: Option<(Instant, Option<String>)>,
    /// Whether the family said that it comes, and how; its last word.
    pub answer: Option<(bool, Option<Travel>)>,
}

/// A reminder as its words need it.
#[derive(Debug, Clone)]
pub struct PlaceLetter {
    /// How the family may be written to.
    pub contact: ParentContact,
    /// The site.
    pub sender: Option<Sender>,
    /// The day.
    pub date: Date,
    /// When the first place begins.
    pub starts_at: Time,
    /// First names of the children who are expected.
    pub names: Vec<String>,
}

/// How the floor above words a reminder: language tag and text.
pub trait PlaceReminderWords {
    /// The text message with its link; a neutral one names no site, no child and no childcare.
    fn message(&self, letter: &PlaceLetter, token: &str) -> (String, String);
    /// The line for the site when nothing may be written.
    fn call(&self, letter: &PlaceLetter) -> (String, String);
}

/// The places a family was given on a day, those it gave back included; by child and hour.
pub fn places_of_day(conn: &mut Conn, family_id: FamilyId, date: Date) -> Result<Vec<DayPlace>> {
    type Row = (
        (Stored<BookingId>, Stored<SiteId>, String, String, Stored<HalfDay>),
        (Stored<Time>, Stored<Time>, Option<Stored<Instant>>, Option<String>),
    );
    let rows: Vec<Row> = booking::table
        .inner_join(child::table)
        .inner_join(session::table)
        .inner_join(site::table)
        .filter(child::family_id.eq(stored(family_id)).and(booking::date.eq(stored(date))))
        .filter(booking::confirmed_at.is_not_null())
        .order((child::given_name, booking::half_day.desc(), booking::id))
        .select((
            (booking::id, booking::site_id, site::time_zone, child::given_name, booking::half_day),
            (session::starts_at, session::ends_at, booking::released_at, booking::released_by),
        ))
        .load(conn)?;
    let ids: Vec<Stored<BookingId>> = rows.iter().map(|((id, ..), _)| stored(**id)).collect();
    let answers: Vec<(Stored<BookingId>, bool, Option<Stored<Travel>>)> = place_answer::table
        .filter(place_answer::booking_id.eq_any(ids))
        .order((place_answer::at, place_answer::id))
        .select((place_answer::booking_id, place_answer::comes, place_answer::travel))
        .load(conn)?;
    let place = |((id, at, zone, given_name, half_day), (starts_at, ends_at, released, by)): Row| {
        let (id, starts_at) = (id.value(), starts_at.value());
        let last = answers.iter().rev().find(|(of, ..)| **of == id);
        Some(DayPlace {
            booking: id,
            site: at.value(),
            given_name,
            half_day: half_day.value(),
            starts_at,
            ends_at: ends_at.value(),
            begins: Instant::of_civil(date, starts_at, &zone_named(&zone))?,
            stands: released.is_none(),
            released: released.map(|at| (at.value(), by)),
            answer: last.map(|(_, comes, travel)| (*comes, travel.as_deref().copied())),
        })
    };
    Ok(rows.into_iter().filter_map(place).collect())
}

/// Whether a family is expected on a day and has not answered yet: the reminder of its eve is due.
pub(super) fn eve_is_due(conn: &mut Conn, id: ParentId, date: Date) -> Result<bool> {
    let family_id: Stored<FamilyId> = parent::table.find(stored(id)).select(parent::family_id).first(conn)?;
    let places = places_of_day(conn, family_id.value(), date)?;
    Ok(places.iter().any(|place| place.stands && place.answer.is_none()))
}

/// The family and day of a reminder's link that this browser may use.
fn opened(
    conn: &mut Conn,
    token: &str,
    browser_hash: &str,
    now: Instant,
) -> Result<(KnownLink, ParentId, FamilyId, Date)> {
    let link = link_by_token(conn, token)?.ok_or(Error::NotFound)?;
    let (Some(parent_id), Some(date), LinkPurpose::ConfirmBooking) = (link.parent, link.day, link.purpose) else {
        return Err(Error::NotFound);
    };
    if !link.opens(browser_hash, now) {
        return Err(Refusal::LinkNotUsable.into());
    }
    let family_id: Stored<FamilyId> = parent::table.find(stored(parent_id)).select(parent::family_id).first(conn)?;
    Ok((link, parent_id, family_id.value(), date))
}

/// The places of a reminder's link, for the browser that may use it; reading changes nothing.
pub fn day_of_link(
    conn: &mut Conn,
    token: &str,
    browser_hash: &str,
    now: Instant,
) -> Result<(ParentContact, Date, Vec<DayPlace>)> {
    let (_, parent_id, family_id, date) = opened(conn, token, browser_hash, now)?;
    Ok((parent_contact(conn, parent_id)?, date, places_of_day(conn, family_id, date)?))
}

/// What a family answers for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceAnswer {
    /// It comes; how, when it said.
    Comes(Option<Travel>),
    /// It gives the place back.
    GivesBack(ReleaseReason),
    /// It takes back the place it gave back a moment ago.
    TakesBack,
}

impl Tx<'_> {
    /// Plans the reminders of the days to come, each once: by the site's clock, and never for a half-day that has begun.
    pub fn plan_place_reminders(&mut self, today: Date) -> Result<()> {
        for day in ReminderDay::ALL {
            let date = days_after(today, day.days());
            let rows: Vec<(Stored<ChildId>, Stored<SiteId>, String)> = booking::table
                .inner_join(site::table)
                .filter(booking::date.eq(stored(date)))
                .filter(booking::confirmed_at.is_not_null().and(booking::released_at.is_null()))
                .distinct()
                .select((booking::child_id, booking::site_id, site::time_zone))
                .load(self.conn)?;
            let mut told = BTreeSet::new();
            for (child_id, site_id, zone) in rows {
                let Some(parent) = parent_to_tell(self.conn, child_id.value())? else { continue };
                let site = site_id.value();
                let hour = Time::constant(day.hour(), 0, 0, 0);
                let Some(at) = Instant::of_civil(today, hour, &zone_named(&zone)) else { continue };
                if told.insert((parent, site)) {
                    let reminder = PlaceReminder { parent, site, date, day: *day };
                    let name = format!("{}:{parent}:{site}:{date}", day.as_str());
                    self.plan_job(REMIND_OF_PLACE, &reminder, at, Some(&name))?;
                }
            }
        }
        Ok(())
    }

    /// Reminds a parent, unless nothing stands any more, it is too late, or there is no way to reach her.
    pub fn remind_of_place(&mut self, reminder: &PlaceReminder, words: &dyn PlaceReminderWords) -> Result<()> {
        self.audited = true;
        let contact = parent_contact(self.conn, reminder.parent)?;
        // The evening's message of a place tomorrow is the one of today.
        if reminder.day == ReminderDay::ThreeDays
            && eve_is_due(self.conn, reminder.parent, days_after(reminder.date, -2))?
        {
            return Ok(());
        }
        let mut places = places_of_day(self.conn, contact.family, reminder.date)?;
        // Who has answered already is left alone.
        places.retain(|place| {
            place.site == reminder.site && place.stands && place.answer.is_none() && place.begins > self.now
        });
        let Some(first) = places.iter().min_by_key(|place| place.begins).cloned() else { return Ok(()) };
        let mut names: Vec<String> = places.into_iter().map(|place| place.given_name).collect();
        names.dedup();
        let sender = sender_for(self.conn, contact.family, Some(reminder.site))?;
        let letter = PlaceLetter { contact, sender, date: reminder.date, starts_at: first.starts_at, names };
        self.write_reminder(reminder, &letter, first.begins, words)
    }

    fn write_reminder(
        &mut self,
        reminder: &PlaceReminder,
        letter: &PlaceLetter,
        begins: Instant,
        words: &dyn PlaceReminderWords,
    ) -> Result<()> {
        let contact = &letter.contact;
        let phone = contact.phone.clone().filter(|_| !contact.call_only && contact.phone_closed_at.is_none());
        // The evening's reminder comes in the place of one that could not leave for two days.
        let useful_until = match reminder.day {
            ReminderDay::ThreeDays => begins.plus_hours(-40),
            ReminderDay::Eve => begins.plus_hours(-1),
        };
        let (channel, recipient, (language, body)) = match phone {
            Some(phone) => {
                let until = begins.plus_hours(24);
                let holder = LinkHolder::Day(reminder.parent, reminder.date);
                let link = self.create_link_token(LinkPurpose::ConfirmBooking, holder, until)?;
                (Channel::Sms, phone, words.message(letter, &link.token))
            }
            // Nobody calls twice for the same day.
            None if reminder.day == ReminderDay::ThreeDays => return Ok(()),
            None => (Channel::Call, String::new(), words.call(letter)),
        };
        let template =
            if contact.neutral { MessageTemplate::PlaceReminderNeutral } else { MessageTemplate::PlaceReminder };
        self.send_message(&NewMessage {
            channel,
            recipient,
            language,
            subject: None,
            body,
            template,
            intent: Some(format!(
                "reminder:{}:{}:{}:{}",
                reminder.day.as_str(),
                reminder.parent,
                reminder.site,
                reminder.date
            )),
            useful_until: Some(useful_until),
            parent: Some(reminder.parent),
            family: Some(contact.family),
            organisation: letter.sender.as_ref().map(|sender| sender.organisation),
            site: Some(reminder.site),
        })?;
        Ok(())
    }

    /// What a family answers by its reminder's link: the link is this browser's from then on.
    pub fn answer_by_link(
        &mut self,
        token: &str,
        browser_hash: &str,
        id: BookingId,
        answer: PlaceAnswer,
        request: Option<&str>,
    ) -> Result<()> {
        let (_, parent_id, family_id, date) = opened(self.conn, token, browser_hash, self.now)?;
        self.open_link(token, browser_hash, request)?;
        let places = places_of_day(self.conn, family_id, date)?;
        let place = places.into_iter().find(|place| place.booking == id).ok_or(Error::NotFound)?;
        let by = by_link(Some(parent_id), request);
        if place.begins <= self.now {
            return Err(Refusal::SessionStarted { date, half_day: place.half_day }.into());
        }
        let comes = match answer {
            PlaceAnswer::Comes(_) if !place.stands => return Err(Refusal::AlreadyReleased.into()),
            PlaceAnswer::Comes(_) => true,
            PlaceAnswer::GivesBack(reason) => {
                if place.stands {
                    self.release(&by, id, reason)?;
                }
                false
            }
            PlaceAnswer::TakesBack => {
                if !place.stands {
                    self.restore(&by, id)?;
                }
                true
            }
        };
        let travel = match answer {
            PlaceAnswer::Comes(travel) => travel,
            _ => None,
        };
        let answer_id: PlaceAnswerId = self.new_id();
        diesel::insert_into(place_answer::table)
            .values((
                place_answer::id.eq(stored(answer_id)),
                place_answer::booking_id.eq(stored(id)),
                place_answer::parent_id.eq(stored(parent_id)),
                place_answer::comes.eq(comes),
                place_answer::travel.eq(travel.map(stored)),
                place_answer::at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        let line = crate::audit::Entry::done(domain::access::Action::ManageOwnPlaces, "booking", id)
            .family(family_id)
            .site(place.site)
            .detail(serde_json::json!({ "comes": comes }));
        self.audit(&by, line)
    }
}
