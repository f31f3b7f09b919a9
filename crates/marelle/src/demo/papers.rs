//! The admission files of the world's sites: most in order, some with a paper missing, a few with something the team must know.

use db::Tx;
use db::access::{Actor, see_site};
use db::audit::ActorKind;
use db::papers::NewPaper;
use db::papers::missing::{AdmittedChild, admitted_children};
use domain::access::Action;
use domain::papers::{CERTIFICATE_MONTHS, HealthCard, PaperKind, PaperSetting, doses_due};
use domain::places::days_after;
use domain::time::day_of_age;
use domain::{Date, Period, PersonId, SiteId};

use super::dice::Dice;

/// Days for which the sites of the world have kept their papers here.
const KEPT_FOR: i32 = 70;
/// The child of the parent who signs in to the demonstration: her page has something to bring.
const OF_THE_PARENT: &str = "Inès";
/// What somebody must know of one child in some: words and where the treatment lies.
const KNOWN: [(Option<&str>, bool, Option<&str>); 3] = [
    (Some("Arachide"), true, Some("Trousse rouge, placard fermé de la cuisine")),
    (Some("Lait de vache"), false, None),
    (None, true, Some("Trousse au nom de l'enfant, bureau")),
];

/// Makes the files of one site.
pub(crate) fn make(
    tx: &mut Tx<'_>,
    (site, manager): (SiteId, PersonId),
    today: Date,
    dice: &mut Dice,
) -> anyhow::Result<()> {
    let actor = Actor {
        kind: ActorKind::Person,
        person: Some(manager),
        memberships: db::access::memberships(tx.conn, manager, today)?,
        ..Actor::public(tx.now, today)
    };
    let seen = see_site(tx.conn, &actor, Action::ManagePapers, site)?;
    let setting = PaperSetting::proposed(days_after(today, -KEPT_FOR));
    tx.set_papers(&actor.signature(), &seen, &setting)?;
    for (number, child) in admitted_children(tx.conn, site, today)?.into_iter().enumerate() {
        let whose = (child.family, child.id);
        let Ok((at, _)) = db::papers::at_site(tx.conn, &actor, Action::ManagePapers, whose, Some(site)) else {
            continue;
        };
        for paper in papers(&child, today, dice) {
            tx.note_paper(&actor.signature(), &at, &paper)?;
        }
        if number % 6 == 2 {
            let (allergy, care_plan, treatment) = KNOWN[number / 6 % KNOWN.len()];
            let card = HealthCard {
                allergy: allergy.map(str::to_owned),
                care_plan,
                plan_place: care_plan.then(|| "Classeur rouge, bureau".to_owned()),
                treatment_place: treatment.map(str::to_owned),
            };
            let whose = (child.family, child.id);
            let (at, _) = db::papers::health::at_site(tx.conn, &actor, Action::ManageHealth, whose, Some(site))?;
            tx.write_health(&actor.signature(), &at, &card)?;
        }
    }
    Ok(())
}

/// What was noted of a child: most of what is asked for.
fn papers(child: &AdmittedChild, today: Date, dice: &mut Dice) -> Vec<NewPaper> {
    let mut noted = Vec::new();
    let first = child.from.min(today);
    let forgets = child.given_name == OF_THE_PARENT;
    if dice.happens(88) && !forgets {
        let signed_on = days_after(first, -dice.between(1, 40)).max(day_of_age(child.from, -CERTIFICATE_MONTHS));
        noted.push(NewPaper::Certificate { signed_on: signed_on.min(today) });
    }
    let mut doses: Vec<_> = doses_due(child.birth, today).into_iter().map(|(dose, _)| dose).collect();
    if dice.happens(15) {
        doses.pop();
    }
    if !doses.is_empty() {
        noted.push(NewPaper::Doses { doses, seen_on: first });
    }
    for kind in PaperKind::ALL.iter().copied().filter(|kind| kind.is_authorisation()) {
        if dice.happens(97) && !(forgets && kind == PaperKind::Outing) {
            let granted = kind != PaperKind::Photo || dice.happens(75);
            noted.push(NewPaper::Answer { kind, granted, period: Period { from: first, until: None } });
        }
    }
    if dice.happens(95) {
        let number = dice.between(10_000_000, 99_999_999);
        noted.push(NewPaper::Contact {
            name: (*dice.one(&["Jeanne Da Silva", "Aïcha N'Diaye", "Paul L'Hostis", "Mireille Roux"])).to_owned(),
            phone: format!("+336{number}"),
            relation: Some((*dice.one(&["grand-mère", "voisine", "oncle", "amie de la famille"])).to_owned()),
            from: first,
        });
    }
    noted
}
