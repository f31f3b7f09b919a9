//! Place requests, holds and bookings over HTTP.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::access::{Actor, see_booking, see_child, see_session};
use db::audit::Entry;
use db::places::board::{OwnBooking, frequency_warning, with_sessions};
use db::places::bookings::set_aside;
use db::places::{
    BookCommand, BookingState, PlaceRequest, RequestFilter, bookings, place_request, place_requests, requests,
    see_place_request,
};
use domain::access::{Action, Role};
use domain::geography::Communes;
use domain::places::{
    Appointment, Asker, CareKind, DatedHalfDay, Need, Override, Purpose, ReleaseReason, RequestOutcome, Rhythm,
    RhythmPattern, days_after,
};
use domain::refusal::Warning;
use domain::sites::SeatClass;
use domain::time::DayOfWeek;
use domain::{BookingId, ChildId, Date, HalfDay, Instant, PlaceRequestId, Refusal, SessionId, SiteId, Time};
use jiff::tz::TimeZone;
use planner::RankingReason;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::ask::{self, Question};
use super::words;
use crate::asked::{Asked, path_id};
use crate::commands::{Command, created, json};
use crate::context::{Context, Frame};
use crate::directory::api::{Named, hours};
use crate::openapi::schemas;
use crate::problem::{Problem, refusal_document};

/// Minutes of the way to an appointment when neither its commune nor the minutes are given (assumed).
const USUAL_TRAVEL_MINUTES: u16 = 20;
/// Days of a rhythm without an end: as far as sessions exist.
const RHYTHM_DAYS: i32 = 182;

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(list, ask, show, withdraw, confirm, decline, book, booking, cancel, move_to, restore))]
    struct Part;
    Part::openapi()
}

// What is sent.

/// What a family needs, and when.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct AskInput {
    /// The child.
    #[schema(schema_with = schemas::id)]
    child_id: ChildId,
    /// Why the family needs it.
    #[schema(schema_with = schemas::purpose)]
    purpose: Purpose,
    /// Care during an appointment and both ways. Give exactly one of `appointment`, `half_days`, `rhythm`.
    #[serde(default)]
    appointment: Option<AppointmentInput>,
    /// All of these half-days.
    #[serde(default)]
    half_days: Option<Vec<HalfDayInput>>,
    /// Half-days that come back every week.
    #[serde(default)]
    rhythm: Option<RhythmInput>,
    /// Longest travel from home (or from the appointment), in kilometres by road; 60 when nothing is said.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 300)]
    travel_limit_km: Option<i32>,
    /// The kind of care; occasional for an appointment or half-days, regular for a rhythm when nothing is said.
    #[serde(default)]
    #[schema(schema_with = optional_care_kind)]
    care_kind: Option<CareKind>,
    /// Ask this site only.
    #[serde(default)]
    #[schema(schema_with = schemas::id)]
    site_id: Option<SiteId>,
    /// `true` (when nothing is said): the best seat is booked when it serves the need whole. `false`: it is held like the others,
    /// to choose from.
    #[serde(default)]
    confirm: Option<bool>,
}

fn optional_care_kind() -> utoipa::openapi::schema::Object {
    schemas::care_kind()
}

/// An appointment of the parent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppointmentInput {
    /// RFC 3339 (`2026-11-26T10:00:00+01:00`), or civil time where it takes place (`2026-11-26T10:00`).
    #[schema(example = "2026-11-26T10:00")]
    starts_at: String,
    /// The same day.
    #[schema(example = "2026-11-26T11:30")]
    ends_at: String,
    /// INSEE code, postcode or name of its commune: each site's way there is counted.
    #[serde(default)]
    #[schema(example = "34172")]
    commune: Option<String>,
    /// Minutes of the way between the site and the appointment, when the family knows better.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 600)]
    travel_minutes: Option<u16>,
}

/// A half-day.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HalfDayInput {
    /// Civil date.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Which half of it.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
}

/// Half-days that come back every week: these `weekdays`, or any `per_week`, or every open half-day when neither is given (a
/// buffer while a parent starts a job).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RhythmInput {
    /// These days.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    weekdays: Option<Vec<DayOfWeek>>,
    /// Any so many half-days a week.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 14)]
    per_week: Option<u8>,
    /// Only this half of the day; null for either (with `weekdays`: both).
    #[serde(default)]
    #[schema(schema_with = schemas::half_day)]
    half_day: Option<HalfDay>,
    /// First day.
    #[schema(schema_with = schemas::date)]
    from: Date,
    /// Last day, included; as far as sessions exist (26 weeks) when nothing is said.
    #[serde(default)]
    #[schema(schema_with = schemas::date)]
    until: Option<Date>,
}

/// The zone of a commune: overseas départements have their own.
pub(crate) fn zone_of(commune: Option<&str>, usual: &TimeZone) -> TimeZone {
    let name = match commune.and_then(|code| code.get(..3)) {
        Some("971") => "America/Guadeloupe",
        Some("972") => "America/Martinique",
        Some("973") => "America/Cayenne",
        Some("974") => "Indian/Reunion",
        Some("976") => "Indian/Mayotte",
        Some("975") => "America/Miquelon",
        _ => return usual.clone(),
    };
    domain::time::time_zone(name).unwrap_or_else(|| usual.clone())
}

/// A day on which something may be asked: far enough from the calendar's ends that every sum stays inside it.
fn readable(date: Date) -> bool {
    (2000..=2200).contains(&date.year())
}

fn moment(field: &str, text: &str, zone: &TimeZone) -> Result<(Date, Time), Problem> {
    let wrong = || Problem::field(field, "not_an_instant");
    let civil = match text.parse::<jiff::Timestamp>() {
        Ok(instant) => zone.to_datetime(instant),
        // A civil time alone: no zone in brackets, no offset.
        Err(_) if text.len() <= 19 && text.contains(['T', 't', ' ']) => {
            text.parse::<jiff::civil::DateTime>().map_err(|_| wrong())?
        }
        Err(_) => return Err(wrong()),
    };
    if !readable(civil.date()) {
        return Err(Problem::field(field, "not_in_range"));
    }
    let time = Time::new(civil.hour(), civil.minute(), 0, 0).map_err(|_| wrong())?;
    Ok((civil.date(), time))
}

impl AskInput {
    fn question(self, usual_zone: &TimeZone) -> Result<Question, Problem> {
        if self.travel_limit_km.is_some_and(|limit| !(0..=300).contains(&limit)) {
            return Err(Problem::field("travel_limit_km", "not_in_range"));
        }
        let mut commune = None;
        let mut travel_is_given = false;
        let (need, usual_kind) = match (self.appointment, self.half_days, self.rhythm) {
            (Some(appointment), None, None) => {
                if let Some(text) = &appointment.commune {
                    let found = Communes::shipped().resolve(text);
                    let found = found.ok_or_else(|| Problem::field("appointment.commune", "not_a_commune"))?;
                    commune = Some(found.code.clone());
                }
                let zone = zone_of(commune.as_deref(), usual_zone);
                let (date, starts_at) = moment("appointment.starts_at", &appointment.starts_at, &zone)?;
                let (last, ends_at) = moment("appointment.ends_at", &appointment.ends_at, &zone)?;
                if last != date || ends_at <= starts_at {
                    return Err(Problem::field("appointment.ends_at", "until_before_from"));
                }
                if appointment.travel_minutes.is_some_and(|minutes| minutes > 600) {
                    return Err(Problem::field("appointment.travel_minutes", "not_in_range"));
                }
                travel_is_given = appointment.travel_minutes.is_some();
                let travel_minutes = appointment.travel_minutes.unwrap_or(USUAL_TRAVEL_MINUTES);
                (Need::Appointment(Appointment { date, starts_at, ends_at, travel_minutes }), CareKind::Occasional)
            }
            (None, Some(half_days), None) => (Need::HalfDays(wanted(&half_days)?), CareKind::Occasional),
            (None, None, Some(rhythm)) => rhythm.need()?,
            _ => {
                let field = ["appointment", "half_days", "rhythm"].map(|field| crate::problem::FieldProblem {
                    field: field.to_owned(),
                    code: "one_of".to_owned(),
                    message: String::new(),
                });
                return Err(Problem::fields(field.into()));
            }
        };
        Ok(Question {
            child: self.child_id,
            purpose: self.purpose,
            kind: self.care_kind.unwrap_or(usual_kind),
            need,
            commune,
            travel_is_given,
            travel_limit_km: self.travel_limit_km,
            site: self.site_id,
            confirm: self.confirm.unwrap_or(true),
        })
    }
}

fn wanted(half_days: &[HalfDayInput]) -> Result<Vec<DatedHalfDay>, Problem> {
    if half_days.is_empty() {
        return Err(Problem::field("half_days", "required"));
    }
    if half_days.len() > 60 {
        return Err(Problem::field("half_days", "too_long"));
    }
    let mut wanted: Vec<DatedHalfDay> = Vec::with_capacity(half_days.len());
    for (index, HalfDayInput { date, half_day }) in half_days.iter().copied().enumerate() {
        if !readable(date) {
            return Err(Problem::field(format!("half_days[{index}].date"), "not_in_range"));
        }
        wanted.push(DatedHalfDay { date, half_day });
    }
    wanted.sort_unstable();
    wanted.dedup();
    let (Some(first), Some(last)) = (wanted.first(), wanted.last()) else {
        return Err(Problem::field("half_days", "required"));
    };
    if last.date > days_after(first.date, 366) {
        return Err(Problem::field("half_days", "range_too_long"));
    }
    Ok(wanted)
}

impl RhythmInput {
    fn need(self) -> Result<(Need, CareKind), Problem> {
        let from = self.from;
        if !readable(from) {
            return Err(Problem::field("rhythm.from", "not_in_range"));
        }
        let until = self.until.unwrap_or_else(|| days_after(from, RHYTHM_DAYS));
        if until < from {
            return Err(Problem::field("rhythm.until", "until_before_from"));
        }
        if until > days_after(from, 366) {
            return Err(Problem::field("rhythm.until", "range_too_long"));
        }
        let pattern = match (self.weekdays, self.per_week) {
            (Some(_), Some(_)) => return Err(Problem::field("rhythm.per_week", "one_of")),
            (Some(days), None) if days.is_empty() || days.len() > 7 => {
                return Err(Problem::field("rhythm.weekdays", "required"));
            }
            (Some(days), None) => {
                let halves = self.half_day.map_or_else(|| HalfDay::ALL.to_vec(), |half| vec![half]);
                let mut slots: Vec<(DayOfWeek, HalfDay)> =
                    days.iter().flat_map(|day| halves.iter().map(move |half| (*day, *half))).collect();
                slots.sort_unstable();
                slots.dedup();
                RhythmPattern::Fixed(slots)
            }
            (None, Some(count)) if !(1..=14).contains(&count) => {
                return Err(Problem::field("rhythm.per_week", "not_in_range"));
            }
            (None, Some(count)) => RhythmPattern::Any { count, half_day: self.half_day },
            (None, None) => return Ok((Need::Every { from, until }, CareKind::Buffer)),
        };
        Ok((Need::Rhythm(Rhythm { pattern, from, until }), CareKind::Regular))
    }
}

/// A seat to book.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct BookInput {
    /// The child.
    #[schema(schema_with = schemas::id)]
    child_id: ChildId,
    /// The session.
    #[schema(schema_with = schemas::id)]
    session_id: SessionId,
    /// The class of seat; regular when nothing is said.
    #[serde(default)]
    #[schema(schema_with = schemas::seat_class)]
    seat_class: Option<SeatClass>,
    /// The kind of care; what the class is for when nothing is said.
    #[serde(default)]
    #[schema(schema_with = schemas::care_kind)]
    care_kind: Option<CareKind>,
    /// Why the family needs it.
    #[serde(default)]
    #[schema(schema_with = schemas::purpose)]
    purpose: Option<Purpose>,
    /// The place request this booking answers.
    #[serde(default)]
    #[schema(schema_with = schemas::id)]
    place_request_id: Option<PlaceRequestId>,
    /// A site manager's decision to set a rule aside.
    #[serde(default, rename = "override")]
    set_aside: Option<OverrideInput>,
}

/// A rule is set aside, with a reason; both are recorded.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OverrideInput {
    /// Why, in words.
    #[schema(max_length = 500)]
    reason: String,
}

/// Why a seat is given back.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct CancelInput {
    /// One of the coded reasons; `no_need` when nothing is said.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    reason: Option<ReleaseReason>,
}

/// Where to.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct MoveInput {
    /// The other session.
    #[schema(schema_with = schemas::id)]
    session_id: SessionId,
    /// A site manager's decision to set a rule aside.
    #[serde(default, rename = "override")]
    set_aside: Option<OverrideInput>,
}

/// Nothing to say.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct NothingInput {}

// What is answered.

/// A place request with its answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: PlaceRequestId,
    /// The child.
    #[schema(schema_with = schemas::id)]
    child_id: ChildId,
    /// Why the family needs it.
    #[schema(schema_with = schemas::purpose)]
    purpose: Purpose,
    /// The kind of care.
    #[schema(schema_with = schemas::care_kind)]
    care_kind: CareKind,
    /// What was asked for, as it was understood.
    #[schema(value_type = Object)]
    need: serde_json::Value,
    /// Longest travel, in kilometres by road.
    travel_limit_km: Option<i32>,
    /// `confirmed`: the child has the place. `held`: options are kept for the family to choose. `waiting`: on the waiting list, or
    /// the site answers. `refused`: the rules say no.
    #[schema(value_type = String, example = "confirmed")]
    outcome: RequestOutcome,
    /// The place, once confirmed (the first of them).
    booking: Option<BookingDocument>,
    /// Every place of a rhythm or list, once confirmed.
    bookings: Vec<BookingDocument>,
    /// Options to choose from, the best first.
    alternatives: Vec<AlternativeDocument>,
    /// The rules that refuse something, the main one first.
    refusals: Vec<RefusalDocument>,
    /// When it waits: the day by which it is answered.
    #[schema(value_type = Option<String>)]
    answer_by: Option<Date>,
    /// When it was asked.
    #[schema(schema_with = schemas::instant)]
    created_at: Instant,
    /// When the family took it back.
    #[schema(value_type = Option<String>)]
    withdrawn_at: Option<Instant>,
}

/// An option that is kept for the family.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlternativeDocument {
    /// Confirm or give back with this id.
    #[schema(schema_with = schemas::id)]
    hold_id: BookingId,
    /// The half-day (the first of them).
    session: PlaceSession,
    /// Until when it is kept.
    #[schema(schema_with = schemas::instant)]
    expires_at: Option<Instant>,
    /// Why it stands where it does.
    reasons: Vec<ReasonDocument>,
    /// Every half-day of the option; confirming one confirms all.
    sessions: Vec<PlaceSession>,
}

/// A half-day at a site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceSession {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: SessionId,
    /// Civil date.
    #[schema(schema_with = schemas::date)]
    date: Date,
    /// Which half of it.
    #[schema(schema_with = schemas::half_day)]
    half_day: HalfDay,
    /// First arrival.
    #[serde(serialize_with = "hours")]
    #[schema(schema_with = schemas::time)]
    starts_at: Time,
    /// Last departure.
    #[serde(serialize_with = "hours")]
    #[schema(schema_with = schemas::time)]
    ends_at: Time,
    /// The site.
    site: Named,
    /// Where.
    premises: Named,
    /// Street and number.
    address: String,
}

/// Why an option stands where it does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonDocument {
    /// The reason's code.
    reason: String,
    /// Its parameters.
    #[schema(value_type = Object)]
    parameters: serde_json::Value,
    /// In the reader's language.
    message: String,
}

/// A rule that says no.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusalDocument {
    /// The rule.
    rule: String,
    /// Its parameters.
    #[schema(value_type = Object)]
    parameters: serde_json::Value,
    /// In the reader's language.
    message: String,
    /// What would make it possible, the easiest first.
    possible: Vec<RemedyDocument>,
}

/// A way out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemedyDocument {
    /// Its code.
    remedy: String,
    /// In the reader's language.
    message: String,
}

/// A hold or a booking.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookingDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    id: BookingId,
    /// `held`, `confirmed`, `expired` or `released`.
    #[schema(value_type = String, example = "confirmed")]
    state: BookingState,
    /// The child.
    #[schema(schema_with = schemas::id)]
    child_id: ChildId,
    /// The half-day.
    session: PlaceSession,
    /// The number of the seat.
    seat_no: u16,
    /// The class of that seat (another than asked when it is borrowed).
    #[schema(value_type = Option<String>)]
    seat_class: Option<SeatClass>,
    /// The kind of care.
    #[schema(schema_with = schemas::care_kind)]
    care_kind: CareKind,
    /// Why the family needs it.
    #[schema(schema_with = schemas::purpose)]
    purpose: Purpose,
    /// The request it answers.
    #[schema(value_type = Option<String>)]
    place_request_id: Option<PlaceRequestId>,
    /// When the seat was taken.
    #[schema(schema_with = schemas::instant)]
    created_at: Instant,
    /// Until when a hold keeps it.
    #[schema(value_type = Option<String>)]
    expires_at: Option<Instant>,
    /// When it was confirmed.
    #[schema(value_type = Option<String>)]
    confirmed_at: Option<Instant>,
    /// When it was given back.
    #[schema(value_type = Option<String>)]
    released_at: Option<Instant>,
    /// Why.
    #[schema(value_type = Option<String>)]
    release_reason: Option<ReleaseReason>,
    /// The booking it was moved from.
    #[schema(value_type = Option<String>)]
    moved_from: Option<BookingId>,
    /// For professionals: the rules that were set aside, and why.
    #[serde(skip_serializing_if = "Option::is_none", rename = "override")]
    set_aside: Option<OverrideDocument>,
    /// For professionals: what stops nothing and should be known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<WarningDocument>,
}

/// Rules that were set aside.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OverrideDocument {
    /// Codes of the rules.
    rules: Vec<String>,
    /// Why.
    reason: String,
}

/// Something a professional should know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WarningDocument {
    /// The rule.
    rule: String,
    /// Its parameters.
    #[schema(value_type = Object)]
    parameters: serde_json::Value,
    /// In the reader's language.
    message: String,
}

/// Requests.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestList {
    /// The newest first.
    items: Vec<RequestDocument>,
    /// Send it back as `cursor` for the following page; null on the last one.
    next: Option<String>,
}

impl PlaceSession {
    fn of(own: &OwnBooking) -> Self {
        let session = &own.session;
        Self {
            id: session.id,
            date: session.date,
            half_day: session.half_day,
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            site: Named { id: session.site.to_string(), name: own.site_name.clone() },
            premises: Named { id: session.premises.to_string(), name: own.premises_name.clone() },
            address: own.address.clone(),
        }
    }
}

impl BookingDocument {
    fn of(own: &OwnBooking, frame: &Frame, now: Instant, warnings: &[Warning]) -> Self {
        let place = &own.booking;
        let professional = frame.caller.as_ref().is_some_and(|caller| caller.actor.parent.is_none());
        let set_aside = match (&place.override_rule, &place.override_reason) {
            (Some(rules), Some(reason)) if professional => Some(OverrideDocument {
                rules: rules.split_whitespace().map(str::to_owned).collect(),
                reason: reason.clone(),
            }),
            _ => None,
        };
        let document = |warning: &Warning| {
            let value = serde_json::to_value(warning).unwrap_or_default();
            WarningDocument {
                rule: value["rule"].as_str().unwrap_or_default().to_owned(),
                parameters: value["parameters"].clone(),
                message: i18n::warning_sentence(frame.text, warning),
            }
        };
        Self {
            id: place.id,
            state: place.state(now),
            child_id: place.child,
            session: PlaceSession::of(own),
            seat_no: place.seat,
            seat_class: own.session.seats.class_of(place.seat),
            care_kind: place.kind,
            purpose: place.purpose,
            place_request_id: place.request,
            created_at: place.created_at,
            expires_at: place.expires_at,
            confirmed_at: place.confirmed_at,
            released_at: place.released_at,
            release_reason: place.release_reason,
            moved_from: place.moved_from,
            set_aside,
            warnings: warnings.iter().filter(|_| professional).map(document).collect(),
        }
    }
}

impl RefusalDocument {
    fn of(refusal: &Refusal, frame: &Frame) -> Self {
        let document = refusal_document(frame, refusal);
        Self {
            rule: document["rule"].as_str().unwrap_or_default().to_owned(),
            parameters: document["parameters"].clone(),
            message: document["message"].as_str().unwrap_or_default().to_owned(),
            possible: refusal
                .remedies()
                .iter()
                .map(|remedy| RemedyDocument {
                    remedy: remedy.as_str().to_owned(),
                    message: words::remedy(frame.text, *remedy),
                })
                .collect(),
        }
    }
}

fn reason_documents(stored: Option<&serde_json::Value>, frame: &Frame) -> Vec<ReasonDocument> {
    let reasons: Vec<RankingReason> =
        stored.and_then(|value| serde_json::from_value(value.clone()).ok()).unwrap_or_default();
    reasons
        .iter()
        .map(|reason| {
            let value = serde_json::to_value(reason).unwrap_or_default();
            let parameters = value.get("parameters").cloned().unwrap_or_else(|| serde_json::json!({}));
            ReasonDocument {
                reason: value["reason"].as_str().unwrap_or_default().to_owned(),
                parameters,
                message: words::reason(frame.text, reason),
            }
        })
        .collect()
}

/// A request with the places it led to.
type ShownRequest = (PlaceRequest, Vec<OwnBooking>);

impl RequestDocument {
    fn of((request, places): &ShownRequest, frame: &Frame, now: Instant) -> Self {
        let confirmed: Vec<&OwnBooking> =
            places.iter().filter(|own| own.booking.state(now) == BookingState::Confirmed).collect();
        let held: Vec<&OwnBooking> = places.iter().filter(|own| own.booking.state(now) == BookingState::Held).collect();
        let mut alternatives: Vec<AlternativeDocument> = Vec::new();
        let mut rank = None;
        for own in held {
            let session = PlaceSession::of(own);
            match alternatives.last_mut().filter(|_| rank == own.booking.proposal && rank.is_some()) {
                Some(option) => option.sessions.push(session),
                None => {
                    let position = own.booking.proposal.and_then(|rank| usize::try_from(rank - 1).ok()).unwrap_or(0);
                    alternatives.push(AlternativeDocument {
                        hold_id: own.booking.id,
                        session: PlaceSession::of(own),
                        expires_at: own.booking.expires_at,
                        reasons: reason_documents(request.reasons.get(position), frame),
                        sessions: vec![session],
                    });
                }
            }
            rank = own.booking.proposal;
        }
        let mut outcome = request.outcome;
        let mut refusals: Vec<RefusalDocument> =
            request.refusals.iter().map(|refusal| RefusalDocument::of(refusal, frame)).collect();
        if outcome == RequestOutcome::Held && alternatives.is_empty() {
            // Nothing was chosen in time.
            outcome = RequestOutcome::Refused;
            let expired_at = places.iter().filter_map(|own| own.booking.expires_at).max();
            if let Some(expired_at) = expired_at.filter(|end| *end <= now) {
                refusals.insert(0, RefusalDocument::of(&Refusal::HoldExpired { expired_at }, frame));
            }
        }
        let documents = || confirmed.iter().map(|own| BookingDocument::of(own, frame, now, &[]));
        Self {
            id: request.id,
            child_id: request.child,
            purpose: request.purpose,
            care_kind: request.kind,
            need: serde_json::to_value(&request.need).unwrap_or_default(),
            travel_limit_km: request.travel_limit_km,
            outcome,
            booking: documents().next(),
            bookings: documents().collect(),
            alternatives,
            refusals,
            answer_by: request.answer_by.filter(|_| outcome == RequestOutcome::Waiting),
            created_at: request.created_at,
            withdrawn_at: request.withdrawn_at,
        }
    }
}

fn shown_request(conn: &mut db::Conn, seen: db::places::SeenRequest) -> db::Result<ShownRequest> {
    let request = place_request(conn, seen)?;
    let options = requests::options_of(conn, request.id)?;
    Ok((request, with_sessions(conn, options)?))
}

// What is done.

/// Ask for a place.
///
/// The answer comes at once: the best seat is booked when it serves the need whole and the site answers at once; otherwise up to
/// three options are held (as long as the sites keep them, usually four hours), or the request waits, or the rules that refuse
/// are named. All four are answers, not errors: 201.
#[utoipa::path(post, path = "/api/v1/place-requests", request_body = AskInput, responses((status = 201, description = "The request and its answer", body = RequestDocument)))]
pub(crate) async fn ask(cx: Context, command: Command<AskInput>) -> Result<Response, Problem> {
    let question = command.input.question(&cx.app.settings().time_zone)?;
    let answered = ask::answer(&cx.app, cx.actor(), Some(&command.key), &question).await?;
    let (actor, id) = (cx.actor().clone(), answered.request);
    let shown = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_place_request(conn, &actor, Action::RequestPlace, id)?;
            shown_request(conn, seen)
        })
        .await?;
    created(&format!("/api/v1/place-requests/{id}"), &RequestDocument::of(&shown, &cx.frame, cx.app.now()))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only the document reads it; the query is read by Asked")]
pub(crate) struct ListQuery {
    /// Only this child's.
    #[param(schema_with = schemas::id)]
    child_id: Option<String>,
    /// Only those that stand so: confirmed, held, waiting, refused.
    outcome: Option<String>,
    /// Most requests of the page (50 when nothing is said).
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Place requests one may see, the newest first.
#[utoipa::path(get, path = "/api/v1/place-requests", params(ListQuery), responses((status = 200, description = "A page of requests", body = RequestList)))]
pub(crate) async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let child = read.optional_word::<ChildId>("child_id");
    let outcome = read.optional_word::<RequestOutcome>("outcome");
    let (limit, cursor) = (read.optional_number("limit", 1..=200), read.optional_word::<PlaceRequestId>("cursor"));
    read.finish()?;
    let (child, outcome, after) = (child.take()?, outcome.take()?, cursor.take()?);
    let most = i64::from(limit.take()?.unwrap_or(50));
    let actor = cx.actor().clone();
    let mut found: Vec<ShownRequest> = cx
        .app
        .db()
        .read(move |conn| {
            let filter = RequestFilter { child, outcome, after, limit: most + 1 };
            let mut shown = Vec::new();
            for request in place_requests(conn, &actor, &filter)? {
                let options = requests::options_of(conn, request.id)?;
                shown.push((request, with_sessions(conn, options)?));
            }
            Ok(shown)
        })
        .await?;
    let most = usize::try_from(most).unwrap_or(50);
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|(request, _)| request.id.to_string());
    let now = cx.app.now();
    json(&RequestList { items: found.iter().map(|shown| RequestDocument::of(shown, &cx.frame, now)).collect(), next })
}

/// One place request, as it stands now.
#[utoipa::path(get, path = "/api/v1/place-requests/{id}", params(("id" = String, Path)), responses((status = 200, description = "The request", body = RequestDocument)))]
pub(crate) async fn show(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (actor, id) = (cx.actor().clone(), path_id::<PlaceRequestId>(&id)?);
    let shown = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_place_request(conn, &actor, Action::RequestPlace, id)?;
            shown_request(conn, seen)
        })
        .await?;
    json(&RequestDocument::of(&shown, &cx.frame, cx.app.now()))
}

/// Take a request back: it waits no more, and its options are free again.
#[utoipa::path(post, path = "/api/v1/place-requests/{id}/withdraw", params(("id" = String, Path)), request_body = NothingInput, responses((status = 200, description = "The request", body = RequestDocument)))]
pub(crate) async fn withdraw(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    let (actor, id, key) = (cx.actor().clone(), path_id::<PlaceRequestId>(&id)?, command.key);
    cx.app
        .db()
        .write(move |tx| {
            let seen = see_place_request(tx.conn, &actor, Action::RequestPlace, id)?;
            let request = place_request(tx.conn, seen)?;
            see_child(tx.conn, &actor, Action::RequestPlace, request.child)?;
            tx.once(Some(&key), |tx| tx.withdraw_request(&actor.signature(), id))
        })
        .await?;
    show(cx, Path(id.to_string())).await
}

async fn booking_document(cx: &Context, id: BookingId, action: Action) -> Result<BookingDocument, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let (own, warnings) = cx
        .app
        .db()
        .read(move |conn| {
            see_booking(conn, &actor, action, id)?;
            let place = db::places::booking_by_id(conn, id)?;
            let warning = frequency_warning(conn, place.child, place.site, place.date, now)?;
            let active = place.is_active(now);
            let own = with_sessions(conn, vec![place])?.pop().ok_or(db::Error::NotFound)?;
            Ok((own, warning.filter(|_| active)))
        })
        .await?;
    let warnings: Vec<Warning> = warnings.into_iter().collect();
    Ok(BookingDocument::of(&own, &cx.frame, now, &warnings))
}

/// Runs a write on a hold or booking that a rule may refuse; the refusal is in the audit too.
async fn act<F>(cx: &Context, id: BookingId, action: Action, work: F) -> Result<BookingId, Problem>
where
    F: Fn(&mut db::Tx<'_>, &Actor) -> db::Result<BookingId> + Send + 'static,
{
    let actor = cx.actor().clone();
    cx.app
        .db()
        .write(move |tx| {
            see_booking(tx.conn, &actor, action, id)?;
            tx.attempt(&actor.signature(), &Entry::done(action, "booking", id), |tx| work(tx, &actor))
        })
        .await?
        .map_err(Problem::refused)
}

/// Choose an option: the child has the place, the request's other options are free again.
#[utoipa::path(post, path = "/api/v1/holds/{id}/confirm", params(("id" = String, Path)), request_body = NothingInput, responses((status = 200, description = "The booking", body = BookingDocument)))]
pub(crate) async fn confirm(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    let (id, key) = (path_id::<BookingId>(&id)?, command.key);
    act(&cx, id, Action::ManageOwnPlaces, move |tx, actor| {
        tx.once(Some(&key), |tx| tx.confirm_hold(&actor.signature(), id).map(|_| id))
    })
    .await?;
    json(&booking_document(&cx, id, Action::ManageOwnPlaces).await?)
}

/// Give an option back.
#[utoipa::path(delete, path = "/api/v1/holds/{id}", params(("id" = String, Path)), responses((status = 204, description = "The seat is free again")))]
pub(crate) async fn decline(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    let (id, key) = (path_id::<BookingId>(&id)?, command.key);
    act(&cx, id, Action::ManageOwnPlaces, move |tx, actor| {
        tx.once(Some(&key), |tx| {
            if db::places::booking_by_id(tx.conn, id)?.confirmed_at.is_some() {
                return Err(Refusal::AlreadyConfirmed.into());
            }
            tx.release(&actor.signature(), id, ReleaseReason::NotChosen).map(|_| id)
        })
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn override_of(actor: &Actor, input: Option<&OverrideInput>) -> Option<Override> {
    let input = input?;
    let manager = actor.roles().any(|role| role == Role::SiteManager);
    let role = if manager { Role::SiteManager } else { actor.roles().next().unwrap_or(Role::Public) };
    Some(Override { role, ..set_aside(input.reason.clone()) })
}

fn check_override(input: Option<&OverrideInput>) -> Result<(), Problem> {
    match input {
        Some(input) if input.reason.chars().count() > 500 => Err(Problem::field("override.reason", "too_long")),
        _ => Ok(()),
    }
}

/// Book a seat.
///
/// The rules decide; what refuses is named (409). A professional books on the sessions of her own site and may set some rules
/// aside with a reason; a parent or counsellor books where the site answers at once.
#[utoipa::path(post, path = "/api/v1/bookings", request_body = BookInput, responses((status = 201, description = "The booking", body = BookingDocument)))]
pub(crate) async fn book(cx: Context, command: Command<BookInput>) -> Result<Response, Problem> {
    let BookInput { child_id, session_id, seat_class, care_kind, purpose, place_request_id, set_aside } = command.input;
    check_override(set_aside.as_ref())?;
    let class = seat_class.unwrap_or(care_kind.map_or(SeatClass::Regular, CareKind::seat_class));
    let kind = care_kind.unwrap_or(match class {
        SeatClass::Regular => CareKind::Occasional,
        SeatClass::Adaptation => CareKind::Familiarisation,
        SeatClass::Emergency => CareKind::Emergency,
    });
    let (actor, key) = (cx.actor().clone(), command.key);
    let booked = cx
        .app
        .db()
        .write(move |tx| {
            let (_, family) = see_child(tx.conn, &actor, Action::RequestPlace, child_id)?;
            let at_home = see_session(tx.conn, &actor, Action::ManageBookings, session_id).is_ok();
            let asker = match (actor.parent, at_home) {
                (Some(_), _) => Asker::Parent,
                (None, true) => Asker::Professional,
                (None, false) => Asker::Prescriber,
            };
            if asker != Asker::Professional && class != kind.seat_class() {
                return Err(db::Error::Field { field: "seat_class", message: "not_a_choice" });
            }
            if let Some(request) = place_request_id {
                let seen = see_place_request(tx.conn, &actor, Action::RequestPlace, request)
                    .map_err(|_| db::Error::Field { field: "place_request_id", message: "not_a_choice" })?;
                if place_request(tx.conn, seen)?.child != child_id {
                    return Err(db::Error::Field { field: "place_request_id", message: "not_a_choice" });
                }
            }
            let command = BookCommand {
                child: child_id,
                session: session_id,
                kind,
                class: Some(class),
                purpose: purpose.unwrap_or(Purpose::Other),
                asker,
                request: place_request_id,
                set_aside: override_of(&actor, set_aside.as_ref()),
            };
            let line = Entry::done(Action::ManageBookings, "session", session_id).family(family);
            tx.attempt(&actor.signature(), &line, |tx| {
                tx.once(Some(&key), |tx| tx.book(&actor.signature(), &command).map(|booked| booked.id))
            })
        })
        .await?
        .map_err(Problem::refused)?;
    let document = booking_document(&cx, booked, Action::ManageOwnPlaces).await?;
    created(&format!("/api/v1/bookings/{booked}"), &document)
}

/// One hold or booking.
#[utoipa::path(get, path = "/api/v1/bookings/{id}", params(("id" = String, Path)), responses((status = 200, description = "The booking", body = BookingDocument)))]
pub(crate) async fn booking(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    json(&booking_document(&cx, path_id::<BookingId>(&id)?, Action::SeeChild).await?)
}

/// Give a booking back: the seat is offered at once to who waits for it.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/cancel", params(("id" = String, Path)), request_body = CancelInput, responses((status = 200, description = "The booking", body = BookingDocument)))]
pub(crate) async fn cancel(
    cx: Context,
    Path(id): Path<String>,
    command: Command<CancelInput>,
) -> Result<Response, Problem> {
    let (id, key) = (path_id::<BookingId>(&id)?, command.key);
    let reason = command.input.reason.unwrap_or(ReleaseReason::NoNeed);
    act(&cx, id, Action::ManageOwnPlaces, move |tx, actor| {
        tx.once(Some(&key), |tx| tx.release(&actor.signature(), id, reason).map(|_| id))
    })
    .await?;
    json(&booking_document(&cx, id, Action::ManageOwnPlaces).await?)
}

/// Move a booking to another session of the site, in one step.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/move", params(("id" = String, Path)), request_body = MoveInput, responses((status = 200, description = "The new booking", body = BookingDocument)))]
pub(crate) async fn move_to(
    cx: Context,
    Path(id): Path<String>,
    command: Command<MoveInput>,
) -> Result<Response, Problem> {
    let (id, key, MoveInput { session_id, set_aside }) = (path_id::<BookingId>(&id)?, command.key, command.input);
    check_override(set_aside.as_ref())?;
    let moved = act(&cx, id, Action::ManageBookings, move |tx, actor| {
        see_session(tx.conn, actor, Action::ManageBookings, session_id)
            .map_err(|_| db::Error::Field { field: "session_id", message: "not_a_choice" })?;
        let set_aside = override_of(actor, set_aside.as_ref());
        tx.once(Some(&key), |tx| {
            tx.move_booking(&actor.signature(), id, session_id, Asker::Professional, set_aside.as_ref())
                .map(|booked| booked.id)
        })
    })
    .await?;
    json(&booking_document(&cx, moved, Action::ManageBookings).await?)
}

/// Undo a cancellation, within ten minutes and while a seat is still free.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/restore", params(("id" = String, Path)), request_body = NothingInput, responses((status = 200, description = "The booking", body = BookingDocument)))]
pub(crate) async fn restore(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    let (id, key) = (path_id::<BookingId>(&id)?, command.key);
    act(&cx, id, Action::ManageOwnPlaces, move |tx, actor| {
        tx.once(Some(&key), |tx| tx.restore(&actor.signature(), id).map(|_| id))
    })
    .await?;
    json(&booking_document(&cx, id, Action::ManageOwnPlaces).await?)
}

/// The longest time a cancellation can be undone, for pages that offer it.
pub const UNDO_SECONDS: i64 = bookings::MOST_UNDO_SECONDS;
