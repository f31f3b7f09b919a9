//! What administrators see and change of organisations, sites, premises and authorisations.

use diesel::prelude::*;
use domain::access::{Action, Relation, relations};
use domain::geography::folded;
use domain::sites::*;
use domain::*;

use crate::access::{Actor, Scope, Seen, sites};
use crate::directory::{Site, sites_by_id};
use crate::error::OrNotFound;
use crate::schema::{authorisation, opening_rule, organisation, premises, session, site};
use crate::sites::{NewOrganisation, NewSite};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// An organisation as it is stored.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// For prescribers.
    pub prescriber_kind: Option<PrescriberKind>,
    /// Its name.
    pub name: String,
    /// INSEE code.
    pub commune: Option<String>,
    /// The operator that entered it.
    pub operator: Option<OrganisationId>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Its last day, once it is known.
    pub ended_on: Option<Date>,
    /// Raised by each change.
    pub revision: i64,
}

type OrganisationRow = (
    Stored<OrganisationId>,
    Stored<OrganisationKind>,
    Option<Stored<PrescriberKind>>,
    String,
    Option<String>,
    Option<Stored<OrganisationId>>,
    Option<String>,
    Option<String>,
    Option<Stored<Date>>,
    i64,
);

macro_rules! organisation_columns {
    () => {
        (
            organisation::id,
            organisation::kind,
            organisation::prescriber_kind,
            organisation::name,
            organisation::commune,
            organisation::operator_id,
            organisation::phone,
            organisation::email,
            organisation::ended_on,
            organisation::revision,
        )
    };
}

fn organisation_of(row: OrganisationRow) -> Organisation {
    let (id, kind, prescriber_kind, name, commune, operator, phone, email, ended_on, revision) = row;
    Organisation {
        id: id.value(),
        kind: kind.value(),
        prescriber_kind: prescriber_kind.map(Stored::value),
        name,
        commune,
        operator: operator.map(Stored::value),
        phone,
        email,
        ended_on: ended_on.map(Stored::value),
        revision,
    }
}

/// The organisations the actor administers herself: those of her memberships.
pub fn own_organisations(actor: &Actor, action: Action) -> Vec<OrganisationId> {
    let mut own: Vec<OrganisationId> = actor
        .memberships
        .iter()
        .filter(|membership| {
            relations(membership.role, action).any(|(relation, _)| relation == Relation::MyOrganisation)
        })
        .map(|membership| membership.organisation)
        .collect();
    own.dedup();
    own
}

/// Every organisation the actor may change: her own, and those her own entered. By name, accents aside.
pub fn organisations(conn: &mut Conn, actor: &Actor) -> Result<Vec<Organisation>> {
    let own: Vec<Stored<OrganisationId>> =
        own_organisations(actor, Action::ManageOrganisations).into_iter().map(stored).collect();
    let rows: Vec<OrganisationRow> = organisation::table
        .filter(organisation::id.eq_any(own.clone()).or(organisation::operator_id.assume_not_null().eq_any(own)))
        .select(organisation_columns!())
        .load(conn)?;
    let mut found: Vec<Organisation> = rows.into_iter().map(organisation_of).collect();
    found.sort_by_cached_key(|organisation| (folded(&organisation.name), organisation.id));
    Ok(found)
}

/// One organisation the actor may change.
pub fn organisation_by_id(conn: &mut Conn, actor: &Actor, id: OrganisationId) -> Result<Organisation> {
    let own: Vec<Stored<OrganisationId>> =
        own_organisations(actor, Action::ManageOrganisations).into_iter().map(stored).collect();
    organisation::table
        .filter(organisation::id.eq(stored(id)))
        .filter(organisation::id.eq_any(own.clone()).or(organisation::operator_id.assume_not_null().eq_any(own)))
        .select(organisation_columns!())
        .first(conn)
        .or_not_found()
        .map(organisation_of)
}

/// A site in an administrator's list.
#[derive(Debug, Clone)]
pub struct SiteLine {
    /// The site.
    pub site: Site,
    /// Sessions to come that wait for a decision.
    pub to_decide: i64,
}

/// The sites the actor may see the settings of, by name, accents aside.
pub fn sites_in_reach(conn: &mut Conn, actor: &Actor) -> Result<Vec<SiteLine>> {
    let scope = Scope::new(actor, Action::SeeSite);
    let ids: Vec<Stored<SiteId>> = site::table.filter(site::id.eq_any(sites!(&scope))).select(site::id).load(conn)?;
    let ids: Vec<SiteId> = ids.into_iter().map(Stored::value).collect();
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(500) {
        found.extend(sites_by_id(conn, some)?);
    }
    let waiting: Vec<Stored<SiteId>> = session::table
        .filter(session::site_id.eq_any(sites!(&scope)))
        .filter(session::decision_needed.is_not_null().and(session::cancelled_at.is_null()))
        .filter(session::date.ge(stored(actor.today)))
        .select(session::site_id)
        .load(conn)?;
    let mut counts: std::collections::HashMap<SiteId, i64> = std::collections::HashMap::new();
    for id in waiting {
        *counts.entry(id.value()).or_default() += 1;
    }
    found.sort_by_cached_key(|site| (folded(&site.name), site.id));
    Ok(found.into_iter().map(|site| SiteLine { to_decide: counts.get(&site.id).copied().unwrap_or(0), site }).collect())
}

/// What may change of a site: everything of [`NewSite`] but who runs it.
#[derive(Debug, Clone)]
pub struct SiteChange {
    /// The new values (the organisation is not looked at).
    pub site: NewSite,
    /// Its last day, once it is known.
    pub ended_on: Option<Date>,
}

/// What is said of premises.
#[derive(Debug, Clone)]
pub struct PremisesChange {
    /// Their name.
    pub name: String,
    /// Street and number.
    pub address: String,
    /// INSEE code.
    pub commune: String,
    /// Minutes it takes to set the hall up before the first child.
    pub setup_minutes: u16,
    /// The last day they are used.
    pub ended_on: Option<Date>,
}

impl Tx<'_> {
    /// Changes an organisation the actor may change; its last day ends nothing by itself.
    pub fn change_organisation(
        &mut self,
        actor: &Actor,
        id: OrganisationId,
        new: &NewOrganisation,
        ended_on: Option<Date>,
        expected: Option<i64>,
    ) -> Result<Organisation> {
        let before = organisation_by_id(self.conn, actor, id)?;
        let rows = diesel::update(organisation::table.filter(
            organisation::id.eq(stored(id)).and(organisation::revision.eq(expected.unwrap_or(before.revision))),
        ))
        .set((
            organisation::kind.eq(stored(new.kind)),
            organisation::prescriber_kind.eq(new.prescriber_kind.map(stored)),
            organisation::name.eq(&new.name),
            organisation::commune.eq(&new.commune),
            organisation::phone.eq(&new.phone),
            organisation::email.eq(&new.email),
            organisation::ended_on.eq(ended_on.map(stored)),
            organisation::revision.eq(organisation::revision + 1_i64),
        ))
        .execute(self.conn)?;
        if rows == 0 {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        organisation_by_id(self.conn, actor, id)
    }

    /// Changes a site. Its calendar follows where zone or region changed: the caller rebuilds.
    pub fn change_site(&mut self, seen: &Seen<SiteId>, change: &SiteChange, expected: Option<i64>) -> Result<i64> {
        let revision = self.touch_site(seen.id(), expected)?;
        let new = &change.site;
        diesel::update(site::table.find(stored(seen.id())))
            .set((
                (
                    site::kind.eq(stored(new.kind)),
                    site::name.eq(&new.name),
                    site::commune.eq(&new.commune),
                    site::latitude.eq(new.latitude),
                    site::longitude.eq(new.longitude),
                    site::time_zone.eq(&new.time_zone),
                    site::school_zone.eq(stored(new.school_zone)),
                    site::holiday_region.eq(stored(new.holiday_region)),
                ),
                (
                    site::opens_on_public_holidays.eq(new.opens_on_public_holidays),
                    site::phone.eq(&new.phone),
                    site::email.eq(&new.email),
                    site::description.eq(&new.description),
                    site::avip.eq(new.avip),
                    site::free_of_charge.eq(new.free_of_charge),
                    site::ended_on.eq(change.ended_on.map(stored)),
                ),
            ))
            .execute(self.conn)?;
        Ok(revision)
    }

    /// Changes premises of a site.
    pub fn change_premises(&mut self, seen: &Seen<SiteId>, id: PremisesId, change: &PremisesChange) -> Result<()> {
        let rows = diesel::update(
            premises::table.filter(premises::id.eq(stored(id)).and(premises::site_id.eq(stored(seen.id())))),
        )
        .set((
            premises::name.eq(&change.name),
            premises::address.eq(&change.address),
            premises::commune.eq(&change.commune),
            premises::setup_minutes.eq(i32::from(change.setup_minutes)),
            premises::ended_on.eq(change.ended_on.map(stored)),
        ))
        .execute(self.conn)?;
        if rows == 0 {
            return Err(Error::NotFound);
        }
        // Their opening rules end with them; those that had not begun never hold.
        if let Some(last_day) = change.ended_on {
            let standing = || opening_rule::table.filter(opening_rule::premises_id.eq(stored(id)));
            diesel::update(
                standing()
                    .filter(opening_rule::ended_at.is_null().and(opening_rule::from_date.le(stored(last_day))))
                    .filter(opening_rule::until_date.is_null().or(opening_rule::until_date.gt(stored(last_day)))),
            )
            .set(opening_rule::until_date.eq(Some(stored(last_day))))
            .execute(self.conn)?;
            diesel::update(
                standing().filter(opening_rule::ended_at.is_null().and(opening_rule::from_date.gt(stored(last_day)))),
            )
            .set(opening_rule::ended_at.eq(Some(stored(self.now))))
            .execute(self.conn)?;
        }
        Ok(())
    }

    /// Gives an authorisation its last day.
    pub fn end_authorisation(
        &mut self,
        seen: &Seen<SiteId>,
        id: AuthorisationId,
        last_day: Option<Date>,
    ) -> Result<()> {
        let from: Stored<Date> = authorisation::table
            .filter(authorisation::id.eq(stored(id)).and(authorisation::site_id.eq(stored(seen.id()))))
            .select(authorisation::from_date)
            .first(self.conn)
            .or_not_found()?;
        if last_day.is_some_and(|last_day| last_day < *from) {
            return Err(Error::Field { field: "until", message: "until_before_from" });
        }
        diesel::update(authorisation::table.find(stored(id)))
            .set(authorisation::until_date.eq(last_day.map(stored)))
            .execute(self.conn)?;
        Ok(())
    }
}

/// Refuses an authorisation whose period overlaps another one of the site.
pub fn check_authorisation(conn: &mut Conn, seen: &Seen<SiteId>, period: Period) -> Result<()> {
    let overlaps = crate::sites::authorisations(conn, &[seen.id()])?
        .iter()
        .any(|(_, authorisation)| authorisation.period.overlaps(period));
    if overlaps { Err(Error::Field { field: "from", message: "overlaps" }) } else { Ok(()) }
}
