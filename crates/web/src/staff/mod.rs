//! The team of a site: people with dated qualifications and checks, the roster of their shifts, and whether the adults are enough at every
//! minute of a day.
//!
//! * [`team`], [`member`]: who is in it. [`importing`]: a team from a spreadsheet.
//! * [`roster`], [`copying`]: who works when.
//! * [`ratio`]: the day quarter by quarter, as a figure and a table; [`figure`] draws it for the other pages.
//! * [`sheet`]: the week's presence over capacity.

pub mod api;
mod copying;
pub(crate) mod figure;
mod importing;
mod member;
mod ratio;
mod roster;
mod sheet;
mod team;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/roster", Action::SeeRoster, roster::mine)
        .get("/sites/{id}/staff", Action::SeeStaff, team::list)
        .post("/sites/{id}/staff", Action::ManageStaff, team::create)
        .post("/sites/{id}/staff/ratio", Action::ManageStaff, team::set_ratio)
        .get("/sites/{id}/staff/export", Action::SeeStaff, importing::export)
        .get("/sites/{id}/staff/import", Action::ManageStaff, importing::form)
        .post("/sites/{id}/staff/import", Action::ManageStaff, importing::import)
        .post("/sites/{id}/staff/imports/{change}/undo", Action::ManageStaff, importing::undo)
        .get("/sites/{id}/staff/{member}", Action::SeeStaff, member::show)
        .post("/sites/{id}/staff/{member}", Action::ManageStaff, member::change)
        .post("/sites/{id}/staff/{member}/{kind}", Action::ManageStaff, member::add)
        .post("/sites/{id}/staff/{member}/{kind}/{fact}/withdraw", Action::ManageStaff, member::withdraw)
        .post("/sites/{id}/staff/{member}/{kind}/{fact}/restore", Action::ManageStaff, member::restore)
        .get("/sites/{id}/roster", Action::SeeRoster, roster::week)
        .post("/sites/{id}/roster", Action::ManageStaff, roster::add)
        .post("/sites/{id}/roster/shifts/{shift}", Action::ManageStaff, roster::change)
        .post("/sites/{id}/roster/shifts/{shift}/remove", Action::ManageStaff, roster::remove)
        .post("/sites/{id}/roster/changes/{change}/undo", Action::ManageStaff, roster::undo)
        .get("/sites/{id}/roster/copy", Action::ManageStaff, copying::preview)
        .post("/sites/{id}/roster/copy", Action::ManageStaff, copying::copy)
        .get("/sites/{id}/ratio", Action::SeeRoster, ratio::day)
        .get("/sites/{id}/surplus", Action::SeeStaff, sheet::show)
        .post("/sites/{id}/surplus", Action::ManageStaff, sheet::keep)
        .get("/api/v1/sites/{id}/staff", Action::SeeStaff, api::staff)
        .post("/api/v1/sites/{id}/staff", Action::ManageStaff, api::create_member)
        .post("/api/v1/sites/{id}/staff/{member}/facts", Action::ManageStaff, api::add_fact)
        .get("/api/v1/sites/{id}/shifts", Action::SeeRoster, api::shifts)
        .post("/api/v1/sites/{id}/shifts", Action::ManageStaff, api::create_shift)
        .delete("/api/v1/sites/{id}/shifts/{shift}", Action::ManageStaff, api::delete_shift)
        .get("/api/v1/sites/{id}/ratio", Action::SeeRoster, api::ratio)
}
