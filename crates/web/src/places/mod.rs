//! Places: the instant answer, options, bookings.
//!
//! * [`ask`]: one question of a family, answered now. The only place where the planner meets the database.
//! * [`api`]: the same over HTTP for programs.
//! * [`words`]: why a proposal stands where it does, in the reader's language.
//! * [`jobs`]: what happens later: an option runs out, a freed seat is offered.
//! * [`week`], [`pages`], [`forms`]: the week board of a site, and what is done on it.

pub mod api;
pub mod ask;
pub mod forms;
pub mod jobs;
pub mod pages;
pub mod week;
pub mod words;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/place-requests", Action::RequestPlace, api::list)
        .post("/api/v1/place-requests", Action::RequestPlace, api::ask)
        .get("/api/v1/place-requests/{id}", Action::RequestPlace, api::show)
        .post("/api/v1/place-requests/{id}/withdraw", Action::RequestPlace, api::withdraw)
        .post("/api/v1/holds/{id}/confirm", Action::ManageOwnPlaces, api::confirm)
        .delete("/api/v1/holds/{id}", Action::ManageOwnPlaces, api::decline)
        .post("/api/v1/bookings", Action::RequestPlace, api::book)
        .get("/api/v1/bookings/{id}", Action::SeeChild, api::booking)
        .post("/api/v1/bookings/{id}/cancel", Action::ManageOwnPlaces, api::cancel)
        .post("/api/v1/bookings/{id}/move", Action::ManageBookings, api::move_to)
        .post("/api/v1/bookings/{id}/restore", Action::ManageOwnPlaces, api::restore)
}
