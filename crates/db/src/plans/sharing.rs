//! How a site shares out the seats of its weeks: rows from a week on, the newest holds.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::access::Action;
use domain::plans::Sharing;
use domain::*;

use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::schema::{person, plan_rule};
use crate::{Conn, Result, Stored, Tx, stored};

/// A choice of a site.
#[derive(Debug, Clone)]
pub struct ChosenSharing {
    /// The first Monday for which it holds.
    pub from_week: Date,
    /// How.
    pub sharing: Sharing,
    /// Why.
    pub reason: String,
    /// Who chose.
    pub chosen_by: Option<String>,
    /// When.
    pub created_at: Instant,
}

/// The choices of a site, the one that holds last first.
pub fn choices(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<Vec<ChosenSharing>> {
    type Row = (Stored<Date>, Stored<Sharing>, String, Option<String>, Option<String>, Stored<Instant>);
    let rows: Vec<Row> = plan_rule::table
        .left_join(person::table)
        .filter(plan_rule::site_id.eq(stored(seen.id())))
        .order((plan_rule::from_week.desc(), plan_rule::id.desc()))
        .select((
            plan_rule::from_week,
            plan_rule::sharing,
            plan_rule::reason,
            person::given_name.nullable(),
            person::family_name.nullable(),
            plan_rule::created_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(from_week, sharing, reason, given, family, created_at)| ChosenSharing {
            from_week: from_week.value(),
            sharing: sharing.value(),
            reason,
            chosen_by: given.zip(family).map(|(given, family)| format!("{given} {family}")),
            created_at: created_at.value(),
        })
        .collect())
}

/// How some sites share out a week; those that never chose leave it to the planner.
pub fn sharing_of(conn: &mut Conn, sites: &[SiteId], monday: Date) -> Result<BTreeMap<SiteId, Sharing>> {
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let rows: Vec<(Stored<SiteId>, Stored<Sharing>)> = plan_rule::table
        .filter(plan_rule::site_id.eq_any(wanted))
        .filter(plan_rule::from_week.le(stored(monday)))
        .order((plan_rule::from_week, plan_rule::id))
        .select((plan_rule::site_id, plan_rule::sharing))
        .load(conn)?;
    Ok(rows.into_iter().map(|(site, sharing)| (site.value(), sharing.value())).collect())
}

impl Tx<'_> {
    /// A site chooses how it shares out its weeks, from one of them on.
    pub fn choose_sharing(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        sharing: Sharing,
        from_week: Date,
        reason: &str,
    ) -> Result<PlanRuleId> {
        let id: PlanRuleId = self.new_id();
        diesel::insert_into(plan_rule::table)
            .values((
                plan_rule::id.eq(stored(id)),
                plan_rule::site_id.eq(stored(seen.id())),
                plan_rule::from_week.eq(stored(from_week)),
                plan_rule::sharing.eq(stored(sharing)),
                plan_rule::reason.eq(reason),
                plan_rule::chosen_by.eq(by.person.map(stored)),
                plan_rule::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        let line = Entry::done(Action::PlanWeek, "plan_rule", id)
            .site(seen.id())
            .detail(serde_json::json!({ "sharing": sharing, "from_week": from_week, "reason": reason }));
        self.audit(by, line)?;
        Ok(id)
    }
}
