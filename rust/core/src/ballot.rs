//! A ballot on the wire (specification, §4.11 and §4.17): reading it, strictly.

use crate::election::{Election, MAX_ANSWERS, MAX_QUESTIONS};
use crate::fault::Fault;
use crate::group::{base64_digest, encoding_from_hex, scalar_from_decimal, sha256};
use crate::json::{Reader, Unexpected};
use curve25519_dalek::Scalar;

/// Challenge and response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Below q.
    pub challenge: Scalar,
    /// Below q.
    pub response: Scalar,
}

/// An encrypted mark, still encoded.
#[derive(Clone, Copy, Debug)]
pub struct Ciphertext<'a> {
    /// 64 digits, as written.
    pub alpha_hex: &'a [u8],
    /// 64 digits, as written.
    pub beta_hex: &'a [u8],
    /// g^r.
    pub alpha: [u8; 32],
    /// y^r·g^m.
    pub beta: [u8; 32],
}

/// The answer to one question.
#[derive(Debug)]
pub struct Answer<'a> {
    /// One a choice, the blank first where the question allows it.
    pub choices: Vec<Ciphertext<'a>>,
    /// For each choice, that it is 0 or 1.
    pub individual_proofs: Vec<[Proof; 2]>,
    /// That their sum is within bounds, or that the blank is marked.
    pub overall_proof: Vec<Proof>,
    /// That nothing else is marked beside the blank.
    pub blank_proof: Option<[Proof; 2]>,
}

/// A ballot whose shape fits its election. No proof was looked at.
#[derive(Debug)]
pub struct Ballot<'a> {
    /// 64 digits.
    pub credential_hex: &'a [u8],
    /// The same, decoded.
    pub credential: [u8; 32],
    /// One a question.
    pub answers: Vec<Answer<'a>>,
    /// The bytes up to the signature.
    pub unsigned: &'a [u8],
    /// The signature's `hash` field.
    pub signed_hash: &'a [u8],
    /// What that field must be.
    pub expected_hash: String,
    /// The signature.
    pub signature: Proof,
}

/// The longest decimal below q, and some more.
const SCALAR_DIGITS: usize = 80;

struct Unreadable(Option<Fault>);

impl From<Unexpected> for Unreadable {
    fn from(_: Unexpected) -> Self {
        Self(None)
    }
}

impl From<Fault> for Unreadable {
    fn from(fault: Fault) -> Self {
        Self(Some(fault))
    }
}

#[derive(Clone, Copy)]
struct Place(Option<usize>, Option<usize>);

impl Place {
    fn fault(self, error: crate::fault::Error) -> Unreadable {
        Unreadable(Some(Fault { code: error.code, question: self.0, choice: self.1, detail: error.detail }))
    }
}

fn scalar(r: &mut Reader<'_>, place: Place) -> Result<Scalar, Unreadable> {
    let digits = r.plain_string(SCALAR_DIGITS)?;
    scalar_from_decimal(digits).map_err(|e| place.fault(e))
}

fn proof(r: &mut Reader<'_>, place: Place) -> Result<Proof, Unreadable> {
    r.literal(b"{\"challenge\":")?;
    let challenge = scalar(r, place)?;
    r.literal(b",\"response\":")?;
    let response = scalar(r, place)?;
    r.literal(b"}")?;
    Ok(Proof { challenge, response })
}

fn pair(r: &mut Reader<'_>, place: Place) -> Result<[Proof; 2], Unreadable> {
    r.literal(b"[")?;
    let first = proof(r, place)?;
    if !r.try_literal(b",") {
        let detail = "a proof of two branches has one";
        return Err(Fault {
            code: "ballot-shape",
            question: place.0,
            choice: place.1,
            detail: detail.into(),
        }
        .into());
    }
    let second = proof(r, place)?;
    if r.try_literal(b",") {
        let detail = "a proof of two branches has more";
        return Err(Fault {
            code: "ballot-shape",
            question: place.0,
            choice: place.1,
            detail: detail.into(),
        }
        .into());
    }
    r.literal(b"]")?;
    Ok([first, second])
}

fn ciphertext<'a>(r: &mut Reader<'a>, place: Place) -> Result<Ciphertext<'a>, Unreadable> {
    r.literal(b"{\"alpha\":")?;
    let alpha_hex = r.plain_string(64)?;
    r.literal(b",\"beta\":")?;
    let beta_hex = r.plain_string(64)?;
    r.literal(b"}")?;
    let decode = |hex| encoding_from_hex(hex).map_err(|e| place.fault(e));
    Ok(Ciphertext { alpha_hex, beta_hex, alpha: decode(alpha_hex)?, beta: decode(beta_hex)? })
}

fn answer<'a>(r: &mut Reader<'a>, q: usize) -> Result<Answer<'a>, Unreadable> {
    let mut choices = Vec::new();
    r.literal(b"{\"choices\":")?;
    r.array::<Unreadable>(MAX_ANSWERS, |r, j| {
        choices.push(ciphertext(r, Place(Some(q), Some(j)))?);
        Ok(())
    })?;
    let mut individual_proofs = Vec::with_capacity(choices.len());
    r.literal(b",\"individual_proofs\":")?;
    r.array::<Unreadable>(MAX_ANSWERS, |r, j| {
        individual_proofs.push(pair(r, Place(Some(q), Some(j)))?);
        Ok(())
    })?;
    let mut overall_proof = Vec::new();
    r.literal(b",\"overall_proof\":")?;
    r.array::<Unreadable>(MAX_ANSWERS + 2, |r, _| {
        overall_proof.push(proof(r, Place(Some(q), None))?);
        Ok(())
    })?;
    let blank_proof =
        if r.try_literal(b",\"blank_proof\":") { Some(pair(r, Place(Some(q), None))?) } else { None };
    r.literal(b"}")?;
    Ok(Answer { choices, individual_proofs, overall_proof, blank_proof })
}

fn read<'a>(r: &mut Reader<'a>, election: &Election) -> Result<Ballot<'a>, Unreadable> {
    r.literal(b"{\"election_uuid\":")?;
    let uuid = r.plain_string(64)?;
    if uuid != election.uuid.as_bytes() {
        return Err(Fault::whole("ballot-other-election", "the ballot names another election's uuid").into());
    }
    r.literal(b",\"election_hash\":")?;
    let fingerprint = r.plain_string(64)?;
    if fingerprint != election.fingerprint.as_bytes() {
        return Err(
            Fault::whole("ballot-other-election", "the ballot was made for another election JSON").into()
        );
    }
    r.literal(b",\"credential\":")?;
    let credential_hex = r.plain_string(64)?;
    let credential = encoding_from_hex(credential_hex).map_err(|e| Place(None, None).fault(e))?;
    r.literal(b",\"answers\":")?;
    let mut answers = Vec::with_capacity(election.questions.len());
    r.array::<Unreadable>(MAX_QUESTIONS, |r, q| {
        answers.push(answer(r, q)?);
        Ok(())
    })?;
    let unsigned = r.prefix(r.position);
    r.literal(b",\"signature\":{\"hash\":")?;
    let signed_hash = r.plain_string(64)?;
    r.literal(b",\"proof\":")?;
    let signature = proof(r, Place(None, None))?;
    r.literal(b"}}")?;
    if !r.at_end() {
        return Err(Unexpected.into());
    }
    let expected_hash = base64_digest(&sha256(&[unsigned, b"}"]));
    Ok(Ballot { credential_hex, credential, answers, unsigned, signed_hash, expected_hash, signature })
}

fn check_shape(ballot: &Ballot<'_>, election: &Election) -> Result<(), Fault> {
    if ballot.answers.len() != election.questions.len() {
        let detail = format!("{} answers for {} questions", ballot.answers.len(), election.questions.len());
        return Err(Fault::whole("ballot-shape", detail));
    }
    for (q, (answer, question)) in ballot.answers.iter().zip(&election.questions).enumerate() {
        let counts = [
            ("choices", answer.choices.len(), question.width()),
            ("individual proofs", answer.individual_proofs.len(), question.width()),
            ("branches of the overall proof", answer.overall_proof.len(), question.overall_branches()),
            ("blank proofs", usize::from(answer.blank_proof.is_some()), usize::from(question.blank)),
        ];
        for (what, got, wanted) in counts {
            if got != wanted {
                return Err(Fault::at("ballot-shape", q, None, format!("{got} {what}, must be {wanted}")));
            }
        }
    }
    Ok(())
}

impl<'a> Ballot<'a> {
    /// Reads a ballot of `election`.
    ///
    /// # Errors
    /// The first fault: `ballot-malformed`, `ballot-not-canonical`, `ballot-other-election`,
    /// `ballot-shape`, or that of a point or scalar, at its place.
    pub fn parse(json: &'a [u8], election: &Election) -> Result<Self, Fault> {
        let mut reader = Reader::new(json);
        match read(&mut reader, election) {
            Ok(ballot) => check_shape(&ballot, election).map(|()| ballot),
            Err(Unreadable(Some(fault))) => Err(fault),
            Err(Unreadable(None)) => Err(explain(json, reader.position)),
        }
    }
}

/// Tells JSON that is not in the one allowed form from bytes that are no ballot at all.
fn explain(json: &[u8], position: usize) -> Fault {
    match serde_json::from_slice::<serde_json::Value>(json) {
        Ok(value) if value.get("election_uuid").is_some() => Fault::whole(
            "ballot-not-canonical",
            format!("not in the specification's compact form, at byte {position}"),
        ),
        _ => Fault::whole("ballot-malformed", format!("not a ballot, at byte {position}")),
    }
}
