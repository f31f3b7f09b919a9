//! What a handler may answer instead of its page: one place makes it a page for people or a problem document (RFC 9457) for programs.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use db::audit::Entry;
use domain::Refusal;
use serde_json::json;

use crate::app::App;
use crate::guard::Caller;
use crate::routes::Attempt;
use crate::shared::view;

/// What went wrong with one field of an input.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldProblem {
    /// Path of the field, as `children[0].birth_date`.
    pub field: String,
    /// A code a program can act on: `required`, `unknown_field`, `not_a_date`…
    pub code: String,
    /// The reason in the reader's language (filled when rendered).
    pub message: String,
}

/// An answer that is not the page.
#[derive(Debug, Clone)]
pub struct Problem {
    kind: Kind,
    /// Whether the transaction that refused was undone, so that its line in the audit is still to be left.
    undone: bool,
}

#[derive(Debug, Clone)]
enum Kind {
    SignIn,
    SecondFactor,
    Denied,
    NotFound,
    BadToken,
    TabletRevoked,
    ForeignOrigin,
    TooMany,
    KeyMissing,
    KeyReused,
    Precondition,
    TooLarge,
    MethodNotAllowed,
    Fields(Vec<FieldProblem>),
    Refused(Vec<Refusal>),
    Unavailable,
    Broken(String),
}

impl Problem {
    fn new(kind: Kind) -> Self {
        Self { kind, undone: false }
    }
    /// Nothing there, or nothing for this reader.
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound)
    }
    /// The reader may not do this at all (or must sign in first).
    pub fn not_allowed(caller: &Caller) -> Self {
        let kind = match (caller.is_anonymous(), caller.needs_second_factor) {
            (true, _) => Kind::SignIn,
            (false, true) => Kind::SecondFactor,
            (false, false) => Kind::Denied,
        };
        Self::new(kind)
    }
    /// The bearer token is wrong, revoked or expired.
    pub fn bad_token() -> Self {
        Self::new(Kind::BadToken)
    }
    /// The tablet was taken back: it forgets what it knows.
    pub fn tablet_revoked() -> Self {
        Self::new(Kind::TabletRevoked)
    }
    /// The request comes from another site's page.
    pub fn foreign_origin() -> Self {
        Self::new(Kind::ForeignOrigin)
    }
    /// Too many requests.
    pub fn too_many() -> Self {
        Self::new(Kind::TooMany)
    }
    /// A write without an `Idempotency-Key`.
    pub fn key_missing() -> Self {
        Self::new(Kind::KeyMissing)
    }
    /// `If-Match` names an older version.
    pub fn precondition() -> Self {
        Self::new(Kind::Precondition)
    }
    /// The body is larger than anything we ask for.
    pub fn too_large() -> Self {
        Self::new(Kind::TooLarge)
    }
    /// The path exists, the method does not.
    pub fn method_not_allowed() -> Self {
        Self::new(Kind::MethodNotAllowed)
    }
    /// Wrong fields. `code` is a word of the list in `crates/web/src/forms.rs`.
    pub fn fields(fields: Vec<FieldProblem>) -> Self {
        Self::new(Kind::Fields(fields))
    }
    /// One wrong field.
    pub fn field(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self::fields(vec![FieldProblem { field: field.into(), code: code.into(), message: String::new() }])
    }
    /// A rule said no.
    pub fn refused(refusals: Vec<Refusal>) -> Self {
        Self::new(Kind::Refused(refusals))
    }
    /// A fault of ours.
    pub fn broken(what: &str) -> Self {
        Self::new(Kind::Broken(what.to_owned()))
    }
    /// The refusals, when that is what it is.
    pub fn refusals(&self) -> Option<&[Refusal]> {
        match &self.kind {
            Kind::Refused(refusals) => Some(refusals),
            _ => None,
        }
    }
    /// The wrong fields of both, each once.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        if let (Kind::Fields(fields), Some(others)) = (&mut self.kind, other.field_problems()) {
            let more: Vec<FieldProblem> = others.iter().filter(|field| !fields.contains(field)).cloned().collect();
            fields.extend(more);
        }
        self
    }
    /// The wrong fields, when that is what it is.
    pub fn field_problems(&self) -> Option<&[FieldProblem]> {
        match &self.kind {
            Kind::Fields(fields) => Some(fields),
            _ => None,
        }
    }
    /// The status code.
    pub fn status(&self) -> StatusCode {
        match self.kind {
            Kind::SignIn | Kind::BadToken | Kind::TabletRevoked => StatusCode::UNAUTHORIZED,
            Kind::Denied | Kind::SecondFactor | Kind::ForeignOrigin => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Kind::KeyMissing => StatusCode::BAD_REQUEST,
            Kind::KeyReused | Kind::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Refused(_) => StatusCode::CONFLICT,
            Kind::Precondition => StatusCode::PRECONDITION_FAILED,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
    /// The problem's code, the last part of its `type`.
    pub fn code(&self) -> &'static str {
        match self.kind {
            Kind::SignIn => "sign_in_needed",
            Kind::BadToken => "bad_token",
            Kind::TabletRevoked => "tablet_revoked",
            Kind::Denied => "not_allowed",
            Kind::SecondFactor => "second_factor_needed",
            Kind::ForeignOrigin => "foreign_origin",
            Kind::NotFound => "not_found",
            Kind::TooMany => "too_many_requests",
            Kind::KeyMissing => "idempotency_key_missing",
            Kind::KeyReused => "idempotency_key_reused",
            Kind::Fields(_) => "wrong_fields",
            Kind::Refused(_) => "refused",
            Kind::Precondition => "changed_meanwhile",
            Kind::TooLarge => "too_large",
            Kind::MethodNotAllowed => "method_not_allowed",
            Kind::Unavailable => "unavailable",
            Kind::Broken(_) => "internal",
        }
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        Self::broken(&format!("a template: {error}"))
    }
}

impl From<db::Error> for Problem {
    fn from(error: db::Error) -> Self {
        let kind = match error {
            db::Error::NotFound => Kind::NotFound,
            db::Error::Denied => Kind::Denied,
            db::Error::Refused(refusals) => Kind::Refused(refusals),
            db::Error::Field { field, message } => Kind::Fields(vec![FieldProblem {
                field: field.to_owned(),
                code: message.to_owned(),
                message: String::new(),
            }]),
            db::Error::KeyReused => Kind::KeyReused,
            db::Error::Unavailable(reason) => {
                tracing::error!(%reason, "database unavailable");
                Kind::Unavailable
            }
            error @ (db::Error::Query(_) | db::Error::Document(_) | db::Error::Broken(_)) => {
                Kind::Broken(error.to_string())
            }
        };
        let undone = matches!(kind, Kind::Refused(_));
        Self { kind, undone }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        // Rendered by [`render`], which knows the reader's language and what they accept.
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Renders every [`Problem`] that comes out of the routes.
pub async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let for_programs = request.uri().path().starts_with("/api/");
    let target = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    let readable = request.method() == axum::http::Method::GET;
    let mut frame = crate::context::Frame::of(&app, &request);
    let response = next.run(request).await;
    frame.caller = response.extensions().get::<Caller>().cloned();
    let problem = match response.extensions().get::<Problem>() {
        Some(problem) => problem.clone(),
        None => match response.status() {
            // What the framework refuses by itself.
            StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
            StatusCode::METHOD_NOT_ALLOWED => Problem::method_not_allowed(),
            StatusCode::TOO_MANY_REQUESTS => Problem::too_many(),
            // A path or a query that does not read, said in the framework's plain words.
            StatusCode::BAD_REQUEST if in_plain_text(&response) => Problem::not_found(),
            _ => return response,
        },
    };
    leave_lines(&app, &problem, &response, &target);
    if let Kind::Broken(what) = &problem.kind {
        tracing::error!(error = %what, path = %crate::parents::loggable(&target), "request failed");
    }
    if for_programs { document(&problem, &frame) } else { page(&problem, &frame, &target, readable) }
}

fn in_plain_text(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

/// Refusals, and attempts that are not allowed, leave their lines in the audit: their transaction left nothing.
fn leave_lines(app: &App, problem: &Problem, response: &Response, target: &str) {
    let (Some(attempt), Some(caller)) = (response.extensions().get::<Attempt>(), response.extensions().get::<Caller>())
    else {
        return;
    };
    let route = || Some(format!("{} {}", attempt.method, attempt.path));
    let signature = || caller.actor.signature();
    match &problem.kind {
        Kind::Refused(refusals) if problem.undone => {
            for refusal in refusals {
                app.audit_later(signature(), Entry::refused(attempt.action, "route", route(), refusal));
            }
        }
        // Something that is not there, or not for this reader: the two are not told apart here either.
        Kind::Denied | Kind::NotFound if !caller.is_anonymous() => {
            let entry = Entry::denied(attempt.action, "route", route());
            app.audit_later(signature(), entry.detail(json!({ "ids": ids(target) })));
        }
        _ => {}
    }
}

/// The ids in an address: which things somebody reached for. Tokens of links are no ids and are left out.
pub(crate) fn ids(target: &str) -> Vec<&str> {
    target.split(['/', '?', '&', '=']).filter(|part| <domain::FamilyId as domain::Word>::read(part).is_some()).collect()
}

fn document(problem: &Problem, frame: &crate::context::Frame) -> Response {
    let text = frame.text;
    let (title, detail) = crate::forms::problem_words(text, problem.code());
    let mut body = json!({
        "type": format!("/api/problems/{}", problem.code()),
        "title": title,
        "status": problem.status().as_u16(),
        "detail": detail,
    });
    match &problem.kind {
        Kind::Fields(fields) => {
            body["errors"] = fields
                .iter()
                .map(|field| json!({ "field": field.field, "code": field.code, "message": crate::forms::field_words(text, &field.code) }))
                .collect();
        }
        Kind::Refused(refusals) => {
            let documents: Vec<_> = refusals.iter().map(|refusal| refusal_document(frame, refusal)).collect();
            if let Some(first) = documents.first() {
                for name in ["rule", "parameters", "message"] {
                    body[name] = first[name].clone();
                }
            }
            body["refusals"] = documents.into();
        }
        _ => {}
    }
    let mut response =
        (problem.status(), [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response();
    if problem.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
    }
    response
}

/// A refusal as the API writes it: `{rule, parameters, message}`.
pub fn refusal_document(frame: &crate::context::Frame, refusal: &Refusal) -> serde_json::Value {
    json!({ "rule": refusal.rule(), "parameters": refusal.parameters(), "message": frame.sentence(refusal) })
}

fn page(problem: &Problem, frame: &crate::context::Frame, target: &str, readable: bool) -> Response {
    let for_parents = crate::parents::is_for_parents(target.split('?').next().unwrap_or_default());
    if matches!(problem.kind, Kind::SignIn) {
        if for_parents {
            return Redirect::to("/l").into_response();
        }
        let next = if readable { target } else { "/" };
        return Redirect::to(&format!("/sign-in?next={}", crate::forms::percent(next))).into_response();
    }
    if matches!(problem.kind, Kind::SecondFactor) {
        return Redirect::to("/account/second-factor").into_response();
    }
    let html = match error_page(problem, frame, for_parents) {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "the error page failed");
            String::new()
        }
    };
    (problem.status(), [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

/// What a reader sees when there is no page: what happened, and what to do now.
#[derive(askama::Template)]
#[template(path = "problem.html")]
struct ErrorPage {
    t: i18n::Text,
    layout: view::Layout,
    title: String,
    advice: String,
    refusals: Vec<String>,
    fields: Vec<(String, String)>,
}

/// The same for a parent: one sentence and the way back.
#[derive(askama::Template)]
#[template(path = "parents/problem.html")]
struct ParentsErrorPage {
    t: i18n::Text,
    layout: view::Layout,
    title: String,
    advice: String,
    refusals: Vec<String>,
}

fn error_page(problem: &Problem, frame: &crate::context::Frame, for_parents: bool) -> Result<String, askama::Error> {
    let (title, advice) = crate::forms::problem_words(frame.text, problem.code());
    let refusals = problem.refusals().unwrap_or_default().iter().map(|refusal| frame.sentence(refusal)).collect();
    if for_parents {
        return ParentsErrorPage { t: frame.text, layout: frame.layout(), title, advice, refusals }.render();
    }
    let fields = problem
        .field_problems()
        .unwrap_or_default()
        .iter()
        .map(|field| (field.field.clone(), crate::forms::field_words(frame.text, &field.code)))
        .collect();
    ErrorPage { t: frame.text, layout: frame.layout(), title, advice, refusals, fields }.render()
}
