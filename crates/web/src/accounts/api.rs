//! Who a token is.

use axum::response::Response;
use db::accounts::sign_in::held_roles;
use domain::access::Role;
use domain::{Date, FamilyId, MembershipId, OrganisationId, ParentId, PersonId, SiteId};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::commands::json;
use crate::context::Context;
use crate::problem::Problem;

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(me))]
    struct Part;
    Part::openapi()
}

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The professional, or null.
    #[schema(value_type = Option<String>, format = "uuid")]
    person_id: Option<PersonId>,
    /// Her name.
    name: Option<String>,
    /// The parent, or null.
    #[schema(value_type = Option<String>, format = "uuid")]
    parent_id: Option<ParentId>,
    /// The parent's family.
    #[schema(value_type = Option<String>, format = "uuid")]
    family_id: Option<FamilyId>,
    /// The roles this token or session acts in.
    memberships: Vec<MembershipDocument>,
    /// What the token is limited to: actions of the access table, or `*`; null in a browser.
    scopes: Option<Vec<String>>,
}

/// A role somebody holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct MembershipDocument {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: MembershipId,
    /// The role.
    #[schema(value_type = String, example = "site_manager")]
    role: Role,
    /// In which organisation.
    #[schema(value_type = String, format = "uuid")]
    organisation_id: OrganisationId,
    /// The organisation's name.
    organisation: String,
    /// At which site only; null is every site of the organisation.
    #[schema(value_type = Option<String>, format = "uuid")]
    site_id: Option<SiteId>,
    /// The site's name.
    site: Option<String>,
    /// Last day, or null.
    #[schema(value_type = Option<String>, format = "date")]
    until: Option<Date>,
}

/// Who this token is
///
/// The person or the parent behind the token, the roles it acts in and what it is limited to.
#[utoipa::path(get, path = "/api/v1/me", tag = "accounts", operation_id = "showMe", responses((status = 200, body = Me)))]
pub(crate) async fn me(cx: Context) -> Result<Response, Problem> {
    if cx.caller.is_anonymous() {
        return Err(Problem::not_allowed(&cx.caller));
    }
    let (person, today) = (cx.actor().person, cx.app.today());
    let (name, held) = match person {
        None => (None, Vec::new()),
        Some(id) => {
            cx.app
                .db()
                .read(move |conn| {
                    let (name, _) = db::accounts::person_heading(conn, id)?;
                    Ok((Some(name), held_roles(conn, id, today)?))
                })
                .await?
        }
    };
    let acts = |id| cx.actor().memberships.iter().any(|membership| membership.id == id);
    json(&Me {
        person_id: person,
        name,
        parent_id: cx.actor().parent.map(|(parent, _)| parent),
        family_id: cx.actor().parent.map(|(_, family)| family),
        memberships: held
            .into_iter()
            .filter(|held| acts(held.membership.id))
            .map(|held| MembershipDocument {
                id: held.membership.id,
                role: held.membership.role,
                organisation_id: held.membership.organisation,
                organisation: held.organisation,
                site_id: held.membership.site,
                site: held.site,
                until: held.until,
            })
            .collect(),
        scopes: cx.caller.scopes.clone(),
    })
}
