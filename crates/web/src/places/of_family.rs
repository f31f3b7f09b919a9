//! What a family asked for and what became of it: the list of its page, and one line of counts for who referred it and accompanies it.

use std::collections::BTreeMap;

use db::access::see_family;
use db::places::board::{OwnBooking, with_sessions};
use db::places::children::children_of;
use db::places::{BookingState, PlaceRequest, RequestFilter, place_requests, requests};
use db::plans::Promise;
use db::plans::promises::{KEPT_FOR_PROMISE, standing_promises};
use domain::access::Action;
use domain::places::RequestOutcome;
use domain::{ChildId, FamilyId, Instant, PlaceRequestId};

use super::pages::{name_of, need_words};
use super::request::{answer_words, badge, is_guaranteed};
use crate::context::Context;
use crate::parents::words::capital;
use crate::problem::Problem;

/// The newest requests that are listed and counted.
const MOST: i64 = 50;
/// Half-days that are written out of one request.
const MOST_HALF_DAYS: usize = 2;

/// A request of the family, as a line.
pub(crate) struct AskedLine {
    pub(crate) child: String,
    pub(crate) need: String,
    pub(crate) badge: (&'static str, String),
    /// The half-days it got, or what it was told.
    pub(crate) answer: String,
    pub(crate) href: String,
}

/// What a family asked for.
pub(crate) struct AskedOfFamily {
    pub(crate) lines: Vec<AskedLine>,
    /// How many there are of what, and the next half-day, in words; empty when nothing was asked.
    pub(crate) counts: String,
    /// Where one asks for more.
    pub(crate) ask_href: String,
}

struct Found {
    requests: Vec<PlaceRequest>,
    places: BTreeMap<PlaceRequestId, Vec<OwnBooking>>,
    promises: Vec<Promise>,
    names: BTreeMap<ChildId, String>,
}

/// What a family asked for, as far as the reader may see it; `None` when she may not ask for it herself.
pub(crate) async fn of_family(cx: &Context, id: FamilyId) -> Result<Option<AskedOfFamily>, Problem> {
    if !cx.caller.may(Action::RequestPlace) || cx.actor().parent.is_some() {
        return Ok(None);
    }
    let actor = cx.actor().clone();
    let found = cx.app.db().read(move |conn| {
        let Ok(seen) = see_family(conn, &actor, Action::RequestPlace, id) else { return Ok(None) };
        let children = children_of(conn, &seen)?;
        let filter = RequestFilter { family: Some(id), limit: MOST, ..RequestFilter::default() };
        let requests = place_requests(conn, &actor, &filter)?;
        let ids: Vec<PlaceRequestId> = requests.iter().map(|request| request.id).collect();
        let options = requests::options_of_all(conn, &ids)?.into_values().flatten().collect();
        let mut places: BTreeMap<PlaceRequestId, Vec<OwnBooking>> = BTreeMap::new();
        for own in with_sessions(conn, options)? {
            if let Some(request) = own.booking.request {
                places.entry(request).or_default().push(own);
            }
        }
        Ok(Some(Found {
            promises: standing_promises(conn, &ids)?,
            names: children.into_iter().map(|child| (child.id, name_of(&child.given_name, &child.initial))).collect(),
            requests,
            places,
        }))
    });
    Ok(found.await?.map(|found| in_words(cx, id, &found)))
}

fn in_words(cx: &Context, id: FamilyId, found: &Found) -> AskedOfFamily {
    let (t, now) = (cx.t, cx.app.now());
    let promise_of = |request: &PlaceRequest| found.promises.iter().find(|promise| promise.request == request.id);
    let places_of = |request: &PlaceRequest| found.places.get(&request.id).map_or(&[][..], Vec::as_slice);
    let lines = found
        .requests
        .iter()
        .map(|request| {
            let (places, promise) = (places_of(request), promise_of(request));
            let told = answer_words(t, request, places, promise, now);
            let guaranteed = is_guaranteed(request, promise);
            AskedLine {
                child: found.names.get(&request.child).cloned().unwrap_or_default(),
                need: capital(&need_words(t, &request.need)),
                badge: if guaranteed { ("done", t.board_chip_promised()) } else { badge(t, request, told.0) },
                answer: seats(cx, places, now).unwrap_or(told.1),
                href: format!("/place-requests/{}", request.id),
            }
        })
        .collect();
    AskedOfFamily { lines, counts: counts(cx, found, now), ask_href: format!("/families/{id}/place-requests/new") }
}

/// The half-days a request got, the first of them written out.
fn seats(cx: &Context, places: &[OwnBooking], now: Instant) -> Option<String> {
    let t = cx.t;
    let confirmed: Vec<&OwnBooking> =
        places.iter().filter(|own| own.booking.state(now) == BookingState::Confirmed).collect();
    let words: Vec<String> = confirmed
        .iter()
        .take(MOST_HALF_DAYS)
        .map(|own| t.place_request_seat(t.date_half_day(own.booking.date, own.booking.half_day), &own.site_name))
        .collect();
    if words.is_empty() {
        return None;
    }
    let listed = capital(&t.list_and(&words));
    Some(match confirmed.len() - words.len() {
        0 => listed,
        more => t.asking_and_more(listed, more),
    })
}

fn counts(cx: &Context, found: &Found, now: Instant) -> String {
    let t = cx.t;
    let asked = found.requests.iter().filter(|request| request.withdrawn_at.is_none());
    let (mut all, mut got, mut promised, mut waiting) = (0_usize, 0_usize, 0_usize, 0_usize);
    for request in asked {
        let places = found.places.get(&request.id).map_or(&[][..], Vec::as_slice);
        let promise = found.promises.iter().find(|promise| promise.request == request.id);
        all += 1;
        if places.iter().any(|own| own.booking.state(now) == BookingState::Confirmed) {
            got += 1;
        } else if is_guaranteed(request, promise) {
            promised += 1;
        } else if matches!(request.outcome, RequestOutcome::Waiting | RequestOutcome::Held) {
            waiting += 1;
        }
    }
    if all == 0 {
        return String::new();
    }
    let counted = t.asking_counts(all, got, promised, waiting);
    let next = found
        .places
        .values()
        .flatten()
        .filter(|own| {
            own.booking.state(now) == BookingState::Confirmed && own.booking.proposal != Some(KEPT_FOR_PROMISE)
        })
        .filter(|own| own.booking.date >= cx.app.today())
        .min_by_key(|own| (own.booking.date, std::cmp::Reverse(own.booking.half_day)));
    match next {
        Some(own) => t.asking_counts_next(
            counted,
            t.place_request_seat(t.date_half_day(own.booking.date, own.booking.half_day), &own.site_name),
        ),
        None => counted,
    }
}
