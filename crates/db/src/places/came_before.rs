//! Where a child came alone before: what its past places and the door say of it.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::attendance::Presence;
use domain::places::CareKind;
use domain::*;

use super::facts::OwnPlace;
use crate::attendance::presences_of;
use crate::schema::{attendance_fact, booking, site_policy};
use crate::{Conn, Result, Stored, stored};

/// Sites that ask for first steps, where nobody began them with the child, and it came alone before `today`: somebody wrote down that it was there. A
/// session of which nobody wrote anything down is one of a site without a register: there the place that was booked is believed.
pub(super) fn came_alone(
    conn: &mut Conn,
    places: &[OwnPlace],
    begun: &BTreeMap<SiteId, bool>,
    today: Date,
) -> Result<BTreeSet<SiteId>> {
    let alone = |own: &&OwnPlace| {
        let alone = matches!(own.kind, CareKind::Regular | CareKind::Occasional | CareKind::Buffer);
        own.confirmed && alone && own.place.date < today && !begun.contains_key(&own.place.site)
    };
    let mut past: Vec<&OwnPlace> = places.iter().filter(alone).collect();
    if past.is_empty() {
        return Ok(BTreeSet::new());
    }
    let sites: BTreeSet<SiteId> = past.iter().map(|own| own.place.site).collect();
    let sites: Vec<Stored<SiteId>> = sites.into_iter().map(stored).collect();
    let asking: Vec<Stored<SiteId>> = site_policy::table
        .filter(site_policy::site_id.eq_any(sites).and(site_policy::familiarisation_required.eq(true)))
        .select(site_policy::site_id)
        .load(conn)?;
    let asking: BTreeSet<SiteId> = asking.into_iter().map(Stored::value).collect();
    past.retain(|own| asking.contains(&own.place.site));
    if past.is_empty() {
        return Ok(BTreeSet::new());
    }
    let presences = presences_of(conn, past.iter().map(|own| stored(own.booking)).collect())?;
    let was_there =
        |own: &&&OwnPlace| matches!(presences.get(&own.booking), Some(Presence::Here { .. } | Presence::Left { .. }));
    let mut came: BTreeSet<SiteId> = past.iter().filter(was_there).map(|own| own.place.site).collect();
    past.retain(|own| !came.contains(&own.place.site));
    if past.is_empty() {
        return Ok(came);
    }
    let sessions: Vec<Stored<SessionId>> = past.iter().map(|own| stored(own.place.session)).collect();
    let written: Vec<Stored<SessionId>> = attendance_fact::table
        .inner_join(booking::table)
        .filter(booking::session_id.eq_any(sessions))
        .select(booking::session_id)
        .distinct()
        .load(conn)?;
    let written: BTreeSet<SessionId> = written.into_iter().map(Stored::value).collect();
    came.extend(past.iter().filter(|own| !written.contains(&own.place.session)).map(|own| own.place.site));
    Ok(came)
}
