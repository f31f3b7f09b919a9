//! The booking rules: one function a rule, and [`decide`], which runs them all.
//!
//! Codes R1, R10, W1... are those of the rule catalogue (`rules.md` 7); S3 and S5 are schemes of `schemes.md`.

use std::cmp::Ordering;

use super::babies::{BabySettings, half_days_in_week};
use super::facts::{Asker, SessionFacts, Wish, held_in_week, minute_of_day};
use super::{CareKind, days_after, week_of};
use crate::access::Role;
use crate::sites::{AuthorisationBand, BookingMode, SeatClass, SitePolicy, instant_maximum};
use crate::staff::day::Present;
use crate::staff::roster::Lack;
use crate::time::{age_in_months, day_of_age};
use crate::{Instant, Refusal};

/// After the end of a session a manager may still write down a child who came, for this many hours (assumed, no legal source).
pub const LATE_ENTRY_HOURS: i64 = 24;

/// A rule: says nothing, or refuses.
pub type Rule = fn(&Wish<'_>) -> Result<(), Refusal>;

/// Every rule, in the order in which refusals are told: what nobody can change comes first (the session, the child's age), then
/// what the site asks of the family, the booking window, the child's own week, and last the seats.
pub const RULES: &[Rule] = &[
    session_not_cancelled,
    session_not_past,
    old_enough,
    young_enough,
    referred,
    admitted,
    familiar,
    papers_in_order,
    kind_offered,
    may_ask,
    within_horizon,
    within_notice,
    inside_authorised_hours,
    one_place_at_a_time,
    full_day_has_situation,
    within_week_of_babies,
    within_fair_share,
    seat_left,
    within_instant_limit,
    enough_staff,
];

/// A cancelled session takes nobody. Never overridden.
pub fn session_not_cancelled(wish: &Wish<'_>) -> Result<(), Refusal> {
    let SessionFacts { date, half_day, cancelled, .. } = *wish.session;
    if cancelled { Err(Refusal::SessionCancelled { date, half_day }) } else { Ok(()) }
}

/// A session that has started is over for families; [`LATE_ENTRY_HOURS`] after its end it is over for everybody.
pub fn session_not_past(wish: &Wish<'_>) -> Result<(), Refusal> {
    let SessionFacts { date, half_day, .. } = *wish.session;
    if wish.session.start_compared_to(wish.now) == Ordering::Greater {
        Ok(())
    } else if wish.now <= wish.session.ends().plus_hours(LATE_ENTRY_HOURS) {
        Err(Refusal::SessionStarted { date, half_day })
    } else {
        Err(Refusal::SessionPast { date, half_day })
    }
}

/// The child has completed the site's minimum months on the day of care (`rules.md` 2.6; S3 and S5: 3 months).
pub fn old_enough(wish: &Wish<'_>) -> Result<(), Refusal> {
    let minimum_months = wish.policy.minimum_age_months.max(0);
    if age_in_months(wish.child.birth_date, wish.session.date) >= minimum_months {
        Ok(())
    } else {
        Err(Refusal::TooYoung { minimum_months, from: day_of_age(wish.child.birth_date, minimum_months) })
    }
}

/// The child may come until the day before reaching the site's maximum months (`rules.md` 2.6; S3 and S5: 3 years = 36).
pub fn young_enough(wish: &Wish<'_>) -> Result<(), Refusal> {
    let maximum_months = wish.policy.maximum_age_months;
    if age_in_months(wish.child.birth_date, wish.session.date) < maximum_months {
        Ok(())
    } else {
        Err(Refusal::TooOld { maximum_months, since: day_of_age(wish.child.birth_date, maximum_months) })
    }
}

/// Where the site takes only referred families, an accepted referral covers the day of care (S3, S5).
pub fn referred(wish: &Wish<'_>) -> Result<(), Refusal> {
    let covered = wish.ties.referred.iter().any(|period| period.contains(wish.session.date));
    if wish.policy.referral_required && !covered { Err(Refusal::NotReferred) } else { Ok(()) }
}

/// A child who has an admission at the site comes on days it covers.
///
/// A child who never had one is judged by the referral alone: that is a first contact. Emergencies (the child may be unknown) and
/// familiarisation (it comes before the admission) need none (`rules.md` 2.6).
pub fn admitted(wish: &Wish<'_>) -> Result<(), Refusal> {
    let needs_none = matches!(wish.kind, CareKind::Emergency | CareKind::Familiarisation);
    let date = wish.session.date;
    let admitted = &wish.ties.admitted;
    if needs_none || admitted.is_empty() || admitted.iter().any(|period| period.contains(date)) {
        Ok(())
    } else {
        Err(Refusal::NotAdmitted { date })
    }
}

/// Where the site asks for familiarisation, a child that has not been through it does not stay alone for a half-day (`rules.md` 6).
///
/// An emergency is the exception, by a named override: the child may be unknown.
pub fn familiar(wish: &Wish<'_>) -> Result<(), Refusal> {
    if !wish.policy.familiarisation_required || wish.kind == CareKind::Familiarisation || wish.ties.familiar {
        Ok(())
    } else {
        Err(Refusal::NotYetFamiliar { date: wish.session.date, emergency: wish.kind == CareKind::Emergency })
    }
}

/// No paper of the child's admission is overdue at a site that gives no place then, and no provisional admission has ended (W3).
pub fn papers_in_order(wish: &Wish<'_>) -> Result<(), Refusal> {
    match wish.ties.paper_overdue {
        Some(since) => Err(Refusal::PaperOverdue { since }),
        None => Ok(()),
    }
}

/// The site offers this kind of care.
pub fn kind_offered(wish: &Wish<'_>) -> Result<(), Refusal> {
    if wish.policy.care_kinds.contains(&wish.kind) {
        Ok(())
    } else {
        Err(Refusal::CareKindNotOffered { kind: wish.kind })
    }
}

/// Where only professionals book, a parent does not.
pub fn may_ask(wish: &Wish<'_>) -> Result<(), Refusal> {
    let parents_may = wish.policy.booking_mode != BookingMode::ProfessionalsOnly;
    if parents_may || wish.asker != Asker::Parent { Ok(()) } else { Err(Refusal::ProfessionalsOnly) }
}

/// The session lies at most `horizon_days` civil days (in the site's zone) after today.
pub fn within_horizon(wish: &Wish<'_>) -> Result<(), Refusal> {
    let days = wish.policy.horizon_days.max(0);
    if wish.session.is_further_ahead_than(days, wish.now) {
        Err(Refusal::TooFarAhead { days, opens_on: days_after(wish.session.date, -days) })
    } else {
        Ok(())
    }
}

/// The site has its `notice_hours` before the session starts; the last allowed instant is exactly that many hours before.
///
/// An emergency brought by a professional or a prescriber needs no notice: it is by definition unforeseen (`rules.md` 2.6).
/// A session that has started is refused by [`session_not_past`] alone.
pub fn within_notice(wish: &Wish<'_>) -> Result<(), Refusal> {
    if wish.kind == CareKind::Emergency && wish.asker != Asker::Parent {
        return Ok(());
    }
    let hours = wish.policy.notice_hours.max(0);
    let enough_notice = wish.now.plus_hours(i64::from(hours));
    let too_late = wish.session.start_compared_to(enough_notice) == Ordering::Less;
    if too_late && wish.session.start_compared_to(wish.now) == Ordering::Greater {
        Err(Refusal::NoticeTooShort { hours, latest: wish.session.begins().plus_hours(-i64::from(hours)) })
    } else {
        Ok(())
    }
}

/// Every minute of the session lies inside an authorised band (R10).
pub fn inside_authorised_hours(wish: &Wish<'_>) -> Result<(), Refusal> {
    let covered = wish.authorisation.is_none_or(|bands| covers(bands, wish.session));
    if covered { Ok(()) } else { Err(Refusal::OutsideAuthorisation { date: wish.session.date }) }
}

/// A child has one place at a time, whatever the site.
pub fn one_place_at_a_time(wish: &Wish<'_>) -> Result<(), Refusal> {
    let SessionFacts { date, half_day, .. } = *wish.session;
    let placed = wish.held().any(|held| held.date == date && held.half_day == half_day);
    if placed { Err(Refusal::ChildAlreadyPlaced { date, half_day }) } else { Ok(()) }
}

/// Both half-days of one date at the site only while a parent is employed or in training (S3, since September 2022).
pub fn full_day_has_situation(wish: &Wish<'_>) -> Result<(), Refusal> {
    let SessionFacts { site, date, half_day, .. } = *wish.session;
    let full_day = wish.held().any(|held| held.site == site && held.date == date && held.half_day != half_day);
    if wish.policy.full_day_needs_situation && full_day && !wish.child.may_stay_full_days(date) {
        Err(Refusal::FullDayNeedsSituation { date })
    } else {
        Ok(())
    }
}

/// A baby comes to a number of half-days a week at most, at all sites together ([`BabySettings`], assumed).
///
/// A buffer is the exception by purpose, as in [`within_fair_share`]: every day of the week while a parent starts a job.
pub fn within_week_of_babies(wish: &Wish<'_>) -> Result<(), Refusal> {
    let date = wish.session.date;
    let Some(settings) = BabySettings::of(wish.child.birth_date, date).filter(|_| wish.kind != CareKind::Buffer) else {
        return Ok(());
    };
    let (limit, under_months) = (settings.most_half_days_a_week, settings.under_months);
    if half_days_in_week(wish.held(), date) >= limit {
        Err(Refusal::BabyWeekFull { limit, under_months, week_of: week_of(date) })
    } else {
        Ok(())
    }
}

/// The child holds fewer than `fair_share_per_week` half-days at the site in the ISO week.
///
/// A buffer is the exception by purpose: every day of the week while a parent starts a job (S3).
pub fn within_fair_share(wish: &Wish<'_>) -> Result<(), Refusal> {
    let Some(limit) = wish.policy.fair_share_per_week.filter(|_| wish.kind != CareKind::Buffer) else {
        return Ok(());
    };
    let SessionFacts { site, date, .. } = *wish.session;
    let held = held_in_week(&wish.child.bookings, site, date) + held_in_week(wish.beside, site, date);
    if held >= limit { Err(Refusal::FairShareReached { limit, week_of: week_of(date) }) } else { Ok(()) }
}

/// A seat of the wished class is left, after borrowing.
pub fn seat_left(wish: &Wish<'_>) -> Result<(), Refusal> {
    let SessionFacts { date, half_day, .. } = *wish.session;
    match free_seat(wish.session, wish.class, wish.policy, wish.now) {
        Some(_) => Ok(()),
        None => Err(Refusal::SeatsFull { class: wish.class, date, half_day }),
    }
}

/// One child more stays within `ceil(115 % × authorised places)`, taking the fewest places authorised at any moment of the
/// session and counting every taken seat as present (R1; R.2324-27 CSP).
pub fn within_instant_limit(wish: &Wish<'_>) -> Result<(), Refusal> {
    let Some(authorised_places) = wish.authorisation.and_then(|bands| fewest_places(bands, wish.session)) else {
        return Ok(());
    };
    let maximum = instant_maximum(authorised_places);
    if wish.session.taken_count() >= maximum {
        Err(Refusal::InstantLimit { authorised_places, maximum })
    } else {
        Ok(())
    }
}

/// With one child more, the adults rostered are enough at every minute of the session (R2, R3); asked only where the site keeps a
/// roster of that day.
pub fn enough_staff(wish: &Wish<'_>) -> Result<(), Refusal> {
    let SessionFacts { date, half_day, ref roster, ref taken, .. } = *wish.session;
    let Some(roster) = roster else { return Ok(()) };
    let one_more = Present::of(wish.kind, wish.child.walks_since, date);
    match roster.lack(taken, one_more) {
        None => Ok(()),
        Some(Lack { at, present, required: 2 }) if present < 2 => {
            Err(Refusal::FewerThanTwoStaff { date, half_day, at, present })
        }
        Some(Lack { at, present, required }) => Err(Refusal::TooFewStaff { date, half_day, at, present, required }),
    }
}

/// Fewest authorised places at any moment of the session; `None` when no band touches it (then R10 refuses).
pub fn fewest_places(bands: &[AuthorisationBand], session: &SessionFacts) -> Option<u16> {
    bands
        .iter()
        .filter(|band| band.from < session.ends_at && session.starts_at < band.until)
        .map(|band| band.places)
        .min()
}

fn covers(bands: &[AuthorisationBand], session: &SessionFacts) -> bool {
    let end = minute_of_day(session.ends_at);
    let mut covered_until = minute_of_day(session.starts_at);
    while covered_until < end {
        let reach = bands
            .iter()
            .filter(|band| band.places > 0 && minute_of_day(band.from) <= covered_until)
            .map(|band| minute_of_day(band.until))
            .max();
        match reach {
            Some(reach) if reach > covered_until => covered_until = reach,
            _ => return false,
        }
    }
    true
}

/// The classes a wish may be served from, its own first, then what it may borrow.
///
/// - emergency: an adaptation seat, where the policy lends it (Lunel's seventh place);
/// - adaptation: an emergency seat, where the policy lends it;
/// - regular: the reserve (adaptation, then emergency) once it is released, `reserve_released_hours` before the start.
///
/// Nobody borrows a regular seat: those are for children who have been familiarised.
pub fn classes_for(
    class: SeatClass,
    policy: &SitePolicy,
    session: &SessionFacts,
    now: Instant,
) -> [Option<SeatClass>; 3] {
    let (adaptation, emergency) = (Some(SeatClass::Adaptation), Some(SeatClass::Emergency));
    match class {
        SeatClass::Regular => {
            let released = policy.reserve_released_hours.is_some_and(|hours| {
                session.start_compared_to(now.plus_hours(i64::from(hours.max(0)))) != Ordering::Greater
            });
            if released { [Some(class), adaptation, emergency] } else { [Some(class), None, None] }
        }
        SeatClass::Emergency => [Some(class), adaptation.filter(|_| policy.emergency_borrows_adaptation), None],
        SeatClass::Adaptation => [Some(class), emergency.filter(|_| policy.adaptation_borrows_emergency), None],
    }
}

/// The seat a wish gets: the lowest free number of its own class, else of the first class it may borrow from.
///
/// `None` as soon as as many children hold a seat as there are seats, whatever the numbers.
pub fn free_seat(session: &SessionFacts, class: SeatClass, policy: &SitePolicy, now: Instant) -> Option<u16> {
    if session.taken_count() >= session.seats.total() {
        return None;
    }
    let mut taken: u128 = 0;
    for &seat in session.taken.iter().filter(|&&seat| seat < 128) {
        taken |= 1 << seat;
    }
    let is_free = |seat: &u16| if *seat < 128 { taken & (1 << *seat) == 0 } else { !session.taken.contains(seat) };
    let own = session.seats.numbers(class).find(is_free);
    own.or_else(|| {
        let mut lenders = classes_for(class, policy, session, now).into_iter().flatten().skip(1);
        lenders.find_map(|lender| session.seats.numbers(lender).find(is_free))
    })
}

/// How long a seat is kept while a parent chooses: the policy's hours, and never past the start of the session.
pub fn hold_until(session: &SessionFacts, policy: &SitePolicy, now: Instant) -> Instant {
    now.plus_hours(i64::from(policy.hold_hours.max(0))).min(session.begins())
}

/// A site manager's decision to set a rule aside, with her reason; it is recorded.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Override {
    /// The role she acts in.
    pub role: Role,
    /// Why, in her words; not blank.
    pub reason: String,
}

impl Override {
    /// Whether this override may be used at all: by a site manager, on her own site's behalf, with a reason.
    pub fn check(&self, asker: Asker) -> Result<(), Refusal> {
        if self.role != Role::SiteManager || asker != Asker::Professional {
            Err(Refusal::OverrideNotAllowed)
        } else if self.reason.trim().is_empty() {
            Err(Refusal::OverrideNeedsReason)
        } else {
            Ok(())
        }
    }
}

/// Whether a site manager may set this refusal aside with a reason (`rules.md` 7.1).
///
/// She may for the site's own windows and conditions (notice, horizon, fair share, a baby's week, referral, age, papers) and for R1, R2 and R3
/// ("director with reason, logged"), may take an unfamiliar child into the emergency seat, and may write down a child in a session under way. She never may give a taken seat, place a child twice, or
/// use a session that is cancelled, closed or past.
pub fn may_override(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NoticeTooShort { .. }
            | Refusal::TooFarAhead { .. }
            | Refusal::FairShareReached { .. }
            | Refusal::BabyWeekFull { .. }
            | Refusal::NotReferred
            | Refusal::TooYoung { .. }
            | Refusal::TooOld { .. }
            | Refusal::InstantLimit { .. }
            | Refusal::FewerThanTwoStaff { .. }
            | Refusal::TooFewStaff { .. }
            | Refusal::SessionStarted { .. }
            | Refusal::NotYetFamiliar { emergency: true, .. }
            | Refusal::PaperOverdue { .. }
    )
}

/// How an accepted wish goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Acceptance {
    /// The seat is the child's now.
    AtOnce,
    /// The site answers first (booking mode "on request"); the outcome is "waiting".
    BySite,
}

/// The answer to one wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Yes.
    Accepted {
        /// The seat's number in the session.
        seat: u16,
        /// The class that seat belongs to (another than wished when it is borrowed).
        class: SeatClass,
        /// At once, or by the site.
        acceptance: Acceptance,
        /// Refusals a manager set aside, to be recorded; empty without an override or when none was needed.
        overridden: Vec<Refusal>,
    },
    /// No: every refusal, the main one first.
    Refused(Vec<Refusal>),
}

/// Runs every rule and chooses the seat.
///
/// With an override, refusals that [`may_override`] allows are set aside and reported; the others stay.
pub fn decide(wish: &Wish<'_>, set_aside: Option<&Override>) -> Decision {
    let mut refusals: Vec<Refusal> = RULES.iter().filter_map(|rule| rule(wish).err()).collect();
    let mut overridden = Vec::new();
    if let Some(set_aside) = set_aside.filter(|_| !refusals.is_empty()) {
        if let Err(refusal) = set_aside.check(wish.asker) {
            refusals.insert(0, refusal);
        } else {
            (overridden, refusals) = refusals.into_iter().partition(may_override);
        }
    }
    if !refusals.is_empty() {
        return Decision::Refused(refusals);
    }
    let SessionFacts { date, half_day, seats, .. } = *wish.session;
    let full = || Decision::Refused(vec![Refusal::SeatsFull { class: wish.class, date, half_day }]);
    let Some(seat) = free_seat(wish.session, wish.class, wish.policy, wish.now) else { return full() };
    let Some(class) = seats.class_of(seat) else { return full() };
    let by_site = wish.policy.booking_mode == BookingMode::OnRequest && wish.asker != Asker::Professional;
    let acceptance = if by_site { Acceptance::BySite } else { Acceptance::AtOnce };
    Decision::Accepted { seat, class, acceptance, overridden }
}
