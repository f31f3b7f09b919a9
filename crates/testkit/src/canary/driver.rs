//! Asks every route, as everybody, about every placement of the object, and reads what comes back.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use domain::access::{Action, Role};
use serde_json::json;
use tower::ServiceExt;
use web::routes::Listed;

use super::oracle::Oracle;
use super::world::World;
use super::{Chance, Standing};
use crate::described::Described;

/// How much of the matrix.
#[derive(Debug, Clone)]
pub struct Options {
    /// At most about this many requests.
    pub cells: usize,
    /// What the sample is drawn with.
    pub seed: u64,
    /// Only routes whose path contains one of these (all when empty).
    pub only: Vec<String>,
    /// Also the requests that change something.
    pub writes: bool,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// A word came to somebody who may not read it.
    Leak,
    /// The answer about a thing that exists differs from the answer about nothing.
    Told,
    /// A page of a site, or a change, for somebody it is none of the business of.
    Opened,
    /// The program failed (500, or no answer).
    Broken,
}

/// One fault.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What is wrong.
    pub wrong: Wrong,
    /// `GET /families/{id}`.
    pub route: String,
    /// Who asked.
    pub caller: String,
    /// In which role.
    pub role: Role,
    /// Whose record.
    pub record: String,
    /// Which field.
    pub field: String,
    /// The request.
    pub request: String,
}

/// What a run found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Requests made.
    pub cells: usize,
    /// Faults, one for each route, role and field.
    pub findings: Vec<Finding>,
    /// Requests and faults of each role.
    pub roles: BTreeMap<Role, (usize, usize)>,
    /// Fields that came back to somebody who may read them.
    pub seen: BTreeSet<&'static str>,
    /// Routes that answered 2xx to somebody at least once.
    pub opened: BTreeSet<String>,
    /// Path parameters nobody told us how to fill.
    pub unknown_parameters: BTreeSet<String>,
    /// Routes tried.
    pub routes: usize,
}

impl Report {
    /// Takes in another run.
    pub fn add(&mut self, other: Self) {
        self.cells += other.cells;
        self.findings.extend(other.findings);
        for (role, (cells, faults)) in other.roles {
            let sum = self.roles.entry(role).or_default();
            sum.0 += cells;
            sum.1 += faults;
        }
        self.seen.extend(other.seen);
        self.opened.extend(other.opened);
        self.unknown_parameters.extend(other.unknown_parameters);
        self.routes = self.routes.max(other.routes);
    }
    /// How many faults of a sort.
    pub fn count(&self, wrong: &Wrong) -> usize {
        self.findings.iter().filter(|finding| finding.wrong == *wrong).count()
    }
}

/// One request to make.
#[derive(Debug, Clone)]
struct Case {
    route: usize,
    caller: usize,
    path: String,
    /// Content type and body.
    body: Option<(&'static str, String)>,
    /// Objects named by the path or the body.
    objects: Vec<usize>,
}

/// What can stand for a parameter, and which object it names.
type Filling = (String, Option<usize>);

/// A form a page showed: its address and its fields.
pub type Form = (String, Vec<(String, String)>);

struct Reply {
    status: u16,
    location: String,
    text: String,
    headers: String,
}

struct Table<'a> {
    world: &'a World,
    routes: Vec<Listed>,
    scanner: AhoCorasick,
    /// For each caller, each token.
    allowed: Vec<Vec<bool>>,
    /// For each object, its own token.
    object_token: Vec<Option<usize>>,
    described: Option<Described>,
}

/// Asks everything.
pub async fn try_all(standing: &Standing, world: &World, options: &Options) -> Report {
    let oracle = Oracle::new(world);
    let positions: BTreeMap<&str, usize> =
        world.tokens.iter().enumerate().map(|(position, token)| (token.text.as_str(), position)).collect();
    let document = ask(&standing.router, &Method::GET, "/api/v1/openapi.json", "", None).await;
    let described =
        (document.status == 200).then(|| serde_json::from_str(&document.text).ok().map(Described::read)).flatten();
    let table = Table {
        world,
        routes: standing.routes.clone(),
        scanner: AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(world.tokens.iter().map(|token| token.text.as_str()))
            .expect("the words make an automaton"),
        allowed: world
            .callers
            .iter()
            .map(|caller| world.tokens.iter().map(|token| oracle.may_read(caller, &token.class)).collect())
            .collect(),
        object_token: world
            .objects
            .iter()
            .map(|object| object.class.as_ref().and_then(|_| positions.get(object.id.as_str()).copied()))
            .collect(),
        described,
    };
    table.run(&standing.router, options).await
}

impl Table<'_> {
    async fn run(&self, router: &Router, options: &Options) -> Report {
        let mut chance = Chance::new(options.seed);
        let mut report = Report::default();
        let chosen: Vec<usize> = (0..self.routes.len())
            .filter(|route| {
                let path = self.routes[*route].path;
                options.only.is_empty() || options.only.iter().any(|part| path.contains(part.as_str()))
            })
            .collect();
        report.routes = chosen.len();
        let (reads, writes): (Vec<usize>, Vec<usize>) =
            chosen.into_iter().partition(|route| self.routes[*route].method == "GET");

        // What is read, about every placement.
        let mut cases = Vec::new();
        for route in &reads {
            for caller in 0..self.world.callers.len() {
                cases.extend(self.cases(*route, caller, &mut chance, &mut report));
            }
        }
        let budget = if options.writes { options.cells / 2 } else { options.cells };
        let cases = sampled(cases, budget, &mut chance);
        let mut nothing = BTreeMap::new();
        let (mut links, mut forms) = (BTreeSet::new(), BTreeMap::new());
        for (case, reply) in self.ask_all(router, cases).await {
            if self.hidden(&case) {
                let key = (case.route, case.caller);
                if let Entry::Vacant(entry) = nothing.entry(key) {
                    let blank = self.blank(&case, &mut chance);
                    let reply = self.ask(router, &blank).await;
                    entry.insert(self.plain(&blank, &reply));
                }
                if self.plain(&case, &reply) != nothing[&key] {
                    self.found(&mut report, &case, Wrong::Told, None, &reply);
                }
            }
            self.judge(&mut report, &case, &reply);
            if reply.status == 200 {
                harvest(&reply.text, &mut links, &mut forms);
            }
        }

        // Addresses with queries that some page shows, asked by everybody.
        let mut cases = Vec::new();
        for link in &links {
            let path = link.split('?').next().unwrap_or_default();
            if let Some(route) = self.route_of("GET", path).filter(|route| reads.contains(route)) {
                for caller in 0..self.world.callers.len() {
                    cases.push(Case { route, caller, path: link.clone(), body: None, objects: self.objects_in(link) });
                }
            }
        }
        for route in &reads {
            cases.extend(self.searches(*route, &mut chance));
        }
        let cases = sampled(cases, options.cells / 5, &mut chance);
        for (case, reply) in self.ask_all(router, cases).await {
            self.judge(&mut report, &case, &reply);
        }

        if options.writes {
            let mut cases = Vec::new();
            for route in &writes {
                for caller in 0..self.world.callers.len() {
                    for case in self.cases(*route, caller, &mut chance, &mut report) {
                        cases.push(self.with_body(case, &forms, &mut chance));
                    }
                }
            }
            // Those that must change nothing first: what follows may change who accompanies whom.
            let mut cases = sampled(cases, options.cells * 3 / 10, &mut chance);
            cases.sort_by_key(|case| !self.foreign(case));
            for (case, reply) in self.ask_all(router, cases).await {
                self.judge(&mut report, &case, &reply);
                if self.foreign(&case) && done(&reply) {
                    self.found(&mut report, &case, Wrong::Opened, None, &reply);
                }
            }
        }
        report
    }

    /// The placements of the objects a path names.
    fn cases(&self, route: usize, caller: usize, chance: &mut Chance, report: &mut Report) -> Vec<Case> {
        let path = self.routes[route].path;
        let mut parameters: Vec<(String, Vec<Filling>)> = Vec::new();
        let mut before = "";
        for segment in path.split('/') {
            if let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                let values = self.values(name.trim_start_matches('*'), before, caller, chance);
                if values.is_empty() {
                    report.unknown_parameters.insert(format!("{path} {segment}"));
                }
                parameters.push((segment.to_owned(), if values.is_empty() { self.anything(chance) } else { values }));
            } else {
                before = segment;
            }
        }
        let mut cases = Vec::new();
        let Some((last, others)) = parameters.split_last() else {
            return vec![Case { route, caller, path: path.to_owned(), body: None, objects: Vec::new() }];
        };
        for (value, object) in &last.1 {
            let mut filled = path.replacen(&last.0, value, 1);
            let mut objects: Vec<usize> = object.iter().copied().collect();
            for (segment, values) in others {
                // Beside the last object mostly what belongs to it; sometimes what does not.
                let same = values.iter().find(|(_, other)| {
                    let pair = (other.map(|other| &self.world.objects[other]), object.map(|object| &self.world.objects[object]));
                    matches!(pair, (Some(other), Some(object))
                        if (object.family.is_some() && other.family == object.family) || (object.site.is_some() && other.site == object.site))
                });
                let chosen = if chance.percent(70) { same } else { None }.or_else(|| chance.pick(values));
                if let Some((value, object)) = chosen {
                    filled = filled.replacen(segment.as_str(), value, 1);
                    objects.extend(object);
                }
            }
            cases.push(Case { route, caller, path: filled, body: None, objects });
        }
        cases
    }

    /// What can stand for a parameter: one object of each placement, and nothing at all.
    fn values(&self, name: &str, before: &str, _caller: usize, chance: &mut Chance) -> Vec<Filling> {
        let fixed = |list: &[&str]| list.iter().map(|value| ((*value).to_owned(), None)).collect();
        match name {
            "date" | "day" | "week" | "monday" | "from" => return fixed(&["2026-11-23", "2026-11-30", "2026-11-16"]),
            "month" => return fixed(&["2026-11"]),
            "year" => return fixed(&["2026"]),
            "half_day" => return fixed(&["morning", "afternoon"]),
            "code" | "language" => return fixed(&["fr", "ar"]),
            "zone" => return fixed(&["C"]),
            "token" | "secret" | "link" => return fixed(&["mrl_0000000000000000", "abcdefghjkmnpqrstuvwxyz023456789"]),
            "number" => {
                let numbers = self.world.tokens.iter().filter(|token| token.field == "referral.number");
                return numbers.map(|token| (token.text.clone(), None)).collect();
            }
            "kind" | "type" | "role" => return fixed(&["regular"]),
            "commune" => return fixed(&["34145"]),
            "name" | "file" => return fixed(&["x"]),
            _ => {}
        }
        let kind = table_of(name).or_else(|| table_of(before));
        let Some(kind) = kind else { return Vec::new() };
        let mut values = self.of_kind(kind, chance);
        values.push((chance.uuid().to_string(), None));
        values
    }

    /// One object of each placement of a kind.
    fn of_kind(&self, kind: &str, chance: &mut Chance) -> Vec<Filling> {
        let mut by_placement: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (position, object) in self.world.objects.iter().enumerate() {
            if object.kind == kind {
                by_placement.entry(&object.placement).or_default().push(position);
            }
        }
        by_placement
            .values()
            .filter_map(|positions| chance.pick(positions))
            .map(|position| (self.world.objects[*position].id.clone(), Some(*position)))
            .collect()
    }

    /// For a parameter of unknown meaning: one object of each kind.
    fn anything(&self, chance: &mut Chance) -> Vec<Filling> {
        let kinds: BTreeSet<&str> = self.world.objects.iter().map(|object| object.kind).collect();
        kinds.into_iter().filter_map(|kind| chance.pick(&self.of_kind(kind, &mut Chance::new(1))).cloned()).collect()
    }

    /// Lists that search or filter, asked for somebody else's words.
    fn searches(&self, route: usize, chance: &mut Chance) -> Vec<Case> {
        let path = self.routes[route].path;
        if path.contains('{') {
            return Vec::new();
        }
        let mut cases = Vec::new();
        for caller in 0..self.world.callers.len() {
            for field in
                ["parent.family_name", "child.given_name", "family.reference", "person.family_name", "referral.number"]
            {
                let tokens: Vec<&str> = self
                    .world
                    .tokens
                    .iter()
                    .filter(|token| token.field == field)
                    .map(|token| token.text.as_str())
                    .collect();
                let Some(token) = chance.pick(&tokens) else { continue };
                let name = ["q", "search", "query", "name"][chance.below(4)];
                cases.push(Case {
                    route,
                    caller,
                    path: format!("{path}?{name}={token}"),
                    body: None,
                    objects: Vec::new(),
                });
            }
            for kind in ["site", "family", "child", "organisation", "session"] {
                if let Some((id, _)) = chance.pick(&self.of_kind(kind, &mut chance.clone())).cloned() {
                    let name = if chance.percent(50) { kind.to_owned() } else { format!("{kind}_id") };
                    // A page may well not know the name: what it names is not asked for, only scanned for.
                    cases.push(Case {
                        route,
                        caller,
                        path: format!("{path}?{name}={id}"),
                        body: None,
                        objects: Vec::new(),
                    });
                }
            }
        }
        cases
    }

    /// A body for a change: from the API's description, or from a form some page showed for the same address.
    fn with_body(&self, mut case: Case, forms: &BTreeMap<String, Form>, chance: &mut Chance) -> Case {
        let route = &self.routes[case.route];
        if route.path.starts_with("/api/") {
            let operation = self.described.as_ref().and_then(|described| {
                let found = described.operations.iter().find(|operation| {
                    operation.method == route.method && shape(&operation.path) == shape(route.path)
                })?;
                Some((described, found.body.clone()?))
            });
            let Some((described, schema)) = operation else {
                case.body = Some(("application/json", "{}".to_owned()));
                return case;
            };
            let mut named = Vec::new();
            let mut ids = chance.clone();
            ids.bits();
            let value = {
                let mut known = |name: &str| {
                    let kind = table_of(name.trim_end_matches("_id"))?;
                    name.ends_with("id").then_some(())?;
                    let (id, object) = ids.pick(&self.of_kind(kind, &mut ids.clone())).cloned()?;
                    named.extend(object);
                    ids.bits();
                    Some(json!(id))
                };
                described.value(&schema, "", chance, &mut known)
            };
            case.objects.extend(named);
            case.body = Some(("application/json", value.to_string()));
            return case;
        }
        let key = format!("{:016x}{:016x}", chance.bits(), chance.bits());
        let mut fields = vec![("key".to_owned(), key)];
        if let Some((_, shown)) = forms.get(&shape(&case.path)).or_else(|| forms.get(&shape(route.path))) {
            for (name, value) in shown.iter().filter(|(name, _)| name != "key") {
                let kind = table_of(name.trim_end_matches("_id"));
                let swapped = kind.filter(|_| chance.percent(40)).and_then(|kind| {
                    let all = self.of_kind(kind, &mut chance.clone());
                    chance.pick(&all).cloned()
                });
                match swapped {
                    Some((id, object)) => {
                        case.objects.extend(object);
                        fields.push((name.clone(), id));
                    }
                    None => {
                        case.objects.extend(self.objects_in(value));
                        fields.push((name.clone(), if value.is_empty() { "Essai".to_owned() } else { value.clone() }));
                    }
                }
            }
        }
        let text: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", web::forms::percent(name), web::forms::percent(value)))
            .collect();
        case.body = Some(("application/x-www-form-urlencoded", text.join("&")));
        case
    }

    fn objects_in(&self, text: &str) -> Vec<usize> {
        self.world
            .objects
            .iter()
            .enumerate()
            .filter(|(_, object)| text.contains(&object.id))
            .map(|(position, _)| position)
            .collect()
    }

    fn route_of(&self, method: &str, path: &str) -> Option<usize> {
        let wanted = shape(path);
        self.routes.iter().position(|route| route.method == method && shape(route.path) == wanted)
    }

    /// Whether the caller may not even know the object.
    fn unknown(&self, caller: usize, object: usize) -> bool {
        self.object_token[object].is_some_and(|token| !self.allowed[caller][token])
    }
    /// Whether every object of the path is one the caller may not know.
    fn hidden(&self, case: &Case) -> bool {
        !case.objects.is_empty() && case.objects.iter().all(|object| self.unknown(case.caller, *object))
    }
    /// Whether the request is about something that is none of the caller's business.
    fn foreign(&self, case: &Case) -> bool {
        let route = &self.routes[case.route];
        let of_a_site = matches!(
            route.action,
            Action::SeeSite
                | Action::ManageSites
                | Action::SeeBoard
                | Action::ManageBookings
                | Action::OverrideRule
                | Action::RecordAttendance
        );
        case.objects.iter().any(|position| {
            let object = &self.world.objects[*position];
            let elsewhere = of_a_site
                && object.class.is_none()
                && object.site.is_some_and(|site| {
                    let inside = super::oracle::Class::SiteInternal(site);
                    !Oracle::new(self.world).may_read(&self.world.callers[case.caller], &inside)
                });
            elsewhere || self.unknown(case.caller, *position)
        })
    }
    /// The same request about ids that name nothing.
    fn blank(&self, case: &Case, chance: &mut Chance) -> Case {
        let mut blank = case.clone();
        for object in &case.objects {
            blank.path = blank.path.replace(&self.world.objects[*object].id, &chance.uuid().to_string());
        }
        blank
    }
    /// An answer without what differs from one answer to the next.
    fn plain(&self, case: &Case, reply: &Reply) -> String {
        let mut text = format!("{} {}\n{}", reply.status, reply.location, reply.text);
        for segment in case.path.split(['/', '?', '=', '&']).filter(|segment| segment.len() == 36) {
            text = text.replace(segment, "ID");
        }
        without_random(&text)
    }

    fn judge(&self, report: &mut Report, case: &Case, reply: &Reply) {
        report.cells += 1;
        let role = self.world.callers[case.caller].role;
        report.roles.entry(role).or_default().0 += 1;
        let route = &self.routes[case.route];
        if reply.status < 300 {
            report.opened.insert(format!("{} {}", route.method, route.path));
        }
        if reply.status >= 500 || reply.status == 0 {
            self.found(report, case, Wrong::Broken, None, reply);
        }
        if route.method == "GET" && reply.status < 300 && self.foreign_site(case) {
            self.found(report, case, Wrong::Opened, None, reply);
        }
        let asked =
            format!("{} {}", case.path, case.body.as_ref().map_or("", |(_, body)| body.as_str())).to_lowercase();
        for part in [&reply.text, &reply.headers] {
            for hit in self.scanner.find_iter(part.as_str()) {
                let token = hit.pattern().as_usize();
                let known = &self.world.tokens[token];
                if known.text.bytes().all(|byte| byte.is_ascii_digit()) && !is_a_number(part, hit.start(), hit.end()) {
                    continue;
                }
                if self.allowed[case.caller][token] {
                    report.seen.insert(known.field);
                } else if !asked.contains(&known.text.to_lowercase()) && !self.in_the_audit(case, known.field) {
                    self.found(report, case, Wrong::Leak, Some(token), reply);
                }
            }
        }
    }

    /// The audit names things by their ids, and nothing else of them.
    fn in_the_audit(&self, case: &Case, field: &str) -> bool {
        self.routes[case.route].action == Action::SeeAudit
            && self.world.callers[case.caller].role == Role::Administrator
            && !field.contains('.')
    }
    fn foreign_site(&self, case: &Case) -> bool {
        let public = self.routes[case.route].action == Action::SeeDirectory;
        !public && self.foreign(case) && !self.hidden(case)
    }

    fn found(&self, report: &mut Report, case: &Case, wrong: Wrong, token: Option<usize>, reply: &Reply) {
        let route = &self.routes[case.route];
        let caller = &self.world.callers[case.caller];
        let (record, field) = match token {
            Some(token) => (self.world.tokens[token].record.clone(), self.world.tokens[token].field.to_owned()),
            None => {
                let names: Vec<String> = case
                    .objects
                    .iter()
                    .map(|object| {
                        format!("{} of {}", self.world.objects[*object].kind, self.world.objects[*object].placement)
                    })
                    .collect();
                (names.join(", "), format!("status {}", reply.status))
            }
        };
        let finding = Finding {
            wrong,
            route: format!("{} {}", route.method, route.path),
            caller: caller.label.clone(),
            role: caller.role,
            record,
            field,
            request: format!("{} {}", case.path, case.body.as_ref().map_or("", |(_, body)| body.as_str())),
        };
        let known = report.findings.iter().any(|other| {
            (&other.wrong, &other.route, other.role, &other.field)
                == (&finding.wrong, &finding.route, finding.role, &finding.field)
        });
        report.roles.entry(caller.role).or_default().1 += 1;
        if !known {
            report.findings.push(finding);
        }
    }

    async fn ask(&self, router: &Router, case: &Case) -> Reply {
        let method = method_of(self.routes[case.route].method);
        ask(router, &method, &case.path, &self.world.callers[case.caller].token, case.body.clone()).await
    }

    /// A few at a time, in order.
    async fn ask_all(&self, router: &Router, cases: Vec<Case>) -> Vec<(Case, Reply)> {
        let permits = Arc::new(tokio::sync::Semaphore::new(8));
        let mut waiting = Vec::with_capacity(cases.len());
        for case in cases {
            let Ok(permit) = permits.clone().acquire_owned().await else { break };
            let (router, path, body) = (router.clone(), case.path.clone(), case.body.clone());
            let method = method_of(self.routes[case.route].method);
            let token = self.world.callers[case.caller].token.clone();
            let task = tokio::spawn(async move {
                let reply = ask(&router, &method, &path, &token, body).await;
                drop(permit);
                reply
            });
            waiting.push((case, task));
        }
        let mut answered = Vec::with_capacity(waiting.len());
        for (case, task) in waiting {
            let reply = task.await.unwrap_or_else(|error| Reply {
                status: 0,
                location: String::new(),
                text: error.to_string(),
                headers: String::new(),
            });
            answered.push((case, reply));
        }
        answered
    }
}

fn method_of(name: &str) -> Method {
    Method::from_bytes(name.as_bytes()).unwrap_or(Method::GET)
}

async fn ask(router: &Router, method: &Method, path: &str, token: &str, body: Option<(&'static str, String)>) -> Reply {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8080");
    if !token.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if let Some((kind, text)) = &body {
        let key: String =
            db::idempotency::sha256(format!("{method} {path} {token} {text}").as_bytes()).chars().take(40).collect();
        request = request.header(header::CONTENT_TYPE, *kind).header("idempotency-key", key);
    }
    let request = request.body(Body::from(body.map(|(_, text)| text).unwrap_or_default())).expect("a request");
    let response = router.clone().oneshot(request).await.expect("the router answers");
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 16 << 20).await.unwrap_or_default();
    let headers: Vec<String> = parts
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    let location =
        parts.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    Reply {
        status: parts.status.as_u16(),
        location,
        text: String::from_utf8_lossy(&bytes).into_owned(),
        headers: headers.join("\n"),
    }
}

/// Whether something was done, and not merely sent to sign in or to ask for a new link.
fn done(reply: &Reply) -> bool {
    let sent_away = reply.location.starts_with("/sign-in") || reply.location == "/l";
    reply.status < 300 || (reply.status < 400 && !sent_away)
}

/// A telephone number, not nine figures of something longer.
fn is_a_number(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].trim_end_matches([' ', '.', '\u{a0}', '\u{202f}']);
    let figure = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
    let bytes = text.as_bytes();
    (before.ends_with("33") || (before.ends_with('0') && !figure(before.as_bytes().iter().rev().nth(1))))
        && !figure(bytes.get(end))
}

fn sampled(mut cases: Vec<Case>, budget: usize, chance: &mut Chance) -> Vec<Case> {
    if cases.len() > budget {
        chance.shuffle(&mut cases);
        cases.truncate(budget);
    }
    cases
}

/// Local addresses and forms of a page.
fn harvest(page: &str, links: &mut BTreeSet<String>, forms: &mut BTreeMap<String, Form>) {
    for part in page.split("href=\"").skip(1) {
        let address = unescaped(part.split('"').next().unwrap_or_default());
        if address.starts_with('/')
            && address.contains('?')
            && !address.starts_with("/language/")
            && links.len() < 4_000
        {
            links.insert(address.split('#').next().unwrap_or_default().to_owned());
        }
    }
    for part in page.split("<form").skip(1) {
        let (head, rest) = part.split_once('>').unwrap_or((part, ""));
        let inside = rest.split("</form>").next().unwrap_or_default();
        let Some(action) = attribute(head, "action") else { continue };
        let mut fields = Vec::new();
        for tag in inside.split('<').skip(1) {
            let name = attribute(tag, "name");
            if tag.starts_with("input") || tag.starts_with("button") {
                fields.extend(name.map(|name| (name, attribute(tag, "value").unwrap_or_default())));
            } else if tag.starts_with("textarea") {
                fields.extend(name.map(|name| (name, tag.split_once('>').map_or("", |(_, text)| text).to_owned())));
            } else if tag.starts_with("select") {
                fields.extend(name.map(|name| (name, String::new())));
            } else if tag.starts_with("option")
                && let (Some(value), Some((_, chosen))) = (attribute(tag, "value"), fields.last_mut())
                && (chosen.is_empty() || tag.contains("selected"))
            {
                *chosen = value;
            }
        }
        let action = action.split('?').next().unwrap_or_default().to_owned();
        forms.entry(shape(&action)).or_insert((action, fields));
    }
}

/// The forms and addresses of a page, for those who send nonsense to them.
pub fn forms_of(page: &str) -> Vec<Form> {
    let (mut links, mut forms) = (BTreeSet::new(), BTreeMap::new());
    harvest(page, &mut links, &mut forms);
    forms.into_values().collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next().unwrap_or_default();
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split('"').next().unwrap_or_default()))
}

fn unescaped(text: &str) -> String {
    text.replace("&amp;", "&").replace("&#38;", "&").replace("&#39;", "'").replace("&#34;", "\"")
}

/// A path with everything that varies made alike.
pub fn shape(path: &str) -> String {
    let parts: Vec<&str> = path
        .split('/')
        .map(|segment| {
            let varies = segment.starts_with('{')
                || segment.len() == 36
                || segment.bytes().filter(u8::is_ascii_digit).count() > 3;
            if varies { "*" } else { segment }
        })
        .collect();
    parts.join("/")
}

/// Long runs of hexadecimal figures (keys of forms, request ids) are different in each answer.
fn without_random(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for character in text.chars() {
        if character.is_ascii_hexdigit() {
            run.push(character);
            continue;
        }
        out.push_str(if run.len() >= 16 { "H" } else { &run });
        run.clear();
        out.push(character);
    }
    out.push_str(if run.len() >= 16 { "H" } else { &run });
    out
}

/// The table a word of a path or a field names.
pub fn table_of(word: &str) -> Option<&'static str> {
    let word = word.trim_end_matches("_id").replace('-', "_");
    Some(match word.as_str() {
        "family" | "families" => "family",
        "parent" | "parents" => "parent",
        "child" | "children" => "child",
        "site" | "sites" | "desk" | "board" | "boards" | "attendance" => "site",
        "session" | "sessions" => "session",
        "booking" | "bookings" | "hold" | "holds" | "places" => "booking",
        "referral" | "referrals" => "referral",
        "place_request" | "place_requests" | "request" | "requests" => "place_request",
        "attendance_fact" | "attendance_facts" | "fact" | "facts" => "attendance_fact",
        "organisation" | "organisations" => "organisation",
        "person" | "people" | "persons" => "person",
        "membership" | "memberships" | "members" => "membership",
        "invitation" | "invitations" => "invitation",
        "premises" => "premises",
        "opening_rule" | "opening_rules" | "rule" | "rules" => "opening_rule",
        "school_holiday" | "school_holidays" => "school_holiday",
        "closure" | "closures" => "closure",
        "policy" | "policies" | "site_policy" => "site_policy",
        "authorisation" | "authorisations" => "authorisation",
        "message" | "messages" | "outbox" => "message",
        "tokens" | "api_token" | "api_tokens" => "api_token",
        "situation" | "situations" => "situation",
        "admission" | "admissions" => "admission",
        "staff" | "staff_member" => "staff_member",
        "tablet" | "tablets" => "tablet",
        "drill" | "drills" => "drill",
        "outing" | "outings" => "outing",
        "paper" | "papers" => "paper",
        "pick_up" | "pick_up_person" => "pick_up_person",
        "familiarisation" | "familiarisations" => "familiarisation",
        "template" | "templates" => "familiarisation_template",
        _ => return None,
    })
}
