//! Construction and search: weeks that fit in the room there is, made better by taking some back and giving them anew.
//!
//! The gap between a plan and the bound is exactly the sum of the families' regrets (the best week at the prices less the week they
//! have, both at the prices) and of price × room left over. The search looks for weeks to remake where that gap is: it
//! picks a family with much regret, takes back its week and some of those that stand in its way, and gives them new
//! weeks one by one, each the best for the family at prices, in the room that is left. What is not worse is kept; what is a little worse is
//! kept while the search is warm.
//!
//! Large territories are cut into tiles that share no site; tiles are searched side by side, each with its own random numbers, so the result does not
//! depend on how many threads there are. Every round cuts elsewhere.

use std::sync::atomic::{AtomicUsize, Ordering};

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::model::{Limits, Problem};
use crate::oracle::{Choice, Oracle, Price, Step, plain_worth};
use crate::state::{Room, Weeks, each_use};

/// Random numbers below a limit, the same on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Chance(Xoshiro256PlusPlus);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// Of a tile in a round.
    fn of(seed: u64, round: u64, tile: u64) -> Self {
        Self::new(
            seed ^ round.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ tile.wrapping_mul(0xd1b5_4a32_d192_ed03).rotate_left(17),
        )
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "less than the limit, which is a usize")]
        {
            ((u128::from(self.0.next_u64()) * limit as u128) >> 64) as usize
        }
    }

    fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Exponentially distributed with mean 1, in 1/256, to the nearest 1/8 or so: no logarithm, the same on every machine.
    fn exponential(&mut self) -> i64 {
        let word = self.0.next_u64();
        // Halvings (ln 2 each) and how far into the last one, linearly.
        let halvings = i64::from((word >> 32).leading_zeros()) - 32;
        let within = (word & 0xffff_ffff).cast_signed();
        (halvings * 177) + ((within * 177) >> 32)
    }
}

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

/// Gives a family without a week its best one in the room that is left; the one it had before is as good as any equal one.
#[expect(clippy::too_many_arguments, reason = "the inner step of the search")]
fn give_anew(
    problem: &Problem,
    prices: &[Price],
    share: i64,
    oracle: &mut Oracle,
    draft: &mut Draft,
    family: usize,
    before: &[Choice],
    step: Step,
    blink: Option<u64>,
) {
    oracle.look(problem, family, prices, share, Some(&draft.room.cells));
    if let Some(bands) = blink {
        oracle.overlook(bands);
    }
    let floor = if oracle.is_possible(problem, family, before, step) {
        oracle.worth_of(problem, family, before, step)
    } else {
        0
    };
    if oracle.best(problem, family, floor.max(0)).is_some() {
        if draft.room.holds_minutes(problem, family, &oracle.week, oracle.step) {
            put(problem, draft, family, &oracle.week, oracle.step);
        }
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

/// Families drawn at most to find one with much regret, less one.
const DRAWS: usize = 7;

/// How warm the search is, and how long a round of a tile lasts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) seed: u64,
    pub(crate) round: u64,
    /// Worth that is given up with probability 1/e, in 1/256.
    pub(crate) warmth: i64,
    /// Remakings for each family of the tile, in sixteenths.
    pub(crate) remakings: usize,
    /// Most families of a remaking.
    pub(crate) together: usize,
}

/// Families and sites that are searched together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tile {
    pub(crate) families: Vec<u32>,
}

/// Cuts the territory into tiles of about `sites` sites by straight cuts in a direction drawn from the round; families who reach across a
/// cut stay as they are in this round.
pub(crate) fn tiles(problem: &Problem, seed: u64, round: u64, sites: usize) -> Vec<Tile> {
    let count = problem.sites();
    if count <= sites {
        return vec![Tile { families: every(problem).collect() }];
    }
    let mut chance = Chance::of(seed, round, u64::MAX);
    let mut tile_of = vec![0_u32; count];
    let mut next = 0;
    let mut all: Vec<u32> = (0..u32::try_from(count).unwrap_or(u32::MAX)).collect();
    cut(problem, &mut all, sites, &mut chance, &mut tile_of, &mut next);
    let mut tiles = vec![Tile::default(); next as usize];
    for family in every(problem) {
        let mut reach = problem.reach_of(family as usize).iter().map(|reach| tile_of[reach.site as usize]);
        if let Some(tile) = reach.next()
            && reach.all(|other| other == tile)
        {
            tiles[tile as usize].families.push(family);
        }
    }
    tiles.retain(|tile| !tile.families.is_empty());
    tiles
}

fn every(problem: &Problem) -> std::ops::Range<u32> {
    0..u32::try_from(problem.families()).unwrap_or(u32::MAX)
}

/// Directions to cut in: halves of small whole numbers, so that no sine is needed.
const DIRECTIONS: [(f32, f32); 8] =
    [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0), (2.0, 1.0), (1.0, 2.0), (2.0, -1.0), (1.0, -2.0)];

fn cut(problem: &Problem, sites: &mut [u32], most: usize, chance: &mut Chance, tile_of: &mut [u32], next: &mut u32) {
    if sites.len() <= most {
        for site in sites.iter() {
            tile_of[*site as usize] = *next;
        }
        *next += 1;
        return;
    }
    let (east, north) = DIRECTIONS[chance.below(DIRECTIONS.len())];
    let along = |site: u32| {
        let (x, y) = problem.site_points[site as usize];
        x * east + y * north
    };
    sites.sort_unstable_by(|one, other| along(*one).total_cmp(&along(*other)).then(one.cmp(other)));
    // Somewhere in the middle third.
    let middle = sites.len() / 3 + chance.below(sites.len() / 3 + 1);
    let (one, other) = sites.split_at_mut(middle.clamp(1, sites.len() - 1));
    cut(problem, one, most, chance, tile_of, next);
    cut(problem, other, most, chance, tile_of, next);
}

/// One thread's working memory.
pub(crate) struct Worker {
    oracle: Oracle,
    occupants: Vec<Vec<u32>>,
    /// For each family of the tile under search, at the prices: its best week's worth less its present week's.
    regret: Vec<i64>,
    best: Vec<i64>,
    /// That best week.
    wished: Weeks,
    touched: Vec<u32>,
    saved: Vec<(Step, usize)>,
    saved_choices: Vec<Choice>,
    cells: Vec<u32>,
    needs: Vec<(usize, Limits)>,
    marks: Vec<u32>,
    mark: u32,
    pub(crate) remade: u64,
    pub(crate) kept: u64,
}

impl Worker {
    pub(crate) fn new(problem: &Problem) -> Self {
        Self {
            oracle: Oracle::default(),
            occupants: vec![Vec::new(); problem.room.len()],
            regret: vec![0; problem.families()],
            best: vec![0; problem.families()],
            wished: Weeks::empty(problem),
            touched: Vec::new(),
            saved: Vec::new(),
            saved_choices: Vec::new(),
            cells: Vec::new(),
            needs: Vec::new(),
            marks: vec![0; problem.families()],
            mark: 0,
            remade: 0,
            kept: 0,
        }
    }

    /// Searches one tile of a draft for one round.
    pub(crate) fn search(
        &mut self,
        problem: &Problem,
        prices: &[Price],
        draft: &mut Draft,
        tile: &Tile,
        number: usize,
        pace: Pace,
    ) {
        let mut chance = Chance::of(pace.seed, pace.round, number as u64);
        let families = &tile.families;
        for family in families {
            let family = *family as usize;
            self.oracle.look(problem, family, prices, 256, None);
            let best = self.oracle.best(problem, family, 0);
            if best.is_some() {
                self.wished.set(problem, family, &self.oracle.week, self.oracle.step);
            } else {
                self.wished.clear(problem, family);
            }
            let best = best.unwrap_or(0);
            let (week, step) = draft.weeks.of(problem, family);
            let has = self.oracle.worth_of(problem, family, week, step);
            (self.best[family], self.regret[family]) = (best, best - has);
            self.occupy(problem, draft, family);
        }
        let rounds = families.len() * pace.remakings / 16;
        for _ in 0..rounds {
            // A family with much regret: the best of a few drawn.
            let mut seed = families[chance.below(families.len())] as usize;
            for _ in 0..chance.below(DRAWS) {
                let other = families[chance.below(families.len())] as usize;
                if self.regret[other] > self.regret[seed] {
                    seed = other;
                }
            }
            let before = draft.worth;
            self.remake(problem, prices, draft, seed, pace.together, &mut chance);
            self.remade += 1;
            let lost = (before - draft.worth) * 256;
            if lost <= 0 || (pace.warmth > 0 && lost <= (pace.warmth * chance.exponential()) >> 8) {
                self.accept(problem, prices, draft);
                self.kept += 1;
            } else {
                self.undo(problem, draft);
            }
        }
        for occupants in families.iter().flat_map(|family| problem.reach_of(*family as usize)) {
            let start = problem.cell(occupants.site, 0);
            for cell in &mut self.occupants[start..start + problem.width()] {
                cell.clear();
            }
        }
    }

    fn occupy(&mut self, problem: &Problem, draft: &Draft, family: usize) {
        let (week, step) = draft.weeks.of(problem, family);
        each_use(problem, family, week, step, |cell, _| {
            #[expect(clippy::cast_possible_truncation, reason = "rows are numbered by 32 bits")]
            self.occupants[cell].push(family as u32);
        });
    }

    fn leave(&mut self, problem: &Problem, family: usize, week: &[Choice], step: Step) {
        each_use(problem, family, week, step, |cell, _| {
            if let Some(place) = self.occupants[cell].iter().position(|other| *other as usize == family) {
                self.occupants[cell].swap_remove(place);
            }
        });
    }

    /// Takes back the weeks of a family and of some who stand in its way, and gives them new ones.
    fn remake(
        &mut self,
        problem: &Problem,
        prices: &[Price],
        draft: &mut Draft,
        seed: usize,
        together: usize,
        chance: &mut Chance,
    ) {
        self.touched.clear();
        self.saved.clear();
        self.saved_choices.clear();
        self.mark += 1;
        self.mark(seed);
        let most = 1 + chance.below(together);
        // What the family would have at these prices, if there were room: who sits there?
        self.cells.clear();
        let cells = &mut self.cells;
        let (week, step) = self.wished.of(problem, seed);
        #[expect(clippy::cast_possible_truncation, reason = "sites × bands stays below 2^32")]
        each_use(problem, seed, week, step, |cell, _| cells.push(cell as u32));
        if self.cells.is_empty() || chance.below(8) == 0 {
            // Or whoever sits at one of its sites.
            let reach = problem.reach_of(seed);
            if !reach.is_empty() {
                let start = problem.cell(reach[chance.below(reach.len())].site, 0);
                #[expect(clippy::cast_possible_truncation, reason = "sites × bands stays below 2^32")]
                self.cells.extend(start as u32..(start + problem.width()) as u32);
            }
        }
        if chance.below(2) == 0 {
            self.clear_the_way(problem, draft, seed, most, chance);
        }
        let mut tries = 0;
        while self.touched.len() < most && tries < 3 * most {
            tries += 1;
            if self.cells.is_empty() {
                break;
            }
            let cell = self.cells[chance.below(self.cells.len())] as usize;
            if self.occupants[cell].is_empty() {
                continue;
            }
            let other = self.occupants[cell][chance.below(self.occupants[cell].len())] as usize;
            if self.marks[other] == self.mark {
                continue;
            }
            self.mark(other);
            // And those who sit where this one sits, now and then.
            if chance.below(3) == 0 {
                let (week, step) = draft.weeks.of(problem, other);
                let cells = &mut self.cells;
                #[expect(clippy::cast_possible_truncation, reason = "sites × bands stays below 2^32")]
                each_use(problem, other, week, step, |cell, _| cells.push(cell as u32));
            }
        }
        for position in 0..self.touched.len() {
            let family = self.touched[position] as usize;
            let (week, step) = draft.weeks.of(problem, family);
            self.saved.push((step, self.saved_choices.len()));
            self.saved_choices.extend_from_slice(week);
            take_back(problem, draft, family);
        }
        // The one with regret first, mostly; the others in any order, at prices that count more or less.
        let count = self.touched.len();
        let mut order: [u8; 16] = std::array::from_fn(|place| u8::try_from(place).unwrap_or(0));
        let from = usize::from(chance.below(4) > 0);
        for place in (from + 1..count).rev() {
            let other = from + chance.below(place - from + 1);
            order.swap(place, other);
        }
        let share = (160 + chance.below(200)).min(256).cast_signed() as i64;
        for place in &order[..count] {
            let family = self.touched[usize::from(*place)] as usize;
            let (step, start) = self.saved[usize::from(*place)];
            let before = &self.saved_choices[start..start + problem.request_range(family).len()];
            let blink = (chance.below(16) == 0).then(|| chance.word() & chance.word() & chance.word());
            give_anew(problem, prices, share, &mut self.oracle, draft, family, before, step, blink);
        }
    }

    /// Marks just enough of those who stand in the way of a family's wished week.
    fn clear_the_way(&mut self, problem: &Problem, draft: &Draft, seed: usize, most: usize, chance: &mut Chance) {
        let (week, step) = self.wished.of(problem, seed);
        let mut needs = std::mem::take(&mut self.needs);
        needs.clear();
        each_use(problem, seed, week, step, |cell, used| needs.push((cell, used)));
        for (cell, used) in &needs {
            let mut left = draft.room.cells[*cell];
            // What those already marked give back here.
            for other in &self.occupants[*cell] {
                if self.marks[*other as usize] == self.mark {
                    give_back_here(problem, draft, *other as usize, *cell, &mut left);
                }
            }
            let mut tries = 0;
            while left.iter().zip(used).any(|(left, used)| left < used) && tries < 8 && self.touched.len() < most.max(6)
            {
                tries += 1;
                let there = &self.occupants[*cell];
                if there.is_empty() {
                    break;
                }
                let other = there[chance.below(there.len())] as usize;
                if self.marks[other] != self.mark {
                    give_back_here(problem, draft, other, *cell, &mut left);
                    self.mark(other);
                }
            }
        }
        self.needs = needs;
    }

    fn mark(&mut self, family: usize) {
        self.marks[family] = self.mark;
        #[expect(clippy::cast_possible_truncation, reason = "rows are numbered by 32 bits")]
        self.touched.push(family as u32);
    }

    fn accept(&mut self, problem: &Problem, prices: &[Price], draft: &Draft) {
        for position in 0..self.touched.len() {
            let family = self.touched[position] as usize;
            let (step, start) = self.saved[position];
            let saved = std::mem::take(&mut self.saved_choices);
            let length = problem.request_range(family).len();
            let (week, now) = draft.weeks.of(problem, family);
            if saved[start..start + length] != *week || step != now {
                self.leave(problem, family, &saved[start..start + length], step);
                self.occupy(problem, draft, family);
                self.oracle.look(problem, family, prices, 256, None);
                self.regret[family] = self.best[family] - self.oracle.worth_of(problem, family, week, now);
            }
            self.saved_choices = saved;
        }
    }

    fn undo(&mut self, problem: &Problem, draft: &mut Draft) {
        for position in 0..self.touched.len() {
            take_back(problem, draft, self.touched[position] as usize);
        }
        for position in 0..self.touched.len() {
            let family = self.touched[position] as usize;
            let (step, start) = self.saved[position];
            let week = &self.saved_choices[start..start + problem.request_range(family).len()];
            put(problem, draft, family, week, step);
        }
    }
}

fn give_back_here(problem: &Problem, draft: &Draft, family: usize, cell: usize, left: &mut Limits) {
    let (week, step) = draft.weeks.of(problem, family);
    each_use(problem, family, week, step, |at, used| {
        if at == cell {
            for (left, used) in left.iter_mut().zip(used) {
                *left += used;
            }
        }
    });
}

/// Searches one round, with as many threads as there are; the result is the same for any number of them.
///
/// Several drafts (of a small territory, one tile) are searched side by side, each with its own chance; one draft is searched tile by tile.
pub(crate) fn round(
    problem: &Problem,
    prices: &[Price],
    drafts: &mut [Draft],
    tiles: &[Tile],
    pace: Pace,
    threads: usize,
    workers: &mut [Worker],
) {
    if drafts.len() > 1 {
        let Some(tile) = tiles.first() else { return };
        for (wave, drafts) in drafts.chunks_mut(threads).enumerate() {
            std::thread::scope(|scope| {
                for (number, (draft, worker)) in drafts.iter_mut().zip(workers.iter_mut()).enumerate() {
                    let mut search = move || worker.search(problem, prices, draft, tile, wave * threads + number, pace);
                    if threads == 1 {
                        search();
                    } else {
                        scope.spawn(search);
                    }
                }
            });
        }
        return;
    }
    let Some(draft) = drafts.first_mut() else { return };
    if threads == 1 || tiles.len() == 1 {
        for (number, tile) in tiles.iter().enumerate() {
            workers[0].search(problem, prices, draft, tile, number, pace);
        }
        return;
    }
    let next = AtomicUsize::new(0);
    let start: &Draft = draft;
    let done: Vec<(Weeks, Vec<usize>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = workers
            .iter_mut()
            .take(threads)
            .map(|worker| {
                let next = &next;
                scope.spawn(move || {
                    let mut mine = start.clone();
                    let mut numbers = Vec::new();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(tile) = tiles.get(number) else { break };
                        worker.search(problem, prices, &mut mine, tile, number, pace);
                        numbers.push(number);
                    }
                    (mine.weeks, numbers)
                })
            })
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    for (mine, numbers) in done {
        for family in numbers.iter().flat_map(|number| &tiles[*number].families) {
            let family = *family as usize;
            let (week, step) = mine.of(problem, family);
            draft.weeks.set(problem, family, week, step);
        }
    }
    draft.room = Room::after(problem, &draft.weeks);
    draft.worth = draft.weeks.worth(problem);
}

/// Passes of [`polish`]; the first brings nearly all there is to gain.
const PASSES: usize = 3;

/// Gives every family in turn the best week there is room for, without prices, until nobody can be better off alone or enough is enough.
pub(crate) fn polish(problem: &Problem, draft: &mut Draft) {
    let mut oracle = Oracle::default();
    let free = vec![[0; 4]; problem.room.len()];
    for _ in 0..PASSES {
        let before = draft.worth;
        for family in 0..problem.families() {
            let (week, step) = draft.weeks.of(problem, family);
            let (week, step) = (week.to_vec(), step);
            take_back(problem, draft, family);
            give_anew(problem, &free, 256, &mut oracle, draft, family, &week, step, None);
        }
        if draft.worth <= before {
            return;
        }
    }
}
