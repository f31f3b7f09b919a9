//! What waits for whom.

use axum::http::{Method, StatusCode};
use domain::*;
use jiff::civil::date;
use serde_json::json;

testkit::both_engines! {
    async fn a_manager_sees_what_waits_and_where_it_is_done(app: TestApp) {
        let town = app.town().await;
        let page = app.get(&town.manager, "/desk").await.expect(StatusCode::OK);
        // The child has no half-day this month where the site asks for two.
        assert!(page.body.contains("Inès N.") && page.body.contains(&format!("/sites/{}/week?child={}", town.site, town.child)), "{}", page.body);
        let booking = app.place(town.site, town.child, date(2026, 11, 23), HalfDay::Morning, true).await;
        app.place(town.site, town.child, date(2026, 11, 24), HalfDay::Morning, true).await;
        let page = app.get(&town.manager, "/desk").await.expect(StatusCode::OK);
        assert!(page.body.contains("Rien n’attend") && page.body.contains("1 inscrits pour 7 places"), "{}", page.body);

        // Nobody wrote the departure down: the next day it waits.
        let fact = json!({"booking_id": booking, "kind": "arrived", "at": "2026-11-23T07:05:00Z"});
        app.api(&town.staff, Method::PUT, "/api/v1/attendance-facts/01938c00-0000-7000-8000-000000000001", fact).await.expect(StatusCode::OK);
        let page = app.get(&town.manager, "/desk").await.body;
        assert!(!page.contains("départ non noté"), "today she is simply here");
        app.clock.advance(24 * 3600);
        for token in [&town.manager, &town.staff] {
            let page = app.get(token, "/desk").await.expect(StatusCode::OK).body;
            assert!(page.contains("Inès N. : départ non noté".replace(" :", "\u{a0}:").as_str()) && page.contains(&format!("/attendance/{booking}")), "{page}");
        }
    }

    async fn a_hold_about_to_end_waits_until_it_ends(app: TestApp) {
        let town = app.town().await;
        let hold = app.place(town.site, town.child, date(2026, 11, 26), HalfDay::Morning, false).await;
        let line = format!("/board/bookings/{hold}");
        assert!(!app.get(&town.manager, "/desk").await.body.contains(&line), "four hours are left");
        app.clock.advance(3 * 3600);
        assert!(app.get(&town.manager, "/desk").await.body.contains(&line));
        app.clock.advance(3600);
        assert!(!app.get(&town.manager, "/desk").await.body.contains(&line));
    }

    async fn an_administrator_gets_counts_and_no_name(app: TestApp) {
        let town = app.town().await;
        let page = app.get(&town.administrator, "/desk").await.expect(StatusCode::OK);
        assert!(page.body.contains("Les Marronniers") && page.body.contains("nombres seulement"), "{}", page.body);
        assert!(!page.body.contains("Inès") && !page.body.contains("côté"), "{}", page.body);
    }

    async fn another_sites_manager_has_her_own_desk(app: TestApp) {
        let town = app.town().await;
        app.place(town.site, town.child, date(2026, 11, 26), HalfDay::Morning, false).await;
        app.clock.advance(3 * 3600);
        let page = app.get(&town.other_manager, "/desk").await.expect(StatusCode::OK);
        assert!(!page.body.contains("Inès") && page.body.contains("Rien n’attend"), "{}", page.body);
        app.get("", "/desk").await.expect(StatusCode::SEE_OTHER);
    }
}
