//! Membership in the group of prime order, for many points at once.
//!
//! Ed25519 has 8 points of small order, and a point outside of the subgroup differs
//! from one inside by one of them. If any of the points does, then the sum over a
//! random half of them lies outside with probability at least 1/2; so 128 sums that
//! all lie inside are wrong with probability 2^-128. The halves are drawn from the
//! operating system after the points are known. When a sum lies outside, every point
//! is tested singly, so that the guilty one is named.

use crate::group::EdwardsPoint;
use curve25519_dalek::traits::Identity;
use rayon::prelude::*;

/// Random sums: the error is 2^-SUMS.
const SUMS: usize = 128;
/// Points whose 2^BLOCK subset sums are made once and used in all sums.
const BLOCK: usize = 6;
/// Below this many points, testing each is faster.
const FEW: usize = 170;

/// The indexes of the points that are not in the group of prime order.
#[must_use]
pub fn outside(points: &[EdwardsPoint]) -> Vec<usize> {
    if points.len() >= FEW && all_inside(points) {
        return Vec::new();
    }
    let test = |(i, point): (usize, &EdwardsPoint)| (!point.is_torsion_free()).then_some(i);
    points.par_iter().enumerate().filter_map(test).collect()
}

/// Whether all are inside, with an error of 2^-128 towards yes and none towards no.
fn all_inside(points: &[EdwardsPoint]) -> bool {
    let mut sums = vec![EdwardsPoint::identity(); SUMS];
    let mut subsets = Vec::with_capacity(1 << BLOCK);
    let mut choice = [0_u8; SUMS];
    for block in points.chunks(BLOCK) {
        subsets.clear();
        subsets.push(EdwardsPoint::identity());
        for point in block {
            for i in 0..subsets.len() {
                subsets.push(subsets[i] + point);
            }
        }
        if getrandom::fill(&mut choice).is_err() {
            return false; // without randomness each point is tested singly
        }
        for (sum, bits) in sums.iter_mut().zip(choice) {
            // A power of two divides 256, so every subset is equally likely.
            let index = usize::from(bits) % subsets.len();
            if index > 0 {
                *sum += subsets[index];
            }
        }
    }
    sums.par_iter().all(EdwardsPoint::is_torsion_free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::random_scalar;
    use curve25519_dalek::constants::EIGHT_TORSION;

    fn inside(count: usize) -> Vec<EdwardsPoint> {
        (0..count).map(|_| EdwardsPoint::mul_base(&random_scalar())).collect()
    }

    #[test]
    fn all_are_inside() {
        for count in [0, 1, 5, FEW - 1, FEW, FEW + 1, 400] {
            assert!(outside(&inside(count)).is_empty());
        }
        assert!(outside(&vec![EdwardsPoint::identity(); 300]).is_empty());
    }

    #[test]
    fn each_small_order_is_found_and_named() {
        for torsion in &EIGHT_TORSION[1..] {
            for (count, guilty) in [(3, vec![1]), (300, vec![0]), (300, vec![299]), (301, vec![7, 150])] {
                let mut points = inside(count);
                for i in &guilty {
                    points[*i] += torsion;
                }
                assert_eq!(outside(&points), guilty);
            }
        }
    }

    #[test]
    fn components_that_cancel_are_found() {
        for (a, b) in [(1, 7), (4, 4), (2, 6)] {
            let mut points = inside(300);
            points[10] += EIGHT_TORSION[a];
            points[200] += EIGHT_TORSION[b];
            assert_eq!(outside(&points), vec![10, 200]);
        }
    }
}
