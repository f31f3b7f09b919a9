//! What was attended against what was booked, in minutes: a half-day first, then sums of half-days, which keep what they add.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::{Presence, minute_of};
use crate::Instant;
use crate::places::AbsenceReason;

/// Booked minutes and what became of each; minutes nobody had booked apart.
///
/// `booked = attended + unused + absent_told + absent_untold + open`, of one half-day as of any sum of half-days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Balance {
    /// Half-days booked.
    pub half_days: u32,
    /// Half-days of which the child came, booked or not.
    pub came: u32,
    /// Half-days of absence that was told.
    pub told: u32,
    /// Half-days of absence that was not told.
    pub untold: u32,
    /// Minutes booked.
    pub booked: i64,
    /// Minutes of it the child was there.
    pub attended: i64,
    /// Minutes of it before the child came, or after it left.
    pub unused: i64,
    /// Minutes of it the child was absent, and somebody had said so.
    pub absent_told: i64,
    /// Minutes of it the child was absent, and nobody had said so.
    pub absent_untold: i64,
    /// Minutes of it nothing is written down about: to come, or forgotten.
    pub open: i64,
    /// Minutes the child was there and had not booked: before the session, after it, or without a place.
    pub unplanned: i64,
}

impl Balance {
    /// Of one half-day, from `starts` to `ends`; `released` when the place had been given back before.
    pub fn of(presence: Presence, (starts, ends): (Instant, Instant), released: bool, now: Instant) -> Self {
        let (from, until) = (minute_of(starts), minute_of(ends).max(minute_of(starts)));
        let booked = if released { 0 } else { until - from };
        let mut balance = Self { half_days: u32::from(!released), booked, ..Self::default() };
        let (since, left) = match presence {
            Presence::Expected => {
                balance.open = booked;
                return balance;
            }
            Presence::Absent { reason } => {
                match reason {
                    None | Some(AbsenceReason::NotAnnounced) => {
                        balance.untold = balance.half_days;
                        balance.absent_untold = booked;
                    }
                    Some(_) => {
                        balance.told = balance.half_days;
                        balance.absent_told = booked;
                    }
                }
                return balance;
            }
            // Still here: until now at most, and the rest is to come.
            Presence::Here { since } => (since, now.min(ends)),
            Presence::Left { since, until } => (since, until),
        };
        balance.came = 1;
        let since = minute_of(since);
        let left = minute_of(left).max(since);
        if released {
            balance.unplanned = left - since;
            return balance;
        }
        let within = |minute: i64| minute.clamp(from, until);
        balance.attended = within(left) - within(since);
        balance.unplanned = (left - since) - balance.attended;
        balance.unused = within(since) - from;
        let rest = until - within(left);
        if matches!(presence, Presence::Here { .. }) {
            balance.open = rest;
        } else {
            balance.unused += rest;
        }
        balance
    }

    /// Minutes of presence, booked or not.
    pub const fn present(&self) -> i64 {
        self.attended + self.unplanned
    }

    /// Attended out of booked, in tenths of a percent; `None` when nothing was booked.
    pub const fn rate_tenths(&self) -> Option<i64> {
        if self.booked > 0 { Some((self.attended * 1000 + self.booked / 2) / self.booked) } else { None }
    }
}

impl AddAssign for Balance {
    fn add_assign(&mut self, more: Self) {
        self.half_days += more.half_days;
        self.came += more.came;
        self.told += more.told;
        self.untold += more.untold;
        self.booked += more.booked;
        self.attended += more.attended;
        self.unused += more.unused;
        self.absent_told += more.absent_told;
        self.absent_untold += more.absent_untold;
        self.open += more.open;
        self.unplanned += more.unplanned;
    }
}

impl std::iter::Sum for Balance {
    fn sum<I: Iterator<Item = Self>>(balances: I) -> Self {
        balances.fold(Self::default(), |mut sum, more| {
            sum += more;
            sum
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::attendance::{AttendanceFact, presence};
    use crate::places::AttendanceKind;
    use crate::{AttendanceFactId, Id};

    fn instant(text: &str) -> Instant {
        Instant::new(format!("2026-11-23T{text}Z").parse().unwrap())
    }

    fn of(presence: Presence, now: &str) -> Balance {
        Balance::of(presence, (instant("07:30:00"), instant("11:15:00")), false, instant(now))
    }

    #[test]
    fn each_booked_minute_is_attended_unused_absent_or_open() {
        let left = Presence::Left { since: instant("07:42:50"), until: instant("11:10:10") };
        let one = of(left, "16:00:00");
        assert_eq!(
            (one.booked, one.attended, one.unused, one.unplanned, one.came),
            (225, 208, 17, 0, 1),
            "as 7:42 to 11:10 is read"
        );
        let longer = of(Presence::Left { since: instant("07:20:00"), until: instant("11:35:00") }, "16:00:00");
        assert_eq!(
            (longer.attended, longer.unused, longer.unplanned),
            (225, 0, 30),
            "before and after the session: not booked"
        );
        let outside = of(Presence::Left { since: instant("12:00:00"), until: instant("12:30:00") }, "16:00:00");
        assert_eq!((outside.attended, outside.unused, outside.unplanned), (0, 225, 30));
        let here = of(Presence::Here { since: instant("07:40:00") }, "10:00:00");
        assert_eq!((here.attended, here.unused, here.open), (140, 10, 75));
        let told = of(Presence::Absent { reason: Some(AbsenceReason::Ill) }, "16:00:00");
        assert_eq!((told.told, told.absent_told, told.absent_untold), (1, 225, 0));
        for reason in [None, Some(AbsenceReason::NotAnnounced)] {
            let untold = of(Presence::Absent { reason }, "16:00:00");
            assert_eq!((untold.untold, untold.absent_told, untold.absent_untold), (1, 0, 225));
        }
        assert_eq!(of(Presence::Expected, "16:00:00").open, 225);
        assert_eq!(one.rate_tenths(), Some(924));
        assert_eq!(Balance::default().rate_tenths(), None);
    }

    #[test]
    fn a_child_seen_after_its_place_was_given_back_was_not_booked() {
        let left = Presence::Left { since: instant("08:00:00"), until: instant("09:00:00") };
        let seen = Balance::of(left, (instant("07:30:00"), instant("11:15:00")), true, instant("16:00:00"));
        assert_eq!((seen.half_days, seen.booked, seen.attended, seen.unplanned, seen.came), (0, 0, 0, 60, 1));
    }

    fn facts() -> impl Strategy<Value = Vec<AttendanceFact>> {
        let one = (0_usize..3, 0_i64..26 * 3600, 0_usize..4, any::<bool>(), 0_usize..8, 0_usize..7);
        proptest::collection::vec(one, 0..6).prop_map(|drawn| {
            let id = |number: usize| AttendanceFactId::from_uuid(Uuid::from_u128(number as u128 + 1));
            let one = |(number, (kind, at, special, withdrawn, corrects, absence)): (
                usize,
                (usize, i64, usize, bool, usize, usize),
            )| {
                let kind = AttendanceKind::ALL[kind];
                let at = instant("00:00:00").plus_seconds(at);
                AttendanceFact {
                    id: id(number),
                    kind,
                    at,
                    recorded_at: at,
                    absence: AbsenceReason::ALL.get(absence).copied().filter(|_| kind == AttendanceKind::Absent),
                    corrects: (special == 1 && corrects < number).then(|| id(corrects)),
                    correction: None,
                    withdrawn: special == 1 && corrects < number && withdrawn,
                    by_rule: special == 2 && kind == AttendanceKind::Left,
                }
            };
            drawn.into_iter().enumerate().map(one).collect()
        })
    }

    proptest! {
        /// A month of made-up facts (several children, days, halves), whatever they contradict.
        #[test]
        fn a_month_is_the_sum_of_its_days_and_of_its_children(
            lines in proptest::collection::vec((0_usize..5, 0_usize..31, facts(), any::<bool>(), 0_i64..26), 0..60)
        ) {
            let now = |hour: i64| instant("00:00:00").plus_seconds(hour * 3600);
            let balances: Vec<(usize, usize, Balance)> = lines
                .iter()
                .map(|(child, day, facts, released, hour)| {
                    (*child, *day, Balance::of(presence(facts), (instant("07:30:00"), instant("11:15:00")), *released, now(*hour)))
                })
                .collect();
            for (_, _, one) in &balances {
                prop_assert_eq!(one.booked, one.attended + one.unused + one.absent_told + one.absent_untold + one.open);
                for part in [one.booked, one.attended, one.unused, one.absent_told, one.absent_untold, one.open, one.unplanned] {
                    prop_assert!(part >= 0);
                }
                prop_assert!(one.half_days <= 1 && one.came + one.told + one.untold <= 1);
            }
            for ((_, _, facts, _, hour), (_, _, one)) in lines.iter().zip(&balances) {
                // What the day sheet writes beside the child is what the month counts.
                prop_assert_eq!(presence(facts).minutes(instant("11:15:00"), now(*hour)), one.present());
            }
            let month: Balance = balances.iter().map(|(_, _, one)| *one).sum();
            let days: Balance = (0..31).map(|day| balances.iter().filter(|one| one.1 == day).map(|one| one.2).sum::<Balance>()).sum();
            let children: Balance = (0..5).map(|child| balances.iter().filter(|one| one.0 == child).map(|one| one.2).sum::<Balance>()).sum();
            prop_assert_eq!(month, days);
            prop_assert_eq!(month, children);
            prop_assert_eq!(month.booked, month.attended + month.unused + month.absent_told + month.absent_untold + month.open);
        }
    }
}
