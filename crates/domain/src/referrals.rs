//! A prescriber sends a family to a site: the life of a referral.

use serde::{Deserialize, Serialize};

use crate::{Instant, word_list};

/// Unanswered referrals are reminded every this many days (practice of dora, `peers.md` A 1.4).
pub const REMINDER_DAYS: i64 = 10;
/// Unanswered referrals expire after this many days.
pub const EXPIRY_DAYS: i64 = 30;

word_list! {
    /// Computed from facts, never stored.
    ReferralStatus {
        Sent = "sent", Seen = "seen", Asked = "asked", Accepted = "accepted", Refused = "refused", Expired = "expired",
        FirstAttended = "first_attended", Ended = "ended",
    }
}

word_list! {
    /// What a site answers.
    Decision { Accept = "accept", Refuse = "refuse", Ask = "ask" }
}

word_list! {
    /// Why a site refuses a referral (list of dora, `peers.md` A 1.4, plus the childcare reasons).
    RefusalReason {
        SiteFull = "site_full", AgeOutOfRange = "age_out_of_range", NotEligible = "not_eligible", OutsideTerritory = "outside_territory",
        Unreachable = "unreachable", AbsentAtInterview = "absent_at_interview", InWork = "in_work", InTraining = "in_training",
        NotMobile = "not_mobile", NotInterested = "not_interested", OtherBarriers = "other_barriers", Duplicate = "duplicate",
        HoursDoNotFit = "hours_do_not_fit", Other = "other",
    }
}

word_list! {
    /// How fast a family needs an answer.
    Urgency { Days = "days", Weeks = "weeks", Months = "months" }
}

word_list! {
    /// Something that happened to a referral.
    ReferralEventKind {
        Sent = "sent", Seen = "seen", Reminded = "reminded", Asked = "asked", Replied = "replied", Accepted = "accepted", Refused = "refused",
        Expired = "expired", FirstAttended = "first_attended", Ended = "ended",
    }
}

word_list! {
    /// Why the accompaniment of a referral ended.
    ReferralEndReason {
        Job = "job", Training = "training", RegularPlace = "regular_place", School = "school", Moved = "moved",
        NoLongerWanted = "no_longer_wanted", Unreachable = "unreachable", Other = "other",
    }
}

/// Days during which a prescriber goes on seeing the status of a referral that came to its end.
pub const FOLLOW_DAYS: i32 = 180;
/// Days during which a site goes on seeing a family after the end of the accompaniment (papers, last messages).
pub const CLOSING_DAYS: i32 = 30;

/// The facts a status is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReferralFacts {
    /// When it was sent.
    pub sent_at: Option<Instant>,
    /// When the site first opened it.
    pub seen_at: Option<Instant>,
    /// When the site last asked something that has no reply yet.
    pub asked_at: Option<Instant>,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// When it was refused.
    pub refused_at: Option<Instant>,
    /// When it expired.
    pub expired_at: Option<Instant>,
    /// When the child was first received.
    pub first_attended_at: Option<Instant>,
    /// When the accompaniment ended.
    pub ended_at: Option<Instant>,
}

impl ReferralFacts {
    /// The status these facts amount to.
    pub fn status(&self) -> ReferralStatus {
        if self.ended_at.is_some() {
            ReferralStatus::Ended
        } else if self.first_attended_at.is_some() {
            ReferralStatus::FirstAttended
        } else if self.accepted_at.is_some() {
            ReferralStatus::Accepted
        } else if self.refused_at.is_some() {
            ReferralStatus::Refused
        } else if self.expired_at.is_some() {
            ReferralStatus::Expired
        } else if self.asked_at.is_some() {
            ReferralStatus::Asked
        } else if self.seen_at.is_some() {
            ReferralStatus::Seen
        } else {
            ReferralStatus::Sent
        }
    }
    /// When the status began.
    pub fn since(&self) -> Option<Instant> {
        match self.status() {
            ReferralStatus::Sent => self.sent_at,
            ReferralStatus::Seen => self.seen_at,
            ReferralStatus::Asked => self.asked_at,
            ReferralStatus::Accepted => self.accepted_at,
            ReferralStatus::Refused => self.refused_at,
            ReferralStatus::Expired => self.expired_at,
            ReferralStatus::FirstAttended => self.first_attended_at,
            ReferralStatus::Ended => self.ended_at,
        }
    }
    /// Whether the site still owes an answer.
    pub fn is_open(&self) -> bool {
        matches!(self.status(), ReferralStatus::Sent | ReferralStatus::Seen | ReferralStatus::Asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<Instant> {
        text.parse().ok().map(Instant::new)
    }

    #[test]
    fn the_latest_fact_of_a_referral_s_life_is_its_status() {
        let mut facts = ReferralFacts { sent_at: at("2026-11-02T08:00:00Z"), ..ReferralFacts::default() };
        assert_eq!((facts.status(), facts.is_open()), (ReferralStatus::Sent, true));
        facts.seen_at = at("2026-11-03T08:00:00Z");
        assert_eq!(facts.status(), ReferralStatus::Seen);
        facts.asked_at = at("2026-11-03T09:00:00Z");
        assert_eq!((facts.status(), facts.since()), (ReferralStatus::Asked, facts.asked_at));
        facts.asked_at = None;
        facts.accepted_at = at("2026-11-04T08:00:00Z");
        assert_eq!((facts.status(), facts.is_open()), (ReferralStatus::Accepted, false));
        facts.first_attended_at = at("2026-11-09T08:00:00Z");
        assert_eq!(facts.status(), ReferralStatus::FirstAttended);
        facts.ended_at = at("2027-02-01T08:00:00Z");
        assert_eq!(facts.status(), ReferralStatus::Ended);
    }
}
