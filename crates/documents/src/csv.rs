//! Tables as CSV, for spreadsheets: semicolons (what a French spreadsheet expects), UTF-8 with a mark, and no cell a spreadsheet
//! would run as a formula (OWASP ASVS 1.2.10).

/// The bytes of a table. A row shorter than the head is filled with empty cells; a longer one is cut.
pub fn table<Row, Cell>(head: &[&str], rows: impl IntoIterator<Item = Row>) -> Vec<u8>
where
    Row: IntoIterator<Item = Cell>,
    Cell: AsRef<str>,
{
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    {
        let mut writer = ::csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(::csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(&mut bytes);
        // Writing into memory does not fail.
        let _ = writer.write_record(head.iter().map(|cell| inert(cell)));
        for row in rows {
            let mut cells: Vec<String> = row.into_iter().map(|cell| inert(cell.as_ref())).collect();
            cells.resize(head.len(), String::new());
            let _ = writer.write_record(cells);
        }
        let _ = writer.flush();
    }
    bytes
}

/// A cell no spreadsheet takes for a formula: what begins like one gets an apostrophe in front; NUL is dropped.
pub fn inert(text: &str) -> String {
    let text = text.replace('\0', "");
    let begins_like_a_formula = text
        .trim_start_matches([' ', '\u{a0}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if begins_like_a_formula { format!("'{text}") } else { text }
}

/// The rows of a table somebody pasted: cells between semicolons, commas or tabs (what the first line has most of), quoted or not.
pub fn read(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    // Of as many, the first listed: what a French spreadsheet writes.
    let delimiter = [b'\t', b',', b';'].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b';');
    ::csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .records()
        .filter_map(|record| record.ok())
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reread(bytes: &[u8]) -> Vec<Vec<String>> {
        let text = std::str::from_utf8(bytes).unwrap().trim_start_matches('\u{feff}').to_owned();
        let mut reader =
            ::csv::ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn names_with_apostrophes_semicolons_and_quotes_come_back_whole() {
        let bytes = table(&["prénom", "note"], [["N'Diaye", "dit « l'Ours »; \"grand\""]]);
        assert_eq!(reread(&bytes)[1], ["N'Diaye", "dit « l'Ours »; \"grand\""]);
    }

    #[test]
    fn a_table_is_read_whatever_its_spreadsheet_puts_between_cells() {
        let want = vec![vec!["nom".to_owned(), "prénom".to_owned()], vec!["L'Hôte; fils".to_owned(), "Zoé".to_owned()]];
        for text in [
            "\u{feff}nom;prénom\r\n\"L'Hôte; fils\";Zoé\r\n",
            "nom,prénom\n\"L'Hôte; fils\",Zoé\n",
            "nom\tprénom\nL'Hôte; fils\tZoé",
        ] {
            assert_eq!(super::read(text), want, "{text:?}");
        }
        assert_eq!(super::read(""), Vec::<Vec<String>>::new());
    }

    proptest! {
        #[test]
        fn no_text_becomes_a_formula_and_none_is_lost(cells in prop::collection::vec(any::<String>(), 1..5)) {
            let head: Vec<&str> = cells.iter().map(|_| "colonne").collect();
            let rows = reread(&table(&head, [cells.clone()]));
            prop_assert_eq!(rows[1].len(), cells.len());
            for (before, after) in cells.iter().zip(&rows[1]) {
                prop_assert!(!after.starts_with(['=', '+', '-', '@', '\t', '\r']), "{after:?}");
                let before = before.replace('\0', "");
                let marked = format!("'{before}");
                prop_assert!(*after == before || *after == marked, "{after:?}");
            }
        }
    }
}
