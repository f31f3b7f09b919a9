//! Pages of families.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::access::see_family;
use db::audit::Entry;
use db::families::{self, ChildChange, FamilyFile, ParentChange};
use domain::access::Action;
use domain::families::{LinkKind, SafeContact, SituationKind, SpokenLanguage};
use domain::geography::Communes;
use domain::{ChildId, ConsentId, Date, FamilyId, ParentId, Period, SituationId, Word};
use i18n::Text;

use super::changes::{
    circumstances_of, consents_of, open_family, store_child, store_circumstances, store_end, store_new_child,
    store_new_parent, store_parent, store_protection, store_situation, store_withdrawal,
};
use super::forms::WrittenParent;
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::Submitted;
use crate::places::of_family::{AskedOfFamily, of_family};
use crate::problem::Problem;
use crate::shared::view;

fn html(page: &impl Template) -> Result<Html<String>, Problem> {
    page.render().map(Html).map_err(|error| Problem::broken(&error.to_string()))
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

fn commune_label(code: &str) -> String {
    Communes::shipped().find(code).map_or_else(|| code.to_owned(), domain::geography::Commune::label)
}

fn age(t: Text, birth: Date, today: Date) -> String {
    if birth > today {
        t.referrals_expected(t.date_medium(birth))
    } else {
        t.age_months(domain::time::age_in_months(birth, today))
    }
}

/// A line of the list.
struct Row {
    href: String,
    reference: String,
    parents: String,
    children: String,
    commune: String,
    protected: bool,
}

#[derive(Template)]
#[template(path = "families/list.html")]
struct ListPage {
    t: Text,
    layout: view::Layout,
    search: String,
    columns: Vec<view::Column>,
    rows: Vec<Row>,
    paging: view::Paging,
}

const PAGE: i64 = 50;

/// `GET /families`
pub(crate) async fn list(cx: Context, asked: Asked) -> Result<Html<String>, Problem> {
    let (t, today) = (cx.t, cx.app.today());
    let search: String = asked.value("q").chars().take(120).collect();
    let page: i64 = asked.value("page").parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1);
    let (actor, words) = (cx.actor().clone(), search.clone());
    let (lines, total) =
        cx.app.db().read(move |conn| families::list(conn, &actor, &words, None, (page - 1) * PAGE, PAGE)).await?;
    let rows: Vec<Row> = lines
        .iter()
        .map(|line| {
            let children: Vec<String> =
                line.children.iter().map(|(name, birth)| format!("{name} ({})", age(t, *birth, today))).collect();
            Row {
                href: format!("/families/{}", line.id),
                reference: line.reference.clone(),
                parents: t.list_and(&line.parents),
                children: t.list_and(&children),
                commune: commune_label(&line.commune),
                protected: line.protected,
            }
        })
        .collect();
    let first = (page - 1) * PAGE + 1;
    let last = first + i64::try_from(rows.len()).unwrap_or(0) - 1;
    let address = |page: i64| format!("/families?page={page}&q={}", crate::forms::percent(&search));
    let column = |label: String| view::Column { label, ..view::Column::default() };
    let page = ListPage {
        t,
        layout: cx.layout().await,
        columns: vec![
            column(t.families_reference()),
            column(t.families_parents()),
            column(t.families_children()),
            column(t.referrals_commune()),
        ],
        paging: view::Paging {
            words: if rows.is_empty() { String::new() } else { t.paging_shown(first, last, total) },
            previous: if page > 1 { address(page - 1) } else { String::new() },
            next: if last < total && !rows.is_empty() { address(page + 1) } else { String::new() },
        },
        search,
        rows,
    };
    html(&page)
}

struct ParentView {
    name: String,
    phone: Option<view::Phone>,
    rows: Vec<view::SummaryRow>,
    edit: String,
    situations: Vec<SituationView>,
}

struct SituationView {
    words: String,
    period: String,
    end_action: String,
    open: bool,
}

struct ChildView {
    name: String,
    age: String,
    edit: String,
    admissions: Vec<(String, String)>,
}

/// A consent on the page.
struct ConsentView {
    words: String,
    text: String,
    withdraw: String,
}

#[derive(Template)]
#[template(path = "families/show.html")]
struct ShowPage {
    consents: Vec<ConsentView>,
    protect_action: String,
    circumstances_action: String,
    circumstances: Vec<view::SummaryRow>,
    car: &'static str,
    priority_district: &'static str,
    known: Vec<view::Choice>,
    add_parent: String,
    add_child: String,
    t: Text,
    layout: view::Layout,
    title: String,
    protected: bool,
    shield_action: String,
    shield: Option<(String, String)>,
    commune: String,
    note: String,
    parents: Vec<ParentView>,
    children: Vec<ChildView>,
    persons: Vec<String>,
    asked: Option<AskedOfFamily>,
    asked_columns: Vec<view::Column>,
    manages: bool,
    papers: bool,
    situation_action: String,
    parent_choices: Vec<view::Choice>,
    kinds: Vec<view::Choice>,
    key: String,
    form: Submitted,
    errors: view::FieldErrors,
}

async fn show_page(
    cx: &Context,
    file: FamilyFile,
    shield: Option<(String, String)>,
    form: Submitted,
    errors: view::FieldErrors,
) -> Result<Html<String>, Problem> {
    let (t, today) = (cx.t, cx.app.today());
    let row = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let parent_choices = file
        .parents
        .iter()
        .map(|parent| view::Choice {
            value: parent.id.to_string(),
            label: format!("{} {}", parent.given_name, parent.family_name),
            ..view::Choice::default()
        })
        .collect();
    let named =
        |id: ParentId| file.parents.iter().find(|parent| parent.id == id).map_or("", |parent| &parent.given_name);
    let consents = consents_of(cx, file.id)
        .await?
        .into_iter()
        .map(|consent| {
            let zone = &cx.frame.zone;
            let given = t.date_medium(consent.given_at.date(zone));
            ConsentView {
                words: format!("{} : {}", named(consent.parent), t.word("consent-kind", consent.kind.as_str())),
                text: match consent.withdrawn_at {
                    None => t.families_consent_given(given),
                    Some(at) => t.families_consent_withdrawn(given, t.date_medium(at.date(zone))),
                },
                withdraw: match consent.withdrawn_at {
                    None => format!("/families/{}/consents/{}/withdraw", file.id, consent.id),
                    Some(_) => String::new(),
                },
            }
        })
        .collect();
    let (car, priority_district) = circumstances_of(cx, file.id).await?;
    let (car, priority_district) = (known_word(car), known_word(priority_district));
    let page = ShowPage {
        t,
        consents,
        circumstances_action: format!("/families/{}/circumstances", file.id),
        circumstances: vec![
            row(t.families_car(), t.word("families-known", car)),
            row(t.families_priority_district(), t.word("families-known", priority_district)),
        ],
        car,
        priority_district,
        known: ["yes", "no", "unknown"]
            .map(|value| view::Choice {
                value: value.to_owned(),
                label: t.word("families-known", value),
                ..view::Choice::default()
            })
            .into(),
        protect_action: format!("/families/{}/protection", file.id),
        add_parent: format!("/families/{}/parents/new", file.id),
        add_child: format!("/families/{}/children/new", file.id),
        layout: cx.layout().await,
        title: t.families_title(&file.reference),
        protected: file.protected,
        shield_action: format!("/families/{}/shield", file.id),
        shield,
        commune: commune_label(&file.commune),
        note: file.note.clone().unwrap_or_default(),
        parents: file
            .parents
            .iter()
            .map(|parent| {
                let language = t.word("spoken-language", parent.language.as_str());
                ParentView {
                    name: format!("{} {}", parent.given_name, parent.family_name),
                    phone: parent.phone.as_deref().map(view::Phone::of),
                    rows: vec![
                        row(t.referrals_email(), parent.email.clone().unwrap_or_else(|| t.answer_not_known())),
                        row(
                            t.referrals_language(),
                            if parent.interpreter { t.referrals_with_interpreter(language) } else { language },
                        ),
                        row(t.referrals_safe_contact(), t.word("safe-contact", parent.safe_contact.as_str())),
                    ],
                    edit: format!("/families/{}/parents/{}", file.id, parent.id),
                    situations: parent
                        .situations
                        .iter()
                        .map(|situation| SituationView {
                            words: t.word("situation-kind", situation.kind.as_str()),
                            period: t.period(situation.period),
                            end_action: format!("/families/{}/situations/{}/end", file.id, situation.id),
                            open: situation.period.until.is_none(),
                        })
                        .collect(),
                }
            })
            .collect(),
        children: file
            .children
            .iter()
            .map(|child| ChildView {
                name: format!("{} {}", child.given_name, child.family_name),
                age: age(t, child.birth_date, today),
                edit: format!("/families/{}/children/{}", file.id, child.id),
                admissions: child
                    .admissions
                    .iter()
                    .map(|admission| {
                        let kind = t.word("care-kind", admission.care_kind.as_str());
                        (t.families_admission(kind, &admission.site_name), t.period(admission.period))
                    })
                    .collect(),
            })
            .collect(),
        persons: file
            .persons
            .iter()
            .filter(|(kind, _)| matches!(kind, LinkKind::Caseload | LinkKind::Named))
            .map(|(kind, name)| t.families_person(name, t.word("link-kind", kind.as_str())))
            .collect(),
        asked: of_family(cx, file.id).await?,
        asked_columns: [
            t.asking_column_child(),
            t.asking_column_need(),
            t.asking_column_state(),
            t.asking_column_answer(),
        ]
        .map(|label| view::Column { label, ..view::Column::default() })
        .into(),
        manages: cx.caller.may(Action::ManageFamily),
        papers: cx.caller.may(Action::SeePapers),
        situation_action: format!("/families/{}/situations", file.id),
        parent_choices,
        kinds: choices(t, "situation-kind", SituationKind::ALL),
        key: cx.new_key(),
        form,
        errors,
    };
    html(&page)
}

/// `GET /families/{id}`
pub(crate) async fn show(cx: Context, Path(id): Path<String>) -> Result<Html<String>, Problem> {
    let file = open_family(&cx, path_id(&id)?).await?;
    let form = Submitted::prefilled([("from".to_owned(), cx.app.today().to_string())]);
    show_page(&cx, file, None, form, view::FieldErrors::none()).await
}

/// `POST /families/{id}/shield`: opens what only named persons read; a press on a button, because it is written down.
pub(crate) async fn open_shield(
    cx: Context,
    Path(id): Path<String>,
    submitted: Submitted,
) -> Result<Html<String>, Problem> {
    submitted.read().finish()?;
    let (id, actor) = (path_id::<FamilyId>(&id)?, cx.actor().clone());
    let file = open_family(&cx, id).await?;
    let shield = cx
        .app
        .db()
        .write(move |tx| {
            let seen = see_family(tx.conn, &actor, Action::SeeFamily, id)?;
            tx.audit(&actor.signature(), Entry::read(Action::SeeFamily, "family", id).family(id))?;
            tx.open_shield(&actor, seen)
        })
        .await?;
    let none = || cx.t.answer_not_known();
    let opened = shield.map(domain::families::Shielded::open).map_or_else(
        || (none(), none()),
        |shield| (shield.address.unwrap_or_else(none), shield.danger_note.unwrap_or_else(none)),
    );
    show_page(&cx, file, Some(opened), Submitted::prefilled([]), view::FieldErrors::none()).await
}

/// `POST /families/{id}/situations`
pub(crate) async fn add_situation(
    cx: Context,
    Path(id): Path<String>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let id: FamilyId = path_id(&id)?;
    let mut read = submitted.read();
    let (parent, kind) = (read.word::<ParentId>("parent_id"), read.word::<SituationKind>("kind"));
    let (from, until) = (read.date("from"), read.optional_date("until"));
    let period = from.peek().and_then(|from| Period::new(*from, until.peek().copied().flatten()));
    if from.peek().is_some() && until.peek().is_some() && period.is_none() {
        read.problem("until", "until_before_from");
    }
    if let Err(problem) = read.finish() {
        let file = open_family(&cx, id).await?;
        let errors = crate::forms::errors(cx.t, &problem);
        let page = show_page(&cx, file, None, submitted, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let period = period.ok_or_else(|| Problem::field("until", "until_before_from"))?;
    store_situation(&cx, id, parent.take()?, kind.take()?, period, submitted.key().cloned()).await?;
    saved(&cx, id).await
}

/// `POST /families/{id}/situations/{situation_id}/end`: it ends today.
pub(crate) async fn end_situation(
    cx: Context,
    Path((id, situation_id)): Path<(String, String)>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let (id, situation_id) = (path_id::<FamilyId>(&id)?, path_id::<SituationId>(&situation_id)?);
    submitted.read().finish()?;
    store_end(&cx, id, situation_id, cx.app.today(), submitted.key().cloned()).await?;
    saved(&cx, id).await
}

async fn saved(cx: &Context, id: FamilyId) -> Result<Response, Problem> {
    cx.notify(view::Notice { tone: "done", text: cx.t.form_saved(), undo: None }).await?;
    Ok(Redirect::to(&format!("/families/{id}")).into_response())
}

#[derive(Template)]
#[template(path = "families/parent.html")]
struct ParentPage {
    t: Text,
    layout: view::Layout,
    title: String,
    back: String,
    action: String,
    key: String,
    form: Submitted,
    errors: view::FieldErrors,
    languages: Vec<view::Choice>,
    contacts: Vec<view::Choice>,
}

/// The form of a parent; without an id, of a new one.
async fn parent_page(
    cx: &Context,
    id: FamilyId,
    parent_id: Option<ParentId>,
    form: Submitted,
    errors: view::FieldErrors,
) -> Result<Html<String>, Problem> {
    let (title, action) = match parent_id {
        Some(parent_id) => (
            format!("{} {}", form.value("given_name"), form.value("family_name")),
            format!("/families/{id}/parents/{parent_id}"),
        ),
        None => (cx.t.families_add_parent(), format!("/families/{id}/parents")),
    };
    let page = ParentPage {
        t: cx.t,
        layout: cx.layout().await,
        title,
        back: format!("/families/{id}"),
        action,
        key: cx.new_key(),
        form,
        errors,
        languages: choices(cx.t, "spoken-language", SpokenLanguage::ALL),
        contacts: choices(cx.t, "safe-contact", SafeContact::ALL),
    };
    html(&page)
}

/// `GET /families/{id}/parents/{parent_id}`
pub(crate) async fn edit_parent(
    cx: Context,
    Path((id, parent_id)): Path<(String, String)>,
) -> Result<Html<String>, Problem> {
    let (id, parent_id) = (path_id::<FamilyId>(&id)?, path_id::<ParentId>(&parent_id)?);
    let file = open_family(&cx, id).await?;
    let parent = file.parents.into_iter().find(|parent| parent.id == parent_id).ok_or_else(Problem::not_found)?;
    let mut fields = vec![
        ("given_name", parent.given_name),
        ("family_name", parent.family_name),
        ("phone", parent.phone.as_deref().map_or_else(String::new, |phone| view::Phone::of(phone).shown)),
        ("email", parent.email.unwrap_or_default()),
        ("language", parent.language.as_str().to_owned()),
        ("safe_contact", parent.safe_contact.as_str().to_owned()),
        ("revision", parent.revision.to_string()),
    ];
    if parent.interpreter {
        fields.push(("interpreter", "true".to_owned()));
    }
    let form = Submitted::prefilled(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
    parent_page(&cx, id, Some(parent_id), form, view::FieldErrors::none()).await
}

/// `POST /families/{id}/parents/{parent_id}`
pub(crate) async fn change_parent(
    cx: Context,
    Path((id, parent_id)): Path<(String, String)>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let (id, parent_id) = (path_id::<FamilyId>(&id)?, path_id::<ParentId>(&parent_id)?);
    match read_parent(&submitted) {
        Ok(change) => {
            store_parent(&cx, id, parent_id, change, submitted.key().cloned()).await?;
            saved(&cx, id).await
        }
        Err(problem) => {
            open_family(&cx, id).await?;
            let errors = crate::forms::errors(cx.t, &problem);
            let page = parent_page(&cx, id, Some(parent_id), submitted, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn read_parent(form: &Submitted) -> Result<ParentChange, Problem> {
    let mut read = form.read();
    for name in ["given_name", "family_name", "phone", "email"] {
        read.also(name);
    }
    let (language, safe) = (read.word::<SpokenLanguage>("language"), read.word::<SafeContact>("safe_contact"));
    let interpreter = read.ticked("interpreter");
    let revision = read.number("revision", 1..=i32::MAX);
    read.finish()?;
    let written = WrittenParent {
        given_name: form.value("given_name").to_owned(),
        family_name: form.value("family_name").to_owned(),
        phone: Some(form.value("phone").to_owned()),
        email: Some(form.value("email").to_owned()),
        language: language.take()?,
        safe_contact: safe.take()?,
        interpreter,
    };
    Ok(ParentChange { parent: written.read()?, revision: Some(i64::from(revision.take()?)) })
}

#[derive(Template)]
#[template(path = "families/child.html")]
struct ChildPage {
    t: Text,
    layout: view::Layout,
    title: String,
    back: String,
    action: String,
    key: String,
    form: Submitted,
    errors: view::FieldErrors,
}

/// The form of a child; without an id, of a new one.
async fn child_page(
    cx: &Context,
    id: FamilyId,
    child_id: Option<ChildId>,
    form: Submitted,
    errors: view::FieldErrors,
) -> Result<Html<String>, Problem> {
    let (title, action) = match child_id {
        Some(child_id) => (
            format!("{} {}", form.value("given_name"), form.value("family_name")),
            format!("/families/{id}/children/{child_id}"),
        ),
        None => (cx.t.families_add_child(), format!("/families/{id}/children")),
    };
    let page = ChildPage {
        t: cx.t,
        layout: cx.layout().await,
        title,
        back: format!("/families/{id}"),
        action,
        key: cx.new_key(),
        form,
        errors,
    };
    html(&page)
}

/// `GET /families/{id}/children/{child_id}`
pub(crate) async fn edit_child(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
) -> Result<Html<String>, Problem> {
    let (id, child_id) = (path_id::<FamilyId>(&id)?, path_id::<ChildId>(&child_id)?);
    let file = open_family(&cx, id).await?;
    let child = file.children.into_iter().find(|child| child.id == child_id).ok_or_else(Problem::not_found)?;
    let fields = [
        ("given_name", child.given_name),
        ("family_name", child.family_name),
        ("birth_date", child.birth_date.to_string()),
        ("walks_since", child.walks_since.map(|day| day.to_string()).unwrap_or_default()),
        ("revision", child.revision.to_string()),
    ];
    let form = Submitted::prefilled(fields.map(|(name, value)| (name.to_owned(), value)));
    child_page(&cx, id, Some(child_id), form, view::FieldErrors::none()).await
}

/// `POST /families/{id}/children/{child_id}`
pub(crate) async fn change_child(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let (id, child_id) = (path_id::<FamilyId>(&id)?, path_id::<ChildId>(&child_id)?);
    match read_child(&submitted, cx.app.today()) {
        Ok(change) => {
            store_child(&cx, id, child_id, change, submitted.key().cloned()).await?;
            saved(&cx, id).await
        }
        Err(problem) => {
            open_family(&cx, id).await?;
            let errors = crate::forms::errors(cx.t, &problem);
            let page = child_page(&cx, id, Some(child_id), submitted, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn read_child(form: &Submitted, today: Date) -> Result<ChildChange, Problem> {
    let mut read = form.read();
    for name in ["given_name", "family_name"] {
        read.also(name);
    }
    let (birth, walks) = (read.date("birth_date"), read.optional_date("walks_since"));
    let revision = read.number("revision", 1..=i32::MAX);
    read.finish()?;
    let child = super::forms::child(form.value("given_name"), form.value("family_name"), birth.take()?, today)?;
    Ok(ChildChange { child, walks_since: walks.take()?, revision: Some(i64::from(revision.take()?)) })
}

/// What somebody said, or did not, as a form names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known(Option<bool>);

const fn known_word(known: Option<bool>) -> &'static str {
    match known {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

impl Word for Known {
    fn text(&self) -> std::borrow::Cow<'_, str> {
        std::borrow::Cow::Borrowed(known_word(self.0))
    }
    fn read(text: &str) -> Option<Self> {
        [Self(Some(true)), Self(Some(false)), Self(None)].into_iter().find(|known| known.text() == text)
    }
}

/// `POST /families/{id}/circumstances`: what the fairness of plans is counted by.
pub(crate) async fn circumstances(
    cx: Context,
    Path(id): Path<String>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let id: FamilyId = path_id(&id)?;
    let mut read = submitted.read();
    let (car, district) = (read.word::<Known>("car"), read.word::<Known>("priority_district"));
    read.finish()?;
    store_circumstances(&cx, id, car.take()?.0, district.take()?.0, submitted.key().cloned()).await?;
    saved(&cx, id).await
}

/// `POST /families/{id}/protection`: marks the family as protected, or takes the mark away.
pub(crate) async fn protect(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: FamilyId = path_id(&id)?;
    let mut read = submitted.read();
    let protected = read.ticked("protected");
    read.finish()?;
    store_protection(&cx, id, protected, submitted.key().cloned()).await?;
    saved(&cx, id).await
}

/// `POST /families/{id}/consents/{consent_id}/withdraw`: the parent said stop.
pub(crate) async fn withdraw(
    cx: Context,
    Path((id, consent)): Path<(String, String)>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let (id, consent) = (path_id::<FamilyId>(&id)?, path_id::<ConsentId>(&consent)?);
    submitted.read().finish()?;
    store_withdrawal(&cx, id, consent, submitted.key().cloned()).await?;
    saved(&cx, id).await
}

/// `GET /families/{id}/parents/new`
pub(crate) async fn new_parent(cx: Context, Path(id): Path<String>) -> Result<Html<String>, Problem> {
    let id: FamilyId = path_id(&id)?;
    open_family(&cx, id).await?;
    let fields = [("safe_contact", SafeContact::Normal.as_str()), ("revision", "1")];
    let form = Submitted::prefilled(fields.map(|(name, value)| (name.to_owned(), value.to_owned())));
    parent_page(&cx, id, None, form, view::FieldErrors::none()).await
}

/// `POST /families/{id}/parents`
pub(crate) async fn add_parent(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: FamilyId = path_id(&id)?;
    match read_parent(&submitted) {
        Ok(change) => {
            store_new_parent(&cx, id, change.parent, submitted.key().cloned()).await?;
            saved(&cx, id).await
        }
        Err(problem) => {
            open_family(&cx, id).await?;
            let errors = crate::forms::errors(cx.t, &problem);
            let page = parent_page(&cx, id, None, submitted, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `GET /families/{id}/children/new`
pub(crate) async fn new_child(cx: Context, Path(id): Path<String>) -> Result<Html<String>, Problem> {
    let id: FamilyId = path_id(&id)?;
    open_family(&cx, id).await?;
    let form = Submitted::prefilled([("revision".to_owned(), "1".to_owned())]);
    child_page(&cx, id, None, form, view::FieldErrors::none()).await
}

/// `POST /families/{id}/children`
pub(crate) async fn add_child(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: FamilyId = path_id(&id)?;
    match read_child(&submitted, cx.app.today()) {
        Ok(change) => {
            store_new_child(&cx, id, change.child, submitted.key().cloned()).await?;
            saved(&cx, id).await
        }
        Err(problem) => {
            open_family(&cx, id).await?;
            let errors = crate::forms::errors(cx.t, &problem);
            let page = child_page(&cx, id, None, submitted, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
