//! What is read of one referral: the status for who sent it, the file for the site it came to.

use diesel::prelude::*;
use domain::access::Action;
use domain::families::{SafeContact, SituationKind, SpokenLanguage};
use domain::referrals::*;
use domain::*;

use super::{Event, Referral, events, load};
use crate::access::{Actor, Seen};
use crate::schema::{child, family, parent, referral, referral_child, site, situation};
use crate::{Conn, Result, Stored, stored};

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

pub(super) fn children(conn: &mut Conn, id: ReferralId) -> Result<Vec<ReferredChild>> {
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
    /// The family, for the proof of what is shown of it beside the status.
    pub family: FamilyId,
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
        family: referral.family,
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

pub(super) fn contact(conn: &mut Conn, id: ParentId, commune: String, today: Date) -> Result<Contact> {
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
