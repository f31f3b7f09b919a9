//! One person goes with one child at a time: also when a visit becomes longer, when somebody else takes over, when two managers place at once.

use std::sync::Arc;

use db::familiarisation::Refitted;

use super::*;

/// What the rules say when the path gets another referent.
async fn change_referent(app: &TestApp, town: &Town, id: &str, referent: &str) -> Answer {
    let form = format!("/sites/{}/familiarisation/{id}/referent", town.site);
    app.form(&town.manager, &form, &[("key", &format!("to-{referent}")), ("referent", referent)]).await
}

/// The first child's path, and another's with the same person, whose visit of Thursday is from a quarter to nine to nine.
async fn two_paths(app: &TestApp, town: &Town, referent: &str) -> (String, String) {
    app.adaptation_seats(3).await;
    let first = begun(app, town, "six_stones", Some(referent)).await;
    assert_eq!(place(app, town, &first).await, 6);
    let second = begun_for(app, town, other_child(app, town).await, "six_stones", referent).await;
    assert_eq!(place(app, town, &second).await, 6);
    assert_eq!(when(&path(app, town, &first).await)[3], "2026-11-26 08:30 08:45");
    assert_eq!(when(&path(app, town, &second).await)[3], "2026-11-26 08:45 09:00");
    (first, second)
}

testkit::both_engines! {
    async fn a_visit_that_becomes_longer_leaves_the_referents_other_child_its_hours(app: TestApp) {
        let town = app.town().await;
        let zoe = member(&app, &town, "Zoé").await;
        let (first, second) = two_paths(&app, &town, &zoe).await;
        at(&app, "2026-11-23", 13);
        answer(&app, &town.staff, &town, &first, 0, "missed").await.expect(StatusCode::OK);
        // Thursday's quarter of an hour is an hour now, and she is with the other child from a quarter to nine.
        let fitted = path(&app, &town, &first).await;
        assert_eq!(when(&fitted)[2], "2026-11-26 09:00 10:00", "{:?}", when(&fitted));
        assert_eq!(when(&path(&app, &town, &second).await)[3], "2026-11-26 08:45 09:00");
    }

    async fn a_visit_without_an_hour_of_its_referent_is_given_back_and_the_reason_is_told(app: TestApp) {
        let town = app.town().await;
        let zoe = member(&app, &town, "Zoé").await;
        let (first, _) = two_paths(&app, &town, &zoe).await;
        // On Thursday she is there until half past nine: an hour would fit, were she not with the other child.
        shift(&app, &town, &zoe, "2026-11-26", ("08:00", "09:30")).await;
        // On Friday she is there for half an hour.
        shift(&app, &town, &zoe, "2026-11-27", ("08:30", "09:00")).await;
        at(&app, "2026-11-23", 13);
        let visit = path(&app, &town, &first).await["steps"][0]["visit"]["id"].as_str().unwrap().to_owned();
        let hash = db::idempotency::sha256(town.staff.as_bytes());
        let (now, today) = (app.app.now(), app.app.today());
        let actor = app.db.read(move |conn| Ok(db::accounts::token_bearer(conn, &hash, now, today)?.unwrap().actor)).await.unwrap();
        let (site, path_id, visit_id) = (town.site, first.clone(), visit.clone());
        let fitted = app.db.write(move |tx| {
            let seen = db::access::see_site(tx.conn, &actor, Action::RecordFamiliarisation, site)?;
            let (of, visit) = (domain::Word::read(&path_id).unwrap(), domain::Word::read(&visit_id).unwrap());
            tx.answer_visit(&actor.signature(), &seen, (of, visit), db::familiarisation::Answer::Missed)
        }).await.unwrap();
        assert_eq!(fitted, [
            (date(2026, 11, 26), Refitted::WithAnotherChild),
            (date(2026, 11, 27), Refitted::NotThere),
        ]);
        let left = path(&app, &town, &first).await;
        let (days, said) = (when(&left), progress(&left));
        assert_eq!(days[..3], ["2026-11-24 08:30 09:00", "2026-11-25 08:30 09:30", "2026-11-30 08:30 09:30"], "{days:?}");
        assert_eq!(said[3..], ["open", "open", "open"], "what was given back waits for a date");
    }

    async fn somebody_else_takes_over_only_visits_she_is_free_for(app: TestApp) {
        let town = app.town().await;
        app.adaptation_seats(3).await;
        let (zoe, noe) = (member(&app, &town, "Zoé").await, member(&app, &town, "Noé").await);
        let first = begun(&app, &town, "six_stones", Some(&zoe)).await;
        place(&app, &town, &first).await;
        let second = begun_for(&app, &town, other_child(&app, &town).await, "six_stones", &noe).await;
        place(&app, &town, &second).await;
        assert_eq!(when(&path(&app, &town, &second).await)[0], "2026-11-23 08:30 09:00");
        // The last step is three hours long: nobody is with two children on that morning.
        let both = change_referent(&app, &town, &second, &zoe).await.expect(StatusCode::CONFLICT);
        assert!(both.body.contains("avec un autre enfant"), "{}", both.body);
        let last = path(&app, &town, &second).await["steps"][5]["visit"]["id"].as_str().unwrap().to_owned();
        let cancel = format!("/sites/{}/familiarisation/{second}/visits/{last}/cancel", town.site);
        app.form(&town.manager, &cancel, &[("key", "cancel-0002")]).await.expect(StatusCode::SEE_OTHER);
        // The others move behind those of the other child.
        change_referent(&app, &town, &second, &zoe).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(when(&path(&app, &town, &second).await)[..2], ["2026-11-23 09:00 09:30", "2026-11-24 09:30 10:30"]);
        // Tuesday's roster is without Noé: nothing changes, and why is told.
        shift(&app, &town, &zoe, "2026-11-24", ("08:00", "17:00")).await;
        let refused = change_referent(&app, &town, &first, &noe).await.expect(StatusCode::CONFLICT);
        assert!(refused.body.contains("assez longtemps"), "{}", refused.body);
        assert_eq!(path(&app, &town, &first).await["referent_id"], json!(zoe));
    }

    async fn of_managers_who_place_with_the_same_person_at_once_one_does(app: TestApp) {
        const CHILDREN: usize = 8;
        let town = app.town().await;
        app.adaptation_seats(20).await;
        let zoe = member(&app, &town, "Zoé").await;
        let mut paths = Vec::new();
        for _ in 0..CHILDREN {
            paths.push(begun_for(&app, &town, other_child(&app, &town).await, "shared_welcome", &zoe).await);
        }
        // Everybody is shown the same start of the same morning.
        let shown = path(&app, &town, &paths[0]).await["proposed"][0].clone();
        for id in &paths {
            assert_eq!(path(&app, &town, id).await["proposed"][0]["session_id"], shown["session_id"]);
        }
        let visits = json!({ "visits": [{ "session_id": shown["session_id"], "starts_at": shown["starts_at"] }] });
        let app = Arc::new(app);
        let mut racing = tokio::task::JoinSet::new();
        for id in &paths {
            let (app, token, visits) = (app.clone(), town.manager.clone(), visits.clone());
            let here = format!("{}/{id}/visits", base(&town));
            racing.spawn(async move { app.api(&token, Method::POST, &here, visits).await });
        }
        let answers = racing.join_all().await;
        let placed = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
        let told = answers.iter().filter(|answer| answer.status == StatusCode::CONFLICT && answer.rule() == "changed_meanwhile");
        assert_eq!((placed, told.count()), (1, CHILDREN - 1));
        let mut placed = 0;
        for id in &paths {
            placed += usize::from(progress(&path(&app, &town, id).await) == ["placed"]);
        }
        assert_eq!(placed, 1, "she is with one child");
    }
}
