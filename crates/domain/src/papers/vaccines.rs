//! The compulsory vaccines of a birth day, and when each dose is due (`rules.md` 2.7).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::time::day_of_age;
use crate::{Date, Word, word_list};

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

impl Dose {
    /// Every dose there is, vaccine by vaccine.
    pub fn all() -> Vec<Self> {
        let of = |(vaccine, _, months): &(Vaccine, Date, &[i32])| {
            (1..).zip(*months).map(|(number, _)| Self { vaccine: *vaccine, number }).collect::<Vec<Self>>()
        };
        CALENDAR.iter().flat_map(of).collect()
    }
    /// A dose as a form names it: `mmr-2`.
    pub fn named(self) -> String {
        format!("{}-{}", self.vaccine, self.number)
    }
    /// A dose from its vaccine and number, when the calendar has it.
    pub fn of(vaccine: Vaccine, number: i32) -> Option<Self> {
        Self::all().into_iter().find(|dose| dose.vaccine == vaccine && i32::from(dose.number) == number)
    }
}

impl Word for Dose {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.named())
    }
    fn read(text: &str) -> Option<Self> {
        Self::all().into_iter().find(|dose| dose.named() == text)
    }
}
