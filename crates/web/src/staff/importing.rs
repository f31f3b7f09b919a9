//! A team from a spreadsheet: pasted, looked at row by row with its reasons, then added; and the team as a spreadsheet.

use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use db::access::see_site;
use db::directory::Site;
use domain::access::Action;
use domain::staff::import::{ImportedPerson, ImportedRow, StaffColumn, read};
use domain::staff::{Qualification, StaffCategory};
use domain::{RosterChangeId, SiteId, Word};
use i18n::{Language, Text};

use super::ratio::site_of;
use super::team::hours_words;
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, head, html, load, write};

/// Most characters of a pasted sheet.
const MOST_CHARACTERS: usize = 100_000;

struct Row {
    line: usize,
    name: String,
    words: String,
    problems: Vec<String>,
}

#[derive(Template)]
#[template(path = "staff/import.html")]
struct ImportPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    columns: String,
    titles: Vec<String>,
    file: String,
    error: String,
    rows: Vec<Row>,
    good: usize,
    key: String,
    confirm_key: String,
}

/// A qualification by its label, in French or in English.
fn titled(label: &str) -> Option<Qualification> {
    let folded = |text: &str| domain::geography::folded(text);
    let wanted = folded(label);
    Qualification::ALL.iter().copied().find(|known| {
        [Language::French, Language::English]
            .iter()
            .any(|language| folded(&Text::new(*language).word("qualification", known.as_str())) == wanted)
    })
}

fn person_words(t: Text, person: &ImportedPerson) -> String {
    let mut words = Vec::new();
    if let Some((qualification, _)) = person.qualification {
        words.push(t.word("qualification", qualification.as_str()));
    }
    if let Some(check) = person.check {
        words.push(t.staff_check_of(t.date_medium(check.checked_on), t.date_medium(check.ends_on())));
    }
    if let Some((minutes, period)) = person.contract {
        words.push(format!("{} {}", hours_words(t, u32::from(minutes)), t.period(period)));
    }
    words.join(" · ")
}

async fn import_page(
    cx: &Context,
    site: &Site,
    (file, error): (String, String),
    rows: &[ImportedRow],
) -> Result<Response, Problem> {
    let t = cx.t;
    let status = if error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ImportPage {
        t,
        layout: cx.layout().await,
        head: head(cx, site, "staff", 0),
        columns: StaffColumn::ALL.iter().map(|column| column.french()).collect::<Vec<_>>().join(";"),
        titles: Qualification::ALL.iter().map(|known| t.word("qualification", known.as_str())).collect(),
        good: rows.iter().filter(|row| row.person.is_ok()).count(),
        rows: rows
            .iter()
            .map(|row| Row {
                line: row.line,
                name: row.name.clone(),
                words: row.person.as_ref().map(|person| person_words(t, person)).unwrap_or_default(),
                problems: match &row.person {
                    Ok(_) => Vec::new(),
                    Err(problems) => problems.iter().map(|problem| t.word("row-problem", problem.as_str())).collect(),
                },
            })
            .collect(),
        file,
        error,
        key: cx.new_key(),
        confirm_key: cx.new_key(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/staff/import`
pub(crate) async fn form(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (site, actor) = (load(&cx, &id).await?, cx.actor().clone());
    let id = site.id;
    cx.app.db().read(move |conn| see_site(conn, &actor, Action::ManageStaff, id).map(drop)).await?;
    import_page(&cx, &site, Default::default(), &[]).await
}

/// `POST /sites/{id}/staff/import`: looks at a sheet, or with `confirm` adds the rows that are right.
pub(crate) async fn import(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let mut reader = form.read();
    reader.also("file");
    let confirmed = reader.ticked("confirm");
    reader.finish()?;
    let (t, text, actor, id, today) =
        (cx.t, form.value("file").to_owned(), cx.actor().clone(), site.id, cx.app.today());
    if text.chars().count() > MOST_CHARACTERS {
        return import_page(&cx, &site, (String::new(), crate::forms::field_words(t, "too_long")), &[]).await;
    }
    let known = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::ManageStaff, id)?;
            db::staff::people::names(conn, &seen)
        })
        .await?;
    let rows = match read(&documents::csv::read(&text), &known, today, titled) {
        Ok(rows) if !rows.is_empty() => rows,
        Ok(_) => return import_page(&cx, &site, (text, t.staff_import_empty()), &[]).await,
        Err(_) => return import_page(&cx, &site, (text, t.staff_import_head()), &[]).await,
    };
    let people: Vec<ImportedPerson> = rows.iter().filter_map(|row| row.person.clone().ok()).collect();
    if !confirmed || people.is_empty() {
        return import_page(&cx, &site, (text, String::new()), &rows).await;
    }
    let (change, count) = write(&cx, &form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, id)?;
        tx.import_team(&actor.signature(), &seen, &people)
    })
    .await?;
    let undo = view::Undo {
        action: format!("/sites/{id}/staff/imports/{change}/undo"),
        key: cx.new_key(),
        words: t.staff_this_import(),
    };
    cx.notify(view::Notice { tone: "done", text: t.staff_imported(count), undo: Some(undo) }).await?;
    Ok(Redirect::to(&format!("/sites/{id}/staff")).into_response())
}

/// `POST /sites/{id}/staff/imports/{change}/undo`
pub(crate) async fn undo(
    cx: Context,
    Path((id, change)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, change): (SiteId, _) = (site_of(&id)?, path_id::<RosterChangeId>(&change)?);
    form.read().finish()?;
    let count = write(&cx, &form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, site)?;
        tx.undo_import(&actor.signature(), &seen, change)
    })
    .await?;
    cx.notify(view::Notice { tone: "done", text: cx.t.staff_import_undone(count), undo: None }).await?;
    Ok(Redirect::to(&format!("/sites/{site}/staff")).into_response())
}

/// `GET /sites/{id}/staff/export`: the team for a spreadsheet, in the columns an import reads.
pub(crate) async fn export(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (id, actor, t, today) = (site_of(&id)?, cx.actor().clone(), cx.t, cx.app.today());
    let files = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeStaff, id)?;
            db::staff::team(conn, &seen)
        })
        .await?;
    let head: Vec<&str> = StaffColumn::ALL.iter().map(|column| column.french()).collect();
    let rows = files.iter().map(|file| {
        let best = file.qualifications.iter().min_by_key(|(_, known, _)| {
            known.category().map_or(2, |category| usize::from(category != StaffCategory::First))
        });
        let (check, contract) = (file.checks.first(), file.contracts.first());
        let day = |date: Option<domain::Date>| date.map(|date| date.text().into_owned()).unwrap_or_default();
        [
            file.member.given_name.clone(),
            file.member.family_name.clone(),
            best.map(|(_, known, _)| t.word("qualification", known.as_str())).unwrap_or_default(),
            day(best.map(|(_, _, period)| period.from)),
            day(check.map(|(_, check, _)| check.issued_on)),
            day(check.map(|(_, check, _)| check.checked_on)),
            contract.map(|(_, minutes, _)| format!("{}h{:02}", minutes / 60, minutes % 60)).unwrap_or_default(),
            day(contract.map(|(_, _, period)| period.from)),
            day(contract.and_then(|(_, _, period)| period.until)),
        ]
    });
    let name = format!("attachment; filename=\"equipe-{today}.csv\"");
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, documents::csv::table(&head, rows)).into_response())
}
