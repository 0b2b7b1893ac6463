"""Gets an access token through authlib as its input says; prints what PyJWT and authlib make of it."""

import json
import sys

import jwt
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.rfc7523 import ClientSecretJWT
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from joserfc.jwk import ECKey


def main(issuer, resource, client, key):
    server = requests.get(f"{issuer}/.well-known/oauth-authorization-server").json()
    jwks = requests.get(server["jwks_uri"]).json()
    session = new_session(issuer, client, key)
    token = session.fetch_token(server["token_endpoint"])["access_token"]
    return {
        "pyjwt": by_pyjwt(token, server, resource),
        "authlib": by_authlib(token, issuer, resource, jwks, ["read"]),
        "refused": {
            "scope": refusal(lambda: session.fetch_token(server["token_endpoint"], scope="admin")),
            "pyjwt, other audience": refusal(lambda: by_pyjwt(token, server, f"{resource}/other")),
            "pyjwt, other signature": refusal(lambda: by_pyjwt(spoilt(token), server, resource)),
            "authlib, other audience": refusal(lambda: by_authlib(token, issuer, f"{resource}/other", jwks, [])),
            "authlib, other issuer": refusal(lambda: by_authlib(token, f"{issuer}/", resource, jwks, [])),
            "authlib, other signature": refusal(lambda: by_authlib(spoilt(token), issuer, resource, jwks, [])),
            "authlib, more scope": refusal(lambda: by_authlib(token, issuer, resource, jwks, ["write"])),
        },
    }


def new_session(issuer, client, key):
    method = client["token_endpoint_auth_method"]
    credential = ECKey.import_key(key) if method == "private_key_jwt" else client["client_secret"]
    session = OAuth2Session(client["client_id"], credential, token_endpoint_auth_method=method, scope="read")
    # What the library calls the token endpoint is the audience, which is the issuer here.
    session.register_client_auth_method(ClientSecretJWT(issuer))
    session.register_client_auth_method(PrivateKeyJWT(issuer, headers={"kid": key["kid"]}, alg=key["alg"]))
    return session


def by_pyjwt(token, server, resource):
    key = jwt.PyJWKClient(server["jwks_uri"]).get_signing_key_from_jwt(token)
    required = {"require": ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"]}
    expected = {"issuer": server["issuer"], "audience": resource, "options": required}
    decoded = jwt.decode_complete(token, key, algorithms=["ES256"], **expected)
    return {"header": decoded["header"], "claims": decoded["payload"]}


def by_authlib(token, issuer, resource, jwks, scopes):
    class Validator(JWTBearerTokenValidator):
        def get_jwks(self):
            return jwks

    validator = Validator(issuer, resource)
    read = validator.authenticate_token(token)
    validator.validate_token(read, scopes, request=None)
    return {"header": read.header, "claims": dict(read)}


def spoilt(token):
    signed, _, signature = token.rpartition(".")
    return f"{signed}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def refusal(call):
    try:
        call()
    except (OAuthError, OAuth2Error) as error:
        return error.error
    except jwt.InvalidTokenError as error:
        return type(error).__name__
    raise AssertionError("nothing was refused")


print(json.dumps(main(**json.load(sys.stdin))))
