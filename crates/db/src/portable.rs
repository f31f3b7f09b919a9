//! What differs between the engines, or between our types and theirs, kept in one place.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use domain::Word;

/// A value with a text form ([`Word`]: ids, days, instants, closed lists) as a `Text` column, the same bytes on both engines.
///
/// Write `stored(value)` in expressions; read a column as `Stored<SiteId>` and take `.value()`.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Stored<V: std::fmt::Debug> {
    value: V,
    text: String,
}

/// Wraps a value for a `Text` column.
pub fn stored<V: Word + std::fmt::Debug>(value: V) -> Stored<V> {
    let text = value.text().into_owned();
    Stored { value, text }
}

impl<V: std::fmt::Debug> Stored<V> {
    /// The value inside.
    pub fn value(self) -> V {
        self.value
    }
}

impl<V: std::fmt::Debug> std::ops::Deref for Stored<V> {
    type Target = V;
    fn deref(&self) -> &V {
        &self.value
    }
}

impl<V: Word + std::fmt::Debug> From<V> for Stored<V> {
    fn from(value: V) -> Self {
        stored(value)
    }
}

impl<V, DB> ToSql<Text, DB> for Stored<V>
where
    V: std::fmt::Debug,
    DB: Backend,
    String: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <String as ToSql<Text, DB>>::to_sql(&self.text, out)
    }
}

impl<V, DB> FromSql<Text, DB> for Stored<V>
where
    V: Word + std::fmt::Debug,
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, DB>>::from_sql(bytes)?;
        match V::read(&text) {
            Some(value) => Ok(Self { value, text }),
            None => Err(format!("a stored {} reads {text:?}", std::any::type_name::<V>()).into()),
        }
    }
}

/// Takes optional stored values out of their wrapper.
pub trait StoredOption<V> {
    /// The value, if there is one.
    fn value(self) -> Option<V>;
}

impl<V: std::fmt::Debug> StoredOption<V> for Option<Stored<V>> {
    fn value(self) -> Option<V> {
        self.map(Stored::value)
    }
}
