//! The description of the API says what the program does, and nothing else.

use std::collections::BTreeSet;

use axum::http::StatusCode;

#[test]
fn every_route_of_the_api_is_described_and_every_description_is_a_route() {
    let routes: BTreeSet<(String, String)> = web::rooms::listed()
        .into_iter()
        .filter(|route| route.path.starts_with("/api/v1/") && route.path != "/api/v1/openapi.json")
        .map(|route| (route.path.to_owned(), route.method.to_lowercase()))
        .collect();
    let document = web::openapi::document();
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| item.as_object().unwrap().keys().map(|method| (path.clone(), method.clone())))
        .collect();
    let (missing, invented): (Vec<_>, Vec<_>) =
        (routes.difference(&described).collect(), described.difference(&routes).collect());
    assert!(missing.is_empty() && invented.is_empty(), "not described: {missing:?}; not a route: {invented:?}");
    assert!(described.len() >= 3);
}

#[test]
fn every_reference_of_the_document_leads_somewhere_and_every_write_has_its_key() {
    let document = web::openapi::document();
    assert_eq!(document["openapi"], "3.1.0");
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#/").skip(1) {
        let pointer = format!("/{}", part.split('"').next().unwrap());
        assert!(document.pointer(&pointer).is_some(), "{pointer}");
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let key = operation["parameters"].as_array().into_iter().flatten().any(|p| p["name"] == "Idempotency-Key");
            assert_eq!(key, method != "get", "{method} {path}");
            assert!(operation["security"].is_array(), "{method} {path} has no action");
            assert!(operation["summary"].is_string() || operation["description"].is_string(), "{method} {path}");
        }
    }
}

testkit::both_engines! {
    async fn the_description_is_served_and_readable(app: TestApp) {
        let document = app.get("", "/api/v1/openapi.json").await.expect(StatusCode::OK);
        assert!(document.json()["paths"]["/api/v1/sites"]["get"].is_object());
        let page = app.get("", "/api").await.expect(StatusCode::OK);
        assert!(page.body.contains("GET /api/v1/sites/{id}/sessions"), "{}", page.body);
        assert!(page.body.contains("regular | adaptation | emergency"));
        assert!(!page.body.contains("<script>"));
    }
}

/// A change of the API is a change of `docs/openapi.json`, and is seen in review.
#[test]
fn the_document_of_the_documentation_is_the_one_the_program_serves() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let document = serde_json::to_string_pretty(&web::openapi::document()).unwrap() + "\n";
    if std::env::var_os("MARELLE_WRITE_API").is_some() {
        std::fs::write(path, &document).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let differs = committed.lines().zip(document.lines()).find(|(left, right)| left != right);
    assert!(
        committed == document,
        "docs/openapi.json is not the API any more ({differs:?}): MARELLE_WRITE_API=1 cargo nextest run -p web openapi::"
    );
}

testkit::both_engines! {
    /// A list is read whole and each line once, however it is cut; a cursor nobody gave is a wrong field.
    async fn lists_are_paged_by_cursors(app: TestApp) {
        let town = app.town().await;
        let site = town.site;
        app.db.write(move |tx| {
            for number in 0..7 {
                let id = tx.create_family("34145", false)?;
                let child = db::families::NewChild { given_name: format!("Enfant {number}"), family_name: "Même-Nom".into(), birth_date: jiff::civil::date(2025, 9, 1) };
                tx.create_child(id, &child)?;
                let to = db::families::LinkTo { site: Some(site), ..db::families::LinkTo::default() };
                tx.create_link(id, domain::families::LinkKind::Admission, to, domain::Period { from: jiff::civil::date(2026, 1, 1), until: None })?;
                tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(domain::access::Action::ManageFamily, "family", id))?;
            }
            Ok(())
        }).await.unwrap();
        for list in ["/api/v1/families", "/api/v1/sites"] {
            let whole = app.get(&town.manager, &format!("{list}?limit=50")).await.expect(StatusCode::OK).json();
            assert!(whole["next"].is_null());
            let ids = |page: &serde_json::Value| -> Vec<String> { page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect() };
            let (mut found, mut next, mut pages) = (Vec::new(), String::new(), 0);
            loop {
                let page = app.get(&town.manager, &format!("{list}?limit=3{next}")).await.expect(StatusCode::OK).json();
                assert!(ids(&page).len() <= 3);
                found.extend(ids(&page));
                pages += 1;
                match page["next"].as_str() {
                    Some(cursor) => next = format!("&cursor={}", web::forms::percent(cursor)),
                    None => break,
                }
            }
            assert_eq!(found, ids(&whole), "{list}");
            assert_eq!(pages, found.len().div_ceil(3).max(1), "{list}");
            app.get(&town.manager, &format!("{list}?limit=0")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        }
    }

    async fn a_cursor_nobody_gave_is_a_wrong_field(app: TestApp) {
        let town = app.town().await;
        for list in ["sites", "families", "referrals", "place-requests"] {
            let wrong = app.get(&town.manager, &format!("/api/v1/{list}?cursor=nonsense")).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(wrong["errors"][0]["field"], "cursor", "{list}");
        }
    }

    /// Who changes what somebody else has changed since is told so, and nothing is lost.
    async fn a_version_that_has_passed_is_refused(app: TestApp) {
        let town = app.town().await;
        let path = format!("/api/v1/families/{}", town.family);
        let shown = app.get(&town.manager, &path).await.expect(StatusCode::OK);
        assert!(shown.headers.contains_key("etag"));
        let revision = shown.json()["children"][0]["revision"].as_i64().unwrap();
        let change = |name: &str, version: String| {
            let body = serde_json::json!({ "given_name": name, "family_name": "N'Diaye", "birth_date": "2025-10-14" }).to_string();
            let path = format!("{path}/children/{}", town.child);
            let request = app.request(axum::http::Method::PUT, &path)
                .header("authorization", format!("Bearer {}", town.manager)).header("content-type", "application/json")
                .header("idempotency-key", format!("version-{}-{}", name.len(), version.len())).header("if-match", version);
            app.send(request.body(axum::body::Body::from(body)).unwrap())
        };
        change("Inès-Marie", format!("\"{revision}\"")).await.expect(StatusCode::OK);
        let late = change("Inna", format!("\"{revision}\"")).await;
        assert!(matches!(late.status, StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED), "{} {}", late.status, late.body);
        assert_eq!(app.get(&town.manager, &path).await.json()["children"][0]["given_name"], "Inès-Marie");
        change("Inna", "W/\"nonsense\"".to_owned()).await.expect(StatusCode::PRECONDITION_FAILED);
        change("Inaya", "*".to_owned()).await.expect(StatusCode::OK);
    }
}
