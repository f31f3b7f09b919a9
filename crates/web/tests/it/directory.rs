//! The public directory: what everybody may see, and nothing more.

use axum::http::StatusCode;

testkit::both_engines! {
    async fn sites_are_found_near_a_commune_by_code_name_or_postcode(app: TestApp) {
        let town = app.town().await;
        for near in ["34145", "Lunel", "lunel%20%2834%29", "34400", "34172&within_km=50"] {
            let list = app.get("", &format!("/api/v1/sites?near={near}")).await.expect(StatusCode::OK).json();
            let items = list["items"].as_array().unwrap();
            assert!(items.iter().any(|site| site["id"] == town.site.to_string()), "{near}: {list}");
            assert!(items.iter().all(|site| site["distance_km"].is_number()));
            assert_eq!(list["distance"]["factor"], 1.3);
        }
        let far = app.get("", "/api/v1/sites?near=59350&within_km=20").await.expect(StatusCode::OK).json();
        assert_eq!(far["items"], serde_json::json!([]));
        assert_eq!(far["near"]["name"], "Lille");
    }

    async fn a_list_is_read_page_by_page_without_a_double(app: TestApp) {
        app.town().await;
        for start in ["/api/v1/sites?limit=1", "/api/v1/sites?limit=1&near=34145"] {
            let first = app.get("", start).await.expect(StatusCode::OK).json();
            let next = first["next"].as_str().unwrap();
            let second = app.get("", &format!("{start}&cursor={next}")).await.expect(StatusCode::OK).json();
            assert_ne!(first["items"][0]["id"], second["items"][0]["id"]);
            assert_eq!(second["items"].as_array().unwrap().len(), 1);
            assert!(second["next"].is_null());
        }
    }

    async fn free_seats_count_bookings_and_holds_that_have_not_run_out(app: TestApp) {
        let town = app.town().await;
        let path = format!("/api/v1/sites/{}/sessions?from=2026-11-24&to=2026-11-24", town.site);
        let before = app.get("", &path).await.expect(StatusCode::OK).json();
        let morning = &before["items"][0];
        assert_eq!((morning["half_day"].as_str(), morning["starts_at"].as_str()), (Some("morning"), Some("08:30")));
        assert_eq!(morning["premises"]["name"], "Accueil de loisirs");
        assert_eq!(morning["seats"], serde_json::json!([
            { "class": "regular", "total": 6, "taken": 0, "free": 6 },
            { "class": "adaptation", "total": 1, "taken": 0, "free": 1 },
            { "class": "emergency", "total": 0, "taken": 0, "free": 0 },
        ]));
        let session: domain::SessionId = morning["id"].as_str().unwrap().parse().unwrap();
        let (child, stranger) = (town.child, town.stranger_child);
        app.seat(session, child, 1, None).await;
        app.seat(session, stranger, 7, Some(4)).await;
        let taken = |document: &serde_json::Value| (document["items"][0]["seats"][0]["taken"].clone(), document["items"][0]["seats"][1]["free"].clone());
        assert_eq!(taken(&app.get("", &path).await.json()), (1.into(), 0.into()));
        app.clock.advance(5 * 3600);
        assert_eq!(taken(&app.get("", &path).await.json()), (1.into(), 1.into()), "the hold has run out");
    }

    async fn bad_questions_are_answered_with_the_field_and_never_with_a_fault(app: TestApp) {
        let town = app.town().await;
        let site = town.site;
        for (path, field, code) in [
            ("/api/v1/sites?near=Nulle-part-sur-Mer".to_owned(), "near", "not_a_commune"),
            ("/api/v1/sites?near=34145&within_km=-3".to_owned(), "within_km", "not_in_range"),
            ("/api/v1/sites?within_km=3".to_owned(), "near", "required"),
            ("/api/v1/sites?colour=red".to_owned(), "colour", "unknown_field"),
            ("/api/v1/sites?cursor=x".to_owned(), "cursor", "not_a_choice"),
            (format!("/api/v1/sites?near=34145&cursor={}", town.premises), "cursor", "invalid"),
            (format!("/api/v1/sites/{site}/sessions?from=2026-02-30"), "from", "not_a_date"),
            (format!("/api/v1/sites/{site}/sessions?from=2026-03-08&to=2026-02-09"), "to", "until_before_from"),
            (format!("/api/v1/sites/{site}/sessions?from=2026-01-01&to=2028-01-01"), "to", "range_too_long"),
            (format!("/api/v1/sites/{site}/sessions?from=%00"), "", "null_character"),
        ] {
            let problem = app.get("", &path).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!((problem["errors"][0]["field"].as_str(), problem["errors"][0]["code"].as_str()), (Some(field), Some(code)), "{path}");
        }
        for path in [format!("/api/v1/sites/{}", town.premises), "/api/v1/sites/not-an-id".to_owned(), format!("/api/v1/sites/{}/sessions", town.premises), "/api/v1/sites/1/sessions?from=2026-01-01".to_owned()] {
            assert_eq!(app.get("", &path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn a_site_says_who_may_come_and_where(app: TestApp) {
        let town = app.town().await;
        let answer = app.get("", &format!("/api/v1/sites/{}", town.site)).await.expect(StatusCode::OK);
        assert!(answer.headers.contains_key("etag"));
        let site = answer.json();
        assert_eq!(site["policy"]["booking_mode"], "instant");
        assert_eq!(site["premises"][0]["address"], "73 rue de l'École");
        assert_eq!(site["commune"]["name"], "Lunel");
    }
}
