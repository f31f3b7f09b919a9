//! The public directory: sites near a place, their free half-days, who may come. No personal data.

pub mod api;
pub(crate) mod pages;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/directory", Action::SeeDirectory, pages::list)
        .get("/directory/{id}", Action::SeeDirectory, pages::site)
        .get("/api/v1/sites", Action::SeeDirectory, api::list)
        .get("/api/v1/sites/{id}", Action::SeeDirectory, api::show)
        .get("/api/v1/sites/{id}/sessions", Action::SeeDirectory, api::sessions)
}
