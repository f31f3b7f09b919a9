//! Made-up weeks make sense, are the same for the same seed, have the size they promise, and are about as scarce as real ones.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeSet, HashMap, HashSet};

use planner::exchange::{Family, Instance, read_instance, write_instance};
use planner::generator::{Generator, Geography, Size};
use proptest::prelude::*;

fn text(instance: &Instance) -> Vec<u8> {
    let mut text = Vec::new();
    write_instance(instance, &mut text).unwrap();
    text
}

fn week() -> impl Strategy<Value = (usize, usize, Geography, u64)> {
    let geography = prop_oneof![Just(Geography::Radial), Just(Geography::Corridor)];
    (0_usize..400, 0_usize..150, geography, any::<u64>())
}

/// Looks at a week with eyes of its own: shares no code with the reader.
fn must_make_sense(instance: &Instance) {
    let bands: Vec<i64> = instance.bands.iter().map(|band| band.id).collect();
    assert_eq!(bands.iter().collect::<HashSet<_>>().len(), bands.len());
    let mut cells = HashMap::new();
    for site in &instance.sites {
        assert!(site.x_km.is_finite() && site.y_km.is_finite() && site.x_km >= 0.0 && site.y_km >= 0.0);
        assert!(!site.cells.is_empty(), "{} is never open", site.id);
        let mut open = HashSet::new();
        for cell in &site.cells {
            assert!(bands.contains(&cell.band) && open.insert(cell.band));
            assert!(cell.regular > 0 && cell.reserve > 0 && cell.staff_units >= 0);
            assert!(cell.regular + cell.reserve == cell.head_count);
        }
        assert!(cells.insert(site.id.as_str(), open).is_none(), "{} stands twice", site.id);
    }
    let mut names = HashSet::new();
    for family in &instance.families {
        assert!(names.insert(family.id.as_str()), "{} stands twice", family.id);
        assert!((1..=3).contains(&family.children));
        assert!((5 * family.children..=8 * family.children).contains(&family.staff_load));
        assert!(!family.available.is_empty() && family.available.iter().all(|band| bands.contains(band)));
        assert!(family.reach.len() <= 5);
        let reached: HashSet<&str> = family.reach.iter().map(|reach| reach.site.as_str()).collect();
        assert!(reached.len() == family.reach.len() && reached.iter().all(|site| cells.contains_key(site)));
        assert!(family.reach.iter().all(|reach| reach.cost_per_day >= 0));
        let usual = family.usual_site.as_deref();
        assert!(usual.is_none_or(|usual| family.reach.iter().any(|reach| reach.familiar && reach.site == usual)));
        assert!((2..=5).contains(&family.requests.len()));
        for request in &family.requests {
            assert!(request.value > 0 && !request.bundles.is_empty());
            for bundle in &request.bundles {
                let distinct: BTreeSet<i64> = bundle.bands.iter().copied().collect();
                assert!(!bundle.bands.is_empty() && distinct.len() == bundle.bands.len());
                assert!(distinct.iter().all(|band| bands.contains(band)) && bundle.penalty >= 0);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_week_makes_sense_and_has_the_size_it_promises((sites, families, geography, seed) in week()) {
        let generator = Generator::new(Size { sites, families }, geography, seed);
        let instance = generator.instance();
        prop_assert_eq!(instance.sites.len(), sites);
        prop_assert_eq!(instance.families.len(), families);
        prop_assert_eq!(generator.families().len(), families);
        must_make_sense(&instance);
        // And the reader takes it.
        let problem = read_instance(text(&instance).as_slice()).unwrap();
        prop_assert_eq!((problem.sites(), problem.families()), (sites, families));
        prop_assert_eq!(generator.problem().unwrap().requests(), problem.requests());
    }

    #[test]
    fn the_same_seed_makes_the_same_bytes((sites, families, geography, seed) in week()) {
        let size = Size { sites, families };
        let first = Generator::new(size, geography, seed);
        prop_assert_eq!(text(&first.instance()), text(&Generator::new(size, geography, seed).instance()));
        let mut streamed = Vec::new();
        first.write(&mut streamed).unwrap();
        prop_assert_eq!(streamed, text(&first.instance()));
        // In any order too.
        let backwards: Vec<Family> = (0..families).rev().map(|number| first.family(number)).collect();
        prop_assert!(backwards.into_iter().rev().eq(first.families()));
    }
}

#[test]
fn a_week_without_sites_or_families_is_one() {
    for geography in Geography::ALL {
        for (sites, families) in [(0, 0), (0, 50), (1, 0), (1, 1)] {
            must_make_sense(&Generator::new(Size { sites, families }, geography, 1).instance());
        }
    }
}

#[test]
fn another_seed_and_another_geography_make_another_week() {
    let weeks: HashSet<Vec<u8>> = (0..20)
        .flat_map(|seed| Geography::ALL.map(|geography| text(&Generator::new(Size::TOWN, geography, seed).instance())))
        .collect();
    assert_eq!(weeks.len(), 40);
}

/// 64-bit FNV-1a: enough to see that a byte changed.
fn print_of(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

#[test]
fn a_published_seed_keeps_its_week() {
    // Figures in docs/planner-benchmark.md name a seed: when this test must change, those are no longer about the same weeks.
    let prints = Geography::ALL.map(|geography| print_of(&text(&Generator::new(Size::TOWN, geography, 1).instance())));
    assert_eq!(prints, [108_752_839_906_333_682, 15_574_752_222_964_717_059]);
}

#[test]
fn sizes_have_names() {
    for (name, size) in Size::NAMES {
        assert_eq!(Size::named(name), Some(size));
        assert!(Generator::new(Size { families: 0, ..size }, Geography::Radial, 7).name().ends_with("-radial-7"));
    }
    assert_eq!(Size::named("Paris"), None);
    assert_eq!(Geography::named("corridor"), Some(Geography::Corridor));
    assert_eq!(Geography::named("spiral"), None);
}

/// What the eye sees of a week.
struct Look {
    requests: usize,
    reached: f64,
    familiar: f64,
    without_site: f64,
    wanted_for_a_seat: f64,
    critical: f64,
    one_way: f64,
}

fn look(size: Size, geography: Geography, seed: u64) -> Look {
    let generator = Generator::new(size, geography, seed);
    let seats: i64 = generator.sites().iter().flat_map(|site| &site.cells).map(|cell| cell.regular).sum();
    let (mut requests, mut reached, mut familiar, mut without, mut wanted, mut critical, mut one_way) =
        (0, 0, 0, 0, 0, 0, 0);
    for family in generator.families() {
        requests += family.requests.len();
        reached += family.reach.len();
        familiar += family.reach.iter().filter(|reach| reach.familiar).count();
        without += usize::from(family.reach.is_empty());
        for request in &family.requests {
            wanted += family.children * i64::try_from(request.bundles[0].bands.len()).unwrap();
            critical += usize::from(request.critical);
            one_way += usize::from(request.bundles.len() == 1);
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    Look {
        requests,
        reached: share(reached, size.families),
        familiar: share(familiar, reached),
        without_site: share(without, size.families),
        wanted_for_a_seat: share(usize::try_from(wanted).unwrap(), usize::try_from(seats).unwrap()),
        critical: share(critical, requests),
        one_way: share(one_way, requests),
    }
}

#[test]
fn a_departement_is_as_scarce_and_as_tied_as_the_schemes_it_stands_for() {
    for geography in Geography::ALL {
        for seed in 1..6 {
            let Look { requests, reached, familiar, without_site, wanted_for_a_seat, critical, one_way } =
                look(Size::DEPARTEMENT, geography, seed);
            let name = format!(
                "{}-{seed}: {requests} requests, {reached:.2} sites reached, {familiar:.3} familiar, {without_site:.3} reach none, \
                 {wanted_for_a_seat:.2} wanted for a seat, {critical:.3} critical, {one_way:.3} in one way",
                geography.name()
            );
            println!("{name}");
            assert!((5_700..6_300).contains(&requests), "{name}");
            assert!((3.2..4.6).contains(&reached), "{name}");
            assert!((0.12..0.20).contains(&familiar), "{name}");
            assert!((0.02..0.16).contains(&without_site), "{name}");
            assert!((1.35..1.85).contains(&wanted_for_a_seat), "{name}");
            assert!((0.10..0.16).contains(&critical), "{name}");
            assert!((0.40..0.52).contains(&one_way), "{name}");
        }
    }
}

#[test]
fn france_has_six_hundred_thousand_requests() {
    // A family in fifty: the whole country is for the bench.
    let generator = Generator::new(Size::FRANCE, Geography::Corridor, 1);
    let requests: usize =
        (0..Size::FRANCE.families).step_by(50).map(|number| generator.family(number).requests.len()).sum();
    assert!((590_000..610_000).contains(&(requests * 50)), "about {} requests", requests * 50);
    assert!(generator.families().len() == Size::FRANCE.families);
    assert_eq!(generator.sites().len(), Size::FRANCE.sites);
}

#[test]
fn the_two_geographies_differ_in_structure() {
    // Two families who share a site share most of their sites where the land is flat, fewer along a road.
    let shared = |geography| {
        let generator = Generator::new(Size::DEPARTEMENT, geography, 3);
        let mut by_site: HashMap<String, Vec<BTreeSet<String>>> = HashMap::new();
        for family in generator.families().filter(|family| family.reach.len() > 2) {
            let sites: BTreeSet<String> = family.reach.iter().map(|reach| reach.site.clone()).collect();
            for site in &sites {
                by_site.entry(site.clone()).or_default().push(sites.clone());
            }
        }
        let neighbours = |site: &String| -> usize {
            by_site[site].iter().flatten().filter(|other| *other != site).collect::<BTreeSet<_>>().len()
        };
        let counts: Vec<usize> = by_site.keys().map(neighbours).collect();
        counts.iter().sum::<usize>() * 100 / counts.len()
    };
    let (radial, corridor) = (shared(Geography::Radial), shared(Geography::Corridor));
    assert!(radial > corridor * 5 / 4, "hundredths of neighbours of a site: radial {radial}, corridor {corridor}");
}
