//! The week to plan, compacted: everything the search touches lies in a few flat arrays.
//!
//! A *cell* is one band at one site and has four limits, [`REGULAR`], [`RESERVE`], [`HEAD_COUNT`] and [`STAFF`]. Cells are numbered
//! `site × bands + band`, bands by their place in time, not by their name. A set of bands is one 64-bit word.
//! A national week (11,000 sites, 160,000 families, 600,000 requests) takes about 60 MB.

use std::collections::HashMap;

use crate::exchange::{Band, FORMAT, Family, LARGEST_WORTH, MOST_BANDS, PRICE_UNIT, Site, Weights, Wrong};

/// Which limit of a cell: children in regular seats.
pub const REGULAR: usize = 0;
/// Which limit of a cell: families in familiarisation or emergency.
pub const RESERVE: usize = 1;
/// Which limit of a cell: children in all.
pub const HEAD_COUNT: usize = 2;
/// Which limit of a cell: staff units.
pub const STAFF: usize = 3;

/// Something for each limit of a cell.
pub type Limits = [i32; 4];

/// Most requests of a family, so that a week is enumerated exactly in bounded time.
pub const MOST_REQUESTS: usize = 64;
/// Most sites a family reaches.
pub const MOST_REACH: usize = 255;
/// Most bundles of a request.
pub const MOST_BUNDLES: usize = 65_535;
/// Most children of a family.
pub const MOST_CHILDREN: i64 = 100;
/// Most staff units of a family.
pub const LARGEST_STAFF_LOAD: i64 = 10_000;
/// Largest count (children, seats, staff units, minutes) of an instance.
pub const LARGEST_COUNT: i64 = 10_000_000;

/// A family's row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FamilyRow {
    /// Bands when a parent can come to a familiarisation session.
    pub(crate) available: u64,
    pub(crate) first_reach: u32,
    pub(crate) first_request: u32,
    pub(crate) children: i32,
    pub(crate) staff_load: i32,
    pub(crate) minimum_sessions: i32,
    pub(crate) minimum_reward: i32,
    /// Most half-days of a week; `i32::MAX` when there is no limit.
    pub(crate) most_sessions: i32,
    /// Whether it is on an AVIP path.
    pub(crate) avip: bool,
}

/// A site a family reaches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReachRow {
    pub(crate) site: u32,
    pub(crate) cost_per_day: i32,
    pub(crate) familiar: bool,
    pub(crate) usual: bool,
}

/// A request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestRow {
    pub(crate) first_bundle: u32,
    pub(crate) value: i32,
    pub(crate) name: u32,
    pub(crate) purpose: u16,
    /// Requests of a family with the same group can only be served one at a time: any two of their bundles share a band.
    pub(crate) group: u8,
    flags: u8,
}

const CRITICAL: u8 = 1;
const EMERGENCY_ALLOWED: u8 = 2;

impl RequestRow {
    pub(crate) const fn critical(self) -> bool {
        self.flags & CRITICAL != 0
    }

    pub(crate) const fn emergency_allowed(self) -> bool {
        self.flags & EMERGENCY_ALLOWED != 0
    }
}

/// A bundle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BundleRow {
    pub(crate) bands: u64,
    pub(crate) penalty: i32,
    /// Dates of its bands.
    pub(crate) days: u16,
    pub(crate) sessions: u16,
}

/// What a limit by week counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counts {
    /// Minutes of presence of every child.
    Minutes,
    /// Half-days of children whose families are not on an AVIP path.
    Others,
}

/// A limit over several bands of a site.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WeekRow {
    pub(crate) counts: Counts,
    pub(crate) site: u32,
    pub(crate) bands: u64,
    pub(crate) limit: i64,
}

/// Names, each kept once.
#[derive(Debug, Default, Clone)]
struct Words {
    known: HashMap<Box<str>, u32>,
    words: Vec<Box<str>>,
}

impl Words {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.known.get(word) {
            return *number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.known.insert(word.into(), number);
        self.words.push(word.into());
        number
    }
}

/// A week to plan.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(crate) name: String,
    pub(crate) bands: Vec<Band>,
    pub(crate) weights: Weights,
    /// For each date, its bands.
    pub(crate) dates: Vec<u64>,
    pub(crate) site_names: Vec<Box<str>>,
    pub(crate) site_points: Vec<(f32, f32)>,
    /// For each site, its open bands.
    pub(crate) open: Vec<u64>,
    /// For each cell, what it has.
    pub(crate) room: Vec<Limits>,
    /// For each cell, minutes of presence of one child; empty when no site has a limit by week.
    pub(crate) minutes: Vec<i32>,
    pub(crate) week_rows: Vec<WeekRow>,
    /// For each site, where its limits by week start, and one more; empty when no site has any.
    first_week_row: Vec<u32>,
    /// Whether families who are not on an AVIP path have prices of their own.
    others_priced: bool,
    pub(crate) families: Vec<FamilyRow>,
    pub(crate) reach: Vec<ReachRow>,
    pub(crate) requests: Vec<RequestRow>,
    pub(crate) bundles: Vec<BundleRow>,
    family_names: String,
    family_name_ends: Vec<u32>,
    words: Vec<Box<str>>,
    purposes: Vec<Box<str>>,
}

impl Problem {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many families it has.
    pub fn families(&self) -> usize {
        self.families.len() - 1
    }

    /// How many sites it has.
    pub fn sites(&self) -> usize {
        self.site_names.len()
    }

    /// How many requests it has.
    pub fn requests(&self) -> usize {
        self.requests.len() - 1
    }

    /// How many ways to serve a request at a site it has, before any rule.
    pub fn options(&self) -> usize {
        (0..self.families())
            .map(|family| self.reach_of(family).len() * self.bundles_between(self.request_range(family)))
            .sum()
    }

    /// The number of a family with this name.
    pub fn family_named(&self, name: &str) -> Option<usize> {
        (0..self.families()).find(|family| self.family_name(*family) == name)
    }

    /// The name of a family.
    pub fn family_name(&self, family: usize) -> &str {
        let start = if family == 0 { 0 } else { self.family_name_ends[family - 1] as usize };
        &self.family_names[start..self.family_name_ends[family] as usize]
    }

    /// The name of a site.
    pub fn site_name(&self, site: usize) -> &str {
        &self.site_names[site]
    }

    pub(crate) fn width(&self) -> usize {
        self.bands.len()
    }

    pub(crate) fn cell(&self, site: u32, band: usize) -> usize {
        site as usize * self.bands.len() + band
    }

    pub(crate) fn reach_of(&self, family: usize) -> &[ReachRow] {
        &self.reach[self.families[family].first_reach as usize..self.families[family + 1].first_reach as usize]
    }

    pub(crate) fn request_range(&self, family: usize) -> std::ops::Range<usize> {
        self.families[family].first_request as usize..self.families[family + 1].first_request as usize
    }

    pub(crate) fn bundles_of(&self, request: usize) -> &[BundleRow] {
        &self.bundles[self.requests[request].first_bundle as usize..self.requests[request + 1].first_bundle as usize]
    }

    fn bundles_between(&self, requests: std::ops::Range<usize>) -> usize {
        (self.requests[requests.end].first_bundle - self.requests[requests.start].first_bundle) as usize
    }

    /// The limits by week of a site, by number.
    pub(crate) fn week_rows_at(&self, site: usize) -> std::ops::Range<usize> {
        match self.first_week_row.get(site..site + 2) {
            Some([start, end]) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

    /// How many prices of cells there are: as many as cells, and as many again where other families than those on an AVIP path pay more.
    pub(crate) fn price_cells(&self) -> usize {
        self.room.len() * if self.others_priced { 2 } else { 1 }
    }

    /// Where the prices of a family start.
    pub(crate) fn prices_from(&self, family: usize) -> usize {
        if self.others_priced && !self.families[family].avip { self.room.len() } else { 0 }
    }

    pub(crate) fn word(&self, number: u32) -> &str {
        &self.words[number as usize]
    }

    /// What a request is for.
    pub(crate) fn purpose(&self, request: usize) -> &str {
        &self.purposes[usize::from(self.requests[request].purpose)]
    }

    /// Index of a request by name in its family.
    pub(crate) fn request_named(&self, family: usize, name: &str) -> Option<usize> {
        self.request_range(family).find(|request| self.word(self.requests[*request].name) == name)
    }

    /// The place in time of a band by its number in the format.
    pub(crate) fn band_with_id(&self, id: i64) -> Option<usize> {
        self.bands.iter().position(|band| band.id == id)
    }

    pub(crate) fn days_of(&self, bands: u64) -> u16 {
        days(&self.dates, bands)
    }
}

fn days(dates: &[u64], bands: u64) -> u16 {
    u16::try_from(dates.iter().filter(|date| *date & bands != 0).count()).unwrap_or(u16::MAX)
}

/// Makes a [`Problem`], one family at a time.
#[derive(Debug)]
pub struct Builder {
    problem: Problem,
    places: HashMap<Box<str>, u32>,
    seen: std::collections::HashSet<Box<str>>,
    band_order: [Option<u8>; MOST_BANDS],
    words: Words,
    purposes: Words,
}

impl Builder {
    /// Starts a problem from its sites; says where and why when they make no sense.
    pub fn new(format: &str, name: &str, bands: &[Band], weights: Weights, sites: &[Site]) -> Result<Self, Wrong> {
        if format != FORMAT {
            return Err(Wrong::new("format", format!("{format:?} is not {FORMAT:?}")));
        }
        if bands.is_empty() {
            return Err(Wrong::new("bands", "there is no band"));
        }
        if bands.len() > MOST_BANDS {
            return Err(Wrong::new("bands", format!("{} bands, at most {MOST_BANDS} are possible", bands.len())));
        }
        let mut band_order = [None; MOST_BANDS];
        let mut dates: Vec<(&str, u64)> = Vec::new();
        for (position, band) in bands.iter().enumerate() {
            let path = || format!("bands[{position}].id");
            let slot = usize::try_from(band.id).ok().and_then(|id| band_order.get_mut(id));
            let Some(slot) = slot else {
                return Err(Wrong::new(path(), format!("{} is not between 0 and 63", band.id)));
            };
            if slot.is_some() {
                return Err(Wrong::new(path(), format!("{} names two bands", band.id)));
            }
            *slot = u8::try_from(position).ok();
            // Dates are compared as they are written: only one way to write one is a date.
            if band.date.parse::<jiff::civil::Date>().ok().is_none_or(|date| date.to_string() != band.date) {
                return Err(Wrong::new(format!("bands[{position}].date"), format!("{:?} is not a date", band.date)));
            }
            match dates.iter_mut().find(|(date, _)| *date == band.date) {
                Some((_, mask)) => *mask |= 1 << position,
                None => dates.push((&band.date, 1 << position)),
            }
        }
        for (field, weight) in [("second_site", weights.second_site), ("familiarisation", weights.familiarisation)] {
            if weight < 0 {
                return Err(Wrong::new(format!("weights.{field}"), format!("{weight} is negative")));
            }
        }
        for (field, weight) in [
            ("second_site", weights.second_site),
            ("familiarisation", weights.familiarisation),
            ("emergency", weights.emergency),
            ("usual_site", weights.usual_site),
        ] {
            worth(weight).map_err(|wrong| wrong.below(&format!("weights.{field}")))?;
        }
        let mut builder = Self {
            problem: Problem {
                name: name.to_owned(),
                bands: bands.to_vec(),
                weights,
                dates: dates.into_iter().map(|(_, mask)| mask).collect(),
                site_names: Vec::with_capacity(sites.len()),
                site_points: Vec::with_capacity(sites.len()),
                open: Vec::with_capacity(sites.len()),
                room: vec![[0; 4]; sites.len() * bands.len()],
                minutes: Vec::new(),
                week_rows: Vec::new(),
                first_week_row: Vec::new(),
                others_priced: sites.iter().any(|site| !site.week_others.is_empty()),
                families: Vec::new(),
                reach: Vec::new(),
                requests: Vec::new(),
                bundles: Vec::new(),
                family_names: String::new(),
                family_name_ends: Vec::new(),
                words: Vec::new(),
                purposes: Vec::new(),
            },
            places: HashMap::with_capacity(sites.len()),
            seen: std::collections::HashSet::new(),
            band_order,
            words: Words::default(),
            purposes: Words::default(),
        };
        if sites.iter().any(|site| !site.week_minutes.is_empty()) {
            builder.problem.minutes = vec![0; builder.problem.room.len()];
        }
        let limited = sites.iter().any(|site| !site.week_minutes.is_empty() || !site.week_others.is_empty());
        for (position, site) in sites.iter().enumerate() {
            if limited {
                builder.problem.first_week_row.push(place(builder.problem.week_rows.len())?);
            }
            builder.site(position, site).map_err(|wrong| wrong.below(&format!("sites[{position}]")))?;
        }
        if limited {
            builder.problem.first_week_row.push(place(builder.problem.week_rows.len())?);
        }
        Ok(builder)
    }

    fn site(&mut self, position: usize, site: &Site) -> Result<(), Wrong> {
        let number = u32::try_from(position).map_err(|_| Wrong::new("", "too many sites"))?;
        if self.places.insert(site.id.as_str().into(), number).is_some() {
            return Err(Wrong::new("id", format!("{:?} names two sites", site.id)));
        }
        for (field, kilometres) in [("x_km", site.x_km), ("y_km", site.y_km)] {
            if !kilometres.is_finite() || kilometres.abs() > 50_000.0 {
                return Err(Wrong::new(field, format!("{kilometres} kilometres is nowhere on Earth")));
            }
        }
        let mut open = 0_u64;
        for (place, cell) in site.cells.iter().enumerate() {
            let below = |wrong: Wrong| wrong.below(&format!("cells[{place}]"));
            let band = self.band(cell.band).map_err(|wrong| below(wrong.below("band")))?;
            if open & (1 << band) != 0 {
                return Err(below(Wrong::new("band", format!("{} stands twice at this site", cell.band))));
            }
            open |= 1 << band;
            let mut room = [0; 4];
            for (slot, (field, count)) in room.iter_mut().zip([
                ("regular", cell.regular),
                ("reserve", cell.reserve),
                ("head_count", cell.head_count),
                ("staff_units", cell.staff_units),
            ]) {
                if !(-LARGEST_COUNT..=LARGEST_COUNT).contains(&count) {
                    return Err(below(Wrong::new(field, format!("{count} is beyond {LARGEST_COUNT}"))));
                }
                *slot = i32::try_from(count.max(0)).unwrap_or(i32::MAX);
            }
            let at = self.problem.cell(number, band);
            self.problem.room[at] = room;
            if let Some(minutes) = cell.minutes {
                let minutes = count(minutes).map_err(|wrong| below(wrong.below("minutes")))?;
                if let Some(slot) = self.problem.minutes.get_mut(at) {
                    *slot = minutes;
                }
            }
        }
        for (place, week) in site.week_minutes.iter().enumerate() {
            let below = |wrong: Wrong| wrong.below(&format!("week_minutes[{place}]"));
            let bands = self.bands(&week.bands).map_err(|wrong| below(wrong.below("bands")))?;
            if week.limit < 0 {
                return Err(below(Wrong::new("limit", format!("{} minutes is negative", week.limit))));
            }
            self.problem.week_rows.push(WeekRow { counts: Counts::Minutes, site: number, bands, limit: week.limit });
        }
        for (place, week) in site.week_others.iter().enumerate() {
            let below = |wrong: Wrong| wrong.below(&format!("week_others[{place}]"));
            let bands = self.bands(&week.bands).map_err(|wrong| below(wrong.below("bands")))?;
            if week.limit < 0 {
                return Err(below(Wrong::new("limit", format!("{} half-days is negative", week.limit))));
            }
            self.problem.week_rows.push(WeekRow { counts: Counts::Others, site: number, bands, limit: week.limit });
        }
        self.problem.site_names.push(site.id.as_str().into());
        #[expect(clippy::cast_possible_truncation, reason = "metres are enough to cut the country into tiles")]
        self.problem.site_points.push((site.x_km as f32, site.y_km as f32));
        self.problem.open.push(open);
        Ok(())
    }

    fn band(&self, id: i64) -> Result<usize, Wrong> {
        usize::try_from(id)
            .ok()
            .and_then(|id| self.band_order.get(id).copied().flatten())
            .map(usize::from)
            .ok_or_else(|| Wrong::new("", format!("{id} is no band of this instance")))
    }

    fn bands(&self, ids: &[i64]) -> Result<u64, Wrong> {
        let mut mask = 0;
        for (position, id) in ids.iter().enumerate() {
            let below = |wrong: Wrong| wrong.below(&format!("[{position}]"));
            let bit = 1 << self.band(*id).map_err(below)?;
            if mask & bit != 0 {
                return Err(below(Wrong::new("", format!("{id} stands twice"))));
            }
            mask |= bit;
        }
        Ok(mask)
    }

    /// Adds a family; says where and why when it makes no sense. After an error the problem must be thrown away.
    pub fn family(&mut self, family: &Family) -> Result<(), Wrong> {
        let position = self.problem.families.len();
        self.add(family).map_err(|wrong| wrong.below(&format!("families[{position}]")))
    }

    fn add(&mut self, family: &Family) -> Result<(), Wrong> {
        if !self.seen.insert(family.id.as_str().into()) {
            return Err(Wrong::new("id", format!("{:?} names two families", family.id)));
        }
        if family.children < 1 {
            return Err(Wrong::new("children", format!("{} is not at least one child", family.children)));
        }
        for (field, amount, most) in
            [("children", family.children, MOST_CHILDREN), ("staff_load", family.staff_load, LARGEST_STAFF_LOAD)]
        {
            if amount > most {
                return Err(Wrong::new(field, format!("{amount} is beyond {most}")));
            }
        }
        let children = count(family.children).map_err(|wrong| wrong.below("children"))?;
        let staff_load = count(family.staff_load).map_err(|wrong| wrong.below("staff_load"))?;
        let available = self.bands(&family.available).map_err(|wrong| wrong.below("available"))?;
        let minimum_sessions = count(family.minimum.sessions).map_err(|wrong| wrong.below("minimum.sessions"))?;
        let minimum_reward = worth(family.minimum.reward).map_err(|wrong| wrong.below("minimum.reward"))?;
        if minimum_reward < 0 {
            return Err(Wrong::new("minimum.reward", format!("{minimum_reward} is negative")));
        }
        let most_sessions = match family.most_sessions {
            None => i32::MAX,
            Some(most) => count(most).map_err(|wrong| wrong.below("most_sessions"))?,
        };
        if family.reach.len() > MOST_REACH {
            return Err(Wrong::new(
                "reach",
                format!("{} sites, at most {MOST_REACH} are possible", family.reach.len()),
            ));
        }
        if family.requests.len() > MOST_REQUESTS {
            let many = family.requests.len();
            return Err(Wrong::new("requests", format!("{many} requests, at most {MOST_REQUESTS} are possible")));
        }
        let row = FamilyRow {
            available,
            first_reach: place(self.problem.reach.len())?,
            first_request: place(self.problem.requests.len())?,
            children,
            staff_load,
            minimum_sessions,
            minimum_reward,
            most_sessions,
            avip: family.avip,
        };
        let usual = match &family.usual_site {
            None => None,
            Some(name) => Some(self.place_of(name).map_err(|wrong| wrong.below("usual_site"))?),
        };
        for (position, reach) in family.reach.iter().enumerate() {
            let below = |wrong: Wrong| wrong.below(&format!("reach[{position}]"));
            let site = self.place_of(&reach.site).map_err(|wrong| below(wrong.below("site")))?;
            if self.problem.reach[row.first_reach as usize..].iter().any(|known| known.site == site) {
                return Err(below(Wrong::new("site", format!("{:?} stands twice", reach.site))));
            }
            let cost_per_day = worth(reach.cost_per_day).map_err(|wrong| below(wrong.below("cost_per_day")))?;
            self.problem.reach.push(ReachRow {
                site,
                cost_per_day,
                familiar: reach.familiar,
                usual: usual == Some(site),
            });
        }
        for (position, request) in family.requests.iter().enumerate() {
            let below = |wrong: Wrong| wrong.below(&format!("requests[{position}]"));
            if family.requests[..position].iter().any(|before| before.id == request.id) {
                return Err(below(Wrong::new("id", format!("{:?} names two requests", request.id))));
            }
            if request.bundles.len() > MOST_BUNDLES {
                let many = request.bundles.len();
                return Err(below(Wrong::new(
                    "bundles",
                    format!("{many} bundles, at most {MOST_BUNDLES} are possible"),
                )));
            }
            let purpose = u16::try_from(self.purposes.number(&request.purpose))
                .map_err(|_| below(Wrong::new("purpose", "more than 65,535 different words")))?;
            self.problem.requests.push(RequestRow {
                first_bundle: place(self.problem.bundles.len())?,
                value: worth(request.value).map_err(|wrong| below(wrong.below("value")))?,
                name: self.words.number(&request.id),
                purpose,
                group: 0,
                flags: u8::from(request.critical) * CRITICAL + u8::from(request.emergency_allowed) * EMERGENCY_ALLOWED,
            });
            for (number, bundle) in request.bundles.iter().enumerate() {
                let below = |wrong: Wrong| below(wrong.below(&format!("bundles[{number}]")));
                let bands = self.bands(&bundle.bands).map_err(|wrong| below(wrong.below("bands")))?;
                if bands == 0 {
                    return Err(below(Wrong::new("bands", "a bundle has at least one band")));
                }
                self.problem.bundles.push(BundleRow {
                    bands,
                    penalty: worth(bundle.penalty).map_err(|wrong| below(wrong.below("penalty")))?,
                    days: days(&self.problem.dates, bands),
                    sessions: u16::try_from(bands.count_ones()).unwrap_or(u16::MAX),
                });
            }
        }
        self.group_requests(row.first_request as usize);
        self.problem.families.push(row);
        self.problem.family_names.push_str(&family.id);
        self.problem.family_name_ends.push(place(self.problem.family_names.len())?);
        Ok(())
    }

    /// Puts requests that always stand in each other's way into one group, first come first served.
    fn group_requests(&mut self, first: usize) {
        /// Beyond this many bundles a request is left alone: looking would cost more than it saves.
        const FEW: usize = 64;
        let Problem { requests, bundles, .. } = &mut self.problem;
        let end = bundles.len();
        let of = |requests: &[RequestRow], request: usize| {
            let until = requests.get(request + 1).map_or(end, |next| next.first_bundle as usize);
            requests[request].first_bundle as usize..until
        };
        let mut groups = 0;
        for request in first..requests.len() {
            let mine = of(requests, request);
            let together = (0..groups).find(|group| {
                (first..request).filter(|other| requests[*other].group == *group).all(|other| {
                    let theirs = of(requests, other);
                    mine.len().max(theirs.len()) <= FEW
                        && bundles[mine.clone()]
                            .iter()
                            .all(|one| bundles[theirs.clone()].iter().all(|two| one.bands & two.bands != 0))
                })
            });
            requests[request].group = together.unwrap_or(groups);
            if together.is_none() {
                groups += 1;
            }
        }
    }

    fn place_of(&self, name: &str) -> Result<u32, Wrong> {
        self.places.get(name).copied().ok_or_else(|| Wrong::new("", format!("{name:?} is no site of this instance")))
    }

    /// The problem.
    pub fn finish(self) -> Problem {
        let Self { mut problem, words, purposes, .. } = self;
        // One row more than there are, so that a row ends where the next one starts.
        let end = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        problem.families.push(FamilyRow {
            available: 0,
            first_reach: end(problem.reach.len()),
            first_request: end(problem.requests.len()),
            children: 0,
            staff_load: 0,
            minimum_sessions: 0,
            minimum_reward: 0,
            most_sessions: i32::MAX,
            avip: false,
        });
        problem.requests.push(RequestRow {
            first_bundle: end(problem.bundles.len()),
            value: 0,
            name: 0,
            purpose: 0,
            group: 0,
            flags: 0,
        });
        problem.words = words.words;
        problem.purposes = purposes.words;
        problem.families.shrink_to_fit();
        problem.reach.shrink_to_fit();
        problem.requests.shrink_to_fit();
        problem.bundles.shrink_to_fit();
        problem.family_names.shrink_to_fit();
        problem
    }
}

fn place(length: usize) -> Result<u32, Wrong> {
    u32::try_from(length)
        .ok()
        .filter(|place| *place < u32::MAX - 1)
        .ok_or_else(|| Wrong::new("", "the instance is too large"))
}

fn worth(amount: i64) -> Result<i32, Wrong> {
    if !(-LARGEST_WORTH..=LARGEST_WORTH).contains(&amount) {
        return Err(Wrong::new("", format!("{amount} is beyond {LARGEST_WORTH}")));
    }
    i32::try_from(amount).map_err(|_| Wrong::new("", format!("{amount} is beyond {LARGEST_WORTH}")))
}

fn count(amount: i64) -> Result<i32, Wrong> {
    if amount < 0 {
        return Err(Wrong::new("", format!("{amount} is negative")));
    }
    if amount > LARGEST_COUNT {
        return Err(Wrong::new("", format!("{amount} is beyond {LARGEST_COUNT}")));
    }
    i32::try_from(amount).map_err(|_| Wrong::new("", format!("{amount} is beyond {LARGEST_COUNT}")))
}

/// A worth in the unit of prices.
pub(crate) const fn scaled(worth: i32) -> i64 {
    worth as i64 * PRICE_UNIT
}
