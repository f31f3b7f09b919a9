//! Proof: whatever is sent, the answer is an answer. Requests made from the API's own description and from the forms of the pages,
//! good, at the edge and hostile: no 5xx, no silence, and what is wrong is named.
//!
//! `cargo xtask prove fuzz [--cases N] [--seed S]`; a case is one request. One client at a time, so that a seed repeats itself.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a proof speaks to whoever runs it, and stops when its world cannot be built"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, header};
use clap::Parser;
use db::Engine;
use serde_json::{Map, Value, json};
use testkit::canary::driver::{Form, forms_of, shape, table_of};
use testkit::canary::{Chance, Standing, World, planted, world};
use testkit::described::{Described, Operation};
use testkit::served::{Arguments, conclude};
use tower::ServiceExt;
use web::routes::{Listed, Routes};

/// Where the program last panicked.
static LAST_PANIC: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());

const CASES: u64 = 20_000;
/// An answer later than this is none.
const PATIENCE: Duration = Duration::from_secs(5);

/// One request, and what an answer must be like.
#[derive(Debug, Clone)]
struct Shot {
    route: String,
    method: String,
    target: String,
    caller: String,
    token: String,
    headers: Vec<(&'static str, Vec<u8>)>,
    body: Vec<u8>,
    /// Statuses the description declares; empty where there is none.
    declared: Vec<String>,
}

impl Shot {
    fn api(&self) -> bool {
        self.target.starts_with("/api/")
    }
    fn length(&self) -> usize {
        self.target.len() + self.body.len() + self.headers.iter().map(|(_, value)| value.len()).sum::<usize>()
    }
    fn told(&self) -> String {
        let headers: Vec<String> =
            self.headers.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value))).collect();
        let body: String = String::from_utf8_lossy(&self.body).chars().take(600).collect();
        format!("{} {} as {} [{}] {}", self.method, self.target, self.caller, headers.join("; "), body.escape_debug())
    }
}

#[derive(Debug, Clone)]
struct Fault {
    what: String,
    shot: Shot,
}

/// Everything requests are made of.
struct Ground<'a> {
    world: &'a World,
    routes: Vec<Listed>,
    described: Option<Described>,
    forms: BTreeMap<String, Form>,
    callers: Vec<usize>,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let since = Instant::now();
    std::panic::set_hook(Box::new(|panic| {
        if let Ok(mut last) = LAST_PANIC.lock() {
            *last = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        }
        if std::thread::current().name() == Some("main") {
            eprintln!("{panic}");
        }
    }));
    let mut engines = vec![Engine::Sqlite];
    if std::env::var("MARELLE_TEST_POSTGRES").is_ok() {
        engines.push(Engine::Postgres);
    }
    let each = arguments.cases.unwrap_or(CASES) / engines.len() as u64;
    let world = world::build(arguments.seed, false);
    let nothing: fn() -> Routes = Routes::default;
    let (mut faults, mut cases) = (Vec::new(), 0);
    for engine in &engines {
        let (found, statuses) = fuzz(*engine, &world, each, arguments.seed, nothing, &[]).await;
        cases += each;
        let shares: Vec<String> = statuses.iter().map(|(status, count)| format!("{count} × {status}")).collect();
        println!("  {engine:?}: {}", shares.join(", "));
        for (key, fault) in found {
            faults.push(format!("{engine:?}: {key}: {}: {}", fault.what, fault.shot.told()));
        }
    }
    let only = ["/proof/"];
    let (found, _) = fuzz(Engine::Sqlite, &world, 200, arguments.seed, planted::breaking, &only).await;
    let caught = found.values().any(|fault| fault.shot.route.contains("/proof/"));
    for fault in found.values() {
        println!("  planted, shortest: {}: {}", fault.what, fault.shot.told());
    }
    conclude(
        "fuzz",
        &arguments,
        cases,
        since,
        &faults,
        &[("a date that is unwrapped", caught)],
        "what needs two clients at once; sequences that must come in one order; an answer that is wrong but well-formed; bytes below HTTP",
    )
}

/// Runs one engine; the shortest request of each sort of fault, and how often each status came.
async fn fuzz(
    engine: Engine,
    world: &World,
    cases: u64,
    seed: u64,
    added: fn() -> Routes,
    only: &[&str],
) -> (BTreeMap<String, Fault>, BTreeMap<u16, usize>) {
    let standing = Standing::new(engine, world, added).await;
    let mut ground = Ground {
        world,
        routes: standing
            .routes
            .iter()
            .filter(|route| only.is_empty() || only.iter().any(|part| route.path.contains(part)))
            .cloned()
            .collect(),
        described: None,
        forms: BTreeMap::new(),
        callers: callers(world),
    };
    ground.learn(&standing.router).await;
    // The canary world itself was not made by the rooms: only what requests broke counts.
    let before = broken_rows(&standing).await;
    let mut chance = Chance::new(seed);
    let (mut faults, mut statuses): (BTreeMap<String, Fault>, BTreeMap<u16, usize>) = Default::default();
    let mut last: Option<Shot> = None;
    for _ in 0..cases {
        let mut shot = ground.shot(&mut chance);
        // The same key under another body.
        if let Some(before) = last.as_ref().filter(|_| chance.percent(2)) {
            let key = before.headers.iter().find(|(name, _)| *name == "idempotency-key").cloned();
            shot.headers.retain(|(name, _)| *name != "idempotency-key" || key.is_none());
            shot.headers.extend(key);
        }
        let (status, what) = send(&standing.router, &shot).await;
        *statuses.entry(status).or_default() += 1;
        if let Some(what) = what {
            let key = format!("{} {what}", shot.route);
            let known = faults.get(&key).is_none_or(|fault| shot.length() < fault.shot.length());
            if known && faults.len() < 60 {
                let shot = shortened(&standing.router, shot.clone(), &what).await;
                faults.insert(key, Fault { what, shot });
            }
        }
        last = Some(shot);
    }
    for what in broken_rows(&standing).await.difference(&before).cloned() {
        let shot = Shot {
            route: "database".to_owned(),
            method: String::new(),
            target: String::new(),
            caller: String::new(),
            token: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
            declared: Vec::new(),
        };
        faults.insert(what.clone(), Fault { what, shot });
    }
    (faults, statuses)
}

/// One caller of each role who has something to do, and nobody.
fn callers(world: &World) -> Vec<usize> {
    let wanted = [
        "nobody",
        "administrator of operator A",
        "site_manager of site A1",
        "site_manager of operator A",
        "staff of site A1",
        "prescriber of prescriber P1",
        "counsellor of prescriber P1",
        "funder of funder F",
        "parent of A taken in",
        "parent of A taken in, protected",
    ];
    world
        .callers
        .iter()
        .enumerate()
        .filter(|(_, caller)| wanted.contains(&caller.label.as_str()))
        .map(|(number, _)| number)
        .collect()
}

const WORDS: &[&str] = &[
    "",
    " ",
    "\0",
    "a\0b",
    "é",
    "e\u{301}",
    "أمل\u{202e}abc",
    "\u{feff}",
    "👩‍👧‍👦",
    "\u{d7ff}\u{e000}\u{10ffff}",
    "'; DROP TABLE family; --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "../../etc/passwd",
    "null",
    "NaN",
    "true",
    "-1",
    "0",
    "99999999999999999999",
    "1e308",
    "0x10",
    "00000000-0000-0000-0000-000000000000",
    "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
    "{00000000-0000-0000-0000-000000000000}",
    "00000000000000000000000000000000",
    "0001-01-01",
    "0000-00-00",
    "9999-12-31",
    "-9999-01-01",
    "+10000-01-01",
    "2026-02-30",
    "2027-02-29",
    "2028-02-29",
    "2026-2-3",
    "2026-W48",
    "2026-W54-1",
    "20261123",
    "2026-11-23T10:00",
    "9999-12",
    "0001-01",
    "2026-13",
    "24:00",
    "23:59:60",
    "00:00",
    "9:5",
    "2026-03-29T02:30:00",
    "9999-12-31T23:59:59.999999Z",
    "-009999-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "2026-11-23T08:00:00+26:00",
    "34145",
    "99999",
    "2A004",
    "97411",
    "morning",
    "MORNING",
    "a@b",
    "+33",
    "00000000000000000000",
];

impl Ground<'_> {
    /// Reads the description, and the forms of the pages each caller sees.
    async fn learn(&mut self, router: &Router) {
        let (_, text) = plain(router, "/api/v1/openapi.json", "").await;
        self.described = serde_json::from_str(&text).ok().map(Described::read);
        let mut chance = Chance::new(1);
        for caller in self.callers.clone() {
            let token = self.world.callers[caller].token.clone();
            for route in
                self.routes.clone().iter().filter(|route| route.method == "GET" && !route.path.starts_with("/api/"))
            {
                for _ in 0..6 {
                    let path = self.path(route.path, 0, &mut chance);
                    let (status, text) = plain(router, &path, &token).await;
                    if status == 200 {
                        for form in forms_of(&text) {
                            self.forms.entry(shape(&form.0)).or_insert(form);
                        }
                    }
                    if !route.path.contains('{') {
                        break;
                    }
                }
            }
        }
    }

    fn shot(&self, chance: &mut Chance) -> Shot {
        let route = chance.pick(&self.routes).expect("there are routes").clone();
        // Mostly somebody whom the gate lets through.
        let let_in: Vec<usize> = self
            .callers
            .iter()
            .copied()
            .filter(|caller| domain::access::may(self.world.callers[*caller].role, route.action))
            .collect();
        let caller = if chance.percent(85) { chance.pick(&let_in) } else { None };
        let caller = *caller.or_else(|| chance.pick(&self.callers)).expect("there are callers");
        let caller = &self.world.callers[caller];
        let operation = self.operation(&route).cloned();
        let hostile = chance.below(100);
        let mut target = self.path(route.path, if hostile < 40 { 0 } else { 30 }, chance);
        let mut headers: Vec<(&'static str, Vec<u8>)> = Vec::new();
        let mut body = Vec::new();
        let query = self.query(operation.as_ref(), hostile, chance);
        if !query.is_empty() {
            target = format!("{target}?{query}");
        }
        if route.method != "GET" {
            if route.path.starts_with("/api/") {
                let value = self.json_body(operation.as_ref(), chance);
                headers.push(("content-type", b"application/json".to_vec()));
                headers.push(("idempotency-key", self.key(hostile, chance)));
                body = self.spoiled(value, hostile, &mut headers, chance);
            } else {
                headers.push(("content-type", b"application/x-www-form-urlencoded".to_vec()));
                body = self.form(&route, hostile, chance);
            }
            if chance.percent(3) {
                headers.push(("if-match", nasty(chance).replace('\0', "").into_bytes()));
            }
        }
        if chance.percent(3) {
            let (name, value): (&'static str, &[u8]) = *chance
                .pick(&[
                    ("accept-language", b"zz-\xff;q=9".as_slice()),
                    ("accept", b"text/csv".as_slice()),
                    ("cookie", b"marelle=%%%; language=\xff".as_slice()),
                    ("content-type", b"multipart/form-data".as_slice()),
                    ("idempotency-key", b"\xff\xfe\xfd\xfc\xff\xfe\xfd\xfc".as_slice()),
                    ("if-none-match", b"\"".as_slice()),
                    ("range", b"bytes=0-1".as_slice()),
                ])
                .expect("a header");
            headers.push((name, value.to_vec()));
        }
        headers.retain(|(name, value)| !(*name == "idempotency-key" && value.is_empty()));
        let token = match chance.below(50) {
            0 => "mrl_00".to_owned(),
            1 => "é".to_owned(),
            _ => caller.token.clone(),
        };
        Shot {
            route: format!("{} {}", route.method, route.path),
            method: route.method.to_owned(),
            target,
            caller: caller.label.clone(),
            token,
            headers,
            body,
            declared: operation.map(|operation| operation.statuses).unwrap_or_default(),
        }
    }

    fn operation(&self, route: &Listed) -> Option<&Operation> {
        let operations = &self.described.as_ref()?.operations;
        operations
            .iter()
            .find(|operation| operation.method == route.method && shape(&operation.path) == shape(route.path))
    }

    /// A path with its parameters filled; some of them badly.
    fn path(&self, template: &str, bad: usize, chance: &mut Chance) -> String {
        let mut before = "";
        let mut out = String::new();
        for segment in template.split('/').skip(1) {
            out.push('/');
            let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
                out.push_str(segment);
                before = segment;
                continue;
            };
            let name = name.trim_start_matches('*');
            let value = if chance.percent(bad) {
                let word = nasty(chance);
                if word.is_empty() { "%20".to_owned() } else { encoded(&word, chance) }
            } else {
                match name {
                    "date" | "day" | "week" | "monday" => "2026-11-23".to_owned(),
                    "month" => "2026-11".to_owned(),
                    "half_day" => "morning".to_owned(),
                    "code" => "fr".to_owned(),
                    _ => self.id(name, before, chance).unwrap_or_else(|| chance.uuid().to_string()),
                }
            };
            out.push_str(&value);
        }
        out
    }

    /// The id of something a word names; now and then of something else.
    fn id(&self, name: &str, before: &str, chance: &mut Chance) -> Option<String> {
        if chance.percent(10) {
            return chance.pick(&self.world.objects).map(|object| object.id.clone());
        }
        let kind = table_of(name).or_else(|| table_of(before))?;
        let known: Vec<&str> =
            self.world.objects.iter().filter(|object| object.kind == kind).map(|object| object.id.as_str()).collect();
        // The first ones belong to the callers' own side: they reach further.
        let near = known.len().min(12);
        let chosen = if chance.percent(60) { known.get(chance.below(near)) } else { chance.pick(&known) };
        chosen.map(|id| (*id).to_owned())
    }

    fn query(&self, operation: Option<&Operation>, hostile: usize, chance: &mut Chance) -> String {
        let mut pairs: Vec<String> = Vec::new();
        if let (Some(operation), Some(described)) = (operation, self.described.as_ref()) {
            for (name, required, schema) in &operation.query {
                if !(*required || chance.percent(40)) {
                    continue;
                }
                let good = match described.value(schema, name, chance, &mut |_| None) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                let value = if hostile >= 40 && chance.percent(40) { nasty(chance) } else { good };
                pairs.push(format!("{name}={}", encoded(&value, chance)));
                if hostile >= 90 {
                    pairs.push(format!("{name}={}", encoded(&nasty(chance), chance)));
                }
            }
        }
        if hostile >= 60 && chance.percent(40) {
            let names = [
                "cursor", "limit", "q", "page", "sort", "from", "until", "week", "date", "site", "near", "lang",
                "next", "x",
            ];
            let name = chance.pick(&names).copied().unwrap_or("x");
            pairs.push(format!("{name}={}", encoded(&nasty(chance), chance)));
        }
        if hostile >= 97 {
            pairs.push(
                chance
                    .pick(&["%", "%ff%fe", "&&&", "=", "a=%zz", "cursor=%00", "[]=1"])
                    .copied()
                    .unwrap_or("%")
                    .to_owned(),
            );
        }
        pairs.join("&")
    }

    fn json_body(&self, operation: Option<&Operation>, chance: &mut Chance) -> Value {
        let found = operation.and_then(|operation| operation.body.as_ref()).zip(self.described.as_ref());
        let Some((schema, described)) = found else {
            return json!({});
        };
        let mut ids = chance.clone();
        chance.bits();
        described.value(schema, "", chance, &mut |name| {
            let named = name.ends_with("id") || name.ends_with("ids");
            named.then(|| self.id(name.trim_end_matches("_ids"), "", &mut ids)).flatten().map(Value::from)
        })
    }

    fn key(&self, hostile: usize, chance: &mut Chance) -> Vec<u8> {
        if hostile >= 40 && chance.percent(10) {
            return match chance.below(4) {
                0 => Vec::new(),
                1 => b"short".to_vec(),
                2 => vec![b'k'; 101],
                _ => b"\"quoted-key\"".to_vec(),
            };
        }
        format!("fuzz-{:016x}", chance.bits()).into_bytes()
    }

    /// The body as it is, or spoiled in one way.
    fn spoiled(
        &self,
        value: Value,
        hostile: usize,
        headers: &mut Vec<(&'static str, Vec<u8>)>,
        chance: &mut Chance,
    ) -> Vec<u8> {
        if hostile < 40 {
            return value.to_string().into_bytes();
        }
        let mut value = value;
        match chance.below(12) {
            0..=4 => {
                let leaves = leaves(&value);
                if let Some(pointer) = chance.pick(&leaves)
                    && let Some(leaf) = value.pointer_mut(pointer)
                {
                    *leaf = self.unwanted(leaf, chance);
                }
                value.to_string().into_bytes()
            }
            5 => {
                if let Some(fields) = value.as_object_mut()
                    && let Some(name) = chance.pick(&fields.keys().cloned().collect::<Vec<_>>())
                {
                    fields.remove(name);
                }
                value.to_string().into_bytes()
            }
            6 => {
                if let Some(fields) = value.as_object_mut() {
                    let name = chance
                        .pick(&["id", "revision", "protected", "organisation_id", "role", "\u{0}", ""])
                        .copied()
                        .unwrap_or("x");
                    fields.insert(name.to_owned(), json!(nasty(chance)));
                }
                value.to_string().into_bytes()
            }
            7 => {
                let text = value.to_string();
                text.as_bytes()[..chance.below(text.len())].to_vec()
            }
            8 => {
                // Every field twice.
                let text = value.to_string();
                let inside = text.trim_start_matches('{').trim_end_matches('}');
                format!("{{{inside},{inside}}}").into_bytes()
            }
            9 => {
                let kind: &[u8] = chance
                    .pick(&[b"text/plain".as_slice(), b"application/xml", b"\xff", b"application/json; charset=utf-16"])
                    .copied()
                    .unwrap_or(b"");
                headers.retain(|(name, _)| *name != "content-type");
                headers.push(("content-type", kind.to_vec()));
                value.to_string().into_bytes()
            }
            10 => match chance.below(9) {
                0 => Vec::new(),
                1 => vec![0; 16],
                2 => vec![0xff, 0xfe, 0x00],
                3 => "[".repeat(20_000).into_bytes(),
                4 => format!("{{\"a\":{}1{}}}", "[".repeat(100), "]".repeat(100)).into_bytes(),
                5 => vec![b' '; 300_000],
                6 => b"null".to_vec(),
                7 => b"1e999".to_vec(),
                _ => b"[]".to_vec(),
            },
            _ => {
                // A list where one thing is wanted, or a very long one.
                let leaves = leaves(&value);
                if let Some(pointer) = chance.pick(&leaves)
                    && let Some(leaf) = value.pointer_mut(pointer)
                {
                    *leaf = Value::Array(vec![leaf.clone(); 1 + chance.below(400)]);
                }
                value.to_string().into_bytes()
            }
        }
    }

    fn unwanted(&self, leaf: &Value, chance: &mut Chance) -> Value {
        match chance.below(8) {
            0 => Value::Null,
            1 => json!(chance.percent(50)),
            2 => chance
                .pick(&[
                    json!(0),
                    json!(-1),
                    json!(i64::MAX),
                    json!(i64::MIN),
                    json!(u64::MAX),
                    json!(1.5),
                    json!(1e300),
                    json!(2_147_483_648_u64),
                    json!(32_768),
                    json!(256),
                ])
                .cloned()
                .unwrap_or(Value::Null),
            3 => json!({ "a": leaf }),
            4 => json!("x".repeat([200, 5_000, 100_000][chance.below(3)])),
            5 => chance.pick(&self.world.objects).map_or(Value::Null, |object| json!(object.id)),
            _ => json!(nasty(chance)),
        }
    }

    fn form(&self, route: &Listed, hostile: usize, chance: &mut Chance) -> Vec<u8> {
        let mut fields: Vec<(String, String)> =
            vec![("key".to_owned(), format!("{:016x}{:016x}", chance.bits(), chance.bits()))];
        if let Some((_, shown)) = self.forms.get(&shape(route.path)) {
            for (name, value) in shown.iter().filter(|(name, _)| name != "key") {
                let good = if value.is_empty() {
                    let id = name.ends_with("id").then(|| self.id(name, "", chance)).flatten();
                    id.unwrap_or_else(|| {
                        testkit::described::text_of(&Value::Null, name, chance).as_str().unwrap_or("x").to_owned()
                    })
                } else {
                    value.clone()
                };
                fields.push((name.clone(), good));
            }
        }
        if hostile >= 40 {
            for _ in 0..1 + chance.below(3) {
                let position = chance.below(fields.len());
                match chance.below(6) {
                    0 => {
                        fields.remove(position);
                    }
                    1 => fields.push(fields.get(position).cloned().unwrap_or_default()),
                    2 => fields.push((nasty(chance), nasty(chance))),
                    _ => {
                        if let Some(field) = fields.get_mut(position) {
                            field.1 = if chance.percent(10) { "é".repeat(60_000) } else { nasty(chance) };
                        }
                    }
                }
                if fields.is_empty() {
                    break;
                }
            }
        }
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name, chance), encoded(value, chance)))
            .collect();
        pairs.join("&").into_bytes()
    }
}

fn nasty(chance: &mut Chance) -> String {
    if chance.percent(4) {
        return ["x", "é", "9", "%"][chance.below(4)].repeat([100, 2_000, 7_000][chance.below(3)]);
    }
    chance.pick(WORDS).copied().unwrap_or_default().to_owned()
}

/// Percent-encoded; now and then not well.
fn encoded(text: &str, chance: &mut Chance) -> String {
    let mut out = web::forms::percent(text);
    if chance.percent(1) {
        out.push_str("%f");
    }
    out
}

/// Pointers to everything inside a value that is neither object nor list.
fn leaves(value: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, out: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (name, inner) in fields {
                    walk(inner, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), out);
                }
            }
            Value::Array(items) => {
                for (position, inner) in items.iter().enumerate() {
                    walk(inner, &format!("{at}/{position}"), out);
                }
            }
            _ => out.push(at.to_owned()),
        }
    }
    let mut out = Vec::new();
    walk(value, "", &mut out);
    out
}

async fn plain(router: &Router, path: &str, token: &str) -> (u16, String) {
    let mut request = Request::builder().uri(path).header(header::HOST, "127.0.0.1:8080");
    if !token.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let Ok(request) = request.body(Body::empty()) else { return (0, String::new()) };
    let router = router.clone();
    let task = tokio::spawn(async move {
        let response = router.oneshot(request).await.expect("the router answers");
        let status = response.status().as_u16();
        let bytes = axum::body::to_bytes(response.into_body(), 16 << 20).await.unwrap_or_default();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    });
    task.await.unwrap_or_default()
}

/// Sends a request; the status, and what is wrong with the answer.
async fn send(router: &Router, shot: &Shot) -> (u16, Option<String>) {
    let mut request = Request::builder()
        .method(Method::from_bytes(shot.method.as_bytes()).unwrap_or(Method::GET))
        .uri(shot.target.as_str())
        .header(header::HOST, "127.0.0.1:8080");
    if !shot.token.is_empty()
        && let Ok(value) = HeaderValue::from_bytes(format!("Bearer {}", shot.token).as_bytes())
    {
        request = request.header(header::AUTHORIZATION, value);
    }
    for (name, value) in &shot.headers {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            request = request.header(HeaderName::from_static(name), value);
        }
    }
    // What HTTP itself does not carry is no case.
    let Ok(request) = request.body(Body::from(shot.body.clone())) else { return (0, None) };
    let router = router.clone();
    let task = tokio::spawn(async move {
        let response = router.oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 16 << 20).await.unwrap_or_default();
        let kind = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        (parts.status.as_u16(), kind, bytes)
    });
    match tokio::time::timeout(PATIENCE, task).await {
        Err(_) => (0, Some("no answer in five seconds".to_owned())),
        Ok(Err(_)) => {
            let place = LAST_PANIC.lock().map(|last| last.clone()).unwrap_or_default();
            (0, Some(format!("the handler panicked at {place}")))
        }
        Ok(Ok((status, kind, bytes))) => (status, wrong(shot, status, &kind, &bytes)),
    }
}

fn wrong(shot: &Shot, status: u16, kind: &str, bytes: &[u8]) -> Option<String> {
    if status >= 500 {
        return Some(format!("status {status}"));
    }
    if !shot.api() {
        return (status >= 400 && !kind.starts_with("text/html"))
            .then(|| format!("status {status} is not a page ({kind})"));
    }
    let document: Value = serde_json::from_slice(bytes).unwrap_or(Value::Null);
    if status >= 400 {
        if kind != "application/problem+json" {
            return Some(format!("status {status} is no problem document ({kind})"));
        }
        let whole = document["type"].is_string() && document["title"].is_string() && document["status"] == status;
        if !whole {
            return Some(format!("status {status}: the problem document lacks type, title or status"));
        }
        if status == 422 && document["type"] != "/api/problems/idempotency_key_reused" {
            let errors = document["errors"].as_array().cloned().unwrap_or_default();
            let named = |error: &Value| {
                error["field"].is_string()
                    && ["code", "message"].iter().all(|part| error[part].as_str().is_some_and(|text| !text.is_empty()))
            };
            if errors.is_empty() || !errors.iter().all(named) {
                return Some("status 422 names no field".to_owned());
            }
        }
        return None;
    }
    if status < 300
        && !shot.declared.is_empty()
        && !shot.declared.iter().any(|declared| *declared == status.to_string() || declared == "2XX")
    {
        return Some(format!("status {status} is not declared ({})", shot.declared.join(", ")));
    }
    (status == 200 && kind.starts_with("application/json") && document.is_null() && bytes != b"null")
        .then(|| "a JSON answer that is none".to_owned())
}

/// A shorter request with the same fault, when there is one.
async fn shortened(router: &Router, mut shot: Shot, what: &str) -> Shot {
    let mut budget = 40;
    let mut progress = true;
    while progress && budget > 0 {
        progress = false;
        for candidate in shorter(&shot) {
            budget -= 1;
            if budget == 0 {
                break;
            }
            if send(router, &candidate).await.1.as_deref() == Some(what) {
                shot = candidate;
                progress = true;
                break;
            }
        }
    }
    shot
}

fn shorter(shot: &Shot) -> Vec<Shot> {
    let mut all = Vec::new();
    if let Some((path, query)) = shot.target.split_once('?') {
        let pairs: Vec<&str> = query.split('&').collect();
        for skip in 0..pairs.len() {
            let kept: Vec<&str> =
                pairs.iter().enumerate().filter(|(position, _)| *position != skip).map(|(_, pair)| *pair).collect();
            let target = if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) };
            all.push(Shot { target, ..shot.clone() });
        }
    }
    for skip in 0..shot.headers.len() {
        let mut headers = shot.headers.clone();
        headers.remove(skip);
        all.push(Shot { headers, ..shot.clone() });
    }
    let text = String::from_utf8_lossy(&shot.body).into_owned();
    if let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(&text) {
        for name in fields.keys() {
            let kept: Map<String, Value> = fields
                .iter()
                .filter(|(other, _)| *other != name)
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            all.push(Shot { body: Value::Object(kept).to_string().into_bytes(), ..shot.clone() });
        }
    } else if text.contains('=') {
        let pairs: Vec<&str> = text.split('&').collect();
        for skip in 0..pairs.len() {
            let kept: Vec<&str> =
                pairs.iter().enumerate().filter(|(position, _)| *position != skip).map(|(_, pair)| *pair).collect();
            all.push(Shot { body: kept.join("&").into_bytes(), ..shot.clone() });
        }
    }
    all
}

/// The rows that break what must hold, as `marelle verify` derives it.
async fn broken_rows(standing: &Standing) -> BTreeSet<String> {
    match standing.app.db.read(db::verify::verify).await {
        Ok(checks) => checks
            .into_iter()
            .flat_map(|check| check.broken.into_iter().map(move |row| format!("{}: {row}", check.what)))
            .collect(),
        Err(error) => BTreeSet::from([format!("the database does not answer: {error}")]),
    }
}
