//! From a referral to its answer: with and without an account, once and only once, and seen by nobody else.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{TestApp, Town};

/// A referral as a program writes it.
fn referral(town: &Town) -> Value {
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
        assert_eq!(templates, ["referrals.accepted", "referrals.parent_accepted", "referrals.receipt", "referrals.sent"]);
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
}
