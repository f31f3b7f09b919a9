//! Renders every component of Marelle UI, in French and in Arabic, to a folder that `e2e/stories/check.mjs` then looks at.
//!
//! `cargo run -p web --example stories -- FOLDER`
#![expect(clippy::expect_used, reason = "a tool for developers: it may stop at once")]

use std::path::Path;

use askama::Template;
use i18n::{Language, Text};
use web::shared::view::*;

#[derive(Template)]
#[template(path = "stories/pieces.html")]
struct Pieces {
    t: Text,
    layout: Layout,
    title: String,
    lead: String,
    over: String,
    refer: String,
    tabs: Vec<Tab>,
    waiting: String,
    desk: Vec<DeskItem>,
    table_caption: String,
    columns: Vec<Column>,
    rows: Vec<(String, String, &'static str, String, String, String)>,
    figure: Vec<FigureDay>,
    page: Paging,
    states: String,
    badges: Vec<Badge>,
    saved: String,
    information: String,
    warning: String,
    warning_text: String,
    rule: String,
    sentence: String,
    possible: Vec<String>,
    steps_label: String,
    steps: Vec<Step>,
    summary: Vec<SummaryRow>,
    empty: String,
    empty_text: String,
}

#[derive(Template)]
#[template(path = "stories/form.html")]
struct Form {
    t: Text,
    layout: Layout,
    back: String,
    title: String,
    lead: String,
    errors: FieldErrors,
    parent: String,
    given_name: String,
    family_name: String,
    phone: String,
    email: String,
    language: String,
    languages: Vec<Choice>,
    safe: String,
    safe_hint: String,
    child: String,
    birth: String,
    from: String,
    distance: String,
    purpose: String,
    purposes: Vec<Choice>,
    days: String,
    days_hint: String,
    weekdays: Vec<Choice>,
    ticked: Vec<String>,
    note: String,
}

#[derive(Template)]
#[template(path = "stories/board.html")]
struct BoardPage {
    t: Text,
    layout: Layout,
    title: String,
    over: String,
    board: WeekBoard,
}

#[derive(Template)]
#[template(path = "stories/month.html")]
struct MonthPage {
    t: Text,
    layout: Layout,
    title: String,
    month: MonthCalendar,
}

#[derive(Template)]
#[template(path = "stories/sign_in.html")]
struct SignIn {
    t: Text,
    layout: Layout,
    title: String,
    email: String,
    password: String,
    code: String,
    code_hint: String,
}

#[derive(Template)]
#[template(path = "stories/parent_appointment.html")]
struct ParentAppointment {
    t: Text,
    layout: Layout,
    title: String,
    day: String,
    hours: String,
    address: String,
    yes: String,
    no: String,
}

#[derive(Template)]
#[template(path = "stories/parent_choice.html")]
struct ParentChoice {
    t: Text,
    layout: Layout,
    title: String,
    label: String,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "stories/parent_path.html")]
struct ParentPath {
    t: Text,
    layout: Layout,
    title: String,
    steps: Vec<Step>,
}

/// The reader of a story: one of its two languages.
#[derive(Clone, Copy)]
struct Reader(Language);

impl Reader {
    fn say(self, french: &str, arabic: &str) -> String {
        if self.0 == Language::Arabic { arabic } else { french }.to_owned()
    }

    fn text(self) -> Text {
        Text::new(self.0)
    }

    fn layout(self) -> Layout {
        let nav = |label: String, current, waiting| NavigationItem { label, href: "#".into(), current, waiting };
        let link = |label: String| Link { label, href: "#".into() };
        Layout {
            assets: "/static".into(),
            home: "#".into(),
            place: self.say("Les Petits Pas, Lunel", "الخطوات الصغيرة، لونيل"),
            banner: self.text().notice_demo(),
            navigation: vec![
                nav(self.say("Aujourd’hui", "اليوم"), true, 3),
                nav(self.say("Semaine", "الأسبوع"), false, 0),
                nav(self.say("Familles", "العائلات"), false, 0),
                nav(self.say("Orientations", "التوجيهات"), false, 12),
                nav(self.say("Lieu d’accueil", "مكان الاستقبال"), false, 0),
            ],
            languages: LanguageLink::among(Language::ALL, self.0, |language| format!("?lang={}", language.as_str())),
            signed_in: Some(SignedIn {
                name: "Maïté d’Almeida".into(),
                role: self.text().role_site_manager(),
                links: vec![link(self.say("Mon compte", "حسابي"))],
                sign_out: "#".into(),
            }),
            notices: vec![Notice {
                tone: "done",
                text: self.say("Inès a une place jeudi 12 février au matin.", "لإيناس مكان يوم الخميس 12 فبراير صباحًا."),
                undo: Some(Undo {
                    action: "#".into(),
                    key: "0190".into(),
                    words: self.say("la place d’Inès jeudi", "مكان إيناس يوم الخميس"),
                }),
            }],
            footer: vec![
                link(self.say("Accessibilité", "إمكانية الوصول")),
                link(self.say("Données personnelles", "البيانات الشخصية")),
            ],
            phone: None,
        }
    }

    fn parents_layout(self) -> Layout {
        Layout {
            navigation: Vec::new(),
            signed_in: None,
            notices: Vec::new(),
            footer: vec![Link { label: self.say("Ce n’est pas moi", "لست أنا"), href: "#".into() }],
            phone: Some(Phone { shown: "04 67 00 00 00".into(), dialled: "+33467000000".into() }),
            place: self.say("Les Petits Pas", "الخطوات الصغيرة"),
            ..self.layout()
        }
    }

    fn tone_word(self, tone: &'static str) -> String {
        match tone {
            "done" => self.say("acceptée", "مقبول"),
            "waiting" => self.say("attend une réponse", "في انتظار الرد"),
            "special" => self.say("familiarisation", "تأقلم"),
            "urgent" => self.say("urgente", "عاجل"),
            "refused" => self.say("refusée", "مرفوض"),
            _ => self.say("terminée", "منتهٍ"),
        }
    }

    fn steps(self) -> Vec<Step> {
        let step = |state, label: String, detail: String| Step { state, label, detail };
        vec![
            step("done", self.say("Envoyée", "أُرسل"), self.say("2 février, par le PLIE", "2 فبراير")),
            step("done", self.say("Lue", "قُرئ"), self.say("3 février", "3 فبراير")),
            step("done", self.say("Acceptée", "قُبل"), self.say("4 février", "4 فبراير")),
            step(
                "current",
                self.say("Première demi-journée", "أول نصف يوم"),
                self.say("jeudi 12 février", "الخميس 12 فبراير"),
            ),
            step("next", self.say("Accueil régulier", "استقبال منتظم"), String::new()),
        ]
    }

    fn stones(self) -> Vec<Step> {
        let step = |state, label: String, detail: String| Step { state, label, detail };
        vec![
            step(
                "done",
                self.say("Nous visitons ensemble", "نزور معًا"),
                self.say("lundi 2 février", "الاثنين 2 فبراير"),
            ),
            step("done", self.say("Nous jouons ensemble", "نلعب معًا"), self.say("mardi 3 février", "الثلاثاء 3 فبراير")),
            step(
                "again",
                self.say("Vous êtes dans la pièce à côté", "أنت في الغرفة المجاورة"),
                self.say("encore une fois jeudi", "مرة أخرى يوم الخميس"),
            ),
            step(
                "current",
                self.say("Vous partez 15 minutes", "تغادر 15 دقيقة"),
                self.say("lundi 9 février, 9:00", "الاثنين 9 فبراير، 9:00"),
            ),
            step("next", self.say("Une heure", "ساعة واحدة"), String::new()),
            step("next", self.say("Une demi-journée", "نصف يوم"), String::new()),
        ]
    }

    fn pieces(self) -> Pieces {
        let tones = ["done", "waiting", "special", "urgent", "refused", "neutral"];
        let names = ["Inès N’Diaye", "Anaëlle d’Ornano-Lefèvre", "Yanis Ben Salah", "Zoé Łukasiewicz", "محمد العربي"];
        let purposes = [
            self.say("entretien d’embauche", "مقابلة عمل"),
            self.say("formation", "تدريب"),
            self.say("atelier", "ورشة"),
            self.say("leçon de conduite", "درس قيادة"),
            self.say("rendez-vous France Travail", "موعد"),
        ];
        let day = |letters: &str, morning, afternoon| FigureDay { letters: letters.into(), morning, afternoon };
        Pieces {
            t: self.text(),
            layout: self.layout(),
            title: self.say("Ce qui vous attend", "ما ينتظرك"),
            lead: self.say(
                "Trois familles attendent une réponse. La plus ancienne d’abord.",
                "ثلاث عائلات تنتظر ردًا. الأقدم أولًا.",
            ),
            over: self.say("Lundi 9 février 2026", "الاثنين 9 فبراير 2026"),
            refer: self.say("Orienter une famille", "توجيه عائلة"),
            tabs: vec![
                Tab {
                    label: self.say("À faire", "للقيام به"), href: "#".into(), current: true, count: "3".into()
                },
                Tab { label: self.say("En cours", "جارٍ"), href: "#".into(), current: false, count: "12".into() },
                Tab {
                    label: self.say("Terminées", "منتهية"), href: "#".into(), current: false, count: String::new()
                },
            ],
            waiting: self.say("En attente de votre réponse", "في انتظار ردك"),
            desk: vec![
                DeskItem {
                    age: self.say("21 jours", "21 يومًا"),
                    tone: "urgent",
                    title: self.say("Orientation : Yanis Ben Salah, 14 mois", "توجيه: يانيس بن صلاح، 14 شهرًا"),
                    detail: self.say(
                        "Demandée par Claire Œuvrard, PLIE Est Héraultais. Sans réponse, elle expire le 18 février.",
                        "طلبتها كلير أوفرار. تنتهي صلاحيتها في 18 فبراير.",
                    ),
                    href: "#".into(),
                    action: self.say("Répondre", "الرد"),
                },
                DeskItem {
                    age: self.say("4 jours", "4 أيام"),
                    tone: "waiting",
                    title: self.say("Deux matinées par semaine pour Anaëlle", "صباحان في الأسبوع لأناييل"),
                    detail: self.say("Formation à partir du 2 mars, du lundi au jeudi.", "تدريب ابتداءً من 2 مارس."),
                    href: "#".into(),
                    action: self.say("Proposer", "اقتراح"),
                },
                DeskItem {
                    age: self.say("aujourd’hui", "اليوم"),
                    tone: "neutral",
                    title: self.say("La règle du mercredi touche une réservation", "قاعدة الأربعاء تمس حجزًا"),
                    detail: self
                        .say("Une décision est à prendre avant le 25 février.", "يجب اتخاذ قرار قبل 25 فبراير."),
                    href: "#".into(),
                    action: self.say("Décider", "قرار"),
                },
            ],
            table_caption: self.say("Familles accompagnées", "العائلات المرافَقة"),
            columns: vec![
                Column {
                    label: self.say("Enfant", "الطفل"),
                    sort_href: "#".into(),
                    sorted: "ascending",
                    numeric: false,
                },
                Column { label: self.say("Motif", "السبب"), sort_href: "#".into(), sorted: "", numeric: false },
                Column {
                    label: self.say("État", "الحالة"), sort_href: String::new(), sorted: "", numeric: false
                },
                Column {
                    label: self.say("Semaine", "الأسبوع"), sort_href: String::new(), sorted: "", numeric: false
                },
                Column {
                    label: self.say("Demi-journées", "أنصاف الأيام"),
                    sort_href: "#".into(),
                    sorted: "",
                    numeric: true,
                },
            ],
            rows: names
                .iter()
                .zip(purposes)
                .zip(tones)
                .enumerate()
                .map(|(index, ((name, purpose), tone))| {
                    let words = self.say(
                        "Lundi et mardi matin : venu. Jeudi matin : réservé.",
                        "الاثنين والثلاثاء صباحًا: حضر. الخميس صباحًا: محجوز.",
                    );
                    ((*name).to_owned(), purpose, tone, self.tone_word(tone), (index * 7 + 3).to_string(), words)
                })
                .collect(),
            figure: vec![
                day(&self.say("L", "ن"), "came", "open"),
                day(&self.say("M", "ث"), "came", "missed"),
                day(&self.say("M", "ر"), "open", "held"),
                day(&self.say("J", "خ"), "booked", "booked"),
                day(&self.say("V", "ج"), "open", "closed"),
            ],
            page: Paging { words: self.text().paging_shown(51, 100, 312), previous: "#".into(), next: "#".into() },
            states: self.say("États et messages", "الحالات والرسائل"),
            badges: tones.iter().map(|tone| Badge { tone, word: self.tone_word(tone) }).collect(),
            saved: self.text().form_saved(),
            information: self.say(
                "Les vacances de la zone C commencent samedi 21 février.",
                "تبدأ عطلة المنطقة C يوم السبت 21 فبراير.",
            ),
            warning: self.say("Yanis n’est pas venu deux fois ce mois-ci.", "لم يحضر يانيس مرتين هذا الشهر."),
            warning_text: self.say(
                "Le minimum du lieu est de deux fois par mois. Rien n’est bloqué.",
                "الحد الأدنى مرتان في الشهر. لا شيء محظور.",
            ),
            rule: self.say("Journée entière", "يوم كامل"),
            sentence: self.say(
                "Une journée entière est réservée aux parents en emploi ou en formation.",
                "اليوم الكامل مخصص للآباء الذين يعملون أو يتدربون.",
            ),
            possible: vec![
                self.say(
                    "Ajouter à la situation du parent un emploi ou une formation, avec sa date.",
                    "إضافة عمل أو تدريب إلى وضع الوالد مع تاريخه.",
                ),
                self.say(
                    "Demander la matinée seule : il reste une place régulière.",
                    "طلب الصباح فقط: يتبقى مكان واحد.",
                ),
            ],
            steps_label: self.say("Vie de l’orientation", "مسار التوجيه"),
            steps: self.steps(),
            summary: vec![
                SummaryRow {
                    label: self.say("Enfant", "الطفل"),
                    value: self
                        .say("Inès N’Diaye, née le 3 décembre 2024 (14 mois)", "إيناس ندياي، مواليد 3 ديسمبر 2024"),
                    change: Some(Link { label: self.say("l’enfant", "الطفل"), href: "#".into() }),
                },
                SummaryRow {
                    label: self.say("Besoin", "الحاجة"),
                    value: self.say("Jeudi 12 février, de 10:00 à 11:30, à Montpellier", "الخميس 12 فبراير"),
                    change: Some(Link { label: self.say("le besoin", "الحاجة"), href: "#".into() }),
                },
                SummaryRow {
                    label: self.say("Langue du parent", "لغة الوالد"),
                    value: self.say("pachto", "البشتو"),
                    change: None,
                },
            ],
            empty: self.say("Aucune orientation n’attend", "لا توجيهات في الانتظار"),
            empty_text: self
                .say("Les familles que l’on vous adresse apparaissent ici.", "تظهر هنا العائلات الموجهة إليك."),
        }
    }

    fn form(self) -> Form {
        let choice =
            |value: &str, label: String, hint: String, disabled| Choice { value: value.into(), label, hint, disabled };
        let plain = |value: &str, label: String| choice(value, label, String::new(), false);
        let mut errors = FieldErrors::none();
        errors.add("phone", self.text().form_error_not_a_phone());
        errors.add("birth", self.say("Donnez la date de naissance de l’enfant.", "أدخل تاريخ ميلاد الطفل."));
        Form {
            t: self.text(),
            layout: Layout { notices: Vec::new(), ..self.layout() },
            back: self.say("Toutes les orientations", "كل التوجيهات"),
            title: self.say("Orienter une famille", "توجيه عائلة"),
            lead: self.say("Sept questions, deux minutes.", "سبعة أسئلة، دقيقتان."),
            errors,
            parent: self.say("Le parent", "الوالد"),
            given_name: self.say("Prénom", "الاسم"),
            family_name: self.say("Nom", "اللقب"),
            phone: self.say("Téléphone", "الهاتف"),
            email: self.say("Adresse e-mail", "البريد الإلكتروني"),
            language: self.say("Langue dans laquelle lui écrire", "لغة المراسلة"),
            languages: vec![plain("fr", "Français".into()), plain("ps", "پښتو".into()), plain("ar", "العربية".into())],
            safe: self.say("Quelqu’un d’autre peut lire ses messages", "قد يقرأ شخص آخر رسائله"),
            safe_hint: self.say("Les SMS ne diront ni le nom, ni le lieu.", "لن تذكر الرسائل الاسم ولا المكان."),
            child: self.say("L’enfant et le besoin", "الطفل والحاجة"),
            birth: self.say("Date de naissance", "تاريخ الميلاد"),
            from: self.say("Heure du rendez-vous", "وقت الموعد"),
            distance: self.say("Distance acceptée", "المسافة المقبولة"),
            purpose: self.say("Pour quoi faire ?", "لأي غرض؟"),
            purposes: vec![
                plain("interview", self.say("Entretien d’embauche", "مقابلة عمل")),
                plain("training", self.say("Formation", "تدريب")),
                choice(
                    "job",
                    self.say("Premiers jours d’un emploi", "الأيام الأولى من العمل"),
                    self.say("tous les jours, un temps", "كل يوم لفترة"),
                    false,
                ),
                choice(
                    "day",
                    self.say("Journée entière", "يوم كامل"),
                    self.say("demande un emploi ou une formation", "يتطلب عملًا أو تدريبًا"),
                    true,
                ),
            ],
            days: self.say("Jours possibles", "الأيام الممكنة"),
            days_hint: self.say("Plus il y en a, plus vite une place se trouve.", "كلما زادت كان أسرع."),
            weekdays: vec![
                plain("1", self.text().day_of_week_monday()),
                plain("2", self.text().day_of_week_tuesday()),
                plain("3", self.text().day_of_week_wednesday()),
                plain("4", self.text().day_of_week_thursday()),
            ],
            ticked: vec!["1".into(), "4".into()],
            note: self.say("Ce que la structure doit savoir", "ما ينبغي معرفته"),
        }
    }

    fn board(self) -> BoardPage {
        let t = self.text();
        let (morning, afternoon) = (self.say("Matin", "صباحًا"), self.say("Après-midi", "بعد الظهر"));
        let park = self.say("Le Parc", "الحديقة");
        let rainbow = self.say("Arc-en-Ciel", "قوس قزح");
        let labels = [
            self.say("lun. 9 févr.", "الاثنين 9 فبراير"),
            self.say("mar. 10 févr.", "الثلاثاء 10 فبراير"),
            self.say("mer. 11 févr.", "الأربعاء 11 فبراير"),
            self.say("jeu. 12 févr.", "الخميس 12 فبراير"),
            self.say("ven. 13 févr.", "الجمعة 13 فبراير"),
        ];
        let taken = [6, 4, 5, 2, 3, 3, 6, 5, 4, 0];
        let columns: Vec<BoardColumn> = (0..10)
            .map(|index| {
                let closed = index == 9;
                let free = 6 - taken[index];
                BoardColumn {
                    half: if index % 2 == 0 { "morning" } else { "afternoon" },
                    label: if index % 2 == 0 { morning.clone() } else { afternoon.clone() },
                    hours: if index % 2 == 0 { "8:30–12:15" } else { "13:30–17:00" }.into(),
                    premises: if index / 2 == 2 { rainbow.clone() } else { park.clone() },
                    seats: if closed {
                        Vec::new()
                    } else {
                        vec![
                            Seats {
                                class: "regular",
                                total: 6,
                                taken: taken[index],
                                short: format!("{}/6", taken[index]),
                                words: self.say(
                                    &format!("places régulières : {} prises sur 6", taken[index]),
                                    &format!("أماكن منتظمة: {} من 6", taken[index]),
                                ),
                            },
                            Seats {
                                class: "adaptation",
                                total: 1,
                                taken: u32::from(index == 2),
                                short: format!("{}/1", u32::from(index == 2)),
                                words: self.say("place d’adaptation ou d’urgence", "مكان التأقلم أو الطوارئ"),
                            },
                        ]
                    },
                    free: t.count_seats_free(free),
                    state: match (closed, free) {
                        (true, _) => "closed",
                        (_, 0) => "full",
                        (_, 1) => "few",
                        _ => "open",
                    },
                    reason: if closed {
                        self.say("Fermé : réunion d’équipe chaque vendredi", "مغلق: اجتماع الفريق")
                    } else {
                        String::new()
                    },
                    href: "#".into(),
                    starts_day: index % 2 == 0,
                }
            })
            .collect();
        let children = [
            ("Anaëlle d’O.", "11 mois"),
            ("Inès N.", "14 mois"),
            ("Jean-Baptiste L.", "2 ans"),
            ("Lou M.", "9 mois"),
            ("محمد ع.", "18 mois"),
            ("Yanis B.", "14 mois"),
            ("Zoé Ł.", "2 ans 4 mois"),
        ];
        let kinds = [
            ("booked", self.say("réservé", "محجوز")),
            ("came", self.say("venu", "حضر")),
            ("held", self.say("option", "خيار")),
            ("adaptation", self.say("adaptation", "تأقلم")),
            ("missed", self.say("absent", "غائب")),
            ("waiting", self.say("demande", "طلب")),
            ("emergency", self.say("urgence", "طوارئ")),
        ];
        let rows = children
            .iter()
            .enumerate()
            .map(|(line, (child, age))| BoardRow {
                child: (*child).to_owned(),
                detail: self.say(age, "14 شهرًا"),
                href: "#".into(),
                cells: (0..10)
                    .map(|index| {
                        let chip = (line * 3 + index * 5) % 4 == 0 && index != 9;
                        let (kind, word) = &kinds[(line + index * 2) % kinds.len()];
                        BoardCell {
                            chips: if chip {
                                vec![Chip {
                                    kind,
                                    word: word.clone(),
                                    detail: if index == 6 {
                                        self.say("entretien 10:00", "مقابلة 10:00")
                                    } else {
                                        String::new()
                                    },
                                    href: "#".into(),
                                    words: format!("{child}, {}, {word}", columns[index].label),
                                }]
                            } else {
                                Vec::new()
                            },
                            book_href: if chip || index == 9 { String::new() } else { "#".into() },
                            book_words: format!(
                                "{} {child}, {} {}",
                                self.say("Réserver", "حجز"),
                                labels[index / 2],
                                columns[index].label
                            ),
                            closed: index == 9,
                            starts_day: index % 2 == 0,
                        }
                    })
                    .collect(),
            })
            .collect();
        BoardPage {
            t,
            layout: self.layout(),
            title: self.say("Semaine du 9 au 13 février 2026", "أسبوع 9 إلى 13 فبراير 2026"),
            over: self.say("Les Petits Pas", "الخطوات الصغيرة"),
            board: WeekBoard {
                id: "week".into(),
                caption: self
                    .say("Demi-journées et enfants, semaine du 9 février", "أنصاف الأيام والأطفال، أسبوع 9 فبراير"),
                rows_label: self.say("Enfants", "الأطفال"),
                days: labels
                    .iter()
                    .enumerate()
                    .map(|(index, label)| BoardDay {
                        label: label.clone(),
                        columns: 2,
                        today: index == 1,
                        note: String::new(),
                    })
                    .collect(),
                columns,
                rows,
            },
        }
    }

    fn month(self) -> MonthPage {
        let names = [
            (self.say("lun.", "ن"), self.text().day_of_week_monday()),
            (self.say("mar.", "ث"), self.text().day_of_week_tuesday()),
            (self.say("mer.", "ر"), self.text().day_of_week_wednesday()),
            (self.say("jeu.", "خ"), self.text().day_of_week_thursday()),
            (self.say("ven.", "ج"), self.text().day_of_week_friday()),
        ];
        let weeks = (0..4)
            .map(|week| {
                (0..5)
                    .map(|weekday| {
                        let number = week * 7 + weekday + 2;
                        let half = |half: &'static str, free: u32, closed: bool| MonthHalfDay {
                            half,
                            state: match (closed, free) {
                                (true, _) => "closed",
                                (_, 0) => "full",
                                (_, 1) => "few",
                                _ => "open",
                            },
                            label: if half == "morning" {
                                self.say("Matin", "صباحًا")
                            } else {
                                self.say("Après-midi", "بعد الظهر")
                            },
                            detail: if closed {
                                self.say("réunion d’équipe", "اجتماع الفريق")
                            } else if weekday == 2 || week == 3 {
                                self.say("Arc-en-Ciel", "قوس قزح")
                            } else {
                                self.say("Le Parc", "الحديقة")
                            },
                            free: if closed { String::new() } else { free.to_string() },
                            words: if closed {
                                self.text().layout_closed()
                            } else {
                                self.text().count_seats_free(free)
                            },
                        };
                        MonthDay {
                            number: number.to_string(),
                            words: format!("{} {number} {}", names[weekday].1, self.text().month_february()),
                            today: number == 10,
                            closed: if number == 19 {
                                self.say("Fermé : formation de l’équipe", "مغلق: تدريب الفريق")
                            } else {
                                String::new()
                            },
                            href: "#".into(),
                            half_days: vec![
                                half("morning", u32::try_from((number * 5) % 7).unwrap_or(0), false),
                                half("afternoon", u32::try_from((number * 3) % 7).unwrap_or(0), weekday == 4),
                            ],
                        }
                    })
                    .collect()
            })
            .collect();
        MonthPage {
            t: self.text(),
            layout: self.layout(),
            title: self.say("Février 2026", "فبراير 2026"),
            month: MonthCalendar {
                caption: self.say("Séances et places libres, Les Petits Pas", "الجلسات والأماكن الشاغرة"),
                weekdays: names
                    .iter()
                    .map(|(short, long)| Weekday { short: short.clone(), long: long.clone() })
                    .collect(),
                weeks,
            },
        }
    }

    fn sign_in(self) -> SignIn {
        SignIn {
            t: self.text(),
            layout: Layout {
                navigation: Vec::new(),
                signed_in: None,
                notices: Vec::new(),
                place: String::new(),
                ..self.layout()
            },
            title: self.say("Se connecter", "تسجيل الدخول"),
            email: self.say("Adresse e-mail", "البريد الإلكتروني"),
            password: self.say("Mot de passe", "كلمة المرور"),
            code: self.say("Code à six chiffres", "رمز من ستة أرقام"),
            code_hint: self.say("Il est affiché par votre application de codes.", "يظهر في تطبيق الرموز."),
        }
    }

    fn stories(self) -> Vec<(&'static str, String)> {
        let html = |page: Result<String, askama::Error>| page.expect("a story renders");
        let choice =
            |value: &str, label: String, hint: String, disabled| Choice { value: value.into(), label, hint, disabled };
        vec![
            ("pieces", html(self.pieces().render())),
            ("form", html(self.form().render())),
            ("board", html(self.board().render())),
            ("month", html(self.month().render())),
            ("sign-in", html(self.sign_in().render())),
            (
                "parent-appointment",
                html(
                    ParentAppointment {
                        t: self.text(),
                        layout: self.parents_layout(),
                        title: self.say("Inès vient jeudi ?", "هل تأتي إيناس يوم الخميس؟"),
                        day: self.say("Jeudi 12 février, le matin", "الخميس 12 فبراير صباحًا"),
                        hours: self
                            .text()
                            .language()
                            .as_str()
                            .replace("fr", "8:30 – 12:15")
                            .replace("ar", "من 8:30 إلى 12:15"),
                        address: "73 rue de l’École du Parc, Lunel".into(),
                        yes: self.say("Oui, elle vient", "نعم، ستأتي"),
                        no: self.say("Non, pas cette fois", "لا، ليس هذه المرة"),
                    }
                    .render(),
                ),
            ),
            (
                "parent-choice",
                html(
                    ParentChoice {
                        t: self.text(),
                        layout: self.parents_layout(),
                        title: self.say("Quel jour est votre rendez-vous ?", "في أي يوم موعدك؟"),
                        label: self.say("Touchez le jour", "المس اليوم"),
                        choices: vec![
                            choice("11", self.say("Mercredi 11 février", "الأربعاء 11 فبراير"), String::new(), false),
                            choice("12", self.say("Jeudi 12 février", "الخميس 12 فبراير"), String::new(), false),
                            choice(
                                "13",
                                self.say("Vendredi 13 février", "الجمعة 13 فبراير"),
                                self.say("le matin seulement", "صباحًا فقط"),
                                false,
                            ),
                            choice(
                                "14",
                                self.say("Samedi 14 février", "السبت 14 فبراير"),
                                self.say("fermé", "مغلق"),
                                true,
                            ),
                        ],
                    }
                    .render(),
                ),
            ),
            (
                "parent-path",
                html(
                    ParentPath {
                        t: self.text(),
                        layout: self.parents_layout(),
                        title: self.say("Les premiers pas d’Inès", "خطوات إيناس الأولى"),
                        steps: self.stones(),
                    }
                    .render(),
                ),
            ),
        ]
    }
}

fn main() {
    let folder = std::env::args().nth(1).expect("name the folder to write to");
    for language in [Language::French, Language::Arabic] {
        for (name, html) in Reader(language).stories() {
            let path = Path::new(&folder).join(format!("{name}.{}.html", language.as_str()));
            std::fs::create_dir_all(&folder).expect("the folder can be made");
            std::fs::write(path, html).expect("the story can be written");
        }
    }
}
