//! Closed lists of words: one enum, one text form, the same in code, schema, API and screen.

use std::borrow::Cow;

/// A value that has exactly one text form, used in the database and in the API.
pub trait Word: Sized + Clone {
    /// The text form.
    fn text(&self) -> Cow<'_, str>;
    /// Reads the text form back; `None` when the text is not a value of this type.
    fn read(text: &str) -> Option<Self>;
}

/// Declares a closed list of words: an enum with `ALL`, `as_str`, [`Word`], `Display`, `FromStr` and serde.
#[macro_export]
macro_rules! word_list {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`.")] $(#[$variant_meta])* #[serde(rename = $text)] $variant),+
        }
        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The text form.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }
        impl $crate::words::Word for $name {
            fn text(&self) -> ::std::borrow::Cow<'_, str> { ::std::borrow::Cow::Borrowed(self.as_str()) }
            fn read(text: &str) -> Option<Self> {
                match text { $($text => Some($name::$variant),)+ _ => None }
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl ::std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;
            fn from_str(text: &str) -> ::std::result::Result<Self, $crate::words::UnknownWord> {
                <Self as $crate::words::Word>::read(text).ok_or($crate::words::UnknownWord)
            }
        }
    };
}

/// A text that is not in the closed list it was read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the allowed words")]
pub struct UnknownWord;
