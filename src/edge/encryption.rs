//! Encryption by `WebCrypto`.

use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use worker::js_sys::{Array, JSON, Promise, Reflect, Uint8Array};

use crate::client_metadata::{EncryptionAlgorithm, PublicKey};
use crate::edge::crypto::{
    bytes, encryption_parameters, export_key, fault, generate_key, import_key, object, open, waited, wrap_key,
};
use crate::edge::platform::Platform;
use crate::error::Fault;
use crate::json;
use crate::model::{Seal, ServerKey};
use crate::ports::{Agreement, Cipher, CipherKind, Encrypt};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = encrypt, catch)]
    fn encrypt(algorithm: &JsValue, key: &JsValue, text: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = decrypt, catch)]
    fn decrypt(algorithm: &JsValue, key: &JsValue, text: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = deriveBits, catch)]
    fn derive_bits(algorithm: &JsValue, key: &JsValue, length: &JsValue) -> Result<Promise, JsValue>;
}

impl Encrypt for Platform {
    async fn encrypt_key(
        &self,
        key: &PublicKey,
        algorithm: &EncryptionAlgorithm,
        content_key: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        let parameters = object(&encryption_parameters(algorithm))?;
        let key = public(key, &parameters, "encrypt").await.map_err(|error| fault(&error))?;
        let encrypted = waited(encrypt(&parameters, &key, &bytes(content_key))).await;
        encrypted.map(|encrypted| vec(&encrypted)).map_err(|error| fault(&error))
    }

    async fn agree(&self, key: &PublicKey) -> Result<Agreement, Fault> {
        let agreed = agreed(key).await.map_err(|error| fault(&error))?;
        agreed.ok_or_else(|| Fault::Broken("the platform made no ephemeral key".to_owned()))
    }

    async fn wrap_key(&self, wrapping: &[u8], content_key: &[u8]) -> Result<Vec<u8>, Fault> {
        wrapped(wrapping, content_key).await.map_err(|error| fault(&error))
    }

    async fn decrypt_key(&self, key: &ServerKey, seal: &Seal, encrypted: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        // A key that cannot be decrypted was not encrypted with this seal and name.
        let opened = open(key, seal).await.map_err(|error| Fault::Broken(format!("an encryption key: {error:?}")))?;
        // The exception is the same for every text that was not encrypted to the key.
        let found = waited(decrypt(&object(&json!({"name": "RSA-OAEP"}))?, &opened, &bytes(encrypted))).await;
        Ok(found.ok().map(|text| vec(&text)))
    }

    async fn encrypt(&self, cipher: Cipher<'_>, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let (parameters, key) = prepared(cipher, "encrypt").await.map_err(|error| fault(&error))?;
        let encrypted = waited(encrypt(&parameters, &key, &bytes(plain))).await;
        encrypted.map(|encrypted| vec(&encrypted)).map_err(|error| fault(&error))
    }

    async fn decrypt(&self, cipher: Cipher<'_>, encrypted: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        let (parameters, key) = prepared(cipher, "decrypt").await.map_err(|error| fault(&error))?;
        Ok(waited(decrypt(&parameters, &key, &bytes(encrypted))).await.ok().map(|text| vec(&text)))
    }
}

/// Imports a public key of somebody else: its required members alone, as `WebCrypto` refuses values of others.
async fn public(key: &PublicKey, parameters: &JsValue, used_to: &str) -> Result<JsValue, JsValue> {
    let uses = if used_to.is_empty() { Array::new() } else { Array::of1(&used_to.into()) };
    let key = JSON::parse(&Value::Object(key.required_members()).to_string())?;
    waited(import_key("jwk", &key, parameters, false, &uses)).await
}

/// Makes an ephemeral key on the curve of a key, and agrees on a secret. RFC 7518 section 4.6.
async fn agreed(key: &PublicKey) -> Result<Option<Agreement>, JsValue> {
    let curve = key.text("crv").unwrap_or_default();
    let kind = if curve == "X25519" { json!({"name": curve}) } else { json!({"name": "ECDH", "namedCurve": curve}) };
    let parameters = JSON::parse(&kind.to_string())?;
    let pair = waited(generate_key(&parameters, true, &Array::of1(&"deriveBits".into()))).await?;
    let ephemeral = waited(export_key("jwk", &Reflect::get(&pair, &"publicKey".into())?)).await?;
    let other = public(key, &parameters, "").await?;
    Reflect::set(&parameters, &"public".into(), &other)?;
    let own = Reflect::get(&pair, &"privateKey".into())?;
    let secret = waited(derive_bits(&parameters, &own, &JsValue::NULL)).await?;
    let ephemeral = JSON::stringify(&ephemeral)?.as_string().and_then(|text| json::read_object(text.as_bytes()).ok());
    Ok(ephemeral.map(|ephemeral| Agreement { ephemeral, secret: vec(&secret) }))
}

/// Wraps a content key. As a key of HMAC it may have any length.
async fn wrapped(wrapping: &[u8], content_key: &[u8]) -> Result<Vec<u8>, JsValue> {
    let wrapping =
        waited(import_key("raw", &bytes(wrapping), &"AES-KW".into(), false, &Array::of1(&"wrapKey".into()))).await?;
    let kind = JSON::parse(r#"{"name":"HMAC","hash":"SHA-256"}"#)?;
    let content_key = waited(import_key("raw", &bytes(content_key), &kind, true, &Array::of1(&"sign".into()))).await?;
    Ok(vec(&waited(wrap_key("raw", &content_key, &wrapping, &"AES-KW".into())).await?))
}

/// Returns the parameters and the key of a cipher.
async fn prepared(cipher: Cipher<'_>, used_to: &str) -> Result<(JsValue, JsValue), JsValue> {
    let name = match cipher.kind {
        CipherKind::Cbc => "AES-CBC",
        CipherKind::Gcm => "AES-GCM",
    };
    let parameters = JSON::parse(&json!({"name": name}).to_string())?;
    Reflect::set(&parameters, &"iv".into(), &bytes(cipher.iv))?;
    if cipher.kind == CipherKind::Gcm {
        Reflect::set(&parameters, &"additionalData".into(), &bytes(cipher.associated))?;
    }
    let uses = Array::of1(&used_to.into());
    let key = waited(import_key("raw", &bytes(cipher.key), &name.into(), false, &uses)).await?;
    Ok((parameters, key))
}

fn vec(buffer: &JsValue) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}
