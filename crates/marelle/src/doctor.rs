//! `marelle doctor`: what an operator looks at first when something is wrong.

use std::process::ExitCode;

use crate::start::{self, Place};

/// Looks at the installation; fails when something must be put right.
pub(crate) async fn run(place: Place) -> anyhow::Result<ExitCode> {
    place.must_exist()?;
    let db = start::open(place.url()?, start::clock(None)?).await?;
    let findings = db.read(db::installation::examine).await?;
    let mut wrong = 0;
    for finding in &findings {
        wrong += usize::from(!finding.good);
        start::say(&format!(
            "{:<5} {}: {}",
            if finding.good { "ok" } else { "WRONG" },
            finding.subject,
            finding.words
        ))?;
    }
    start::say(&match wrong {
        0 => format!("{} checks, nothing wrong", findings.len()),
        wrong => format!("{} checks, {wrong} wrong", findings.len()),
    })?;
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
