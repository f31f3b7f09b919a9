//! The checker refuses a plan that breaks a rule, and says where: one doctored plan for each rule.
#![expect(clippy::unwrap_used, reason = "a test: clippy knows only the functions marked as tests")]

use planner::exchange::{
    Band, Bundle, Cell, FORMAT, Familiarisation, Family, FamilyPlan, Instance, Minimum, Reach, Request, Seating, Site,
    WeekMinutes, WeekOthers, Weights,
};
use planner::{Plan, Wrong, check};

fn cell(band: i64) -> Cell {
    Cell { band, regular: 2, reserve: 1, head_count: 3, staff_units: 24, minutes: Some(200) }
}

fn request(id: &str, bands: &[&[i64]], emergency_allowed: bool) -> Request {
    Request {
        id: id.to_owned(),
        purpose: "interview".to_owned(),
        value: 100,
        critical: emergency_allowed,
        emergency_allowed,
        bundles: bands.iter().map(|bands| Bundle { bands: bands.to_vec(), penalty: 3 }).collect(),
    }
}

fn family(id: &str, familiar: [bool; 3], requests: Vec<Request>) -> Family {
    Family {
        id: id.to_owned(),
        children: 1,
        staff_load: 8,
        available: vec![0, 1],
        usual_site: Some("a".to_owned()),
        minimum: Minimum { sessions: 2, reward: 50 },
        most_sessions: None,
        avip: false,
        reach: ["a", "b", "c"]
            .iter()
            .zip(familiar)
            .map(|(site, familiar)| Reach { site: (*site).to_owned(), cost_per_day: 4, familiar })
            .collect(),
        requests,
    }
}

fn instance() -> Instance {
    let site = |id: &str| Site {
        id: id.to_owned(),
        x_km: 0.0,
        y_km: 0.0,
        cells: if id == "c" { vec![cell(0), cell(1), cell(2)] } else { vec![cell(0), cell(1), cell(2), cell(3)] },
        week_minutes: vec![WeekMinutes { bands: vec![0, 1, 2, 3], limit: 1000 }],
        week_others: Vec::new(),
    };
    Instance {
        format: FORMAT.to_owned(),
        name: "doctored".to_owned(),
        bands: (0..4)
            .map(|id| Band {
                id,
                date: format!("2026-11-{}", 23 + id / 2),
                half_day: if id % 2 == 0 { "morning" } else { "afternoon" }.to_owned(),
            })
            .collect(),
        weights: Weights { second_site: 15, familiarisation: 6, emergency: 10, usual_site: 8 },
        sites: vec![site("a"), site("b"), site("c")],
        families: vec![
            family(
                "known",
                [true; 3],
                vec![
                    request("one", &[&[0], &[1]], false),
                    request("two", &[&[1], &[0]], false),
                    request("three", &[&[2, 3]], false),
                ],
            ),
            family(
                "new",
                [false; 3],
                vec![request("urgent", &[&[2], &[2, 3]], true), request("late", &[&[1], &[3]], false)],
            ),
            family("other", [true; 3], vec![request("one", &[&[0]], false)]),
            family("third", [true; 3], vec![request("one", &[&[0]], false)]),
        ],
    }
}

fn booking(request: &str, site: &str, role: Seating, bundle: usize) -> planner::exchange::Booking {
    planner::exchange::Booking { request: request.to_owned(), site: site.to_owned(), role, bundle }
}

fn week(id: &str, bookings: Vec<planner::exchange::Booking>) -> FamilyPlan {
    FamilyPlan { id: id.to_owned(), familiarisation: None, bookings, refusals: Vec::new() }
}

fn new_with(step: (&str, i64), bookings: Vec<planner::exchange::Booking>) -> FamilyPlan {
    let familiarisation = Some(Familiarisation { site: step.0.to_owned(), band: step.1 });
    FamilyPlan { familiarisation, ..week("new", bookings) }
}

fn checked(instance: &Instance, families: Vec<FamilyPlan>) -> Result<planner::Checked, Wrong> {
    let plan = Plan {
        format: FORMAT.to_owned(),
        objective: 0,
        bound: 0.0,
        prices: Vec::new(),
        week_proof: None,
        families,
        report: None,
    };
    check(&instance.problem().unwrap(), &plan)
}

#[test]
fn a_sound_plan_is_worth_what_its_rules_say() {
    use Seating::{Emergency, Regular};
    let families = vec![
        week("known", vec![booking("one", "a", Regular, 0), booking("three", "b", Regular, 0)]),
        new_with(("a", 1), vec![booking("late", "a", Regular, 1), booking("urgent", "a", Emergency, 0)]),
    ];
    let figures = checked(&instance(), families).unwrap();
    // known: 100−3−4+8, 100−3−4 (one date), −15 for the second site, +50 for three sessions;
    // new: 100−3−4+8, 100−3−4+8−10, −6 for the familiarisation session, +50 for two sessions.
    assert_eq!(figures.objective, (101 + 93 - 15 + 50) + (101 + 91 - 6 + 50));
    assert_eq!((figures.served, figures.requests, figures.critical_served, figures.critical), (4, 7, 1, 1));
    assert_eq!((figures.minimum_reached, figures.minimum_due), (2, 4));
    assert_eq!(figures.places_used, 3 + 3);
}

#[test]
fn each_rule_that_is_broken_is_named() {
    use Seating::{Emergency, Regular};
    let one = |site: &str| booking("one", site, Regular, 0);
    let full = || vec![week("known", vec![one("a")]), week("other", vec![one("a")]), week("third", vec![one("a")])];
    let with = |change: fn(&mut Instance)| {
        let mut instance = instance();
        change(&mut instance);
        instance
    };
    let cases: Vec<(&str, Instance, Vec<FamilyPlan>)> = vec![
        ("no family", instance(), vec![week("nobody", Vec::new())]),
        ("two weeks", instance(), vec![week("known", vec![one("a")]), week("known", vec![one("b")])]),
        ("no request", instance(), vec![week("known", vec![booking("five", "a", Regular, 0)])]),
        ("served twice", instance(), vec![week("known", vec![one("a"), booking("one", "a", Regular, 1)])]),
        ("no bundle", instance(), vec![week("known", vec![booking("one", "a", Regular, 7)])]),
        ("not in reach", instance(), vec![week("known", vec![booking("one", "z", Regular, 0)])]),
        ("at one time", instance(), vec![week("known", vec![one("a"), booking("two", "b", Regular, 1)])]),
        ("closed", instance(), vec![week("known", vec![booking("three", "c", Regular, 0)])]),
        (
            "two sites",
            with(|instance| instance.families[0].requests[2].bundles[0].bands = vec![2]),
            vec![week("known", vec![one("a"), booking("two", "b", Regular, 0), booking("three", "c", Regular, 0)])],
        ),
        (
            "has 3 half-days, at most 2",
            with(|instance| instance.families[0].most_sessions = Some(2)),
            vec![week("known", vec![one("a"), booking("three", "a", Regular, 0)])],
        ),
        ("not familiar", instance(), vec![week("new", vec![booking("late", "a", Regular, 1)])]),
        (
            "not familiar",
            instance(),
            vec![new_with(("a", 1), vec![booking("late", "b", Regular, 1), booking("urgent", "a", Emergency, 0)])],
        ),
        ("at one time", instance(), vec![new_with(("a", 1), vec![booking("late", "a", Regular, 0)])]),
        (
            "not familiar",
            with(|instance| instance.families[1].available = vec![3]),
            vec![new_with(("a", 3), vec![booking("late", "a", Regular, 0), booking("urgent", "a", Emergency, 0)])],
        ),
        ("not allowed", instance(), vec![week("new", vec![booking("urgent", "a", Emergency, 1)])]),
        ("not allowed", instance(), vec![week("new", vec![booking("late", "a", Emergency, 1)])]),
        (
            "not allowed",
            with(|instance| instance.families[1].reach[0].familiar = true),
            vec![week("new", vec![booking("urgent", "a", Emergency, 0)])],
        ),
        (
            "already familiar",
            with(|instance| instance.families[1].reach[0].familiar = true),
            vec![new_with(("a", 0), vec![booking("late", "a", Regular, 1)])],
        ),
        ("available", instance(), vec![new_with(("a", 2), vec![booking("late", "a", Regular, 1)])]),
        ("without a booking", instance(), vec![new_with(("b", 0), vec![booking("urgent", "a", Emergency, 0)])]),
        ("regular 3 > 2", instance(), full()),
        (
            "head_count 3 > 2",
            with(|instance| {
                (instance.sites[0].cells[0].regular, instance.sites[0].cells[0].head_count) = (5, 2);
            }),
            full(),
        ),
        (
            "staff_units 24 > 23",
            with(|instance| {
                (instance.sites[0].cells[0].regular, instance.sites[0].cells[0].staff_units) = (5, 23);
            }),
            full(),
        ),
        (
            "reserve 1 > 0",
            with(|instance| instance.sites[0].cells[2].reserve = -1),
            vec![week("new", vec![booking("urgent", "a", Emergency, 0)])],
        ),
        (
            "minutes",
            with(|instance| instance.sites[0].week_minutes[0].limit = 399),
            vec![week("known", vec![one("a")]), week("other", vec![one("a")])],
        ),
        (
            "a: 2 half-days of children not on an AVIP path > 1",
            with(|instance| instance.sites[0].week_others = vec![WeekOthers { bands: vec![0, 1], limit: 1 }]),
            vec![week("known", vec![one("a")]), week("other", vec![one("a")])],
        ),
    ];
    for (number, (reason, instance, families)) in cases.into_iter().enumerate() {
        match checked(&instance, families) {
            Ok(_) => panic!("case {number}: a plan that breaks the rule of {reason:?} passes"),
            Err(wrong) => assert!(wrong.to_string().contains(reason), "case {number}: {wrong} does not say {reason:?}"),
        }
    }
}

#[test]
fn a_price_that_makes_no_sense_is_named() {
    let problem = instance().problem().unwrap();
    let price = |site: &str, band, regular| planner::exchange::Price {
        site: site.to_owned(),
        band,
        regular,
        reserve: 0,
        head_count: 0,
        staff_units: 0,
    };
    for (price, reason) in
        [(price("a", 0, -1), "negative"), (price("z", 0, 1), "no site"), (price("c", 3, 1), "no band")]
    {
        let wrong = planner::bound_of(&problem, &[price]).unwrap_err();
        assert!(wrong.to_string().contains(reason), "{wrong}");
    }
}

#[test]
fn a_refused_request_is_shown_the_free_half_day_nearest_to_the_one_it_asked_for() {
    use planner::exchange::Change;
    let mut instance = instance();
    // One site, one seat on Tuesday afternoon, wanted by two; Monday morning and Tuesday morning are free.
    instance.sites.truncate(1);
    instance.sites[0].cells[3].regular = 1;
    instance.sites[0].week_minutes.clear();
    let wanting = |id: &str| {
        let mut family = family(id, [true; 3], vec![request("only", &[&[3]], false)]);
        family.reach.truncate(1);
        family
    };
    instance.families = vec![wanting("first"), wanting("second")];
    let problem = instance.problem().unwrap();
    let settings = planner::Settings { seed: 1, threads: 1, rounds: Some(1) };
    let plan = planner::solve(&problem, &settings, &|_: &planner::Progress| true).plan(&problem);
    let refusals: Vec<_> = plan.families.iter().flat_map(|family| &family.refusals).collect();
    assert_eq!(refusals.len(), 1, "one of the two has the seat");
    assert_eq!(refusals[0].instead, Some(Change::AnotherBand { site: "a".to_owned(), band: 2 }));
}

#[test]
fn a_freed_seat_is_not_offered_to_a_family_that_would_come_to_a_third_site() {
    use Seating::Regular;
    let mut instance = instance();
    instance.sites[2].cells.push(cell(3));
    instance.families.truncate(1);
    instance.families[0].requests[2].bundles = vec![Bundle { bands: vec![3], penalty: 3 }];
    let problem = instance.problem().unwrap();
    let standing = |bookings| {
        let families = vec![week("known", bookings)];
        let plan = Plan {
            format: FORMAT.to_owned(),
            objective: 0,
            bound: 0.0,
            prices: Vec::new(),
            week_proof: None,
            families,
            report: None,
        };
        planner::Standing::read(&problem, &plan).unwrap()
    };
    let at_two = standing(vec![booking("one", "a", Regular, 0), booking("two", "b", Regular, 0)]);
    assert_eq!(at_two.offers(2, 3, 9), [], "c would be the third");
    assert_eq!(at_two.offers(1, 3, 9).len(), 1, "b is one of the two");
    let at_one = standing(vec![booking("one", "a", Regular, 0), booking("two", "a", Regular, 0)]);
    assert_eq!(at_one.offers(2, 3, 9).len(), 1, "c would be the second");
    assert_eq!(
        (at_one.offers(3, 0, 9), at_one.offers(0, 4, 9)),
        (Vec::new(), Vec::new()),
        "no such site, no such half-day"
    );
    assert_eq!(at_one.clone().close(3, 4), [], "nobody is hit where nothing is");
}

#[test]
fn when_the_familiarisation_session_is_closed_what_needed_it_goes_too_and_the_emergency_seat_stays() {
    use Seating::{Emergency, Regular};
    let instance = instance();
    let problem = instance.problem().unwrap();
    let late = booking("late", "a", Regular, 1);
    let plan = Plan {
        format: FORMAT.to_owned(),
        objective: 0,
        bound: 0.0,
        prices: Vec::new(),
        week_proof: None,
        families: vec![new_with(("a", 1), vec![late.clone(), booking("urgent", "a", Emergency, 0)])],
        report: None,
    };
    let mut standing = planner::Standing::read(&problem, &plan).unwrap();
    let hit = standing.close(0, 1);
    assert_eq!(
        hit.iter().map(|hit| &hit.lost).collect::<Vec<_>>(),
        [&late],
        "the child is not familiar there any more"
    );
    let left: Vec<String> = standing.bookings(1).into_iter().map(|(_, booking)| booking.request).collect();
    assert!(left.contains(&"urgent".to_owned()), "{left:?}");
    assert!(!standing.bookings(1).contains(&(1, late)), "not without a familiarisation session");
}

#[test]
fn first_come_first_served_leaves_a_seat_with_the_one_it_helps_less_and_the_other_envies_it_with_reason() {
    let mut instance = instance();
    instance.sites.truncate(1);
    instance.sites[0].cells[0].regular = 1;
    instance.sites[0].week_minutes.clear();
    let wanting = |id: &str, value| {
        let mut family = family(id, [true; 3], vec![Request { value, ..request("only", &[&[0]], false) }]);
        family.reach.truncate(1);
        family.minimum = Minimum::default();
        family
    };
    instance.families = vec![wanting("workshop", 40), wanting("interview", 100)];
    let problem = instance.problem().unwrap();
    let envies = |order: &[(usize, usize)]| planner::envies(&problem, &planner::first_come(&instance, order)).unwrap();
    let [envy] = &envies(&[(0, 0), (1, 0)])[..] else { panic!("one family envies one seat") };
    assert_eq!((envy.family, envy.request, envy.gain), (1, 0, 60));
    assert_eq!((envy.cell.site.as_str(), envy.cell.band, envy.held_for.as_str()), ("a", 0, "interview"));
    assert_eq!(envies(&[(1, 0), (0, 0)]), [], "the other way round nobody has reason to");
}

/// One site with room for all, one family of one baby, and requests for each of these half-days.
fn baby(bands: &[i64], most_sessions: Option<i64>) -> Instance {
    let mut instance = instance();
    instance.sites.truncate(1);
    instance.sites[0].week_minutes.clear();
    let requests = bands.iter().map(|band| request(&format!("r{band}"), &[&[*band]], false)).collect();
    let mut baby = Family { most_sessions, minimum: Minimum::default(), ..family("baby", [true; 3], requests) };
    baby.reach.truncate(1);
    instance.families = vec![baby];
    instance
}

fn solved(instance: &Instance) -> Plan {
    let problem = instance.problem().unwrap();
    let settings = planner::Settings { seed: 1, threads: 1, rounds: Some(1) };
    planner::solve(&problem, &settings, &|_: &planner::Progress| true).plan(&problem)
}

#[test]
fn a_baby_has_no_more_half_days_a_week_than_it_may_and_is_told_so() {
    use planner::exchange::RefusalReason::MostSessions;
    let bookings = |most| solved(&baby(&[0, 1, 2], most)).families[0].bookings.len();
    assert_eq!((bookings(None), bookings(Some(3)), bookings(Some(2)), bookings(Some(1))), (3, 3, 2, 1));
    let week = &solved(&baby(&[0, 1, 2], Some(2))).families[0];
    let refusal = &week.refusals[0];
    assert_eq!((refusal.reason, &refusal.cell, &refusal.instead), (MostSessions, &None, &None), "no seat would help");
    let none = &solved(&baby(&[0], Some(0))).families[0];
    assert_eq!((none.bookings.len(), none.refusals[0].reason), (0, MostSessions));
}

#[test]
fn among_many_requests_a_baby_has_the_half_days_that_are_worth_most() {
    // So many requests, each possible on each half-day, that the oracle takes its table.
    let mut instance = baby(&[], Some(3));
    instance.families[0].requests = (0..20)
        .map(|number| Request {
            value: 100 + number,
            ..request(&format!("r{number}"), &[&[0], &[1], &[2], &[3]], false)
        })
        .collect();
    let week = &solved(&instance).families[0];
    let served: Vec<&str> = week.bookings.iter().map(|booking| booking.request.as_str()).collect();
    assert_eq!(served, ["r17", "r18", "r19"]);
    let bound = planner::bound_of(&instance.problem().unwrap(), &[]).unwrap();
    // Without prices the bound is the best week itself: 117 + 118 + 119, each −3 −4 +8.
    assert_eq!(bound, 357.0);
}

#[test]
fn the_search_gives_no_more_of_a_limit_than_there_is() {
    // Room for three children. Two families of two, one of one: the best is 100 and 30, prices leave a gap, so there is a search; whoever
    // overfills a half-day meanwhile ends with 90 and 30. Bundles of two half-days are not exchanged afterwards.
    let wanting = |id: &str, children: i64, value: i64| {
        let mut family = family(id, [true; 3], vec![Request { value, ..request("both", &[&[0, 1]], false) }]);
        family.reach.truncate(1);
        family.reach[0].cost_per_day = 0;
        family.usual_site = None;
        Family { children, staff_load: 8 * children, minimum: Minimum::default(), ..family }
    };
    let limits = [(3, 99, 999, 9_999), (99, 3, 999, 9_999), (99, 99, 24, 9_999), (99, 99, 999, 3 * 2 * 200)];
    for (regular, head_count, staff_units, limit) in limits {
        let mut instance = instance();
        instance.sites.truncate(1);
        instance.sites[0].week_minutes[0].limit = limit;
        for cell in &mut instance.sites[0].cells {
            (cell.regular, cell.head_count, cell.staff_units) = (regular, head_count, staff_units);
        }
        instance.families = vec![wanting("large", 2, 103), wanting("other", 2, 93), wanting("small", 1, 33)];
        let problem = instance.problem().unwrap();
        let settings = planner::Settings { seed: 1, threads: 1, rounds: Some(3) };
        let solution = planner::solve(&problem, &settings, &|_: &planner::Progress| true);
        assert!(solution.rounds() > 0, "nothing was searched");
        assert_eq!(
            solution.value(),
            130,
            "regular {regular}, head-count {head_count}, staff {staff_units}, minutes {limit}"
        );
        planner::check(&problem, &solution.plan(&problem)).unwrap();
    }
}

#[test]
fn the_first_session_with_a_parent_counts_among_a_babys_half_days() {
    let new = |most| {
        let mut instance = baby(&[2, 3], most);
        instance.families[0].reach[0].familiar = false;
        let week = solved(&instance).families.remove(0);
        let telephone = planner::first_come(&instance, &[(0, 0), (0, 1)]).families.remove(0);
        assert_eq!(telephone.bookings.len(), week.bookings.len(), "the telephone keeps to it too");
        week
    };
    let week = new(Some(3));
    assert_eq!((week.familiarisation.is_some(), week.bookings.len()), (true, 2));
    let week = new(Some(2));
    assert_eq!((week.familiarisation.is_some(), week.bookings.len()), (true, 1));
    assert_eq!(week.refusals[0].reason, planner::exchange::RefusalReason::MostSessions);
    assert_eq!(new(Some(1)).refusals[0].reason, planner::exchange::RefusalReason::MostSessions);
}

#[test]
fn a_freed_seat_and_the_telephone_keep_to_a_babys_half_days() {
    let instance = baby(&[0, 1, 2], Some(2));
    let problem = instance.problem().unwrap();
    let standing = |bookings: &[&str]| {
        let bookings = bookings.iter().map(|request| booking(request, "a", Seating::Regular, 0)).collect();
        let families = vec![week("baby", bookings)];
        let plan = Plan {
            format: FORMAT.to_owned(),
            objective: 0,
            bound: 0.0,
            prices: Vec::new(),
            week_proof: None,
            families,
            report: None,
        };
        planner::Standing::read(&problem, &plan).unwrap()
    };
    assert_eq!(standing(&["r0"]).offers(0, 2, 9).len(), 1, "the second of two");
    assert_eq!(standing(&["r0", "r1"]).offers(0, 2, 9), [], "it would be the third of two");
    let served = planner::first_come(&instance, &[(0, 0), (0, 1), (0, 2)]);
    assert_eq!(served.families[0].bookings.len(), 2);
    assert_eq!(served.families[0].refusals[0].reason, planner::exchange::RefusalReason::MostSessions);
}

#[test]
fn a_baby_does_not_envy_a_seat_it_may_not_have() {
    // One seat on each half-day; the baby has its one half-day, and somebody else a seat the baby would make more of.
    let mut instance = baby(&[0, 1], Some(1));
    instance.sites[0].cells.iter_mut().for_each(|cell| cell.regular = 1);
    let mut other = family("other", [true; 3], vec![Request { value: 20, ..request("one", &[&[1]], false) }]);
    other.reach.truncate(1);
    other.minimum = Minimum::default();
    instance.families.push(other);
    let plan = planner::first_come(&instance, &[(0, 0), (1, 0)]);
    let envies = |instance: &Instance| planner::envies(&instance.problem().unwrap(), &plan).unwrap().len();
    assert_eq!(envies(&instance), 0);
    instance.families[0].most_sessions = None;
    assert_eq!(envies(&instance), 1, "without the limit it has reason to");
}

/// A site with four seats on each of two half-days, of which all but two are for families on an AVIP path; who wants what.
fn avip_site(wishes: &[(&str, bool, i64)], limit: i64) -> Instance {
    let mut instance = instance();
    instance.sites.truncate(1);
    instance.sites[0].week_minutes.clear();
    instance.sites[0].week_others = vec![WeekOthers { bands: vec![0, 1], limit }];
    for cell in &mut instance.sites[0].cells {
        (cell.regular, cell.head_count, cell.staff_units) = (2, 3, 80);
    }
    instance.families = wishes
        .iter()
        .map(|(id, avip, value)| {
            let wish = Request { value: *value, ..request("wish", &[&[0], &[1]], false) };
            let mut family = Family { avip: *avip, minimum: Minimum::default(), ..family(id, [true; 3], vec![wish]) };
            family.reach.truncate(1);
            family
        })
        .collect();
    instance
}

#[test]
fn an_avip_site_keeps_its_share_for_families_on_a_path_to_work() {
    use planner::exchange::RefusalReason::{KeptForAvip, RegularSeatsTaken};
    let wishes = [("a", false, 90), ("b", false, 80), ("c", false, 70), ("path", true, 40)];
    let served = |limit| {
        let plan = solved(&avip_site(&wishes, limit));
        let mut served: Vec<String> =
            plan.families.iter().filter(|week| !week.bookings.is_empty()).map(|week| week.id.clone()).collect();
        served.sort();
        let refusals: Vec<_> = plan.families.iter().flat_map(|week| &week.refusals).map(|one| one.reason).collect();
        (served.join(" "), refusals)
    };
    assert_eq!(served(4), ("a b c path".to_owned(), vec![]), "there is room for all four");
    assert_eq!(served(2), ("a b path".to_owned(), vec![KeptForAvip]), "c may have no third half-day of others");
    assert_eq!(served(0), ("path".to_owned(), vec![KeptForAvip; 3]));
    // The limit refuses nothing where seats are what is missing.
    let mut scarce = avip_site(&wishes, 2);
    for cell in &mut scarce.sites[0].cells {
        cell.regular = 0;
    }
    let reasons: Vec<_> =
        solved(&scarce).families.iter().flat_map(|week| &week.refusals).map(|one| one.reason).collect();
    assert_eq!(reasons, [RegularSeatsTaken; 4]);
}

#[test]
fn repair_the_telephone_and_envy_keep_the_avip_share() {
    let wishes = [("a", false, 90), ("b", false, 80), ("path", true, 40)];
    let instance = avip_site(&wishes, 1);
    let problem = instance.problem().unwrap();
    let served = planner::first_come(&instance, &[(0, 0), (1, 0), (2, 0)]);
    let told: Vec<_> = served.families.iter().map(|week| (week.bookings.len(), week.refusals.len())).collect();
    assert_eq!(told, [(1, 0), (0, 1), (1, 0)]);
    assert_eq!(served.families[1].refusals[0].reason, planner::exchange::RefusalReason::KeptForAvip);
    planner::check(&problem, &served).unwrap();
    let standing =
        planner::Standing::read(&problem, &Plan { families: vec![served.families[0].clone()], ..served.clone() });
    let offers = standing.unwrap().offers(0, 1, 9);
    assert_eq!(offers.iter().map(|offer| offer.family).collect::<Vec<_>>(), [2], "b would be one too many");
    // b has no reason to envy the family on the path, though it would make more of the seat.
    let mut full = instance.clone();
    for cell in &mut full.sites[0].cells {
        cell.regular = 1;
    }
    let full = full.problem().unwrap();
    assert_eq!(planner::envies(&full, &served).unwrap().len(), 0);
}

#[test]
fn a_proof_by_limits_of_the_week_is_computed_again_from_what_the_plan_says() {
    // One seat in two may be used in the week: the prices of cells alone cannot say so.
    let mut instance = avip_site(&[("a", false, 90), ("b", true, 80), ("c", false, 70), ("d", false, 70)], 2);
    instance.sites[0].week_minutes = vec![WeekMinutes { bands: vec![0, 1], limit: 500 }];
    let problem = instance.problem().unwrap();
    let plan = solved(&instance);
    let proof = plan.week_proof.clone().unwrap();
    assert!(proof.bound < plan.bound, "{} is tighter than {}", proof.bound, plan.bound);
    assert!((plan.objective as f64) <= proof.bound);
    assert_eq!(planner::bound_of(&problem, &plan.prices).unwrap(), plan.bound);
    assert_eq!(planner::bound_of_weeks(&problem, &plan.prices, &proof.prices).unwrap(), proof.bound);
    let mut doctored = proof.prices.clone();
    doctored[0].price = -1;
    let wrong = planner::bound_of_weeks(&problem, &plan.prices, &doctored).unwrap_err();
    assert_eq!(wrong.path, "week_proof.prices[0].price");
    // A price of the week that the prices of its cells do not hold proves nothing.
    doctored[0].price = 1 << 30;
    assert!(planner::bound_of_weeks(&problem, &plan.prices, &doctored).is_err());
}
