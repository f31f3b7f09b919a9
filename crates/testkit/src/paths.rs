//! What tests say about children and sites that the pages would take several steps to say.

use db::Tx;
use db::schema::{child, parent, session, site};
use db::world::PastReferral;
use diesel::prelude::*;
use domain::access::Action;
use domain::families::SituationKind;
use domain::places::{Need, Purpose};
use domain::referrals::{ReferralFacts, Urgency};
use domain::sites::PrescriberKind;
use domain::{ChildId, Date, OrganisationId, Period, SiteId, Word};

use crate::TestApp;

#[expect(clippy::expect_used, reason = "a test whose world cannot be built fails")]
impl TestApp {
    /// Gives every session so many adaptation seats.
    pub async fn adaptation_seats(&self, seats: i32) {
        let work = move |tx: &mut Tx<'_>| {
            diesel::update(session::table).set(session::seats_adaptation.eq(seats)).execute(tx.conn)?;
            noted(tx)
        };
        self.db.write(work).await.expect("seats are changed");
    }
    /// A child is born on another day.
    pub async fn born(&self, of: ChildId, day: Date) {
        let write = move |tx: &mut Tx<'_>| {
            let day = day.text().into_owned();
            diesel::update(child::table.find(of.to_string())).set(child::birth_date.eq(day)).execute(tx.conn)?;
            noted(tx)
        };
        self.db.write(write).await.expect("the child is there");
    }

    /// A child's first parent looks for work from a day on, and a site accepted the referral of this prescriber.
    pub async fn looks_for_work(&self, of: ChildId, organisation: OrganisationId, site: SiteId, from: Date) {
        let family = self.family_of(of).await;
        let write = move |tx: &mut Tx<'_>| {
            let first = parent::table.filter(parent::family_id.eq(family.to_string())).select(parent::id);
            let first: String = first.first(tx.conn)?;
            let first = first.parse().expect("an id");
            tx.create_situation(first, SituationKind::JobSeeker, Period { from, until: None }, "test", None)?;
            let then = Some(tx.now.plus_hours(-24));
            tx.write_referral(&PastReferral {
                family,
                parent: first,
                children: vec![of],
                words: Vec::new(),
                organisation,
                prescriber_kind: PrescriberKind::FranceTravail,
                organisation_name: "Prescripteur".into(),
                person: None,
                prescriber_name: "Prescripteur".into(),
                prescriber_email: None,
                site,
                purpose: Purpose::JobInterview,
                urgency: Urgency::Weeks,
                need: Need::AnyHalfDay(Vec::new()),
                message: None,
                question: None,
                life: ReferralFacts { sent_at: then, accepted_at: then, ..ReferralFacts::default() },
                reminded_at: None,
                refusal: None,
                end_reason: None,
                manager: None,
            })?;
            noted(tx)
        };
        self.db.write(write).await.expect("the parent is there");
    }

    /// A site has the AVIP label.
    pub async fn avip_label(&self, of: SiteId) {
        let write = move |tx: &mut Tx<'_>| {
            diesel::update(site::table.find(of.to_string())).set(site::avip.eq(true)).execute(tx.conn)?;
            noted(tx)
        };
        self.db.write(write).await.expect("the site is there");
    }
}

fn noted(tx: &mut Tx<'_>) -> db::Result<()> {
    let entry = db::audit::Entry::done(Action::ManageSites, "test", "world");
    tx.audit(&db::audit::Signature::system(), entry)
}
