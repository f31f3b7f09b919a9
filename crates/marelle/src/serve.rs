//! `marelle serve` and what it shares with the demo: listening, answering, stopping.

use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use db::Database;
use db::installation::InstallationKind;
use tokio::net::TcpListener;
use web::messages::Carrier;
use web::worker::Worker;

use crate::carriers;
use crate::start::{self, Place};

/// Where the program listens.
#[derive(Args, Clone)]
pub(crate) struct Listening {
    /// Port; 0 takes a free one and prints it.
    #[arg(long, default_value_t = 8080, env = "MARELLE_PORT")]
    pub(crate) port: u16,
    /// Address to listen on; anything but loopback belongs behind a proxy that speaks TLS.
    #[arg(long, default_value = "127.0.0.1", env = "MARELLE_HOST")]
    pub(crate) host: IpAddr,
}

impl Listening {
    /// Takes the port.
    pub(crate) async fn bind(&self) -> anyhow::Result<(TcpListener, SocketAddr)> {
        let wanted = SocketAddr::new(self.host, self.port);
        let listener = TcpListener::bind(wanted).await.with_context(|| {
            format!("cannot listen on {wanted}: choose another port with --port (0 takes a free one)")
        })?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    }
}

/// Options of `marelle serve`.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    listening: Listening,
    #[command(flatten)]
    public: Public,
    #[command(flatten)]
    sending: Sending,
    /// Only answer: the jobs are run by a `marelle worker` elsewhere.
    #[arg(long)]
    without_worker: bool,
    /// A clock that starts then and goes on (2026-11-23T08:00 in Paris, or RFC 3339): to try things out.
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
}

/// How the installation is seen from outside.
#[derive(Args, Clone)]
pub(crate) struct Public {
    /// Address of this installation in the links it sends, such as `https://marelle.example.org`.
    #[arg(long, value_name = "URL", env = "MARELLE_BASE_URL")]
    base_url: Option<String>,
    /// A proxy in front sets `X-Forwarded-For`.
    #[arg(long, env = "MARELLE_BEHIND_PROXY")]
    behind_proxy: bool,
    /// Requests one address may make in a minute on public pages; 0 is no limit.
    #[arg(long, default_value_t = 240, env = "MARELLE_REQUESTS_PER_MINUTE")]
    requests_per_minute: u32,
}

/// How messages leave.
#[derive(Args, Clone, Default)]
pub(crate) struct Sending {
    /// Mail server for e-mails, such as `smtps://user:password@mail.example.org`; without one they stay in the outbox page.
    #[arg(long, value_name = "URL", env = "MARELLE_SMTP_URL", hide_env_values = true)]
    pub(crate) smtp_url: Option<String>,
    /// From whom e-mails come.
    #[arg(long, value_name = "ADDRESS", env = "MARELLE_MAIL_FROM", default_value = "Marelle <marelle@localhost>")]
    pub(crate) mail_from: String,
    /// Folder where text messages are put, one file each, for a gateway that takes them from there; without one they stay in the
    /// outbox page.
    #[arg(long, value_name = "DIR", env = "MARELLE_SMS_FOLDER")]
    pub(crate) sms_folder: Option<std::path::PathBuf>,
}

/// Options of `marelle worker`.
#[derive(Args)]
pub(crate) struct WorkerOptions {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    public: Public,
    #[command(flatten)]
    sending: Sending,
}

/// `marelle serve`.
pub(crate) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    if options.place.database.is_none() {
        options.place.make_folder()?;
    }
    let clock = start::clock(options.now.as_deref())?;
    let db = start::open(options.place.url()?, clock.clone()).await?;
    real_only(&db).await?;
    db.write(|tx| tx.install(InstallationKind::Real, None)).await?;
    let (listener, address) = options.listening.bind().await?;
    let settings = settings(&options.public, &format!("http://{address}"), false)?;
    let carrier = if options.without_worker { None } else { Some(carriers::carrier(&options.sending)?) };
    answer(listener, address, web::App::new(db, clock, settings), carrier).await
}

/// `marelle worker`.
pub(crate) async fn work(options: WorkerOptions) -> anyhow::Result<ExitCode> {
    options.place.must_exist()?;
    let clock = start::clock(None)?;
    let db = start::open(options.place.url()?, clock.clone()).await?;
    real_only(&db).await?;
    let settings = settings(&options.public, "http://127.0.0.1:8080", false)?;
    let app = web::App::new(db, clock, settings);
    let worker = Worker::new(app, carriers::carrier(&options.sending)?);
    let asked_to_stop = start::asked_to_stop();
    start::say("working")?;
    worker.run(asked_to_stop).await;
    tracing::info!("stopping");
    Ok(ExitCode::SUCCESS)
}

async fn real_only(db: &Database) -> anyhow::Result<()> {
    let found = db.read(db::installation::installation).await?;
    if found.is_some_and(|found| found.kind == InstallationKind::Demo) {
        bail!(
            "this database holds the demo's invented people: start it with `marelle demo`, or give the real installation a place \
             of its own with --data or --database"
        );
    }
    Ok(())
}

/// The web floor's settings. Links of a real installation travel in clear on loopback only.
pub(crate) fn settings(public: &Public, own_address: &str, demo: bool) -> anyhow::Result<web::Settings> {
    let base_url = public.base_url.as_deref().unwrap_or(own_address).trim_end_matches('/').to_owned();
    let in_clear = match base_url.split_once("://") {
        Some(("https", _)) => false,
        Some(("http", host)) => {
            let loopback = ["127.", "localhost", "[::1]"].iter().any(|name| host.starts_with(name));
            if !loopback && !demo {
                bail!(
                    "families' data do not travel in clear: put a proxy that speaks TLS in front and give --base-url https://…"
                );
            }
            true
        }
        _ => bail!("--base-url {base_url:?}: write https://marelle.example.org"),
    };
    Ok(web::Settings {
        base_url,
        demo,
        time_zone: start::zone()?,
        insecure_cookies: in_clear,
        behind_proxy: public.behind_proxy,
        requests_per_minute: public.requests_per_minute,
    })
}

/// The settings of a demo at this address.
pub(crate) fn demo_settings(address: SocketAddr) -> anyhow::Result<web::Settings> {
    let public = Public { base_url: None, behind_proxy: false, requests_per_minute: 0 };
    settings(&public, &format!("http://{address}"), true)
}

/// Answers requests until the program is asked to stop.
pub(crate) async fn answer(
    listener: TcpListener,
    address: SocketAddr,
    app: web::App,
    carrier: Option<Arc<dyn Carrier>>,
) -> anyhow::Result<ExitCode> {
    let router = web::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let told = |mut stopped: tokio::sync::watch::Receiver<bool>| async move {
        // An error means that the sender is gone: the program is ending.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let serving =
        tokio::spawn(axum::serve(listener, router).with_graceful_shutdown(told(stopped.clone())).into_future());
    let working = carrier.map(|carrier| tokio::spawn(Worker::new(app.clone(), carrier).run(told(stopped.clone()))));
    let asked_to_stop = start::asked_to_stop();
    start::say(&format!("listening on http://{address}"))?;
    asked_to_stop.await;
    tracing::info!("stopping");
    stop.send_replace(true);
    match tokio::time::timeout(start::GRACE, serving).await {
        Ok(ended) => ended??,
        Err(_) => tracing::warn!("some requests did not end in time"),
    }
    if let Some(working) = working
        && tokio::time::timeout(start::GRACE, working).await.is_err()
    {
        tracing::warn!("a job did not end in time; it is taken up again later");
    }
    if tokio::time::timeout(start::GRACE, app.flush_audit()).await.is_err() {
        tracing::error!("some lines of the audit were not written in time");
    }
    Ok(ExitCode::SUCCESS)
}
