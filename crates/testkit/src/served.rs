//! For proofs and benches: the program on a loopback port, a client, and what every proof prints.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use serde_json::Value;

/// A program that serves on loopback until it is dropped.
pub struct Served {
    address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Served {
    /// Serves a router on a free port.
    #[expect(clippy::expect_used, reason = "a proof without its server fails")]
    pub async fn start(router: Router) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, service).await;
        });
        Self { address, task }
    }
    /// Its address, as `http://127.0.0.1:PORT`.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One client with its connection.
pub struct Client {
    agent: ureq::Agent,
    base: String,
    token: String,
}

impl Client {
    /// A client with a bearer token.
    pub fn new(base: &str, token: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .max_idle_connections_per_host(1)
            .build();
        Self { agent: config.new_agent(), base: base.to_owned(), token: token.to_owned() }
    }
    /// The same connection for somebody else.
    pub fn with_token(&self, token: &str) -> Self {
        Self { agent: self.agent.clone(), base: self.base.clone(), token: token.to_owned() }
    }
    /// POST of a JSON body under an idempotency key; `Err` when no answer came.
    pub fn post(&self, path: &str, key: &str, body: &Value) -> Result<(u16, Value), String> {
        self.agent
            .post(format!("{}{path}", self.base))
            .header("authorization", format!("Bearer {}", self.token))
            .header("idempotency-key", key)
            .send_json(body)
            .map_err(|error| error.to_string())
            .and_then(read)
    }
    /// PUT of a JSON body under an idempotency key.
    pub fn put(&self, path: &str, key: &str, body: &Value) -> Result<(u16, Value), String> {
        self.agent
            .put(format!("{}{path}", self.base))
            .header("authorization", format!("Bearer {}", self.token))
            .header("idempotency-key", key)
            .send_json(body)
            .map_err(|error| error.to_string())
            .and_then(read)
    }
    /// GET.
    pub fn get(&self, path: &str) -> Result<(u16, Value), String> {
        self.agent
            .get(format!("{}{path}", self.base))
            .header("authorization", format!("Bearer {}", self.token))
            .call()
            .map_err(|error| error.to_string())
            .and_then(read)
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Result<(u16, Value), String> {
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().map_err(|error| error.to_string())?;
    Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
}

/// What every proof is called with.
#[derive(Debug, Clone, clap::Parser)]
pub struct Arguments {
    /// How many cases.
    #[arg(long)]
    pub cases: Option<u64>,
    /// The seed of what is drawn at random.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Internal: serve this database until killed.
    #[arg(long, hide = true)]
    pub child: Option<String>,
    /// Internal: with which planted fault.
    #[arg(long, hide = true)]
    pub planted: bool,
}

/// Prints a proof's last lines; answers the exit code.
#[expect(clippy::print_stdout, reason = "a proof speaks to whoever runs it")]
pub fn conclude(
    name: &str,
    arguments: &Arguments,
    cases: u64,
    since: Instant,
    faults: &[String],
    planted: &[(&str, bool)],
    blind: &str,
) -> std::process::ExitCode {
    for fault in faults.iter().take(20) {
        println!("  FAULT {fault}");
    }
    for (bug, caught) in planted {
        println!("  planted: {bug}: {}", if *caught { "caught" } else { "NOT CAUGHT" });
    }
    println!("  would not see: {blind}");
    let sound = faults.is_empty() && planted.iter().all(|(_, caught)| *caught);
    println!(
        "prove {name}: {} · cases {cases} · faults {} · planted bugs caught {}/{} · seed {} · {:.1} s",
        if sound { "holds" } else { "FAILS" },
        faults.len(),
        planted.iter().filter(|(_, caught)| *caught).count(),
        planted.len(),
        arguments.seed,
        since.elapsed().as_secs_f64()
    );
    if sound { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}

/// A small generator of random numbers from a seed (splitmix64): repeatable everywhere.
#[derive(Debug, Clone)]
pub struct Draw(pub u64);

impl Draw {
    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    /// A number below `limit` (at least 1).
    pub fn below(&mut self, limit: u64) -> u64 {
        self.number() % limit.max(1)
    }
}
