//! Messages that leave the house.

use crate::word_list;

word_list! {
    /// How a message leaves.
    Channel {
        /// A text message to a telephone.
        Sms = "sms",
        /// An e-mail.
        Email = "email",
        /// A line for the site: somebody has to call, nothing may be written.
        Call = "call",
    }
}

word_list! {
    /// Why a message is written: what may hold it back, and what may not.
    MessageClass {
        /// She asked for it a moment ago: a link, a code, an answer.
        Asked = "asked",
        /// A place was given, held, offered or lost: it cannot wait for tomorrow.
        Place = "place",
        /// A reminder of something she knows.
        Reminder = "reminder",
        /// The team comes to a family with something new.
        Campaign = "campaign",
        /// To people who work, about what they do.
        Professional = "professional",
    }
}

impl MessageClass {
    /// Whether it is one of those of which a person gets one a day by the same way, none while her family is left alone, and none
    /// once she said stop. What she asked for and what changes her child's place is never among them.
    pub const fn may_wait(self) -> bool {
        matches!(self, Self::Reminder | Self::Campaign)
    }
}

word_list! {
    /// Which message it is. What is written once to somebody by hand is none of these.
    MessageTemplate {
        /// The link to her pages.
        ParentLink = "parent_link",
        /// The same, saying nothing of what it is.
        ParentLinkNeutral = "parent_link_neutral",
        /// A line for the site: nothing may be written to this parent.
        ParentCall = "parent_call",
        /// To the site: somebody answered that the number is not the parent's.
        NumberClosed = "parent_number_closed",
        /// A seat that became free is held for her child.
        PlaceOffer = "place_offer",
        /// A professional asked for a place: seats are held.
        PlaceAsked = "place_asked",
        /// A professional took the place for her.
        PlaceTaken = "place_taken",
        /// The place a professional took is given back.
        PlaceTakenBack = "place_taken_back",
        /// A place is lost: the session does not take place.
        PlaceCancelled = "place_cancelled",
        /// The places of a week.
        PlanPlaces = "plan_places",
        /// No place in this week.
        PlanNotYet = "plan_not_yet",
        /// A promised place is confirmed.
        PromiseGiven = "promise_given",
        /// A promised place is lost.
        PromiseBroken = "promise_broken",
        /// A paper is missing.
        PaperReminder = "paper_reminder",
        /// A place in some days: does she come?
        PlaceReminder = "place_reminder",
        /// The same, saying nothing of a child or a place.
        PlaceReminderNeutral = "place_reminder_neutral",
        /// To a site: a family is referred.
        ReferralSent = "referral_sent",
        /// To a site: a referral waits.
        ReferralReminder = "referral_reminder",
        /// To who referred: it has arrived.
        ReferralReceipt = "referral_receipt",
        /// To who referred: accepted.
        ReferralAccepted = "referral_accepted",
        /// To who referred: refused.
        ReferralRefused = "referral_refused",
        /// To who referred: the site asks something.
        ReferralAsked = "referral_asked",
        /// To the site: the answer to what it asked.
        ReferralReplied = "referral_replied",
        /// To who referred: nobody answered in time.
        ReferralExpired = "referral_expired",
        /// To the parent: somebody answered; not what.
        ReferralParentNeutral = "referral_parent_neutral",
        /// To the parent: the site says yes.
        ReferralParentAccepted = "referral_parent_accepted",
        /// To the parent: the site says no.
        ReferralParentRefused = "referral_parent_refused",
        /// To who referred: a place is promised.
        ReferralPlacePromised = "referral_place_promised",
        /// To who referred: the promised place is lost.
        ReferralPlaceBroken = "referral_place_broken",
        /// To who referred: the place is confirmed.
        ReferralPlaceConfirmed = "referral_place_confirmed",
        /// An invitation to an account.
        Invitation = "invitation",
    }
}

impl MessageTemplate {
    /// Why it is written.
    pub const fn class(self) -> MessageClass {
        match self {
            Self::ParentLink | Self::ParentLinkNeutral | Self::ParentCall => MessageClass::Asked,
            Self::PaperReminder | Self::PlaceReminder | Self::PlaceReminderNeutral => MessageClass::Reminder,
            Self::PlaceOffer
            | Self::PlaceAsked
            | Self::PlaceTaken
            | Self::PlaceTakenBack
            | Self::PlaceCancelled
            | Self::PlanPlaces
            | Self::PlanNotYet
            | Self::PromiseGiven
            | Self::PromiseBroken
            | Self::ReferralParentNeutral
            | Self::ReferralParentAccepted
            | Self::ReferralParentRefused => MessageClass::Place,
            Self::NumberClosed
            | Self::ReferralSent
            | Self::ReferralReminder
            | Self::ReferralReceipt
            | Self::ReferralAccepted
            | Self::ReferralRefused
            | Self::ReferralAsked
            | Self::ReferralReplied
            | Self::ReferralExpired
            | Self::ReferralPlacePromised
            | Self::ReferralPlaceBroken
            | Self::ReferralPlaceConfirmed
            | Self::Invitation => MessageClass::Professional,
        }
    }
}

word_list! {
    /// Where a message is, read off what is known of it.
    MessageProgress {
        /// It has not been handed over yet.
        Waiting = "waiting",
        /// It was handed over; the answer is not there yet.
        HandedOver = "handed_over",
        /// The gateway or mail server took it.
        Sent = "sent",
        /// Nobody knows whether it was taken: a person looks, no program tries again.
        Unknown = "unknown",
        /// It is on the telephone.
        Delivered = "delivered",
        /// It did not arrive and will not.
        Failed = "failed",
        /// It was not sent, on purpose.
        Dropped = "dropped",
    }
}

word_list! {
    /// Why a message was not sent, on purpose.
    DropReason {
        /// It would have come too late to be of use.
        TooLate = "too_late",
        /// She said stop.
        OptedOut = "opted_out",
        /// The team leaves her family alone for a while.
        Paused = "paused",
        /// Somebody answered that the number is not hers.
        NumberClosed = "number_closed",
        /// She may only be called.
        CallOnly = "call_only",
        /// What it was about is no longer.
        Outdated = "outdated",
    }
}

word_list! {
    /// What a gateway tells of a message afterwards.
    ReceiptKind {
        /// It is on the telephone.
        Delivered = "delivered",
        /// It did not arrive and will not.
        Failed = "failed",
    }
}

word_list! {
    /// When a parent is reminded of a place. Two reminders beat either alone (4.4 % missed against 5.8 % and 5.3 %).
    ReminderDay {
        /// Three days before, in the morning.
        ThreeDays = "three_days",
        /// The evening before.
        Eve = "eve",
    }
}

impl ReminderDay {
    /// Days before the place.
    pub const fn days(self) -> i32 {
        match self {
            Self::ThreeDays => 3,
            Self::Eve => 1,
        }
    }
    /// The hour at which it leaves, by the site's clock. Assumed.
    pub const fn hour(self) -> i8 {
        match self {
            Self::ThreeDays => 10,
            Self::Eve => 18,
        }
    }
}

word_list! {
    /// How a family will come: who has planned the way comes more often.
    Travel {
        /// By bus or train.
        Bus = "bus",
        /// On foot.
        Walk = "walk",
        /// By car.
        Car = "car",
        /// Somebody brings the child.
        Someone = "someone",
    }
}

/// Hours of the day within which what may wait is sent: nobody is woken by a reminder. Assumed.
pub const WAKING_HOURS: (i8, i8) = (8, 20);

/// Letters and digits in a row from which a part of an address is taken for a secret: tokens have 32, codes of a page far fewer.
const SECRET_LENGTH: usize = 20;

/// A text with the secret parts of its links left out, as it may be kept once it has left: whoever reads it later follows nothing.
pub fn without_secrets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = [rest.find("http://"), rest.find("https://")].into_iter().flatten().min() {
        let (before, link) = rest.split_at(at);
        let end = link.find(char::is_whitespace).unwrap_or(link.len());
        let (link, after) = link.split_at(end);
        kept.push_str(before);
        for (place, part) in link.split('/').enumerate() {
            if place > 0 {
                kept.push('/');
            }
            // Scheme and host stand first: they are never secret, however long.
            kept.push_str(&if place < 3 { part.to_owned() } else { without_secret(part) });
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// A part of an address with each long run of letters and digits left out.
fn without_secret(part: &str) -> String {
    part.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric())
        .map(|run| {
            let word = run.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
            if word.len() < SECRET_LENGTH { run.to_owned() } else { format!("…{}", &run[word.len()..]) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_has_left_is_kept_without_its_token() {
        let token = crate::links::token_text(&[7; 20]);
        assert_eq!(
            without_secrets(&format!(
                "Les Marronniers : https://m.fr/l/{token}. À bientôt, https://m.fr/x?key={token}"
            )),
            "Les Marronniers : https://m.fr/l/…. À bientôt, https://m.fr/x?key=…"
        );
    }

    #[test]
    fn words_hosts_and_addresses_without_a_secret_stay() {
        let text = "Anticonstitutionnellement : https://a-very-long-name-of-a-host.example.org/referrals/0198a3c4-0000-7000-8000-000000000001 (12)";
        assert_eq!(without_secrets(text), text);
    }
}
