//! Powers of a fixed base by a table of all its shifted multiples.

use super::point::{Niels, Point};

/// Bits of a digit. Wider tables need fewer additions and more of the cache that all tables share.
const WIDTH: usize = 8;
/// Digits of a scalar below 2^253, and the carry of the last.
const DIGITS: usize = 254_usize.div_ceil(WIDTH);
const ENTRIES: usize = 1 << (WIDTH - 1);

/// Table of a base B: `k·2^(WIDTH·i)·B` for every digit's place i and k from 1 to half a digit.
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
        let mut words = [0_u64; 5];
        for (word, chunk) in words.iter_mut().zip(scalar.chunks_exact(8)) {
            let mut buffer = [0; 8];
            buffer.copy_from_slice(chunk);
            *word = u64::from_le_bytes(buffer);
        }
        let mut sum = *start;
        let mut carry = 0;
        for (i, row) in self.entries.chunks_exact(ENTRIES).enumerate() {
            let (word, bit) = (i * WIDTH / 64, i * WIDTH % 64);
            // Twice shifted, because a shift by 64 is none.
            let bits = words[word] >> bit | (words[word + 1] << 1) << (63 - bit);
            let digit = (bits & ((1 << WIDTH) - 1)) as usize + carry;
            // Above half, the digit is taken as what it lacks to 2^WIDTH, which is carried.
            carry = usize::from(digit > ENTRIES);
            let size = if carry == 1 { 2 * ENTRIES - digit } else { digit };
            if size > 0 {
                sum = sum.add_niels(&row[size - 1], carry);
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
