//! What must hold for any rules, closures and school holidays, over ten years, against a plain reading of the rules.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::id::Id;
use crate::sites::Seats;
use crate::time::DayOfWeek;
use crate::{Date, HalfDay, OpeningRuleId, Period, PremisesId, Time};

const FROM: Date = date(2024, 1, 1);
const UNTIL: Date = date(2033, 12, 31);
const DAYS: i32 = 3653;

fn day(offset: i32) -> Date {
    FROM.saturating_add(jiff::Span::new().days(offset))
}

fn premises(number: u128) -> PremisesId {
    PremisesId::from_uuid(uuid::Uuid::from_u128(number))
}

fn word<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

/// Mostly the days of the week on which rules meet.
fn weekday() -> impl Strategy<Value = DayOfWeek> {
    prop_oneof![4 => word(&DayOfWeek::ALL[..2]), 1 => word(DayOfWeek::ALL)]
}

fn period(longest: i32) -> impl Strategy<Value = Period> {
    // Few different starts, so that some rules start on the same day.
    (0..40, 0..longest, any::<bool>()).prop_map(|(start, length, open)| {
        let from = start * DAYS / 40;
        Period { from: day(from), until: if open { None } else { Some(day(from + length)) } }
    })
}

fn minutes(range: std::ops::Range<i16>) -> impl Strategy<Value = Time> {
    range.prop_map(|quarters| Time::new((quarters / 4) as i8, (quarters % 4 * 15) as i8, 0, 0).unwrap())
}

fn rule() -> impl Strategy<Value = OpeningRule> {
    let hours = prop_oneof![
        9 => (Just(HalfDay::Morning), minutes(28..36), minutes(46..54)),
        9 => (Just(HalfDay::Afternoon), minutes(48..58), minutes(62..76)),
        1 => (word(HalfDay::ALL), minutes(30..60), minutes(30..60)),
    ];
    (1u128..4, weekday(), word(PeriodKind::ALL), hours, 1u16..8, 0u16..2, period(1500)).prop_map(
        |(place, weekday, period_kind, (half_day, starts_at, ends_at), regular, adaptation, period)| OpeningRule {
            id: OpeningRuleId::from_uuid(uuid::Uuid::nil()),
            premises: premises(place),
            weekday,
            period_kind,
            half_day,
            starts_at,
            ends_at,
            seats: Seats { regular, adaptation, emergency: 0 },
            period,
        },
    )
}

fn rules(most: usize) -> impl Strategy<Value = Vec<OpeningRule>> {
    (proptest::collection::vec(rule(), 0..most), any::<bool>()).prop_map(|(mut rules, downwards)| {
        let count = rules.len();
        for (index, rule) in rules.iter_mut().enumerate() {
            let number = if downwards { count - index } else { index + 1 };
            rule.id = OpeningRuleId::from_uuid(uuid::Uuid::from_u128(number as u128));
        }
        rules
    })
}

fn closure() -> impl Strategy<Value = Closure> {
    let reason = word(ClosureReason::ALL);
    (proptest::option::of(1u128..4), period(200), proptest::option::of(word(HalfDay::ALL)), reason).prop_map(
        |(place, period, half_day, reason)| Closure { premises: place.map(premises), period, half_day, reason },
    )
}

fn own_holiday() -> impl Strategy<Value = SchoolHoliday> {
    (0..DAYS, 0..60, word(SchoolZone::ALL)).prop_map(|(from, length, zone)| SchoolHoliday {
        zone,
        name: "centre de loisirs".to_owned(),
        period: Period { from: day(from), until: Some(day(from + length)) },
        source: "test".to_owned(),
        assumed: false,
    })
}

fn calendar() -> impl Strategy<Value = SiteCalendar> {
    (
        word(&SchoolZone::ALL[..4]),
        word(HolidayRegion::ALL),
        any::<bool>(),
        proptest::collection::vec(own_holiday(), 0..4),
        rules(16),
        proptest::collection::vec(closure(), 0..5),
    )
        .prop_map(|(zone, region, opens_on_public_holidays, own_school_holidays, rules, closures)| SiteCalendar {
            zone,
            region,
            opens_on_public_holidays,
            school_holidays: shipped_school_holidays().unwrap(),
            own_school_holidays,
            rules,
            closures,
        })
}

/// A plain reading of the rules, day by day, that shares no code with `rules.rs`.
struct Reading<'a> {
    calendar: &'a SiteCalendar,
    holidays: BTreeSet<Date>,
    public: BTreeMap<Date, BTreeSet<PublicHoliday>>,
}

impl<'a> Reading<'a> {
    fn of(calendar: &'a SiteCalendar) -> Self {
        let year_of = |row: &SchoolHoliday| row.period.from.year() - i16::from(row.period.from.month() < 9);
        let own_years: BTreeSet<i16> = calendar.own_school_holidays.iter().map(year_of).collect();
        let mut holidays = BTreeSet::new();
        let mut add = |row: &SchoolHoliday| {
            let mut date = row.period.from;
            while date <= row.period.until.unwrap() {
                holidays.insert(date);
                date = date.tomorrow().unwrap();
            }
        };
        calendar.own_school_holidays.iter().for_each(&mut add);
        for row in &calendar.school_holidays {
            if row.zone == calendar.zone && !own_years.contains(&year_of(row)) {
                add(row);
            }
        }
        let mut public: BTreeMap<Date, BTreeSet<PublicHoliday>> = BTreeMap::new();
        for year in FROM.year()..=UNTIL.year() {
            for (date, holiday) in public_holidays(year, calendar.region) {
                public.entry(date).or_default().insert(holiday);
            }
        }
        Self { calendar, holidays, public }
    }

    fn kind(&self, date: Date) -> PeriodKind {
        if self.holidays.contains(&date) { PeriodKind::Holidays } else { PeriodKind::Term }
    }

    fn holds(&self, rule: &OpeningRule, date: Date, half_day: HalfDay) -> bool {
        rule.half_day == half_day
            && rule.weekday.as_str() == format!("{:?}", date.weekday()).to_lowercase()
            && (rule.period_kind == PeriodKind::Always || rule.period_kind == self.kind(date))
            && rule.period.from <= date
            && rule.period.until.is_none_or(|until| date <= until)
    }

    fn closes(closure: &Closure, premises: PremisesId, date: Date, half_day: HalfDay) -> bool {
        closure.period.from <= date
            && closure.period.until.is_none_or(|until| date <= until)
            && (closure.half_day.is_none() || closure.half_day == Some(half_day))
            && (closure.premises.is_none() || closure.premises == Some(premises))
    }

    fn sessions(&self, date: Date, half_day: HalfDay) -> Vec<PlannedSession> {
        if self.public.contains_key(&date) && !self.calendar.opens_on_public_holidays {
            return Vec::new();
        }
        let holding: Vec<_> = self.calendar.rules.iter().filter(|rule| self.holds(rule, date, half_day)).collect();
        let mut sessions = Vec::new();
        for rule in &holding {
            let replaced = holding.iter().any(|other| {
                other.premises == rule.premises
                    && (other.period.from > rule.period.from
                        || (other.period.from == rule.period.from && other.id > rule.id))
            });
            let closed =
                self.calendar.closures.iter().any(|closure| Self::closes(closure, rule.premises, date, half_day));
            if !replaced && !closed {
                sessions.push(PlannedSession {
                    premises: rule.premises,
                    date,
                    half_day,
                    starts_at: rule.starts_at,
                    ends_at: rule.ends_at,
                    seats: rule.seats,
                });
            }
        }
        sessions.sort_by_key(|session| session.premises);
        sessions
    }

    /// Whether the reason is true, and the one to lift first.
    fn confirms(&self, because: ClosedBecause, date: Date, half_day: HalfDay) -> bool {
        let of_weekday = || {
            let name = format!("{:?}", date.weekday()).to_lowercase();
            self.calendar.rules.iter().filter(move |rule| rule.half_day == half_day && rule.weekday.as_str() == name)
        };
        let in_kind = || {
            let kind = self.kind(date);
            of_weekday().filter(move |rule| rule.period_kind == PeriodKind::Always || rule.period_kind == kind)
        };
        let holding = || self.calendar.rules.iter().filter(|rule| self.holds(rule, date, half_day));
        match because {
            ClosedBecause::NoRule { weekday, half_day: half } => {
                half == half_day
                    && weekday.as_str() == format!("{:?}", date.weekday()).to_lowercase()
                    && of_weekday().next().is_none()
            }
            ClosedBecause::NotInPeriodKind { kind } => {
                kind == self.kind(date) && of_weekday().next().is_some() && holding().next().is_none()
            }
            ClosedBecause::NotYetValid { from } => {
                date < from
                    && holding().next().is_none()
                    && in_kind().map(|rule| rule.period.from).filter(|from| date < *from).min() == Some(from)
            }
            ClosedBecause::NoLongerValid { until } => {
                until < date
                    && in_kind().map(|rule| rule.period.until).max() == Some(Some(until))
                    && in_kind().all(|rule| rule.period.until.is_some_and(|until| until < date))
            }
            ClosedBecause::PublicHoliday { holiday } => {
                !self.calendar.opens_on_public_holidays
                    && holding().next().is_some()
                    && self.public.get(&date).is_some_and(|holidays| holidays.contains(&holiday))
            }
            ClosedBecause::Closure { reason, period } => {
                holding().next().is_some()
                    && self.calendar.closures.iter().any(|closure| {
                        closure.reason == reason
                            && closure.period == period
                            && holding().any(|rule| Self::closes(closure, rule.premises, date, half_day))
                    })
            }
        }
    }
}

fn every_half_day() -> impl Iterator<Item = (Date, HalfDay)> {
    (0..DAYS).flat_map(|offset| HalfDay::ALL.iter().map(move |half_day| (day(offset), *half_day)))
}

fn apply(difference: &SessionDifference, old: &[PlannedSession]) -> Vec<PlannedSession> {
    let mut all: Vec<PlannedSession> = old
        .iter()
        .filter(|session| !difference.removed.contains(session))
        .map(|session| {
            difference.changed.iter().find(|change| change.old == *session).map_or(*session, |change| change.new)
        })
        .chain(difference.added.iter().copied())
        .collect();
    all.sort_by_key(PlannedSession::key);
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ten_years_are_read_as_the_rules_say_and_every_other_half_day_has_its_reason(calendar in calendar()) {
        let reading = Reading::of(&calendar);
        let all = sessions(&calendar, FROM, UNTIL);
        let mut left = all.as_slice();
        for (date, half_day) in every_half_day() {
            let count = left.iter().take_while(|session| (session.date, session.half_day) == (date, half_day)).count();
            let (here, rest) = left.split_at(count);
            left = rest;
            prop_assert_eq!(here.to_vec(), reading.sessions(date, half_day), "{} {}", date, half_day);
            match why_closed(&calendar, date, half_day) {
                None => prop_assert!(!here.is_empty(), "{} {} has neither session nor reason", date, half_day),
                Some(because) => {
                    prop_assert!(here.is_empty(), "{} {} has a session and a reason {:?}", date, half_day, because);
                    prop_assert!(reading.confirms(because, date, half_day), "{} {} {:?}", date, half_day, because);
                }
            }
            prop_assert_eq!(calendar.period_kind_on(date), reading.kind(date), "{}", date);
        }
        prop_assert!(left.is_empty(), "sessions out of order: {:?}", left.first());
    }

    #[test]
    fn a_session_is_always_made_by_a_rule_and_never_stands_in_a_closure(calendar in calendar()) {
        for session in sessions(&calendar, FROM, UNTIL) {
            let rule = calendar.rule_of(session.premises, session.date, session.half_day);
            prop_assert!(rule.is_some_and(|rule| {
                rule.weekday == DayOfWeek::of(session.date)
                    && rule.period.contains(session.date)
                    && rule.period_kind != if calendar.school_holiday_on(session.date).is_some() { PeriodKind::Term } else { PeriodKind::Holidays }
                    && (rule.starts_at, rule.ends_at, rule.seats) == (session.starts_at, session.ends_at, session.seats)
            }), "{:?} by {:?}", session, rule);
            prop_assert!(!calendar.closures.iter().any(|closure| Reading::closes(closure, session.premises, session.date, session.half_day)));
        }
    }

    #[test]
    fn a_closure_without_end_of_the_whole_site_leaves_nothing(calendar in calendar(), from in 0..DAYS) {
        let mut closed = calendar.clone();
        closed.closures.push(Closure { premises: None, period: Period { from: day(from), until: None }, half_day: None, reason: ClosureReason::Works });
        let before: Vec<_> = sessions(&calendar, FROM, UNTIL).into_iter().filter(|session| session.date < day(from)).collect();
        prop_assert_eq!(sessions(&closed, FROM, UNTIL), before);
    }

    #[test]
    fn the_order_in_which_things_were_typed_does_not_matter(calendar in calendar(), turn in 0usize..16) {
        let mut other = calendar.clone();
        other.rules.reverse();
        let count = other.rules.len();
        other.rules.rotate_left(if count == 0 { 0 } else { turn % count });
        other.closures.reverse();
        other.school_holidays.reverse();
        other.own_school_holidays.reverse();
        prop_assert_eq!(sessions(&calendar, FROM, UNTIL), sessions(&other, FROM, UNTIL));
        prop_assert_eq!(conflicts(&calendar.rules), conflicts(&other.rules));
        for (date, half_day) in every_half_day().step_by(7) {
            prop_assert_eq!(why_closed(&calendar, date, half_day), why_closed(&other, date, half_day));
        }
    }

    #[test]
    fn a_range_cut_anywhere_gives_the_same_sessions(calendar in calendar(), cut in 0..DAYS - 1) {
        let mut parts = sessions(&calendar, FROM, day(cut));
        parts.extend(sessions(&calendar, day(cut + 1), UNTIL));
        prop_assert_eq!(parts, sessions(&calendar, FROM, UNTIL));
    }

    #[test]
    fn a_difference_turns_the_old_sessions_into_the_new_ones(old in calendar(), new in calendar(), same in any::<bool>()) {
        // Half of the time one rule of the same site changes, otherwise everything does.
        let new = if same {
            let mut changed = old.clone();
            if let Some(rule) = changed.rules.first_mut() { rule.seats.regular += 1; }
            changed.rules.pop();
            changed
        } else {
            new
        };
        let (until, from) = (date(2028, 12, 31), date(2026, 1, 1));
        let (old, new) = (sessions(&old, from, until), sessions(&new, from, until));
        let found = difference(&old, &new);
        prop_assert_eq!(apply(&found, &old), new.clone());
        let back = difference(&new, &old);
        prop_assert_eq!(&back.added, &found.removed);
        prop_assert_eq!(&back.removed, &found.added);
        prop_assert_eq!(back.changed.len(), found.changed.len());
        prop_assert!(found.changed.iter().all(|change| change.old != change.new && change.old.key() == change.new.key()));
        let keys: BTreeSet<_> = old.iter().map(PlannedSession::key).collect();
        prop_assert!(found.added.iter().all(|session| !keys.contains(&session.key())), "what stood is changed, not removed and added");
        prop_assert_eq!(found.is_empty(), old == new);
        prop_assert!(difference(&new, &new).is_empty());
    }

    #[test]
    fn conflicts_are_those_of_some_day_and_no_others(rules in rules(12)) {
        let found = conflicts(&rules);
        let mut problems = BTreeSet::new();
        // Every day of the ten years and beyond, as if it were term, then as if it were holidays.
        for kind in [PeriodKind::Term, PeriodKind::Holidays] {
            for offset in 0..DAYS + 1600 {
                let date = day(offset);
                let holding = |half_day: HalfDay| {
                    rules.iter().filter(move |rule| {
                        rule.half_day == half_day && rule.weekday == DayOfWeek::of(date) && rule.period.contains(date)
                            && (rule.period_kind == PeriodKind::Always || rule.period_kind == kind)
                    })
                };
                let strongest = |premises: PremisesId, half_day| {
                    let here = || holding(half_day).filter(move |rule| rule.premises == premises);
                    let latest = here().map(|rule| rule.period.from).max();
                    here().filter(|rule| Some(rule.period.from) == latest).collect::<Vec<_>>()
                };
                for place in 1..4 {
                    let (am, pm) = (strongest(premises(place), HalfDay::Morning), strongest(premises(place), HalfDay::Afternoon));
                    if am.len() > 1 || pm.len() > 1 {
                        problems.insert(RuleProblem::SameStart);
                    }
                    if am.iter().any(|am| pm.iter().any(|pm| pm.starts_at < am.ends_at)) {
                        problems.insert(RuleProblem::MorningAfterAfternoon);
                    }
                }
            }
        }
        problems.extend(rules.iter().filter(|rule| rule.ends_at <= rule.starts_at).map(|_| RuleProblem::EndsBeforeStart));
        let reported: BTreeSet<RuleProblem> = found.iter().map(|conflict| conflict.problem).collect();
        prop_assert_eq!(reported, problems, "{:?}", found);
    }
}
