//! The people of an administrator's organisations: list, invitations, ends, disabling.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::accounts::people::{self, GIVEN_ROLES, Member, NewInvitation};
use db::messages::NewMessage;
use domain::access::{Action, Role};
use domain::messages::{Channel, MessageTemplate};
use domain::{InvitationId, MembershipId, OrganisationId, PersonId, SiteId};
use i18n::Text;

use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::{self, Submitted, percent};
use crate::problem::Problem;
use crate::shared::view;

const PAGE: usize = 50;

struct MemberRow {
    name: String,
    email: String,
    role: String,
    place: String,
    until: String,
    badge: view::Badge,
    href: String,
}

struct InvitationRow {
    id: String,
    email: String,
    words: String,
    until: String,
}

#[derive(Template)]
#[template(path = "accounts/people.html")]
struct PeoplePage {
    t: Text,
    layout: view::Layout,
    key: String,
    search: String,
    columns: Vec<view::Column>,
    rows: Vec<MemberRow>,
    page: view::Paging,
    invitations: Vec<InvitationRow>,
}

fn status(cx: &Context, member: &Member) -> view::Badge {
    let (t, today) = (cx.t, cx.app.today());
    if member.disabled_at.is_some() {
        view::Badge { tone: "refused", word: t.accounts_person_disabled() }
    } else if member.period.until.is_some_and(|until| until < today) {
        view::Badge { tone: "neutral", word: t.accounts_person_ended() }
    } else if !member.period.contains(today) {
        view::Badge { tone: "waiting", word: t.accounts_person_to_come() }
    } else {
        view::Badge { tone: "done", word: t.accounts_person_active() }
    }
}

fn place(member: &Member) -> String {
    match &member.site {
        Some((_, site)) => format!("{site} ({})", member.organisation.1),
        None => member.organisation.1.clone(),
    }
}

pub(crate) async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let actor = cx.actor().clone();
    let (mut members, invitations) =
        cx.app.db().read(move |conn| Ok((people::members(conn, &actor)?, people::invitations(conn, &actor)?))).await?;
    let t = cx.t;
    let wanted = db::families::search_words(asked.value("q"));
    if !wanted.is_empty() {
        members.retain(|member| {
            let role = t.word("role", member.role.as_str());
            let text =
                format!("{} {} {} {role} {}", member.given_name, member.family_name, member.email, place(member));
            let words = db::families::search_words(&text);
            wanted.iter().all(|part| words.iter().any(|word| word.starts_with(part.as_str())))
        });
    }
    let folded = |text: &str| db::families::search_words(text).join(" ");
    let sort = match asked.value("sort") {
        sort @ ("role" | "place" | "until") => sort,
        _ => "name",
    };
    members.sort_by_key(|member| {
        let name = folded(&format!("{} {}", member.family_name, member.given_name));
        match sort {
            "role" => (format!("{:?}", GIVEN_ROLES.iter().position(|role| *role == member.role)), name),
            "place" => (folded(&place(member)), name),
            "until" => (member.period.until.map_or_else(|| "9999".to_owned(), |until| until.to_string()), name),
            _ => (name, String::new()),
        }
    });
    let total = members.len();
    let last_page = total.saturating_sub(1) / PAGE + 1;
    let number = asked.value("page").parse::<usize>().unwrap_or(1).clamp(1, last_page);
    let href = |sort: &str, page: usize| format!("/people?q={}&sort={sort}&page={page}", percent(asked.value("q")));
    let column = |name: &str, label: String| view::Column {
        label,
        sort_href: href(name, 1),
        sorted: if name == sort { "ascending" } else { "" },
        numeric: false,
    };
    let first = (number - 1) * PAGE;
    let shown: Vec<MemberRow> = members
        .iter()
        .skip(first)
        .take(PAGE)
        .map(|member| MemberRow {
            name: format!("{} {}", member.family_name, member.given_name),
            email: member.email.clone(),
            role: t.word("role", member.role.as_str()),
            place: place(member),
            until: member.period.until.map_or_else(|| t.until_further_notice(), |until| t.date_medium(until)),
            badge: status(&cx, member),
            href: format!("/people/{}", member.id),
        })
        .collect();
    let page = PeoplePage {
        t,
        layout: cx.layout().await,
        key: cx.new_key(),
        search: asked.value("q").to_owned(),
        columns: vec![
            column("name", t.accounts_person()),
            column("role", t.accounts_role()),
            column("place", t.accounts_place()),
            column("until", t.accounts_until_head()),
            view::Column { label: t.accounts_state(), ..view::Column::default() },
        ],
        page: view::Paging {
            words: t.paging_shown((first + 1).min(total), first + shown.len(), total),
            previous: if number > 1 { href(sort, number - 1) } else { String::new() },
            next: if number < last_page { href(sort, number + 1) } else { String::new() },
        },
        rows: shown,
        invitations: invitations
            .into_iter()
            .map(|sent| InvitationRow {
                id: sent.id.to_string(),
                email: sent.email,
                words: t.accounts_invitation_words(
                    t.word("role", sent.role.as_str()),
                    sent.site.map_or(sent.organisation.1, |(_, site)| site),
                ),
                until: t.instant_long(sent.expires_at, &cx.app.settings().time_zone),
            })
            .collect(),
    };
    Ok(Html(page.render()?).into_response())
}

#[derive(Template)]
#[template(path = "accounts/invite.html")]
struct InvitePage {
    t: Text,
    layout: view::Layout,
    key: String,
    errors: view::FieldErrors,
    email: String,
    role: String,
    organisation: String,
    site: String,
    until: String,
    roles: Vec<view::Choice>,
    organisations: Vec<view::Choice>,
    sites: Vec<view::Choice>,
}

pub(crate) async fn show_invite(cx: Context) -> Result<Response, Problem> {
    invite_page(&cx, &Submitted::prefilled([]), view::FieldErrors::none(), StatusCode::OK).await
}

async fn invite_page(
    cx: &Context,
    form: &Submitted,
    errors: view::FieldErrors,
    status: StatusCode,
) -> Result<Response, Problem> {
    let actor = cx.actor().clone();
    let managed =
        cx.app.db().read(move |conn| people::managed_organisations(conn, &actor, Action::ManagePeople)).await?;
    let choice = |value: String, label: String, hint: String| view::Choice { value, label, hint, disabled: false };
    let page = InvitePage {
        t: cx.t,
        layout: cx.layout().await,
        key: cx.new_key(),
        errors,
        email: form.value("email").to_owned(),
        role: form.value("role").to_owned(),
        organisation: match (form.value("organisation"), managed.as_slice()) {
            ("", [only]) => only.id.to_string(),
            (chosen, _) => chosen.to_owned(),
        },
        site: form.value("site").to_owned(),
        until: form.value("until").to_owned(),
        roles: GIVEN_ROLES
            .iter()
            .map(|role| {
                let word = role.as_str();
                choice(word.to_owned(), cx.t.word("role", word), cx.t.word("accounts-role-hint", word))
            })
            .collect(),
        sites: managed
            .iter()
            .flat_map(|organisation| {
                organisation
                    .sites
                    .iter()
                    .map(|(id, name)| choice(id.to_string(), format!("{name} ({})", organisation.name), String::new()))
            })
            .collect(),
        organisations: managed
            .iter()
            .map(|organisation| choice(organisation.id.to_string(), organisation.name.clone(), String::new()))
            .collect(),
    };
    Ok((status, Html(page.render()?)).into_response())
}

#[derive(Template)]
#[template(path = "accounts/invited.html")]
struct InvitedPage {
    t: Text,
    layout: view::Layout,
    email: String,
    link: String,
}

/// The e-mail of an invitation, in French: the invited person's language is not known yet.
fn letter(cx: &Context, email: &str, link: &str, organisation: OrganisationId) -> NewMessage {
    let french = Text::new(i18n::Language::French);
    NewMessage {
        channel: Channel::Email,
        recipient: email.to_owned(),
        language: "fr".to_owned(),
        subject: Some(french.accounts_invitation_subject()),
        body: french.accounts_invitation_letter(cx.caller.name.clone().unwrap_or_default(), link),
        template: MessageTemplate::Invitation,
        intent: None,
        useful_until: None,
        parent: None,
        family: None,
        organisation: Some(organisation),
        site: None,
    }
}

async fn invited(cx: &Context, email: String, link: String) -> Result<Response, Problem> {
    let page = InvitedPage { t: cx.t, layout: cx.layout().await, email, link };
    Ok(Html(page.render()?).into_response())
}

pub(crate) async fn invite(cx: Context, form: Submitted) -> Result<Response, Problem> {
    let mut read = form.read();
    let (email, role) = (read.email("email"), read.word::<Role>("role"));
    let (organisation, site) = (read.word::<OrganisationId>("organisation"), read.optional_word::<SiteId>("site"));
    let until = read.optional_date("until");
    if let Err(problem) = read.finish() {
        let errors = forms::errors(cx.t, &problem);
        return invite_page(&cx, &form, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let new = NewInvitation {
        email: email.take()?,
        organisation: organisation.take()?,
        site: site.take()?,
        role: role.take()?,
        until: until.take()?,
    };
    let (actor, key, context, email) = (cx.actor().clone(), form.key().cloned(), cx.clone(), new.email.clone());
    let sent = cx
        .app
        .db()
        .write(move |tx| {
            let mut link = String::new();
            // The link is in the message; a repeated press sends no second one.
            tx.once(key.as_ref(), |tx| {
                let (_, token) = tx.invite(&actor, &new)?;
                link = context.app.link(&format!("/invitation/{token}"));
                tx.send_message(&letter(&context, &new.email, &link, new.organisation)).map(|_| ())
            })?;
            Ok(link)
        })
        .await;
    match sent.map_err(Problem::from) {
        Ok(link) => invited(&cx, email, link).await,
        Err(problem) if problem.field_problems().is_some() => {
            let errors = forms::errors(cx.t, &problem);
            invite_page(&cx, &form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(problem) => Err(problem),
    }
}

pub(crate) async fn revoke_invitation(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<InvitationId>(&id)?, cx.actor().clone());
    cx.app.db().write(move |tx| tx.revoke_invitation(&actor, id)).await?;
    cx.notify(view::Notice { tone: "done", text: cx.t.accounts_invitation_revoked(), undo: None }).await?;
    Ok(Redirect::to("/people").into_response())
}

#[derive(Template)]
#[template(path = "accounts/person.html")]
struct PersonPage {
    t: Text,
    layout: view::Layout,
    key: String,
    errors: view::FieldErrors,
    name: String,
    rows: Vec<view::SummaryRow>,
    badge: view::Badge,
    id: String,
    until: String,
    disabled: bool,
    oneself: bool,
    open: bool,
}

async fn person_page(
    cx: &Context,
    id: MembershipId,
    errors: view::FieldErrors,
    status_code: StatusCode,
) -> Result<Response, Problem> {
    let actor = cx.actor().clone();
    let member = cx.app.db().read(move |conn| people::see_member(conn, &actor, id)).await?;
    let t = cx.t;
    let row = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let page = PersonPage {
        t,
        layout: cx.layout().await,
        key: cx.new_key(),
        errors,
        name: format!("{} {}", member.given_name, member.family_name),
        badge: status(cx, &member),
        rows: vec![
            row(t.accounts_email(), member.email.clone()),
            row(t.accounts_role(), t.word("role", member.role.as_str())),
            row(t.accounts_place(), place(&member)),
            row(
                t.accounts_period(),
                if member.period.until.is_some_and(|until| until < member.period.from) {
                    t.accounts_period_none(t.date_long(member.period.from))
                } else {
                    t.period(member.period)
                },
            ),
            row(t.accounts_second_factor_title(), if member.second_factor { t.answer_yes() } else { t.answer_no() }),
        ],
        id: member.id.to_string(),
        until: member.period.until.map(|until| until.to_string()).unwrap_or_default(),
        disabled: member.disabled_at.is_some(),
        oneself: cx.actor().person == Some(member.person),
        open: member.period.contains(cx.app.today()),
    };
    Ok((status_code, Html(page.render()?)).into_response())
}

pub(crate) async fn show(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    person_page(&cx, path_id(&id)?, view::FieldErrors::none(), StatusCode::OK).await
}

/// A wrong field comes back on the person's page; anything else is a page of its own.
async fn settled(
    cx: &Context,
    id: MembershipId,
    result: Result<(), Problem>,
    text: String,
) -> Result<Response, Problem> {
    match result {
        Ok(()) => {
            cx.notify(view::Notice { tone: "done", text, undo: None }).await?;
            Ok(Redirect::to(&format!("/people/{id}")).into_response())
        }
        Err(problem) if problem.field_problems().is_some() => {
            person_page(cx, id, forms::errors(cx.t, &problem), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(problem) => Err(problem),
    }
}

pub(crate) async fn set_end(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let id = path_id::<MembershipId>(&id)?;
    let mut read = form.read();
    let until = read.optional_date("until");
    let result = match read.finish() {
        Err(problem) => Err(problem),
        Ok(()) => {
            let (until, actor, key) = (until.take()?, cx.actor().clone(), form.key().cloned());
            let write = move |tx: &mut db::Tx<'_>| tx.once(key.as_ref(), |tx| tx.set_membership_end(&actor, id, until));
            cx.app.db().write(write).await.map_err(Problem::from)
        }
    };
    settled(&cx, id, result, cx.t.form_saved()).await
}

/// The access stops at the person's next request, whatever day it began.
pub(crate) async fn end_now(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let id = path_id::<MembershipId>(&id)?;
    form.read().finish()?;
    let (actor, key) = (cx.actor().clone(), form.key().cloned());
    let yesterday = actor.today.yesterday().map_err(|error| Problem::broken(&error.to_string()))?;
    let write =
        move |tx: &mut db::Tx<'_>| tx.once(key.as_ref(), |tx| tx.set_membership_end(&actor, id, Some(yesterday)));
    let result = cx.app.db().write(write).await.map_err(Problem::from);
    settled(&cx, id, result, cx.t.accounts_ended_now()).await
}

/// The person behind a membership of the actor's organisations.
async fn person_of(cx: &Context, id: MembershipId) -> Result<PersonId, Problem> {
    let actor = cx.actor().clone();
    Ok(cx.app.db().read(move |conn| people::see_member(conn, &actor, id)).await?.person)
}

pub(crate) async fn disable(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = path_id::<MembershipId>(&id)?;
    let (person, actor) = (person_of(&cx, id).await?, cx.actor().clone());
    let result = cx.app.db().write(move |tx| tx.disable_person(&actor, person)).await.map_err(Problem::from);
    settled(&cx, id, result, cx.t.accounts_person_now_disabled()).await
}

pub(crate) async fn enable(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = path_id::<MembershipId>(&id)?;
    let (person, actor) = (person_of(&cx, id).await?, cx.actor().clone());
    let result = cx.app.db().write(move |tx| tx.enable_person(&actor, person)).await.map_err(Problem::from);
    settled(&cx, id, result, cx.t.accounts_person_now_enabled()).await
}

/// Forgotten password or lost telephone.
pub(crate) async fn renew(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let id = path_id::<MembershipId>(&id)?;
    let (actor, key, context) = (cx.actor().clone(), form.key().cloned(), cx.clone());
    let sent = cx
        .app
        .db()
        .write(move |tx| {
            let mut sent = (String::new(), String::new());
            tx.once(key.as_ref(), |tx| {
                let member = people::see_member(tx.conn, &actor, id)?;
                let (_, token, email) = tx.renew_access(&actor, id)?;
                let link = context.app.link(&format!("/invitation/{token}"));
                let letter = letter(&context, &email, &link, member.organisation.0);
                sent = (email, link);
                tx.send_message(&letter).map(|_| ())
            })?;
            Ok(sent)
        })
        .await;
    match sent.map_err(Problem::from) {
        Ok((email, link)) => invited(&cx, email, link).await,
        Err(problem) => settled(&cx, id, Err(problem), String::new()).await,
    }
}
