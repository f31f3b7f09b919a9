//! The log of drills: what was rehearsed, how long it took, whether the count was right; printable.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::directory::Site;
use db::drills::{Drill, NewDrill};
use domain::access::Action;
use domain::drills::{DrillKind, is_due};
use domain::{AttendanceFactId, DrillId, SiteId};
use i18n::Text;

use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, choices, done, filled, head, html, load, saved, write};

struct Row {
    date: String,
    kind: String,
    minutes: String,
    counted: String,
    wrong: bool,
    remark: String,
    by: String,
    withdrawn: bool,
    /// Where a tablet's count is completed.
    complete: String,
    withdraw: String,
    words: String,
}

#[derive(Template)]
#[template(path = "drills/drills.html")]
struct DrillsPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    warnings: Vec<String>,
    rows: Vec<Row>,
    columns: Vec<view::Column>,
    may: bool,
    kinds: Vec<view::Choice>,
    /// A tablet's count is being completed: its day and children stand.
    completing: String,
    form: Submitted,
    wrong: Wrong,
    key: String,
}

fn row(cx: &Context, base: &str, drill: &Drill) -> Row {
    let (t, may) = (cx.t, cx.caller.may(Action::RecordDrill));
    let kind = drill.kind.map_or_else(|| t.drills_kind_unsaid(), |kind| t.word("drill-kind", kind.as_str()));
    let date = t.date_medium(drill.date);
    Row {
        words: t.drills_withdraw_of(&kind, &date),
        date,
        kind,
        minutes: drill.minutes.map(|minutes| t.count_minutes(minutes)).unwrap_or_default(),
        counted: t.drills_counted_of(drill.counted, drill.present),
        wrong: drill.counted != drill.present,
        remark: drill.remark.clone().unwrap_or_default(),
        by: drill.by.clone().unwrap_or_default(),
        withdrawn: drill.withdrawn,
        complete: match (drill.id, drill.counted_on_tablet) {
            (None, Some(count)) if may => format!("{base}/drills?count={count}#new"),
            _ => String::new(),
        },
        withdraw: match drill.id {
            Some(id) if may && !drill.withdrawn => format!("{base}/drills/{id}/withdraw"),
            _ => String::new(),
        },
    }
}

async fn page(cx: &Context, site: Site, form: Submitted, wrong: Wrong) -> Result<Response, Problem> {
    let (t, id, actor) = (cx.t, site.id, cx.actor().clone());
    let drills = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeSite, id)?;
            db::drills::drills(conn, &seen)
        })
        .await?;
    let status = wrong.status();
    let head = head(cx, &site, "drills", 0);
    let last = |kind: Option<DrillKind>| {
        let standing = drills.iter().filter(|drill| !drill.withdrawn);
        standing.filter(|drill| kind.is_none() || drill.kind == kind).map(|drill| drill.date).max()
    };
    let mut warnings = Vec::new();
    for (kind, due) in [(None, last(None)), (Some(DrillKind::Shelter), last(Some(DrillKind::Shelter)))] {
        if is_due(due, cx.app.today()) {
            let warning = match kind {
                None => domain::refusal::Warning::NoDrill { last: due },
                Some(_) => domain::refusal::Warning::NoShelterDrill { last: due },
            };
            warnings.push(i18n::warning_sentence(t, &warning));
        }
    }
    let asked = <AttendanceFactId as domain::Word>::read(form.value("count"));
    let count = drills.iter().find(|drill| drill.id.is_none() && asked.is_some() && drill.counted_on_tablet == asked);
    let column = |label: String| view::Column { label, ..view::Column::default() };
    let page = DrillsPage {
        t,
        layout: cx.layout().await,
        warnings,
        rows: drills.iter().map(|drill| row(cx, &head.base, drill)).collect(),
        columns: [
            t.drills_date(),
            t.drills_kind(),
            t.drills_minutes(),
            t.drills_counted(),
            t.drills_remark(),
            t.drills_by(),
        ]
        .map(column)
        .into(),
        may: cx.caller.may(Action::RecordDrill),
        kinds: choices(t, "drill-kind", DrillKind::ALL),
        completing: count
            .map(|drill| {
                t.drills_completing(t.date_long(drill.date), t.drills_counted_of(drill.counted, drill.present))
            })
            .unwrap_or_default(),
        head,
        form,
        wrong,
        key: cx.new_key(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/drills`, `?count=…` to complete what a tablet counted.
pub(crate) async fn list(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let form = filled(&[("date", cx.app.today().to_string()), ("count", asked.value("count").to_owned())]);
    page(&cx, site, form, Wrong::default()).await
}

/// Children of one drill at most.
pub(super) const MOST_CHILDREN: i32 = 500;
/// Minutes of one drill at most.
pub(super) const MOST_MINUTES: i32 = 600;

async fn write_drill(cx: &Context, site: &Site, form: &Submitted) -> Result<(), Problem> {
    let zone = domain::time::time_zone(&site.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = cx.app.now().date(&zone);
    let mut read = form.read();
    let of_count = read.optional_word::<AttendanceFactId>("count");
    let kind = read.word::<DrillKind>("kind");
    let minutes = read.optional_number("minutes", 0..=MOST_MINUTES);
    let remark = read.optional_text("remark", 500);
    let mut new = NewDrill {
        date: today,
        kind: DrillKind::Other,
        minutes: None,
        counted: 0,
        present: 0,
        remark: None,
        of_count: None,
    };
    if matches!(of_count.peek(), Some(Some(_))) {
        for name in ["date", "counted", "present"] {
            read.also(name);
        }
        read.finish()?;
    } else {
        let date = read.date("date");
        let (counted, present) = (read.number("counted", 0..=MOST_CHILDREN), read.number("present", 0..=MOST_CHILDREN));
        if date.peek().is_some_and(|date| *date > today) {
            read.problem("date", "in_the_future");
        }
        read.finish()?;
        (new.date, new.counted, new.present) = (date.take()?, counted.take()?, present.take()?);
    }
    new = NewDrill {
        kind: kind.take()?,
        minutes: minutes.take()?,
        remark: remark.take()?,
        of_count: of_count.take()?,
        ..new
    };
    let id: SiteId = site.id;
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::RecordDrill, id)?;
        tx.add_drill(&actor.signature(), &seen, &new).map(drop)
    })
    .await
}

/// `POST /sites/{id}/drills`
pub(crate) async fn add(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_drill(&cx, &site, &form).await {
        Ok(()) => saved(&cx, cx.t.drills_added(), &format!("/sites/{}/drills", site.id)).await,
        Err(problem) => page(&cx, site, form, Wrong::of(&cx, problem)?).await,
    }
}

/// `POST /sites/{id}/drills/{drill}/withdraw`
pub(crate) async fn withdraw(
    cx: Context,
    Path((id, drill)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (drill, text) = (path_id::<DrillId>(&drill)?, cx.t.drills_withdrawn());
    done(&cx, (&id, "drills"), &form, (Action::RecordDrill, text), move |tx, by, seen| {
        tx.withdraw_drill(by, seen, drill)
    })
    .await
}
