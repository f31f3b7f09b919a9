//! Parents' pages: a link opens them on one phone, three taps ask for a place, nothing needs JavaScript.
//!
//! * [`links`]: `/l/{token}`, the new link, "this is not me", and the route by which professionals send a link.
//! * [`home`]: `/family`, the next place and two tiles.
//! * [`ask`]: the three taps and the answer; [`instant`]: how it is found.
//! * [`places`]: confirm, give back, cancel, take back.
//! * [`offers`]: a free seat several families are asked about: yes or no.
//! * [`words`]: what leaves by SMS, and how a place is written on a page.

pub mod ask;
mod day;
pub mod home;
pub mod instant;
pub mod links;
pub mod offers;
mod papers;
pub mod places;
pub mod words;

use domain::access::Action;
use i18n::{Language, Text};

use crate::context::Context;
use crate::routes::Routes;
use crate::shared::view;

pub use words::{Words, send_parent_link};

/// The languages of parents' pages.
pub const LANGUAGES: [Language; 3] = [Language::French, Language::English, Language::Arabic];

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/l", Action::SignIn, links::closed)
        .post("/l", Action::SignIn, links::renew_for_browser)
        .get("/l/{token}", Action::SignIn, links::show)
        .post("/l/{token}", Action::SignIn, links::open)
        .post("/l/{token}/new", Action::SignIn, links::renew)
        .post("/l/{token}/not-me", Action::SignIn, links::not_me)
        .post("/l/{token}/answer", Action::SignIn, day::answer)
        .post("/families/{id}/send-link", Action::ManageFamily, links::send)
        .get("/family", Action::SeeOwnFamily, home::show)
        .get("/family/not-me", Action::SeeOwnFamily, home::ask_not_me)
        .post("/family/not-me", Action::SeeOwnFamily, home::not_me)
        .get("/family/ask", Action::RequestPlace, ask::steps)
        .post("/family/ask", Action::RequestPlace, ask::send)
        .get("/family/requests/{id}", Action::RequestPlace, ask::answer)
        .post("/family/requests/{id}/none", Action::RequestPlace, ask::none)
        .get("/family/offers/{id}", Action::ManageOwnPlaces, offers::show)
        .post("/family/offers/{id}/yes", Action::ManageOwnPlaces, offers::yes)
        .post("/family/offers/{id}/no", Action::ManageOwnPlaces, offers::no)
        .get("/family/papers", Action::SeePapers, papers::list)
        .get("/family/health", Action::SeeHealth, papers::health)
        .get("/family/places", Action::SeeOwnFamily, places::list)
        .get("/family/places/{id}", Action::ManageOwnPlaces, places::show)
        .get("/family/places/{id}/cancel", Action::ManageOwnPlaces, places::ask_why)
        .post("/family/places/{id}/cancel", Action::ManageOwnPlaces, places::cancel)
        .post("/family/places/{id}/undo", Action::ManageOwnPlaces, places::undo)
        .post("/family/holds/{id}/confirm", Action::ManageOwnPlaces, places::confirm)
        .post("/family/holds/{id}/release", Action::ManageOwnPlaces, places::give_back)
}

/// Whether a path belongs to a parent's pages: a session that has ended leads to [`links::closed`], errors are said simply.
pub fn is_for_parents(path: &str) -> bool {
    ["/family", "/l"]
        .iter()
        .any(|root| path == *root || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/')))
}

/// A path as a log may keep it: never the token of a link.
pub fn loggable(path: &str) -> &str {
    if path.starts_with("/l/") { "/l/…" } else { path }
}

/// What stands around a page of a parent who is known.
pub(crate) async fn layout(cx: &Context, site: Option<&db::parents::OwnSite>) -> view::Layout {
    let mut layout = cx.layout().await;
    if let Some(site) = site {
        layout.place = site.name.clone();
        layout.phone = site.phone.as_deref().map(words::phone);
    }
    layout.footer = vec![
        view::Link { label: cx.t.parents_not_me(), href: "/family/not-me".to_owned() },
        view::Link { label: cx.t.parents_leave(), href: words::ELSEWHERE.to_owned() },
    ];
    layout
}

/// What stands around a page of somebody who is not known: no name, no place, the language by the address itself, so that no link of
/// the page carries a token.
fn stranger_layout(cx: &Context, t: Text) -> view::Layout {
    view::Layout {
        assets: crate::assets::prefix().to_owned(),
        home: "/".to_owned(),
        place: t.app_name(),
        banner: if cx.app.settings().demo { t.layout_demo() } else { String::new() },
        languages: view::LanguageLink::among(&LANGUAGES, t.language(), |language| {
            format!("?lang={}", language.as_str())
        }),
        ..view::Layout::default()
    }
}
