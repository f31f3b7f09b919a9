//! The admission file for programs: the same proofs as the pages.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::audit::Entry;
use db::papers::{EntryKind, PaperEntry};
use domain::access::Action;
use domain::papers::{AfterDue, PaperKind, PaperSetting};
use domain::{ChildId, Date, FamilyId, Instant, PaperId, SiteId, Word};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::health::{WrittenCard, read_card, write_card};
use super::input::WrittenPaper;
use super::site::{setting_of, state};
use super::{change, whose};
use crate::asked::{Asked, path_id};
use crate::commands::{Command, json, page};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(file, note, withdraw, restore, health, write_health, missing, settings, set))]
    struct Part;
    Part::openapi()
}

/// Where a paper stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaperDocument {
    /// Which: `certificate`, `vaccines`, `emergency_contact`, `pick_up`, `care_and_medicines`, `hospital`, `outing`, `photo`, `house_rules`.
    paper: String,
    /// `fine`, `awaited`, `provisional`, `overdue` or `too_old`.
    state: &'static str,
    /// The day it is, or was, due; null for what is fine.
    #[schema(value_type = Option<String>, format = Date)]
    due: Option<Date>,
}

/// Something that was noted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaperEntryDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: PaperId,
    /// `certificate`, `dose`, `wanting`, `contraindication`, `answer` or `contact`.
    #[schema(value_type = String)]
    kind: EntryKind,
    /// The dose, `mmr-1`.
    dose: Option<String>,
    /// The authorisation.
    paper: Option<String>,
    /// Whether it was given.
    granted: Option<bool>,
    /// Somebody to call.
    name: Option<String>,
    /// Her number.
    phone: Option<String>,
    /// What she is to the child.
    relation: Option<String>,
    /// The first day it holds; of a certificate, the day it was signed.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// The last one.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// When it was noted.
    #[schema(schema_with = schemas::instant)]
    noted_at: Instant,
    /// When it was withdrawn.
    #[schema(value_type = Option<String>, format = DateTime)]
    withdrawn_at: Option<Instant>,
}

impl From<PaperEntry> for PaperEntryDocument {
    fn from(entry: PaperEntry) -> Self {
        let (name, phone, relation) = match entry.contact {
            Some((name, phone, relation)) => (Some(name), Some(phone), relation),
            None => (None, None, None),
        };
        Self {
            id: entry.id,
            kind: entry.kind,
            dose: entry.dose.map(domain::papers::Dose::named),
            paper: entry.answer.map(|(kind, _)| kind.to_string()),
            granted: entry.answer.map(|(_, granted)| granted),
            name,
            phone,
            relation,
            from: entry.period.from,
            until: entry.period.until,
            noted_at: entry.created_at,
            withdrawn_at: entry.withdrawn_at,
        }
    }
}

/// A child's admission file at a site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileDocument {
    /// The child.
    #[schema(schema_with = schemas::id)]
    child: ChildId,
    /// The site.
    #[schema(schema_with = schemas::id)]
    site: SiteId,
    /// The first day of care.
    #[schema(schema_with = schemas::date)]
    admitted_on: Date,
    /// Whether the contract is over: then what was of health is erased.
    over: bool,
    /// Each paper the site asks for.
    papers: Vec<PaperDocument>,
    /// Doses that are due and were not seen.
    missing_doses: Vec<String>,
    /// Since when a paper is overdue without which no new place is given; null otherwise.
    #[schema(value_type = Option<String>, format = Date)]
    blocked_since: Option<Date>,
    /// Everything that was noted, withdrawn entries too.
    entries: Vec<PaperEntryDocument>,
}

async fn document(cx: &Context, whose: super::Whose) -> Result<FileDocument, Problem> {
    let ((child, site), actor, today) = (whose, cx.actor().clone(), cx.app.today());
    let (file, site) = cx
        .app
        .db()
        .read(move |conn| {
            let (seen, _) = db::papers::at_site(conn, &actor, Action::SeePapers, child, site)?;
            Ok((db::papers::file(conn, &seen, today)?, seen.site()))
        })
        .await?;
    cx.audit_read(Entry::read(Action::SeePapers, "child", child.1).family(child.0).site(site));
    let known = file.papers.as_ref().zip(file.setting.as_ref());
    Ok(FileDocument {
        child: child.1,
        site,
        admitted_on: file.admitted.period.from,
        over: file.admitted.over,
        papers: known
            .map(|(papers, setting)| {
                let asked = papers.asked(setting, today).into_iter();
                asked
                    .map(|(kind, standing)| PaperDocument {
                        paper: kind.to_string(),
                        state: state(standing),
                        due: standing.due(),
                    })
                    .collect()
            })
            .unwrap_or_default(),
        missing_doses: known
            .map(|(papers, _)| papers.missing_doses(today).into_iter().map(|(dose, _)| dose.named()).collect())
            .unwrap_or_default(),
        blocked_since: known.and_then(|(papers, setting)| papers.blocking(setting, today)).map(|block| block.since),
        entries: file.entries.into_iter().map(PaperEntryDocument::from).collect(),
    })
}

/// The site of a query.
fn asked_site(asked: &Asked) -> Result<String, Problem> {
    let mut read = asked.read();
    let site = read.optional_word::<SiteId>("site");
    read.finish()?;
    Ok(site.take()?.map(|site| site.to_string()).unwrap_or_default())
}

/// A child's admission file: what is there, what is missing, by when.
#[utoipa::path(get, path = "/api/v1/families/{id}/children/{child_id}/papers", tag = "papers", params(("id" = String, Path, format = "uuid"), ("child_id" = String, Path, format = "uuid"), ("site" = Option<String>, Query, format = "uuid", description = "Where the child has contracts at several sites")), responses((status = 200, description = "The file", body = FileDocument)))]
pub(crate) async fn file(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, Problem> {
    json(&document(&cx, whose(&id, &child_id, &asked_site(&asked)?)?).await?)
}

/// Notes what was seen, answered or said; answers with the whole file. A certificate too old on the first day of care is refused.
#[utoipa::path(post, path = "/api/v1/families/{id}/children/{child_id}/papers", tag = "papers", params(("id" = String, Path, format = "uuid"), ("child_id" = String, Path, format = "uuid")), request_body = WrittenPaper, responses((status = 200, description = "The file", body = FileDocument)))]
pub(crate) async fn note(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    command: Command<WrittenPaper>,
) -> Result<Response, Problem> {
    let site = command.input.site_id;
    let whose = ((path_id::<FamilyId>(&id)?, path_id::<ChildId>(&child_id)?), site);
    let new = command.input.read(cx.app.today())?;
    change(&cx, whose, Some(command.key), move |tx, by, seen| tx.note_paper(&by.signature(), seen, &new).map(drop))
        .await?;
    json(&document(&cx, whose).await?)
}

/// Nothing but the site.
#[derive(Debug, Default, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[garde(allow_unvalidated)]
pub(crate) struct AtSiteInput {
    /// The site, where the child has contracts at several.
    #[schema(value_type = Option<String>, format = "uuid")]
    site_id: Option<SiteId>,
}

/// Withdraws an entry; it stays to be read.
#[utoipa::path(post, path = "/api/v1/families/{id}/children/{child_id}/papers/{paper_id}/withdraw", tag = "papers", params(("id" = String, Path, format = "uuid"), ("child_id" = String, Path, format = "uuid"), ("paper_id" = String, Path, format = "uuid")), request_body = AtSiteInput, responses((status = 200, description = "The file", body = FileDocument)))]
pub(crate) async fn withdraw(
    cx: Context,
    Path((id, child_id, paper)): Path<(String, String, String)>,
    command: Command<AtSiteInput>,
) -> Result<Response, Problem> {
    let (whose, paper): (super::Whose, PaperId) =
        (((path_id(&id)?, path_id(&child_id)?), command.input.site_id), path_id(&paper)?);
    change(&cx, whose, Some(command.key), move |tx, by, seen| tx.withdraw_papers(&by.signature(), seen, &[paper]))
        .await?;
    json(&document(&cx, whose).await?)
}

/// Takes a withdrawal back, while that can be undone.
#[utoipa::path(post, path = "/api/v1/families/{id}/children/{child_id}/papers/{paper_id}/restore", tag = "papers", params(("id" = String, Path, format = "uuid"), ("child_id" = String, Path, format = "uuid"), ("paper_id" = String, Path, format = "uuid")), request_body = AtSiteInput, responses((status = 200, description = "The file", body = FileDocument)))]
pub(crate) async fn restore(
    cx: Context,
    Path((id, child_id, paper)): Path<(String, String, String)>,
    command: Command<AtSiteInput>,
) -> Result<Response, Problem> {
    let (whose, paper): (super::Whose, PaperId) =
        (((path_id(&id)?, path_id(&child_id)?), command.input.site_id), path_id(&paper)?);
    change(&cx, whose, Some(command.key), move |tx, by, seen| tx.restore_paper(&by.signature(), seen, paper)).await?;
    json(&document(&cx, whose).await?)
}

/// What the team on duty must know of a child's health.
#[derive(Serialize, ToSchema)]
pub(crate) struct HealthDocument {
    /// The site.
    #[schema(schema_with = schemas::id)]
    site: SiteId,
    /// What the child does not bear.
    allergy: Option<String>,
    /// Whether there is an individual care plan (PAI).
    care_plan: bool,
    /// Where the protocol lies.
    plan_place: Option<String>,
    /// Where the emergency treatment lies.
    treatment_place: Option<String>,
    /// When it was written; null when nothing is known.
    #[schema(value_type = Option<String>, format = DateTime)]
    written_at: Option<Instant>,
}

async fn health_document(cx: &Context, whose: super::Whose) -> Result<Response, Problem> {
    let read = read_card(cx, whose).await?;
    let written_at = read.card.as_ref().map(|written| written.at);
    let card = read.card.map(|written| written.card);
    let (allergy, care_plan, plan_place, treatment_place) = match card {
        Some(card) => (card.allergy, card.care_plan, card.plan_place, card.treatment_place),
        None => (None, false, None, None),
    };
    json(&HealthDocument { site: read.site, allergy, care_plan, plan_place, treatment_place, written_at })
}

/// What the team must know: for who runs the site, who is on duty there and expects the child, and the parents. Each reading leaves a line.
#[utoipa::path(get, path = "/api/v1/families/{id}/children/{child_id}/health", tag = "papers", params(("id" = String, Path, format = "uuid"), ("child_id" = String, Path, format = "uuid"), ("site" = Option<String>, Query, format = "uuid", description = "Where the child has contracts at several sites")), responses((status = 200, description = "The card", body = HealthDocument)))]
pub(crate) async fn health(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, Problem> {
    health_document(&cx, whose(&id, &child_id, &asked_site(&asked)?)?).await
}

/// Writes the card in the stead of what was known; an empty one takes it away.
#[utoipa::path(put, path = "/api/v1/families/{id}/children/{child_id}/health", tag = "papers", params(("id" = String, Path, format = "uuid"), ("child_id" = String, Path, format = "uuid")), request_body = WrittenCard, responses((status = 200, description = "The card", body = HealthDocument)))]
pub(crate) async fn write_health(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    command: Command<WrittenCard>,
) -> Result<Response, Problem> {
    let whose = ((path_id::<FamilyId>(&id)?, path_id::<ChildId>(&child_id)?), command.input.site_id);
    let card = command.input.read()?;
    write_card(&cx, whose, Some(command.key), card).await?;
    health_document(&cx, whose).await
}

/// Something that is missing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MissingDocument {
    /// The child's family.
    #[schema(schema_with = schemas::id)]
    family: FamilyId,
    /// The child.
    #[schema(schema_with = schemas::id)]
    child: ChildId,
    /// Its given name.
    given_name: String,
    /// Its family name.
    family_name: String,
    /// Which paper; null for a birthday that ends the public money (W15).
    paper: Option<String>,
    /// `awaited`, `provisional`, `overdue` or `too_old`.
    state: &'static str,
    /// The day it is, or was, due.
    #[schema(schema_with = schemas::date)]
    due: Date,
}

/// What is missing at a site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MissingList {
    /// The first due first.
    items: Vec<MissingDocument>,
    /// Send it back as `cursor` for the following page; null on the last one.
    next: Option<String>,
}

/// What is missing at a site, the first due first.
#[utoipa::path(get, path = "/api/v1/sites/{id}/papers", tag = "papers", params(("id" = String, Path, format = "uuid"), ("cursor" = Option<i32>, Query, description = "`next` of the page before")), responses((status = 200, description = "A page", body = MissingList)))]
pub(crate) async fn missing(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let cursor = read.optional_number("cursor", 1..=1_000_000);
    read.finish()?;
    let (id, actor) = (path_id::<SiteId>(&id)?, cx.actor().clone());
    let found = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeePapers, id)?;
            db::papers::missing::missing(conn, &actor, &seen)
        })
        .await?;
    cx.audit_read(Entry::read(Action::SeePapers, "site", id).site(id));
    let (found, next) = page(found, cursor.take()?);
    let items = found
        .map(|one| MissingDocument {
            family: one.child.family,
            child: one.child.id,
            paper: one.kind.map(|kind| kind.to_string()),
            state: state(one.standing),
            due: one.due(),
            given_name: one.child.given_name,
            family_name: one.child.family_name,
        })
        .collect();
    json(&MissingList { items, next })
}

/// What a site asks for, from one day on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaperSettingDocument {
    /// The first day.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// The papers.
    asked: Vec<String>,
    /// `warn` or `block`: what happens once the certificate is overdue.
    #[schema(value_type = String)]
    after_due: AfterDue,
    /// Months of provisional admission while a vaccine is missing.
    provisional_months: i32,
    /// Whether nobody has checked it against the house rules yet.
    assumed: bool,
}

impl From<PaperSetting> for PaperSettingDocument {
    fn from(setting: PaperSetting) -> Self {
        Self {
            from: setting.from,
            asked: setting.asked.iter().map(ToString::to_string).collect(),
            after_due: setting.after_due,
            provisional_months: setting.provisional_months,
            assumed: setting.assumed,
        }
    }
}

/// What a site asks for, of all times.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaperSettingList {
    /// By day.
    items: Vec<PaperSettingDocument>,
    /// Always null: there are few.
    next: Option<String>,
}

async fn settings_document(cx: &Context, id: SiteId) -> Result<Response, Problem> {
    let actor = cx.actor().clone();
    let found = cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeePapers, id)?;
            Ok(db::papers::settings(conn, &[id])?.remove(&id).unwrap_or_default())
        })
        .await?;
    json(&PaperSettingList { items: found.into_iter().map(PaperSettingDocument::from).collect(), next: None })
}

/// What a site asks for at admission, with its settings of all times.
#[utoipa::path(get, path = "/api/v1/sites/{id}/paper-settings", tag = "papers", params(("id" = String, Path, format = "uuid")), responses((status = 200, description = "The settings", body = PaperSettingList)))]
pub(crate) async fn settings(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    settings_document(&cx, path_id(&id)?).await
}

/// What a site asks for from a day on.
#[derive(Debug, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct WrittenSetting {
    /// The first day.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// The papers.
    #[schema(max_items = 20)]
    asked: Vec<String>,
    /// `warn` or `block`.
    #[schema(pattern = "^(warn|block)$")]
    after_due: String,
    /// Months of provisional admission (3 when nothing is said).
    #[serde(default)]
    #[schema(minimum = 1, maximum = 12)]
    provisional_months: Option<i32>,
    /// Whether it was checked against the house rules.
    #[serde(default)]
    checked: bool,
}

/// Sets what a site asks for from a day on; a setting of the same day is replaced.
#[utoipa::path(post, path = "/api/v1/sites/{id}/paper-settings", tag = "papers", params(("id" = String, Path, format = "uuid")), request_body = WrittenSetting, responses((status = 200, description = "The settings", body = PaperSettingList)))]
pub(crate) async fn set(
    cx: Context,
    Path(id): Path<String>,
    command: Command<WrittenSetting>,
) -> Result<Response, Problem> {
    let (id, input, key, actor) = (path_id::<SiteId>(&id)?, command.input, command.key, cx.actor().clone());
    let asked: Vec<PaperKind> = input.asked.iter().filter_map(|kind| PaperKind::read(kind)).collect();
    if asked.len() != input.asked.len() {
        return Err(Problem::field("asked", "not_a_choice"));
    }
    let after_due = AfterDue::read(&input.after_due).ok_or_else(|| Problem::field("after_due", "not_a_choice"))?;
    let setting = setting_of(input.from, asked, after_due, input.provisional_months, input.checked, cx.app.today())?;
    let write = move |tx: &mut db::Tx<'_>| {
        tx.once(Some(&key), |tx| {
            let seen = see_site(tx.conn, &actor, Action::ManagePapers, id)?;
            tx.set_papers(&actor.signature(), &seen, &setting).map(drop)
        })
    };
    cx.app.db().write(write).await?;
    settings_document(&cx, id).await
}
