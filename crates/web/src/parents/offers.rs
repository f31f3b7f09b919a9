//! A free seat several families are asked about: yes, or no. The first yes has it; the others lose nothing.

use askama::Template;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::Tx;
use db::access::see_family;
use db::parents::OwnSite;
use db::places::{SeatOffer, see_place_request};
use domain::access::Action;
use domain::places::OfferAnswer;
use domain::{PlaceRequestId, SeatOfferId};
use i18n::Text;

use super::home::{html, own};
use super::layout;
use super::words::capital;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;

/// The page of an offer, whatever has become of it.
#[derive(Template)]
#[template(path = "parents/offer.html")]
struct OfferPage {
    t: Text,
    layout: view::Layout,
    title: String,
    open: bool,
    day: String,
    hours: String,
    half: &'static str,
    place: String,
    until: String,
    lead: String,
    id: String,
    key: String,
}

struct Found {
    offer: SeatOffer,
    child: String,
    site: Option<OwnSite>,
    site_name: String,
    zone: jiff::tz::TimeZone,
    hours: (domain::Time, domain::Time),
    /// Whether the request stays on the list.
    waits: bool,
}

/// The proof for an offer is the one for its request.
fn prove(conn: &mut db::Conn, cx: &db::access::Actor, id: SeatOfferId) -> db::Result<SeatOffer> {
    let offer = db::places::offering::seat_offer(conn, id)?;
    see_place_request(conn, cx, Action::ManageOwnPlaces, offer.request)?;
    Ok(offer)
}

/// Shows what is asked, or what has become of it.
pub async fn show(cx: Context, Path(id): Path<SeatOfferId>) -> Result<Response, Problem> {
    let (_, family) = own(&cx)?;
    let (actor, now, t) = (cx.actor().clone(), cx.app.now(), cx.t);
    let found = cx.app.db().read(move |conn| {
        let offer = prove(conn, &actor, id)?;
        let seen = see_family(conn, &actor, Action::ManageOwnPlaces, family)?;
        let session = db::calendar::session_by_id(conn, offer.session)?;
        let (site_name, zone) = db::sites::name_and_zone(conn, offer.site)?;
        let child = db::parents::children(conn, seen)?.into_iter().find(|child| child.id == offer.child);
        let seen_request = see_place_request(conn, &actor, Action::ManageOwnPlaces, offer.request)?;
        let request = db::places::place_request(conn, seen_request)?;
        Ok(Found {
            waits: request.withdrawn_at.is_none() && request.outcome == domain::places::RequestOutcome::Waiting,
            child: child.map(|child| child.given_name).unwrap_or_default(),
            site: db::parents::last_site(conn, seen)?,
            site_name,
            zone,
            hours: (session.starts_at, session.ends_at),
            offer,
        })
    });
    let Found { offer, child, site, site_name, zone, hours, waits } = found.await?;
    let (title, lead) = match offer.standing(now) {
        None => (t.parents_offer_title(&child), t.parents_offer_lead()),
        Some(OfferAnswer::Accepted) => return Ok(to_request(offer.request)),
        Some(OfferAnswer::Taken) => (t.parents_offer_taken_title(), t.parents_offer_taken_body()),
        Some(OfferAnswer::Declined) => (t.parents_offer_declined_title(), t.parents_offer_declined_body()),
        Some(OfferAnswer::Expired) => (t.parents_offer_over_title(), t.parents_offer_declined_body()),
        // The site took it back: nothing is lost.
        Some(OfferAnswer::Withdrawn) if waits => (t.parents_offer_over_title(), t.parents_offer_declined_body()),
        Some(OfferAnswer::Withdrawn) => (t.parents_offer_over_title(), String::new()),
    };
    let page = OfferPage {
        t,
        layout: layout(&cx, site.as_ref()).await,
        title,
        open: offer.is_open(now),
        day: capital(&t.date_half_day(offer.date, offer.half_day)),
        hours: t.time_range(hours.0, hours.1),
        half: offer.half_day.as_str(),
        place: site_name,
        until: t.parents_offer_until(t.instant_long(offer.expires_at, &zone)),
        lead,
        id: id.to_string(),
        key: cx.new_key(),
    };
    let page: Html<String> = html(&page)?;
    Ok(page.into_response())
}

fn to_request(id: PlaceRequestId) -> Response {
    Redirect::to(&format!("/family/requests/{id}")).into_response()
}

/// Yes. The page that follows says whether it was the first.
pub async fn yes(cx: Context, Path(id): Path<SeatOfferId>, submitted: Submitted) -> Result<Response, Problem> {
    answer(&cx, id, &submitted, |tx, by, id| tx.accept_offer(by, id).map(drop)).await
}

/// No, thank you.
pub async fn no(cx: Context, Path(id): Path<SeatOfferId>, submitted: Submitted) -> Result<Response, Problem> {
    answer(&cx, id, &submitted, |tx, by, id| tx.decline_offer(by, id)).await
}

type Work = fn(&mut Tx<'_>, &db::audit::Signature, SeatOfferId) -> db::Result<()>;

async fn answer(cx: &Context, id: SeatOfferId, submitted: &Submitted, work: Work) -> Result<Response, Problem> {
    submitted.read().finish()?;
    let (actor, key, now) = (cx.actor().clone(), submitted.key().cloned(), cx.app.now());
    let done = cx
        .app
        .db()
        .write(move |tx| {
            prove(tx.conn, &actor, id)?;
            tx.once(key.as_ref(), |tx| work(tx, &actor.signature(), id))
        })
        .await;
    match done {
        Ok(()) => {}
        Err(db::Error::Refused(refusals)) => {
            let actor = cx.actor().clone();
            let offer = cx.app.db().read(move |conn| prove(conn, &actor, id)).await?;
            if offer.is_open(now) {
                // A rule refuses, and the question still stands.
                return Err(Problem::refused(refusals));
            }
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to(&format!("/family/offers/{id}")).into_response())
}
