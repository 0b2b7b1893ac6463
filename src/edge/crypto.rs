//! Keys and signatures by `WebCrypto`, the cryptography of the platform. Rust never holds a private key that is not encrypted.

use std::cell::RefCell;

use serde_json::Value;
use wasm_bindgen::prelude::*;
use worker::js_sys::{Array, JSON, Promise, Reflect, Uint8Array};

use crate::client_metadata::{EncryptionAlgorithm, PublicKey, SigningAlgorithm};
use crate::edge::platform::Platform;
use crate::error::Fault;
use crate::json;
use crate::model::{KeyAlgorithm, NewKey, Seal, ServerKey};
use crate::ports::{Sign, Verify};
use crate::signing::{OpenedKeys, RSA_BITS, RSA_EXPONENT};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = generateKey, catch)]
    pub fn generate_key(algorithm: &JsValue, extractable: bool, uses: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = exportKey, catch)]
    pub fn export_key(format: &str, key: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    pub fn import_key(
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        uses: &JsValue,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = wrapKey, catch)]
    pub fn wrap_key(format: &str, key: &JsValue, wrapping: &JsValue, algorithm: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = unwrapKey, catch)]
    fn unwrap_key(
        format: &str,
        wrapped: &JsValue,
        wrapping: &JsValue,
        wrapping_algorithm: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        uses: &JsValue,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = sign, catch)]
    fn sign(algorithm: &JsValue, key: &JsValue, message: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = verify, catch)]
    fn verify(algorithm: &JsValue, key: &JsValue, signature: &JsValue, message: &JsValue) -> Result<Promise, JsValue>;
}

thread_local! {
    /// Keys that this isolate has opened. They cannot be exported.
    static OPENED: RefCell<OpenedKeys<JsValue>> = const { RefCell::new(OpenedKeys::new()) };
}

impl Sign for Platform {
    async fn make_key(&self, algorithm: &KeyAlgorithm, kid: &str, seal: &Seal) -> Result<NewKey, Fault> {
        made(algorithm, kid, seal)
            .await
            .map_err(|error| fault(&error))?
            .ok_or_else(|| Fault::Broken("the platform made no key".to_owned()))
    }

    async fn sign(&self, key: &ServerKey, seal: &Seal, message: &[u8]) -> Result<Vec<u8>, Fault> {
        // A key that cannot be decrypted was not encrypted with this seal and name.
        let opened = open(key, seal).await.map_err(|error| Fault::Broken(format!("a key of the server: {error:?}")))?;
        let signature = waited(sign(&object(&parameters_of(&key.algorithm))?, &opened, &bytes(message))).await;
        Ok(Uint8Array::new(&signature.map_err(|error| fault(&error))?).to_vec())
    }
}

impl Verify for Platform {
    async fn verify(
        &self,
        key: &PublicKey,
        algorithm: &SigningAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault> {
        let algorithm = object(&parameters(algorithm))?;
        let uses = Array::of1(&"verify".into());
        // Pass only the required members: WebCrypto refuses a key for the value of others, such as `use` and `key_ops`.
        // A key that it refuses verifies no signature.
        let key = object(&Value::Object(key.required_members()))?;
        let Ok(key) = waited(import_key("jwk", &key, &algorithm, false, &uses)).await else {
            return Ok(false);
        };
        let outcome = waited(verify(&algorithm, &key, &bytes(signature), &bytes(message))).await;
        Ok(outcome.map_err(|error| fault(&error))?.is_truthy())
    }
}

async fn made(algorithm: &KeyAlgorithm, kid: &str, seal: &Seal) -> Result<Option<NewKey>, JsValue> {
    let [private, public] = uses(algorithm);
    let uses = Array::of2(&private.into(), &public.into());
    let parameters = JSON::parse(&parameters_of(algorithm).to_string())?;
    Reflect::set(&parameters, &"modulusLength".into(), &RSA_BITS.into())?;
    Reflect::set(&parameters, &"publicExponent".into(), &bytes(&RSA_EXPONENT))?;
    // Extractable, because `wrapKey` refuses other keys. The pair lives as long as this call.
    let pair = waited(generate_key(&parameters, true, &uses)).await?;
    let public = waited(export_key("jwk", &Reflect::get(&pair, &"publicKey".into())?)).await?;
    let private = Reflect::get(&pair, &"privateKey".into())?;
    let wrapped = waited(wrap_key("pkcs8", &private, &wrapping_key(seal, "wrapKey").await?, &cipher(kid)?)).await?;
    let public = JSON::stringify(&public)?.as_string().and_then(|text| json::read_object(text.as_bytes()).ok());
    Ok(public.map(|public| NewKey { public, sealed: Uint8Array::new(&wrapped).to_vec() }))
}

/// Returns the handle of a key of this server, which cannot be exported.
pub async fn open(key: &ServerKey, seal: &Seal) -> Result<JsValue, JsValue> {
    if let Some(opened) = OPENED.with_borrow(|keys| keys.get(&key.kid)) {
        return Ok(opened);
    }
    let [private, _] = uses(&key.algorithm);
    let (wrapping, uses) = (wrapping_key(seal, "unwrapKey").await?, Array::of1(&private.into()));
    let algorithm = JSON::parse(&parameters_of(&key.algorithm).to_string())?;
    let opened =
        waited(unwrap_key("pkcs8", &bytes(&key.sealed), &wrapping, &cipher(&key.kid)?, &algorithm, false, &uses))
            .await?;
    OPENED.with_borrow_mut(|keys| keys.keep(&key.kid, opened.clone()));
    Ok(opened)
}

async fn wrapping_key(Seal(seal): &Seal, used_to: &str) -> Result<JsValue, JsValue> {
    waited(import_key("raw", &bytes(seal), &"AES-GCM".into(), false, &Array::of1(&used_to.into()))).await
}

/// Waits for the promise of a call.
pub async fn waited(promise: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
    promise?.await
}

/// Returns the cipher. Its nonce is constant, because each seal encrypts one key.
fn cipher(kid: &str) -> Result<JsValue, JsValue> {
    let cipher = JSON::parse(r#"{"name":"AES-GCM"}"#)?;
    Reflect::set(&cipher, &"iv".into(), &bytes(&[0; 12]))?;
    Reflect::set(&cipher, &"additionalData".into(), &bytes(kid.as_bytes()))?;
    Ok(cipher)
}

/// Returns the uses of a private key and of its public key.
const fn uses(algorithm: &KeyAlgorithm) -> [&'static str; 2] {
    match algorithm {
        KeyAlgorithm::Encryption(_) => ["decrypt", "encrypt"],
        KeyAlgorithm::Signing(_) => ["sign", "verify"],
    }
}

/// Returns the `WebCrypto` parameters of the algorithm of a key of this server.
fn parameters_of(algorithm: &KeyAlgorithm) -> Value {
    match algorithm {
        KeyAlgorithm::Encryption(algorithm) => encryption_parameters(algorithm),
        KeyAlgorithm::Signing(algorithm) => parameters(algorithm),
    }
}

/// Returns the `WebCrypto` parameters of RSA encryption. RFC 7518 section 4.3.
pub fn encryption_parameters(algorithm: &EncryptionAlgorithm) -> Value {
    let hash = if *algorithm == EncryptionAlgorithm::RsaOaep { "SHA-1" } else { "SHA-256" };
    serde_json::json!({"name": "RSA-OAEP", "hash": hash})
}

/// Returns the `WebCrypto` parameters of an algorithm. The same object is valid for keys and for signatures.
fn parameters(algorithm: &SigningAlgorithm) -> Value {
    use SigningAlgorithm as Alg;
    let (name, hash, curve) = match algorithm {
        Alg::Rs256 => ("RSASSA-PKCS1-v1_5", "SHA-256", ""),
        Alg::Rs384 => ("RSASSA-PKCS1-v1_5", "SHA-384", ""),
        Alg::Rs512 => ("RSASSA-PKCS1-v1_5", "SHA-512", ""),
        Alg::Ps256 => ("RSA-PSS", "SHA-256", ""),
        Alg::Ps384 => ("RSA-PSS", "SHA-384", ""),
        Alg::Ps512 => ("RSA-PSS", "SHA-512", ""),
        Alg::Es256 => ("ECDSA", "SHA-256", "P-256"),
        Alg::Es384 => ("ECDSA", "SHA-384", "P-384"),
        Alg::Es512 => ("ECDSA", "SHA-512", "P-521"),
        _ => ("Ed25519", "", ""),
    };
    // As long as the hash. RFC 7518 section 3.5.
    let salt = match algorithm {
        Alg::Ps256 => 32,
        Alg::Ps384 => 48,
        _ => 64,
    };
    // WebCrypto ignores members that an algorithm does not have.
    serde_json::json!({"name": name, "hash": hash, "namedCurve": curve, "saltLength": salt})
}

pub fn object(value: &Value) -> Result<JsValue, Fault> {
    JSON::parse(&value.to_string()).map_err(|error| fault(&error))
}

pub fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

pub fn fault(error: &JsValue) -> Fault {
    Fault::Unavailable(format!("{error:?}"))
}
