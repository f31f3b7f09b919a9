//! Links sent to somebody's phone or mailbox: each carries one narrow right, for a while.

use crate::word_list;

word_list! {
    /// What a link opens.
    LinkPurpose {
        /// A parent's own page.
        ParentHome = "parent_home",
        /// Seats held for a child, to choose from.
        ChoosePlace = "choose_place",
        /// One booking, to confirm or give back.
        ConfirmBooking = "confirm_booking",
        /// One referral, to answer without an account.
        AnswerReferral = "answer_referral",
        /// One referral's status, for who sent it without an account.
        FollowReferral = "follow_referral",
    }
}

impl LinkPurpose {
    /// Whether the browser that opened the link may open it again; otherwise it opens once.
    pub const fn reopens(self) -> bool {
        !matches!(self, Self::AnswerReferral)
    }
    /// Whether the link opens a parent's pages.
    pub const fn is_for_a_parent(self) -> bool {
        matches!(self, Self::ParentHome | Self::ChoosePlace | Self::ConfirmBooking)
    }
    /// How long the link may be opened, in hours: a month for a parent, as long as a referral waits otherwise.
    pub const fn hours(self) -> i64 {
        30 * 24
    }
}

word_list! {
    /// What became of a link that was to be sent to a parent.
    LinkSending {
        /// A message left.
        Sent = "sent",
        /// The parent takes no written message: the site was asked to call.
        CallOnly = "call_only",
        /// No telephone number is known.
        NoPhone = "no_phone",
        /// Somebody answered that the number is not the parent's.
        NumberClosed = "number_closed",
        /// Enough links were sent within the hour.
        TooMany = "too_many",
    }
}

/// Links one telephone number may be sent within an hour.
pub const MOST_LINKS_AN_HOUR: i64 = 3;

const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// Writes random bytes as a link's token: letters and digits that survive an SMS and a dictation, five bits each.
pub fn token_text(random: &[u8]) -> String {
    let mut out = String::with_capacity(random.len() * 8 / 5);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in random {
        bits = (bits << 8) | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            out.push(char::from(ALPHABET[(bits >> count & 31) as usize]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_keeps_every_bit_of_its_bytes() {
        let token = token_text(&[0xff; 20]);
        assert_eq!(token.len(), 32, "160 bits, five a character");
        assert_eq!(token, "9".repeat(32));
        assert_ne!(token_text(&[1; 20]), token_text(&[2; 20]));
        assert!(token_text(&[7; 20]).bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    }

    #[test]
    fn characters_that_are_mistaken_for_one_another_do_not_occur() {
        assert!(!ALPHABET.iter().any(|byte| b"il1o".contains(byte)));
        let mut sorted = ALPHABET.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), 32);
    }
}
