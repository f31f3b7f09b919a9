//! The instant answer in the field's words, and what must hold for any world.

#[expect(clippy::unwrap_used, reason = "a test world: clippy knows only the functions marked as tests")]
mod world;

use domain::places::{
    Acceptance, Appointment, Asker, CareKind, DatedBands, DatedHalfDay, Decision, Need, RequestOutcome, Rhythm,
    RhythmPattern, Wish, decide,
};
use domain::sites::{BookingMode, SeatClass};
use domain::time::DayOfWeek;
use domain::{HalfDay, Period, Refusal};
use planner::{Answer, Limits, Proposal, RankingReason, SiteOffer, answer};
use proptest::prelude::*;
use world::{OwnSite, ask, at, child, february, request};

const MORNING: HalfDay = HalfDay::Morning;
const AFTERNOON: HalfDay = HalfDay::Afternoon;

/// Thursday 12 February, 10:00 to 11:30, half an hour away.
fn interview() -> Need {
    Need::Appointment(Appointment { date: february(12), starts_at: at(10, 0), ends_at: at(11, 30), travel_minutes: 30 })
}

fn any_two_mornings() -> Need {
    let pattern = RhythmPattern::Any { count: 2, half_day: Some(MORNING) };
    Need::Rhythm(Rhythm { pattern, from: february(9), until: february(27) })
}

fn site(number: u32) -> OwnSite {
    OwnSite::new(number)
}

fn days(proposal: &Proposal) -> Vec<(i8, HalfDay)> {
    proposal.seats.iter().map(|seat| (seat.date.day(), seat.half_day)).collect()
}

fn has(proposal: &Proposal, reason: RankingReason) -> bool {
    proposal.reasons.contains(&reason)
}

fn rules(answer: &Answer) -> Vec<String> {
    answer.refusals.iter().map(|summary| summary.refusal.rule()).collect()
}

#[test]
fn a_parent_with_an_interview_on_thursday_at_ten_gets_the_nearest_seat_and_three_alternatives_at_other_sites() {
    let sites: Vec<OwnSite> = [4, 1, 3, 2, 5].map(|number| site(number).with(february(12), MORNING, 2)).to_vec();
    let answer = ask(&child(), &interview(), &sites, Limits::default());
    let best = answer.best.as_ref().unwrap();
    assert_eq!(best.site, sites[1].site);
    assert_eq!((days(best), best.seats[0].seat), (vec![(12, MORNING)], 3));
    assert!(has(best, RankingReason::Nearest { kilometres_tenths: 14 }), "{:?}", best.reasons);
    assert!(has(best, RankingReason::CoversAppointment { margin_minutes: 15 }));
    assert!(has(best, RankingReason::AnsweredAtOnce) && has(best, RankingReason::KeepsReservedSeat));
    let others: Vec<_> = answer.alternatives.iter().map(|other| other.site).collect();
    assert_eq!(others, [sites[3].site, sites[2].site, sites[0].site]);
    assert!(
        has(&answer.alternatives[0], RankingReason::Distance { kilometres_tenths: 29 }),
        "{:?}",
        answer.alternatives[0].reasons
    );
    assert_eq!(answer.outcome(), RequestOutcome::Confirmed);
}

#[test]
fn a_site_the_child_knows_is_worth_five_kilometres_and_not_more() {
    let known = |number: u32| {
        let mut known = site(number).with(february(12), MORNING, 2);
        known.known = true;
        [site(1).with(february(12), MORNING, 2), known]
    };
    let best = |sites: &[OwnSite]| ask(&child(), &interview(), sites, Limits::default()).best.unwrap();
    assert_eq!(best(&known(4)).site, known(4)[1].site, "4.3 km farther");
    assert!(has(&best(&known(4)), RankingReason::KnownSite));
    assert_eq!(best(&known(5)).site, known(5)[0].site, "5.8 km farther");
}

#[test]
fn the_usual_premises_win_at_equal_distance() {
    let sites = [site(1).with(february(12), MORNING, 2), site(1).with(february(12), MORNING, 2)];
    let mut sites = sites.map(|site| site);
    let other = site(9);
    (sites[1].site, sites[1].places[0].0) = (other.site, other.places[0].0);
    sites[1].sessions[0].premises = other.places[0].0;
    sites[1].sessions[0].site = other.site;
    let (child, need) = (child(), interview());
    let offers: Vec<SiteOffer<'_>> = sites.iter().map(OwnSite::offer).collect();
    let mut request = request(&child, &need);
    assert_eq!(answer(&request, &offers, &Limits::default()).best.unwrap().site, sites[0].site);
    request.usual_premises = Some(other.places[0].0);
    let best = answer(&request, &offers, &Limits::default()).best.unwrap();
    assert_eq!(best.site, other.site);
    assert!(has(&best, RankingReason::UsualPremises));
}

#[test]
fn an_answer_at_once_comes_before_a_nearer_site_that_answers_later() {
    let mut sites = [site(1).with(february(12), MORNING, 2), site(9).with(february(12), MORNING, 2)];
    sites[0].policies[0].booking_mode = BookingMode::OnRequest;
    let both = ask(&child(), &interview(), &sites, Limits::default());
    assert_eq!(both.best.as_ref().unwrap().site, sites[1].site);
    assert_eq!(both.alternatives[0].acceptance, Acceptance::BySite);
    assert!(!has(&both.alternatives[0], RankingReason::AnsweredAtOnce));
    let only = ask(&child(), &interview(), &sites[..1], Limits::default());
    assert_eq!(only.outcome(), RequestOutcome::Waiting);
}

#[test]
fn the_last_reserved_seat_is_kept_for_whoever_needs_it() {
    // Both reserves are released; at the nearer site the regular seats are gone and only the seventh is left.
    let mut sites = [site(1).with(february(12), MORNING, 6), site(3).with(february(12), MORNING, 2)];
    for site in &mut sites {
        site.policies[0].reserve_released_hours = Some(24 * 30);
    }
    let answer = ask(&child(), &interview(), &sites, Limits::default());
    let best = answer.best.unwrap();
    assert_eq!(best.site, sites[1].site);
    assert!(has(&best, RankingReason::KeepsReservedSeat));
    let other = &answer.alternatives[0];
    assert_eq!((other.seats[0].seat, other.seats[0].class), (7, SeatClass::Adaptation));
    assert!(!has(other, RankingReason::KeepsReservedSeat));
}

#[test]
fn at_equal_distance_the_emptier_session_is_proposed() {
    let mut fuller = site(1).with(february(12), MORNING, 5);
    let emptier = site(2).with(february(12), MORNING, 1);
    fuller.places[0].1 = emptier.places[0].1;
    let answer = ask(&child(), &interview(), &[fuller, emptier.clone()], Limits::default());
    let best = answer.best.unwrap();
    assert_eq!(best.site, emptier.site);
    assert!(has(&best, RankingReason::MostFreeSeats { free: 5 }), "{:?}", best.reasons);
}

#[test]
fn a_short_margin_around_the_appointment_costs_something() {
    let mut hurried = site(1).with(february(12), MORNING, 1);
    hurried.sessions[0].ends_at = at(12, 0);
    let calm = site(2).with(february(12), MORNING, 1);
    let answer = ask(&child(), &interview(), &[hurried.clone(), calm.clone()], Limits::default());
    assert_eq!(answer.best.unwrap().site, calm.site, "1.4 km farther, but fifteen minutes of margin");
    assert!(has(&answer.alternatives[0], RankingReason::CoversAppointment { margin_minutes: 0 }));
}

#[test]
fn beyond_the_travel_limit_nothing_is_proposed_and_the_nearest_distance_that_would_do_is_told() {
    let sites: Vec<OwnSite> = [3, 8].map(|number| site(number).with(february(12), MORNING, 2)).to_vec();
    let limits = |kilometres: i32| Limits { travel_kilometres: Some(kilometres), ..Limits::default() };
    let near = ask(&child(), &interview(), &sites, limits(5));
    assert_eq!((near.best.unwrap().site, near.alternatives.len()), (sites[0].site, 0));
    let none = ask(&child(), &interview(), &sites, limits(4));
    assert_eq!(none.outcome(), RequestOutcome::Refused);
    assert_eq!(none.refusals.len(), 1);
    assert_eq!(none.refusals[0].refusal, Refusal::NothingWithinTravel { kilometres: 4, nearest: Some(5) });
    assert_eq!((none.refusals[0].count, none.refusals[0].alone), (2, 2));
    // A full session farther away is no reason to travel.
    let full: Vec<OwnSite> = [8].map(|number| site(number).with(february(12), MORNING, 7)).to_vec();
    let full = ask(&child(), &interview(), &full, limits(4));
    assert_eq!(full.refusals[0].refusal, Refusal::NothingWithinTravel { kilometres: 4, nearest: None });
    assert_eq!(rules(&full), ["nothing_within_travel", "seats_full", "instant_limit"]);
    let nobody = ask(&child(), &interview(), &[], limits(4));
    assert_eq!(rules(&nobody), ["nothing_within_travel"]);
}

#[test]
fn when_thursday_morning_is_full_other_half_days_near_it_are_offered_and_said_to_be_other_times() {
    let sites = [
        site(1).with(february(12), MORNING, 7).with(february(12), AFTERNOON, 7).with(february(13), MORNING, 2),
        site(2).with(february(12), MORNING, 6).with(february(10), AFTERNOON, 2).with(february(25), MORNING, 0),
    ];
    let answer = ask(&child(), &interview(), &sites, Limits::default());
    assert_eq!(answer.best, None);
    assert_eq!(answer.outcome(), RequestOutcome::Held);
    assert_eq!(answer.alternatives.iter().map(days).collect::<Vec<_>>(), [[(13, MORNING)], [(10, AFTERNOON)]]);
    assert!(has(&answer.alternatives[0], RankingReason::OtherTime { days: 1 }));
    assert!(has(&answer.alternatives[1], RankingReason::OtherTime { days: -2 }));
    assert_eq!(rules(&answer), ["seats_full", "instant_limit"]);
    let never = Limits { other_days: -1, ..Limits::default() };
    assert_eq!(ask(&child(), &interview(), &sites, never).outcome(), RequestOutcome::Refused);
}

#[test]
fn the_rule_that_alone_costs_most_is_told_first_with_what_would_make_it_possible() {
    let mut sites: Vec<OwnSite> = (1..=4).map(|number| site(number).with(february(12), MORNING, 7)).collect();
    for site in &mut sites[..3] {
        site.ties.referred.clear();
        site.sessions[0].taken.clear();
    }
    let answer = ask(&child(), &interview(), &sites, Limits::default());
    assert_eq!(rules(&answer), ["not_referred", "seats_full", "instant_limit"]);
    let first = &answer.refusals[0];
    assert_eq!((first.count, first.alone, first.overridable_by), (3, 3, Some(domain::access::Role::SiteManager)));
    assert_eq!(answer.refusals[1].overridable_by, None);
    assert_eq!(first.refusal.remedies()[0], domain::refusal::Remedy::Referral);
    assert_eq!(answer.refused.len(), 4, "and each session tells its own refusals");
}

#[test]
fn a_site_without_a_session_that_day_says_it_is_closed_and_one_with_other_hours_says_so() {
    let sites = [site(1).with(february(13), MORNING, 7), site(2).with(february(12), AFTERNOON, 7)];
    let answer = ask(&child(), &interview(), &sites, Limits::default());
    let told: Vec<&Refusal> = answer.refused.iter().flat_map(|refused| &refused.refusals).collect();
    assert!(told.contains(&&Refusal::SiteClosed { date: february(12), half_day: MORNING }));
    assert!(told.contains(&&Refusal::OutsideHours { date: february(12), half_day: MORNING }));
    assert!(answer.refused.iter().all(|refused| refused.session.is_none()));
}

#[test]
fn a_day_without_booking_rules_is_a_closed_day() {
    let mut sites = [site(1).with(february(12), MORNING, 0)];
    sites[0].policies[0].period = Period { from: february(13), until: None };
    let answer = ask(&child(), &interview(), &sites, Limits::default());
    assert_eq!(rules(&answer), ["site_closed"]);
}

#[test]
fn an_appointment_over_noon_takes_both_half_days_or_none() {
    let need = Need::Appointment(Appointment {
        date: february(12),
        starts_at: at(11, 0),
        ends_at: at(14, 0),
        travel_minutes: 15,
    });
    let mut sites = [site(1).with(february(12), MORNING, 2).with(february(12), AFTERNOON, 2)];
    sites[0].sessions[0].ends_at = at(13, 30);
    let child = child();
    let seeking = ask(&child, &need, &sites, Limits { other_days: -1, ..Limits::default() });
    assert_eq!((seeking.best.as_ref(), rules(&seeking)), (None, vec!["full_day_needs_situation".to_owned()]));
    let mut hired = child;
    let since = Period { from: february(1), until: None };
    hired.parent_situations.push((domain::families::SituationKind::Employed, since));
    let answer = ask(&hired, &need, &sites, Limits::default());
    assert_eq!(days(answer.best.as_ref().unwrap()), [(12, MORNING), (12, AFTERNOON)]);
    assert_eq!(answer.outcome(), RequestOutcome::Confirmed);
}

#[test]
fn one_of_several_half_days_gives_the_soonest_near_home_and_alternatives_at_other_times() {
    let wanted = |day: i8, half_day: HalfDay| DatedHalfDay { date: february(day), half_day };
    let need = Need::AnyHalfDay(vec![wanted(12, MORNING), wanted(10, MORNING), wanted(13, AFTERNOON)]);
    let one = site(1).with(february(10), MORNING, 2).with(february(12), MORNING, 2).with(february(13), AFTERNOON, 2);
    let answer = ask(&child(), &need, &[one], Limits::default());
    let best = answer.best.unwrap();
    assert_eq!(days(&best), [(10, MORNING)]);
    assert!(has(&best, RankingReason::EarliestDay));
    assert_eq!(answer.alternatives.iter().map(days).collect::<Vec<_>>(), [[(12, MORNING)], [(13, AFTERNOON)]]);
}

#[test]
fn a_day_of_waiting_counts_as_half_a_kilometre() {
    let wanted = |day: i8| DatedHalfDay { date: february(day), half_day: MORNING };
    let need = Need::AnyHalfDay(vec![wanted(10), wanted(20)]);
    let later_and_near = site(1).with(february(20), MORNING, 2);
    let best = |soon_and_far: OwnSite| {
        ask(&child(), &need, &[later_and_near.clone(), soon_and_far], Limits::default()).best.unwrap()
    };
    assert_eq!(
        days(&best(site(4).with(february(10), MORNING, 2))),
        [(10, MORNING)],
        "4.3 km farther is worth ten days"
    );
    assert_eq!(days(&best(site(6).with(february(10), MORNING, 2))), [(20, MORNING)], "7.2 km farther is not");
}

#[test]
fn the_first_alternative_is_at_another_site_even_when_the_best_site_has_more_to_give() {
    let wanted = |day: i8| DatedHalfDay { date: february(day), half_day: MORNING };
    let need = Need::AnyHalfDay(vec![wanted(10), wanted(11), wanted(12)]);
    let near = site(1).with(february(10), MORNING, 2).with(february(11), MORNING, 2).with(february(12), MORNING, 2);
    let far = site(20).with(february(10), MORNING, 2);
    let one = Limits { alternatives: 1, ..Limits::default() };
    let answer = ask(&child(), &need, &[near.clone(), far.clone()], one);
    assert_eq!((answer.best.unwrap().site, answer.alternatives[0].site), (near.site, far.site));
}

#[test]
fn all_of_several_half_days_go_to_the_site_that_serves_most_and_the_missing_one_is_named() {
    let wanted = |day: i8| DatedHalfDay { date: february(day), half_day: MORNING };
    let need = Need::HalfDays(vec![wanted(10), wanted(11), wanted(17)]);
    let near = site(1).with(february(10), MORNING, 2).with(february(11), MORNING, 6).with(february(17), MORNING, 6);
    let far = site(5).with(february(10), MORNING, 2).with(february(11), MORNING, 2).with(february(17), MORNING, 6);
    let answer = ask(&child(), &need, &[near, far.clone()], Limits::default());
    assert_eq!(answer.outcome(), RequestOutcome::Held, "a part is held, not confirmed");
    let best = answer.best.unwrap();
    assert_eq!((best.site, days(&best)), (far.site, vec![(10, MORNING), (11, MORNING)]));
    assert!(has(&best, RankingReason::ServesWeeks { served: 1, of: 2 }));
    assert_eq!((best.missing[0].week_of, best.missing[0].half_days), (february(16), 1));
    let full = Refusal::SeatsFull { class: SeatClass::Regular, date: february(17), half_day: MORNING };
    assert_eq!(best.missing[0].refusals, [full]);
}

#[test]
fn any_two_mornings_a_week_are_the_same_mornings_each_week_when_they_can_be() {
    // Tuesdays and Thursdays are free every week, Wednesdays in one only, the rest is full.
    let site = site(1).with_february(|day, _| match day % 7 {
        3 | 5 => 4,
        4 if day == 11 => 0,
        _ => 7,
    });
    let answer = ask(&child(), &any_two_mornings(), &[site], Limits::default());
    assert_eq!(answer.outcome(), RequestOutcome::Confirmed);
    let best = answer.best.unwrap();
    assert_eq!(days(&best), [10, 12, 17, 19, 24, 26].map(|day| (day, MORNING)));
    assert!(has(&best, RankingReason::ServesWeeks { served: 3, of: 3 }));
}

#[test]
fn the_site_that_serves_more_weeks_wins_and_says_which_week_is_missing() {
    let near = site(1).with_february(|day, _| if (9..=20).contains(&day) { 7 } else { 2 });
    let far = site(6).with_february(|day, _| if (9..=15).contains(&day) && day != 12 { 7 } else { 2 });
    let answer = ask(&child(), &any_two_mornings(), &[near.clone(), far.clone()], Limits::default());
    let best = answer.best.unwrap();
    assert_eq!(best.site, far.site);
    assert!(has(&best, RankingReason::ServesWeeks { served: 2, of: 3 }));
    assert_eq!(
        best.missing.iter().map(|missing| (missing.week_of, missing.half_days)).collect::<Vec<_>>(),
        [(february(9), 1)]
    );
    assert_eq!(answer.alternatives.iter().map(|other| other.site).collect::<Vec<_>>(), [near.site]);
}

#[test]
fn any_four_half_days_a_week_take_no_full_day_without_a_situation() {
    let pattern = |count: u8| {
        Need::Rhythm(Rhythm {
            pattern: RhythmPattern::Any { count, half_day: None },
            from: february(9),
            until: february(13),
        })
    };
    let site = site(1).with_february(|day, _| if day < 11 { 0 } else { 7 });
    let answer = ask(&child(), &pattern(4), std::slice::from_ref(&site), Limits::default());
    let best = answer.best.unwrap();
    assert_eq!(best.seats.len(), 2, "one half-day on Monday, one on Tuesday");
    assert_eq!(best.missing[0].half_days, 2);
    assert!(best.missing[0].refusals.contains(&Refusal::FullDayNeedsSituation { date: february(9) }));
    let mut trainee = child();
    let since = Period { from: february(1), until: None };
    trainee.parent_situations.push((domain::families::SituationKind::InTraining, since));
    let whole = ask(&trainee, &pattern(4), &[site], Limits::default()).best.unwrap();
    assert_eq!((whole.seats.len(), whole.missing.len()), (4, 0));
}

#[test]
fn the_fair_share_counts_what_the_same_request_takes() {
    let slots = [DayOfWeek::Monday, DayOfWeek::Tuesday, DayOfWeek::Wednesday].map(|day| (day, MORNING)).to_vec();
    let need = Need::Rhythm(Rhythm { pattern: RhythmPattern::Fixed(slots), from: february(9), until: february(15) });
    let mut site = site(1).with_february(|_, _| 0);
    site.policies[0].fair_share_per_week = Some(2);
    let best = ask(&child(), &need, &[site], Limits::default()).best.unwrap();
    assert_eq!(days(&best), [(9, MORNING), (10, MORNING)]);
    assert_eq!(best.missing[0].refusals, [Refusal::FairShareReached { limit: 2, week_of: february(9) }]);
}

#[test]
fn a_buffer_takes_every_open_half_day_of_the_week() {
    let mut hired = child();
    hired
        .parent_situations
        .push((domain::families::SituationKind::Employed, Period { from: february(1), until: None }));
    let need = Need::Every { from: february(9), until: february(13) };
    let small = site(1).with(february(9), MORNING, 0);
    let open = site(5).with_february(|_, _| 3);
    let offers = [small.offer(), open.offer()];
    let mut request = request(&hired, &need);
    (request.kind, request.asker) = (CareKind::Buffer, Asker::Professional);
    let best = answer(&request, &offers, &Limits::default()).best.unwrap();
    assert_eq!(
        (best.site, best.seats.len(), best.missing.len()),
        (open.site, 10, 0),
        "every day, not the one day next door"
    );
}

#[test]
fn a_need_that_cannot_be_read_is_refused_at_once() {
    let need = Need::Every { from: february(13), until: february(9) };
    let answer = ask(&child(), &need, &[site(1).with_february(|_, _| 0)], Limits::default());
    assert_eq!((rules(&answer), answer.outcome()), (vec!["period_conflict".to_owned()], RequestOutcome::Refused));
}

fn any_need() -> impl Strategy<Value = Need> {
    let half_day = prop_oneof![Just(MORNING), Just(AFTERNOON)];
    let half_days = prop::collection::vec(
        (2..28_i8, half_day.clone()).prop_map(|(day, half_day)| DatedHalfDay { date: february(day), half_day }),
        1..5,
    );
    let slots = prop::collection::vec((prop::sample::select(DayOfWeek::ALL), half_day.clone()), 1..4);
    let span = (1..20_i8, 0..20_i8).prop_map(|(from, days)| (february(from), february((from + days).min(28))));
    prop_oneof![
        (2..28_i8, 8..16_i8, 1..4_i8, 0..40_u16).prop_map(|(day, hour, hours, travel_minutes)| {
            let (starts_at, ends_at) = (at(hour, 0), at(hour + hours, 0));
            Need::Appointment(Appointment { date: february(day), starts_at, ends_at, travel_minutes })
        }),
        half_days.clone().prop_map(Need::HalfDays),
        half_days.prop_map(Need::AnyHalfDay),
        (slots, span.clone()).prop_map(|(slots, (from, until))| {
            Need::Rhythm(Rhythm { pattern: RhythmPattern::Fixed(slots), from, until })
        }),
        (1..5_u8, prop::option::of(half_day), span.clone()).prop_map(|(count, half_day, (from, until))| {
            Need::Rhythm(Rhythm { pattern: RhythmPattern::Any { count, half_day }, from, until })
        }),
        span.prop_map(|(from, until)| Need::Every { from, until }),
    ]
}

prop_compose! {
    fn any_sites()(
        sites in prop::collection::vec(
            (prop::collection::vec((2..28_i8, any::<bool>(), 0..8_u16, any::<bool>()), 0..12), any::<[bool; 4]>(), prop::option::of(0..4_i32)),
            0..6,
        ),
    ) -> Vec<OwnSite> {
        sites.into_iter().zip(1_u32..).map(|((sessions, [known, on_request, referred, full_days], share), number)| {
            let mut site = sessions.into_iter().fold(OwnSite::new(number), |site, (day, morning, taken, long)| {
                let mut site = site.with(february(day), if morning { MORNING } else { AFTERNOON }, taken);
                if let Some(session) = site.sessions.last_mut().filter(|_| morning && long) {
                    session.ends_at = at(13, 30);
                }
                site
            });
            site.known = known;
            if on_request { site.policies[0].booking_mode = BookingMode::OnRequest; }
            if !referred { site.ties.referred.truncate(usize::from(number % 2 == 0)); }
            site.policies[0].full_day_needs_situation = !full_days;
            site.policies[0].fair_share_per_week = share;
            site
        }).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_best_is_never_beaten_and_alternatives_come_in_their_order(
        sites in any_sites(), need in any_need(), limit in prop::option::of(0..10_i32),
    ) {
        let answer = ask(&child(), &need, &sites, Limits { travel_kilometres: limit, ..Limits::default() });
        let shown: Vec<&Proposal> = answer.best.iter().chain(&answer.alternatives).collect();
        prop_assert!(shown.windows(2).all(|pair| pair[0].key < pair[1].key));
        prop_assert!(answer.alternatives.len() <= 3);
        prop_assert!(shown.iter().all(|proposal| !proposal.seats.is_empty()));
        prop_assert!(answer.best.iter().all(|best| !best.key.other_time));
        prop_assert!(answer.best.is_some() || answer.alternatives.iter().all(|other| other.key.other_time));
    }

    #[test]
    fn the_answer_does_not_depend_on_the_order_of_sites_or_sessions(
        (sites, shuffled) in any_sites().prop_flat_map(|sites| (Just(sites.clone()), Just(sites).prop_shuffle())),
        need in any_need(), turn in any::<bool>(), limit in prop::option::of(0..10_i32),
    ) {
        let mut shuffled = shuffled;
        for site in &mut shuffled {
            if turn { site.sessions.reverse() } else { site.sessions.sort_by_key(|session| (session.taken.len(), session.id)) }
        }
        let limits = Limits { travel_kilometres: limit, ..Limits::default() };
        prop_assert_eq!(ask(&child(), &need, &sites, limits), ask(&child(), &need, &shuffled, limits));
    }

    #[test]
    fn nothing_that_the_rules_refuse_is_proposed(sites in any_sites(), need in any_need(), limit in prop::option::of(0..10_i32)) {
        let child = child();
        let limits = Limits { travel_kilometres: limit, ..Limits::default() };
        let answer = ask(&child, &need, &sites, limits);
        for proposal in answer.best.iter().chain(&answer.alternatives) {
            let own = sites.iter().find(|site| site.site == proposal.site).unwrap();
            // Each seat is asked for once more, as if the others of the proposal were booked already.
            for proposed in &proposal.seats {
                let session = own.sessions.iter().find(|session| session.id == proposed.session).unwrap();
                let beside: Vec<_> = proposal.seats.iter().filter(|other| other.session != proposed.session).map(|other| {
                    domain::places::ActiveBooking {
                        session: other.session, site: own.site, date: other.date, half_day: other.half_day,
                    }
                }).collect();
                let decision = decide(&Wish {
                    session, policy: &own.policies[0],
                    authorisation: Some(DatedBands::on(&own.authorisations, session.premises, session.date)),
                    child: &child, ties: &own.ties, kind: CareKind::Occasional, class: SeatClass::Regular, asker: Asker::Parent,
                    beside: &beside, now: world::monday_morning(),
                }, None);
                match decision {
                    Decision::Accepted { seat, .. } => prop_assert_eq!(seat, proposed.seat),
                    Decision::Refused(refusals) => prop_assert!(false, "{:?}", refusals),
                }
                prop_assert!(!session.taken.contains(&proposed.seat));
            }
        }
    }

    #[test]
    fn a_refused_request_always_says_why(sites in any_sites(), need in any_need()) {
        let answer = ask(&child(), &need, &sites, Limits::default());
        let wants_something = sites.iter().any(|site| need.weeks(&site.sessions).iter().any(|week| week.enough > 0));
        if answer.outcome() == RequestOutcome::Refused && wants_something {
            prop_assert!(!answer.refusals.is_empty());
            let counted: usize = answer.refused.iter().map(|refused| refused.refusals.len()).sum();
            prop_assert_eq!(answer.refusals.iter().map(|summary| summary.count).sum::<usize>(), counted);
        }
    }
}
