//! A published plan while the week goes on: somebody cancels, falls ill, a day closes, and the seats go to whom they help most.
//!
//! Nothing that was confirmed moves. A freed seat is *offered*: [`Standing::offers`] lists who may come without anybody else
//! moving, those it helps most first; [`Standing::accept`] gives it. A closed cell takes back what stood there and nothing else;
//! [`Standing::close`] gives the families that were hit the best of what is left, keeping their other half-days where they are.

use std::collections::BTreeSet;

use crate::exchange::{Booking, Plan, Seating, Wrong};
use crate::model::Problem;
use crate::oracle::{Choice, Price, Step, bits, plain_worth};
use crate::solve::Solution;
use crate::state::{Room, Weeks, each_use, kept_step};

/// A seat for a family that has none for this request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The family, by number.
    pub family: usize,
    /// The request, by number in the family.
    pub request: usize,
    /// What the family and the plan gain, in worth.
    pub gain: i64,
    /// Where, and how seated.
    pub booking: Booking,
    choice: Choice,
}

/// What a closed cell did to a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The family, by number.
    pub family: usize,
    /// The booking it lost.
    pub lost: Booking,
    /// What it got instead for the same request, if anything was left.
    pub instead: Option<Booking>,
}

/// A plan that stands, with the room it leaves.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    problem: &'a Problem,
    weeks: Weeks,
    room: Room,
    closed: BTreeSet<usize>,
    /// For each site, where its families start in `at_site`.
    first_at_site: Vec<u32>,
    at_site: Vec<u32>,
}

impl<'a> Standing<'a> {
    /// A solved plan, published.
    pub fn of(problem: &'a Problem, solution: &Solution) -> Self {
        Self::with(problem, solution.weeks.clone())
    }

    /// A plan in the exchange format, published. It must be sound (see [`crate::check()`]).
    pub fn read(problem: &'a Problem, plan: &Plan) -> Result<Self, Wrong> {
        crate::check::check(problem, plan)?;
        let weeks = crate::explanation::weeks_of(problem, plan)?;
        Ok(Self::with(problem, weeks))
    }

    fn with(problem: &'a Problem, weeks: Weeks) -> Self {
        let room = Room::after(problem, &weeks);
        let mut first_at_site = vec![0_u32; problem.sites() + 1];
        for reach in &problem.reach {
            first_at_site[reach.site as usize + 1] += 1;
        }
        for site in 0..problem.sites() {
            first_at_site[site + 1] += first_at_site[site];
        }
        let mut next = first_at_site.clone();
        let mut at_site = vec![0_u32; problem.reach.len()];
        for family in 0..problem.families() {
            for reach in problem.reach_of(family) {
                let place = &mut next[reach.site as usize];
                at_site[*place as usize] = u32::try_from(family).unwrap_or(u32::MAX);
                *place += 1;
            }
        }
        Self { problem, weeks, room, closed: BTreeSet::new(), first_at_site, at_site }
    }

    /// The worth of what stands.
    pub fn worth(&self) -> i64 {
        self.weeks.worth(self.problem)
    }

    /// What stands, in the exchange format; without prices, which the week has left behind.
    pub fn plan(&self) -> Plan {
        Plan {
            format: crate::exchange::FORMAT.to_owned(),
            objective: self.worth(),
            bound: f64::MAX,
            prices: Vec::new(),
            week_proof: None,
            families: (0..self.problem.families())
                .map(|family| crate::explanation::family_plan(self.problem, &self.weeks, &self.room, family))
                .filter(|plan| !plan.bookings.is_empty() || !plan.refusals.is_empty())
                .collect(),
            report: None,
        }
    }

    /// The bookings of a family, by number of their request in the family.
    pub fn bookings(&self, family: usize) -> Vec<(usize, Booking)> {
        let (week, _) = self.weeks.of(self.problem, family);
        week.iter()
            .enumerate()
            .filter_map(|(request, choice)| Some((request, self.booking(family, request, *choice)?)))
            .collect()
    }

    fn booking(&self, family: usize, request: usize, choice: Choice) -> Option<Booking> {
        let (site, bundle, emergency) = choice.parts()?;
        let problem = self.problem;
        let number = problem.request_range(family).start + request;
        Some(Booking {
            request: problem.word(problem.requests[number].name).to_owned(),
            site: problem.site_name(problem.reach_of(family)[site].site as usize).to_owned(),
            role: if emergency { Seating::Emergency } else { Seating::Regular },
            bundle,
        })
    }

    /// A family gives back one booking (and the familiarisation session that only served it); the cells that have room again.
    pub fn cancel(&mut self, family: usize, request: usize) -> Vec<(String, i64)> {
        let problem = self.problem;
        let (week, step) = self.weeks.of(problem, family);
        let mut after = week.to_vec();
        let Some(lost) = after.get_mut(request) else { return Vec::new() };
        *lost = Choice::NONE;
        let kept = kept_step(&after, step);
        let before = week.to_vec();
        self.put(family, &after, kept);
        let mut freed = BTreeSet::new();
        each_use(problem, family, &before, step, |cell, _| {
            freed.insert(cell);
        });
        each_use(problem, family, &after, kept, |cell, _| {
            freed.remove(&cell);
        });
        freed
            .into_iter()
            .map(|cell| {
                let (site, band) = (cell / problem.width(), cell % problem.width());
                (problem.site_name(site).to_owned(), problem.bands[band].id)
            })
            .collect()
    }

    fn put(&mut self, family: usize, week: &[Choice], step: Step) {
        let (old, old_step) = self.weeks.of(self.problem, family);
        self.room.give_back(self.problem, family, old, old_step);
        self.room.take(self.problem, family, week, step);
        self.weeks.set(self.problem, family, week, step);
    }

    /// Whether there is a site with this number, and a band at this place in time.
    fn knows(&self, site: usize, band: usize) -> bool {
        site < self.problem.sites() && band < self.problem.width()
    }

    /// Who may take a freed cell without anybody else moving, those it helps most first, at most `most`.
    ///
    /// The site is by number, the band by its place in time; there are no offers for what is not there. Everything a family has stays;
    /// one of its requests that is not served is added.
    pub fn offers(&self, site: usize, band: usize, most: usize) -> Vec<Offer> {
        let problem = self.problem;
        let mut offers: Vec<Offer> = Vec::new();
        if !self.knows(site, band) || self.closed.contains(&(site * problem.width() + band)) {
            return offers;
        }
        let families = self.first_at_site[site] as usize..self.first_at_site[site + 1] as usize;
        let left = self.room.cells[site * problem.width() + band];
        for family in &self.at_site[families] {
            let family = *family as usize;
            let row = problem.families[family];
            if left[crate::model::HEAD_COUNT] < row.children || left[crate::model::STAFF] < row.staff_load {
                continue;
            }
            let (week, _) = self.weeks.of(problem, family);
            for (request, choice) in week.iter().enumerate() {
                let here = |at: usize, _, bands: u64| {
                    problem.reach_of(family)[at].site as usize == site && bands & (1 << band) != 0
                };
                if *choice == Choice::NONE
                    && let Some(offer) = self.best_addition(family, request, here)
                {
                    offers.push(offer);
                }
            }
        }
        offers.sort_by_key(|offer| (std::cmp::Reverse(offer.gain), offer.family, offer.request));
        offers.truncate(most);
        offers
    }

    /// The best way to serve one more request of a family beside what it has; by those of its ways that are wanted (site in
    /// reach, bundle, bands).
    fn best_addition(
        &self,
        family: usize,
        request: usize,
        wanted: impl Fn(usize, usize, u64) -> bool,
    ) -> Option<Offer> {
        let problem = self.problem;
        let row = problem.families[family];
        let (week, step) = self.weeks.of(problem, family);
        let first = problem.request_range(family).start;
        let mut taken = step.parts().map_or(0, |(_, band)| 1_u64 << band);
        let (mut one, mut two) = (step.parts().map(|(site, _)| site), None);
        let mut sessions = i32::from(step != Step::NONE);
        for (position, choice) in week.iter().enumerate() {
            if let Some((site, bundle, _)) = choice.parts() {
                let bundle = problem.bundles_of(first + position)[bundle];
                taken |= bundle.bands;
                sessions += i32::from(bundle.sessions);
                if one.is_none() || one == Some(site) {
                    one = Some(site);
                } else {
                    two = Some(site);
                }
            }
        }
        let request_row = problem.requests[first + request];
        let mut best: Option<(i64, Choice)> = None;
        let mut before = None;
        for (position, reach) in problem.reach_of(family).iter().enumerate() {
            if two.is_some() && one != Some(position) && two != Some(position) {
                continue;
            }
            for (number, bundle) in problem.bundles_of(first + request).iter().enumerate() {
                if !wanted(position, number, bundle.bands)
                    || bundle.bands & taken != 0
                    || sessions + i32::from(bundle.sessions) > row.most_sessions
                    || bundle.bands & !problem.open[reach.site as usize] != 0
                {
                    continue;
                }
                let ready = reach.familiar
                    || step
                        .parts()
                        .is_some_and(|(site, band)| site == position && band < bundle.bands.trailing_zeros() as usize);
                let emergency = !ready && !reach.familiar && request_row.emergency_allowed() && bundle.sessions == 1;
                if !ready && !emergency {
                    continue;
                }
                let fits = bits(bundle.bands).all(|band| {
                    let cell = problem.cell(reach.site, band);
                    let left = self.room.cells[cell];
                    let seat = if emergency {
                        left[crate::model::RESERVE] >= 1
                    } else {
                        left[crate::model::REGULAR] >= row.children
                    };
                    seat && left[crate::model::HEAD_COUNT] >= row.children
                        && left[crate::model::STAFF] >= row.staff_load
                        && !self.closed.contains(&cell)
                });
                if !fits {
                    continue;
                }
                let choice = Choice::new(position, number, emergency);
                let mut after = [Choice::NONE; crate::model::MOST_REQUESTS];
                let after = &mut after[..week.len()];
                after.copy_from_slice(week);
                let before = *before.get_or_insert_with(|| plain_worth(problem, family, week, step));
                after[request] = choice;
                let gain = plain_worth(problem, family, after, step) - before;
                let mut alone = [Choice::NONE; crate::model::MOST_REQUESTS];
                alone[request] = choice;
                if gain > best.map_or(0, |(gain, _)| gain)
                    && self.room.holds_minutes(problem, family, &alone[..week.len()], Step::NONE)
                {
                    best = Some((gain, choice));
                }
            }
        }
        let (gain, choice) = best?;
        let booking = self.booking(family, request, choice)?;
        Some(Offer { family, request, gain, booking, choice })
    }

    /// A family takes an offer; false when the seat has gone meanwhile.
    pub fn accept(&mut self, offer: &Offer) -> bool {
        let Some((site, bundle, _)) = offer.choice.parts() else { return false };
        let (week, step) = self.weeks.of(self.problem, offer.family);
        if week.get(offer.request) != Some(&Choice::NONE) {
            return false;
        }
        let mut week = week.to_vec();
        let same = |at: usize, number: usize, _| at == site && number == bundle;
        match self.best_addition(offer.family, offer.request, same) {
            Some(now) if now.choice == offer.choice => {
                week[offer.request] = offer.choice;
                self.put(offer.family, &week, step);
                true
            }
            _ => false,
        }
    }

    /// Closes a cell: what stood there is lost, and each family that was hit gets the best of what is left for the same request, those who
    /// lose most first. Nobody else moves, and what a hit family has elsewhere stays.
    pub fn close(&mut self, site: usize, band: usize) -> Vec<Hit> {
        let problem = self.problem;
        if !self.knows(site, band) {
            return Vec::new();
        }
        let cell = site * problem.width() + band;
        self.closed.insert(cell);
        let families = self.first_at_site[site] as usize..self.first_at_site[site + 1] as usize;
        let mut hit: Vec<(i64, usize, usize, Booking)> = Vec::new();
        for place in families {
            let family = self.at_site[place] as usize;
            let first = problem.request_range(family).start;
            let (week, step) = self.weeks.of(problem, family);
            let before = plain_worth(problem, family, week, step);
            let mut lost: Vec<usize> = Vec::new();
            let step_lost =
                step.parts().is_some_and(|(at, when)| problem.cell(problem.reach_of(family)[at].site, when) == cell);
            for (request, choice) in week.iter().enumerate() {
                let Some((at, bundle, emergency)) = choice.parts() else { continue };
                let reach = problem.reach_of(family)[at];
                let there = reach.site as usize == site;
                // Without the familiarisation session the regular bookings that needed it go too.
                let needed = step_lost && there && !emergency && !reach.familiar;
                if needed || (there && problem.bundles_of(first + request)[bundle].bands & (1 << band) != 0) {
                    lost.push(request);
                }
            }
            if lost.is_empty() {
                continue;
            }
            let mut after = week.to_vec();
            let mut bookings = Vec::new();
            for request in lost {
                if let Some(booking) = self.booking(family, request, after[request]) {
                    bookings.push((request, booking));
                }
                after[request] = Choice::NONE;
            }
            let kept = if step_lost { Step::NONE } else { kept_step(&after, step) };
            let loss = before - plain_worth(problem, family, &after, kept);
            self.put(family, &after, kept);
            hit.extend(bookings.into_iter().map(|(request, booking)| (loss, family, request, booking)));
        }
        hit.sort_by_key(|(loss, family, request, _)| (std::cmp::Reverse(*loss), *family, *request));
        hit.into_iter()
            .map(|(_, family, request, lost)| {
                let instead = self.best_addition(family, request, |_, _, _| true).map(|offer| {
                    let (week, step) = self.weeks.of(problem, family);
                    let mut week = week.to_vec();
                    week[request] = offer.choice;
                    self.put(family, &week, step);
                    offer.booking
                });
                Hit { family, lost, instead }
            })
            .collect()
    }

    /// Sites with room for a family on a band, those it reaches at least cost first, at most `most`: site and cost per day.
    pub fn seats_in_reach(&self, family: usize, band: usize, most: usize) -> Vec<(usize, i64)> {
        let problem = self.problem;
        let row = problem.families[family];
        let mut seats: Vec<(i64, usize)> = problem
            .reach_of(family)
            .iter()
            .filter(|reach| reach.familiar && problem.open[reach.site as usize] & (1 << band) != 0)
            .filter(|reach| {
                let cell = problem.cell(reach.site, band);
                let left = self.room.cells[cell];
                left[crate::model::REGULAR] >= row.children
                    && left[crate::model::HEAD_COUNT] >= row.children
                    && left[crate::model::STAFF] >= row.staff_load
                    && !self.closed.contains(&cell)
            })
            .map(|reach| (i64::from(reach.cost_per_day), reach.site as usize))
            .collect();
        seats.sort_unstable();
        seats.truncate(most);
        seats.into_iter().map(|(cost, site)| (site, cost)).collect()
    }

    /// The room left, for an index of free seats.
    pub fn seats(&self) -> crate::index::Seats<'_> {
        crate::index::Seats::new(self.problem, &self.room.cells, &self.closed)
    }
}

/// Where one more seat would help most: cells by the price of a whole place (a regular seat, a head and six staff units), dearest first.
///
/// The price is what the plan's worth would grow by at the margin, in 1/65536 of a unit of worth: where to send an itinerant team.
pub fn siting(problem: &Problem, solution: &Solution, most: usize) -> Vec<(usize, usize, i64)> {
    let price = |price: &Price| price[0] + price[2] + 6 * price[3];
    let mut cells: Vec<(usize, usize, i64)> = solution
        .proof
        .prices
        .iter()
        .enumerate()
        .take(problem.room.len())
        .filter(|(cell, _)| {
            let (site, band) = (cell / problem.width(), cell % problem.width());
            problem.open[site] & (1 << band) != 0 && problem.room[*cell][crate::model::HEAD_COUNT] > 0
        })
        .map(|(cell, of)| (cell / problem.width(), cell % problem.width(), price(of)))
        .filter(|(_, _, price)| *price > 0)
        .collect();
    cells.sort_by_key(|(site, band, price)| (std::cmp::Reverse(*price), *site, *band));
    cells.truncate(most);
    cells
}
