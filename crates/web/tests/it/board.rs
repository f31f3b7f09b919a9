//! The week board: who is where, and what a manager does on it.

use axum::http::StatusCode;
use domain::*;
use jiff::civil::date;
use serde_json::Value;
use testkit::{TestApp, Town};

const MONDAY: Date = date(2026, 11, 23);

async fn week(app: &TestApp, town: &Town) -> Value {
    app.get(&town.manager, &format!("/api/v1/sites/{}/week?monday=2026-11-23", town.site))
        .await
        .expect(StatusCode::OK)
        .json()
}

/// The session of a day, from the API's week.
async fn session(app: &TestApp, town: &Town, day: &str, half_day: &str) -> String {
    let monday = domain::places::week_of(Date::read(day).unwrap());
    let week = app.get(&town.manager, &format!("/api/v1/sites/{}/week?monday={monday}", town.site)).await.json();
    let found =
        week["items"].as_array().unwrap().iter().find(|one| one["date"] == day && one["half_day"] == half_day).cloned();
    found.unwrap()["id"].as_str().unwrap().to_owned()
}

fn bookings(week: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    week["items"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|one| {
            one["bookings"]
                .as_array()
                .unwrap()
                .iter()
                .map(move |place| (text(&one["date"]), text(&one["half_day"]), text(&place["id"])))
        })
        .collect()
}

async fn book(app: &TestApp, town: &Town, session: &str, key: &str, more: &[(&str, &str)]) -> testkit::Answer {
    let child = town.child.to_string();
    let mut fields = vec![
        ("key", key),
        ("child", child.as_str()),
        ("session", session),
        ("kind", "occasional"),
        ("purpose", "appointment"),
    ];
    fields.extend(more);
    app.form(&town.manager, &format!("/sites/{}/week/book", town.site), &fields).await
}

testkit::both_engines! {
    async fn a_manager_finds_a_child_and_books_a_half_day(app: TestApp) {
        let town = app.town().await;
        let path = format!("/sites/{}/week", town.site);
        assert_eq!(app.get(&town.manager, "/board").await.expect(StatusCode::SEE_OTHER).location(), path);
        let empty = app.get(&town.manager, &path).await.expect(StatusCode::OK);
        assert!(empty.body.contains("Personne n’est encore inscrit"), "{}", empty.body);
        assert!(empty.body.contains("Fermé"), "Friday afternoon is closed");
        let found = app.get(&town.manager, &format!("{path}?monday=2026-11-23&q=n%27diaye%20ines")).await.expect(StatusCode::OK);
        assert!(found.body.contains(&format!("child={}", town.child)), "{}", found.body);
        let row = app.get(&town.manager, &format!("{path}?monday=2026-11-23&child={}", town.child)).await.expect(StatusCode::OK);
        let session = session(&app, &town, "2026-11-24", "morning").await;
        assert!(row.body.contains(&format!("session={session}")));
        let form = app.get(&town.manager, &format!("{path}/book?child={}&session={session}", town.child)).await.expect(StatusCode::OK);
        assert!(form.body.contains("Réserver Inès N."), "{}", form.body);
        let answer = book(&app, &town, &session, "book-key-0001", &[]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(answer.location(), format!("{path}?monday=2026-11-23"));
        // A double click is one booking.
        book(&app, &town, &session, "book-key-0001", &[]).await.expect(StatusCode::SEE_OTHER);
        let booked = bookings(&week(&app, &town).await);
        assert_eq!(booked.len(), 1);
        let page = app.get(&town.manager, &format!("{path}?monday=2026-11-23")).await;
        assert!(page.body.contains("Inès N.") && page.body.contains("Réservé"));
        assert!(page.body.contains("au moins"), "once this month where the site asks for twice: {}", page.body);
    }

    async fn a_refusal_says_its_rule_and_an_override_needs_a_reason_and_is_recorded(app: TestApp) {
        let town = app.town().await;
        let session = session(&app, &town, "2026-11-23", "morning").await;
        app.clock.advance(2 * 3600);
        let refused = book(&app, &town, &session, "book-key-0001", &[]).await.expect(StatusCode::CONFLICT);
        assert!(refused.body.contains("a déjà commencé") && refused.body.contains("Déroger"), "{}", refused.body);
        let blank = book(&app, &town, &session, "book-key-0002", &[("override", "yes"), ("reason", " ")]).await.expect(StatusCode::CONFLICT);
        assert!(blank.body.contains("motif"), "{}", blank.body);
        book(&app, &town, &session, "book-key-0003", &[("override", "yes"), ("reason", "Amenée par sa grand-mère à 9 h")]).await.expect(StatusCode::SEE_OTHER);
        let week = week(&app, &town).await;
        assert_eq!(week["items"][0]["bookings"][0]["override_rule"], "session_started");
        let audit = app.audit_lines().await;
        assert!(audit.iter().any(|line| line.starts_with("manage_bookings refused session_started")), "{audit:?}");
        assert!(audit.iter().any(|line| line.starts_with("manage_bookings done") && line.contains("session_started")), "{audit:?}");
    }

    async fn what_nobody_may_override_offers_no_override(app: TestApp) {
        let town = app.town().await;
        app.place(town.site, town.child, MONDAY, HalfDay::Afternoon, true).await;
        let session = session(&app, &town, "2026-11-23", "afternoon").await;
        let refused = book(&app, &town, &session, "book-key-0001", &[("override", "yes"), ("reason", "j'insiste")]).await.expect(StatusCode::CONFLICT);
        assert!(!refused.body.contains("Déroger"), "one place at a time");
        assert_eq!(bookings(&week(&app, &town).await).len(), 1);
    }

    async fn a_rhythm_books_what_it_can_and_tells_the_rest(app: TestApp) {
        let town = app.town().await;
        app.place(town.site, town.child, date(2026, 12, 1), HalfDay::Morning, true).await;
        let first = session(&app, &town, "2026-11-24", "morning").await;
        let answer = book(&app, &town, &first, "book-key-0001", &[("until", "2026-12-09"), ("also", "friday_afternoon"), ("also", "thursday_morning")]).await.expect(StatusCode::OK);
        // Tuesdays 24 (1 is taken) and 8, Thursdays 26 and 3, no Friday afternoon ever.
        assert!(answer.body.contains("4 réservées sur 7"), "{}", answer.body);
        assert!(answer.body.contains("déjà une réservation") && answer.body.contains("est fermée"), "{}", answer.body);
        let again = book(&app, &town, &first, "book-key-0001", &[("until", "2026-12-09"), ("also", "friday_afternoon"), ("also", "thursday_morning")]).await.expect(StatusCode::OK);
        assert!(again.body.contains("4 réservées sur 7"), "the same key has one effect");
        assert_eq!(bookings(&week(&app, &town).await).len(), 2);
    }

    async fn a_booking_is_moved_and_cancelled_and_each_is_undone(app: TestApp) {
        let town = app.town().await;
        let monday = session(&app, &town, "2026-11-24", "morning").await;
        let thursday = session(&app, &town, "2026-11-26", "afternoon").await;
        book(&app, &town, &monday, "book-key-0001", &[]).await.expect(StatusCode::SEE_OTHER);
        let id = bookings(&week(&app, &town).await)[0].2.clone();
        let page = app.get(&town.manager, &format!("/board/bookings/{id}")).await.expect(StatusCode::OK);
        assert!(page.body.contains(&thursday) && page.body.contains("Inès N."), "{}", page.body);

        app.form(&town.manager, &format!("/board/bookings/{id}/move"), &[("key", "move-key-0001"), ("session", &thursday)]).await.expect(StatusCode::SEE_OTHER);
        let moved = bookings(&week(&app, &town).await);
        assert_eq!((moved.len(), moved[0].0.as_str(), moved[0].1.as_str()), (1, "2026-11-26", "afternoon"));
        app.form(&town.manager, &format!("/board/bookings/{}/move-back", moved[0].2), &[("key", "back-key-0001")]).await.expect(StatusCode::SEE_OTHER);
        let back = bookings(&week(&app, &town).await);
        assert_eq!((back.len(), back[0].0.as_str()), (1, "2026-11-24"));

        let id = back[0].2.clone();
        app.form(&town.manager, &format!("/board/bookings/{id}/cancel"), &[("key", "cancel-key-01")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.form(&town.manager, &format!("/board/bookings/{id}/cancel"), &[("key", "cancel-key-02"), ("reason", "hold_expired")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.form(&town.manager, &format!("/board/bookings/{id}/cancel"), &[("key", "cancel-key-03"), ("reason", "child_ill")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(bookings(&week(&app, &town).await), []);
        let twice = app.form(&town.manager, &format!("/board/bookings/{id}/cancel"), &[("key", "cancel-key-04"), ("reason", "child_ill")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        // A form without its reason about a place that is gone: the board says what there is, under a status that sends there.
        app.form(&town.manager, &format!("/board/bookings/{id}/cancel"), &[("key", "cancel-key-05")]).await.expect(StatusCode::SEE_OTHER);
        app.form(&town.manager, &format!("/board/bookings/{id}/move"), &[("key", "move-key-0005")]).await.expect(StatusCode::SEE_OTHER);
        app.form(&town.manager, &format!("/board/bookings/{id}/restore"), &[("key", "restore-key-1")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(bookings(&week(&app, &town).await).len(), 1);
        app.form(&town.manager, &format!("/board/bookings/{id}/take-back"), &[("key", "mistake-key-1")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(bookings(&week(&app, &town).await), []);
    }

    async fn a_session_that_changed_meanwhile_is_said(app: TestApp) {
        let town = app.town().await;
        let before = week(&app, &town).await;
        let session = before["items"][2]["id"].as_str().unwrap().to_owned();
        let revision = before["items"][2]["revision"].to_string();
        book(&app, &town, &session, "book-key-0001", &[("revision", &revision)]).await.expect(StatusCode::SEE_OTHER);
        let late = book(&app, &town, &session, "book-key-0002", &[("revision", &revision)]).await.expect(StatusCode::CONFLICT);
        assert!(late.body.contains("a changé depuis"), "{}", late.body);
    }

    async fn staff_see_the_board_and_may_not_book(app: TestApp) {
        let town = app.town().await;
        let booking = app.place(town.site, town.child, MONDAY, HalfDay::Morning, true).await;
        let path = format!("/sites/{}/week", town.site);
        let page = app.get(&town.staff, &format!("{path}?child={}", town.child)).await.expect(StatusCode::OK);
        assert!(page.body.contains("Inès N.") && !page.body.contains("/week/book") && !page.body.contains("/board/bookings/"));
        let session = session(&app, &town, "2026-11-24", "morning").await;
        let child = town.child.to_string();
        let fields = [("key", "book-key-0001"), ("child", child.as_str()), ("session", session.as_str()), ("kind", "occasional"), ("purpose", "appointment")];
        app.form(&town.staff, &format!("{path}/book"), &fields).await.expect(StatusCode::FORBIDDEN);
        app.form(&town.staff, &format!("/board/bookings/{booking}/cancel"), &[("key", "cancel-key-01"), ("reason", "other")]).await.expect(StatusCode::FORBIDDEN);
    }

    async fn another_sites_manager_finds_nothing_here(app: TestApp) {
        let town = app.town().await;
        let booking = app.place(town.site, town.child, MONDAY, HalfDay::Morning, true).await;
        let session = session(&app, &town, "2026-11-24", "morning").await;
        let path = format!("/sites/{}/week", town.site);
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.other_manager, &format!("/api/v1{path}")).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.other_manager, &format!("/board/bookings/{booking}")).await.expect(StatusCode::NOT_FOUND);
        app.form(&town.other_manager, &format!("/board/bookings/{booking}/cancel"), &[("key", "cancel-key-01"), ("reason", "other")]).await.expect(StatusCode::NOT_FOUND);
        let child = town.child.to_string();
        let fields = [("key", "book-key-0001"), ("child", child.as_str()), ("session", session.as_str()), ("kind", "occasional"), ("purpose", "appointment")];
        for site in [town.site, town.other_site] {
            app.form(&town.other_manager, &format!("/sites/{site}/week/book"), &fields).await.expect(StatusCode::NOT_FOUND);
        }
        // A child one does not accompany cannot be put on one's own board, nor searched.
        app.get(&town.manager, &format!("{path}?child={}", town.stranger_child)).await.expect(StatusCode::NOT_FOUND);
        let search = app.get(&town.manager, &format!("{path}?q=zoe")).await.expect(StatusCode::OK);
        assert!(!search.body.contains("Zoé"), "{}", search.body);
    }
}
