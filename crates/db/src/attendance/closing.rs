//! Departures nobody noted: how long a site waits, and the closing of what is over.

use diesel::prelude::*;
use domain::access::Action;
use domain::attendance::closing::{ClosingSetting, departure};
use domain::places::{AttendanceKind, days_after};
use domain::*;
use serde::{Deserialize, Serialize};

use super::watch::{Watched, watched};
use super::{NewFact, SiteCard, card};
use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::schema::{closing_setting, site};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// Kind of the job that closes what is over at one site.
pub const CLOSE_FORGOTTEN: &str = "close_forgotten";

/// Days back that are looked at: what is older is older than this rule.
const DAYS_BACK: i32 = 7;

/// What the job is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseForgotten {
    /// The site.
    pub site: SiteId,
}

/// How long a site waits, the latest setting first.
pub fn settings(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<Vec<ClosingSetting>> {
    settings_of(conn, seen.id())
}

fn settings_of(conn: &mut Conn, id: SiteId) -> Result<Vec<ClosingSetting>> {
    let rows: Vec<(Stored<Date>, i32, bool)> = closing_setting::table
        .filter(closing_setting::site_id.eq(stored(id)))
        .order(closing_setting::from_date.desc())
        .select((closing_setting::from_date, closing_setting::minutes, closing_setting::assumed))
        .load(conn)?;
    let setting = |(from, minutes, assumed): (Stored<Date>, i32, bool)| ClosingSetting {
        from: from.value(),
        minutes: u16::try_from(minutes).unwrap_or(domain::attendance::closing::MINUTES_UNSAID),
        assumed,
    };
    Ok(rows.into_iter().map(setting).collect())
}

/// The end of the child's last session which follows this one within the minutes the site waits: whoever stays on is not forgotten.
fn stays_until(all: &[Watched], one: &Watched, minutes: u16) -> Instant {
    let mut until = one.ends;
    for next in all.iter().filter(|next| next.child == one.child && next.date == one.date && !next.released) {
        if next.starts >= one.ends && next.starts.seconds_since(until) <= i64::from(minutes) * 60 {
            until = until.max(next.ends);
        }
    }
    until
}

impl Tx<'_> {
    /// Sets how long a site waits from a day on; a setting of the same day is replaced.
    pub fn set_closing(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        setting: &ClosingSetting,
    ) -> Result<ClosingSettingId> {
        let same_day =
            closing_setting::site_id.eq(stored(seen.id())).and(closing_setting::from_date.eq(stored(setting.from)));
        diesel::delete(closing_setting::table.filter(same_day)).execute(self.conn)?;
        let id: ClosingSettingId = self.new_id();
        diesel::insert_into(closing_setting::table)
            .values((
                closing_setting::id.eq(stored(id)),
                closing_setting::site_id.eq(stored(seen.id())),
                closing_setting::from_date.eq(stored(setting.from)),
                closing_setting::minutes.eq(i32::from(setting.minutes)),
                closing_setting::assumed.eq(setting.assumed),
                closing_setting::created_at.eq(stored(self.now)),
                closing_setting::created_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        let detail = serde_json::to_value(setting)?;
        self.audit(by, Entry::done(Action::ManageSites, "closing_setting", id).site(seen.id()).detail(detail))?;
        Ok(id)
    }

    /// Plans today's closings: one look at each site after each of its sessions, when the minutes it waits are over. What was left of
    /// the days before is closed with the first, which is due at once.
    pub fn plan_closings(&mut self) -> Result<()> {
        let rows: Vec<(Stored<SiteId>, String)> = site::table
            .filter(site::ended_on.is_null())
            .order(site::id)
            .select((site::id, site::time_zone))
            .load(self.conn)?;
        for (id, zone) in rows {
            let (id, zone) = (id.value(), super::zone_of(&zone));
            let today = self.now.date(&zone);
            let minutes = ClosingSetting::on(&settings_of(self.conn, id)?, today).minutes;
            let mut moments = vec![self.now];
            for session in crate::calendar::sessions_of(self.conn, &[id], today, today)? {
                let ends = Instant::of_civil(today, session.ends_at, &zone);
                moments.extend(ends.map(|ends| ends.plus_seconds(i64::from(minutes) * 60)));
            }
            moments.dedup();
            let now = self.now;
            for at in moments.into_iter().filter(|at| *at >= now) {
                self.plan_job(CLOSE_FORGOTTEN, &CloseForgotten { site: id }, at, Some(&format!("{id} {at}")))?;
            }
        }
        Ok(())
    }

    /// Closes by rule what is over at a site; how many departures were supposed. Doing it again changes nothing.
    pub fn close_forgotten(&mut self, id: SiteId) -> Result<usize> {
        let site: SiteCard = card(self.conn, id)?;
        let today = self.now.date(&site.zone);
        let all = watched(self.conn, &site, (days_after(today, -DAYS_BACK), today))?;
        let settings = settings_of(self.conn, id)?;
        let mut closed = 0;
        for one in &all {
            let minutes = ClosingSetting::on(&settings, one.date).minutes;
            let until = stays_until(&all, one, minutes);
            let fact = self.new_id();
            let Some(rule) = departure(&one.facts, one.ends, until, minutes, fact, self.now) else { continue };
            let new = NewFact {
                id: rule.id,
                booking: one.booking,
                kind: AttendanceKind::Left,
                at: rule.at,
                absence: None,
                corrects: None,
                why: None,
                withdrawn: false,
                by_rule: true,
            };
            match self.add_fact(&Signature::system(), one.booking, &new) {
                Ok(_) => closed += 1,
                // Facts that contradict each other are already somebody's task.
                Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(closed)
    }
}
