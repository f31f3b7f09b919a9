//! What may be asked: the bodies, and how they become commands.

use domain::geography::Communes;
use domain::places::{
    Appointment, CareKind, DatedHalfDay, Need, Purpose, ReleaseReason, Rhythm, RhythmPattern, days_after,
};
use domain::sites::SeatClass;
use domain::time::DayOfWeek;
use domain::{ChildId, Date, HalfDay, PlaceRequestId, SessionId, SiteId, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{RHYTHM_DAYS, USUAL_TRAVEL_MINUTES};
use crate::openapi::schemas;
use crate::places::ask::Question;
use crate::problem::Problem;

/// What a family needs, and when.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct AskInput {
    /// The child.
    #[schema(schema_with = schemas::id)]
    pub(super) child_id: ChildId,
    /// Why the family needs it.
    #[schema(schema_with = schemas::purpose)]
    pub(super) purpose: Purpose,
    /// Care during an appointment and both ways. Give exactly one of `appointment`, `half_days`, `rhythm`.
    #[serde(default)]
    pub(super) appointment: Option<AppointmentInput>,
    /// All of these half-days.
    #[serde(default)]
    pub(super) half_days: Option<Vec<HalfDayInput>>,
    /// Half-days that come back every week.
    #[serde(default)]
    pub(super) rhythm: Option<RhythmInput>,
    /// Longest travel from home (or from the appointment), in kilometres by road; 60 when nothing is said.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 300)]
    pub(super) travel_limit_km: Option<i32>,
    /// The kind of care; occasional for an appointment or half-days, regular for a rhythm when nothing is said.
    #[serde(default)]
    #[schema(schema_with = optional_care_kind)]
    pub(super) care_kind: Option<CareKind>,
    /// Ask this site only.
    #[serde(default)]
    #[schema(schema_with = schemas::id)]
    pub(super) site_id: Option<SiteId>,
    /// Whether the professional who asks attests the purpose: one that cannot wait is answered at once then. `true` for a prescriber
    /// when nothing is said; a parent's word is none.
    #[serde(default)]
    pub(super) attested: Option<bool>,
    /// `true` (when nothing is said): the best seat is booked when it serves the need whole. `false`: it is held like the others,
    /// to choose from.
    #[serde(default)]
    pub(super) confirm: Option<bool>,
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
    pub(super) starts_at: String,
    /// The same day.
    #[schema(example = "2026-11-26T11:30")]
    pub(super) ends_at: String,
    /// INSEE code, postcode or name of its commune: each site's way there is counted.
    #[serde(default)]
    #[schema(example = "34172")]
    pub(super) commune: Option<String>,
    /// Minutes of the way between the site and the appointment, when the family knows better.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 600)]
    pub(super) travel_minutes: Option<u16>,
}

/// A half-day.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HalfDayInput {
    /// Civil date.
    #[schema(schema_with = schemas::date)]
    pub(super) date: Date,
    /// Which half of it.
    #[schema(schema_with = schemas::half_day)]
    pub(super) half_day: HalfDay,
}

/// Half-days that come back every week: these `weekdays`, or any `per_week`, or every open half-day when neither is given (a
/// buffer while a parent starts a job).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RhythmInput {
    /// These days.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub(super) weekdays: Option<Vec<DayOfWeek>>,
    /// Any so many half-days a week.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 14)]
    pub(super) per_week: Option<u8>,
    /// Only this half of the day; null for either (with `weekdays`: both).
    #[serde(default)]
    #[schema(schema_with = schemas::half_day)]
    pub(super) half_day: Option<HalfDay>,
    /// First day.
    #[schema(schema_with = schemas::date)]
    pub(super) from: Date,
    /// Last day, included; as far as sessions exist (26 weeks) when nothing is said.
    #[serde(default)]
    #[schema(schema_with = schemas::date)]
    pub(super) until: Option<Date>,
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
    pub(super) fn question(self, usual_zone: &TimeZone) -> Result<Question, Problem> {
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
            attested: self.attested,
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
    pub(super) fn need(self) -> Result<(Need, CareKind), Problem> {
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
    pub(super) child_id: ChildId,
    /// The session.
    #[schema(schema_with = schemas::id)]
    pub(super) session_id: SessionId,
    /// The class of seat; regular when nothing is said.
    #[serde(default)]
    #[schema(schema_with = schemas::seat_class)]
    pub(super) seat_class: Option<SeatClass>,
    /// The kind of care; what the class is for when nothing is said.
    #[serde(default)]
    #[schema(schema_with = schemas::care_kind)]
    pub(super) care_kind: Option<CareKind>,
    /// Why the family needs it.
    #[serde(default)]
    #[schema(schema_with = schemas::purpose)]
    pub(super) purpose: Option<Purpose>,
    /// The place request this booking answers.
    #[serde(default)]
    #[schema(schema_with = schemas::id)]
    pub(super) place_request_id: Option<PlaceRequestId>,
    /// A site manager's decision to set a rule aside.
    #[serde(default, rename = "override")]
    pub(super) set_aside: Option<OverrideInput>,
}

/// A rule is set aside, with a reason; both are recorded.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OverrideInput {
    /// Why, in words.
    #[schema(max_length = 500)]
    pub(super) reason: String,
}

/// Why a seat is given back.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct CancelInput {
    /// One of the coded reasons; `no_need` when nothing is said.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(super) reason: Option<ReleaseReason>,
}

/// Where to.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct MoveInput {
    /// The other session.
    #[schema(schema_with = schemas::id)]
    pub(super) session_id: SessionId,
    /// A site manager's decision to set a rule aside.
    #[serde(default, rename = "override")]
    pub(super) set_aside: Option<OverrideInput>,
}

/// Nothing to say.
#[derive(Debug, Clone, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub(crate) struct NothingInput {}

// What is answered.
