//! Seats several families are asked about at once, stopped.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::OfferRoundId;

use super::input::NothingInput;
use crate::asked::path_id;
use crate::commands::Command;
use crate::context::Context;
use crate::places::rounds;
use crate::problem::Problem;

/// Stop a round of offers (its id is `round_id` of an offer): nobody may say yes any more, the families are told, and the seat is free
/// again. It is not offered to them again.
#[utoipa::path(post, path = "/api/v1/offer-rounds/{id}/stop", params(("id" = String, Path)), request_body = NothingInput, responses((status = 204, description = "The seat is free again")))]
pub(crate) async fn stop_round(
    cx: Context,
    Path(id): Path<String>,
    command: Command<NothingInput>,
) -> Result<Response, Problem> {
    let id = path_id::<OfferRoundId>(&id)?;
    rounds::stop_round(&cx, id, Some(command.key)).await?.map_err(Problem::refused)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
