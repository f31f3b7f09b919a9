//! Messages that leave: written in the transaction that causes them, sent by the worker afterwards.

use diesel::prelude::*;
use domain::access::{Action, Relation, relations};
use domain::messages::{Channel, without_secrets};
use domain::*;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Scope, sites};
use crate::installation::{InstallationKind, installation};
use crate::schema::{family, link, message, site};
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
        // A call is made by people: the line itself is the message.
        if new.channel != Channel::Call {
            self.plan_job(SEND_JOB, &SendJob { message: id }, self.now, None)?;
        }
        Ok(id)
    }

    /// Notes that a message has left. Its links are rights that are the addressee's alone from now on: they are not kept.
    pub fn message_sent(&mut self, id: MessageId) -> Result<()> {
        self.forget_secrets_of_message(id)?;
        diesel::update(message::table.find(stored(id)))
            .filter(message::sent_at.is_null())
            .set((message::sent_at.eq(Some(stored(self.now))), message::failure.eq(None::<String>)))
            .execute(self.conn)?;
        Ok(())
    }

    /// Notes that a message will not leave: somebody has to look.
    pub fn message_failed(&mut self, id: MessageId, words: &str) -> Result<()> {
        self.forget_secrets_of_message(id)?;
        diesel::update(message::table.find(stored(id)))
            .set((message::failed_at.eq(Some(stored(self.now))), message::failure.eq(Some(words))))
            .execute(self.conn)?;
        Ok(())
    }

    /// Takes the tokens out of a message's text. A database marked as a demonstration keeps them: its outbox is its telephone.
    fn forget_secrets_of_message(&mut self, id: MessageId) -> Result<()> {
        if installation(self.conn)?.is_some_and(|installation| installation.kind == InstallationKind::Demo) {
            return Ok(());
        }
        let row = message::table.find(stored(id));
        let body: Option<String> = row.clone().select(message::body).first(self.conn).optional()?;
        if let Some(kept) = body.as_deref().map(without_secrets).filter(|kept| Some(kept) != body.as_ref()) {
            diesel::update(row).set(message::body.eq(kept)).execute(self.conn)?;
        }
        Ok(())
    }
}

/// A message on its way.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Its id: the same message carried twice is known by it.
    pub id: MessageId,
    /// How it leaves.
    pub channel: Channel,
    /// Telephone number or e-mail address.
    pub recipient: String,
    /// Subject of an e-mail.
    pub subject: Option<String>,
    /// The whole text.
    pub body: String,
}

/// A message that waits to leave; `None` when it left or was given up.
pub fn outgoing(conn: &mut Conn, id: MessageId) -> Result<Option<Outgoing>> {
    let row: Option<(Stored<Channel>, String, Option<String>, String)> = message::table
        .find(stored(id))
        .filter(message::sent_at.is_null().and(message::failed_at.is_null()))
        .select((message::channel, message::recipient, message::subject, message::body))
        .first(conn)
        .optional()?;
    Ok(row.map(|(channel, recipient, subject, body)| Outgoing {
        id,
        channel: channel.value(),
        recipient,
        subject,
        body,
    }))
}

/// A message as the outbox shows it.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// How it leaves.
    pub channel: Channel,
    /// Telephone number or e-mail address.
    pub recipient: String,
    /// Language it is written in.
    pub language: String,
    /// Subject of an e-mail.
    pub subject: Option<String>,
    /// The whole text.
    pub body: String,
    /// Which message it is.
    pub template: String,
    /// The site it is from.
    pub site_name: Option<String>,
    /// When it was written.
    pub created_at: Instant,
    /// When it left.
    pub sent_at: Option<Instant>,
    /// Why it did not.
    pub failure: Option<String>,
}

/// What the outbox is asked for.
#[derive(Debug, Clone, Default)]
pub struct OutboxFilter {
    /// Only this channel.
    pub channel: Option<Channel>,
    /// Words that the recipient, subject or text contain.
    pub words: String,
    /// Only messages before this one, for the next page.
    pub before: Option<MessageId>,
    /// How many.
    pub limit: usize,
}

/// The messages of the sites and organisations of an actor, the newest first.
///
/// What was written to a protected family is shown to the people named for it, and to nobody else.
pub fn outbox(conn: &mut Conn, actor: &Actor, filter: &OutboxFilter) -> Result<Vec<Message>> {
    type Row = (
        (Stored<MessageId>, Stored<Channel>, String, String, Option<String>, String, String),
        (Option<String>, Stored<Instant>, Option<Stored<Instant>>, Option<String>),
    );
    let scope = Scope::new(actor, Action::SeeOutbox);
    // Messages of no site (invitations, with their links) are for those whose whole organisation it is, not for all its managers.
    let organisations: Vec<Stored<OrganisationId>> = actor
        .memberships
        .iter()
        .filter(|membership| membership.site.is_none())
        .filter(|membership| {
            relations(membership.role, Action::SeeOutbox).any(|(relation, _)| relation == Relation::MyOrganisation)
        })
        .map(|membership| stored(membership.organisation))
        .collect();
    let named = link::table
        .filter(link::kind.eq("named").and(link::person_id.eq_any(scope.named())))
        .filter(link::from_date.le(stored(actor.today)))
        .filter(link::until_date.is_null().or(link::until_date.ge(stored(actor.today))))
        .select(link::family_id);
    let protected = family::table
        .filter(family::protected.eq(true))
        .filter(diesel::dsl::not(family::id.eq_any(named)))
        .select(family::id);
    let mut query = message::table
        .left_join(site::table.on(site::id.nullable().eq(message::site_id)))
        .filter(
            message::site_id
                .assume_not_null()
                .eq_any(sites!(&scope))
                .or(message::site_id.is_null().and(message::organisation_id.assume_not_null().eq_any(organisations))),
        )
        .filter(
            message::family_id.is_null().or(diesel::dsl::not(message::family_id.assume_not_null().eq_any(protected))),
        )
        .order(message::id.desc())
        .select((
            (
                message::id,
                message::channel,
                message::recipient,
                message::language,
                message::subject,
                message::body,
                message::template,
            ),
            (site::name.nullable(), message::created_at, message::sent_at, message::failure),
        ))
        .into_boxed();
    if let Some(channel) = filter.channel {
        query = query.filter(message::channel.eq(stored(channel)));
    }
    if let Some(before) = filter.before {
        query = query.filter(message::id.lt(stored(before)));
    }
    let wanted = crate::families::search_words(&filter.words);
    let mut found = Vec::new();
    // Words are compared in Rust, folded: the two engines would not agree. Read in pages until enough are found.
    for row in query.limit(MOST_SEARCHED).load::<Row>(conn)? {
        let ((id, channel, recipient, language, subject, body, template), (site_name, created_at, sent_at, failure)) =
            row;
        let message = Message {
            id: id.value(),
            channel: channel.value(),
            recipient,
            language,
            subject,
            body,
            template,
            site_name,
            created_at: created_at.value(),
            sent_at: sent_at.map(Stored::value),
            failure,
        };
        if wanted.is_empty() || message.contains(&wanted) {
            found.push(message);
        }
        if found.len() >= filter.limit {
            break;
        }
    }
    Ok(found)
}

/// How far back a search in the outbox goes, in messages.
const MOST_SEARCHED: i64 = 2000;

impl Message {
    fn contains(&self, wanted: &[String]) -> bool {
        let text = format!("{} {} {}", self.recipient, self.subject.as_deref().unwrap_or_default(), self.body);
        let words = crate::families::search_words(&text);
        let digits: String = self.recipient.chars().filter(char::is_ascii_digit).collect();
        wanted
            .iter()
            .all(|wanted| words.iter().any(|word| word.starts_with(wanted)) || digits.contains(wanted.as_str()))
    }
}

/// Every message in the outbox, oldest first: channel, recipient, template, text (for proofs and tests).
pub fn texts(conn: &mut Conn) -> Result<Vec<(String, String, String, String)>> {
    Ok(message::table
        .order((message::created_at, message::id))
        .select((message::channel, message::recipient, message::template, message::body))
        .load(conn)?)
}
