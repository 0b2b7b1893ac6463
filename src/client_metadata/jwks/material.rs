//! Checks that a key is sound. RFC 7518 sections 3 and 6, RFC 8032.

use jose_jwk::{Ec, EcCurves, Key, Okp, OkpCurves, Rsa};
use p256::elliptic_curve::point::AffineCoordinates;

use crate::client_metadata::PublicKey;
use crate::error::Invalid;
use crate::json::Pointer;

impl PublicKey {
    /// Returns the size of an RSA modulus, in bits; `None` for other keys.
    #[must_use]
    pub fn rsa_bits(&self) -> Option<usize> {
        let Key::Rsa(Rsa { n, .. }) = &self.material else { return None };
        let n = without_leading_zeros(n);
        let unused = n.first().map_or(0, |first| first.leading_zeros());
        n.len().checked_mul(8)?.checked_sub(usize::try_from(unused).ok()?)
    }
}

/// Checks the sizes of a key, and that a point is on its curve.
pub fn check(key: &Key, at: &Pointer) -> Result<(), Invalid> {
    match key {
        Key::Rsa(Rsa { n, e, .. }) => check_rsa(without_leading_zeros(n), without_leading_zeros(e), at),
        Key::Ec(Ec { crv, x, y, .. }) if is_point(*crv, x, y) => Ok(()),
        Key::Okp(Okp { crv, x, .. }) if is_sound(*crv, x) => Ok(()),
        _ => Err(Invalid::new(at.clone(), "be a point on its curve")),
    }
}

/// Returns the shortest encoding of the same number.
pub fn without_leading_zeros(number: &[u8]) -> &[u8] {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    number.get(start..).unwrap_or_default()
}

/// Checks that a modulus has 2048 to 8192 bits, and that nothing makes the arithmetic trivial or endless. RFC 7518 section
/// 3.3.
fn check_rsa(n: &[u8], e: &[u8], at: &Pointer) -> Result<(), Invalid> {
    let is_odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
    let has_bits = n.len() > 256 || (n.len() == 256 && n.first().is_some_and(|first| *first >= 0x80));
    if !has_bits || n.len() > 1024 || !is_odd(n) {
        return Err(Invalid::new(at.clone().child("n"), "be an odd modulus of 2048 to 8192 bits"));
    }
    if e.len() > 4 || !is_odd(e) || e == [1] {
        return Err(Invalid::new(at.clone().child("e"), "be an odd exponent of 2 to 32 bits"));
    }
    Ok(())
}

fn is_point(curve: EcCurves, x: &[u8], y: &[u8]) -> bool {
    match curve {
        EcCurves::P256 => is_on::<p256::AffinePoint>(x, y),
        EcCurves::P384 => is_on::<p384::AffinePoint>(x, y),
        EcCurves::P521 => is_on::<p521::AffinePoint>(x, y),
        // secp256k1: no supported algorithm uses it, so that the length is enough.
        EcCurves::P256K => x.len() == 32 && y.len() == 32,
        _ => false,
    }
}

/// Returns true if two coordinates of full length are those of a point; the point at infinity has none.
fn is_on<P: AffineCoordinates<FieldRepr: Default + AsMut<[u8]>>>(x: &[u8], y: &[u8]) -> bool {
    let coordinate = |bytes: &[u8]| {
        let mut repr = P::FieldRepr::default();
        let place: &mut [u8] = repr.as_mut();
        (place.len() == bytes.len()).then(|| place.copy_from_slice(bytes))?;
        Some(repr)
    };
    // A decoder of points brings the code that decompresses them: 13 KB of the Worker.
    coordinate(x).zip(coordinate(y)).is_some_and(|(x, y)| P::from_coordinates(&x, &y).is_some().into())
}

fn is_sound(curve: OkpCurves, x: &[u8]) -> bool {
    match curve {
        OkpCurves::Ed25519 => x.len() == 32 && !has_small_order(x),
        OkpCurves::Ed448 => x.len() == 57 && !has_small_order_448(x),
        OkpCurves::X25519 => x.len() == 32,
        OkpCurves::X448 => x.len() == 56,
        _ => false,
    }
}

/// Returns true if a point of Ed25519 has one of the few orders for which signatures prove nothing.
///
/// Compares with the encodings of the eight points of small order and with their second forms, without the sign bit. RFC
/// 8032 section 8.9 leaves this check to the application.
fn has_small_order(x: &[u8]) -> bool {
    let [first, middle @ .., last] = x else { return true };
    let last = last & 0x7f;
    let is = |low: u8, fill: u8, high: u8| *first == low && middle.iter().all(|byte| *byte == fill) && last == high;
    let is_of_order_8 = |encoding: &[u8; 32]| {
        let [low, rest @ .., high] = encoding;
        first == low && middle == rest && last == *high
    };
    is(0, 0, 0)
        || is(1, 0, 0)
        || [0xec, 0xed, 0xee].iter().any(|low| is(*low, 0xff, 0x7f))
        || ORDER_8.iter().any(is_of_order_8)
}

const ORDER_8: [[u8; 32]; 2] = [
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

/// Returns the same for Ed448, where y is 0, 1 or -1, in either form, without the sign bit.
fn has_small_order_448(y: &[u8]) -> bool {
    let (Some([first, low @ ..]), Some([middle, high @ ..]), Some(last)) = (y.get(..28), y.get(28..56), y.last())
    else {
        return true;
    };
    let are = |bytes: &[u8], fill: u8| bytes.iter().all(|byte| *byte == fill);
    let is_small = *first <= 1 && are(low, 0) && *middle == 0 && are(high, 0);
    // From p - 1, which is -1, to p, which is 0 again; p + 1 is 1 again.
    let is_near_p = *first >= 0xfe && are(low, 0xff) && *middle == 0xfe && are(high, 0xff);
    let is_one_again = *first == 0 && are(low, 0) && *middle == 0xff && are(high, 0xff);
    last & 0x7f != 0 || is_small || is_near_p || is_one_again
}
