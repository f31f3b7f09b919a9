//! The outbox as people see it: what left, what waits, what somebody has to look at.

use diesel::prelude::*;
use domain::access::{Action, Relation, relations};
use domain::messages::{Channel, DropReason, MessageProgress};
use domain::*;

use crate::access::{Actor, Scope, sites};
use crate::portable::StoredOption;
use crate::schema::{family, link, message, site};
use crate::{Conn, Result, Stored, stored};

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
    /// Where it is.
    pub progress: MessageProgress,
    /// When that came about.
    pub since: Instant,
    /// Why it did not arrive, in words for the operator.
    pub failure: Option<String>,
    /// Why it was not sent, on purpose.
    pub drop_reason: Option<DropReason>,
}

/// When each thing that is known of a message came about.
type Known = (
    Stored<Instant>,
    Option<Stored<Instant>>,
    Option<Stored<Instant>>,
    Option<Stored<Instant>>,
    Option<Stored<Instant>>,
    Option<Stored<Instant>>,
    Option<Stored<Instant>>,
);

/// Where a message is, and since when: what says most stands first.
fn progress((created, handed, sent, unknown, delivered, failed, dropped): Known) -> (MessageProgress, Instant) {
    let facts = [
        (MessageProgress::Delivered, delivered),
        (MessageProgress::Failed, failed),
        (MessageProgress::Dropped, dropped),
        (MessageProgress::Sent, sent),
        (MessageProgress::Unknown, unknown),
        (MessageProgress::HandedOver, handed),
    ];
    let told = facts.into_iter().find_map(|(progress, at)| Some((progress, at?.value())));
    told.unwrap_or((MessageProgress::Waiting, created.value()))
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
        (Option<String>, Option<String>, Option<Stored<DropReason>>),
        Known,
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
            (site::name.nullable(), message::failure, message::drop_reason),
            (
                message::created_at,
                message::handed_at,
                message::sent_at,
                message::unknown_at,
                message::delivered_at,
                message::failed_at,
                message::dropped_at,
            ),
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
        let ((id, channel, recipient, language, subject, body, template), (site_name, failure, drop_reason), known) =
            row;
        let created_at = *known.0;
        let (progress, since) = progress(known);
        let message = Message {
            id: id.value(),
            channel: channel.value(),
            recipient,
            language,
            subject,
            body,
            template,
            site_name,
            created_at,
            progress,
            since,
            failure,
            drop_reason: drop_reason.value(),
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
