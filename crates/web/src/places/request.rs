//! `/place-requests/{id}`: how a request was answered and how it stands, for professionals; a promise is taken and an offer answered here
//! for families that are called.

use askama::Template;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::Tx;
use db::access::{see_family, see_site};
use db::audit::{Entry, Signature};
use db::places::board::{OwnBooking, with_sessions};
use db::places::offering::offers_of;
use db::places::{BookingState, PlaceRequest, SeatOffer, place_request, requests, see_place_request};
use db::plans::Promise;
use db::plans::promises::{KEPT_FOR_PROMISE, standing_promises};
use domain::access::Action;
use domain::places::RequestOutcome;
use domain::plans::PromiseKind;
use domain::{FamilyId, Instant, PlaceRequestId, SeatOfferId, SiteId};
use i18n::Text;
use planner::RankingReason;

use super::pages::{name_of, need_words};
use super::words;
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::parents::words::capital;
use crate::plans::promises::{Told, answer, sites_to_answer};
use crate::problem::Problem;
use crate::shared::view;

/// A free seat the family was asked about, as a line.
struct OfferLine {
    when: String,
    words: String,
    /// Where yes and no are said; empty when it is settled.
    action: String,
    key: String,
    /// Where those who run the site stop the round, or empty.
    stop: String,
}

#[derive(Template)]
#[template(path = "places/request.html")]
struct RequestPage {
    t: Text,
    layout: view::Layout,
    title: String,
    badge: (&'static str, String),
    rows: Vec<view::SummaryRow>,
    /// The answer: tone, title, text.
    answer: (&'static str, String, String),
    seats: Vec<String>,
    /// Why this place, when it was the planner's choice.
    reasons: Vec<String>,
    /// Brothers and sisters it was asked with.
    together: Vec<view::Link>,
    refusals: Vec<String>,
    offers: Vec<OfferLine>,
    promise_action: String,
    request: String,
    board: String,
    family: String,
    key: String,
}

struct Found {
    request: PlaceRequest,
    places: Vec<OwnBooking>,
    offers: Vec<SeatOffer>,
    promise: Option<Promise>,
    /// Sites of the offers that the reader runs.
    runs: Vec<SiteId>,
    name: Option<(String, String)>,
    sites: Vec<String>,
    board: Option<SiteId>,
    /// The family, when its page opens to the reader.
    family: Option<FamilyId>,
    /// Those of the same family asked at the same moment, with the child's given name.
    together: Vec<(PlaceRequest, String)>,
}

/// Parents have pages of their own.
fn professional(cx: &Context) -> Result<(), Problem> {
    if cx.actor().parent.is_some() { Err(Problem::not_found()) } else { Ok(()) }
}

async fn load(cx: &Context, id: PlaceRequestId) -> Result<Found, Problem> {
    professional(cx)?;
    let actor = cx.actor().clone();
    let found = cx.app.db().read(move |conn| {
        let seen = see_place_request(conn, &actor, Action::RequestPlace, id)?;
        let request = place_request(conn, seen)?;
        let options = requests::options_of(conn, id)?;
        let waits_at = db::places::requests::sites_of(conn, id)?;
        let child = db::places::requests::child_of_request(conn, &request)?;
        let family = child.0;
        // A family of the neighbourhood stays nameless until it is accompanied.
        let opens = see_family(conn, &actor, Action::SeeFamily, family).is_ok();
        let known = opens || see_family(conn, &actor, Action::RequestPlace, family).is_ok();
        let mut together = Vec::new();
        if known {
            for other in db::places::requests::asked_with(conn, &request)? {
                if see_place_request(conn, &actor, Action::RequestPlace, other.id).is_ok() {
                    let (_, given, initial) = db::places::requests::child_of_request(conn, &other)?;
                    together.push((other, name_of(&given, &initial)));
                }
            }
        }
        let mine = db::attendance::sites_of(conn, &actor, Action::SeeBoard)?;
        let offers = offers_of(conn, id)?;
        let mut runs = Vec::new();
        for offer in &offers {
            if !runs.contains(&offer.site) && see_site(conn, &actor, Action::ManageBookings, offer.site).is_ok() {
                runs.push(offer.site);
            }
        }
        Ok(Found {
            places: with_sessions(conn, options)?,
            offers,
            runs,
            promise: standing_promises(conn, &[id])?.pop(),
            name: known.then_some((child.1, child.2)),
            family: opens.then_some(family),
            together,
            board: waits_at.iter().map(|(site, _)| *site).find(|site| mine.iter().any(|one| one.id == *site)),
            sites: waits_at.into_iter().map(|(_, name)| name).collect(),
            request,
        })
    });
    Ok(found.await?)
}

/// `GET /place-requests/{id}`
pub async fn show(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let id: PlaceRequestId = path_id(&id)?;
    let found = load(&cx, id).await?;
    let (t, now) = (cx.t, cx.app.now());
    let row = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let Found { request, places, offers, promise, runs, name, sites, board, family, together } = &found;
    let name = match name {
        Some((given, initial)) => name_of(given, initial),
        None => t.board_waiting_unnamed(),
    };
    let purpose = t.word("purpose", request.purpose.as_str());
    let purpose = if request.attested { t.asking_purpose_attested(purpose) } else { purpose };
    let mut rows = vec![
        row(t.place_request_need(), capital(&need_words(t, &request.need))),
        row(t.board_book_purpose(), purpose),
        row(t.place_request_asked(), t.instant_long(request.created_at, &cx.frame.zone)),
    ];
    if !sites.is_empty() {
        rows.push(row(t.place_request_sites(), t.list_and(sites)));
    }
    let answer = answer_words(t, request, places, promise.as_ref(), now);
    let standing = |state: BookingState| {
        places
            .iter()
            .filter(move |own| own.booking.state(now) == state && own.booking.proposal != Some(KEPT_FOR_PROMISE))
            .map(|own| t.place_request_seat(t.date_half_day(own.booking.date, own.booking.half_day), &own.site_name))
    };
    let confirmed: Vec<String> = places
        .iter()
        .filter(|own| own.booking.state(now) == BookingState::Confirmed)
        .map(|own| t.place_request_seat(t.date_half_day(own.booking.date, own.booking.half_day), &own.site_name))
        .collect();
    let waits = request.withdrawn_at.is_none() && request.outcome == RequestOutcome::Waiting;
    let guaranteed = is_guaranteed(request, promise.as_ref());
    let chosen = places.iter().find(|own| own.booking.state(now) == BookingState::Confirmed);
    let rank = chosen.and_then(|own| own.booking.proposal).and_then(|rank| usize::try_from(rank - 1).ok());
    let reasons: Vec<RankingReason> = rank
        .and_then(|rank| request.reasons.get(rank))
        .and_then(|stored| serde_json::from_value(stored.clone()).ok())
        .unwrap_or_default();
    let page = RequestPage {
        t,
        request: id.to_string(),
        reasons: reasons
            .iter()
            .filter(|reason| !matches!(reason, RankingReason::ServesWeeks { of: 1, .. }))
            .map(|reason| capital(&words::reason(t, reason)))
            .collect(),
        together: together
            .iter()
            .map(|(other, name)| view::Link {
                label: t.asking_together_with(name, badge(t, other, "").1),
                href: format!("/place-requests/{}", other.id),
            })
            .collect(),
        family: family.map(|id| format!("/families/{id}")).unwrap_or_default(),
        layout: cx.layout().await,
        title: t.place_request_title(&name),
        badge: if guaranteed { ("done", t.board_chip_promised()) } else { badge(t, request, answer.0) },
        rows,
        seats: if confirmed.is_empty() { standing(BookingState::Held).collect() } else { confirmed },
        answer,
        refusals: if waits || request.outcome == RequestOutcome::Refused {
            request.refusals.iter().take(2).map(|refusal| cx.sentence(refusal)).collect()
        } else {
            Vec::new()
        },
        offers: offers.iter().enumerate().map(|(place, offer)| offer_line(&cx, offer, place, runs)).collect(),
        promise_action: if waits && !guaranteed { format!("/place-requests/{id}/promise") } else { String::new() },
        board: board
            .map(|site| {
                let monday = request.need.span().map(|(first, _)| domain::places::week_of(first.max(cx.app.today())));
                monday.map_or_else(
                    || format!("/sites/{site}/week"),
                    |monday| format!("/sites/{site}/week?monday={monday}"),
                )
            })
            .unwrap_or_default(),
        key: cx.new_key(),
    };
    let html = page.render().map_err(|error| Problem::broken(&error.to_string()))?;
    Ok(Html(html).into_response())
}

/// Whether a request has a promise that stands, and not yet its place.
pub(super) fn is_guaranteed(request: &PlaceRequest, promise: Option<&Promise>) -> bool {
    promise.is_some_and(|one| one.kind == PromiseKind::Guaranteed && one.broken_at.is_none())
        && request.withdrawn_at.is_none()
        && matches!(request.outcome, RequestOutcome::Waiting | RequestOutcome::Held)
}

/// How a request stands, as a badge; `tone` is that of its answer.
pub(super) fn badge(t: Text, request: &PlaceRequest, tone: &'static str) -> (&'static str, String) {
    if request.withdrawn_at.is_some() {
        return ("neutral", t.place_request_withdrawn());
    }
    let tone = match request.outcome {
        RequestOutcome::Confirmed => "done",
        RequestOutcome::Held | RequestOutcome::Waiting if tone == "warning" => "urgent",
        RequestOutcome::Held | RequestOutcome::Waiting => "waiting",
        RequestOutcome::Refused => "refused",
    };
    (tone, t.word("request-outcome", request.outcome.as_str()))
}

/// The answer, in a sentence: firm, guaranteed, on a day with a chance; or that there is none yet.
pub(super) fn answer_words(
    t: Text,
    request: &PlaceRequest,
    places: &[OwnBooking],
    promise: Option<&Promise>,
    now: Instant,
) -> (&'static str, String, String) {
    if places.iter().any(|own| own.booking.state(now) == BookingState::Confirmed) {
        return ("done", t.place_request_firm(), t.place_request_firm_text());
    }
    if request.withdrawn_at.is_some() {
        return ("information", t.place_request_withdrawn(), String::new());
    }
    if let Some(promise) = promise {
        let (title, text) = promise_words(t, promise);
        let tone = if promise.broken_at.is_some() {
            "warning"
        } else if promise.kind == PromiseKind::Guaranteed {
            "done"
        } else {
            "information"
        };
        return (tone, title, text);
    }
    match request.outcome {
        RequestOutcome::Held => ("information", t.place_request_held(), t.place_request_held_text()),
        RequestOutcome::Refused => ("refused", t.place_request_refused(), String::new()),
        RequestOutcome::Waiting | RequestOutcome::Confirmed => (
            "information",
            t.place_request_waits(),
            request.answer_by.map(|day| t.place_request_answer_by(t.date_long(day))).unwrap_or_default(),
        ),
    }
}

/// What was told, in professionals' words.
pub(crate) fn promise_words(t: Text, promise: &Promise) -> (String, String) {
    let (week, day) = (t.date_medium(promise.week_of), t.date_long(promise.answer_on));
    if promise.broken_at.is_some() {
        return (t.place_request_broken(), t.place_request_broken_text(week));
    }
    match promise.kind {
        PromiseKind::Guaranteed => (t.place_request_guaranteed(), t.place_request_guaranteed_text(week, day)),
        PromiseKind::AnsweredOn => {
            // To the whole percent: it is no more exact than that.
            let share = t.number(i64::from((promise.per_mille.unwrap_or(0) + 5) / 10));
            let sample = promise.sample.unwrap_or(0);
            let text = if promise.assumed {
                t.place_request_chance_assumed(share)
            } else {
                t.place_request_chance(share, sample)
            };
            (t.place_request_answered_on(day), text)
        }
    }
}

fn offer_line(cx: &Context, offer: &SeatOffer, place: usize, runs: &[SiteId]) -> OfferLine {
    let (t, now) = (cx.t, cx.app.now());
    OfferLine {
        when: t.date_half_day(offer.date, offer.half_day),
        words: match offer.standing(now) {
            None => t.place_request_offer_open(t.instant_long(offer.expires_at, &cx.frame.zone)),
            Some(answer) => t.word("offer-answer", answer.as_str()),
        },
        action: if offer.is_open(now) {
            format!("/place-requests/{}/offers/{}", offer.request, offer.id)
        } else {
            String::new()
        },
        key: format!("{}-{place}", cx.new_key()),
        stop: if offer.is_open(now) && runs.contains(&offer.site) {
            format!("/board/rounds/{}/stop", offer.round)
        } else {
            String::new()
        },
    }
}

/// `POST /place-requests/{id}/promise`: an answer now.
pub async fn promise(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    professional(&cx)?;
    submitted.read().finish()?;
    let id: PlaceRequestId = path_id(&id)?;
    let (actor, key, today, app) = (cx.actor().clone(), submitted.key().cloned(), cx.app.today(), cx.app.clone());
    let told = cx
        .app
        .db()
        .write(move |tx| {
            see_place_request(tx.conn, &actor, Action::RequestPlace, id)?;
            let line = Entry::done(Action::RequestPlace, "place_request", id);
            let by = actor.signature();
            let scope = sites_to_answer(tx, &actor, id)?;
            tx.attempt(&by, &line, |tx| tx.once(key.as_ref(), |tx| answer(&app, tx, &by, id, &scope, today)))
        })
        .await?
        .map_err(Problem::refused)?;
    let text = match &told {
        Told::Firm(_) => cx.t.place_request_firm(),
        Told::Promised(promise) => promise_words(cx.t, promise).0,
    };
    cx.notify(view::Notice { tone: "done", text, undo: None }).await?;
    Ok(Redirect::to(&format!("/place-requests/{id}")).into_response())
}

type Work = fn(&mut Tx<'_>, &Signature, SeatOfferId) -> db::Result<()>;

/// `POST /place-requests/{id}/offers/{offer}/yes`: the family says so on the telephone.
pub async fn yes(
    cx: Context,
    Path((id, offer)): Path<(String, String)>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    answer_offer(&cx, (&id, &offer), &submitted, |tx, by, offer| tx.accept_offer(by, offer).map(drop)).await
}

/// `POST /place-requests/{id}/offers/{offer}/no`
pub async fn no(
    cx: Context,
    Path((id, offer)): Path<(String, String)>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    answer_offer(&cx, (&id, &offer), &submitted, |tx, by, offer| tx.decline_offer(by, offer)).await
}

async fn answer_offer(
    cx: &Context,
    (id, offer): (&str, &str),
    submitted: &Submitted,
    work: Work,
) -> Result<Response, Problem> {
    professional(cx)?;
    submitted.read().finish()?;
    let (id, offer): (PlaceRequestId, SeatOfferId) = (path_id(id)?, path_id(offer)?);
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    let done = cx
        .app
        .db()
        .write(move |tx| {
            see_place_request(tx.conn, &actor, Action::ManageOwnPlaces, id)?;
            if db::places::offering::seat_offer(tx.conn, offer)?.request != id {
                return Err(db::Error::NotFound);
            }
            let by = actor.signature();
            let line = Entry::done(Action::ManageOwnPlaces, "seat_offer", offer);
            tx.attempt(&by, &line, |tx| tx.once(key.as_ref(), |tx| work(tx, &by, offer)))
        })
        .await?;
    let notice = match done {
        Ok(()) => view::Notice { tone: "done", text: cx.t.place_request_answer_noted(), undo: None },
        Err(refusals) => {
            let text = refusals.first().map(|refusal| cx.sentence(refusal)).unwrap_or_default();
            view::Notice { tone: "warning", text, undo: None }
        }
    };
    cx.notify(notice).await?;
    Ok(Redirect::to(&format!("/place-requests/{id}")).into_response())
}
