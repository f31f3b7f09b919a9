//! The direction of a site and its health referent: dated lines, and what is short.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::direction::{NewDirection, NewReferentTime};
use db::directory::Site;
use domain::access::Action;
use domain::refusal::Warning;
use domain::staff::direction::quarter_of;
use domain::{DirectionId, HealthReferentTimeId, Period, SiteId, StaffMemberId};
use i18n::Text;

use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, filled, head, html, load, saved, write};

struct Line {
    words: String,
    current: bool,
    withdraw: String,
    withdraw_words: String,
}

#[derive(Template)]
#[template(path = "direction/direction.html")]
struct DirectionPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    warnings: Vec<String>,
    shares: Vec<Line>,
    times: Vec<Line>,
    quarter: String,
    may: bool,
    people: Vec<view::Choice>,
    form: Submitted,
    wrong: Wrong,
    time_form: Submitted,
    time_wrong: Wrong,
    key: String,
}

/// The two forms of the page as they are shown.
#[derive(Default)]
struct Forms {
    share: Option<(Submitted, Wrong)>,
    time: Option<(Submitted, Wrong)>,
}

async fn page(cx: &Context, site: Site, forms: Forms) -> Result<Response, Problem> {
    let (t, id, actor, today) = (cx.t, site.id, cx.actor().clone(), cx.app.today());
    let (shares, times, team, duties, required) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeStaff, id)?;
            Ok((
                db::direction::directions(conn, &seen)?,
                db::direction::referent_times(conn, &seen)?,
                db::staff::team(conn, &seen)?,
                db::duties::duties(conn, &seen, today)?,
                db::direction::referent_minutes_of(conn, &seen)?,
            ))
        })
        .await?;
    let may = cx.caller.may(Action::ManageStaff);
    let head = head(cx, &site, "direction", 0);
    let of_direction = |warning: &&Warning| {
        matches!(
            warning,
            Warning::DirectsTooMany { .. } | Warning::DirectionTooShort { .. } | Warning::HealthReferentShort { .. }
        )
    };
    let line = |words: String, current: bool, path: String| Line {
        withdraw_words: t.direction_withdraw_of(&words),
        words,
        current,
        withdraw: if may { format!("{}/direction/{path}/withdraw", head.base) } else { String::new() },
    };
    let this = quarter_of(today);
    let of_quarter: i32 = times.iter().filter(|time| quarter_of(time.date) == this).map(|time| time.minutes).sum();
    let blank = || (filled(&[("from", today.to_string()), ("date", today.to_string())]), Wrong::default());
    let (form, wrong) = forms.share.unwrap_or_else(blank);
    let (time_form, time_wrong) = forms.time.unwrap_or_else(blank);
    let status = if wrong.status().is_success() { time_wrong.status() } else { wrong.status() };
    let page = DirectionPage {
        t,
        layout: cx.layout().await,
        warnings: duties.iter().filter(of_direction).map(|warning| i18n::warning_sentence(t, warning)).collect(),
        shares: shares
            .iter()
            .map(|share| {
                let words = t.direction_share(&share.name, share.percent, t.period(share.period));
                line(words, share.period.contains(today), share.id.to_string())
            })
            .collect(),
        times: times
            .iter()
            .map(|time| {
                let mut words = t.direction_time(t.date_medium(time.date), t.count_minutes(time.minutes));
                if let Some(remark) = &time.remark {
                    words = format!("{words} · {remark}");
                }
                line(words, false, format!("referent/{}", time.id))
            })
            .collect(),
        quarter: required.map_or_else(String::new, |required| {
            t.direction_quarter(t.month_year(this), t.count_minutes(of_quarter), t.number(i64::from(required / 60)))
        }),
        may,
        people: team
            .iter()
            .filter(|file| file.member.ended_on.is_none_or(|last| last >= today))
            .map(|file| view::Choice {
                value: file.member.id.to_string(),
                label: file.member.name(),
                ..view::Choice::default()
            })
            .collect(),
        head,
        form,
        wrong,
        time_form,
        time_wrong,
        key: cx.new_key(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/direction`
pub(crate) async fn show(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    page(&cx, site, Forms::default()).await
}

async fn write_share(cx: &Context, id: SiteId, form: &Submitted) -> Result<(), Problem> {
    let mut read = form.read();
    let (member, percent) = (read.word::<StaffMemberId>("member"), read.number("percent", 1..=100));
    let (from, until) = (read.date("from"), read.optional_date("until"));
    if let (Some(from), Some(Some(until))) = (from.peek(), until.peek())
        && until < from
    {
        read.problem("until", "until_before_from");
    }
    read.finish()?;
    let period = Period { from: from.take()?, until: until.take()? };
    let new = NewDirection { member: member.take()?, percent: percent.take()?, period };
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, id)?;
        tx.add_direction(&actor.signature(), &seen, &new).map(drop)
    })
    .await
}

/// `POST /sites/{id}/direction`
pub(crate) async fn add(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_share(&cx, site.id, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/direction", site.id)).await,
        Err(problem) => {
            let wrong = Wrong::of(&cx, problem)?;
            page(&cx, site, Forms { share: Some((form, wrong)), time: None }).await
        }
    }
}

async fn write_time(cx: &Context, id: SiteId, form: &Submitted) -> Result<(), Problem> {
    let mut read = form.read();
    let (date, minutes) = (read.date("date"), read.number("minutes", 1..=1440));
    let remark = read.optional_text("remark", 200);
    if date.peek().is_some_and(|date| *date > cx.app.today()) {
        read.problem("date", "in_the_future");
    }
    read.finish()?;
    let new = NewReferentTime { date: date.take()?, minutes: minutes.take()?, remark: remark.take()? };
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, id)?;
        tx.add_referent_time(&actor.signature(), &seen, &new).map(drop)
    })
    .await
}

/// `POST /sites/{id}/direction/referent`
pub(crate) async fn add_time(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_time(&cx, site.id, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/direction", site.id)).await,
        Err(problem) => {
            let wrong = Wrong::of(&cx, problem)?;
            page(&cx, site, Forms { share: None, time: Some((form, wrong)) }).await
        }
    }
}

/// `POST /sites/{id}/direction/{share}/withdraw`
pub(crate) async fn withdraw(
    cx: Context,
    Path((id, share)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, share) = (load(&cx, &id).await?.id, path_id::<DirectionId>(&share)?);
    write(&cx, &form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, site)?;
        tx.withdraw_direction(&actor.signature(), &seen, share)
    })
    .await?;
    saved(&cx, cx.t.direction_withdrawn(), &format!("/sites/{site}/direction")).await
}

/// `POST /sites/{id}/direction/referent/{time}/withdraw`
pub(crate) async fn withdraw_time(
    cx: Context,
    Path((id, time)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, time) = (load(&cx, &id).await?.id, path_id::<HealthReferentTimeId>(&time)?);
    write(&cx, &form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, site)?;
        tx.withdraw_referent_time(&actor.signature(), &seen, time)
    })
    .await?;
    saved(&cx, cx.t.direction_withdrawn(), &format!("/sites/{site}/direction")).await
}
