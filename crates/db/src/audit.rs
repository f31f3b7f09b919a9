//! Every write and every refusal leaves a line; reads of personal data too.

use diesel::prelude::*;
use domain::access::{Action, Role};
use domain::*;

use crate::schema::audit;
use crate::{Conn, Result, Tx, stored};

domain::word_list! {
    /// What became of the attempt.
    Outcome { Done = "done", Read = "read", Refused = "refused", Denied = "denied" }
}

domain::word_list! {
    /// What acted.
    ActorKind { Person = "person", Parent = "parent", Link = "link", Public = "public", System = "system" }
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
        self.audited = true;
        let id: AuditId = self.new_id();
        diesel::insert_into(audit::table)
            .values((
                (
                    audit::id.eq(stored(id)),
                    audit::at.eq(stored(self.now)),
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

/// How many lines there are (for proofs).
pub fn count(conn: &mut Conn) -> Result<i64> {
    Ok(audit::table.count().get_result(conn)?)
}
