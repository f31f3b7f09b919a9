//! The documented order of proposals, and the reasons of a rank as data.

use std::cmp::Reverse;

use domain::places::Acceptance;
use domain::{Date, HalfDay, SessionId, SiteId};
use serde::{Deserialize, Serialize};

/// Penalty in tenths of a kilometre for a site the child does not know yet: as five kilometres more.
pub(crate) const UNKNOWN_SITE: i64 = 50;
/// Penalty for other premises than the child's usual ones: as two kilometres more.
pub(crate) const OTHER_PREMISES: i64 = 20;
/// Penalty for leaving the session without any reserved seat: as four kilometres more.
pub(crate) const TAKES_LAST_RESERVED_SEAT: i64 = 40;
/// Below this margin around an appointment, each missing minute costs [`MINUTE_OF_MARGIN`].
pub(crate) const COMFORTABLE_MARGIN_MINUTES: i32 = 15;
/// Penalty for each minute of margin under the comfortable one: as 200 metres more.
pub(crate) const MINUTE_OF_MARGIN: i64 = 2;
/// Penalty for a session that would be full, in proportion below: at most as one kilometre more.
pub(crate) const FULL_SESSION: i64 = 10;
/// Penalty for each day of waiting when any of several half-days will do: as half a kilometre more.
pub(crate) const DAY_OF_WAITING: i64 = 5;
/// Penalty for each day between the wished date and another one that is offered instead: as five kilometres more.
pub(crate) const DAY_AWAY: i64 = 50;
/// Distance counted for premises whose place is unknown while the family's is known: thirty kilometres.
pub(crate) const UNKNOWN_DISTANCE: i32 = 300;

/// Where a proposal stands: smaller is better, compared field by field in this order.
///
/// All weights are assumed (no legal source) and stand in this module; two proposals never have the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RankingKey {
    /// What was asked for comes before another time offered instead.
    pub other_time: bool,
    /// More weeks served whole come first (rhythms and lists; 0 elsewhere).
    pub weeks_served: Reverse<usize>,
    /// More half-days served come first (rhythms, lists and buffers; 0 elsewhere).
    pub half_days_served: Reverse<usize>,
    /// An answer at once comes before one the site gives later.
    pub acceptance: Acceptance,
    /// Weighted comfort, in tenths of a kilometre: the distance, plus what the constants of this module add for a site the child
    /// does not know, other premises than usual, the last reserved seat, a short margin around an appointment, a full session,
    /// and days of waiting. For several half-days, the mean of theirs.
    pub penalty: i64,
    /// Ties: the earlier date,
    pub date: Date,
    /// then the morning,
    pub half_day: HalfDay,
    /// then the smaller site id,
    pub site: SiteId,
    /// then the smaller id of the first session.
    pub session: SessionId,
}

/// Why a proposal stands where it does; the sentence is made on the web floor.
///
/// Serialised as `{"reason": "…", "parameters": {…}}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "reason", content = "parameters", rename_all = "snake_case")]
pub enum RankingReason {
    /// No proposal is nearer.
    Nearest {
        /// Estimated road distance, in tenths of a kilometre.
        kilometres_tenths: i32,
    },
    /// How far it is (another one is nearer).
    Distance {
        /// Estimated road distance, in tenths of a kilometre.
        kilometres_tenths: i32,
    },
    /// The child already knows this site.
    KnownSite,
    /// The premises the child usually comes to.
    UsualPremises,
    /// The appointment and both ways fit into the session.
    CoversAppointment {
        /// Minutes to spare, before or after, whichever is less.
        margin_minutes: i32,
    },
    /// The seat is given at once, the site need not answer first.
    AnsweredAtOnce,
    /// A reserved seat (emergency or adaptation) stays free.
    KeepsReservedSeat,
    /// No proposal leaves more seats free: the load is spread.
    MostFreeSeats {
        /// Seats still free afterwards, in the fullest of its sessions.
        free: u16,
    },
    /// How much of a rhythm, list or buffer is served.
    ServesWeeks {
        /// Weeks served whole.
        served: usize,
        /// Weeks asked for.
        of: usize,
    },
    /// The earliest day among the proposals.
    EarliestDay,
    /// Not the time that was asked for, but a free seat near it.
    OtherTime {
        /// Days after the wished date (before it when negative; 0 is the same day).
        days: i32,
    },
}
