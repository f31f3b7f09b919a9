//! The audit: who did, read or was refused what, for the administrators of the organisation concerned.

mod pages;
pub mod queue;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default().get("/audit", Action::SeeAudit, pages::list)
}
