//! A child and a place get to know each other: steps in their order, with one person, validated or done again, and what it opens.

use axum::http::{Method, StatusCode};
use domain::access::Action;
use domain::sites::SitePolicy;
use domain::{ChildId, HalfDay, Period, SiteId};
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{Answer, TestApp, Town};

mod alone_before;
mod referent;

pub(crate) async fn rules(app: &TestApp, site: SiteId, change: impl Fn(&mut SitePolicy) + Send + 'static) {
    app.db
        .write(move |tx| {
            let mut policy = testkit::policy();
            policy.period = Period { from: date(2026, 1, 1), until: None };
            change(&mut policy);
            tx.create_policy(site, &policy)?;
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(Action::ManageSites, "site", site))
        })
        .await
        .unwrap();
}

fn base(town: &Town) -> String {
    format!("/api/v1/sites/{}/familiarisations", town.site)
}

/// Somebody of the team who may be with children.
async fn member(app: &TestApp, town: &Town, given: &str) -> String {
    let staff = format!("/api/v1/sites/{}/staff", town.site);
    let body = json!({ "given_name": given, "family_name": "L'Hôte" });
    let answer = app.api(&town.manager, Method::POST, &staff, body).await.expect(StatusCode::CREATED);
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let facts = format!("{staff}/{id}/facts");
    for fact in [
        json!({ "kind": "qualification", "qualification": "nurse", "from": "2020-07-01" }),
        json!({ "kind": "check", "issued_on": "2026-09-20", "checked_on": "2026-10-05" }),
    ] {
        app.api(&town.manager, Method::POST, &facts, fact).await.expect(StatusCode::CREATED);
    }
    id
}

async fn shift(app: &TestApp, town: &Town, member: &str, day: &str, (from, until): (&str, &str)) {
    let body = json!({ "member_id": member, "date": day, "starts_at": from, "ends_at": until });
    let shifts = format!("/api/v1/sites/{}/shifts", town.site);
    app.api(&town.manager, Method::POST, &shifts, body).await.expect(StatusCode::CREATED);
}

async fn begin(app: &TestApp, town: &Town, template: &str, referent: Option<&str>) -> Answer {
    let body = json!({ "child_id": town.child, "template": template, "referent_id": referent });
    app.api(&town.manager, Method::POST, &base(town), body).await
}

pub(crate) async fn begun(app: &TestApp, town: &Town, template: &str, referent: Option<&str>) -> String {
    let answer = begin(app, town, template, referent).await.expect(StatusCode::CREATED);
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// Another child of the town's family.
async fn other_child(app: &TestApp, town: &Town) -> ChildId {
    let family = town.family;
    let write = move |tx: &mut db::Tx<'_>| {
        let birth_date = date(2025, 10, 1);
        let new = db::families::NewChild { given_name: "Noé".into(), family_name: "D'Été".into(), birth_date };
        let child = tx.create_child(family, &new)?;
        tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(Action::ManageFamily, "child", child))?;
        Ok(child)
    };
    app.db.write(write).await.unwrap()
}

async fn begun_for(app: &TestApp, town: &Town, child: ChildId, template: &str, referent: &str) -> String {
    let body = json!({ "child_id": child, "template": template, "referent_id": referent });
    let made = app.api(&town.manager, Method::POST, &base(town), body).await.expect(StatusCode::CREATED);
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn path(app: &TestApp, town: &Town, id: &str) -> Value {
    app.get(&town.manager, &format!("{}/{id}", base(town))).await.expect(StatusCode::OK).json()
}

/// Places what is proposed now.
async fn place(app: &TestApp, town: &Town, id: &str) -> usize {
    let visits: Vec<Value> = path(app, town, id).await["proposed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|visit| json!({ "session_id": visit["session_id"], "starts_at": visit["starts_at"] }))
        .collect();
    let body = json!({ "visits": visits });
    let answer = app.api(&town.manager, Method::POST, &format!("{}/{id}/visits", base(town)), body).await;
    answer.expect(StatusCode::OK).json()["placed"].as_u64().unwrap() as usize
}

fn progress(path: &Value) -> Vec<String> {
    path["steps"].as_array().unwrap().iter().map(|step| step["progress"].as_str().unwrap().to_owned()).collect()
}

/// Day and hours of each step's visit.
fn when(path: &Value) -> Vec<String> {
    let of = |step: &Value| match &step["visit"] {
        Value::Null => String::new(),
        visit => [&visit["date"], &visit["starts_at"], &visit["ends_at"]].map(|one| one.as_str().unwrap()).join(" "),
    };
    path["steps"].as_array().unwrap().iter().map(of).collect()
}

async fn answer(app: &TestApp, token: &str, town: &Town, id: &str, step: usize, outcome: &str) -> Answer {
    let visit = path(app, town, id).await["steps"][step]["visit"]["id"].as_str().unwrap_or_default().to_owned();
    let body = match outcome {
        "missed" => json!({ "outcome": outcome }),
        _ => json!({ "outcome": outcome, "apart": "mixed", "play": "well", "sentence": "cried_then_settled" }),
    };
    app.api(token, Method::POST, &format!("{}/{id}/visits/{visit}", base(town)), body).await
}

async fn book(app: &TestApp, town: &Town, day: domain::Date, more: Value) -> Answer {
    let site = town.site;
    let sessions = app.db.read(move |conn| db::calendar::sessions_of(conn, &[site], day, day)).await.unwrap();
    let session = sessions.iter().find(|session| session.half_day == HalfDay::Morning).unwrap().id;
    let mut body = json!({ "child_id": town.child, "session_id": session, "purpose": "appointment" });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    app.api(&town.manager, Method::POST, "/api/v1/bookings", body).await
}

/// To an hour of a day in Paris, in winter.
fn at(app: &TestApp, day: &str, hour: u8) {
    let instant: jiff::Timestamp = format!("{day}T{:02}:00:00Z", hour - 1).parse().unwrap();
    app.clock.set(domain::Instant::new(instant));
}

testkit::both_engines! {
    async fn steps_go_to_sessions_in_their_order_one_a_day_while_the_referent_is_there(app: TestApp) {
        let town = app.town().await;
        let zoe = member(&app, &town, "Zoé").await;
        let noe = member(&app, &town, "Noé").await;
        shift(&app, &town, &zoe, "2026-11-24", ("10:00", "12:30")).await;
        shift(&app, &town, &zoe, "2026-11-26", ("08:00", "12:30")).await;
        for day in ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"] {
            shift(&app, &town, &noe, day, ("08:00", "17:00")).await;
        }
        let id = begun(&app, &town, "six_stones", Some(&zoe)).await;
        let proposed = path(&app, &town, &id).await["proposed"].clone();
        let days: Vec<String> = proposed.as_array().unwrap().iter()
            .map(|visit| format!("{} {}", visit["date"].as_str().unwrap(), visit["starts_at"].as_str().unwrap()))
            .collect();
        // Monday and Wednesday she is not there; after Friday nobody is rostered, so who is there is not known.
        assert_eq!(days[..3], ["2026-11-24 10:00", "2026-11-26 08:30", "2026-11-30 08:30"], "{days:?}");
        assert_eq!(place(&app, &town, &id).await, 6);
        let placed = path(&app, &town, &id).await;
        assert_eq!(when(&placed)[..3], ["2026-11-24 10:00 10:30", "2026-11-26 08:30 09:30", "2026-11-30 08:30 09:30"]);
        assert!(progress(&placed).iter().all(|one| one == "placed"));
        assert_eq!(placed["proposed"], json!([]));
        // The one adaptation seat of that morning is taken.
        let full = book(&app, &town, date(2026, 11, 24), json!({ "care_kind": "familiarisation" })).await;
        assert_eq!(full.rule(), "child_already_placed");
        // What was shown before is not placed twice.
        let again = json!({ "visits": [{ "session_id": proposed[0]["session_id"], "starts_at": "10:00" }] });
        let late = app.api(&town.manager, Method::POST, &format!("{}/{id}/visits", base(&town)), again).await;
        assert_eq!(late.expect(StatusCode::CONFLICT).rule(), "changed_meanwhile");
    }

    async fn a_referent_is_with_one_child_at_a_time(app: TestApp) {
        let town = app.town().await;
        app.adaptation_seats(3).await;
        let zoe = member(&app, &town, "Zoé").await;
        let first = begun(&app, &town, "shared_welcome", Some(&zoe)).await;
        place(&app, &town, &first).await;
        assert_eq!(when(&path(&app, &town, &first).await), ["2026-11-23 08:30 09:00"]);
        // Another child, the same person: a shared welcome is at the start or not at all.
        let second = begun_for(&app, &town, other_child(&app, &town).await, "shared_welcome", &zoe).await;
        let next = path(&app, &town, &second).await["proposed"][0].clone();
        assert_eq!((next["date"].as_str(), next["starts_at"].as_str()), (Some("2026-11-23"), Some("13:30")), "that afternoon");
    }

    async fn a_child_stays_alone_only_once_its_steps_are_done_the_emergency_seat_aside(app: TestApp) {
        let town = app.town().await;
        rules(&app, town.site, |policy| policy.familiarisation_required = true).await;
        let tuesday = date(2026, 12, 1);
        let refused = book(&app, &town, tuesday, json!({})).await.expect(StatusCode::CONFLICT);
        assert_eq!((refused.rule(), refused.json()["parameters"]["emergency"].clone()), ("not_yet_familiar".to_owned(), json!(false)));
        let set_aside = json!({ "override": { "reason": "Fratrie" } });
        assert_eq!(book(&app, &town, tuesday, set_aside.clone()).await.rule(), "not_yet_familiar", "not by override");
        // An emergency: refused, unless somebody says why.
        let mut emergency = json!({ "care_kind": "emergency" });
        assert_eq!(book(&app, &town, tuesday, emergency.clone()).await.rule(), "not_yet_familiar");
        emergency["override"] = json!({ "reason": "Entretien demain, aucune autre solution" });
        let taken = book(&app, &town, tuesday, emergency).await.expect(StatusCode::CREATED).json();
        assert_eq!(taken["override"]["rules"], json!(["not_yet_familiar"]));
        // One step, done: the half-day is open.
        let id = begun(&app, &town, "shared_welcome", None).await;
        place(&app, &town, &id).await;
        assert_eq!(book(&app, &town, date(2026, 12, 3), json!({})).await.rule(), "not_yet_familiar", "begun is not done");
        at(&app, "2026-11-23", 9);
        answer(&app, &town.staff, &town, &id, 0, "validated").await.expect(StatusCode::OK);
        assert_eq!(path(&app, &town, &id).await["state"], "finished");
        book(&app, &town, date(2026, 12, 3), json!({})).await.expect(StatusCode::CREATED);
        // The parent reads the same in her words.
        let stranger = json!({ "child_id": town.stranger_child, "session_id": taken["session_id"], "purpose": "appointment" });
        assert_ne!(app.api(&town.manager, Method::POST, "/api/v1/bookings", stranger).await.status, StatusCode::CREATED);
    }

    async fn a_child_who_came_alone_before_needs_no_steps(app: TestApp) {
        let town = app.town().await;
        app.place(town.site, town.child, date(2026, 11, 12), HalfDay::Morning, true).await;
        rules(&app, town.site, |policy| policy.familiarisation_required = true).await;
        book(&app, &town, date(2026, 12, 1), json!({})).await.expect(StatusCode::CREATED);
        // Unless somebody begins them again, after a long absence say.
        begun(&app, &town, "six_stones", None).await;
        assert_eq!(book(&app, &town, date(2026, 12, 3), json!({})).await.rule(), "not_yet_familiar");
    }

    async fn a_step_done_again_moves_the_others_back_and_keeps_their_days(app: TestApp) {
        let town = app.town().await;
        let id = begun(&app, &town, "six_stones", None).await;
        assert_eq!(place(&app, &town, &id).await, 6);
        let early = answer(&app, &town.staff, &town, &id, 0, "validated").await.expect(StatusCode::CONFLICT);
        assert_eq!(early.rule(), "visit_not_next", "it has not begun");
        at(&app, "2026-11-24", 13);
        assert_eq!(progress(&path(&app, &town, &id).await)[..3], ["unanswered", "unanswered", "placed"]);
        assert_eq!(answer(&app, &town.staff, &town, &id, 1, "validated").await.rule(), "visit_not_next", "the first one first");
        answer(&app, &town.staff, &town, &id, 0, "validated").await.expect(StatusCode::OK);
        answer(&app, &town.staff, &town, &id, 1, "repeated").await.expect(StatusCode::OK);
        let after = path(&app, &town, &id).await;
        assert_eq!(progress(&after), ["validated", "placed", "placed", "placed", "placed", "open"]);
        assert_eq!(after["steps"][1]["repeated"], 1);
        // Wednesday was for an hour with the parent next door: it is for an hour together now, and Thursday for the next.
        assert_eq!(when(&after)[1..4], ["2026-11-25 08:30 09:30", "2026-11-26 08:30 09:30", "2026-11-27 08:30 08:45"]);
        assert_eq!(after["proposed"].as_array().unwrap().len(), 1, "the last step wants a day of its own");
        // Taken back: all is as before.
        let visit = app.get(&town.manager, &format!("/sites/{}/familiarisation/{id}", town.site)).await.expect(StatusCode::OK).body;
        let undo = visit.split("/undo\"").next().unwrap().rsplit("action=\"").next().unwrap().to_owned() + "/undo";
        app.form(&town.staff, &undo, &[("key", "take-it-back-1")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(progress(&path(&app, &town, &id).await), ["validated", "unanswered", "placed", "placed", "placed", "placed"]);
    }

    async fn a_visit_that_did_not_take_place_or_is_given_back_moves_the_others_up(app: TestApp) {
        let town = app.town().await;
        let id = begun(&app, &town, "six_stones", None).await;
        place(&app, &town, &id).await;
        let first = path(&app, &town, &id).await["steps"][0]["visit"]["id"].as_str().unwrap().to_owned();
        let cancel = format!("/sites/{}/familiarisation/{id}/visits/{first}/cancel", town.site);
        assert_eq!(app.form(&town.staff, &cancel, &[("key", "cancel-staff-1")]).await.status, StatusCode::FORBIDDEN);
        app.form(&town.manager, &cancel, &[("key", "cancel-0001")]).await.expect(StatusCode::SEE_OTHER);
        let moved = path(&app, &town, &id).await;
        assert_eq!(when(&moved)[0], "2026-11-24 08:30 09:00", "Tuesday is for the first step, and as long as it");
        assert_eq!(progress(&moved)[5], "open");
        at(&app, "2026-11-24", 13);
        answer(&app, &town.staff, &town, &id, 0, "missed").await.expect(StatusCode::OK);
        let missed = path(&app, &town, &id).await;
        assert_eq!(progress(&missed), ["placed", "placed", "placed", "placed", "open", "open"]);
        assert_eq!(missed["steps"][0]["repeated"], 0, "nothing was done");
    }

    async fn only_one_path_at_a_time_and_only_children_of_the_house(app: TestApp) {
        let town = app.town().await;
        let id = begun(&app, &town, "six_stones", None).await;
        assert_eq!(begin(&app, &town, "six_stones", None).await.expect(StatusCode::CONFLICT).rule(), "familiarisation_under_way");
        let unknown = begin(&app, &town, "ten_days", None).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(unknown.json()["errors"][0]["field"], "template");
        let stranger = json!({ "child_id": town.stranger_child, "template": "six_stones" });
        app.api(&town.manager, Method::POST, &base(&town), stranger).await.expect(StatusCode::NOT_FOUND);
        for token in [&town.staff, &town.prescriber_member, &town.counsellor, &town.parent_token] {
            let body = json!({ "child_id": town.child, "template": "six_stones" });
            app.api(token, Method::POST, &base(&town), body).await.expect(StatusCode::FORBIDDEN);
        }
        let one = format!("{}/{id}", base(&town));
        app.get(&town.staff, &one).await.expect(StatusCode::OK);
        for token in [&town.prescriber_member, &town.counsellor, &town.parent_token] {
            app.get(token, &one).await.expect(StatusCode::FORBIDDEN);
        }
        app.get(&town.other_manager, &one).await.expect(StatusCode::NOT_FOUND);
        let elsewhere = one.replace(&town.site.to_string(), &town.other_site.to_string());
        app.get(&town.other_manager, &elsewhere).await.expect(StatusCode::NOT_FOUND);
        // Stopped with a reason, its places are free, and it can go on.
        place(&app, &town, &id).await;
        let stop = format!("/sites/{}/familiarisation/{id}/stop", town.site);
        let blank = app.form(&town.manager, &stop, &[("key", "stop-00001"), ("reason", " ")]).await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
        app.form(&town.manager, &stop, &[("key", "stop-00002"), ("reason", "Déménagement")]).await.expect(StatusCode::SEE_OTHER);
        let stopped = path(&app, &town, &id).await;
        assert_eq!((stopped["state"].as_str(), progress(&stopped)[0].as_str()), (Some("stopped"), "open"));
        let resume = format!("/sites/{}/familiarisation/{id}/resume", town.site);
        app.form(&town.manager, &resume, &[("key", "resume-0001")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(path(&app, &town, &id).await["state"], "open");
        let lines = app.audit_lines().await;
        assert!(!lines.iter().any(|line| line.contains("Déménagement") || line.contains("cried")), "no word on a family");
    }

    async fn an_answer_that_ended_a_path_is_not_taken_back_while_another_goes_on(app: TestApp) {
        let town = app.town().await;
        let id = begun(&app, &town, "shared_welcome", None).await;
        place(&app, &town, &id).await;
        at(&app, "2026-11-23", 13);
        answer(&app, &town.staff, &town, &id, 0, "validated").await.expect(StatusCode::OK);
        let page = app.get(&town.manager, &format!("/sites/{}/familiarisation/{id}", town.site)).await.expect(StatusCode::OK).body;
        let undo = page.split("/undo\"").next().unwrap().rsplit("action=\"").next().unwrap().to_owned() + "/undo";
        let again = begun(&app, &town, "six_stones", None).await;
        let refused = app.form(&town.staff, &undo, &[("key", "take-it-back-2")]).await.expect(StatusCode::CONFLICT);
        assert!(refused.body.contains("ont déjà commencé ici"), "{}", refused.body);
        assert_eq!((path(&app, &town, &id).await["state"].clone(), path(&app, &town, &again).await["state"].clone()), (json!("finished"), json!("open")));
    }

    async fn how_it_went_is_said_with_faces_and_a_sentence(app: TestApp) {
        let town = app.town().await;
        let id = begun(&app, &town, "six_stones", None).await;
        place(&app, &town, &id).await;
        at(&app, "2026-11-23", 13);
        let visit = path(&app, &town, &id).await["steps"][0]["visit"]["id"].as_str().unwrap().to_owned();
        let here = format!("/sites/{}/familiarisation/{id}", town.site);
        let form = format!("{here}/visits/{visit}");
        let bare = app.form(&town.staff, &form, &[("key", "answer-0001"), ("outcome", "validated")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.body.contains("id=\"apart-error\"") && bare.body.contains("id=\"sentence-error\""));
        let whole = [("key", "answer-0002"), ("outcome", "validated"), ("apart", "well"), ("play", ""), ("rest", ""), ("sentence", "smiled_at_us")];
        app.form(&town.staff, &form, &whole).await.expect(StatusCode::SEE_OTHER);
        app.form(&town.staff, &form, &whole).await.expect(StatusCode::SEE_OTHER);
        let page = app.get(&town.manager, &here).await.expect(StatusCode::OK).body;
        assert!(page.contains("Nous a souri."), "the sentence");
        assert_eq!(progress(&path(&app, &town, &id).await)[..2], ["validated", "placed"]);
        // The parent reads it as stones, in her language, and answers with a face.
        let home = app.get(&town.parent_token, "/family?lang=fr").await.expect(StatusCode::OK).body;
        assert!(home.contains("/family/first-steps"));
        let stones = app.get(&town.parent_token, "/family/first-steps?lang=ar").await.expect(StatusCode::OK).body;
        assert!(stones.contains("ابتسم لنا.") && stones.contains("dir=\"rtl\""), "{stones}");
        assert!(!stones.contains("L'Hôte"), "a first name is enough");
        let say = format!("/family/first-steps/{visit}");
        let wrong = app.form(&town.parent_token, &say, &[("key", "face-00001"), ("face", "great")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        app.form(&town.parent_token, &say, &[("key", "face-00002"), ("face", "mixed")]).await.expect(StatusCode::SEE_OTHER);
        let page = app.get(&town.manager, &here).await.expect(StatusCode::OK).body;
        assert!(page.contains("Le parent : Moyen") || page.contains("Le parent\u{a0}: Moyen"), "what the parent said");
        // Not of a visit to come, nor of another family's.
        let next = path(&app, &town, &id).await["steps"][1]["visit"]["id"].as_str().unwrap().to_owned();
        let early = app.form(&town.parent_token, &format!("/family/first-steps/{next}"), &[("key", "face-00003"), ("face", "well")]).await;
        assert_eq!(early.status, StatusCode::NOT_FOUND);
    }

    async fn a_site_writes_its_own_steps_down(app: TestApp) {
        let town = app.town().await;
        let here = format!("/sites/{}/familiarisation/templates", town.site);
        app.get(&town.staff, &here).await.expect(StatusCode::FORBIDDEN);
        let none = app.form(&town.manager, &here, &[("key", "template-01"), ("name", "Deux pas")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let long = [("key", "template-02"), ("name", "Deux pas"), ("minutes-1", "601")];
        assert_eq!(app.form(&town.manager, &here, &long).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let two = [
            ("key", "template-03"), ("name", "Deux pas d'été"), ("at_start", "true"), ("minutes-1", "20"), ("parent-1", "with"),
            ("minutes-3", "90"), ("parent-3", "away"), ("meal-3", "true"),
        ];
        app.form(&town.manager, &here, &two).await.expect(StatusCode::SEE_OTHER);
        let page = app.get(&town.manager, &here).await.expect(StatusCode::OK).body;
        assert!(page.contains("Deux pas d&#39;été") && page.contains("1 h 30 sans le parent, repas"), "{page}");
        let id = page.split("/familiarisation/templates/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let path_id = begun(&app, &town, &id, None).await;
        assert_eq!(path(&app, &town, &path_id).await["steps"].as_array().unwrap().len(), 2);
        app.form(&town.manager, &format!("{here}/{id}/withdraw"), &[("key", "template-04")]).await.expect(StatusCode::SEE_OTHER);
        let body = json!({ "child_id": town.child, "template": id });
        app.api(&town.manager, Method::POST, &base(&town), body).await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_visit_counts_among_the_children_only_while_it_lasts(app: TestApp) {
        let town = app.town().await;
        let id = begun(&app, &town, "six_stones", None).await;
        place(&app, &town, &id).await;
        let there = async |at: &str| {
            let day = app.get(&town.manager, &format!("/api/v1/sites/{}/ratio?date=2026-11-24&at={at}", town.site)).await;
            day.expect(StatusCode::OK).json()["items"][0]["now"]["familiarising"].as_u64()
        };
        // Tuesday: the second step, an hour from half past eight.
        assert_eq!((there("08:30").await, there("09:29").await, there("09:30").await), (Some(1), Some(1), Some(0)));
    }
}
