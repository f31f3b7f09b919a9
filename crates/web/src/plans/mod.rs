//! Planning the week of one or several sites: runs of the planner, what they propose, and making it true.
//!
//! * [`instance`]: the week of the database as an instance of the planner, and its plan as places of the database.
//! * [`jobs`]: the run itself, beside the transactions.
//! * [`moves`]: a proposal moved by hand, with the price of the move.
//! * [`promises`]: what a family is told before its half-day is known.
//! * [`fairness`]: how groups of families fare in a plan.
//! * [`weights`]: what half-days are worth, in words, and adopting other weights; [`sensitivity`]: what a plan would be with other ones.
//! * [`sharing`]: a site that chooses the order of asking, and [`history`]: what that costs; [`studies`]: what is answered in the background.
//! * [`siting`]: where a half-day more would serve most.
//! * [`look`]: everything one look at a run needs; [`words`] says it.
//! * [`sections`]: the pages of one run; [`bars`]: figures without scripts.
//! * [`pages`] and [`forms`] for people, [`api`] for programs; [`panels`]: what the pages beside the board show, for programs.

pub mod api;
pub mod bars;
pub mod fairness;
pub mod forms;
pub mod history;
pub mod instance;
pub mod jobs;
pub mod look;
pub mod moves;
pub mod pages;
pub mod panels;
pub mod promises;
pub mod sections;
pub mod sensitivity;
pub mod sharing;
pub mod siting;
pub mod studied;
pub mod studies;
pub mod weights;
pub mod words;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/plans", Action::PlanWeek, pages::list)
        .get("/plans/new", Action::PlanWeek, forms::new)
        .post("/plans", Action::PlanWeek, forms::start)
        .get("/plans/{id}", Action::PlanWeek, pages::show)
        .get("/plans/weights", Action::AdoptWeights, weights::show)
        .get("/plans/weights/new", Action::AdoptWeights, weights::new)
        .post("/plans/weights", Action::AdoptWeights, weights::adopt)
        .get("/plans/sharing", Action::PlanWeek, sharing::list)
        .get("/plans/sharing/{site}", Action::PlanWeek, sharing::show)
        .post("/plans/sharing/{site}", Action::PlanWeek, sharing::choose)
        .post("/plans/sharing/{site}/history", Action::PlanWeek, sharing::replay)
        .get("/plans/{id}/fairness", Action::PlanWeek, fairness::show)
        .get("/plans/{id}/sensitivity", Action::PlanWeek, studied::show)
        .post("/plans/{id}/sensitivity", Action::PlanWeek, studied::ask)
        .get("/plans/{id}/siting", Action::PlanWeek, siting::show)
        .post("/plans/{id}/cancel", Action::PlanWeek, forms::cancel)
        .post("/plans/{id}/again", Action::PlanWeek, forms::again)
        .post("/plans/{id}/what-if", Action::PlanWeek, forms::what_if)
        .post("/plans/{id}/publish", Action::PlanWeek, forms::publish)
        .get("/plans/{id}/places/{place}", Action::PlanWeek, pages::place)
        .post("/plans/{id}/places/{place}/lock", Action::PlanWeek, forms::lock)
        .post("/plans/{id}/places/{place}/unlock", Action::PlanWeek, forms::unlock)
        .post("/plans/{id}/places/{place}/move", Action::PlanWeek, forms::shift)
        .post("/api/v1/place-requests/{id}/promise", Action::PlanWeek, api::promise)
        .get("/api/v1/plans", Action::PlanWeek, api::list)
        .post("/api/v1/plans", Action::PlanWeek, api::start)
        .get("/api/v1/plans/{id}", Action::PlanWeek, api::show)
        .get("/api/v1/plans/weights", Action::AdoptWeights, panels::weights)
        .get("/api/v1/plans/sharing/{site}", Action::PlanWeek, panels::sharing)
        .get("/api/v1/plans/{id}/fairness", Action::PlanWeek, panels::fairness)
        .get("/api/v1/plans/{id}/sensitivity", Action::PlanWeek, panels::sensitivity)
        .get("/api/v1/plans/{id}/siting", Action::PlanWeek, panels::siting)
        .get("/api/v1/plans/{id}/instance", Action::PlanWeek, api::instance)
        .get("/api/v1/plans/{id}/alternatives/{number}/plan", Action::PlanWeek, api::plan)
        .post("/api/v1/plans/{id}/cancel", Action::PlanWeek, api::cancel)
        .post("/api/v1/plans/{id}/again", Action::PlanWeek, api::again)
        .post("/api/v1/plans/{id}/publish", Action::PlanWeek, api::publish)
        .get("/api/v1/plans/{id}/places/{place_id}/moves", Action::PlanWeek, api::moves)
        .post("/api/v1/plans/{id}/places/{place_id}/move", Action::PlanWeek, api::shift)
        .post("/api/v1/plans/{id}/places/{place_id}/lock", Action::PlanWeek, api::lock)
        .post("/api/v1/plans/{id}/places/{place_id}/unlock", Action::PlanWeek, api::unlock)
}
