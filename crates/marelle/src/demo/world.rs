//! Makes the world the files describe, seen from the day of the clock: the past six months, today, the coming weeks.

use std::collections::HashMap;

use anyhow::Context;
use db::accounts::NewPerson;
use db::audit::{Entry, Signature};
use db::families::{LinkTo, NewChild, NewParent};
use db::installation::InstallationKind;
use db::sites::{NewAuthorisation, NewOrganisation, NewSite};
use db::{Database, Tx};
use domain::access::Action;
use domain::calendar::{Closure, OpeningRule, shipped_school_holidays};
use domain::families::LinkKind;
use domain::places::days_after;
use domain::sites::{Seats, SitePolicy};
use domain::{Date, Instant, OrganisationId, Period, PersonId, PremisesId, SiteId};

use super::dates;
use super::families::Family;
use super::files::{self, Files};
use crate::start;

/// Weeks of sessions before the clock's day.
const WEEKS_BEFORE: i32 = 26;

/// Makes the world in one transaction.
pub(crate) async fn load(db: &Database, seed: u32) -> anyhow::Result<()> {
    let today = db.now().date(&start::zone()?);
    db.write(move |tx| {
        let made = make(tx, seed, today);
        made.map_err(|error| match error.downcast::<db::Error>() {
            Ok(error) => error,
            Err(error) => db::Error::Broken(format!("the demo world: {error:#}")),
        })
    })
    .await
    .context("the demo world cannot be made")
}

/// What was made, by the names the files give.
struct World {
    today: Date,
    /// The clock of the command; no fact of the world is later.
    now: Instant,
    organisations: HashMap<String, OrganisationId>,
    sites: HashMap<String, SiteId>,
    people: HashMap<String, PersonId>,
}

fn of<T: Copy>(known: &HashMap<String, T>, key: &str) -> anyhow::Result<T> {
    known.get(key).copied().with_context(|| format!("nothing is called {key:?}"))
}

fn make(tx: &mut Tx<'_>, seed: u32, today: Date) -> anyhow::Result<()> {
    let files = Files::read()?;
    let now = tx.now;
    // Long before the first fact, so that history has something to stand on.
    let founded = now.plus_hours(-24 * 400);
    let mut world = World { today, now, organisations: HashMap::new(), sites: HashMap::new(), people: HashMap::new() };
    tx.install(InstallationKind::Demo, Some(i64::from(seed)))?;
    tx.now = founded;
    for holiday in shipped_school_holidays()? {
        tx.create_school_holiday(None, &holiday)?;
    }
    for organisation in &files.organisations {
        make_organisation(tx, &mut world, organisation)?;
    }
    for site in &files.sites {
        make_site(tx, &mut world, site)?;
    }
    for person in &files.people {
        // People enter one after the other, so that "the first manager" means something.
        tx.now = tx.now.plus_hours(1);
        make_person(tx, &mut world, person)?;
    }
    for family in &files.families {
        make_family(tx, &world, family)?;
    }
    tx.now = now;
    Ok(())
}

fn make_organisation(tx: &mut Tx<'_>, world: &mut World, file: &files::Organisation) -> anyhow::Result<()> {
    let id = tx.create_organisation(&NewOrganisation {
        kind: file.kind,
        prescriber_kind: file.prescriber_kind,
        name: file.name.clone(),
        commune: Some(file.commune.clone()),
        operator: None,
        phone: Some(file.phone.clone()),
        email: Some(file.email.clone()),
    })?;
    tx.audit(&Signature::system(), Entry::done(Action::ManageOrganisations, "organisation", id))?;
    world.organisations.insert(file.key.clone(), id);
    Ok(())
}

fn make_site(tx: &mut Tx<'_>, world: &mut World, file: &files::Site) -> anyhow::Result<()> {
    let commune = domain::geography::Communes::shipped()
        .find(&file.commune)
        .with_context(|| format!("{} lies in no commune", file.key))?;
    let id = tx.create_site(&NewSite {
        organisation: of(&world.organisations, &file.organisation)?,
        kind: file.kind,
        name: file.name.clone(),
        commune: file.commune.clone(),
        latitude: commune.latitude,
        longitude: commune.longitude,
        time_zone: start::TIME_ZONE.to_owned(),
        school_zone: file.school_zone,
        holiday_region: file.holiday_region,
        opens_on_public_holidays: false,
        phone: Some(file.phone.clone()),
        email: Some(file.email.clone()),
        description: Some(file.description.clone()),
        avip: file.avip,
        free_of_charge: file.free_of_charge,
    })?;
    let mut premises: HashMap<String, PremisesId> = HashMap::new();
    for place in &file.premises {
        let made = tx.create_premises(id, &place.name, &place.address, &place.commune)?;
        premises.insert(place.key.clone(), made);
    }
    for act in &file.authorisations {
        let bands = act.bands.iter().map(files::AuthorisationBandText::band).collect::<anyhow::Result<Vec<_>>>()?;
        let period = Period { from: dates::read(&act.from, world.today)?, until: None };
        tx.create_authorisation(id, &NewAuthorisation { number: act.number.clone(), period, bands })?;
    }
    tx.create_policy(id, &policy(&file.policy))?;
    for rule in &file.rules {
        let until = rule.until.as_deref().map(|until| dates::read(until, world.today)).transpose()?;
        let period = Period { from: dates::read(&rule.from, world.today)?, until };
        for weekday in &rule.weekdays {
            for (half_day, (starts_at, ends_at)) in rule.half_days() {
                let (regular, adaptation, emergency) = rule.seats;
                let rule = OpeningRule {
                    id: tx.new_id(),
                    premises: of(&premises, &rule.premises)?,
                    weekday: *weekday,
                    period_kind: rule.period,
                    half_day,
                    starts_at: files::time(starts_at)?,
                    ends_at: files::time(ends_at)?,
                    seats: Seats { regular, adaptation, emergency },
                    period,
                };
                tx.create_opening_rule(id, &rule)?;
            }
        }
    }
    make_closures(tx, world, file, id)?;
    let (from, until) = (days_after(world.today, -7 * WEEKS_BEFORE), horizon(world.today));
    tx.rebuild_sessions(id, from, until)?;
    tx.audit(&Signature::system(), Entry::done(Action::ManageSites, "site", id).site(id))?;
    world.sites.insert(file.key.clone(), id);
    Ok(())
}

fn horizon(today: Date) -> Date {
    days_after(today, 7 * i32::try_from(db::calendar::HORIZON_WEEKS).unwrap_or(26))
}

fn make_closures(tx: &mut Tx<'_>, world: &World, file: &files::Site, id: SiteId) -> anyhow::Result<()> {
    for closure in &file.closures {
        let from = dates::read(&closure.from, world.today)?;
        let until = closure.until.as_deref().map_or(Ok(from), |until| dates::read(until, world.today))?;
        let period = Period { from, until: Some(until) };
        let made = Closure { premises: None, period, half_day: closure.half_day, reason: closure.reason };
        tx.create_closure(id, &made, closure.note.as_deref(), None)?;
    }
    for yearly in &file.yearly_closures {
        for year in world.today.year() - 1..=world.today.year() + 1 {
            let from = dates::read(&format!("{year}-{}", yearly.from), world.today)?;
            let period = Period { from, until: Some(days_after(from, yearly.days - 1)) };
            let made = Closure { premises: None, period, half_day: None, reason: yearly.reason };
            tx.create_closure(id, &made, yearly.note.as_deref(), None)?;
        }
    }
    Ok(())
}

fn policy(file: &files::Policy) -> SitePolicy {
    SitePolicy {
        period: Period { from: jiff::civil::date(2022, 1, 1), until: None },
        booking_mode: file.booking_mode,
        referral_required: file.referral_required,
        minimum_age_months: file.minimum_age_months,
        maximum_age_months: file.maximum_age_months,
        notice_hours: file.notice_hours,
        horizon_days: file.horizon_days,
        fair_share_per_week: file.fair_share_per_week,
        minimum_per_month: file.minimum_per_month,
        full_day_needs_situation: file.full_day_needs_situation,
        emergency_borrows_adaptation: file.emergency_borrows_adaptation,
        adaptation_borrows_emergency: file.adaptation_borrows_emergency,
        reserve_released_hours: file.reserve_released_hours,
        hold_hours: file.hold_hours,
        care_kinds: file.care_kinds.clone(),
    }
}

fn make_person(tx: &mut Tx<'_>, world: &mut World, file: &files::Person) -> anyhow::Result<()> {
    let key = key_of(&file.given_name, &file.family_name);
    let id = tx.create_person(&NewPerson {
        given_name: file.given_name.clone(),
        family_name: file.family_name.clone(),
        email: format!("{key}@exemple.fr"),
        language: "fr".to_owned(),
        password_hash: None,
    })?;
    for membership in &file.memberships {
        let from = tx.now.date(&start::zone()?);
        let until = membership.until.as_deref().map(|until| dates::read(until, world.today)).transpose()?;
        let site = membership.site.as_deref().map(|site| of(&world.sites, site)).transpose()?;
        let organisation = of(&world.organisations, &membership.organisation)?;
        tx.now = tx.now.plus_seconds(1);
        let made = tx.create_membership(id, organisation, site, membership.role, Period { from, until })?;
        tx.audit(&Signature::system(), Entry::done(Action::ManagePeople, "membership", made))?;
    }
    world.people.insert(key, id);
    Ok(())
}

/// `Sophie L'Hostis` is `sophie.l-hostis`.
fn key_of(given_name: &str, family_name: &str) -> String {
    [given_name, family_name].map(|name| db::families::search_words(name).join("-")).join(".")
}

fn make_family(tx: &mut Tx<'_>, world: &World, file: &Family) -> anyhow::Result<()> {
    let site = of(&world.sites, &file.site)?;
    tx.now = world.now.plus_hours(-24 * i64::from(file.referred));
    let referred = days_after(world.today, -file.referred);
    let open = Period { from: referred, until: None };
    let family = tx.create_family(&file.commune, file.shield.is_some())?;
    for parent in &file.parents {
        let id = tx.create_parent(
            family,
            &NewParent {
                given_name: parent.given_name.clone(),
                family_name: parent.family_name.clone(),
                phone: parent.phone.clone(),
                email: parent.email.clone(),
                language: parent.language,
                safe_contact: parent.safe_contact,
                interpreter: parent.interpreter,
            },
        )?;
        for kind in &parent.situations {
            tx.create_situation(id, *kind, open, "prescriber", None)?;
        }
    }
    let link = |tx: &mut Tx<'_>, kind, to| tx.create_link(family, kind, to, open);
    let prescriber = of(&world.organisations, &file.prescriber)?;
    link(tx, LinkKind::Referral, LinkTo { organisation: Some(prescriber), ..LinkTo::default() })?;
    link(tx, LinkKind::Admission, LinkTo { site: Some(site), ..LinkTo::default() })?;
    if let Some(counsellor) = &file.counsellor {
        link(tx, LinkKind::Caseload, LinkTo { person: Some(of(&world.people, counsellor)?), ..LinkTo::default() })?;
    }
    if let Some(shield) = &file.shield {
        tx.write_shield(family, &shield.address, &shield.danger_note)?;
        for name in &shield.named {
            link(tx, LinkKind::Named, LinkTo { person: Some(of(&world.people, name)?), ..LinkTo::default() })?;
        }
    }
    tx.audit(&Signature::system(), Entry::done(Action::SendReferral, "family", family).family(family).site(site))?;
    for child in &file.children {
        let family_name = match (&child.family_name, file.parents.first()) {
            (Some(name), _) => name.clone(),
            (None, Some(parent)) => parent.family_name.clone(),
            (None, None) => String::new(),
        };
        let birth_date = dates::read(&child.born, world.today)?;
        let id =
            tx.create_child(family, &NewChild { given_name: child.given_name.clone(), family_name, birth_date })?;
        if let Some(care) = &file.care {
            tx.create_admission(id, site, None, care.kind, open)?;
        }
    }
    Ok(())
}
