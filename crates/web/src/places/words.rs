//! Ranks and ways out in the reader's words.

use domain::refusal::Remedy;
use i18n::Text;
use planner::RankingReason;

/// Why a proposal stands where it does.
pub fn reason(t: Text, reason: &RankingReason) -> String {
    match *reason {
        // Distances are those between the middles of two communes.
        RankingReason::Nearest { kilometres_tenths: 0 } | RankingReason::Distance { kilometres_tenths: 0 } => {
            t.places_reason_same_commune()
        }
        RankingReason::Nearest { kilometres_tenths } => t.places_reason_nearest(t.tenths(i64::from(kilometres_tenths))),
        RankingReason::Distance { kilometres_tenths } => {
            t.places_reason_distance(t.tenths(i64::from(kilometres_tenths)))
        }
        RankingReason::KnownSite => t.places_reason_known_site(),
        RankingReason::UsualPremises => t.places_reason_usual_premises(),
        RankingReason::CoversAppointment { margin_minutes } => {
            t.places_reason_covers_appointment(t.count_minutes(margin_minutes))
        }
        RankingReason::AnsweredAtOnce => t.places_reason_answered_at_once(),
        RankingReason::KeepsReservedSeat => t.places_reason_keeps_reserved_seat(),
        RankingReason::MostFreeSeats { free } => t.places_reason_most_free_seats(i64::from(free)),
        RankingReason::ServesWeeks { served, of } => {
            t.places_reason_serves_weeks(i64::try_from(served).unwrap_or(0), i64::try_from(of).unwrap_or(0))
        }
        RankingReason::EarliestDay => t.places_reason_earliest_day(),
        RankingReason::OtherTime { days: 0 } => t.places_reason_other_time_same_day(),
        RankingReason::OtherTime { days } if days > 0 => t.places_reason_other_time_after(t.count_days(days)),
        RankingReason::OtherTime { days } => t.places_reason_other_time_before(t.count_days(-days)),
    }
}

/// What would make a refused thing possible.
pub fn remedy(t: Text, remedy: Remedy) -> String {
    t.word("places-remedy", remedy.as_str())
}
