//! One page, seven questions: a family is referred.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::directory;
use db::families::NewChild;
use db::referrals::{self, Prescriber};
use domain::families::{SafeContact, SituationKind, SpokenLanguage};
use domain::geography::Communes;
use domain::places::{Appointment, Need, Purpose, Rhythm, RhythmPattern, days_after};
use domain::referrals::Urgency;
use domain::sites::PrescriberKind;
use domain::time::DayOfWeek;
use domain::{Date, HalfDay, SiteId, Word};
use i18n::{Language, Text};

use super::{choices, html, send_referral};
use crate::asked::Asked;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::referrals::forms::{Written, WrittenPrescriber};
use crate::shared::view;

/// A site one may refer to, with the room it has.
struct SiteCard {
    name: String,
    place: String,
    kind: String,
    free: String,
    next: Vec<String>,
    href: String,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "referrals/where.html")]
struct Where {
    t: Text,
    layout: view::Layout,
    near: String,
    error: String,
    shown: String,
    sites: Vec<SiteCard>,
}

/// A line of the children's questions.
struct ChildRow {
    title: String,
    given: String,
    given_value: String,
    given_error: String,
    family: String,
    family_value: String,
    family_error: String,
    birth: String,
    birth_value: String,
    birth_error: String,
    required: bool,
}

#[derive(Template)]
#[template(path = "referrals/refer.html")]
struct Refer {
    t: Text,
    layout: view::Layout,
    key: String,
    site: String,
    site_name: String,
    site_place: String,
    change: String,
    account: Option<String>,
    form: Submitted,
    errors: view::FieldErrors,
    children: Vec<ChildRow>,
    kinds: Vec<view::Choice>,
    languages: Vec<view::Choice>,
    contacts: Vec<view::Choice>,
    situations: Vec<view::Choice>,
    situations_ticked: Vec<String>,
    purposes: Vec<view::Choice>,
    need_kinds: Vec<view::Choice>,
    slots: Vec<view::Choice>,
    slots_ticked: Vec<String>,
    urgencies: Vec<view::Choice>,
}

/// Kilometres around the commune in which sites are shown.
const NEAR_KM: f64 = 40.0;
/// Days ahead for which free half-days are counted.
const FREE_DAYS: i32 = 28;
/// Lines for children in the form.
const CHILD_LINES: usize = 4;

/// `GET /refer`: first where there is room, then the seven questions.
pub(crate) async fn refer(cx: Context, asked: Asked) -> Result<Response, Problem> {
    if let Some(site) = SiteId::read(asked.value("site")) {
        let form = Submitted::prefilled([("commune".to_owned(), asked.value("near").to_owned())]);
        return Ok(refer_page(&cx, site, form, view::FieldErrors::none()).await?.into_response());
    }
    let near = asked.value("near").to_owned();
    let commune = Communes::shipped().resolve(&near);
    let mut sites = Vec::new();
    if let Some(commune) = commune {
        let (latitude, longitude, today, now) = (commune.latitude, commune.longitude, cx.app.today(), cx.app.now());
        let (near, found, sessions) = cx
            .app
            .db()
            .read(move |conn| {
                let mut near = directory::sites_near(conn, latitude, longitude, NEAR_KM, today)?;
                near.truncate(20);
                let ids: Vec<SiteId> = near.iter().map(|(id, _)| *id).collect();
                let found = directory::sites_by_id(conn, &ids)?;
                let sessions = directory::open_sessions(conn, &ids, today, days_after(today, FREE_DAYS), now)?;
                Ok((near, found, sessions))
            })
            .await?;
        for (id, kilometres) in near {
            let Some(site) = found.iter().find(|site| site.id == id) else { continue };
            let free: Vec<_> = sessions.iter().filter(|open| open.session.site == id && open.free > 0).collect();
            let place = Communes::shipped().find(&site.commune).map(|commune| commune.name.clone()).unwrap_or_default();
            #[expect(clippy::cast_possible_truncation, reason = "a few kilometres")]
            let kilometres = kilometres.round() as i64;
            sites.push(SiteCard {
                name: site.name.clone(),
                place: format!("{place}, {}", cx.t.distance_kilometres(kilometres)),
                kind: cx.t.word("site-kind", site.kind.as_str()),
                free: cx.t.refer_free(free.len()),
                next: free
                    .iter()
                    .take(3)
                    .map(|open| cx.t.date_half_day(open.session.date, open.session.half_day))
                    .collect(),
                href: format!("/refer?near={}&site={id}", crate::forms::percent(&commune.label())),
                tone: if free.is_empty() { "waiting" } else { "done" },
            });
        }
    }
    let error = if commune.is_none() && !near.is_empty() {
        crate::forms::field_words(cx.t, "not_a_commune")
    } else {
        String::new()
    };
    let shown = commune.map(domain::geography::Commune::label).unwrap_or_default();
    let page = Where { t: cx.t, layout: cx.layout().await, near, error, shown, sites };
    Ok(html(&page)?.into_response())
}

fn slot_choices(t: Text) -> Vec<view::Choice> {
    let mut slots = Vec::new();
    for day in &DayOfWeek::ALL[..6] {
        for half_day in [HalfDay::Morning, HalfDay::Afternoon] {
            slots.push(view::Choice {
                value: format!("{day}_{half_day}"),
                label: t.refer_slot(t.word("day-of-week", day.as_str()), t.half_day(half_day)),
                ..view::Choice::default()
            });
        }
    }
    slots
}

async fn refer_page(
    cx: &Context,
    id: SiteId,
    form: Submitted,
    errors: view::FieldErrors,
) -> Result<Html<String>, Problem> {
    let (actor, today) = (cx.actor().clone(), cx.app.today());
    let (site, account) = cx
        .app
        .db()
        .read(move |conn| Ok((directory::open_site(conn, id, today)?, referrals::prescriber_of(conn, &actor)?)))
        .await?;
    let t = cx.t;
    let children = (0..CHILD_LINES)
        .map(|index| {
            let names = ["given_name", "family_name", "birth_date"].map(|field| format!("children[{index}].{field}"));
            let value = |name: &str| form.value(name).to_owned();
            let [given, family, birth] = names;
            ChildRow {
                title: t.refer_child(index + 1),
                given_value: value(&given),
                given_error: errors.of(&given).to_owned(),
                family_value: value(&family),
                family_error: errors.of(&family).to_owned(),
                birth_value: value(&birth),
                birth_error: errors.of(&birth).to_owned(),
                given,
                family,
                birth,
                required: index == 0,
            }
        })
        .collect();
    let commune = Communes::shipped().find(&site.commune).map(domain::geography::Commune::label).unwrap_or_default();
    let page = Refer {
        t,
        layout: cx.layout().await,
        key: cx.new_key(),
        site: id.to_string(),
        site_name: site.name,
        site_place: commune,
        change: format!("/refer?near={}", crate::forms::percent(form.value("commune"))),
        account: account.map(|account| t.refer_as(account.name, account.organisation_name)),
        children,
        kinds: choices(t, "prescriber-kind", PrescriberKind::ALL),
        languages: choices(t, "spoken-language", SpokenLanguage::ALL),
        contacts: choices(t, "safe-contact", SafeContact::ALL),
        situations: choices(t, "situation-kind", SituationKind::ALL),
        situations_ticked: form.values("parent.situations").map(str::to_owned).collect(),
        purposes: choices(t, "purpose", Purpose::ALL),
        need_kinds: vec![
            view::Choice { value: "rhythm".into(), label: t.refer_need_rhythm(), ..view::Choice::default() },
            view::Choice { value: "appointment".into(), label: t.refer_need_appointment(), ..view::Choice::default() },
        ],
        slots: slot_choices(t),
        slots_ticked: form.values("need.rhythm.half_days").map(str::to_owned).collect(),
        urgencies: choices(t, "urgency", Urgency::ALL),
        form,
        errors,
    };
    html(&page)
}

/// `POST /refer`: the receipt, or the form with what is wrong.
pub(crate) async fn send(cx: Context, submitted: Submitted) -> Result<Response, Problem> {
    let sent = match written(&submitted, cx.actor().person.is_some(), cx.app.today()) {
        Ok(written) => send_referral(&cx, written, submitted.key().cloned()).await,
        Err(problem) => Err(problem),
    };
    match sent {
        Ok(sent) => Ok(Redirect::to(&format!("/referrals/follow/{}?sent", sent.follow_token)).into_response()),
        Err(problem) if problem.field_problems().is_some() => {
            let site = SiteId::read(submitted.value("site_id")).ok_or_else(Problem::not_found)?;
            let errors = crate::forms::errors(cx.t, &problem);
            let page = refer_page(&cx, site, submitted, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// Reads the form. Every wrong field is named at once: those a word is missing in, and those the whole refuses.
pub(super) fn written(form: &Submitted, account: bool, today: Date) -> Result<Written, Problem> {
    let mut read = form.read();
    let typed = |name: &str| Some(form.value(name).trim().to_owned()).filter(|value| !value.is_empty());
    for name in [
        "commune",
        "parent.given_name",
        "parent.family_name",
        "parent.phone",
        "parent.email",
        "message",
        "prescriber.organisation",
        "prescriber.name",
        "prescriber.email",
        "prescriber.phone",
        "site_id",
    ] {
        read.also(name);
    }
    let site = SiteId::read(form.value("site_id")).ok_or_else(Problem::not_found)?;
    let kind = if account {
        read.also("prescriber.kind");
        None
    } else {
        Some(read.word::<PrescriberKind>("prescriber.kind"))
    };
    let language = read.word::<SpokenLanguage>("parent.language");
    let interpreter = read.ticked("parent.interpreter");
    let safe_contact = read.word::<SafeContact>("parent.safe_contact");
    let protected = read.ticked("protected");
    let mut children = Vec::new();
    for index in 0..CHILD_LINES {
        let names = ["given_name", "family_name", "birth_date"].map(|field| format!("children[{index}].{field}"));
        let empty = names.iter().all(|name| form.value(name).trim().is_empty());
        let [given, family, birth] = names;
        read.also(&given);
        read.also(&family);
        if empty && index > 0 {
            read.also(&birth);
            continue;
        }
        let birth_date = read.date(&birth).peek().copied().unwrap_or(today);
        let value = |name: &str| form.value(name).to_owned();
        children.push((index, NewChild { given_name: value(&given), family_name: value(&family), birth_date }));
    }
    let situations = read.words::<SituationKind>("parent.situations");
    let purpose = read.word::<Purpose>("purpose");
    let need = read_need(form, &mut read, today);
    let travel = read.optional_number("travel_limit_km", 0..=200);
    let urgency = read.word::<Urgency>("urgency");
    let consent_language = read.word::<SpokenLanguage>("consent.language");
    let consent_given = read.ticked("consent.read_aloud");
    let written = Written {
        prescriber: kind.as_ref().map(|kind| WrittenPrescriber {
            kind: kind.peek().copied().unwrap_or(PrescriberKind::Other),
            organisation: form.value("prescriber.organisation").to_owned(),
            name: form.value("prescriber.name").to_owned(),
            email: typed("prescriber.email"),
            phone: typed("prescriber.phone"),
        }),
        site,
        commune: form.value("commune").to_owned(),
        protected,
        given_name: form.value("parent.given_name").to_owned(),
        family_name: form.value("parent.family_name").to_owned(),
        phone: typed("parent.phone"),
        email: typed("parent.email"),
        language: language.peek().copied().unwrap_or(SpokenLanguage::French),
        safe_contact: safe_contact.peek().copied().unwrap_or(SafeContact::Normal),
        interpreter,
        situations: situations.peek().cloned().unwrap_or_default(),
        children,
        purpose: purpose.peek().copied().unwrap_or(Purpose::Other),
        need,
        travel_limit_km: travel.peek().copied().flatten(),
        urgency: urgency.peek().copied().unwrap_or(Urgency::Weeks),
        message: typed("message"),
        consent_language: consent_language.peek().copied().unwrap_or(SpokenLanguage::French),
        consent_given,
    };
    let Err(first) = read.finish() else { return Ok(written) };
    // Something is wrong already: what else would be?
    let stand_in = Prescriber {
        organisation: None,
        person: account.then(|| <domain::PersonId as domain::Id>::from_uuid(Default::default())),
        kind: PrescriberKind::Other,
        organisation_name: String::new(),
        name: String::new(),
        email: None,
        phone: None,
    };
    let mut all = first.field_problems().unwrap_or_default().to_vec();
    if let Err(second) = written.command(account.then_some(stand_in), today) {
        for problem in second.field_problems().unwrap_or_default() {
            if !all.iter().any(|known| known.field == problem.field) {
                all.push(problem.clone());
            }
        }
    }
    let place = |name: &str| FORM_ORDER.iter().position(|start| name.starts_with(start)).unwrap_or(FORM_ORDER.len());
    all.sort_by_key(|problem| place(&problem.field));
    Err(Problem::fields(all))
}

/// The order of the questions, for the list of what is wrong.
const FORM_ORDER: &[&str] = &[
    "prescriber.",
    "parent.given_name",
    "parent.family_name",
    "parent.phone",
    "parent.email",
    "parent.language",
    "parent.safe",
    "protected",
    "children",
    "commune",
    "travel",
    "purpose",
    "need",
    "urgency",
    "message",
    "parent.situations",
    "consent",
];

fn read_need(form: &Submitted, read: &mut crate::forms::Reader<'_>, today: Date) -> Need {
    let names = [
        "need.rhythm.half_days",
        "need.rhythm.from",
        "need.rhythm.until",
        "need.appointment.date",
        "need.appointment.starts_at",
        "need.appointment.ends_at",
        "need.kind",
    ];
    for name in names {
        read.also(name);
    }
    match form.value("need.kind") {
        "appointment" => {
            let date = read.date("need.appointment.date");
            let (starts, ends) = (read.time("need.appointment.starts_at"), read.time("need.appointment.ends_at"));
            let starts_at = starts.peek().copied().unwrap_or(jiff::civil::time(9, 0, 0, 0));
            let ends_at = ends.peek().copied().unwrap_or(jiff::civil::time(23, 59, 0, 0));
            Need::Appointment(Appointment {
                date: date.peek().copied().unwrap_or(today),
                starts_at,
                ends_at,
                travel_minutes: crate::referrals::api::TRAVEL_MINUTES,
            })
        }
        "rhythm" => {
            let from = read.date("need.rhythm.from").peek().copied().unwrap_or(today);
            let until = read.optional_date("need.rhythm.until").peek().copied().flatten();
            let known = slot_choices(Text::new(Language::French));
            let slots: Vec<(DayOfWeek, HalfDay)> = form
                .values("need.rhythm.half_days")
                .filter(|value| known.iter().any(|slot| slot.value == *value))
                .filter_map(|value| {
                    let (day, half_day) = value.split_once('_')?;
                    Some((DayOfWeek::read(day)?, HalfDay::read(half_day)?))
                })
                .collect();
            if slots.is_empty() {
                read.problem("need.rhythm.half_days", "required");
            }
            Need::Rhythm(Rhythm {
                pattern: RhythmPattern::Fixed(slots),
                from,
                until: until.unwrap_or_else(|| days_after(from, crate::referrals::api::RHYTHM_DAYS)),
            })
        }
        other => {
            read.problem("need.kind", if other.is_empty() { "required" } else { "not_a_choice" });
            Need::Every { from: today, until: today }
        }
    }
}

// ---------- follow ----------
