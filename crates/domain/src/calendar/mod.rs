//! From opening rules, school calendars and closures to sessions.
//!
//! A site's [`SiteCalendar`] holds what people typed: opening rules, closures, school holidays. [`sessions`] turns it into the
//! half-days that can be booked, [`why_closed`] says why any other half-day is not one, [`conflicts`] refuses rules that
//! contradict each other, and [`difference`] says what a changed rule does to the sessions that already stand.

mod capacity;
mod changes;
mod public_holidays;
pub mod rota;
mod rules;
mod school;

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod property_tests;

pub use capacity::*;
pub use changes::*;
pub use public_holidays::*;
pub use rules::*;
pub use school::*;

use crate::word_list;

word_list! {
    /// When an opening rule holds.
    PeriodKind {
        /// Outside the school holidays.
        Term = "term",
        /// In the school holidays.
        Holidays = "holidays",
        /// All year.
        Always = "always",
    }
}

word_list! {
    /// School-holiday zone.
    SchoolZone {
        A = "A", B = "B", C = "C", Corse = "Corse", Guadeloupe = "Guadeloupe", Guyane = "Guyane", Martinique = "Martinique",
        Mayotte = "Mayotte", Reunion = "Reunion",
    }
}

word_list! {
    /// Which public holidays apply.
    HolidayRegion {
        Metropole = "metropole", AlsaceMoselle = "alsace_moselle", Guadeloupe = "guadeloupe", Guyane = "guyane",
        Martinique = "martinique", Mayotte = "mayotte", Reunion = "reunion",
    }
}

word_list! {
    /// Why a site is closed on a day it would open.
    ClosureReason {
        Holidays = "holidays", PublicHoliday = "public_holiday", StaffAbsence = "staff_absence", StaffTraining = "staff_training",
        Works = "works", Health = "health", Weather = "weather", Strike = "strike", Other = "other",
    }
}

word_list! {
    /// Why a session waits for a human's decision.
    DecisionNeeded {
        /// Children are booked where no rule opens any more.
        NoLongerOpen = "no_longer_open",
        /// The rules leave fewer seats of a class than children booked in it.
        SeatsChanged = "seats_changed",
    }
}
