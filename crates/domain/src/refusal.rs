//! The one way to say no: a rule, its parameters, and what would make it possible.

use serde::{Deserialize, Serialize};

use crate::places::CareKind;
use crate::sites::SeatClass;
use crate::{Date, HalfDay, Instant, Time, word_list};

/// A rule said no. The sentence is made on the web floor, in the reader's language, for a parent or for a professional.
///
/// Serialised as `{"rule": "…", "parameters": {…}}`.
#[expect(missing_docs, reason = "the variant's sentence names its fields")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", content = "parameters", rename_all = "snake_case")]
pub enum Refusal {
    /// No seat of this class is left in the session. Possible: another session, or a cancellation.
    SeatsFull { class: SeatClass, date: Date, half_day: HalfDay },
    /// The child already has a place on this half-day. Possible: cancel that one first.
    ChildAlreadyPlaced { date: Date, half_day: HalfDay },
    /// The child is younger than the site's lower bound on the day of care. Possible: from `from`.
    TooYoung { minimum_months: i32, from: Date },
    /// The child has reached the site's upper bound on the day of care. Possible: another site.
    TooOld { maximum_months: i32, since: Date },
    /// The site takes only families a professional referred, and no accepted referral covers this day. Possible: a referral.
    NotReferred,
    /// A full day needs a dated situation "employed" or "in training" of a parent (S3). Possible: a half-day, or the situation.
    FullDayNeedsSituation { date: Date },
    /// The site is closed that half-day. Possible: another day.
    SiteClosed { date: Date, half_day: HalfDay },
    /// The session does not cover the wished hours. Possible: other hours.
    OutsideHours { date: Date, half_day: HalfDay },
    /// Too late: the site needs some hours of notice. Possible: later sessions, or a professional's override.
    NoticeTooShort { hours: i32, latest: Instant },
    /// Too early: bookings open some days ahead. Possible: from `opens_on`.
    TooFarAhead { days: i32, opens_on: Date },
    /// The child has its share of half-days this week. Possible: next week.
    FairShareReached { limit: i32, week_of: Date },
    /// A child under `under_months` has its most half-days of the week, all sites together. Possible: next week.
    BabyWeekFull { limit: i32, under_months: i32, week_of: Date },
    /// The session is cancelled. Possible: another session.
    SessionCancelled { date: Date, half_day: HalfDay },
    /// The session has started, or ended less than a day ago. Possible: a professional's override (a child who came is written down).
    SessionStarted { date: Date, half_day: HalfDay },
    /// The session ended more than a day ago. Possible: a session to come.
    SessionPast { date: Date, half_day: HalfDay },
    /// The site does not offer this kind of care.
    CareKindNotOffered { kind: CareKind },
    /// The site takes bookings from professionals only. Possible: ask the site.
    ProfessionalsOnly,
    /// The instant head-count would pass `ceil(115 % × authorised places)` (R1). Possible: another session.
    InstantLimit { authorised_places: u16, maximum: u16 },
    /// The booking is outside the authorised hours, premises or capacity band (R10).
    OutsideAuthorisation { date: Date },
    /// The child's admission at the site does not cover this day. Possible: extend the admission.
    NotAdmitted { date: Date },
    /// Nothing within the travel limit of `kilometres`. Possible: a longer travel (a seat is free at `nearest` kilometres, rounded
    /// up; absent when none is free farther away either), or another day.
    NothingWithinTravel {
        kilometres: i32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nearest: Option<i32>,
    },
    /// The child has not been through its first steps at the site. Possible: familiarisation; for an emergency, a professional's override.
    NotYetFamiliar { date: Date, emergency: bool },
    /// The hold has run out. Possible: ask again.
    HoldExpired { expired_at: Instant },
    /// The hold or booking was already given back.
    AlreadyReleased,
    /// The booking is already confirmed.
    AlreadyConfirmed,
    /// The referral already has its final answer.
    AlreadyAnswered,
    /// The referral has expired. Possible: a new referral.
    ReferralExpired,
    /// An override needs a written reason.
    OverrideNeedsReason,
    /// This role may not override this rule.
    OverrideNotAllowed,
    /// The thing changed since it was shown. Possible: look again.
    ChangedMeanwhile,
    /// Bookings hang on what would be removed; a human decides first.
    BookingsInTheWay { count: u32 },
    /// A departure before the arrival, or a time that cannot be.
    ImpossibleTime,
    /// An arrival or absence was already recorded; correct it with a reason.
    AlreadyRecorded,
    /// The period ends before it starts, or overlaps another one.
    PeriodConflict,
    /// Somebody with this e-mail address exists already.
    EmailTaken,
    /// A link that is used, expired, or not for this browser. Possible: ask for a new one.
    LinkNotUsable,
    /// The run has not found a plan (yet). Possible: wait for its end, or start another.
    PlanNotFinished,
    /// The run asked "what if": its places do not all exist. Possible: a run without the question.
    PlanAsksWhatIf,
    /// The run was published already. Possible: plan what is left.
    PlanPublished,
    /// The week of the run is over, or the site has no session in it. Possible: another week.
    PlanNothingToPlan { week_of: Date },
    /// This move is not among what the family asked for and what is left. Possible: one of the moves shown.
    PlanMoveImpossible,
    /// Another family said yes first to a seat that several were asked about. Possible: wait on, nothing is lost.
    OfferTaken { date: Date, half_day: HalfDay },
    /// The seat is kept for a promise, and only a closure or the family itself ends that. Possible: wait for the day of the answer.
    PromiseStands,
    /// The organisation would have nobody left who may change it after `last_day`. Possible: another administrator first.
    LastAdministrator { organisation: String, last_day: Date },
    /// From `at` on, fewer than two adults would be with the children (R2). Possible: another session, or an override.
    FewerThanTwoStaff {
        date: Date,
        half_day: HalfDay,
        #[serde(with = "crate::time::short_time")]
        at: Time,
        present: u16,
    },
    /// From `at` on, the ratio would not be met (R3). Possible: another session, or an override.
    TooFewStaff {
        date: Date,
        half_day: HalfDay,
        #[serde(with = "crate::time::short_time")]
        at: Time,
        present: u16,
        required: u16,
    },
    /// Nobody works with children without a check of honorability that holds on that day (R5). Never overridden.
    NoHonorabilityCheck { date: Date },
    /// The person works elsewhere or already at these hours.
    ShiftOverlaps {
        date: Date,
        #[serde(with = "crate::time::short_time")]
        from: Time,
        #[serde(with = "crate::time::short_time")]
        until: Time,
    },
    /// The person is absent that day.
    StaffAbsent { date: Date },
    /// No contract of the person covers that day.
    OutsideContract { date: Date },
    /// An outing asks for two adults and one for five children (R4). Possible: more adults, `at_most` children, or an override.
    OutingTooFewStaff { date: Date, children: u16, present: u16, required: u16, at_most: u16 },
    /// From `at` on, those who stay while others are out would be too few adults (R2, R3). Possible: others leave, or an override.
    OutingLeavesTooFew {
        date: Date,
        #[serde(with = "crate::time::short_time")]
        at: Time,
        children: u16,
        present: u16,
        required: u16,
    },
    /// A child or an adult is on another outing at these hours. Possible: other hours, or without them.
    OutingOverlaps {
        date: Date,
        #[serde(with = "crate::time::short_time")]
        from: Time,
        #[serde(with = "crate::time::short_time")]
        until: Time,
    },
    /// The child's first steps at the site have begun and go on. Possible: go on with those, or stop them first.
    FamiliarisationUnderWay,
    /// Only the first visit that waits for an answer is answered, and only once it has begun.
    VisitNotNext,
    /// The referent is with another child, or not there, at a visit to come. Possible: give that visit back first, or another referent.
    ReferentNotFree { date: Date, with_another_child: bool },
    /// A paper of the admission was due and is not there (W3 as a block, `rules.md` 2.7); which one is for the admission file only.
    /// Possible: the paper, or an override.
    PaperOverdue { since: Date },
    /// The certificate was older than two months on the first day of care (T20). Possible: another, signed on `not_before` or later.
    CertificateTooOld { not_before: Date },
}

word_list! {
    /// What would make a refused thing possible; one refusal may have several ways out, the easiest first.
    Remedy {
        /// Another session, half-day or site.
        AnotherSession = "another_session",
        /// A seat given back by another family.
        Cancellation = "cancellation",
        /// Give back the child's own other place first.
        CancelOwnPlace = "cancel_own_place",
        /// Wait until the day [`Refusal::possible_from`] gives.
        LaterDate = "later_date",
        /// A week in which the child has places left.
        AnotherWeek = "another_week",
        /// Another site.
        AnotherSite = "another_site",
        /// A prescriber's referral, accepted by the site.
        Referral = "referral",
        /// A dated situation "employed" or "in training" of a parent.
        Situation = "situation",
        /// Only one of the two half-days.
        HalfDayOnly = "half_day_only",
        /// Other hours.
        OtherHours = "other_hours",
        /// A longer travel.
        LongerTravel = "longer_travel",
        /// The site extends the child's admission.
        Admission = "admission",
        /// Another kind of care.
        AnotherCareKind = "another_care_kind",
        /// A professional of the site asks instead.
        AskTheSite = "ask_the_site",
        /// The site manager overrides the rule, with a reason.
        ManagerOverride = "manager_override",
        /// Ask once more.
        AskAgain = "ask_again",
        /// First steps with the team, one after the other.
        Familiarisation = "familiarisation",
        /// The paper that is missing.
        Paper = "paper",
    }
}

impl Refusal {
    /// What would make it possible, the easiest way first; empty when nothing would (or for refusals that are not about places).
    pub fn remedies(&self) -> &'static [Remedy] {
        match self {
            Self::SeatsFull { .. } => &[Remedy::AnotherSession, Remedy::Cancellation],
            Self::FewerThanTwoStaff { .. } | Self::TooFewStaff { .. } => {
                &[Remedy::AnotherSession, Remedy::Cancellation, Remedy::ManagerOverride]
            }
            Self::ChildAlreadyPlaced { .. } => &[Remedy::AnotherSession, Remedy::CancelOwnPlace],
            Self::TooYoung { .. } => &[Remedy::LaterDate, Remedy::AnotherSite, Remedy::ManagerOverride],
            Self::TooOld { .. } => &[Remedy::AnotherSite, Remedy::ManagerOverride],
            Self::NotReferred => &[Remedy::Referral, Remedy::ManagerOverride],
            Self::FullDayNeedsSituation { .. } => &[Remedy::HalfDayOnly, Remedy::Situation],
            Self::SiteClosed { .. }
            | Self::SessionCancelled { .. }
            | Self::SessionPast { .. }
            | Self::OutsideAuthorisation { .. } => &[Remedy::AnotherSession],
            Self::OutsideHours { .. } => &[Remedy::AnotherSite, Remedy::OtherHours],
            Self::NoticeTooShort { .. } | Self::SessionStarted { .. } | Self::InstantLimit { .. } => {
                &[Remedy::AnotherSession, Remedy::ManagerOverride]
            }
            Self::TooFarAhead { .. } => &[Remedy::LaterDate, Remedy::ManagerOverride],
            Self::FairShareReached { .. } | Self::BabyWeekFull { .. } => {
                &[Remedy::AnotherWeek, Remedy::ManagerOverride]
            }
            Self::CareKindNotOffered { .. } => &[Remedy::AnotherCareKind, Remedy::AnotherSite],
            Self::ProfessionalsOnly => &[Remedy::AskTheSite],
            Self::NotAdmitted { .. } => &[Remedy::Admission],
            Self::NotYetFamiliar { emergency: true, .. } => &[Remedy::ManagerOverride, Remedy::Familiarisation],
            Self::NotYetFamiliar { .. } => &[Remedy::Familiarisation, Remedy::AnotherSite],
            Self::NothingWithinTravel { .. } => &[Remedy::LongerTravel, Remedy::AnotherSession],
            Self::HoldExpired { .. } | Self::ChangedMeanwhile => &[Remedy::AskAgain],
            Self::ReferralExpired => &[Remedy::Referral],
            Self::PaperOverdue { .. } => &[Remedy::Paper, Remedy::ManagerOverride],
            Self::CertificateTooOld { .. } => &[Remedy::Paper],
            _ => &[],
        }
    }
    /// The first day on which this rule alone would no longer refuse: of care (age), or of asking (booking horizon).
    pub fn possible_from(&self) -> Option<Date> {
        match self {
            Self::TooYoung { from, .. } => Some(*from),
            Self::TooFarAhead { opens_on, .. } => Some(*opens_on),
            Self::FairShareReached { week_of, .. } | Self::BabyWeekFull { week_of, .. } => {
                Some(crate::places::days_after(*week_of, 7))
            }
            _ => None,
        }
    }
    /// The rule's code, as in the API.
    pub fn rule(&self) -> String {
        match serde_json::to_value(self) {
            Ok(value) => value.get("rule").and_then(|rule| rule.as_str()).unwrap_or_default().to_owned(),
            Err(_) => String::new(),
        }
    }
    /// The rule's parameters, as in the API.
    pub fn parameters(&self) -> serde_json::Value {
        serde_json::to_value(self)
            .ok()
            .and_then(|mut value| value.get_mut("parameters").map(serde_json::Value::take))
            .unwrap_or_else(|| serde_json::json!({}))
    }
}

/// Something a professional is told but that stops nothing (`rules.md` 7.2).
#[expect(missing_docs, reason = "the variant's sentence names its fields")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", content = "parameters", rename_all = "snake_case")]
pub enum Warning {
    /// Planned presence of the week over 100 % of the weekly capacity (W1, in tenths of a percent).
    WeeklyPresence { week_of: Date, per_mille: i64 },
    /// The child comes less often than the site asks (W14).
    BelowMinimumFrequency { month: Date, booked: i32, minimum: i32 },
    /// Less than 40 % of a month's rostered hours are of the first category (W2, in tenths of a percent).
    FirstCategoryShare { month: Date, tenths: u64 },
    /// Nobody of the first category with the children from `at` on, above 24 places (W6).
    NoFirstCategory {
        date: Date,
        #[serde(with = "crate::time::short_time")]
        at: Time,
    },
    /// A person's check of honorability ends on `due` (W12); `None`: none holds.
    HonorabilityDue { name: String, due: Option<Date> },
    /// No drill in twelve months (W12); `last` is the last one noted.
    NoDrill { last: Option<Date> },
    /// No shelter drill in twelve months (W12).
    NoShelterDrill { last: Option<Date> },
    /// The authorisation ends in less than `months` months (W12: 24, then 12).
    AuthorisationEnds { on: Date, months: i32 },
    /// A person directs more than two micro-crèches (W4, from 1 September 2026).
    DirectsTooMany { name: String, sites: u32 },
    /// The direction of a micro-crèche has less than half of a full time (W4, from 1 September 2026).
    DirectionTooShort { percent: i32 },
    /// The health referent's time of a quarter is short (W5), in minutes.
    HealthReferentShort { quarter: Date, minutes: i32, required: i32 },
    /// One professional alone, not of the first category, from `at` on (W13).
    AloneNotFirstCategory {
        date: Date,
        #[serde(with = "crate::time::short_time")]
        at: Time,
    },
    /// A paper of the child's admission is overdue, or due soon (W3); which one is for the admission file only.
    PaperDue { due: Date, overdue: bool },
}
