//! A parent's own page: the next place, and two tiles.

use askama::Template;
use axum::response::{Html, Response};
use db::access::see_family;
use db::parents::{OwnPlace, OwnSite};
use db::places::SeatOffer;
use db::places::offering::open_offers_of_family;
use domain::access::Action;
use domain::{FamilyId, ParentId};
use i18n::Text;

use super::layout;
use super::papers::Card;
use super::words::{PlaceCard, Words};
use crate::context::Context;
use crate::problem::Problem;
use crate::shared::view;

/// The parent who asks, and her family.
pub(super) fn own(cx: &Context) -> Result<(ParentId, FamilyId), Problem> {
    cx.actor().parent.ok_or_else(Problem::not_found)
}

/// Holds named on the home page; the list has them all.
const MOST_HOLDS: usize = 2;

/// The page.
#[derive(Template)]
#[template(path = "parents/home.html")]
struct Home {
    t: Text,
    layout: view::Layout,
    title: String,
    next: Option<PlaceCard>,
    holds: Vec<PlaceCard>,
    /// Free seats she may say yes to: address and words.
    offers: Vec<(String, String)>,
    /// First steps under way.
    first_steps: Vec<String>,
    /// Papers to bring, a card a child.
    papers: Vec<Card>,
    nothing: String,
}

struct Found {
    given_name: String,
    places: Vec<OwnPlace>,
    admitted: bool,
    site: Option<OwnSite>,
    offers: Vec<(SeatOffer, String)>,
    first_steps: Vec<String>,
}

/// Shows the next place.
pub async fn show(cx: Context) -> Result<Html<String>, Problem> {
    let (parent, family) = own(&cx)?;
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let found = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_family(conn, &actor, Action::SeeOwnFamily, family)?;
            let admitted = db::parents::admitting_sites(conn, seen, actor.today)?;
            let last = db::parents::last_site(conn, seen)?;
            let children = db::parents::children(conn, seen)?;
            let name = |id| children.iter().find(|child| child.id == id).map(|child| child.given_name.clone());
            let offers = open_offers_of_family(conn, &seen, now)?
                .into_iter()
                .map(|offer| (offer.clone(), name(offer.child).unwrap_or_default()))
                .collect();
            let on_the_way = |path: &db::familiarisation::Familiarisation| path.is_open();
            let paths = db::familiarisation::of_family(conn, &seen, now)?;
            Ok(Found {
                offers,
                first_steps: paths.into_iter().filter(on_the_way).map(|path| path.given_name).collect(),
                given_name: db::parents::given_name(conn, parent)?,
                places: db::parents::upcoming_places(conn, seen, now)?,
                site: admitted.first().cloned().or(last),
                admitted: !admitted.is_empty(),
            })
        })
        .await?;
    let shown = found.places.iter().filter(|place| !place.is_promised());
    let (holds, booked): (Vec<&OwnPlace>, Vec<&OwnPlace>) = shown.partition(|place| place.is_hold());
    let next = booked.first().copied();
    let site = next.map(|place| &place.site).or(found.site.as_ref());
    let page = Home {
        t: cx.t,
        layout: layout(&cx, site).await,
        title: cx.t.parents_home_title(&found.given_name),
        next: next.map(|place| PlaceCard::of(cx.t, place, now)),
        holds: holds.iter().take(MOST_HOLDS).map(|place| PlaceCard::of(cx.t, place, now)).collect(),
        offers: found
            .offers
            .iter()
            .map(|(offer, child)| {
                let when = cx.t.date_half_day(offer.date, offer.half_day);
                (format!("/family/offers/{}", offer.id), cx.t.parents_home_offer(child, when))
            })
            .collect(),
        first_steps: found.first_steps.iter().map(|child| cx.t.first_steps_tile(child)).collect(),
        papers: super::papers::cards(&cx, family).await?,
        nothing: if found.admitted { cx.t.parents_home_none() } else { cx.t.parents_home_not_yet() },
    };
    html(&page)
}

pub(super) fn html(page: &impl Template) -> Result<Html<String>, Problem> {
    page.render().map(Html).map_err(|error| Problem::broken(&error.to_string()))
}

/// "This is not me": what will happen, before it does.
#[derive(Template)]
#[template(path = "parents/not_me.html")]
struct NotMe {
    t: Text,
    layout: view::Layout,
    key: String,
}

/// Asks before closing the number.
pub async fn ask_not_me(cx: Context) -> Result<Html<String>, Problem> {
    let mut around = layout(&cx, None).await;
    around.place = cx.t.app_name();
    html(&NotMe { t: cx.t, layout: around, key: cx.new_key() })
}

/// Closes the number, its links and this page.
pub async fn not_me(cx: Context) -> Result<Response, Problem> {
    let (parent, _) = own(&cx)?;
    let (words, signature) = (Words::new(&cx.app), cx.actor().signature());
    cx.app.db().write(move |tx| tx.close_number(parent, &signature, &words)).await?;
    cx.session()?.flush().await.map_err(|error| Problem::broken(&error.to_string()))?;
    super::links::closed_number(&cx, cx.t)
}
