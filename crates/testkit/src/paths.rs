//! What tests say about children that the pages would take several steps to say.

use db::Tx;
use db::schema::child;
use diesel::prelude::*;
use domain::access::Action;
use domain::{ChildId, Date, Word};

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
}

fn noted(tx: &mut Tx<'_>) -> db::Result<()> {
    let entry = db::audit::Entry::done(Action::ManageSites, "test", "world");
    tx.audit(&db::audit::Signature::system(), entry)
}
