//! A professional asks for a place on a page of her own: answered at once, brothers and sisters together, for nobody else's family.

use axum::http::StatusCode;
use db::families::LinkTo;
use domain::access::Action;
use domain::families::{LinkKind, SpokenLanguage};
use domain::*;
use jiff::civil::date;
use testkit::{Answer, TestApp, Town};

use crate::plans::{MONDAY, family, fill, messages, morning, outcome};

const TUESDAY: Date = date(2026, 12, 1);

fn path(family: FamilyId) -> String {
    format!("/families/{family}/place-requests")
}

/// Asks for Monday morning at the town's site.
async fn ask(app: &TestApp, town: &Town, key: &str, more: &[(&str, &str)]) -> Answer {
    let (child, site) = (town.child.to_string(), town.site.to_string());
    let mut fields = vec![("key", key), ("date_1", "2026-11-30"), ("part_1", "morning"), ("site", site.as_str())];
    if !more.iter().any(|(name, _)| *name == "child") {
        fields.push(("child", &child));
    }
    if !more.iter().any(|(name, _)| *name == "purpose") {
        fields.push(("purpose", "workshop"));
    }
    fields.retain(|(name, _)| *name == "child" || !more.iter().any(|(other, _)| other == name));
    fields.extend(more.iter().filter(|(_, value)| !value.is_empty()));
    let of = match more.iter().find(|(name, _)| *name == "child") {
        Some((_, child)) => app.family_of(child.parse().unwrap()).await,
        None => town.family,
    };
    app.form(&town.manager, &path(of), &fields).await
}

fn id_in(location: &str) -> PlaceRequestId {
    location.strip_prefix("/place-requests/").unwrap().parse().unwrap()
}

async fn seats(app: &TestApp, request: PlaceRequestId) -> Vec<db::places::Booking> {
    app.db.read(move |conn| db::places::requests::options_of(conn, request)).await.unwrap()
}

testkit::both_engines! {
    async fn a_counsellor_asks_and_has_a_firm_answer_at_once_with_its_reasons(app: TestApp) {
        let town = app.town().await;
        let form = app.get(&town.counsellor, &format!("{}/new", path(town.family))).await.expect(StatusCode::OK);
        for words in ["Demander une place", "Inès N.", "Les Marronniers", "Entretien d’embauche (ne peut pas attendre)", "Journée entière", "déjà"] {
            assert!(form.body.to_lowercase().contains(&words.to_lowercase()), "{words}: {}", form.body);
        }
        let child = town.child.to_string();
        let fields = [("key", "counsellor-asks-1"), ("child", &child), ("purpose", "workshop"), ("date_1", "2026-11-30"), ("part_1", "full_day"), ("site", ""), ("attested", "true"), ("travel_limit_km", "20")];
        let sent = app.form(&town.counsellor, &path(town.family), &fields).await.expect(StatusCode::SEE_OTHER);
        let again = app.form(&town.counsellor, &path(town.family), &fields).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(sent.location(), again.location(), "sent twice, asked once");
        let request = id_in(sent.location());
        assert_eq!((outcome(&app, request).await.as_str(), seats(&app, request).await.len()), ("confirmed", 2), "a full day is two half-days");
        let page = app.get(&town.counsellor, sent.location()).await.expect(StatusCode::OK);
        for words in ["Réponse ferme", "Les Marronniers", "Pourquoi cette place", "attesté", "lundi 30 novembre", "Retour à la famille"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        let english = app.get(&town.counsellor, &format!("{}/new?lang=en", path(town.family))).await.expect(StatusCode::OK);
        assert!(english.body.contains("Ask for a place") && english.body.contains("(cannot wait)"), "{}", english.body);
    }

    /// Firm, guaranteed, or on a day with a chance: never silence.
    async fn what_cannot_be_booked_is_told_one_of_the_other_answers_at_once(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 0).await;
        let sent = ask(&app, &town, "monday-is-full", &[]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(outcome(&app, id_in(sent.location())).await, "waiting");
        let page = app.get(&town.manager, sent.location()).await.expect(StatusCode::OK);
        assert!(page.body.contains("Réponse le") && page.body.contains("avec une probabilité") && page.body.contains("supposé"), "{}", page.body);
        // The same, but it cannot wait, and somebody attests it: the seat in reserve.
        let own = family(&app, &town, "Pressée", 1, true, SpokenLanguage::French).await[0].to_string();
        let sent = ask(&app, &town, "interview-on-monday", &[("child", &own), ("purpose", "job_interview"), ("attested", "true")]).await.expect(StatusCode::SEE_OTHER);
        let held = seats(&app, id_in(sent.location())).await;
        assert_eq!(held.iter().map(|one| one.seat).collect::<Vec<_>>(), [7], "the seat in reserve");
        let page = app.get(&town.manager, sent.location()).await.expect(StatusCode::OK);
        assert!(page.body.contains("Réponse ferme"), "{}", page.body);
        // Nobody attested it: it waits like the others.
        let other = family(&app, &town, "Tranquille", 1, true, SpokenLanguage::French).await[0].to_string();
        let sent = ask(&app, &town, "nobody-attests-it", &[("child", &other), ("purpose", "job_interview"), ("attested", "")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(outcome(&app, id_in(sent.location())).await, "waiting");
    }

    async fn brothers_and_sisters_are_taken_together_or_wait_together(app: TestApp) {
        let town = app.town().await;
        fill(&app, &town, morning(MONDAY), 2).await;
        fill(&app, &town, morning(TUESDAY), 1).await;
        let both: Vec<String> = family(&app, &town, "Fratrie", 2, true, SpokenLanguage::French).await.iter().map(ToString::to_string).collect();
        let sent = ask(&app, &town, "both-on-monday", &[("child", &both[0]), ("child", &both[1])]).await.expect(StatusCode::SEE_OTHER);
        let page = app.get(&town.manager, sent.location()).await.expect(StatusCode::OK);
        assert!(page.body.contains("Réponse ferme") && page.body.contains("Demandé ensemble") && page.body.contains("Fratrie 1 F."), "{}", page.body);
        let other = page.body.split("/place-requests/").skip(1).map(|rest| rest[..36].parse::<PlaceRequestId>().unwrap()).find(|id| *id != id_in(sent.location())).unwrap();
        assert_eq!(outcome(&app, other).await, "confirmed");
        // One seat only: none of them has it alone.
        let fields = [("child", both[0].as_str()), ("child", &both[1]), ("date_1", "2026-12-01")];
        let sent = ask(&app, &town, "both-on-tuesday", &fields).await.expect(StatusCode::SEE_OTHER);
        let request = id_in(sent.location());
        let here = app.get(&town.manager, sent.location()).await.expect(StatusCode::OK);
        let other = here.body.split("/place-requests/").skip(1).map(|rest| rest[..36].parse::<PlaceRequestId>().unwrap()).find(|id| *id != request).unwrap();
        for id in [request, other] {
            let firm = seats(&app, id).await.iter().any(|one| one.confirmed_at.is_some());
            assert!(!firm && outcome(&app, id).await != "confirmed", "{}", here.body);
        }
    }

    async fn a_series_is_asked_by_its_weekdays(app: TestApp) {
        let town = app.town().await;
        let fields = [("date_1", ""), ("part_1", ""), ("weekdays", "monday"), ("weekdays", "thursday"), ("series_part", "morning"), ("from", "2026-11-30"), ("until", "2026-12-13")];
        let sent = ask(&app, &town, "mondays-thursdays", &fields).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(seats(&app, id_in(sent.location())).await.len(), 4);
    }

    async fn what_is_wrong_is_named_and_the_form_comes_back_filled(app: TestApp) {
        let town = app.town().await;
        for (fields, id, words) in [
            (&[("date_1", ""), ("part_1", "")][..], "date_1", "Ce champ est nécessaire"),
            (&[("date_1", "2026-11-20")][..], "date_1", "Cette date est passée"),
            (&[("date_1", "2029-11-20")][..], "date_1", "un an au plus"),
            (&[("part_1", "")][..], "part_1", "Ce champ est nécessaire"),
            (&[("purpose", "nonsense")][..], "purpose", "Choisissez une réponse"),
            (&[("weekdays", "monday"), ("series_part", "morning"), ("from", "2026-12-01"), ("until", "2026-12-31")][..], "weekdays", "une seule"),
            (&[("date_1", ""), ("part_1", ""), ("weekdays", "monday"), ("series_part", "morning"), ("from", "2026-12-31"), ("until", "2026-12-01")][..], "until", "La fin doit être après"),
            (&[("travel_limit_km", "9000")][..], "travel_limit_km", "pas dans les limites"),
            (&[("site", "019a0000-0000-7000-8000-000000000000")][..], "site", "Choisissez une réponse"),
        ] {
            let page = ask(&app, &town, "wrong-in-some-way", fields).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.body.contains(&format!("href=\"#{id}\"")) && page.body.contains(words), "{id}: {}", page.body);
            assert!(page.body.contains(&format!("value=\"{}\" checked", town.child)), "{}", page.body);
        }
        let nobody = [("key", "no-child-at-all"), ("purpose", "workshop"), ("date_1", "2026-11-30"), ("part_1", "morning"), ("site", "")];
        let page = app.form(&town.manager, &path(town.family), &nobody).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains("href=\"#child\""), "{}", page.body);
    }

    async fn nobody_asks_for_a_family_she_does_not_accompany(app: TestApp) {
        let town = app.town().await;
        let stranger = town.stranger_child.to_string();
        let fields = [("key", "for-strangers-1"), ("child", &*stranger), ("purpose", "workshop"), ("date_1", "2026-11-30"), ("part_1", "morning"), ("site", "")];
        for (token, status) in [(&town.manager, StatusCode::NOT_FOUND), (&town.counsellor, StatusCode::NOT_FOUND), (&town.staff, StatusCode::FORBIDDEN), (&town.prescriber_member, StatusCode::FORBIDDEN), (&town.administrator, StatusCode::FORBIDDEN)] {
            app.get(token, &format!("{}/new", path(town.stranger_family))).await.expect(status);
            app.form(token, &path(town.stranger_family), &fields).await.expect(status);
        }
        app.get(&town.other_manager, &format!("{}/new", path(town.family))).await.expect(StatusCode::NOT_FOUND);
        app.get(&town.parent_token, &format!("{}/new", path(town.family))).await.expect(StatusCode::NOT_FOUND);
        // Another family's child smuggled into one's own.
        let page = app.form(&town.manager, &path(town.family), &fields).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains("href=\"#child\"") && !page.body.contains("Zoé"), "{}", page.body);
        assert!(messages(&app).await.is_empty());
    }
}

testkit::both_engines! {
    async fn the_family_s_page_lists_what_was_asked_and_leads_on(app: TestApp) {
        let town = app.town().await;
        let page = format!("/families/{}", town.family);
        let empty = app.get(&town.counsellor, &page).await.expect(StatusCode::OK);
        assert!(empty.body.contains("Aucune demande de place") && empty.body.contains(&format!("{}/new", path(town.family))), "{}", empty.body);
        fill(&app, &town, morning(MONDAY), 0).await;
        let waits = ask(&app, &town, "waits-on-monday", &[]).await.expect(StatusCode::SEE_OTHER);
        let firm = ask(&app, &town, "firm-on-tuesday", &[("date_1", "2026-12-01")]).await.expect(StatusCode::SEE_OTHER);
        let listed = app.get(&town.counsellor, &page).await.expect(StatusCode::OK);
        for words in [waits.location(), firm.location(), "2 demandes de place", "une obtenue, aucune promise, une en attente", "Prochaine demi-journée", "mardi 1", "Réponse le"] {
            assert!(listed.body.contains(words), "{words}: {}", listed.body);
        }
        let english = app.get(&town.counsellor, &format!("{page}?lang=en")).await.expect(StatusCode::OK);
        assert!(english.body.contains("2 place requests: one obtained, none promised, one waiting"), "{}", english.body);
    }

    /// Who sent the referral follows its status; the family's half-days are for who accompanies it.
    async fn a_referral_tells_how_many_places_only_to_who_may_see_the_family(app: TestApp) {
        let town = app.town().await;
        let sent = app.api(&town.prescriber_member, axum::http::Method::POST, "/api/v1/referrals", crate::referrals::referral(&town)).await.expect(StatusCode::CREATED).json();
        let referral = format!("/referrals/{}", sent["id"].as_str().unwrap());
        let families = app.get(&town.manager, "/api/v1/families").await.expect(StatusCode::OK).json();
        let found = families["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().parse().unwrap());
        let of: FamilyId = found.into_iter().find(|id| *id != town.family).unwrap();
        for token in [&town.prescriber_member, &town.counsellor] {
            let page = app.get(token, &referral).await.expect(StatusCode::OK);
            assert!(!page.body.contains("demande de place") && !page.body.contains(&of.to_string()), "{}", page.body);
        }
        let person = town.counsellor_person;
        app.db
            .write(move |tx| {
                let to = LinkTo { person: Some(person), ..LinkTo::default() };
                tx.create_link(of, LinkKind::Caseload, to, Period { from: date(2026, 1, 1), until: None })?;
                tx.audit(&db::audit::Signature::system(), db::audit::Entry::done(Action::ManageFamily, "family", of))
            })
            .await
            .unwrap();
        let page = app.get(&town.counsellor, &referral).await.expect(StatusCode::OK);
        assert!(page.body.contains("Aucune demande de place") && page.body.contains(&format!("/families/{of}#place-requests")), "{}", page.body);
        let family = app.get(&town.counsellor, &format!("/api/v1/families/{of}")).await.expect(StatusCode::OK).json();
        let child = family["children"][0]["id"].as_str().unwrap().to_owned();
        let fields = [("key", "asks-for-the-referred"), ("child", &*child), ("purpose", "workshop"), ("date_1", "2026-11-30"), ("part_1", "morning"), ("site", "")];
        app.form(&town.counsellor, &path(of), &fields).await.expect(StatusCode::SEE_OTHER);
        let page = app.get(&town.counsellor, &referral).await.expect(StatusCode::OK);
        assert!(page.body.contains("Une demande de place") && page.body.contains("une obtenue") && page.body.contains("lundi 30 novembre"), "{}", page.body);
        let page = app.get(&town.prescriber_member, &referral).await.expect(StatusCode::OK);
        assert!(!page.body.contains("demande de place") && !page.body.contains("30 novembre"), "{}", page.body);
    }
}
