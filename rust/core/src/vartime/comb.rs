//! Powers of a fixed base by a table of all its shifted multiples.

use super::point::{Niels, Point};

/// Bits of a digit. 32 digits cover a scalar; a table has 128 entries for each.
const WIDTH: usize = 8;
const DIGITS: usize = 32;
const ENTRIES: usize = 1 << (WIDTH - 1);

/// Table of a base B: `k·2^(8i)·B` for i below 32 and k from 1 to 128.
pub struct Comb {
    entries: Vec<Niels>,
}

impl Comb {
    /// Builds the table; about a millisecond.
    #[must_use]
    pub fn new(base: &Point) -> Self {
        let mut points = Vec::with_capacity(DIGITS * ENTRIES);
        let mut shifted = *base;
        for _ in 0..DIGITS {
            let step = shifted.cached();
            let mut multiple = shifted;
            points.push(multiple);
            for _ in 1..ENTRIES {
                multiple = multiple.add(&step);
                points.push(multiple);
            }
            shifted = multiple.double();
        }
        Self { entries: Point::niels_batch(&points) }
    }

    /// `start + scalar·B`, for a scalar below 2^253 in little-endian bytes.
    #[inline]
    #[must_use]
    pub fn add_mul(&self, start: &Point, scalar: &[u8; 32]) -> Point {
        let mut sum = *start;
        let mut carry = 0_i16;
        for (row, byte) in self.entries.chunks_exact(ENTRIES).zip(scalar) {
            let mut digit = i16::from(*byte) + carry;
            carry = i16::from(digit > 128);
            digit -= carry << 8;
            if digit > 0 {
                sum = sum.add_niels(&row[digit.unsigned_abs() as usize - 1]);
            } else if digit < 0 {
                sum = sum.sub_niels(&row[digit.unsigned_abs() as usize - 1]);
            }
        }
        debug_assert_eq!(carry, 0);
        sum
    }

    /// `scalar·B`.
    #[must_use]
    pub fn mul(&self, scalar: &[u8; 32]) -> Point {
        self.add_mul(&Point::IDENTITY, scalar)
    }
}
