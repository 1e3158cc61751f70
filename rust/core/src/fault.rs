//! What the core answers when something is wrong: a [`Fault`] is a check that
//! failed on well-placed data, an [`Error`] is input that cannot be worked with.

use std::fmt;

/// One failed check, with its place inside the object that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A stable word in kebab-case, listed in `spec/verification.md`.
    pub code: &'static str,
    /// Index of the question (or of the trustee group), from 0.
    pub question: Option<usize>,
    /// Index of the choice in the encrypted vector (or of the trustee), from 0.
    pub choice: Option<usize>,
    /// A short English sentence for a person.
    pub detail: String,
}

impl Fault {
    /// A fault of the whole object.
    pub fn whole(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, question: None, choice: None, detail: detail.into() }
    }

    /// A fault at a question and, where known, a choice.
    pub fn at(code: &'static str, question: usize, choice: Option<usize>, detail: impl Into<String>) -> Self {
        Self { code, question: Some(question), choice, detail: detail.into() }
    }

    /// The same of a ballot that cannot be worked with; its place becomes part of the sentence.
    #[must_use]
    pub fn into_error(self) -> Error {
        let detail = match (self.question, self.choice) {
            (Some(q), Some(i)) => format!("question {}, ciphertext {}: {}", q + 1, i + 1, self.detail),
            (Some(q), None) => format!("question {}: {}", q + 1, self.detail),
            (None, _) => self.detail,
        };
        Error::new(self.code, detail)
    }
}

/// Malformed input or misuse: nothing was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// A stable word in kebab-case.
    pub code: &'static str,
    /// What is wrong, for a person.
    pub detail: String,
}

impl Error {
    /// A new error.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Error {}

/// What fallible functions of the core return.
pub type Result<T> = std::result::Result<T, Error>;
