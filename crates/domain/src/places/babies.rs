//! How many half-days a week a baby comes at most: a dated setting, in a file of its own.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{ActiveBooking, week_of};
use crate::plans::WeightsStatus;
use crate::time::{age_in_months, holding_on};
use crate::{Date, Period};

/// The settings that are shipped, as a file.
pub const SHIPPED_SETTINGS: &str = include_str!("../../../../data/baby-settings.json");

/// From a day on: until which age a child comes to how many half-days at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BabySettings {
    /// The first day on which they hold.
    pub from: Date,
    /// The last one.
    pub until: Option<Date>,
    /// Whether they were agreed upon.
    pub status: WeightsStatus,
    /// Who says so.
    pub source: String,
    /// Children who have not completed so many months on the day of care.
    pub under_months: i32,
    /// Half-days in one ISO week, at all sites together, familiarisation included.
    pub most_half_days_a_week: i32,
}

static SHIPPED: LazyLock<Vec<BabySettings>> =
    LazyLock::new(|| serde_json::from_str(SHIPPED_SETTINGS).unwrap_or_default());

impl BabySettings {
    /// The shipped settings of a day; none when nothing holds.
    pub fn on(day: Date) -> Option<&'static Self> {
        holding_on(&SHIPPED, day, |known| Period { from: known.from, until: known.until })
    }
    /// Those of a child on a day of care, while it is that young.
    pub fn of(birth_date: Date, day: Date) -> Option<&'static Self> {
        Self::on(day).filter(|known| age_in_months(birth_date, day) < known.under_months)
    }
}

/// Half-days a child holds anywhere in the ISO week of a date.
pub fn half_days_in_week<'a>(held: impl Iterator<Item = &'a ActiveBooking>, date: Date) -> i32 {
    let monday = week_of(date);
    i32::try_from(held.filter(|held| week_of(held.date) == monday).count()).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_settings_can_be_read_and_say_that_they_are_assumed() {
        let read: Vec<BabySettings> = serde_json::from_str(SHIPPED_SETTINGS).unwrap();
        assert_eq!(read, *SHIPPED);
        let today = BabySettings::on(Date::constant(2026, 11, 23)).unwrap();
        assert_eq!((today.status, today.under_months, today.most_half_days_a_week), (WeightsStatus::Assumed, 12, 6));
        assert_eq!(BabySettings::on(Date::constant(2025, 12, 31)), None, "nothing held before");
    }
}
