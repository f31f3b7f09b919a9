//! Planner runs: one week of some sites, what was asked, what is proposed, what was published.
//!
//! * [`mod@gather`] reads one week: sessions with what is left of them, the requests that wait, the children and the rules.
//! * [`mod@runs`] keeps runs: start, progress, cancel, results, locks and moves by hand; the proof that an actor may see one.
//! * [`publish`] makes a plan true: every place through the booking path of [`crate::places`], and a message to each family.
//! * [`promises`] keeps what families were told before their half-day is known.
//! * [`weights`] keeps what half-days are worth, version by version.
//!
//! Confirmed bookings never move: they are only subtracted from what is left.

pub mod gather;
pub mod promises;
pub mod publish;
pub mod runs;
pub mod weights;

pub use gather::{Locked, WaitingRequest, WeekFacts, gather, gather_promised};
pub use promises::{KEEP_PROMISE, Promise, PromiseJob};
pub use publish::{PlanWords, Published, Tidings};
pub use runs::*;
pub use weights::{StoredWeights, weights_of};

/// The job that runs the planner; its payload is [`RunJob`].
pub const RUN_JOB: &str = "plans.run";
