//! Every write and every refusal leaves a line; reads of personal data too.

use diesel::prelude::*;
use domain::access::{Action, Role};
use domain::*;

use crate::access::Actor;
use crate::accounts::people::managed_ids;
use crate::schema::{audit, person, site};
use crate::{Conn, Result, Stored, Tx, stored};

domain::word_list! {
    /// What became of the attempt.
    Outcome { Done = "done", Read = "read", Refused = "refused", Denied = "denied" }
}

domain::word_list! {
    /// What acted.
    ActorKind {
        Person = "person", Parent = "parent", Link = "link", Public = "public", System = "system",
        /// A tablet of a site; the person is who had opened it.
        Tablet = "tablet",
    }
}

/// Who acts, as the audit keeps it.
#[derive(Debug, Clone)]
pub struct Signature {
    /// What acts.
    pub kind: ActorKind,
    /// The professional, if one acts.
    pub person: Option<PersonId>,
    /// The parent, if one acts.
    pub parent: Option<ParentId>,
    /// In which role.
    pub role: Option<Role>,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// The request's id, the same in the log.
    pub request: Option<String>,
}

impl Signature {
    /// The program itself: jobs, the demo world, an operator's command.
    pub fn system() -> Self {
        Self { kind: ActorKind::System, person: None, parent: None, role: None, organisation: None, request: None }
    }
}

/// One line to write.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What was done.
    pub action: Action,
    /// What it became.
    pub outcome: Outcome,
    /// Kind of object, by its table's name.
    pub object_kind: &'static str,
    /// The object's id.
    pub object: Option<String>,
    /// The family concerned.
    pub family: Option<FamilyId>,
    /// The site concerned.
    pub site: Option<SiteId>,
    /// The rule that refused.
    pub rule: Option<String>,
    /// Before and after, or parameters; never a name, an address or a reason of absence.
    pub detail: Option<serde_json::Value>,
}

impl Entry {
    /// A line for something done.
    pub fn done(action: Action, object_kind: &'static str, object: impl std::fmt::Display) -> Self {
        Self {
            action,
            outcome: Outcome::Done,
            object_kind,
            object: Some(object.to_string()),
            family: None,
            site: None,
            rule: None,
            detail: None,
        }
    }
    /// A line for a read of personal data.
    pub fn read(action: Action, object_kind: &'static str, object: impl std::fmt::Display) -> Self {
        Self { outcome: Outcome::Read, ..Self::done(action, object_kind, object) }
    }
    /// A line for an attempt a rule refused.
    pub fn refused(action: Action, object_kind: &'static str, object: Option<String>, refusal: &Refusal) -> Self {
        Self {
            action,
            outcome: Outcome::Refused,
            object_kind,
            object,
            family: None,
            site: None,
            rule: Some(refusal.rule()),
            detail: Some(refusal.parameters()),
        }
    }
    /// A line for an attempt that is not allowed.
    pub fn denied(action: Action, object_kind: &'static str, object: Option<String>) -> Self {
        Self {
            action,
            outcome: Outcome::Denied,
            object_kind,
            object,
            family: None,
            site: None,
            rule: None,
            detail: None,
        }
    }
    /// Names the family concerned.
    #[must_use]
    pub fn family(mut self, family: FamilyId) -> Self {
        self.family = Some(family);
        self
    }
    /// Names the site concerned.
    #[must_use]
    pub fn site(mut self, site: SiteId) -> Self {
        self.site = Some(site);
        self
    }
    /// Adds the detail.
    #[must_use]
    pub fn detail(mut self, detail: serde_json::Value) -> Self {
        self.detail = Some(detail);
        self
    }
}

impl Tx<'_> {
    /// Writes an audit line in this transaction. Every write does, at least once.
    pub fn audit(&mut self, by: &Signature, entry: Entry) -> Result<()> {
        self.audit_at(self.now, by, entry)
    }

    /// Writes a line for something that happened a moment ago (reads and refusals wait in a queue).
    pub fn audit_at(&mut self, at: Instant, by: &Signature, entry: Entry) -> Result<()> {
        self.audited = true;
        let id: AuditId = self.new_id();
        diesel::insert_into(audit::table)
            .values((
                (
                    audit::id.eq(stored(id)),
                    audit::at.eq(stored(at)),
                    audit::actor_kind.eq(stored(by.kind)),
                    audit::person_id.eq(by.person.map(stored)),
                    audit::parent_id.eq(by.parent.map(stored)),
                    audit::role.eq(by.role.map(stored)),
                    audit::organisation_id.eq(by.organisation.map(stored)),
                    audit::request_id.eq(by.request.clone()),
                ),
                (
                    audit::action.eq(stored(entry.action)),
                    audit::object_kind.eq(entry.object_kind),
                    audit::object_id.eq(entry.object),
                    audit::family_id.eq(entry.family.map(stored)),
                    audit::site_id.eq(entry.site.map(stored)),
                    audit::outcome.eq(stored(entry.outcome)),
                    audit::rule.eq(entry.rule),
                    audit::detail.eq(entry.detail.map(|detail| detail.to_string())),
                ),
            ))
            .execute(self.conn)?;
        Ok(())
    }
}

impl Tx<'_> {
    /// Tries something a rule may refuse: a refusal undoes what was done and leaves its line in the audit instead.
    ///
    /// `line` names the object of the attempt; the refusal is added to it.
    pub fn attempt<T>(
        &mut self,
        by: &Signature,
        line: &Entry,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<std::result::Result<T, Vec<Refusal>>> {
        match self.savepoint(work) {
            Ok(value) => Ok(Ok(value)),
            Err(crate::Error::Refused(refusals)) => {
                let mut line = line.clone();
                line.outcome = Outcome::Refused;
                line.rule = refusals.first().map(Refusal::rule);
                line.detail = refusals.first().map(Refusal::parameters);
                self.audit(by, line)?;
                Ok(Err(refusals))
            }
            Err(error) => Err(error),
        }
    }
}

/// What is asked of the audit.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// From this instant, included.
    pub from: Option<Instant>,
    /// Until this instant, not included.
    pub until: Option<Instant>,
    /// This action only.
    pub action: Option<Action>,
    /// This outcome only.
    pub outcome: Option<Outcome>,
    /// This person's lines only.
    pub person: Option<PersonId>,
    /// Lines older than this one (the last of the page before).
    pub after: Option<(Instant, AuditId)>,
    /// At most so many lines.
    pub limit: i64,
}

/// One line as it is read.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Instant,
    /// What acted.
    pub actor_kind: ActorKind,
    /// Who, by name; parents are not named here.
    pub person: Option<(PersonId, String)>,
    /// In which role.
    pub role: Option<Role>,
    /// What was done.
    pub action: Action,
    /// What it became.
    pub outcome: Outcome,
    /// Kind of object, by its table's name.
    pub object_kind: String,
    /// The object's id.
    pub object: Option<String>,
    /// The site concerned, by name.
    pub site: Option<String>,
    /// The rule that refused.
    pub rule: Option<String>,
    /// Before and after, or parameters.
    pub detail: Option<serde_json::Value>,
    /// The request's id, the same in the log.
    pub request: Option<String>,
}

/// The lines of the actor's organisations, the newest first: what their people did, and what was done at their sites.
pub fn lines(conn: &mut Conn, actor: &Actor, asked: &Asked) -> Result<Vec<Line>> {
    let organisations: Vec<Stored<OrganisationId>> =
        managed_ids(conn, actor, Action::SeeAudit)?.into_iter().map(stored).collect();
    let sites: Vec<(Stored<SiteId>, String)> = site::table
        .filter(site::organisation_id.eq_any(organisations.clone()))
        .select((site::id, site::name))
        .load(conn)?;
    let site_ids: Vec<Stored<SiteId>> = sites.iter().map(|(id, _)| id.clone()).collect();
    let mut query = audit::table
        .filter(
            audit::organisation_id
                .assume_not_null()
                .eq_any(organisations)
                .or(audit::site_id.assume_not_null().eq_any(site_ids)),
        )
        .into_boxed();
    if let Some(from) = asked.from {
        query = query.filter(audit::at.ge(stored(from)));
    }
    if let Some(until) = asked.until {
        query = query.filter(audit::at.lt(stored(until)));
    }
    if let Some(action) = asked.action {
        query = query.filter(audit::action.eq(stored(action)));
    }
    if let Some(outcome) = asked.outcome {
        query = query.filter(audit::outcome.eq(stored(outcome)));
    }
    if let Some(person) = asked.person {
        query = query.filter(audit::person_id.eq(stored(person)));
    }
    if let Some((at, id)) = asked.after {
        query = query.filter(audit::at.lt(stored(at)).or(audit::at.eq(stored(at)).and(audit::id.lt(stored(id)))));
    }
    type Row = (
        (Stored<AuditId>, Stored<Instant>, Stored<ActorKind>, Option<Stored<PersonId>>, Option<Stored<Role>>),
        (Stored<Action>, Stored<Outcome>, String, Option<String>, Option<Stored<SiteId>>),
        (Option<String>, Option<String>, Option<String>),
    );
    let rows: Vec<Row> = query
        .order((audit::at.desc(), audit::id.desc()))
        .limit(asked.limit)
        .select((
            (audit::id, audit::at, audit::actor_kind, audit::person_id, audit::role),
            (audit::action, audit::outcome, audit::object_kind, audit::object_id, audit::site_id),
            (audit::rule, audit::detail, audit::request_id),
        ))
        .load(conn)?;
    let people: Vec<Stored<PersonId>> = rows.iter().filter_map(|row| row.0.3.clone()).collect();
    let names: Vec<(Stored<PersonId>, String, String)> = person::table
        .filter(person::id.eq_any(people))
        .select((person::id, person::given_name, person::family_name))
        .load(conn)?;
    let name_of = |id: PersonId| {
        names
            .iter()
            .find(|(known, _, _)| **known == id)
            .map_or_else(String::new, |(_, given, family)| format!("{given} {family}"))
    };
    rows.into_iter()
        .map(|(head, what, rest)| {
            let person = head.3.map(Stored::value).map(|id| (id, name_of(id)));
            let site =
                what.4.and_then(|id| sites.iter().find(|(known, _)| **known == *id)).map(|(_, name)| name.clone());
            Ok(Line {
                id: head.0.value(),
                at: head.1.value(),
                actor_kind: head.2.value(),
                person,
                role: head.4.map(Stored::value),
                action: what.0.value(),
                outcome: what.1.value(),
                object_kind: what.2,
                object: what.3,
                site,
                rule: rest.0,
                detail: rest.1.map(|detail| serde_json::from_str(&detail)).transpose()?,
                request: rest.2,
            })
        })
        .collect()
}

/// How many lines there are (for proofs).
pub fn count(conn: &mut Conn) -> Result<i64> {
    Ok(audit::table.count().get_result(conn)?)
}
