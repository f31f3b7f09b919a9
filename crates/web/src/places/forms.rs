//! What is done on the board: book (once or every week), move, cancel, undo, override with a reason.

use std::borrow::Cow;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::Tx;
use db::access::{Actor, see_booking, see_child, see_session, see_site};
use db::attendance::SiteCard;
use db::audit::Entry;
use db::calendar::Session;
use db::places::bookings::set_aside;
use db::places::children::{ChildCard, child_card, child_of_booking, child_of_request};
use db::places::{BookCommand, see_place_request};
use domain::access::Action;
use domain::places::{Asker, CareKind, Purpose, ReleaseReason, days_after, week_of};
use domain::time::DayOfWeek;
use domain::*;
use i18n::Text;
use serde::{Deserialize, Serialize};

use super::pages::{self, Tried, html, kinds, name_of, overridable, purposes, refusal_lines, weekly_words};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;

/// A half-day of every week, as a form names it: `monday_morning`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weekly(DayOfWeek, HalfDay);

impl Word for Weekly {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{}_{}", self.0, self.1))
    }
    fn read(text: &str) -> Option<Self> {
        let (weekday, half_day) = text.split_once('_')?;
        Some(Self(DayOfWeek::read(weekday)?, HalfDay::read(half_day)?))
    }
}

/// What a booking form says.
#[derive(Debug, Clone)]
struct Order {
    child: ChildId,
    session: SessionId,
    kind: CareKind,
    purpose: Purpose,
    request: Option<PlaceRequestId>,
    until: Option<Date>,
    also: Vec<Weekly>,
    revision: Option<i32>,
    overriding: Option<String>,
}

fn read_order(submitted: &Submitted) -> Result<Order, Problem> {
    let mut read = submitted.read();
    let child = read.word::<ChildId>("child");
    let session = read.word::<SessionId>("session");
    let kind = read.word::<CareKind>("kind");
    let purpose = read.word::<Purpose>("purpose");
    let request = read.optional_word::<PlaceRequestId>("request");
    let until = read.optional_date("until");
    let also = read.words::<Weekly>("also");
    let revision = read.optional_number("revision", 0..=i32::MAX);
    let overriding = read.ticked("override");
    let reason = read.optional_text("reason", 500);
    read.finish()?;
    Ok(Order {
        child: child.take()?,
        session: session.take()?,
        kind: kind.take()?,
        purpose: purpose.take()?,
        request: request.take()?,
        until: until.take()?,
        also: also.take()?,
        revision: revision.take()?,
        overriding: reason.take()?.or_else(|| overriding.then(String::new)).filter(|_| overriding),
    })
}

/// What became of one half-day of a series.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    date: Date,
    half_day: HalfDay,
    booking: Option<BookingId>,
    refusals: Vec<Refusal>,
}

/// What became of an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Done {
    lines: Vec<Line>,
    changed: bool,
    overridden: bool,
}

/// Who the child is, if the actor may book her here: a family in sight, or the request that waits at one's site.
fn child_for(
    conn: &mut db::Conn,
    actor: &Actor,
    child: ChildId,
    request: Option<PlaceRequestId>,
) -> db::Result<ChildCard> {
    match see_child(conn, actor, Action::SeeChild, child) {
        Ok((seen, _)) => child_card(conn, &seen),
        Err(db::Error::NotFound) => {
            let request = request.ok_or(db::Error::NotFound)?;
            let seen = see_place_request(conn, actor, Action::RequestPlace, request)?;
            child_of_request(conn, seen)?.only(child)
        }
        Err(error) => Err(error),
    }
}

trait Only: Sized {
    fn only(self, id: ChildId) -> db::Result<Self>;
}

impl Only for ChildCard {
    fn only(self, id: ChildId) -> db::Result<Self> {
        if self.id == id { Ok(self) } else { Err(db::Error::NotFound) }
    }
}

/// A request of this child, which the actor may serve.
fn request_for(conn: &mut db::Conn, actor: &Actor, order: &Order) -> db::Result<Option<PlaceRequestId>> {
    let Some(id) = order.request else { return Ok(None) };
    let seen = see_place_request(conn, actor, Action::RequestPlace, id)?;
    child_of_request(conn, seen)?.only(order.child)?;
    Ok(Some(id))
}

fn place_order(tx: &mut Tx<'_>, actor: &Actor, order: &Order) -> db::Result<Done> {
    child_for(tx.conn, actor, order.child, order.request)?;
    let request = request_for(tx.conn, actor, order)?;
    let (_, site) = see_session(tx.conn, actor, Action::ManageBookings, order.session)?;
    let first = db::calendar::session_by_id(tx.conn, order.session)?;
    let changed = order.revision.is_some_and(|revision| i64::from(revision) != first.revision);
    let command = |session: SessionId| BookCommand {
        child: order.child,
        session,
        kind: order.kind,
        class: None,
        purpose: order.purpose,
        asker: Asker::Professional,
        request,
        set_aside: order.overriding.clone().map(set_aside),
    };
    let by = actor.signature();
    let mut done = Done { lines: Vec::new(), changed, overridden: false };
    if order.until.is_none() && order.also.is_empty() {
        let booked = tx.book(&by, &command(order.session))?;
        done.overridden = !booked.overridden.is_empty();
        done.lines.push(Line {
            date: first.date,
            half_day: first.half_day,
            booking: Some(booked.id),
            refusals: Vec::new(),
        });
        return Ok(done);
    }
    for (date, half_day) in series(&first, order) {
        let sessions = db::calendar::sessions_of(tx.conn, &[site], date, date)?;
        let found = sessions
            .iter()
            .filter(|session| session.half_day == half_day && session.cancelled_at.is_none())
            .min_by_key(|session| (session.premises != first.premises, session.id));
        let Some(found) = found else {
            done.lines.push(Line {
                date,
                half_day,
                booking: None,
                refusals: vec![Refusal::SiteClosed { date, half_day }],
            });
            continue;
        };
        let line = Entry::done(Action::ManageBookings, "session", found.id).site(site);
        match tx.attempt(&by, &line, |tx| tx.book(&by, &command(found.id)))? {
            Ok(booked) => {
                done.overridden |= !booked.overridden.is_empty();
                done.lines.push(Line { date, half_day, booking: Some(booked.id), refusals: Vec::new() });
            }
            Err(refusals) => done.lines.push(Line { date, half_day, booking: None, refusals }),
        }
    }
    Ok(done)
}

/// The half-days of a series: those of the first week, and the same every week until the last day (a year at most).
fn series(first: &Session, order: &Order) -> Vec<(Date, HalfDay)> {
    let mut weekly = vec![Weekly(DayOfWeek::of(first.date), first.half_day)];
    for one in &order.also {
        if !weekly.contains(one) {
            weekly.push(*one);
        }
    }
    let until = order.until.unwrap_or_else(|| days_after(week_of(first.date), 6)).min(days_after(first.date, 370));
    let mut days = Vec::new();
    let mut monday = week_of(first.date);
    while monday <= until {
        for Weekly(weekday, half_day) in &weekly {
            let offset = DayOfWeek::ALL.iter().position(|day| day == weekday).unwrap_or(0);
            let date = days_after(monday, i32::try_from(offset).unwrap_or(0));
            if first.date <= date && date <= until {
                days.push((date, *half_day));
            }
        }
        monday = days_after(monday, 7);
    }
    days.sort_unstable_by_key(|(date, half_day)| (*date, *half_day));
    days
}

#[derive(Template)]
#[template(path = "places/book.html")]
struct BookPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    when: String,
    back: String,
    action: String,
    key: String,
    override_key: String,
    hidden: Vec<(&'static str, String)>,
    sent: Vec<(String, String)>,
    errors: view::FieldErrors,
    refusals: Vec<(String, Vec<String>)>,
    may_override: bool,
    changed: String,
    warnings: Vec<String>,
    kinds: Vec<view::Choice>,
    kind: String,
    purposes: Vec<view::Choice>,
    purpose: String,
    until: String,
    also_choices: Vec<view::Choice>,
    also: Vec<String>,
    reason: String,
}

struct Form {
    child: ChildCard,
    site: SiteCard,
    session: db::places::BoardSession,
    kinds: Vec<CareKind>,
    usual: Option<(CareKind, Purpose)>,
    open: Vec<Weekly>,
    papers: Option<domain::refusal::Warning>,
}

async fn book_page(
    cx: &Context,
    site: SiteId,
    submitted: &Submitted,
    errors: view::FieldErrors,
    refusals: &[Refusal],
) -> Result<Response, Problem> {
    let (child, session) =
        (path_id::<ChildId>(submitted.value("child"))?, path_id::<SessionId>(submitted.value("session"))?);
    let request = PlaceRequestId::read(submitted.value("request"));
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let form = cx
        .app
        .db()
        .read(move |conn| {
            let child = child_for(conn, &actor, child, request)?;
            let (_, of_site) = see_session(conn, &actor, Action::ManageBookings, session)?;
            if of_site != site {
                return Err(db::Error::NotFound);
            }
            let seen = see_site(conn, &actor, Action::ManageBookings, site)?;
            let card = db::attendance::site_card(conn, &seen)?;
            let date = db::calendar::session_by_id(conn, session)?.date;
            let week = db::places::week(conn, seen, date, now)?;
            let usual = week
                .sessions
                .iter()
                .flat_map(|shown| &shown.bookings)
                .find(|place| place.child == child.id)
                .map(|place| (place.kind, place.purpose));
            let open = week
                .sessions
                .iter()
                .filter(|shown| shown.session.cancelled_at.is_none())
                .map(|shown| Weekly(DayOfWeek::of(shown.session.date), shown.session.half_day))
                .collect();
            let shown =
                week.sessions.into_iter().find(|shown| shown.session.id == session).ok_or(db::Error::NotFound)?;
            let policies = db::sites::policies(conn, &[site])?;
            let kinds = db::sites::policy_on(&policies, site, date).map(|policy| policy.care_kinds.clone());
            let papers = db::papers::missing::warning_of(conn, &actor, (child.id, site), now)?;
            Ok(Form {
                papers,
                child,
                site: card,
                session: shown,
                kinds: kinds.unwrap_or_else(|| CareKind::ALL.to_vec()),
                usual,
                open,
            })
        })
        .await?;
    let t = cx.t;
    let session = &form.session.session;
    let name = name_of(&form.child.given_name, &form.child.initial);
    let value = |name: &str| submitted.value(name).to_owned();
    let revision = submitted.value("revision").parse::<i64>().ok();
    let moved = revision.is_some_and(|revision| revision != session.revision);
    let also_choices = DayOfWeek::ALL
        .iter()
        .take(5)
        .flat_map(|day| HalfDay::ALL.iter().map(move |half| Weekly(*day, *half)))
        .filter(|weekly| form.open.contains(weekly) && *weekly != Weekly(DayOfWeek::of(session.date), session.half_day))
        .map(|weekly| view::Choice {
            value: weekly.text().into_owned(),
            label: weekly_words(t, weekly.0, weekly.1),
            ..view::Choice::default()
        })
        .collect();
    let kind = match (submitted.value("kind"), form.usual) {
        ("", Some((kind, _))) => kind.as_str().to_owned(),
        ("", None) => CareKind::Occasional.as_str().to_owned(),
        (sent, _) => sent.to_owned(),
    };
    let page = BookPage {
        t,
        layout: view::Layout { place: form.site.name.clone(), ..cx.layout().await },
        title: t.board_book_title(name),
        over: form.site.name.clone(),
        when: t.board_book_when(
            capital(&t.date_half_day(session.date, session.half_day)),
            t.time_range(session.starts_at, session.ends_at),
            &form.session.premises_name,
        ),
        back: format!("/sites/{site}/week?monday={}&child={}", week_of(session.date), form.child.id),
        action: format!("/sites/{site}/week/book"),
        key: cx.new_key(),
        override_key: cx.new_key(),
        hidden: vec![
            ("child", value("child")),
            ("session", value("session")),
            ("request", value("request")),
            ("revision", session.revision.to_string()),
        ],
        sent: ["kind", "purpose", "until"]
            .iter()
            .map(|name| ((*name).to_owned(), value(name)))
            .chain(submitted.values("also").map(|also| ("also".to_owned(), also.to_owned())))
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        errors,
        refusals: refusal_lines(cx, refusals),
        may_override: overridable(cx, refusals),
        changed: if moved && !refusals.is_empty() {
            t.board_changed(t.board_free(pages::free_of(&form.session)))
        } else {
            String::new()
        },
        warnings: form.papers.iter().map(|warning| i18n::warning_sentence(t, warning)).collect(),
        kinds: kinds(t, &form.kinds),
        kind,
        purposes: purposes(t),
        purpose: match (submitted.value("purpose"), form.usual) {
            ("", Some((_, purpose))) => purpose.as_str().to_owned(),
            (sent, _) => sent.to_owned(),
        },
        until: value("until"),
        also_choices,
        also: submitted.values("also").map(str::to_owned).collect(),
        reason: value("reason"),
    };
    html(&page)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// `GET /sites/{id}/week/book`
pub async fn book_form(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let fields =
        ["child", "session", "request", "kind", "purpose"].map(|name| (name.to_owned(), asked.value(name).to_owned()));
    book_page(&cx, path_id(&id)?, &Submitted::prefilled(fields), view::FieldErrors::none(), &[]).await
}

#[derive(Template)]
#[template(path = "places/series.html")]
struct SeriesPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    back: String,
    booked: Vec<view::Link>,
    refused: Vec<(String, Vec<String>)>,
}

/// `POST /sites/{id}/week/book`
pub async fn book(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let site: SiteId = path_id(&id)?;
    let order = match read_order(&submitted) {
        Ok(order) => order,
        Err(problem) => {
            let errors = crate::forms::errors(cx.t, &problem);
            let page = book_page(&cx, site, &submitted, errors, &[]).await?;
            return Ok(answered_with(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    if order.overriding.is_some() && !cx.caller.may(Action::OverrideRule) {
        return Err(Problem::refused(vec![Refusal::OverrideNotAllowed]));
    }
    let (actor, key, asked) = (cx.actor().clone(), submitted.key().cloned(), order.clone());
    let done = cx
        .app
        .db()
        .write(move |tx| {
            let (_, of_site) = see_session(tx.conn, &actor, Action::ManageBookings, asked.session)?;
            if of_site != site {
                return Err(db::Error::NotFound);
            }
            let line = Entry::done(Action::ManageBookings, "session", asked.session).site(site);
            let by = actor.signature();
            let done = tx.attempt(&by, &line, |tx| tx.once(key.as_ref(), |tx| place_order(tx, &actor, &asked)))?;
            let child = child_for(tx.conn, &actor, asked.child, asked.request)?;
            Ok((done, child))
        })
        .await?;
    let (done, child) = done;
    let name = name_of(&child.given_name, &child.initial);
    let done = match done {
        Ok(done) => done,
        Err(refusals) => {
            let page = book_page(&cx, site, &submitted, view::FieldErrors::none(), &refusals).await?;
            return Ok(answered_with(StatusCode::CONFLICT, page));
        }
    };
    match done.lines.as_slice() {
        [Line { date, half_day, booking: Some(booking), .. }] => {
            let when = cx.t.date_half_day(*date, *half_day);
            let text = if done.overridden {
                cx.t.board_done_overridden(&name, when)
            } else if done.changed {
                cx.t.board_done_changed(&name, when)
            } else {
                cx.t.board_done_booked(&name, when)
            };
            notify(&cx, text, Some((*booking, "take-back", cx.t.board_undo_book(&name)))).await?;
            Ok(Redirect::to(&format!("/sites/{site}/week?monday={}", week_of(*date))).into_response())
        }
        lines => series_page(&cx, site, &name, lines).await,
    }
}

async fn series_page(cx: &Context, site: SiteId, name: &str, lines: &[Line]) -> Result<Response, Problem> {
    let t = cx.t;
    let booked: Vec<view::Link> = lines
        .iter()
        .filter_map(|line| {
            let booking = line.booking?;
            Some(view::Link {
                label: capital(&t.date_half_day(line.date, line.half_day)),
                href: format!("/board/bookings/{booking}"),
            })
        })
        .collect();
    let monday = lines.first().map(|line| week_of(line.date));
    let page = SeriesPage {
        t,
        layout: cx.layout().await,
        title: t.board_series_title(name, booked.len(), lines.len()),
        over: t.board_book_repeat(),
        back: match monday {
            Some(monday) => format!("/sites/{site}/week?monday={monday}"),
            None => format!("/sites/{site}/week"),
        },
        refused: lines
            .iter()
            .filter(|line| line.booking.is_none())
            .map(|line| {
                let reasons = line.refusals.iter().map(|refusal| cx.sentence(refusal)).collect();
                (capital(&t.date_half_day(line.date, line.half_day)), reasons)
            })
            .collect(),
        booked,
    };
    html(&page)
}

async fn notify(cx: &Context, text: String, undo: Option<(BookingId, &str, String)>) -> Result<(), Problem> {
    let undo = undo.map(|(booking, how, words)| view::Undo {
        action: format!("/board/bookings/{booking}/{how}"),
        key: cx.new_key(),
        words,
    });
    cx.notify(view::Notice { tone: "done", text, undo }).await
}

/// What a step on a booking left: where it stands now.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Step {
    booking: BookingId,
    site: SiteId,
    date: Date,
    half_day: HalfDay,
    overridden: bool,
}

/// One step on a booking, under its proof, its key, and with a line for its refusal.
async fn step<F>(
    cx: &Context,
    submitted: &Submitted,
    id: BookingId,
    work: F,
) -> Result<(Result<Step, Vec<Refusal>>, String), Problem>
where
    F: Fn(&mut Tx<'_>, &db::audit::Signature) -> db::Result<BookingId> + Send + 'static,
{
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            let seen = see_booking(tx.conn, &actor, Action::ManageBookings, id)?;
            let child = child_of_booking(tx.conn, &seen)?;
            let by = actor.signature();
            let line = Entry::done(Action::ManageBookings, "booking", id);
            let result = tx.attempt(&by, &line, |tx| {
                tx.once(key.as_ref(), |tx| {
                    let booking = work(tx, &by)?;
                    let now = db::places::booking_by_id(tx.conn, booking)?;
                    Ok(Step {
                        booking,
                        site: now.site,
                        date: now.date,
                        half_day: now.half_day,
                        overridden: now.override_rule.is_some(),
                    })
                })
            })?;
            Ok((result, name_of(&child.given_name, &child.initial)))
        })
        .await?)
}

fn to_board(step: &Step) -> Response {
    Redirect::to(&format!("/sites/{}/week?monday={}", step.site, week_of(step.date))).into_response()
}

async fn refused(
    cx: &Context,
    id: BookingId,
    rule: String,
    refusals: Vec<Refusal>,
    to: String,
    reason: String,
) -> Result<Response, Problem> {
    let tried = Tried { rule, refusals: refusals.clone(), to, reason, ..Tried::default() };
    let page = pages::booking_page(cx, id, tried).await?;
    if page.status().is_redirection() {
        // The booking is gone: there is no page to say it on.
        return Err(Problem::refused(refusals));
    }
    Ok(answered_with(StatusCode::CONFLICT, page))
}

/// A page under another status; a page that sends elsewhere (the booking was given back meanwhile) goes as it is.
fn answered_with(status: StatusCode, page: Response) -> Response {
    if page.status() == StatusCode::OK { (status, page).into_response() } else { page }
}

/// `POST /board/bookings/{booking}/cancel`
pub async fn cancel(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: BookingId = path_id(&id)?;
    let mut read = submitted.read();
    let reason = read.word::<ReleaseReason>("reason");
    let by_people =
        !matches!(reason.peek(), Some(ReleaseReason::HoldExpired | ReleaseReason::Moved | ReleaseReason::NotChosen));
    if !by_people {
        read.problem("reason", "not_a_choice");
    }
    if let Err(problem) = read.finish() {
        let tried = Tried { errors: crate::forms::errors(cx.t, &problem), ..Tried::default() };
        let page = pages::booking_page(&cx, id, tried).await?;
        return Ok(answered_with(StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    let reason = reason.take()?;
    let (result, name) = step(&cx, &submitted, id, move |tx, by| tx.release(by, id, reason).map(|_| id)).await?;
    match result {
        Ok(step) => {
            let text = cx.t.board_done_cancelled(&name, cx.t.date_half_day(step.date, step.half_day));
            notify(&cx, text, Some((id, "restore", cx.t.board_undo_cancel(&name)))).await?;
            Ok(to_board(&step))
        }
        Err(refusals) => {
            refused(&cx, id, cx.t.board_cancel_refused(), refusals, String::new(), reason.as_str().to_owned()).await
        }
    }
}

/// `POST /board/bookings/{booking}/move`
pub async fn shift(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: BookingId = path_id(&id)?;
    let mut read = submitted.read();
    let to = read.word::<SessionId>("session");
    let overriding = read.ticked("override");
    let reason = read.optional_text("reason", 500);
    if let Err(problem) = read.finish() {
        let tried = Tried { errors: crate::forms::errors(cx.t, &problem), ..Tried::default() };
        let page = pages::booking_page(&cx, id, tried).await?;
        return Ok(answered_with(StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    let (to, reason) = (to.take()?, reason.take()?.unwrap_or_default());
    if overriding && !cx.caller.may(Action::OverrideRule) {
        return Err(Problem::refused(vec![Refusal::OverrideNotAllowed]));
    }
    let (actor, words) = (cx.actor().clone(), reason.clone());
    let (result, name) = step(&cx, &submitted, id, move |tx, by| {
        see_session(tx.conn, &actor, Action::ManageBookings, to)?;
        let aside = overriding.then(|| set_aside(words.clone()));
        tx.move_booking(by, id, to, Asker::Professional, aside.as_ref()).map(|booked| booked.id)
    })
    .await?;
    match result {
        Ok(step) => {
            let text = cx.t.board_done_moved(&name, cx.t.date_half_day(step.date, step.half_day));
            notify(&cx, text, Some((step.booking, "move-back", cx.t.board_undo_move(&name)))).await?;
            Ok(to_board(&step))
        }
        Err(refusals) => refused(&cx, id, cx.t.board_move_refused(), refusals, to.to_string(), reason).await,
    }
}

/// `POST /board/bookings/{booking}/restore`: undoes a cancellation.
pub async fn restore(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: BookingId = path_id(&id)?;
    submitted.read().finish()?;
    let (result, name) = step(&cx, &submitted, id, move |tx, by| tx.restore(by, id).map(|_| id)).await?;
    let step = result.map_err(Problem::refused)?;
    notify(&cx, cx.t.board_done_restored(name, cx.t.date_half_day(step.date, step.half_day)), None).await?;
    Ok(to_board(&step))
}

/// `POST /board/bookings/{booking}/take-back`: undoes a booking.
pub async fn take_back(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: BookingId = path_id(&id)?;
    submitted.read().finish()?;
    let (result, name) =
        step(&cx, &submitted, id, move |tx, by| tx.release(by, id, ReleaseReason::MadeByMistake).map(|_| id)).await?;
    let step = result.map_err(Problem::refused)?;
    let text = cx.t.board_done_cancelled(&name, cx.t.date_half_day(step.date, step.half_day));
    notify(&cx, text, Some((id, "restore", cx.t.board_undo_cancel(&name)))).await?;
    Ok(to_board(&step))
}

/// `POST /board/bookings/{booking}/move-back`: undoes a move.
pub async fn move_back(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: BookingId = path_id(&id)?;
    submitted.read().finish()?;
    let (result, name) = step(&cx, &submitted, id, move |tx, by| {
        let moved = db::places::booking_by_id(tx.conn, id)?;
        let before = db::places::booking_by_id(tx.conn, moved.moved_from.ok_or(db::Error::NotFound)?)?;
        // The seat was this child's a moment ago: what had been set aside for it stays set aside.
        let aside = before.override_reason.map(set_aside);
        tx.move_booking(by, id, before.session, Asker::Professional, aside.as_ref()).map(|booked| booked.id)
    })
    .await?;
    let step = result.map_err(Problem::refused)?;
    notify(&cx, cx.t.board_done_restored(name, cx.t.date_half_day(step.date, step.half_day)), None).await?;
    Ok(to_board(&step))
}

/// `POST /board/bookings/{booking}/confirm`: the manager confirms a hold for the family.
pub async fn confirm(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: BookingId = path_id(&id)?;
    submitted.read().finish()?;
    let (result, name) = step(&cx, &submitted, id, move |tx, by| tx.confirm_hold(by, id).map(|_| id)).await?;
    match result {
        Ok(step) => {
            let text = cx.t.board_done_confirmed(name, cx.t.date_half_day(step.date, step.half_day));
            notify(&cx, text, None).await?;
            Ok(to_board(&step))
        }
        Err(refusals) => refused(&cx, id, cx.t.board_book_refused(), refusals, String::new(), String::new()).await,
    }
}
