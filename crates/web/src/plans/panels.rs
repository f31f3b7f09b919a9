//! What the pages beside the board of a plan show, for programs: fairness, sensitivity, siting, weights, sharing. Read only; no names.

use axum::extract::Path;
use axum::response::Response;
use db::plans::Study;
use domain::places::{days_after, week_of};
use domain::plans::fairness::{Dimension, FairnessSettings, panel};
use domain::plans::{Sharing, WeightsStatus};
use domain::*;
use serde::Serialize;
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::{fairness as counted, sharing as shared, siting as sited, studied, weights as worth};
use crate::asked::{Asked, path_id};
use crate::commands::json;
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;

#[derive(OpenApi)]
#[openapi(paths(fairness, sensitivity, siting, weights, sharing))]
struct Document;

/// This file's part of the API document.
pub(super) fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

fn half_day() -> utoipa::openapi::schema::Object {
    schemas::half_day()
}

fn broken(wrong: impl std::fmt::Display) -> Problem {
    db::Error::Broken(wrong.to_string()).into()
}

fn value(of: &impl Serialize) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(of).map_err(broken)
}

/// How groups of families fare in a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FairnessDocument {
    /// The alternative that is counted.
    alternative: i32,
    /// What is too few, and what is far.
    #[schema(value_type = Object)]
    settings: serde_json::Value,
    /// Everybody together; null when they are too few.
    #[schema(value_type = Option<Object>)]
    everybody: serde_json::Value,
    /// By what they are grouped.
    dimensions: Vec<DimensionDocument>,
    /// Half-days that would have done more for one family than for the one that has them.
    envies: usize,
}

/// One way to group families.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DimensionDocument {
    /// `children`, `car`, `first_time`, `priority_district`, `prescriber`, `language`.
    #[schema(value_type = String)]
    dimension: Dimension,
    /// Its groups: `name`, `figures` (null when hidden), `too_few`, `alarm`.
    #[schema(value_type = Vec<Object>)]
    groups: Vec<serde_json::Value>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only the document reads it; the query is read by Asked")]
pub(crate) struct FairnessQuery {
    /// The number of an alternative; the one that holds when nothing is said.
    #[param(minimum = 1, maximum = 9)]
    alternative: Option<i32>,
}

/// How groups of families fare in a plan: shares served, minimums reached, weeks waiting, kilometres, seats envied. Small groups are
/// hidden.
#[utoipa::path(get, path = "/api/v1/plans/{id}/fairness", params(("id" = String, Path, format = "uuid"), FairnessQuery), responses((status = 200, body = FairnessDocument)))]
pub(super) async fn fairness(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let id: PlanRunId = path_id(&id)?;
    let mut read = asked.read();
    let number = read.optional_number("alternative", 1..=9);
    read.finish()?;
    let found = counted::load(&cx, id, number.take()?).await?;
    let envies = found.envies()?;
    let settings = FairnessSettings::on(found.look.run.monday).map_err(broken)?;
    let shown = panel(&found.lines(&envies), &settings);
    let dimensions = shown.dimensions.iter().map(|(dimension, groups)| {
        let groups = groups.iter().map(value).collect::<Result<Vec<_>, _>>()?;
        Ok(DimensionDocument { dimension: *dimension, groups })
    });
    json(&FairnessDocument {
        alternative: found.look.chosen,
        settings: value(&settings)?,
        everybody: value(&shown.all)?,
        dimensions: dimensions.collect::<Result<Vec<_>, Problem>>()?,
        envies: envies.len(),
    })
}

/// A study that was asked for, and what it found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StudyDocument {
    /// When it was asked.
    #[schema(schema_with = schemas::instant)]
    asked_at: Instant,
    /// When it was answered; null while it is under way.
    #[schema(value_type = Option<String>)]
    found_at: Option<Instant>,
    /// What it found.
    #[schema(value_type = Option<Object>)]
    found: serde_json::Value,
}

fn study_document(study: &Study) -> Result<StudyDocument, Problem> {
    let found: Option<serde_json::Value> =
        study.found.as_deref().map(serde_json::from_str).transpose().map_err(broken)?;
    Ok(StudyDocument { asked_at: study.asked_at, found_at: study.found_at, found: value(&found)? })
}

/// What a plan would be with other weights.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SensitivityDocument {
    /// The weights that are changed.
    weights: String,
    /// Their version.
    version: i32,
    /// The newest study; null when nobody asked for one.
    study: Option<StudyDocument>,
}

/// What a plan would be with each weight halved and doubled: the newest study that was asked for on its page.
#[utoipa::path(get, path = "/api/v1/plans/{id}/sensitivity", params(("id" = String, Path, format = "uuid")), responses((status = 200, body = SensitivityDocument)))]
pub(super) async fn sensitivity(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (_, _, study, weights) = studied::load(&cx, path_id(&id)?).await?;
    json(&SensitivityDocument {
        weights: weights.weights.name,
        version: weights.version,
        study: study.as_ref().map(study_document).transpose()?,
    })
}

/// Where a half-day more would serve most.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SitingDocument {
    /// The half-days, those where most is missing first.
    items: Vec<SpotDocument>,
}

/// One half-day at a site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpotDocument {
    /// The site.
    #[schema(schema_with = schemas::id)]
    site_id: SiteId,
    /// The date.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Its half.
    #[schema(schema_with = half_day)]
    half_day: HalfDay,
    /// What one place more would bring, in tenths of a point.
    tenths_of_a_point: i64,
    /// Requests that were refused there.
    unserved: usize,
}

/// Where one more half-day would serve most, from the prices of the planner's own plan.
#[utoipa::path(get, path = "/api/v1/plans/{id}/siting", params(("id" = String, Path, format = "uuid")), responses((status = 200, body = SitingDocument)))]
pub(super) async fn siting(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let found = sited::load(&cx, path_id(&id)?).await?;
    let items = found.spots.iter().map(|spot| SpotDocument {
        site_id: spot.site,
        date: spot.date,
        half_day: spot.half_day,
        tenths_of_a_point: spot.tenths,
        unserved: spot.refused,
    });
    json(&SitingDocument { items: items.collect() })
}

/// What half-days are worth in a territory.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TerritoryWeightsDocument {
    /// The organisation; null when the reader has none, and what is shipped is shown.
    #[schema(value_type = Option<String>)]
    territory_id: Option<OrganisationId>,
    /// The weights that hold.
    holds: WeightsVersionDocument,
    /// The versions, the newest first.
    versions: Vec<WeightsVersionDocument>,
    /// The same in plain words, in the reader's language.
    sentences: Vec<String>,
}

/// One version of weights.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WeightsVersionDocument {
    /// Its number.
    version: i32,
    /// `assumed` or `adopted`.
    #[schema(value_type = String)]
    status: WeightsStatus,
    /// The figures, in points.
    #[schema(value_type = Object)]
    weights: serde_json::Value,
    /// Why it was adopted.
    reason: Option<String>,
    /// When.
    #[schema(value_type = Option<String>)]
    adopted_at: Option<Instant>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only the document reads it; the query is read by Asked")]
pub(crate) struct WeightsQuery {
    /// The territory (an organisation); the first of the reader's when nothing is said.
    #[param(schema_with = schemas::id)]
    territory: Option<String>,
}

/// What half-days are worth in a territory: the version that holds, and those before it.
#[utoipa::path(get, path = "/api/v1/plans/weights", params(WeightsQuery), responses((status = 200, body = TerritoryWeightsDocument)))]
pub(super) async fn weights(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let (_, found) = worth::load(&cx, worth::wanted(&asked)?).await?;
    let document = |stored: &db::plans::StoredWeights, reason: Option<&String>, adopted_at: Option<Instant>| {
        Ok::<_, Problem>(WeightsVersionDocument {
            version: stored.version,
            status: stored.weights.status,
            weights: value(&stored.weights)?,
            reason: reason.cloned(),
            adopted_at,
        })
    };
    let Some((territory, stored, versions)) = found else {
        let weights = domain::plans::Weights::shipped().map_err(broken)?;
        let sentences = worth::sentences(cx.t, &weights);
        let stored = db::plans::StoredWeights { id: None, version: 1, weights };
        let holds = document(&stored, None, None)?;
        return json(&TerritoryWeightsDocument { territory_id: None, holds, versions: Vec::new(), sentences });
    };
    let adopted = |one: &db::plans::WeightsVersion| {
        document(&one.stored, one.reason.as_ref(), Some(one.created_at).filter(|_| one.own))
    };
    let holding = versions.iter().find(|one| one.stored.id == stored.id);
    json(&TerritoryWeightsDocument {
        territory_id: Some(territory.id),
        sentences: worth::sentences(cx.t, &stored.weights),
        holds: match holding {
            Some(one) => adopted(one)?,
            None => document(&stored, None, None)?,
        },
        versions: versions.iter().map(adopted).collect::<Result<Vec<_>, _>>()?,
    })
}

/// How a site shares out its weeks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SharingDocument {
    /// `planner` or `first_come`: what holds next week.
    #[schema(value_type = String)]
    sharing: Sharing,
    /// What was chosen, the one that holds last first.
    choices: Vec<ChoiceDocument>,
    /// What the order of asking would have cost in past weeks: the newest study; null when nobody asked for one.
    history: Option<StudyDocument>,
}

/// A choice of a site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChoiceDocument {
    /// The first Monday for which it holds.
    #[schema(schema_with = schemas::date)]
    from_week: Date,
    /// How.
    #[schema(value_type = String)]
    sharing: Sharing,
    /// Why.
    reason: String,
    /// When it was chosen.
    #[schema(schema_with = schemas::instant)]
    chosen_at: Instant,
}

/// How a site shares out its weeks, and what the order of asking would have cost.
#[utoipa::path(get, path = "/api/v1/plans/sharing/{site}", params(("site" = String, Path, format = "uuid")), responses((status = 200, body = SharingDocument)))]
pub(super) async fn sharing(cx: Context, Path(site): Path<String>) -> Result<Response, Problem> {
    let (_, past, study) = shared::load(&cx, path_id(&site)?).await?;
    let next = days_after(week_of(cx.app.today()), 7);
    let choices = past.iter().map(|one| ChoiceDocument {
        from_week: one.from_week,
        sharing: one.sharing,
        reason: one.reason.clone(),
        chosen_at: one.created_at,
    });
    json(&SharingDocument {
        sharing: shared::holding(&past, next),
        choices: choices.collect(),
        history: study.as_ref().map(study_document).transpose()?,
    })
}
