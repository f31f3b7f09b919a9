//! What a family asks and is answered, made true in one transaction: seats taken or held, or a place on the waiting list.

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{Acceptance, ActiveBooking, Asker, CareKind, Need, Purpose, RequestOutcome, SessionFacts};
use domain::*;
use serde::{Deserialize, Serialize};

use super::bookings::{Ask, Given, Replaced, Taking, Until};
use super::facts::{self, Child};
use super::news::NewsKind;
use crate::audit::{Entry, Signature};
use crate::schema::{place_request, place_request_site};
use crate::{Error, Result, Tx, stored};

/// A family's question.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// The child.
    pub child: ChildId,
    /// Why.
    pub purpose: Purpose,
    /// The kind of care.
    pub kind: CareKind,
    /// What is needed.
    pub need: Need,
    /// Longest travel, in kilometres of road.
    pub travel_limit_km: Option<i32>,
    /// One site only.
    pub site: Option<SiteId>,
    /// Who asks.
    pub asker: Asker,
    /// Whether the professional who asks attests the purpose; a parent's word is none.
    pub attested: bool,
}

/// Seats of one site that answer a request.
#[derive(Debug, Clone)]
pub struct PlannedProposal {
    /// The sessions, by date and half-day.
    pub sessions: Vec<SessionId>,
    /// Why it stands where it does: kept as it came, shown in the reader's words.
    pub reasons: serde_json::Value,
}

/// What the planner found, to be made true.
#[derive(Debug, Clone, Default)]
pub struct AnswerPlan {
    /// Take the first proposal at once; otherwise all are held for the family to choose.
    pub confirm: bool,
    /// Proposals at once, the best first.
    pub proposals: Vec<PlannedProposal>,
    /// When nothing can be taken: sites where the request waits.
    pub waiting_at: Vec<SiteId>,
    /// When it waits: the day by which it is answered.
    pub answer_by: Option<Date>,
    /// What refuses, the main rule first.
    pub refusals: Vec<Refusal>,
}

/// The answer a family got.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answered {
    /// The stored request.
    pub request: PlaceRequestId,
    /// How it stands.
    pub outcome: RequestOutcome,
}

/// The child as it was when it was decided, and the seats of each proposal that is possible.
type Decided = (Option<Child>, Vec<(usize, Vec<Given>)>);

impl Tx<'_> {
    /// Stores the requests of brothers and sisters with their answers: all of them, or none.
    pub fn answer_together(&mut self, by: &Signature, asked: &[(NewRequest, AnswerPlan)]) -> Result<Vec<Answered>> {
        self.savepoint(|tx| asked.iter().map(|(new, plan)| tx.answer_request(by, new, plan)).collect())
    }

    /// Stores a request with its answer: seats are taken or held under the sessions' locks, each decided again.
    ///
    /// When what was planned is gone meanwhile, it refuses with [`Refusal::ChangedMeanwhile`]: plan again, and try again.
    pub fn answer_request(&mut self, by: &Signature, new: &NewRequest, plan: &AnswerPlan) -> Result<Answered> {
        let ids: Vec<SessionId> =
            plan.proposals.iter().flat_map(|proposal| proposal.sessions.iter().copied()).collect();
        let (child, given) = if ids.is_empty() { (None, Vec::new()) } else { self.decide_proposals(new, plan, &ids)? };
        if given.is_empty() && !plan.proposals.is_empty() {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let outcome = if given.is_empty() {
            if plan.waiting_at.is_empty() { RequestOutcome::Refused } else { RequestOutcome::Waiting }
        } else if plan.confirm {
            RequestOutcome::Confirmed
        } else {
            RequestOutcome::Held
        };
        let id: PlaceRequestId = self.new_id();
        let reasons: Vec<&serde_json::Value> =
            given.iter().map(|(position, _)| &plan.proposals[*position].reasons).collect();
        diesel::insert_into(place_request::table)
            .values((
                (
                    place_request::id.eq(stored(id)),
                    place_request::child_id.eq(stored(new.child)),
                    place_request::site_id.eq(new.site.map(stored)),
                    place_request::purpose.eq(stored(new.purpose)),
                    place_request::care_kind.eq(stored(new.kind)),
                    place_request::need.eq(serde_json::to_string(&new.need)?),
                    place_request::travel_limit_km.eq(new.travel_limit_km),
                    place_request::asked_by.eq(stored(new.asker)),
                    place_request::asked_by_person_id.eq(by.person.map(stored)),
                    place_request::attested.eq(new.attested && new.asker != Asker::Parent),
                ),
                (
                    place_request::created_at.eq(stored(self.now)),
                    place_request::answered_at.eq(Some(stored(self.now))),
                    place_request::outcome.eq(Some(stored(outcome))),
                    place_request::refusals.eq(Some(serde_json::to_string(&plan.refusals)?)),
                    place_request::proposals.eq(Some(serde_json::to_string(&reasons)?)),
                    place_request::answer_by
                        .eq(plan.answer_by.filter(|_| outcome == RequestOutcome::Waiting).map(stored)),
                    place_request::revision.eq(1_i64),
                ),
            ))
            .execute(self.conn)?;
        if outcome == RequestOutcome::Waiting {
            for site in &plan.waiting_at {
                diesel::insert_into(place_request_site::table)
                    .values((
                        place_request_site::place_request_id.eq(stored(id)),
                        place_request_site::site_id.eq(stored(*site)),
                    ))
                    .execute(self.conn)?;
            }
        }
        if outcome == RequestOutcome::Confirmed {
            self.tell_prescribers(id, NewsKind::Confirmed)?;
        }
        for (rank, (_, seats)) in given.iter().enumerate() {
            for (seat, child) in seats.iter().zip(child.iter().cycle()) {
                let half_day = (seat.session.date, seat.session.half_day);
                self.give_seat(
                    by,
                    seat,
                    &Taking {
                        asker: new.asker,
                        request: Some(id),
                        proposal: Some(i32::try_from(rank + 1).unwrap_or(i32::MAX)),
                        until: if plan.confirm { Until::Confirmed } else { Until::ThePolicySays },
                        replaced: Replaced { same_half_day: Some(half_day), ..Replaced::default() },
                        action: Action::RequestPlace,
                        detail: serde_json::json!({ "request": id }),
                        ..Taking::of(child, seat.session.id, new.kind, new.purpose)
                    },
                )?;
            }
        }
        self.audit(
            by,
            Entry::done(Action::RequestPlace, "place_request", id)
                .detail(serde_json::json!({ "outcome": outcome, "child": new.child })),
        )?;
        Ok(Answered { request: id, outcome })
    }

    /// Decides every proposal again under the locks; what is no longer possible is left out.
    fn decide_proposals(&mut self, new: &NewRequest, plan: &AnswerPlan, ids: &[SessionId]) -> Result<Decided> {
        let mut table = self.lock_sessions(ids)?;
        let child = facts::child(self.conn, new.child, table.span()?, self.now)?;
        let mut given: Vec<(usize, Vec<Given>)> = Vec::new();
        for (position, proposal) in plan.proposals.iter().enumerate() {
            let mut seats: Vec<Given> = Vec::new();
            let mut beside: Vec<ActiveBooking> = Vec::new();
            for id in &proposal.sessions {
                let session = table.session(*id)?;
                let SessionFacts { site, date, half_day, .. } = *session;
                let replaced = Replaced { same_half_day: Some((date, half_day)), ..Replaced::default() };
                let decision = table.decide(&Ask {
                    child: &child,
                    session: *id,
                    kind: new.kind,
                    class: None,
                    asker: new.asker,
                    beside: &beside,
                    replaced: &replaced,
                    set_aside: None,
                    now: self.now,
                });
                match decision {
                    Ok(seat) if seat.acceptance == Acceptance::AtOnce => {
                        beside.push(ActiveBooking { session: *id, site, date, half_day });
                        seats.push(seat);
                    }
                    Ok(_) | Err(Error::Refused(_)) => {
                        seats.clear();
                        break;
                    }
                    Err(error) => return Err(error),
                }
            }
            if seats.is_empty() {
                if plan.confirm {
                    return Ok((Some(child), Vec::new()));
                }
                continue;
            }
            for seat in &seats {
                table.take(seat, new.child);
            }
            given.push((position, seats));
            if plan.confirm {
                break;
            }
        }
        Ok((Some(child), given))
    }
}
