//! Messages leave after the commit, once; the outbox shows them to those whose sites sent them.

use axum::http::StatusCode;
use db::messages::NewMessage;
use domain::access::Action;
use domain::messages::{Channel, MessageTemplate};
use domain::*;
use testkit::TestApp;

/// Writes a message of a site into the outbox.
async fn write(app: &TestApp, channel: Channel, body: &str, site: SiteId, family: Option<FamilyId>) {
    let new = NewMessage {
        channel,
        recipient: "+33612345678".into(),
        language: "fr".into(),
        subject: None,
        body: body.into(),
        template: MessageTemplate::PlaceOffer,
        intent: None,
        useful_until: None,
        parent: None,
        family,
        organisation: None,
        site: Some(site),
    };
    app.db
        .write(move |tx| {
            let id = tx.send_message(&new)?;
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(Action::ManageFamily, "message", id))
        })
        .await
        .unwrap();
}

testkit::both_engines! {
    async fn a_message_leaves_after_the_commit_and_only_once(app: TestApp) {
        let town = app.town().await;
        app.run_jobs().await;
        write(&app, Channel::Sms, "Votre place est confirmée", town.site, None).await;
        let page = app.get(&town.manager, "/outbox").await.expect(StatusCode::OK);
        assert!(page.body.contains("Votre place est confirmée") && page.body.contains("En attente d"), "{}", page.body);
        assert_eq!(app.run_jobs().await, 1);
        assert_eq!(app.run_jobs().await, 0);
        let page = app.get(&town.manager, "/outbox").await.expect(StatusCode::OK);
        assert!(page.body.contains("Envoyé<"), "{}", page.body);
    }

    async fn the_outbox_shows_the_messages_of_one_s_own_sites_only(app: TestApp) {
        let town = app.town().await;
        write(&app, Channel::Sms, "De la maison", town.site, None).await;
        for (token, sees) in [(&town.manager, true), (&town.administrator, true), (&town.other_manager, false)] {
            let page = app.get(token, "/outbox").await.expect(StatusCode::OK);
            assert_eq!(page.body.contains("De la maison"), sees);
        }
        assert_ne!(app.get(&town.parent_token, "/outbox").await.status, StatusCode::OK);
        assert_ne!(app.get("", "/outbox").await.status, StatusCode::OK);
    }

    async fn what_was_written_to_a_protected_family_is_shown_to_nobody_but_those_named(app: TestApp) {
        let town = app.town().await;
        let site = town.site;
        let hidden = app.db.write(move |tx| {
            let id = tx.create_family("34145", true)?;
            let today = tx.now.date(&jiff::tz::TimeZone::UTC);
            let to = db::families::LinkTo { site: Some(site), ..db::families::LinkTo::default() };
            tx.create_link(id, domain::families::LinkKind::Admission, to, Period { from: today, until: None })?;
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(Action::ManageFamily, "family", id))?;
            Ok(id)
        }).await.unwrap();
        write(&app, Channel::Sms, "Secret bien gardé", town.site, Some(hidden)).await;
        write(&app, Channel::Sms, "Message ordinaire", town.site, Some(town.family)).await;
        let page = app.get(&town.manager, "/outbox").await.expect(StatusCode::OK);
        assert!(page.body.contains("Message ordinaire") && !page.body.contains("Secret bien gardé"), "{}", page.body);
    }

    async fn the_outbox_is_searched_filtered_and_paged(app: TestApp) {
        let town = app.town().await;
        write(&app, Channel::Email, "Rendez-vous à la crèche d'Élodie", town.site, None).await;
        for number in 0..35 {
            app.clock.advance(1);
            write(&app, Channel::Sms, &format!("Message n° {number}."), town.site, None).await;
        }
        let found = app.get(&town.manager, "/outbox?q=elodie").await.expect(StatusCode::OK);
        assert_eq!(found.body.matches("class=\"bubble\"").count(), 1);
        let mails = app.get(&town.manager, "/outbox?channel=email").await.expect(StatusCode::OK);
        assert_eq!(mails.body.matches("class=\"bubble\"").count(), 1);
        let first = app.get(&town.manager, "/outbox").await.expect(StatusCode::OK);
        assert_eq!(first.body.matches("class=\"bubble\"").count(), 30);
        assert!(first.body.contains("Message n° 34.") && !first.body.contains("Message n° 4."));
        let next = first.body.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
        let second = app.get(&town.manager, &next).await.expect(StatusCode::OK);
        assert_eq!(second.body.matches("class=\"bubble\"").count(), 6);
        let nothing = app.get(&town.manager, "/outbox?q=introuvable").await.expect(StatusCode::OK);
        assert!(nothing.body.contains("Aucun message ne correspond"));
        app.get(&town.manager, "/outbox?channel=pigeon").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn a_link_of_a_real_message_is_shown_to_its_addressee_only(app: TestApp) {
        let town = app.town().await;
        write(&app, Channel::Sms, "Votre page : https://marelle.example.org/f/secret", town.site, None).await;
        let page = app.get(&town.manager, "/outbox").await.expect(StatusCode::OK);
        assert!(!page.body.contains("secret"), "{}", page.body);
    }

    async fn the_link_of_a_message_that_has_left_can_be_read_nowhere(app: TestApp) {
        let town = app.town().await;
        app.run_jobs().await;
        let token = "abcdefghjkmnpqrstuvwxyz023456789";
        write(&app, Channel::Sms, &format!("Votre page : http://127.0.0.1:8080/l/{token}"), town.site, None).await;
        assert!(app.outbox().await[0].body.ends_with(token), "what has not left yet needs its link");
        app.run_jobs().await;
        assert_eq!(app.outbox().await[0].body, "Votre page : http://127.0.0.1:8080/l/…");
        let page = app.get(&town.manager, "/outbox").await.expect(StatusCode::OK);
        assert!(page.body.contains("Votre page") && !page.body.contains(token), "{}", page.body);
    }

    async fn the_outbox_of_a_demonstration_keeps_its_links(app: TestApp) {
        app.db.write(|tx| tx.install(db::installation::InstallationKind::Demo, Some(1))).await.unwrap();
        let app = app.with_settings(|settings| settings.demo = true);
        let town = app.town().await;
        let link = "http://127.0.0.1:8080/l/abcdefghjkmnpqrstuvwxyz023456789";
        write(&app, Channel::Sms, link, town.site, None).await;
        app.run_jobs().await;
        let page = app.get(&town.manager, "/outbox").await.expect(StatusCode::OK);
        assert!(page.body.contains(&format!("href=\"{link}\"")), "{}", page.body);
    }

    async fn a_job_nobody_knows_is_put_back_and_does_not_stop_the_others(app: TestApp) {
        let town = app.town().await;
        app.run_jobs().await;
        app.db.write(|tx| {
            tx.plan_job("no_such_kind", &serde_json::json!({}), tx.now, None)?;
            tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(Action::SeeAudit, "job", "test"))
        }).await.unwrap();
        write(&app, Channel::Sms, "Malgré tout", town.site, None).await;
        assert_eq!(app.run_jobs().await, 2);
        let page = app.get(&town.manager, "/outbox").await.expect(StatusCode::OK);
        assert!(page.body.contains("Envoyé<"));
    }

    async fn each_day_the_sessions_are_rolled_on_and_old_keys_are_forgotten(app: TestApp) {
        let town = app.town().await;
        let site = town.site;
        let last = |app: &TestApp| {
            let db = app.db.clone();
            async move {
                let far = jiff::civil::date(2028, 1, 1);
                let sessions = db.read(move |conn| db::calendar::sessions_of(conn, &[site], jiff::civil::date(2027, 1, 1), far)).await.unwrap();
                sessions.last().unwrap().date
            }
        };
        app.run_jobs().await;
        let first = last(&app).await;
        app.clock.advance(14 * 24 * 3600);
        assert!(app.run_jobs().await > 0);
        assert!(last(&app).await > first, "the horizon moved on");
        assert_eq!(app.run_jobs().await, 0, "once a day");
    }
}
