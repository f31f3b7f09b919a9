//! Drills: the log, what a tablet counted, and what is due.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{TestApp, Town};

async fn page(app: &TestApp, token: &str, town: &Town) -> String {
    let page = app.get(token, &format!("/sites/{}/drills", town.site)).await.expect(StatusCode::OK);
    page.body.replace(['\u{a0}', '\u{202f}'], " ")
}

fn fields<'a>(key: &'a str, date: &'a str, kind: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("key", key),
        ("date", date),
        ("kind", kind),
        ("minutes", "4"),
        ("counted", "5"),
        ("present", "6"),
        ("remark", "La porte du fond coince"),
    ]
}

testkit::both_engines! {
    async fn a_drill_is_noted_with_its_count_and_one_noted_by_mistake_stays_struck_out(app: TestApp) {
        let town = app.town().await;
        let path = format!("/sites/{}/drills", town.site);
        app.form(&town.staff, &path, &fields("drill-0001", "2026-11-20", "fire_evacuation")).await.expect(StatusCode::SEE_OTHER);
        app.form(&town.staff, &path, &fields("drill-0001", "2026-11-20", "fire_evacuation")).await.expect(StatusCode::SEE_OTHER);
        let log = page(&app, &town.manager, &town).await;
        assert_eq!(log.matches("La porte du fond coince").count(), 1, "sent twice, it is one drill: {log}");
        assert!(log.contains("5 sur 6") && log.contains("compte différent") && log.contains("4 minutes") && log.contains("Élise Tendron"), "{log}");
        for (field, value) in [("date", "2026-11-24"), ("date", "hier"), ("kind", "earthquake"), ("minutes", "601"), ("counted", "-1"), ("present", "")] {
            let mut wrong = fields("drill-0002", "2026-11-20", "shelter");
            for one in &mut wrong {
                if one.0 == field {
                    one.1 = value;
                }
            }
            let answer = app.form(&town.staff, &path, &wrong).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
            assert!(answer.body.contains("La porte du fond coince"), "the form comes back filled");
        }
        let withdraw = log.split("action=\"").find(|part| part.contains("/withdraw\"")).unwrap().split('"').next().unwrap().to_owned();
        app.form(&town.other_manager, &withdraw, &[("key", "withdraw-0001")]).await.expect(StatusCode::NOT_FOUND);
        app.form(&town.staff, &withdraw, &[("key", "withdraw-0002")]).await.expect(StatusCode::SEE_OTHER);
        assert!(page(&app, &town.staff, &town).await.contains("retiré"));
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.prescriber_member, &path).await.expect(StatusCode::FORBIDDEN);
        app.form(&town.administrator, &path, &fields("drill-0003", "2026-11-20", "shelter")).await.expect(StatusCode::FORBIDDEN);
        assert!(!app.audit_lines().await.iter().any(|line| line.contains("coince")), "words do not go into the audit");
    }

    async fn what_a_tablet_counted_for_a_drill_is_in_the_log_until_somebody_says_what_it_was(app: TestApp) {
        let town = app.town().await;
        let tablet = crate::tablet::opened(&app, &town).await;
        app.clock.advance(3600);
        crate::tablet::send_fact(&app, &tablet, 1, "2026-11-23T07:50:00Z", json!({ "kind": "counted", "counted": 5, "expected": 5, "reason": "drill" })).await;
        crate::tablet::send_fact(&app, &tablet, 2, "2026-11-23T07:55:00Z", json!({ "kind": "counted", "counted": 3, "expected": 3, "reason": "check" })).await;
        let log = page(&app, &town.staff, &town).await;
        assert!(log.contains("type à préciser") && log.contains("5 sur 5") && !log.contains("3 sur 3"), "{log}");
        let complete = log.split("href=\"").find(|part| part.contains("drills?count=")).unwrap().split('"').next().unwrap().to_owned();
        let count = complete.split("count=").nth(1).unwrap().split('#').next().unwrap().to_owned();
        let form = app.get(&town.staff, complete.split('#').next().unwrap()).await.expect(StatusCode::OK).body;
        assert!(form.contains(&format!("name=\"count\" value=\"{count}\"")), "{form}");
        let path = format!("/sites/{}/drills", town.site);
        let fields = [("key", "drill-0004"), ("count", count.as_str()), ("kind", "shelter"), ("minutes", "12")];
        app.form(&town.staff, &path, &fields).await.expect(StatusCode::SEE_OTHER);
        let log = page(&app, &town.staff, &town).await;
        assert!(log.contains("Mise en sûreté") && !log.contains("type à préciser") && log.matches("5 sur 5").count() == 1, "{log}");
        let again = [("key", "drill-0005"), ("count", count.as_str()), ("kind", "other")];
        assert_eq!(app.form(&town.staff, &path, &again).await.status, StatusCode::CONFLICT, "somebody has said it");
        let foreign = [("key", "drill-0006"), ("count", count.as_str()), ("kind", "other")];
        app.form(&town.other_manager, &format!("/sites/{}/drills", town.other_site), &foreign).await.expect(StatusCode::NOT_FOUND);
    }

    async fn programs_write_drills_down_as_the_page_does(app: TestApp) {
        let town = app.town().await;
        let path = format!("/api/v1/sites/{}/drills", town.site);
        let good = json!({ "date": "2026-11-20", "kind": "fire_evacuation", "minutes": 4, "counted": 5, "present": 6, "remark": "La porte du fond coince" });
        let made = app.api(&town.staff, Method::POST, &path, good.clone()).await.expect(StatusCode::CREATED).json();
        let listed = async || app.get(&town.manager, &path).await.expect(StatusCode::OK).json();
        let rehearsed = listed().await["items"].as_array().unwrap().len();
        let of = |list: &Value, id: &Value| list["items"].as_array().unwrap().iter().find(|drill| drill["id"] == *id).unwrap().clone();
        let drill = of(&listed().await, &made["id"]);
        assert_eq!((&drill["id"], &drill["counted"], &drill["kind"], &drill["withdrawn"]), (&made["id"], &json!(5), &json!("fire_evacuation"), &json!(false)));
        assert!(page(&app, &town.manager, &town).await.contains("5 sur 6"), "page and API read the same log");
        for (field, value) in [("date", json!("2026-11-24")), ("date", json!(null)), ("kind", json!("earthquake")), ("minutes", json!(601)), ("counted", json!(-1)), ("present", json!(null)), ("remark", json!("x".repeat(501))), ("who", json!("Élise"))] {
            let mut wrong = good.clone();
            wrong[field] = value;
            let answer = app.api(&town.staff, Method::POST, &path, wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.json()["errors"][0]["field"], field, "{}", answer.body);
        }
        let tablet = crate::tablet::opened(&app, &town).await;
        app.clock.advance(3600);
        crate::tablet::send_fact(&app, &tablet, 1, "2026-11-23T07:50:00Z", json!({ "kind": "counted", "counted": 5, "expected": 5, "reason": "drill" })).await;
        let waiting = of(&listed().await, &Value::Null);
        let count = waiting["count_id"].clone();
        let twice = json!({ "kind": "shelter", "count_id": count, "counted": 5 });
        assert_eq!(app.api(&town.staff, Method::POST, &path, twice).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["errors"][0]["field"], "counted");
        let complete = json!({ "kind": "shelter", "count_id": count });
        let completed = app.api(&town.staff, Method::POST, &path, complete.clone()).await.expect(StatusCode::CREATED).json();
        app.api(&town.staff, Method::POST, &path, complete).await.expect(StatusCode::CONFLICT);
        let log = listed().await;
        assert_eq!(log["items"].as_array().unwrap().len(), rehearsed + 1, "a count and what completes it are one drill");
        assert_eq!((of(&log, &completed["id"])["kind"].clone(), of(&log, &completed["id"])["count_id"].clone()), (json!("shelter"), count));
        let withdraw = format!("{path}/{}/withdraw", made["id"].as_str().unwrap());
        app.api(&town.other_manager, Method::POST, &withdraw, json!({})).await.expect(StatusCode::NOT_FOUND);
        app.api(&town.staff, Method::POST, &withdraw, json!({})).await.expect(StatusCode::OK);
        assert_eq!(of(&listed().await, &made["id"])["withdrawn"], true);
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        app.api(&town.administrator, Method::POST, &path, good).await.expect(StatusCode::FORBIDDEN);
    }

    async fn programs_keep_the_direction_and_the_time_of_the_health_referent(app: TestApp) {
        let town = app.town().await;
        let (shares, times) = (format!("/api/v1/sites/{}/direction", town.site), format!("/api/v1/sites/{}/health-referent-times", town.site));
        let zoe = crate::staff::member(&app, &town, "Zoé", "L'Hôte", "educateur_de_jeunes_enfants", true).await;
        let half = json!({ "member_id": zoe, "percent": 50, "from": "2026-09-01" });
        let share = app.api(&town.manager, Method::POST, &shares, half.clone()).await.expect(StatusCode::CREATED).json();
        for (field, value) in [("member_id", json!("018f0000-0000-7000-8000-000000000001")), ("percent", json!(101)), ("until", json!("2026-08-31")), ("from", json!("hier"))] {
            let mut wrong = half.clone();
            wrong[field] = value;
            let answer = app.api(&town.manager, Method::POST, &shares, wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.json()["errors"][0]["field"], field, "{}", answer.body);
        }
        let given = json!({ "date": "2026-11-20", "minutes": 90, "remark": "Protocoles" });
        let time = app.api(&town.manager, Method::POST, &times, given.clone()).await.expect(StatusCode::CREATED).json();
        for (field, value) in [("date", json!("2026-11-24")), ("minutes", json!(0)), ("remark", json!("x".repeat(201)))] {
            let mut wrong = given.clone();
            wrong[field] = value;
            let answer = app.api(&town.manager, Method::POST, &times, wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.json()["errors"][0]["field"], field, "{}", answer.body);
        }
        for (path, made, expected) in [(&shares, &share, ("percent", 50)), (&times, &time, ("minutes", 90))] {
            let list = app.get(&town.manager, path).await.expect(StatusCode::OK).json();
            assert_eq!((&list["items"][0]["id"], &list["items"][0][expected.0]), (&made["id"], &json!(expected.1)), "{list}");
            app.get(&town.other_manager, path).await.expect(StatusCode::NOT_FOUND);
            app.get(&town.prescriber_member, path).await.expect(StatusCode::FORBIDDEN);
            let withdraw = format!("{path}/{}/withdraw", made["id"].as_str().unwrap());
            app.api(&town.other_manager, Method::POST, &withdraw, json!({})).await.expect(StatusCode::NOT_FOUND);
            app.api(&town.manager, Method::POST, &withdraw, json!({})).await.expect(StatusCode::OK);
            app.api(&town.manager, Method::POST, &withdraw, json!({})).await.expect(StatusCode::NOT_FOUND);
            assert_eq!(app.get(&town.manager, path).await.json()["items"], json!([]));
        }
    }

    /// W12.
    async fn a_year_without_a_drill_waits_on_the_desk_of_who_runs_the_site(app: TestApp) {
        let town = app.town().await;
        let calm = app.get(&town.manager, "/desk").await.expect(StatusCode::OK).body;
        assert!(!calm.contains("W12"), "the town rehearsed this year: {calm}");
        app.clock.advance(200 * 24 * 3600);
        let due = app.get(&town.manager, "/desk").await.expect(StatusCode::OK).body;
        assert!(due.contains("W12") && due.contains(&format!("/sites/{}/drills", town.site)), "{due}");
        assert!(!app.get(&town.staff, "/desk").await.body.contains("W12"), "who does not run the site is not asked");
        assert!(page(&app, &town.staff, &town).await.contains("W12"), "the page tells everybody");
        let counts = app.get(&town.administrator, "/desk").await.expect(StatusCode::OK).body;
        assert!(!counts.contains("W12"), "an administrator counts");
        let overview = app.get(&town.manager, &format!("/sites/{}", town.site)).await.expect(StatusCode::OK).body;
        assert!(overview.contains("W12"), "{overview}");
    }

    /// W4, from 1 September 2026.
    async fn a_micro_creche_has_half_a_director_who_has_two_of_them_at_most(app: TestApp) {
        let town = app.town().await;
        let path = format!("/sites/{}/direction", town.site);
        let member = crate::staff::member(&app, &town, "Nadia", "D'Été", "nurse", true).await;
        let read = async || app.get(&town.manager, &path).await.expect(StatusCode::OK).body.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(!read().await.contains("W4 · "), "nothing is known, nothing is short");
        let share = |key: &'static str, percent: &'static str, from: &'static str| [("key", key), ("member", member.as_str()), ("percent", percent), ("from", from)].to_vec();
        app.form(&town.manager, &path, &share("share-0001", "40", "2026-09-01")).await.expect(StatusCode::SEE_OTHER);
        let page = read().await;
        assert!(page.contains("W4 · ") && page.contains("40 % d’un temps plein"), "{page}");
        assert!(app.get(&town.manager, "/desk").await.body.contains("W4 · "));
        for (percent, from) in [("0", "2026-09-01"), ("101", "2026-09-01"), ("50", "hier")] {
            app.form(&town.manager, &path, &share("share-0002", percent, from)).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let nobody = [("key", "share-0003"), ("member", "018f0000-0000-7000-8000-000000000001"), ("percent", "50"), ("from", "2026-09-01")];
        app.form(&town.manager, &path, &nobody).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.form(&town.manager, &path, &share("share-0004", "10", "2026-09-01")).await.expect(StatusCode::SEE_OTHER);
        assert!(!read().await.contains("W4 · "), "two shares make half of a full time");
        app.form(&town.staff, &path, &share("share-0005", "50", "2026-09-01")).await.expect(StatusCode::FORBIDDEN);
        app.get(&town.staff, &path).await.expect(StatusCode::FORBIDDEN);
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        let withdraw = read().await.split("action=\"").find(|part| part.contains("/withdraw\"")).unwrap().split('"').next().unwrap().to_owned();
        app.form(&town.manager, &withdraw, &[("key", "share-0006")]).await.expect(StatusCode::SEE_OTHER);
        assert!(read().await.contains("W4 · "));
    }

    /// W5.
    async fn a_quarter_short_of_the_health_referents_time_is_told(app: TestApp) {
        let town = app.town().await;
        let page = format!("/sites/{}/direction", town.site);
        let path = format!("{page}/referent");
        let time = |key: &'static str, date: &'static str, minutes: &'static str| vec![("key", key), ("date", date), ("minutes", minutes), ("remark", "PAI d'un enfant")];
        for (date, minutes) in [("2026-11-24", "60"), ("2026-11-20", "0"), ("2026-11-20", "1441"), ("", "60")] {
            app.form(&town.manager, &path, &time("time-0001", date, minutes)).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        }
        app.form(&town.manager, &path, &time("time-0002", "2026-08-20", "90")).await.expect(StatusCode::SEE_OTHER);
        let read = async || app.get(&town.manager, &page).await.expect(StatusCode::OK).body.replace(['\u{a0}', '\u{202f}'], " ");
        let short = read().await;
        assert!(short.contains("W5 · ") && short.contains("90 minutes") && short.contains("juillet 2026"), "{short}");
        app.form(&town.manager, &path, &time("time-0003", "2026-09-30", "30")).await.expect(StatusCode::SEE_OTHER);
        assert!(!read().await.contains("W5 · "), "two hours in a micro-crèche");
        app.clock.advance(9 * 24 * 3600);
        assert!(read().await.contains("W5 · "), "in December, the quarter that began in October");
    }
}
