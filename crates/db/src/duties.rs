//! What a site owes by a date, whoever notices: drills, its authorisation, its direction, its health referent (W4, W5, W12).

use diesel::prelude::*;
use domain::drills::{is_due, months_before_end};
use domain::refusal::Warning;
use domain::*;

use crate::access::Seen;
use crate::schema::authorisation;
use crate::{Conn, Result, Stored, stored};

/// What is due or short at a site on a day.
pub fn duties(conn: &mut Conn, seen: &Seen<SiteId>, today: Date) -> Result<Vec<Warning>> {
    let mut due = Vec::new();
    let (last, last_shelter) = crate::drills::last(conn, seen)?;
    if is_due(last, today) {
        due.push(Warning::NoDrill { last });
    } else if is_due(last_shelter, today) {
        due.push(Warning::NoShelterDrill { last: last_shelter });
    }
    due.extend(authorisation_ends(conn, seen.id(), today)?);
    due.extend(crate::direction::short(conn, seen, today)?);
    Ok(due)
}

/// When the last of the authorisations that are known ends soon.
fn authorisation_ends(conn: &mut Conn, id: SiteId, today: Date) -> Result<Option<Warning>> {
    let ends: Vec<Option<Stored<Date>>> = authorisation::table
        .filter(authorisation::site_id.eq(stored(id)))
        .select(authorisation::until_date)
        .load(conn)?;
    if ends.is_empty() || ends.iter().any(Option::is_none) {
        return Ok(None);
    }
    let last = ends.into_iter().flatten().map(Stored::value).max();
    Ok(last.and_then(|on| Some(Warning::AuthorisationEnds { on, months: months_before_end(on, today)? })))
}
