//! Planner runs: one week of some sites, what was asked, what is proposed, what was published.
//!
//! * [`mod@gather`] reads one week: sessions with what is left of them, the requests that wait, the children and the rules.
//! * [`mod@runs`] keeps runs: start, progress, cancel; the proof that an actor may see one.
//! * [`mod@alternatives`] keeps what they found, [`mod@proposals`] the places of it: locks and moves by hand.
//! * [`people`] says what the sites of a run may know of its children.
//! * [`publish`] makes a plan true: every place through the booking path of [`crate::places`], and a message to each family.
//! * [`promises`] keeps what families were told before their half-day is known.
//! * [`mod@fairness`] says what groups the families of a run; [`sharing`] how a site chose to share out its weeks; [`studies`] keeps what
//!   is answered in the background.
//! * [`weights`] keeps what half-days are worth, version by version.
//!
//! Confirmed bookings never move: they are only subtracted from what is left.

pub mod alternatives;
pub mod fairness;
pub mod gather;
pub mod people;
pub mod promises;
pub mod proposals;
pub mod publish;
pub mod runs;
pub mod sharing;
pub mod studies;
pub mod weights;

pub use alternatives::{
    Alternative, NearestChange, NewAlternative, Unserved, alternatives, instance_and_ledger, unserved,
};
pub use fairness::{FamilyFacts, family_facts};
pub use gather::{Locked, WaitingRequest, WeekFacts, gather, gather_past, gather_promised};
pub use people::{PlannedChild, children_of_run, requests_of_run};
pub use promises::{KEEP_PROMISE, Promise, PromiseJob, PromiseTold, PromiseWords, SHAKEN_PROMISE};
pub use proposals::{Proposal, ProposedPlace, locked_proposals, proposal, proposals};
pub use publish::{PlanWords, Published, Tidings};
pub use runs::*;
pub use sharing::{ChosenSharing, sharing_of};
pub use studies::{STUDY_JOB, Study, StudyJob, StudyOf, latest_study};
pub use weights::{StoredWeights, Territory, WeightsVersion, territories, weights_of};

/// The job that runs the planner; its payload is [`RunJob`].
pub const RUN_JOB: &str = "plans.run";
