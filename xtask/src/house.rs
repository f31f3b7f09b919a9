//! Where things are: the root of the working copy and the folder cargo builds in.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::run;

/// The working copy this command was called in.
pub(crate) struct House {
    /// The folder that holds the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// Where cargo puts what it builds.
    pub(crate) target: PathBuf,
    /// `cargo metadata` of the workspace members, dependencies by name only.
    pub(crate) metadata: Value,
}

impl House {
    pub(crate) fn find() -> Result<Self> {
        // Cargo tells where our manifest is at each run: a target folder may be shared by several working copies.
        let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| ".".into());
        let text =
            run::output(run::cargo().current_dir(here).args(["metadata", "--format-version", "1", "--no-deps"]))?;
        let metadata: Value =
            serde_json::from_str(&text).context("cargo metadata answered something else than JSON")?;
        let folder = |key: &str| {
            metadata[key].as_str().map(PathBuf::from).with_context(|| format!("cargo metadata has no {key}"))
        };
        Ok(Self { root: folder("workspace_root")?, target: folder("target_directory")?, metadata })
    }

    /// The files git knows, relative to the root: what a fresh clone holds, plus what is about to be added.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        let list = run::output(run::command("git").current_dir(&self.root).args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]))?;
        Ok(list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }
}
