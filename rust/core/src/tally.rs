//! The product of the ballots' ciphertexts (specification, §4.18).

use crate::election::Election;
use crate::fault::{Error, Result};
use crate::group::{EdwardsPoint, Scalar, encoding_to_hex};
use curve25519_dalek::traits::Identity;

/// A running product, one pair of points a choice, question after question.
pub struct Tally {
    widths: Vec<usize>,
    sums: Vec<[EdwardsPoint; 2]>,
    /// Ballots multiplied in.
    pub ballots: u64,
    /// Their total weight.
    pub weight: u64,
}

impl Tally {
    /// The empty product: the neutral element everywhere.
    #[must_use]
    pub fn new(election: &Election) -> Self {
        let widths: Vec<usize> = election.questions.iter().map(crate::election::Question::width).collect();
        let sums = vec![[EdwardsPoint::identity(); 2]; widths.iter().sum()];
        Self { widths, sums, ballots: 0, weight: 0 }
    }

    /// An empty product of the same shape.
    #[must_use]
    pub fn empty_like(&self) -> Self {
        Self {
            widths: self.widths.clone(),
            sums: vec![[EdwardsPoint::identity(); 2]; self.sums.len()],
            ballots: 0,
            weight: 0,
        }
    }

    /// Multiplies in one ballot's ciphertexts, raised to its weight.
    pub fn add_ballot(&mut self, choices: impl Iterator<Item = [EdwardsPoint; 2]>, weight: u64) {
        for (sum, choice) in self.sums.iter_mut().zip(choices) {
            for (sum, point) in sum.iter_mut().zip(choice) {
                *sum += if weight == 1 { point } else { point * Scalar::from(weight) };
            }
        }
        self.ballots += 1;
        self.weight += weight;
    }

    /// Multiplies another product of the same questions into this one.
    ///
    /// # Errors
    /// `tally-shape` when it is of other questions.
    pub fn add(&mut self, other: &Self) -> Result<()> {
        if self.widths != other.widths {
            return Err(Error::new("tally-shape", "the two tallies are of different questions"));
        }
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            for (sum, more) in sum.iter_mut().zip(more) {
                *sum += more;
            }
        }
        self.ballots += other.ballots;
        self.weight += other.weight;
        Ok(())
    }

    /// The `encrypted_tally` JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let points: Vec<EdwardsPoint> = self.sums.iter().flatten().copied().collect();
        let encoded = EdwardsPoint::compress_batch_alloc(&points);
        let mut digits = encoded.iter().map(|point| encoding_to_hex(point.as_bytes()));
        let mut text = || String::from_utf8_lossy(&digits.next().unwrap_or([b'0'; 64])).into_owned();
        let question = |width: &usize| {
            let choices: Vec<String> = (0..*width)
                .map(|_| format!("{{\"alpha\":\"{}\",\"beta\":\"{}\"}}", text(), text()))
                .collect();
            format!("[{}]", choices.join(","))
        };
        format!("[{}]", self.widths.iter().map(question).collect::<Vec<_>>().join(","))
    }
}
