//! What every room's pages share: the layout templates, the macros of `components.html` and the data they show.
pub mod view;
