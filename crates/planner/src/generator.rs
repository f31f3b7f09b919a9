//! Made-up weeks: the same week for the same seed on every machine, in the size and on the kind of map that is asked for.
//!
//! A generated week has no person in it and copies no territory; its shapes (how many seats a site has, how often a request has
//! only one possible half-day, how many sites a family can reach, how many families want one seat) are those of the schemes
//! Marelle was made for. Two geographies differ in structure and not only in numbers:
//!
//! - [`Geography::Radial`]: a dense core in each territory, small towns around it and open country between them. Distance is as the
//!   crow flies, by 1.3. Neighbouring families share most of the sites they reach.
//! - [`Geography::Corridor`]: valleys side by side, towns strung along the road of each, a winding pass between two valleys every
//!   thirty kilometres. Distance is along the roads. A site shares families with the one before and the one after: long chains.
//!
//! Everything is made with integers (metres, per cent) and with a generator of chance whose sequence is fixed, [`Xoshiro256PlusPlus`]; sites and
//! families each draw from their own sequence, so a family can be made alone ([`Generator::family`]), in any order, on any number of
//! threads. A national week goes into a [`Builder`] family by family and never exists as text.

use std::io::Write;

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::exchange::{Band, Bundle, Cell, FORMAT, Family, Instance, Minimum, Reach, Request, Site, Weights, Wrong};
use crate::model::{Builder, Problem};

/// How large a week is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Sites.
    pub sites: usize,
    /// Families.
    pub families: usize,
}

impl Size {
    /// One site that a hundred families want: about thirteen asked half-days for a seat.
    pub const SITE: Self = Self { sites: 1, families: 100 };
    /// A town: six sites, a hundred families.
    pub const TOWN: Self = Self { sites: 6, families: 100 };
    /// A département: 120 sites, 1,600 families.
    pub const DEPARTEMENT: Self = Self { sites: 120, families: 1_600 };
    /// The country: as many sites and families in a week as France may have, about 600,000 requests.
    pub const FRANCE: Self = Self { sites: 11_110, families: 160_032 };

    /// The size with this name: `site`, `town`, `departement`, `france`.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, size)| *size)
    }

    /// Every size that has a name.
    pub const NAMES: [(&'static str, Self); 4] =
        [("site", Self::SITE), ("town", Self::TOWN), ("departement", Self::DEPARTEMENT), ("france", Self::FRANCE)];

    fn name(self) -> String {
        match Self::NAMES.iter().find(|(_, size)| *size == self) {
            Some((name, _)) => (*name).to_owned(),
            None => format!("{}x{}", self.sites, self.families),
        }
    }
}

/// How places lie and how one gets from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Geography {
    /// Cores, towns around them, open country.
    Radial,
    /// Valleys with a road each and few passes between them.
    Corridor,
}

impl Geography {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Radial, Self::Corridor];

    /// Its name, `radial` or `corridor`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Radial => "radial",
            Self::Corridor => "corridor",
        }
    }

    /// The geography with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// Sites a family reaches, at most.
const MOST_REACHED: usize = 5;
/// Half-days of the week: morning and afternoon from Monday to Friday.
const BANDS: usize = 10;
/// The Monday of every generated week and the days after it.
const DATES: [&str; BANDS / 2] = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"];
/// Bands of Wednesday, when many sites receive schoolchildren instead.
const WEDNESDAY: [usize; 2] = [4, 5];

/// One kind of need: how often, what for, what one half-day is worth, and how it can be served.
struct Need {
    share: u64,
    purpose: &'static str,
    value: i64,
    critical: bool,
    form: Form,
}

/// The bundles of a kind of need.
#[derive(Clone, Copy)]
enum Form {
    /// One half-day, no choice.
    Fixed,
    /// So many single half-days to choose from (shares in per cent for 1, 2, 3…), penalties up to this.
    Choice([u64; 6], i64),
    /// Any of the half-days when the parent is free.
    Free(i64),
    /// One half-day or two of different days, no choice.
    Lessons,
    /// So many whole days, no choice.
    Days(&'static [u64]),
}

const NEEDS: [Need; 8] = [
    Need {
        share: 23,
        purpose: "appointment",
        value: 32,
        critical: false,
        form: Form::Choice([3, 43, 38, 16, 0, 0], 6),
    },
    Need { share: 19, purpose: "administrative_step", value: 20, critical: false, form: Form::Free(4) },
    Need { share: 15, purpose: "workshop", value: 46, critical: false, form: Form::Fixed },
    Need { share: 14, purpose: "french_lesson", value: 40, critical: false, form: Form::Lessons },
    Need {
        share: 13,
        purpose: "driving_lesson",
        value: 28,
        critical: false,
        form: Form::Choice([3, 32, 35, 23, 7, 0], 6),
    },
    Need { share: 11, purpose: "job_interview", value: 100, critical: true, form: Form::Fixed },
    Need { share: 3, purpose: "training", value: 45, critical: false, form: Form::Days(&[2, 3, 4]) },
    Need { share: 2, purpose: "first_days_of_job", value: 58, critical: true, form: Form::Days(&[3, 4, 5]) },
];

/// Chance in whole numbers. The ranges are our own, so that a new version of a library changes no week.
struct Chance(Xoshiro256PlusPlus);

impl Chance {
    /// The sequence of one thing of a week: its number within its kind.
    fn of(seed: u64, kind: u64, number: u64) -> Self {
        // Odd constants keep kinds and numbers apart before the seed is spread over the state.
        let mixed = seed
            ^ kind.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ number.wrapping_add(1).wrapping_mul(0xd1b5_4a32_d192_ed03).rotate_left(23);
        Self(Xoshiro256PlusPlus::seed_from_u64(mixed))
    }

    /// A number from 0 to below `end`, each as likely; 0 when there is none.
    fn below(&mut self, end: u64) -> u64 {
        if end == 0 {
            return 0;
        }
        // Lemire's multiplication: the high half of a 128-bit product, drawn again in the few cases that would favour some numbers.
        let reject = end.wrapping_neg() % end;
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(end);
            let (high, low) = ((product >> 64) as u64, product as u64);
            if low >= reject {
                return high;
            }
        }
    }

    fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// A number from `first` to `last`, both included.
    fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below(u64::try_from(last - first + 1).unwrap_or(0)) as i64
    }

    fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    /// Which of these shares.
    fn share(&mut self, shares: impl Iterator<Item = u64> + Clone) -> usize {
        let mut left = self.below(shares.clone().sum());
        for (position, share) in shares.enumerate() {
            if left < share {
                return position;
            }
            left -= share;
        }
        0
    }

    /// A distance either way, near zero more often: the sum of three throws.
    fn spread(&mut self, widest: i64) -> i64 {
        (0..3).map(|_| self.between(-widest, widest)).sum::<i64>() / 3
    }
}

const PLACES: u64 = 1;
const SITES: u64 = 2;
const FAMILIES: u64 = 3;

/// A point, in metres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Point {
    x: i64,
    y: i64,
}

/// Where somebody lives or a site stands, as its geography knows it.
#[derive(Debug, Clone, Copy)]
enum Spot {
    Field(Point),
    /// Which valley, how far along its road, how far off it.
    Road {
        valley: usize,
        along: i64,
        off: i64,
    },
}

/// A made-up week.
#[derive(Debug, Clone)]
pub struct Generator {
    size: Size,
    geography: Geography,
    seed: u64,
    bands: Vec<Band>,
    sites: Vec<Site>,
    map: Map,
}

impl Generator {
    /// Lays out places and sites; families are made when asked for.
    pub fn new(size: Size, geography: Geography, seed: u64) -> Self {
        let mut map = match geography {
            Geography::Radial => Map::Field(Field::new(size.sites, seed)),
            Geography::Corridor => Map::Roads(Roads::new(size.sites, seed)),
        };
        let bands = (0..BANDS)
            .map(|band| Band {
                id: band as i64,
                date: DATES[band / 2].to_owned(),
                half_day: if band % 2 == 0 { "morning" } else { "afternoon" }.to_owned(),
            })
            .collect();
        let sites = (0..size.sites)
            .map(|number| {
                let mut chance = Chance::of(seed, SITES, number as u64);
                let spot = map.site(number, &mut chance);
                let Point { x, y } = map.point(spot);
                Site {
                    id: format!("s{number}"),
                    x_km: x as f64 / 1_000.0,
                    y_km: y as f64 / 1_000.0,
                    cells: cells(&mut chance),
                    week_minutes: Vec::new(),
                    week_others: Vec::new(),
                }
            })
            .collect();
        map.sites_are_placed();
        Self { size, geography, seed, bands, sites, map }
    }

    /// Its name: size, geography and seed.
    pub fn name(&self) -> String {
        format!("{}-{}-{}", self.size.name(), self.geography.name(), self.seed)
    }

    /// Its half-days.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// What comfort and order cost.
    pub const fn weights(&self) -> Weights {
        Weights { second_site: 14, familiarisation: 6, emergency: 10, usual_site: 8 }
    }

    /// Its sites.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// Its families, each made when it is asked for.
    pub fn families(&self) -> impl ExactSizeIterator<Item = Family> + '_ {
        (0..self.size.families).map(|number| self.family(number))
    }

    /// One family, by its number; the same whatever was made before.
    pub fn family(&self, number: usize) -> Family {
        let mut chance = Chance::of(self.seed, FAMILIES, number as u64);
        let home = self.map.home(&mut chance);
        let reach = self.reach(home, &mut chance);
        let usual_site = reach.iter().find(|reach| reach.familiar).map(|reach| reach.site.clone());
        let children = 1 + chance.share([77, 20, 3].into_iter()) as i64;
        let staff_load = (0..children).map(|_| if chance.percent(37) { 8 } else { 5 }).sum();
        let available = (0..BANDS).filter(|_| chance.percent(60)).collect::<Vec<_>>();
        let available = if available.is_empty() { vec![chance.index(BANDS)] } else { available };
        let minimum = match chance.share([49, 36, 15].into_iter()) {
            0 => Minimum { sessions: 0, reward: 0 },
            1 => Minimum { sessions: 1, reward: 60 },
            _ => Minimum { sessions: 2, reward: 90 },
        };
        // Weeks of waiting raise what a family's requests are worth, its number of children too, though less than in proportion.
        let mut weeks = 0;
        while weeks < 8 && chance.percent(62) {
            weeks += 1;
        }
        let worth = (100 + 6 * weeks) * (30 + 70 * children);
        let count = 2 + chance.share([8, 35, 30, 27].into_iter());
        let requests = (0..count).map(|place| request(place, worth, &available, &mut chance)).collect();
        Family {
            id: format!("f{number}"),
            children,
            staff_load,
            available: available.iter().map(|band| *band as i64).collect(),
            usual_site,
            minimum,
            most_sessions: None,
            avip: false,
            reach,
            requests,
        }
    }

    /// The sites a family can reach, the nearest first.
    fn reach(&self, home: Spot, chance: &mut Chance) -> Vec<Reach> {
        let car = chance.percent(70);
        let farthest = if car { chance.between(10_000, 24_000) } else { chance.between(1_500, 7_500) };
        // Without a car a kilometre costs more than with one.
        let cost = if car { 60 } else { 100 };
        let mut near = self.map.near(home, farthest);
        near.sort_unstable();
        near.truncate(MOST_REACHED);
        let knows_one = chance.percent(52);
        let known = if chance.percent(82) { 0 } else { chance.index(near.len()) };
        near.into_iter()
            .enumerate()
            .map(|(place, (metres, site))| Reach {
                site: self.sites[site].id.clone(),
                cost_per_day: metres * cost / 100_000,
                familiar: (knows_one && place == known) || chance.percent(4),
            })
            .collect()
    }

    /// The whole week as a document: not for a country.
    pub fn instance(&self) -> Instance {
        Instance {
            format: FORMAT.to_owned(),
            name: self.name(),
            bands: self.bands.clone(),
            weights: self.weights(),
            sites: self.sites.clone(),
            families: self.families().collect(),
        }
    }

    /// Writes the week as a document, family by family: the same bytes as [`crate::exchange::write_instance`] of the whole.
    pub fn write(&self, output: impl Write) -> std::io::Result<()> {
        Ok(serde_json::to_writer(output, self)?)
    }

    /// The week ready to be solved, made family by family.
    pub fn problem(&self) -> Result<Problem, Wrong> {
        let mut builder = Builder::new(FORMAT, &self.name(), &self.bands, self.weights(), &self.sites)?;
        for family in self.families() {
            builder.family(&family)?;
        }
        Ok(builder.finish())
    }
}

impl Serialize for Generator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Families<'a>(&'a Generator);
        impl Serialize for Families<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.families())
            }
        }
        let mut document = serializer.serialize_struct("Instance", 6)?;
        document.serialize_field("format", FORMAT)?;
        document.serialize_field("name", &self.name())?;
        document.serialize_field("bands", &self.bands)?;
        document.serialize_field("weights", &self.weights())?;
        document.serialize_field("sites", &self.sites)?;
        document.serialize_field("families", &Families(self))?;
        document.end()
    }
}

/// What a site has left on the half-days when it opens.
fn cells(chance: &mut Chance) -> Vec<Cell> {
    let large = chance.percent(23);
    let open: Vec<usize> = match chance.share([54, 16, 17, 13].into_iter()) {
        0 => (0..BANDS).collect(),
        1 => (0..BANDS).filter(|band| !WEDNESDAY.contains(band)).collect(),
        2 => {
            let closed = chance.index(BANDS);
            (0..BANDS).filter(|band| *band != closed).collect()
        }
        // A team that comes two days a week.
        _ => {
            let first = chance.index(4);
            let second = first + 1 + chance.index(4 - first);
            vec![2 * first, 2 * first + 1, 2 * second, 2 * second + 1]
        }
    };
    let places = if large { chance.between(11, 14) } else { chance.between(6, 7) };
    let reserve = if large { 2 } else { 1 };
    open.into_iter()
        .map(|band| {
            let adults = match (large, chance.percent(if large { 36 } else { 84 })) {
                (true, true) => 3,
                (true, false) | (false, true) => 2,
                (false, false) => 1,
            };
            let mut taken = 0;
            while taken < places - reserve - 2 && chance.percent(if large { 62 } else { 46 }) {
                taken += 1;
            }
            let taken_units: i64 = (0..taken).map(|_| if chance.percent(30) { 8 } else { 5 }).sum();
            Cell {
                band: band as i64,
                regular: places - reserve - taken,
                reserve,
                head_count: places - taken,
                // A confirmed week may already fill the adults who are there.
                staff_units: (40 * adults - taken_units).max(0),
                minutes: None,
            }
        })
        .collect()
}

/// One request of a family; `worth` is in ten-thousandths of the value of a first week's single child.
fn request(place: usize, worth: i64, available: &[usize], chance: &mut Chance) -> Request {
    let need = &NEEDS[chance.share(NEEDS.iter().map(|need| need.share))];
    let bundles: Vec<Bundle> = match need.form {
        Form::Fixed => vec![Bundle { bands: vec![band(chance)], penalty: 0 }],
        Form::Choice(shares, most) => {
            let count = 1 + chance.share(shares.into_iter());
            let mut bands: Vec<i64> = Vec::with_capacity(count);
            while bands.len() < count {
                let next = band(chance);
                if !bands.contains(&next) {
                    bands.push(next);
                }
            }
            bands.into_iter().map(|band| Bundle { bands: vec![band], penalty: chance.between(0, most) }).collect()
        }
        Form::Free(most) => {
            let mut bands = available.to_vec();
            while bands.len() > 6 {
                let out = chance.index(bands.len());
                bands.remove(out);
            }
            let single = |band: usize| Bundle { bands: vec![band as i64], penalty: chance.between(0, most) };
            bands.into_iter().map(single).collect()
        }
        Form::Lessons => {
            let first = band(chance);
            let mut bands = vec![first];
            if chance.percent(41) {
                while bands.len() < 2 {
                    let second = band(chance);
                    if second / 2 != first / 2 {
                        bands.push(second);
                    }
                }
            }
            bands.sort_unstable();
            vec![Bundle { bands, penalty: 0 }]
        }
        Form::Days(counts) => {
            let count = counts[chance.index(counts.len())] as usize;
            let mut days: Vec<usize> = (0..BANDS / 2).collect();
            while days.len() > count {
                let out = chance.index(days.len());
                days.remove(out);
            }
            let bands = days.into_iter().flat_map(|day| [2 * day as i64, 2 * day as i64 + 1]).collect();
            vec![Bundle { bands, penalty: 0 }]
        }
    };
    let sessions = bundles.iter().map(|bundle| bundle.bands.len()).max().unwrap_or(1) as i64;
    Request {
        id: format!("r{place}"),
        purpose: need.purpose.to_owned(),
        value: need.value * sessions * worth / 10_000,
        critical: need.critical,
        emergency_allowed: need.critical,
        bundles,
    }
}

/// A half-day somebody asks for: mornings more than afternoons, Wednesday and Friday afternoon less.
fn band(chance: &mut Chance) -> i64 {
    chance.share([13, 10, 15, 11, 10, 8, 14, 11, 10, 7].into_iter()) as i64
}

#[derive(Debug, Clone)]
enum Map {
    Field(Field),
    Roads(Roads),
}

impl Map {
    fn site(&mut self, number: usize, chance: &mut Chance) -> Spot {
        match self {
            Self::Field(field) => {
                let at = field.draw([30, 45, 25], chance);
                field.sites.push(at);
                Spot::Field(at)
            }
            Self::Roads(roads) => {
                let (valley, along, off) = roads.draw_for_site(number, chance);
                roads.sites.push((valley, along, off));
                Spot::Road { valley, along, off }
            }
        }
    }

    fn sites_are_placed(&mut self) {
        match self {
            Self::Field(field) => field.index(),
            Self::Roads(roads) => roads.index(),
        }
    }

    fn home(&self, chance: &mut Chance) -> Spot {
        match self {
            Self::Field(field) => Spot::Field(field.draw([36, 40, 24], chance)),
            Self::Roads(roads) => {
                let (valley, along, off) = roads.draw(chance);
                Spot::Road { valley, along, off }
            }
        }
    }

    fn point(&self, spot: Spot) -> Point {
        match (self, spot) {
            (_, Spot::Field(point)) => point,
            (_, Spot::Road { valley, along, off }) => Roads::point(valley, along, off),
        }
    }

    /// Sites within a distance by road, with that distance in metres; each once.
    fn near(&self, spot: Spot, farthest: i64) -> Vec<(i64, usize)> {
        match (self, spot) {
            (Self::Field(field), Spot::Field(home)) => field.near(home, farthest),
            (Self::Roads(roads), Spot::Road { valley, along, off }) => roads.near(valley, along, off, farthest),
            _ => Vec::new(),
        }
    }
}

/// Ground for one site, in square metres: about 36 km².
const GROUND: i64 = 36_000_000;
/// Side of a square of the index.
const SQUARE: i64 = 10_000;

/// Cores, towns and open country.
#[derive(Debug, Clone)]
struct Field {
    side: i64,
    cores: Vec<Point>,
    towns: Vec<Point>,
    sites: Vec<Point>,
    /// Sites of each square of the ground, row by row.
    squares: Vec<Vec<usize>>,
}

impl Field {
    fn new(sites: usize, seed: u64) -> Self {
        let mut chance = Chance::of(seed, PLACES, 0);
        let side = (GROUND * sites.max(1) as i64).isqrt();
        // One core in each territory of a hundred and twenty sites, which is a cell of a grid; towns lie anywhere.
        let across = ((sites / 120) as i64).isqrt().max(1);
        let cell = side / across;
        let mut cores = Vec::new();
        for row in 0..across {
            for column in 0..across {
                let mut within = |cells: i64| cells * cell + cell / 4 + chance.between(0, cell / 2);
                cores.push(Point { x: within(column), y: within(row) });
            }
        }
        let mut anywhere = || Point { x: chance.between(0, side), y: chance.between(0, side) };
        let towns = (0..sites.div_ceil(9).max(1)).map(|_| anywhere()).collect();
        Self { side, cores, towns, sites: Vec::with_capacity(sites), squares: Vec::new() }
    }

    /// A point, by the shares of cores, towns and open country.
    fn draw(&self, shares: [u64; 3], chance: &mut Chance) -> Point {
        let (around, widest) = match chance.share(shares.into_iter()) {
            0 => (self.cores[chance.index(self.cores.len())], 9_000),
            1 => (self.towns[chance.index(self.towns.len())], 4_000),
            _ => return Point { x: chance.between(0, self.side), y: chance.between(0, self.side) },
        };
        let x = (around.x + chance.spread(widest)).clamp(0, self.side);
        let y = (around.y + chance.spread(widest)).clamp(0, self.side);
        Point { x, y }
    }

    fn across(&self) -> i64 {
        self.side / SQUARE + 1
    }

    fn index(&mut self) {
        let across = self.across();
        self.squares = vec![Vec::new(); usize::try_from(across * across).unwrap_or(0)];
        for (number, site) in self.sites.iter().enumerate() {
            let square = site.y / SQUARE * across + site.x / SQUARE;
            self.squares[square as usize].push(number);
        }
    }

    fn near(&self, home: Point, farthest: i64) -> Vec<(i64, usize)> {
        let across = self.across();
        let range = |at: i64| {
            let most = across - 1;
            ((at - farthest) / SQUARE).clamp(0, most)..=((at + farthest) / SQUARE).clamp(0, most)
        };
        let mut near = Vec::new();
        for row in range(home.y) {
            for column in range(home.x) {
                for site in &self.squares[(row * across + column) as usize] {
                    let Point { x, y } = self.sites[*site];
                    let metres = ((x - home.x) * (x - home.x) + (y - home.y) * (y - home.y)).isqrt() * 13 / 10;
                    if metres <= farthest {
                        near.push((metres, *site));
                    }
                }
            }
        }
        near
    }
}

/// How far the roads of two neighbouring valleys are from each other.
const VALLEY: i64 = 15_000;
/// Length of road for one site, in metres.
const STRETCH: i64 = 2_900;

/// A pass: where it leaves each of two neighbouring valleys, and how long it is.
#[derive(Debug, Clone, Copy)]
struct Pass {
    here: i64,
    there: i64,
    length: i64,
}

/// Valleys with a road each.
#[derive(Debug, Clone)]
struct Roads {
    valleys: usize,
    length: i64,
    /// For each valley its towns: where, and how much of the valley lives there.
    towns: Vec<Vec<(i64, u64)>>,
    /// For each valley the passes to the next one.
    passes: Vec<Vec<Pass>>,
    sites: Vec<(usize, i64, i64)>,
    /// For each valley its sites by place along the road.
    along: Vec<Vec<(i64, usize)>>,
}

impl Roads {
    fn new(sites: usize, seed: u64) -> Self {
        let mut chance = Chance::of(seed, PLACES, 1);
        let valleys = (sites / 3).isqrt().max(1);
        let length = sites.div_ceil(valleys) as i64 * STRETCH;
        let towns = (0..valleys)
            .map(|_| {
                let mut towns = Vec::new();
                let mut at = chance.between(0, 6_000);
                while at <= length {
                    // One town in four is a market town.
                    towns.push((at, if chance.percent(25) { 6 } else { 2 }));
                    at += chance.between(5_000, 12_000);
                }
                if towns.is_empty() {
                    towns.push((length / 2, 1));
                }
                towns
            })
            .collect();
        let passes = (1..valleys)
            .map(|_| {
                let mut passes = Vec::new();
                let mut at = chance.between(0, length.min(30_000));
                while at <= length {
                    let there = (at + chance.spread(6_000)).clamp(0, length);
                    passes.push(Pass { here: at, there, length: chance.between(VALLEY, VALLEY * 8 / 5) });
                    at += chance.between(20_000, 40_000);
                }
                passes
            })
            .collect();
        Self { valleys, length, towns, passes, sites: Vec::with_capacity(sites), along: Vec::new() }
    }

    fn draw_in(&self, valley: usize, chance: &mut Chance) -> (i64, i64) {
        if chance.percent(22) {
            // A farm or a hamlet up the slope.
            return (chance.between(0, self.length), chance.between(0, 5_000));
        }
        let towns = &self.towns[valley];
        let (at, _) = towns[chance.share(towns.iter().map(|(_, weight)| *weight))];
        ((at + chance.spread(2_500)).clamp(0, self.length), chance.between(0, 1_500))
    }

    /// Sites are dealt to the valleys in turn, so that none is without.
    fn draw_for_site(&self, number: usize, chance: &mut Chance) -> (usize, i64, i64) {
        let valley = number % self.valleys;
        let (along, off) = self.draw_in(valley, chance);
        (valley, along, off)
    }

    fn draw(&self, chance: &mut Chance) -> (usize, i64, i64) {
        let valley = chance.index(self.valleys);
        let (along, off) = self.draw_in(valley, chance);
        (valley, along, off)
    }

    /// On paper a valley winds: a triangular wave of four kilometres.
    fn point(valley: usize, along: i64, off: i64) -> Point {
        let wave = (along % 16_000 - 8_000).abs() / 2;
        Point { x: along, y: valley as i64 * VALLEY + wave + off }
    }

    fn index(&mut self) {
        self.along = vec![Vec::new(); self.valleys];
        for (number, (valley, along, _)) in self.sites.iter().enumerate() {
            self.along[*valley].push((*along, number));
        }
        for sites in &mut self.along {
            sites.sort_unstable();
        }
    }

    fn near(&self, valley: usize, along: i64, off: i64, farthest: i64) -> Vec<(i64, usize)> {
        let mut near = Vec::new();
        self.along_the_road(valley, along, off, farthest, &mut near);
        // Over one pass, to the next valley or the one before.
        for pass in self.passes.get(valley).into_iter().flatten() {
            let so_far = off + (pass.here - along).abs() + pass.length;
            self.along_the_road(valley + 1, pass.there, so_far, farthest, &mut near);
        }
        if let Some(before) = valley.checked_sub(1) {
            for pass in &self.passes[before] {
                let so_far = off + (pass.there - along).abs() + pass.length;
                self.along_the_road(before, pass.here, so_far, farthest, &mut near);
            }
        }
        // A site over two passes counts once, by the shorter way.
        near.sort_unstable_by_key(|(metres, site)| (*site, *metres));
        near.dedup_by_key(|(_, site)| *site);
        near
    }

    fn along_the_road(&self, valley: usize, at: i64, so_far: i64, farthest: i64, near: &mut Vec<(i64, usize)>) {
        let left = farthest - so_far;
        if left < 0 {
            return;
        }
        let sites = &self.along[valley];
        let first = sites.partition_point(|(along, _)| *along < at - left);
        for (along, site) in sites[first..].iter().take_while(|(along, _)| *along <= at + left) {
            let metres = so_far + (along - at).abs() + self.sites[*site].2;
            if metres <= farthest {
                near.push((metres, *site));
            }
        }
    }
}
