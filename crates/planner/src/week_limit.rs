//! An exchange of one seat under the limits of presence by week.

use crate::model::Problem;
use crate::state::{Room, presence};

/// Whether the limits by week hold when some children take the seat of others in a cell.
pub(crate) fn holds_exchange(problem: &Problem, room: &Room, cell: usize, gone: i32, come: i32) -> bool {
    problem.week_rows.iter().zip(&room.minutes).all(|(row, left)| {
        let more = presence(problem, row, cell, come - gone);
        more <= 0 || more <= *left
    })
}
