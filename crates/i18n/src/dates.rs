//! Dates, times, lists and numbers in words. Western digits in every language.

use domain::time::DayOfWeek;
use domain::{Cents, Date, HalfDay, Instant, Period, Time};
use jiff::tz::TimeZone;

use crate::text::{NO_BREAK_SPACE, grouped, without_marks};
use crate::{Language, Text};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Text {
    /// "jeudi 26 novembre 2026" · "Thursday 26 November 2026".
    pub fn date_long(&self, date: Date) -> String {
        whole(&self.date_pattern_long(self.weekday(date), self.day(date), self.month(date), year(date)))
    }
    /// "26 novembre 2026" · "26 November 2026": without the weekday, for birth dates and ends of periods.
    pub fn date_medium(&self, date: Date) -> String {
        whole(&self.date_pattern_medium(self.day(date), self.month(date), year(date)))
    }
    /// "jeu. 26 nov." · "Thu 26 Nov": without the year, for tables.
    pub fn date_short(&self, date: Date) -> String {
        let weekday = self.word("weekday-short", DayOfWeek::of(date).as_str());
        let month = self.word("month-short", month_word(date));
        whole(&self.date_pattern_short(weekday, self.day(date), month))
    }
    /// "26/11/2026" in every language, for print and narrow columns.
    pub fn date_numeric(&self, date: Date) -> String {
        format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
    }
    /// "26/11": a day of this year in figures, which no language has to translate; for text messages.
    pub fn date_figures(&self, date: Date) -> String {
        format!("{:02}/{:02}", date.day(), date.month())
    }
    /// "8:30" in every language; for text messages.
    pub fn time_figures(&self, time: Time) -> String {
        format!("{}:{:02}", time.hour(), time.minute())
    }
    /// "jeudi" · "Thursday".
    pub fn weekday(&self, date: Date) -> String {
        self.word("day-of-week", DayOfWeek::of(date).as_str())
    }
    /// "novembre 2026" · "November 2026".
    pub fn month_year(&self, date: Date) -> String {
        whole(&self.date_pattern_month(self.month(date), year(date)))
    }
    /// "8 h 30" · "8:30".
    pub fn time(&self, time: Time) -> String {
        match self.language() {
            Language::French if time.minute() == 0 => format!("{}{NO_BREAK_SPACE}h", time.hour()),
            Language::French => format!("{}{NO_BREAK_SPACE}h{NO_BREAK_SPACE}{:02}", time.hour(), time.minute()),
            Language::English | Language::Arabic => format!("{}:{:02}", time.hour(), time.minute()),
        }
    }
    /// "8 h 30 – 12 h" · "8:30 – 12:00"; in Arabic with words, because a dash between digits reads both ways.
    pub fn time_range(&self, from: Time, until: Time) -> String {
        self.isolated(&whole(&self.time_pattern_range(self.time(from), self.time(until))))
    }
    /// "matin" · "morning".
    pub fn half_day(&self, half_day: HalfDay) -> String {
        self.word("half-day", half_day.as_str())
    }
    /// "jeudi 26 novembre au matin" · "Thursday 26 November in the morning".
    pub fn date_half_day(&self, date: Date, half_day: HalfDay) -> String {
        let (weekday, day, month) = (self.weekday(date), self.day(date), self.month(date));
        whole(&match half_day {
            HalfDay::Morning => self.date_pattern_morning(weekday, day, month),
            HalfDay::Afternoon => self.date_pattern_afternoon(weekday, day, month),
        })
    }
    /// "jeudi 26 novembre 2026 à 8 h 30" · "Thursday 26 November 2026 at 8:30".
    pub fn instant_long(&self, instant: Instant, zone: &TimeZone) -> String {
        let civil = instant.civil(zone);
        whole(&self.date_pattern_instant(self.date_long(civil.date()), self.time(civil.time())))
    }
    /// "du 1er septembre 2026 au 31 août 2027" · "depuis le 1er septembre 2026", when nothing ends it.
    pub fn period(&self, period: Period) -> String {
        whole(&match period.until {
            Some(until) if until == period.from => self.period_pattern_day(self.date_medium(until)),
            Some(until) => self.period_pattern_until(self.date_medium(period.from), self.date_medium(until)),
            None => self.period_pattern_open(self.date_medium(period.from)),
        })
    }
    /// "a, b et c" · "a, b and c".
    pub fn list_and(&self, items: &[String]) -> String {
        self.list(items, |first, last| self.list_pattern_and(first, last))
    }
    /// "a, b ou c" · "a, b or c".
    pub fn list_or(&self, items: &[String]) -> String {
        self.list(items, |first, last| self.list_pattern_or(first, last))
    }
    /// A whole number, grouped by three from five digits on.
    pub fn number(&self, number: i64) -> String {
        grouped(number, self.language())
    }
    /// A number given in tenths, with one decimal: 1043 is "104,3" · "104.3".
    pub fn tenths(&self, tenths: i64) -> String {
        let comma = if self.language() == Language::French { ',' } else { '.' };
        let sign = if tenths < 0 { "\u{2212}" } else { "" };
        let whole = i64::try_from(tenths.unsigned_abs() / 10).unwrap_or(i64::MAX);
        format!("{sign}{}{comma}{}", grouped(whole, self.language()), tenths.unsigned_abs() % 10)
    }
    /// "12,50 €" · "€12.50".
    pub fn money(&self, amount: Cents) -> String {
        let sign = if amount.0 < 0 { "\u{2212}" } else { "" };
        let euros = grouped(i64::try_from(amount.0.unsigned_abs() / 100).unwrap_or(i64::MAX), self.language());
        let cents = amount.0.unsigned_abs() % 100;
        match self.language() {
            Language::French => format!("{sign}{euros},{cents:02}{NO_BREAK_SPACE}€"),
            Language::English => format!("{sign}€{euros}.{cents:02}"),
            Language::Arabic => format!("{sign}{euros}.{cents:02}{NO_BREAK_SPACE}€"),
        }
    }
    /// "14 mois" · "14 months"; two years and more in years and months.
    pub fn age_months(&self, months: i32) -> String {
        whole(&match (months / 12, months % 12) {
            (years, _) if years < 2 => self.age_pattern_months(months),
            (years, 0) => self.age_pattern_years(years),
            (years, rest) => {
                let both = [self.age_pattern_years(years), self.age_pattern_months(rest)];
                self.list_and(&both)
            }
        })
    }

    fn list(&self, items: &[String], join: impl Fn(String, String) -> String) -> String {
        let isolated: Vec<String> = items.iter().map(|item| self.isolated(item)).collect();
        match isolated.as_slice() {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => {
                // The items bring their own marks: the pattern is made without any, and they are put in afterwards.
                let pattern = without_marks(&join("\u{1}".to_owned(), "\u{2}".to_owned()));
                let (before, after) = pattern.split_once('\u{1}').unwrap_or_default();
                let (between, end) = after.split_once('\u{2}').unwrap_or_default();
                format!("{before}{}{between}{last}{end}", first.join(&self.list_comma()))
            }
        }
    }
    fn day(&self, date: Date) -> String {
        match (self.language(), date.day()) {
            (Language::French, 1) => "1er".to_owned(),
            (_, day) => day.to_string(),
        }
    }
    fn month(&self, date: Date) -> String {
        self.word("month", month_word(date))
    }
}

/// One text of one language's own words and digits: no isolation marks inside, and "1er" not parted from its month.
fn whole(text: &str) -> String {
    without_marks(text).replace("1er ", "1er\u{a0}")
}

fn month_word(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default()
}

/// As text: a year is not grouped.
fn year(date: Date) -> String {
    date.year().to_string()
}
