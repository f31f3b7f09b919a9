//! Asking for a place: the day, the half of the day, send. Each step is a page of its own, the answers so far stand in its address,
//! and only the last one changes anything.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::access::{see_child, see_family};
use db::parents::{OwnChild, OwnPlace, OwnSite};
use db::places::candidates::Around;
use db::places::{Candidates, Look, NewRequest, PlaceRequest, candidates, place_request, see_place_request};
use db::plans::Promise;
use db::plans::promises::standing_promises;
use domain::access::Action;
use domain::calendar::{ClosedBecause, SiteCalendar, why_closed};
use domain::places::{Asker, CareKind, DatedHalfDay, Need, Purpose, RequestOutcome, days_after};
use domain::plans::PromiseKind;
use domain::sites::SeatClass;
use domain::{ChildId, Date, HalfDay, Instant, PlaceRequestId, Refusal, Word};
use i18n::Text;
use serde::Deserialize;

use super::home::{html, own};
use super::layout;
use super::words::{PlaceCard, capital, near_day};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;

/// Days on the strip.
const DAYS: i32 = 10;
/// How far a parent is sent when nobody named a limit, in kilometres of road.
const USUAL_KILOMETRES: i32 = 20;
/// Sites looked at for "there is room".
const MOST_SITES: usize = 20;
/// Why, as pictures: the first is what she said by tapping "I have an appointment".
const PURPOSES: [(Purpose, &str); 6] = [
    (Purpose::Appointment, "calendar"),
    (Purpose::JobInterview, "person"),
    (Purpose::Training, "pencil"),
    (Purpose::AdministrativeStep, "letter"),
    (Purpose::Health, "check"),
    (Purpose::Other, "information"),
];

/// The answers so far.
#[derive(Debug, Default, Deserialize)]
pub struct Steps {
    day: Option<String>,
    half: Option<String>,
    child: Option<String>,
}

/// What the steps show: the children, the site one knows, and where there is room.
struct Scene {
    children: Vec<OwnChild>,
    site: Option<OwnSite>,
    calendar: Option<SiteCalendar>,
    around: Option<Candidates>,
    today: Date,
    now: Instant,
}

/// How a half-day looks from afar: never how many seats.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Free,
    Full,
    Over,
    Closed,
}

impl Scene {
    async fn load(cx: &Context, child: Option<ChildId>) -> Result<Self, Problem> {
        let (_, family) = own(cx)?;
        let (actor, now) = (cx.actor().clone(), cx.app.now());
        let scene = cx.app.db().read(move |conn| {
            let seen = see_family(conn, &actor, Action::RequestPlace, family)?;
            let children = db::parents::children(conn, seen)?;
            let site = db::parents::admitting_sites(conn, seen, actor.today)?.into_iter().next();
            let site = match site {
                Some(site) => Some(site),
                None => db::parents::last_site(conn, seen)?,
            };
            let travel_limit_km = Some(db::parents::travel_limit(conn, seen)?.unwrap_or(USUAL_KILOMETRES));
            let wanted = child.or_else(|| children.first().map(|child| child.id));
            let around = match wanted {
                Some(child) => {
                    let (child, _) = see_child(conn, &actor, Action::RequestPlace, child)?;
                    let days = (actor.today, days_after(actor.today, DAYS - 1));
                    let look = Look {
                        child: child.id(),
                        days,
                        only: None,
                        also_from: None,
                        travel_limit_km,
                        site: None,
                        most_sites: MOST_SITES,
                        beyond: 0,
                    };
                    Some(candidates(conn, &look, &mut Around::default(), now)?)
                }
                None => None,
            };
            let calendar = match &site {
                Some(site) => Some(db::calendar::site_calendar(conn, site.id)?),
                None => None,
            };
            Ok(Self { children, site, calendar, around, today: actor.today, now })
        });
        Ok(scene.await?)
    }

    fn room(&self, date: Date, half_day: HalfDay) -> Room {
        let sessions = self.around.iter().flat_map(|around| &around.sites).flat_map(|site| &site.sessions);
        let mut room = Room::Closed;
        for session in sessions.filter(|session| session.date == date && session.half_day == half_day) {
            if session.cancelled {
                continue;
            }
            if session.begins() <= self.now {
                room = if room == Room::Closed { Room::Over } else { room };
            } else if session.free_of(SeatClass::Regular) > 0 {
                return Room::Free;
            } else {
                room = Room::Full;
            }
        }
        room
    }

    /// Why a half-day is crossed out, in few words.
    fn why(&self, t: Text, date: Date, half_day: HalfDay) -> String {
        match self.calendar.as_ref().and_then(|calendar| why_closed(calendar, date, half_day)) {
            Some(ClosedBecause::PublicHoliday { holiday }) => {
                format!("{} ({})", t.parents_ask_closed_holiday(), t.word("public-holiday", holiday.as_str()))
            }
            Some(ClosedBecause::Closure { reason, .. }) => {
                format!("{} ({})", t.parents_ask_closed_exception(), t.word("closure-reason", reason.as_str()))
            }
            Some(ClosedBecause::NoRule { .. } | ClosedBecause::NotInPeriodKind { .. }) => {
                t.parents_ask_closed_weekday()
            }
            _ => t.parents_ask_closed(),
        }
    }
}

/// A day of the strip, or a half of it.
struct Choice {
    label: String,
    near: String,
    hint: String,
    href: String,
    open: bool,
    half: &'static str,
}

/// Step one: the day.
#[derive(Template)]
#[template(path = "parents/ask_day.html")]
struct DayPage {
    t: Text,
    layout: view::Layout,
    days: Vec<Choice>,
    nobody: bool,
}

/// Step two: the half of the day, and the child where there are several.
#[derive(Template)]
#[template(path = "parents/ask_half.html")]
struct HalfPage {
    t: Text,
    layout: view::Layout,
    day: String,
    date: String,
    children: Vec<OwnChild>,
    halves: Vec<Choice>,
}

/// Step three: is this right?
#[derive(Template)]
#[template(path = "parents/ask_send.html")]
struct SendPage {
    t: Text,
    layout: view::Layout,
    key: String,
    when: String,
    half: &'static str,
    date: String,
    child: OwnChild,
    purposes: Vec<(String, String, &'static str)>,
}

/// The steps, by what is already answered.
pub async fn steps(cx: Context, Query(steps): Query<Steps>) -> Result<Html<String>, Problem> {
    let child = read_optional::<ChildId>(steps.child.as_deref(), "child")?;
    let day = read_optional::<Date>(steps.day.as_deref(), "day")?;
    let half = read_optional::<HalfDay>(steps.half.as_deref(), "half")?;
    let scene = Scene::load(&cx, child).await?;
    let last = days_after(scene.today, DAYS - 1);
    // An old address, a day of another week: begin again.
    let day = day.filter(|day| (scene.today..=last).contains(day));
    let child = child.and_then(|id| scene.children.iter().find(|child| child.id == id)).or(scene.children.first());
    match (day, half, child) {
        (Some(day), Some(half), Some(child)) => send_page(&cx, &scene, day, half, child.clone()).await,
        (Some(day), None, Some(_)) => half_page(&cx, &scene, day).await,
        _ => day_page(&cx, &scene).await,
    }
}

fn read_optional<W: Word>(text: Option<&str>, field: &str) -> Result<Option<W>, Problem> {
    text.map(|text| W::read(text).ok_or_else(|| Problem::field(field, "not_a_choice"))).transpose()
}

async fn day_page(cx: &Context, scene: &Scene) -> Result<Html<String>, Problem> {
    let t = cx.t;
    let days = (0..DAYS)
        .map(|offset| {
            let date = days_after(scene.today, offset);
            let rooms = HalfDay::ALL.iter().map(|half| scene.room(date, *half));
            let open = rooms.clone().any(|room| matches!(room, Room::Free | Room::Full));
            let over = rooms.clone().any(|room| room == Room::Over);
            let hint = match (open, over) {
                (true, _) => String::new(),
                (false, true) => t.parents_ask_past(),
                (false, false) => scene.why(t, date, HalfDay::Morning),
            };
            Choice {
                label: capital(&t.date_short(date)),
                near: near_day(t, date, scene.today).as_deref().map(capital).unwrap_or_default(),
                hint,
                href: format!("/family/ask?day={}", date.text()),
                open,
                half: "",
            }
        })
        .collect();
    let around = layout(cx, scene.site.as_ref()).await;
    html(&DayPage { t, layout: around, days, nobody: scene.children.is_empty() })
}

async fn half_page(cx: &Context, scene: &Scene, day: Date) -> Result<Html<String>, Problem> {
    let t = cx.t;
    let halves = HalfDay::ALL
        .iter()
        .map(|half| {
            let room = scene.room(day, *half);
            let hint = match room {
                Room::Free => t.parents_ask_free(),
                Room::Full => t.parents_ask_full(),
                Room::Over => t.parents_ask_past(),
                Room::Closed => scene.why(t, day, *half),
            };
            Choice {
                label: capital(&t.half_day(*half)),
                near: String::new(),
                hint,
                href: String::new(),
                open: matches!(room, Room::Free | Room::Full),
                half: half.as_str(),
            }
        })
        .collect();
    let children = if scene.children.len() > 1 { scene.children.clone() } else { Vec::new() };
    let around = layout(cx, scene.site.as_ref()).await;
    let date = day.text().into_owned();
    html(&HalfPage { t, layout: around, day: capital(&t.date_long(day)), date, children, halves })
}

async fn send_page(
    cx: &Context,
    scene: &Scene,
    day: Date,
    half: HalfDay,
    child: OwnChild,
) -> Result<Html<String>, Problem> {
    let t = cx.t;
    let purposes = PURPOSES
        .iter()
        .map(|(purpose, icon)| (purpose.text().into_owned(), t.word("purpose", purpose.as_str()), *icon))
        .collect();
    html(&SendPage {
        t,
        layout: layout(cx, scene.site.as_ref()).await,
        key: cx.new_key(),
        when: capital(&t.date_half_day(day, half)),
        half: half.as_str(),
        date: day.text().into_owned(),
        child,
        purposes,
    })
}

/// Asks. The answer comes at once, on a page of its own.
pub async fn send(cx: Context, submitted: Submitted) -> Result<Response, Problem> {
    let mut read = submitted.read();
    let date = read.date("day");
    let half_day = read.word::<HalfDay>("half");
    let child = read.word::<ChildId>("child");
    let purpose = read.optional_word::<Purpose>("purpose");
    read.finish()?;
    let (_, family) = own(&cx)?;
    let actor = cx.actor().clone();
    let limit = cx.app.db().read(move |conn| {
        let seen = see_family(conn, &actor, Action::RequestPlace, family)?;
        db::parents::travel_limit(conn, seen)
    });
    let new = NewRequest {
        child: child.take()?,
        purpose: purpose.take()?.unwrap_or(Purpose::Appointment),
        kind: CareKind::Occasional,
        need: Need::HalfDays(vec![DatedHalfDay { date: date.take()?, half_day: half_day.take()? }]),
        travel_limit_km: Some(limit.await?.unwrap_or(USUAL_KILOMETRES)),
        site: None,
        asker: Asker::Parent,
        attested: false,
    };
    let answered = super::instant::ask(&cx, new, submitted.key().cloned()).await?;
    Ok(Redirect::to(&format!("/family/requests/{}", answered.request)).into_response())
}

/// The answer to a request.
#[derive(Template)]
#[template(path = "parents/answer.html")]
struct AnswerPage {
    t: Text,
    layout: view::Layout,
    title: String,
    lead: String,
    /// What was booked.
    booked: Vec<PlaceCard>,
    /// What is held, to choose from.
    held: Vec<PlaceCard>,
    refusals: Vec<String>,
    /// The request, to say that none will do.
    request: String,
    key: String,
}

struct Found {
    promise: Option<Promise>,
    request: PlaceRequest,
    child: String,
    places: Vec<OwnPlace>,
    site: Option<OwnSite>,
}

/// Shows how a request was answered, and how it stands now.
pub async fn answer(cx: Context, Path(id): Path<PlaceRequestId>) -> Result<Html<String>, Problem> {
    let (_, family) = own(&cx)?;
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let found = cx.app.db().read(move |conn| {
        let seen = see_family(conn, &actor, Action::RequestPlace, family)?;
        let seen_request = see_place_request(conn, &actor, Action::RequestPlace, id)?;
        let request = place_request(conn, seen_request)?;
        let children = db::parents::children(conn, seen)?;
        let child = children.into_iter().find(|child| child.id == request.child).map(|child| child.given_name);
        Ok(Found {
            promise: standing_promises(conn, &[id])?.pop(),
            child: child.unwrap_or_default(),
            places: db::parents::places_of_request(conn, seen, id)?,
            site: db::parents::last_site(conn, seen)?,
            request,
        })
    });
    let found = found.await?;
    // A seat that is kept for a promise is not hers to choose: its half-day may still change.
    let standing: Vec<&OwnPlace> =
        found.places.iter().filter(|place| place.stands(now) && !place.is_promised()).collect();
    let (held, booked): (Vec<&OwnPlace>, Vec<&OwnPlace>) = standing.into_iter().partition(|place| place.is_hold());
    let t = cx.t;
    let (title, lead, refusals) = said(&cx, &found, !booked.is_empty(), held.len());
    let mut held: Vec<&OwnPlace> = if booked.is_empty() { held } else { Vec::new() };
    held.sort_by_key(|place| (place.proposal, place.begins));
    let site = booked.first().map(|place| &place.site).or(found.site.as_ref());
    let page = AnswerPage {
        t,
        layout: layout(&cx, site).await,
        title,
        lead,
        booked: booked.iter().map(|place| PlaceCard::of(t, place, now)).collect(),
        held: held.iter().map(|place| card_of_hold(t, place, &found.request, now)).collect(),
        refusals,
        request: id.to_string(),
        key: cx.new_key(),
    };
    html(&page)
}

fn card_of_hold(t: Text, place: &OwnPlace, request: &PlaceRequest, now: Instant) -> PlaceCard {
    let mut card = PlaceCard::of(t, place, now);
    let rank = place.proposal.and_then(|proposal| usize::try_from(proposal - 1).ok());
    if let Some(tenths) = rank.and_then(|rank| request.reasons.get(rank)).and_then(kilometres_tenths) {
        card.distance =
            if tenths < 10 { t.parents_answer_near() } else { t.parents_answer_kilometres((tenths + 5) / 10) };
    }
    card
}

/// The distance among the reasons of a rank, as the planner wrote them.
fn kilometres_tenths(reasons: &serde_json::Value) -> Option<i64> {
    reasons
        .as_array()?
        .iter()
        .find_map(|reason| reason.get("parameters").and_then(|parameters| parameters.get("kilometres_tenths")))
        .and_then(serde_json::Value::as_i64)
}

fn said(cx: &Context, found: &Found, booked: bool, held: usize) -> (String, String, Vec<String>) {
    let t = cx.t;
    let child = found.child.as_str();
    if booked {
        return (t.parents_answer_confirmed_title(), t.parents_answer_confirmed_body(child), Vec::new());
    }
    match held {
        0 => {}
        1 => return (t.parents_answer_held_title(child), String::new(), Vec::new()),
        _ => return (t.parents_answer_choices_title(child), String::new(), Vec::new()),
    }
    let open = |promise: &&Promise| promise.broken_at.is_none() || found.request.outcome == RequestOutcome::Waiting;
    if let Some(promise) = found.promise.as_ref().filter(open).filter(|_| found.request.withdrawn_at.is_none()) {
        let day = t.date_long(promise.answer_on);
        if promise.broken_at.is_some() {
            return (t.parents_promise_broken_title(), t.parents_promise_broken_body(child), Vec::new());
        }
        if promise.kind == PromiseKind::Guaranteed {
            return (t.parents_promise_title(child), t.parents_promise_body(day), Vec::new());
        }
        let tens = (promise.per_mille.unwrap_or(0) + 50) / 100;
        return (t.parents_promise_chance_title(day), t.parents_promise_chance_body(tens), Vec::new());
    }
    if found.request.withdrawn_at.is_some() {
        return (t.parents_answer_given_back(), String::new(), Vec::new());
    }
    match found.request.outcome {
        RequestOutcome::Waiting => {
            let until = found.request.answer_by.map(|day| t.parents_answer_waiting_until(t.date_long(day)));
            let lead =
                [Some(t.parents_answer_waiting_body()), until].into_iter().flatten().collect::<Vec<_>>().join(" ");
            (t.parents_answer_waiting_title(), lead, Vec::new())
        }
        RequestOutcome::Refused => {
            let main: Option<&Refusal> = found.request.refusals.first();
            let sentences = main.map(|refusal| cx.sentence(refusal)).into_iter().collect();
            (t.parents_answer_refused_title(), t.parents_answer_call(), sentences)
        }
        RequestOutcome::Confirmed | RequestOutcome::Held => {
            (t.parents_answer_gone_title(), t.parents_answer_gone_body(), Vec::new())
        }
    }
}

/// None of the seats will do: all are given back, and offered to others.
pub async fn none(cx: Context, Path(id): Path<PlaceRequestId>, submitted: Submitted) -> Result<Response, Problem> {
    submitted.read().finish()?;
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    cx.app
        .db()
        .write(move |tx| {
            see_place_request(tx.conn, &actor, Action::RequestPlace, id)?;
            tx.once(key.as_ref(), |tx| tx.withdraw_request(&actor.signature(), id))
        })
        .await?;
    cx.notify(view::Notice { tone: "done", text: cx.t.parents_answer_given_back(), undo: None }).await?;
    Ok(Redirect::to("/family").into_response())
}
