//! The desk of the day: what waits for me, and today's half-days.

pub mod pages;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default().get("/desk", Action::SeeDesk, pages::desk)
}
