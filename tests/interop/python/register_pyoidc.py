"""Registers a client through pyoidc as its input says; prints what the library made of the answers."""

import json
import sys

from oic.exception import RegistrationError
from oic.oauth2.message import MessageTuple
from oic.oauth2.message import SINGLE_OPTIONAL_STRING
from oic.oic import Client
from oic.oic.message import OIDCMessageFactory
from oic.oic.message import RegistrationRequest
from oic.oic.message import RegistrationResponse
from oic.utils.keyio import build_keyjar
from oic.utils.settings import OicClientSettings

KEYS = [{"type": "RSA", "use": ["sig", "enc"]}, {"type": "EC", "crv": "P-256", "use": ["sig", "enc"]}]


def messages(metadata):
    """The library's own messages, taught the language variants: it sends no member that its request does not list."""
    variants = {name: SINGLE_OPTIONAL_STRING for name in metadata if "#" in name}

    class Request(RegistrationRequest):
        c_param = {**RegistrationRequest.c_param, **variants}

    class Messages(OIDCMessageFactory):
        registration_endpoint = MessageTuple(Request, RegistrationResponse)

    return Messages


def main(issuer, metadata):
    _, keyjar, _ = build_keyjar(KEYS)
    # The certificate of the server is of its own making.
    client = Client(keyjar=keyjar, message_factory=messages(metadata), settings=OicClientSettings(verify_ssl=False))
    jwks = keyjar.export_jwks()
    if metadata.get("jwks") == "own":
        metadata["jwks"] = jwks

    discovered = client.provider_config(issuer)
    assert discovered.verify()
    [bundle] = client.keyjar[issuer]
    keys = [key.kid for key in bundle.keys()]

    endpoint = discovered["registration_endpoint"]
    registered = client.register(endpoint, **metadata)
    assert registered.verify()
    read = client.registration_read()
    assert read.verify()

    bad = {**metadata, "redirect_uris": ["https://app.example/#fragment"]}
    return {
        "discovered": discovered.to_dict(),
        "keys": keys,
        "jwks": jwks,
        "registered": registered.to_dict(),
        "read": read.to_dict(),
        "refused": refusal(lambda: client.register(endpoint, **bad)),
        "unread": refusal(lambda: client.registration_read(registration_access_token="wrong")),
    }


def refusal(call):
    try:
        call()
    except RegistrationError as error:
        return error.args[0]
    raise AssertionError("nothing was refused")


print(json.dumps(main(**json.load(sys.stdin))))
