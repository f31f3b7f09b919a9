//! What a prescriber hears of the request of a family she referred: that it has its place, or a promise, or no longer one.
//!
//! Not where the child is and when: that is the family's life, and the site's work.

use diesel::prelude::*;
use domain::*;
use serde::{Deserialize, Serialize};

use super::requests::options_of;
use crate::error::OrNotFound;
use crate::schema::{place_request, plan_promise, referral, referral_child};
use crate::{Conn, Result, Stored, Tx, stored};

/// The job that tells prescribers; its payload is [`News`].
pub const TELL_PRESCRIBERS: &str = "places.tell_prescribers";

domain::word_list! {
    /// What there is to tell of a request.
    NewsKind {
        /// It has its place.
        Confirmed = "confirmed",
        /// It has a seat whose half-day is confirmed later.
        Promised = "promised",
        /// What was promised can no longer be kept.
        Broken = "broken",
    }
}

/// The payload of [`TELL_PRESCRIBERS`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct News {
    /// The request.
    pub request: PlaceRequestId,
    /// What there is to tell.
    pub kind: NewsKind,
}

/// What is to be told of a request now, and on which referrals: none when it is no longer so, or when nobody referred the child.
pub fn news_due(conn: &mut Conn, news: News, now: Instant) -> Result<(Vec<ReferralId>, Option<Date>)> {
    let places = options_of(conn, news.request)?;
    let booked = places.iter().any(|place| place.confirmed_at.is_some() && place.is_active(now));
    let answer_on: Option<Stored<Date>> = plan_promise::table
        .filter(plan_promise::place_request_id.eq(stored(news.request)))
        .filter(plan_promise::kind.eq(stored(domain::plans::PromiseKind::Guaranteed)))
        .filter(plan_promise::withdrawn_at.is_null().and(plan_promise::kept_at.is_null()))
        .select(plan_promise::answer_on)
        .first(conn)
        .optional()?;
    let so = match news.kind {
        NewsKind::Confirmed => booked,
        NewsKind::Promised => !booked && answer_on.is_some(),
        NewsKind::Broken => !booked && answer_on.is_none(),
    };
    if !so {
        return Ok((Vec::new(), None));
    }
    let child: Stored<ChildId> =
        place_request::table.find(stored(news.request)).select(place_request::child_id).first(conn).or_not_found()?;
    let referrals: Vec<Stored<ReferralId>> = referral::table
        .inner_join(referral_child::table)
        .filter(referral_child::child_id.eq(child))
        .filter(referral::accepted_at.is_not_null().and(referral::ended_at.is_null()))
        .filter(referral::prescriber_email.is_not_null())
        .order(referral::id)
        .select(referral::id)
        .load(conn)?;
    Ok((referrals.into_iter().map(Stored::value).collect(), answer_on.map(Stored::value)))
}

impl Tx<'_> {
    /// Has those told who referred the child of a request.
    pub(crate) fn tell_prescribers(&mut self, request: PlaceRequestId, kind: NewsKind) -> Result<()> {
        let name = format!("{request} {}", kind.as_str());
        self.plan_job(TELL_PRESCRIBERS, &News { request, kind }, self.now, Some(&name))
    }
}
