//! The directory to read: search by place, and a page a site. Works without script, prints, may be indexed.

use askama::Template;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use db::directory::{self, OpenSession, Premises, Site};
use domain::calendar::{ClosedBecause, OpeningRule, PeriodKind, SiteCalendar, public_holiday_on, why_closed};
use domain::geography::{Commune, Communes, LookedUp};
use domain::places::days_after;
use domain::sites::{SeatClass, SitePolicy};
use domain::{Date, HalfDay, Instant, SiteId};
use i18n::Text;

use super::api::{USUAL_KILOMETRES, page_of_sites};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::problem::Problem;
use crate::shared::view;

/// Sites of a page of results.
const PAGE: usize = 20;
/// Days of free half-days that are shown.
const DAYS: i32 = 13;
/// Free half-days named in the list.
const NAMED: usize = 4;

fn html(page: &impl Template) -> Result<Response, Problem> {
    Ok(Html(page.render().map_err(|error| Problem::broken(&error.to_string()))?).into_response())
}

struct Card {
    href: String,
    name: String,
    over: String,
    distance: String,
    facts: Vec<String>,
    free: Vec<String>,
    more: String,
    phone: Option<view::Phone>,
    refer: String,
}

#[derive(Template)]
#[template(path = "directory/list.html")]
struct ListPage {
    t: Text,
    layout: view::Layout,
    place: String,
    kilometres: String,
    distances: Vec<view::Choice>,
    error: String,
    suggestions: Vec<view::Link>,
    heading: String,
    cards: Vec<Card>,
    next: String,
    searched: bool,
}

/// A telephone as people read it.
pub(crate) fn phone(number: &str) -> view::Phone {
    let shown = match number.strip_prefix("+33").filter(|rest| rest.len() == 9 && rest.is_ascii()) {
        Some(rest) => format!("0{} {} {} {} {}", &rest[..1], &rest[1..3], &rest[3..5], &rest[5..7], &rest[7..9]),
        None => number.to_owned(),
    };
    view::Phone { shown, dialled: number.to_owned() }
}

/// "Lunel (34)", or the code when no list knows it.
pub(crate) fn commune_label(code: &str) -> String {
    Communes::shipped().find(code).map_or_else(|| code.to_owned(), Commune::label)
}

/// Who may come and how one books, in sentences.
pub(crate) fn policy_words(t: Text, policy: Option<&SitePolicy>) -> Vec<String> {
    let Some(policy) = policy else { return vec![t.directory_no_policy()] };
    let mut words =
        vec![t.directory_ages(t.age_months(policy.minimum_age_months), t.age_months(policy.maximum_age_months))];
    words.push(if policy.referral_required {
        t.directory_referral_needed()
    } else {
        t.directory_referral_not_needed()
    });
    words.push(t.word("booking-mode", policy.booking_mode.as_str()));
    words
}

/// Whether a family that comes regularly or now and then can have a seat.
fn has_room(open: &OpenSession) -> bool {
    let [regular, ..] = open.seats;
    regular.free > 0 || (regular.total == 0 && open.free > 0)
}

fn begins_later(open: &OpenSession, now: jiff::civil::DateTime) -> bool {
    open.session.date.to_datetime(open.session.starts_at) > now
}

/// `GET /directory`
pub(crate) async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read_loosely();
    let cursor = read.optional_word::<SiteId>("cursor");
    let kilometres = read.optional_number("km", 1..=1000);
    let place: String = asked.value("place").chars().take(120).collect();
    let within = kilometres.peek().copied().flatten().unwrap_or(USUAL_KILOMETRES);
    let cursor = cursor.peek().copied().flatten();
    let (t, communes) = (cx.t, Communes::shipped());
    let found = if place.is_empty() { LookedUp::None } else { communes.look_up(&place, 8) };
    let mut page = ListPage {
        t,
        layout: cx.layout().await,
        place: place.clone(),
        kilometres: within.to_string(),
        distances: distances(t, within),
        error: String::new(),
        suggestions: Vec::new(),
        heading: t.directory_all_sites(),
        cards: Vec::new(),
        next: String::new(),
        searched: !place.is_empty(),
    };
    let commune = match found {
        LookedUp::One(commune) => Some(commune),
        LookedUp::Several(several) => {
            page.heading = t.directory_which_place(&place);
            page.suggestions = several
                .iter()
                .map(|commune| view::Link {
                    label: commune.label(),
                    href: format!("/directory?place={}&km={within}", commune.code),
                })
                .collect();
            return html(&page);
        }
        LookedUp::None if place.is_empty() => None,
        LookedUp::None => {
            page.error = t.directory_place_not_known(&place);
            page.heading = String::new();
            return html(&page);
        }
    };
    if let Some(commune) = commune {
        page.place = commune.label();
        page.heading = t.directory_near(commune.label(), within);
    }
    let (today, now) = (cx.app.today(), cx.app.now());
    let point = commune.map(|commune| (commune.latitude, commune.longitude));
    let (sites, next, policies, sessions) = cx
        .app
        .db()
        .read(move |conn| {
            let (sites, next) = page_of_sites(conn, point, f64::from(within), cursor, PAGE, today)?;
            let ids: Vec<SiteId> = sites.iter().map(|(site, _)| site.id).collect();
            let policies = db::sites::policies(conn, &ids)?;
            let sessions = directory::open_sessions(conn, &ids, today, days_after(today, DAYS), now)?;
            Ok((sites, next, policies, sessions))
        })
        .await?;
    page.next = next
        .map(|id| format!("/directory?place={}&km={within}&cursor={id}", crate::forms::percent(&page.place)))
        .unwrap_or_default();
    page.cards = sites
        .into_iter()
        .map(|(site, distance)| {
            let own = sessions.iter().filter(|open| open.session.site == site.id);
            card(t, &site, distance, db::sites::policy_on(&policies, site.id, today), own, now)
        })
        .collect();
    html(&page)
}

fn distances(t: Text, chosen: i32) -> Vec<view::Choice> {
    let mut choices = vec![5, 10, 20, 30, 50, 100];
    if !choices.contains(&chosen) {
        choices.push(chosen);
        choices.sort_unstable();
    }
    choices
        .into_iter()
        .map(|kilometres| view::Choice {
            value: kilometres.to_string(),
            label: t.directory_kilometres(kilometres),
            ..view::Choice::default()
        })
        .collect()
}

/// A distance in words, rounded: it is an estimate.
#[expect(clippy::cast_possible_truncation, reason = "a distance on Earth in kilometres")]
fn distance_words(t: Text, kilometres: f64) -> String {
    if kilometres < 1.0 { t.directory_right_here() } else { t.directory_about(kilometres.round() as i64) }
}

fn card<'a>(
    t: Text,
    site: &Site,
    distance: Option<f64>,
    policy: Option<&SitePolicy>,
    sessions: impl Iterator<Item = &'a OpenSession>,
    now: Instant,
) -> Card {
    let civil = domain::time::time_zone(&site.time_zone).map(|zone| now.civil(&zone));
    let free: Vec<&OpenSession> =
        sessions.filter(|open| has_room(open) && civil.is_none_or(|civil| begins_later(open, civil))).collect();
    Card {
        href: format!("/directory/{}", site.id),
        name: site.name.clone(),
        over: format!("{} · {}", t.word("site-kind", site.kind.as_str()), commune_label(&site.commune)),
        distance: distance.map(|kilometres| distance_words(t, kilometres)).unwrap_or_default(),
        facts: policy_words(t, policy),
        free: free.iter().take(NAMED).map(|open| t.date_half_day(open.session.date, open.session.half_day)).collect(),
        more: match free.len() {
            0 => t.directory_nothing_free(),
            count if count > NAMED => t.directory_more_free(count - NAMED),
            _ => String::new(),
        },
        phone: site.phone.as_deref().map(phone),
        refer: format!("/refer?site={}", site.id),
    }
}

struct HoursLine {
    day: String,
    hours: String,
    place: String,
    when: String,
}

struct DayLine {
    day: String,
    halves: Vec<HalfLine>,
    note: String,
}

struct HalfLine {
    /// Its name, for a narrow screen where columns have no head.
    half: String,
    /// Free, full or why it is closed.
    state: String,
    /// Hours and premises; empty when closed.
    detail: String,
    free: bool,
}

#[derive(Template)]
#[template(path = "directory/site.html")]
struct SitePage {
    t: Text,
    layout: view::Layout,
    name: String,
    over: String,
    organisation: String,
    description: String,
    facts: Vec<String>,
    places: Vec<(String, String)>,
    phone: Option<view::Phone>,
    email: String,
    hours: Vec<HoursLine>,
    days: Vec<DayLine>,
    refer: String,
}

/// `GET /directory/{id}`
pub(crate) async fn site(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (id, today, now, t) = (path_id::<SiteId>(&id)?, cx.app.today(), cx.app.now(), cx.t);
    let last = days_after(today, DAYS);
    let (site, policies, premises, sessions, calendar) = cx
        .app
        .db()
        .read(move |conn| {
            let site = directory::open_site(conn, id, today)?;
            Ok((
                site,
                db::sites::policies(conn, &[id])?,
                directory::premises_of(conn, &[id])?,
                directory::open_sessions(conn, &[id], today, last, now)?,
                db::calendar::site_calendar(conn, id)?,
            ))
        })
        .await?;
    let premises: Vec<Premises> =
        premises.into_iter().filter(|place| place.ended_on.is_none_or(|last| last >= today)).collect();
    let mut facts = policy_words(t, db::sites::policy_on(&policies, id, today));
    if let Some(policy) = db::sites::policy_on(&policies, id, today) {
        let kinds: Vec<String> = policy.care_kinds.iter().map(|kind| t.word("care-kind", kind.as_str())).collect();
        facts.push(t.list_and(&kinds));
    }
    if site.free_of_charge {
        facts.push(t.directory_free_of_charge());
    }
    if site.avip {
        facts.push(t.directory_avip());
    }
    let days = (0..=DAYS).map(|day| day_line(t, days_after(today, day), &sessions, &calendar)).collect();
    html(&SitePage {
        t,
        layout: cx.layout().await,
        over: format!("{} · {}", t.word("site-kind", site.kind.as_str()), commune_label(&site.commune)),
        organisation: site.organisation_name,
        description: site.description.unwrap_or_default(),
        facts,
        places: premises
            .iter()
            .map(|place| (place.name.clone(), format!("{}, {}", place.address, commune_label(&place.commune))))
            .collect(),
        phone: site.phone.as_deref().map(phone),
        email: site.email.unwrap_or_default(),
        hours: hours_lines(t, &calendar.rules, &premises, today),
        days,
        refer: format!("/refer?site={id}"),
        name: site.name,
    })
}

fn hours_lines(t: Text, rules: &[OpeningRule], premises: &[Premises], today: Date) -> Vec<HoursLine> {
    let mut standing: Vec<&OpeningRule> =
        rules.iter().filter(|rule| rule.period.until.is_none_or(|last| last >= today)).collect();
    standing.sort_by_key(|rule| (rule.weekday, rule.half_day, rule.period_kind, rule.period.from));
    standing
        .into_iter()
        .map(|rule| HoursLine {
            day: t.word("day-of-week", rule.weekday.as_str()),
            hours: t.time_range(rule.starts_at, rule.ends_at),
            place: premises
                .iter()
                .find(|place| place.id == rule.premises)
                .map(|place| place.name.clone())
                .unwrap_or_default(),
            when: if rule.period.from > today {
                t.directory_from_day(t.date_medium(rule.period.from))
            } else if rule.period_kind == PeriodKind::Always {
                String::new()
            } else {
                t.word("period-kind", rule.period_kind.as_str())
            },
        })
        .collect()
}

/// Why a half-day is closed, in words.
pub(crate) fn closed_words(t: Text, because: ClosedBecause) -> String {
    match because {
        ClosedBecause::NoRule { .. } => t.directory_closed_no_rule(),
        ClosedBecause::NotInPeriodKind { kind: PeriodKind::Holidays } => t.directory_closed_in_holidays(),
        ClosedBecause::NotInPeriodKind { .. } => t.directory_closed_in_term(),
        ClosedBecause::NotYetValid { from } => t.directory_closed_not_yet(t.date_medium(from)),
        ClosedBecause::NoLongerValid { until } => t.directory_closed_no_longer(t.date_medium(until)),
        ClosedBecause::PublicHoliday { holiday } => t.word("public-holiday", holiday.as_str()),
        ClosedBecause::Closure { reason, .. } => t.word("closure-reason", reason.as_str()),
    }
}

/// What is particular about a day: a public holiday, a school holiday.
pub(crate) fn day_note(t: Text, calendar: &SiteCalendar, date: Date) -> String {
    let public = public_holiday_on(date, calendar.region).map(|holiday| t.word("public-holiday", holiday.as_str()));
    let school = calendar.school_holiday_on(date).map(|row| t.directory_school_holiday(&row.name));
    public.into_iter().chain(school).collect::<Vec<_>>().join(" · ")
}

fn day_line(t: Text, date: Date, sessions: &[OpenSession], calendar: &SiteCalendar) -> DayLine {
    let halves = HalfDay::ALL
        .iter()
        .map(|half_day| {
            let open: Vec<&OpenSession> = sessions
                .iter()
                .filter(|open| open.session.date == date && open.session.half_day == *half_day)
                .collect();
            let free = open.iter().any(|open| has_room(open));
            let (state, detail) = if open.is_empty() {
                let because = why_closed(calendar, date, *half_day).map(|because| closed_words(t, because));
                (t.directory_closed(because.unwrap_or_else(|| t.directory_closed_exceptionally())), String::new())
            } else {
                let places: Vec<String> = open
                    .iter()
                    .map(|open| {
                        let hours = t.time_range(open.session.starts_at, open.session.ends_at);
                        format!("{hours}, {}", open.premises_name)
                    })
                    .collect();
                let state = if free {
                    t.directory_free()
                } else if open.iter().any(|open| reserved_left(open)) {
                    t.directory_reserved_left()
                } else {
                    t.directory_full()
                };
                (state, places.join(" · "))
            };
            HalfLine { half: t.half_day(*half_day), state, detail, free }
        })
        .collect();
    DayLine { day: t.date_long(date), halves, note: day_note(t, calendar, date) }
}

fn reserved_left(open: &OpenSession) -> bool {
    open.seats.iter().any(|standing| standing.class != SeatClass::Regular && standing.free > 0)
}
