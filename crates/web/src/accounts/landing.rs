//! `/`: where each role begins its day; for nobody in particular, what Marelle is.

use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::accounts::leading_role;
use domain::access::Role;
use i18n::Text;

use crate::context::Context;
use crate::problem::Problem;
use crate::shared::view;

/// The page a role begins with.
pub(crate) fn home_of(role: Role) -> &'static str {
    match role {
        Role::Administrator => "/sites",
        Role::SiteManager => "/desk",
        Role::Staff => "/attendance",
        Role::Prescriber | Role::Counsellor => "/referrals",
        Role::Funder => "/directory",
        Role::Parent => "/family",
        Role::Public => "/",
    }
}

#[derive(Template)]
#[template(path = "accounts/landing.html")]
struct Landing {
    t: Text,
    layout: view::Layout,
}

pub(crate) async fn home(cx: Context) -> Result<Response, Problem> {
    if cx.actor().parent.is_some() {
        return Ok(Redirect::to(home_of(Role::Parent)).into_response());
    }
    if let Some(role) = leading_role(&cx.actor().memberships) {
        return Ok(Redirect::to(home_of(role)).into_response());
    }
    let page = Landing { t: cx.t, layout: cx.layout().await };
    Ok(Html(page.render()?).into_response())
}
