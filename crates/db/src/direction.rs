//! Who directs a site and with which share of a full time; the time its health referent gave. Dated facts: one noted by mistake is withdrawn.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::access::Action;
use domain::refusal::Warning;
use domain::sites::SiteKind;
use domain::staff::direction::{DIRECTORS_FROM, LEAST_PERCENT, MOST_DIRECTED, quarters_due, referent_minutes};
use domain::*;
use serde::{Deserialize, Serialize};

use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::schema::{authorisation, authorisation_band, direction, health_referent_time, site, staff_member};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// Somebody's share of the direction of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Direction {
    /// The id.
    pub id: DirectionId,
    /// Who.
    pub member: StaffMemberId,
    /// Her name.
    pub name: String,
    /// Of a full time.
    pub percent: i32,
    /// From when until when.
    pub period: Period,
}

/// A share to write down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDirection {
    /// Who.
    pub member: StaffMemberId,
    /// Of a full time.
    pub percent: i32,
    /// From when until when.
    pub period: Period,
}

/// Time the health referent gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferentTime {
    /// The id.
    pub id: HealthReferentTimeId,
    /// On which day.
    pub date: Date,
    /// How long.
    pub minutes: i32,
    /// What for.
    pub remark: Option<String>,
}

/// Time to write down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewReferentTime {
    /// On which day.
    pub date: Date,
    /// How long.
    pub minutes: i32,
    /// What for.
    pub remark: Option<String>,
}

/// The shares of a site's direction, the latest first; what was withdrawn is left out.
pub fn directions(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<Vec<Direction>> {
    type Row =
        ((Stored<DirectionId>, Stored<StaffMemberId>, i32, Stored<Date>, Option<Stored<Date>>), (String, String));
    let rows: Vec<Row> = direction::table
        .inner_join(staff_member::table)
        .filter(direction::site_id.eq(stored(seen.id())).and(direction::withdrawn_at.is_null()))
        .order((direction::from_date.desc(), direction::id))
        .select((
            (
                direction::id,
                direction::staff_member_id,
                direction::percent,
                direction::from_date,
                direction::until_date,
            ),
            (staff_member::given_name, staff_member::family_name),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|((id, member, percent, from, until), (given, family))| Direction {
            id: id.value(),
            member: member.value(),
            name: format!("{given} {family}"),
            percent,
            period: Period { from: from.value(), until: until.map(Stored::value) },
        })
        .collect())
}

/// The time a site's health referent gave, the latest first; what was withdrawn is left out.
pub fn referent_times(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<Vec<ReferentTime>> {
    type Row = (Stored<HealthReferentTimeId>, Stored<Date>, i32, Option<String>);
    let rows: Vec<Row> = health_referent_time::table
        .filter(health_referent_time::site_id.eq(stored(seen.id())).and(health_referent_time::withdrawn_at.is_null()))
        .order((health_referent_time::date.desc(), health_referent_time::id))
        .select((
            health_referent_time::id,
            health_referent_time::date,
            health_referent_time::minutes,
            health_referent_time::remark,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, date, minutes, remark)| ReferentTime { id: id.value(), date: date.value(), minutes, remark })
        .collect())
}

/// The minutes a quarter asks of the health referent of a site.
pub fn referent_minutes_of(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<Option<i32>> {
    let kind: Stored<SiteKind> = site::table.find(stored(seen.id())).select(site::kind).first(conn)?;
    let most: Option<i32> = authorisation_band::table
        .inner_join(authorisation::table)
        .filter(authorisation::site_id.eq(stored(seen.id())))
        .select(diesel::dsl::max(authorisation_band::places))
        .first(conn)?;
    Ok(referent_minutes(kind.value(), most.and_then(|most| u16::try_from(most).ok()).unwrap_or(0)))
}

/// W4 and W5 of a site that keeps these records; one that keeps none is not known to be short.
pub(crate) fn short(conn: &mut Conn, seen: &Seen<SiteId>, today: Date) -> Result<Vec<Warning>> {
    let mut warnings = Vec::new();
    let kind: Stored<SiteKind> = site::table.find(stored(seen.id())).select(site::kind).first(conn)?;
    let shares = directions(conn, seen)?;
    if today >= DIRECTORS_FROM && matches!(*kind, SiteKind::MicroCreche | SiteKind::Itinerant) && !shares.is_empty() {
        let now: Vec<&Direction> = shares.iter().filter(|share| share.period.contains(today)).collect();
        let percent: i32 = now.iter().map(|share| share.percent).sum();
        if percent < LEAST_PERCENT {
            warnings.push(Warning::DirectionTooShort { percent });
        }
        for share in now {
            let sites = directed(conn, share.member, today)?;
            if sites > MOST_DIRECTED {
                let sites = u32::try_from(sites).unwrap_or(u32::MAX);
                warnings.push(Warning::DirectsTooMany { name: share.name.clone(), sites });
            }
        }
    }
    let times = referent_times(conn, seen)?;
    if let (Some(required), Some(first)) = (referent_minutes_of(conn, seen)?, times.iter().map(|time| time.date).min())
    {
        for quarter in quarters_due(today) {
            let last = quarter.saturating_add(jiff::Span::new().months(3)).saturating_sub(jiff::Span::new().days(1));
            let of_quarter = times.iter().filter(|time| quarter <= time.date && time.date <= last);
            let minutes: i32 = of_quarter.map(|time| time.minutes).sum();
            if minutes < required && first <= last {
                warnings.push(Warning::HealthReferentShort { quarter, minutes, required });
            }
        }
    }
    Ok(warnings)
}

/// How many micro-crèches a person directs on a day.
fn directed(conn: &mut Conn, member: StaffMemberId, today: Date) -> Result<usize> {
    let day = stored(today);
    let sites: Vec<Stored<SiteId>> = direction::table
        .inner_join(site::table)
        .filter(direction::staff_member_id.eq(stored(member)).and(direction::withdrawn_at.is_null()))
        .filter(direction::from_date.le(&day))
        .filter(direction::until_date.is_null().or(direction::until_date.assume_not_null().ge(&day)))
        .filter(site::kind.eq_any([SiteKind::MicroCreche, SiteKind::Itinerant].map(stored)))
        .select(direction::site_id)
        .load(conn)?;
    Ok(sites.into_iter().map(Stored::value).collect::<BTreeSet<SiteId>>().len())
}

impl Tx<'_> {
    /// Writes a share of the direction down: of somebody of the site's team.
    pub fn add_direction(&mut self, by: &Signature, seen: &Seen<SiteId>, new: &NewDirection) -> Result<DirectionId> {
        crate::staff::file(self.conn, seen, new.member)
            .map_err(|_| Error::Field { field: "member", message: "not_a_choice" })?;
        let id: DirectionId = self.new_id();
        diesel::insert_into(direction::table)
            .values((
                direction::id.eq(stored(id)),
                direction::site_id.eq(stored(seen.id())),
                direction::staff_member_id.eq(stored(new.member)),
                direction::percent.eq(new.percent),
                direction::from_date.eq(stored(new.period.from)),
                direction::until_date.eq(new.period.until.map(stored)),
                direction::created_at.eq(stored(self.now)),
                direction::created_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        let detail = serde_json::to_value(new)?;
        self.audit(by, Entry::done(Action::ManageStaff, "direction", id).site(seen.id()).detail(detail))?;
        Ok(id)
    }

    /// Takes a share back that was noted by mistake.
    pub fn withdraw_direction(&mut self, by: &Signature, seen: &Seen<SiteId>, id: DirectionId) -> Result<()> {
        let row = direction::table.find(stored(id)).filter(direction::site_id.eq(stored(seen.id())));
        let changed = diesel::update(row.filter(direction::withdrawn_at.is_null()))
            .set((
                direction::withdrawn_at.eq(Some(stored(self.now))),
                direction::withdrawn_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        self.withdrawn(by, seen, "direction", id.to_string(), changed)
    }

    /// Writes time of the health referent down.
    pub fn add_referent_time(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        new: &NewReferentTime,
    ) -> Result<HealthReferentTimeId> {
        let id: HealthReferentTimeId = self.new_id();
        diesel::insert_into(health_referent_time::table)
            .values((
                health_referent_time::id.eq(stored(id)),
                health_referent_time::site_id.eq(stored(seen.id())),
                health_referent_time::date.eq(stored(new.date)),
                health_referent_time::minutes.eq(new.minutes),
                health_referent_time::remark.eq(&new.remark),
                health_referent_time::recorded_at.eq(stored(self.now)),
                health_referent_time::recorded_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        let detail = serde_json::json!({ "date": new.date, "minutes": new.minutes });
        let line = Entry::done(Action::ManageStaff, "health_referent_time", id).site(seen.id());
        self.audit(by, line.detail(detail))?;
        Ok(id)
    }

    /// Takes time of the health referent back that was noted by mistake.
    pub fn withdraw_referent_time(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        id: HealthReferentTimeId,
    ) -> Result<()> {
        let row = health_referent_time::table.find(stored(id));
        let row = row.filter(health_referent_time::site_id.eq(stored(seen.id())));
        let changed = diesel::update(row.filter(health_referent_time::withdrawn_at.is_null()))
            .set((
                health_referent_time::withdrawn_at.eq(Some(stored(self.now))),
                health_referent_time::withdrawn_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        self.withdrawn(by, seen, "health_referent_time", id.to_string(), changed)
    }

    fn withdrawn(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        kind: &'static str,
        id: String,
        changed: usize,
    ) -> Result<()> {
        if changed == 0 {
            return Err(Error::NotFound);
        }
        let detail = serde_json::json!({ "withdrawn": true });
        self.audit(by, Entry::done(Action::ManageStaff, kind, id).site(seen.id()).detail(detail))
    }
}
