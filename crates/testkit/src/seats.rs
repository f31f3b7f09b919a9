//! Children put on seats without asking any rule: what a test of another room needs to find there.

use db::Tx;
use diesel::prelude::*;
use domain::access::Action;
use domain::{BookingId, ChildId, Instant, SessionId, Word};

use crate::TestApp;

impl TestApp {
    /// Puts a child on a numbered seat: confirmed, or held for some hours.
    #[expect(clippy::expect_used, reason = "a test whose world cannot be built fails")]
    pub async fn seat(&self, session: SessionId, child: ChildId, seat: i32, held_hours: Option<i64>) -> BookingId {
        self.db.write(move |tx| seat_child(tx, session, child, seat, held_hours)).await.expect("the child is seated")
    }

    /// Seats held or booked now, anywhere.
    #[expect(clippy::expect_used, reason = "a test's read")]
    pub async fn seats_taken(&self) -> usize {
        use db::schema::booking;
        let now = self.app.now().text().into_owned();
        let taken: i64 = self
            .db
            .read(move |conn| {
                Ok(booking::table
                    .filter(booking::released_at.is_null())
                    .filter(booking::confirmed_at.is_not_null().or(booking::expires_at.gt(now)))
                    .count()
                    .get_result(conn)?)
            })
            .await
            .expect("the bookings read");
        usize::try_from(taken).unwrap_or(0)
    }
}

fn seat_child(
    tx: &mut Tx<'_>,
    session: SessionId,
    child: ChildId,
    seat: i32,
    held_hours: Option<i64>,
) -> db::Result<BookingId> {
    use db::schema::booking;
    let found = db::calendar::session_by_id(tx.conn, session)?;
    let id: BookingId = tx.new_id();
    let text = |instant: Instant| instant.text().into_owned();
    diesel::insert_into(booking::table)
        .values((
            booking::id.eq(id.to_string()),
            booking::session_id.eq(session.to_string()),
            booking::seat_no.eq(seat),
            booking::child_id.eq(child.to_string()),
            booking::site_id.eq(found.site.to_string()),
            booking::date.eq(found.date.text().into_owned()),
            booking::half_day.eq(found.half_day.as_str()),
            booking::care_kind.eq("occasional"),
            booking::purpose.eq("appointment"),
            booking::created_at.eq(text(tx.now)),
            booking::expires_at.eq(held_hours.map(|hours| text(tx.now.plus_hours(hours)))),
            booking::confirmed_at.eq(held_hours.is_none().then(|| text(tx.now))),
        ))
        .execute(tx.conn)?;
    tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(Action::ManageBookings, "booking", id))?;
    Ok(id)
}
