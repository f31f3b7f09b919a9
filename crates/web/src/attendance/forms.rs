//! What is tapped: arrivals, departures, absences, corrections, undo. Each ends on the page it came from.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::access::see_booking;
use db::attendance::{NewFact, Recorded};
use domain::access::Action;
use domain::places::{AbsenceReason, AttendanceKind};
use domain::*;

use super::pages;
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;

domain::word_list! {
    /// What a correction says really happened.
    Really { Arrived = "arrived", Left = "left", Absent = "absent", Nothing = "nothing" }
}

/// In place of words: somebody says that a departure was as the rule supposed.
pub(super) const CONFIRMED: &str = "confirmed";

/// The instant of a time of day on the day of the booking (now when no time was given), and whether that day is over.
async fn instant_of(cx: &Context, booking: BookingId, time: Option<Time>) -> Result<(Instant, bool), Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let sheet = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_booking(conn, &actor, Action::RecordAttendance, booking)?;
            db::attendance::line(conn, &seen, now)
        })
        .await?;
    let at = time.and_then(|time| Instant::of_civil(sheet.date, time, &sheet.site.zone)).unwrap_or(now);
    Ok((at, sheet.date < now.date(&sheet.site.zone)))
}

async fn write(cx: &Context, submitted: &Submitted, new: NewFact) -> Result<Recorded, Problem> {
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    Ok(cx
        .app
        .db()
        .write(move |tx| db::attendance::record(tx, &actor, key.as_ref(), &NewFact { id: tx.new_id(), ..new.clone() }))
        .await?)
}

/// To the sheet, at the child's line.
async fn back_to_sheet(cx: &Context, booking: BookingId) -> Result<Response, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let sheet = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_booking(conn, &actor, Action::RecordAttendance, booking)?;
            db::attendance::line(conn, &seen, now)
        })
        .await?;
    let target = format!("/attendance?site={}&date={}#b-{booking}", sheet.site.id, sheet.date);
    Ok(Redirect::to(&target).into_response())
}

async fn refused(
    cx: &Context,
    booking: BookingId,
    submitted: &Submitted,
    refusals: &[Refusal],
) -> Result<Response, Problem> {
    let page = pages::line_page(cx, booking, submitted, view::FieldErrors::none(), refusals).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

async fn wrong(cx: &Context, booking: BookingId, submitted: &Submitted, problem: Problem) -> Result<Response, Problem> {
    if problem.field_problems().is_none() {
        return Err(problem);
    }
    let errors = crate::forms::errors(cx.t, &problem);
    let page = pages::line_page(cx, booking, submitted, errors, &[]).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// One tap: it happens now, or at the time given.
pub async fn record(cx: Context, Path(booking): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let booking: BookingId = path_id(&booking)?;
    let mut read = submitted.read();
    let kind = read.word::<AttendanceKind>("kind");
    let time = read.optional_time("time");
    let reason = read.optional_word::<AbsenceReason>("reason");
    let why = read.optional_text("why", 500);
    let both = read.optional_word::<BookingId>("both");
    if let Err(problem) = read.finish() {
        return wrong(&cx, booking, &submitted, problem).await;
    }
    let (kind, absence, time, why) = (kind.take()?, reason.take()?, time.take()?, why.take()?);
    let (at, past) = instant_of(&cx, booking, time).await?;
    // What is added to a day that is over is a correction of the register: it says why, and at what time.
    if past && why.is_none() {
        return wrong(&cx, booking, &submitted, Problem::field("why", "required")).await;
    }
    if past && time.is_none() && kind != AttendanceKind::Absent {
        return wrong(&cx, booking, &submitted, Problem::field("time", "required")).await;
    }
    let id = domain::Id::from_uuid(uuid::Uuid::nil());
    let new = NewFact { id, booking, kind, at, absence, corrects: None, why, withdrawn: false, by_rule: false };
    // The other half of the day, when the child does not come at all; only an absence is of both at once.
    let both = both.take()?.filter(|_| kind == AttendanceKind::Absent);
    let recorded = match both {
        None => write(&cx, &submitted, new).await?.map(drop),
        Some(other) => write_both(&cx, &submitted, new, other).await?,
    };
    match recorded {
        Ok(()) => back_to_sheet(&cx, booking).await,
        Err(refusals) => refused(&cx, booking, &submitted, &refusals).await,
    }
}

async fn write_both(
    cx: &Context,
    submitted: &Submitted,
    new: NewFact,
    other: BookingId,
) -> Result<Result<(), Vec<Refusal>>, Problem> {
    let (actor, key, now) = (cx.actor().clone(), submitted.key().cloned(), cx.app.now());
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            // Of the same child on the same day, or of nobody.
            let day_of = |tx: &mut db::Tx<'_>, id: BookingId| {
                let seen = see_booking(tx.conn, &actor, Action::RecordAttendance, id)?;
                let sheet = db::attendance::line(tx.conn, &seen, now)?;
                let child = sheet.children().next().map(|(_, child)| child.child);
                Ok::<_, db::Error>((sheet.date, child))
            };
            if day_of(tx, new.booking)? != day_of(tx, other)? {
                return Err(db::Error::NotFound);
            }
            let facts = [new.booking, other].map(|booking| NewFact { id: tx.new_id(), booking, ..new.clone() });
            db::attendance::record_all(tx, &actor, key.as_ref(), &facts)
        })
        .await?
        .map(drop))
}

/// A correction, with its reason.
pub async fn correct(cx: Context, Path(booking): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let booking: BookingId = path_id(&booking)?;
    let mut read = submitted.read();
    let fact = read.word::<AttendanceFactId>("fact");
    let really = read.word::<Really>("really");
    let time = read.optional_time("time");
    let reason = read.optional_word::<AbsenceReason>("absence");
    let correction = read.text("correction", 500);
    if matches!(really.peek(), Some(Really::Arrived | Really::Left)) && time.peek() == Some(&None) {
        read.problem("time", "required");
    }
    if let Err(problem) = read.finish() {
        return wrong(&cx, booking, &submitted, problem).await;
    }
    let (corrected, really, correction) = (fact.take()?, really.take()?, correction.take()?);
    let (at, _) = instant_of(&cx, booking, time.take()?).await?;
    let (kind, withdrawn) = match really {
        Really::Arrived => (AttendanceKind::Arrived, false),
        Really::Left => (AttendanceKind::Left, false),
        Really::Absent => (AttendanceKind::Absent, false),
        // What a withdrawal withdraws is said by the fact it names.
        Really::Nothing => (AttendanceKind::Arrived, true),
    };
    let absence = reason.take()?.filter(|_| kind == AttendanceKind::Absent);
    let id = domain::Id::from_uuid(uuid::Uuid::nil());
    let (corrects, why) = (Some(corrected), Some(correction));
    let new = NewFact { id, booking, kind, at, absence, corrects, why, withdrawn, by_rule: false };
    match write(&cx, &submitted, new).await? {
        Ok(_) => Ok(Redirect::to(&format!("/attendance/{booking}")).into_response()),
        Err(refusals) => refused(&cx, booking, &submitted, &refusals).await,
    }
}

/// A departure was as the rule supposed: a fact like any other takes its place.
pub async fn confirm(cx: Context, Path(booking): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let booking: BookingId = path_id(&booking)?;
    let mut read = submitted.read();
    let fact = read.word::<AttendanceFactId>("fact");
    read.finish()?;
    let (fact, actor, now) = (fact.take()?, cx.actor().clone(), cx.app.now());
    let sheet = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_booking(conn, &actor, Action::RecordAttendance, booking)?;
            db::attendance::line(conn, &seen, now)
        })
        .await?;
    let found = sheet.children().flat_map(|(_, child)| &child.facts).find(|one| one.id == fact && one.by_rule);
    let Some(rule) = found else { return Err(Problem::not_found()) };
    let new = NewFact {
        id: domain::Id::from_uuid(uuid::Uuid::nil()),
        booking,
        kind: AttendanceKind::Left,
        at: rule.at,
        absence: None,
        corrects: Some(fact),
        why: Some(CONFIRMED.to_owned()),
        withdrawn: false,
        by_rule: false,
    };
    match write(&cx, &submitted, new).await? {
        Ok(_) => back_to_sheet(&cx, booking).await,
        Err(refusals) => refused(&cx, booking, &submitted, &refusals).await,
    }
}

/// Takes the last mark back.
pub async fn undo(cx: Context, Path(booking): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let booking: BookingId = path_id(&booking)?;
    let mut read = submitted.read();
    let fact = read.word::<AttendanceFactId>("fact");
    read.finish()?;
    let (fact, actor, key) = (fact.take()?, cx.actor().clone(), submitted.key().cloned());
    let undone = cx.app.db().write(move |tx| db::attendance::undo(tx, &actor, key.as_ref(), fact)).await?;
    match undone {
        Ok(_) => back_to_sheet(&cx, booking).await,
        Err(refusals) => refused(&cx, booking, &submitted, &refusals).await,
    }
}
