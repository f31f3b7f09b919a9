//! Bars laid out on the server, as SVG: without scripts, printed in black, always beside a table with the same figures.

/// Units of the drawing.
const WIDTH: i64 = 340;
const ROW: i64 = 40;
const BAR: i64 = 14;

/// A bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    /// What it is.
    pub(crate) label: String,
    /// Its figure in words.
    pub(crate) words: String,
    /// Its length, in thousandths of the whole.
    pub(crate) per_mille: i64,
    /// Whether it is one to look at: hatched, not only coloured.
    pub(crate) marked: bool,
}

/// A drawing of bars.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bars {
    /// The anchor of its title.
    pub(crate) id: String,
    /// What it shows, and where the same figures stand.
    pub(crate) title: String,
    pub(crate) height: i64,
    pub(crate) rows: Vec<Row>,
    /// Where a line stands to compare with, and its words.
    pub(crate) line: Option<(i64, String)>,
}

/// A bar where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) words: String,
    pub(crate) text_y: i64,
    pub(crate) bar_y: i64,
    pub(crate) width: i64,
    pub(crate) marked: bool,
}

impl Bars {
    /// Lays bars out, one below the other; `line` is a share everybody is compared with.
    pub(crate) fn new(id: String, title: String, bars: Vec<Bar>, line: Option<(i64, String)>) -> Self {
        let rows: Vec<Row> = bars
            .into_iter()
            .zip(0_i64..)
            .map(|(bar, position)| Row {
                label: bar.label,
                words: bar.words,
                text_y: position * ROW + 14,
                bar_y: position * ROW + 19,
                width: bar.per_mille.clamp(0, 1000) * WIDTH / 1000,
                marked: bar.marked,
            })
            .collect();
        let under = if line.is_some() { 18 } else { 0 };
        let count = i64::try_from(rows.len()).unwrap_or(0);
        let line = line.map(|(per_mille, words)| (per_mille.clamp(0, 1000) * WIDTH / 1000, words));
        Self { id, title, height: count * ROW + under, rows, line }
    }

    /// Where the bars end.
    pub(crate) fn bottom(&self) -> i64 {
        i64::try_from(self.rows.len()).unwrap_or(0) * ROW
    }

    /// On which side of its line the words stand.
    pub(crate) fn anchor(&self) -> &'static str {
        match self.line {
            Some((x, _)) if x > WIDTH / 2 => "end",
            _ => "start",
        }
    }

    /// The width of the drawing.
    pub(crate) fn width(&self) -> i64 {
        WIDTH
    }

    /// The height of a bar.
    pub(crate) fn bar(&self) -> i64 {
        BAR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share_and_never_longer_than_the_drawing() {
        let bar = |per_mille| Bar { label: String::new(), words: String::new(), per_mille, marked: false };
        let drawn = Bars::new("a".into(), String::new(), vec![bar(500), bar(1700), bar(-3)], None);
        assert_eq!(drawn.rows.iter().map(|row| row.width).collect::<Vec<_>>(), [WIDTH / 2, WIDTH, 0]);
        assert!(drawn.rows.windows(2).all(|two| two[0].bar_y + BAR < two[1].text_y), "no bar covers the next words");
        assert_eq!(drawn.height, drawn.bottom());
    }
}
