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
