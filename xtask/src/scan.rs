//! What must never be in a committed file: a secret, a path of somebody's machine, a package host, unfinished code.

use std::path::Path;

/// A text that must not be there, and why. Written in two halves so that this file passes its own scan.
const FORBIDDEN: &[(&str, &str)] = &[
    (concat!("/wo", "rk/"), "a path of one machine"),
    (concat!("/ho", "me/"), "a path of one machine"),
    (concat!("/ro", "ot/"), "a path of one machine"),
    (concat!("/Use", "rs/"), "a path of one machine"),
    (concat!("static.crates", ".io"), "a package host"),
    (concat!("index.crates", ".io"), "a package host"),
    (concat!("://crates", ".io"), "a package host"),
    (concat!("registry.npmjs", ".org"), "a package host"),
    (concat!("://pypi", ".org"), "a package host"),
    (concat!("pythonhosted", ".org"), "a package host"),
    (concat!("deb.debian", ".org"), "a package host"),
    (concat!("to", "do!("), "unfinished code"),
    (concat!("unimple", "mented!("), "unfinished code"),
    (concat!("test.on", "ly("), "a test that hides the others"),
    (concat!("PRIVATE ", "KEY-----"), "a private key"),
    (concat!("AK", "IA"), "what looks like a cloud key"),
    (concat!("gh", "p_"), "what looks like a forge token"),
    (concat!("xo", "xb-"), "what looks like a chat token"),
];

/// Files nobody types and that hold long random texts.
const NOT_READ: &[&str] = &["Cargo.lock", "e2e/package-lock.json"];

/// Every forbidden text of these files, as `path:line: why`.
pub(crate) fn check(root: &Path, files: &[String]) -> Vec<String> {
    let texts = files.iter().filter_map(|path| Some((path, std::fs::read_to_string(root.join(path)).ok()?)));
    texts.flat_map(|(path, text)| check_text(path, &text)).collect()
}

fn check_text(path: &str, text: &str) -> Vec<String> {
    if path.ends_with("package-lock.json") && text.contains("\"resolved\"") {
        return vec![format!(
            "{path}: the lock names package hosts: write it with `npm install --omit-lockfile-registry-resolved`"
        )];
    }
    if NOT_READ.contains(&path) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for (word, why) in FORBIDDEN.iter().filter(|(word, _)| line.contains(word)) {
            found.push(format!("{path}:{}: {why} (`{word}`)", number + 1));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forbidden_text_is_found_where_it_is() {
        for (word, why) in FORBIDDEN {
            let text = format!("first line\nlet x = \"{word}\";\n");
            let found = check_text("crates/web/src/lib.rs", &text);
            assert!(
                found.iter().any(|line| line.starts_with("crates/web/src/lib.rs:2:") && line.contains(why)),
                "{word}"
            );
        }
    }

    #[test]
    fn an_ordinary_file_passes() {
        assert_eq!(check_text("README.md", "Run `cargo xtask test`.\n"), Vec::<String>::new());
    }

    #[test]
    fn a_node_lock_that_names_hosts_is_refused() {
        assert_eq!(check_text("e2e/package-lock.json", "{\"resolved\": \"https://host/\"}").len(), 1);
        assert_eq!(check_text("e2e/package-lock.json", "{\"integrity\": \"sha512-x\"}").len(), 0);
    }
}
