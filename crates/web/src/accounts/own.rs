//! One's own account: name, password, second factor, devices, tokens of the API, role.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::accounts::own::{self, OwnAccount};
use db::accounts::sign_in::held_roles;
use domain::access::Action;
use domain::accounts::{LONGEST_TOKEN_DAYS, password_weakness};
use domain::time::Time;
use domain::{ApiTokenId, Instant, MembershipId, PersonId, Word};
use i18n::Text;

use super::secrets;
use super::sign_in::enter;
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::{self, Submitted};
use crate::guard::{SIGNED_IN, SignedIn};
use crate::problem::Problem;
use crate::sessions::stored_id;
use crate::shared::view;

/// Session key of a second factor that is being put in place.
const NEW_SECRET: &str = "new_second_factor";

struct DeviceRow {
    id: String,
    words: String,
    since: String,
    seen: String,
    here: bool,
}

struct TokenRow {
    id: String,
    name: String,
    role: String,
    scopes: String,
    until: String,
    used: String,
}

struct RoleRow {
    id: String,
    label: String,
    place: String,
    until: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    t: Text,
    layout: view::Layout,
    key: String,
    account: OwnAccount,
    languages: Vec<view::Choice>,
    errors: view::FieldErrors,
    roles: Vec<RoleRow>,
    devices: Vec<DeviceRow>,
    tokens: Vec<TokenRow>,
    scopes: Vec<view::Choice>,
    token_until: String,
    token_latest: String,
    made: String,
    demo: bool,
    values: Values,
}

/// What a form that comes back was filled with.
#[derive(Default)]
struct Values {
    token_name: String,
    scopes: Vec<String>,
}

/// The person whose account this is: a professional in a browser.
fn me(cx: &Context) -> Result<PersonId, Problem> {
    match (cx.actor().person, &cx.caller.scopes) {
        (Some(person), None) => Ok(person),
        // A token opens no account: it could make another, wider one.
        _ => Err(Problem::not_allowed(&cx.caller)),
    }
}

fn this_session(cx: &Context) -> Result<String, Problem> {
    Ok(cx.session()?.id().map(|id| stored_id(&id)).unwrap_or_default())
}

pub(crate) async fn show(cx: Context) -> Result<Response, Problem> {
    page(&cx, view::FieldErrors::none(), Values::default(), String::new(), StatusCode::OK).await
}

async fn page(
    cx: &Context,
    errors: view::FieldErrors,
    values: Values,
    made: String,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (person, now, today, here) = (me(cx)?, cx.app.now(), cx.app.today(), this_session(cx)?);
    let (account, roles, devices, tokens) = cx
        .app
        .db()
        .read(move |conn| {
            Ok((
                own::own_account(conn, person)?,
                held_roles(conn, person, today)?,
                own::devices(conn, person, now)?,
                own::tokens(conn, person, now)?,
            ))
        })
        .await?;
    let (t, zone) = (cx.t, &cx.app.settings().time_zone);
    let current = cx.actor().memberships.first().map(|membership| membership.id);
    let role = cx.actor().memberships.first().map(|membership| membership.role);
    let page = AccountPage {
        t,
        layout: cx.layout().await,
        key: cx.new_key(),
        languages: [("fr", t.language_fr()), ("en", t.language_en())]
            .map(|(value, label)| view::Choice { value: value.to_owned(), label, ..view::Choice::default() })
            .to_vec(),
        account,
        errors,
        roles: roles
            .into_iter()
            .map(|held| RoleRow {
                id: held.membership.id.to_string(),
                label: t.word("role", held.membership.role.as_str()),
                place: held.site.unwrap_or(held.organisation),
                until: held.until.map(|until| t.accounts_until(t.date_medium(until))).unwrap_or_default(),
                current: Some(held.membership.id) == current,
            })
            .collect(),
        devices: devices
            .into_iter()
            .map(|device| DeviceRow {
                here: device.id == here,
                id: device.id,
                words: device.device.filter(|words| !words.is_empty()).unwrap_or_else(|| t.accounts_device_unknown()),
                since: t.instant_long(device.created_at, zone),
                seen: t.instant_long(device.last_seen_at, zone),
            })
            .collect(),
        tokens: tokens
            .into_iter()
            .map(|token| TokenRow {
                id: token.id.to_string(),
                name: token.name,
                role: t.word("role", token.role.as_str()),
                scopes: scope_words(t, &token.scopes),
                until: t.date_medium(token.expires_at.date(zone)),
                used: token.last_used_at.map_or_else(
                    || t.accounts_token_never_used(),
                    |used| t.accounts_token_used(t.date_medium(used.date(zone))),
                ),
            })
            .collect(),
        scopes: role
            .map(|role| {
                Action::ALL
                    .iter()
                    .filter(|action| domain::access::may(role, **action))
                    .filter(|action| !matches!(action, Action::SignIn | Action::ManageOwnAccount))
                    .map(|action| view::Choice {
                        value: action.as_str().to_owned(),
                        label: t.word("access-action", action.as_str()),
                        ..view::Choice::default()
                    })
                    .collect()
            })
            .unwrap_or_default(),
        token_until: today.saturating_add(jiff::Span::new().days(90)).text().into_owned(),
        token_latest: today.saturating_add(jiff::Span::new().days(LONGEST_TOKEN_DAYS)).text().into_owned(),
        made,
        demo: cx.app.settings().demo,
        values,
    };
    Ok((status, Html(page.render()?)).into_response())
}

fn scope_words(t: Text, scopes: &[String]) -> String {
    if scopes.iter().any(|scope| scope == "*") {
        return t.accounts_token_all();
    }
    let words: Vec<String> = scopes.iter().map(|scope| t.word("access-action", scope)).collect();
    words.join(" · ")
}

async fn wrong(cx: &Context, problem: &Problem, values: Values) -> Result<Response, Problem> {
    page(cx, forms::errors(cx.t, problem), values, String::new(), StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn done(cx: &Context, text: String) -> Result<Response, Problem> {
    cx.notify(view::Notice { tone: "done", text, undo: None }).await?;
    Ok(Redirect::to("/account").into_response())
}

pub(crate) async fn rename(cx: Context, form: Submitted) -> Result<Response, Problem> {
    me(&cx)?;
    let mut read = form.read();
    let (given, family) = (read.text("given_name", 80), read.text("family_name", 80));
    let language = read.text("language", 2);
    if language.peek().is_some_and(|language| !["fr", "en"].contains(&language.as_str())) {
        read.problem("language", "not_a_choice");
    }
    if let Err(problem) = read.finish() {
        return wrong(&cx, &problem, Values::default()).await;
    }
    let (given, family, language) = (given.take()?, family.take()?, language.take()?);
    let (actor, key, chosen) = (cx.actor().clone(), form.key().cloned(), language.clone());
    cx.app
        .db()
        .write(move |tx| tx.once(key.as_ref(), |tx| tx.set_own_name(&actor, &given, &family, &language)))
        .await?;
    cx.notify(view::Notice { tone: "done", text: cx.t.form_saved(), undo: None }).await?;
    Ok(Redirect::to(&format!("/language/{chosen}?next=/account")).into_response())
}

pub(crate) async fn change_password(cx: Context, form: Submitted) -> Result<Response, Problem> {
    let person = me(&cx)?;
    let mut read = form.read();
    let (present, password) = (read.secret("present_password"), read.secret("new_password"));
    let account = cx.app.db().read(move |conn| own::own_account(conn, person)).await?;
    if let Some(password) = password.peek()
        && let Some(weakness) =
            password_weakness(password, &[&account.email, &account.given_name, &account.family_name])
    {
        read.problem("new_password", weakness.as_str());
    }
    if let Err(problem) = read.finish() {
        return wrong(&cx, &problem, Values::default()).await;
    }
    let (present, password) = (present.take()?, password.take()?);
    if !is_present_password(&cx, person, present).await? {
        return wrong(&cx, &Problem::field("present_password", "wrong_password"), Values::default()).await;
    }
    let hash = secrets::hash(&cx.app, password).await?;
    let (actor, here) = (cx.actor().clone(), this_session(&cx)?);
    cx.app.db().write(move |tx| tx.set_own_password(&actor, &hash, &here)).await?;
    done(&cx, cx.t.accounts_password_changed()).await
}

/// Asks for the password again; every wrong one counts like one at the door.
async fn is_present_password(cx: &Context, person: PersonId, password: String) -> Result<bool, Problem> {
    let attempt = cx.app.db().write(move |tx| tx.take_attempt_of(person)).await?;
    let right = secrets::verify(password, attempt.and_then(|attempt| attempt.password_hash)).await?;
    let request = cx.actor().request.clone();
    let forget = move |tx: &mut db::Tx<'_>| {
        if right { tx.password_confirmed(person) } else { tx.code_failed(person, request.clone()) }
    };
    cx.app.db().write(forget).await?;
    Ok(right)
}

#[derive(Template)]
#[template(path = "accounts/second_factor.html")]
struct SecondFactorPage {
    t: Text,
    layout: view::Layout,
    key: String,
    errors: view::FieldErrors,
    picture: String,
    secret: String,
    replaces: bool,
    compulsory: bool,
}

/// The secret that is being put in place: the same for as long as the page is open.
async fn new_secret(cx: &Context) -> Result<String, Problem> {
    let session = cx.session()?;
    let broken = |error: tower_sessions::session::Error| Problem::broken(&error.to_string());
    if let Some(secret) = session.get::<String>(NEW_SECRET).await.map_err(broken)? {
        return Ok(secret);
    }
    let secret = secrets::new_totp_secret(&cx.app);
    session.insert(NEW_SECRET, &secret).await.map_err(broken)?;
    Ok(secret)
}

async fn second_factor_page(cx: &Context, errors: view::FieldErrors, status: StatusCode) -> Result<Response, Problem> {
    let person = me(cx)?;
    let account = cx.app.db().read(move |conn| own::own_account(conn, person)).await?;
    let secret = new_secret(cx).await?;
    let page = SecondFactorPage {
        t: cx.t,
        layout: cx.layout().await,
        key: cx.new_key(),
        errors,
        picture: secrets::totp_picture(&secret, &account.email).unwrap_or_default(),
        secret: secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" "),
        replaces: account.second_factor,
        compulsory: cx.caller.needs_second_factor,
    };
    Ok((status, Html(page.render()?)).into_response())
}

pub(crate) async fn show_second_factor(cx: Context) -> Result<Response, Problem> {
    second_factor_page(&cx, view::FieldErrors::none(), StatusCode::OK).await
}

pub(crate) async fn set_second_factor(cx: Context, headers: HeaderMap, form: Submitted) -> Result<Response, Problem> {
    let person = me(&cx)?;
    let account = cx.app.db().read(move |conn| own::own_account(conn, person)).await?;
    let mut read = form.read();
    let code = read.text("code", 12);
    let password = account.second_factor.then(|| read.secret("present_password"));
    let secret = new_secret(&cx).await?;
    let step = code.peek().and_then(|code| secrets::totp_step(&secret, code, cx.app.now()));
    if code.peek().is_some() && step.is_none() {
        read.problem("code", "wrong_code");
    }
    if let Err(problem) = read.finish() {
        let errors = forms::errors(cx.t, &problem);
        return second_factor_page(&cx, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    if let Some(password) = password
        && !is_present_password(&cx, person, password.take()?).await?
    {
        let errors = forms::errors(cx.t, &Problem::field("present_password", "wrong_password"));
        return second_factor_page(&cx, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let Some(step) = step else { return Err(Problem::field("code", "wrong_code")) };
    let (actor, here) = (cx.actor().clone(), this_session(&cx)?);
    cx.app.db().write(move |tx| tx.set_own_second_factor(&actor, &secret, step, &here)).await?;
    let membership = cx.actor().memberships.first().map(|membership| membership.id);
    enter(&cx, &headers, SignedIn { person: Some(person), membership, parent: None, second_factor: true }).await?;
    cx.notify(view::Notice { tone: "done", text: cx.t.accounts_second_factor_done(), undo: None }).await?;
    Ok(Redirect::to(if account.second_factor { "/account" } else { "/" }).into_response())
}

pub(crate) async fn end_session(cx: Context, form: Submitted) -> Result<Response, Problem> {
    me(&cx)?;
    let mut read = form.read();
    let session = read.text("session", 64);
    read.finish()?;
    let (session, actor) = (session.take()?, cx.actor().clone());
    cx.app.db().write(move |tx| tx.end_own_session(&actor, &session)).await?;
    done(&cx, cx.t.accounts_device_ended()).await
}

pub(crate) async fn end_other_sessions(cx: Context) -> Result<Response, Problem> {
    me(&cx)?;
    let (here, actor) = (this_session(&cx)?, cx.actor().clone());
    cx.app.db().write(move |tx| tx.end_other_sessions(&actor, &here)).await?;
    done(&cx, cx.t.accounts_devices_ended()).await
}

/// Makes a token and shows it, this once.
pub(crate) async fn make_token(cx: Context, form: Submitted) -> Result<Response, Problem> {
    me(&cx)?;
    if cx.caller.needs_second_factor {
        return Err(Problem::not_allowed(&cx.caller));
    }
    let values = Values {
        token_name: form.value("token_name").to_owned(),
        scopes: form.values("scopes").map(str::to_owned).collect(),
    };
    let today = cx.app.today();
    let latest = today.saturating_add(jiff::Span::new().days(LONGEST_TOKEN_DAYS));
    let mut read = form.read();
    let (name, until) = (read.text("token_name", 80), read.date("token_until"));
    let scopes = read.words::<Action>("scopes");
    if scopes.peek().is_some_and(Vec::is_empty) {
        read.problem("scopes", "required");
    }
    match until.peek() {
        Some(until) if *until < today => read.problem("token_until", "in_the_past"),
        Some(until) if *until > latest => read.problem("token_until", "range_too_long"),
        _ => {}
    }
    if let Err(problem) = read.finish() {
        return wrong(&cx, &problem, values).await;
    }
    let (name, until, scopes) = (name.take()?, until.take()?, scopes.take()?);
    let Some(held) = cx.actor().memberships.first().cloned() else { return Err(Problem::not_found()) };
    let zone = &cx.app.settings().time_zone;
    let ends = until.tomorrow().ok().and_then(|day| Instant::of_civil(day, Time::midnight(), zone));
    let ends = ends.ok_or_else(|| Problem::field("token_until", "not_a_date"))?;
    let (actor, key) = (cx.actor().clone(), form.key().cloned());
    let made = cx
        .app
        .db()
        .write(move |tx| {
            let mut made = None;
            // The secret itself is never kept, so a repeated press makes no second token and shows none.
            tx.once(key.as_ref(), |tx| {
                made = Some(tx.create_own_token(&actor, &held, &name, &scopes, ends)?);
                Ok(())
            })?;
            Ok(made)
        })
        .await;
    match made {
        Ok(made) => {
            page(&cx, view::FieldErrors::none(), Values::default(), made.unwrap_or_default(), StatusCode::OK).await
        }
        Err(error) => {
            let problem = Problem::from(error);
            if problem.field_problems().is_some() { wrong(&cx, &problem, values).await } else { Err(problem) }
        }
    }
}

pub(crate) async fn revoke_token(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    me(&cx)?;
    let (id, actor) = (path_id::<ApiTokenId>(&id)?, cx.actor().clone());
    cx.app.db().write(move |tx| tx.revoke_own_token(&actor, id)).await?;
    done(&cx, cx.t.accounts_token_revoked()).await
}

/// Acts in another of one's roles.
pub(crate) async fn choose_role(cx: Context, headers: HeaderMap, form: Submitted) -> Result<Response, Problem> {
    let person = me(&cx)?;
    let mut read = form.read();
    let chosen = read.word::<MembershipId>("membership");
    read.finish()?;
    let (chosen, today) = (chosen.take()?, cx.app.today());
    let roles = cx.app.db().read(move |conn| held_roles(conn, person, today)).await?;
    if !roles.iter().any(|held| held.membership.id == chosen) {
        return Err(Problem::field("membership", "not_a_choice"));
    }
    let present: Option<SignedIn> =
        cx.session()?.get(SIGNED_IN).await.map_err(|error| Problem::broken(&error.to_string()))?;
    let second_factor = present.is_some_and(|present| present.second_factor);
    enter(&cx, &headers, SignedIn { person: Some(person), membership: Some(chosen), parent: None, second_factor })
        .await?;
    Ok(Redirect::to("/").into_response())
}
