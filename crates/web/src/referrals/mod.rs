//! Referrals: sent with or without an account, followed by who sent them, answered by the site.

pub mod api;
pub mod forms;
pub mod jobs;
pub mod letters;
pub mod pages;

use domain::access::Action;

use crate::routes::Routes;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/referrals", Action::OpenReferral, api::list)
        .post("/api/v1/referrals", Action::SendReferral, api::send)
        .get("/api/v1/referrals/{id}", Action::OpenReferral, api::show)
        .post("/api/v1/referrals/{id}/seen", Action::AnswerReferral, api::seen)
        .post("/api/v1/referrals/{id}/answer", Action::AnswerReferral, api::answer)
        .post("/api/v1/referrals/{id}/reply", Action::FollowReferral, api::reply)
        .post("/api/v1/referrals/{id}/end", Action::AnswerReferral, api::end)
}
