//! The arrow test: which floor may stand on which. `marelle → web → {documents, db, i18n, planner} → domain`.

use serde_json::Value;

/// A floor, the floors it may stand on, and (for the pure ones) the only libraries it may name.
struct Floor {
    name: &'static str,
    below: &'static [&'static str],
    only: Option<&'static [&'static str]>,
}

const FLOORS: &[Floor] = &[
    Floor { name: "marelle", below: &["web", "documents", "db", "i18n", "planner", "domain"], only: None },
    Floor { name: "web", below: &["documents", "db", "i18n", "planner", "domain"], only: None },
    Floor { name: "documents", below: &["domain"], only: None },
    Floor { name: "db", below: &["domain"], only: None },
    Floor { name: "i18n", below: &["domain"], only: None },
    Floor {
        name: "planner",
        below: &["domain"],
        only: Some(&["jiff", "rand_core", "rand_xoshiro", "serde", "serde_json", "serde_path_to_error", "thiserror"]),
    },
    Floor { name: "domain", below: &[], only: Some(&["jiff", "serde", "serde_json", "thiserror", "uuid"]) },
    Floor { name: "testkit", below: &["marelle", "web", "documents", "db", "i18n", "planner", "domain"], only: None },
    Floor { name: "xtask", below: &[], only: Some(&["anyhow", "clap", "serde_json"]) },
];

/// Libraries that speak SQL or a database's protocol: only these floors may name them.
const SQL: (&[&str], &[&str]) = (
    &["diesel", "diesel_migrations", "diesel-async", "libsqlite3-sys", "pq-sys", "rusqlite", "sqlx"],
    &["db", "testkit"],
);

/// Every arrow of the workspace that the house plan does not have, as sentences.
pub(crate) fn check(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let name_of = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let members: Vec<String> = packages.iter().map(name_of).collect();
    let mut wrong = Vec::new();
    if members.is_empty() {
        wrong.push("cargo metadata lists no crate: nothing was checked".to_owned());
    }
    for package in packages {
        let crate_name = name_of(package);
        let Some(floor) = FLOORS.iter().find(|floor| floor.name == crate_name) else {
            wrong.push(format!(
                "{crate_name} is on no floor: give it its place in xtask/src/arrows.rs and ARCHITECTURE.md"
            ));
            continue;
        };
        for dependency in package["dependencies"].as_array().map_or(&[][..], Vec::as_slice) {
            let to = name_of(dependency);
            let for_tests = dependency["kind"] == "dev";
            if SQL.0.contains(&to.as_str()) && !SQL.1.contains(&floor.name) {
                wrong.push(format!("{crate_name} names {to}: SQL lives on the db floor only"));
            }
            if members.contains(&to) {
                let allowed = floor.below.contains(&to.as_str()) || (for_tests && to == "testkit");
                if !allowed {
                    wrong.push(format!("{crate_name} → {to}: this arrow is not in the plan"));
                }
            } else if let Some(only) = floor.only
                && dependency["kind"].is_null()
                && !only.contains(&to.as_str())
            {
                wrong.push(format!("{crate_name} names {to}: it may name only {}", only.join(", ")));
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn workspace(from: &str, to: &str, kind: Value) -> Value {
        let packages: Vec<Value> = FLOORS
            .iter()
            .map(|floor| {
                let arrows = if floor.name == from { json!([{ "name": to, "kind": kind }]) } else { json!([]) };
                json!({ "name": floor.name, "dependencies": arrows })
            })
            .collect();
        json!({ "packages": packages })
    }

    #[test]
    fn arrows_of_the_plan_pass() {
        for (from, to) in [
            ("marelle", "web"),
            ("web", "db"),
            ("db", "domain"),
            ("db", "diesel"),
            ("domain", "jiff"),
            ("testkit", "web"),
        ] {
            assert_eq!(check(&workspace(from, to, Value::Null)), Vec::<String>::new(), "{from} → {to}");
        }
        assert_eq!(check(&workspace("web", "testkit", json!("dev"))), Vec::<String>::new());
        assert_eq!(check(&workspace("domain", "proptest", json!("dev"))), Vec::<String>::new());
    }

    #[test]
    fn every_other_arrow_is_refused() {
        for (from, to, kind) in [
            ("domain", "db", Value::Null),
            ("db", "web", Value::Null),
            ("db", "web", json!("dev")),
            ("planner", "db", Value::Null),
            ("web", "marelle", Value::Null),
            ("web", "testkit", Value::Null),
            ("web", "diesel", Value::Null),
            ("web", "diesel", json!("dev")),
            ("marelle", "diesel", Value::Null),
            ("i18n", "planner", json!("build")),
            ("domain", "tokio", Value::Null),
            ("xtask", "domain", Value::Null),
        ] {
            assert_eq!(check(&workspace(from, to, kind)).len(), 1, "{from} → {to}");
        }
    }

    #[test]
    fn a_crate_without_a_floor_is_refused() {
        assert_eq!(check(&json!({ "packages": [{ "name": "helpers", "dependencies": [] }] })).len(), 1);
        assert_eq!(check(&json!({ "packages": [] })).len(), 1);
    }
}
