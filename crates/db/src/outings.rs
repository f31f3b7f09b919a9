//! Outings: who leaves the house together, when, and what was said against it. One that does not take place is cancelled and stays.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::access::Action;
use domain::outings::refusals;
use domain::papers::PaperKind;
use domain::staff::StaffCategory;
use domain::staff::day::{Minute, Present, Span};
use domain::*;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Seen, see_site};
use crate::audit::{Entry, Signature};
use crate::schema::{outing, outing_adult, outing_child, premises};
use crate::staff::care_dates;
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// An outing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outing {
    /// The id.
    pub id: OutingId,
    /// From which house.
    pub premises: PremisesId,
    /// On which day.
    pub date: Date,
    /// From when until when.
    pub span: Span,
    /// Where to.
    pub destination: String,
    /// The places of the children.
    pub children: Vec<BookingId>,
    /// The adults.
    pub adults: Vec<StaffMemberId>,
    /// As whom a rule was set aside, and why.
    pub set_aside: Option<(String, String)>,
    /// It does not take place.
    pub cancelled: bool,
}

/// An outing to plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOuting {
    /// On which day.
    pub date: Date,
    /// From when until when.
    pub span: Span,
    /// Where to.
    pub destination: String,
    /// The places of the children.
    pub children: Vec<BookingId>,
    /// The adults.
    pub adults: Vec<StaffMemberId>,
    /// Why a rule is set aside.
    pub set_aside: Option<String>,
}

/// The outings of a site between two days (both included), by day and hour.
pub fn outings(conn: &mut Conn, seen: &Seen<SiteId>, days: (Date, Date)) -> Result<Vec<Outing>> {
    of_site(conn, seen.id(), days)
}

/// Those of them that take place.
pub(crate) fn standing(conn: &mut Conn, site: SiteId, days: (Date, Date)) -> Result<Vec<Outing>> {
    Ok(of_site(conn, site, days)?.into_iter().filter(|outing| !outing.cancelled).collect())
}

fn of_site(conn: &mut Conn, site: SiteId, (from, until): (Date, Date)) -> Result<Vec<Outing>> {
    type Row = (
        (Stored<OutingId>, Stored<PremisesId>, Stored<Date>, Stored<Time>, Stored<Time>),
        (String, Option<String>, Option<String>, Option<Stored<Instant>>),
    );
    let rows: Vec<Row> = outing::table
        .filter(outing::site_id.eq(stored(site)).and(outing::date.between(stored(from), stored(until))))
        .order((outing::date, outing::leaves_at, outing::id))
        .select((
            (outing::id, outing::premises_id, outing::date, outing::leaves_at, outing::returns_at),
            (outing::destination, outing::override_role, outing::override_reason, outing::cancelled_at),
        ))
        .load(conn)?;
    let ids: Vec<Stored<OutingId>> = rows.iter().map(|row| row.0.0.clone()).collect();
    let children: Vec<(Stored<OutingId>, Stored<BookingId>)> = outing_child::table
        .filter(outing_child::outing_id.eq_any(ids.clone()))
        .order(outing_child::booking_id)
        .select((outing_child::outing_id, outing_child::booking_id))
        .load(conn)?;
    let adults: Vec<(Stored<OutingId>, Stored<StaffMemberId>)> = outing_adult::table
        .filter(outing_adult::outing_id.eq_any(ids))
        .order(outing_adult::staff_member_id)
        .select((outing_adult::outing_id, outing_adult::staff_member_id))
        .load(conn)?;
    let mut by_outing: BTreeMap<OutingId, (Vec<BookingId>, Vec<StaffMemberId>)> = BTreeMap::new();
    for (id, child) in children {
        by_outing.entry(id.value()).or_default().0.push(child.value());
    }
    for (id, adult) in adults {
        by_outing.entry(id.value()).or_default().1.push(adult.value());
    }
    Ok(rows
        .into_iter()
        .filter_map(|((id, premises, date, leaves, returns), (destination, role, reason, cancelled))| {
            let (children, adults) = by_outing.remove(&*id).unwrap_or_default();
            Some(Outing {
                id: id.value(),
                premises: premises.value(),
                date: date.value(),
                span: Span::new(Minute::of(*leaves), Minute::of(*returns))?,
                destination,
                children,
                adults,
                set_aside: role.zip(reason),
                cancelled: cancelled.is_some(),
            })
        })
        .collect())
}

/// Whether the parents of some children allow outings, as far as they answered; and whether the site asks them.
pub fn consents(
    conn: &mut Conn,
    seen: &Seen<SiteId>,
    bookings: &[BookingId],
    day: Date,
) -> Result<(BTreeMap<BookingId, bool>, bool)> {
    let settings = crate::papers::settings(conn, &[seen.id()])?.remove(&seen.id()).unwrap_or_default();
    let in_force = settings.iter().filter(|setting| setting.from <= day).max_by_key(|setting| setting.from);
    let asks = in_force.is_some_and(|setting| setting.asked.contains(&PaperKind::Outing));
    Ok((crate::papers::answers(conn, seen.id(), bookings, (PaperKind::Outing, day))?, asks))
}

const fn field(field: &'static str, message: &'static str) -> Error {
    Error::Field { field, message }
}

impl Tx<'_> {
    /// Plans an outing, or says what is against it (R4; R2 and R3 for those who stay): whoever may set rules aside does so with a reason.
    pub fn plan_outing(&mut self, actor: &Actor, seen: &Seen<SiteId>, new: &NewOuting) -> Result<OutingId> {
        let care = care_dates(self.conn, seen, (new.date, new.date), self.now)?;
        let here =
            |booking: &BookingId| care.iter().find(|day| day.booked.iter().any(|child| child.booking == *booking));
        let Some(day) = new.children.first().and_then(here) else { return Err(field("children", "not_a_choice")) };
        // The house's row serialises its outings.
        diesel::update(premises::table.find(stored(day.premises)))
            .set(premises::name.eq(premises::name))
            .execute(self.conn)?;
        let mut children: Vec<(Present, Span)> = Vec::new();
        for booking in &new.children {
            let child = day.booked.iter().find(|child| child.booking == *booking);
            let child = child.ok_or_else(|| field("children", "not_a_choice"))?;
            if child.hours.shared(new.span) != Some(new.span) {
                return Err(field("children", "not_there_all_along"));
            }
            children.push((child.present, child.hours));
        }
        let mut adults: Vec<(StaffCategory, Span)> = Vec::new();
        for member in &new.adults {
            if !day.shifts.iter().any(|shift| shift.member == *member) {
                return Err(field("adults", "not_a_choice"));
            }
            let shifts = day.counted.iter().filter(|(of, ..)| of == member);
            adults.extend(shifts.map(|(_, category, span)| (*category, *span)));
        }
        let (consents, _) = consents(self.conn, seen, &new.children, new.date)?;
        if consents.values().any(|granted| !granted) {
            return Err(field("children", "parent_said_no"));
        }
        let others = standing(self.conn, seen.id(), (new.date, new.date))?;
        let meets = |other: &&Outing| {
            other.span.overlaps(new.span)
                && (other.children.iter().any(|child| new.children.contains(child))
                    || other.adults.iter().any(|adult| new.adults.contains(adult)))
        };
        if let Some(other) = others.iter().find(meets) {
            let (from, until) = (other.span.from().time(), other.span.until().time());
            return Err(Refusal::OutingOverlaps { date: new.date, from, until }.into());
        }
        let against = refusals(&day.planned, new.date, new.span, &children, &adults);
        let reason = new.set_aside.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        let role = match (against.is_empty(), reason) {
            (true, _) => None,
            (false, None) => return Err(Error::Refused(against)),
            (false, Some(_)) => {
                see_site(self.conn, actor, Action::OverrideRule, seen.id())
                    .map_err(|_| Error::Refused(vec![Refusal::OverrideNotAllowed]))?;
                actor.roles().next()
            }
        };
        let (id, premises_id) = (self.new_id::<OutingId>(), day.premises);
        diesel::insert_into(outing::table)
            .values((
                outing::id.eq(stored(id)),
                outing::site_id.eq(stored(seen.id())),
                outing::premises_id.eq(stored(premises_id)),
                outing::date.eq(stored(new.date)),
                outing::leaves_at.eq(stored(new.span.from().time())),
                outing::returns_at.eq(stored(new.span.until().time())),
                outing::destination.eq(&new.destination),
                outing::created_at.eq(stored(self.now)),
                outing::created_by.eq(actor.person.map(stored)),
                outing::override_role.eq(role.map(|role| role.as_str())),
                outing::override_reason.eq(role.and(reason)),
            ))
            .execute(self.conn)?;
        for booking in &new.children {
            diesel::insert_into(outing_child::table)
                .values((outing_child::outing_id.eq(stored(id)), outing_child::booking_id.eq(stored(*booking))))
                .execute(self.conn)?;
        }
        for member in &new.adults {
            diesel::insert_into(outing_adult::table)
                .values((outing_adult::outing_id.eq(stored(id)), outing_adult::staff_member_id.eq(stored(*member))))
                .execute(self.conn)?;
        }
        // Neither where they go nor why a rule was set aside belongs in the audit; which rules were does.
        let set_aside: Vec<String> = against.iter().map(Refusal::rule).collect();
        let detail = serde_json::json!({
            "date": new.date, "children": new.children.len(), "adults": new.adults.len(), "set_aside": set_aside,
        });
        let entry = Entry::done(Action::PlanOuting, "outing", id).site(seen.id()).detail(detail);
        self.audit(&actor.signature(), entry)?;
        Ok(id)
    }

    /// An outing does not take place.
    pub fn cancel_outing(&mut self, by: &Signature, seen: &Seen<SiteId>, id: OutingId) -> Result<()> {
        let row = outing::table.find(stored(id)).filter(outing::site_id.eq(stored(seen.id())));
        let changed = diesel::update(row.filter(outing::cancelled_at.is_null()))
            .set((outing::cancelled_at.eq(Some(stored(self.now))), outing::cancelled_by.eq(by.person.map(stored))))
            .execute(self.conn)?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        let detail = serde_json::json!({ "cancelled": true });
        self.audit(by, Entry::done(Action::PlanOuting, "outing", id).site(seen.id()).detail(detail))
    }
}
