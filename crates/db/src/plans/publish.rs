//! Making a plan true: one transaction that books every place through the booking path, and writes to every family concerned.
//!
//! What can no longer be booked is said, and leaves everything else as it was; nothing that was confirmed moves. Places of the reserve
//! are booked before the regular ones, which may borrow what is left of it once it is released.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::access::Action;
use domain::messages::MessageTemplate;
use domain::places::{Asker, Need, RequestOutcome, days_after};
use domain::plans::ProposalRole;
use domain::*;
use serde::{Deserialize, Serialize};

use super::proposals::{Proposal, proposals};
use super::runs::SeenRun;
use crate::audit::{Entry, Signature};
use crate::links::{ParentContact, parent_contact};
use crate::places::bookings::BookCommand;
use crate::places::offers::parent_to_tell;
use crate::schema::{plan_booking, plan_refusal, plan_run};
use crate::{Conn, Result, Stored, Tx, stored};

/// What became of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Places booked.
    pub booked: usize,
    /// Places that could no longer be booked.
    pub lost: usize,
    /// Families told that they have places.
    pub told: usize,
    /// Families told that there is none this week.
    pub told_not_yet: usize,
}

/// A place, as a message tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceTold {
    /// Its site's name.
    pub site_name: String,
    /// The day.
    pub date: Date,
    /// Which half of it.
    pub half_day: HalfDay,
    /// What kind of place.
    pub role: ProposalRole,
}

/// What a family is told.
#[derive(Debug, Clone)]
pub struct Tidings {
    /// How the family may be written to.
    pub contact: ParentContact,
    /// The site that writes.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Monday of the week.
    pub monday: Date,
    /// Its places, each once however many children come; empty when there is none.
    pub places: Vec<PlaceTold>,
    /// Half-days for which no place was found.
    pub without: usize,
}

/// How the floor above words what a plan tells families: language tag and text.
pub trait PlanWords {
    /// The text message; a neutral one names no site, no child and no childcare.
    fn message(&self, tidings: &Tidings) -> (String, String);
    /// The line for the site when nothing may be written.
    fn call(&self, tidings: &Tidings) -> (String, String);
}

/// Proposals that are booked together or not at all, in the order of the list.
fn groups(proposals: &[Proposal], role: ProposalRole) -> Vec<Vec<Proposal>> {
    let mut groups: BTreeMap<i32, Vec<Proposal>> = BTreeMap::new();
    for proposal in proposals.iter().filter(|proposal| proposal.place.role == role) {
        groups.entry(proposal.place.together).or_default().push(proposal.clone());
    }
    groups.into_values().collect()
}

impl Tx<'_> {
    /// Publishes an alternative of a run.
    pub fn publish_plan(
        &mut self,
        by: &Signature,
        seen: SeenRun,
        alternative: i32,
        words: &dyn PlanWords,
    ) -> Result<Published> {
        let run = self.open_run(seen.id())?;
        if run.what_if.is_some() {
            return Err(Refusal::PlanAsksWhatIf.into());
        }
        let all = proposals(self.conn, seen, alternative)?;
        let known = super::alternatives::alternatives(self.conn, seen)?;
        if !known.iter().any(|known| known.number == alternative) {
            return Err(crate::Error::NotFound);
        }
        // One lock for all, in the order of the ids: two plans published at once wait for each other, and neither for itself.
        let sessions: Vec<SessionId> = all.iter().filter_map(|proposal| proposal.place.session).collect();
        self.lock_sessions(&sessions)?;
        let mut done = Published::default();
        let mut booked: Vec<Proposal> = Vec::new();
        // Without its first session a family does not come to the next ones.
        let mut without_first: BTreeMap<(ChildId, SiteId), Vec<Refusal>> = BTreeMap::new();
        let in_order = [ProposalRole::Familiarisation, ProposalRole::Emergency, ProposalRole::Regular];
        for group in in_order.iter().flat_map(|role| groups(&all, *role)) {
            let missing = group
                .iter()
                .filter(|proposal| proposal.place.role == ProposalRole::Regular)
                .find_map(|proposal| without_first.get(&(proposal.place.child, proposal.place.site)).cloned());
            let outcome = match missing {
                Some(refusals) => Err(refusals),
                None => self.book_group(by, &group)?,
            };
            match outcome {
                Ok(ids) => {
                    for (proposal, id) in group.iter().zip(&ids) {
                        diesel::update(plan_booking::table.find(stored(proposal.id)))
                            .set(plan_booking::booking_id.eq(Some(stored(*id))))
                            .execute(self.conn)?;
                    }
                    done.booked += ids.len();
                    for request in served(&group) {
                        self.wait_for_the_weeks_after(request, run.monday)?;
                    }
                    booked.extend(group);
                }
                Err(refusals) => {
                    for proposal in &group {
                        if proposal.place.role == ProposalRole::Familiarisation {
                            without_first.insert((proposal.place.child, proposal.place.site), refusals.clone());
                        }
                        diesel::update(plan_booking::table.find(stored(proposal.id)))
                            .set(plan_booking::lost.eq(Some(serde_json::to_string(&refusals)?)))
                            .execute(self.conn)?;
                    }
                    done.lost += group.len();
                }
            }
        }
        diesel::update(plan_run::table.find(stored(run.id)))
            .set((
                plan_run::published_at.eq(Some(stored(self.now))),
                plan_run::published_by.eq(by.person.map(stored)),
                plan_run::published_alternative.eq(Some(alternative)),
            ))
            .execute(self.conn)?;
        self.tell_families(&run, alternative, &booked, words, &mut done)?;
        let mut line = Entry::done(Action::PlanWeek, "plan_run", run.id)
            .detail(serde_json::json!({ "published": alternative, "booked": done.booked, "lost": done.lost }));
        line.site = run.sites.first().copied().filter(|_| run.sites.len() == 1);
        self.audit(by, line)?;
        Ok(done)
    }

    fn book_group(
        &mut self,
        by: &Signature,
        group: &[Proposal],
    ) -> Result<std::result::Result<Vec<BookingId>, Vec<Refusal>>> {
        let Some(first) = group.first() else { return Ok(Ok(Vec::new())) };
        let line = Entry::done(
            Action::ManageBookings,
            "session",
            first.place.session.map_or_else(String::new, |id| id.to_string()),
        )
        .family(first.place.family)
        .site(first.place.site);
        self.attempt(by, &line, |tx| {
            for request in served(group) {
                tx.must_still_wait(request)?;
            }
            let mut ids = Vec::with_capacity(group.len());
            for proposal in group {
                let place = &proposal.place;
                let (date, half_day) = (place.date, place.half_day);
                let session = place.session.ok_or(Refusal::SiteClosed { date, half_day })?;
                let request = place.request.filter(|_| place.role != ProposalRole::Familiarisation);
                let booked = tx.book(
                    by,
                    &BookCommand {
                        child: place.child,
                        session,
                        kind: place.kind,
                        class: None,
                        purpose: place.purpose,
                        asker: Asker::Professional,
                        request,
                        set_aside: None,
                    },
                )?;
                ids.push(booked.id);
            }
            Ok(ids)
        })
    }

    /// A need that goes on after the week waits again: this plan has served one week of it.
    fn wait_for_the_weeks_after(&mut self, id: PlaceRequestId, monday: Date) -> Result<()> {
        let sunday = days_after(monday, 6);
        let found = crate::places::requests::requests_by_ids(self.conn, &[stored(id)])?;
        let goes_on = found.first().is_some_and(|request| {
            let last = request.need.span().map(|(_, last)| last);
            let whole = matches!(request.need, Need::Rhythm(_) | Need::Every { .. } | Need::HalfDays(_));
            whole && last.is_some_and(|last| last > sunday)
        });
        if goes_on { self.set_outcome(id, RequestOutcome::Waiting) } else { Ok(()) }
    }

    fn tell_families(
        &mut self,
        run: &super::runs::Run,
        alternative: i32,
        booked: &[Proposal],
        words: &dyn PlanWords,
        done: &mut Published,
    ) -> Result<()> {
        let names = super::runs::site_names(self.conn, &run.sites)?;
        let mut families: BTreeMap<FamilyId, (ChildId, SiteId, Vec<PlaceTold>)> = BTreeMap::new();
        for proposal in booked {
            let place = &proposal.place;
            let told = PlaceTold {
                site_name: names.get(&place.site).cloned().unwrap_or_default(),
                date: place.date,
                half_day: place.half_day,
                role: place.role,
            };
            let family = families.entry(place.family).or_insert((place.child, place.site, Vec::new()));
            if !family.2.contains(&told) {
                family.2.push(told);
            }
        }
        let refused = unserved_children(self.conn, run.id, alternative)?;
        for (family, (child, site, mut places)) in families.clone() {
            places.sort_by_key(|place| (place.date, std::cmp::Reverse(place.half_day)));
            let without = refused.iter().filter(|(of, ..)| *of == family).count();
            if self.tell(run.monday, child, site, &names, places, without, words)? {
                done.told += 1;
            }
        }
        let mut told: BTreeSet<FamilyId> = families.into_keys().collect();
        for (family, child, site) in &refused {
            if !told.insert(*family) {
                continue;
            }
            let without = refused.iter().filter(|(of, ..)| of == family).count();
            let site = site.or(run.sites.first().copied());
            if let Some(site) = site
                && self.tell(run.monday, *child, site, &names, Vec::new(), without, words)?
            {
                done.told_not_yet += 1;
            }
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one message")]
    fn tell(
        &mut self,
        monday: Date,
        child: ChildId,
        site: SiteId,
        names: &BTreeMap<SiteId, String>,
        places: Vec<PlaceTold>,
        without: usize,
        words: &dyn PlanWords,
    ) -> Result<bool> {
        let Some(parent) = parent_to_tell(self.conn, child)? else { return Ok(false) };
        let contact = parent_contact(self.conn, parent)?;
        let site_name = names.get(&site).cloned().unwrap_or_default();
        let tidings = Tidings { contact, site, site_name, monday, places, without };
        let template =
            if tidings.places.is_empty() { MessageTemplate::PlanNotYet } else { MessageTemplate::PlanPlaces };
        let written = (|| words.message(&tidings), || words.call(&tidings));
        self.tell_family(&tidings.contact, site, template, written)?;
        Ok(true)
    }
}

/// The requests a group serves; a first session with a parent prepares one and serves none.
fn served(group: &[Proposal]) -> BTreeSet<PlaceRequestId> {
    let serving = |proposal: &&Proposal| proposal.place.role != ProposalRole::Familiarisation;
    group.iter().filter(serving).filter_map(|proposal| proposal.place.request).collect()
}

/// Families whose requests a plan does not serve, with a child and the site that was asked.
fn unserved_children(
    conn: &mut Conn,
    run: PlanRunId,
    alternative: i32,
) -> Result<Vec<(FamilyId, ChildId, Option<SiteId>)>> {
    use crate::schema::{child, place_request};
    type Row = (Stored<FamilyId>, Stored<ChildId>, Option<Stored<SiteId>>);
    let rows: Vec<Row> = plan_refusal::table
        .inner_join(child::table)
        .inner_join(place_request::table)
        .filter(plan_refusal::plan_run_id.eq(stored(run)).and(plan_refusal::alternative.eq(alternative)))
        .filter(place_request::withdrawn_at.is_null())
        .order((child::family_id, child::id))
        .select((child::family_id, child::id, place_request::site_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(family, child, site)| (family.value(), child.value(), site.map(Stored::value))).collect())
}
