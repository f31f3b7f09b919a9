//! Requests, holds and bookings: what a family needs, and the rules that decide.
//!
//! Plain facts go in (`SessionFacts`, `ChildFacts`, `SiteTies`, a policy, the authorised places, the present instant), a
//! [`Decision`] comes out. Each rule is one function of [`rules`]; [`decide`] runs them all in a fixed order and answers with
//! every refusal, the main one first. What a family needs is a [`Need`]; which site answers it best is the planner's work.

pub mod babies;
pub mod facts;
pub mod need;
pub mod rules;
pub mod warnings;

#[cfg(test)]
mod tests;

pub use babies::BabySettings;
pub use facts::{ActiveBooking, Asker, ChildFacts, DatedBands, DatedHalfDay, SessionFacts, SiteTies, Wish};
pub use need::{Appointment, Need, Rhythm, RhythmPattern, WeekNeed};
pub use rules::{Acceptance, Decision, Override, decide, may_override};
pub use warnings::{below_minimum_frequency, offered_minutes, weekly_presence};

use crate::sites::SeatClass;
use crate::{Date, Instant, word_list};

/// A date some days later (earlier when negative), held inside the calendar's range.
pub fn days_after(date: Date, days: i32) -> Date {
    date.saturating_add(jiff::Span::new().days(days.clamp(-366_000, 366_000)))
}

/// Days since 1 January 1970 in the civil calendar (negative before), in integers: what many dates are compared with cheaply.
pub fn day_number(date: Date) -> i32 {
    // Years start in March, so that the leap day is their last one.
    let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 719,468 days from 1 March of year 0 to 1 January 1970.
    365 * year + leap_days + day_of_year - 719_468
}

/// The Monday of the date's ISO week: how a week is named everywhere.
pub fn week_of(date: Date) -> Date {
    days_after(date, -i32::from(date.weekday().to_monday_zero_offset()))
}

word_list! {
    /// Why a family needs a place.
    Purpose {
        JobInterview = "job_interview", Appointment = "appointment", Training = "training", Workshop = "workshop",
        FirstDaysOfJob = "first_days_of_job", Job = "job", DrivingLesson = "driving_lesson", FrenchLesson = "french_lesson",
        AdministrativeStep = "administrative_step", Health = "health", Respite = "respite", Other = "other",
    }
}

word_list! {
    /// The kind of care (PSU vocabulary of `rules.md` 2.6, plus the buffer of scheme S3).
    CareKind {
        /// A rhythm known in advance.
        Regular = "regular",
        /// A one-off need of a child the site knows.
        Occasional = "occasional",
        /// Unforeseen; the child may be unknown.
        Emergency = "emergency",
        /// Every day for a while, when a parent is hired and no regular place exists yet.
        Buffer = "buffer",
        /// Steps of the progressive separation.
        Familiarisation = "familiarisation",
    }
}

impl CareKind {
    /// The class of seat this kind of care asks for (`rules.md` 2.6, Lunel's "6 regular + 1 in adaptation or emergency").
    pub const fn seat_class(self) -> SeatClass {
        match self {
            Self::Regular | Self::Occasional | Self::Buffer => SeatClass::Regular,
            Self::Emergency => SeatClass::Emergency,
            Self::Familiarisation => SeatClass::Adaptation,
        }
    }
}

word_list! {
    /// How an answered place request stands.
    RequestOutcome { Confirmed = "confirmed", Held = "held", Waiting = "waiting", Refused = "refused" }
}

word_list! {
    /// Why a seat was given back.
    ReleaseReason {
        NotChosen = "not_chosen", HoldExpired = "hold_expired", ChildIll = "child_ill", AppointmentMoved = "appointment_moved",
        NoNeed = "no_need", Moved = "moved", SiteClosed = "site_closed", MadeByMistake = "made_by_mistake", Other = "other",
    }
}

/// How long a cancellation or a move can be undone, in seconds. So long the seat is kept, and nobody else is offered it.
pub const UNDO_SECONDS: i64 = 600;

/// When the time to undo is over: from then on the seat is for those who wait.
pub fn undo_ends(released_at: Instant) -> Instant {
    released_at.plus_seconds(UNDO_SECONDS)
}

impl ReleaseReason {
    /// Whether somebody gave the seat back and may take that back; an option that was not chosen or ran out is gone at once, and a
    /// move is undone by moving back.
    pub const fn can_be_undone(self) -> bool {
        !matches!(self, Self::NotChosen | Self::HoldExpired | Self::Moved)
    }
}

word_list! {
    /// What became of a seat that several families were asked about.
    OfferAnswer {
        /// This family said yes first.
        Accepted = "accepted",
        /// It said no, and waits on.
        Declined = "declined",
        /// It said nothing in time, and waits on.
        Expired = "expired",
        /// Another family said yes first; this one waits on.
        Taken = "taken",
        /// There is nothing to answer any more: the family has a place, took its request back, or the site closed.
        Withdrawn = "withdrawn",
    }
}

word_list! {
    /// What is recorded at the door.
    AttendanceKind { Arrived = "arrived", Left = "left", Absent = "absent" }
}

word_list! {
    /// Why an expected child did not come.
    AbsenceReason {
        Ill = "ill", AppointmentCancelled = "appointment_cancelled", Transport = "transport", FamilyReason = "family_reason",
        NotAnnounced = "not_announced", Other = "other",
    }
}
