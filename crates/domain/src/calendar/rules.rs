//! Opening rules and closures of a site, and the sessions they make.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    ClosureReason, HolidayRegion, PeriodKind, PublicHoliday, SchoolHoliday, SchoolYear, SchoolZone, public_holiday_on,
};
use crate::sites::Seats;
use crate::time::DayOfWeek;
use crate::{Date, HalfDay, OpeningRuleId, Period, PremisesId, Time, word_list};

/// Every week on this weekday and half-day, in this kind of period, children are welcomed at these premises.
///
/// Two rules that hold for the same premises, date and half-day do not add up: the one whose [`period`](Self::period) starts later
/// wins, so that a change is made by adding a rule. A rule of the same premises never closes another one: end the old rule, or
/// type a closure. Rules of different premises live side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningRule {
    /// The rule.
    pub id: OpeningRuleId,
    /// Where the children are welcomed.
    pub premises: PremisesId,
    /// The day of the week.
    pub weekday: DayOfWeek,
    /// In term, in the school holidays, or both.
    pub period_kind: PeriodKind,
    /// Which half of the day.
    pub half_day: HalfDay,
    /// Opening time, civil time of the site.
    pub starts_at: Time,
    /// Closing time, civil time of the site.
    pub ends_at: Time,
    /// Seats by class.
    pub seats: Seats,
    /// First and last day on which the rule holds.
    pub period: Period,
}

impl OpeningRule {
    /// Whether the rule speaks of this weekday and half-day at all.
    fn concerns(&self, weekday: DayOfWeek, half_day: HalfDay) -> bool {
        self.weekday == weekday && self.half_day == half_day
    }
    /// Whether the rule speaks of days of this kind (`kind` is [`PeriodKind::Term`] or [`PeriodKind::Holidays`]).
    fn in_kind(&self, kind: PeriodKind) -> bool {
        self.period_kind == PeriodKind::Always || self.period_kind == kind
    }
    /// Which of two rules that hold together wins: the later start; then, so that the answer never depends on the order of the
    /// list, the later id ([`conflicts`] reports that case).
    fn strength(&self) -> (Date, OpeningRuleId) {
        (self.period.from, self.id)
    }
}

/// Days on which a site, or one of its premises, does not open though a rule says it would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Closure {
    /// The closed premises; `None` closes the whole site.
    pub premises: Option<PremisesId>,
    /// First and last closed day; no last day is "until further notice".
    pub period: Period,
    /// The closed half-day of each of these days; `None` is the whole day.
    pub half_day: Option<HalfDay>,
    /// Why.
    pub reason: ClosureReason,
}

impl Closure {
    fn covers(&self, premises: PremisesId, date: Date, half_day: HalfDay) -> bool {
        self.period.contains(date)
            && self.half_day.is_none_or(|closed| closed == half_day)
            && self.premises.is_none_or(|closed| closed == premises)
    }
}

/// Everything that decides when a site welcomes children.
///
/// School holidays are those of the zone, except in a school year for which the site keeps a calendar of its own (a site may follow
/// the town's leisure centre): as soon as one own row starts in a school year, the own rows of that year replace all rows of the
/// zone for that year. Days no row knows are term: see [`SiteCalendar::school_calendar_known`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteCalendar {
    /// The school-holiday zone.
    pub zone: SchoolZone,
    /// Which public holidays apply.
    pub region: HolidayRegion,
    /// The site welcomes children on public holidays too.
    pub opens_on_public_holidays: bool,
    /// School holidays of the zones; rows of other zones are not looked at.
    pub school_holidays: Vec<SchoolHoliday>,
    /// The site's own school holidays, whatever the zone they name.
    pub own_school_holidays: Vec<SchoolHoliday>,
    /// The opening rules.
    pub rules: Vec<OpeningRule>,
    /// The closures.
    pub closures: Vec<Closure>,
}

impl SiteCalendar {
    /// The school holidays that apply to this site: own rows, and the zone's rows of the school years without an own row.
    pub fn applicable_school_holidays(&self) -> impl Iterator<Item = &SchoolHoliday> {
        let kept = |year: SchoolYear| self.own_school_holidays.iter().any(|own| own.school_year() == year);
        let of_zone = self.school_holidays.iter().filter(move |row| row.zone == self.zone && !kept(row.school_year()));
        self.own_school_holidays.iter().chain(of_zone)
    }
    /// The school holiday a day belongs to, if any (the first to start when rows overlap).
    pub fn school_holiday_on(&self, date: Date) -> Option<&SchoolHoliday> {
        self.applicable_school_holidays().filter(|row| row.period.contains(date)).min_by_key(|row| row.period.from)
    }
    /// [`PeriodKind::Holidays`] in the school holidays, else [`PeriodKind::Term`]; never [`PeriodKind::Always`].
    pub fn period_kind_on(&self, date: Date) -> PeriodKind {
        kind_of(self.applicable_school_holidays().any(|row| row.period.contains(date)))
    }
    /// Whether any school holiday of the day's school year is known; if not, the day is read as term for want of knowledge.
    pub fn school_calendar_known(&self, date: Date) -> bool {
        self.applicable_school_holidays().any(|row| row.school_year() == SchoolYear::of(date))
    }
    /// The rule that makes the session of these premises, date and half-day, closures and public holidays aside.
    pub fn rule_of(&self, premises: PremisesId, date: Date, half_day: HalfDay) -> Option<&OpeningRule> {
        winners(&self.rules, date, half_day, self.period_kind_on(date)).remove(&premises)
    }
}

fn kind_of(in_school_holidays: bool) -> PeriodKind {
    if in_school_holidays { PeriodKind::Holidays } else { PeriodKind::Term }
}

/// A half-day at some premises, as the rules plan it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlannedSession {
    /// Where.
    pub premises: PremisesId,
    /// The civil date.
    pub date: Date,
    /// The half of the day.
    pub half_day: HalfDay,
    /// Opening time, civil time of the site.
    pub starts_at: Time,
    /// Closing time, civil time of the site.
    pub ends_at: Time,
    /// Seats by class.
    pub seats: Seats,
}

/// What makes a session the same session when its hours or seats change, in the order sessions are listed.
pub type SessionKey = (Date, HalfDay, PremisesId);

impl PlannedSession {
    /// Date, half-day, premises.
    pub fn key(&self) -> SessionKey {
        (self.date, self.half_day, self.premises)
    }
}

/// Why a half-day has no session: the reason which, once lifted, would open it, so rules come before public holidays and closures.
///
/// The afternoon of Friday 1 May is closed at a site that never opens on Friday afternoons because no rule opens it; its morning
/// because of the public holiday. To name the holiday of a day whatever the rules, ask [`public_holiday_on`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum ClosedBecause {
    /// No rule opens this half-day of the week.
    NoRule {
        /// The day of the week.
        weekday: DayOfWeek,
        /// The half of the day.
        half_day: HalfDay,
    },
    /// Rules open this half-day of the week, but not in this kind of period.
    NotInPeriodKind {
        /// The kind the day is of: term or holidays.
        kind: PeriodKind,
    },
    /// The rule holds only from a later day.
    NotYetValid {
        /// The first day it holds.
        from: Date,
    },
    /// The rule does not hold any more.
    NoLongerValid {
        /// The last day it held.
        until: Date,
    },
    /// A rule would open, but the site closes on public holidays.
    PublicHoliday {
        /// Which one.
        holiday: PublicHoliday,
    },
    /// A rule would open, but a closure says no.
    Closure {
        /// Why.
        reason: ClosureReason,
        /// First and last closed day.
        period: Period,
    },
}

/// The sessions of the days `from` to `until`, both included, in order of date, half-day, premises.
///
/// The answer depends on nothing but the arguments, not on the order of rules, closures or holidays; the sessions of a range are
/// those of its parts put together. Rules are taken as they are: [`conflicts`] is asked before they are stored.
pub fn sessions(calendar: &SiteCalendar, from: Date, until: Date) -> Vec<PlannedSession> {
    let holidays: Vec<Period> = calendar.applicable_school_holidays().map(|row| row.period).collect();
    let mut sessions = Vec::new();
    let mut next = Some(from);
    let mut public_holidays_of = None;
    while let Some(date) = next.filter(|date| *date <= until) {
        if !matches!(&public_holidays_of, Some((year, _)) if *year == date.year()) {
            public_holidays_of = Some((date.year(), super::public_holidays(date.year(), calendar.region)));
        }
        let public_holiday = public_holidays_of
            .as_ref()
            .and_then(|(_, days)| days.iter().find(|(day, _)| *day == date))
            .map(|(_, holiday)| *holiday);
        let kind = kind_of(holidays.iter().any(|period| period.contains(date)));
        for half_day in HalfDay::ALL {
            if let Ok(open) = opening(calendar, date, *half_day, kind, public_holiday) {
                sessions.extend(open);
            }
        }
        next = date.tomorrow().ok();
    }
    sessions
}

/// Why the half-day has no session; `None` when it has at least one.
///
/// A site with several premises is open as soon as one of them is.
pub fn why_closed(calendar: &SiteCalendar, date: Date, half_day: HalfDay) -> Option<ClosedBecause> {
    let public_holiday = public_holiday_on(date, calendar.region);
    opening(calendar, date, half_day, calendar.period_kind_on(date), public_holiday).err()
}

/// The rule that holds at each of the premises.
fn winners(
    rules: &[OpeningRule],
    date: Date,
    half_day: HalfDay,
    kind: PeriodKind,
) -> BTreeMap<PremisesId, &OpeningRule> {
    let weekday = DayOfWeek::of(date);
    let mut winners: BTreeMap<PremisesId, &OpeningRule> = BTreeMap::new();
    for rule in rules {
        if rule.concerns(weekday, half_day) && rule.in_kind(kind) && rule.period.contains(date) {
            let winner = winners.entry(rule.premises).or_insert(rule);
            if winner.strength() < rule.strength() {
                *winner = rule;
            }
        }
    }
    winners
}

/// The one decision both [`sessions`] and [`why_closed`] make: at least one session, or the reason.
fn opening(
    calendar: &SiteCalendar,
    date: Date,
    half_day: HalfDay,
    kind: PeriodKind,
    public_holiday: Option<PublicHoliday>,
) -> Result<Vec<PlannedSession>, ClosedBecause> {
    let winners = winners(&calendar.rules, date, half_day, kind);
    if winners.is_empty() {
        return Err(why_no_rule_holds(&calendar.rules, date, half_day, kind));
    }
    if let Some(holiday) = public_holiday.filter(|_| !calendar.opens_on_public_holidays) {
        return Err(ClosedBecause::PublicHoliday { holiday });
    }
    let mut open = Vec::new();
    let mut closed_by: Option<&Closure> = None;
    let order = |closure: &Closure| (closure.period.from, closure.period.until, closure.reason);
    for (premises, rule) in winners {
        let closure = calendar
            .closures
            .iter()
            .filter(|closure| closure.covers(premises, date, half_day))
            .min_by_key(|closure| order(closure));
        match closure {
            Some(closure) => {
                closed_by = closed_by.into_iter().chain([closure]).min_by_key(|closure| order(closure));
            }
            None => open.push(PlannedSession {
                premises,
                date,
                half_day,
                starts_at: rule.starts_at,
                ends_at: rule.ends_at,
                seats: rule.seats,
            }),
        }
    }
    match closed_by {
        Some(closure) if open.is_empty() => {
            Err(ClosedBecause::Closure { reason: closure.reason, period: closure.period })
        }
        _ => Ok(open),
    }
}

fn why_no_rule_holds(rules: &[OpeningRule], date: Date, half_day: HalfDay, kind: PeriodKind) -> ClosedBecause {
    let weekday = DayOfWeek::of(date);
    let concerned: Vec<&OpeningRule> = rules.iter().filter(|rule| rule.concerns(weekday, half_day)).collect();
    if concerned.is_empty() {
        return ClosedBecause::NoRule { weekday, half_day };
    }
    // A rule that holds on this very day, but for the kind of period, is the nearest miss.
    if !concerned.iter().any(|rule| rule.period.contains(date)) {
        let in_kind = || concerned.iter().filter(|rule| rule.in_kind(kind)).map(|rule| rule.period);
        if let Some(from) = in_kind().map(|period| period.from).filter(|from| date < *from).min() {
            return ClosedBecause::NotYetValid { from };
        }
        if let Some(until) = in_kind().filter_map(|period| period.until).max() {
            return ClosedBecause::NoLongerValid { until };
        }
    }
    ClosedBecause::NotInPeriodKind { kind }
}

word_list! {
    /// What is wrong with opening rules.
    RuleProblem {
        /// The session would not end after it starts.
        EndsBeforeStart = "ends_before_start",
        /// Two rules of the same premises, weekday, half-day and kind of period start on the same day: none of them is the later one.
        SameStart = "same_start",
        /// The morning of some premises would end after their afternoon starts.
        MorningAfterAfternoon = "morning_after_afternoon",
    }
}

/// Rules that cannot stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleConflict {
    /// What is wrong.
    pub problem: RuleProblem,
    /// The rule concerned; of two, the one with the smaller id, or the morning.
    pub rule: OpeningRuleId,
    /// The other rule, when two are concerned.
    pub other: Option<OpeningRuleId>,
}

fn first_on_or_after(day: Date, weekday: DayOfWeek) -> Option<Date> {
    let mut next = Some(day);
    while let Some(day) = next.filter(|day| DayOfWeek::of(*day) != weekday) {
        next = day.tomorrow().ok();
    }
    next
}

/// What is wrong with the rules of a site, in a stable order; empty when they may be stored.
///
/// Only rules that would really meet are reported: a rule wholly replaced by a later one troubles nobody. A rule that starts later
/// than another one is no conflict: it replaces it.
pub fn conflicts(rules: &[OpeningRule]) -> Vec<RuleConflict> {
    let mut found = std::collections::BTreeSet::new();
    let mut groups: BTreeMap<(PremisesId, DayOfWeek), Vec<&OpeningRule>> = BTreeMap::new();
    for rule in rules {
        if rule.ends_at <= rule.starts_at {
            found.insert(RuleConflict { problem: RuleProblem::EndsBeforeStart, rule: rule.id, other: None });
        }
        groups.entry((rule.premises, rule.weekday)).or_default().push(rule);
    }
    for ((_, weekday), group) in &groups {
        for kind in [PeriodKind::Term, PeriodKind::Holidays] {
            // Which rules hold changes only at these starts and ends, and matters only on the group's weekday.
            let days = group
                .iter()
                .flat_map(|rule| [Some(rule.period.from), rule.period.until.and_then(|until| until.tomorrow().ok())])
                .map(|change| change.and_then(|day| first_on_or_after(day, *weekday)));
            for day in days.flatten() {
                let strongest = |half_day| {
                    let mut holding: Vec<&OpeningRule> = group
                        .iter()
                        .copied()
                        .filter(|rule| rule.half_day == half_day && rule.in_kind(kind) && rule.period.contains(day))
                        .collect();
                    let latest = holding.iter().map(|rule| rule.period.from).max();
                    holding.retain(|rule| Some(rule.period.from) == latest);
                    holding.sort_by_key(|rule| rule.id);
                    holding
                };
                let (mornings, afternoons) = (strongest(HalfDay::Morning), strongest(HalfDay::Afternoon));
                for equals in [&mornings, &afternoons] {
                    for pair in equals.windows(2) {
                        found.insert(RuleConflict {
                            problem: RuleProblem::SameStart,
                            rule: pair[0].id,
                            other: Some(pair[1].id),
                        });
                    }
                }
                for morning in &mornings {
                    for afternoon in &afternoons {
                        if morning.ends_at > afternoon.starts_at {
                            found.insert(RuleConflict {
                                problem: RuleProblem::MorningAfterAfternoon,
                                rule: morning.id,
                                other: Some(afternoon.id),
                            });
                        }
                    }
                }
            }
        }
    }
    found.into_iter().collect()
}

/// A session that stays, with other hours or seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SessionChange {
    /// As it was.
    pub old: PlannedSession,
    /// As it will be.
    pub new: PlannedSession,
}

/// What must be done to sessions when rules change, each list in order of date, half-day, premises.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SessionDifference {
    /// New sessions.
    pub added: Vec<PlannedSession>,
    /// Sessions with other hours or seats.
    pub changed: Vec<SessionChange>,
    /// Sessions that go away.
    pub removed: Vec<PlannedSession>,
}

impl SessionDifference {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// What turns the old sessions into the new ones; a session is the same when premises, date and half-day are.
///
/// The lists may come in any order; each must hold a key once, as [`sessions`] and the database do.
pub fn difference(old: &[PlannedSession], new: &[PlannedSession]) -> SessionDifference {
    let mut old: BTreeMap<SessionKey, PlannedSession> = old.iter().map(|session| (session.key(), *session)).collect();
    let new: BTreeMap<SessionKey, PlannedSession> = new.iter().map(|session| (session.key(), *session)).collect();
    let mut difference = SessionDifference::default();
    for (key, session) in new {
        match old.remove(&key) {
            None => difference.added.push(session),
            Some(before) if before != session => difference.changed.push(SessionChange { old: before, new: session }),
            Some(_) => {}
        }
    }
    difference.removed = old.into_values().collect();
    difference
}
