//! The published calendars of two schemes, session by session, against tables written by hand.

use jiff::civil::date;

use super::*;
use crate::id::Id;
use crate::sites::Seats;
use crate::time::DayOfWeek::{self, *};
use crate::{Date, HalfDay, OpeningRuleId, Period, PremisesId, Time, Word};

const PARC: u128 = 1;
const ARC_EN_CIEL: u128 = 2;
const LA_PASSERELLE: u128 = 3;

fn premises(number: u128) -> PremisesId {
    PremisesId::from_uuid(uuid::Uuid::from_u128(number))
}

fn time(text: &str) -> Time {
    Time::read(text).unwrap()
}

struct Rules {
    seats: Seats,
    from: Date,
    rules: Vec<OpeningRule>,
}

impl Rules {
    fn open(
        &mut self,
        place: u128,
        days: &[DayOfWeek],
        period_kind: PeriodKind,
        half_day: HalfDay,
        hours: (&str, &str),
    ) {
        for weekday in days {
            let id = OpeningRuleId::from_uuid(uuid::Uuid::from_u128(self.rules.len() as u128 + 1));
            self.rules.push(OpeningRule {
                id,
                premises: premises(place),
                weekday: *weekday,
                period_kind,
                half_day,
                starts_at: time(hours.0),
                ends_at: time(hours.1),
                seats: self.seats,
                period: Period { from: self.from, until: None },
            });
        }
    }
}

fn site(zone: SchoolZone, rules: Rules) -> SiteCalendar {
    assert_eq!(conflicts(&rules.rules), []);
    SiteCalendar {
        zone,
        region: HolidayRegion::Metropole,
        opens_on_public_holidays: false,
        school_holidays: shipped_school_holidays().unwrap(),
        own_school_holidays: Vec::new(),
        rules: rules.rules,
        closures: Vec::new(),
    }
}

/// Les Petits Pas: 8:30–12:15 and 13:30–17:00, closed on Friday afternoons, six regular seats and one for adaptation or emergency;
/// the Parc on Mondays, Tuesdays, Thursdays and Fridays of term, the school Arc-en-Ciel on Wednesdays and in the holidays.
fn lunel() -> SiteCalendar {
    const MORNING: (&str, &str) = ("08:30", "12:15");
    const AFTERNOON: (&str, &str) = ("13:30", "17:00");
    let mut rules =
        Rules { seats: Seats { regular: 6, adaptation: 1, emergency: 0 }, from: date(2024, 2, 26), rules: Vec::new() };
    rules.open(PARC, &[Monday, Tuesday, Thursday, Friday], PeriodKind::Term, HalfDay::Morning, MORNING);
    rules.open(PARC, &[Monday, Tuesday, Thursday], PeriodKind::Term, HalfDay::Afternoon, AFTERNOON);
    rules.open(ARC_EN_CIEL, &[Wednesday], PeriodKind::Always, HalfDay::Morning, MORNING);
    rules.open(ARC_EN_CIEL, &[Wednesday], PeriodKind::Always, HalfDay::Afternoon, AFTERNOON);
    rules.open(ARC_EN_CIEL, &[Monday, Tuesday, Thursday, Friday], PeriodKind::Holidays, HalfDay::Morning, MORNING);
    rules.open(ARC_EN_CIEL, &[Monday, Tuesday, Thursday], PeriodKind::Holidays, HalfDay::Afternoon, AFTERNOON);
    site(SchoolZone::C, rules)
}

/// La Passerelle: 8:00–17:30, six children. Published neither: the days (Monday to Friday assumed) nor where the day is cut into
/// half-days (12:45 assumed).
fn la_passerelle() -> SiteCalendar {
    let mut rules =
        Rules { seats: Seats { regular: 6, adaptation: 0, emergency: 0 }, from: date(2022, 1, 10), rules: Vec::new() };
    let week = [Monday, Tuesday, Wednesday, Thursday, Friday];
    rules.open(LA_PASSERELLE, &week, PeriodKind::Always, HalfDay::Morning, ("08:00", "12:45"));
    rules.open(LA_PASSERELLE, &week, PeriodKind::Always, HalfDay::Afternoon, ("12:45", "17:30"));
    site(SchoolZone::A, rules)
}

/// One line a day: date, weekday, then each session as `half-day premises hours seats`; `closed` when there is none.
fn written(calendar: &SiteCalendar, from: Date, until: Date) -> Vec<String> {
    let all = sessions(calendar, from, until);
    let mut lines = Vec::new();
    let mut day = from;
    while day <= until {
        let mut line = format!("{} {}", day.text(), &DayOfWeek::of(day).as_str()[..3]);
        let of_day: Vec<_> = all.iter().filter(|session| session.date == day).collect();
        for session in &of_day {
            let place = match session.premises.uuid().as_u128() {
                PARC => "Parc",
                ARC_EN_CIEL => "Arc-en-Ciel",
                _ => "Passerelle",
            };
            let half_day = if session.half_day == HalfDay::Morning { "am" } else { "pm" };
            let Seats { regular, adaptation, emergency } = session.seats;
            line += &format!(
                " | {half_day} {place} {}-{} {regular}+{adaptation}+{emergency}",
                session.starts_at.text(),
                session.ends_at.text()
            );
        }
        if of_day.is_empty() {
            line += " | closed";
        }
        lines.push(line);
        day = day.tomorrow().unwrap();
    }
    lines
}

fn lines(table: &str) -> Vec<String> {
    table.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn lunel_opens_exactly_as_published_around_the_winter_holidays_of_2026() {
    // Written by hand from the published text; zone C is on holiday from Saturday 21 February to Sunday 8 March 2026.
    let table = "
        2026-02-09 mon | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0
        2026-02-10 tue | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0
        2026-02-11 wed | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-02-12 thu | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0
        2026-02-13 fri | am Parc 08:30-12:15 6+1+0
        2026-02-14 sat | closed
        2026-02-15 sun | closed
        2026-02-16 mon | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0
        2026-02-17 tue | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0
        2026-02-18 wed | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-02-19 thu | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0
        2026-02-20 fri | am Parc 08:30-12:15 6+1+0
        2026-02-21 sat | closed
        2026-02-22 sun | closed
        2026-02-23 mon | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-02-24 tue | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-02-25 wed | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-02-26 thu | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-02-27 fri | am Arc-en-Ciel 08:30-12:15 6+1+0
        2026-02-28 sat | closed
        2026-03-01 sun | closed
        2026-03-02 mon | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-03-03 tue | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-03-04 wed | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-03-05 thu | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-03-06 fri | am Arc-en-Ciel 08:30-12:15 6+1+0
        2026-03-07 sat | closed
        2026-03-08 sun | closed
    ";
    assert_eq!(written(&lunel(), date(2026, 2, 9), date(2026, 3, 8)), lines(table));
    // Term again on the Monday after.
    assert_eq!(
        written(&lunel(), date(2026, 3, 9), date(2026, 3, 9)),
        ["2026-03-09 mon | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0"]
    );
}

#[test]
fn la_passerelle_opens_from_eight_to_half_past_five_in_term_and_holidays() {
    // Written by hand; zone A is on holiday until Sunday 22 February 2026, which changes nothing here.
    let table = "
        2026-02-09 mon | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-10 tue | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-11 wed | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-12 thu | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-13 fri | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-14 sat | closed
        2026-02-15 sun | closed
        2026-02-16 mon | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-17 tue | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-18 wed | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-19 thu | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-20 fri | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-21 sat | closed
        2026-02-22 sun | closed
        2026-02-23 mon | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-24 tue | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-25 wed | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-26 thu | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-27 fri | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-02-28 sat | closed
        2026-03-01 sun | closed
        2026-03-02 mon | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-03-03 tue | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-03-04 wed | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-03-05 thu | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-03-06 fri | am Passerelle 08:00-12:45 6+0+0 | pm Passerelle 12:45-17:30 6+0+0
        2026-03-07 sat | closed
        2026-03-08 sun | closed
    ";
    assert_eq!(written(&la_passerelle(), date(2026, 2, 9), date(2026, 3, 8)), lines(table));
    assert_eq!(la_passerelle().period_kind_on(date(2026, 2, 20)), PeriodKind::Holidays);
    assert_eq!(la_passerelle().period_kind_on(date(2026, 2, 23)), PeriodKind::Term);
}

#[test]
fn public_holidays_close_lunel() {
    let may = "
        2026-05-01 fri | closed
        2026-05-02 sat | closed
        2026-05-03 sun | closed
        2026-05-04 mon | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0
        2026-05-05 tue | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0
        2026-05-06 wed | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-05-07 thu | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0
        2026-05-08 fri | closed
        2026-05-09 sat | closed
        2026-05-10 sun | closed
        2026-05-11 mon | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0
        2026-05-12 tue | am Parc 08:30-12:15 6+1+0 | pm Parc 13:30-17:00 6+1+0
        2026-05-13 wed | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-05-14 thu | closed
        2026-05-15 fri | am Arc-en-Ciel 08:30-12:15 6+1+0
        2026-05-16 sat | closed
    ";
    assert_eq!(written(&lunel(), date(2026, 5, 1), date(2026, 5, 16)), lines(may));
    let july = "
        2026-07-13 mon | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
        2026-07-14 tue | closed
        2026-07-15 wed | am Arc-en-Ciel 08:30-12:15 6+1+0 | pm Arc-en-Ciel 13:30-17:00 6+1+0
    ";
    assert_eq!(written(&lunel(), date(2026, 7, 13), date(2026, 7, 15)), lines(july));

    let holiday = |holiday| Some(ClosedBecause::PublicHoliday { holiday });
    let morning = |month, day| why_closed(&lunel(), date(2026, month, day), HalfDay::Morning);
    assert_eq!(morning(5, 1), holiday(PublicHoliday::LabourDay));
    assert_eq!(morning(5, 14), holiday(PublicHoliday::Ascension));
    assert_eq!(morning(7, 14), holiday(PublicHoliday::NationalDay));
}

#[test]
fn public_holidays_close_la_passerelle_unless_it_opens_on_them() {
    let mut site = la_passerelle();
    for day in [date(2026, 5, 1), date(2026, 5, 14), date(2026, 7, 14)] {
        assert_eq!(sessions(&site, day, day), []);
    }
    site.opens_on_public_holidays = true;
    for day in [date(2026, 5, 1), date(2026, 5, 14), date(2026, 7, 14)] {
        assert_eq!(sessions(&site, day, day).len(), 2);
        assert_eq!(why_closed(&site, day, HalfDay::Morning), None);
    }
}

#[test]
fn a_closed_half_day_says_why() {
    let mut site = lunel();
    let works = Closure {
        premises: Some(premises(PARC)),
        period: Period::new(date(2026, 2, 19), Some(date(2026, 2, 20))).unwrap(),
        half_day: Some(HalfDay::Morning),
        reason: ClosureReason::Works,
    };
    let summer = Closure {
        premises: None,
        period: Period::new(date(2026, 8, 3), Some(date(2026, 8, 21))).unwrap(),
        half_day: None,
        reason: ClosureReason::Holidays,
    };
    site.closures = vec![summer, works];
    let why = |day, half_day| why_closed(&site, day, half_day);
    let (am, pm) = (HalfDay::Morning, HalfDay::Afternoon);

    assert_eq!(
        why(date(2026, 2, 19), am),
        Some(ClosedBecause::Closure { reason: ClosureReason::Works, period: works.period })
    );
    assert_eq!(why(date(2026, 2, 19), pm), None, "only the morning is closed");
    assert_eq!(
        why(date(2026, 8, 4), pm),
        Some(ClosedBecause::Closure { reason: ClosureReason::Holidays, period: summer.period })
    );
    // No rule opens Friday afternoons, in a closure, on a public holiday or on any other Friday.
    for day in [date(2026, 2, 13), date(2026, 5, 1), date(2026, 8, 7)] {
        assert_eq!(why(day, pm), Some(ClosedBecause::NoRule { weekday: Friday, half_day: pm }));
    }
    assert_eq!(why(date(2024, 2, 20), am), Some(ClosedBecause::NotYetValid { from: date(2024, 2, 26) }));
    // Both premises know Mondays: one of them being closed leaves the other one's days alone.
    assert_eq!(why(date(2026, 2, 23), am), None);
}

#[test]
fn a_rule_that_ended_or_waits_for_the_holidays_says_so() {
    let mut site = lunel();
    site.rules.retain(|rule| rule.period_kind == PeriodKind::Term);
    let (am, monday_in_holidays, monday_in_term) = (HalfDay::Morning, date(2026, 2, 23), date(2026, 3, 9));
    assert_eq!(
        why_closed(&site, monday_in_holidays, am),
        Some(ClosedBecause::NotInPeriodKind { kind: PeriodKind::Holidays })
    );
    for rule in &mut site.rules {
        rule.period.until = Some(date(2026, 3, 1));
    }
    assert_eq!(why_closed(&site, monday_in_term, am), Some(ClosedBecause::NoLongerValid { until: date(2026, 3, 1) }));
    site.rules.clear();
    assert_eq!(why_closed(&site, monday_in_term, am), Some(ClosedBecause::NoRule { weekday: Monday, half_day: am }));
}

#[test]
fn a_calendar_of_the_town_replaces_the_zone_for_its_school_year_only() {
    let mut site = lunel();
    site.own_school_holidays = vec![SchoolHoliday {
        zone: SchoolZone::C,
        name: "Hiver, centre de loisirs".to_owned(),
        period: Period::new(date(2026, 2, 28), Some(date(2026, 3, 1))).unwrap(),
        source: "la mairie".to_owned(),
        assumed: false,
    }];
    assert_eq!(site.period_kind_on(date(2026, 2, 23)), PeriodKind::Term, "the zone's row of the year is replaced");
    assert_eq!(site.period_kind_on(date(2026, 2, 28)), PeriodKind::Holidays);
    assert_eq!(site.period_kind_on(date(2025, 12, 24)), PeriodKind::Term, "so are all its rows of that year");
    assert_eq!(site.period_kind_on(date(2026, 12, 24)), PeriodKind::Holidays, "the next year is the zone's");
    assert_eq!(site.school_holiday_on(date(2026, 2, 28)).unwrap().name, "Hiver, centre de loisirs");
}

#[test]
fn days_beyond_the_known_school_calendar_are_term_and_known_as_unknown() {
    let site = lunel();
    assert!(site.school_calendar_known(date(2026, 3, 9)));
    for day in [date(2024, 12, 25), date(2029, 7, 20)] {
        assert!(!site.school_calendar_known(day));
        assert_eq!(site.period_kind_on(day), PeriodKind::Term);
    }
    let overseas = SiteCalendar { zone: SchoolZone::Reunion, ..lunel() };
    assert!(!overseas.school_calendar_known(date(2026, 3, 9)), "no rows are shipped overseas");
}

#[test]
fn a_later_rule_replaces_the_earlier_one_at_the_same_premises() {
    let mut site = lunel();
    let old = *site.rules.iter().find(|rule| rule.weekday == Monday && rule.half_day == HalfDay::Morning).unwrap();
    let new = OpeningRule {
        id: OpeningRuleId::from_uuid(uuid::Uuid::from_u128(900)),
        starts_at: time("09:00"),
        period: Period::new(date(2026, 2, 16), Some(date(2026, 2, 16))).unwrap(),
        ..old
    };
    let before = sessions(&site, date(2026, 2, 9), date(2026, 3, 15));
    site.rules.insert(0, new);
    assert_eq!(conflicts(&site.rules), []);
    let after = sessions(&site, date(2026, 2, 9), date(2026, 3, 15));
    let difference = difference(&before, &after);
    assert_eq!((difference.added.len(), difference.removed.len()), (0, 0));
    let [change] = difference.changed[..] else { panic!("one session changes: {difference:?}") };
    assert_eq!(
        (change.new.date, change.old.starts_at, change.new.starts_at),
        (date(2026, 2, 16), old.starts_at, new.starts_at)
    );
    assert_eq!(site.rule_of(premises(PARC), date(2026, 2, 16), HalfDay::Morning).unwrap().id, new.id);
    assert_eq!(site.rule_of(premises(PARC), date(2026, 2, 9), HalfDay::Morning).unwrap().id, old.id);
}

#[test]
fn rules_that_contradict_each_other_are_found() {
    let base = lunel().rules;
    let number = |id: OpeningRuleId| id.uuid().as_u128();
    let monday_morning = base[0];
    let id = OpeningRuleId::from_uuid(uuid::Uuid::from_u128(900));
    let with = |rule: OpeningRule| {
        let mut rules = base.clone();
        rules.push(rule);
        conflicts(&rules)
            .into_iter()
            .map(|found| (found.problem, number(found.rule), found.other.map(number)))
            .collect::<Vec<_>>()
    };

    let twin = OpeningRule { id, ..monday_morning };
    assert_eq!(with(twin), [(RuleProblem::SameStart, 1, Some(900))]);
    let all_year = OpeningRule { period_kind: PeriodKind::Always, ..twin };
    assert_eq!(with(all_year), [(RuleProblem::SameStart, 1, Some(900))], "all year meets term");
    let elsewhere = OpeningRule { premises: premises(9), ..twin };
    assert_eq!(with(elsewhere), [], "other premises may open at the same time");
    let later = Period { from: date(2026, 3, 2), until: None };
    assert_eq!(with(OpeningRule { period: later, ..twin }), [], "a later rule replaces the earlier one");
    let days_without_monday = Period { from: date(2026, 3, 3), until: Some(date(2026, 3, 8)) };
    let no_monday = OpeningRule { period: days_without_monday, ends_at: time("14:00"), ..twin };
    assert_eq!(with(no_monday), [], "rules meet on their weekday only");
    let late = OpeningRule { period: later, ends_at: time("14:00"), ..twin };
    assert_eq!(with(late), [(RuleProblem::MorningAfterAfternoon, 900, Some(5))]);
    let touching = OpeningRule { period: later, ends_at: time("13:30"), ..twin };
    assert_eq!(with(touching), [], "the afternoon may start when the morning ends");
    let backwards = OpeningRule { premises: premises(9), ends_at: time("08:30"), ..twin };
    assert_eq!(with(backwards), [(RuleProblem::EndsBeforeStart, 900, None)]);
}

#[test]
fn a_rule_wholly_replaced_troubles_nobody() {
    // A morning until 14:00, replaced on 2 March by one until 12:15, on which day the afternoon of 13:30 starts.
    let base = lunel().rules;
    let change = Period { from: date(2026, 3, 2), until: None };
    let old = OpeningRule { ends_at: time("14:00"), ..base[0] };
    let next = OpeningRuleId::from_uuid(uuid::Uuid::from_u128(900));
    let new = OpeningRule { id: next, period: change, ..base[0] };
    let afternoon = OpeningRule { period: change, ..base[4] };
    assert_eq!((afternoon.weekday, afternoon.half_day), (Monday, HalfDay::Afternoon));
    assert_eq!(conflicts(&[old, new, afternoon]), []);
    // Without the replacement they meet.
    assert_eq!(conflicts(&[old, afternoon]).len(), 1);
}

#[test]
fn an_empty_range_has_no_sessions_and_the_last_day_of_time_is_reached() {
    assert_eq!(sessions(&lunel(), date(2026, 2, 10), date(2026, 2, 9)), []);
    assert_eq!(Date::MAX, date(9999, 12, 31));
    assert_eq!(sessions(&lunel(), Date::MAX, Date::MAX).len(), 1, "a Friday");
}
