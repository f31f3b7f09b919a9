//! Families, parents, children, situations, links and admissions.

use diesel::prelude::*;
use domain::families::*;
use domain::places::CareKind;
use domain::*;

use crate::schema::{admission, child, family, link, parent, search_word, sequence, situation};
use crate::{Result, Tx, stored};

/// A new parent.
#[derive(Debug, Clone)]
pub struct NewParent {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Telephone, `+33612345678`.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Language spoken.
    pub language: SpokenLanguage,
    /// How she may safely be contacted.
    pub safe_contact: SafeContact,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
}

/// A new child.
#[derive(Debug, Clone)]
pub struct NewChild {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Day of birth.
    pub birth_date: Date,
}

/// To whom a family is linked.
#[derive(Debug, Clone, Copy, Default)]
pub struct LinkTo {
    /// An organisation.
    pub organisation: Option<OrganisationId>,
    /// A site.
    pub site: Option<SiteId>,
    /// A person.
    pub person: Option<PersonId>,
}

impl Tx<'_> {
    /// The next number of a named sequence, from 1.
    pub fn next_number(&mut self, name: &str) -> Result<i64> {
        let changed = diesel::update(sequence::table.find(name))
            .set(sequence::value.eq(sequence::value + 1_i64))
            .execute(self.conn)?;
        if changed == 0 {
            diesel::insert_into(sequence::table)
                .values((sequence::name.eq(name), sequence::value.eq(1_i64)))
                .execute(self.conn)?;
        }
        Ok(sequence::table.find(name).select(sequence::value).first(self.conn)?)
    }

    /// Creates a family; its reference is a number people can say on the telephone.
    pub fn create_family(&mut self, commune: &str, protected: bool) -> Result<FamilyId> {
        let id: FamilyId = self.new_id();
        let number = self.next_number("family")?;
        diesel::insert_into(family::table)
            .values((
                family::id.eq(stored(id)),
                family::reference.eq(format!("F{number:05}")),
                family::commune.eq(commune),
                family::protected.eq(protected),
                family::created_at.eq(stored(self.now)),
                family::revision.eq(1_i64),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Adds a parent to a family.
    pub fn create_parent(&mut self, family_id: FamilyId, new: &NewParent) -> Result<ParentId> {
        let id: ParentId = self.new_id();
        diesel::insert_into(parent::table)
            .values((
                parent::id.eq(stored(id)),
                parent::family_id.eq(stored(family_id)),
                parent::given_name.eq(&new.given_name),
                parent::family_name.eq(&new.family_name),
                parent::phone.eq(&new.phone),
                parent::email.eq(&new.email),
                parent::language.eq(stored(new.language)),
                parent::safe_contact.eq(stored(new.safe_contact)),
                parent::interpreter.eq(new.interpreter),
                parent::created_at.eq(stored(self.now)),
                parent::revision.eq(1_i64),
            ))
            .execute(self.conn)?;
        self.index_words("family", &family_id.to_string(), &[&new.given_name, &new.family_name])?;
        Ok(id)
    }

    /// Adds a child to a family.
    pub fn create_child(&mut self, family_id: FamilyId, new: &NewChild) -> Result<ChildId> {
        let id: ChildId = self.new_id();
        diesel::insert_into(child::table)
            .values((
                child::id.eq(stored(id)),
                child::family_id.eq(stored(family_id)),
                child::given_name.eq(&new.given_name),
                child::family_name.eq(&new.family_name),
                child::birth_date.eq(stored(new.birth_date)),
                child::created_at.eq(stored(self.now)),
                child::revision.eq(1_i64),
            ))
            .execute(self.conn)?;
        self.index_words("family", &family_id.to_string(), &[&new.given_name, &new.family_name])?;
        Ok(id)
    }

    /// Records a dated situation of a parent.
    pub fn create_situation(
        &mut self,
        parent_id: ParentId,
        kind: SituationKind,
        period: Period,
        source: &str,
        by: Option<PersonId>,
    ) -> Result<SituationId> {
        let id: SituationId = self.new_id();
        diesel::insert_into(situation::table)
            .values((
                situation::id.eq(stored(id)),
                situation::parent_id.eq(stored(parent_id)),
                situation::kind.eq(stored(kind)),
                situation::from_date.eq(stored(period.from)),
                situation::until_date.eq(period.until.map(stored)),
                situation::source.eq(source),
                situation::recorded_by.eq(by.map(stored)),
                situation::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Links a family to an organisation, a site or a person.
    pub fn create_link(&mut self, family_id: FamilyId, kind: LinkKind, to: LinkTo, period: Period) -> Result<LinkId> {
        let id: LinkId = self.new_id();
        diesel::insert_into(link::table)
            .values((
                link::id.eq(stored(id)),
                link::family_id.eq(stored(family_id)),
                link::kind.eq(stored(kind)),
                link::organisation_id.eq(to.organisation.map(stored)),
                link::site_id.eq(to.site.map(stored)),
                link::person_id.eq(to.person.map(stored)),
                link::from_date.eq(stored(period.from)),
                link::until_date.eq(period.until.map(stored)),
                link::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Takes a child in at a site.
    pub fn create_admission(
        &mut self,
        child_id: ChildId,
        site_id: SiteId,
        referral: Option<ReferralId>,
        kind: CareKind,
        period: Period,
    ) -> Result<AdmissionId> {
        let id: AdmissionId = self.new_id();
        diesel::insert_into(admission::table)
            .values((
                admission::id.eq(stored(id)),
                admission::child_id.eq(stored(child_id)),
                admission::site_id.eq(stored(site_id)),
                admission::referral_id.eq(referral.map(stored)),
                admission::care_kind.eq(stored(kind)),
                admission::from_date.eq(stored(period.from)),
                admission::until_date.eq(period.until.map(stored)),
                admission::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Makes an entity findable by words: folded in Rust, so that both engines find the same.
    pub fn index_words(&mut self, entity: &str, id: &str, texts: &[&str]) -> Result<()> {
        for text in texts {
            for word in search_words(text) {
                let known: i64 = search_word::table
                    .filter(
                        search_word::word
                            .eq(&word)
                            .and(search_word::entity.eq(entity))
                            .and(search_word::entity_id.eq(id)),
                    )
                    .count()
                    .get_result(self.conn)?;
                if known == 0 {
                    diesel::insert_into(search_word::table)
                        .values((
                            search_word::entity.eq(entity),
                            search_word::entity_id.eq(id),
                            search_word::word.eq(&word),
                        ))
                        .execute(self.conn)?;
                }
            }
        }
        Ok(())
    }
}

/// The words of a text as the search compares them: unaccented, lower case, split at anything that is no letter or digit.
pub fn search_words(text: &str) -> Vec<String> {
    deunicode::deunicode(text)
        .to_lowercase()
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(40).collect())
        .collect()
}
