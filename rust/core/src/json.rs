//! Reading and writing JSON in exactly the form that the specification demands:
//! compact, fields in its order. The reader knows what must come next, so any
//! other text, however equivalent, is refused at its first wrong byte.

/// A cursor over bytes whose shape is known.
pub struct Reader<'a> {
    bytes: &'a [u8],
    /// Where the next byte is read.
    pub position: usize,
}

/// The reader met something else at `position`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unexpected;

type Read<T> = Result<T, Unexpected>;

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// Reads exactly these bytes.
    ///
    /// # Errors
    /// [`Unexpected`]; the position is then at the literal's start.
    #[inline]
    pub fn literal(&mut self, text: &[u8]) -> Read<()> {
        if self.try_literal(text) { Ok(()) } else { Err(Unexpected) }
    }

    /// Reads these bytes if they come next.
    #[inline]
    pub fn try_literal(&mut self, text: &[u8]) -> bool {
        let found = self.bytes[self.position..].starts_with(text);
        if found {
            self.position += text.len();
        }
        found
    }

    /// Reads a string without escapes, of at most `limit` bytes, and its closing quote.
    ///
    /// # Errors
    /// [`Unexpected`] for a longer, escaped or unclosed one.
    #[inline]
    pub fn plain_string(&mut self, limit: usize) -> Read<&'a [u8]> {
        self.literal(b"\"")?;
        let rest = &self.bytes[self.position..];
        let window = &rest[..rest.len().min(limit + 1)];
        let end = window.iter().position(|c| *c == b'"' || *c == b'\\' || *c < 0x20).ok_or(Unexpected)?;
        if window[end] != b'"' {
            return Err(Unexpected);
        }
        self.position += end + 1;
        Ok(&rest[..end])
    }

    /// Reads `[item,item,…]`, not empty, of at most `limit` items.
    ///
    /// # Errors
    /// Those of `item`, which starts from [`Unexpected`].
    pub fn array<E: From<Unexpected>>(
        &mut self,
        limit: usize,
        mut item: impl FnMut(&mut Self, usize) -> Result<(), E>,
    ) -> Result<usize, E> {
        self.literal(b"[")?;
        for count in 0..limit {
            item(self, count)?;
            if self.try_literal(b"]") {
                return Ok(count + 1);
            }
            self.literal(b",")?;
        }
        Err(Unexpected.into())
    }

    /// The bytes before `end`.
    #[must_use]
    pub fn prefix(&self, end: usize) -> &'a [u8] {
        &self.bytes[..end]
    }

    /// Whether every byte was read.
    #[must_use]
    pub fn at_end(&self) -> bool {
        self.position == self.bytes.len()
    }
}

/// Appends a JSON string, escaped as the Belenios tools write it.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' || c == '\u{7f}' => {
                out.push_str("\\u00");
                for nibble in [c as u32 >> 4, c as u32 & 15] {
                    out.push(char::from_digit(nibble, 16).unwrap_or('0'));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
