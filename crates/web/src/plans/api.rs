//! Planning the week for programs.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use db::plans::{Alternative, NewRun, Promise, Proposal, Run, Unserved, see_run};
use domain::access::Action;
use domain::places::{CareKind, DatedHalfDay, Purpose};
use domain::plans::{
    AlternativeKind, MOST_BUDGET_SECONDS, ProposalRole, RunState, USUAL_BUDGET_SECONDS, UnservedReason, WeightsStatus,
    WhatIf,
};
use domain::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::forms::{drawn, follow, lock_place, move_place, publish_run, start_run};
use super::look::{Look, look};
use super::promises::Told;
use super::{moves as by_hand, pages, words};
use crate::asked::{Asked, path_id, with_etag};
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::{Problem, refusal_document};

#[derive(OpenApi)]
#[openapi(paths(list, start, show, instance, plan, cancel, again, publish, moves, shift, lock, unlock, promise))]
struct Document;

/// The room's part of the API document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.merge(super::panels::openapi());
    document
}

/// A run to start.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct StartInput {
    /// The sites that are planned together, of one organisation.
    #[garde(length(min = 1, max = 40))]
    #[schema(value_type = Vec<String>)]
    site_ids: Vec<SiteId>,
    /// A day of the week.
    #[schema(schema_with = schemas::date)]
    week_of: Date,
    /// Seconds it may think; 5 when nothing is said.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 60)]
    budget_seconds: Option<i32>,
    /// What ties are drawn from; drawn by lot when nothing is said. The same seed and week give the same plan.
    #[serde(default)]
    #[schema(minimum = 0)]
    seed: Option<u32>,
    /// What the second alternative is: `first_come` (when nothing is said) or `another_seed`.
    #[serde(default)]
    #[schema(schema_with = compared)]
    compare_with: Option<AlternativeKind>,
    /// A question whose answer nobody can publish.
    #[serde(default)]
    what_if: Option<WhatIfInput>,
}

fn compared() -> utoipa::openapi::schema::Object {
    schemas::alternative_kind()
}

fn half_day() -> utoipa::openapi::schema::Object {
    schemas::half_day()
}

/// A question to the planner.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIfInput {
    /// `open_session` (with `date` and `half_day`), `one_adult_more` or `one_seat_more`.
    question: String,
    /// The site.
    #[schema(schema_with = schemas::id)]
    site_id: SiteId,
    /// The day to open.
    #[serde(default)]
    #[schema(schema_with = schemas::date)]
    date: Option<Date>,
    /// The half of the day to open.
    #[serde(default)]
    #[schema(schema_with = half_day)]
    half_day: Option<HalfDay>,
}

impl WhatIfInput {
    fn read(&self) -> Result<WhatIf, Problem> {
        let site = self.site_id;
        match (self.question.as_str(), self.date, self.half_day) {
            ("open_session", Some(date), Some(half_day)) => Ok(WhatIf::OpenSession { site, date, half_day }),
            ("open_session", None, _) => Err(Problem::field("what_if.date", "required")),
            ("open_session", _, None) => Err(Problem::field("what_if.half_day", "required")),
            ("one_adult_more", ..) => Ok(WhatIf::OneAdultMore { site }),
            ("one_seat_more", ..) => Ok(WhatIf::OneSeatMore { site }),
            _ => Err(Problem::field("what_if.question", "not_a_choice")),
        }
    }
}

/// Nothing more to say.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Nothing {}

/// What follows a run.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct AgainInput {
    /// A question; without one the week is planned again, locked places kept.
    #[serde(default)]
    what_if: Option<WhatIfInput>,
}

/// What is published.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PublishInput {
    /// The number of the alternative.
    #[schema(minimum = 1, maximum = 9)]
    alternative: i32,
}

/// Where a place is moved.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct MoveInput {
    /// The `move` of one of the moves shown.
    #[garde(length(min = 1, max = 200))]
    r#move: String,
}

/// A run, in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunSummary {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: PlanRunId,
    /// Monday of its week.
    #[schema(schema_with = schemas::date)]
    week_of: Date,
    /// The sites.
    #[schema(value_type = Vec<String>)]
    site_ids: Vec<SiteId>,
    /// How it stands.
    #[schema(schema_with = schemas::run_state)]
    state: RunState,
    /// What ties are drawn from.
    seed: i64,
    /// Whether it asks "what if".
    what_if: Option<serde_json::Value>,
    /// When it was asked for.
    #[schema(schema_with = schemas::instant)]
    created_at: Instant,
}

impl RunSummary {
    fn of(run: &Run) -> Self {
        Self {
            id: run.id,
            week_of: run.monday,
            site_ids: run.sites.clone(),
            state: run.state(),
            seed: run.seed,
            what_if: run.what_if.as_ref().and_then(|question| serde_json::to_value(question).ok()),
            created_at: run.created_at,
        }
    }
}

/// The runs one may see.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunList {
    /// The newest first.
    items: Vec<RunSummary>,
    /// Send it back as `cursor` for the following page.
    next: Option<String>,
}

/// A run.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunDocument {
    /// In short.
    #[serde(flatten)]
    summary: RunSummary,
    /// Seconds it may think.
    budget_seconds: i32,
    /// The run whose locked places it keeps.
    #[schema(schema_with = schemas::id, required = false)]
    follows: Option<PlanRunId>,
    /// The weights it used.
    weights: WeightsDocument,
    /// Where it is, while it thinks.
    progress: Option<ProgressDocument>,
    /// Its alternatives, once it has a plan.
    alternatives: Vec<AlternativeDocument>,
    /// The number of the alternative whose places and refusals are listed.
    alternative: Option<i32>,
    /// The places it proposes, by day and half-day.
    places: Vec<PlaceDocument>,
    /// The requests it does not serve.
    unserved: Vec<UnservedDocument>,
    /// When it was published.
    #[schema(schema_with = schemas::instant, required = false)]
    published_at: Option<Instant>,
    /// Raised by each change.
    revision: i64,
}

/// What half-days are worth.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeightsDocument {
    /// Their name.
    name: String,
    /// Their version.
    version: i32,
    /// Whether they were agreed upon.
    #[schema(schema_with = schemas::weights_status)]
    status: WeightsStatus,
}

/// Where a run is.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressDocument {
    /// `prices`, `construction`, `search`, `done`.
    stage: String,
    /// Points of the best plan so far.
    value: Option<i64>,
    /// Points that no plan can pass.
    bound: Option<f64>,
    /// Rounds.
    round: Option<i64>,
}

/// An alternative in figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlternativeDocument {
    /// Its number.
    number: i32,
    /// How it was made.
    #[schema(schema_with = schemas::alternative_kind)]
    kind: AlternativeKind,
    /// From which seed.
    seed: i64,
    /// Rounds of search: with the seed, what replays it; null where a place was moved by hand.
    rounds: Option<i64>,
    /// Points.
    worth: i64,
    /// Points that no plan can pass.
    bound: Option<f64>,
    /// Tenths of a percent of the bound that are proved.
    of_bound_per_mille: Option<i64>,
    /// The same in words.
    of_bound: String,
    /// Requests asked.
    requests: i64,
    /// Requests served.
    served: i64,
    /// Critical requests.
    critical: i64,
    /// Critical requests served.
    critical_served: i64,
    /// Families whose site asks a minimum.
    minimum_due: i64,
    /// Those who reach it.
    minimum_reached: i64,
    /// Children × half-days seated.
    places_used: i64,
    /// Children × half-days that were left.
    places: i64,
}

impl AlternativeDocument {
    fn of(cx: &Context, alternative: &Alternative) -> Self {
        let figures = alternative.figures;
        Self {
            number: alternative.number,
            kind: alternative.kind,
            seed: alternative.seed,
            rounds: alternative.rounds,
            worth: figures.worth,
            bound: alternative.bound,
            of_bound_per_mille: figures.of_bound_per_mille,
            of_bound: words::of_bound(cx.t, figures.of_bound_per_mille),
            requests: figures.requests,
            served: figures.served,
            critical: figures.critical,
            critical_served: figures.critical_served,
            minimum_due: figures.minimum_due,
            minimum_reached: figures.minimum_reached,
            places_used: figures.places_used,
            places: figures.places,
        }
    }
}

/// A proposed place.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: PlanBookingId,
    /// The child.
    #[schema(schema_with = schemas::id)]
    child_id: ChildId,
    /// Given name, when a site of the run accompanies the family or was asked by name.
    given_name: Option<String>,
    /// First letter of the family name, likewise.
    initial: Option<String>,
    /// The request it serves, or prepares.
    #[schema(schema_with = schemas::id, required = false)]
    place_request_id: Option<PlaceRequestId>,
    /// The site.
    #[schema(schema_with = schemas::id)]
    site_id: SiteId,
    /// The session; null where a question opened one.
    #[schema(schema_with = schemas::id, required = false)]
    session_id: Option<SessionId>,
    /// Its date.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Its half of the day.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
    /// What it is.
    #[schema(schema_with = schemas::proposal_role)]
    role: ProposalRole,
    /// The kind of care it is booked as.
    #[schema(schema_with = schemas::care_kind)]
    care_kind: CareKind,
    /// Why the family needs it.
    #[schema(schema_with = schemas::purpose)]
    purpose: Purpose,
    /// Whether the next runs keep it.
    locked: bool,
    /// Whether it was moved by hand.
    moved: bool,
    /// The booking it became.
    #[schema(schema_with = schemas::id, required = false)]
    booking_id: Option<BookingId>,
    /// Why it could no longer be booked.
    refusals: Vec<serde_json::Value>,
}

/// A request a plan does not serve.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnservedDocument {
    /// The request.
    #[schema(schema_with = schemas::id)]
    place_request_id: PlaceRequestId,
    /// Its child.
    #[schema(schema_with = schemas::id)]
    child_id: ChildId,
    /// Why.
    #[schema(schema_with = schemas::unserved_reason)]
    reason: UnservedReason,
    /// The same in words.
    message: String,
    /// The session that refuses.
    #[schema(schema_with = schemas::id, required = false)]
    session_id: Option<SessionId>,
    /// The nearest change that would have served it.
    instead: Option<serde_json::Value>,
    /// The same in words.
    instead_message: Option<String>,
    /// What the rules of places said.
    refusals: Vec<serde_json::Value>,
}

/// What became of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedDocument {
    /// Places booked.
    booked: usize,
    /// Places that could no longer be booked; the run says why.
    lost: usize,
    /// Families told that they have places.
    told: usize,
    /// Families told that there is none this week.
    told_not_yet: usize,
}

/// Where a place could be moved.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoveList {
    /// The cheapest first.
    items: Vec<MoveDocument>,
    /// Always null: the moves of a place are one page.
    next: Option<String>,
}

/// A move with its price.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoveDocument {
    /// What to send back to make it.
    r#move: String,
    /// The site.
    #[schema(schema_with = schemas::id)]
    site_id: SiteId,
    /// The half-days.
    half_days: Vec<HalfDayDocument>,
    /// Points the whole plan loses; below zero it gains.
    price: i64,
}

/// A half-day of a date.
#[derive(Debug, Serialize, ToSchema)]
pub struct HalfDayDocument {
    /// The date.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Its half.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
}

impl From<DatedHalfDay> for HalfDayDocument {
    fn from(day: DatedHalfDay) -> Self {
        Self { date: day.date, half_day: day.half_day }
    }
}

fn document(cx: &Context, look: &Look) -> RunDocument {
    let run = &look.run;
    let under_way = matches!(run.state(), RunState::Waiting | RunState::Running);
    RunDocument {
        summary: RunSummary::of(run),
        budget_seconds: run.budget_seconds,
        follows: run.follows,
        weights: WeightsDocument {
            name: look.weights.weights.name.clone(),
            version: look.weights.version,
            status: look.weights.weights.status,
        },
        progress: run.stage.clone().filter(|_| under_way).map(|stage| ProgressDocument {
            stage,
            value: run.value,
            bound: run.bound,
            round: run.round,
        }),
        alternatives: look.alternatives.iter().map(|one| AlternativeDocument::of(cx, one)).collect(),
        alternative: look.alternative().map(|one| one.number),
        places: look.proposals.iter().map(|one| place_document(cx, look, one)).collect(),
        unserved: look.unserved.iter().map(|one| unserved_document(cx, look, one)).collect(),
        published_at: run.published_at,
        revision: run.revision,
    }
}

fn place_document(cx: &Context, look: &Look, proposal: &Proposal) -> PlaceDocument {
    let place = &proposal.place;
    let (given_name, initial) = look.children.get(&place.child).and_then(|child| child.name.clone()).unzip();
    PlaceDocument {
        id: proposal.id,
        child_id: place.child,
        given_name,
        initial,
        place_request_id: place.request,
        site_id: place.site,
        session_id: place.session,
        date: place.date,
        half_day: place.half_day,
        role: place.role,
        care_kind: place.kind,
        purpose: place.purpose,
        locked: proposal.locked_at.is_some(),
        moved: proposal.moved_at.is_some(),
        booking_id: proposal.booking,
        refusals: proposal.lost.iter().map(|refusal| refusal_document(&cx.frame, refusal)).collect(),
    }
}

fn unserved_document(cx: &Context, look: &Look, unserved: &Unserved) -> UnservedDocument {
    UnservedDocument {
        place_request_id: unserved.request,
        child_id: unserved.child,
        reason: unserved.reason,
        message: words::reason(cx, unserved),
        session_id: unserved.session,
        instead: unserved.instead.as_ref().and_then(|change| serde_json::to_value(change).ok()),
        instead_message: unserved
            .instead
            .as_ref()
            .map(|change| words::change(cx.t, &look.names, change, look.requests.get(&unserved.request))),
        refusals: unserved.refusals.iter().map(|refusal| refusal_document(&cx.frame, refusal)).collect(),
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only the document reads it; the query is read by Asked")]
struct ListQuery {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Items of a page, 1 to 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i32>,
}

/// The planner runs of one's sites, the newest first.
#[utoipa::path(get, path = "/api/v1/plans", params(ListQuery), responses((status = 200, body = RunList)))]
pub(super) async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let after = read.optional_word::<PlanRunId>("cursor");
    let limit = read.optional_number("limit", 1..=100);
    read.finish()?;
    let (after, limit, actor) = (after.take()?, i64::from(limit.take()?.unwrap_or(50)), cx.actor().clone());
    let mut runs = cx.app.db().read(move |conn| db::plans::runs(conn, &actor, after, limit + 1)).await?;
    let most = usize::try_from(limit).unwrap_or(50);
    let more = runs.len() > most;
    runs.truncate(most);
    json(&RunList {
        items: runs.iter().map(RunSummary::of).collect(),
        next: runs.last().filter(|_| more).map(|run| run.id.to_string()),
    })
}

/// Start a run.
///
/// It thinks beside the requests, for as long as its budget says: look at it again until its state is `finished`. Nothing is booked
/// before it is published.
#[utoipa::path(post, path = "/api/v1/plans", request_body = StartInput, responses((status = 201, description = "The run, waiting", body = RunDocument)))]
pub(super) async fn start(cx: Context, command: Command<StartInput>) -> Result<Response, Problem> {
    let input = command.input;
    let budget_seconds = input.budget_seconds.unwrap_or(USUAL_BUDGET_SECONDS);
    if !(1..=MOST_BUDGET_SECONDS).contains(&budget_seconds) {
        return Err(Problem::field("budget_seconds", "not_in_range"));
    }
    if !(1900..=2200).contains(&input.week_of.year()) {
        return Err(Problem::field("week_of", "not_a_date"));
    }
    let compare_with = input.compare_with.unwrap_or(AlternativeKind::FirstCome);
    if compare_with == AlternativeKind::Planner {
        return Err(Problem::field("compare_with", "not_a_choice"));
    }
    let what_if = input.what_if.as_ref().map(WhatIfInput::read).transpose()?;
    if what_if.as_ref().is_some_and(|question| !input.site_ids.contains(&question.site())) {
        return Err(Problem::field("what_if.site_id", "not_a_choice"));
    }
    let seed = input.seed.map_or_else(|| drawn(&cx), i64::from);
    let new = NewRun {
        sites: input.site_ids,
        week_of: input.week_of,
        seed,
        budget_seconds,
        compare_with,
        what_if,
        follows: None,
    };
    let (actor, key) = (cx.actor().clone(), command.key);
    let id = cx.app.db().write(move |tx| tx.once(Some(&key), |tx| start_run(tx, &actor, &new))).await?;
    made(&cx, id).await
}

async fn made(cx: &Context, id: PlanRunId) -> Result<Response, Problem> {
    let found = load(cx, id, None).await?;
    created(&format!("/api/v1/plans/{id}"), &document(cx, &found))
}

async fn load(cx: &Context, id: PlanRunId, number: Option<i32>) -> Result<Look, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    Ok(cx.app.db().read(move |conn| look(conn, &actor, id, number, now).map(|(_, look)| look)).await?)
}

/// A run: how it stands, what it proposes, what it does not serve and why.
#[utoipa::path(get, path = "/api/v1/plans/{id}", params(("id" = String, Path, format = "uuid"), ("alternative" = Option<i32>, Query, minimum = 1, maximum = 9)),
    responses((status = 200, body = RunDocument)))]
pub(super) async fn show(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let id: PlanRunId = path_id(&id)?;
    let mut read = asked.read();
    let number = read.optional_number("alternative", 1..=9);
    read.finish()?;
    let found = load(&cx, id, number.take()?).await?;
    Ok(with_etag(json(&document(&cx, &found))?, found.run.revision))
}

fn raw(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// What a run was solved from, in the exchange format `marelle-plan/1`: ids, never names.
#[utoipa::path(get, path = "/api/v1/plans/{id}/instance", responses((status = 200, body = serde_json::Value)))]
pub(super) async fn instance(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<PlanRunId>(&id)?, cx.actor().clone());
    let (instance, _) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_run(conn, &actor, id)?;
            db::plans::instance_and_ledger(conn, seen)
        })
        .await?;
    Ok(raw(instance))
}

/// An alternative's plan in the exchange format `marelle-plan/1`, with the prices that prove its bound.
#[utoipa::path(get, path = "/api/v1/plans/{id}/alternatives/{number}/plan", params(("id" = String, Path, format = "uuid"), ("number" = i32, Path)),
    responses((status = 200, body = serde_json::Value)))]
pub(super) async fn plan(cx: Context, Path((id, number)): Path<(String, String)>) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<PlanRunId>(&id)?, cx.actor().clone());
    let number: i32 = number.parse().map_err(|_| Problem::not_found())?;
    let known = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_run(conn, &actor, id)?;
            db::plans::alternatives(conn, seen)
        })
        .await?;
    let found = known.into_iter().find(|known| known.number == number).ok_or_else(Problem::not_found)?;
    Ok(raw(found.plan))
}

/// Stop a run that thinks; one that has ended stays as it is.
#[utoipa::path(post, path = "/api/v1/plans/{id}/cancel", request_body = Nothing, responses((status = 200, body = RunDocument)))]
pub(super) async fn cancel(
    cx: Context,
    Path(id): Path<String>,
    command: Command<Nothing>,
) -> Result<Response, Problem> {
    let (id, actor, key) = (path_id::<PlanRunId>(&id)?, cx.actor().clone(), command.key);
    cx.app
        .db()
        .write(move |tx| {
            let seen = see_run(tx.conn, &actor, id)?;
            tx.once(Some(&key), |tx| tx.cancel_run(&actor.signature(), seen).map(|_| ()))
        })
        .await?;
    json(&document(&cx, &load(&cx, id, None).await?))
}

/// Plan again, locked places kept; or ask "what if" from there.
#[utoipa::path(post, path = "/api/v1/plans/{id}/again", request_body = AgainInput, responses((status = 201, description = "The run that follows", body = RunDocument)))]
pub(super) async fn again(
    cx: Context,
    Path(id): Path<String>,
    command: Command<AgainInput>,
) -> Result<Response, Problem> {
    let id: PlanRunId = path_id(&id)?;
    let what_if = command.input.what_if.as_ref().map(WhatIfInput::read).transpose()?;
    let (actor, key) = (cx.actor().clone(), command.key);
    let next = cx.app.db().write(move |tx| tx.once(Some(&key), |tx| follow(tx, &actor, id, what_if.clone()))).await?;
    made(&cx, next).await
}

/// Publish an alternative: every place is booked, every family concerned gets a message.
///
/// One transaction. What can no longer be booked is counted in `lost` and explained by the run; nothing that was confirmed moves.
#[utoipa::path(post, path = "/api/v1/plans/{id}/publish", request_body = PublishInput, responses((status = 200, body = PublishedDocument)))]
pub(super) async fn publish(
    cx: Context,
    Path(id): Path<String>,
    command: Command<PublishInput>,
) -> Result<Response, Problem> {
    let done = publish_run(&cx, path_id(&id)?, command.input.alternative, Some(command.key)).await?;
    json(&PublishedDocument { booked: done.booked, lost: done.lost, told: done.told, told_not_yet: done.told_not_yet })
}

/// Where a proposed place could be moved, each move with its price.
#[utoipa::path(get, path = "/api/v1/plans/{id}/places/{place_id}/moves", responses((status = 200, body = MoveList)),
    params(("id" = String, Path, format = "uuid"), ("place_id" = String, Path, format = "uuid")))]
pub(super) async fn moves(cx: Context, Path((id, place)): Path<(String, String)>) -> Result<Response, Problem> {
    let (id, place): (PlanRunId, PlanBookingId) = (path_id(&id)?, path_id(&place)?);
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let (_, _, found): (Run, Proposal, Vec<by_hand::Move>) =
        cx.app.db().read(move |conn| pages::shown_place(conn, &actor, id, place, now)).await?;
    let items = found
        .iter()
        .map(|one| MoveDocument {
            r#move: pages::move_value(one),
            site_id: one.site,
            half_days: one.half_days.iter().copied().map(HalfDayDocument::from).collect(),
            price: one.price,
        })
        .collect();
    json(&MoveList { items, next: None })
}

/// Move a proposed place, and keep it there.
#[utoipa::path(post, path = "/api/v1/plans/{id}/places/{place_id}/move", request_body = MoveInput, responses((status = 200, body = RunDocument)),
    params(("id" = String, Path, format = "uuid"), ("place_id" = String, Path, format = "uuid")))]
pub(super) async fn shift(
    cx: Context,
    Path((id, place)): Path<(String, String)>,
    command: Command<MoveInput>,
) -> Result<Response, Problem> {
    let (id, place): (PlanRunId, PlanBookingId) = (path_id(&id)?, path_id(&place)?);
    move_place(&cx, id, place, command.input.r#move, Some(command.key)).await?;
    json(&document(&cx, &load(&cx, id, None).await?))
}

/// What a family is told before its half-day is known.
#[derive(Debug, Serialize, ToSchema)]
pub struct PromiseDocument {
    /// `firm`, `guaranteed` or `answered_on`.
    answer: &'static str,
    /// The booking of a firm answer.
    #[schema(schema_with = schemas::id, required = false)]
    booking_id: Option<BookingId>,
    /// Monday of the week that is promised.
    #[schema(schema_with = schemas::date, required = false)]
    week_of: Option<Date>,
    /// The day on which the half-day is confirmed, or the request answered.
    #[schema(schema_with = schemas::date, required = false)]
    answer_on: Option<Date>,
    /// The chance of a yes, in tenths of a percent.
    per_mille: Option<i32>,
    /// How many comparable requests it is counted from.
    sample: Option<i32>,
    /// Whether that is too few to be more than an assumption.
    assumed: bool,
    /// When a guarantee could no longer be kept, because the site closed.
    #[schema(value_type = Option<String>)]
    broken_at: Option<Instant>,
}

impl PromiseDocument {
    /// A seat.
    pub(crate) fn firm(booking: BookingId) -> Self {
        Self {
            answer: "firm",
            booking_id: Some(booking),
            week_of: None,
            answer_on: None,
            per_mille: None,
            sample: None,
            assumed: false,
            broken_at: None,
        }
    }
    /// A promise.
    pub(crate) fn promised(promise: &Promise) -> Self {
        Self {
            answer: promise.kind.as_str(),
            booking_id: None,
            week_of: Some(promise.week_of),
            answer_on: Some(promise.answer_on),
            per_mille: promise.per_mille,
            sample: promise.sample,
            assumed: promise.assumed,
            broken_at: promise.broken_at,
        }
    }
    fn of(told: &Told) -> Self {
        match told {
            Told::Firm(booking) => Self::firm(*booking),
            Told::Promised(promise) => Self::promised(promise),
        }
    }
}

/// Give a request that waits its answer now: a seat where it cannot wait, a guarantee whose half-day is confirmed on a day, or a day
/// and a chance.
#[utoipa::path(post, path = "/api/v1/place-requests/{id}/promise", request_body = Nothing, responses((status = 200, body = PromiseDocument)))]
pub(super) async fn promise(
    cx: Context,
    Path(id): Path<String>,
    command: Command<Nothing>,
) -> Result<Response, Problem> {
    let (id, actor, key, today) = (path_id::<PlaceRequestId>(&id)?, cx.actor().clone(), command.key, cx.app.today());
    let app = cx.app.clone();
    let told = cx
        .app
        .db()
        .write(move |tx| {
            db::places::see_place_request(tx.conn, &actor, Action::PlanWeek, id)?;
            let mine = db::attendance::sites_of(tx.conn, &actor, Action::PlanWeek)?;
            let mine: Vec<SiteId> = mine.iter().map(|site| site.id).collect();
            let sites = db::plans::promises::sites_where_waiting(tx.conn, id, &mine)?;
            let at = super::promises::AnsweredAt { sites, gives: true };
            tx.once(Some(&key), |tx| super::promises::answer(&app, tx, &actor.signature(), id, &at, today))
        })
        .await?;
    json(&PromiseDocument::of(&told))
}

/// Keep a proposed place in the runs that follow, with what is served together with it.
#[utoipa::path(post, path = "/api/v1/plans/{id}/places/{place_id}/lock", request_body = Nothing, responses((status = 200, body = RunDocument)),
    params(("id" = String, Path, format = "uuid"), ("place_id" = String, Path, format = "uuid")))]
pub(super) async fn lock(
    cx: Context,
    Path((id, place)): Path<(String, String)>,
    command: Command<Nothing>,
) -> Result<Response, Problem> {
    let (id, place): (PlanRunId, PlanBookingId) = (path_id(&id)?, path_id(&place)?);
    lock_place(&cx, id, place, true, Some(command.key)).await?;
    json(&document(&cx, &load(&cx, id, None).await?))
}

/// No longer keep a proposed place.
#[utoipa::path(post, path = "/api/v1/plans/{id}/places/{place_id}/unlock", request_body = Nothing, responses((status = 200, body = RunDocument)),
    params(("id" = String, Path, format = "uuid"), ("place_id" = String, Path, format = "uuid")))]
pub(super) async fn unlock(
    cx: Context,
    Path((id, place)): Path<(String, String)>,
    command: Command<Nothing>,
) -> Result<Response, Problem> {
    let (id, place): (PlanRunId, PlanBookingId) = (path_id(&id)?, path_id(&place)?);
    lock_place(&cx, id, place, false, Some(command.key)).await?;
    json(&document(&cx, &load(&cx, id, None).await?))
}
