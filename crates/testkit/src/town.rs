//! A small town for tests: one operator, two sites, a prescriber, two families.

use db::Tx;
use db::accounts::{NewPerson, TokenOwner};
use db::families::{LinkTo, NewChild, NewParent};
use db::organisations::PremisesChange;
use db::sites::{NewAuthorisation, NewOrganisation, NewSite};
use domain::access::Role;
use domain::calendar::{HolidayRegion, OpeningRule, PeriodKind, SchoolZone, shipped_school_holidays};
use domain::families::{LinkKind, SafeContact, SpokenLanguage};
use domain::places::CareKind;
use domain::sites::{AuthorisationBand, BookingMode, OrganisationKind, PrescriberKind, Seats, SiteKind, SitePolicy};
use domain::time::DayOfWeek;
use domain::*;
use jiff::civil::{date, time};

use crate::TestApp;

/// Everything a test may name.
#[derive(Debug, Clone)]
pub struct Town {
    /// The operator (a town).
    pub operator: OrganisationId,
    /// Another operator, a stranger to the first.
    pub other_operator: OrganisationId,
    /// A prescriber organisation.
    pub prescriber: OrganisationId,
    /// A site like Lunel's: 6 regular + 1 adaptation seats, half-days, Monday to Friday, no Friday afternoon.
    pub site: SiteId,
    /// The other operator's site.
    pub other_site: SiteId,
    /// Premises of [`Town::site`].
    pub premises: PremisesId,
    /// A referred family whose child is admitted at [`Town::site`].
    pub family: FamilyId,
    /// Its parent.
    pub parent: ParentId,
    /// Its child, one year old.
    pub child: ChildId,
    /// Another family, unknown to everybody.
    pub stranger_family: FamilyId,
    /// Its child.
    pub stranger_child: ChildId,
    /// Bearer tokens.
    pub administrator: String,
    /// Manager of [`Town::site`].
    pub manager: String,
    /// Staff of [`Town::site`].
    pub staff: String,
    /// Member of [`Town::prescriber`].
    pub prescriber_member: String,
    /// Counsellor who follows [`Town::family`].
    pub counsellor: String,
    /// She as a person.
    pub counsellor_person: PersonId,
    /// Manager of [`Town::other_site`].
    pub other_manager: String,
    /// The parent.
    pub parent_token: String,
}

/// A policy that refuses little: instant answers, referral not required, 3 to 48 months.
pub fn policy() -> SitePolicy {
    SitePolicy {
        period: Period { from: date(2025, 1, 1), until: None },
        booking_mode: BookingMode::Instant,
        referral_required: false,
        minimum_age_months: 3,
        maximum_age_months: 48,
        notice_hours: 0,
        horizon_days: 180,
        fair_share_per_week: None,
        minimum_per_month: Some(2),
        full_day_needs_situation: false,
        emergency_borrows_adaptation: true,
        adaptation_borrows_emergency: false,
        familiarisation_required: false,
        reserve_released_hours: None,
        hold_hours: 4,
        offer_mode: None,
        care_kinds: CareKind::ALL.to_vec(),
    }
}

impl Town {
    #[expect(clippy::expect_used, reason = "a test whose world cannot be built fails")]
    pub(crate) async fn build(app: &TestApp) -> Self {
        app.db.write(build).await.expect("the town is built")
    }
}

fn person(
    tx: &mut Tx<'_>,
    given: &str,
    family: &str,
    organisation: OrganisationId,
    site: Option<SiteId>,
    role: Role,
) -> db::Result<(PersonId, String)> {
    let email = format!("{}.{}@exemple.fr", given.to_lowercase(), family.to_lowercase().replace(' ', "-"));
    let id = tx.create_person(&NewPerson {
        given_name: given.into(),
        family_name: family.into(),
        email,
        language: "fr".into(),
        password_hash: None,
    })?;
    let membership =
        tx.create_membership(id, organisation, site, role, Period { from: date(2025, 1, 1), until: None })?;
    let token = tx.create_api_token(TokenOwner::Membership(membership), "tests", "*", tx.now.plus_hours(24 * 365))?;
    Ok((id, token))
}

fn site(tx: &mut Tx<'_>, organisation: OrganisationId, name: &str) -> db::Result<(SiteId, PremisesId)> {
    let commune = domain::geography::Communes::shipped().find("34145").cloned();
    let (latitude, longitude) = commune.map_or((43.67, 4.13), |commune| (commune.latitude, commune.longitude));
    let id = tx.create_site(&NewSite {
        organisation,
        kind: SiteKind::MicroCreche,
        name: name.into(),
        commune: "34145".into(),
        latitude,
        longitude,
        time_zone: "Europe/Paris".into(),
        school_zone: SchoolZone::C,
        holiday_region: HolidayRegion::Metropole,
        opens_on_public_holidays: false,
        phone: Some("+33467000000".into()),
        email: Some("structure@exemple.fr".into()),
        description: None,
        avip: false,
        free_of_charge: true,
    })?;
    let premises = tx.create_premises(
        id,
        &PremisesChange {
            name: "Accueil de loisirs".into(),
            address: "73 rue de l'École".into(),
            commune: "34145".into(),
            setup_minutes: 0,
            ended_on: None,
        },
    )?;
    tx.create_policy(id, &policy())?;
    tx.create_authorisation(
        id,
        &NewAuthorisation {
            number: None,
            period: Period { from: date(2025, 1, 1), until: None },
            bands: vec![AuthorisationBand { from: time(7, 0, 0, 0), until: time(19, 0, 0, 0), places: 6 }],
        },
    )?;
    for weekday in [DayOfWeek::Monday, DayOfWeek::Tuesday, DayOfWeek::Wednesday, DayOfWeek::Thursday, DayOfWeek::Friday]
    {
        for half_day in [HalfDay::Morning, HalfDay::Afternoon] {
            if weekday == DayOfWeek::Friday && half_day == HalfDay::Afternoon {
                continue;
            }
            let (starts_at, ends_at) = match half_day {
                HalfDay::Morning => (time(8, 30, 0, 0), time(12, 15, 0, 0)),
                HalfDay::Afternoon => (time(13, 30, 0, 0), time(17, 0, 0, 0)),
            };
            tx.create_opening_rule(
                id,
                &OpeningRule {
                    id: tx.new_id(),
                    premises,
                    weekday,
                    period_kind: PeriodKind::Always,
                    half_day,
                    starts_at,
                    ends_at,
                    seats: Seats { regular: 6, adaptation: 1, emergency: 0 },
                    period: Period { from: date(2025, 1, 1), until: None },
                },
            )?;
        }
    }
    tx.rebuild_sessions(id, date(2026, 11, 2), date(2027, 2, 28))?;
    Ok((id, premises))
}

fn family(tx: &mut Tx<'_>, given: &str, name: &str, birth: Date) -> db::Result<(FamilyId, ParentId, ChildId)> {
    let id = tx.create_family("34145", false)?;
    let parent = tx.create_parent(
        id,
        &NewParent {
            given_name: "Amel".into(),
            family_name: name.into(),
            phone: Some("+33612345678".into()),
            email: None,
            language: SpokenLanguage::Arabic,
            safe_contact: SafeContact::Normal,
            interpreter: false,
        },
    )?;
    let child =
        tx.create_child(id, &NewChild { given_name: given.into(), family_name: name.into(), birth_date: birth })?;
    Ok((id, parent, child))
}

/// The site has rehearsed both kinds of drills this year. Rows with ids of their own: what a test makes afterwards keeps the ids it had.
fn rehearsed(tx: &mut Tx<'_>, site: SiteId, first: u8) -> db::Result<()> {
    use db::schema::drill;
    use diesel::prelude::*;
    for (number, kind) in (first..).zip(["fire_evacuation", "shelter"]) {
        diesel::insert_into(drill::table)
            .values((
                drill::id.eq(format!("018f0000-0000-7000-8000-0000000000{number:02}")),
                drill::site_id.eq(db::stored(site)),
                drill::date.eq(db::stored(date(2026, 6, 1))),
                drill::kind.eq(kind),
                drill::counted.eq(4),
                drill::present.eq(4),
                drill::recorded_at.eq(db::stored(tx.now)),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

fn organisation(kind: OrganisationKind, prescriber_kind: Option<PrescriberKind>, name: &str) -> NewOrganisation {
    NewOrganisation {
        kind,
        prescriber_kind,
        name: name.into(),
        commune: Some("34145".into()),
        operator: None,
        phone: None,
        email: None,
    }
}

fn build(tx: &mut Tx<'_>) -> db::Result<Town> {
    let since = Period { from: date(2025, 1, 1), until: None };
    for holiday in shipped_school_holidays().map_err(|error| db::Error::Broken(error.to_string()))? {
        tx.create_school_holiday(None, &holiday)?;
    }
    let operator = tx.create_organisation(&organisation(OrganisationKind::Operator, None, "Ville des Marronniers"))?;
    let other_operator = tx.create_organisation(&organisation(OrganisationKind::Operator, None, "Ville d'à côté"))?;
    let prescriber = tx.create_organisation(&organisation(
        OrganisationKind::Prescriber,
        Some(PrescriberKind::FranceTravail),
        "France Travail Lunel",
    ))?;
    let (site_id, premises) = site(tx, operator, "Les Marronniers")?;
    let (other_site, _) = site(tx, other_operator, "L'Étoile d'à côté")?;
    let (_, administrator) = person(tx, "Ada", "Minière", operator, None, Role::Administrator)?;
    let (_, manager) = person(tx, "Mona", "Gérard", operator, Some(site_id), Role::SiteManager)?;
    let (_, staff) = person(tx, "Élise", "Tendron", operator, Some(site_id), Role::Staff)?;
    let (_, prescriber_member) = person(tx, "Paul", "Prescot", prescriber, None, Role::Prescriber)?;
    let (counsellor_id, counsellor) = person(tx, "Chloé", "Conseil", prescriber, None, Role::Counsellor)?;
    let (_, other_manager) = person(tx, "Otto", "D'ailleurs", other_operator, Some(other_site), Role::SiteManager)?;
    rehearsed(tx, site_id, 1)?;
    rehearsed(tx, other_site, 3)?;
    let (family_id, parent, child) = family(tx, "Inès", "N'Diaye-L'Hostis", date(2025, 10, 14))?;
    tx.create_link(
        family_id,
        LinkKind::Referral,
        LinkTo { organisation: Some(prescriber), ..LinkTo::default() },
        since,
    )?;
    tx.create_link(family_id, LinkKind::Admission, LinkTo { site: Some(site_id), ..LinkTo::default() }, since)?;
    tx.create_link(family_id, LinkKind::Caseload, LinkTo { person: Some(counsellor_id), ..LinkTo::default() }, since)?;
    tx.create_admission(child, site_id, None, CareKind::Occasional, since)?;
    let parent_token = tx.create_api_token(TokenOwner::Parent(parent), "tests", "*", tx.now.plus_hours(24 * 365))?;
    let (stranger_family, _, stranger_child) = family(tx, "Zoé", "Étrangère", date(2025, 9, 1))?;
    tx.audit(
        &db::audit::Signature::system(),
        db::audit::Entry::done(domain::access::Action::ManageSites, "site", site_id),
    )?;
    Ok(Town {
        operator,
        other_operator,
        prescriber,
        site: site_id,
        other_site,
        premises,
        family: family_id,
        parent,
        child,
        stranger_family,
        stranger_child,
        administrator,
        manager,
        staff,
        prescriber_member,
        counsellor,
        counsellor_person: counsellor_id,
        other_manager,
        parent_token,
    })
}
