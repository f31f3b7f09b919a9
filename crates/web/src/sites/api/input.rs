//! What a body may say, read alike by every request of the room.

use axum::response::Response;
use domain::geography::{Commune, Communes};
use domain::{Date, Refusal, Time, Word};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::asked::{IfMatch, with_etag};
use crate::commands::{created, json};
use crate::openapi::schemas;
use crate::problem::Problem;

/// Tells a field that is null from one that is not there.
pub(crate) fn present<'de, T, D>(reader: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(reader).map(Some)
}

/// Reads `08:30`, and nothing else.
pub(crate) fn read_time<'de, D: Deserializer<'de>>(reader: D) -> Result<Time, D::Error> {
    let text = String::deserialize(reader)?;
    Time::read(&text).ok_or_else(|| serde::de::Error::custom("not a time such as 08:30"))
}

/// Reads a date of the years 1900 to 2200.
pub(crate) fn read_date<'de, D: Deserializer<'de>>(reader: D) -> Result<Date, D::Error> {
    let text = String::deserialize(reader)?;
    crate::forms::civil_date(&text).ok_or_else(|| serde::de::Error::custom("not a date such as 2026-02-09"))
}

/// Reads a date that may be null.
pub(crate) fn read_optional_date<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Date>, D::Error> {
    match Option::<String>::deserialize(reader)? {
        None => Ok(None),
        Some(text) => crate::forms::civil_date(&text)
            .map(Some)
            .ok_or_else(|| serde::de::Error::custom("not a date such as 2026-02-09")),
    }
}

/// A text of one line that says something.
pub(crate) fn name(value: &str, most: usize, field: &'static str) -> Result<String, Problem> {
    let value = value.trim();
    match value.chars().count() {
        0 => Err(Problem::field(field, "required")),
        count if count > most => Err(Problem::field(field, "too_long")),
        _ if value.contains('\0') => Err(Problem::field(field, "null_character")),
        _ => Ok(value.to_owned()),
    }
}

/// A text of one line, or nothing.
pub(crate) fn optional(value: Option<&String>, most: usize, field: &'static str) -> Result<Option<String>, Problem> {
    match value.map(|value| value.trim()).filter(|value| !value.is_empty()) {
        None => Ok(None),
        Some(value) => name(value, most, field).map(Some),
    }
}

pub(super) fn phone(value: Option<&String>) -> Result<Option<String>, Problem> {
    match optional(value, 40, "phone")? {
        None => Ok(None),
        Some(raw) => crate::forms::phone(&raw).map(Some).ok_or_else(|| Problem::field("phone", "not_a_phone")),
    }
}

pub(super) fn email(value: Option<&String>) -> Result<Option<String>, Problem> {
    match optional(value, 254, "email")? {
        None => Ok(None),
        Some(raw) => crate::forms::email(&raw).map(Some).ok_or_else(|| Problem::field("email", "not_an_email")),
    }
}

pub(crate) fn commune(text: &str) -> Result<&'static Commune, Problem> {
    Communes::shipped().resolve(text).ok_or_else(|| Problem::field("commune", "not_a_commune"))
}

/// `If-Match` named another version than the one there is: 412 instead of the refusal a page shows.
pub(crate) fn precondition(error: db::Error, expected: IfMatch) -> Problem {
    match &error {
        db::Error::Refused(refusals) if expected.0.is_some() && refusals.contains(&Refusal::ChangedMeanwhile) => {
            Problem::precondition()
        }
        _ => error.into(),
    }
}

/// What a write made or changed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Written {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    pub id: String,
    /// Its version after the write, for `If-Match`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<i64>,
}

impl Written {
    pub(super) fn answer(&self) -> Result<Response, Problem> {
        let response = json(self)?;
        Ok(match self.revision {
            Some(revision) => with_etag(response, revision),
            None => response,
        })
    }
    pub(super) fn answer_new(&self, list: &str) -> Result<Response, Problem> {
        let response = created(&format!("{list}/{}", self.id), self)?;
        Ok(match self.revision {
            Some(revision) => with_etag(response, revision),
            None => response,
        })
    }
}
