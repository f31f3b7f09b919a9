//! From a referral to its answer: with and without an account, once and only once, and seen by nobody else.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{TestApp, Town};

/// A referral as a program writes it.
pub(crate) fn referral(town: &Town) -> Value {
    json!({
        "site_id": town.site.to_string(),
        "prescriber": { "kind": "plie", "organisation": "PLIE Est Héraultais", "name": "Zoé D'Artagnan", "email": "zoe@plie.example.fr" },
        "parent": { "given_name": "Fatoumata", "family_name": "N'Guessan-L'Hostis", "phone": "06 98 76 54 32", "language": "ar",
                    "situations": ["job_seeker", "lone_parent"] },
        "children": [{ "given_name": "Aïcha", "family_name": "N'Guessan", "birth_date": "2025-06-01" }],
        "commune": "34145",
        "purpose": "training",
        "need": { "rhythm": { "half_days": [{ "day": "monday", "half_day": "morning" }], "from": "2026-11-30" } },
        "travel_limit_km": 10,
        "urgency": "weeks",
        "message": "La formation commence le 30.",
        "consent": { "read_aloud": true, "language": "fr" }
    })
}

async fn send(app: &TestApp, token: &str, body: Value) -> Value {
    app.api(token, Method::POST, "/api/v1/referrals", body).await.expect(StatusCode::CREATED).json()
}

/// Every message in the outbox: (channel, recipient, template, body), oldest first.
async fn outbox(app: &TestApp) -> Vec<(String, String, String, String)> {
    app.db.read(db::messages::texts).await.unwrap()
}

testkit::both_engines! {
    async fn a_professional_without_account_refers_and_the_site_accepts(app: TestApp) {
        let town = app.town().await;
        let sent = send(&app, "", referral(&town)).await;
        assert_eq!(sent["status"], "sent");
        let path = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
        let file = app.get(&town.manager, &path).await.expect(StatusCode::OK).json();
        assert_eq!(file["family"]["parent"]["family_name"], "N'Guessan-L'Hostis");
        assert_eq!(file["family"]["parent"]["phone"], "+33698765432");
        assert_eq!(file["family"]["parent"]["situations"], json!(["job_seeker", "lone_parent"]));
        assert_eq!(file["children"][0]["given_name"], "Aïcha");
        assert_eq!(file["status"], "sent", "reading changes nothing");
        let list = app.get(&town.manager, "/api/v1/referrals?part=open").await.expect(StatusCode::OK).json();
        assert_eq!(list["items"][0]["number"], sent["number"]);
        let answer = app.api(&town.manager, Method::POST, &format!("{path}/answer"), json!({ "decision": "accept", "from": "2026-11-30", "care_kind": "regular" })).await.expect(StatusCode::OK).json();
        assert_eq!(answer["status"], "accepted");
        assert!(answer["seen_at"].is_string(), "an answer says that it was seen");
        let again = app.api(&town.manager, Method::POST, &format!("{path}/answer"), json!({ "decision": "refuse", "reason_code": "site_full" })).await.expect(StatusCode::CONFLICT);
        assert_eq!(again.rule(), "already_answered");
        let mut letters = outbox(&app).await;
        letters.sort_by(|one, other| one.2.cmp(&other.2));
        let templates: Vec<&str> = letters.iter().map(|(_, _, template, _)| template.as_str()).collect();
        assert_eq!(templates, ["referral_accepted", "referral_parent_accepted", "referral_receipt", "referral_sent"]);
        for (channel, _, _, body) in &letters {
            assert!(!body.contains("Guessan") && !body.contains("Aïcha"), "{channel}: no name leaves: {body}");
        }
        assert!(letters[1].3.contains("لطفلك"), "the parent is told in her language: {}", letters[1].3);
    }

    async fn nobody_else_opens_or_answers_a_referral(app: TestApp) {
        let town = app.town().await;
        let sent = send(&app, &town.prescriber_member, referral(&town)).await;
        let path = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
        app.get(&town.other_manager, &path).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.parent_token, &path).await.expect(StatusCode::FORBIDDEN);
        app.get(&town.staff, &path).await.expect(StatusCode::FORBIDDEN);
        app.get("", &path).await.expect(StatusCode::UNAUTHORIZED);
        let answer = json!({ "decision": "accept" });
        app.api(&town.other_manager, Method::POST, &format!("{path}/answer"), answer.clone()).await.expect(StatusCode::NOT_FOUND);
        app.api(&town.prescriber_member, Method::POST, &format!("{path}/answer"), answer).await.expect(StatusCode::FORBIDDEN);
        let list = app.get(&town.other_manager, "/api/v1/referrals").await.expect(StatusCode::OK).json();
        assert_eq!(list["items"], json!([]));
    }

    async fn who_sent_it_sees_how_it_stands_and_nothing_else(app: TestApp) {
        let town = app.town().await;
        let mut body = referral(&town);
        body.as_object_mut().unwrap().remove("prescriber");
        let sent = send(&app, &town.prescriber_member, body).await;
        let path = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
        let status = app.get(&town.prescriber_member, &path).await.expect(StatusCode::OK).json();
        assert_eq!(status["status"], "sent");
        assert!(status.get("family").is_none() && status.get("need").is_none(), "{status}");
        let refuse = json!({ "decision": "refuse", "reason_code": "site_full", "message": "Rappelez-nous en janvier." });
        app.api(&town.manager, Method::POST, &format!("{path}/answer"), refuse).await.expect(StatusCode::OK);
        let status = app.get(&town.prescriber_member, &path).await.expect(StatusCode::OK).json();
        assert_eq!(status["refusal"], json!({ "reason_code": "site_full", "message": "Rappelez-nous en janvier." }));
        let list = app.get(&town.prescriber_member, "/api/v1/referrals?q=nguess").await.expect(StatusCode::OK).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 0, "the apostrophe parts the words");
        let list = app.get(&town.prescriber_member, "/api/v1/referrals?q=aicha+guess").await.expect(StatusCode::OK).json();
        assert_eq!(list["items"][0]["status"], "refused");
    }

    async fn every_wrong_field_is_named(app: TestApp) {
        let town = app.town().await;
        let mut body = referral(&town);
        body["parent"]["phone"] = json!("12");
        body["parent"]["given_name"] = json!(" ");
        body["children"][0]["birth_date"] = json!("2030-01-01");
        body["commune"] = json!("Nulle part sur mer");
        body["consent"]["read_aloud"] = json!(false);
        body["protected"] = json!(true);
        let answer = app.api("", Method::POST, "/api/v1/referrals", body).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
        let mut found: Vec<(&str, &str)> = answer["errors"].as_array().unwrap().iter().map(|error| (error["field"].as_str().unwrap(), error["code"].as_str().unwrap())).collect();
        found.sort_unstable();
        assert_eq!(found, [
            ("children[0].birth_date", "in_the_future"),
            ("commune", "not_a_commune"),
            ("consent.read_aloud", "must_be_ticked"),
            ("parent.given_name", "required"),
            ("parent.phone", "not_a_phone"),
            ("protected", "invalid"),
        ]);
        let mut two = referral(&town);
        two["need"]["half_days"] = json!([]);
        let answer = app.api("", Method::POST, "/api/v1/referrals", two).await.expect(StatusCode::UNPROCESSABLE_ENTITY).json();
        assert_eq!(answer["errors"][0]["code"], "one_of");
    }

    async fn sending_twice_with_one_key_refers_once(app: TestApp) {
        let town = app.town().await;
        let first = app.api_keyed("", Method::POST, "/api/v1/referrals", "the-same-key", referral(&town)).await.expect(StatusCode::CREATED).json();
        let second = app.api_keyed("", Method::POST, "/api/v1/referrals", "the-same-key", referral(&town)).await.expect(StatusCode::CREATED).json();
        assert_eq!(first["number"], second["number"]);
        // The link is never stored with the answer: a repeat is given a fresh one, and both work.
        let path = |answer: &Value| answer["follow_url"].as_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
        assert_ne!(path(&first), path(&second));
        for answer in [&first, &second] {
            app.get("", &path(answer)).await.expect(StatusCode::OK);
            let token = path(answer).rsplit('/').next().unwrap().to_owned();
            assert!(token.len() == 32 && !app.stored_answers().await.contains(&token), "a token can be read in the database");
        }
        let list = app.get(&town.manager, "/api/v1/referrals").await.expect(StatusCode::OK).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    }

    async fn a_question_and_its_reply_leave_the_referral_open(app: TestApp) {
        let town = app.town().await;
        let sent = send(&app, &town.prescriber_member, referral(&town)).await;
        let path = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
        app.api(&town.manager, Method::POST, &format!("{path}/answer"), json!({ "decision": "ask" })).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let asked = app.api(&town.manager, Method::POST, &format!("{path}/answer"), json!({ "decision": "ask", "message": "L'enfant marche-t-elle ?" })).await.expect(StatusCode::OK).json();
        assert_eq!(asked["status"], "asked");
        let status = app.get(&town.prescriber_member, &path).await.expect(StatusCode::OK).json();
        assert_eq!(status["question"], "L'enfant marche-t-elle ?");
        let replied = app.api(&town.prescriber_member, Method::POST, &format!("{path}/reply"), json!({ "message": "Pas encore." })).await.expect(StatusCode::OK).json();
        assert_eq!(replied["status"], "seen");
        assert!(replied["question"].is_null());
        app.api(&town.manager, Method::POST, &format!("{path}/answer"), json!({ "decision": "accept" })).await.expect(StatusCode::OK);
    }

    async fn the_page_refers_without_an_account_and_shows_a_receipt(app: TestApp) {
        let town = app.town().await;
        let start = app.get("", "/refer?near=lunel").await.expect(StatusCode::OK);
        assert!(start.body.contains("Les Marronniers") && start.body.contains("demi-journées libres"), "{}", start.body);
        let site = town.site.to_string();
        let form = app.get("", &format!("/refer?near=Lunel&site={site}")).await.expect(StatusCode::OK);
        assert!(form.body.contains("Je transmets à Les Marronniers"), "{}", form.body);
        let fields = page_fields(&site);
        let receipt = app.form("", "/refer", &fields).await.expect(StatusCode::SEE_OTHER);
        let page = app.get("", receipt.location()).await.expect(StatusCode::OK);
        assert!(page.body.contains("O00001") && page.body.contains("est envoyé"), "{}", page.body);
        let again = app.form("", "/refer", &fields).await.expect(StatusCode::SEE_OTHER);
        let page = app.get("", again.location()).await.expect(StatusCode::OK);
        assert!(page.body.contains("O00001"), "pressed twice, sent once: {}", page.body);
        assert_eq!(app.get("", "/referrals/follow/nothing").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_wrong_form_comes_back_filled_with_every_wrong_field(app: TestApp) {
        let town = app.town().await;
        let site = town.site.to_string();
        let mut fields = page_fields(&site);
        fields.retain(|(name, _)| !["consent.read_aloud", "purpose", "need.rhythm.half_days"].contains(name));
        for (name, value) in &mut fields {
            match *name {
                "parent.phone" => *value = "téléphone",
                "children[0].birth_date" => *value = "2026-02-30",
                "commune" => *value = "Nulle part",
                _ => {}
            }
        }
        let page = app.form("", "/refer", &fields).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        for wrong in ["consent.read_aloud", "purpose", "need.rhythm.half_days", "parent.phone", "children[0].birth_date", "commune"] {
            assert!(page.body.contains(&format!("href=\"#{wrong}\"")), "{wrong}: {}", page.body);
        }
        assert!(page.body.contains("value=\"téléphone\"") && page.body.contains("N&#39;Guessan-L&#39;Hostis"), "{}", page.body);
    }

    async fn the_site_answers_by_the_link_of_its_email_once_however_often_it_was_opened(app: TestApp) {
        let town = app.town().await;
        let sent = send(&app, "", referral(&town)).await;
        let letters = outbox(&app).await;
        let letter = &letters.iter().find(|(_, _, template, _)| template == "referral_sent").unwrap().3;
        let path = letter.split_whitespace().find_map(|word| word.strip_prefix("http://127.0.0.1:8080")).unwrap().to_owned();
        for _ in 0..10 {
            let page = app.get("", &path).await.expect(StatusCode::OK);
            assert!(page.body.contains("N&#39;Guessan-L&#39;Hostis"), "{}", page.body);
        }
        let api = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
        assert_eq!(app.get(&town.manager, &api).await.json()["status"], "sent", "ten readings changed nothing");
        let refusing = app.get("", &format!("{path}?refuse=site_full")).await.expect(StatusCode::OK);
        assert!(refusing.body.contains("plus de place pour l"), "{}", refusing.body);
        app.form("", &path, &[("key", "question-key-1"), ("decision", "ask"), ("ask.message", "")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.form("", &path, &[("key", "question-key-2"), ("decision", "ask"), ("ask.message", "Quel jour ?")]).await.expect(StatusCode::OK);
        app.form("", &path, &[("key", "answer-key-1"), ("decision", "accept"), ("from", "2026-11-30"), ("care_kind", "regular")]).await.expect(StatusCode::OK);
        assert_eq!(app.get(&town.manager, &api).await.json()["status"], "accepted");
        let replay = app.form("", &path, &[("key", "answer-key-2"), ("decision", "refuse"), ("reason_code", "site_full")]).await.expect(StatusCode::GONE);
        assert!(replay.body.contains("déjà servi"), "{}", replay.body);
        app.get("", &path).await.expect(StatusCode::GONE);
        assert_eq!(app.get(&town.manager, &api).await.json()["status"], "accepted", "the second answer changed nothing");
    }

    async fn the_site_is_reminded_every_ten_days_and_the_referral_expires_at_thirty(app: TestApp) {
        let town = app.town().await;
        let sent = send(&app, &town.prescriber_member, referral(&town)).await;
        let path = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
        let reminders = async || outbox(&app).await.iter().filter(|(_, _, template, _)| template == "referral_reminder").count();
        work(&app).await;
        assert_eq!(reminders().await, 0, "nothing is due yet");
        for (day, expected) in [(9, 0), (10, 1), (15, 1), (20, 2), (29, 2)] {
            at_day(&app, day);
            work(&app).await;
            work(&app).await;
            assert_eq!(reminders().await, expected, "day {day}");
        }
        at_day(&app, 30);
        let late = app.api(&town.manager, Method::POST, &format!("{path}/answer"), json!({ "decision": "accept" })).await.expect(StatusCode::CONFLICT);
        assert_eq!(late.rule(), "referral_expired", "also before the worker has come by");
        work(&app).await;
        work(&app).await;
        let status = app.get(&town.prescriber_member, &path).await.expect(StatusCode::OK).json();
        assert_eq!(status["status"], "expired");
        assert_eq!(outbox(&app).await.iter().filter(|(_, _, template, _)| template == "referral_expired").count(), 1);
        assert_eq!(reminders().await, 2);
        let file = app.get(&town.manager, &path).await.expect(StatusCode::OK).json();
        assert_eq!(file["family"]["parent"]["given_name"], "Fatoumata", "the last day is still open");
        at_day(&app, 31);
        let file = app.get(&town.manager, &path).await.expect(StatusCode::OK).json();
        assert!(file["family"]["parent"].is_null() && file["children"] == json!([]), "what is over is shut: {file}");
    }

    async fn a_family_referred_again_is_joined_and_nobody_sees_more_than_before(app: TestApp) {
        let town = app.town().await;
        let first = send(&app, "", referral(&town)).await;
        // The same child and parent, written otherwise, from another prescriber.
        let mut body = referral(&town);
        body["parent"]["family_name"] = json!("N’GUESSAN L HOSTIS");
        body["parent"]["phone"] = json!("07 11 22 33 44");
        body["parent"]["safe_contact"] = json!("neutral");
        let second = send(&app, &town.prescriber_member, body).await;
        assert_eq!(second.as_object().unwrap().keys().collect::<Vec<_>>(), first.as_object().unwrap().keys().collect::<Vec<_>>());
        let file = async |sent: &Value| app.get(&town.manager, &format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap())).await.expect(StatusCode::OK).json();
        let (one, two) = (file(&first).await, file(&second).await);
        assert_eq!(one["family"]["id"], two["family"]["id"]);
        assert_eq!(two["family"]["parent"]["phone"], "+33698765432", "nobody turns the messages elsewhere");
        assert_eq!(two["family"]["parent"]["safe_contact"], "neutral", "the more careful of the two");
        assert_eq!(two["children"].as_array().unwrap().len(), 1);
        // The telephone alone, at another site: a family of its own.
        let mut stranger = referral(&town);
        stranger["site_id"] = json!(town.other_site.to_string());
        stranger["parent"]["given_name"] = json!("Quelqu'un");
        stranger["children"][0]["given_name"] = json!("Autre");
        let third = send(&app, "", stranger).await;
        let theirs = app.get(&town.other_manager, &format!("/api/v1/referrals/{}", third["id"].as_str().unwrap())).await.expect(StatusCode::OK).json();
        assert_ne!(theirs["family"]["id"], one["family"]["id"]);
        let mine = app.get(&town.prescriber_member, "/api/v1/referrals").await.expect(StatusCode::OK).json();
        assert_eq!(mine["items"].as_array().unwrap().len(), 1, "each follows what she sent");
    }

    async fn a_protected_family_shows_its_contact_to_named_persons_only(app: TestApp) {
        let town = app.town().await;
        let mut body = referral(&town);
        body["protected"] = json!(true);
        let sent = send(&app, &town.prescriber_member, body).await;
        let path = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
        let file = app.get(&town.manager, &path).await.expect(StatusCode::OK).json();
        assert_eq!(file["family"]["protected"], true);
        assert_eq!(file["family"]["parent"]["given_name"], "Fatoumata", "the manager of the site is named");
        let letter = outbox(&app).await.into_iter().find(|(_, _, template, _)| template == "referral_sent").unwrap().3;
        let link = letter.split_whitespace().find_map(|word| word.strip_prefix("http://127.0.0.1:8080")).unwrap().to_owned();
        let page = app.get("", &link).await.expect(StatusCode::OK);
        assert!(!page.body.contains("Hostis") && !page.body.contains("98 76 54"), "a link is no named person: {}", page.body);
    }

    async fn the_first_half_day_and_the_end_are_seen_by_who_referred(app: TestApp) {
        let town = app.town().await;
        let sent = send(&app, &town.prescriber_member, referral(&town)).await;
        let path = format!("/api/v1/referrals/{}", sent["id"].as_str().unwrap());
        let file = app.api(&town.manager, Method::POST, &format!("{path}/answer"), json!({ "decision": "accept" })).await.expect(StatusCode::OK).json();
        let child = <domain::ChildId as domain::Word>::read(file["children"][0]["id"].as_str().unwrap()).unwrap();
        let site = town.site;
        for _ in 0..2 {
            app.db.write(move |tx| {
                let now = tx.now;
                db::referrals::note_first_attendance(tx, child, site, now)?;
                tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(domain::access::Action::RecordAttendance, "child", child))
            }).await.unwrap();
        }
        let status = app.get(&town.prescriber_member, &path).await.expect(StatusCode::OK).json();
        assert_eq!(status["status"], "first_attended");
        app.api(&town.manager, Method::POST, &format!("{path}/end"), json!({ "reason_code": "job" })).await.expect(StatusCode::OK);
        let status = app.get(&town.prescriber_member, &path).await.expect(StatusCode::OK).json();
        assert_eq!(status["status"], "ended");
        assert!(status.get("end_reason").is_none(), "why it ended is not for the prescriber");
    }

    async fn pages_of_referrals_are_read_in_both_languages(app: TestApp) {
        let town = app.town().await;
        let sent = send(&app, &town.prescriber_member, referral(&town)).await;
        let id = sent["id"].as_str().unwrap();
        for language in ["fr", "en"] {
            for (token, path) in [
                (&town.manager, "/referrals/inbox".to_owned()),
                (&town.manager, format!("/referrals/{id}")),
                (&town.prescriber_member, "/referrals".to_owned()),
                (&town.prescriber_member, format!("/referrals/{id}")),
                (&town.prescriber_member, format!("/refer?near=Lunel&site={}", town.site)),
            ] {
                let join = if path.contains('?') { '&' } else { '?' };
                let page = app.get(token, &format!("{path}{join}lang={language}")).await.expect(StatusCode::OK);
                assert!(page.body.contains("O00001") || path.starts_with("/refer?"), "{path}: {}", page.body);
            }
        }
        let seen = app.form(&town.manager, &format!("/referrals/{id}/seen"), &[("key", "seen-key-1")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(seen.location(), format!("/referrals/{id}"));
        app.form(&town.manager, &format!("/referrals/{id}/answer"), &[("key", "wrong-key-1"), ("decision", "refuse"), ("reason_code", "other")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        app.form(&town.other_manager, &format!("/referrals/{id}/answer"), &[("key", "other-key-1"), ("decision", "accept"), ("from", "2026-11-30"), ("care_kind", "regular")]).await.expect(StatusCode::NOT_FOUND);
        app.form(&town.manager, &format!("/referrals/{id}/answer"), &[("key", "right-key-1"), ("decision", "refuse"), ("reason_code", "site_full"), ("refuse.message", "Complet.")]).await.expect(StatusCode::SEE_OTHER);
    }
}

/// A right form of the page.
fn page_fields(site: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("key", "a-form-shown-once"),
        ("site_id", site),
        ("prescriber.kind", "rpe"),
        ("prescriber.organisation", "Relais petite enfance d'à côté"),
        ("prescriber.name", "Noël L'Épicier"),
        ("prescriber.email", "noel@relais.example.fr"),
        ("prescriber.phone", ""),
        ("parent.given_name", "Fatoumata"),
        ("parent.family_name", "N'Guessan-L'Hostis"),
        ("parent.phone", "06 98 76 54 32"),
        ("parent.email", ""),
        ("parent.language", "fr"),
        ("parent.safe_contact", "normal"),
        ("children[0].given_name", "Aïcha"),
        ("children[0].family_name", "N'Guessan"),
        ("children[0].birth_date", "2025-06-01"),
        ("children[1].given_name", ""),
        ("children[1].family_name", ""),
        ("children[1].birth_date", ""),
        ("commune", "Lunel (34)"),
        ("travel_limit_km", "10"),
        ("purpose", "training"),
        ("need.kind", "rhythm"),
        ("need.rhythm.half_days", "monday_morning"),
        ("need.rhythm.half_days", "thursday_morning"),
        ("need.rhythm.from", "2026-11-30"),
        ("need.rhythm.until", ""),
        ("need.appointment.date", ""),
        ("need.appointment.starts_at", ""),
        ("need.appointment.ends_at", ""),
        ("urgency", "weeks"),
        ("parent.situations", "rsa"),
        ("message", ""),
        ("consent.language", "fr"),
        ("consent.read_aloud", "true"),
    ]
}

/// Runs every job that is due, as the worker does.
async fn work(app: &TestApp) {
    app.run_jobs().await;
}

/// Some days after the start of the tests.
fn at_day(app: &TestApp, day: i64) {
    let start: jiff::Timestamp = testkit::START.parse().unwrap();
    app.clock.set(domain::Instant::new(start).plus_hours(24 * day).plus_seconds(60));
}
