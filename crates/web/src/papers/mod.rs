//! The admission file: which papers of a child are there and which are missing, and what the team on duty must know of its health.
//!
//! * [`mod@file`]: a child's file at a site. * [`site`]: what is missing at a site, and what it asks for.
//! * [`health`]: the health card, behind a wall of its own: each reading leaves a line.
//! * [`api`]: the same for programs. * [`jobs`]: reminders to parents.

pub mod api;
mod file;
mod health;
mod input;
pub(crate) mod jobs;
mod site;
pub(crate) mod words;

pub(crate) use health::{href as health_href, read_card, rows as card_rows};

use db::access::Actor;
use db::papers::AtSite;
use domain::access::Action;
use domain::{ChildId, FamilyId, SiteId};

use crate::asked::path_id;
use crate::context::Context;
use crate::problem::Problem;
use crate::routes::Routes;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get("/families/{id}/children/{child_id}/papers", Action::SeePapers, file::show)
        .post("/families/{id}/children/{child_id}/papers", Action::ManagePapers, file::note)
        .post("/families/{id}/children/{child_id}/papers/withdraw", Action::ManagePapers, file::withdraw)
        .post("/families/{id}/children/{child_id}/papers/{paper_id}/restore", Action::ManagePapers, file::restore)
        .get("/families/{id}/children/{child_id}/health", Action::SeeHealth, health::show)
        .post("/families/{id}/children/{child_id}/health", Action::ManageHealth, health::write)
        .get("/sites/{id}/papers", Action::SeePapers, site::list)
        .post("/sites/{id}/papers/settings", Action::ManagePapers, site::set)
        .get("/api/v1/families/{id}/children/{child_id}/papers", Action::SeePapers, api::file)
        .post("/api/v1/families/{id}/children/{child_id}/papers", Action::ManagePapers, api::note)
        .post(
            "/api/v1/families/{id}/children/{child_id}/papers/{paper_id}/withdraw",
            Action::ManagePapers,
            api::withdraw,
        )
        .post("/api/v1/families/{id}/children/{child_id}/papers/{paper_id}/restore", Action::ManagePapers, api::restore)
        .get("/api/v1/families/{id}/children/{child_id}/health", Action::SeeHealth, api::health)
        .put("/api/v1/families/{id}/children/{child_id}/health", Action::ManageHealth, api::write_health)
        .get("/api/v1/sites/{id}/papers", Action::SeePapers, api::missing)
        .get("/api/v1/sites/{id}/paper-settings", Action::SeePapers, api::settings)
        .post("/api/v1/sites/{id}/paper-settings", Action::ManagePapers, api::set)
}

/// Whose file an address speaks of, and at which site when it says so.
pub(crate) type Whose = ((FamilyId, ChildId), Option<SiteId>);

/// Reads an address; an unknown site is one where nothing is.
fn whose(id: &str, child_id: &str, site: &str) -> Result<Whose, Problem> {
    let site = if site.is_empty() { None } else { Some(path_id::<SiteId>(site)?) };
    Ok(((path_id(id)?, path_id(child_id)?), site))
}

/// One change of a file: the proof, the change and its line in one transaction, once under its key.
async fn change<T, F>(cx: &Context, whose: Whose, key: Option<db::idempotency::Key>, work: F) -> Result<T, Problem>
where
    T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    F: Fn(&mut db::Tx<'_>, &Actor, &AtSite) -> db::Result<T> + Send + 'static,
{
    let (actor, (child, site)) = (cx.actor().clone(), whose);
    let write = move |tx: &mut db::Tx<'_>| {
        tx.once(key.as_ref(), |tx| {
            let (seen, _) = db::papers::at_site(tx.conn, &actor, Action::ManagePapers, child, site)?;
            work(tx, &actor, &seen)
        })
    };
    Ok(cx.app.db().write(write).await?)
}
