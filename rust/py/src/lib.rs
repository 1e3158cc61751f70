//! Shora's core as a Python module: conversions only, no mathematics and no decisions.
//! `src/shora/_core.pyi` is its contract.
#![allow(clippy::needless_pass_by_value, reason = "pyo3 hands over owned values")]
#![allow(missing_docs, reason = "the stub documents this module")]

use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use shora_core::{check, credential, decrypt, dlog, fault, opening, pedersen, prove, tally, trustees};
use std::sync::{Mutex, PoisonError};

create_exception!(
    shora._core,
    CoreError,
    PyValueError,
    "Malformed input or misuse; ``args`` is ``(code, detail)``."
);

type PyFault = (&'static str, Option<usize>, Option<usize>, String);

fn error(e: fault::Error) -> PyErr {
    CoreError::new_err((e.code, e.detail))
}

fn faults(found: Vec<fault::Fault>) -> Vec<PyFault> {
    found.into_iter().map(|f| (f.code, f.question, f.choice, f.detail)).collect()
}

fn misuse(code: &'static str, detail: &str) -> PyErr {
    CoreError::new_err((code, detail.to_owned()))
}

fn bytes<'py>(py: Python<'py>, text: &str) -> Bound<'py, PyBytes> {
    PyBytes::new(py, text.as_bytes())
}

#[pyclass(frozen, module = "shora._core")]
struct Election(shora_core::election::Election);

#[pymethods]
impl Election {
    #[new]
    #[pyo3(signature = (election, /))]
    fn new(election: &[u8]) -> PyResult<Self> {
        shora_core::election::Election::parse(election).map(Self).map_err(error)
    }

    #[getter]
    fn uuid(&self) -> &str {
        &self.0.uuid
    }

    #[getter]
    fn name(&self) -> &str {
        &self.0.name
    }

    #[getter]
    fn description(&self) -> &str {
        &self.0.description
    }

    #[getter]
    fn fingerprint(&self) -> &str {
        &self.0.fingerprint
    }

    #[getter]
    fn public_key(&self) -> &str {
        &self.0.public_key
    }

    #[getter]
    fn questions(&self) -> Vec<(Vec<String>, bool, u32, u32, String)> {
        self.0
            .questions
            .iter()
            .map(|q| (q.answers.clone(), q.blank, q.min, q.max, q.question.clone()))
            .collect()
    }

    #[pyo3(signature = (credentials, plaintexts, seeds, /))]
    fn encrypt_ballots<'py>(
        &self,
        py: Python<'py>,
        credentials: Vec<String>,
        plaintexts: Vec<Vec<Vec<u8>>>,
        seeds: Vec<Vec<u8>>,
    ) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        let credentials: Vec<_> = credentials.into_iter().map(zeroize::Zeroizing::new).collect();
        let seeds: Vec<_> = seeds.into_iter().map(zeroize::Zeroizing::new).collect();
        let credential_texts: Vec<&str> = credentials.iter().map(|c| c.as_str()).collect();
        let seed_bytes: Vec<&[u8]> = seeds.iter().map(|s| s.as_slice()).collect();
        let made = py
            .detach(|| prove::encrypt_ballots(&self.0, &credential_texts, &plaintexts, &seed_bytes))
            .map_err(error)?;
        Ok(made.iter().map(|ballot| bytes(py, ballot)).collect())
    }

    #[pyo3(signature = (ballots, weights, tally, /))]
    fn check_ballots(
        &self,
        py: Python<'_>,
        ballots: Vec<Bound<'_, PyBytes>>,
        weights: Vec<u64>,
        tally: Option<Bound<'_, Tally>>,
    ) -> PyResult<Vec<(Option<String>, Vec<PyFault>)>> {
        if ballots.len() != weights.len() {
            return Err(misuse("batch-length", "as many ballots and weights"));
        }
        let slices: Vec<&[u8]> = ballots.iter().map(pyo3::types::PyBytesMethods::as_bytes).collect();
        let tally = tally.map(pyo3::Bound::unbind);
        let reports = py.detach(|| match &tally {
            Some(tally) => {
                let tally = tally.get();
                let mut sum = tally.0.lock().unwrap_or_else(PoisonError::into_inner);
                check::check_ballots(&self.0, &slices, &weights, Some(&mut sum))
            }
            None => check::check_ballots(&self.0, &slices, &weights, None),
        });
        Ok(reports.into_iter().map(|r| (r.credential, faults(r.faults))).collect())
    }

    #[pyo3(signature = (ballot, plaintext, seed, /))]
    fn check_opening(
        &self,
        py: Python<'_>,
        ballot: &[u8],
        plaintext: Vec<Vec<u8>>,
        seed: &[u8],
    ) -> PyResult<Vec<PyFault>> {
        let seed = prove::seed_from(seed).map_err(error)?;
        py.detach(|| opening::check_opening(&self.0, ballot, &plaintext, seed)).map(faults).map_err(error)
    }
}

#[pyclass(frozen, module = "shora._core")]
struct Tally(Mutex<tally::Tally>);

impl Tally {
    fn locked<R>(&self, read: impl FnOnce(&mut tally::Tally) -> R) -> R {
        read(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[pymethods]
impl Tally {
    #[new]
    #[pyo3(signature = (election, /))]
    fn new(election: &Election) -> Self {
        Self(Mutex::new(tally::Tally::new(&election.0)))
    }

    #[getter]
    fn ballots(&self) -> u64 {
        self.locked(|t| t.ballots)
    }

    #[getter]
    fn weight(&self) -> u64 {
        self.locked(|t| t.weight)
    }

    #[pyo3(signature = (other, /))]
    fn add(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) -> PyResult<()> {
        if slf.is(other) {
            return Err(misuse("tally-itself", "a tally is not added to itself"));
        }
        other.get().locked(|more| slf.get().locked(|sum| sum.add(more))).map_err(error)
    }

    fn encrypted_tally<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        bytes(py, &self.locked(|t| t.to_json()))
    }
}

#[pyfunction]
#[pyo3(signature = (threads, /))]
fn set_threads(threads: usize) -> PyResult<()> {
    shora_core::set_threads(threads).map_err(error)
}

#[pyfunction]
#[pyo3(signature = (length, /))]
fn token(length: usize) -> String {
    credential::token(length).to_string()
}

#[pyfunction]
#[pyo3(signature = (uuid, count, /))]
fn make_credentials(py: Python<'_>, uuid: &str, count: usize) -> PyResult<Vec<(String, String)>> {
    py.detach(|| credential::make(uuid, count)).map_err(error)
}

#[pyfunction]
#[pyo3(signature = (uuid, credential, /))]
fn credential_public(uuid: &str, credential: &str) -> PyResult<String> {
    credential::public(uuid, credential).map_err(error)
}

#[pyfunction]
#[pyo3(signature = (points, /))]
fn check_points(py: Python<'_>, points: Vec<String>) -> Vec<Option<&'static str>> {
    py.detach(|| check::check_keys(&points))
}

#[pyclass(frozen, module = "shora._core")]
struct Trustees(trustees::Trustees);

#[pymethods]
impl Trustees {
    #[new]
    #[pyo3(signature = (trustees, /))]
    fn new(trustees: &[u8]) -> PyResult<Self> {
        trustees::Trustees::parse(trustees).map(Self).map_err(error)
    }

    #[getter]
    fn public_key(&self) -> PyResult<String> {
        self.0.public_key().map_err(error)
    }

    #[getter]
    fn verification_keys(&self) -> Vec<String> {
        self.0.verification_keys()
    }

    #[getter]
    fn groups(&self) -> Vec<trustees::Group> {
        self.0.groups()
    }

    fn check(&self, py: Python<'_>) -> Vec<PyFault> {
        faults(py.detach(|| self.0.check()))
    }
}

#[pyclass(frozen, module = "shora._core")]
struct Share(decrypt::Share);

#[pymethods]
impl Share {
    #[staticmethod]
    fn generate() -> Self {
        Self(decrypt::Share::generate())
    }

    #[staticmethod]
    #[pyo3(signature = (private_key, /))]
    fn from_private_key(private_key: &[u8]) -> PyResult<Self> {
        decrypt::Share::from_private_key(private_key).map(Self).map_err(error)
    }

    #[staticmethod]
    #[pyo3(signature = (seed, message, /))]
    fn open(seed: &str, message: &[u8]) -> PyResult<Self> {
        decrypt::Share::open(seed, message).map(Self).map_err(error)
    }

    #[getter]
    fn public_key(&self) -> String {
        self.0.public_key()
    }

    fn trustee_public_key<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.trustee_public_key())
    }

    fn reveal<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.reveal())
    }

    #[pyo3(signature = (election, encrypted_tally, /))]
    fn decrypt<'py>(
        &self,
        py: Python<'py>,
        election: &Election,
        encrypted_tally: &[u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        let tally = read_tally(election, encrypted_tally)?;
        let partial = py.detach(|| self.0.decrypt(&election.0.fingerprint, &tally));
        Ok(PyBytes::new(py, &partial))
    }
}

type Partial<'py> = (usize, Bound<'py, PyBytes>);

fn read_tally(election: &Election, json: &[u8]) -> PyResult<decrypt::EncryptedTally> {
    let sizes: Vec<usize> = election.0.questions.iter().map(shora_core::election::Question::width).collect();
    decrypt::EncryptedTally::parse(json, &sizes).map_err(error)
}

fn slices<'a>(all: &'a [Bound<'_, PyBytes>]) -> Vec<&'a [u8]> {
    all.iter().map(pyo3::types::PyBytesMethods::as_bytes).collect()
}

fn pairs<'a>(partials: &'a [Partial<'_>]) -> Vec<(usize, &'a [u8])> {
    partials.iter().map(|(owner, payload)| (*owner, payload.as_bytes())).collect()
}

#[pyfunction]
#[pyo3(signature = (election, encrypted_tally, public_key, partial_decryption, /))]
fn check_partial_decryption(
    py: Python<'_>,
    election: &Election,
    encrypted_tally: &[u8],
    public_key: &str,
    partial_decryption: &[u8],
) -> PyResult<Vec<PyFault>> {
    let tally = read_tally(election, encrypted_tally)?;
    let check =
        || decrypt::check_partial_decryption(&election.0.fingerprint, &tally, public_key, partial_decryption);
    py.detach(check).map(faults).map_err(error)
}

#[pyfunction]
#[pyo3(signature = (election, trustees, encrypted_tally, partial_decryptions, total_weight, /))]
fn combine<'py>(
    py: Python<'py>,
    election: &Election,
    trustees: &Trustees,
    encrypted_tally: &[u8],
    partial_decryptions: Vec<Partial<'py>>,
    total_weight: u64,
) -> PyResult<Bound<'py, PyBytes>> {
    let tally = read_tally(election, encrypted_tally)?;
    let partials = pairs(&partial_decryptions);
    let result =
        py.detach(|| decrypt::combine(&trustees.0, &tally, &partials, total_weight)).map_err(error)?;
    Ok(PyBytes::new(py, &result))
}

#[pyfunction]
#[pyo3(signature = (election, trustees, encrypted_tally, partial_decryptions, result, /))]
fn check_result(
    py: Python<'_>,
    election: &Election,
    trustees: &Trustees,
    encrypted_tally: &[u8],
    partial_decryptions: Vec<Partial<'_>>,
    result: &[u8],
) -> PyResult<Vec<PyFault>> {
    let tally = read_tally(election, encrypted_tally)?;
    let partials = pairs(&partial_decryptions);
    py.detach(|| decrypt::check_result(&trustees.0, &tally, &partials, result)).map(faults).map_err(error)
}

#[pyfunction]
#[pyo3(signature = (points, bound, /))]
fn discrete_logs(py: Python<'_>, points: Vec<String>, bound: u64) -> PyResult<Vec<Option<u64>>> {
    let points: Vec<&str> = points.iter().map(String::as_str).collect();
    py.detach(|| dlog::discrete_logs_of_hex(&points, bound)).map_err(error)
}

#[pyfunction]
#[pyo3(signature = (seed, size, threshold, index, /))]
fn pedersen_certificate<'py>(
    py: Python<'py>,
    seed: &str,
    size: u32,
    threshold: u32,
    index: u32,
) -> PyResult<Bound<'py, PyBytes>> {
    pedersen::certificate(seed, size, threshold, index).map(|out| PyBytes::new(py, &out)).map_err(error)
}

#[pyfunction]
#[pyo3(signature = (certificates, threshold, /))]
fn pedersen_check_certificates(certificates: Vec<Bound<'_, PyBytes>>, threshold: u32) -> Vec<PyFault> {
    faults(pedersen::check_certificates(&slices(&certificates), threshold))
}

#[pyfunction]
#[pyo3(signature = (seed, certificates, threshold, /))]
fn pedersen_polynomial<'py>(
    py: Python<'py>,
    seed: &str,
    certificates: Vec<Bound<'py, PyBytes>>,
    threshold: u32,
) -> PyResult<Bound<'py, PyBytes>> {
    pedersen::polynomial(seed, &slices(&certificates), threshold)
        .map(|out| PyBytes::new(py, &out))
        .map_err(error)
}

#[pyfunction]
#[pyo3(signature = (certificates, threshold, index, polynomial, /))]
fn pedersen_check_polynomial(
    certificates: Vec<Bound<'_, PyBytes>>,
    threshold: u32,
    index: u32,
    polynomial: &[u8],
) -> Vec<PyFault> {
    faults(pedersen::check_polynomial(&slices(&certificates), threshold, index, polynomial))
}

#[pyfunction]
#[pyo3(signature = (certificates, threshold, polynomials, index, /))]
fn pedersen_vinput<'py>(
    py: Python<'py>,
    certificates: Vec<Bound<'py, PyBytes>>,
    threshold: u32,
    polynomials: Vec<Bound<'py, PyBytes>>,
    index: u32,
) -> PyResult<Bound<'py, PyBytes>> {
    let out = pedersen::vinput(&slices(&certificates), threshold, &slices(&polynomials), index);
    out.map(|out| PyBytes::new(py, &out)).map_err(error)
}

#[pyfunction]
#[pyo3(signature = (seed, certificates, threshold, vinput, /))]
fn pedersen_voutput<'py>(
    py: Python<'py>,
    seed: &str,
    certificates: Vec<Bound<'py, PyBytes>>,
    threshold: u32,
    vinput: &[u8],
) -> PyResult<Bound<'py, PyBytes>> {
    pedersen::voutput(seed, &slices(&certificates), threshold, vinput)
        .map(|out| PyBytes::new(py, &out))
        .map_err(error)
}

#[pyfunction]
#[pyo3(signature = (certificates, threshold, polynomials, index, voutput, /))]
fn pedersen_check_voutput(
    certificates: Vec<Bound<'_, PyBytes>>,
    threshold: u32,
    polynomials: Vec<Bound<'_, PyBytes>>,
    index: u32,
    voutput: &[u8],
) -> Vec<PyFault> {
    faults(pedersen::check_voutput(&slices(&certificates), threshold, &slices(&polynomials), index, voutput))
}

#[pyfunction]
#[pyo3(signature = (certificates, threshold, polynomials, voutputs, /))]
fn pedersen_parameters<'py>(
    py: Python<'py>,
    certificates: Vec<Bound<'py, PyBytes>>,
    threshold: u32,
    polynomials: Vec<Bound<'py, PyBytes>>,
    voutputs: Vec<Bound<'py, PyBytes>>,
) -> PyResult<Bound<'py, PyBytes>> {
    let out =
        pedersen::parameters(&slices(&certificates), threshold, &slices(&polynomials), &slices(&voutputs));
    out.map(|out| PyBytes::new(py, &out)).map_err(error)
}

#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("CoreError", module.py().get_type::<CoreError>())?;
    module.add_class::<Election>()?;
    module.add_class::<Tally>()?;
    module.add_function(wrap_pyfunction!(set_threads, module)?)?;
    module.add_function(wrap_pyfunction!(token, module)?)?;
    module.add_function(wrap_pyfunction!(make_credentials, module)?)?;
    module.add_function(wrap_pyfunction!(credential_public, module)?)?;
    module.add_function(wrap_pyfunction!(check_points, module)?)?;
    module.add_class::<Trustees>()?;
    module.add_class::<Share>()?;
    module.add_function(wrap_pyfunction!(check_partial_decryption, module)?)?;
    module.add_function(wrap_pyfunction!(combine, module)?)?;
    module.add_function(wrap_pyfunction!(check_result, module)?)?;
    module.add_function(wrap_pyfunction!(discrete_logs, module)?)?;
    module.add_function(wrap_pyfunction!(pedersen_certificate, module)?)?;
    module.add_function(wrap_pyfunction!(pedersen_check_certificates, module)?)?;
    module.add_function(wrap_pyfunction!(pedersen_polynomial, module)?)?;
    module.add_function(wrap_pyfunction!(pedersen_check_polynomial, module)?)?;
    module.add_function(wrap_pyfunction!(pedersen_vinput, module)?)?;
    module.add_function(wrap_pyfunction!(pedersen_voutput, module)?)?;
    module.add_function(wrap_pyfunction!(pedersen_check_voutput, module)?)?;
    module.add_function(wrap_pyfunction!(pedersen_parameters, module)?)?;
    Ok(())
}
