//! Where the site is in the weeks that come: its stops, from when on each hall is set up.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use domain::access::Action;
use domain::calendar::rota::{Open, Stop, rota};
use domain::places::{days_after, week_of};
use domain::staff::day::{Minute, Span};
use domain::{Date, PremisesId};
use i18n::Text;

use crate::asked::Asked;
use crate::context::Context;
use crate::directory::pages::commune_label;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, head, html, load};

/// Weeks of a page.
const WEEKS: i32 = 2;

struct Line {
    day: String,
    today: bool,
    place: String,
    address: String,
    set_up: String,
    hours: String,
    seats: String,
    missing: String,
}

#[derive(Template)]
#[template(path = "calendar/rota.html")]
struct RotaPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    title: String,
    previous: String,
    next: String,
    columns: Vec<view::Column>,
    lines: Vec<Line>,
}

/// `GET /sites/{id}/rota`
pub(crate) async fn rota_page(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let (t, id, actor) = (cx.t, site.id, cx.actor().clone());
    let mut read = asked.read_loosely();
    let monday = read.optional_date("monday");
    read.finish()?;
    let monday = week_of(monday.take()?.unwrap_or(cx.app.today()));
    let (from, until) = (monday, days_after(monday, 7 * WEEKS - 1));
    let (sessions, places) = cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeeSite, id)?;
            let sessions = db::calendar::sessions_of(conn, &[id], from, until)?;
            Ok((sessions, db::directory::premises_of(conn, &[id])?))
        })
        .await?;
    let sessions: Vec<_> = sessions.into_iter().filter(|session| session.cancelled_at.is_none()).collect();
    let open: Vec<Open> = sessions
        .iter()
        .filter_map(|session| {
            let span = Span::new(Minute::of(session.starts_at), Minute::of(session.ends_at))?;
            Some(Open { date: session.date, premises: session.premises, span })
        })
        .collect();
    let of = |premises: PremisesId| places.iter().find(|place| place.id == premises);
    let stops = rota(&open, |premises| of(premises).map_or(0, |place| place.setup_minutes));
    let seats = |stop: &Stop| {
        let here = sessions.iter().filter(|session| (session.date, session.premises) == (stop.date, stop.premises));
        let within = here.filter(|session| {
            stop.span.from() <= Minute::of(session.starts_at) && Minute::of(session.ends_at) <= stop.span.until()
        });
        within.map(|session| session.seats.total().to_string()).collect::<Vec<_>>().join(" + ")
    };
    let line = |stop: &Stop| {
        let place = of(stop.premises);
        Line {
            day: t.date_long(stop.date),
            today: stop.date == cx.app.today(),
            place: place.map(|place| place.name.clone()).unwrap_or_default(),
            address: place
                .map(|place| format!("{}, {}", place.address, commune_label(&place.commune)))
                .unwrap_or_default(),
            set_up: if stop.set_up_from == stop.span.from() { String::new() } else { t.time(stop.set_up_from.time()) },
            hours: t.time_range(stop.span.from().time(), stop.span.until().time()),
            seats: seats(stop),
            missing: if stop.missing == 0 { String::new() } else { t.calendar_rota_missing(stop.missing) },
        }
    };
    let base = format!("/sites/{id}");
    let week = |day: Date| format!("{base}/rota?monday={day}");
    let page = RotaPage {
        t,
        layout: cx.layout().await,
        title: t.calendar_rota_title(t.date_long(from), t.date_long(until)),
        previous: week(days_after(monday, -7 * WEEKS)),
        next: week(days_after(monday, 7 * WEEKS)),
        columns: [
            t.calendar_rota_day(),
            t.calendar_rota_place(),
            t.calendar_rota_set_up(),
            t.calendar_rota_hours(),
            t.calendar_rota_seats(),
        ]
        .map(|label| view::Column { label, ..view::Column::default() })
        .into(),
        lines: stops.iter().map(line).collect(),
        head: head(&cx, &site, "premises", 0),
    };
    html(&page, Wrong::default().status())
}
