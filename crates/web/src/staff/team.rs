//! The team of a site: missing and expired checks first, search, somebody more; and how the site counts its adults.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::directory::Site;
use db::staff::{File, NewMember};
use domain::access::Action;
use domain::staff::CheckState;
use domain::staff::ratio::{RatioMode, RatioRounding, RatioSetting};
use domain::{Date, PersonId, SiteId};
use i18n::Text;

use super::ratio::rule_words;
use crate::asked::Asked;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, choices, filled, head, html, load, saved, write};

/// Lines of a page.
const PAGE: usize = 50;

struct Row {
    name: String,
    href: String,
    trained: String,
    check: view::Badge,
    hours: String,
    note: String,
}

#[derive(Template)]
#[template(path = "staff/team.html")]
struct TeamPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    q: String,
    any: bool,
    columns: Vec<view::Column>,
    rows: Vec<Row>,
    paging: Option<view::Paging>,
    due: Vec<String>,
    form: Submitted,
    wrong: Wrong,
    key: String,
    accounts: Vec<view::Choice>,
    rule: String,
    assumed: bool,
    rules: Vec<String>,
    ratio_key: String,
    modes: Vec<view::Choice>,
    roundings: Vec<view::Choice>,
}

/// How a check stands, as a badge.
pub(super) fn check_badge(t: Text, state: CheckState) -> view::Badge {
    match state {
        CheckState::Missing => view::Badge { tone: "refused", word: t.staff_check_missing() },
        CheckState::Expired => view::Badge { tone: "refused", word: t.staff_check_expired() },
        CheckState::DueSoon(due) => view::Badge { tone: "urgent", word: t.staff_check_due(t.date_medium(due)) },
        CheckState::Valid(due) => view::Badge { tone: "done", word: t.staff_check_valid(t.date_medium(due)) },
    }
}

/// Minutes of a week as hours: `35 h`, `17 h 30`.
pub(super) fn hours_words(t: Text, minutes: u32) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    if rest == 0 { t.staff_hours(hours) } else { t.staff_hours_minutes(hours, format!("{rest:02}")) }
}

/// The best qualification of a day, with its category.
pub(super) fn trained_words(t: Text, file: &File, day: Date) -> String {
    let held = file.qualifications.iter().filter(|(_, _, period)| period.contains(day));
    let best = held.min_by_key(|(_, qualification, _)| qualification.category().map_or(9, |category| category as u8));
    match best {
        None => t.staff_untrained(),
        Some((_, qualification, _)) => {
            let title = t.word("qualification", qualification.as_str());
            match qualification.category() {
                Some(category) => t.staff_trained(title, t.word("staff-category", category.as_str())),
                None => title,
            }
        }
    }
}

fn row(t: Text, base: &str, file: &File, today: Date) -> Row {
    let minutes = file.weekly_minutes_on(today);
    let mut notes = Vec::new();
    if file.member.site.is_none() {
        notes.push(t.staff_everywhere_note());
    }
    if let Some(last) = file.member.ended_on {
        notes.push(t.staff_until(t.date_medium(last)));
    }
    if file.person().is_absent_on(today) {
        notes.push(t.staff_absent_today());
    }
    Row {
        name: format!("{} {}", file.member.family_name, file.member.given_name),
        href: format!("{base}/staff/{}", file.member.id),
        trained: trained_words(t, file, today),
        check: check_badge(t, file.credentials().check_state(today)),
        hours: if minutes == 0 { t.staff_no_contract() } else { hours_words(t, minutes) },
        note: t.list_and(&notes),
    }
}

async fn team_page(
    cx: &Context,
    site: Site,
    (q, number): (String, usize),
    form: Submitted,
    wrong: Wrong,
) -> Result<Response, Problem> {
    let (t, id, actor, today) = (cx.t, site.id, cx.actor().clone(), cx.app.today());
    let (mut files, accounts, settings) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeStaff, id)?;
            let settings: Vec<RatioSetting> =
                db::staff::ratio_settings(conn, &[id])?.into_iter().map(|(_, setting)| setting).collect();
            let accounts = db::staff::people::accounts_without_file(conn, &seen, today)?;
            Ok((db::staff::team(conn, &seen)?, accounts, settings))
        })
        .await?;
    let any = !files.is_empty();
    let due: Vec<String> = files
        .iter()
        .filter(|file| file.member.ended_on.is_none_or(|last| last >= today))
        .filter_map(|file| {
            let due = match file.credentials().check_state(today) {
                CheckState::Valid(_) => return None,
                CheckState::DueSoon(due) => Some(due),
                CheckState::Missing | CheckState::Expired => None,
            };
            let warning = domain::refusal::Warning::HonorabilityDue { name: file.member.name(), due };
            Some(i18n::warning_sentence(t, &warning))
        })
        .collect();
    let wanted = db::families::search_words(&q);
    files.retain(|file| {
        let text = format!("{} {}", file.member.name(), trained_words(t, file, today));
        let words = db::families::search_words(&text);
        wanted.iter().all(|part| words.iter().any(|word| word.starts_with(part.as_str())))
    });
    // Who has left comes last; then missing and expired checks first; the team comes by name.
    files.sort_by_key(|file| {
        let left = file.member.ended_on.is_some_and(|last| last < today);
        let state = match file.credentials().check_state(today) {
            CheckState::Missing => 0,
            CheckState::Expired => 1,
            CheckState::DueSoon(_) => 2,
            CheckState::Valid(_) => 3,
        };
        (left, state)
    });
    let head = head(cx, &site, "staff", 0);
    let (total, last_page) = (files.len(), files.len().saturating_sub(1) / PAGE + 1);
    let number = number.clamp(1, last_page);
    let first = (number - 1) * PAGE;
    let rows: Vec<Row> = files.iter().skip(first).take(PAGE).map(|file| row(t, &head.base, file, today)).collect();
    let href = |page: usize| format!("{}/staff?q={}&page={page}", head.base, crate::forms::percent(&q));
    let paging = (last_page > 1).then(|| view::Paging {
        words: t.paging_shown(first + 1, first + rows.len(), total),
        previous: if number > 1 { href(number - 1) } else { String::new() },
        next: if number < last_page { href(number + 1) } else { String::new() },
    });
    let column = |label: String, numeric: bool| view::Column { label, numeric, ..view::Column::default() };
    let current = RatioSetting::on(&settings, today);
    let status = wrong.status();
    let page = TeamPage {
        t,
        layout: cx.layout().await,
        head,
        q,
        any,
        columns: vec![
            column(t.staff_person(), false),
            column(t.staff_training(), false),
            column(t.staff_check(), false),
            column(t.staff_weekly_hours(), true),
            column(t.staff_remarks(), false),
        ],
        rows,
        paging,
        due,
        form,
        wrong,
        key: cx.new_key(),
        accounts: accounts
            .into_iter()
            .map(|(id, name)| view::Choice { value: id.to_string(), label: name, ..view::Choice::default() })
            .collect(),
        rule: rule_words(t, current.mode, current.rounding),
        assumed: current.assumed,
        rules: settings
            .iter()
            .map(|setting| {
                let mut words =
                    t.staff_ratio_from(t.date_medium(setting.from), rule_words(t, setting.mode, setting.rounding));
                if setting.familiarisation_takes_an_adult {
                    words = t.staff_ratio_with_familiarisation(words);
                }
                if setting.assumed { t.staff_ratio_unread(words) } else { words }
            })
            .collect(),
        ratio_key: cx.new_key(),
        modes: choices(t, "ratio-mode", RatioMode::ALL),
        roundings: choices(t, "ratio-rounding", RatioRounding::ALL),
    };
    html(&page, status)
}

fn empty_form(today: Date) -> Submitted {
    filled(&[
        ("ratio_from", today.to_string()),
        ("mode", RatioMode::FiveOrEight.as_str().to_owned()),
        ("rounding", RatioRounding::Together.as_str().to_owned()),
    ])
}

/// `GET /sites/{id}/staff`
pub(crate) async fn list(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let page = asked.value("page").parse().unwrap_or(1);
    let form = empty_form(cx.app.today());
    team_page(&cx, site, (asked.value("q").to_owned(), page), form, Wrong::default()).await
}

async fn write_member(cx: &Context, id: SiteId, form: &Submitted) -> Result<String, Problem> {
    let mut read = form.read();
    let (given, family) = (read.text("given_name", 80), read.text("family_name", 80));
    let (account, everywhere) = (read.optional_word::<PersonId>("person"), read.ticked("everywhere"));
    read.finish()?;
    let new = NewMember { given_name: given.take()?, family_name: family.take()?, person: account.take()?, everywhere };
    let made = write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, id)?;
        tx.create_staff_member(&actor.signature(), &seen, &new)
    });
    Ok(made.await?.to_string())
}

/// `POST /sites/{id}/staff`
pub(crate) async fn create(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_member(&cx, site.id, &form).await {
        Ok(member) => saved(&cx, cx.t.staff_added(), &format!("/sites/{}/staff/{member}", site.id)).await,
        Err(problem) => team_page(&cx, site, (String::new(), 1), form, Wrong::of(&cx, problem)?).await,
    }
}

async fn write_ratio(cx: &Context, id: SiteId, form: &Submitted) -> Result<(), Problem> {
    let mut read = form.read();
    let (from, mode) = (read.date("ratio_from"), read.word::<RatioMode>("mode"));
    let rounding = read.word::<RatioRounding>("rounding");
    let (own, unread) = (read.ticked("familiarisation"), read.ticked("assumed"));
    read.finish()?;
    let setting = RatioSetting {
        from: from.take()?,
        mode: mode.take()?,
        rounding: rounding.take()?,
        familiarisation_takes_an_adult: own,
        assumed: unread,
    };
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, id)?;
        tx.set_ratio(&actor.signature(), &seen, &setting).map(drop)
    })
    .await
}

/// `POST /sites/{id}/staff/ratio`
pub(crate) async fn set_ratio(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_ratio(&cx, site.id, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/staff", site.id)).await,
        Err(problem) => team_page(&cx, site, (String::new(), 1), form, Wrong::of(&cx, problem)?).await,
    }
}
