//! Integers modulo p = 2^255 − 19 in five limbs of 51 bits.
//!
//! Bounds, kept by every caller: an operand of [`Fe::mul`] or [`Fe::square`]
//! has limbs below 2^54; their results have limbs below 2^51 + 2^14 (*tight*).
//! [`Fe::add`] and [`Fe::sub`] do not carry: a sum of two tight values is below
//! 2^52.1, a difference with a tight subtrahend below 2^52.1 more than its
//! minuend, so one of each fits before the next product.

#![expect(clippy::cast_possible_truncation, reason = "limbs are masked to 51 bits")]
#![expect(clippy::inline_always, reason = "a call costs as much as a fifth of a product")]

/// An element of the field; see the module for the bounds of its limbs.
#[derive(Clone, Copy, Debug)]
pub struct Fe(pub(crate) [u64; 5]);

const MASK: u64 = (1 << 51) - 1;

/// d = −121665/121666.
pub const D: Fe = Fe([
    929_955_233_495_203,
    466_365_720_129_213,
    1_662_059_464_998_953,
    2_033_849_074_728_123,
    1_442_794_654_840_575,
]);
/// 2d.
pub const D2: Fe = Fe([
    1_859_910_466_990_425,
    932_731_440_258_426,
    1_072_319_116_312_658,
    1_815_898_335_770_999,
    633_789_495_995_903,
]);
/// A square root of −1.
pub const SQRT_M1: Fe = Fe([
    1_718_705_420_411_056,
    234_908_883_556_509,
    2_233_514_472_574_048,
    2_117_202_627_021_982,
    765_476_049_583_133,
]);

#[inline(always)]
fn m(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

impl Fe {
    /// 0.
    pub const ZERO: Self = Self([0; 5]);
    /// 1.
    pub const ONE: Self = Self([1, 0, 0, 0, 0]);

    /// Sum, without carrying.
    #[inline(always)]
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        Self([a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]])
    }

    /// Difference with a tight subtrahend, without carrying.
    #[inline(always)]
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        // 2p, so that no limb goes below zero.
        Self([
            a[0] + 0x000f_ffff_ffff_ffda - b[0],
            a[1] + 0x000f_ffff_ffff_fffe - b[1],
            a[2] + 0x000f_ffff_ffff_fffe - b[2],
            a[3] + 0x000f_ffff_ffff_fffe - b[3],
            a[4] + 0x000f_ffff_ffff_fffe - b[4],
        ])
    }

    /// Difference with a subtrahend below 2^53 − 76 a limb (a sum of two tight values).
    #[inline(always)]
    #[must_use]
    pub fn sub_loose(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        Self([
            a[0] + 0x001f_ffff_ffff_ffb4 - b[0],
            a[1] + 0x001f_ffff_ffff_fffc - b[1],
            a[2] + 0x001f_ffff_ffff_fffc - b[2],
            a[3] + 0x001f_ffff_ffff_fffc - b[3],
            a[4] + 0x001f_ffff_ffff_fffc - b[4],
        ])
    }

    /// The negative of a tight value, tight again.
    #[must_use]
    pub fn neg(&self) -> Self {
        Self::ZERO.sub(self).carried()
    }

    /// Tight limbs of the same value.
    #[inline(always)]
    #[must_use]
    pub fn carried(&self) -> Self {
        let mut l = self.0;
        let c = [l[0] >> 51, l[1] >> 51, l[2] >> 51, l[3] >> 51, l[4] >> 51];
        for limb in &mut l {
            *limb &= MASK;
        }
        Self([l[0] + 19 * c[4], l[1] + c[0], l[2] + c[1], l[3] + c[2], l[4] + c[3]])
    }

    /// Carries once around. Every column is below 2^115, so a carry fits 64 bits.
    #[inline(always)]
    fn reduce(c: [u128; 5]) -> Self {
        let high = |x: u128| u128::from((x >> 51) as u64);
        let c1 = c[1] + high(c[0]);
        let c2 = c[2] + high(c1);
        let c3 = c[3] + high(c2);
        let c4 = c[4] + high(c3);
        let low = ((c[0] as u64) & MASK) + ((c4 >> 51) as u64) * 19;
        Self([
            low & MASK,
            ((c1 as u64) & MASK) + (low >> 51),
            (c2 as u64) & MASK,
            (c3 as u64) & MASK,
            (c4 as u64) & MASK,
        ])
    }

    /// Product.
    #[inline(always)]
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        let (b1, b2, b3, b4) = (b[1] * 19, b[2] * 19, b[3] * 19, b[4] * 19);
        Self::reduce([
            m(a[0], b[0]) + m(a[4], b1) + m(a[3], b2) + m(a[2], b3) + m(a[1], b4),
            m(a[1], b[0]) + m(a[0], b[1]) + m(a[4], b2) + m(a[3], b3) + m(a[2], b4),
            m(a[2], b[0]) + m(a[1], b[1]) + m(a[0], b[2]) + m(a[4], b3) + m(a[3], b4),
            m(a[3], b[0]) + m(a[2], b[1]) + m(a[1], b[2]) + m(a[0], b[3]) + m(a[4], b4),
            m(a[4], b[0]) + m(a[3], b[1]) + m(a[2], b[2]) + m(a[1], b[3]) + m(a[0], b[4]),
        ])
    }

    /// Square.
    #[inline(always)]
    #[must_use]
    pub fn square(&self) -> Self {
        let a = &self.0;
        let (d0, d1, d2) = (2 * a[0], 2 * a[1], 2 * a[2]);
        let (a3, a4) = (19 * a[3], 19 * a[4]);
        Self::reduce([
            m(a[0], a[0]) + m(d1, a4) + m(d2, a3),
            m(d0, a[1]) + m(d2, a4) + m(a[3], a3),
            m(d0, a[2]) + m(a[1], a[1]) + m(2 * a[3], a4),
            m(d0, a[3]) + m(d1, a[2]) + m(a[4], a4),
            m(d0, a[4]) + m(d1, a[3]) + m(a[2], a[2]),
        ])
    }

    #[must_use]
    fn squared(&self, times: u32) -> Self {
        let mut out = *self;
        for _ in 0..times {
            out = out.square();
        }
        out
    }

    /// (x^(2^250 − 1), x^11): the common start of both exponentiations below.
    fn chain(&self) -> (Self, Self) {
        let x2 = self.square();
        let x9 = x2.squared(2).mul(self);
        let x11 = x9.mul(&x2);
        let e5 = x11.square().mul(&x9);
        let e10 = e5.squared(5).mul(&e5);
        let e20 = e10.squared(10).mul(&e10);
        let e40 = e20.squared(20).mul(&e20);
        let e50 = e40.squared(10).mul(&e10);
        let e100 = e50.squared(50).mul(&e50);
        let e200 = e100.squared(100).mul(&e100);
        (e200.squared(50).mul(&e50), x11)
    }

    /// 1/x, and 0 for 0.
    #[must_use]
    pub fn invert(&self) -> Self {
        let (e250, x11) = self.chain();
        e250.squared(5).mul(&x11)
    }

    /// x^((p − 5)/8).
    #[must_use]
    pub fn pow_p58(&self) -> Self {
        self.chain().0.squared(2).mul(self)
    }

    /// Replaces every element, none of which is 0, by its inverse.
    pub fn invert_batch(values: &mut [Self]) {
        let mut products = Vec::with_capacity(values.len());
        let mut product = Self::ONE;
        for value in values.iter() {
            products.push(product);
            product = product.mul(value);
        }
        let mut inverse = product.invert();
        for (value, before) in values.iter_mut().zip(products).rev() {
            let next = inverse.mul(value);
            *value = inverse.mul(&before);
            inverse = next;
        }
    }

    /// The element behind 32 little-endian bytes, whose top bit is ignored.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let load = |i: usize| {
            let mut word = [0; 8];
            word.copy_from_slice(&bytes[i..i + 8]);
            u64::from_le_bytes(word)
        };
        Self([
            load(0) & MASK,
            (load(6) >> 3) & MASK,
            (load(12) >> 6) & MASK,
            (load(19) >> 1) & MASK,
            (load(24) >> 12) & MASK,
        ])
    }

    /// The canonical little-endian bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        let mut l = self.carried().carried().0;
        // q = 1 exactly when the value is p or more.
        let mut q = (l[0] + 19) >> 51;
        for limb in &l[1..] {
            q = (limb + q) >> 51;
        }
        l[0] += 19 * q;
        let mut carry = 0;
        for limb in &mut l {
            *limb += carry;
            carry = *limb >> 51;
            *limb &= MASK;
        }
        let words =
            [l[0] | l[1] << 51, l[1] >> 13 | l[2] << 38, l[2] >> 26 | l[3] << 25, l[3] >> 39 | l[4] << 12];
        let mut out = [0; 32];
        for (chunk, word) in out.chunks_exact_mut(8).zip(words) {
            chunk.copy_from_slice(&word.to_le_bytes());
        }
        out
    }

    /// Whether two elements are the same.
    #[must_use]
    pub fn equals(&self, other: &Self) -> bool {
        self.to_bytes() == other.to_bytes()
    }

    /// Whether the canonical value is odd ("negative" in the encoding).
    #[must_use]
    pub fn is_odd(&self) -> bool {
        self.to_bytes()[0] & 1 == 1
    }

    /// Whether the value is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.to_bytes() == [0; 32]
    }
}
