//! What a family was promised: shown to everybody it concerns, kept whatever happens, and told when a closure breaks it.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use db::plans::Promise;
use domain::calendar::ClosureReason;
use domain::families::SpokenLanguage;
use domain::places::{DatedHalfDay, Need, Purpose};
use domain::plans::PromiseKind;
use domain::*;
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{TestApp, Town};

use crate::plans::{MONDAY, any, family, fill, messages, morning, outcome, session, waits};

const TUESDAY: Date = date(2026, 12, 1);

async fn promise(app: &TestApp, town: &Town, request: PlaceRequestId) -> Value {
    let path = format!("/api/v1/place-requests/{request}/promise");
    app.api(&town.manager, Method::POST, &path, json!({})).await.expect(StatusCode::OK).json()
}

/// The half-day is closed, with whoever sits there.
async fn close(app: &TestApp, town: &Town, day: DatedHalfDay) {
    let id = session(app, town, day).await;
    app.db
        .write(move |tx| {
            let by = db::audit::Signature::system();
            let line = db::audit::Entry::done(domain::access::Action::ManageSites, "session", id);
            tx.attempt(&by, &line, |tx| tx.cancel_session(&by, id, ClosureReason::StaffAbsence, None).map(drop))
                .map(drop)
        })
        .await
        .unwrap();
}

async fn standing(app: &TestApp, request: PlaceRequestId) -> Option<Promise> {
    app.db.read(move |conn| db::plans::promises::standing_promises(conn, &[request])).await.unwrap().pop()
}

async fn told(app: &TestApp, template: &str) -> usize {
    messages(app).await.iter().filter(|(known, ..)| known == template).count()
}

testkit::both_engines! {
    /// The same word for the professional, the site's list and the parent; and nothing to choose that may still change.
    async fn a_guarantee_is_shown_to_everybody_it_concerns(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 1).await;
        let request = waits(&app, &town, town.child, Purpose::Workshop, any(&[morning(MONDAY), morning(TUESDAY)]), 3).await;
        let path = format!("/place-requests/{request}");
        let page = app.get(&town.manager, &path).await.expect(StatusCode::OK);
        assert!(page.body.contains("En attente") && page.body.contains("Prendre la réponse"), "{}", page.body);
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.parent_token, &path).await.expect(StatusCode::NOT_FOUND);
        app.form(&town.parent_token, &format!("{path}/promise"), &[("key", "parent-take-1")]).await.expect(StatusCode::NOT_FOUND);
        app.form(&town.manager, &format!("{path}/promise"), &[("key", "take-promise-1")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(outcome(&app, request).await, "held");
        let document = app.get(&town.manager, &format!("/api/v1/place-requests/{request}")).await.expect(StatusCode::OK).json();
        assert_eq!((document["answer"]["answer"].as_str(), document["answer"]["answer_on"].as_str()), (Some("guaranteed"), Some("2026-11-26")), "{document}");
        let page = app.get(&town.manager, &path).await.expect(StatusCode::OK);
        assert!(page.body.contains("Garanti") && page.body.contains("jeudi 26 novembre") && !page.body.contains("Prendre la réponse"), "{}", page.body);
        let board = app.get(&town.manager, &format!("/sites/{}/week?monday=2026-11-30", town.site)).await.expect(StatusCode::OK);
        assert!(board.body.contains("Promise") && board.body.contains("Garanti"), "{}", board.body);
        for (language, words) in [("fr", "C’est promis"), ("en", "Promised: a place"), ("ar", "وعدٌ منا")] {
            let page = app.get(&town.parent_token, &format!("/family/requests/{request}?lang={language}")).await.expect(StatusCode::OK);
            assert!(page.body.contains(words) && !page.body.contains("/confirm"), "{}", page.body);
        }
        for path in ["/family", "/family/places"] {
            let page = app.get(&town.parent_token, path).await.expect(StatusCode::OK);
            assert!(!page.body.contains("/family/places/0"), "a seat that is kept is not shown as hers: {}", page.body);
        }
        app.run_jobs().await;
        assert_eq!(told(&app, "promise_given").await, 1);
        // Nobody moves, cancels or confirms what is kept.
        let kept = app.db.read(move |conn| db::places::requests::options_of(conn, request)).await.unwrap()[0].id;
        let tuesday = session(&app, &town, morning(TUESDAY)).await;
        for (verb, body) in [("move", json!({ "session_id": tuesday })), ("cancel", json!({ "reason": "made_by_mistake" })), ("cancel", json!({ "reason": "site_closed" }))] {
            let refused = app.api(&town.manager, Method::POST, &format!("/api/v1/bookings/{kept}/{verb}"), body).await.expect(StatusCode::CONFLICT);
            assert!(refused.rule() == "promise_stands" || refused.rule() == "child_already_placed", "{}", refused.body);
        }
        assert_eq!(app.api(&town.manager, Method::POST, &format!("/api/v1/holds/{kept}/confirm"), json!({})).await.expect(StatusCode::CONFLICT).rule(), "promise_stands");
    }

    async fn a_day_and_a_chance_are_said_with_what_they_are_counted_from(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 0).await;
        let request = waits(&app, &town, town.child, Purpose::Workshop, Need::HalfDays(vec![morning(MONDAY)]), 3).await;
        assert_eq!(promise(&app, &town, request).await["answer"], "answered_on");
        let page = app.get(&town.manager, &format!("/place-requests/{request}")).await.expect(StatusCode::OK);
        assert!(page.body.contains("64 %") || page.body.contains("64\u{a0}%") || page.body.contains("64\u{202f}%"), "{}", page.body);
        assert!(page.body.contains("supposé"), "{}", page.body);
        let page = app.get(&town.parent_token, &format!("/family/requests/{request}")).await.expect(StatusCode::OK);
        assert!(page.body.contains("6 demandes sur 10"), "{}", page.body);
    }

    async fn a_counsellor_takes_a_promise_where_the_site_answers_at_once_and_a_day_elsewhere(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 1).await;
        let request = waits(&app, &town, town.child, Purpose::Workshop, any(&[morning(MONDAY), morning(TUESDAY)]), 3).await;
        let path = format!("/place-requests/{request}");
        let site = town.site;
        let mode = |mode| {
            app.clock.advance(1);
            let db = app.db.clone();
            async move {
                db.write(move |tx| {
                    let policy = domain::sites::SitePolicy {
                        booking_mode: mode,
                        period: Period { from: date(2026, 1, 1), until: None },
                        ..testkit::policy()
                    };
                    tx.create_policy(site, &policy)?;
                    tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(domain::access::Action::ManageSites, "site", site))
                })
                .await
                .unwrap();
            }
        };
        mode(domain::sites::BookingMode::OnRequest).await;
        app.form(&town.counsellor, &format!("{path}/promise"), &[("key", "counsellor-01")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(standing(&app, request).await.unwrap().kind, PromiseKind::AnsweredOn, "the site gives its seats itself");
        mode(domain::sites::BookingMode::Instant).await;
        app.form(&town.counsellor, &format!("{path}/promise"), &[("key", "counsellor-02")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(standing(&app, request).await.unwrap().kind, PromiseKind::Guaranteed);
        let page = app.get(&town.counsellor, &path).await.expect(StatusCode::OK);
        assert!(page.body.contains("Garanti"), "{}", page.body);
    }

    async fn a_closure_moves_the_seat_or_is_told_to_parent_prescriber_and_site(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 2).await;
        let sent = app.api(&town.prescriber_member, Method::POST, "/api/v1/referrals", crate::referrals::referral(&town)).await.expect(StatusCode::CREATED).json();
        let path = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
        app.api(&town.manager, Method::POST, &format!("{path}/answer"), json!({ "decision": "accept", "from": "2026-11-23" })).await.expect(StatusCode::OK);
        let file = app.get(&town.manager, &path).await.expect(StatusCode::OK).json();
        let child: ChildId = file["children"][0]["id"].as_str().unwrap().parse().unwrap();
        let wide = waits(&app, &town, child, Purpose::Workshop, any(&[morning(MONDAY), morning(TUESDAY)]), 3).await;
        assert_eq!(promise(&app, &town, wide).await["answer"], "guaranteed");
        app.run_jobs().await;
        assert_eq!(told(&app, "referral_place_promised").await, 1, "who referred the family hears of it");
        let kept = app.db.read(move |conn| db::places::requests::options_of(conn, wide)).await.unwrap();
        let first = kept.iter().find(|seat| seat.released_at.is_none()).unwrap();
        close(&app, &town, DatedHalfDay { date: first.date, half_day: first.half_day }).await;
        app.run_jobs().await;
        let promise = standing(&app, wide).await.unwrap();
        assert!(promise.broken_at.is_none() && promise.withdrawn_at.is_none(), "another half-day of what was asked is kept");
        assert_eq!((told(&app, "promise_broken").await, outcome(&app, wide).await.as_str()), (0, "held"));
        // The other one closes too: nothing is left.
        let kept = app.db.read(move |conn| db::places::requests::options_of(conn, wide)).await.unwrap();
        let second = kept.iter().find(|seat| seat.released_at.is_none()).unwrap();
        assert_ne!((first.date, first.half_day), (second.date, second.half_day));
        close(&app, &town, DatedHalfDay { date: second.date, half_day: second.half_day }).await;
        app.run_jobs().await;
        assert!(standing(&app, wide).await.unwrap().broken_at.is_some());
        assert_eq!((told(&app, "promise_broken").await, told(&app, "referral_place_broken").await, outcome(&app, wide).await.as_str()), (1, 1, "waiting"));
        let desk = app.get(&town.manager, "/desk").await.expect(StatusCode::OK);
        assert!(desk.body.contains("Promesse qui ne peut plus être tenue") && desk.body.contains(&format!("/place-requests/{wide}")), "{}", desk.body);
        let page = app.get(&town.manager, &format!("/place-requests/{wide}")).await.expect(StatusCode::OK);
        assert!(page.body.contains("La promesse ne peut plus être tenue"), "{}", page.body);
        // Another answer ends the task.
        app.api(&town.manager, Method::POST, &format!("/api/v1/place-requests/{wide}/withdraw"), json!({})).await.expect(StatusCode::OK);
        let desk = app.get(&town.manager, "/desk").await.expect(StatusCode::OK);
        assert!(!desk.body.contains("Promesse qui ne peut plus être tenue"), "{}", desk.body);
    }

    /// Random weeks: bookings, cancellations with and without undo, plans, offers, moves, the family's own will, closures. A promise
    /// has its seats, or the family gave it up, or a closure broke it and everybody was told.
    async fn only_a_closure_breaks_a_promise_and_it_is_told(app: TestApp) {
        let town = app.town().await;
        let mut draw = testkit::served::Draw(0xB10C + u64::from(app.on_postgres()));
        let days = [morning(MONDAY), morning(TUESDAY), morning(domain::places::days_after(MONDAY, 2))];
        let mut seated: Vec<BookingId> = Vec::new();
        for day in days {
            seated.extend(fill(&app, &town, day, 2).await);
        }
        let mut promised: Vec<PlaceRequestId> = Vec::new();
        let mut given_up: BTreeSet<PlaceRequestId> = BTreeSet::new();
        let (mut closed, mut broken_before) = (0, 0);
        let names = ["Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg", "Hh", "Ii", "Jj"];
        for step in 0..30 {
            match draw.below(9) {
                0..=3 => {
                    let name = names[usize::try_from(draw.below(names.len() as u64)).unwrap()];
                    let child = family(&app, &town, name, 1, true, SpokenLanguage::French).await[0];
                    let mut wanted: Vec<DatedHalfDay> = Vec::new();
                    for _ in 0..=draw.below(2) {
                        let day = days[usize::try_from(draw.below(3)).unwrap()];
                        if !wanted.contains(&day) {
                            wanted.push(day);
                        }
                    }
                    let request = waits(&app, &town, child, Purpose::Workshop, any(&wanted), 2).await;
                    let path = format!("/api/v1/place-requests/{request}/promise");
                    let told = app.api(&town.manager, Method::POST, &path, json!({})).await;
                    if told.status == StatusCode::OK && told.json()["answer"] == "guaranteed" {
                        promised.push(request);
                    }
                }
                4 if !seated.is_empty() => {
                    let one = seated.swap_remove(usize::try_from(draw.below(seated.len() as u64)).unwrap());
                    let path = format!("/api/v1/bookings/{one}");
                    app.api(&town.manager, Method::POST, &format!("{path}/cancel"), json!({})).await;
                    if draw.below(2) == 0 {
                        app.api(&town.manager, Method::POST, &format!("{path}/restore"), json!({})).await;
                    }
                }
                5 => app.clock.advance(601 + i64::try_from(draw.below(3)).unwrap() * 1800),
                6 => {
                    // Whoever may, tries to take what is kept, by every door there is.
                    let (requests, now) = (promised.clone(), app.app.now());
                    let kept = app.db.read(move |conn| db::plans::promises::kept_for(conn, &requests, now)).await.unwrap();
                    if let Some(seat) = kept.first() {
                        let path = format!("/api/v1/bookings/{}", seat.id);
                        app.api(&town.manager, Method::POST, &format!("{path}/cancel"), json!({ "reason": "made_by_mistake" })).await;
                        let other = session(&app, &town, days[usize::try_from(draw.below(3)).unwrap()]).await;
                        app.api(&town.manager, Method::POST, &format!("{path}/move"), json!({ "session_id": other })).await;
                        let body = json!({ "child_id": seat.child, "session_id": seat.session, "seat_class": "regular" });
                        app.api(&town.manager, Method::POST, "/api/v1/bookings", body).await;
                    }
                }
                7 if !promised.is_empty() => {
                    let gone = promised[usize::try_from(draw.below(promised.len() as u64)).unwrap()];
                    let path = format!("/api/v1/place-requests/{gone}/withdraw");
                    app.api(&town.manager, Method::POST, &path, json!({})).await.expect(StatusCode::OK);
                    given_up.insert(gone);
                }
                8 if closed < 2 && step > 12 => {
                    close(&app, &town, days[closed]).await;
                    closed += 1;
                }
                _ => {}
            }
            app.run_jobs().await;
            let mut broken = 0;
            for request in &promised {
                let (id, now) = (*request, app.app.now());
                let (promises, kept) = app.db.read(move |conn| {
                    Ok((db::plans::promises::promises_of(conn, id)?, db::plans::promises::kept_for(conn, &[id], now)?))
                }).await.unwrap();
                let promise = promises.iter().find(|promise| promise.kind == PromiseKind::Guaranteed).unwrap();
                if given_up.contains(request) {
                    assert!(promise.withdrawn_at.is_some(), "step {step}");
                    assert!(kept.is_empty(), "step {step}: nobody sits for who gave up");
                } else if promise.broken_at.is_some() {
                    broken += 1;
                } else {
                    assert!(promise.withdrawn_at.is_none(), "step {step}: a promise vanished");
                    assert!(!kept.is_empty(), "step {step}: a promise without its seat");
                }
            }
            assert!(broken == broken_before || closed > 0, "step {step}: only a closure breaks a promise");
            assert!(told(&app, "promise_broken").await >= broken, "step {step}: a broken promise is told");
            broken_before = broken;
        }
        assert!(promised.len() > 3 && closed > 0, "{} promises, {closed} closures: the test must be able to fail", promised.len());
        app.clock.set("2026-11-26T09:00:00Z".parse::<jiff::Timestamp>().map(Instant::new).unwrap());
        app.run_jobs().await;
        for request in promised.iter().filter(|request| !given_up.contains(request)) {
            let promise = standing(&app, *request).await;
            let broken = promise.is_some_and(|promise| promise.broken_at.is_some());
            assert!(broken || outcome(&app, *request).await == "confirmed", "what was promised is a place on Thursday");
        }
    }
}
