//! Trustees, ceremonies, decryptions and logarithms against the files in `vectors/`,
//! which belenios-tool 3.0 and 3.3 and an independent generator made.

use serde_json::Value;
use shora_core::decrypt::{self, EncryptedTally, Share};
use shora_core::fault::{Error, Fault};
use shora_core::trustees::Trustees;
use shora_core::{dlog, pedersen, wire};

fn load(name: &str) -> Value {
    let path = format!("{}/../../vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).expect("the vectors are there")).expect("JSON")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is a list"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is text in {}", value["name"]))
}

fn number(value: &Value, key: &str) -> u32 {
    u32::try_from(value[key].as_u64().expect("a number")).expect("a small number")
}

fn bytes<'a>(value: &'a Value, key: &str) -> Vec<&'a [u8]> {
    list(value, key).iter().map(|item| item.as_str().expect("text").as_bytes()).collect()
}

fn assert_faults(case: &Value, faults: &[Fault]) {
    let index = |value: &Value| value.as_u64().map(|x| usize::try_from(x).expect("small"));
    let expected: Vec<_> = list(case, "faults")
        .iter()
        .map(|f| (f[0].as_str().expect("a code"), index(&f[1]), index(&f[2])))
        .collect();
    let found: Vec<_> = faults.iter().map(|f| (f.code, f.question, f.choice)).collect();
    assert_eq!(found, expected, "{}: {faults:?}", case["name"]);
}

fn assert_error<T>(case: &Value, result: Result<T, Error>) {
    let error = result.err().unwrap_or_else(|| panic!("{}: an error", case["name"]));
    assert_eq!(error.code, text(case, "error"), "{}: {error}", case["name"]);
    for name in case["names"].as_array().into_iter().flatten() {
        assert!(error.detail.contains(&name.to_string()), "{}: {error}", case["name"]);
    }
}

#[test]
fn trustees() {
    for case in list(&load("trustees"), "cases") {
        let parsed = Trustees::parse(text(case, "trustees").as_bytes());
        if case.get("error").is_some() {
            assert_error(case, parsed);
            continue;
        }
        let trustees = parsed.unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
        assert_faults(case, &trustees.check());
        if case.get("public_key").is_some() {
            assert_eq!(trustees.public_key().expect("a joint key"), text(case, "public_key"));
            assert_eq!(serde_json::json!(trustees.verification_keys()), case["verification_keys"]);
            assert_eq!(serde_json::json!(trustees.groups()), case["groups"]);
        }
    }
}

#[test]
fn whole_ceremonies() {
    for ceremony in list(&load("pedersen"), "ceremonies") {
        let (size, threshold) = (number(ceremony, "size"), number(ceremony, "threshold"));
        let (certificates, polynomials) = (bytes(ceremony, "certificates"), bytes(ceremony, "polynomials"));
        let (vinputs, voutputs) = (bytes(ceremony, "vinputs"), bytes(ceremony, "voutputs"));
        assert_eq!(pedersen::check_certificates(&certificates, threshold), []);
        for index in 1..=size {
            let i = index as usize - 1;
            let seed = ceremony["seeds"][i].as_str().expect("a seed");
            assert_eq!(pedersen::check_polynomial(&certificates, threshold, index, polynomials[i]), []);
            let vinput = pedersen::vinput(&certificates, threshold, &polynomials, index).expect("a vinput");
            assert_eq!(vinput, vinputs[i]);
            let voutput = pedersen::voutput(seed, &certificates, threshold, &vinput).expect("a voutput");
            for voutput in [&voutput, voutputs[i]] {
                assert_eq!(
                    pedersen::check_voutput(&certificates, threshold, &polynomials, index, voutput),
                    []
                );
                let voutput: wire::Voutput = wire::parse(voutput).expect("canonical");
                let share = Share::open(seed, voutput.private_key.as_bytes()).expect("a share");
                assert_eq!(share.public_key(), voutput.public_key.public_key);
            }
        }
        let parameters =
            pedersen::parameters(&certificates, threshold, &polynomials, &voutputs).expect("parameters");
        assert_eq!(parameters, text(ceremony, "parameters").as_bytes());
        let trustees = format!("[[\"Pedersen\",{}]]", text(ceremony, "parameters"));
        assert_eq!(Trustees::parse(trustees.as_bytes()).expect("canonical").check(), []);
    }
}

#[test]
fn broken_ceremonies() {
    let vectors = load("pedersen");
    let ceremony = &vectors["ceremonies"][0];
    let threshold = number(ceremony, "threshold");
    for case in list(&vectors, "cases") {
        let from = if case.get("certificates").is_some() { case } else { ceremony };
        let certificates = bytes(from, "certificates");
        let polynomials = bytes(ceremony, "polynomials");
        let faults = match text(case, "call") {
            "check_certificates" => pedersen::check_certificates(&certificates, threshold),
            "check_polynomial" => {
                let polynomial = text(case, "polynomial").as_bytes();
                pedersen::check_polynomial(&certificates, threshold, number(case, "index"), polynomial)
            }
            "check_voutput" => {
                let voutput = text(case, "voutput").as_bytes();
                pedersen::check_voutput(
                    &certificates,
                    threshold,
                    &polynomials,
                    number(case, "index"),
                    voutput,
                )
            }
            "voutput" => {
                let own = ceremony["seeds"][number(case, "index") as usize - 1].as_str();
                let seed = case["seed"].as_str().or(own).expect("a seed");
                let voutput =
                    pedersen::voutput(seed, &certificates, threshold, text(case, "vinput").as_bytes());
                if case.get("error").is_some() {
                    assert_error(case, voutput);
                    continue;
                }
                voutput.unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
                Vec::new()
            }
            call => panic!("{call}"),
        };
        assert_faults(case, &faults);
    }
}

struct Election<'a> {
    json: &'a Value,
    fingerprint: &'a str,
    sizes: Vec<usize>,
    trustees: Trustees,
    tally: EncryptedTally,
}

impl<'a> Election<'a> {
    fn new(json: &'a Value) -> Self {
        let sizes: Vec<usize> = list(json, "sizes")
            .iter()
            .map(|n| usize::try_from(n.as_u64().expect("a size")).expect("small"))
            .collect();
        let tally = EncryptedTally::parse(text(json, "tally").as_bytes(), &sizes).expect("a tally");
        let trustees = Trustees::parse(text(json, "trustees").as_bytes()).expect("trustees");
        Self { json, fingerprint: text(json, "fingerprint"), sizes, trustees, tally }
    }

    fn key(&self, owner: u64) -> String {
        self.trustees.verification_keys()[usize::try_from(owner).expect("small") - 1].clone()
    }
}

fn partials(json: &Value) -> Vec<(usize, &[u8])> {
    let owner = |pair: &Value| usize::try_from(pair[0].as_u64().expect("an owner")).expect("small");
    list(json, "partial_decryptions")
        .iter()
        .map(|p| (owner(p), p[1].as_str().expect("text").as_bytes()))
        .collect()
}

#[test]
fn whole_decryptions() {
    for json in list(&load("decryption"), "elections") {
        let election = Election::new(json);
        assert_eq!(election.trustees.check(), []);
        assert_eq!(election.trustees.public_key().expect("a joint key"), text(json, "public_key"));
        let partials = partials(json);
        for (owner, partial) in &partials {
            let key = election.key(*owner as u64);
            let faults =
                decrypt::check_partial_decryption(election.fingerprint, &election.tally, &key, partial);
            assert_eq!(faults.expect("canonical"), [], "{}", json["origin"]);
        }
        let weight = json["total_weight"].as_u64().expect("a weight");
        let result =
            decrypt::combine(&election.trustees, &election.tally, &partials, weight).expect("a result");
        assert_eq!(String::from_utf8_lossy(&result), text(json, "result"));
        let faults = decrypt::check_result(&election.trustees, &election.tally, &partials, &result);
        assert_eq!(faults.expect("canonical"), []);
    }
}

#[test]
fn broken_decryptions() {
    let vectors = load("decryption");
    for case in list(&vectors, "cases") {
        let index = usize::try_from(case["election"].as_u64().expect("an index")).expect("small");
        let election = Election::new(&vectors["elections"][index]);
        let (trustees, tally) = (&election.trustees, &election.tally);
        let faults = match text(case, "call") {
            "check_partial_decryption" => {
                let key = election.key(case["owner"].as_u64().expect("an owner"));
                let partial = text(case, "partial_decryption").as_bytes();
                decrypt::check_partial_decryption(election.fingerprint, tally, &key, partial)
            }
            "combine" => {
                let weight = case["total_weight"].as_u64().expect("a weight");
                decrypt::combine(trustees, tally, &partials(case), weight).map(|_| Vec::new())
            }
            "check_result" => decrypt::check_result(
                trustees,
                tally,
                &partials(election.json),
                text(case, "result").as_bytes(),
            ),
            "parse_tally" => {
                EncryptedTally::parse(text(case, "tally").as_bytes(), &election.sizes).map(|_| Vec::new())
            }
            call => panic!("{call}"),
        };
        if case.get("error").is_some() {
            assert_error(case, faults);
        } else {
            assert_faults(case, &faults.unwrap_or_else(|error| panic!("{}: {error}", case["name"])));
        }
    }
}

#[test]
fn shares() {
    for case in list(&load("decryption"), "shares") {
        let share = match case["private_key"].as_str() {
            Some(json) => Share::from_private_key(json.as_bytes()),
            None => Share::open(text(case, "seed"), text(case, "message").as_bytes()),
        };
        if case.get("error").is_some() {
            assert_error(case, share);
            continue;
        }
        let share = share.expect("a share");
        assert_eq!(share.public_key(), text(case, "public_key"));
        if let Some(json) = case["private_key"].as_str() {
            assert_eq!(*share.reveal(), json.as_bytes());
        }
        let shown = format!("{share:?}");
        let secret = String::from_utf8(share.reveal().to_vec()).expect("text");
        assert!(!shown.contains(secret.trim_matches('"')));
    }
}

#[test]
fn logarithms() {
    for case in list(&load("dlog"), "cases") {
        let bound = case["bound"].as_u64().expect("a bound");
        let logs = dlog::discrete_logs_of_hex(&[text(case, "point")], bound);
        if case.get("error").is_some() {
            assert_error(case, logs);
        } else {
            assert_eq!(logs.expect("a point"), [case["log"].as_u64()], "{case}");
        }
    }
}
