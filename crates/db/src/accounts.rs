//! People, memberships, sign-in sessions, tokens and links.

pub mod own;
pub mod people;
pub mod sign_in;

use diesel::prelude::*;
use domain::access::Role;
use domain::*;

use crate::access::{Actor, Membership, memberships};
use crate::audit::ActorKind;
use crate::schema::{api_token, membership, parent, person, web_session};
use crate::{Conn, Result, Stored, Tx, stored};

/// A browser's session as it is stored. The id is the SHA-256 of the cookie: a stolen database opens no session.
#[derive(Debug, Clone)]
pub struct WebSession {
    /// SHA-256 of the cookie's value, in hexadecimal.
    pub id: String,
    /// What the session remembers, as JSON.
    pub data: String,
    /// Who is signed in.
    pub person: Option<PersonId>,
    /// Which parent's phone this is.
    pub parent: Option<ParentId>,
    /// The device in words ("Chrome, Android").
    pub device: Option<String>,
    /// When it ends.
    pub expires_at: Instant,
}

/// Loads a session that has not ended.
pub fn load_web_session(conn: &mut Conn, id: &str, now: Instant) -> Result<Option<WebSession>> {
    type Row = (String, String, Option<Stored<PersonId>>, Option<Stored<ParentId>>, Option<String>, Stored<Instant>);
    let row: Option<Row> = web_session::table
        .find(id)
        .filter(web_session::expires_at.gt(stored(now)))
        .select((
            web_session::id,
            web_session::data,
            web_session::person_id,
            web_session::parent_id,
            web_session::device,
            web_session::expires_at,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(id, data, person, parent, device, expires_at)| WebSession {
        id,
        data,
        person: person.map(Stored::value),
        parent: parent.map(Stored::value),
        device,
        expires_at: expires_at.value(),
    }))
}

impl Tx<'_> {
    /// Stores a session (a device's state, not personal data: no audit line of its own; signing in writes one).
    pub fn save_web_session(&mut self, session: &WebSession) -> Result<()> {
        self.audited = true;
        let changed = diesel::update(web_session::table.find(&session.id))
            .set((
                web_session::data.eq(&session.data),
                web_session::person_id.eq(session.person.map(stored)),
                web_session::parent_id.eq(session.parent.map(stored)),
                web_session::last_seen_at.eq(stored(self.now)),
                web_session::expires_at.eq(stored(session.expires_at)),
            ))
            .execute(self.conn)?;
        if changed == 0 {
            diesel::insert_into(web_session::table)
                .values((
                    web_session::id.eq(&session.id),
                    web_session::data.eq(&session.data),
                    web_session::person_id.eq(session.person.map(stored)),
                    web_session::parent_id.eq(session.parent.map(stored)),
                    web_session::device.eq(&session.device),
                    web_session::created_at.eq(stored(self.now)),
                    web_session::last_seen_at.eq(stored(self.now)),
                    web_session::expires_at.eq(stored(session.expires_at)),
                ))
                .execute(self.conn)?;
        }
        Ok(())
    }

    /// Forgets a session.
    pub fn delete_web_session(&mut self, id: &str) -> Result<()> {
        self.audited = true;
        diesel::delete(web_session::table.find(id)).execute(self.conn)?;
        Ok(())
    }
}

/// The actor behind a signed-in professional; nobody when no membership holds today.
///
/// `only` keeps one membership (the role chosen at sign-in when a person has several).
pub fn person_actor(
    conn: &mut Conn,
    id: PersonId,
    only: Option<MembershipId>,
    second_factor: bool,
    now: Instant,
    today: Date,
) -> Result<Option<Actor>> {
    let mut held: Vec<Membership> = memberships(conn, id, today)?;
    if let Some(only) = only {
        held.retain(|membership| membership.id == only);
    }
    if held.is_empty() {
        return Ok(None);
    }
    Ok(Some(Actor {
        kind: ActorKind::Person,
        person: Some(id),
        memberships: held,
        second_factor,
        ..Actor::public(now, today)
    }))
}

/// The actor behind a parent's phone.
pub fn parent_actor(conn: &mut Conn, id: ParentId, now: Instant, today: Date) -> Result<Option<Actor>> {
    let family: Option<Stored<FamilyId>> =
        parent::table.find(stored(id)).select(parent::family_id).first(conn).optional()?;
    Ok(family.map(|family| Actor::of_parent(id, family.value(), now, today)))
}

/// What a bearer token opens.
#[derive(Debug, Clone)]
pub struct TokenBearer {
    /// The token.
    pub id: ApiTokenId,
    /// Who.
    pub actor: Actor,
    /// When it was used last, as far as that was noted.
    pub last_used_at: Option<Instant>,
    /// What the token is limited to: words of the access table, or `*`.
    pub scopes: Vec<String>,
}

/// The actor behind a bearer token (by its SHA-256), if the token and the membership it is bound to still hold.
pub fn token_bearer(conn: &mut Conn, token_hash: &str, now: Instant, today: Date) -> Result<Option<TokenBearer>> {
    type Row =
        (Stored<ApiTokenId>, Option<Stored<MembershipId>>, Option<Stored<ParentId>>, String, Option<Stored<Instant>>);
    let row: Option<Row> = api_token::table
        .filter(api_token::token_hash.eq(token_hash))
        .filter(api_token::revoked_at.is_null().and(api_token::expires_at.gt(stored(now))))
        .select((
            api_token::id,
            api_token::membership_id,
            api_token::parent_id,
            api_token::scopes,
            api_token::last_used_at,
        ))
        .first(conn)
        .optional()?;
    let Some((token, membership_id, parent_id, scopes, last_used_at)) = row else { return Ok(None) };
    let actor = match (membership_id, parent_id) {
        (Some(id), _) => {
            let owner: Option<Stored<PersonId>> =
                membership::table.find(&id).select(membership::person_id).first(conn).optional()?;
            match owner {
                // A token stands in for the second factor: it was made behind one.
                Some(owner) => person_actor(conn, owner.value(), Some(id.value()), true, now, today)?,
                None => None,
            }
        }
        (None, Some(id)) => parent_actor(conn, id.value(), now, today)?,
        (None, None) => None,
    };
    Ok(actor.map(|actor| TokenBearer {
        id: token.value(),
        actor,
        last_used_at: last_used_at.map(Stored::value),
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
    }))
}

/// Seconds between two uses of a token that are noted: enough to know a token that serves from one that was forgotten.
pub const TOKEN_USE_EVERY: i64 = 3600;

/// A person's name and language, for the head of the page.
pub fn person_heading(conn: &mut Conn, id: PersonId) -> Result<(String, String)> {
    let (given, family, language): (String, String, String) = person::table
        .find(stored(id))
        .select((person::given_name, person::family_name, person::language))
        .first(conn)?;
    Ok((format!("{given} {family}"), language))
}

/// The first role of a list, by weight: what decides where a person lands after signing in.
pub fn leading_role(memberships: &[Membership]) -> Option<Role> {
    memberships.iter().map(|membership| membership.role).min()
}

/// A new professional.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// E-mail, in lower case.
    pub email: String,
    /// Language of their pages.
    pub language: String,
    /// Argon2 hash; `None` cannot sign in with a password.
    pub password_hash: Option<String>,
}

impl Tx<'_> {
    /// Creates a person.
    pub fn create_person(&mut self, new: &NewPerson) -> Result<PersonId> {
        let taken: i64 = person::table.filter(person::email.eq(&new.email)).count().get_result(self.conn)?;
        if taken > 0 {
            return Err(Refusal::EmailTaken.into());
        }
        let id: PersonId = self.new_id();
        diesel::insert_into(person::table)
            .values((
                person::id.eq(stored(id)),
                person::given_name.eq(&new.given_name),
                person::family_name.eq(&new.family_name),
                person::email.eq(&new.email),
                person::language.eq(&new.language),
                person::password_hash.eq(&new.password_hash),
                person::failed_attempts.eq(0),
                person::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Gives a person a role in an organisation, at one site or at all.
    pub fn create_membership(
        &mut self,
        person_id: PersonId,
        organisation: OrganisationId,
        site: Option<SiteId>,
        role: Role,
        period: Period,
    ) -> Result<MembershipId> {
        let id: MembershipId = self.new_id();
        diesel::insert_into(membership::table)
            .values((
                membership::id.eq(stored(id)),
                membership::person_id.eq(stored(person_id)),
                membership::organisation_id.eq(stored(organisation)),
                membership::site_id.eq(site.map(stored)),
                membership::role.eq(stored(role)),
                membership::from_date.eq(stored(period.from)),
                membership::until_date.eq(period.until.map(stored)),
                membership::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Notes that a token was used (a device's state: no audit line of its own; what it does leaves one).
    pub fn token_used(&mut self, id: ApiTokenId) -> Result<()> {
        self.audited = true;
        let long_ago = stored(self.now.plus_seconds(-TOKEN_USE_EVERY));
        diesel::update(api_token::table.find(stored(id)))
            .filter(api_token::last_used_at.is_null().or(api_token::last_used_at.le(long_ago)))
            .set(api_token::last_used_at.eq(Some(stored(self.now))))
            .execute(self.conn)?;
        Ok(())
    }

    /// Makes an API token for a membership or a parent; the token itself is answered once and never stored.
    pub fn create_api_token(
        &mut self,
        owner: TokenOwner,
        name: &str,
        scopes: &str,
        expires_at: Instant,
    ) -> Result<String> {
        let token = format!("mrl_{}", crate::idempotency::hex(&self.random_bytes::<24>()));
        let id: ApiTokenId = self.new_id();
        let (membership_id, parent_id) = match owner {
            TokenOwner::Membership(id) => (Some(id), None),
            TokenOwner::Parent(id) => (None, Some(id)),
        };
        diesel::insert_into(api_token::table)
            .values((
                api_token::id.eq(stored(id)),
                api_token::token_hash.eq(crate::idempotency::sha256(token.as_bytes())),
                api_token::membership_id.eq(membership_id.map(stored)),
                api_token::parent_id.eq(parent_id.map(stored)),
                api_token::name.eq(name),
                api_token::scopes.eq(scopes),
                api_token::created_at.eq(stored(self.now)),
                api_token::expires_at.eq(stored(expires_at)),
            ))
            .execute(self.conn)?;
        Ok(token)
    }
}

/// Whom a token stands for.
#[derive(Debug, Clone, Copy)]
pub enum TokenOwner {
    /// A professional in one role.
    Membership(MembershipId),
    /// A parent.
    Parent(ParentId),
}
