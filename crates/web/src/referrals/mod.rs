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
        .get("/refer", Action::SendReferral, pages::refer)
        .post("/refer", Action::SendReferral, pages::send)
        .get("/referrals", Action::OpenReferral, pages::mine)
        .get("/referrals/inbox", Action::SeeReferral, pages::inbox)
        .get("/referrals/follow/{token}", Action::SignIn, pages::follow)
        .post("/referrals/follow/{token}", Action::SignIn, pages::follow_reply)
        .get("/referrals/{id}", Action::OpenReferral, pages::show)
        .post("/referrals/{id}/seen", Action::AnswerReferral, pages::seen)
        .post("/referrals/{id}/answer", Action::AnswerReferral, pages::answer)
        .post("/referrals/{id}/reply", Action::FollowReferral, pages::reply)
        .post("/referrals/{id}/end", Action::AnswerReferral, pages::end)
        .get("/answer/{token}", Action::SignIn, pages::by_link)
        .post("/answer/{token}", Action::SignIn, pages::answer_by_link)
        .post("/answer/{token}/seen", Action::SignIn, pages::seen_by_link)
}
