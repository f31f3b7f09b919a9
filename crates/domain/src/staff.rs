//! Staff: who looks after the children, with what training, and whether they are enough at every minute.
//!
//! Three ideas. A person has *dated facts* (qualifications, honorability checks, a contract). A [`ratio::StaffRules`] says how many adults a
//! group of children needs. A [`day::CareDay`] lays children and adults over the minutes of one premises and answers: is this minute
//! legal, how many are needed, which minute breaks next, which single change mends it.

use serde::{Deserialize, Serialize};

use crate::{Date, Period, word_list};

pub mod day;
pub mod direction;
pub mod import;
pub mod ratio;
pub mod roster;
#[cfg(test)]
mod tests;
pub mod week;

word_list! {
    /// What somebody was trained for (R.2324-42 CSP; the order that lists the second category is read as of 2026, assumed complete enough).
    Qualification {
        /// Graduate in the care of young children.
        AuxiliaireDePuericulture = "auxiliaire_de_puericulture",
        /// Educator of young children.
        EducateurDeJeunesEnfants = "educateur_de_jeunes_enfants",
        Nurse = "nurse",
        PaediatricNurse = "paediatric_nurse",
        Psychomotrician = "psychomotrician",
        /// Certificate of early childhood (CAP AEPE and those before it).
        CapPetiteEnfance = "cap_petite_enfance",
        /// Childminder with enough experience.
        Childminder = "childminder",
        /// Another title of the order on the second category.
        OtherSecondCategory = "other_second_category",
        /// No title counted by law: trainees, apprentices before their exam, volunteers.
        None = "none",
    }
}

word_list! {
    /// The two categories of R.2324-42: at least 40 % of a month's staff is of the first.
    StaffCategory { First = "first", Second = "second" }
}

impl Qualification {
    /// The category it counts in; `None` when the person does not count as staff at all.
    pub const fn category(self) -> Option<StaffCategory> {
        match self {
            Self::AuxiliaireDePuericulture
            | Self::EducateurDeJeunesEnfants
            | Self::Nurse
            | Self::PaediatricNurse
            | Self::Psychomotrician => Some(StaffCategory::First),
            Self::CapPetiteEnfance | Self::Childminder | Self::OtherSecondCategory => Some(StaffCategory::Second),
            Self::None => None,
        }
    }
}

/// A qualification, from the day it was obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedQualification {
    /// What for.
    pub qualification: Qualification,
    /// Days it counts.
    pub period: Period,
}

/// Years for which a check of honorability holds (L.133-6 CASF, decree 2024-643).
pub const HONORABILITY_YEARS: i16 = 3;
/// Months a certificate may be old when it is handed in.
pub const HONORABILITY_CERTIFICATE_MONTHS: i32 = 6;

/// Somebody saw a certificate of honorability and checked on the State's site that it is genuine. The certificate itself is never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HonorabilityCheck {
    /// The certificate's own date.
    pub issued_on: Date,
    /// The day it was checked.
    pub checked_on: Date,
}

impl HonorabilityCheck {
    /// Whether the certificate was young enough when it was handed in, and not of a day to come.
    pub fn is_acceptable(self) -> bool {
        self.issued_on <= self.checked_on
            && crate::time::day_of_age(self.issued_on, HONORABILITY_CERTIFICATE_MONTHS) > self.checked_on
    }
    /// The first day on which it does not hold any more.
    pub fn ends_on(self) -> Date {
        crate::time::day_of_age(self.checked_on, i32::from(HONORABILITY_YEARS) * 12)
    }
    /// Whether it holds on a day (R5: nobody is rostered with children without).
    pub fn holds_on(self, day: Date) -> bool {
        self.is_acceptable() && self.checked_on <= day && day < self.ends_on()
    }
}

/// What a day's rules need to know of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credentials {
    /// Every qualification.
    pub qualifications: Vec<DatedQualification>,
    /// Every check of honorability.
    pub checks: Vec<HonorabilityCheck>,
}

impl Credentials {
    /// The best category on a day; `None` when the person does not count.
    pub fn category_on(&self, day: Date) -> Option<StaffCategory> {
        self.qualifications
            .iter()
            .filter(|known| known.period.contains(day))
            .filter_map(|known| known.qualification.category())
            .min()
    }
    /// Whether the person may be with children on a day.
    pub fn may_be_with_children_on(&self, day: Date) -> bool {
        self.checks.iter().any(|check| check.holds_on(day))
    }
    /// The first day on which no check holds any more, counted from `day`; `None` when none holds on that day.
    pub fn check_due_on(&self, day: Date) -> Option<Date> {
        let mut due = day;
        while let Some(check) =
            self.checks.iter().filter(|check| check.holds_on(due)).max_by_key(|check| check.ends_on())
        {
            due = check.ends_on();
        }
        (due > day).then_some(due)
    }
}

word_list! {
    /// What a dated fact on a person is.
    StaffFact { Qualification = "qualification", Check = "check", Contract = "contract", Absence = "absence" }
}

word_list! {
    /// Why somebody is absent: no more than a roster needs (a reason of health is never asked).
    StaffAbsence { Leave = "leave", Training = "training", Unplanned = "unplanned" }
}

/// Days before the end of a check from which its renewal is announced (W12; assumed: time enough to ask for a certificate).
pub const HONORABILITY_WARNING_DAYS: i32 = 90;

/// How a person's check of honorability stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckState {
    /// There never was one.
    Missing,
    /// None holds any more.
    Expired,
    /// It holds, and ends soon.
    DueSoon(Date),
    /// It holds until the day before.
    Valid(Date),
}

impl Credentials {
    /// How the check stands on a day.
    pub fn check_state(&self, day: Date) -> CheckState {
        match self.check_due_on(day) {
            Some(due) if due <= crate::places::days_after(day, HONORABILITY_WARNING_DAYS) => CheckState::DueSoon(due),
            Some(due) => CheckState::Valid(due),
            None if self.checks.is_empty() => CheckState::Missing,
            None => CheckState::Expired,
        }
    }
}

/// The category in which a person counts as staff on a day; `None` when she does not: untrained, unchecked (R5) or absent.
pub fn counted_as(person: &roster::Person, day: Date) -> Option<StaffCategory> {
    let there = person.credentials.may_be_with_children_on(day) && !person.is_absent_on(day);
    person.credentials.category_on(day).filter(|_| there)
}
