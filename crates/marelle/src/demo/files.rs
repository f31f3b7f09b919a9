//! The world's files, as they are written: `world/*.json`, compiled in.

use domain::calendar::{ClosureReason, HolidayRegion, PeriodKind, SchoolZone};
use domain::places::CareKind;
use domain::sites::{AuthorisationBand, BookingMode, OfferMode, OrganisationKind, PrescriberKind, SiteKind};
use domain::staff::ratio::{RatioMode, RatioRounding};
use domain::staff::{Qualification, StaffAbsence};
use domain::time::DayOfWeek;
use domain::{HalfDay, access::Role};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Organisation {
    pub(crate) key: String,
    pub(crate) kind: OrganisationKind,
    pub(crate) prescriber_kind: Option<PrescriberKind>,
    pub(crate) name: String,
    pub(crate) commune: String,
    pub(crate) phone: String,
    pub(crate) email: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Site {
    pub(crate) key: String,
    pub(crate) organisation: String,
    pub(crate) kind: SiteKind,
    pub(crate) name: String,
    pub(crate) commune: String,
    pub(crate) school_zone: SchoolZone,
    #[serde(default = "metropole")]
    pub(crate) holiday_region: HolidayRegion,
    pub(crate) phone: String,
    pub(crate) email: String,
    pub(crate) free_of_charge: bool,
    pub(crate) avip: bool,
    pub(crate) description: String,
    pub(crate) premises: Vec<Premises>,
    pub(crate) authorisations: Vec<Authorisation>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) yearly_closures: Vec<YearlyClosure>,
    pub(crate) closures: Vec<Closure>,
    pub(crate) policy: Policy,
    /// Organisations that refer families here; one named twice refers twice as many.
    pub(crate) prescribers: Vec<String>,
    /// Where the families live; one named twice has twice as many.
    pub(crate) communes: Vec<String>,
    /// How many families are drawn.
    pub(crate) families: u32,
    /// How many requests wait for the week that comes.
    #[serde(default)]
    pub(crate) waiting: usize,
}

fn metropole() -> HolidayRegion {
    HolidayRegion::Metropole
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Premises {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) commune: String,
    #[serde(default)]
    pub(crate) setup_minutes: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Authorisation {
    pub(crate) number: Option<String>,
    pub(crate) from: String,
    pub(crate) bands: Vec<AuthorisationBandText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuthorisationBandText {
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) places: u16,
}

impl AuthorisationBandText {
    pub(crate) fn band(&self) -> anyhow::Result<AuthorisationBand> {
        Ok(AuthorisationBand { from: time(&self.from)?, until: time(&self.until)?, places: self.places })
    }
}

/// A time of day as the files write it.
pub(crate) fn time(text: &str) -> anyhow::Result<domain::Time> {
    <domain::Time as domain::Word>::read(text).ok_or_else(|| anyhow::anyhow!("{text:?} is no time of day"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) premises: String,
    pub(crate) weekdays: Vec<DayOfWeek>,
    pub(crate) period: PeriodKind,
    pub(crate) morning: Option<(String, String)>,
    pub(crate) afternoon: Option<(String, String)>,
    /// Regular, adaptation, emergency.
    pub(crate) seats: (u16, u16, u16),
    pub(crate) from: String,
    pub(crate) until: Option<String>,
}

impl Rule {
    pub(crate) fn half_days(&self) -> impl Iterator<Item = (HalfDay, &(String, String))> {
        [(HalfDay::Morning, &self.morning), (HalfDay::Afternoon, &self.afternoon)]
            .into_iter()
            .filter_map(|(half_day, hours)| hours.as_ref().map(|hours| (half_day, hours)))
    }
}

/// A closure that comes back each year on the same day of the month.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct YearlyClosure {
    pub(crate) from: String,
    pub(crate) days: i32,
    pub(crate) reason: ClosureReason,
    pub(crate) note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closure {
    pub(crate) from: String,
    pub(crate) until: Option<String>,
    pub(crate) half_day: Option<HalfDay>,
    pub(crate) reason: ClosureReason,
    pub(crate) note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    pub(crate) booking_mode: BookingMode,
    pub(crate) referral_required: bool,
    pub(crate) minimum_age_months: i32,
    pub(crate) maximum_age_months: i32,
    pub(crate) notice_hours: i32,
    pub(crate) horizon_days: i32,
    pub(crate) fair_share_per_week: Option<i32>,
    pub(crate) minimum_per_month: Option<i32>,
    pub(crate) full_day_needs_situation: bool,
    pub(crate) emergency_borrows_adaptation: bool,
    pub(crate) adaptation_borrows_emergency: bool,
    #[serde(default)]
    pub(crate) familiarisation_required: bool,
    pub(crate) reserve_released_hours: Option<i32>,
    pub(crate) hold_hours: i32,
    #[serde(default)]
    pub(crate) offer_mode: Option<OfferMode>,
    pub(crate) care_kinds: Vec<CareKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) memberships: Vec<Membership>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Membership {
    pub(crate) organisation: String,
    pub(crate) site: Option<String>,
    pub(crate) role: Role,
    pub(crate) until: Option<String>,
}

/// The team of a site.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Team {
    pub(crate) site: String,
    pub(crate) ratio: Ratio,
    pub(crate) people: Vec<TeamMember>,
    pub(crate) shifts: Vec<WeeklyShift>,
    pub(crate) absences: Vec<TeamAbsence>,
}

/// How a site counts its adults.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ratio {
    pub(crate) from: String,
    pub(crate) mode: RatioMode,
    pub(crate) rounding: RatioRounding,
    pub(crate) assumed: bool,
}

/// Somebody of a team; who has an account has the same name there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TeamMember {
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) qualification: Option<Qualification>,
    pub(crate) since: Option<String>,
    pub(crate) issued: Option<String>,
    pub(crate) checked: Option<String>,
    pub(crate) weekly: Option<String>,
    pub(crate) contract_from: Option<String>,
    pub(crate) contract_until: Option<String>,
}

/// A shift of every week.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeeklyShift {
    pub(crate) person: String,
    pub(crate) weekdays: Vec<DayOfWeek>,
    pub(crate) from: String,
    pub(crate) until: String,
    #[serde(default)]
    pub(crate) opens: bool,
    #[serde(default)]
    pub(crate) closes: bool,
}

/// Days somebody does not come.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TeamAbsence {
    pub(crate) person: String,
    pub(crate) kind: StaffAbsence,
    pub(crate) from: String,
    pub(crate) until: String,
}

/// All files.
pub(crate) struct Files {
    pub(crate) organisations: Vec<Organisation>,
    pub(crate) sites: Vec<Site>,
    pub(crate) people: Vec<Person>,
    pub(crate) teams: Vec<Team>,
    pub(crate) families: Vec<super::families::Family>,
    pub(crate) names: Vec<super::families::Names>,
}

impl Files {
    /// Reads what was compiled in.
    pub(crate) fn read() -> anyhow::Result<Self> {
        Ok(Self {
            organisations: serde_json::from_str(include_str!("../../world/organisations.json"))?,
            sites: serde_json::from_str(include_str!("../../world/sites.json"))?,
            people: serde_json::from_str(include_str!("../../world/people.json"))?,
            teams: serde_json::from_str(include_str!("../../world/teams.json"))?,
            families: serde_json::from_str(include_str!("../../world/families.json"))?,
            names: serde_json::from_str(include_str!("../../world/names.json"))?,
        })
    }
}
