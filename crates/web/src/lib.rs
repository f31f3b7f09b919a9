//! Pages and API. One folder a room: `mod.rs` (routes), `pages.rs`, `api.rs`, `forms.rs` and its templates.
//!
//! * [`rooms`] lists the rooms; [`routes::Routes`] takes no route without an [`domain::access::Action`].
//! * [`context::Context`] is what a handler is given: who asks, in which language, and the program's state.
//! * [`problem::Problem`] is what it may answer instead of a page: one place turns it into a page or a problem document.

pub mod access;
pub mod accounts;
pub mod app;
pub mod asked;
pub mod assets;
pub mod attendance;
pub mod audit;
pub mod calendar;
pub mod commands;
pub mod context;
pub mod desk;
pub mod direction;
pub mod directory;
pub mod drills;
pub mod familiarisation;
pub mod families;
pub mod forms;
pub mod guard;
mod limits;
pub mod messages;
pub mod openapi;
pub mod outings;
pub mod papers;
pub mod parents;
pub mod pick_up;
pub mod places;
pub mod plans;
pub mod problem;
pub mod referrals;
pub mod rooms;
pub mod routes;
pub mod sessions;
pub mod shared;
pub mod sites;
pub mod staff;
pub mod tablet;
pub mod worker;

pub use app::{App, Settings};
pub use context::Context;
pub use problem::Problem;
pub use rooms::router;
