//! The tablet of a site: paired with a code, opened with a PIN, and useful for a day without a network.
//!
//! * [`pages`]: a site's tablets and PINs, for those who run it.
//! * [`shell`]: the tablet's own page and its service worker. They hold nothing of anybody: what is personal comes from [`api`], and is kept
//!   sealed on the tablet.
//! * [`api`]: pairing, opening, the day that is carried along, the facts that come back.

pub mod api;
pub mod pages;
pub mod shell;

use axum::extract::Request;
use axum::http::header;
use db::access::Actor;
use domain::access::Action;

use crate::app::App;
use crate::problem::Problem;
use crate::routes::Routes;

/// Where the tablet speaks with us; its cookie is sent nowhere else.
pub(crate) const API: &str = "/api/v1/tablet";
/// Name of the cookie that holds the tablet's token.
const COOKIE: &str = "tablet";
/// Seconds between two signs of life that are written down.
const SEEN_EVERY: i64 = 60;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/tablet/", Action::SignIn, shell::page)
        .get("/tablet", Action::SignIn, shell::to_page)
        .get("/tablet/worker.js", Action::SignIn, shell::worker)
        .post("/api/v1/tablet/pair", Action::SignIn, api::pair)
        .get("/api/v1/tablet/people", Action::RecordAttendance, api::people)
        .post("/api/v1/tablet/open", Action::RecordAttendance, api::open)
        .get("/api/v1/tablet/day", Action::RecordAttendance, api::day)
        .post("/api/v1/tablet/facts", Action::RecordAttendance, api::facts)
        .get("/sites/{id}/tablets", Action::ManageTablets, pages::list)
        .post("/sites/{id}/tablets/code", Action::ManageTablets, pages::make_code)
        .post("/sites/{id}/tablets/{tablet}/revoke", Action::ManageTablets, pages::revoke)
        .post("/sites/{id}/tablets/pins/{person}", Action::ManageTablets, pages::give_pin)
}

/// The token of a tablet, on the addresses that are the tablet's.
pub(crate) fn token_of(request: &Request) -> Option<String> {
    let path = request.uri().path().strip_prefix(API)?;
    if !path.starts_with('/') {
        return None;
    }
    request
        .headers()
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix("tablet="))
        .map(str::to_owned)
}

/// The tablet of a token, as who asks; one that was taken back is told so.
pub(crate) async fn actor(app: &App, token: &str) -> Result<Actor, Problem> {
    let (hash, now, today) = (db::idempotency::sha256(token.as_bytes()), app.now(), app.today());
    let found = app.db().read(move |conn| db::tablet::paired(conn, &hash)).await?;
    // A token nobody knows is one of an installation that is no more, or nobody's.
    let paired = found.filter(|paired| paired.revoked_at.is_none()).ok_or_else(Problem::tablet_revoked)?;
    if paired.seen_at.is_none_or(|seen| now.seconds_since(seen) >= SEEN_EVERY) {
        let (db, id) = (app.db().clone(), paired.id);
        tokio::spawn(async move {
            if let Err(error) = db.write(move |tx| tx.tablet_seen(id)).await {
                tracing::warn!("a tablet's sign of life could not be noted: {error}");
            }
        });
    }
    Ok(paired.actor(now, today))
}
