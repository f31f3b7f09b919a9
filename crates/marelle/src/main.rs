//! Marelle.
fn main() {}
