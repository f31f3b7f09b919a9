//! What the worker does for this room: reminders and expiry.

use db::Tx;
use db::jobs::Due;
use domain::{ReferralId, Word};

use super::letters;
use crate::app::App;

#[derive(serde::Deserialize)]
struct About {
    id: String,
}

fn about(due: &Due) -> db::Result<ReferralId> {
    let about: About = serde_json::from_str(&due.payload)?;
    ReferralId::read(&about.id).ok_or(db::Error::NotFound)
}

/// Nobody has answered yet: the site is reminded.
pub(crate) fn remind(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let id = about(due)?;
    if db::referrals::remind(tx, id)? { letters::reminded(app, tx, id) } else { Ok(()) }
}

/// Nobody answered in time: who sent the referral is told.
pub(crate) fn expire(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let id = about(due)?;
    if db::referrals::expire(tx, id)? { letters::expired(app, tx, id) } else { Ok(()) }
}
