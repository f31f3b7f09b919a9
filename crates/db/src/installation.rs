//! What a database is: a demonstration full of invented people, or a real installation. The two never mix.

use diesel::prelude::*;
use domain::{Instant, Word};

use crate::schema::{audit, installation, organisation};
use crate::{Conn, Error, Result, Stored, Tx, stored};

domain::word_list! {
    /// What a database was made for.
    InstallationKind {
        /// Invented people, thrown away at will.
        Demo = "demo",
        /// Real people.
        Real = "real",
    }
}

/// What the database says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installation {
    /// What it was made for.
    pub kind: InstallationKind,
    /// The seed of a demo world.
    pub seed: Option<i64>,
    /// When it was made.
    pub created_at: Instant,
}

/// What this database was made for; `None` when nobody has said yet.
pub fn installation(conn: &mut Conn) -> Result<Option<Installation>> {
    let row: Option<(Stored<InstallationKind>, Option<i64>, Stored<Instant>)> = installation::table
        .select((installation::kind, installation::seed, installation::created_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(kind, seed, created_at)| Installation { kind: kind.value(), seed, created_at: created_at.value() }))
}

impl Tx<'_> {
    /// Says what this database is for, once. A database that holds organisations already is nobody's demo.
    pub fn install(&mut self, kind: InstallationKind, seed: Option<i64>) -> Result<()> {
        self.audited = true;
        match installation(self.conn)? {
            Some(found) if found.kind == kind => return Ok(()),
            Some(found) => return Err(Error::Broken(format!("this database is a {} installation", found.kind))),
            None => {}
        }
        let organisations: i64 = organisation::table.count().get_result(self.conn)?;
        if kind == InstallationKind::Demo && organisations > 0 {
            return Err(Error::Broken("this database already holds organisations".to_owned()));
        }
        diesel::insert_into(installation::table)
            .values((
                installation::id.eq(1),
                installation::kind.eq(stored(kind)),
                installation::seed.eq(seed),
                installation::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(())
    }
}

/// One thing looked at by [`examine`].
#[derive(Debug, Clone)]
pub struct Finding {
    /// What was looked at.
    pub subject: &'static str,
    /// What was found.
    pub words: String,
    /// Whether it is as it must be.
    pub good: bool,
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

/// Looks at the settings the house relies on; `now` is what the machine's clock says.
pub fn examine(conn: &mut Conn, now: Instant) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    let kind = installation(conn)?.map_or_else(|| "not installed yet".to_owned(), |found| found.kind.to_string());
    found.push(Finding { subject: "installation", words: kind, good: true });
    // Pragmas and server settings: the one place where the engines are asked in their own words.
    let wanted: &[(&'static str, &str, &[&str])] = match conn {
        Conn::Sqlite(_) => &[
            ("journal mode", "SELECT journal_mode AS value FROM pragma_journal_mode", &["wal"]),
            ("synchronous", "SELECT CAST(synchronous AS TEXT) AS value FROM pragma_synchronous", &["2"]),
            ("foreign keys", "SELECT CAST(foreign_keys AS TEXT) AS value FROM pragma_foreign_keys", &["1"]),
            ("integrity", "SELECT quick_check AS value FROM pragma_quick_check LIMIT 1", &["ok"]),
        ],
        Conn::Postgres(_) => &[
            ("synchronous commit", "SELECT current_setting('synchronous_commit') AS value", &["on", "remote_apply"]),
            ("fsync", "SELECT current_setting('fsync') AS value", &["on"]),
            ("encoding", "SELECT current_setting('server_encoding') AS value", &["UTF8"]),
            (
                "collation",
                "SELECT datcollate AS value FROM pg_database WHERE datname = current_database()",
                &["C", "C.UTF-8", "C.utf8"],
            ),
        ],
    };
    for (subject, query, good) in wanted {
        let value = diesel::sql_query(*query).get_result::<Setting>(conn)?.value;
        let is_good = good.contains(&value.as_str());
        let words = if is_good { value } else { format!("{value}, must be {}", good.join(" or ")) };
        found.push(Finding { subject, words, good: is_good });
    }
    found.push(school_calendar(conn)?);
    found.push(clock(conn, now)?);
    Ok(found)
}

/// Seconds by which two clocks may differ.
const CLOCK_TOLERANCE: i64 = 60;

/// Holds, notices and links are counted by the clock: one that has gone back opens what was over.
fn clock(conn: &mut Conn, now: Instant) -> Result<Finding> {
    let subject = "clock";
    if installation(conn)?.is_some_and(|found| found.kind == InstallationKind::Demo) {
        return Ok(Finding { subject, words: format!("{now}; a demonstration has its own"), good: true });
    }
    let last: Option<String> = audit::table.select(diesel::dsl::max(audit::at)).first(conn)?;
    if let Some(last) = last.as_deref().and_then(Instant::read).filter(|last| last.seconds_since(now) > CLOCK_TOLERANCE)
    {
        let words = format!("{now}, but something was written at {last}: this machine's clock has gone back");
        return Ok(Finding { subject, words, good: false });
    }
    if let Conn::Postgres(_) = conn {
        let asked = r#"SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS value"#;
        let server = diesel::sql_query(asked).get_result::<Setting>(conn)?.value;
        let apart = Instant::read(&server).map_or(0, |server| server.seconds_since(now).abs());
        if apart > CLOCK_TOLERANCE {
            let words = format!("{now}, but the database server says {server}: set both by a time server");
            return Ok(Finding { subject, words, good: false });
        }
    }
    Ok(Finding { subject, words: now.to_string(), good: true })
}

fn school_calendar(conn: &mut Conn) -> Result<Finding> {
    use crate::schema::school_holiday;
    let last: Option<String> =
        school_holiday::table.select(diesel::dsl::max(school_holiday::until_date)).first(conn)?;
    Ok(match last {
        Some(day) => Finding { subject: "school calendar", words: format!("known until {day}"), good: true },
        None => Finding { subject: "school calendar", words: "no school holiday is known".to_owned(), good: false },
    })
}

/// Empties a demo's database; refuses any other. The database is made anew when it is opened next.
pub fn erase_demo(url: &str) -> Result<()> {
    use crate::connection::{Engine, Synchronous, open, revert};
    let engine = Engine::of(url);
    let file = url.strip_prefix("sqlite://").unwrap_or(url);
    if engine == Engine::Sqlite && !std::path::Path::new(file).exists() {
        return Ok(());
    }
    let mut conn = open(url, Synchronous::Full).map_err(|error| Error::Unavailable(error.to_string()))?;
    match installation(&mut conn) {
        Ok(Some(found)) if found.kind == InstallationKind::Demo => {}
        Ok(Some(_)) => return Err(Error::Broken("this database holds a real installation".to_owned())),
        Ok(None) => {
            let organisations: i64 = organisation::table.count().get_result(&mut conn)?;
            if organisations > 0 {
                return Err(Error::Broken("this database holds organisations and does not say what it is".to_owned()));
            }
        }
        // An empty PostgreSQL database has no such table yet.
        Err(_) if engine == Engine::Postgres => return Ok(()),
        Err(error) => return Err(error),
    }
    match engine {
        Engine::Postgres => revert(&mut conn),
        Engine::Sqlite => {
            drop(conn);
            for end in ["", "-wal", "-shm"] {
                match std::fs::remove_file(format!("{file}{end}")) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(Error::Broken(format!("{file}{end}: {error}")));
                    }
                    _ => {}
                }
            }
            Ok(())
        }
    }
}
