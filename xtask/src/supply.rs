//! Banned crates and licences, read from deny.toml and checked on the resolved graph without any tool to install.
//! `cargo deny` checks the same file more finely where it is installed.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::house::House;
use crate::run;

/// Where each library's reason is.
const REASONS: &str = "docs/dependencies.md";

/// What deny.toml says, as far as this check reads it.
#[derive(Debug, PartialEq, Eq)]
struct Rules {
    banned: Vec<String>,
    /// Crates that may be there in one version only.
    single: Vec<String>,
    licences: Vec<String>,
}

pub(crate) fn check(house: &House) -> Result<Vec<String>> {
    let rules = rules(&std::fs::read_to_string(house.root.join("deny.toml")).context("deny.toml")?)?;
    let graph =
        run::output(run::cargo().current_dir(&house.root).args(["metadata", "--format-version", "1", "--locked"]))?;
    let graph: Value = serde_json::from_str(&graph).context("cargo metadata answered something else than JSON")?;
    let reasons = std::fs::read_to_string(house.root.join(REASONS)).context(REASONS)?;
    let mut wrong = check_graph(&rules, &graph);
    wrong.extend(check_reasons(&reasons, &house.metadata));
    Ok(wrong)
}

/// Reads `{ crate = "name", … }` under `deny = [` and `"LICENCE",` under `allow = [`, one a line.
fn rules(text: &str) -> Result<Rules> {
    let entries = |opening: &str| -> Vec<&str> {
        let lines = text.lines().map(str::trim).skip_while(|line| *line != opening).skip(1);
        lines.take_while(|line| *line != "]").filter(|line| !line.starts_with('#')).collect()
    };
    let names = |lines: &[&str]| lines.iter().filter_map(|line| line.split('"').nth(1).map(str::to_owned)).collect();
    let (single, banned): (Vec<&str>, Vec<&str>) =
        entries("deny = [").into_iter().partition(|line| line.contains("deny-multiple-versions = true"));
    let rules = Rules { banned: names(&banned), single: names(&single), licences: names(&entries("allow = [")) };
    if rules.banned.is_empty() || rules.licences.is_empty() {
        bail!("deny.toml holds no `deny = [` or no `allow = [` list, one entry a line");
    }
    Ok(rules)
}

fn check_graph(rules: &Rules, graph: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in graph["packages"].as_array().map_or(&[][..], Vec::as_slice) {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        let (name, version) = (text("name"), text("version"));
        if rules.banned.iter().any(|banned| banned == name) {
            wrong.push(format!("{name} {version} is banned (deny.toml says why)"));
        }
        if rules.single.iter().any(|single| single == name) {
            versions.entry(name).or_default().push(version);
        }
        match package["source"].as_str() {
            None => continue,
            Some(source) if source.starts_with("registry+") => {}
            Some(source) => wrong.push(format!("{name} {version} comes from {source}, not from the registry")),
        }
        if !licence_allowed(text("license"), &rules.licences) {
            wrong.push(format!(
                "{name} {version} has the licence `{}`, which deny.toml does not allow",
                text("license")
            ));
        }
    }
    for (name, versions) in versions.iter().filter(|(_, versions)| versions.len() > 1) {
        wrong.push(format!("{name} is there more than once: {}", versions.join(", ")));
    }
    wrong
}

/// Every library the workspace names has a row, and every row a library.
fn check_reasons(reasons: &str, metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let named: BTreeSet<&str> = packages
        .iter()
        .flat_map(|package| package["dependencies"].as_array().map_or(&[][..], Vec::as_slice))
        .filter(|dependency| dependency["path"].is_null())
        .filter_map(|dependency| dependency["name"].as_str())
        .collect();
    let rows: BTreeSet<&str> =
        reasons.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(name, _)| name).collect();
    let missing = named.difference(&rows).map(|name| format!("{name} has no row in {REASONS}"));
    let needless = rows.difference(&named).map(|name| format!("{REASONS} has a row for {name}, which nothing names"));
    missing.chain(needless).collect()
}

/// Whether an SPDX expression can be satisfied with allowed licences. `/` is the old way to write OR.
fn licence_allowed(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let answer = any_of(&mut words, allowed);
    answer && words.peek().is_none() && !expression.trim().is_empty()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words<'_>, allowed: &[String]) -> bool {
    let mut answer = all_of(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        answer |= all_of(words, allowed);
    }
    answer
}

fn all_of(words: &mut Words<'_>, allowed: &[String]) -> bool {
    let mut answer = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        answer &= one(words, allowed);
    }
    answer
}

fn one(words: &mut Words<'_>, allowed: &[String]) -> bool {
    match words.next() {
        Some("(") => any_of(words, allowed) & words.next_if_eq(&")").is_some(),
        Some(licence) => {
            let name = match words.next_if_eq(&"WITH") {
                Some(_) => format!("{licence} WITH {}", words.next().unwrap_or_default()),
                None => licence.to_owned(),
            };
            allowed.contains(&name)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn some_rules() -> Rules {
        Rules {
            banned: vec!["reqwest".into()],
            single: vec!["jiff".into()],
            licences: vec!["MIT".into(), "Apache-2.0".into()],
        }
    }

    #[test]
    fn the_lists_of_the_file_are_read() {
        let text = "[bans]\ndeny = [\n    # a word about it\n    { crate = \"reqwest\", reason = \"heavy\" },\n    { crate = \"jiff\", deny-multiple-versions = true },\n]\n[licenses]\nallow = [\n    \"MIT\",\n    \"Apache-2.0\",\n]\n";
        assert_eq!(rules(text).unwrap(), some_rules());
        assert!(rules("[bans]\n").is_err());
    }

    #[test]
    fn licence_expressions_are_understood() {
        let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
        for good in [
            "MIT",
            "MIT OR GPL-2.0",
            "GPL-2.0 OR MIT",
            "MIT/Apache-2.0",
            "(MIT OR GPL-2.0) AND Apache-2.0",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(licence_allowed(good, &allowed), "{good}");
        }
        for bad in [
            "",
            "GPL-2.0",
            "MIT AND GPL-2.0",
            "(MIT OR GPL-2.0) AND GPL-2.0",
            "MIT WITH LLVM-exception",
            "(MIT",
            "MIT )",
        ] {
            assert!(!licence_allowed(bad, &allowed), "{bad}");
        }
    }

    #[test]
    fn each_library_has_its_reason_and_each_reason_its_library() {
        let metadata = json!({ "packages": [{ "name": "web", "dependencies": [
            { "name": "axum" }, { "name": "serde" }, { "name": "domain", "path": "crates/domain" },
        ] }] });
        assert_eq!(check_reasons("| `axum` | routes |\n| `serde` | JSON |\n", &metadata), Vec::<String>::new());
        assert_eq!(check_reasons("| `axum` | routes |\n| `rocket` | routes |\n", &metadata).len(), 2);
    }

    #[test]
    fn what_is_banned_foreign_or_badly_licensed_is_told() {
        let package = |name: &str, source: Value, licence: &str| json!({ "name": name, "version": "1.0.0", "source": source, "license": licence });
        let graph = json!({ "packages": [
            package("web", Value::Null, "EUPL-1.2"),
            package("serde", json!("registry+x"), "MIT OR Apache-2.0"),
            package("reqwest", json!("registry+x"), "MIT"),
            package("forked", json!("git+https://somewhere"), "MIT"),
            package("jiff", json!("registry+x"), "MIT"),
            package("jiff", json!("registry+x"), "MIT"),
            package("closed", json!("registry+x"), "BUSL-1.1"),
        ] });
        let wrong = check_graph(&some_rules(), &graph);
        assert_eq!(wrong.len(), 4, "{wrong:?}");
    }
}
