//! The team of a site, its roster, and what both mean for the children of a day.
//!
//! * [`people`]: who is in the team, with dated facts (qualifications, checks, contracts, absences); `changes` and `importing` write them.
//! * [`shifts`]: who works when; every change can be undone. [`copying`]: a week made like another.
//! * [`care`]: children and adults of a day, laid over its minutes. [`session_rosters`]: the same for the booking rules.
//! * [`sheet`]: the week's presence over capacity, kept for control.

pub mod care;
mod changes;
pub mod copying;
mod importing;
pub mod people;
pub mod session_rosters;
pub mod sheet;
pub mod shifts;

pub use care::{CareDate, care_dates};
pub use people::{File, Member, NewFact, NewMember, file, team};
pub use shifts::{NewShift, RosterChanged, Shift, shifts_of};

use diesel::prelude::*;
use domain::access::Action;
use domain::sites::SiteKind;
use domain::staff::ratio::{RatioMode, RatioRounding, RatioSetting};
use domain::*;

use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{ratio_setting, site};
use crate::{Conn, Result, Stored, Tx, stored};

/// How a site counts its adults, the latest first.
pub fn ratio_settings(conn: &mut Conn, sites: &[SiteId]) -> Result<Vec<(SiteId, RatioSetting)>> {
    type Row = (Stored<SiteId>, Stored<Date>, Stored<RatioMode>, Stored<RatioRounding>, bool, bool);
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let rows: Vec<Row> = ratio_setting::table
        .filter(ratio_setting::site_id.eq_any(wanted))
        .order((ratio_setting::site_id, ratio_setting::from_date.desc()))
        .select((
            ratio_setting::site_id,
            ratio_setting::from_date,
            ratio_setting::mode,
            ratio_setting::rounding,
            ratio_setting::familiarisation_takes_an_adult,
            ratio_setting::assumed,
        ))
        .load(conn)?;
    let setting = |(site, from, mode, rounding, familiarisation_takes_an_adult, assumed): Row| {
        let setting = RatioSetting {
            from: from.value(),
            mode: mode.value(),
            rounding: rounding.value(),
            familiarisation_takes_an_adult,
            assumed,
        };
        (site.value(), setting)
    };
    Ok(rows.into_iter().map(setting).collect())
}

pub(crate) fn kinds_of(conn: &mut Conn, sites: &[SiteId]) -> Result<Vec<(SiteId, SiteKind)>> {
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let rows: Vec<(Stored<SiteId>, Stored<SiteKind>)> =
        site::table.filter(site::id.eq_any(wanted)).select((site::id, site::kind)).load(conn)?;
    Ok(rows.into_iter().map(|(id, kind)| (id.value(), kind.value())).collect())
}

pub(crate) fn organisation_of(conn: &mut Conn, id: SiteId) -> Result<OrganisationId> {
    let found: Stored<OrganisationId> =
        site::table.find(stored(id)).select(site::organisation_id).first(conn).or_not_found()?;
    Ok(found.value())
}

impl Tx<'_> {
    /// Sets how a site counts its adults from a day on; a setting of the same day is replaced.
    pub fn set_ratio(&mut self, by: &Signature, seen: &Seen<SiteId>, setting: &RatioSetting) -> Result<RatioSettingId> {
        let same_day =
            ratio_setting::site_id.eq(stored(seen.id())).and(ratio_setting::from_date.eq(stored(setting.from)));
        diesel::delete(ratio_setting::table.filter(same_day)).execute(self.conn)?;
        let id: RatioSettingId = self.new_id();
        diesel::insert_into(ratio_setting::table)
            .values((
                ratio_setting::id.eq(stored(id)),
                ratio_setting::site_id.eq(stored(seen.id())),
                ratio_setting::from_date.eq(stored(setting.from)),
                ratio_setting::mode.eq(stored(setting.mode)),
                ratio_setting::rounding.eq(stored(setting.rounding)),
                ratio_setting::familiarisation_takes_an_adult.eq(setting.familiarisation_takes_an_adult),
                ratio_setting::assumed.eq(setting.assumed),
                ratio_setting::created_at.eq(stored(self.now)),
                ratio_setting::created_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        let detail = serde_json::to_value(setting)?;
        self.audit(by, Entry::done(Action::ManageStaff, "ratio_setting", id).site(seen.id()).detail(detail))?;
        Ok(id)
    }
}
