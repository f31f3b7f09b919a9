//! From opening rules, school calendars and closures to sessions.

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
