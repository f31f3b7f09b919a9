//! Requests, holds and bookings: what a family needs, and the rules that decide.

use crate::word_list;

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
