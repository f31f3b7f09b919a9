//! The administrator's screens of organisations and sites.

mod authorisations;
pub(crate) mod list;
mod organisation;
mod policy;
mod premises;
mod site;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::Tx;
use db::access::{Actor, Seen, see_site};
use db::audit::Signature;
use db::directory::{self, Site};
use domain::SiteId;
use domain::access::Action;
use i18n::Text;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::asked::path_id;
use crate::context::Context;
use crate::directory::pages::commune_label;
use crate::forms::{Submitted, errors};
use crate::problem::Problem;
use crate::shared::view;

pub(crate) use authorisations::*;
pub(crate) use list::*;
pub(crate) use organisation::*;
pub(crate) use policy::*;
pub(crate) use premises::*;
pub(crate) use site::*;

/// Lines of a page of a list.
pub(crate) const PAGE: usize = 50;

/// A page, as an answer.
pub(crate) fn html(page: &impl Template, status: StatusCode) -> Result<Response, Problem> {
    let body = page.render().map_err(|error| Problem::broken(&error.to_string()))?;
    Ok((status, Html(body)).into_response())
}

/// What a form that comes back has to say.
#[derive(Default)]
pub(crate) struct Wrong {
    /// What is wrong with its fields.
    pub(crate) fields: view::FieldErrors,
    /// Rules that refused.
    pub(crate) refusals: Vec<String>,
    status: Option<StatusCode>,
}

impl Wrong {
    /// What a problem says about a form; other problems are answered as pages of their own.
    pub(crate) fn of(cx: &Context, problem: Problem) -> Result<Self, Problem> {
        if problem.field_problems().is_none() && problem.refusals().is_none() {
            return Err(problem);
        }
        let refusals = problem.refusals().unwrap_or_default().iter().map(|refusal| cx.sentence(refusal)).collect();
        Ok(Self { fields: errors(cx.t, &problem), refusals, status: Some(problem.status()) })
    }
    /// The answer's status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status.unwrap_or(StatusCode::OK)
    }
}

/// Writes what a form asks, once for its key.
pub(crate) async fn write<T, F>(cx: &Context, form: &Submitted, work: F) -> Result<T, Problem>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    F: Fn(&mut Tx<'_>, &Actor) -> db::Result<T> + Send + 'static,
{
    let (actor, key) = (cx.actor().clone(), form.key().cloned().ok_or_else(Problem::key_missing)?);
    Ok(cx.app.db().write(move |tx| tx.once(Some(&key), |tx| work(tx, &actor))).await?)
}

/// Says that it is done, and goes somewhere.
pub(crate) async fn saved(cx: &Context, text: String, href: &str) -> Result<Response, Problem> {
    cx.notify(view::Notice { tone: "done", text, undo: None }).await?;
    Ok(Redirect::to(href).into_response())
}

/// Does something at a site that has no fields, says so, and goes back to a page of the site.
pub(crate) async fn done<F>(
    cx: &Context,
    (site, back): (&str, &str),
    form: &Submitted,
    (action, text): (Action, String),
    work: F,
) -> Result<Response, Problem>
where
    F: Fn(&mut Tx<'_>, &Signature, &Seen<SiteId>) -> db::Result<()> + Send + 'static,
{
    let site = load(cx, site).await?.id;
    write(cx, form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, action, site)?;
        work(tx, &actor.signature(), &seen)
    })
    .await?;
    saved(cx, text, &format!("/sites/{site}/{back}")).await
}

/// Choices of a closed list, in words.
pub(crate) fn choices<W: domain::Word>(t: Text, prefix: &str, words: &[W]) -> Vec<view::Choice> {
    words
        .iter()
        .map(|word| view::Choice {
            value: word.text().into_owned(),
            label: t.word(prefix, &word.text()),
            ..view::Choice::default()
        })
        .collect()
}

/// What stands above each page of a site.
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) over: String,
    pub(crate) base: String,
    pub(crate) tabs: Vec<view::Tab>,
    pub(crate) manages: bool,
}

/// The head of a site's page.
pub(crate) fn head(cx: &Context, site: &Site, current: &str, to_decide: usize) -> Head {
    let (t, base) = (cx.t, format!("/sites/{}", site.id));
    let tab = |path: &str, label: String, count: usize| view::Tab {
        label,
        href: format!("{base}{path}"),
        current: path.trim_start_matches('/') == current,
        count: if count == 0 { String::new() } else { count.to_string() },
    };
    let mut tabs = vec![
        tab("", t.sites_tab_overview(), 0),
        tab("/calendar", t.sites_tab_calendar(), to_decide),
        tab("/rules", t.sites_tab_rules(), 0),
        tab("/closures", t.sites_tab_closures(), 0),
        tab("/policy", t.sites_tab_policy(), 0),
        tab("/premises", t.sites_tab_premises(), 0),
        tab("/authorisations", t.sites_tab_authorisations(), 0),
    ];
    if cx.caller.may(Action::ManageTablets) {
        tabs.push(tab("/tablets", t.sites_tab_tablets(), 0));
    }
    if cx.caller.may(Action::SeeStaff) {
        tabs.push(tab("/staff", t.staff_tab(), 0));
    }
    if cx.caller.may(Action::SeePapers) {
        tabs.push(tab("/papers", t.papers_site_tab(), 0));
    }
    if cx.caller.may(Action::SeeRoster) {
        tabs.push(tab("/roster", t.roster_tab(), 0));
    }
    if cx.caller.may(Action::RecordFamiliarisation) {
        tabs.push(tab("/familiarisation", t.familiarisation_tab(), 0));
    }
    if cx.caller.may(Action::PlanOuting) {
        tabs.push(tab("/outings", t.outings_tab(), 0));
    }
    tabs.push(tab("/drills", t.drills_tab(), 0));
    if cx.caller.may(Action::SeeStaff) {
        tabs.push(tab("/direction", t.direction_tab(), 0));
    }
    if cx.caller.may(Action::ManagePeople) {
        tabs.push(view::Tab {
            label: t.sites_tab_people(),
            href: format!("/people?site={}", site.id),
            current: false,
            count: String::new(),
        });
    }
    Head {
        name: site.name.clone(),
        over: format!("{} · {}", t.word("site-kind", site.kind.as_str()), commune_label(&site.commune)),
        base,
        tabs,
        manages: cx.caller.may(Action::ManageSites),
    }
}

/// A site the reader may see the settings of.
pub(crate) async fn load(cx: &Context, id: &str) -> Result<Site, Problem> {
    let (id, actor) = (path_id::<SiteId>(id)?, cx.actor().clone());
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            see_site(conn, &actor, Action::SeeSite, id)?;
            directory::site_by_id(conn, id)
        })
        .await?)
}
