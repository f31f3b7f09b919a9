//! Weeks and plans in files, compressed or not, and weeks that never were in a file.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use planner::exchange::{self, Plan, Wrong};
use planner::generator::{Generator, Geography, Size};
use planner::model::Problem;

use super::Failure;

/// Where a week comes from.
#[derive(Args, Clone)]
#[group(required = true, multiple = false)]
pub(super) struct Week {
    /// A week in the format marelle-plan/1, compressed with gzip or not.
    #[arg(value_name = "INSTANCE")]
    pub(super) instance: Option<PathBuf>,
    /// A made-up week that is never written: SIZE:SEED or SIZE:SEED:GEOGRAPHY, for example france:1 or town:7:corridor.
    #[arg(long, value_name = "SIZE:SEED", value_parser = recipe)]
    pub(super) generated: Option<Recipe>,
}

impl Week {
    /// Reads it, or makes it.
    pub(super) fn problem(&self) -> Result<Problem, Failure> {
        match (&self.instance, &self.generated) {
            (Some(path), _) => read(path, |input| exchange::read_instance(input)),
            (None, Some(recipe)) => {
                recipe.generator().problem().map_err(|wrong| Failure::new(format!("{}: {wrong}", recipe.text)))
            }
            (None, None) => Err(Failure::new("give an instance, or --generated")),
        }
    }
}

/// A week to make up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recipe {
    size: Size,
    geography: Geography,
    seed: u64,
    /// As it was written.
    pub(super) text: String,
}

impl Recipe {
    pub(super) fn generator(&self) -> Generator {
        Generator::new(self.size, self.geography, self.seed)
    }
}

/// Reads `france:1` or `town:7:corridor`.
pub(super) fn recipe(text: &str) -> Result<Recipe, String> {
    let mut parts = text.split(':');
    let size = parts.next().unwrap_or_default();
    let size = Size::named(size).ok_or_else(|| format!("{size:?} is not site, town, departement or france"))?;
    let seed = parts.next().ok_or("a seed is missing: write france:1")?;
    let seed = seed.parse().map_err(|_| format!("{seed:?} is not a seed: a whole number from 0"))?;
    let geography = match parts.next() {
        None => Geography::Radial,
        Some(name) => Geography::named(name).ok_or_else(|| format!("{name:?} is not radial or corridor"))?,
    };
    match parts.next() {
        None => Ok(Recipe { size, geography, seed, text: text.to_owned() }),
        Some(rest) => Err(format!("{rest:?} is one part too many")),
    }
}

/// Reads a plan.
pub(super) fn plan(path: &Path) -> Result<Plan, Failure> {
    read(path, |input| exchange::read_plan(input))
}

/// Opens a file, whatever its name says decompresses what is compressed, and reads it.
pub(super) fn read<T>(path: &Path, read: impl FnOnce(&mut dyn Read) -> Result<T, Wrong>) -> Result<T, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(|error| failed(&error))?;
    let mut input = BufReader::with_capacity(1 << 16, file);
    let compressed = input.fill_buf().map_err(|error| failed(&error))?.starts_with(&[0x1f, 0x8b]);
    if compressed { read(&mut BufReader::with_capacity(1 << 16, MultiGzDecoder::new(input))) } else { read(&mut input) }
        .map_err(|wrong| failed(&wrong))
}

/// Writes a file, compressed when its name ends in `.gz`; standard output when there is none or it is `-`.
pub(super) fn write(
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let Some(path) = path.filter(|path| *path != Path::new("-")) else {
        let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
        return write(&mut out)
            .and_then(|()| out.write_all(b"\n"))
            .and_then(|()| out.flush())
            .map_err(|error| Failure::output("standard output", &error));
    };
    let to_file = || {
        let mut out = BufWriter::with_capacity(1 << 16, File::create(path)?);
        if path.extension().is_some_and(|extension| extension == "gz") {
            let mut compressed = BufWriter::new(GzEncoder::new(out, Compression::default()));
            write(&mut compressed)?;
            compressed.into_inner()?.finish()?.flush()
        } else {
            write(&mut out)?;
            out.write_all(b"\n")?;
            out.flush()
        }
    };
    to_file().map_err(|error| Failure::output(path.display(), &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_names_a_size_a_seed_and_perhaps_a_geography() {
        assert_eq!(recipe("france:3").unwrap().generator().name(), "france-radial-3");
        assert_eq!(recipe("town:7:corridor").unwrap().generator().name(), "town-corridor-7");
        for (wrong, because) in [
            ("", "is not site"),
            ("paris:1", "\"paris\" is not site"),
            ("town", "a seed is missing"),
            ("town:", "\"\" is not a seed"),
            ("town:-1", "\"-1\" is not a seed"),
            ("town:1:round", "\"round\" is not radial"),
            ("town:1:radial:2", "one part too many"),
        ] {
            assert!(recipe(wrong).unwrap_err().contains(because), "{wrong}");
        }
    }
}
