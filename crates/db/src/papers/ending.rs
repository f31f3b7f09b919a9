//! What goes with the care contract: the certificate, the vaccines and the health card (R.2324-39-1 CSP; `rules.md` 2.7 and 5).

use diesel::prelude::*;
use domain::access::Action;
use domain::*;

use super::EntryKind;
use crate::audit::{Entry, Signature};
use crate::schema::{admission, child, health_card, paper};
use crate::{Conn, Result, Stored, Tx, stored};

type Held = (Stored<ChildId>, Stored<SiteId>, Stored<FamilyId>);

/// The children of whose health something is kept at a site where no contract of theirs runs or is to come.
fn left(conn: &mut Conn, today: Date) -> Result<Vec<(ChildId, SiteId, FamilyId)>> {
    let mut held: Vec<Held> = paper::table
        .inner_join(child::table)
        .filter(paper::kind.eq_any(EntryKind::OF_HEALTH.map(stored)))
        .distinct()
        .select((paper::child_id, paper::site_id, child::family_id))
        .load(conn)?;
    let cards: Vec<Held> = health_card::table
        .inner_join(child::table)
        .distinct()
        .select((health_card::child_id, health_card::site_id, child::family_id))
        .load(conn)?;
    held.extend(cards);
    let mut held: Vec<(ChildId, SiteId, FamilyId)> =
        held.into_iter().map(|(child, site, family)| (child.value(), site.value(), family.value())).collect();
    held.sort_unstable();
    held.dedup();
    let mut over = Vec::new();
    for (child, site, family) in held {
        let running: i64 = admission::table
            .filter(admission::child_id.eq(stored(child)).and(admission::site_id.eq(stored(site))))
            .filter(admission::ended_at.is_null())
            .filter(admission::until_date.is_null().or(admission::until_date.assume_not_null().ge(stored(today))))
            .count()
            .get_result(conn)?;
        if running == 0 {
            over.push((child, site, family));
        }
    }
    Ok(over)
}

impl Tx<'_> {
    /// Erases what was kept of the health of children whose care contract has ended; one line a child.
    pub fn erase_health_of_those_who_left(&mut self, today: Date) -> Result<()> {
        for (child, site, family) in left(self.conn, today)? {
            let of_health = paper::kind.eq_any(EntryKind::OF_HEALTH.map(stored));
            let papers = diesel::delete(
                paper::table
                    .filter(paper::child_id.eq(stored(child)).and(paper::site_id.eq(stored(site))))
                    .filter(of_health),
            )
            .execute(self.conn)?;
            let cards = diesel::delete(
                health_card::table
                    .filter(health_card::child_id.eq(stored(child)).and(health_card::site_id.eq(stored(site)))),
            )
            .execute(self.conn)?;
            let detail = serde_json::json!({ "erased": papers + cards, "because": "end_of_contract" });
            let line = Entry::done(Action::ManagePapers, "paper", child).family(family).site(site).detail(detail);
            self.audit(&Signature::system(), line)?;
        }
        Ok(())
    }
}
