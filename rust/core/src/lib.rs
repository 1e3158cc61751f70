//! The mathematics of Shora: Belenios crypto version 1 over Ed25519.
#![forbid(unsafe_code)]

pub mod ballot;
mod ccm;
mod certificates;
pub mod check;
pub mod credential;
pub mod decrypt;
pub mod dlog;
pub mod election;
pub mod fault;
pub mod group;
pub mod json;
pub mod opening;
pub mod pedersen;
pub mod pki;
pub mod prove;
pub mod subgroup;
pub mod tally;
pub mod trustees;
pub mod wire;

/// Sets the number of threads of the pool, before its first use.
///
/// # Errors
/// `threads-set` when the pool is already at work.
pub fn set_threads(threads: usize) -> fault::Result<()> {
    let built = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    built.map_err(|_| fault::Error::new("threads-set", "the pool of threads is already at work"))
}
