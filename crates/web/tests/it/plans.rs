//! Planning the week: from requests that wait to messages that left, and what must never happen on the way.

use axum::http::{Method, StatusCode};
use db::families::{LinkTo, NewChild, NewParent};
use db::world::PastRequest;
use domain::access::Action;
use domain::families::{LinkKind, SafeContact, SpokenLanguage};
use domain::places::{CareKind, DatedHalfDay, Need, Purpose, RequestOutcome, Rhythm, RhythmPattern};
use domain::*;
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{TestApp, Town};

/// The week after the tests' first one: they begin on Monday 23 November 2026.
pub(crate) const MONDAY: Date = date(2026, 11, 30);
pub(crate) const TUESDAY: Date = date(2026, 12, 1);
pub(crate) const THURSDAY: Date = date(2026, 12, 3);

pub(crate) const fn morning(date: Date) -> DatedHalfDay {
    DatedHalfDay { date, half_day: HalfDay::Morning }
}

pub(crate) const fn afternoon(date: Date) -> DatedHalfDay {
    DatedHalfDay { date, half_day: HalfDay::Afternoon }
}

/// A family of the town with so many children, known to the site or not.
pub(crate) async fn family(
    app: &TestApp,
    town: &Town,
    name: &'static str,
    children: usize,
    known: bool,
    language: SpokenLanguage,
) -> Vec<ChildId> {
    let site = town.site;
    app.db
        .write(move |tx| {
            let id = tx.create_family("34145", false)?;
            tx.create_parent(
                id,
                &NewParent {
                    given_name: "Noémie".into(),
                    family_name: name.into(),
                    phone: Some(format!("+3361122{:04}", name.len() * 7 + children)),
                    email: None,
                    language,
                    safe_contact: SafeContact::Normal,
                    interpreter: false,
                },
            )?;
            let since = Period { from: date(2026, 1, 1), until: None };
            tx.create_link(id, LinkKind::Admission, LinkTo { site: Some(site), ..LinkTo::default() }, since)?;
            let mut made = Vec::new();
            for number in 0..children {
                let child = tx.create_child(
                    id,
                    &NewChild {
                        given_name: format!("{name} {number}"),
                        family_name: name.into(),
                        birth_date: date(2025, 3, 1),
                    },
                )?;
                if known {
                    tx.create_admission(child, site, None, CareKind::Occasional, since)?;
                }
                made.push(child);
            }
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(Action::ManageSites, "site", site))?;
            Ok(made)
        })
        .await
        .unwrap()
}

/// A request that waits at the town's site, asked so many hours ago.
pub(crate) async fn waits(
    app: &TestApp,
    town: &Town,
    child: ChildId,
    purpose: Purpose,
    need: Need,
    hours: i64,
) -> PlaceRequestId {
    let (site, family) = (town.site, app.family_of(child).await);
    app.db
        .write(move |tx| {
            tx.write_request(&PastRequest {
                child,
                family,
                site,
                need: need.clone(),
                purpose,
                kind: CareKind::Occasional,
                at: tx.now.plus_hours(-hours),
                outcome: RequestOutcome::Waiting,
                proposals: 0,
            })
        })
        .await
        .unwrap()
}

pub(crate) fn any(days: &[DatedHalfDay]) -> Need {
    Need::AnyHalfDay(days.to_vec())
}

pub(crate) async fn start(app: &TestApp, token: &str, town: &Town, more: Value) -> String {
    let mut body = json!({ "site_ids": [town.site], "week_of": "2026-12-02", "seed": 7, "budget_seconds": 2 });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    let run = app.api(token, Method::POST, "/api/v1/plans", body).await.expect(StatusCode::CREATED).json();
    assert_eq!(run["state"], "waiting");
    assert_eq!(run["week_of"], "2026-11-30", "a week is named by its Monday");
    run["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn run(app: &TestApp, town: &Town, more: Value) -> Value {
    let id = start(app, &town.manager, town, more).await;
    app.run_jobs().await;
    show(app, town, &id).await
}

pub(crate) async fn show(app: &TestApp, town: &Town, id: &str) -> Value {
    app.get(&town.manager, &format!("/api/v1/plans/{id}")).await.expect(StatusCode::OK).json()
}

pub(crate) fn path(run: &Value, rest: &str) -> String {
    format!("/api/v1/plans/{}{rest}", run["id"].as_str().unwrap())
}

pub(crate) async fn publish(app: &TestApp, town: &Town, run: &Value) -> Value {
    let body = json!({ "alternative": 1 });
    app.api(&town.manager, Method::POST, &path(run, "/publish"), body).await.expect(StatusCode::OK).json()
}

fn places(run: &Value, child: ChildId) -> Vec<&Value> {
    run["places"].as_array().unwrap().iter().filter(|place| place["child_id"] == child.to_string()).collect()
}

/// Fills the regular seats of a half-day but so many, with children of one more family.
pub(crate) async fn fill(app: &TestApp, town: &Town, day: DatedHalfDay, free: i32) -> Vec<BookingId> {
    let others = family(app, town, "D'Occupée", 6, true, SpokenLanguage::French).await;
    let session = session(app, town, day).await;
    let mut taken = Vec::new();
    for (seat, child) in (1..=6 - free).zip(others) {
        taken.push(app.seat(session, child, seat, None).await);
    }
    taken
}

pub(crate) async fn session(app: &TestApp, town: &Town, day: DatedHalfDay) -> SessionId {
    let site = town.site;
    let sessions = app.db.read(move |conn| db::calendar::sessions_of(conn, &[site], day.date, day.date)).await.unwrap();
    sessions.into_iter().find(|session| session.half_day == day.half_day).unwrap().id
}

pub(crate) async fn messages(app: &TestApp) -> Vec<(String, String, String)> {
    app.outbox().await.into_iter().map(|sent| (sent.template, sent.language, sent.body)).collect()
}

pub(crate) async fn outcome(app: &TestApp, request: PlaceRequestId) -> String {
    app.request_outcome(request).await
}

/// A run of the town's site that proposes a place for the town's child, and that place.
pub(crate) async fn proposed(app: &TestApp, town: &Town) -> (String, String) {
    waits(app, town, town.child, Purpose::Training, any(&[morning(TUESDAY)]), 3).await;
    let run = run(app, town, json!({})).await;
    let place = places(&run, town.child)[0]["id"].as_str().unwrap().to_owned();
    (run["id"].as_str().unwrap().to_owned(), place)
}

testkit::both_engines! {
    async fn from_requests_that_wait_to_messages_that_left(app: TestApp) {
        let town = app.town().await;
        let before = fill(&app, &town, morning(MONDAY), 1).await;
        let flexible = family(&app, &town, "Flexible", 1, true, SpokenLanguage::Arabic).await[0];
        let bound = family(&app, &town, "N'Tenue", 1, true, SpokenLanguage::English).await[0];
        let asked_first = waits(&app, &town, flexible, Purpose::Respite, any(&[morning(MONDAY), afternoon(TUESDAY)]), 90).await;
        let asked_later = waits(&app, &town, bound, Purpose::Training, Need::HalfDays(vec![morning(MONDAY)]), 2).await;
        let run = run(&app, &town, json!({})).await;
        assert_eq!(run["state"], "finished", "{run}");
        assert_eq!(run["alternatives"][0]["served"], 2, "the flexible family leaves the last seat to the one that is bound: {run}");
        assert_eq!(run["alternatives"][1]["kind"], "first_come");
        assert!(run["alternatives"][0]["worth"].as_i64() >= run["alternatives"][1]["worth"].as_i64());
        assert_eq!(run["unserved"], json!([]));
        assert_eq!(places(&run, bound)[0]["date"], "2026-11-30");
        assert_eq!(places(&run, flexible)[0]["date"], "2026-12-01");
        assert!(messages(&app).await.is_empty(), "nothing is told before it is published");
        let seats = app.seats_taken().await;
        let done = publish(&app, &town, &run).await;
        assert_eq!((done["booked"].as_i64(), done["lost"].as_i64(), done["told"].as_i64()), (Some(2), Some(0), Some(2)));
        assert_eq!(app.seats_taken().await, seats + 2);
        assert_eq!((outcome(&app, asked_first).await.as_str(), outcome(&app, asked_later).await.as_str()), ("confirmed", "confirmed"));
        let told = messages(&app).await;
        assert_eq!(told.len(), 2);
        assert!(told.iter().any(|(template, language, body)| template == "plan_places" && language == "ar" && body.contains("Les Marronniers")), "{told:?}");
        assert!(told.iter().any(|(_, language, body)| language == "en" && body.contains("you have a place")), "{told:?}");
        for id in before {
            let seat = app.db.read(move |conn| db::places::booking_by_id(conn, id)).await.unwrap();
            assert!(seat.confirmed_at.is_some() && seat.released_at.is_none(), "a confirmed booking never moves");
        }
        let published = show(&app, &town, run["id"].as_str().unwrap()).await;
        assert_eq!(published["state"], "published");
        assert!(published["places"].as_array().unwrap().iter().all(|place| place["booking_id"].is_string()));
        let twice = app.api(&town.manager, Method::POST, &path(&run, "/publish"), json!({ "alternative": 1 })).await.expect(StatusCode::CONFLICT);
        assert_eq!(twice.rule(), "plan_published");
    }

    async fn the_same_week_and_seed_give_the_same_bytes(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 1).await;
        for name in ["Un", "Deux", "Trois"] {
            let child = family(&app, &town, name, 1, true, SpokenLanguage::French).await[0];
            waits(&app, &town, child, Purpose::Workshop, any(&[morning(MONDAY), morning(TUESDAY)]), 5).await;
        }
        let (one, two) = (run(&app, &town, json!({})).await, run(&app, &town, json!({})).await);
        assert_ne!(one["id"], two["id"]);
        for rest in ["/instance", "/alternatives/1/plan", "/alternatives/2/plan"] {
            let first = app.get(&town.manager, &path(&one, rest)).await.expect(StatusCode::OK).body;
            let second = app.get(&town.manager, &path(&two, rest)).await.expect(StatusCode::OK).body;
            assert_eq!(first, second, "{rest}");
            assert!(first.contains("marelle-plan/1"));
            assert!(!first.contains("Noémie") && !first.contains("Trois"), "ids, never names");
        }
    }

    async fn what_was_taken_meanwhile_is_said_and_the_rest_is_booked(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 1).await;
        let unlucky = family(&app, &town, "Malchance", 1, true, SpokenLanguage::French).await[0];
        let lucky = family(&app, &town, "Chance", 1, true, SpokenLanguage::French).await[0];
        let waiting = waits(&app, &town, unlucky, Purpose::Training, Need::HalfDays(vec![morning(MONDAY)]), 3).await;
        waits(&app, &town, lucky, Purpose::Training, Need::HalfDays(vec![morning(TUESDAY)]), 3).await;
        let run = run(&app, &town, json!({})).await;
        let faster = family(&app, &town, "Rapide", 1, true, SpokenLanguage::French).await[0];
        let taken = app.seat(session(&app, &town, morning(MONDAY)).await, faster, 6, None).await;
        let done = publish(&app, &town, &run).await;
        assert_eq!((done["booked"].as_i64(), done["lost"].as_i64()), (Some(1), Some(1)), "{done}");
        let shown = show(&app, &town, run["id"].as_str().unwrap()).await;
        assert_eq!(places(&shown, unlucky)[0]["refusals"][0]["rule"], "seats_full");
        assert_eq!(outcome(&app, waiting).await, "waiting", "it waits on");
        let faster = app.db.read(move |conn| db::places::booking_by_id(conn, taken)).await.unwrap();
        assert!(faster.released_at.is_none());
        let page = app.get(&town.manager, &format!("/plans/{}", run["id"].as_str().unwrap())).await.expect(StatusCode::OK);
        assert!(page.body.contains("ne pouvait plus être réservé"), "{}", page.body);
    }

    async fn nobody_plans_the_week_of_a_site_that_is_not_theirs(app: TestApp) {
        let town = app.town().await;
        let id = start(&app, &town.manager, &town, json!({})).await;
        for token in [&town.other_manager, &town.staff, &town.administrator, &town.counsellor, &town.parent_token, &town.prescriber_member] {
            let seen = app.get(token, &format!("/api/v1/plans/{id}")).await;
            assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&seen.status), "{} {}", seen.status, seen.body);
            let body = json!({ "site_ids": [town.site], "week_of": "2026-12-02" });
            let started = app.api(token, Method::POST, "/api/v1/plans", body).await;
            assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&started.status), "{}", started.body);
        }
        let list = app.get(&town.other_manager, "/api/v1/plans").await.expect(StatusCode::OK).json();
        assert_eq!(list["items"], json!([]));
        let both = json!({ "site_ids": [town.site, town.other_site], "week_of": "2026-12-02" });
        app.api(&town.manager, Method::POST, "/api/v1/plans", both).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.other_manager, &format!("/plans/{id}")).await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_run_is_stopped_before_it_begins_and_proposes_nothing(app: TestApp) {
        let town = app.town().await;
        let id = start(&app, &town.manager, &town, json!({})).await;
        let page = app.get(&town.manager, &format!("/plans/{id}")).await.expect(StatusCode::OK);
        assert_eq!(page.headers.get("refresh").and_then(|value| value.to_str().ok()), Some("2"), "it looks again by itself");
        let stopped = app.api(&town.manager, Method::POST, &format!("/api/v1/plans/{id}/cancel"), json!({})).await.expect(StatusCode::OK).json();
        assert_eq!(stopped["state"], "cancelled");
        app.run_jobs().await;
        let shown = show(&app, &town, &id).await;
        assert_eq!((shown["state"].as_str(), shown["places"].as_array().unwrap().len()), (Some("cancelled"), 0));
        let refused = app.api(&town.manager, Method::POST, &format!("/api/v1/plans/{id}/publish"), json!({ "alternative": 1 })).await.expect(StatusCode::CONFLICT);
        assert_eq!(refused.rule(), "plan_not_finished");
        let page = app.get(&town.manager, &format!("/plans/{id}")).await.expect(StatusCode::OK);
        assert!(page.headers.get("refresh").is_none(), "nothing to wait for");
    }

    async fn wrong_input_names_the_field(app: TestApp) {
        let town = app.town().await;
        let wrong = |body: Value| { let (app, token) = (&app, &town.manager); async move {
            app.api(token, Method::POST, "/api/v1/plans", body).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json()["errors"][0]["field"].as_str().unwrap().to_owned()
        }};
        let site = town.site;
        assert_eq!(wrong(json!({ "site_ids": [], "week_of": "2026-12-02" })).await, "site_ids");
        assert_eq!(wrong(json!({ "site_ids": [site], "week_of": "2026-02-30" })).await, "week_of");
        assert_eq!(wrong(json!({ "site_ids": [site], "week_of": "2026-12-02", "budget_seconds": 600 })).await, "budget_seconds");
        assert_eq!(wrong(json!({ "site_ids": [site], "week_of": "2026-12-02", "compare_with": "planner" })).await, "compare_with");
        assert_eq!(wrong(json!({ "site_ids": [site], "week_of": "2026-12-02", "what_if": { "question": "open_session", "site_id": site } })).await, "what_if.date");
        let past = app.api(&town.manager, Method::POST, "/api/v1/plans", json!({ "site_ids": [site], "week_of": "2026-11-04" })).await.expect(StatusCode::CONFLICT);
        assert_eq!(past.rule(), "plan_nothing_to_plan");
        let form = app.form(&town.manager, "/plans", &[("key", "a-key-of-the-test"), ("week_of", "2026-12-02"), ("budget_seconds", "0"), ("compare_with", "first_come")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(form.body.contains("id=\"budget_seconds-error\"") && form.body.contains("value=\"2026-12-02\""), "{}", form.body);
    }

    async fn what_the_rules_refuse_never_reaches_the_planner_and_is_said(app: TestApp) {
        let town = app.town().await;
        let site = town.site;
        app.db.write(move |tx| {
            let mut policy = testkit::policy();
            policy.period = Period { from: date(2026, 1, 1), until: None };
            policy.maximum_age_months = 12;
            tx.create_policy(site, &policy)?;
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(Action::ManageSites, "site", site))
        }).await.unwrap();
        let old = family(&app, &town, "Grand", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, old, Purpose::Training, Need::HalfDays(vec![morning(MONDAY)]), 3).await;
        let run = run(&app, &town, json!({})).await;
        assert_eq!(run["places"], json!([]));
        assert_eq!((run["unserved"][0]["reason"].as_str(), run["unserved"][0]["refusals"][0]["rule"].as_str()), (Some("rules"), Some("too_old")), "{run}");
        let page = app.get(&town.manager, &format!("/plans/{}", run["id"].as_str().unwrap())).await.expect(StatusCode::OK);
        assert!(page.body.contains("Aucune place proposée"));
    }

    async fn a_baby_is_proposed_no_more_half_days_than_it_may_have_and_is_refused_one_more_at_once(app: TestApp) {
        let town = app.town().await;
        let baby = family(&app, &town, "Nouveau-Né", 1, true, SpokenLanguage::French).await[0];
        app.born(baby, date(2026, 3, 1)).await;
        let days = [MONDAY, TUESDAY, date(2026, 12, 2), THURSDAY];
        for day in days {
            waits(&app, &town, baby, Purpose::Training, Need::HalfDays(vec![morning(day)]), 9).await;
            waits(&app, &town, baby, Purpose::Training, Need::HalfDays(vec![afternoon(day)]), 9).await;
        }
        let run = run(&app, &town, json!({})).await;
        assert_eq!(run["places"].as_array().unwrap().len(), 6, "{run}");
        let reasons: Vec<&str> = run["unserved"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect();
        assert_eq!(reasons, ["most_sessions"; 2]);
        let page = app.get(&town.manager, &format!("/plans/{}", run["id"].as_str().unwrap())).await.expect(StatusCode::OK);
        assert!(page.body.contains("L’enfant viendrait plus de demi-journées qu’il ne peut dans une semaine."));
        publish(&app, &town, &run).await;
        // The seventh, at once: refused with the rule's own sentence, and given to the manager who writes why.
        let friday = session(&app, &town, morning(date(2026, 12, 4))).await;
        let body = json!({ "child_id": baby, "session_id": friday, "care_kind": "occasional" });
        let refused = app.api(&town.manager, Method::POST, "/api/v1/bookings", body).await.expect(StatusCode::CONFLICT);
        assert_eq!(refused.rule(), "baby_week_full");
        assert!(refused.body.contains("Avant 12 mois, un enfant vient au plus 6 demi-journées par semaine"), "{}", refused.body);
    }

    async fn a_site_with_the_avip_label_keeps_its_share_for_families_on_a_path_to_work(app: TestApp) {
        let town = app.town().await;
        // Six families ask for the five seats of Monday morning: a fifth of what can be given is one.
        fill(&app, &town, morning(MONDAY), 5).await;
        for name in ["Un", "Deux", "Trois", "Quatre", "Quintal"] {
            let child = family(&app, &town, name, 1, true, SpokenLanguage::French).await[0];
            waits(&app, &town, child, Purpose::JobInterview, any(&[morning(MONDAY)]), 99).await;
        }
        let path = family(&app, &town, "En-Recherche", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, path, Purpose::Workshop, any(&[morning(MONDAY)]), 1).await;
        app.looks_for_work(path, town.prescriber, town.site, date(2026, 11, 1)).await;
        let without = run(&app, &town, json!({})).await;
        assert_eq!(places(&without, path).len(), 0, "without the label the seats go where they are worth most: {without}");
        app.avip_label(town.site).await;
        let with = run(&app, &town, json!({})).await;
        assert_eq!(places(&with, path).len(), 1, "{with}");
        assert_eq!(with["places"].as_array().unwrap().len(), 5, "no seat stays empty");
        assert_eq!(with["unserved"][0]["reason"], "kept_for_avip");
        let page = app.get(&town.manager, &format!("/plans/{}", with["id"].as_str().unwrap())).await.expect(StatusCode::OK);
        assert!(page.body.contains("gardé pour les familles en parcours AVIP"));
    }

    async fn brothers_and_sisters_who_ask_together_come_together_or_not_at_all(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 1).await;
        let pair = family(&app, &town, "Fratrie", 2, true, SpokenLanguage::French).await;
        for child in &pair {
            waits(&app, &town, *child, Purpose::Training, any(&[morning(MONDAY), morning(TUESDAY)]), 9).await;
        }
        let run = run(&app, &town, json!({})).await;
        assert_eq!(run["places"].as_array().unwrap().len(), 2);
        assert!(run["places"].as_array().unwrap().iter().all(|place| place["date"] == "2026-12-01"), "one seat on Monday is not enough for two: {run}");
        let done = publish(&app, &town, &run).await;
        assert_eq!((done["booked"].as_i64(), done["told"].as_i64()), (Some(2), Some(1)), "one message for the family");
    }

    async fn a_family_the_site_does_not_know_comes_with_a_parent_first(app: TestApp) {
        let town = app.town().await;
        let new = family(&app, &town, "Nouvelle", 1, false, SpokenLanguage::French).await[0];
        waits(&app, &town, new, Purpose::Training, Need::HalfDays(vec![morning(THURSDAY)]), 9).await;
        let run = run(&app, &town, json!({})).await;
        let found = places(&run, new);
        let roles: Vec<&str> = found.iter().map(|place| place["role"].as_str().unwrap()).collect();
        assert_eq!(roles, ["familiarisation", "regular"], "{run}");
        assert_eq!(found[0]["care_kind"], "familiarisation");
        publish(&app, &town, &run).await;
        let told = messages(&app).await;
        assert!(told[0].2.contains("première séance"), "{told:?}");
    }

    async fn a_locked_place_stays_in_the_next_run(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 1).await;
        let one = family(&app, &town, "Une", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, one, Purpose::Respite, any(&[morning(MONDAY), morning(TUESDAY)]), 30).await;
        let first = run(&app, &town, json!({})).await;
        let place = places(&first, one)[0].clone();
        assert_eq!(place["date"], "2026-11-30", "the half-day it named first");
        let id = place["id"].as_str().unwrap();
        let locked = app.api(&town.manager, Method::POST, &path(&first, &format!("/places/{id}/lock")), json!({})).await.expect(StatusCode::OK).json();
        assert_eq!(places(&locked, one)[0]["locked"], true);
        // Somebody whom the planner would prefer on that seat.
        let other = family(&app, &town, "Pressée", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, other, Purpose::Training, Need::HalfDays(vec![morning(MONDAY)]), 1).await;
        let next = app.api(&town.manager, Method::POST, &path(&first, "/again"), json!({})).await.expect(StatusCode::CREATED).json();
        app.run_jobs().await;
        let next = show(&app, &town, next["id"].as_str().unwrap()).await;
        assert_eq!(places(&next, one)[0]["date"], "2026-11-30", "{next}");
        assert_eq!(places(&next, one)[0]["locked"], true);
        assert_eq!(next["unserved"].as_array().unwrap().len(), 1);
        let unlocked = app.api(&town.manager, Method::POST, &path(&first, &format!("/places/{id}/unlock")), json!({})).await.expect(StatusCode::OK).json();
        assert_eq!(places(&unlocked, one)[0]["locked"], false);
        let free = app.api(&town.manager, Method::POST, &path(&first, "/again"), json!({})).await.expect(StatusCode::CREATED).json();
        app.run_jobs().await;
        let free = show(&app, &town, free["id"].as_str().unwrap()).await;
        assert_eq!((places(&free, one)[0]["date"].as_str(), places(&free, other)[0]["date"].as_str()), (Some("2026-12-01"), Some("2026-11-30")), "{free}");
        let done = publish(&app, &town, &next).await;
        assert_eq!(done["booked"], 1, "what was kept is published too");
    }

    async fn a_place_is_moved_by_hand_at_a_price_that_is_shown(app: TestApp) {
        let town = app.town().await;
        let child = family(&app, &town, "Mobile", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, child, Purpose::Training, any(&[morning(MONDAY), morning(TUESDAY), morning(THURSDAY)]), 3).await;
        fill(&app, &town, morning(THURSDAY), 0).await;
        let run = run(&app, &town, json!({})).await;
        let place = places(&run, child)[0]["id"].as_str().unwrap().to_owned();
        let moves = app.get(&town.manager, &path(&run, &format!("/places/{place}/moves"))).await.expect(StatusCode::OK).json();
        let items = moves["items"].as_array().unwrap();
        assert_eq!(items.len(), 1, "Thursday is full, Monday is where it is: {moves}");
        assert_eq!((items[0]["half_days"][0]["date"].as_str(), items[0]["price"].as_i64()), (Some("2026-12-01"), Some(1)), "a later choice costs a point");
        let wrong = app.api(&town.manager, Method::POST, &path(&run, &format!("/places/{place}/move")), json!({ "move": "99|nowhere" })).await.expect(StatusCode::CONFLICT);
        assert_eq!(wrong.rule(), "plan_move_impossible");
        let page = app.get(&town.manager, &format!("/plans/{}/places/{place}", run["id"].as_str().unwrap())).await.expect(StatusCode::OK);
        assert!(page.body.contains("Coûte 1 points") || page.body.contains("Coûte"), "{}", page.body);
        let moved = app.api(&town.manager, Method::POST, &path(&run, &format!("/places/{place}/move")), json!({ "move": items[0]["move"] })).await.expect(StatusCode::OK).json();
        let now = places(&moved, child)[0].clone();
        assert_eq!((now["date"].as_str(), now["moved"].as_bool(), now["locked"].as_bool()), (Some("2026-12-01"), Some(true), Some(true)));
        let worth = |run: &Value| run["alternatives"][0]["worth"].as_i64().unwrap();
        assert_eq!(worth(&run) - worth(&moved), 1);
        assert_eq!(publish(&app, &town, &moved).await["booked"], 1);
        let late = app.api(&town.manager, Method::POST, &path(&run, &format!("/places/{}/lock", now["id"].as_str().unwrap())), json!({})).await.expect(StatusCode::CONFLICT);
        assert_eq!(late.rule(), "plan_published");
    }

    async fn a_question_is_answered_and_nobody_publishes_the_answer(app: TestApp) {
        let town = app.town().await;
        let friday = date(2026, 12, 4);
        let child = family(&app, &town, "Vendredi", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, child, Purpose::Training, Need::HalfDays(vec![afternoon(friday)]), 3).await;
        let run = run(&app, &town, json!({})).await;
        assert_eq!(run["places"], json!([]), "closed on Friday afternoon");
        assert_eq!(run["unserved"][0]["refusals"][0]["rule"], "site_closed", "{run}");
        let question = json!({ "what_if": { "question": "open_session", "site_id": town.site, "date": friday, "half_day": "afternoon" } });
        let asked = app.api(&town.manager, Method::POST, &path(&run, "/again"), question).await.expect(StatusCode::CREATED).json();
        app.run_jobs().await;
        let answer = show(&app, &town, asked["id"].as_str().unwrap()).await;
        assert_eq!(places(&answer, child)[0]["date"], "2026-12-04", "{answer}");
        assert_eq!(places(&answer, child)[0]["session_id"], Value::Null);
        let refused = app.api(&town.manager, Method::POST, &path(&answer, "/publish"), json!({ "alternative": 1 })).await.expect(StatusCode::CONFLICT);
        assert_eq!(refused.rule(), "plan_asks_what_if");
        let page = app.get(&town.manager, &format!("/plans/{}", answer["id"].as_str().unwrap())).await.expect(StatusCode::OK);
        assert!(page.body.contains("ne peut pas être publié") && !page.body.contains("/publish\""), "{}", page.body);
    }

    async fn a_rhythm_is_served_a_week_at_a_time_and_waits_for_the_next(app: TestApp) {
        let town = app.town().await;
        let child = family(&app, &town, "Rythme", 1, true, SpokenLanguage::French).await[0];
        let rhythm = Need::Rhythm(Rhythm {
            pattern: RhythmPattern::Any { count: 2, half_day: Some(HalfDay::Morning) },
            from: MONDAY,
            until: date(2026, 12, 18),
        });
        let request = waits(&app, &town, child, Purpose::Training, rhythm, 3).await;
        let first = run(&app, &town, json!({})).await;
        assert_eq!(places(&first, child).len(), 2);
        publish(&app, &town, &first).await;
        assert_eq!(outcome(&app, request).await, "waiting", "two more weeks");
        let again = run(&app, &town, json!({})).await;
        assert_eq!((again["places"].as_array().unwrap().len(), again["unserved"].as_array().unwrap().len()), (0, 0), "this week is served: {again}");
        let next = run(&app, &town, json!({ "week_of": "2026-12-02" })).await;
        assert_eq!(next["state"], "finished");
    }

    async fn the_pages_show_the_week_its_figures_and_its_reasons(app: TestApp) {
        let town = app.town().await;
        let empty = app.get(&town.manager, "/plans").await.expect(StatusCode::OK);
        assert!(empty.body.contains("Aucun planning calculé"));
        let child = family(&app, &town, "L'Élue", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, child, Purpose::JobInterview, Need::HalfDays(vec![morning(MONDAY)]), 3).await;
        let late = family(&app, &town, "Tardive", 1, true, SpokenLanguage::French).await[0];
        waits(&app, &town, late, Purpose::Respite, Need::HalfDays(vec![morning(MONDAY)]), 3).await;
        fill(&app, &town, morning(MONDAY), 1).await;
        let form = app.get(&town.manager, "/plans/new").await.expect(StatusCode::OK);
        assert!(form.body.contains("value=\"2026-11-30\""), "next week is proposed");
        let key = "a-key-of-the-test";
        let site = town.site.to_string();
        let fields = [("key", key), ("site", &site), ("week_of", "2026-12-02"), ("budget_seconds", "1"), ("compare_with", "another_seed"), ("seed", "3")];
        let started = app.form(&town.manager, "/plans", &fields).await.expect(StatusCode::SEE_OTHER);
        let again = app.form(&town.manager, "/plans", &fields).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(started.location(), again.location(), "sent twice, started once");
        app.run_jobs().await;
        let page = app.get(&town.manager, started.location()).await.expect(StatusCode::OK).body;
        for words in ["Semaine du 30 novembre 2026", "L&#39;Élue 0 L.", "Tardive 0 T.", "Demandes servies", "1 sur 2", "Autre tirage", "Publier 1 place et prévenir 1 famille", "Graine du tirage au sort", "Les places régulières sont prises"] {
            assert!(page.contains(words), "{words} in {page}");
        }
        let english = app.get(&town.manager, &format!("{}?lang=en", started.location())).await.expect(StatusCode::OK).body;
        assert!(english.contains("Requests served") && english.contains("First come") || english.contains("Another draw"));
        let list = app.get(&town.manager, "/plans").await.expect(StatusCode::OK).body;
        assert!(list.contains("À relire"));
        let published = app.form(&town.manager, &format!("{}/publish", started.location()), &[("key", "another-key-of-it"), ("alternative", "1")]).await.expect(StatusCode::SEE_OTHER);
        let page = app.get(&town.manager, published.location()).await.expect(StatusCode::OK).body;
        assert!(page.contains("1 place réservée"), "{page}");
        let audit = app.audit_lines().await;
        assert!(audit.iter().any(|line| line.starts_with("plan_week done") && line.contains("\"published\":1")), "{audit:?}");
    }
}

async fn promise(app: &TestApp, town: &Town, request: PlaceRequestId) -> Value {
    let path = format!("/api/v1/place-requests/{request}/promise");
    app.api(&town.manager, Method::POST, &path, json!({})).await.expect(StatusCode::OK).json()
}

async fn guarantees_hold(app: &TestApp, town: &Town) -> bool {
    let (site, now) = (town.site, app.app.now());
    app.db.read(move |conn| web::plans::promises::guarantees_hold(conn, &[site], MONDAY, now)).await.unwrap()
}

testkit::both_engines! {
    async fn a_guarantee_is_a_seat_that_is_kept_and_confirmed_on_thursday(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 1).await;
        let child = family(&app, &town, "Patiente", 1, true, SpokenLanguage::French).await[0];
        let request = waits(&app, &town, child, Purpose::Workshop, any(&[morning(MONDAY), morning(TUESDAY)]), 3).await;
        let told = promise(&app, &town, request).await;
        assert_eq!((told["answer"].as_str(), told["answer_on"].as_str(), told["week_of"].as_str()), (Some("guaranteed"), Some("2026-11-26"), Some("2026-11-30")), "{told}");
        assert_eq!(promise(&app, &town, request).await, told, "asked twice, promised once");
        // Somebody bound to Monday: the promise moves to Tuesday, both are promised.
        let bound = family(&app, &town, "Liée", 1, true, SpokenLanguage::French).await[0];
        let second = waits(&app, &town, bound, Purpose::Workshop, Need::HalfDays(vec![morning(MONDAY)]), 3).await;
        assert_eq!(promise(&app, &town, second).await["answer"], "guaranteed");
        // And nobody more on Monday.
        let third = family(&app, &town, "Troisième", 1, true, SpokenLanguage::French).await[0];
        let late = waits(&app, &town, third, Purpose::Workshop, Need::HalfDays(vec![morning(MONDAY)]), 3).await;
        let told = promise(&app, &town, late).await;
        assert_eq!((told["answer"].as_str(), told["assumed"].as_bool(), told["per_mille"].as_i64(), told["sample"].as_i64()), (Some("answered_on"), Some(true), Some(640), Some(0)), "{told}");
        let body = json!({ "child_id": third, "session_id": session(&app, &town, morning(MONDAY)).await, "seat_class": "regular" });
        let refused = app.api(&town.manager, Method::POST, "/api/v1/bookings", body).await.expect(StatusCode::CONFLICT);
        assert_eq!(refused.rule(), "seats_full", "a promise is a seat nobody else takes");
        assert!(guarantees_hold(&app, &town).await);
        app.clock.advance(3 * 86_400 + 3600);
        app.run_jobs().await;
        assert_eq!((outcome(&app, request).await.as_str(), outcome(&app, second).await.as_str(), outcome(&app, late).await.as_str()), ("confirmed", "confirmed", "waiting"));
        let told = messages(&app).await;
        assert!(told.iter().any(|(template, _, body)| template == "plan_places" && body.contains("mardi 1")), "{told:?}");
        assert!(told.iter().any(|(template, _, body)| template == "plan_places" && body.contains("lundi 30")), "{told:?}");
    }

    async fn what_cannot_wait_is_served_at_once_in_the_reserve(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 0).await;
        let mut referral = crate::referrals::referral(&town);
        referral["purpose"] = json!("job_interview");
        let sent = app.api(&town.prescriber_member, Method::POST, "/api/v1/referrals", referral).await.expect(StatusCode::CREATED).json();
        let path = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
        app.api(&town.manager, Method::POST, &format!("{path}/answer"), json!({ "decision": "accept", "from": "2026-11-23" })).await.expect(StatusCode::OK);
        let file = app.get(&town.manager, &path).await.expect(StatusCode::OK).json();
        let child: ChildId = file["children"][0]["id"].as_str().unwrap().parse().unwrap();
        let request = waits(&app, &town, child, Purpose::JobInterview, Need::HalfDays(vec![morning(MONDAY)]), 1).await;
        let told = promise(&app, &town, request).await;
        assert_eq!(told["answer"], "firm", "{told}");
        assert_eq!(outcome(&app, request).await, "confirmed");
        let plain = family(&app, &town, "Ordinaire", 1, true, SpokenLanguage::French).await[0];
        let other = waits(&app, &town, plain, Purpose::JobInterview, Need::HalfDays(vec![morning(MONDAY)]), 1).await;
        assert_eq!(promise(&app, &town, other).await["answer"], "answered_on", "nobody attests it");
        app.api(&town.other_manager, Method::POST, &format!("/api/v1/place-requests/{other}/promise"), json!({})).await.expect(StatusCode::NOT_FOUND);
        let again = app.api(&town.manager, Method::POST, &format!("/api/v1/place-requests/{request}/promise"), json!({})).await.expect(StatusCode::CONFLICT);
        assert_eq!(again.rule(), "already_answered");
    }

    /// Whatever happens in whatever order, every guarantee has its seat until Thursday, and becomes a place then.
    async fn a_promise_is_never_broken(app: TestApp) {
        let town = app.town().await;
        let mut draw = testkit::served::Draw(0x5EED + u64::from(app.on_postgres()));
        let days = [morning(MONDAY), afternoon(MONDAY), morning(TUESDAY), afternoon(TUESDAY)];
        // Few seats: a promise must be able to fail, and does.
        for day in [days[0], days[1], days[2]] {
            fill(&app, &town, day, 2).await;
        }
        let names = ["Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg", "Hh", "Ii", "Jj", "Kk", "Ll"];
        let mut promised: Vec<PlaceRequestId> = Vec::new();
        let (mut guaranteed, mut refused) = (0, 0);
        for name in names {
            let child = family(&app, &town, name, 1, true, SpokenLanguage::French).await[0];
            let mut wanted: Vec<DatedHalfDay> = Vec::new();
            for _ in 0..=draw.below(2) {
                let day = days[usize::try_from(draw.below(3)).unwrap()];
                if !wanted.contains(&day) {
                    wanted.push(day);
                }
            }
            let request = waits(&app, &town, child, Purpose::Workshop, any(&wanted), 2).await;
            match promise(&app, &town, request).await["answer"].as_str() {
                Some("guaranteed") => {
                    guaranteed += 1;
                    promised.push(request);
                }
                _ => refused += 1,
            }
            assert!(guarantees_hold(&app, &town).await, "after {name}");
            match draw.below(4) {
                0 => {
                    // Somebody takes whatever is left, as any caller would.
                    let other = family(&app, &town, "Quelqu'un", 1, true, SpokenLanguage::French).await[0];
                    let day = days[usize::try_from(draw.below(4)).unwrap()];
                    let body = json!({ "child_id": other, "session_id": session(&app, &town, day).await, "seat_class": "regular" });
                    app.api(&town.manager, Method::POST, "/api/v1/bookings", body).await;
                }
                1 => {
                    let run = run(&app, &town, json!({ "budget_seconds": 1 })).await;
                    publish(&app, &town, &run).await;
                }
                2 => app.clock.advance(3 * 3600),
                _ if !promised.is_empty() => {
                    let which = usize::try_from(draw.below(promised.len() as u64)).unwrap();
                    let gone = promised.remove(which);
                    app.api(&town.manager, Method::POST, &format!("/api/v1/place-requests/{gone}/withdraw"), json!({})).await.expect(StatusCode::OK);
                    withdrawn(&app, gone).await;
                }
                _ => {}
            }
            app.run_jobs().await;
            assert!(guarantees_hold(&app, &town).await, "after what followed {name}");
        }
        assert!(guaranteed > 2 && refused > 0, "{guaranteed} promises, {refused} refused: the test must be able to fail");
        app.clock.set("2026-11-26T09:00:00Z".parse::<jiff::Timestamp>().map(Instant::new).unwrap());
        app.run_jobs().await;
        for request in promised {
            assert_eq!(outcome(&app, request).await, "confirmed", "what was promised on Monday is a place on Thursday");
        }
    }
}

/// A promise falls with the request that the family took back.
async fn withdrawn(app: &TestApp, request: PlaceRequestId) {
    let promises = app.db.read(move |conn| db::plans::promises::promises_of(conn, request)).await.unwrap();
    assert!(promises.iter().all(|promise| promise.withdrawn_at.is_some()));
}
