//! What a key consists of, and whether it is sound. RFC 7518 sections 3 and 6, RFC 8032.

use p256::elliptic_curve::point::AffineCoordinates;

use crate::error::Invalid;
use crate::json::Pointer;

/// What a key consists of, in the order of RFC 7518 section 6, then RFC 8037.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Material {
    /// A point of an elliptic curve.
    Ec { curve: Curve, x: Vec<u8>, y: Vec<u8> },
    /// Modulus and exponent, without leading zeros.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// The public part of a key pair of RFC 8037.
    Okp { curve: Curve, x: Vec<u8> },
}

/// A curve, in the order of RFC 7518 section 6.2.1.1, RFC 8812, RFC 8037.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Curve {
    P256,
    P384,
    P521,
    Secp256k1,
    Ed25519,
    Ed448,
    X25519,
    X448,
}

impl Material {
    /// The size of an RSA modulus, in bits; `None` for other keys.
    #[must_use]
    pub fn rsa_bits(&self) -> Option<usize> {
        let Self::Rsa { n, .. } = self else { return None };
        let unused = n.first().map_or(0, |first| first.leading_zeros());
        n.len().checked_mul(8)?.checked_sub(usize::try_from(unused).ok()?)
    }
}

/// Checks sizes, and that a point is on its curve; `Err` is the place.
pub fn check(material: &Material, at: &Pointer) -> Result<(), Invalid> {
    match material {
        Material::Rsa { n, e } => check_rsa(n, e, at),
        Material::Ec { curve, x, y } if is_point(*curve, x, y) => Ok(()),
        Material::Okp { curve, x } if is_sound(*curve, x) => Ok(()),
        Material::Ec { .. } | Material::Okp { .. } => Err(Invalid::new(at.clone(), "be a point on its curve")),
    }
}

/// 2048 to 8192 bits, and nothing that makes the arithmetic trivial or endless. RFC 7518 section 3.3.
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

fn is_point(curve: Curve, x: &[u8], y: &[u8]) -> bool {
    match curve {
        Curve::P256 => is_on::<p256::AffinePoint>(x, y),
        Curve::P384 => is_on::<p384::AffinePoint>(x, y),
        Curve::P521 => is_on::<p521::AffinePoint>(x, y),
        // No algorithm that is registered here uses it: the length alone.
        Curve::Secp256k1 => x.len() == 32 && y.len() == 32,
        Curve::Ed25519 | Curve::Ed448 | Curve::X25519 | Curve::X448 => false,
    }
}

/// Whether two coordinates of full length are those of a point; that of infinity has none.
fn is_on<P: AffineCoordinates<FieldRepr: Default + AsMut<[u8]>>>(x: &[u8], y: &[u8]) -> bool {
    let coordinate = |bytes: &[u8]| {
        let mut repr = P::FieldRepr::default();
        let place: &mut [u8] = repr.as_mut();
        (place.len() == bytes.len()).then(|| place.copy_from_slice(bytes))?;
        Some(repr)
    };
    coordinate(x).zip(coordinate(y)).is_some_and(|(x, y)| P::from_coordinates(&x, &y).is_some().into())
}

fn is_sound(curve: Curve, x: &[u8]) -> bool {
    match curve {
        Curve::Ed25519 => x.len() == 32 && !has_small_order(x),
        Curve::X25519 => x.len() == 32,
        Curve::Ed448 => x.len() == 57 && !has_small_order_448(x),
        Curve::X448 => x.len() == 56,
        Curve::P256 | Curve::P384 | Curve::P521 | Curve::Secp256k1 => false,
    }
}

/// Whether a point of Ed25519 has one of the few orders for which signatures prove nothing.
///
/// The encodings of the eight points of small order, with their second forms, the sign bit aside. RFC 8032 section 8.9
/// leaves the check to those who need it.
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

/// The same for Ed448: y is 0, 1 or -1, in either form, the sign bit aside.
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
