//! What the prescriber follows, and nothing about the child's life.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::access::{LinkState, see_referral_by_link};
use db::referrals::{self, StatusView};
use domain::access::Action;
use domain::links::LinkPurpose;
use domain::{Instant, ReferralId};
use i18n::Text;

use super::{Opened, badge, html, life, open_referral, reply_to_site};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::Submitted;
use crate::places::of_family::of_family;
use crate::problem::Problem;
use crate::referrals::letters;
use crate::shared::view;

#[derive(Template)]
#[template(path = "referrals/status.html")]
struct StatusPage {
    t: Text,
    layout: view::Layout,
    title: String,
    lead: String,
    back: String,
    just_sent: bool,
    badge: view::Badge,
    steps: Vec<view::Step>,
    summary: Vec<view::SummaryRow>,
    refusal: String,
    message: String,
    question: String,
    talk: Vec<(bool, String, String)>,
    reply_action: String,
    key: String,
    phone: Option<view::Phone>,
    /// What was asked for and the family's page, for who may see the family.
    asked: Option<(String, String)>,
    value: String,
    errors: view::FieldErrors,
}

pub(super) async fn status_page(
    cx: &Context,
    status: StatusView,
    link: Option<&str>,
    just_sent: bool,
    value: String,
    errors: view::FieldErrors,
) -> Result<Html<String>, Problem> {
    let (t, zone) = (cx.t, &cx.app.settings().time_zone);
    let day = |at: Option<Instant>| at.map(|at| t.date_medium(at.date(zone))).unwrap_or_default();
    let row = |label: String, value: String| view::SummaryRow { label, value, change: None };
    // A receipt is read without an account: nothing of the family stands on it.
    let asked = match link {
        Some(_) => None,
        None => of_family(cx, status.family).await?,
    };
    let asked = asked.map(|asked| {
        let counts = if asked.counts.is_empty() { t.asking_none_title() } else { asked.counts };
        (counts, format!("/families/{}#place-requests", status.family))
    });
    let page = StatusPage {
        t,
        layout: cx.layout().await,
        title: t.referrals_status_title(&status.number),
        lead: t.referrals_status_lead(&status.site_name),
        back: if link.is_none() { "/referrals".to_owned() } else { String::new() },
        just_sent,
        badge: badge(t, &status.facts),
        steps: life(t, &status.facts, zone),
        summary: vec![
            row(t.referrals_number(), status.number.clone()),
            row(t.referrals_sent_on(), day(status.facts.sent_at)),
            row(t.referrals_sent_by(), status.prescriber_name),
            row(t.referrals_site(), status.site_name),
            row(t.referrals_parent(), status.parent_name),
            row(t.referrals_children(), t.list_and(&status.children)),
        ],
        refusal: status.refusal_reason.map(|reason| t.word("refusal-reason", reason.as_str())).unwrap_or_default(),
        message: status.answer_message.unwrap_or_default(),
        question: status.question.unwrap_or_default(),
        talk: status.talk.into_iter().map(|(reply, at, words)| (reply, day(Some(at)), words)).collect(),
        reply_action: match link {
            Some(token) => format!("/referrals/follow/{token}"),
            None => format!("/referrals/{}/reply", status.id),
        },
        key: cx.new_key(),
        phone: status.site_phone.as_deref().map(view::Phone::of),
        asked,
        value,
        errors,
    };
    html(&page)
}

async fn followed(cx: &Context, token: &str) -> Result<StatusView, Problem> {
    let (token, now) = (token.to_owned(), cx.app.now());
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            let (seen, state) =
                see_referral_by_link(conn, Action::FollowReferral, LinkPurpose::FollowReferral, &token, now)?;
            if state != LinkState::Usable {
                return Err(db::Error::NotFound);
            }
            referrals::status(conn, seen)
        })
        .await?)
}

/// `GET /referrals/follow/{token}`: the receipt, and how it stands, without an account.
pub(crate) async fn follow(cx: Context, Path(token): Path<String>, asked: Asked) -> Result<Html<String>, Problem> {
    let just_sent = asked.read_loosely().ticked("sent") || cx.frame.target.ends_with("?sent");
    let status = followed(&cx, &token).await?;
    status_page(&cx, status, Some(&token), just_sent, String::new(), view::FieldErrors::none()).await
}

pub(super) fn link_actor(cx: &Context) -> db::access::Actor {
    let mut actor = db::access::Actor::public(cx.app.now(), cx.app.today());
    actor.kind = db::audit::ActorKind::Link;
    actor.request = cx.actor().request.clone();
    actor
}

/// `POST /referrals/follow/{token}`: a reply to the site's question, without an account.
pub(crate) async fn follow_reply(
    cx: Context,
    Path(token): Path<String>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let mut read = submitted.read();
    let message = read.text("message", 2000);
    if let Err(problem) = read.finish() {
        let status = followed(&cx, &token).await?;
        let errors = crate::forms::errors(cx.t, &problem);
        let value = submitted.value("message").to_owned();
        let page = status_page(&cx, status, Some(&token), false, value, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let message = message.take()?;
    let (app, by, key, link, now) =
        (cx.app.clone(), link_actor(&cx).signature(), submitted.key().cloned(), token.clone(), cx.app.now());
    cx.app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let (seen, state) =
                    see_referral_by_link(tx.conn, Action::FollowReferral, LinkPurpose::FollowReferral, &link, now)?;
                if state != LinkState::Usable {
                    return Err(db::Error::NotFound);
                }
                tx.reply_to_question(&by, seen, None, &message)?;
                letters::replied(&app, tx, seen.id())
            })
        })
        .await?;
    Ok(Redirect::to(&format!("/referrals/follow/{token}")).into_response())
}

/// `POST /referrals/{id}/reply`
pub(crate) async fn reply(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: ReferralId = path_id(&id)?;
    let mut read = submitted.read();
    let message = read.text("message", 2000);
    if let Err(problem) = read.finish() {
        let Opened::Status(status) = open_referral(&cx, id).await? else { return Err(problem) };
        let errors = crate::forms::errors(cx.t, &problem);
        let page = status_page(&cx, *status, None, false, submitted.value("message").to_owned(), errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    reply_to_site(&cx, id, &message.take()?, submitted.key().cloned()).await?;
    notify(&cx, cx.t.referrals_reply_sent()).await?;
    Ok(Redirect::to(&format!("/referrals/{id}")).into_response())
}

pub(super) async fn notify(cx: &Context, text: String) -> Result<(), Problem> {
    cx.notify(view::Notice { tone: "done", text, undo: None }).await
}

// ---------- lists ----------
