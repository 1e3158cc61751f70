//! The election JSON of one box (specification, §4.9 and §4.10), parsed once,
//! with the tables that its ballots need.

use crate::credential::is_uuid;
use crate::fault::{Error, Result};
use crate::group::{base64_digest, key_from_hex, sha256};
use crate::json::push_string;
use curve25519_dalek::EdwardsPoint;
use curve25519_dalek::edwards::{EdwardsBasepointTable, VartimeEdwardsPrecomputation};
use curve25519_dalek::traits::{BasepointTable, VartimePrecomputedMultiscalarMul};
use serde::Deserialize;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, OnceLock};

/// At most this many answers or marks in a question; a bound on work, far above any council.
pub const MAX_ANSWERS: usize = 100_000;
/// At most this many questions.
pub const MAX_QUESTIONS: usize = 1_000;

/// "Up to k of n", possibly blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What can be chosen.
    pub answers: Vec<String>,
    /// Whether an empty answer may be given whatever `min` says.
    pub blank: bool,
    /// Fewest marks.
    pub min: u32,
    /// Most marks.
    pub max: u32,
    /// The text.
    pub question: String,
}

impl Question {
    /// Ciphertexts in an answer: one an answer, and one for the blank.
    #[must_use]
    pub fn width(&self) -> usize {
        self.answers.len() + usize::from(self.blank)
    }

    /// Branches of the overall proof.
    #[must_use]
    pub fn overall_branches(&self) -> usize {
        (self.max - self.min) as usize + 1 + usize::from(self.blank)
    }
}

/// Tables for one election key, shared by all boxes of a city.
pub struct KeyTables {
    /// The key as a point.
    pub key: EdwardsPoint,
    public: OnceLock<VartimeEdwardsPrecomputation>,
    secret: OnceLock<Box<EdwardsBasepointTable>>,
}

impl KeyTables {
    /// Of the key and g, for powers with public exponents. Takes variable time.
    pub fn vartime(&self) -> &VartimeEdwardsPrecomputation {
        self.public.get_or_init(|| VartimeEdwardsPrecomputation::new([self.key, crate::group::G]))
    }

    /// For powers with secret exponents, in constant time.
    pub fn secret(&self) -> &EdwardsBasepointTable {
        self.secret.get_or_init(|| Box::new(EdwardsBasepointTable::create(&self.key)))
    }
}

/// Keys of late, newest first: a city verifies thousands of boxes under one key.
static TABLES: Mutex<VecDeque<Arc<KeyTables>>> = Mutex::new(VecDeque::new());
const KEPT_TABLES: usize = 4;

fn tables_for(key: EdwardsPoint) -> Arc<KeyTables> {
    let mut kept = TABLES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(found) = kept.iter().find(|t| t.key == key) {
        return Arc::clone(found);
    }
    let tables = Arc::new(KeyTables { key, public: OnceLock::new(), secret: OnceLock::new() });
    kept.push_front(Arc::clone(&tables));
    kept.truncate(KEPT_TABLES);
    tables
}

/// An election that this core can work with.
pub struct Election {
    /// Base58, at least 14 characters.
    pub uuid: String,
    /// For people.
    pub name: String,
    /// For people; carries the launch code of the morning.
    pub description: String,
    /// Base64 of the SHA-256 of the JSON, without padding.
    pub fingerprint: String,
    /// The joint key, 64 digits.
    pub public_key: String,
    /// At least one.
    pub questions: Vec<Question>,
    /// Tables of the key.
    pub tables: Arc<KeyTables>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: u64,
    description: String,
    name: String,
    group: String,
    public_key: String,
    questions: Vec<serde_json::Value>,
    uuid: String,
    administrator: Option<String>,
    credential_authority: Option<String>,
    language: Option<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireQuestion {
    answers: Vec<String>,
    blank: Option<bool>,
    min: u32,
    max: u32,
    question: String,
}

/// What a stranger's text may contribute to a message: one line, and not a long one.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 120;
    let line: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.len() < text.len() { line + "…" } else { line }
}

impl Election {
    /// Reads an election JSON.
    ///
    /// # Errors
    /// `election-unsupported` (version, group, kind of question), `election-malformed`,
    /// `election-not-canonical`, or the code of what is wrong with the key.
    pub fn parse(json: &[u8]) -> Result<Self> {
        let malformed = |e: String| Error::new("election-malformed", e);
        let wire: Wire = serde_json::from_slice(json).map_err(|e| malformed(one_line(&e.to_string())))?;
        if wire.version != 1 {
            return Err(Error::new(
                "election-unsupported",
                format!("crypto version {} (only 1 is known)", wire.version),
            ));
        }
        if wire.group != "Ed25519" {
            return Err(Error::new(
                "election-unsupported",
                format!("group {} (only Ed25519 is known)", one_line(&wire.group)),
            ));
        }
        if !is_uuid(&wire.uuid) {
            return Err(malformed("the uuid is not at least 14 Base58 characters".into()));
        }
        if wire.questions.is_empty() || wire.questions.len() > MAX_QUESTIONS {
            return Err(malformed(format!("an election has between 1 and {MAX_QUESTIONS} questions")));
        }
        let key = key_from_hex(wire.public_key.as_bytes())?;
        let mut questions = Vec::with_capacity(wire.questions.len());
        for (i, value) in wire.questions.iter().enumerate() {
            questions.push(parse_question(i, value)?);
        }
        if write(&wire, &questions) != json {
            return Err(Error::new(
                "election-not-canonical",
                "the election JSON is not compact in the specification's order",
            ));
        }
        Ok(Self {
            fingerprint: base64_digest(&sha256(&[json])),
            uuid: wire.uuid,
            name: wire.name,
            description: wire.description,
            public_key: wire.public_key,
            questions,
            tables: tables_for(key),
        })
    }
}

fn parse_question(i: usize, value: &serde_json::Value) -> Result<Question> {
    if let Some(kind) = value.get("type") {
        return Err(Error::new(
            "election-unsupported",
            format!("question {} is of type {}, not homomorphic", i + 1, one_line(&kind.to_string())),
        ));
    }
    let malformed = |e: String| Error::new("election-malformed", format!("question {}: {e}", i + 1));
    let wire = WireQuestion::deserialize(value).map_err(|e| malformed(one_line(&e.to_string())))?;
    if wire.answers.is_empty() || wire.answers.len() > MAX_ANSWERS || wire.max as usize > MAX_ANSWERS {
        return Err(malformed(format!("between 1 and {MAX_ANSWERS} answers")));
    }
    if wire.min > wire.max {
        return Err(malformed("min is above max".into()));
    }
    let blank = wire.blank.unwrap_or(false);
    Ok(Question { answers: wire.answers, blank, min: wire.min, max: wire.max, question: wire.question })
}

fn write(wire: &Wire, questions: &[Question]) -> Vec<u8> {
    let mut out = String::from("{\"version\":1,\"description\":");
    push_string(&mut out, &wire.description);
    out.push_str(",\"name\":");
    push_string(&mut out, &wire.name);
    out.push_str(",\"group\":\"Ed25519\",\"public_key\":");
    push_string(&mut out, &wire.public_key);
    out.push_str(",\"questions\":[");
    for (i, (question, value)) in questions.iter().zip(&wire.questions).enumerate() {
        out.push_str(if i > 0 { ",{\"answers\":[" } else { "{\"answers\":[" });
        for (j, answer) in question.answers.iter().enumerate() {
            if j > 0 {
                out.push(',');
            }
            push_string(&mut out, answer);
        }
        out.push(']');
        if let Some(blank) = value.get("blank").and_then(serde_json::Value::as_bool) {
            let _ = write!(out, ",\"blank\":{blank}");
        }
        let _ = write!(out, ",\"min\":{},\"max\":{},\"question\":", question.min, question.max);
        push_string(&mut out, &question.question);
        out.push('}');
    }
    out.push_str("],\"uuid\":");
    push_string(&mut out, &wire.uuid);
    for (field, value) in
        [("administrator", &wire.administrator), ("credential_authority", &wire.credential_authority)]
    {
        if let Some(text) = value {
            let _ = write!(out, ",\"{field}\":");
            push_string(&mut out, text);
        }
    }
    if let Some((language, direction)) = &wire.language {
        out.push_str(",\"language\":[");
        push_string(&mut out, language);
        out.push(',');
        push_string(&mut out, direction);
        out.push(']');
    }
    out.push('}');
    out.into_bytes()
}
