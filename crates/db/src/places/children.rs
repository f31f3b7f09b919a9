//! Who is put on the board: children found by name among the families the site accompanies, and where the booked ones are.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::access::Action;
use domain::attendance::Presence;
use domain::*;

use crate::access::{Actor, Scope, Seen, families};
use crate::error::OrNotFound;
use crate::families::search_words;
use crate::schema::{admission, booking, child, family, search_word};
use crate::{Conn, Result, Stored, stored};

/// A child as the board names one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildCard {
    /// The child.
    pub id: ChildId,
    /// Given name.
    pub given_name: String,
    /// First letter of the family name.
    pub initial: String,
    /// Birth date.
    pub birth_date: Date,
}

type CardRow = (Stored<ChildId>, String, String, Stored<Date>);

fn card((id, given_name, family_name, birth_date): CardRow) -> ChildCard {
    ChildCard {
        id: id.value(),
        given_name,
        initial: family_name.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default(),
        birth_date: birth_date.value(),
    }
}

/// Those of these families whose page the actor may open.
pub fn families_to_open(conn: &mut Conn, actor: &Actor, asked: &[FamilyId]) -> Result<BTreeSet<FamilyId>> {
    let scope = Scope::new(actor, Action::SeeFamily);
    let asked: Vec<Stored<FamilyId>> = asked.iter().copied().map(stored).collect();
    let rows: Vec<Stored<FamilyId>> = family::table
        .filter(family::id.eq_any(asked))
        .filter(family::id.eq_any(families!(&scope)))
        .select(family::id)
        .load(conn)?;
    Ok(rows.into_iter().map(Stored::value).collect())
}

/// Children of families in sight whose words begin with every word asked; without words, those admitted at the site today.
pub fn find_children(
    conn: &mut Conn,
    actor: &Actor,
    site: &Seen<SiteId>,
    asked: &str,
    most: i64,
) -> Result<Vec<ChildCard>> {
    let scope = Scope::new(actor, Action::SeeChild);
    let words = search_words(asked);
    let rows: Vec<CardRow> = if words.is_empty() {
        let today = stored(actor.today);
        let admitted = admission::table
            .filter(admission::site_id.eq(stored(site.id())).and(admission::ended_at.is_null()))
            .filter(admission::from_date.le(&today))
            .filter(admission::until_date.is_null().or(admission::until_date.ge(&today)))
            .select(admission::child_id);
        child::table
            .filter(child::id.eq_any(admitted))
            .filter(child::family_id.eq_any(families!(&scope)))
            .order((child::given_name, child::id))
            .limit(most)
            .select((child::id, child::given_name, child::family_name, child::birth_date))
            .load(conn)?
    } else {
        let mut found: Option<BTreeSet<String>> = None;
        for word in &words {
            // Words are plain ASCII in lower case: LIKE is the same on both engines.
            let of_word: Vec<String> = search_word::table
                .filter(search_word::entity.eq("family").and(search_word::word.like(format!("{word}%"))))
                .select(search_word::entity_id)
                .limit(5000)
                .load(conn)?;
            let of_word: BTreeSet<String> = of_word.into_iter().collect();
            found = Some(match found {
                None => of_word,
                Some(before) => before.intersection(&of_word).cloned().collect(),
            });
        }
        let found: Vec<String> = found.unwrap_or_default().into_iter().take(2000).collect();
        child::table
            .filter(child::family_id.eq_any(found))
            .filter(child::family_id.eq_any(families!(&scope)))
            .order((child::given_name, child::id))
            .limit(most)
            .select((child::id, child::given_name, child::family_name, child::birth_date))
            .load(conn)?
    };
    let mut cards: Vec<ChildCard> = rows.into_iter().map(card).collect();
    cards.sort_by_cached_key(|child| (search_words(&child.given_name), child.initial.clone(), child.id));
    Ok(cards)
}

/// A child by its proof.
pub fn child_card(conn: &mut Conn, seen: &Seen<ChildId>) -> Result<ChildCard> {
    card_of(conn, seen.id())
}

/// The child of a request one may see.
pub fn child_of_request(conn: &mut Conn, seen: super::SeenRequest) -> Result<ChildCard> {
    let request = super::place_request(conn, seen)?;
    card_of(conn, request.child)
}

/// The child of a booking one may see.
pub fn child_of_booking(conn: &mut Conn, seen: &Seen<BookingId>) -> Result<ChildCard> {
    let id: Stored<ChildId> =
        booking::table.find(stored(seen.id())).select(booking::child_id).first(conn).or_not_found()?;
    card_of(conn, id.value())
}

fn card_of(conn: &mut Conn, id: ChildId) -> Result<ChildCard> {
    child::table
        .find(stored(id))
        .select((child::id, child::given_name, child::family_name, child::birth_date))
        .first::<CardRow>(conn)
        .or_not_found()
        .map(card)
}

/// Who came and who did not, of the bookings of a site between two days.
pub fn presences(
    conn: &mut Conn,
    site: &Seen<SiteId>,
    from: Date,
    until: Date,
) -> Result<BTreeMap<BookingId, Presence>> {
    crate::attendance::watch::presences(conn, site.id(), from, until)
}

/// The children of a family, the eldest first.
pub fn children_of(conn: &mut Conn, seen: &Seen<FamilyId>) -> Result<Vec<ChildCard>> {
    let rows: Vec<CardRow> = child::table
        .filter(child::family_id.eq(stored(seen.id())))
        .order((child::birth_date, child::id))
        .select((child::id, child::given_name, child::family_name, child::birth_date))
        .load(conn)?;
    Ok(rows.into_iter().map(card).collect())
}
