//! Opening rules, closures, school holidays: what makes the sessions of a site, and why a day is closed.

pub mod api;
pub(crate) mod pages;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/sites/{id}/rules", Action::SeeSite, pages::rules)
        .post("/sites/{id}/rules", Action::ManageSites, pages::change_rules)
        .get("/sites/{id}/rules/new", Action::ManageSites, pages::new_rule)
        .post("/sites/{id}/rules/preview", Action::ManageSites, pages::preview_rules)
        .get("/sites/{id}/rules/{rule_id}", Action::ManageSites, pages::edit_rule)
        .get("/sites/{id}/closures", Action::SeeSite, pages::closures)
        .post("/sites/{id}/closures", Action::ManageSites, pages::change_closures)
        .post("/sites/{id}/closures/preview", Action::ManageSites, pages::preview_closure)
        .get("/sites/{id}/calendar", Action::SeeSite, pages::calendar)
        .get("/sites/{id}/rota", Action::SeeSite, pages::rota_page)
        .post("/sites/{id}/sessions/{session_id}/keep", Action::ManageSites, pages::keep)
        .post("/sites/{id}/sessions/{session_id}/cancel", Action::ManageSites, pages::cancel)
        .get("/school-calendar", Action::ManageCalendar, pages::school)
        .post("/school-calendar", Action::ManageCalendar, pages::change_school)
        .post("/school-calendar/import", Action::ManageCalendar, pages::import_school)
        .post("/school-calendar/{id}/remove", Action::ManageCalendar, pages::remove_school)
        .get("/api/v1/sites/{id}/opening-rules", Action::SeeSite, api::rules)
        .post("/api/v1/sites/{id}/opening-rules", Action::ManageSites, api::create_rule)
        .post("/api/v1/sites/{id}/opening-rules/preview", Action::ManageSites, api::preview_rule)
        .patch("/api/v1/sites/{id}/opening-rules/{rule_id}", Action::ManageSites, api::correct_rule)
        .post("/api/v1/sites/{id}/opening-rules/{rule_id}/preview", Action::ManageSites, api::preview_correction)
        .get("/api/v1/sites/{id}/closures", Action::SeeSite, api::closures)
        .post("/api/v1/sites/{id}/closures", Action::ManageSites, api::create_closure)
        .post("/api/v1/sites/{id}/closures/preview", Action::ManageSites, api::preview_closure)
        .delete("/api/v1/sites/{id}/closures/{closure_id}", Action::ManageSites, api::lift_closure)
        .get("/api/v1/sites/{id}/decisions", Action::SeeSite, api::decisions)
        .post("/api/v1/sessions/{id}/keep", Action::ManageSites, api::keep)
        .post("/api/v1/sessions/{id}/cancel", Action::ManageSites, api::cancel)
        .get("/api/v1/school-holidays", Action::SeeDirectory, api::holidays)
        .post("/api/v1/school-holidays", Action::ManageCalendar, api::create_holiday)
        .patch("/api/v1/school-holidays/{id}", Action::ManageCalendar, api::change_holiday)
        .delete("/api/v1/school-holidays/{id}", Action::ManageCalendar, api::remove_holiday)
}
