//! The family oracle: the exact best week of one family, given what each cell costs and where there is room.
//!
//! A family's week is: at most one familiarisation session, at most two sites, and for each request at most one bundle at one
//! of these sites. With the sites and the familiarisation session fixed, what is left is to choose disjoint sets of bands of the largest
//! worth, plus a reward when enough sessions come together. The oracle enumerates sites and familiarisation sessions from the
//! most promising down, stops when none can beat the best week found, and inside each one branches over requests.
//!
//! It serves three masters with one code: the bound (prices, all open cells), the construction and the search (prices and
//! remaining room), and the explanation (room of a changed world).

use crate::model::{HEAD_COUNT, Limits, Problem, REGULAR, RESERVE, STAFF, scaled};

/// Prices of a cell's limits, in 1/65536 of a unit of worth.
pub(crate) type Price = [i64; 4];

/// Largest price of anything: the sum over a week of the largest family stays below 2^60.
pub(crate) const LARGEST_PRICE: i64 = 1 << 40;

/// How a request is served, packed: 0 is not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Choice(pub(crate) u32);

impl Choice {
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn new(reach: usize, bundle: usize, emergency: bool) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the model holds at most 255 sites in reach and 65,535 bundles"
        )]
        Self(1 + ((reach as u32) << 17 | (bundle as u32) << 1 | u32::from(emergency)))
    }

    /// Reach, bundle and whether in the emergency seat.
    pub(crate) fn parts(self) -> Option<(usize, usize, bool)> {
        let code = self.0.checked_sub(1)?;
        Some(((code >> 17) as usize, (code >> 1 & 0xffff) as usize, code & 1 == 1))
    }
}

/// A familiarisation session, packed: 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Step(pub(crate) u16);

impl Step {
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn new(reach: usize, band: usize) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "at most 255 sites in reach and 64 bands: below 65,536")]
        Self(1 + ((reach as u16) << 6 | band as u16))
    }

    /// Reach and band.
    pub(crate) fn parts(self) -> Option<(usize, usize)> {
        let code = self.0.checked_sub(1)?;
        Some((usize::from(code >> 6), usize::from(code & 63)))
    }
}

/// One way to serve one request inside a fixed choice of sites.
#[derive(Debug, Clone, Copy)]
struct Way {
    worth: i64,
    bands: u64,
    choice: Choice,
    /// Whether it needs the familiarisation session before.
    after_step: bool,
}

/// The best way to serve a group of requests at one site.
#[derive(Debug, Clone, Copy)]
struct Pick {
    worth: i64,
    bands: u64,
    choice: Choice,
    /// Which request of the family.
    request: u8,
}

impl Pick {
    const NONE: Self = Self { worth: NEVER, bands: 0, choice: Choice::NONE, request: 0 };
}

/// A choice of sites and of the one to become familiar with.
#[derive(Debug, Clone, Copy)]
struct Setting {
    ceiling: i64,
    first: u8,
    second: u8,
    /// Which of the two needs the familiarisation session: 0 none, 1 the first, 2 the second.
    familiarising: u8,
}

const NO_SITE: u8 = u8::MAX;
/// Branches after which a week is given up as too intricate; what is cut off still counts in the ceiling.
const MOST_BRANCHES: u32 = 100_000;

/// Finds best weeks. Keeps its working memory from one family to the next.
#[derive(Debug, Default, Clone)]
pub(crate) struct Oracle {
    width: usize,
    regular_cost: Vec<i64>,
    reserve_cost: Vec<i64>,
    regular_open: Vec<u64>,
    reserve_open: Vec<u64>,
    /// For each site in reach, each bundle of each request: worth in regular seats.
    regular: Vec<i64>,
    /// The same in the emergency seat.
    emergency: Vec<i64>,
    /// For each site in reach and group of requests: the best of their bundles.
    best_regular: Vec<Pick>,
    best_emergency: Vec<Pick>,
    /// For each site in reach, once it was asked for: for each band and group the best in regular seats after that band.
    after: Vec<Pick>,
    after_known: u64,
    groups: usize,
    settings: Vec<Setting>,
    gathered: Vec<Way>,
    gathered_ends: Vec<usize>,
    ways: Vec<Way>,
    way_ends: Vec<usize>,
    rest: Vec<(i64, i32)>,
    stack: Vec<Choice>,
    branches: u32,
    /// The best week found by the last question.
    pub(crate) week: Vec<Choice>,
    /// Its familiarisation session.
    pub(crate) step: Step,
    /// No week of the last question is worth more.
    pub(crate) ceiling: i64,
}

const NEVER: i64 = i64::MIN / 4;

impl Oracle {
    /// Looks at the cells a family can reach: what they cost it, and which have room for it.
    ///
    /// `share` is how much of the prices counts, in 1/256; without `room` every open cell has room.
    pub(crate) fn look(
        &mut self,
        problem: &Problem,
        family: usize,
        prices: &[Price],
        share: i64,
        room: Option<&[Limits]>,
    ) {
        let row = problem.families[family];
        let (children, load) = (row.children, row.staff_load);
        self.width = problem.width();
        let reach = problem.reach_of(family);
        self.regular_cost.resize(reach.len() * self.width, 0);
        self.reserve_cost.resize(reach.len() * self.width, 0);
        self.regular_open.clear();
        self.reserve_open.clear();
        for (position, site) in reach.iter().enumerate() {
            let start = problem.cell(site.site, 0);
            let open = problem.open[site.site as usize];
            let prices = &prices[start..start + self.width];
            let at = position * self.width;
            let (regular_costs, reserve_costs) =
                (&mut self.regular_cost[at..at + self.width], &mut self.reserve_cost[at..at + self.width]);
            for ((price, regular), reserve) in prices.iter().zip(regular_costs).zip(reserve_costs) {
                let shared = i64::from(children) * price[HEAD_COUNT] + i64::from(load) * price[STAFF];
                let (in_regular, in_reserve) = (shared + i64::from(children) * price[REGULAR], shared + price[RESERVE]);
                if share == 256 {
                    (*regular, *reserve) = (in_regular, in_reserve);
                } else {
                    (*regular, *reserve) = (in_regular / 256 * share, in_reserve / 256 * share);
                }
            }
            let (mut regular, mut reserve) = (open, open);
            if let Some(room) = room {
                for (band, room) in room[start..start + self.width].iter().enumerate() {
                    let full = room[HEAD_COUNT] < children || room[STAFF] < load;
                    regular &= !(u64::from(full || room[REGULAR] < children) << band);
                    reserve &= !(u64::from(full || room[RESERVE] < 1) << band);
                }
            }
            self.regular_open.push(regular);
            self.reserve_open.push(reserve);
        }
    }

    /// What a given week brings at the cells last looked at, less what it costs there.
    pub(crate) fn worth_of(&self, problem: &Problem, family: usize, week: &[Choice], step: Step) -> i64 {
        let mut worth = 0;
        if let Some((site, band)) = step.parts() {
            worth -= self.reserve_cost[site * self.width + band];
        }
        let first = problem.request_range(family).start;
        for (position, choice) in week.iter().enumerate() {
            if let Some((site, bundle, emergency)) = choice.parts() {
                let request = first + position;
                let costs = if emergency { &self.reserve_cost } else { &self.regular_cost };
                worth -= sum(&costs[site * self.width..], problem.bundles_of(request)[bundle].bands);
            }
        }
        worth + scaled_worth(problem, family, week, step)
    }

    /// Overlooks some bands everywhere, as if there were no room: now and then a worse week for one makes a better one for all.
    pub(crate) fn overlook(&mut self, bands: u64) {
        for open in self.regular_open.iter_mut().chain(&mut self.reserve_open) {
            *open &= !bands;
        }
    }

    /// Whether a given week has room at the cells last looked at.
    pub(crate) fn is_possible(&self, problem: &Problem, family: usize, week: &[Choice], step: Step) -> bool {
        let first = problem.families[family].first_request as usize;
        step.parts().is_none_or(|(site, band)| self.reserve_open[site] & (1 << band) != 0)
            && week.iter().enumerate().all(|(position, choice)| {
                choice.parts().is_none_or(|(site, bundle, emergency)| {
                    let open = if emergency { self.reserve_open[site] } else { self.regular_open[site] };
                    problem.bundles_of(first + position)[bundle].bands & !open == 0
                })
            })
    }

    /// The exact best week worth more than `floor`, in [`Oracle::week`] and [`Oracle::step`]; `None` when there is none.
    ///
    /// `floor` is at least 0, the worth of an empty week. [`Oracle::ceiling`] is at least the worth of every week.
    pub(crate) fn best(&mut self, problem: &Problem, family: usize, floor: i64) -> Option<i64> {
        self.ceiling = floor;
        let reach = problem.reach_of(family);
        let requests = problem.request_range(family);
        let count = requests.len();
        if reach.is_empty() || count == 0 {
            return None;
        }
        self.value_bundles(problem, family);
        let weights = problem.weights;
        let row = problem.families[family];
        let reward = if row.minimum_sessions > 0 { scaled(row.minimum_reward) } else { 0 };
        self.list_settings(problem, family, reward, floor);

        let mut best = floor;
        let mut found = false;
        let unit = crate::exchange::PRICE_UNIT;
        for position in 0..self.settings.len() {
            let setting = self.settings[position];
            if setting.ceiling <= best {
                break;
            }
            let second = if setting.second == NO_SITE { 0 } else { weights.second_site * unit };
            if setting.familiarising == 0 {
                if let Some(worth) =
                    self.take_best(problem, family, setting, None, reward, row.minimum_sessions, best + second)
                {
                    if let Ok(worth) = worth {
                        // Nothing is in the way of anything.
                        best = worth - second;
                        found = true;
                        self.step = Step::NONE;
                        self.keep(count);
                        continue;
                    }
                } else {
                    continue;
                }
                self.gather(problem, family, setting, reward);
                std::mem::swap(&mut self.gathered, &mut self.ways);
                std::mem::swap(&mut self.gathered_ends, &mut self.way_ends);
                if let Some(worth) = self.choose(row.minimum_sessions, reward, best + second) {
                    best = worth - second;
                    found = true;
                    self.step = Step::NONE;
                    self.keep(count);
                }
                continue;
            }
            let site = usize::from(if setting.familiarising == 1 { setting.first } else { setting.second });
            let fixed = second + weights.familiarisation * unit;
            let cheapest = self.cheapest_step(row.available, site).unwrap_or(0);
            let mut gathered = false;
            for band in bits(row.available & self.reserve_open[site]) {
                let cost = self.reserve_cost[site * self.width + band];
                if setting.ceiling - (cost - cheapest) <= best {
                    continue;
                }
                match self.take_best(
                    problem,
                    family,
                    setting,
                    Some((site, band)),
                    reward,
                    row.minimum_sessions,
                    best + fixed + cost,
                ) {
                    None => continue,
                    Some(Ok(worth)) => {
                        best = worth - fixed - cost;
                        found = true;
                        self.step = Step::new(site, band);
                        self.keep(count);
                        continue;
                    }
                    Some(Err(())) => {}
                }
                if !gathered {
                    self.gather(problem, family, setting, reward);
                    gathered = true;
                }
                self.filter(band);
                if let Some(worth) = self.choose(row.minimum_sessions, reward, best + fixed + cost) {
                    best = worth - fixed - cost;
                    found = true;
                    self.step = Step::new(site, band);
                    self.keep(count);
                }
            }
        }
        self.ceiling = self.ceiling.max(best);
        if !found {
            return None;
        }
        if let Some((site, _)) = self.step.parts()
            && !self.week.iter().any(|choice| choice.parts().is_some_and(|(at, _, _)| at == site))
        {
            // Costs nothing to leave out, and a familiarisation session needs a booking at its site.
            self.step = Step::NONE;
        }
        Some(best)
    }

    fn value_bundles(&mut self, problem: &Problem, family: usize) {
        let reach = problem.reach_of(family);
        let requests = problem.request_range(family);
        let weights = problem.weights;
        self.regular.clear();
        self.emergency.clear();
        self.groups =
            problem.requests[requests.clone()].iter().map(|request| usize::from(request.group) + 1).max().unwrap_or(0);
        self.best_regular.clear();
        self.best_regular.resize(reach.len() * self.groups, Pick::NONE);
        self.best_emergency.clear();
        self.best_emergency.resize(reach.len() * self.groups, Pick::NONE);
        self.after_known = 0;
        let first = requests.start;
        for (position, site) in reach.iter().enumerate() {
            let bonus = if site.usual { weights.usual_site } else { 0 };
            let regular_cost = &self.regular_cost[position * self.width..(position + 1) * self.width];
            let reserve_cost = &self.reserve_cost[position * self.width..(position + 1) * self.width];
            let (regular_open, reserve_open) = (self.regular_open[position], self.reserve_open[position]);
            for request in requests.clone() {
                let row = problem.requests[request];
                let may_be_emergency = row.emergency_allowed() && !site.familiar;
                let slot = position * self.groups + usize::from(row.group);
                let (best_regular, best_emergency) = (&mut self.best_regular[slot], &mut self.best_emergency[slot]);
                let plain = i64::from(row.value) + bonus;
                #[expect(clippy::cast_possible_truncation, reason = "at most 64 requests a family")]
                let of = (request - first) as u8;
                for (number, bundle) in problem.bundles_of(request).iter().enumerate() {
                    let gross = crate::exchange::PRICE_UNIT
                        * (plain - i64::from(bundle.penalty) - i64::from(site.cost_per_day) * i64::from(bundle.days));
                    let mut regular = NEVER;
                    if bundle.bands & !regular_open == 0 {
                        regular = gross - sum(regular_cost, bundle.bands);
                        if regular > best_regular.worth {
                            let choice = Choice::new(position, number, false);
                            *best_regular = Pick { worth: regular, bands: bundle.bands, choice, request: of };
                        }
                    }
                    let mut emergency = NEVER;
                    if may_be_emergency && bundle.sessions == 1 && bundle.bands & !reserve_open == 0 {
                        emergency =
                            gross - weights.emergency * crate::exchange::PRICE_UNIT - sum(reserve_cost, bundle.bands);
                        if emergency > best_emergency.worth {
                            let choice = Choice::new(position, number, true);
                            *best_emergency = Pick { worth: emergency, bands: bundle.bands, choice, request: of };
                        }
                    }
                    self.regular.push(regular);
                    self.emergency.push(emergency);
                }
            }
        }
    }

    /// For a site: for each band and group the best in regular seats on later bands only.
    fn know_after(&mut self, problem: &Problem, family: usize, site: usize) {
        if self.after_known & (1 << (site & 63)) != 0 && site < 64 {
            return;
        }
        self.after_known |= 1 << (site & 63);
        let (width, groups) = (self.width, self.groups);
        let needed = problem.reach_of(family).len() * width * groups;
        if self.after.len() < needed {
            self.after.resize(needed, Pick::NONE);
        }
        let requests = problem.request_range(family);
        let first_bundle = problem.requests[requests.start].first_bundle as usize;
        let bundles = problem.requests[requests.end].first_bundle as usize - first_bundle;
        let after = &mut self.after[site * width * groups..(site + 1) * width * groups];
        after.fill(Pick::NONE);
        for request in requests.clone() {
            let row = problem.requests[request];
            let offset = site * bundles + row.first_bundle as usize - first_bundle;
            for (number, bundle) in problem.bundles_of(request).iter().enumerate() {
                let worth = self.regular[offset + number];
                let first = bundle.bands.trailing_zeros() as usize;
                if worth > 0 && first > 0 {
                    // Possible after the band before its first one.
                    let pick = &mut after[(first - 1) * groups + usize::from(row.group)];
                    if worth > pick.worth {
                        #[expect(clippy::cast_possible_truncation, reason = "at most 64 requests a family")]
                        let of = (request - requests.start) as u8;
                        *pick =
                            Pick { worth, bands: bundle.bands, choice: Choice::new(site, number, false), request: of };
                    }
                }
            }
        }
        for band in (0..width - 1).rev() {
            for group in 0..groups {
                let later = after[(band + 1) * groups + group];
                let pick = &mut after[band * groups + group];
                if later.worth > pick.worth {
                    *pick = later;
                }
            }
        }
    }

    fn cheapest_step(&self, available: u64, site: usize) -> Option<i64> {
        bits(available & self.reserve_open[site]).map(|band| self.reserve_cost[site * self.width + band]).min()
    }

    /// Lists the settings that may beat `floor`, the most promising first.
    fn list_settings(&mut self, problem: &Problem, family: usize, reward: i64, floor: i64) {
        let reach = problem.reach_of(family);
        let groups = self.groups;
        let weights = problem.weights;
        let second_site = weights.second_site * crate::exchange::PRICE_UNIT;
        let familiarisation = weights.familiarisation * crate::exchange::PRICE_UNIT;
        let available = problem.families[family].available;
        self.settings.clear();
        let mut settings = std::mem::take(&mut self.settings);
        // Whether the regular seats of a site are open to the family: it is familiar with it, or becomes so.
        let ceiling = |one: usize, one_regular: bool, two: Option<(usize, bool)>| -> i64 {
            (0..groups)
                .map(|group| {
                    let of = |site: usize, regular: bool| {
                        let emergency = self.best_emergency[site * groups + group].worth;
                        if regular { emergency.max(self.best_regular[site * groups + group].worth) } else { emergency }
                    };
                    of(one, one_regular).max(two.map_or(NEVER, |(site, regular)| of(site, regular))).max(0)
                })
                .sum::<i64>()
                + reward
        };
        for (one, site) in reach.iter().enumerate() {
            let step = if site.familiar { None } else { self.cheapest_step(available, one) };
            let mut note = |second: u8, familiarising: u8, ceiling: i64| {
                if ceiling > floor {
                    #[expect(clippy::cast_possible_truncation, reason = "at most 255 sites in reach")]
                    settings.push(Setting { ceiling, first: one as u8, second, familiarising });
                }
            };
            note(NO_SITE, 0, ceiling(one, site.familiar, None));
            if let Some(step) = step {
                note(NO_SITE, 1, ceiling(one, true, None) - familiarisation - step);
            }
            for (two, other) in reach.iter().enumerate().skip(one + 1) {
                #[expect(clippy::cast_possible_truncation, reason = "at most 255 sites in reach")]
                let second = two as u8;
                note(second, 0, ceiling(one, site.familiar, Some((two, other.familiar))) - second_site);
                if let Some(step) = step {
                    let both = ceiling(one, true, Some((two, other.familiar)));
                    note(second, 1, both - second_site - familiarisation - step);
                }
                if !other.familiar
                    && let Some(step) = self.cheapest_step(available, two)
                {
                    let both = ceiling(one, site.familiar, Some((two, true)));
                    note(second, 2, both - second_site - familiarisation - step);
                }
            }
        }
        settings.sort_unstable_by_key(|setting| {
            (std::cmp::Reverse(setting.ceiling), setting.first, setting.second, setting.familiarising)
        });
        self.settings = settings;
    }

    /// Takes the best way of each group of requests in a setting, with the familiarisation session given.
    ///
    /// `None`: together they are not worth more than `floor`. `Ok`: they go together and this is the best of the setting, on the
    /// stack. `Err`: they are in each other's way, or more sessions would earn the reward; the branching has to tell.
    #[expect(clippy::too_many_arguments, reason = "the inner step of the oracle")]
    fn take_best(
        &mut self,
        problem: &Problem,
        family: usize,
        setting: Setting,
        step: Option<(usize, usize)>,
        reward: i64,
        minimum: i32,
        floor: i64,
    ) -> Option<Result<i64, ()>> {
        if let Some((site, _)) = step {
            self.know_after(problem, family, site);
        }
        let reach = problem.reach_of(family);
        let count = problem.request_range(family).len();
        let groups = self.groups;
        let (mut taken, mut sessions, mut worth, mut fits) = (step.map_or(0, |(_, band)| 1_u64 << band), 0, 0, true);
        self.stack.clear();
        self.stack.resize(count, Choice::NONE);
        for group in 0..groups {
            let mut best = Pick { worth: 0, ..Pick::NONE };
            for site in [setting.first, setting.second] {
                if site == NO_SITE {
                    continue;
                }
                let site = usize::from(site);
                if reach[site].familiar {
                    let pick = self.best_regular[site * groups + group];
                    if pick.worth > best.worth {
                        best = pick;
                    }
                } else if let Some((at, band)) = step
                    && at == site
                {
                    let pick = self.after[(site * self.width + band) * groups + group];
                    if pick.worth > best.worth {
                        best = pick;
                    }
                }
                let pick = self.best_emergency[site * groups + group];
                if pick.worth > best.worth {
                    best = pick;
                }
            }
            fits &= taken & best.bands == 0;
            taken |= best.bands;
            sessions += best.bands.count_ones().cast_signed();
            worth += best.worth;
            if best.worth > 0 {
                self.stack[usize::from(best.request)] = best.choice;
            }
        }
        if worth + reward <= floor {
            return None;
        }
        if fits && (reward == 0 || sessions >= minimum) { Some(Ok(worth + reward)) } else { Some(Err(())) }
    }

    /// Gathers the ways to serve each request in a setting, the best first.
    fn gather(&mut self, problem: &Problem, family: usize, setting: Setting, reward: i64) {
        let reach = problem.reach_of(family);
        let requests = problem.request_range(family);
        let first_bundle = problem.requests[requests.start].first_bundle as usize;
        let bundles = problem.requests[requests.end].first_bundle as usize - first_bundle;
        let least = -reward;
        self.gathered.clear();
        self.gathered_ends.clear();
        for request in requests {
            let start = self.gathered.len();
            let rows = problem.bundles_of(request);
            let offset = problem.requests[request].first_bundle as usize - first_bundle;
            for (which, site) in [(1, setting.first), (2, setting.second)] {
                if site == NO_SITE {
                    continue;
                }
                let site = usize::from(site);
                let familiar = reach[site].familiar;
                let familiarising = which == setting.familiarising;
                let at = site * bundles + offset;
                for (number, bundle) in rows.iter().enumerate() {
                    let (regular, emergency) = (self.regular[at + number], self.emergency[at + number]);
                    if regular > least && (familiar || familiarising) {
                        let choice = Choice::new(site, number, false);
                        self.gathered.push(Way { worth: regular, bands: bundle.bands, choice, after_step: !familiar });
                    }
                    if emergency > least {
                        let choice = Choice::new(site, number, true);
                        self.gathered.push(Way { worth: emergency, bands: bundle.bands, choice, after_step: false });
                    }
                }
            }
            // A handful: insertion.
            let ways = &mut self.gathered[start..];
            for place in 1..ways.len() {
                let mut at = place;
                while at > 0 && (ways[at].worth, ways[at - 1].choice.0) > (ways[at - 1].worth, ways[at].choice.0) {
                    ways.swap(at, at - 1);
                    at -= 1;
                }
            }
            self.gathered_ends.push(self.gathered.len());
        }
    }

    /// Keeps the gathered ways that are possible with the familiarisation session on a band.
    fn filter(&mut self, band: usize) {
        let step = 1_u64 << band;
        let later = !((step << 1).wrapping_sub(1));
        // The last band has none after it: shifting out leaves 0, and 0 − 1 is every band.
        let later = if band == 63 { 0 } else { later };
        self.ways.clear();
        self.way_ends.clear();
        let mut start = 0;
        for end in &self.gathered_ends {
            self.ways.extend(
                self.gathered[start..*end]
                    .iter()
                    .filter(|way| way.bands & step == 0 && (!way.after_step || way.bands & !later == 0)),
            );
            self.way_ends.push(self.ways.len());
            start = *end;
        }
    }

    /// Chooses disjoint ways worth more than `floor`; leaves them on the stack.
    fn choose(&mut self, minimum: i32, reward: i64, floor: i64) -> Option<i64> {
        let count = self.way_ends.len();
        // What the requests from here on can bring at most, in worth and in sessions.
        self.rest.clear();
        self.rest.resize(count + 1, (0, 0));
        for request in (0..count).rev() {
            let (worth, sessions) = self.rest[request + 1];
            let start = if request == 0 { 0 } else { self.way_ends[request - 1] };
            let ways = &self.ways[start..self.way_ends[request]];
            let most = ways.iter().map(|way| way.bands.count_ones().cast_signed()).max().unwrap_or(0);
            self.rest[request] = (worth + ways.first().map_or(0, |way| way.worth.max(0)), sessions + most);
        }
        let (most, sessions) = self.rest[0];
        let reward = if minimum > 0 && sessions >= minimum { reward } else { 0 };
        if most + reward <= floor {
            return None;
        }
        self.stack.clear();
        self.stack.resize(count, Choice::NONE);
        // Most weeks have no conflict: the best way of each request.
        let (mut taken, mut together, mut fits) = (0_u64, 0, true);
        let mut start = 0;
        for request in 0..count {
            if let Some(way) = self.ways[start..self.way_ends[request]].first().filter(|way| way.worth > 0) {
                fits &= way.bands & taken == 0;
                taken |= way.bands;
                together += way.bands.count_ones().cast_signed();
                self.stack[request] = way.choice;
            }
            start = self.way_ends[request];
        }
        if fits && (reward == 0 || together >= minimum) {
            let worth = most + reward;
            return (worth > floor).then_some(worth);
        }
        let mut search = Branching {
            ways: &self.ways,
            ends: &self.way_ends,
            rest: &self.rest,
            minimum,
            reward,
            best: floor,
            found: false,
            branches: &mut self.branches,
            cut: NEVER,
            now: [Choice::NONE; crate::model::MOST_REQUESTS],
            kept: &mut self.stack,
        };
        *search.branches = 0;
        search.branch(0, 0, 0, 0);
        let (found, best, cut) = (search.found, search.best, search.cut);
        if cut > NEVER {
            // What the setting takes off is not known here; leaving it out only raises the ceiling.
            self.ceiling = self.ceiling.max(cut);
        }
        found.then_some(best)
    }

    fn keep(&mut self, count: usize) {
        self.week.clear();
        self.week.extend_from_slice(&self.stack[..count]);
    }
}

struct Branching<'a> {
    ways: &'a [Way],
    ends: &'a [usize],
    rest: &'a [(i64, i32)],
    minimum: i32,
    reward: i64,
    best: i64,
    found: bool,
    branches: &'a mut u32,
    cut: i64,
    now: [Choice; crate::model::MOST_REQUESTS],
    kept: &'a mut [Choice],
}

impl Branching<'_> {
    fn branch(&mut self, request: usize, taken: u64, worth: i64, sessions: i32) {
        let (rest, more) = self.rest[request];
        let reward = if self.reward > 0 && sessions + more >= self.minimum { self.reward } else { 0 };
        let ceiling = worth + rest + reward;
        if ceiling <= self.best {
            return;
        }
        if request == self.ends.len() {
            self.best = ceiling;
            self.found = true;
            self.kept.copy_from_slice(&self.now[..request]);
            return;
        }
        *self.branches += 1;
        if *self.branches > MOST_BRANCHES {
            self.cut = self.cut.max(ceiling);
            return;
        }
        let start = if request == 0 { 0 } else { self.ends[request - 1] };
        for position in start..self.ends[request] {
            let way = self.ways[position];
            if way.bands & taken == 0 {
                self.now[request] = way.choice;
                let together = sessions + way.bands.count_ones().cast_signed();
                self.branch(request + 1, taken | way.bands, worth + way.worth, together);
            }
        }
        self.now[request] = Choice::NONE;
        self.branch(request + 1, taken, worth, sessions);
    }
}

/// A week's worth without prices, in units of worth.
pub(crate) fn plain_worth(problem: &Problem, family: usize, week: &[Choice], step: Step) -> i64 {
    let reach = problem.reach_of(family);
    let first = problem.request_range(family).start;
    let weights = problem.weights;
    let row = problem.families[family];
    let (mut worth, mut sessions) = (0_i64, 0_i32);
    let (mut one, mut two) = (usize::MAX, usize::MAX);
    let mut visit = |site: usize| {
        if one == usize::MAX || one == site {
            one = site;
        } else {
            two = site;
        }
    };
    if let Some((site, _)) = step.parts() {
        worth -= weights.familiarisation;
        visit(site);
    }
    for (position, choice) in week.iter().enumerate() {
        let Some((site, bundle, emergency)) = choice.parts() else { continue };
        let bundle = problem.bundles_of(first + position)[bundle];
        let at = reach[site];
        visit(site);
        worth += i64::from(problem.requests[first + position].value)
            - i64::from(bundle.penalty)
            - i64::from(at.cost_per_day) * i64::from(bundle.days);
        if at.usual {
            worth += weights.usual_site;
        }
        if emergency {
            worth -= weights.emergency;
        }
        sessions += i32::from(bundle.sessions);
    }
    if two != usize::MAX {
        worth -= weights.second_site;
    }
    if row.minimum_sessions > 0 && sessions >= row.minimum_sessions {
        worth += i64::from(row.minimum_reward);
    }
    worth
}

fn scaled_worth(problem: &Problem, family: usize, week: &[Choice], step: Step) -> i64 {
    plain_worth(problem, family, week, step) * crate::exchange::PRICE_UNIT
}

fn sum(costs: &[i64], bands: u64) -> i64 {
    if bands.is_power_of_two() {
        return costs[bands.trailing_zeros() as usize];
    }
    bits(bands).map(|band| costs[band]).sum()
}

/// The places of the bits of a word, lowest first.
pub(crate) fn bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if word == 0 {
            return None;
        }
        let place = word.trailing_zeros() as usize;
        word &= word - 1;
        Some(place)
    })
}
