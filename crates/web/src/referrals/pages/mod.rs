//! Pages of referrals.

mod file;
mod follow;
mod link;
mod list;
mod refer;

use askama::Template;
use axum::response::Html;
use db::access::{Seen, see_referral};
use db::audit::Entry;
use db::idempotency::Key;
use db::referrals::{self, Answer, File, Reader, Sent, StatusView};
use domain::access::Action;
use domain::referrals::{Decision, ReferralEndReason, ReferralFacts, ReferralStatus};
use domain::{Instant, ReferralId, Word};
use i18n::Text;
use jiff::tz::TimeZone;

use crate::context::Context;
use crate::problem::Problem;
use crate::referrals::forms::{Written, WrittenAnswer, Wrong};
use crate::referrals::letters;
use crate::shared::view;
pub(crate) use file::*;
pub(crate) use follow::*;
pub(crate) use link::*;
pub(crate) use list::*;
pub(crate) use refer::*;

/// Sends a referral: one transaction for the family, the referral and the messages.
pub(crate) async fn send_referral(cx: &Context, written: Written, key: Option<Key>) -> Result<Sent, Problem> {
    let actor = cx.actor().clone();
    let account = cx.app.db().read(move |conn| referrals::prescriber_of(conn, &actor)).await?;
    let new = written.command(account, cx.app.today())?;
    let (app, by) = (cx.app.clone(), cx.actor().signature());
    let sent = cx
        .app
        .db()
        .write(move |tx| {
            let mut sent = tx.once(key.as_ref(), |tx| {
                let sent = tx.send_referral(&by, &new)?;
                letters::sent(&app, tx, sent.id, &sent.follow_token)?;
                Ok(sent)
            })?;
            if sent.follow_token.is_empty() {
                sent.follow_token = tx.create_follow_link(sent.id)?;
            }
            Ok(sent)
        })
        .await?;
    Ok(sent)
}

/// A referral as its reader may see it.
pub(crate) enum Opened {
    /// The file, for the site.
    File(Box<File>),
    /// The status, for who sent it.
    Status(Box<StatusView>),
}

/// Opens a referral: the site's file (and the reading is written down), or the status for who sent it.
pub(crate) async fn open_referral(cx: &Context, id: ReferralId) -> Result<Opened, Problem> {
    let (actor, today) = (cx.actor().clone(), cx.app.today());
    let may_read = cx.caller.may(Action::SeeReferral);
    let may_follow = cx.caller.may(Action::FollowReferral);
    let opened = cx
        .app
        .db()
        .read(move |conn| {
            if may_read && let Ok(seen) = see_referral(conn, &actor, Action::SeeReferral, id) {
                let file = referrals::file(conn, seen, Reader::Actor(&actor), today)?;
                return Ok(Opened::File(Box::new(file)));
            }
            if !may_follow {
                return Err(db::Error::NotFound);
            }
            let seen = see_referral(conn, &actor, Action::FollowReferral, id)?;
            Ok(Opened::Status(Box::new(referrals::status(conn, seen)?)))
        })
        .await?;
    if let Opened::File(file) = &opened {
        let entry = Entry::read(Action::SeeReferral, "referral", id)
            .family(file.referral.family)
            .site(file.referral.site)
            .detail(serde_json::json!({ "contact": file.contact.is_some(), "protected": file.protected }));
        cx.audit_read(entry);
    }
    Ok(opened)
}

/// The name under which the reader's acts stand in the referral's life.
fn by_name(cx: &Context) -> Option<String> {
    cx.caller.name.clone()
}

/// The site takes notice.
pub(crate) async fn mark_seen(cx: &Context, id: ReferralId, key: Option<Key>) -> Result<(), Problem> {
    let (actor, name) = (cx.actor().clone(), by_name(cx));
    cx.app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let seen = see_referral(tx.conn, &actor, Action::SeeReferral, id)?;
                tx.see_referral(&actor.signature(), seen, name.as_deref())
            })
        })
        .await?;
    Ok(())
}

/// Stores an answer and its messages, whoever proved that she may give it.
pub(crate) fn store_answer(
    app: &crate::App,
    tx: &mut db::Tx<'_>,
    by: &db::audit::Signature,
    seen: Seen<ReferralId>,
    name: Option<&str>,
    answer: &Answer,
) -> db::Result<()> {
    tx.answer_referral(by, seen, name, answer)?;
    let decision = match answer {
        Answer::Accept { .. } => Decision::Accept,
        Answer::Refuse { .. } => Decision::Refuse,
        Answer::Ask { .. } => Decision::Ask,
    };
    letters::answered(app, tx, seen.id(), decision)
}

/// Answers a referral.
pub(crate) async fn answer_referral(
    cx: &Context,
    id: ReferralId,
    written: WrittenAnswer,
    key: Option<Key>,
) -> Result<(), Problem> {
    let answer = written.answer(cx.app.today())?;
    let (app, actor, name) = (cx.app.clone(), cx.actor().clone(), by_name(cx));
    cx.app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let seen = see_referral(tx.conn, &actor, Action::AnswerReferral, id)?;
                store_answer(&app, tx, &actor.signature(), seen, name.as_deref(), &answer)
            })
        })
        .await?;
    Ok(())
}

/// Replies to the site's question.
pub(crate) async fn reply_to_site(
    cx: &Context,
    id: ReferralId,
    message: &str,
    key: Option<Key>,
) -> Result<(), Problem> {
    let message = reply_words(message)?;
    let (app, actor, name) = (cx.app.clone(), cx.actor().clone(), by_name(cx));
    cx.app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let seen = see_referral(tx.conn, &actor, Action::FollowReferral, id)?;
                tx.reply_to_question(&actor.signature(), seen, name.as_deref(), &message)?;
                letters::replied(&app, tx, id)
            })
        })
        .await?;
    Ok(())
}

fn reply_words(message: &str) -> Result<String, Problem> {
    let mut wrong = Wrong::default();
    let message = message.trim();
    if message.is_empty() {
        wrong.note("message", "required");
    } else if message.chars().count() > 2000 {
        wrong.note("message", "too_long");
    }
    wrong.finish()?;
    Ok(message.to_owned())
}

/// Ends an accompaniment.
pub(crate) async fn end_referral(
    cx: &Context,
    id: ReferralId,
    reason: ReferralEndReason,
    key: Option<Key>,
) -> Result<(), Problem> {
    let (actor, name) = (cx.actor().clone(), by_name(cx));
    cx.app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let seen = see_referral(tx.conn, &actor, Action::AnswerReferral, id)?;
                tx.end_referral(&actor.signature(), seen, name.as_deref(), reason)
            })
        })
        .await?;
    Ok(())
}

/// How a status looks.
fn badge(t: Text, facts: &ReferralFacts) -> view::Badge {
    let status = facts.status();
    let tone = match status {
        ReferralStatus::Sent | ReferralStatus::Seen => "waiting",
        ReferralStatus::Asked => "special",
        ReferralStatus::Accepted | ReferralStatus::FirstAttended => "done",
        ReferralStatus::Refused => "refused",
        ReferralStatus::Expired => "urgent",
        ReferralStatus::Ended => "neutral",
    };
    view::Badge { tone, word: t.word("referral-status", status.as_str()) }
}

/// The life of a referral as a marelle: squares filled one after the other.
fn life(t: Text, facts: &ReferralFacts, zone: &TimeZone) -> Vec<view::Step> {
    let day = |at: Option<Instant>| at.map(|at| t.date_medium(at.date(zone))).unwrap_or_default();
    let step = |label: String, at: Option<Instant>| view::Step {
        state: if at.is_some() { "done" } else { "next" },
        label,
        detail: day(at),
    };
    let answered = facts.accepted_at.is_some();
    // What was answered was seen, and who came was accepted: a later square never stands without an earlier one.
    let seen = facts.seen_at.or(facts.accepted_at).or(facts.refused_at);
    let mut steps = vec![step(t.referrals_step_sent(), facts.sent_at), step(t.referrals_step_seen(), seen)];
    if let Some(at) = facts.refused_at {
        steps.push(view::Step { state: "stopped", label: t.referrals_step_refused(), detail: day(Some(at)) });
    } else if let Some(at) = facts.expired_at {
        steps.push(view::Step { state: "stopped", label: t.referrals_step_expired(), detail: day(Some(at)) });
    } else {
        steps.push(step(t.referrals_step_accepted(), facts.accepted_at));
        steps.push(step(t.referrals_step_first(), facts.first_attended_at));
        steps.push(step(t.referrals_step_ended(), facts.ended_at));
    }
    if (answered || facts.is_open())
        && let Some(next) = steps.iter_mut().find(|step| step.state == "next")
    {
        next.state = "current";
    }
    steps
}

fn choices<W: Word>(t: Text, prefix: &str, words: &[W]) -> Vec<view::Choice> {
    words
        .iter()
        .map(|word| view::Choice {
            value: word.text().into_owned(),
            label: t.word(prefix, &word.text()),
            ..view::Choice::default()
        })
        .collect()
}

fn html(page: &impl Template) -> Result<Html<String>, Problem> {
    page.render().map(Html).map_err(|error| Problem::broken(&error.to_string()))
}

// ---------- refer ----------
