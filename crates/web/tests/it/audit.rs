//! Who did, read or was refused what.

use axum::http::{Method, StatusCode};
use serde_json::json;

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

    /// Every page and every document of the API that names a parent or a child, whoever opens it.
    async fn whoever_reads_a_name_leaves_a_line(app: TestApp) {
        let town = app.town().await;
        let sessions = app.get("", &format!("/api/v1/sites/{}/sessions?from=2026-11-23&to=2026-11-24", town.site)).await.json();
        let session = |place: usize| -> domain::SessionId { sessions["items"][place]["id"].as_str().unwrap().parse().unwrap() };
        let booking = app.seat(session(0), town.child, 1, None).await;
        let wanted = json!({ "child_id": town.child, "purpose": "other", "half_days": [{ "date": "2026-11-27", "half_day": "morning" }] });
        let asked = app.api(&town.manager, Method::POST, "/api/v1/place-requests", wanted).await.json();
        let request = asked["id"].as_str().unwrap_or_else(|| panic!("{asked}")).to_owned();
        let sent = app.api(&town.prescriber_member, Method::POST, "/api/v1/referrals", crate::referrals::referral(&town)).await.expect(StatusCode::CREATED).json();
        let referral = sent["id"].as_str().unwrap().to_owned();
        let (plan, place) = crate::plans::proposed(&app, &town).await;
        let first_steps = crate::familiarisation::begun(&app, &town, "six_stones", None).await;
        let fill = |path: &str| {
            let child = format!("/children/{}", town.child);
            path.replace("/plans/{id}", &format!("/plans/{plan}"))
                .replace("/familiarisation/{path}", &format!("/familiarisation/{first_steps}"))
                .replace("/familiarisations/{path}", &format!("/familiarisations/{first_steps}"))
                .replace("/alternatives/{number}", "/alternatives/1")
                .replace("{place_id}", &place)
                .replace("/places/{place}", &format!("/places/{place}"))
                .replace("/children/{child_id}", &child)
                .replace("/children/{id}", &child)
                .replace("/families/{id}", &format!("/families/{}", town.family))
                .replace("{parent_id}", &town.parent.to_string())
                .replace("/bookings/{id}", &format!("/bookings/{booking}"))
                .replace("{booking}", &booking.to_string())
                .replace("/place-requests/{id}", &format!("/place-requests/{request}"))
                .replace("/referrals/{id}", &format!("/referrals/{referral}"))
                .replace("/sites/{id}/week/book", &format!("/sites/{{id}}/week/book?session={}&child={}", session(1), town.child))
                .replace("/attendance/export", &format!("/attendance/export?site={}&from=2026-11-23&until=2026-11-27", town.site))
                .replace("/attendance/month/export", &format!("/attendance/month/export?site={}&month=2026-11", town.site))
                .replace("/sharing/{site}", &format!("/sharing/{}", town.site))
                .replace("/sites/{id}", &format!("/sites/{}", town.site))
                .replace("/directory/{id}", &format!("/directory/{}", town.site))
                .replace("/organisations/{id}", &format!("/organisations/{}", town.operator))
                .replace("{premises_id}", &town.premises.to_string())
        };
        const NAMES: [&str; 6] = ["Inès", "Diaye", "Amel", "Guessan", "Fatoumata", "Aïcha"];
        let reads = async || app.audit_lines().await.iter().filter(|line| line.contains(" read ")).count();
        let tokens = [&town.administrator, &town.manager, &town.staff, &town.prescriber_member, &town.counsellor];
        let tablet = crate::tablet::opened(&app, &town).await;
        let (mut silent, mut never_opened, mut named) = (Vec::new(), Vec::new(), 0);
        for route in web::rooms::listed().iter().filter(|route| route.method == "GET" && !route.path.contains("{token}")) {
            let mut opened = false;
            for token in tokens {
                let before = reads().await;
                // A site's tablet reads for itself; nobody else is answered there.
                let answer = match route.path.strip_prefix("/api/v1/tablet") {
                    Some(path) => crate::tablet::read(&app, &tablet, path).await,
                    None => app.get(token, &fill(route.path)).await,
                };
                // Some pages only lead to another one: the board to the week of a site.
                opened |= answer.status == StatusCode::OK || answer.status == StatusCode::SEE_OTHER;
                if answer.status != StatusCode::OK {
                    continue;
                }
                let names = NAMES.iter().any(|name| answer.body.contains(name));
                named += usize::from(names);
                if names && reads().await == before {
                    silent.push(route.path);
                }
            }
            let for_professionals = route.action.shows_families() && !route.path.starts_with("/family");
            if for_professionals && !opened {
                never_opened.push(route.path);
            }
        }
        assert_eq!(silent, Vec::<&str>::new(), "a name was read and nobody will know");
        assert_eq!(never_opened, Vec::<&str>::new(), "this test does not know how to open these");
        assert!(named > 20, "{named} answers with a name");
        // The line says who, what and whose.
        let board = app.audit_lines().await.into_iter().find(|line| line.starts_with("see_board read")).unwrap();
        assert!(board.contains(&town.site.to_string()) && !NAMES.iter().any(|name| board.contains(name)), "{board}");
    }

    async fn a_parent_who_reads_her_own_page_is_not_written_down_nor_what_shows_nothing(app: TestApp) {
        let town = app.town().await;
        for (token, path, status) in [
            (&town.parent_token, "/family", StatusCode::OK),
            (&town.parent_token, "/family/places", StatusCode::OK),
            (&town.manager, "/sites", StatusCode::OK),
            (&town.other_manager, &*format!("/families/{}", town.family), StatusCode::NOT_FOUND),
            (&town.manager, "/api/v1/families?nonsense=1", StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            app.get(token, path).await.expect(status);
        }
        let lines = app.audit_lines().await;
        assert!(!lines.iter().any(|line| line.contains(" read ")), "{lines:?}");
        assert!(lines.iter().any(|line| line.starts_with("see_family denied")), "{lines:?}");
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
