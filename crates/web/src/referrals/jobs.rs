//! What the worker does for this room: reminders and expiry.

use db::jobs::Due;
use db::referrals::{EXPIRE_JOB, REMIND_JOB};
use domain::{ReferralId, Word};

use super::letters;
use crate::app::App;

#[derive(serde::Deserialize)]
struct About {
    id: String,
}

/// Runs a job of this room, in one transaction with its end; `false` when it is another room's.
pub async fn run(app: &App, due: &Due) -> db::Result<bool> {
    if due.kind != REMIND_JOB && due.kind != EXPIRE_JOB {
        return Ok(false);
    }
    let about: About = serde_json::from_str(&due.payload)?;
    let id = ReferralId::read(&about.id).ok_or(db::Error::NotFound)?;
    let (app, due) = (app.clone(), due.clone());
    app.clone()
        .db()
        .write(move |tx| {
            if due.kind == REMIND_JOB {
                if db::referrals::remind(tx, id)? {
                    letters::reminded(&app, tx, id)?;
                }
            } else if db::referrals::expire(tx, id)? {
                letters::expired(&app, tx, id)?;
            }
            tx.finish_job(due.id)
        })
        .await?;
    Ok(true)
}
