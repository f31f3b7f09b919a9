//! Pages of referrals.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::access::{LinkState, Seen, see_referral, see_referral_by_link};
use db::audit::Entry;
use db::directory;
use db::families::NewChild;
use db::idempotency::Key;
use db::referrals::{self, Answer, File, Line, Order, Part, Prescriber, Query, Reader, Sent, StatusView};
use domain::access::Action;
use domain::families::{SafeContact, SituationKind, SpokenLanguage};
use domain::geography::Communes;
use domain::links::LinkPurpose;
use domain::places::{Appointment, CareKind, Need, Purpose, Rhythm, RhythmPattern, days_after};
use domain::referrals::{
    Decision, ReferralEndReason, ReferralEventKind, ReferralFacts, ReferralStatus, RefusalReason, Urgency,
};
use domain::sites::PrescriberKind;
use domain::time::DayOfWeek;
use domain::{Date, HalfDay, Instant, Period, ReferralId, Refusal, SiteId, Word};
use i18n::{Language, Text};
use jiff::tz::TimeZone;

use super::forms::{Written, WrittenAnswer, WrittenPrescriber, Wrong};
use super::letters;
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;

/// Sends a referral: one transaction for the family, the referral and the messages.
pub(crate) async fn send_referral(cx: &Context, written: Written, key: Option<Key>) -> Result<Sent, Problem> {
    let actor = cx.actor().clone();
    let account = cx.app.db().read(move |conn| referrals::prescriber_of(conn, &actor)).await?;
    let new = written.command(account, cx.app.today())?;
    let (app, by) = (cx.app.clone(), cx.actor().signature());
    let sent = cx
        .app
        .db()
        .write(move |tx| {
            let mut sent = tx.once(key.as_ref(), |tx| {
                let sent = tx.send_referral(&by, &new)?;
                letters::sent(&app, tx, sent.id, &sent.follow_token)?;
                Ok(sent)
            })?;
            if sent.follow_token.is_empty() {
                sent.follow_token = tx.create_follow_link(sent.id)?;
            }
            Ok(sent)
        })
        .await?;
    Ok(sent)
}

/// A referral as its reader may see it.
pub(crate) enum Opened {
    /// The file, for the site.
    File(Box<File>),
    /// The status, for who sent it.
    Status(Box<StatusView>),
}

/// Opens a referral: the site's file (and the reading is written down), or the status for who sent it.
pub(crate) async fn open_referral(cx: &Context, id: ReferralId) -> Result<Opened, Problem> {
    let (actor, today) = (cx.actor().clone(), cx.app.today());
    let may_read = cx.caller.may(Action::SeeReferral);
    let may_follow = cx.caller.may(Action::FollowReferral);
    let opened = cx
        .app
        .db()
        .read(move |conn| {
            if may_read && let Ok(seen) = see_referral(conn, &actor, Action::SeeReferral, id) {
                let file = referrals::file(conn, seen, Reader::Actor(&actor), today)?;
                return Ok(Opened::File(Box::new(file)));
            }
            if !may_follow {
                return Err(db::Error::NotFound);
            }
            let seen = see_referral(conn, &actor, Action::FollowReferral, id)?;
            Ok(Opened::Status(Box::new(referrals::status(conn, seen)?)))
        })
        .await?;
    if let Opened::File(file) = &opened {
        let entry = Entry::read(Action::SeeReferral, "referral", id)
            .family(file.referral.family)
            .site(file.referral.site)
            .detail(serde_json::json!({ "contact": file.contact.is_some(), "protected": file.protected }));
        cx.audit_read(entry);
    }
    Ok(opened)
}

/// The name under which the reader's acts stand in the referral's life.
fn by_name(cx: &Context) -> Option<String> {
    cx.caller.name.clone()
}

/// The site takes notice.
pub(crate) async fn mark_seen(cx: &Context, id: ReferralId, key: Option<Key>) -> Result<(), Problem> {
    let (actor, name) = (cx.actor().clone(), by_name(cx));
    cx.app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let seen = see_referral(tx.conn, &actor, Action::SeeReferral, id)?;
                tx.see_referral(&actor.signature(), seen, name.as_deref())
            })
        })
        .await?;
    Ok(())
}

/// Stores an answer and its messages, whoever proved that she may give it.
pub(crate) fn store_answer(
    app: &crate::App,
    tx: &mut db::Tx<'_>,
    by: &db::audit::Signature,
    seen: Seen<ReferralId>,
    name: Option<&str>,
    answer: &Answer,
) -> db::Result<()> {
    tx.answer_referral(by, seen, name, answer)?;
    let decision = match answer {
        Answer::Accept { .. } => Decision::Accept,
        Answer::Refuse { .. } => Decision::Refuse,
        Answer::Ask { .. } => Decision::Ask,
    };
    letters::answered(app, tx, seen.id(), decision)
}

/// Answers a referral.
pub(crate) async fn answer_referral(
    cx: &Context,
    id: ReferralId,
    written: WrittenAnswer,
    key: Option<Key>,
) -> Result<(), Problem> {
    let answer = written.answer(cx.app.today())?;
    let (app, actor, name) = (cx.app.clone(), cx.actor().clone(), by_name(cx));
    cx.app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let seen = see_referral(tx.conn, &actor, Action::AnswerReferral, id)?;
                store_answer(&app, tx, &actor.signature(), seen, name.as_deref(), &answer)
            })
        })
        .await?;
    Ok(())
}

/// Replies to the site's question.
pub(crate) async fn reply_to_site(
    cx: &Context,
    id: ReferralId,
    message: &str,
    key: Option<Key>,
) -> Result<(), Problem> {
    let message = reply_words(message)?;
    let (app, actor, name) = (cx.app.clone(), cx.actor().clone(), by_name(cx));
    cx.app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let seen = see_referral(tx.conn, &actor, Action::FollowReferral, id)?;
                tx.reply_to_question(&actor.signature(), seen, name.as_deref(), &message)?;
                letters::replied(&app, tx, id)
            })
        })
        .await?;
    Ok(())
}

fn reply_words(message: &str) -> Result<String, Problem> {
    let mut wrong = Wrong::default();
    let message = message.trim();
    if message.is_empty() {
        wrong.note("message", "required");
    } else if message.chars().count() > 2000 {
        wrong.note("message", "too_long");
    }
    wrong.finish()?;
    Ok(message.to_owned())
}

/// Ends an accompaniment.
pub(crate) async fn end_referral(
    cx: &Context,
    id: ReferralId,
    reason: ReferralEndReason,
    key: Option<Key>,
) -> Result<(), Problem> {
    let (actor, name) = (cx.actor().clone(), by_name(cx));
    cx.app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let seen = see_referral(tx.conn, &actor, Action::AnswerReferral, id)?;
                tx.end_referral(&actor.signature(), seen, name.as_deref(), reason)
            })
        })
        .await?;
    Ok(())
}

/// How a status looks.
fn badge(t: Text, facts: &ReferralFacts) -> view::Badge {
    let status = facts.status();
    let tone = match status {
        ReferralStatus::Sent | ReferralStatus::Seen => "waiting",
        ReferralStatus::Asked => "special",
        ReferralStatus::Accepted | ReferralStatus::FirstAttended => "done",
        ReferralStatus::Refused => "refused",
        ReferralStatus::Expired => "urgent",
        ReferralStatus::Ended => "neutral",
    };
    view::Badge { tone, word: t.word("referral-status", status.as_str()) }
}

/// The life of a referral as a marelle: squares filled one after the other.
fn life(t: Text, facts: &ReferralFacts, zone: &TimeZone) -> Vec<view::Step> {
    let day = |at: Option<Instant>| at.map(|at| t.date_medium(at.date(zone))).unwrap_or_default();
    let step = |label: String, at: Option<Instant>| view::Step {
        state: if at.is_some() { "done" } else { "next" },
        label,
        detail: day(at),
    };
    let answered = facts.accepted_at.is_some();
    // What was answered was seen, and who came was accepted: a later square never stands without an earlier one.
    let seen = facts.seen_at.or(facts.accepted_at).or(facts.refused_at);
    let mut steps = vec![step(t.referrals_step_sent(), facts.sent_at), step(t.referrals_step_seen(), seen)];
    if let Some(at) = facts.refused_at {
        steps.push(view::Step { state: "stopped", label: t.referrals_step_refused(), detail: day(Some(at)) });
    } else if let Some(at) = facts.expired_at {
        steps.push(view::Step { state: "stopped", label: t.referrals_step_expired(), detail: day(Some(at)) });
    } else {
        steps.push(step(t.referrals_step_accepted(), facts.accepted_at));
        steps.push(step(t.referrals_step_first(), facts.first_attended_at));
        steps.push(step(t.referrals_step_ended(), facts.ended_at));
    }
    if (answered || facts.is_open())
        && let Some(next) = steps.iter_mut().find(|step| step.state == "next")
    {
        next.state = "current";
    }
    steps
}

fn choices<W: Word>(t: Text, prefix: &str, words: &[W]) -> Vec<view::Choice> {
    words
        .iter()
        .map(|word| view::Choice {
            value: word.text().into_owned(),
            label: t.word(prefix, &word.text()),
            ..view::Choice::default()
        })
        .collect()
}

fn html(page: &impl Template) -> Result<Html<String>, Problem> {
    page.render().map(Html).map_err(|error| Problem::broken(&error.to_string()))
}

// ---------- refer ----------

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
fn written(form: &Submitted, account: bool, today: Date) -> Result<Written, Problem> {
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
                travel_minutes: super::api::TRAVEL_MINUTES,
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
                until: until.unwrap_or_else(|| days_after(from, super::api::RHYTHM_DAYS)),
            })
        }
        other => {
            read.problem("need.kind", if other.is_empty() { "required" } else { "not_a_choice" });
            Need::Every { from: today, until: today }
        }
    }
}

// ---------- follow ----------

#[derive(Template)]
#[template(path = "referrals/status.html")]
struct StatusPage {
    t: Text,
    layout: view::Layout,
    title: String,
    lead: String,
    back: String,
    just_sent: bool,
    badge: view::Badge,
    steps: Vec<view::Step>,
    summary: Vec<view::SummaryRow>,
    refusal: String,
    message: String,
    question: String,
    talk: Vec<(bool, String, String)>,
    reply_action: String,
    key: String,
    phone: Option<view::Phone>,
    value: String,
    errors: view::FieldErrors,
}

async fn status_page(
    cx: &Context,
    status: StatusView,
    link: Option<&str>,
    just_sent: bool,
    value: String,
    errors: view::FieldErrors,
) -> Result<Html<String>, Problem> {
    let (t, zone) = (cx.t, &cx.app.settings().time_zone);
    let day = |at: Option<Instant>| at.map(|at| t.date_medium(at.date(zone))).unwrap_or_default();
    let row = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let page = StatusPage {
        t,
        layout: cx.layout().await,
        title: t.referrals_status_title(&status.number),
        lead: t.referrals_status_lead(&status.site_name),
        back: if link.is_none() { "/referrals".to_owned() } else { String::new() },
        just_sent,
        badge: badge(t, &status.facts),
        steps: life(t, &status.facts, zone),
        summary: vec![
            row(t.referrals_number(), status.number.clone()),
            row(t.referrals_sent_on(), day(status.facts.sent_at)),
            row(t.referrals_sent_by(), status.prescriber_name),
            row(t.referrals_site(), status.site_name),
            row(t.referrals_parent(), status.parent_name),
            row(t.referrals_children(), t.list_and(&status.children)),
        ],
        refusal: status.refusal_reason.map(|reason| t.word("refusal-reason", reason.as_str())).unwrap_or_default(),
        message: status.answer_message.unwrap_or_default(),
        question: status.question.unwrap_or_default(),
        talk: status.talk.into_iter().map(|(reply, at, words)| (reply, day(Some(at)), words)).collect(),
        reply_action: match link {
            Some(token) => format!("/referrals/follow/{token}"),
            None => format!("/referrals/{}/reply", status.id),
        },
        key: cx.new_key(),
        phone: status.site_phone.as_deref().map(view::Phone::of),
        value,
        errors,
    };
    html(&page)
}

async fn followed(cx: &Context, token: &str) -> Result<StatusView, Problem> {
    let (token, now) = (token.to_owned(), cx.app.now());
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            let (seen, state) =
                see_referral_by_link(conn, Action::FollowReferral, LinkPurpose::FollowReferral, &token, now)?;
            if state != LinkState::Usable {
                return Err(db::Error::NotFound);
            }
            referrals::status(conn, seen)
        })
        .await?)
}

/// `GET /referrals/follow/{token}`: the receipt, and how it stands, without an account.
pub(crate) async fn follow(cx: Context, Path(token): Path<String>, asked: Asked) -> Result<Html<String>, Problem> {
    let just_sent = asked.read_loosely().ticked("sent") || cx.frame.target.ends_with("?sent");
    let status = followed(&cx, &token).await?;
    status_page(&cx, status, Some(&token), just_sent, String::new(), view::FieldErrors::none()).await
}

fn link_actor(cx: &Context) -> db::access::Actor {
    let mut actor = db::access::Actor::public(cx.app.now(), cx.app.today());
    actor.kind = db::audit::ActorKind::Link;
    actor.request = cx.actor().request.clone();
    actor
}

/// `POST /referrals/follow/{token}`: a reply to the site's question, without an account.
pub(crate) async fn follow_reply(
    cx: Context,
    Path(token): Path<String>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let mut read = submitted.read();
    let message = read.text("message", 2000);
    if let Err(problem) = read.finish() {
        let status = followed(&cx, &token).await?;
        let errors = crate::forms::errors(cx.t, &problem);
        let value = submitted.value("message").to_owned();
        let page = status_page(&cx, status, Some(&token), false, value, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let message = message.take()?;
    let (app, by, key, link, now) =
        (cx.app.clone(), link_actor(&cx).signature(), submitted.key().cloned(), token.clone(), cx.app.now());
    cx.app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let (seen, state) =
                    see_referral_by_link(tx.conn, Action::FollowReferral, LinkPurpose::FollowReferral, &link, now)?;
                if state != LinkState::Usable {
                    return Err(db::Error::NotFound);
                }
                tx.reply_to_question(&by, seen, None, &message)?;
                letters::replied(&app, tx, seen.id())
            })
        })
        .await?;
    Ok(Redirect::to(&format!("/referrals/follow/{token}")).into_response())
}

/// `POST /referrals/{id}/reply`
pub(crate) async fn reply(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: ReferralId = path_id(&id)?;
    let mut read = submitted.read();
    let message = read.text("message", 2000);
    if let Err(problem) = read.finish() {
        let Opened::Status(status) = open_referral(&cx, id).await? else { return Err(problem) };
        let errors = crate::forms::errors(cx.t, &problem);
        let page = status_page(&cx, *status, None, false, submitted.value("message").to_owned(), errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    reply_to_site(&cx, id, &message.take()?, submitted.key().cloned()).await?;
    notify(&cx, cx.t.referrals_reply_sent()).await?;
    Ok(Redirect::to(&format!("/referrals/{id}")).into_response())
}

async fn notify(cx: &Context, text: String) -> Result<(), Problem> {
    cx.notify(view::Notice { tone: "done", text, undo: None }).await
}

// ---------- lists ----------

/// A line of the list.
struct ListRow {
    href: String,
    number: String,
    names: String,
    other: String,
    urgency: String,
    badge: view::Badge,
    sent: String,
    age: String,
}

#[derive(Template)]
#[template(path = "referrals/list.html")]
struct ListPage {
    t: Text,
    layout: view::Layout,
    title: String,
    lead: String,
    base: &'static str,
    inbox: bool,
    may_refer: bool,
    search: String,
    part: &'static str,
    tabs: Vec<view::Tab>,
    columns: Vec<view::Column>,
    rows: Vec<ListRow>,
    paging: view::Paging,
}

const PAGE: i64 = 25;

/// `GET /referrals`: what one's organisation sent.
pub(crate) async fn mine(cx: Context, asked: Asked) -> Result<Response, Problem> {
    if !cx.caller.may(Action::FollowReferral) {
        return Ok(Redirect::to("/referrals/inbox").into_response());
    }
    Ok(list_page(&cx, &asked, Action::FollowReferral).await?.into_response())
}

/// `GET /referrals/inbox`: what came to one's sites.
pub(crate) async fn inbox(cx: Context, asked: Asked) -> Result<Html<String>, Problem> {
    list_page(&cx, &asked, Action::SeeReferral).await
}

async fn list_page(cx: &Context, asked: &Asked, action: Action) -> Result<Html<String>, Problem> {
    let (t, zone, now) = (cx.t, cx.app.settings().time_zone.clone(), cx.app.now());
    let inbox = action == Action::SeeReferral;
    let base = if inbox { "/referrals/inbox" } else { "/referrals" };
    let search: String = asked.value("q").chars().take(120).collect();
    let parts = [("open", Part::Open), ("accepted", Part::Accepted), ("closed", Part::Closed), ("all", Part::All)];
    let (part_name, part) = parts.into_iter().find(|(name, _)| *name == asked.value("part")).unwrap_or(if inbox {
        parts[0]
    } else {
        parts[3]
    });
    let (order_name, order) = match asked.value("sort") {
        "oldest" => ("oldest", Order::Oldest),
        "latest" => ("latest", Order::Latest),
        "number" => ("number", Order::Number),
        // What waits longest comes first in the inbox.
        _ if inbox && part == Part::Open => ("oldest", Order::Oldest),
        _ => ("latest", Order::Latest),
    };
    let page: i64 = asked.value("page").parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1);
    let query = Query { search: search.clone(), part, order, offset: (page - 1) * PAGE, limit: PAGE, after: None };
    let actor = cx.actor().clone();
    let (lines, total) = cx.app.db().read(move |conn| referrals::list(conn, &actor, action, &query)).await?;
    let address = |part: &str, sort: &str, page: i64| {
        format!("{base}?part={part}&sort={sort}&page={page}&q={}", crate::forms::percent(&search))
    };
    let age = |line: &Line| {
        let since = line.facts.since().unwrap_or(now);
        t.count_days(now.seconds_since(since).max(0) / 86_400)
    };
    let rows = lines
        .iter()
        .map(|line| {
            let children = t.list_and(&line.children);
            let names = match (line.parent_name.is_empty(), children.is_empty()) {
                (true, _) => t.referrals_names_hidden(),
                (false, true) => line.parent_name.clone(),
                (false, false) => format!("{} · {children}", line.parent_name),
            };
            ListRow {
                href: format!("/referrals/{}", line.id),
                number: line.number.clone(),
                names,
                other: if inbox {
                    format!("{} · {}", line.prescriber, line.prescriber_name)
                } else {
                    line.site_name.clone()
                },
                urgency: t.word("urgency", line.urgency.as_str()),
                badge: badge(t, &line.facts),
                sent: line.facts.sent_at.map(|at| t.date_medium(at.date(&zone))).unwrap_or_default(),
                age: age(line),
            }
        })
        .collect::<Vec<_>>();
    let sorted = |name: &str, direction: &'static str| if order_name == name { direction } else { "" };
    let column = |label: String| view::Column { label, ..view::Column::default() };
    let columns = vec![
        view::Column {
            label: t.referrals_number(),
            sort_href: address(part_name, "number", 1),
            sorted: sorted("number", "ascending"),
            numeric: false,
        },
        column(t.referrals_family()),
        column(if inbox { t.referrals_prescriber() } else { t.referrals_site() }),
        column(t.referrals_urgency()),
        column(t.referrals_status()),
        view::Column {
            label: t.referrals_sent_on(),
            sort_href: address(part_name, if order_name == "latest" { "oldest" } else { "latest" }, 1),
            sorted: if order_name == "latest" { "descending" } else { sorted("oldest", "ascending") },
            numeric: false,
        },
        column(t.referrals_age()),
    ];
    let tab_words = |name: &str| match name {
        "open" => t.referrals_part_open(),
        "accepted" => t.referrals_part_accepted(),
        "closed" => t.referrals_part_closed(),
        _ => t.referrals_part_all(),
    };
    let first = (page - 1) * PAGE + 1;
    let last = first + i64::try_from(rows.len()).unwrap_or(0) - 1;
    let page = ListPage {
        t,
        layout: cx.layout().await,
        title: if inbox { t.referrals_inbox_title() } else { t.referrals_mine_title() },
        lead: if inbox { t.referrals_inbox_lead() } else { t.referrals_mine_lead() },
        base,
        inbox,
        may_refer: cx.caller.may(Action::SendReferral),
        tabs: parts
            .iter()
            .map(|(name, _)| view::Tab {
                label: tab_words(name),
                href: format!("{base}?part={name}"),
                current: *name == part_name,
                count: String::new(),
            })
            .collect(),
        search: search.clone(),
        part: part_name,
        columns,
        paging: view::Paging {
            words: if rows.is_empty() { String::new() } else { t.paging_shown(first, last, total) },
            previous: if page > 1 { address(part_name, order_name, page - 1) } else { String::new() },
            next: if last < total && !rows.is_empty() {
                address(part_name, order_name, page + 1)
            } else {
                String::new()
            },
        },
        rows,
    };
    html(&page)
}

// ---------- the file, and its answer ----------

/// What happened, for the foot of the file.
struct EventRow {
    at: String,
    what: String,
    by: String,
    words: String,
}

#[derive(Template)]
#[template(path = "referrals/file.html")]
struct FilePage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    back: String,
    badge: view::Badge,
    steps: Vec<view::Step>,
    hidden: bool,
    closed: bool,
    family: Vec<view::SummaryRow>,
    phone: Option<view::Phone>,
    children: Vec<(String, String)>,
    need: Vec<view::SummaryRow>,
    message: String,
    prescriber: Vec<view::SummaryRow>,
    events: Vec<EventRow>,
    others: Vec<view::Link>,
    family_href: String,
    action: String,
    seen_action: String,
    refuse_action: String,
    end_action: String,
    open: bool,
    unseen: bool,
    may_end: bool,
    key: String,
    form: Submitted,
    errors: view::FieldErrors,
    care_kinds: Vec<view::Choice>,
    reasons: Vec<view::Choice>,
    end_reasons: Vec<view::Choice>,
    refusing: String,
    refusing_words: String,
    refuse_message: String,
}

/// A need in words.
fn need_words(t: Text, need: &Need) -> String {
    let slots = |days: &[domain::places::DatedHalfDay]| {
        let words: Vec<String> = days.iter().map(|day| t.date_half_day(day.date, day.half_day)).collect();
        t.list_and(&words)
    };
    match need {
        Need::Appointment(appointment) => t.referrals_need_appointment(
            t.date_long(appointment.date),
            t.time_range(appointment.starts_at, appointment.ends_at),
        ),
        Need::HalfDays(days) => slots(days),
        Need::AnyHalfDay(days) => t.referrals_need_any(slots(days)),
        Need::Rhythm(rhythm) => {
            let pattern = match &rhythm.pattern {
                RhythmPattern::Fixed(slots) => {
                    let words: Vec<String> = slots
                        .iter()
                        .map(|(day, half_day)| t.refer_slot(t.word("day-of-week", day.as_str()), t.half_day(*half_day)))
                        .collect();
                    t.list_and(&words)
                }
                RhythmPattern::Any { count, .. } => t.referrals_need_per_week(t.count_half_days(*count)),
            };
            format!("{pattern}, {}", t.period(Period { from: rhythm.from, until: Some(rhythm.until) }))
        }
        Need::Every { from, until } => t.referrals_need_every(t.period(Period { from: *from, until: Some(*until) })),
    }
}

/// How a file page was reached: who answers it, and where its forms lead.
enum Way<'a> {
    Account,
    Link(&'a str),
}

async fn file_page(
    cx: &Context,
    file: File,
    way: Way<'_>,
    refusing: Option<RefusalReason>,
    form: Submitted,
    errors: view::FieldErrors,
) -> Result<Html<String>, Problem> {
    let (t, zone, today) = (cx.t, &cx.app.settings().time_zone, cx.app.today());
    let referral = &file.referral;
    let row = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let mut family = vec![row(t.referrals_family_number(), file.family_reference.clone())];
    let mut phone = None;
    if let Some(contact) = &file.contact {
        phone = contact.phone.as_deref().map(view::Phone::of);
        let commune = Communes::shipped().find(&contact.commune).map(domain::geography::Commune::label);
        let language = t.word("spoken-language", contact.language.as_str());
        let situations: Vec<String> = contact
            .situations
            .iter()
            .map(|(kind, from, _)| {
                t.referrals_situation_since(t.word("situation-kind", kind.as_str()), t.date_medium(*from))
            })
            .collect();
        family.extend([
            row(t.referrals_parent(), format!("{} {}", contact.given_name, contact.family_name)),
            row(t.referrals_email(), contact.email.clone().unwrap_or_else(|| t.answer_not_known())),
            row(
                t.referrals_language(),
                if contact.interpreter { t.referrals_with_interpreter(language) } else { language },
            ),
            row(t.referrals_safe_contact(), t.word("safe-contact", contact.safe_contact.as_str())),
            row(t.referrals_commune(), commune.unwrap_or_else(|| contact.commune.clone())),
            row(
                t.referrals_situations(),
                if situations.is_empty() { t.answer_not_known() } else { t.list_and(&situations) },
            ),
        ]);
    }
    let travel =
        referral.travel_limit_km.map_or_else(|| t.answer_not_known(), |kilometres| t.referrals_kilometres(kilometres));
    let not_known = |value: &Option<String>| value.clone().unwrap_or_else(|| t.answer_not_known());
    let base = match &way {
        Way::Account => format!("/referrals/{}", referral.id),
        Way::Link(token) => format!("/answer/{token}"),
    };
    let account = matches!(way, Way::Account);
    let events = file
        .events
        .iter()
        .rev()
        .map(|event| {
            let code = event.reason_code.as_deref().unwrap_or_default();
            let reason = match event.kind {
                ReferralEventKind::Refused => t.word("refusal-reason", code),
                ReferralEventKind::Ended => t.word("referral-end-reason", code),
                _ => String::new(),
            };
            let words = event.message.clone().unwrap_or_default();
            let words = match event.kind {
                ReferralEventKind::Sent if !words.is_empty() => t.referrals_other_contact(words),
                _ => words,
            };
            let what = t.word("referral-event-kind", event.kind.as_str());
            EventRow {
                at: t.instant_long(event.at, zone),
                what: if reason.is_empty() { what } else { t.referrals_event_reason(what, reason) },
                by: event.by_name.clone().unwrap_or_default(),
                words,
            }
        })
        .collect();
    let refuse_message = match refusing {
        Some(reason) if form.value("refuse.message").is_empty() => super::forms::refusal_template(reason),
        _ => form.value("refuse.message").to_owned(),
    };
    let page = FilePage {
        t,
        layout: cx.layout().await,
        title: t.referrals_status_title(&referral.number),
        over: file.site_name.clone(),
        back: if account { "/referrals/inbox".to_owned() } else { String::new() },
        badge: badge(t, &referral.facts),
        steps: life(t, &referral.facts, zone),
        hidden: file.protected
            && file.contact.is_none()
            && referral.facts.refused_at.is_none()
            && referral.facts.expired_at.is_none(),
        closed: !file.protected && file.contact.is_none(),
        family,
        phone,
        children: file
            .children
            .iter()
            .map(|child| {
                let months = domain::time::age_in_months(child.birth_date, today);
                let age = if child.birth_date > today {
                    t.referrals_expected(t.date_medium(child.birth_date))
                } else {
                    t.referrals_born(t.age_months(months), t.date_medium(child.birth_date))
                };
                (format!("{} {}", child.given_name, child.family_name), age)
            })
            .collect(),
        need: vec![
            row(t.referrals_purpose(), t.word("purpose", referral.purpose.as_str())),
            row(t.referrals_when(), need_words(t, &referral.need)),
            row(t.referrals_urgency(), t.word("urgency", referral.urgency.as_str())),
            row(t.referrals_travel(), travel),
        ],
        message: referral.message.clone().unwrap_or_default(),
        prescriber: vec![
            row(
                t.referrals_prescriber(),
                format!(
                    "{} ({})",
                    referral.prescriber.organisation_name,
                    t.word("prescriber-kind", referral.prescriber.kind.as_str())
                ),
            ),
            row(t.referrals_sent_by(), referral.prescriber.name.clone()),
            row(t.referrals_email(), not_known(&referral.prescriber.email)),
            row(
                t.referrals_phone(),
                referral
                    .prescriber
                    .phone
                    .as_deref()
                    .map_or_else(|| t.answer_not_known(), |phone| view::Phone::of(phone).shown),
            ),
        ],
        events,
        others: if account {
            file.others
                .iter()
                .map(|(id, number)| view::Link { label: number.clone(), href: format!("/referrals/{id}") })
                .collect()
        } else {
            Vec::new()
        },
        family_href: if account && file.contact.is_some() && cx.caller.may(Action::SeeFamily) {
            format!("/families/{}", referral.family)
        } else {
            String::new()
        },
        action: if account { format!("{base}/answer") } else { base.clone() },
        seen_action: format!("{base}/seen"),
        refuse_action: base.clone(),
        end_action: format!("{base}/end"),
        open: referral.facts.is_open(),
        unseen: referral.facts.is_open() && referral.facts.seen_at.is_none(),
        may_end: account && referral.facts.accepted_at.is_some() && referral.facts.ended_at.is_none(),
        key: cx.new_key(),
        errors,
        care_kinds: choices(
            t,
            "care-kind",
            &[CareKind::Regular, CareKind::Occasional, CareKind::Emergency, CareKind::Buffer],
        ),
        reasons: choices(t, "refusal-reason", RefusalReason::ALL),
        end_reasons: choices(t, "referral-end-reason", ReferralEndReason::ALL),
        refusing: refusing.map(|reason| reason.as_str().to_owned()).unwrap_or_default(),
        refusing_words: refusing.map(|reason| t.word("refusal-reason", reason.as_str())).unwrap_or_default(),
        refuse_message,
        form,
    };
    html(&page)
}

fn first_values(cx: &Context, file: &File) -> Submitted {
    let kind = if matches!(file.referral.need, Need::Rhythm(_)) { CareKind::Regular } else { CareKind::Occasional };
    Submitted::prefilled([
        ("from".to_owned(), cx.app.today().to_string()),
        ("care_kind".to_owned(), kind.as_str().to_owned()),
    ])
}

/// `GET /referrals/{id}`: the file for the site, the status for who sent it.
pub(crate) async fn show(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Html<String>, Problem> {
    match open_referral(&cx, path_id(&id)?).await? {
        Opened::Status(status) => {
            status_page(&cx, *status, None, false, String::new(), view::FieldErrors::none()).await
        }
        Opened::File(file) => {
            let form = first_values(&cx, &file);
            let refusing = RefusalReason::read(asked.value("refuse"));
            file_page(&cx, *file, Way::Account, refusing, form, view::FieldErrors::none()).await
        }
    }
}

/// An answer of the page's forms: the fields of each are under a name of their own.
fn read_answer(form: &Submitted) -> Result<WrittenAnswer, Problem> {
    let mut read = form.read();
    let decision = read.word::<Decision>("decision");
    let name = match decision.peek() {
        Some(Decision::Refuse) => "refuse.message",
        Some(Decision::Ask) => "ask.message",
        _ => "accept.message",
    };
    let message = read.optional_text(name, 2000);
    let (reason, from, until, care_kind) = (
        read.optional_word::<RefusalReason>("reason_code"),
        read.optional_date("from"),
        read.optional_date("until"),
        read.optional_word::<CareKind>("care_kind"),
    );
    read.finish()?;
    Ok(WrittenAnswer {
        decision: decision.take()?,
        reason: reason.take()?,
        message: message.take()?,
        from: from.take()?,
        until: until.take()?,
        care_kind: care_kind.take()?,
    })
}

/// The problems of an answer, under the names of the page's form.
fn answer_errors(cx: &Context, form: &Submitted, problem: &Problem) -> view::FieldErrors {
    let mut errors = view::FieldErrors::none();
    for field in problem.field_problems().unwrap_or_default() {
        let name =
            if field.field == "message" { format!("{}.message", form.value("decision")) } else { field.field.clone() };
        errors.add(name, crate::forms::field_words(cx.t, &field.code));
    }
    errors
}

/// `POST /referrals/{id}/answer`
pub(crate) async fn answer(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: ReferralId = path_id(&id)?;
    let done = match read_answer(&submitted) {
        Ok(written) => answer_referral(&cx, id, written, submitted.key().cloned()).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => {
            notify(&cx, cx.t.referrals_answer_sent()).await?;
            Ok(Redirect::to(&format!("/referrals/{id}")).into_response())
        }
        Err(problem) if problem.field_problems().is_some() => {
            let Opened::File(file) = open_referral(&cx, id).await? else { return Err(problem) };
            let errors = answer_errors(&cx, &submitted, &problem);
            let refusing = RefusalReason::read(submitted.value("reason_code"));
            let page = file_page(&cx, *file, Way::Account, refusing, submitted, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// `POST /referrals/{id}/seen`
pub(crate) async fn seen(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: ReferralId = path_id(&id)?;
    submitted.read().finish()?;
    mark_seen(&cx, id, submitted.key().cloned()).await?;
    notify(&cx, cx.t.referrals_seen_noted()).await?;
    Ok(Redirect::to(&format!("/referrals/{id}")).into_response())
}

/// `POST /referrals/{id}/end`
pub(crate) async fn end(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: ReferralId = path_id(&id)?;
    let mut read = submitted.read();
    let reason = read.word::<ReferralEndReason>("end_reason");
    if let Err(problem) = read.finish() {
        let Opened::File(file) = open_referral(&cx, id).await? else { return Err(problem) };
        let errors = crate::forms::errors(cx.t, &problem);
        let page = file_page(&cx, *file, Way::Account, None, submitted, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    end_referral(&cx, id, reason.take()?, submitted.key().cloned()).await?;
    notify(&cx, cx.t.referrals_ended()).await?;
    Ok(Redirect::to(&format!("/referrals/{id}")).into_response())
}

// ---------- the signed link of the site's e-mail ----------

#[derive(Template)]
#[template(path = "referrals/link.html")]
struct LinkPage {
    t: Text,
    layout: view::Layout,
    title: String,
    text: String,
    way: String,
}

async fn link_over(cx: &Context, title: String, text: String, status: StatusCode) -> Result<Response, Problem> {
    let page = LinkPage { t: cx.t, layout: cx.layout().await, title, text, way: "/referrals/inbox".to_owned() };
    Ok((status, html(&page)?).into_response())
}

/// The file behind a signed link, or the page that says why there is none.
async fn linked(cx: &Context, token: &str) -> Result<Result<File, LinkState>, Problem> {
    let (token, now, today, by) = (token.to_owned(), cx.app.now(), cx.app.today(), link_actor(cx).signature());
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            let (seen, state) =
                see_referral_by_link(tx.conn, Action::AnswerReferral, LinkPurpose::AnswerReferral, &token, now)?;
            let entry = Entry::read(Action::SeeReferral, "referral", seen.id());
            if state != LinkState::Usable {
                tx.audit(&by, Entry { outcome: db::audit::Outcome::Denied, ..entry })?;
                return Ok(Err(state));
            }
            let file = referrals::file(tx.conn, seen, Reader::Link, today)?;
            tx.audit(&by, entry.family(file.referral.family).site(file.referral.site))?;
            Ok(Ok(file))
        })
        .await?)
}

async fn link_state_page(cx: &Context, state: LinkState) -> Result<Response, Problem> {
    let (title, text) = match state {
        LinkState::Expired => (cx.t.referrals_link_expired_title(), cx.t.referrals_link_expired_text()),
        _ => (cx.t.referrals_link_used_title(), cx.t.referrals_link_used_text()),
    };
    link_over(cx, title, text, StatusCode::GONE).await
}

/// `GET /answer/{token}`: the file and its forms. Reading it, by a person or by a mail scanner, answers nothing.
pub(crate) async fn by_link(cx: Context, Path(token): Path<String>, asked: Asked) -> Result<Response, Problem> {
    match linked(&cx, &token).await? {
        Err(state) => link_state_page(&cx, state).await,
        Ok(file) => {
            let form = first_values(&cx, &file);
            let refusing = RefusalReason::read(asked.value("refuse"));
            let page = file_page(&cx, file, Way::Link(&token), refusing, form, view::FieldErrors::none()).await?;
            Ok(page.into_response())
        }
    }
}

/// `POST /answer/{token}`
pub(crate) async fn answer_by_link(
    cx: Context,
    Path(token): Path<String>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let answer = read_answer(&submitted).and_then(|written| written.answer(cx.app.today()));
    let answer = match answer {
        Ok(answer) => answer,
        Err(problem) => {
            return match linked(&cx, &token).await? {
                Err(state) => link_state_page(&cx, state).await,
                Ok(file) => {
                    let errors = answer_errors(&cx, &submitted, &problem);
                    let refusing = RefusalReason::read(submitted.value("reason_code"));
                    let page = file_page(&cx, file, Way::Link(&token), refusing, submitted, errors).await?;
                    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
                }
            };
        }
    };
    let question = matches!(answer, Answer::Ask { .. });
    let name = Text::new(Language::French).referrals_by_link();
    let (app, by, key, link, now) =
        (cx.app.clone(), link_actor(&cx).signature(), submitted.key().cloned(), token.clone(), cx.app.now());
    let done = cx
        .app
        .db()
        .write(move |tx| {
            tx.once(key.as_ref(), |tx| {
                let (seen, state) =
                    see_referral_by_link(tx.conn, Action::AnswerReferral, LinkPurpose::AnswerReferral, &link, now)?;
                if state != LinkState::Usable {
                    return Err(Refusal::LinkNotUsable.into());
                }
                store_answer(&app, tx, &by, seen, Some(&name), &answer)
            })
        })
        .await;
    match done {
        Ok(()) => {
            let text = if question { cx.t.referrals_link_asked_text() } else { cx.t.referrals_link_done_text() };
            link_over(&cx, cx.t.referrals_link_done_title(), text, StatusCode::OK).await
        }
        Err(db::Error::Refused(refusals)) if refusals.contains(&Refusal::LinkNotUsable) => {
            match linked(&cx, &token).await? {
                Err(state) => link_state_page(&cx, state).await,
                Ok(_) => Err(Problem::refused(refusals)),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /answer/{token}/seen`
pub(crate) async fn seen_by_link(
    cx: Context,
    Path(token): Path<String>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    submitted.read().finish()?;
    let name = Text::new(Language::French).referrals_by_link();
    let (by, link, now) = (link_actor(&cx).signature(), token.clone(), cx.app.now());
    let state = cx
        .app
        .db()
        .write(move |tx| {
            let (seen, state) =
                see_referral_by_link(tx.conn, Action::SeeReferral, LinkPurpose::AnswerReferral, &link, now)?;
            if state != LinkState::Usable {
                let entry = Entry::denied(Action::SeeReferral, "referral", Some(seen.id().to_string()));
                return tx.audit(&by, entry).map(|()| state);
            }
            tx.see_referral(&by, seen, Some(&name)).map(|()| state)
        })
        .await?;
    if state != LinkState::Usable {
        return link_state_page(&cx, state).await;
    }
    Ok(Redirect::to(&format!("/answer/{token}")).into_response())
}
