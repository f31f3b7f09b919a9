//! What a parent allows: the text that was read to her, in which language, when, and by whom.

use crate::word_list;

word_list! {
    /// What a consent allows.
    ConsentKind {
        /// The referral itself: names, contact and need go to the site.
        Referral = "referral",
        /// The prescriber learns that the child came.
        SharePresence = "share_presence",
        /// Messages about places and appointments.
        Messages = "messages",
    }
}

/// The version of the text read aloud to a parent when she is referred (`consents-referral-text` of `locales/*/consents.ftl`).
pub const REFERRAL_TEXT_VERSION: &str = "2026-11";
