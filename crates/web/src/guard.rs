//! Who is asking: from a session cookie, a bearer token, or nobody. Made anew at each request, so that an ended membership ends
//! everything at once.

use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use db::access::Actor;
use db::accounts;
use domain::access::Action;
use domain::{MembershipId, ParentId, PersonId};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::app::App;
use crate::problem::Problem;

/// What a session remembers of who signed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignedIn {
    /// The professional.
    pub person: Option<PersonId>,
    /// The role chosen, when there are several.
    pub membership: Option<MembershipId>,
    /// The parent whose phone this is.
    pub parent: Option<ParentId>,
    /// Whether the second factor was given.
    pub second_factor: bool,
}

/// Session key of [`SignedIn`].
pub const SIGNED_IN: &str = "signed_in";

/// Who is asking and how they came.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// Scopes of the token; `None` for a browser.
    pub scopes: Option<Vec<String>>,
    /// Name shown in the page's head.
    pub name: Option<String>,
    /// The id of this request, also in the log.
    pub request_id: String,
    /// Whether a second factor must be put in place before anything personal is shown.
    pub needs_second_factor: bool,
}

impl Caller {
    /// Whether the caller may do the action on at least something, by role and by the token's scopes.
    pub fn may(&self, action: Action) -> bool {
        let scoped = match &self.scopes {
            None => true,
            Some(scopes) => scopes.iter().any(|scope| scope == "*" || scope == action.as_str()),
        };
        // Scopes never narrow what is public.
        let public = domain::access::may(domain::access::Role::Public, action);
        let proven = !self.needs_second_factor || action == Action::ManageOwnAccount;
        public || (scoped && proven && self.actor.may(action))
    }
    /// Whether nobody is signed in.
    pub fn is_anonymous(&self) -> bool {
        self.actor.person.is_none() && self.actor.parent.is_none() && self.actor.tablet.is_none()
    }
}

/// Finds out who is asking and puts the [`Caller`] into the request.
pub async fn identify(State(app): State<App>, session: Session, mut request: Request, next: Next) -> Response {
    match caller(&app, &session, bearer(&request), crate::tablet::token_of(&request)).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller.clone());
            request.extensions_mut().insert(app.clone());
            let mut response = next.run(request).await;
            response.extensions_mut().insert(caller);
            response
        }
        Err(problem) => problem.into_response(),
    }
}

async fn caller(
    app: &App,
    session: &Session,
    token: Result<Option<String>, Problem>,
    tablet: Option<String>,
) -> Result<Caller, Problem> {
    let (now, today) = (app.now(), app.today());
    let request_id = db::idempotency::hex(&app.db().random_bytes::<8>());
    let mut caller = Caller {
        actor: Actor::public(now, today),
        scopes: None,
        name: None,
        request_id: request_id.clone(),
        needs_second_factor: false,
    };
    if let Some(token) = token? {
        let hash = db::idempotency::sha256(token.as_bytes());
        let found = app.db().read(move |conn| accounts::token_bearer(conn, &hash, now, today)).await?;
        let found = found.ok_or_else(Problem::bad_token)?;
        app.token_used(&found);
        caller.actor = found.actor;
        caller.scopes = Some(found.scopes);
    } else if let Some(tablet) = tablet {
        caller.actor = crate::tablet::actor(app, &tablet).await?;
    } else if let Some(signed_in) =
        session.get::<SignedIn>(SIGNED_IN).await.map_err(|error| Problem::broken(&error.to_string()))?
    {
        keep_alive(session, now).await?;
        caller.needs_second_factor = signed_in.person.is_some() && !signed_in.second_factor && !app.settings().demo;
        let found = app
            .db()
            .read(move |conn| match (signed_in.person, signed_in.parent) {
                (Some(person), _) => {
                    let actor = accounts::person_actor(
                        conn,
                        person,
                        signed_in.membership,
                        signed_in.second_factor,
                        now,
                        today,
                    )?;
                    let name = accounts::person_heading(conn, person)?.0;
                    Ok(actor.map(|actor| (actor, Some(name))))
                }
                (None, Some(parent)) => {
                    Ok(accounts::parent_actor(conn, parent, now, today)?.map(|actor| (actor, None)))
                }
                (None, None) => Ok(None),
            })
            .await?;
        if let Some((actor, name)) = found {
            caller.actor = actor;
            caller.name = name;
        } else {
            caller.needs_second_factor = false;
        }
    }
    caller.actor.request = Some(request_id);
    Ok(caller)
}

/// Session key of the last sign of life.
const SEEN: &str = "seen";
/// Seconds between two signs of life that are written down.
const SEEN_EVERY: i64 = 300;

/// Writes a sign of life now and then: the session's end moves on, and the list of devices says when each was used.
async fn keep_alive(session: &Session, now: domain::Instant) -> Result<(), Problem> {
    let broken = |error: tower_sessions::session::Error| Problem::broken(&error.to_string());
    let seen: Option<domain::Instant> = session.get(SEEN).await.map_err(broken)?;
    if seen.is_none_or(|seen| now.seconds_since(seen) >= SEEN_EVERY) {
        session.insert(SEEN, now).await.map_err(broken)?;
    }
    Ok(())
}

fn bearer(request: &Request) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let text = value.to_str().map_err(|_| Problem::bad_token())?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
            Ok(Some(token.trim().to_owned()))
        }
        _ => Err(Problem::bad_token()),
    }
}

/// Refuses a change that another site's page sent with our cookie.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || request.headers().contains_key(header::AUTHORIZATION) || comes_from_here(&request) {
        next.run(request).await
    } else {
        Problem::foreign_origin().into_response()
    }
}

fn comes_from_here(request: &Request) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match header("sec-fetch-site") {
        Some("same-origin" | "none") => true,
        Some(_) => false,
        None => match header("origin") {
            // An old browser that says nothing: SameSite=Lax keeps the cookie at home.
            None => true,
            Some(origin) => {
                let host = header("host").unwrap_or_default();
                origin.split_once("://").is_some_and(|(_, origin_host)| origin_host == host)
            }
        },
    }
}
