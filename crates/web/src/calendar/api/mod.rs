//! Opening rules, closures, decisions and school holidays, for programs.

mod closures;
mod decisions;
mod rules;
mod school;

use utoipa::OpenApi;

pub(crate) use closures::*;
pub(crate) use decisions::*;
pub(crate) use rules::*;
pub(crate) use school::*;

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(
        rules,
        create_rule,
        preview_rule,
        correct_rule,
        preview_correction,
        closures,
        create_closure,
        preview_closure,
        lift_closure,
        decisions,
        keep,
        cancel,
        holidays,
        create_holiday,
        change_holiday,
        remove_holiday
    ))]
    struct Part;
    Part::openapi()
}
