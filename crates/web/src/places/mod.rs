//! Places: the instant answer, options, bookings.
//!
//! * [`ask`]: one question of a family, answered now. The only place where the planner meets the database.
//! * [`api`]: the same over HTTP for programs.
//! * [`request`]: a request as professionals see it: its answer, a promise, what it was asked.
//! * [`new`]: where a professional asks; `together`: brothers and sisters who ask together.
//! * `of_family`: what a family asked for, for its page and for who referred it.
//! * [`rounds`]: a round of offers is stopped.
//! * [`words`]: why a proposal stands where it does, in the reader's language.
//! * [`jobs`]: what happens later: an option runs out, a freed seat is offered.
//! * `order`: who is offered a free seat first.
//! * [`week`], [`pages`], [`forms`]: the week board of a site, and what is done on it.

pub mod api;
pub mod ask;
pub mod forms;
pub mod jobs;
pub mod new;
pub(crate) mod of_family;
mod order;
pub mod pages;
pub mod request;
pub mod rounds;
mod together;
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
        .post("/api/v1/offers/{id}/accept", Action::ManageOwnPlaces, api::accept_offer)
        .post("/api/v1/offers/{id}/decline", Action::ManageOwnPlaces, api::decline_offer)
        .post("/api/v1/offer-rounds/{id}/stop", Action::ManageBookings, api::stop_round)
        .get("/families/{id}/place-requests/new", Action::RequestPlace, new::form)
        .post("/families/{id}/place-requests", Action::RequestPlace, new::send)
        .get("/place-requests/{id}", Action::RequestPlace, request::show)
        .post("/place-requests/{id}/promise", Action::RequestPlace, request::promise)
        .post("/place-requests/{id}/offers/{offer}/yes", Action::ManageOwnPlaces, request::yes)
        .post("/place-requests/{id}/offers/{offer}/no", Action::ManageOwnPlaces, request::no)
        .post("/api/v1/bookings", Action::RequestPlace, api::book)
        .get("/api/v1/bookings/{id}", Action::SeeChild, api::booking)
        .post("/api/v1/bookings/{id}/cancel", Action::ManageOwnPlaces, api::cancel)
        .post("/api/v1/bookings/{id}/move", Action::ManageBookings, api::move_to)
        .post("/api/v1/bookings/{id}/restore", Action::ManageOwnPlaces, api::restore)
}
