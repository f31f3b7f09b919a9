//! Who gets which half-day: pure and deterministic, no clock, no input or output.
//!
//! [`mod@answer`] is the first of the planner's three uses, *answer now*: one family, one need, the sessions of the sites around,
//! and back come the best seat, up to three alternatives with the reasons of their rank, and for what is refused the rule
//! that refuses. Whether a seat may be given at all is decided by [`domain::places::decide`] and nowhere else.

mod answer;
mod distance;
mod ranking;

pub use answer::{
    Answer, Limits, MOST_ALTERNATIVES, Missing, Proposal, ProposedSeat, RefusalSummary, Refused, Request, SiteOffer,
    answer,
};
pub use distance::{Point, ROAD_FACTOR_TENTHS, kilometres, road_kilometres_tenths};
pub use ranking::{RankingKey, RankingReason};
