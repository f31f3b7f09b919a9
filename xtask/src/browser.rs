//! What the browser tests need: a Chromium and the node packages of `e2e/`.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::house::House;
use crate::run;

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Finds or installs both, and gives the browser's path.
pub(crate) fn prepare(house: &House) -> Result<PathBuf> {
    let chromium = chromium()?;
    node_packages(house)?;
    Ok(chromium)
}

fn chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Ok(path.into());
    }
    if let Some(path) = run::find(NAMES) {
        return Ok(path);
    }
    run::apt_install("Chromium", &["chromium", "fonts-dejavu-core"])?;
    run::find(NAMES).context("Chromium was installed but is not on the search path")
}

/// `npm ci`, unless what is there was made from this very lock.
fn node_packages(house: &House) -> Result<()> {
    let folder = house.root.join("e2e");
    let lock = std::fs::read(folder.join("package-lock.json")).context("e2e/package-lock.json")?;
    let stamp = folder.join("node_modules").join(".made-from-lock");
    if std::fs::read(&stamp).is_ok_and(|made_from| made_from == lock) {
        return Ok(());
    }
    let npm = run::find(&["npm"]).context("npm is missing: install node 20 or later")?;
    run::watch(run::command(npm).current_dir(&folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))?;
    std::fs::write(&stamp, lock).with_context(|| stamp.display().to_string())
}
