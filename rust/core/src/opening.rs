//! Opening a challenged ballot (`spec/ballot.md`): its seed and marks are published, and whoever
//! makes the ballot again from them sees whether its maker encrypted what was marked.
//!
//! By then everything here is public, so comparing may take variable time.

use crate::ballot::Ballot;
use crate::election::Election;
use crate::fault::{Fault, Result};
use crate::prove::{Codes, SEED, check_plaintext, unsigned};

/// Compares a ballot with what seed and marks give for its credential: empty when they give its
/// bytes up to the signature, else the first difference. The marks have the form that encryption takes.
///
/// Faults: `opening-shape` and `opening-bounds` (no ballot may have these marks), `opening-other`.
/// Proofs and signature are not verified; that is [`crate::check::check_ballots`].
///
/// # Errors
/// What [`Ballot::parse`] finds: `ballot-malformed`, `ballot-not-canonical`, `ballot-other-election`,
/// `ballot-shape`, or the code of a point or scalar.
pub fn check_opening(
    election: &Election,
    ballot: &[u8],
    plaintext: &[Vec<u8>],
    seed: &[u8; SEED],
) -> Result<Vec<Fault>> {
    let published = Ballot::parse(ballot, election).map_err(Fault::into_error)?;
    let codes = Codes { shape: "opening-shape", bounds: "opening-bounds" };
    if let Err(fault) = check_plaintext(election, plaintext, &codes) {
        return Ok(vec![fault]);
    }
    let credential = String::from_utf8_lossy(published.credential_hex);
    let mut made = unsigned(election, &credential, plaintext, seed).into_bytes();
    if made == published.unsigned {
        return Ok(Vec::new());
    }
    // Only the card's secret gives a signature: borrowing the ballot's lets one reader read both.
    made.extend_from_slice(&ballot[published.unsigned.len()..]);
    let made = Ballot::parse(&made, election).map_err(Fault::into_error)?;
    let fault = other_ciphertext(&published, &made).or_else(|| other_proof(&published, &made));
    Ok(vec![fault.unwrap_or_else(|| other(None, None, "the ballot is not what seed and marks give"))])
}

fn other(question: Option<usize>, choice: Option<usize>, detail: &str) -> Fault {
    Fault { code: "opening-other", question, choice, detail: detail.into() }
}

fn other_ciphertext(published: &Ballot<'_>, made: &Ballot<'_>) -> Option<Fault> {
    let detail = "the ciphertext is not what seed and marks give";
    published.answers.iter().zip(&made.answers).enumerate().find_map(|(q, (theirs, ours))| {
        let mut pairs = theirs.choices.iter().zip(&ours.choices);
        let place = pairs.position(|(a, b)| (a.alpha, a.beta) != (b.alpha, b.beta))?;
        Some(other(Some(q), Some(place), detail))
    })
}

/// For ballots whose ciphertexts are the same.
fn other_proof(published: &Ballot<'_>, made: &Ballot<'_>) -> Option<Fault> {
    let fault = |q, choice, which: &str| {
        other(
            Some(q),
            choice,
            &format!("the ciphertexts are what seed and marks give, but not the proof {which}"),
        )
    };
    published.answers.iter().zip(&made.answers).enumerate().find_map(|(q, (theirs, ours))| {
        let mut pairs = theirs.individual_proofs.iter().zip(&ours.individual_proofs);
        if let Some(place) = pairs.position(|(a, b)| a != b) {
            return Some(fault(q, Some(place), "that this mark is 0 or 1"));
        }
        if theirs.overall_proof != ours.overall_proof {
            return Some(fault(q, None, "that the number of marks is within bounds"));
        }
        (theirs.blank_proof != ours.blank_proof).then(|| fault(q, None, "that a blank ballot has no mark"))
    })
}
