//! Commands of the API: JSON read into one struct an action, unknown fields refused, under an idempotency key.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use db::idempotency::Key;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::forms::actor_of;
use crate::problem::{FieldProblem, Problem};

/// A command of the API: its input and its key.
#[derive(Debug, Clone)]
pub struct Command<T> {
    /// The input, with every field well-formed.
    pub input: T,
    /// The `Idempotency-Key`.
    pub key: Key,
}

impl<S, T> FromRequest<S> for Command<T>
where
    S: Send + Sync,
    T: DeserializeOwned + garde::Validate<Context = ()>,
{
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (key, body) = keyed(request, state).await?;
        let text = std::str::from_utf8(&body).map_err(|_| Problem::field("", "not_utf8"))?;
        // An action without input may send nothing.
        let text = if text.trim().is_empty() { "{}" } else { text };
        if text.contains("\\u0000") {
            return Err(Problem::field("", "null_character"));
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let input: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            let inner = error.into_inner();
            let code = match inner.classify() {
                serde_json::error::Category::Data => data_code(&inner.to_string()),
                _ => "not_json",
            };
            Problem::field(if path == "." { named_field(&inner.to_string()) } else { path }, code)
        })?;
        reader.end().map_err(|_| Problem::field("", "not_json"))?;
        if let Err(report) = input.validate() {
            let fields = report
                .iter()
                .map(|(path, error)| FieldProblem {
                    field: path.to_string(),
                    code: error.message().to_owned(),
                    message: String::new(),
                })
                .collect();
            return Err(Problem::fields(fields));
        }
        Ok(Self { input, key })
    }
}

async fn keyed<S: Send + Sync>(request: Request, state: &S) -> Result<(Key, Bytes), Problem> {
    let actor = actor_of(&request);
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let key = request
        .headers()
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok())
        .map(|value| value.trim().trim_matches('"').to_owned())
        .filter(|key| (8..=100).contains(&key.len()))
        .ok_or_else(Problem::key_missing)?;
    let json = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_none_or(|kind| {
        kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    });
    let body = Bytes::from_request(request, state).await.map_err(|_| Problem::too_large())?;
    if !json && !body.is_empty() {
        return Err(Problem::field("", "not_json"));
    }
    Ok((Key::new(key, actor, &method, &path, &body), body))
}

fn data_code(message: &str) -> &'static str {
    if message.starts_with("missing field") {
        "required"
    } else if message.starts_with("unknown field") {
        "unknown_field"
    } else if message.starts_with("unknown variant") {
        "not_a_choice"
    } else {
        "invalid"
    }
}

fn named_field(message: &str) -> String {
    message.split('`').nth(1).unwrap_or_default().to_owned()
}

/// A JSON answer.
pub fn json<T: Serialize>(value: &T) -> Result<Response, Problem> {
    let body = serde_json::to_string(value).map_err(|error| Problem::broken(&error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// A JSON answer for something new, with its address.
pub fn created<T: Serialize>(location: &str, value: &T) -> Result<Response, Problem> {
    let mut response = json(value)?;
    *response.status_mut() = axum::http::StatusCode::CREATED;
    if let Ok(value) = location.parse() {
        response.headers_mut().insert(header::LOCATION, value);
    }
    Ok(response)
}

/// How many rows a page of a list has.
const PAGE: usize = 100;

/// A page of a list that was read whole: what stands from `cursor` on (from the start without one), and the cursor of the following page.
pub fn page<T>(found: Vec<T>, cursor: Option<i32>) -> (impl Iterator<Item = T>, Option<String>) {
    let start = cursor.and_then(|cursor| usize::try_from(cursor).ok()).unwrap_or(0);
    let next = (found.len() > start.saturating_add(PAGE)).then(|| (start + PAGE).to_string());
    (found.into_iter().skip(start).take(PAGE), next)
}
