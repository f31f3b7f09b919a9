//! Organisations, sites, premises, authorisations and booking policies: what administrators keep.

pub mod api;
pub(crate) mod pages;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/sites", Action::SeeSite, pages::list)
        .post("/sites", Action::ManageSites, pages::create)
        .get("/sites/new", Action::ManageSites, pages::new)
        .get("/sites/{id}", Action::SeeSite, pages::overview)
        .get("/sites/{id}/edit", Action::ManageSites, pages::edit)
        .post("/sites/{id}/edit", Action::ManageSites, pages::update)
        .get("/sites/{id}/premises", Action::SeeSite, pages::premises)
        .post("/sites/{id}/premises", Action::ManageSites, pages::add_premises)
        .get("/sites/{id}/premises/{premises_id}", Action::ManageSites, pages::edit_premises)
        .post("/sites/{id}/premises/{premises_id}", Action::ManageSites, pages::update_premises)
        .get("/sites/{id}/authorisations", Action::SeeSite, pages::authorisations)
        .post("/sites/{id}/authorisations", Action::ManageSites, pages::add_authorisation)
        .get("/sites/{id}/policy", Action::SeeSite, pages::policy)
        .post("/sites/{id}/policy", Action::ManageSites, pages::add_policy)
        .get("/organisations", Action::ManageOrganisations, pages::organisations)
        .post("/organisations", Action::ManageOrganisations, pages::create_organisation)
        .get("/organisations/new", Action::ManageOrganisations, pages::new_organisation)
        .get("/organisations/{id}", Action::ManageOrganisations, pages::edit_organisation)
        .post("/organisations/{id}", Action::ManageOrganisations, pages::update_organisation)
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
