//! Referrals in lists: searched, sorted, paged.

use diesel::prelude::*;
use domain::access::Action;
use domain::places::Purpose;
use domain::referrals::*;
use domain::*;

use super::{ReferralRow, referral_of};
use crate::access::{Actor, Scope, families, sites};
use crate::families::search_words;
use crate::schema::{child, family, parent, referral, referral_child, search_word, site};
use crate::{Conn, Result, Stored, stored};

/// Which part of the referrals a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// All of them.
    #[default]
    All,
    /// Those the site still owes an answer.
    Open,
    /// Accepted and going on.
    Accepted,
    /// Refused, expired or ended.
    Closed,
}

/// How a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The latest first.
    #[default]
    Latest,
    /// The oldest first.
    Oldest,
    /// By number.
    Number,
}

/// What a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words of names, or a number.
    pub search: String,
    /// Which part.
    pub part: Part,
    /// In which order.
    pub order: Order,
    /// How many to pass over (pages).
    pub offset: i64,
    /// How many at most.
    pub limit: i64,
    /// Only those after this one, in the order [`Order::Latest`] (cursor of the API).
    pub after: Option<(Instant, ReferralId)>,
}

/// A line of a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The referral.
    pub id: ReferralId,
    /// Its number.
    pub number: String,
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Organisation that sent it.
    pub prescriber: String,
    /// Person who sent it.
    pub prescriber_name: String,
    /// The parent; empty when the reader may not see her.
    pub parent_name: String,
    /// Given names of the children.
    pub children: Vec<String>,
    /// How fast.
    pub urgency: Urgency,
    /// Why.
    pub purpose: Purpose,
    /// The dates of its life.
    pub facts: ReferralFacts,
}

/// Referrals an actor may open under an action, and how many there are in all.
///
/// For [`Action::FollowReferral`] those of the actor's organisations; for [`Action::SeeReferral`] those that came to her sites.
pub fn list(conn: &mut Conn, actor: &Actor, action: Action, query: &Query) -> Result<(Vec<Line>, i64)> {
    let scope = Scope::new(actor, action);
    // Names of a protected family are for those who may see the family; who sent the referral wrote the names herself.
    let names: Vec<Stored<FamilyId>> = if action == Action::SeeReferral {
        let readable = Scope::new(actor, Action::SeeFamily);
        family::table.filter(family::id.eq_any(families!(&readable))).select(family::id).load(conn)?
    } else {
        Vec::new()
    };
    let names: std::collections::HashSet<FamilyId> = names.into_iter().map(Stored::value).collect();
    let filtered = || {
        let mut rows = referral::table
            .inner_join(site::table)
            .inner_join(parent::table)
            .filter(
                referral::site_id
                    .eq_any(sites!(&scope))
                    .or(referral::organisation_id.assume_not_null().eq_any(scope.referring())),
            )
            .into_boxed();
        for word in search_words(&query.search).into_iter().take(6) {
            let end = format!("{word}{{");
            rows = rows.filter(
                referral::id.eq_any(
                    search_word::table
                        .filter(search_word::entity.eq("referral"))
                        .filter(search_word::word.ge(word).and(search_word::word.lt(end)))
                        .select(search_word::entity_id),
                ),
            );
        }
        let answered = referral::accepted_at
            .is_not_null()
            .or(referral::refused_at.is_not_null())
            .or(referral::expired_at.is_not_null())
            .or(referral::ended_at.is_not_null());
        match query.part {
            Part::All => rows,
            Part::Open => rows.filter(diesel::dsl::not(answered)),
            Part::Accepted => rows.filter(referral::accepted_at.is_not_null().and(referral::ended_at.is_null())),
            Part::Closed => rows.filter(
                referral::refused_at
                    .is_not_null()
                    .or(referral::expired_at.is_not_null())
                    .or(referral::ended_at.is_not_null()),
            ),
        }
    };
    let total: i64 = filtered().count().get_result(conn)?;
    let mut rows = filtered();
    if let Some((sent_at, id)) = query.after {
        rows = rows.filter(
            referral::sent_at
                .lt(stored(sent_at))
                .or(referral::sent_at.eq(stored(sent_at)).and(referral::id.lt(stored(id)))),
        );
    }
    rows = match query.order {
        Order::Latest => rows.order((referral::sent_at.desc(), referral::id.desc())),
        Order::Oldest => rows.order((referral::sent_at.asc(), referral::id.asc())),
        Order::Number => rows.order((referral::number.asc(), referral::id.asc())),
    };
    let rows: Vec<(ReferralRow, String, String, String)> = rows
        .offset(query.offset)
        .limit(query.limit)
        .select((ReferralRow::as_select(), site::name, parent::given_name, parent::family_name))
        .load(conn)?;
    let ids: Vec<Stored<ReferralId>> = rows.iter().map(|(row, ..)| row.id.clone()).collect();
    let found: Vec<(Stored<ReferralId>, String)> = referral_child::table
        .inner_join(child::table)
        .filter(referral_child::referral_id.eq_any(ids))
        .order((child::birth_date, child::id))
        .select((referral_child::referral_id, child::given_name))
        .load(conn)?;
    let mut lines = Vec::with_capacity(rows.len());
    for (row, site_name, given, name) in rows {
        let referral = referral_of(row)?;
        let readable = action != Action::SeeReferral || names.contains(&referral.family);
        lines.push(Line {
            id: referral.id,
            number: referral.number,
            site: referral.site,
            site_name,
            prescriber: referral.prescriber.organisation_name,
            prescriber_name: referral.prescriber.name,
            parent_name: if readable { format!("{given} {name}") } else { String::new() },
            children: found
                .iter()
                .filter(|(id, _)| **id == referral.id)
                .map(|(_, given)| given.clone())
                .filter(|_| readable)
                .collect(),
            urgency: referral.urgency,
            purpose: referral.purpose,
            facts: referral.facts,
        });
    }
    Ok((lines, total))
}
