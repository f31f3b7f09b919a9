//! Organisations.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use db::organisations::{self, Organisation, organisation_by_id};
use domain::OrganisationId;
use domain::access::Action;
use domain::geography::folded;
use domain::sites::*;
use i18n::Text;

use super::list::paging;
use super::site::filled;
use super::{PAGE, Wrong, choices, html, saved, write};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::directory::pages::commune_label;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::api::{self, done, organisation_of};

struct OrganisationRow {
    name: String,
    href: String,
    kind: String,
    commune: String,
    contact: String,
    ended: bool,
}

#[derive(Template)]
#[template(path = "sites/organisations.html")]
struct OrganisationsPage {
    t: Text,
    layout: view::Layout,
    q: String,
    columns: Vec<view::Column>,
    rows: Vec<OrganisationRow>,
    paging: Option<view::Paging>,
}

/// `GET /organisations`
pub(crate) async fn organisations(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read_loosely();
    let page = read.optional_number("page", 1..=10_000).peek().copied().flatten().unwrap_or(1);
    let (t, actor, q, today) = (cx.t, cx.actor().clone(), asked.value("q").to_owned(), cx.app.today());
    let mut all = cx.app.db().read(move |conn| organisations::organisations(conn, &actor)).await?;
    let wanted = folded(&q);
    let kind = |organisation: &Organisation| match organisation.prescriber_kind {
        Some(prescriber) => t.word("prescriber-kind", prescriber.as_str()),
        None => t.word("organisation-kind", organisation.kind.as_str()),
    };
    all.retain(|organisation| {
        folded(&organisation.name).contains(&wanted) || folded(&kind(organisation)).contains(&wanted)
    });
    let (start, paging) =
        paging(t, all.len(), page, |page| format!("/organisations?page={page}&q={}", crate::forms::percent(&q)));
    let column = |label: String| view::Column { label, ..view::Column::default() };
    let columns =
        vec![column(t.sites_name()), column(t.sites_kind()), column(t.sites_commune()), column(t.sites_contact())];
    let rows = all
        .iter()
        .skip(start)
        .take(PAGE)
        .map(|organisation| OrganisationRow {
            name: organisation.name.clone(),
            href: format!("/organisations/{}", organisation.id),
            kind: kind(organisation),
            commune: organisation.commune.as_deref().map(commune_label).unwrap_or_default(),
            contact: [organisation.phone.clone(), organisation.email.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
            ended: organisation.ended_on.is_some_and(|last| last < today),
        })
        .collect();
    html(&OrganisationsPage { t, layout: cx.layout().await, q, columns, rows, paging }, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "sites/organisation.html")]
struct OrganisationForm {
    t: Text,
    layout: view::Layout,
    title: String,
    action: String,
    form: Submitted,
    wrong: Wrong,
    key: String,
    kinds: Vec<view::Choice>,
    prescriber_kinds: Vec<view::Choice>,
    edits: bool,
}

async fn organisation_form(
    cx: &Context,
    form: Submitted,
    wrong: Wrong,
    id: Option<OrganisationId>,
) -> Result<Response, Problem> {
    let t = cx.t;
    let status = wrong.status();
    let page = OrganisationForm {
        t,
        layout: cx.layout().await,
        title: if id.is_some() { t.sites_organisation_edit() } else { t.sites_organisation_new() },
        action: id.map_or_else(|| "/organisations".to_owned(), |id| format!("/organisations/{id}")),
        form,
        wrong,
        key: cx.new_key(),
        kinds: choices(t, "organisation-kind", OrganisationKind::ALL),
        prescriber_kinds: choices(t, "prescriber-kind", PrescriberKind::ALL),
        edits: id.is_some(),
    };
    html(&page, status)
}

/// `GET /organisations/new`
pub(crate) async fn new_organisation(cx: Context) -> Result<Response, Problem> {
    organisation_form(&cx, filled(&[("kind", "prescriber".into())]), Wrong::default(), None).await
}

async fn write_organisation(
    cx: &Context,
    id: Option<OrganisationId>,
    form: &Submitted,
) -> Result<OrganisationId, Problem> {
    let mut read = form.read();
    let (kind, prescriber) = (read.word("kind"), read.optional_word::<PrescriberKind>("prescriber_kind"));
    let (name, place) = (read.text("name", 160), read.optional_text("commune", 120));
    let (phone, email) = (read.optional_phone("phone"), read.optional_email("email"));
    let ended_on = read.optional_date("ended_on");
    let revision = read.optional_number("revision", 0..=i32::MAX);
    read.finish()?;
    let kind: OrganisationKind = kind.take()?;
    let new = organisation_of(
        kind,
        // The second question is for prescribers only: what stands there otherwise was not meant.
        prescriber.take()?.filter(|_| kind == OrganisationKind::Prescriber),
        &name.take()?,
        place.take()?.as_ref(),
        phone.take()?.as_ref(),
        email.take()?.as_ref(),
        Some(api::operator(cx)?),
    )?;
    let (ended_on, expected) = (ended_on.take()?, revision.take()?.map(i64::from));
    write(cx, form, move |tx, actor| {
        let id = match id {
            None => tx.create_organisation(&new)?,
            Some(id) => tx.change_organisation(actor, id, &new, ended_on, expected)?.id,
        };
        tx.audit(&actor.signature(), done(Action::ManageOrganisations, "organisation", id))?;
        Ok(id)
    })
    .await
}

/// `POST /organisations`
pub(crate) async fn create_organisation(cx: Context, form: Submitted) -> Result<Response, Problem> {
    match write_organisation(&cx, None, &form).await {
        Ok(_) => saved(&cx, cx.t.form_saved(), "/organisations").await,
        Err(problem) => organisation_form(&cx, form, Wrong::of(&cx, problem)?, None).await,
    }
}

/// `GET /organisations/{id}`
pub(crate) async fn edit_organisation(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<OrganisationId>(&id)?, cx.actor().clone());
    let found = cx.app.db().read(move |conn| organisation_by_id(conn, &actor, id)).await?;
    let form = filled(&[
        ("kind", found.kind.as_str().to_owned()),
        ("prescriber_kind", found.prescriber_kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default()),
        ("name", found.name),
        ("commune", found.commune.as_deref().map(commune_label).unwrap_or_default()),
        ("phone", found.phone.unwrap_or_default()),
        ("email", found.email.unwrap_or_default()),
        ("ended_on", found.ended_on.map(|day| day.to_string()).unwrap_or_default()),
        ("revision", found.revision.to_string()),
    ]);
    organisation_form(&cx, form, Wrong::default(), Some(id)).await
}

/// `POST /organisations/{id}`
pub(crate) async fn update_organisation(
    cx: Context,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, Problem> {
    let id = path_id::<OrganisationId>(&id)?;
    match write_organisation(&cx, Some(id), &form).await {
        Ok(_) => saved(&cx, cx.t.form_saved(), "/organisations").await,
        Err(problem) => organisation_form(&cx, form, Wrong::of(&cx, problem)?, Some(id)).await,
    }
}
