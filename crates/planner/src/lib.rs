//! Who gets which half-day: pure and deterministic, no clock, no input or output.
//!
//! [`mod@answer`] is the first of the planner's three uses, *answer now*: one family, one need, the sessions of the sites around,
//! and back come the best seat, up to three alternatives with the reasons of their rank, and for what is refused the rule
//! that refuses. Whether a seat may be given at all is decided by [`domain::places::decide`] and nowhere else.
//!
//! [`solve()`] is the second, *plan the week*; [`Standing`] is the third, *repair* a plan while the week goes on.

mod answer;
mod chance;
mod check;
mod construction;
mod distance;
pub mod exchange;
mod explanation;
mod fairness;
pub mod generator;
mod good_weeks;
pub mod index;
pub mod lottery;
pub mod model;
mod oracle;
mod prices;
mod queue;
mod ranking;
mod repair;
mod search;
mod solve;
mod state;
mod tiles;
mod week_limit;

pub use answer::{
    Answer, Limits, MOST_ALTERNATIVES, Missing, Proposal, ProposedSeat, RefusalSummary, Refused, Request, SiteOffer,
    answer,
};
pub use check::{Checked, bound_of, bound_of_weeks, check};
pub use distance::{Point, ROAD_FACTOR_TENTHS, kilometres, road_kilometres_tenths};
pub use exchange::{Instance, Plan, Wrong, read_instance, read_plan, write_instance, write_plan};
pub use explanation::{seats_by_purpose, worth_of_week};
pub use fairness::{Envy, envies};
pub use model::{Builder, Problem};
pub use queue::first_come;
pub use ranking::{RankingKey, RankingReason};
pub use repair::{Hit, Offer, Standing, siting};
pub use solve::{Progress, Settings, Solution, Stage, Watch, solve};
