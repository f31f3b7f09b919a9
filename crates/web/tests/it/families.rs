//! Families are read and changed by those who accompany them, and by nobody else.

use axum::http::{Method, StatusCode, header};
use serde_json::json;

testkit::both_engines! {
    async fn a_family_is_found_by_words_by_those_who_accompany_it(app: TestApp) {
        let town = app.town().await;
        for token in [&town.manager, &town.counsellor] {
            for words in ["hostis", "N'DIAYE", "ines", "in nd"] {
                let query = web::forms::percent(&words.replace("nd", "dia"));
                let list = app.get(token, &format!("/api/v1/families?q={query}")).await.expect(StatusCode::OK).json();
                assert_eq!(list["items"][0]["id"], town.family.to_string(), "{words}");
            }
            let list = app.get(token, "/api/v1/families?q=etrangere").await.expect(StatusCode::OK).json();
            assert_eq!(list["items"], json!([]), "a family nobody accompanies is in no list");
        }
        let other = app.get(&town.other_manager, "/api/v1/families").await.expect(StatusCode::OK).json();
        assert_eq!(other["items"], json!([]));
    }

    async fn a_family_one_does_not_accompany_is_not_there(app: TestApp) {
        let town = app.town().await;
        let path = format!("/api/v1/families/{}", town.family);
        app.get(&town.manager, &path).await.expect(StatusCode::OK);
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.manager, &format!("/api/v1/families/{}", town.stranger_family)).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.prescriber_member, &path).await.expect(StatusCode::FORBIDDEN);
        app.get(&town.staff, &path).await.expect(StatusCode::FORBIDDEN);
        app.get(&town.other_manager, &format!("/families/{}", town.family)).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.staff, &format!("/api/v1/children/{}", town.child)).await.expect(StatusCode::NOT_FOUND);
        let child = app.get(&town.manager, &format!("/api/v1/children/{}", town.child)).await.expect(StatusCode::OK).json();
        assert_eq!((child["given_name"].as_str(), child["age_months"].as_i64()), (Some("Inès"), Some(13)));
    }

    async fn a_situation_is_added_and_ended_with_its_dates(app: TestApp) {
        let town = app.town().await;
        let path = format!("/api/v1/families/{}/situations", town.family);
        let new = json!({ "parent_id": town.parent.to_string(), "kind": "employed", "from": "2026-11-01" });
        let family = app.api(&town.manager, Method::POST, &path, new.clone()).await.expect(StatusCode::CREATED).json();
        let situation = family["parents"][0]["situations"][0].clone();
        assert_eq!((situation["kind"].as_str(), situation["source"].as_str()), (Some("employed"), Some("site_manager")));
        let again = app.api(&town.manager, Method::POST, &path, new.clone()).await.expect(StatusCode::CONFLICT);
        assert_eq!(again.rule(), "period_conflict");
        let end = format!("{path}/{}/end", situation["id"].as_str().unwrap());
        app.api(&town.manager, Method::POST, &end, json!({ "until": "2026-10-01" })).await.expect(StatusCode::CONFLICT);
        let family = app.api(&town.manager, Method::POST, &end, json!({ "until": "2026-11-22" })).await.expect(StatusCode::OK).json();
        assert_eq!(family["parents"][0]["situations"][0]["until"], "2026-11-22");
        app.api(&town.other_manager, Method::POST, &path, new).await.expect(StatusCode::NOT_FOUND);
        let backwards = json!({ "parent_id": town.parent.to_string(), "kind": "rsa", "from": "2026-11-10", "until": "2026-11-01" });
        app.api(&town.manager, Method::POST, &path, backwards).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn of_two_people_who_change_a_parent_the_second_looks_again(app: TestApp) {
        let town = app.town().await;
        let page = format!("/families/{}/parents/{}", town.family, town.parent);
        let form = app.get(&town.manager, &page).await.expect(StatusCode::OK);
        assert!(form.body.contains("06 12 34 56 78") && form.body.contains("N&#39;Diaye-L&#39;Hostis"), "{}", form.body);
        let fields = |key: &'static str, phone: &'static str| [
            ("key", key), ("given_name", "Amel"), ("family_name", "N'Diaye-L'Hostis"), ("phone", phone), ("email", ""),
            ("language", "ar"), ("safe_contact", "neutral"), ("revision", "1"),
        ];
        app.form(&town.manager, &page, &fields("parent-key-0", "bonjour")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.form(&town.manager, &page, &fields("parent-key-1", "07 00 00 00 01")).await.expect(StatusCode::SEE_OTHER);
        app.form(&town.counsellor, &page, &fields("parent-key-2", "07 00 00 00 02")).await.expect(StatusCode::CONFLICT);
        app.form(&town.other_manager, &page, &fields("parent-key-3", "07 00 00 00 03")).await.expect(StatusCode::NOT_FOUND);
        let shown = app.get(&town.manager, &format!("/families/{}", town.family)).await.expect(StatusCode::OK);
        assert!(shown.body.contains("07 00 00 00 01") && shown.body.contains("Messages neutres"), "{}", shown.body);
        let input = json!({ "given_name": "Amel", "family_name": "N'Diaye", "phone": "0700000004", "language": "fr", "safe_contact": "normal" });
        let request = app.request(Method::PUT, &format!("/api/v1/families/{}/parents/{}", town.family, town.parent))
            .header(header::AUTHORIZATION, format!("Bearer {}", town.manager))
            .header(header::CONTENT_TYPE, "application/json").header("idempotency-key", "parent-key-4").header(header::IF_MATCH, "\"1\"")
            .body(axum::body::Body::from(input.to_string())).unwrap();
        assert_eq!(app.send(request).await.status, StatusCode::CONFLICT);
    }

    async fn a_child_is_added_and_changed(app: TestApp) {
        let town = app.town().await;
        let path = format!("/api/v1/families/{}/children", town.family);
        let new = json!({ "given_name": "Élie", "family_name": "N'Diaye", "birth_date": "2026-06-01" });
        let family = app.api(&town.manager, Method::POST, &path, new).await.expect(StatusCode::CREATED).json();
        assert_eq!(family["children"].as_array().unwrap().len(), 2);
        let page = format!("/families/{}/children/{}", town.family, town.child);
        app.get(&town.manager, &page).await.expect(StatusCode::OK);
        let fields = [("key", "child-key-01"), ("given_name", "Inès"), ("family_name", "N'Diaye"), ("birth_date", "2025-10-14"), ("walks_since", "2026-11-01"), ("revision", "1")];
        app.form(&town.manager, &page, &fields).await.expect(StatusCode::SEE_OTHER);
        let mut other = fields;
        other[0].1 = "child-key-02";
        app.form(&town.manager, &format!("/families/{}/children/{}", town.family, town.stranger_child), &other).await.expect(StatusCode::NOT_FOUND);
        let list = app.get(&town.manager, "/families?q=elie").await.expect(StatusCode::OK);
        assert!(list.body.contains("Élie"), "{}", list.body);
    }

    async fn a_protected_family_opens_its_address_to_a_named_person_and_writes_it_down(app: TestApp) {
        let town = app.town().await;
        let family = town.family;
        app.db.write(move |tx| {
            tx.protect_family(family, jiff::civil::date(2026, 11, 23))?;
            tx.write_shield(family, "4 rue des Lilas", "Ne jamais rappeler le soir.")?;
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(domain::access::Action::ManageFamily, "family", family))
        }).await.unwrap();
        let page = app.get(&town.manager, &format!("/families/{family}")).await.expect(StatusCode::OK);
        assert!(!page.body.contains("4 rue des Lilas"), "it opens by a button only");
        let before = app.db.read(db::audit::count).await.unwrap();
        let opened = app.form(&town.manager, &format!("/families/{family}/shield"), &[("key", "shield-key-1")]).await.expect(StatusCode::OK);
        assert!(opened.body.contains("4 rue des Lilas"), "{}", opened.body);
        assert!(app.db.read(db::audit::count).await.unwrap() > before);
        app.form(&town.other_manager, &format!("/families/{family}/shield"), &[("key", "shield-key-2")]).await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_parent_and_a_child_are_added_on_a_page_by_those_who_accompany_the_family(app: TestApp) {
        let town = app.town().await;
        let page = format!("/families/{}", town.family);
        let shown = app.get(&town.manager, &page).await.expect(StatusCode::OK);
        for way in ["parents/new", "children/new"] {
            assert!(shown.body.contains(&format!("{page}/{way}")), "{}", shown.body);
            app.get(&town.manager, &format!("{page}/{way}")).await.expect(StatusCode::OK);
            app.get(&town.other_manager, &format!("{page}/{way}")).await.expect(StatusCode::NOT_FOUND);
            app.get(&town.staff, &format!("{page}/{way}")).await.expect(StatusCode::FORBIDDEN);
        }
        let parent = [("key", "parent-0001"), ("revision", "1"), ("given_name", "Joël"), ("family_name", "D'Hérouville"), ("phone", "07 11 22 33 44"), ("email", ""), ("language", "fr"), ("safe_contact", "neutral")];
        app.form(&town.other_manager, &format!("{page}/parents"), &parent).await.expect(StatusCode::NOT_FOUND);
        let mut wrong = parent;
        wrong[4].1 = "douze";
        let back = app.form(&town.manager, &format!("{page}/parents"), &wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(back.body.contains("D&#39;Hérouville") && back.body.contains("douze"), "{}", back.body);
        for _ in 0..2 {
            app.form(&town.manager, &format!("{page}/parents"), &parent).await.expect(StatusCode::SEE_OTHER);
        }
        let child = [("key", "child-00001"), ("revision", "1"), ("given_name", "Maël"), ("family_name", "D'Hérouville"), ("birth_date", "2026-01-15"), ("walks_since", "")];
        app.form(&town.manager, &format!("{page}/children"), &child).await.expect(StatusCode::SEE_OTHER);
        let family = app.get(&town.counsellor, &format!("/api/v1{page}")).await.expect(StatusCode::OK).json();
        assert_eq!((family["parents"].as_array().unwrap().len(), family["children"].as_array().unwrap().len()), (2, 2), "pressed twice, added once");
        assert_eq!(family["parents"][1]["phone"], "+33711223344");
        let found = app.get(&town.manager, "/api/v1/families?q=herouville").await.expect(StatusCode::OK).json();
        assert_eq!(found["items"][0]["id"], town.family.to_string());
        let input = json!({ "given_name": "Ana", "family_name": "Le Goff", "phone": null, "email": "ana@exemple.fr", "language": "fr", "safe_contact": "normal" });
        let added = app.api(&town.manager, Method::POST, &format!("/api/v1{page}/parents"), input.clone()).await.expect(StatusCode::CREATED).json();
        assert_eq!(added["parents"].as_array().unwrap().len(), 3);
        app.api(&town.other_manager, Method::POST, &format!("/api/v1{page}/parents"), input).await.expect(StatusCode::NOT_FOUND);
    }

    async fn after_a_change_of_name_the_old_one_finds_nothing(app: TestApp) {
        let town = app.town().await;
        app.api(&town.prescriber_member, Method::POST, "/api/v1/referrals", crate::referrals::referral(&town)).await.expect(StatusCode::CREATED);
        let found = async |words: &str| {
            let list = app.get(&town.manager, &format!("/api/v1/families?q={}", web::forms::percent(words))).await.expect(StatusCode::OK).json();
            list["items"].as_array().unwrap().len()
        };
        let family = app.get(&town.manager, "/api/v1/families?q=fatoumata").await.expect(StatusCode::OK).json()["items"][0]["id"].as_str().unwrap().to_owned();
        let shown = app.get(&town.manager, &format!("/api/v1/families/{family}")).await.expect(StatusCode::OK).json();
        let child = &shown["children"][0];
        let change = json!({ "given_name": "Awa", "family_name": "Élysée", "birth_date": child["birth_date"] });
        app.api(&town.manager, Method::PUT, &format!("/api/v1/families/{family}/children/{}", child["id"].as_str().unwrap()), change).await.expect(StatusCode::OK);
        assert_eq!((found("aicha").await, found("awa elysee").await), (0, 1));
        assert_eq!(found("guessan").await, 1, "the parent still has that name");
        let inbox = async |words: &str| app.get(&town.manager, &format!("/referrals/inbox?q={words}")).await.expect(StatusCode::OK).body;
        assert!(inbox("awa").await.contains("O00001") && !inbox("aicha").await.contains("O00001"));
        let parent = &shown["parents"][0];
        let change = json!({ "given_name": parent["given_name"], "family_name": "Martin", "phone": "0698765432", "email": null, "language": "fr", "safe_contact": "normal" });
        app.api(&town.manager, Method::PUT, &format!("/api/v1/families/{family}/parents/{}", parent["id"].as_str().unwrap()), change).await.expect(StatusCode::OK);
        assert_eq!((found("guessan").await, found("martin").await), (0, 1));
    }

    async fn a_family_is_protected_and_those_who_work_with_it_still_see_it(app: TestApp) {
        let town = app.town().await;
        let page = format!("/families/{}", town.family);
        let protect = [("key", "protect-001"), ("protected", "true")];
        app.form(&town.other_manager, &format!("{page}/protection"), &protect).await.expect(StatusCode::NOT_FOUND);
        app.form(&town.staff, &format!("{page}/protection"), &protect).await.expect(StatusCode::FORBIDDEN);
        app.form(&town.manager, &format!("{page}/protection"), &protect).await.expect(StatusCode::SEE_OTHER);
        for token in [&town.manager, &town.counsellor] {
            let family = app.get(token, &format!("/api/v1{page}")).await.expect(StatusCode::OK).json();
            assert_eq!(family["protected"], true);
        }
        // Somebody who joins the site later is not named.
        let site = town.site;
        let organisation = town.operator;
        let newcomer = app.db.write(move |tx| {
            let new = db::accounts::NewPerson { given_name: "Nora".into(), family_name: "Arrivée".into(), email: "nora@exemple.fr".into(), language: "fr".into(), password_hash: None };
            let person = tx.create_person(&new)?;
            let since = domain::Period { from: jiff::civil::date(2026, 1, 1), until: None };
            let held = tx.create_membership(person, organisation, Some(site), domain::access::Role::SiteManager, since)?;
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(domain::access::Action::ManagePeople, "person", person))?;
            tx.create_api_token(db::accounts::TokenOwner::Membership(held), "tests", "*", tx.now.plus_hours(24))
        }).await.unwrap();
        app.get(&newcomer, &page).await.expect(StatusCode::NOT_FOUND);
        let open = json!({ "protected": false });
        app.api(&newcomer, Method::PUT, &format!("/api/v1{page}/protection"), open.clone()).await.expect(StatusCode::NOT_FOUND);
        app.api(&town.manager, Method::PUT, &format!("/api/v1{page}/protection"), open).await.expect(StatusCode::OK);
        app.get(&newcomer, &page).await.expect(StatusCode::OK);
        assert!(app.audit_lines().await.iter().any(|line| line.starts_with("manage_family done") && line.contains("\"after\":true")));
    }

    async fn a_parent_who_says_stop_is_followed_no_more_and_keeps_her_place(app: TestApp) {
        let town = app.town().await;
        let sent = app.api("", Method::POST, "/api/v1/referrals", crate::referrals::referral(&town)).await.expect(StatusCode::CREATED).json();
        let follow = sent["follow_url"].as_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
        let referral = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
        app.get("", &follow).await.expect(StatusCode::OK);
        let family = app.get(&town.manager, "/api/v1/families?q=fatoumata").await.expect(StatusCode::OK).json()["items"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/families/{family}/consents");
        let consents = app.get(&town.manager, &path).await.expect(StatusCode::OK).json();
        let id = consents["items"][0]["id"].as_str().unwrap().to_owned();
        assert!(consents["items"][0]["withdrawn_at"].is_null());
        let withdraw = format!("{path}/{id}/withdraw");
        for (token, status) in [(&town.other_manager, StatusCode::NOT_FOUND), (&town.prescriber_member, StatusCode::FORBIDDEN)] {
            app.get(token, &path).await.expect(status);
            app.api(token, Method::POST, &withdraw, json!({})).await.expect(status);
        }
        let elsewhere = format!("/api/v1/families/{}/consents/{id}/withdraw", town.family);
        app.api(&town.manager, Method::POST, &elsewhere, json!({})).await.expect(StatusCode::NOT_FOUND);
        let after = app.api(&town.manager, Method::POST, &withdraw, json!({})).await.expect(StatusCode::OK).json();
        assert!(after["items"].as_array().unwrap().iter().any(|consent| consent["id"] == id && consent["withdrawn_at"].is_string()));
        app.api(&town.manager, Method::POST, &withdraw, json!({})).await.expect(StatusCode::CONFLICT);
        assert!(app.get("", &follow).await.status.is_client_error(), "the link of the e-mail is closed");
        // The child comes: that is no longer for who referred it.
        let file = app.api(&town.manager, Method::POST, &format!("{referral}/answer"), json!({ "decision": "accept" })).await.expect(StatusCode::OK).json();
        let child: domain::ChildId = file["children"][0]["id"].as_str().unwrap().parse().unwrap();
        let site = town.site;
        app.db.write(move |tx| {
            let now = tx.now;
            db::referrals::note_first_attendance(tx, child, site, now)?;
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(domain::access::Action::RecordAttendance, "child", child))
        }).await.unwrap();
        assert_eq!(app.get(&town.manager, &referral).await.expect(StatusCode::OK).json()["status"], "accepted");
        let page = app.get(&town.manager, &format!("/families/{family}")).await.expect(StatusCode::OK);
        assert!(page.body.contains("retiré le") && page.body.contains("Aïcha"), "{}", page.body);
    }
}
