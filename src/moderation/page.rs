//! Long lists, a page at a time: the statement grows by what is asked for, so that each runs on the index that is meant
//! for it, and the next page begins where the last one ended, however much came in between.

use crate::database::Value;

/// Lines in a page.
pub const PAGE: usize = 50;

/// A statement and the values of its `?`, in order.
#[derive(Debug)]
pub struct Select {
    /// The statement.
    pub sql: String,
    /// The values.
    pub values: Vec<Value<'static>>,
}

impl Select {
    /// Begins with all there are. `sql` goes as far as its first condition.
    #[must_use]
    pub fn all(sql: &str) -> Self {
        Self {
            sql: sql.to_owned(),
            values: Vec::new(),
        }
    }

    /// Only those for which this holds.
    #[must_use]
    pub fn only(mut self, condition: &str) -> Self {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self
    }

    /// Only those for which this holds, of a value that was given; it stands for every `?` of the condition.
    #[must_use]
    pub fn given(self, condition: &str, value: Option<impl Into<Value<'static>>>) -> Self {
        let Some(value) = value else { return self };
        let value = value.into();
        let count = condition.matches('?').count();
        let mut select = self.only(condition);
        select.values.extend(std::iter::repeat_n(value, count));
        select
    }

    /// Only those that begin so; the condition has `?` in pairs, for both ends of all texts that do.
    #[must_use]
    pub fn within(self, condition: &str, begins: &str) -> Self {
        let pairs = condition.matches('?').count() / 2;
        let mut select = self.only(condition);
        for _ in 0..pairs {
            select.values.push(begins.to_owned().into());
            select.values.push(end_of(begins).into());
        }
        select
    }

    /// In this order, and one line more than a page has: it tells whether there is another page.
    #[must_use]
    pub fn page(self, order: &str) -> Self {
        self.most(order, PAGE + 1)
    }

    /// In this order, and no more than so many.
    #[must_use]
    pub fn most(mut self, order: &str, lines: usize) -> Self {
        self.sql
            .push_str(&format!(" ORDER BY {order} LIMIT {lines}"));
        self
    }
}

/// The lines of a page, and the cursor of the next.
pub fn cut<T>(mut lines: Vec<T>, id: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|line| id(line).to_owned());
    (lines, next)
}

/// The upper end of all texts that begin with one: no text that can be typed is greater.
#[must_use]
pub fn end_of(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}
