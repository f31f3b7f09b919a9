//! How long the answers of a running week take, in process, on a national plan: printed, not asserted. Run with
//! `cargo bench -p planner --bench repair [-- departement]`.
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::unwrap_used, reason = "a bench is a test: its world is made here")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use planner::generator::{Generator, Geography, Size};
use planner::{Progress, Settings, Standing, solve};

const TURNS: usize = 20_000;

fn report(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("{name:<44} p50 {:>10.2?}  p99 {:>10.2?}  worst {:>10.2?}  of {}", at(50), at(99), at(100), times.len());
}

fn main() {
    let size = std::env::args().skip(1).find_map(|name| Size::named(&name)).unwrap_or(Size::FRANCE);
    let generator = Generator::new(size, Geography::Radial, 1);
    let problem = generator.problem().unwrap();
    let began = Instant::now();
    let solution = solve(&problem, &Settings { seed: 1, threads: 2, rounds: Some(1) }, &|_: &Progress| true);
    println!("{} families, {} sites, planned in {:.1?}", problem.families(), problem.sites(), began.elapsed());
    let began = Instant::now();
    let plan = solution.plan(&problem);
    let refusals: usize = plan.families.iter().map(|family| family.refusals.len()).sum();
    println!("{refusals} refusals with their reasons, and the whole plan in words, in {:.2?}", began.elapsed());

    let mut standing = Standing::of(&problem, &solution);
    let bands = generator.bands().len();
    let mut next = 1_u64;
    let mut draw = |below: usize| {
        // Any spread of places does.
        next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(next >> 33).unwrap() % below
    };

    let seats = standing.seats();
    let sites = generator.sites();
    let mut times = Vec::with_capacity(TURNS);
    for _ in 0..TURNS {
        let site = &sites[draw(sites.len())];
        #[expect(clippy::cast_possible_truncation, reason = "as the planner keeps it")]
        let from = (site.x_km as f32 + 3.0, site.y_km as f32 - 2.0);
        let band = draw(bands);
        let began = Instant::now();
        black_box(seats.nearest(black_box(from), 1 << band, 1, 8, 3, 40.0));
        times.push(began.elapsed());
    }
    report("nearest three free seats within 40 km", times);
    drop(seats);

    let mut times = Vec::with_capacity(TURNS);
    let mut refilled = 0;
    while times.len() < TURNS.min(problem.families()) {
        let family = draw(problem.families());
        let bookings = standing.bookings(family);
        let Some((request, booking)) = bookings.first() else { continue };
        let site = sites.iter().position(|site| site.id == booking.site);
        let Some(site) = site else { continue };
        let began = Instant::now();
        let freed = standing.cancel(family, *request);
        let mut given = false;
        for (_, band) in &freed {
            let band = usize::try_from(*band).unwrap();
            if let Some(offer) = standing.offers(site, band, 1).first() {
                given |= offer.family != family && standing.accept(offer);
            }
        }
        times.push(began.elapsed());
        refilled += usize::from(given);
    }
    report("a cancellation offered and taken", times);
    println!("{:>44} {refilled} cancellations refilled by another family without moving anyone", "");

    let mut times = Vec::new();
    let mut hits = 0;
    for _ in 0..500 {
        let (site, band) = (draw(sites.len()), draw(bands));
        let began = Instant::now();
        hits += black_box(standing.close(site, band)).len();
        times.push(began.elapsed());
    }
    report("a closed half-day planned anew", times);
    println!("{:>44} {hits} bookings hit", "");
}
