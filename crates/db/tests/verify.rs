//! `verify` finds nothing in a sound database, and names the rows of every kind of damage planted in one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use db::world::PastBooking;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use domain::places::{AttendanceKind, CareKind, Purpose};
use domain::*;
use testkit::TestApp;

/// A booking of the town's child, with presence.
struct Sound {
    booking: BookingId,
    session: SessionId,
    child: ChildId,
    other_child: ChildId,
    site: SiteId,
}

async fn sound(app: &TestApp) -> Sound {
    let town = app.town().await;
    let day = jiff::civil::date(2026, 11, 23);
    let sessions = app.db.read(move |conn| db::calendar::sessions_of(conn, &[town.site], day, day)).await.unwrap();
    let session = sessions.first().unwrap().clone();
    let (session_id, child, site, family) = (session.id, town.child, town.site, town.family);
    let booking = app
        .db
        .write(move |tx| {
            let past = PastBooking {
                session: session_id,
                seat: 1,
                child,
                family,
                site,
                date: session.date,
                half_day: session.half_day,
                request: None,
                kind: CareKind::Occasional,
                purpose: Purpose::JobInterview,
                created_at: tx.now,
                by: None,
                held_until: None,
                released: None,
            };
            let id = tx.write_booking(&past)?;
            tx.write_fact(id, &past, AttendanceKind::Arrived, tx.now.plus_seconds(1800), (None, None))?;
            tx.write_fact(id, &past, AttendanceKind::Left, tx.now.plus_seconds(9000), (None, None))?;
            Ok(id)
        })
        .await
        .unwrap();
    Sound { booking, session: session_id, child, other_child: town.stranger_child, site }
}

/// Damages rows as a broken disk or a foreign hand would: without constraints.
fn damage(app: &TestApp, sql: &str) {
    if app.on_postgres() {
        let mut conn = PgConnection::establish(&app.url).unwrap();
        conn.batch_execute("SET session_replication_role = replica; DROP INDEX IF EXISTS one_child_per_seat; DROP INDEX IF EXISTS one_place_per_child;").unwrap();
        conn.batch_execute(sql).unwrap();
    } else {
        let mut conn = SqliteConnection::establish(&app.url).unwrap();
        conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF; DROP INDEX IF EXISTS one_child_per_seat; DROP INDEX IF EXISTS one_place_per_child;").unwrap();
        conn.batch_execute(sql).unwrap();
    }
}

/// What is broken: each thing that does not hold, with the rows it names.
async fn broken(app: &TestApp) -> Vec<(&'static str, Vec<String>)> {
    let checks = app.db.read(db::verify::verify).await.unwrap();
    checks.into_iter().filter(|check| !check.broken.is_empty()).map(|check| (check.what, check.broken)).collect()
}

/// One thing is broken, and its line names this row.
async fn finds(app: &TestApp, words: &str, row: &str) {
    let found = broken(app).await;
    assert!(
        found.iter().any(|(what, rows)| what.contains(words) && rows.iter().any(|line| line.contains(row))),
        "nobody says {words:?} of {row}: {found:?}"
    );
}

/// A copy of the sound booking under another id, with some columns changed.
fn copy(sound: &Sound, id: &str, changes: &[(&str, &str)]) -> String {
    let columns = [
        "session_id",
        "seat_no",
        "child_id",
        "site_id",
        "date",
        "half_day",
        "care_kind",
        "purpose",
        "created_at",
        "confirmed_at",
    ];
    let values: Vec<String> = columns
        .iter()
        .map(|column| {
            let changed = changes.iter().find(|(name, _)| name == column);
            changed.map_or_else(|| (*column).to_owned(), |(_, value)| (*value).to_owned())
        })
        .collect();
    format!(
        "INSERT INTO booking (id, {}) SELECT '{id}', {} FROM booking WHERE id = '{}';",
        columns.join(", "),
        values.join(", "),
        sound.booking
    )
}

const PLANTED: &str = "00000000-0000-7000-8000-000000000001";

testkit::both_engines! {
    async fn nothing_is_broken_in_a_sound_database(app: TestApp) {
        sound(&app).await;
        assert_eq!(broken(&app).await, Vec::new());
        let checks = app.db.read(db::verify::verify).await.unwrap();
        assert!(checks.iter().filter(|check| check.looked_at > 0).count() >= 9, "{checks:?}");
    }

    async fn two_children_on_one_seat_are_found(app: TestApp) {
        let sound = sound(&app).await;
        let other = format!("'{}'", sound.other_child);
        damage(&app, &copy(&sound, PLANTED, &[("child_id", &other)]));
        finds(&app, "taken twice", PLANTED).await;
        finds(&app, "audit line", PLANTED).await;
    }

    async fn a_child_in_two_places_at_once_is_found(app: TestApp) {
        let sound = sound(&app).await;
        damage(&app, &copy(&sound, PLANTED, &[("seat_no", "2")]));
        finds(&app, "booked twice at one time", PLANTED).await;
    }

    async fn a_seat_that_does_not_exist_is_found(app: TestApp) {
        let sound = sound(&app).await;
        damage(&app, &format!("UPDATE booking SET seat_no = 99 WHERE id = '{}'", sound.booking));
        finds(&app, "seat exists", &sound.booking.to_string()).await;
    }

    async fn a_booking_in_a_cancelled_session_is_found(app: TestApp) {
        let sound = sound(&app).await;
        damage(&app, &format!("UPDATE session SET cancelled_at = created_at WHERE id = '{}'", sound.session));
        finds(&app, "cancelled session", &sound.booking.to_string()).await;
    }

    async fn a_booking_on_another_day_than_its_session_is_found(app: TestApp) {
        let sound = sound(&app).await;
        damage(&app, &format!("UPDATE booking SET date = '2026-11-24' WHERE id = '{}'", sound.booking));
        finds(&app, "half-day of its session", &sound.booking.to_string()).await;
    }

    async fn a_child_too_old_is_found_unless_a_manager_set_the_rule_aside(app: TestApp) {
        let sound = sound(&app).await;
        damage(&app, &format!("UPDATE child SET birth_date = '2020-01-01' WHERE id = '{}'", sound.child));
        finds(&app, "the age the site takes", &sound.booking.to_string()).await;
        damage(&app, &format!("UPDATE booking SET override_rule = 'too_old', override_reason = 'fratrie' WHERE id = '{}'", sound.booking));
        assert_eq!(broken(&app).await, Vec::new());
    }

    async fn more_children_than_the_law_allows_are_found(app: TestApp) {
        let sound = sound(&app).await;
        damage(&app, &format!("UPDATE authorisation_band SET places = 1; UPDATE session SET seats_regular = 9 WHERE id = '{}'", sound.session));
        assert_eq!(broken(&app).await, Vec::new(), "one place lets two children in");
        for number in 2..=3 {
            let seat = number.to_string();
            let id = format!("00000000-0000-7000-8000-00000000000{number}");
            damage(&app, &copy(&sound, &id, &[("seat_no", &seat)]));
        }
        finds(&app, "115 %", &sound.session.to_string()).await;
    }

    async fn a_departure_before_the_arrival_is_found(app: TestApp) {
        let sound = sound(&app).await;
        damage(&app, "UPDATE attendance_fact SET at = '2026-11-23T05:00:00.000000Z' WHERE kind = 'left'");
        finds(&app, "before arriving", &sound.booking.to_string()).await;
    }

    async fn presence_on_a_hold_is_found(app: TestApp) {
        let sound = sound(&app).await;
        damage(&app, &format!("UPDATE booking SET expires_at = created_at, confirmed_at = NULL WHERE id = '{}'", sound.booking));
        finds(&app, "confirmed bookings", &sound.booking.to_string()).await;
    }

    async fn a_session_on_a_closed_day_is_found_unless_a_human_was_asked(app: TestApp) {
        let sound = sound(&app).await;
        damage(&app, &format!(
            "INSERT INTO closure (id, site_id, from_date, until_date, reason, created_at) \
             VALUES ('{PLANTED}', '{}', '2026-11-23', '2026-11-23', 'works', '2026-11-01T08:00:00.000000Z')", sound.site));
        finds(&app, "closed day", PLANTED).await;
        damage(&app, "UPDATE session SET decision_needed = 'no_longer_open' WHERE date = '2026-11-23'");
        assert_eq!(broken(&app).await, Vec::new());
    }

    async fn a_row_that_points_nowhere_is_found(app: TestApp) {
        let sound = sound(&app).await;
        damage(&app, &format!("UPDATE booking SET child_id = '{PLANTED}' WHERE id = '{}'", sound.booking));
        finds(&app, "points to a row", &sound.booking.to_string()).await;
    }

    async fn a_booking_nobody_wrote_down_is_found(app: TestApp) {
        let sound = sound(&app).await;
        damage(&app, "DELETE FROM audit WHERE object_kind = 'booking'");
        finds(&app, "booking has its audit line", &sound.booking.to_string()).await;
    }
}
