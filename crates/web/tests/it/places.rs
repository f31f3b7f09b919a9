//! A family asks for a place: what it is answered at once, what refuses, and what happens to a seat afterwards.

use axum::http::{Method, StatusCode};
use db::families::{NewChild, NewParent};
use db::sites::NewAuthorisation;
use domain::access::Action;
use domain::families::{SafeContact, SituationKind, SpokenLanguage};
use domain::places::CareKind;
use domain::sites::{AuthorisationBand, BookingMode, SitePolicy};
use domain::*;
use jiff::civil::{date, time};
use serde_json::{Value, json};
use testkit::{Answer, TestApp, Town};

/// Thursday of the tests' first week; the tests begin on Monday 23 November 2026 at 8:00.
const THURSDAY: Date = date(2026, 11, 26);

async fn session(app: &TestApp, town: &Town, day: Date, half_day: HalfDay) -> SessionId {
    let site = town.site;
    app.db
        .read(move |conn| db::calendar::sessions_of(conn, &[site], day, day))
        .await
        .unwrap()
        .into_iter()
        .find(|session| session.half_day == half_day)
        .unwrap()
        .id
}

/// Changes the booking rules of the town's site from the beginning of 2026 on.
async fn rules(app: &TestApp, town: &Town, change: impl Fn(&mut SitePolicy) + Send + 'static) {
    let site = town.site;
    app.db
        .write(move |tx| {
            let mut policy = testkit::policy();
            policy.period = Period { from: date(2026, 1, 1), until: None };
            change(&mut policy);
            tx.create_policy(site, &policy)?;
            done(tx, site)
        })
        .await
        .unwrap();
}

fn done(tx: &mut db::Tx<'_>, site: SiteId) -> db::Result<()> {
    tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(Action::ManageSites, "site", site))
}

/// Children of the town's family, born one after the other.
async fn children(app: &TestApp, town: &Town, count: usize) -> Vec<ChildId> {
    let (family, site) = (town.family, town.site);
    app.db
        .write(move |tx| {
            let mut made = Vec::new();
            for number in 0..count {
                made.push(tx.create_child(
                    family,
                    &NewChild {
                        given_name: format!("Enfant {number}"),
                        family_name: "N'Diaye".into(),
                        birth_date: date(2025, 6, 1),
                    },
                )?);
            }
            done(tx, site)?;
            Ok(made)
        })
        .await
        .unwrap()
}

/// The child of a family that a prescriber referred to the town's site, and that the site accepted.
async fn referred(app: &TestApp, town: &Town) -> ChildId {
    let referral = json!({
        "site_id": town.site,
        "prescriber": { "kind": "plie", "organisation": "PLIE Est Héraultais", "name": "Zoé D'Artagnan", "email": "zoe@plie.example.fr" },
        "parent": { "given_name": "Fatoumata", "family_name": "N'Guessan", "phone": "06 98 76 54 32", "language": "ar", "situations": ["job_seeker"] },
        "children": [{ "given_name": "Aïcha", "family_name": "N'Guessan", "birth_date": "2025-06-01" }],
        "commune": "34145", "purpose": "training", "urgency": "weeks",
        "need": { "rhythm": { "half_days": [{ "day": "monday", "half_day": "morning" }], "from": "2026-11-30" } },
        "consent": { "read_aloud": true, "language": "fr" },
    });
    let sent = app.api(&town.prescriber_member, Method::POST, "/api/v1/referrals", referral).await;
    let sent = sent.expect(StatusCode::CREATED).json();
    let path = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
    let accept = json!({ "decision": "accept", "from": "2026-11-23" });
    app.api(&town.manager, Method::POST, &format!("{path}/answer"), accept).await.expect(StatusCode::OK);
    let file = app.get(&town.manager, &path).await.expect(StatusCode::OK).json();
    file["children"][0]["id"].as_str().unwrap().parse().unwrap()
}

/// A family of a commune, unknown to everybody, with its parent's token.
async fn family_of(app: &TestApp, town: &Town, commune: &'static str) -> (String, ChildId) {
    let site = town.site;
    app.db
        .write(move |tx| {
            let family = tx.create_family(commune, false)?;
            let parent = tx.create_parent(
                family,
                &NewParent {
                    given_name: "Noémie".into(),
                    family_name: "D'Hondt".into(),
                    phone: Some("+33611223344".into()),
                    email: None,
                    language: SpokenLanguage::French,
                    safe_contact: SafeContact::Normal,
                    interpreter: false,
                },
            )?;
            let child = tx.create_child(
                family,
                &NewChild { given_name: "Léo".into(), family_name: "D'Hondt".into(), birth_date: date(2025, 6, 1) },
            )?;
            let owner = db::accounts::TokenOwner::Parent(parent);
            let token = tx.create_api_token(owner, "tests", "*", tx.now.plus_hours(24))?;
            done(tx, site)?;
            Ok((token, child))
        })
        .await
        .unwrap()
}

fn booking(child: ChildId, session: SessionId) -> Value {
    json!({ "child_id": child, "session_id": session, "seat_class": "regular" })
}

async fn book(app: &TestApp, token: &str, child: ChildId, session: SessionId) -> Answer {
    app.api(token, Method::POST, "/api/v1/bookings", booking(child, session)).await
}

fn appointment(child: ChildId) -> Value {
    json!({
        "child_id": child, "purpose": "job_interview", "travel_limit_km": 20,
        "appointment": { "starts_at": "2026-11-26T09:30", "ends_at": "2026-11-26T11:00", "commune": "34145" },
    })
}

async fn ask(app: &TestApp, token: &str, body: Value) -> Value {
    app.api(token, Method::POST, "/api/v1/place-requests", body).await.expect(StatusCode::CREATED).json()
}

async fn fill(app: &TestApp, town: &Town, session: SessionId, seats: std::ops::RangeInclusive<i32>) -> Vec<BookingId> {
    let others = children(app, town, seats.clone().count()).await;
    let mut taken = Vec::new();
    for (seat, child) in seats.zip(others) {
        taken.push(app.seat(session, child, seat, None).await);
    }
    taken
}

/// This afternoon is full, and the family of the town waits for it and nothing else: who sits there, and the request.
async fn wanted_and_full(app: &TestApp, town: &Town) -> (Vec<BookingId>, String) {
    rules(app, town, |policy| policy.horizon_days = 0).await;
    let today = session(app, town, date(2026, 11, 23), HalfDay::Afternoon).await;
    let seated = fill(app, town, today, 1..=6).await;
    let morning = session(app, town, date(2026, 11, 23), HalfDay::Morning).await;
    fill(app, town, morning, 1..=6).await;
    let body = json!({
        "child_id": town.child, "purpose": "appointment", "site_id": town.site,
        "appointment": { "starts_at": "2026-11-23T14:30", "ends_at": "2026-11-23T15:30", "travel_minutes": 10 },
    });
    let answer = ask(app, &town.parent_token, body).await;
    assert_eq!(answer["outcome"], "waiting", "{answer}");
    (seated, answer["id"].as_str().unwrap().to_owned())
}

async fn asked(app: &TestApp, town: &Town, request: &str) -> Value {
    app.get(&town.parent_token, &format!("/api/v1/place-requests/{request}")).await.json()
}

testkit::both_engines! {
    async fn a_parent_with_an_appointment_has_a_seat_at_once(app: TestApp) {
        let town = app.town().await;
        let answer = ask(&app, &town.parent_token, appointment(town.child)).await;
        assert_eq!(answer["outcome"], "confirmed", "{answer}");
        let session = &answer["booking"]["session"];
        assert_eq!((session["date"].as_str(), session["half_day"].as_str()), (Some("2026-11-26"), Some("morning")));
        assert_eq!(session["site"]["id"], town.site.to_string(), "the child knows it");
        assert_eq!(answer["alternatives"], json!([]));
        let id = answer["id"].as_str().unwrap();
        let again = app.get(&town.parent_token, &format!("/api/v1/place-requests/{id}")).await.expect(StatusCode::OK).json();
        assert_eq!(again["booking"]["id"], answer["booking"]["id"]);
        let list = app.get(&town.parent_token, "/api/v1/place-requests").await.expect(StatusCode::OK).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    }

    async fn the_same_moment_may_be_said_with_its_offset_or_as_the_clock_on_the_wall(app: TestApp) {
        let town = app.town().await;
        let mut body = appointment(town.child);
        body["appointment"]["starts_at"] = json!("2026-11-26T08:30:00Z");
        body["appointment"]["ends_at"] = json!("2026-11-26T11:00:00+01:00");
        let answer = ask(&app, &town.parent_token, body).await;
        assert_eq!(answer["need"]["appointment"]["starts_at"], "09:30:00");
        assert_eq!(answer["outcome"], "confirmed");
    }

    async fn options_are_held_four_hours_confirming_one_frees_the_others(app: TestApp) {
        let town = app.town().await;
        let mut body = appointment(town.child);
        body["confirm"] = json!(false);
        let answer = ask(&app, &town.parent_token, body).await;
        assert_eq!(answer["outcome"], "held", "{answer}");
        let options = answer["alternatives"].as_array().unwrap();
        assert_eq!(options.len(), 2, "two sites, one morning: {answer}");
        assert_eq!(options[0]["expires_at"], "2026-11-23T11:00:00Z");
        assert!(options[0]["reasons"].as_array().unwrap().iter().any(|reason| reason["reason"] == "known_site" && reason["message"].is_string()));
        assert_eq!(answer["booking"], Value::Null);
        let (first, second) = (options[0]["hold_id"].as_str().unwrap(), options[1]["hold_id"].as_str().unwrap());
        let booked = app.api(&town.parent_token, Method::POST, &format!("/api/v1/holds/{second}/confirm"), json!({})).await.expect(StatusCode::OK).json();
        assert_eq!(booked["state"], "confirmed");
        let late = app.api(&town.parent_token, Method::POST, &format!("/api/v1/holds/{first}/confirm"), json!({})).await.expect(StatusCode::CONFLICT);
        assert_eq!(late.rule(), "already_released");
        let shown = app.get(&town.parent_token, &format!("/api/v1/place-requests/{}", answer["id"].as_str().unwrap())).await.json();
        assert_eq!((shown["outcome"].as_str(), shown["alternatives"].as_array().unwrap().len()), (Some("confirmed"), 0));
        let twice = app.api(&town.parent_token, Method::POST, &format!("/api/v1/holds/{second}/confirm"), json!({})).await.expect(StatusCode::CONFLICT);
        assert_eq!(twice.rule(), "already_confirmed");
    }

    async fn an_option_runs_out_and_its_seat_is_anybodys(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        fill(&app, &town, morning, 1..=5).await;
        let mut body = appointment(town.child);
        (body["confirm"], body["site_id"]) = (json!(false), json!(town.site));
        let answer = ask(&app, &town.parent_token, body).await;
        let hold = answer["alternatives"][0]["hold_id"].as_str().unwrap().to_owned();
        let other = children(&app, &town, 1).await[0];
        assert_eq!(book(&app, &town.manager, other, morning).await.expect(StatusCode::CONFLICT).rule(), "seats_full");
        app.clock.advance(4 * 3600);
        let late = app.api(&town.parent_token, Method::POST, &format!("/api/v1/holds/{hold}/confirm"), json!({})).await.expect(StatusCode::CONFLICT);
        assert_eq!(late.rule(), "hold_expired");
        book(&app, &town.manager, other, morning).await.expect(StatusCode::CREATED);
        let shown = app.get(&town.parent_token, &format!("/api/v1/place-requests/{}", answer["id"].as_str().unwrap())).await.json();
        assert_eq!((shown["outcome"].as_str(), shown["refusals"][0]["rule"].as_str()), (Some("refused"), Some("hold_expired")));
    }

    async fn an_option_that_is_given_back_is_free_at_once(app: TestApp) {
        let town = app.town().await;
        let mut body = appointment(town.child);
        (body["confirm"], body["site_id"]) = (json!(false), json!(town.site));
        let answer = ask(&app, &town.parent_token, body).await;
        let hold = answer["alternatives"][0]["hold_id"].as_str().unwrap();
        app.api(&town.parent_token, Method::DELETE, &format!("/api/v1/holds/{hold}"), json!({})).await.expect(StatusCode::NO_CONTENT);
        let twice = app.api(&town.parent_token, Method::DELETE, &format!("/api/v1/holds/{hold}"), json!({})).await.expect(StatusCode::CONFLICT);
        assert_eq!(twice.rule(), "already_released");
    }

    async fn asking_again_replaces_the_options_of_the_same_half_day(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        fill(&app, &town, morning, 1..=5).await;
        let mut body = appointment(town.child);
        (body["confirm"], body["site_id"]) = (json!(false), json!(town.site));
        let first = ask(&app, &town.parent_token, body.clone()).await;
        let second = ask(&app, &town.parent_token, body).await;
        assert_eq!(second["outcome"], "held", "the last seat was her own option: {second}");
        assert_ne!(first["alternatives"][0]["hold_id"], second["alternatives"][0]["hold_id"]);
    }

    async fn exactly_one_need_is_asked(app: TestApp) {
        let town = app.town().await;
        for body in [
            json!({ "child_id": town.child, "purpose": "training" }),
            json!({ "child_id": town.child, "purpose": "training", "half_days": [{ "date": "2026-11-26", "half_day": "morning" }], "rhythm": { "per_week": 2, "from": "2026-11-26" } }),
        ] {
            let answer = app.api(&town.parent_token, Method::POST, "/api/v1/place-requests", body).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(answer["errors"][0]["code"], "one_of", "{answer}");
        }
        for (change, field) in [
            (json!({ "appointment": { "starts_at": "tomorrow", "ends_at": "2026-11-26T11:00" } }), "appointment.starts_at"),
            (json!({ "appointment": { "starts_at": "2026-11-26T11:00", "ends_at": "2026-11-26T10:00" } }), "appointment.ends_at"),
            (json!({ "appointment": { "starts_at": "9999-12-31T11:00", "ends_at": "9999-12-31T12:00" } }), "appointment.starts_at"),
            (json!({ "appointment": { "starts_at": "2026-11-26T09:00", "ends_at": "2026-11-26T10:00", "commune": "Nulle-Part" } }), "appointment.commune"),
            (json!({ "half_days": [] }), "half_days"),
            (json!({ "half_days": [{ "date": "-009999-01-01", "half_day": "morning" }] }), "half_days[0].date"),
            (json!({ "rhythm": { "per_week": 0, "from": "2026-11-26" } }), "rhythm.per_week"),
            (json!({ "rhythm": { "weekdays": ["monday"], "per_week": 2, "from": "2026-11-26" } }), "rhythm.per_week"),
            (json!({ "rhythm": { "weekdays": ["monday"], "from": "2026-11-26", "until": "2026-11-25" } }), "rhythm.until"),
        ] {
            let mut body = change;
            (body["child_id"], body["purpose"]) = (json!(town.child), json!("training"));
            let answer = app.api(&town.parent_token, Method::POST, "/api/v1/place-requests", body).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(answer["errors"][0]["field"], field, "{answer}");
        }
    }

    async fn every_monday_morning_is_booked_week_by_week(app: TestApp) {
        let town = app.town().await;
        let answer = ask(&app, &town.parent_token, json!({
            "child_id": town.child, "purpose": "training",
            "rhythm": { "weekdays": ["monday"], "half_day": "morning", "from": "2026-11-30", "until": "2026-12-14" },
        })).await;
        assert_eq!(answer["outcome"], "confirmed", "{answer}");
        let dates: Vec<&str> = answer["bookings"].as_array().unwrap().iter().map(|booking| booking["session"]["date"].as_str().unwrap()).collect();
        assert_eq!(dates, ["2026-11-30", "2026-12-07", "2026-12-14"]);
        assert_eq!(answer["care_kind"], "regular");
    }

    async fn a_rhythm_that_meets_a_holiday_is_held_with_what_is_missing(app: TestApp) {
        let town = app.town().await;
        // Friday 25 December and 1 January are public holidays.
        let answer = ask(&app, &town.parent_token, json!({
            "child_id": town.child, "purpose": "training",
            "rhythm": { "weekdays": ["friday"], "half_day": "morning", "from": "2026-12-11", "until": "2026-12-31" },
        })).await;
        assert_eq!(answer["outcome"], "held", "{answer}");
        let option = &answer["alternatives"][0];
        assert_eq!(option["sessions"].as_array().unwrap().len(), 2);
        assert!(answer["refusals"].as_array().unwrap().iter().any(|refusal| refusal["rule"] == "site_closed"));
        let hold = option["hold_id"].as_str().unwrap();
        app.api(&town.parent_token, Method::POST, &format!("/api/v1/holds/{hold}/confirm"), json!({})).await.expect(StatusCode::OK);
        let shown = app.get(&town.parent_token, &format!("/api/v1/place-requests/{}", answer["id"].as_str().unwrap())).await.json();
        assert_eq!(shown["bookings"].as_array().unwrap().len(), 2, "both Fridays are confirmed together");
    }

    async fn any_two_mornings_a_week_and_a_buffer_are_served(app: TestApp) {
        let town = app.town().await;
        let answer = ask(&app, &town.parent_token, json!({
            "child_id": town.child, "purpose": "training",
            "rhythm": { "per_week": 2, "half_day": "morning", "from": "2026-11-30", "until": "2026-12-11" },
        })).await;
        assert_eq!((answer["outcome"].as_str(), answer["bookings"].as_array().unwrap().len()), (Some("confirmed"), 4));
        let other = children(&app, &town, 1).await[0];
        let buffer = ask(&app, &town.parent_token, json!({
            "child_id": other, "purpose": "first_days_of_job", "rhythm": { "from": "2026-11-30", "until": "2026-12-04" },
        })).await;
        assert_eq!((buffer["care_kind"].as_str(), buffer["bookings"].as_array().unwrap().len()), (Some("buffer"), 9), "{buffer}");
    }

    async fn half_days_are_booked_together(app: TestApp) {
        let town = app.town().await;
        let answer = ask(&app, &town.parent_token, json!({
            "child_id": town.child, "purpose": "training",
            "half_days": [{ "date": "2026-11-26", "half_day": "morning" }, { "date": "2026-11-27", "half_day": "morning" }],
        })).await;
        assert_eq!((answer["outcome"].as_str(), answer["bookings"].as_array().unwrap().len()), (Some("confirmed"), 2));
    }

    async fn when_the_time_is_full_another_time_is_held(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        fill(&app, &town, morning, 1..=6).await;
        let mut body = appointment(town.child);
        body["site_id"] = json!(town.site);
        let answer = ask(&app, &town.parent_token, body).await;
        assert_eq!(answer["outcome"], "held", "{answer}");
        assert_eq!(answer["refusals"][0]["rule"], "seats_full");
        assert_eq!(answer["refusals"][0]["possible"][0]["remedy"], "another_session");
        assert!(answer["alternatives"].as_array().unwrap().len() <= 3);
        let reason = &answer["alternatives"][0]["reasons"][0];
        assert_eq!(reason["reason"], "other_time", "{answer}");
    }

    async fn the_waiting_list_gets_the_cancelled_seat_when_the_time_to_undo_is_over_oldest_first(app: TestApp) {
        let town = app.town().await;
        // Only this one half-day fits: nothing else is within the horizon.
        rules(&app, &town, |policy| policy.horizon_days = 0).await;
        let today = session(&app, &town, date(2026, 11, 23), HalfDay::Afternoon).await;
        let seated = fill(&app, &town, today, 1..=6).await;
        let morning = session(&app, &town, date(2026, 11, 23), HalfDay::Morning).await;
        fill(&app, &town, morning, 1..=6).await;
        // Another family: brothers and sisters who ask together come together or not at all.
        let (second_token, second) = family_of(&app, &town, "34145").await;
        let body = |child: ChildId| json!({
            "child_id": child, "purpose": "appointment", "site_id": town.site,
            "appointment": { "starts_at": "2026-11-23T14:30", "ends_at": "2026-11-23T15:30", "travel_minutes": 10 },
        });
        let first = ask(&app, &town.parent_token, body(town.child)).await;
        assert_eq!(first["outcome"], "waiting", "{first}");
        assert_eq!(first["answer_by"], "2026-11-23");
        app.clock.advance(60);
        let later = ask(&app, &second_token, body(second)).await;
        assert_eq!(later["outcome"], "waiting");
        let path = |answer: &Value| format!("/api/v1/place-requests/{}", answer["id"].as_str().unwrap());
        app.api(&town.manager, Method::POST, &format!("/api/v1/bookings/{}/cancel", seated[2]), json!({ "reason": "child_ill" })).await.expect(StatusCode::OK);
        app.run_jobs().await;
        assert_eq!(app.get(&town.parent_token, &path(&first)).await.json()["outcome"], "waiting", "that may still be undone");
        app.clock.advance(600);
        app.run_jobs().await;
        let shown = app.get(&town.parent_token, &path(&first)).await.json();
        assert_eq!(shown["outcome"], "held", "{shown}");
        assert_eq!(app.get(&second_token, &path(&later)).await.json()["outcome"], "waiting");
        let hold = shown["alternatives"][0]["hold_id"].as_str().unwrap().to_owned();
        // She declines: the next one is asked.
        app.api(&town.parent_token, Method::DELETE, &format!("/api/v1/holds/{hold}"), json!({})).await.expect(StatusCode::NO_CONTENT);
        app.run_jobs().await;
        assert_eq!(app.get(&second_token, &path(&later)).await.json()["outcome"], "held");
        let letters = app.db.read(db::messages::texts).await.unwrap();
        assert_eq!(letters.iter().filter(|(_, _, template, _)| template == "place_offer").count(), 2);
        // Who lets the option run out waits again, and is not offered the same seat twice.
        app.clock.advance(4 * 3600);
        app.run_jobs().await;
        assert_eq!(app.get(&second_token, &path(&later)).await.json()["outcome"], "waiting");
    }

    async fn a_cancellation_is_undone_within_ten_minutes_while_the_seat_is_free(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        let booked = book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CREATED).json();
        let path = |verb: &str| format!("/api/v1/bookings/{}/{verb}", booked["id"].as_str().unwrap());
        app.api(&town.parent_token, Method::POST, &path("cancel"), json!({})).await.expect(StatusCode::OK);
        let back = app.api(&town.parent_token, Method::POST, &path("restore"), json!({})).await.expect(StatusCode::OK).json();
        assert_eq!((back["state"].as_str(), back["seat_no"].as_u64()), (Some("confirmed"), Some(1)));
        app.api(&town.parent_token, Method::POST, &path("cancel"), json!({})).await.expect(StatusCode::OK);
        app.clock.advance(601);
        assert_eq!(app.api(&town.parent_token, Method::POST, &path("restore"), json!({})).await.expect(StatusCode::CONFLICT).rule(), "already_released");
    }

    async fn an_undone_cancellation_finds_its_seat_taken(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        fill(&app, &town, morning, 1..=5).await;
        let booked = book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CREATED).json();
        let path = |verb: &str| format!("/api/v1/bookings/{}/{verb}", booked["id"].as_str().unwrap());
        app.api(&town.parent_token, Method::POST, &path("cancel"), json!({})).await.expect(StatusCode::OK);
        let other = children(&app, &town, 1).await[0];
        book(&app, &town.manager, other, morning).await.expect(StatusCode::CREATED);
        assert_eq!(app.api(&town.parent_token, Method::POST, &path("restore"), json!({})).await.expect(StatusCode::CONFLICT).rule(), "seats_full");
    }

    /// A family waits for the very half-day: the seat is kept for who cancelled as long as the page shows "undo".
    async fn a_cancellation_in_a_wanted_week_is_undone_and_nobody_was_offered(app: TestApp) {
        let town = app.town().await;
        let (seated, request) = wanted_and_full(&app, &town).await;
        let path = |verb: &str| format!("/api/v1/bookings/{}/{verb}", seated[2]);
        let other = children(&app, &town, 1).await[0];
        for seconds in [1, 300, 599] {
            app.api(&town.manager, Method::POST, &path("cancel"), json!({ "reason": "child_ill" })).await.expect(StatusCode::OK);
            app.clock.advance(seconds);
            app.run_jobs().await;
            assert_eq!(asked(&app, &town, &request).await["outcome"], "waiting", "after {seconds} s");
            // Nor does anybody who asks just now take it.
            let meanwhile = ask(&app, &town.parent_token, json!({
                "child_id": other, "purpose": "appointment", "site_id": town.site,
                "half_days": [{ "date": "2026-11-23", "half_day": "afternoon" }],
            })).await;
            assert_eq!(meanwhile["outcome"], "waiting", "{meanwhile}");
            let back = app.api(&town.manager, Method::POST, &path("restore"), json!({})).await.expect(StatusCode::OK).json();
            assert_eq!((back["state"].as_str(), back["seat_no"].as_u64()), (Some("confirmed"), Some(3)), "{back}");
        }
        app.clock.advance(7200);
        app.run_jobs().await;
        assert_eq!(asked(&app, &town, &request).await["outcome"], "waiting");
        let letters = app.db.read(db::messages::texts).await.unwrap();
        assert!(letters.iter().all(|(_, _, template, _)| template != "place_offer"), "{letters:?}");
    }

    async fn when_the_time_to_undo_is_over_the_seat_is_offered_and_no_undo_takes_it_back(app: TestApp) {
        let town = app.town().await;
        let (seated, request) = wanted_and_full(&app, &town).await;
        let path = |verb: &str| format!("/api/v1/bookings/{}/{verb}", seated[2]);
        app.api(&town.manager, Method::POST, &path("cancel"), json!({ "reason": "child_ill" })).await.expect(StatusCode::OK);
        app.clock.advance(domain::places::UNDO_SECONDS);
        assert_eq!(app.api(&town.manager, Method::POST, &path("restore"), json!({})).await.expect(StatusCode::CONFLICT).rule(), "already_released");
        app.run_jobs().await;
        assert_eq!(asked(&app, &town, &request).await["outcome"], "held");
        let letters = app.db.read(db::messages::texts).await.unwrap();
        assert_eq!(letters.iter().filter(|(_, _, template, _)| template == "place_offer").count(), 1);
    }

    /// The same for a move: the seat that was left waits for the way back.
    async fn a_move_out_of_a_wanted_half_day_is_undone(app: TestApp) {
        let town = app.town().await;
        let (seated, request) = wanted_and_full(&app, &town).await;
        let thursday = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        app.clock.advance(1);
        rules(&app, &town, |policy| policy.horizon_days = 30).await;
        let today = session(&app, &town, date(2026, 11, 23), HalfDay::Afternoon).await;
        let moved = app.api(&town.manager, Method::POST, &format!("/api/v1/bookings/{}/move", seated[2]), json!({ "session_id": thursday })).await.expect(StatusCode::OK).json();
        app.clock.advance(500);
        app.run_jobs().await;
        assert_eq!(asked(&app, &town, &request).await["outcome"], "waiting");
        let moved = moved["id"].as_str().unwrap();
        app.api(&town.manager, Method::POST, &format!("/api/v1/bookings/{moved}/move"), json!({ "session_id": today })).await.expect(StatusCode::OK);
        app.clock.advance(3600);
        app.run_jobs().await;
        assert_eq!(asked(&app, &town, &request).await["outcome"], "waiting");
    }

    async fn a_booking_moves_in_one_step(app: TestApp) {
        let town = app.town().await;
        let (morning, afternoon) = (session(&app, &town, THURSDAY, HalfDay::Morning).await, session(&app, &town, THURSDAY, HalfDay::Afternoon).await);
        let booked = book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CREATED).json();
        let id = booked["id"].as_str().unwrap();
        let moved = app.api(&town.manager, Method::POST, &format!("/api/v1/bookings/{id}/move"), json!({ "session_id": afternoon })).await.expect(StatusCode::OK).json();
        assert_eq!((moved["session"]["half_day"].as_str(), moved["moved_from"].as_str()), (Some("afternoon"), Some(id)));
        let old = app.get(&town.manager, &format!("/api/v1/bookings/{id}")).await.expect(StatusCode::OK).json();
        assert_eq!((old["state"].as_str(), old["release_reason"].as_str()), (Some("released"), Some("moved")));
        app.api(&town.parent_token, Method::POST, &format!("/api/v1/bookings/{id}/move"), json!({ "session_id": morning })).await.expect(StatusCode::FORBIDDEN);
    }

    // The rules, each refused and allowed.

    async fn seats_are_given_by_class_and_the_emergency_borrows_the_adaptation_seat(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        fill(&app, &town, morning, 1..=6).await;
        let refused = book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CONFLICT);
        assert_eq!(refused.rule(), "seats_full");
        let document = refused.json();
        assert_eq!(document["parameters"]["class"], "regular");
        assert!(document["message"].as_str().unwrap().len() > 10);
        let urgent = app.api(&town.manager, Method::POST, "/api/v1/bookings", json!({ "child_id": town.child, "session_id": morning, "seat_class": "emergency" })).await.expect(StatusCode::CREATED).json();
        assert_eq!((urgent["seat_class"].as_str(), urgent["seat_no"].as_u64(), urgent["care_kind"].as_str()), (Some("adaptation"), Some(7), Some("emergency")));
    }

    async fn without_the_borrowing_rule_an_emergency_finds_no_seat(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.emergency_borrows_adaptation = false).await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        let refused = app.api(&town.manager, Method::POST, "/api/v1/bookings", json!({ "child_id": town.child, "session_id": morning, "seat_class": "emergency" })).await.expect(StatusCode::CONFLICT);
        assert_eq!((refused.rule().as_str(), refused.json()["parameters"]["class"].as_str()), ("seats_full", Some("emergency")));
    }

    async fn one_child_has_one_place_at_a_time(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CREATED);
        assert_eq!(book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CONFLICT).rule(), "child_already_placed");
        let answer = ask(&app, &town.parent_token, appointment(town.child)).await;
        assert_eq!(answer["refusals"][0]["rule"], "child_already_placed", "{answer}");
    }

    async fn the_age_counts_on_the_day_of_care(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| { policy.minimum_age_months = 14; policy.maximum_age_months = 36; }).await;
        // Born on 14 October 2025: fourteen months on 14 December 2026.
        let (before, after) = (session(&app, &town, date(2026, 12, 11), HalfDay::Morning).await, session(&app, &town, date(2026, 12, 14), HalfDay::Morning).await);
        let young = book(&app, &town.manager, town.child, before).await.expect(StatusCode::CONFLICT);
        assert_eq!((young.rule().as_str(), young.json()["parameters"]["from"].as_str()), ("too_young", Some("2026-12-14")));
        book(&app, &town.manager, town.child, after).await.expect(StatusCode::CREATED);
        rules(&app, &town, |policy| { policy.period.from = date(2026, 2, 1); policy.maximum_age_months = 13; }).await;
        let old = book(&app, &town.manager, town.child, before).await.expect(StatusCode::CONFLICT);
        assert_eq!(old.rule(), "too_old");
    }

    async fn a_site_that_wants_a_referral_refuses_without_and_takes_with_one(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.referral_required = true).await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        assert_eq!(book(&app, &town.parent_token, town.child, morning).await.expect(StatusCode::CONFLICT).rule(), "not_referred");
        let child = referred(&app, &town).await;
        book(&app, &town.manager, child, morning).await.expect(StatusCode::CREATED);
    }

    async fn a_full_day_needs_a_situation_where_the_site_says_so(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.full_day_needs_situation = true).await;
        let (morning, afternoon) = (session(&app, &town, THURSDAY, HalfDay::Morning).await, session(&app, &town, THURSDAY, HalfDay::Afternoon).await);
        book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CREATED);
        assert_eq!(book(&app, &town.manager, town.child, afternoon).await.expect(StatusCode::CONFLICT).rule(), "full_day_needs_situation");
        let (parent, site) = (town.parent, town.site);
        app.db.write(move |tx| {
            tx.create_situation(parent, SituationKind::Employed, Period { from: THURSDAY, until: None }, "contrat", None)?;
            done(tx, site)
        }).await.unwrap();
        book(&app, &town.manager, town.child, afternoon).await.expect(StatusCode::CREATED);
    }

    async fn a_cancelled_session_takes_nobody_and_a_closed_day_says_so(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        let site = town.site;
        app.db.write(move |tx| {
            tx.create_closure(site, &domain::calendar::Closure { premises: None, period: Period { from: THURSDAY, until: Some(THURSDAY) }, half_day: Some(HalfDay::Morning), reason: domain::calendar::ClosureReason::ALL[0] }, None, None)?;
            tx.rebuild_sessions(site, THURSDAY, THURSDAY)?;
            done(tx, site)
        }).await.unwrap();
        assert_eq!(book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CONFLICT).rule(), "session_cancelled");
        let sunday = ask(&app, &town.parent_token, json!({ "child_id": town.child, "purpose": "other", "site_id": town.site, "half_days": [{ "date": "2027-02-28", "half_day": "morning" }] })).await;
        assert_eq!(sunday["refusals"][0]["rule"], "site_closed", "{sunday}");
    }

    async fn notice_and_horizon_bound_the_booking_window(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| { policy.notice_hours = 48; policy.horizon_days = 7; }).await;
        let (tuesday, thursday, far) = (
            session(&app, &town, date(2026, 11, 24), HalfDay::Morning).await,
            session(&app, &town, THURSDAY, HalfDay::Morning).await,
            session(&app, &town, date(2026, 12, 1), HalfDay::Morning).await,
        );
        assert_eq!(book(&app, &town.parent_token, town.child, tuesday).await.expect(StatusCode::CONFLICT).rule(), "notice_too_short");
        assert_eq!(book(&app, &town.parent_token, town.child, far).await.expect(StatusCode::CONFLICT).rule(), "too_far_ahead");
        book(&app, &town.parent_token, town.child, thursday).await.expect(StatusCode::CREATED);
    }

    async fn a_childs_fair_share_of_the_week_is_a_cap_and_a_buffer_is_not_bound_by_it(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.fair_share_per_week = Some(1)).await;
        let (thursday, friday) = (session(&app, &town, THURSDAY, HalfDay::Morning).await, session(&app, &town, date(2026, 11, 27), HalfDay::Morning).await);
        book(&app, &town.manager, town.child, thursday).await.expect(StatusCode::CREATED);
        assert_eq!(book(&app, &town.manager, town.child, friday).await.expect(StatusCode::CONFLICT).rule(), "fair_share_reached");
        app.api(&town.manager, Method::POST, "/api/v1/bookings", json!({ "child_id": town.child, "session_id": friday, "care_kind": "buffer" })).await.expect(StatusCode::CREATED);
    }

    async fn a_kind_of_care_the_site_does_not_offer_is_refused(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.care_kinds = vec![CareKind::Occasional]).await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        let buffer = app.api(&town.manager, Method::POST, "/api/v1/bookings", json!({ "child_id": town.child, "session_id": morning, "care_kind": "buffer" })).await.expect(StatusCode::CONFLICT);
        assert_eq!(buffer.rule(), "care_kind_not_offered");
        book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CREATED);
    }

    async fn a_site_that_answers_itself_keeps_the_request_waiting_and_its_manager_books(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.booking_mode = BookingMode::OnRequest).await;
        let mut body = appointment(town.child);
        body["site_id"] = json!(town.site);
        let answer = ask(&app, &town.parent_token, body).await;
        assert_eq!((answer["outcome"].as_str(), answer["answer_by"].as_str()), (Some("waiting"), Some("2026-11-25")), "{answer}");
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        assert_eq!(book(&app, &town.parent_token, town.child, morning).await.expect(StatusCode::CONFLICT).rule(), "professionals_only");
        let seen = app.get(&town.manager, "/api/v1/place-requests?outcome=waiting").await.expect(StatusCode::OK).json();
        assert_eq!(seen["items"][0]["id"], answer["id"]);
        let mut given = booking(town.child, morning);
        given["place_request_id"] = answer["id"].clone();
        app.api(&town.manager, Method::POST, "/api/v1/bookings", given).await.expect(StatusCode::CREATED);
        let shown = app.get(&town.parent_token, &format!("/api/v1/place-requests/{}", answer["id"].as_str().unwrap())).await.json();
        assert_eq!((shown["outcome"].as_str(), shown["booking"]["state"].as_str()), (Some("confirmed"), Some("confirmed")));
    }

    async fn where_only_professionals_book_a_parent_is_told(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.booking_mode = BookingMode::ProfessionalsOnly).await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        assert_eq!(book(&app, &town.parent_token, town.child, morning).await.expect(StatusCode::CONFLICT).rule(), "professionals_only");
        let mut body = appointment(town.child);
        body["site_id"] = json!(town.site);
        let answer = ask(&app, &town.parent_token, body).await;
        assert_eq!((answer["outcome"].as_str(), answer["refusals"][0]["rule"].as_str()), (Some("refused"), Some("professionals_only")), "{answer}");
        book(&app, &town.counsellor, town.child, morning).await.expect(StatusCode::CREATED);
    }

    async fn the_instant_limit_holds_and_only_a_manager_with_a_reason_passes_it(app: TestApp) {
        let town = app.town().await;
        let site = town.site;
        // Three authorised places: four children at most at the same instant (115 % rounded up).
        app.db.write(move |tx| {
            tx.create_authorisation(site, &NewAuthorisation { number: None, period: Period { from: date(2026, 6, 1), until: None }, bands: vec![AuthorisationBand { from: time(7, 0, 0, 0), until: time(19, 0, 0, 0), places: 3 }] })?;
            done(tx, site)
        }).await.unwrap();
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        fill(&app, &town, morning, 1..=4).await;
        let refused = book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CONFLICT);
        assert_eq!((refused.rule().as_str(), refused.json()["parameters"]["maximum"].as_i64()), ("instant_limit", Some(4)));
        let with = |reason: &str| { let mut body = booking(town.child, morning); body["override"] = json!({ "reason": reason }); body };
        let blank = app.api(&town.manager, Method::POST, "/api/v1/bookings", with("  ")).await.expect(StatusCode::CONFLICT);
        assert_eq!(blank.rule(), "override_needs_reason");
        let parent = app.api(&town.parent_token, Method::POST, "/api/v1/bookings", with("s'il vous plaît")).await.expect(StatusCode::CONFLICT);
        assert_eq!(parent.rule(), "override_not_allowed");
        let booked = app.api(&town.manager, Method::POST, "/api/v1/bookings", with("Fratrie, accord de la directrice")).await.expect(StatusCode::CREATED).json();
        assert_eq!(booked["override"], json!({ "rules": ["instant_limit"], "reason": "Fratrie, accord de la directrice" }));
        let as_parent = app.get(&town.parent_token, &format!("/api/v1/bookings/{}", booked["id"].as_str().unwrap())).await.expect(StatusCode::OK).json();
        assert!(as_parent.get("override").is_none(), "a professional's reason is not for the family");
    }

    async fn a_taken_seat_is_never_given_by_override(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        fill(&app, &town, morning, 1..=6).await;
        let mut body = booking(town.child, morning);
        body["override"] = json!({ "reason": "exception" });
        assert_eq!(app.api(&town.manager, Method::POST, "/api/v1/bookings", body).await.expect(StatusCode::CONFLICT).rule(), "seats_full");
    }

    async fn nothing_within_the_travel_limit_names_how_far_the_nearest_is(app: TestApp) {
        let town = app.town().await;
        // A family of Lille.
        let (token, child) = family_of(&app, &town, "59350").await;
        let mut body = appointment(child);
        body["appointment"]["commune"] = json!("59350");
        let answer = ask(&app, &token, body).await;
        assert_eq!((answer["outcome"].as_str(), answer["refusals"][0]["rule"].as_str()), (Some("refused"), Some("nothing_within_travel")), "{answer}");
        // An appointment in Lunel brings her near the sites there.
        let near = ask(&app, &token, appointment(child)).await;
        assert_eq!(near["outcome"], "confirmed", "{near}");
    }

    // Who may, and how often.

    async fn a_strangers_child_does_not_exist(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        for token in [&town.parent_token, &town.manager, &town.counsellor] {
            app.api(token, Method::POST, "/api/v1/place-requests", appointment(town.stranger_child)).await.expect(StatusCode::NOT_FOUND);
            book(&app, token, town.stranger_child, morning).await.expect(StatusCode::NOT_FOUND);
        }
        let booked = book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CREATED).json();
        let path = format!("/api/v1/bookings/{}", booked["id"].as_str().unwrap());
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        app.api(&town.other_manager, Method::POST, &format!("{path}/cancel"), json!({})).await.expect(StatusCode::NOT_FOUND);
        let request = ask(&app, &town.parent_token, json!({ "child_id": town.child, "purpose": "other", "site_id": town.site, "half_days": [{ "date": "2026-11-27", "half_day": "morning" }] })).await;
        app.get(&town.other_manager, &format!("/api/v1/place-requests/{}", request["id"].as_str().unwrap())).await.expect(StatusCode::NOT_FOUND);
        for token in [&town.prescriber_member, &town.staff] {
            app.api(token, Method::POST, "/api/v1/bookings", booking(town.child, morning)).await.expect(StatusCode::FORBIDDEN);
        }
    }

    async fn the_same_key_has_one_effect_and_one_answer(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        let send = |child: ChildId| app.api_keyed(&town.manager, Method::POST, "/api/v1/bookings", "the-same-key", booking(child, morning));
        let first = send(town.child).await.expect(StatusCode::CREATED).json();
        let again = send(town.child).await.expect(StatusCode::CREATED).json();
        assert_eq!(first["id"], again["id"]);
        let other = children(&app, &town, 1).await[0];
        send(other).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let asked = |key: &'static str| app.api_keyed(&town.parent_token, Method::POST, "/api/v1/place-requests", key, json!({ "child_id": other, "purpose": "other", "half_days": [{ "date": "2026-11-27", "half_day": "morning" }] }));
        let (one, two) = (asked("ask-once-1").await.json(), asked("ask-once-1").await.json());
        assert_eq!(one["id"], two["id"]);
        assert_eq!(one["booking"]["id"], two["booking"]["id"]);
    }

    async fn a_refusal_is_not_kept_under_its_key(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        let seated = fill(&app, &town, morning, 1..=6).await;
        let send = || app.api_keyed(&town.manager, Method::POST, "/api/v1/bookings", "asked-again", booking(town.child, morning));
        send().await.expect(StatusCode::CONFLICT);
        app.api(&town.manager, Method::POST, &format!("/api/v1/bookings/{}/cancel", seated[0]), json!({})).await.expect(StatusCode::OK);
        send().await.expect(StatusCode::CREATED);
    }

    async fn of_a_hundred_who_want_the_last_seat_one_has_it_and_all_others_are_told_the_rule(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        fill(&app, &town, morning, 1..=5).await;
        let rivals = children(&app, &town, 100).await;
        let app = std::sync::Arc::new(app);
        let mut racing = tokio::task::JoinSet::new();
        for child in rivals {
            let (app, token) = (app.clone(), town.manager.clone());
            racing.spawn(async move { book(&app, &token, child, morning).await });
        }
        let answers = racing.join_all().await;
        let won = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
        let told = answers.iter().filter(|answer| answer.status == StatusCode::CONFLICT && answer.rule() == "seats_full").count();
        assert_eq!((won, told), (1, 99));
    }

    async fn of_fifty_families_who_ask_at_once_one_has_the_last_seat(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        fill(&app, &town, morning, 1..=5).await;
        let rivals = children(&app, &town, 20).await;
        let app = std::sync::Arc::new(app);
        let mut racing = tokio::task::JoinSet::new();
        for child in rivals {
            let (app, token, site) = (app.clone(), town.parent_token.clone(), town.site);
            let mut body = appointment(child);
            body["site_id"] = json!(site);
            racing.spawn(async move { app.api(&token, Method::POST, "/api/v1/place-requests", body).await });
        }
        let answers = racing.join_all().await;
        let confirmed = answers.iter().filter(|answer| answer.status == StatusCode::CREATED && answer.json()["outcome"] == "confirmed").count();
        assert_eq!(confirmed, 1);
        assert!(answers.iter().all(|answer| answer.status == StatusCode::CREATED || answer.rule() == "changed_meanwhile"));
        let site = town.site;
        let now = app.app.now();
        let (_, taken) = app.db.read(move |conn| db::places::facts::session_facts(conn, &[morning], now)).await.unwrap();
        let mut seats: Vec<u16> = taken.iter().map(|seat| seat.seat).collect();
        seats.sort_unstable();
        seats.dedup();
        assert_eq!((seats.len(), taken.len()), (6, 6), "{site}");
    }

    async fn the_board_shows_the_week_of_a_site(app: TestApp) {
        let town = app.town().await;
        let morning = session(&app, &town, THURSDAY, HalfDay::Morning).await;
        book(&app, &town.manager, town.child, morning).await.expect(StatusCode::CREATED);
        let hash = db::idempotency::sha256(town.manager.as_bytes());
        let (site, now, today) = (town.site, app.app.now(), app.app.today());
        let week = app.db.read(move |conn| {
            let actor = db::accounts::token_bearer(conn, &hash, now, today)?.unwrap().actor;
            let seen = db::access::see_site(conn, &actor, Action::SeeBoard, site)?;
            db::places::week(conn, seen, THURSDAY, now)
        }).await.unwrap();
        assert_eq!((week.monday, week.sessions.len()), (date(2026, 11, 23), 9));
        let thursday = week.sessions.iter().find(|session| session.session.id == morning).unwrap();
        assert_eq!((thursday.bookings[0].given_name.as_str(), thursday.bookings[0].initial.as_str()), ("Inès", "N"));
        assert_eq!(thursday.seats[0].free(), 5);
        assert_eq!(thursday.bookings[0].warnings.len(), 1, "once in November, the site asks twice");
        assert_eq!(week.warnings, []);
    }

    async fn a_site_reaches_the_family_of_a_child_it_receives(app: TestApp) {
        let town = app.town().await;
        let (token, child) = family_of(&app, &town, "34145").await;
        let mut body = appointment(child);
        body["site_id"] = json!(town.site);
        let answer = ask(&app, &token, body).await;
        assert_eq!(answer["outcome"], "confirmed", "{answer}");
        app.get(&town.manager, &format!("/api/v1/bookings/{}", answer["booking"]["id"].as_str().unwrap())).await.expect(StatusCode::OK);
    }
}
