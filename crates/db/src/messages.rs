//! Messages that leave: written in the transaction that causes them, sent by the worker afterwards.

use diesel::prelude::*;
use domain::messages::Channel;
use domain::*;

use crate::schema::message;
use crate::{Conn, Result, Tx, stored};

/// A message to send.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// How it leaves.
    pub channel: Channel,
    /// Telephone number or e-mail address.
    pub recipient: String,
    /// Language it is written in, as a tag.
    pub language: String,
    /// Subject of an e-mail.
    pub subject: Option<String>,
    /// The whole text.
    pub body: String,
    /// Which message it is, for the outbox and for counts: `parent_link`.
    pub template: &'static str,
    /// The family it is about.
    pub family: Option<FamilyId>,
    /// The organisation that sends it.
    pub organisation: Option<OrganisationId>,
    /// The site that sends it.
    pub site: Option<SiteId>,
}

impl Tx<'_> {
    /// Puts a message into the outbox. What causes it writes the audit line.
    pub fn send_message(&mut self, new: &NewMessage) -> Result<MessageId> {
        let id: MessageId = self.new_id();
        diesel::insert_into(message::table)
            .values((
                message::id.eq(stored(id)),
                message::channel.eq(stored(new.channel)),
                message::recipient.eq(&new.recipient),
                message::language.eq(&new.language),
                message::subject.eq(&new.subject),
                message::body.eq(&new.body),
                message::template.eq(new.template),
                message::family_id.eq(new.family.map(stored)),
                message::organisation_id.eq(new.organisation.map(stored)),
                message::site_id.eq(new.site.map(stored)),
                message::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(id)
    }
}

/// Every message in the outbox, oldest first: channel, recipient, template, text (for proofs and tests).
pub fn texts(conn: &mut Conn) -> Result<Vec<(String, String, String, String)>> {
    Ok(message::table
        .order((message::created_at, message::id))
        .select((message::channel, message::recipient, message::template, message::body))
        .load(conn)?)
}
