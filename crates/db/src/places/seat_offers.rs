//! Seats several families are asked about at once: what was asked, and what became of it.

use diesel::prelude::*;
use domain::places::OfferAnswer;
use domain::*;
use serde::{Deserialize, Serialize};

use crate::access::Seen;
use crate::error::OrNotFound;
use crate::schema::{child, seat_offer};
use crate::{Conn, Result, Stored, stored};

/// A seat put to a family beside others.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SeatOffer {
    /// Its id.
    pub id: SeatOfferId,
    /// With whom it is asked.
    pub round: OfferRoundId,
    /// The session.
    pub session: SessionId,
    /// The site.
    pub site: SiteId,
    /// The session's date.
    pub date: Date,
    /// Its half of the day.
    pub half_day: HalfDay,
    /// The number of the seat.
    pub seat: u16,
    /// The request it would answer.
    pub request: PlaceRequestId,
    /// The child.
    pub child: ChildId,
    /// When it was offered.
    pub offered_at: Instant,
    /// Until when a yes counts.
    pub expires_at: Instant,
    /// What became of it.
    pub answer: Option<OfferAnswer>,
    /// When.
    pub answered_at: Option<Instant>,
}

impl SeatOffer {
    /// Whether a yes counts.
    pub fn is_open(&self, now: Instant) -> bool {
        self.answer.is_none() && self.expires_at > now
    }
    /// What became of it by now, whether or not somebody has written that down.
    pub fn standing(&self, now: Instant) -> Option<OfferAnswer> {
        self.answer.or((self.expires_at <= now).then_some(OfferAnswer::Expired))
    }
    pub(crate) fn must_be_open(&self, now: Instant) -> Result<()> {
        let (date, half_day) = (self.date, self.half_day);
        match self.standing(now) {
            None => Ok(()),
            Some(OfferAnswer::Taken) => Err(Refusal::OfferTaken { date, half_day }.into()),
            Some(OfferAnswer::Accepted) => Err(Refusal::AlreadyConfirmed.into()),
            Some(OfferAnswer::Expired) => Err(Refusal::HoldExpired { expired_at: self.expires_at }.into()),
            Some(OfferAnswer::Declined | OfferAnswer::Withdrawn) => Err(Refusal::AlreadyReleased.into()),
        }
    }
}

pub(crate) type OfferRow = (
    (Stored<SeatOfferId>, Stored<OfferRoundId>, Stored<SessionId>, Stored<SiteId>, Stored<Date>, Stored<HalfDay>, i32),
    (
        Stored<PlaceRequestId>,
        Stored<ChildId>,
        Stored<Instant>,
        Stored<Instant>,
        Option<Stored<OfferAnswer>>,
        Option<Stored<Instant>>,
    ),
);

macro_rules! offer_columns {
    () => {{
        use $crate::schema::seat_offer;
        (
            (
                seat_offer::id,
                seat_offer::round_id,
                seat_offer::session_id,
                seat_offer::site_id,
                seat_offer::date,
                seat_offer::half_day,
                seat_offer::seat_no,
            ),
            (
                seat_offer::place_request_id,
                seat_offer::child_id,
                seat_offer::offered_at,
                seat_offer::expires_at,
                seat_offer::answer,
                seat_offer::answered_at,
            ),
        )
    }};
}
pub(crate) use offer_columns;

pub(crate) fn offer_of(row: OfferRow) -> SeatOffer {
    let ((id, round, session, site, date, half_day, seat), (request, child, offered_at, expires_at, answer, answered)) =
        row;
    SeatOffer {
        id: id.value(),
        round: round.value(),
        session: session.value(),
        site: site.value(),
        date: date.value(),
        half_day: half_day.value(),
        seat: u16::try_from(seat).unwrap_or(u16::MAX),
        request: request.value(),
        child: child.value(),
        offered_at: offered_at.value(),
        expires_at: expires_at.value(),
        answer: answer.map(Stored::value),
        answered_at: answered.map(Stored::value),
    }
}

/// One offer, whoever asks: the caller holds a proof for its request.
pub fn seat_offer(conn: &mut Conn, id: SeatOfferId) -> Result<SeatOffer> {
    seat_offer::table.find(stored(id)).select(offer_columns!()).first(conn).or_not_found().map(offer_of)
}

/// What a request was asked beside others, the newest first.
pub fn offers_of(conn: &mut Conn, request: PlaceRequestId) -> Result<Vec<SeatOffer>> {
    let rows: Vec<OfferRow> = seat_offer::table
        .filter(seat_offer::place_request_id.eq(stored(request)))
        .order((seat_offer::offered_at.desc(), seat_offer::id.desc()))
        .select(offer_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(offer_of).collect())
}

/// What a family may say yes to, the soonest first.
pub fn open_offers_of_family(conn: &mut Conn, seen: &Seen<FamilyId>, now: Instant) -> Result<Vec<SeatOffer>> {
    let rows: Vec<OfferRow> = seat_offer::table
        .inner_join(child::table)
        .filter(child::family_id.eq(stored(seen.id())))
        .filter(seat_offer::answer.is_null().and(seat_offer::expires_at.gt(stored(now))))
        .order((seat_offer::expires_at, seat_offer::id))
        .select(offer_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(offer_of).collect())
}

/// What is open of the rounds of some sites between two days, by session and seat.
pub fn open_rounds(conn: &mut Conn, sites: &[SiteId], days: (Date, Date), now: Instant) -> Result<Vec<SeatOffer>> {
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let rows: Vec<OfferRow> = seat_offer::table
        .filter(seat_offer::answer.is_null().and(seat_offer::expires_at.gt(stored(now))))
        .filter(seat_offer::site_id.eq_any(wanted))
        .filter(seat_offer::date.between(stored(days.0), stored(days.1)))
        .order((seat_offer::session_id, seat_offer::seat_no, seat_offer::offered_at, seat_offer::id))
        .select(offer_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(offer_of).collect())
}

/// The same for some sessions.
pub(crate) fn open_rounds_in(conn: &mut Conn, sessions: &[SessionId], now: Instant) -> Result<Vec<SeatOffer>> {
    let wanted: Vec<Stored<SessionId>> = sessions.iter().copied().map(stored).collect();
    let rows: Vec<OfferRow> = seat_offer::table
        .filter(seat_offer::answer.is_null().and(seat_offer::expires_at.gt(stored(now))))
        .filter(seat_offer::session_id.eq_any(wanted))
        .order((seat_offer::session_id, seat_offer::seat_no, seat_offer::offered_at, seat_offer::id))
        .select(offer_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(offer_of).collect())
}

/// The site of a round; the caller takes its proof from it.
pub fn site_of_round(conn: &mut Conn, round: OfferRoundId) -> Result<SiteId> {
    seat_offer::table
        .filter(seat_offer::round_id.eq(stored(round)))
        .select(seat_offer::site_id)
        .first::<Stored<SiteId>>(conn)
        .or_not_found()
        .map(Stored::value)
}
