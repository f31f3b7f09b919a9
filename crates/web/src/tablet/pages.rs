//! A site's tablets, and the PINs of its people.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use db::access::see_site;
use db::directory::Site;
use db::tablet::{Opener, Tablet};
use domain::access::Action;
use domain::tablet::{PAIRING_MINUTES, PIN_DIGITS};
use domain::{PersonId, SiteId, TabletId};
use i18n::Text;

use super::api::{CODE_LENGTH, CODE_LETTERS, code_hash};
use crate::accounts::secrets;
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, head, html, load, saved};

struct TabletRow {
    name: String,
    words: String,
    badge: view::Badge,
    revoke: String,
}

struct PinRow {
    name: String,
    words: String,
    action: String,
}

#[derive(Template)]
#[template(path = "tablet/tablets.html")]
struct TabletsPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    tablets: Vec<TabletRow>,
    people: Vec<PinRow>,
    /// A code just made, and how long it holds; a PIN just given, and whose it is: shown once.
    code: Option<(String, String)>,
    pin: Option<(String, String)>,
    form: Submitted,
    wrong: Wrong,
    key: String,
}

/// What was just made, to be shown once.
#[derive(Default)]
struct Made {
    code: Option<(String, String)>,
    pin: Option<(PersonId, String)>,
}

fn tablet_row(cx: &Context, base: &str, tablet: &Tablet) -> TabletRow {
    let (t, zone) = (cx.t, &cx.frame.zone);
    let words = match (tablet.revoked_at, tablet.seen_at) {
        (Some(at), _) => t.tablet_revoked_at(t.instant_long(at, zone)),
        (None, Some(at)) => t.tablet_seen_at(t.instant_long(at, zone)),
        (None, None) => t.tablet_paired_at(t.instant_long(tablet.paired_at, zone)),
    };
    TabletRow {
        name: tablet.name.clone(),
        words,
        badge: if tablet.revoked_at.is_some() {
            view::Badge { tone: "neutral", word: t.tablet_taken_back() }
        } else {
            view::Badge { tone: "done", word: t.tablet_in_use() }
        },
        revoke: if tablet.revoked_at.is_some() {
            String::new()
        } else {
            format!("{base}/tablets/{}/revoke", tablet.id)
        },
    }
}

async fn page(cx: &Context, site: Site, form: Submitted, wrong: Wrong, made: Made) -> Result<Response, Problem> {
    let (t, id, actor) = (cx.t, site.id, cx.actor().clone());
    let (tablets, openers): (Vec<Tablet>, Vec<Opener>) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::ManageTablets, id)?;
            Ok((db::tablet::tablets(conn, &seen)?, db::tablet::openers(conn, id, actor.today)?))
        })
        .await?;
    let status = wrong.status();
    let head = head(cx, &site, "tablets", 0);
    let whole = |opener: &Opener| format!("{} {}", opener.given_name, opener.family_name);
    let pin = made.pin.and_then(|(person, pin)| {
        openers.iter().find(|opener| opener.person == person).map(|opener| (whole(opener), pin))
    });
    let page = TabletsPage {
        t,
        layout: cx.layout().await,
        tablets: tablets.iter().map(|tablet| tablet_row(cx, &head.base, tablet)).collect(),
        people: openers
            .iter()
            .map(|opener| PinRow {
                name: whole(opener),
                words: match opener.pin_set_at {
                    Some(at) => t.tablet_pin_since(t.date_long(at.date(&cx.frame.zone))),
                    None => t.tablet_pin_none(),
                },
                action: format!("{}/tablets/pins/{}", head.base, opener.person),
            })
            .collect(),
        head,
        code: made.code,
        pin,
        form,
        wrong,
        key: cx.new_key(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/tablets`
pub async fn list(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    page(&cx, site, Submitted::prefilled([]), Wrong::default(), Made::default()).await
}

/// Random letters; the list has a power of two of them, so that each is as likely.
fn letters<const N: usize>(cx: &Context, from: &[u8]) -> String {
    cx.app.db().random_bytes::<N>().iter().map(|byte| char::from(from[usize::from(*byte) % from.len()])).collect()
}

/// `POST /sites/{id}/tablets/code`: a code to type on the tablet, shown once.
pub async fn make_code(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let mut read = form.read();
    let name = read.text("name", 60);
    if let Err(problem) = read.finish() {
        let wrong = Wrong::of(&cx, problem)?;
        return page(&cx, site, form, wrong, Made::default()).await;
    }
    let (name, code) = (name.take()?, letters::<CODE_LENGTH>(&cx, CODE_LETTERS));
    let (actor, hash, site_id) = (cx.actor().clone(), code_hash(&code), site.id);
    let until = cx
        .app
        .db()
        .write(move |tx| {
            let seen = see_site(tx.conn, &actor, Action::ManageTablets, site_id)?;
            tx.make_tablet_code(&actor, &seen, &name, &hash)
        })
        .await?;
    let shown = format!("{} {}", &code[..CODE_LENGTH / 2], &code[CODE_LENGTH / 2..]);
    let minutes = cx.t.tablet_code_until(cx.t.count_minutes(PAIRING_MINUTES), cx.t.instant_long(until, &cx.frame.zone));
    page(&cx, site, Submitted::prefilled([]), Wrong::default(), Made { code: Some((shown, minutes)), pin: None }).await
}

/// `POST /sites/{id}/tablets/{tablet}/revoke`
pub async fn revoke(
    cx: Context,
    Path((id, tablet)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (id, tablet): (SiteId, TabletId) = (path_id(&id)?, path_id(&tablet)?);
    form.read().finish()?;
    let (actor, key) = (cx.actor().clone(), form.key().cloned().ok_or_else(Problem::key_missing)?);
    cx.app
        .db()
        .write(move |tx| {
            let seen = see_site(tx.conn, &actor, Action::ManageTablets, id)?;
            tx.revoke_tablet(&actor, &seen, tablet, Some(&key))
        })
        .await?;
    saved(&cx, cx.t.tablet_revoked_done(), &format!("/sites/{id}/tablets")).await
}

/// `POST /sites/{id}/tablets/pins/{person}`: a new PIN, shown once.
pub async fn give_pin(
    cx: Context,
    Path((id, person)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let person: PersonId = path_id(&person)?;
    form.read().finish()?;
    // Ten is no power of two: bytes beyond 249 would make some digits more likely.
    let mut pin = String::new();
    while pin.len() < PIN_DIGITS {
        let bytes = cx.app.db().random_bytes::<16>();
        pin.extend(
            bytes
                .iter()
                .filter(|byte| **byte < 250)
                .take(PIN_DIGITS - pin.len())
                .map(|byte| char::from(b'0' + byte % 10)),
        );
    }
    let hash = secrets::hash(&cx.app, pin.clone()).await?;
    let (actor, key, site_id) = (cx.actor().clone(), form.key().cloned().ok_or_else(Problem::key_missing)?, site.id);
    let given = cx
        .app
        .db()
        .write(move |tx| {
            let seen = see_site(tx.conn, &actor, Action::ManageTablets, site_id)?;
            let mut given = false;
            // The PIN itself is never kept, so a repeated press gives no second one and shows none.
            tx.once(Some(&key), |tx| {
                given = true;
                tx.set_pin(&actor, &seen, person, &hash)
            })?;
            Ok(given)
        })
        .await?;
    if !given {
        return Ok(Redirect::to(&format!("/sites/{site_id}/tablets")).into_response());
    }
    page(&cx, site, Submitted::prefilled([]), Wrong::default(), Made { code: None, pin: Some((person, pin)) }).await
}
