//! A small invented world for the planner's tests and bench: sites in a row, with Lunel's hours and seats.

use domain::places::{Asker, CareKind, ChildFacts, DatedBands, Need, SessionFacts, SiteTies};
use domain::sites::{AuthorisationBand, BookingMode, Seats, SitePolicy};
use domain::time::time_zone;
use domain::{ChildId, Date, HalfDay, Id, Instant, Period, PremisesId, SessionId, SiteId, Time};
use planner::{Limits, Point, Request, SiteOffer};
use uuid::Uuid;

/// Monday 2 February 2026, nine in the morning in Paris.
pub(crate) fn monday_morning() -> Instant {
    Instant::new("2026-02-02T08:00:00Z".parse().unwrap())
}

/// A day of February 2026.
pub(crate) fn february(day: i8) -> Date {
    Date::constant(2026, 2, day)
}

/// A civil time.
pub(crate) fn at(hour: i8, minute: i8) -> Time {
    Time::constant(hour, minute, 0, 0)
}

fn always() -> Period {
    Period { from: Date::constant(2024, 1, 1), until: None }
}

/// Lunel's rules: referral needed, 3 months to 3 years, the emergency borrows the adaptation seat.
pub(crate) fn policy() -> SitePolicy {
    SitePolicy {
        period: always(),
        booking_mode: BookingMode::Instant,
        referral_required: true,
        minimum_age_months: 3,
        maximum_age_months: 36,
        notice_hours: 2,
        horizon_days: 60,
        fair_share_per_week: None,
        minimum_per_month: Some(2),
        full_day_needs_situation: true,
        emergency_borrows_adaptation: true,
        adaptation_borrows_emergency: false,
        familiarisation_required: false,
        reserve_released_hours: None,
        hold_hours: 4,
        offer_mode: None,
        care_kinds: CareKind::ALL.to_vec(),
    }
}

/// Everything one site owns, so that a `SiteOffer` can borrow it.
#[derive(Debug, Clone)]
pub(crate) struct OwnSite {
    pub(crate) site: SiteId,
    pub(crate) places: Vec<(PremisesId, Point)>,
    pub(crate) policies: Vec<SitePolicy>,
    pub(crate) authorisations: Vec<DatedBands>,
    pub(crate) ties: SiteTies,
    pub(crate) known: bool,
    pub(crate) sessions: Vec<SessionFacts>,
}

impl OwnSite {
    /// Site number `number`, that many hundredths of a degree north of the family (about 1.4 km of road each).
    pub(crate) fn new(number: u32) -> Self {
        let point = Point { latitude: 43.67 + f64::from(number) / 100.0, longitude: 4.13 };
        let places = vec![(PremisesId::from_uuid(Uuid::from_u128(u128::from(number) << 32)), point)];
        let bands = vec![AuthorisationBand { from: at(8, 0), until: at(18, 0), places: 6 }];
        Self {
            site: SiteId::from_uuid(Uuid::from_u128(u128::from(number))),
            places,
            policies: vec![policy()],
            authorisations: vec![DatedBands { period: always(), premises: None, bands }],
            ties: SiteTies { referred: vec![always()], admitted: vec![], familiar: false, paper_overdue: None },
            known: false,
            sessions: Vec::new(),
        }
    }
    /// Adds a session with Lunel's hours and its first `taken` seats taken.
    pub(crate) fn with(mut self, date: Date, half_day: HalfDay, taken: u16) -> Self {
        let (starts_at, ends_at) = match half_day {
            HalfDay::Morning => (at(8, 30), at(12, 15)),
            HalfDay::Afternoon => (at(13, 30), at(17, 0)),
        };
        let id = (self.site.uuid().as_u128() << 64) + u128::try_from(self.sessions.len()).unwrap();
        self.sessions.push(SessionFacts {
            id: SessionId::from_uuid(Uuid::from_u128(id)),
            site: self.site,
            premises: self.places[0].0,
            date,
            half_day,
            starts_at,
            ends_at,
            zone: time_zone("Europe/Paris").unwrap(),
            seats: Seats { regular: 6, adaptation: 1, emergency: 0 },
            taken: (1..=taken).collect(),
            cancelled: false,
            roster: None,
        });
        self
    }
    /// Adds morning and afternoon sessions for each working day of four weeks of February 2026.
    pub(crate) fn with_february(mut self, taken: impl Fn(i8, HalfDay) -> u16) -> Self {
        for day in (1..=28).filter(|day| !matches!(day % 7, 0 | 1)) {
            for half_day in [HalfDay::Morning, HalfDay::Afternoon] {
                self = self.with(february(day), half_day, taken(day, half_day));
            }
        }
        self
    }
    /// The offer the planner reads.
    pub(crate) fn offer(&self) -> SiteOffer<'_> {
        SiteOffer {
            site: self.site,
            places: &self.places,
            policies: &self.policies,
            authorisations: Some(&self.authorisations),
            ties: &self.ties,
            known: self.known,
            travel_minutes: None,
            sessions: &self.sessions,
        }
    }
}

/// A child of fourteen months with no booking.
pub(crate) fn child() -> ChildFacts {
    ChildFacts {
        id: ChildId::from_uuid(Uuid::from_u128(7)),
        birth_date: Date::constant(2024, 12, 1),
        walks_since: None,
        bookings: Vec::new(),
        parent_situations: Vec::new(),
    }
}

/// A parent's question, from a home beside site 0.
pub(crate) fn request<'a>(child: &'a ChildFacts, need: &'a Need) -> Request<'a> {
    Request {
        child,
        need,
        kind: CareKind::Occasional,
        asker: Asker::Parent,
        now: monday_morning(),
        from: Some(Point { latitude: 43.67, longitude: 4.13 }),
        also_from: None,
        usual_premises: None,
    }
}

/// Asks with the usual limits.
pub(crate) fn ask(child: &ChildFacts, need: &Need, sites: &[OwnSite], limits: Limits) -> planner::Answer {
    let offers: Vec<SiteOffer<'_>> = sites.iter().map(OwnSite::offer).collect();
    planner::answer(&request(child, need), &offers, &limits)
}
