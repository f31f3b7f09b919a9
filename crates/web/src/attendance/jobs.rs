//! What the worker does for this room: it closes by rule what nobody noted.

use db::Tx;
use db::attendance::closing::CloseForgotten;
use db::jobs::Due;

use crate::app::App;

/// Closes the departures that were forgotten at one site.
pub fn close_forgotten(_: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let about: CloseForgotten = serde_json::from_str(&due.payload)?;
    tx.close_forgotten(about.site).map(drop)
}
