//! One day of one premises, minute by minute: children and adults who come and go, and what the rules say between.
//!
//! Nothing changes between two comings or goings, so the day is kept as steps: a year is a few thousand of them, not half a million minutes.

use serde::{Deserialize, Serialize};

use super::StaffCategory;
use super::ratio::{Breach, Group, StaffRules, Team};
use crate::places::CareKind;
use crate::{Date, Time};

/// Minutes from midnight, civil time of the site: 0 to 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Minute(u16);

impl Minute {
    /// The end of the day.
    pub const END: Self = Self(24 * 60);
    /// The minute, or `None` beyond the end of the day.
    pub const fn new(minute: u16) -> Option<Self> {
        if minute <= Self::END.0 { Some(Self(minute)) } else { None }
    }
    /// The minute in which a time lies.
    pub fn of(time: Time) -> Self {
        Self(u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs()))
    }
    /// Minutes from midnight.
    pub const fn number(self) -> u16 {
        self.0
    }
    /// The time; midnight for the end of the day.
    pub fn time(self) -> Time {
        let minute = self.0 % Self::END.0;
        let part = |number: u16| i8::try_from(number).unwrap_or(0);
        Time::new(part(minute / 60), part(minute % 60), 0, 0).unwrap_or_default()
    }
    /// So many minutes later, at most the end of the day.
    pub fn plus(self, minutes: u16) -> Self {
        Self(self.0.saturating_add(minutes).min(Self::END.0))
    }
}

/// From a minute until another, which does not belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    from: Minute,
    until: Minute,
}

impl Span {
    /// A span, or `None` when it would end before it starts, or at once.
    pub fn new(from: Minute, until: Minute) -> Option<Self> {
        (from < until).then_some(Self { from, until })
    }
    /// First minute.
    pub const fn from(self) -> Minute {
        self.from
    }
    /// The minute after the last.
    pub const fn until(self) -> Minute {
        self.until
    }
    /// Its length.
    pub const fn minutes(self) -> u16 {
        self.until.0 - self.from.0
    }
    /// Whether two spans share a minute.
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }
    /// The minutes of both.
    pub fn shared(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.until.min(other.until))
    }
    /// Whether the minute lies in it.
    pub fn contains(self, minute: Minute) -> bool {
        self.from <= minute && minute < self.until
    }
}

/// Somebody who counts in a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Present {
    /// A child who does not walk.
    NotWalking,
    /// A child who walks.
    Walking,
    /// A child in familiarisation.
    Familiarising,
    /// An adult who counts.
    Adult(StaffCategory),
}

impl Present {
    /// What a child counts as on a day: in familiarisation by the kind of its place, walking by the first day it walked.
    pub fn of(kind: CareKind, walks_since: Option<Date>, day: Date) -> Self {
        if kind == CareKind::Familiarisation {
            Self::Familiarising
        } else if walks_since.is_some_and(|since| since <= day) {
            Self::Walking
        } else {
            Self::NotWalking
        }
    }
}

/// Places authorised during a part of the day (R.2324-17: they may differ by the hour).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacesBand {
    /// When.
    pub span: Span,
    /// How many.
    pub places: u16,
}

/// Who is there, and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// From when until when nothing changes.
    pub span: Span,
    /// The children.
    pub group: Group,
    /// The adults.
    pub team: Team,
    /// Places authorised.
    pub places: u16,
    /// Adults needed.
    pub required: u16,
    /// What is wrong.
    pub breaches: Vec<Breach>,
}

/// A single change that makes a moment legal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mend {
    /// One adult more, of any category that counts.
    OneAdultMore,
    /// One adult more, of the first category.
    OneOfFirstCategoryMore,
    /// One child who walks less.
    OneWalkingLess,
    /// One child who does not walk less.
    OneNotWalkingLess,
    /// One child in familiarisation less.
    OneFamiliarisingLess,
    /// An adult of the first category in place of one of the second.
    FirstInPlaceOfSecond,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Change {
    not_walking: i16,
    walking: i16,
    familiarising: i16,
    first: i16,
    second: i16,
    places: i16,
}

impl Change {
    fn of(present: Present, number: i16) -> Self {
        let mut change = Self::default();
        match present {
            Present::NotWalking => change.not_walking = number,
            Present::Walking => change.walking = number,
            Present::Familiarising => change.familiarising = number,
            Present::Adult(StaffCategory::First) => change.first = number,
            Present::Adult(StaffCategory::Second) => change.second = number,
        }
        change
    }
    fn add(&mut self, other: Self) {
        self.not_walking += other.not_walking;
        self.walking += other.walking;
        self.familiarising += other.familiarising;
        self.first += other.first;
        self.second += other.second;
        self.places += other.places;
    }
    fn group(self) -> Group {
        Group {
            not_walking: counted(self.not_walking),
            walking: counted(self.walking),
            familiarising: counted(self.familiarising),
        }
    }
    fn team(self) -> Team {
        Team { first: counted(self.first), second: counted(self.second) }
    }
}

const fn counted(number: i16) -> u16 {
    if number < 0 { 0 } else { number.unsigned_abs() }
}

/// From a minute on: who comes and goes then, who is there until the next, and whether that is legal. Kept, so that a change judges
/// only the minutes it touches.
#[derive(Debug, Clone, Copy)]
struct Moment {
    at: Minute,
    change: Change,
    standing: Change,
    legal: bool,
}

/// One premises on one day.
#[derive(Debug, Clone)]
pub struct CareDay {
    rules: StaffRules,
    /// In the order of the day: a few dozen, which a list finds and moves faster than a tree.
    moments: Vec<Moment>,
    /// Minutes of the day that are against a rule.
    illegal: u64,
}

impl CareDay {
    /// A day without anybody, with its authorised places; bands that overlap add up, so they must not.
    pub fn new(rules: StaffRules, bands: &[PlacesBand]) -> Self {
        let mut day = Self { rules, moments: Vec::new(), illegal: 0 };
        for band in bands {
            let places = i16::try_from(band.places).unwrap_or(i16::MAX);
            day.change(
                band.span,
                Change { places, ..Change::default() },
                Change { places: -places, ..Change::default() },
            );
        }
        day
    }

    /// The rules of the day.
    pub const fn rules(&self) -> StaffRules {
        self.rules
    }

    /// Somebody is there during the span.
    pub fn add(&mut self, present: Present, span: Span) {
        self.change(span, Change::of(present, 1), Change::of(present, -1));
    }

    /// Takes back what [`CareDay::add`] said.
    pub fn remove(&mut self, present: Present, span: Span) {
        self.change(span, Change::of(present, -1), Change::of(present, 1));
    }

    /// Somebody's time becomes another, or begins, or is taken back; only the minutes that differ are touched.
    pub fn alter(&mut self, present: Present, before: Option<Span>, after: Option<Span>) {
        match (before, after) {
            (Some(old), Some(new)) if old.overlaps(new) => {
                let (more, less) = (Change::of(present, 1), Change::of(present, -1));
                for (old, new) in [(old.from, new.from), (new.until, old.until)] {
                    // Earlier at the start, or later at the end: more of it; the other way round: less.
                    if let Some(gone) = Span::new(old, new) {
                        self.change(gone, less, more);
                    } else if let Some(come) = Span::new(new, old) {
                        self.change(come, more, less);
                    }
                }
            }
            (old, new) => {
                if let Some(old) = old {
                    self.remove(present, old);
                }
                if let Some(new) = new {
                    self.add(present, new);
                }
            }
        }
    }

    fn change(&mut self, span: Span, at_start: Change, at_end: Change) {
        let start = self.moment(span.from, 0);
        let end = self.moment(span.until, start + 1);
        self.moments[start].change.add(at_start);
        self.moments[end].change.add(at_end);
        for index in start..end {
            let until = self.moments[index + 1].at;
            let moment = &mut self.moments[index];
            moment.standing.add(at_start);
            let standing = moment.standing;
            let legal = self.rules.is_legal(standing.group(), standing.team(), counted(standing.places));
            if legal != moment.legal {
                moment.legal = legal;
                let minutes = u64::from(until.0 - moment.at.0);
                self.illegal = if legal { self.illegal - minutes } else { self.illegal + minutes };
            }
        }
        // Where nothing changes any more, the moment before goes on.
        for index in [end, start] {
            if self.moments[index].change == Change::default() {
                self.moments.remove(index);
            }
        }
    }

    /// The place of a minute in the list, from `first` on; it is put in, as the moment before leaves it, when it is not there.
    fn moment(&mut self, at: Minute, first: usize) -> usize {
        let index = first + self.moments[first..].partition_point(|moment| moment.at < at);
        if self.moments.get(index).is_none_or(|moment| moment.at != at) {
            let before = index.checked_sub(1).map(|before| self.moments[before]);
            let (standing, legal) = before.map_or((Change::default(), true), |before| (before.standing, before.legal));
            self.moments.insert(index, Moment { at, change: Change::default(), standing, legal });
        }
        index
    }

    /// The steps of the day, in order, without gaps, from its first change to its last.
    pub fn steps(&self) -> impl Iterator<Item = Step> + '_ {
        let spans =
            self.moments.windows(2).filter_map(|pair| Some((Span::new(pair[0].at, pair[1].at)?, pair[0].standing)));
        spans.map(|(span, standing)| self.step(span, standing))
    }

    /// How many minutes of the day are against a rule.
    pub const fn illegal_minutes(&self) -> u64 {
        self.illegal
    }

    fn step(&self, span: Span, standing: Change) -> Step {
        let (group, team, places) = (standing.group(), standing.team(), counted(standing.places));
        Step {
            span,
            group,
            team,
            places,
            required: self.rules.required(group),
            breaches: self.rules.breaches(group, team, places),
        }
    }

    /// Who is there at a minute, and whether that is legal.
    pub fn at(&self, minute: Minute) -> Step {
        let after = self.moments.partition_point(|moment| moment.at <= minute);
        let last = after.checked_sub(1).and_then(|last| self.moments.get(last));
        let (from, standing) = last.map_or((Minute(0), Change::default()), |last| (last.at, last.standing));
        let until = self.moments.get(after).map_or(Minute::END, |next| next.at);
        self.step(Span { from, until }, standing)
    }

    /// The next step, from this minute on, that is against a rule; the current one when it is.
    pub fn next_breach(&self, minute: Minute) -> Option<Step> {
        self.steps().filter(|step| step.span.until > minute).find(|step| !step.breaches.is_empty())
    }

    /// The worst of each quarter of an hour between two minutes, for a figure: the step with most adults missing, breaches first.
    pub fn quarters(&self, span: Span) -> Vec<(Minute, Step)> {
        let mut quarters = Vec::new();
        let mut from = Minute(span.from.0 / 15 * 15);
        while from < span.until {
            let until = from.plus(15);
            let here = Span { from, until };
            let worst = self
                .steps()
                .filter(|step| step.span.from < until && step.span.until > from)
                .max_by_key(|step| {
                    let missing = i32::from(step.required) - i32::from(step.team.adults());
                    (
                        step.breaches.iter().any(|breach| breach.blocks()),
                        step.breaches.len(),
                        missing,
                        step.group.children(),
                    )
                })
                .unwrap_or_else(|| self.step(here, Change::default()));
            quarters.push((from, worst));
            from = until;
        }
        quarters
    }

    /// Every single change that would make a step legal; empty when it is, or when one change is not enough.
    pub fn mends(&self, step: &Step) -> Vec<Mend> {
        if step.breaches.is_empty() {
            return Vec::new();
        }
        let (group, team) = (step.group, step.team);
        let tried = [
            (Mend::OneAdultMore, Some((group, Team { second: team.second + 1, ..team }))),
            (Mend::OneOfFirstCategoryMore, Some((group, Team { first: team.first + 1, ..team }))),
            (
                Mend::FirstInPlaceOfSecond,
                team.second.checked_sub(1).map(|second| (group, Team { first: team.first + 1, second })),
            ),
            (Mend::OneWalkingLess, group.walking.checked_sub(1).map(|walking| (Group { walking, ..group }, team))),
            (
                Mend::OneNotWalkingLess,
                group.not_walking.checked_sub(1).map(|not_walking| (Group { not_walking, ..group }, team)),
            ),
            (
                Mend::OneFamiliarisingLess,
                group.familiarising.checked_sub(1).map(|familiarising| (Group { familiarising, ..group }, team)),
            ),
        ];
        let legal = |(group, team): (Group, Team)| self.rules.breaches(group, team, step.places).is_empty();
        let mut mends: Vec<Mend> =
            tried.into_iter().filter_map(|(mend, changed)| changed.is_some_and(legal).then_some(mend)).collect();
        // Any adult does: nothing is gained by asking for a graduate.
        if mends.contains(&Mend::OneAdultMore) {
            mends.retain(|mend| *mend != Mend::OneOfFirstCategoryMore);
        }
        mends
    }
}
