//! What a professional is told and that stops nothing.

use super::facts::{ActiveBooking, SessionFacts, minute_of_day};
use super::week_of;
use crate::refusal::Warning;
use crate::sites::AuthorisationBand;
use crate::{Date, SiteId};

/// Authorised child-minutes of a session: Σ over bands of places × minutes shared with the session (`rules.md` 2.3, T12, T13).
pub fn offered_minutes(session: &SessionFacts, bands: &[AuthorisationBand]) -> i64 {
    let (start, end) = (minute_of_day(session.starts_at), minute_of_day(session.ends_at));
    let shared =
        |band: &AuthorisationBand| (end.min(minute_of_day(band.until)) - start.max(minute_of_day(band.from))).max(0);
    bands.iter().map(|band| i64::from(band.places) * i64::from(shared(band))).sum()
}

/// Warns when the planned presence of a week passes 100 % of what is authorised over its opening hours (W1; arrêté of
/// 8 October 2021, art. 4: hours of presence over weekly capacity).
///
/// Both figures are child-minutes of one service (or one premises) in one ISO week; `day` is any day of it. Exactly 100 % is allowed.
pub fn weekly_presence(day: Date, planned_minutes: i64, offered_minutes: i64) -> Option<Warning> {
    if planned_minutes <= offered_minutes.max(0) {
        return None;
    }
    let per_mille = match offered_minutes {
        // Children planned where nothing is offered: no rate exists, show the worst.
        ..=0 => i64::MAX,
        offered => planned_minutes.saturating_mul(1000).saturating_add(offered / 2) / offered,
    };
    Some(Warning::WeeklyPresence { week_of: week_of(day), per_mille: per_mille.max(1001) })
}

/// Warns when a child has fewer half-days at a site in the month of `day` than the site asks (S5: twice a month; W14's cause).
///
/// `bookings` must hold the child's active and past bookings of that month. The warning's `month` is its first day.
pub fn below_minimum_frequency(
    bookings: &[ActiveBooking],
    site: SiteId,
    day: Date,
    minimum: Option<i32>,
) -> Option<Warning> {
    let minimum = minimum?;
    let month = day.first_of_month();
    let booked = bookings.iter().filter(|held| held.site == site && held.date.first_of_month() == month).count();
    let booked = i32::try_from(booked).unwrap_or(i32::MAX);
    (booked < minimum).then_some(Warning::BelowMinimumFrequency { month, booked, minimum })
}
