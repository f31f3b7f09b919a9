//! Outings: R4 for those who leave, R2 and R3 for those who stay; refusals, what mends them, and setting them aside.

use axum::http::{Method, StatusCode};
use domain::*;
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{Answer, TestApp, Town};

use crate::staff::{book, children, member, ratio, session, shift};

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

/// The children of an outing in one order: those of the list come by id.
fn sorted(outings: &Value) -> Value {
    let mut outings = outings.clone();
    for outing in outings.as_array_mut().unwrap() {
        for name in ["children", "adults"] {
            outing[name].as_array_mut().unwrap().sort_by_key(ToString::to_string);
        }
    }
    outings
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
        let answer = |granted: bool| json!({ "what": "answer", "paper": "outing", "granted": granted });
        crate::papers::note(&app, &morning.town, answer(false)).await.expect(StatusCode::OK);
        let refused = morning.plan(&app, &morning.town.manager, 2, 2, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(&refused).contains("a dit non aux sorties"), "{}", text(&refused));
        assert!(morning.page(&app).await.contains("le parent a dit non"), "the box says why it cannot be ticked");
        // What she says last holds.
        crate::papers::note(&app, &morning.town, answer(true)).await.expect(StatusCode::OK);
        morning.plan(&app, &morning.town.manager, 2, 2, &[("key", "outing-0009")]).await.expect(StatusCode::SEE_OTHER);
    }

    /// R2, R3: whoever takes a place while others are out stays with those who stay.
    async fn a_place_is_given_as_far_as_those_who_stay_can_look_after_the_child(app: TestApp) {
        let morning = morning(&app, 4, 3).await;
        let more = children(&app, &morning.town, 2).await;
        let session = session(&app, morning.town.site, date(2026, 11, 24), HalfDay::Morning).await;
        // Two children leave with two adults from 9:30 until 11:00: two stay with one adult.
        morning.plan(&app, &morning.town.manager, 2, 2, &[]).await.expect(StatusCode::SEE_OTHER);
        book(&app, &morning.town, more[0], session).await.expect(StatusCode::CREATED);
        let refused = book(&app, &morning.town, more[1], session).await.expect(StatusCode::CONFLICT);
        assert_eq!(refused.rule(), "fewer_than_two_staff", "a fourth child in a micro-crèche");
        let parameters = json!({ "date": DAY, "half_day": "morning", "at": "09:30", "present": 1 });
        assert_eq!(refused.json()["parameters"], parameters, "{}", refused.body);
        // Page and API name the same adults for the same minute.
        let during = ratio(&app, &morning.town, &format!("date={DAY}&at=10:00")).await;
        let house = &during["items"][0]["now"];
        assert_eq!((&house["first_category"], &house["not_walking"]), (&json!(1), &json!(3)), "{during}");
        assert_eq!(house["legal"], true, "{during}");
        // The outing does not take place: everybody stays, and the place is given.
        let page = morning.page(&app).await;
        let id = page.split("/outings/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let cancel = format!("{}/{id}/cancel", morning.path());
        app.form(&morning.town.manager, &cancel, &[("key", "cancel-0004")]).await.expect(StatusCode::SEE_OTHER);
        book(&app, &morning.town, more[1], session).await.expect(StatusCode::CREATED);
    }

    async fn when_everybody_is_out_nobody_stays_with_a_child_who_comes(app: TestApp) {
        let morning = morning(&app, 4, 2).await;
        let more = children(&app, &morning.town, 1).await;
        let session = session(&app, morning.town.site, date(2026, 11, 24), HalfDay::Morning).await;
        morning.plan(&app, &morning.town.manager, 4, 2, &[]).await.expect(StatusCode::SEE_OTHER);
        let refused = book(&app, &morning.town, more[0], session).await.expect(StatusCode::CONFLICT);
        assert_eq!((refused.rule().as_str(), refused.json()["parameters"]["present"].clone()), ("too_few_staff", json!(0)));
        // What the planner shares out is what booking would give: nothing.
        let site = morning.town.site;
        let now = app.app.now();
        let (facts, _) = app.db.read(move |conn| db::places::facts::session_facts(conn, &[session], now)).await.unwrap();
        let Some(roster) = &facts[0].roster else { panic!("the day is rostered") };
        assert_eq!((facts[0].site, roster.room(&facts[0].taken, 0, 0).children), (site, 0));
        let reason = json!({ "child_id": more[0], "session_id": session, "purpose": "appointment", "override": { "reason": "La directrice reste" } });
        app.api(&morning.town.manager, Method::POST, "/api/v1/bookings", reason).await.expect(StatusCode::CREATED);
    }

    async fn the_tablet_lists_the_outings_of_both_days_and_counts_the_adults_who_stay(app: TestApp) {
        let morning = morning(&app, 5, 3).await;
        morning.plan(&app, &morning.town.manager, 3, 2, &[]).await.expect(StatusCode::SEE_OTHER);
        let carried = async || {
            let tablet = crate::tablet::opened(&app, &morning.town).await;
            crate::tablet::read(&app, &tablet, "/day").await.expect(StatusCode::OK)
        };
        let eve = carried().await;
        assert_eq!(eve.json()["days"][0]["outings"], json!([]), "today nobody goes out");
        let children: Vec<String> = morning.children[..3].iter().map(ToString::to_string).collect();
        let outing = json!([{
            "leaves": "2026-11-24T08:30:00Z", "returns": "2026-11-24T10:00:00Z", "destination": "Le parc de l'Hôtel-de-Ville",
            "children": children, "adults": ["Adulte 0 L.", "Adulte 1 L."],
        }]);
        assert_eq!(sorted(&eve.json()["days"][1]["outings"]), sorted(&outing), "tomorrow's is known before");
        assert!(!eve.body.contains("L'Hôte"), "no family name of the team: {}", eve.body);
        app.clock.advance(24 * 3600);
        let today = carried().await.json();
        assert_eq!(sorted(&today["days"][0]["outings"]), sorted(&outing));
        // Page, API and tablet count the same adults at the house at ten.
        let at = |time: &str| today["staff"].as_array().unwrap().iter().rfind(|change| change["from"].as_str().unwrap() <= time).unwrap()["count"].clone();
        let during = ratio(&app, &morning.town, &format!("date={DAY}&at=10:00")).await;
        assert_eq!((at("2026-11-24T09:00:00Z"), &during["items"][0]["now"]["first_category"]), (json!(1), &json!(1)));
        assert_eq!(at("2026-11-24T10:00:00Z"), json!(3), "back at eleven");
        // One that does not take place is not carried.
        let id = morning.page(&app).await.split("/outings/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        app.form(&morning.town.manager, &format!("{}/{id}/cancel", morning.path()), &[("key", "cancel-0005")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(carried().await.json()["days"][0]["outings"], json!([]));
    }

    async fn programs_plan_and_cancel_outings_as_the_page_does(app: TestApp) {
        let morning = morning(&app, 5, 3).await;
        let (town, path) = (&morning.town, format!("/api/v1/sites/{}/outings", morning.town.site));
        let body = |children: usize, adults: usize| json!({
            "date": DAY, "leaves_at": "09:30", "returns_at": "11:00", "destination": "Le parc",
            "children": morning.children[..children], "adults": morning.adults[..adults],
        });
        let refused = app.api(&town.staff, Method::POST, &path, body(4, 1)).await.expect(StatusCode::CONFLICT);
        assert_eq!(refused.rule(), "outing_too_few_staff");
        let made = app.api(&town.staff, Method::POST, &path, body(3, 2)).await.expect(StatusCode::CREATED).json();
        let listed = async || app.get(&town.staff, &path).await.expect(StatusCode::OK).json();
        let outing = listed().await["items"][0].clone();
        assert_eq!((&outing["id"], &outing["leaves_at"], &outing["against"], &outing["cancelled"]), (&made["id"], &json!("09:30"), &json!([]), &json!(false)));
        assert_eq!((outing["children"].as_array().unwrap().len(), outing["adults"].as_array().unwrap().len()), (3, 2));
        for (field, value) in [
            ("date", json!("2026-11-22")), ("date", json!("demain")), ("leaves_at", json!("9 h")), ("returns_at", json!("09:30")),
            ("returns_at", json!("12:30")), ("destination", json!(" ")), ("children", json!([])), ("adults", json!(["018f0000-0000-7000-8000-000000000001"])), ("where", json!("Parc")),
        ] {
            let mut wrong = body(3, 2);
            wrong[field] = value.clone();
            let answer = app.api(&town.manager, Method::POST, &path, wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
            let named = if field == "returns_at" && value == "12:30" { "children" } else { field };
            assert_eq!(answer.json()["errors"][0]["field"], named, "{field}: {}", answer.body);
        }
        let cancel = format!("{path}/{}/cancel", made["id"].as_str().unwrap());
        app.api(&town.other_manager, Method::POST, &cancel, json!({})).await.expect(StatusCode::NOT_FOUND);
        app.api(&town.staff, Method::POST, &cancel, json!({})).await.expect(StatusCode::OK);
        app.api(&town.staff, Method::POST, &cancel, json!({})).await.expect(StatusCode::NOT_FOUND);
        assert_eq!(listed().await["items"][0]["cancelled"], true);
        let anyway = { let mut anyway = body(4, 1); anyway["override_reason"] = json!("Deux parents accompagnent"); anyway };
        app.api(&town.manager, Method::POST, &path, anyway).await.expect(StatusCode::CREATED);
        let outings = listed().await;
        let kept = outings["items"].as_array().unwrap().iter().find(|one| one["cancelled"] == false).unwrap();
        assert_eq!(kept["set_aside"], json!({ "role": "site_manager", "reason": "Deux parents accompagnent" }));
        assert!(!kept["against"].as_array().unwrap().is_empty(), "what is against it is said still");
        for (token, status) in [(&town.other_manager, StatusCode::NOT_FOUND), (&town.prescriber_member, StatusCode::FORBIDDEN), (&town.administrator, StatusCode::FORBIDDEN)] {
            app.get(token, &path).await.expect(status);
        }
        app.get(&town.staff, &format!("{path}?from=2026-11-23&until=2027-01-23")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
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
