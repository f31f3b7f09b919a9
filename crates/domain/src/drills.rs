//! Drills of a house: leaving it, or sheltering in it (circular of 17 August 2016: at least one a year of the second kind).

use crate::{Date, word_list};

word_list! {
    /// What was rehearsed.
    DrillKind {
        /// Leaving the house as if it burnt.
        FireEvacuation = "fire_evacuation",
        /// Staying inside, out of sight (*mise en sûreté*).
        Shelter = "shelter",
        /// Something else.
        Other = "other",
    }
}

/// Months within which a house rehearses.
pub const MONTHS_BETWEEN_DRILLS: i32 = 12;

/// Whether a drill is due: none since the same day `MONTHS_BETWEEN_DRILLS` months before.
pub fn is_due(last: Option<Date>, today: Date) -> bool {
    let oldest = today.saturating_sub(jiff::Span::new().months(MONTHS_BETWEEN_DRILLS));
    last.is_none_or(|last| last < oldest)
}

/// Months before the end of an authorisation at which it is told, the earlier first (W12).
pub const MONTHS_BEFORE_AUTHORISATION_ENDS: [i32; 2] = [24, 12];

/// Of how many months the end of an authorisation is nearer, if it is near.
pub fn months_before_end(ends_on: Date, today: Date) -> Option<i32> {
    let reached = |months: &&i32| today >= ends_on.saturating_sub(jiff::Span::new().months(**months));
    MONTHS_BEFORE_AUTHORISATION_ENDS.iter().rfind(reached).copied()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_drill_holds_for_twelve_months() {
        let last = Some(date(2025, 11, 23));
        assert!(!is_due(last, date(2026, 11, 23)));
        assert!(is_due(last, date(2026, 11, 24)));
        assert!(is_due(None, date(2026, 11, 24)), "a house that never rehearsed is due");
        assert!(!is_due(Some(date(2024, 2, 29)), date(2025, 2, 28)));
    }

    #[test]
    fn the_end_of_an_authorisation_is_told_two_years_and_one_year_before() {
        let end = date(2028, 11, 23);
        let told = |today: Date| months_before_end(end, today);
        assert_eq!(told(date(2026, 11, 22)), None);
        assert_eq!(told(date(2026, 11, 23)), Some(24));
        assert_eq!(told(date(2027, 11, 22)), Some(24));
        assert_eq!(told(date(2027, 11, 23)), Some(12));
        assert_eq!(told(date(2029, 1, 1)), Some(12), "over, it is told still");
    }
}
