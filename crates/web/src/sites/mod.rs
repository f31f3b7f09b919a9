//! Organisations, sites, premises, authorisations and booking policies: what administrators keep.

pub mod api;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/organisations", Action::ManageOrganisations, api::organisations)
        .post("/api/v1/organisations", Action::ManageOrganisations, api::create_organisation)
        .get("/api/v1/organisations/{id}", Action::ManageOrganisations, api::organisation)
        .patch("/api/v1/organisations/{id}", Action::ManageOrganisations, api::change_organisation)
        .post("/api/v1/sites", Action::ManageSites, api::create_site)
        .patch("/api/v1/sites/{id}", Action::ManageSites, api::change_site)
        .post("/api/v1/sites/{id}/premises", Action::ManageSites, api::create_premises)
        .patch("/api/v1/sites/{id}/premises/{premises_id}", Action::ManageSites, api::change_premises)
        .get("/api/v1/sites/{id}/authorisations", Action::SeeSite, api::authorisations)
        .post("/api/v1/sites/{id}/authorisations", Action::ManageSites, api::create_authorisation)
        .get("/api/v1/sites/{id}/policies", Action::SeeSite, api::policies)
        .post("/api/v1/sites/{id}/policies", Action::ManageSites, api::create_policy)
}
