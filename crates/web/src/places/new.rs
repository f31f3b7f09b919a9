//! `/families/{id}/place-requests/new`: where a professional asks for a place for the children of a family she accompanies.
//!
//! One form, one press: it is answered at once, like a question to the API, and what only waits is told what it can be told now.

use std::borrow::Cow;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::access::see_family;
use db::audit::Entry;
use db::places::candidates::{Around, USUAL_TRAVEL_KM};
use db::places::children::{ChildCard, children_of};
use db::places::{Look, candidates};
use db::plans::weights_of;
use domain::access::Action;
use domain::geography::road_kilometres;
use domain::places::{CareKind, DatedHalfDay, Need, Purpose, Rhythm, RhythmPattern, days_after};
use domain::time::{DayOfWeek, age_in_months};
use domain::{ChildId, Date, FamilyId, HalfDay, SiteId, Word};
use i18n::Text;

use super::ask::Question;
use super::pages::name_of;
use super::together::{answer_all, tell_now};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::{Reader, Submitted};
use crate::parents::words::capital;
use crate::problem::Problem;
use crate::shared::view;

/// Single half-days one form has room for, and how many of them are seen at first.
const LINES: usize = 8;
const LINES_SEEN: usize = 3;
/// Sites to choose from.
const SITES: usize = 8;
/// Days ahead for which something may be asked.
const DAYS_AHEAD: i32 = 366;

/// A part of a day, as a form names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Half(HalfDay),
    FullDay,
}

impl Part {
    const ALL: [Self; 3] = [Self::Half(HalfDay::Morning), Self::Half(HalfDay::Afternoon), Self::FullDay];

    fn halves(self) -> Vec<HalfDay> {
        match self {
            Self::Half(half) => vec![half],
            Self::FullDay => HalfDay::ALL.to_vec(),
        }
    }
}

impl Word for Part {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Half(half) => Cow::Borrowed(half.as_str()),
            Self::FullDay => Cow::Borrowed("full_day"),
        }
    }
    fn read(text: &str) -> Option<Self> {
        if text == "full_day" { Some(Self::FullDay) } else { HalfDay::read(text).map(Self::Half) }
    }
}

/// What the form shows: the children, where they might go, and what cannot wait there.
struct Scene {
    family: FamilyId,
    children: Vec<ChildCard>,
    sites: Vec<NearSite>,
    limit: Option<i32>,
    critical: Vec<Purpose>,
    /// Whether the family's page opens to the reader; the way to a site is told only then, for it says where the family lives.
    opens: bool,
}

struct NearSite {
    id: SiteId,
    name: String,
    known: bool,
    kilometres: Option<f64>,
}

/// Parents ask on a page of their own.
fn professional(cx: &Context) -> Result<(), Problem> {
    if cx.actor().parent.is_some() { Err(Problem::not_found()) } else { Ok(()) }
}

async fn load(cx: &Context, id: FamilyId) -> Result<Scene, Problem> {
    professional(cx)?;
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let scene = cx.app.db().read(move |conn| {
        let seen = see_family(conn, &actor, Action::RequestPlace, id)?;
        let children = children_of(conn, &seen)?;
        let opens = see_family(conn, &actor, Action::SeeFamily, id).is_ok();
        let mut scene = Scene {
            family: id,
            limit: db::parents::travel_limit(conn, seen)?,
            sites: Vec::new(),
            critical: Vec::new(),
            opens,
            children,
        };
        let Some(child) = scene.children.first() else { return Ok(scene) };
        let look = Look {
            child: child.id,
            days: (actor.today, actor.today),
            // Only where the sites are, not what is free there.
            only: Some(Vec::new()),
            also_from: None,
            travel_limit_km: None,
            site: None,
            most_sites: SITES,
            beyond: 0,
        };
        let found = candidates(conn, &look, &mut Around::default(), now)?;
        let home = found.from.first().copied();
        scene.sites = found
            .sites
            .iter()
            .map(|site| NearSite {
                id: site.id,
                name: site.name.clone(),
                known: site.known,
                kilometres: home
                    .zip(site.premises.first())
                    .map(|(from, (_, to))| road_kilometres(from.0, from.1, to.0, to.1)),
            })
            .collect();
        if let Some(site) = found.sites.first() {
            let organisation = db::sites::organisation_of(conn, site.id)?;
            scene.critical = weights_of(conn, organisation)?.weights.critical_purposes;
        }
        Ok(scene)
    });
    let scene = scene.await?;
    cx.audit_read(Entry::read(Action::RequestPlace, "family", id).family(id));
    Ok(scene)
}

/// A line for one day.
struct DayLine {
    date_name: String,
    date_label: String,
    date: String,
    part_name: String,
    part_label: String,
    part: String,
}

#[derive(Template)]
#[template(path = "places/new.html")]
struct NewPage {
    t: Text,
    layout: view::Layout,
    back: String,
    action: String,
    key: String,
    errors: view::FieldErrors,
    form: Submitted,
    children: Vec<view::Choice>,
    chosen: Vec<String>,
    purposes: Vec<view::Choice>,
    critical: String,
    lines: Vec<DayLine>,
    more_lines: Vec<DayLine>,
    more_open: bool,
    parts: Vec<view::Choice>,
    weekdays: Vec<view::Choice>,
    weekdays_chosen: Vec<String>,
    series_open: bool,
    sites: Vec<view::Choice>,
    today: String,
    last: String,
}

fn choice(value: impl Into<String>, label: String) -> view::Choice {
    view::Choice { value: value.into(), label, ..view::Choice::default() }
}

async fn page(
    cx: &Context,
    scene: &Scene,
    form: Submitted,
    errors: view::FieldErrors,
) -> Result<Html<String>, Problem> {
    let (t, today) = (cx.t, cx.app.today());
    let line = |number: usize| {
        let (date_name, part_name) = (format!("date_{number}"), format!("part_{number}"));
        DayLine {
            date_label: t.asking_date(number),
            date: form.value(&date_name).to_owned(),
            part_label: t.asking_part(number),
            part: form.value(&part_name).to_owned(),
            date_name,
            part_name,
        }
    };
    let more_lines: Vec<DayLine> = (LINES_SEEN + 1..=LINES).map(line).collect();
    let series_fields = ["weekdays", "series_part", "from", "until"];
    let critical: Vec<String> = scene.critical.iter().map(|one| t.word("purpose", one.as_str())).collect();
    let children: Vec<view::Choice> = scene
        .children
        .iter()
        .map(|child| view::Choice {
            value: child.id.to_string(),
            label: name_of(&child.given_name, &child.initial),
            hint: if child.birth_date > today {
                t.referrals_expected(t.date_medium(child.birth_date))
            } else {
                t.age_months(age_in_months(child.birth_date, today))
            },
            disabled: false,
        })
        .collect();
    let sites = std::iter::once(view::Choice { hint: t.asking_any_site_hint(), ..choice("", t.asking_any_site()) })
        .chain(scene.sites.iter().map(|site| view::Choice {
            value: site.id.to_string(),
            label: site.name.clone(),
            hint: site_hint(t, site, scene.opens),
            disabled: false,
        }))
        .collect();
    let page = NewPage {
        t,
        layout: cx.layout().await,
        back: if scene.opens { format!("/families/{}", scene.family) } else { "/".to_owned() },
        action: format!("/families/{}/place-requests", scene.family),
        key: cx.new_key(),
        chosen: match children.as_slice() {
            [only] => vec![only.value.clone()],
            _ => form.values("child").map(str::to_owned).collect(),
        },
        children,
        purposes: Purpose::ALL
            .iter()
            .map(|purpose| {
                let word = t.word("purpose", purpose.as_str());
                let cannot_wait = scene.critical.contains(purpose);
                choice(purpose.as_str(), if cannot_wait { t.asking_purpose_critical(word) } else { word })
            })
            .collect(),
        critical: if critical.is_empty() { String::new() } else { t.asking_critical(t.list_and(&critical)) },
        lines: (1..=LINES_SEEN).map(line).collect(),
        more_open: more_lines.iter().any(|line| !line.date.is_empty() || !line.part.is_empty()),
        more_lines,
        parts: Part::ALL
            .iter()
            .map(|part| match part {
                Part::Half(half) => choice(half.as_str(), capital(&t.half_day(*half))),
                Part::FullDay => choice("full_day", t.asking_full_day()),
            })
            .collect(),
        weekdays: DayOfWeek::ALL
            .iter()
            .take(6)
            .map(|day| choice(day.as_str(), capital(&t.word("day-of-week", day.as_str()))))
            .collect(),
        weekdays_chosen: form.values("weekdays").map(str::to_owned).collect(),
        series_open: series_fields.iter().any(|name| !form.value(name).is_empty() || !errors.of(name).is_empty()),
        sites,
        today: today.to_string(),
        last: days_after(today, DAYS_AHEAD).to_string(),
        errors,
        form,
    };
    page.render().map(Html).map_err(|error| Problem::broken(&error.to_string()))
}

fn site_hint(t: Text, site: &NearSite, opens: bool) -> String {
    let way = site.kilometres.filter(|_| opens).map(|kilometres| t.asking_kilometres(kilometres.round() as i64));
    let known = site.known.then(|| t.places_reason_known_site());
    let words: Vec<String> = known.into_iter().chain(way).collect();
    words.join(" · ")
}

/// `GET /families/{id}/place-requests/new`
pub async fn form(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Html<String>, Problem> {
    let scene = load(&cx, path_id(&id)?).await?;
    let limit = scene.limit.map(|limit| ("travel_limit_km".to_owned(), limit.to_string()));
    let child = Some(asked.value("child")).filter(|child| !child.is_empty());
    let child = child.map(|child| ("child".to_owned(), child.to_owned()));
    page(&cx, &scene, Submitted::prefilled(limit.into_iter().chain(child)), view::FieldErrors::none()).await
}

/// What the form says, or every field that is wrong.
fn read(submitted: &Submitted, scene: &Scene, today: Date) -> Result<Vec<Question>, Problem> {
    let mut read = submitted.read();
    let children = read.words::<ChildId>("child");
    match children.peek() {
        Some(chosen) if chosen.is_empty() => read.problem("child", "required"),
        Some(chosen) if chosen.iter().any(|id| !scene.children.iter().any(|child| child.id == *id)) => {
            read.problem("child", "not_a_choice");
        }
        _ => {}
    }
    let purpose = read.word::<Purpose>("purpose");
    let attested = read.ticked("attested");
    let half_days = half_days(&mut read, today);
    let series = series(&mut read, today);
    match (half_days.is_empty(), &series) {
        (true, Series::None) => read.problem("date_1", "required"),
        (false, Series::None) | (true, Series::Weekly(_)) | (_, Series::Wrong) => {}
        (false, Series::Weekly(_)) => read.problem("weekdays", "one_of"),
    }
    let site = read.optional_word::<SiteId>("site");
    if site.peek().copied().flatten().is_some_and(|id| !scene.sites.iter().any(|site| site.id == id)) {
        read.problem("site", "not_a_choice");
    }
    let limit = read.optional_number("travel_limit_km", 0..=300);
    read.finish()?;
    let (need, kind) = match series {
        Series::Weekly(rhythm) => (Need::Rhythm(rhythm), CareKind::Regular),
        Series::None | Series::Wrong => (Need::HalfDays(half_days), CareKind::Occasional),
    };
    let (purpose, site, limit) = (purpose.take()?, site.take()?, limit.take()?);
    let mut chosen = children.take()?;
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen
        .into_iter()
        .map(|child| Question {
            child,
            purpose,
            kind,
            need: need.clone(),
            commune: None,
            travel_is_given: true,
            travel_limit_km: Some(limit.unwrap_or(USUAL_TRAVEL_KM)),
            site,
            attested: Some(attested),
            confirm: true,
        })
        .collect())
}

/// The single half-days, in order. A wrong line counts as one, so that only what is wrong with it is said.
fn half_days(read: &mut Reader<'_>, today: Date) -> Vec<DatedHalfDay> {
    let mut wanted: Vec<DatedHalfDay> = Vec::new();
    for number in 1..=LINES {
        let (date_name, part_name) = (format!("date_{number}"), format!("part_{number}"));
        let (date, part) = (read.optional_date(&date_name), read.optional_word::<Part>(&part_name));
        let date_is_wrong = date.peek().is_none();
        let (date, part) = (date.peek().copied().flatten(), part.peek().copied());
        match (date, part) {
            (Some(date), _) if date < today => read.problem(&date_name, "in_the_past"),
            (Some(date), _) if date > days_after(today, DAYS_AHEAD) => read.problem(&date_name, "range_too_long"),
            (Some(_), Some(None)) => read.problem(&part_name, "required"),
            (None, Some(Some(_))) if !date_is_wrong => read.problem(&date_name, "required"),
            _ => {}
        }
        let halves = part.flatten().map_or_else(|| vec![HalfDay::Morning], Part::halves);
        if let Some(date) = date.or(date_is_wrong.then_some(today)) {
            wanted.extend(halves.into_iter().map(|half_day| DatedHalfDay { date, half_day }));
        } else if part.flatten().is_some() {
            wanted.push(DatedHalfDay { date: today, half_day: HalfDay::Morning });
        }
    }
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

enum Series {
    None,
    Weekly(Rhythm),
    Wrong,
}

/// The same half-days of every week.
fn series(read: &mut Reader<'_>, today: Date) -> Series {
    let weekdays = read.words::<DayOfWeek>("weekdays");
    let part = read.optional_word::<Part>("series_part");
    let (from, until) = (read.optional_date("from"), read.optional_date("until"));
    let (Some(weekdays), Some(part), Some(from), Some(until)) =
        (weekdays.peek().cloned(), part.peek().copied(), from.peek().copied(), until.peek().copied())
    else {
        return Series::Wrong;
    };
    if weekdays.is_empty() && part.is_none() && from.is_none() && until.is_none() {
        return Series::None;
    }
    if weekdays.is_empty() {
        read.problem("weekdays", "required");
    }
    for (name, missing) in [("series_part", part.is_none()), ("from", from.is_none()), ("until", until.is_none())] {
        if missing {
            read.problem(name, "required");
        }
    }
    let (Some(part), Some(from), Some(until)) = (part, from, until) else { return Series::Wrong };
    if from < today {
        read.problem("from", "in_the_past");
    } else if until < from {
        read.problem("until", "until_before_from");
    } else if until > days_after(from, DAYS_AHEAD) {
        read.problem("until", "range_too_long");
    } else if !weekdays.is_empty() {
        let halves = part.halves();
        let mut slots: Vec<(DayOfWeek, HalfDay)> =
            weekdays.iter().flat_map(|day| halves.iter().map(move |half| (*day, *half))).collect();
        slots.sort_unstable();
        slots.dedup();
        return Series::Weekly(Rhythm { pattern: RhythmPattern::Fixed(slots), from, until });
    }
    Series::Wrong
}

/// `POST /families/{id}/place-requests`: the answer comes at once.
pub async fn send(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let scene = load(&cx, path_id(&id)?).await?;
    let questions = match read(&submitted, &scene, cx.app.today()) {
        Ok(questions) => questions,
        Err(problem) => {
            let errors = crate::forms::errors(cx.t, &problem);
            let page = page(&cx, &scene, submitted, errors).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let answered = answer_all(&cx.app, cx.actor(), submitted.key(), &questions).await?;
    tell_now(&cx.app, cx.actor(), &answered, cx.app.today()).await?;
    let first = answered.first().ok_or_else(Problem::not_found)?;
    Ok(Redirect::to(&format!("/place-requests/{}", first.request)).into_response())
}
