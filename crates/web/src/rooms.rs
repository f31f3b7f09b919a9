//! The list of rooms: one line each.

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Router, extract::Path, extract::Query};
use domain::Word;
use domain::access::Action;
use i18n::{Language, Text};

use crate::app::App;
use crate::guard::{self, Caller};
use crate::problem::{self, Problem};
use crate::routes::{Listed, Routes};
use crate::shared::view;
use crate::{assets, forms, sessions};

/// Every room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/language/{code}", Action::SignIn, choose_language)
        .room(crate::openapi::routes())
        .room(crate::directory::routes())
        .room(crate::places::routes())
        .room(crate::accounts::routes())
        .room(crate::access::routes())
        .room(crate::audit::routes())
        .room(crate::parents::routes())
        .room(crate::attendance::routes())
        .room(crate::tablet::routes())
        .room(crate::sites::routes())
        .room(crate::calendar::routes())
        .room(crate::messages::routes())
        .room(crate::referrals::routes())
        .room(crate::familiarisation::routes())
        .room(crate::families::routes())
        .room(crate::pick_up::routes())
        .room(crate::places::pages::routes())
        .room(crate::desk::routes())
        .room(crate::plans::routes())
        .room(crate::staff::routes())
        .room(crate::direction::routes())
        .room(crate::drills::routes())
        .room(crate::outings::routes())
        .room(crate::papers::routes())
}

/// One entry of the main navigation: shown to who may do the action.
type Entry = (Action, &'static str, fn(&Text) -> String);

/// The main navigation, in order.
const NAVIGATION: &[Entry] = &[
    (Action::SeeSite, "/desk", |text| text.desk_navigation()),
    (Action::SeeBoard, "/board", |text| text.board_navigation()),
    (Action::PlanWeek, "/plans", |text| text.plans_navigation()),
    (Action::SeeRoster, "/roster", |text| text.roster_navigation()),
    (Action::RecordAttendance, "/attendance", |text| text.attendance_navigation()),
    (Action::RecordFamiliarisation, "/familiarisation", |text| text.familiarisation_navigation()),
    (Action::SeeReferral, "/referrals/inbox", |text| text.referrals_inbox_navigation()),
    (Action::FollowReferral, "/referrals", |text| text.referrals_navigation()),
    (Action::SeeFamily, "/families", |text| text.families_navigation()),
    (Action::SeeSite, "/sites", |text| text.sites_navigation()),
    (Action::ManageOrganisations, "/organisations", |text| text.sites_organisations_navigation()),
    (Action::ManagePeople, "/people", Text::accounts_people),
    (Action::ManageCalendar, "/school-calendar", |text| text.calendar_school_navigation()),
    (Action::SeeDirectory, "/directory", |text| text.directory_navigation()),
    (Action::SeeOutbox, "/outbox", |text| text.messages_navigation()),
    (Action::SeeAudit, "/audit", Text::audit_title),
];

/// The navigation of a reader.
pub fn navigation(text: Text, caller: Option<&Caller>, path: &str) -> Vec<view::NavigationItem> {
    let Some(caller) = caller.filter(|caller| caller.actor.person.is_some()) else { return Vec::new() };
    // A site's week belongs to the board, whatever its address.
    let is_week = path.strip_prefix("/sites/").is_some_and(|rest| rest.split('/').nth(1) == Some("week"));
    let path = if is_week { "/board" } else { path };
    let of_team = ["staff", "roster", "ratio", "surplus", "direction"];
    let is_roster = path
        .strip_prefix("/sites/")
        .and_then(|rest| rest.split('/').nth(1))
        .is_some_and(|part| of_team.contains(&part));
    let path = if is_roster { "/roster" } else { path };
    let is_first_steps =
        path.strip_prefix("/sites/").is_some_and(|rest| rest.split('/').nth(1) == Some("familiarisation"));
    let path = if is_first_steps { "/familiarisation" } else { path };
    NAVIGATION
        .iter()
        .filter(|(action, _, _)| caller.may(*action))
        .map(|(_, href, label)| view::NavigationItem {
            label: label(&text),
            href: (*href).to_owned(),
            current: path == *href || (*href != "/" && path.starts_with(&format!("{href}/"))),
            waiting: 0,
        })
        .collect()
}

/// Every route with its action, for the access proof and `docs/access.md`.
pub fn listed() -> Vec<Listed> {
    routes().finish().1
}

/// The whole program over HTTP.
pub fn router(app: App) -> Router {
    router_of(app, routes())
}

/// The program over other routes than its own: the proofs add some.
pub fn router_of(app: App, routes: Routes) -> Router {
    let (rooms, _) = routes.finish();
    Router::new()
        .route("/static/{version}/{*name}", get(assets::serve))
        .route("/healthz", get(healthy))
        .merge(
            rooms
                .fallback(nothing_here)
                .layer(middleware::from_fn_with_state(app.clone(), guard::identify))
                .layer(sessions::layer(&app))
                .layer(middleware::from_fn(guard::same_origin))
                .layer(middleware::from_fn_with_state(app.clone(), problem::render)),
        )
        .layer(DefaultBodyLimit::max(forms::MOST_BYTES))
        .layer(middleware::from_fn(headers))
        .layer(tower_http::compression::CompressionLayer::new())
        .with_state(app)
}

async fn nothing_here() -> Problem {
    Problem::not_found()
}

async fn healthy(State(app): State<App>) -> Response {
    match app.db().read(db::audit::count).await {
        Ok(_) => "ok".into_response(),
        Err(_) => axum::http::StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

#[derive(serde::Deserialize)]
struct Following {
    next: Option<String>,
}

/// Keeps the chosen language in a cookie and goes back.
async fn choose_language(Path(code): Path<String>, Query(query): Query<Following>) -> Result<Response, Problem> {
    let language = Language::read(&code).ok_or_else(Problem::not_found)?;
    let next = query.next.filter(|next| is_local(next)).unwrap_or_else(|| "/".to_owned());
    let cookie = crate::context::language_cookie(language)?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&next)).into_response())
}

/// Whether a "next" address stays in this installation.
pub fn is_local(next: &str) -> bool {
    next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r'])
}

const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; \
         manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// Security headers on every answer; pages of people are never cached.
async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
