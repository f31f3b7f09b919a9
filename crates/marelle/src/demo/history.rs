//! What happened: six months of half-days booked and attended, four weeks of half-days to come.
//!
//! Every booking is decided by the same rules as a real one, at the instant it would have been made: the history is legal.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use anyhow::Context;
use db::calendar::Session;
use db::world::{PastBooking, PastReferral, PastRequest};
use db::{Tx, sites};
use domain::families::SituationKind;
use domain::places::{
    AbsenceReason, ActiveBooking, Appointment, Asker, AttendanceKind, CareKind, ChildFacts, DatedBands, DatedHalfDay,
    Decision, Need, Purpose, ReleaseReason, RequestOutcome, SessionFacts, SiteTies, Wish, days_after, decide,
    rules::hold_until, week_of,
};
use domain::sites::SitePolicy;
use domain::time::DayOfWeek;
use domain::{BookingId, ChildId, Date, FamilyId, HalfDay, Instant, Period, PersonId, ReferralId, SiteId};
use jiff::tz::TimeZone;

use super::dice::Dice;
use super::families::Care;

/// Days ahead that are booked.
const DAYS_AHEAD: i32 = 27;
/// Past weeks whose requests are known where the week is planned.
const WEEKS_REMEMBERED: i32 = 8;

/// A child of the world and how it comes.
pub(crate) struct Placed {
    pub(crate) child: ChildId,
    pub(crate) family: FamilyId,
    pub(crate) site: SiteId,
    pub(crate) birth_date: Date,
    pub(crate) situations: Vec<(SituationKind, Period)>,
    pub(crate) care: Care,
    /// From the admission to the end of the accompaniment.
    pub(crate) admitted: Period,
    pub(crate) admitted_at: Instant,
    /// The referral it came by.
    pub(crate) referral: usize,
    pub(crate) waits_for: Option<(Date, HalfDay)>,
    pub(crate) holds: Vec<(Date, HalfDay)>,
}

/// Who works at a site.
#[derive(Default, Clone)]
pub(crate) struct Team {
    pub(crate) manager: Option<PersonId>,
    pub(crate) staff: Vec<PersonId>,
}

/// What the days are made from.
pub(crate) struct Days<'a> {
    pub(crate) now: Instant,
    pub(crate) from: Date,
    pub(crate) until: Date,
    pub(crate) zone: TimeZone,
    pub(crate) teams: &'a HashMap<SiteId, Team>,
    /// How many requests wait at each site for the week that comes.
    pub(crate) waiting: Vec<(SiteId, usize)>,
}

/// A site's sessions and rules while history is written.
struct Diary {
    sessions: Vec<SessionFacts>,
    policy: SitePolicy,
    acts: Option<Vec<DatedBands>>,
}

/// Somebody wants a child in a session.
struct Intent {
    at: Instant,
    child: usize,
    site: SiteId,
    session: usize,
    kind: CareKind,
}

struct Made {
    id: BookingId,
    past: PastBooking,
    starts: Instant,
    ends: Instant,
    referral: usize,
}

/// Writes the days of every child.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    days: &Days<'_>,
    dice: &mut Dice,
    placed: &[Placed],
    referrals: &[(ReferralId, PastReferral)],
) -> anyhow::Result<()> {
    let mut diaries: HashMap<SiteId, Diary> = HashMap::new();
    for child in placed {
        if let Entry::Vacant(place) = diaries.entry(child.site) {
            place.insert(diary(tx, days, child.site)?);
        }
    }
    let mut facts: Vec<ChildFacts> = placed
        .iter()
        .map(|child| ChildFacts {
            id: child.child,
            birth_date: child.birth_date,
            walks_since: None,
            bookings: Vec::new(),
            parent_situations: child.situations.clone(),
        })
        .collect();
    let mut intents = Vec::new();
    for (position, child) in placed.iter().enumerate() {
        intents.extend(wishes(days, dice, position, child, &diaries[&child.site].sessions));
    }
    // In the order in which they were made; the position settles what happened in the same second.
    intents.sort_by_key(|intent| (intent.at, intent.child, intent.session));
    let mut made = Vec::new();
    for intent in &intents {
        if let Some(booked) = book(tx, days, dice, intent, placed, &mut facts, &mut diaries)? {
            made.push(booked);
        }
    }
    attend(tx, days, dice, &made, referrals)?;
    ask(tx, days, placed, &mut facts, &mut diaries)?;
    queue(tx, days, dice, placed, &facts, &diaries)
}

fn diary(tx: &mut Tx<'_>, days: &Days<'_>, site: SiteId) -> anyhow::Result<Diary> {
    let sessions = db::calendar::sessions_of(tx.conn, &[site], days.from, days.until)?;
    let (_, policy) = sites::policies(tx.conn, &[site])?.into_iter().next().context("a site without a policy")?;
    let acts: Vec<DatedBands> = sites::authorisations(tx.conn, &[site])?
        .into_iter()
        .map(|(_, act)| DatedBands { period: act.period, premises: None, bands: act.bands })
        .collect();
    let facts = |session: Session| SessionFacts {
        id: session.id,
        site: session.site,
        premises: session.premises,
        date: session.date,
        half_day: session.half_day,
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        zone: days.zone.clone(),
        seats: session.seats,
        taken: Vec::new(),
        cancelled: session.cancelled_at.is_some(),
        roster: None,
    };
    Ok(Diary { sessions: sessions.into_iter().map(facts).collect(), policy, acts: (!acts.is_empty()).then_some(acts) })
}

/// What a family asks for over the months: its weekly half-days some weeks ahead, and now and then one more.
fn wishes(days: &Days<'_>, dice: &mut Dice, child: usize, placed: &Placed, sessions: &[SessionFacts]) -> Vec<Intent> {
    let last = placed.admitted.until.unwrap_or(days.until).min(days_after(days.now.date(&days.zone), DAYS_AHEAD));
    let open =
        |session: &SessionFacts| !session.cancelled && placed.admitted.from <= session.date && session.date <= last;
    let mut wishes = Vec::new();
    let mut weekly_so_far = 0;
    let mut extra_week = None;
    for (position, session) in sessions.iter().enumerate().filter(|(_, session)| open(session)) {
        let slot = (DayOfWeek::of(session.date), session.half_day);
        let ahead = if placed.care.weekly.contains(&slot) {
            weekly_so_far += 1;
            Some(dice.between(29, 34) * 24)
        } else {
            // One chance a week for one more half-day.
            let week = week_of(session.date);
            let drawn = extra_week != Some(week) && dice.happens(usize::from(placed.care.more) / 6 + 1);
            let wanted = drawn && placed.care.more > 0;
            if wanted {
                extra_week = Some(week);
            }
            wanted.then(|| dice.between(30, 9 * 24))
        };
        let Some(hours) = ahead else { continue };
        let at = daytime(session.begins().plus_hours(-i64::from(hours)), dice, &days.zone).max(placed.admitted_at);
        let first_steps = weekly_so_far <= 2 && placed.care.weekly.contains(&slot) && session.seats.adaptation > 0;
        let kind = if first_steps { CareKind::Familiarisation } else { placed.care.kind };
        if at <= days.now {
            wishes.push(Intent { at, child, site: placed.site, session: position, kind });
        }
    }
    wishes
}

/// The same day, at an hour people work.
fn daytime(at: Instant, dice: &mut Dice, zone: &TimeZone) -> Instant {
    let hour = i8::try_from(dice.between(9, 16)).unwrap_or(9);
    let minute = i8::try_from(dice.between(0, 59)).unwrap_or(0);
    let time = jiff::civil::time(hour, minute, 0, 0);
    Instant::of_civil(at.date(zone), time, zone).unwrap_or(at)
}

fn decided(
    diary: &Diary,
    session: &SessionFacts,
    placed: &Placed,
    facts: &ChildFacts,
    kind: CareKind,
    at: Instant,
) -> Option<u16> {
    // The rules are told of the child's other half-days in the same week only.
    let week = week_of(session.date);
    let facts = ChildFacts {
        bookings: facts.bookings.iter().filter(|held| week_of(held.date) == week).copied().collect(),
        ..facts.clone()
    };
    let ties = SiteTies {
        referred: vec![placed.admitted],
        admitted: vec![placed.admitted],
        familiar: true,
        paper_overdue: None,
    };
    let authorisation = diary.acts.as_deref().map(|acts| DatedBands::on(acts, session.premises, session.date));
    let wish = Wish {
        session,
        policy: &diary.policy,
        authorisation,
        child: &facts,
        ties: &ties,
        kind,
        class: kind.seat_class(),
        asker: Asker::Professional,
        beside: &[],
        now: at,
    };
    match decide(&wish, None) {
        Decision::Accepted { seat, .. } => Some(seat),
        Decision::Refused(_) => None,
    }
}

fn book(
    tx: &mut Tx<'_>,
    days: &Days<'_>,
    dice: &mut Dice,
    intent: &Intent,
    placed: &[Placed],
    facts: &mut [ChildFacts],
    diaries: &mut HashMap<SiteId, Diary>,
) -> anyhow::Result<Option<Made>> {
    let child = &placed[intent.child];
    let Some(diary) = diaries.get_mut(&intent.site) else { return Ok(None) };
    let session = &diary.sessions[intent.session];
    let decided = decided(diary, session, child, &facts[intent.child], intent.kind, intent.at);
    let asked = asked(days, intent, child, &facts[intent.child], diary, decided.is_some());
    let asked = asked.map(|asked| tx.write_request(&asked)).transpose()?;
    let Some(seat) = decided else { return Ok(None) };
    let (starts, ends) = (session.begins(), session.ends());
    let given_back = daytime(starts.plus_hours(-24 * i64::from(dice.between(1, 6))), dice, &days.zone);
    let reasons = [ReleaseReason::ChildIll, ReleaseReason::AppointmentMoved, ReleaseReason::NoNeed];
    let released = (dice.happens(7) && intent.at < given_back && given_back < starts && given_back <= days.now)
        .then(|| (given_back, *dice.one(&reasons)));
    let past = PastBooking {
        session: session.id,
        seat,
        child: child.child,
        family: child.family,
        site: intent.site,
        date: session.date,
        half_day: session.half_day,
        request: asked.map(|asked| (asked, 1)),
        kind: intent.kind,
        purpose: child.care.purpose,
        created_at: intent.at,
        by: days.teams.get(&intent.site).and_then(|team| team.manager),
        held_until: None,
        released,
    };
    let id = tx.write_booking(&past)?;
    if past.released.is_none() {
        take(diary, intent.session, seat, &mut facts[intent.child]);
    }
    Ok(Some(Made { id, past, starts, ends, referral: child.referral }))
}

/// What was asked for a past week, where the week that comes is planned: half-days beside the usual ones, of the last weeks. Every other
/// family could have come on two more half-days of that week, and said so.
fn asked(
    days: &Days<'_>,
    intent: &Intent,
    child: &Placed,
    facts: &ChildFacts,
    diary: &Diary,
    given: bool,
) -> Option<PastRequest> {
    let session = &diary.sessions[intent.session];
    let this_week = week_of(days.now.date(&days.zone));
    let remembered = days.waiting.iter().any(|(site, _)| *site == intent.site)
        && days_after(this_week, -7 * WEEKS_REMEMBERED) <= session.date
        && session.date < this_week
        && intent.at > session.begins().plus_hours(-24 * 20)
        && intent.kind == CareKind::Occasional;
    if !remembered {
        return None;
    }
    let free =
        |day: &DatedHalfDay| !facts.bookings.iter().any(|held| (held.date, held.half_day) == (day.date, day.half_day));
    let others = diary
        .sessions
        .iter()
        .filter(|other| week_of(other.date) == week_of(session.date) && !other.cancelled)
        .map(SessionFacts::half_day)
        .filter(|day| *day != session.half_day() && free(day))
        .skip(intent.session % 3)
        .take(2);
    let need = if given && intent.child.is_multiple_of(2) {
        Need::AnyHalfDay(std::iter::once(session.half_day()).chain(others).collect())
    } else {
        Need::HalfDays(vec![session.half_day()])
    };
    Some(PastRequest {
        child: child.child,
        family: child.family,
        site: intent.site,
        need,
        purpose: child.care.purpose,
        kind: intent.kind,
        at: intent.at,
        outcome: if given { RequestOutcome::Confirmed } else { RequestOutcome::Refused },
        proposals: usize::from(given),
    })
}

fn take(diary: &mut Diary, position: usize, seat: u16, facts: &mut ChildFacts) {
    let session = &mut diary.sessions[position];
    session.taken.push(seat);
    facts.bookings.push(ActiveBooking {
        session: session.id,
        site: session.site,
        date: session.date,
        half_day: session.half_day,
    });
}

/// Days back in which a departure may have been forgotten.
const DAYS_OF_FORGOTTEN: i64 = 5;

/// Who came, when, and who did not.
fn attend(
    tx: &mut Tx<'_>,
    days: &Days<'_>,
    dice: &mut Dice,
    made: &[Made],
    referrals: &[(ReferralId, PastReferral)],
) -> anyhow::Result<()> {
    let mut first: HashMap<usize, Instant> = HashMap::new();
    for (number, booked) in
        made.iter().filter(|booked| booked.past.released.is_none() && booked.starts <= days.now).enumerate()
    {
        let staff = days.teams.get(&booked.past.site).map(|team| team.staff.as_slice()).unwrap_or_default();
        let by = (!staff.is_empty()).then(|| *dice.one(staff));
        let minutes = |count: i32| i64::from(count) * 60;
        if dice.happens(11) {
            let noticed = booked.starts.plus_seconds(minutes(dice.between(20, 60)));
            if noticed <= days.now {
                let reason = *dice.one(AbsenceReason::ALL);
                tx.write_fact(booked.id, &booked.past, AttendanceKind::Absent, noticed, (by, Some(reason)))?;
            }
            continue;
        }
        let arrived = booked.starts.plus_seconds(minutes(dice.between(0, 25)));
        let left = booked.ends.plus_seconds(minutes(-dice.between(0, 35)));
        if arrived > days.now {
            continue;
        }
        tx.write_fact(booked.id, &booked.past, AttendanceKind::Arrived, arrived, (by, None))?;
        let earliest = first.entry(booked.referral).or_insert(arrived);
        *earliest = (*earliest).min(arrived);
        // In these days nobody wrote some departures down: the rule closes them. No dice, so that the rest of the world stays as it was.
        let recent =
            days.now.seconds_since(booked.ends) < DAYS_OF_FORGOTTEN * 24 * 3600 && booked.ends.plus_hours(2) < days.now;
        let forgotten = recent && number % 13 == 5;
        if left <= days.now && !forgotten {
            tx.write_fact(booked.id, &booked.past, AttendanceKind::Left, left, (by, None))?;
        }
    }
    let mut first: Vec<(usize, Instant)> = first.into_iter().collect();
    first.sort_unstable();
    for (position, at) in first {
        let (id, past) = &referrals[position];
        tx.write_first_attendance(*id, past, at)?;
    }
    Ok(())
}

/// What is asked today: seats held while a parent chooses, and requests that wait.
fn ask(
    tx: &mut Tx<'_>,
    days: &Days<'_>,
    placed: &[Placed],
    facts: &mut [ChildFacts],
    diaries: &mut HashMap<SiteId, Diary>,
) -> anyhow::Result<()> {
    for (position, child) in placed.iter().enumerate() {
        let asked_at = days.now.plus_seconds(-1800);
        let need = |wanted: &[(Date, HalfDay)]| {
            Need::AnyHalfDay(
                wanted.iter().map(|(date, half_day)| DatedHalfDay { date: *date, half_day: *half_day }).collect(),
            )
        };
        let request = |wanted: &[(Date, HalfDay)], outcome, at, proposals| PastRequest {
            child: child.child,
            family: child.family,
            site: child.site,
            need: need(wanted),
            purpose: child.care.purpose,
            kind: CareKind::Occasional,
            at,
            outcome,
            proposals,
        };
        if let Some(wanted) = child.waits_for {
            tx.write_request(&request(&[wanted], RequestOutcome::Waiting, days.now.plus_hours(-30), 0))?;
        }
        let Some(diary) = diaries.get_mut(&child.site).filter(|_| !child.holds.is_empty()) else { continue };
        let wanted: Vec<(usize, u16)> = diary
            .sessions
            .iter()
            .enumerate()
            .filter(|(_, session)| child.holds.contains(&(session.date, session.half_day)))
            .filter_map(|(number, session)| {
                let seat = decided(diary, session, child, &facts[position], CareKind::Occasional, asked_at)?;
                Some((number, seat))
            })
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let asked = tx.write_request(&request(&child.holds, RequestOutcome::Held, asked_at, wanted.len()))?;
        for (rank, (number, seat)) in wanted.into_iter().enumerate() {
            let session = &diary.sessions[number];
            tx.write_booking(&PastBooking {
                session: session.id,
                seat,
                child: child.child,
                family: child.family,
                site: child.site,
                date: session.date,
                half_day: session.half_day,
                request: Some((asked, i32::try_from(rank + 1).unwrap_or(i32::MAX))),
                kind: CareKind::Occasional,
                purpose: child.care.purpose,
                created_at: asked_at,
                by: None,
                held_until: Some(hold_until(session, &diary.policy, asked_at)),
                released: None,
            })?;
            take(diary, number, seat, &mut facts[position]);
        }
    }
    Ok(())
}

/// What waits for the week that comes: families already taken in ask for half-days on which they do not come, each in its way.
fn queue(
    tx: &mut Tx<'_>,
    days: &Days<'_>,
    dice: &mut Dice,
    placed: &[Placed],
    facts: &[ChildFacts],
    diaries: &HashMap<SiteId, Diary>,
) -> anyhow::Result<()> {
    let monday = days_after(week_of(days.now.date(&days.zone)), 7);
    for (site, wanted) in &days.waiting {
        let Some(diary) = diaries.get(site) else { continue };
        let here: Vec<usize> = (0..placed.len())
            .filter(|position| {
                let child = &placed[*position];
                child.site == *site && child.waits_for.is_none() && child.admitted.contains(monday)
            })
            .collect();
        for number in 0..if here.is_empty() { 0 } else { *wanted } {
            let position = here[number % here.len()];
            let open: Vec<DatedHalfDay> = diary
                .sessions
                .iter()
                .filter(|session| week_of(session.date) == monday && !session.cancelled)
                .map(SessionFacts::half_day)
                .filter(|day| {
                    !facts[position].bookings.iter().any(|held| (held.date, held.half_day) == (day.date, day.half_day))
                })
                .collect();
            if open.len() < 3 {
                continue;
            }
            let child = &placed[position];
            let (need, purpose) = wish(dice, number, &open, child.care.purpose);
            let hours = i64::from(dice.between(3, 24 * 16));
            let request = PastRequest {
                child: child.child,
                family: child.family,
                site: child.site,
                need,
                purpose,
                kind: CareKind::Occasional,
                at: days.now.plus_hours(-hours),
                outcome: RequestOutcome::Waiting,
                proposals: 0,
            };
            tx.write_request(&request)?;
        }
    }
    Ok(())
}

/// One request of the queue: some are bound to a half-day, most could come on several.
fn wish(dice: &mut Dice, number: usize, open: &[DatedHalfDay], usual: Purpose) -> (Need, Purpose) {
    let mut some = |count: usize| {
        let mut left = open.to_vec();
        let mut chosen = Vec::with_capacity(count);
        for _ in 0..count.min(left.len()) {
            let most = i32::try_from(left.len() - 1).unwrap_or(0);
            chosen.push(left.remove(usize::try_from(dice.between(0, most)).unwrap_or(0)));
        }
        chosen
    };
    match number % 5 {
        0 => (Need::HalfDays(some(1)), Purpose::JobInterview),
        1 => (Need::AnyHalfDay(some(3)), Purpose::AdministrativeStep),
        2 => {
            let day = some(1)[0];
            let (starts_at, ends_at) = match day.half_day {
                HalfDay::Morning => (jiff::civil::time(9, 30, 0, 0), jiff::civil::time(11, 0, 0, 0)),
                HalfDay::Afternoon => (jiff::civil::time(14, 30, 0, 0), jiff::civil::time(16, 0, 0, 0)),
            };
            let appointment = Appointment { date: day.date, starts_at, ends_at, travel_minutes: 20 };
            (Need::Appointment(appointment), Purpose::Appointment)
        }
        3 => (Need::HalfDays(some(2)), usual),
        _ => (Need::AnyHalfDay(some(4)), Purpose::Respite),
    }
}
