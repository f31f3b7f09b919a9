//! Communes, and how far apart they are: centroids and straight lines with a road factor, and said so.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::calendar::{HolidayRegion, SchoolZone};

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

/// What a typed place may mean.
#[derive(Debug, Clone, PartialEq)]
pub enum LookedUp<'a> {
    /// This one.
    One(&'a Commune),
    /// One of these.
    Several(Vec<&'a Commune>),
    /// Nothing known.
    None,
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

    /// What somebody typed, looked up: one commune, several to choose from (the most populated first), or none.
    pub fn look_up(&self, text: &str, most: usize) -> LookedUp<'_> {
        let text = text.trim();
        if self.find(text).is_some() || text.ends_with(')') {
            return self.resolve(text).map_or(LookedUp::None, LookedUp::One);
        }
        let wanted = folded(text);
        let found = self.search(text, 200);
        let mut exact: Vec<&Commune> = found
            .iter()
            .copied()
            .filter(|commune| folded(&commune.name) == wanted || commune.postcodes.contains(&wanted))
            .collect();
        match (exact.as_slice(), found.as_slice()) {
            ([one], _) | ([], [one]) => LookedUp::One(one),
            ([], []) => LookedUp::None,
            ([], several) => LookedUp::Several(several.iter().copied().take(most).collect()),
            _ => {
                exact.sort_by_key(|commune| (std::cmp::Reverse(commune.population), commune.code.clone()));
                exact.truncate(most);
                LookedUp::Several(exact)
            }
        }
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

/// The school zone, the region of public holidays and the time zone of a département: what a new site begins with.
///
/// The zones are those of the academies since 2015. In Bas-Rhin, Haut-Rhin and Moselle the holidays of Alsace-Moselle apply.
pub fn usual_calendar(department: &str) -> (SchoolZone, HolidayRegion, &'static str) {
    const ZONE_A: &[&str] = &[
        "25", "39", "70", "90", "24", "33", "40", "47", "64", "03", "15", "43", "63", "21", "58", "71", "89", "07",
        "26", "38", "73", "74", "19", "23", "87", "01", "42", "69", "16", "17", "79", "86",
    ];
    const ZONE_C: &[&str] = &[
        "77", "93", "94", "11", "30", "34", "48", "66", "75", "09", "12", "31", "32", "46", "65", "81", "82", "78",
        "91", "92", "95",
    ];
    let mainland = |zone| {
        let region = if matches!(department, "57" | "67" | "68") {
            HolidayRegion::AlsaceMoselle
        } else {
            HolidayRegion::Metropole
        };
        (zone, region, "Europe/Paris")
    };
    match department {
        "2A" | "2B" => (SchoolZone::Corse, HolidayRegion::Metropole, "Europe/Paris"),
        "971" => (SchoolZone::Guadeloupe, HolidayRegion::Guadeloupe, "America/Guadeloupe"),
        "972" => (SchoolZone::Martinique, HolidayRegion::Martinique, "America/Martinique"),
        "973" => (SchoolZone::Guyane, HolidayRegion::Guyane, "America/Cayenne"),
        "974" => (SchoolZone::Reunion, HolidayRegion::Reunion, "Indian/Reunion"),
        "976" => (SchoolZone::Mayotte, HolidayRegion::Mayotte, "Indian/Mayotte"),
        code if ZONE_A.contains(&code) => mainland(SchoolZone::A),
        code if ZONE_C.contains(&code) => mainland(SchoolZone::C),
        _ => mainland(SchoolZone::B),
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
    fn a_name_several_communes_bear_is_asked_back() {
        let communes = Communes::shipped();
        assert!(matches!(communes.look_up("Lunel", 5), LookedUp::One(lunel) if lunel.code == "34145"));
        assert!(matches!(communes.look_up("34145", 5), LookedUp::One(_)));
        assert!(matches!(communes.look_up("Lunel (34)", 5), LookedUp::One(_)));
        assert!(matches!(communes.look_up("Saint-Denis", 5), LookedUp::Several(several) if several.len() > 1));
        assert!(matches!(communes.look_up("Saint-Denis (93)", 5), LookedUp::One(one) if one.department == "93"));
        assert!(matches!(communes.look_up("saint-pri", 5), LookedUp::Several(several) if several.len() == 5));
        assert_eq!(communes.look_up("nulle part sur mer", 5), LookedUp::None);
        assert_eq!(communes.look_up("", 5), LookedUp::None);
    }

    #[test]
    fn every_departement_has_a_usual_calendar_whose_time_zone_exists() {
        for commune in Communes::shipped().all() {
            let (_, _, zone) = usual_calendar(&commune.department);
            assert!(crate::time::time_zone(zone).is_some(), "{zone}");
        }
        assert_eq!(usual_calendar("34").0, SchoolZone::C);
        assert_eq!(usual_calendar("43").0, SchoolZone::A);
        assert_eq!(usual_calendar("80").0, SchoolZone::B);
        assert_eq!(usual_calendar("67").1, HolidayRegion::AlsaceMoselle);
    }

    #[test]
    fn montpellier_is_about_thirty_kilometres_of_road_from_lunel() {
        let communes = Communes::shipped();
        let (lunel, montpellier) = (communes.find("34145").unwrap(), communes.find("34172").unwrap());
        let kilometres = road_kilometres(lunel.latitude, lunel.longitude, montpellier.latitude, montpellier.longitude);
        assert!((25.0..35.0).contains(&kilometres), "{kilometres}");
    }
}
