//! Outings of a site: who leaves the house together, and whether the law allows it.

pub mod api;
mod pages;

use db::access::see_site;
use db::audit::Entry;
use db::idempotency::Key;
use db::outings::{NewOuting, Outing};
use db::staff::CareDate;
use domain::access::Action;
use domain::{OutingId, SiteId};
use i18n::Text;

use crate::context::Context;
use crate::problem::Problem;
use crate::routes::Routes;
use crate::staff::figure::{breach_words, faults, hours};

/// Days ahead whose outings are listed.
const DAYS_AHEAD: i32 = 30;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/sites/{id}/outings", Action::PlanOuting, pages::list)
        .post("/sites/{id}/outings", Action::PlanOuting, pages::plan)
        .post("/sites/{id}/outings/{outing}/cancel", Action::PlanOuting, pages::cancel)
        .get("/api/v1/sites/{id}/outings", Action::PlanOuting, api::list)
        .post("/api/v1/sites/{id}/outings", Action::PlanOuting, api::plan)
        .post("/api/v1/sites/{id}/outings/{outing}/cancel", Action::PlanOuting, api::cancel)
}

/// What is against an outing by now, with who is absent: R4 for those who leave, the rules that block for those who stay.
fn against(t: Text, care: &[CareDate], outing: &Outing) -> Vec<String> {
    let mut wrong = Vec::new();
    let care = care.iter().find(|care| (care.date, care.premises) == (outing.date, outing.premises));
    let Some(care) = care.filter(|_| !outing.cancelled) else { return wrong };
    if let Some(away) = care.outings.iter().find(|one| one.id == outing.id).map(|one| one.away)
        && !away.is_legal()
    {
        wrong.push(t.outings_too_few(
            t.count_children(away.group.children()),
            t.refusal_count_adults(away.required),
            t.refusal_count_adults(away.team.adults()),
        ));
    }
    for (span, breaches) in faults(care.known(), outing.span) {
        for breach in breaches.into_iter().filter(|breach| breach.blocks()) {
            wrong.push(t.outings_left_behind(t.ratio_at(hours(t, span), breach_words(t, breach))));
        }
    }
    wrong
}

/// Plans an outing; a refusal leaves its line.
async fn planned(cx: &Context, id: SiteId, key: Key, new: NewOuting) -> Result<OutingId, Problem> {
    let actor = cx.actor().clone();
    let planned = cx
        .app
        .db()
        .write(move |tx| {
            let seen = see_site(tx.conn, &actor, Action::PlanOuting, id)?;
            let today = tx.now.date(&db::attendance::site_card(tx.conn, &seen)?.zone);
            if new.date < today {
                return Err(db::Error::Field { field: "date", message: "in_the_past" });
            }
            let line = Entry::done(Action::PlanOuting, "site", id).site(id);
            tx.attempt(&actor.signature(), &line, |tx| tx.once(Some(&key), |tx| tx.plan_outing(&actor, &seen, &new)))
        })
        .await?;
    planned.map_err(Problem::refused)
}
