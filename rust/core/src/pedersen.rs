//! The key ceremony of a threshold group (specification, §4.6.2–4.6.7): Pedersen's
//! distributed key generation over signed and encrypted channels.
//!
//! A ceremony of n trustees, t of whom decrypt:
//! 1. each publishes a [`certificate`]; everybody runs [`check_certificates`];
//! 2. each deals a [`polynomial`]: a share for every trustee, commitments to its
//!    coefficients, a signature over all certificates; all run [`check_polynomial`];
//! 3. what concerns one trustee is collected in its [`vinput`];
//! 4. each adds up its shares and publishes a [`voutput`]; [`check_voutput`];
//! 5. [`parameters`] is what the record keeps.
//!
//! Rules:
//! * Trustees and dealers count from 1 in arguments and texts; a fault has
//!   `question` = `None` and `choice` = the trustee from 0.
//! * Nothing is dealt or accepted before everything received holds. The tool lets
//!   more pass: here a trustee also checks, before it computes its key, that every
//!   dealer signed the very certificates that it sees itself, and that the polynomial
//!   in its input is its own.
//! * `share-invalid` names every dealer whose share does not decrypt, is not signed
//!   by it, is another trustee's, or does not fit the commitments.

use crate::certificates::{Certificates, at, evaluate_public, named, public_shares};
use crate::fault::{Error, Fault, Result};
use crate::group::{self, EdwardsPoint, Scalar};
use crate::pki::{self, Keys};
use crate::wire::{
    self, CertKeys, Context, Polynomial, RawCoefexps, SignedMsg, ThresholdParameters, Vinput, Voutput,
};
use zeroize::Zeroizing;

/// A certificate for the trustee `index` (from 1) of `size`: its public keys, signed.
///
/// # Errors
/// `seed-malformed`, `threshold-out-of-range`, `trustee-out-of-range`.
pub fn certificate(seed: &str, size: u32, threshold: u32, index: u32) -> Result<Vec<u8>> {
    if threshold == 0 || threshold > size {
        return Err(Error::new(
            "threshold-out-of-range",
            format!("{threshold} of {size} is not a threshold"),
        ));
    }
    if index == 0 || index > size {
        return Err(Error::new("trustee-out-of-range", format!("there is no trustee {index} of {size}")));
    }
    let keys = Keys::from_seed(seed)?;
    let context = Context { group: "Ed25519".to_owned(), size, threshold, index };
    let verification = group::point_to_hex(&keys.verification);
    let encryption = group::point_to_hex(&keys.encryption);
    let message = wire::serialise_text(&CertKeys { context, verification, encryption });
    let signature = keys.sign(&message);
    Ok(wire::serialise(&SignedMsg { message, signature }))
}

/// Checks all certificates, in the order of the trustees.
#[must_use]
pub fn check_certificates(certificates: &[&[u8]], threshold: u32) -> Vec<Fault> {
    Certificates::read(certificates, threshold).err().unwrap_or_default()
}

/// Deals: random coefficients, a share for everybody, commitments.
///
/// # Errors
/// `seed-malformed`, `certificate-missing`, and the code of a certificate that does not hold.
pub fn polynomial(seed: &str, certificates: &[&[u8]], threshold: u32) -> Result<Vec<u8>> {
    let certificates = Certificates::need(certificates, threshold)?;
    let keys = Keys::from_seed(seed)?;
    let own = certificates.own(&keys)?;
    let coefficients: Zeroizing<Vec<Scalar>> =
        Zeroizing::new((0..threshold).map(|_| group::random_scalar()).collect());
    let commitments = coefficients.iter().map(|a| group::point_to_hex(&EdwardsPoint::mul_base(a))).collect();
    let commitments = RawCoefexps { coefexps: commitments };
    let statement = certificates.statement(&commitments.coefexps);
    let message = wire::serialise_text(&commitments);
    let coefexps = SignedMsg { signature: keys.sign(&message), message };
    let secrets = certificates.members.iter().zip(1_u32..).map(|(member, index)| {
        let share = evaluate(&coefficients, index);
        keys.send(&member.encryption, &secret_json(b"{\"secret\":", std::slice::from_ref(&*share), b"}"))
    });
    let secrets = secrets.collect();
    let polynomial = secret_json(b"{\"polynomial\":[", &coefficients, b"]}");
    let polynomial = keys.send(&certificates.members[own].encryption, &polynomial);
    Ok(wire::serialise(&Polynomial { polynomial, secrets, coefexps, signature: keys.sign(&statement) }))
}

/// Checks what anyone can check of the message of trustee `index` (from 1).
#[must_use]
pub fn check_polynomial(certificates: &[&[u8]], threshold: u32, index: u32, polynomial: &[u8]) -> Vec<Fault> {
    let certificates = match Certificates::read(certificates, threshold) {
        Ok(certificates) => certificates,
        Err(faults) => return faults,
    };
    let place = match certificates.place(index) {
        Ok(place) => place,
        Err(error) => return vec![Fault::whole(error.code, error.detail)],
    };
    let checked =
        wire::parse(polynomial).and_then(|polynomial| certificates.check_polynomial(place, &polynomial));
    checked.err().map(|error| at(place, &error)).into_iter().collect()
}

/// What trustee `index` (from 1) needs of everybody's messages, which are checked.
///
/// # Errors
/// `trustee-out-of-range`, `polynomials-missing`, and the code of what does not hold.
pub fn vinput(certificates: &[&[u8]], threshold: u32, polynomials: &[&[u8]], index: u32) -> Result<Vec<u8>> {
    let certificates = Certificates::need(certificates, threshold)?;
    let place = certificates.place(index)?;
    let (mut polynomials, _) = certificates.need_polynomials(polynomials)?;
    let secrets = polynomials.iter_mut().map(|dealer| std::mem::take(&mut dealer.secrets[place])).collect();
    let polynomial = std::mem::take(&mut polynomials[place].polynomial);
    let (coefexps, signatures) =
        polynomials.into_iter().map(|dealer| (dealer.coefexps, dealer.signature)).unzip();
    Ok(wire::serialise(&Vinput { polynomial, secrets, coefexps, signatures }))
}

/// Checks the input against the commitments, adds the shares up and publishes the public share.
///
/// # Errors
/// `share-invalid` naming the dealers; `vinput-shape`; `polynomial-mismatch`; and the code of
/// what does not hold.
pub fn voutput(seed: &str, certificates: &[&[u8]], threshold: u32, vinput: &[u8]) -> Result<Vec<u8>> {
    let certificates = Certificates::need(certificates, threshold)?;
    let keys = Keys::from_seed(seed)?;
    let own = certificates.own(&keys)?;
    let vinput: Vinput = wire::parse(vinput)?;
    let size = certificates.len();
    if [vinput.secrets.len(), vinput.coefexps.len(), vinput.signatures.len()] != [size; 3] {
        return Err(Error::new("vinput-shape", format!("not everything is there {size} times")));
    }
    let mut commitments = Vec::with_capacity(size);
    for (i, (coefexps, signature)) in vinput.coefexps.iter().zip(&vinput.signatures).enumerate() {
        commitments
            .push(certificates.check_dealer(i, coefexps, signature).map_err(|error| named(i, &error))?);
    }
    let dealt = keys.receive(&keys.verification, &vinput.polynomial).ok();
    let dealt = dealt.and_then(|json| read_secrets(&json, b"{\"polynomial\":[", b"]}"));
    if !dealt.is_some_and(|dealt| {
        dealt.len() == commitments[own].len()
            && dealt.iter().zip(&commitments[own]).all(|(a, point)| EdwardsPoint::mul_base(a) == *point)
    }) {
        return Err(Error::new(
            "polynomial-mismatch",
            "the input has another polynomial than this trustee dealt",
        ));
    }
    let index =
        u32::try_from(own + 1).map_err(|_| Error::new("trustee-out-of-range", "too many trustees"))?;
    let mut sum = Zeroizing::new(Scalar::ZERO);
    let mut cheats = Vec::new();
    for (i, message) in vinput.secrets.iter().enumerate() {
        let secret = keys.receive(&certificates.members[i].verification, message).ok();
        let secret = secret.and_then(|json| read_secrets(&json, b"{\"secret\":", b"}"));
        match secret.filter(|s| {
            s.len() == 1 && EdwardsPoint::mul_base(&s[0]) == evaluate_public(&commitments[i], index)
        }) {
            Some(secret) => *sum += secret[0],
            None => cheats.push((i + 1).to_string()),
        }
    }
    if !cheats.is_empty() {
        let detail = format!("the share of dealer {} does not fit its commitments", cheats.join(", "));
        return Err(Error::new("share-invalid", detail));
    }
    if *sum == Scalar::ZERO {
        return Err(Error::new("point-identity", "the shares add up to nothing"));
    }
    let mut public_key = pki::prove_key(&sum);
    public_key.signature = Some(keys.sign(&public_key.public_key));
    let private_key = secret_json(b"{\"decryption_key\":", std::slice::from_ref(&*sum), b"}");
    let private_key = keys.send(&keys.encryption, &private_key);
    Ok(wire::serialise(&Voutput { private_key, public_key }))
}

/// Checks the public share of trustee `index` (from 1).
#[must_use]
pub fn check_voutput(
    certificates: &[&[u8]],
    threshold: u32,
    polynomials: &[&[u8]],
    index: u32,
    voutput: &[u8],
) -> Vec<Fault> {
    let certificates = match Certificates::read(certificates, threshold) {
        Ok(certificates) => certificates,
        Err(faults) => return faults,
    };
    let ready =
        certificates.place(index).and_then(|i| Ok((i, certificates.need_polynomials(polynomials)?.1)));
    let (place, commitments) = match ready {
        Ok(ready) => ready,
        Err(error) => return vec![Fault::whole(error.code, error.detail)],
    };
    let expected = public_shares(&commitments)[place];
    let checked = certificates.need_voutput(place, &expected, voutput);
    checked.err().map(|error| at(place, &error)).into_iter().collect()
}

/// The `threshold_parameters` of a finished ceremony; everything is checked again.
///
/// # Errors
/// `polynomials-missing`, `voutputs-missing`, and the code of what does not hold.
pub fn parameters(
    certificates: &[&[u8]],
    threshold: u32,
    polynomials: &[&[u8]],
    voutputs: &[&[u8]],
) -> Result<Vec<u8>> {
    let certificates = Certificates::need(certificates, threshold)?;
    let (polynomials, commitments) = certificates.need_polynomials(polynomials)?;
    if voutputs.len() != certificates.len() {
        let detail = format!("{} outputs for {} trustees", voutputs.len(), certificates.len());
        return Err(Error::new("voutputs-missing", detail));
    }
    let shares = public_shares(&commitments);
    let mut verification_keys = Vec::with_capacity(voutputs.len());
    for (i, (voutput, expected)) in voutputs.iter().zip(&shares).enumerate() {
        let voutput = certificates.need_voutput(i, expected, voutput).map_err(|error| named(i, &error))?;
        verification_keys.push(voutput.public_key);
    }
    let (coefexps, signatures) =
        polynomials.into_iter().map(|dealer| (dealer.coefexps, dealer.signature)).unzip();
    let certs = certificates.certs;
    let signatures = Some(signatures);
    Ok(wire::serialise(&ThresholdParameters { threshold, certs, coefexps, signatures, verification_keys }))
}

/// The polynomial at `index`, by Horner's rule.
fn evaluate(coefficients: &[Scalar], index: u32) -> Zeroizing<Scalar> {
    let x = Scalar::from(index);
    let mut sum = Zeroizing::new(Scalar::ZERO);
    for coefficient in coefficients.iter().rev() {
        *sum = *sum * x + coefficient;
    }
    sum
}

/// `start"decimal","decimal"…end`, without leaving copies of the scalars behind.
fn secret_json(start: &[u8], scalars: &[Scalar], end: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(start.len() + 80 * scalars.len() + end.len()));
    out.extend_from_slice(start);
    for (i, scalar) in scalars.iter().enumerate() {
        out.extend_from_slice(if i == 0 { b"\"" } else { b",\"" });
        out.extend_from_slice(Zeroizing::new(group::scalar_to_decimal(scalar)).as_bytes());
        out.push(b'"');
    }
    out.extend_from_slice(end);
    out
}

/// The inverse of [`secret_json`].
pub(crate) fn read_secrets(json: &[u8], start: &[u8], end: &[u8]) -> Option<Zeroizing<Vec<Scalar>>> {
    let list = json.strip_prefix(start)?.strip_suffix(end)?;
    let mut out = Zeroizing::new(Vec::with_capacity(list.len() / 3 + 1));
    for item in list.split(|c| *c == b',') {
        out.push(group::scalar_from_decimal(item.strip_prefix(b"\"")?.strip_suffix(b"\"")?).ok()?);
    }
    Some(out)
}
