//! Free seats by place: the nearest sites with room on given bands, for a family that stands anywhere.
//!
//! Sites lie in squares of [`SQUARE`] kilometres; the search looks at squares ring by ring around the family and stops when no
//! square farther out can hold anything nearer. It reads the room as it is now: nothing is to be kept up to date.

use std::collections::BTreeSet;

use crate::model::{HEAD_COUNT, Limits, Problem, REGULAR, STAFF};
use crate::oracle::bits;

/// Side of a square, in kilometres.
const SQUARE: f32 = 8.0;

/// The squares of a territory, and the room of its sites.
#[derive(Debug)]
pub struct Seats<'a> {
    problem: &'a Problem,
    room: &'a [Limits],
    closed: &'a BTreeSet<usize>,
    west: f32,
    south: f32,
    columns: usize,
    rows: usize,
    first: Vec<u32>,
    sites: Vec<u32>,
}

/// A site with room, and how far it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The site, by number.
    pub site: usize,
    /// As the crow flies, in kilometres.
    pub kilometres: f32,
}

impl<'a> Seats<'a> {
    pub(crate) fn new(problem: &'a Problem, room: &'a [Limits], closed: &'a BTreeSet<usize>) -> Self {
        let points = &problem.site_points;
        let least = |of: fn(&(f32, f32)) -> f32| points.iter().map(of).fold(f32::INFINITY, f32::min);
        let most = |of: fn(&(f32, f32)) -> f32| points.iter().map(of).fold(f32::NEG_INFINITY, f32::max);
        let (west, south) = (least(|point| point.0), least(|point| point.1));
        let extent = |from: f32, to: f32| if to >= from { square(to - from) + 1 } else { 1 };
        let (columns, rows) = (extent(west, most(|point| point.0)), extent(south, most(|point| point.1)));
        let at = |point: &(f32, f32)| square(point.1 - south) * columns + square(point.0 - west);
        let mut first = vec![0_u32; columns * rows + 1];
        for point in points {
            first[at(point) + 1] += 1;
        }
        for place in 0..columns * rows {
            first[place + 1] += first[place];
        }
        let mut next = first.clone();
        let mut sites = vec![0; points.len()];
        for (site, point) in (0_u32..).zip(points) {
            let place = &mut next[at(point)];
            sites[*place as usize] = site;
            *place += 1;
        }
        Self { problem, room, closed, west, south, columns, rows, first, sites }
    }

    /// The nearest sites with room on all of some bands for so many children, at most `most` and not beyond `kilometres`.
    pub fn nearest(
        &self,
        point: (f32, f32),
        bands: u64,
        children: i32,
        staff_load: i32,
        most: usize,
        kilometres: f32,
    ) -> Vec<Near> {
        let mut found: Vec<Near> = Vec::with_capacity(most + 1);
        if most == 0 || self.sites.is_empty() {
            return found;
        }
        let (column, row) = (signed_square(point.0 - self.west), signed_square(point.1 - self.south));
        let widest = i64::try_from(self.columns.max(self.rows)).unwrap_or(i64::MAX) + column.abs().max(row.abs());
        for ring in 0..=widest {
            #[expect(clippy::cast_precision_loss, reason = "a few hundred squares")]
            let least = (ring - 1).max(0) as f32 * SQUARE;
            let enough = found.len() == most && found.last().is_some_and(|last| last.kilometres <= least);
            if enough || least > kilometres {
                break;
            }
            for (x, y) in ring_of(column, row, ring) {
                let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { continue };
                if x >= self.columns || y >= self.rows {
                    continue;
                }
                let place = y * self.columns + x;
                for site in &self.sites[self.first[place] as usize..self.first[place + 1] as usize] {
                    let at = self.problem.site_points[*site as usize];
                    let (east, north) = (at.0 - point.0, at.1 - point.1);
                    let away = (east * east + north * north).sqrt();
                    if away > kilometres
                        || (found.len() == most && found.last().is_some_and(|last| last.kilometres <= away))
                    {
                        continue;
                    }
                    if self.has_room(*site, bands, children, staff_load) {
                        let place = found.partition_point(|other| other.kilometres <= away);
                        found.insert(place, Near { site: *site as usize, kilometres: away });
                        found.truncate(most);
                    }
                }
            }
        }
        found
    }

    fn has_room(&self, site: u32, bands: u64, children: i32, staff_load: i32) -> bool {
        bands & !self.problem.open[site as usize] == 0
            && bits(bands).all(|band| {
                let cell = self.problem.cell(site, band);
                let left = self.room[cell];
                left[REGULAR] >= children
                    && left[HEAD_COUNT] >= children
                    && left[STAFF] >= staff_load
                    && !self.closed.contains(&cell)
            })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "distances inside the territory, never negative"
)]
fn square(kilometres: f32) -> usize {
    (kilometres / SQUARE) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "distances on Earth")]
fn signed_square(kilometres: f32) -> i64 {
    (kilometres / SQUARE).floor() as i64
}

/// The squares at a given number of squares from one, as rings.
fn ring_of(column: i64, row: i64, ring: i64) -> impl Iterator<Item = (i64, i64)> {
    let across = (column - ring..=column + ring).flat_map(move |x| {
        let ends = if ring == 0 { vec![row] } else { vec![row - ring, row + ring] };
        ends.into_iter().map(move |y| (x, y))
    });
    let down = (row - ring + 1..=row + ring - 1)
        .flat_map(move |y| [(column - ring, y), (column + ring, y)])
        .filter(move |_| ring > 0);
    across.chain(down)
}
