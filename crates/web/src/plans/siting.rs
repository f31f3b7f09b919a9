//! Where one more half-day of an itinerant team would serve most, from the prices of a plan: a list, and a map drawn here.
//!
//! The price of a place is what the plan's worth would grow by with one place more on that half-day: a regular seat, one child more in all
//! and the adult's share for it. It says where to go first, not how far to go: the second place more is worth less than the first.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::plans::AlternativeKind;
use domain::*;
use i18n::Text;
use planner::Standing;
use planner::exchange::{Instance, Plan};

use super::instance::Ledger;
use super::look::{Look, look};
use super::pages::{sites_words, week_words};
use super::sections::{self, Section};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::places::pages::html;
use crate::problem::Problem;
use crate::shared::view;

/// Units of the drawing, and its margin.
const WIDTH: f64 = 340.0;
const MARGIN: f64 = 34.0;
/// A circle at least and at most.
const SMALLEST: f64 = 9.0;
const LARGEST: f64 = 26.0;
/// Prices are in this part of a point.
const UNIT: f64 = 65_536.0;
/// Staff units a walking child takes, and one who does not, are five and eight: six on average.
const STAFF_OF_A_PLACE: i64 = 6;
/// What a child who does not walk takes.
const STAFF_OF_A_CHILD: i64 = 8;

/// Orders of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Points,
    Site,
    Day,
    Refused,
}

impl Word for Order {
    fn text(&self) -> std::borrow::Cow<'_, str> {
        std::borrow::Cow::Borrowed(match self {
            Self::Points => "points",
            Self::Site => "site",
            Self::Day => "day",
            Self::Refused => "refused",
        })
    }
    fn read(text: &str) -> Option<Self> {
        [Self::Points, Self::Site, Self::Day, Self::Refused].into_iter().find(|order| order.text() == text)
    }
}

/// One half-day at a site.
pub(super) struct Spot {
    pub(super) site: SiteId,
    pub(super) date: Date,
    pub(super) half_day: HalfDay,
    /// In tenths of a point.
    pub(super) tenths: i64,
    pub(super) refused: usize,
}

#[derive(Template)]
#[template(path = "plans/siting.html")]
struct SitingPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    sections: Vec<view::Tab>,
    priced: bool,
    first: String,
    map: Map,
    columns: Vec<view::Column>,
    rows: Vec<Row>,
    site_columns: Vec<view::Column>,
    sites: Vec<SiteRow>,
    ask: String,
}

struct Row {
    site: String,
    when: String,
    points: String,
    refused: String,
}

struct SiteRow {
    number: usize,
    name: String,
    points: String,
    best: String,
}

/// A map of sites.
struct Map {
    height: i64,
    dots: Vec<Dot>,
    /// The length of the scale, and what it stands for.
    scale: Option<(i64, String)>,
    title: String,
}

struct Dot {
    number: usize,
    x: i64,
    y: i64,
    radius: i64,
    title: String,
    most: bool,
}

/// What a place more is worth on a half-day that was full before the plan, in tenths of a point: no price says it, so the place is made
/// and given to the family it helps most, everybody else staying where they are.
fn of_a_full_half_day(instance: &Instance, plan: &Plan, place: &str, band: i64) -> Option<i64> {
    let mut instance = instance.clone();
    let time = instance.bands.iter().position(|known| known.id == band)?;
    let at = instance.sites.iter().position(|site| site.id == place)?;
    let site = instance.sites.get_mut(at)?;
    let cell = site.cells.iter_mut().find(|cell| cell.band == band)?;
    cell.regular = cell.regular.max(0) + 1;
    cell.head_count = cell.head_count.max(0) + 1;
    cell.staff_units = cell.staff_units.max(0) + STAFF_OF_A_CHILD;
    let minutes = cell.minutes.unwrap_or(0);
    for week in site.week_minutes.iter_mut().filter(|week| week.bands.contains(&band)) {
        week.limit += minutes;
    }
    let problem = instance.problem().ok()?;
    let standing = Standing::read(&problem, plan).ok()?;
    Some(standing.offers(at, time, 1).first().map_or(0, |offer| offer.gain * 10))
}

fn spots(
    instance: &Instance,
    plan: &Plan,
    ledger: &Ledger,
    refused: &BTreeMap<(SiteId, Date, HalfDay), usize>,
) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for cell in &ledger.cells {
        let room = instance
            .sites
            .iter()
            .find(|site| site.id == cell.place)
            .and_then(|site| site.cells.iter().find(|known| known.band == cell.band));
        let full =
            room.is_none_or(|room| room.regular <= 0 || room.head_count <= 0 || room.staff_units < STAFF_OF_A_CHILD);
        let tenths = if full && !instance.families.is_empty() {
            of_a_full_half_day(instance, plan, &cell.place, cell.band).unwrap_or(0)
        } else {
            let price = plan.prices.iter().find(|price| price.site == cell.place && price.band == cell.band);
            let points =
                price.map_or(0, |price| price.regular + price.head_count + STAFF_OF_A_PLACE * price.staff_units);
            (points as f64 / UNIT * 10.0).round() as i64
        };
        let (site, date, half_day) = (cell.site, cell.date, cell.half_day);
        // Two premises at one time: the dearer one says where a place is missing.
        match spots.iter_mut().find(|spot| (spot.site, spot.date, spot.half_day) == (site, date, half_day)) {
            Some(spot) => spot.tenths = spot.tenths.max(tenths),
            None => spots.push(Spot {
                site,
                date,
                half_day,
                tenths,
                refused: refused.get(&(site, date, half_day)).copied().unwrap_or(0),
            }),
        }
    }
    spots
}

/// What is drawn and listed.
pub(super) struct Found {
    pub(super) look: Look,
    /// Dearest first.
    pub(super) spots: Vec<Spot>,
    points: BTreeMap<SiteId, (f64, f64)>,
}

/// What a place more would bring on each half-day of a run the actor may see.
pub(super) async fn load(cx: &Context, id: PlanRunId) -> Result<Found, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let (look, instance, ledger, points) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = db::plans::see_run(conn, &actor, id)?;
            // The planner's own plan has prices, whichever is published.
            let known = db::plans::alternatives(conn, seen)?;
            let number = known.iter().find(|one| one.kind == AlternativeKind::Planner).map(|one| one.number);
            let (seen, look) = look(conn, &actor, id, number, now)?;
            let (instance, ledger) = db::plans::instance_and_ledger(conn, seen)?;
            let points = db::plans::fairness::site_points(conn, &look.run.sites)?;
            Ok((look, serde_json::from_str::<Instance>(&instance)?, serde_json::from_str::<Ledger>(&ledger)?, points))
        })
        .await?;
    let alternative = look.alternative().ok_or(db::Error::NotFound)?;
    let plan: Plan = serde_json::from_str(&alternative.plan).map_err(|error| db::Error::Broken(error.to_string()))?;
    let sessions: BTreeMap<SessionId, (SiteId, Date, HalfDay)> =
        ledger.cells.iter().filter_map(|cell| Some((cell.session?, (cell.site, cell.date, cell.half_day)))).collect();
    let mut refused: BTreeMap<(SiteId, Date, HalfDay), usize> = BTreeMap::new();
    for unserved in &look.unserved {
        if let Some(at) = unserved.session.and_then(|session| sessions.get(&session)) {
            *refused.entry(*at).or_default() += 1;
        }
    }
    let mut spots = spots(&instance, &plan, &ledger, &refused);
    spots.sort_by_cached_key(|spot| {
        (std::cmp::Reverse(spot.tenths), std::cmp::Reverse(spot.refused), spot.date, half(spot.half_day), spot.site)
    });
    Ok(Found { look, spots, points })
}

/// Mornings before afternoons.
fn half(half_day: HalfDay) -> bool {
    half_day == HalfDay::Afternoon
}

/// `GET /plans/{id}/siting`
pub async fn show(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let id: PlanRunId = path_id(&id)?;
    let mut read = asked.read_loosely();
    let order = read.optional_word::<Order>("sort");
    read.finish()?;
    let order = order.take()?.unwrap_or(Order::Points);
    let Found { look, mut spots, points } = load(&cx, id).await?;
    let t = cx.t;
    let name = |site: &SiteId| look.names.get(site).cloned().unwrap_or_default();
    let best = spots.first().filter(|spot| spot.tenths > 0);
    let first = best
        .map(|spot| t.siting_first(name(&spot.site), t.date_half_day(spot.date, spot.half_day)))
        .unwrap_or_default();
    let priced = best.is_some();
    let sites = by_site(&spots, &look.run.sites);
    let map = map(t, &sites, &points, &name);
    match order {
        Order::Points => {}
        Order::Site => spots
            .sort_by_cached_key(|spot| (db::families::search_words(&name(&spot.site)), spot.date, half(spot.half_day))),
        Order::Day => spots.sort_by_cached_key(|spot| (spot.date, half(spot.half_day), std::cmp::Reverse(spot.tenths))),
        Order::Refused => spots
            .sort_by_cached_key(|spot| (std::cmp::Reverse(spot.refused), std::cmp::Reverse(spot.tenths), spot.date)),
    }
    let column = |of: Order, label: String, sorted: &'static str, numeric: bool| view::Column {
        label,
        sort_href: format!("/plans/{id}/siting?sort={}", of.text()),
        sorted: if of == order { sorted } else { "" },
        numeric,
    };
    let page = SitingPage {
        t,
        title: t.siting_title(week_words(t, look.run.monday)),
        over: sites_words(t, &look.names, &look.run.sites),
        sections: sections::of(t, id, Section::Siting),
        priced,
        first,
        map,
        columns: vec![
            column(Order::Site, t.plans_place_site(), "ascending", false),
            column(Order::Day, t.siting_column_when(), "ascending", false),
            column(Order::Points, t.siting_column_points(), "descending", true),
            column(Order::Refused, t.siting_column_refused(), "descending", true),
        ],
        rows: spots
            .iter()
            .map(|spot| Row {
                site: name(&spot.site),
                when: t.date_half_day(spot.date, spot.half_day),
                points: t.tenths(spot.tenths),
                refused: t.number(i64::try_from(spot.refused).unwrap_or(i64::MAX)),
            })
            .collect(),
        site_columns: super::fairness::columns([
            (t.siting_column_number(), true),
            (t.plans_place_site(), false),
            (t.siting_column_points_week(), true),
            (t.siting_column_best(), false),
        ]),
        sites: sites
            .iter()
            .zip(1..)
            .map(|(site, number)| SiteRow {
                number,
                name: name(&site.site),
                points: t.tenths(site.tenths),
                best: site.best.map_or_else(|| "–".to_owned(), |(date, half_day)| t.date_half_day(date, half_day)),
            })
            .collect(),
        ask: format!("/plans/{id}"),
        layout: view::Layout { place: sites_words(t, &look.names, &look.run.sites), ..cx.layout().await },
    };
    html(&page)
}

/// A site and what places more would bring it over the week.
struct OfSite {
    site: SiteId,
    tenths: i64,
    best: Option<(Date, HalfDay)>,
}

/// The sites, where most is missing first; spots come dearest first.
fn by_site(spots: &[Spot], sites: &[SiteId]) -> Vec<OfSite> {
    let mut found: Vec<OfSite> = sites
        .iter()
        .map(|site| {
            let here = || spots.iter().filter(|spot| spot.site == *site);
            OfSite {
                site: *site,
                tenths: here().map(|spot| spot.tenths).sum(),
                best: here().next().filter(|spot| spot.tenths > 0).map(|spot| (spot.date, spot.half_day)),
            }
        })
        .collect();
    found.sort_by_key(|site| (std::cmp::Reverse(site.tenths), site.site));
    found
}

/// Sites on a plane: east is to the right by the cosine of the latitude, one scale both ways, no tiles and no network.
fn map(t: Text, sites: &[OfSite], points: &BTreeMap<SiteId, (f64, f64)>, name: &impl Fn(&SiteId) -> String) -> Map {
    let known: Vec<(usize, &OfSite, (f64, f64))> = sites
        .iter()
        .zip(1..)
        .filter_map(|(site, number)| points.get(&site.site).map(|at| (number, site, *at)))
        .collect();
    let middle = known.iter().map(|(.., at)| at.0).sum::<f64>() / known.len().max(1) as f64;
    let plane: Vec<(f64, f64)> = known
        .iter()
        .map(|(.., (latitude, longitude))| (longitude * 111.32 * middle.to_radians().cos(), -latitude * 110.57))
        .collect();
    let edge =
        |pick: fn(&(f64, f64)) -> f64, best: fn(f64, f64) -> f64| plane.iter().map(pick).reduce(best).unwrap_or(0.0);
    let (west, east) = (edge(|at| at.0, f64::min), edge(|at| at.0, f64::max));
    let (north, south) = (edge(|at| at.1, f64::min), edge(|at| at.1, f64::max));
    // Two kilometres at least, so that one site, or two in one street, stand still.
    let across = (east - west).max((south - north) * 1.2).max(2.0);
    let scale = (WIDTH - 2.0 * MARGIN) / across;
    let height = ((south - north) * scale + 2.0 * MARGIN).max(110.0);
    let left = (WIDTH - (east - west) * scale) / 2.0;
    let top = (height - (south - north) * scale) / 2.0;
    let most = known.iter().map(|(_, site, _)| site.tenths).max().unwrap_or(0);
    let mut dots: Vec<Dot> = known
        .iter()
        .zip(&plane)
        .map(|((number, site, _), (x, y))| {
            let share = if most > 0 { site.tenths as f64 / most as f64 } else { 0.0 };
            Dot {
                number: *number,
                x: (left + (x - west) * scale).round() as i64,
                y: (top + (y - north) * scale).round() as i64,
                // What one sees is the area.
                radius: (SMALLEST + (LARGEST - SMALLEST) * share.sqrt()).round() as i64,
                title: t.siting_dot(name(&site.site), t.tenths(site.tenths)),
                most: *number == 1 && site.tenths > 0,
            }
        })
        .collect();
    // Small circles over large ones.
    dots.sort_by_key(|dot| (std::cmp::Reverse(dot.radius), dot.number));
    let length = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0]
        .into_iter()
        .rev()
        .find(|kilometres| kilometres * scale <= WIDTH / 3.0);
    Map {
        height: height.ceil() as i64 + 24,
        dots,
        scale: length.map(|kilometres| {
            ((kilometres * scale).round() as i64, t.siting_kilometres(t.tenths((kilometres * 10.0).round() as i64)))
        }),
        title: t.siting_map_title(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(number: u128, tenths: i64) -> OfSite {
        OfSite { site: SiteId::from_uuid(uuid::Uuid::from_u128(number)), tenths, best: None }
    }

    #[test]
    fn on_the_map_north_is_up_east_is_right_and_the_dearest_site_is_largest() {
        let sites = [site(1, 400), site(2, 100), site(3, 0)];
        let points =
            BTreeMap::from([(sites[0].site, (43.7, 4.1)), (sites[1].site, (43.6, 4.1)), (sites[2].site, (43.6, 4.3))]);
        let drawn = map(Text::new(i18n::Language::French), &sites, &points, &|site: &SiteId| site.to_string());
        let dot = |number: usize| drawn.dots.iter().find(|dot| dot.number == number).unwrap();
        assert!(dot(1).y < dot(2).y && dot(1).x == dot(2).x);
        assert!(dot(3).x > dot(2).x && dot(3).y == dot(2).y);
        assert!(dot(1).radius > dot(2).radius && dot(2).radius > dot(3).radius);
        assert!(drawn.dots.iter().all(|dot| (0..=340).contains(&dot.x) && (0..=drawn.height).contains(&dot.y)));
        assert!(dot(1).most && !dot(2).most);
    }

    #[test]
    fn one_site_alone_stands_in_the_middle() {
        let sites = [site(1, 0)];
        let points = BTreeMap::from([(sites[0].site, (43.7, 4.1))]);
        let drawn = map(Text::new(i18n::Language::French), &sites, &points, &|_: &SiteId| String::new());
        assert_eq!((drawn.dots.len(), drawn.dots[0].x), (1, 170));
        assert!(drawn.scale.is_some() && !drawn.dots[0].most);
    }
}
