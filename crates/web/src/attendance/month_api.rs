//! A month for programs: attended against booked, the same sums as the page and the file.

use axum::extract::Path;
use axum::response::Response;
use domain::attendance::balance::Balance;
use domain::*;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::month::{Month, month_asked, month_of};
use crate::asked::{Asked, path_id};
use crate::commands::json;
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;

#[derive(OpenApi)]
#[openapi(paths(month))]
struct Document;

/// The month's part of the API document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Half-days, and minutes: `booked` = `attended` + `unused` + `absent_told` + `absent_untold` + `open`.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceView {
    /// Half-days booked.
    half_days: u32,
    /// Half-days of which the child came, booked or not.
    came: u32,
    /// Half-days of absence that was told.
    told: u32,
    /// Half-days of absence that was not told.
    untold: u32,
    /// Minutes booked.
    booked: i64,
    /// Minutes of it the child was there.
    attended: i64,
    /// Minutes of it before the child came, or after it left.
    unused: i64,
    /// Minutes of it the child was absent, and somebody had said so.
    absent_told: i64,
    /// Minutes of it the child was absent, and nobody had said so.
    absent_untold: i64,
    /// Minutes of it nothing is written down about: to come, or forgotten.
    open: i64,
    /// Minutes the child was there and had not booked.
    unplanned: i64,
}

impl From<Balance> for BalanceView {
    fn from(sum: Balance) -> Self {
        let Balance { half_days, came, told, untold, booked, attended, unused, .. } = sum;
        let Balance { absent_told, absent_untold, open, unplanned, .. } = sum;
        Self { half_days, came, told, untold, booked, attended, unused, absent_told, absent_untold, open, unplanned }
    }
}

/// A child's month.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonthChildView {
    /// The child.
    #[schema(schema_with = schemas::id)]
    child_id: ChildId,
    /// Given name and initial.
    name: String,
    /// The sums.
    balance: BalanceView,
}

/// A day of the month.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonthDayView {
    /// The day.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// The sums.
    balance: BalanceView,
}

/// A month of a site: the same half-days, added up three ways.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonthView {
    /// `2026-11`.
    month: String,
    /// By child, in the order of names.
    items: Vec<MonthChildView>,
    /// By day; days without a place are left out.
    days: Vec<MonthDayView>,
    /// The whole site.
    total: BalanceView,
    /// Always null: a month is one page.
    next: Option<String>,
}

fn view(month: Month) -> MonthView {
    let children = month.children.into_iter();
    MonthView {
        month: month.first.strftime("%Y-%m").to_string(),
        items: children
            .map(|child| MonthChildView { child_id: child.child, name: child.name, balance: child.balance.into() })
            .collect(),
        days: month.days.into_iter().map(|(date, sum)| MonthDayView { date, balance: sum.into() }).collect(),
        total: month.total.into(),
        next: None,
    }
}

/// The month of a site: attended against booked, by child, by day and altogether.
#[utoipa::path(get, path = "/api/v1/sites/{id}/attendance/month", params(("id" = String, Path, format = "uuid"), ("month" = Option<String>, Query, description = "`2026-11`; the running month when left out")),
    responses((status = 200, description = "The month", body = MonthView)))]
pub(crate) async fn month(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let id: SiteId = path_id(&id)?;
    let mut read = asked.read();
    read.also("month");
    let first = month_asked(&mut read, &asked);
    read.finish()?;
    let (month, _) = month_of(&cx, Some(id), first).await?.ok_or_else(Problem::not_found)?;
    json(&view(month))
}
