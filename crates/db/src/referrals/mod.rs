//! Referrals: sent, seen, answered, reminded, expired, followed, ended. Every date of a life is a fact of its own.
//!
//! Who sees what: the site's manager reads the file ([`file()`]), the organisation that sent it reads its status ([`status`]) and nothing
//! about the child's life. A referral of a family that is known already joins it, but joining never opens the family to anybody who did
//! not see it before (see [`Tx::send_referral`]).

mod answering;
mod file;
mod list;
mod notices;
mod sending;

use diesel::prelude::*;
use domain::access::{Action, Role};
use domain::consents::ConsentKind;
use domain::places::{Need, Purpose};
use domain::referrals::*;
use domain::sites::PrescriberKind;
use domain::*;

use crate::access::Actor;
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{consent, organisation, person, referral, referral_child, referral_event};
use crate::{Conn, Result, Stored, Tx, stored};

pub use answering::*;
pub use file::*;
pub use list::*;
pub use notices::*;
pub use sending::*;

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
