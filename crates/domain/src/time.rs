//! Civil time for plans, instants for facts. Jiff and nothing else.

use std::borrow::Cow;

pub use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::word_list;
use crate::words::Word;

/// A point on the world's time line, in whole microseconds (what both database engines keep).
///
/// Its text form has a fixed width (`2026-11-23T08:00:00.000000Z`), so that text order is time order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(jiff::Timestamp);

impl Instant {
    /// Cuts a timestamp to whole microseconds.
    pub fn new(timestamp: jiff::Timestamp) -> Self {
        Self(jiff::Timestamp::from_microsecond(timestamp.as_microsecond()).unwrap_or(timestamp))
    }
    /// The timestamp inside.
    pub fn timestamp(self) -> jiff::Timestamp {
        self.0
    }
    /// This instant plus a number of seconds, held inside the representable range.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(self.0))
    }
    /// This instant plus a number of hours.
    pub fn plus_hours(self, hours: i64) -> Self {
        self.plus_seconds(hours * 3600)
    }
    /// The whole minute this instant lies in.
    #[must_use]
    pub fn minute(self) -> Self {
        self.plus_seconds(-self.0.as_second().rem_euclid(60)).second()
    }
    fn second(self) -> Self {
        Self(jiff::Timestamp::from_second(self.0.as_second()).unwrap_or(self.0))
    }
    /// Whole seconds from `earlier` to this instant (negative when it is later).
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.as_second() - earlier.0.as_second()
    }
    /// The civil date and time in a zone.
    pub fn civil(self, zone: &TimeZone) -> jiff::civil::DateTime {
        zone.to_datetime(self.0)
    }
    /// The civil date in a zone.
    pub fn date(self, zone: &TimeZone) -> Date {
        self.civil(zone).date()
    }
    /// The instant of a civil date and time in a zone; a time inside a clock change takes the later reading.
    pub fn of_civil(date: Date, time: Time, zone: &TimeZone) -> Option<Self> {
        zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible().ok().map(Self::new)
    }
}

impl Word for Instant {
    fn text(&self) -> Cow<'_, str> {
        let civil = TimeZone::UTC.to_datetime(self.0);
        Cow::Owned(format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
            civil.year(),
            civil.month(),
            civil.day(),
            civil.hour(),
            civil.minute(),
            civil.second(),
            civil.subsec_nanosecond() / 1000
        ))
    }
    fn read(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(Self::new)
    }
}

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

impl Word for Date {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day()))
    }
    fn read(text: &str) -> Option<Self> {
        if text.len() == 10 { text.parse().ok() } else { None }
    }
}

impl Word for Time {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{:02}:{:02}", self.hour(), self.minute()))
    }
    fn read(text: &str) -> Option<Self> {
        if text.len() != 5 {
            return None;
        }
        let (hour, minute) = text.split_once(':')?;
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    }
}

/// Serialises a time of day as [`Word`] writes it, `08:30`: `#[serde(with = "crate::time::short_time")]`.
pub mod short_time {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Time, Word};

    /// Writes `08:30`.
    pub fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&time.text())
    }
    /// Reads `08:30`.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        let text = String::deserialize(deserializer)?;
        Time::read(&text).ok_or_else(|| serde::de::Error::custom("not a time such as 08:30"))
    }
}

word_list! {
    /// Half a civil day.
    HalfDay { Morning = "morning", Afternoon = "afternoon" }
}

word_list! {
    /// A day of the week, Monday first.
    DayOfWeek {
        Monday = "monday", Tuesday = "tuesday", Wednesday = "wednesday", Thursday = "thursday",
        Friday = "friday", Saturday = "saturday", Sunday = "sunday",
    }
}

impl DayOfWeek {
    /// The weekday of a date.
    pub fn of(date: Date) -> Self {
        Self::ALL[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())]
    }
}

/// A closed interval of civil days: both ends belong to it; no end means "until further notice".
///
/// Every `from`/`until` pair of the product is read this way, in code, schema, API and on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day, included.
    pub until: Option<Date>,
}

impl Period {
    /// A period, or `None` when it would end before it starts.
    pub fn new(from: Date, until: Option<Date>) -> Option<Self> {
        if until.is_some_and(|until| until < from) { None } else { Some(Self { from, until }) }
    }
    /// Whether the day belongs to the period.
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
    /// Whether two periods share a day.
    pub fn overlaps(self, other: Self) -> bool {
        other.until.is_none_or(|until| self.from <= until) && self.until.is_none_or(|until| other.from <= until)
    }
}

/// Of dated settings, the last listed of those that hold on a day.
pub fn holding_on<T>(settings: &[T], day: Date, period: impl Fn(&T) -> Period) -> Option<&T> {
    settings.iter().rev().find(|known| period(known).contains(day))
}

/// The only source of the present; passed in everywhere.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Instant;
}

/// Looks a time zone up by its IANA name; `None` when it is unknown.
pub fn time_zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

/// Completed months of age on a day; negative ages count as zero months (the caller refuses unborn children separately).
pub fn age_in_months(birth: Date, day: Date) -> i32 {
    let months =
        (i32::from(day.year()) - i32::from(birth.year())) * 12 + i32::from(day.month()) - i32::from(birth.month());
    // A child born on the 31st turns a month older on the last day of a shorter month.
    let birth_day = birth.day().min(day.days_in_month());
    if day.day() < birth_day { months - 1 } else { months }
}

/// The first day on which the child has completed this many months.
pub fn day_of_age(birth: Date, months: i32) -> Date {
    birth.saturating_add(jiff::Span::new().months(months))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_instant_reads_back_from_its_fixed_width_text() {
        let instant = Instant::new("2026-11-23T08:00:00.123456789Z".parse().unwrap());
        assert_eq!(instant.text(), "2026-11-23T08:00:00.123456Z");
        assert_eq!(Instant::read(&instant.text()), Some(instant));
    }

    #[test]
    fn a_child_born_on_the_last_day_of_a_month_ages_on_the_last_day_of_shorter_months() {
        assert_eq!(age_in_months(date(2025, 8, 31), date(2025, 11, 29)), 2);
        assert_eq!(age_in_months(date(2025, 8, 31), date(2025, 11, 30)), 3);
        assert_eq!(day_of_age(date(2025, 8, 31), 3), date(2025, 11, 30));
    }

    #[test]
    fn both_ends_of_a_period_belong_to_it() {
        let period = Period::new(date(2026, 2, 21), Some(date(2026, 3, 8))).unwrap();
        assert!(period.contains(date(2026, 2, 21)) && period.contains(date(2026, 3, 8)));
        assert!(!period.contains(date(2026, 3, 9)));
        assert!(Period::new(date(2026, 3, 8), Some(date(2026, 3, 7))).is_none());
    }
}
