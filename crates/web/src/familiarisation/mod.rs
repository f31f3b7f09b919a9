//! Familiarisation: a child and a place get to know each other, step by step.
//!
//! * [`list`]: who is on the way at a site. [`begin`]: a child's first steps, from a template. [`templates`]: lists of steps.
//! * [`path`]: one child's steps, the dates proposed, how a visit went. [`words`]: how a step is said.
//! * [`family`]: the same as stones on a parent's phone.

pub mod api;
mod begin;
mod family;
mod list;
mod path;
mod templates;
pub(crate) mod words;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    const HERE: &str = "/sites/{id}/familiarisation/{path}";
    Routes::default()
        .get("/familiarisation", Action::RecordFamiliarisation, list::mine)
        .get("/sites/{id}/familiarisation", Action::RecordFamiliarisation, list::list)
        .get("/sites/{id}/familiarisation/new", Action::PlanFamiliarisation, begin::form)
        .post("/sites/{id}/familiarisation/new", Action::PlanFamiliarisation, begin::begin)
        .get("/sites/{id}/familiarisation/templates", Action::PlanFamiliarisation, templates::list)
        .post("/sites/{id}/familiarisation/templates", Action::PlanFamiliarisation, templates::add)
        .post(
            "/sites/{id}/familiarisation/templates/{template}/withdraw",
            Action::PlanFamiliarisation,
            templates::withdraw,
        )
        .post(
            "/sites/{id}/familiarisation/templates/{template}/restore",
            Action::PlanFamiliarisation,
            templates::restore,
        )
        .get(HERE, Action::RecordFamiliarisation, path::show)
        .post("/sites/{id}/familiarisation/{path}/visits", Action::PlanFamiliarisation, path::place)
        .post("/sites/{id}/familiarisation/{path}/visits/{visit}", Action::RecordFamiliarisation, path::answer)
        .post("/sites/{id}/familiarisation/{path}/visits/{visit}/undo", Action::RecordFamiliarisation, path::undo)
        .post("/sites/{id}/familiarisation/{path}/visits/{visit}/cancel", Action::PlanFamiliarisation, path::cancel)
        .post("/sites/{id}/familiarisation/{path}/referent", Action::PlanFamiliarisation, path::referent)
        .post("/sites/{id}/familiarisation/{path}/stop", Action::PlanFamiliarisation, path::stop)
        .post("/sites/{id}/familiarisation/{path}/familiar", Action::PlanFamiliarisation, path::familiar)
        .post("/sites/{id}/familiarisation/{path}/resume", Action::PlanFamiliarisation, path::resume)
        .get("/family/first-steps", Action::SeeOwnFamily, family::show)
        .post("/family/first-steps/{visit}", Action::AnswerFirstSteps, family::say)
        .get("/api/v1/sites/{id}/familiarisations", Action::RecordFamiliarisation, api::list)
        .post("/api/v1/sites/{id}/familiarisations", Action::PlanFamiliarisation, api::begin)
        .get("/api/v1/sites/{id}/familiarisations/{path}", Action::RecordFamiliarisation, api::one)
        .post("/api/v1/sites/{id}/familiarisations/{path}/visits", Action::PlanFamiliarisation, api::place)
        .post("/api/v1/sites/{id}/familiarisations/{path}/visits/{visit}", Action::RecordFamiliarisation, api::answer)
}
