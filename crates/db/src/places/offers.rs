//! Telling a family that a seat is kept for it.

use diesel::prelude::*;
use domain::messages::Channel;
use domain::*;
use jiff::tz::TimeZone;

use super::booking_by_id;
use super::facts::zone_named;
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

impl Tx<'_> {
    /// Puts the message of an offer into the outbox, as the family may safely be reached: by SMS, or a line for the site to call.
    pub fn tell_offer(&mut self, offer: &Offer, words: &dyn OfferWords) -> Result<()> {
        let written = (|| words.message(offer), || words.call(offer));
        self.tell_family(&offer.contact, offer.site, "place_offer", written)
    }

    /// Puts words for a family into the outbox, as it may safely be reached: an SMS, or a line for the site to call.
    pub(crate) fn tell_family(
        &mut self,
        contact: &ParentContact,
        site: SiteId,
        template: &'static str,
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
            family: Some(contact.family),
            organisation: sender.map(|sender| sender.organisation),
            site: Some(site),
        })?;
        self.audited = true;
        Ok(())
    }
}
