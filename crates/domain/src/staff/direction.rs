//! Direction of micro-crèches (W4) and the time of the health referent (W5, R.2324-39).

use crate::Date;
use crate::sites::SiteKind;

/// From this day on a micro-crèche has a director: two of them at most, half of a full time each.
pub const DIRECTORS_FROM: Date = jiff::civil::date(2026, 9, 1);
/// Micro-crèches one person directs at most.
pub const MOST_DIRECTED: usize = 2;
/// Least share of a full time for one micro-crèche, in percent.
pub const LEAST_PERCENT: i32 = 50;

/// The first day of the quarter of a day.
pub fn quarter_of(day: Date) -> Date {
    let first_month = (day.month() - 1) / 3 * 3 + 1;
    jiff::civil::date(day.year(), first_month, 1)
}

/// Minutes the health referent gives in a quarter; `None` where parents stay on the spot.
pub const fn referent_minutes(kind: SiteKind, places: u16) -> Option<i32> {
    let hours = match (kind, places) {
        (SiteKind::ParentsOnSite, _) => return None,
        (SiteKind::MicroCreche | SiteKind::Itinerant, _) | (_, 0..=12) => 2,
        (_, 13..=24) => 4,
        (_, 25..=39) => 6,
        (_, 40..=59) => 8,
        _ => 10,
    };
    Some(hours * 60)
}

/// The quarters whose referent's time is looked at on a day: the one before, and this one in its last month.
pub fn quarters_due(today: Date) -> Vec<Date> {
    let this = quarter_of(today);
    let before = quarter_of(this.saturating_sub(jiff::Span::new().days(1)));
    let mut due = vec![before];
    if today >= this.saturating_add(jiff::Span::new().months(2)) {
        due.push(this);
    }
    due
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_quarter_begins_in_january_april_july_and_october() {
        for (day, first) in
            [((2026, 1, 1), 1), ((2026, 3, 31), 1), ((2026, 4, 1), 4), ((2026, 11, 23), 10), ((2026, 12, 31), 10)]
        {
            assert_eq!(quarter_of(date(day.0, day.1, day.2)), date(2026, first, 1));
        }
        assert_eq!(quarters_due(date(2026, 11, 30)), [date(2026, 7, 1)]);
        assert_eq!(quarters_due(date(2026, 12, 1)), [date(2026, 7, 1), date(2026, 10, 1)]);
        assert_eq!(quarters_due(date(2026, 1, 5)), [date(2025, 10, 1)]);
    }

    #[test]
    fn the_referent_gives_more_time_to_larger_houses() {
        let hours = |kind, places| referent_minutes(kind, places).map(|minutes| minutes / 60);
        assert_eq!(hours(SiteKind::MicroCreche, 12), Some(2));
        assert_eq!(hours(SiteKind::Creche, 24), Some(4));
        assert_eq!(hours(SiteKind::Creche, 39), Some(6));
        assert_eq!(hours(SiteKind::Creche, 40), Some(8));
        assert_eq!(hours(SiteKind::Creche, 60), Some(10));
        assert_eq!(hours(SiteKind::ParentsOnSite, 8), None);
    }
}
