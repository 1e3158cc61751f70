//! The keys of trustees and the channels between them (specification, §4.5,
//! §4.6.1 and §4.6.3): a public key comes with a proof that its private key is
//! known; a seed gives a signing and a decryption key, messages are signed with
//! Schnorr proofs and encrypted with `ElGamal` and AES-256-GCM.
//!
//! Rules:
//! * A received message counts only when it decrypts, its signature is the
//!   sender's and its recipient is the reader; the one error `message-invalid`
//!   does not say which of these failed.
//! * Secrets live in [`Zeroizing`] and are multiplied in constant time. Nothing
//!   secret is ever part of an error or of a `Debug` output.
//! * The nonce of AES-GCM has 32 bytes, as the tool has it; each key is used once.
//! * Messages are written with AES-GCM, as tools from 3.3 do, who read nothing else.
//!   What older ones wrote (AES-CCM, without the field `algorithm`) is read.

use crate::ccm;
use crate::fault::{Error, Result};
use crate::group::{self, EdwardsPoint, Scalar};
use crate::wire::{self, EncryptedMsg, Proof, TrusteePublicKey, push_secret_string, take_secret_string};
use aes_gcm::aead::consts::U32;
use aes_gcm::{AeadInOut, AesGcm, KeyInit, Tag, aes::Aes256};
use std::fmt;
use zeroize::Zeroizing;

const TAG: usize = 16;
const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The four keys of a trustee.
pub struct Keys {
    sk: Zeroizing<Scalar>,
    dk: Zeroizing<Scalar>,
    /// Checks the trustee's signatures.
    pub verification: EdwardsPoint,
    /// Encrypts messages to the trustee.
    pub encryption: EdwardsPoint,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("verification", &group::point_to_hex(&self.verification))
            .finish_non_exhaustive()
    }
}

impl Keys {
    /// Derives the keys from a seed of 22 Base58 characters.
    ///
    /// # Errors
    /// `seed-malformed`.
    pub fn from_seed(seed: &str) -> Result<Self> {
        if seed.len() != 22 || !seed.bytes().all(|c| BASE58.contains(&c)) {
            return Err(Error::new("seed-malformed", "a seed has 22 characters of the Base58 alphabet"));
        }
        let derive = |prefix: &[u8]| {
            let digest = Zeroizing::new(group::sha256(&[prefix, seed.as_bytes()]));
            Zeroizing::new(group::scalar_from_digest(&digest))
        };
        let (sk, dk) = (derive(b"sk|"), derive(b"dk|"));
        let (verification, encryption) = (EdwardsPoint::mul_base(&sk), EdwardsPoint::mul_base(&dk));
        Ok(Self { sk, dk, verification, encryption })
    }

    /// Signs a public message.
    #[must_use]
    pub fn sign(&self, message: &str) -> Proof {
        self.sign_bytes(message.as_bytes())
    }

    fn sign_bytes(&self, message: &[u8]) -> Proof {
        prove(&self.sk, &[b"sigmsg|", message, b"|"])
    }

    /// Signs `secret` for `recipient` and encrypts it: `send` of §4.6.3. The
    /// result is the JSON of an `encrypted_msg`. The secret must be printable ASCII.
    #[must_use]
    pub fn send(&self, recipient: &EdwardsPoint, secret: &[u8]) -> String {
        // Room for both escapings, so that nothing secret is left behind by a reallocation.
        let mut inner = Zeroizing::new(Vec::with_capacity(2 * secret.len() + 128));
        inner.extend_from_slice(b"{\"recipient\":\"");
        inner.extend_from_slice(group::point_to_hex(recipient).as_bytes());
        inner.extend_from_slice(b"\",\"message\":");
        push_secret_string(&mut inner, secret);
        inner.push(b'}');
        let signature = wire::serialise(&self.sign_bytes(&inner));
        let mut outer = Zeroizing::new(Vec::with_capacity(2 * inner.len() + signature.len() + 64 + TAG));
        outer.extend_from_slice(b"{\"message\":");
        push_secret_string(&mut outer, &inner);
        outer.extend_from_slice(b",\"signature\":");
        outer.extend_from_slice(&signature);
        outer.push(b'}');
        wire::serialise_text(&encrypt(recipient, outer))
    }

    /// Decrypts a message and checks that `sender` signed it for these keys:
    /// `recv` of §4.6.3.
    ///
    /// # Errors
    /// `message-invalid`.
    pub fn receive(&self, sender: &EdwardsPoint, message: &str) -> Result<Zeroizing<Vec<u8>>> {
        let outer = self.decrypt(message)?;
        self.unpack(sender, &outer).ok_or_else(|| {
            Error::new("message-invalid", "the message is not from its sender to this recipient")
        })
    }

    fn unpack(&self, sender: &EdwardsPoint, outer: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (inner, rest) = take_secret_string(outer.strip_prefix(b"{\"message\":")?)?;
        let proof: Proof = wire::parse(rest.strip_prefix(b",\"signature\":")?.strip_suffix(b"}")?).ok()?;
        check_proof(sender, &[b"sigmsg|", &inner, b"|"], &proof).ok().filter(|valid| *valid)?;
        let (recipient, rest) = inner.strip_prefix(b"{\"recipient\":\"")?.split_at_checked(64)?;
        let (secret, rest) = take_secret_string(rest.strip_prefix(b"\",\"message\":")?)?;
        let own = group::point_to_hex(&self.encryption);
        (recipient == own.as_bytes() && rest == b"}").then_some(secret)
    }

    fn decrypt(&self, message: &str) -> Result<Zeroizing<Vec<u8>>> {
        let Encrypted { gcm, alpha, beta, mut data } = Encrypted::parse(message)?;
        let (key, nonce) = cipher_inputs(&(beta - alpha * *self.dk), &alpha);
        if !gcm {
            return ccm::open(&key, &nonce, &data).ok_or_else(broken);
        }
        let length = data.len().checked_sub(TAG).ok_or_else(broken)?;
        let tag = Tag::try_from(&data[length..]).map_err(|_| broken())?;
        data.truncate(length);
        cipher(&key)
            .decrypt_inout_detached(&nonce.into(), &[], data.as_mut_slice().into(), &tag)
            .map_err(|_| broken())?;
        Ok(data)
    }
}

/// Checks a signature.
///
/// # Errors
/// `signature-invalid`, and `scalar-…` as [`Proof::scalars`].
pub fn verify(key: &EdwardsPoint, message: &str, signature: &Proof) -> Result<()> {
    if check_proof(key, &[b"sigmsg|", message.as_bytes(), b"|"], signature)? {
        return Ok(());
    }
    Err(Error::new("signature-invalid", "the signature is not by this key"))
}

/// Whether a message is a well-formed `encrypted_msg`, as anyone can see.
///
/// # Errors
/// `json-malformed`, `not-canonical`, `algorithm-unknown`, `point-…`, `message-invalid`.
pub fn check_message(message: &str) -> Result<()> {
    Encrypted::parse(message).map(drop)
}

/// A private key's public key with its proof of knowledge (§4.5).
pub(crate) fn prove_key(secret: &Scalar) -> TrusteePublicKey {
    let public_key = group::point_to_hex(&EdwardsPoint::mul_base(secret));
    let pok = prove(secret, &[b"pok|Ed25519|", public_key.as_bytes(), b"|"]);
    TrusteePublicKey { pok, public_key, signature: None, name: None }
}

/// Checks a public key and its proof of knowledge (§4.5).
///
/// # Errors
/// `point-…`, `scalar-…`, `pok-invalid`.
pub fn check_key(key: &TrusteePublicKey) -> Result<EdwardsPoint> {
    let point = group::key_from_hex(key.public_key.as_bytes())?;
    if check_proof(&point, &[b"pok|Ed25519|", key.public_key.as_bytes(), b"|"], &key.pok)? {
        return Ok(point);
    }
    Err(Error::new("pok-invalid", "the proof of knowledge of the private key does not hold"))
}

/// A Schnorr proof of knowledge of `secret`: challenge = SHA256(prefix ‖ A) mod q.
pub(crate) fn prove(secret: &Scalar, prefix: &[&[u8]]) -> Proof {
    let w = Zeroizing::new(group::random_scalar());
    let challenge = hash(prefix, &EdwardsPoint::mul_base(&w));
    let response = *w - secret * challenge;
    Proof::new(&challenge, &response)
}

/// Checks a proof of [`prove`]. Public data: variable time.
pub(crate) fn check_proof(key: &EdwardsPoint, prefix: &[&[u8]], proof: &Proof) -> Result<bool> {
    let (challenge, response) = proof.scalars()?;
    let commitment = EdwardsPoint::vartime_double_scalar_mul_basepoint(&challenge, key, &response);
    Ok(hash(prefix, &commitment) == challenge)
}

fn hash(prefix: &[&[u8]], commitment: &EdwardsPoint) -> Scalar {
    let commitment = group::point_to_hex(commitment);
    let parts: Vec<&[u8]> = prefix.iter().copied().chain([commitment.as_bytes()]).collect();
    group::scalar_from_digest(&group::sha256(&parts))
}

fn encrypt(recipient: &EdwardsPoint, mut data: Zeroizing<Vec<u8>>) -> EncryptedMsg {
    let (r, s) = (Zeroizing::new(group::random_scalar()), Zeroizing::new(group::random_scalar()));
    let (alpha, shared) = (EdwardsPoint::mul_base(&r), EdwardsPoint::mul_base(&s));
    let beta = recipient * *r + shared;
    let (key, nonce) = cipher_inputs(&shared, &alpha);
    let tag = cipher(&key)
        .encrypt_inout_detached(&nonce.into(), &[], data.as_mut_slice().into())
        .expect("a message is shorter than 64 GB");
    data.extend_from_slice(&tag);
    EncryptedMsg {
        algorithm: Some("AES-GCM".to_owned()),
        alpha: group::point_to_hex(&alpha),
        beta: group::point_to_hex(&beta),
        data: hex(&data),
    }
}

fn cipher_inputs(shared: &EdwardsPoint, alpha: &EdwardsPoint) -> (Zeroizing<[u8; 32]>, [u8; 32]) {
    let shared = Zeroizing::new(group::point_to_hex(shared));
    let key = Zeroizing::new(group::sha256(&[b"key|", shared.as_bytes()]));
    (key, group::sha256(&[b"iv|", group::point_to_hex(alpha).as_bytes()]))
}

fn cipher(key: &[u8; 32]) -> AesGcm<Aes256, U32> {
    AesGcm::new(key.into())
}

/// A message whose public parts are in order.
struct Encrypted {
    gcm: bool,
    alpha: EdwardsPoint,
    beta: EdwardsPoint,
    data: Zeroizing<Vec<u8>>,
}

impl Encrypted {
    fn parse(message: &str) -> Result<Self> {
        let message: EncryptedMsg = wire::parse(message.as_bytes())?;
        if !matches!(message.algorithm.as_deref(), None | Some("AES-GCM")) {
            return Err(Error::new("algorithm-unknown", "messages are encrypted with AES-GCM or AES-CCM"));
        }
        let alpha = group::key_from_hex(message.alpha.as_bytes())?;
        let beta = group::point_from_hex(message.beta.as_bytes())?;
        let data = Zeroizing::new(bytes_from_hex(message.data.as_bytes()).ok_or_else(broken)?);
        Ok(Self { gcm: message.algorithm.is_some(), alpha, beta, data })
    }
}

fn broken() -> Error {
    Error::new("message-invalid", "the message does not decrypt")
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

fn bytes_from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    let pairs = text.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}
