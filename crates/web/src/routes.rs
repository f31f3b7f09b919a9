//! The only way to add a route: with the action it stands for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use db::audit::Entry;
use domain::access::Action;
use domain::{FamilyId, SiteId, Word};

use crate::app::App;
use crate::guard::Caller;
use crate::limits;
use crate::problem::Problem;

/// One route of the program, as the access proof and `docs/access.md` list it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// `GET`, `POST`, `PUT`, `DELETE`.
    pub method: &'static str,
    /// Path with `{name}` placeholders.
    pub path: &'static str,
    /// What must be allowed.
    pub action: Action,
}

/// Routes being put together. There is no way to add one without its action.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    listed: Vec<Listed>,
}

impl Routes {
    /// A page or fragment that is read.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        self.route("GET", path, action, axum::routing::get(handler))
    }
    /// Something that is done.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        self.route("POST", path, action, axum::routing::post(handler))
    }
    /// Something that is put under an id the client made.
    #[must_use]
    pub fn put<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        self.route("PUT", path, action, axum::routing::put(handler))
    }
    /// Something that is changed in part.
    #[must_use]
    pub fn patch<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        self.route("PATCH", path, action, axum::routing::patch(handler))
    }
    /// Something that is given back.
    #[must_use]
    pub fn delete<H, T>(self, path: &'static str, action: Action, handler: H) -> Self
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        self.route("DELETE", path, action, axum::routing::delete(handler))
    }

    fn route(mut self, method: &'static str, path: &'static str, action: Action, handler: MethodRouter<App>) -> Self {
        let attempt = Attempt { action, method, path };
        let gate = middleware::from_fn(move |request: Request, next: Next| gate(attempt, request, next));
        self.router = self.router.route(path, handler.layer(gate));
        self.listed.push(Listed { method, path, action });
        self
    }
    /// Takes in another room's routes.
    #[must_use]
    pub fn room(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.listed.extend(other.listed);
        self
    }
    /// The routes and their list.
    pub fn finish(self) -> (Router<App>, Vec<Listed>) {
        (self.router, self.listed)
    }
}

/// What a request tried: left in the answer, for the audit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    /// The action of the route.
    pub(crate) action: Action,
    /// `GET`, `POST`…
    pub(crate) method: &'static str,
    /// Path with `{name}` placeholders: never a token of a link.
    pub(crate) path: &'static str,
}

/// Pages that are shown before an installation has its first organisation.
const BEFORE_FIRST_RUN: [&str; 2] = ["/first-run", "/language/{code}"];

async fn gate(attempt: Attempt, mut request: Request, next: Next) -> Response {
    let reading = (attempt.method == "GET" && attempt.action.shows_families()).then(|| Reading::of(&request)).flatten();
    let told = Told::default();
    request.extensions_mut().insert(told.clone());
    let mut response = guarded(attempt, request, next).await;
    if let Some(reading) = reading.filter(|_| response.status().is_success() && !told.0.load(Ordering::Relaxed)) {
        reading.leave_a_line(attempt);
    }
    response.extensions_mut().insert(attempt);
    response
}

/// Whether the handler has left its own line for what it showed, which says more than the route's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told(pub(crate) Arc<AtomicBool>);

/// A professional who reads what names families. A parent who reads her own page is nobody else's reader.
struct Reading {
    app: App,
    by: db::audit::Signature,
    address: String,
}

impl Reading {
    fn of(request: &Request) -> Option<Self> {
        let (caller, app) = (request.extensions().get::<Caller>()?, request.extensions().get::<App>()?);
        let address = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
        caller.actor.person.is_some().then(|| Self { app: app.clone(), by: caller.actor.signature(), address })
    }
    fn leave_a_line(self, attempt: Attempt) {
        let ids = crate::problem::ids(&self.address);
        let mut entry = Entry::read(attempt.action, "route", format!("{} {}", attempt.method, attempt.path));
        let of = |prefix: &str| attempt.path.contains(prefix).then(|| ids.first().copied()).flatten();
        entry.site = of("/sites/{id}").and_then(SiteId::read);
        entry.family = of("/families/{id}").and_then(FamilyId::read);
        self.app.audit_later(self.by, entry.detail(serde_json::json!({ "ids": ids })));
    }
}

/// Lets through who may do the action on at least something; the handler's proof decides on the object.
async fn guarded(attempt: Attempt, request: Request, next: Next) -> Response {
    let (Some(caller), Some(app)) = (request.extensions().get::<Caller>(), request.extensions().get::<App>()) else {
        return Problem::broken("a route outside the guard").into_response();
    };
    let page = !attempt.path.starts_with("/api");
    if page && !BEFORE_FIRST_RUN.contains(&attempt.path) {
        match app.awaits_first_run().await {
            Ok(false) => {}
            Ok(true) => return Redirect::to("/first-run").into_response(),
            Err(error) => return Problem::from(error).into_response(),
        }
    }
    let public_write = attempt.method != "GET" && domain::access::may(domain::access::Role::Public, attempt.action);
    if public_write
        && let Some(limits) = app.limits()
        && !limits.allows(limits::address(request.extensions(), request.headers(), app.settings().behind_proxy))
    {
        return Problem::too_many().into_response();
    }
    if !caller.may(attempt.action) {
        return Problem::not_allowed(caller).into_response();
    }
    next.run(request).await
}
