//! A referral as the site sees it, and its answer.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::referrals::File;
use domain::access::Action;
use domain::geography::Communes;
use domain::places::{CareKind, Need, RhythmPattern};
use domain::referrals::{Decision, ReferralEndReason, ReferralEventKind, RefusalReason};
use domain::{Period, ReferralId, Word};
use i18n::Text;

use super::follow::{notify, status_page};
use super::{Opened, answer_referral, badge, choices, end_referral, html, life, mark_seen, open_referral};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::referrals::forms::WrittenAnswer;
use crate::shared::view;

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
pub(super) enum Way<'a> {
    Account,
    Link(&'a str),
}

pub(super) async fn file_page(
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
        Some(reason) if form.value("refuse.message").is_empty() => crate::referrals::forms::refusal_template(reason),
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

pub(super) fn first_values(cx: &Context, file: &File) -> Submitted {
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
pub(super) fn read_answer(form: &Submitted) -> Result<WrittenAnswer, Problem> {
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
pub(super) fn answer_errors(cx: &Context, form: &Submitted, problem: &Problem) -> view::FieldErrors {
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
