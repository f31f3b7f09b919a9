//! The exchange format `marelle-plan/1`: what an instance and a plan look like to programs other than Marelle.
//!
//! Reading is strict about sense and says where sense stops: every error is a [`Wrong`] with the path of the value, the value
//! and the reason. Fields that the format does not know are passed over, so that others may add their own. A family is
//! compacted as soon as it is read: a national week does not need to fit in memory as text.
//!
//! Amounts of worth (values, penalties, costs, rewards) are integers without unit, at most [`LARGEST_WORTH`] either way. Minutes are minutes of
//! presence of one child. Prices are integers in 1/65536 of a unit of worth (see [`PRICE_UNIT`]).

use std::borrow::Cow;
use std::fmt;
use std::io::{Read, Write};

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::model::{Builder, Problem};

/// The name of the format, in every instance and plan.
pub const FORMAT: &str = "marelle-plan/1";
/// One unit of worth in the unit of prices.
pub const PRICE_UNIT: i64 = 65_536;
/// Most bands of an instance: a band is one bit of a 64-bit word.
pub const MOST_BANDS: usize = 64;
/// Largest value, penalty, cost or reward, either way: sums over a week of one family stay far from overflow.
pub const LARGEST_WORTH: i64 = 1_000_000_000;

/// A value that makes no sense, where it stands and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The path of the value, for example `families[3].requests[0].bundles[1].bands[0]`; empty for the whole document.
    pub path: String,
    /// What is wrong, with the value.
    pub reason: String,
}

impl Wrong {
    /// A wrong value at a path.
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }

    /// The same, below a longer path.
    pub(crate) fn below(mut self, path: &str) -> Self {
        self.path = match self.path.as_str() {
            "" => path.to_owned(),
            below if below.starts_with('[') => format!("{path}{below}"),
            below => format!("{path}.{below}"),
        };
        self
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { out.write_str(&self.reason) } else { write!(out, "{}: {}", self.path, self.reason) }
    }
}

impl std::error::Error for Wrong {}

/// A half-day on a date. Bands are in the order of time: a band is earlier than those that stand after it in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Its number, 0 to 63, unique.
    pub id: i64,
    /// Its civil date, `2026-11-23`. Bands of one date are one day for `cost_per_day`.
    pub date: String,
    /// `morning` or `afternoon`.
    pub half_day: String,
}

/// What comfort and order cost, in worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Weights {
    /// Taken off a family's week at two sites.
    pub second_site: i64,
    /// Taken off a week with a familiarisation session.
    pub familiarisation: i64,
    /// Taken off a booking in the emergency seat.
    pub emergency: i64,
    /// Added to a booking at the family's usual site.
    pub usual_site: i64,
}

/// What a site has left on an open band, after confirmed bookings. A negative number means zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cell {
    /// The band.
    pub band: i64,
    /// Children in regular seats.
    pub regular: i64,
    /// Families in familiarisation or in the emergency seat.
    pub reserve: i64,
    /// Children in all.
    pub head_count: i64,
    /// Staff: 40 for each adult, of which a walking child takes 5 and a non-walking child 8 (CSP R.2324-46-4, 1 for 8 and 1 for 5).
    pub staff_units: i64,
    /// Minutes of presence of one child over the band, for [`WeekMinutes`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
}

/// The presence a site may have over several bands together (the 100 % weekly rule, CSP R.2324-27 and order of 8 October 2021).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekMinutes {
    /// The bands.
    pub bands: Vec<i64>,
    /// Most minutes of presence of children over them.
    pub limit: i64,
}

/// What other families may have over several bands together at a site that keeps a share for families on an AVIP path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekOthers {
    /// The bands.
    pub bands: Vec<i64>,
    /// Most half-days of children whose families are not [`Family::avip`] over them, familiarisation and emergencies included.
    pub limit: i64,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Its name, unique.
    pub id: String,
    /// East, in kilometres from any origin.
    pub x_km: f64,
    /// North, in kilometres.
    pub y_km: f64,
    /// Its open bands.
    pub cells: Vec<Cell>,
    /// Limits over several bands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub week_minutes: Vec<WeekMinutes>,
    /// Limits over several bands for families who are not on an AVIP path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub week_others: Vec<WeekOthers>,
}

/// A site that a family can reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// The site.
    pub site: String,
    /// What one day of travel takes off, in worth.
    pub cost_per_day: i64,
    /// Whether the children are familiar with the site already.
    pub familiar: bool,
}

/// Half-days that serve a request together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// The bands: all of them, or none.
    pub bands: Vec<i64>,
    /// What this bundle takes off the request's value.
    pub penalty: i64,
}

/// Something a family needs half-days for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its name, unique in the family.
    pub id: String,
    /// What for.
    pub purpose: String,
    /// What serving it is worth.
    pub value: i64,
    /// Whether a professional attested that it cannot wait (a job interview).
    pub critical: bool,
    /// Whether a site where the children are not familiar may take them in its emergency seat.
    pub emergency_allowed: bool,
    /// One of these serves it.
    pub bundles: Vec<Bundle>,
}

/// What a family should have at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Minimum {
    /// Sessions a week; 0 is no minimum.
    pub sessions: i64,
    /// What reaching it is worth.
    pub reward: i64,
}

/// A family: children who are placed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// Its name, unique.
    pub id: String,
    /// Children, at least one.
    pub children: i64,
    /// Staff units they take together.
    pub staff_load: i64,
    /// Bands when a parent can come to a familiarisation session.
    pub available: Vec<i64>,
    /// The site they usually come to.
    pub usual_site: Option<String>,
    /// What they should have at least.
    pub minimum: Minimum,
    /// Most half-days a week they may have (babies; what the family or the site says), the familiarisation session counted: the children come.
    /// Absent: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_sessions: Option<i64>,
    /// Whether the family is on a path that an AVIP site keeps a share for (see [`WeekOthers`]).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub avip: bool,
    /// The sites they can reach.
    pub reach: Vec<Reach>,
    /// What they need.
    pub requests: Vec<Request>,
}

/// A week to plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    /// [`FORMAT`].
    pub format: String,
    /// Its name.
    pub name: String,
    /// Half-days, in order of time.
    pub bands: Vec<Band>,
    /// What comfort and order cost.
    pub weights: Weights,
    /// Sites.
    pub sites: Vec<Site>,
    /// Families.
    pub families: Vec<Family>,
}

impl Instance {
    /// The same week in the form that is solved.
    pub fn problem(&self) -> Result<Problem, Wrong> {
        let mut builder = Builder::new(&self.format, &self.name, &self.bands, self.weights, &self.sites)?;
        for family in &self.families {
            builder.family(family)?;
        }
        Ok(builder.finish())
    }
}

/// Reads an instance and compacts it family by family.
///
/// The document may have its parts in any order; when the families stand before the sites they are kept as text until then.
pub fn read_instance(input: impl Read) -> Result<Problem, Wrong> {
    let mut json = serde_json::Deserializer::from_reader(input);
    let mut track = serde_path_to_error::Track::new();
    let problem = Document
        .deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track))
        .map_err(|error| wrong(&track.path().to_string(), &error))?;
    json.end().map_err(|error| Wrong::new("", format!("something follows the end of the document: {error}")))?;
    Ok(problem)
}

/// Our own refusals travel through the JSON reader's error as text; the path inside it is ours, the rest is the reader's.
fn wrong(path: &str, error: &serde_json::Error) -> Wrong {
    let text = error.to_string();
    if let Some(start) = text.find(OURS)
        && let Some((ours, reason)) = text[start + OURS.len()..].split_once('\u{1f}')
    {
        // The reader adds where in the text it stood, which says nothing about a value that was read whole.
        let reason = reason.rsplit_once(" at line ").map_or(reason, |(reason, _)| reason);
        return Wrong::new(ours, reason);
    }
    Wrong::new(if path == "." { "" } else { path }, text)
}

const OURS: &str = "\u{1e}";

fn carried<E: serde::de::Error>(wrong: &Wrong) -> E {
    E::custom(format_args!("{OURS}{}\u{1f}{}", wrong.path, wrong.reason))
}

/// The whole document.
struct Document;

impl<'de> DeserializeSeed<'de> for Document {
    type Value = Problem;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Problem, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document {
    type Value = Problem;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "an instance in the format {FORMAT}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Problem, A::Error> {
        let (mut format, mut name): (Option<String>, Option<String>) = (None, None);
        let (mut bands, mut weights, mut sites): (Option<Vec<Band>>, Option<Weights>, Option<Vec<Site>>) =
            (None, None, None);
        let mut builder: Option<Builder> = None;
        let mut waiting: Option<Vec<Family>> = None;
        let mut families_read = false;
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            match key.as_ref() {
                "format" => once(&mut format, "format", map.next_value()?)?,
                "name" => once(&mut name, "name", map.next_value()?)?,
                "bands" => once(&mut bands, "bands", map.next_value()?)?,
                "weights" => once(&mut weights, "weights", map.next_value()?)?,
                "sites" => once(&mut sites, "sites", map.next_value()?)?,
                "families" => {
                    if families_read {
                        return Err(A::Error::duplicate_field("families"));
                    }
                    families_read = true;
                    match (&format, &name, &bands, &weights, &sites) {
                        (Some(format), Some(name), Some(bands), Some(weights), Some(sites)) => {
                            let mut ready =
                                Builder::new(format, name, bands, *weights, sites).map_err(|wrong| carried(&wrong))?;
                            sites_are_done(&mut map, &mut ready)?;
                            builder = Some(ready);
                        }
                        _ => waiting = Some(map.next_value()?),
                    }
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if let Some(builder) = builder {
            return Ok(builder.finish());
        }
        let missing = A::Error::missing_field;
        let format = format.ok_or_else(|| missing("format"))?;
        let name = name.ok_or_else(|| missing("name"))?;
        let bands = bands.ok_or_else(|| missing("bands"))?;
        let weights = weights.ok_or_else(|| missing("weights"))?;
        let sites = sites.ok_or_else(|| missing("sites"))?;
        let families = waiting.ok_or_else(|| missing("families"))?;
        let mut builder = Builder::new(&format, &name, &bands, weights, &sites).map_err(|wrong| carried(&wrong))?;
        for family in &families {
            builder.family(family).map_err(|wrong| carried(&wrong))?;
        }
        Ok(builder.finish())
    }
}

fn sites_are_done<'de, A: MapAccess<'de>>(map: &mut A, builder: &mut Builder) -> Result<(), A::Error> {
    map.next_value_seed(Families(builder))
}

fn once<T, E: serde::de::Error>(slot: &mut Option<T>, field: &'static str, value: T) -> Result<(), E> {
    if slot.is_some() {
        return Err(E::duplicate_field(field));
    }
    *slot = Some(value);
    Ok(())
}

/// The families, each compacted as it is read.
struct Families<'a>(&'a mut Builder);

impl<'de> DeserializeSeed<'de> for Families<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Families<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of families")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(family) = list.next_element::<Family>()? {
            self.0.family(&family).map_err(|wrong| carried(&wrong))?;
        }
        Ok(())
    }
}

/// Writes an instance.
pub fn write_instance(instance: &Instance, output: impl Write) -> std::io::Result<()> {
    Ok(serde_json::to_writer(output, instance)?)
}

/// How a booking is seated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seating {
    /// In regular seats, at a site the children are familiar with by then.
    Regular,
    /// In the emergency seat of a site they are not familiar with.
    Emergency,
}

/// A familiarisation session of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Familiarisation {
    /// The site.
    pub site: String,
    /// The band.
    pub band: i64,
}

/// A request served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// The request.
    pub request: String,
    /// The site.
    pub site: String,
    /// How the children are seated.
    pub role: Seating,
    /// Which of the request's bundles, from 0.
    pub bundle: usize,
}

/// A cell, in a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellName {
    /// The site.
    pub site: String,
    /// The band.
    pub band: i64,
}

/// Why a request is not served, as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// The family reaches no site.
    NoSiteInReach,
    /// No site in reach is open on all the bands of any bundle.
    NoSiteOpen,
    /// The regular seats are taken.
    RegularSeatsTaken,
    /// The site is full in head-count.
    HeadCountReached,
    /// Staff is missing for one more child.
    StaffMissing,
    /// The week's presence would pass the site's limit.
    WeekFull,
    /// What is left of the week at this site is kept for families on an AVIP path.
    KeptForAvip,
    /// The seat for familiarisation and emergencies is taken.
    ReserveTaken,
    /// The children would need a familiarisation session first and no earlier band suits both the parent and the site.
    NoFamiliarisationBefore,
    /// The family already has something else at that time.
    AnotherPlaceAtThatTime,
    /// It would be a third site in the week.
    ThirdSite,
    /// The children would have more half-days than they may in one week.
    MostSessions,
    /// A place is possible, but all in all it would cost this family more than it brings (distance, familiarisation, second site).
    CostsMoreThanItBrings,
}

/// The nearest change that would have served a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Nothing had to change but the plan: this bundle at this site, which others have.
    OneMoreSeat {
        /// The site.
        site: String,
        /// The bands where one more seat (or adult) is needed.
        bands: Vec<i64>,
    },
    /// Another half-day, which the request does not name, is free at this site.
    AnotherBand {
        /// The site.
        site: String,
        /// The band.
        band: i64,
    },
    /// A familiarisation session on this band would open the site.
    FamiliarisationFirst {
        /// The site.
        site: String,
        /// The band.
        band: i64,
    },
}

/// A request that is not served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The request.
    pub request: String,
    /// Why.
    pub reason: RefusalReason,
    /// The cell that refuses, where one does.
    pub cell: Option<CellName>,
    /// The nearest change that would have served it.
    pub instead: Option<Change>,
}

/// The week of one family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyPlan {
    /// The family.
    pub id: String,
    /// Its familiarisation session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub familiarisation: Option<Familiarisation>,
    /// Its bookings.
    pub bookings: Vec<Booking>,
    /// Its requests that are not served.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Refusal>,
}

/// The prices of a cell, in 1/65536 of a unit of worth: what one more of each would be worth to the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// The site.
    pub site: String,
    /// The band.
    pub band: i64,
    /// One more regular seat.
    pub regular: i64,
    /// One more family in familiarisation or emergency.
    pub reserve: i64,
    /// One more child in all.
    pub head_count: i64,
    /// One more staff unit.
    pub staff_units: i64,
}

/// Which list of limits by week of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekLimit {
    /// [`Site::week_minutes`].
    WeekMinutes,
    /// [`Site::week_others`].
    WeekOthers,
}

/// The price of a limit by week, in 1/65536 of a unit of worth: what one more minute of a child, or half-day of a child, would be worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekPrice {
    /// The site.
    pub site: String,
    /// Which of its lists.
    pub of: WeekLimit,
    /// The place in that list, from 0.
    pub number: usize,
    /// One more of it.
    pub price: i64,
}

/// A tighter proof for weeks with limits by week.
///
/// The `head_count` prices of a plan hold `price × minutes` of every [`WeekMinutes`] limit of their cell, so they prove [`Plan::bound`] alone, as the format
/// says. With these prices that part is counted on the limits instead of the cells: `bound = Σ prices × room + Σ price × (limit − Σ
/// minutes × head_count) + Σ best weeks`, where a [`WeekOthers`] limit has no part in the cells and is paid by the families it counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeekProof {
    /// The prices of the limits; those at zero are left out.
    pub prices: Vec<WeekPrice>,
    /// No plan is worth more.
    pub bound: f64,
}

/// What a plan does for a group of families.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// Families.
    pub families: u64,
    /// Families with at least one booking.
    pub families_served: u64,
    /// Requests.
    pub requests: u64,
    /// Requests served.
    pub served: u64,
    /// Critical requests.
    pub critical: u64,
    /// Critical requests served.
    pub critical_served: u64,
    /// Families with a minimum.
    pub minimum_due: u64,
    /// Families who reach their minimum.
    pub minimum_reached: u64,
    /// Children × half-days in seats.
    pub seats_used: u64,
}

/// The figures of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Over all families.
    #[serde(flatten)]
    pub total: Served,
    /// Children × half-days of head-count that were there.
    pub seats: u64,
    /// By group of families, by the name of the group.
    pub by_group: std::collections::BTreeMap<String, Served>,
}

/// A plan, with the prices that prove how good it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`FORMAT`].
    pub format: String,
    /// Its worth.
    pub objective: i64,
    /// No plan is worth more. Recomputed from `prices` by anyone.
    pub bound: f64,
    /// The prices that prove the bound; cells without a price are at zero.
    #[serde(default)]
    pub prices: Vec<Price>,
    /// A tighter bound, where sites have limits by week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub week_proof: Option<WeekProof>,
    /// Every family with a booking or a refusal.
    pub families: Vec<FamilyPlan>,
    /// Its figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

impl Plan {
    /// The lowest bound it proves.
    pub fn best_bound(&self) -> f64 {
        self.week_proof.as_ref().map_or(self.bound, |proof| proof.bound.min(self.bound))
    }
}

/// Reads a plan.
pub fn read_plan(input: impl Read) -> Result<Plan, Wrong> {
    #[derive(Deserialize)]
    struct Loose {
        format: String,
        objective: Option<i64>,
        bound: Option<f64>,
        #[serde(default)]
        prices: Vec<Price>,
        week_proof: Option<WeekProof>,
        families: Vec<FamilyPlan>,
    }
    let mut json = serde_json::Deserializer::from_reader(input);
    let plan: Loose = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        Wrong::new(if path == "." { String::new() } else { path }, error.into_inner().to_string())
    })?;
    json.end().map_err(|error| Wrong::new("", format!("something follows the end of the document: {error}")))?;
    if plan.format != FORMAT {
        return Err(Wrong::new("format", format!("{:?} is not {FORMAT:?}", plan.format)));
    }
    Ok(Plan {
        format: plan.format,
        objective: plan.objective.unwrap_or(i64::MIN),
        bound: plan.bound.unwrap_or(f64::INFINITY),
        prices: plan.prices,
        week_proof: plan.week_proof,
        families: plan.families,
        report: None,
    })
}

/// Writes a plan.
pub fn write_plan(plan: &Plan, output: impl Write) -> std::io::Result<()> {
    Ok(serde_json::to_writer(output, plan)?)
}
