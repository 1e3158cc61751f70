//! Several powers of one point, sharing its doublings.
//!
//! From the least significant bit up, each exponent of odd signed digits drops
//! the present doubling into the bucket of its digit (Yao's method); the buckets
//! are folded once at the end. The group order is one exponent more, so that
//! membership in the subgroup of prime order is decided exactly, on the way.

use super::naf::naf;
use super::point::Point;
use std::sync::LazyLock;

const WIDTH: u32 = 5;
const BUCKETS: usize = 1 << (WIDTH - 2);
const ORDER_WIDTH: u32 = 4;
/// q = 2^252 + 27742317777372353535851937790883648493.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];
static ORDER_DIGITS: LazyLock<[i8; 256]> = LazyLock::new(|| naf(&ORDER, ORDER_WIDTH));

/// The digits of an exponent, recoded once for all the points that it acts on.
pub struct Exponent([i8; 256]);

impl Exponent {
    /// From a scalar below 2^255, little-endian.
    #[must_use]
    pub fn new(scalar: &[u8; 32]) -> Self {
        Self(naf(scalar, WIDTH))
    }
}

#[derive(Clone, Copy)]
struct Buckets([Option<Point>; BUCKETS]);

impl Buckets {
    const EMPTY: Self = Self([None; BUCKETS]);

    /// Σ (2i+1)·bucket[i] = 2·Σ i·bucket[i] + Σ bucket[i].
    fn fold(&self) -> Point {
        let mut running: Option<Point> = None;
        let mut weighted: Option<Point> = None;
        let sum = |a: Option<Point>, b: &Point| Some(a.map_or(*b, |a| a.add(&b.cached())));
        for bucket in self.0[1..].iter().rev() {
            if let Some(point) = bucket {
                running = sum(running, point);
            }
            if let Some(point) = &running {
                weighted = sum(weighted, point);
            }
        }
        let mut total = weighted.map(|p| p.double());
        for part in [running, self.0[0]].iter().flatten() {
            total = sum(total, part);
        }
        total.unwrap_or(Point::IDENTITY)
    }
}

/// The powers of `point` by each exponent, and whether `point` is in the
/// subgroup of order q.
#[must_use]
pub fn powers(point: &Point, exponents: &[Exponent]) -> (Vec<Point>, bool) {
    let order = &*ORDER_DIGITS;
    let mut buckets = vec![Buckets::EMPTY; exponents.len() + 1];
    let mut doubling = *point;
    for position in 0..=252 {
        let digits = || exponents.iter().map(|e| e.0[position]).chain([order[position]]);
        if digits().any(|d| d != 0) {
            let cached = doubling.cached();
            for (bucket, digit) in buckets.iter_mut().zip(digits()) {
                if digit == 0 {
                    continue;
                }
                let slot = &mut bucket.0[usize::from(digit.unsigned_abs() / 2)];
                *slot = Some(match (*slot, digit > 0) {
                    (Some(sum), true) => sum.add(&cached),
                    (Some(sum), false) => sum.sub(&cached),
                    (None, true) => doubling,
                    (None, false) => doubling.neg(),
                });
            }
        }
        if position < 252 {
            let wanted = exponents.iter().any(|e| e.0[position + 1] != 0) || order[position + 1] != 0;
            doubling = if wanted { doubling.double() } else { doubling.double_without_t() };
        }
    }
    // An exponent below q may still carry into bit 253.
    let mut out: Vec<Point> = Vec::with_capacity(exponents.len());
    let top = if exponents.iter().any(|e| e.0[253] != 0) { Some(doubling.double().cached()) } else { None };
    for (bucket, exponent) in buckets.iter().zip(exponents) {
        let mut power = bucket.fold();
        if let (Some(top), 1) = (&top, exponent.0[253]) {
            power = power.add(top);
        }
        out.push(power);
    }
    let in_subgroup = buckets.last().is_none_or(|b| b.fold().is_identity());
    (out, in_subgroup)
}
