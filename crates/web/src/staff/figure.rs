//! A day of some premises drawn quarter by quarter: children, adults needed, adults there. Only a figure: the words beside it say the same.

use db::staff::CareDate;
use domain::staff::day::{CareDay, Mend, Minute, Span, Step};
use domain::staff::ratio::Breach;
use domain::{Date, Refusal, SiteId};
use i18n::Text;

/// Width of a quarter of an hour in the figure.
const QUARTER: usize = 12;
/// Height of one child, and of one adult.
const CHILD: usize = 4;
const ADULT: usize = 12;
/// Most adults and children drawn; beyond, the words say how many.
const MOST_ADULTS: u16 = 6;
const MOST_CHILDREN: u16 = 24;

/// A rectangle of the figure.
pub(crate) struct Bar {
    pub(crate) class: &'static str,
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// An hour under the figure.
pub(crate) struct Tick {
    pub(crate) x: usize,
    pub(crate) label: String,
}

/// A time during which nothing changes, in words.
pub(crate) struct Line {
    pub(crate) hours: String,
    pub(crate) children: String,
    pub(crate) walking: String,
    pub(crate) present: String,
    pub(crate) required: String,
    pub(crate) wrong: Vec<String>,
    pub(crate) tone: &'static str,
}

/// A day of some premises.
pub(crate) struct DayFigure {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) href: String,
    /// What is wrong, span by span; empty when nothing is.
    pub(crate) wrong: Vec<String>,
    /// The same in one sentence, for who does not see the figure.
    pub(crate) words: String,
    pub(crate) tone: &'static str,
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) floor: usize,
    pub(crate) bars: Vec<Bar>,
    pub(crate) ticks: Vec<Tick>,
    pub(crate) lines: Vec<Line>,
}

/// A breach in words, its rule first.
pub(crate) fn breach_words(t: Text, breach: Breach) -> String {
    match breach {
        Breach::HeadCount { children, maximum } => t.ratio_head_count(t.count_children(children), maximum),
        Breach::FewerThanTwo { present } => t.ratio_fewer_than_two(t.refusal_count_adults(present)),
        Breach::TooFewStaff { present, required } => {
            t.ratio_too_few(t.refusal_count_adults(required), t.refusal_count_adults(present))
        }
        Breach::NoFirstCategory => t.ratio_no_first_category(),
        Breach::AloneNotFirstCategory => t.ratio_alone(),
    }
}

/// A change that mends, in words.
pub(crate) fn mend_words(t: Text, mend: Mend) -> String {
    match mend {
        Mend::OneAdultMore => t.ratio_mend_adult(),
        Mend::OneOfFirstCategoryMore => t.ratio_mend_first(),
        Mend::OneWalkingLess => t.ratio_mend_walking(),
        Mend::OneNotWalkingLess => t.ratio_mend_not_walking(),
        Mend::OneFamiliarisingLess => t.ratio_mend_familiarising(),
        Mend::FirstInPlaceOfSecond => t.ratio_mend_exchange(),
    }
}

/// A span in words.
pub(crate) fn hours(t: Text, span: Span) -> String {
    t.time_range(span.from().time(), span.until().time())
}

/// The breaches of a step that a reader needs: fewer than two says the same as too few.
pub(crate) fn told(step: &Step) -> Vec<Breach> {
    let two = step.breaches.iter().any(|breach| matches!(breach, Breach::FewerThanTwo { .. }));
    let same = |breach: &&Breach| !(two && matches!(breach, Breach::TooFewStaff { required: 2, .. }));
    step.breaches.iter().filter(same).copied().collect()
}

/// Steps in which something is wrong, neighbours with the same fault made one.
pub(crate) fn faults(day: &CareDay, span: Span) -> Vec<(Span, Vec<Breach>)> {
    let mut faults: Vec<(Span, Vec<Breach>)> = Vec::new();
    for step in day.steps().filter(|step| !step.breaches.is_empty()) {
        let Some(shown) = step.span.shared(span) else { continue };
        let told = told(&step);
        match faults.last_mut() {
            Some((last, same)) if *same == told && last.until() == shown.from() => {
                if let Some(longer) = Span::new(last.from(), shown.until()) {
                    *last = longer;
                }
            }
            _ => faults.push((shown, told)),
        }
    }
    faults
}

fn tone(breaches: &[Breach]) -> &'static str {
    if breaches.iter().any(|breach| breach.blocks()) {
        "refused"
    } else if breaches.is_empty() {
        "done"
    } else {
        "warning"
    }
}

fn line(t: Text, span: Span, step: &Step) -> Line {
    let told = told(step);
    Line {
        hours: hours(t, span),
        children: step.group.children().to_string(),
        walking: step.group.walking.to_string(),
        present: step.team.adults().to_string(),
        required: step.required.to_string(),
        tone: if step.group.children() == 0 { "neutral" } else { tone(&told) },
        wrong: told.into_iter().map(|breach| breach_words(t, breach)).collect(),
    }
}

/// The steps of a day inside a span, in words.
fn lines(t: Text, day: &CareDay, span: Span) -> Vec<Line> {
    let mut shown: Vec<(Span, Step)> = Vec::new();
    for step in day.steps() {
        let Some(part) = step.span.shared(span) else { continue };
        match shown.last_mut() {
            Some((last, same)) if (same.group, same.team, same.places) == (step.group, step.team, step.places) => {
                if let Some(longer) = Span::new(last.from(), part.until()) {
                    *last = longer;
                }
            }
            _ => shown.push((part, step)),
        }
    }
    // Before the first and after the last nobody is there: nothing to tell.
    shown.retain(|(_, step)| step.group.children() > 0 || step.team.adults() > 0);
    shown.iter().map(|(span, step)| line(t, *span, step)).collect()
}

/// The whole hours around some days, so that their marks stand straight and one below the other.
fn whole_hours<'a>(days: impl Iterator<Item = &'a CareDate> + Clone) -> Option<Span> {
    let from = days.clone().map(|care| care.span.from().number()).min()? / 60 * 60;
    let until = days.map(|care| care.span.until().number()).max()?.div_ceil(60) * 60;
    Span::new(Minute::new(from)?, Minute::new(until)?)
}

/// Draws a day by itself.
pub(crate) fn draw(t: Text, site: SiteId, care: &CareDate, day: &CareDay, index: usize) -> DayFigure {
    let span = whole_hours(std::iter::once(care)).unwrap_or(care.span);
    draw_over(t, site, (care, day), span, index)
}

fn draw_over(t: Text, site: SiteId, (care, day): (&CareDate, &CareDay), span: Span, index: usize) -> DayFigure {
    let quarters = day.quarters(span);
    let most_children = quarters.iter().map(|(_, step)| step.group.children()).max().unwrap_or(0).min(MOST_CHILDREN);
    let adults = |step: &Step| step.team.adults().max(step.required).min(MOST_ADULTS);
    let most_adults = quarters.iter().map(|(_, step)| adults(step)).max().unwrap_or(0).max(2);
    let floor = 10 + usize::from(most_adults) * ADULT;
    let below = floor + 4;
    let mut bars = Vec::new();
    for (place, (_, step)) in quarters.iter().enumerate() {
        let x = place * QUARTER;
        let told = told(step);
        if !told.is_empty() {
            let class = if tone(&told) == "refused" { "fig-wrong" } else { "fig-warn" };
            bars.push(Bar { class, x, y: 0, width: QUARTER, height: floor });
        }
        let square = |number: u16, class| Bar {
            class,
            x: x + 1,
            y: floor - usize::from(number) * ADULT,
            width: QUARTER - 2,
            height: ADULT - 2,
        };
        let (present, required) = (step.team.adults().min(MOST_ADULTS), step.required.min(MOST_ADULTS));
        bars.extend((1..=present).map(|number| square(number, "fig-adult")));
        bars.extend((present + 1..=required).map(|number| square(number, "fig-missing")));
        if required > 0 {
            bars.push(Bar {
                class: "fig-needed",
                x,
                y: floor - usize::from(required) * ADULT - 2,
                width: QUARTER,
                height: 2,
            });
        }
        let children = usize::from(step.group.children().min(MOST_CHILDREN)) * CHILD;
        if children > 0 {
            bars.push(Bar { class: "fig-children", x: x + 1, y: below, width: QUARTER - 2, height: children });
        }
    }
    let faults = faults(day, span);
    let wrong: Vec<String> = faults
        .iter()
        .flat_map(|(span, breaches)| {
            breaches.iter().map(|breach| t.ratio_at(hours(t, *span), breach_words(t, *breach))).collect::<Vec<_>>()
        })
        .collect();
    let all: Vec<Breach> = faults.iter().flat_map(|(_, breaches)| breaches.clone()).collect();
    let title = t.ratio_day_title(t.date_short(care.date), &care.premises_name);
    let words = if wrong.is_empty() { t.ratio_enough_all_day() } else { t.list_and(&wrong) };
    DayFigure {
        id: format!("ratio-{index}"),
        words: t.ratio_figure_words(&title, words),
        title,
        href: format!("/sites/{site}/ratio?date={}", care.date),
        tone: tone(&all),
        wrong,
        width: quarters.len() * QUARTER,
        height: below + usize::from(most_children) * CHILD + 16,
        floor,
        bars,
        ticks: quarters
            .iter()
            .enumerate()
            .filter(|(_, (minute, _))| minute.number().is_multiple_of(60))
            .map(|(place, (minute, _))| Tick { x: place * QUARTER, label: (minute.number() / 60).to_string() })
            .collect(),
        lines: lines(t, day, span),
    }
}

/// The rostered days of some, drawn one after the other.
pub(crate) fn strip(t: Text, site: SiteId, days: &[CareDate]) -> Vec<DayFigure> {
    let rostered = days.iter().filter(|care| care.rostered);
    let Some(span) = whole_hours(rostered.clone()) else { return Vec::new() };
    rostered.enumerate().map(|(index, care)| draw_over(t, site, (care, care.known()), span, index)).collect()
}

/// The first fault that blocks, of some days, as a sentence: what a change of the roster is answered with.
pub(crate) fn first_fault(t: Text, days: &[CareDate], only: &[Date]) -> Option<String> {
    days.iter().filter(|care| only.contains(&care.date) && care.rostered).find_map(|care| {
        let faults = faults(care.known(), care.span);
        let (span, breaches) =
            faults.into_iter().find(|(_, breaches)| breaches.iter().any(|breach| breach.blocks()))?;
        let breach = breaches.into_iter().find(|breach| breach.blocks())?;
        let what = t.ratio_at(hours(t, span), breach_words(t, breach));
        Some(t.roster_now_wrong(t.date_long(care.date), what))
    })
}

/// What a manager is told of some days and stops nothing: W6 and W13, once a day.
pub(crate) fn warnings(days: &[CareDate]) -> Vec<domain::refusal::Warning> {
    use domain::refusal::Warning;
    let mut warnings = Vec::new();
    for care in days.iter().filter(|care| care.rostered) {
        let first = |wanted: Breach| care.known().steps().find(|step| step.breaches.contains(&wanted));
        if let Some(step) = first(Breach::NoFirstCategory) {
            warnings.push(Warning::NoFirstCategory { date: care.date, at: step.span.from().time() });
        }
        if let Some(step) = first(Breach::AloneNotFirstCategory) {
            warnings.push(Warning::AloneNotFirstCategory { date: care.date, at: step.span.from().time() });
        }
    }
    warnings
}

/// Refusals of a shift as short words in a list.
pub(crate) fn reasons(cx: &crate::context::Context, refusals: &[Refusal]) -> Vec<String> {
    refusals.iter().map(|refusal| cx.sentence(refusal)).collect()
}
