//! The group Ed25519 as Belenios writes it: points as 64 hexadecimal digits of
//! the encoding with its bytes reversed, scalars as decimal strings, hashes as
//! SHA-256 read as a big-endian number modulo q (specification, §4.2 and §5.2).
//!
//! Everything read here is checked: canonical encoding, on the curve, and in
//! the subgroup of prime order; scalars below q, without leading zeros.

#![expect(clippy::cast_possible_truncation, reason = "what is cast was reduced to its type's range before")]

use crate::fault::{Error, Result};
use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::traits::IsIdentity;
pub use curve25519_dalek::{EdwardsPoint, Scalar};
use sha2::{Digest, Sha256, Sha512};
use std::fmt::Write as _;
use zeroize::Zeroize;

/// The generator g.
pub const G: EdwardsPoint = curve25519_dalek::constants::ED25519_BASEPOINT_POINT;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// The 64 digits of an encoded point.
#[must_use]
pub fn encoding_to_hex(bytes: &[u8; 32]) -> [u8; 64] {
    let mut out = [0; 64];
    for (i, byte) in bytes.iter().rev().enumerate() {
        out[2 * i] = HEX[usize::from(byte >> 4)];
        out[2 * i + 1] = HEX[usize::from(byte & 15)];
    }
    out
}

/// The encoding behind 64 lower-case hexadecimal digits.
///
/// # Errors
/// `point-malformed` when it is anything else.
pub fn encoding_from_hex(text: &[u8]) -> Result<[u8; 32]> {
    let malformed =
        || Error::new("point-malformed", "a point is written as 64 lower-case hexadecimal digits");
    if text.len() != 64 {
        return Err(malformed());
    }
    let digit = |c: u8| match c {
        b'0'..=b'9' => Ok(c - b'0'),
        b'a'..=b'f' => Ok(c - b'a' + 10),
        _ => Err(malformed()),
    };
    let mut out = [0; 32];
    for (i, pair) in text.chunks_exact(2).enumerate() {
        out[31 - i] = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Ok(out)
}

/// A point as its 64 digits.
#[must_use]
pub fn point_to_hex(point: &EdwardsPoint) -> String {
    String::from_utf8_lossy(&encoding_to_hex(&point.compress().to_bytes())).into_owned()
}

/// Decodes the one encoding that a point of the curve has; `None` for all other bytes.
/// The subgroup is checked elsewhere.
#[must_use]
pub fn decode(bytes: &[u8; 32]) -> Option<EdwardsPoint> {
    // dalek also takes y + p for y < 19, and a negative x of 0 (y = ±1).
    let high = bytes[31] & 0x7f == 0x7f && bytes[1..31].iter().all(|b| *b == 0xff);
    let beyond = high && bytes[0] >= 0xed;
    let minus_one = high && bytes[0] == 0xec;
    let one = bytes[0] == 1 && bytes[1..31].iter().all(|b| *b == 0) && matches!(bytes[31], 0 | 0x80);
    let negative = bytes[31] & 0x80 != 0;
    if beyond || (negative && (one || minus_one)) {
        return None;
    }
    CompressedEdwardsY(*bytes).decompress()
}

/// Reads a point and checks that it is canonical, on the curve and of prime
/// order (or the identity, see [`key_from_hex`]).
///
/// # Errors
/// `point-malformed`, `point-not-on-curve`, `point-not-in-subgroup`.
pub fn point_from_hex(text: &[u8]) -> Result<EdwardsPoint> {
    let bytes = encoding_from_hex(text)?;
    let point = decode(&bytes).ok_or_else(|| {
        Error::new("point-not-on-curve", "not the canonical encoding of a point of the curve")
    })?;
    if !point.is_torsion_free() {
        return Err(Error::new("point-not-in-subgroup", "the point is not in the group of prime order"));
    }
    Ok(point)
}

/// Reads a point that must not be the identity: keys, credentials.
///
/// # Errors
/// As [`point_from_hex`], and `point-identity`.
pub fn key_from_hex(text: &[u8]) -> Result<EdwardsPoint> {
    let point = point_from_hex(text)?;
    if point.is_identity() {
        return Err(Error::new("point-identity", "the neutral element is not a key"));
    }
    Ok(point)
}

/// A scalar in base 10.
#[must_use]
pub fn scalar_to_decimal(scalar: &Scalar) -> String {
    // Limbs of 10^18, least significant first: 256 bits need 5 of them.
    let mut limbs = [0_u64; 5];
    for byte in scalar.to_bytes().iter().rev() {
        let mut carry = u128::from(*byte);
        for limb in &mut limbs {
            let x = u128::from(*limb) * 256 + carry;
            *limb = (x % 1_000_000_000_000_000_000) as u64;
            carry = x / 1_000_000_000_000_000_000;
        }
    }
    let mut out = String::with_capacity(77);
    for limb in limbs.iter().rev() {
        if out.is_empty() {
            if *limb != 0 {
                let _ = write!(out, "{limb}");
            }
        } else {
            let _ = write!(out, "{limb:018}");
        }
    }
    if out.is_empty() {
        out.push('0');
    }
    out
}

/// Reads a scalar in base 10: below q, without sign or leading zeros.
///
/// # Errors
/// `scalar-malformed`, `scalar-out-of-range`.
pub fn scalar_from_decimal(text: &[u8]) -> Result<Scalar> {
    let malformed = || Error::new("scalar-malformed", "a scalar is written in base 10 without leading zeros");
    let range = || Error::new("scalar-out-of-range", "a scalar is below the order of the group");
    if text.is_empty() || (text.len() > 1 && text[0] == b'0') || !text.iter().all(u8::is_ascii_digit) {
        return Err(malformed());
    }
    if text.len() > 77 {
        return Err(range());
    }
    let mut limbs = [0_u64; 4];
    let head = text.len() % 18;
    let chunks = text[..head].chunks(18).chain(text[head..].chunks(18));
    for chunk in chunks {
        let value = chunk.iter().fold(0_u64, |v, c| v * 10 + u64::from(c - b'0'));
        let scale = 10_u64.pow(u32::try_from(chunk.len()).map_err(|_| malformed())?);
        let mut carry = u128::from(value);
        for limb in &mut limbs {
            let x = u128::from(*limb) * u128::from(scale) + carry;
            *limb = (x & u128::from(u64::MAX)) as u64;
            carry = x >> 64;
        }
        if carry != 0 {
            return Err(range());
        }
    }
    let mut bytes = [0; 32];
    for (i, limb) in limbs.iter().enumerate() {
        bytes[8 * i..8 * i + 8].copy_from_slice(&limb.to_le_bytes());
    }
    Option::from(Scalar::from_canonical_bytes(bytes)).ok_or_else(range)
}

/// SHA-256 of the joined parts.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// A digest read as a big-endian number modulo q.
#[must_use]
pub fn scalar_from_digest(digest: &[u8; 32]) -> Scalar {
    let mut bytes = *digest;
    bytes.reverse();
    Scalar::from_bytes_mod_order(bytes)
}

/// `SHA256(prefix element,element,…) mod q`, the challenge of every proof.
#[must_use]
pub fn challenge(prefix: &[u8], elements: &[EdwardsPoint]) -> Scalar {
    let mut hash = Sha256::new();
    hash.update(prefix);
    for (i, encoding) in EdwardsPoint::compress_batch_alloc(elements).iter().enumerate() {
        if i > 0 {
            hash.update(b",");
        }
        hash.update(encoding_to_hex(encoding.as_bytes()));
    }
    scalar_from_digest(&hash.finalize().into())
}

/// SHA-256 as standard Base64 without padding: fingerprints and trackers.
#[must_use]
pub fn base64_digest(digest: &[u8; 32]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(43);
    for chunk in digest.chunks(3) {
        let word = chunk.iter().fold(0_u32, |w, b| w << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..=chunk.len() {
            out.push(char::from(ALPHABET[(word >> (18 - 6 * i) & 63) as usize]));
        }
    }
    out
}

/// A uniform scalar from the operating system.
///
/// # Panics
/// When the operating system has no randomness: nothing may go on then.
#[must_use]
pub fn random_scalar() -> Scalar {
    let mut wide = [0; 64];
    getrandom::fill(&mut wide).expect("the operating system gives randomness");
    let scalar = Scalar::from_bytes_mod_order_wide(&wide);
    wide.zeroize();
    scalar
}

/// A uniform scalar derived from parts, by SHA-512 modulo q.
#[must_use]
pub fn derived_scalar(parts: &[&[u8]]) -> Scalar {
    let mut hash = Sha512::new();
    for part in parts {
        hash.update(part);
    }
    let mut wide: [u8; 64] = hash.finalize().into();
    let scalar = Scalar::from_bytes_mod_order_wide(&wide);
    wide.zeroize();
    scalar
}
