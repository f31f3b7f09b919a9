//! Drills of a site: the log, and what is due.

pub mod api;
mod pages;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/sites/{id}/drills", Action::SeeSite, pages::list)
        .post("/sites/{id}/drills", Action::RecordDrill, pages::add)
        .post("/sites/{id}/drills/{drill}/withdraw", Action::RecordDrill, pages::withdraw)
        .get("/api/v1/sites/{id}/drills", Action::SeeSite, api::list)
        .post("/api/v1/sites/{id}/drills", Action::RecordDrill, api::add)
        .post("/api/v1/sites/{id}/drills/{drill}/withdraw", Action::RecordDrill, api::withdraw)
}
