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
}
