//! Outings: R4 for those who leave, R2 and R3 for those who stay; refusals, what mends them, and setting them aside.

use axum::http::StatusCode;
use domain::*;
use jiff::civil::date;
use testkit::{Answer, TestApp, Town};

use crate::staff::{children, member, ratio, shift};

const DAY: &str = "2026-11-24";

/// A Tuesday morning with so many children who walk and so many adults from 8:00 to 12:30.
struct Morning {
    town: Town,
    children: Vec<BookingId>,
    adults: Vec<String>,
}

async fn morning(app: &TestApp, count: usize, team: usize) -> Morning {
    let town = app.town().await;
    let ids = children(app, &town, count).await;
    let mut places = Vec::new();
    for child in &ids {
        places.push(app.place(town.site, *child, date(2026, 11, 24), HalfDay::Morning, true).await);
    }
    let mut adults = Vec::new();
    for number in 0..team {
        let id = member(app, &town, &format!("Adulte {number}"), "L'Hôte", "auxiliaire_de_puericulture", true).await;
        shift(app, &town, &id, DAY, ("08:00", "12:30")).await.expect(StatusCode::CREATED);
        adults.push(id);
    }
    Morning { town, children: places, adults }
}

impl Morning {
    fn path(&self) -> String {
        format!("/sites/{}/outings", self.town.site)
    }
    async fn plan(&self, app: &TestApp, token: &str, children: usize, adults: usize, more: &[(&str, &str)]) -> Answer {
        let ids: Vec<String> = self.children[..children].iter().map(ToString::to_string).collect();
        let mut fields = vec![("destination", "Le parc de l'Hôtel-de-Ville")];
        for (name, value) in [("key", "outing-0001"), ("date", DAY), ("leaves_at", "09:30"), ("returns_at", "11:00")] {
            let given = more.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            fields.push((name, given.unwrap_or(value)));
        }
        fields.extend(more.iter().filter(|(name, _)| *name == "override_reason"));
        fields.extend(ids.iter().map(|id| ("children", id.as_str())));
        fields.extend(self.adults[..adults].iter().map(|id| ("adults", id.as_str())));
        app.form(token, &self.path(), &fields).await
    }
    async fn page(&self, app: &TestApp) -> String {
        let page = app.get(&self.town.manager, &format!("{}?date={DAY}", self.path())).await.expect(StatusCode::OK);
        page.body.replace(['\u{a0}', '\u{202f}'], " ")
    }
}

fn text(answer: &Answer) -> String {
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

testkit::both_engines! {
    /// R4: in a micro-crèche two adults from the fourth child on, and one for five.
    async fn an_outing_without_enough_adults_is_refused_with_what_mends_it(app: TestApp) {
        let morning = morning(&app, 6, 3).await;
        let refused = morning.plan(&app, &morning.town.staff, 4, 1, &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        let said = text(&refused);
        assert!(said.contains("R4 · ") && said.contains("au plus 3 enfants") && said.contains("R. 2324-43-2"), "{said}");
        assert!(said.contains("Le parc de l&#39;Hôtel-de-Ville") && said.contains("checked"), "the form comes back filled");
        assert!(!said.contains("override_reason"), "staff do not set rules aside");
        let lines = app.audit_lines().await;
        assert!(lines.iter().any(|line| line.starts_with("plan_outing refused outing_too_few_staff")), "{lines:?}");
        morning.plan(&app, &morning.town.staff, 3, 1, &[("key", "outing-0002")]).await.expect(StatusCode::SEE_OTHER);
        let page = morning.page(&app).await;
        assert!(page.contains("mardi 24 novembre 2026, 9 h 30 – 11 h") && page.contains("3 enfants"), "{page}");
    }

    async fn who_stays_needs_enough_adults_too_and_the_days_ratio_counts_who_is_away(app: TestApp) {
        let morning = morning(&app, 6, 3).await;
        // Two adults leave with one child: five children stay with one adult.
        let refused = morning.plan(&app, &morning.town.manager, 1, 2, &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        let said = text(&refused);
        assert!(said.contains("R2") && said.contains("resteraient") && said.contains("override_reason"), "{said}");
        morning.plan(&app, &morning.town.manager, 4, 2, &[("key", "outing-0003")]).await.expect(StatusCode::SEE_OTHER);
        let before = ratio(&app, &morning.town, &format!("date={DAY}&at=09:00")).await;
        let during = ratio(&app, &morning.town, &format!("date={DAY}&at=10:00")).await;
        let numbers = |answer: &serde_json::Value| answer.to_string();
        assert_ne!(numbers(&before), numbers(&during));
        let page = app.get(&morning.town.manager, &format!("/sites/{}/ratio?date={DAY}", morning.town.site)).await.expect(StatusCode::OK);
        let page = text(&page);
        assert!(page.contains("Sortie 9 h 30 – 11 h") && page.contains("4 enfants et 2 adultes dehors, 2 au moins"), "{page}");
        // Nobody is out twice at once.
        let twice = morning.plan(&app, &morning.town.manager, 4, 2, &[("key", "outing-0004"), ("leaves_at", "10:30"), ("returns_at", "11:30")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        assert!(!text(&twice).contains("override_reason"), "who is out is out: no rule to set aside");
        morning.plan(&app, &morning.town.manager, 4, 2, &[("key", "outing-0005"), ("leaves_at", "11:00"), ("returns_at", "11:30")]).await.expect(StatusCode::SEE_OTHER);
    }

    async fn a_manager_sets_the_rule_aside_with_a_reason_that_is_kept_with_her_role(app: TestApp) {
        let morning = morning(&app, 4, 2).await;
        let reason = [("key", "outing-0006"), ("override_reason", "Deux parents accompagnent")];
        let staff = morning.plan(&app, &morning.town.staff, 4, 1, &reason).await;
        assert_eq!(staff.status, StatusCode::CONFLICT, "a reason is not enough for staff");
        morning.plan(&app, &morning.town.manager, 4, 1, &reason).await.expect(StatusCode::SEE_OTHER);
        let page = morning.page(&app).await;
        assert!(page.contains("Deux parents accompagnent") && page.contains("Hors règle"), "{page}");
        let lines = app.audit_lines().await;
        assert!(lines.iter().any(|line| line.starts_with("plan_outing done") && line.contains("outing_too_few_staff")), "{lines:?}");
        assert!(!lines.iter().any(|line| line.contains("Deux parents")), "words do not go into the audit");
        // Cancelled, it stays in the list and nobody is away.
        let id = page.split("/outings/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let cancel = format!("{}/{id}/cancel", morning.path());
        app.form(&morning.town.other_manager, &cancel, &[("key", "cancel-0001")]).await.expect(StatusCode::NOT_FOUND);
        app.form(&morning.town.staff, &cancel, &[("key", "cancel-0002")]).await.expect(StatusCode::SEE_OTHER);
        assert!(morning.page(&app).await.contains("Annulée"));
        app.form(&morning.town.staff, &cancel, &[("key", "cancel-0003")]).await.expect(StatusCode::NOT_FOUND);
        let ratio_page = text(&app.get(&morning.town.manager, &format!("/sites/{}/ratio?date={DAY}", morning.town.site)).await);
        assert!(!ratio_page.contains("Sortie 9 h 30"));
    }

    async fn a_parent_who_said_no_to_outings_keeps_her_child_at_the_house(app: TestApp) {
        let mut morning = morning(&app, 3, 3).await;
        let place = app.place(morning.town.site, morning.town.child, date(2026, 11, 24), HalfDay::Morning, true).await;
        morning.children.insert(0, place);
        let answer = |granted: bool| serde_json::json!({ "what": "answer", "paper": "outing", "granted": granted });
        crate::papers::note(&app, &morning.town, answer(false)).await.expect(StatusCode::OK);
        let refused = morning.plan(&app, &morning.town.manager, 2, 2, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(&refused).contains("a dit non aux sorties"), "{}", text(&refused));
        assert!(morning.page(&app).await.contains("le parent a dit non"), "the box says why it cannot be ticked");
        // What she says last holds.
        crate::papers::note(&app, &morning.town, answer(true)).await.expect(StatusCode::OK);
        morning.plan(&app, &morning.town.manager, 2, 2, &[("key", "outing-0009")]).await.expect(StatusCode::SEE_OTHER);
    }

    async fn wrong_input_names_its_field_and_strangers_see_nothing(app: TestApp) {
        let morning = morning(&app, 4, 2).await;
        for (name, value, field) in [
            ("date", "2026-11-22", "date"), ("date", "demain", "date"), ("leaves_at", "9 heures", "leaves_at"),
            ("returns_at", "09:00", "returns_at"), ("returns_at", "12:30", "children"), ("leaves_at", "08:00", "children"),
        ] {
            let wrong = morning.plan(&app, &morning.town.manager, 4, 2, &[("key", "outing-0007"), (name, value)]).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {value}");
            // Who picks a day without children gets the day's page, on which there is nothing to fill in.
            assert!(wrong.body.contains(&format!("href=\"#{field}\"")), "{name} {value}: {}", wrong.body);
        }
        let nobody = morning.plan(&app, &morning.town.manager, 0, 2, &[("key", "outing-0008")]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        let path = morning.path();
        let unknown = app.form(&morning.town.manager, &path, &[("key", "outing-0009"), ("date", DAY), ("leaves_at", "09:30"), ("returns_at", "10:00"), ("destination", "Parc"), ("children", "018f0000-0000-7000-8000-000000000001")]).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        app.get(&morning.town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        app.get(&morning.town.prescriber_member, &path).await.expect(StatusCode::FORBIDDEN);
        app.get(&morning.town.administrator, &path).await.expect(StatusCode::FORBIDDEN);
        app.get("", &path).await.expect(StatusCode::SEE_OTHER);
        let stranger = morning.plan(&app, &morning.town.other_manager, 4, 2, &[("key", "outing-0010")]).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    }
}
