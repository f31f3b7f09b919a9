//! What is learnt from plans: who is served and who is not, what weights do, what order costs, where a half-day is missing.

use axum::http::StatusCode;
use domain::families::SpokenLanguage;
use domain::places::Purpose;
use serde_json::json;
use testkit::TestApp;

/// What is said, whatever the typography.
trait Plain {
    fn plain(&self) -> String;
}

impl Plain for testkit::Answer {
    fn plain(&self) -> String {
        self.body.replace(['\u{a0}', '\u{202f}'], " ").replace("&#39;", "'").replace(['’', '\u{2019}'], "'")
    }
}

use crate::plans::{MONDAY, TUESDAY, afternoon, any, family, fill, morning, publish, run, waits};

/// Six families that come from time to time, two of them with two children, and places for some of them only.
async fn crowded(app: &TestApp, town: &testkit::Town) -> String {
    fill(app, town, morning(MONDAY), 2).await;
    for (number, name) in ["Un", "Deux", "Trois", "Quatre", "Cinq", "Six"].into_iter().enumerate() {
        let children = family(app, town, name, 1 + number / 5, true, SpokenLanguage::French).await;
        waits(app, town, children[0], Purpose::Training, any(&[morning(MONDAY)]), 200 + number as i64).await;
    }
    let run = run(app, town, json!({})).await;
    assert_eq!(run["alternatives"][0]["served"], 2, "{run}");
    run["id"].as_str().unwrap().to_owned()
}

testkit::both_engines! {
    async fn how_groups_fare_is_shown_in_counts_and_small_groups_are_not(app: TestApp) {
        let town = app.town().await;
        let id = crowded(&app, &town).await;
        let page = app.get(&town.manager, &format!("/plans/{id}/fairness")).await.expect(StatusCode::OK).plain();
        assert!(page.contains("2 sur 6"), "everybody: {page}");
        assert!(page.contains("moins de 5"), "the family with two children is hidden");
        assert!(page.contains("Pas renseigné"), "nobody said whether the families have a car");
        assert!(page.contains("<svg class=\"bars\""));
        assert!(!page.contains("Quatre"), "a page of counts names nobody but whoever envies with reason");
        assert!(page.contains("Aucune : pas un échange"), "a solved plan leaves no justified envy");
        app.get(&town.other_manager, &format!("/plans/{id}/fairness")).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.prescriber_member, &format!("/plans/{id}/fairness")).await.expect(StatusCode::FORBIDDEN);
        app.get(&town.manager, &format!("/plans/{id}/fairness?alternative=9")).await.expect(StatusCode::NOT_FOUND);
    }
}

testkit::both_engines! {
    async fn a_seat_given_in_the_order_of_asking_is_envied_with_reason(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 1).await;
        let early = family(&app, &town, "Matinale", 1, true, SpokenLanguage::French).await[0];
        let bound = family(&app, &town, "Liée", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, early, Purpose::Respite, any(&[morning(MONDAY)]), 90).await;
        waits(&app, &town, bound, Purpose::Training, any(&[morning(MONDAY)]), 2).await;
        let run = run(&app, &town, json!({})).await;
        let path = format!("/plans/{}/fairness", run["id"].as_str().unwrap());
        let planned = app.get(&town.manager, &path).await.expect(StatusCode::OK).plain();
        assert!(planned.contains("Aucune : pas un échange"));
        let by_telephone = app.get(&town.manager, &format!("{path}?alternative=2")).await.expect(StatusCode::OK).plain();
        assert!(by_telephone.contains("id=\"envies\""), "{by_telephone}");
        assert!(by_telephone.contains("Liée 0"), "the family the site knows is named to it");
        assert!(!by_telephone.contains("Matinale"), "who holds the seat is not");
    }
}

testkit::both_engines! {
    async fn what_a_family_says_of_its_car_is_kept_and_counted(app: TestApp) {
        let town = app.town().await;
        let child = family(&app, &town, "Piéton", 1, true, SpokenLanguage::French).await[0];
        let family = app.family_of(child).await;
        let wrong = app.form(&town.manager, &format!("/families/{family}/circumstances"), &[("car", "two"), ("priority_district", "no")]).await;
        wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let said = [("car", "no"), ("priority_district", "yes")];
        app.form(&town.manager, &format!("/families/{family}/circumstances"), &said).await.expect(StatusCode::SEE_OTHER);
        app.form(&town.prescriber_member, &format!("/families/{family}/circumstances"), &said).await.expect(StatusCode::FORBIDDEN);
        waits(&app, &town, child, Purpose::Training, any(&[morning(TUESDAY), afternoon(TUESDAY)]), 2).await;
        let run = run(&app, &town, json!({})).await;
        let page = app.get(&town.manager, &format!("/plans/{}/fairness", run["id"].as_str().unwrap())).await.expect(StatusCode::OK).plain();
        let part = page.split("id=\"by-car\"").nth(1).unwrap().split("</table>").next().unwrap().to_owned();
        assert!(part.contains("Non") && !part.contains("Pas renseigné"), "{part}");
    }
}

/// A form of weights that differs from the shipped ones where told.
fn weights(territory: domain::OrganisationId, changes: &[(&'static str, &str)]) -> Vec<(String, String)> {
    let shipped = domain::plans::Weights::shipped().unwrap();
    let mut fields: Vec<(String, String)> =
        shipped.purposes.iter().map(|(purpose, points)| (format!("purpose_{purpose}"), points.to_string())).collect();
    for (name, value) in [
        ("territory", territory.to_string()),
        ("name", "town-2027-1".to_owned()),
        ("source", "Comité de pilotage du 20 novembre".to_owned()),
        ("reason", "Les soins d'abord".to_owned()),
        ("further", "70 50 25".to_owned()),
        ("critical_purposes", "job_interview".to_owned()),
        ("critical", "2000".to_owned()),
        ("waiting_week", "6".to_owned()),
        ("waiting_weeks_most", "8".to_owned()),
        ("minimum", "150".to_owned()),
        ("kilometre", "1".to_owned()),
        ("later_choice", "1".to_owned()),
        ("second_site", "15".to_owned()),
        ("familiarisation", "6".to_owned()),
        ("emergency", "10".to_owned()),
        ("usual_site", "8".to_owned()),
    ] {
        fields.push((name.to_owned(), value));
    }
    for (name, value) in changes {
        fields.iter_mut().find(|(field, _)| field == name).unwrap().1 = (*value).to_owned();
    }
    fields
}

async fn adopt(app: &TestApp, token: &str, fields: &[(String, String)]) -> testkit::Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    app.form(token, "/plans/weights", &fields).await
}

testkit::both_engines! {
    async fn partners_adopt_weights_and_the_next_plan_follows_them(app: TestApp) {
        let town = app.town().await;
        let shown = app.get(&town.manager, "/plans/weights").await.expect(StatusCode::OK).plain();
        assert!(shown.contains("Supposé") && shown.contains("70 %"), "{shown}");
        app.get(&town.staff, "/plans/weights").await.expect(StatusCode::FORBIDDEN);
        app.get(&town.manager, &format!("/plans/weights?territory={}", town.other_operator)).await.expect(StatusCode::NOT_FOUND);
        fill(&app, &town, morning(MONDAY), 1).await;
        let health = family(&app, &town, "Soin", 1, true, SpokenLanguage::French).await[0];
        let training = family(&app, &town, "Formation", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, health, Purpose::Health, any(&[morning(MONDAY)]), 5).await;
        waits(&app, &town, training, Purpose::Training, any(&[morning(MONDAY)]), 5).await;
        let before = run(&app, &town, json!({})).await;
        assert_eq!(before["places"][0]["child_id"], training.to_string(), "{before}");

        let wrong = adopt(&app, &town.manager, &weights(town.operator, &[("minimum", "-3"), ("further", "20 90"), ("reason", "")])).await;
        let wrong = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY).plain();
        assert!(wrong.contains("du plus grand au plus petit") && wrong.contains("Ce champ est nécessaire"), "{wrong}");
        assert!(wrong.contains("value=\"20 90\""), "the form comes back filled");
        adopt(&app, &town.other_manager, &weights(town.operator, &[])).await.expect(StatusCode::NOT_FOUND);
        adopt(&app, &town.manager, &weights(town.operator, &[("purpose_health", "900")])).await.expect(StatusCode::SEE_OTHER);

        let shown = app.get(&town.manager, "/plans/weights").await.expect(StatusCode::OK).plain();
        assert!(shown.contains("town-2027-1") && shown.contains("Les soins d'abord"), "{shown}");
        assert!(shown.contains("Adopté par les partenaires"));
        assert!(app.audit_lines().await.iter().any(|line| line.contains("adopt_weights") && line.contains("Les soins d'abord")));
        let after = run(&app, &town, json!({})).await;
        assert_eq!(after["places"][0]["child_id"], health.to_string(), "the next plan follows them: {after}");
        let old = app.get(&town.manager, &format!("/plans/{}", before["id"].as_str().unwrap())).await.expect(StatusCode::OK).plain();
        assert!(old.contains("marelle-2026-1"), "a plan that was made keeps its weights");
    }
}

testkit::both_engines! {
    async fn what_a_weight_changes_is_worked_out_in_the_background(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 1).await;
        let health = family(&app, &town, "Soin", 1, true, SpokenLanguage::French).await[0];
        let training = family(&app, &town, "Formation", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, health, Purpose::Health, any(&[morning(MONDAY)]), 5).await;
        waits(&app, &town, training, Purpose::Training, any(&[morning(MONDAY)]), 5).await;
        let run = run(&app, &town, json!({})).await;
        let path = format!("/plans/{}/sensitivity", run["id"].as_str().unwrap());
        let empty = app.get(&town.manager, &path).await.expect(StatusCode::OK).plain();
        assert!(empty.contains("Pas encore calculé"));
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        app.form(&town.manager, &path, &[]).await.expect(StatusCode::SEE_OTHER);
        let waiting = app.get(&town.manager, &path).await.expect(StatusCode::OK);
        assert!(waiting.plain().contains("Le calcul est en cours") && waiting.headers.contains_key("refresh"));
        publish(&app, &town, &run).await;
        app.run_jobs().await;
        let found = app.get(&town.manager, &path).await.expect(StatusCode::OK).plain();
        let table = found.split("id=\"sensitivity\"").nth(1).unwrap_or_else(|| panic!("{found}")).split("</table>").next().unwrap().to_owned();
        assert!(table.contains("Santé : doublé"), "120 doubled is more than 200: {table}");
        assert!(table.contains("Formation : divisé par deux"), "200 halved is less than 120: {table}");
        assert!(table.contains("1 en plus, 1 en moins"), "{table}");
        assert!(!table.contains("Formation : doublé"), "what changes nothing is told apart: {table}");
    }
}

testkit::both_engines! {
    async fn a_site_chooses_the_order_of_asking_and_sees_what_it_costs(app: TestApp) {
        let town = app.town().await;
        let path = format!("/plans/sharing/{}", town.site);
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        assert!(app.get(&town.manager, "/plans/sharing").await.expect(StatusCode::OK).plain().contains(&path));
        let past = app.form(&town.manager, &path, &[("sharing", "first_come"), ("from_week", "2026-11-23"), ("reason", "Plus simple")]).await;
        assert!(past.expect(StatusCode::UNPROCESSABLE_ENTITY).plain().contains("Cette date est passée"), "a week that has begun keeps its rule");
        let chosen = [("sharing", "first_come"), ("from_week", "2026-12-02"), ("reason", "Plus simple à dire au téléphone")];
        app.form(&town.manager, &path, &chosen).await.expect(StatusCode::SEE_OTHER);
        let shown = app.get(&town.manager, &path).await.expect(StatusCode::OK).plain();
        assert!(shown.contains("Plus simple à dire au téléphone") && shown.contains("se partage dans l'ordre"), "{shown}");

        fill(&app, &town, morning(MONDAY), 1).await;
        let early = family(&app, &town, "Matinale", 1, true, SpokenLanguage::French).await[0];
        let bound = family(&app, &town, "Liée", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, early, Purpose::Respite, any(&[morning(MONDAY)]), 90).await;
        waits(&app, &town, bound, Purpose::Training, any(&[morning(MONDAY)]), 2).await;
        let run = run(&app, &town, json!({ "compare_with": "another_seed" })).await;
        let kinds: Vec<&str> = run["alternatives"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["first_come", "planner"], "what the site chose comes first: {run}");
        assert_eq!(run["places"][0]["child_id"], early.to_string(), "who asked first has the seat");
    }
}

testkit::both_engines! {
    async fn past_weeks_are_replayed_and_a_short_history_is_said_to_be_short(app: TestApp) {
        let town = app.town().await;
        let path = format!("/plans/sharing/{}", town.site);
        fill(&app, &town, morning(MONDAY), 1).await;
        let flexible = family(&app, &town, "Flexible", 1, true, SpokenLanguage::French).await[0];
        let bound = family(&app, &town, "Liée", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, flexible, Purpose::Training, any(&[morning(MONDAY), afternoon(TUESDAY)]), 90).await;
        waits(&app, &town, bound, Purpose::Training, any(&[morning(MONDAY)]), 2).await;
        let early = app.form(&town.manager, &format!("{path}/history"), &[]).await;
        early.expect(StatusCode::SEE_OTHER);
        app.run_jobs().await;
        assert!(app.get(&town.manager, &path).await.expect(StatusCode::OK).plain().contains("Aucune demande dans les huit dernières semaines"));

        // A week later the week of the requests is past; it was shared out meanwhile, and is replayed as if it had not been.
        let run = run(&app, &town, json!({})).await;
        publish(&app, &town, &run).await;
        app.clock.advance(14 * 24 * 3600);
        app.run_jobs().await;
        app.form(&town.manager, &format!("{path}/history"), &[]).await.expect(StatusCode::SEE_OTHER);
        app.run_jobs().await;
        let shown = app.get(&town.manager, &path).await.expect(StatusCode::OK).plain();
        assert!(shown.contains("Trop peu d'historique") || shown.contains("Trop peu d'historique"), "{shown}");
        let table = shown.split("id=\"history\"").nth(1).unwrap_or_else(|| panic!("{shown}")).split("</table>").next().unwrap().to_owned();
        assert!(table.contains("30 novembre 2026"), "{table}");
        assert!(table.contains("</span>1</td>") && table.contains("</span>2</td>") && table.contains("+1"), "one by telephone, two together: {table}");
    }
}

testkit::both_engines! {
    async fn the_prices_of_a_plan_say_where_a_half_day_is_missing(app: TestApp) {
        let town = app.town().await;
        let id = crowded(&app, &town).await;
        let path = format!("/plans/{id}/siting");
        let page = app.get(&town.manager, &path).await.expect(StatusCode::OK).plain();
        assert!(page.contains("<svg class=\"map\"") && page.contains("Les Marronniers"), "{page}");
        let list = |page: &str| page.split("id=\"spots\"").nth(1).unwrap().split("</table>").next().unwrap().to_owned();
        let first = list(&page).split("<tr>").nth(2).unwrap().to_owned();
        assert!(first.contains("lundi 30 novembre") && first.contains("</span>4</td>"), "four were refused on Monday morning: {first}");
        let by_day = app.get(&town.manager, &format!("{path}?sort=refused")).await.expect(StatusCode::OK).plain();
        assert!(by_day.contains("aria-sort=\"descending\""));
        app.get(&town.manager, &format!("{path}?sort=luck")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
    }
}

testkit::both_engines! {
    /// Whatever a page beside the board shows, a program reads too: counts, and nobody's name.
    async fn what_is_on_the_pages_is_in_the_api(app: TestApp) {
        let town = app.town().await;
        let id = crowded(&app, &town).await;
        let read = async |path: String| app.get(&town.manager, &format!("/api/v1/plans/{path}")).await.expect(StatusCode::OK);
        let fairness = read(format!("{id}/fairness")).await;
        assert!(!fairness.body.contains("Quatre"), "{}", fairness.body);
        let fairness = fairness.json();
        assert_eq!((&fairness["everybody"]["served"], &fairness["everybody"]["requests"]), (&json!(2), &json!(6)), "{fairness}");
        let children = fairness["dimensions"].as_array().unwrap().iter().find(|one| one["dimension"] == "children").unwrap();
        let two = children["groups"].as_array().unwrap().iter().find(|group| group["name"] == "2").unwrap();
        assert_eq!((&two["too_few"], &two["figures"]), (&json!(true), &json!(null)), "one family is no group");
        let siting = read(format!("{id}/siting")).await.json();
        let monday = siting["items"].as_array().unwrap().iter().find(|spot| spot["date"] == "2026-11-30" && spot["half_day"] == "morning").unwrap();
        assert!(monday["tenths_of_a_point"].as_i64().unwrap() > 0, "{siting}");
        assert_eq!(read(format!("{id}/sensitivity")).await.json()["study"], json!(null));
        app.form(&town.manager, &format!("/plans/{id}/sensitivity"), &[("key", "asks-the-study-1")]).await.expect(StatusCode::SEE_OTHER);
        app.run_jobs().await;
        let study = read(format!("{id}/sensitivity")).await.json();
        assert_eq!(study["study"]["found"]["base"]["served"], 2, "{study}");
        let weights = read("weights".to_owned()).await.json();
        assert!(weights["holds"]["weights"]["purposes"]["training"].as_i64().unwrap() > 0 && !weights["sentences"].as_array().unwrap().is_empty(), "{weights}");
        let sharing = read(format!("sharing/{}", town.site)).await.json();
        assert_eq!((&sharing["sharing"], &sharing["history"]), (&json!("planner"), &json!(null)), "{sharing}");
        for path in [format!("{id}/fairness"), format!("{id}/sensitivity"), format!("{id}/siting"), format!("sharing/{}", town.site)] {
            app.get(&town.other_manager, &format!("/api/v1/plans/{path}")).await.expect(StatusCode::NOT_FOUND);
            app.get(&town.prescriber_member, &format!("/api/v1/plans/{path}")).await.expect(StatusCode::FORBIDDEN);
        }
        app.get(&town.manager, &format!("/api/v1/plans/{id}/fairness?alternative=9")).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.manager, &format!("/api/v1/plans/{id}/fairness?alternative=x")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
}
