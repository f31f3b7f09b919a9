//! Pages of referrals.

use db::access::{Seen, see_referral};
use db::audit::Entry;
use db::idempotency::Key;
use db::referrals::{self, Answer, File, Reader, Sent, StatusView};
use domain::ReferralId;
use domain::access::Action;
use domain::referrals::{Decision, ReferralEndReason};

use super::forms::{Written, WrittenAnswer, Wrong};
use super::letters;
use crate::context::Context;
use crate::problem::Problem;

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
            tx.once(key.as_ref(), |tx| {
                let sent = tx.send_referral(&by, &new)?;
                letters::sent(&app, tx, sent.id, &sent.follow_token)?;
                Ok(sent)
            })
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
        let by = cx.actor().signature();
        cx.app.db().write(move |tx| tx.audit(&by, entry.clone())).await?;
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
