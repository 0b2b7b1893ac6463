"""A small MCP server that takes access tokens of Enrol. The README beside it says how to run it."""

import asyncio
import os
from urllib.parse import urlsplit

import jwt
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken, TokenVerifier
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import MCPServer

# The issuer of Enrol, and the public address of this server, both exactly as in the settings of Enrol.
ISSUER = os.environ.get("ISSUER", "http://localhost:8780")
RESOURCE = os.environ.get("RESOURCE", "http://localhost:8788/mcp")

RULES = {
    "algorithms": ["ES256", "PS256", "RS256"],
    "issuer": ISSUER,
    # A token for another server must be worthless here.
    "audience": RESOURCE,
    "options": {"require": ["aud", "client_id", "exp", "iss", "sub"]},
}


class EnrolTokens(TokenVerifier):
    """Verifies access tokens of Enrol. RFC 9068 section 4."""

    def __init__(self):
        self.keys = jwt.PyJWKClient(f"{ISSUER}/jwks")

    async def verify_token(self, token):
        try:
            key = await asyncio.to_thread(self.keys.get_signing_key_from_jwt, token)
            complete = jwt.decode_complete(token, key, **RULES)
        except jwt.PyJWKClientConnectionError:
            # A fault of this server, and none of the token.
            raise
        except jwt.PyJWTError:
            return None
        header, claims = complete["header"], complete["payload"]
        # An ID token is signed with the same keys, and a token that is bound to a key is no bearer token.
        if header.get("typ") != "at+jwt" or "cnf" in claims:
            return None
        return AccessToken(
            token=token,
            client_id=claims["client_id"],
            scopes=claims.get("scope", "").split(),
            expires_at=claims["exp"],
            resource=RESOURCE,
            subject=claims["sub"],
        )


server = MCPServer(
    "notes",
    token_verifier=EnrolTokens(),
    auth=AuthSettings(
        issuer_url=ISSUER,
        resource_server_url=RESOURCE,
        required_scopes=["notes:read", "notes:write"],
        validate_token_resource=True,
    ),
)

# A server of yours keeps them in a database.
notes = {}


@server.tool()
def read_note() -> str:
    """Reads your note."""
    return notes.get(get_access_token().subject, "You have no note.")


@server.tool()
def write_note(text: str) -> str:
    """Replaces your note."""
    notes[get_access_token().subject] = text[:2000]
    return "The note is kept."


if __name__ == "__main__":
    address = urlsplit(RESOURCE)
    server.run(
        "streamable-http",
        port=int(os.environ.get("PORT", address.port or 8788)),
        streamable_http_path=address.path,
        stateless_http=True,
    )
