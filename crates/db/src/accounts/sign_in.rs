//! Attempts to sign in, second factors, and the people a demonstration offers.

use diesel::prelude::*;
use domain::access::{Action, Role};
use domain::accounts::wait_after;
use domain::families::LinkKind;
use domain::*;

use crate::access::Membership;
use crate::audit::{ActorKind, Entry, Signature};
use crate::schema::{family, link, membership, organisation, parent, person, site, web_session};
use crate::{Conn, Result, Stored, Tx, stored};

/// One attempt that counts: it was taken off the account's allowance before anything was compared.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Whose.
    pub person: PersonId,
    /// Argon2 hash of the password.
    pub password_hash: Option<String>,
    /// Secret of the second factor, when there is one.
    pub totp_secret: Option<String>,
}

type AttemptRow = (Stored<PersonId>, i32, Option<String>, Option<String>);
const ATTEMPT: (person::id, person::failed_attempts, person::password_hash, person::totp_secret) =
    (person::id, person::failed_attempts, person::password_hash, person::totp_secret);

impl Tx<'_> {
    /// Takes one attempt of the account with this address; `None` when there is none, it is disabled, or it must wait.
    ///
    /// Counting comes first, so that a thousand attempts at once are still ten.
    pub fn take_attempt(&mut self, email: &str) -> Result<Option<Attempt>> {
        self.audited = true;
        let now = stored(self.now);
        let row: Option<AttemptRow> = diesel::update(
            person::table
                .filter(person::email.eq(email).and(person::disabled_at.is_null()))
                .filter(person::locked_until.is_null().or(person::locked_until.le(&now))),
        )
        .set(person::failed_attempts.eq(person::failed_attempts + 1))
        .returning(ATTEMPT)
        .get_result(self.conn)
        .optional()?;
        self.count_attempt(row)
    }

    /// The same for somebody already known: the code of a second factor, the present password.
    pub fn take_attempt_of(&mut self, id: PersonId) -> Result<Option<Attempt>> {
        self.audited = true;
        let now = stored(self.now);
        let row: Option<AttemptRow> = diesel::update(
            person::table
                .filter(person::id.eq(stored(id)).and(person::disabled_at.is_null()))
                .filter(person::locked_until.is_null().or(person::locked_until.le(&now))),
        )
        .set(person::failed_attempts.eq(person::failed_attempts + 1))
        .returning(ATTEMPT)
        .get_result(self.conn)
        .optional()?;
        self.count_attempt(row)
    }

    fn count_attempt(&mut self, row: Option<AttemptRow>) -> Result<Option<Attempt>> {
        let Some((id, failures, password_hash, totp_secret)) = row else { return Ok(None) };
        let until = Some(self.now.plus_seconds(wait_after(failures))).filter(|until| *until > self.now);
        diesel::update(person::table.find(&id)).set(person::locked_until.eq(until.map(stored))).execute(self.conn)?;
        Ok(Some(Attempt { person: id.value(), password_hash, totp_secret }))
    }

    /// A right answer: the failures are forgotten.
    pub fn forget_failures(&mut self, id: PersonId) -> Result<()> {
        diesel::update(person::table.find(stored(id)))
            .set((person::failed_attempts.eq(0), person::locked_until.eq(None::<Stored<Instant>>)))
            .execute(self.conn)?;
        Ok(())
    }

    /// A password asked for again was right.
    pub fn password_confirmed(&mut self, id: PersonId) -> Result<()> {
        self.audited = true;
        self.forget_failures(id)
    }

    /// Somebody is in: failures are forgotten, ended sessions are swept, a line is left.
    pub fn sign_in_done(&mut self, id: PersonId, by: &Signature) -> Result<()> {
        self.forget_failures(id)?;
        diesel::delete(web_session::table.filter(web_session::expires_at.le(stored(self.now)))).execute(self.conn)?;
        self.audit(by, Entry::done(Action::SignIn, "person", id))
    }

    /// A wrong answer leaves a line; nobody's when the address is unknown.
    pub fn sign_in_failed(&mut self, email: &str, request: Option<String>) -> Result<()> {
        let id: Option<Stored<PersonId>> =
            person::table.filter(person::email.eq(email)).select(person::id).first(self.conn).optional()?;
        self.failed(id.map(Stored::value), request)
    }

    /// A wrong code of a second factor leaves a line.
    pub fn code_failed(&mut self, id: PersonId, request: Option<String>) -> Result<()> {
        self.failed(Some(id), request)
    }

    fn failed(&mut self, id: Option<PersonId>, request: Option<String>) -> Result<()> {
        let organisation = id.map(|id| organisation_of(self.conn, id)).transpose()?.flatten();
        let by = Signature { kind: ActorKind::Public, organisation, request, ..Signature::system() };
        self.audit(&by, Entry::denied(Action::SignIn, "person", id.map(|id| id.to_string())))
    }

    /// Uses a step of a second factor; `false` when this step or a later one was used before.
    pub fn use_totp_step(&mut self, id: PersonId, step: i64) -> Result<bool> {
        self.audited = true;
        let changed = diesel::update(
            person::table.find(stored(id)).filter(person::totp_last_step.is_null().or(person::totp_last_step.lt(step))),
        )
        .set(person::totp_last_step.eq(step))
        .execute(self.conn)?;
        Ok(changed == 1)
    }
}

/// An organisation of the person, whose administrators read of her failed attempts.
fn organisation_of(conn: &mut Conn, id: PersonId) -> Result<Option<OrganisationId>> {
    let found: Option<Stored<OrganisationId>> = membership::table
        .filter(membership::person_id.eq(stored(id)))
        .order(membership::id)
        .select(membership::organisation_id)
        .first(conn)
        .optional()?;
    Ok(found.map(Stored::value))
}

/// Somebody a demonstration lets one be, in one click.
#[derive(Debug, Clone)]
pub struct DemoIdentity {
    /// The role.
    pub role: Role,
    /// The professional and the membership.
    pub member: Option<(PersonId, MembershipId)>,
    /// The parent.
    pub parent: Option<ParentId>,
    /// Given name and the family name's first letter.
    pub name: String,
    /// Site or organisation.
    pub place: String,
}

type MemberRow = (
    Stored<MembershipId>,
    Stored<PersonId>,
    (String, String),
    Stored<Role>,
    (Stored<OrganisationId>, String),
    Option<(Stored<SiteId>, String)>,
);

/// The people a demonstration offers: the first manager by id, then for each role the first of her site, of her organisation, or of all.
pub fn demo_identities(conn: &mut Conn, today: Date) -> Result<Vec<DemoIdentity>> {
    let day = stored(today);
    let rows: Vec<MemberRow> = membership::table
        .inner_join(person::table)
        .inner_join(organisation::table)
        .left_join(site::table)
        .filter(person::disabled_at.is_null())
        .filter(membership::from_date.le(&day))
        .filter(membership::until_date.is_null().or(membership::until_date.ge(&day)))
        .order(membership::id)
        .select((
            membership::id,
            membership::person_id,
            (person::given_name, person::family_name),
            membership::role,
            (organisation::id, organisation::name),
            (site::id, site::name).nullable(),
        ))
        .load(conn)?;
    let manager = rows.iter().find(|row| *row.3 == Role::SiteManager);
    let site_id = manager.and_then(|row| row.5.as_ref()).map(|(id, _)| **id);
    let organisation_id = manager.map(|row| *row.4.0);
    let mut identities = Vec::new();
    for role in Role::ALL {
        let of_role = || rows.iter().filter(move |row| *row.3 == *role);
        let same_site = of_role().find(|row| site_id.is_some() && row.5.as_ref().map(|(id, _)| **id) == site_id);
        let same_organisation = || of_role().find(|row| Some(*row.4.0) == organisation_id);
        let Some(row) = same_site.or_else(same_organisation).or_else(|| of_role().next()) else { continue };
        identities.push(DemoIdentity {
            role: *role,
            member: Some((*row.1, *row.0)),
            parent: None,
            name: short_name(&row.2.0, &row.2.1),
            place: row.5.as_ref().map_or_else(|| row.4.1.clone(), |(_, name)| name.clone()),
        });
    }
    identities.extend(demo_parent(conn, site_id, &day)?);
    Ok(identities)
}

/// The first parent of an unprotected family, admitted at the manager's site if there is one.
fn demo_parent(conn: &mut Conn, site_id: Option<SiteId>, day: &Stored<Date>) -> Result<Option<DemoIdentity>> {
    type Row = (Stored<ParentId>, String, String, Option<String>);
    let at_site: Option<Row> = match site_id {
        None => None,
        Some(id) => parent::table
            .inner_join(family::table)
            .inner_join(link::table.on(link::family_id.eq(family::id)))
            .inner_join(site::table.on(link::site_id.eq(site::id.nullable())))
            .filter(family::protected.eq(false).and(link::kind.eq(stored(LinkKind::Admission))))
            .filter(link::site_id.eq(stored(id)).and(link::from_date.le(day)))
            .filter(link::until_date.is_null().or(link::until_date.ge(day)))
            .order(parent::id)
            .select((parent::id, parent::given_name, parent::family_name, site::name.nullable()))
            .first(conn)
            .optional()?,
    };
    let found = match at_site {
        Some(row) => Some(row),
        None => parent::table
            .inner_join(family::table)
            .filter(family::protected.eq(false))
            .order(parent::id)
            .select((parent::id, parent::given_name, parent::family_name))
            .first::<(Stored<ParentId>, String, String)>(conn)
            .optional()?
            .map(|(id, given, family)| (id, given, family, None)),
    };
    Ok(found.map(|(id, given, family, place)| DemoIdentity {
        role: Role::Parent,
        member: None,
        parent: Some(id.value()),
        name: short_name(&given, &family),
        place: place.unwrap_or_default(),
    }))
}

fn short_name(given: &str, family: &str) -> String {
    family.chars().next().map_or_else(|| given.to_owned(), |initial| format!("{given} {initial}."))
}

/// A membership with the words around it, for somebody who chooses her role.
#[derive(Debug, Clone)]
pub struct HeldRole {
    /// The membership.
    pub membership: Membership,
    /// The organisation's name.
    pub organisation: String,
    /// The site's name, when it is for one site.
    pub site: Option<String>,
    /// Last day.
    pub until: Option<Date>,
}

/// The roles somebody holds today, the weightiest first.
pub fn held_roles(conn: &mut Conn, id: PersonId, today: Date) -> Result<Vec<HeldRole>> {
    let day = stored(today);
    type Row = (
        (Stored<MembershipId>, Stored<OrganisationId>, Option<Stored<SiteId>>, Stored<Role>, Option<Stored<Date>>),
        String,
        Option<String>,
    );
    let rows: Vec<Row> = membership::table
        .inner_join(person::table)
        .inner_join(organisation::table)
        .left_join(site::table)
        .filter(person::disabled_at.is_null().and(membership::person_id.eq(stored(id))))
        .filter(membership::from_date.le(&day))
        .filter(membership::until_date.is_null().or(membership::until_date.ge(&day)))
        .order(membership::id)
        .select((
            (
                membership::id,
                membership::organisation_id,
                membership::site_id,
                membership::role,
                membership::until_date,
            ),
            organisation::name,
            site::name.nullable(),
        ))
        .load(conn)?;
    let mut roles: Vec<HeldRole> = rows
        .into_iter()
        .map(|((id, organisation_id, site_id, role, until), organisation, site)| HeldRole {
            membership: Membership {
                id: id.value(),
                organisation: organisation_id.value(),
                site: site_id.map(Stored::value),
                role: role.value(),
            },
            organisation,
            site,
            until: until.map(Stored::value),
        })
        .collect();
    roles.sort_by_key(|held| held.membership.role);
    Ok(roles)
}
