//! Papers of a child's admission: what is asked for, by when, and what is missing on a day (`rules.md` 2.7).
//!
//! Of a document only dates are kept here; the document itself, if anybody keeps it, lies elsewhere and goes at the end of the care contract
//! (R.2324-39-1 CSP). Of vaccines only which doses were seen: neither a reason nor an illness.

use serde::{Deserialize, Serialize};

use crate::places::days_after;
use crate::time::day_of_age;
use crate::{Date, word_list};

/// Days after admission by which the medical certificate is there (R.2324-39-1 CSP).
pub const CERTIFICATE_DAYS: i32 = 15;
/// Months before admission from which on a certificate may date (R.2324-39-1 CSP: less than two months old).
pub const CERTIFICATE_MONTHS: i32 = 2;
/// Months of provisional admission when a compulsory vaccine is missing.
pub const PROVISIONAL_MONTHS: i32 = 3;
/// Days before its end from which on a provisional admission is announced.
pub const ANNOUNCED_DAYS: i32 = 30;

/// From this birth day on the eleven vaccines are compulsory.
pub const ELEVEN_FROM: Date = jiff::civil::date(2018, 1, 1);
/// From this birth day on meningococci B and ACWY are (assumed: the decree of 5 July 2024 names infants, its reading says July 2023).
pub const MENINGOCOCCI_FROM: Date = jiff::civil::date(2023, 7, 1);

word_list! {
    /// Vaccines that are compulsory in a group of children.
    Vaccine {
        /// Diphtheria, tetanus, polio, pertussis, Hib, hepatitis B in one.
        Hexavalent = "hexavalent",
        Pneumococcus = "pneumococcus",
        /// Measles, mumps, rubella.
        Mmr = "mmr",
        MeningococcusB = "meningococcus_b",
        MeningococcusAcwy = "meningococcus_acwy",
    }
}

/// A dose of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dose {
    /// Of which vaccine.
    pub vaccine: Vaccine,
    /// The first is 1.
    pub number: u8,
}

/// The calendar: vaccine, birth days it holds from, months of age of each dose. Those of the hexavalent, of pneumococcus and of measles are assumed.
const CALENDAR: &[(Vaccine, Date, &[i32])] = &[
    (Vaccine::Hexavalent, ELEVEN_FROM, &[2, 4, 11]),
    (Vaccine::Pneumococcus, ELEVEN_FROM, &[2, 4, 11]),
    (Vaccine::Mmr, ELEVEN_FROM, &[12, 18]),
    (Vaccine::MeningococcusB, MENINGOCOCCI_FROM, &[3, 5, 12]),
    (Vaccine::MeningococcusAcwy, MENINGOCOCCI_FROM, &[6, 12]),
];

/// The doses a child should have had by a day, by the day each was due.
pub fn doses_due(birth: Date, day: Date) -> Vec<(Dose, Date)> {
    let mut due: Vec<(Dose, Date)> = CALENDAR
        .iter()
        .filter(|(_, from, _)| *from <= birth)
        .flat_map(|(vaccine, _, months)| {
            (1..).zip(*months).map(|(number, months)| (Dose { vaccine: *vaccine, number }, day_of_age(birth, *months)))
        })
        .filter(|(_, due)| *due <= day)
        .collect();
    due.sort_unstable_by_key(|(dose, due)| (*due, *dose));
    due
}

/// What is known of a child's papers at a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    /// First day of care.
    pub admitted_on: Date,
    /// Birth day.
    pub birth: Date,
    /// The day the certificate was signed, once it was seen.
    pub certificate: Option<Date>,
    /// The doses that were seen.
    pub doses: Vec<Dose>,
    /// When the vaccines were first found wanting, if they were.
    pub wanting_since: Option<Date>,
    /// A doctor says that a vaccine must not be given (that it is so, never why).
    pub contraindicated: bool,
}

/// Where one paper stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Standing {
    /// Nothing is missing.
    Fine,
    /// Missing, and due later.
    Awaited {
        /// The last day.
        by: Date,
    },
    /// Missing, and due (W3).
    Overdue {
        /// The day it was due.
        since: Date,
    },
    /// The certificate was too old on the day of admission: another is needed.
    TooOld {
        /// Not signed before this day.
        not_before: Date,
    },
}

impl Papers {
    /// The first day a certificate may be dated.
    pub fn certificate_not_before(&self) -> Date {
        day_of_age(self.admitted_on, -CERTIFICATE_MONTHS)
    }

    /// The certificate on a day.
    pub fn certificate_on(&self, day: Date) -> Standing {
        let (by, not_before) = (days_after(self.admitted_on, CERTIFICATE_DAYS), self.certificate_not_before());
        match self.certificate {
            Some(signed) if signed < not_before => Standing::TooOld { not_before },
            Some(_) => Standing::Fine,
            None if day < by => Standing::Awaited { by },
            None => Standing::Overdue { since: by },
        }
    }

    /// The doses that are due on a day and were not seen.
    pub fn missing_doses(&self, day: Date) -> Vec<Dose> {
        let due = doses_due(self.birth, day).into_iter().map(|(dose, _)| dose);
        due.filter(|dose| !self.doses.contains(dose)).collect()
    }

    /// The vaccines on a day: what is missing makes the admission provisional for three months from when it was found.
    pub fn vaccines_on(&self, day: Date) -> Standing {
        if self.contraindicated || self.missing_doses(day).is_empty() {
            return Standing::Fine;
        }
        let by = day_of_age(self.wanting_since.unwrap_or(day), PROVISIONAL_MONTHS);
        if day < by { Standing::Awaited { by } } else { Standing::Overdue { since: by } }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn papers() -> Papers {
        Papers {
            admitted_on: date(2026, 11, 2),
            birth: date(2025, 6, 15),
            certificate: None,
            doses: Vec::new(),
            wanting_since: None,
            contraindicated: false,
        }
    }

    #[test]
    fn a_certificate_is_awaited_for_fifteen_days_and_then_overdue() {
        // T20
        let papers = papers();
        assert_eq!(papers.certificate_on(date(2026, 11, 2)), Standing::Awaited { by: date(2026, 11, 17) });
        assert_eq!(papers.certificate_on(date(2026, 11, 16)), Standing::Awaited { by: date(2026, 11, 17) });
        assert_eq!(papers.certificate_on(date(2026, 11, 17)), Standing::Overdue { since: date(2026, 11, 17) });
    }

    #[test]
    fn a_certificate_older_than_two_months_at_admission_is_none() {
        // T20
        let with = |signed| Papers { certificate: Some(signed), ..papers() }.certificate_on(date(2026, 11, 3));
        assert_eq!(with(date(2026, 9, 1)), Standing::TooOld { not_before: date(2026, 9, 2) });
        assert_eq!(with(date(2026, 9, 2)), Standing::Fine);
        assert_eq!(with(date(2026, 11, 10)), Standing::Fine, "handed in after admission");
    }

    #[test]
    fn a_missing_dose_makes_the_admission_provisional_for_three_months() {
        // T22
        let on = date(2025, 12, 20);
        let of = |vaccine| {
            doses_due(date(2025, 6, 15), on).into_iter().filter(move |(dose, _)| dose.vaccine == vaccine).count()
        };
        assert_eq!((of(Vaccine::MeningococcusB), of(Vaccine::MeningococcusAcwy)), (2, 1));
        let seen = |but: Dose| {
            doses_due(date(2025, 6, 15), on).into_iter().map(|(dose, _)| dose).filter(|dose| *dose != but).collect()
        };
        let second = Dose { vaccine: Vaccine::MeningococcusB, number: 2 };
        let child = Papers { doses: seen(second), wanting_since: Some(on), ..papers() };
        assert_eq!(child.missing_doses(on), [second]);
        assert_eq!(child.vaccines_on(on), Standing::Awaited { by: date(2026, 3, 20) });
        assert_eq!(
            Papers { doses: vec![], ..child.clone() }.vaccines_on(date(2026, 3, 20)),
            Standing::Overdue { since: date(2026, 3, 20) }
        );
        assert_eq!(Papers { contraindicated: true, ..child }.vaccines_on(date(2026, 4, 1)), Standing::Fine);
    }

    #[test]
    fn older_children_owe_what_was_compulsory_when_they_were_born() {
        let kinds = |birth| {
            let mut kinds: Vec<Vaccine> =
                doses_due(birth, date(2026, 11, 1)).into_iter().map(|(dose, _)| dose.vaccine).collect();
            kinds.sort_unstable();
            kinds.dedup();
            kinds
        };
        assert_eq!(kinds(date(2017, 12, 31)), []);
        assert_eq!(kinds(date(2023, 6, 30)), [Vaccine::Hexavalent, Vaccine::Pneumococcus, Vaccine::Mmr]);
        assert_eq!(kinds(date(2023, 7, 1)).len(), 5);
    }
}
