//! What is answered: requests, seats, refusals and what would make them possible.

use db::places::board::OwnBooking;
use db::places::{BookingState, SeatOffer};
use domain::places::{CareKind, OfferAnswer, Purpose, ReleaseReason, RequestOutcome};
use domain::refusal::Warning;
use domain::sites::SeatClass;
use domain::{
    BookingId, ChildId, Date, HalfDay, Instant, OfferRoundId, PlaceRequestId, Refusal, SeatOfferId, SessionId, Time,
};
use planner::RankingReason;
use serde::Serialize;
use utoipa::ToSchema;

use crate::context::Frame;
use crate::directory::api::{Named, hours};
use crate::openapi::schemas;
use crate::places::words;
use crate::plans::api::PromiseDocument;
use crate::problem::refusal_document;

/// A place request with its answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    pub(super) id: PlaceRequestId,
    /// The child.
    #[schema(schema_with = schemas::id)]
    pub(super) child_id: ChildId,
    /// Why the family needs it.
    #[schema(schema_with = schemas::purpose)]
    pub(super) purpose: Purpose,
    /// The kind of care.
    #[schema(schema_with = schemas::care_kind)]
    pub(super) care_kind: CareKind,
    /// What was asked for, as it was understood.
    #[schema(value_type = Object)]
    pub(super) need: serde_json::Value,
    /// Longest travel, in kilometres by road.
    pub(super) travel_limit_km: Option<i32>,
    /// `confirmed`: the child has the place. `held`: options are kept for the family to choose. `waiting`: on the waiting list, or
    /// the site answers. `refused`: the rules say no.
    #[schema(value_type = String, example = "confirmed")]
    pub(super) outcome: RequestOutcome,
    /// Whether the professional who asked attested the purpose.
    pub(super) attested: bool,
    /// What it is told now: `firm`, `guaranteed` or `answered_on`; null while there is no such answer.
    pub(super) answer: Option<PromiseDocument>,
    /// The place, once confirmed (the first of them).
    pub(super) booking: Option<BookingDocument>,
    /// Every place of a rhythm or list, once confirmed.
    pub(super) bookings: Vec<BookingDocument>,
    /// Options to choose from, the best first.
    pub(super) alternatives: Vec<AlternativeDocument>,
    /// Seats it was asked about beside other families, the newest first: the first yes has the seat.
    pub(super) offers: Vec<OfferDocument>,
    /// The rules that refuse something, the main one first.
    pub(super) refusals: Vec<RefusalDocument>,
    /// When it waits: the day by which it is answered.
    #[schema(value_type = Option<String>)]
    pub(super) answer_by: Option<Date>,
    /// When it was asked.
    #[schema(schema_with = schemas::instant)]
    pub(super) created_at: Instant,
    /// When the family took it back.
    #[schema(value_type = Option<String>)]
    pub(super) withdrawn_at: Option<Instant>,
}

/// An option that is kept for the family.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlternativeDocument {
    /// Confirm or give back with this id.
    #[schema(schema_with = schemas::id)]
    pub(super) hold_id: BookingId,
    /// The half-day (the first of them).
    pub(super) session: PlaceSession,
    /// Until when it is kept.
    #[schema(schema_with = schemas::instant)]
    pub(super) expires_at: Option<Instant>,
    /// Why it stands where it does.
    pub(super) reasons: Vec<ReasonDocument>,
    /// Every half-day of the option; confirming one confirms all.
    pub(super) sessions: Vec<PlaceSession>,
}

/// A free seat several families are asked about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfferDocument {
    /// Say yes or no with this id.
    #[schema(schema_with = schemas::id)]
    pub(super) id: SeatOfferId,
    /// The round it is asked in: those who run the site may stop it.
    #[schema(schema_with = schemas::id)]
    pub(super) round_id: OfferRoundId,
    /// The session.
    #[schema(schema_with = schemas::id)]
    pub(super) session_id: SessionId,
    /// Its date.
    #[schema(schema_with = schemas::date)]
    pub(super) date: Date,
    /// Its half of the day.
    #[schema(schema_with = schemas::half_day)]
    pub(super) half_day: HalfDay,
    /// Until when a yes counts.
    #[schema(schema_with = schemas::instant)]
    pub(super) expires_at: Instant,
    /// `accepted`, `declined`, `expired`, `taken` (another family was faster; the request waits on), `withdrawn`; null while it is open.
    #[schema(value_type = Option<String>)]
    pub(super) answer: Option<OfferAnswer>,
}

impl OfferDocument {
    pub(super) fn of(offer: &SeatOffer, now: Instant) -> Self {
        Self {
            id: offer.id,
            round_id: offer.round,
            session_id: offer.session,
            date: offer.date,
            half_day: offer.half_day,
            expires_at: offer.expires_at,
            answer: offer.standing(now),
        }
    }
}

/// A half-day at a site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceSession {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    pub(super) id: SessionId,
    /// Civil date.
    #[schema(schema_with = schemas::date)]
    pub(super) date: Date,
    /// Which half of it.
    #[schema(schema_with = schemas::half_day)]
    pub(super) half_day: HalfDay,
    /// First arrival.
    #[serde(serialize_with = "hours")]
    #[schema(schema_with = schemas::time)]
    pub(super) starts_at: Time,
    /// Last departure.
    #[serde(serialize_with = "hours")]
    #[schema(schema_with = schemas::time)]
    pub(super) ends_at: Time,
    /// The site.
    pub(super) site: Named,
    /// Where.
    pub(super) premises: Named,
    /// Street and number.
    pub(super) address: String,
}

/// Why an option stands where it does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonDocument {
    /// The reason's code.
    pub(super) reason: String,
    /// Its parameters.
    #[schema(value_type = Object)]
    pub(super) parameters: serde_json::Value,
    /// In the reader's language.
    pub(super) message: String,
}

/// A rule that says no.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusalDocument {
    /// The rule.
    pub(super) rule: String,
    /// Its parameters.
    #[schema(value_type = Object)]
    pub(super) parameters: serde_json::Value,
    /// In the reader's language.
    pub(super) message: String,
    /// What would make it possible, the easiest first.
    pub(super) possible: Vec<RemedyDocument>,
}

/// A way out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemedyDocument {
    /// Its code.
    pub(super) remedy: String,
    /// In the reader's language.
    pub(super) message: String,
}

/// A hold or a booking.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookingDocument {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    pub(super) id: BookingId,
    /// `held`, `confirmed`, `expired` or `released`.
    #[schema(value_type = String, example = "confirmed")]
    pub(super) state: BookingState,
    /// The child.
    #[schema(schema_with = schemas::id)]
    pub(super) child_id: ChildId,
    /// The half-day.
    pub(super) session: PlaceSession,
    /// The number of the seat.
    pub(super) seat_no: u16,
    /// The class of that seat (another than asked when it is borrowed).
    #[schema(value_type = Option<String>)]
    pub(super) seat_class: Option<SeatClass>,
    /// The kind of care.
    #[schema(schema_with = schemas::care_kind)]
    pub(super) care_kind: CareKind,
    /// Why the family needs it.
    #[schema(schema_with = schemas::purpose)]
    pub(super) purpose: Purpose,
    /// The request it answers.
    #[schema(value_type = Option<String>)]
    pub(super) place_request_id: Option<PlaceRequestId>,
    /// When the seat was taken.
    #[schema(schema_with = schemas::instant)]
    pub(super) created_at: Instant,
    /// Until when a hold keeps it.
    #[schema(value_type = Option<String>)]
    pub(super) expires_at: Option<Instant>,
    /// When it was confirmed.
    #[schema(value_type = Option<String>)]
    pub(super) confirmed_at: Option<Instant>,
    /// When it was given back.
    #[schema(value_type = Option<String>)]
    pub(super) released_at: Option<Instant>,
    /// Why.
    #[schema(value_type = Option<String>)]
    pub(super) release_reason: Option<ReleaseReason>,
    /// The booking it was moved from.
    #[schema(value_type = Option<String>)]
    pub(super) moved_from: Option<BookingId>,
    /// For professionals: the rules that were set aside, and why.
    #[serde(skip_serializing_if = "Option::is_none", rename = "override")]
    pub(super) set_aside: Option<OverrideDocument>,
    /// For professionals: what stops nothing and should be known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) warnings: Vec<WarningDocument>,
}

/// Rules that were set aside.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OverrideDocument {
    /// Codes of the rules.
    pub(super) rules: Vec<String>,
    /// Why.
    pub(super) reason: String,
}

/// Something a professional should know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WarningDocument {
    /// The rule.
    pub(super) rule: String,
    /// Its parameters.
    #[schema(value_type = Object)]
    pub(super) parameters: serde_json::Value,
    /// In the reader's language.
    pub(super) message: String,
}

/// Requests.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestList {
    /// The newest first.
    pub(super) items: Vec<RequestDocument>,
    /// Send it back as `cursor` for the following page; null on the last one.
    pub(super) next: Option<String>,
}

impl PlaceSession {
    pub(super) fn of(own: &OwnBooking) -> Self {
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
    pub(super) fn of(own: &OwnBooking, frame: &Frame, now: Instant, warnings: &[Warning]) -> Self {
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
    pub(super) fn of(refusal: &Refusal, frame: &Frame) -> Self {
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

pub(super) fn reason_documents(stored: Option<&serde_json::Value>, frame: &Frame) -> Vec<ReasonDocument> {
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
