//! Telling a family that a seat is kept for it.

use diesel::prelude::*;
use domain::messages::{Channel, MessageTemplate};
use domain::places::OfferAnswer;
use domain::*;
use jiff::tz::TimeZone;

use super::booking_by_id;
use super::facts::zone_named;
use super::offering::{SeatOffer, seat_offer};
use crate::links::{ParentContact, parent_contact, sender_for};
use crate::messages::NewMessage;
use crate::schema::{child, parent, site};
use crate::{Conn, Result, Stored, Tx, stored};

/// A seat that is kept for a family.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The hold.
    pub hold: BookingId,
    /// How the family may be written to.
    pub contact: ParentContact,
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Its zone.
    pub zone: TimeZone,
    /// The day.
    pub date: Date,
    /// Which half of it.
    pub half_day: HalfDay,
    /// Until when.
    pub expires_at: Instant,
}

/// How the floor above words an offer: language tag and text.
pub trait OfferWords {
    /// The text message; a neutral one names no site, no child and no childcare.
    fn message(&self, offer: &Offer) -> (String, String);
    /// The line for the site when nothing may be written.
    fn call(&self, offer: &Offer) -> (String, String);
}

/// The parent of a child who is written to: one with a telephone, the first recorded.
pub(crate) fn parent_to_tell(conn: &mut Conn, id: ChildId) -> Result<Option<ParentId>> {
    let found: Option<Stored<ParentId>> = parent::table
        .filter(parent::family_id.eq_any(child::table.filter(child::id.eq(stored(id))).select(child::family_id)))
        .order((parent::phone.is_null(), parent::id))
        .select(parent::id)
        .first(conn)
        .optional()?;
    Ok(found.map(Stored::value))
}

/// The offer behind a hold, while it is still open; `None` when it was taken or given back, or nobody can be told.
pub fn offer_letter_due(conn: &mut Conn, id: BookingId, now: Instant) -> Result<Option<Offer>> {
    let hold = booking_by_id(conn, id)?;
    let open = hold.released_at.is_none() && hold.confirmed_at.is_none();
    let Some(expires_at) = hold.expires_at.filter(|end| open && *end > now) else { return Ok(None) };
    let Some(parent_id) = parent_to_tell(conn, hold.child)? else { return Ok(None) };
    let (site_name, zone): (String, String) =
        site::table.find(stored(hold.site)).select((site::name, site::time_zone)).first(conn)?;
    Ok(Some(Offer {
        hold: id,
        contact: parent_contact(conn, parent_id)?,
        site: hold.site,
        site_name,
        zone: zone_named(&zone),
        date: hold.date,
        half_day: hold.half_day,
        expires_at,
    }))
}

/// A seat a family is asked about beside others, or no longer.
#[derive(Debug, Clone)]
pub struct AskedLetter {
    /// What it is asked.
    pub offer: SeatOffer,
    /// How the family may be written to.
    pub contact: ParentContact,
    /// The site's name.
    pub site_name: String,
    /// Its zone.
    pub zone: TimeZone,
}

/// How the floor above words a question to several families, and the thanks to those who were not the first.
pub trait AskedWords {
    /// The text message; a neutral one names no site, no child and no childcare.
    fn asked(&self, letter: &AskedLetter) -> (String, String);
    /// The line for the site when nothing may be written.
    fn asked_call(&self, letter: &AskedLetter) -> (String, String);
    /// The thanks, as a text message.
    fn taken(&self, letter: &AskedLetter) -> (String, String);
    /// The line for the site when nothing may be written.
    fn taken_call(&self, letter: &AskedLetter) -> (String, String);
    /// The site took back what was asked, as a text message.
    fn taken_back(&self, letter: &AskedLetter) -> (String, String);
    /// The line for the site when nothing may be written.
    fn taken_back_call(&self, letter: &AskedLetter) -> (String, String);
}

impl Tx<'_> {
    fn asked_letter(&mut self, id: SeatOfferId) -> Result<Option<AskedLetter>> {
        let offer = seat_offer(self.conn, id)?;
        let Some(parent_id) = parent_to_tell(self.conn, offer.child)? else { return Ok(None) };
        let (site_name, zone): (String, String) =
            site::table.find(stored(offer.site)).select((site::name, site::time_zone)).first(self.conn)?;
        let contact = parent_contact(self.conn, parent_id)?;
        Ok(Some(AskedLetter { offer, contact, site_name, zone: zone_named(&zone) }))
    }

    /// Asks a family about a seat, unless that is settled already.
    pub fn tell_asked(&mut self, id: SeatOfferId, words: &dyn AskedWords) -> Result<()> {
        self.audited = true;
        let now = self.now;
        let Some(letter) = self.asked_letter(id)?.filter(|letter| letter.offer.is_open(now)) else { return Ok(()) };
        let written = (|| words.asked(&letter), || words.asked_call(&letter));
        self.tell_family(&letter.contact, letter.offer.site, MessageTemplate::PlaceAsked, written)
    }

    /// Thanks a family that was not the first, unless it has a place by now.
    pub fn tell_taken(&mut self, id: SeatOfferId, words: &dyn AskedWords) -> Result<()> {
        self.audited = true;
        let Some(letter) = self.asked_letter(id)? else { return Ok(()) };
        if letter.offer.answer != Some(OfferAnswer::Taken) {
            return Ok(());
        }
        let written = (|| words.taken(&letter), || words.taken_call(&letter));
        self.tell_family(&letter.contact, letter.offer.site, MessageTemplate::PlaceTaken, written)
    }

    /// Tells a family that the site took back what it was asked, unless it has a place by now.
    pub fn tell_taken_back(&mut self, id: SeatOfferId, words: &dyn AskedWords) -> Result<()> {
        self.audited = true;
        let Some(letter) = self.asked_letter(id)? else { return Ok(()) };
        let request = super::requests::requests_by_ids(self.conn, &[stored(letter.offer.request)])?.pop();
        let waits = request.is_some_and(|request| {
            request.withdrawn_at.is_none() && request.outcome == domain::places::RequestOutcome::Waiting
        });
        if letter.offer.answer != Some(OfferAnswer::Withdrawn) || !waits {
            return Ok(());
        }
        let written = (|| words.taken_back(&letter), || words.taken_back_call(&letter));
        self.tell_family(&letter.contact, letter.offer.site, MessageTemplate::PlaceTakenBack, written)
    }
}

impl Tx<'_> {
    /// Puts the message of an offer into the outbox, as the family may safely be reached: by SMS, or a line for the site to call.
    pub fn tell_offer(&mut self, offer: &Offer, words: &dyn OfferWords) -> Result<()> {
        let written = (|| words.message(offer), || words.call(offer));
        self.tell_family(&offer.contact, offer.site, MessageTemplate::PlaceOffer, written)
    }

    /// Puts words for a family into the outbox, as it may safely be reached: an SMS, or a line for the site to call.
    pub(crate) fn tell_family(
        &mut self,
        contact: &ParentContact,
        site: SiteId,
        template: MessageTemplate,
        (message, call): (impl FnOnce() -> (String, String), impl FnOnce() -> (String, String)),
    ) -> Result<()> {
        let sender = sender_for(self.conn, contact.family, Some(site))?;
        let phone = contact.phone.clone().filter(|_| !contact.call_only && contact.phone_closed_at.is_none());
        let (channel, recipient, (language, body)) = match phone {
            Some(phone) => (Channel::Sms, phone, message()),
            None => {
                let mailbox = sender.as_ref().and_then(|sender| sender.email.clone()).unwrap_or_default();
                (Channel::Call, mailbox, call())
            }
        };
        self.send_message(&NewMessage {
            channel,
            recipient,
            language,
            subject: None,
            body,
            template,
            intent: None,
            useful_until: None,
            parent: Some(contact.parent),
            family: Some(contact.family),
            organisation: sender.map(|sender| sender.organisation),
            site: Some(site),
        })?;
        self.audited = true;
        Ok(())
    }
}
