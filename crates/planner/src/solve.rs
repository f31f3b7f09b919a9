//! Solving: prices, then construction, then search.
//!
//! Small territories are searched twice side by side and the better plan is kept; large ones are cut into tiles (see [`crate::search`]). Nothing
//! here knows the number of threads except to share work out: same seed and rounds, same plan. With a time limit the time that
//! is gone says how warm the search still is, so two runs differ by what the machine had time for.

use crate::check::bound_at;
use crate::construction::{Draft, construct, polish};
use crate::exchange::PRICE_UNIT;
use crate::fairness::settle;
use crate::good_weeks::GoodWeeks;
use crate::model::Problem;
use crate::prices::{Pricing, Proof};
use crate::search::{Pace, Worker, round};
use crate::state::Weeks;
use crate::tiles::tiles;

/// How to solve.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Ties and chance are drawn from it: the same seed and rounds give the same plan whatever the number of threads.
    pub seed: u64,
    /// Threads, at least one.
    pub threads: usize,
    /// Rounds of search; `None` until told to stop.
    pub rounds: Option<u64>,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Prices are sought.
    Prices,
    /// A first plan is made.
    Construction,
    /// The plan is made better.
    Search,
    /// It is done.
    Done,
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// The worth of the plan so far.
    pub value: Option<i64>,
    /// No plan is worth more.
    pub bound: Option<f64>,
    /// Rounds of prices or of search done.
    pub round: u64,
}

/// Watches a solution being made, and says when to stop: the planner has no clock.
pub trait Watch: Sync {
    /// Is told how far it is; false asks to stop soon.
    fn go_on(&self, progress: &Progress) -> bool;

    /// How much of the time there is has gone, from 0 to 1; `None` when there is no limit, then the rounds say.
    fn gone(&self) -> Option<f64> {
        None
    }
}

impl<F: Fn(&Progress) -> bool + Sync + ?Sized> Watch for F {
    fn go_on(&self, progress: &Progress) -> bool {
        self(progress)
    }
}

/// A plan and the proof of how good it is.
#[derive(Debug, Clone)]
pub struct Solution {
    pub(crate) weeks: Weeks,
    pub(crate) proof: Proof,
    value: i64,
    rounds: u64,
    /// What the prices of cells prove alone.
    cells: f64,
}

impl Solution {
    /// Its worth.
    pub fn value(&self) -> i64 {
        self.value
    }

    /// No plan is worth more.
    pub fn bound(&self) -> f64 {
        bound(&self.proof)
    }

    /// What the prices of cells prove alone, for programs that know no limits by week; the same where there are none.
    pub fn bound_of_cells(&self) -> f64 {
        self.cells
    }

    /// Rounds of search done.
    pub fn rounds(&self) -> u64 {
        self.rounds
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "exact below 2^53, a hundred thousand times the worth of a national week"
)]
fn bound(proof: &Proof) -> f64 {
    proof.bound as f64 / PRICE_UNIT as f64
}

/// Rounds of prices; then the bound of a département is within 0.1 % of where it would end.
const SWEEPS: u64 = 150;
/// The same for a country, whose prices settle later.
const SWEEPS_OF_MANY: u64 = 180;
/// The round of prices after which a first plan is made, for the target of the others.
const EARLY_SWEEP: u64 = 12;
/// The share of the time that prices may take.
const SHARE_OF_PRICES: f64 = 0.3;
/// Sites of a tile; up to so many are one.
const SITES_OF_A_TILE: usize = 70;
/// Sites of a tile of a country: larger, so that fewer families reach across a cut and stay as they are.
const SITES_OF_A_LARGE_TILE: usize = 150;
/// Remakings for each family in a round, in sixteenths: as many as a département needs to cool well in [`ROUNDS`].
const REMAKINGS: usize = 20 * 16;
/// The same for more families than [`MANY`].
const REMAKINGS_OF_MANY: usize = 2 * 16;
/// Families of a large region.
const MANY: usize = 10_000;
/// Remakings in a round of a small territory: a town must not cool faster than a département.
const REMAKINGS_OF_FEW: usize = 16_000;
/// Remakings for each family in a round, in sixteenths, at most.
const MOST_REMAKINGS: usize = 160 * 16;
/// Most families of a remaking.
const TOGETHER: usize = 10;
/// The share of the time after which a large plan is polished.
const POLISHING: f64 = 0.97;
/// Passes of exchanges of seats that are envied with reason; two are enough as a rule.
const EXCHANGES: usize = 20;
/// Rounds when nothing else says.
const ROUNDS: u64 = 40;
/// The same for a country, where a round costs more to begin.
const ROUNDS_OF_MANY: u64 = 26;
/// Worth that is given up with probability 1/e at the start, about the worth of one half-day.
const WARMTH: f64 = 40.0;
/// Plans of a small territory that are searched side by side.
const SIDE_BY_SIDE: usize = 4;

/// Solves a week.
pub fn solve<W: Watch + ?Sized>(problem: &Problem, settings: &Settings, watch: &W) -> Solution {
    let threads = settings.threads.max(1);
    let mut pricing = Pricing::new(problem, threads);
    let mut draft = Draft::empty(problem);
    let mut stop = false;
    let mut sweep = 0;
    let sweeps = if problem.families() > MANY { SWEEPS_OF_MANY } else { SWEEPS };
    while sweep < sweeps && !stop {
        if sweep == EARLY_SWEEP {
            construct(problem, pricing.prices(), &mut draft);
        }
        #[expect(clippy::cast_precision_loss, reason = "a target need not be exact")]
        pricing.step(problem, draft.worth as f64);
        sweep += 1;
        let progress = Progress {
            stage: Stage::Prices,
            value: Some(draft.worth),
            bound: Some(bound(&pricing.best)),
            round: sweep,
        };
        stop = !watch.go_on(&progress);
        if sweep > EARLY_SWEEP && watch.gone().is_some_and(|gone| gone > SHARE_OF_PRICES) {
            break;
        }
    }
    let mut other = Draft::empty(problem);
    construct(problem, pricing.prices(), &mut other);
    if other.worth > draft.worth {
        draft = other;
    }
    let started = watch.gone().unwrap_or(0.0).min(0.99);
    let proof = pricing.best.clone();
    let progress =
        Progress { stage: Stage::Construction, value: Some(draft.worth), bound: Some(bound(&proof)), round: 0 };
    stop |= !watch.go_on(&progress);

    let small = problem.sites() <= SITES_OF_A_TILE;
    let mut workers: Vec<Worker> = (0..threads.max(SIDE_BY_SIDE)).map(|_| Worker::new(problem)).collect();
    let mut drafts = vec![draft.clone(); if small { SIDE_BY_SIDE } else { 1 }];
    let mut good = vec![vec![GoodWeeks::default(); problem.families()]; drafts.len()];
    let mut best = draft;
    let mut remakings = match problem.families() {
        many if many > MANY => REMAKINGS_OF_MANY,
        few => REMAKINGS.max((16 * REMAKINGS_OF_FEW / few.max(1)).min(MOST_REMAKINGS)),
    };
    if settings.rounds.is_none() && watch.gone().is_some() {
        // Cautious until the first round has shown how long one takes.
        remakings = remakings.min(if small { REMAKINGS } else { 4 });
    }
    let sites_of_a_tile = if problem.families() > MANY { SITES_OF_A_LARGE_TILE } else { SITES_OF_A_TILE };
    let mut rounds = 0;
    let usual = if problem.families() > MANY { ROUNDS_OF_MANY } else { ROUNDS };
    let (mut gone, mut quarter) = (0.0, 0);
    while !stop && best.worth < whole(&proof) {
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let now = match (settings.rounds, watch.gone()) {
            (Some(limit), _) => rounds as f64 / limit.max(1) as f64,
            (None, Some(gone)) => (gone - started) / (1.0 - started),
            (None, None) => rounds as f64 / usual as f64,
        };
        let end = if settings.rounds.is_none() && problem.families() > MANY { POLISHING } else { 1.0 };
        if now >= end {
            break;
        }
        if settings.rounds.is_none() && watch.gone().is_some() && rounds > 0 {
            remakings = paced(remakings, (now - gone) * usual as f64);
            let rounds_left = (end - now) * usual as f64;
            if rounds_left < 1.0 {
                remakings = ((remakings as f64 * rounds_left) as usize).max(1);
            }
        }
        gone = now;
        #[expect(clippy::cast_possible_truncation, reason = "at most 256 × the warmth at the start")]
        let warmth = (WARMTH * (1.0 - gone) * (1.0 - gone) * 256.0) as i64;
        let pace = Pace { seed: settings.seed, round: rounds, warmth, remakings, together: TOGETHER };
        round(
            problem,
            &proof.prices,
            &mut drafts,
            &mut good,
            &tiles(problem, settings.seed, rounds, sites_of_a_tile),
            pace,
            threads,
            &mut workers,
        );
        rounds += 1;
        for draft in &drafts {
            if draft.worth > best.worth {
                best.clone_from(draft);
            }
        }
        let quarters = (now * 4.0) as usize;
        if quarters > quarter && quarters >= 2 {
            leave_the_worst(&mut drafts, &mut good);
        }
        quarter = quarters;
        let progress =
            Progress { stage: Stage::Search, value: Some(best.worth), bound: Some(bound(&proof)), round: rounds };
        stop = !watch.go_on(&progress);
    }
    polish(problem, &mut best);
    settle(problem, &mut best, EXCHANGES);
    let progress = Progress { stage: Stage::Done, value: Some(best.worth), bound: Some(bound(&proof)), round: rounds };
    watch.go_on(&progress);
    let cells = if problem.week_rows.is_empty() { bound(&proof) } else { bound_at(problem, &proof.prices, &[]) };
    Solution { value: best.worth, weeks: best.weeks, proof, rounds, cells }
}

/// The worst of several drafts goes on from the best one; chance parts them again.
fn leave_the_worst(drafts: &mut [Draft], good: &mut [Vec<GoodWeeks>]) {
    let worth = |number: &usize| drafts[*number].worth;
    let (Some(best), Some(worst)) = ((0..drafts.len()).max_by_key(worth), (0..drafts.len()).min_by_key(worth)) else {
        return;
    };
    if drafts[best].worth > drafts[worst].worth {
        drafts[worst] = drafts[best].clone();
        good[worst] = good[best].clone();
    }
}

/// As many remakings as make a round last as long as it should; at most four times more or less than now. `lasted` is how many times too long the last
/// round was.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a small number"
)]
fn paced(remakings: usize, lasted: f64) -> usize {
    let factor = (1.0 / lasted.max(1e-4)).clamp(0.25, 4.0);
    ((remakings as f64 * factor) as usize).clamp(4, 1 << 24)
}

/// The largest whole worth a plan may have.
fn whole(proof: &Proof) -> i64 {
    i64::try_from(proof.bound.div_euclid(i128::from(PRICE_UNIT))).unwrap_or(i64::MAX)
}
