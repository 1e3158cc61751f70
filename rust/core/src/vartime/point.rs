//! Points of the twisted Edwards curve −x² + y² = 1 + d·x²·y².
//!
//! The formulas (Hisil, Wong, Carter, Dawson 2008, with a = −1) are complete:
//! they hold for every pair of points of the curve, small order included.

#![expect(
    clippy::inline_always,
    reason = "products of two formulas overlap only when both are in one function"
)]

use super::field::{D, D2, Fe, SQRT_M1};
use crate::group::encoding_to_hex;

/// X/Z, Y/Z, with T = XY/Z. Coordinates are tight.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub(crate) x: Fe,
    pub(crate) y: Fe,
    pub(crate) z: Fe,
    pub(crate) t: Fe,
}

/// A second operand, prepared: Y+X, Y−X, 2Z, 2dT.
#[derive(Clone, Copy, Debug)]
pub struct Cached {
    plus: Fe,
    minus: Fe,
    z2: Fe,
    t2d: Fe,
}

/// A prepared affine operand: y+x, y−x, 2dxy.
#[derive(Clone, Copy, Debug)]
pub struct Niels {
    /// y−x and y+x; −Q has them swapped.
    sides: [Fe; 2],
    t2d: Fe,
}

impl Point {
    /// The neutral element.
    pub const IDENTITY: Self = Self { x: Fe::ZERO, y: Fe::ONE, z: Fe::ONE, t: Fe::ZERO };

    /// Decodes a canonical encoding of a point of the curve; `None` otherwise.
    /// The subgroup is checked elsewhere.
    #[must_use]
    pub fn decode(bytes: &[u8; 32]) -> Option<Self> {
        let y = Fe::from_bytes(bytes);
        let sign = bytes[31] >> 7 == 1;
        let mut canonical = y.to_bytes();
        canonical[31] |= bytes[31] & 0x80;
        if canonical != *bytes {
            return None;
        }
        let yy = y.square();
        let u = yy.sub(&Fe::ONE).carried();
        let v = yy.mul(&D).add(&Fe::ONE);
        let v3 = v.square().mul(&v);
        let v7 = v3.square().mul(&v);
        let mut x = u.mul(&v3).mul(&u.mul(&v7).pow_p58());
        let check = v.mul(&x.square());
        if !check.equals(&u) {
            if !check.equals(&u.neg()) {
                return None;
            }
            x = x.mul(&SQRT_M1);
        }
        if x.is_zero() && sign {
            return None;
        }
        if x.is_odd() != sign {
            x = x.neg();
        }
        Some(Self { x, y, z: Fe::ONE, t: x.mul(&y) })
    }

    /// Whether this is the neutral element.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.x.is_zero() && self.y.equals(&self.z)
    }

    /// The prepared form.
    #[inline(always)]
    #[must_use]
    pub fn cached(&self) -> Cached {
        Cached {
            plus: self.y.add(&self.x),
            minus: self.y.sub(&self.x),
            z2: self.z.add(&self.z),
            t2d: self.t.mul(&D2),
        }
    }

    /// −P.
    #[must_use]
    pub fn neg(&self) -> Self {
        Self { x: self.x.neg(), y: self.y, z: self.z, t: self.t.neg() }
    }

    /// The coordinate T that [`Self::double_without_t`] leaves out.
    #[inline(always)]
    fn finish(e: &Fe, f: &Fe, g: &Fe, h: &Fe) -> Self {
        Self { x: e.mul(f), y: g.mul(h), z: f.mul(g), t: e.mul(h) }
    }

    /// 2P.
    #[inline(always)]
    #[must_use]
    pub fn double(&self) -> Self {
        let (e, f, g, h) = self.double_parts();
        Self::finish(&e, &f, &g, &h)
    }

    /// 2P with T = 0, for when only another doubling follows.
    #[inline(always)]
    #[must_use]
    pub fn double_without_t(&self) -> Self {
        let (e, f, g, h) = self.double_parts();
        Self { x: e.mul(&f), y: g.mul(&h), z: f.mul(&g), t: Fe::ZERO }
    }

    #[inline(always)]
    fn double_parts(&self) -> (Fe, Fe, Fe, Fe) {
        let a = self.x.square();
        let b = self.y.square();
        let zz = self.z.square();
        let s = self.x.add(&self.y).square();
        let h = a.add(&b);
        let e = h.sub(&s);
        let g = a.sub(&b);
        let f = zz.add(&zz).add(&g);
        (e, f, g, h)
    }

    /// P + Q.
    #[inline(always)]
    #[must_use]
    pub fn add(&self, other: &Cached) -> Self {
        let a = self.y.sub(&self.x).mul(&other.minus);
        let b = self.y.add(&self.x).mul(&other.plus);
        let c = self.t.mul(&other.t2d);
        let d = self.z.mul(&other.z2);
        Self::finish(&b.sub(&a), &d.sub(&c), &d.add(&c), &b.add(&a))
    }

    /// P − Q.
    #[inline(always)]
    #[must_use]
    pub fn sub(&self, other: &Cached) -> Self {
        let a = self.y.sub(&self.x).mul(&other.plus);
        let b = self.y.add(&self.x).mul(&other.minus);
        let c = self.t.mul(&other.t2d);
        let d = self.z.mul(&other.z2);
        Self::finish(&b.sub(&a), &d.add(&c), &d.sub(&c), &b.add(&a))
    }

    /// P + Q for an affine Q, or P − Q where `minus` is 1. Without a branch: signs are random.
    #[inline(always)]
    #[must_use]
    pub fn add_niels(&self, other: &Niels, minus: usize) -> Self {
        let a = self.y.sub(&self.x).mul(&other.sides[minus & 1]);
        let b = self.y.add(&self.x).mul(&other.sides[!minus & 1]);
        let c = self.t.mul(&other.t2d);
        let d = self.z.add(&self.z);
        let parts = [d.sub(&c), d.add(&c)];
        Self::finish(&b.sub(&a), &parts[minus & 1], &parts[!minus & 1], &b.add(&a))
    }

    /// Affine forms of many points with one inversion.
    #[must_use]
    pub fn niels_batch(points: &[Self]) -> Vec<Niels> {
        let mut inverses: Vec<Fe> = points.iter().map(|p| p.z).collect();
        Fe::invert_batch(&mut inverses);
        let affine = |(p, i): (&Self, &Fe)| {
            let (x, y) = (p.x.mul(i), p.y.mul(i));
            Niels { sides: [y.sub(&x).carried(), y.add(&x).carried()], t2d: x.mul(&y).mul(&D2) }
        };
        points.iter().zip(&inverses).map(affine).collect()
    }

    /// Encodings of many points with one inversion.
    #[must_use]
    pub fn encode_batch(points: &[Self]) -> Vec<[u8; 32]> {
        let mut inverses: Vec<Fe> = points.iter().map(|p| p.z).collect();
        Fe::invert_batch(&mut inverses);
        let encode = |(p, i): (&Self, &Fe)| {
            let mut bytes = p.y.mul(i).to_bytes();
            bytes[31] |= u8::from(p.x.mul(i).is_odd()) << 7;
            bytes
        };
        points.iter().zip(&inverses).map(encode).collect()
    }

    /// The same as hexadecimal digits.
    #[must_use]
    pub fn hex_batch(points: &[Self]) -> Vec<[u8; 64]> {
        Self::encode_batch(points).iter().map(encoding_to_hex).collect()
    }
}
