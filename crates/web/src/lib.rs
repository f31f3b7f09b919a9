//! web

pub mod shared;
