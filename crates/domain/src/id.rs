//! Identifiers: one type an entity, so that a child's id cannot be given where a site's is wanted.

use std::borrow::Cow;

use uuid::Uuid;

use crate::words::Word;

/// An identifier type: a UUIDv7 under a name of its own.
pub trait Id: Word + Copy + Ord {
    /// Wraps a UUID.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The UUID inside.
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);
        impl Id for $name {
            fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            fn uuid(self) -> Uuid { self.0 }
        }
        impl Word for $name {
            fn text(&self) -> Cow<'_, str> { Cow::Owned(self.0.hyphenated().to_string()) }
            fn read(text: &str) -> Option<Self> {
                if text.len() == 36 { Uuid::try_parse(text).ok().map(Self) } else { None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.hyphenated().fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = crate::words::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Self::read(text).ok_or(crate::words::UnknownWord) }
        }
    )+};
}

ids! {
    /// Anybody with accounts: operator, prescriber, funder, municipality.
    OrganisationId,
    /// A person with an account (professional).
    PersonId,
    /// A person's role in an organisation.
    MembershipId,
    /// An invitation to become a member.
    InvitationId,
    /// One childcare service with one authorisation.
    SiteId,
    /// An address where a site receives children.
    PremisesId,
    /// The legal act that allows a site to open.
    AuthorisationId,
    /// Weekday × period kind × hours × premises × seats.
    OpeningRuleId,
    /// A dated exception to the opening rules.
    ClosureId,
    /// A dated set of a site's booking rules.
    SitePolicyId,
    /// A school-holiday period of a zone or a site.
    SchoolHolidayId,
    /// Site × premises × date × half-day: the unit that is planned.
    SessionId,
    /// The household that is accompanied.
    FamilyId,
    /// An adult of a family.
    ParentId,
    /// A child of a family.
    ChildId,
    /// A dated fact on a parent.
    SituationId,
    /// A family's relation to an organisation, a site or a person.
    LinkId,
    /// A prescriber sends a family to a site.
    ReferralId,
    /// Something that happened to a referral.
    ReferralEventId,
    /// A child is taken in by a site.
    AdmissionId,
    /// What a family needs.
    PlaceRequestId,
    /// A seat of a session taken for a child: a hold until it is confirmed, then a booking.
    BookingId,
    /// What a family answered for a place.
    PlaceAnswerId,
    /// An arrival, departure or absence.
    AttendanceFactId,
    /// A message that leaves the system (or the demo's outbox page).
    MessageId,
    /// Work to do after a commit.
    JobId,
    /// A line of the audit.
    AuditId,
    /// A token of the API.
    ApiTokenId,
    /// A link sent to somebody, carrying one narrow right.
    LinkTokenId,
    /// A dated value of the parameter table.
    ParameterId,
    /// What a parent allows to be shared.
    ConsentId,
    /// A version of what half-days are worth.
    PlanWeightsId,
    /// How a site shares out its weeks from one of them on.
    PlanRuleId,
    /// A question about plans that is answered in the background.
    PlanStudyId,
    /// A run of the planner over one week of some sites.
    PlanRunId,
    /// A place a run proposes.
    PlanBookingId,
    /// A request a run does not serve.
    PlanRefusalId,
    /// What a family was promised before its half-day is known.
    PlanPromiseId,
    /// A free seat put to a family beside others.
    SeatOfferId,
    /// The families that were asked together for one seat.
    OfferRoundId,
    /// A tablet that was paired to a site.
    TabletId,
    /// What was noted of a child's day: a meal, sleep, a sentence.
    CareNoteId,
    /// A count of the heads, at any moment, in a drill, at the end of the day.
    HeadCountId,
    /// Somebody who may, or may not, fetch a child.
    PickUpPersonId,
    /// A template of familiarisation steps.
    FamiliarisationTemplateId,
    /// The familiarisation of a child at a site.
    FamiliarisationId,
    /// A step of it.
    FamiliarisationStepId,
    /// A visit: a step at a session.
    FamiliarisationVisitId,
    /// Somebody who looks after the children, with or without an account.
    StaffMemberId,
    /// A dated fact on a member of the staff: a qualification, a check, a contract, an absence.
    StaffFactId,
    /// Somebody works at some premises from a time to another.
    ShiftId,
    /// Shifts that were added and taken away together: what can be undone.
    RosterChangeId,
    /// How a site counts its adults from one day on.
    RatioSettingId,
    /// A week's sheet of presence over capacity, kept for control.
    SurplusSheetId,
    /// How long after its session a child who was not noted as fetched is closed by rule.
    ClosingSettingId,
    /// An evacuation or shelter drill.
    DrillId,
    /// Children and adults who leave the house together for a while.
    OutingId,
    /// A person's share of the direction of a site.
    DirectionId,
    /// Time the health referent gave to a site.
    HealthReferentTimeId,
    /// Something that was seen, answered or said of a child's admission file.
    PaperId,
    /// What a site asks for at admission, from one day on.
    PaperSettingId,
    /// What the team on duty must know of a child's health.
    HealthCardId,
}

/// Where new identifiers come from; passed in, so that a test or the demo can repeat itself.
pub trait IdSource: Send + Sync {
    /// A new UUIDv7 for this instant.
    fn next(&self, now: crate::Instant) -> Uuid;
    /// Fills the buffer with random bytes (for secret tokens).
    fn random_bytes(&self, buffer: &mut [u8]);
}
