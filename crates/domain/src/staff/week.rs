//! A week's occupancy (the 100 % rule), and a month's share of the first category.

use serde::{Deserialize, Serialize};

use super::StaffCategory;
use super::day::{PlacesBand, Span};

/// Presence over capacity of one week, in minutes of children (R.2324-27, order of 8 October 2021, art. 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Occupancy {
    /// Minutes children were (or will be) there.
    pub presence: u64,
    /// Minutes there are places for.
    pub capacity: u64,
}

impl Occupancy {
    /// Adds one day's places.
    pub fn open(&mut self, bands: &[PlacesBand]) {
        self.capacity += bands.iter().map(|band| u64::from(band.places) * u64::from(band.span.minutes())).sum::<u64>();
    }
    /// Adds one child's presence.
    pub fn receive(&mut self, span: Span) {
        self.presence += u64::from(span.minutes());
    }
    /// The rate in tenths of a per cent, rounded half up; `None` when nothing is open.
    pub fn rate_tenths(self) -> Option<u64> {
        (self.capacity > 0).then(|| (2000 * self.presence + self.capacity) / (2 * self.capacity))
    }
    /// Whether the week is within its capacity (exactly 100 % is).
    pub const fn is_within(self) -> bool {
        self.presence <= self.capacity
    }
    /// Minutes of presence left before 100 %.
    pub const fn left(self) -> u64 {
        self.capacity.saturating_sub(self.presence)
    }
}

/// Per cent of the first category a month must have (R.2324-42).
pub const FIRST_CATEGORY_PERCENT: u64 = 40;

/// Minutes worked in a month by category. The reference workforce's own definition could not be read: minutes with children are taken (assumed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CategoryShare {
    /// Of the first.
    pub first: u64,
    /// Of the second.
    pub second: u64,
}

impl CategoryShare {
    /// Adds one shift.
    pub fn work(&mut self, category: StaffCategory, span: Span) {
        match category {
            StaffCategory::First => self.first += u64::from(span.minutes()),
            StaffCategory::Second => self.second += u64::from(span.minutes()),
        }
    }
    /// Whether at least 40 % is of the first category; a month without work is.
    pub const fn is_enough(self) -> bool {
        100 * self.first >= FIRST_CATEGORY_PERCENT * (self.first + self.second)
    }
    /// The share in tenths of a per cent, rounded down, so that it never shows 40.0 below 40 %; `None` without work.
    pub fn tenths(self) -> Option<u64> {
        let all = self.first + self.second;
        (all > 0).then(|| 1000 * self.first / all)
    }
}
