//! Opening rules, and what a correction would touch before it is saved.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::calendar::{self, CalendarChange, Changed, Difference, Touched};
use domain::access::Action;
use domain::calendar::*;
use domain::id::Id;
use domain::sites::Seats;
use domain::time::DayOfWeek;
use domain::{ClosureId, Date, HalfDay, OpeningRuleId, Period, PremisesId, SessionId, SiteId, Time};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::asked::{Asked, IfMatch, path_id};
use crate::commands::{Command, created, json};
use crate::context::Context;
use crate::directory::api::hours;
use crate::openapi::schemas;
use crate::problem::Problem;
use crate::sites::api::{done, precondition, read_date, read_optional_date, read_time};

/// Seats by class.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeatsInput {
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
pub(crate) struct RuleInput {
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
pub(crate) struct RuleDocument {
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
pub(crate) struct RuleList {
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
pub(crate) struct DifferenceDocument {
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
pub(crate) struct TouchedDocument {
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
pub(crate) struct ChangedDocument {
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

pub(super) async fn preview(cx: &Context, id: SiteId, change: CalendarChange) -> Result<Response, Problem> {
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
pub(crate) struct CorrectionInput {
    /// How the rule reads from `rule.from` on.
    #[garde(dive)]
    rule: Option<RuleInput>,
    /// The rule's last day, when it only ends.
    #[serde(default, deserialize_with = "read_optional_date")]
    #[schema(value_type = Option<String>)]
    last_day: Option<Date>,
}

impl CorrectionInput {
    pub(super) fn change(&self, cx: &Context, rule: OpeningRuleId) -> Result<CalendarChange, Problem> {
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
