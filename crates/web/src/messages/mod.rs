//! Messages: what leaves the house, and the page that shows it.

pub(crate) mod jobs;
mod pages;
mod sending;

use domain::access::Action;
pub(crate) use sending::send;
pub use sending::{Carrier, Handing, Outbox, Outgoing};

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default().get("/outbox", Action::SeeOutbox, pages::outbox)
}
