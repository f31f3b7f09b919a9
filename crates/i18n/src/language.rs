//! The languages of the screens.

use unic_langid::LanguageIdentifier;

domain::word_list! {
    /// A language of the screens. What families speak is [`domain::families::SpokenLanguage`].
    Language { French = "fr", English = "en", Arabic = "ar" }
}

impl Language {
    /// The value of the `dir` attribute.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::French | Self::English => "ltr",
            Self::Arabic => "rtl",
        }
    }
    /// The language's name in itself, for the list of languages.
    pub const fn native_name(self) -> &'static str {
        match self {
            Self::French => "Français",
            Self::English => "English",
            Self::Arabic => "العربية",
        }
    }
    /// Whether somebody who speaks the language has read the whole translation; the screen says so when not.
    pub const fn is_reviewed(self) -> bool {
        !matches!(self, Self::Arabic)
    }
    /// The best language for an `Accept-Language` header; French when nothing fits.
    pub fn negotiate(accept_language_header: &str) -> Self {
        let mut best = None;
        // A header is short; what follows the thirtieth language is noise.
        for part in accept_language_header.split(',').take(30) {
            let (tag, quality) = match part.split_once(';') {
                Some((tag, quality)) => {
                    (tag, quality.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok()).unwrap_or(0.0))
                }
                None => (part, 1.0),
            };
            let primary = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
            let known = Self::ALL.iter().copied().find(|language| language.as_str() == primary);
            if let Some(language) = known
                && quality > 0.0
                && best.is_none_or(|(_, most)| quality > most)
            {
                best = Some((language, quality));
            }
        }
        best.map_or(Self::French, |(language, _)| language)
    }
    /// The identifier Fluent chooses plural rules by.
    pub(crate) fn identifier(self) -> LanguageIdentifier {
        self.as_str().parse().unwrap_or_default()
    }
}
