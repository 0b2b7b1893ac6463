//! Hosts are resolved before a fetch.

use serde_json::{Value, json};

use crate::support::{Call, World};

const ADDRESS: &str = "https://client.example/uris";

/// Returns true if the document is fetched and confirms the client, with these responses for the two record types.
fn is_confirmed(ipv4: &Value, ipv6: &Value) -> bool {
    let world = World::new();
    world.publish(ADDRESS, r#"["https://client.example/cb"]"#);
    for (record, answer) in [("A", ipv4), ("AAAA", ipv6)] {
        let query = format!("https://cloudflare-dns.com/dns-query?name=client.example&type={record}");
        world.publish_as(&query, 200, "application/dns-json", &answer.to_string());
    }
    let asked = json!({"redirect_uris": ["https://client.example/cb"], "sector_identifier_uri": ADDRESS});
    let is_registered = Call::register(&asked).to(&world).status() == 201;
    let is_fetched = world.fetches.borrow().iter().any(|address| address == ADDRESS);
    assert_eq!(is_fetched, is_registered, "nothing is fetched from where it must not be");
    is_registered
}

fn found(kind: u64, addresses: &[&str]) -> Value {
    let records: Vec<Value> = addresses.iter().map(|address| json!({"type": kind, "data": address})).collect();
    json!({"Status": 0, "TC": false, "Answer": records})
}

/// RFC 1035 section 4.1.1, RFC 8484; requirements Q6, Q7: a complete response has at least one address, and public ones
/// alone.
#[test]
fn a_name_has_a_public_address_and_no_other() {
    let nothing = json!({"Status": 0});
    let good = found(1, &["93.184.216.34"]);
    for (ipv4, ipv6) in [
        (good.clone(), nothing.clone()),
        (nothing.clone(), found(28, &["2606:4700::1111"])),
        (found(1, &["93.184.216.34", "1.1.1.1"]), found(28, &["2606:4700::1111"])),
        (
            json!({"Status": 0, "Answer": [{"type": 5, "data": "other.example."}, {"type": 1, "data": "1.1.1.1"}]}),
            nothing.clone(),
        ),
    ] {
        assert!(is_confirmed(&ipv4, &ipv6), "{ipv4} {ipv6}");
    }
    for (ipv4, ipv6) in [
        (nothing.clone(), nothing.clone()),
        (found(1, &["10.0.0.1"]), nothing.clone()),
        (found(1, &["93.184.216.34", "10.0.0.1"]), nothing.clone()),
        (good.clone(), found(28, &["fd00::1"])),
        (good.clone(), found(28, &["2606:4700::1111", "::ffff:10.0.0.1"])),
        (good.clone(), json!({"Status": 2})),
        (json!({"Status": 3}), json!({"Status": 3})),
        (good.clone(), json!({"Status": 0, "TC": true})),
        (json!({"Status": 0, "TC": true, "Answer": good["Answer"]}), nothing.clone()),
        (json!({"Answer": good["Answer"]}), nothing.clone()),
        (json!({"Status": "0", "Answer": good["Answer"]}), nothing.clone()),
        (good.clone(), json!({"Status": 0, "Answer": {}})),
        (good.clone(), json!({"Status": 0, "Answer": [{"data": "1.1.1.1"}]})),
        (good.clone(), json!({"Status": 0, "Answer": [{"type": 1}]})),
        (found(1, &["client.example"]), nothing.clone()),
        (found(1, &["93.184.216.34", "1.1.1"]), nothing.clone()),
        (json!({"Status": 0, "Answer": [{"type": 5, "data": "other.example."}]}), nothing.clone()),
        (json!([]), nothing),
    ] {
        assert!(!is_confirmed(&ipv4, &ipv6), "{ipv4} {ipv6}");
    }
}
