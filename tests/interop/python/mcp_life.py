"""Lives through the life of a client of the Python SDK of the Model Context Protocol, of version 1 or 2.

Prints the claims of three tokens: before it expires, after a refresh, and after the client was deleted. `refusal` is what the
user saw when the SDK asked for authorization with the deleted client.
"""

import asyncio
import json
import sys

from mcp import ClientSession
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata

try:
    import httpx2 as httpx
    from mcp.shared.auth import AuthorizationCodeResult
except ImportError:
    import httpx

    def AuthorizationCodeResult(code, state, iss):
        return code, state


class Storage:
    """Keeps what the SDK wants kept, for the time of the program."""

    tokens = None
    client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class Refused(Exception):
    """The user saw a page from which no way leads back to the client."""


class User:
    """Answers at an address with the redirection of the server."""

    def __init__(self, url):
        self.url = url
        self.answer = None

    async def ask(self, authorization_url):
        async with httpx.AsyncClient(timeout=30) as http:
            self.answer = (await http.get(self.url, params={"url": authorization_url})).json()
        if "location" not in self.answer:
            raise Refused(self.answer["message"])

    async def redirection(self):
        return AuthorizationCodeResult(**{name: self.answer.get(name) for name in ("code", "state", "iss")})


async def call(session, name):
    result = await session.call_tool(name, {})
    return json.loads(result.content[0].text)


def pass_time(provider):
    """Makes the SDK take its token for expired, which it decides by the clock alone."""
    provider.context.token_expiry_time = 1


async def use(url, metadata, user, work):
    provider = OAuthClientProvider(url, OAuthClientMetadata(**metadata), Storage(), user.ask, user.redirection)
    async with httpx.AsyncClient(auth=provider, timeout=30) as http:
        async with streamable_http_client(url, http_client=http) as streams:
            async with ClientSession(*streams[:2]) as session:
                await session.initialize()
                return await work(session, provider)


async def live(url, metadata, user):
    user = User(user)
    told = []

    async def until_deletion(session, provider):
        told.append(await call(session, "whoami"))
        pass_time(provider)
        told.append(await call(session, "unregister"))
        pass_time(provider)
        await call(session, "whoami")

    async def again(session, provider):
        told.append(await call(session, "whoami"))

    try:
        await use(url, metadata, user, until_deletion)
    except Exception as error:
        print(repr(error), file=sys.stderr)
    refusal = user.answer["message"]
    await use(url, metadata, user, again)
    return {"told": told, "refusal": refusal}


print(json.dumps(asyncio.run(live(**json.load(sys.stdin)))))
