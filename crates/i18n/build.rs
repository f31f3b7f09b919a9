//! Reads `locales/`, refuses what is missing, and writes one Rust function per message (see `build/catalogue.rs`).

#![expect(clippy::expect_used, reason = "a build that cannot read its own files stops")]

#[path = "build/catalogue.rs"]
mod catalogue;

use std::path::{Path, PathBuf};
use std::{env, fs};

use catalogue::{Catalogue, File};

const LANGUAGES: [&str; 3] = ["fr", "en", "ar"];

fn main() {
    let root =
        PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder")).join("../../locales");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/catalogue.rs");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    for language in LANGUAGES {
        files.extend(read_language(&root, language));
    }
    match Catalogue::read(&files) {
        Ok(catalogue) => {
            let out = PathBuf::from(env::var("OUT_DIR").expect("cargo names the output folder"));
            fs::write(out.join("text.rs"), catalogue.rust()).expect("the output folder is writable");
        }
        Err(breaches) => {
            for breach in breaches {
                println!("cargo::error={breach}");
            }
        }
    }
}

fn read_language(root: &Path, language: &'static str) -> Vec<File> {
    let folder = root.join(language);
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ftl"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            println!("cargo::rerun-if-changed={}", path.display());
            let room = path.file_stem().expect("a file name").to_string_lossy().into_owned();
            let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            File { language, room, source }
        })
        .collect()
}
