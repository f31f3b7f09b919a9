//! A throw-away PostgreSQL cluster: started for the tests, emptied when it stops, never on a disk that matters.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::house::House;
use crate::run;

/// The variable in which tests find the address of a superuser on a cluster they may fill.
pub(crate) const VARIABLE: &str = "MARELLE_TEST_POSTGRES";

/// A running cluster; stopped when it goes out of scope if this process started it.
pub(crate) struct Cluster {
    url: String,
    ours: Option<Server>,
}

impl Cluster {
    /// The cluster named by the environment, the one already running for this working copy, or a new one.
    pub(crate) fn start(house: &House) -> Result<Self> {
        if let Ok(url) = std::env::var(VARIABLE) {
            return Ok(Self { url, ours: None });
        }
        if let Some(server) = Server::recorded(house)? {
            if server.is_running() {
                return Ok(Self { url: server.url(), ours: None });
            }
            server.clear()?;
        }
        let server = Server::create(house)?;
        Ok(Self { url: server.url(), ours: Some(server) })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Keeps the server after this process has ended, and gives its address.
    pub(crate) fn leave_running(mut self) -> String {
        self.ours = None;
        self.url.clone()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(server) = self.ours.take()
            && let Err(error) = server.stop().and_then(|()| server.clear())
        {
            eprintln!("could not stop PostgreSQL: {error:#}");
        }
    }
}

/// Ends and removes the cluster of this working copy.
pub(crate) fn stop(house: &House) -> Result<()> {
    match Server::recorded(house)? {
        None => println!("no PostgreSQL was started from here"),
        Some(server) => {
            server.stop()?;
            server.clear()?;
            println!("PostgreSQL stopped and its cluster removed");
        }
    }
    Ok(())
}

/// One server: its programs, its data, its port and, when we are root, the user it runs as.
struct Server {
    programs: PathBuf,
    data: PathBuf,
    record: PathBuf,
    port: u16,
    user: Option<String>,
}

impl Server {
    fn record_file(house: &House) -> PathBuf {
        // Beside the working copy's own sources, not in a target folder that several copies may share.
        house.root.join("target").join("postgres.json")
    }

    fn recorded(house: &House) -> Result<Option<Self>> {
        let record = Self::record_file(house);
        let Ok(text) = std::fs::read_to_string(&record) else { return Ok(None) };
        let value: Value = serde_json::from_str(&text).with_context(|| record.display().to_string())?;
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        let (Some(programs), Some(data), Some(port)) =
            (text("programs"), text("data"), value["port"].as_u64().and_then(|port| u16::try_from(port).ok()))
        else {
            bail!("{} is damaged: remove it", record.display());
        };
        Ok(Some(Self { programs: programs.into(), data: data.into(), record, port, user: text("user") }))
    }

    fn create(house: &House) -> Result<Self> {
        let programs = programs()?;
        let user = if run::is_root() { Some(unprivileged_user()?) } else { None };
        let data = data_folder(house, user.as_deref())?;
        let server = Self { programs, data, record: Self::record_file(house), port: free_port()?, user };
        server.initialise()?;
        server.launch()?;
        let record =
            json!({ "programs": server.programs, "data": server.data, "port": server.port, "user": server.user });
        std::fs::write(&server.record, record.to_string()).with_context(|| server.record.display().to_string())?;
        Ok(server)
    }

    fn url(&self) -> String {
        format!("postgres://marelle@127.0.0.1:{}/postgres", self.port)
    }

    fn is_running(&self) -> bool {
        run::output(self.program("pg_ctl").arg("status").arg("-D").arg(&self.data)).is_ok()
    }

    fn initialise(&self) -> Result<()> {
        // Texts must sort by bytes as they do in SQLite; systems without that locale sort the same under C.
        let initdb = |locale: &str| {
            run::output(
                self.program("initdb")
                    .args(["--username=marelle", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"])
                    .arg(format!("--locale={locale}"))
                    .arg("-D")
                    .arg(&self.data),
            )
        };
        initdb("C.UTF-8").or_else(|_| initdb("C")).context("PostgreSQL could not make a cluster")?;
        Ok(())
    }

    fn launch(&self) -> Result<()> {
        let log = self.data.with_extension("log");
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off \
             -c full_page_writes=off -c max_connections=300 -c autovacuum=off -c timezone=UTC",
            self.port
        );
        let status = run::status(
            self.program("pg_ctl")
                .args(["start", "--wait", "--silent", "--timeout=60", "-o"])
                .arg(options)
                .arg("-l")
                .arg(&log)
                .arg("-D")
                .arg(&self.data)
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        )?;
        if !status.success() {
            bail!("PostgreSQL did not start:\n{}", std::fs::read_to_string(&log).unwrap_or_default());
        }
        Ok(())
    }

    fn stop(&self) -> Result<()> {
        if self.is_running() {
            run::output(self.program("pg_ctl").args(["stop", "--mode=immediate", "--silent", "-D"]).arg(&self.data))?;
        }
        Ok(())
    }

    /// Removes the folder that was made for this cluster, its log with it, and the record.
    fn clear(&self) -> Result<()> {
        if let Some(folder) = self.data.parent().filter(|folder| folder.exists()) {
            std::fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        if self.record.exists() {
            std::fs::remove_file(&self.record).with_context(|| self.record.display().to_string())?;
        }
        Ok(())
    }

    /// One of PostgreSQL's programs, run as the user that owns the cluster.
    fn program(&self, name: &str) -> Command {
        as_user(self.user.as_deref(), &self.programs.join(name))
    }
}

fn as_user(user: Option<&str>, program: &Path) -> Command {
    let mut command = match user {
        None => run::command(program),
        Some(user) => {
            let mut command = run::command("runuser");
            command.args(["-u", user, "--"]).arg(program);
            command
        }
    };
    // The user may not enter the folder we were called from.
    command.current_dir("/").env("LC_ALL", "C");
    command
}

/// The folder of `initdb` and `pg_ctl`: installed when it is missing and that is possible.
fn programs() -> Result<PathBuf> {
    if let Some(folder) = find_programs() {
        return Ok(folder);
    }
    run::apt_install("PostgreSQL", &["postgresql"])?;
    find_programs().context("PostgreSQL was installed but its programs `initdb` and `pg_ctl` are nowhere to be found")
}

fn find_programs() -> Option<PathBuf> {
    let on_path = run::find(&["pg_ctl"]).and_then(|program| program.parent().map(Path::to_path_buf));
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    debian.sort();
    on_path.into_iter().chain(debian.into_iter().rev()).find(|folder| folder.join("initdb").exists())
}

/// PostgreSQL refuses to run as root.
fn unprivileged_user() -> Result<String> {
    let exists = |user: &&str| run::output(run::command("id").arg("-u").arg(user)).is_ok();
    let user = ["postgres", "nobody"].into_iter().find(exists);
    user.map(str::to_owned)
        .context("PostgreSQL refuses to run as root and there is neither a user `postgres` nor `nobody`")
}

/// `target/postgres`, or a temporary folder when that user may not enter the working copy.
fn data_folder(house: &House, user: Option<&str>) -> Result<PathBuf> {
    let ours = house.root.join("target").join("postgres");
    std::fs::create_dir_all(&ours).with_context(|| ours.display().to_string())?;
    let Some(user) = user else { return Ok(ours.join("data")) };
    let give = |folder: &Path| run::output(run::command("chown").arg(user).arg(folder)).map(drop);
    give(&ours)?;
    if run::output(as_user(Some(user), Path::new("test")).arg("-w").arg(&ours)).is_ok() {
        return Ok(ours.join("data"));
    }
    let elsewhere = std::env::temp_dir().join(format!("marelle-postgres-{}", std::process::id()));
    // A folder that is already there is not ours to give away.
    std::fs::create_dir(&elsewhere).with_context(|| elsewhere.display().to_string())?;
    give(&elsewhere)?;
    Ok(elsewhere.join("data"))
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port on the loopback")?;
    Ok(listener.local_addr()?.port())
}
