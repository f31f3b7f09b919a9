//! The people of an administrator's organisations: memberships with their ends, invitations, disabling.
//!
//! Every function takes the actor: an administrator acts inside her own organisation and the ones it entered, nowhere else.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::access::{Action, Relation, Role, relations};
use domain::accounts::INVITATION_DAYS;
use domain::*;

use crate::access::Actor;
use crate::accounts::NewPerson;
use crate::audit::Entry;
use crate::error::OrNotFound;
use crate::schema::{api_token, invitation, membership, organisation, person, site, web_session};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// Roles an administrator gives.
pub const GIVEN_ROLES: [Role; 6] =
    [Role::Administrator, Role::SiteManager, Role::Staff, Role::Prescriber, Role::Counsellor, Role::Funder];

/// An organisation an administrator manages, with its sites.
#[derive(Debug, Clone)]
pub struct ManagedOrganisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its sites that have not ended, by name.
    pub sites: Vec<(SiteId, String)>,
}

/// The ids of the organisations an actor manages under an action: her own, and the ones her own entered.
pub fn managed_ids(conn: &mut Conn, actor: &Actor, action: Action) -> Result<Vec<OrganisationId>> {
    let own: Vec<Stored<OrganisationId>> = actor
        .memberships
        .iter()
        .filter(|membership| membership.site.is_none())
        .filter(|membership| {
            relations(membership.role, action).any(|(relation, _)| relation == Relation::MyOrganisation)
        })
        .map(|membership| stored(membership.organisation))
        .collect();
    let ids: Vec<Stored<OrganisationId>> = organisation::table
        .filter(organisation::id.eq_any(own.clone()).or(organisation::operator_id.assume_not_null().eq_any(own)))
        .order(organisation::id)
        .select(organisation::id)
        .load(conn)?;
    Ok(ids.into_iter().map(Stored::value).collect())
}

/// The same with names and sites, by name.
pub fn managed_organisations(conn: &mut Conn, actor: &Actor, action: Action) -> Result<Vec<ManagedOrganisation>> {
    let ids: Vec<Stored<OrganisationId>> = managed_ids(conn, actor, action)?.into_iter().map(stored).collect();
    let names: Vec<(Stored<OrganisationId>, String)> = organisation::table
        .filter(organisation::id.eq_any(ids.clone()))
        .select((organisation::id, organisation::name))
        .load(conn)?;
    let sites: Vec<(Stored<SiteId>, Stored<OrganisationId>, String)> = site::table
        .filter(site::organisation_id.eq_any(ids).and(site::ended_on.is_null()))
        .select((site::id, site::organisation_id, site::name))
        .load(conn)?;
    let mut managed: Vec<ManagedOrganisation> = names
        .into_iter()
        .map(|(id, name)| {
            let mut own: Vec<(SiteId, String)> = sites
                .iter()
                .filter(|(_, organisation_id, _)| **organisation_id == *id)
                .map(|(site_id, _, name)| (**site_id, name.clone()))
                .collect();
            own.sort_by(|left, right| left.1.cmp(&right.1));
            ManagedOrganisation { id: id.value(), name, sites: own }
        })
        .collect();
    managed.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(managed)
}

/// A person's membership as the administrator sees it.
#[derive(Debug, Clone)]
pub struct Member {
    /// The membership.
    pub id: MembershipId,
    /// The person.
    pub person: PersonId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// E-mail.
    pub email: String,
    /// Role.
    pub role: Role,
    /// Organisation.
    pub organisation: (OrganisationId, String),
    /// Site, when it is for one.
    pub site: Option<(SiteId, String)>,
    /// From and until.
    pub period: Period,
    /// Since when the person is disabled.
    pub disabled_at: Option<Instant>,
    /// Whether the person has a second factor.
    pub second_factor: bool,
}

impl Member {
    /// Whether this role lets its holder change the whole organisation.
    fn administers(&self) -> bool {
        self.role == Role::Administrator && self.site.is_none()
    }
}

type MemberRow = (
    (Stored<MembershipId>, Stored<Role>, Stored<Date>, Option<Stored<Date>>),
    (Stored<PersonId>, String, String, String, Option<Stored<Instant>>, Option<String>),
    (Stored<OrganisationId>, String),
    Option<(Stored<SiteId>, String)>,
);

/// Every membership of the actor's organisations, ended ones included.
pub fn members(conn: &mut Conn, actor: &Actor) -> Result<Vec<Member>> {
    let ids: Vec<Stored<OrganisationId>> =
        managed_ids(conn, actor, Action::ManagePeople)?.into_iter().map(stored).collect();
    let rows: Vec<MemberRow> = membership::table
        .inner_join(person::table)
        .inner_join(organisation::table)
        .left_join(site::table)
        .filter(membership::organisation_id.eq_any(ids))
        .order(membership::id)
        .select((
            (membership::id, membership::role, membership::from_date, membership::until_date),
            (
                person::id,
                person::given_name,
                person::family_name,
                person::email,
                person::disabled_at,
                person::totp_secret,
            ),
            (organisation::id, organisation::name),
            (site::id, site::name).nullable(),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(member).collect())
}

fn member((held, who, at, site): MemberRow) -> Member {
    Member {
        id: held.0.value(),
        person: who.0.value(),
        given_name: who.1,
        family_name: who.2,
        email: who.3,
        role: held.1.value(),
        organisation: (at.0.value(), at.1),
        site: site.map(|(id, name)| (id.value(), name)),
        period: Period { from: held.2.value(), until: held.3.map(Stored::value) },
        disabled_at: who.4.map(Stored::value),
        second_factor: who.5.is_some(),
    }
}

/// One membership, if it is in the actor's organisations.
pub fn see_member(conn: &mut Conn, actor: &Actor, id: MembershipId) -> Result<Member> {
    members(conn, actor)?.into_iter().find(|member| member.id == id).ok_or(Error::NotFound)
}

/// An invitation to write.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// To whom.
    pub email: String,
    /// In which organisation.
    pub organisation: OrganisationId,
    /// At which site only.
    pub site: Option<SiteId>,
    /// In which role.
    pub role: Role,
    /// Until which day.
    pub until: Option<Date>,
}

/// An invitation that waits.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// To whom.
    pub email: String,
    /// In which organisation.
    pub organisation: (OrganisationId, String),
    /// At which site only.
    pub site: Option<(SiteId, String)>,
    /// In which role.
    pub role: Role,
    /// Until which day.
    pub until: Option<Date>,
    /// When the link ends.
    pub expires_at: Instant,
}

type InvitationRow = (
    (Stored<InvitationId>, String, Stored<Role>, Option<Stored<Date>>, Stored<Instant>),
    (Stored<OrganisationId>, String),
    Option<(Stored<SiteId>, String)>,
);

fn waiting((sent, at, site): InvitationRow) -> Invitation {
    Invitation {
        id: sent.0.value(),
        email: sent.1,
        organisation: (at.0.value(), at.1),
        site: site.map(|(id, name)| (id.value(), name)),
        role: sent.2.value(),
        until: sent.3.map(Stored::value),
        expires_at: sent.4.value(),
    }
}

/// The invitations of the actor's organisations that wait, the newest first.
pub fn invitations(conn: &mut Conn, actor: &Actor) -> Result<Vec<Invitation>> {
    let ids: Vec<Stored<OrganisationId>> =
        managed_ids(conn, actor, Action::ManagePeople)?.into_iter().map(stored).collect();
    let rows: Vec<InvitationRow> = invitation::table
        .inner_join(organisation::table)
        .left_join(site::table)
        .filter(invitation::organisation_id.eq_any(ids))
        .filter(invitation::accepted_at.is_null().and(invitation::revoked_at.is_null()))
        .filter(invitation::expires_at.gt(stored(actor.now)))
        .order(invitation::id.desc())
        .select((
            (invitation::id, invitation::email, invitation::role, invitation::until_date, invitation::expires_at),
            (organisation::id, organisation::name),
            (site::id, site::name).nullable(),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(waiting).collect())
}

/// What the page of an invitation needs to know.
#[derive(Debug, Clone)]
pub struct Offered {
    /// The invitation.
    pub invitation: Invitation,
    /// The person of this address, if there is one, and whether she has a password.
    pub known: Option<(PersonId, bool)>,
}

/// The invitation of a link that can still be used.
pub fn offered(conn: &mut Conn, token_hash: &str, now: Instant) -> Result<Option<Offered>> {
    let row: Option<InvitationRow> = invitation::table
        .inner_join(organisation::table)
        .left_join(site::table)
        .filter(invitation::token_hash.eq(token_hash))
        .filter(invitation::accepted_at.is_null().and(invitation::revoked_at.is_null()))
        .filter(invitation::expires_at.gt(stored(now)))
        .select((
            (invitation::id, invitation::email, invitation::role, invitation::until_date, invitation::expires_at),
            (organisation::id, organisation::name),
            (site::id, site::name).nullable(),
        ))
        .first(conn)
        .optional()?;
    let Some(invitation) = row.map(waiting) else { return Ok(None) };
    let known: Option<(Stored<PersonId>, Option<String>)> = person::table
        .filter(person::email.eq(&invitation.email))
        .select((person::id, person::password_hash))
        .first(conn)
        .optional()?;
    let known = known.map(|(id, hash)| (id.value(), hash.is_some()));
    Ok(Some(Offered { invitation, known }))
}

/// Who accepts an invitation.
#[derive(Debug, Clone)]
pub enum Accepting {
    /// Somebody new, or somebody whose access was renewed: name and password from the page.
    New(NewPerson),
    /// Somebody who is signed in.
    Known(PersonId),
}

/// Whether every membership of a person is in organisations of the same operator as this one.
fn belongs_wholly(conn: &mut Conn, id: PersonId, ids: &[OrganisationId]) -> Result<bool> {
    let held: Vec<Stored<OrganisationId>> = membership::table
        .filter(membership::person_id.eq(stored(id)))
        .select(membership::organisation_id)
        .load(conn)?;
    Ok(held.iter().all(|organisation| ids.contains(organisation)))
}

impl Tx<'_> {
    /// Invites somebody; the token is answered once, its hash is stored.
    pub fn invite(&mut self, actor: &Actor, new: &NewInvitation) -> Result<(InvitationId, String)> {
        let managed = managed_organisations(self.conn, actor, Action::ManagePeople)?;
        let organisation = managed.iter().find(|managed| managed.id == new.organisation).ok_or(Error::NotFound)?;
        if let Some(site) = new.site
            && !organisation.sites.iter().any(|(id, _)| *id == site)
        {
            return Err(Error::Field { field: "site", message: "not_of_organisation" });
        }
        if !GIVEN_ROLES.contains(&new.role) {
            return Err(Error::Field { field: "role", message: "not_a_choice" });
        }
        if new.role == Role::Administrator && new.site.is_some() {
            return Err(Error::Field { field: "site", message: "administrator_of_all_sites" });
        }
        if new.until.is_some_and(|until| until < actor.today) {
            return Err(Error::Field { field: "until", message: "in_the_past" });
        }
        let id: InvitationId = self.new_id();
        let token = crate::idempotency::hex(&self.random_bytes::<24>());
        diesel::insert_into(invitation::table)
            .values((
                invitation::id.eq(stored(id)),
                invitation::email.eq(&new.email),
                invitation::organisation_id.eq(stored(new.organisation)),
                invitation::site_id.eq(new.site.map(stored)),
                invitation::role.eq(stored(new.role)),
                invitation::until_date.eq(new.until.map(stored)),
                invitation::token_hash.eq(crate::idempotency::sha256(token.as_bytes())),
                invitation::created_at.eq(stored(self.now)),
                invitation::created_by.eq(actor.person.map(stored)),
                invitation::expires_at.eq(stored(self.now.plus_hours(24 * INVITATION_DAYS))),
            ))
            .execute(self.conn)?;
        let detail = serde_json::json!({ "role": new.role, "organisation": new.organisation, "until": new.until });
        let mut entry = Entry::done(Action::ManagePeople, "invitation", id).detail(detail);
        entry.site = new.site;
        self.audit(&actor.signature(), entry)?;
        Ok((id, token))
    }

    /// Takes an invitation back.
    pub fn revoke_invitation(&mut self, actor: &Actor, id: InvitationId) -> Result<()> {
        let ids: Vec<Stored<OrganisationId>> =
            managed_ids(self.conn, actor, Action::ManagePeople)?.into_iter().map(stored).collect();
        let changed = diesel::update(
            invitation::table
                .find(stored(id))
                .filter(invitation::organisation_id.eq_any(ids))
                .filter(invitation::accepted_at.is_null()),
        )
        .set(invitation::revoked_at.eq(Some(stored(self.now))))
        .execute(self.conn)?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        self.audit(&actor.signature(), Entry::done(Action::ManagePeople, "invitation", id))
    }

    /// Accepts an invitation, once: of a thousand presses of the button one makes the membership.
    pub fn accept_invitation(
        &mut self,
        actor: &Actor,
        token_hash: &str,
        accepting: &Accepting,
    ) -> Result<(PersonId, MembershipId)> {
        let taken = diesel::update(
            invitation::table
                .filter(invitation::token_hash.eq(token_hash))
                .filter(invitation::accepted_at.is_null().and(invitation::revoked_at.is_null()))
                .filter(invitation::expires_at.gt(stored(self.now))),
        )
        .set(invitation::accepted_at.eq(Some(stored(self.now))))
        .execute(self.conn)?;
        if taken == 0 {
            return Err(Refusal::LinkNotUsable.into());
        }
        type Row = (
            Stored<InvitationId>,
            String,
            Stored<OrganisationId>,
            Option<Stored<SiteId>>,
            Stored<Role>,
            Option<Stored<Date>>,
        );
        let (id, email, organisation_id, site_id, role, until): Row = invitation::table
            .filter(invitation::token_hash.eq(token_hash))
            .select((
                invitation::id,
                invitation::email,
                invitation::organisation_id,
                invitation::site_id,
                invitation::role,
                invitation::until_date,
            ))
            .first(self.conn)?;
        let (organisation_id, site_id, role) = (organisation_id.value(), site_id.map(Stored::value), role.value());
        let until = until.map(Stored::value);
        let Some(period) = Period::new(actor.today, until) else { return Err(Refusal::LinkNotUsable.into()) };
        let person_id = self.accepting_person(&email, organisation_id, accepting)?;
        let held = self.same_membership(person_id, organisation_id, site_id, role, actor.today)?;
        let membership_id = match held {
            Some(held) => held,
            None => self.create_membership(person_id, organisation_id, site_id, role, period)?,
        };
        let by = crate::audit::Signature {
            kind: crate::audit::ActorKind::Person,
            person: Some(person_id),
            parent: None,
            role: Some(role),
            organisation: Some(organisation_id),
            request: actor.request.clone(),
        };
        let mut entry = Entry::done(Action::SignIn, "invitation", id.value());
        entry.site = site_id;
        self.audit(&by, entry)?;
        Ok((person_id, membership_id))
    }

    fn accepting_person(
        &mut self,
        email: &str,
        organisation_id: OrganisationId,
        accepting: &Accepting,
    ) -> Result<PersonId> {
        type Known = (Stored<PersonId>, Option<String>, Option<Stored<Instant>>);
        let known: Option<Known> = person::table
            .filter(person::email.eq(email))
            .select((person::id, person::password_hash, person::disabled_at))
            .first(self.conn)
            .optional()?;
        match (known, accepting) {
            (Some((_, _, Some(_))), _) => Err(Refusal::LinkNotUsable.into()),
            (None, Accepting::New(new)) => self.create_person(&NewPerson { email: email.to_owned(), ..new.clone() }),
            (Some((id, None, None)), Accepting::New(new)) => {
                // A link may open an account without password only where everything it opens is the inviter's.
                let id = id.value();
                let family = operated_with(self.conn, organisation_id)?;
                if !belongs_wholly(self.conn, id, &family)? {
                    return Err(Refusal::LinkNotUsable.into());
                }
                diesel::update(person::table.find(stored(id)))
                    .set((
                        person::given_name.eq(&new.given_name),
                        person::family_name.eq(&new.family_name),
                        person::password_hash.eq(&new.password_hash),
                        person::failed_attempts.eq(0),
                        person::locked_until.eq(None::<Stored<Instant>>),
                    ))
                    .execute(self.conn)?;
                Ok(id)
            }
            (Some((id, _, None)), Accepting::Known(signed_in)) if *id == *signed_in => Ok(*signed_in),
            _ => Err(Refusal::LinkNotUsable.into()),
        }
    }

    fn same_membership(
        &mut self,
        person_id: PersonId,
        organisation_id: OrganisationId,
        site_id: Option<SiteId>,
        role: Role,
        today: Date,
    ) -> Result<Option<MembershipId>> {
        type Row = (Stored<MembershipId>, Option<Stored<SiteId>>);
        let held: Vec<Row> = membership::table
            .filter(membership::person_id.eq(stored(person_id)))
            .filter(membership::organisation_id.eq(stored(organisation_id)).and(membership::role.eq(stored(role))))
            .filter(membership::from_date.le(stored(today)))
            .filter(membership::until_date.is_null().or(membership::until_date.ge(stored(today))))
            .select((membership::id, membership::site_id))
            .load(self.conn)?;
        Ok(held.into_iter().find(|(_, site)| site.as_ref().map(|site| **site) == site_id).map(|(id, _)| id.value()))
    }

    /// Ends or prolongs a membership: `until` is its last day, at the earliest the day before its first. It takes effect at the
    /// person's next request.
    pub fn set_membership_end(&mut self, actor: &Actor, id: MembershipId, until: Option<Date>) -> Result<()> {
        let member = see_member(self.conn, actor, id)?;
        if Some(member.person) == actor.person && until.is_some_and(|until| until < actor.today) {
            return Err(Error::Field { field: "until", message: "own_access" });
        }
        // An access given by mistake this morning is taken back at once: it then ends the day before it began.
        let earliest = member.period.from.yesterday().unwrap_or(member.period.from);
        if until.is_some_and(|until| until < earliest) {
            return Err(Error::Field { field: "until", message: "until_before_from" });
        }
        self.lock_organisation(member.organisation.0)?;
        diesel::update(membership::table.find(stored(id)))
            .set(membership::until_date.eq(until.map(stored)))
            .execute(self.conn)?;
        let sooner = until.filter(|until| member.period.until.is_none_or(|before| *until < before));
        if let Some(last_day) = sooner.filter(|_| member.administers()) {
            self.must_stay_administered(
                &member.organisation,
                last_day.max(actor.today.yesterday().unwrap_or(last_day)),
            )?;
        }
        let detail = serde_json::json!({ "before": member.period.until, "after": until });
        let mut entry = Entry::done(Action::ManagePeople, "membership", id).detail(detail);
        entry.site = member.site.map(|(id, _)| id);
        self.audit(&actor.signature(), entry)
    }

    /// Of two who end each other's role at once, the second sees what the first did.
    fn lock_organisation(&mut self, id: OrganisationId) -> Result<()> {
        diesel::update(organisation::table.find(stored(id)))
            .set(organisation::revision.eq(organisation::revision + 1_i64))
            .execute(self.conn)?;
        Ok(())
    }

    /// Refuses what leaves an organisation without an administrator the day after `last_day`: nobody could undo it from inside.
    fn must_stay_administered(&mut self, (id, name): &(OrganisationId, String), last_day: Date) -> Result<()> {
        let next_day = stored(last_day.tomorrow().unwrap_or(last_day));
        let left: i64 = membership::table
            .inner_join(person::table)
            .filter(membership::organisation_id.eq(stored(*id)).and(membership::site_id.is_null()))
            .filter(membership::role.eq(stored(Role::Administrator)))
            .filter(membership::from_date.le(&next_day))
            .filter(membership::until_date.is_null().or(membership::until_date.ge(&next_day)))
            .filter(person::disabled_at.is_null())
            .count()
            .get_result(self.conn)?;
        if left > 0 {
            return Ok(());
        }
        Err(Refusal::LastAdministrator { organisation: name.clone(), last_day }.into())
    }

    /// A person of the actor's organisations and of no other.
    fn wholly_managed(&mut self, actor: &Actor, id: PersonId) -> Result<()> {
        let ids = managed_ids(self.conn, actor, Action::ManagePeople)?;
        let some: i64 = membership::table
            .filter(membership::person_id.eq(stored(id)))
            .filter(membership::organisation_id.eq_any(ids.iter().copied().map(stored).collect::<Vec<_>>()))
            .count()
            .get_result(self.conn)?;
        if some == 0 {
            return Err(Error::NotFound);
        }
        if actor.person == Some(id) {
            return Err(Error::Field { field: "person", message: "own_access" });
        }
        if belongs_wholly(self.conn, id, &ids)? {
            Ok(())
        } else {
            Err(Error::Field { field: "person", message: "member_elsewhere" })
        }
    }

    /// Disables a person: sessions and tokens end at once.
    pub fn disable_person(&mut self, actor: &Actor, id: PersonId) -> Result<()> {
        self.wholly_managed(actor, id)?;
        let administered: Vec<(OrganisationId, String)> = members(self.conn, actor)?
            .into_iter()
            .filter(|member| member.person == id && member.administers() && member.period.contains(actor.today))
            .map(|member| member.organisation)
            .collect();
        for (organisation, _) in &administered {
            self.lock_organisation(*organisation)?;
        }
        diesel::update(person::table.find(stored(id)))
            .set(person::disabled_at.eq(Some(stored(self.now))))
            .execute(self.conn)?;
        for organisation in &administered {
            self.must_stay_administered(organisation, actor.today.yesterday().unwrap_or(actor.today))?;
        }
        self.end_everything(id)?;
        self.audit(&actor.signature(), Entry::done(Action::ManagePeople, "person", id).detail("disabled".into()))
    }

    /// Lets a disabled person in again; her tokens stay revoked.
    pub fn enable_person(&mut self, actor: &Actor, id: PersonId) -> Result<()> {
        self.wholly_managed(actor, id)?;
        diesel::update(person::table.find(stored(id)))
            .set(person::disabled_at.eq(None::<Stored<Instant>>))
            .execute(self.conn)?;
        self.audit(&actor.signature(), Entry::done(Action::ManagePeople, "person", id).detail("enabled".into()))
    }

    /// Forgotten password, lost telephone: both factors are forgotten, everything open ends, and a link makes new ones.
    pub fn renew_access(&mut self, actor: &Actor, id: MembershipId) -> Result<(InvitationId, String, String)> {
        let member = see_member(self.conn, actor, id)?;
        self.wholly_managed(actor, member.person)?;
        diesel::update(person::table.find(stored(member.person)))
            .set((
                person::password_hash.eq(None::<String>),
                person::totp_secret.eq(None::<String>),
                person::totp_last_step.eq(None::<i64>),
            ))
            .execute(self.conn)?;
        self.end_everything(member.person)?;
        self.audit(
            &actor.signature(),
            Entry::done(Action::ManagePeople, "person", member.person).detail("renewed".into()),
        )?;
        let new = NewInvitation {
            email: member.email.clone(),
            organisation: member.organisation.0,
            site: member.site.map(|(id, _)| id),
            role: member.role,
            until: member.period.until,
        };
        let (invitation, token) = self.invite(actor, &new)?;
        Ok((invitation, token, member.email))
    }

    fn end_everything(&mut self, id: PersonId) -> Result<()> {
        diesel::delete(web_session::table.filter(web_session::person_id.eq(stored(id)))).execute(self.conn)?;
        let held: Vec<Stored<MembershipId>> =
            membership::table.filter(membership::person_id.eq(stored(id))).select(membership::id).load(self.conn)?;
        diesel::update(
            api_token::table
                .filter(api_token::membership_id.assume_not_null().eq_any(held))
                .filter(api_token::revoked_at.is_null()),
        )
        .set(api_token::revoked_at.eq(Some(stored(self.now))))
        .execute(self.conn)?;
        Ok(())
    }
}

/// An organisation, the operator that entered it, and what that operator entered.
fn operated_with(conn: &mut Conn, id: OrganisationId) -> Result<Vec<OrganisationId>> {
    let operator: Option<Stored<OrganisationId>> =
        organisation::table.find(stored(id)).select(organisation::operator_id).first(conn).or_not_found()?;
    let root = operator.map_or(id, Stored::value);
    let ids: Vec<Stored<OrganisationId>> = organisation::table
        .filter(organisation::id.eq(stored(root)).or(organisation::operator_id.eq(stored(root))))
        .select(organisation::id)
        .load(conn)?;
    let ids: BTreeSet<OrganisationId> = ids.into_iter().map(Stored::value).chain([id]).collect();
    Ok(ids.into_iter().collect())
}
