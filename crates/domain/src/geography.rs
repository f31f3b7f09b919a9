//! Communes, and how far apart they are: centroids and straight lines with a road factor, and said so.

use std::collections::HashMap;
use std::sync::LazyLock;

/// How much longer a road is than the straight line (assumed; a usual mean for French roads is 1.2 to 1.4).
pub const ROAD_FACTOR: f64 = 1.3;

/// A French commune.
#[derive(Debug, Clone, PartialEq)]
pub struct Commune {
    /// INSEE code: five characters, not the postcode.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Département code.
    pub department: String,
    /// Postcodes.
    pub postcodes: Vec<String>,
    /// Inhabitants.
    pub population: u32,
    /// WGS84 latitude of the centroid, in degrees.
    pub latitude: f64,
    /// WGS84 longitude of the centroid, in degrees.
    pub longitude: f64,
}

/// All communes, searchable.
#[derive(Debug, Default)]
pub struct Communes {
    list: Vec<Commune>,
    by_code: HashMap<String, usize>,
    words: Vec<(String, usize)>,
}

/// A line of a commune file that does not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("communes, line {line}: {problem}")]
pub struct CommuneFileError {
    /// Line number, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: &'static str,
}

static SHIPPED: LazyLock<Communes> =
    LazyLock::new(|| Communes::parse(include_str!("../../../data/communes.csv")).unwrap_or_default());

/// Lower case, without accents, apostrophes and hyphens as spaces: how names are compared.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'à' | 'á' | 'â' | 'ä' | 'ã' | 'å' => out.push('a'),
            'ç' => out.push('c'),
            'è' | 'é' | 'ê' | 'ë' => out.push('e'),
            'ì' | 'í' | 'î' | 'ï' => out.push('i'),
            'ñ' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'ö' | 'õ' => out.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            '\'' | '’' | '-' | ' ' | '\u{a0}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            other => out.push(other),
        }
    }
    // "St" is how many people write "Saint".
    let words: Vec<&str> = out
        .split_whitespace()
        .map(|word| match word {
            "st" => "saint",
            "ste" => "sainte",
            word => word,
        })
        .collect();
    words.join(" ")
}

impl Communes {
    /// The list this program ships (provenance in `data/README.md`).
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a file with the columns of `data/communes.csv`, in any order.
    pub fn parse(text: &str) -> Result<Self, CommuneFileError> {
        let mut lines = text.lines().enumerate();
        let (_, header) = lines.next().ok_or(CommuneFileError { line: 1, problem: "empty file" })?;
        let columns: Vec<&str> = header.trim_start_matches('\u{feff}').split(',').map(str::trim).collect();
        let place = |name: &str| columns.iter().position(|column| *column == name);
        let missing = |problem| CommuneFileError { line: 1, problem };
        let code = place("insee").or_else(|| place("code")).ok_or(missing("no column insee"))?;
        let name = place("name").ok_or(missing("no column name"))?;
        let department =
            place("departement").or_else(|| place("department")).ok_or(missing("no column departement"))?;
        let postcodes = place("postcodes").ok_or(missing("no column postcodes"))?;
        let population = place("population").ok_or(missing("no column population"))?;
        let latitude = place("latitude").or_else(|| place("lat")).ok_or(missing("no column latitude"))?;
        let longitude = place("longitude").or_else(|| place("lon")).ok_or(missing("no column longitude"))?;
        let mut communes = Self::default();
        for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = |problem| CommuneFileError { line: index + 1, problem };
            let cells = csv_cells(line);
            let cell = |column: usize| cells.get(column).map(String::as_str).ok_or(wrong("too few columns"));
            // A commune without coordinates is kept out of distances, hence out of the list.
            let (Ok(latitude), Ok(longitude)) = (cell(latitude)?.parse::<f64>(), cell(longitude)?.parse::<f64>())
            else {
                continue;
            };
            communes.list.push(Commune {
                code: cell(code)?.to_owned(),
                name: cell(name)?.to_owned(),
                department: cell(department)?.to_owned(),
                postcodes: cell(postcodes)?
                    .split([' ', ';', '|'])
                    .filter(|code| !code.is_empty())
                    .map(str::to_owned)
                    .collect(),
                population: cell(population)?.parse().unwrap_or(0),
                latitude,
                longitude,
            });
        }
        for (index, commune) in communes.list.iter().enumerate() {
            communes.by_code.insert(commune.code.clone(), index);
            communes.words.push((folded(&commune.name), index));
            for postcode in &commune.postcodes {
                communes.words.push((postcode.clone(), index));
            }
        }
        communes.words.sort();
        Ok(communes)
    }

    /// The commune of an INSEE code.
    pub fn find(&self, code: &str) -> Option<&Commune> {
        self.by_code.get(code).map(|index| &self.list[*index])
    }

    /// Communes whose name or postcode begins with the text, the most populated first.
    pub fn search(&self, text: &str, most: usize) -> Vec<&Commune> {
        let wanted = folded(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let start = self.words.partition_point(|(word, _)| word.as_str() < wanted.as_str());
        let mut found: Vec<usize> = self.words[start..]
            .iter()
            .take_while(|(word, _)| word.starts_with(&wanted))
            .map(|(_, index)| *index)
            .collect();
        found.sort_by_key(|index| {
            let commune = &self.list[*index];
            (folded(&commune.name) != wanted, std::cmp::Reverse(commune.population), *index)
        });
        found.dedup();
        found.truncate(most);
        found.into_iter().map(|index| &self.list[index]).collect()
    }

    /// One commune for what somebody typed: an INSEE code, a postcode, a name, or "Name (34)" as the suggestions write it.
    pub fn resolve(&self, text: &str) -> Option<&Commune> {
        let text = text.trim();
        if let Some(commune) = self.find(text) {
            return Some(commune);
        }
        let (name, department) = match text.rsplit_once(" (") {
            Some((name, rest)) => (name, Some(rest.trim_end_matches(')'))),
            None => (text, None),
        };
        let wanted = folded(name);
        self.search(name, 40).into_iter().find(|commune| {
            (folded(&commune.name) == wanted || commune.postcodes.contains(&wanted))
                && department.is_none_or(|department| commune.department == department)
        })
    }

    /// Every commune.
    pub fn all(&self) -> &[Commune] {
        &self.list
    }
}

impl Commune {
    /// How suggestions and pages write it: "Lunel (34)".
    pub fn label(&self) -> String {
        format!("{} ({})", self.name, self.department)
    }
}

fn csv_cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(other);
                }
            }
        }
    }
    cells
}

/// Kilometres by road between two points: great circle × [`ROAD_FACTOR`].
pub fn road_kilometres(latitude_a: f64, longitude_a: f64, latitude_b: f64, longitude_b: f64) -> f64 {
    const EARTH_RADIUS_KM: f64 = 6371.0;
    let (phi_a, phi_b) = (latitude_a.to_radians(), latitude_b.to_radians());
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(phi_b - phi_a) + phi_a.cos() * phi_b.cos() * half((longitude_b - longitude_a).to_radians());
    2.0 * EARTH_RADIUS_KM * chord.clamp(0.0, 1.0).sqrt().asin() * ROAD_FACTOR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn communes_are_found_as_people_type_them() {
        let communes = Communes::shipped();
        assert!(communes.all().len() > 30_000, "{}", communes.all().len());
        assert_eq!(communes.find("34145").map(|commune| commune.name.as_str()), Some("Lunel"));
        assert_eq!(communes.resolve("lunel").map(|commune| commune.code.as_str()), Some("34145"));
        assert_eq!(communes.resolve("st etienne").map(|commune| commune.name.as_str()), Some("Saint-Étienne"));
        assert_eq!(communes.resolve("l'haÿ les roses").map(|commune| commune.name.as_str()), Some("L'Haÿ-les-Roses"));
        assert!(communes.search("34400", 10).iter().any(|commune| commune.name == "Lunel"));
        assert_eq!(communes.resolve("nulle part sur mer"), None);
    }

    #[test]
    fn montpellier_is_about_thirty_kilometres_of_road_from_lunel() {
        let communes = Communes::shipped();
        let (lunel, montpellier) = (communes.find("34145").unwrap(), communes.find("34172").unwrap());
        let kilometres = road_kilometres(lunel.latitude, lunel.longitude, montpellier.latitude, montpellier.longitude);
        assert!((25.0..35.0).contains(&kilometres), "{kilometres}");
    }
}
