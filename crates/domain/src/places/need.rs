//! What a family needs, and which half-days of a site would answer it.

use serde::{Deserialize, Serialize};

use super::facts::{DatedHalfDay, SessionFacts, minute_of_day};
use super::{days_after, week_of};
use crate::time::DayOfWeek;
use crate::{Date, HalfDay, Refusal, Time};

/// A need is followed at most this many weeks from its first day; what lies beyond is asked again later.
pub const LONGEST_NEED_WEEKS: usize = 53;

/// An appointment of the parent, in civil time where it takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Its day.
    pub date: Date,
    /// When it starts.
    pub starts_at: Time,
    /// When it ends, the same day.
    pub ends_at: Time,
    /// Minutes from the site to the appointment, one way.
    pub travel_minutes: u16,
}

impl Appointment {
    /// The minutes of the day during which the child must be looked after: from leaving the site to being back.
    fn away(&self) -> (i32, i32) {
        let travel = i32::from(self.travel_minutes);
        (minute_of_day(self.starts_at) - travel, minute_of_day(self.ends_at) + travel)
    }
    /// Minutes the parent is away: the appointment and both ways.
    pub fn minutes_away(&self) -> i32 {
        let (leaves, back) = self.away();
        back - leaves
    }
    /// Whether the session covers the appointment and both ways; the smaller of the two margins, in minutes, when it does.
    pub fn covered_by(&self, session: &SessionFacts) -> Option<i32> {
        self.margin(session.date, session.starts_at, session.ends_at)
    }
    /// The same for both half-days of one date: they cover together when the child can stay in between (same premises, no gap).
    /// That is a full day, and its rule applies.
    pub fn covered_by_both(&self, morning: &SessionFacts, afternoon: &SessionFacts) -> Option<i32> {
        let one_stay = morning.date == afternoon.date && morning.premises == afternoon.premises;
        (one_stay && morning.ends_at >= afternoon.starts_at)
            .then(|| self.margin(morning.date, morning.starts_at, afternoon.ends_at))
            .flatten()
    }
    /// The rule's form: refuses a session that does not cover the appointment.
    pub fn check(&self, session: &SessionFacts) -> Result<(), Refusal> {
        let SessionFacts { date, half_day, .. } = *session;
        self.covered_by(session).map(|_| ()).ok_or(Refusal::OutsideHours { date, half_day })
    }
    fn margin(&self, date: Date, from: Time, until: Time) -> Option<i32> {
        let (leaves, back) = self.away();
        let margin = (leaves - minute_of_day(from)).min(minute_of_day(until) - back);
        (date == self.date && margin >= 0).then_some(margin)
    }
    /// The half of the day the appointment starts in (before noon is morning).
    pub fn half_day(&self) -> HalfDay {
        if self.starts_at.hour() < 12 { HalfDay::Morning } else { HalfDay::Afternoon }
    }
}

/// Half-days that come back every week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    /// Which half-days of a week.
    pub pattern: RhythmPattern,
    /// First day.
    pub from: Date,
    /// Last day, included.
    pub until: Date,
}

/// Which half-days of a week a rhythm wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RhythmPattern {
    /// These, each week ("every Monday morning").
    Fixed(Vec<(DayOfWeek, HalfDay)>),
    /// Any so many a week ("any two mornings a week").
    Any {
        /// How many half-days a week, 1 to 14.
        count: u8,
        /// Only this half of the day; `None` for either.
        half_day: Option<HalfDay>,
    },
}

/// What a family needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Care during an appointment and both ways.
    Appointment(Appointment),
    /// All of these half-days, or as many as can be.
    HalfDays(Vec<DatedHalfDay>),
    /// One of these half-days, whichever is best.
    AnyHalfDay(Vec<DatedHalfDay>),
    /// Half-days that come back every week.
    Rhythm(Rhythm),
    /// Every open half-day (a buffer while a parent starts a job, S3).
    Every {
        /// First day.
        from: Date,
        /// Last day, included.
        until: Date,
    },
}

/// What one ISO week of a need asks of one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekNeed {
    /// The week's Monday.
    pub week_of: Date,
    /// The site's sessions that may serve, as positions in the list given, by date and half-day.
    pub sessions: Vec<usize>,
    /// How many half-days the week needs.
    pub enough: usize,
    /// Refusals known before any rule runs: half-days wanted on which the site has no session, or hours it does not cover.
    pub refusals: Vec<Refusal>,
}

impl Need {
    /// Refuses a need that cannot be read: a period, or an appointment, that ends before it starts.
    pub fn check(&self) -> Result<(), Refusal> {
        let readable = match self {
            Self::Appointment(appointment) => appointment.starts_at < appointment.ends_at,
            Self::HalfDays(_) | Self::AnyHalfDay(_) => true,
            Self::Rhythm(Rhythm { from, until, .. }) | Self::Every { from, until } => from <= until,
        };
        if readable { Ok(()) } else { Err(Refusal::PeriodConflict) }
    }

    /// First and last day the need speaks of; `None` when it names no half-day.
    pub fn span(&self) -> Option<(Date, Date)> {
        match self {
            Self::Appointment(appointment) => Some((appointment.date, appointment.date)),
            Self::HalfDays(wanted) | Self::AnyHalfDay(wanted) => {
                Some((wanted.iter().map(|wanted| wanted.date).min()?, wanted.iter().map(|wanted| wanted.date).max()?))
            }
            Self::Rhythm(Rhythm { from, until, .. }) | Self::Every { from, until } => {
                let last = days_after(week_of(*from), i32::try_from(LONGEST_NEED_WEEKS * 7 - 1).unwrap_or(370));
                (from <= until).then_some((*from, (*until).min(last)))
            }
        }
    }

    /// The only days whose sessions may serve, in order and each once; `None` when every day of the span may.
    pub fn days(&self) -> Option<Vec<Date>> {
        match self {
            Self::Appointment(appointment) => Some(vec![appointment.date]),
            Self::HalfDays(wanted) | Self::AnyHalfDay(wanted) => {
                let mut days: Vec<Date> = wanted.iter().map(|wanted| wanted.date).collect();
                days.sort_unstable();
                days.dedup();
                Some(days)
            }
            Self::Rhythm(_) | Self::Every { .. } => None,
        }
    }

    /// Spreads the need over the sessions of one site: one entry for each ISO week that asks something.
    ///
    /// For an appointment the week holds every session that covers it (most margin first, one is enough), or both half-days when
    /// only the full day does. For [`Need::AnyHalfDay`] there is one entry in all, and one session is enough. Where a half-day has
    /// several sessions (two premises), all are listed; a child takes one.
    pub fn weeks(&self, sessions: &[SessionFacts]) -> Vec<WeekNeed> {
        match self {
            Self::Appointment(appointment) => vec![appointment_week(appointment, sessions)],
            Self::HalfDays(wanted) => {
                let mut weeks: Vec<WeekNeed> = Vec::new();
                for wanted in in_order(wanted) {
                    want(&mut weeks, wanted, sessions);
                }
                weeks
            }
            Self::AnyHalfDay(wanted) => {
                let mut weeks: Vec<WeekNeed> = Vec::new();
                for wanted in in_order(wanted) {
                    want(&mut weeks, wanted, sessions);
                }
                let mut weeks = weeks.into_iter();
                let Some(mut one) = weeks.next() else { return Vec::new() };
                for other in weeks {
                    one.sessions.extend(other.sessions);
                    one.refusals.extend(other.refusals);
                }
                one.enough = 1;
                vec![one]
            }
            Self::Rhythm(rhythm) => self.span().map(|span| rhythm_weeks(rhythm, span, sessions)).unwrap_or_default(),
            Self::Every { .. } => {
                let Some((from, until)) = self.span() else { return Vec::new() };
                let open = positions(sessions, |session| from <= session.date && session.date <= until);
                let mut weeks: Vec<WeekNeed> = Vec::new();
                let mut before: Option<DatedHalfDay> = None;
                for position in open {
                    let half_day = sessions[position].half_day();
                    let week = entry(&mut weeks, week_of(half_day.date));
                    week.sessions.push(position);
                    week.enough += usize::from(before != Some(half_day));
                    before = Some(half_day);
                }
                weeks
            }
        }
    }
}

fn in_order(wanted: &[DatedHalfDay]) -> Vec<DatedHalfDay> {
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

/// Positions of the sessions that fit, by date, half-day, premises and id: the order of the list given does not matter.
fn positions(sessions: &[SessionFacts], fits: impl Fn(&SessionFacts) -> bool) -> Vec<usize> {
    let mut found: Vec<usize> = (0..sessions.len()).filter(|position| fits(&sessions[*position])).collect();
    found.sort_unstable_by_key(|position| {
        let session = &sessions[*position];
        // An open session goes before a cancelled one of the same half-day.
        (session.half_day(), session.cancelled, session.premises, session.id)
    });
    found
}

fn entry(weeks: &mut Vec<WeekNeed>, monday: Date) -> &mut WeekNeed {
    let position = weeks.iter().position(|week| week.week_of == monday).unwrap_or_else(|| {
        weeks.push(WeekNeed { week_of: monday, sessions: Vec::new(), enough: 0, refusals: Vec::new() });
        weeks.len() - 1
    });
    &mut weeks[position]
}

fn want(weeks: &mut Vec<WeekNeed>, wanted: DatedHalfDay, sessions: &[SessionFacts]) {
    let found = positions(sessions, |session| session.half_day() == wanted);
    let week = entry(weeks, week_of(wanted.date));
    week.enough += 1;
    if found.is_empty() {
        week.refusals.push(Refusal::SiteClosed { date: wanted.date, half_day: wanted.half_day });
    }
    week.sessions.extend(found);
}

fn appointment_week(appointment: &Appointment, sessions: &[SessionFacts]) -> WeekNeed {
    let date = appointment.date;
    let mut week = WeekNeed { week_of: week_of(date), sessions: Vec::new(), enough: 1, refusals: Vec::new() };
    let day = positions(sessions, |session| session.date == date);
    let mut covering: Vec<(i32, usize)> = day
        .iter()
        .filter_map(|position| appointment.covered_by(&sessions[*position]).map(|margin| (-margin, *position)))
        .collect();
    if !covering.is_empty() {
        // The sort is stable and `day` has an order of its own: the order of the list does not matter.
        covering.sort_by_key(|(margin, _)| *margin);
        week.sessions = covering.into_iter().map(|(_, position)| position).collect();
        return week;
    }
    let pairs = day.iter().flat_map(|morning| day.iter().map(move |afternoon| (*morning, *afternoon)));
    let mut both = pairs.filter(|(morning, afternoon)| {
        sessions[*morning].half_day == HalfDay::Morning
            && sessions[*afternoon].half_day == HalfDay::Afternoon
            && appointment.covered_by_both(&sessions[*morning], &sessions[*afternoon]).is_some()
    });
    if let Some((morning, afternoon)) = both.next() {
        week.sessions = vec![morning, afternoon];
        week.enough = 2;
    } else if day.is_empty() {
        week.refusals.push(Refusal::SiteClosed { date, half_day: appointment.half_day() });
    } else {
        week.refusals.push(Refusal::OutsideHours { date, half_day: appointment.half_day() });
    }
    week
}

fn rhythm_weeks(rhythm: &Rhythm, (from, until): (Date, Date), sessions: &[SessionFacts]) -> Vec<WeekNeed> {
    let mut weeks = Vec::new();
    let mut monday = week_of(from);
    while monday <= until && weeks.len() < LONGEST_NEED_WEEKS {
        match &rhythm.pattern {
            RhythmPattern::Fixed(slots) => {
                let wanted: Vec<DatedHalfDay> = slots
                    .iter()
                    .map(|(day, half_day)| DatedHalfDay { date: days_after(monday, offset(*day)), half_day: *half_day })
                    .filter(|wanted| from <= wanted.date && wanted.date <= until)
                    .collect();
                for wanted in in_order(&wanted) {
                    want(&mut weeks, wanted, sessions);
                }
            }
            RhythmPattern::Any { count, half_day } => {
                let (first, last) = (monday.max(from), days_after(monday, 6).min(until));
                let open = positions(sessions, |session| {
                    first <= session.date
                        && session.date <= last
                        && half_day.is_none_or(|half_day| half_day == session.half_day)
                });
                // A week cut short by the first or the last day asks for no more than its working days can give.
                let working_days =
                    (0..5).map(|day| days_after(monday, day)).filter(|day| first <= *day && *day <= last).count();
                let most = if half_day.is_some() { working_days } else { 2 * working_days };
                let enough = if working_days == 5 { usize::from(*count) } else { usize::from(*count).min(most) };
                if enough > 0 {
                    let refusals = if open.is_empty() {
                        vec![Refusal::SiteClosed { date: first, half_day: half_day.unwrap_or(HalfDay::Morning) }]
                    } else {
                        Vec::new()
                    };
                    weeks.push(WeekNeed { week_of: monday, sessions: open, enough, refusals });
                }
            }
        }
        let next = days_after(monday, 7);
        if next == monday {
            break;
        }
        monday = next;
    }
    weeks
}

fn offset(day: DayOfWeek) -> i32 {
    DayOfWeek::ALL.iter().position(|known| *known == day).and_then(|position| i32::try_from(position).ok()).unwrap_or(0)
}
