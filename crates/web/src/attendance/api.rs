//! Attendance for programs: the tablet writes facts under ids of its own making.

use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::attendance::{NewFact, Sheet, SheetChild, SheetSession};
use domain::access::Action;
use domain::attendance::{AttendanceFact, Presence};
use domain::places::{AbsenceReason, AttendanceKind};
use domain::*;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::asked::{Asked, path_id};
use crate::commands::{Command, json};
use crate::context::Context;
use crate::openapi::schemas;
use crate::problem::Problem;

#[derive(OpenApi)]
#[openapi(paths(put, sheet))]
struct Document;

/// The room's part of the API document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// What a program sends.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PutAttendanceFact {
    /// The confirmed booking.
    #[schema(schema_with = schemas::id)]
    booking_id: BookingId,
    /// `arrived`, `left` or `absent`.
    #[schema(schema_with = schemas::attendance_kind)]
    kind: AttendanceKind,
    /// When it happened (an absence: when it was known); at most five minutes ahead of the server's clock.
    #[schema(schema_with = schemas::instant)]
    at: Instant,
    /// Why the child did not come; only with `absent`, `not_announced` when left out.
    #[serde(default)]
    #[schema(schema_with = schemas::absence_reason, required = false)]
    reason: Option<AbsenceReason>,
    /// The standing fact this one replaces; needs `correction`.
    #[serde(default)]
    #[schema(schema_with = schemas::id, required = false)]
    corrects: Option<AttendanceFactId>,
    /// Why it is corrected, at most 500 characters.
    #[serde(default)]
    #[schema(max_length = 500)]
    correction: Option<String>,
    /// With `corrects`: the fact named did not happen.
    #[serde(default)]
    withdrawn: bool,
}

impl PutAttendanceFact {
    fn fact(self, id: AttendanceFactId) -> Result<NewFact, Problem> {
        let correction = self.correction.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if correction.as_ref().is_some_and(|text| text.chars().count() > 500) {
            return Err(Problem::field("correction", "too_long"));
        }
        if self.reason.is_some() && self.kind != AttendanceKind::Absent {
            return Err(Problem::field("reason", "invalid"));
        }
        match (self.corrects, &correction) {
            (Some(_), None) => return Err(Problem::field("correction", "required")),
            (None, Some(_)) => return Err(Problem::field("corrects", "required")),
            (None, None) if self.withdrawn => return Err(Problem::field("corrects", "required")),
            (Some(_), Some(_)) | (None, None) => {}
        }
        Ok(NewFact {
            id,
            booking: self.booking_id,
            kind: self.kind,
            at: self.at,
            absence: self.reason,
            corrects: self.corrects,
            why: correction,
            withdrawn: self.withdrawn,
            by_rule: false,
        })
    }
}

/// A fact as it was written down.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendanceFactView {
    /// Its id, made by whoever recorded it.
    #[schema(schema_with = schemas::id)]
    id: AttendanceFactId,
    /// The booking it is about.
    #[schema(schema_with = schemas::id)]
    booking_id: BookingId,
    /// `arrived`, `left` or `absent`.
    #[schema(schema_with = schemas::attendance_kind)]
    kind: AttendanceKind,
    /// When it happened.
    #[schema(schema_with = schemas::instant)]
    at: Instant,
    /// When it was written down.
    #[schema(schema_with = schemas::instant)]
    recorded_at: Instant,
    /// Why the child did not come.
    #[schema(schema_with = schemas::absence_reason, required = false)]
    reason: Option<AbsenceReason>,
    /// The fact it replaces.
    #[schema(schema_with = schemas::id, required = false)]
    corrects: Option<AttendanceFactId>,
    /// Why.
    correction: Option<String>,
    /// Whether it says that the fact it replaces did not happen.
    withdrawn: bool,
    /// Whether nobody saw it: a departure supposed by rule, until somebody confirms or corrects it.
    by_rule: bool,
}

impl AttendanceFactView {
    fn of(booking_id: BookingId, fact: &AttendanceFact) -> Self {
        Self {
            id: fact.id,
            booking_id,
            kind: fact.kind,
            at: fact.at,
            recorded_at: fact.recorded_at,
            reason: fact.absence,
            corrects: fact.corrects,
            correction: fact.correction.clone(),
            withdrawn: fact.withdrawn,
            by_rule: fact.by_rule,
        }
    }
}

/// Record an arrival, a departure or an absence under an id of the client's making.
///
/// Sending the same fact again gives the same answer; the same id with other content is a 422. Facts are never changed: a
/// correction is a new fact that names the old one.
#[utoipa::path(put, path = "/api/v1/attendance-facts/{id}", params(("id" = String, Path, format = "uuid", description = "A UUID made by the client")),
    request_body = PutAttendanceFact, responses((status = 200, body = AttendanceFactView)))]
pub async fn put(
    cx: Context,
    Path(id): Path<String>,
    command: Command<PutAttendanceFact>,
) -> Result<Response, Problem> {
    let id: AttendanceFactId = path_id(&id)?;
    let (new, key, actor) = (command.input.fact(id)?, command.key, cx.actor().clone());
    let booking = new.booking;
    let recorded = cx.app.db().write(move |tx| db::attendance::record(tx, &actor, Some(&key), &new)).await?;
    let fact = recorded.map_err(Problem::refused)?;
    json(&AttendanceFactView::of(booking, &fact))
}

/// A day of a site.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendanceSheet {
    /// The day.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// The site's IANA time zone.
    time_zone: String,
    /// Children here now.
    present: usize,
    /// The sessions of the day.
    items: Vec<AttendanceSession>,
    /// Always null: a day is one page.
    next: Option<String>,
}

/// A session of the sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendanceSession {
    /// The session.
    #[schema(schema_with = schemas::id)]
    id: SessionId,
    /// `morning` or `afternoon`.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
    /// Civil time of the site.
    #[schema(schema_with = schemas::time)]
    starts_at: String,
    /// Civil time of the site.
    #[schema(schema_with = schemas::time)]
    ends_at: String,
    /// Where.
    premises: SheetPremises,
    /// The children booked.
    children: Vec<AttendanceLine>,
}

/// Where a session is held.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetPremises {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: PremisesId,
    /// Its name.
    name: String,
}

/// A child of the sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendanceLine {
    /// The booking.
    #[schema(schema_with = schemas::id)]
    booking_id: BookingId,
    /// The child.
    #[schema(schema_with = schemas::id)]
    child_id: ChildId,
    /// Given name.
    given_name: String,
    /// First letter of the family name.
    initial: String,
    /// Completed months of age that day.
    age_months: i32,
    /// Kind of care.
    #[schema(schema_with = schemas::care_kind)]
    care_kind: domain::places::CareKind,
    /// Class of the seat.
    #[schema(schema_with = schemas::seat_class, required = false)]
    seat_class: Option<domain::sites::SeatClass>,
    /// `expected`, `here`, `left` or `absent`.
    state: &'static str,
    /// When the child arrived.
    #[schema(schema_with = schemas::instant, required = false)]
    arrived_at: Option<Instant>,
    /// When the child left.
    #[schema(schema_with = schemas::instant, required = false)]
    left_at: Option<Instant>,
    /// Why the child is absent.
    #[schema(schema_with = schemas::absence_reason, required = false)]
    absence_reason: Option<AbsenceReason>,
    /// Expected for a quarter of an hour.
    late: bool,
    /// Everything recorded, corrected facts included, in the order it was written down.
    facts: Vec<AttendanceFactView>,
}

fn line(child: &SheetChild) -> AttendanceLine {
    let (arrived_at, left_at, absence_reason) = match child.presence {
        Presence::Expected => (None, None, None),
        Presence::Here { since } => (Some(since), None, None),
        Presence::Left { since, until } => (Some(since), Some(until), None),
        Presence::Absent { reason } => (None, None, reason),
    };
    AttendanceLine {
        booking_id: child.booking,
        child_id: child.child,
        given_name: child.given_name.clone(),
        initial: child.initial.clone(),
        age_months: child.age_months,
        care_kind: child.care_kind,
        seat_class: child.class,
        state: child.presence.word(),
        arrived_at,
        left_at,
        absence_reason,
        late: child.late,
        facts: child.facts.iter().map(|fact| AttendanceFactView::of(child.booking, fact)).collect(),
    }
}

fn session(session: &SheetSession) -> AttendanceSession {
    AttendanceSession {
        id: session.session.id,
        half_day: session.session.half_day,
        starts_at: session.session.starts_at.text().into_owned(),
        ends_at: session.session.ends_at.text().into_owned(),
        premises: SheetPremises { id: session.session.premises, name: session.premises.clone() },
        children: session.children.iter().map(line).collect(),
    }
}

fn view(sheet: &Sheet) -> AttendanceSheet {
    AttendanceSheet {
        date: sheet.date,
        time_zone: sheet.site.zone.iana_name().unwrap_or("UTC").to_owned(),
        present: sheet.here().count(),
        items: sheet.sessions.iter().map(session).collect(),
        next: None,
    }
}

/// The attendance of a day at a site (today when no date is given).
#[utoipa::path(get, path = "/api/v1/sites/{id}/attendance", params(("id" = String, Path, format = "uuid"), ("date" = Option<String>, Query, format = Date)),
    responses((status = 200, body = AttendanceSheet)))]
pub async fn sheet(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let id: SiteId = path_id(&id)?;
    let mut read = asked.read();
    let date = read.optional_date("date");
    read.finish()?;
    let (date, actor, now) = (date.take()?, cx.actor().clone(), cx.app.now());
    let sheet = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::RecordAttendance, id)?;
            let zone = db::attendance::site_card(conn, &seen)?.zone;
            db::attendance::sheet(conn, &seen, date.unwrap_or_else(|| now.date(&zone)), now)
        })
        .await?;
    json(&view(&sheet))
}
