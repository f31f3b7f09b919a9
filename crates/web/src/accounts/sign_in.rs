//! Signing in: a password and a second factor, or a role of the demonstration in one click; signing out.

use askama::Template;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::accounts::sign_in::{DemoIdentity, demo_identities, held_roles};
use db::audit::{ActorKind, Signature};
use domain::access::Role;
use domain::{Instant, PersonId, Word};
use i18n::{Language, Text};
use serde::{Deserialize, Serialize};

use super::secrets;
use crate::context::Context;
use crate::forms::{self, Submitted};
use crate::guard::{SIGNED_IN, SignedIn};
use crate::problem::Problem;
use crate::rooms::is_local;
use crate::shared::view;

/// Session key of the device in words.
pub(crate) const DEVICE: &str = "device";
/// Session key of somebody whose password was right and whose code is awaited.
const AWAITED: &str = "awaited_code";
/// Seconds a right password waits for its code.
const CODE_WAITS: i64 = 300;

/// Where to go on after signing in.
#[derive(Debug, Deserialize)]
pub(crate) struct Following {
    next: Option<String>,
}

/// A page of this installation, or its home.
fn local(next: &str) -> String {
    if is_local(next) { next.to_owned() } else { "/".to_owned() }
}

struct DemoChoice {
    role: &'static str,
    label: String,
    who: String,
}

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    t: Text,
    layout: view::Layout,
    key: String,
    next: String,
    email: String,
    errors: view::FieldErrors,
    demo: Vec<DemoChoice>,
}

pub(crate) async fn show(cx: Context, Query(following): Query<Following>) -> Result<Response, Problem> {
    let next = local(following.next.as_deref().unwrap_or("/"));
    if !cx.caller.is_anonymous() && !cx.app.settings().demo {
        return Ok(Redirect::to(&next).into_response());
    }
    page(&cx, &next, "", view::FieldErrors::none(), StatusCode::OK).await
}

async fn page(
    cx: &Context,
    next: &str,
    email: &str,
    errors: view::FieldErrors,
    status: StatusCode,
) -> Result<Response, Problem> {
    let demo = if cx.app.settings().demo { demo_choices(cx).await? } else { Vec::new() };
    let page = SignInPage {
        t: cx.t,
        layout: cx.layout().await,
        key: cx.new_key(),
        next: next.to_owned(),
        email: email.to_owned(),
        errors,
        demo,
    };
    Ok((status, Html(page.render()?)).into_response())
}

async fn demo_choices(cx: &Context) -> Result<Vec<DemoChoice>, Problem> {
    let choice = |identity: &DemoIdentity| DemoChoice {
        role: identity.role.as_str(),
        label: cx.t.word("role", identity.role.as_str()),
        who: if identity.place.is_empty() {
            identity.name.clone()
        } else {
            cx.t.accounts_demo_who(&identity.name, &identity.place)
        },
    };
    Ok(demo(cx).await?.iter().map(choice).collect())
}

async fn demo(cx: &Context) -> Result<Vec<DemoIdentity>, Problem> {
    let today = cx.app.today();
    Ok(cx.app.db().read(move |conn| demo_identities(conn, today)).await?)
}

/// One click makes one somebody of the demonstration; there is no such route elsewhere.
pub(crate) async fn as_demo_role(cx: Context, headers: HeaderMap, form: Submitted) -> Result<Response, Problem> {
    if !cx.app.settings().demo {
        return Err(Problem::not_found());
    }
    let mut read = form.read();
    let role = read.word::<Role>("demo");
    let next = read.optional_text("next", 500);
    read.finish()?;
    let (role, next) = (role.take()?, local(next.take()?.as_deref().unwrap_or("/")));
    let found = demo(&cx).await?.into_iter().find(|identity| identity.role == role);
    let identity = found.ok_or_else(|| Problem::field("demo", "not_a_choice"))?;
    let signed_in = SignedIn {
        person: identity.member.map(|(person, _)| person),
        membership: identity.member.map(|(_, membership)| membership),
        parent: identity.parent,
        second_factor: false,
    };
    let kind = if identity.parent.is_some() { ActorKind::Parent } else { ActorKind::Person };
    let by = Signature { kind, role: Some(role), person: signed_in.person, parent: identity.parent, ..signature(&cx) };
    cx.app
        .db()
        .write(move |tx| {
            let entry = db::audit::Entry::done(domain::access::Action::SignIn, "demo", role.as_str());
            tx.audit(&by, entry)
        })
        .await?;
    enter(&cx, &headers, signed_in).await?;
    Ok(Redirect::to(&next).into_response())
}

fn signature(cx: &Context) -> Signature {
    Signature { request: cx.actor().request.clone(), ..Signature::system() }
}

/// Opens the session under a new id: whoever planted the old one has nothing.
pub(crate) async fn enter(cx: &Context, headers: &HeaderMap, signed_in: SignedIn) -> Result<(), Problem> {
    let session = cx.session()?;
    let broken = |error: tower_sessions::session::Error| Problem::broken(&error.to_string());
    session.clear().await;
    session.cycle_id().await.map_err(broken)?;
    session.insert(SIGNED_IN, &signed_in).await.map_err(broken)?;
    session.insert(DEVICE, device(headers)).await.map_err(broken)
}

/// The device in words a person recognises: browser and system.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    // The order matters: browsers carry the names of those they imitate.
    let browser = first(&[
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => String::new(),
    }
}

/// One answer for a wrong address, a wrong password and a locked account.
async fn wrong(cx: &Context, next: &str, email: &str) -> Result<Response, Problem> {
    let mut errors = view::FieldErrors::none();
    errors.add("password", cx.t.accounts_sign_in_wrong());
    page(cx, next, email, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

pub(crate) async fn with_password(cx: Context, headers: HeaderMap, form: Submitted) -> Result<Response, Problem> {
    let next = local(form.value("next"));
    let mut read = form.read();
    let email = read.email("email");
    let password = read.secret("password");
    read.also("next");
    if let Err(problem) = read.finish() {
        let errors = forms::errors(cx.t, &problem);
        return page(&cx, &next, form.value("email"), errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (email, password) = (email.take()?, password.take()?);
    let asked = email.clone();
    let attempt = cx.app.db().write(move |tx| tx.take_attempt(&asked)).await?;
    let hash = attempt.as_ref().and_then(|attempt| attempt.password_hash.clone());
    let right = secrets::verify(password, hash).await?;
    let Some(attempt) = attempt.filter(|_| right) else {
        let request = cx.actor().request.clone();
        let asked = email.clone();
        cx.app.db().write(move |tx| tx.sign_in_failed(&asked, request.clone())).await?;
        return wrong(&cx, &next, &email).await;
    };
    if attempt.totp_secret.is_some() {
        let awaited = Awaited { person: attempt.person, since: cx.app.now(), next };
        let session = cx.session()?;
        session.clear().await;
        session.cycle_id().await.map_err(|error| Problem::broken(&error.to_string()))?;
        session.insert(AWAITED, awaited).await.map_err(|error| Problem::broken(&error.to_string()))?;
        return Ok(Redirect::to("/sign-in/code").into_response());
    }
    complete(&cx, &headers, attempt.person, false, &next).await
}

/// The end of signing in: the role, the session, the page.
pub(crate) async fn complete(
    cx: &Context,
    headers: &HeaderMap,
    person: PersonId,
    second_factor: bool,
    next: &str,
) -> Result<Response, Problem> {
    let today = cx.app.today();
    let roles = cx.app.db().read(move |conn| held_roles(conn, person, today)).await?;
    let leading = roles.first().map(|held| held.membership.clone());
    let by = Signature {
        kind: ActorKind::Person,
        person: Some(person),
        role: leading.as_ref().map(|membership| membership.role),
        organisation: leading.as_ref().map(|membership| membership.organisation),
        ..signature(cx)
    };
    cx.app.db().write(move |tx| tx.sign_in_done(person, &by)).await?;
    let Some(leading) = leading else {
        cx.session()?.flush().await.map_err(|error| Problem::broken(&error.to_string()))?;
        let mut errors = view::FieldErrors::none();
        errors.add("email", cx.t.accounts_sign_in_ended());
        return page(cx, next, "", errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let signed_in = SignedIn { person: Some(person), membership: Some(leading.id), parent: None, second_factor };
    enter(cx, headers, signed_in).await?;
    let language = cx.app.db().read(move |conn| db::accounts::person_heading(conn, person)).await?.1;
    let mut response = Redirect::to(next).into_response();
    if let Some(language) = Language::read(&language) {
        // From any device, the pages are in the language the person chose for herself.
        response.headers_mut().insert(header::SET_COOKIE, crate::context::language_cookie(language)?);
    }
    Ok(response)
}

/// A right password that awaits its code.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Awaited {
    person: PersonId,
    since: Instant,
    next: String,
}

async fn awaited(cx: &Context) -> Result<Option<Awaited>, Problem> {
    let found: Option<Awaited> =
        cx.session()?.get(AWAITED).await.map_err(|error| Problem::broken(&error.to_string()))?;
    Ok(found.filter(|awaited| cx.app.now().seconds_since(awaited.since) <= CODE_WAITS))
}

#[derive(Template)]
#[template(path = "accounts/code.html")]
struct CodePage {
    t: Text,
    layout: view::Layout,
    key: String,
    errors: view::FieldErrors,
}

async fn code_page(cx: &Context, errors: view::FieldErrors, status: StatusCode) -> Result<Response, Problem> {
    let page = CodePage { t: cx.t, layout: cx.layout().await, key: cx.new_key(), errors };
    Ok((status, Html(page.render()?)).into_response())
}

pub(crate) async fn show_code(cx: Context) -> Result<Response, Problem> {
    if awaited(&cx).await?.is_none() {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    code_page(&cx, view::FieldErrors::none(), StatusCode::OK).await
}

pub(crate) async fn with_code(cx: Context, headers: HeaderMap, form: Submitted) -> Result<Response, Problem> {
    let Some(awaited) = awaited(&cx).await? else { return Ok(Redirect::to("/sign-in").into_response()) };
    let mut read = form.read();
    let code = read.text("code", 12);
    if let Err(problem) = read.finish() {
        return code_page(&cx, forms::errors(cx.t, &problem), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (code, person) = (code.take()?, awaited.person);
    if is_right_code(&cx, person, &code).await? {
        return complete(&cx, &headers, person, true, &awaited.next).await;
    }
    let mut errors = view::FieldErrors::none();
    errors.add("code", cx.t.accounts_code_wrong());
    code_page(&cx, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Whether these are the digits of now; a right code is used up.
async fn is_right_code(cx: &Context, person: PersonId, code: &str) -> Result<bool, Problem> {
    let attempt = cx.app.db().write(move |tx| tx.take_attempt_of(person)).await?;
    let secret = attempt.and_then(|attempt| attempt.totp_secret);
    let step = secret.and_then(|secret| secrets::totp_step(&secret, code, cx.app.now()));
    let request = cx.actor().request.clone();
    Ok(cx
        .app
        .db()
        .write(move |tx| match step {
            Some(step) if tx.use_totp_step(person, step)? => Ok(true),
            _ => tx.code_failed(person, request.clone()).map(|()| false),
        })
        .await?)
}

/// Ends the session here and in the database.
pub(crate) async fn out(cx: Context) -> Result<Response, Problem> {
    cx.session()?.flush().await.map_err(|error| Problem::broken(&error.to_string()))?;
    Ok(Redirect::to("/").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_as_its_owner_would() {
        let named = |agent: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, agent.parse().unwrap());
            device(&headers)
        };
        assert_eq!(
            named(
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
            ),
            "Chrome, Android"
        );
        assert_eq!(
            named(
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
            ),
            "Safari, iPhone"
        );
        assert_eq!(named("curl/8"), "");
    }

    #[test]
    fn only_pages_of_this_installation_follow() {
        for (asked, followed) in [
            ("/desk?day=2026-11-23", "/desk?day=2026-11-23"),
            ("https://evil.example", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("", "/"),
        ] {
            assert_eq!(local(asked), followed);
        }
    }
}
