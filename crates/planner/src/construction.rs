//! Construction: weeks given one family at a time, in the room that is left; and the last touch, when everybody may take what is free.

use crate::model::Problem;
use crate::oracle::{Choice, Oracle, Price, Step, plain_worth};
use crate::state::{Room, Weeks};

/// A plan while it is searched.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) weeks: Weeks,
    pub(crate) room: Room,
    pub(crate) worth: i64,
}

impl Draft {
    pub(crate) fn empty(problem: &Problem) -> Self {
        Self { weeks: Weeks::empty(problem), room: Room::whole(problem), worth: 0 }
    }
}

/// Gives every family in turn its best week at the prices in the room that is left; those who bring most at the prices come first.
pub(crate) fn construct(problem: &Problem, prices: &[Price], draft: &mut Draft) {
    let mut oracle = Oracle::default();
    let mut order: Vec<(i64, u32)> = Vec::with_capacity(problem.families());
    for family in 0..problem.families() {
        oracle.look(problem, family, prices, 256, None);
        let worth = oracle.best(problem, family, 0).unwrap_or(0);
        #[expect(clippy::cast_possible_truncation, reason = "rows are numbered by 32 bits")]
        order.push((worth / i64::from(problem.families[family].children), family as u32));
    }
    order.sort_unstable_by_key(|(worth, family)| (std::cmp::Reverse(*worth), *family));
    for share in [256, 128, 0] {
        for (_, family) in &order {
            let family = *family as usize;
            if share < 256 && !draft.weeks.is_empty(problem, family) {
                continue;
            }
            give(problem, prices, share, &mut oracle, draft, family);
        }
    }
}

/// Gives a family without a week its best one in the room that is left.
fn give(
    problem: &Problem,
    prices: &[Price],
    share: i64,
    oracle: &mut Oracle,
    draft: &mut Draft,
    family: usize,
) -> bool {
    oracle.look(problem, family, prices, share, Some(&draft.room.cells));
    if oracle.best(problem, family, 0).is_none() {
        return false;
    }
    let (week, step) = (&oracle.week, oracle.step);
    if !draft.room.holds_minutes(problem, family, week, step) {
        return false;
    }
    put(problem, draft, family, week, step);
    true
}

/// Gives a family without a week its best one in the room that is left, whatever seats cost; the one it had before is as good as any equal one.
fn give_anew(
    problem: &Problem,
    free: &[Price],
    oracle: &mut Oracle,
    draft: &mut Draft,
    family: usize,
    before: &[Choice],
    step: Step,
) {
    oracle.look(problem, family, free, 256, Some(&draft.room.cells));
    let floor = if oracle.is_possible(problem, family, before, step) {
        oracle.worth_of(problem, family, before, step)
    } else {
        0
    };
    let better = oracle.best(problem, family, floor.max(0)).is_some();
    if better && draft.room.holds_minutes(problem, family, &oracle.week, oracle.step) {
        put(problem, draft, family, &oracle.week, oracle.step);
    } else if floor > 0 && draft.room.holds_minutes(problem, family, before, step) {
        put(problem, draft, family, before, step);
    }
}

/// Gives a family without a week a given one.
fn put(problem: &Problem, draft: &mut Draft, family: usize, week: &[Choice], step: Step) {
    draft.room.take(problem, family, week, step);
    draft.worth += plain_worth(problem, family, week, step);
    draft.weeks.set(problem, family, week, step);
}

/// Takes back a family's week.
fn take_back(problem: &Problem, draft: &mut Draft, family: usize) {
    let (week, step) = draft.weeks.of(problem, family);
    draft.room.give_back(problem, family, week, step);
    draft.worth -= plain_worth(problem, family, week, step);
    draft.weeks.clear(problem, family);
}

/// Passes of [`polish`]; the first brings nearly all there is to gain.
const PASSES: usize = 3;

/// Gives every family in turn the best week there is room for, without prices, until nobody can be better off alone or enough is enough.
pub(crate) fn polish(problem: &Problem, draft: &mut Draft) {
    let mut oracle = Oracle::default();
    let free = vec![[0; 4]; problem.price_cells()];
    for _ in 0..PASSES {
        let before = draft.worth;
        for family in 0..problem.families() {
            let (week, step) = draft.weeks.of(problem, family);
            let (week, step) = (week.to_vec(), step);
            take_back(problem, draft, family);
            give_anew(problem, &free, &mut oracle, draft, family, &week, step);
        }
        if draft.worth <= before {
            return;
        }
    }
}
