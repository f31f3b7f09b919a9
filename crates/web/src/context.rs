//! What a handler is given: who asks, in which language, and the program's state.

use std::sync::atomic::Ordering;

use axum::extract::{FromRef, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use domain::{Refusal, Word};
use i18n::{Language, Text};
use tower_sessions::Session;

use crate::app::App;
use crate::guard::Caller;
use crate::problem::Problem;
use crate::routes::Told;
use crate::shared::view;

/// Name of the cookie that keeps the chosen language.
pub const LANGUAGE_COOKIE: &str = "language";
const NOTICES: &str = "notices";

/// The cookie that keeps a language for a year.
pub(crate) fn language_cookie(language: Language) -> Result<HeaderValue, Problem> {
    let cookie = format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", language.text());
    HeaderValue::from_str(&cookie).map_err(|error| Problem::broken(&error.to_string()))
}

/// What a page needs to know of its reader, without the state: enough to render an error.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The reader's words.
    pub text: Text,
    /// Who reads, once known.
    pub caller: Option<Caller>,
    /// Path and query of the page.
    pub target: String,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// Zone in which instants are shown when no site says otherwise.
    pub zone: jiff::tz::TimeZone,
}

impl Frame {
    /// Reads the frame off a request.
    pub fn of(app: &App, request: &Request) -> Self {
        Self::new(app, request.headers(), request.uri(), request.extensions().get::<Caller>().cloned())
    }
    fn new(app: &App, headers: &axum::http::HeaderMap, uri: &axum::http::Uri, caller: Option<Caller>) -> Self {
        Self {
            text: Text::new(chosen_language(headers, uri)),
            caller,
            target: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            demo: app.settings().demo,
            zone: app.settings().time_zone.clone(),
        }
    }
    /// A refusal in the reader's words: simple ones for a parent, the rule's name for a professional.
    pub fn sentence(&self, refusal: &Refusal) -> String {
        let parent = self.caller.as_ref().is_some_and(|caller| caller.actor.parent.is_some());
        if parent {
            i18n::sentence_for_parent(self.text, refusal, &self.zone)
        } else {
            i18n::sentence(self.text, refusal, &self.zone)
        }
    }
    /// What stands around the page.
    pub fn layout(&self) -> view::Layout {
        let path = self.target.split('?').next().unwrap_or("/");
        let next = crate::forms::percent(&self.target);
        let language = self.text.language();
        let parents = crate::parents::is_for_parents(path);
        let languages = if path.starts_with("/l/") {
            // The address carries a token: no link of the page may.
            &[]
        } else if parents {
            &crate::parents::LANGUAGES[..]
        } else {
            &[Language::French, Language::English][..]
        };
        view::Layout {
            assets: crate::assets::prefix().to_owned(),
            home: if parents { "/family".to_owned() } else { "/".to_owned() },
            banner: if self.demo { self.text.layout_demo() } else { String::new() },
            navigation: if parents {
                Vec::new()
            } else {
                crate::rooms::navigation(self.text, self.caller.as_ref(), path)
            },
            languages: languages
                .iter()
                .map(|choice| view::LanguageLink {
                    code: choice.as_str(),
                    direction: choice.direction(),
                    native_name: choice.native_name(),
                    href: format!("/language/{}?next={next}", choice.text()),
                    current: *choice == language,
                })
                .collect(),
            signed_in: self.signed_in(),
            ..view::Layout::default()
        }
    }
    fn signed_in(&self) -> Option<view::SignedIn> {
        let caller = self.caller.as_ref()?;
        let name = caller.name.clone()?;
        let role = db::accounts::leading_role(&caller.actor.memberships)
            .map(|role| self.text.word("role", role.as_str()))
            .unwrap_or_default();
        Some(view::SignedIn {
            name,
            role,
            links: vec![view::Link { label: self.text.layout_my_account(), href: "/account".to_owned() }],
            sign_out: "/sign-out".to_owned(),
        })
    }
}

fn chosen_language(headers: &axum::http::HeaderMap, uri: &axum::http::Uri) -> Language {
    let asked = uri
        .query()
        .and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")))
        .and_then(Language::read);
    let cookie = || {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .find_map(|pair| pair.trim().strip_prefix("language=").and_then(Language::read))
    };
    // Programs say what they read; people start in French, whatever their browser says, and choose.
    let programs = || {
        uri.path()
            .starts_with("/api/")
            .then(|| {
                headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map(Language::negotiate)
            })
            .flatten()
    };
    asked.or_else(cookie).or_else(programs).unwrap_or(Language::French)
}

/// The context of a handler.
#[derive(Clone)]
pub struct Context {
    /// The program's state.
    pub app: App,
    /// Who asks.
    pub caller: Caller,
    /// The reader's words.
    pub t: Text,
    /// What an error page would need.
    pub frame: Frame,
    session: Option<Session>,
    told: Option<Told>,
}

impl<S> FromRequestParts<S> for Context
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let app = App::from_ref(state);
        let caller =
            parts.extensions.get::<Caller>().cloned().ok_or_else(|| Problem::broken("a route outside the guard"))?;
        let frame = Frame::new(&app, &parts.headers, &parts.uri, Some(caller.clone()));
        let (session, told) = (parts.extensions.get::<Session>().cloned(), parts.extensions.get::<Told>().cloned());
        Ok(Self { t: frame.text, app, caller, frame, session, told })
    }
}

impl Context {
    /// Who asks, for access fragments and the audit.
    pub fn actor(&self) -> &db::access::Actor {
        &self.caller.actor
    }
    /// The browser's session.
    pub fn session(&self) -> Result<&Session, Problem> {
        self.session.as_ref().ok_or_else(|| Problem::broken("no session on this route"))
    }
    /// Says something on the next page this browser shows.
    pub async fn notify(&self, notice: view::Notice) -> Result<(), Problem> {
        let session = self.session()?;
        let mut waiting: Vec<StoredNotice> = session.get(NOTICES).await.ok().flatten().unwrap_or_default();
        waiting.push(StoredNotice::of(notice));
        session.insert(NOTICES, waiting).await.map_err(|error| Problem::broken(&error.to_string()))
    }
    /// What stands around the page, with what was waiting to be said.
    pub async fn layout(&self) -> view::Layout {
        let mut layout = self.frame.layout();
        if let Some(session) = &self.session
            // Looked at first: taking something out of a session writes it, and a page view writes nothing.
            && let Ok(Some(waiting)) = session.get::<Vec<StoredNotice>>(NOTICES).await
        {
            let _ = session.remove_value(NOTICES).await;
            layout.notices = waiting.into_iter().map(StoredNotice::into_notice).collect();
        }
        layout
    }
    /// Leaves a line in the audit for a read of personal data; the page does not wait for it. It stands in place of the line that
    /// the route leaves by itself, and says more: which family, what of it.
    pub fn audit_read(&self, entry: db::audit::Entry) {
        self.audit_read_by(self.actor().signature(), entry);
    }
    /// The same, when somebody reads through a tablet.
    pub fn audit_read_by(&self, by: db::audit::Signature, entry: db::audit::Entry) {
        self.read_is_written_down();
        self.app.audit_later(by, entry);
    }
    /// Says that the transaction that read has written the line itself.
    pub fn read_is_written_down(&self) {
        if let Some(told) = &self.told {
            told.0.store(true, Ordering::Relaxed);
        }
    }
    /// A fresh idempotency key for a form.
    pub fn new_key(&self) -> String {
        db::idempotency::hex(&self.app.db().random_bytes::<16>())
    }
    /// A refusal in the reader's words.
    pub fn sentence(&self, refusal: &Refusal) -> String {
        self.frame.sentence(refusal)
    }
}

#[derive(serde::Serialize, serde::Deserialize)]
struct StoredNotice {
    tone: String,
    text: String,
    undo: Option<(String, String, String)>,
}

impl StoredNotice {
    fn of(notice: view::Notice) -> Self {
        Self {
            tone: notice.tone.to_owned(),
            text: notice.text,
            undo: notice.undo.map(|undo| (undo.action, undo.key, undo.words)),
        }
    }
    fn into_notice(self) -> view::Notice {
        let tone = match self.tone.as_str() {
            "done" => "done",
            "warning" => "warning",
            "refused" => "refused",
            _ => "information",
        };
        view::Notice {
            tone,
            text: self.text,
            undo: self.undo.map(|(action, key, words)| view::Undo { action, key, words }),
        }
    }
}
