//! `marelle demo`: an invented world to try everything on. The schemes are data in `world/`; no code knows their names.

mod dates;
mod dice;
mod families;
mod files;
mod first_steps;
mod history;
mod house;
mod papers;
mod teams;
mod world;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use db::Database;
use db::accounts::TokenOwner;
use db::ids::SeededIds;
use db::installation::InstallationKind;
use domain::ParentId;

use crate::serve::{self, Listening};
use crate::start::{self, Place, StoppedClock};

/// Options of `marelle demo`.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    listening: Listening,
    /// A clock that starts then and goes on (2026-11-23T08:00 in Paris, or RFC 3339).
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
    /// What the invented world is drawn from: the same seed and day give the same world.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Throw the demo's data away and make them anew.
    #[arg(long)]
    reset: bool,
}

/// `marelle demo`.
pub(crate) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let clock = start::clock(options.now.as_deref())?;
    options.place.make_folder()?;
    let url = options.place.url()?;
    if options.reset {
        let erased = url.clone();
        tokio::task::spawn_blocking(move || db::installation::erase_demo(&erased))
            .await?
            .context("--reset throws away nothing but a demo")?;
    }
    // The world is made at one instant, from seeded ids; secrets come later, from the operating system.
    let stopped = Arc::new(StoppedClock(clock.now().minute()));
    let seeded = Arc::new(SeededIds::new(u64::from(options.seed)));
    let making = start::open_with(url.clone(), stopped, seeded).await?;
    let newly_made = match making.read(db::installation::installation).await? {
        Some(found) if found.kind == InstallationKind::Real => bail!(
            "this database holds a real installation: start it with `marelle serve`, or give the demo a place of its own with --data"
        ),
        Some(_) => {
            tracing::info!("the demo world is kept as it was; --reset makes it anew");
            Vec::new()
        }
        None => {
            let began = std::time::Instant::now();
            let parents = world::load(&making, options.seed).await?;
            tracing::info!("the demo world was made in {:.1} s", began.elapsed().as_secs_f32());
            parents
        }
    };
    drop(making);
    let db = start::open(url, clock.clone()).await?;
    write_tokens(&db, &options.place.data.join("demo-tokens.json")).await?;
    let (listener, address) = options.listening.bind().await?;
    let settings = serve::demo_settings(address)?;
    let app = web::App::new(db, clock, settings);
    send_links(&app, newly_made).await?;
    // Nothing leaves a demo: messages are read on the outbox page.
    serve::answer(listener, address, app, Some(Arc::new(web::messages::Outbox))).await
}

/// The parents of a new world get the link to their pages at once, so that the outbox has something to follow.
async fn send_links(app: &web::App, parents: Vec<ParentId>) -> anyhow::Result<()> {
    if !parents.is_empty() {
        let words_of = app.clone();
        app.db()
            .write(move |tx| {
                let by = db::audit::Signature::system();
                let send =
                    |parent: &ParentId| web::parents::send_parent_link(tx, &words_of, *parent, None, &by).map(drop);
                parents.iter().try_for_each(send)
            })
            .await?;
    }
    Ok(())
}

/// One API token for each role, in a file only its owner reads; kept as long as its tokens work.
async fn write_tokens(db: &Database, file: &Path) -> anyhow::Result<()> {
    let today = db.now().date(&start::zone()?);
    let (now, people) = (db.now(), db.read(move |conn| db::accounts::sign_in::demo_identities(conn, today)).await?);
    let known: BTreeMap<String, String> =
        std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let mut tokens = BTreeMap::new();
    for identity in people {
        let role = identity.role;
        let owner = match (identity.member, identity.parent) {
            (Some((_, membership)), _) => TokenOwner::Membership(membership),
            (None, Some(parent)) => TokenOwner::Parent(parent),
            (None, None) => continue,
        };
        let kept = match known.get(role.as_str()) {
            Some(token) => {
                let hash = db::idempotency::sha256(token.as_bytes());
                let works = db.read(move |conn| db::accounts::token_bearer(conn, &hash, now, today)).await?;
                works.map(|_| token.clone())
            }
            None => None,
        };
        let token = match kept {
            Some(token) => token,
            None => new_token(db, owner).await?,
        };
        tokens.insert(role.as_str(), token);
    }
    std::fs::write(file, serde_json::to_vec_pretty(&tokens)?)
        .with_context(|| format!("cannot write {}", file.display()))?;
    start::owner_only(file, 0o600)
}

async fn new_token(db: &Database, owner: TokenOwner) -> anyhow::Result<String> {
    let made = db.write(move |tx| {
        let token = tx.create_api_token(owner, "demo", "*", tx.now.plus_hours(24 * 365))?;
        let line = db::audit::Entry::done(domain::access::Action::ManageOwnAccount, "api_token", "demo");
        tx.audit(&db::audit::Signature::system(), line)?;
        Ok(token)
    });
    Ok(made.await?)
}
