//! The page of an invitation: looking changes nothing, the button accepts, once.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::accounts::NewPerson;
use db::accounts::people::{Accepting, Offered, offered};
use domain::accounts::password_weakness;
use i18n::Text;

use super::secrets;
use super::sign_in::enter;
use crate::context::Context;
use crate::forms::{self, Submitted};
use crate::guard::SignedIn;
use crate::problem::Problem;
use crate::shared::view;

#[derive(Template)]
#[template(path = "accounts/invitation.html")]
struct InvitationPage {
    t: Text,
    layout: view::Layout,
    key: String,
    errors: view::FieldErrors,
    token: String,
    rows: Vec<view::SummaryRow>,
    /// `new`, `here` (signed in as the invited person) or `elsewhere` (an account exists: sign in first).
    state: &'static str,
    given_name: String,
    family_name: String,
}

async fn find(cx: &Context, token: &str) -> Result<Offered, Problem> {
    let (hash, now) = (db::idempotency::sha256(token.as_bytes()), cx.app.now());
    let found = cx.app.db().read(move |conn| offered(conn, &hash, now)).await?;
    found.ok_or_else(Problem::not_found)
}

fn state(cx: &Context, offered: &Offered) -> &'static str {
    match offered.known {
        Some((person, true)) if cx.actor().person == Some(person) => "here",
        Some((_, true)) => "elsewhere",
        _ => "new",
    }
}

async fn page(
    cx: &Context,
    token: &str,
    offered: &Offered,
    form: &Submitted,
    errors: view::FieldErrors,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (t, invitation) = (cx.t, &offered.invitation);
    let row = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let mut rows = vec![
        row(t.accounts_email(), invitation.email.clone()),
        row(t.accounts_role(), t.word("role", invitation.role.as_str())),
        row(t.accounts_organisation(), invitation.organisation.1.clone()),
    ];
    rows.extend(invitation.site.as_ref().map(|(_, site)| row(t.accounts_site(), site.clone())));
    rows.extend(invitation.until.map(|until| row(t.accounts_until_day(), t.date_medium(until))));
    let page = InvitationPage {
        t,
        layout: cx.layout().await,
        key: cx.new_key(),
        errors,
        token: token.to_owned(),
        rows,
        state: state(cx, offered),
        given_name: form.value("given_name").to_owned(),
        family_name: form.value("family_name").to_owned(),
    };
    Ok((status, Html(page.render()?)).into_response())
}

pub(crate) async fn show(cx: Context, Path(token): Path<String>) -> Result<Response, Problem> {
    let offered = find(&cx, &token).await?;
    page(&cx, &token, &offered, &Submitted::prefilled([]), view::FieldErrors::none(), StatusCode::OK).await
}

pub(crate) async fn accept(
    cx: Context,
    headers: HeaderMap,
    Path(token): Path<String>,
    form: Submitted,
) -> Result<Response, Problem> {
    let offered = find(&cx, &token).await?;
    let accepting = match state(&cx, &offered) {
        "elsewhere" => return Ok(Redirect::to(&format!("/sign-in?next=/invitation/{token}")).into_response()),
        "here" => Accepting::Known(cx.actor().person.ok_or_else(Problem::not_found)?),
        _ => match newcomer(&cx, &offered.invitation.email, &form).await {
            Ok(new) => Accepting::New(new),
            Err(problem) if problem.field_problems().is_some() => {
                let errors = forms::errors(cx.t, &problem);
                return page(&cx, &token, &offered, &form, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
            }
            Err(problem) => return Err(problem),
        },
    };
    let (hash, actor) = (db::idempotency::sha256(token.as_bytes()), cx.actor().clone());
    let second_factor = matches!(accepting, Accepting::Known(_)) && cx.actor().second_factor;
    let (person, membership) = cx.app.db().write(move |tx| tx.accept_invitation(&actor, &hash, &accepting)).await?;
    let signed_in = SignedIn { person: Some(person), membership: Some(membership), parent: None, second_factor };
    enter(&cx, &headers, signed_in).await?;
    Ok(Redirect::to("/").into_response())
}

/// Name and password of somebody new, from a form.
pub(super) async fn newcomer(cx: &Context, email: &str, form: &Submitted) -> Result<NewPerson, Problem> {
    let mut read = form.read();
    let (given, family) = (read.text("given_name", 80), read.text("family_name", 80));
    let password = read.secret("new_password");
    read.also("organisation");
    read.also("email");
    check_password(&mut read, &password, &[email, form.value("given_name"), form.value("family_name")]);
    read.finish()?;
    Ok(NewPerson {
        given_name: given.take()?,
        family_name: family.take()?,
        email: email.to_owned(),
        language: cx.t.language().as_str().to_owned(),
        password_hash: Some(secrets::hash(&cx.app, password.take()?).await?),
    })
}

/// Says why a password is not taken.
pub(super) fn check_password(read: &mut forms::Reader<'_>, password: &forms::Read<String>, personal: &[&str]) {
    if let Some(weakness) = password.peek().and_then(|password| password_weakness(password, personal)) {
        read.problem("new_password", weakness.as_str());
    }
}
