//! A seat that is free again: offered to one family after another, or to several of whom the first yes has it.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use domain::access::Action;
use domain::families::SpokenLanguage;
use domain::places::{OfferAnswer, Purpose, ReleaseReason, UNDO_SECONDS};
use domain::sites::{OfferMode, SitePolicy};
use domain::*;
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{TestApp, Town};

use crate::plans::{MONDAY, any, family, fill, messages, morning, outcome, session, waits};

/// Changes the booking rules of the town's site.
async fn rules(app: &TestApp, town: &Town, change: impl Fn(&mut SitePolicy) + Send + 'static) {
    let site = town.site;
    app.clock.advance(1);
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

/// A family that waits for Monday morning.
async fn waiting(
    app: &TestApp,
    town: &Town,
    name: &'static str,
    purpose: Purpose,
    hours: i64,
) -> (ChildId, PlaceRequestId) {
    let child = family(app, town, name, 1, true, SpokenLanguage::French).await[0];
    (child, waits(app, town, child, purpose, any(&[morning(MONDAY)]), hours).await)
}

/// Somebody gives a seat back, and the time to undo goes by.
async fn freed(app: &TestApp, town: &Town, booking: BookingId) {
    let path = format!("/api/v1/bookings/{booking}/cancel");
    app.api(&town.manager, Method::POST, &path, json!({ "reason": "child_ill" })).await.expect(StatusCode::OK);
    app.clock.advance(UNDO_SECONDS);
    app.run_jobs().await;
}

async fn shown(app: &TestApp, town: &Town, request: PlaceRequestId) -> Value {
    app.get(&town.manager, &format!("/api/v1/place-requests/{request}")).await.expect(StatusCode::OK).json()
}

async fn answer(app: &TestApp, town: &Town, offer: &str, how: &str) -> testkit::Answer {
    app.api(&town.manager, Method::POST, &format!("/api/v1/offers/{offer}/{how}"), json!({})).await
}

/// The open offer of a request.
async fn open(app: &TestApp, town: &Town, request: PlaceRequestId) -> Option<String> {
    let request = shown(app, town, request).await;
    let offers = request["offers"].as_array().unwrap();
    offers.iter().find(|offer| offer["answer"].is_null()).map(|offer| offer["id"].as_str().unwrap().to_owned())
}

async fn told(app: &TestApp, template: &str) -> usize {
    messages(app).await.iter().filter(|(known, ..)| known == template).count()
}

testkit::both_engines! {
    /// Best first by the planner's order, not by the hour of the question; a no or silence asks the next.
    async fn one_family_after_another_is_asked_those_it_helps_most_first(app: TestApp) {
        let town = app.town().await;
        let seated = fill(&app, &town, morning(MONDAY), 0).await;
        let (_, early) = waiting(&app, &town, "Tôt", Purpose::Other, 30).await;
        let (_, interview) = waiting(&app, &town, "Entretien", Purpose::JobInterview, 3).await;
        let (_, training) = waiting(&app, &town, "Formation", Purpose::Training, 2).await;
        freed(&app, &town, seated[0]).await;
        let held = async |request| outcome(&app, request).await == "held";
        assert_eq!((held(interview).await, held(training).await, held(early).await), (true, false, false));
        let hold = shown(&app, &town, interview).await["alternatives"][0]["hold_id"].as_str().unwrap().to_owned();
        app.api(&town.manager, Method::DELETE, &format!("/api/v1/holds/{hold}"), json!({})).await.expect(StatusCode::NO_CONTENT);
        app.run_jobs().await;
        assert_eq!((held(training).await, held(early).await), (true, false), "who declined is followed by the next");
        // Silence: the seat goes on.
        app.clock.advance(5 * 3600);
        app.run_jobs().await;
        assert_eq!((outcome(&app, training).await.as_str(), held(early).await), ("waiting", true));
        assert_eq!(told(&app, "place_offer").await, 3);
        assert_eq!(told(&app, "place_asked").await, 0);
    }

    async fn of_those_asked_together_the_first_yes_has_the_seat_and_the_others_lose_nothing(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.offer_mode = Some(OfferMode::FirstYes)).await;
        let seated = fill(&app, &town, morning(MONDAY), 0).await;
        let mut asked = Vec::new();
        for (name, hours) in [("Aa", 5), ("Bb", 4), ("Cc", 3)] {
            asked.push(waiting(&app, &town, name, Purpose::Training, hours).await);
        }
        freed(&app, &town, seated[0]).await;
        assert_eq!(told(&app, "place_asked").await, 3);
        let mut offers = Vec::new();
        for (_, request) in &asked {
            assert_eq!(outcome(&app, *request).await, "waiting", "a question is no promise");
            offers.push(open(&app, &town, *request).await.unwrap());
        }
        // Until somebody answers, nobody else takes the seat: not even by hand.
        let stranger = family(&app, &town, "Passante", 1, true, SpokenLanguage::French).await[0];
        let body = json!({ "child_id": stranger, "session_id": session(&app, &town, morning(MONDAY)).await, "seat_class": "regular" });
        assert_eq!(app.api(&town.manager, Method::POST, "/api/v1/bookings", body).await.expect(StatusCode::CONFLICT).rule(), "seats_full");
        let won = answer(&app, &town, &offers[1], "accept").await.expect(StatusCode::OK).json();
        assert_eq!((won["outcome"].as_str(), won["booking"]["session"]["date"].as_str()), (Some("confirmed"), Some("2026-11-30")), "{won}");
        let late = answer(&app, &town, &offers[0], "accept").await.expect(StatusCode::CONFLICT);
        assert_eq!(late.rule(), "offer_taken");
        app.run_jobs().await;
        assert_eq!(told(&app, "place_taken").await, 2);
        for (_, request) in [&asked[0], &asked[2]] {
            let still = shown(&app, &town, *request).await;
            assert_eq!((still["outcome"].as_str(), still["offers"][0]["answer"].as_str()), (Some("waiting"), Some("taken")), "{still}");
        }
        // The next free seat of the same morning: they are asked again, for they never said no.
        freed(&app, &town, seated[1]).await;
        assert!(open(&app, &town, asked[0].1).await.is_some() && open(&app, &town, asked[2].1).await.is_some());
    }

    async fn when_all_say_no_or_nothing_others_are_asked(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.offer_mode = Some(OfferMode::FirstYes)).await;
        let seated = fill(&app, &town, morning(MONDAY), 0).await;
        let mut asked = Vec::new();
        for (place, name) in ["Aa", "Bb", "Cc", "Dd", "Ee"].into_iter().enumerate() {
            asked.push(waiting(&app, &town, name, Purpose::Training, 9 - i64::try_from(place).unwrap()).await.1);
        }
        freed(&app, &town, seated[0]).await;
        assert_eq!(told(&app, "place_asked").await, db::places::offering::ASKED_TOGETHER);
        let mut left = None;
        for request in &asked {
            match open(&app, &town, *request).await {
                Some(offer) if left.is_some() || request != &asked[0] => {
                    answer(&app, &town, &offer, "decline").await.expect(StatusCode::OK);
                }
                Some(_) => left = Some(*request),
                None => {}
            }
        }
        app.run_jobs().await;
        assert_eq!(told(&app, "place_asked").await, 4, "one of them may still say yes");
        app.clock.advance(5 * 3600);
        app.run_jobs().await;
        assert_eq!(told(&app, "place_asked").await, 5, "silence passes on too");
        let mut again = 0;
        for request in &asked {
            assert_eq!(outcome(&app, *request).await, "waiting");
            again += usize::from(open(&app, &town, *request).await.is_some());
        }
        assert_eq!(again, 1, "the fifth, who was not asked before");
    }

    /// Two say yes in the same instant.
    async fn of_two_who_say_yes_at_once_one_has_the_seat(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.offer_mode = Some(OfferMode::FirstYes)).await;
        let seated = fill(&app, &town, morning(MONDAY), 0).await;
        let mut asked = Vec::new();
        for name in ["Aa", "Bb", "Cc", "Dd"] {
            asked.push(waiting(&app, &town, name, Purpose::Training, 3).await.1);
        }
        freed(&app, &town, seated[0]).await;
        let mut offers = Vec::new();
        for request in &asked {
            offers.push(open(&app, &town, *request).await.unwrap());
        }
        let (one, two, three, four) = tokio::join!(
            answer(&app, &town, &offers[0], "accept"),
            answer(&app, &town, &offers[1], "accept"),
            answer(&app, &town, &offers[2], "accept"),
            answer(&app, &town, &offers[3], "accept"),
        );
        let answers = [one, two, three, four];
        assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::OK).count(), 1);
        assert!(answers.iter().filter(|answer| answer.status != StatusCode::OK).all(|answer| answer.status == StatusCode::CONFLICT && answer.rule() == "offer_taken"));
        assert_eq!(app.seats_taken().await, 6);
    }

    /// Whatever happens in whatever order: never two winners, never a seat that stays empty while somebody waits who was not asked.
    async fn no_seat_is_given_twice_and_none_is_lost(app: TestApp) {
        let town = app.town().await;
        let mut draw = testkit::served::Draw(0x0FFE + u64::from(app.on_postgres()));
        let (mut won, mut lost) = (0, 0);
        for (turn, mode) in [OfferMode::FirstYes, OfferMode::OneAtATime].into_iter().enumerate() {
            rules(&app, &town, move |policy| policy.offer_mode = Some(mode)).await;
            let day = domain::places::days_after(MONDAY, i32::try_from(turn).unwrap());
            let id = session(&app, &town, morning(day)).await;
            let mut seated = fill(&app, &town, morning(day), 0).await;
            let mut requests = Vec::new();
            for name in ["Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg"] {
                let child = family(&app, &town, name, 1, true, SpokenLanguage::French).await[0];
                requests.push(waits(&app, &town, child, Purpose::Training, any(&[morning(day)]), 3).await);
            }
            for step in 0..40 {
                match draw.below(7) {
                    0 | 1 if !seated.is_empty() => {
                        let gone = seated.swap_remove(usize::try_from(draw.below(seated.len() as u64)).unwrap());
                        let path = format!("/api/v1/bookings/{gone}/cancel");
                        app.api(&town.manager, Method::POST, &path, json!({})).await.expect(StatusCode::OK);
                        if draw.below(4) == 0 {
                            let path = format!("/api/v1/bookings/{gone}/restore");
                            app.api(&town.manager, Method::POST, &path, json!({})).await.expect(StatusCode::OK);
                            seated.push(gone);
                        }
                    }
                    2 => app.clock.advance(UNDO_SECONDS + 1),
                    3 => app.clock.advance(2 * 3600),
                    how => {
                        let first = usize::try_from(draw.below(requests.len() as u64)).unwrap();
                        let yes = how == 4;
                        let mut answer_given = None;
                        for request in requests[first..].iter().chain(&requests[..first]) {
                            let shown = shown(&app, &town, *request).await;
                            let hold = shown["alternatives"][0]["hold_id"].as_str();
                            answer_given = match (open(&app, &town, *request).await, hold) {
                                (Some(offer), _) => Some(answer(&app, &town, &offer, if yes { "accept" } else { "decline" }).await),
                                (None, Some(hold)) if yes => Some(app.api(&town.manager, Method::POST, &format!("/api/v1/holds/{hold}/confirm"), json!({})).await),
                                (None, Some(hold)) => Some(app.api(&town.manager, Method::DELETE, &format!("/api/v1/holds/{hold}"), json!({})).await),
                                (None, None) => None,
                            };
                            if answer_given.is_some() {
                                break;
                            }
                        }
                        if let Some(answer) = answer_given {
                            assert!(answer.status.is_success(), "an open question is answered: {}", answer.body);
                            if yes { won += 1 } else { lost += 1 }
                        }
                    }
                }
                app.run_jobs().await;
                sound(&app, id, &requests, step).await;
            }
        }
        assert!(won > 1 && lost > 1, "{won} yes, {lost} no: the test must see both");
    }

    async fn a_parent_says_yes_on_her_page_and_another_is_told_that_it_is_taken(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.offer_mode = Some(OfferMode::FirstYes)).await;
        let seated = fill(&app, &town, morning(MONDAY), 0).await;
        let mine = waits(&app, &town, town.child, Purpose::Training, any(&[morning(MONDAY)]), 3).await;
        let (_, other) = waiting(&app, &town, "Autre", Purpose::Training, 2).await;
        freed(&app, &town, seated[0]).await;
        let (offer, others) = (open(&app, &town, mine).await.unwrap(), open(&app, &town, other).await.unwrap());
        let home = app.get(&town.parent_token, "/family").await.expect(StatusCode::OK);
        assert!(home.body.contains(&format!("/family/offers/{offer}")), "{}", home.body);
        let page = app.get(&town.parent_token, &format!("/family/offers/{offer}")).await.expect(StatusCode::OK);
        assert!(page.body.contains("Oui, je prends la place") && page.body.contains("La première qui dit oui"), "{}", page.body);
        app.get(&town.parent_token, &format!("/family/offers/{others}")).await.expect(StatusCode::NOT_FOUND);
        app.form(&town.parent_token, &format!("/family/offers/{others}/yes"), &[("key", "not-hers-001")]).await.expect(StatusCode::NOT_FOUND);
        answer(&app, &town, &others, "accept").await.expect(StatusCode::OK);
        app.form(&town.parent_token, &format!("/family/offers/{offer}/yes"), &[("key", "too-late-001")]).await.expect(StatusCode::SEE_OTHER);
        for (language, words) in [("fr", "Cette place est prise"), ("en", "This place is taken"), ("ar", "هذا المكان أُخذ")] {
            let page = app.get(&town.parent_token, &format!("/family/offers/{offer}?lang={language}")).await.expect(StatusCode::OK);
            assert!(page.body.contains(words), "{}", page.body);
        }
        assert_eq!(outcome(&app, mine).await, "waiting");
        // The next seat is hers.
        freed(&app, &town, seated[1]).await;
        let offer = open(&app, &town, mine).await.unwrap();
        app.form(&town.parent_token, &format!("/family/offers/{offer}/yes"), &[("key", "first-yes-01")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(outcome(&app, mine).await, "confirmed");
        let after = app.get(&town.parent_token, &format!("/family/offers/{offer}")).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(after.headers["location"], format!("/family/requests/{mine}").as_str());
    }

    /// Those who run the site change their mind: nobody has lost anything, and everybody is told.
    async fn a_round_is_stopped_the_families_are_told_and_the_seat_is_free(app: TestApp) {
        let town = app.town().await;
        rules(&app, &town, |policy| policy.offer_mode = Some(OfferMode::FirstYes)).await;
        let seated = fill(&app, &town, morning(MONDAY), 0).await;
        let (_, one) = waiting(&app, &town, "Une", Purpose::Training, 3).await;
        let (_, two) = waiting(&app, &town, "Deux", Purpose::Training, 2).await;
        freed(&app, &town, seated[0]).await;
        let round = shown(&app, &town, one).await["offers"][0]["round_id"].as_str().unwrap().to_owned();
        let offer = open(&app, &town, two).await.unwrap();
        let board = format!("/sites/{}/week?monday=2026-11-30", town.site);
        let page = app.get(&town.manager, &board).await.expect(StatusCode::OK);
        assert!(page.body.contains(&format!("/board/rounds/{round}/stop")) && page.body.contains("Proposée à 2 familles"), "{}", page.body);
        let request = app.get(&town.manager, &format!("/place-requests/{one}")).await.expect(StatusCode::OK);
        assert!(request.body.contains(&format!("/board/rounds/{round}/stop")), "{}", request.body);
        // Only those who run the site.
        for (token, status) in [(&town.other_manager, StatusCode::NOT_FOUND), (&town.counsellor, StatusCode::FORBIDDEN), (&town.parent_token, StatusCode::FORBIDDEN), (&town.staff, StatusCode::FORBIDDEN)] {
            app.form(token, &format!("/board/rounds/{round}/stop"), &[("key", "not-hers-to-stop")]).await.expect(status);
            app.api(token, Method::POST, &format!("/api/v1/offer-rounds/{round}/stop"), json!({})).await.expect(status);
        }
        let fields = [("key", "stops-the-round-1"), ("monday", "2026-11-30")];
        let stopped = app.form(&town.manager, &format!("/board/rounds/{round}/stop"), &fields).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(stopped.location(), board);
        let again = app.form(&town.manager, &format!("/board/rounds/{round}/stop"), &fields).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(again.location(), board, "sent twice, stopped once");
        app.run_jobs().await;
        assert_eq!(told(&app, "place_taken_back").await, 2);
        assert_eq!((outcome(&app, one).await.as_str(), outcome(&app, two).await.as_str()), ("waiting", "waiting"));
        let late = answer(&app, &town, &offer, "accept").await.expect(StatusCode::CONFLICT);
        assert_eq!(late.rule(), "already_released");
        assert_eq!(app.seats_taken().await, 5);
        let page = app.get(&town.manager, &board).await.expect(StatusCode::OK);
        assert!(!page.body.contains("/board/rounds/"), "{}", page.body);
        // Nothing is offered again, and its time passes without an effect; the seat is anybody's.
        app.clock.advance(6 * 3600);
        app.run_jobs().await;
        assert_eq!((told(&app, "place_asked").await, told(&app, "place_taken_back").await), (2, 2));
        let seat = session(&app, &town, morning(MONDAY)).await;
        let body = json!({ "child_id": town.child, "session_id": seat });
        app.api(&town.manager, Method::POST, "/api/v1/bookings", body).await.expect(StatusCode::CREATED);
        let over = app.api(&town.manager, Method::POST, &format!("/api/v1/offer-rounds/{round}/stop"), json!({})).await.expect(StatusCode::CONFLICT);
        assert_eq!(over.rule(), "already_released");
        let lines = app.audit_lines().await;
        assert!(lines.iter().any(|line| line.starts_with("manage_bookings done") && line.contains("\"stopped\":2")), "{lines:?}");
    }

    async fn the_site_chooses_how_and_what_it_did_not_choose_is_said_to_be_assumed(app: TestApp) {
        let town = app.town().await;
        let page = app.get(&town.manager, &format!("/sites/{}/policy", town.site)).await.expect(StatusCode::OK);
        assert!(page.body.contains("la structure n’a pas choisi") && page.body.contains("name=\"offer_mode\""), "{}", page.body);
        let fields = [("key", "policy-00001"), ("from", "2026-11-24"), ("booking_mode", "instant"), ("minimum_age_months", "3"), ("maximum_age_months", "36"), ("notice_hours", "0"), ("horizon_days", "60"), ("hold_hours", "4"), ("offer_mode", "first_yes"), ("care_kinds", "occasional")];
        app.form(&town.manager, &format!("/sites/{}/policy", town.site), &fields).await.expect(StatusCode::SEE_OTHER);
        app.clock.advance(86_400);
        let page = app.get(&town.manager, &format!("/sites/{}/policy", town.site)).await.expect(StatusCode::OK);
        assert!(page.body.contains("le premier oui a la place"), "{}", page.body);
    }
}

/// What must hold after every event, for one session.
async fn sound(app: &TestApp, id: SessionId, requests: &[PlaceRequestId], step: usize) {
    let (requests, now) = (requests.to_vec(), app.app.now());
    app.db
        .read(move |conn| {
            let (sessions, taken) = db::places::facts::session_facts(conn, &[id], now)?;
            let session = &sessions[0];
            let seats: BTreeSet<u16> = taken.iter().map(|taken| taken.seat).collect();
            assert_eq!(seats.len(), taken.len(), "step {step}: a seat is one child's");
            assert!(taken.len() <= usize::from(session.seats.total()), "step {step}");
            let mut rounds: std::collections::BTreeMap<OfferRoundId, usize> = std::collections::BTreeMap::new();
            let regular = taken.iter().filter(|taken| taken.seat <= session.seats.regular).count();
            let free = usize::from(session.seats.regular) - regular;
            for request in &requests {
                let offers = db::places::offering::offers_of(conn, *request)?;
                for offer in &offers {
                    let won = rounds.entry(offer.round).or_default();
                    *won += usize::from(offer.answer == Some(OfferAnswer::Accepted));
                    assert!(*won <= 1, "step {step}: two winners");
                }
                let options = db::places::requests::options_of(conn, *request)?;
                let bookings = options.iter().filter(|one| one.is_active(now)).count();
                assert!(bookings <= 1, "step {step}: two seats for one request");
                let asked = !options.is_empty() || offers.iter().any(|offer| offer.answer != Some(OfferAnswer::Taken));
                let gone = options.iter().any(|one| one.release_reason == Some(ReleaseReason::NotChosen));
                // Jobs are done: who was never asked waits only while there is no seat.
                assert!(asked || gone || free == 0, "step {step}: {free} seats are free and {request} was not asked");
            }
            Ok(())
        })
        .await
        .unwrap();
}
