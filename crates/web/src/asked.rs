//! What is asked in an address: the path's ids and the query's parameters, read like a form.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Word;

use crate::forms::{Reader, Submitted, parse_form};
use crate::problem::Problem;

/// The query of an address. Unknown parameters are refused, like unknown fields of a form.
///
/// ```text
/// let mut read = asked.read();
/// let from = read.date("from");
/// read.finish()?;
/// ```
#[derive(Debug, Clone)]
pub struct Asked {
    query: Submitted,
    names: Vec<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let fields = parse_form(parts.uri.query().unwrap_or_default());
        if fields.iter().any(|(_, value)| value.contains('\0')) {
            return Err(Problem::field("", "null_character"));
        }
        let names = fields.iter().map(|(name, _)| name.clone()).collect();
        Ok(Self { query: Submitted::prefilled(fields), names })
    }
}

impl Asked {
    /// Starts reading; `lang` is every page's own.
    pub fn read(&self) -> Reader<'_> {
        let mut read = self.query.read();
        read.also("lang");
        read
    }
    /// The same for a page: what a page does not know in its address is left alone.
    pub fn read_loosely(&self) -> Reader<'_> {
        let mut read = self.read();
        for name in &self.names {
            read.also(name);
        }
        read
    }
    /// A parameter as it came.
    pub fn value(&self, name: &str) -> &str {
        self.query.value(name).trim()
    }
}

/// An id of a path; one that does not read is an address where nothing is.
pub fn path_id<I: Word>(text: &str) -> Result<I, Problem> {
    I::read(text).ok_or_else(Problem::not_found)
}

/// The number in a `W/"…"` or `"…"` of `If-Match`, if the header was sent; `*` and nothing match everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<i64>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(axum::http::header::IF_MATCH) else { return Ok(Self(None)) };
        let text = value.to_str().map_err(|_| Problem::precondition())?.trim();
        if text == "*" {
            return Ok(Self(None));
        }
        let number = text.trim_start_matches("W/").trim_matches('"').parse().map_err(|_| Problem::precondition())?;
        Ok(Self(Some(number)))
    }
}

/// The answer with the version of what it shows, for `If-Match`.
pub fn with_etag(mut response: axum::response::Response, revision: i64) -> axum::response::Response {
    if let Ok(value) = format!("\"{revision}\"").parse() {
        response.headers_mut().insert(axum::http::header::ETAG, value);
    }
    response
}
