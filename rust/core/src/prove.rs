//! Making a ballot (specification, §4.11 to §4.13 and §4.16), in constant time:
//! neither branches nor addresses depend on a mark, a nonce or the credential.
//!
//! Every nonce derives from one 32-byte seed, bound to the election, credential
//! and marks, so that an opened challenge can be recomputed by anyone
//! (`spec/ballot.md`, [`crate::opening`]). Only the signature's nonce depends on
//! the credential's secret instead: an opened seed must not give the credential away.
//!
//! In a disjunction, branch j simulates the statement "the plaintext is Mj" of
//! a ciphertext whose nonce r is known, so both commitments are powers of g and
//! y: with a random e, A = g^e, B = y^e · g^((m − Mj)·c) and response e − r·c.
//! In the true branch m − Mj is 0 and the formula is that of the honest proof.

use crate::credential;
use crate::election::{Election, Question};
use crate::fault::{Error, Fault, Result};
use crate::group::{
    base64_digest, challenge, encoding_to_hex, scalar_from_digest, scalar_to_decimal, sha256,
};
use curve25519_dalek::constants::ED25519_BASEPOINT_TABLE;
use curve25519_dalek::edwards::EdwardsBasepointTable;
use curve25519_dalek::traits::Identity;
use curve25519_dalek::{EdwardsPoint, Scalar};
use rayon::prelude::*;
use sha2::{Digest, Sha256, Sha512};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::{Zeroize, Zeroizing};

/// Bytes of a ballot's seed.
pub const SEED: usize = 32;
/// Choices that share one batched inversion.
const BATCH: usize = 64;

/// Challenge and response of the two branches of a mark.
type MarkProof = [(Scalar, Scalar); 2];

/// What a derived nonce is for.
#[derive(Clone, Copy)]
enum Use {
    Encryption = 0,
    Mark = 1,
    Overall = 2,
    Blank = 3,
}

/// Nonces of one ballot, by place.
struct Nonces(Zeroizing<[u8; 64]>);

impl Nonces {
    fn new(seed: &[u8; SEED], election: &Election, credential: &str, plaintext: &[Vec<u8>]) -> Self {
        let mut hash = Sha512::new();
        hash.update(b"shora-ballot-1|");
        hash.update(election.fingerprint.as_bytes());
        hash.update(b"|");
        hash.update(credential.as_bytes());
        hash.update(b"|");
        hash.update(seed);
        for marks in plaintext {
            hash.update((marks.len() as u64).to_be_bytes());
            hash.update(marks);
        }
        Self(Zeroizing::new(hash.finalize().into()))
    }

    /// SHA-512(master, use, question, choice, branch, 0 or 1) modulo q.
    fn scalar(&self, purpose: Use, question: usize, choice: usize, branch: usize, part: u8) -> Scalar {
        let mut hash = Sha512::new();
        hash.update(*self.0);
        hash.update([purpose as u8, part]);
        for index in [question, choice, branch] {
            // Far below 2^32: the number of answers is bounded.
            hash.update(u32::try_from(index).unwrap_or(u32::MAX).to_be_bytes());
        }
        let mut wide: [u8; 64] = hash.finalize().into();
        let out = Scalar::from_bytes_mod_order_wide(&wide);
        wide.zeroize();
        out
    }
}

/// An encrypted mark with what its proofs still need.
struct Encrypted {
    nonce: Zeroizing<Scalar>,
    alpha: EdwardsPoint,
    beta: EdwardsPoint,
    hex: [[u8; 64]; 2],
}

/// One branch of a disjunction over a ciphertext with nonce `nonce`: that its
/// plaintext equals a constant, from which it really differs by `off`.
struct Branch {
    nonce: Zeroizing<Scalar>,
    off: Zeroizing<Scalar>,
}

struct Prover<'a> {
    election: &'a Election,
    y: &'a EdwardsBasepointTable,
    credential: &'a str,
    nonces: Nonces,
}

/// A seed, from bytes of any number.
///
/// # Errors
/// `seed-length`.
pub fn seed_from(bytes: &[u8]) -> Result<&[u8; SEED]> {
    bytes.try_into().map_err(|_| Error::new("seed-length", "a ballot's seed is 32 bytes"))
}

/// Makes signed ballots on all cores. A plaintext has one vector of 0 and 1 a
/// question, the blank first where the question allows it.
///
/// # Errors
/// `seed-length`, `plaintext-shape`, `plaintext-bounds`, `credential-malformed`,
/// `batch-length`; nothing is made then.
pub fn encrypt_ballots(
    election: &Election,
    credentials: &[&str],
    plaintexts: &[Vec<Vec<u8>>],
    seeds: &[&[u8]],
) -> Result<Vec<String>> {
    if credentials.len() != plaintexts.len() || credentials.len() != seeds.len() {
        return Err(Error::new("batch-length", "as many credentials, plaintexts and seeds"));
    }
    let jobs: Vec<_> = credentials.iter().zip(plaintexts).zip(seeds).collect();
    jobs.par_iter()
        .map(|((credential, plaintext), seed)| encrypt_ballot(election, credential, plaintext, seed))
        .collect()
}

/// What is said of marks that no ballot may have.
pub(crate) struct Codes {
    /// Not as many as the questions ask for.
    pub shape: &'static str,
    /// Not 0 or 1, or too many or too few.
    pub bounds: &'static str,
}

/// Whether a ballot may have these marks.
#[expect(clippy::needless_bitwise_bool, reason = "no branch on a mark")]
pub(crate) fn check_plaintext(
    election: &Election,
    plaintext: &[Vec<u8>],
    codes: &Codes,
) -> std::result::Result<(), Fault> {
    if plaintext.len() != election.questions.len() {
        let detail = format!("{} answers for {} questions", plaintext.len(), election.questions.len());
        return Err(Fault::whole(codes.shape, detail));
    }
    for (q, (marks, question)) in plaintext.iter().zip(&election.questions).enumerate() {
        if marks.len() != question.width() {
            let detail = format!("{} marks, must be {}", marks.len(), question.width());
            return Err(Fault::at(codes.shape, q, None, detail));
        }
        if marks.iter().any(|m| *m > 1) {
            return Err(Fault::at(codes.bounds, q, None, "a mark is 0 or 1"));
        }
        // Both sides are computed whatever is marked; only a misuse is told from the rest.
        let blank = question.blank & (marks[0] == 1);
        let sum: u32 = marks[usize::from(question.blank)..].iter().map(|m| u32::from(*m)).sum();
        let fits = (blank & (sum == 0)) | (!blank & (sum >= question.min) & (sum <= question.max));
        if !fits {
            let detail =
                format!("between {} and {} marks, or blank where allowed", question.min, question.max);
            return Err(Fault::at(codes.bounds, q, None, detail));
        }
    }
    Ok(())
}

fn encrypt_ballot(
    election: &Election,
    credential: &str,
    plaintext: &[Vec<u8>],
    seed: &[u8],
) -> Result<String> {
    let seed = seed_from(seed)?;
    let codes = Codes { shape: "plaintext-shape", bounds: "plaintext-bounds" };
    check_plaintext(election, plaintext, &codes).map_err(Fault::into_error)?;
    let secret = credential::secret(&election.uuid, credential)?;
    let public = crate::group::point_to_hex(&EdwardsPoint::mul_base(&secret));
    let mut out = unsigned(election, &public, plaintext, seed);
    let hash = base64_digest(&sha256(&[out.as_bytes(), b"}"]));
    let (challenge, response) = sign(&secret, seed, &hash);
    out.push_str(",\"signature\":{\"hash\":\"");
    out.push_str(&hash);
    out.push_str("\",\"proof\":");
    push_proof(&mut out, &challenge, &response);
    out.push_str("}}");
    Ok(out)
}

/// A ballot's bytes up to its signature. They depend on nothing but what is given here, above all
/// not on the credential's secret; the marks were checked ([`check_plaintext`]).
pub(crate) fn unsigned(
    election: &Election,
    credential: &str,
    plaintext: &[Vec<u8>],
    seed: &[u8; SEED],
) -> String {
    let nonces = Nonces::new(seed, election, credential, plaintext);
    let prover = Prover { election, y: election.tables.secret(), credential, nonces };
    let mut out = format!(
        "{{\"election_uuid\":\"{}\",\"election_hash\":\"{}\",\"credential\":\"{credential}\",\"answers\":[",
        election.uuid, election.fingerprint
    );
    for (q, (marks, question)) in plaintext.iter().zip(&election.questions).enumerate() {
        if q > 0 {
            out.push(',');
        }
        prover.answer(&mut out, q, question, marks);
    }
    out.push(']');
    out
}

/// A Schnorr signature whose nonce is derived from the secret and the message.
fn sign(secret: &Scalar, seed: &[u8; SEED], hash: &str) -> (Scalar, Scalar) {
    let mut wide: [u8; 64] = Sha512::new()
        .chain_update(b"shora-signature-1|")
        .chain_update(secret.as_bytes())
        .chain_update(seed)
        .chain_update(hash.as_bytes())
        .finalize()
        .into();
    let nonce = Zeroizing::new(Scalar::from_bytes_mod_order_wide(&wide));
    wide.zeroize();
    let c = challenge(format!("sig|{hash}|").as_bytes(), &[EdwardsPoint::mul_base(&nonce)]);
    (c, *nonce - secret * c)
}

fn push_proof(out: &mut String, challenge: &Scalar, response: &Scalar) {
    out.push_str("{\"challenge\":\"");
    out.push_str(&scalar_to_decimal(challenge));
    out.push_str("\",\"response\":\"");
    out.push_str(&scalar_to_decimal(response));
    out.push_str("\"}");
}

fn push_proofs(out: &mut String, proofs: &[(Scalar, Scalar)]) {
    out.push('[');
    for (i, (challenge, response)) in proofs.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        push_proof(out, challenge, response);
    }
    out.push(']');
}

fn digits(hex: &[u8; 64]) -> &str {
    std::str::from_utf8(hex).unwrap_or_default()
}

fn hex_batch(points: &[EdwardsPoint]) -> Vec<[u8; 64]> {
    EdwardsPoint::compress_batch_alloc(points).iter().map(|p| encoding_to_hex(p.as_bytes())).collect()
}

fn g(scalar: &Scalar) -> EdwardsPoint {
    ED25519_BASEPOINT_TABLE * scalar
}

impl Prover<'_> {
    fn start(&self, word: &str) -> Sha256 {
        let mut hash = Sha256::new();
        for part in [word, "|", &self.election.fingerprint, "|", self.credential, "|"] {
            hash.update(part.as_bytes());
        }
        hash
    }

    fn answer(&self, out: &mut String, q: usize, question: &Question, marks: &[u8]) {
        let parts: Vec<(Vec<Encrypted>, Vec<MarkProof>)> =
            marks.par_chunks(BATCH).enumerate().map(|(i, marks)| self.marks(q, i * BATCH, marks)).collect();
        let (choices, proofs): (Vec<Vec<Encrypted>>, Vec<_>) = parts.into_iter().unzip();
        let choices: Vec<Encrypted> = choices.into_iter().flatten().collect();
        let mut vector = Sha256::new();
        let mut text = String::with_capacity(choices.len() * 131);
        out.reserve(choices.len() * 600);
        out.push_str("{\"choices\":[");
        for (i, choice) in choices.iter().enumerate() {
            let [alpha, beta] = choice.hex.each_ref().map(digits);
            if i > 0 {
                out.push(',');
                text.push(',');
            }
            for part in ["{\"alpha\":\"", alpha, "\",\"beta\":\"", beta, "\"}"] {
                out.push_str(part);
            }
            for part in [alpha, ",", beta] {
                text.push_str(part);
            }
        }
        vector.update(text.as_bytes());
        out.push_str("],\"individual_proofs\":[");
        for (i, proof) in proofs.iter().flatten().enumerate() {
            if i > 0 {
                out.push(',');
            }
            push_proofs(out, proof);
        }
        out.push_str("],\"overall_proof\":");
        self.sums(out, q, question, marks, &choices, &text);
        out.push('}');
    }

    /// Encrypts up to [`BATCH`] marks and proves that each is 0 or 1.
    fn marks(&self, q: usize, first: usize, marks: &[u8]) -> (Vec<Encrypted>, Vec<MarkProof>) {
        let mut points = Vec::with_capacity(6 * marks.len());
        let mut secrets = Vec::with_capacity(marks.len());
        for (i, mark) in marks.iter().enumerate() {
            let nonce = Zeroizing::new(self.nonces.scalar(Use::Encryption, q, first + i, 0, 0));
            let e = [0, 1].map(|b| Zeroizing::new(self.nonces.scalar(Use::Mark, q, first + i, b, 0)));
            let fake = self.nonces.scalar(Use::Mark, q, first + i, 0, 1);
            let marked = Choice::from(*mark);
            let alpha = g(&nonce);
            let beta = self.y * &*nonce
                + EdwardsPoint::conditional_select(&EdwardsPoint::identity(), &crate::group::G, marked);
            // The simulated branch is 0 for a mark (m − M = 1) and 1 without (m − M = −1).
            let shift = g(&Scalar::conditional_select(&-fake, &fake, marked));
            let none = EdwardsPoint::identity();
            let b0 = self.y * &*e[0] + EdwardsPoint::conditional_select(&none, &shift, marked);
            let b1 = self.y * &*e[1] + EdwardsPoint::conditional_select(&shift, &none, marked);
            points.extend([alpha, beta, g(&e[0]), b0, g(&e[1]), b1]);
            secrets.push((nonce, e, fake, marked));
        }
        let hex = hex_batch(&points);
        let start = self.start("prove");
        let mut choices = Vec::with_capacity(marks.len());
        let mut proofs = Vec::with_capacity(marks.len());
        for ((nonce, e, fake, marked), (points, hex)) in
            secrets.into_iter().zip(points.chunks_exact(6).zip(hex.chunks_exact(6)))
        {
            let mut hash = start.clone();
            for (digits, after) in hex.iter().zip([",", "|", ",", ",", ",", ""]) {
                hash.update(digits);
                hash.update(after.as_bytes());
            }
            let real = scalar_from_digest(&hash.finalize().into()) - fake;
            let c0 = Scalar::conditional_select(&real, &fake, marked);
            let c1 = Scalar::conditional_select(&fake, &real, marked);
            proofs.push([(c0, *e[0] - *nonce * c0), (c1, *e[1] - *nonce * c1)]);
            choices.push(Encrypted { nonce, alpha: points[0], beta: points[1], hex: [hex[0], hex[1]] });
        }
        (choices, proofs)
    }

    /// The overall proof and, where there is one, the blank proof.
    fn sums(
        &self,
        out: &mut String,
        q: usize,
        question: &Question,
        marks: &[u8],
        choices: &[Encrypted],
        vector: &str,
    ) {
        let skip = usize::from(question.blank);
        let nonce = || Zeroizing::new(choices[skip..].iter().map(|c| *c.nonce).sum::<Scalar>());
        let total = Zeroizing::new(marks[skip..].iter().map(|m| u64::from(*m)).sum::<u64>());
        let off = |m: u32| Zeroizing::new(Scalar::from(*total) - Scalar::from(m));
        let mut branches: Vec<Branch> =
            (question.min..=question.max).map(|m| Branch { nonce: nonce(), off: off(m) }).collect();
        if !question.blank {
            let (alpha, beta) =
                choices.iter().fold((EdwardsPoint::identity(), EdwardsPoint::identity()), |(a, b), c| {
                    (a + c.alpha, b + c.beta)
                });
            let hex = hex_batch(&[alpha, beta]);
            let hash = self.start("prove").chain_update(format!(
                "{vector}|{},{}|",
                digits(&hex[0]),
                digits(&hex[1])
            ));
            let real = *total - u64::from(question.min);
            push_proofs(out, &self.disjunction(Use::Overall, q, &branches, real, hash));
            return;
        }
        let blank = u64::from(marks[0]);
        let blank_branch = |m: u64| Branch {
            nonce: choices[0].nonce.clone(),
            off: Zeroizing::new(Scalar::from(blank) - Scalar::from(m)),
        };
        branches.insert(0, blank_branch(1));
        let hash = self.start("bproof1").chain_update(vector).chain_update("|");
        // Without the blank the true branch is total − min + 1, with it 0; the sum is 0 then.
        let real = u64::conditional_select(
            &(total.wrapping_sub(u64::from(question.min)).wrapping_add(1)),
            &0,
            Choice::from(marks[0]),
        );
        push_proofs(out, &self.disjunction(Use::Overall, q, &branches, real, hash));
        out.push_str(",\"blank_proof\":");
        let branches = [blank_branch(0), Branch { nonce: nonce(), off: off(0) }];
        let hash = self.start("bproof0").chain_update(vector).chain_update("|");
        push_proofs(out, &self.disjunction(Use::Blank, q, &branches, blank, hash));
    }

    /// Proves that one of the branches is true, without telling which: `real`.
    fn disjunction(
        &self,
        purpose: Use,
        q: usize,
        branches: &[Branch],
        real: u64,
        hash: Sha256,
    ) -> Vec<(Scalar, Scalar)> {
        let mut points = Vec::with_capacity(2 * branches.len());
        let mut secrets = Vec::with_capacity(branches.len());
        let mut simulated = Scalar::ZERO;
        for (j, branch) in branches.iter().enumerate() {
            let e = Zeroizing::new(self.nonces.scalar(purpose, q, 0, j, 0));
            let c = self.nonces.scalar(purpose, q, 0, j, 1);
            let is_real = real.ct_eq(&(j as u64));
            simulated += Scalar::conditional_select(&c, &Scalar::ZERO, is_real);
            points.push(g(&e));
            points.push(self.y * &*e + g(&(*branch.off * c)));
            secrets.push((e, c, is_real));
        }
        let mut hash = hash;
        for (i, digits) in hex_batch(&points).iter().enumerate() {
            if i > 0 {
                hash.update(b",");
            }
            hash.update(digits);
        }
        let rest = scalar_from_digest(&hash.finalize().into()) - simulated;
        let proof = |((e, c, is_real), branch): ((Zeroizing<Scalar>, Scalar, Choice), &Branch)| {
            let c = Scalar::conditional_select(&c, &rest, is_real);
            (c, *e - *branch.nonce * c)
        };
        secrets.into_iter().zip(branches).map(proof).collect()
    }
}
