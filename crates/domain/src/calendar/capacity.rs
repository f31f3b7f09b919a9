//! Hours a site offers and hours children are present (`R.2324-27` CSP and its order of 8 October 2021).

use super::PlannedSession;
use crate::sites::AuthorisationBand;
use crate::{Date, Time};

fn minute_of_day(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

/// Authorised places at a time of the day: those of the band it falls in (its end excluded), 0 outside every band.
///
/// Bands are not meant to overlap; where they do, the smallest number counts, so that no capacity is invented.
pub fn authorised_places_at(bands: &[AuthorisationBand], time: Time) -> u16 {
    places_at_minute(bands, minute_of_day(time))
}

fn places_at_minute(bands: &[AuthorisationBand], minute: i64) -> u16 {
    bands
        .iter()
        .filter(|band| minute_of_day(band.from) <= minute && minute < minute_of_day(band.until))
        .map(|band| band.places)
        .min()
        .unwrap_or(0)
}

/// The capacity the sessions offer, in child-minutes: for each open minute, the places authorised at that minute (modulated capacity).
///
/// Give it the sessions of one ISO week of one site and the bands of the authorisation of that week (one call for each part when the
/// authorisation changes within the week). A minute at which two premises are open counts once: the authorised places are the site's.
/// Seats do not matter here: a seventh seat beside six authorised places adds nothing to the capacity.
pub fn weekly_capacity_minutes(bands: &[AuthorisationBand], sessions: &[PlannedSession]) -> i64 {
    let mut open: Vec<(Date, i64, i64)> = sessions
        .iter()
        .map(|session| (session.date, minute_of_day(session.starts_at), minute_of_day(session.ends_at)))
        .collect();
    open.sort_unstable();
    let mut capacity = 0;
    let mut counted_until: Option<(Date, i64)> = None;
    for (date, starts, ends) in open {
        let already = counted_until.filter(|(day, _)| *day == date).map_or(0, |(_, minute)| minute);
        capacity += (starts.max(already)..ends).map(|minute| i64::from(places_at_minute(bands, minute))).sum::<i64>();
        counted_until = Some((date, already.max(ends)));
    }
    capacity
}

/// Minutes of presence of children, each stay given by arrival and departure in the site's civil time on one day.
///
/// A stay that does not end after it starts counts for nothing.
pub fn presence_minutes(stays: impl IntoIterator<Item = (Time, Time)>) -> i64 {
    stays.into_iter().map(|(arrived, left)| (minute_of_day(left) - minute_of_day(arrived)).max(0)).sum()
}

/// Presence over capacity, in thousandths, rounded up: above 1,000 exactly when the week is over 100 %. `None` without capacity.
pub fn weekly_rate_per_mille(presence_minutes: i64, capacity_minutes: i64) -> Option<i64> {
    if capacity_minutes <= 0 {
        return None;
    }
    let (thousandths, rest) =
        ((presence_minutes * 1000) / capacity_minutes, (presence_minutes * 1000) % capacity_minutes);
    Some(if rest > 0 { thousandths + 1 } else { thousandths })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;
    use crate::id::Id;
    use crate::sites::{Seats, instant_maximum};
    use crate::{HalfDay, PremisesId};

    fn premises(number: u128) -> PremisesId {
        PremisesId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn at(text: &str) -> Time {
        crate::Word::read(text).unwrap()
    }

    fn session(day: i8, half_day: HalfDay, from: &str, until: &str) -> PlannedSession {
        let seats = Seats { regular: 6, adaptation: 1, emergency: 0 };
        let date = date(2026, 2, day);
        PlannedSession { premises: premises(1), date, half_day, starts_at: at(from), ends_at: at(until), seats }
    }

    fn band(from: &str, until: &str, places: u16) -> AuthorisationBand {
        AuthorisationBand { from: at(from), until: at(until), places }
    }

    /// Monday 9 to Friday 13 February 2026: five mornings, four afternoons.
    fn week_at_lunel() -> Vec<PlannedSession> {
        let mornings = (9..=13).map(|day| session(day, HalfDay::Morning, "08:30", "12:15"));
        let afternoons = (9..=12).map(|day| session(day, HalfDay::Afternoon, "13:30", "17:00"));
        mornings.chain(afternoons).collect()
    }

    #[test]
    fn lunel_offers_196_hours_and_a_half_a_week() {
        let week = week_at_lunel();
        let one_place = weekly_capacity_minutes(&[band("08:30", "17:00", 1)], &week);
        assert_eq!(one_place, 32 * 60 + 45, "open 32.75 h");
        assert_eq!(weekly_capacity_minutes(&[band("08:30", "17:00", 6)], &week), 196 * 60 + 30);
    }

    #[test]
    fn seven_children_all_week_pass_the_instant_limit_but_not_the_week() {
        let week = week_at_lunel();
        let capacity = weekly_capacity_minutes(&[band("07:00", "19:00", 6)], &week);
        let stays: Vec<_> = week.iter().flat_map(|session| vec![(session.starts_at, session.ends_at); 7]).collect();
        let presence = presence_minutes(stays);
        assert_eq!(presence, 229 * 60 + 15, "229.25 h");
        assert_eq!(instant_maximum(6), 7);
        assert_eq!(weekly_rate_per_mille(presence, capacity), Some(1167), "116.7 %");
    }

    #[test]
    fn seven_on_three_mornings_leave_117_hours_and_three_quarters_for_the_rest() {
        let week = week_at_lunel();
        let capacity = weekly_capacity_minutes(&[band("08:30", "17:00", 6)], &week);
        let mornings = presence_minutes(vec![(at("08:30"), at("12:15")); 21]);
        assert_eq!(mornings, 78 * 60 + 45);
        assert_eq!(capacity - mornings, 117 * 60 + 45);
    }

    #[test]
    fn places_that_change_during_the_day_give_560_child_hours() {
        let bands = [band("08:00", "09:00", 8), band("09:00", "17:00", 12), band("17:00", "18:00", 8)];
        let week: Vec<_> = (9..=13)
            .flat_map(|day| {
                [session(day, HalfDay::Morning, "08:00", "13:00"), session(day, HalfDay::Afternoon, "13:00", "18:00")]
            })
            .collect();
        assert_eq!(weekly_capacity_minutes(&bands, &week), 560 * 60);
        let most = ["08:30", "12:00", "17:30"].map(|time| instant_maximum(authorised_places_at(&bands, at(time))));
        assert_eq!(most, [10, 14, 10]);
        assert_eq!(authorised_places_at(&bands, at("09:00")), 12, "a band's start belongs to it");
        assert_eq!(authorised_places_at(&bands, time(18, 0, 0, 0)), 0, "its end does not");
    }

    #[test]
    fn hours_outside_the_authorisation_offer_nothing() {
        let early = [session(9, HalfDay::Morning, "07:30", "12:30")];
        assert_eq!(weekly_capacity_minutes(&[band("08:30", "12:00", 6)], &early), 210 * 6);
        assert_eq!(weekly_capacity_minutes(&[], &early), 0);
        assert_eq!(weekly_rate_per_mille(60, 0), None);
    }

    #[test]
    fn two_premises_open_together_share_the_authorised_places() {
        let bands = [band("08:00", "18:00", 6)];
        let parc = session(9, HalfDay::Morning, "08:30", "12:15");
        let school = PlannedSession { premises: premises(2), ends_at: at("12:30"), ..parc };
        assert_eq!(weekly_capacity_minutes(&bands, &[parc, school]), 240 * 6);
        let other_day = PlannedSession { date: date(2026, 2, 10), ..parc };
        assert_eq!(weekly_capacity_minutes(&bands, &[other_day, parc]), 2 * 225 * 6);
    }

    #[test]
    fn a_rate_passes_a_thousand_exactly_when_the_week_is_over() {
        assert_eq!(weekly_rate_per_mille(11_790, 11_790), Some(1000));
        assert_eq!(weekly_rate_per_mille(11_791, 11_790), Some(1001));
        assert_eq!(weekly_rate_per_mille(0, 11_790), Some(0));
    }

    #[test]
    fn a_departure_before_the_arrival_counts_for_nothing() {
        assert_eq!(presence_minutes([(at("10:00"), at("09:00")), (at("09:00"), at("09:45"))]), 45);
    }
}
