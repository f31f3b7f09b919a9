//! Parents' pages: the link opens on one phone, the page shows one's own child only, nothing needs an account.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use db::audit::{Entry, Signature};
use domain::access::Action;
use domain::families::{SafeContact, SpokenLanguage};
use domain::links::{LinkPurpose, LinkSending, MOST_LINKS_AN_HOUR};
use domain::places::ReleaseReason;
use domain::{BookingId, HalfDay, ParentId, SessionId};
use testkit::{Answer, TestApp, Town};
use web::parents::Words;

/// A browser: it keeps its cookies and sends them back.
#[derive(Default, Clone)]
pub(crate) struct Phone {
    cookies: Vec<(String, String)>,
}

impl Phone {
    async fn send(&mut self, app: &TestApp, method: Method, path: &str, body: &str) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = app.request(method, path).header("sec-fetch-site", "same-origin");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let answer = app.send(request.body(Body::from(body.to_owned())).unwrap()).await;
        for value in answer.headers.get_all(header::SET_COOKIE) {
            let pair = value.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        answer
    }
    pub(crate) async fn get(&mut self, app: &TestApp, path: &str) -> Answer {
        self.send(app, Method::GET, path, "").await
    }
    pub(crate) async fn post(&mut self, app: &TestApp, path: &str, body: &str) -> Answer {
        self.send(app, Method::POST, path, body).await
    }
    /// A phone that has opened the parent's link.
    pub(crate) async fn of(app: &TestApp, parent: ParentId) -> Self {
        let token = send_link(app, parent).await;
        let mut phone = Self::default();
        let _ = phone.post(app, &format!("/l/{token}"), "").await.expect(StatusCode::SEE_OTHER);
        phone
    }
}

/// Sends the parent her link and reads the token off the outbox, as she does off her phone.
async fn send_link(app: &TestApp, parent: ParentId) -> String {
    let sending = try_to_send(app, parent).await;
    assert_eq!(sending, LinkSending::Sent);
    let sms = app.outbox().await.pop().unwrap();
    sms.body.rsplit("/l/").next().unwrap().to_owned()
}

async fn try_to_send(app: &TestApp, parent: ParentId) -> LinkSending {
    // What leaves at one instant has no order.
    app.clock.advance(1);
    app.db
        .write(move |tx| tx.send_link_to_parent(parent, None, false, &Signature::system(), &Words::at("https://m.fr")))
        .await
        .unwrap()
}

fn no_token(answer: &Answer, token: &str) {
    assert!(!answer.body.contains(token), "the token stands in the page");
    assert!(!format!("{:?}", answer.headers).contains(token), "the token stands in a header");
}

testkit::both_engines! {
    async fn a_scanner_reads_the_link_ten_times_and_the_parent_still_opens_it(app: TestApp) {
        let town = app.town().await;
        let token = send_link(&app, town.parent).await;
        let path = format!("/l/{token}");
        for _ in 0..10 {
            let page = Phone::default().get(&app, &path).await.expect(StatusCode::OK);
            assert!(!page.body.contains("Inès") && !page.body.contains("Amel"), "nothing is shown before it is opened");
        }
        let mut phone = Phone::default();
        let page = phone.get(&app, &path).await.expect(StatusCode::OK);
        assert!(page.body.contains("lang=\"ar\"") && page.body.contains("dir=\"rtl\""), "she speaks Arabic: {}", page.body);
        let opened = phone.post(&app, &path, "").await.expect(StatusCode::SEE_OTHER);
        assert_eq!(opened.location(), "/family");
        no_token(&opened, &token);
        let home = phone.get(&app, "/family").await.expect(StatusCode::OK);
        assert!(home.body.contains("Amel"), "{}", home.body);
        no_token(&home, &token);
    }

    async fn the_same_phone_opens_it_again_and_another_never(app: TestApp) {
        let town = app.town().await;
        let token = send_link(&app, town.parent).await;
        let path = format!("/l/{token}");
        let mut phone = Phone::default();
        let _ = phone.get(&app, &path).await.expect(StatusCode::OK);
        let _ = phone.post(&app, &path, "").await.expect(StatusCode::SEE_OTHER);
        // The session has ended, the phone is the same.
        phone.cookies.retain(|(name, _)| name != "marelle");
        let _ = phone.get(&app, &path).await.expect(StatusCode::OK);
        let _ = phone.post(&app, &path, "").await.expect(StatusCode::SEE_OTHER);
        let _ = phone.get(&app, "/family").await.expect(StatusCode::OK);

        let mut other = Phone::default();
        for answer in [other.get(&app, &path).await, other.post(&app, &path, "").await] {
            let answer = answer.expect(StatusCode::GONE);
            assert!(!answer.body.contains("Amel") && !answer.body.contains("Inès") && !answer.body.contains("Marronniers"));
        }
        assert_eq!(other.get(&app, "/family").await.expect(StatusCode::SEE_OTHER).location(), "/l");
    }

    async fn a_link_ends_by_the_clock_and_one_tap_brings_another_to_the_same_number(app: TestApp) {
        let town = app.town().await;
        let token = send_link(&app, town.parent).await;
        let path = format!("/l/{token}");
        app.clock.advance(LinkPurpose::ParentHome.hours() * 3600 - 1);
        let _ = Phone::default().get(&app, &path).await.expect(StatusCode::OK);
        app.clock.advance(1);
        let _ = Phone::default().get(&app, &path).await.expect(StatusCode::GONE);
        let mut phone = Phone::default();
        let _ = phone.post(&app, &path, "").await.expect(StatusCode::GONE);
        app.clock.advance(1);
        let said = phone.post(&app, &format!("{path}/new"), "").await.expect(StatusCode::OK);
        assert!(!said.body.contains("612345678"), "the number is not shown");
        let sms = app.outbox().await.pop().unwrap();
        assert_eq!(sms.recipient, "+33612345678");
        let new = sms.body.rsplit("/l/").next().unwrap().to_owned();
        assert_ne!(new, token);
        let _ = phone.post(&app, &format!("/l/{new}"), "").await.expect(StatusCode::SEE_OTHER);
    }

    async fn a_number_gets_three_links_an_hour_and_the_page_says_the_same(app: TestApp) {
        let town = app.town().await;
        let token = send_link(&app, town.parent).await;
        let path = format!("/l/{token}/new");
        let mut pages = Vec::new();
        for _ in 0..6 {
            pages.push(Phone::default().post(&app, &path, "").await.expect(StatusCode::OK).body);
        }
        pages.dedup();
        assert_eq!(pages.len(), 1, "what is said does not tell what was done");
        assert_eq!(app.outbox().await.len() as i64, MOST_LINKS_AN_HOUR);
        app.clock.advance(3601);
        let _ = Phone::default().post(&app, &path, "").await.expect(StatusCode::OK);
        assert_eq!(app.outbox().await.len() as i64, MOST_LINKS_AN_HOUR + 1);
    }

    async fn of_a_thousand_browsers_at_once_one_opens_the_link(app: TestApp) {
        let town = app.town().await;
        let token = send_link(&app, town.parent).await;
        let tasks: Vec<_> = (0..1000).map(|number: u32| {
            let (db, token) = (app.db.clone(), token.clone());
            tokio::spawn(async move {
                db.write(move |tx| tx.open_link(&token, &format!("browser {number}"), None).map(|_| ())).await
            })
        }).collect();
        let mut opened = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => opened += 1,
                Err(db::Error::Refused(refusals)) => assert_eq!(refusals, [domain::Refusal::LinkNotUsable]),
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(opened, 1);
    }

    async fn a_link_to_answer_a_referral_opens_once_even_for_the_same_browser(app: TestApp) {
        let parent = app.town().await.parent;
        let until = app.app.now().plus_hours(24);
        let link = app.db.write(move |tx| {
            let link = tx.create_link_token(LinkPurpose::AnswerReferral, db::links::LinkHolder::Parent(parent), until)?;
            tx.audit(&Signature::system(), Entry::done(Action::SignIn, "link_token", link.id))?;
            Ok(link)
        }).await.unwrap();
        let token = link.token.clone();
        app.db.write(move |tx| tx.open_link(&token, "browser", None).map(|_| ())).await.unwrap();
        let token = link.token.clone();
        assert!(app.db.write(move |tx| tx.open_link(&token, "browser", None).map(|_| ())).await.is_err());
        let _ = Phone::default().get(&app, &format!("/l/{}", link.token)).await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_stranger_who_gets_the_message_closes_the_number_without_seeing_anything(app: TestApp) {
        let town = app.town().await;
        let token = send_link(&app, town.parent).await;
        let mut hers = Phone::of(&app, town.parent).await;
        let _ = hers.get(&app, "/family").await.expect(StatusCode::OK);
        let mut stranger = Phone::default();
        app.clock.advance(1);
        let said = stranger.post(&app, &format!("/l/{token}/not-me"), "").await.expect(StatusCode::OK);
        assert!(!said.body.contains("Amel"));
        // Every page and link of the number has ended.
        assert_eq!(hers.get(&app, "/family").await.expect(StatusCode::SEE_OTHER).location(), "/l");
        let _ = Phone::default().get(&app, &format!("/l/{token}")).await.expect(StatusCode::GONE);
        let before = app.outbox().await;
        let told = before.last().unwrap();
        assert_eq!((told.recipient.as_str(), told.template.as_str()), ("structure@exemple.fr", "parent_number_closed"));
        assert!(told.body.contains("F00001") && !told.body.contains("Amel"), "{}", told.body);
        // Nothing more is written to it, until a professional has checked it.
        assert_eq!(try_to_send(&app, town.parent).await, LinkSending::NumberClosed);
        let _ = Phone::default().post(&app, &format!("/l/{token}/new"), "").await.expect(StatusCode::OK);
        assert_eq!(app.outbox().await.len(), before.len());
        let path = format!("/families/{}/send-link", town.family);
        app.clock.advance(1);
        let _ = app.form(&town.manager, &path, &[("key", "send-link-0001"), ("checked", "on")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(app.outbox().await.last().unwrap().template, "parent_link");
    }

    async fn this_is_not_me_on_the_page_asks_first_and_then_ends_the_session(app: TestApp) {
        let town = app.town().await;
        let mut phone = Phone::of(&app, town.parent).await;
        let _ = phone.get(&app, "/family/not-me").await.expect(StatusCode::OK);
        let _ = phone.get(&app, "/family").await.expect(StatusCode::OK);
        let _ = phone.post(&app, "/family/not-me", "key=not-me-0001").await.expect(StatusCode::OK);
        let _ = phone.get(&app, "/family").await.expect(StatusCode::SEE_OTHER);
    }

    async fn a_message_to_a_family_in_danger_says_nothing(app: TestApp) {
        let town = app.town().await;
        let forbidden = ["creche", "crèche", "enfant", "child", "place", "Marronniers", "Inès", "Amel", "Étoile", "طفل", "حضانة", "مكان"];
        for (contact, protected) in [(SafeContact::Neutral, false), (SafeContact::Normal, true)] {
            for language in [SpokenLanguage::French, SpokenLanguage::English, SpokenLanguage::Arabic, SpokenLanguage::Ukrainian] {
                app.reach(town.parent, language, contact, protected).await;
                app.clock.advance(3601);
                let _ = send_link(&app, town.parent).await;
                let sms = app.outbox().await.pop().unwrap();
                assert_eq!(sms.template, "parent_link_neutral");
                for word in forbidden {
                    assert!(!sms.body.to_lowercase().contains(&word.to_lowercase()), "{word} in {}", sms.body);
                }
            }
        }
        // The ordinary one names the site: the check above can fail.
        app.reach(town.parent, SpokenLanguage::French, SafeContact::Normal, false).await;
        app.clock.advance(3601);
        let _ = send_link(&app, town.parent).await;
        assert!(app.outbox().await.pop().unwrap().body.contains("Marronniers"));
    }

    async fn text_messages_fit_in_two_parts(app: TestApp) {
        let town = app.town().await;
        for (language, most) in [(SpokenLanguage::French, 160), (SpokenLanguage::English, 160), (SpokenLanguage::Arabic, 134)] {
            app.reach(town.parent, language, SafeContact::Normal, false).await;
            app.clock.advance(3601);
            let _ = send_link(&app, town.parent).await;
            let sms = app.outbox().await.pop().unwrap();
            assert!(sms.body.chars().count() <= most, "{} characters: {}", sms.body.chars().count(), sms.body);
            assert!(!sms.body.chars().any(|letter| "\u{2068}\u{2069}\u{a0}’êçôœ".contains(letter)), "{}", sms.body);
        }
    }

    async fn who_takes_no_written_message_gets_none_and_the_site_is_asked_to_call(app: TestApp) {
        let town = app.town().await;
        app.reach(town.parent, SpokenLanguage::French, SafeContact::CallOnly, false).await;
        assert_eq!(try_to_send(&app, town.parent).await, LinkSending::CallOnly);
        assert_eq!(try_to_send(&app, town.parent).await, LinkSending::CallOnly);
        let messages = app.outbox().await;
        assert_eq!(messages.len(), 1, "one line, however often it is asked");
        assert_eq!(messages[0].channel, "call");
        assert_eq!(messages[0].site, Some(town.site.to_string()));
    }

    async fn professionals_send_the_link_to_families_they_accompany_only(app: TestApp) {
        let town = app.town().await;
        let path = format!("/families/{}/send-link", town.family);
        let fields = [("key", "send-link-0002")];
        for token in [&town.other_manager, &town.administrator, &town.prescriber_member, &town.staff] {
            let answer = app.form(token, &path, &fields).await;
            assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&answer.status), "{}", answer.status);
        }
        assert_eq!(app.outbox().await.len(), 0);
        let sent = app.form(&town.manager, &path, &fields).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(sent.location(), format!("/families/{}", town.family));
        let again = app.form(&town.manager, &path, &fields).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        assert_eq!(app.outbox().await.len(), 1, "the same form sent twice sends one message");
        let stranger = format!("/families/{}/send-link", town.stranger_family);
        let _ = app.form(&town.manager, &stranger, &fields).await.expect(StatusCode::NOT_FOUND);
        let away = app.form(&town.manager, &path, &[("key", "send-link-0003"), ("next", "//evil.example")]).await;
        assert_eq!(away.location(), format!("/families/{}", town.family));
    }

    async fn an_unknown_token_is_not_found_in_simple_words(app: TestApp) {
        let page = Phone::default().get(&app, "/l/aaaaaaaa").await.expect(StatusCode::NOT_FOUND);
        assert!(page.body.contains("Ce lien ne marche pas"), "{}", page.body);
        let _ = Phone::default().post(&app, "/l/aaaaaaaa", "").await.expect(StatusCode::NOT_FOUND);
        let _ = Phone::default().post(&app, "/l/aaaaaaaa/new", "").await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_phone_whose_session_has_ended_asks_for_a_new_link_in_one_tap(app: TestApp) {
        let town = app.town().await;
        let mut phone = Phone::of(&app, town.parent).await;
        phone.cookies.retain(|(name, _)| name != "marelle");
        assert_eq!(phone.get(&app, "/family").await.expect(StatusCode::SEE_OTHER).location(), "/l");
        let page = phone.get(&app, "/l").await.expect(StatusCode::OK);
        assert!(page.body.contains("action=\"/l\""), "{}", page.body);
        let before = app.outbox().await.len();
        let _ = phone.post(&app, "/l", "").await.expect(StatusCode::OK);
        assert_eq!(app.outbox().await.len(), before + 1);
        let stranger = Phone::default().get(&app, "/l").await.expect(StatusCode::OK);
        assert!(!stranger.body.contains("<form"), "an unknown browser has nothing to ask with");
    }

    async fn home_shows_first_names_only_and_one_s_own_child(app: TestApp) {
        let town = app.town().await;
        book(&app, &town).await;
        let home = app.get(&town.parent_token, "/family").await.expect(StatusCode::OK);
        assert!(home.body.contains("Inès") && home.body.contains("Les Marronniers"), "{}", home.body);
        for secret in ["N'Diaye", "N&#39;Diaye", "N&#x27;Diaye", "Hostis", "Zoé", "2025-10-14", "612345678"] {
            assert!(!home.body.contains(secret), "{secret}");
        }
        let _ = app.get(&town.manager, "/family").await.expect(StatusCode::FORBIDDEN);
        assert_eq!(app.get("", "/family").await.expect(StatusCode::SEE_OTHER).location(), "/l");
    }

    async fn a_page_that_is_looked_at_writes_nothing(app: TestApp) {
        let town = app.town().await;
        app.reach(town.parent, SpokenLanguage::English, SafeContact::Normal, false).await;
        let mut phone = Phone::of(&app, town.parent).await;
        phone.get(&app, "/family").await.expect(StatusCode::OK);
        let before = app.last_session_write().await;
        app.clock.advance(60);
        for path in ["/family", "/family/places", "/family/ask"] {
            phone.get(&app, path).await.expect(StatusCode::OK);
        }
        assert_eq!(app.last_session_write().await, before, "the session was written for a page that said nothing new");
        // What waits to be said is said once, and only then is the session written.
        let id = book(&app, &town).await;
        app.clock.advance(1);
        let asked = phone.post(&app, &format!("/family/places/{id}/cancel"), "key=cancel-0001&reason=child_ill").await;
        phone.post(&app, &format!("/family/places/{id}/undo"), "key=undo-000001").await.expect(StatusCode::SEE_OTHER);
        assert_eq!(asked.status, StatusCode::SEE_OTHER);
        let said = phone.get(&app, "/family").await.body;
        assert!(said.contains("yours again"), "{said}");
        assert!(!phone.get(&app, "/family").await.body.contains("yours again"));
    }

    async fn the_arabic_page_runs_from_right_to_left_and_says_that_nobody_has_reviewed_it(app: TestApp) {
        let town = app.town().await;
        book(&app, &town).await;
        let home = app.get(&town.parent_token, "/family?lang=ar").await.expect(StatusCode::OK);
        assert!(home.body.contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", home.body);
        assert!(home.body.contains("class=\"unreviewed\""));
        assert!(home.body.contains("<bdi dir=\"ltr\">04\u{a0}67"), "a telephone keeps its direction: {}", home.body);
        for language in ["Français", "English", "العربية"] {
            assert!(home.body.contains(language), "{language}");
        }
        let french = app.get(&town.parent_token, "/family?lang=fr").await.expect(StatusCode::OK);
        assert!(!french.body.contains("class=\"unreviewed\""));
    }
}

testkit::both_engines! {
    async fn three_taps_ask_for_a_place_and_a_fourth_takes_it(app: TestApp) {
        let town = app.town().await;
        let token = town.parent_token.as_str();
        let days = app.get(token, "/family/ask").await.expect(StatusCode::OK);
        assert_eq!(days.body.matches("class=\"day\"").count() + days.body.matches("class=\"day shut\"").count(), 10);
        assert_eq!(days.body.matches("class=\"day shut\"").count(), 2, "Saturday and Sunday are crossed: {}", days.body);
        assert!(days.body.contains("Fermé ce jour"));
        let halves = app.get(token, "/family/ask?day=2026-11-26").await.expect(StatusCode::OK);
        assert_eq!(halves.body.matches("Il y a de la place").count(), 2, "{}", halves.body);
        assert!(!halves.body.contains("Pour quel enfant"), "there is one child");
        let friday = app.get(token, "/family/ask?day=2026-11-27").await.expect(StatusCode::OK);
        assert!(friday.body.contains("disabled"), "no Friday afternoon: {}", friday.body);
        let sure = app.get(token, "/family/ask?day=2026-11-26&half=morning").await.expect(StatusCode::OK);
        assert!(sure.body.contains("value=\"appointment\" checked"), "{}", sure.body);
        let before = app.seats_taken().await;

        let sent = ask(&app, &town, "2026-11-26", "morning").await;
        let answer = app.get(token, sent.location()).await.expect(StatusCode::OK);
        let holds = holds_of(&answer);
        assert_eq!(app.seats_taken().await, before + holds.len());
        assert!((1..=3).contains(&holds.len()), "{}", answer.body);
        assert!(answer.body.contains("Gardée pour vous jusqu’à 12\u{a0}h."), "four hours from 8: {}", answer.body);
        let taken = app.form(token, &format!("/family/holds/{}/confirm", holds[0]), &[("key", "confirm-0001")]).await;
        assert_eq!(taken.expect(StatusCode::SEE_OTHER).location(), format!("/family/places/{}", holds[0]));
        let home = app.get(token, "/family").await.expect(StatusCode::OK);
        assert!(home.body.contains("Jeudi 26 novembre au matin"), "{}", home.body);
        assert_eq!(app.seats_taken().await, before + 1, "what she did not choose is given back");
        // The answer's page says what became of it.
        let answer = app.get(token, sent.location()).await.expect(StatusCode::OK);
        assert!(answer.body.contains("C’est réservé"), "{}", answer.body);
    }

    async fn the_same_form_sent_twice_asks_once(app: TestApp) {
        let town = app.town().await;
        let first = ask(&app, &town, "2026-11-26", "morning").await;
        let held = app.seats_taken().await;
        let again = ask(&app, &town, "2026-11-26", "morning").await;
        assert_eq!(first.location(), again.location());
        assert_eq!(app.seats_taken().await, held);
    }

    async fn none_of_the_seats_will_do_and_all_go_back(app: TestApp) {
        let town = app.town().await;
        let sent = ask(&app, &town, "2026-11-26", "morning").await;
        assert!(app.seats_taken().await > 0);
        let path = format!("{}/none", sent.location());
        let _ = app.form(&town.parent_token, &path, &[("key", "none-00001")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(app.seats_taken().await, 0);
    }

    async fn a_hold_that_has_run_out_says_so_simply(app: TestApp) {
        let town = app.town().await;
        let sent = ask(&app, &town, "2026-11-26", "morning").await;
        let answer = app.get(&town.parent_token, sent.location()).await;
        let hold = holds_of(&answer)[0].clone();
        app.clock.advance(4 * 3600);
        let late = app.form(&town.parent_token, &format!("/family/holds/{hold}/confirm"), &[("key", "confirm-0002")]).await;
        let late = late.expect(StatusCode::CONFLICT);
        assert!(late.body.contains("La place était gardée pour vous jusqu’au"), "{}", late.body);
        assert!(late.body.contains("parents.css"), "an error of a parent's page is a parent's page");
        let answer = app.get(&town.parent_token, sent.location()).await.expect(StatusCode::OK);
        assert!(holds_of(&answer).is_empty() && answer.body.contains("ne sont plus gardées"), "{}", answer.body);
    }

    async fn a_day_nobody_opens_is_refused_in_a_simple_sentence(app: TestApp) {
        let town = app.town().await;
        let sent = ask(&app, &town, "2027-12-01", "morning").await;
        let answer = app.get(&town.parent_token, sent.location()).await.expect(StatusCode::OK);
        assert!(answer.body.contains("Ce n’est pas possible") && answer.body.contains("tone-refused"), "{}", answer.body);
        assert!(answer.body.contains("tel:+33467000000"), "what to do: call");
    }

    async fn what_is_not_a_day_or_a_child_is_refused_with_its_field(app: TestApp) {
        let town = app.town().await;
        let child = town.child.to_string();
        for (day, half, child) in [("2026-02-30", "morning", child.as_str()), ("2026-11-26", "noon", &child), ("2026-11-26", "morning", "Inès")] {
            let fields = [("key", "ask-bad-01"), ("day", day), ("half", half), ("child", child)];
            let _ = app.form(&town.parent_token, "/family/ask", &fields).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let _ = app.get(&town.parent_token, "/family/ask?day=yesterday").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let past = app.get(&town.parent_token, "/family/ask?day=2020-01-01").await.expect(StatusCode::OK);
        assert!(past.body.contains("Quel jour"), "an old address begins again");
    }

    async fn another_family_s_child_place_and_request_are_not_found(app: TestApp) {
        let town = app.town().await;
        let token = town.parent_token.as_str();
        let session = session_of(&app, &town, 26, HalfDay::Morning).await;
        let hold = app.seat(session, town.stranger_child, 2, Some(4)).await;
        for path in [format!("/family/places/{hold}"), format!("/family/places/{hold}/cancel")] {
            let _ = app.get(token, &path).await.expect(StatusCode::NOT_FOUND);
        }
        for (path, fields) in [
            (format!("/family/holds/{hold}/confirm"), vec![("key", "stranger-01")]),
            (format!("/family/holds/{hold}/release"), vec![("key", "stranger-02")]),
            (format!("/family/places/{hold}/cancel"), vec![("key", "stranger-03"), ("reason", "child_ill")]),
            (format!("/family/places/{hold}/undo"), vec![("key", "stranger-04")]),
        ] {
            let _ = app.form(token, &path, &fields).await.expect(StatusCode::NOT_FOUND);
        }
        let child = town.stranger_child.to_string();
        let fields = [("key", "stranger-05"), ("day", "2026-11-26"), ("half", "morning"), ("child", child.as_str())];
        let _ = app.form(token, "/family/ask", &fields).await.expect(StatusCode::NOT_FOUND);
        let _ = app.get(token, &format!("/family/ask?day=2026-11-26&half=morning&child={child}")).await.expect(StatusCode::NOT_FOUND);
        assert_eq!(app.seats_taken().await, 1);
    }

    async fn two_taps_cancel_without_blame_and_one_takes_it_back_for_ten_minutes(app: TestApp) {
        let town = app.town().await;
        let token = town.parent_token.as_str();
        let id = book(&app, &town).await;
        let list = app.get(token, "/family/places").await.expect(StatusCode::OK);
        assert!(list.body.contains(&format!("/family/places/{id}")) && list.body.contains("Réservé"), "{}", list.body);
        let why = app.get(token, &format!("/family/places/{id}/cancel")).await.expect(StatusCode::OK);
        assert_eq!(why.body.matches("name=\"reason\"").count(), 4);
        let path = format!("/family/places/{id}/cancel");
        let bad = app.form(token, &path, &[("key", "cancel-001"), ("reason", "site_closed")]).await;
        let _ = bad.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let _ = app.form(token, &path, &[("key", "cancel-002"), ("reason", "child_ill")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(app.seats_taken().await, 0, "the seat is free at once");
        let thanks = app.get(token, &format!("/family/places/{id}")).await.expect(StatusCode::OK);
        assert!(thanks.body.contains("Merci de nous l’avoir dit") && thanks.body.contains("/undo"), "{}", thanks.body);
        app.clock.advance(599);
        let undo = format!("/family/places/{id}/undo");
        let _ = app.form(token, &undo, &[("key", "undo-00001")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(app.seats_taken().await, 1);
        let _ = app.form(token, &path, &[("key", "cancel-003"), ("reason", "no_need")]).await.expect(StatusCode::SEE_OTHER);
        app.clock.advance(601);
        let thanks = app.get(token, &format!("/family/places/{id}")).await.expect(StatusCode::OK);
        assert!(!thanks.body.contains("/undo"));
        let _ = app.form(token, &undo, &[("key", "undo-00002")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(app.seats_taken().await, 0, "too late");
    }

    async fn what_the_site_cancelled_a_parent_does_not_take_back(app: TestApp) {
        let town = app.town().await;
        let id = book(&app, &town).await;
        let hash = db::idempotency::sha256(town.manager.as_bytes());
        let (now, today) = (app.app.now(), app.app.today());
        app.db.write(move |tx| {
            let manager = db::accounts::token_bearer(tx.conn, &hash, now, today)?.unwrap().actor;
            tx.release(&manager.signature(), id, ReleaseReason::SiteClosed).map(|_| ())
        }).await.unwrap();
        let page = app.get(&town.parent_token, &format!("/family/places/{id}")).await.expect(StatusCode::OK);
        assert!(!page.body.contains("/undo") && !page.body.contains("Merci de nous"), "{}", page.body);
        let undo = format!("/family/places/{id}/undo");
        let _ = app.form(&town.parent_token, &undo, &[("key", "undo-00003")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(app.seats_taken().await, 0);
    }

    async fn with_two_children_the_second_tap_asks_which(app: TestApp) {
        let town = app.town().await;
        let family = town.family;
        let twin = app.db.write(move |tx| {
            let child = db::families::NewChild { given_name: "Noé".into(), family_name: "N'Diaye-L'Hostis".into(), birth_date: jiff::civil::date(2025, 10, 14) };
            let id = tx.create_child(family, &child)?;
            tx.audit(&Signature::system(), Entry::done(Action::ManageFamily, "child", id))?;
            Ok(id)
        }).await.unwrap();
        let halves = app.get(&town.parent_token, "/family/ask?day=2026-11-26").await.expect(StatusCode::OK);
        assert!(halves.body.contains("Noé") && halves.body.contains("Inès") && !halves.body.contains("Diaye"), "{}", halves.body);
        let sure = app.get(&town.parent_token, &format!("/family/ask?day=2026-11-26&half=morning&child={twin}")).await;
        assert!(sure.expect(StatusCode::OK).body.contains("Noé"));
    }
}

/// Asks as the page does.
async fn ask(app: &TestApp, town: &Town, day: &str, half: &str) -> Answer {
    let child = town.child.to_string();
    let fields =
        [("key", "ask-000001"), ("day", day), ("half", half), ("child", child.as_str()), ("purpose", "appointment")];
    app.form(&town.parent_token, "/family/ask", &fields).await.expect(StatusCode::SEE_OTHER)
}

/// The holds an answer's page offers.
fn holds_of(answer: &Answer) -> Vec<String> {
    answer.body.split("/family/holds/").skip(1).map(|rest| rest.split('/').next().unwrap().to_owned()).collect()
}

/// A booking of the town's child, on the morning of Thursday 26 November.
async fn book(app: &TestApp, town: &Town) -> BookingId {
    app.seat(session_of(app, town, 26, HalfDay::Morning).await, town.child, 1, None).await
}

/// The session of the town's site on a day of November.
async fn session_of(app: &TestApp, town: &Town, day: i8, half_day: HalfDay) -> SessionId {
    let (site, date) = (town.site, jiff::civil::date(2026, 11, day));
    let sessions = app.db.read(move |conn| db::calendar::sessions_of(conn, &[site], date, date)).await.unwrap();
    sessions.iter().find(|session| session.half_day == half_day).unwrap().id
}
