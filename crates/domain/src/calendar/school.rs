//! School holidays: rows of zones and of sites, and the reader of their data file.

use serde::{Deserialize, Serialize};

use super::SchoolZone;
use crate::words::Word;
use crate::{Date, Period, word_list};

/// A school year, named by the civil year it starts in: it runs from 1 September to 31 August.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SchoolYear(pub i16);

impl SchoolYear {
    /// The school year a day belongs to.
    pub fn of(day: Date) -> Self {
        Self(if day.month() >= 9 { day.year() } else { day.year() - 1 })
    }
}

/// Written `2025-2026`.
impl std::fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:04}", self.0, i32::from(self.0) + 1)
    }
}

/// Days without school in a row, of a zone or of one site's own calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolHoliday {
    /// The zone; in a site's own calendar, the site's zone.
    pub zone: SchoolZone,
    /// The name as published ("Toussaint", "Hiver"…), in French.
    pub name: String,
    /// First and last day without school; both belong to it, and there is always a last day.
    pub period: Period,
    /// Where the dates come from.
    pub source: String,
    /// A date of the row was not seen in a source, or sources disagree: shown as such, to be corrected by an administrator.
    pub assumed: bool,
}

impl SchoolHoliday {
    /// The school year of the first day.
    pub fn school_year(&self) -> SchoolYear {
        SchoolYear::of(self.period.from)
    }
}

word_list! {
    /// What is wrong with a cell of a school calendar file.
    HolidayFileProblem {
        /// The first line that is not a comment must be the header.
        WrongHeader = "wrong_header",
        /// The line ends before this column.
        Missing = "missing",
        /// There is more on the line after the last column.
        TooManyColumns = "too_many_columns",
        /// A quoted cell does not end on its line, or goes on after its closing quote.
        BadQuotes = "bad_quotes",
        /// The cell must not be empty.
        Empty = "empty",
        /// Not a school zone.
        UnknownZone = "unknown_zone",
        /// Not a date such as `2026-02-21`.
        NotADate = "not_a_date",
        /// The last day is before the first one.
        EndsBeforeStart = "ends_before_start",
        /// Not the school year of the first day, written `2025-2026`.
        WrongSchoolYear = "wrong_school_year",
        /// Neither `verified` nor `assumed`.
        UnknownStatus = "unknown_status",
    }
}

/// Where a school calendar file is wrong, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {problem}")]
pub struct HolidayFileError {
    /// Line of the file, from 1.
    pub line: usize,
    /// Name of the column.
    pub column: &'static str,
    /// What is wrong there.
    pub problem: HolidayFileProblem,
}

/// The columns of a school calendar file, in their order.
pub const HOLIDAY_COLUMNS: [&str; 7] = ["zone", "name", "first_day", "last_day", "school_year", "source", "status"];

/// The file shipped with the product: zones A, B and C of 2025–2028, Corse of 2025–2026 (its comments say what is assumed).
pub const SHIPPED_SCHOOL_CALENDAR: &str = include_str!("../../../../data/school-calendar.csv");

/// The rows shipped with the product. A test keeps the file readable; the error exists because nothing here may panic.
pub fn shipped_school_holidays() -> Result<Vec<SchoolHoliday>, HolidayFileError> {
    read_school_holidays(SHIPPED_SCHOOL_CALENDAR)
}

/// Reads a school calendar: comma-separated, [`HOLIDAY_COLUMNS`] as header, `#` starts a comment line, empty lines are skipped.
///
/// A cell may be quoted (`"a, b"`, `""` for a quote). Both days are days off; see the comments of the shipped file.
pub fn read_school_holidays(text: &str) -> Result<Vec<SchoolHoliday>, HolidayFileError> {
    let mut holidays = Vec::new();
    let mut header_seen = false;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line_number = index + 1;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells = read_cells(line, line_number)?;
        let row = Row { cells: &cells, line: line_number };
        if header_seen {
            holidays.push(row.holiday()?);
        } else {
            for (column, name) in HOLIDAY_COLUMNS.into_iter().enumerate() {
                if row.cells[column] != name {
                    return Err(row.wrong(column, HolidayFileProblem::WrongHeader));
                }
            }
            header_seen = true;
        }
    }
    if header_seen {
        Ok(holidays)
    } else {
        Err(HolidayFileError { line: 1, column: HOLIDAY_COLUMNS[0], problem: HolidayFileProblem::WrongHeader })
    }
}

const ZONE: usize = 0;
const NAME: usize = 1;
const FIRST_DAY: usize = 2;
const LAST_DAY: usize = 3;
const SCHOOL_YEAR: usize = 4;
const SOURCE: usize = 5;
const STATUS: usize = 6;

struct Row<'a> {
    cells: &'a [String; HOLIDAY_COLUMNS.len()],
    line: usize,
}

impl Row<'_> {
    fn wrong(&self, column: usize, problem: HolidayFileProblem) -> HolidayFileError {
        HolidayFileError { line: self.line, column: HOLIDAY_COLUMNS[column], problem }
    }
    fn filled(&self, column: usize) -> Result<&str, HolidayFileError> {
        let cell = self.cells[column].as_str();
        if cell.is_empty() { Err(self.wrong(column, HolidayFileProblem::Empty)) } else { Ok(cell) }
    }
    fn date(&self, column: usize) -> Result<Date, HolidayFileError> {
        Date::read(self.filled(column)?).ok_or(self.wrong(column, HolidayFileProblem::NotADate))
    }
    fn holiday(&self) -> Result<SchoolHoliday, HolidayFileError> {
        let zone = SchoolZone::read(self.filled(ZONE)?).ok_or(self.wrong(ZONE, HolidayFileProblem::UnknownZone))?;
        let name = self.filled(NAME)?.to_owned();
        let period = Period::new(self.date(FIRST_DAY)?, Some(self.date(LAST_DAY)?))
            .ok_or(self.wrong(LAST_DAY, HolidayFileProblem::EndsBeforeStart))?;
        if self.filled(SCHOOL_YEAR)? != SchoolYear::of(period.from).to_string() {
            return Err(self.wrong(SCHOOL_YEAR, HolidayFileProblem::WrongSchoolYear));
        }
        let source = self.filled(SOURCE)?.to_owned();
        let assumed = match self.filled(STATUS)? {
            "verified" => false,
            "assumed" => true,
            _ => return Err(self.wrong(STATUS, HolidayFileProblem::UnknownStatus)),
        };
        Ok(SchoolHoliday { zone, name, period, source, assumed })
    }
}

/// Cuts a line into its cells, trimmed, and refuses a line with too few or too many of them.
fn read_cells(line: &str, line_number: usize) -> Result<[String; HOLIDAY_COLUMNS.len()], HolidayFileError> {
    let last = HOLIDAY_COLUMNS.len() - 1;
    let error = |column: usize, problem| HolidayFileError {
        line: line_number,
        column: HOLIDAY_COLUMNS[column.min(last)],
        problem,
    };
    let mut cells: [String; HOLIDAY_COLUMNS.len()] = Default::default();
    let mut rest = Some(line);
    for (column, cell) in cells.iter_mut().enumerate() {
        let text = rest.ok_or(error(column, HolidayFileProblem::Missing))?.trim_start();
        if let Some(quoted) = text.strip_prefix('"') {
            let mut inside = quoted;
            let after = loop {
                let (part, after) = inside.split_once('"').ok_or(error(column, HolidayFileProblem::BadQuotes))?;
                cell.push_str(part);
                match after.strip_prefix('"') {
                    Some(more) => {
                        cell.push('"');
                        inside = more;
                    }
                    None => break after.trim_start(),
                }
            };
            rest = match after.strip_prefix(',') {
                Some(more) => Some(more),
                None if after.is_empty() => None,
                None => return Err(error(column, HolidayFileProblem::BadQuotes)),
            };
        } else {
            let (part, more) = text.split_once(',').map_or((text, None), |(part, more)| (part, Some(more)));
            cell.push_str(part.trim_end());
            rest = more;
        }
    }
    if rest.is_some() { Err(error(last, HolidayFileProblem::TooManyColumns)) } else { Ok(cells) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::time::DayOfWeek;

    const HEADER: &str = "zone,name,first_day,last_day,school_year,source,status\n";

    fn read(rows: &str) -> Result<Vec<SchoolHoliday>, HolidayFileError> {
        read_school_holidays(&format!("{HEADER}{rows}"))
    }

    #[test]
    fn the_shipped_calendar_holds_every_period_of_the_three_zones() {
        let shipped = shipped_school_holidays().unwrap();
        for zone in [SchoolZone::A, SchoolZone::B, SchoolZone::C] {
            for year in [2025, 2026, 2027] {
                let names: Vec<&str> = shipped
                    .iter()
                    .filter(|row| row.zone == zone && row.school_year() == SchoolYear(year))
                    .map(|row| row.name.as_str())
                    .collect();
                assert_eq!(
                    names,
                    ["Toussaint", "Noël", "Hiver", "Printemps", "Pont de l'Ascension", "Été"],
                    "{zone} {year}"
                );
            }
        }
        assert_eq!(shipped.iter().filter(|row| row.zone == SchoolZone::Corse).count(), 8);
        assert_eq!(shipped.len(), 3 * 3 * 6 + 8);
    }

    #[test]
    fn the_shipped_rows_of_a_zone_are_in_order_and_apart() {
        let shipped = shipped_school_holidays().unwrap();
        for zone in SchoolZone::ALL {
            let rows: Vec<_> = shipped.iter().filter(|row| row.zone == *zone).collect();
            for pair in rows.windows(2) {
                assert!(pair[0].period.until.unwrap() < pair[1].period.from, "{pair:?}");
            }
        }
    }

    #[test]
    fn shipped_holidays_start_on_a_saturday_and_end_on_a_sunday_but_for_the_known_exceptions() {
        for row in shipped_school_holidays().unwrap() {
            let (first, last) = (DayOfWeek::of(row.period.from), DayOfWeek::of(row.period.until.unwrap()));
            match row.name.as_str() {
                "Pont de l'Ascension" => assert_eq!((first, last), (DayOfWeek::Friday, DayOfWeek::Saturday), "{row:?}"),
                // The Monday after is a public holiday, or the source itself says so.
                "Printemps" if row.period.until > Some(date(2028, 4, 30)) => assert_eq!(last, DayOfWeek::Monday),
                "Été" | "8 septembre" | "8 décembre" => {}
                _ => assert_eq!((first, last), (DayOfWeek::Saturday, DayOfWeek::Sunday), "{row:?}"),
            }
        }
    }

    #[test]
    fn dates_that_were_not_seen_are_marked_assumed() {
        let assumed: Vec<_> = shipped_school_holidays()
            .unwrap()
            .into_iter()
            .filter(|row| row.assumed)
            .map(|row| (row.zone, row.name.clone(), row.school_year().0))
            .collect();
        for zone in [SchoolZone::A, SchoolZone::B, SchoolZone::C] {
            assert!(
                assumed.contains(&(zone, "Été".to_owned(), 2026)) && assumed.contains(&(zone, "Été".to_owned(), 2027))
            );
            assert!(!assumed.contains(&(zone, "Été".to_owned(), 2025)), "the return of 1 September 2026 was published");
        }
        assert!(assumed.contains(&(SchoolZone::B, "Printemps".to_owned(), 2027)), "one site disagrees");
        assert_eq!(assumed.len(), 6 + 1 + 2);
    }

    #[test]
    fn a_wrong_cell_is_named_by_line_and_column() {
        use HolidayFileProblem::*;
        let cases = [
            ("D,Hiver,2026-02-21,2026-03-08,2025-2026,s,verified", "zone", UnknownZone),
            ("C,,2026-02-21,2026-03-08,2025-2026,s,verified", "name", Empty),
            ("C,Hiver,21/02/2026,2026-03-08,2025-2026,s,verified", "first_day", NotADate),
            ("C,Hiver,2026-02-21,2026-02-30,2025-2026,s,verified", "last_day", NotADate),
            ("C,Hiver,2026-02-21,2026-02-20,2025-2026,s,verified", "last_day", EndsBeforeStart),
            ("C,Hiver,2026-02-21,2026-03-08,2026-2027,s,verified", "school_year", WrongSchoolYear),
            ("C,Hiver,2026-02-21,2026-03-08,2025-2026,,verified", "source", Empty),
            ("C,Hiver,2026-02-21,2026-03-08,2025-2026,s,sure", "status", UnknownStatus),
            ("C,Hiver,2026-02-21,2026-03-08,2025-2026,s", "status", Missing),
            ("C,Hiver,2026-02-21,2026-03-08,2025-2026,s,verified,", "status", TooManyColumns),
            ("C,\"Hiver,2026-02-21,2026-03-08,2025-2026,s,verified", "name", BadQuotes),
            ("C,\"Hiver\"x,2026-02-21,2026-03-08,2025-2026,s,verified", "name", BadQuotes),
        ];
        for (row, column, problem) in cases {
            let good = "C,Noël,2025-12-20,2026-01-04,2025-2026,s,verified";
            let error = read(&format!("{good}\n# a comment\n\n{row}\n")).unwrap_err();
            assert_eq!(error, HolidayFileError { line: 5, column, problem }, "{row}");
        }
        assert_eq!(read("A,b\n").unwrap_err().to_string(), "line 2, column first_day: missing");
    }

    #[test]
    fn a_file_without_its_header_is_refused() {
        for text in ["", "# only a comment\n", "zone,nom,first_day,last_day,school_year,source,status\n"] {
            assert_eq!(read_school_holidays(text).unwrap_err().problem, HolidayFileProblem::WrongHeader, "{text:?}");
        }
    }

    #[test]
    fn quotes_byte_order_mark_and_carriage_returns_are_read() {
        let rows = read_school_holidays(&format!(
            "\u{feff}{HEADER}C, \"Hiver, dit \"\"de février\"\"\" ,2026-02-21,2026-03-08,2025-2026,la mairie,assumed\r\n"
        ))
        .unwrap();
        assert_eq!(rows[0].name, "Hiver, dit \"de février\"");
        assert_eq!(rows[0].period.until, Some(date(2026, 3, 8)));
        assert!(rows[0].assumed);
    }

    #[test]
    fn a_school_year_starts_in_september() {
        assert_eq!(SchoolYear::of(date(2026, 8, 31)).to_string(), "2025-2026");
        assert_eq!(SchoolYear::of(date(2026, 9, 1)).to_string(), "2026-2027");
    }
}
