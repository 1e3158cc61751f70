//! Credentials: what a tariff card carries (specification, §4.8).

use crate::fault::{Error, Result};
use crate::group::{point_to_hex, sha256};
use curve25519_dalek::{EdwardsPoint, Scalar};
use rayon::prelude::*;
use zeroize::Zeroizing;

/// The digits of uuids, seeds and credentials.
pub const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Where the four groups of a credential end.
const GROUPS: [usize; 4] = [5, 6, 5, 6];

/// Whether the text is a Belenios uuid.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    (14..=64).contains(&text.len()) && text.bytes().all(|c| BASE58.contains(&c))
}

/// Uniform Base58 characters from the operating system.
///
/// # Panics
/// When the operating system has no randomness.
#[must_use]
pub fn token(length: usize) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(length));
    let mut byte = Zeroizing::new([0_u8; 1]);
    while out.len() < length {
        getrandom::fill(&mut *byte).expect("the operating system gives randomness");
        // 4·58 = 232: above it, characters would not be equally likely.
        if byte[0] < 232 {
            out.push(char::from(BASE58[usize::from(byte[0]) % 58]));
        }
    }
    out
}

/// A fresh private credential, written 5-6-5-6.
#[must_use]
pub fn generate() -> Zeroizing<String> {
    let digits = token(22);
    let mut out = Zeroizing::new(String::with_capacity(25));
    let mut rest: &str = &digits;
    for (i, size) in GROUPS.into_iter().enumerate() {
        if i > 0 {
            out.push('-');
        }
        let (group, tail) = rest.split_at(size);
        out.push_str(group);
        rest = tail;
    }
    out
}

/// The secret exponent of a credential in the election `uuid`.
///
/// # Errors
/// `credential-malformed`; the text is never part of the message.
pub fn secret(uuid: &str, credential: &str) -> Result<Zeroizing<Scalar>> {
    let groups: Vec<&str> = credential.split('-').collect();
    let well_formed = groups.len() == 4
        && groups
            .iter()
            .zip(GROUPS)
            .all(|(group, size)| group.len() == size && group.bytes().all(|c| BASE58.contains(&c)));
    if !well_formed {
        return Err(Error::new(
            "credential-malformed",
            "a credential is 22 Base58 characters in groups of 5-6-5-6",
        ));
    }
    let mut digest = Zeroizing::new([0_u8; 64]);
    for (i, half) in digest.chunks_exact_mut(32).enumerate() {
        half.copy_from_slice(&sha256(&[
            b"derive_credential|",
            uuid.as_bytes(),
            b"|",
            i.to_string().as_bytes(),
            b"|",
            credential.as_bytes(),
        ]));
    }
    digest.reverse();
    Ok(Zeroizing::new(Scalar::from_bytes_mod_order_wide(&digest)))
}

/// The public part of a credential.
///
/// # Errors
/// As [`secret`].
pub fn public(uuid: &str, credential: &str) -> Result<String> {
    Ok(point_to_hex(&EdwardsPoint::mul_base(&*secret(uuid, credential)?)))
}

/// Fresh (private, public) credentials, made on all cores.
///
/// # Errors
/// `uuid-malformed`.
pub fn make(uuid: &str, count: usize) -> Result<Vec<(String, String)>> {
    if !is_uuid(uuid) {
        return Err(Error::new("uuid-malformed", "a uuid is at least 14 Base58 characters"));
    }
    let one = |_| {
        let private = generate();
        let public = public(uuid, &private)?;
        Ok((private.to_string(), public))
    };
    (0..count).into_par_iter().map(one).collect()
}
