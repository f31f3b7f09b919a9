//! The administrator's and the manager's screens: organisations, sites, rules, closures, calendars; and the directory's pages.

use axum::http::StatusCode;
use testkit::{Answer, TestApp};

const KEY: (&str, &str) = ("key", "test-form-key-1");

/// A form sent with a key of its own.
async fn send(app: &TestApp, token: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let key = format!("key-{}-{}", path.len(), fields.iter().map(|(_, value)| value.len()).sum::<usize>());
    let mut all = vec![("key", key.as_str())];
    all.extend_from_slice(fields);
    app.form(token, path, &all).await
}

testkit::both_engines! {
    async fn an_administrator_creates_a_site_step_by_step_until_it_has_sessions(app: TestApp) {
        let town = app.town().await;
        let token = &town.administrator;
        let site = send(&app, token, "/sites", &[("name", "L'Île aux enfants"), ("kind", "micro_creche"), ("commune", "Lunel (34)"), ("free_of_charge", "true")]).await.expect(StatusCode::SEE_OTHER).location().to_owned();
        let page = app.get(token, &site).await.expect(StatusCode::OK).body;
        assert!(page.contains("L&#39;Île aux enfants") || page.contains("L’Île aux enfants"), "{page}");
        assert!(page.contains(&format!("{site}/policy")), "what is missing is named with its link");
        assert_eq!(send(&app, token, &format!("{site}/premises"), &[("name", "Salle des mûriers"), ("address", "1 rue de l'Église"), ("commune", "34145")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(send(&app, token, &format!("{site}/authorisations"), &[("from", "2026-01-01"), ("from_1", "08:00"), ("until_1", "18:00"), ("places_1", "6")]).await.status, StatusCode::SEE_OTHER);
        assert!(app.get(token, &format!("{site}/authorisations")).await.body.contains("au plus 7 au même instant"));
        assert_eq!(send(&app, token, &format!("{site}/policy"), &[("from", "2026-01-01"), ("booking_mode", "on_request"), ("minimum_age_months", "3"), ("maximum_age_months", "36"), ("notice_hours", "24"), ("horizon_days", "60"), ("hold_hours", "4"), ("care_kinds", "regular"), ("care_kinds", "emergency")]).await.status, StatusCode::SEE_OTHER);
        let form = app.get(token, &format!("{site}/rules/new")).await.expect(StatusCode::OK).body;
        let premises = form.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [("premises_id", premises.as_str()), ("weekday", "monday"), ("weekday", "tuesday"), ("half_day", "morning"), ("period_kind", "always"), ("starts_at", "08:30"), ("ends_at", "12:15"), ("seats_regular", "6"), ("seats_adaptation", "1"), ("seats_emergency", ""), ("from", "2026-12-01"), ("until", "")];
        let preview = send(&app, token, &format!("{site}/rules/preview"), &fields).await.expect(StatusCode::OK).body;
        assert!(preview.contains("séances s’ajoutent") && preview.contains("name=\"weekday\" value=\"tuesday\""), "{preview}");
        assert_eq!(send(&app, token, &format!("{site}/rules"), &fields).await.status, StatusCode::SEE_OTHER);
        let calendar = app.get(token, &format!("{site}/calendar?month=2026-12")).await.expect(StatusCode::OK).body;
        assert!(calendar.contains("Salle des mûriers") && calendar.contains("7 places libres"), "{calendar}");
        assert!(calendar.contains("Noël"), "the school holidays are shown");
        let id = site.rsplit('/').next().unwrap();
        let sessions = app.get("", &format!("/api/v1/sites/{id}/sessions?from=2026-12-01&to=2026-12-08")).await.json();
        assert_eq!(sessions["items"].as_array().unwrap().len(), 3);
    }

    async fn a_form_comes_back_filled_with_what_is_wrong(app: TestApp) {
        let town = app.town().await;
        let page = send(&app, &town.administrator, "/sites", &[("name", "Chez Élodie"), ("kind", "castle"), ("commune", "Nulle-Part")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY).body;
        assert!(page.contains("value=\"Chez Élodie\"") && page.contains("Cette commune n’est pas connue") && page.contains("error-summary"), "{page}");
        let base = format!("/sites/{}", town.site);
        let rule = send(&app, &town.manager, &format!("{base}/rules/preview"), &[("premises_id", &town.premises.to_string()), ("weekday", "monday"), ("half_day", "morning"), ("period_kind", "always"), ("starts_at", "12:00"), ("ends_at", "08:00"), ("seats_regular", "6"), ("from", "2026-12-01")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY).body;
        assert!(rule.contains("id=\"ends_at-error\""), "{rule}");
        let closure = send(&app, &town.manager, &format!("{base}/closures/preview"), &[("from", "2026-12-24"), ("until", "2026-12-01"), ("reason", "holidays")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY).body;
        assert!(closure.contains("id=\"until-error\""));
    }

    async fn a_closure_names_the_sessions_it_touches_without_a_name_and_the_manager_decides(app: TestApp) {
        let town = app.town().await;
        let (token, base) = (&town.manager, format!("/sites/{}", town.site));
        let sessions = app.get("", &format!("/api/v1/sites/{}/sessions?from=2026-12-01&to=2026-12-01", town.site)).await.json();
        let session = sessions["items"][0]["id"].as_str().unwrap().to_owned();
        app.seat(session.parse().unwrap(), town.child, 1, None).await;
        let fields = [("from", "2026-12-01"), ("until", ""), ("half_day", ""), ("premises_id", ""), ("reason", "works"), ("note", "Peinture")];
        let preview = send(&app, token, &format!("{base}/closures/preview"), &fields).await.expect(StatusCode::OK).body;
        assert!(preview.contains("1 séance demandera une décision") && preview.contains("1 enfant attendu"), "{preview}");
        assert!(!preview.contains("N'Diaye") && !preview.contains("Inès"), "counts only");
        assert_eq!(send(&app, token, &format!("{base}/closures"), &fields).await.status, StatusCode::SEE_OTHER);
        let calendar = app.get(token, &format!("{base}/calendar?month=2026-12")).await.expect(StatusCode::OK).body;
        assert!(calendar.contains(&format!("{base}/sessions/{session}/keep")) && calendar.contains("Travaux"), "{calendar}");
        let done = send(&app, token, &format!("{base}/sessions/{session}/cancel"), &[("reason", "works")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert!(!app.get(token, &format!("{base}/calendar")).await.body.contains("/keep"));
        let week = app.get(token, &format!("{base}/calendar?week=2026-12-02")).await.expect(StatusCode::OK).body;
        assert!(week.contains("Travaux"), "{week}");
    }

    async fn a_site_is_for_those_who_run_it(app: TestApp) {
        let town = app.town().await;
        for part in ["", "/calendar", "/rules", "/closures", "/policy", "/premises", "/authorisations"] {
            let path = format!("/sites/{}{part}", town.site);
            assert_eq!(app.get(&town.manager, &path).await.status, StatusCode::OK, "{path}");
            assert_eq!(app.get(&town.staff, &path).await.status, StatusCode::OK, "{path}");
            assert_eq!(app.get(&town.other_manager, &path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(app.get(&town.prescriber_member, &path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let list = app.get(&town.other_manager, "/sites").await.expect(StatusCode::OK).body;
        assert!(list.contains("L&#39;Étoile") && !list.contains("Les Marronniers"));
        // A manager changes her site, and creates none; staff change nothing.
        assert_eq!(app.get(&town.manager, "/sites/new").await.status, StatusCode::NOT_FOUND);
        let rename = [("name", "Autre"), ("kind", "creche"), ("commune", "34145")];
        assert_eq!(send(&app, &town.staff, &format!("/sites/{}/edit", town.site), &rename).await.status, StatusCode::FORBIDDEN);
        assert_eq!(send(&app, &town.other_manager, &format!("/sites/{}/edit", town.site), &rename).await.status, StatusCode::NOT_FOUND);
    }

    async fn sites_are_searched_without_minding_accents(app: TestApp) {
        let town = app.town().await;
        let found = app.get(&town.administrator, "/sites?q=MARRONNIERS").await.expect(StatusCode::OK).body;
        assert!(found.contains("Les Marronniers"));
        let none = app.get(&town.administrator, "/sites?q=%22%3Cscript%3E").await.expect(StatusCode::OK).body;
        assert!(!none.contains("<script>") && none.contains("Aucun résultat"));
    }

    async fn organisations_are_entered_and_two_editors_do_not_overwrite_each_other(app: TestApp) {
        let town = app.town().await;
        let token = &town.administrator;
        let fields = [("name", "PLIE Est Héraultais"), ("kind", "prescriber"), ("prescriber_kind", "plie"), ("commune", "34145"), ("phone", "04 67 11 22 33")];
        assert_eq!(send(&app, token, "/organisations", &fields).await.status, StatusCode::SEE_OTHER);
        let list = app.get(token, "/organisations?q=plie").await.expect(StatusCode::OK).body;
        let href = list.split("<a href=\"/organisations/").find(|part| part.contains("PLIE Est")).unwrap().split('"').next().unwrap().to_owned();
        let path = format!("/organisations/{href}");
        assert!(app.get(token, &path).await.expect(StatusCode::OK).body.contains("PLIE Est Héraultais"));
        let mut change = vec![("revision", "1"), KEY];
        change.extend_from_slice(&fields);
        assert_eq!(app.form(token, &path, &change).await.status, StatusCode::SEE_OTHER);
        change[1] = ("key", "test-form-key-2");
        assert_eq!(app.form(token, &path, &change).await.status, StatusCode::CONFLICT);
        assert_eq!(app.get(token, &format!("/organisations/{}", town.other_operator)).await.status, StatusCode::NOT_FOUND);
        let wrong = send(&app, token, "/organisations", &[("name", "Sans type"), ("kind", "prescriber")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("prescriber_kind-error"));
    }

    async fn a_school_calendar_is_imported_or_refused_with_line_and_column(app: TestApp) {
        let town = app.town().await;
        let token = &town.administrator;
        assert!(app.get(token, "/school-calendar?zone=C").await.expect(StatusCode::OK).body.contains("2026-2027"));
        let header = "zone,name,first_day,last_day,school_year,source,status\n";
        let wrong = send(&app, token, "/school-calendar/import", &[("zone", "C"), ("file", &format!("{header}C,Hiver,2027-02-30,2027-03-01,2026-2027,essai,verified"))]).await.expect(StatusCode::UNPROCESSABLE_ENTITY).body;
        assert!(wrong.contains("Ligne 2, colonne first_day"), "{wrong}");
        let right = send(&app, token, "/school-calendar/import", &[("zone", "Mayotte"), ("file", &format!("{header}Mayotte,Été austral,2026-12-19,2027-01-17,2026-2027,arrêté,verified"))]).await;
        assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.body);
        let page = app.get(token, "/school-calendar?zone=Mayotte").await.body;
        assert!(page.contains("Été austral") && page.contains("vérifié"));
        let own = send(&app, token, "/school-calendar", &[("zone", "C"), ("site", &town.site.to_string()), ("edited", ""), ("name", "Pont"), ("from", "2026-12-03"), ("until", "2026-12-04"), ("source", "ville")]).await;
        assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.body);
        assert!(app.get(token, &format!("/school-calendar?site={}", town.site)).await.body.contains("Pont"));
        assert_eq!(app.get(&town.manager, "/school-calendar").await.status, StatusCode::FORBIDDEN);
    }

    async fn the_directory_is_read_by_everybody_and_asks_back_when_a_name_is_ambiguous(app: TestApp) {
        let town = app.town().await;
        let near = app.get("", "/directory?place=34145").await.expect(StatusCode::OK).body;
        assert!(near.contains("Les Marronniers") && near.contains("au matin") && near.contains("/refer?site="), "{near}");
        assert!(app.get("", "/directory?place=Saint-Denis").await.expect(StatusCode::OK).body.contains("Saint-Denis (93)"));
        assert!(app.get("", "/directory?place=Nulle-Part").await.expect(StatusCode::OK).body.contains("Aucune commune connue"));
        assert!(app.get("", "/directory?place=Lille&lang=en").await.expect(StatusCode::OK).body.contains("No site here"));
        let page = app.get("", &format!("/directory/{}", town.site)).await.expect(StatusCode::OK).body;
        assert!(page.contains("73 rue de l") && page.contains("places libres") && page.contains("n’ouvre pas cette demi-journée"), "{page}");
        assert_eq!(app.get("", "/directory/nowhere").await.status, StatusCode::NOT_FOUND);
        // A parent and a prescriber read the same.
        assert_eq!(app.get(&town.prescriber_member, "/directory?km=5&place=34400").await.status, StatusCode::OK);
    }
}
