//! The lists of steps a site starts from: its own, beside those that are shipped.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::access::Action;
use domain::familiarisation::{ParentIs, Step, Template};
use domain::*;

use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::schema::{familiarisation_template, familiarisation_template_step};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// A template of a site.
#[derive(Debug, Clone)]
pub struct SiteTemplate {
    /// The id.
    pub id: FamiliarisationTemplateId,
    /// Name and steps.
    pub template: Template,
    /// Whether it was taken away.
    pub withdrawn: bool,
}

/// A site's own templates, by name; those taken away last.
pub fn templates(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<Vec<SiteTemplate>> {
    type Row = (Stored<FamiliarisationTemplateId>, String, bool, Option<Stored<Instant>>);
    type Steps = (Stored<FamiliarisationTemplateId>, i32, Stored<ParentIs>, bool, bool);
    let rows: Vec<Row> = familiarisation_template::table
        .filter(familiarisation_template::site_id.eq(stored(seen.id())))
        .select((
            familiarisation_template::id,
            familiarisation_template::name,
            familiarisation_template::at_start,
            familiarisation_template::withdrawn_at,
        ))
        .load(conn)?;
    let ids: Vec<Stored<FamiliarisationTemplateId>> = rows.iter().map(|(id, ..)| stored(**id)).collect();
    let steps: Vec<Steps> = familiarisation_template_step::table
        .filter(familiarisation_template_step::template_id.eq_any(ids))
        .order((familiarisation_template_step::template_id, familiarisation_template_step::position))
        .select((
            familiarisation_template_step::template_id,
            familiarisation_template_step::minutes,
            familiarisation_template_step::parent_is,
            familiarisation_template_step::meal,
            familiarisation_template_step::nap,
        ))
        .load(conn)?;
    let mut by_template: BTreeMap<FamiliarisationTemplateId, Vec<Step>> = BTreeMap::new();
    for (template, minutes, parent, meal, nap) in steps {
        let step = Step { minutes: u16::try_from(minutes).unwrap_or(0), parent: parent.value(), meal, nap };
        by_template.entry(template.value()).or_default().push(step);
    }
    let mut found: Vec<SiteTemplate> = rows
        .into_iter()
        .map(|(id, name, at_start, withdrawn)| SiteTemplate {
            template: Template { name, at_start, steps: by_template.remove(&id).unwrap_or_default() },
            id: id.value(),
            withdrawn: withdrawn.is_some(),
        })
        .collect();
    found.sort_by_cached_key(|one| (one.withdrawn, deunicode::deunicode(&one.template.name).to_lowercase(), one.id));
    Ok(found)
}

impl Tx<'_> {
    /// Adds a template to a site.
    pub fn add_familiarisation_template(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        template: &Template,
    ) -> Result<FamiliarisationTemplateId> {
        let id: FamiliarisationTemplateId = self.new_id();
        diesel::insert_into(familiarisation_template::table)
            .values((
                familiarisation_template::id.eq(stored(id)),
                familiarisation_template::site_id.eq(stored(seen.id())),
                familiarisation_template::name.eq(&template.name),
                familiarisation_template::at_start.eq(template.at_start),
                familiarisation_template::created_at.eq(stored(self.now)),
                familiarisation_template::created_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        for (position, step) in (1..).zip(&template.steps) {
            let step_id: FamiliarisationStepId = self.new_id();
            diesel::insert_into(familiarisation_template_step::table)
                .values((
                    familiarisation_template_step::id.eq(stored(step_id)),
                    familiarisation_template_step::template_id.eq(stored(id)),
                    familiarisation_template_step::position.eq(position),
                    familiarisation_template_step::minutes.eq(i32::from(step.minutes)),
                    familiarisation_template_step::parent_is.eq(stored(step.parent)),
                    familiarisation_template_step::meal.eq(step.meal),
                    familiarisation_template_step::nap.eq(step.nap),
                ))
                .execute(self.conn)?;
        }
        let detail = serde_json::to_value(template)?;
        let line = Entry::done(Action::PlanFamiliarisation, "familiarisation_template", id);
        self.audit(by, line.site(seen.id()).detail(detail))?;
        Ok(id)
    }

    /// Takes a template away, or puts it back; paths that began from it are their own.
    pub fn withdraw_familiarisation_template(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        id: FamiliarisationTemplateId,
        withdrawn: bool,
    ) -> Result<()> {
        let of_site = familiarisation_template::site_id.eq(stored(seen.id()));
        let changed = diesel::update(familiarisation_template::table.find(stored(id)).filter(of_site))
            .set(familiarisation_template::withdrawn_at.eq(withdrawn.then(|| stored(self.now))))
            .execute(self.conn)?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        let line = Entry::done(Action::PlanFamiliarisation, "familiarisation_template", id);
        self.audit(by, line.site(seen.id()).detail(serde_json::json!({ "withdrawn": withdrawn })))
    }
}
