"""Registers a client through idpyoidc as its input says; prints what the library made of the answers."""

import json
import sys

from cryptojwt.key_jar import init_key_jar
from idpyoidc.client.claims.oidc import Claims
from idpyoidc.client.defaults import DEFAULT_OIDC_SERVICES
from idpyoidc.client.exception import OidcServiceError
from idpyoidc.client.oauth2.stand_alone_client import StandAloneClient
from idpyoidc.message.oidc import ProviderConfigurationResponse
from idpyoidc.message.oidc import RegistrationResponse

KEYS = [{"type": "RSA", "use": ["sig", "enc"]}, {"type": "EC", "crv": "P-256", "use": ["sig", "enc"]}]
SERVICES = {
    **DEFAULT_OIDC_SERVICES,
    "registration_read": {"class": "idpyoidc.client.oidc.read_registration.RegistrationRead"},
}


def main(issuer, metadata):
    client = new_client(issuer, metadata)
    context = client.get_context()
    jwks = client.keyjar.export_jwks()
    if metadata.get("jwks") == "own":
        metadata["jwks"] = jwks

    client.do_provider_info()
    discovered = context.provider_info
    assert isinstance(discovered, ProviderConfigurationResponse) and discovered.verify()
    [bundle] = client.keyjar[issuer]
    keys = [key.kid for key in bundle.keys()]

    client.do_client_registration(request_args=metadata)
    registered = context.registration_response
    assert isinstance(registered, RegistrationResponse) and registered.verify()
    read = client.do_request("registration_read")
    assert isinstance(read, RegistrationResponse) and read.verify()

    context.registration_response = {**registered.to_dict(), "registration_access_token": "wrong"}
    return {
        "discovered": discovered.to_dict(),
        "keys": keys,
        "jwks": jwks,
        "registered": registered.to_dict(),
        "read": read.to_dict(),
        "refused": refusal(issuer, {**metadata, "redirect_uris": ["https://app.example/#fragment"]}),
        "unread": client.do_request("registration_read").to_dict(),
    }


def new_client(issuer, metadata):
    # What the server chose must be among what the library supports, where these values have no default.
    Claims._supports["acr_values_supported"] = metadata.get("default_acr_values")
    return StandAloneClient(
        client_type="oidc",
        config={"issuer": issuer, "base_url": "https://app.example"},
        services=SERVICES,
        keyjar=init_key_jar(key_defs=KEYS),
        # The certificate of the server is of its own making.
        httpc_params={"verify": False},
    )


def refusal(issuer, metadata):
    client = new_client(issuer, metadata)
    client.do_provider_info()
    try:
        client.do_client_registration(request_args=metadata)
    except OidcServiceError as error:
        return json.loads(error.args[0])
    raise AssertionError("nothing was refused")


print(json.dumps(main(**json.load(sys.stdin))))
