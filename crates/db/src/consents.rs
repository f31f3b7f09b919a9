//! Consents: which text, in which language, read aloud or not, by whom, when.

use diesel::prelude::*;
use domain::consents::ConsentKind;
use domain::families::{LinkKind, SpokenLanguage};
use domain::links::LinkPurpose;
use domain::*;

use crate::access::{Actor, Seen};
use crate::audit::Entry;
use crate::error::OrNotFound;
use crate::schema::{consent, link, link_token, parent, referral};
use crate::{Conn, Result, Stored, Tx, stored};

/// A consent to record.
#[derive(Debug, Clone)]
pub struct NewConsent {
    /// What it allows.
    pub kind: ConsentKind,
    /// Version of the text.
    pub text_version: String,
    /// Language in which it was read.
    pub language: SpokenLanguage,
    /// Whether it was read aloud to the parent.
    pub read_aloud: bool,
    /// The professional with an account who recorded it.
    pub recorded_by: Option<PersonId>,
    /// The name of whoever recorded it without one.
    pub recorded_name: Option<String>,
}

/// A consent as it stands.
#[derive(Debug, Clone)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// Who gave it.
    pub parent: ParentId,
    /// What it allows.
    pub kind: ConsentKind,
    /// Version of the text.
    pub text_version: String,
    /// Language in which it was read.
    pub language: SpokenLanguage,
    /// Whether it was read aloud.
    pub read_aloud: bool,
    /// When it was given.
    pub given_at: Instant,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
}

impl Tx<'_> {
    /// Records a consent.
    pub fn create_consent(&mut self, parent_id: ParentId, new: &NewConsent) -> Result<ConsentId> {
        let id: ConsentId = self.new_id();
        diesel::insert_into(consent::table)
            .values((
                consent::id.eq(stored(id)),
                consent::parent_id.eq(stored(parent_id)),
                consent::kind.eq(stored(new.kind)),
                consent::text_version.eq(&new.text_version),
                consent::language.eq(stored(new.language)),
                consent::read_aloud.eq(new.read_aloud),
                consent::given_at.eq(stored(self.now)),
                consent::recorded_by.eq(new.recorded_by.map(stored)),
                consent::recorded_name.eq(&new.recorded_name),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// A parent says stop: it is written down, and where it was the consent to her referral, who referred her is told nothing more.
    /// The child keeps its place.
    pub fn withdraw_consent(&mut self, actor: &Actor, seen: Seen<FamilyId>, id: ConsentId) -> Result<()> {
        type Row = (Stored<ConsentKind>, Stored<ParentId>);
        let (kind, parent_id): Row = consent::table
            .inner_join(parent::table)
            .filter(consent::id.eq(stored(id)).and(parent::family_id.eq(stored(seen.id()))))
            .select((consent::kind, consent::parent_id))
            .first(self.conn)
            .or_not_found()?;
        let changed = diesel::update(consent::table.find(stored(id)).filter(consent::withdrawn_at.is_null()))
            .set(consent::withdrawn_at.eq(Some(stored(self.now))))
            .execute(self.conn)?;
        if changed == 0 {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        if matches!(kind.value(), ConsentKind::Referral | ConsentKind::SharePresence) {
            self.stop_following(seen.id(), parent_id.value(), actor.today)?;
        }
        let entry = Entry::done(seen.action(), "consent", id).family(seen.id());
        self.audit(&actor.signature(), entry.detail(serde_json::json!({ "withdrawn": true })))
    }

    /// Ends what lets prescribers hear of a family: their organisations' links to it, and the links they were sent by e-mail.
    fn stop_following(&mut self, family_id: FamilyId, parent_id: ParentId, today: Date) -> Result<()> {
        let yesterday = today.yesterday().unwrap_or(today);
        // A link of today has no day left.
        diesel::delete(
            link::table
                .filter(link::family_id.eq(stored(family_id)).and(link::kind.eq(stored(LinkKind::Referral))))
                .filter(link::from_date.gt(stored(yesterday))),
        )
        .execute(self.conn)?;
        diesel::update(
            link::table
                .filter(link::family_id.eq(stored(family_id)).and(link::kind.eq(stored(LinkKind::Referral))))
                .filter(link::until_date.is_null().or(link::until_date.gt(stored(yesterday)))),
        )
        .set(link::until_date.eq(Some(stored(yesterday))))
        .execute(self.conn)?;
        let referrals: Vec<Stored<ReferralId>> = referral::table
            .filter(referral::family_id.eq(stored(family_id)).and(referral::parent_id.eq(stored(parent_id))))
            .select(referral::id)
            .load(self.conn)?;
        diesel::update(
            link_token::table
                .filter(link_token::referral_id.assume_not_null().eq_any(referrals))
                .filter(link_token::purpose.eq(stored(LinkPurpose::FollowReferral)))
                .filter(link_token::revoked_at.is_null()),
        )
        .set(link_token::revoked_at.eq(Some(stored(self.now))))
        .execute(self.conn)?;
        Ok(())
    }
}

/// The consents of a family's parents, the latest first.
pub fn of_family(conn: &mut Conn, seen: Seen<FamilyId>) -> Result<Vec<Consent>> {
    type Row = (
        Stored<ConsentId>,
        Stored<ParentId>,
        Stored<ConsentKind>,
        String,
        Stored<SpokenLanguage>,
        bool,
        Stored<Instant>,
        Option<Stored<Instant>>,
    );
    let rows: Vec<Row> = consent::table
        .inner_join(parent::table)
        .filter(parent::family_id.eq(stored(seen.id())))
        .order((consent::given_at.desc(), consent::id))
        .select((
            consent::id,
            consent::parent_id,
            consent::kind,
            consent::text_version,
            consent::language,
            consent::read_aloud,
            consent::given_at,
            consent::withdrawn_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, parent, kind, text_version, language, read_aloud, given_at, withdrawn_at)| Consent {
            id: id.value(),
            parent: parent.value(),
            kind: kind.value(),
            text_version,
            language: language.value(),
            read_aloud,
            given_at: given_at.value(),
            withdrawn_at: withdrawn_at.map(Stored::value),
        })
        .collect())
}
