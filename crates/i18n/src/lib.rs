//! The words on the screens: Fluent files in `locales/`, one typed Rust function per message.
//!
//! # How to add a message
//!
//! 1. Write it in `locales/fr/<room>.ftl`, then in `locales/en/<room>.ftl`. Family rooms (`common`, `parents`,
//!    `refusals_parent`) also need `locales/ar/<room>.ftl`; other rooms may leave Arabic out and fall back to French.
//!    ```text
//!    # locales/fr/referrals.ftl
//!    referrals-sent-to = Orientation envoyée à { $site } : réponse attendue avant le { $date }.
//!    ```
//! 2. Begin the id with the room's name: an id stands once in a language, whatever the room.
//! 3. Use it: `text.referrals_sent_to(&site.name, text.date_long(due))`. The method's name is the id with `-` as `_`; its
//!    parameters are the variables **in order of first appearance in the French text** (the selector of a plural counts as
//!    an appearance). Each takes text or an integer ([`Value`]).
//!
//! A new room is a new file; nothing else has to know it. The build refuses, naming file and id: an id that stands twice, an id
//! that is missing in English (or in Arabic for a family room), variables that differ between languages, an attribute
//! (`.title = …`), an id whose method name is taken.
//!
//! Plurals are written in Fluent: `{ $count -> [one] { $count } place *[other] { $count } places }`. In French 0 is `one`.
//! Give integers for counts; give a year or a postal code as text (integers of five digits and more are grouped).
//!
//! Type ordinary spaces and apostrophes in the French files: the space before `: ; ? ! % €` and inside `« »` is made a no-break
//! space, and `'` an apostrophe `’`, when the text is loaded.
//!
//! Words of a domain list are messages `{prefix}-{word}` in `words.ftl`, read by [`Text::word`].

#[cfg(test)]
#[path = "../build/catalogue.rs"]
mod catalogue;
#[cfg(test)]
mod catalogue_tests;
mod dates;
mod language;
mod refusals;
#[cfg(test)]
mod tests;
mod text;

pub use language::Language;
pub use refusals::{sentence, sentence_for_parent, warning_sentence};
pub use text::{Text, Value};
