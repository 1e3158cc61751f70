//! The product of the ballots' ciphertexts (specification, §4.18).

use crate::election::Election;
use crate::fault::{Error, Result};
use crate::vartime::point::Point;

/// A running product, one pair of points a choice, question after question.
pub struct Tally {
    widths: Vec<usize>,
    sums: Vec<[Point; 2]>,
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
        let sums = vec![[Point::IDENTITY; 2]; widths.iter().sum()];
        Self { widths, sums, ballots: 0, weight: 0 }
    }

    /// An empty product of the same shape.
    #[must_use]
    pub fn empty_like(&self) -> Self {
        Self {
            widths: self.widths.clone(),
            sums: vec![[Point::IDENTITY; 2]; self.sums.len()],
            ballots: 0,
            weight: 0,
        }
    }

    /// Multiplies in one ballot's ciphertexts, raised to its weight.
    pub fn add_ballot(&mut self, choices: impl Iterator<Item = [Point; 2]>, weight: u64) {
        for (sum, choice) in self.sums.iter_mut().zip(choices) {
            for (sum, point) in sum.iter_mut().zip(choice) {
                *sum = sum.add(&times(&point, weight).cached());
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
                *sum = sum.add(&more.cached());
            }
        }
        self.ballots += other.ballots;
        self.weight += other.weight;
        Ok(())
    }

    /// The `encrypted_tally` JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let points: Vec<Point> = self.sums.iter().flatten().copied().collect();
        let mut digits = Point::hex_batch(&points).into_iter();
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

fn times(point: &Point, weight: u64) -> Point {
    if weight == 1 {
        return *point;
    }
    let base = point.cached();
    let mut out = Point::IDENTITY;
    for bit in (0..64 - weight.leading_zeros()).rev() {
        out = out.double();
        if weight >> bit & 1 == 1 {
            out = out.add(&base);
        }
    }
    out
}
