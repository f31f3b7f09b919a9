//! Makes the world the files describe, seen from the day of the clock: the past six months, today, the coming weeks.

use std::collections::HashMap;

use anyhow::Context;
use db::accounts::NewPerson;
use db::audit::{Entry, Signature};
use db::families::{LinkTo, NewChild, NewParent};
use db::installation::InstallationKind;
use db::organisations::PremisesChange;
use db::sites::{NewAuthorisation, NewOrganisation, NewSite};
use db::world::PastReferral;
use db::{Database, Tx};
use domain::access::{Action, Role};
use domain::calendar::{Closure, OpeningRule, shipped_school_holidays};
use domain::families::{LinkKind, SituationKind};
use domain::places::{Need, Rhythm, RhythmPattern, days_after};
use domain::referrals::ReferralFacts;
use domain::sites::{PrescriberKind, Seats, SitePolicy};
use domain::{Date, HalfDay, Instant, OrganisationId, ParentId, Period, PersonId, PremisesId, ReferralId, SiteId};

use super::dates;
use super::dice::Dice;
use super::families::{self, Answer, Family};
use super::files::{self, Files};
use super::history::{self, Days, Placed, Team};
use super::{first_steps, house, papers, teams};
use crate::start;

/// Weeks of sessions before the clock's day.
const WEEKS_BEFORE: i32 = 26;

/// Makes the world in one transaction; answers the first parent of each family taken in, the longest known first.
pub(crate) async fn load(db: &Database, seed: u32) -> anyhow::Result<Vec<ParentId>> {
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
    prescribers: HashMap<String, Prescriber>,
    teams: HashMap<SiteId, Team>,
}

fn of<T: Copy>(known: &HashMap<String, T>, key: &str) -> anyhow::Result<T> {
    known.get(key).copied().with_context(|| format!("nothing is called {key:?}"))
}

fn make(tx: &mut Tx<'_>, seed: u32, today: Date) -> anyhow::Result<Vec<ParentId>> {
    let files = Files::read()?;
    let now = tx.now;
    // Long before the first fact, so that history has something to stand on.
    let founded = now.plus_hours(-24 * 400);
    let mut world = World {
        today,
        now,
        organisations: HashMap::new(),
        sites: HashMap::new(),
        people: HashMap::new(),
        prescribers: HashMap::new(),
        teams: HashMap::new(),
    };
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
    let mut dice = Dice::new(u64::from(seed));
    let mut families = files.families.clone();
    for site in &files.sites {
        families.extend(families::draw(&mut dice, &files.names, site, &world.counsellors_of(&files, site)));
    }
    // The longest known first: numbers and ids follow time. The families told one by one stay first among equals.
    families.sort_by_key(|family| std::cmp::Reverse(family.referred));
    let (mut placed, mut referrals) = (Vec::new(), Vec::new());
    for family in &families {
        make_family(tx, &world, family, &mut placed, &mut referrals)?;
    }
    let days = Days {
        now,
        from: days_after(today, -7 * WEEKS_BEFORE),
        until: horizon(today),
        zone: start::zone()?,
        teams: &world.teams,
        waiting: files
            .sites
            .iter()
            .filter(|site| site.waiting > 0)
            .filter_map(|site| Some((*world.sites.get(&site.key)?, site.waiting)))
            .collect(),
    };
    history::write(tx, &days, &mut dice, &placed, &referrals)?;
    tx.now = now;
    for team in &files.teams {
        make_team(tx, &world, team)?;
        let site = of(&world.sites, &team.site)?;
        if let Some(manager) = world.teams.get(&site).and_then(|team| team.manager) {
            papers::make(tx, (site, manager), today, &mut dice)?;
        }
    }
    let taken_in = referrals.iter().filter(|(_, past)| past.life.accepted_at.is_some() && past.life.ended_at.is_none());
    Ok(taken_in.map(|(_, past)| past.parent).collect())
}

impl World {
    /// The counsellors who may follow families of a site: those of the organisations that refer there, and of its own.
    fn counsellors_of(&self, files: &Files, site: &files::Site) -> Vec<String> {
        let near =
            |organisation: &String| *organisation == site.organisation || site.prescribers.contains(organisation);
        let follows =
            |membership: &files::Membership| membership.role == Role::Counsellor && near(&membership.organisation);
        let people = files.people.iter().filter(|person| person.memberships.iter().any(follows));
        people.map(|person| key_of(&person.given_name, &person.family_name)).collect()
    }
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
    if let Some(kind) = file.prescriber_kind {
        let prescriber = Prescriber { organisation: id, kind, name: file.name.clone(), member: None };
        world.prescribers.insert(file.key.clone(), prescriber);
    }
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
        let made = tx.create_premises(
            id,
            &PremisesChange {
                name: place.name.clone(),
                address: place.address.clone(),
                commune: place.commune.clone(),
                setup_minutes: place.setup_minutes,
                ended_on: None,
            },
        )?;
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
        familiarisation_required: file.familiarisation_required,
        reserve_released_hours: file.reserve_released_hours,
        hold_hours: file.hold_hours,
        offer_mode: file.offer_mode,
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
        if let (Role::Prescriber, Some(prescriber)) =
            (membership.role, world.prescribers.get_mut(&membership.organisation))
        {
            let name = format!("{} {}", file.given_name, file.family_name);
            prescriber.member.get_or_insert((id, name, format!("{key}@exemple.fr")));
        }
        if let Some(site) = site {
            let team = world.teams.entry(site).or_default();
            match membership.role {
                Role::SiteManager => team.manager = team.manager.or(Some(id)),
                Role::Staff => team.staff.push(id),
                _ => {}
            }
        }
    }
    world.people.insert(key, id);
    Ok(())
}

/// A team stands in its site's history like everything else: its manager writes it down.
fn make_team(tx: &mut Tx<'_>, world: &World, file: &files::Team) -> anyhow::Result<()> {
    let site = of(&world.sites, &file.site)?;
    let manager = world.teams.get(&site).and_then(|team| team.manager).context("a team without a manager")?;
    let account =
        |person: &files::TeamMember| world.people.get(&key_of(&person.given_name, &person.family_name)).copied();
    let around = teams::Around { site, manager, account: &account, today: world.today };
    teams::make(tx, &around, file)?;
    first_steps::make(tx, site, manager, world.today)?;
    house::make(tx, site, manager, world.today)
}

/// `Sophie L'Hostis` is `sophie.l-hostis`.
fn key_of(given_name: &str, family_name: &str) -> String {
    [given_name, family_name].map(|name| db::families::search_words(name).join("-")).join(".")
}

/// Who answers for an organisation or a site.
#[derive(Clone)]
struct Prescriber {
    organisation: OrganisationId,
    kind: PrescriberKind,
    name: String,
    member: Option<(PersonId, String, String)>,
}

fn situations(file: &Family, from: Date) -> Vec<(SituationKind, Period)> {
    let kinds = file.parents.iter().flat_map(|parent| parent.situations.iter());
    kinds.map(|kind| (*kind, Period { from, until: None })).collect()
}

fn make_family(
    tx: &mut Tx<'_>,
    world: &World,
    file: &Family,
    placed: &mut Vec<Placed>,
    referrals: &mut Vec<(ReferralId, PastReferral)>,
) -> anyhow::Result<()> {
    let site = of(&world.sites, &file.site)?;
    // Referred in the middle of a morning, never later than now.
    let sent_at = world.now.plus_hours(-24 * i64::from(file.referred)).plus_seconds(-3600);
    let zone = start::zone()?;
    let referred = sent_at.date(&zone);
    tx.now = sent_at;
    let open = Period { from: referred, until: None };
    let family = tx.create_family(&file.commune, file.shield.is_some())?;
    let mut parents = Vec::new();
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
        parents.push(id);
    }
    let link = |tx: &mut Tx<'_>, kind, to| tx.create_link(family, kind, to, open);
    let prescriber =
        world.prescribers.get(&file.prescriber).with_context(|| format!("nobody refers for {}", file.prescriber))?;
    link(tx, LinkKind::Referral, LinkTo { organisation: Some(prescriber.organisation), ..LinkTo::default() })?;
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
    let first_parent = file.parents.first().context("a family without a parent")?;
    let mut children = Vec::new();
    let mut words = vec![first_parent.given_name.clone(), first_parent.family_name.clone()];
    for child in &file.children {
        let family_name = child.family_name.clone().unwrap_or_else(|| first_parent.family_name.clone());
        let birth_date = dates::read(&child.born, world.today)?;
        words.extend([child.given_name.clone(), family_name.clone()]);
        let id =
            tx.create_child(family, &NewChild { given_name: child.given_name.clone(), family_name, birth_date })?;
        children.push((id, birth_date));
    }
    let until = file.care.until.as_deref().map(|until| dates::read(until, world.today)).transpose()?;
    let (life, reminded_at) = life(
        file,
        sent_at,
        world.now,
        until.and_then(|day| Instant::of_civil(day, jiff::civil::time(17, 0, 0, 0), &zone)),
    );
    let past = PastReferral {
        family,
        parent: *parents.first().context("a family without a parent")?,
        children: children.iter().map(|(id, _)| *id).collect(),
        words,
        organisation: prescriber.organisation,
        prescriber_kind: prescriber.kind,
        organisation_name: prescriber.name.clone(),
        person: prescriber.member.as_ref().map(|(id, _, _)| *id),
        prescriber_name: prescriber
            .member
            .as_ref()
            .map_or_else(|| prescriber.name.clone(), |(_, name, _)| name.clone()),
        prescriber_email: prescriber.member.as_ref().map(|(_, _, email)| email.clone()),
        site,
        manager: world.teams.get(&site).and_then(|team| team.manager),
        purpose: file.care.purpose,
        urgency: file.urgency,
        need: need(file, referred),
        message: file.message.clone(),
        question: (file.answer == Answer::Asked)
            .then(|| "Quels jours conviendraient, et l'enfant a-t-il déjà été gardé ?".to_owned()),
        life,
        reminded_at,
        refusal: match file.answer {
            Answer::Refused(reason) => Some(reason),
            _ => None,
        },
        end_reason: (file.answer == Answer::Ended).then(|| END_REASONS[referrals.len() % END_REASONS.len()].to_owned()),
    };
    let id = tx.write_referral(&past)?;
    let position = referrals.len();
    if let Some(accepted_at) = past.life.accepted_at {
        tx.now = accepted_at;
        let admitted = Period { from: accepted_at.date(&zone), until };
        for (child, birth_date) in children {
            let made = tx.create_admission(child, site, Some(id), file.care.kind, admitted)?;
            let line = Entry::done(Action::AnswerReferral, "admission", made).family(family).site(site);
            tx.audit(&Signature::system(), line)?;
            let day = |(date, half_day): &(String, HalfDay)| {
                Ok::<_, anyhow::Error>((dates::read(date, world.today)?, *half_day))
            };
            // What is asked today is asked for the first child.
            let first = placed.last().is_none_or(|last: &Placed| last.family != family);
            placed.push(Placed {
                child,
                family,
                site,
                birth_date,
                situations: situations(file, referred),
                care: file.care.clone(),
                admitted,
                admitted_at: accepted_at,
                referral: position,
                waits_for: file.waits_for.as_ref().filter(|_| first).map(day).transpose()?,
                holds: if first { file.holds.iter().map(day).collect::<anyhow::Result<_>>()? } else { Vec::new() },
            });
        }
    }
    // Nobody goes on seeing a family whose referral came to nothing or to its end.
    let closed = past.life.refused_at.or(past.life.expired_at).map(|at| at.date(&zone));
    let ended = past.life.ended_at.map(|at| days_after(at.date(&zone), CLOSING_DAYS));
    if let Some(last) = closed.or(ended) {
        tx.end_links(family, last.max(referred))?;
    }
    referrals.push((id, past));
    Ok(())
}

/// Days a site goes on seeing a family after the end: papers, last messages.
const CLOSING_DAYS: i32 = 30;

fn need(file: &Family, referred: Date) -> Need {
    if file.care.weekly.is_empty() {
        let pattern = RhythmPattern::Any { count: 1, half_day: Some(HalfDay::Morning) };
        return Need::Rhythm(Rhythm { pattern, from: referred, until: days_after(referred, 84) });
    }
    let pattern = RhythmPattern::Fixed(file.care.weekly.clone());
    Need::Rhythm(Rhythm { pattern, from: referred, until: days_after(referred, 180) })
}

const END_REASONS: [&str; 4] = ["job", "training", "regular_place", "school"];

/// The dates of a referral's life, and when the site was reminded.
fn life(file: &Family, sent_at: Instant, now: Instant, ended_at: Option<Instant>) -> (ReferralFacts, Option<Instant>) {
    let after = |hours: i64| Some(sent_at.plus_hours(hours)).filter(|at| *at <= now);
    let sent = ReferralFacts { sent_at: Some(sent_at), ..ReferralFacts::default() };
    let seen = ReferralFacts { seen_at: after(5), ..sent };
    match file.answer {
        Answer::Sent => (sent, after(240)),
        Answer::Seen => (seen, None),
        Answer::Asked => (ReferralFacts { asked_at: after(6), ..seen }, None),
        Answer::Accepted => (ReferralFacts { accepted_at: after(28), ..seen }, None),
        Answer::Refused(_) => (ReferralFacts { refused_at: after(50), ..seen }, None),
        Answer::Expired => (ReferralFacts { expired_at: after(720), ..sent }, after(240)),
        Answer::Ended => (ReferralFacts { accepted_at: after(28), ended_at, ..seen }, None),
    }
}
