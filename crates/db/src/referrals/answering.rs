//! A referral is seen, answered, asked about, ended.

use diesel::prelude::*;
use domain::access::Action;
use domain::families::LinkKind;
use domain::links::LinkPurpose;
use domain::places::CareKind;
use domain::referrals::*;
use domain::*;

use super::file::children;
use super::notices::site_today;
use super::{FOLLOW_HOURS, Referral, load};
use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::links::LinkHolder;
use crate::schema::{admission, booking, child, link, link_token, referral, referral_event};
use crate::{Error, Result, Stored, Tx, stored};

/// What a site answers, in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The children are taken in.
    Accept {
        /// Kind of care.
        care_kind: CareKind,
        /// When the admission holds.
        period: Period,
        /// A few words to the prescriber.
        message: Option<String>,
    },
    /// They are not.
    Refuse {
        /// The coded reason.
        reason: RefusalReason,
        /// The message to the prescriber.
        message: Option<String>,
    },
    /// The site asks something first.
    Ask {
        /// The question.
        message: String,
    },
}

/// How a family that may be known already was found.
pub(super) enum Known {
    /// The same family: the referral joins it.
    Same(FamilyId),
    /// A new record; protected when a protected family looks the same.
    New {
        /// Whether protection is carried over.
        protected: bool,
    },
}

impl Tx<'_> {
    /// A link of the site's e-mail: it answers this one referral, until it is answered or expires.
    pub fn create_answer_link(&mut self, id: ReferralId) -> Result<String> {
        let until = self.now.plus_hours(LinkPurpose::AnswerReferral.hours());
        Ok(self.create_link_token(LinkPurpose::AnswerReferral, LinkHolder::Referral(id), until)?.token)
    }

    /// A link that follows this one referral without an account.
    pub fn create_follow_link(&mut self, id: ReferralId) -> Result<String> {
        let until = self.now.plus_hours(FOLLOW_HOURS);
        Ok(self.create_link_token(LinkPurpose::FollowReferral, LinkHolder::Referral(id), until)?.token)
    }

    pub(super) fn referral_event(
        &mut self,
        id: ReferralId,
        kind: ReferralEventKind,
        by: Option<PersonId>,
        by_name: Option<&str>,
        reason_code: Option<&str>,
        message: Option<String>,
    ) -> Result<()> {
        let event_id: ReferralEventId = self.new_id();
        diesel::insert_into(referral_event::table)
            .values((
                referral_event::id.eq(stored(event_id)),
                referral_event::referral_id.eq(stored(id)),
                referral_event::kind.eq(stored(kind)),
                referral_event::at.eq(stored(self.now)),
                referral_event::by_person_id.eq(by.map(stored)),
                referral_event::by_name.eq(by_name),
                referral_event::reason_code.eq(reason_code),
                referral_event::message.eq(message),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    /// Takes the row's lock (its first change) and loads it.
    pub(super) fn lock_referral(&mut self, id: ReferralId) -> Result<Referral> {
        let changed = diesel::update(referral::table.find(stored(id)))
            .set(referral::revision.eq(referral::revision + 1_i64))
            .execute(self.conn)?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        load(self.conn, id)
    }

    /// A referral that still waits for an answer; a refusal otherwise.
    fn open_referral(&mut self, id: ReferralId) -> Result<Referral> {
        let referral = self.lock_referral(id)?;
        let over = referral.facts.sent_at.is_some_and(|sent| self.now >= sent.plus_hours(24 * EXPIRY_DAYS));
        if referral.facts.expired_at.is_some() || (referral.facts.is_open() && over) {
            return Err(Refusal::ReferralExpired.into());
        }
        if !referral.facts.is_open() {
            return Err(Refusal::AlreadyAnswered.into());
        }
        Ok(referral)
    }

    /// The site has taken notice. Doing it twice changes nothing.
    pub fn see_referral(&mut self, by: &Signature, seen: Seen<ReferralId>, by_name: Option<&str>) -> Result<()> {
        let referral = self.lock_referral(seen.id())?;
        let entry =
            Entry::done(Action::SeeReferral, "referral", referral.id).family(referral.family).site(referral.site);
        if referral.facts.seen_at.is_none() && referral.facts.is_open() {
            self.mark_seen(&referral, by, by_name)?;
        }
        self.audit(by, entry)
    }

    fn mark_seen(&mut self, referral: &Referral, by: &Signature, by_name: Option<&str>) -> Result<()> {
        if referral.facts.seen_at.is_some() {
            return Ok(());
        }
        diesel::update(referral::table.find(stored(referral.id)))
            .set(referral::seen_at.eq(Some(stored(self.now))))
            .execute(self.conn)?;
        self.referral_event(referral.id, ReferralEventKind::Seen, by.person, by_name, None, None)
    }

    /// Answers a referral: once for all with yes or no, as often as needed with a question.
    pub fn answer_referral(
        &mut self,
        by: &Signature,
        seen: Seen<ReferralId>,
        by_name: Option<&str>,
        answer: &Answer,
    ) -> Result<()> {
        let referral = self.open_referral(seen.id())?;
        self.mark_seen(&referral, by, by_name)?;
        let id = referral.id;
        let now = stored(self.now);
        let row = referral::table.find(stored(id));
        let decision = match answer {
            Answer::Accept { care_kind, period, message } => {
                diesel::update(row)
                    .set((referral::accepted_at.eq(Some(now)), referral::asked_at.eq(None::<Stored<Instant>>)))
                    .execute(self.conn)?;
                for child in children(self.conn, id)? {
                    if self.is_admitted(child.id, referral.site, *care_kind, *period)? {
                        continue;
                    }
                    self.create_admission(child.id, referral.site, Some(id), *care_kind, *period)?;
                }
                self.referral_event(id, ReferralEventKind::Accepted, by.person, by_name, None, message.clone())?;
                Decision::Accept
            }
            Answer::Refuse { reason, message } => {
                diesel::update(row)
                    .set((
                        referral::refused_at.eq(Some(now)),
                        referral::refusal_reason.eq(Some(stored(*reason))),
                        referral::asked_at.eq(None::<Stored<Instant>>),
                    ))
                    .execute(self.conn)?;
                self.referral_event(
                    id,
                    ReferralEventKind::Refused,
                    by.person,
                    by_name,
                    Some(reason.as_str()),
                    message.clone(),
                )?;
                self.close_links(&referral, 0)?;
                Decision::Refuse
            }
            Answer::Ask { message } => {
                diesel::update(row).set(referral::asked_at.eq(Some(now))).execute(self.conn)?;
                self.referral_event(id, ReferralEventKind::Asked, by.person, by_name, None, Some(message.clone()))?;
                Decision::Ask
            }
        };
        if decision != Decision::Ask {
            self.use_up_answer_links(id)?;
        }
        self.audit(
            by,
            Entry::done(Action::AnswerReferral, "referral", id).family(referral.family).site(referral.site).detail(
                match answer {
                    Answer::Refuse { reason, .. } => {
                        serde_json::json!({ "decision": decision.as_str(), "reason_code": reason.as_str() })
                    }
                    _ => serde_json::json!({ "decision": decision.as_str() }),
                },
            ),
        )
    }

    /// Whether an admission of this kind covers the period already (a second referral adds nothing to it).
    fn is_admitted(&mut self, child_id: ChildId, site_id: SiteId, kind: CareKind, period: Period) -> Result<bool> {
        let rows: Vec<(Stored<Date>, Option<Stored<Date>>)> = admission::table
            .filter(admission::child_id.eq(stored(child_id)).and(admission::site_id.eq(stored(site_id))))
            .filter(admission::care_kind.eq(stored(kind)).and(admission::ended_at.is_null()))
            .select((admission::from_date, admission::until_date))
            .load(self.conn)?;
        Ok(rows.into_iter().any(|(from, until)| {
            let held = Period { from: from.value(), until: until.map(Stored::value) };
            held.contains(period.from)
                && (held.until.is_none() || period.until.is_some_and(|until| held.contains(until)))
        }))
    }

    /// The prescriber replies to a question.
    pub fn reply_to_question(
        &mut self,
        by: &Signature,
        seen: Seen<ReferralId>,
        by_name: Option<&str>,
        message: &str,
    ) -> Result<()> {
        let referral = self.open_referral(seen.id())?;
        diesel::update(referral::table.find(stored(referral.id)))
            .set(referral::asked_at.eq(None::<Stored<Instant>>))
            .execute(self.conn)?;
        let name = by_name.unwrap_or(&referral.prescriber.name).to_owned();
        self.referral_event(
            referral.id,
            ReferralEventKind::Replied,
            by.person,
            Some(&name),
            None,
            Some(message.to_owned()),
        )?;
        self.audit(
            by,
            Entry::done(Action::FollowReferral, "referral", referral.id).family(referral.family).site(referral.site),
        )
    }

    pub(super) fn use_up_answer_links(&mut self, id: ReferralId) -> Result<()> {
        diesel::update(
            link_token::table
                .filter(link_token::referral_id.eq(Some(stored(id))))
                .filter(link_token::purpose.eq(stored(LinkPurpose::AnswerReferral)))
                .filter(link_token::used_at.is_null()),
        )
        .set(link_token::used_at.eq(Some(stored(self.now))))
        .execute(self.conn)?;
        Ok(())
    }

    /// After an end: the site's link runs out after `days` (unless something else keeps it), the prescriber's after [`FOLLOW_DAYS`].
    pub(super) fn close_links(&mut self, referral: &Referral, days: i32) -> Result<()> {
        let today = site_today(self.conn, referral.site, self.now)?;
        let day = stored(today);
        let living = |query_site: Option<SiteId>, query_organisation: Option<OrganisationId>| {
            let mut rows = referral::table
                .filter(referral::family_id.eq(stored(referral.family)))
                .filter(referral::id.ne(stored(referral.id)))
                .filter(referral::refused_at.is_null())
                .filter(referral::expired_at.is_null())
                .filter(referral::ended_at.is_null())
                .into_boxed();
            if let Some(id) = query_site {
                rows = rows.filter(referral::site_id.eq(stored(id)));
            }
            if let Some(id) = query_organisation {
                rows = rows.filter(referral::organisation_id.eq(Some(stored(id))));
            }
            rows.count()
        };
        let referrals_here: i64 = living(Some(referral.site), None).get_result(self.conn)?;
        let admitted: i64 = admission::table
            .inner_join(child::table)
            .filter(child::family_id.eq(stored(referral.family)))
            .filter(admission::site_id.eq(stored(referral.site)))
            .filter(admission::ended_at.is_null())
            .filter(admission::until_date.is_null().or(admission::until_date.ge(&day)))
            .count()
            .get_result(self.conn)?;
        if referrals_here == 0 && admitted == 0 {
            let until = places::days_after(today, days);
            diesel::update(
                link::table
                    .filter(link::family_id.eq(stored(referral.family)))
                    .filter(link::kind.eq(stored(LinkKind::Admission)))
                    .filter(link::site_id.eq(Some(stored(referral.site))))
                    .filter(link::until_date.is_null()),
            )
            .set(link::until_date.eq(Some(stored(until))))
            .execute(self.conn)?;
        }
        if let Some(organisation) = referral.prescriber.organisation {
            let others: i64 = living(None, Some(organisation)).get_result(self.conn)?;
            if others == 0 {
                let until = places::days_after(today, FOLLOW_DAYS);
                diesel::update(
                    link::table
                        .filter(link::family_id.eq(stored(referral.family)))
                        .filter(link::kind.eq(stored(LinkKind::Referral)))
                        .filter(link::organisation_id.eq(Some(stored(organisation))))
                        .filter(link::until_date.is_null()),
                )
                .set(link::until_date.eq(Some(stored(until))))
                .execute(self.conn)?;
            }
        }
        Ok(())
    }

    /// Ends an accompaniment. Bookings to come stand in the way: a human gives them back first.
    pub fn end_referral(
        &mut self,
        by: &Signature,
        seen: Seen<ReferralId>,
        by_name: Option<&str>,
        reason: ReferralEndReason,
    ) -> Result<()> {
        let referral = self.lock_referral(seen.id())?;
        if referral.facts.accepted_at.is_none() || referral.facts.ended_at.is_some() {
            return Err(Refusal::AlreadyAnswered.into());
        }
        let today = site_today(self.conn, referral.site, self.now)?;
        let admitted: Vec<(Stored<AdmissionId>, Stored<ChildId>, Stored<Date>)> = admission::table
            .filter(admission::referral_id.eq(Some(stored(referral.id))))
            .filter(admission::ended_at.is_null())
            .select((admission::id, admission::child_id, admission::from_date))
            .load(self.conn)?;
        let children: Vec<Stored<ChildId>> = admitted.iter().map(|(_, child, _)| child.clone()).collect();
        let booked: i64 = booking::table
            .filter(booking::child_id.eq_any(children))
            .filter(booking::site_id.eq(stored(referral.site)))
            .filter(booking::date.gt(stored(today)))
            .filter(booking::released_at.is_null())
            .count()
            .get_result(self.conn)?;
        if booked > 0 {
            return Err(Refusal::BookingsInTheWay { count: u32::try_from(booked).unwrap_or(u32::MAX) }.into());
        }
        for (id, _, from) in admitted {
            diesel::update(admission::table.find(&id))
                .set((
                    admission::until_date.eq(Some(stored((*from).max(today)))),
                    admission::ended_at.eq(Some(stored(self.now))),
                ))
                .execute(self.conn)?;
        }
        diesel::update(referral::table.find(stored(referral.id)))
            .set((referral::ended_at.eq(Some(stored(self.now))), referral::end_reason.eq(Some(stored(reason)))))
            .execute(self.conn)?;
        self.referral_event(referral.id, ReferralEventKind::Ended, by.person, by_name, Some(reason.as_str()), None)?;
        self.close_links(&referral, CLOSING_DAYS)?;
        self.audit(
            by,
            Entry::done(Action::AnswerReferral, "referral", referral.id)
                .family(referral.family)
                .site(referral.site)
                .detail(serde_json::json!({ "ended": reason.as_str() })),
        )
    }
}
