//! The trustees of an election and their joint key (specification, §4.5–4.7):
//! `Single` trustees, who are all needed, and `Pedersen` groups, of whom a
//! threshold is.
//!
//! Rules:
//! * [`Trustees::parse`] looks at the shape alone; [`Trustees::check`] says
//!   everything that does not hold, each with its item (`question`, from 0) and the
//!   trustee in it (`choice`, from 0).
//! * Checked beyond the tool: keys, commitments and the joint key are not the neutral
//!   element, no key is there twice (but in a group with threshold 1), all counts are
//!   equal, only threshold trustees sign their key.
//! * An `owner` of §4.20 counts from 1 over all trustees, item by item.

use crate::certificates::{self, Certificates};
use crate::fault::{Error, Fault, Result};
use crate::group::{self, EdwardsPoint, Scalar};
use crate::pki;
use crate::wire::{self, RawCoefexps, ThresholdParameters, TrusteeKind};
use curve25519_dalek::traits::{Identity, IsIdentity};
use std::collections::HashSet;

/// A parsed `trustees` structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trustees {
    items: Vec<TrusteeKind>,
}

/// One item of the structure, for people: its kind, how many are needed, how many there are.
pub type Group = (&'static str, u32, usize);

impl Trustees {
    /// Reads canonical JSON.
    ///
    /// # Errors
    /// `json-malformed`, `not-canonical`.
    pub fn parse(json: &[u8]) -> Result<Self> {
        Ok(Self { items: wire::parse(json)? })
    }

    /// Each item's kind (`Single`, `Pedersen`), threshold and size.
    #[must_use]
    pub fn groups(&self) -> Vec<Group> {
        let group = |item: &TrusteeKind| match item {
            TrusteeKind::Single(_) => ("Single", 1, 1),
            TrusteeKind::Pedersen(group) => ("Pedersen", group.threshold, group.verification_keys.len()),
        };
        self.items.iter().map(group).collect()
    }

    /// Each trustee's public key in the order of owners, as it is written.
    #[must_use]
    pub fn verification_keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        for item in &self.items {
            match item {
                TrusteeKind::Single(key) => keys.push(key.public_key.clone()),
                TrusteeKind::Pedersen(group) => {
                    keys.extend(group.verification_keys.iter().map(|key| key.public_key.clone()));
                }
            }
        }
        keys
    }

    /// The joint key: the product of the Single keys and of the first commitments of
    /// all dealers. It is worth something only when [`Trustees::check`] has no fault.
    ///
    /// # Errors
    /// `point-…` for a key that is not one, `json-malformed`, `not-canonical`,
    /// `commitments-count`, `trustees-empty`, `joint-key-identity`.
    pub fn public_key(&self) -> Result<String> {
        if self.items.is_empty() {
            return Err(Error::new("trustees-empty", "there are no trustees"));
        }
        let mut joint = EdwardsPoint::identity();
        for item in &self.items {
            match item {
                TrusteeKind::Single(key) => joint += group::key_from_hex(key.public_key.as_bytes())?,
                TrusteeKind::Pedersen(group) => {
                    for coefexps in &group.coefexps {
                        let raw: RawCoefexps = wire::parse(coefexps.message.as_bytes())?;
                        let first = raw.coefexps.first();
                        let first = first.ok_or_else(|| Error::new("commitments-count", "no commitments"))?;
                        joint += group::key_from_hex(first.as_bytes())?;
                    }
                }
            }
        }
        if joint.is_identity() {
            return Err(Error::new("joint-key-identity", "the keys cancel each other out"));
        }
        Ok(group::point_to_hex(&joint))
    }

    /// Everything that does not hold.
    #[must_use]
    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (i, item) in self.items.iter().enumerate() {
            match item {
                TrusteeKind::Single(key) => {
                    if let Err(error) = pki::check_key(key) {
                        faults.push(Fault::at(error.code, i, Some(0), error.detail));
                    } else if key.signature.is_some() {
                        let detail = "only the keys of threshold trustees are signed";
                        faults.push(Fault::at("signature-unexpected", i, Some(0), detail));
                    }
                }
                TrusteeKind::Pedersen(group) => {
                    faults.extend(
                        check_group(group).into_iter().map(|fault| Fault { question: Some(i), ..fault }),
                    );
                }
            }
        }
        let groups = self.groups();
        let mut seen = HashSet::new();
        for ((i, choice), key) in self.places().into_iter().zip(self.verification_keys()) {
            // With a threshold of 1 all members of a group have the same key.
            let same = choice > 0 && groups[i].1 == 1;
            if !same && !seen.insert(key) {
                faults.push(Fault::at(
                    "trustee-duplicate",
                    i,
                    Some(choice),
                    "another trustee has the same key",
                ));
            }
        }
        if faults.is_empty()
            && let Err(error) = self.public_key()
        {
            faults.push(Fault::whole(error.code, error.detail));
        }
        faults
    }

    /// Item and place in it of every trustee, in the order of owners.
    fn places(&self) -> Vec<(usize, usize)> {
        let groups = self.groups().into_iter().enumerate();
        groups.flat_map(|(i, (_, _, size))| (0..size).map(move |choice| (i, choice))).collect()
    }

    /// Whose partial decryptions are combined, and with which exponents, given the
    /// owners (from 1) who sent one. Of a group with more than the threshold, the
    /// first ones are taken, as the tool does; the result does not depend on it.
    ///
    /// # Errors
    /// `owner-out-of-range`, `owner-duplicate`, `shares-missing`.
    pub fn combination(&self, owners: &[usize]) -> Result<Vec<(usize, Scalar)>> {
        let places = self.places();
        let mut sent = vec![false; places.len() + 1];
        for &owner in owners {
            if owner == 0 || owner > places.len() {
                return Err(Error::new("owner-out-of-range", format!("there is no trustee {owner}")));
            }
            if std::mem::replace(&mut sent[owner], true) {
                return Err(Error::new("owner-duplicate", format!("trustee {owner} is there twice")));
            }
        }
        let mut out = Vec::new();
        let mut before = 0;
        for (i, (_, threshold, size)) in self.groups().into_iter().enumerate() {
            let threshold = usize::try_from(threshold).unwrap_or(usize::MAX);
            let members: Vec<u32> = (1_u32..)
                .zip(before + 1..=before + size)
                .filter(|(_, owner)| sent[*owner])
                .map(|(j, _)| j)
                .collect();
            if members.len() < threshold {
                let detail =
                    format!("item {} of the trustees needs {threshold}, has {}", i + 1, members.len());
                return Err(Error::new("shares-missing", detail));
            }
            let members = &members[..threshold];
            let owners = members.iter().map(|j| before + usize::try_from(*j).unwrap_or(usize::MAX));
            out.extend(owners.zip(lagrange(members)));
            before += size;
        }
        Ok(out)
    }
}

/// The Lagrange coefficients at zero for distinct members, from 1 (§4.21).
#[must_use]
pub fn lagrange(members: &[u32]) -> Vec<Scalar> {
    let coefficient = |&own: &u32| {
        let others = members.iter().filter(|&&other| other != own);
        let (mut numerator, mut denominator) = (Scalar::ONE, Scalar::ONE);
        for &other in others {
            numerator *= Scalar::from(other);
            denominator *= Scalar::from(other) - Scalar::from(own);
        }
        numerator * denominator.invert()
    };
    members.iter().map(coefficient).collect()
}

fn check_group(group: &ThresholdParameters) -> Vec<Fault> {
    let size = group.certs.len();
    let Some(signatures) = &group.signatures else {
        return vec![Fault::whole("signature-missing", "no trustee confirmed the certificates")];
    };
    if [group.coefexps.len(), signatures.len(), group.verification_keys.len()] != [size; 3] {
        return vec![Fault::whole(
            "trustees-shape",
            format!("{size} certificates, but not as many of everything"),
        )];
    }
    let certificates = match Certificates::check(group.certs.clone(), group.threshold) {
        Ok(certificates) => certificates,
        Err(faults) => return faults,
    };
    let mut faults = Vec::new();
    let mut push = |trustee: usize, error: Error| {
        let detail = format!("trustee {}: {}", trustee + 1, error.detail);
        faults.push(Fault { code: error.code, question: None, choice: Some(trustee), detail });
    };
    let mut commitments = Vec::with_capacity(size);
    for (i, (coefexps, signature)) in group.coefexps.iter().zip(signatures).enumerate() {
        match certificates.check_dealer(i, coefexps, signature) {
            Ok(points) => commitments.push(points),
            Err(error) => push(i, error),
        }
    }
    // Public shares follow from the commitments of all: without one of them nothing can be said.
    if commitments.len() == size {
        let shares = certificates::public_shares(&commitments);
        for (i, (key, expected)) in group.verification_keys.iter().zip(&shares).enumerate() {
            if let Err(error) = certificates.check_share(i, key, expected) {
                push(i, error);
            }
        }
    }
    faults
}
