//! Fairness of a plan: who envies a seat with reason, and how groups of families fare.
//!
//! A family envies with reason when it was refused a half-day that another family's booking holds, everything else would have allowed it,
//! and the plan would be worth more with the two exchanged: by the weights the partners adopted, the seat went to the wrong one. A
//! solved plan has none left (see [`settle`]); a plan made by hand, or by first come, first served, may have many.

use crate::construction::Draft;
use crate::exchange::{CellName, Plan, Wrong};
use crate::model::{HEAD_COUNT, Limits, Problem, REGULAR, STAFF};
use crate::oracle::{Choice, Step, plain_worth};
use crate::state::{Room, Weeks, kept_step};
use crate::week_limit::holds_exchange;

/// A seat that would have done more for somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envy {
    /// The family without the seat, by number.
    pub family: usize,
    /// Its request, by number in the family.
    pub request: usize,
    /// The half-day.
    pub cell: CellName,
    /// What the seat is used for now. A purpose, never a name.
    pub held_for: String,
    /// What the plan would gain, in worth.
    pub gain: i64,
}

/// Every reasoned envy of a plan, the largest gain first.
pub fn envies(problem: &Problem, plan: &Plan) -> Result<Vec<Envy>, Wrong> {
    let weeks = crate::explanation::weeks_of(problem, plan)?;
    let room = Room::after(problem, &weeks);
    let holders = holders(problem, &weeks);
    let mut envies = Vec::new();
    for family in 0..problem.families() {
        for request in 0..problem.request_range(family).len() {
            if let Some(swap) = best_swap(problem, &weeks, &room, &holders, family, request) {
                let (site, band) = (swap.cell / problem.width(), swap.cell % problem.width());
                let held = problem.request_range(swap.holder).start + swap.held;
                envies.push(Envy {
                    family,
                    request,
                    cell: CellName { site: problem.site_name(site).to_owned(), band: problem.bands[band].id },
                    held_for: problem.purpose(held).to_owned(),
                    gain: swap.gain,
                });
            }
        }
    }
    envies.sort_by_key(|envy| (std::cmp::Reverse(envy.gain), envy.family, envy.request));
    Ok(envies)
}

/// Exchanges seats that are envied with reason until none is left, or `passes` times over all families.
pub(crate) fn settle(problem: &Problem, draft: &mut Draft, passes: usize) {
    let mut holders = holders(problem, &draft.weeks);
    for _ in 0..passes {
        let before = draft.worth;
        for family in 0..problem.families() {
            for request in 0..problem.request_range(family).len() {
                while let Some(swap) = best_swap(problem, &draft.weeks, &draft.room, &holders, family, request) {
                    change(problem, draft, &mut holders, swap.holder, swap.held, Choice::NONE);
                    change(problem, draft, &mut holders, family, request, swap.choice);
                }
            }
        }
        if draft.worth == before {
            return;
        }
    }
}

/// For each cell, the bookings of one half-day in regular seats: family, and request by number in the family.
fn holders(problem: &Problem, weeks: &Weeks) -> Vec<Vec<(u32, u8)>> {
    let mut holders = vec![Vec::new(); problem.room.len()];
    for family in 0..problem.families() {
        let (week, _) = weeks.of(problem, family);
        for (request, choice) in week.iter().enumerate() {
            if let Some(cell) = single_cell(problem, family, request, *choice) {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "rows are numbered by 32 bits, requests of a family below 64"
                )]
                holders[cell].push((family as u32, request as u8));
            }
        }
    }
    holders
}

/// The cell of a booking of one half-day in regular seats.
fn single_cell(problem: &Problem, family: usize, request: usize, choice: Choice) -> Option<usize> {
    let (site, bundle, emergency) = choice.parts()?;
    let bundle = problem.bundles_of(problem.request_range(family).start + request)[bundle];
    (bundle.sessions == 1 && !emergency)
        .then(|| problem.cell(problem.reach_of(family)[site].site, bundle.bands.trailing_zeros() as usize))
}

fn change(
    problem: &Problem,
    draft: &mut Draft,
    holders: &mut [Vec<(u32, u8)>],
    family: usize,
    request: usize,
    choice: Choice,
) {
    let (week, step) = draft.weeks.of(problem, family);
    let (mut after, before) = (week.to_vec(), week.to_vec());
    after[request] = choice;
    let kept = kept_step(&after, step);
    draft.room.give_back(problem, family, &before, step);
    draft.worth -= plain_worth(problem, family, &before, step);
    draft.room.take(problem, family, &after, kept);
    draft.worth += plain_worth(problem, family, &after, kept);
    draft.weeks.set(problem, family, &after, kept);
    #[expect(clippy::cast_possible_truncation, reason = "rows are numbered by 32 bits, requests of a family below 64")]
    let me = (family as u32, request as u8);
    if let Some(cell) = single_cell(problem, family, request, before[request]) {
        holders[cell].retain(|holder| *holder != me);
    }
    if let Some(cell) = single_cell(problem, family, request, choice) {
        holders[cell].push(me);
    }
}

struct Swap {
    cell: usize,
    holder: usize,
    held: usize,
    choice: Choice,
    gain: i64,
}

/// The exchange of one seat that gains most for a request that is not served.
fn best_swap(
    problem: &Problem,
    weeks: &Weeks,
    room: &Room,
    holders: &[Vec<(u32, u8)>],
    family: usize,
    request: usize,
) -> Option<Swap> {
    let (week, step) = weeks.of(problem, family);
    if week[request] != Choice::NONE {
        return None;
    }
    let first = problem.request_range(family).start;
    let row = problem.families[family];
    let mut taken = step.parts().map_or(0, |(_, band)| 1_u64 << band);
    let mut sites: Vec<usize> = step.parts().map(|(site, _)| site).into_iter().collect();
    let mut sessions = i32::from(step != Step::NONE);
    for (position, choice) in week.iter().enumerate() {
        if let Some((site, bundle, _)) = choice.parts() {
            let bundle = problem.bundles_of(first + position)[bundle];
            taken |= bundle.bands;
            sessions += i32::from(bundle.sessions);
            if !sites.contains(&site) {
                sites.push(site);
            }
        }
    }
    if sessions >= row.most_sessions {
        return None;
    }
    let mut best: Option<Swap> = None;
    for (position, reach) in problem.reach_of(family).iter().enumerate() {
        if sites.len() >= 2 && !sites.contains(&position) {
            continue;
        }
        for (number, bundle) in problem.bundles_of(first + request).iter().enumerate() {
            if bundle.sessions != 1
                || bundle.bands & taken != 0
                || bundle.bands & !problem.open[reach.site as usize] != 0
            {
                continue;
            }
            let band = bundle.bands.trailing_zeros() as usize;
            let ready = reach.familiar || step.parts().is_some_and(|(site, when)| site == position && when < band);
            if !ready {
                continue;
            }
            let cell = problem.cell(reach.site, band);
            let mut gain_here = None;
            for (holder, held) in &holders[cell] {
                let (holder, held) = (*holder as usize, usize::from(*held));
                if holder == family
                    || !fits(&room.cells[cell], problem, holder, row.children, row.staff_load)
                    || !holds_exchange(problem, room, cell, holder, family)
                {
                    continue;
                }
                let choice = Choice::new(position, number, false);
                let gain = *gain_here.get_or_insert_with(|| {
                    let mut after = week.to_vec();
                    after[request] = choice;
                    plain_worth(problem, family, &after, step) - plain_worth(problem, family, week, step)
                });
                let (other, other_step) = weeks.of(problem, holder);
                let mut without = other.to_vec();
                without[held] = Choice::NONE;
                let loss = plain_worth(problem, holder, other, other_step)
                    - plain_worth(problem, holder, &without, kept_step(&without, other_step));
                let gain = gain - loss;
                if gain > best.as_ref().map_or(0, |best| best.gain) {
                    best = Some(Swap { cell, holder, held, choice, gain });
                }
            }
        }
    }
    best
}

/// Whether a cell has room for children in regular seats once a family there has gone.
fn fits(left: &Limits, problem: &Problem, gone: usize, children: i32, staff_load: i32) -> bool {
    let gone = problem.families[gone];
    left[REGULAR] + gone.children >= children
        && left[HEAD_COUNT] + gone.children >= children
        && left[STAFF] + gone.staff_load >= staff_load
}
