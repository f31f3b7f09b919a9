//! What is left of the sessions of a week: the places and cells of an instance.

use std::collections::BTreeSet;

use db::plans::WeekFacts;
use db::plans::gather::PlannedSite;
use domain::places::rules::fewest_places;
use domain::places::{DatedBands, DatedHalfDay, SessionFacts, day_number, offered_minutes, week_of};
use domain::plans::WhatIf;
use domain::sites::{SitePolicy, instant_maximum};
use domain::*;
use planner::exchange::{Cell, Site, WeekMinutes};

use super::ledger::LedgerCell;
use super::{ADULT, FEWEST_ADULTS, NON_WALKER, WALKER};

/// A place of the planner: the sessions of a site of which there is one at a time.
pub(super) struct Place<'a> {
    pub(super) name: String,
    pub(super) site: &'a PlannedSite,
    pub(super) sessions: Vec<Slot>,
}

/// A session as the planner sees it.
pub(super) struct Slot {
    pub(super) facts: SessionFacts,
    /// The session without anybody in it: what the rules say beside the count of seats.
    pub(super) empty: SessionFacts,
    pub(super) band: i64,
    pub(super) real: bool,
    pub(super) cell: Cell,
    /// Whether the seats of the reserve can be given to an emergency, to a first session.
    pub(super) takes_emergency: bool,
    pub(super) takes_familiarisation: bool,
}

impl Place<'_> {
    pub(super) fn slot(&self, band: i64) -> Option<&Slot> {
        self.sessions.iter().find(|slot| slot.band == band)
    }
}

/// The half-days of the week, in order.
pub(super) fn half_days(facts: &WeekFacts, what_if: Option<&WhatIf>) -> Vec<DatedHalfDay> {
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

pub(super) fn places<'a>(facts: &'a WeekFacts, what_if: Option<&WhatIf>, half_days: &[DatedHalfDay]) -> Vec<Place<'a>> {
    let band = |session: &SessionFacts| half_days.iter().position(|known| *known == session.half_day());
    let mut places = Vec::new();
    for site in &facts.sites {
        let mut rows: Vec<Vec<Slot>> = Vec::new();
        let opened = opened(site, what_if, facts.monday);
        let real = site.sessions.iter().map(|session| (session, true));
        for (session, real) in real.chain(opened.iter().map(|session| (session, false))) {
            let Some(band) = band(session).and_then(|position| i64::try_from(position).ok()) else { continue };
            let Some(policy) = facts.rules.policy_on(site.id, session.date) else { continue };
            let slot = slot(facts, session, policy, band, (real, more_adults(what_if, site.id)));
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

/// Adults a question adds to a site's roster.
fn more_adults(what_if: Option<&WhatIf>, site: SiteId) -> u16 {
    u16::from(matches!(what_if, Some(WhatIf::OneAdultMore { site: asked }) if *asked == site))
}

fn slot(
    facts: &WeekFacts,
    session: &SessionFacts,
    policy: &SitePolicy,
    band: i64,
    (real, more_adults): (bool, u16),
) -> Slot {
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
    // Where the site keeps a roster, its adults; else those the seats need.
    let (head_count, staff_units) = match &session.roster {
        None => (head_count, (adults * ADULT - there).max(0)),
        Some(roster) => {
            let spared = u16::try_from(for_first).unwrap_or(u16::MAX);
            let room = roster.room(&session.taken, spared, more_adults);
            let head_count = head_count.min(i64::from(room.children));
            (head_count, room.units.map_or(head_count * NON_WALKER, i64::from))
        }
    };
    let cell = Cell {
        band,
        regular: (regular + lent).min(head_count),
        reserve: reserve.min(head_count),
        head_count,
        staff_units,
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

pub(super) fn load(facts: &WeekFacts, child: ChildId, day: Date) -> i64 {
    let walks = facts.walks_since.get(&child).copied().flatten().is_some_and(|since| since <= day);
    if walks { WALKER } else { NON_WALKER }
}

pub(super) fn cells(places: &[Place<'_>]) -> Vec<LedgerCell> {
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

pub(super) fn site_of(facts: &WeekFacts, what_if: Option<&WhatIf>, place: &Place<'_>) -> Site {
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
            // A roster was asked with the adult more already.
            staff_units: slot.cell.staff_units + if slot.facts.roster.is_some() { 0 } else { units },
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
    // A limit that full half-days do not reach says nothing, and loosens the proof.
    let most: i64 = cells.iter().map(|cell| cell.head_count.max(0) * cell.minutes.unwrap_or(0)).sum();
    let week_minutes = week_minutes.filter(|week| week.limit < most);
    Site {
        id: place.name.clone(),
        x_km: (longitude * latitude.to_radians().cos() * 111.19 * 1000.0).round() / 1000.0,
        y_km: (latitude * 111.19 * 1000.0).round() / 1000.0,
        cells,
        week_minutes: week_minutes.into_iter().collect(),
        week_others: Vec::new(),
    }
}

pub(super) fn slot_of<'a>(places: &'a [Place<'a>], name: &str, band: i64) -> Option<(&'a Place<'a>, &'a Slot)> {
    let place = places.iter().find(|place| place.name == name)?;
    Some((place, place.slot(band)?))
}
