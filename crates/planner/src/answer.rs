//! Answer now: the best seat, alternatives with reasons, and what refuses the rest.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::mem::discriminant;

use domain::access::Role;
use domain::places::{
    Acceptance, ActiveBooking, Appointment, Asker, CareKind, ChildFacts, DatedBands, Decision, Need, RequestOutcome,
    RhythmPattern, SessionFacts, SiteTies, WeekNeed, Wish, day_number, decide,
};
use domain::sites::{SeatClass, SitePolicy};
use domain::{Date, HalfDay, Instant, PremisesId, Refusal, SessionId, SiteId};

use crate::distance::{Point, road_kilometres_tenths};
use crate::ranking::{
    COMFORTABLE_MARGIN_MINUTES, DAY_AWAY, DAY_OF_WAITING, FULL_SESSION, MINUTE_OF_MARGIN, OTHER_PREMISES, RankingKey,
    RankingReason, TAKES_LAST_RESERVED_SEAT, UNKNOWN_DISTANCE, UNKNOWN_SITE,
};

/// Most alternatives an answer offers.
pub const MOST_ALTERNATIVES: usize = 3;

/// One family's question.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The child.
    pub child: &'a ChildFacts,
    /// What is needed.
    pub need: &'a Need,
    /// The kind of care.
    pub kind: CareKind,
    /// Who asks.
    pub asker: Asker,
    /// The present.
    pub now: Instant,
    /// Where the family starts from (home, or the commune of the appointment); `None` when unknown, then distance says nothing.
    pub from: Option<Point>,
    /// Another place from which a site is near for the family (the commune of the appointment, when `from` is home): the shorter
    /// of the two ways counts.
    pub also_from: Option<Point>,
    /// The premises the child usually comes to.
    pub usual_premises: Option<PremisesId>,
}

/// One site and its sessions that may serve.
#[derive(Debug, Clone, Copy)]
pub struct SiteOffer<'a> {
    /// The site; each stands once in the list of candidates.
    pub site: SiteId,
    /// Where its premises are (commune centroids).
    pub places: &'a [(PremisesId, Point)],
    /// Its dated booking rules; a day no rule covers is a closed day.
    pub policies: &'a [SitePolicy],
    /// Its authorised places; `None` where no authorisation applies (see [`Wish::authorisation`]).
    pub authorisations: Option<&'a [DatedBands]>,
    /// What ties the family to it.
    pub ties: &'a SiteTies,
    /// Whether the child has already been received there.
    pub known: bool,
    /// Minutes from this site to the appointment, one way, when they are known better than the need says.
    pub travel_minutes: Option<u16>,
    /// Its sessions, in any order. To be offered another day when nothing fits, give the sessions around the need too.
    pub sessions: &'a [SessionFacts],
}

/// How far and how much to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest travel the family accepts, in kilometres of road (the limit itself is accepted); `None` is no limit.
    pub travel_kilometres: Option<i32>,
    /// How many alternatives to offer, at most [`MOST_ALTERNATIVES`].
    pub alternatives: usize,
    /// When nothing fits an appointment or a half-day, how many days around it another half-day may be offered; 0 is the same
    /// day only, negative is never.
    pub other_days: i32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { travel_kilometres: None, alternatives: MOST_ALTERNATIVES, other_days: 7 }
    }
}

/// A seat of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProposedSeat {
    /// The session.
    pub session: SessionId,
    /// Its premises.
    pub premises: PremisesId,
    /// Its date.
    pub date: Date,
    /// Its half of the day.
    pub half_day: HalfDay,
    /// The number of the free seat.
    pub seat: u16,
    /// The class of that seat.
    pub class: SeatClass,
}

/// A week of a rhythm, list or buffer that is not served whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The week's Monday.
    pub week_of: Date,
    /// Half-days short.
    pub half_days: usize,
    /// Why, one refusal a rule.
    pub refusals: Vec<Refusal>,
}

/// Seats of one site that answer the need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The site.
    pub site: SiteId,
    /// The seats, by date and half-day: one, or several for a full day, a rhythm or a list. Never empty.
    pub seats: Vec<ProposedSeat>,
    /// At once, or by the site.
    pub acceptance: Acceptance,
    /// What the proposal leaves unserved; empty when it serves the need whole.
    pub missing: Vec<Missing>,
    /// Why it stands where it does.
    pub reasons: Vec<RankingReason>,
    /// Where it stands.
    pub key: RankingKey,
}

/// A session, or a site without a fitting session, that refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The site.
    pub site: SiteId,
    /// The session; `None` when the site has none at the wished time.
    pub session: Option<SessionId>,
    /// Every refusal, the main one first.
    pub refusals: Vec<Refusal>,
}

/// All the refusals of one rule together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalSummary {
    /// The refusal that is nearest to being possible (earliest date, shortest travel, earliest session).
    pub refusal: Refusal,
    /// Sessions (or sites) this rule refuses.
    pub count: usize,
    /// Those among them that nothing else refuses: how many this rule alone costs.
    pub alone: usize,
    /// Whether a site manager could set it aside, with a reason.
    pub overridable_by: Option<Role>,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The best proposal at the time that was asked for; it may serve a rhythm in part.
    pub best: Option<Proposal>,
    /// Up to three others, the best first, at different sites or times when possible. When nothing fits the time that was asked
    /// for, they are at other times (see [`RankingReason::OtherTime`]).
    pub alternatives: Vec<Proposal>,
    /// What refused, by session date and id.
    pub refused: Vec<Refused>,
    /// The same by rule: first the rule that alone costs most.
    pub refusals: Vec<RefusalSummary>,
}

impl Answer {
    /// How the request stands if the caller takes the best seat, or holds what is offered.
    ///
    /// Confirmed: the best serves the need whole, at once. Waiting: it does, but the site answers first. Held: the best serves a
    /// part, or only other times are free. Refused: nothing.
    pub fn outcome(&self) -> RequestOutcome {
        match &self.best {
            Some(best) if !best.missing.is_empty() => RequestOutcome::Held,
            Some(best) if best.acceptance == Acceptance::AtOnce => RequestOutcome::Confirmed,
            Some(_) => RequestOutcome::Waiting,
            None if self.alternatives.is_empty() => RequestOutcome::Refused,
            None => RequestOutcome::Held,
        }
    }
}

/// A proposal while it is only compared.
struct Scored<'a> {
    offer: &'a SiteOffer<'a>,
    seats: Vec<(&'a SessionFacts, u16, SeatClass)>,
    missing: Vec<Missing>,
    weeks: usize,
    margin: Option<i32>,
    kilometres_tenths: Option<i32>,
    keeps_reserve: bool,
    free: u16,
    key: RankingKey,
}

/// Answers one family's question from the candidate sites.
///
/// The result depends on what is given and on nothing else, not on the order of sites or sessions either. Nothing that
/// [`decide`] refuses is proposed, for sets of half-days taken together too.
pub fn answer(request: &Request<'_>, candidates: &[SiteOffer<'_>], limits: &Limits) -> Answer {
    if let Err(refusal) = request.need.check() {
        let summary = RefusalSummary { refusal, count: 1, alone: 1, overridable_by: None };
        return Answer { refusals: vec![summary], ..Answer::default() };
    }
    let mut found = Vec::with_capacity(candidates.len());
    let mut refused = Vec::new();
    for offer in candidates {
        Asked::new(request, offer, limits).look(&mut found, &mut refused);
    }
    let as_asked = !found.is_empty();
    if !as_asked && limits.other_days >= 0 {
        for offer in candidates {
            Asked::new(request, offer, limits).look_at_other_times(&mut found);
        }
    }
    if candidates.is_empty()
        && let Some(kilometres) = limits.travel_kilometres
    {
        let refusal = Refusal::NothingWithinTravel { kilometres, nearest: None };
        return Answer {
            refusals: vec![RefusalSummary { refusal, count: 0, alone: 0, overridable_by: None }],
            ..Answer::default()
        };
    }
    found.sort_unstable_by_key(|scored| scored.key);
    refused.sort_by_cached_key(|refused: &(Option<Date>, Refused)| (refused.0, refused.1.session, refused.1.site));
    let refused: Vec<Refused> = refused.into_iter().map(|(_, refused)| refused).collect();
    let refusals = summarise(&refused);

    let best = as_asked.then_some(0).filter(|_| !found.is_empty());
    let alternatives = spread(&found, best, limits.alternatives.min(MOST_ALTERNATIVES));
    let superlatives = Superlatives::of(&found);
    let several_days = matches!(request.need, Need::AnyHalfDay(_)) || !as_asked;
    let show = |position: usize| superlatives.proposal(&found[position], request, several_days);
    Answer { best: best.map(show), alternatives: alternatives.into_iter().map(show).collect(), refused, refusals }
}

/// One request at one site.
struct Asked<'a> {
    request: &'a Request<'a>,
    offer: &'a SiteOffer<'a>,
    limits: &'a Limits,
    /// The need, as it is for this site: an appointment has the site's own travel.
    need: Cow<'a, Need>,
}

impl<'a> Asked<'a> {
    fn new(request: &'a Request<'a>, offer: &'a SiteOffer<'a>, limits: &'a Limits) -> Self {
        let need = match (request.need, offer.travel_minutes) {
            (Need::Appointment(appointment), Some(travel_minutes)) => {
                Cow::Owned(Need::Appointment(Appointment { travel_minutes, ..*appointment }))
            }
            (need, _) => Cow::Borrowed(need),
        };
        Self { request, offer, limits, need }
    }

    /// Finds what the site can propose at the time that was asked for.
    fn look(&self, found: &mut Vec<Scored<'a>>, refused: &mut Vec<(Option<Date>, Refused)>) {
        let sessions = self.offer.sessions;
        let weeks = self.need.weeks(sessions);
        for week in &weeks {
            for refusal in &week.refusals {
                let refusals = vec![refusal.clone()];
                refused.push((Some(week.week_of), Refused { site: self.offer.site, session: None, refusals }));
            }
        }
        if matches!(&*self.need, Need::AnyHalfDay(_)) {
            for position in weeks.iter().flat_map(|week| &week.sessions) {
                let session = &sessions[*position];
                match self.ask(session, &[]) {
                    Ok(seat) => {
                        let wait = self.need.span().map_or(0, |(first, _)| days_between(first, session.date));
                        let served = Served { seats: vec![seat], weeks: 1, ..Served::default() };
                        found.extend(self.score(served, DAY_OF_WAITING * i64::from(wait), false));
                    }
                    Err(refusals) => {
                        let site = self.offer.site;
                        refused.push((Some(session.date), Refused { site, session: Some(session.id), refusals }));
                    }
                }
            }
        } else if let Some(served) = self.serve(&weeks, refused) {
            found.extend(self.score(served, 0, false));
        }
    }

    /// Finds single half-days near a need that could not be met at its own time.
    fn look_at_other_times(&self, found: &mut Vec<Scored<'a>>) {
        let (wished, minutes) = match &*self.need {
            Need::Appointment(appointment) => (vec![appointment.date], i64::from(appointment.minutes_away())),
            Need::HalfDays(wanted) | Need::AnyHalfDay(wanted) => (wanted.iter().map(|wanted| wanted.date).collect(), 0),
            Need::Rhythm(_) | Need::Every { .. } => return,
        };
        // What was asked for has had its answer already.
        let is_as_asked = |session: &SessionFacts| match &*self.need {
            Need::Appointment(appointment) => appointment.covered_by(session).is_some(),
            Need::HalfDays(wanted) | Need::AnyHalfDay(wanted) => wanted.contains(&session.half_day()),
            Need::Rhythm(_) | Need::Every { .. } => false,
        };
        for session in
            self.offer.sessions.iter().filter(|session| session.minutes() >= minutes && !is_as_asked(session))
        {
            let Some(away) = wished.iter().map(|wished| days_between(*wished, session.date).abs()).min() else {
                return;
            };
            if away > self.limits.other_days {
                continue;
            }
            if let Ok(seat) = self.ask(session, &[]) {
                let served = Served { seats: vec![seat], weeks: 1, ..Served::default() };
                found.extend(self.score(served, DAY_AWAY * i64::from(away), true));
            }
        }
    }

    /// Serves as many weeks as possible at this site.
    fn serve(&self, weeks: &[WeekNeed], refused: &mut Vec<(Option<Date>, Refused)>) -> Option<Served<'a>> {
        let sessions = self.offer.sessions;
        let whole_only = matches!(&*self.need, Need::Appointment(_));
        let preference = self.preference(weeks);
        let mut served = Served { weeks: weeks.len(), ..Served::default() };
        let mut beside: Vec<ActiveBooking> = Vec::new();
        for week in weeks {
            let mut seats = 0;
            let mut refusals: Vec<(&SessionFacts, Vec<Refusal>)> = Vec::new();
            let mut left = week.sessions.clone();
            if let Some(preference) = &preference {
                left.sort_by_key(|position| preference[*position]);
            }
            // Where there is a choice, first one half-day a date, then second ones: a full day only when the week needs it.
            let spread_days = if preference.is_some() { [true, false].as_slice() } else { [false].as_slice() };
            for one_a_day in spread_days {
                let mut later = Vec::new();
                for position in left {
                    let session = &sessions[position];
                    if seats >= week.enough {
                        break;
                    }
                    if *one_a_day && beside.iter().any(|held| held.date == session.date) {
                        later.push(position);
                        continue;
                    }
                    if beside.iter().any(|held| held.date == session.date && held.half_day == session.half_day) {
                        continue;
                    }
                    match self.ask(session, &beside) {
                        Ok(seat) => {
                            seats += 1;
                            served.seats.push(seat);
                            let SessionFacts { id, site, date, half_day, .. } = *session;
                            beside.push(ActiveBooking { session: id, site, date, half_day });
                        }
                        Err(reasons) => refusals.push((session, reasons)),
                    }
                }
                left = later;
            }
            if seats >= week.enough {
                served.whole_weeks += 1;
                continue;
            }
            let mut missing =
                Missing { week_of: week.week_of, half_days: week.enough - seats, refusals: week.refusals.clone() };
            for (session, reasons) in refusals {
                for reason in &reasons {
                    if !missing.refusals.iter().any(|known| discriminant(known) == discriminant(reason)) {
                        missing.refusals.push(reason.clone());
                    }
                }
                let site = self.offer.site;
                refused.push((Some(session.date), Refused { site, session: Some(session.id), refusals: reasons }));
            }
            served.missing.push(missing);
        }
        let nothing = served.seats.is_empty() || (whole_only && !served.missing.is_empty());
        (!nothing).then_some(served)
    }

    /// For "any so many a week": the place of each session when a week chooses, so that the same weekdays come back; the slots
    /// that are free in most weeks first, then the emptier, then the earlier in the week.
    fn preference(&self, weeks: &[WeekNeed]) -> Option<Vec<usize>> {
        let Need::Rhythm(rhythm) = &*self.need else { return None };
        if !matches!(rhythm.pattern, RhythmPattern::Any { .. }) {
            return None;
        }
        let sessions = self.offer.sessions;
        let slot = |session: &SessionFacts| {
            usize::from(session.date.weekday().to_monday_zero_offset().unsigned_abs()) * 2
                + usize::from(session.half_day == HalfDay::Afternoon)
        };
        let mut free_weeks = [0_usize; 14];
        let mut free_seats = [0_usize; 14];
        for position in weeks.iter().flat_map(|week| &week.sessions) {
            let session = &sessions[*position];
            if self.ask(session, &[]).is_ok() {
                free_weeks[slot(session)] += 1;
                free_seats[slot(session)] += usize::from(session.free());
            }
        }
        let mut slots: [usize; 14] = std::array::from_fn(|slot| slot);
        slots.sort_by_key(|slot| (Reverse(free_weeks[*slot]), Reverse(free_seats[*slot]), *slot));
        let place =
            |session: &SessionFacts| slots.iter().position(|known| *known == slot(session)).unwrap_or(slots.len());
        Some(sessions.iter().map(place).collect())
    }

    /// Asks the rules for one seat; the travel limit is the one rule that is the family's own.
    fn ask(&self, session: &'a SessionFacts, beside: &[ActiveBooking]) -> Result<Seat<'a>, Vec<Refusal>> {
        let SessionFacts { date, half_day, premises, .. } = *session;
        let Some(policy) = self.offer.policies.iter().find(|policy| policy.period.contains(date)) else {
            return Err(vec![Refusal::SiteClosed { date, half_day }]);
        };
        let decision = decide(
            &Wish {
                session,
                policy,
                authorisation: self.offer.authorisations.map(|acts| DatedBands::on(acts, premises, date)),
                child: self.request.child,
                ties: self.offer.ties,
                kind: self.request.kind,
                class: self.request.kind.seat_class(),
                asker: self.request.asker,
                beside,
                now: self.request.now,
            },
            None,
        );
        let kilometres_tenths = self.kilometres_tenths(premises);
        let too_far = self
            .limits
            .travel_kilometres
            .filter(|limit| kilometres_tenths.is_some_and(|tenths| i64::from(tenths) > 10 * i64::from(*limit)));
        match (decision, too_far) {
            (Decision::Accepted { seat, class, acceptance, .. }, None) => {
                Ok(Seat { session, seat, class, acceptance, kilometres_tenths })
            }
            (Decision::Accepted { .. }, Some(kilometres)) => {
                let nearest = kilometres_tenths.map(|tenths| (tenths + 9) / 10);
                Err(vec![Refusal::NothingWithinTravel { kilometres, nearest }])
            }
            (Decision::Refused(refusals), None) => Err(refusals),
            (Decision::Refused(mut refusals), Some(kilometres)) => {
                refusals.insert(0, Refusal::NothingWithinTravel { kilometres, nearest: None });
                Err(refusals)
            }
        }
    }

    fn kilometres_tenths(&self, premises: PremisesId) -> Option<i32> {
        let (_, to) = self.offer.places.iter().find(|(known, _)| *known == premises)?;
        let from = self.request.from.into_iter().chain(self.request.also_from);
        from.filter_map(|from| road_kilometres_tenths(from, *to)).min()
    }

    /// Puts a served need where it belongs; see [`RankingKey`].
    fn score(&self, served: Served<'a>, waiting: i64, other_time: bool) -> Option<Scored<'a>> {
        let Served { mut seats, missing, weeks, whole_weeks } = served;
        seats.sort_by_key(|seat| (seat.session.half_day(), seat.session.id));
        let first = seats.first()?.session;
        let request = self.request;
        let wants_reserve = request.kind.seat_class() != SeatClass::Regular;
        let margin = match &*self.need {
            Need::Appointment(appointment) if !other_time => match seats.as_slice() {
                [seat] => appointment.covered_by(seat.session),
                [morning, afternoon] => appointment.covered_by_both(morning.session, afternoon.session),
                _ => None,
            },
            _ => None,
        };
        let mut comfort = 0;
        let mut keeps_reserve = !wants_reserve;
        let mut free = u16::MAX;
        let mut acceptance = Acceptance::AtOnce;
        let mut farthest: Option<i32> = None;
        for Seat { session, class, acceptance: by, kilometres_tenths, .. } in &seats {
            acceptance = acceptance.max(*by);
            farthest = farthest.max(*kilometres_tenths);
            if request.from.is_some() {
                comfort += i64::from(kilometres_tenths.unwrap_or(UNKNOWN_DISTANCE));
            }
            if request.usual_premises.is_some_and(|usual| usual != session.premises) {
                comfort += OTHER_PREMISES;
            }
            let reserve = session.free_of(SeatClass::Adaptation) + session.free_of(SeatClass::Emergency);
            let reserve_after = reserve.saturating_sub(u16::from(*class != SeatClass::Regular));
            let takes_last = reserve > 0 && reserve_after == 0;
            if takes_last && !wants_reserve {
                comfort += TAKES_LAST_RESERVED_SEAT;
            }
            keeps_reserve &= reserve_after > 0;
            free = free.min(session.free().saturating_sub(1));
            comfort += FULL_SESSION * (i64::from(session.taken_count()) + 1) / i64::from(session.seats.total().max(1));
        }
        let mut penalty = comfort / i64::try_from(seats.len()).unwrap_or(i64::MAX);
        if !self.offer.known {
            penalty += UNKNOWN_SITE;
        }
        if let Some(margin) = margin {
            penalty += MINUTE_OF_MARGIN * i64::from((COMFORTABLE_MARGIN_MINUTES - margin).max(0));
        }
        let (weeks_served, half_days_served) = match &*self.need {
            Need::Appointment(_) | Need::AnyHalfDay(_) => (0, 0),
            _ if other_time => (0, 0),
            Need::HalfDays(_) | Need::Rhythm(_) => (whole_weeks, seats.len()),
            Need::Every { .. } => (0, seats.len()),
        };
        let key = RankingKey {
            other_time,
            weeks_served: Reverse(weeks_served),
            half_days_served: Reverse(half_days_served),
            acceptance,
            penalty: penalty + waiting,
            date: first.date,
            half_day: first.half_day,
            site: self.offer.site,
            session: first.id,
        };
        let seats = seats.into_iter().map(|seat| (seat.session, seat.seat, seat.class)).collect();
        let kilometres_tenths = farthest;
        Some(Scored { offer: self.offer, seats, missing, weeks, margin, kilometres_tenths, keeps_reserve, free, key })
    }
}

/// A seat the rules give.
struct Seat<'a> {
    session: &'a SessionFacts,
    seat: u16,
    class: SeatClass,
    acceptance: Acceptance,
    kilometres_tenths: Option<i32>,
}

/// What a site can serve of a need.
#[derive(Default)]
struct Served<'a> {
    seats: Vec<Seat<'a>>,
    missing: Vec<Missing>,
    weeks: usize,
    whole_weeks: usize,
}

/// How much an alternative must differ from what is shown already.
enum Spread {
    OtherSite,
    OtherTime,
    Any,
}

/// Chooses alternatives in order of rank: first at sites not yet shown, then at times not yet shown, then whatever is left.
fn spread(found: &[Scored<'_>], best: Option<usize>, most: usize) -> Vec<usize> {
    let mut shown: Vec<usize> = best.into_iter().collect();
    let time = |position: usize| (found[position].key.date, found[position].key.half_day);
    let site = |position: usize| found[position].offer.site;
    for pass in [Spread::OtherSite, Spread::OtherTime, Spread::Any] {
        for next in 0..found.len() {
            if shown.len() >= most + usize::from(best.is_some()) {
                break;
            }
            let is_different = match pass {
                Spread::OtherSite => shown.iter().all(|known| site(*known) != site(next)),
                Spread::OtherTime => shown.iter().all(|known| time(*known) != time(next)),
                Spread::Any => true,
            };
            if !shown.contains(&next) && is_different {
                shown.push(next);
            }
        }
    }
    let mut alternatives: Vec<usize> = shown.into_iter().filter(|position| Some(*position) != best).collect();
    alternatives.sort_unstable();
    alternatives
}

/// What is best among all proposals, so that a proposal can say it is the nearest.
struct Superlatives {
    nearest: Option<i32>,
    most_free: Option<u16>,
    earliest: Option<Date>,
}

impl Superlatives {
    fn of(found: &[Scored<'_>]) -> Self {
        let several = found.len() > 1;
        let least_free = found.iter().map(|scored| scored.free).min();
        Self {
            nearest: found.iter().filter_map(|scored| scored.kilometres_tenths).min(),
            most_free: found.iter().map(|scored| scored.free).max().filter(|most| several && Some(*most) != least_free),
            earliest: found.iter().map(|scored| scored.key.date).min().filter(|_| several),
        }
    }

    fn proposal(&self, scored: &Scored<'_>, request: &Request<'_>, several_days: bool) -> Proposal {
        let mut reasons = Vec::new();
        if scored.key.other_time {
            let wished =
                request.need.span().map_or(scored.key.date, |(first, last)| scored.key.date.clamp(first, last));
            reasons.push(RankingReason::OtherTime { days: days_between(wished, scored.key.date) });
        }
        let several_half_days = matches!(request.need, Need::HalfDays(_) | Need::Rhythm(_) | Need::Every { .. });
        if several_half_days && !scored.key.other_time {
            reasons.push(RankingReason::ServesWeeks { served: scored.weeks - scored.missing.len(), of: scored.weeks });
        }
        if let Some(kilometres_tenths) = scored.kilometres_tenths {
            let nearest = self.nearest == Some(kilometres_tenths);
            reasons.push(if nearest {
                RankingReason::Nearest { kilometres_tenths }
            } else {
                RankingReason::Distance { kilometres_tenths }
            });
        }
        if scored.offer.known {
            reasons.push(RankingReason::KnownSite);
        }
        let usual = |usual: PremisesId| scored.seats.iter().all(|(session, ..)| session.premises == usual);
        if request.usual_premises.is_some_and(usual) {
            reasons.push(RankingReason::UsualPremises);
        }
        if let Some(margin_minutes) = scored.margin {
            reasons.push(RankingReason::CoversAppointment { margin_minutes });
        }
        if several_days && self.earliest == Some(scored.key.date) {
            reasons.push(RankingReason::EarliestDay);
        }
        if scored.key.acceptance == Acceptance::AtOnce {
            reasons.push(RankingReason::AnsweredAtOnce);
        }
        if scored.keeps_reserve {
            reasons.push(RankingReason::KeepsReservedSeat);
        }
        if self.most_free == Some(scored.free) {
            reasons.push(RankingReason::MostFreeSeats { free: scored.free });
        }
        let seat = |(session, seat, class): &(&SessionFacts, u16, SeatClass)| ProposedSeat {
            session: session.id,
            premises: session.premises,
            date: session.date,
            half_day: session.half_day,
            seat: *seat,
            class: *class,
        };
        Proposal {
            site: scored.offer.site,
            seats: scored.seats.iter().map(seat).collect(),
            acceptance: scored.key.acceptance,
            missing: scored.missing.clone(),
            reasons,
            key: scored.key,
        }
    }
}

/// One entry a rule: how often it refuses, how often it alone, and its refusal that is nearest to being possible.
fn summarise(refused: &[Refused]) -> Vec<RefusalSummary> {
    let distance = |refusal: &Refusal| match refusal {
        Refusal::NothingWithinTravel { nearest, .. } => (Date::MAX, nearest.unwrap_or(i32::MAX)),
        other => (other.possible_from().unwrap_or(Date::MAX), 0),
    };
    let mut summaries: Vec<RefusalSummary> = Vec::new();
    for entry in refused {
        let alone = usize::from(entry.refusals.len() == 1);
        for refusal in &entry.refusals {
            let known = summaries.iter_mut().find(|known| discriminant(&known.refusal) == discriminant(refusal));
            if let Some(known) = known {
                known.count += 1;
                known.alone += alone;
                if distance(refusal) < distance(&known.refusal) {
                    known.refusal = refusal.clone();
                }
            } else {
                let overridable_by = domain::places::may_override(refusal).then_some(Role::SiteManager);
                summaries.push(RefusalSummary { refusal: refusal.clone(), count: 1, alone, overridable_by });
            }
        }
    }
    // The sort is stable, and `refused` has an order of its own: no tie depends on the candidates' order.
    summaries.sort_by_key(|summary| (Reverse(summary.alone), Reverse(summary.count)));
    summaries
}

fn days_between(from: Date, to: Date) -> i32 {
    day_number(to) - day_number(from)
}
