//! The reader of one row of the database: columns by their names.
//!
//! Few functions read all rows, because code that is made for each kind of row was a twentieth of the Worker.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::Fault;
use crate::json;
use crate::key_ring::KeyId;
use crate::model::{Generation, Revision, SecretKey, SessionId, UserId};
use crate::unit::Timestamp;

/// A row, and the words that name it in a fault.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    row: &'a Value,
    of: &'a str,
}

impl<'a> Row<'a> {
    pub const fn of(row: &'a Value, of: &'a str) -> Self {
        Self { row, of }
    }

    /// Reads a column. The fault names the column, never its value.
    pub fn get<T: Column>(self, name: &str) -> Result<T, Fault> {
        T::read(self.column(name)).ok_or_else(|| self.unsound(name))
    }

    /// Reads a text that is a JSON object.
    pub fn object(self, name: &str) -> Result<Map<String, Value>, Fault> {
        self.maybe_object(name)?.ok_or_else(|| self.unsound(name))
    }

    /// Reads a text that is a JSON object, or NULL.
    pub fn maybe_object(self, name: &str) -> Result<Option<Map<String, Value>>, Fault> {
        self.maybe_json(name)
    }

    /// Reads a text that is a JSON array of texts.
    pub fn texts(self, name: &str) -> Result<Vec<String>, Fault> {
        self.maybe_texts(name)?.ok_or_else(|| self.unsound(name))
    }

    /// Reads a text that is a JSON array of texts, or NULL.
    pub fn maybe_texts(self, name: &str) -> Result<Option<Vec<String>>, Fault> {
        self.maybe_json(name)
    }

    /// Reads a text that is JSON.
    pub fn json<T: DeserializeOwned>(self, name: &str) -> Result<T, Fault> {
        self.maybe_json(name)?.ok_or_else(|| self.unsound(name))
    }

    /// Reads a text that is JSON, or NULL.
    pub fn maybe_json<T: DeserializeOwned>(self, name: &str) -> Result<Option<T>, Fault> {
        let text: Option<String> = self.get(name)?;
        text.map(|text| json::parse_trusted(&text).ok_or_else(|| self.unsound(name))).transpose()
    }

    /// Reads a number that stands for a truth value: D1 has no booleans (observed).
    pub fn flag(self, name: &str) -> Result<bool, Fault> {
        self.get::<u32>(name).map(|number| number != 0)
    }

    fn column(self, name: &str) -> &'a Value {
        self.row.get(name).unwrap_or(&Value::Null)
    }

    fn unsound(self, name: &str) -> Fault {
        Fault::Broken(format!("the stored {} has no sound {name}", self.of))
    }
}

/// Reads all rows. One function for each type: `collect` takes six.
pub fn read_all<T>(rows: &[Value], read: impl Fn(&Value) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(read(row)?);
    }
    Ok(all)
}

/// The type of a column. NULL is a value only of an `Option`.
pub trait Column: Sized {
    /// Returns the value; `None` for one of another type.
    fn read(column: &Value) -> Option<Self>;
}

impl<T: Column> Column for Option<T> {
    fn read(column: &Value) -> Option<Self> {
        if column.is_null() { Some(None) } else { T::read(column).map(Some) }
    }
}

impl Column for String {
    fn read(column: &Value) -> Option<Self> {
        column.as_str().map(str::to_owned)
    }
}

impl Column for u32 {
    fn read(column: &Value) -> Option<Self> {
        column.as_u64().and_then(|number| number.try_into().ok())
    }
}

impl Column for Timestamp {
    fn read(column: &Value) -> Option<Self> {
        column.as_u64().map(Self)
    }
}

impl Column for Revision {
    fn read(column: &Value) -> Option<Self> {
        u32::read(column).map(Self)
    }
}

impl Column for Generation {
    fn read(column: &Value) -> Option<Self> {
        u32::read(column).map(Self)
    }
}

impl Column for KeyId {
    fn read(column: &Value) -> Option<Self> {
        Self::parse(column.as_str()?)
    }
}

impl Column for SecretKey {
    fn read(column: &Value) -> Option<Self> {
        Self::restore(column.as_str()?)
    }
}

impl Column for UserId {
    fn read(column: &Value) -> Option<Self> {
        Self::parse(column.as_str()?)
    }
}

impl Column for SessionId {
    fn read(column: &Value) -> Option<Self> {
        column.as_str().map(|name| Self::restored(name.to_owned()))
    }
}
