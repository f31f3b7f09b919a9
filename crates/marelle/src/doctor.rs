//! `marelle doctor`: what an operator looks at first when something is wrong.

use std::path::Path;
use std::process::ExitCode;

use db::installation::Finding;

use crate::start::{self, Place};

/// Looks at the installation; fails when something must be put right.
pub(crate) async fn run(place: Place) -> anyhow::Result<ExitCode> {
    place.must_exist()?;
    let db = start::open(place.url()?, start::clock(None)?).await?;
    let now = db.now();
    let mut findings = db.read(move |conn| db::installation::examine(conn, now)).await?;
    if place.data.exists() {
        findings.push(disk(&place.data));
    }
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

/// Bytes under which a disk is as good as full: a month of a large installation, and room to copy its database.
const LEAST_FREE: u64 = 1 << 30;

/// The room left where the data are: a database that cannot grow refuses every write.
#[cfg(unix)]
fn disk(folder: &Path) -> Finding {
    let subject = "disk space";
    match rustix::fs::statvfs(folder) {
        Ok(disk) => room(disk.f_bavail.saturating_mul(disk.f_frsize)),
        Err(error) => Finding { subject, words: format!("{}: {error}", folder.display()), good: false },
    }
}

#[cfg(not(unix))]
fn disk(_: &Path) -> Finding {
    Finding { subject: "disk space", words: "not looked at on this system".to_owned(), good: true }
}

#[cfg_attr(not(unix), expect(dead_code, reason = "only asked where the room left can be read"))]
fn room(free: u64) -> Finding {
    // Tenths of gigabytes, without a float.
    let tenths = free / ((1 << 30) / 10);
    let shown = format!("{}.{} GiB free", tenths / 10, tenths % 10);
    let good = free >= LEAST_FREE;
    let words = if good { shown } else { format!("{shown}, must be at least 1 GiB: make room before writes fail") };
    Finding { subject: "disk space", words, good }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_is_nearly_full_is_said_to_be_wrong() {
        assert!(!room(500 << 20).good && room(500 << 20).words.contains("make room"));
        assert!(room(20 << 30).good);
        assert_eq!(room(20 << 30).words, "20.0 GiB free");
    }

    #[test]
    fn the_room_left_is_read_where_the_data_are() {
        assert!(disk(Path::new(".")).words.contains("free") || cfg!(not(unix)));
        assert!(!disk(Path::new("/there/is/no/such/folder")).good || cfg!(not(unix)));
    }
}
