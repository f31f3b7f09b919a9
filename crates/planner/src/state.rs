//! Weeks given to families, and the room they leave.

use crate::model::{HEAD_COUNT, Limits, Problem, REGULAR, RESERVE, STAFF};
use crate::oracle::{Choice, Step, bits, plain_worth};

/// A week for every family.
#[derive(Debug, Clone)]
pub(crate) struct Weeks {
    /// By request.
    pub(crate) choices: Vec<Choice>,
    /// By family.
    pub(crate) steps: Vec<Step>,
}

impl Weeks {
    pub(crate) fn empty(problem: &Problem) -> Self {
        Self { choices: vec![Choice::NONE; problem.requests()], steps: vec![Step::NONE; problem.families()] }
    }

    pub(crate) fn of(&self, problem: &Problem, family: usize) -> (&[Choice], Step) {
        (&self.choices[problem.request_range(family)], self.steps[family])
    }

    pub(crate) fn is_empty(&self, problem: &Problem, family: usize) -> bool {
        self.choices[problem.request_range(family)].iter().all(|choice| *choice == Choice::NONE)
    }

    pub(crate) fn set(&mut self, problem: &Problem, family: usize, week: &[Choice], step: Step) {
        self.choices[problem.request_range(family)].copy_from_slice(week);
        self.steps[family] = step;
    }

    pub(crate) fn clear(&mut self, problem: &Problem, family: usize) {
        self.choices[problem.request_range(family)].fill(Choice::NONE);
        self.steps[family] = Step::NONE;
    }

    /// The worth of all weeks together.
    pub(crate) fn worth(&self, problem: &Problem) -> i64 {
        (0..problem.families())
            .map(|family| {
                let (week, step) = self.of(problem, family);
                plain_worth(problem, family, week, step)
            })
            .sum()
    }
}

/// Calls `visit` with each cell of a week and what the family takes there.
pub(crate) fn each_use(
    problem: &Problem,
    family: usize,
    week: &[Choice],
    step: Step,
    mut visit: impl FnMut(usize, Limits),
) {
    let row = problem.families[family];
    let reach = problem.reach_of(family);
    let mut take = |site: usize, band: usize, in_reserve: bool| {
        let mut used = [0; 4];
        if in_reserve {
            used[RESERVE] = 1;
        } else {
            used[REGULAR] = row.children;
        }
        used[HEAD_COUNT] = row.children;
        used[STAFF] = row.staff_load;
        visit(problem.cell(reach[site].site, band), used);
    };
    if let Some((site, band)) = step.parts() {
        take(site, band, true);
    }
    let first = problem.families[family].first_request as usize;
    for (position, choice) in week.iter().enumerate() {
        if let Some((site, bundle, emergency)) = choice.parts() {
            for band in bits(problem.bundles_of(first + position)[bundle].bands) {
                take(site, band, emergency);
            }
        }
    }
}

/// What is left of the limits when weeks are given.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    pub(crate) cells: Vec<Limits>,
    /// What is left of each limit by week (see [`crate::week_limit`]).
    pub(crate) minutes: Vec<i64>,
}

impl Room {
    /// All of it.
    pub(crate) fn whole(problem: &Problem) -> Self {
        Self { cells: problem.room.clone(), minutes: problem.week_rows.iter().map(|row| row.limit).collect() }
    }

    /// What given weeks leave.
    pub(crate) fn after(problem: &Problem, weeks: &Weeks) -> Self {
        let mut room = Self::whole(problem);
        for family in 0..problem.families() {
            let (week, step) = weeks.of(problem, family);
            room.take(problem, family, week, step);
        }
        room
    }

    pub(crate) fn take(&mut self, problem: &Problem, family: usize, week: &[Choice], step: Step) {
        self.change(problem, family, week, step, -1);
    }

    pub(crate) fn give_back(&mut self, problem: &Problem, family: usize, week: &[Choice], step: Step) {
        self.change(problem, family, week, step, 1);
    }

    fn change(&mut self, problem: &Problem, family: usize, week: &[Choice], step: Step, sign: i32) {
        each_use(problem, family, week, step, |cell, used| {
            for (left, used) in self.cells[cell].iter_mut().zip(used) {
                *left += sign * used;
            }
            if !self.minutes.is_empty() {
                self.change_weeks(problem, family, cell, i64::from(sign));
            }
        });
    }
}

/// A familiarisation session is kept while there is a booking at its site.
pub(crate) fn kept_step(week: &[Choice], step: Step) -> Step {
    step.parts()
        .filter(|(at, _)| week.iter().any(|choice| choice.parts().is_some_and(|(site, _, _)| site == *at)))
        .map_or(Step::NONE, |_| step)
}
