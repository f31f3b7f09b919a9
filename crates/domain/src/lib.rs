//! The field's types and rules: pure, no input or output, no clock, no database.
//!
//! A feature ("room") is one module, with the same name on every floor. The small modules [`words`], [`id`], [`time`] and
//! [`money`] hold the value types every room uses; [`refusal`] holds the one way to say no.

pub mod access;
pub mod accounts;
pub mod attendance;
pub mod calendar;
pub mod consents;
pub mod drills;
pub mod familiarisation;
pub mod families;
pub mod geography;
pub mod id;
pub mod links;
pub mod messages;
pub mod money;
pub mod outings;
pub mod papers;
pub mod places;
pub mod plans;
pub mod referrals;
pub mod refusal;
pub mod sites;
pub mod staff;
pub mod tablet;
pub mod time;
pub mod words;

pub use id::*;
pub use money::Cents;
pub use refusal::Refusal;
pub use time::{Clock, Date, HalfDay, Instant, Period, Time};
pub use words::Word;
