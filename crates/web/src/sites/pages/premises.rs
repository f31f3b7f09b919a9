//! The premises of a site.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::directory::{self, Premises, Site};
use db::organisations::PremisesChange;
use domain::access::Action;
use domain::calendar::rota::MOST_SETUP_MINUTES;
use domain::{PremisesId, SiteId};
use i18n::Text;

use super::site::filled;
use super::{Head, Wrong, head, html, load, saved, write};
use crate::asked::path_id;
use crate::context::Context;
use crate::directory::pages::commune_label;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::api::{self, done};

struct PremisesRow {
    name: String,
    address: String,
    href: String,
    ended: String,
}

#[derive(Template)]
#[template(path = "sites/premises.html")]
struct PremisesPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    rows: Vec<PremisesRow>,
    title: String,
    action: String,
    form: Submitted,
    wrong: Wrong,
    key: String,
    edits: bool,
}

async fn premises_page(
    cx: &Context,
    site: Site,
    form: Submitted,
    wrong: Wrong,
    edited: Option<PremisesId>,
) -> Result<Response, Problem> {
    let (t, id) = (cx.t, site.id);
    let all: Vec<Premises> = cx.app.db().read(move |conn| directory::premises_of(conn, &[id])).await?;
    let status = wrong.status();
    let head = head(cx, &site, "premises", 0);
    let page = PremisesPage {
        t,
        layout: cx.layout().await,
        rows: all
            .into_iter()
            .map(|place| PremisesRow {
                href: format!("{}/premises/{}", head.base, place.id),
                address: format!("{}, {}", place.address, commune_label(&place.commune)),
                ended: place.ended_on.map(|day| t.sites_used_until(t.date_medium(day))).unwrap_or_default(),
                name: place.name,
            })
            .collect(),
        title: if edited.is_some() { t.sites_premises_edit() } else { t.sites_premises_new() },
        action: match edited {
            Some(premises) => format!("{}/premises/{premises}", head.base),
            None => format!("{}/premises", head.base),
        },
        head,
        form,
        wrong,
        key: cx.new_key(),
        edits: edited.is_some(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/premises`
pub(crate) async fn premises(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let form = filled(&[("commune", commune_label(&site.commune))]);
    premises_page(&cx, site, form, Wrong::default(), None).await
}

fn read_premises(form: &Submitted) -> Result<PremisesChange, Problem> {
    let mut read = form.read();
    let (name, address) = (read.text("name", 120), read.text("address", 200));
    let (place, ended_on) = (read.text("commune", 120), read.optional_date("ended_on"));
    let setup = read.optional_number("setup_minutes", 0..=i32::from(MOST_SETUP_MINUTES));
    if place.peek().is_some_and(|place| api::commune(place).is_err()) {
        read.problem("commune", "not_a_commune");
    }
    read.finish()?;
    Ok(PremisesChange {
        name: name.take()?,
        address: address.take()?,
        commune: api::commune(&place.take()?)?.code.clone(),
        setup_minutes: u16::try_from(setup.take()?.unwrap_or(0)).unwrap_or(0),
        ended_on: ended_on.take()?,
    })
}

async fn write_premises(cx: &Context, id: SiteId, edited: Option<PremisesId>, form: &Submitted) -> Result<(), Problem> {
    let change = read_premises(form)?;
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageSites, id)?;
        let premises = match edited {
            None => tx.create_premises(id, &change)?,
            Some(premises) => {
                tx.change_premises(&seen, premises, &change)?;
                db::calendar::roll_horizon(tx, id)?;
                premises
            }
        };
        tx.audit(&actor.signature(), done(Action::ManageSites, "premises", premises).site(id))
    })
    .await
}

/// `POST /sites/{id}/premises`
pub(crate) async fn add_premises(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_premises(&cx, site.id, None, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/premises", site.id)).await,
        Err(problem) => premises_page(&cx, site, form, Wrong::of(&cx, problem)?, None).await,
    }
}

/// `GET /sites/{id}/premises/{premises_id}`
pub(crate) async fn edit_premises(
    cx: Context,
    Path((id, premises_id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (site, premises) = (load(&cx, &id).await?, path_id::<PremisesId>(&premises_id)?);
    let site_id = site.id;
    let all = cx.app.db().read(move |conn| directory::premises_of(conn, &[site_id])).await?;
    let place = all.into_iter().find(|place| place.id == premises).ok_or_else(Problem::not_found)?;
    let form = filled(&[
        ("name", place.name),
        ("address", place.address),
        ("commune", commune_label(&place.commune)),
        ("setup_minutes", if place.setup_minutes == 0 { String::new() } else { place.setup_minutes.to_string() }),
        ("ended_on", place.ended_on.map(|day| day.to_string()).unwrap_or_default()),
    ]);
    premises_page(&cx, site, form, Wrong::default(), Some(premises)).await
}

/// `POST /sites/{id}/premises/{premises_id}`
pub(crate) async fn update_premises(
    cx: Context,
    Path((id, premises_id)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (site, premises) = (load(&cx, &id).await?, path_id::<PremisesId>(&premises_id)?);
    match write_premises(&cx, site.id, Some(premises), &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/premises", site.id)).await,
        Err(problem) => premises_page(&cx, site, form, Wrong::of(&cx, problem)?, Some(premises)).await,
    }
}
