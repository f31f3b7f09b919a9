//! A parent's question, answered at once: options are held for her to choose, for a chosen time is kept more often than an imposed
//! one.

use db::idempotency::Key;
use db::places::{Answered, NewRequest};

use crate::context::Context;
use crate::places::ask::{Question, answer};
use crate::problem::Problem;

/// Asks, and stores the question with its answer.
pub async fn ask(cx: &Context, new: NewRequest, key: Option<Key>) -> Result<Answered, Problem> {
    let question = Question {
        child: new.child,
        purpose: new.purpose,
        kind: new.kind,
        need: new.need,
        commune: None,
        travel_is_given: true,
        travel_limit_km: new.travel_limit_km,
        site: new.site,
        attested: None,
        confirm: false,
    };
    answer(&cx.app, cx.actor(), key.as_ref(), &question).await
}
