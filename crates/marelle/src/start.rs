//! What every command starts with: where the database is, the clock, the ids, the log.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use db::{Database, Engine, Settings};
use domain::id::IdSource;
use domain::{Clock, Instant};

/// Zone of the installation: "today" of a request that has no site, and civil times typed on the command line.
pub(crate) const TIME_ZONE: &str = "Europe/Paris";

/// Where the data are.
#[derive(Args, Clone)]
pub(crate) struct Place {
    /// Folder of the embedded database and of the files beside it.
    #[arg(long, value_name = "DIR", default_value = "marelle-data", env = "MARELLE_DATA")]
    pub(crate) data: PathBuf,
    /// A PostgreSQL database (`postgres://…`) in place of the embedded one.
    #[arg(long, value_name = "URL", env = "MARELLE_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
}

impl Place {
    /// The database's URL, or the file of the embedded one.
    pub(crate) fn url(&self) -> anyhow::Result<String> {
        match &self.database {
            Some(url) if Engine::of(url) == Engine::Postgres => Ok(url.clone()),
            Some(url) => {
                bail!("--database takes postgres://…, not {:?}; for the embedded database use --data", scheme(url))
            }
            None => Ok(self.file().to_string_lossy().into_owned()),
        }
    }
    /// The file of the embedded database.
    pub(crate) fn file(&self) -> PathBuf {
        self.data.join("marelle.sqlite3")
    }
    /// Whether there is something to open: commands that look never make an empty database.
    pub(crate) fn must_exist(&self) -> anyhow::Result<()> {
        if self.database.is_none() && !self.file().exists() {
            bail!("there is no database at {}: give its folder with --data", self.file().display());
        }
        Ok(())
    }
    /// Makes the data folder, readable by its owner only.
    pub(crate) fn make_folder(&self) -> anyhow::Result<()> {
        std::fs::create_dir_all(&self.data).with_context(|| format!("cannot make {}", self.data.display()))?;
        owner_only(&self.data, 0o700)
    }
}

fn scheme(url: &str) -> &str {
    url.split("://").next().unwrap_or_default()
}

/// Takes a file or folder away from everybody but its owner.
pub(crate) fn owner_only(path: &Path, mode: u32) -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
            .with_context(|| format!("cannot protect {}", path.display()))?;
    }
    let _ = (path, mode);
    Ok(())
}

/// The machine's clock.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the present comes in")]
    fn now(&self) -> Instant {
        Instant::new(jiff::Timestamp::now())
    }
}

/// A clock that started at a chosen instant and goes on with real time.
#[derive(Debug)]
pub(crate) struct StartedClock {
    start: Instant,
    began: std::time::Instant,
}

impl Clock for StartedClock {
    fn now(&self) -> Instant {
        let passed = jiff::SignedDuration::try_from(self.began.elapsed()).unwrap_or_default();
        Instant::new(self.start.timestamp().saturating_add(passed).unwrap_or(self.start.timestamp()))
    }
}

/// A clock that stands still: a world is made at one instant.
#[derive(Debug)]
pub(crate) struct StoppedClock(pub(crate) Instant);

impl Clock for StoppedClock {
    fn now(&self) -> Instant {
        self.0
    }
}

/// The clock for `--now`, or the machine's.
pub(crate) fn clock(now: Option<&str>) -> anyhow::Result<Arc<dyn Clock>> {
    Ok(match now {
        None => Arc::new(SystemClock),
        Some(text) => Arc::new(StartedClock { start: read_instant(text)?, began: std::time::Instant::now() }),
    })
}

fn read_instant(text: &str) -> anyhow::Result<Instant> {
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        return Ok(Instant::new(timestamp));
    }
    let civil: jiff::civil::DateTime =
        text.parse().with_context(|| format!("--now {text:?}: write 2026-11-23T08:00 or 2026-11-23T07:00:00Z"))?;
    Instant::of_civil(civil.date(), civil.time(), &zone()?).context("--now lies outside the calendar")
}

/// The installation's zone.
pub(crate) fn zone() -> anyhow::Result<jiff::tz::TimeZone> {
    domain::time::time_zone(TIME_ZONE).context("the time zone database is missing")
}

/// Ids and secrets from the operating system.
#[derive(Debug)]
pub(crate) struct SystemIds;

impl IdSource for SystemIds {
    fn next(&self, now: Instant) -> uuid::Uuid {
        let mut random = [0; 10];
        self.random_bytes(&mut random);
        let milliseconds = u64::try_from(now.timestamp().as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
    }
    #[expect(clippy::expect_used, reason = "without randomness no secret is one: the program must not go on")]
    fn random_bytes(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system gives random bytes");
    }
}

/// Opens the database with live ids.
pub(crate) async fn open(url: String, clock: Arc<dyn Clock>) -> anyhow::Result<Database> {
    open_with(url, clock, Arc::new(SystemIds)).await
}

/// Opens the database.
pub(crate) async fn open_with(url: String, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> anyhow::Result<Database> {
    let opened = tokio::task::spawn_blocking(move || Database::open(Settings::new(url), clock, ids)).await?;
    opened.context("the database does not open")
}

/// `marelle migrate`.
pub(crate) async fn migrate(place: Place) -> anyhow::Result<ExitCode> {
    if place.database.is_none() {
        place.make_folder()?;
    }
    open(place.url()?, Arc::new(SystemClock)).await?;
    say("the schema is up to date")?;
    Ok(ExitCode::SUCCESS)
}

/// The log: on standard error, without personal data.
pub(crate) fn trace() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr()) && std::env::var_os("NO_COLOR").is_none();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colours)
        .with_target(false)
        .init();
}

/// A line on standard output, at once.
pub(crate) fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}

/// Listens for SIGTERM and ctrl-c from the call on, and waits for one of them.
pub(crate) fn asked_to_stop() -> impl Future<Output = ()> {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    // Taken here and not when the future is first polled: whoever reads our "listening" line may stop us at once.
    #[cfg(unix)]
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    #[cfg(unix)]
    let terminated = async move {
        match terminate {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    async move {
        tokio::select! {
            () = interrupted => (),
            () = terminated => (),
        }
    }
}

/// How long requests under way may go on after the program was asked to stop.
pub(crate) const GRACE: Duration = Duration::from_secs(3);
