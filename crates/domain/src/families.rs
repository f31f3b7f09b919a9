//! Families, parents, children and their dated situations.

use crate::word_list;

word_list! {
    /// A dated fact on a parent.
    SituationKind {
        JobSeeker = "job_seeker", Employed = "employed", InTraining = "in_training", Rsa = "rsa", LoneParent = "lone_parent",
        Qpv = "qpv", LongTermUnemployed = "long_term_unemployed", Disability = "disability", Inactive = "inactive",
    }
}

impl SituationKind {
    /// Whether this situation opens full days where the site asks for one (scheme S3).
    pub const fn opens_full_days(self) -> bool {
        matches!(self, Self::Employed | Self::InTraining)
    }
}

word_list! {
    /// How a family may safely be contacted.
    SafeContact {
        /// No known danger.
        Normal = "normal",
        /// Somebody else may read the messages: neutral text only.
        Neutral = "neutral",
        /// No written message at all.
        CallOnly = "call_only",
    }
}

word_list! {
    /// Languages of families, by ISO code. Interfaces exist for some; professionals see the wish for all.
    SpokenLanguage {
        French = "fr", English = "en", Arabic = "ar", Dari = "fa-AF", Pashto = "ps", Ukrainian = "uk", Turkish = "tr",
        Portuguese = "pt", Tigrinya = "ti", Russian = "ru", Spanish = "es", Romanian = "ro", Albanian = "sq", Georgian = "ka",
        Other = "other",
    }
}

word_list! {
    /// Why a family is linked to an organisation, a site or a person.
    LinkKind {
        /// The family itself (person = none, the parents' pages).
        Parent = "parent",
        /// A prescriber organisation referred the family.
        Referral = "referral",
        /// The referral waits at a site or was accepted there.
        Admission = "admission",
        /// A counsellor follows the parent.
        Caseload = "caseload",
        /// A person named for a protected family.
        Named = "named",
    }
}

impl SafeContact {
    /// The more careful of two: what is known of a danger is never forgotten because somebody else did not know it.
    #[must_use]
    pub fn safer(self, other: Self) -> Self {
        self.max(other)
    }
}

/// A value only persons named for a protected family may read: it cannot be printed, logged or serialised by mistake.
///
/// Opening it says so in the code, and the function that hands it out writes an audit line.
#[derive(Clone, PartialEq, Eq)]
pub struct Shielded<T>(T);

impl<T> Shielded<T> {
    /// Puts a value behind the shield.
    pub const fn new(value: T) -> Self {
        Self(value)
    }
    /// Opens the shield, for a person whose right to see was checked and written down.
    pub fn open(self) -> T {
        self.0
    }
}

impl<T> std::fmt::Debug for Shielded<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shielded")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_danger_once_known_is_not_forgotten() {
        assert_eq!(SafeContact::CallOnly.safer(SafeContact::Normal), SafeContact::CallOnly);
        assert_eq!(SafeContact::Normal.safer(SafeContact::Neutral), SafeContact::Neutral);
    }

    #[test]
    fn a_shielded_address_does_not_reach_a_log() {
        assert_eq!(format!("{:?}", Shielded::new("4 rue des Lilas")), "Shielded");
    }
}
