//! Attendance: the sheet of the day, arrivals, departures, absences, corrections, the register, the evacuation list.

pub mod api;
pub mod forms;
pub mod pages;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/attendance", Action::RecordAttendance, pages::day)
        .get("/attendance/register", Action::RecordAttendance, pages::register)
        .get("/attendance/export", Action::RecordAttendance, pages::export)
        .get("/attendance/present", Action::RecordAttendance, pages::present)
        .get("/attendance/{booking}", Action::RecordAttendance, pages::line)
        .post("/attendance/{booking}/record", Action::RecordAttendance, forms::record)
        .post("/attendance/{booking}/correct", Action::RecordAttendance, forms::correct)
        .post("/attendance/{booking}/undo", Action::RecordAttendance, forms::undo)
        .put("/api/v1/attendance-facts/{id}", Action::RecordAttendance, api::put)
        .get("/api/v1/sites/{id}/attendance", Action::RecordAttendance, api::sheet)
}
