//! Decryption of an encrypted tally (specification, §4.18, §4.20 and §4.21):
//! partial decryptions with their proofs, their combination, and the check of a
//! result.
//!
//! Rules:
//! * A tally is read canonically, in the shape of the questions; its points are in
//!   the group of prime order, the neutral element is allowed: an empty box has it.
//! * [`Share`] decrypts whatever tally it is given. Whether it may is the business of
//!   its caller (`docs/threat-model.md`, "Trustees are no oracle").
//! * [`check_partial_decryption`] checks everything about a partial decryption.
//!   [`combine`] and [`check_result`] take those that passed, and check of the points
//!   only that they are on the curve: a component outside of the group would leave
//!   no logarithm.
//! * A result is checked by `g^r` = beta / F, without any logarithm.

use crate::dlog;
use crate::fault::{Error, Fault, Result};
use crate::group::{self, EdwardsPoint, Scalar};
use crate::pedersen;
use crate::pki::{self, Keys};
use crate::trustees::Trustees;
use crate::wire::{self, Ciphertext, Count, ElectionResult, PartialDecryption, Proof};
use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::traits::VartimeMultiscalarMul;
use rayon::prelude::*;
use std::fmt;
use zeroize::Zeroizing;

/// A parsed `encrypted_tally`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedTally {
    sizes: Vec<usize>,
    /// Alpha and beta, question after question.
    ciphertexts: Vec<(EdwardsPoint, EdwardsPoint)>,
}

impl EncryptedTally {
    /// Reads a tally of questions with so many ciphertexts each.
    ///
    /// # Errors
    /// `json-malformed`, `not-canonical`, `tally-shape`, `point-…`.
    pub fn parse(json: &[u8], sizes: &[usize]) -> Result<Self> {
        let tally: Vec<Vec<Ciphertext>> = wire::parse(json)?;
        if !same_shape(&tally, sizes) {
            return Err(Error::new(
                "tally-shape",
                "the tally does not have the ciphertexts of the questions",
            ));
        }
        let ciphertexts: Vec<&Ciphertext> = tally.iter().flatten().collect();
        let ciphertexts = ciphertexts.into_par_iter().map(Ciphertext::points).collect::<Result<_>>()?;
        Ok(Self { sizes: sizes.to_vec(), ciphertexts })
    }

    /// How many ciphertexts each question has.
    #[must_use]
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// Question and choice of every ciphertext, in order.
    fn places(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.sizes
            .iter()
            .enumerate()
            .flat_map(|(question, &size)| (0..size).map(move |choice| (question, choice)))
    }

    fn nest<T>(&self, flat: impl IntoIterator<Item = T>) -> Vec<Vec<T>> {
        let mut flat = flat.into_iter();
        self.sizes.iter().map(|&size| flat.by_ref().take(size).collect()).collect()
    }

    /// beta / F of every ciphertext, from partial decryptions and their exponents.
    fn decrypt(
        &self,
        trustees: &Trustees,
        partial_decryptions: &[(usize, &[u8])],
    ) -> Result<Vec<EdwardsPoint>> {
        let owners: Vec<usize> = partial_decryptions.iter().map(|(owner, _)| *owner).collect();
        let (mut factors, mut exponents) = (Vec::new(), Vec::new());
        for (owner, exponent) in trustees.combination(&owners)? {
            for (_, json) in partial_decryptions.iter().filter(|(sender, _)| *sender == owner) {
                factors.push(self.factors(json)?);
                exponents.push(exponent);
            }
        }
        let combined = self.ciphertexts.par_iter().enumerate().map(|(i, (_, beta))| {
            let factors = factors.iter().map(|factors| factors[i]);
            beta - EdwardsPoint::vartime_multiscalar_mul(&exponents, factors)
        });
        Ok(combined.collect())
    }

    fn factors(&self, json: &[u8]) -> Result<Vec<EdwardsPoint>> {
        let partial: PartialDecryption = wire::parse(json)?;
        if !same_shape(&partial.decryption_factors, &self.sizes) {
            return Err(Error::new(
                "partial-shape",
                "the partial decryption does not have the shape of the tally",
            ));
        }
        let factors: Vec<&String> = partial.decryption_factors.iter().flatten().collect();
        let point = |factor: &String| {
            let encoding = group::encoding_from_hex(factor.as_bytes())?;
            let point = CompressedEdwardsY(encoding).decompress();
            point.ok_or_else(|| Error::new("point-not-on-curve", "a decryption factor is not on the curve"))
        };
        factors.into_par_iter().map(point).collect()
    }
}

/// A trustee's secret; wiped when dropped, shown by [`Share::reveal`] alone.
pub struct Share {
    secret: Zeroizing<Scalar>,
    public: EdwardsPoint,
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Share").field("public_key", &self.public_key()).finish_non_exhaustive()
    }
}

impl Share {
    /// A fresh key of a Single trustee.
    #[must_use]
    pub fn generate() -> Self {
        let secret = Zeroizing::new(group::random_scalar());
        Self { public: EdwardsPoint::mul_base(&secret), secret }
    }

    /// From the JSON string of a scalar, as the tool keeps it; one line feed may follow.
    ///
    /// # Errors
    /// `key-malformed`: the text is not repeated.
    pub fn from_private_key(json: &[u8]) -> Result<Self> {
        let json = json.strip_suffix(b"\n").unwrap_or(json);
        Self::read(json, b"", b"")
    }

    /// From the `private_key` of a voutput (§4.6.6) and the seed that it is encrypted
    /// to; one line feed may follow the message.
    ///
    /// # Errors
    /// `seed-malformed`, `message-invalid`, `key-malformed`, and as [`pki::check_message`].
    pub fn open(seed: &str, message: &[u8]) -> Result<Self> {
        let keys = Keys::from_seed(seed)?;
        let message = std::str::from_utf8(message.strip_suffix(b"\n").unwrap_or(message));
        let message = message.map_err(|_| Error::new("json-malformed", "the message is not UTF-8"))?;
        let json = keys.receive(&keys.verification, message)?;
        Self::read(&json, b"{\"decryption_key\":", b"}")
    }

    fn read(json: &[u8], start: &[u8], end: &[u8]) -> Result<Self> {
        let scalars = pedersen::read_secrets(json, start, end);
        let scalars = scalars.filter(|scalars| scalars.len() == 1 && scalars[0] != Scalar::ZERO);
        let scalars =
            scalars.ok_or_else(|| Error::new("key-malformed", "a private key is a scalar other than 0"))?;
        Ok(Self { public: EdwardsPoint::mul_base(&scalars[0]), secret: Zeroizing::new(scalars[0]) })
    }

    /// The public key, which is not secret.
    #[must_use]
    pub fn public_key(&self) -> String {
        group::point_to_hex(&self.public)
    }

    /// Key and proof of knowledge, for a Single trustee (§4.5).
    #[must_use]
    pub fn trustee_public_key(&self) -> Vec<u8> {
        wire::serialise(&pki::prove_key(&self.secret))
    }

    /// The secret scalar as a JSON string: for sealing, never for a log.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<Vec<u8>> {
        let decimal = Zeroizing::new(group::scalar_to_decimal(&self.secret));
        let mut json = Zeroizing::new(Vec::with_capacity(decimal.len() + 2));
        json.push(b'"');
        json.extend_from_slice(decimal.as_bytes());
        json.push(b'"');
        json
    }

    /// The `partial_decryption` of a tally, for the election with this fingerprint.
    #[must_use]
    pub fn decrypt(&self, fingerprint: &str, tally: &EncryptedTally) -> Vec<u8> {
        let prefix = prefix(fingerprint, &self.public_key());
        let decrypt = |(alpha, _): &(EdwardsPoint, EdwardsPoint)| {
            let factor = alpha * *self.secret;
            let w = Zeroizing::new(group::random_scalar());
            let challenge = group::challenge(&prefix, &[EdwardsPoint::mul_base(&w), alpha * *w]);
            let response = *w - *self.secret * challenge;
            (group::point_to_hex(&factor), Proof::new(&challenge, &response))
        };
        let (factors, proofs): (Vec<_>, Vec<_>) = tally.ciphertexts.par_iter().map(decrypt).unzip();
        let (decryption_factors, decryption_proofs) = (tally.nest(factors), tally.nest(proofs));
        wire::serialise(&PartialDecryption { decryption_factors, decryption_proofs })
    }
}

/// Checks shape, points and proofs of a partial decryption by the trustee with this key.
///
/// # Errors
/// `json-malformed`, `not-canonical`, and `point-…` for the trustee's key.
pub fn check_partial_decryption(
    fingerprint: &str,
    tally: &EncryptedTally,
    public_key: &str,
    partial_decryption: &[u8],
) -> Result<Vec<Fault>> {
    let key = group::key_from_hex(public_key.as_bytes())?;
    let PartialDecryption { decryption_factors: factors, decryption_proofs: proofs } =
        wire::parse(partial_decryption)?;
    if !same_shape(&factors, &tally.sizes) || !same_shape(&proofs, &tally.sizes) {
        return Ok(vec![Fault::whole(
            "partial-shape",
            "the partial decryption does not have the shape of the tally",
        )]);
    }
    let prefix = prefix(fingerprint, public_key);
    let places: Vec<(usize, usize)> = tally.places().collect();
    let check = |(&(question, choice), (alpha, _)): (&(usize, usize), &(EdwardsPoint, EdwardsPoint))| {
        let (factor, proof) = (&factors[question][choice], &proofs[question][choice]);
        let checked = check_factor(&prefix, &key, alpha, factor, proof);
        checked.err().map(|error| Fault::at(error.code, question, Some(choice), error.detail))
    };
    Ok(places.par_iter().zip(&tally.ciphertexts).filter_map(check).collect())
}

fn check_factor(
    prefix: &[u8],
    key: &EdwardsPoint,
    alpha: &EdwardsPoint,
    factor: &str,
    proof: &Proof,
) -> Result<()> {
    let factor = group::point_from_hex(factor.as_bytes())?;
    let (challenge, response) = proof.scalars()?;
    let a = EdwardsPoint::vartime_double_scalar_mul_basepoint(&challenge, key, &response);
    let b = EdwardsPoint::vartime_multiscalar_mul([response, challenge], [*alpha, factor]);
    if group::challenge(prefix, &[a, b]) == challenge {
        return Ok(());
    }
    Err(Error::new("decryption-proof", "the proof of the decryption factor does not hold"))
}

/// The `result` from owners (from 1) and their partial decryptions, which were checked.
///
/// # Errors
/// `owner-out-of-range`, `owner-duplicate`, `shares-missing`, `partial-shape`,
/// `log-out-of-range` when no count up to `total_weight` fits; `json-…`, `point-…`.
pub fn combine(
    trustees: &Trustees,
    tally: &EncryptedTally,
    partial_decryptions: &[(usize, &[u8])],
    total_weight: u64,
) -> Result<Vec<u8>> {
    let points = tally.decrypt(trustees, partial_decryptions)?;
    let counts =
        tally.places().zip(dlog::discrete_logs(&points, total_weight)).map(|((question, choice), count)| {
            let place = || format!("question {question}, choice {choice}: no count up to {total_weight}");
            count.map(Count).ok_or_else(|| Error::new("log-out-of-range", place()))
        });
    let counts: Vec<Count> = counts.collect::<Result<_>>()?;
    Ok(wire::serialise(&ElectionResult { result: tally.nest(counts) }))
}

/// Whether a result is what the partial decryptions, which were checked, decrypt to.
///
/// # Errors
/// As [`combine`], without logarithms.
pub fn check_result(
    trustees: &Trustees,
    tally: &EncryptedTally,
    partial_decryptions: &[(usize, &[u8])],
    result: &[u8],
) -> Result<Vec<Fault>> {
    let ElectionResult { result } = wire::parse(result)?;
    if !same_shape(&result, &tally.sizes) {
        return Ok(vec![Fault::whole("result-shape", "the result does not have the shape of the tally")]);
    }
    let points = tally.decrypt(trustees, partial_decryptions)?;
    let entries: Vec<((usize, usize), EdwardsPoint)> = tally.places().zip(points).collect();
    let check = |&((question, choice), point): &((usize, usize), EdwardsPoint)| {
        let Count(count) = result[question][choice];
        let detail = || format!("{count} is not what the ciphertext decrypts to");
        (dlog::power(count) != point).then(|| Fault::at("result-mismatch", question, Some(choice), detail()))
    };
    Ok(entries.par_iter().filter_map(check).collect())
}

fn prefix(fingerprint: &str, public_key: &str) -> Vec<u8> {
    format!("decrypt|{fingerprint}|{public_key}|").into_bytes()
}

fn same_shape<T>(nested: &[Vec<T>], sizes: &[usize]) -> bool {
    nested.iter().map(Vec::len).eq(sizes.iter().copied())
}
