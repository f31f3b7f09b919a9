//! Outings of a site: who leaves the house together, and whether the law allows it.

mod pages;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/sites/{id}/outings", Action::PlanOuting, pages::list)
        .post("/sites/{id}/outings", Action::PlanOuting, pages::plan)
        .post("/sites/{id}/outings/{outing}/cancel", Action::PlanOuting, pages::cancel)
}
