//! What the screens may rely on.

use std::path::PathBuf;

use domain::places::CareKind;
use domain::refusal::Warning;
use domain::sites::SeatClass;
use domain::time::time_zone;
use domain::{Cents, HalfDay, Instant, Period, Refusal};
use jiff::civil::{date, time};

use crate::text::french_typography;
use crate::{Language, Text, sentence, sentence_for_parent, warning_sentence};

const FRENCH: Text = Text::new(Language::French);
const ENGLISH: Text = Text::new(Language::English);
const ARABIC: Text = Text::new(Language::Arabic);

#[test]
fn dates_are_said_in_words() {
    let day = date(2026, 11, 26);
    assert_eq!(FRENCH.date_long(day), "jeudi 26 novembre 2026");
    assert_eq!(ENGLISH.date_long(day), "Thursday 26 November 2026");
    assert_eq!(ARABIC.date_long(day), "الخميس 26 نوفمبر 2026");
    assert_eq!(FRENCH.date_short(day), "jeu. 26 nov.");
    assert_eq!(ENGLISH.date_short(day), "Thu 26 Nov");
    assert_eq!(FRENCH.month_year(day), "novembre 2026");
    assert_eq!(FRENCH.weekday(day), "jeudi");
    assert_eq!(FRENCH.date_half_day(day, HalfDay::Morning), "jeudi 26 novembre au matin");
    assert_eq!(FRENCH.date_half_day(day, HalfDay::Afternoon), "jeudi 26 novembre l’après-midi");
    assert_eq!(ENGLISH.date_half_day(day, HalfDay::Afternoon), "Thursday 26 November in the afternoon");
    assert_eq!(FRENCH.period(Period::new(date(2026, 9, 1), None).unwrap()), "depuis le 1er\u{a0}septembre 2026");
}

#[test]
fn times_are_civil_times_of_the_zone() {
    assert_eq!(FRENCH.time(time(8, 30, 0, 0)), "8\u{a0}h\u{a0}30");
    assert_eq!(FRENCH.time(time(12, 0, 0, 0)), "12\u{a0}h");
    assert_eq!(ENGLISH.time(time(8, 5, 0, 0)), "8:05");
    assert_eq!(FRENCH.time_range(time(8, 30, 0, 0), time(12, 0, 0, 0)), "8\u{a0}h\u{a0}30 – 12\u{a0}h");
    assert_eq!(ARABIC.time_range(time(8, 30, 0, 0), time(12, 0, 0, 0)), "\u{2068}من 8:30 إلى 12:00\u{2069}");
    let paris = time_zone("Europe/Paris").unwrap();
    let instant = Instant::new("2026-11-26T07:30:00Z".parse().unwrap());
    assert_eq!(FRENCH.instant_long(instant, &paris), "jeudi 26 novembre 2026 à 8\u{a0}h\u{a0}30");
    assert_eq!(ENGLISH.instant_long(instant, &paris), "Thursday 26 November 2026 at 8:30");
}

#[test]
fn numbers_money_ages_and_lists() {
    assert_eq!(FRENCH.number(11_000), "11\u{a0}000");
    assert_eq!(ENGLISH.number(-1_234_567), "−1,234,567");
    assert_eq!(FRENCH.number(2026), "2026");
    assert_eq!(FRENCH.money(Cents(-1250)), "−12,50\u{a0}€");
    assert_eq!(ENGLISH.money(Cents(1250)), "€12.50");
    assert_eq!(FRENCH.age_months(14), "14 mois");
    assert_eq!(FRENCH.age_months(30), "2 ans et 6 mois");
    assert_eq!(ENGLISH.age_months(36), "3 years");
    assert_eq!(ARABIC.age_months(2), "شهران");
    let names = ["Noé".to_owned(), "Inès".to_owned(), "Zoé".to_owned()];
    assert_eq!(FRENCH.list_and(&names), "Noé, Inès et Zoé");
    assert_eq!(ENGLISH.list_or(&names[..2]), "Noé or Inès");
    assert_eq!(FRENCH.list_and(&[]), "");
}

#[test]
fn the_browser_s_languages_choose_the_first_one_we_have() {
    assert_eq!(Language::negotiate("ar-DZ,fr;q=0.8"), Language::Arabic);
    assert_eq!(Language::negotiate("de, en;q=0.5, fr;q=0.9"), Language::French);
    assert_eq!(Language::negotiate("EN_gb"), Language::English);
    assert_eq!(Language::negotiate("fr;q=0, en;q=0.1"), Language::English);
    assert_eq!(Language::negotiate("uk"), Language::French);
    assert_eq!(Language::negotiate(""), Language::French);
    assert_eq!(Language::negotiate(";;q=x,,;"), Language::French);
    assert_eq!(Language::Arabic.direction(), "rtl");
}

/// Lists no screen shows.
const NOT_SHOWN: &[&str] = &[
    "Asker",
    "DecisionNeeded",
    "LabelVersion",
    "LinkPurpose",
    "MessageClass",
    "MessageTemplate",
    "PasswordWeakness",
    "ReceiptKind",
    "ReminderDay",
    "StudyKind",
    // A family chooses it among words of her own page (`parents-day-bus`…).
    "Travel",
];

/// Every word of the lists has a message of its own, in French and in English.
macro_rules! every_word {
    ($($prefix:literal: $list:ty),+ $(,)?) => {
        const NAMED_PATHS: &[&str] = &[$(stringify!($list)),+];
        #[test]
        fn every_word_of_the_domain_s_lists_has_a_name() {
            let mut missing = Vec::new();
            $(for word in <$list>::ALL {
                let id = format!("{}-{}", $prefix, word.as_str().replace('_', "-"));
                for text in [FRENCH, ENGLISH] {
                    if !text.has(&id) {
                        missing.push(format!("{} {id}", text.language()));
                    }
                }
                assert_ne!(FRENCH.word($prefix, word.as_str()), "");
            })+
            assert_eq!(missing, Vec::<String>::new());
        }
    };
}

every_word! {
    "organisation-kind": domain::sites::OrganisationKind,
    "drill-kind": domain::drills::DrillKind,
    "message-progress": domain::messages::MessageProgress,
    "drop-reason": domain::messages::DropReason,
    "prescriber-kind": domain::sites::PrescriberKind,
    "site-kind": domain::sites::SiteKind,
    "seat-class": domain::sites::SeatClass,
    "booking-mode": domain::sites::BookingMode,
    "offer-mode": domain::sites::OfferMode,
    "offer-answer": domain::places::OfferAnswer,
    "situation-kind": domain::families::SituationKind,
    "safe-contact": domain::families::SafeContact,
    "spoken-language": domain::families::SpokenLanguage,
    "link-kind": domain::families::LinkKind,
    "referral-status": domain::referrals::ReferralStatus,
    "referral-event-kind": domain::referrals::ReferralEventKind,
    "decision": domain::referrals::Decision,
    "refusal-reason": domain::referrals::RefusalReason,
    "referral-end-reason": domain::referrals::ReferralEndReason,
    "consent-kind": domain::consents::ConsentKind,
    "urgency": domain::referrals::Urgency,
    "purpose": domain::places::Purpose,
    "care-kind": domain::places::CareKind,
    "request-outcome": domain::places::RequestOutcome,
    "release-reason": domain::places::ReleaseReason,
    "attendance-kind": domain::places::AttendanceKind,
    "absence-reason": domain::places::AbsenceReason,
    "attendance-conflict": domain::attendance::Conflict,
    "tablet-eaten": domain::tablet::Eaten,
    "tablet-counted": domain::tablet::CountedFor,
    "tablet-not-taken": domain::tablet::NotTaken,
    "period-kind": domain::calendar::PeriodKind,
    "school-zone": domain::calendar::SchoolZone,
    "holiday-region": domain::calendar::HolidayRegion,
    "closure-reason": domain::calendar::ClosureReason,
    "role": domain::access::Role,
    "relation": domain::access::Relation,
    "access-action": domain::access::Action,
    "half-day": domain::HalfDay,
    "day-of-week": domain::time::DayOfWeek,
    "remedy": domain::refusal::Remedy,
    "public-holiday": domain::calendar::PublicHoliday,
    "rule-problem": domain::calendar::RuleProblem,
    "holiday-file-problem": domain::calendar::HolidayFileProblem,
    "channel": domain::messages::Channel,
    "link-sending": domain::links::LinkSending,
    "plan-state": domain::plans::RunState,
    "plan-alternative": domain::plans::AlternativeKind,
    "plan-role": domain::plans::ProposalRole,
    "plan-unserved": domain::plans::UnservedReason,
    "plan-promise": domain::plans::PromiseKind,
    "weights-status": domain::plans::WeightsStatus,
    "sharing": domain::plans::Sharing,
    "fairness-dimension": domain::plans::fairness::Dimension,
    "qualification": domain::staff::Qualification,
    "staff-category": domain::staff::StaffCategory,
    "staff-fact": domain::staff::StaffFact,
    "staff-absence": domain::staff::StaffAbsence,
    "staff-column": domain::staff::import::StaffColumn,
    "row-problem": domain::staff::import::RowProblem,
    "ratio-mode": domain::staff::ratio::RatioMode,
    "ratio-rounding": domain::staff::ratio::RatioRounding,
    "parent-is": domain::familiarisation::ParentIs,
    "face": domain::familiarisation::Face,
    "visit-outcome": domain::familiarisation::Outcome,
    "visit-sentence": domain::familiarisation::VisitSentence,
    "paper": domain::papers::PaperKind,
    "paper-after-due": domain::papers::AfterDue,
    "vaccine": domain::papers::Vaccine,
    "language": Language,
}

#[test]
fn every_list_of_the_domain_is_named_or_known_not_to_be_shown() {
    let mut unnamed = Vec::new();
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../domain/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for list in source.split("word_list! {\n").skip(1) {
                let name = list.lines().map(str::trim).find(|line| !line.starts_with("//")).unwrap();
                let name = name.split_whitespace().next().unwrap();
                if !name.starts_with('$')
                    && !NAMED_PATHS.iter().any(|path| path.rsplit("::").next() == Some(name))
                    && !NOT_SHOWN.contains(&name)
                {
                    unnamed.push(name.to_owned());
                }
            }
        }
    }
    assert_eq!(unnamed, Vec::<String>::new(), "write their words in words.ftl and add them to `every_word!`");
}

fn samples() -> Vec<Refusal> {
    let day = date(2026, 10, 1);
    let half_day = HalfDay::Afternoon;
    let instant = Instant::new("2026-10-01T07:30:00Z".parse().unwrap());
    vec![
        Refusal::SeatsFull { class: SeatClass::Emergency, date: day, half_day },
        Refusal::ChildAlreadyPlaced { date: day, half_day },
        Refusal::TooYoung { minimum_months: 3, from: day },
        Refusal::TooOld { maximum_months: 36, since: day },
        Refusal::NotReferred,
        Refusal::FullDayNeedsSituation { date: day },
        Refusal::SiteClosed { date: day, half_day },
        Refusal::OutsideHours { date: day, half_day },
        Refusal::NoticeTooShort { hours: 1, latest: instant },
        Refusal::TooFarAhead { days: 28, opens_on: day },
        Refusal::FairShareReached { limit: 2, week_of: day },
        Refusal::BabyWeekFull { limit: 6, under_months: 12, week_of: day },
        Refusal::SessionCancelled { date: day, half_day },
        Refusal::SessionStarted { date: day, half_day },
        Refusal::SessionPast { date: day, half_day },
        Refusal::CareKindNotOffered { kind: CareKind::Emergency },
        Refusal::ProfessionalsOnly,
        Refusal::InstantLimit { authorised_places: 6, maximum: 7 },
        Refusal::OutsideAuthorisation { date: day },
        Refusal::NotAdmitted { date: day },
        Refusal::NotYetFamiliar { date: day, emergency: false },
        Refusal::NotYetFamiliar { date: day, emergency: true },
        Refusal::NothingWithinTravel { kilometres: 20, nearest: None },
        Refusal::NothingWithinTravel { kilometres: 20, nearest: Some(26) },
        Refusal::HoldExpired { expired_at: instant },
        Refusal::AlreadyReleased,
        Refusal::AlreadyConfirmed,
        Refusal::AlreadyAnswered,
        Refusal::ReferralExpired,
        Refusal::OverrideNeedsReason,
        Refusal::OverrideNotAllowed,
        Refusal::ChangedMeanwhile,
        Refusal::BookingsInTheWay { count: 1 },
        Refusal::ImpossibleTime,
        Refusal::AlreadyRecorded,
        Refusal::PeriodConflict,
        Refusal::EmailTaken,
        Refusal::LinkNotUsable,
        Refusal::PlanNotFinished,
        Refusal::PlanAsksWhatIf,
        Refusal::PlanPublished,
        Refusal::PlanNothingToPlan { week_of: day },
        Refusal::PlanMoveImpossible,
        Refusal::OfferTaken { date: day, half_day },
        Refusal::PromiseStands,
        Refusal::LastAdministrator {
            organisation: "Ville de Lunel".to_owned(),
            last_day: jiff::civil::date(2026, 12, 31),
        },
        Refusal::FewerThanTwoStaff { date: day, half_day, at: time(8, 30, 0, 0), present: 1 },
        Refusal::TooFewStaff { date: day, half_day, at: time(11, 0, 0, 0), present: 2, required: 3 },
        Refusal::NoHonorabilityCheck { date: day },
        Refusal::ShiftOverlaps { date: day, from: time(8, 0, 0, 0), until: time(12, 30, 0, 0) },
        Refusal::StaffAbsent { date: day },
        Refusal::OutsideContract { date: day },
        Refusal::OutingTooFewStaff { date: day, children: 11, present: 2, required: 3, at_most: 10 },
        Refusal::OutingLeavesTooFew { date: day, at: time(9, 30, 0, 0), children: 5, present: 1, required: 2 },
        Refusal::OutingOverlaps { date: day, from: time(9, 30, 0, 0), until: time(11, 0, 0, 0) },
        Refusal::FamiliarisationUnderWay,
        Refusal::VisitNotNext,
        Refusal::ReferentNotFree { date: day, with_another_child: true },
        Refusal::ReferentNotFree { date: day, with_another_child: false },
        Refusal::PaperOverdue { since: day },
        Refusal::CertificateTooOld { not_before: day },
    ]
}

#[test]
fn the_samples_below_hold_every_refusal() {
    let question = serde_json::json!({ "rule": "no such rule" });
    let known = serde_json::from_value::<Refusal>(question).unwrap_err().to_string();
    let listed: Vec<&str> = known.split('`').skip(3).step_by(2).collect();
    assert!(listed.len() > 30, "{known}");
    for rule in listed {
        assert!(samples().iter().any(|sample| sample.rule() == rule), "no sample of {rule}");
    }
}

#[test]
fn every_refusal_is_a_whole_sentence_in_each_language() {
    let paris = time_zone("Europe/Paris").unwrap();
    for refusal in samples() {
        let mut sentences = Vec::new();
        for text in [FRENCH, ENGLISH] {
            sentences.push(sentence(text, &refusal, &paris));
        }
        for text in [FRENCH, ENGLISH, ARABIC] {
            let said = sentence_for_parent(text, &refusal, &paris);
            assert!(said.chars().count() <= 260, "a parent reads it at a glance: {said}");
            assert!(text.has(&format!("refusal-parent-{}", refusal.rule().replace('_', "-"))), "{}", refusal.rule());
            sentences.push(said);
        }
        for said in &sentences {
            assert!(!said.contains(['{', '}', '$', '_']), "{said}");
            assert!(!said.contains("refusal-"), "{said}");
            assert!(said.contains(' ') && said.trim_end_matches('\u{2069}').ends_with('.'), "{said}");
        }
        let [french, english, ..] = sentences.as_slice() else { unreachable!() };
        assert!(
            french.contains("Possible") || refusal == Refusal::AlreadyConfirmed,
            "what would make it possible? {french}"
        );
        assert!(english.contains("Possible") || refusal == Refusal::AlreadyConfirmed, "{english}");
        sentences.dedup();
        assert_eq!(sentences.len(), 5, "each reader has words of their own: {sentences:?}");
    }
}

#[test]
fn refusals_name_the_rule_to_professionals_and_the_next_step_to_parents() {
    let paris = time_zone("Europe/Paris").unwrap();
    let full =
        Refusal::SeatsFull { class: SeatClass::Adaptation, date: date(2026, 11, 26), half_day: HalfDay::Morning };
    assert_eq!(
        sentence(FRENCH, &full, &paris),
        "Plus aucune place d’adaptation libre le jeudi 26 novembre au matin. Possible\u{a0}: une autre séance, ou une place rendue par une autre famille."
    );
    assert_eq!(
        sentence_for_parent(ENGLISH, &full, &paris),
        "There is no place left on Thursday 26 November in the morning. Choose another time, or ask to be told if a place becomes free."
    );
    let late = Refusal::NoticeTooShort { hours: 48, latest: Instant::new("2026-11-24T07:30:00Z".parse().unwrap()) };
    assert!(
        sentence(FRENCH, &late, &paris)
            .contains("48 heures avant la séance, soit au plus tard le mardi 24 novembre 2026 à 8\u{a0}h\u{a0}30")
    );
    let share = Refusal::FairShareReached { limit: 2, week_of: date(2026, 11, 23) };
    assert!(sentence_for_parent(ARABIC, &share, &paris).contains("نصفا يوم"), "the Arabic dual");
}

#[test]
fn warnings_are_sentences() {
    let weekly = Warning::WeeklyPresence { week_of: date(2026, 11, 23), per_mille: 1043 };
    assert!(warning_sentence(FRENCH, &weekly).contains("atteint 104,3\u{a0}% de la capacité"));
    assert!(warning_sentence(ENGLISH, &weekly).contains("104.3%"));
    let nothing_offered = Warning::WeeklyPresence { week_of: date(2026, 11, 23), per_mille: i64::MAX };
    assert!(warning_sentence(FRENCH, &nothing_offered).contains("aucune place n’est autorisée"));
    let seldom = Warning::BelowMinimumFrequency { month: date(2026, 11, 1), booked: 1, minimum: 2 };
    assert!(warning_sentence(FRENCH, &seldom).starts_with("Novembre 2026\u{a0}: 1 demi-journée sur les 2 "));
}

#[test]
fn arabic_speaks_for_itself_where_it_can_and_borrows_french_where_it_cannot() {
    assert_eq!(ARABIC.action_save(), "حفظ");
    assert!(!ARABIC.has("access-action-sign-in"));
    assert_eq!(ARABIC.access_action_sign_in(), format!("\u{2068}{}\u{2069}", FRENCH.access_action_sign_in()));
    assert_eq!(ARABIC.word("purpose", "job_interview"), "مقابلة عمل");
    assert_eq!(ENGLISH.word("purpose", "job_interview"), "Job interview");
    assert_eq!(FRENCH.word("purpose", "no_such_word"), "no_such_word");
    assert_eq!(FRENCH.find("no-such-message"), None);
    assert_eq!(FRENCH.find("form-error-required").as_deref(), Some("Ce champ est nécessaire."));
    assert_eq!(FRENCH.find("form-error-too-long"), None, "it lacks its variable");
}

#[test]
fn plurals_follow_the_language() {
    assert_eq!(FRENCH.count_half_days(0), "0 demi-journée");
    assert_eq!(FRENCH.count_half_days(1), "1 demi-journée");
    assert_eq!(FRENCH.count_half_days(2), "2 demi-journées");
    assert_eq!(ENGLISH.count_children(0), "0 children");
    assert_eq!(ENGLISH.count_children(1), "1 child");
    assert_eq!(ARABIC.count_days(2), "يومان");
    assert_eq!(ARABIC.count_days(3), "\u{2068}3\u{2069} أيام");
    assert_eq!(ARABIC.count_days(11), "\u{2068}11\u{2069} يومًا");
    assert_eq!(FRENCH.count_children(12_000), "12\u{a0}000 enfants");
    assert_eq!(FRENCH.count_seats_free(0), "complet");
    assert_eq!(FRENCH.count_days(-1), "−1 jour");
}

#[test]
fn what_is_put_into_a_sentence_keeps_its_own_direction() {
    assert_eq!(ARABIC.error_reference("AB-12"), "الرقم المرجعي إذا اتصلت بنا: \u{2068}AB-12\u{2069}");
    assert_eq!(
        FRENCH.list_empty_search("سلمى"),
        "Aucun résultat pour «\u{a0}\u{2068}سلمى\u{2069}\u{a0}». Vérifiez l’orthographe ou cherchez moins de mots."
    );
    assert_eq!(
        FRENCH.error_reference("AB-12"),
        "Référence à donner si vous nous contactez\u{a0}: AB-12",
        "no mark where none is needed"
    );
    let names = ["Élise".to_owned(), "سلمى".to_owned()];
    assert_eq!(FRENCH.list_and(&names), "Élise et \u{2068}سلمى\u{2069}");
    assert_eq!(ARABIC.list_and(&names), "\u{2068}Élise\u{2069} و\u{2068}سلمى\u{2069}");
    assert_eq!(FRENCH.error_reference("a\u{202e}b"), "Référence à donner si vous nous contactez\u{a0}: ab");
    // A name that holds Fluent's own syntax, stays a name.
    assert_eq!(
        FRENCH.list_empty_search("{ $x } O'Hara"),
        "Aucun résultat pour «\u{a0}{ $x } O'Hara\u{a0}». Vérifiez l’orthographe ou cherchez moins de mots."
    );
}

#[test]
fn french_is_typeset() {
    assert_eq!(FRENCH.error_signed_out_title(), "Vous êtes déconnecté·e");
    assert_eq!(FRENCH.who_can_see(), "Qui peut voir ceci\u{a0}?");
    assert_eq!(
        FRENCH.error_forbidden_body(),
        "Votre rôle ne permet pas cette action. Demandez à la personne qui gère vos accès, ou revenez à l’accueil."
    );
    assert_eq!(
        french_typography("« Oui » : 8 % ; non ! d'accord"),
        "«\u{a0}Oui\u{a0}»\u{a0}: 8\u{a0}%\u{a0}; non\u{a0}! d’accord"
    );
    assert_eq!(ENGLISH.form_errors_title(1), "1 field to correct");
}

#[test]
fn the_files_are_written_with_care() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../locales");
    let mut faults = Vec::new();
    for language in ["fr", "en", "ar"] {
        for entry in std::fs::read_dir(root.join(language)).unwrap() {
            let path = entry.unwrap().path();
            for (index, line) in std::fs::read_to_string(&path).unwrap().lines().enumerate() {
                if line.starts_with('#') {
                    continue;
                }
                let letters: Vec<char> = line.chars().collect();
                let glued = letters
                    .windows(2)
                    .any(|pair| pair[0].is_alphabetic() && matches!(pair[1], ';' | '?' | '!'))
                    || letters.windows(3).any(|three| three[0].is_alphabetic() && three[1] == ':' && three[2] == ' ');
                if language == "fr" && glued {
                    faults.push(format!("{}:{}: a space before : ; ? !", path.display(), index + 1));
                }
                if line.contains("...") {
                    faults.push(format!("{}:{}: … instead of three dots", path.display(), index + 1));
                }
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}
