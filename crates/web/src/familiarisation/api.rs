//! First steps, for programs.

use axum::extract::Path;
use axum::response::Response;
use db::access::{see_child, see_site};
use db::audit::Entry;
use db::familiarisation::{Answer, Familiarisation, NewFamiliarisation, Proposal, Stone, see_path};
use domain::access::Action;
use domain::familiarisation::{Face, Faces, Outcome, ParentIs, Progress, VisitSentence, shipped};
use domain::*;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::asked::{Asked, path_id};
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;
use crate::sites::api::{Written, read_time};

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(list, begin, one, place, answer))]
    struct Part;
    Part::openapi()
}

/// A step of a path.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepView {
    /// The id.
    #[schema(schema_with = schemas::id)]
    id: FamiliarisationStepId,
    /// How long, in minutes.
    minutes: u16,
    /// `with`, `next_door` or `away`.
    #[schema(value_type = String)]
    parent_is: ParentIs,
    /// Whether a meal is part of it.
    meal: bool,
    /// Whether sleep is part of it.
    nap: bool,
    /// `open`, `placed`, `unanswered`, `validated` or `repeated`.
    progress: &'static str,
    /// How often it was done and is to be done again.
    repeated: usize,
    /// The visit it is done at, if any.
    visit: Option<VisitView>,
}

/// A visit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitView {
    /// The id.
    #[schema(schema_with = schemas::id)]
    id: FamiliarisationVisitId,
    /// The place it has.
    #[schema(schema_with = schemas::id)]
    booking_id: BookingId,
    /// On which day.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// From when.
    starts_at: String,
    /// Until when.
    ends_at: String,
    /// `validated`, `repeated` or `missed`; null until somebody said so.
    #[schema(value_type = Option<String>)]
    outcome: Option<Outcome>,
}

/// The first steps of a child at a site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FamiliarisationView {
    /// The id.
    #[schema(schema_with = schemas::id)]
    id: FamiliarisationId,
    /// The child.
    #[schema(schema_with = schemas::id)]
    child_id: ChildId,
    /// Who of the team goes through it with the child.
    #[schema(schema_with = schemas::id, required = false)]
    referent_id: Option<StaffMemberId>,
    /// `open`, `finished` or `stopped`.
    state: &'static str,
    /// In order.
    steps: Vec<StepView>,
    /// What the steps that wait for a session are proposed; for who plans, on one path alone.
    proposed: Vec<ProposedView>,
}

/// A session a step could go to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProposedView {
    /// The step.
    #[schema(schema_with = schemas::id)]
    step_id: FamiliarisationStepId,
    /// The session.
    #[schema(schema_with = schemas::id)]
    session_id: SessionId,
    /// On which day.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// From when.
    starts_at: String,
}

/// A list of first steps.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FamiliarisationList {
    /// By the day they began.
    items: Vec<FamiliarisationView>,
    /// Always null: those under way are one page.
    next: Option<String>,
}

fn text_of(time: Time) -> String {
    Word::text(&time).into_owned()
}

fn step_view(stone: &Stone<'_>) -> StepView {
    let step = &stone.step.step;
    StepView {
        id: stone.step.id,
        minutes: step.minutes,
        parent_is: step.parent,
        meal: step.meal,
        nap: step.nap,
        progress: match stone.progress {
            Progress::Open => "open",
            Progress::Placed => "placed",
            Progress::Unanswered => "unanswered",
            Progress::Validated => "validated",
            Progress::Repeated => "repeated",
        },
        repeated: stone.again,
        visit: stone.visit.map(|visit| VisitView {
            id: visit.id,
            booking_id: visit.booking,
            date: visit.date,
            starts_at: text_of(visit.span.from().time()),
            ends_at: text_of(visit.span.until().time()),
            outcome: visit.outcome,
        }),
    }
}

fn view(path: &Familiarisation, proposal: &Proposal) -> FamiliarisationView {
    FamiliarisationView {
        id: path.id,
        child_id: path.child,
        referent_id: path.referent.as_ref().map(|(id, _)| *id),
        state: match (path.finished_at, path.stopped_at) {
            (Some(_), _) => "finished",
            (None, Some(_)) => "stopped",
            (None, None) => "open",
        },
        steps: path.stones().iter().map(step_view).collect(),
        proposed: proposal
            .visits
            .iter()
            .map(|visit| ProposedView {
                step_id: visit.step,
                session_id: visit.session,
                date: visit.date,
                starts_at: text_of(visit.span.from().time()),
            })
            .collect(),
    }
}

/// The first steps under way at a site.
#[utoipa::path(get, path = "/api/v1/sites/{id}/familiarisations", params(("id" = String, Path, format = "uuid"), ("ended" = Option<bool>, Query, description = "Those that ended instead, the last 200")), responses((status = 200, description = "First steps", body = FamiliarisationList)))]
pub(crate) async fn list(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let (id, actor, now) = (path_id::<SiteId>(&id)?, cx.actor().clone(), cx.app.now());
    let mut read = asked.read();
    let ended = read.optional_text("ended", 5);
    if ended.peek().is_some_and(|ended| !matches!(ended.as_deref(), None | Some("true" | "false"))) {
        read.problem("ended", "not_a_choice");
    }
    read.finish()?;
    let ended = ended.take()?.as_deref() == Some("true");
    let found = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::RecordFamiliarisation, id)?;
            db::familiarisation::of_site(conn, &actor, &seen, !ended, now)
        })
        .await?;
    for path in &found {
        cx.audit_read(
            Entry::read(Action::RecordFamiliarisation, "familiarisation", path.id).family(path.family).site(id),
        );
    }
    json(&FamiliarisationList {
        items: found.iter().map(|path| view(path, &Proposal::default())).collect(),
        next: None,
    })
}

/// The first steps of one child, with the sessions its next steps could go to.
#[utoipa::path(get, path = "/api/v1/sites/{id}/familiarisations/{path}", params(("id" = String, Path, format = "uuid"), ("path" = String, Path, format = "uuid")), responses((status = 200, description = "First steps", body = FamiliarisationView)))]
pub(crate) async fn one(cx: Context, Path((id, path)): Path<(String, String)>) -> Result<Response, Problem> {
    let (id, path) = (path_id::<SiteId>(&id)?, path_id::<FamiliarisationId>(&path)?);
    let (actor, now, plans) = (cx.actor().clone(), cx.app.now(), cx.caller.may(Action::PlanFamiliarisation));
    let (path, proposal) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_path(conn, &actor, Action::RecordFamiliarisation, (id, path))?;
            let path = db::familiarisation::one(conn, &seen, path, now)?;
            let proposal = if plans { db::familiarisation::proposed(conn, &path, now)? } else { Proposal::default() };
            Ok((path, proposal))
        })
        .await?;
    cx.audit_read(Entry::read(Action::RecordFamiliarisation, "familiarisation", path.id).family(path.family).site(id));
    json(&view(&path, &proposal))
}

/// First steps to begin.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct FamiliarisationInput {
    /// The child.
    #[schema(schema_with = schemas::id)]
    child_id: ChildId,
    /// A template of the site, by its id; or `six_stones`, `five_days`, `shared_welcome`.
    #[garde(length(min = 1, max = 60))]
    template: String,
    /// Who of the team goes through it with the child.
    #[schema(schema_with = schemas::id, required = false)]
    referent_id: Option<StaffMemberId>,
}

/// Begins a child's first steps.
#[utoipa::path(post, path = "/api/v1/sites/{id}/familiarisations", params(("id" = String, Path, format = "uuid")), request_body = FamiliarisationInput, responses((status = 201, description = "Begun", body = Written)))]
pub(crate) async fn begin(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<FamiliarisationInput>,
) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<SiteId>(&id)?, cx.actor().clone());
    let fixed = shipped().into_iter().find(|template| template.name == input.template);
    let own = FamiliarisationTemplateId::read(&input.template);
    if fixed.is_none() && own.is_none() {
        return Err(Problem::field("template", "not_a_choice"));
    }
    let made = cx
        .app
        .db()
        .write(move |tx| {
            let seen = see_site(tx.conn, &actor, Action::PlanFamiliarisation, id)?;
            let child = see_child(tx.conn, &actor, Action::PlanFamiliarisation, input.child_id)?;
            tx.once(Some(&key), |tx| {
                let template = match &fixed {
                    Some(template) => template.clone(),
                    None => {
                        db::familiarisation::templates(tx.conn, &seen)?
                            .into_iter()
                            .find(|one| Some(one.id) == own && !one.withdrawn)
                            .ok_or(db::Error::NotFound)?
                            .template
                    }
                };
                let new = NewFamiliarisation { template, referent: input.referent_id };
                tx.begin_familiarisation(&actor.signature(), (&seen, (&child.0, child.1)), &new)
            })
        })
        .await?;
    created(&format!("/api/v1/sites/{id}/familiarisations/{made}"), &Written { id: made.to_string(), revision: None })
}

/// A session to use, as it was proposed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisitInput {
    /// The session.
    #[schema(schema_with = schemas::id)]
    session_id: SessionId,
    /// From when.
    #[serde(deserialize_with = "read_time")]
    #[schema(schema_with = schemas::time)]
    starts_at: Time,
}

/// Visits to place.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct VisitsInput {
    /// What was proposed, all of it: anything else is refused, as the sessions changed meanwhile.
    #[garde(length(min = 1, max = 12))]
    visits: Vec<VisitInput>,
}

/// What was placed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlacedView {
    /// Visits that have their place now.
    placed: usize,
}

/// Places the visits that were proposed.
#[utoipa::path(post, path = "/api/v1/sites/{id}/familiarisations/{path}/visits", params(("id" = String, Path, format = "uuid"), ("path" = String, Path, format = "uuid")), request_body = VisitsInput, responses((status = 200, description = "Placed", body = PlacedView)))]
pub(crate) async fn place(
    cx: Context,
    Path((id, path)): Path<(String, String)>,
    Command { input, key }: Command<VisitsInput>,
) -> Result<Response, Problem> {
    let (id, path) = (path_id::<SiteId>(&id)?, path_id::<FamiliarisationId>(&path)?);
    let actor = cx.actor().clone();
    let shown: Vec<(SessionId, Time)> = input.visits.iter().map(|visit| (visit.session_id, visit.starts_at)).collect();
    let done = cx
        .app
        .db()
        .write(move |tx| {
            let seen = see_path(tx.conn, &actor, Action::PlanFamiliarisation, (id, path))?;
            tx.once(Some(&key), |tx| tx.place_visits(&actor.signature(), &seen, path, &shown))
        })
        .await?;
    json(&PlacedView { placed: done.placed })
}

/// How a visit went.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct AnswerInput {
    /// `validated`, `repeated` or `missed`.
    #[schema(value_type = String)]
    outcome: Outcome,
    /// Being apart: `well`, `mixed`, `hard`.
    #[schema(value_type = Option<String>)]
    apart: Option<Face>,
    /// Playing.
    #[schema(value_type = Option<String>)]
    play: Option<Face>,
    /// Resting.
    #[schema(value_type = Option<String>)]
    rest: Option<Face>,
    /// A sentence of the bank; needed unless missed.
    #[schema(value_type = Option<String>)]
    sentence: Option<VisitSentence>,
}

/// Says how a visit went: the first that waits for an answer, once it has begun.
#[utoipa::path(post, path = "/api/v1/sites/{id}/familiarisations/{path}/visits/{visit}", params(("id" = String, Path, format = "uuid"), ("path" = String, Path, format = "uuid"), ("visit" = String, Path, format = "uuid")), request_body = AnswerInput, responses((status = 200, description = "Kept", body = FamiliarisationView)))]
pub(crate) async fn answer(
    cx: Context,
    Path((id, path, visit)): Path<(String, String, String)>,
    Command { input, key }: Command<AnswerInput>,
) -> Result<Response, Problem> {
    let (id, path) = (path_id::<SiteId>(&id)?, path_id::<FamiliarisationId>(&path)?);
    let (visit, actor, now) = (path_id::<FamiliarisationVisitId>(&visit)?, cx.actor().clone(), cx.app.now());
    let faces = Faces { apart: input.apart, play: input.play, rest: input.rest };
    let answer = match (input.outcome, input.sentence) {
        (Outcome::Missed, _) => Answer::Missed,
        (_, None) => return Err(Problem::field("sentence", "required")),
        (_, Some(_)) if faces.is_empty() => return Err(Problem::field("apart", "required")),
        (outcome, Some(sentence)) => Answer::Done { validated: outcome == Outcome::Validated, faces, sentence },
    };
    let found = cx
        .app
        .db()
        .write(move |tx| {
            let seen = see_path(tx.conn, &actor, Action::RecordFamiliarisation, (id, path))?;
            tx.once(Some(&key), |tx| tx.answer_visit(&actor.signature(), &seen, (path, visit), answer))?;
            db::familiarisation::one(tx.conn, &seen, path, now)
        })
        .await?;
    json(&view(&found, &Proposal::default()))
}
