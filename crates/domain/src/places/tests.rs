//! The booking rules in the field's words, both sides of each, and what must hold for any session.

use jiff::civil::{date, time};
use proptest::prelude::*;
use uuid::Uuid;

use super::rules::{LATE_ENTRY_HOURS, RULES, fewest_places, free_seat, hold_until};
use super::*;
use crate::access::Role;
use crate::families::SituationKind;
use crate::refusal::Warning;
use crate::sites::{AuthorisationBand, BookingMode, Seats, SitePolicy};
use crate::time::{DayOfWeek, age_in_months, time_zone};
use crate::{ChildId, HalfDay, Id, Instant, Period, PremisesId, Refusal, SessionId, SiteId, Time};

fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn instant(text: &str) -> Instant {
    Instant::new(text.parse().unwrap())
}

fn since(from: Date) -> Period {
    Period { from, until: None }
}

/// One question about Lunel: Thursday 12 February 2026 in the morning, asked on the Monday before, for a child of 14 months.
#[derive(Debug, Clone)]
struct Case {
    session: SessionFacts,
    policy: SitePolicy,
    bands: Option<Vec<AuthorisationBand>>,
    child: ChildFacts,
    ties: SiteTies,
    kind: CareKind,
    asker: Asker,
    beside: Vec<ActiveBooking>,
    now: Instant,
}

fn lunel() -> Case {
    Case {
        session: SessionFacts {
            id: SessionId::from_uuid(uuid(1)),
            site: SiteId::from_uuid(uuid(2)),
            premises: PremisesId::from_uuid(uuid(3)),
            date: date(2026, 2, 12),
            half_day: HalfDay::Morning,
            starts_at: time(8, 30, 0, 0),
            ends_at: time(12, 15, 0, 0),
            zone: time_zone("Europe/Paris").unwrap(),
            seats: Seats { regular: 6, adaptation: 1, emergency: 0 },
            taken: vec![],
            cancelled: false,
            roster: None,
        },
        policy: SitePolicy {
            period: since(date(2024, 2, 26)),
            booking_mode: BookingMode::Instant,
            referral_required: true,
            minimum_age_months: 3,
            maximum_age_months: 36,
            notice_hours: 24,
            horizon_days: 28,
            fair_share_per_week: Some(3),
            minimum_per_month: Some(2),
            full_day_needs_situation: true,
            emergency_borrows_adaptation: true,
            adaptation_borrows_emergency: true,
            familiarisation_required: false,
            reserve_released_hours: None,
            hold_hours: 4,
            offer_mode: None,
            care_kinds: vec![CareKind::Regular, CareKind::Occasional, CareKind::Emergency, CareKind::Familiarisation],
        },
        bands: Some(vec![AuthorisationBand { from: time(8, 30, 0, 0), until: time(17, 0, 0, 0), places: 6 }]),
        child: ChildFacts {
            id: ChildId::from_uuid(uuid(4)),
            birth_date: date(2024, 12, 1),
            walks_since: None,
            bookings: vec![],
            parent_situations: vec![],
        },
        ties: SiteTies {
            referred: vec![since(date(2025, 9, 1))],
            admitted: vec![],
            familiar: false,
            paper_overdue: None,
        },
        kind: CareKind::Occasional,
        asker: Asker::Parent,
        beside: vec![],
        now: instant("2026-02-09T08:00:00Z"),
    }
}

impl Case {
    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
    fn wish(&self) -> Wish<'_> {
        Wish {
            session: &self.session,
            policy: &self.policy,
            authorisation: self.bands.as_deref(),
            child: &self.child,
            ties: &self.ties,
            kind: self.kind,
            class: self.kind.seat_class(),
            asker: self.asker,
            beside: &self.beside,
            now: self.now,
        }
    }
    fn decide(&self) -> Decision {
        decide(&self.wish(), None)
    }
    fn refusals(&self) -> Vec<Refusal> {
        match self.decide() {
            Decision::Accepted { .. } => vec![],
            Decision::Refused(refusals) => refusals,
        }
    }
    fn seat(&self) -> Option<u16> {
        match self.decide() {
            Decision::Accepted { seat, .. } => Some(seat),
            Decision::Refused(_) => None,
        }
    }
    /// The child already has this half-day of the session's site.
    fn already(self, date: Date, half_day: HalfDay) -> Self {
        self.with(|case| {
            let site = case.session.site;
            case.child.bookings.push(ActiveBooking { session: SessionId::from_uuid(uuid(99)), site, date, half_day });
        })
    }
}

fn manager(reason: &str) -> Override {
    Override { role: Role::SiteManager, reason: reason.to_owned() }
}

const THURSDAY: Date = date(2026, 2, 12);

#[test]
fn a_referred_child_of_fourteen_months_gets_the_first_regular_seat_at_once() {
    let answer = lunel().decide();
    let (class, acceptance) = (SeatClass::Regular, Acceptance::AtOnce);
    assert_eq!(answer, Decision::Accepted { seat: 1, class, acceptance, overridden: vec![] });
}

#[test]
fn a_cancelled_session_takes_nobody() {
    let cancelled = lunel().with(|case| case.session.cancelled = true);
    assert_eq!(cancelled.refusals(), [Refusal::SessionCancelled { date: THURSDAY, half_day: HalfDay::Morning }]);
}

#[test]
fn a_session_is_open_until_its_first_minute_and_a_manager_writes_down_a_child_who_came_for_a_day() {
    let starts = lunel().session.begins();
    assert_eq!(starts, instant("2026-02-12T07:30:00Z"), "8:30 in Lunel");
    let at = |now: Instant| lunel().with(|case| (case.now, case.policy.notice_hours) = (now, 0));
    assert_eq!(at(starts.plus_seconds(-1)).refusals(), []);
    let started = Refusal::SessionStarted { date: THURSDAY, half_day: HalfDay::Morning };
    assert_eq!(at(starts).refusals(), std::slice::from_ref(&started));
    let last = lunel().session.ends().plus_hours(LATE_ENTRY_HOURS);
    assert_eq!(at(last).refusals(), [started]);
    let past = Refusal::SessionPast { date: THURSDAY, half_day: HalfDay::Morning };
    assert_eq!(at(last.plus_seconds(1)).refusals(), std::slice::from_ref(&past));
    assert!(!may_override(&past));
    let by_manager = at(starts).with(|case| case.asker = Asker::Professional);
    assert!(matches!(decide(&by_manager.wish(), Some(&manager("arrivée à 9 h"))), Decision::Accepted { .. }));
}

#[test]
fn at_the_two_micro_creches_a_baby_comes_from_the_day_of_her_third_month() {
    let born = |birth_date: Date| lunel().with(|case| case.child.birth_date = birth_date);
    assert_eq!(born(date(2025, 11, 12)).refusals(), []);
    let too_young = born(date(2025, 11, 13)).refusals();
    assert_eq!(too_young, [Refusal::TooYoung { minimum_months: 3, from: date(2026, 2, 13) }]);
    assert_eq!(too_young[0].possible_from(), Some(date(2026, 2, 13)));
}

#[test]
fn a_child_may_come_until_the_day_before_turning_three() {
    let born = |birth_date: Date| lunel().with(|case| case.child.birth_date = birth_date);
    assert_eq!(born(date(2023, 2, 13)).refusals(), []);
    assert_eq!(
        born(date(2023, 2, 12)).refusals(),
        [Refusal::TooOld { maximum_months: 36, since: date(2026, 2, 12) }],
        "the third birthday itself is too late"
    );
}

#[test]
fn a_child_who_is_not_born_yet_has_no_place_even_where_no_age_is_asked() {
    let unborn = lunel().with(|case| (case.policy.minimum_age_months, case.child.birth_date) = (0, date(2026, 2, 13)));
    assert_eq!(unborn.refusals(), [Refusal::TooYoung { minimum_months: 0, from: date(2026, 2, 13) }]);
    let born_today = unborn.with(|case| case.child.birth_date = THURSDAY);
    assert_eq!(born_today.refusals(), []);
}

#[test]
fn only_families_a_professional_referred_come_where_the_site_says_so() {
    let walk_in = lunel().with(|case| case.ties.referred.clear());
    assert_eq!(walk_in.refusals(), [Refusal::NotReferred]);
    let ended = lunel()
        .with(|case| case.ties.referred = vec![Period { from: date(2025, 9, 1), until: Some(date(2026, 2, 11)) }]);
    assert_eq!(ended.refusals(), [Refusal::NotReferred], "the referral ended the day before");
    let open_to_all = walk_in.with(|case| case.policy.referral_required = false);
    assert_eq!(open_to_all.refusals(), []);
}

#[test]
fn an_admitted_child_comes_on_the_days_of_the_admission_and_an_emergency_needs_none() {
    let until = |last: Date| {
        lunel().with(|case| case.ties.admitted = vec![Period { from: date(2026, 1, 5), until: Some(last) }])
    };
    assert_eq!(until(THURSDAY).refusals(), []);
    let ended = until(date(2026, 2, 11));
    assert_eq!(ended.refusals(), [Refusal::NotAdmitted { date: THURSDAY }]);
    assert_eq!(ended.with(|case| case.kind = CareKind::Emergency).refusals(), []);
}

#[test]
fn a_site_gives_only_the_kinds_of_care_it_offers() {
    let buffer = lunel().with(|case| case.kind = CareKind::Buffer);
    assert_eq!(buffer.refusals(), [Refusal::CareKindNotOffered { kind: CareKind::Buffer }]);
    assert_eq!(buffer.with(|case| case.policy.care_kinds.push(CareKind::Buffer)).refusals(), []);
}

#[test]
fn the_booking_mode_decides_who_asks_and_who_answers() {
    let by = |mode: BookingMode, asker: Asker| {
        lunel().with(|case| (case.policy.booking_mode, case.asker) = (mode, asker)).decide()
    };
    let acceptance = |answer: Decision| match answer {
        Decision::Accepted { acceptance, .. } => Ok(acceptance),
        Decision::Refused(refusals) => Err(refusals),
    };
    assert_eq!(acceptance(by(BookingMode::Instant, Asker::Parent)), Ok(Acceptance::AtOnce));
    assert_eq!(acceptance(by(BookingMode::OnRequest, Asker::Parent)), Ok(Acceptance::BySite));
    assert_eq!(acceptance(by(BookingMode::OnRequest, Asker::Prescriber)), Ok(Acceptance::BySite));
    assert_eq!(acceptance(by(BookingMode::OnRequest, Asker::Professional)), Ok(Acceptance::AtOnce));
    assert_eq!(acceptance(by(BookingMode::ProfessionalsOnly, Asker::Parent)), Err(vec![Refusal::ProfessionalsOnly]));
    assert_eq!(acceptance(by(BookingMode::ProfessionalsOnly, Asker::Prescriber)), Ok(Acceptance::AtOnce));
}

#[test]
fn bookings_open_so_many_days_ahead_in_the_site_s_own_days() {
    let horizon = |days: i32| lunel().with(|case| case.policy.horizon_days = days);
    assert_eq!(horizon(3).refusals(), []);
    assert_eq!(horizon(2).refusals(), [Refusal::TooFarAhead { days: 2, opens_on: date(2026, 2, 10) }]);
    // At 23:30 UTC on the 9th it is the 10th in Lunel.
    assert_eq!(horizon(2).with(|case| case.now = instant("2026-02-09T23:30:00Z")).refusals(), []);
}

#[test]
fn notice_is_counted_to_the_minute_and_an_emergency_brought_by_a_professional_needs_none() {
    let latest = instant("2026-02-11T07:30:00Z");
    let at = |now: Instant| lunel().with(|case| case.now = now);
    assert_eq!(at(latest).refusals(), []);
    let late = at(latest.plus_seconds(1));
    let refusal = Refusal::NoticeTooShort { hours: 24, latest };
    assert_eq!(late.refusals(), std::slice::from_ref(&refusal));
    let emergency = late.with(|case| case.kind = CareKind::Emergency);
    assert_eq!(emergency.refusals(), [refusal], "a parent keeps to the notice");
    assert_eq!(emergency.with(|case| case.asker = Asker::Prescriber).refusals(), []);
}

#[test]
fn notice_over_the_night_the_clocks_change_is_real_hours() {
    // Sunday 29 March 2026, 2:00 becomes 3:00 in France: Monday 8:30 is 6:30 UTC, 24 hours before is Sunday 8:30 on the clock.
    let monday =
        lunel().with(|case| (case.session.date, case.now) = (date(2026, 3, 30), instant("2026-03-29T06:30:00Z")));
    assert_eq!(monday.refusals(), []);
    assert_eq!(monday.with(|case| case.now = instant("2026-03-29T06:30:01Z")).refusals().len(), 1);
}

#[test]
fn a_session_lies_inside_the_authorised_hours_or_takes_nobody() {
    let band = |from: Time, until: Time, places: u16| AuthorisationBand { from, until, places };
    let short = lunel().with(|case| case.bands = Some(vec![band(time(8, 30, 0, 0), time(12, 0, 0, 0), 6)]));
    assert_eq!(short.refusals(), [Refusal::OutsideAuthorisation { date: THURSDAY }]);
    let hole = [band(time(8, 0, 0, 0), time(10, 0, 0, 0), 6), band(time(10, 1, 0, 0), time(13, 0, 0, 0), 6)];
    assert_eq!(short.clone().with(|case| case.bands = Some(hole.to_vec())).refusals().len(), 1);
    let joined = [band(time(10, 0, 0, 0), time(13, 0, 0, 0), 6), band(time(8, 0, 0, 0), time(10, 0, 0, 0), 6)];
    assert_eq!(short.clone().with(|case| case.bands = Some(joined.to_vec())).refusals(), []);
    assert_eq!(short.clone().with(|case| case.bands = Some(vec![])).refusals().len(), 1, "no act holds that day");
    assert_eq!(short.with(|case| case.bands = None).refusals(), [], "parents on the spot need no authorisation");
}

#[test]
fn a_child_has_one_place_at_a_time_whatever_the_site() {
    let elsewhere = |half_day: HalfDay| {
        lunel().already(THURSDAY, half_day).with(|case| case.child.bookings[0].site = SiteId::from_uuid(uuid(77)))
    };
    let placed = Refusal::ChildAlreadyPlaced { date: THURSDAY, half_day: HalfDay::Morning };
    assert_eq!(elsewhere(HalfDay::Morning).refusals(), std::slice::from_ref(&placed));
    assert_eq!(elsewhere(HalfDay::Afternoon).refusals(), []);
    assert!(!may_override(&placed));
    let twice_in_one_request = lunel().with(|case| {
        let (session, site) = (SessionId::from_uuid(uuid(50)), case.session.site);
        case.beside.push(ActiveBooking { session, site, date: THURSDAY, half_day: HalfDay::Morning });
    });
    assert_eq!(twice_in_one_request.refusals(), [placed]);
}

#[test]
fn at_la_passerelle_a_full_day_is_for_parents_who_found_a_job_or_are_in_training() {
    let second_half = lunel().already(THURSDAY, HalfDay::Afternoon);
    assert_eq!(second_half.refusals(), [Refusal::FullDayNeedsSituation { date: THURSDAY }]);
    let parent = |kind: SituationKind, from: Date| {
        second_half.clone().with(|case| case.child.parent_situations.push((kind, since(from))))
    };
    assert_eq!(parent(SituationKind::Employed, THURSDAY).refusals(), []);
    assert_eq!(parent(SituationKind::InTraining, date(2026, 1, 5)).refusals(), []);
    assert_eq!(parent(SituationKind::JobSeeker, date(2026, 1, 5)).refusals().len(), 1);
    assert_eq!(parent(SituationKind::Employed, date(2026, 2, 13)).refusals().len(), 1, "hired from tomorrow on");
    assert_eq!(second_half.with(|case| case.policy.full_day_needs_situation = false).refusals(), []);
    assert_eq!(lunel().already(date(2026, 2, 11), HalfDay::Afternoon).refusals(), [], "another day is no full day");
}

#[test]
fn a_child_has_its_share_of_half_days_in_a_week_and_a_buffer_has_no_cap() {
    let twice = lunel().already(date(2026, 2, 9), HalfDay::Morning).already(date(2026, 2, 10), HalfDay::Morning);
    assert_eq!(twice.refusals(), []);
    let thrice = twice.clone().already(date(2026, 2, 15), HalfDay::Morning);
    let reached = Refusal::FairShareReached { limit: 3, week_of: date(2026, 2, 9) };
    assert_eq!(thrice.refusals(), std::slice::from_ref(&reached));
    assert_eq!(reached.possible_from(), Some(date(2026, 2, 16)));
    let over_two_weeks = twice.already(date(2026, 2, 16), HalfDay::Morning).already(date(2026, 2, 8), HalfDay::Morning);
    assert_eq!(over_two_weeks.refusals(), []);
    let buffer = thrice.clone().with(|case| {
        case.policy.care_kinds.push(CareKind::Buffer);
        case.kind = CareKind::Buffer;
    });
    assert_eq!(buffer.refusals(), []);
    assert_eq!(thrice.with(|case| case.policy.fair_share_per_week = None).refusals(), []);
}

#[test]
fn a_baby_comes_to_six_half_days_a_week_at_all_sites_together_and_a_buffer_has_no_cap() {
    // Nine months old on the Thursday; five half-days at two sites in the week, and one the week before.
    let five = lunel().with(|case| {
        case.child.birth_date = date(2025, 5, 12);
        case.policy.fair_share_per_week = None;
        case.policy.full_day_needs_situation = false;
        let elsewhere = SiteId::from_uuid(uuid(77));
        for (day, half_day) in [(9_i8, HalfDay::Morning), (9, HalfDay::Afternoon), (10, HalfDay::Morning)] {
            let session = SessionId::from_uuid(uuid(500 + u128::from(day.unsigned_abs())));
            case.child.bookings.push(ActiveBooking { session, site: elsewhere, date: date(2026, 2, day), half_day });
        }
    });
    let five = five.already(date(2026, 2, 10), HalfDay::Afternoon).already(date(2026, 2, 11), HalfDay::Morning);
    let five = five.already(date(2026, 2, 8), HalfDay::Morning);
    assert_eq!(five.refusals(), []);
    let six = five.clone().already(date(2026, 2, 11), HalfDay::Afternoon);
    let full = Refusal::BabyWeekFull { limit: 6, under_months: 12, week_of: date(2026, 2, 9) };
    assert_eq!(six.refusals(), std::slice::from_ref(&full));
    assert_eq!(full.possible_from(), Some(date(2026, 2, 16)));
    assert!(may_override(&full));
    let beside = five.with(|case| {
        let session = SessionId::from_uuid(uuid(600));
        let site = case.session.site;
        case.beside.push(ActiveBooking { session, site, date: date(2026, 2, 11), half_day: HalfDay::Afternoon });
    });
    assert_eq!(beside.refusals(), [full], "what the same request takes besides counts");
    let one_year = six.clone().with(|case| case.child.birth_date = date(2025, 2, 12));
    assert_eq!(one_year.refusals(), [], "on its first birthday it is no baby any more");
    let a_day_short = six.clone().with(|case| case.child.birth_date = date(2025, 2, 13));
    assert_eq!(a_day_short.refusals().len(), 1);
    let buffer = six.with(|case| {
        case.policy.care_kinds.push(CareKind::Buffer);
        case.kind = CareKind::Buffer;
    });
    assert_eq!(buffer.refusals(), []);
}

#[test]
fn lunel_takes_six_regular_children_and_a_seventh_in_adaptation_or_emergency() {
    let taken = |taken: u16, kind: CareKind| {
        lunel().with(|case| (case.session.taken, case.kind) = ((1..=taken).collect(), kind))
    };
    assert_eq!(taken(5, CareKind::Occasional).seat(), Some(6));
    let full = |class: SeatClass| [Refusal::SeatsFull { class, date: THURSDAY, half_day: HalfDay::Morning }];
    assert_eq!(taken(6, CareKind::Occasional).refusals(), full(SeatClass::Regular));
    assert_eq!(taken(6, CareKind::Familiarisation).seat(), Some(7));
    assert_eq!(taken(6, CareKind::Emergency).seat(), Some(7), "the emergency borrows the adaptation seat");
    let seventh = |kind: CareKind| lunel().with(|case| (case.session.taken, case.kind) = (vec![7], kind));
    assert_eq!(seventh(CareKind::Familiarisation).refusals(), full(SeatClass::Adaptation), "one of the two, not both");
    assert_eq!(seventh(CareKind::Emergency).refusals(), full(SeatClass::Emergency));
    let not_lent = taken(6, CareKind::Emergency).with(|case| case.policy.emergency_borrows_adaptation = false);
    assert_eq!(not_lent.refusals(), full(SeatClass::Emergency));
    assert!(!may_override(&full(SeatClass::Regular)[0]));
}

#[test]
fn an_adaptation_borrows_the_emergency_seat_only_where_the_site_lends_it() {
    let case = lunel().with(|case| {
        case.session.seats = Seats { regular: 6, adaptation: 0, emergency: 1 };
        case.kind = CareKind::Familiarisation;
    });
    assert_eq!(case.seat(), Some(7));
    assert_eq!(case.with(|case| case.policy.adaptation_borrows_emergency = false).seat(), None);
}

#[test]
fn the_reserve_opens_to_regular_children_some_hours_before_the_session() {
    let released = |now: &str| {
        lunel().with(|case| {
            case.session.taken = (1..=6).collect();
            case.policy.reserve_released_hours = Some(48);
            case.now = instant(now);
        })
    };
    assert_eq!(released("2026-02-10T07:29:59Z").seat(), None);
    assert_eq!(released("2026-02-10T07:30:00Z").seat(), Some(7));
}

#[test]
fn nobody_gets_a_regular_seat_for_an_emergency_or_an_adaptation() {
    let case = lunel().with(|case| case.session.seats = Seats { regular: 6, adaptation: 0, emergency: 0 });
    for kind in [CareKind::Emergency, CareKind::Familiarisation] {
        assert_eq!(case.clone().with(|case| case.kind = kind).seat(), None);
    }
}

#[test]
fn the_instant_limit_is_115_percent_of_the_fewest_places_of_the_session_and_a_director_may_pass_it_with_a_reason() {
    // T13: 8 places from 8 to 9, 12 until 17, 8 until 18: the limits are 10, 14 and 10.
    let bands = |places: [u16; 3]| {
        [(8, 9, places[0]), (9, 17, places[1]), (17, 18, places[2])]
            .map(|(from, until, places)| AuthorisationBand {
                from: time(from, 0, 0, 0),
                until: time(until, 0, 0, 0),
                places,
            })
            .to_vec()
    };
    let taken = |taken: u16, from: i8, until: i8| {
        lunel().with(|case| {
            case.bands = Some(bands([8, 12, 8]));
            case.session.seats = Seats { regular: 30, adaptation: 0, emergency: 0 };
            (case.session.starts_at, case.session.ends_at) = (time(from, 0, 0, 0), time(until, 0, 0, 0));
            case.session.taken = (1..=taken).collect();
        })
    };
    assert_eq!(taken(13, 9, 17).seat(), Some(14));
    assert_eq!(taken(14, 9, 17).refusals(), [Refusal::InstantLimit { authorised_places: 12, maximum: 14 }]);
    assert_eq!(taken(9, 8, 17).seat(), Some(10));
    let over = taken(10, 8, 17);
    assert_eq!(over.refusals(), [Refusal::InstantLimit { authorised_places: 8, maximum: 10 }]);
    assert_eq!(
        fewest_places(&bands([8, 12, 4]), &over.session),
        Some(8),
        "the band that starts when the session ends does not count"
    );
    let by_manager = over.with(|case| case.asker = Asker::Professional);
    match decide(&by_manager.wish(), Some(&manager("jumeaux, accord de la PMI"))) {
        Decision::Accepted { seat, overridden, .. } => {
            assert_eq!(seat, 11);
            assert_eq!(overridden, [Refusal::InstantLimit { authorised_places: 8, maximum: 10 }]);
        }
        Decision::Refused(refusals) => panic!("{refusals:?}"),
    }
}

#[test]
fn an_override_needs_the_role_a_reason_and_a_rule_that_may_be_set_aside() {
    let late = lunel().with(|case| (case.now, case.asker) = (instant("2026-02-11T12:00:00Z"), Asker::Professional));
    let notice = late.refusals();
    let asked = |case: &Case, set_aside: &Override| decide(&case.wish(), Some(set_aside));
    assert!(
        matches!(asked(&late, &manager("entretien demain")), Decision::Accepted { overridden, .. } if overridden == notice)
    );
    let refused = |answer: Decision| match answer {
        Decision::Accepted { .. } => vec![],
        Decision::Refused(refusals) => refusals,
    };
    assert_eq!(refused(asked(&late, &manager("  ")))[0], Refusal::OverrideNeedsReason);
    let staff = Override { role: Role::Staff, reason: "entretien demain".to_owned() };
    assert_eq!(refused(asked(&late, &staff))[0], Refusal::OverrideNotAllowed);
    let by_parent = late.clone().with(|case| case.asker = Asker::Parent);
    assert_eq!(refused(asked(&by_parent, &manager("entretien demain")))[0], Refusal::OverrideNotAllowed);
    let full_too = late.with(|case| case.session.taken = (1..=7).collect());
    let left = refused(asked(&full_too, &manager("entretien demain")));
    assert!(left.iter().all(|refusal| !may_override(refusal)) && !left.is_empty(), "{left:?}");
    let no_need = lunel().with(|case| case.asker = Asker::Professional);
    assert!(matches!(asked(&no_need, &manager("")), Decision::Accepted { overridden, .. } if overridden.is_empty()));
}

#[test]
fn every_refusal_is_told_and_what_nobody_can_change_comes_first() {
    let all = lunel().with(|case| {
        case.session.taken = (1..=7).collect();
        case.ties.referred.clear();
        case.child.birth_date = date(2026, 1, 1);
        case.now = instant("2026-02-11T12:00:00Z");
    });
    let rules: Vec<String> = all.refusals().iter().map(Refusal::rule).collect();
    assert_eq!(rules, ["too_young", "not_referred", "notice_too_short", "seats_full", "instant_limit"]);
}

#[test]
fn a_hold_lasts_four_hours_and_never_past_the_start_of_the_session() {
    let Case { session, policy, now, .. } = lunel();
    assert_eq!(hold_until(&session, &policy, now), now.plus_hours(4));
    let starts = session.begins();
    assert_eq!(hold_until(&session, &policy, starts.plus_hours(-1)), starts);
}

#[test]
fn seats_keep_their_class_when_the_session_gets_one_more_regular_seat() {
    let (old, new) =
        (Seats { regular: 6, adaptation: 1, emergency: 1 }, Seats { regular: 7, adaptation: 1, emergency: 1 });
    assert_eq!(
        (1..=8).map(|seat| SessionFacts::renumbered(seat, old, new)).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5, 6, 8, 9]
    );
    let fewer: Vec<u16> = (1..=9).map(|seat| SessionFacts::renumbered(seat, new, old)).collect();
    assert_eq!(fewer[..6], [1, 2, 3, 4, 5, 6]);
    assert!(fewer[6] > old.total(), "the child whose seat is gone takes nobody else's");
    assert_eq!(fewer[7..], [7, 8]);
}

#[test]
fn seven_children_all_week_pass_the_instant_limit_and_not_the_week() {
    // T12: Lunel opens five mornings of 3 h 45 and four afternoons of 3 h 30.
    let Case { session, bands, .. } = lunel();
    let bands = bands.unwrap();
    let afternoon = SessionFacts { starts_at: time(13, 30, 0, 0), ends_at: time(17, 0, 0, 0), ..session.clone() };
    let offered = 5 * offered_minutes(&session, &bands) + 4 * offered_minutes(&afternoon, &bands);
    assert_eq!(offered, 196 * 60 + 30, "6 places: 196.5 child-hours");
    let seven = 7 * (5 * session.minutes() + 4 * afternoon.minutes());
    assert_eq!(seven, 229 * 60 + 15);
    assert_eq!(
        weekly_presence(THURSDAY, seven, offered),
        Some(Warning::WeeklyPresence { week_of: date(2026, 2, 9), per_mille: 1167 })
    );
    let three_mornings_of_seven = 3 * 7 * session.minutes();
    assert_eq!(three_mornings_of_seven, 78 * 60 + 45);
    assert_eq!(offered - three_mornings_of_seven, 117 * 60 + 45, "left for the other half-days");
    assert_eq!(weekly_presence(THURSDAY, offered, offered), None, "exactly 100 % is allowed");
    let one_minute = weekly_presence(THURSDAY, offered + 1, offered);
    assert_eq!(one_minute, Some(Warning::WeeklyPresence { week_of: date(2026, 2, 9), per_mille: 1001 }));
    assert!(weekly_presence(THURSDAY, 60, 0).is_some());
    assert_eq!(weekly_presence(THURSDAY, 0, 0), None);
}

#[test]
fn modulated_capacity_offers_the_sum_of_its_bands() {
    // T13: 8 places for one hour, 12 for eight, 8 for one: 112 child-hours a day, 560 a week.
    let bands = [(8, 9, 8), (9, 17, 12), (17, 18, 8)].map(|(from, until, places)| AuthorisationBand {
        from: time(from, 0, 0, 0),
        until: time(until, 0, 0, 0),
        places,
    });
    let day = SessionFacts { starts_at: time(8, 0, 0, 0), ends_at: time(18, 0, 0, 0), ..lunel().session };
    assert_eq!(5 * offered_minutes(&day, &bands), 560 * 60);
}

#[test]
fn a_child_seen_once_in_the_month_is_below_lunel_s_twice_and_nothing_is_blocked() {
    let once = lunel().already(date(2026, 2, 2), HalfDay::Morning).already(date(2026, 1, 30), HalfDay::Morning);
    let warning = |case: &Case| {
        below_minimum_frequency(&case.child.bookings, case.session.site, THURSDAY, case.policy.minimum_per_month)
    };
    assert_eq!(warning(&once), Some(Warning::BelowMinimumFrequency { month: date(2026, 2, 1), booked: 1, minimum: 2 }));
    assert_eq!(once.refusals(), []);
    assert_eq!(warning(&once.clone().already(date(2026, 2, 28), HalfDay::Morning)), None);
    assert_eq!(below_minimum_frequency(&[], once.session.site, THURSDAY, None), None);
}

fn afternoon(morning: &SessionFacts, starts_at: Time, ends_at: Time) -> SessionFacts {
    let id = SessionId::from_uuid(uuid(11));
    SessionFacts { id, half_day: HalfDay::Afternoon, starts_at, ends_at, ..morning.clone() }
}

#[test]
fn an_appointment_at_ten_with_half_an_hour_of_travel_is_covered_by_the_morning() {
    let morning = lunel().session;
    let meeting = |travel_minutes: u16| Appointment {
        date: THURSDAY,
        starts_at: time(10, 0, 0, 0),
        ends_at: time(11, 30, 0, 0),
        travel_minutes,
    };
    assert_eq!(meeting(30).covered_by(&morning), Some(15), "back at 12:00, fifteen minutes before closing");
    assert_eq!(meeting(45).covered_by(&morning), Some(0));
    assert_eq!(meeting(46).covered_by(&morning), None);
    assert_eq!(meeting(46).check(&morning), Err(Refusal::OutsideHours { date: THURSDAY, half_day: HalfDay::Morning }));
    let another_day = SessionFacts { date: date(2026, 2, 13), ..morning };
    assert_eq!(meeting(0).covered_by(&another_day), None);
}

#[test]
fn an_appointment_over_noon_takes_the_full_day_where_children_stay_and_nothing_where_the_site_closes_for_lunch() {
    let need = Need::Appointment(Appointment {
        date: THURSDAY,
        starts_at: time(11, 30, 0, 0),
        ends_at: time(14, 0, 0, 0),
        travel_minutes: 15,
    });
    let lunch_break = [lunel().session, afternoon(&lunel().session, time(13, 30, 0, 0), time(17, 0, 0, 0))];
    let at_lunel = need.weeks(&lunch_break);
    assert_eq!(at_lunel[0].sessions, Vec::<usize>::new());
    assert_eq!(at_lunel[0].refusals, [Refusal::OutsideHours { date: THURSDAY, half_day: HalfDay::Morning }]);
    // La Passerelle: 8:00 to 17:30 without a break; given in any order.
    let morning = SessionFacts { starts_at: time(8, 0, 0, 0), ends_at: time(12, 45, 0, 0), ..lunel().session };
    let at_la_passerelle = [afternoon(&morning, time(12, 45, 0, 0), time(17, 30, 0, 0)), morning];
    let weeks = need.weeks(&at_la_passerelle);
    assert_eq!((weeks[0].sessions.as_slice(), weeks[0].enough), ([1, 0].as_slice(), 2));
    assert_eq!(need.weeks(&[])[0].refusals, [Refusal::SiteClosed { date: THURSDAY, half_day: HalfDay::Morning }]);
}

#[test]
fn every_monday_and_thursday_morning_names_the_closed_ones() {
    let need = Need::Rhythm(Rhythm {
        pattern: RhythmPattern::Fixed(vec![
            (DayOfWeek::Thursday, HalfDay::Morning),
            (DayOfWeek::Monday, HalfDay::Morning),
        ]),
        from: THURSDAY,
        until: date(2026, 2, 19),
    });
    let weeks = need.weeks(&[lunel().session]);
    assert_eq!(weeks.len(), 2);
    assert_eq!(
        (weeks[0].week_of, weeks[0].enough, weeks[0].sessions.as_slice()),
        (date(2026, 2, 9), 1, [0].as_slice())
    );
    assert_eq!((weeks[1].week_of, weeks[1].enough), (date(2026, 2, 16), 2));
    let closed = |date: Date| Refusal::SiteClosed { date, half_day: HalfDay::Morning };
    assert_eq!(weeks[1].refusals, [closed(date(2026, 2, 16)), closed(date(2026, 2, 19))]);
}

#[test]
fn any_two_mornings_a_week_asks_less_of_a_week_cut_short() {
    let rhythm = |from: Date, until: Date| {
        Need::Rhythm(Rhythm { pattern: RhythmPattern::Any { count: 2, half_day: Some(HalfDay::Morning) }, from, until })
    };
    let enough = |need: &Need| need.weeks(&[lunel().session]).iter().map(|week| week.enough).collect::<Vec<_>>();
    assert_eq!(enough(&rhythm(date(2026, 2, 9), date(2026, 2, 20))), [2, 2]);
    assert_eq!(enough(&rhythm(date(2026, 2, 13), date(2026, 2, 22))), [1, 2], "only Friday is left of the first week");
    assert_eq!(enough(&rhythm(date(2026, 2, 14), date(2026, 2, 15))), Vec::<usize>::new(), "a week-end asks nothing");
}

#[test]
fn a_buffer_wants_every_open_half_day() {
    let morning = lunel().session;
    let sessions = [afternoon(&morning, time(13, 30, 0, 0), time(17, 0, 0, 0)), morning];
    let weeks = Need::Every { from: date(2026, 2, 9), until: THURSDAY }.weeks(&sessions);
    assert_eq!((weeks[0].enough, weeks[0].sessions.as_slice()), (2, [1, 0].as_slice()));
    assert!(Need::Every { from: date(2026, 2, 13), until: date(2026, 2, 20) }.weeks(&sessions).is_empty());
}

#[test]
fn a_need_that_ends_before_it_starts_is_refused() {
    let backwards = Need::Every { from: THURSDAY, until: date(2026, 2, 11) };
    assert_eq!(backwards.check(), Err(Refusal::PeriodConflict));
    assert_eq!(Need::Every { from: THURSDAY, until: THURSDAY }.check(), Ok(()));
    let appointment = |ends_at: Time| {
        Need::Appointment(Appointment { date: THURSDAY, starts_at: time(10, 0, 0, 0), ends_at, travel_minutes: 0 })
    };
    assert_eq!(appointment(time(10, 0, 0, 0)).check(), Err(Refusal::PeriodConflict));
    assert_eq!(appointment(time(10, 1, 0, 0)).check(), Ok(()));
}

#[test]
fn a_rhythm_without_end_is_followed_a_year_and_no_further() {
    let endless = Need::Rhythm(Rhythm {
        pattern: RhythmPattern::Fixed(vec![(DayOfWeek::Monday, HalfDay::Morning)]),
        from: date(2026, 2, 9),
        until: Date::MAX,
    });
    assert_eq!(endless.weeks(&[]).len(), need::LONGEST_NEED_WEEKS);
    let at_the_end_of_time = Need::Every { from: Date::MAX, until: Date::MAX };
    assert!(at_the_end_of_time.weeks(&[lunel().session]).is_empty());
}

fn any_seats() -> impl Strategy<Value = Seats> {
    (0..8_u16, 0..4_u16, 0..4_u16).prop_map(|(regular, adaptation, emergency)| Seats { regular, adaptation, emergency })
}

prop_compose! {
    /// Any question: seats (some numbers beyond the seats there are), ages, windows, ties and kinds vary together.
    fn any_case()(
        seats in any_seats(),
        taken in prop::collection::btree_set(1..18_u16, 0..12),
        born in 0..1500_i32,
        (notice, horizon, share) in (0..100_i32, 0..40_i32, prop::option::of(0..4_i32)),
        (referred, cancelled, lends_adaptation, lends_emergency) in any::<(bool, bool, bool, bool)>(),
        released in prop::option::of(0..120_i32),
        (kind, asker, mode) in (prop::sample::select(CareKind::ALL), prop::sample::select(Asker::ALL), prop::sample::select(BookingMode::ALL)),
        places in 0..12_u16,
        hours_before in -40..800_i64,
        held in prop::collection::vec((0..7_i32, any::<bool>()), 0..4),
    ) -> Case {
        let mut case = lunel();
        case.session.seats = seats;
        case.session.taken = taken.into_iter().collect();
        case.session.cancelled = cancelled && born % 4 == 0;
        case.child.birth_date = days_after(THURSDAY, -born);
        (case.policy.notice_hours, case.policy.horizon_days, case.policy.fair_share_per_week) = (notice, horizon, share);
        case.policy.emergency_borrows_adaptation = lends_adaptation;
        case.policy.adaptation_borrows_emergency = lends_emergency;
        case.policy.reserve_released_hours = released;
        case.policy.booking_mode = mode;
        case.policy.care_kinds = CareKind::ALL.to_vec();
        if !referred { case.ties.referred.clear(); }
        (case.kind, case.asker) = (kind, asker);
        case.bands = Some(vec![AuthorisationBand { from: time(8, 0, 0, 0), until: time(18, 0, 0, 0), places }]);
        case.now = case.session.begins().plus_hours(-hours_before);
        for (day, morning) in held {
            case = case.already(days_after(THURSDAY, day - 3), if morning { HalfDay::Morning } else { HalfDay::Afternoon });
        }
        case
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_taken_seat_is_never_given_and_a_given_seat_exists(case in any_case()) {
        if let Decision::Accepted { seat, class, .. } = case.decide() {
            prop_assert!(!case.session.taken.contains(&seat));
            prop_assert_eq!(case.session.seats.class_of(seat), Some(class));
        }
    }

    #[test]
    fn children_of_all_kinds_together_never_pass_the_seats_nor_the_instant_limit(
        case in any_case(),
        kinds in prop::collection::vec(prop::sample::select(CareKind::ALL), 0..30),
    ) {
        let mut case = case;
        let before = case.session.taken.len();
        for kind in kinds {
            case.kind = kind;
            if let Decision::Accepted { seat, class, .. } = case.decide() {
                let lent = match kind.seat_class() {
                    SeatClass::Regular => class == SeatClass::Regular || case.policy.reserve_released_hours.is_some(),
                    SeatClass::Emergency => class == SeatClass::Emergency
                        || (class == SeatClass::Adaptation && case.policy.emergency_borrows_adaptation),
                    SeatClass::Adaptation => class == SeatClass::Adaptation
                        || (class == SeatClass::Emergency && case.policy.adaptation_borrows_emergency),
                };
                prop_assert!(lent, "{:?} took a seat of class {:?}", kind, class);
                case.session.taken.push(seat);
                prop_assert!(case.session.taken.len() <= usize::from(case.session.seats.total()));
                let places = case.bands.as_ref().unwrap()[0].places;
                prop_assert!(case.session.taken.len() <= usize::from(crate::sites::instant_maximum(places)));
            }
        }
        if before >= usize::from(case.session.seats.total()) {
            prop_assert_eq!(case.session.taken.len(), before);
        }
    }

    #[test]
    fn one_more_free_seat_of_any_class_never_turns_a_yes_into_a_no(case in any_case(), class in prop::sample::select(SeatClass::ALL)) {
        let accepted = case.seat().is_some();
        let larger = case.with(|case| {
            let old = case.session.seats;
            match class {
                SeatClass::Regular => case.session.seats.regular += 1,
                SeatClass::Adaptation => case.session.seats.adaptation += 1,
                SeatClass::Emergency => case.session.seats.emergency += 1,
            }
            let new = case.session.seats;
            case.session.taken.iter_mut().for_each(|seat| *seat = SessionFacts::renumbered(*seat, old, new));
        });
        prop_assert!(!accepted || larger.seat().is_some());
    }

    #[test]
    fn a_seat_given_back_never_turns_a_yes_into_a_no(case in any_case(), which in any::<prop::sample::Index>()) {
        prop_assume!(!case.session.taken.is_empty());
        let accepted = case.seat().is_some();
        let freed = case.with(|case| {
            let which = which.index(case.session.taken.len());
            case.session.taken.remove(which);
        });
        prop_assert!(!accepted || freed.seat().is_some());
    }

    #[test]
    fn an_override_never_passes_what_may_not_be_overridden(case in any_case(), reason in "[a-z ]{0,6}", role in prop::sample::select(Role::ALL)) {
        let without = case.refusals();
        let blank = reason.trim().is_empty();
        let set_aside = Override { role, reason };
        match decide(&case.wish(), Some(&set_aside)) {
            Decision::Accepted { overridden, .. } => {
                prop_assert_eq!(&overridden, &without, "what is set aside is recorded whole");
                prop_assert!(without.iter().all(may_override));
                prop_assert!(without.is_empty() || (role == Role::SiteManager && !blank && case.asker == Asker::Professional));
            }
            Decision::Refused(refusals) => {
                prop_assert!(!refusals.is_empty());
                prop_assert!(!without.is_empty(), "an override never makes a yes a no");
                prop_assert!(without.iter().filter(|refusal| !may_override(refusal)).all(|refusal| refusals.contains(refusal)));
            }
        }
    }

    #[test]
    fn the_decision_is_exactly_what_the_rules_say_one_by_one(case in any_case()) {
        let wish = case.wish();
        let one_by_one: Vec<Refusal> = RULES.iter().filter_map(|rule| rule(&wish).err()).collect();
        prop_assert_eq!(case.refusals(), one_by_one);
    }

    #[test]
    fn the_age_window_in_months_is_the_window_in_days(born in 0..2000_i32, day in 0..800_i32, months in 0..48_i32) {
        let (birth, day) = (days_after(date(2023, 1, 1), born), days_after(date(2026, 1, 1), day));
        prop_assert_eq!(age_in_months(birth, day) >= months, day >= crate::time::day_of_age(birth, months));
    }

    #[test]
    fn days_are_numbered_one_after_the_other(days in -700_000..2_000_000_i32) {
        let day = days_after(date(1970, 1, 1), days.clamp(-366_000, 366_000));
        prop_assert_eq!(day_number(day), days.clamp(-366_000, 366_000));
        prop_assert_eq!(day_number(days_after(day, 1)), day_number(day) + 1);
    }

    #[test]
    fn the_quick_comparisons_agree_with_the_clock_of_the_zone(
        zone in prop::sample::select(vec!["Europe/Paris", "Indian/Reunion", "America/Cayenne", "Pacific/Kiritimati", "Pacific/Pago_Pago"]),
        day in 0..800_i32,
        minutes in -10_000..10_000_i64,
        days in -8..8_i32,
    ) {
        let mut session = lunel().session;
        session.zone = time_zone(zone).unwrap();
        session.date = days_after(session.date, day);
        let now = session.begins().plus_seconds(minutes * 60);
        prop_assert_eq!(session.start_compared_to(now), session.begins().cmp(&now));
        let opens_on = days_after(session.date, -days);
        prop_assert_eq!(session.is_further_ahead_than(days, now), now.date(&session.zone) < opens_on);
    }

    #[test]
    fn the_lowest_free_seat_of_the_own_class_is_given_first(case in any_case()) {
        let Case { session, policy, kind, now, .. } = &case;
        let class = kind.seat_class();
        if let Some(seat) = free_seat(session, class, policy, *now) {
            let own = session.seats.numbers(class).find(|seat| !session.taken.contains(seat));
            prop_assert_eq!(own.unwrap_or(seat), seat);
        }
    }
}

#[test]
fn an_unfamiliar_child_stays_alone_nowhere_that_asks_for_first_steps() {
    let asked = |kind| {
        lunel().with(|case| {
            case.policy.familiarisation_required = true;
            case.kind = kind;
        })
    };
    for kind in [CareKind::Regular, CareKind::Occasional] {
        assert_eq!(
            asked(kind).refusals(),
            [Refusal::NotYetFamiliar { date: asked(kind).session.date, emergency: false }]
        );
        assert_eq!(asked(kind).with(|case| case.ties.familiar = true).refusals(), []);
        assert_eq!(asked(kind).with(|case| case.policy.familiarisation_required = false).refusals(), []);
    }
    assert_eq!(asked(CareKind::Familiarisation).refusals(), [], "that is how it gets familiar");
    let emergency = Refusal::NotYetFamiliar { date: asked(CareKind::Emergency).session.date, emergency: true };
    assert_eq!(asked(CareKind::Emergency).refusals(), std::slice::from_ref(&emergency));
    assert!(may_override(&emergency));
    assert!(!may_override(&Refusal::NotYetFamiliar { date: date(2026, 11, 23), emergency: false }));
}

#[test]
fn a_block_for_a_missing_paper_stops_every_kind_of_care_and_may_be_set_aside_with_a_reason() {
    let since = date(2026, 11, 23);
    let asked = |kind| {
        lunel().with(|case| {
            case.ties.paper_overdue = Some(since);
            case.kind = kind;
        })
    };
    for kind in [CareKind::Regular, CareKind::Occasional, CareKind::Emergency, CareKind::Familiarisation] {
        assert_eq!(asked(kind).refusals(), [Refusal::PaperOverdue { since }], "{kind:?}");
        assert_eq!(asked(kind).with(|case| case.ties.paper_overdue = None).refusals(), []);
    }
    assert!(may_override(&Refusal::PaperOverdue { since }));
}
