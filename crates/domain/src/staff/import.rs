//! A team from a spreadsheet: rows of cells become people, or reasons why not.

use std::collections::BTreeSet;

use super::{HonorabilityCheck, Qualification};
use crate::geography::folded;
use crate::{Date, Period, Word, word_list};

/// Most rows of one file.
pub const MOST_ROWS: usize = 500;
/// Most characters of a name.
pub const LONGEST_NAME: usize = 80;
/// Most hours of a week.
pub const MOST_WEEKLY_HOURS: u16 = 48;

word_list! {
    /// A column of the file.
    StaffColumn {
        GivenName = "given_name", FamilyName = "family_name", Qualification = "qualification", QualifiedOn = "qualified_on",
        CertificateIssuedOn = "certificate_issued_on", CheckedOn = "checked_on", WeeklyHours = "weekly_hours",
        ContractFrom = "contract_from", ContractUntil = "contract_until",
    }
}

impl StaffColumn {
    /// Its name on a French sheet.
    pub const fn french(self) -> &'static str {
        match self {
            Self::GivenName => "prénom",
            Self::FamilyName => "nom",
            Self::Qualification => "qualification",
            Self::QualifiedOn => "obtenue le",
            Self::CertificateIssuedOn => "attestation du",
            Self::CheckedOn => "vérifiée le",
            Self::WeeklyHours => "heures par semaine",
            Self::ContractFrom => "contrat du",
            Self::ContractUntil => "contrat au",
        }
    }
    fn of(head: &str) -> Option<Self> {
        let plain = |text: &str| folded(&text.replace('_', " "));
        let head = plain(head);
        let named = |column: &Self| plain(column.french()) == head || plain(column.as_str()) == head;
        Self::ALL.iter().copied().find(named)
    }
}

word_list! {
    /// Why a row, or the file, is not taken.
    RowProblem {
        NoGivenName = "no_given_name", NoFamilyName = "no_family_name", TooLong = "too_long",
        /// A name that a spreadsheet would run.
        Formula = "formula",
        UnknownQualification = "unknown_qualification", NotADate = "not_a_date", NotHours = "not_hours",
        EndsBeforeStart = "ends_before_start", ContractWithoutStart = "contract_without_start",
        CheckIncomplete = "check_incomplete", CertificateTooOld = "certificate_too_old",
        /// The same name stands above in the file.
        TwiceInFile = "twice_in_file",
        /// Somebody of that name is in the team.
        AlreadyThere = "already_there",
        TooManyRows = "too_many_rows",
    }
}

/// A person of the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ImportedPerson {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// What she was trained for, and since when.
    pub qualification: Option<(Qualification, Date)>,
    /// Her check of honorability.
    pub check: Option<HonorabilityCheck>,
    /// Minutes a week, and from when until when.
    pub contract: Option<(u16, Period)>,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRow {
    /// Its line, the head being 1.
    pub line: usize,
    /// Its name as it was written, made harmless.
    pub name: String,
    /// The person, or everything that is wrong.
    pub person: Result<ImportedPerson, Vec<RowProblem>>,
}

/// The file does not begin with a line of known columns, among them both names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongHead;

/// Reads a file's rows, the first being its head; columns may stand in any order, in French or as the API names them.
///
/// `known` holds the names of the team (see [`name_key`]); `qualification` reads a label in the reader's language.
pub fn read(
    rows: &[Vec<String>],
    known: &BTreeSet<String>,
    today: Date,
    qualification: impl Fn(&str) -> Option<Qualification>,
) -> Result<Vec<ImportedRow>, WrongHead> {
    let head: Vec<Option<StaffColumn>> =
        rows.first().map(|row| row.iter().map(|cell| StaffColumn::of(cell)).collect()).unwrap_or_default();
    if ![StaffColumn::GivenName, StaffColumn::FamilyName].iter().all(|name| head.contains(&Some(*name))) {
        return Err(WrongHead);
    }
    let mut seen = BTreeSet::new();
    let mut read = Vec::new();
    for (index, cells) in rows.iter().enumerate().skip(1) {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let row = Row { head: &head, cells };
        let mut person = row.person(today, &qualification);
        let (given, family) = (row.cell(StaffColumn::GivenName), row.cell(StaffColumn::FamilyName));
        let key = name_key(given, family);
        if !seen.insert(key.clone()) {
            person = refused(person, RowProblem::TwiceInFile);
        } else if known.contains(&key) {
            person = refused(person, RowProblem::AlreadyThere);
        }
        if read.len() >= MOST_ROWS {
            person = refused(person, RowProblem::TooManyRows);
        }
        read.push(ImportedRow { line: index + 1, name: format!("{given} {family}").trim().to_owned(), person });
    }
    Ok(read)
}

/// What two spellings of a name share: letters without accents or case.
pub fn name_key(given: &str, family: &str) -> String {
    format!("{} {}", folded(given), folded(family))
}

fn refused<T>(person: Result<T, Vec<RowProblem>>, problem: RowProblem) -> Result<T, Vec<RowProblem>> {
    let mut problems = person.err().unwrap_or_default();
    problems.push(problem);
    Err(problems)
}

struct Row<'a> {
    head: &'a [Option<StaffColumn>],
    cells: &'a [String],
}

impl Row<'_> {
    /// A cell without the apostrophe a spreadsheet (and our own export) puts before what begins like a formula.
    fn cell(&self, column: StaffColumn) -> &str {
        let place = self.head.iter().position(|known| *known == Some(column));
        let text = place.and_then(|place| self.cells.get(place)).map_or("", |cell| cell.trim());
        match text.strip_prefix('\'') {
            Some(rest) if is_formula(rest) => rest,
            _ => text,
        }
    }
    fn date(&self, column: StaffColumn, problems: &mut Vec<RowProblem>) -> Option<Date> {
        let text = self.cell(column);
        if text.is_empty() {
            return None;
        }
        let read = read_date(text);
        if read.is_none() {
            problems.push(RowProblem::NotADate);
        }
        read
    }
    fn name(&self, column: StaffColumn, missing: RowProblem, problems: &mut Vec<RowProblem>) -> String {
        let text = self.cell(column);
        if text.is_empty() {
            problems.push(missing);
        } else if text.chars().count() > LONGEST_NAME {
            problems.push(RowProblem::TooLong);
        } else if is_formula(text) || text.contains(char::is_control) {
            problems.push(RowProblem::Formula);
        }
        text.to_owned()
    }
    fn person(
        &self,
        today: Date,
        qualification: &impl Fn(&str) -> Option<Qualification>,
    ) -> Result<ImportedPerson, Vec<RowProblem>> {
        let mut problems = Vec::new();
        let given_name = self.name(StaffColumn::GivenName, RowProblem::NoGivenName, &mut problems);
        let family_name = self.name(StaffColumn::FamilyName, RowProblem::NoFamilyName, &mut problems);
        let title = self.cell(StaffColumn::Qualification);
        let obtained = self.date(StaffColumn::QualifiedOn, &mut problems);
        let trained = if title.is_empty() {
            None
        } else {
            let known = Qualification::read(title).or_else(|| qualification(title));
            if known.is_none() {
                problems.push(RowProblem::UnknownQualification);
            }
            known.map(|known| (known, obtained.unwrap_or(today)))
        };
        let issued = self.date(StaffColumn::CertificateIssuedOn, &mut problems);
        let checked = self.date(StaffColumn::CheckedOn, &mut problems);
        let check = match (issued, checked) {
            (Some(issued_on), Some(checked_on)) => Some(HonorabilityCheck { issued_on, checked_on }),
            (None, None) => None,
            _ => {
                problems.push(RowProblem::CheckIncomplete);
                None
            }
        };
        if check.is_some_and(|check| !check.is_acceptable() || check.checked_on > today) {
            problems.push(RowProblem::CertificateTooOld);
        }
        let contract = self.contract(&mut problems);
        problems.dedup();
        if problems.is_empty() {
            Ok(ImportedPerson { given_name, family_name, qualification: trained, check, contract })
        } else {
            Err(problems)
        }
    }
    fn contract(&self, problems: &mut Vec<RowProblem>) -> Option<(u16, Period)> {
        let (from, until) =
            (self.date(StaffColumn::ContractFrom, problems), self.date(StaffColumn::ContractUntil, problems));
        let hours = self.cell(StaffColumn::WeeklyHours);
        if hours.is_empty() && from.is_none() && until.is_none() {
            return None;
        }
        let minutes = read_weekly_minutes(hours);
        if minutes.is_none() {
            problems.push(RowProblem::NotHours);
        }
        let Some(from) = from else {
            problems.push(RowProblem::ContractWithoutStart);
            return None;
        };
        let period = Period::new(from, until);
        if period.is_none() {
            problems.push(RowProblem::EndsBeforeStart);
        }
        minutes.zip(period)
    }
}

/// Hours of a week as people write them: `35`, `17,5`, `17.5`, `17h30`; in minutes.
pub fn read_weekly_minutes(text: &str) -> Option<u16> {
    let text = text.trim().to_lowercase().replace(' ', "");
    let number = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit()).then(|| text.parse::<u16>().ok())?;
    let minutes = if let Some((hours, minutes)) = text.split_once('h') {
        let minutes = if minutes.is_empty() { 0 } else { number(minutes).filter(|minutes| *minutes < 60)? };
        number(hours)?.checked_mul(60)?.checked_add(minutes)?
    } else if let Some((hours, part)) = text.split_once([',', '.']) {
        let hundredths = match part.len() {
            1 => number(part)?.checked_mul(10)?,
            2 => number(part)?,
            _ => return None,
        };
        number(hours)?.checked_mul(60)?.checked_add((hundredths * 60 + 50) / 100)?
    } else {
        number(&text)?.checked_mul(60)?
    };
    (minutes > 0 && minutes <= MOST_WEEKLY_HOURS * 60).then_some(minutes)
}

/// `2026-02-09` or `09/02/2026`.
fn read_date(text: &str) -> Option<Date> {
    let read = match text.split('/').collect::<Vec<_>>()[..] {
        [day, month, year] if year.len() == 4 => {
            Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
        }
        _ => Date::read(text),
    };
    read.filter(|date| (1900..=2200).contains(&date.year()))
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}
