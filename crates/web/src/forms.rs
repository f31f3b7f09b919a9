//! Forms of pages: every field is read into a value of its type, or its problem is kept; the form comes back filled.
//!
//! ```text
//! let mut read = submitted.read();
//! let name = read.text("name", 120);
//! let from = read.date("from");
//! let purpose = read.word::<Purpose>("purpose");
//! read.finish()?;                       // 422 with every problem, or unknown fields
//! let command = Command { name: name.take()?, … };
//! ```

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use db::idempotency::Key;
use domain::{Date, Time, Word};
use i18n::Text;

use crate::guard::Caller;
use crate::problem::{FieldProblem, Problem};
use crate::shared::view;

/// Most bytes a form or a command may have.
pub const MOST_BYTES: usize = 256 * 1024;

/// A form that was sent: its fields as they came, and its idempotency key (field `key`).
#[derive(Debug, Clone)]
pub struct Submitted {
    fields: Vec<(String, String)>,
    key: Option<Key>,
}

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let actor = actor_of(&request);
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let body = Bytes::from_request(request, state).await.map_err(|_| Problem::too_large())?;
        let text = std::str::from_utf8(&body).map_err(|_| Problem::field("", "not_utf8"))?;
        let fields: Vec<(String, String)> = parse_form(text);
        if fields.iter().any(|(_, value)| value.contains('\0')) {
            return Err(Problem::field("", "null_character"));
        }
        let key = fields
            .iter()
            .find(|(name, value)| name == "key" && (8..=100).contains(&value.len()))
            .map(|(_, key)| Key::new(key.clone(), actor, &method, &path, &body));
        Ok(Self { fields, key })
    }
}

/// Under which name the keys of this caller are kept apart from others'.
pub(crate) fn actor_of(request: &Request) -> String {
    request.extensions().get::<Caller>().map_or_else(
        || "public".to_owned(),
        |caller| match (caller.actor.person, caller.actor.parent) {
            (Some(person), _) => format!("person {person}"),
            (None, Some((parent, _))) => format!("parent {parent}"),
            (None, None) => {
                caller.actor.tablet.map_or_else(|| "public".to_owned(), |tablet| format!("tablet {tablet}"))
            }
        },
    )
}

pub(crate) fn parse_form(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    let bytes = spaced.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let escaped = (bytes[index] == b'%')
            .then(|| spaced.get(index + 1..index + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escaped {
            Some(byte) => {
                out.push(byte);
                index += 3;
            }
            None => {
                out.push(bytes[index]);
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Percent-encodes a text for a query's value.
pub fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

impl Submitted {
    /// A form not yet sent, with first values.
    pub fn prefilled(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { fields: fields.into_iter().collect(), key: None }
    }
    /// The form's key: same key, same effect.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }
    /// The value of a field as it was sent, for a form that comes back.
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }
    /// Every value sent under a name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }
    /// Starts reading.
    pub fn read(&self) -> Reader<'_> {
        Reader { submitted: self, known: vec!["key".to_owned()], problems: Vec::new() }
    }
}

/// A field's value, or nothing: its problem is kept in the [`Reader`].
#[derive(Debug, Clone)]
pub struct Read<T>(Option<T>);

impl<T> Read<T> {
    /// The value; call after [`Reader::finish`] said that all is well.
    pub fn take(self) -> Result<T, Problem> {
        self.0.ok_or_else(|| Problem::broken("a field taken without finish"))
    }
    /// The value, if the field was well.
    pub fn peek(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

/// Reads fields one after the other and keeps what is wrong with them.
pub struct Reader<'a> {
    submitted: &'a Submitted,
    known: Vec<String>,
    problems: Vec<FieldProblem>,
}

impl Reader<'_> {
    fn raw(&mut self, name: &str) -> String {
        self.known.push(name.to_owned());
        self.submitted.value(name).trim().to_owned()
    }
    /// Notes that something is wrong with a field.
    pub fn problem(&mut self, name: &str, code: &str) {
        self.problems.push(FieldProblem { field: name.to_owned(), code: code.to_owned(), message: String::new() });
    }
    fn parsed<T>(&mut self, name: &str, code: &str, parse: impl FnOnce(&str) -> Option<T>) -> Read<T> {
        let raw = self.raw(name);
        if raw.is_empty() {
            self.problem(name, "required");
            return Read(None);
        }
        let value = parse(&raw);
        if value.is_none() {
            self.problem(name, code);
        }
        Read(value)
    }
    fn parsed_optional<T>(&mut self, name: &str, code: &str, parse: impl FnOnce(&str) -> Option<T>) -> Read<Option<T>> {
        let raw = self.raw(name);
        if raw.is_empty() {
            return Read(Some(None));
        }
        let value = parse(&raw);
        if value.is_none() {
            self.problem(name, code);
        }
        Read(value.map(Some))
    }
    /// A text of one line or several, at most `most` characters.
    pub fn text(&mut self, name: &str, most: usize) -> Read<String> {
        self.parsed(name, "too_long", |raw| (raw.chars().count() <= most).then(|| raw.to_owned()))
    }
    /// A password: taken as it was typed, spaces included.
    pub fn secret(&mut self, name: &str) -> Read<String> {
        self.known.push(name.to_owned());
        let raw = self.submitted.value(name);
        let code = match raw.chars().count() {
            0 => "required",
            1..=1000 => return Read(Some(raw.to_owned())),
            _ => "too_long",
        };
        self.problem(name, code);
        Read(None)
    }
    /// A text that may be empty.
    pub fn optional_text(&mut self, name: &str, most: usize) -> Read<Option<String>> {
        self.parsed_optional(name, "too_long", |raw| (raw.chars().count() <= most).then(|| raw.to_owned()))
    }
    /// A date.
    pub fn date(&mut self, name: &str) -> Read<Date> {
        self.parsed(name, "not_a_date", civil_date)
    }
    /// A date that may be empty.
    pub fn optional_date(&mut self, name: &str) -> Read<Option<Date>> {
        self.parsed_optional(name, "not_a_date", civil_date)
    }
    /// A time of day.
    pub fn time(&mut self, name: &str) -> Read<Time> {
        self.parsed(name, "not_a_time", Time::read)
    }
    /// A time of day that may be empty.
    pub fn optional_time(&mut self, name: &str) -> Read<Option<Time>> {
        self.parsed_optional(name, "not_a_time", Time::read)
    }
    /// A whole number between two bounds.
    pub fn number(&mut self, name: &str, range: std::ops::RangeInclusive<i32>) -> Read<i32> {
        self.parsed(name, "not_in_range", |raw| raw.parse().ok().filter(|number| range.contains(number)))
    }
    /// A whole number that may be empty.
    pub fn optional_number(&mut self, name: &str, range: std::ops::RangeInclusive<i32>) -> Read<Option<i32>> {
        self.parsed_optional(name, "not_in_range", |raw| raw.parse().ok().filter(|number| range.contains(number)))
    }
    /// A word of a closed list, or an id.
    pub fn word<W: Word>(&mut self, name: &str) -> Read<W> {
        self.parsed(name, "not_a_choice", W::read)
    }
    /// A word or an id that may be empty.
    pub fn optional_word<W: Word>(&mut self, name: &str) -> Read<Option<W>> {
        self.parsed_optional(name, "not_a_choice", W::read)
    }
    /// Several words under one name (boxes).
    pub fn words<W: Word>(&mut self, name: &str) -> Read<Vec<W>> {
        self.known.push(name.to_owned());
        let raws: Vec<&str> = self
            .submitted
            .fields
            .iter()
            .filter(|(field, _)| field == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
            .collect();
        let values: Vec<W> = raws.iter().filter_map(|raw| W::read(raw)).collect();
        if values.len() != raws.len() {
            self.problem(name, "not_a_choice");
            return Read(None);
        }
        Read(Some(values))
    }
    /// A box that is ticked or not.
    pub fn ticked(&mut self, name: &str) -> bool {
        !self.raw(name).is_empty()
    }
    /// An e-mail address, in lower case.
    pub fn email(&mut self, name: &str) -> Read<String> {
        self.parsed(name, "not_an_email", email)
    }
    /// An e-mail address that may be empty.
    pub fn optional_email(&mut self, name: &str) -> Read<Option<String>> {
        self.parsed_optional(name, "not_an_email", email)
    }
    /// A telephone number, in the form `+33612345678`.
    pub fn phone(&mut self, name: &str) -> Read<String> {
        self.parsed(name, "not_a_phone", phone)
    }
    /// A telephone number that may be empty.
    pub fn optional_phone(&mut self, name: &str) -> Read<Option<String>> {
        self.parsed_optional(name, "not_a_phone", phone)
    }
    /// Allows a field the form has but this reading does not use.
    pub fn also(&mut self, name: &str) {
        self.known.push(name.to_owned());
    }
    /// Ends the reading: every problem at once, unknown fields included.
    pub fn finish(mut self) -> Result<(), Problem> {
        let unknown: Vec<String> = self
            .submitted
            .fields
            .iter()
            .map(|(name, _)| name.clone())
            .filter(|name| !self.known.contains(name))
            .collect();
        for name in unknown {
            self.problem(&name, "unknown_field");
        }
        if self.problems.is_empty() { Ok(()) } else { Err(Problem::fields(self.problems)) }
    }
}

/// A date somebody may mean: years 1900 to 2200.
pub fn civil_date(raw: &str) -> Option<Date> {
    Date::read(raw).filter(|date| (1900..=2200).contains(&date.year()))
}

/// An e-mail address in lower case, or nothing when it is none.
pub fn email(raw: &str) -> Option<String> {
    let address = raw.trim().to_lowercase();
    let (local, host) = address.split_once('@')?;
    let sound = !local.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && address.len() <= 254
        && !address.contains(|character: char| {
            character.is_whitespace() || character.is_control() || "<>,;\"".contains(character)
        })
        && !host.contains('@');
    sound.then_some(address)
}

/// A telephone number as `+…`, French numbers without prefix included; nothing when it is none.
pub fn phone(raw: &str) -> Option<String> {
    let digits: String = raw.chars().filter(|character| !" .-()/\u{a0}\u{202f}".contains(*character)).collect();
    let international = match digits.strip_prefix('+') {
        Some(rest) => rest.to_owned(),
        None => match digits.strip_prefix("00") {
            Some(rest) => rest.to_owned(),
            None => match digits.strip_prefix('0') {
                Some(rest) if rest.len() == 9 => format!("33{rest}"),
                _ => return None,
            },
        },
    };
    let sound = (8..=15).contains(&international.len()) && international.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| format!("+{international}"))
}

/// What is wrong with a field, in words. Codes without a message of their own read "not a valid value".
pub fn field_words(text: Text, code: &str) -> String {
    let id = format!("field-{}", code.replace('_', "-"));
    if text.has(&id) || Text::new(i18n::Language::French).has(&id) {
        text.word("field", code)
    } else {
        text.word("field", "invalid")
    }
}

/// Title and advice of a problem.
pub fn problem_words(text: Text, code: &str) -> (String, String) {
    (text.word("problem-title", code), text.word("problem-advice", code))
}

/// The problems of a form that comes back, as its template shows them.
pub fn errors(text: Text, problem: &Problem) -> view::FieldErrors {
    let mut errors = view::FieldErrors::none();
    for field in problem.field_problems().unwrap_or_default() {
        errors.add(&field.field, field_words(text, &field.code));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_numbers_are_read_as_people_write_them() {
        assert_eq!(phone("06 12 34 56 78").as_deref(), Some("+33612345678"));
        assert_eq!(phone("06.12.34.56.78").as_deref(), Some("+33612345678"));
        assert_eq!(phone("+213 555 12 34 56").as_deref(), Some("+213555123456"));
        assert_eq!(phone("12"), None);
        assert_eq!(phone("bonjour"), None);
    }

    #[test]
    fn accents_and_apostrophes_survive_a_form() {
        let fields = parse_form("name=L%27Ha%C3%BF-les-Roses+%26+co&name=&x");
        assert_eq!(fields[0], ("name".to_owned(), "L'Haÿ-les-Roses & co".to_owned()));
        assert_eq!(fields.len(), 3);
    }

    #[test]
    fn every_wrong_field_is_named_and_unknown_ones_too() {
        let submitted = Submitted::prefilled([
            ("from".to_owned(), "2026-02-30".to_owned()),
            ("role".to_owned(), "king".to_owned()),
        ]);
        let mut read = submitted.read();
        read.date("from");
        read.text("name", 10);
        let problem = read.finish().unwrap_err();
        let found: Vec<(&str, &str)> =
            problem.field_problems().unwrap().iter().map(|field| (field.field.as_str(), field.code.as_str())).collect();
        assert_eq!(found, [("from", "not_a_date"), ("name", "required"), ("role", "unknown_field")]);
    }
}
