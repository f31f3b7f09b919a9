//! Consents: which text, in which language, read aloud or not, by whom, when.

use diesel::prelude::*;
use domain::consents::ConsentKind;
use domain::families::SpokenLanguage;
use domain::*;

use crate::access::Seen;
use crate::schema::{consent, parent};
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
