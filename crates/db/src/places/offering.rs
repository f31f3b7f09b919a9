//! Offering a free seat to those who wait for it: to one family after another, or to several at once of whom the first yes has it.
//!
//! One way in: [`Tx::offer_seats`], from the job that is planned when a seat is free and nothing can be undone any more. A seat offered
//! to one family is a hold. A seat several are asked about is nobody's; it is kept for their round, so that a yes is never too late
//! for a stranger's sake. Who is not the first loses nothing: its request waits on, and it is told.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{Acceptance, Need, OfferAnswer, RequestOutcome, SessionFacts};
use domain::sites::OfferMode;
use domain::*;
use serde::{Deserialize, Serialize};

use super::Booked;
use super::bookings::{Ask, Given, Offered, Replaced, TELL_OFFER, Table, Taking, Until};
use super::facts::{self, Child};
use super::requests::{PlaceRequest, options_of_all, requests_by_ids};
pub(crate) use super::seat_offers::{OfferRow, offer_columns, offer_of, open_rounds_in};
pub use super::seat_offers::{SeatOffer, offers_of, open_offers_of_family, open_rounds, seat_offer, site_of_round};
use crate::audit::{Entry, Signature};
use crate::schema::{place_request, place_request_site, seat_offer};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// Families asked together for one seat (assumed: few enough that a yes is worth giving).
pub const ASKED_TOGETHER: usize = 4;
/// Most waiting requests a free seat is compared with.
const MOST_WAITING: i64 = 500;

/// The job that ends a round nobody said yes to; its payload is [`Round`].
pub const END_ROUND: &str = "places.end_round";
/// The job that asks a family of a round; its payload is [`AskedFamily`].
pub const TELL_ASKED: &str = "places.tell_asked";
/// The job that thanks a family that was not the first; its payload is [`AskedFamily`].
pub const TELL_TAKEN: &str = "places.tell_taken";

/// The job that tells a family that the site took back what it was asked; its payload is [`AskedFamily`].
pub const TELL_TAKEN_BACK: &str = "places.tell_taken_back";

/// The payload of [`END_ROUND`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Round {
    /// The families asked together.
    pub round: OfferRoundId,
}

/// The payload of [`TELL_ASKED`], [`TELL_TAKEN`] and [`TELL_TAKEN_BACK`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct AskedFamily {
    /// What it was asked.
    pub offer: SeatOfferId,
}

/// A session with the requests that wait for just such a half-day, the oldest first.
pub fn waiting_for(conn: &mut Conn, id: SessionId, now: Instant) -> Result<Option<(SessionFacts, Vec<PlaceRequest>)>> {
    let (mut sessions, _) = facts::session_facts(conn, &[id], now)?;
    let Some(facts) = sessions.pop().filter(|facts| !facts.cancelled) else { return Ok(None) };
    let ids: Vec<Stored<PlaceRequestId>> = place_request::table
        .inner_join(place_request_site::table)
        .filter(place_request_site::site_id.eq(stored(facts.site)))
        .filter(place_request::outcome.eq(Some(stored(RequestOutcome::Waiting))))
        .filter(place_request::withdrawn_at.is_null())
        .order((place_request::created_at, place_request::id))
        .limit(MOST_WAITING)
        .select(place_request::id)
        .load(conn)?;
    let mut requests = requests_by_ids(conn, &ids)?;
    // Only single half-days are offered by themselves.
    requests.retain(|request| match &request.need {
        Need::HalfDays(wanted) if wanted.len() != 1 => false,
        Need::Appointment(_) | Need::HalfDays(_) | Need::AnyHalfDay(_) => request
            .need
            .weeks(std::slice::from_ref(&facts))
            .iter()
            .any(|week| week.enough == 1 && week.sessions.contains(&0)),
        Need::Rhythm(_) | Need::Every { .. } => false,
    });
    Ok(Some((facts, requests)))
}

impl Tx<'_> {
    /// Offers the free seats of a session to those who wait for it, as the site chose.
    ///
    /// `order` says who comes first, brothers and sisters who asked together as one; who is not named comes after, the oldest first.
    /// Only where the site answers at once; nobody is asked twice for one session, but who was merely not the first may be.
    pub fn offer_seats(&mut self, id: SessionId, order: &[Vec<PlaceRequestId>]) -> Result<()> {
        self.audited = true;
        let table = self.lock_sessions(&[id])?;
        let Some((facts, mut waiting)) = waiting_for(self.conn, id, self.now)? else { return Ok(()) };
        if waiting.is_empty() || facts.begins() <= self.now {
            return Ok(());
        }
        let asked: Vec<SeatOffer> = seat_offer::table
            .filter(seat_offer::session_id.eq(stored(id)))
            .select(offer_columns!())
            .load::<OfferRow>(self.conn)?
            .into_iter()
            .map(offer_of)
            .filter(|offer| offer.standing(self.now) != Some(OfferAnswer::Taken))
            .collect();
        let ids: Vec<PlaceRequestId> = waiting.iter().map(|request| request.id).collect();
        let options = options_of_all(self.conn, &ids)?;
        let held_before =
            |request: PlaceRequestId| options.get(&request).is_some_and(|all| all.iter().any(|one| one.session == id));
        waiting.retain(|request| !held_before(request.id) && !asked.iter().any(|offer| offer.request == request.id));
        let Ok(mode) = table.policy(&facts).map(domain::sites::SitePolicy::offers) else { return Ok(()) };
        let mut together: Vec<PlaceRequest> = Vec::new();
        for group in in_order(order, waiting) {
            match (mode, group.as_slice()) {
                (OfferMode::FirstYes, [_]) => together.extend(group),
                (OfferMode::FirstYes, _) => {
                    self.offer_in_rounds(id, std::mem::take(&mut together))?;
                    self.offer_to(id, &group)?;
                }
                (OfferMode::OneAtATime, _) => self.offer_to(id, &group)?,
            }
        }
        self.offer_in_rounds(id, together)
    }

    /// The seat the rules would give a request now, where the site answers at once.
    fn offerable(
        &mut self,
        table: &Table,
        child: &Child,
        id: SessionId,
        request: &PlaceRequest,
    ) -> Result<Option<Given>> {
        let given = table.decide(&Ask {
            child,
            session: id,
            kind: request.kind,
            class: None,
            asker: request.asker,
            beside: &[],
            replaced: &Replaced::default(),
            set_aside: None,
            now: self.now,
        });
        match given {
            Ok(given) => Ok(Some(given).filter(|given| given.acceptance == Acceptance::AtOnce)),
            Err(Error::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps a seat for one family, one for each of the brothers and sisters who asked together, or none.
    fn offer_to(&mut self, id: SessionId, group: &[PlaceRequest]) -> Result<()> {
        let by = Signature::system();
        let offered = self.savepoint(|tx| {
            for request in group {
                let table = tx.reload(&[id])?;
                let child = facts::child(tx.conn, request.child, table.span()?, tx.now)?;
                let Some(given) = tx.offerable(&table, &child, id, request)? else {
                    return Err(Refusal::ChangedMeanwhile.into());
                };
                let half_day = table.session(id)?.half_day;
                let held = tx.give_seat(
                    &by,
                    &given,
                    &Taking {
                        request: Some(request.id),
                        proposal: Some(1),
                        until: Until::ThePolicySays,
                        asker: request.asker,
                        detail: serde_json::json!({ "offered": half_day, "request": request.id }),
                        ..Taking::of(&child, id, request.kind, request.purpose)
                    },
                )?;
                tx.set_outcome(request.id, RequestOutcome::Held)?;
                tx.plan_job(TELL_OFFER, &Offered { hold: held.id }, tx.now, Some(&held.id.to_string()))?;
            }
            Ok(())
        });
        match offered {
            Ok(()) | Err(Error::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Asks several families at once, for one free seat after another.
    fn offer_in_rounds(&mut self, id: SessionId, mut waiting: Vec<PlaceRequest>) -> Result<()> {
        while !waiting.is_empty() {
            let table = self.reload(&[id])?;
            let mut round: Vec<(PlaceRequestId, ChildId, Given)> = Vec::new();
            for request in &waiting {
                if round.len() == ASKED_TOGETHER {
                    break;
                }
                let child = facts::child(self.conn, request.child, table.span()?, self.now)?;
                let Some(given) = self.offerable(&table, &child, id, request)? else { continue };
                // All of a round are asked for the same seat; who would sit elsewhere is asked for that one.
                if round.first().is_none_or(|(.., first)| first.seat == given.seat) {
                    round.push((request.id, request.child, given));
                }
            }
            let Some((.., first)) = round.first() else { return Ok(()) };
            let (round_id, until): (OfferRoundId, Instant) = (self.new_id(), first.hold_until);
            for (request, child, given) in &round {
                let offer: SeatOfferId = self.new_id();
                diesel::insert_into(seat_offer::table)
                    .values((
                        seat_offer::id.eq(stored(offer)),
                        seat_offer::round_id.eq(stored(round_id)),
                        seat_offer::session_id.eq(stored(id)),
                        seat_offer::site_id.eq(stored(given.session.site)),
                        seat_offer::date.eq(stored(given.session.date)),
                        seat_offer::half_day.eq(stored(given.session.half_day)),
                        seat_offer::seat_no.eq(i32::from(given.seat)),
                        seat_offer::place_request_id.eq(stored(*request)),
                        seat_offer::child_id.eq(stored(*child)),
                        seat_offer::offered_at.eq(stored(self.now)),
                        seat_offer::expires_at.eq(stored(until)),
                    ))
                    .execute(self.conn)?;
                self.plan_job(TELL_ASKED, &AskedFamily { offer }, self.now, Some(&offer.to_string()))?;
                self.audit(
                    &Signature::system(),
                    Entry::done(Action::ManageBookings, "seat_offer", offer)
                        .site(given.session.site)
                        .detail(serde_json::json!({ "round": round_id, "request": request })),
                )?;
            }
            self.plan_job(END_ROUND, &Round { round: round_id }, until, Some(&round_id.to_string()))?;
            waiting.retain(|request| !round.iter().any(|(asked, ..)| *asked == request.id));
        }
        Ok(())
    }

    /// A family says yes: when it is the first, the seat is its, and the others are thanked.
    pub fn accept_offer(&mut self, by: &Signature, id: SeatOfferId) -> Result<Booked> {
        let before = seat_offer(self.conn, id)?;
        let table = self.lock_sessions(&[before.session])?;
        // Read again under the lock.
        let offer = seat_offer(self.conn, id)?;
        offer.must_be_open(self.now)?;
        self.must_still_wait(offer.request)?;
        let request = requests_by_ids(self.conn, &[stored(offer.request)])?.pop().ok_or(Error::NotFound)?;
        let child = facts::child(self.conn, offer.child, table.span()?, self.now)?;
        self.answer_offer(&offer, OfferAnswer::Accepted)?;
        let booked = self.take_seat(
            by,
            &table,
            Taking {
                request: Some(offer.request),
                asker: request.asker,
                replaced: Replaced {
                    same_half_day: Some((offer.date, offer.half_day)),
                    round: Some(offer.round),
                    ..Replaced::default()
                },
                detail: serde_json::json!({ "first_yes": offer.round, "request": offer.request }),
                ..Taking::of(&child, offer.session, request.kind, request.purpose)
            },
        )?;
        diesel::update(seat_offer::table.find(stored(id)))
            .set(seat_offer::booking_id.eq(Some(stored(booked.id))))
            .execute(self.conn)?;
        for other in self.open_in_round(offer.round)? {
            self.answer_offer(&other, OfferAnswer::Taken)?;
            self.plan_job(TELL_TAKEN, &AskedFamily { offer: other.id }, self.now, Some(&other.id.to_string()))?;
        }
        // A seat of the same session may have found nobody while they were asked about this one.
        self.offer_seats_at(offer.session, self.now)?;
        Ok(booked)
    }

    /// A family says no: it waits on, and the seat goes on when nobody of its round is left.
    pub fn decline_offer(&mut self, by: &Signature, id: SeatOfferId) -> Result<()> {
        let before = seat_offer(self.conn, id)?;
        self.lock_sessions(&[before.session])?;
        let offer = seat_offer(self.conn, id)?;
        offer.must_be_open(self.now)?;
        self.answer_offer(&offer, OfferAnswer::Declined)?;
        self.audit(
            by,
            Entry::done(Action::ManageOwnPlaces, "seat_offer", id)
                .site(offer.site)
                .detail(serde_json::json!({ "declined": offer.round })),
        )?;
        self.pass_on(&offer)
    }

    /// The time of a round is over: who has said nothing waits on, and others are asked.
    pub fn end_round(&mut self, round: OfferRoundId) -> Result<()> {
        self.audited = true;
        let Some(first) = self.open_in_round(round)?.into_iter().next() else { return Ok(()) };
        self.lock_sessions(&[first.session])?;
        for offer in self.open_in_round(round)? {
            if offer.expires_at > self.now {
                return Ok(());
            }
            self.answer_offer(&offer, OfferAnswer::Expired)?;
        }
        self.offer_seats_at(first.session, self.now)
    }

    /// Those who run the site stop a round: nobody may say yes any more, whoever was asked is told, and the seat is free. It is not
    /// offered to them again.
    pub fn stop_round(&mut self, by: &Signature, round: OfferRoundId) -> Result<()> {
        let before = self.open_in_round(round)?;
        let Some(first) = before.first() else { return Err(Refusal::AlreadyReleased.into()) };
        self.lock_sessions(&[first.session])?;
        // Read again under the lock: somebody may have said yes.
        let now = self.now;
        let open: Vec<SeatOffer> = self.open_in_round(round)?.into_iter().filter(|offer| offer.is_open(now)).collect();
        if open.is_empty() {
            return Err(Refusal::AlreadyReleased.into());
        }
        for offer in &open {
            self.answer_offer(offer, OfferAnswer::Withdrawn)?;
            let told = AskedFamily { offer: offer.id };
            self.plan_job(TELL_TAKEN_BACK, &told, self.now, Some(&offer.id.to_string()))?;
        }
        self.audit(
            by,
            Entry::done(Action::ManageBookings, "offer_round", round)
                .site(first.site)
                .detail(serde_json::json!({ "stopped": open.len(), "session": first.session })),
        )
    }

    /// What a request was asked falls away: it has its place, or was taken back.
    pub(crate) fn offers_fall(&mut self, request: PlaceRequestId) -> Result<()> {
        for offer in offers_of(self.conn, request)?.into_iter().filter(|offer| offer.answer.is_none()) {
            self.answer_offer(&offer, OfferAnswer::Withdrawn)?;
            self.pass_on(&offer)?;
        }
        Ok(())
    }

    /// The rounds of a session fall away with it.
    pub(crate) fn rounds_fall(&mut self, id: SessionId) -> Result<()> {
        diesel::update(
            seat_offer::table.filter(seat_offer::session_id.eq(stored(id)).and(seat_offer::answer.is_null())),
        )
        .set((
            seat_offer::answer.eq(Some(stored(OfferAnswer::Withdrawn))),
            seat_offer::answered_at.eq(Some(stored(self.now))),
        ))
        .execute(self.conn)?;
        Ok(())
    }

    fn answer_offer(&mut self, offer: &SeatOffer, answer: OfferAnswer) -> Result<()> {
        diesel::update(seat_offer::table.find(stored(offer.id)))
            .set((seat_offer::answer.eq(Some(stored(answer))), seat_offer::answered_at.eq(Some(stored(self.now)))))
            .execute(self.conn)?;
        Ok(())
    }

    /// When nobody of a round may still say yes, and nobody has, the seat is offered on.
    fn pass_on(&mut self, offer: &SeatOffer) -> Result<()> {
        let won: i64 = seat_offer::table
            .filter(seat_offer::round_id.eq(stored(offer.round)))
            .filter(seat_offer::answer.eq(Some(stored(OfferAnswer::Accepted))))
            .count()
            .get_result(self.conn)?;
        if won == 0 && self.open_in_round(offer.round)?.is_empty() {
            self.offer_seats_at(offer.session, self.now)?;
        }
        Ok(())
    }

    fn open_in_round(&mut self, round: OfferRoundId) -> Result<Vec<SeatOffer>> {
        let rows: Vec<OfferRow> = seat_offer::table
            .filter(seat_offer::round_id.eq(stored(round)).and(seat_offer::answer.is_null()))
            .order((seat_offer::offered_at, seat_offer::id))
            .select(offer_columns!())
            .load(self.conn)?;
        Ok(rows.into_iter().map(offer_of).collect())
    }
}

/// The requests in an order, group by group; those nobody named come after, each for itself.
fn in_order(order: &[Vec<PlaceRequestId>], mut waiting: Vec<PlaceRequest>) -> Vec<Vec<PlaceRequest>> {
    let mut groups: Vec<Vec<PlaceRequest>> = Vec::new();
    let mut named: BTreeSet<PlaceRequestId> = BTreeSet::new();
    for group in order {
        // Of brothers and sisters who asked together, none comes without the others.
        let whole: Vec<PlaceRequest> =
            group.iter().filter_map(|id| waiting.iter().find(|request| request.id == *id)).cloned().collect();
        named.extend(group.iter().copied());
        if whole.len() == group.len() && !whole.is_empty() {
            groups.push(whole);
        }
    }
    waiting.retain(|request| !named.contains(&request.id));
    groups.extend(waiting.into_iter().map(|request| vec![request]));
    groups
}
