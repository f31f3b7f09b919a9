//! Messages in one language: the loaded Fluent files, and what their variables take.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::Language;

include!(concat!(env!("OUT_DIR"), "/text.rs"));

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_DIRECTIONAL_ISOLATE: char = '\u{2069}';
/// The no-break space of French typography.
pub(crate) const NO_BREAK_SPACE: char = '\u{a0}';

/// Every message of the screens in one language. One method per message; see the crate's documentation.
///
/// What a message is given is isolated from the direction of the text around it, so that an Arabic name in a French sentence, or a
/// French address in an Arabic one, leaves the punctuation where it belongs. The invisible marks are left out of a French or English
/// sentence in which nothing is written from right to left: there they would change nothing but the length of an SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Text {
    language: Language,
}

/// What a variable of a message takes: a text, or an integer that chooses the plural.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text, shown as it is.
    Text(String),
    /// An integer.
    Integer(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<Cow<'_, str>> for Value {
    fn from(text: Cow<'_, str>) -> Self {
        Self::Text(text.into_owned())
    }
}
macro_rules! integers {
    ($($small:ty),+; $($large:ty),+) => {
        $(impl From<$small> for Value {
            fn from(integer: $small) -> Self { Self::Integer(i64::from(integer)) }
        }
        impl From<&$small> for Value {
            fn from(integer: &$small) -> Self { Self::Integer(i64::from(*integer)) }
        })+
        $(impl From<$large> for Value {
            fn from(integer: $large) -> Self { Self::Integer(i64::try_from(integer).unwrap_or(i64::MAX)) }
        }
        impl From<&$large> for Value {
            fn from(integer: &$large) -> Self { Self::from(*integer) }
        })+
    };
}
integers!(i8, i16, i32, i64, u8, u16, u32; u64, usize, isize);

impl Text {
    /// The messages in a language.
    pub const fn new(language: Language) -> Self {
        Self { language }
    }
    /// The language.
    pub const fn language(self) -> Language {
        self.language
    }
    /// Whether this language itself has the message (what it borrows from French does not count).
    pub fn has(&self, id: &str) -> bool {
        bundle(self.language).has_message(id)
    }
    /// The message of one word of a domain list, `{prefix}-{word}` with `-` for `_`: `text.word("seat-class", class.as_str())`.
    ///
    /// A word without a message is shown as it is.
    pub fn word(&self, prefix: &str, word: &str) -> String {
        self.find(&format!("{prefix}-{}", word.replace('_', "-"))).unwrap_or_else(|| word.to_owned())
    }
    /// A message without variables by its id, where the id is data (validation codes); prefer the message's own method.
    pub fn find(&self, id: &str) -> Option<String> {
        self.format::<0>(id, []).ok()
    }
    /// Formats a message; the build has checked that it exists and takes these variables.
    fn message<const N: usize>(&self, id: &str, arguments: [(&'static str, Value); N]) -> String {
        self.format(id, arguments).unwrap_or_else(|text| text)
    }

    /// `Err` holds what could be made of a message that is missing or incomplete.
    fn format<const N: usize>(&self, id: &str, arguments: [(&'static str, Value); N]) -> Result<String, String> {
        let borrowed = self.language != Language::French && !self.has(id);
        let language = if borrowed { Language::French } else { self.language };
        let bundle = bundle(language);
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            return Err(id.to_owned());
        };
        let mut values = FluentArgs::with_capacity(N);
        for (name, value) in arguments {
            values.set(
                name,
                match value {
                    Value::Text(text) => FluentValue::from(without_overrides(text)),
                    Value::Integer(integer) => FluentValue::from(integer),
                },
            );
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors);
        let text = if self.language == Language::Arabic {
            // A French sentence on an Arabic page keeps its full stop at its own end.
            if borrowed { isolate(&text) } else { text.into_owned() }
        } else {
            drop_idle_marks(&text)
        };
        if errors.is_empty() { Ok(text) } else { Err(text) }
    }

    /// A text for display inside a text of this language, isolated where direction matters.
    pub(crate) fn isolated(self, text: &str) -> String {
        if self.language == Language::Arabic || has_right_to_left(text) { isolate(text) } else { text.to_owned() }
    }
}

/// Takes the isolation marks away: for a whole that is made of one language's own words and digits.
pub(crate) fn without_marks(text: &str) -> String {
    text.chars().filter(|letter| !matches!(*letter, FIRST_STRONG_ISOLATE | POP_DIRECTIONAL_ISOLATE)).collect()
}

/// Marks that turn or force the direction of what follows have no place in a name; one left open would turn the sentence.
fn without_overrides(text: String) -> String {
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}' | '\u{2067}');
    if text.contains(turns) { text.replace(turns, "") } else { text }
}

fn isolate(text: &str) -> String {
    format!("{FIRST_STRONG_ISOLATE}{text}{POP_DIRECTIONAL_ISOLATE}")
}

fn drop_idle_marks(text: &str) -> String {
    if has_right_to_left(text) { text.to_owned() } else { without_marks(text) }
}

/// Whether a letter is of the scripts written from right to left (Hebrew to Arabic Extended, their presentation forms, and the
/// right-to-left supplementary block).
fn has_right_to_left(text: &str) -> bool {
    text.chars().any(|letter| {
        matches!(letter, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
}

/// A whole number in Western digits, grouped by three from five digits on.
pub(crate) fn grouped(integer: i64, language: Language) -> String {
    let digits = integer.unsigned_abs().to_string();
    let sign = if integer < 0 { "\u{2212}" } else { "" };
    if digits.len() < 5 {
        return format!("{sign}{digits}");
    }
    let separator = match language {
        Language::French => NO_BREAK_SPACE,
        Language::English | Language::Arabic => ',',
    };
    let mut out = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 3]> = LazyLock::new(|| {
    [load(Language::French, FRENCH), load(Language::English, ENGLISH), load(Language::Arabic, ARABIC)]
});

fn bundle(language: Language) -> &'static Bundle {
    let [french, english, arabic] = &*BUNDLES;
    match language {
        Language::French => french,
        Language::English => english,
        Language::Arabic => arabic,
    }
}

fn load(language: Language, sources: &[&str]) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language.identifier()]);
    bundle.set_use_isolating(true);
    bundle.set_transform(match language {
        Language::French => Some(french_typography),
        Language::English => Some(apostrophes),
        Language::Arabic => None,
    });
    bundle.set_formatter(Some(match language {
        Language::French => |value, _| integer_text(value, Language::French),
        Language::English => |value, _| integer_text(value, Language::English),
        Language::Arabic => |value, _| integer_text(value, Language::Arabic),
    }));
    for source in sources {
        // The build has read the same text without an error; what an error leaves is still the readable part.
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Integers reach Fluent as floating-point numbers without a fraction.
#[expect(clippy::cast_possible_truncation, reason = "the value was made from an integer")]
fn integer_text(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number)
            if number.options.minimum_fraction_digits.is_none() && number.value.fract() == 0.0 =>
        {
            Some(grouped(number.value as i64, language))
        }
        _ => None,
    }
}

/// The spaces and apostrophes of French: no-break spaces before `: ; ? ! » % €` and after `«`, `’` between letters.
pub(crate) fn french_typography(text: &str) -> Cow<'_, str> {
    let spaced = if text.contains(' ') {
        let mut out = String::with_capacity(text.len() + 8);
        let mut letters = text.chars().peekable();
        let mut before = None;
        while let Some(letter) = letters.next() {
            let no_break = letter == ' '
                && (before == Some('«') || matches!(letters.peek(), Some(':' | ';' | '?' | '!' | '»' | '%' | '€')));
            out.push(if no_break { NO_BREAK_SPACE } else { letter });
            before = Some(letter);
        }
        Cow::Owned(out)
    } else {
        Cow::Borrowed(text)
    };
    match apostrophes(&spaced) {
        Cow::Borrowed(_) => spaced,
        Cow::Owned(text) => Cow::Owned(text),
    }
}

/// `'` after a letter becomes `’`.
fn apostrophes(text: &str) -> Cow<'_, str> {
    if !text.contains('\'') {
        return Cow::Borrowed(text);
    }
    let mut before = ' ';
    Cow::Owned(
        text.chars()
            .map(|letter| {
                let shown = if letter == '\'' && before.is_alphabetic() { '’' } else { letter };
                before = letter;
                shown
            })
            .collect(),
    )
}
