//! Families, for those who accompany them: who they are, their dated situations, where their children are admitted.

pub mod api;
pub(crate) mod changes;
pub mod forms;
pub mod pages;

use domain::access::Action;

use crate::routes::Routes;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/families", Action::SeeFamily, api::list)
        .get("/api/v1/families/{id}", Action::SeeFamily, api::show)
        .post("/api/v1/families/{id}/parents", Action::ManageFamily, api::add_parent)
        .put("/api/v1/families/{id}/protection", Action::ManageFamily, api::protect)
        .get("/api/v1/families/{id}/consents", Action::SeeFamily, api::consents)
        .post("/api/v1/families/{id}/consents/{consent_id}/withdraw", Action::ManageFamily, api::withdraw)
        .put("/api/v1/families/{id}/parents/{parent_id}", Action::ManageFamily, api::change_parent)
        .post("/api/v1/families/{id}/children", Action::ManageFamily, api::add_child)
        .put("/api/v1/families/{id}/children/{child_id}", Action::ManageFamily, api::change_child)
        .post("/api/v1/families/{id}/situations", Action::ManageFamily, api::add_situation)
        .post("/api/v1/families/{id}/situations/{situation_id}/end", Action::ManageFamily, api::end_situation)
        .get("/api/v1/children/{id}", Action::SeeChild, api::child)
        .get("/families", Action::SeeFamily, pages::list)
        .get("/families/{id}", Action::SeeFamily, pages::show)
        .post("/families/{id}/shield", Action::SeeFamily, pages::open_shield)
        .post("/families/{id}/circumstances", Action::ManageFamily, pages::circumstances)
        .post("/families/{id}/protection", Action::ManageFamily, pages::protect)
        .post("/families/{id}/consents/{consent_id}/withdraw", Action::ManageFamily, pages::withdraw)
        .get("/families/{id}/parents/new", Action::ManageFamily, pages::new_parent)
        .post("/families/{id}/parents", Action::ManageFamily, pages::add_parent)
        .get("/families/{id}/children/new", Action::ManageFamily, pages::new_child)
        .post("/families/{id}/children", Action::ManageFamily, pages::add_child)
        .get("/families/{id}/parents/{parent_id}", Action::ManageFamily, pages::edit_parent)
        .post("/families/{id}/parents/{parent_id}", Action::ManageFamily, pages::change_parent)
        .get("/families/{id}/children/{child_id}", Action::ManageFamily, pages::edit_child)
        .post("/families/{id}/children/{child_id}", Action::ManageFamily, pages::change_child)
        .post("/families/{id}/situations", Action::ManageFamily, pages::add_situation)
        .post("/families/{id}/situations/{situation_id}/end", Action::ManageFamily, pages::end_situation)
}
