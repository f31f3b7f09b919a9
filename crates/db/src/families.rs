//! Families, parents, children, situations, links and admissions.

use diesel::prelude::*;
use domain::access::Action;
use domain::families::*;
use domain::places::CareKind;
use domain::*;

use crate::access::{Actor, Scope, Seen, families, sites};
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{
    admission, child, family, family_shield, link, parent, person, referral, search_word, sequence, site, situation,
};
use crate::{Conn, Error, Result, Stored, Tx, stored};

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

impl Tx<'_> {
    /// Makes a family and its referrals findable by the names its people have now, and by no name they had.
    fn index_family_anew(&mut self, id: FamilyId, old: &[String]) -> Result<()> {
        let parents: Vec<(String, String)> = parent::table
            .filter(parent::family_id.eq(stored(id)))
            .select((parent::given_name, parent::family_name))
            .load(self.conn)?;
        let children: Vec<(String, String)> = child::table
            .filter(child::family_id.eq(stored(id)))
            .select((child::given_name, child::family_name))
            .load(self.conn)?;
        let names: Vec<String> = parents.into_iter().chain(children).flat_map(|(given, name)| [given, name]).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let gone: Vec<String> = old.iter().flat_map(|name| search_words(name)).collect();
        let referrals: Vec<Stored<ReferralId>> =
            referral::table.filter(referral::family_id.eq(stored(id))).select(referral::id).load(self.conn)?;
        let referrals = referrals.into_iter().map(|id| ("referral", id.to_string()));
        for (entity, id) in referrals.chain([("family", id.to_string())]) {
            diesel::delete(
                search_word::table
                    .filter(search_word::entity.eq(entity).and(search_word::entity_id.eq(&id)))
                    .filter(search_word::word.eq_any(gone.clone())),
            )
            .execute(self.conn)?;
            self.index_words(entity, &id, &names)?;
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

/// A line of the list of families.
#[derive(Debug, Clone)]
pub struct FamilyLine {
    /// The family.
    pub id: FamilyId,
    /// Its number.
    pub reference: String,
    /// INSEE code.
    pub commune: String,
    /// Whether it is protected.
    pub protected: bool,
    /// Its parents' names.
    pub parents: Vec<String>,
    /// Its children's given names and birth dates.
    pub children: Vec<(String, Date)>,
}

/// Families an actor accompanies, by number, and how many there are in all. `after` is the number of the last one seen.
pub fn list(
    conn: &mut Conn,
    actor: &Actor,
    search: &str,
    after: Option<&str>,
    offset: i64,
    limit: i64,
) -> Result<(Vec<FamilyLine>, i64)> {
    let scope = Scope::new(actor, Action::SeeFamily);
    let filtered = || {
        let mut rows = family::table.filter(family::id.eq_any(families!(&scope))).into_boxed();
        for word in search_words(search).into_iter().take(6) {
            let end = format!("{word}{{");
            rows = rows.filter(
                family::id.eq_any(
                    search_word::table
                        .filter(search_word::entity.eq("family"))
                        .filter(search_word::word.ge(word).and(search_word::word.lt(end)))
                        .select(search_word::entity_id),
                ),
            );
        }
        rows
    };
    let total: i64 = filtered().count().get_result(conn)?;
    let mut rows = filtered();
    if let Some(after) = after {
        rows = rows.filter(family::reference.gt(after.to_owned()));
    }
    let rows: Vec<(Stored<FamilyId>, String, String, bool)> = rows
        .order((family::reference, family::id))
        .offset(offset)
        .limit(limit)
        .select((family::id, family::reference, family::commune, family::protected))
        .load(conn)?;
    let ids: Vec<Stored<FamilyId>> = rows.iter().map(|(id, ..)| id.clone()).collect();
    let parents: Vec<(Stored<FamilyId>, String, String)> = parent::table
        .filter(parent::family_id.eq_any(ids.clone()))
        .order((parent::created_at, parent::id))
        .select((parent::family_id, parent::given_name, parent::family_name))
        .load(conn)?;
    let children: Vec<(Stored<FamilyId>, String, Stored<Date>)> = child::table
        .filter(child::family_id.eq_any(ids))
        .order((child::birth_date, child::id))
        .select((child::family_id, child::given_name, child::birth_date))
        .load(conn)?;
    let lines = rows
        .into_iter()
        .map(|(id, reference, commune, protected)| FamilyLine {
            reference,
            commune,
            protected,
            parents: parents
                .iter()
                .filter(|(of, ..)| **of == *id)
                .map(|(_, given, name)| format!("{given} {name}"))
                .collect(),
            children: children
                .iter()
                .filter(|(of, ..)| **of == *id)
                .map(|(_, given, birth)| (given.clone(), **birth))
                .collect(),
            id: id.value(),
        })
        .collect();
    Ok((lines, total))
}

/// A parent as those who accompany the family see her.
#[derive(Debug, Clone)]
pub struct ParentFile {
    /// Her id.
    pub id: ParentId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Language spoken.
    pub language: SpokenLanguage,
    /// How she may safely be contacted.
    pub safe_contact: SafeContact,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// Version.
    pub revision: i64,
    /// Her situations, the latest first; those taken back are left out.
    pub situations: Vec<SituationFile>,
}

/// A dated situation.
#[derive(Debug, Clone)]
pub struct SituationFile {
    /// Its id.
    pub id: SituationId,
    /// What it is.
    pub kind: SituationKind,
    /// When it holds.
    pub period: Period,
    /// Who said so.
    pub source: String,
}

/// A child as those who accompany the family see it.
#[derive(Debug, Clone)]
pub struct ChildFile {
    /// Its id.
    pub id: ChildId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Day of birth.
    pub birth_date: Date,
    /// Since when it walks.
    pub walks_since: Option<Date>,
    /// Version.
    pub revision: i64,
    /// Admissions the reader may see.
    pub admissions: Vec<AdmissionFile>,
}

/// An admission.
#[derive(Debug, Clone)]
pub struct AdmissionFile {
    /// Its id.
    pub id: AdmissionId,
    /// Where.
    pub site: SiteId,
    /// Name of the site.
    pub site_name: String,
    /// Kind of care.
    pub care_kind: CareKind,
    /// When it holds.
    pub period: Period,
}

/// A family as those who accompany it see it.
#[derive(Debug, Clone)]
pub struct FamilyFile {
    /// Its id.
    pub id: FamilyId,
    /// Its number.
    pub reference: String,
    /// INSEE code.
    pub commune: String,
    /// Whether it is protected.
    pub protected: bool,
    /// A note.
    pub note: Option<String>,
    /// Version.
    pub revision: i64,
    /// Parents.
    pub parents: Vec<ParentFile>,
    /// Children, the youngest last.
    pub children: Vec<ChildFile>,
    /// Names of those who follow a parent or are named for the family.
    pub persons: Vec<(LinkKind, String)>,
}

/// What only named persons read of a protected family.
#[derive(Debug, Clone)]
pub struct ShieldFile {
    /// Where it lives.
    pub address: Option<String>,
    /// What it must be protected from.
    pub danger_note: Option<String>,
}

/// The file of a family. Of its admissions a site sees its own; who follows the parent sees all.
pub fn file(conn: &mut Conn, actor: &Actor, seen: Seen<FamilyId>) -> Result<FamilyFile> {
    let id = stored(seen.id());
    let scope = Scope::new(actor, Action::SeeFamily);
    let follows: i64 = family::table
        .filter(family::id.eq(&id))
        .filter(family::id.eq_any(families!(&scope.clone().beside_sites())))
        .count()
        .get_result(conn)?;
    let counsellor = actor.roles().any(|role| role == domain::access::Role::Counsellor);
    let all_sites = follows > 0 && counsellor;
    let (reference, commune, protected, note, revision): (String, String, bool, Option<String>, i64) = family::table
        .find(&id)
        .select((family::reference, family::commune, family::protected, family::note, family::revision))
        .first(conn)
        .or_not_found()?;
    let mine: Vec<Stored<SiteId>> = site::table.filter(site::id.eq_any(sites!(&scope))).select(site::id).load(conn)?;
    let mut children = children_of(conn, &id)?;
    for child in &mut children {
        child.admissions = admissions_of(conn, child.id)?;
        child.admissions.retain(|admission| all_sites || mine.iter().any(|site| **site == admission.site));
    }
    type Person = (Stored<LinkKind>, String, String);
    let today = stored(actor.today);
    let persons: Vec<Person> = link::table
        .inner_join(person::table)
        .filter(link::family_id.eq(&id))
        .filter(link::from_date.le(&today).and(link::until_date.is_null().or(link::until_date.ge(&today))))
        .order((person::family_name, person::given_name))
        .select((link::kind, person::given_name, person::family_name))
        .load(conn)?;
    Ok(FamilyFile {
        id: seen.id(),
        reference,
        commune,
        protected,
        note,
        revision,
        parents: parents_of(conn, &id)?,
        children,
        persons: persons.into_iter().map(|(kind, given, name)| (kind.value(), format!("{given} {name}"))).collect(),
    })
}

fn parents_of(conn: &mut Conn, id: &Stored<FamilyId>) -> Result<Vec<ParentFile>> {
    type Row = (
        (Stored<ParentId>, String, String, Option<String>, Option<String>),
        (Stored<SpokenLanguage>, Stored<SafeContact>, bool, i64),
    );
    let rows: Vec<Row> = parent::table
        .filter(parent::family_id.eq(id))
        .order((parent::created_at, parent::id))
        .select((
            (parent::id, parent::given_name, parent::family_name, parent::phone, parent::email),
            (parent::language, parent::safe_contact, parent::interpreter, parent::revision),
        ))
        .load(conn)?;
    let mut parents = Vec::with_capacity(rows.len());
    for ((id, given_name, family_name, phone, email), (language, safe_contact, interpreter, revision)) in rows {
        type SituationRow = (Stored<SituationId>, Stored<SituationKind>, Stored<Date>, Option<Stored<Date>>, String);
        let situations: Vec<SituationRow> = situation::table
            .filter(situation::parent_id.eq(&id))
            .filter(situation::withdrawn_at.is_null())
            .order((situation::from_date.desc(), situation::id))
            .select((situation::id, situation::kind, situation::from_date, situation::until_date, situation::source))
            .load(conn)?;
        parents.push(ParentFile {
            id: id.value(),
            given_name,
            family_name,
            phone,
            email,
            language: language.value(),
            safe_contact: safe_contact.value(),
            interpreter,
            revision,
            situations: situations
                .into_iter()
                .map(|(id, kind, from, until, source)| SituationFile {
                    id: id.value(),
                    kind: kind.value(),
                    period: Period { from: from.value(), until: until.map(Stored::value) },
                    source,
                })
                .collect(),
        });
    }
    Ok(parents)
}

fn children_of(conn: &mut Conn, id: &Stored<FamilyId>) -> Result<Vec<ChildFile>> {
    type Row = (Stored<ChildId>, String, String, Stored<Date>, Option<Stored<Date>>, i64);
    let rows: Vec<Row> = child::table
        .filter(child::family_id.eq(id))
        .order((child::birth_date, child::id))
        .select((
            child::id,
            child::given_name,
            child::family_name,
            child::birth_date,
            child::walks_since,
            child::revision,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, given_name, family_name, birth_date, walks_since, revision)| ChildFile {
            id: id.value(),
            given_name,
            family_name,
            birth_date: birth_date.value(),
            walks_since: walks_since.map(Stored::value),
            revision,
            admissions: Vec::new(),
        })
        .collect())
}

fn admissions_of(conn: &mut Conn, id: ChildId) -> Result<Vec<AdmissionFile>> {
    type Row = (Stored<AdmissionId>, Stored<SiteId>, String, Stored<CareKind>, Stored<Date>, Option<Stored<Date>>);
    let rows: Vec<Row> = admission::table
        .inner_join(site::table)
        .filter(admission::child_id.eq(stored(id)))
        .order((admission::from_date.desc(), admission::id))
        .select((
            admission::id,
            admission::site_id,
            site::name,
            admission::care_kind,
            admission::from_date,
            admission::until_date,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, site, site_name, care_kind, from, until)| AdmissionFile {
            id: id.value(),
            site: site.value(),
            site_name,
            care_kind: care_kind.value(),
            period: Period { from: from.value(), until: until.map(Stored::value) },
        })
        .collect())
}

/// A child's name and age, for whoever receives it today or accompanies its family.
pub fn child(conn: &mut Conn, seen: Seen<ChildId>) -> Result<(String, String, Date)> {
    let (given, name, birth): (String, String, Stored<Date>) = child::table
        .find(stored(seen.id()))
        .select((child::given_name, child::family_name, child::birth_date))
        .first(conn)
        .or_not_found()?;
    Ok((given, name, birth.value()))
}

/// What may be changed of a parent.
#[derive(Debug, Clone)]
pub struct ParentChange {
    /// The parent as she should be.
    pub parent: NewParent,
    /// The version that was shown.
    pub revision: Option<i64>,
}

/// What may be changed of a child.
#[derive(Debug, Clone)]
pub struct ChildChange {
    /// The child as it should be.
    pub child: NewChild,
    /// Since when it walks.
    pub walks_since: Option<Date>,
    /// The version that was shown.
    pub revision: Option<i64>,
}

impl Tx<'_> {
    /// Opens the shield of a protected family: only for a person named for it, and written down.
    pub fn open_shield(&mut self, actor: &Actor, seen: Seen<FamilyId>) -> Result<Option<Shielded<ShieldFile>>> {
        let person = actor.person.ok_or(Error::NotFound)?;
        let today = stored(actor.today);
        let named: i64 = link::table
            .filter(link::family_id.eq(stored(seen.id())).and(link::kind.eq(stored(LinkKind::Named))))
            .filter(link::person_id.eq(Some(stored(person))))
            .filter(link::from_date.le(&today).and(link::until_date.is_null().or(link::until_date.ge(&today))))
            .count()
            .get_result(self.conn)?;
        if named == 0 {
            return Ok(None);
        }
        let row: Option<(Option<String>, Option<String>)> = family_shield::table
            .find(stored(seen.id()))
            .select((family_shield::address, family_shield::danger_note))
            .first(self.conn)
            .optional()?;
        self.audit(&actor.signature(), Entry::read(seen.action(), "family_shield", seen.id()).family(seen.id()))?;
        Ok(row.map(|(address, danger_note)| Shielded::new(ShieldFile { address, danger_note })))
    }

    fn is_of_family(&mut self, family_id: FamilyId, id: ParentId) -> Result<()> {
        parent::table
            .find(stored(id))
            .filter(parent::family_id.eq(stored(family_id)))
            .select(parent::id)
            .first::<Stored<ParentId>>(self.conn)
            .or_not_found()?;
        Ok(())
    }

    /// Changes a parent; refused when somebody else changed her since she was shown.
    pub fn change_parent(
        &mut self,
        by: &Signature,
        seen: Seen<FamilyId>,
        id: ParentId,
        change: &ParentChange,
    ) -> Result<()> {
        self.is_of_family(seen.id(), id)?;
        let row = parent::table.filter(parent::id.eq(stored(id)));
        let old: (String, String) = row.clone().select((parent::given_name, parent::family_name)).first(self.conn)?;
        let new = &change.parent;
        let values = (
            parent::given_name.eq(&new.given_name),
            parent::family_name.eq(&new.family_name),
            parent::phone.eq(&new.phone),
            parent::email.eq(&new.email),
            parent::language.eq(stored(new.language)),
            parent::safe_contact.eq(stored(new.safe_contact)),
            parent::interpreter.eq(new.interpreter),
            parent::revision.eq(parent::revision + 1_i64),
        );
        let changed = match change.revision {
            Some(shown) => diesel::update(row.filter(parent::revision.eq(shown))).set(values).execute(self.conn)?,
            None => diesel::update(row).set(values).execute(self.conn)?,
        };
        if changed == 0 {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        self.index_family_anew(seen.id(), &[old.0, old.1])?;
        self.audit(by, Entry::done(seen.action(), "parent", id).family(seen.id()))
    }

    /// Changes a child; refused when somebody else changed it since it was shown.
    pub fn change_child(
        &mut self,
        by: &Signature,
        seen: Seen<FamilyId>,
        id: ChildId,
        change: &ChildChange,
    ) -> Result<()> {
        let row = child::table.filter(child::id.eq(stored(id))).filter(child::family_id.eq(stored(seen.id())));
        let known: i64 = row.clone().count().get_result(self.conn)?;
        if known == 0 {
            return Err(Error::NotFound);
        }
        let old: (String, String) = row.select((child::given_name, child::family_name)).first(self.conn)?;
        let new = &change.child;
        let values = (
            child::given_name.eq(&new.given_name),
            child::family_name.eq(&new.family_name),
            child::birth_date.eq(stored(new.birth_date)),
            child::walks_since.eq(change.walks_since.map(stored)),
            child::revision.eq(child::revision + 1_i64),
        );
        let row = child::table.filter(child::id.eq(stored(id)));
        let changed = match change.revision {
            Some(shown) => diesel::update(row.filter(child::revision.eq(shown))).set(values).execute(self.conn)?,
            None => diesel::update(row).set(values).execute(self.conn)?,
        };
        if changed == 0 {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        self.index_family_anew(seen.id(), &[old.0, old.1])?;
        self.audit(by, Entry::done(seen.action(), "child", id).family(seen.id()))
    }

    /// Adds a parent to a family that is accompanied.
    pub fn add_parent(&mut self, by: &Signature, seen: Seen<FamilyId>, new: &NewParent) -> Result<ParentId> {
        let id = self.create_parent(seen.id(), new)?;
        self.audit(by, Entry::done(seen.action(), "parent", id).family(seen.id()))?;
        Ok(id)
    }

    /// Marks a family as protected, or takes the mark away. Those who work with it today are named for it and go on seeing it.
    pub fn set_protected(&mut self, actor: &Actor, seen: Seen<FamilyId>, protected: bool) -> Result<()> {
        let before: bool =
            family::table.find(stored(seen.id())).select(family::protected).first(self.conn).or_not_found()?;
        if protected && !before {
            self.protect_family(seen.id(), actor.today)?;
        } else if before && !protected {
            diesel::update(family::table.find(stored(seen.id())))
                .set((family::protected.eq(false), family::revision.eq(family::revision + 1_i64)))
                .execute(self.conn)?;
        }
        let detail = serde_json::json!({ "protected": { "before": before, "after": protected } });
        self.audit(&actor.signature(), Entry::done(seen.action(), "family", seen.id()).family(seen.id()).detail(detail))
    }

    /// Adds a child to a family that is accompanied.
    pub fn add_child(&mut self, by: &Signature, seen: Seen<FamilyId>, new: &NewChild) -> Result<ChildId> {
        let id = self.create_child(seen.id(), new)?;
        self.audit(by, Entry::done(seen.action(), "child", id).family(seen.id()))?;
        Ok(id)
    }

    /// Adds a dated situation; the same kind twice at the same time is refused.
    pub fn add_situation(
        &mut self,
        by: &Signature,
        seen: Seen<FamilyId>,
        parent_id: ParentId,
        kind: SituationKind,
        period: Period,
    ) -> Result<SituationId> {
        self.is_of_family(seen.id(), parent_id)?;
        let held: Vec<(Stored<Date>, Option<Stored<Date>>)> = situation::table
            .filter(situation::parent_id.eq(stored(parent_id)).and(situation::kind.eq(stored(kind))))
            .filter(situation::withdrawn_at.is_null())
            .select((situation::from_date, situation::until_date))
            .load(self.conn)?;
        if held
            .into_iter()
            .any(|(from, until)| period.overlaps(Period { from: from.value(), until: until.map(Stored::value) }))
        {
            return Err(Refusal::PeriodConflict.into());
        }
        let source = by.role.map_or("site", |role| role.as_str());
        let id = self.create_situation(parent_id, kind, period, source, by.person)?;
        self.audit(
            by,
            Entry::done(seen.action(), "situation", id)
                .family(seen.id())
                .detail(serde_json::json!({ "kind": kind.as_str(), "from": period.from, "until": period.until })),
        )?;
        Ok(id)
    }

    /// Gives a situation its last day.
    pub fn end_situation(&mut self, by: &Signature, seen: Seen<FamilyId>, id: SituationId, until: Date) -> Result<()> {
        let from: Stored<Date> = situation::table
            .inner_join(parent::table)
            .filter(situation::id.eq(stored(id)))
            .filter(parent::family_id.eq(stored(seen.id())))
            .filter(situation::withdrawn_at.is_null())
            .select(situation::from_date)
            .first(self.conn)
            .or_not_found()?;
        if until < *from {
            return Err(Refusal::PeriodConflict.into());
        }
        diesel::update(situation::table.find(stored(id)))
            .set(situation::until_date.eq(Some(stored(until))))
            .execute(self.conn)?;
        self.audit(
            by,
            Entry::done(seen.action(), "situation", id).family(seen.id()).detail(serde_json::json!({ "until": until })),
        )
    }
}
