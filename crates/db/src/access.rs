//! Who is asking, and the one SQL fragment of each relation.
//!
//! An [`Actor`] is made once a request. A list joins the fragment; a point check puts it in the row's own `SELECT`, so that
//! there is no gap between check and use, and no row is the same answer as no right: [`Error::NotFound`].
//! [`Seen`] is the proof that the check was made for this object and this action; only this module can make one.

use std::marker::PhantomData;

use diesel::prelude::*;
use domain::access::{Action, Relation, Role, relations};
use domain::links::LinkPurpose;
use domain::*;

use crate::audit::{ActorKind, Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{booking, child, family, link, link_token, membership, person, referral, session, site};
use crate::{Conn, Error, Result, Stored, stored};

/// A role somebody holds today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// In which organisation.
    pub organisation: OrganisationId,
    /// At which site only; `None` is every site of the organisation.
    pub site: Option<SiteId>,
    /// The role.
    pub role: Role,
}

/// Who is asking: made by the web floor from a session, a token or a link.
#[derive(Debug, Clone)]
pub struct Actor {
    /// What acts.
    pub kind: ActorKind,
    /// The professional.
    pub person: Option<PersonId>,
    /// The parent, and her family.
    pub parent: Option<(ParentId, FamilyId)>,
    /// The tablet, when a site's tablet asks by itself.
    pub tablet: Option<TabletId>,
    /// Memberships that hold today; a token or a chosen role keeps one.
    pub memberships: Vec<Membership>,
    /// Today in the installation's zone.
    pub today: Date,
    /// The present.
    pub now: Instant,
    /// Whether a second factor was given.
    pub second_factor: bool,
    /// The request's id.
    pub request: Option<String>,
}

impl Actor {
    /// Nobody in particular.
    pub fn public(now: Instant, today: Date) -> Self {
        Self {
            kind: ActorKind::Public,
            person: None,
            parent: None,
            tablet: None,
            memberships: Vec::new(),
            today,
            now,
            second_factor: false,
            request: None,
        }
    }
    /// A parent, through her link.
    pub fn of_parent(parent: ParentId, family: FamilyId, now: Instant, today: Date) -> Self {
        Self { kind: ActorKind::Parent, parent: Some((parent, family)), ..Self::public(now, today) }
    }
    /// The roles this actor holds.
    pub fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        let fixed = match self.kind {
            ActorKind::Parent => Some(Role::Parent),
            ActorKind::Person | ActorKind::Tablet => None,
            ActorKind::Public | ActorKind::Link | ActorKind::System => Some(Role::Public),
        };
        fixed.into_iter().chain(self.memberships.iter().map(|membership| membership.role))
    }
    /// Whether the actor may do this on at least some object (the gate of a route).
    pub fn may(&self, action: Action) -> bool {
        self.roles().any(|role| domain::access::may(role, action))
    }
    /// The memberships under which the action is possible.
    pub fn memberships_for(&self, action: Action) -> impl Iterator<Item = &Membership> {
        self.memberships.iter().filter(move |membership| domain::access::may(membership.role, action))
    }
    /// How the audit names this actor.
    pub fn signature(&self) -> Signature {
        Signature {
            kind: self.kind,
            person: self.person,
            parent: self.parent.map(|(parent, _)| parent),
            role: self.roles().next(),
            organisation: self.memberships.first().map(|membership| membership.organisation),
            request: self.request.clone(),
        }
    }
}

/// Loads the memberships a person holds on a day; none when the person is disabled.
pub fn memberships(conn: &mut Conn, person_id: PersonId, today: Date) -> Result<Vec<Membership>> {
    let day = stored(today);
    type Row = (Stored<MembershipId>, Stored<OrganisationId>, Option<Stored<SiteId>>, Stored<Role>);
    let rows: Vec<Row> = membership::table
        .inner_join(person::table)
        .filter(person::disabled_at.is_null())
        .filter(membership::person_id.eq(stored(person_id)))
        .filter(membership::from_date.le(&day))
        .filter(membership::until_date.is_null().or(membership::until_date.ge(&day)))
        .order((membership::role, membership::id))
        .select((membership::id, membership::organisation_id, membership::site_id, membership::role))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, organisation, site, role)| Membership {
            id: id.value(),
            organisation: organisation.value(),
            site: site.map(Stored::value),
            role: role.value(),
        })
        .collect())
}

/// The proof that an actor may do an action on an object. It cannot be made outside this module.
#[derive(Debug, Clone, Copy)]
pub struct Seen<T> {
    object: T,
    action: Action,
    sealed: PhantomData<()>,
}

impl<T: Copy> Seen<T> {
    /// The object's id.
    pub fn id(&self) -> T {
        self.object
    }
    /// The action the proof was made for.
    pub fn action(&self) -> Action {
        self.action
    }
    const fn new(object: T, action: Action) -> Self {
        Self { object, action, sealed: PhantomData }
    }
}

/// The ids a set of grants opens, relation by relation. Plain lists, so that one fixed SQL fragment serves every actor.
#[derive(Debug, Clone, Default)]
pub(crate) struct Opened {
    sites: Vec<Stored<SiteId>>,
    organisations: Vec<Stored<OrganisationId>>,
    sites_today: Vec<Stored<SiteId>>,
    organisations_today: Vec<Stored<OrganisationId>>,
    referring: Vec<Stored<OrganisationId>>,
    caseload_of: Vec<Stored<PersonId>>,
}

/// What an actor may reach under one action; made by [`Scope::new`], used by [`families!`] and [`sites!`].
#[derive(Debug, Clone)]
pub struct Scope {
    /// Grants that hold for protected families too.
    open: Opened,
    /// Grants that do not.
    shut: Opened,
    own: Vec<Stored<FamilyId>>,
    named: Vec<Stored<PersonId>>,
    sites: Vec<Stored<SiteId>>,
    organisations: Vec<Stored<OrganisationId>>,
    today: Stored<Date>,
}

impl Scope {
    /// Reads the table for every membership of the actor.
    pub fn new(actor: &Actor, action: Action) -> Self {
        let mut scope = Self {
            open: Opened::default(),
            shut: Opened::default(),
            own: Vec::new(),
            named: Vec::new(),
            sites: Vec::new(),
            organisations: Vec::new(),
            today: stored(actor.today),
        };
        if let (ActorKind::Parent, Some((_, family_id))) = (actor.kind, actor.parent)
            && relations(Role::Parent, action).any(|(relation, _)| relation == Relation::OwnFamily)
        {
            scope.own.push(stored(family_id));
        }
        for membership in &actor.memberships {
            for (relation, protected) in relations(membership.role, action) {
                let opened = if protected { &mut scope.open } else { &mut scope.shut };
                let organisation = stored(membership.organisation);
                match (relation, membership.site) {
                    (Relation::MySite, Some(id)) => opened.sites.push(stored(id)),
                    (Relation::MySite, None) => opened.organisations.push(organisation.clone()),
                    (Relation::MySiteToday, Some(id)) => opened.sites_today.push(stored(id)),
                    (Relation::MySiteToday, None) => opened.organisations_today.push(organisation.clone()),
                    (Relation::MyReferrals, _) => opened.referring.push(organisation.clone()),
                    (Relation::MyCaseload, _) => opened.caseload_of.extend(actor.person.map(stored)),
                    (
                        Relation::MyOrganisation
                        | Relation::OwnFamily
                        | Relation::Aggregates
                        | Relation::Named
                        | Relation::Anyone,
                        _,
                    ) => {}
                }
                match (relation, membership.site) {
                    (Relation::MySite | Relation::MySiteToday | Relation::MyOrganisation, Some(id)) => {
                        scope.sites.push(stored(id))
                    }
                    (Relation::MySite | Relation::MySiteToday | Relation::MyOrganisation, None) => {
                        scope.organisations.push(organisation)
                    }
                    _ => {}
                }
                // Whoever may do the action on some family may do it on a protected one she is named for. Where the shield
                // does not stand in the way (a place, the door), being named opens nothing at another site.
                let shielded = !protected && !matches!(relation, Relation::Anyone | Relation::Aggregates);
                if shielded && scope.named.is_empty() {
                    scope.named.extend(actor.person.map(stored));
                }
            }
        }
        scope
    }
}

diesel::alias! {
    // Under names of their own, so that a query over the same tables can take the fragments as sub-selects.
    pub(crate) const SCOPE_LINK: Alias<ScopeLink> = link as scope_link;
    pub(crate) const SCOPE_FAMILY: Alias<ScopeFamily> = family as scope_family;
    pub(crate) const SCOPE_SITE: Alias<ScopeSite> = site as scope_site;
    pub(crate) const SCOPE_CHILD: Alias<ScopeChild> = child as scope_child;
    pub(crate) const SCOPE_BOOKING: Alias<ScopeBooking> = booking as scope_booking;
}

/// The sub-select of the families in a [`Scope`]: `family::id.eq_any(families!(&scope))`.
///
/// A protected family answers only to grants the table marks so, and to persons named for it.
macro_rules! families {
    ($scope:expr) => {{
        use $crate::access::{SCOPE_FAMILY, SCOPE_LINK};
        use $crate::schema::{family, link};
        let scope: &$crate::access::Scope = $scope;
        let until = SCOPE_LINK.field(link::until_date);
        let valid =
            SCOPE_LINK.field(link::from_date).le(scope.today()).and(until.is_null().or(until.ge(scope.today())));
        let family_id = SCOPE_LINK.field(link::family_id);
        let named =
            SCOPE_LINK.field(link::kind).eq("named").and(SCOPE_LINK.field(link::person_id).eq_any(scope.named()));
        let protected =
            SCOPE_FAMILY.filter(SCOPE_FAMILY.field(family::protected).eq(true)).select(SCOPE_FAMILY.field(family::id));
        SCOPE_LINK
            .filter(valid)
            .filter(
                family_id
                    .eq_any(scope.own())
                    .or(named)
                    .or($crate::access::opened!(scope.open()))
                    .or($crate::access::opened!(scope.shut()).and(::diesel::dsl::not(family_id.eq_any(protected)))),
            )
            .select(family_id)
    }};
}
pub(crate) use families;

/// The fragments of the relations over `link`, for one [`Opened`]; a part of [`families!`].
macro_rules! opened {
    ($opened:expr) => {{
        use $crate::access::{SCOPE_BOOKING, SCOPE_CHILD, SCOPE_LINK, SCOPE_SITE};
        use $crate::schema::{booking, child, link, site};
        let (opened, today) = $opened;
        let kind = SCOPE_LINK.field(link::kind);
        // MySite: the family was admitted (or waits for an answer) at a site of the membership.
        let my_site = kind.eq("admission").and(
            SCOPE_LINK.field(link::site_id).assume_not_null().eq_any(
                SCOPE_SITE
                    .filter(
                        SCOPE_SITE
                            .field(site::id)
                            .eq_any(opened.sites())
                            .or(SCOPE_SITE.field(site::organisation_id).eq_any(opened.organisations())),
                    )
                    .select(SCOPE_SITE.field(site::id)),
            ),
        );
        // MySiteToday: a child of the family is booked there today.
        let my_site_today = kind.eq("admission").and(
            SCOPE_LINK.field(link::family_id).eq_any(
                SCOPE_BOOKING
                    .inner_join(SCOPE_CHILD.on(SCOPE_CHILD.field(child::id).eq(SCOPE_BOOKING.field(booking::child_id))))
                    .inner_join(SCOPE_SITE.on(SCOPE_SITE.field(site::id).eq(SCOPE_BOOKING.field(booking::site_id))))
                    .filter(SCOPE_BOOKING.field(booking::date).eq(today))
                    .filter(SCOPE_BOOKING.field(booking::released_at).is_null())
                    .filter(SCOPE_BOOKING.field(booking::confirmed_at).is_not_null())
                    .filter(
                        SCOPE_SITE
                            .field(site::id)
                            .eq_any(opened.sites_today())
                            .or(SCOPE_SITE.field(site::organisation_id).eq_any(opened.organisations_today())),
                    )
                    .select(SCOPE_CHILD.field(child::family_id)),
            ),
        );
        // MyReferrals: an organisation of mine referred the family.
        let my_referrals = kind.eq("referral").and(SCOPE_LINK.field(link::organisation_id).eq_any(opened.referring()));
        // MyCaseload: I follow a parent of the family.
        let my_caseload = kind.eq("caseload").and(SCOPE_LINK.field(link::person_id).eq_any(opened.caseload_of()));
        my_site.or(my_site_today).or(my_referrals).or(my_caseload)
    }};
}
pub(crate) use opened;

/// The sub-select of the sites in a [`Scope`] (relations `MySite` and `MyOrganisation`).
macro_rules! sites {
    ($scope:expr) => {{
        use $crate::access::SCOPE_SITE;
        use $crate::schema::site;
        let scope: &$crate::access::Scope = $scope;
        SCOPE_SITE
            .filter(
                SCOPE_SITE
                    .field(site::id)
                    .eq_any(scope.sites())
                    .or(SCOPE_SITE.field(site::organisation_id).eq_any(scope.organisations())),
            )
            .select(SCOPE_SITE.field(site::id))
    }};
}
pub(crate) use sites;

impl Opened {
    pub(crate) fn sites(&self) -> Vec<Stored<SiteId>> {
        self.sites.clone()
    }
    pub(crate) fn organisations(&self) -> Vec<Stored<OrganisationId>> {
        self.organisations.clone()
    }
    pub(crate) fn sites_today(&self) -> Vec<Stored<SiteId>> {
        self.sites_today.clone()
    }
    pub(crate) fn organisations_today(&self) -> Vec<Stored<OrganisationId>> {
        self.organisations_today.clone()
    }
    pub(crate) fn referring(&self) -> Vec<Stored<OrganisationId>> {
        self.referring.clone()
    }
    pub(crate) fn caseload_of(&self) -> Vec<Stored<PersonId>> {
        self.caseload_of.clone()
    }
}

impl Scope {
    /// The same scope without what a site opens: only one's own family, caseload, referrals and named families are left.
    #[must_use]
    pub fn beside_sites(mut self) -> Self {
        for opened in [&mut self.open, &mut self.shut] {
            opened.sites.clear();
            opened.organisations.clear();
            opened.sites_today.clear();
            opened.organisations_today.clear();
        }
        self
    }
    pub(crate) fn open(&self) -> (&Opened, Stored<Date>) {
        (&self.open, self.today.clone())
    }
    pub(crate) fn shut(&self) -> (&Opened, Stored<Date>) {
        (&self.shut, self.today.clone())
    }
    /// Organisations whose referrals the actor follows.
    pub(crate) fn referring(&self) -> Vec<Stored<OrganisationId>> {
        [&self.open, &self.shut].into_iter().flat_map(Opened::referring).collect()
    }
    pub(crate) fn own(&self) -> Vec<Stored<FamilyId>> {
        self.own.clone()
    }
    pub(crate) fn named(&self) -> Vec<Stored<PersonId>> {
        self.named.clone()
    }
    pub(crate) fn sites(&self) -> Vec<Stored<SiteId>> {
        self.sites.clone()
    }
    pub(crate) fn organisations(&self) -> Vec<Stored<OrganisationId>> {
        self.organisations.clone()
    }
    pub(crate) fn today(&self) -> Stored<Date> {
        self.today.clone()
    }
}

/// The proof for a family.
pub fn see_family(conn: &mut Conn, actor: &Actor, action: Action, id: FamilyId) -> Result<Seen<FamilyId>> {
    let own = matches!((actor.kind, actor.parent), (ActorKind::Parent, Some((_, own))) if own == id)
        && relations(Role::Parent, action).any(|(relation, _)| relation == Relation::OwnFamily);
    if own {
        return Ok(Seen::new(id, action));
    }
    family::table
        .filter(family::id.eq(stored(id)))
        .filter(family::id.eq_any(families!(&Scope::new(actor, action))))
        .select(family::id)
        .first::<Stored<FamilyId>>(conn)
        .or_not_found()?;
    Ok(Seen::new(id, action))
}

/// The proof for a child, with its family.
pub fn see_child(conn: &mut Conn, actor: &Actor, action: Action, id: ChildId) -> Result<(Seen<ChildId>, FamilyId)> {
    let family_id: Stored<FamilyId> =
        child::table.find(stored(id)).select(child::family_id).first(conn).or_not_found()?;
    let family_id = family_id.value();
    see_family(conn, actor, action, family_id)?;
    Ok((Seen::new(id, action), family_id))
}

/// The proof for a site.
pub fn see_site(conn: &mut Conn, actor: &Actor, action: Action, id: SiteId) -> Result<Seen<SiteId>> {
    site::table
        .filter(site::id.eq(stored(id)))
        .filter(site::id.eq_any(sites!(&Scope::new(actor, action))))
        .select(site::id)
        .first::<Stored<SiteId>>(conn)
        .or_not_found()?;
    Ok(Seen::new(id, action))
}

/// The proof for a session, through its site.
pub fn see_session(conn: &mut Conn, actor: &Actor, action: Action, id: SessionId) -> Result<(Seen<SessionId>, SiteId)> {
    let site_id: Stored<SiteId> = session::table
        .filter(session::id.eq(stored(id)))
        .filter(session::site_id.eq_any(sites!(&Scope::new(actor, action))))
        .select(session::site_id)
        .first(conn)
        .or_not_found()?;
    Ok((Seen::new(id, action), site_id.value()))
}

/// The proof for a booking or a hold: through its site for professionals, through the family for parents and counsellors.
pub fn see_booking(conn: &mut Conn, actor: &Actor, action: Action, id: BookingId) -> Result<Seen<BookingId>> {
    let (site_id, family_id): (Stored<SiteId>, Stored<FamilyId>) = booking::table
        .inner_join(child::table)
        .filter(booking::id.eq(stored(id)))
        .select((booking::site_id, child::family_id))
        .first(conn)
        .or_not_found()?;
    // Those who work at the site reach its bookings; knowing the family from one site opens nothing at another.
    if see_site(conn, actor, action, site_id.value()).is_ok() {
        return Ok(Seen::new(id, action));
    }
    accompanies_beside_sites(conn, actor, action, family_id.value())?;
    Ok(Seen::new(id, action))
}

/// Whether the family is the actor's own, or one she follows, refers or is named for, sites left aside.
pub(crate) fn accompanies_beside_sites(conn: &mut Conn, actor: &Actor, action: Action, id: FamilyId) -> Result<()> {
    // A parent reaches her own family whatever ties it to others.
    if actor.kind == ActorKind::Parent {
        return see_family(conn, actor, action, id).map(drop);
    }
    family::table
        .filter(family::id.eq(stored(id)))
        .filter(family::id.eq_any(families!(&Scope::new(actor, action).beside_sites())))
        .select(family::id)
        .first::<Stored<FamilyId>>(conn)
        .or_not_found()
        .map(drop)
}

/// The proof for a referral: through its site for who answers, through the organisation that sent it for who follows.
pub fn see_referral(conn: &mut Conn, actor: &Actor, action: Action, id: ReferralId) -> Result<Seen<ReferralId>> {
    let scope = Scope::new(actor, action);
    referral::table
        .filter(referral::id.eq(stored(id)))
        .filter(
            referral::site_id
                .eq_any(sites!(&scope))
                .or(referral::organisation_id.assume_not_null().eq_any(scope.referring())),
        )
        .select(referral::id)
        .first::<Stored<ReferralId>>(conn)
        .or_not_found()?;
    Ok(Seen::new(id, action))
}

/// How a link that was sent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// It opens what it was made for.
    Usable,
    /// It has done its work, or somebody took it back.
    Used,
    /// Its time is over.
    Expired,
}

/// The proof a signed link carries for its one referral; an unknown link is not found.
pub fn see_referral_by_link(
    conn: &mut Conn,
    action: Action,
    purpose: LinkPurpose,
    token: &str,
    now: Instant,
) -> Result<(Seen<ReferralId>, LinkState)> {
    type Row = (Option<Stored<ReferralId>>, Stored<Instant>, Option<Stored<Instant>>, Option<Stored<Instant>>);
    let (id, expires_at, used_at, revoked_at): Row = link_token::table
        .filter(link_token::token_hash.eq(crate::idempotency::sha256(token.as_bytes())))
        .filter(link_token::purpose.eq(stored(purpose)))
        .select((link_token::referral_id, link_token::expires_at, link_token::used_at, link_token::revoked_at))
        .first(conn)
        .or_not_found()?;
    let state = if used_at.is_some() || revoked_at.is_some() {
        LinkState::Used
    } else if *expires_at <= now {
        LinkState::Expired
    } else {
        LinkState::Usable
    };
    Ok((Seen::new(id.ok_or(Error::NotFound)?.value(), action), state))
}

/// The proof for an organisation (relation `MyOrganisation`: one's own, and the ones one's own operates with).
pub fn see_organisation(actor: &Actor, action: Action, id: OrganisationId) -> Result<Seen<OrganisationId>> {
    let mine = actor.memberships.iter().any(|membership| {
        membership.organisation == id
            && relations(membership.role, action).any(|(relation, _)| relation == Relation::MyOrganisation)
    });
    if mine { Ok(Seen::new(id, action)) } else { Err(Error::NotFound) }
}

/// An audit line for an attempt on something the actor may not see.
pub fn denied(action: Action, object_kind: &'static str, object: impl std::fmt::Display) -> Entry {
    Entry::denied(action, object_kind, Some(object.to_string()))
}
