//! What a house writes down besides its children: drills, its direction, its health referent, an outing to come.

use db::Tx;
use db::access::{Actor, see_site};
use db::audit::ActorKind;
use db::direction::{NewDirection, NewReferentTime};
use db::drills::NewDrill;
use db::outings::NewOuting;
use domain::access::Action;
use domain::drills::DrillKind;
use domain::places::days_after;
use domain::staff::day::Span;
use domain::{Date, Period, PersonId, SiteId};

/// Days ahead in which an outing that the rules allow is looked for.
const OUTING_WITHIN: i32 = 10;
/// Children who go.
const CHILDREN_OUT: usize = 3;

/// Writes it down for one site.
pub(crate) fn make(tx: &mut Tx<'_>, site: SiteId, manager: PersonId, today: Date) -> anyhow::Result<()> {
    let actor = Actor {
        kind: ActorKind::Person,
        person: Some(manager),
        memberships: db::access::memberships(tx.conn, manager, today)?,
        ..Actor::public(tx.now, today)
    };
    let by = actor.signature();
    let seen = see_site(tx.conn, &actor, Action::RecordDrill, site)?;
    // The last shelter drill is more than a year ago: W12 has something to tell.
    for (days, kind, minutes, counted, present, remark) in [
        (65, DrillKind::FireEvacuation, 4, 6, 6, None),
        (
            250,
            DrillKind::FireEvacuation,
            6,
            4,
            5,
            Some("Un enfant dormait : reprendre l'ordre d'appel avec les dortoirs."),
        ),
        (420, DrillKind::Shelter, 12, 5, 5, Some("Volets de la salle du fond difficiles à fermer.")),
    ] {
        let new = NewDrill {
            date: days_after(today, -days),
            kind,
            minutes: Some(minutes),
            counted,
            present,
            remark: remark.map(str::to_owned),
            of_count: None,
        };
        tx.add_drill(&by, &seen, &new)?;
    }
    let seen = see_site(tx.conn, &actor, Action::ManageStaff, site)?;
    let team = db::staff::team(tx.conn, &seen)?;
    if let Some(first) = team.first() {
        let period = Period { from: days_after(today, -83), until: None };
        tx.add_direction(&by, &seen, &NewDirection { member: first.member.id, percent: 50, period })?;
    }
    for (days, minutes, remark) in
        [(150, 90, "Protocole de soins, avec l'équipe"), (24, 60, "Un projet d'accueil individualisé")]
    {
        let new = NewReferentTime { date: days_after(today, -days), minutes, remark: Some(remark.to_owned()) };
        tx.add_referent_time(&by, &seen, &new)?;
    }
    outing(tx, &actor, site, today)
}

/// The first outing of the days to come that the rules allow, if there is one.
fn outing(tx: &mut Tx<'_>, actor: &Actor, site: SiteId, today: Date) -> anyhow::Result<()> {
    let seen = see_site(tx.conn, actor, Action::PlanOuting, site)?;
    let now = tx.now;
    let days = db::staff::care_dates(tx.conn, &seen, (days_after(today, 1), days_after(today, OUTING_WITHIN)), now)?;
    for day in &days {
        let Some(hours) = day.sessions.first() else { continue };
        let Some(span) = Span::new(hours.from().plus(60), hours.from().plus(135)) else { continue };
        let whole = |other: &Span| other.shared(span) == Some(span);
        let children: Vec<_> = day
            .booked
            .iter()
            .filter(|child| whole(&child.hours))
            .take(CHILDREN_OUT)
            .map(|child| child.booking)
            .collect();
        let adults: Vec<_> =
            day.counted.iter().filter(|(.., hours)| whole(hours)).map(|(member, ..)| *member).collect();
        for count in 1..=adults.len() {
            let new = NewOuting {
                date: day.date,
                span,
                destination: "Médiathèque, l'heure du conte".to_owned(),
                children: children.clone(),
                adults: adults[..count].to_vec(),
                set_aside: None,
            };
            if children.len() == CHILDREN_OUT && tx.savepoint(|tx| tx.plan_outing(actor, &seen, &new)).is_ok() {
                return Ok(());
            }
        }
    }
    Ok(())
}
