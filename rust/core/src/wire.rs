//! The JSON of trustees, key ceremonies and decryptions (specification, §4.3,
//! §4.5–4.7, §4.18, §4.20 and §4.21): the same names in the same order.
//!
//! * Everything is compact and canonical: what is read must be byte for byte
//!   what would be written, otherwise `not-canonical`. This also refuses white
//!   space, other orders of keys, other escapes and `null`.
//! * Unknown and duplicate keys are refused: `json-malformed`.
//! * Points and scalars stay text here; [`crate::group`] checks them where they
//!   are used, so that a bad one is reported with its place.
//! * Error texts give a position, never the content: it may be secret.

use crate::fault::{Error, Result};
use crate::group::{self, EdwardsPoint, Scalar};
use serde::de::{DeserializeOwned, Error as _, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use zeroize::Zeroizing;

/// Reads canonical JSON.
///
/// # Errors
/// `json-malformed`, `not-canonical`.
pub fn parse<T: DeserializeOwned + Serialize>(json: &[u8]) -> Result<T> {
    let value = serde_json::from_slice(json).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        Error::new(
            "json-malformed",
            format!("not the JSON that belongs here, at line {line}, column {column}"),
        )
    })?;
    if serialise(&value) == json {
        return Ok(value);
    }
    Err(Error::new("not-canonical", "the JSON is not compact, in the order of the specification and minimal"))
}

/// Writes canonical JSON.
///
/// # Panics
/// Never: the structures of this module have no maps and no fallible parts.
#[must_use]
pub fn serialise<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain structures serialise")
}

/// As [`serialise`], as text.
///
/// # Panics
/// Never, as above.
#[must_use]
pub fn serialise_text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain structures serialise")
}

/// `proof`: a Schnorr or Chaum–Pedersen proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The challenge, in base 10.
    pub challenge: String,
    /// The response, in base 10.
    pub response: String,
}

impl Proof {
    /// Writes a proof.
    #[must_use]
    pub fn new(challenge: &Scalar, response: &Scalar) -> Self {
        Self { challenge: group::scalar_to_decimal(challenge), response: group::scalar_to_decimal(response) }
    }

    /// Challenge and response.
    ///
    /// # Errors
    /// `scalar-malformed`, `scalar-out-of-range`.
    pub fn scalars(&self) -> Result<(Scalar, Scalar)> {
        let challenge = group::scalar_from_decimal(self.challenge.as_bytes())?;
        Ok((challenge, group::scalar_from_decimal(self.response.as_bytes())?))
    }
}

/// `ciphertext`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ciphertext {
    /// `g^r`.
    pub alpha: String,
    /// `y^r g^m`.
    pub beta: String,
}

impl Ciphertext {
    /// Both points; the neutral element is allowed (an empty box has it).
    ///
    /// # Errors
    /// As [`group::point_from_hex`].
    pub fn points(&self) -> Result<(EdwardsPoint, EdwardsPoint)> {
        Ok((group::point_from_hex(self.alpha.as_bytes())?, group::point_from_hex(self.beta.as_bytes())?))
    }
}

/// `signed_msg` (§4.6.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedMsg {
    /// What is signed, itself JSON.
    pub message: String,
    /// The signature.
    pub signature: Proof,
}

/// `encrypted_msg` (§4.6.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EncryptedMsg {
    /// `AES-GCM`; left out by tools before 3.3, which mean AES-CCM by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// `g^r`.
    pub alpha: String,
    /// `ek^r g^s`.
    pub beta: String,
    /// Ciphertext and tag in hexadecimal.
    pub data: String,
}

/// `context` of a certificate (§4.6.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// `Ed25519`.
    pub group: String,
    /// How many trustees there are.
    pub size: u32,
    /// How many are needed to decrypt.
    pub threshold: u32,
    /// Which one the owner is, from 1.
    pub index: u32,
}

/// `cert_keys` (§4.6.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertKeys {
    /// The ceremony that the keys are for.
    pub context: Context,
    /// The key that checks the trustee's signatures.
    pub verification: String,
    /// The key that messages to the trustee are encrypted with.
    pub encryption: String,
}

/// `raw_coefexps` (§4.6.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCoefexps {
    /// The commitments `g^a` to the coefficients.
    pub coefexps: Vec<String>,
}

/// `certs`: what a trustee signs to say that all saw the same (§4.6.4).
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Certs<'a> {
    /// All certificates.
    pub certs: &'a [SignedMsg],
    /// The signer's commitments.
    pub coefexps: &'a [String],
}

/// `polynomial` (§4.6.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Polynomial {
    /// The coefficients, encrypted to their owner.
    pub polynomial: String,
    /// A share for each trustee, encrypted to it.
    pub secrets: Vec<String>,
    /// The signed commitments.
    pub coefexps: SignedMsg,
    /// The signature of [`Certs`].
    pub signature: Proof,
}

/// `vinput` (§4.6.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vinput {
    /// The receiver's own coefficients, as it encrypted them.
    pub polynomial: String,
    /// The shares meant for the receiver, one from each trustee.
    pub secrets: Vec<String>,
    /// All signed commitments.
    pub coefexps: Vec<SignedMsg>,
    /// All signatures of [`Certs`].
    pub signatures: Vec<Proof>,
}

/// `voutput` (§4.6.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voutput {
    /// The decryption key, encrypted to its owner.
    pub private_key: String,
    /// The public share.
    pub public_key: TrusteePublicKey,
}

/// `trustee_public_key` (§4.5); `name` is what the tool adds to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrusteePublicKey {
    /// Proof of knowledge of the private key.
    pub pok: Proof,
    /// The key.
    pub public_key: String,
    /// In threshold mode: the owner's signature of `public_key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Proof>,
    /// A name for people; nothing vouches for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// `threshold_parameters` (§4.6.7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThresholdParameters {
    /// How many trustees are needed.
    pub threshold: u32,
    /// The certificates.
    pub certs: Vec<SignedMsg>,
    /// The signed commitments.
    pub coefexps: Vec<SignedMsg>,
    /// The signatures of [`Certs`]; the specification demands them, the tool's reader does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatures: Option<Vec<Proof>>,
    /// The public shares.
    pub verification_keys: Vec<TrusteePublicKey>,
}

/// `trustee_kind` (§4.7), written `["Single",…]` or `["Pedersen",…]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrusteeKind {
    /// One trustee, always needed.
    Single(TrusteePublicKey),
    /// A threshold group.
    Pedersen(ThresholdParameters),
}

impl Serialize for TrusteeKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Single(key) => ("Single", key).serialize(serializer),
            Self::Pedersen(parameters) => ("Pedersen", parameters).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for TrusteeKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Pair;
        impl<'de> Visitor<'de> for Pair {
            type Value = TrusteeKind;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a trustee kind")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<TrusteeKind, A::Error> {
                let short = |n| A::Error::invalid_length(n, &"a pair");
                let tag: String = seq.next_element()?.ok_or_else(|| short(0))?;
                match tag.as_str() {
                    "Single" => seq.next_element()?.map(TrusteeKind::Single).ok_or_else(|| short(1)),
                    "Pedersen" => seq.next_element()?.map(TrusteeKind::Pedersen).ok_or_else(|| short(1)),
                    _ => Err(A::Error::custom("unknown trustee kind")),
                }
            }
        }
        deserializer.deserialize_seq(Pair)
    }
}

/// `partial_decryption` (§4.20).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartialDecryption {
    /// `alpha^x` of every ciphertext.
    pub decryption_factors: Vec<Vec<String>>,
    /// The proof for each.
    pub decryption_proofs: Vec<Vec<Proof>>,
}

/// `result` (§4.21), for homomorphic questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElectionResult {
    /// A count for every ciphertext.
    pub result: Vec<Vec<Count>>,
}

/// A count; above 2^30 − 1 the tool writes a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub u64);

/// The largest count that is written as a number.
const LARGEST_NUMBER: u64 = (1 << 30) - 1;

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        if self.0 > LARGEST_NUMBER {
            serializer.collect_str(&self.0)
        } else {
            serializer.serialize_u64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Number;
        impl Visitor<'_> for Number {
            type Value = Count;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a count")
            }
            fn visit_u64<E: serde::de::Error>(self, v: u64) -> std::result::Result<Count, E> {
                Ok(Count(v))
            }
            fn visit_str<E: serde::de::Error>(self, v: &str) -> std::result::Result<Count, E> {
                v.parse().map(Count).map_err(|_| E::invalid_value(Unexpected::Other("text"), &self))
            }
        }
        deserializer.deserialize_any(Number)
    }
}

/// Takes a JSON string off the front of `json` without leaving copies of it in
/// memory that is not wiped. Only `\"` and `\\` are known as escapes: nothing
/// that secret messages consist of needs another one.
pub(crate) fn take_secret_string(json: &[u8]) -> Option<(Zeroizing<Vec<u8>>, &[u8])> {
    let body = json.strip_prefix(b"\"")?;
    let mut out = Zeroizing::new(Vec::with_capacity(body.len()));
    let mut i = 0;
    loop {
        match *body.get(i)? {
            b'"' => return Some((out, &body[i + 1..])),
            b'\\' => {
                i += 1;
                out.push(*body.get(i).filter(|c| matches!(c, b'"' | b'\\'))?);
            }
            c if (0x20..0x7f).contains(&c) => out.push(c),
            _ => return None,
        }
        i += 1;
    }
}

/// Appends `text` as a JSON string, for the alphabet of [`take_secret_string`].
/// `out` must have room for twice the text.
pub(crate) fn push_secret_string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for &c in text {
        if matches!(c, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(c);
    }
    out.push(b'"');
}
