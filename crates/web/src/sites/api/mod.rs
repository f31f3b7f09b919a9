//! Organisations, sites and what hangs on them, for programs.

mod authorisations;
mod input;
mod organisation;
mod policies;
mod premises;
mod site;

use utoipa::OpenApi;

pub(crate) use authorisations::*;
pub(crate) use input::*;
pub(crate) use organisation::*;
pub(crate) use policies::*;
pub(crate) use premises::*;
pub(crate) use site::*;

/// The part of this room in the document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(
        organisations,
        organisation,
        create_organisation,
        change_organisation,
        create_site,
        change_site,
        create_premises,
        change_premises,
        authorisations,
        create_authorisation,
        policies,
        create_policy
    ))]
    struct Part;
    Part::openapi()
}
