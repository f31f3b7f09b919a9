//! The access table in words.

use axum::http::StatusCode;

#[test]
fn the_page_of_the_documentation_is_the_table_of_the_program() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/access.md");
    let document = web::access::document(&web::rooms::listed());
    if std::env::var_os("MARELLE_WRITE_ACCESS").is_some() {
        std::fs::write(path, &document).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let differs = committed.lines().zip(document.lines()).find(|(left, right)| left != right);
    assert!(
        committed == document,
        "docs/access.md is not the table any more ({differs:?}): MARELLE_WRITE_ACCESS=1 cargo nextest run -p web access::"
    );
}

testkit::both_engines! {
    async fn anybody_may_read_who_can_see_what(app: TestApp) {
        let page = app.get("", "/access").await.expect(StatusCode::OK);
        for words in ["Voir les coordonnées et la situation d’une famille", "Les parents que l’on accompagne", "familles protégées aussi"] {
            assert!(page.body.contains(words), "{words} in {}", page.body);
        }
    }
}
