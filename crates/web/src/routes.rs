//! The only way to add a route: with the action it stands for.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use domain::access::Action;

use crate::app::App;
use crate::guard::Caller;
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
        let gate = middleware::from_fn(move |request: Request, next: Next| gate(action, request, next));
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

/// Lets through who may do the action on at least something; the handler's proof decides on the object.
async fn gate(action: Action, request: Request, next: Next) -> Response {
    let Some(caller) = request.extensions().get::<Caller>() else {
        return Problem::broken("a route outside the guard").into_response();
    };
    if !caller.may(action) {
        return Problem::not_allowed(caller).into_response();
    }
    next.run(request).await
}
