//! Handing a message to whoever carries it: at most once by a program ([`mod@db::messages::sending`] says how).

use async_trait::async_trait;
use db::jobs::{Due, MOST_ATTEMPTS};
use db::messages::SendJob;
use db::messages::sending;
pub use db::messages::sending::{Handing, Outgoing};

use crate::app::App;

/// Whoever carries messages away: a mail server, a telephone gateway, a folder.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Carries one message, and says what is certain of it: what was not certainly refused or missed may have been taken.
    async fn carry(&self, message: &Outgoing) -> Handing;
}

/// Nothing leaves: the outbox page is where messages are read. For demonstrations and development.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outbox;

#[async_trait]
impl Carrier for Outbox {
    async fn carry(&self, _: &Outgoing) -> Handing {
        Handing::Taken(None)
    }
}

/// Sends the message of a job.
pub(crate) async fn send(app: &App, carrier: &dyn Carrier, job: &Due) -> db::Result<()> {
    let SendJob { message: id } = serde_json::from_str(&job.payload)?;
    let (job_id, zone) = (job.id, app.settings().time_zone.clone());
    let due = app.db().write(move |tx| {
        let due = tx.hand_over(id, &zone)?;
        match &due {
            sending::Due::Carry(_) => {}
            sending::Due::Later(at) => tx.job_later(job_id, *at)?,
            sending::Due::Nothing => tx.finish_job(job_id)?,
        }
        Ok(due)
    });
    let sending::Due::Carry(message) = due.await? else { return Ok(()) };
    let handing = carrier.carry(&message).await;
    let last = job.attempts + 1 >= MOST_ATTEMPTS;
    let handing = match handing {
        Handing::NotTaken(words) if last => Handing::Refused(words),
        other => other,
    };
    let noted = handing.clone();
    app.db()
        .write(move |tx| {
            tx.handed_over(id, &noted)?;
            if matches!(noted, Handing::NotTaken(_)) { Ok(()) } else { tx.finish_job(job_id) }
        })
        .await?;
    match handing {
        Handing::NotTaken(words) => Err(db::Error::Unavailable(words)),
        _ => Ok(()),
    }
}
