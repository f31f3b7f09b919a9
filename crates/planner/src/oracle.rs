//! The family oracle: the exact best week of one family, given what each cell costs and where there is room.
//!
//! A family's week is: at most one familiarisation session, at most two sites, and for each request at most one bundle at one
//! of these sites. With the sites and the familiarisation session fixed, what is left is to choose disjoint sets of bands of the largest
//! worth, plus a reward when enough sessions come together. The oracle enumerates sites and familiarisation sessions from the
//! most promising down, stops when none can beat the best week found, and inside each one branches over requests.
//!
//! It serves three masters with one code: the bound (prices, all open cells), the construction and the search (prices and
//! remaining room), and the explanation (room of a changed world).

use crate::model::{FamilyRow, HEAD_COUNT, Limits, Problem, REGULAR, RESERVE, STAFF, scaled};

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
    /// Which request of the family.
    request: u8,
    /// Whether it needs the familiarisation session before.
    after_step: bool,
}

/// A site in reach that may bring something.
#[derive(Debug, Clone, Copy)]
struct Live {
    reach: u8,
    familiar: bool,
    /// What all groups may bring as the family is.
    plain: i64,
    /// What they may bring with a familiarisation session, its price taken off; `NEVER` where none is possible.
    opened: i64,
    /// The least price of a familiarisation session.
    cheapest_step: i64,
    /// Bands for a familiarisation session.
    steps: u64,
}

/// A choice of sites and of the one to become familiar with.
#[derive(Debug, Clone, Copy)]
struct Setting {
    ceiling: i64,
    /// Places in the list of live sites.
    first: u8,
    second: u8,
    /// Which of the two needs the familiarisation session: 0 none, 1 the first, 2 the second.
    familiarising: u8,
}

const NO_SITE: u8 = u8::MAX;
/// Branches after which a week is given up as too intricate; what is cut off still counts in the ceiling.
const MOST_BRANCHES: u32 = 20_000;
/// Branches (or eight entries of a table) after which the settings not looked at yet are left; they still count in the ceiling.
const MOST_EFFORT: u64 = 60_000;
/// Bands up to which a table over sets of bands takes over from branching.
const TABLE_BANDS: u32 = 14;
/// Branches after which it does.
const BRANCHES_BEFORE_TABLE: u32 = 1_000;

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
    /// For each site in reach and group of requests: the best of their bundles as the family is, at least 0.
    plain: Vec<i64>,
    /// The same with a familiarisation session as early as can be.
    opened: Vec<i64>,
    /// For each site in reach, once it was asked for: the same for each band of the session.
    after: Vec<i64>,
    after_known: Vec<bool>,
    groups: usize,
    /// The requests of the family, those of a group side by side.
    order: Vec<u8>,
    order_groups: Vec<u8>,
    live: Vec<Live>,
    settings: Vec<Setting>,
    gathered: Vec<Way>,
    gathered_ends: Vec<usize>,
    ways: Vec<Way>,
    way_ends: Vec<usize>,
    rest: Vec<(i64, i32)>,
    stack: Vec<Choice>,
    effort: u64,
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
        let prices = &prices[problem.prices_from(family)..];
        self.regular_cost.resize(reach.len() * self.width, 0);
        self.reserve_cost.resize(reach.len() * self.width, 0);
        self.regular_open.clear();
        self.reserve_open.clear();
        for (position, site) in reach.iter().enumerate() {
            let start = problem.cell(site.site, 0);
            let open = problem.open[site.site as usize];
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

    /// Overlooks some bands at one site in reach.
    pub(crate) fn overlook_at(&mut self, site: usize, bands: u64) {
        self.regular_open[site] &= !bands;
        self.reserve_open[site] &= !bands;
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
        let requests = problem.request_range(family);
        let count = requests.len();
        if problem.reach_of(family).is_empty() || count == 0 {
            return None;
        }
        let weights = problem.weights;
        let row = problem.families[family];
        let unit = crate::exchange::PRICE_UNIT;
        let reward = if row.minimum_sessions > 0 { scaled(row.minimum_reward) } else { 0 };
        self.value_bundles(problem, family);
        self.list_settings(problem, reward, floor);

        let mut best = floor;
        let mut found = false;
        self.effort = 0;
        for position in 0..self.settings.len() {
            let setting = self.settings[position];
            if setting.ceiling <= best {
                break;
            }
            if self.effort > MOST_EFFORT {
                // No exact answer for a family like this; the ceiling stays one.
                self.ceiling = self.ceiling.max(setting.ceiling);
                break;
            }
            let second = if setting.second == NO_SITE { 0 } else { weights.second_site * unit };
            if setting.familiarising == 0 {
                self.gather(problem, family, setting, reward);
                std::mem::swap(&mut self.gathered, &mut self.ways);
                std::mem::swap(&mut self.gathered_ends, &mut self.way_ends);
                if let Some(worth) = self.choose(count, &row, row.most_sessions, reward, best + second) {
                    best = worth - second;
                    found = true;
                    self.step = Step::NONE;
                    self.keep(count);
                }
                continue;
            }
            let (opening, beside) = if setting.familiarising == 1 {
                (setting.first, setting.second)
            } else {
                (setting.second, setting.first)
            };
            let opening = self.live[usize::from(opening)];
            let site = usize::from(opening.reach);
            let beside = (beside != NO_SITE).then(|| usize::from(self.live[usize::from(beside)].reach));
            let fixed = second + weights.familiarisation * unit;
            self.know_after(problem, family, site);
            let mut gathered = false;
            // An earlier session that costs no more leaves at least as much open after it. Where even what could be hoped for with it
            // was reached or was not enough, a later one has nothing to add.
            let mut settled = i64::MAX;
            for band in bits(opening.steps) {
                let cost = self.reserve_cost[site * self.width + band];
                if cost >= settled || setting.ceiling - (cost - opening.cheapest_step) <= best {
                    continue;
                }
                let floor = best + fixed + cost;
                let groups = self.groups;
                let after = &self.after[(site * self.width + band) * groups..][..groups];
                let hope: i64 = match beside {
                    None => after.iter().sum(),
                    Some(beside) => {
                        after.iter().zip(&self.plain[beside * groups..]).map(|(one, two)| *one.max(two)).sum()
                    }
                };
                if hope + reward <= floor {
                    settled = cost;
                    continue;
                }
                if !gathered {
                    self.gather(problem, family, setting, reward);
                    gathered = true;
                }
                self.filter(band);
                if let Some(worth) = self.choose(count, &row, row.most_sessions - 1, reward, floor) {
                    best = worth - fixed - cost;
                    found = true;
                    self.step = Step::new(site, band);
                    self.keep(count);
                    if worth >= hope + reward {
                        settled = cost;
                    }
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
        let rows = &problem.requests[requests.start..requests.end];
        let first_bundle = rows[0].first_bundle as usize;
        let bundles = &problem.bundles[first_bundle..problem.requests[requests.end].first_bundle as usize];
        let unit = crate::exchange::PRICE_UNIT;
        let available = problem.families[family].available;
        let bonus = problem.weights.usual_site * unit;
        let emergency_costs = problem.weights.emergency * unit;
        let familiarisation = problem.weights.familiarisation * unit;
        let groups = rows.iter().map(|row| usize::from(row.group) + 1).max().unwrap_or(0);
        self.groups = groups;
        self.order.clear();
        self.order_groups.clear();
        for group in 0..groups {
            for (request, row) in (0_u8..).zip(rows) {
                if usize::from(row.group) == group {
                    self.order.push(request);
                    self.order_groups.push(row.group);
                }
            }
        }
        self.regular.clear();
        self.regular.resize(reach.len() * bundles.len(), NEVER);
        self.emergency.clear();
        self.emergency.resize(reach.len() * bundles.len(), NEVER);
        self.plain.clear();
        self.plain.resize(reach.len() * groups, 0);
        self.opened.clear();
        self.opened.resize(reach.len() * groups, 0);
        self.after_known.clear();
        self.after_known.resize(reach.len(), false);
        self.live.clear();
        for (position, site) in reach.iter().enumerate() {
            let (mut regular_open, reserve_open) = (self.regular_open[position], self.reserve_open[position]);
            let steps = if site.familiar { 0 } else { available & reserve_open };
            if !site.familiar {
                // Only what lies after the first possible familiarisation session.
                regular_open &= if steps == 0 {
                    0
                } else {
                    !(steps & steps.wrapping_neg()) & !((steps & steps.wrapping_neg()) - 1)
                };
            }
            if regular_open == 0 && (site.familiar || reserve_open == 0) {
                continue;
            }
            let regular_cost = &self.regular_cost[position * self.width..][..self.width];
            let reserve_cost = &self.reserve_cost[position * self.width..][..self.width];
            let regular = &mut self.regular[position * bundles.len()..][..bundles.len()];
            let emergency = &mut self.emergency[position * bundles.len()..][..bundles.len()];
            let plain = &mut self.plain[position * groups..][..groups];
            let opened = &mut self.opened[position * groups..][..groups];
            let travel = i64::from(site.cost_per_day) * unit;
            let more = if site.usual { bonus } else { 0 };
            for (request, row) in rows.iter().enumerate() {
                let may_be_emergency = row.emergency_allowed() && !site.familiar;
                let group = usize::from(row.group);
                let value = scaled(row.value) + more;
                let start = row.first_bundle as usize - first_bundle;
                let end = problem.requests[requests.start + request + 1].first_bundle as usize - first_bundle;
                for number in start..end {
                    let bundle = bundles[number];
                    let in_regular = bundle.bands & !regular_open == 0;
                    let in_reserve = may_be_emergency && bundle.sessions == 1 && bundle.bands & !reserve_open == 0;
                    if !in_regular && !in_reserve {
                        continue;
                    }
                    let gross = value - scaled(bundle.penalty) - travel * i64::from(bundle.days);
                    if in_regular {
                        let worth = gross - sum(regular_cost, bundle.bands);
                        regular[number] = worth;
                        opened[group] = opened[group].max(worth);
                        if site.familiar {
                            plain[group] = plain[group].max(worth);
                        }
                    }
                    if in_reserve {
                        let worth = gross - emergency_costs - sum(reserve_cost, bundle.bands);
                        emergency[number] = worth;
                        opened[group] = opened[group].max(worth);
                        plain[group] = plain[group].max(worth);
                    }
                }
            }
            let total: i64 = opened.iter().sum();
            // Even what earns nothing by itself may help to earn the reward; such a site has ways all the same.
            let cheapest_step = bits(steps).map(|band| reserve_cost[band]).min();
            #[expect(clippy::cast_possible_truncation, reason = "at most 255 sites in reach")]
            self.live.push(Live {
                reach: position as u8,
                familiar: site.familiar,
                plain: plain.iter().sum(),
                opened: cheapest_step.map_or(NEVER, |step| total - step - familiarisation),
                cheapest_step: cheapest_step.unwrap_or(0),
                steps,
            });
        }
    }

    /// For a site: for each band of the familiarisation session and each group, the best that may follow it, at least 0.
    fn know_after(&mut self, problem: &Problem, family: usize, site: usize) {
        if std::mem::replace(&mut self.after_known[site], true) {
            return;
        }
        let (width, groups) = (self.width, self.groups);
        let needed = (site + 1) * width * groups;
        if self.after.len() < needed {
            self.after.resize(needed, 0);
        }
        let requests = problem.request_range(family);
        let first_bundle = problem.requests[requests.start].first_bundle as usize;
        let bundles = problem.requests[requests.end].first_bundle as usize - first_bundle;
        let after = &mut self.after[site * width * groups..needed];
        let (last, before) = after.split_at_mut((width - 1) * groups);
        // After the last band there is the emergency seat only; what is possible there is possible with any session.
        before.copy_from_slice(&self.plain[site * groups..][..groups]);
        last.fill(0);
        for request in requests.clone() {
            let group = usize::from(problem.requests[request].group);
            let offset = site * bundles + problem.requests[request].first_bundle as usize - first_bundle;
            for (number, bundle) in problem.bundles_of(request).iter().enumerate() {
                let worth = self.regular[offset + number];
                let first = bundle.bands.trailing_zeros() as usize;
                if worth > 0 && first > 0 {
                    // Possible after the band before its first one.
                    let most = &mut after[(first - 1) * groups + group];
                    *most = worth.max(*most);
                }
            }
        }
        for at in (0..(width - 1) * groups).rev() {
            after[at] = after[at].max(after[at + groups]);
        }
    }

    /// Lists the settings that may beat `floor`, the most promising first.
    fn list_settings(&mut self, problem: &Problem, reward: i64, floor: i64) {
        let second_site = problem.weights.second_site * crate::exchange::PRICE_UNIT;
        let familiarisation = problem.weights.familiarisation * crate::exchange::PRICE_UNIT;
        let Self { settings, live, plain, opened, groups, .. } = self;
        let groups = *groups;
        settings.clear();
        let mut note = |first: usize, second: u8, familiarising: u8, ceiling: i64| {
            if ceiling > floor {
                #[expect(clippy::cast_possible_truncation, reason = "at most 255 sites in reach")]
                settings.push(Setting { ceiling, first: first as u8, second, familiarising });
            }
        };
        let together = |one: &[i64], two: &[i64]| one.iter().zip(two).map(|(one, two)| *one.max(two)).sum::<i64>();
        for (first, one) in live.iter().enumerate() {
            note(first, NO_SITE, 0, one.plain + reward);
            if one.opened > NEVER {
                note(first, NO_SITE, 1, one.opened + reward);
            }
            let one_most = one.plain.max(one.opened);
            let one_at = usize::from(one.reach) * groups..(usize::from(one.reach) + 1) * groups;
            for (number, two) in live.iter().enumerate().skip(first + 1) {
                let most = one_most.max(0) + two.plain.max(two.opened).max(0) + reward - second_site;
                if most <= floor {
                    continue;
                }
                let two_at = usize::from(two.reach) * groups..(usize::from(two.reach) + 1) * groups;
                #[expect(clippy::cast_possible_truncation, reason = "at most 255 sites in reach")]
                let second = number as u8;
                let rest = reward - second_site;
                note(first, second, 0, together(&plain[one_at.clone()], &plain[two_at.clone()]) + rest);
                if one.opened > NEVER {
                    let both = together(&opened[one_at.clone()], &plain[two_at.clone()]);
                    note(first, second, 1, both + rest - familiarisation - one.cheapest_step);
                }
                if two.opened > NEVER {
                    let both = together(&plain[one_at.clone()], &opened[two_at]);
                    note(first, second, 2, both + rest - familiarisation - two.cheapest_step);
                }
            }
        }
        settings.sort_unstable_by_key(|setting| {
            (std::cmp::Reverse(setting.ceiling), setting.first, setting.second, setting.familiarising)
        });
    }

    /// Gathers the ways to serve each request in a setting, the best first.
    fn gather(&mut self, problem: &Problem, family: usize, setting: Setting, reward: i64) {
        let requests = problem.request_range(family);
        let first_bundle = problem.requests[requests.start].first_bundle as usize;
        let bundles = problem.requests[requests.end].first_bundle as usize - first_bundle;
        let least = -reward;
        self.gathered.clear();
        self.gathered_ends.clear();
        for request in &self.order {
            let request = *request;
            let start = self.gathered.len();
            let rows = problem.bundles_of(requests.start + usize::from(request));
            let offset = problem.requests[requests.start + usize::from(request)].first_bundle as usize - first_bundle;
            for (which, site) in [(1, setting.first), (2, setting.second)] {
                if site == NO_SITE {
                    continue;
                }
                let live = self.live[usize::from(site)];
                let regular = live.familiar || which == setting.familiarising;
                let site = usize::from(live.reach);
                let at = site * bundles + offset;
                let all = rows.iter().zip(&self.regular[at..]).zip(&self.emergency[at..]);
                for (number, ((bundle, in_regular), in_emergency)) in all.enumerate() {
                    if *in_regular > least && regular {
                        let choice = Choice::new(site, number, false);
                        let after_step = !live.familiar;
                        self.gathered.push(Way {
                            worth: *in_regular,
                            bands: bundle.bands,
                            choice,
                            request,
                            after_step,
                        });
                    }
                    if *in_emergency > least {
                        let choice = Choice::new(site, number, true);
                        self.gathered.push(Way {
                            worth: *in_emergency,
                            bands: bundle.bands,
                            choice,
                            request,
                            after_step: false,
                        });
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
        // The session's band and those before it.
        let until = step | (step - 1);
        self.ways.clear();
        self.way_ends.clear();
        let mut start = 0;
        for end in &self.gathered_ends {
            self.ways.extend(
                self.gathered[start..*end]
                    .iter()
                    .filter(|way| way.bands & step == 0 && (!way.after_step || way.bands & until == 0)),
            );
            self.way_ends.push(self.ways.len());
            start = *end;
        }
    }

    /// Chooses disjoint ways worth more than `floor`, of no more half-days than there may be; leaves them on the stack.
    fn choose(&mut self, count: usize, family: &FamilyRow, most_sessions: i32, reward: i64, floor: i64) -> Option<i64> {
        let minimum = family.minimum_sessions;
        // What the requests from here on can bring at most, in worth and in sessions; of a group only one is served.
        self.rest.clear();
        self.rest.resize(count + 1, (0, 0));
        self.stack.clear();
        self.stack.resize(count, Choice::NONE);
        // Most weeks have no conflict: the best way of each group.
        let (mut taken, mut together, mut fits) = (0_u64, 0, true);
        let mut place = count;
        while place > 0 {
            let end = place;
            let group = self.order_groups[end - 1];
            let (worth, sessions) = self.rest[end];
            let (mut most, mut longest) = (0, 0);
            let mut best: Option<&Way> = None;
            while place > 0 && self.order_groups[place - 1] == group {
                place -= 1;
                let start = if place == 0 { 0 } else { self.way_ends[place - 1] };
                let ways = &self.ways[start..self.way_ends[place]];
                if let Some(way) = ways.first()
                    && way.worth > most
                {
                    most = way.worth;
                    best = Some(way);
                }
                for way in ways {
                    longest = longest.max(way.bands.count_ones().cast_signed());
                }
                self.rest[place] = (worth + most, sessions + longest);
            }
            if let Some(way) = best {
                fits &= way.bands & taken == 0;
                taken |= way.bands;
                together += way.bands.count_ones().cast_signed();
                self.stack[usize::from(way.request)] = way.choice;
            }
        }
        let (most, sessions) = self.rest[0];
        let reward = if minimum > 0 && sessions >= minimum { reward } else { 0 };
        if most + reward <= floor {
            return None;
        }
        if fits && together <= most_sessions && (reward == 0 || together >= minimum) {
            return Some(most + reward);
        }
        let bands = self.ways.iter().fold(0, |all, way| all | way.bands);
        let few = bands.count_ones() <= TABLE_BANDS;
        let mut search = Branching {
            ways: &self.ways,
            ends: &self.way_ends,
            rest: &self.rest,
            minimum,
            most_sessions,
            reward,
            best: floor,
            found: false,
            branches: 0,
            most_branches: if few { BRANCHES_BEFORE_TABLE } else { MOST_BRANCHES },
            cut: NEVER,
            now: [Choice::NONE; crate::model::MOST_REQUESTS],
            order: &self.order,
            kept: &mut self.stack,
        };
        search.branch(0, 0, 0, 0);
        let (found, best, cut) = (search.found, search.best, search.cut);
        self.effort += u64::from(search.branches);
        if cut > NEVER {
            if few {
                self.effort += (self.ways.len() as u64) << bands.count_ones() >> 3;
                return self.tabulate(count, bands, (minimum, most_sessions), reward, floor);
            }
            // What the setting takes off is not known here; leaving it out only raises the ceiling.
            self.ceiling = self.ceiling.max(cut);
        }
        found.then_some(best)
    }

    /// The same choice by a table over sets of bands, whose time is bounded whatever stands in the way of what.
    fn tabulate(
        &mut self,
        count: usize,
        bands: u64,
        (minimum, most_sessions): (i32, i32),
        reward: i64,
        floor: i64,
    ) -> Option<i64> {
        let places: Vec<usize> = bits(bands).collect();
        let packed = |bands: u64| -> usize {
            places.iter().enumerate().filter(|(_, band)| bands & (1 << **band) != 0).map(|(place, _)| 1 << place).sum()
        };
        let sets = 1_usize << places.len();
        let mut worth = vec![NEVER; sets];
        worth[0] = 0;
        // For each place in the order and set of bands taken after it: the way that was taken, from 1.
        let mut taken = vec![0_u32; sets * count];
        let mut start = 0;
        for place in 0..count {
            let mut next = worth.clone();
            let row = &mut taken[place * sets..(place + 1) * sets];
            for (number, way) in self.ways.iter().enumerate().take(self.way_ends[place]).skip(start) {
                let mask = packed(way.bands);
                for set in 0..sets {
                    if set & mask == 0 && worth[set] > NEVER && worth[set] + way.worth > next[set | mask] {
                        next[set | mask] = worth[set] + way.worth;
                        row[set | mask] = u32::try_from(number + 1).unwrap_or(0);
                    }
                }
            }
            worth = next;
            start = self.way_ends[place];
        }
        let (set, best) = worth
            .iter()
            .enumerate()
            .filter(|(set, worth)| **worth > NEVER && set.count_ones().cast_signed() <= most_sessions)
            .map(|(set, worth)| {
                let earned = if minimum > 0 && set.count_ones().cast_signed() >= minimum { reward } else { 0 };
                (set, worth + earned)
            })
            .max_by_key(|(set, worth)| (*worth, std::cmp::Reverse(*set)))?;
        if best <= floor {
            return None;
        }
        self.stack.clear();
        self.stack.resize(count, Choice::NONE);
        let mut left = set;
        for place in (0..count).rev() {
            if let Some(number) = taken[place * sets + left].checked_sub(1) {
                let way = self.ways[number as usize];
                self.stack[usize::from(way.request)] = way.choice;
                left &= !packed(way.bands);
            }
        }
        Some(best)
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
    most_sessions: i32,
    reward: i64,
    best: i64,
    found: bool,
    branches: u32,
    most_branches: u32,
    order: &'a [u8],
    cut: i64,
    now: [Choice; crate::model::MOST_REQUESTS],
    kept: &'a mut [Choice],
}

impl Branching<'_> {
    fn branch(&mut self, request: usize, taken: u64, worth: i64, sessions: i32) {
        let (rest, more) = if sessions < self.most_sessions { self.rest[request] } else { (0, 0) };
        let reward = if self.reward > 0 && sessions + more >= self.minimum { self.reward } else { 0 };
        let ceiling = worth + rest + reward;
        if ceiling <= self.best {
            return;
        }
        if request == self.ends.len() {
            self.best = ceiling;
            self.found = true;
            for (place, request) in self.order.iter().enumerate() {
                self.kept[usize::from(*request)] = self.now[place];
            }
            return;
        }
        self.branches += 1;
        if self.branches > self.most_branches {
            self.cut = self.cut.max(ceiling);
            return;
        }
        let start = if request == 0 { 0 } else { self.ends[request - 1] };
        for position in start..self.ends[request] {
            let way = self.ways[position];
            let together = sessions + way.bands.count_ones().cast_signed();
            if way.bands & taken == 0 && together <= self.most_sessions {
                self.now[request] = way.choice;
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
