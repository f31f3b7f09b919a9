//! First steps of the world's youngest families: one goes well, one is done again, one waits for its dates.

use db::Tx;
use db::access::{Actor, see_child, see_site};
use db::audit::ActorKind;
use db::familiarisation::{Answer, NewFamiliarisation};
use domain::access::Action;
use domain::familiarisation::{Face, Faces, VisitSentence, shipped};
use domain::places::days_after;
use domain::staff::day::{Minute, Span};
use domain::{BookingId, ChildId, Date, PersonId, SiteId};

/// Children whose path is told, a site.
const MOST: usize = 3;
/// Days back in which their first places lie.
const DAYS_BACK: i32 = 60;

/// Makes the paths of one site: of children whose first places the history gave, on those same places.
pub(crate) fn make(tx: &mut Tx<'_>, site: SiteId, manager: PersonId, today: Date) -> anyhow::Result<()> {
    let actor = Actor {
        kind: ActorKind::Person,
        person: Some(manager),
        memberships: db::access::memberships(tx.conn, manager, today)?,
        ..Actor::public(tx.now, today)
    };
    let (seen, by) = (see_site(tx.conn, &actor, Action::PlanFamiliarisation, site)?, actor.signature());
    let Some(template) = shipped().into_iter().next() else { return Ok(()) };
    let referents: Vec<_> = db::staff::team(tx.conn, &seen)?
        .into_iter()
        .filter(|file| file.person().credentials.may_be_with_children_on(today) && !file.person().is_absent_on(today))
        .map(|file| file.member.id)
        .collect();
    let first = db::familiarisation::first_places(tx.conn, &seen, (days_after(today, -DAYS_BACK), today))?;
    let mut children: Vec<ChildId> = Vec::new();
    for place in first.iter().rev() {
        if !children.contains(&place.child) && children.len() < MOST {
            children.push(place.child);
        }
    }
    for (number, child_id) in children.iter().enumerate() {
        let (child, family) = see_child(tx.conn, &actor, Action::PlanFamiliarisation, *child_id)?;
        let new = NewFamiliarisation {
            template: template.clone(),
            referent: referents.get(number % referents.len().max(1)).copied(),
        };
        let path = tx.begin_familiarisation(&by, (&seen, (&child, family)), &new)?;
        let mut visits: Vec<(BookingId, Date)> = Vec::new();
        for (place, step) in first.iter().filter(|place| place.child == *child_id).zip(&template.steps) {
            let from = Minute::of(place.starts_at);
            if let Some(span) = Span::new(from, from.plus(step.minutes)) {
                tx.write_visit(&seen, path, place.booking, span)?;
                visits.push((place.booking, place.date));
            }
        }
        // The last visit of the first child waits for its answer.
        let answered = if number == 0 { visits.len().saturating_sub(1) } else { visits.len() };
        for (visit, (booking, _)) in visits.iter().take(answered).enumerate() {
            let told = db::familiarisation::one(tx.conn, &seen, path, tx.now)?;
            let Some(of) = told.visits.iter().find(|of| of.booking == *booking) else { continue };
            let hard = number == 1 && visit + 1 == visits.len();
            let answer = Answer::Done {
                validated: !hard,
                faces: Faces {
                    apart: Some(if hard { Face::Hard } else { Face::Well }),
                    play: Some(if hard { Face::Mixed } else { Face::Well }),
                    rest: None,
                },
                sentence: if hard { VisitSentence::NeedsTime } else { VisitSentence::SmiledAtUs },
            };
            tx.answer_visit(&by, &seen, (path, of.id), answer)?;
        }
    }
    Ok(())
}
