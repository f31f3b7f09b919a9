//! What must hold, derived again from the raw rows.
//!
//! Nothing here is shared with the way bookings are made: rows are loaded as they lie in the tables and counted in plain Rust, with
//! arithmetic of its own. What the rules allow and what the tables hold are compared by somebody who trusts neither.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;

use crate::schema::{
    attendance_fact, audit, authorisation, authorisation_band, booking, child, closure, place_request, referral,
    session, site_policy,
};
use crate::{Conn, Result};

/// One thing that must hold.
#[derive(Debug, Clone)]
pub struct Check {
    /// What must hold.
    pub what: &'static str,
    /// How many rows or groups were looked at.
    pub looked_at: usize,
    /// The rows that break it.
    pub broken: Vec<String>,
}

impl Check {
    fn new(what: &'static str) -> Self {
        Self { what, looked_at: 0, broken: Vec::new() }
    }
    fn must(&mut self, holds: bool, row: impl FnOnce() -> String) {
        self.looked_at += 1;
        if !holds {
            self.broken.push(row());
        }
    }
}

#[derive(Queryable)]
struct Seat {
    id: String,
    session: String,
    number: i32,
    child: String,
    site: String,
    date: String,
    half_day: String,
    created_at: String,
    confirmed_at: Option<String>,
    released_at: Option<String>,
    set_aside: Option<String>,
}

impl Seat {
    fn is_active(&self) -> bool {
        self.released_at.is_none()
    }
    fn is_booked(&self) -> bool {
        self.is_active() && self.confirmed_at.is_some()
    }
    fn sets_aside(&self, rule: &str) -> bool {
        self.set_aside.as_deref().unwrap_or_default().split_whitespace().any(|set_aside| set_aside == rule)
    }
}

#[derive(Queryable)]
struct Sitting {
    id: String,
    site: String,
    premises: String,
    date: String,
    half_day: String,
    starts_at: String,
    ends_at: String,
    regular: i32,
    adaptation: i32,
    emergency: i32,
    cancelled_at: Option<String>,
    decision_needed: Option<String>,
    kept_at: Option<String>,
}

impl Sitting {
    /// A human has been asked, or has answered: the rules and the rows may differ.
    fn is_in_hand(&self) -> bool {
        self.decision_needed.is_some() || self.kept_at.is_some()
    }
}

/// The rows everything is derived from.
struct Rows {
    seats: Vec<Seat>,
    sittings: HashMap<String, Sitting>,
}

/// Looks at everything; a check that breaks names the rows.
pub fn verify(conn: &mut Conn) -> Result<Vec<Check>> {
    let rows = Rows { seats: seats(conn)?, sittings: sittings(conn)? };
    let (facts, referrals, requests) = (fact_ids(conn)?, referral_ids(conn)?, request_ids(conn)?);
    Ok(vec![
        one_child_per_seat(&rows),
        the_seat_exists(&rows),
        one_place_per_child(&rows),
        the_booking_agrees_with_its_session(&rows),
        nobody_in_a_cancelled_session(&rows),
        the_child_has_the_age(conn, &rows)?,
        few_enough_children(conn, &rows)?,
        attendance_makes_sense(conn, &rows)?,
        closed_days_are_closed(conn, &rows)?,
        written_down(conn, "each booking has its audit line", "booking", booked_ids(&rows))?,
        written_down(conn, "each attendance fact has its audit line", "attendance_fact", facts)?,
        written_down(conn, "each referral has its audit line", "referral", referrals)?,
        written_down(conn, "each place request has its audit line", "place_request", requests)?,
        nothing_points_nowhere(conn)?,
    ])
}

fn seats(conn: &mut Conn) -> Result<Vec<Seat>> {
    Ok(booking::table
        .order(booking::id)
        .select((
            booking::id,
            booking::session_id,
            booking::seat_no,
            booking::child_id,
            booking::site_id,
            booking::date,
            booking::half_day,
            booking::created_at,
            booking::confirmed_at,
            booking::released_at,
            booking::override_rule,
        ))
        .load(conn)?)
}

fn sittings(conn: &mut Conn) -> Result<HashMap<String, Sitting>> {
    let rows: Vec<Sitting> = session::table
        .select((
            session::id,
            session::site_id,
            session::premises_id,
            session::date,
            session::half_day,
            session::starts_at,
            session::ends_at,
            session::seats_regular,
            session::seats_adaptation,
            session::seats_emergency,
            session::cancelled_at,
            session::decision_needed,
            session::kept_at,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

fn one_child_per_seat(rows: &Rows) -> Check {
    let mut check = Check::new("no seat of a session is taken twice");
    let mut taken: HashMap<(&str, i32), &str> = HashMap::new();
    for seat in rows.seats.iter().filter(|seat| seat.is_active()) {
        let before = taken.insert((&seat.session, seat.number), &seat.id);
        check.must(before.is_none(), || {
            format!(
                "bookings {} and {} on seat {} of session {}",
                before.unwrap_or_default(),
                seat.id,
                seat.number,
                seat.session
            )
        });
    }
    check
}

fn the_seat_exists(rows: &Rows) -> Check {
    let mut check = Check::new("each taken seat exists in its session");
    for seat in rows.seats.iter().filter(|seat| seat.is_active()) {
        let Some(sitting) = rows.sittings.get(&seat.session) else { continue };
        let seats = sitting.regular + sitting.adaptation + sitting.emergency;
        check.must((1..=seats).contains(&seat.number) || sitting.is_in_hand(), || {
            format!("booking {} on seat {} of a session {} that has {seats}", seat.id, seat.number, seat.session)
        });
    }
    check
}

fn one_place_per_child(rows: &Rows) -> Check {
    let mut check = Check::new("no child is booked twice at one time");
    let mut placed: HashMap<(&str, &str, &str), &str> = HashMap::new();
    for seat in rows.seats.iter().filter(|seat| seat.is_booked()) {
        let before = placed.insert((&seat.child, &seat.date, &seat.half_day), &seat.id);
        check.must(before.is_none(), || {
            let other = before.unwrap_or_default();
            format!("bookings {other} and {} of child {} on {} {}", seat.id, seat.child, seat.date, seat.half_day)
        });
    }
    check
}

fn the_booking_agrees_with_its_session(rows: &Rows) -> Check {
    let mut check = Check::new("each booking has the site, day and half-day of its session");
    for seat in &rows.seats {
        let agrees = rows.sittings.get(&seat.session).is_some_and(|sitting| {
            sitting.site == seat.site && sitting.date == seat.date && sitting.half_day == seat.half_day
        });
        check.must(agrees, || format!("booking {} and session {}", seat.id, seat.session));
    }
    check
}

fn nobody_in_a_cancelled_session(rows: &Rows) -> Check {
    let mut check = Check::new("nobody is booked in a cancelled session");
    for seat in rows.seats.iter().filter(|seat| seat.is_active()) {
        let cancelled = rows.sittings.get(&seat.session).is_some_and(|sitting| sitting.cancelled_at.is_some());
        check.must(!cancelled, || format!("booking {} in session {}", seat.id, seat.session));
    }
    check
}

/// Year, month and day of a text form.
fn parts(date: &str) -> Option<(i32, i32, i32)> {
    let mut parts = date.split('-').map(|part| part.parse::<i32>().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

/// Completed months from birth to a day; somebody born on a 31st completes a month on the last day of a shorter one.
fn months_old(birth: &str, day: &str) -> Option<i32> {
    let ((born_year, born_month, born_day), (year, month, day)) = (parts(birth)?, parts(day)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let month_length = match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let months = (year - born_year) * 12 + month - born_month;
    Some(if day < born_day.min(month_length) { months - 1 } else { months })
}

fn the_child_has_the_age(conn: &mut Conn, rows: &Rows) -> Result<Check> {
    let mut check = Check::new("each booked child has the age the site takes, or a manager set the rule aside");
    let births: Vec<(String, String)> = child::table.select((child::id, child::birth_date)).load(conn)?;
    let births: HashMap<String, String> = births.into_iter().collect();
    type Policy = (String, String, Option<String>, i32, i32, String);
    let mut policies: Vec<Policy> = site_policy::table
        .select((
            site_policy::site_id,
            site_policy::from_date,
            site_policy::until_date,
            site_policy::minimum_age_months,
            site_policy::maximum_age_months,
            site_policy::created_at,
        ))
        .load(conn)?;
    policies.sort_by(|a, b| (&b.1, &b.5).cmp(&(&a.1, &a.5)));
    for seat in rows.seats.iter().filter(|seat| seat.is_active()) {
        let Some(months) = births.get(&seat.child).and_then(|birth| months_old(birth, &seat.date)) else { continue };
        // The rule of the day of care, as it was known when the seat was taken.
        let holds = |policy: &&Policy| {
            policy.0 == seat.site
                && policy.1 <= seat.date
                && policy.2.as_ref().is_none_or(|until| *until >= seat.date)
                && policy.5 <= seat.created_at
        };
        let Some((.., minimum, maximum, _)) = policies.iter().find(holds) else { continue };
        let (young, old) = (months < *minimum, months >= *maximum);
        let aside = (young && seat.sets_aside("too_young")) || (old && seat.sets_aside("too_old"));
        check.must(!(young || old) || aside, || {
            format!("booking {}: child {} is {months} months old on {}", seat.id, seat.child, seat.date)
        });
    }
    Ok(check)
}

fn few_enough_children(conn: &mut Conn, rows: &Rows) -> Result<Check> {
    let mut check =
        Check::new("no session has more children than 115 % of the authorised places, or a manager set the rule aside");
    type Band = (String, String, Option<String>, String, String, i32, String);
    let bands: Vec<Band> = authorisation::table
        .inner_join(authorisation_band::table)
        .select((
            authorisation::site_id,
            authorisation::from_date,
            authorisation::until_date,
            authorisation_band::starts_at,
            authorisation_band::ends_at,
            authorisation_band::places,
            authorisation::id,
        ))
        .load(conn)?;
    let mut booked: BTreeMap<&str, Vec<&Seat>> = BTreeMap::new();
    for seat in rows.seats.iter().filter(|seat| seat.is_booked()) {
        booked.entry(&seat.session).or_default().push(seat);
    }
    for (id, seats) in booked {
        let Some(sitting) = rows.sittings.get(id).filter(|sitting| !sitting.is_in_hand()) else { continue };
        let in_force = |band: &&Band| {
            band.0 == sitting.site
                && band.1 <= sitting.date
                && band.2.as_ref().is_none_or(|until| *until >= sitting.date)
        };
        // The act that began last speaks; of its bands, the one with the fewest places during the session.
        let act = bands.iter().filter(in_force).max_by_key(|band| (&band.1, &band.6)).map(|band| &band.6);
        let during = |band: &&Band| Some(&band.6) == act && band.3 < sitting.ends_at && sitting.starts_at < band.4;
        let Some(places) = bands.iter().filter(during).map(|band| band.5).min() else { continue };
        let most = (places * 115 + 99) / 100;
        let children = i32::try_from(seats.len()).unwrap_or(i32::MAX);
        let aside = seats.iter().filter(|seat| seat.sets_aside("instant_limit")).count();
        let beyond = usize::try_from(children - most).unwrap_or(0);
        check.must(aside >= beyond, || format!("session {id}: {children} children for {places} authorised places"));
    }
    Ok(check)
}

fn attendance_makes_sense(conn: &mut Conn, rows: &Rows) -> Result<Check> {
    let mut check = Check::new("presence is recorded on confirmed bookings, and nobody leaves before arriving");
    type Fact = (String, String, String, String, Option<String>, bool);
    let facts: Vec<Fact> = attendance_fact::table
        .order(attendance_fact::id)
        .select((
            attendance_fact::id,
            attendance_fact::booking_id,
            attendance_fact::kind,
            attendance_fact::at,
            attendance_fact::corrects_id,
            attendance_fact::withdrawn,
        ))
        .load(conn)?;
    let confirmed: HashSet<&str> =
        rows.seats.iter().filter(|seat| seat.confirmed_at.is_some()).map(|seat| seat.id.as_str()).collect();
    let corrected: HashSet<&str> = facts.iter().filter_map(|fact| fact.4.as_deref()).collect();
    let mut standing: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    for (id, of, kind, at, _, withdrawn) in &facts {
        check.must(confirmed.contains(of.as_str()), || format!("fact {id} on booking {of}, which was never confirmed"));
        if *withdrawn || corrected.contains(id.as_str()) {
            continue;
        }
        let (arrived, left) = standing.entry(of).or_default();
        match kind.as_str() {
            "arrived" => arrived.push(at),
            "left" => left.push(at),
            _ => {}
        }
    }
    for (of, (arrived, left)) in standing {
        for departure in left {
            let came_before = arrived.iter().any(|arrival| *arrival <= departure);
            check.must(came_before, || format!("booking {of}: left at {departure} without having arrived before"));
        }
    }
    Ok(check)
}

fn closed_days_are_closed(conn: &mut Conn, rows: &Rows) -> Result<Check> {
    let mut check = Check::new("no session stands on a closed day without a human's decision");
    type Closed = (String, Option<String>, String, String, Option<String>, String, String);
    let closures: Vec<Closed> = closure::table
        .filter(closure::ended_at.is_null())
        .select((
            closure::site_id,
            closure::premises_id,
            closure::from_date,
            closure::until_date,
            closure::half_day,
            closure::created_at,
            closure::id,
        ))
        .load(conn)?;
    let mut by_site: HashMap<&str, Vec<&Closed>> = HashMap::new();
    for closed in &closures {
        by_site.entry(&closed.0).or_default().push(closed);
    }
    let mut sittings: Vec<&Sitting> = rows.sittings.values().filter(|sitting| sitting.cancelled_at.is_none()).collect();
    sittings.sort_by(|a, b| a.id.cmp(&b.id));
    for sitting in sittings {
        let closed = by_site.get(sitting.site.as_str()).into_iter().flatten().find(|closed| {
            closed.1.as_ref().is_none_or(|premises| *premises == sitting.premises)
                && closed.2 <= sitting.date
                && sitting.date <= closed.3
                && closed.4.as_ref().is_none_or(|half_day| *half_day == sitting.half_day)
                // What was over when the closure was typed had taken place.
                && closed.5[..10] < sitting.date[..]
        });
        check.must(closed.is_none() || sitting.is_in_hand(), || {
            format!(
                "session {} on {} in closure {}",
                sitting.id,
                sitting.date,
                closed.map_or("", |closed| closed.6.as_str())
            )
        });
    }
    Ok(check)
}

fn booked_ids(rows: &Rows) -> Vec<String> {
    rows.seats.iter().filter(|seat| seat.confirmed_at.is_some()).map(|seat| seat.id.clone()).collect()
}

fn fact_ids(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(attendance_fact::table.order(attendance_fact::id).select(attendance_fact::id).load(conn)?)
}

fn referral_ids(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(referral::table.order(referral::id).select(referral::id).load(conn)?)
}

fn request_ids(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(place_request::table.order(place_request::id).select(place_request::id).load(conn)?)
}

fn written_down(conn: &mut Conn, what: &'static str, kind: &str, ids: Vec<String>) -> Result<Check> {
    let mut check = Check::new(what);
    let lines: Vec<Option<String>> = audit::table
        .filter(audit::object_kind.eq(kind).and(audit::outcome.eq("done")))
        .select(audit::object_id)
        .distinct()
        .load(conn)?;
    let lines: HashSet<String> = lines.into_iter().flatten().collect();
    for id in ids {
        check.must(lines.contains(&id), || format!("{kind} {id}"));
    }
    Ok(check)
}

/// What points where: table, its key, column, table pointed to. Both engines keep these; a broken disk or a foreign hand may not.
const POINTERS: &[(&str, &str, &str, &str)] = &[
    ("membership", "id", "person_id", "person"),
    ("membership", "id", "organisation_id", "organisation"),
    ("site", "id", "organisation_id", "organisation"),
    ("premises", "id", "site_id", "site"),
    ("authorisation", "id", "site_id", "site"),
    ("authorisation_band", "id", "authorisation_id", "authorisation"),
    ("opening_rule", "id", "site_id", "site"),
    ("opening_rule", "id", "premises_id", "premises"),
    ("closure", "id", "site_id", "site"),
    ("site_policy", "id", "site_id", "site"),
    ("session", "id", "site_id", "site"),
    ("session", "id", "premises_id", "premises"),
    ("parent", "id", "family_id", "family"),
    ("child", "id", "family_id", "family"),
    ("situation", "id", "parent_id", "parent"),
    ("consent", "id", "parent_id", "parent"),
    ("link", "id", "family_id", "family"),
    ("link", "id", "organisation_id", "organisation"),
    ("link", "id", "site_id", "site"),
    ("link", "id", "person_id", "person"),
    ("referral", "id", "family_id", "family"),
    ("referral", "id", "parent_id", "parent"),
    ("referral", "id", "site_id", "site"),
    ("referral_child", "referral_id", "child_id", "child"),
    ("referral_child", "child_id", "referral_id", "referral"),
    ("referral_event", "id", "referral_id", "referral"),
    ("admission", "id", "child_id", "child"),
    ("admission", "id", "site_id", "site"),
    ("admission", "id", "referral_id", "referral"),
    ("place_request", "id", "child_id", "child"),
    ("booking", "id", "session_id", "session"),
    ("booking", "id", "child_id", "child"),
    ("booking", "id", "site_id", "site"),
    ("booking", "id", "place_request_id", "place_request"),
    ("attendance_fact", "id", "booking_id", "booking"),
    ("attendance_fact", "id", "corrects_id", "attendance_fact"),
    ("message", "id", "family_id", "family"),
];

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

fn nothing_points_nowhere(conn: &mut Conn) -> Result<Check> {
    let mut check = Check::new("nothing points to a row that is not there");
    for (table, key, column, to) in POINTERS {
        // Names of tables cannot be bound; every one of them is a constant above.
        let lost: Vec<Key> = diesel::sql_query(format!(
            "SELECT t.{key} AS value FROM {table} t LEFT JOIN {to} p ON p.id = t.{column} \
             WHERE t.{column} IS NOT NULL AND p.id IS NULL ORDER BY t.{key}"
        ))
        .load(conn)?;
        check.looked_at += 1;
        check.broken.extend(lost.into_iter().map(|key| format!("{table} {}: {column}", key.value)));
    }
    Ok(check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_as_families_count_them() {
        assert_eq!(months_old("2026-02-10", "2026-05-09"), Some(2));
        assert_eq!(months_old("2026-02-10", "2026-05-10"), Some(3));
        assert_eq!(months_old("2025-08-31", "2025-11-30"), Some(3));
        assert_eq!(months_old("2023-11-30", "2024-02-29"), Some(3));
        assert_eq!(months_old("soon", "2024-02-29"), None);
    }
}
