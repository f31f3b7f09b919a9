//! `/families/{id}/children/{child_id}/papers`: a child's admission file at a site.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::audit::Entry;
use db::papers::{Admitted, EntryKind, File, PaperEntry};
use domain::access::Action;
use domain::papers::{Dose, PaperKind, PaperSetting, Standing, doses_due};
use domain::{PaperId, SiteId};
use i18n::Text;

use super::input::WrittenPaper;
use super::{Whose, change, whose, words};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::{Submitted, errors};
use crate::problem::Problem;
use crate::shared::view;

struct Line {
    name: String,
    badge: view::Badge,
    detail: String,
    blocks: bool,
}

struct Known {
    words: String,
    phone: Option<view::Phone>,
    /// The entry, to withdraw it; empty when it was.
    id: String,
    note: String,
}

#[derive(Template)]
#[template(path = "papers/file.html")]
struct FilePage {
    t: Text,
    layout: view::Layout,
    title: String,
    lead: String,
    back: String,
    tabs: Vec<view::Tab>,
    over: bool,
    settings: Option<String>,
    action: String,
    site: String,
    health: String,
    lines: Vec<Line>,
    certificate_hint: String,
    missing: String,
    doses: Vec<view::Choice>,
    ticked: Vec<String>,
    wanting_hint: String,
    contraindicated: bool,
    answers: Vec<view::Choice>,
    yes_no: Vec<view::Choice>,
    contacts: Vec<Known>,
    history: Vec<Known>,
    form: Submitted,
    /// Which form has problems, so that it stands open.
    what: String,
    errors: view::FieldErrors,
    refusal: String,
    key: String,
    today: String,
}

/// What an entry is, in words.
pub(super) fn entry_words(t: Text, entry: &PaperEntry, zone: &jiff::tz::TimeZone) -> String {
    let (from, noted) = (t.date_medium(entry.period.from), t.date_medium(entry.created_at.date(zone)));
    match (entry.kind, entry.dose, entry.answer, &entry.contact) {
        (EntryKind::Certificate, ..) => {
            format!("{} : {}", words::paper(t, PaperKind::Certificate), t.papers_certificate_seen(from, noted))
        }
        (EntryKind::Dose, Some(dose), ..) => t.papers_dose_seen(words::dose(t, dose), from),
        (EntryKind::Wanting, ..) => t.papers_wanting_noted(from),
        (EntryKind::Contraindication, ..) => t.papers_contraindicated(from),
        (EntryKind::Answer, _, Some((kind, granted)), _) => {
            let answer = if granted { t.papers_answer_yes() } else { t.papers_answer_no() };
            format!("{} : {answer}, {}", words::paper(t, kind), t.period(entry.period))
        }
        (EntryKind::Contact, .., Some((name, phone, relation))) => {
            let phone = view::Phone::of(phone).shown;
            [Some(name.clone()), relation.clone(), Some(phone)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        _ => String::new(),
    }
}

fn line(t: Text, file: &File, setting: &PaperSetting, (kind, standing): (PaperKind, Standing), cx: &Context) -> Line {
    let today = cx.app.today();
    let of = |wanted: EntryKind| file.entries.iter().filter(move |entry| entry.kind == wanted && entry.holds(today));
    let detail = match kind {
        PaperKind::Certificate => of(EntryKind::Certificate)
            .next_back()
            .map(|entry| {
                let seen = t.date_medium(entry.created_at.date(&cx.frame.zone));
                t.papers_certificate_seen(t.date_medium(entry.period.from), seen)
            })
            .unwrap_or_default(),
        PaperKind::Vaccines => match of(EntryKind::Contraindication).next() {
            Some(entry) => t.papers_contraindicated(t.date_medium(entry.period.from)),
            None if standing == Standing::Fine => t.papers_vaccines_all(),
            None => missing_words(t, file, today),
        },
        PaperKind::EmergencyContact | PaperKind::PickUp => String::new(),
        _ => of(EntryKind::Answer)
            .find_map(|entry| entry.answer.filter(|(answered, _)| *answered == kind))
            .map(|(_, granted)| if granted { t.papers_given() } else { t.papers_refused() })
            .unwrap_or_default(),
    };
    let blocks = file.papers.as_ref().and_then(|papers| papers.blocking(setting, today));
    Line {
        name: words::paper(t, kind),
        badge: words::badge(t, standing),
        detail,
        blocks: blocks.is_some_and(|blocking| blocking.kind == kind),
    }
}

fn missing_words(t: Text, file: &File, today: domain::Date) -> String {
    let missing = file.papers.as_ref().map(|papers| papers.missing_doses(today)).unwrap_or_default();
    let said: Vec<String> = missing.iter().map(|(dose, _)| words::dose(t, *dose)).collect();
    if said.is_empty() { String::new() } else { t.papers_vaccines_missing(t.list_and(&said)) }
}

/// The doses of the calendar that nobody has seen yet, those that are due first.
fn doses_to_see(t: Text, file: &File, today: domain::Date) -> Vec<view::Choice> {
    let seen = |dose: Dose| file.entries.iter().any(|entry| entry.withdrawn_at.is_none() && entry.dose == Some(dose));
    let ever = domain::places::days_after(today, 366 * 3);
    doses_due(file.birth, ever)
        .into_iter()
        .filter(|(dose, _)| !seen(*dose))
        .map(|(dose, due)| view::Choice {
            value: dose.named(),
            label: words::dose(t, dose),
            hint: t.papers_dose_due(t.date_medium(due)),
            disabled: false,
        })
        .collect()
}

struct Opened {
    file: File,
    site: SiteId,
    others: Vec<Admitted>,
}

async fn open(cx: &Context, (child, site): Whose) -> Result<Opened, Problem> {
    let (actor, today) = (cx.actor().clone(), cx.app.today());
    // A parent's papers have a page of their own.
    if actor.parent.is_some() {
        return Err(Problem::not_found());
    }
    let opened = cx
        .app
        .db()
        .read(move |conn| {
            let (seen, others) = db::papers::at_site(conn, &actor, Action::SeePapers, child, site)?;
            Ok(Opened { file: db::papers::file(conn, &seen, today)?, site: seen.site(), others })
        })
        .await?;
    cx.audit_read(Entry::read(Action::SeePapers, "child", child.1).family(child.0).site(opened.site));
    Ok(opened)
}

fn choice(value: &str, label: String) -> view::Choice {
    view::Choice { value: value.to_owned(), label, ..view::Choice::default() }
}

async fn page(
    cx: &Context,
    whose: Whose,
    form: Submitted,
    errors: view::FieldErrors,
    refusal: String,
) -> Result<Html<String>, Problem> {
    let ((family, child), _) = whose;
    let Opened { file, site, others } = open(cx, whose).await?;
    let (t, today, zone) = (cx.t, cx.app.today(), &cx.frame.zone);
    let name = format!("{} {}", file.given_name, file.family_name);
    let base = format!("/families/{family}/children/{child}");
    let known = |entry: &PaperEntry| Known {
        words: entry_words(t, entry, zone),
        phone: entry.contact.as_ref().map(|(_, phone, _)| view::Phone::of(phone)),
        id: if entry.withdrawn_at.is_none() { entry.id.to_string() } else { String::new() },
        note: match entry.withdrawn_at {
            Some(at) => t.papers_history_withdrawn(t.date_medium(at.date(zone))),
            None => String::new(),
        },
    };
    let lines = match (&file.papers, &file.setting) {
        (Some(papers), Some(setting)) => {
            papers.asked(setting, today).into_iter().map(|asked| line(t, &file, setting, asked, cx)).collect()
        }
        _ => Vec::new(),
    };
    let months = file.setting.as_ref().map_or(domain::papers::PROVISIONAL_MONTHS, |setting| setting.provisional_months);
    let not_before = domain::time::day_of_age(file.admitted.period.from, -domain::papers::CERTIFICATE_MONTHS);
    let standing = |kind: EntryKind| file.entries.iter().filter(move |entry| entry.kind == kind && entry.holds(today));
    let page = FilePage {
        t,
        layout: cx.layout().await,
        title: t.papers_title(name),
        lead: if file.admitted.over {
            t.papers_lead_over(&file.admitted.site_name)
        } else {
            t.papers_lead(&file.admitted.site_name, t.date_medium(file.admitted.period.from))
        },
        back: format!("/sites/{site}/papers"),
        tabs: if others.len() > 1 {
            others
                .iter()
                .map(|other| view::Tab {
                    label: other.site_name.clone(),
                    href: format!("{base}/papers?site={}", other.site),
                    current: other.site == site,
                    count: String::new(),
                })
                .collect()
        } else {
            Vec::new()
        },
        over: file.admitted.over,
        settings: file.setting.is_none().then(|| format!("/sites/{site}/papers#settings")),
        action: format!("{base}/papers"),
        site: site.to_string(),
        health: format!("{base}/health?site={site}"),
        lines,
        certificate_hint: t.papers_certificate_hint(t.date_medium(not_before)),
        missing: missing_words(t, &file, today),
        doses: doses_to_see(t, &file, today),
        ticked: form.values("doses").map(str::to_owned).collect(),
        wanting_hint: t.papers_wanting_hint(i64::from(months)),
        contraindicated: standing(EntryKind::Contraindication).next().is_some(),
        answers: PaperKind::ALL
            .iter()
            .filter(|kind| kind.is_authorisation())
            .map(|kind| choice(kind.as_str(), words::paper(t, *kind)))
            .collect(),
        yes_no: vec![choice("yes", t.papers_answer_yes()), choice("no", t.papers_answer_no())],
        contacts: standing(EntryKind::Contact)
            .map(|entry| {
                let named = entry.contact.clone().map(|(name, _, relation)| [Some(name), relation]);
                let words: Vec<String> = named.into_iter().flatten().flatten().collect();
                Known { words: words.join(" · "), ..known(entry) }
            })
            .collect(),
        history: file.entries.iter().rev().map(known).collect(),
        what: form.value("what").to_owned(),
        form,
        errors,
        refusal,
        key: cx.new_key(),
        today: today.to_string(),
    };
    page.render().map(Html).map_err(|error| Problem::broken(&error.to_string()))
}

/// `GET /families/{id}/children/{child_id}/papers`
pub(super) async fn show(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    asked: Asked,
) -> Result<Html<String>, Problem> {
    let whose = whose(&id, &child_id, asked.value("site"))?;
    let today = cx.app.today().to_string();
    let form = Submitted::prefilled(["seen_on", "from"].map(|name| (name.to_owned(), today.clone())));
    page(&cx, whose, form, view::FieldErrors::none(), String::new()).await
}

/// `POST /families/{id}/children/{child_id}/papers`: something was seen, answered or said.
pub(super) async fn note(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let whose = whose(&id, &child_id, form.value("site"))?;
    let again = async |form: Submitted, errors: view::FieldErrors, refusal: String, status: StatusCode| {
        Ok((status, page(&cx, whose, form, errors, refusal).await?).into_response())
    };
    let new = match WrittenPaper::of_form(&form).and_then(|written| written.read(cx.app.today())) {
        Ok(new) => new,
        Err(problem) => {
            let wrong = errors(cx.t, &problem);
            return again(form, wrong, String::new(), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let noted = change(&cx, whose, form.key().cloned(), move |tx, by, seen| {
        let noted = tx.note_paper(&by.signature(), seen, &new)?;
        Ok(noted.iter().map(ToString::to_string).collect::<Vec<String>>())
    })
    .await;
    match noted {
        Ok(noted) => {
            let undo = view::Undo {
                action: format!(
                    "/families/{id}/children/{child_id}/papers/withdraw?papers={}&site={}",
                    noted.join(","),
                    form.value("site")
                ),
                key: cx.new_key(),
                words: cx.t.papers_undo_noted(),
            };
            let undo = Some(undo).filter(|_| !noted.is_empty());
            back(&cx, &id, &child_id, form.value("site"), cx.t.papers_noted(), undo).await
        }
        Err(problem) => match problem.refusals() {
            Some(refusals) => {
                let sentence = refusals.iter().map(|refusal| cx.sentence(refusal)).collect::<Vec<_>>().join(" ");
                again(form, view::FieldErrors::none(), sentence, StatusCode::CONFLICT).await
            }
            None => Err(problem),
        },
    }
}

async fn back(
    cx: &Context,
    id: &str,
    child_id: &str,
    site: &str,
    text: String,
    undo: Option<view::Undo>,
) -> Result<Response, Problem> {
    cx.notify(view::Notice { tone: "done", text, undo }).await?;
    Ok(Redirect::to(&format!("/families/{id}/children/{child_id}/papers?site={site}")).into_response())
}

/// `POST /families/{id}/children/{child_id}/papers/withdraw?papers=…`: one entry, or those that were noted together.
pub(super) async fn withdraw(
    cx: Context,
    Path((id, child_id)): Path<(String, String)>,
    asked: Asked,
    form: Submitted,
) -> Result<Response, Problem> {
    form.read().finish()?;
    let whose = whose(&id, &child_id, asked.value("site"))?;
    let papers: Vec<PaperId> = asked.value("papers").split(',').map(path_id).collect::<Result<_, _>>()?;
    let ids = papers.clone();
    change(&cx, whose, form.key().cloned(), move |tx, by, seen| tx.withdraw_papers(&by.signature(), seen, &ids))
        .await?;
    let undo = match papers.as_slice() {
        [only] => Some(view::Undo {
            action: format!("/families/{id}/children/{child_id}/papers/{only}/restore?site={}", asked.value("site")),
            key: cx.new_key(),
            words: cx.t.papers_undo_words(),
        }),
        _ => None,
    };
    back(&cx, &id, &child_id, asked.value("site"), cx.t.papers_withdrawn(), undo).await
}

/// `POST /families/{id}/children/{child_id}/papers/{paper_id}/restore`
pub(super) async fn restore(
    cx: Context,
    Path((id, child_id, paper)): Path<(String, String, String)>,
    asked: Asked,
    form: Submitted,
) -> Result<Response, Problem> {
    form.read().finish()?;
    let (whose, paper): (Whose, PaperId) = (whose(&id, &child_id, asked.value("site"))?, path_id(&paper)?);
    change(&cx, whose, form.key().cloned(), move |tx, by, seen| tx.restore_paper(&by.signature(), seen, paper)).await?;
    back(&cx, &id, &child_id, asked.value("site"), cx.t.papers_restored(), None).await
}
