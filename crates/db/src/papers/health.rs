//! The health wall: what a team on duty must know of a child, at one site.
//!
//! Read by who runs the site, by who is on duty there on a day the child comes, and by the parents; each read leaves a line (R7).
//! Nothing else of the program names this table: no list, no search, no export, no message.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::access::{Action, Role, may};
use domain::families::Shielded;
use domain::papers::HealthCard;
use domain::*;

use super::AtSite;
use crate::access::{Actor, see_family};
use crate::audit::{ActorKind, Signature};
use crate::schema::{
    audit, booking, child, health_card, shift, site, staff_absence, staff_member, tablet, tablet_opening,
};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// The proof that an actor may read, or write, what a site knows of a child's health.
///
/// Staff must be on duty there today, and the child expected; who runs the site and the parents need neither.
pub fn at_site(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    (family, child): (FamilyId, ChildId),
    wanted: Option<SiteId>,
) -> Result<(AtSite, Vec<super::Admitted>)> {
    see_family(conn, actor, action, family)?;
    super::must_be_of(conn, family, child)?;
    let mut mine = Vec::new();
    for one in super::admissions(conn, child, actor.today)? {
        if actor.kind == ActorKind::Parent
            || works_at(conn, actor, Role::SiteManager, action, one.site)?
            || (works_at(conn, actor, Role::Staff, action, one.site)?
                && expected(conn, child, one.site, actor.today)?
                && on_duty(conn, actor, one.site)?)
        {
            mine.push(one);
        }
    }
    let found = match wanted {
        Some(wanted) => mine.iter().find(|one| one.site == wanted),
        None => mine.first(),
    };
    let site = found.ok_or(Error::NotFound)?.site;
    Ok((AtSite { child, family, site, action }, mine))
}

/// Whether a membership of this role, for which the table allows the action, covers the site.
fn works_at(conn: &mut Conn, actor: &Actor, role: Role, action: Action, id: SiteId) -> Result<bool> {
    if !may(role, action) {
        return Ok(false);
    }
    let organisation: Stored<OrganisationId> =
        site::table.find(stored(id)).select(site::organisation_id).first(conn)?;
    Ok(actor.memberships.iter().any(|membership| {
        let covers = membership.site.map_or(membership.organisation == *organisation, |site| site == id);
        membership.role == role && covers
    }))
}

fn expected(conn: &mut Conn, child: ChildId, site_id: SiteId, today: Date) -> Result<bool> {
    let booked: i64 = booking::table
        .filter(booking::child_id.eq(stored(child)).and(booking::site_id.eq(stored(site_id))))
        .filter(booking::date.eq(stored(today)))
        .filter(booking::released_at.is_null().and(booking::confirmed_at.is_not_null()))
        .count()
        .get_result(conn)?;
    Ok(booked > 0)
}

/// Whether somebody works at a site today: on its roster and not absent, or with a tablet of the site open.
pub fn on_duty(conn: &mut Conn, actor: &Actor, site_id: SiteId) -> Result<bool> {
    let Some(person) = actor.person else { return Ok(false) };
    let today = stored(actor.today);
    let absent = staff_absence::table
        .filter(staff_absence::withdrawn_at.is_null())
        .filter(staff_absence::from_date.le(&today).and(staff_absence::until_date.ge(&today)))
        .select(staff_absence::staff_member_id);
    let rostered: i64 = shift::table
        .inner_join(staff_member::table)
        .filter(staff_member::person_id.eq(Some(stored(person))).and(staff_member::removed_at.is_null()))
        .filter(shift::site_id.eq(stored(site_id)).and(shift::date.eq(&today)).and(shift::removed_at.is_null()))
        .filter(diesel::dsl::not(staff_member::id.eq_any(absent)))
        .count()
        .get_result(conn)?;
    if rostered > 0 {
        return Ok(true);
    }
    let opened: i64 = tablet_opening::table
        .inner_join(tablet::table)
        .filter(tablet::site_id.eq(stored(site_id)).and(tablet::revoked_at.is_null()))
        .filter(tablet_opening::person_id.eq(stored(person)))
        .filter(tablet_opening::expires_at.gt(stored(actor.now)))
        .count()
        .get_result(conn)?;
    Ok(opened > 0)
}

/// A card, and when it was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// The card's id.
    pub id: HealthCardId,
    /// What it says.
    pub card: HealthCard,
    /// When it was written.
    pub at: Instant,
}

type CardRow =
    (Stored<HealthCardId>, Stored<ChildId>, Option<String>, bool, Option<String>, Option<String>, Stored<Instant>);

macro_rules! card_columns {
    () => {
        (
            health_card::id,
            health_card::child_id,
            health_card::allergy,
            health_card::care_plan,
            health_card::plan_place,
            health_card::treatment_place,
            health_card::created_at,
        )
    };
}

fn written((id, child, allergy, care_plan, plan_place, treatment_place, at): CardRow) -> (ChildId, Written) {
    let card = HealthCard { allergy, care_plan, plan_place, treatment_place };
    (child.value(), Written { id: id.value(), card, at: at.value() })
}

/// What a site knows of a child's health. Whoever calls this writes the line of the read.
pub fn card(conn: &mut Conn, seen: &AtSite) -> Result<Option<Shielded<Written>>> {
    let row: Option<CardRow> = health_card::table
        .filter(health_card::child_id.eq(stored(seen.child)).and(health_card::site_id.eq(stored(seen.site))))
        .filter(health_card::withdrawn_at.is_null())
        .select(card_columns!())
        .first(conn)
        .optional()?;
    Ok(row.map(|row| Shielded::new(written(row).1)))
}

/// What the tablet of a site carries of the children of its days, once somebody of the team has opened it.
pub fn of_tablet(
    conn: &mut Conn,
    site_id: SiteId,
    children: &[ChildId],
) -> Result<BTreeMap<ChildId, Shielded<Written>>> {
    let wanted: Vec<Stored<ChildId>> = children.iter().copied().map(stored).collect();
    let rows: Vec<CardRow> = health_card::table
        .filter(health_card::child_id.eq_any(wanted).and(health_card::site_id.eq(stored(site_id))))
        .filter(health_card::withdrawn_at.is_null())
        .select(card_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(written).map(|(child, card)| (child, Shielded::new(card))).collect())
}

/// Of some children whose cards were written at a moment, those whose reading by a person is not written down since: a tablet asks for its
/// day every minute, and one line says that a card was read while it was open.
pub fn not_yet_written_down(
    conn: &mut Conn,
    person: PersonId,
    cards: &[(ChildId, Instant)],
    opened: Instant,
) -> Result<Vec<ChildId>> {
    let wanted: Vec<String> = cards.iter().map(|(child, _)| child.to_string()).collect();
    let known: Vec<(Option<String>, Stored<Instant>)> = audit::table
        .filter(audit::at.ge(stored(opened)).and(audit::person_id.eq(Some(stored(person)))))
        .filter(audit::action.eq(stored(Action::SeeHealth)).and(audit::object_id.assume_not_null().eq_any(wanted)))
        .select((audit::object_id, audit::at))
        .load(conn)?;
    let known: Vec<(ChildId, Instant)> =
        known.into_iter().filter_map(|(child, at)| Some((ChildId::read(&child?)?, at.value()))).collect();
    let written_down =
        |(child, written): &(ChildId, Instant)| known.iter().any(|(read, at)| read == child && written <= at);
    Ok(cards.iter().filter(|card| !written_down(card)).map(|(child, _)| *child).collect())
}

/// The families of some children, for the lines of what is read of them.
pub fn families_of(conn: &mut Conn, children: &[ChildId]) -> Result<BTreeMap<ChildId, FamilyId>> {
    let wanted: Vec<Stored<ChildId>> = children.iter().copied().map(stored).collect();
    let rows: Vec<(Stored<ChildId>, Stored<FamilyId>)> =
        child::table.filter(child::id.eq_any(wanted)).select((child::id, child::family_id)).load(conn)?;
    Ok(rows.into_iter().map(|(child, family)| (child.value(), family.value())).collect())
}

impl Tx<'_> {
    /// Writes what the team must know of a child's health in the stead of what was known; an empty card takes it away.
    pub fn write_health(&mut self, by: &Signature, seen: &AtSite, card: &HealthCard) -> Result<()> {
        let of_file = health_card::child_id.eq(stored(seen.child)).and(health_card::site_id.eq(stored(seen.site)));
        diesel::update(health_card::table.filter(of_file.and(health_card::withdrawn_at.is_null())))
            .set(health_card::withdrawn_at.eq(Some(stored(self.now))))
            .execute(self.conn)?;
        if !card.is_empty() {
            let id: HealthCardId = self.new_id();
            diesel::insert_into(health_card::table)
                .values((
                    health_card::id.eq(stored(id)),
                    health_card::child_id.eq(stored(seen.child)),
                    health_card::site_id.eq(stored(seen.site)),
                    health_card::allergy.eq(&card.allergy),
                    health_card::care_plan.eq(card.care_plan),
                    health_card::plan_place.eq(&card.plan_place),
                    health_card::treatment_place.eq(&card.treatment_place),
                    health_card::created_at.eq(stored(self.now)),
                    health_card::created_by.eq(by.person.map(stored)),
                ))
                .execute(self.conn)?;
        }
        self.audit(by, seen.line("health_card", seen.child))
    }
}
