//! A child who came alone before needs no first steps: it came when the door says so, or where nobody writes down who comes.

use super::*;

/// Who comes and who does not, on the morning of a day.
async fn at_the_door(app: &TestApp, town: &Town, number: u32, booking: domain::BookingId, fact: Value) {
    let mut body = json!({ "booking_id": booking });
    for (name, value) in fact.as_object().unwrap() {
        body[name] = value.clone();
    }
    let path = format!("/api/v1/attendance-facts/01938c00-0000-7000-8000-{number:012}");
    app.api(&town.staff, Method::PUT, &path, body).await.expect(StatusCode::OK);
}

async fn alone(app: &TestApp, town: &Town, day: domain::Date) -> String {
    let answer = book(app, town, day, json!({})).await;
    if answer.status == StatusCode::CREATED { "placed".to_owned() } else { answer.rule() }
}

testkit::both_engines! {
    async fn a_place_that_was_missed_is_not_having_come(app: TestApp) {
        let town = app.town().await;
        rules(&app, town.site, |policy| policy.familiarisation_required = true).await;
        let missed = app.place(town.site, town.child, date(2026, 11, 23), HalfDay::Morning, true).await;
        let came = app.place(town.site, town.child, date(2026, 11, 24), HalfDay::Morning, true).await;
        assert_eq!(alone(&app, &town, date(2026, 12, 1)).await, "not_yet_familiar", "a place to come is not one");
        at(&app, "2026-11-23", 10);
        at_the_door(&app, &town, 1, missed, json!({ "kind": "absent", "at": "2026-11-23T08:30:00Z", "reason": "ill" })).await;
        at(&app, "2026-11-24", 7);
        assert_eq!(alone(&app, &town, date(2026, 12, 1)).await, "not_yet_familiar");
        at(&app, "2026-11-24", 10);
        at_the_door(&app, &town, 2, came, json!({ "kind": "arrived", "at": "2026-11-24T07:45:00Z" })).await;
        at(&app, "2026-11-25", 7);
        assert_eq!(alone(&app, &town, date(2026, 12, 1)).await, "placed");
    }

    async fn a_place_nobody_wrote_about_counts_only_where_nobody_writes_at_all(app: TestApp) {
        let town = app.town().await;
        rules(&app, town.site, |policy| policy.familiarisation_required = true).await;
        app.place(town.site, town.child, date(2026, 11, 23), HalfDay::Morning, true).await;
        let other = other_child(&app, &town).await;
        let others = app.place(town.site, other, date(2026, 11, 23), HalfDay::Morning, true).await;
        at(&app, "2026-11-23", 10);
        at_the_door(&app, &town, 1, others, json!({ "kind": "arrived", "at": "2026-11-23T07:45:00Z" })).await;
        at(&app, "2026-11-24", 7);
        assert_eq!(alone(&app, &town, date(2026, 12, 1)).await, "not_yet_familiar", "the door was kept, and did not see it");
        // A half-day of which nothing was written down.
        app.place(town.site, town.child, date(2026, 11, 24), HalfDay::Afternoon, true).await;
        at(&app, "2026-11-25", 7);
        assert_eq!(alone(&app, &town, date(2026, 12, 1)).await, "placed");
    }
}
