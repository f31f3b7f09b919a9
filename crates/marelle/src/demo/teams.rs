//! The teams of the world's sites, and their rosters: some weeks back, this week, two weeks ahead.

use anyhow::Context;
use db::Tx;
use db::access::{Actor, see_site};
use db::audit::ActorKind;
use db::staff::{NewFact, NewMember, NewShift};
use domain::access::Action;
use domain::places::{days_after, week_of};
use domain::staff::day::{Minute, Span};
use domain::staff::import::read_weekly_minutes;
use domain::staff::ratio::RatioSetting;
use domain::staff::{HonorabilityCheck, StaffAbsence};
use domain::time::DayOfWeek;
use domain::{Date, Period, PersonId, SiteId, StaffMemberId};

use super::dates;
use super::files::{self, Team, TeamMember};

/// Weeks of roster before this one, and after it.
const WEEKS_BACK: i32 = 4;
const WEEKS_AHEAD: i32 = 2;

/// Who keeps the team's files, and who of the team has an account.
pub(crate) struct Around<'a> {
    pub(crate) site: SiteId,
    pub(crate) manager: PersonId,
    pub(crate) account: &'a dyn Fn(&TeamMember) -> Option<PersonId>,
    pub(crate) today: Date,
}

/// Makes one team.
pub(crate) fn make(tx: &mut Tx<'_>, around: &Around<'_>, team: &Team) -> anyhow::Result<()> {
    let Around { site, manager, today, .. } = *around;
    let actor = Actor {
        kind: ActorKind::Person,
        person: Some(manager),
        memberships: db::access::memberships(tx.conn, manager, today)?,
        ..Actor::public(tx.now, today)
    };
    let (seen, by) = (see_site(tx.conn, &actor, Action::ManageStaff, site)?, actor.signature());
    let on = |text: &str| dates::read(text, today);
    let setting = RatioSetting {
        from: on(&team.ratio.from)?,
        mode: team.ratio.mode,
        rounding: team.ratio.rounding,
        familiarisation_takes_an_adult: false,
        assumed: team.ratio.assumed,
    };
    tx.set_ratio(&by, &seen, &setting)?;
    let mut people: Vec<(&TeamMember, StaffMemberId)> = Vec::new();
    for person in &team.people {
        let (given_name, family_name) = (person.given_name.clone(), person.family_name.clone());
        let new = NewMember { given_name, family_name, person: (around.account)(person), everywhere: false };
        let id = tx.create_staff_member(&by, &seen, &new)?;
        people.push((person, id));
        let mut facts = Vec::new();
        if let Some((qualification, since)) = person.qualification.zip(person.since.as_deref()) {
            facts.push(NewFact::Qualification(qualification, Period { from: on(since)?, until: None }));
        }
        if let Some((issued, checked)) = person.issued.as_deref().zip(person.checked.as_deref()) {
            facts.push(NewFact::Check(HonorabilityCheck { issued_on: on(issued)?, checked_on: on(checked)? }));
        }
        if let Some((weekly, from)) = person.weekly.as_deref().zip(person.contract_from.as_deref()) {
            let until = person.contract_until.as_deref().map(on).transpose()?;
            let minutes = read_weekly_minutes(weekly).with_context(|| format!("{weekly:?} are no weekly hours"))?;
            facts.push(NewFact::Contract(minutes, Period { from: on(from)?, until }));
        }
        for fact in &facts {
            tx.add_staff_fact(&by, &seen, id, fact)?;
        }
    }
    let named = |name: &str| {
        let found = people.iter().find(|(person, _)| person.family_name == name);
        found.map(|(_, id)| *id).with_context(|| format!("nobody of the team is called {name:?}"))
    };
    for absence in &team.absences {
        let period = Period { from: on(&absence.from)?, until: Some(on(&absence.until)?) };
        let kind: StaffAbsence = absence.kind;
        tx.add_staff_fact(&by, &seen, named(&absence.person)?, &NewFact::Absence(kind, period))?;
    }
    let monday = week_of(today);
    let (first, last) = (days_after(monday, -7 * WEEKS_BACK), days_after(monday, 7 * WEEKS_AHEAD + 6));
    let sessions = db::calendar::sessions_of(tx.conn, &[site], first, last)?;
    for week in -WEEKS_BACK..=WEEKS_AHEAD {
        let mut shifts: Vec<NewShift> = Vec::new();
        for day in (0..7).map(|offset| days_after(monday, 7 * week + offset)) {
            // Where the site is that day; nobody works when it is closed.
            let Some(open) = sessions.iter().find(|session| session.date == day && session.cancelled_at.is_none())
            else {
                continue;
            };
            for shift in team.shifts.iter().filter(|shift| shift.weekdays.contains(&DayOfWeek::of(day))) {
                let span = Span::new(Minute::of(files::time(&shift.from)?), Minute::of(files::time(&shift.until)?));
                let member = named(&shift.person)?;
                let (opens, closes) = (shift.opens, shift.closes);
                let away = team.absences.iter().any(|absence| {
                    let within = |from: Date, until: Date| from <= day && day <= until;
                    let days = on(&absence.from).ok().zip(on(&absence.until).ok());
                    absence.person == shift.person && days.is_some_and(|(from, until)| within(from, until))
                });
                if let Some(span) = span.filter(|_| !away) {
                    shifts.push(NewShift { member, premises: open.premises, date: day, span, opens, closes });
                }
            }
        }
        if !shifts.is_empty() {
            tx.change_roster(&by, &seen, &[], &shifts)?;
        }
    }
    Ok(())
}
