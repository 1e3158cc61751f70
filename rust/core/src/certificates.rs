//! The certificates of a key ceremony (specification, §4.6.2) and everything public
//! that is checked against them: commitments, signatures over the certificates,
//! public shares (§4.6.4, §4.6.6). Ceremony ([`crate::pedersen`]) and record
//! ([`crate::trustees`]) check the same things here.
//!
//! Checked beyond the tool: no key is there twice, no key or commitment is the
//! neutral element, every dealer has as many commitments as the threshold.

use crate::fault::{Error, Fault, Result};
use crate::group::{self, EdwardsPoint, Scalar};
use crate::pki::{self, Keys};
use crate::wire::{self, CertKeys, Certs, Context, Polynomial, Proof, RawCoefexps, SignedMsg};
use crate::wire::{TrusteePublicKey, Voutput};
use curve25519_dalek::traits::{Identity, VartimeMultiscalarMul};
use std::collections::HashSet;

/// A trustee's public keys, from its certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) verification: EdwardsPoint,
    pub(crate) encryption: EdwardsPoint,
}

/// Certificates of one ceremony that all hold.
#[derive(Clone, Debug)]
pub(crate) struct Certificates {
    pub(crate) certs: Vec<SignedMsg>,
    pub(crate) members: Vec<Member>,
    threshold: u32,
}

impl Certificates {
    /// Checks every certificate: context, keys, signature; and that all keys differ.
    pub(crate) fn check(certs: Vec<SignedMsg>, threshold: u32) -> std::result::Result<Self, Vec<Fault>> {
        let size = u32::try_from(certs.len()).unwrap_or(0);
        if threshold == 0 || threshold > size {
            let detail = format!("{threshold} of {size} trustees is not a threshold");
            return Err(vec![Fault::whole("threshold-out-of-range", detail)]);
        }
        let mut faults = Vec::new();
        let mut members: Vec<Member> = Vec::new();
        let mut seen = HashSet::new();
        for (i, (cert, index)) in certs.iter().zip(1..).enumerate() {
            let context = Context { group: "Ed25519".to_owned(), size, threshold, index };
            match check_certificate(cert, &context) {
                Ok(member) => {
                    let keys = [member.verification, member.encryption].map(|key| key.compress().to_bytes());
                    // Both are inserted: no short circuit.
                    if !seen.insert(keys[0]) | !seen.insert(keys[1]) {
                        faults.push(at(
                            i,
                            &Error::new("certificate-duplicate", "a key is in another place too"),
                        ));
                    }
                    members.push(member);
                }
                Err(error) => faults.push(at(i, &error)),
            }
        }
        if faults.is_empty() { Ok(Self { certs, members, threshold }) } else { Err(faults) }
    }

    pub(crate) fn read(certificates: &[&[u8]], threshold: u32) -> std::result::Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut certs = Vec::new();
        for (i, certificate) in certificates.iter().enumerate() {
            wire::parse(certificate).map_or_else(|error| faults.push(at(i, &error)), |cert| certs.push(cert));
        }
        if faults.is_empty() { Self::check(certs, threshold) } else { Err(faults) }
    }

    pub(crate) fn need(certificates: &[&[u8]], threshold: u32) -> Result<Self> {
        Self::read(certificates, threshold).map_err(|faults| first(&faults))
    }

    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// The place from 0 of the trustee that a number from 1 means.
    pub(crate) fn place(&self, index: u32) -> Result<usize> {
        let place = usize::try_from(index).ok().and_then(|index| index.checked_sub(1));
        place
            .filter(|place| *place < self.len())
            .ok_or_else(|| Error::new("trustee-out-of-range", format!("there is no trustee {index}")))
    }

    /// The place of the trustee who has these keys.
    pub(crate) fn own(&self, keys: &Keys) -> Result<usize> {
        let own = Member { verification: keys.verification, encryption: keys.encryption };
        self.members
            .iter()
            .position(|member| *member == own)
            .ok_or_else(|| Error::new("certificate-missing", "no certificate has the keys of this seed"))
    }

    pub(crate) fn statement(&self, coefexps: &[String]) -> String {
        format!("certs_sig|{}", wire::serialise_text(&Certs { certs: &self.certs, coefexps }))
    }

    /// Checks a dealer's signed commitments and its signature over the certificates.
    pub(crate) fn check_dealer(
        &self,
        dealer: usize,
        coefexps: &SignedMsg,
        signature: &Proof,
    ) -> Result<Vec<EdwardsPoint>> {
        let key = &self.members[dealer].verification;
        let raw: RawCoefexps = wire::parse(coefexps.message.as_bytes())?;
        signed(key, &coefexps.message, &coefexps.signature, "commitments-signature", "the commitments")?;
        let threshold = usize::try_from(self.threshold).unwrap_or(usize::MAX);
        if raw.coefexps.len() != threshold {
            let detail = format!("{} commitments instead of {threshold}", raw.coefexps.len());
            return Err(Error::new("commitments-count", detail));
        }
        let points =
            raw.coefexps.iter().map(|point| group::key_from_hex(point.as_bytes())).collect::<Result<_>>()?;
        let statement = self.statement(&raw.coefexps);
        signed(key, &statement, signature, "polynomial-signature", "certificates and commitments")?;
        Ok(points)
    }

    /// Checks a dealer's whole message, as far as it is not secret.
    pub(crate) fn check_polynomial(
        &self,
        dealer: usize,
        polynomial: &Polynomial,
    ) -> Result<Vec<EdwardsPoint>> {
        let points = self.check_dealer(dealer, &polynomial.coefexps, &polynomial.signature)?;
        if polynomial.secrets.len() != self.len() {
            let detail = format!("{} shares instead of {}", polynomial.secrets.len(), self.len());
            return Err(Error::new("polynomial-shape", detail));
        }
        polynomial
            .secrets
            .iter()
            .chain([&polynomial.polynomial])
            .try_for_each(|message| pki::check_message(message))?;
        Ok(points)
    }

    /// Reads and checks everybody's message.
    pub(crate) fn need_polynomials(
        &self,
        polynomials: &[&[u8]],
    ) -> Result<(Vec<Polynomial>, Vec<Vec<EdwardsPoint>>)> {
        if polynomials.len() != self.len() {
            let detail = format!("{} polynomials for {} trustees", polynomials.len(), self.len());
            return Err(Error::new("polynomials-missing", detail));
        }
        let mut all = (Vec::new(), Vec::new());
        for (i, json) in polynomials.iter().enumerate() {
            let read = wire::parse(json).and_then(|p: Polynomial| Ok((self.check_polynomial(i, &p)?, p)));
            let (points, polynomial) = read.map_err(|error| named(i, &error))?;
            all.0.push(polynomial);
            all.1.push(points);
        }
        Ok(all)
    }

    /// Checks a trustee's public share: the key, its proof and its signature.
    pub(crate) fn check_share(
        &self,
        trustee: usize,
        key: &TrusteePublicKey,
        expected: &EdwardsPoint,
    ) -> Result<()> {
        if pki::check_key(key)? != *expected {
            return Err(Error::new(
                "public-share-mismatch",
                "the public share does not follow from the commitments",
            ));
        }
        let signature = key.signature.as_ref();
        let signature =
            signature.ok_or_else(|| Error::new("signature-missing", "the public share is not signed"))?;
        let owner = &self.members[trustee].verification;
        signed(owner, &key.public_key, signature, "public-share-signature", "the public share")
    }

    /// Reads and checks a trustee's output.
    pub(crate) fn need_voutput(
        &self,
        trustee: usize,
        expected: &EdwardsPoint,
        json: &[u8],
    ) -> Result<Voutput> {
        let voutput: Voutput = wire::parse(json)?;
        pki::check_message(&voutput.private_key)?;
        self.check_share(trustee, &voutput.public_key, expected)?;
        Ok(voutput)
    }
}

/// The public shares that follow from everybody's commitments, in the order of the trustees.
pub(crate) fn public_shares(commitments: &[Vec<EdwardsPoint>]) -> Vec<EdwardsPoint> {
    let degree = commitments.first().map_or(0, Vec::len);
    let mut sums = vec![EdwardsPoint::identity(); degree];
    for dealer in commitments {
        sums.iter_mut().zip(dealer).for_each(|(sum, point)| *sum += point);
    }
    commitments.iter().zip(1_u32..).map(|(_, index)| evaluate_public(&sums, index)).collect()
}

/// `∏ A_k^(index^k)`. Public data: variable time.
pub(crate) fn evaluate_public(commitments: &[EdwardsPoint], index: u32) -> EdwardsPoint {
    let powers = std::iter::successors(Some(Scalar::ONE), |power| Some(power * Scalar::from(index)));
    let powers: Vec<Scalar> = powers.take(commitments.len()).collect();
    EdwardsPoint::vartime_multiscalar_mul(&powers, commitments)
}

fn check_certificate(cert: &SignedMsg, context: &Context) -> Result<Member> {
    let keys: CertKeys = wire::parse(cert.message.as_bytes())?;
    if keys.context != *context {
        let (i, n, t) = (context.index, context.size, context.threshold);
        return Err(Error::new(
            "certificate-context",
            format!("not for trustee {i} of {n} with threshold {t}"),
        ));
    }
    let verification = group::key_from_hex(keys.verification.as_bytes())?;
    let encryption = group::key_from_hex(keys.encryption.as_bytes())?;
    signed(&verification, &cert.message, &cert.signature, "certificate-signature", "the certificate")?;
    Ok(Member { verification, encryption })
}

fn signed(
    key: &EdwardsPoint,
    message: &str,
    signature: &Proof,
    code: &'static str,
    what: &str,
) -> Result<()> {
    pki::verify(key, message, signature).map_err(|error| match error.code {
        "signature-invalid" => Error::new(code, format!("the signature of {what} is not the trustee's")),
        _ => error,
    })
}

pub(crate) fn at(trustee: usize, error: &Error) -> Fault {
    let Error { code, detail } = named(trustee, error);
    Fault { code, question: None, choice: Some(trustee), detail }
}

pub(crate) fn named(trustee: usize, error: &Error) -> Error {
    Error::new(error.code, format!("trustee {}: {}", trustee + 1, error.detail))
}

fn first(faults: &[Fault]) -> Error {
    faults.first().map_or_else(
        || Error::new("certificate-missing", "no certificates"),
        |fault| Error::new(fault.code, fault.detail.clone()),
    )
}
