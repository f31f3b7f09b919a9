//! What every room stands on.

use axum::http::StatusCode;
use db::access::see_family;
use domain::access::Action;

testkit::both_engines! {
    /// What `marelle doctor` says of the clock: holds and links are counted by it.
    async fn a_clock_that_has_gone_back_is_found(app: TestApp) {
        app.town().await;
        let clock = async |now: domain::Instant| {
            let found = app.db.read(move |conn| db::installation::examine(conn, now)).await.unwrap();
            found.into_iter().find(|finding| finding.subject == "clock").unwrap()
        };
        let yesterday = clock(app.app.now().plus_hours(-24)).await;
        assert!(!yesterday.good && yesterday.words.contains("has gone back"), "{}", yesterday.words);
        // Half a century on, the clock has not gone back; only a database server can tell that it is wrong.
        let later = clock(app.app.now().plus_hours(24 * 365 * 50)).await;
        assert_eq!(later.good, !app.on_postgres(), "{}", later.words);
        assert!(later.good || later.words.contains("the database server says"), "{}", later.words);
        app.db.write(|tx| tx.install(db::installation::InstallationKind::Real, None)).await.unwrap();
        assert!(!clock(app.app.now().plus_hours(-24)).await.good);
    }

    async fn a_town_is_built_and_its_sessions_exist(app: TestApp) {
        let town = app.town().await;
        let sessions = app.db.read(move |conn| db::calendar::sessions_of(conn, &[town.site], jiff::civil::date(2026, 11, 23), jiff::civil::date(2026, 11, 29))).await.unwrap();
        assert_eq!(sessions.len(), 9, "five mornings, four afternoons");
    }

    async fn an_unknown_page_says_so_in_french_and_as_a_problem_document(app: TestApp) {
        let page = app.get("", "/nowhere").await.expect(StatusCode::NOT_FOUND);
        assert!(page.body.contains("<html lang=\"fr\""), "{}", page.body);
        let document = app.get("", "/api/v1/nowhere").await.expect(StatusCode::NOT_FOUND);
        assert_eq!(document.json()["type"], "/api/problems/not_found");
    }

    async fn a_wrong_token_is_refused(app: TestApp) {
        let answer = app.get("mrl_0000", "/api/v1/sites").await.expect(StatusCode::UNAUTHORIZED);
        assert_eq!(answer.json()["type"], "/api/problems/bad_token");
    }

    async fn a_family_is_seen_by_those_who_accompany_it_only(app: TestApp) {
        let town = app.town().await;
        let today = app.app.today();
        let now = app.app.now();
        for (token, sees) in [(&town.manager, true), (&town.counsellor, true), (&town.other_manager, false), (&town.prescriber_member, false)] {
            let hash = db::idempotency::sha256(token.as_bytes());
            let (family, stranger) = (town.family, town.stranger_family);
            let found = app.db.read(move |conn| {
                let actor = db::accounts::token_bearer(conn, &hash, now, today)?.unwrap().actor;
                assert!(see_family(conn, &actor, Action::SeeFamily, stranger).is_err());
                Ok(see_family(conn, &actor, Action::SeeFamily, family).is_ok())
            }).await.unwrap();
            assert_eq!(found, sees);
        }
    }
}

testkit::both_engines! {
    async fn an_address_whose_id_does_not_read_is_a_page_that_says_so(app: TestApp) {
        let town = app.town().await;
        let answer = app.form(&town.manager, "/families/0001-01-01/send-link", &[("key", "an-id-that-is-none")]).await.expect(StatusCode::NOT_FOUND);
        assert!(answer.body.contains("<html lang=\"fr\""), "{}", answer.body);
    }
}
