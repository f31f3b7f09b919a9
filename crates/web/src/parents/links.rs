//! The link of an SMS: GET shows one button and changes nothing, POST opens it for this browser and no other.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::access::see_family;
use db::links::{KnownLink, link_by_token, link_of_browser, parent_language};
use domain::access::Action;
use domain::links::{LinkPurpose, LinkSending};
use domain::{FamilyId, ParentId, Word};
use i18n::Text;

use super::stranger_layout;
use super::words::{Words, screen_language};
use crate::context::{Context, LANGUAGE_COOKIE};
use crate::forms::Submitted;
use crate::guard::{SIGNED_IN, SignedIn};
use crate::problem::Problem;
use crate::shared::view;

/// Days a browser is remembered: what lets it, and only it, open its link again.
const DAYS_REMEMBERED: u32 = 90;

/// One sentence, one picture, one button.
#[derive(Template)]
#[template(path = "parents/link.html")]
struct LinkPage {
    t: Text,
    layout: view::Layout,
    title: String,
    lead: String,
    /// The only button, posting to the page's own address or to `action`.
    button: Option<Button>,
    /// "This is not me", where there is a link to close.
    not_me: String,
}

struct Button {
    label: String,
    action: String,
}

/// A browser, by a random cookie that opens nothing by itself.
pub(super) struct Browser {
    value: String,
    new: bool,
    cookie: String,
}

impl Browser {
    pub(super) fn of(cx: &Context, headers: &HeaderMap) -> Self {
        let insecure = cx.app.settings().insecure_cookies;
        let name = if insecure { "device" } else { "__Host-device" };
        let known = cookie(headers, name).filter(|value| value.len() == 32);
        let new = known.is_none();
        let value = known.unwrap_or_else(|| db::idempotency::hex(&cx.app.db().random_bytes::<16>()));
        let secure = if insecure { "" } else { "; Secure" };
        let seconds = DAYS_REMEMBERED * 86_400;
        let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax; HttpOnly{secure}");
        Self { value, new, cookie }
    }
    pub(super) fn hash(&self) -> String {
        db::idempotency::sha256(self.value.as_bytes())
    }
    /// Remembers the browser, so that a second tap on a slow network comes from the same one.
    pub(super) fn remember(&self, mut response: Response) -> Response {
        if self.new {
            set_cookie(&mut response, &self.cookie);
        }
        response
    }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The reader's words: the language she chose, or else the one she speaks.
pub(super) fn words_of(
    cx: &Context,
    headers: &HeaderMap,
    uri: &Uri,
    spoken: Option<domain::families::SpokenLanguage>,
) -> Text {
    let chosen = uri.query().is_some_and(|query| query.split('&').any(|pair| pair.starts_with("lang=")))
        || cookie(headers, LANGUAGE_COOKIE).is_some();
    match spoken {
        Some(spoken) if !chosen => Text::new(screen_language(spoken)),
        _ => cx.t,
    }
}

fn page(status: StatusCode, page: &LinkPage) -> Result<Response, Problem> {
    Ok((status, page_of(page)?).into_response())
}

/// A page of somebody who is not signed in.
pub(super) fn page_of(page: &impl Template) -> Result<Response, Problem> {
    let html = page.render().map_err(|error| Problem::broken(&error.to_string()))?;
    Ok(Html(html).into_response())
}

pub(super) fn unknown(cx: &Context, t: Text) -> Result<Response, Problem> {
    page(
        StatusCode::NOT_FOUND,
        &LinkPage {
            t,
            layout: stranger_layout(cx, t),
            title: t.parents_link_unknown_title(),
            lead: t.parents_link_unknown_body(),
            button: None,
            not_me: String::new(),
        },
    )
}

/// The link is used, old, or somebody else's: nothing is shown but the way to a new one, to the number on file.
pub(super) fn ended(cx: &Context, t: Text, token: &str) -> Result<Response, Problem> {
    page(
        StatusCode::GONE,
        &LinkPage {
            t,
            layout: stranger_layout(cx, t),
            title: t.parents_link_ended_title(),
            lead: t.parents_link_ended_body(),
            button: Some(Button { label: t.parents_link_renew(), action: format!("/l/{token}/new") }),
            not_me: String::new(),
        },
    )
}

/// The same words whether a message left or not.
fn renewed(cx: &Context, t: Text) -> Result<Response, Problem> {
    page(
        StatusCode::OK,
        &LinkPage {
            t,
            layout: stranger_layout(cx, t),
            title: t.parents_link_renewed_title(),
            lead: t.parents_link_renewed_body(),
            button: None,
            not_me: String::new(),
        },
    )
}

/// A parent's link by its token, with the language of its reader.
pub(super) async fn found(
    cx: &Context,
    token: &str,
) -> Result<Option<(KnownLink, ParentId, domain::families::SpokenLanguage)>, Problem> {
    let token = token.to_owned();
    let found = cx.app.db().read(move |conn| {
        let link = link_by_token(conn, &token)?.filter(|link| link.purpose.is_for_a_parent());
        let Some((link, parent)) = link.and_then(|link| link.parent.map(|parent| (link, parent))) else {
            return Ok(None);
        };
        let spoken = parent_language(conn, parent)?;
        Ok(Some((link, parent, spoken)))
    });
    Ok(found.await?)
}

/// The page of a link: a button. However often a scanner reads it, it still opens for a human afterwards.
pub async fn show(cx: Context, Path(token): Path<String>, headers: HeaderMap, uri: Uri) -> Result<Response, Problem> {
    let browser = Browser::of(&cx, &headers);
    let Some((link, _, spoken)) = found(&cx, &token).await? else { return unknown(&cx, cx.t) };
    if link.purpose == LinkPurpose::ConfirmBooking {
        return super::day::show(&cx, &token, &headers, &uri).await;
    }
    let t = words_of(&cx, &headers, &uri, Some(spoken));
    if !link.opens(&browser.hash(), cx.app.now()) {
        return ended(&cx, t, &token);
    }
    let shown = LinkPage {
        t,
        layout: stranger_layout(&cx, t),
        title: t.parents_link_title(),
        lead: t.parents_link_lead(),
        button: Some(Button { label: t.parents_link_open(), action: String::new() }),
        not_me: format!("/l/{token}/not-me"),
    };
    Ok(browser.remember(page(StatusCode::OK, &shown)?))
}

/// Opens the link for this browser, and leads away from its address.
pub async fn open(cx: Context, Path(token): Path<String>, headers: HeaderMap, uri: Uri) -> Result<Response, Problem> {
    let browser = Browser::of(&cx, &headers);
    let Some((link, parent, spoken)) = found(&cx, &token).await? else { return unknown(&cx, cx.t) };
    let t = words_of(&cx, &headers, &uri, Some(spoken));
    if link.purpose == LinkPurpose::ConfirmBooking {
        // One narrow right: it opens none of her pages.
        return ended(&cx, t, &token);
    }
    let (opening, hash, request) = (token.clone(), browser.hash(), cx.caller.request_id.clone());
    let opened = cx.app.db().write(move |tx| tx.open_link(&opening, &hash, Some(&request))).await;
    match opened {
        Err(db::Error::Refused(_)) => return ended(&cx, t, &token),
        Err(error) => return Err(error.into()),
        Ok(_) => {}
    }
    sign_in(&cx, parent).await?;
    let mut response = browser.remember(Redirect::to("/family").into_response());
    let language = t.language();
    if cookie(&headers, LANGUAGE_COOKIE).as_deref() != Some(language.as_str()) {
        let kept = format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", language.text());
        set_cookie(&mut response, &kept);
    }
    Ok(response)
}

/// The browser is now this parent's, whoever used it before; its session gets a new name.
async fn sign_in(cx: &Context, parent: ParentId) -> Result<(), Problem> {
    let session = cx.session()?;
    let broken = |error: tower_sessions::session::Error| Problem::broken(&error.to_string());
    session.clear().await;
    session.cycle_id().await.map_err(broken)?;
    let signed_in = SignedIn { person: None, membership: None, parent: Some(parent), second_factor: false };
    session.insert(SIGNED_IN, signed_in).await.map_err(broken)
}

/// Sends a new link to the number on file; says the same whatever came of it.
pub async fn renew(cx: Context, Path(token): Path<String>, headers: HeaderMap, uri: Uri) -> Result<Response, Problem> {
    let Some((link, _, spoken)) = found(&cx, &token).await? else { return unknown(&cx, cx.t) };
    send_again(&cx, link).await?;
    renewed(&cx, words_of(&cx, &headers, &uri, Some(spoken)))
}

async fn send_again(cx: &Context, link: KnownLink) -> Result<(), Problem> {
    let (words, request) = (Words::new(&cx.app), cx.caller.request_id.clone());
    cx.app.db().write(move |tx| tx.renew_link(&link, Some(&request), &words)).await?;
    Ok(())
}

/// Where a parent arrives whose session has ended.
pub async fn closed(cx: Context, headers: HeaderMap, uri: Uri) -> Result<Response, Problem> {
    let hash = Browser::of(&cx, &headers).hash();
    let known = cx.app.db().read(move |conn| link_of_browser(conn, &hash)).await?.is_some();
    let t = words_of(&cx, &headers, &uri, None);
    let lead = if known {
        format!("{} {}", t.parents_link_closed_body(), t.parents_link_closed_renew())
    } else {
        t.parents_link_unknown_body()
    };
    let button = known.then(|| Button { label: t.parents_link_renew(), action: "/l".to_owned() });
    let layout = stranger_layout(&cx, t);
    let shown = LinkPage { t, layout, title: t.parents_link_closed_title(), lead, button, not_me: String::new() };
    page(StatusCode::OK, &shown)
}

/// A new link for the parent this browser belonged to, to her number.
pub async fn renew_for_browser(cx: Context, headers: HeaderMap) -> Result<Response, Problem> {
    let hash = Browser::of(&cx, &headers).hash();
    if let Some(link) = cx.app.db().read(move |conn| link_of_browser(conn, &hash)).await? {
        send_again(&cx, link).await?;
    }
    renewed(&cx, cx.t)
}

/// "This is not me", from the link itself: nothing was opened, nothing is shown, the number is closed.
pub async fn not_me(cx: Context, Path(token): Path<String>, headers: HeaderMap, uri: Uri) -> Result<Response, Problem> {
    let browser = Browser::of(&cx, &headers);
    let Some((link, parent, spoken)) = found(&cx, &token).await? else { return unknown(&cx, cx.t) };
    let t = words_of(&cx, &headers, &uri, Some(spoken));
    // Whoever could open the link may close the number; an old or foreign link closes nothing.
    if link.opens(&browser.hash(), cx.app.now()) {
        let (words, request) = (Words::new(&cx.app), cx.caller.request_id.clone());
        cx.app
            .db()
            .write(move |tx| tx.close_number(parent, &db::links::by_link(Some(parent), Some(&request)), &words))
            .await?;
    }
    closed_number(&cx, t)
}

/// What is said once a number is closed.
pub(super) fn closed_number(cx: &Context, t: Text) -> Result<Response, Problem> {
    page(
        StatusCode::OK,
        &LinkPage {
            t,
            layout: stranger_layout(cx, t),
            title: t.parents_not_me_done_title(),
            lead: t.parents_not_me_done_body(),
            button: None,
            not_me: String::new(),
        },
    )
}

/// A professional sends a family's parent the link. Fields: `parent` (the first one when absent), `checked` (the number was checked
/// with her), `next` (where to go back).
pub async fn send(cx: Context, Path(id): Path<FamilyId>, submitted: Submitted) -> Result<Response, Problem> {
    let mut read = submitted.read();
    let parent = read.optional_word::<ParentId>("parent");
    let checked = read.ticked("checked");
    let next = read.optional_text("next", 200);
    read.finish()?;
    let (parent, next) = (parent.take()?, next.take()?.filter(|next| crate::rooms::is_local(next)));
    let (actor, words, key) = (cx.actor().clone(), Words::new(&cx.app), submitted.key().cloned());
    let sending = cx.app.db().write(move |tx| {
        let seen = see_family(tx.conn, &actor, Action::ManageFamily, id)?;
        let parents = db::parents::parents_of(tx.conn, seen)?;
        let wanted = parents.iter().copied().find(|known| parent.is_none_or(|parent| parent == *known));
        let Some(parent) = wanted else { return Err(db::Error::NotFound) };
        let site = actor.memberships_for(Action::ManageFamily).find_map(|membership| membership.site);
        let text = tx.once(key.as_ref(), |tx| {
            let sending = tx.send_link_to_parent(parent, site, checked, &actor.signature(), &words)?;
            Ok(sending.as_str().to_owned())
        })?;
        Ok(LinkSending::read(&text).unwrap_or(LinkSending::Sent))
    });
    let sending = sending.await?;
    let tone = if sending == LinkSending::Sent { "done" } else { "warning" };
    let text = cx.t.word("link-sending", sending.as_str());
    cx.notify(view::Notice { tone, text, undo: None }).await?;
    Ok(Redirect::to(&next.unwrap_or_else(|| format!("/families/{id}"))).into_response())
}
