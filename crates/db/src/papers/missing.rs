//! What is missing at a site, as a list and not a surprise; what those who book are told of it.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::access::Action;
use domain::papers::{ANNOUNCED_DAYS, PaperKind, PaperSetting, Standing, money_ends};
use domain::places::days_after;
use domain::refusal::Warning;
use domain::*;

use super::{add_up, entries_of, settings, with_pick_up};
use crate::access::{Actor, Scope, Seen, families, see_site};
use crate::audit::ActorKind;
use crate::schema::{admission, child, family, site};
use crate::{Conn, Result, Stored, stored};

/// A child with a contract at a site that runs, or begins later.
#[derive(Debug, Clone)]
pub struct AdmittedChild {
    /// The child.
    pub id: ChildId,
    /// Its family.
    pub family: FamilyId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Birth day.
    pub birth: Date,
    /// First day of care.
    pub from: Date,
}

/// What is missing of a child.
#[derive(Debug, Clone)]
pub struct Missing {
    /// Of whom.
    pub child: AdmittedChild,
    /// Which paper; `None` is a birthday that ends the public money (W15).
    pub kind: Option<PaperKind>,
    /// Where it stands; of a birthday, awaited or overdue.
    pub standing: Standing,
    /// The years of the birthday.
    pub years: Option<i32>,
}

impl Missing {
    /// The day it is, or was, due.
    pub fn due(&self) -> Date {
        self.standing.due().unwrap_or(Date::MIN)
    }
}

/// The children of a site whose contract runs, each once; of some children only, when they are named.
pub fn admitted_children(conn: &mut Conn, site_id: SiteId, today: Date) -> Result<Vec<AdmittedChild>> {
    type Row = (Stored<ChildId>, Stored<FamilyId>, String, String, Stored<Date>, Stored<Date>);
    let rows: Vec<Row> = admission::table
        .inner_join(child::table)
        .filter(admission::site_id.eq(stored(site_id)).and(admission::ended_at.is_null()))
        .filter(admission::until_date.is_null().or(admission::until_date.assume_not_null().ge(stored(today))))
        .order((child::given_name, child::id, admission::from_date))
        .select((
            child::id,
            child::family_id,
            child::given_name,
            child::family_name,
            child::birth_date,
            admission::from_date,
        ))
        .load(conn)?;
    let mut found: Vec<AdmittedChild> = Vec::new();
    for (id, family, given_name, family_name, birth, from) in rows {
        let (id, from) = (id.value(), from.value());
        match found.last_mut().filter(|known| known.id == id) {
            Some(known) => known.from = known.from.min(from),
            None => found.push(AdmittedChild {
                id,
                family: family.value(),
                given_name,
                family_name,
                birth: birth.value(),
                from,
            }),
        }
    }
    Ok(found)
}

/// What is missing at a site today, whoever asks; the first due first.
pub(crate) fn missing_at(conn: &mut Conn, site_id: SiteId, today: Date) -> Result<Vec<Missing>> {
    let settings = settings(conn, &[site_id])?.remove(&site_id).unwrap_or_default();
    let (Some(since), Some(setting)) = (PaperSetting::kept_since(&settings), PaperSetting::on(&settings, today)) else {
        return Ok(Vec::new());
    };
    let children = admitted_children(conn, site_id, today)?;
    let ids: Vec<ChildId> = children.iter().map(|child| child.id).collect();
    let entries = entries_of(conn, &ids)?;
    let fetched = with_pick_up(conn, &ids, today)?;
    let mut found = Vec::new();
    for child in children {
        let known = entries.get(&(child.id, site_id)).map(Vec::as_slice).unwrap_or_default();
        let papers = add_up((child.from, since, child.birth), known, fetched.contains(&child.id), today);
        for (kind, standing) in papers.asked(setting, today) {
            if standing != Standing::Fine {
                found.push(Missing { child: child.clone(), kind: Some(kind), standing, years: None });
            }
        }
        if let Some((years, on)) = money_ends(child.birth, today) {
            let standing = if today < on { Standing::Awaited { by: on } } else { Standing::Overdue { since: on } };
            found.push(Missing { child, kind: None, standing, years: Some(years) });
        }
    }
    found.sort_by(|one, other| {
        let key = |missing: &Missing| (missing.due(), missing.child.given_name.clone(), missing.child.id, missing.kind);
        key(one).cmp(&key(other))
    });
    Ok(found)
}

/// What is missing at a site, of the children whose papers the actor may see.
pub fn missing(conn: &mut Conn, actor: &Actor, seen: &Seen<SiteId>) -> Result<Vec<Missing>> {
    let in_sight: Vec<Stored<FamilyId>> = family::table
        .filter(family::id.eq_any(families!(&Scope::new(actor, Action::SeePapers))))
        .select(family::id)
        .load(conn)?;
    let in_sight: BTreeMap<FamilyId, ()> = in_sight.into_iter().map(|id| (id.value(), ())).collect();
    let mut found = missing_at(conn, seen.id(), actor.today)?;
    found.retain(|missing| in_sight.contains_key(&missing.child.family));
    Ok(found)
}

/// What those who book are told of a child: that a certificate or a vaccine is overdue, or ends the admission soon (W3); never which.
fn warning(missing: &Missing, today: Date) -> Option<Warning> {
    let of_health = missing.kind.is_some_and(PaperKind::is_of_health);
    let due = missing.standing.due().filter(|_| of_health)?;
    let overdue = due <= today;
    let soon = matches!(missing.standing, Standing::Provisional { .. }) && days_after(due, -ANNOUNCED_DAYS) <= today;
    (overdue || soon).then_some(Warning::PaperDue { due, overdue })
}

/// The warnings of a site's children, the first due of each.
pub(crate) fn warnings_at(conn: &mut Conn, site_id: SiteId, now: Instant) -> Result<BTreeMap<ChildId, Warning>> {
    let zone: String = site::table.find(stored(site_id)).select(site::time_zone).first(conn)?;
    let today = now.date(&crate::places::facts::zone_named(&zone));
    let mut found = BTreeMap::new();
    for missing in missing_at(conn, site_id, today)? {
        if let Some(warning) = warning(&missing, today) {
            found.entry(missing.child.id).or_insert(warning);
        }
    }
    Ok(found)
}

/// The warning of one child at a site, for those who may see its papers.
pub fn warning_of(
    conn: &mut Conn,
    actor: &Actor,
    (child_id, site_id): (ChildId, SiteId),
    now: Instant,
) -> Result<Option<Warning>> {
    if actor.kind == ActorKind::Parent || see_site(conn, actor, Action::SeePapers, site_id).is_err() {
        return Ok(None);
    }
    Ok(warnings_at(conn, site_id, now)?.remove(&child_id))
}
