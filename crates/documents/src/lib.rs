//! Files that leave the program: pure functions, data in, bytes out.

pub mod csv;
