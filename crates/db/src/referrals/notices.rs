//! Who is told of a referral, and at which address.

use diesel::prelude::*;
use domain::access::Role;
use domain::families::{SafeContact, SpokenLanguage};
use domain::*;

use super::file::children;
use super::{Referral, load};
use crate::error::OrNotFound;
use crate::schema::{membership, parent, person, site};
use crate::{Conn, Result, Stored, Tx, stored};

/// What the messages about a referral need; never shown as it is.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The referral.
    pub referral: Referral,
    /// Name of the site.
    pub site_name: String,
    /// Its telephone.
    pub site_phone: Option<String>,
    /// Addresses of the site: its own, or its managers'.
    pub site_emails: Vec<String>,
    /// Given names of the children.
    pub children: Vec<String>,
    /// The parent's telephone.
    pub parent_phone: Option<String>,
    /// The language she speaks.
    pub parent_language: SpokenLanguage,
    /// How she may safely be contacted.
    pub parent_contact: SafeContact,
}

/// Loads what the messages about a referral need, inside the transaction that causes them.
pub fn notice(tx: &mut Tx<'_>, id: ReferralId) -> Result<Notice> {
    let referral = load(tx.conn, id)?;
    let (site_name, site_phone, email, organisation): (String, Option<String>, Option<String>, Stored<OrganisationId>) =
        site::table
            .find(stored(referral.site))
            .select((site::name, site::phone, site::email, site::organisation_id))
            .first(tx.conn)?;
    let site_emails = match email {
        Some(email) => vec![email],
        None => {
            let today = site_today(tx.conn, referral.site, tx.now)?;
            managers(tx.conn, referral.site, *organisation, today)?.into_iter().map(|(_, email)| email).collect()
        }
    };
    let (parent_phone, language, contact): (Option<String>, Stored<SpokenLanguage>, Stored<SafeContact>) =
        parent::table
            .find(stored(referral.parent))
            .select((parent::phone, parent::language, parent::safe_contact))
            .first(tx.conn)?;
    let children = children(tx.conn, id)?.into_iter().map(|child| child.given_name).collect();
    Ok(Notice {
        referral,
        site_name,
        site_phone,
        site_emails,
        children,
        parent_phone,
        parent_language: language.value(),
        parent_contact: contact.value(),
    })
}

/// Today where a site stands.
pub(super) fn site_today(conn: &mut Conn, id: SiteId, now: Instant) -> Result<Date> {
    let zone: String = site::table.find(stored(id)).select(site::time_zone).first(conn).or_not_found()?;
    Ok(now.date(&domain::time::time_zone(&zone).unwrap_or(jiff::tz::TimeZone::UTC)))
}

/// Those who manage a site today, with their addresses.
pub(super) fn managers(
    conn: &mut Conn,
    site_id: SiteId,
    organisation: OrganisationId,
    today: Date,
) -> Result<Vec<(PersonId, String)>> {
    let today = stored(today);
    let rows: Vec<(Stored<PersonId>, String)> = membership::table
        .inner_join(person::table)
        .filter(membership::role.eq(stored(Role::SiteManager)))
        .filter(person::disabled_at.is_null())
        .filter(
            membership::site_id
                .eq(Some(stored(site_id)))
                .or(membership::site_id.is_null().and(membership::organisation_id.eq(stored(organisation)))),
        )
        .filter(membership::from_date.le(&today))
        .filter(membership::until_date.is_null().or(membership::until_date.ge(&today)))
        .order(person::id)
        .select((person::id, person::email))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, email)| (id.value(), email)).collect())
}
