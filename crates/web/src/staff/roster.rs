//! The week of a team: who works when, who opens and closes, and what it means for the children; added, moved and removed with a form.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use db::access::see_site;
use db::directory::Site;
use db::staff::{CareDate, File, NewShift, RosterChanged, Shift, care_dates};
use domain::access::Action;
use domain::places::{days_after, week_of};
use domain::refusal::Warning;
use domain::staff::CheckState;
use domain::staff::day::{Minute, Span};
use domain::staff::roster::is_on_a_step;
use domain::staff::week::CategoryShare;
use domain::{Date, PremisesId, RosterChangeId, ShiftId, SiteId, StaffMemberId, Time};
use i18n::Text;

use super::figure::{DayFigure, first_fault, hours, strip, warnings};
use super::ratio::site_of;
use super::team::hours_words;
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, filled, head, html, load, write};

struct Block {
    words: String,
    heard: String,
    href: String,
    role: String,
    premises: String,
    from: u16,
    length: u16,
    chosen: bool,
}

struct Cell {
    absent: String,
    blocks: Vec<Block>,
    add: String,
    add_words: String,
}

struct Row {
    name: String,
    href: String,
    detail: String,
    total: String,
    note: String,
    cells: Vec<Cell>,
}

struct Day {
    label: String,
    today: bool,
    opening: String,
    who: String,
}

#[derive(Template)]
#[template(path = "staff/roster.html")]
struct RosterPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    title: String,
    caption: String,
    previous: String,
    next: String,
    here: String,
    days: Vec<Day>,
    rows: Vec<Row>,
    figures: Vec<DayFigure>,
    warnings: Vec<String>,
    share: String,
    may_manage: bool,
    half_hours: u16,
    form: Submitted,
    wrong: Wrong,
    key: String,
    form_title: String,
    action: String,
    edited: bool,
    remove: String,
    remove_key: String,
    people: Vec<view::Choice>,
    dates: Vec<view::Choice>,
    ticked: Vec<String>,
    premises: Vec<view::Choice>,
    monday: String,
    copy_to: String,
}

pub(super) struct Look {
    pub(super) team: Vec<File>,
    shifts: Vec<Shift>,
    elsewhere: Vec<Shift>,
    care: Vec<CareDate>,
    share: CategoryShare,
    due: Vec<(File, CheckState)>,
    premises: Vec<db::directory::Premises>,
}

async fn look(cx: &Context, id: SiteId, monday: Date) -> Result<Look, Problem> {
    let (actor, now, today) = (cx.actor().clone(), cx.app.now(), cx.app.today());
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeRoster, id)?;
            let sunday = days_after(monday, 6);
            let shifts = db::staff::shifts_of(conn, &[id], monday, sunday)?;
            let team = db::staff::team(conn, &seen)?;
            Ok(Look {
                elsewhere: db::staff::shifts::shifts_elsewhere(conn, &seen, &team, monday, sunday)?,
                care: care_dates(conn, &seen, (monday, sunday), now)?,
                share: db::staff::care::category_share(conn, &seen, monday)?,
                due: db::staff::care::checks_due(conn, &shifts, today)?,
                premises: db::directory::premises_of(conn, &[id])?,
                team,
                shifts,
            })
        })
        .await?)
}

/// `GET /roster`: the week of the first of one's sites.
pub(crate) async fn mine(cx: Context) -> Result<Response, Problem> {
    let actor = cx.actor().clone();
    let sites = cx.app.db().read(move |conn| db::attendance::sites_of(conn, &actor, Action::SeeRoster)).await?;
    match sites.first() {
        Some(site) => Ok(Redirect::to(&format!("/sites/{}/roster", site.id)).into_response()),
        None => Ok(Redirect::to("/sites").into_response()),
    }
}

fn days_of(t: Text, look: &Look, monday: Date, today: Date) -> Vec<(Date, Day)> {
    let used = |date: Date| {
        look.care.iter().any(|care| care.date == date) || look.shifts.iter().any(|shift| shift.date == date)
    };
    (0..7)
        .map(|offset| days_after(monday, offset))
        .filter(|date| date.weekday().to_monday_zero_offset() < 5 || used(*date))
        .map(|date| {
            let sessions: Vec<Span> = look
                .care
                .iter()
                .filter(|care| care.date == date)
                .flat_map(|care| care.sessions.iter().copied())
                .collect();
            let opening =
                match (sessions.iter().map(|span| span.from()).min(), sessions.iter().map(|span| span.until()).max()) {
                    (Some(from), Some(until)) => t.time_range(from.time(), until.time()),
                    _ => t.roster_closed(),
                };
            let named = |is: fn(&Shift) -> bool| {
                let names: Vec<String> = look
                    .shifts
                    .iter()
                    .filter(|shift| shift.date == date && is(shift))
                    .filter_map(|shift| look.team.iter().find(|file| file.member.id == shift.member))
                    .map(|file| file.member.given_name.clone())
                    .collect();
                (!names.is_empty()).then(|| t.list_and(&names))
            };
            let who: Vec<String> = [
                named(|shift| shift.opens).map(|names| t.roster_opened_by(names)),
                named(|shift| shift.closes).map(|names| t.roster_closed_by(names)),
            ]
            .into_iter()
            .flatten()
            .collect();
            (date, Day { label: t.date_short(date), today: date == today, opening, who: who.join(" · ") })
        })
        .collect()
}

/// What is shown: from which half-hour on, and the shift of the form.
#[derive(Clone, Copy)]
struct Shown<'a> {
    here: &'a str,
    monday: Date,
    first: u16,
    chosen: Option<ShiftId>,
}

fn row(cx: &Context, look: &Look, file: &File, days: &[(Date, Day)], shown: Shown<'_>) -> Row {
    let Shown { here, monday, first, chosen } = shown;
    let t = cx.t;
    let may_manage = cx.caller.may(Action::ManageStaff);
    let (member, person) = (&file.member, file.person());
    let mut minutes: u32 = 0;
    let mut counts = true;
    let cells = days
        .iter()
        .map(|(date, day)| {
            let absent = file
                .absences
                .iter()
                .find(|(_, _, period)| period.contains(*date))
                .map(|(_, kind, _)| t.word("staff-absence", kind.as_str()));
            let own = |shift: &&Shift| shift.member == member.id && shift.date == *date;
            let mut blocks: Vec<Block> = look
                .shifts
                .iter()
                .filter(own)
                .map(|shift| {
                    if absent.is_none() {
                        minutes += u32::from(shift.span.minutes());
                    }
                    counts = counts && domain::staff::counted_as(&person, *date).is_some();
                    let roles: Vec<String> = [(shift.opens, t.roster_opens()), (shift.closes, t.roster_closes())]
                        .into_iter()
                        .filter_map(|(is, word)| is.then_some(word))
                        .collect();
                    let several = look.premises.iter().filter(|place| place.ended_on.is_none()).count() > 1;
                    let place = look.premises.iter().find(|place| place.id == shift.premises).filter(|_| several);
                    Block {
                        words: hours(t, shift.span),
                        heard: t.roster_block(member.name(), &day.label, hours(t, shift.span)),
                        href: if may_manage {
                            format!("{here}?monday={monday}&edit={}#form", shift.id)
                        } else {
                            String::new()
                        },
                        role: t.list_and(&roles),
                        premises: place.map(|place| place.name.clone()).unwrap_or_default(),
                        from: (shift.span.from().number() / 30).saturating_sub(first),
                        length: shift.span.minutes() / 30,
                        chosen: chosen == Some(shift.id),
                    }
                })
                .collect();
            blocks.extend(look.elsewhere.iter().filter(own).map(|shift| Block {
                words: hours(t, shift.span),
                heard: t.roster_block(member.name(), &day.label, hours(t, shift.span)),
                href: String::new(),
                role: t.roster_elsewhere(),
                premises: String::new(),
                from: (shift.span.from().number() / 30).saturating_sub(first),
                length: shift.span.minutes() / 30,
                chosen: false,
            }));
            Cell {
                add: if may_manage && absent.is_none() {
                    format!("{here}?monday={monday}&member={}&date={date}#form", member.id)
                } else {
                    String::new()
                },
                add_words: t.roster_add_words(member.name(), &day.label),
                absent: absent.unwrap_or_default(),
                blocks,
            }
        })
        .collect();
    let contract = file.weekly_minutes_on(monday);
    let trained = file.credentials().category_on(days_after(monday, 4));
    Row {
        name: member.name(),
        href: if cx.caller.may(Action::SeeStaff) {
            here.replace("/roster", &format!("/staff/{}", member.id))
        } else {
            String::new()
        },
        detail: trained.map_or_else(|| t.staff_untrained(), |category| t.word("staff-category", category.as_str())),
        total: if contract == 0 {
            hours_words(t, minutes)
        } else {
            t.roster_hours_of(hours_words(t, minutes), hours_words(t, contract))
        },
        note: if counts { String::new() } else { t.roster_does_not_count() },
        cells,
    }
}

/// What the form below the week is about.
pub(super) struct Form {
    pub(super) form: Submitted,
    pub(super) wrong: Wrong,
    pub(super) edited: Option<ShiftId>,
}

async fn roster_page(cx: &Context, site: Site, monday: Date, shown: Form) -> Result<Response, Problem> {
    let (t, today) = (cx.t, cx.app.today());
    let look = look(cx, site.id, monday).await?;
    let head = head(cx, &site, "roster", 0);
    let here = format!("{}/roster", head.base);
    let days = days_of(t, &look, monday, today);
    let last = days.last().map_or(monday, |(date, _)| *date);
    let current = |file: &&File| {
        file.member.ended_on.is_none_or(|ended| ended >= monday)
            || look.shifts.iter().any(|shift| shift.member == file.member.id)
    };
    let spans = || look.care.iter().map(|care| care.span).chain(look.elsewhere.iter().map(|shift| shift.span));
    let first_half_hour = spans().map(|span| span.from().number() / 30).min().unwrap_or(15);
    let last_half_hour = spans().map(|span| span.until().number().div_ceil(30)).max().unwrap_or(36);
    let of_row = Shown { here: &here, monday, first: first_half_hour, chosen: shown.edited };
    let rows: Vec<Row> = look.team.iter().filter(current).map(|file| row(cx, &look, file, &days, of_row)).collect();
    let mut told: Vec<Warning> = warnings(&look.care);
    if !look.share.is_enough() {
        told.insert(
            0,
            Warning::FirstCategoryShare { month: monday.first_of_month(), tenths: look.share.tenths().unwrap_or(0) },
        );
    }
    if cx.caller.may(Action::SeeStaff) {
        told.extend(look.due.iter().map(|(file, state)| {
            let due = match state {
                CheckState::DueSoon(due) => Some(*due),
                _ => None,
            };
            Warning::HonorabilityDue { name: file.member.name(), due }
        }));
    }
    let Form { form, wrong, edited } = shown;
    let status = wrong.status();
    let choice = |value: String, label: String| view::Choice { value, label, ..view::Choice::default() };
    let page = RosterPage {
        t,
        layout: cx.layout().await,
        title: t.roster_title(t.date_medium(monday)),
        caption: t.roster_caption(&site.name, t.date_medium(monday), t.date_medium(last)),
        previous: format!("{here}?monday={}", days_after(monday, -7)),
        next: format!("{here}?monday={}", days_after(monday, 7)),
        figures: strip(t, site.id, &look.care),
        warnings: told.iter().map(|warning| i18n::warning_sentence(t, warning)).collect(),
        share: match look.share.tenths() {
            None => String::new(),
            Some(tenths) => t.roster_share(t.month_year(monday), t.tenths(i64::try_from(tenths).unwrap_or(0))),
        },
        may_manage: cx.caller.may(Action::ManageStaff),
        half_hours: last_half_hour.saturating_sub(first_half_hour).max(1),
        key: cx.new_key(),
        form_title: if edited.is_some() { t.roster_move() } else { t.roster_add() },
        action: edited.map_or_else(|| here.clone(), |shift| format!("{here}/shifts/{shift}")),
        edited: edited.is_some(),
        remove: edited.map(|shift| format!("{here}/shifts/{shift}/remove")).unwrap_or_default(),
        remove_key: cx.new_key(),
        people: look
            .team
            .iter()
            .filter(current)
            .map(|file| choice(file.member.id.to_string(), file.member.name()))
            .collect(),
        dates: days.iter().map(|(date, day)| choice(date.to_string(), day.label.clone())).collect(),
        ticked: form.values("date").map(str::to_owned).collect(),
        premises: look
            .premises
            .iter()
            .filter(|place| place.ended_on.is_none_or(|ended| ended >= monday))
            .map(|place| choice(place.id.to_string(), place.name.clone()))
            .collect(),
        monday: monday.to_string(),
        copy_to: days_after(monday, 7).to_string(),
        days: days.into_iter().map(|(_, day)| day).collect(),
        form,
        wrong,
        rows,
        here,
        head,
    };
    html(&page, status)
}

fn fields_of(shift: &Shift) -> Vec<(&'static str, String)> {
    use domain::Word;
    let tick = |is: bool| if is { "true".to_owned() } else { String::new() };
    vec![
        ("member", shift.member.to_string()),
        ("premises", shift.premises.to_string()),
        ("date", shift.date.to_string()),
        ("starts_at", shift.span.from().time().text().into_owned()),
        ("ends_at", shift.span.until().time().text().into_owned()),
        ("opens", tick(shift.opens)),
        ("closes", tick(shift.closes)),
    ]
}

/// `GET /sites/{id}/roster?monday=…`, `&edit={shift}`, `&member=…&date=…`
pub(crate) async fn week(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let mut read = asked.read_loosely();
    let (monday, date) = (read.optional_date("monday"), read.optional_date("date"));
    let (edit, member) = (read.optional_word::<ShiftId>("edit"), read.optional_word::<StaffMemberId>("member"));
    read.finish()?;
    let (date, edit, member) = (date.take()?, edit.take()?, member.take()?);
    let monday = week_of(monday.take()?.or(date).unwrap_or_else(|| cx.app.today()));
    let (form, edited) = match edit.filter(|_| cx.caller.may(Action::ManageStaff)) {
        Some(shift) => {
            let (actor, id) = (cx.actor().clone(), site.id);
            let shift = cx
                .app
                .db()
                .read(move |conn| {
                    let seen = see_site(conn, &actor, Action::ManageStaff, id)?;
                    db::staff::shifts::shift_by_id(conn, &seen, shift)
                })
                .await?;
            (filled(&fields_of(&shift)), Some(shift.id))
        }
        None => {
            let mut fields = Vec::new();
            fields.extend(member.map(|member| ("member", member.to_string())));
            fields.extend(date.map(|date| ("date", date.to_string())));
            (filled(&fields), None)
        }
    };
    roster_page(&cx, site, monday, Form { form, wrong: Wrong::default(), edited }).await
}

/// A shift on each of the days a form names.
fn read_shifts(form: &Submitted, one: bool) -> Result<Vec<NewShift>, Problem> {
    let mut read = form.read();
    let (member, premises) = (read.word::<StaffMemberId>("member"), read.word::<PremisesId>("premises"));
    let dates = read.words::<Date>("date");
    let (starts, ends) = (read.time("starts_at"), read.time("ends_at"));
    let (opens, closes) = (read.ticked("opens"), read.ticked("closes"));
    read.also("monday");
    match dates.peek().map(Vec::len) {
        Some(0) => read.problem("date", "required"),
        Some(several) if one && several > 1 => read.problem("date", "one_of"),
        Some(many) if many > 7 => read.problem("date", "too_many"),
        _ => {}
    }
    let wrong = |time: Option<&Time>| time.is_some_and(|time| !is_on_a_step(*time));
    for (name, time) in [("starts_at", starts.peek()), ("ends_at", ends.peek())] {
        if wrong(time) {
            read.problem(name, "not_half_hour");
        }
    }
    if starts.peek().zip(ends.peek()).is_some_and(|(from, until)| from >= until) {
        read.problem("ends_at", "end_before_start");
    }
    read.finish()?;
    let (member, premises) = (member.take()?, premises.take()?);
    let span = Span::new(Minute::of(starts.take()?), Minute::of(ends.take()?))
        .ok_or_else(|| Problem::field("ends_at", "end_before_start"))?;
    let mut days = dates.take()?;
    days.sort_unstable();
    days.dedup();
    Ok(days.into_iter().map(|date| NewShift { member, premises, date, span, opens, closes }).collect())
}

/// Says what was done, how to undo it, and what it leaves wrong with the children of those days.
pub(super) async fn changed(
    cx: &Context,
    site: SiteId,
    text: String,
    change: &RosterChanged,
    days: &[Date],
) -> Result<(), Problem> {
    let undo = view::Undo {
        action: format!("/sites/{site}/roster/changes/{}/undo", change.change),
        key: cx.new_key(),
        words: cx.t.roster_this_change(),
    };
    cx.notify(view::Notice { tone: "done", text, undo: Some(undo) }).await?;
    let (Some(first), Some(last)) = (days.iter().min().copied(), days.iter().max().copied()) else { return Ok(()) };
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let care = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeRoster, site)?;
            care_dates(conn, &seen, (first, last), now)
        })
        .await?;
    if let Some(text) = first_fault(cx.t, &care, days) {
        cx.notify(view::Notice { tone: "warning", text, undo: None }).await?;
    }
    Ok(())
}

async fn write_shifts(
    cx: &Context,
    site: SiteId,
    form: &Submitted,
    replaced: Option<ShiftId>,
) -> Result<(RosterChanged, Vec<Date>), Problem> {
    let new = read_shifts(form, replaced.is_some())?;
    let days: Vec<Date> = new.iter().map(|new| new.date).collect();
    let made = write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, site)?;
        tx.change_roster(&actor.signature(), &seen, replaced.as_slice(), &new)
    });
    Ok((made.await?, days))
}

fn monday_of(cx: &Context, form: &Submitted) -> Date {
    let named = crate::forms::civil_date(form.value("monday")).or_else(|| crate::forms::civil_date(form.value("date")));
    week_of(named.unwrap_or_else(|| cx.app.today()))
}

/// `POST /sites/{id}/roster`: a shift on one or more days.
pub(crate) async fn add(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_shifts(&cx, site.id, &form, None).await {
        Ok((change, days)) => {
            changed(&cx, site.id, cx.t.roster_added(days.len()), &change, &days).await?;
            let monday = days.first().copied().map_or_else(|| monday_of(&cx, &form), week_of);
            Ok(Redirect::to(&format!("/sites/{}/roster?monday={monday}", site.id)).into_response())
        }
        Err(problem) => {
            let (monday, wrong) = (monday_of(&cx, &form), Wrong::of(&cx, problem)?);
            roster_page(&cx, site, monday, Form { form, wrong, edited: None }).await
        }
    }
}

/// `POST /sites/{id}/roster/shifts/{shift}`: other hours, another day, somebody else.
pub(crate) async fn change(
    cx: Context,
    Path((id, shift)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, shift) = (load(&cx, &id).await?, path_id::<ShiftId>(&shift)?);
    match write_shifts(&cx, site.id, &form, Some(shift)).await {
        Ok((change, days)) => {
            changed(&cx, site.id, cx.t.roster_moved(), &change, &days).await?;
            let monday = days.first().copied().map_or_else(|| monday_of(&cx, &form), week_of);
            Ok(Redirect::to(&format!("/sites/{}/roster?monday={monday}", site.id)).into_response())
        }
        Err(problem) => {
            let (monday, wrong) = (monday_of(&cx, &form), Wrong::of(&cx, problem)?);
            roster_page(&cx, site, monday, Form { form, wrong, edited: Some(shift) }).await
        }
    }
}

/// `POST /sites/{id}/roster/shifts/{shift}/remove`
pub(crate) async fn remove(
    cx: Context,
    Path((id, shift)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, shift) = (site_of(&id)?, path_id::<ShiftId>(&shift)?);
    form.read().finish()?;
    let (change, date) = write(&cx, &form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, site)?;
        let known = db::staff::shifts::shift_by_id(tx.conn, &seen, shift)?;
        Ok((tx.change_roster(&actor.signature(), &seen, &[shift], &[])?, known.date))
    })
    .await?;
    changed(&cx, site, cx.t.roster_removed(), &change, &[date]).await?;
    Ok(Redirect::to(&format!("/sites/{site}/roster?monday={}", week_of(date))).into_response())
}

/// `POST /sites/{id}/roster/changes/{change}/undo`
pub(crate) async fn undo(
    cx: Context,
    Path((id, change)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, change) = (site_of(&id)?, path_id::<RosterChangeId>(&change)?);
    form.read().finish()?;
    let date = write(&cx, &form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, site)?;
        let date = db::staff::shifts::first_day_of(tx.conn, &seen, change)?;
        tx.undo_roster(&actor.signature(), &seen, change)?;
        Ok(date)
    })
    .await?;
    cx.notify(view::Notice { tone: "done", text: cx.t.roster_undone(), undo: None }).await?;
    let monday = week_of(date.unwrap_or_else(|| cx.app.today()));
    Ok(Redirect::to(&format!("/sites/{site}/roster?monday={monday}")).into_response())
}
