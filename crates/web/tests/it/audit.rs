//! Who did, read or was refused what.

use axum::http::StatusCode;

testkit::both_engines! {
    async fn what_is_not_allowed_leaves_a_line_with_what_was_reached_for(app: TestApp) {
        let town = app.town().await;
        app.get(&town.manager, "/people").await.expect(StatusCode::FORBIDDEN);
        let foreign = "018f0000-0000-7000-8000-000000000001";
        for _ in 0..200 {
            app.get(&town.administrator, &format!("/people/{foreign}")).await.expect(StatusCode::NOT_FOUND);
        }
        app.app.flush_audit().await;
        let page = app.get(&town.administrator, "/audit?outcome=denied").await.expect(StatusCode::OK);
        assert!(page.body.contains("GET /people/{id}"), "{}", page.body);
        assert_eq!(page.body.matches("Non permis").count(), 51, "fifty lines and the filter");
        let mut next = page.body.split("rel=\"next\" href=\"").nth(1).map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&"));
        let mut pages = 1;
        let mut lines = 50;
        while let Some(path) = next {
            let page = app.get(&town.administrator, &path).await.expect(StatusCode::OK);
            lines += page.body.matches("Non permis").count() - 1;
            pages += 1;
            next = page.body.split("rel=\"next\" href=\"").nth(1).map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&"));
        }
        assert_eq!((pages, lines), (5, 201), "every line once");
        let hers = app.get(&town.administrator, "/audit?outcome=denied&action=manage_people&day=2026-11-23").await.expect(StatusCode::OK);
        assert!(hers.body.contains("Ada Minière"), "{}", hers.body);
        let other_day = app.get(&town.administrator, "/audit?outcome=denied&day=2026-11-22").await.expect(StatusCode::OK);
        assert!(other_day.body.contains("Rien ici pour ces filtres"), "{}", other_day.body);
    }

    async fn the_lines_of_another_organisation_are_not_read(app: TestApp) {
        let town = app.town().await;
        app.get(&town.other_manager, "/people").await.expect(StatusCode::FORBIDDEN);
        app.get(&town.manager, "/people").await.expect(StatusCode::FORBIDDEN);
        app.app.flush_audit().await;
        let page = app.get(&town.administrator, "/audit?outcome=denied").await.expect(StatusCode::OK);
        assert!(page.body.contains("Mona Gérard") && !page.body.contains("Otto"), "{}", page.body);
        for token in [&town.manager, &town.staff, &town.prescriber_member, &town.counsellor, &town.parent_token] {
            app.get(token, "/audit").await.expect(StatusCode::FORBIDDEN);
        }
    }

    async fn inviting_leaves_a_line_without_a_name_or_an_address(app: TestApp) {
        let town = app.town().await;
        let operator = town.operator.to_string();
        app.form(&town.administrator, "/people/invite", &[("email", "zoe@exemple.fr"), ("role", "staff"), ("organisation", &operator)]).await.expect(StatusCode::OK);
        let page = app.get(&town.administrator, "/audit?action=manage_people").await.expect(StatusCode::OK);
        assert!(page.body.contains("Ada Minière") && page.body.contains("invitation"), "{}", page.body);
        assert!(!page.body.contains("zoe@exemple.fr"));
    }

    async fn odd_filters_show_the_whole_list(app: TestApp) {
        let town = app.town().await;
        app.get(&town.administrator, "/audit?day=&action=&outcome=&person=&after=nonsense").await.expect(StatusCode::OK);
        for odd in ["/audit?day=2026-13-45", "/audit?action=nothing", "/audit?person=x"] {
            let status = app.get(&town.administrator, odd).await.status;
            assert!(status.is_client_error() || status.is_success(), "{odd}");
        }
    }
}
