//! What tests say about children and sites that the pages would take several steps to say.

use db::Tx;
use db::schema::{child, parent, session, site};
use diesel::prelude::*;
use domain::access::Action;
use domain::families::SituationKind;
use domain::{ChildId, Date, Period, SessionId, SiteId, Word};

use crate::TestApp;

#[expect(clippy::expect_used, reason = "a test whose world cannot be built fails")]
impl TestApp {
    /// A child is born on another day.
    pub async fn born(&self, of: ChildId, day: Date) {
        let write = move |tx: &mut Tx<'_>| {
            let day = day.text().into_owned();
            diesel::update(child::table.find(of.to_string())).set(child::birth_date.eq(day)).execute(tx.conn)?;
            noted(tx)
        };
        self.db.write(write).await.expect("the child is there");
    }

    /// The first parent of a child looks for work from a day on.
    pub async fn looks_for_work(&self, of: ChildId, from: Date) {
        let family = self.family_of(of).await;
        let write = move |tx: &mut Tx<'_>| {
            let first = parent::table.filter(parent::family_id.eq(family.to_string())).select(parent::id);
            let first: String = first.first(tx.conn)?;
            let first = first.parse().expect("an id");
            tx.create_situation(first, SituationKind::JobSeeker, Period { from, until: None }, "test", None)?;
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

    /// Every session of a site is cancelled but one.
    pub async fn only_session(&self, of: SiteId, but: SessionId) {
        let write = move |tx: &mut Tx<'_>| {
            let now = tx.now.text().into_owned();
            let others =
                session::table.filter(session::site_id.eq(of.to_string()).and(session::id.ne(but.to_string())));
            diesel::update(others).set(session::cancelled_at.eq(Some(now))).execute(tx.conn)?;
            noted(tx)
        };
        self.db.write(write).await.expect("the sessions are there");
    }
}

fn noted(tx: &mut Tx<'_>) -> db::Result<()> {
    let entry = db::audit::Entry::done(Action::ManageSites, "test", "world");
    tx.audit(&db::audit::Signature::system(), entry)
}
