//! The direction of a site and the time of its health referent, for programs.

use axum::extract::Path;
use axum::response::Response;
use db::Tx;
use db::access::{Actor, Seen, see_site};
use db::direction::{NewDirection, NewReferentTime};
use db::idempotency::Key;
use domain::access::Action;
use domain::*;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::asked::{Asked, path_id};
use crate::calendar::api::Nothing;
use crate::commands::{Command, created, json, page};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;
use crate::sites::api::{Written, optional, read_date, read_optional_date};

#[derive(OpenApi)]
#[openapi(paths(shares, add_share, withdraw_share, times, add_time, withdraw_time))]
struct Document;

/// The room's part of the API document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Somebody's share of the direction.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DirectionView {
    /// The share.
    #[schema(schema_with = schemas::id)]
    id: DirectionId,
    /// Who, of the team.
    #[schema(schema_with = schemas::id)]
    member_id: StaffMemberId,
    /// Her name.
    name: String,
    /// Of a full time.
    percent: i32,
    /// First day.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day; null while it goes on.
    #[schema(schema_with = schemas::date, required = false)]
    until: Option<Date>,
}

/// Shares of the direction.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DirectionList {
    /// The latest first; what was withdrawn is left out.
    items: Vec<DirectionView>,
    /// Send it back as `cursor` for the following page; null on the last one.
    next: Option<String>,
}

/// Reads a list of a site for those who may see its team.
async fn listed<T, F>(cx: &Context, id: &str, asked: &Asked, read: F) -> Result<(Vec<T>, Option<String>), Problem>
where
    T: Send + 'static,
    F: Fn(&mut db::Conn, &Seen<SiteId>) -> db::Result<Vec<T>> + Send + 'static,
{
    let (id, actor) = (path_id::<SiteId>(id)?, cx.actor().clone());
    let mut reader = asked.read();
    let cursor = reader.optional_number("cursor", 1..=1_000_000);
    reader.finish()?;
    let found = cx.app.db().read(move |conn| {
        let seen = see_site(conn, &actor, Action::SeeStaff, id)?;
        read(conn, &seen)
    });
    let (items, next) = page(found.await?, cursor.take()?);
    Ok((items.collect(), next))
}

/// Writes for those who keep the team of a site.
async fn written<F>(cx: &Context, id: SiteId, key: Key, work: F) -> Result<Written, Problem>
where
    F: Fn(&mut Tx<'_>, &Actor, &Seen<SiteId>) -> db::Result<String> + Send + 'static,
{
    let actor = cx.actor().clone();
    let made = cx.app.db().write(move |tx| {
        tx.once(Some(&key), |tx| {
            let seen = see_site(tx.conn, &actor, Action::ManageStaff, id)?;
            Ok(Written { id: work(tx, &actor, &seen)?, revision: None })
        })
    });
    Ok(made.await?)
}

/// Who directs a site, with which share of a full time.
#[utoipa::path(get, path = "/api/v1/sites/{id}/direction", tag = "direction", params(("id" = String, Path, format = "uuid"), ("cursor" = Option<i32>, Query, description = "`next` of the page before")), responses((status = 200, description = "A page of shares", body = DirectionList)))]
pub(crate) async fn shares(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let (items, next) = listed(&cx, &id, &asked, db::direction::directions).await?;
    let view = |share: db::direction::Direction| DirectionView {
        id: share.id,
        member_id: share.member,
        name: share.name,
        percent: share.percent,
        from: share.period.from,
        until: share.period.until,
    };
    json(&DirectionList { items: items.into_iter().map(view).collect(), next })
}

/// A share to write down.
#[derive(Debug, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct DirectionInput {
    /// Who, of the site's team.
    #[schema(schema_with = schemas::id)]
    member_id: StaffMemberId,
    /// Of a full time.
    #[schema(minimum = 1, maximum = 100)]
    percent: i32,
    /// First day.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day; open when left out.
    #[serde(default, deserialize_with = "read_optional_date")]
    #[schema(schema_with = schemas::date, required = false)]
    until: Option<Date>,
}

/// Writes somebody's share of the direction down.
#[utoipa::path(post, path = "/api/v1/sites/{id}/direction", tag = "direction", params(("id" = String, Path, format = "uuid")), request_body = DirectionInput, responses((status = 201, description = "Written down", body = Written)))]
pub(crate) async fn add_share(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<DirectionInput>,
) -> Result<Response, Problem> {
    let id = path_id::<SiteId>(&id)?;
    if !(1..=100).contains(&input.percent) {
        return Err(Problem::field("percent", "not_in_range"));
    }
    let period = Period::new(input.from, input.until).ok_or_else(|| Problem::field("until", "until_before_from"))?;
    let new = NewDirection { member: input.member_id, percent: input.percent, period };
    let made = written(&cx, id, key, move |tx, actor, seen| {
        tx.add_direction(&actor.signature(), seen, &new).map(|id| id.to_string()).map_err(|error| match error {
            db::Error::Field { field: "member", message } => db::Error::Field { field: "member_id", message },
            error => error,
        })
    });
    created(&format!("/api/v1/sites/{id}/direction"), &made.await?)
}

/// Takes a share back that was noted by mistake.
#[utoipa::path(post, path = "/api/v1/sites/{id}/direction/{share}/withdraw", tag = "direction", params(("id" = String, Path, format = "uuid"), ("share" = String, Path, format = "uuid")), request_body = Nothing, responses((status = 200, description = "Taken back", body = Written)))]
pub(crate) async fn withdraw_share(
    cx: Context,
    Path((id, share)): Path<(String, String)>,
    Command { key, .. }: Command<Nothing>,
) -> Result<Response, Problem> {
    let (id, share) = (path_id::<SiteId>(&id)?, path_id::<DirectionId>(&share)?);
    let made = written(&cx, id, key, move |tx, actor, seen| {
        tx.withdraw_direction(&actor.signature(), seen, share).map(|()| share.to_string())
    });
    json(&made.await?)
}

/// Time the health referent gave.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReferentTimeView {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: HealthReferentTimeId,
    /// On which day.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// How long.
    minutes: i32,
    /// What for.
    remark: Option<String>,
}

/// Time the health referent gave.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReferentTimeList {
    /// The latest first; what was withdrawn is left out.
    items: Vec<ReferentTimeView>,
    /// Send it back as `cursor` for the following page; null on the last one.
    next: Option<String>,
}

/// The time a site's health referent gave.
#[utoipa::path(get, path = "/api/v1/sites/{id}/health-referent-times", tag = "direction", params(("id" = String, Path, format = "uuid"), ("cursor" = Option<i32>, Query, description = "`next` of the page before")), responses((status = 200, description = "A page", body = ReferentTimeList)))]
pub(crate) async fn times(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let (items, next) = listed(&cx, &id, &asked, db::direction::referent_times).await?;
    let view = |time: db::direction::ReferentTime| ReferentTimeView {
        id: time.id,
        date: time.date,
        minutes: time.minutes,
        remark: time.remark,
    };
    json(&ReferentTimeList { items: items.into_iter().map(view).collect(), next })
}

/// Time to write down.
#[derive(Debug, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct ReferentTimeInput {
    /// On which day: today or before.
    #[serde(deserialize_with = "read_date")]
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// How long.
    #[schema(minimum = 1, maximum = 1440)]
    minutes: i32,
    /// What for.
    #[serde(default)]
    #[schema(max_length = 200)]
    remark: Option<String>,
}

/// Writes time of the health referent down.
#[utoipa::path(post, path = "/api/v1/sites/{id}/health-referent-times", tag = "direction", params(("id" = String, Path, format = "uuid")), request_body = ReferentTimeInput, responses((status = 201, description = "Written down", body = Written)))]
pub(crate) async fn add_time(
    cx: Context,
    Path(id): Path<String>,
    Command { input, key }: Command<ReferentTimeInput>,
) -> Result<Response, Problem> {
    let id = path_id::<SiteId>(&id)?;
    if input.date > cx.app.today() {
        return Err(Problem::field("date", "in_the_future"));
    }
    if !(1..=1440).contains(&input.minutes) {
        return Err(Problem::field("minutes", "not_in_range"));
    }
    let remark = optional(input.remark.as_ref(), 200, "remark")?;
    let new = NewReferentTime { date: input.date, minutes: input.minutes, remark };
    let made = written(&cx, id, key, move |tx, actor, seen| {
        tx.add_referent_time(&actor.signature(), seen, &new).map(|id| id.to_string())
    });
    created(&format!("/api/v1/sites/{id}/health-referent-times"), &made.await?)
}

/// Takes time of the health referent back that was noted by mistake.
#[utoipa::path(post, path = "/api/v1/sites/{id}/health-referent-times/{time}/withdraw", tag = "direction", params(("id" = String, Path, format = "uuid"), ("time" = String, Path, format = "uuid")), request_body = Nothing, responses((status = 200, description = "Taken back", body = Written)))]
pub(crate) async fn withdraw_time(
    cx: Context,
    Path((id, time)): Path<(String, String)>,
    Command { key, .. }: Command<Nothing>,
) -> Result<Response, Problem> {
    let (id, time) = (path_id::<SiteId>(&id)?, path_id::<HealthReferentTimeId>(&time)?);
    let made = written(&cx, id, key, move |tx, actor, seen| {
        tx.withdraw_referent_time(&actor.signature(), seen, time).map(|()| time.to_string())
    });
    json(&made.await?)
}
