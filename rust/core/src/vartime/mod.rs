//! Variable-time arithmetic on Ed25519, for **public** data only.
//!
//! A ballot's proofs carry challenges, not commitments, so a verifier computes
//! four commitments a choice before it can hash. Two facts make that cheap and
//! are out of reach of a general library: the two challenges of a choice act on
//! the same point, whose doublings they can share; and everything else is a
//! power of g or of the election key, for which tables exist. `docs/adr/0003`
//! has the reasons and figures, `tests/vartime.rs` holds it against dalek.
//!
//! Nothing secret may enter this module: running time and memory access depend
//! on the operands. Proving and decrypting use curve25519-dalek.

pub mod comb;
pub mod field;
pub mod naf;
pub mod point;
pub mod powers;
