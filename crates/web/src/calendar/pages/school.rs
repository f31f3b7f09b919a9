//! The school calendars.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use db::access::see_site;
use db::calendar::{self, StoredHoliday};
use domain::access::Action;
use domain::calendar::*;
use domain::*;
use i18n::Text;

use crate::asked::{Asked, path_id};
use crate::calendar::api::{HolidayChange, change_school_calendar, holiday_of};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::api::done;
use crate::sites::pages::{Wrong, filled, html, load, saved, write};

struct HolidayRow {
    name: String,
    period: String,
    year: String,
    source: String,
    assumed: bool,
    edit: String,
    remove: String,
    key: String,
}

#[derive(Template)]
#[template(path = "calendar/school.html")]
struct SchoolPage {
    t: Text,
    layout: view::Layout,
    title: String,
    zones: Vec<view::Tab>,
    sites: Vec<view::Choice>,
    site: String,
    zone: String,
    rows: Vec<HolidayRow>,
    form: Submitted,
    wrong: Wrong,
    key: String,
    edited: String,
    file: String,
    file_error: String,
    file_key: String,
    columns: String,
}

struct Followed {
    zone: SchoolZone,
    site: Option<SiteId>,
}

async fn school_page(
    cx: &Context,
    followed: Followed,
    form: Submitted,
    wrong: Wrong,
    edited: Option<SchoolHolidayId>,
    file: (String, String),
) -> Result<Response, Problem> {
    let (t, actor) = (cx.t, cx.actor().clone());
    let Followed { zone, site } = followed;
    let (rows, sites) = cx
        .app
        .db()
        .read(move |conn| {
            if let Some(site) = site {
                see_site(conn, &actor, Action::ManageCalendar, site)?;
            }
            Ok((calendar::school_holidays(conn, zone, site)?, calendar::sites_with_calendar(conn, &actor)?))
        })
        .await?;
    let of = site.map(|site| format!("&site={site}")).unwrap_or_default();
    let title = match site {
        Some(site) => t.calendar_school_of_site(
            sites.iter().find(|(id, _)| *id == site).map(|(_, name)| name.clone()).unwrap_or_default(),
        ),
        None => t.calendar_school_of_zone(t.word("school-zone", zone.as_str())),
    };
    let status = if file.1.is_empty() { wrong.status() } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = SchoolPage {
        t,
        layout: cx.layout().await,
        title,
        zones: SchoolZone::ALL
            .iter()
            .map(|other| view::Tab {
                label: t.word("school-zone", other.as_str()),
                href: format!("/school-calendar?zone={other}"),
                current: site.is_none() && *other == zone,
                count: String::new(),
            })
            .collect(),
        sites: sites
            .into_iter()
            .map(|(id, name)| view::Choice { value: id.to_string(), label: name, ..view::Choice::default() })
            .collect(),
        site: site.map(|site| site.to_string()).unwrap_or_default(),
        zone: zone.as_str().to_owned(),
        rows: rows
            .into_iter()
            .map(|row| HolidayRow {
                period: t.period(row.holiday.period),
                year: row.holiday.school_year().to_string(),
                edit: format!("/school-calendar?zone={zone}{of}&edit={}#form", row.id),
                remove: format!("/school-calendar/{}/remove", row.id),
                key: cx.new_key(),
                name: row.holiday.name,
                source: row.holiday.source,
                assumed: row.holiday.assumed,
            })
            .collect(),
        form,
        wrong,
        key: cx.new_key(),
        edited: edited.map(|id| id.to_string()).unwrap_or_default(),
        file: file.0,
        file_error: file.1,
        file_key: cx.new_key(),
        columns: HOLIDAY_COLUMNS.join(","),
    };
    html(&page, status)
}

async fn stored_row(cx: &Context, id: SchoolHolidayId) -> Result<StoredHoliday, Problem> {
    let actor = cx.actor().clone();
    Ok(cx.app.db().read(move |conn| calendar::school_holiday(conn, &actor, id)).await?)
}

/// `GET /school-calendar?zone=C`, `?site=…`, `&edit=…`
pub(crate) async fn school(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read_loosely();
    let (zone, site) = (read.optional_word::<SchoolZone>("zone"), read.optional_word::<SiteId>("site"));
    let edited = read.optional_word::<SchoolHolidayId>("edit");
    read.finish()?;
    let (site, edited) = (site.take()?, edited.take()?);
    let mut zone = zone.take()?.unwrap_or(SchoolZone::A);
    if let Some(id) = site {
        zone = load(&cx, &id.to_string()).await?.school_zone;
    }
    let form = match edited {
        None => filled(&[]),
        Some(id) => {
            let row = stored_row(&cx, id).await?.holiday;
            filled(&[
                ("name", row.name),
                ("from", row.period.from.to_string()),
                ("until", row.period.until.map(|day| day.to_string()).unwrap_or_default()),
                ("source", row.source),
                ("assumed", if row.assumed { "true".into() } else { String::new() }),
            ])
        }
    };
    school_page(&cx, Followed { zone, site }, form, Wrong::default(), edited, Default::default()).await
}

fn read_holiday(form: &Submitted) -> Result<(Followed, Option<SchoolHolidayId>, SchoolHoliday), Problem> {
    let mut read = form.read();
    let (zone, site) = (read.word::<SchoolZone>("zone"), read.optional_word::<SiteId>("site"));
    let edited = read.optional_word::<SchoolHolidayId>("edited");
    let (name, source) = (read.text("name", 80), read.text("source", 300));
    let (from, until) = (read.date("from"), read.date("until"));
    let assumed = read.ticked("assumed");
    read.finish()?;
    let zone = zone.take()?;
    let holiday = holiday_of(zone, &name.take()?, from.take()?, until.take()?, &source.take()?, assumed)?;
    Ok((Followed { zone, site: site.take()? }, edited.take()?, holiday))
}

fn school_href(followed: &Followed) -> String {
    match followed.site {
        Some(site) => format!("/school-calendar?site={site}"),
        None => format!("/school-calendar?zone={}", followed.zone),
    }
}

/// `POST /school-calendar`
pub(crate) async fn change_school(cx: Context, form: Submitted) -> Result<Response, Problem> {
    let followed = Followed {
        zone: SchoolZone::read(form.value("zone")).ok_or_else(|| Problem::field("zone", "not_a_choice"))?,
        site: SiteId::read(form.value("site")),
    };
    let made = match read_holiday(&form) {
        Ok((of, edited, holiday)) => {
            let change = match edited {
                Some(id) => HolidayChange::Change(id, holiday),
                None => HolidayChange::Add(of.site, holiday),
            };
            change_school_calendar(&cx, change, form.key().cloned()).await
        }
        Err(problem) => Err(problem),
    };
    match made {
        Ok(_) => saved(&cx, cx.t.calendar_school_saved(), &school_href(&followed)).await,
        Err(problem) => {
            let edited = SchoolHolidayId::read(form.value("edited"));
            school_page(&cx, followed, form, Wrong::of(&cx, problem)?, edited, Default::default()).await
        }
    }
}

/// `POST /school-calendar/{id}/remove`
pub(crate) async fn remove_school(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let id = path_id::<SchoolHolidayId>(&id)?;
    form.read().finish()?;
    let row = stored_row(&cx, id).await?;
    change_school_calendar(&cx, HolidayChange::Remove(id), form.key().cloned()).await?;
    let followed = Followed { zone: row.holiday.zone, site: row.site };
    saved(&cx, cx.t.calendar_school_saved(), &school_href(&followed)).await
}

/// `POST /school-calendar/import`: a file in our format, pasted; for each zone and school year it replaces what there was.
pub(crate) async fn import_school(cx: Context, form: Submitted) -> Result<Response, Problem> {
    let mut read = form.read();
    read.also("file");
    let zone = read.word::<SchoolZone>("zone");
    read.finish()?;
    let (zone, t, text) = (zone.take()?, cx.t, form.value("file").to_owned());
    let rows = match read_school_holidays(&text) {
        Ok(rows) if rows.is_empty() => Err(t.calendar_file_empty()),
        Ok(rows) => Ok(rows),
        Err(error) => {
            Err(t.calendar_file_error(error.line, error.column, t.word("holiday-file-problem", error.problem.as_str())))
        }
    };
    match rows {
        Ok(rows) => {
            let count = write(&cx, &form, move |tx, actor| {
                let count = tx.import_school_holidays(&rows)?;
                tx.audit(&actor.signature(), done(Action::ManageCalendar, "school_holiday", "import"))?;
                Ok(count)
            })
            .await?;
            saved(&cx, t.calendar_file_imported(count), &format!("/school-calendar?zone={zone}")).await
        }
        Err(words) => {
            let followed = Followed { zone, site: None };
            school_page(&cx, followed, filled(&[]), Wrong::default(), None, (text, words)).await
        }
    }
}
