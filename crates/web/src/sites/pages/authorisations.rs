//! The authorisations of a site.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::directory::Site;
use domain::SiteId;
use domain::sites::*;
use i18n::Text;

use super::site::{band_words, filled};
use super::{Head, Wrong, head, html, load, saved, write};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::api::{self, authorisation_of};

struct ActRow {
    period: String,
    number: String,
    bands: Vec<String>,
    current: bool,
}

#[derive(Template)]
#[template(path = "sites/authorisations.html")]
struct AuthorisationsPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    rows: Vec<ActRow>,
    form: Submitted,
    wrong: Wrong,
    key: String,
    action: String,
    bands: Vec<String>,
}

/// Time bands one can type at once.
const BANDS: usize = 4;

async fn authorisations_page(cx: &Context, site: Site, form: Submitted, wrong: Wrong) -> Result<Response, Problem> {
    let (t, id, today) = (cx.t, site.id, cx.app.today());
    let acts = cx.app.db().read(move |conn| db::sites::authorisations(conn, &[id])).await?;
    let status = wrong.status();
    let head = head(cx, &site, "authorisations", 0);
    let page = AuthorisationsPage {
        t,
        layout: cx.layout().await,
        rows: acts
            .into_iter()
            .map(|(_, act)| ActRow {
                period: t.period(act.period),
                number: act.number.unwrap_or_default(),
                bands: act.bands.into_iter().map(|band| band_words(t, band)).collect(),
                current: act.period.contains(today),
            })
            .collect(),
        action: format!("{}/authorisations", head.base),
        head,
        form,
        wrong,
        key: cx.new_key(),
        bands: (1..=BANDS).map(|number| number.to_string()).collect(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/authorisations`
pub(crate) async fn authorisations(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let form = filled(&[("from", cx.app.today().to_string()), ("from_1", "08:00".into()), ("until_1", "18:00".into())]);
    authorisations_page(&cx, site, form, Wrong::default()).await
}

async fn write_act(cx: &Context, id: SiteId, form: &Submitted) -> Result<(), Problem> {
    let mut read = form.read();
    let (number, from, until) = (read.optional_text("number", 80), read.date("from"), read.optional_date("until"));
    let mut bands = Vec::new();
    for band in 1..=BANDS {
        let (starts, ends) =
            (read.optional_time(&format!("from_{band}")), read.optional_time(&format!("until_{band}")));
        let places = read.optional_number(&format!("places_{band}"), 1..=300);
        match (starts.peek().copied().flatten(), ends.peek().copied().flatten(), places.peek().copied().flatten()) {
            (Some(from), Some(until), Some(places)) => {
                bands.push(AuthorisationBand { from, until, places: u16::try_from(places).unwrap_or(1) });
            }
            (None, None, None) if band > 1 => {}
            (starts, ends, _) => {
                let missing = if starts.is_none() {
                    "from"
                } else if ends.is_none() {
                    "until"
                } else {
                    "places"
                };
                read.problem(&format!("{missing}_{band}"), "required");
            }
        }
    }
    read.finish()?;
    let new = authorisation_of(number.take()?, from.take()?, until.take()?, bands)?;
    write(cx, form, move |tx, actor| api::write_authorisation(tx, actor, id, &new).map(|_| ())).await
}

/// `POST /sites/{id}/authorisations`
pub(crate) async fn add_authorisation(
    cx: Context,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_act(&cx, site.id, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/authorisations", site.id)).await,
        Err(problem) => authorisations_page(&cx, site, form, Wrong::of(&cx, problem)?).await,
    }
}
