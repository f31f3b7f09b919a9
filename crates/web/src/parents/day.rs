//! The link of a reminder: the places of one day, and three answers. It opens no page of hers: whoever holds it sees first names and hours.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use db::messages::reminders::{DayPlace, PlaceAnswer};
use domain::messages::Travel;
use domain::places::{ReleaseReason, undo_ends};
use domain::{BookingId, Instant, Word};
use i18n::Text;

use super::links::{Browser, ended, found, page_of, unknown, words_of};
use super::places::{REASONS, reason_words};
use super::stranger_layout;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;

/// How a family comes, with its picture.
const TRAVELS: [(Travel, &str); 4] =
    [(Travel::Bus, "bus"), (Travel::Walk, "walk"), (Travel::Car, "car"), (Travel::Someone, "family")];

/// What can be said of a place now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Comes,
    How,
    Thanks,
    GivenBack,
    Gone,
    Over,
}

struct Card {
    id: String,
    name: String,
    hours: String,
    half: &'static str,
    state: &'static str,
    /// Whether the place can be taken back.
    undo: bool,
}

#[derive(Template)]
#[template(path = "parents/day.html")]
struct DayPage {
    t: Text,
    layout: view::Layout,
    title: String,
    cards: Vec<Card>,
    travels: Vec<(&'static str, String, &'static str)>,
    reasons: Vec<(String, String, &'static str)>,
    /// The place of which the reason is asked.
    why: String,
    here: String,
    not_me: String,
}

fn asked(place: &DayPlace, now: Instant) -> Asked {
    match (&place.released, place.answer) {
        _ if place.begins <= now => Asked::Over,
        (Some(_), Some((false, _))) => Asked::GivenBack,
        (Some(_), _) => Asked::Gone,
        (None, None | Some((false, _))) => Asked::Comes,
        (None, Some((true, None))) => Asked::How,
        (None, Some((true, Some(_)))) => Asked::Thanks,
    }
}

/// Shows the day. However often a scanner reads it, nothing is answered.
pub(super) async fn show(cx: &Context, token: &str, headers: &HeaderMap, uri: &Uri) -> Result<Response, Problem> {
    let browser = Browser::of(cx, headers);
    let Some((_, _, spoken)) = found(cx, token).await? else { return unknown(cx, cx.t) };
    let t = words_of(cx, headers, uri, Some(spoken));
    let (opening, hash) = (token.to_owned(), browser.hash());
    let now = cx.app.now();
    let day = cx.app.db().read(move |conn| db::messages::reminders::day_of_link(conn, &opening, &hash, now)).await;
    let (contact, date, places) = match day {
        Err(db::Error::Refused(_)) => return ended(cx, t, token),
        other => other?,
    };
    let why = uri.query().and_then(|query| query.strip_prefix("why=")).unwrap_or_default().to_owned();
    let cards: Vec<Card> = places.iter().map(|place| card(t, place, contact.neutral, now)).collect();
    let shown = DayPage {
        t,
        layout: stranger_layout(cx, t),
        title: t.date_long(date),
        travels: TRAVELS.iter().map(|(travel, icon)| (travel.as_str(), travel_words(t, *travel), *icon)).collect(),
        reasons: REASONS
            .iter()
            .map(|(reason, icon)| (reason.text().into_owned(), reason_words(t, *reason), *icon))
            .collect(),
        why: cards
            .iter()
            .find(|card| card.id == why && card.state == "comes")
            .map(|card| card.id.clone())
            .unwrap_or_default(),
        cards,
        here: format!("/l/{token}"),
        not_me: format!("/l/{token}/not-me"),
    };
    Ok(browser.remember(page_of(&shown)?))
}

fn card(t: Text, place: &DayPlace, neutral: bool, now: Instant) -> Card {
    let state = asked(place, now);
    Card {
        id: place.booking.to_string(),
        // A neutral message names nobody, and neither does its page.
        name: if neutral { String::new() } else { place.given_name.clone() },
        hours: t.time_range(place.starts_at, place.ends_at),
        half: place.half_day.as_str(),
        state: match state {
            Asked::Comes => "comes",
            Asked::How => "how",
            Asked::Thanks => "thanks",
            Asked::GivenBack => "given_back",
            Asked::Gone => "gone",
            Asked::Over => "over",
        },
        undo: state == Asked::GivenBack && place.released.as_ref().is_some_and(|(at, _)| now < undo_ends(*at)),
    }
}

fn travel_words(t: Text, travel: Travel) -> String {
    match travel {
        Travel::Bus => t.parents_day_bus(),
        Travel::Walk => t.parents_day_walk(),
        Travel::Car => t.parents_day_car(),
        Travel::Someone => t.parents_day_someone(),
    }
}

/// Takes the answer for a place. Fields: `booking`, `answer` (`comes`, `gives_back`, `takes_back`), `travel` or `reason`.
pub(super) async fn answer(
    cx: Context,
    Path(token): Path<String>,
    headers: HeaderMap,
    uri: Uri,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let browser = Browser::of(&cx, &headers);
    let mut read = submitted.read();
    let booking = read.word::<BookingId>("booking");
    let said = read.text("answer", 20);
    let travel = read.optional_word::<Travel>("travel");
    let reason = read.optional_word::<ReleaseReason>("reason");
    if reason
        .peek()
        .is_some_and(|reason| reason.is_some_and(|reason| !REASONS.iter().any(|(known, _)| *known == reason)))
    {
        read.problem("reason", "not_a_choice");
    }
    read.finish()?;
    let (booking, travel, reason) = (booking.take()?, travel.take()?, reason.take()?);
    let here = format!("/l/{token}");
    let answer = match (said.take()?.as_str(), reason) {
        ("comes", _) => PlaceAnswer::Comes(travel),
        ("gives_back", Some(reason)) => PlaceAnswer::GivesBack(reason),
        // The reason is the next question.
        ("gives_back", None) => return Ok(Redirect::to(&format!("{here}?why={booking}")).into_response()),
        _ => PlaceAnswer::TakesBack,
    };
    let (opening, hash, request) = (token.clone(), browser.hash(), cx.caller.request_id.clone());
    let answered =
        cx.app.db().write(move |tx| tx.answer_by_link(&opening, &hash, booking, answer, Some(&request))).await;
    match answered {
        Err(db::Error::Refused(refusals)) if refusals.contains(&domain::Refusal::LinkNotUsable) => {
            let t = words_of(&cx, &headers, &uri, None);
            ended(&cx, t, &token)
        }
        // A second tap, or a page that is old: the page says how things stand.
        Err(db::Error::Refused(_)) | Ok(()) => Ok(browser.remember(Redirect::to(&here).into_response())),
        Err(error) => Err(error.into()),
    }
}
