//! The share of the week that a site with the AVIP label keeps for families on a path to work: a dated setting, in a file of its own.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::WeightsStatus;
use crate::time::holding_on;
use crate::{Date, Period, word_list};

/// The settings that are shipped, as a file.
pub const SHIPPED_SETTINGS: &str = include_str!("../../../../data/avip-settings.json");

word_list! {
    /// The version of the label: its charter changed.
    LabelVersion { V2016 = "2016", V2018 = "2018", V2025 = "2025" }
}

/// What a labelled site keeps, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AvipSettings {
    /// The first day on which they hold.
    pub from: Date,
    /// The last one.
    pub until: Option<Date>,
    /// Whether they were agreed upon.
    pub status: WeightsStatus,
    /// Who says so.
    pub source: String,
    /// The version of the label.
    pub label_version: LabelVersion,
    /// Percent of the half-days of children that are left in a week.
    pub share_percent: i64,
}

static SHIPPED: LazyLock<Vec<AvipSettings>> =
    LazyLock::new(|| serde_json::from_str(SHIPPED_SETTINGS).unwrap_or_default());

impl AvipSettings {
    /// The shipped settings of a day; none when nothing holds.
    pub fn on(day: Date) -> Option<&'static Self> {
        holding_on(&SHIPPED, day, |known| Period { from: known.from, until: known.until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_settings_can_be_read_and_the_label_of_2025_takes_over_on_new_years_day() {
        let read: Vec<AvipSettings> = serde_json::from_str(SHIPPED_SETTINGS).unwrap();
        assert_eq!(read, *SHIPPED);
        let on = |year, month, day| AvipSettings::on(Date::constant(year, month, day));
        let version = |year, month, day| on(year, month, day).map(|known| (known.label_version, known.share_percent));
        assert_eq!(version(2024, 12, 31), Some((LabelVersion::V2018, 20)));
        assert_eq!(version(2025, 1, 1), Some((LabelVersion::V2025, 20)));
        assert_eq!(on(2021, 12, 25), None, "no share was in the law before");
    }
}
