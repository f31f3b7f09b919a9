//! Families, for programs: the same proofs as the pages.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_child;
use db::audit::Entry;
use db::families::{self, ChildChange, FamilyFile, FamilyLine, ParentChange};
use domain::access::Action;
use domain::families::{SafeContact, SituationKind, SpokenLanguage};
use domain::places::CareKind;
use domain::{AdmissionId, ChildId, ConsentId, Date, FamilyId, Instant, ParentId, Period, SituationId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::forms::WrittenParent;
use crate::asked::{Asked, IfMatch, path_id, with_etag};
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::directory::api::Named;
use crate::openapi::schemas;
use crate::problem::Problem;

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(
        list,
        show,
        add_parent,
        change_parent,
        add_child,
        change_child,
        add_situation,
        end_situation,
        protect,
        consents,
        withdraw,
        child
    ))]
    struct Part;
    Part::openapi()
}

/// A line of the list of families.
#[derive(Debug, Serialize, ToSchema)]
pub struct FamilyLineDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: FamilyId,
    /// Its number.
    reference: String,
    /// INSEE code.
    commune: String,
    /// Whether only named persons see it.
    protected: bool,
    /// Its parents' names.
    parents: Vec<String>,
    /// Its children's given names.
    children: Vec<String>,
}

impl From<FamilyLine> for FamilyLineDocument {
    fn from(line: FamilyLine) -> Self {
        Self {
            id: line.id,
            reference: line.reference,
            commune: line.commune,
            protected: line.protected,
            parents: line.parents,
            children: line.children.into_iter().map(|(name, _)| name).collect(),
        }
    }
}

/// A page of families.
#[derive(Debug, Serialize, ToSchema)]
pub struct FamilyList {
    /// By number.
    items: Vec<FamilyLineDocument>,
    /// Send it back as `cursor` for the following page; null on the last one.
    next: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only the document reads it; the query is read by Asked")]
pub(crate) struct ListQuery {
    /// Beginnings of names.
    #[param(max_length = 120)]
    q: Option<String>,
    /// Most families of the page (50 when nothing is said).
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// The families one accompanies.
#[utoipa::path(get, path = "/api/v1/families", params(ListQuery), responses((status = 200, description = "A page of families", body = FamilyList)))]
pub(crate) async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let search = read.optional_text("q", 120);
    let (limit, after) = (read.optional_number("limit", 1..=200), read.optional_text("cursor", 20));
    read.finish()?;
    let (search, after) = (search.take()?.unwrap_or_default(), after.take()?);
    // A cursor is the number of the last family that was given.
    let is_number = |text: &String| {
        text.strip_prefix('F').is_some_and(|rest| rest.len() >= 5 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if after.as_ref().is_some_and(|after| !is_number(after)) {
        return Err(Problem::field("cursor", "invalid"));
    }
    let most = i64::from(limit.take()?.unwrap_or(50));
    let actor = cx.actor().clone();
    let (mut lines, _) =
        cx.app.db().read(move |conn| families::list(conn, &actor, &search, after.as_deref(), 0, most + 1)).await?;
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > most;
    lines.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let next = lines.last().filter(|_| more).map(|line| line.reference.clone());
    json(&FamilyList { items: lines.into_iter().map(FamilyLineDocument::from).collect(), next })
}

/// A family.
#[derive(Debug, Serialize, ToSchema)]
pub struct FamilyDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: FamilyId,
    /// Its number.
    reference: String,
    /// INSEE code.
    commune: String,
    /// Whether only named persons see it.
    protected: bool,
    /// A note.
    note: Option<String>,
    /// Parents.
    parents: Vec<ParentDocument>,
    /// Children.
    children: Vec<ChildDocument>,
    /// Version, also the ETag.
    revision: i64,
}

/// A parent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParentDocument {
    /// Her id.
    #[schema(schema_with = schemas::id)]
    id: ParentId,
    /// Given name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// Telephone.
    phone: Option<String>,
    /// E-mail.
    email: Option<String>,
    /// Language spoken.
    #[schema(schema_with = schemas::spoken_language)]
    language: SpokenLanguage,
    /// How she may safely be contacted.
    #[schema(schema_with = schemas::safe_contact)]
    safe_contact: SafeContact,
    /// Whether an interpreter is needed.
    interpreter: bool,
    /// Situations, the latest first.
    situations: Vec<SituationDocument>,
    /// Version, for If-Match.
    revision: i64,
}

/// A dated situation.
#[derive(Debug, Serialize, ToSchema)]
pub struct SituationDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: SituationId,
    /// What it is.
    #[schema(schema_with = schemas::situation_kind)]
    kind: SituationKind,
    /// First day.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day; null is until further notice.
    #[schema(schema_with = schemas::date)]
    until: Option<Date>,
    /// Who said so.
    source: String,
}

/// A child.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: ChildId,
    /// Given name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// Day of birth.
    #[schema(schema_with = schemas::date)]
    birth_date: Date,
    /// Since when it walks.
    #[schema(schema_with = schemas::date)]
    walks_since: Option<Date>,
    /// Admissions the reader may see.
    admissions: Vec<AdmissionDocument>,
    /// Version, for If-Match.
    revision: i64,
}

/// An admission.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdmissionDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: AdmissionId,
    /// Where.
    site: Named,
    /// Kind of care.
    #[schema(schema_with = schemas::care_kind)]
    care_kind: CareKind,
    /// First day.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day.
    #[schema(schema_with = schemas::date)]
    until: Option<Date>,
}

impl From<FamilyFile> for FamilyDocument {
    fn from(file: FamilyFile) -> Self {
        Self {
            id: file.id,
            reference: file.reference,
            commune: file.commune,
            protected: file.protected,
            note: file.note,
            revision: file.revision,
            parents: file
                .parents
                .into_iter()
                .map(|parent| ParentDocument {
                    id: parent.id,
                    given_name: parent.given_name,
                    family_name: parent.family_name,
                    phone: parent.phone,
                    email: parent.email,
                    language: parent.language,
                    safe_contact: parent.safe_contact,
                    interpreter: parent.interpreter,
                    revision: parent.revision,
                    situations: parent
                        .situations
                        .into_iter()
                        .map(|situation| SituationDocument {
                            id: situation.id,
                            kind: situation.kind,
                            from: situation.period.from,
                            until: situation.period.until,
                            source: situation.source,
                        })
                        .collect(),
                })
                .collect(),
            children: file
                .children
                .into_iter()
                .map(|child| ChildDocument {
                    id: child.id,
                    given_name: child.given_name,
                    family_name: child.family_name,
                    birth_date: child.birth_date,
                    walks_since: child.walks_since,
                    revision: child.revision,
                    admissions: child
                        .admissions
                        .into_iter()
                        .map(|admission| AdmissionDocument {
                            id: admission.id,
                            site: Named { id: admission.site.to_string(), name: admission.site_name },
                            care_kind: admission.care_kind,
                            from: admission.period.from,
                            until: admission.period.until,
                        })
                        .collect(),
                })
                .collect(),
        }
    }
}

async fn family_of(cx: &Context, id: FamilyId) -> Result<Response, Problem> {
    let file = super::changes::open_family(cx, id).await?;
    let revision = file.revision;
    Ok(with_etag(json(&FamilyDocument::from(file))?, revision))
}

/// One family one accompanies.
#[utoipa::path(get, path = "/api/v1/families/{id}", params(("id" = String, Path)), responses((status = 200, description = "The family", body = FamilyDocument, headers(("ETag" = String, description = "Version")))))]
pub(crate) async fn show(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    family_of(&cx, path_id(&id)?).await
}

/// A parent as she should be.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ParentInput {
    /// Given name.
    #[schema(max_length = 80)]
    given_name: String,
    /// Family name.
    #[schema(max_length = 80)]
    family_name: String,
    /// Telephone; it or an e-mail is needed.
    phone: Option<String>,
    /// E-mail.
    email: Option<String>,
    /// Language spoken.
    #[schema(schema_with = schemas::spoken_language)]
    language: SpokenLanguage,
    /// How she may safely be contacted.
    #[schema(schema_with = schemas::safe_contact)]
    safe_contact: SafeContact,
    /// Whether an interpreter is needed.
    #[serde(default)]
    interpreter: bool,
}

impl ParentInput {
    fn written(self) -> WrittenParent {
        WrittenParent {
            given_name: self.given_name,
            family_name: self.family_name,
            phone: self.phone,
            email: self.email,
            language: self.language,
            safe_contact: self.safe_contact,
            interpreter: self.interpreter,
        }
    }
}

/// Adds a parent to a family.
#[utoipa::path(post, path = "/api/v1/families/{id}/parents", params(("id" = String, Path)), request_body = ParentInput, responses((status = 201, description = "Added", body = FamilyDocument)))]
pub(crate) async fn add_parent(
    cx: Context,
    Path(id): Path<String>,
    command: Command<ParentInput>,
) -> Result<Response, Problem> {
    let id: FamilyId = path_id(&id)?;
    super::changes::store_new_parent(&cx, id, command.input.written().read()?, Some(command.key)).await?;
    let file = super::changes::open_family(&cx, id).await?;
    created(&format!("/api/v1/families/{id}"), &FamilyDocument::from(file))
}

/// Whether a family is protected.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ProtectionInput {
    /// Only people named for it see a protected family.
    protected: bool,
}

/// Whether a family is protected, and nothing else of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProtectionDocument {
    /// The family.
    #[schema(schema_with = schemas::id)]
    id: FamilyId,
    /// Whether it is protected now.
    protected: bool,
}

/// Marks a family as protected, or takes the mark away. Those who work with it today are named for it and go on seeing it.
#[utoipa::path(put, path = "/api/v1/families/{id}/protection", params(("id" = String, Path)), request_body = ProtectionInput, responses((status = 200, description = "Changed", body = ProtectionDocument)))]
pub(crate) async fn protect(
    cx: Context,
    Path(id): Path<String>,
    command: Command<ProtectionInput>,
) -> Result<Response, Problem> {
    let (id, protected) = (path_id::<FamilyId>(&id)?, command.input.protected);
    super::changes::store_protection(&cx, id, protected, Some(command.key)).await?;
    json(&ProtectionDocument { id, protected })
}

/// What a parent allows.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: ConsentId,
    /// Who gave it.
    #[schema(schema_with = schemas::id)]
    parent_id: ParentId,
    /// What it allows: `referral`, `share_presence`, `messages`.
    kind: String,
    /// Version of the text that was read.
    text_version: String,
    /// Whether it was read aloud.
    read_aloud: bool,
    /// When it was given.
    #[schema(schema_with = schemas::instant)]
    given_at: Instant,
    /// When it was taken back; null while it stands.
    #[schema(schema_with = schemas::instant)]
    withdrawn_at: Option<Instant>,
}

/// What the parents of a family allow.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentPage {
    /// The consents, the latest first.
    items: Vec<ConsentDocument>,
    /// Always null: a family has few.
    next: Option<String>,
}

async fn consent_page(cx: &Context, id: FamilyId) -> Result<Response, Problem> {
    let items = super::changes::consents_of(cx, id)
        .await?
        .into_iter()
        .map(|consent| ConsentDocument {
            id: consent.id,
            parent_id: consent.parent,
            kind: consent.kind.as_str().to_owned(),
            text_version: consent.text_version,
            read_aloud: consent.read_aloud,
            given_at: consent.given_at,
            withdrawn_at: consent.withdrawn_at,
        })
        .collect();
    json(&ConsentPage { items, next: None })
}

/// What the parents of a family allow, and what they took back.
#[utoipa::path(get, path = "/api/v1/families/{id}/consents", params(("id" = String, Path)), responses((status = 200, description = "The consents", body = ConsentPage)))]
pub(crate) async fn consents(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    consent_page(&cx, path_id(&id)?).await
}

/// Nothing to say but the act itself.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct WithdrawInput {}

/// Takes a consent back: who referred the family is told no more. The child keeps its place.
#[utoipa::path(post, path = "/api/v1/families/{id}/consents/{consent_id}/withdraw", params(("id" = String, Path), ("consent_id" = String, Path)), request_body = WithdrawInput, responses((status = 200, description = "Taken back", body = ConsentPage)))]
pub(crate) async fn withdraw(
    cx: Context,
    Path((id, consent)): Path<(String, String)>,
    command: Command<WithdrawInput>,
) -> Result<Response, Problem> {
    let (id, consent) = (path_id::<FamilyId>(&id)?, path_id::<ConsentId>(&consent)?);
    super::changes::store_withdrawal(&cx, id, consent, Some(command.key)).await?;
    consent_page(&cx, id).await
}

/// Changes a parent. `If-Match` holds the parent's own `revision`.
#[utoipa::path(put, path = "/api/v1/families/{id}/parents/{parent_id}", params(("id" = String, Path), ("parent_id" = String, Path)), request_body = ParentInput, responses((status = 200, description = "Changed", body = FamilyDocument)))]
pub(crate) async fn change_parent(
    cx: Context,
    Path((id, parent_id)): Path<(String, String)>,
    IfMatch(revision): IfMatch,
    command: Command<ParentInput>,
) -> Result<Response, Problem> {
    let (id, parent_id) = (path_id(&id)?, path_id::<ParentId>(&parent_id)?);
    let change = ParentChange { parent: command.input.written().read()?, revision };
    super::changes::store_parent(&cx, id, parent_id, change, Some(command.key)).await?;
    family_of(&cx, id).await
}

/// A child as it should be.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ChildInput {
    /// Given name.
    #[schema(max_length = 80)]
    given_name: String,
    /// Family name.
    #[schema(max_length = 80)]
    family_name: String,
    /// Day of birth.
    #[schema(schema_with = schemas::date)]
    birth_date: Date,
    /// Since when it walks.
    #[schema(schema_with = schemas::date)]
    walks_since: Option<Date>,
}

/// Adds a child to a family.
#[utoipa::path(post, path = "/api/v1/families/{id}/children", params(("id" = String, Path)), request_body = ChildInput, responses((status = 201, description = "Added", body = FamilyDocument)))]
pub(crate) async fn add_child(
    cx: Context,
    Path(id): Path<String>,
    command: Command<ChildInput>,
) -> Result<Response, Problem> {
    let id: FamilyId = path_id(&id)?;
    let input = command.input;
    let new = super::forms::child(&input.given_name, &input.family_name, input.birth_date, cx.app.today())?;
    super::changes::store_new_child(&cx, id, new, Some(command.key)).await?;
    let file = super::changes::open_family(&cx, id).await?;
    created(&format!("/api/v1/families/{id}"), &FamilyDocument::from(file))
}

/// Changes a child. `If-Match` holds the child's own `revision`.
#[utoipa::path(put, path = "/api/v1/families/{id}/children/{child_id}", params(("id" = String, Path), ("child_id" = String, Path)), request_body = ChildInput, responses((status = 200, description = "Changed", body = FamilyDocument)))]
pub(crate) async fn change_child(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    IfMatch(revision): IfMatch,
    command: Command<ChildInput>,
) -> Result<Response, Problem> {
    let (id, child_id) = (path_id(&id)?, path_id::<ChildId>(&child_id)?);
    let input = command.input;
    let child = super::forms::child(&input.given_name, &input.family_name, input.birth_date, cx.app.today())?;
    let change = ChildChange { child, walks_since: input.walks_since, revision };
    super::changes::store_child(&cx, id, child_id, change, Some(command.key)).await?;
    family_of(&cx, id).await
}

/// A situation to add.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct SituationInput {
    /// Whose.
    #[schema(schema_with = schemas::id)]
    parent_id: ParentId,
    /// What it is.
    #[schema(schema_with = schemas::situation_kind)]
    kind: SituationKind,
    /// First day.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day.
    #[schema(schema_with = schemas::date)]
    until: Option<Date>,
}

/// Adds a dated situation of a parent.
#[utoipa::path(post, path = "/api/v1/families/{id}/situations", params(("id" = String, Path)), request_body = SituationInput, responses((status = 201, description = "Added", body = FamilyDocument)))]
pub(crate) async fn add_situation(
    cx: Context,
    Path(id): Path<String>,
    command: Command<SituationInput>,
) -> Result<Response, Problem> {
    let id: FamilyId = path_id(&id)?;
    let input = command.input;
    let period = Period::new(input.from, input.until).ok_or_else(|| Problem::field("until", "until_before_from"))?;
    super::changes::store_situation(&cx, id, input.parent_id, input.kind, period, Some(command.key)).await?;
    let file = super::changes::open_family(&cx, id).await?;
    created(&format!("/api/v1/families/{id}"), &FamilyDocument::from(file))
}

/// The last day of a situation.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct EndInput {
    /// Last day, included.
    #[schema(schema_with = schemas::date)]
    until: Date,
}

/// Gives a situation its last day.
#[utoipa::path(post, path = "/api/v1/families/{id}/situations/{situation_id}/end", params(("id" = String, Path), ("situation_id" = String, Path)), request_body = EndInput, responses((status = 200, description = "Ended", body = FamilyDocument)))]
pub(crate) async fn end_situation(
    cx: Context,
    Path((id, situation_id)): Path<(String, String)>,
    command: Command<EndInput>,
) -> Result<Response, Problem> {
    let (id, situation_id) = (path_id(&id)?, path_id::<SituationId>(&situation_id)?);
    super::changes::store_end(&cx, id, situation_id, command.input.until, Some(command.key)).await?;
    family_of(&cx, id).await
}

/// A child, for whoever receives it today or accompanies its family.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeenChildDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: ChildId,
    /// Given name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// Completed months today.
    age_months: i32,
}

/// A child's name and age.
#[utoipa::path(get, path = "/api/v1/children/{id}", params(("id" = String, Path)), responses((status = 200, description = "The child", body = SeenChildDocument)))]
pub(crate) async fn child(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    let (id, actor, today) = (path_id::<ChildId>(&id)?, cx.actor().clone(), cx.app.today());
    let ((given_name, family_name, birth_date), family) = cx
        .app
        .db()
        .read(move |conn| {
            let (seen, family) = see_child(conn, &actor, Action::SeeChild, id)?;
            Ok((families::child(conn, seen)?, family))
        })
        .await?;
    cx.audit_read(Entry::read(Action::SeeChild, "child", id).family(family));
    json(&SeenChildDocument {
        id,
        given_name,
        family_name,
        age_months: domain::time::age_in_months(birth_date, today).max(0),
    })
}
