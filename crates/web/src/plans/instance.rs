//! One week of the database as an instance of the planner, and a plan of the planner as places of the database.
//!
//! Only what [`decide`] would allow becomes a bundle, so that publication is never refused by a rule: what the planner cannot know
//! (age, admission, situation, notice, hours) is asked here, seats are counted there. Where the exchange format says less than the
//! rules (a bundle may be allowed at one site and not at another, which it cannot tell), the instance is narrowed: it may miss a
//! plan, it never proposes a wrong one.
//!
//! Assumed until the house knows better, and told so on the page: adults on duty are those the seats need (one for five children
//! who do not walk, at least two); a parent can come to a first session on any half-day of the week.

use std::collections::{BTreeMap, BTreeSet};

use db::places::facts::Child;
use db::plans::gather::PlannedSite;
use db::plans::{NearestChange, ProposedPlace, Unserved, WaitingRequest, WeekFacts};
use domain::geography::{Communes, road_kilometres};
use domain::places::rules::fewest_places;
use domain::places::{
    ActiveBooking, Asker, CareKind, DatedBands, DatedHalfDay, Decision, Need, Purpose, RhythmPattern, SessionFacts,
    WeekNeed, Wish, day_number, days_after, decide, offered_minutes, week_of,
};
use domain::plans::{ProposalRole, UnservedReason, Weights, WhatIf};
use domain::sites::{SitePolicy, instant_maximum};
use domain::*;
use planner::exchange::{
    Band, Bundle, Cell, Change, FORMAT, Family, FamilyPlan, Instance, Minimum, Plan, Reach, RefusalReason, Request,
    Seating, Site, WeekMinutes,
};
use serde::{Deserialize, Serialize};

/// Staff units of one adult, and what a child takes of them (CSP R.2324-46-4).
const ADULT: i64 = 40;
const WALKER: i64 = 5;
const NON_WALKER: i64 = 8;
/// Adults at least, as long as no roster says (assumed).
const FEWEST_ADULTS: i64 = 2;
/// Bundles of one request at most.
const MOST_BUNDLES: usize = 60;
/// Half-days of a list of which every part is offered to the planner; of longer ones only the whole and what is near it.
const SHORT_LIST: usize = 4;

/// Which rows the names of an instance stand for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ledger {
    /// The cells of the instance.
    pub cells: Vec<LedgerCell>,
    /// The families of the instance, in its order.
    pub families: Vec<LedgerFamily>,
    /// Requests that the planner was not asked about: a rule refuses every half-day.
    pub left_out: Vec<LeftOut>,
}

/// A session under its names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LedgerCell {
    /// The planner's site.
    pub place: String,
    /// The planner's band.
    pub band: i64,
    /// The site.
    pub site: SiteId,
    /// The session; `None` where a question opens one.
    pub session: Option<SessionId>,
    /// Its day.
    pub date: Date,
    /// Its half.
    pub half_day: HalfDay,
}

/// Children who are placed together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LedgerFamily {
    /// Its name in the instance.
    pub name: String,
    /// The family.
    pub family: FamilyId,
    /// The children.
    pub children: Vec<ChildId>,
    /// Its requests, in the order of the instance.
    pub requests: Vec<LedgerRequest>,
}

/// A request, of one child or of several siblings together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LedgerRequest {
    /// Its name in the instance.
    pub name: String,
    /// One for each child, in their order.
    pub requests: Vec<PlaceRequestId>,
    /// Why.
    pub purpose: Purpose,
    /// The kind of care.
    pub kind: CareKind,
    /// When it was asked.
    pub asked_at: Instant,
}

/// A request that no half-day of the week can serve, whoever else comes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LeftOut {
    /// The request.
    pub request: PlaceRequestId,
    /// Its child.
    pub child: ChildId,
    /// What refuses.
    pub refusals: Vec<Refusal>,
}

/// An instance with its ledger.
#[derive(Debug, Clone)]
pub struct Built {
    /// What the planner is given.
    pub instance: Instance,
    /// What its names mean.
    pub ledger: Ledger,
}

/// Bundles that are taken out: together with others of the same week a rule refuses them.
pub type Narrowed = BTreeSet<(String, Vec<i64>)>;

/// A place of the planner: the sessions of a site of which there is one at a time.
struct Place<'a> {
    name: String,
    site: &'a PlannedSite,
    sessions: Vec<Slot>,
}

/// A session as the planner sees it.
struct Slot {
    facts: SessionFacts,
    /// The session without anybody in it: what the rules say beside the count of seats.
    empty: SessionFacts,
    band: i64,
    real: bool,
    cell: Cell,
    /// Whether the seats of the reserve can be given to an emergency, to a first session.
    takes_emergency: bool,
    takes_familiarisation: bool,
}

impl Place<'_> {
    fn slot(&self, band: i64) -> Option<&Slot> {
        self.sessions.iter().find(|slot| slot.band == band)
    }
}

/// What one child may ask at one place.
struct Asked<'a> {
    facts: &'a WeekFacts,
    place: &'a Place<'a>,
    child: &'a Child,
}

impl Asked<'_> {
    /// What the rules refuse, seats and heads left aside: those are counted by the planner.
    fn refusals(&self, slot: &Slot, kind: CareKind, beside: &[ActiveBooking]) -> Vec<Refusal> {
        let SessionFacts { site, premises, date, half_day, .. } = slot.facts;
        let Some(policy) = self.facts.rules.policy_on(site, date) else {
            return vec![Refusal::SiteClosed { date, half_day }];
        };
        let authorisation = self.facts.rules.authorisations(site).map(|acts| DatedBands::on(acts, premises, date));
        // An option of the child's own on this half-day gives way to the place.
        let child = self.child.facts(|own| !own.confirmed && (own.place.date, own.place.half_day) == (date, half_day));
        let ties = self.child.ties(site);
        let wish = Wish {
            session: &slot.empty,
            policy,
            authorisation,
            child: &child,
            ties: &ties,
            kind,
            class: kind.seat_class(),
            asker: Asker::Professional,
            beside,
            now: self.facts.now,
        };
        match decide(&wish, None) {
            Decision::Accepted { .. } => Vec::new(),
            Decision::Refused(refusals) => refusals
                .into_iter()
                .filter(|refusal| !matches!(refusal, Refusal::SeatsFull { .. } | Refusal::InstantLimit { .. }))
                .collect(),
        }
    }

    /// The same for several half-days together.
    fn refusals_of_all(&self, bands: &[i64], kind: CareKind) -> Vec<Refusal> {
        let mut beside = Vec::new();
        for band in bands {
            let Some(slot) = self.place.slot(*band) else { return Vec::new() };
            let refusals = self.refusals(slot, kind, &beside);
            if !refusals.is_empty() {
                return refusals;
            }
            beside.push(active(&slot.facts));
        }
        Vec::new()
    }
}

fn active(session: &SessionFacts) -> ActiveBooking {
    ActiveBooking { session: session.id, site: session.site, date: session.date, half_day: session.half_day }
}

/// Builds the instance of a week.
pub fn build(facts: &WeekFacts, weights: &Weights, what_if: Option<&WhatIf>, narrowed: &Narrowed) -> Built {
    let half_days = half_days(facts, what_if);
    let places = places(facts, what_if, &half_days);
    let mut ledger = Ledger { cells: cells(&places), families: Vec::new(), left_out: Vec::new() };
    let mut families = Vec::new();
    for group in groups(&facts.requests) {
        let mut made = FamilyOf { facts, weights, places: &places, narrowed, group: &group };
        if let Some((family, line)) = made.family(&mut ledger.left_out) {
            families.push(family);
            ledger.families.push(line);
        }
    }
    let instance = Instance {
        format: FORMAT.to_owned(),
        name: format!("week of {}", facts.monday),
        bands: half_days
            .iter()
            .zip(0..)
            .map(|(half_day, id)| Band {
                id,
                date: half_day.date.to_string(),
                half_day: half_day.half_day.as_str().to_owned(),
            })
            .collect(),
        weights: planner::exchange::Weights {
            second_site: i64::from(weights.second_site),
            familiarisation: i64::from(weights.familiarisation),
            emergency: i64::from(weights.emergency),
            usual_site: i64::from(weights.usual_site),
        },
        sites: places.iter().map(|place| site_of(facts, what_if, place)).collect(),
        families,
    };
    Built { instance, ledger }
}

/// The half-days of the week, in order.
fn half_days(facts: &WeekFacts, what_if: Option<&WhatIf>) -> Vec<DatedHalfDay> {
    let mut found: BTreeSet<(Date, std::cmp::Reverse<HalfDay>)> = facts
        .sites
        .iter()
        .flat_map(|site| &site.sessions)
        .map(|session| (session.date, std::cmp::Reverse(session.half_day)))
        .collect();
    if let Some(WhatIf::OpenSession { date, half_day, .. }) = what_if
        && week_of(*date) == facts.monday
    {
        found.insert((*date, std::cmp::Reverse(*half_day)));
    }
    // Morning stands before afternoon in time, after it in the alphabet and in the list of words.
    let mut ordered: Vec<DatedHalfDay> =
        found.into_iter().map(|(date, half_day)| DatedHalfDay { date, half_day: half_day.0 }).collect();
    ordered.sort_by_key(|half_day| (half_day.date, half_day.half_day == HalfDay::Afternoon));
    ordered
}

fn places<'a>(facts: &'a WeekFacts, what_if: Option<&WhatIf>, half_days: &[DatedHalfDay]) -> Vec<Place<'a>> {
    let band = |session: &SessionFacts| half_days.iter().position(|known| *known == session.half_day());
    let mut places = Vec::new();
    for site in &facts.sites {
        let mut rows: Vec<Vec<Slot>> = Vec::new();
        let opened = opened(site, what_if, facts.monday);
        let real = site.sessions.iter().map(|session| (session, true));
        for (session, real) in real.chain(opened.iter().map(|session| (session, false))) {
            let Some(band) = band(session).and_then(|position| i64::try_from(position).ok()) else { continue };
            let Some(policy) = facts.rules.policy_on(site.id, session.date) else { continue };
            let slot = slot(facts, session, policy, band, real);
            // Two premises open at the same time are two places.
            match rows.iter_mut().find(|row| row.iter().all(|known| known.band != band)) {
                Some(row) => row.push(slot),
                None => rows.push(vec![slot]),
            }
        }
        for (position, sessions) in rows.into_iter().enumerate() {
            let name = if position == 0 { site.id.to_string() } else { format!("{}#{}", site.id, position + 1) };
            places.push(Place { name, site, sessions });
        }
    }
    places
}

/// The half-day a question opens: like the others of the site.
fn opened(site: &PlannedSite, what_if: Option<&WhatIf>, monday: Date) -> Option<SessionFacts> {
    let Some(WhatIf::OpenSession { site: id, date, half_day }) = what_if else { return None };
    let open = site.sessions.iter().any(|session| session.date == *date && session.half_day == *half_day);
    if *id != site.id || open || week_of(*date) != monday {
        return None;
    }
    let like = site.sessions.iter().min_by_key(|session| {
        (session.half_day != *half_day, (day_number(session.date) - day_number(*date)).abs(), session.id)
    })?;
    let id = SessionId::from_uuid(uuid::Uuid::nil());
    Some(SessionFacts { id, date: *date, half_day: *half_day, taken: Vec::new(), cancelled: false, ..like.clone() })
}

fn slot(facts: &WeekFacts, session: &SessionFacts, policy: &SitePolicy, band: i64, real: bool) -> Slot {
    use domain::sites::SeatClass;
    let (regular, adaptation, emergency) = (
        i64::from(session.free_of(SeatClass::Regular)),
        i64::from(session.free_of(SeatClass::Adaptation)),
        i64::from(session.free_of(SeatClass::Emergency)),
    );
    let taken = i64::from(session.taken_count());
    let authorised = facts
        .rules
        .authorisations(session.site)
        .and_then(|acts| fewest_places(DatedBands::on(acts, session.premises, session.date), session))
        .map(|places| i64::from(instant_maximum(places)));
    let seats_left = i64::from(session.seats.total()) - taken;
    let head_count = authorised.map_or(seats_left, |most| seats_left.min(most - taken)).max(0);
    let released = policy.reserve_released_hours.is_some_and(|hours| {
        session.start_compared_to(facts.now.plus_hours(i64::from(hours.max(0)))) != std::cmp::Ordering::Greater
    });
    let lent = if released { adaptation + emergency } else { 0 };
    let (to_emergency, to_first) = (policy.emergency_borrows_adaptation, policy.adaptation_borrows_emergency);
    let for_emergency = emergency + if to_emergency { adaptation } else { 0 };
    let for_first = adaptation + if to_first { emergency } else { 0 };
    // As many as fit in whatever mix they come.
    let reserve = match (for_emergency > 0, for_first > 0) {
        (false, false) => 0,
        (false, true) => for_first,
        (true, false) => for_emergency,
        (true, true) => match (to_emergency, to_first) {
            (true, true) => adaptation + emergency,
            (true, false) => adaptation,
            (false, true) => emergency,
            (false, false) => adaptation.min(emergency),
        },
    };
    let children = i64::from(session.seats.total());
    let adults = ((children * NON_WALKER + ADULT - 1) / ADULT).max(FEWEST_ADULTS);
    let there: i64 = facts
        .taken
        .iter()
        .filter(|taken| taken.session == session.id)
        .map(|taken| load(facts, taken.child, session.date))
        .sum();
    let cell = Cell {
        band,
        regular: (regular + lent).min(head_count),
        reserve: reserve.min(head_count),
        head_count,
        staff_units: (adults * ADULT - there).max(0),
        minutes: Some(session.minutes()),
    };
    Slot {
        empty: SessionFacts { taken: Vec::new(), ..session.clone() },
        facts: session.clone(),
        band,
        real,
        cell,
        takes_emergency: for_emergency > 0,
        takes_familiarisation: for_first > 0,
    }
}

fn load(facts: &WeekFacts, child: ChildId, day: Date) -> i64 {
    let walks = facts.walks_since.get(&child).copied().flatten().is_some_and(|since| since <= day);
    if walks { WALKER } else { NON_WALKER }
}

fn cells(places: &[Place<'_>]) -> Vec<LedgerCell> {
    let mut cells = Vec::new();
    for place in places {
        cells.extend(place.sessions.iter().map(|slot| LedgerCell {
            place: place.name.clone(),
            band: slot.band,
            site: place.site.id,
            session: slot.real.then_some(slot.facts.id),
            date: slot.facts.date,
            half_day: slot.facts.half_day,
        }));
    }
    cells
}

fn site_of(facts: &WeekFacts, what_if: Option<&WhatIf>, place: &Place<'_>) -> Site {
    let (latitude, longitude) = place.site.at;
    let (mut seats, mut units, mut places_more) = (0, 0, 0);
    match what_if {
        Some(WhatIf::OneSeatMore { site }) if *site == place.site.id => (seats, places_more) = (1, 1),
        Some(WhatIf::OneAdultMore { site }) if *site == place.site.id => units = ADULT,
        _ => {}
    }
    let mut cells: Vec<Cell> = place
        .sessions
        .iter()
        .map(|slot| Cell {
            regular: slot.cell.regular + seats,
            head_count: slot.cell.head_count + seats,
            staff_units: slot.cell.staff_units + units,
            ..slot.cell
        })
        .collect();
    cells.sort_by_key(|cell| cell.band);
    // The week's presence: authorised child-minutes less those of the children who come already (100 %, `rules.md` 2.3).
    let week_minutes = facts.rules.authorisations(place.site.id).map(|acts| {
        let minutes = |slot: &Slot| {
            let session = &slot.facts;
            let offered = offered_minutes(session, DatedBands::on(acts, session.premises, session.date));
            offered + session.minutes() * (places_more - i64::from(session.taken_count()))
        };
        WeekMinutes {
            bands: cells.iter().map(|cell| cell.band).collect(),
            limit: place.sessions.iter().map(minutes).sum::<i64>().max(0),
        }
    });
    Site {
        id: place.name.clone(),
        x_km: (longitude * latitude.to_radians().cos() * 111.19 * 1000.0).round() / 1000.0,
        y_km: (latitude * 111.19 * 1000.0).round() / 1000.0,
        cells,
        week_minutes: week_minutes.into_iter().collect(),
    }
}

/// Requests whose children are placed together.
struct Group<'a> {
    name: String,
    family: FamilyId,
    children: Vec<ChildId>,
    /// One entry for each question; in it one request for each child, in their order.
    questions: Vec<Vec<&'a WaitingRequest>>,
    /// Whether these take seats of the reserve, not regular ones.
    of_reserve: bool,
    /// Half-days kept free for a request of the same child in another group.
    kept_free: BTreeSet<DatedHalfDay>,
}

fn takes_reserve(kind: CareKind) -> bool {
    matches!(kind, CareKind::Emergency | CareKind::Familiarisation)
}

/// Siblings who ask the same are one question; a family all of whose children ask all the same questions is placed together.
fn groups(requests: &[WaitingRequest]) -> Vec<Group<'_>> {
    let mut families: BTreeMap<FamilyId, Vec<&WaitingRequest>> = BTreeMap::new();
    for waiting in requests {
        families.entry(waiting.family).or_default().push(waiting);
    }
    let mut groups = Vec::new();
    for (family, asked) in families {
        let (reserve, regular): (Vec<&WaitingRequest>, Vec<&WaitingRequest>) =
            asked.into_iter().partition(|waiting| takes_reserve(waiting.request.kind));
        let wanted: BTreeSet<(ChildId, DatedHalfDay)> = reserve
            .iter()
            .flat_map(|waiting| {
                named_half_days(&waiting.request.need).into_iter().map(|day| (waiting.request.child, day))
            })
            .collect();
        let mut number = 0;
        let mut name = || {
            number += 1;
            if number == 1 { family.to_string() } else { format!("{family}#{number}") }
        };
        let children: BTreeSet<ChildId> = regular.iter().map(|waiting| waiting.request.child).collect();
        let questions = questions(&regular);
        let whole = questions.iter().all(|question| {
            let of: BTreeSet<ChildId> = question.iter().map(|waiting| waiting.request.child).collect();
            of == children && question.len() == children.len()
        });
        let kept = |children: &[ChildId]| {
            wanted.iter().filter(|(child, _)| children.contains(child)).map(|(_, day)| *day).collect()
        };
        if whole && !children.is_empty() {
            let children: Vec<ChildId> = children.into_iter().collect();
            let kept_free = kept(&children);
            groups.push(Group { name: name(), family, children, questions, of_reserve: false, kept_free });
        } else {
            for child in children {
                let own: Vec<Vec<&WaitingRequest>> =
                    regular.iter().filter(|waiting| waiting.request.child == child).map(|one| vec![*one]).collect();
                let kept_free = kept(&[child]);
                groups.push(Group {
                    name: name(),
                    family,
                    children: vec![child],
                    questions: own,
                    of_reserve: false,
                    kept_free,
                });
            }
        }
        for waiting in reserve {
            groups.push(Group {
                name: name(),
                family,
                children: vec![waiting.request.child],
                questions: vec![vec![waiting]],
                of_reserve: true,
                kept_free: BTreeSet::new(),
            });
        }
    }
    groups
}

/// Requests by what they ask; in each the children in the order of their ids.
fn questions<'a>(requests: &[&'a WaitingRequest]) -> Vec<Vec<&'a WaitingRequest>> {
    let mut questions: Vec<Vec<&WaitingRequest>> = Vec::new();
    for waiting in requests {
        let same = |other: &&mut Vec<&WaitingRequest>| {
            other.first().is_some_and(|other| {
                let (one, two) = (&waiting.request, &other.request);
                one.need == two.need
                    && one.purpose == two.purpose
                    && one.kind == two.kind
                    && waiting.sites == other.sites
                    && one.child != two.child
            }) && !other.iter().any(|known| known.request.child == waiting.request.child)
        };
        match questions.iter_mut().find(same) {
            Some(question) => question.push(waiting),
            None => questions.push(vec![waiting]),
        }
    }
    for question in &mut questions {
        question.sort_by_key(|waiting| waiting.request.child);
    }
    questions
}

fn named_half_days(need: &Need) -> Vec<DatedHalfDay> {
    match need {
        Need::Appointment(appointment) => [HalfDay::Morning, HalfDay::Afternoon]
            .map(|half_day| DatedHalfDay { date: appointment.date, half_day })
            .to_vec(),
        Need::HalfDays(wanted) | Need::AnyHalfDay(wanted) => wanted.clone(),
        Need::Rhythm(_) | Need::Every { .. } => Vec::new(),
    }
}

/// A bundle while it is judged.
struct Judged {
    bands: Vec<i64>,
    penalty: i64,
    allowed: BTreeSet<usize>,
}

/// A question while it is judged.
struct Question<'a> {
    asked: &'a [&'a WaitingRequest],
    bundles: Vec<Judged>,
    refusals: Vec<Refusal>,
    /// Whether it asks anything of this week at all.
    this_week: bool,
}

/// Makes one family of the instance.
struct FamilyOf<'a> {
    facts: &'a WeekFacts,
    weights: &'a Weights,
    places: &'a [Place<'a>],
    narrowed: &'a Narrowed,
    group: &'a Group<'a>,
}

impl FamilyOf<'_> {
    fn child(&self, id: ChildId) -> Option<&Child> {
        self.facts.children.get(&id)
    }

    fn family(&mut self, left_out: &mut Vec<LeftOut>) -> Option<(Family, LedgerFamily)> {
        let group = self.group;
        let mut questions: Vec<Question<'_>> = group.questions.iter().map(|asked| self.judge(asked)).collect();
        let mut reach: BTreeSet<usize> =
            questions.iter().flat_map(|question| &question.bundles).flat_map(|bundle| bundle.allowed.clone()).collect();
        self.settle(&mut questions, &mut reach);
        let mut requests = Vec::new();
        let mut lines = Vec::new();
        for question in questions.into_iter().filter(|question| question.this_week) {
            if question.bundles.is_empty() {
                left_out.extend(question.asked.iter().map(|waiting| LeftOut {
                    request: waiting.request.id,
                    child: waiting.request.child,
                    refusals: question.refusals.clone(),
                }));
            } else if let Some((request, line)) = self.request(&question, &reach) {
                requests.push(request);
                lines.push(line);
            }
        }
        if requests.is_empty() {
            return None;
        }
        let children: i64 = i64::try_from(group.children.len()).unwrap_or(1);
        let usual = self.usual_place(&reach);
        let most: usize = requests
            .iter()
            .map(|request| request.bundles.iter().map(|bundle| bundle.bands.len()).max().unwrap_or(0))
            .sum();
        let family = Family {
            id: group.name.clone(),
            children,
            staff_load: group.children.iter().map(|child| load(self.facts, *child, self.facts.monday)).sum(),
            available: if group.of_reserve { Vec::new() } else { self.available(&reach) },
            usual_site: usual.map(|place| self.places[place].name.clone()),
            minimum: self.minimum(usual, &reach, most),
            reach: reach
                .iter()
                .map(|place| Reach {
                    site: self.places[*place].name.clone(),
                    cost_per_day: self.cost(&self.places[*place]),
                    familiar: !group.of_reserve && self.familiar(&self.places[*place]),
                })
                .collect(),
            requests,
        };
        let line = LedgerFamily {
            name: group.name.clone(),
            family: group.family,
            children: group.children.clone(),
            requests: lines,
        };
        Some((family, line))
    }

    fn familiar(&self, place: &Place<'_>) -> bool {
        self.group.children.iter().all(|child| self.child(*child).is_some_and(|child| child.knows(place.site.id)))
    }

    fn kilometres(&self, place: &Place<'_>) -> f64 {
        let home = self.group.children.first().and_then(|child| self.child(*child)).and_then(|child| {
            Communes::shipped().find(&child.commune).map(|commune| (commune.latitude, commune.longitude))
        });
        let Some(home) = home else { return 0.0 };
        let at = place
            .sessions
            .first()
            .and_then(|slot| place.site.premises.get(&slot.facts.premises).copied())
            .unwrap_or(place.site.at);
        road_kilometres(home.0, home.1, at.0, at.1)
    }

    fn cost(&self, place: &Place<'_>) -> i64 {
        // Half the girth of the Earth at most: far inside an i64.
        (self.kilometres(place) * f64::from(self.weights.kilometre)).round() as i64
    }

    /// Which bundles would serve a question, and where each is allowed.
    fn judge<'q>(&self, asked: &'q [&'q WaitingRequest]) -> Question<'q> {
        let mut question = Question { asked, bundles: Vec::new(), refusals: Vec::new(), this_week: false };
        let Some(first) = asked.first() else { return question };
        let (monday, sunday) = (self.facts.monday, days_after(self.facts.monday, 6));
        let touches = first.request.need.span().is_some_and(|(from, until)| from <= sunday && monday <= until);
        if !touches {
            return question;
        }
        for (position, place) in self.places.iter().enumerate() {
            if !first.sites.contains(&place.site.id) {
                continue;
            }
            let sessions: Vec<SessionFacts> = place.sessions.iter().map(|slot| slot.facts.clone()).collect();
            let week = first
                .request
                .need
                .weeks(&sessions)
                .into_iter()
                .find(|week| week.week_of == monday || matches!(first.request.need, Need::AnyHalfDay(_)));
            let Some(week) = week else { continue };
            let wanted = self.wanted(first, place, &week);
            if wanted.is_empty() && week.refusals.is_empty() && week.sessions.is_empty() {
                continue;
            }
            question.this_week = true;
            if wanted.is_empty() {
                note(&mut question.refusals, week.refusals);
                continue;
            }
            if wanted == [(Vec::new(), 0)] {
                // Everything of this week has been given already.
                return Question { this_week: false, bundles: Vec::new(), ..question };
            }
            let limit = first.request.travel_limit_km.filter(|_| first.request.site != Some(place.site.id));
            let kilometres = self.kilometres(place);
            if let Some(limit) = limit.filter(|limit| kilometres > f64::from(*limit) + 0.05) {
                let nearest = Some(kilometres.ceil() as i32);
                note(&mut question.refusals, vec![Refusal::NothingWithinTravel { kilometres: limit, nearest }]);
                continue;
            }
            for (bands, penalty) in wanted {
                self.judge_bundle(&mut question, position, bands, penalty);
            }
        }
        question
    }

    fn judge_bundle(&self, question: &mut Question<'_>, position: usize, bands: Vec<i64>, penalty: i64) {
        let Some(first) = question.asked.first() else { return };
        let place = &self.places[position];
        let kept_free =
            |band: &i64| place.slot(*band).is_some_and(|slot| self.group.kept_free.contains(&slot.facts.half_day()));
        if self.narrowed.contains(&(first.request.id.to_string(), bands.clone())) || bands.iter().any(kept_free) {
            return;
        }
        let kind = first.request.kind;
        let mut refusals = Vec::new();
        for child in &self.group.children {
            let Some(child) = self.child(*child) else { return };
            note(&mut refusals, Asked { facts: self.facts, place, child }.refusals_of_all(&bands, kind));
        }
        if self.group.of_reserve {
            let takes = |slot: &Slot| match kind {
                CareKind::Familiarisation => slot.takes_familiarisation,
                _ => slot.takes_emergency,
            };
            let one = bands.first().filter(|_| bands.len() == 1).and_then(|band| place.slot(*band));
            match one {
                None => return,
                Some(slot) if !takes(slot) => {
                    let SessionFacts { date, half_day, .. } = slot.facts;
                    refusals.push(Refusal::SeatsFull { class: kind.seat_class(), date, half_day });
                }
                Some(_) => {}
            }
        }
        if refusals.is_empty() {
            match question.bundles.iter_mut().find(|bundle| bundle.bands == bands) {
                Some(bundle) => {
                    bundle.allowed.insert(position);
                    bundle.penalty = bundle.penalty.min(penalty);
                }
                None => question.bundles.push(Judged { bands, penalty, allowed: BTreeSet::from([position]) }),
            }
        } else {
            note(&mut question.refusals, refusals);
        }
    }

    /// The bundles of a week at a place, each with what a later choice costs; one empty bundle when all of it was given already.
    fn wanted(&self, waiting: &WaitingRequest, place: &Place<'_>, week: &WeekNeed) -> Vec<(Vec<i64>, i64)> {
        let request = &waiting.request;
        let sunday = days_after(self.facts.monday, 6);
        let has: BTreeSet<DatedHalfDay> = self
            .child(request.child)
            .into_iter()
            .flat_map(|child| &child.places)
            .filter(|own| own.confirmed && own.request == Some(request.id))
            .map(|own| DatedHalfDay { date: own.place.date, half_day: own.place.half_day })
            .filter(|day| self.facts.monday <= day.date && day.date <= sunday)
            .collect();
        let mut bands: Vec<(i64, DatedHalfDay)> = Vec::new();
        for position in &week.sessions {
            if let Some(slot) = place.sessions.get(*position)
                && !bands.iter().any(|(band, _)| *band == slot.band)
            {
                bands.push((slot.band, slot.facts.half_day()));
            }
        }
        let step = i64::from(self.weights.later_choice);
        let singles = |bands: &[(i64, DatedHalfDay)]| {
            bands.iter().zip(0_i64..).map(|((band, _), later)| (vec![*band], later * step)).collect::<Vec<_>>()
        };
        match &request.need {
            Need::Appointment(_) if week.enough >= 2 => {
                let mut both: Vec<i64> = bands.iter().map(|(band, _)| *band).collect();
                both.sort_unstable();
                if both.len() == 2 { vec![(both, 0)] } else { Vec::new() }
            }
            Need::Appointment(_) => singles(&bands),
            Need::AnyHalfDay(order) => {
                // The order in which the family named them is the order in which it likes them.
                bands.sort_by_key(|(_, day)| order.iter().position(|wanted| wanted == day));
                singles(&bands)
            }
            Need::Rhythm(rhythm) if matches!(rhythm.pattern, RhythmPattern::Any { .. }) => {
                let open: Vec<(i64, DatedHalfDay)> = bands.into_iter().filter(|(_, day)| !has.contains(day)).collect();
                let count = week.enough.saturating_sub(has.len());
                if count == 0 {
                    return vec![(Vec::new(), 0)];
                }
                some_of(&open.iter().map(|(band, _)| *band).collect::<Vec<_>>(), count)
            }
            Need::Rhythm(_) | Need::HalfDays(_) | Need::Every { .. } => {
                let mut left: Vec<i64> =
                    bands.iter().filter(|(_, day)| !has.contains(day)).map(|(band, _)| *band).collect();
                left.sort_unstable();
                if left.is_empty() && !has.is_empty() {
                    return vec![(Vec::new(), 0)];
                }
                parts_of(&left)
            }
        }
    }

    /// The format has one list of bundles for all sites: takes away what is open at a site of the reach and not allowed there.
    fn settle(&self, questions: &mut [Question<'_>], reach: &mut BTreeSet<usize>) {
        loop {
            let open = |place: usize, bundle: &Judged| {
                bundle.bands.iter().all(|band| self.places[place].slot(*band).is_some())
            };
            let worst = reach
                .iter()
                .map(|place| {
                    let wrong = |bundle: &&Judged| open(*place, bundle) && !bundle.allowed.contains(place);
                    let all = || questions.iter().flat_map(|question| &question.bundles);
                    let lost_with_bundles: usize = all().filter(wrong).map(|bundle| bundle.allowed.len().max(1)).sum();
                    let lost_with_place = all().filter(|bundle| bundle.allowed.contains(place)).count();
                    (lost_with_bundles, lost_with_place, *place)
                })
                .filter(|(lost, ..)| *lost > 0)
                .max();
            let Some((with_bundles, with_place, place)) = worst else { break };
            if reach.len() > 1 && with_place <= with_bundles {
                reach.remove(&place);
                for bundle in questions.iter_mut().flat_map(|question| &mut question.bundles) {
                    bundle.allowed.remove(&place);
                }
            } else {
                for question in questions.iter_mut() {
                    question.bundles.retain(|bundle| !open(place, bundle) || bundle.allowed.contains(&place));
                }
            }
            for question in questions.iter_mut() {
                question.bundles.retain(|bundle| !bundle.allowed.is_empty());
            }
            reach.retain(|place| {
                questions.iter().flat_map(|question| &question.bundles).any(|bundle| bundle.allowed.contains(place))
            });
        }
    }

    fn request(&self, question: &Question<'_>, reach: &BTreeSet<usize>) -> Option<(Request, LedgerRequest)> {
        let first = &question.asked.first()?.request;
        let children = i64::try_from(question.asked.len()).unwrap_or(1);
        let most = question.bundles.iter().map(|bundle| bundle.bands.len()).max()?;
        let critical = self.weights.is_critical(first.purpose) && question.asked.iter().all(|one| one.attested);
        let waited = day_number(self.facts.now.date(&jiff::tz::TimeZone::UTC))
            - day_number(first.created_at.date(&jiff::tz::TimeZone::UTC));
        let whole = self.weights.worth(first.purpose, most);
        let more = if critical { i64::from(self.weights.critical) } else { 0 } + self.weights.waited(waited);
        let mut bundles: Vec<Bundle> = question
            .bundles
            .iter()
            .map(|bundle| Bundle {
                bands: bundle.bands.clone(),
                penalty: (whole - self.weights.worth(first.purpose, bundle.bands.len()) + bundle.penalty) * children,
            })
            .collect();
        bundles.sort_by(|one, other| (one.penalty, &one.bands).cmp(&(other.penalty, &other.bands)));
        bundles.truncate(MOST_BUNDLES);
        let request = Request {
            id: first.id.to_string(),
            purpose: first.purpose.as_str().to_owned(),
            value: (whole + more) * children,
            critical,
            emergency_allowed: self.group.of_reserve || (critical && self.emergency_is_possible(&bundles, reach)),
            bundles,
        };
        let line = LedgerRequest {
            name: request.id.clone(),
            requests: question.asked.iter().map(|waiting| waiting.request.id).collect(),
            purpose: first.purpose,
            kind: first.kind,
            asked_at: first.created_at,
        };
        Some((request, line))
    }

    /// Whether every bundle of one half-day could be taken in the emergency seat of every site that does not know the children.
    fn emergency_is_possible(&self, bundles: &[Bundle], reach: &BTreeSet<usize>) -> bool {
        let single = || bundles.iter().filter_map(|bundle| bundle.bands.first().filter(|_| bundle.bands.len() == 1));
        single().next().is_some()
            && reach.iter().map(|place| &self.places[*place]).filter(|place| !self.familiar(place)).all(|place| {
                single().filter_map(|band| place.slot(*band)).all(|slot| {
                    slot.takes_emergency
                        && self.group.children.iter().filter_map(|child| self.child(*child)).all(|child| {
                            let asked = Asked { facts: self.facts, place, child };
                            asked.refusals(slot, CareKind::Emergency, &[]).is_empty()
                        })
                })
            })
    }

    /// Half-days on which the children may have their first session, wherever they are not known.
    fn available(&self, reach: &BTreeSet<usize>) -> Vec<i64> {
        let unknown: Vec<&Place<'_>> =
            reach.iter().map(|place| &self.places[*place]).filter(|place| !self.familiar(place)).collect();
        let bands: BTreeSet<i64> = unknown.iter().flat_map(|place| &place.sessions).map(|slot| slot.band).collect();
        bands
            .into_iter()
            .filter(|band| {
                unknown.iter().filter_map(|place| Some((place, place.slot(*band)?))).all(|(place, slot)| {
                    slot.takes_familiarisation
                        && !self.group.kept_free.contains(&slot.facts.half_day())
                        && self.group.children.iter().filter_map(|child| self.child(*child)).all(|child| {
                            let asked = Asked { facts: self.facts, place, child };
                            asked.refusals(slot, CareKind::Familiarisation, &[]).is_empty()
                        })
                })
            })
            .collect()
    }

    /// The place of the site the children came to most often before.
    fn usual_place(&self, reach: &BTreeSet<usize>) -> Option<usize> {
        let mut counts: BTreeMap<SiteId, usize> = BTreeMap::new();
        for child in self.group.children.iter().filter_map(|child| self.child(*child)) {
            for own in child.places.iter().filter(|own| own.confirmed && own.place.date < self.facts.monday) {
                *counts.entry(own.place.site).or_default() += 1;
            }
        }
        let (site, _) = counts.into_iter().max_by_key(|(site, count)| (*count, std::cmp::Reverse(*site)))?;
        reach.iter().copied().find(|place| self.places[*place].site.id == site)
    }

    /// What is missing this week to the half-days a month that the site asks (S5: two), for children it has admitted.
    fn minimum(&self, usual: Option<usize>, reach: &BTreeSet<usize>, most: usize) -> Minimum {
        let Some(place) = usual.or_else(|| reach.iter().next().copied()) else { return Minimum::default() };
        let site = self.places[place].site.id;
        let month = self.facts.monday.first_of_month();
        let asked = self.facts.rules.policy_on(site, self.facts.monday).and_then(|policy| policy.minimum_per_month);
        let admitted = |child: &ChildId| {
            self.child(*child)
                .is_some_and(|child| child.ties(site).admitted.iter().any(|period| period.contains(self.facts.monday)))
        };
        let Some(asked) = asked.filter(|_| !self.group.of_reserve && self.group.children.iter().all(admitted)) else {
            return Minimum::default();
        };
        let booked = self
            .group
            .children
            .iter()
            .map(|child| self.facts.month_places.get(&(*child, site, month)).copied().unwrap_or(0))
            .min()
            .unwrap_or(0);
        let weeks_left = (day_number(month.last_of_month()) - day_number(self.facts.monday)) / 7 + 1;
        let missing = (asked - booked).max(0);
        let this_week = (missing + weeks_left - 1) / weeks_left.max(1);
        let sessions = i64::from(this_week).min(i64::try_from(most).unwrap_or(0));
        Minimum { sessions, reward: if sessions > 0 { i64::from(self.weights.minimum) } else { 0 } }
    }
}

/// So many of these half-days, as far apart as they come; when there are not so many, fewer.
fn some_of(open: &[i64], count: usize) -> Vec<(Vec<i64>, i64)> {
    let mut found: Vec<(Vec<i64>, i64)> = Vec::new();
    for size in (1..=count.min(open.len())).rev() {
        let mut chosen = Vec::new();
        choose(open, size, 0, &mut chosen, &mut found);
        if found.len() >= MOST_BUNDLES {
            break;
        }
    }
    found.truncate(MOST_BUNDLES);
    found
}

fn choose(open: &[i64], size: usize, from: usize, chosen: &mut Vec<i64>, found: &mut Vec<(Vec<i64>, i64)>) {
    if found.len() >= MOST_BUNDLES * 2 {
        return;
    }
    if chosen.len() == size {
        found.push((chosen.clone(), 0));
        return;
    }
    for position in from..open.len() {
        chosen.push(open[position]);
        choose(open, size, position + 1, chosen, found);
        chosen.pop();
    }
}

/// All of these half-days, or as many as can be.
fn parts_of(wanted: &[i64]) -> Vec<(Vec<i64>, i64)> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut parts: Vec<Vec<i64>> = Vec::new();
    if wanted.len() <= SHORT_LIST {
        for mask in (1_u32..1 << wanted.len()).rev() {
            parts.push(
                wanted.iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0).map(|(_, band)| *band).collect(),
            );
        }
    } else {
        parts.push(wanted.to_vec());
        for without in 0..wanted.len() {
            let mut part = wanted.to_vec();
            part.remove(without);
            parts.push(part);
        }
        for most in (1..wanted.len() - 1).rev() {
            parts.push(wanted[..most].to_vec());
            parts.push(wanted[wanted.len() - most..].to_vec());
        }
        parts.extend(wanted.iter().map(|band| vec![*band]));
    }
    let mut once: Vec<Vec<i64>> = Vec::new();
    for part in parts {
        if !once.contains(&part) {
            once.push(part);
        }
    }
    once.truncate(MOST_BUNDLES);
    once.into_iter().map(|part| (part, 0)).collect()
}

fn note(known: &mut Vec<Refusal>, more: Vec<Refusal>) {
    for refusal in more {
        if !known.contains(&refusal) {
            known.push(refusal);
        }
    }
}

/// Bundles of a plan that the rules refuse when the whole week of a child is looked at (fair share, full days).
pub fn refused_together(facts: &WeekFacts, what_if: Option<&WhatIf>, built: &Built, plan: &Plan) -> Narrowed {
    let half_days = half_days(facts, what_if);
    let places = places(facts, what_if, &half_days);
    let mut narrowed = Narrowed::new();
    let mut weeks: BTreeMap<ChildId, Vec<ActiveBooking>> = BTreeMap::new();
    for (line, week) in lines(&built.ledger, plan) {
        let Some(family) = built.instance.families.iter().find(|family| family.id == line.name) else { continue };
        let mut held: Vec<(ChildId, Vec<ActiveBooking>)> = Vec::new();
        for id in &line.children {
            held.push((*id, weeks.get(id).cloned().unwrap_or_default()));
        }
        if let Some(first) = &week.familiarisation
            && let Some(slot) = slot_of(&places, &first.site, first.band)
        {
            held.iter_mut().for_each(|(_, held)| held.push(active(&slot.1.facts)));
        }
        // What is worth most is looked at first: it stays.
        let mut bookings: Vec<_> = week.bookings.iter().collect();
        let worth =
            |name: &str| family.requests.iter().find(|request| request.id == name).map_or(0, |known| known.value);
        bookings.sort_by_key(|booking| (std::cmp::Reverse(worth(&booking.request)), booking.request.clone()));
        for booking in bookings {
            let (Some(request), Some(known)) = (
                family.requests.iter().find(|request| request.id == booking.request),
                line.requests.iter().find(|request| request.name == booking.request),
            ) else {
                continue;
            };
            let Some(bundle) = request.bundles.get(booking.bundle) else { continue };
            let kind = if booking.role == Seating::Emergency && !takes_reserve(known.kind) {
                CareKind::Emergency
            } else {
                known.kind
            };
            let mut refused = false;
            for band in &bundle.bands {
                let Some((place, slot)) = slot_of(&places, &booking.site, *band) else { continue };
                for (id, held) in &mut held {
                    let Some(child) = facts.children.get(id) else { continue };
                    refused |= !Asked { facts, place, child }.refusals(slot, kind, held).is_empty();
                    held.push(active(&slot.facts));
                }
            }
            if refused {
                narrowed.insert((request.id.clone(), bundle.bands.clone()));
                for (_, held) in &mut held {
                    held.truncate(held.len().saturating_sub(bundle.bands.len()));
                }
            }
        }
        weeks.extend(held);
    }
    narrowed
}

fn slot_of<'a>(places: &'a [Place<'a>], name: &str, band: i64) -> Option<(&'a Place<'a>, &'a Slot)> {
    let place = places.iter().find(|place| place.name == name)?;
    Some((place, place.slot(band)?))
}

fn lines<'a>(ledger: &'a Ledger, plan: &'a Plan) -> impl Iterator<Item = (&'a LedgerFamily, &'a FamilyPlan)> {
    plan.families.iter().filter_map(|week| Some((ledger.families.iter().find(|line| line.name == week.id)?, week)))
}

impl Ledger {
    /// The cell of a name.
    pub fn cell(&self, place: &str, band: i64) -> Option<&LedgerCell> {
        self.cells.iter().find(|cell| cell.place == place && cell.band == band)
    }

    /// The places a plan proposes.
    pub fn places(&self, instance: &Instance, plan: &Plan) -> Vec<ProposedPlace> {
        let mut places = Vec::new();
        for (position, line) in self.families.iter().enumerate() {
            let (Some(family), Some(week)) = (
                instance.families.iter().find(|family| family.id == line.name),
                plan.families.iter().find(|week| week.id == line.name),
            ) else {
                continue;
            };
            places.extend(self.places_of(position, line, family, week));
        }
        places
    }

    fn places_of(
        &self,
        position: usize,
        line: &LedgerFamily,
        family: &Family,
        week: &FamilyPlan,
    ) -> Vec<ProposedPlace> {
        let mut places = Vec::new();
        let number = |request: usize| i32::try_from(position * 100 + request + 1).unwrap_or(i32::MAX);
        let mut first_request = None;
        for booking in &week.bookings {
            let Some((at, known)) =
                line.requests.iter().enumerate().find(|(_, request)| request.name == booking.request)
            else {
                continue;
            };
            let bundle = family
                .requests
                .iter()
                .find(|request| request.id == booking.request)
                .and_then(|request| request.bundles.get(booking.bundle));
            let (role, kind) = match (booking.role, known.kind) {
                (Seating::Regular, kind) => (ProposalRole::Regular, kind),
                (Seating::Emergency, CareKind::Familiarisation) => (ProposalRole::Emergency, CareKind::Familiarisation),
                (Seating::Emergency, _) => (ProposalRole::Emergency, CareKind::Emergency),
            };
            for band in bundle.into_iter().flat_map(|bundle| &bundle.bands) {
                let Some(cell) = self.cell(&booking.site, *band) else { continue };
                for (child, request) in line.children.iter().zip(&known.requests) {
                    places.push(ProposedPlace {
                        family: line.family,
                        child: *child,
                        request: Some(*request),
                        site: cell.site,
                        session: cell.session,
                        date: cell.date,
                        half_day: cell.half_day,
                        together: number(at),
                        role,
                        kind,
                        purpose: known.purpose,
                    });
                }
            }
            if week.familiarisation.as_ref().is_some_and(|first| first.site == booking.site) {
                first_request = first_request.or(Some(known));
            }
        }
        if let Some(first) = &week.familiarisation
            && let Some(cell) = self.cell(&first.site, first.band)
            && let Some(known) = first_request
        {
            for (child, request) in line.children.iter().zip(&known.requests) {
                places.push(ProposedPlace {
                    family: line.family,
                    child: *child,
                    request: Some(*request),
                    site: cell.site,
                    session: cell.session,
                    date: cell.date,
                    half_day: cell.half_day,
                    together: number(99),
                    role: ProposalRole::Familiarisation,
                    kind: CareKind::Familiarisation,
                    purpose: known.purpose,
                });
            }
        }
        places
    }

    /// What a plan does not serve, with the reason and the nearest change.
    pub fn unserved(&self, plan: &Plan) -> Vec<Unserved> {
        let mut unserved: Vec<Unserved> = self
            .left_out
            .iter()
            .map(|left| Unserved {
                request: left.request,
                child: left.child,
                reason: UnservedReason::Rules,
                session: None,
                instead: None,
                refusals: left.refusals.clone(),
            })
            .collect();
        for line in &self.families {
            let week = plan.families.iter().find(|week| week.id == line.name);
            for known in &line.requests {
                let served = week.is_some_and(|week| week.bookings.iter().any(|booking| booking.request == known.name));
                if served {
                    continue;
                }
                let refusal = week.and_then(|week| week.refusals.iter().find(|refusal| refusal.request == known.name));
                let cell = refusal.and_then(|refusal| refusal.cell.as_ref());
                for (child, request) in line.children.iter().zip(&known.requests) {
                    unserved.push(Unserved {
                        request: *request,
                        child: *child,
                        reason: refusal.map_or(UnservedReason::RegularSeatsTaken, |refusal| reason(refusal.reason)),
                        session: cell.and_then(|cell| self.cell(&cell.site, cell.band)).and_then(|cell| cell.session),
                        instead: refusal
                            .and_then(|refusal| refusal.instead.as_ref())
                            .and_then(|change| self.change(change)),
                        refusals: Vec::new(),
                    });
                }
            }
        }
        unserved
    }

    fn change(&self, change: &Change) -> Option<NearestChange> {
        let at = |site: &str, band: i64| {
            self.cell(site, band).map(|cell| (cell.site, DatedHalfDay { date: cell.date, half_day: cell.half_day }))
        };
        match change {
            Change::OneMoreSeat { site, bands } => {
                let found: Vec<(SiteId, DatedHalfDay)> = bands.iter().filter_map(|band| at(site, *band)).collect();
                let site = found.first()?.0;
                Some(NearestChange::OneMoreSeat { site, half_days: found.into_iter().map(|(_, day)| day).collect() })
            }
            Change::AnotherBand { site, band } => {
                at(site, *band).map(|(site, half_day)| NearestChange::AnotherHalfDay { site, half_day })
            }
            Change::FamiliarisationFirst { site, band } => {
                at(site, *band).map(|(site, half_day)| NearestChange::FamiliarisationFirst { site, half_day })
            }
        }
    }

    /// The order in which families asked: positions of a family of the instance and of a request of it.
    pub fn order_of_asking(&self) -> Vec<(usize, usize)> {
        let mut order: Vec<(Instant, &str, usize, usize)> = Vec::new();
        for (family, line) in self.families.iter().enumerate() {
            for (request, known) in line.requests.iter().enumerate() {
                order.push((known.asked_at, &known.name, family, request));
            }
        }
        order.sort_unstable();
        order.into_iter().map(|(_, _, family, request)| (family, request)).collect()
    }
}

fn reason(reason: RefusalReason) -> UnservedReason {
    match reason {
        RefusalReason::NoSiteInReach => UnservedReason::NoSiteInReach,
        RefusalReason::NoSiteOpen => UnservedReason::NoSiteOpen,
        RefusalReason::RegularSeatsTaken => UnservedReason::RegularSeatsTaken,
        RefusalReason::HeadCountReached => UnservedReason::HeadCountReached,
        RefusalReason::StaffMissing => UnservedReason::StaffMissing,
        RefusalReason::WeekFull => UnservedReason::WeekFull,
        RefusalReason::ReserveTaken => UnservedReason::ReserveTaken,
        RefusalReason::NoFamiliarisationBefore => UnservedReason::NoFamiliarisationBefore,
        RefusalReason::AnotherPlaceAtThatTime => UnservedReason::AnotherPlaceAtThatTime,
        RefusalReason::ThirdSite => UnservedReason::ThirdSite,
        RefusalReason::CostsMoreThanItBrings => UnservedReason::CostsMoreThanItBrings,
    }
}
