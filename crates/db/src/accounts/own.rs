//! One's own account: name, password, second factor, devices, tokens; and the first account of an installation.

use diesel::prelude::*;
use domain::access::{Action, Role};
use domain::sites::OrganisationKind;
use domain::*;

use crate::access::{Actor, Membership};
use crate::accounts::{NewPerson, TokenOwner};
use crate::audit::Entry;
use crate::error::OrNotFound;
use crate::installation::InstallationKind;
use crate::schema::{api_token, installation, membership, person, web_session};
use crate::sites::NewOrganisation;
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// What a person sees of herself.
#[derive(Debug, Clone)]
pub struct OwnAccount {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// E-mail.
    pub email: String,
    /// Language.
    pub language: String,
    /// Whether she has a second factor.
    pub second_factor: bool,
}

/// A person's own account.
pub fn own_account(conn: &mut Conn, id: PersonId) -> Result<OwnAccount> {
    let (given_name, family_name, email, language, secret): (String, String, String, String, Option<String>) =
        person::table
            .find(stored(id))
            .select((person::given_name, person::family_name, person::email, person::language, person::totp_secret))
            .first(conn)
            .or_not_found()?;
    Ok(OwnAccount { given_name, family_name, email, language, second_factor: secret.is_some() })
}

/// A device that is signed in.
#[derive(Debug, Clone)]
pub struct Device {
    /// The session's name in the database.
    pub id: String,
    /// The device in words.
    pub device: Option<String>,
    /// Since when.
    pub created_at: Instant,
    /// Last sign of life, to a few minutes.
    pub last_seen_at: Instant,
}

/// The devices on which a person is signed in, the last used first.
pub fn devices(conn: &mut Conn, id: PersonId, now: Instant) -> Result<Vec<Device>> {
    type Row = (String, Option<String>, Stored<Instant>, Stored<Instant>);
    let rows: Vec<Row> = web_session::table
        .filter(web_session::person_id.eq(stored(id)).and(web_session::expires_at.gt(stored(now))))
        .order((web_session::last_seen_at.desc(), web_session::id))
        .select((web_session::id, web_session::device, web_session::created_at, web_session::last_seen_at))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, device, created_at, last_seen_at)| Device {
            id,
            device,
            created_at: created_at.value(),
            last_seen_at: last_seen_at.value(),
        })
        .collect())
}

/// A token of the API, without its secret.
#[derive(Debug, Clone)]
pub struct Token {
    /// Its id.
    pub id: ApiTokenId,
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// In which role.
    pub role: Role,
    /// Since when.
    pub created_at: Instant,
    /// Until when.
    pub expires_at: Instant,
    /// When it was used last, to the hour; `None` never.
    pub last_used_at: Option<Instant>,
}

/// The tokens of a person that still hold.
pub fn tokens(conn: &mut Conn, id: PersonId, now: Instant) -> Result<Vec<Token>> {
    type Row =
        (Stored<ApiTokenId>, String, String, Stored<Role>, Stored<Instant>, Stored<Instant>, Option<Stored<Instant>>);
    let rows: Vec<Row> = api_token::table
        .inner_join(membership::table)
        .filter(membership::person_id.eq(stored(id)))
        .filter(api_token::revoked_at.is_null().and(api_token::expires_at.gt(stored(now))))
        .order(api_token::id.desc())
        .select((
            api_token::id,
            api_token::name,
            api_token::scopes,
            membership::role,
            api_token::created_at,
            api_token::expires_at,
            api_token::last_used_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, name, scopes, role, created_at, expires_at, last_used_at)| Token {
            id: id.value(),
            name,
            scopes: scopes.split_whitespace().map(str::to_owned).collect(),
            role: role.value(),
            created_at: created_at.value(),
            expires_at: expires_at.value(),
            last_used_at: last_used_at.map(Stored::value),
        })
        .collect())
}

fn own(actor: &Actor) -> Result<PersonId> {
    actor.person.ok_or(Error::NotFound)
}

fn line(id: PersonId, what: &str) -> Entry {
    Entry::done(Action::ManageOwnAccount, "person", id).detail(what.into())
}

impl Tx<'_> {
    /// Changes one's own name and language.
    pub fn set_own_name(&mut self, actor: &Actor, given_name: &str, family_name: &str, language: &str) -> Result<()> {
        let id = own(actor)?;
        diesel::update(person::table.find(stored(id)))
            .set((
                person::given_name.eq(given_name),
                person::family_name.eq(family_name),
                person::language.eq(language),
            ))
            .execute(self.conn)?;
        self.audit(&actor.signature(), line(id, "name"))
    }

    /// Changes one's own password; every other device is signed out.
    pub fn set_own_password(&mut self, actor: &Actor, hash: &str, this_session: &str) -> Result<()> {
        let id = own(actor)?;
        diesel::update(person::table.find(stored(id))).set(person::password_hash.eq(Some(hash))).execute(self.conn)?;
        self.forget_failures(id)?;
        self.end_sessions(id, this_session)?;
        self.audit(&actor.signature(), line(id, "password"))
    }

    /// Puts a second factor in place; the step that proved it is used up, every other device is signed out.
    pub fn set_own_second_factor(&mut self, actor: &Actor, secret: &str, step: i64, this_session: &str) -> Result<()> {
        let id = own(actor)?;
        diesel::update(person::table.find(stored(id)))
            .set((person::totp_secret.eq(Some(secret)), person::totp_last_step.eq(Some(step))))
            .execute(self.conn)?;
        self.end_sessions(id, this_session)?;
        self.audit(&actor.signature(), line(id, "second_factor"))
    }

    fn end_sessions(&mut self, id: PersonId, kept: &str) -> Result<()> {
        diesel::delete(web_session::table.filter(web_session::person_id.eq(stored(id)).and(web_session::id.ne(kept))))
            .execute(self.conn)?;
        Ok(())
    }

    /// Ends one of one's own sessions.
    pub fn end_own_session(&mut self, actor: &Actor, session: &str) -> Result<()> {
        let id = own(actor)?;
        let ended = diesel::delete(web_session::table.find(session).filter(web_session::person_id.eq(stored(id))))
            .execute(self.conn)?;
        if ended == 0 {
            return Err(Error::NotFound);
        }
        self.audit(&actor.signature(), line(id, "session_ended"))
    }

    /// Ends one's own sessions but this one.
    pub fn end_other_sessions(&mut self, actor: &Actor, this_session: &str) -> Result<()> {
        let id = own(actor)?;
        self.end_sessions(id, this_session)?;
        self.audit(&actor.signature(), line(id, "sessions_ended"))
    }

    /// Makes an API token for the role one acts in; its scopes are actions of that role.
    pub fn create_own_token(
        &mut self,
        actor: &Actor,
        held: &Membership,
        name: &str,
        scopes: &[Action],
        expires_at: Instant,
    ) -> Result<String> {
        let id = own(actor)?;
        if !actor.memberships.contains(held) || !scopes.iter().all(|scope| domain::access::may(held.role, *scope)) {
            return Err(Error::Field { field: "scopes", message: "not_a_choice" });
        }
        let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        let token = self.create_api_token(TokenOwner::Membership(held.id), name, &words.join(" "), expires_at)?;
        self.audit(&actor.signature(), line(id, "token_made"))?;
        Ok(token)
    }

    /// Takes one of one's own tokens back.
    pub fn revoke_own_token(&mut self, actor: &Actor, token: ApiTokenId) -> Result<()> {
        let id = own(actor)?;
        let held: Vec<Stored<MembershipId>> =
            membership::table.filter(membership::person_id.eq(stored(id))).select(membership::id).load(self.conn)?;
        let changed = diesel::update(
            api_token::table
                .find(stored(token))
                .filter(api_token::membership_id.assume_not_null().eq_any(held))
                .filter(api_token::revoked_at.is_null()),
        )
        .set(api_token::revoked_at.eq(Some(stored(self.now))))
        .execute(self.conn)?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        self.audit(&actor.signature(), line(id, "token_revoked"))
    }
}

/// Whether this is a real installation nobody has opened yet.
pub fn awaits_first_run(conn: &mut Conn) -> Result<bool> {
    let real: i64 =
        installation::table.filter(installation::kind.eq(stored(InstallationKind::Real))).count().get_result(conn)?;
    if real == 0 {
        return Ok(false);
    }
    Ok(!somebody_is_here(conn)?)
}

/// Whether there is any person.
pub fn somebody_is_here(conn: &mut Conn) -> Result<bool> {
    Ok(person::table.select(person::id).first::<String>(conn).optional()?.is_some())
}

impl Tx<'_> {
    /// The first organisation and its administrator, once in the life of an installation.
    pub fn first_run(
        &mut self,
        organisation: &str,
        administrator: &NewPerson,
        today: Date,
        request: Option<String>,
    ) -> Result<(PersonId, MembershipId)> {
        // The row of the installation serialises two first runs on any engine.
        diesel::update(installation::table.filter(installation::kind.eq(stored(InstallationKind::Real))))
            .set(installation::kind.eq(stored(InstallationKind::Real)))
            .execute(self.conn)?;
        if !awaits_first_run(self.conn)? {
            return Err(Error::NotFound);
        }
        let organisation = self.create_organisation(&NewOrganisation {
            kind: OrganisationKind::Operator,
            prescriber_kind: None,
            name: organisation.to_owned(),
            commune: None,
            operator: None,
            phone: None,
            email: None,
        })?;
        let id = self.create_person(administrator)?;
        let period = Period { from: today, until: None };
        let membership = self.create_membership(id, organisation, None, Role::Administrator, period)?;
        let by = crate::audit::Signature {
            kind: crate::audit::ActorKind::Person,
            person: Some(id),
            parent: None,
            role: Some(Role::Administrator),
            organisation: Some(organisation),
            request,
        };
        self.audit(&by, Entry::done(Action::ManageOrganisations, "organisation", organisation))?;
        Ok((id, membership))
    }
}
