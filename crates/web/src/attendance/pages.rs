//! The sheet of the day and what hangs on it.

use askama::Template;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use db::access::{see_booking, see_site};
use db::attendance::{Sheet, SheetChild, SheetSession, SiteCard};
use domain::access::Action;
use domain::attendance::closing::Closing;
use domain::attendance::{AttendanceFact, Presence, UNDO_SECONDS, standing};
use domain::places::{AbsenceReason, AttendanceKind, days_after};
use domain::*;
use i18n::Text;
use jiff::tz::TimeZone;

use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;

pub(super) fn html(page: &impl Template) -> Result<Response, Problem> {
    Ok(Html(page.render().map_err(|error| Problem::broken(&error.to_string()))?).into_response())
}

/// The site and the day a page is about, read off its address.
pub(super) struct Where {
    sites: Vec<SiteCard>,
    pub(super) sheet: Option<Sheet>,
}

/// Loads the sheet asked for: the first of one's sites and today, unless the address says otherwise.
pub(super) async fn find(cx: &Context, asked: &Asked, any_day: bool) -> Result<Where, Problem> {
    let mut read = asked.read_loosely();
    let (site, date) = (read.optional_word::<SiteId>("site"), read.optional_date("date"));
    read.finish()?;
    let (site, date, actor, now) = (site.take()?, date.take()?.filter(|_| any_day), cx.actor().clone(), cx.app.now());
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            let sites = db::attendance::sites_of(conn, &actor, Action::RecordAttendance)?;
            let sheet = match site.or_else(|| sites.first().map(|site| site.id)) {
                None => None,
                Some(id) => {
                    let seen = see_site(conn, &actor, Action::RecordAttendance, id)?;
                    let zone = db::attendance::site_card(conn, &seen)?.zone;
                    let date = date.unwrap_or_else(|| now.date(&zone));
                    Some(db::attendance::sheet(conn, &seen, date, now)?)
                }
            };
            Ok(Where { sites, sheet })
        })
        .await?)
}

/// What the shared parts of these pages need.
pub(super) struct Say<'a> {
    pub(super) t: Text,
    pub(super) zone: &'a TimeZone,
    pub(super) now: Instant,
}

impl Say<'_> {
    pub(super) fn clock(&self, instant: Instant) -> String {
        self.t.time(instant.civil(self.zone).time())
    }
    pub(super) fn name(child: &SheetChild) -> String {
        if child.initial.is_empty() {
            child.given_name.clone()
        } else {
            format!("{} {}.", child.given_name, child.initial)
        }
    }
    pub(super) fn badge(&self, child: &SheetChild) -> view::Badge {
        let (tone, word) = match child.presence {
            Presence::Expected if child.late => ("urgent", self.t.attendance_state_late()),
            Presence::Expected => ("waiting", self.t.attendance_state_expected()),
            Presence::Here { .. } => ("done", self.t.attendance_state_here()),
            Presence::Left { .. } => ("neutral", self.t.attendance_state_left()),
            Presence::Absent { .. } => ("refused", self.t.attendance_state_absent()),
        };
        view::Badge { tone, word }
    }
    pub(super) fn since(&self, session: &SheetSession, child: &SheetChild) -> String {
        match child.presence {
            Presence::Expected if child.late => {
                let minutes = self.now.seconds_since(session.starts) / 60;
                self.t.attendance_late_since(if minutes < 120 {
                    self.t.count_minutes(minutes)
                } else {
                    self.t.count_hours(minutes / 60)
                })
            }
            Presence::Expected => self.t.attendance_expected_at(self.t.time(session.session.starts_at)),
            Presence::Here { since } => self.t.attendance_since(self.clock(since)),
            Presence::Left { since, until } => self.t.attendance_from_to(self.clock(since), self.clock(until)),
            Presence::Absent { reason } => self.absence(reason),
        }
    }
    pub(super) fn absence(&self, reason: Option<AbsenceReason>) -> String {
        reason.map(|reason| self.t.word("absence-reason", reason.as_str())).unwrap_or_default()
    }
    pub(super) fn fact(&self, fact: &AttendanceFact) -> String {
        match fact.kind {
            AttendanceKind::Arrived => self.t.attendance_fact_arrived(self.clock(fact.at)),
            AttendanceKind::Left => self.t.attendance_fact_left(self.clock(fact.at)),
            AttendanceKind::Absent => self.t.attendance_fact_absent(self.absence(fact.absence)),
        }
    }
    /// What is to be said of a departure that a rule supposed.
    pub(super) fn closing(&self, closing: Closing) -> String {
        match closing {
            Closing::Waits { at, .. } => self.t.register_closed(self.clock(at)),
            Closing::Overtaken { at, really: Some(really) } => {
                self.t.register_closed_overtaken(self.clock(at), self.clock(really))
            }
            Closing::Overtaken { at, really: None } => self.t.register_closed_unseen(self.clock(at)),
        }
    }
    pub(super) fn half(&self, session: &SheetSession) -> String {
        self.t.word("half-day", session.session.half_day.as_str())
    }
    fn title(&self, session: &SheetSession) -> String {
        let title = self.t.attendance_session(self.half(session), self.hours(session));
        let mut letters = title.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
    }
    pub(super) fn hours(&self, session: &SheetSession) -> String {
        self.t.time_range(session.session.starts_at, session.session.ends_at)
    }
}

/// A mark that can still be taken back.
struct Undo {
    key: String,
    fact: String,
    words: String,
}

/// A line of the sheet.
struct Line {
    id: String,
    name: String,
    detail: String,
    state: &'static str,
    badge: view::Badge,
    since: String,
    may_arrive: bool,
    may_leave: bool,
    may_be_absent: bool,
    /// The other half of the day that the child is booked and expected, in words.
    other_half: Option<(String, String)>,
    elsewhen: bool,
    undo: Option<Undo>,
    key: String,
    /// What does not fit together.
    conflicts: Vec<String>,
    /// What is to be said of a departure that a rule supposed, and the fact to confirm.
    closing: String,
    confirm: String,
}

struct Part {
    id: String,
    title: String,
    half: &'static str,
    premises: String,
    cancelled: bool,
    lines: Vec<Line>,
}

struct Count {
    state: &'static str,
    number: usize,
    word: String,
}

#[derive(Template)]
#[template(path = "attendance/day.html")]
struct DayPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    lead: String,
    site: String,
    date: String,
    previous: String,
    next: String,
    today: String,
    present: String,
    register: String,
    month: String,
    tabs: Vec<view::Tab>,
    counts: Vec<Count>,
    parts: Vec<Part>,
    reasons: Vec<view::Choice>,
    future: bool,
    nobody: bool,
}

#[derive(Template)]
#[template(path = "attendance/nowhere.html")]
pub(super) struct NowherePage {
    pub(super) t: Text,
    pub(super) layout: view::Layout,
}

fn reasons(t: Text) -> Vec<view::Choice> {
    AbsenceReason::ALL
        .iter()
        .map(|reason| view::Choice {
            value: reason.as_str().to_owned(),
            label: t.word("absence-reason", reason.as_str()),
            ..view::Choice::default()
        })
        .collect()
}

fn undo_of(say: &Say<'_>, child: &SheetChild, key: &str) -> Option<Undo> {
    let last = child.facts.last().filter(|fact| fact.correction.as_deref() != Some("undone"))?;
    let stands = standing(&child.facts).iter().any(|fact| fact.id == last.id);
    let fresh = say.now.seconds_since(last.recorded_at) <= UNDO_SECONDS;
    (stands && fresh).then(|| Undo {
        key: format!("{key}-undo"),
        fact: last.id.to_string(),
        words: say.t.attendance_undo_of(say.fact(last), Say::name(child)),
    })
}

/// The other place of a child on a day, when it is expected there too: who does not come at all is noted once.
fn other_half(say: &Say<'_>, sheet: &Sheet, child: &SheetChild) -> Option<(String, String)> {
    let mut others = sheet.children().filter(|(_, other)| {
        other.child == child.child && other.booking != child.booking && other.presence == Presence::Expected
    });
    let (session, other) = others.next()?;
    Some((other.booking.to_string(), say.t.attendance_absent_both(say.half(session))))
}

/// The supposed departure that waits for an answer.
fn waiting_fact(child: &SheetChild) -> String {
    match child.closing {
        Some(Closing::Waits { fact, .. }) => fact.to_string(),
        _ => String::new(),
    }
}

fn line_of(
    say: &Say<'_>,
    session: &SheetSession,
    child: &SheetChild,
    is_today: bool,
    is_future: bool,
    base: &str,
) -> Line {
    let key = format!("{base}-{}", child.booking);
    // One tap says "now"; on another day, or far from the session, the time is asked for.
    let around = session.starts.plus_seconds(-domain::attendance::DOOR_SECONDS) <= say.now
        && say.now <= session.ends.plus_seconds(domain::attendance::DOOR_SECONDS);
    let now_means_something = is_today && around;
    let expected = child.presence == Presence::Expected;
    let here = matches!(child.presence, Presence::Here { .. });
    Line {
        id: child.booking.to_string(),
        name: Say::name(child),
        detail: format!(
            "{} · {}",
            say.t.age_months(child.age_months),
            say.t.word("care-kind", child.care_kind.as_str())
        ),
        state: if child.late { "late" } else { child.presence.word() },
        badge: say.badge(child),
        since: say.since(session, child),
        may_arrive: expected && now_means_something,
        may_leave: here && now_means_something,
        may_be_absent: expected && is_today,
        other_half: None,
        elsewhen: (expected || here) && !now_means_something && !is_future,
        undo: undo_of(say, child, &key),
        conflicts: child.conflicts.iter().map(|one| say.t.word("attendance-conflict", one.as_str())).collect(),
        closing: child.closing.map(|closing| say.closing(closing)).unwrap_or_default(),
        confirm: waiting_fact(child),
        key,
    }
}

/// `GET /attendance`
pub async fn day(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let found = find(&cx, &asked, true).await?;
    let layout = cx.layout().await;
    let Some(sheet) = found.sheet else { return html(&NowherePage { t: cx.t, layout }) };
    let now = cx.app.now();
    let say = Say { t: cx.t, zone: &sheet.site.zone, now };
    let today = now.date(&sheet.site.zone);
    let (is_today, is_future) = (sheet.date == today, sheet.date > today);
    let base = cx.new_key();
    let parts: Vec<Part> = sheet
        .sessions
        .iter()
        .map(|session| Part {
            id: format!("s-{}", session.session.id),
            title: say.title(session),
            half: session.session.half_day.as_str(),
            premises: session.premises.clone(),
            cancelled: session.session.cancelled_at.is_some(),
            lines: session
                .children
                .iter()
                .map(|child| Line {
                    other_half: other_half(&say, &sheet, child),
                    ..line_of(&say, session, child, is_today, is_future, &base)
                })
                .collect(),
        })
        .collect();
    let count = |state: &'static str| sheet.children().filter(|(_, child)| child.presence.word() == state).count();
    let counts = [
        ("here", cx.t.attendance_tally_here(count("here"))),
        ("expected", cx.t.attendance_tally_expected(count("expected"))),
        ("left", cx.t.attendance_tally_left(count("left"))),
        ("absent", cx.t.attendance_tally_absent(count("absent"))),
    ]
    .map(|(state, word)| Count { state, number: count(state), word })
    .into();
    let address = |path: &str, date: Date| format!("{path}?site={}&date={date}", sheet.site.id);
    let page = DayPage {
        t: cx.t,
        layout: view::Layout { place: sheet.site.name.clone(), ..layout },
        title: cx.t.attendance_of_day(cx.t.date_long(sheet.date)),
        over: sheet.site.name.clone(),
        lead: if is_today { cx.t.attendance_now(say.clock(now)) } else { String::new() },
        site: sheet.site.id.to_string(),
        date: sheet.date.to_string(),
        previous: address("/attendance", days_after(sheet.date, -1)),
        next: address("/attendance", days_after(sheet.date, 1)),
        today: if is_today { String::new() } else { address("/attendance", today) },
        present: format!("/attendance/present?site={}", sheet.site.id),
        register: address("/attendance/register", sheet.date),
        month: format!("/attendance/month?site={}&month={}", sheet.site.id, sheet.date.strftime("%Y-%m")),
        tabs: tabs(&found.sites, sheet.site.id, sheet.date),
        counts,
        nobody: parts.iter().all(|part| part.lines.is_empty()),
        parts,
        reasons: reasons(cx.t),
        future: is_future,
    };
    html(&page)
}

fn tabs(sites: &[SiteCard], current: SiteId, date: Date) -> Vec<view::Tab> {
    if sites.len() < 2 {
        return Vec::new();
    }
    sites
        .iter()
        .map(|site| view::Tab {
            label: site.name.clone(),
            href: format!("/attendance?site={}&date={date}", site.id),
            current: site.id == current,
            count: String::new(),
        })
        .collect()
}

struct HistoryLine {
    what: String,
    recorded: String,
    reason: String,
    note: String,
    stands: bool,
}

struct Standing {
    id: String,
    words: String,
}

#[derive(Template)]
#[template(path = "attendance/line.html")]
struct LinePage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    back: String,
    /// Where the child's health card is, for who may read it today.
    health: String,
    record_action: String,
    correct_action: String,
    badge: view::Badge,
    since: String,
    refusals: Vec<(String, Vec<String>)>,
    errors: view::FieldErrors,
    history: Vec<HistoryLine>,
    standing: Vec<Standing>,
    reasons: Vec<view::Choice>,
    really: Vec<view::Choice>,
    may_arrive: bool,
    may_leave: bool,
    future: bool,
    /// A day that is over: what is added to it needs a reason.
    past: bool,
    closing: String,
    confirm: String,
    confirm_action: String,
    keys: [String; 5],
    fact: String,
    chosen: String,
    time: String,
    absence: String,
    correction: String,
    arrival_time: String,
    departure_time: String,
    reason: String,
    why: String,
}

/// `GET /attendance/{booking}`
pub async fn line(cx: Context, Path(booking): Path<String>) -> Result<Response, Problem> {
    let booking: BookingId = path_id(&booking)?;
    line_page(&cx, booking, &Submitted::prefilled([]), view::FieldErrors::none(), &[]).await
}

/// The page of a child in a session, with a form that came back or a refusal.
pub(super) async fn line_page(
    cx: &Context,
    booking: BookingId,
    submitted: &Submitted,
    errors: view::FieldErrors,
    refusals: &[Refusal],
) -> Result<Response, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let (sheet, written) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_booking(conn, &actor, Action::RecordAttendance, booking)?;
            Ok((db::attendance::line(conn, &seen, now)?, db::attendance::register::written(conn, &seen)?))
        })
        .await?;
    let Some((session, child)) = sheet.children().next() else { return Err(Problem::not_found()) };
    let say = Say { t: cx.t, zone: &sheet.site.zone, now };
    let t = cx.t;
    let stands = standing(&child.facts);
    let history = child
        .facts
        .iter()
        .map(|fact| {
            let undone = fact.correction.as_deref() == Some("undone");
            let corrected = fact.corrects.and_then(|id| child.facts.iter().find(|other| other.id == id));
            let what = match (fact.withdrawn, corrected) {
                (true, Some(corrected)) => t.attendance_history_withdrawn(say.fact(corrected)),
                _ => say.fact(fact),
            };
            let when = t.instant_long(fact.recorded_at, say.zone);
            HistoryLine {
                what,
                recorded: match written.get(&fact.id).and_then(|written| written.by.as_ref()) {
                    Some(who) => t.attendance_history_recorded(when, who),
                    None if fact.by_rule => t.register_by_rule(when),
                    None => t.attendance_history_recorded_by_system(when),
                },
                reason: match &fact.correction {
                    Some(_) if undone => t.attendance_history_undone(),
                    Some(reason) if reason == super::forms::CONFIRMED => t.register_confirmed(),
                    Some(reason) => t.attendance_history_reason(reason),
                    None => String::new(),
                },
                stands: fact.withdrawn || stands.iter().any(|standing| standing.id == fact.id),
                note: if child.facts.iter().any(|other| other.corrects == Some(fact.id)) {
                    t.attendance_history_corrected()
                } else {
                    String::new()
                },
            }
        })
        .collect();
    let is_future = sheet.date > now.date(&sheet.site.zone);
    let value = |name: &str| submitted.value(name).to_owned();
    let correcting = !value("really").is_empty() || !value("correction").is_empty();
    let page = LinePage {
        t,
        layout: view::Layout { place: sheet.site.name.clone(), ..cx.layout().await },
        title: t.attendance_line_title(Say::name(child), t.date_half_day(sheet.date, session.session.half_day)),
        over: sheet.site.name.clone(),
        back: format!("/attendance?site={}&date={}#b-{booking}", sheet.site.id, sheet.date),
        health: crate::papers::health_href(cx, child.child, sheet.site.id).await?,
        record_action: format!("/attendance/{booking}/record"),
        correct_action: format!("/attendance/{booking}/correct"),
        badge: say.badge(child),
        since: say.since(session, child),
        refusals: refusals.iter().map(|refusal| (cx.sentence(refusal), Vec::new())).collect(),
        errors,
        history,
        standing: stands.iter().map(|fact| Standing { id: fact.id.to_string(), words: say.fact(fact) }).collect(),
        reasons: reasons(t),
        really: super::forms::Really::ALL
            .iter()
            .map(|really| view::Choice {
                value: really.as_str().to_owned(),
                label: match really {
                    super::forms::Really::Nothing => t.attendance_correct_nothing(),
                    other => t.word("attendance-kind", other.as_str()),
                },
                hint: match really {
                    super::forms::Really::Nothing => t.attendance_correct_nothing_hint(),
                    _ => String::new(),
                },
                disabled: false,
            })
            .collect(),
        may_arrive: child.presence == Presence::Expected && !is_future,
        may_leave: matches!(child.presence, Presence::Here { .. }),
        future: is_future,
        past: sheet.date < now.date(&sheet.site.zone),
        closing: child.closing.map(|closing| say.closing(closing)).unwrap_or_default(),
        confirm: waiting_fact(child),
        confirm_action: format!("/attendance/{booking}/confirm"),
        keys: std::array::from_fn(|_| cx.new_key()),
        fact: match (submitted.value("fact"), stands.last()) {
            ("", Some(last)) => last.id.to_string(),
            (sent, _) => sent.to_owned(),
        },
        chosen: value("really"),
        time: if correcting { value("time") } else { String::new() },
        absence: value("absence"),
        correction: value("correction"),
        arrival_time: if value("kind") == "arrived" { value("time") } else { String::new() },
        departure_time: if value("kind") == "left" { value("time") } else { String::new() },
        reason: value("reason"),
        why: value("why"),
    };
    html(&page)
}
