//! Messages that leave: written in the transaction that causes them, handed over by the worker afterwards, once.
//!
//! A message is an intent. It is handed over at most once by a program; where nobody knows what became of it, a person looks
//! ([`mod@sending`]). What a gateway tells later is in [`mod@receipts`], what people see in [`mod@outbox`].

pub mod outbox;
pub mod receipts;
pub mod reminders;
pub mod sending;

use diesel::prelude::*;
use domain::messages::{Channel, MessageTemplate};
use domain::*;
use serde::{Deserialize, Serialize};

use crate::schema::message;
use crate::{Conn, Result, Stored, Tx, stored};

/// The job that sends a message; its payload is [`SendJob`].
pub const SEND_JOB: &str = "messages.send";

/// The payload of [`SEND_JOB`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SendJob {
    /// The message.
    pub message: MessageId,
}

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
    pub template: MessageTemplate,
    /// What it is about, where that is to be said once, whoever asks how often: `reminder-3:{booking}`.
    pub intent: Option<String>,
    /// From when on it would be of no use: it is dropped then.
    pub useful_until: Option<Instant>,
    /// The parent it is for.
    pub parent: Option<ParentId>,
    /// The family it is about.
    pub family: Option<FamilyId>,
    /// The organisation that sends it.
    pub organisation: Option<OrganisationId>,
    /// The site that sends it.
    pub site: Option<SiteId>,
}

impl Tx<'_> {
    /// Puts a message into the outbox. What causes it writes the audit line. Of an intent there is one message, ever: the one there is answered.
    pub fn send_message(&mut self, new: &NewMessage) -> Result<MessageId> {
        if let Some(intent) = &new.intent {
            let known: Option<Stored<MessageId>> =
                message::table.filter(message::intent.eq(intent)).select(message::id).first(self.conn).optional()?;
            if let Some(known) = known {
                return Ok(known.value());
            }
        }
        let id: MessageId = self.new_id();
        diesel::insert_into(message::table)
            .values((
                message::id.eq(stored(id)),
                message::channel.eq(stored(new.channel)),
                message::recipient.eq(&new.recipient),
                message::language.eq(&new.language),
                message::subject.eq(&new.subject),
                message::body.eq(&new.body),
                message::template.eq(stored(new.template)),
                (message::class.eq(stored(new.template.class())), message::intent.eq(&new.intent)),
                message::useful_until.eq(new.useful_until.map(stored)),
                message::parent_id.eq(new.parent.map(stored)),
                message::family_id.eq(new.family.map(stored)),
                message::organisation_id.eq(new.organisation.map(stored)),
                message::site_id.eq(new.site.map(stored)),
                message::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        // A call is made by people: the line itself is the message.
        if new.channel != Channel::Call {
            self.plan_job(SEND_JOB, &SendJob { message: id }, self.now, None)?;
        }
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
