//! The first page of an empty installation: its first organisation and administrator, once.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use i18n::Text;

use super::invitation::newcomer;
use super::sign_in::enter;
use crate::context::Context;
use crate::forms::{self, Submitted};
use crate::guard::SignedIn;
use crate::problem::Problem;
use crate::shared::view;

#[derive(Template)]
#[template(path = "accounts/first_run.html")]
struct FirstRunPage {
    t: Text,
    layout: view::Layout,
    key: String,
    errors: view::FieldErrors,
    organisation: String,
    given_name: String,
    family_name: String,
    email: String,
}

async fn must_wait(cx: &Context) -> Result<(), Problem> {
    if cx.app.awaits_first_run().await? { Ok(()) } else { Err(Problem::not_found()) }
}

async fn page(
    cx: &Context,
    form: &Submitted,
    errors: view::FieldErrors,
    status: StatusCode,
) -> Result<Response, Problem> {
    let page = FirstRunPage {
        t: cx.t,
        layout: cx.layout().await,
        key: cx.new_key(),
        errors,
        organisation: form.value("organisation").to_owned(),
        given_name: form.value("given_name").to_owned(),
        family_name: form.value("family_name").to_owned(),
        email: form.value("email").to_owned(),
    };
    Ok((status, Html(page.render()?)).into_response())
}

pub(crate) async fn show(cx: Context) -> Result<Response, Problem> {
    must_wait(&cx).await?;
    page(&cx, &Submitted::prefilled([]), view::FieldErrors::none(), StatusCode::OK).await
}

pub(crate) async fn open(cx: Context, headers: HeaderMap, form: Submitted) -> Result<Response, Problem> {
    must_wait(&cx).await?;
    let mut read = form.read();
    let (organisation, email) = (read.text("organisation", 120), read.email("email"));
    for name in ["given_name", "family_name", "new_password"] {
        read.also(name);
    }
    let checked = match read.finish() {
        Ok(()) => newcomer(&cx, &email.take()?, &form).await,
        // The other fields' problems are told at the same time.
        Err(problem) => match newcomer(&cx, form.value("email"), &form).await {
            Ok(_) => Err(problem),
            Err(others) => Err(problem.with(&others)),
        },
    };
    let new = match checked {
        Ok(new) => new,
        Err(problem) if problem.field_problems().is_some() => {
            let errors = forms::errors(cx.t, &problem);
            return page(&cx, &form, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        Err(problem) => return Err(problem),
    };
    let (organisation, today, request) = (organisation.take()?, cx.app.today(), cx.actor().request.clone());
    let (person, membership) =
        cx.app.db().write(move |tx| tx.first_run(&organisation, &new, today, request.clone())).await?;
    let signed_in = SignedIn { person: Some(person), membership: Some(membership), parent: None, second_factor: false };
    enter(&cx, &headers, signed_in).await?;
    Ok(Redirect::to("/account/second-factor").into_response())
}
