//! Typed indices: a number that can only index the table it belongs to.
//!
//! Always true: an index is made by the table that hands it out (`Table::push`), so looking it
//! up in that table cannot fail. Deliberately absent: removal.

use std::fmt;
use std::marker::PhantomData;
use std::ops;

/// A type that is an index into a [`Table`].
pub trait Index: Copy + Eq + fmt::Debug {
    /// The index with this number.
    fn new(number: usize) -> Self;
    /// The number of this index.
    fn number(self) -> usize;
}

/// Declares index types.
#[macro_export]
macro_rules! index_type {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
        pub struct $name(u32);

        impl $crate::util::index::Index for $name {
            fn new(number: usize) -> Self { $name(number as u32) }
            fn number(self) -> usize { self.0 as usize }
        }
    )*};
}

/// A vector that is indexed by one index type only.
#[derive(Clone, PartialEq, Eq)]
pub struct Table<I, T> {
    rows: Vec<T>,
    index: PhantomData<fn(I)>,
}

impl<I: Index, T> Table<I, T> {
    /// An empty table.
    pub fn new() -> Self {
        Table { rows: Vec::new(), index: PhantomData }
    }

    /// Adds a row and returns its index.
    pub fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::new(self.rows.len() - 1)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row, if the index is one of this table.
    pub fn get(&self, index: I) -> Option<&T> {
        self.rows.get(index.number())
    }

    /// Rows with their indices, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.rows.iter().enumerate().map(|(number, row)| (I::new(number), row))
    }

    /// The rows in order.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }
}

impl<I: Index, T> Default for Table<I, T> {
    fn default() -> Self {
        Table::new()
    }
}

impl<I: Index, T> ops::Index<I> for Table<I, T> {
    type Output = T;
    fn index(&self, index: I) -> &T {
        &self.rows[index.number()]
    }
}

impl<I: Index, T> ops::IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, index: I) -> &mut T {
        &mut self.rows[index.number()]
    }
}

impl<I: Index, T: fmt::Debug> fmt::Debug for Table<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.rows).finish()
    }
}

impl<I: Index, T> FromIterator<T> for Table<I, T> {
    fn from_iter<It: IntoIterator<Item = T>>(rows: It) -> Self {
        Table { rows: rows.into_iter().collect(), index: PhantomData }
    }
}
