//! Opening rules, closures, decisions and school holidays, for programs.

use axum::extract::Path;
use axum::response::Response;
use db::access::{see_session, see_site};
use db::calendar::{self, CalendarChange, Changed, Difference, StoredHoliday, Touched};
use domain::access::Action;
use domain::calendar::*;
use domain::id::Id;
use domain::sites::Seats;
use domain::time::DayOfWeek;
use domain::{ClosureId, Date, HalfDay, OpeningRuleId, Period, PremisesId, SchoolHolidayId, SessionId, SiteId, Time};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::asked::{Asked, IfMatch, path_id};
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::directory::api::hours;
use crate::openapi::schemas;
use crate::problem::Problem;
use crate::sites::api::{Written, done, name, precondition, present, read_date, read_optional_date, read_time};

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(
        rules,
        create_rule,
        preview_rule,
        correct_rule,
        preview_correction,
        closures,
        create_closure,
        preview_closure,
        lift_closure,
        decisions,
        keep,
        cancel,
        holidays,
        create_holiday,
        change_holiday,
        remove_holiday
    ))]
    struct Part;
    Part::openapi()
}

/// Seats by class.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatsInput {
    /// For children who have been familiarised.
    #[garde(range(max = 200))]
    #[schema(maximum = 200)]
    regular: u16,
    /// For children in familiarisation.
    #[serde(default)]
    #[garde(range(max = 200))]
    #[schema(maximum = 200)]
    adaptation: u16,
    /// Kept for emergencies.
    #[serde(default)]
    #[garde(range(max = 200))]
    #[schema(maximum = 200)]
    emergency: u16,
}

impl From<Seats> for SeatsInput {
    fn from(seats: Seats) -> Self {
        Self { regular: seats.regular, adaptation: seats.adaptation, emergency: seats.emergency }
    }
}

/// An opening rule.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct RuleInput {
    /// Where.
    #[schema(schema_with = schemas::id)]
    premises_id: PremisesId,
    /// The day of the week.
    #[schema(schema_with = schemas::day_of_week)]
    weekday: DayOfWeek,
    /// In term, in the school holidays, or always.
    #[schema(schema_with = schemas::period_kind)]
    period_kind: PeriodKind,
    /// Which half of the day.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
    /// First arrival.
    #[serde(deserialize_with = "read_time", serialize_with = "hours")]
    #[schema(schema_with = schemas::time)]
    starts_at: Time,
    /// Last departure.
    #[serde(deserialize_with = "read_time", serialize_with = "hours")]
    #[schema(schema_with = schemas::time)]
    ends_at: Time,
    /// Seats by class.
    #[garde(dive)]
    seats: SeatsInput,
    /// First day; for a correction, the day from which the rule reads so.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day, included; null for none.
    #[serde(default, deserialize_with = "read_optional_date")]
    #[schema(value_type = Option<String>)]
    until: Option<Date>,
}

impl RuleInput {
    fn rule(&self, cx: &Context) -> Result<OpeningRule, Problem> {
        rule_of(
            cx,
            OpeningRule {
                id: OpeningRuleId::from_uuid(uuid::Uuid::nil()),
                premises: self.premises_id,
                weekday: self.weekday,
                period_kind: self.period_kind,
                half_day: self.half_day,
                starts_at: self.starts_at,
                ends_at: self.ends_at,
                seats: Seats {
                    regular: self.seats.regular,
                    adaptation: self.seats.adaptation,
                    emergency: self.seats.emergency,
                },
                period: Period { from: self.from, until: self.until },
            },
        )
    }
}

/// What must hold between the fields of a rule; it is given an id to be told from the others by.
pub(crate) fn rule_of(cx: &Context, rule: OpeningRule) -> Result<OpeningRule, Problem> {
    if rule.ends_at <= rule.starts_at {
        return Err(Problem::field("ends_at", "until_before_from"));
    }
    if rule.seats.total() == 0 {
        return Err(Problem::field("seats", "required"));
    }
    if Period::new(rule.period.from, rule.period.until).is_none() {
        return Err(Problem::field("until", "until_before_from"));
    }
    let id = OpeningRuleId::from_uuid(uuid::Builder::from_random_bytes(cx.app.db().random_bytes()).into_uuid());
    Ok(OpeningRule { id, ..rule })
}

/// An opening rule as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: OpeningRuleId,
    #[serde(flatten)]
    rule: RuleInput,
}

impl From<OpeningRule> for RuleDocument {
    fn from(rule: OpeningRule) -> Self {
        Self {
            id: rule.id,
            rule: RuleInput {
                premises_id: rule.premises,
                weekday: rule.weekday,
                period_kind: rule.period_kind,
                half_day: rule.half_day,
                starts_at: rule.starts_at,
                ends_at: rule.ends_at,
                seats: rule.seats.into(),
                from: rule.period.from,
                until: rule.period.until,
            },
        }
    }
}

/// Opening rules.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleList {
    /// By first day.
    items: Vec<RuleDocument>,
    /// Always null: there are few.
    next: Option<String>,
}

/// The opening rules of a site.
#[utoipa::path(get, path = "/api/v1/sites/{id}/opening-rules", params(("id" = String, Path)), responses((status = 200, description = "Opening rules", body = RuleList)))]
pub(crate) async fn rules(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    let (actor, id) = (cx.actor().clone(), path_id::<SiteId>(&id)?);
    let found = cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeeSite, id)?;
            calendar::opening_rules(conn, id)
        })
        .await?;
    json(&RuleList { items: found.into_iter().map(RuleDocument::from).collect(), next: None })
}

/// What a change does, or would do, to the sessions of the next 26 weeks.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceDocument {
    /// Sessions that are added.
    added: usize,
    /// Sessions that change, are cancelled, open again or need a decision.
    touched: Vec<TouchedDocument>,
    /// Children booked in a touched session, each counted once.
    children: usize,
    /// Touched sessions that a human has to decide on.
    to_decide: usize,
}

/// A session a change touches.
#[derive(Debug, Serialize, ToSchema)]
pub struct TouchedDocument {
    /// The session.
    #[schema(schema_with = schemas::id)]
    session_id: SessionId,
    /// Its date.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Its half-day.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
    /// What becomes of it: `changed`, `cancelled`, `opened_again`, or `needs_decision`.
    outcome: &'static str,
    /// Children booked.
    bookings: usize,
    /// Seats held.
    holds: usize,
}

/// What becomes of a touched session, in one word.
pub(crate) fn outcome(touched: &Touched) -> &'static str {
    match (touched.decision, touched.becomes, touched.session.cancelled_at) {
        (Some(_), _, _) => "needs_decision",
        (None, None, _) => "cancelled",
        (None, Some(_), Some(_)) => "opened_again",
        (None, Some(_), None) => "changed",
    }
}

impl From<Difference> for DifferenceDocument {
    fn from(difference: Difference) -> Self {
        Self {
            added: difference.added.len(),
            children: difference.children,
            to_decide: difference.decisions(),
            touched: difference
                .touched
                .iter()
                .map(|touched| TouchedDocument {
                    session_id: touched.session.id,
                    date: touched.session.date,
                    half_day: touched.session.half_day,
                    outcome: outcome(touched),
                    bookings: touched.bookings,
                    holds: touched.holds,
                })
                .collect(),
        }
    }
}

/// What a change of the calendar did.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangedDocument {
    /// The new rules.
    #[schema(value_type = Vec<String>)]
    rules: Vec<OpeningRuleId>,
    /// The new closure.
    #[schema(value_type = Option<String>)]
    closure: Option<ClosureId>,
    /// Sessions added.
    added: usize,
    /// Sessions changed.
    changed: usize,
    /// Sessions cancelled: nobody was booked.
    cancelled: usize,
    /// Sessions that wait for a decision: children are booked.
    #[schema(value_type = Vec<String>)]
    to_decide: Vec<SessionId>,
}

impl From<Changed> for ChangedDocument {
    fn from(changed: Changed) -> Self {
        let Changed { rules, closure, rebuilt } = changed;
        Self {
            rules,
            closure,
            added: rebuilt.added,
            changed: rebuilt.changed,
            cancelled: rebuilt.cancelled,
            to_decide: rebuilt.to_decide,
        }
    }
}

async fn preview(cx: &Context, id: SiteId, change: CalendarChange) -> Result<Response, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let found = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::ManageSites, id)?;
            calendar::try_change(conn, &seen, &change, now)
        })
        .await?;
    json(&DifferenceDocument::from(found))
}

/// Makes a change of the calendar; pages and programs pass here.
pub(crate) async fn make_change(
    cx: &Context,
    id: SiteId,
    change: CalendarChange,
    expected: IfMatch,
    key: Option<db::idempotency::Key>,
) -> Result<Changed, Problem> {
    let actor = cx.actor().clone();
    let (kind, object) = match &change {
        CalendarChange::Rules(_) => ("opening_rule", id.to_string()),
        CalendarChange::Close(..) => ("closure", id.to_string()),
        CalendarChange::Lift(closure) => ("closure", closure.to_string()),
    };
    cx.app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let seen = see_site(tx.conn, &actor, Action::ManageSites, id)?;
                let changed = tx.change_calendar(&seen, &change, expected.0, actor.person)?;
                let counts = serde_json::json!({
                    "rules": changed.rules, "closure": changed.closure, "added": changed.rebuilt.added,
                    "changed": changed.rebuilt.changed, "cancelled": changed.rebuilt.cancelled,
                    "to_decide": changed.rebuilt.to_decide.len(),
                });
                tx.audit(&actor.signature(), done(Action::ManageSites, kind, &object).site(id).detail(counts))?;
                Ok(changed)
            })
        })
        .await
        .map_err(|error| precondition(error, expected))
}

/// Adds an opening rule; the sessions of the next 26 weeks follow.
#[utoipa::path(post, path = "/api/v1/sites/{id}/opening-rules", params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "The site's ETag")), request_body = RuleInput, responses((status = 201, description = "Created", body = ChangedDocument)))]
pub(crate) async fn create_rule(
    cx: Context,
    Path(id): Path<String>,
    expected: IfMatch,
    Command { input, key }: Command<RuleInput>,
) -> Result<Response, Problem> {
    let (id, rule) = (path_id::<SiteId>(&id)?, input.rule(&cx)?);
    let change = CalendarChange::Rules(RuleChange::Add(vec![rule]));
    let changed = make_change(&cx, id, change, expected, Some(key)).await?;
    created(&format!("/api/v1/sites/{id}/opening-rules"), &ChangedDocument::from(changed))
}

/// What a new rule would do, without doing it.
#[utoipa::path(post, path = "/api/v1/sites/{id}/opening-rules/preview", params(("id" = String, Path)), request_body = RuleInput, responses((status = 200, description = "The difference", body = DifferenceDocument)))]
pub(crate) async fn preview_rule(
    cx: Context,
    Path(id): Path<String>,
    Command { input, .. }: Command<RuleInput>,
) -> Result<Response, Problem> {
    let rule = input.rule(&cx)?;
    preview(&cx, path_id(&id)?, CalendarChange::Rules(RuleChange::Add(vec![rule]))).await
}

/// A correction of a rule: how it reads from a day on, or its last day.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct CorrectionInput {
    /// How the rule reads from `rule.from` on.
    #[garde(dive)]
    rule: Option<RuleInput>,
    /// The rule's last day, when it only ends.
    #[serde(default, deserialize_with = "read_optional_date")]
    #[schema(value_type = Option<String>)]
    last_day: Option<Date>,
}

impl CorrectionInput {
    fn change(&self, cx: &Context, rule: OpeningRuleId) -> Result<CalendarChange, Problem> {
        match (&self.rule, self.last_day) {
            (Some(new), None) => Ok(CalendarChange::Rules(RuleChange::Correct { rule, new: new.rule(cx)? })),
            (None, Some(last_day)) => Ok(CalendarChange::Rules(RuleChange::End { rule, last_day })),
            _ => Err(Problem::field("rule", "one_of")),
        }
    }
}

/// Corrects a rule from a day on, or ends it.
#[utoipa::path(patch, path = "/api/v1/sites/{id}/opening-rules/{rule_id}", params(("id" = String, Path), ("rule_id" = String, Path), ("If-Match" = Option<String>, Header, description = "The site's ETag")), request_body = CorrectionInput, responses((status = 200, description = "Changed", body = ChangedDocument)))]
pub(crate) async fn correct_rule(
    cx: Context,
    Path((id, rule_id)): Path<(String, String)>,
    expected: IfMatch,
    Command { input, key }: Command<CorrectionInput>,
) -> Result<Response, Problem> {
    let change = input.change(&cx, path_id(&rule_id)?)?;
    json(&ChangedDocument::from(make_change(&cx, path_id(&id)?, change, expected, Some(key)).await?))
}

/// What a correction would do, without doing it.
#[utoipa::path(post, path = "/api/v1/sites/{id}/opening-rules/{rule_id}/preview", params(("id" = String, Path), ("rule_id" = String, Path)), request_body = CorrectionInput, responses((status = 200, description = "The difference", body = DifferenceDocument)))]
pub(crate) async fn preview_correction(
    cx: Context,
    Path((id, rule_id)): Path<(String, String)>,
    Command { input, .. }: Command<CorrectionInput>,
) -> Result<Response, Problem> {
    let change = input.change(&cx, path_id(&rule_id)?)?;
    preview(&cx, path_id(&id)?, change).await
}

/// A closure.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ClosureInput {
    /// The premises that close; the whole site when null.
    #[schema(value_type = Option<String>)]
    premises_id: Option<PremisesId>,
    /// First day.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day, included.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    until: Date,
    /// Which half of each day; both when null.
    #[schema(value_type = Option<String>)]
    half_day: Option<HalfDay>,
    /// Why.
    #[schema(schema_with = schemas::closure_reason)]
    reason: ClosureReason,
    /// A word on it, public.
    #[schema(max_length = 300)]
    note: Option<String>,
}

impl ClosureInput {
    fn change(&self) -> Result<CalendarChange, Problem> {
        let note = self.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
        let note = note.map(|note| name(note, 300, "note")).transpose()?;
        closure_of(self.premises_id, self.from, self.until, self.half_day, self.reason, note)
    }
}

/// What must hold between the fields of a closure.
pub(crate) fn closure_of(
    premises: Option<PremisesId>,
    from: Date,
    until: Date,
    half_day: Option<HalfDay>,
    reason: ClosureReason,
    note: Option<String>,
) -> Result<CalendarChange, Problem> {
    let period = Period::new(from, Some(until)).ok_or_else(|| Problem::field("until", "until_before_from"))?;
    Ok(CalendarChange::Close(Closure { premises, period, half_day, reason }, note))
}

/// A closure as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosureDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: ClosureId,
    #[serde(flatten)]
    closure: ClosureInput,
}

/// Closures.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosureList {
    /// The latest first.
    items: Vec<ClosureDocument>,
    /// Always null: there are few.
    next: Option<String>,
}

/// The closures of a site.
#[utoipa::path(get, path = "/api/v1/sites/{id}/closures", params(("id" = String, Path)), responses((status = 200, description = "Closures", body = ClosureList)))]
pub(crate) async fn closures(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    let (actor, id) = (cx.actor().clone(), path_id::<SiteId>(&id)?);
    let found = cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeeSite, id)?;
            calendar::closures_with_notes(conn, id)
        })
        .await?;
    let items = found
        .into_iter()
        .map(|row| ClosureDocument {
            id: row.id,
            closure: ClosureInput {
                premises_id: row.closure.premises,
                from: row.closure.period.from,
                until: row.closure.period.until.unwrap_or(row.closure.period.from),
                half_day: row.closure.half_day,
                reason: row.closure.reason,
                note: row.note,
            },
        })
        .collect();
    json(&ClosureList { items, next: None })
}

/// Closes a site, or some of its premises, for some days. Booked sessions wait for a decision.
#[utoipa::path(post, path = "/api/v1/sites/{id}/closures", params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "The site's ETag")), request_body = ClosureInput, responses((status = 201, description = "Created", body = ChangedDocument)))]
pub(crate) async fn create_closure(
    cx: Context,
    Path(id): Path<String>,
    expected: IfMatch,
    Command { input, key }: Command<ClosureInput>,
) -> Result<Response, Problem> {
    let id = path_id::<SiteId>(&id)?;
    let changed = make_change(&cx, id, input.change()?, expected, Some(key)).await?;
    created(&format!("/api/v1/sites/{id}/closures"), &ChangedDocument::from(changed))
}

/// What a closure would do, without doing it.
#[utoipa::path(post, path = "/api/v1/sites/{id}/closures/preview", params(("id" = String, Path)), request_body = ClosureInput, responses((status = 200, description = "The difference", body = DifferenceDocument)))]
pub(crate) async fn preview_closure(
    cx: Context,
    Path(id): Path<String>,
    Command { input, .. }: Command<ClosureInput>,
) -> Result<Response, Problem> {
    preview(&cx, path_id(&id)?, input.change()?).await
}

/// Nothing to say but that it is meant.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Nothing {}

/// Lifts a closure: its days open again.
#[utoipa::path(delete, path = "/api/v1/sites/{id}/closures/{closure_id}", params(("id" = String, Path), ("closure_id" = String, Path)), responses((status = 200, description = "Lifted", body = ChangedDocument)))]
pub(crate) async fn lift_closure(
    cx: Context,
    Path((id, closure_id)): Path<(String, String)>,
    expected: IfMatch,
    Command { key, .. }: Command<Nothing>,
) -> Result<Response, Problem> {
    let change = CalendarChange::Lift(path_id(&closure_id)?);
    json(&ChangedDocument::from(make_change(&cx, path_id(&id)?, change, expected, Some(key)).await?))
}

/// A session that waits for a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionDocument {
    /// The session.
    #[schema(schema_with = schemas::id)]
    session_id: SessionId,
    /// Its date.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Its half-day.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
    /// Why: `no_longer_open` or `seats_changed`.
    reason: String,
    /// Children booked or held.
    children: usize,
}

/// Decisions.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionList {
    /// By date.
    items: Vec<DecisionDocument>,
    /// Always null: there are few.
    next: Option<String>,
}

/// The sessions of a site that wait for a decision: keep them as they are, or cancel them.
#[utoipa::path(get, path = "/api/v1/sites/{id}/decisions", params(("id" = String, Path)), responses((status = 200, description = "Decisions", body = DecisionList)))]
pub(crate) async fn decisions(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    asked.read().finish()?;
    let (actor, id, today, now) = (cx.actor().clone(), path_id::<SiteId>(&id)?, cx.app.today(), cx.app.now());
    let found = cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeeSite, id)?;
            calendar::sessions_to_decide(conn, id, today, now)
        })
        .await?;
    let items = found
        .into_iter()
        .map(|(session, children)| DecisionDocument {
            session_id: session.id,
            date: session.date,
            half_day: session.half_day,
            reason: session.decision_needed.unwrap_or_default(),
            children,
        })
        .collect();
    json(&DecisionList { items, next: None })
}

/// Keeps a session open as it is; pages and programs pass here.
pub(crate) async fn keep_session(
    cx: &Context,
    id: SessionId,
    key: Option<db::idempotency::Key>,
) -> Result<SiteId, Problem> {
    let actor = cx.actor().clone();
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let (_, site) = see_session(tx.conn, &actor, Action::ManageSites, id)?;
                tx.keep_session(id)?;
                let detail = serde_json::json!({ "decision": "kept" });
                tx.audit(&actor.signature(), done(Action::ManageSites, "session", id).site(site).detail(detail))?;
                Ok(site)
            })
        })
        .await?)
}

/// Keeps a session open as it is, as an exception to the rules.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/keep", params(("id" = String, Path)), request_body = Nothing, responses((status = 200, description = "Kept", body = Written)))]
pub(crate) async fn keep(
    cx: Context,
    Path(id): Path<String>,
    Command { key, .. }: Command<Nothing>,
) -> Result<Response, Problem> {
    let id = path_id(&id)?;
    keep_session(&cx, id, Some(key)).await?;
    json(&Written { id: id.to_string(), revision: None })
}

/// Why a session is cancelled.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct CancelInput {
    /// Why.
    #[schema(schema_with = schemas::closure_reason)]
    reason: ClosureReason,
    /// A word on it.
    #[schema(max_length = 300)]
    note: Option<String>,
}

/// What a cancelled session gave back.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Cancelled {
    /// The session.
    #[schema(schema_with = schemas::id)]
    session_id: SessionId,
    /// How many bookings and holds were given back.
    pub(crate) released: usize,
}

/// Cancels a session and tells the families it takes a place from; pages and programs pass here.
pub(crate) async fn cancel_session(
    cx: &Context,
    id: SessionId,
    reason: ClosureReason,
    note: Option<String>,
    key: Option<db::idempotency::Key>,
) -> Result<(SiteId, Cancelled), Problem> {
    let (actor, words) = (cx.actor().clone(), crate::places::jobs::Words::new(&cx.app));
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let (_, site) = see_session(tx.conn, &actor, Action::ManageSites, id)?;
                let released = tx.cancel_session(&actor.signature(), id, reason, note.as_deref())?;
                let told = tx.tell_cancelled(&released, &words)?;
                let detail = serde_json::json!({
                    "decision": "cancelled", "reason": reason, "released": released, "families_told": told
                });
                tx.audit(&actor.signature(), done(Action::ManageSites, "session", id).site(site).detail(detail))?;
                Ok((site, Cancelled { session_id: id, released: released.len() }))
            })
        })
        .await?)
}

/// Cancels a session: bookings and holds are given back with the reason `site_closed`, and the half-day stays closed.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/cancel", params(("id" = String, Path)), request_body = CancelInput, responses((status = 200, description = "Cancelled", body = Cancelled)))]
pub(crate) async fn cancel(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<CancelInput>,
) -> Result<Response, Problem> {
    let note = input.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let note = note.map(|note| name(note, 300, "note")).transpose()?;
    let (_, cancelled) = cancel_session(&cx, path_id(&id)?, input.reason, note, Some(key)).await?;
    json(&cancelled)
}

/// A school holiday.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct HolidayInput {
    /// The zone.
    #[schema(schema_with = schemas::school_zone)]
    zone: SchoolZone,
    /// The site whose own calendar this is; null for the zone's.
    #[schema(value_type = Option<String>)]
    site_id: Option<SiteId>,
    /// Its name, as published.
    #[schema(max_length = 80)]
    name: String,
    /// First day without school.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day without school.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    until: Date,
    /// Where the dates come from.
    #[schema(max_length = 300)]
    source: String,
    /// Whether the dates are assumed rather than seen in a source.
    #[serde(default)]
    assumed: bool,
}

/// What must hold between the fields of a school holiday.
pub(crate) fn holiday_of(
    zone: SchoolZone,
    title: &str,
    from: Date,
    until: Date,
    source: &str,
    assumed: bool,
) -> Result<SchoolHoliday, Problem> {
    let period = Period::new(from, Some(until)).ok_or_else(|| Problem::field("until", "until_before_from"))?;
    if until > domain::places::days_after(from, 120) {
        return Err(Problem::field("until", "not_in_range"));
    }
    Ok(SchoolHoliday { zone, name: name(title, 80, "name")?, period, source: name(source, 300, "source")?, assumed })
}

/// A school holiday as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct HolidayDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: SchoolHolidayId,
    /// The zone.
    #[schema(schema_with = schemas::school_zone)]
    zone: SchoolZone,
    /// The site whose own calendar this is.
    #[schema(value_type = Option<String>)]
    site_id: Option<SiteId>,
    /// Its name.
    name: String,
    /// First day without school.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day without school.
    #[schema(value_type = Option<String>)]
    until: Option<Date>,
    /// Where the dates come from.
    source: String,
    /// Whether the dates are assumed.
    assumed: bool,
}

impl From<StoredHoliday> for HolidayDocument {
    fn from(row: StoredHoliday) -> Self {
        Self {
            id: row.id,
            zone: row.holiday.zone,
            site_id: row.site,
            name: row.holiday.name,
            from: row.holiday.period.from,
            until: row.holiday.period.until,
            source: row.holiday.source,
            assumed: row.holiday.assumed,
        }
    }
}

/// School holidays.
#[derive(Debug, Serialize, ToSchema)]
pub struct HolidayList {
    /// By date.
    items: Vec<HolidayDocument>,
    /// Always null: there are few.
    next: Option<String>,
}

/// The school holidays of a zone.
#[utoipa::path(get, path = "/api/v1/school-holidays", params(("zone" = String, Query, description = "A, B, C, Corse…")), responses((status = 200, description = "School holidays", body = HolidayList)))]
pub(crate) async fn holidays(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let zone = read.word::<SchoolZone>("zone");
    read.finish()?;
    let zone = zone.take()?;
    let found = cx.app.db().read(move |conn| calendar::school_holidays(conn, zone, None)).await?;
    json(&HolidayList { items: found.into_iter().map(HolidayDocument::from).collect(), next: None })
}

/// What is done to a row of the school calendar.
#[derive(Clone)]
pub(crate) enum HolidayChange {
    Add(Option<SiteId>, SchoolHoliday),
    Change(SchoolHolidayId, SchoolHoliday),
    Remove(SchoolHolidayId),
}

/// Changes the school calendar; pages and programs pass here.
pub(crate) async fn change_school_calendar(
    cx: &Context,
    change: HolidayChange,
    key: Option<db::idempotency::Key>,
) -> Result<SchoolHolidayId, Problem> {
    let actor = cx.actor().clone();
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let id = match &change {
                    HolidayChange::Add(site, holiday) => {
                        if let Some(site) = site {
                            see_site(tx.conn, &actor, Action::ManageCalendar, *site)?;
                        }
                        tx.add_school_holiday(*site, holiday)?
                    }
                    HolidayChange::Change(id, holiday) => {
                        let old = calendar::school_holiday(tx.conn, &actor, *id)?;
                        tx.change_school_holiday(&old, holiday)?;
                        *id
                    }
                    HolidayChange::Remove(id) => {
                        let old = calendar::school_holiday(tx.conn, &actor, *id)?;
                        tx.remove_school_holiday(&old)?;
                        *id
                    }
                };
                tx.audit(&actor.signature(), done(Action::ManageCalendar, "school_holiday", id))?;
                Ok(id)
            })
        })
        .await?)
}

/// Adds a school holiday to a zone or to one site's own calendar; the sessions concerned follow.
#[utoipa::path(post, path = "/api/v1/school-holidays", request_body = HolidayInput, responses((status = 201, description = "Created", body = Written)))]
pub(crate) async fn create_holiday(
    cx: Context,
    Command { input, key }: Command<HolidayInput>,
) -> Result<Response, Problem> {
    let holiday = holiday_of(input.zone, &input.name, input.from, input.until, &input.source, input.assumed)?;
    let id = change_school_calendar(&cx, HolidayChange::Add(input.site_id, holiday), Some(key)).await?;
    created(&format!("/api/v1/school-holidays/{id}"), &Written { id: id.to_string(), revision: None })
}

/// What changes of a school holiday; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct HolidayPatch {
    /// Its name.
    name: Option<String>,
    /// First day without school.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    from: Option<Option<Date>>,
    /// Last day without school.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    until: Option<Option<Date>>,
    /// Where the dates come from.
    source: Option<String>,
    /// Whether the dates are assumed.
    assumed: Option<bool>,
}

/// Changes a school holiday; the sessions concerned follow.
#[utoipa::path(patch, path = "/api/v1/school-holidays/{id}", params(("id" = String, Path)), request_body = HolidayPatch, responses((status = 200, description = "Changed", body = Written)))]
pub(crate) async fn change_holiday(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<HolidayPatch>,
) -> Result<Response, Problem> {
    let (id, actor) = (path_id::<SchoolHolidayId>(&id)?, cx.actor().clone());
    let old = cx.app.db().read(move |conn| calendar::school_holiday(conn, &actor, id)).await?.holiday;
    let holiday = holiday_of(
        old.zone,
        input.name.as_ref().unwrap_or(&old.name),
        input.from.flatten().unwrap_or(old.period.from),
        input.until.flatten().or(old.period.until).unwrap_or(old.period.from),
        input.source.as_ref().unwrap_or(&old.source),
        input.assumed.unwrap_or(old.assumed),
    )?;
    change_school_calendar(&cx, HolidayChange::Change(id, holiday), Some(key)).await?;
    json(&Written { id: id.to_string(), revision: None })
}

/// Removes a school holiday; the sessions concerned follow.
#[utoipa::path(delete, path = "/api/v1/school-holidays/{id}", params(("id" = String, Path)), responses((status = 200, description = "Removed", body = Written)))]
pub(crate) async fn remove_holiday(
    cx: Context,
    Path(id): Path<String>,
    Command { key, .. }: Command<Nothing>,
) -> Result<Response, Problem> {
    let id = path_id::<SchoolHolidayId>(&id)?;
    change_school_calendar(&cx, HolidayChange::Remove(id), Some(key)).await?;
    json(&Written { id: id.to_string(), revision: None })
}
