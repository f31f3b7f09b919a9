//! Tablets of a site: paired with a code, opened with a PIN, taken back.
//!
//! * [`day`]: what a tablet carries: two days of one site, and no more of a child than the door needs.
//! * [`facts`]: what it wrote down, taken in whatever order it comes.

pub mod day;
pub mod facts;

use diesel::prelude::*;
use domain::access::{Action, Role};
use domain::tablet::{HOURS_WITHOUT_NETWORK, PAIRING_MINUTES, PIN_TRIES, PIN_WAIT_MINUTES};
use domain::*;

use crate::access::{Actor, Membership, Seen};
use crate::audit::{ActorKind, Entry, Signature};
use crate::error::OrNotFound;
use crate::idempotency::Key;
use crate::schema::{membership, person, site, tablet, tablet_code, tablet_opening, tablet_pin, tablet_try};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// A tablet as its site's people see it.
#[derive(Debug, Clone)]
pub struct Tablet {
    /// The tablet.
    pub id: TabletId,
    /// What it is called.
    pub name: String,
    /// When it was paired.
    pub paired_at: Instant,
    /// When it was last heard of.
    pub seen_at: Option<Instant>,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
}

/// The tablet behind a token.
#[derive(Debug, Clone)]
pub struct Paired {
    /// The tablet.
    pub id: TabletId,
    /// Its site.
    pub site: SiteId,
    /// The site's organisation.
    pub organisation: OrganisationId,
    /// When it was taken back: then it gets nothing, and nothing of it is taken.
    pub revoked_at: Option<Instant>,
    /// When it was last heard of, as far as that was noted.
    pub seen_at: Option<Instant>,
}

impl Paired {
    /// The tablet as an actor: what a member of the site's staff may do at the site, and nothing elsewhere.
    pub fn actor(&self, now: Instant, today: Date) -> Actor {
        Actor {
            kind: ActorKind::Tablet,
            tablet: Some(self.id),
            memberships: vec![Membership {
                id: MembershipId::from_uuid(self.id.uuid()),
                organisation: self.organisation,
                site: Some(self.site),
                role: Role::Staff,
            }],
            ..Actor::public(now, today)
        }
    }
}

/// A tablet's site; [`Error::NotFound`] for any other actor.
pub fn site_of(actor: &Actor) -> Result<(TabletId, SiteId)> {
    let site = actor.memberships.first().and_then(|membership| membership.site);
    actor.tablet.zip(site).ok_or(Error::NotFound)
}

/// Somebody who may open the tablets of a site.
#[derive(Debug, Clone)]
pub struct Opener {
    /// Who.
    pub person: PersonId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Since when there is a PIN.
    pub pin_set_at: Option<Instant>,
}

/// A try of a PIN, counted.
#[derive(Debug, Clone)]
pub struct Try {
    /// The hash it is compared with; none when the person has no PIN.
    pub pin_hash: Option<String>,
    /// Tries left should this one be wrong.
    pub left: i32,
}

/// A tablet that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// When it closes at the latest.
    pub until: Instant,
    /// Its half of the key, 64 hexadecimal digits.
    pub key_half: String,
}

/// The tablets of a site, those in use first.
pub fn tablets(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<Vec<Tablet>> {
    type Row = (Stored<TabletId>, String, Stored<Instant>, Option<Stored<Instant>>, Option<Stored<Instant>>);
    let rows: Vec<Row> = tablet::table
        .filter(tablet::site_id.eq(stored(seen.id())))
        .order((tablet::revoked_at.is_not_null(), tablet::name, tablet::id))
        .select((tablet::id, tablet::name, tablet::paired_at, tablet::seen_at, tablet::revoked_at))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, name, paired_at, seen_at, revoked_at)| Tablet {
            id: id.value(),
            name,
            paired_at: paired_at.value(),
            seen_at: seen_at.map(Stored::value),
            revoked_at: revoked_at.map(Stored::value),
        })
        .collect())
}

/// Who may open the tablets of a site on a day, by name.
pub fn openers(conn: &mut Conn, site_id: SiteId, today: Date) -> Result<Vec<Opener>> {
    let organisation: Stored<OrganisationId> =
        site::table.find(stored(site_id)).select(site::organisation_id).first(conn).or_not_found()?;
    let day = stored(today);
    type Row = (Stored<PersonId>, String, String, Option<Stored<Instant>>);
    let mut rows: Vec<Row> = membership::table
        .inner_join(person::table)
        .left_join(tablet_pin::table.on(tablet_pin::person_id.eq(membership::person_id)))
        .filter(person::disabled_at.is_null())
        .filter(membership::role.eq_any([Role::Staff, Role::SiteManager].map(stored)))
        .filter(membership::organisation_id.eq(organisation))
        .filter(membership::site_id.is_null().or(membership::site_id.assume_not_null().eq(stored(site_id))))
        .filter(membership::from_date.le(&day))
        .filter(membership::until_date.is_null().or(membership::until_date.assume_not_null().ge(&day)))
        .order((person::given_name, person::family_name, person::id))
        .select((person::id, person::given_name, person::family_name, tablet_pin::set_at.nullable()))
        .load(conn)?;
    rows.dedup_by_key(|(id, ..)| **id);
    Ok(rows
        .into_iter()
        .map(|(id, given_name, family_name, set_at)| Opener {
            person: id.value(),
            given_name,
            family_name,
            pin_set_at: set_at.map(Stored::value),
        })
        .collect())
}

/// The tablet of a token, taken back or not.
pub fn paired(conn: &mut Conn, token_hash: &str) -> Result<Option<Paired>> {
    type Row =
        (Stored<TabletId>, Stored<SiteId>, Stored<OrganisationId>, Option<Stored<Instant>>, Option<Stored<Instant>>);
    let row: Option<Row> = tablet::table
        .inner_join(site::table)
        .filter(tablet::token_hash.eq(token_hash))
        .select((tablet::id, tablet::site_id, site::organisation_id, tablet::revoked_at, tablet::seen_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(id, site, organisation, revoked_at, seen_at)| Paired {
        id: id.value(),
        site: site.value(),
        organisation: organisation.value(),
        revoked_at: revoked_at.map(Stored::value),
        seen_at: seen_at.map(Stored::value),
    }))
}

/// Who has a tablet open by a token that still holds, and since when.
pub fn opened_by(conn: &mut Conn, tablet_id: TabletId, token_hash: &str, now: Instant) -> Result<(PersonId, Instant)> {
    let (person, at): (Stored<PersonId>, Stored<Instant>) = tablet_opening::table
        .find(token_hash)
        .filter(tablet_opening::tablet_id.eq(stored(tablet_id)))
        .filter(tablet_opening::expires_at.gt(stored(now)))
        .select((tablet_opening::person_id, tablet_opening::opened_at))
        .first(conn)
        .or_not_found()?;
    Ok((person.value(), at.value()))
}

impl Tx<'_> {
    /// A code that pairs one tablet to a site, for [`PAIRING_MINUTES`]; older codes of the site end.
    pub fn make_tablet_code(
        &mut self,
        actor: &Actor,
        seen: &Seen<SiteId>,
        name: &str,
        code_hash: &str,
    ) -> Result<Instant> {
        let expires_at = self.now.plus_seconds(PAIRING_MINUTES * 60);
        diesel::update(
            tablet_code::table.filter(tablet_code::site_id.eq(stored(seen.id())).and(tablet_code::used_at.is_null())),
        )
        .set(tablet_code::expires_at.eq(stored(self.now)))
        .execute(self.conn)?;
        diesel::insert_into(tablet_code::table)
            .values((
                tablet_code::code_hash.eq(code_hash),
                tablet_code::site_id.eq(stored(seen.id())),
                tablet_code::name.eq(name),
                tablet_code::made_by.eq(actor.person.map(stored)),
                tablet_code::created_at.eq(stored(self.now)),
                tablet_code::expires_at.eq(stored(expires_at)),
            ))
            .execute(self.conn)?;
        self.audit(&actor.signature(), Entry::done(Action::ManageTablets, "tablet_code", seen.id()).site(seen.id()))?;
        Ok(expires_at)
    }

    /// Pairs the tablet that knows the code; `None` when no code that holds is this one.
    pub fn pair_tablet(&mut self, code_hash: &str, token_hash: &str) -> Result<Option<(TabletId, SiteId)>> {
        type Row = (Stored<SiteId>, String, Option<Stored<PersonId>>);
        let used = diesel::update(
            tablet_code::table
                .find(code_hash)
                .filter(tablet_code::used_at.is_null().and(tablet_code::expires_at.gt(stored(self.now)))),
        )
        .set(tablet_code::used_at.eq(Some(stored(self.now))))
        .execute(self.conn)?;
        if used == 0 {
            let by = Signature { kind: ActorKind::Public, ..Signature::system() };
            self.audit(&by, Entry::denied(Action::SignIn, "tablet_code", None))?;
            return Ok(None);
        }
        let (site_id, name, made_by): Row = tablet_code::table
            .find(code_hash)
            .select((tablet_code::site_id, tablet_code::name, tablet_code::made_by))
            .first(self.conn)?;
        let (id, key_half): (TabletId, [u8; 32]) = (self.new_id(), self.random_bytes());
        diesel::insert_into(tablet::table)
            .values((
                tablet::id.eq(stored(id)),
                tablet::site_id.eq(&site_id),
                tablet::name.eq(name),
                tablet::token_hash.eq(token_hash),
                tablet::key_half.eq(crate::idempotency::hex(&key_half)),
                tablet::paired_at.eq(stored(self.now)),
                tablet::paired_by.eq(made_by),
                tablet::seen_at.eq(Some(stored(self.now))),
            ))
            .execute(self.conn)?;
        let by = Signature { kind: ActorKind::Tablet, ..Signature::system() };
        self.audit(&by, Entry::done(Action::ManageTablets, "tablet", id).site(site_id.clone().value()))?;
        Ok(Some((id, site_id.value())))
    }

    /// Takes a tablet back: from now on it gets nothing, nothing of it is taken, and it forgets what it knows when next it asks.
    pub fn revoke_tablet(&mut self, actor: &Actor, seen: &Seen<SiteId>, id: TabletId, key: Option<&Key>) -> Result<()> {
        self.once(key, |tx| {
            let changed = diesel::update(
                tablet::table
                    .find(stored(id))
                    .filter(tablet::site_id.eq(stored(seen.id())).and(tablet::revoked_at.is_null())),
            )
            .set(tablet::revoked_at.eq(Some(stored(tx.now))))
            .execute(tx.conn)?;
            if changed == 0 {
                return Err(Error::NotFound);
            }
            diesel::delete(tablet_opening::table.filter(tablet_opening::tablet_id.eq(stored(id)))).execute(tx.conn)?;
            tx.audit(&actor.signature(), Entry::done(Action::ManageTablets, "tablet", id).site(seen.id()))
        })
    }

    /// Gives a person of the site a PIN; whoever waited for wrong ones may try again.
    pub fn set_pin(&mut self, actor: &Actor, seen: &Seen<SiteId>, id: PersonId, pin_hash: &str) -> Result<()> {
        if !openers(self.conn, seen.id(), actor.today)?.iter().any(|opener| opener.person == id) {
            return Err(Error::NotFound);
        }
        diesel::delete(tablet_pin::table.find(stored(id))).execute(self.conn)?;
        diesel::delete(tablet_try::table.filter(tablet_try::person_id.eq(stored(id)))).execute(self.conn)?;
        diesel::insert_into(tablet_pin::table)
            .values((
                tablet_pin::person_id.eq(stored(id)),
                tablet_pin::pin_hash.eq(pin_hash),
                tablet_pin::set_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        self.audit(&actor.signature(), Entry::done(Action::ManageTablets, "tablet_pin", id).site(seen.id()))
    }

    /// Counts a try of a person's PIN before it is compared, so that tries side by side count as well: the hash of the PIN, when there
    /// is one, and the tries left; until when the person waits when there are none.
    pub fn try_pin(&mut self, actor: &Actor, id: PersonId) -> Result<std::result::Result<Try, Instant>> {
        let (tablet_id, _) = site_of(actor)?;
        self.audited = true;
        let tried = tablet_try::table.find((stored(tablet_id), stored(id)));
        let before: Option<(i32, Option<Stored<Instant>>)> =
            tried.clone().select((tablet_try::failures, tablet_try::locked_until)).first(self.conn).optional()?;
        let (failures, locked) = before.unwrap_or((0, None));
        if let Some(until) = locked.map(Stored::value).filter(|until| *until > self.now) {
            return Ok(Err(until));
        }
        let failures = failures + 1;
        let locked = (failures >= PIN_TRIES).then(|| stored(self.now.plus_seconds(PIN_WAIT_MINUTES * 60)));
        diesel::delete(tried).execute(self.conn)?;
        diesel::insert_into(tablet_try::table)
            .values((
                tablet_try::tablet_id.eq(stored(tablet_id)),
                tablet_try::person_id.eq(stored(id)),
                tablet_try::failures.eq(if locked.is_some() { 0 } else { failures }),
                tablet_try::locked_until.eq(locked),
            ))
            .execute(self.conn)?;
        let pin_hash = tablet_pin::table.find(stored(id)).select(tablet_pin::pin_hash).first(self.conn).optional()?;
        Ok(Ok(Try { pin_hash, left: PIN_TRIES - failures }))
    }

    /// What a PIN that was compared came to: the tablet opens for [`HOURS_WITHOUT_NETWORK`], or `None` and a line.
    pub fn open_tablet(
        &mut self,
        actor: &Actor,
        id: PersonId,
        right: bool,
        token_hash: &str,
    ) -> Result<Option<Opened>> {
        let (tablet_id, site_id) = site_of(actor)?;
        let by = Signature { person: Some(id), ..actor.signature() };
        if !(right && openers(self.conn, site_id, actor.today)?.iter().any(|opener| opener.person == id)) {
            let line = Entry::denied(Action::SignIn, "tablet", Some(tablet_id.to_string()));
            self.audit(&by, line.site(site_id))?;
            return Ok(None);
        }
        diesel::delete(tablet_try::table.find((stored(tablet_id), stored(id)))).execute(self.conn)?;
        diesel::delete(tablet_opening::table.filter(tablet_opening::expires_at.le(stored(self.now))))
            .execute(self.conn)?;
        let until = self.now.plus_hours(HOURS_WITHOUT_NETWORK);
        diesel::insert_into(tablet_opening::table)
            .values((
                tablet_opening::token_hash.eq(token_hash),
                tablet_opening::tablet_id.eq(stored(tablet_id)),
                tablet_opening::person_id.eq(stored(id)),
                tablet_opening::opened_at.eq(stored(self.now)),
                tablet_opening::expires_at.eq(stored(until)),
            ))
            .execute(self.conn)?;
        let key_half: String =
            tablet::table.find(stored(tablet_id)).select(tablet::key_half).first(self.conn).or_not_found()?;
        self.audit(&by, Entry::done(Action::SignIn, "tablet", tablet_id).site(site_id))?;
        Ok(Some(Opened { until, key_half }))
    }

    /// A tablet was heard of.
    pub fn tablet_seen(&mut self, id: TabletId) -> Result<()> {
        // A device's sign of life, like that of a browser's session: no line of its own.
        self.audited = true;
        diesel::update(tablet::table.find(stored(id)))
            .set(tablet::seen_at.eq(Some(stored(self.now))))
            .execute(self.conn)?;
        Ok(())
    }
}
