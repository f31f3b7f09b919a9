//! Organisations, sites, premises, authorisations, policies.

use diesel::prelude::*;
use domain::calendar::{HolidayRegion, SchoolZone};
use domain::places::CareKind;
use domain::sites::*;
use domain::*;

use crate::error::OrNotFound;
use crate::organisations::PremisesChange;
use crate::schema::{authorisation, authorisation_band, organisation, premises, site, site_policy};
use crate::{Conn, Result, Stored, Tx, stored};

/// A new organisation.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// What it is.
    pub kind: OrganisationKind,
    /// For prescribers.
    pub prescriber_kind: Option<PrescriberKind>,
    /// Its name.
    pub name: String,
    /// INSEE code.
    pub commune: Option<String>,
    /// The operator that entered it (its administrators may change it).
    pub operator: Option<OrganisationId>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// A new site.
#[derive(Debug, Clone)]
pub struct NewSite {
    /// Who runs it.
    pub organisation: OrganisationId,
    /// What it is.
    pub kind: SiteKind,
    /// Its name.
    pub name: String,
    /// INSEE code.
    pub commune: String,
    /// WGS84 latitude.
    pub latitude: f64,
    /// WGS84 longitude.
    pub longitude: f64,
    /// IANA time zone.
    pub time_zone: String,
    /// School-holiday zone.
    pub school_zone: SchoolZone,
    /// Public holidays.
    pub holiday_region: HolidayRegion,
    /// Whether it opens on public holidays.
    pub opens_on_public_holidays: bool,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// A sentence for the directory.
    pub description: Option<String>,
    /// AVIP label.
    pub avip: bool,
    /// Families pay nothing.
    pub free_of_charge: bool,
}

/// A new authorisation with its bands.
#[derive(Debug, Clone)]
pub struct NewAuthorisation {
    /// Number of the act.
    pub number: Option<String>,
    /// When it holds.
    pub period: Period,
    /// Authorised places by time band.
    pub bands: Vec<AuthorisationBand>,
}

/// An authorisation as it is stored.
#[derive(Debug, Clone)]
pub struct Authorisation {
    /// Its id.
    pub id: AuthorisationId,
    /// Number of the act.
    pub number: Option<String>,
    /// When it holds.
    pub period: Period,
    /// Authorised places by time band, in order.
    pub bands: Vec<AuthorisationBand>,
}

impl Tx<'_> {
    /// Creates an organisation.
    pub fn create_organisation(&mut self, new: &NewOrganisation) -> Result<OrganisationId> {
        let id: OrganisationId = self.new_id();
        diesel::insert_into(organisation::table)
            .values((
                organisation::id.eq(stored(id)),
                organisation::kind.eq(stored(new.kind)),
                organisation::prescriber_kind.eq(new.prescriber_kind.map(stored)),
                organisation::name.eq(&new.name),
                organisation::commune.eq(&new.commune),
                organisation::operator_id.eq(new.operator.map(stored)),
                organisation::phone.eq(&new.phone),
                organisation::email.eq(&new.email),
                organisation::created_at.eq(stored(self.now)),
                organisation::revision.eq(1_i64),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Creates a site.
    pub fn create_site(&mut self, new: &NewSite) -> Result<SiteId> {
        let id: SiteId = self.new_id();
        diesel::insert_into(site::table)
            .values((
                (
                    site::id.eq(stored(id)),
                    site::organisation_id.eq(stored(new.organisation)),
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
                    site::created_at.eq(stored(self.now)),
                    site::revision.eq(1_i64),
                ),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Adds premises to a site.
    pub fn create_premises(&mut self, site_id: SiteId, new: &PremisesChange) -> Result<PremisesId> {
        let id: PremisesId = self.new_id();
        diesel::insert_into(premises::table)
            .values((
                premises::id.eq(stored(id)),
                premises::site_id.eq(stored(site_id)),
                premises::name.eq(&new.name),
                premises::address.eq(&new.address),
                premises::commune.eq(&new.commune),
                premises::setup_minutes.eq(i32::from(new.setup_minutes)),
                premises::ended_on.eq(new.ended_on.map(stored)),
                premises::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Adds an authorisation to a site.
    pub fn create_authorisation(&mut self, site_id: SiteId, new: &NewAuthorisation) -> Result<AuthorisationId> {
        let id: AuthorisationId = self.new_id();
        diesel::insert_into(authorisation::table)
            .values((
                authorisation::id.eq(stored(id)),
                authorisation::site_id.eq(stored(site_id)),
                authorisation::number.eq(&new.number),
                authorisation::from_date.eq(stored(new.period.from)),
                authorisation::until_date.eq(new.period.until.map(stored)),
                authorisation::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        for band in &new.bands {
            diesel::insert_into(authorisation_band::table)
                .values((
                    authorisation_band::id.eq(stored(self.new_id::<AuthorisationId>())),
                    authorisation_band::authorisation_id.eq(stored(id)),
                    authorisation_band::starts_at.eq(stored(band.from)),
                    authorisation_band::ends_at.eq(stored(band.until)),
                    authorisation_band::places.eq(i32::from(band.places)),
                ))
                .execute(self.conn)?;
        }
        Ok(id)
    }

    /// Adds a dated policy to a site. Where two hold on a day, the one that starts later wins.
    pub fn create_policy(&mut self, site_id: SiteId, policy: &SitePolicy) -> Result<SitePolicyId> {
        let id: SitePolicyId = self.new_id();
        let kinds: Vec<&str> = policy.care_kinds.iter().map(|kind| kind.as_str()).collect();
        diesel::insert_into(site_policy::table)
            .values((
                (
                    site_policy::id.eq(stored(id)),
                    site_policy::site_id.eq(stored(site_id)),
                    site_policy::from_date.eq(stored(policy.period.from)),
                    site_policy::until_date.eq(policy.period.until.map(stored)),
                    site_policy::booking_mode.eq(stored(policy.booking_mode)),
                    site_policy::referral_required.eq(policy.referral_required),
                    site_policy::minimum_age_months.eq(policy.minimum_age_months),
                    site_policy::maximum_age_months.eq(policy.maximum_age_months),
                    site_policy::notice_hours.eq(policy.notice_hours),
                    site_policy::horizon_days.eq(policy.horizon_days),
                ),
                (
                    site_policy::fair_share_per_week.eq(policy.fair_share_per_week),
                    site_policy::minimum_per_month.eq(policy.minimum_per_month),
                    site_policy::full_day_needs_situation.eq(policy.full_day_needs_situation),
                    site_policy::emergency_borrows_adaptation.eq(policy.emergency_borrows_adaptation),
                    site_policy::adaptation_borrows_emergency.eq(policy.adaptation_borrows_emergency),
                    site_policy::familiarisation_required.eq(policy.familiarisation_required),
                    site_policy::reserve_released_hours.eq(policy.reserve_released_hours),
                    site_policy::hold_hours.eq(policy.hold_hours),
                    site_policy::offer_mode.eq(policy.offer_mode.map(stored)),
                    site_policy::care_kinds.eq(kinds.join(" ")),
                    site_policy::created_at.eq(stored(self.now)),
                ),
            ))
            .execute(self.conn)?;
        Ok(id)
    }
}

#[derive(Queryable)]
struct PolicyRow {
    from_date: Stored<Date>,
    until_date: Option<Stored<Date>>,
    booking_mode: Stored<BookingMode>,
    referral_required: bool,
    minimum_age_months: i32,
    maximum_age_months: i32,
    notice_hours: i32,
    horizon_days: i32,
    fair_share_per_week: Option<i32>,
    minimum_per_month: Option<i32>,
    full_day_needs_situation: bool,
    emergency_borrows_adaptation: bool,
    adaptation_borrows_emergency: bool,
    familiarisation_required: bool,
    reserve_released_hours: Option<i32>,
    hold_hours: i32,
    offer_mode: Option<Stored<OfferMode>>,
    care_kinds: String,
}

/// Every policy of some sites with its site, the latest start first.
pub fn policies(conn: &mut Conn, sites: &[SiteId]) -> Result<Vec<(SiteId, SitePolicy)>> {
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let rows: Vec<(Stored<SiteId>, PolicyRow)> = site_policy::table
        .filter(site_policy::site_id.eq_any(wanted))
        .order((site_policy::site_id, site_policy::from_date.desc(), site_policy::created_at.desc()))
        .select((
            site_policy::site_id,
            (
                site_policy::from_date,
                site_policy::until_date,
                site_policy::booking_mode,
                site_policy::referral_required,
                site_policy::minimum_age_months,
                site_policy::maximum_age_months,
                site_policy::notice_hours,
                site_policy::horizon_days,
                site_policy::fair_share_per_week,
                site_policy::minimum_per_month,
                site_policy::full_day_needs_situation,
                site_policy::emergency_borrows_adaptation,
                site_policy::adaptation_borrows_emergency,
                site_policy::familiarisation_required,
                site_policy::reserve_released_hours,
                site_policy::hold_hours,
                site_policy::offer_mode,
                site_policy::care_kinds,
            ),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(site_id, row)| {
            let policy = SitePolicy {
                period: Period { from: row.from_date.value(), until: row.until_date.map(Stored::value) },
                booking_mode: row.booking_mode.value(),
                referral_required: row.referral_required,
                minimum_age_months: row.minimum_age_months,
                maximum_age_months: row.maximum_age_months,
                notice_hours: row.notice_hours,
                horizon_days: row.horizon_days,
                fair_share_per_week: row.fair_share_per_week,
                minimum_per_month: row.minimum_per_month,
                full_day_needs_situation: row.full_day_needs_situation,
                emergency_borrows_adaptation: row.emergency_borrows_adaptation,
                adaptation_borrows_emergency: row.adaptation_borrows_emergency,
                familiarisation_required: row.familiarisation_required,
                reserve_released_hours: row.reserve_released_hours,
                hold_hours: row.hold_hours,
                offer_mode: row.offer_mode.map(Stored::value),
                care_kinds: row.care_kinds.split_whitespace().filter_map(CareKind::read).collect(),
            };
            (site_id.value(), policy)
        })
        .collect())
}

/// The policy of a site on a day; `None` when none is set for it.
pub fn policy_on(policies: &[(SiteId, SitePolicy)], site_id: SiteId, day: Date) -> Option<&SitePolicy> {
    policies.iter().find(|(id, policy)| *id == site_id && policy.period.contains(day)).map(|(_, policy)| policy)
}

/// Every authorisation of some sites, with its bands.
pub fn authorisations(conn: &mut Conn, sites: &[SiteId]) -> Result<Vec<(SiteId, Authorisation)>> {
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    type Row = (
        Stored<SiteId>,
        Stored<AuthorisationId>,
        Option<String>,
        Stored<Date>,
        Option<Stored<Date>>,
        Stored<Time>,
        Stored<Time>,
        i32,
    );
    let rows: Vec<Row> = authorisation::table
        .inner_join(authorisation_band::table)
        .filter(authorisation::site_id.eq_any(wanted))
        .order((
            authorisation::site_id,
            authorisation::from_date.desc(),
            authorisation::id,
            authorisation_band::starts_at,
        ))
        .select((
            authorisation::site_id,
            authorisation::id,
            authorisation::number,
            authorisation::from_date,
            authorisation::until_date,
            authorisation_band::starts_at,
            authorisation_band::ends_at,
            authorisation_band::places,
        ))
        .load(conn)?;
    let mut found: Vec<(SiteId, Authorisation)> = Vec::new();
    for (site_id, id, number, from, until, starts_at, ends_at, places) in rows {
        let id = id.value();
        let band = AuthorisationBand {
            from: starts_at.value(),
            until: ends_at.value(),
            places: u16::try_from(places).unwrap_or(0),
        };
        match found.last_mut() {
            Some((_, last)) if last.id == id => last.bands.push(band),
            _ => found.push((
                site_id.value(),
                Authorisation {
                    id,
                    number,
                    period: Period { from: from.value(), until: until.map(Stored::value) },
                    bands: vec![band],
                },
            )),
        }
    }
    Ok(found)
}

/// The organisation of a site.
pub fn organisation_of(conn: &mut Conn, id: SiteId) -> Result<OrganisationId> {
    let found: Stored<OrganisationId> =
        site::table.find(stored(id)).select(site::organisation_id).first(conn).or_not_found()?;
    Ok(found.value())
}

/// A site's name and zone, for words.
pub fn name_and_zone(conn: &mut Conn, id: SiteId) -> Result<(String, jiff::tz::TimeZone)> {
    let (name, zone): (String, String) =
        site::table.find(stored(id)).select((site::name, site::time_zone)).first(conn).or_not_found()?;
    Ok((name, domain::time::time_zone(&zone).unwrap_or(jiff::tz::TimeZone::UTC)))
}
