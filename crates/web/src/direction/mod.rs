//! Who directs a site, and the time of its health referent (W4, W5).

pub mod api;
mod pages;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/sites/{id}/direction", Action::SeeStaff, pages::show)
        .post("/sites/{id}/direction", Action::ManageStaff, pages::add)
        .post("/sites/{id}/direction/{share}/withdraw", Action::ManageStaff, pages::withdraw)
        .post("/sites/{id}/direction/referent", Action::ManageStaff, pages::add_time)
        .post("/sites/{id}/direction/referent/{time}/withdraw", Action::ManageStaff, pages::withdraw_time)
        .get("/api/v1/sites/{id}/direction", Action::SeeStaff, api::shares)
        .post("/api/v1/sites/{id}/direction", Action::ManageStaff, api::add_share)
        .post("/api/v1/sites/{id}/direction/{share}/withdraw", Action::ManageStaff, api::withdraw_share)
        .get("/api/v1/sites/{id}/health-referent-times", Action::SeeStaff, api::times)
        .post("/api/v1/sites/{id}/health-referent-times", Action::ManageStaff, api::add_time)
        .post("/api/v1/sites/{id}/health-referent-times/{time}/withdraw", Action::ManageStaff, api::withdraw_time)
}
