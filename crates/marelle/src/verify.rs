//! `marelle verify`: derives again from the rows what must hold, with code that shares nothing with the booking path.

use std::process::ExitCode;

use crate::start::{self, Place};

/// Rows named for each thing that is broken.
const MOST_NAMED: usize = 20;

/// Looks at every row; fails, naming rows, when something is broken.
pub(crate) async fn run(place: Place) -> anyhow::Result<ExitCode> {
    place.must_exist()?;
    let db = start::open(place.url()?, start::clock(None)?).await?;
    let checks = db.read(db::verify::verify).await?;
    let mut broken = 0;
    for check in &checks {
        let holds = check.broken.is_empty();
        broken += check.broken.len();
        start::say(&format!("{:<6} {:>8}  {}", if holds { "ok" } else { "BROKEN" }, check.looked_at, check.what))?;
        for row in check.broken.iter().take(MOST_NAMED) {
            start::say(&format!("         {row}"))?;
        }
        if check.broken.len() > MOST_NAMED {
            start::say(&format!("         and {} more", check.broken.len() - MOST_NAMED))?;
        }
    }
    let looked_at: usize = checks.iter().map(|check| check.looked_at).sum();
    start::say(&match broken {
        0 => format!("{} things hold, looked at {looked_at} times", checks.len()),
        broken => format!("{broken} rows are broken"),
    })?;
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
