//! What the build refuses: each breach named by file, id, and what is missing.

use crate::catalogue::{Catalogue, File};

fn file(language: &'static str, room: &str, source: &str) -> File {
    File { language, room: room.to_owned(), source: source.to_owned() }
}

fn breaches(files: &[File]) -> Vec<String> {
    Catalogue::read(files).err().unwrap_or_default()
}

#[test]
fn a_message_becomes_a_function_with_its_variables_in_the_order_of_the_french_text() {
    let catalogue = Catalogue::read(&[
        file(
            "fr",
            "sites",
            "sites-free = { $count ->\n    [one] une place à { $site }\n   *[other] { $count } places à { $site }\n}\n",
        ),
        file("en", "sites", "sites-free = { $site }: { $count }\n"),
    ])
    .unwrap_or_else(|breaches| panic!("{breaches:?}"));
    let rust = catalogue.rust();
    assert!(
        rust.contains("pub fn sites_free(&self, count: impl Into<Value>, site: impl Into<Value>) -> String"),
        "{rust}"
    );
    assert!(rust.contains("`sites-free` of `locales/fr/sites.ftl`"), "{rust}");
}

#[test]
fn a_message_missing_in_one_language_is_refused() {
    assert_eq!(
        breaches(&[file("fr", "sites", "sites-title = Lieux\n"), file("en", "sites", "")]),
        ["locales/en/sites.ftl: `sites-title` is missing (it stands in locales/fr/sites.ftl)"]
    );
    assert_eq!(
        breaches(&[file("fr", "sites", ""), file("en", "sites", "sites-title = Sites\n")]),
        ["locales/fr/sites.ftl: `sites-title` is missing (it stands in locales/en/sites.ftl)"]
    );
}

#[test]
fn arabic_is_needed_in_family_rooms_only() {
    let sites = [file("fr", "sites", "sites-title = Lieux\n"), file("en", "sites", "sites-title = Sites\n")];
    assert_eq!(breaches(&sites), Vec::<String>::new());
    let parents =
        [file("fr", "parents", "parents-title = Bonjour\n"), file("en", "parents", "parents-title = Hello\n")];
    assert_eq!(
        breaches(&parents),
        ["locales/ar/parents.ftl: `parents-title` is missing (it stands in locales/fr/parents.ftl)"]
    );
}

#[test]
fn variables_are_the_same_in_every_language() {
    let french = "common-a = { $site } et { common-b }\ncommon-b = { NUMBER($count) }\n";
    let found = breaches(&[
        file("fr", "common", french),
        file("en", "common", "common-a = { $place }\ncommon-b = { $count }\n"),
        file("ar", "common", french),
    ]);
    assert_eq!(
        found,
        [
            "locales/en/common.ftl: `common-a` does not use $count, the French text does",
            "locales/en/common.ftl: `common-a` does not use $site, the French text does",
            "locales/en/common.ftl: `common-a` uses $place, the French text does not",
        ]
    );
}

#[test]
fn an_id_stands_once_in_a_language_and_in_one_room() {
    let found = breaches(&[
        file("fr", "rosters", "title = Places\n"),
        file("fr", "sites", "title = Lieux\n"),
        file("en", "sites", "title = Sites\n"),
    ]);
    assert_eq!(
        found,
        [
            "locales/en/sites.ftl: `title` belongs to the room of locales/fr/rosters.ftl",
            "locales/fr/sites.ftl: `title` stands in locales/fr/rosters.ftl already",
        ]
    );
    assert_eq!(
        breaches(&[file("fr", "sites", "a = A\na = B\n"), file("en", "sites", "a = A\n")]),
        ["locales/fr/sites.ftl: `a` stands twice"]
    );
}

#[test]
fn unreadable_lines_attributes_and_taken_names_are_refused() {
    let both = |source: &str| breaches(&[file("fr", "sites", source), file("en", "sites", source)]);
    assert!(both("a = A\nnot a message\n")[0].starts_with("locales/en/sites.ftl: line 2: "));
    assert!(both("a = A\n    .title = B\n")[0].contains("`a` has the attribute .title"));
    assert!(both("match = A\n")[0].contains("method named `match`"));
    assert!(both("date-long = A\n")[0].contains("method named `date_long`"));
    assert!(both("a-b = A\na_b = B\n")[0].contains("would make the same method `a_b`"));
    assert!(both("a = { $type }\n")[0].contains("variable $type"));
    assert!(both("a = { unknown-message }\n")[0].contains("quotes `unknown-message`"));
}
