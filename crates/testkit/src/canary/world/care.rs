//! What a site's day leaves behind: its team, tablets, drills and outings; of a child, who may fetch it, its papers, its health, its first steps.

use super::{Builder, Class, EARLIER, Value};

impl Builder {
    /// The team, a tablet, a drill, an outing of a site.
    pub(super) fn care_of_site(&mut self, site: usize) {
        let (id, label) = (self.sites[site].id.clone(), self.sites[site].label);
        let organisation = self.organisations[self.world.sites[site]].clone();
        let inside = Class::SiteInternal(site);
        let member = self.object("staff_member", label, Some(inside.clone()), None, Some(site));
        let given = self.token("staff_member.given_name", label, inside.clone());
        let name = self.token("staff_member.family_name", label, inside.clone());
        row!(self.world, "staff_member" {
            id: &member, organisation_id: organisation, site_id: &id, given_name: given, family_name: name, created_at: EARLIER,
            revision: 1_i64,
        });
        let check = self.object("staff_check", label, Some(inside.clone()), None, Some(site));
        let checker = self.token("staff_check.checked_by", label, inside.clone());
        row!(self.world, "staff_check" {
            id: check, staff_member_id: &member, issued_on: "2026-09-20", checked_on: "2026-10-05", checked_by: checker, created_at: EARLIER,
        });
        let tablet = self.object("tablet", label, Some(Class::RunBy(site)), None, Some(site));
        let name = self.token("tablet.name", label, Class::RunBy(site));
        row!(self.world, "tablet" {
            id: &tablet, site_id: &id, name: name, token_hash: db::idempotency::sha256(tablet.as_bytes()), key_half: "0".repeat(64),
            paired_at: EARLIER,
        });
        let drill = self.object("drill", label, Some(inside.clone()), None, Some(site));
        let remark = self.token("drill.remark", label, inside);
        row!(self.world, "drill" {
            id: drill, site_id: &id, date: "2026-11-02", kind: "shelter", minutes: 4_i64, counted: 5_i64, present: 5_i64, remark: remark,
            recorded_at: EARLIER,
        });
        let template = self.object("familiarisation_template", label, Some(Class::RunBy(site)), None, Some(site));
        let name = self.token("familiarisation_template.name", label, Class::RunBy(site));
        row!(self.world, "familiarisation_template" {
            id: &template, site_id: &id, name: name, at_start: false, created_at: EARLIER,
        });
    }

    /// An outing of a site: where they go is the site's own.
    pub(super) fn outing_of_site(&mut self, site: usize, premises: &str) {
        let (id, label) = (self.sites[site].id.clone(), self.sites[site].label);
        let class = Class::StaffOnly { site };
        let outing = self.object("outing", label, Some(class.clone()), None, Some(site));
        let destination = self.token("outing.destination", label, class);
        row!(self.world, "outing" {
            id: outing, site_id: &id, premises_id: premises, date: "2026-11-23", leaves_at: "09:30", returns_at: "11:00",
            destination: destination, created_at: EARLIER,
        });
    }

    /// Who may fetch the first child of a family, its papers and its health at a site, and its first steps there.
    pub(super) fn care_of_child(&mut self, family: usize, site: usize) {
        let child = self.families[family].children[0].clone();
        let label = format!("{} at {}", self.world.families[family].label, self.sites[site].label);
        let at = self.sites[site].id.clone();
        let class = Class::FamilyContact(family);
        let person = self.object("pick_up_person", &label, Some(class.clone()), Some(family), Some(site));
        let name = self.token("pick_up_person.name", &label, class.clone());
        let phone = self.phone("pick_up_person.phone", &label, class);
        row!(self.world, "pick_up_person" {
            id: person, child_id: &child, name: name, phone: phone, forbidden: true, from_date: "2026-01-01", created_at: EARLIER,
        });
        let class = Class::Papers { family, site };
        let paper = self.object("paper", &label, Some(class.clone()), Some(family), Some(site));
        let name = self.token("paper.name", &label, class.clone());
        let phone = self.phone("paper.phone", &label, class.clone());
        let relation = self.token("paper.relation", &label, class.clone());
        row!(self.world, "paper" {
            id: paper, child_id: &child, site_id: &at, kind: "contact", name: name, phone: phone, relation: relation,
            from_date: "2026-01-01", created_at: EARLIER,
        });
        // On duty is who is rostered today: nobody of this world is.
        let card = self.object("health_card", &label, Some(class.clone()), Some(family), Some(site));
        let allergy = self.token("health_card.allergy", &label, class.clone());
        let plan = self.token("health_card.plan_place", &label, class.clone());
        let treatment = self.token("health_card.treatment_place", &label, class);
        row!(self.world, "health_card" {
            id: card, child_id: &child, site_id: &at, allergy: allergy, care_plan: true, plan_place: plan, treatment_place: treatment,
            created_at: EARLIER,
        });
        let class = Class::Attendance { family, site };
        let path = self.object("familiarisation", &label, Some(class.clone()), Some(family), Some(site));
        let reason = self.token("familiarisation.reason", &label, class);
        row!(self.world, "familiarisation" {
            id: path, site_id: &at, child_id: &child, template_name: "six_stones", at_start: false, begun_at: EARLIER, stopped_at: EARLIER,
            reason: reason, revision: 1_i64,
        });
    }
}
