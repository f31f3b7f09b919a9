//! Tiles: a large territory is cut into regions that share no site, so that they can be searched side by side.

use crate::chance::Chance;
use crate::model::Problem;

/// Families and sites that are searched together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tile {
    pub(crate) families: Vec<u32>,
}

/// Cuts the territory into tiles of about `sites` sites by straight cuts in a direction drawn from the round; families who reach across a
/// cut stay as they are in this round.
pub(crate) fn tiles(problem: &Problem, seed: u64, round: u64, sites: usize) -> Vec<Tile> {
    let count = problem.sites();
    if count <= sites {
        return vec![Tile { families: every(problem).collect() }];
    }
    let mut chance = Chance::of(seed, round, u64::MAX);
    let mut tile_of = vec![0_u32; count];
    let mut next = 0;
    let mut all: Vec<u32> = (0..u32::try_from(count).unwrap_or(u32::MAX)).collect();
    cut(problem, &mut all, sites, &mut chance, &mut tile_of, &mut next);
    let mut tiles = vec![Tile::default(); next as usize];
    for family in every(problem) {
        let mut reach = problem.reach_of(family as usize).iter().map(|reach| tile_of[reach.site as usize]);
        if let Some(tile) = reach.next()
            && reach.all(|other| other == tile)
        {
            tiles[tile as usize].families.push(family);
        }
    }
    tiles.retain(|tile| !tile.families.is_empty());
    tiles
}

fn every(problem: &Problem) -> std::ops::Range<u32> {
    0..u32::try_from(problem.families()).unwrap_or(u32::MAX)
}

/// Directions to cut in: halves of small whole numbers, so that no sine is needed.
const DIRECTIONS: [(f32, f32); 8] =
    [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0), (2.0, 1.0), (1.0, 2.0), (2.0, -1.0), (1.0, -2.0)];

/// Places drawn for a cut.
const PLACES_DRAWN: usize = 8;

fn cut(problem: &Problem, sites: &mut [u32], most: usize, chance: &mut Chance, tile_of: &mut [u32], next: &mut u32) {
    if sites.len() <= most {
        for site in sites.iter() {
            tile_of[*site as usize] = *next;
        }
        *next += 1;
        return;
    }
    let (east, north) = DIRECTIONS[chance.below(DIRECTIONS.len())];
    let along = |site: u32| {
        let (x, y) = problem.site_points[site as usize];
        x * east + y * north
    };
    sites.sort_unstable_by(|one, other| along(*one).total_cmp(&along(*other)).then(one.cmp(other)));
    // Somewhere in the middle third, where the country is emptiest of a few places drawn.
    let (mut middle, mut widest) = (sites.len() / 2, -1.0);
    for _ in 0..PLACES_DRAWN {
        let place = sites.len() / 3 + 1 + chance.below(sites.len() / 3);
        let gap = along(sites[place]) - along(sites[place - 1]);
        if gap > widest {
            (middle, widest) = (place, gap);
        }
    }
    let (one, other) = sites.split_at_mut(middle);
    cut(problem, one, most, chance, tile_of, next);
    cut(problem, other, most, chance, tile_of, next);
}
