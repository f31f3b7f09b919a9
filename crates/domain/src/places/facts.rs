//! The facts a booking decision is made from: plain structs, loaded by the floor above.

use std::cmp::Ordering;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{CareKind, day_number, days_after, week_of};
use crate::families::SituationKind;
use crate::sites::{AuthorisationBand, SeatClass, Seats, SitePolicy};
use crate::staff::roster::SessionRoster;
use crate::{ChildId, Date, HalfDay, Instant, Period, PremisesId, SessionId, SiteId, Time, word_list};

/// No zone is farther from UTC than this many seconds (26 hours, the calendar library's own limit).
const MOST_SECONDS_FROM_UTC: i64 = 26 * 3600;

/// Half a civil day of one date: how a plan names a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DatedHalfDay {
    /// The civil date in the site's zone.
    pub date: Date,
    /// Which half of it.
    pub half_day: HalfDay,
}

/// One session of a site, with the seats that are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFacts {
    /// The session.
    pub id: SessionId,
    /// The site it belongs to.
    pub site: SiteId,
    /// Where the children are received that half-day.
    pub premises: PremisesId,
    /// Civil date in the site's zone.
    pub date: Date,
    /// Which half of the day.
    pub half_day: HalfDay,
    /// Civil time the first child may come.
    pub starts_at: Time,
    /// Civil time the last child leaves; after `starts_at`, on the same date.
    pub ends_at: Time,
    /// The site's zone.
    pub zone: TimeZone,
    /// Seats by class.
    pub seats: Seats,
    /// Numbers of the seats that are held or booked, each once, in any order.
    pub taken: Vec<u16>,
    /// Whether the session was cancelled (closure, staff absence...).
    pub cancelled: bool,
    /// Who is rostered during it; `None` where the site keeps no roster of that day.
    pub roster: Option<SessionRoster>,
}

impl SessionFacts {
    /// Date and half-day together.
    pub fn half_day(&self) -> DatedHalfDay {
        DatedHalfDay { date: self.date, half_day: self.half_day }
    }
    /// The instant the session starts.
    pub fn begins(&self) -> Instant {
        instant_of(self.date, self.starts_at, &self.zone)
    }
    /// The instant the session ends.
    pub fn ends(&self) -> Instant {
        instant_of(self.date, self.ends_at, &self.zone)
    }
    /// Where the start lies compared to an instant; as [`Self::begins`] would tell, without asking the zone when they are days apart.
    pub fn start_compared_to(&self, instant: Instant) -> Ordering {
        let read_as_utc = i64::from(day_number(self.date)) * 86_400 + i64::from(minute_of_day(self.starts_at)) * 60;
        let apart = read_as_utc - instant.timestamp().as_second();
        if apart.abs() > MOST_SECONDS_FROM_UTC { apart.cmp(&0) } else { self.begins().cmp(&instant) }
    }
    /// Civil days in the site's zone from `now` to the session (negative when it is past).
    pub fn days_from(&self, now: Instant) -> i32 {
        day_number(self.date) - day_number(now.date(&self.zone))
    }
    /// Whether the session is more than `days` civil days ahead; as [`Self::days_from`] would tell, cheaper.
    pub fn is_further_ahead_than(&self, days: i32, now: Instant) -> bool {
        let today_in_utc = now.timestamp().as_second().div_euclid(86_400);
        let about = i64::from(day_number(self.date)) - today_in_utc - i64::from(days);
        // A zone is at most two civil days away from UTC.
        if about.abs() > 2 { about > 0 } else { self.days_from(now) > days }
    }
    /// Length in minutes (0 when the hours are the wrong way round).
    pub fn minutes(&self) -> i64 {
        i64::from((minute_of_day(self.ends_at) - minute_of_day(self.starts_at)).max(0))
    }
    /// Children who hold a seat, whatever its number (after a rule change a number may lie beyond the seats there are).
    pub fn taken_count(&self) -> u16 {
        u16::try_from(self.taken.len()).unwrap_or(u16::MAX)
    }
    /// Taken seats of one class.
    pub fn taken_of(&self, class: SeatClass) -> u16 {
        let numbers = self.seats.numbers(class);
        u16::try_from(self.taken.iter().filter(|seat| numbers.contains(seat)).count()).unwrap_or(u16::MAX)
    }
    /// Free seats of one class, without borrowing.
    pub fn free_of(&self, class: SeatClass) -> u16 {
        self.seats.of(class).saturating_sub(self.taken_of(class))
    }
    /// Free seats of all classes together.
    pub fn free(&self) -> u16 {
        self.seats.total().saturating_sub(self.taken_count())
    }
    /// The number a taken seat keeps when a rule change gives the session other `seats`: same class, same place in the class.
    ///
    /// Seats are numbered regular, adaptation, emergency; one more regular seat therefore moves every reserved seat up by one, and
    /// whoever changes a session's seats must move the taken numbers with them. A place beyond the class's new size, or a number
    /// that belonged to no class, lands after the last seat (never on another child's).
    pub fn renumbered(seat: u16, old: Seats, new: Seats) -> u16 {
        let Some(class) = old.class_of(seat) else {
            return seat.saturating_add(new.total()).saturating_add(old.total());
        };
        let place = seat - *old.numbers(class).start();
        if place < new.of(class) { *new.numbers(class).start() + place } else { new.total().saturating_add(seat) }
    }
}

/// Minutes since midnight, 0 to 1439.
pub(super) fn minute_of_day(time: Time) -> i32 {
    i32::from(time.hour()) * 60 + i32::from(time.minute())
}

/// The instant of a civil time; at the very edge of the calendar, the reading in UTC.
fn instant_of(date: Date, time: Time, zone: &TimeZone) -> Instant {
    Instant::of_civil(date, time, zone)
        .or_else(|| Instant::of_civil(date, time, &TimeZone::UTC))
        .unwrap_or(Instant::new(jiff::Timestamp::MAX))
}

/// A seat the child holds or has booked, at any site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ActiveBooking {
    /// The session.
    pub session: SessionId,
    /// Its site.
    pub site: SiteId,
    /// Its civil date.
    pub date: Date,
    /// Its half of the day.
    pub half_day: HalfDay,
}

/// What is known of the child, whichever site is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildFacts {
    /// The child.
    pub id: ChildId,
    /// Birth date.
    pub birth_date: Date,
    /// The first day the child walked; `None` while it does not, or nobody said.
    #[serde(default)]
    pub walks_since: Option<Date>,
    /// Every active hold and booking of the child in the ISO weeks that are asked about, past days of those weeks included.
    pub bookings: Vec<ActiveBooking>,
    /// Dated situations of the child's parents.
    pub parent_situations: Vec<(SituationKind, Period)>,
}

impl ChildFacts {
    /// Half-days the child holds at a site in the ISO week of a date (fair-share cap).
    pub fn held_in_week(&self, site: SiteId, date: Date) -> i32 {
        held_in_week(&self.bookings, site, date)
    }
    /// Whether a parent is employed or in training on that day (S3: what opens full days).
    pub fn may_stay_full_days(&self, day: Date) -> bool {
        self.parent_situations.iter().any(|(kind, period)| kind.opens_full_days() && period.contains(day))
    }
}

pub(super) fn held_in_week(bookings: &[ActiveBooking], site: SiteId, date: Date) -> i32 {
    if bookings.is_empty() {
        return 0;
    }
    let monday = week_of(date);
    let sunday = days_after(monday, 6);
    let held = bookings.iter().filter(|held| held.site == site && monday <= held.date && held.date <= sunday).count();
    i32::try_from(held).unwrap_or(i32::MAX)
}

/// What ties the child's family to one site.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SiteTies {
    /// Days covered by referrals to this site that the site accepted.
    pub referred: Vec<Period>,
    /// Days covered by the child's admissions at this site.
    pub admitted: Vec<Period>,
    /// Whether the child has been through its first steps here, or came here alone before anybody began them.
    #[serde(default)]
    pub familiar: bool,
    /// Since when a paper is overdue without which the site gives no place; which one is said to nobody who books.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_overdue: Option<Date>,
}

/// The authorised places of a site by time of day, as long as one legal act holds (`rules.md` 2.2, 2.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedBands {
    /// When the act holds.
    pub period: Period,
    /// The premises it speaks of; `None` for every premises of the site.
    pub premises: Option<PremisesId>,
    /// Places by time band.
    pub bands: Vec<AuthorisationBand>,
}

impl DatedBands {
    /// The bands that hold at these premises on that day: the premises' own act before the site's; empty when none holds.
    pub fn on(acts: &[Self], premises: PremisesId, day: Date) -> &[AuthorisationBand] {
        let find =
            |wanted: Option<PremisesId>| acts.iter().find(|act| act.premises == wanted && act.period.contains(day));
        find(Some(premises)).or_else(|| find(None)).map(|act| act.bands.as_slice()).unwrap_or_default()
    }
}

word_list! {
    /// Who asks for the place.
    Asker {
        /// A parent, for her own child.
        Parent = "parent",
        /// A prescriber, for a family it accompanies.
        Prescriber = "prescriber",
        /// A professional of the site.
        Professional = "professional",
    }
}

/// One child, one session, one kind of care: what [`super::decide`] is asked.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The session.
    pub session: &'a SessionFacts,
    /// The site's booking rules on the session's own date.
    pub policy: &'a SitePolicy,
    /// The authorised places by time band that hold at the session's premises on its date. `None` where no authorisation applies
    /// (parents on the spot, `rules.md` 2.10); an empty list means that nothing is authorised that day.
    pub authorisation: Option<&'a [AuthorisationBand]>,
    /// The child.
    pub child: &'a ChildFacts,
    /// What ties the family to this site.
    pub ties: &'a SiteTies,
    /// The kind of care.
    pub kind: CareKind,
    /// The class of seat; [`CareKind::seat_class`] unless a professional chooses another.
    pub class: SeatClass,
    /// Who asks.
    pub asker: Asker,
    /// Other half-days the same request takes together with this one (they count as held).
    pub beside: &'a [ActiveBooking],
    /// The present.
    pub now: Instant,
}

impl Wish<'_> {
    /// Everything the child would hold beside this session.
    pub fn held(&self) -> impl Iterator<Item = &ActiveBooking> {
        self.child.bookings.iter().chain(self.beside)
    }
}
