//! Prices of seats, and the bound they prove.
//!
//! For any prices `p ≥ 0` on the limits of cells, `L(p) = Σ p·room + Σ over families of (best week at these prices)` is at least the worth
//! of every plan (Lagrangian relaxation of the limits). The prices are lowered towards the least `L` by a deflected subgradient
//! method; every value met on the way is a bound, the least is kept with the prices that prove it. Prices are integers in
//! 1/65536 of a unit of worth when they are evaluated, so a bound is exact and anybody can compute it again.

use crate::exchange::PRICE_UNIT;
use crate::model::{Limits, Problem};
use crate::oracle::{Choice, LARGEST_PRICE, Oracle, Price, Step};
use crate::state::{Weeks, each_use};
use crate::week_limit;

/// A bound with the prices that prove it.
#[derive(Debug, Clone)]
pub(crate) struct Proof {
    /// No plan is worth more; in the unit of prices.
    pub(crate) bound: i128,
    /// What a child pays in each cell, limits by week included; see [`week_limit::fold`].
    pub(crate) prices: Vec<Price>,
    /// The part of it that is of limits by week.
    pub(crate) week_prices: Vec<i64>,
}

/// A share of the families, with their best weeks at the last prices and what these use.
struct Part {
    families: std::ops::Range<usize>,
    oracle: Oracle,
    used: Vec<Limits>,
    /// Sum of the families' ceilings.
    worth: i128,
}

/// The search for the best prices.
pub(crate) struct Pricing {
    parts: Vec<Part>,
    weeks: Weeks,
    level: Vec<[f64; 4]>,
    week_level: Vec<f64>,
    direction: Vec<[f64; 4]>,
    week_direction: Vec<f64>,
    week_prices: Vec<i64>,
    week_scale: Vec<f64>,
    prices: Vec<Price>,
    used: Vec<Limits>,
    pub(crate) best: Proof,
    best_level: Vec<[f64; 4]>,
    best_week_level: Vec<f64>,
    /// The least bound when prices by week count too (the same as `best` when there are none).
    best_value: f64,
    theta: f64,
    stalled: u32,
    /// For each limit, by how much its slope is divided, so that a step on it weighs like one on another: the wishes for a cell of many places sway more.
    scale: Vec<[f64; 4]>,
}

/// How much of the last direction is kept.
const DEFLECTION: f64 = 0.7;
/// The first step, as a share of the step that would reach the target on a straight slope.
const LENGTH: f64 = 0.3;
/// Rounds without a better bound after which the step is shortened, and to what share.
const PATIENCE: u32 = 3;
const SHORTENING: f64 = 0.7;
/// What counts as one on each limit: a child takes five to eight staff units.
const ONE: [f64; 4] = [1.0, 1.0, 1.0, 6.0];

impl Pricing {
    pub(crate) fn new(problem: &Problem, threads: usize) -> Self {
        let cells = problem.room.len();
        let parts = parts(problem, threads.max(1));
        let mut pricing = Self {
            parts,
            weeks: Weeks::empty(problem),
            level: vec![[0.0; 4]; cells],
            week_level: problem.week_rows.iter().map(|row| week_limit::first_level(problem, row)).collect(),
            direction: vec![[0.0; 4]; cells],
            week_direction: vec![0.0; problem.week_rows.len()],
            week_prices: Vec::new(),
            week_scale: problem.week_rows.iter().map(|row| week_scale(problem, row)).collect(),
            prices: vec![[0; 4]; problem.price_cells()],
            used: vec![[0; 4]; cells],
            best: Proof { bound: i128::MAX, prices: Vec::new(), week_prices: Vec::new() },
            best_level: Vec::new(),
            best_week_level: Vec::new(),
            best_value: f64::INFINITY,
            theta: LENGTH,
            stalled: 0,
            scale: problem.room.iter().map(scale).collect(),
        };
        // A limit of nothing costs nothing to price high, and then nobody dreams of it.
        for (level, room) in pricing.level.iter_mut().zip(&problem.room) {
            for (level, room) in level.iter_mut().zip(room) {
                if *room == 0 {
                    *level = 1e6 * PRICE_UNIT as f64;
                }
            }
        }
        pricing
    }

    pub(crate) fn prices(&self) -> &[Price] {
        &self.best.prices
    }

    /// Evaluates the present prices and moves them. `target` is the worth of a plan (or a guess of the best).
    #[expect(
        clippy::cast_precision_loss,
        reason = "the method needs no exact value; bounds are kept as exact integers"
    )]
    pub(crate) fn step(&mut self, problem: &Problem, target: f64) {
        self.round_prices(problem);
        let families = self.evaluate(problem);
        let bound = week_limit::worth_of_all_room(problem, &self.prices, &self.week_prices) + families;
        let value = bound as f64;
        if bound < self.best.bound {
            self.best.bound = bound;
            self.best.prices.clone_from(&self.prices);
            self.best.week_prices.clone_from(&self.week_prices);
        }
        if value < self.best_value * (1.0 - 1e-7) {
            self.stalled = 0;
        } else {
            self.stalled += 1;
        }
        if value < self.best_value {
            self.best_value = value;
            self.best_level.clone_from(&self.level);
            self.best_week_level.clone_from(&self.week_level);
        }
        if self.stalled >= PATIENCE {
            self.stalled = 0;
            self.theta *= SHORTENING;
            if !problem.week_rows.is_empty() {
                self.go_back();
                return;
            }
        }
        self.move_prices(problem, value, target * PRICE_UNIT as f64);
    }

    /// Goes on from the best prices with a shorter step: one limit by week binds many cells, and a step too far is far from everything.
    fn go_back(&mut self) {
        self.level.clone_from(&self.best_level);
        self.week_level.clone_from(&self.best_week_level);
        self.direction.fill([0.0; 4]);
        self.week_direction.fill(0.0);
    }

    #[expect(clippy::cast_possible_truncation, reason = "prices are rounded on purpose")]
    fn round_prices(&mut self, problem: &Problem) {
        for (price, level) in self.prices.iter_mut().zip(&self.level) {
            for (price, level) in price.iter_mut().zip(level) {
                *price = (level.round() as i64).clamp(0, LARGEST_PRICE);
            }
        }
        if !problem.week_rows.is_empty() {
            week_limit::rounded(problem, &self.week_level, &mut self.week_prices);
            week_limit::fold(problem, &self.week_prices, &mut self.prices);
        }
    }

    fn move_prices(&mut self, problem: &Problem, value: f64, target: f64) {
        let mut norm = 0.0;
        for ((((direction, level), used), room), scale) in
            self.direction.iter_mut().zip(&self.level).zip(&self.used).zip(&problem.room).zip(&self.scale)
        {
            for limit in 0..4 {
                let slope = f64::from(used[limit] - room[limit]) / scale[limit];
                let mut moved = slope + DEFLECTION * direction[limit];
                if level[limit] <= 0.0 && moved < 0.0 {
                    moved = 0.0;
                }
                direction[limit] = moved;
                norm += moved * moved;
            }
        }
        let used = if problem.week_rows.is_empty() { Vec::new() } else { week_limit::used(problem, &self.weeks) };
        for ((((row, used), scale), direction), level) in
            problem.week_rows.iter().zip(used).zip(&self.week_scale).zip(&mut self.week_direction).zip(&self.week_level)
        {
            #[expect(clippy::cast_precision_loss, reason = "minutes of a week")]
            let mut moved = (used - row.limit) as f64 / scale + DEFLECTION * *direction;
            if *level <= 0.0 && moved < 0.0 {
                moved = 0.0;
            }
            *direction = moved;
            norm += moved * moved;
        }
        if norm <= 0.0 {
            return;
        }
        let length = self.theta * (value - target).max(value.abs() * 1e-6) / norm;
        for ((level, direction), scale) in self.level.iter_mut().zip(&self.direction).zip(&self.scale) {
            for ((level, direction), scale) in level.iter_mut().zip(direction).zip(scale) {
                *level = (*level + length * direction / scale).max(0.0);
            }
        }
        for ((level, direction), scale) in self.week_level.iter_mut().zip(&self.week_direction).zip(&self.week_scale) {
            *level = (*level + length * direction / scale).max(0.0);
        }
    }

    /// Every family's best week at the present prices; the sum of their ceilings.
    fn evaluate(&mut self, problem: &Problem) -> i128 {
        let prices = &self.prices;
        if let [part] = self.parts.as_mut_slice() {
            part.evaluate(problem, prices, &mut self.weeks.choices, &mut self.weeks.steps);
        } else {
            std::thread::scope(|scope| {
                let (mut choices, mut steps) = (self.weeks.choices.as_mut_slice(), self.weeks.steps.as_mut_slice());
                for part in &mut self.parts {
                    let requests = problem.request_range(part.families.end - 1).end
                        - problem.request_range(part.families.start).start;
                    let (mine, others) = choices.split_at_mut(requests);
                    choices = others;
                    let (my_steps, other_steps) = steps.split_at_mut(part.families.len());
                    steps = other_steps;
                    scope.spawn(move || part.evaluate(problem, prices, mine, my_steps));
                }
            });
        }
        for (cell, used) in self.used.iter_mut().enumerate() {
            *used = [0; 4];
            for part in &self.parts {
                for (used, mine) in used.iter_mut().zip(part.used[cell]) {
                    *used += mine;
                }
            }
        }
        self.parts.iter().map(|part| part.worth).sum()
    }
}

impl Part {
    fn evaluate(&mut self, problem: &Problem, prices: &[Price], choices: &mut [Choice], steps: &mut [Step]) {
        self.worth = 0;
        let begin = problem.families[self.families.start].first_request as usize;
        for family in self.families.clone() {
            let position = family - self.families.start;
            let requests = problem.request_range(family);
            let week = &mut choices[requests.start - begin..requests.end - begin];
            let step = &mut steps[position];
            self.oracle.look(problem, family, prices, 256, None);
            // The last best week is a good start: only what beats it is looked for.
            let before = self.oracle.worth_of(problem, family, week, *step);
            let found = self.oracle.best(problem, family, before.max(0)).is_some();
            if found || before < 0 {
                let used = &mut self.used;
                each_use(problem, family, week, *step, |cell, taken| {
                    for (used, taken) in used[cell].iter_mut().zip(taken) {
                        *used -= taken;
                    }
                });
                if found {
                    week.copy_from_slice(&self.oracle.week);
                    *step = self.oracle.step;
                } else {
                    week.fill(Choice::NONE);
                    *step = Step::NONE;
                }
                each_use(problem, family, week, *step, |cell, taken| {
                    for (used, taken) in used[cell].iter_mut().zip(taken) {
                        *used += taken;
                    }
                });
            }
            self.worth += i128::from(self.oracle.ceiling.max(0));
        }
    }
}

fn parts(problem: &Problem, threads: usize) -> Vec<Part> {
    let families = problem.families();
    let threads = threads.min(families / 200).max(1);
    (0..threads)
        .map(|part| Part {
            families: families * part / threads..families * (part + 1) / threads,
            oracle: Oracle::default(),
            used: vec![[0; 4]; problem.room.len()],
            worth: 0,
        })
        .collect()
}

pub(crate) fn worth_of_room(price: &Price, room: &Limits) -> i128 {
    price.iter().zip(room).map(|(price, room)| i128::from(*price) * i128::from(*room)).sum()
}

/// The fourth root of the places there are.
fn scale(room: &Limits) -> [f64; 4] {
    std::array::from_fn(|limit| ONE[limit] * (1.0 + f64::from(room[limit].max(0)) / ONE[limit]).sqrt().sqrt())
}

/// The same for a limit by week.
#[expect(clippy::cast_precision_loss, reason = "a measure")]
fn week_scale(problem: &Problem, row: &crate::model::WeekRow) -> f64 {
    let one = week_limit::one(problem, row);
    one * (1.0 + row.limit as f64 / one).sqrt().sqrt()
}
