//! The tablet's page: the same for every site, with nothing of anybody in it, so that it may be kept for days without a network.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::Word;
use domain::attendance::Conflict;
use domain::places::AbsenceReason;
use domain::tablet::{CountedFor, Eaten, MOST_WORDS, PIN_DIGITS};
use i18n::Text;

use super::api::CODE_LENGTH;
use crate::context::Context;
use crate::problem::Problem;

/// A word of a closed list, and how it is said.
struct Said {
    value: String,
    label: String,
}

fn said<W: Word>(t: Text, prefix: &str, words: &[W]) -> Vec<Said> {
    words.iter().map(|word| Said { value: word.text().into_owned(), label: t.word(prefix, &word.text()) }).collect()
}

#[derive(Template)]
#[template(path = "tablet/shell.html")]
struct ShellPage {
    t: Text,
    assets: String,
    demo: bool,
    absences: Vec<Said>,
    eaten: Vec<Said>,
    counts: Vec<Said>,
    conflicts: Vec<Said>,
    most_words: usize,
    pin_digits: usize,
    code_length: usize,
}

/// `GET /tablet/`
pub async fn page(cx: Context) -> Result<Response, Problem> {
    let t = cx.t;
    let page = ShellPage {
        t,
        assets: crate::assets::prefix().to_owned(),
        demo: cx.app.settings().demo,
        absences: said(t, "absence-reason", AbsenceReason::ALL),
        eaten: said(t, "tablet-eaten", Eaten::ALL),
        counts: said(t, "tablet-counted", CountedFor::ALL),
        conflicts: said(t, "attendance-conflict", Conflict::ALL),
        most_words: MOST_WORDS,
        pin_digits: PIN_DIGITS,
        code_length: CODE_LENGTH,
    };
    let html = page.render().map_err(|error| Problem::broken(&error.to_string()))?;
    Ok(Html(html).into_response())
}

/// `GET /tablet`
pub async fn to_page() -> Redirect {
    Redirect::permanent("/tablet/")
}

/// `GET /tablet/worker.js`: beside the page, so that it may serve the page and nothing else.
pub async fn worker(_: Context) -> Result<Response, Problem> {
    let script = crate::assets::text("tablet-worker.js").ok_or_else(|| Problem::broken("no worker"))?;
    let mut response = script.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}
