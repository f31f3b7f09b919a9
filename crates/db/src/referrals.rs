//! Referrals: sent, seen, answered, reminded, expired, followed, ended. Every date of a life is a fact of its own.
//!
//! Who sees what: the site's manager reads the file ([`file()`]), the organisation that sent it reads its status ([`status`]) and nothing
//! about the child's life. A referral of a family that is known already joins it, but joining never opens the family to anybody who did
//! not see it before (see [`Tx::send_referral`]).

use diesel::prelude::*;
use domain::access::{Action, Role};
use domain::consents::ConsentKind;
use domain::families::{LinkKind, SafeContact, SituationKind, SpokenLanguage};
use domain::links::LinkPurpose;
use domain::places::{CareKind, Need, Purpose};
use domain::referrals::*;
use domain::sites::PrescriberKind;
use domain::*;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Scope, Seen, families, sites};
use crate::audit::{Entry, Signature};
use crate::consents::NewConsent;
use crate::error::OrNotFound;
use crate::families::{LinkTo, NewChild, NewParent, search_words};
use crate::links::LinkHolder;
use crate::schema::{
    admission, booking, child, consent, family, link, link_token, membership, organisation, parent, person, referral,
    referral_child, referral_event, search_word, site, situation,
};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// How long a prescriber without an account follows a referral through her link, in hours.
const FOLLOW_HOURS: i64 = 24 * 400;
/// Kind of the job that reminds a site.
pub const REMIND_JOB: &str = "referrals.remind";
/// Kind of the job that lets a referral expire.
pub const EXPIRE_JOB: &str = "referrals.expire";

/// Who refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prescriber {
    /// Their organisation, when they have an account.
    pub organisation: Option<OrganisationId>,
    /// Their account.
    pub person: Option<PersonId>,
    /// Kind of organisation.
    pub kind: PrescriberKind,
    /// Its name.
    pub organisation_name: String,
    /// Their name.
    pub name: String,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
}

/// A referral to send.
#[derive(Debug, Clone)]
pub struct NewReferral {
    /// Who refers.
    pub prescriber: Prescriber,
    /// Where.
    pub site: SiteId,
    /// INSEE code of the family's commune.
    pub commune: String,
    /// Whether the family must be protected (professionals with an account only).
    pub protected: bool,
    /// The parent.
    pub parent: NewParent,
    /// What is known of her situation today.
    pub situations: Vec<SituationKind>,
    /// The children.
    pub children: Vec<NewChild>,
    /// Why.
    pub purpose: Purpose,
    /// How fast.
    pub urgency: Urgency,
    /// What is needed.
    pub need: Need,
    /// How far the family can travel.
    pub travel_limit_km: Option<i32>,
    /// A few words to the site.
    pub message: Option<String>,
    /// The consent that was read aloud.
    pub consent: NewConsent,
}

/// What sending answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sent {
    /// The referral.
    pub id: ReferralId,
    /// Its number, said on the telephone.
    pub number: String,
    /// The secret of the follow link. It is never stored: a repeat of the same request is given a fresh one.
    #[serde(skip)]
    pub follow_token: String,
}

/// A referral as it is stored.
#[derive(Debug, Clone)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// Its number.
    pub number: String,
    /// The family.
    pub family: FamilyId,
    /// The parent it is about.
    pub parent: ParentId,
    /// Who referred.
    pub prescriber: Prescriber,
    /// Where.
    pub site: SiteId,
    /// Why.
    pub purpose: Purpose,
    /// How fast.
    pub urgency: Urgency,
    /// What is needed.
    pub need: Need,
    /// A few words.
    pub message: Option<String>,
    /// How far the family can travel.
    pub travel_limit_km: Option<i32>,
    /// The dates of its life.
    pub facts: ReferralFacts,
    /// Why it was refused.
    pub refusal_reason: Option<RefusalReason>,
    /// Why it ended.
    pub end_reason: Option<ReferralEndReason>,
    /// How often the site was reminded.
    pub reminders: i32,
    /// Version, for two people who edit.
    pub revision: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = referral)]
struct ReferralRow {
    id: Stored<ReferralId>,
    number: String,
    family_id: Stored<FamilyId>,
    parent_id: Stored<ParentId>,
    organisation_id: Option<Stored<OrganisationId>>,
    prescriber_kind: Stored<PrescriberKind>,
    prescriber_organisation_name: String,
    prescriber_name: String,
    prescriber_email: Option<String>,
    prescriber_phone: Option<String>,
    person_id: Option<Stored<PersonId>>,
    site_id: Stored<SiteId>,
    purpose: Stored<Purpose>,
    urgency: Stored<Urgency>,
    need: String,
    message: Option<String>,
    travel_limit_km: Option<i32>,
    sent_at: Stored<Instant>,
    seen_at: Option<Stored<Instant>>,
    reminders: i32,
    asked_at: Option<Stored<Instant>>,
    accepted_at: Option<Stored<Instant>>,
    refused_at: Option<Stored<Instant>>,
    refusal_reason: Option<Stored<RefusalReason>>,
    expired_at: Option<Stored<Instant>>,
    first_attended_at: Option<Stored<Instant>>,
    ended_at: Option<Stored<Instant>>,
    end_reason: Option<Stored<ReferralEndReason>>,
    revision: i64,
}

fn referral_of(row: ReferralRow) -> Result<Referral> {
    Ok(Referral {
        id: row.id.value(),
        number: row.number,
        family: row.family_id.value(),
        parent: row.parent_id.value(),
        prescriber: Prescriber {
            organisation: row.organisation_id.map(Stored::value),
            person: row.person_id.map(Stored::value),
            kind: row.prescriber_kind.value(),
            organisation_name: row.prescriber_organisation_name,
            name: row.prescriber_name,
            email: row.prescriber_email,
            phone: row.prescriber_phone,
        },
        site: row.site_id.value(),
        purpose: row.purpose.value(),
        urgency: row.urgency.value(),
        need: serde_json::from_str(&row.need)?,
        message: row.message,
        travel_limit_km: row.travel_limit_km,
        facts: ReferralFacts {
            sent_at: Some(row.sent_at.value()),
            seen_at: row.seen_at.map(Stored::value),
            asked_at: row.asked_at.map(Stored::value),
            accepted_at: row.accepted_at.map(Stored::value),
            refused_at: row.refused_at.map(Stored::value),
            expired_at: row.expired_at.map(Stored::value),
            first_attended_at: row.first_attended_at.map(Stored::value),
            ended_at: row.ended_at.map(Stored::value),
        },
        refusal_reason: row.refusal_reason.map(Stored::value),
        end_reason: row.end_reason.map(Stored::value),
        reminders: row.reminders,
        revision: row.revision,
    })
}

fn load(conn: &mut Conn, id: ReferralId) -> Result<Referral> {
    let row: ReferralRow =
        referral::table.find(stored(id)).select(ReferralRow::as_select()).first(conn).or_not_found()?;
    referral_of(row)
}

/// Something that happened to a referral.
#[derive(Debug, Clone)]
pub struct Event {
    /// What.
    pub kind: ReferralEventKind,
    /// When.
    pub at: Instant,
    /// By whom, in words.
    pub by_name: Option<String>,
    /// A coded reason.
    pub reason_code: Option<String>,
    /// A message.
    pub message: Option<String>,
}

fn events(conn: &mut Conn, id: ReferralId) -> Result<Vec<Event>> {
    type Row = (Stored<ReferralEventKind>, Stored<Instant>, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Row> = referral_event::table
        .filter(referral_event::referral_id.eq(stored(id)))
        .order((referral_event::at, referral_event::id))
        .select((
            referral_event::kind,
            referral_event::at,
            referral_event::by_name,
            referral_event::reason_code,
            referral_event::message,
        ))
        .load(conn)?;
    let mut events: Vec<Event> = rows
        .into_iter()
        .map(|(kind, at, by_name, reason_code, message)| Event {
            kind: kind.value(),
            at: at.value(),
            by_name,
            reason_code,
            message,
        })
        .collect();
    // What one transaction noted carries one instant: the order of a life decides.
    events.sort_by_key(|event| (event.at, event.kind));
    Ok(events)
}

/// A child of a referral.
#[derive(Debug, Clone)]
pub struct ReferredChild {
    /// Its id.
    pub id: ChildId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Day of birth.
    pub birth_date: Date,
}

fn children(conn: &mut Conn, id: ReferralId) -> Result<Vec<ReferredChild>> {
    let rows: Vec<(Stored<ChildId>, String, String, Stored<Date>)> = referral_child::table
        .inner_join(child::table)
        .filter(referral_child::referral_id.eq(stored(id)))
        .order((child::birth_date, child::id))
        .select((child::id, child::given_name, child::family_name, child::birth_date))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, given_name, family_name, birth_date)| ReferredChild {
            id: id.value(),
            given_name,
            family_name,
            birth_date: birth_date.value(),
        })
        .collect())
}

/// How the answered referral is known to whoever sent it: its status and nothing else.
#[derive(Debug, Clone)]
pub struct StatusView {
    /// Its id.
    pub id: ReferralId,
    /// Its number.
    pub number: String,
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Its telephone.
    pub site_phone: Option<String>,
    /// Who sent it, in words.
    pub prescriber_name: String,
    /// The parent as she was named in the referral.
    pub parent_name: String,
    /// Given names of the children as they were named in it.
    pub children: Vec<String>,
    /// The dates of its life.
    pub facts: ReferralFacts,
    /// Why it was refused.
    pub refusal_reason: Option<RefusalReason>,
    /// The message that came with the refusal or the acceptance.
    pub answer_message: Option<String>,
    /// What the site asks and nobody has replied to.
    pub question: Option<String>,
    /// Questions and replies, in order: (whether it is a reply, when, words).
    pub talk: Vec<(bool, Instant, String)>,
    /// Version.
    pub revision: i64,
}

/// The status of a referral, for who sent it.
pub fn status(conn: &mut Conn, seen: Seen<ReferralId>) -> Result<StatusView> {
    let referral = load(conn, seen.id())?;
    let (site_name, site_phone): (String, Option<String>) =
        site::table.find(stored(referral.site)).select((site::name, site::phone)).first(conn)?;
    let (given, name): (String, String) =
        parent::table.find(stored(referral.parent)).select((parent::given_name, parent::family_name)).first(conn)?;
    let names = children(conn, referral.id)?.into_iter().map(|child| child.given_name).collect();
    let happened = events(conn, referral.id)?;
    let answer_message = answer_message(&happened);
    let talk: Vec<(bool, Instant, String)> = happened
        .iter()
        .filter(|event| matches!(event.kind, ReferralEventKind::Asked | ReferralEventKind::Replied))
        .filter_map(|event| {
            event.message.clone().map(|words| (event.kind == ReferralEventKind::Replied, event.at, words))
        })
        .collect();
    let question = referral
        .facts
        .asked_at
        .filter(|_| referral.facts.is_open())
        .and_then(|_| talk.iter().rev().find(|(reply, _, _)| !reply).map(|(_, _, words)| words.clone()));
    Ok(StatusView {
        id: referral.id,
        number: referral.number,
        site: referral.site,
        site_name,
        site_phone,
        prescriber_name: referral.prescriber.name,
        parent_name: format!("{given} {name}"),
        children: names,
        facts: referral.facts,
        refusal_reason: referral.refusal_reason,
        answer_message,
        question,
        talk,
        revision: referral.revision,
    })
}

/// The parent of a file, when the reader may see her.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Language spoken.
    pub language: SpokenLanguage,
    /// How she may safely be contacted.
    pub safe_contact: SafeContact,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// INSEE code of the commune.
    pub commune: String,
    /// Situations that hold, with the day each began and who said so.
    pub situations: Vec<(SituationKind, Date, String)>,
}

/// What a site reads of a referral that came to it.
#[derive(Debug, Clone)]
pub struct File {
    /// The referral.
    pub referral: Referral,
    /// Name of the site.
    pub site_name: String,
    /// The family's number.
    pub family_reference: String,
    /// Whether the family is protected.
    pub protected: bool,
    /// The parent; `None` when the family is protected and the reader is not named for it, or no longer accompanies it.
    pub contact: Option<Contact>,
    /// The children, while the site accompanies the family.
    pub children: Vec<ReferredChild>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Other referrals of the same family to the same site: number and id.
    pub others: Vec<(ReferralId, String)>,
}

impl File {
    /// The message that came with the refusal or the acceptance.
    pub fn answer_message(&self) -> Option<String> {
        answer_message(&self.events)
    }
}

fn answer_message(events: &[Event]) -> Option<String> {
    events
        .iter()
        .rev()
        .find(|event| matches!(event.kind, ReferralEventKind::Accepted | ReferralEventKind::Refused))
        .and_then(|event| event.message.clone())
}

/// Who reads a file.
#[derive(Debug, Clone, Copy)]
pub enum Reader<'a> {
    /// A person with an account.
    Actor(&'a Actor),
    /// Whoever holds the signed link of the site's e-mail.
    Link,
}

/// The file of a referral, for the site it came to. The reader's own rights decide what of the family is in it.
pub fn file(conn: &mut Conn, seen: Seen<ReferralId>, reader: Reader<'_>, today: Date) -> Result<File> {
    let mut referral = load(conn, seen.id())?;
    let site_name: String = site::table.find(stored(referral.site)).select(site::name).first(conn)?;
    let (family_reference, protected, commune): (String, bool, String) = family::table
        .find(stored(referral.family))
        .select((family::reference, family::protected, family::commune))
        .first(conn)?;
    let (sees_contact, sees_children) = match reader {
        Reader::Actor(actor) => (
            crate::access::see_family(conn, actor, Action::SeeFamily, referral.family).is_ok(),
            crate::access::see_family(conn, actor, Action::SeeChild, referral.family).is_ok(),
        ),
        // The link stands for the site while an answer is due; a protected family asks for a named person.
        Reader::Link => (!protected && referral.facts.is_open(), referral.facts.is_open()),
    };
    let contact = if sees_contact { Some(contact(conn, referral.parent, commune, today)?) } else { None };
    let children = if sees_children { children(conn, referral.id)? } else { Vec::new() };
    let mut happened = events(conn, referral.id)?;
    if protected && !sees_contact {
        // What was written about a protected family is for those named for it, like the rest of it.
        referral.message = None;
        for event in &mut happened {
            event.message = None;
            // Who answered for the site is a part of it too; who sent it is known from the list.
            event.by_name = event.by_name.take().filter(|_| event.kind == ReferralEventKind::Sent);
        }
    }
    let others: Vec<(Stored<ReferralId>, String)> = referral::table
        .filter(referral::family_id.eq(stored(referral.family)))
        .filter(referral::site_id.eq(stored(referral.site)))
        .filter(referral::id.ne(stored(referral.id)))
        .order(referral::sent_at.desc())
        .select((referral::id, referral::number))
        .limit(20)
        .load(conn)?;
    let others = others.into_iter().map(|(id, number)| (id.value(), number)).collect();
    Ok(File { referral, site_name, family_reference, protected, contact, children, events: happened, others })
}

fn contact(conn: &mut Conn, id: ParentId, commune: String, today: Date) -> Result<Contact> {
    type Row = (String, String, Option<String>, Option<String>, Stored<SpokenLanguage>, Stored<SafeContact>, bool);
    let (given_name, family_name, phone, email, language, safe_contact, interpreter): Row = parent::table
        .find(stored(id))
        .select((
            parent::given_name,
            parent::family_name,
            parent::phone,
            parent::email,
            parent::language,
            parent::safe_contact,
            parent::interpreter,
        ))
        .first(conn)?;
    let rows: Vec<(Stored<SituationKind>, Stored<Date>, String)> = situation::table
        .filter(situation::parent_id.eq(stored(id)))
        .filter(situation::withdrawn_at.is_null())
        .filter(situation::from_date.le(stored(today)))
        .filter(situation::until_date.is_null().or(situation::until_date.ge(stored(today))))
        .order((situation::from_date, situation::id))
        .select((situation::kind, situation::from_date, situation::source))
        .load(conn)?;
    Ok(Contact {
        given_name,
        family_name,
        phone,
        email,
        language: language.value(),
        safe_contact: safe_contact.value(),
        interpreter,
        commune,
        situations: rows.into_iter().map(|(kind, from, source)| (kind.value(), from.value(), source)).collect(),
    })
}

/// Which part of the referrals a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// All of them.
    #[default]
    All,
    /// Those the site still owes an answer.
    Open,
    /// Accepted and going on.
    Accepted,
    /// Refused, expired or ended.
    Closed,
}

/// How a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The latest first.
    #[default]
    Latest,
    /// The oldest first.
    Oldest,
    /// By number.
    Number,
}

/// What a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words of names, or a number.
    pub search: String,
    /// Which part.
    pub part: Part,
    /// In which order.
    pub order: Order,
    /// How many to pass over (pages).
    pub offset: i64,
    /// How many at most.
    pub limit: i64,
    /// Only those after this one, in the order [`Order::Latest`] (cursor of the API).
    pub after: Option<(Instant, ReferralId)>,
}

/// A line of a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The referral.
    pub id: ReferralId,
    /// Its number.
    pub number: String,
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Organisation that sent it.
    pub prescriber: String,
    /// Person who sent it.
    pub prescriber_name: String,
    /// The parent; empty when the reader may not see her.
    pub parent_name: String,
    /// Given names of the children.
    pub children: Vec<String>,
    /// How fast.
    pub urgency: Urgency,
    /// Why.
    pub purpose: Purpose,
    /// The dates of its life.
    pub facts: ReferralFacts,
}

/// Referrals an actor may open under an action, and how many there are in all.
///
/// For [`Action::FollowReferral`] those of the actor's organisations; for [`Action::SeeReferral`] those that came to her sites.
pub fn list(conn: &mut Conn, actor: &Actor, action: Action, query: &Query) -> Result<(Vec<Line>, i64)> {
    let scope = Scope::new(actor, action);
    // Names of a protected family are for those who may see the family; who sent the referral wrote the names herself.
    let names: Vec<Stored<FamilyId>> = if action == Action::SeeReferral {
        let readable = Scope::new(actor, Action::SeeFamily);
        family::table.filter(family::id.eq_any(families!(&readable))).select(family::id).load(conn)?
    } else {
        Vec::new()
    };
    let names: std::collections::HashSet<FamilyId> = names.into_iter().map(Stored::value).collect();
    let filtered = || {
        let mut rows = referral::table
            .inner_join(site::table)
            .inner_join(parent::table)
            .filter(
                referral::site_id
                    .eq_any(sites!(&scope))
                    .or(referral::organisation_id.assume_not_null().eq_any(scope.referring())),
            )
            .into_boxed();
        for word in search_words(&query.search).into_iter().take(6) {
            let end = format!("{word}{{");
            rows = rows.filter(
                referral::id.eq_any(
                    search_word::table
                        .filter(search_word::entity.eq("referral"))
                        .filter(search_word::word.ge(word).and(search_word::word.lt(end)))
                        .select(search_word::entity_id),
                ),
            );
        }
        let answered = referral::accepted_at
            .is_not_null()
            .or(referral::refused_at.is_not_null())
            .or(referral::expired_at.is_not_null())
            .or(referral::ended_at.is_not_null());
        match query.part {
            Part::All => rows,
            Part::Open => rows.filter(diesel::dsl::not(answered)),
            Part::Accepted => rows.filter(referral::accepted_at.is_not_null().and(referral::ended_at.is_null())),
            Part::Closed => rows.filter(
                referral::refused_at
                    .is_not_null()
                    .or(referral::expired_at.is_not_null())
                    .or(referral::ended_at.is_not_null()),
            ),
        }
    };
    let total: i64 = filtered().count().get_result(conn)?;
    let mut rows = filtered();
    if let Some((sent_at, id)) = query.after {
        rows = rows.filter(
            referral::sent_at
                .lt(stored(sent_at))
                .or(referral::sent_at.eq(stored(sent_at)).and(referral::id.lt(stored(id)))),
        );
    }
    rows = match query.order {
        Order::Latest => rows.order((referral::sent_at.desc(), referral::id.desc())),
        Order::Oldest => rows.order((referral::sent_at.asc(), referral::id.asc())),
        Order::Number => rows.order((referral::number.asc(), referral::id.asc())),
    };
    let rows: Vec<(ReferralRow, String, String, String)> = rows
        .offset(query.offset)
        .limit(query.limit)
        .select((ReferralRow::as_select(), site::name, parent::given_name, parent::family_name))
        .load(conn)?;
    let ids: Vec<Stored<ReferralId>> = rows.iter().map(|(row, ..)| row.id.clone()).collect();
    let found: Vec<(Stored<ReferralId>, String)> = referral_child::table
        .inner_join(child::table)
        .filter(referral_child::referral_id.eq_any(ids))
        .order((child::birth_date, child::id))
        .select((referral_child::referral_id, child::given_name))
        .load(conn)?;
    let mut lines = Vec::with_capacity(rows.len());
    for (row, site_name, given, name) in rows {
        let referral = referral_of(row)?;
        let readable = action != Action::SeeReferral || names.contains(&referral.family);
        lines.push(Line {
            id: referral.id,
            number: referral.number,
            site: referral.site,
            site_name,
            prescriber: referral.prescriber.organisation_name,
            prescriber_name: referral.prescriber.name,
            parent_name: if readable { format!("{given} {name}") } else { String::new() },
            children: found
                .iter()
                .filter(|(id, _)| **id == referral.id)
                .map(|(_, given)| given.clone())
                .filter(|_| readable)
                .collect(),
            urgency: referral.urgency,
            purpose: referral.purpose,
            facts: referral.facts,
        });
    }
    Ok((lines, total))
}

/// What the messages about a referral need; never shown as it is.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The referral.
    pub referral: Referral,
    /// Name of the site.
    pub site_name: String,
    /// Its telephone.
    pub site_phone: Option<String>,
    /// Addresses of the site: its own, or its managers'.
    pub site_emails: Vec<String>,
    /// Given names of the children.
    pub children: Vec<String>,
    /// The parent's telephone.
    pub parent_phone: Option<String>,
    /// The language she speaks.
    pub parent_language: SpokenLanguage,
    /// How she may safely be contacted.
    pub parent_contact: SafeContact,
}

/// Loads what the messages about a referral need, inside the transaction that causes them.
pub fn notice(tx: &mut Tx<'_>, id: ReferralId) -> Result<Notice> {
    let referral = load(tx.conn, id)?;
    let (site_name, site_phone, email, organisation): (String, Option<String>, Option<String>, Stored<OrganisationId>) =
        site::table
            .find(stored(referral.site))
            .select((site::name, site::phone, site::email, site::organisation_id))
            .first(tx.conn)?;
    let site_emails = match email {
        Some(email) => vec![email],
        None => {
            let today = site_today(tx.conn, referral.site, tx.now)?;
            managers(tx.conn, referral.site, *organisation, today)?.into_iter().map(|(_, email)| email).collect()
        }
    };
    let (parent_phone, language, contact): (Option<String>, Stored<SpokenLanguage>, Stored<SafeContact>) =
        parent::table
            .find(stored(referral.parent))
            .select((parent::phone, parent::language, parent::safe_contact))
            .first(tx.conn)?;
    let children = children(tx.conn, id)?.into_iter().map(|child| child.given_name).collect();
    Ok(Notice {
        referral,
        site_name,
        site_phone,
        site_emails,
        children,
        parent_phone,
        parent_language: language.value(),
        parent_contact: contact.value(),
    })
}

/// Today where a site stands.
fn site_today(conn: &mut Conn, id: SiteId, now: Instant) -> Result<Date> {
    let zone: String = site::table.find(stored(id)).select(site::time_zone).first(conn).or_not_found()?;
    Ok(now.date(&domain::time::time_zone(&zone).unwrap_or(jiff::tz::TimeZone::UTC)))
}

/// Those who manage a site today, with their addresses.
fn managers(
    conn: &mut Conn,
    site_id: SiteId,
    organisation: OrganisationId,
    today: Date,
) -> Result<Vec<(PersonId, String)>> {
    let today = stored(today);
    let rows: Vec<(Stored<PersonId>, String)> = membership::table
        .inner_join(person::table)
        .filter(membership::role.eq(stored(Role::SiteManager)))
        .filter(person::disabled_at.is_null())
        .filter(
            membership::site_id
                .eq(Some(stored(site_id)))
                .or(membership::site_id.is_null().and(membership::organisation_id.eq(stored(organisation)))),
        )
        .filter(membership::from_date.le(&today))
        .filter(membership::until_date.is_null().or(membership::until_date.ge(&today)))
        .order(person::id)
        .select((person::id, person::email))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, email)| (id.value(), email)).collect())
}

/// What a site answers, in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The children are taken in.
    Accept {
        /// Kind of care.
        care_kind: CareKind,
        /// When the admission holds.
        period: Period,
        /// A few words to the prescriber.
        message: Option<String>,
    },
    /// They are not.
    Refuse {
        /// The coded reason.
        reason: RefusalReason,
        /// The message to the prescriber.
        message: Option<String>,
    },
    /// The site asks something first.
    Ask {
        /// The question.
        message: String,
    },
}

/// How a family that may be known already was found.
enum Known {
    /// The same family: the referral joins it.
    Same(FamilyId),
    /// A new record; protected when a protected family looks the same.
    New {
        /// Whether protection is carried over.
        protected: bool,
    },
}

struct Candidate {
    id: FamilyId,
    phone: bool,
    child: bool,
    parent: bool,
}

fn folded_name(given: &str, family: &str) -> String {
    search_words(&format!("{given} {family}")).join(" ")
}

impl Tx<'_> {
    /// Sends a referral: the family (found or new), its links, the referral, its jobs; the web floor adds the messages.
    ///
    /// **Joining a known family never widens access.** A weak likeness (the telephone only, or the child only) joins a family only
    /// when this site accompanies it already. The same child *and* the same parent or telephone joins it at another site too, unless
    /// it is protected: then a new, protected record is made. The answer is the same in every case.
    pub fn send_referral(&mut self, by: &Signature, new: &NewReferral) -> Result<Sent> {
        // The first statement: everybody who refers waits here for one another, so that two of them see each other's family.
        let number = format!("O{:05}", self.next_number("referral")?);
        let today = match site_today(self.conn, new.site, self.now)
            .and_then(|today| crate::directory::open_site(self.conn, new.site, today).map(|_| today))
        {
            Err(Error::NotFound) => return Err(Error::Field { field: "site_id", message: "not_a_choice" }),
            today => today?,
        };
        let (family_id, protected) = match self.known_family(new, today)? {
            Known::Same(id) => (id, new.protected),
            Known::New { protected } => {
                let protected = protected || new.protected;
                (self.create_family(&new.commune, false)?, protected)
            }
        };
        let (parent_id, given_contact) = self.referred_parent(family_id, new)?;
        for kind in &new.situations {
            self.note_situation(parent_id, *kind, today, new.prescriber.person)?;
        }
        self.create_consent(parent_id, &new.consent)?;
        let id: ReferralId = self.new_id();
        self.store_referral(id, &number, family_id, parent_id, new)?;
        let mut words = vec![number.clone(), new.parent.given_name.clone(), new.parent.family_name.clone()];
        for child in &new.children {
            let child_id = self.referred_child(family_id, child)?;
            diesel::insert_into(referral_child::table)
                .values((referral_child::referral_id.eq(stored(id)), referral_child::child_id.eq(stored(child_id))))
                .execute(self.conn)?;
            words.extend([child.given_name.clone(), child.family_name.clone()]);
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.index_words("referral", &id.to_string(), &words)?;
        if let Some(organisation) = new.prescriber.organisation {
            let to = LinkTo { organisation: Some(organisation), ..LinkTo::default() };
            self.keep_link(family_id, LinkKind::Referral, to, today)?;
        }
        self.keep_link(family_id, LinkKind::Admission, LinkTo { site: Some(new.site), ..LinkTo::default() }, today)?;
        if protected {
            self.protect_family(family_id, today)?;
        }
        self.referral_event(id, ReferralEventKind::Sent, by.person, Some(&new.prescriber.name), None, given_contact)?;
        let payload = serde_json::json!({ "id": id.to_string() });
        let remind_at = self.now.plus_hours(24 * REMINDER_DAYS);
        self.plan_job(REMIND_JOB, &payload, remind_at, Some(&format!("{id} 1")))?;
        self.plan_job(EXPIRE_JOB, &payload, self.now.plus_hours(24 * EXPIRY_DAYS), Some(&id.to_string()))?;
        self.audit(
            by,
            Entry::done(Action::SendReferral, "referral", id).family(family_id).site(new.site).detail(
                serde_json::json!({ "purpose": new.purpose.as_str(), "children": new.children.len(), "urgency": new.urgency.as_str() }),
            ),
        )?;
        let follow_token = self.create_follow_link(id)?;
        Ok(Sent { id, number, follow_token })
    }

    fn store_referral(
        &mut self,
        id: ReferralId,
        number: &str,
        family_id: FamilyId,
        parent_id: ParentId,
        new: &NewReferral,
    ) -> Result<()> {
        diesel::insert_into(referral::table)
            .values((
                (
                    referral::id.eq(stored(id)),
                    referral::number.eq(number),
                    referral::family_id.eq(stored(family_id)),
                    referral::parent_id.eq(stored(parent_id)),
                    referral::organisation_id.eq(new.prescriber.organisation.map(stored)),
                    referral::prescriber_kind.eq(stored(new.prescriber.kind)),
                    referral::prescriber_organisation_name.eq(&new.prescriber.organisation_name),
                    referral::prescriber_name.eq(&new.prescriber.name),
                    referral::prescriber_email.eq(&new.prescriber.email),
                    referral::prescriber_phone.eq(&new.prescriber.phone),
                    referral::person_id.eq(new.prescriber.person.map(stored)),
                ),
                (
                    referral::site_id.eq(stored(new.site)),
                    referral::purpose.eq(stored(new.purpose)),
                    referral::urgency.eq(stored(new.urgency)),
                    referral::need.eq(serde_json::to_string(&new.need)?),
                    referral::message.eq(&new.message),
                    referral::travel_limit_km.eq(new.travel_limit_km),
                    referral::sent_at.eq(stored(self.now)),
                    referral::reminders.eq(0),
                    referral::revision.eq(1_i64),
                ),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    /// Looks for a family that is known already. See [`Tx::send_referral`] for the rule.
    fn known_family(&mut self, new: &NewReferral, today: Date) -> Result<Known> {
        let mut candidates: Vec<Candidate> = Vec::new();
        fn of(candidates: &mut Vec<Candidate>, id: FamilyId) -> &mut Candidate {
            let position = candidates.iter().position(|candidate| candidate.id == id).unwrap_or_else(|| {
                candidates.push(Candidate { id, phone: false, child: false, parent: false });
                candidates.len() - 1
            });
            &mut candidates[position]
        }
        if let Some(phone) = &new.parent.phone {
            let found: Vec<Stored<FamilyId>> =
                parent::table.filter(parent::phone.eq(phone)).select(parent::family_id).load(self.conn)?;
            for id in found {
                of(&mut candidates, id.value()).phone = true;
            }
        }
        for wanted in &new.children {
            let name = folded_name(&wanted.given_name, &wanted.family_name);
            let born: Vec<(Stored<FamilyId>, String, String)> = child::table
                .filter(child::birth_date.eq(stored(wanted.birth_date)))
                .select((child::family_id, child::given_name, child::family_name))
                .load(self.conn)?;
            for (id, given, family) in born {
                if folded_name(&given, &family) == name {
                    of(&mut candidates, id.value()).child = true;
                }
            }
        }
        let wanted = folded_name(&new.parent.given_name, &new.parent.family_name);
        let mut carried = false;
        let mut joined: Option<(FamilyId, bool)> = None;
        for mut candidate in candidates {
            let parents: Vec<(String, String)> = parent::table
                .filter(parent::family_id.eq(stored(candidate.id)))
                .select((parent::given_name, parent::family_name))
                .load(self.conn)?;
            candidate.parent = parents.iter().any(|(given, family)| folded_name(given, family) == wanted);
            let protected: bool =
                family::table.find(stored(candidate.id)).select(family::protected).first(self.conn)?;
            let strong = candidate.child && (candidate.phone || candidate.parent);
            let here = self.has_link(
                candidate.id,
                LinkKind::Admission,
                LinkTo { site: Some(new.site), ..LinkTo::default() },
                today,
            )?;
            if here || (strong && !protected) {
                // A strong likeness wins over a weak one.
                if joined.is_none_or(|(_, before)| strong && !before) {
                    joined = Some((candidate.id, strong));
                }
            } else if strong && protected {
                carried = true;
            }
        }
        Ok(match joined {
            Some((id, _)) => Known::Same(id),
            None => Known::New { protected: carried },
        })
    }

    /// The parent of the family by that name, or a new one. A known parent keeps her telephone: nobody turns messages elsewhere by
    /// sending a referral; what was given is written beside it for the site to check.
    fn referred_parent(&mut self, family_id: FamilyId, new: &NewReferral) -> Result<(ParentId, Option<String>)> {
        let wanted = folded_name(&new.parent.given_name, &new.parent.family_name);
        type Row = (Stored<ParentId>, String, String, Option<String>, Option<String>, Stored<SafeContact>, bool);
        let known: Vec<Row> = parent::table
            .filter(parent::family_id.eq(stored(family_id)))
            .order((parent::created_at, parent::id))
            .select((
                parent::id,
                parent::given_name,
                parent::family_name,
                parent::phone,
                parent::email,
                parent::safe_contact,
                parent::interpreter,
            ))
            .load(self.conn)?;
        let found = known.into_iter().find(|(_, given, family, ..)| folded_name(given, family) == wanted);
        let Some((id, _, _, phone, email, safe_contact, interpreter)) = found else {
            return Ok((self.create_parent(family_id, &new.parent)?, None));
        };
        let safer = safe_contact.safer(new.parent.safe_contact);
        let interpreter_needed = interpreter || new.parent.interpreter;
        if safer != *safe_contact || interpreter_needed != interpreter {
            diesel::update(parent::table.find(&id))
                .set((
                    parent::safe_contact.eq(stored(safer)),
                    parent::interpreter.eq(interpreter_needed),
                    parent::revision.eq(parent::revision + 1_i64),
                ))
                .execute(self.conn)?;
        }
        let other = [(&new.parent.phone, &phone), (&new.parent.email, &email)]
            .into_iter()
            .filter(|(given, known)| given.is_some() && given != known)
            .filter_map(|(given, _)| given.clone())
            .collect::<Vec<String>>();
        Ok((id.value(), (!other.is_empty()).then(|| other.join(" "))))
    }

    fn referred_child(&mut self, family_id: FamilyId, new: &NewChild) -> Result<ChildId> {
        let wanted = folded_name(&new.given_name, &new.family_name);
        let born: Vec<(Stored<ChildId>, String, String)> = child::table
            .filter(child::family_id.eq(stored(family_id)))
            .filter(child::birth_date.eq(stored(new.birth_date)))
            .select((child::id, child::given_name, child::family_name))
            .load(self.conn)?;
        match born.into_iter().find(|(_, given, family)| folded_name(given, family) == wanted) {
            Some((id, _, _)) => Ok(id.value()),
            None => self.create_child(family_id, new),
        }
    }

    /// Records a situation unless it holds already.
    fn note_situation(
        &mut self,
        parent_id: ParentId,
        kind: SituationKind,
        today: Date,
        by: Option<PersonId>,
    ) -> Result<()> {
        let known: i64 = situation::table
            .filter(situation::parent_id.eq(stored(parent_id)).and(situation::kind.eq(stored(kind))))
            .filter(situation::withdrawn_at.is_null())
            .filter(situation::from_date.le(stored(today)))
            .filter(situation::until_date.is_null().or(situation::until_date.ge(stored(today))))
            .count()
            .get_result(self.conn)?;
        if known == 0 {
            self.create_situation(parent_id, kind, Period { from: today, until: None }, "prescriber", by)?;
        }
        Ok(())
    }

    fn has_link(&mut self, family_id: FamilyId, kind: LinkKind, to: LinkTo, today: Date) -> Result<bool> {
        let day = stored(today);
        let mut rows = link::table
            .filter(link::family_id.eq(stored(family_id)).and(link::kind.eq(stored(kind))))
            .filter(link::from_date.le(&day))
            .filter(link::until_date.is_null().or(link::until_date.ge(&day)))
            .into_boxed();
        if let Some(id) = to.organisation {
            rows = rows.filter(link::organisation_id.eq(Some(stored(id))));
        }
        if let Some(id) = to.site {
            rows = rows.filter(link::site_id.eq(Some(stored(id))));
        }
        if let Some(id) = to.person {
            rows = rows.filter(link::person_id.eq(Some(stored(id))));
        }
        let count: i64 = rows.count().get_result(self.conn)?;
        Ok(count > 0)
    }

    /// Opens a link without end, unless one without end is there. A link that was running out runs on as it was.
    fn keep_link(&mut self, family_id: FamilyId, kind: LinkKind, to: LinkTo, today: Date) -> Result<()> {
        let mut rows = link::table
            .filter(link::family_id.eq(stored(family_id)).and(link::kind.eq(stored(kind))))
            .filter(link::until_date.is_null())
            .into_boxed();
        if let Some(id) = to.organisation {
            rows = rows.filter(link::organisation_id.eq(Some(stored(id))));
        }
        if let Some(id) = to.site {
            rows = rows.filter(link::site_id.eq(Some(stored(id))));
        }
        if let Some(id) = to.person {
            rows = rows.filter(link::person_id.eq(Some(stored(id))));
        }
        let count: i64 = rows.count().get_result(self.conn)?;
        if count == 0 {
            self.create_link(family_id, kind, to, Period { from: today, until: None })?;
        }
        Ok(())
    }

    /// Protects a family. Those who work with it today are named for it, so that nobody who needs its contact loses it; nobody else
    /// sees it from now on.
    pub fn protect_family(&mut self, family_id: FamilyId, today: Date) -> Result<()> {
        let day = stored(today);
        type Linked = (Option<Stored<SiteId>>, Option<Stored<PersonId>>);
        let linked: Vec<Linked> = link::table
            .filter(link::family_id.eq(stored(family_id)))
            .filter(link::kind.eq_any([stored(LinkKind::Admission), stored(LinkKind::Caseload)]))
            .filter(link::from_date.le(&day))
            .filter(link::until_date.is_null().or(link::until_date.ge(&day)))
            .select((link::site_id, link::person_id))
            .load(self.conn)?;
        let mut named: Vec<PersonId> = Vec::new();
        for (site_id, person_id) in linked {
            named.extend(person_id.map(Stored::value));
            if let Some(site_id) = site_id.map(Stored::value) {
                let organisation: Stored<OrganisationId> =
                    site::table.find(stored(site_id)).select(site::organisation_id).first(self.conn)?;
                named.extend(managers(self.conn, site_id, organisation.value(), today)?.into_iter().map(|(id, _)| id));
            }
        }
        named.sort_unstable();
        named.dedup();
        for person_id in named {
            self.keep_link(family_id, LinkKind::Named, LinkTo { person: Some(person_id), ..LinkTo::default() }, today)?;
        }
        diesel::update(family::table.find(stored(family_id)))
            .set((family::protected.eq(true), family::revision.eq(family::revision + 1_i64)))
            .execute(self.conn)?;
        Ok(())
    }

    /// A link of the site's e-mail: it answers this one referral, until it is answered or expires.
    pub fn create_answer_link(&mut self, id: ReferralId) -> Result<String> {
        let until = self.now.plus_hours(LinkPurpose::AnswerReferral.hours());
        Ok(self.create_link_token(LinkPurpose::AnswerReferral, LinkHolder::Referral(id), until)?.token)
    }

    /// A link that follows this one referral without an account.
    pub fn create_follow_link(&mut self, id: ReferralId) -> Result<String> {
        let until = self.now.plus_hours(FOLLOW_HOURS);
        Ok(self.create_link_token(LinkPurpose::FollowReferral, LinkHolder::Referral(id), until)?.token)
    }

    fn referral_event(
        &mut self,
        id: ReferralId,
        kind: ReferralEventKind,
        by: Option<PersonId>,
        by_name: Option<&str>,
        reason_code: Option<&str>,
        message: Option<String>,
    ) -> Result<()> {
        let event_id: ReferralEventId = self.new_id();
        diesel::insert_into(referral_event::table)
            .values((
                referral_event::id.eq(stored(event_id)),
                referral_event::referral_id.eq(stored(id)),
                referral_event::kind.eq(stored(kind)),
                referral_event::at.eq(stored(self.now)),
                referral_event::by_person_id.eq(by.map(stored)),
                referral_event::by_name.eq(by_name),
                referral_event::reason_code.eq(reason_code),
                referral_event::message.eq(message),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    /// Takes the row's lock (its first change) and loads it.
    fn lock_referral(&mut self, id: ReferralId) -> Result<Referral> {
        let changed = diesel::update(referral::table.find(stored(id)))
            .set(referral::revision.eq(referral::revision + 1_i64))
            .execute(self.conn)?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        load(self.conn, id)
    }

    /// A referral that still waits for an answer; a refusal otherwise.
    fn open_referral(&mut self, id: ReferralId) -> Result<Referral> {
        let referral = self.lock_referral(id)?;
        let over = referral.facts.sent_at.is_some_and(|sent| self.now >= sent.plus_hours(24 * EXPIRY_DAYS));
        if referral.facts.expired_at.is_some() || (referral.facts.is_open() && over) {
            return Err(Refusal::ReferralExpired.into());
        }
        if !referral.facts.is_open() {
            return Err(Refusal::AlreadyAnswered.into());
        }
        Ok(referral)
    }

    /// The site has taken notice. Doing it twice changes nothing.
    pub fn see_referral(&mut self, by: &Signature, seen: Seen<ReferralId>, by_name: Option<&str>) -> Result<()> {
        let referral = self.lock_referral(seen.id())?;
        let entry =
            Entry::done(Action::SeeReferral, "referral", referral.id).family(referral.family).site(referral.site);
        if referral.facts.seen_at.is_none() && referral.facts.is_open() {
            self.mark_seen(&referral, by, by_name)?;
        }
        self.audit(by, entry)
    }

    fn mark_seen(&mut self, referral: &Referral, by: &Signature, by_name: Option<&str>) -> Result<()> {
        if referral.facts.seen_at.is_some() {
            return Ok(());
        }
        diesel::update(referral::table.find(stored(referral.id)))
            .set(referral::seen_at.eq(Some(stored(self.now))))
            .execute(self.conn)?;
        self.referral_event(referral.id, ReferralEventKind::Seen, by.person, by_name, None, None)
    }

    /// Answers a referral: once for all with yes or no, as often as needed with a question.
    pub fn answer_referral(
        &mut self,
        by: &Signature,
        seen: Seen<ReferralId>,
        by_name: Option<&str>,
        answer: &Answer,
    ) -> Result<()> {
        let referral = self.open_referral(seen.id())?;
        self.mark_seen(&referral, by, by_name)?;
        let id = referral.id;
        let now = stored(self.now);
        let row = referral::table.find(stored(id));
        let decision = match answer {
            Answer::Accept { care_kind, period, message } => {
                diesel::update(row)
                    .set((referral::accepted_at.eq(Some(now)), referral::asked_at.eq(None::<Stored<Instant>>)))
                    .execute(self.conn)?;
                for child in children(self.conn, id)? {
                    if self.is_admitted(child.id, referral.site, *care_kind, *period)? {
                        continue;
                    }
                    self.create_admission(child.id, referral.site, Some(id), *care_kind, *period)?;
                }
                self.referral_event(id, ReferralEventKind::Accepted, by.person, by_name, None, message.clone())?;
                Decision::Accept
            }
            Answer::Refuse { reason, message } => {
                diesel::update(row)
                    .set((
                        referral::refused_at.eq(Some(now)),
                        referral::refusal_reason.eq(Some(stored(*reason))),
                        referral::asked_at.eq(None::<Stored<Instant>>),
                    ))
                    .execute(self.conn)?;
                self.referral_event(
                    id,
                    ReferralEventKind::Refused,
                    by.person,
                    by_name,
                    Some(reason.as_str()),
                    message.clone(),
                )?;
                self.close_links(&referral, 0)?;
                Decision::Refuse
            }
            Answer::Ask { message } => {
                diesel::update(row).set(referral::asked_at.eq(Some(now))).execute(self.conn)?;
                self.referral_event(id, ReferralEventKind::Asked, by.person, by_name, None, Some(message.clone()))?;
                Decision::Ask
            }
        };
        if decision != Decision::Ask {
            self.use_up_answer_links(id)?;
        }
        self.audit(
            by,
            Entry::done(Action::AnswerReferral, "referral", id).family(referral.family).site(referral.site).detail(
                match answer {
                    Answer::Refuse { reason, .. } => {
                        serde_json::json!({ "decision": decision.as_str(), "reason_code": reason.as_str() })
                    }
                    _ => serde_json::json!({ "decision": decision.as_str() }),
                },
            ),
        )
    }

    /// Whether an admission of this kind covers the period already (a second referral adds nothing to it).
    fn is_admitted(&mut self, child_id: ChildId, site_id: SiteId, kind: CareKind, period: Period) -> Result<bool> {
        let rows: Vec<(Stored<Date>, Option<Stored<Date>>)> = admission::table
            .filter(admission::child_id.eq(stored(child_id)).and(admission::site_id.eq(stored(site_id))))
            .filter(admission::care_kind.eq(stored(kind)).and(admission::ended_at.is_null()))
            .select((admission::from_date, admission::until_date))
            .load(self.conn)?;
        Ok(rows.into_iter().any(|(from, until)| {
            let held = Period { from: from.value(), until: until.map(Stored::value) };
            held.contains(period.from)
                && (held.until.is_none() || period.until.is_some_and(|until| held.contains(until)))
        }))
    }

    /// The prescriber replies to a question.
    pub fn reply_to_question(
        &mut self,
        by: &Signature,
        seen: Seen<ReferralId>,
        by_name: Option<&str>,
        message: &str,
    ) -> Result<()> {
        let referral = self.open_referral(seen.id())?;
        diesel::update(referral::table.find(stored(referral.id)))
            .set(referral::asked_at.eq(None::<Stored<Instant>>))
            .execute(self.conn)?;
        let name = by_name.unwrap_or(&referral.prescriber.name).to_owned();
        self.referral_event(
            referral.id,
            ReferralEventKind::Replied,
            by.person,
            Some(&name),
            None,
            Some(message.to_owned()),
        )?;
        self.audit(
            by,
            Entry::done(Action::FollowReferral, "referral", referral.id).family(referral.family).site(referral.site),
        )
    }

    fn use_up_answer_links(&mut self, id: ReferralId) -> Result<()> {
        diesel::update(
            link_token::table
                .filter(link_token::referral_id.eq(Some(stored(id))))
                .filter(link_token::purpose.eq(stored(LinkPurpose::AnswerReferral)))
                .filter(link_token::used_at.is_null()),
        )
        .set(link_token::used_at.eq(Some(stored(self.now))))
        .execute(self.conn)?;
        Ok(())
    }

    /// After an end: the site's link runs out after `days` (unless something else keeps it), the prescriber's after [`FOLLOW_DAYS`].
    fn close_links(&mut self, referral: &Referral, days: i32) -> Result<()> {
        let today = site_today(self.conn, referral.site, self.now)?;
        let day = stored(today);
        let living = |query_site: Option<SiteId>, query_organisation: Option<OrganisationId>| {
            let mut rows = referral::table
                .filter(referral::family_id.eq(stored(referral.family)))
                .filter(referral::id.ne(stored(referral.id)))
                .filter(referral::refused_at.is_null())
                .filter(referral::expired_at.is_null())
                .filter(referral::ended_at.is_null())
                .into_boxed();
            if let Some(id) = query_site {
                rows = rows.filter(referral::site_id.eq(stored(id)));
            }
            if let Some(id) = query_organisation {
                rows = rows.filter(referral::organisation_id.eq(Some(stored(id))));
            }
            rows.count()
        };
        let referrals_here: i64 = living(Some(referral.site), None).get_result(self.conn)?;
        let admitted: i64 = admission::table
            .inner_join(child::table)
            .filter(child::family_id.eq(stored(referral.family)))
            .filter(admission::site_id.eq(stored(referral.site)))
            .filter(admission::ended_at.is_null())
            .filter(admission::until_date.is_null().or(admission::until_date.ge(&day)))
            .count()
            .get_result(self.conn)?;
        if referrals_here == 0 && admitted == 0 {
            let until = places::days_after(today, days);
            diesel::update(
                link::table
                    .filter(link::family_id.eq(stored(referral.family)))
                    .filter(link::kind.eq(stored(LinkKind::Admission)))
                    .filter(link::site_id.eq(Some(stored(referral.site))))
                    .filter(link::until_date.is_null()),
            )
            .set(link::until_date.eq(Some(stored(until))))
            .execute(self.conn)?;
        }
        if let Some(organisation) = referral.prescriber.organisation {
            let others: i64 = living(None, Some(organisation)).get_result(self.conn)?;
            if others == 0 {
                let until = places::days_after(today, FOLLOW_DAYS);
                diesel::update(
                    link::table
                        .filter(link::family_id.eq(stored(referral.family)))
                        .filter(link::kind.eq(stored(LinkKind::Referral)))
                        .filter(link::organisation_id.eq(Some(stored(organisation))))
                        .filter(link::until_date.is_null()),
                )
                .set(link::until_date.eq(Some(stored(until))))
                .execute(self.conn)?;
            }
        }
        Ok(())
    }

    /// Ends an accompaniment. Bookings to come stand in the way: a human gives them back first.
    pub fn end_referral(
        &mut self,
        by: &Signature,
        seen: Seen<ReferralId>,
        by_name: Option<&str>,
        reason: ReferralEndReason,
    ) -> Result<()> {
        let referral = self.lock_referral(seen.id())?;
        if referral.facts.accepted_at.is_none() || referral.facts.ended_at.is_some() {
            return Err(Refusal::AlreadyAnswered.into());
        }
        let today = site_today(self.conn, referral.site, self.now)?;
        let admitted: Vec<(Stored<AdmissionId>, Stored<ChildId>, Stored<Date>)> = admission::table
            .filter(admission::referral_id.eq(Some(stored(referral.id))))
            .filter(admission::ended_at.is_null())
            .select((admission::id, admission::child_id, admission::from_date))
            .load(self.conn)?;
        let children: Vec<Stored<ChildId>> = admitted.iter().map(|(_, child, _)| child.clone()).collect();
        let booked: i64 = booking::table
            .filter(booking::child_id.eq_any(children))
            .filter(booking::site_id.eq(stored(referral.site)))
            .filter(booking::date.gt(stored(today)))
            .filter(booking::released_at.is_null())
            .count()
            .get_result(self.conn)?;
        if booked > 0 {
            return Err(Refusal::BookingsInTheWay { count: u32::try_from(booked).unwrap_or(u32::MAX) }.into());
        }
        for (id, _, from) in admitted {
            diesel::update(admission::table.find(&id))
                .set((
                    admission::until_date.eq(Some(stored((*from).max(today)))),
                    admission::ended_at.eq(Some(stored(self.now))),
                ))
                .execute(self.conn)?;
        }
        diesel::update(referral::table.find(stored(referral.id)))
            .set((referral::ended_at.eq(Some(stored(self.now))), referral::end_reason.eq(Some(stored(reason)))))
            .execute(self.conn)?;
        self.referral_event(referral.id, ReferralEventKind::Ended, by.person, by_name, Some(reason.as_str()), None)?;
        self.close_links(&referral, CLOSING_DAYS)?;
        self.audit(
            by,
            Entry::done(Action::AnswerReferral, "referral", referral.id)
                .family(referral.family)
                .site(referral.site)
                .detail(serde_json::json!({ "ended": reason.as_str() })),
        )
    }
}

/// Reminds the site of a referral that waits; `true` when a reminder is due now (the caller sends it). Run twice, it reminds once.
pub fn remind(tx: &mut Tx<'_>, id: ReferralId) -> Result<bool> {
    let referral = tx.lock_referral(id)?;
    let by = Signature::system();
    let entry = Entry::done(Action::SeeReferral, "referral", id).family(referral.family).site(referral.site);
    let Some(sent_at) = referral.facts.sent_at else { return Ok(false) };
    let due = |count: i32| sent_at.plus_hours(24 * REMINDER_DAYS * i64::from(count + 1));
    let over = tx.now >= sent_at.plus_hours(24 * EXPIRY_DAYS);
    if !referral.facts.is_open() || over || tx.now < due(referral.reminders) {
        tx.audit(&by, entry.detail(serde_json::json!({ "reminded": false })))?;
        return Ok(false);
    }
    // A worker that slept sends one reminder for all the times it missed.
    let mut count = referral.reminders + 1;
    while tx.now >= due(count) {
        count += 1;
    }
    diesel::update(referral::table.find(stored(id)))
        .set((referral::reminders.eq(count), referral::reminded_at.eq(Some(stored(tx.now)))))
        .execute(tx.conn)?;
    if due(count) < sent_at.plus_hours(24 * EXPIRY_DAYS) {
        let key = format!("{id} {}", count + 1);
        tx.plan_job(REMIND_JOB, &serde_json::json!({ "id": id.to_string() }), due(count), Some(&key))?;
    }
    // While the prescriber owes a reply there is nothing to remind the site of.
    let reminded = referral.facts.asked_at.is_none();
    if reminded {
        tx.referral_event(id, ReferralEventKind::Reminded, None, None, None, None)?;
    }
    tx.audit(&by, entry.detail(serde_json::json!({ "reminded": reminded })))?;
    Ok(reminded)
}

/// Lets an unanswered referral expire after [`EXPIRY_DAYS`]; `true` when it expires now. Run twice, it expires once.
pub fn expire(tx: &mut Tx<'_>, id: ReferralId) -> Result<bool> {
    let referral = tx.lock_referral(id)?;
    let by = Signature::system();
    let entry = Entry::done(Action::SeeReferral, "referral", id).family(referral.family).site(referral.site);
    let over = referral.facts.sent_at.is_some_and(|sent| tx.now >= sent.plus_hours(24 * EXPIRY_DAYS));
    let expires = referral.facts.is_open() && over;
    if expires {
        diesel::update(referral::table.find(stored(id)))
            .set((referral::expired_at.eq(Some(stored(tx.now))), referral::asked_at.eq(None::<Stored<Instant>>)))
            .execute(tx.conn)?;
        tx.referral_event(id, ReferralEventKind::Expired, None, None, None, None)?;
        tx.use_up_answer_links(id)?;
        tx.close_links(&referral, 0)?;
    }
    tx.audit(&by, entry.detail(serde_json::json!({ "expired": expires })))?;
    Ok(expires)
}

/// Notes that a referred child was received for the first time; called with the arrival, in its transaction.
///
/// This is for who referred it: nothing is noted for a parent who took her consent back and gave no other.
pub fn note_first_attendance(tx: &mut Tx<'_>, child_id: ChildId, site_id: SiteId, at: Instant) -> Result<()> {
    let withdrawn = consent::table
        .filter(consent::kind.eq_any([stored(ConsentKind::Referral), stored(ConsentKind::SharePresence)]))
        .filter(consent::withdrawn_at.is_not_null())
        .select(consent::parent_id);
    let standing = consent::table
        .filter(consent::kind.eq(stored(ConsentKind::Referral)).and(consent::withdrawn_at.is_null()))
        .select(consent::parent_id);
    let waiting: Vec<Stored<ReferralId>> = referral_child::table
        .inner_join(referral::table)
        .filter(referral_child::child_id.eq(stored(child_id)))
        .filter(referral::site_id.eq(stored(site_id)))
        .filter(referral::accepted_at.is_not_null())
        .filter(referral::accepted_at.le(Some(stored(at))))
        .filter(referral::first_attended_at.is_null())
        .filter(referral::ended_at.is_null())
        .filter(diesel::dsl::not(referral::parent_id.eq_any(withdrawn)).or(referral::parent_id.eq_any(standing)))
        .select(referral::id)
        .load(tx.conn)?;
    for id in waiting {
        let changed = diesel::update(referral::table.find(&id).filter(referral::first_attended_at.is_null()))
            .set((referral::first_attended_at.eq(Some(stored(at))), referral::revision.eq(referral::revision + 1_i64)))
            .execute(tx.conn)?;
        if changed == 1 {
            tx.referral_event(id.value(), ReferralEventKind::FirstAttended, None, None, None, None)?;
        }
    }
    Ok(())
}

/// Who an actor is when she refers: her name and her organisation, so that she need not type them.
pub fn prescriber_of(conn: &mut Conn, actor: &Actor) -> Result<Option<Prescriber>> {
    let Some(person_id) = actor.person else { return Ok(None) };
    let mut held: Vec<_> = actor.memberships_for(Action::SendReferral).collect();
    held.sort_by_key(|membership| membership.role != Role::Prescriber);
    let Some(membership) = held.first() else { return Ok(None) };
    let (given, name, email): (String, String, String) = person::table
        .find(stored(person_id))
        .select((person::given_name, person::family_name, person::email))
        .first(conn)
        .or_not_found()?;
    let (organisation_name, kind, phone): (String, Option<Stored<PrescriberKind>>, Option<String>) =
        organisation::table
            .find(stored(membership.organisation))
            .select((organisation::name, organisation::prescriber_kind, organisation::phone))
            .first(conn)
            .or_not_found()?;
    Ok(Some(Prescriber {
        organisation: Some(membership.organisation),
        person: Some(person_id),
        kind: kind.map_or(PrescriberKind::Other, Stored::value),
        organisation_name,
        name: format!("{given} {name}"),
        email: Some(email),
        phone,
    }))
}
