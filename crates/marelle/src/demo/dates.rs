//! Dates of the world's files: `today-3d`, `monday+2w+1d` (Monday of this week, two weeks and a day later), or `2024-02-26`.

use anyhow::{Context, bail};
use domain::places::{days_after, week_of};
use domain::{Date, Word};

/// Reads a date of the files, seen from a day.
pub(crate) fn read(text: &str, today: Date) -> anyhow::Result<Date> {
    let (base, mut rest) = if let Some(rest) = text.strip_prefix("today") {
        (today, rest)
    } else if let Some(rest) = text.strip_prefix("monday") {
        (week_of(today), rest)
    } else {
        return Date::read(text).with_context(|| format!("{text:?} is no date of the world"));
    };
    let mut date = base;
    while !rest.is_empty() {
        let end = rest[1..].find(['+', '-']).map_or(rest.len(), |at| at + 1);
        let (step, after) = rest.split_at(end);
        let (number, unit) = step.split_at(step.len() - 1);
        let number: i32 = number.parse().with_context(|| format!("{text:?}"))?;
        date = match unit {
            "d" => days_after(date, number),
            "w" => days_after(date, 7 * number),
            "m" => date.saturating_add(jiff::Span::new().months(number)),
            _ => bail!("{text:?}: steps are d, w or m"),
        };
        rest = after;
    }
    Ok(date)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_told_from_today_or_from_the_monday_of_the_week() {
        let wednesday = date(2026, 11, 25);
        assert_eq!(read("today-3d", wednesday).unwrap(), date(2026, 11, 22));
        assert_eq!(read("monday+2w+1d", wednesday).unwrap(), date(2026, 12, 8));
        assert_eq!(read("today-1m", wednesday).unwrap(), date(2026, 10, 25));
        assert_eq!(read("2024-02-26", wednesday).unwrap(), date(2024, 2, 26));
        assert!(read("soon", wednesday).is_err() && read("today+3x", wednesday).is_err());
    }
}
