//! What a register says of each fact beside the fact: who wrote it down, and who fetched the child.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::*;

use super::Sheet;
use crate::access::Seen;
use crate::schema::{attendance_fact, person, pick_up_person};
use crate::{Conn, Result, Stored, stored};

/// How a fact came to be written down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// By whom; nobody when a rule did.
    pub by: Option<String>,
    /// Who fetched: somebody on the child's list.
    pub fetched_by: Option<String>,
    /// Who fetched: somebody who is not on it, in the words of whoever was at the door.
    pub fetched_words: Option<String>,
}

/// How the facts of a booking were written down.
pub fn written(conn: &mut Conn, seen: &Seen<BookingId>) -> Result<BTreeMap<AttendanceFactId, Written>> {
    written_of(conn, &[seen.id()])
}

/// How the facts on sheets were written down: who may read the sheets may read this.
pub fn written_on(conn: &mut Conn, sheets: &[Sheet]) -> Result<BTreeMap<AttendanceFactId, Written>> {
    let bookings: Vec<BookingId> = sheets
        .iter()
        .flat_map(Sheet::children)
        .filter(|(_, child)| !child.facts.is_empty())
        .map(|(_, child)| child.booking)
        .collect();
    written_of(conn, &bookings)
}

fn written_of(conn: &mut Conn, bookings: &[BookingId]) -> Result<BTreeMap<AttendanceFactId, Written>> {
    type Row = (Stored<AttendanceFactId>, Option<(String, String)>, Option<String>, Option<String>);
    let mut found = BTreeMap::new();
    for bookings in bookings.chunks(500) {
        let wanted: Vec<Stored<BookingId>> = bookings.iter().copied().map(stored).collect();
        let rows: Vec<Row> = attendance_fact::table
            .left_join(person::table.on(attendance_fact::recorded_by.eq(person::id.nullable())))
            .left_join(pick_up_person::table.on(attendance_fact::fetched_by.eq(pick_up_person::id.nullable())))
            .filter(attendance_fact::booking_id.eq_any(wanted))
            .select((
                attendance_fact::id,
                (person::given_name, person::family_name).nullable(),
                pick_up_person::name.nullable(),
                attendance_fact::fetched_words,
            ))
            .load(conn)?;
        for (id, by, fetched_by, fetched_words) in rows {
            let by = by.map(|(given, family)| format!("{given} {family}"));
            found.insert(id.value(), Written { by, fetched_by, fetched_words });
        }
    }
    Ok(found)
}
