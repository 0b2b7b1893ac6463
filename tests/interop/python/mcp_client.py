"""Discovers, registers and gets access tokens with the Python SDK of the Model Context Protocol, as its input says."""

import asyncio
import json
import sys

import httpx2
from mcp import ClientSession
from mcp.client.auth import OAuthClientProvider
from mcp.client.auth import OAuthRegistrationError
from mcp.client.auth.extensions.client_credentials import ClientCredentialsOAuthProvider
from mcp.client.auth.extensions.client_credentials import PrivateKeyJWTOAuthProvider
from mcp.client.auth.extensions.client_credentials import SignedJWTParameters
from mcp.client.auth.utils import build_oauth_authorization_server_metadata_discovery_urls
from mcp.client.auth.utils import create_client_registration_request
from mcp.client.auth.utils import create_oauth_metadata_request
from mcp.client.auth.utils import handle_auth_metadata_response
from mcp.client.auth.utils import handle_registration_response
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult
from mcp.shared.auth import OAuthClientMetadata


class Storage:
    """Keeps what the SDK wants kept, for the time of the program."""

    def __init__(self):
        self.tokens = None
        self.client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class Stop(Exception):
    """A person would be asked now."""


async def register(issuer, metadata):
    async with httpx2.AsyncClient() as http:
        server = None
        for url in build_oauth_authorization_server_metadata_discovery_urls(issuer, issuer):
            _, found = await handle_auth_metadata_response(await http.send(create_oauth_metadata_request(url)))
            server = server or found
        request = create_client_registration_request(server, OAuthClientMetadata(**metadata), issuer)
        try:
            client = await handle_registration_response(await http.send(request))
        except OAuthRegistrationError as error:
            return {"server": told(server), "refusal": str(error)}
        return {"server": told(server), "client": told(client)}


async def authorize(url, metadata):
    asked = []

    async def ask(authorization_url):
        asked.append(authorization_url)
        raise Stop()

    async def answer():
        raise AssertionError("nobody was asked")

    storage = Storage()
    provider = OAuthClientProvider(url, OAuthClientMetadata(**metadata), storage, ask, answer)
    async with httpx2.AsyncClient(auth=provider) as http:
        try:
            await http.get(url)
        except Stop:
            return {"client": told(storage.client), "authorization_url": asked[0]}
    raise AssertionError("nobody was asked")


async def call(url, metadata, user, document=None):
    """Calls a tool in the name of a user, who answers at an address with the redirection of the server.

    With the address of a document, the client does not register.
    """
    answers = []

    async def ask(authorization_url):
        async with httpx2.AsyncClient(timeout=30) as http:
            answers.append((await http.get(user, params={"url": authorization_url})).json())

    async def answer():
        return AuthorizationCodeResult(**{name: answers[-1].get(name) for name in ("code", "state", "iss")})

    storage = Storage()
    metadata = OAuthClientMetadata(**metadata)
    provider = OAuthClientProvider(url, metadata, storage, ask, answer, client_metadata_url=document)
    async with httpx2.AsyncClient(auth=provider, timeout=30) as http:
        async with streamable_http_client(url, http_client=http) as (read, write):
            async with ClientSession(read, write) as session:
                await session.initialize()
                result = await session.call_tool("whoami", {})
    return {"client": told(storage.client), "tokens": told(storage.tokens), "claims": json.loads(result.content[0].text)}


async def token(url, issuer, client_id, client_secret):
    provider = ClientCredentialsOAuthProvider(url, Storage(), client_id, client_secret, issuer=issuer)
    return await claims(url, provider)


async def token_by_key(url, issuer, client_id, pem):
    parameters = SignedJWTParameters(issuer=client_id, subject=client_id, signing_key=pem)
    assertions = parameters.create_assertion_provider()
    provider = PrivateKeyJWTOAuthProvider(url, Storage(), client_id, assertions, issuer=issuer)
    return await claims(url, provider)


async def claims(url, provider):
    async with httpx2.AsyncClient(auth=provider) as http:
        answer = await http.get(url)
        return {"status": answer.status_code, "claims": answer.json()}


def told(model):
    return model and model.model_dump(mode="json", exclude_none=True)


STEPS = {step.__name__: step for step in (register, authorize, call, token, token_by_key)}


def main(step, **arguments):
    return asyncio.run(STEPS[step](**arguments))


print(json.dumps(main(**json.load(sys.stdin))))
