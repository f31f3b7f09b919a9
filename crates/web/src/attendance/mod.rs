//! Attendance: the sheet of the day, arrivals, departures, absences, corrections, the register, the evacuation list.
//!
//! * [`pages`], [`forms`]: the day as it goes. [`register`]: what was written down, a day or a month. [`month`]: attended against booked.
//! * [`closing`]: how long a site waits before a departure nobody noted is closed by rule; [`jobs`] does it.

pub mod api;
mod closing;
pub mod forms;
pub mod jobs;
mod month;
pub mod month_api;
pub mod pages;
mod register;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/attendance", Action::RecordAttendance, pages::day)
        .get("/attendance/register", Action::RecordAttendance, register::register)
        .get("/attendance/export", Action::RecordAttendance, register::export)
        .get("/attendance/present", Action::RecordAttendance, register::present)
        .get("/attendance/month", Action::RecordAttendance, month::month)
        .get("/attendance/month/export", Action::RecordAttendance, month::export)
        .get("/attendance/{booking}", Action::RecordAttendance, pages::line)
        .post("/attendance/{booking}/record", Action::RecordAttendance, forms::record)
        .post("/attendance/{booking}/correct", Action::RecordAttendance, forms::correct)
        .post("/attendance/{booking}/undo", Action::RecordAttendance, forms::undo)
        .post("/attendance/{booking}/confirm", Action::RecordAttendance, forms::confirm)
        .get("/sites/{id}/closing", Action::SeeSite, closing::show)
        .post("/sites/{id}/closing", Action::ManageSites, closing::set)
        .put("/api/v1/attendance-facts/{id}", Action::RecordAttendance, api::put)
        .get("/api/v1/sites/{id}/attendance", Action::RecordAttendance, api::sheet)
        .get("/api/v1/sites/{id}/attendance/month", Action::RecordAttendance, month_api::month)
}
