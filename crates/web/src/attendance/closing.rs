//! How long a site waits before a departure nobody noted is supposed: a dated setting.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::directory::Site;
use domain::SiteId;
use domain::access::Action;
use domain::attendance::closing::{ClosingSetting, MOST_MINUTES};
use i18n::Text;

use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, head, html, load, saved, write};

#[derive(Template)]
#[template(path = "attendance/closing.html")]
struct ClosingPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    today: String,
    assumed: bool,
    settings: Vec<String>,
    form: Submitted,
    wrong: Wrong,
    key: String,
}

async fn page(cx: &Context, site: Site, form: Submitted, wrong: Wrong) -> Result<Response, Problem> {
    let (t, id, actor) = (cx.t, site.id, cx.actor().clone());
    let settings = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeSite, id)?;
            db::attendance::closing::settings(conn, &seen)
        })
        .await?;
    let current = ClosingSetting::on(&settings, cx.app.today());
    let status = wrong.status();
    let page = ClosingPage {
        t,
        layout: cx.layout().await,
        head: head(cx, &site, "closing", 0),
        today: t.register_closing_rule(t.count_minutes(i64::from(current.minutes))),
        assumed: current.assumed,
        settings: settings
            .iter()
            .map(|one| t.register_closing_from(t.date_medium(one.from), t.count_minutes(i64::from(one.minutes))))
            .collect(),
        form,
        wrong,
        key: cx.new_key(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/closing`
pub(crate) async fn show(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let form = Submitted::prefilled([("from".to_owned(), cx.app.today().to_string())]);
    page(&cx, site, form, Wrong::default()).await
}

async fn write_setting(cx: &Context, id: SiteId, form: &Submitted) -> Result<(), Problem> {
    let mut read = form.read();
    let (from, minutes) = (read.date("from"), read.number("minutes", 0..=i32::from(MOST_MINUTES)));
    read.finish()?;
    let minutes = u16::try_from(minutes.take()?).map_err(|_| Problem::field("minutes", "invalid"))?;
    let setting = ClosingSetting { from: from.take()?, minutes, assumed: false };
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageSites, id)?;
        tx.set_closing(&actor.signature(), &seen, &setting).map(drop)
    })
    .await
}

/// `POST /sites/{id}/closing`
pub(crate) async fn set(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    match write_setting(&cx, site.id, &form).await {
        Ok(()) => saved(&cx, cx.t.form_saved(), &format!("/sites/{}/closing", site.id)).await,
        Err(problem) => page(&cx, site, form, Wrong::of(&cx, problem)?).await,
    }
}
