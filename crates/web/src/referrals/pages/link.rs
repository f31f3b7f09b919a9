//! The answer by signed link, without an account. A GET changes nothing.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::access::{LinkState, see_referral_by_link};
use db::audit::Entry;
use db::referrals::{self, Answer, File, Reader};
use domain::access::Action;
use domain::links::LinkPurpose;
use domain::referrals::RefusalReason;
use domain::{Refusal, Word};
use i18n::{Language, Text};

use super::file::{Way, answer_errors, file_page, first_values, read_answer};
use super::follow::link_actor;
use super::{html, store_answer};
use crate::asked::Asked;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;

#[derive(Template)]
#[template(path = "referrals/link.html")]
struct LinkPage {
    t: Text,
    layout: view::Layout,
    title: String,
    text: String,
    way: String,
}

async fn link_over(cx: &Context, title: String, text: String, status: StatusCode) -> Result<Response, Problem> {
    let page = LinkPage { t: cx.t, layout: cx.layout().await, title, text, way: "/referrals/inbox".to_owned() };
    Ok((status, html(&page)?).into_response())
}

/// The file behind a signed link, or the page that says why there is none.
async fn linked(cx: &Context, token: &str) -> Result<Result<File, LinkState>, Problem> {
    let (token, now, today, by) = (token.to_owned(), cx.app.now(), cx.app.today(), link_actor(cx).signature());
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            let (seen, state) =
                see_referral_by_link(tx.conn, Action::AnswerReferral, LinkPurpose::AnswerReferral, &token, now)?;
            let entry = Entry::read(Action::SeeReferral, "referral", seen.id());
            if state != LinkState::Usable {
                tx.audit(&by, Entry { outcome: db::audit::Outcome::Denied, ..entry })?;
                return Ok(Err(state));
            }
            let file = referrals::file(tx.conn, seen, Reader::Link, today)?;
            tx.audit(&by, entry.family(file.referral.family).site(file.referral.site))?;
            Ok(Ok(file))
        })
        .await?)
}

async fn link_state_page(cx: &Context, state: LinkState) -> Result<Response, Problem> {
    let (title, text) = match state {
        LinkState::Expired => (cx.t.referrals_link_expired_title(), cx.t.referrals_link_expired_text()),
        _ => (cx.t.referrals_link_used_title(), cx.t.referrals_link_used_text()),
    };
    link_over(cx, title, text, StatusCode::GONE).await
}

/// `GET /answer/{token}`: the file and its forms. Reading it, by a person or by a mail scanner, answers nothing.
pub(crate) async fn by_link(cx: Context, Path(token): Path<String>, asked: Asked) -> Result<Response, Problem> {
    match linked(&cx, &token).await? {
        Err(state) => link_state_page(&cx, state).await,
        Ok(file) => {
            let form = first_values(&cx, &file);
            let refusing = RefusalReason::read(asked.value("refuse"));
            let page = file_page(&cx, file, Way::Link(&token), refusing, form, view::FieldErrors::none()).await?;
            Ok(page.into_response())
        }
    }
}

/// `POST /answer/{token}`
pub(crate) async fn answer_by_link(
    cx: Context,
    Path(token): Path<String>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let answer = read_answer(&submitted).and_then(|written| written.answer(cx.app.today()));
    let answer = match answer {
        Ok(answer) => answer,
        Err(problem) => {
            return match linked(&cx, &token).await? {
                Err(state) => link_state_page(&cx, state).await,
                Ok(file) => {
                    let errors = answer_errors(&cx, &submitted, &problem);
                    let refusing = RefusalReason::read(submitted.value("reason_code"));
                    let page = file_page(&cx, file, Way::Link(&token), refusing, submitted, errors).await?;
                    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
                }
            };
        }
    };
    let question = matches!(answer, Answer::Ask { .. });
    let name = Text::new(Language::French).referrals_by_link();
    let (app, by, key, link, now) =
        (cx.app.clone(), link_actor(&cx).signature(), submitted.key().cloned(), token.clone(), cx.app.now());
    let done = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let (seen, state) =
                    see_referral_by_link(tx.conn, Action::AnswerReferral, LinkPurpose::AnswerReferral, &link, now)?;
                if state != LinkState::Usable {
                    return Err(Refusal::LinkNotUsable.into());
                }
                store_answer(&app, tx, &by, seen, Some(&name), &answer)
            })
        })
        .await;
    match done {
        Ok(()) => {
            let text = if question { cx.t.referrals_link_asked_text() } else { cx.t.referrals_link_done_text() };
            link_over(&cx, cx.t.referrals_link_done_title(), text, StatusCode::OK).await
        }
        Err(db::Error::Refused(refusals)) if refusals.contains(&Refusal::LinkNotUsable) => {
            match linked(&cx, &token).await? {
                Err(state) => link_state_page(&cx, state).await,
                Ok(_) => Err(Problem::refused(refusals)),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /answer/{token}/seen`
pub(crate) async fn seen_by_link(
    cx: Context,
    Path(token): Path<String>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    submitted.read().finish()?;
    let name = Text::new(Language::French).referrals_by_link();
    let (by, link, now) = (link_actor(&cx).signature(), token.clone(), cx.app.now());
    let state = cx
        .app
        .db()
        .write(move |tx| {
            let (seen, state) =
                see_referral_by_link(tx.conn, Action::SeeReferral, LinkPurpose::AnswerReferral, &link, now)?;
            if state != LinkState::Usable {
                let entry = Entry::denied(Action::SeeReferral, "referral", Some(seen.id().to_string()));
                return tx.audit(&by, entry).map(|()| state);
            }
            tx.see_referral(&by, seen, Some(&name)).map(|()| state)
        })
        .await?;
    if state != LinkState::Usable {
        return link_state_page(&cx, state).await;
    }
    Ok(Redirect::to(&format!("/answer/{token}")).into_response())
}
