"""Verifies a software statement through PyJWT as its input says, and signs others; prints what came of both."""

import json
import sys

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import ECAlgorithm
from jwt.algorithms import RSAAlgorithm


def main(issuer, jwks_uri, statement, claims):
    return {
        "verified": verify(issuer, jwks_uri, statement),
        "signed": {
            "ES256": sign(claims, "ES256", ec.generate_private_key(ec.SECP256R1()), ECAlgorithm),
            "PS256": sign(claims, "PS256", rsa.generate_private_key(65537, 2048), RSAAlgorithm),
        },
    }


def verify(issuer, jwks_uri, statement):
    key = jwt.PyJWKClient(jwks_uri).get_signing_key_from_jwt(statement)
    required = {"require": ["iss", "iat", "exp", "jti", "software_id"]}
    decoded = jwt.decode_complete(statement, key, algorithms=["ES256"], issuer=issuer, options=required)
    return {"header": decoded["header"], "claims": decoded["payload"]}


def sign(claims, algorithm, key, kind):
    text = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": algorithm})
    return {"text": text, "jwk": {**kind.to_jwk(key.public_key(), as_dict=True), "kid": algorithm}}


print(json.dumps(main(**json.load(sys.stdin))))
