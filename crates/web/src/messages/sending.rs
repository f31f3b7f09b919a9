//! Handing a message to whoever carries it: at least once, marked in the transaction that ends its job.

use async_trait::async_trait;
use db::jobs::{Due, MOST_ATTEMPTS};
pub use db::messages::Outgoing;
use db::messages::SendJob;

use crate::app::App;

/// Whoever carries messages away: a mail server, a telephone gateway, a folder.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Carries one message; an error is told in words for the operator, and the message is tried again later.
    async fn carry(&self, message: &Outgoing) -> Result<(), String>;
}

/// Nothing leaves: the outbox page is where messages are read. For demonstrations and development.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outbox;

#[async_trait]
impl Carrier for Outbox {
    async fn carry(&self, _: &Outgoing) -> Result<(), String> {
        Ok(())
    }
}

/// Sends the message of a job.
pub(crate) async fn send(app: &App, carrier: &dyn Carrier, job: &Due) -> db::Result<()> {
    let SendJob { message: id } = serde_json::from_str(&job.payload)?;
    let waiting = app.db().read(move |conn| db::messages::outgoing(conn, id)).await?;
    let carried = match &waiting {
        Some(message) => carrier.carry(message).await,
        // Sent already, or given up: the job alone is left to end.
        None => Ok(()),
    };
    let job_id = job.id;
    match carried {
        Ok(()) => {
            app.db()
                .write(move |tx| {
                    tx.message_sent(id)?;
                    tx.finish_job(job_id)
                })
                .await
        }
        Err(words) if job.attempts + 1 >= MOST_ATTEMPTS => {
            app.db()
                .write(move |tx| {
                    tx.message_failed(id, &words)?;
                    tx.finish_job(job_id)
                })
                .await
        }
        Err(words) => Err(db::Error::Unavailable(words)),
    }
}
