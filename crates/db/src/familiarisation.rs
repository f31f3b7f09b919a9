//! Familiarisation of children at a site: templates of steps, a child's own path, and its visits.
//!
//! A visit is a place like another: a booking of the kind `familiarisation`, in the seats a site keeps for it. The path adds which step it is,
//! from when until when, and how it went.
//!
//! * [`mod@templates`]: lists of steps a site starts from.
//! * [`paths`]: what is read. [`openings`]: where steps may go.
//! * [`writing`]: begun, placed, answered, stopped. [`fitting`]: hours that change with the step.

pub mod fitting;
pub mod openings;
pub mod paths;
pub mod templates;
pub mod writing;

pub use fitting::{Fitted, Refitted};
pub use openings::{Proposal, Proposed, proposed};
pub(crate) use paths::visit_hours;
pub use paths::{
    Beginner, Familiarisation, FirstPlace, PathStep, Stone, Visit, beginners, first_places, of_child_at, of_family,
    of_site, one, see_path,
};
pub use templates::{SiteTemplate, templates};
pub use writing::{Answer, NewFamiliarisation, VisitsPlaced};
