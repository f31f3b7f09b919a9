//! The week board for programs.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::places::{BoardSession, Waiting, Week};
use domain::access::Action;
use domain::places::{CareKind, Purpose, week_of};
use domain::sites::SeatClass;
use domain::*;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::asked::{Asked, path_id};
use crate::commands::json;
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;

#[derive(OpenApi)]
#[openapi(paths(read))]
struct Document;

/// The board's part of the API document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// The week of a site.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekView {
    /// Its Monday.
    #[schema(schema_with = schemas::date)]
    monday: Date,
    /// Its sessions, by date and half-day, cancelled ones too.
    items: Vec<WeekSession>,
    /// Requests that wait, the oldest first.
    waiting: Vec<WaitingView>,
    /// What the site should know of this week.
    warnings: Vec<WarningView>,
    /// Always null: a week is one page.
    next: Option<String>,
}

/// A session of the week.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekSession {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: SessionId,
    /// Its date.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Its half of the day.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
    /// Civil time of the site.
    #[schema(schema_with = schemas::time)]
    starts_at: String,
    /// Civil time of the site.
    #[schema(schema_with = schemas::time)]
    ends_at: String,
    /// Where.
    premises: WeekPremises,
    /// Raised by each change of the session's seats.
    revision: i64,
    /// Whether it is cancelled.
    cancelled: bool,
    /// Why a human has to decide: `no_longer_open` or `seats_changed`.
    decision_needed: Option<String>,
    /// Seats by class.
    seats: Vec<WeekSeats>,
    /// Children, by seat.
    bookings: Vec<WeekBooking>,
}

/// Where a session is held.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekPremises {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: PremisesId,
    /// Its name.
    name: String,
}

/// Seats of a class.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekSeats {
    /// The class.
    #[schema(schema_with = schemas::seat_class)]
    class: SeatClass,
    /// How many there are.
    total: u16,
    /// How many are taken.
    taken: u16,
    /// How many are free.
    free: u16,
}

/// A hold or booking.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekBooking {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: BookingId,
    /// The child.
    #[schema(schema_with = schemas::id)]
    child_id: ChildId,
    /// Given name.
    given_name: String,
    /// First letter of the family name.
    initial: String,
    /// Number of the seat.
    seat: u16,
    /// Class of the seat.
    #[schema(schema_with = schemas::seat_class, required = false)]
    seat_class: Option<SeatClass>,
    /// Kind of care.
    #[schema(schema_with = schemas::care_kind)]
    care_kind: CareKind,
    /// Why the family needs it.
    #[schema(schema_with = schemas::purpose)]
    purpose: Purpose,
    /// Until when it is only held; null once confirmed.
    #[schema(schema_with = schemas::instant, required = false)]
    held_until: Option<Instant>,
    /// Rules that were set aside.
    override_rule: Option<String>,
    /// What the site should know.
    warnings: Vec<WarningView>,
}

/// A request that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingView {
    /// The request.
    #[schema(schema_with = schemas::id)]
    place_request_id: PlaceRequestId,
    /// The child's given name, when the site accompanies the family.
    given_name: Option<String>,
    /// First letter of the family name, when the site accompanies the family.
    initial: Option<String>,
    /// Age in completed months on the first day asked for.
    age_months: i32,
    /// Why.
    #[schema(schema_with = schemas::purpose)]
    purpose: Purpose,
    /// When it was asked.
    #[schema(schema_with = schemas::instant)]
    created_at: Instant,
}

/// Something a professional is told and that stops nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct WarningView {
    /// The rule, such as `weekly_presence`.
    rule: String,
    /// In the reader's language.
    message: String,
}

fn warning(cx: &Context, warning: &domain::refusal::Warning) -> WarningView {
    let rule = serde_json::to_value(warning).ok().and_then(|value| value["rule"].as_str().map(str::to_owned));
    WarningView { rule: rule.unwrap_or_default(), message: i18n::warning_sentence(cx.t, warning) }
}

fn session(cx: &Context, shown: &BoardSession) -> WeekSession {
    WeekSession {
        id: shown.session.id,
        date: shown.session.date,
        half_day: shown.session.half_day,
        starts_at: shown.session.starts_at.text().into_owned(),
        ends_at: shown.session.ends_at.text().into_owned(),
        premises: WeekPremises { id: shown.session.premises, name: shown.premises_name.clone() },
        revision: shown.session.revision,
        cancelled: shown.session.cancelled_at.is_some(),
        decision_needed: shown.session.decision_needed.clone(),
        seats: shown
            .seats
            .iter()
            .map(|count| WeekSeats { class: count.class, total: count.total, taken: count.taken, free: count.free() })
            .collect(),
        bookings: shown
            .bookings
            .iter()
            .map(|place| WeekBooking {
                id: place.id,
                child_id: place.child,
                given_name: place.given_name.clone(),
                initial: place.initial.clone(),
                seat: place.seat,
                seat_class: place.class,
                care_kind: place.kind,
                purpose: place.purpose,
                held_until: place.held_until,
                override_rule: place.override_rule.clone(),
                warnings: place.warnings.iter().map(|one| warning(cx, one)).collect(),
            })
            .collect(),
    }
}

fn waiting(one: &Waiting) -> WaitingView {
    let (given_name, initial) = one.name.clone().unzip();
    WaitingView {
        place_request_id: one.request.id,
        given_name,
        initial,
        age_months: one.age_in_months,
        purpose: one.request.purpose,
        created_at: one.request.created_at,
    }
}

fn view(cx: &Context, week: &Week) -> WeekView {
    WeekView {
        monday: week.monday,
        items: week.sessions.iter().map(|shown| session(cx, shown)).collect(),
        waiting: week.waiting.iter().map(waiting).collect(),
        warnings: week.warnings.iter().map(|one| warning(cx, one)).collect(),
        next: None,
    }
}

/// The week board of a site: sessions, seats, children, waiting requests, warnings.
#[utoipa::path(get, path = "/api/v1/sites/{id}/week", params(("id" = String, Path, format = "uuid"), ("monday" = Option<String>, Query, format = Date)),
    responses((status = 200, body = WeekView)))]
pub async fn read(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let id: SiteId = path_id(&id)?;
    let mut read = asked.read();
    let day = read.optional_date("monday");
    read.finish()?;
    let (day, actor, now) = (day.take()?, cx.actor().clone(), cx.app.now());
    let week = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeBoard, id)?;
            let zone = db::attendance::site_card(conn, &seen)?.zone;
            db::places::week(conn, seen, week_of(day.unwrap_or_else(|| now.date(&zone))), now)
        })
        .await?;
    json(&view(&cx, &week))
}
