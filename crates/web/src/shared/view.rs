//! Plain data for the shared templates (`base.html`, `parents_base.html`, `components.html`).
//!
//! Every text here is already a sentence in the reader's language: a template never translates a value, it only lays it out.
//! An empty `String` means "nothing to show".
//!
//! Each page struct has two fields the shared templates read: `t` (the reader's [`i18n::Text`]) and `layout` ([`Layout`]).

/// What stands around the content of a page.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Prefix of every static file, without a final slash, such as `/static/4f2a91`: it changes when a file does.
    pub assets: String,
    /// Where the logo leads.
    pub home: String,
    /// The site or organisation one works for, beside the logo; on parents' pages the site that writes to them.
    pub place: String,
    /// A sentence above the header, such as "Demonstration: invented people"; empty for none.
    pub banner: String,
    /// Main navigation; empty on the sign-in page.
    pub navigation: Vec<NavigationItem>,
    /// Languages one may switch to.
    pub languages: Vec<LanguageLink>,
    /// Who is signed in, if anybody.
    pub signed_in: Option<SignedIn>,
    /// What has just happened, shown once.
    pub notices: Vec<Notice>,
    /// Links at the foot of the page: help, accessibility, personal data.
    pub footer: Vec<Link>,
    /// Telephone of the site, on parents' pages.
    pub phone: Option<Phone>,
}

/// A link in words.
#[derive(Debug, Clone, Default)]
pub struct Link {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// One entry of the main navigation.
#[derive(Debug, Clone, Default)]
pub struct NavigationItem {
    /// Its word.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the present page is in this part.
    pub current: bool,
    /// How many things wait there; 0 shows nothing.
    pub waiting: u32,
}

/// A language of the switch.
#[derive(Debug, Clone, Default)]
pub struct LanguageLink {
    /// Language tag.
    pub code: &'static str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The language's name in itself: Français, العربية.
    pub native_name: &'static str,
    /// This page in that language.
    pub href: String,
    /// Whether the page is in this language.
    pub current: bool,
}

impl LanguageLink {
    /// These languages, with the address of the present page in each.
    pub fn among(
        languages: &[i18n::Language],
        current: i18n::Language,
        href: impl Fn(i18n::Language) -> String,
    ) -> Vec<Self> {
        languages
            .iter()
            .map(|language| Self {
                code: language.as_str(),
                direction: language.direction(),
                native_name: language.native_name(),
                href: href(*language),
                current: *language == current,
            })
            .collect()
    }
}

/// The signed-in person, in the user menu.
#[derive(Debug, Clone, Default)]
pub struct SignedIn {
    /// Their name.
    pub name: String,
    /// Their role here, in words.
    pub role: String,
    /// Pages about themselves: account, devices.
    pub links: Vec<Link>,
    /// Where the sign-out form posts.
    pub sign_out: String,
}

/// A telephone number.
#[derive(Debug, Clone, Default)]
pub struct Phone {
    /// As it is read: `04 67 00 00 00`.
    pub shown: String,
    /// As it is dialled: `+33467000000`.
    pub dialled: String,
}

impl Phone {
    /// A stored number (`+33467000000`) as it is read: French ones in pairs, others as they are.
    pub fn of(dialled: &str) -> Self {
        let shown = match dialled.strip_prefix("+33") {
            Some(rest) if rest.len() == 9 && rest.bytes().all(|digit| digit.is_ascii_digit()) => {
                let digits: Vec<char> = format!("0{rest}").chars().collect();
                digits.chunks(2).map(|pair| pair.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
            }
            _ => dialled.to_owned(),
        };
        Self { shown, dialled: dialled.to_owned() }
    }
}

/// A message about what has just happened.
#[derive(Debug, Clone, Default)]
pub struct Notice {
    /// `done`, `information`, `warning` or `refused`.
    pub tone: &'static str,
    /// The sentence.
    pub text: String,
    /// The way back, if there is one.
    pub undo: Option<Undo>,
}

/// An action that can be taken back for a while.
#[derive(Debug, Clone, Default)]
pub struct Undo {
    /// Where the form posts.
    pub action: String,
    /// Idempotency key of the undo.
    pub key: String,
    /// What will be undone, heard after the word "Undo": "the place of Inès on Thursday".
    pub words: String,
}

/// One choice of a select, of radio cards or of a group of boxes.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The value sent.
    pub value: String,
    /// Its words.
    pub label: String,
    /// A second line, or empty.
    pub hint: String,
    /// Whether it cannot be chosen now (the hint says why).
    pub disabled: bool,
}

/// What is wrong with the fields of a form that came back.
#[derive(Debug, Clone, Default)]
pub struct FieldErrors(Vec<FieldError>);

/// What is wrong with one field.
#[derive(Debug, Clone, Default)]
pub struct FieldError {
    /// The field's `name`.
    pub field: String,
    /// The reason and what to do, in words.
    pub message: String,
}

impl FieldErrors {
    /// Nothing wrong.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds what is wrong with a field.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), message: message.into() });
    }

    /// The first message about this field, or an empty string.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|error| error.field == field).map_or("", |error| error.message.as_str())
    }

    /// Whether the form is right.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many fields are wrong.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// In the order of the form, for the error summary.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }
}

/// One line of a summary list.
#[derive(Debug, Clone, Default)]
pub struct SummaryRow {
    /// The question.
    pub label: String,
    /// The answer.
    pub value: String,
    /// How to change it: the label completes the sentence for screen readers ("Change the birth date").
    pub change: Option<Link>,
}

/// One thing that waits for somebody.
#[derive(Debug, Clone, Default)]
pub struct DeskItem {
    /// How long it has waited, in short words: "3 days", "today".
    pub age: String,
    /// `neutral`, `waiting` or `urgent`.
    pub tone: &'static str,
    /// What it is: "Referral: Inès N'Diaye, 14 months".
    pub title: String,
    /// Who asks and by when.
    pub detail: String,
    /// Where to answer.
    pub href: String,
    /// The action in one or two words: "Answer".
    pub action: String,
}

/// A column of a table.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its word.
    pub label: String,
    /// Where a click sorts, or empty.
    pub sort_href: String,
    /// `ascending`, `descending` or empty.
    pub sorted: &'static str,
    /// Figures are set at the end of the line.
    pub numeric: bool,
}

/// Where one is in a long list.
#[derive(Debug, Clone, Default)]
pub struct Paging {
    /// "1 to 50 of 312".
    pub words: String,
    /// The page before, or empty.
    pub previous: String,
    /// The page after, or empty.
    pub next: String,
}

/// A tab: a link to a sister page.
#[derive(Debug, Clone, Default)]
pub struct Tab {
    /// Its word.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
    /// A figure after the word, or empty.
    pub count: String,
}

/// A status: a tone with its icon, and always a word.
#[derive(Debug, Clone, Default)]
pub struct Badge {
    /// `done`, `waiting`, `special`, `urgent`, `refused` or `neutral`.
    pub tone: &'static str,
    /// The word.
    pub word: String,
}

/// One square of a marelle: a step of a referral, of familiarisation, of a pathway.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// `done`, `current`, `next`, `again` or `stopped`.
    pub state: &'static str,
    /// What the step is.
    pub label: String,
    /// When it happened or is due, or empty.
    pub detail: String,
}

/// One day of the small figure of a week: two squares, morning above, afternoon below.
#[derive(Debug, Clone, Default)]
pub struct FigureDay {
    /// One or two letters.
    pub letters: String,
    /// `booked`, `held`, `came`, `missed`, `open` or `closed`.
    pub morning: &'static str,
    /// The same for the afternoon.
    pub afternoon: &'static str,
}

/// The seats of one class in a session.
#[derive(Debug, Clone, Default)]
pub struct Seats {
    /// `regular`, `adaptation` or `emergency`.
    pub class: &'static str,
    /// All of them.
    pub total: u32,
    /// Those taken.
    pub taken: u32,
    /// In short, beside the squares: "5/6".
    pub short: String,
    /// In full, for screen readers and as a title: "regular: 5 of 6 places taken".
    pub words: String,
}

/// A site's week: half-days across, children down.
#[derive(Debug, Clone, Default)]
pub struct WeekBoard {
    /// Identifies the board on its page.
    pub id: String,
    /// "Week of 9 to 13 February 2026, Les Petits Pas".
    pub caption: String,
    /// The word above the children's names.
    pub rows_label: String,
    /// The days, in order.
    pub days: Vec<BoardDay>,
    /// One for each half-day, in the order of the days.
    pub columns: Vec<BoardColumn>,
    /// One for each child.
    pub rows: Vec<BoardRow>,
}

/// A day above its half-days.
#[derive(Debug, Clone, Default)]
pub struct BoardDay {
    /// "Mon. 9 Feb."
    pub label: String,
    /// How many half-days it spans.
    pub columns: usize,
    /// Whether it is today.
    pub today: bool,
    /// A word on the day: a school holiday, a public holiday; or empty.
    pub note: String,
}

/// A half-day at the head of its column.
#[derive(Debug, Clone, Default)]
pub struct BoardColumn {
    /// `morning` or `afternoon`: chooses the icon.
    pub half: &'static str,
    /// "Morning".
    pub label: String,
    /// "8:30–12:15"; isolated from the direction of the text by the template.
    pub hours: String,
    /// The premises of the half-day.
    pub premises: String,
    /// Seats, class by class.
    pub seats: Vec<Seats>,
    /// "1 free", "full".
    pub free: String,
    /// `open`, `few`, `full` or `closed`.
    pub state: &'static str,
    /// Why it is closed, or empty.
    pub reason: String,
    /// The session's own page, or empty.
    pub href: String,
    /// Whether a day begins with this column.
    pub starts_day: bool,
}

/// A child's line of the board.
#[derive(Debug, Clone, Default)]
pub struct BoardRow {
    /// First name and the first letter of the surname.
    pub child: String,
    /// Age, step of familiarisation; or empty.
    pub detail: String,
    /// The child's page, or empty.
    pub href: String,
    /// One for each column.
    pub cells: Vec<BoardCell>,
}

/// A child in a half-day.
#[derive(Debug, Clone, Default)]
pub struct BoardCell {
    /// What is there: usually nothing or one.
    pub chips: Vec<Chip>,
    /// Where to book this child here, or empty when it cannot be done.
    pub book_href: String,
    /// "Book Inès on Monday morning".
    pub book_words: String,
    /// Whether the half-day is closed.
    pub closed: bool,
    /// Whether a day begins with this cell.
    pub starts_day: bool,
}

/// A booking, a hold, a request or a presence in a cell.
#[derive(Debug, Clone, Default)]
pub struct Chip {
    /// `booked`, `held`, `waiting`, `came`, `missed`, `adaptation` or `emergency`.
    pub kind: &'static str,
    /// The word that says the same as the colour.
    pub word: String,
    /// Short detail: the hours, the purpose; or empty.
    pub detail: String,
    /// Its page, or empty.
    pub href: String,
    /// The whole sentence for screen readers: "Inès, Monday morning: booked, regular seat".
    pub words: String,
}

/// A site's month.
#[derive(Debug, Clone, Default)]
pub struct MonthCalendar {
    /// "February 2026, Les Petits Pas".
    pub caption: String,
    /// Names of the weekdays, short and long.
    pub weekdays: Vec<Weekday>,
    /// The weeks, each with as many days as there are weekdays.
    pub weeks: Vec<Vec<MonthDay>>,
}

/// A weekday's name.
#[derive(Debug, Clone, Default)]
pub struct Weekday {
    /// "Mon."
    pub short: String,
    /// "Monday".
    pub long: String,
}

/// A day of the month.
#[derive(Debug, Clone, Default)]
pub struct MonthDay {
    /// "9"; empty for a square outside the month.
    pub number: String,
    /// "Monday 9 February", for screen readers.
    pub words: String,
    /// Whether it is today.
    pub today: bool,
    /// Why the whole day is closed, or empty.
    pub closed: String,
    /// The day's page, or empty.
    pub href: String,
    /// Half-days.
    pub half_days: Vec<MonthHalfDay>,
}

/// A half-day in the month.
#[derive(Debug, Clone, Default)]
pub struct MonthHalfDay {
    /// `morning` or `afternoon`.
    pub half: &'static str,
    /// `open`, `few`, `full` or `closed`.
    pub state: &'static str,
    /// "Morning".
    pub label: String,
    /// Premises, or the reason when it is closed.
    pub detail: String,
    /// Figure in the square: free seats; or empty.
    pub free: String,
    /// The figure in words: "2 places free".
    pub words: String,
}
