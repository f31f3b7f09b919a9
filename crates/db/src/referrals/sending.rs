//! A referral is sent: the family is found again or made, linked to who accompanies it, and the site is told.

use diesel::prelude::*;
use domain::access::Action;
use domain::families::{LinkKind, SafeContact, SituationKind};
use domain::places::{Need, Purpose};
use domain::referrals::*;
use domain::*;
use serde::{Deserialize, Serialize};

use super::answering::Known;
use super::notices::{managers, site_today};
use super::{EXPIRE_JOB, Prescriber, REMIND_JOB};
use crate::audit::{Entry, Signature};
use crate::consents::NewConsent;
use crate::families::{LinkTo, NewChild, NewParent, search_words};
use crate::schema::{child, family, link, parent, referral, referral_child, site, situation};
use crate::{Error, Result, Stored, Tx, stored};

/// A referral to send.
#[derive(Debug, Clone)]
pub struct NewReferral {
    /// Who refers.
    pub prescriber: Prescriber,
    /// Where.
    pub site: SiteId,
    /// INSEE code of the family's commune.
    pub commune: String,
    /// Whether the family must be protected (professionals with an account only).
    pub protected: bool,
    /// The parent.
    pub parent: NewParent,
    /// What is known of her situation today.
    pub situations: Vec<SituationKind>,
    /// The children.
    pub children: Vec<NewChild>,
    /// Why.
    pub purpose: Purpose,
    /// How fast.
    pub urgency: Urgency,
    /// What is needed.
    pub need: Need,
    /// How far the family can travel.
    pub travel_limit_km: Option<i32>,
    /// A few words to the site.
    pub message: Option<String>,
    /// The consent that was read aloud.
    pub consent: NewConsent,
}

/// What sending answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sent {
    /// The referral.
    pub id: ReferralId,
    /// Its number, said on the telephone.
    pub number: String,
    /// The secret of the follow link. It is never stored: a repeat of the same request is given a fresh one.
    #[serde(skip)]
    pub follow_token: String,
}

struct Candidate {
    id: FamilyId,
    phone: bool,
    child: bool,
    parent: bool,
}

fn folded_name(given: &str, family: &str) -> String {
    search_words(&format!("{given} {family}")).join(" ")
}

impl Tx<'_> {
    /// Sends a referral: the family (found or new), its links, the referral, its jobs; the web floor adds the messages.
    ///
    /// **Joining a known family never widens access.** A weak likeness (the telephone only, or the child only) joins a family only
    /// when this site accompanies it already. The same child *and* the same parent or telephone joins it at another site too, unless
    /// it is protected: then a new, protected record is made. The answer is the same in every case.
    pub fn send_referral(&mut self, by: &Signature, new: &NewReferral) -> Result<Sent> {
        // The first statement: everybody who refers waits here for one another, so that two of them see each other's family.
        let number = format!("O{:05}", self.next_number("referral")?);
        let today = match site_today(self.conn, new.site, self.now)
            .and_then(|today| crate::directory::open_site(self.conn, new.site, today).map(|_| today))
        {
            Err(Error::NotFound) => return Err(Error::Field { field: "site_id", message: "not_a_choice" }),
            today => today?,
        };
        let (family_id, protected) = match self.known_family(new, today)? {
            Known::Same(id) => (id, new.protected),
            Known::New { protected } => {
                let protected = protected || new.protected;
                (self.create_family(&new.commune, false)?, protected)
            }
        };
        let (parent_id, given_contact) = self.referred_parent(family_id, new)?;
        for kind in &new.situations {
            self.note_situation(parent_id, *kind, today, new.prescriber.person)?;
        }
        self.create_consent(parent_id, &new.consent)?;
        let id: ReferralId = self.new_id();
        self.store_referral(id, &number, family_id, parent_id, new)?;
        let mut words = vec![number.clone(), new.parent.given_name.clone(), new.parent.family_name.clone()];
        for child in &new.children {
            let child_id = self.referred_child(family_id, child)?;
            diesel::insert_into(referral_child::table)
                .values((referral_child::referral_id.eq(stored(id)), referral_child::child_id.eq(stored(child_id))))
                .execute(self.conn)?;
            words.extend([child.given_name.clone(), child.family_name.clone()]);
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.index_words("referral", &id.to_string(), &words)?;
        if let Some(organisation) = new.prescriber.organisation {
            let to = LinkTo { organisation: Some(organisation), ..LinkTo::default() };
            self.keep_link(family_id, LinkKind::Referral, to, today)?;
        }
        self.keep_link(family_id, LinkKind::Admission, LinkTo { site: Some(new.site), ..LinkTo::default() }, today)?;
        if protected {
            self.protect_family(family_id, today)?;
        }
        self.referral_event(id, ReferralEventKind::Sent, by.person, Some(&new.prescriber.name), None, given_contact)?;
        let payload = serde_json::json!({ "id": id.to_string() });
        let remind_at = self.now.plus_hours(24 * REMINDER_DAYS);
        self.plan_job(REMIND_JOB, &payload, remind_at, Some(&format!("{id} 1")))?;
        self.plan_job(EXPIRE_JOB, &payload, self.now.plus_hours(24 * EXPIRY_DAYS), Some(&id.to_string()))?;
        self.audit(
            by,
            Entry::done(Action::SendReferral, "referral", id).family(family_id).site(new.site).detail(
                serde_json::json!({ "purpose": new.purpose.as_str(), "children": new.children.len(), "urgency": new.urgency.as_str() }),
            ),
        )?;
        let follow_token = self.create_follow_link(id)?;
        Ok(Sent { id, number, follow_token })
    }

    fn store_referral(
        &mut self,
        id: ReferralId,
        number: &str,
        family_id: FamilyId,
        parent_id: ParentId,
        new: &NewReferral,
    ) -> Result<()> {
        diesel::insert_into(referral::table)
            .values((
                (
                    referral::id.eq(stored(id)),
                    referral::number.eq(number),
                    referral::family_id.eq(stored(family_id)),
                    referral::parent_id.eq(stored(parent_id)),
                    referral::organisation_id.eq(new.prescriber.organisation.map(stored)),
                    referral::prescriber_kind.eq(stored(new.prescriber.kind)),
                    referral::prescriber_organisation_name.eq(&new.prescriber.organisation_name),
                    referral::prescriber_name.eq(&new.prescriber.name),
                    referral::prescriber_email.eq(&new.prescriber.email),
                    referral::prescriber_phone.eq(&new.prescriber.phone),
                    referral::person_id.eq(new.prescriber.person.map(stored)),
                ),
                (
                    referral::site_id.eq(stored(new.site)),
                    referral::purpose.eq(stored(new.purpose)),
                    referral::urgency.eq(stored(new.urgency)),
                    referral::need.eq(serde_json::to_string(&new.need)?),
                    referral::message.eq(&new.message),
                    referral::travel_limit_km.eq(new.travel_limit_km),
                    referral::sent_at.eq(stored(self.now)),
                    referral::reminders.eq(0),
                    referral::revision.eq(1_i64),
                ),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    /// Looks for a family that is known already. See [`Tx::send_referral`] for the rule.
    fn known_family(&mut self, new: &NewReferral, today: Date) -> Result<Known> {
        let mut candidates: Vec<Candidate> = Vec::new();
        fn of(candidates: &mut Vec<Candidate>, id: FamilyId) -> &mut Candidate {
            let position = candidates.iter().position(|candidate| candidate.id == id).unwrap_or_else(|| {
                candidates.push(Candidate { id, phone: false, child: false, parent: false });
                candidates.len() - 1
            });
            &mut candidates[position]
        }
        if let Some(phone) = &new.parent.phone {
            let found: Vec<Stored<FamilyId>> =
                parent::table.filter(parent::phone.eq(phone)).select(parent::family_id).load(self.conn)?;
            for id in found {
                of(&mut candidates, id.value()).phone = true;
            }
        }
        for wanted in &new.children {
            let name = folded_name(&wanted.given_name, &wanted.family_name);
            let born: Vec<(Stored<FamilyId>, String, String)> = child::table
                .filter(child::birth_date.eq(stored(wanted.birth_date)))
                .select((child::family_id, child::given_name, child::family_name))
                .load(self.conn)?;
            for (id, given, family) in born {
                if folded_name(&given, &family) == name {
                    of(&mut candidates, id.value()).child = true;
                }
            }
        }
        let wanted = folded_name(&new.parent.given_name, &new.parent.family_name);
        let mut carried = false;
        let mut joined: Option<(FamilyId, bool)> = None;
        for mut candidate in candidates {
            let parents: Vec<(String, String)> = parent::table
                .filter(parent::family_id.eq(stored(candidate.id)))
                .select((parent::given_name, parent::family_name))
                .load(self.conn)?;
            candidate.parent = parents.iter().any(|(given, family)| folded_name(given, family) == wanted);
            let protected: bool =
                family::table.find(stored(candidate.id)).select(family::protected).first(self.conn)?;
            let strong = candidate.child && (candidate.phone || candidate.parent);
            let here = self.has_link(
                candidate.id,
                LinkKind::Admission,
                LinkTo { site: Some(new.site), ..LinkTo::default() },
                today,
            )?;
            if here || (strong && !protected) {
                // A strong likeness wins over a weak one.
                if joined.is_none_or(|(_, before)| strong && !before) {
                    joined = Some((candidate.id, strong));
                }
            } else if strong && protected {
                carried = true;
            }
        }
        Ok(match joined {
            Some((id, _)) => Known::Same(id),
            None => Known::New { protected: carried },
        })
    }

    /// The parent of the family by that name, or a new one. A known parent keeps her telephone: nobody turns messages elsewhere by
    /// sending a referral; what was given is written beside it for the site to check.
    fn referred_parent(&mut self, family_id: FamilyId, new: &NewReferral) -> Result<(ParentId, Option<String>)> {
        let wanted = folded_name(&new.parent.given_name, &new.parent.family_name);
        type Row = (Stored<ParentId>, String, String, Option<String>, Option<String>, Stored<SafeContact>, bool);
        let known: Vec<Row> = parent::table
            .filter(parent::family_id.eq(stored(family_id)))
            .order((parent::created_at, parent::id))
            .select((
                parent::id,
                parent::given_name,
                parent::family_name,
                parent::phone,
                parent::email,
                parent::safe_contact,
                parent::interpreter,
            ))
            .load(self.conn)?;
        let found = known.into_iter().find(|(_, given, family, ..)| folded_name(given, family) == wanted);
        let Some((id, _, _, phone, email, safe_contact, interpreter)) = found else {
            return Ok((self.create_parent(family_id, &new.parent)?, None));
        };
        let safer = safe_contact.safer(new.parent.safe_contact);
        let interpreter_needed = interpreter || new.parent.interpreter;
        if safer != *safe_contact || interpreter_needed != interpreter {
            diesel::update(parent::table.find(&id))
                .set((
                    parent::safe_contact.eq(stored(safer)),
                    parent::interpreter.eq(interpreter_needed),
                    parent::revision.eq(parent::revision + 1_i64),
                ))
                .execute(self.conn)?;
        }
        let other = [(&new.parent.phone, &phone), (&new.parent.email, &email)]
            .into_iter()
            .filter(|(given, known)| given.is_some() && given != known)
            .filter_map(|(given, _)| given.clone())
            .collect::<Vec<String>>();
        Ok((id.value(), (!other.is_empty()).then(|| other.join(" "))))
    }

    fn referred_child(&mut self, family_id: FamilyId, new: &NewChild) -> Result<ChildId> {
        let wanted = folded_name(&new.given_name, &new.family_name);
        let born: Vec<(Stored<ChildId>, String, String)> = child::table
            .filter(child::family_id.eq(stored(family_id)))
            .filter(child::birth_date.eq(stored(new.birth_date)))
            .select((child::id, child::given_name, child::family_name))
            .load(self.conn)?;
        match born.into_iter().find(|(_, given, family)| folded_name(given, family) == wanted) {
            Some((id, _, _)) => Ok(id.value()),
            None => self.create_child(family_id, new),
        }
    }

    /// Records a situation unless it holds already.
    fn note_situation(
        &mut self,
        parent_id: ParentId,
        kind: SituationKind,
        today: Date,
        by: Option<PersonId>,
    ) -> Result<()> {
        let known: i64 = situation::table
            .filter(situation::parent_id.eq(stored(parent_id)).and(situation::kind.eq(stored(kind))))
            .filter(situation::withdrawn_at.is_null())
            .filter(situation::from_date.le(stored(today)))
            .filter(situation::until_date.is_null().or(situation::until_date.ge(stored(today))))
            .count()
            .get_result(self.conn)?;
        if known == 0 {
            self.create_situation(parent_id, kind, Period { from: today, until: None }, "prescriber", by)?;
        }
        Ok(())
    }

    fn has_link(&mut self, family_id: FamilyId, kind: LinkKind, to: LinkTo, today: Date) -> Result<bool> {
        let day = stored(today);
        let mut rows = link::table
            .filter(link::family_id.eq(stored(family_id)).and(link::kind.eq(stored(kind))))
            .filter(link::from_date.le(&day))
            .filter(link::until_date.is_null().or(link::until_date.ge(&day)))
            .into_boxed();
        if let Some(id) = to.organisation {
            rows = rows.filter(link::organisation_id.eq(Some(stored(id))));
        }
        if let Some(id) = to.site {
            rows = rows.filter(link::site_id.eq(Some(stored(id))));
        }
        if let Some(id) = to.person {
            rows = rows.filter(link::person_id.eq(Some(stored(id))));
        }
        let count: i64 = rows.count().get_result(self.conn)?;
        Ok(count > 0)
    }

    /// Opens a link without end, unless one without end is there. A link that was running out runs on as it was.
    fn keep_link(&mut self, family_id: FamilyId, kind: LinkKind, to: LinkTo, today: Date) -> Result<()> {
        let mut rows = link::table
            .filter(link::family_id.eq(stored(family_id)).and(link::kind.eq(stored(kind))))
            .filter(link::until_date.is_null())
            .into_boxed();
        if let Some(id) = to.organisation {
            rows = rows.filter(link::organisation_id.eq(Some(stored(id))));
        }
        if let Some(id) = to.site {
            rows = rows.filter(link::site_id.eq(Some(stored(id))));
        }
        if let Some(id) = to.person {
            rows = rows.filter(link::person_id.eq(Some(stored(id))));
        }
        let count: i64 = rows.count().get_result(self.conn)?;
        if count == 0 {
            self.create_link(family_id, kind, to, Period { from: today, until: None })?;
        }
        Ok(())
    }

    /// Protects a family. Those who work with it today are named for it, so that nobody who needs its contact loses it; nobody else
    /// sees it from now on.
    pub fn protect_family(&mut self, family_id: FamilyId, today: Date) -> Result<()> {
        let day = stored(today);
        type Linked = (Option<Stored<SiteId>>, Option<Stored<PersonId>>);
        let linked: Vec<Linked> = link::table
            .filter(link::family_id.eq(stored(family_id)))
            .filter(link::kind.eq_any([stored(LinkKind::Admission), stored(LinkKind::Caseload)]))
            .filter(link::from_date.le(&day))
            .filter(link::until_date.is_null().or(link::until_date.ge(&day)))
            .select((link::site_id, link::person_id))
            .load(self.conn)?;
        let mut named: Vec<PersonId> = Vec::new();
        for (site_id, person_id) in linked {
            named.extend(person_id.map(Stored::value));
            if let Some(site_id) = site_id.map(Stored::value) {
                let organisation: Stored<OrganisationId> =
                    site::table.find(stored(site_id)).select(site::organisation_id).first(self.conn)?;
                named.extend(managers(self.conn, site_id, organisation.value(), today)?.into_iter().map(|(id, _)| id));
            }
        }
        named.sort_unstable();
        named.dedup();
        for person_id in named {
            self.keep_link(family_id, LinkKind::Named, LinkTo { person: Some(person_id), ..LinkTo::default() }, today)?;
        }
        diesel::update(family::table.find(stored(family_id)))
            .set((family::protected.eq(true), family::revision.eq(family::revision + 1_i64)))
            .execute(self.conn)?;
        Ok(())
    }
}
