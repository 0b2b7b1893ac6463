"""What a generator cannot know of a registration: which metadata fits together, and who holds which token."""

import json
import os
from itertools import count

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

REDIRECT_URIS = ["https://app.example/callback"]
# Members that no other member and no setting limits.
FREE = ["default_max_age", "require_auth_time", "software_id", "software_version"]

tokens = {}
calls = count()


@schemathesis.serializer("application/jsonl", "application/x-ndjson")
def json_lines(context, value):
    """Lines are a text. What is wrong on purpose can be any other value, which becomes one line."""
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")


@schemathesis.hook
def before_call(context, case, kwargs):
    case.headers.update(network())
    is_good = is_positive(case, ParameterLocation.BODY) and isinstance(case.body, dict)
    # A dry run answers 200 and tells what is wrong in the answer, so what is bad is for a registration to refuse.
    if not is_good or is_step(case):
        (case.query or {}).pop("dry_run", None)
    if is_good and is_step(case):
        case.body = {name: case.body[name] for name in FREE if name in case.body} | {"redirect_uris": REDIRECT_URIS}
    if is_good and client_id(case):
        case.body["client_id"] = client_id(case)


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code == 201:
        keep(response.json())
    if response.status_code == 204:
        tokens.pop(client_id(case), None)


@schemathesis.auth(refresh_interval=None)
class Token:
    def get(self, case, context):
        if case.operation.path == "/userinfo":
            return os.environ["ENROL_USER_TOKEN"]
        if case.operation.path.startswith("/admin/v1/"):
            return os.environ["ENROL_ADMIN_TOKEN"]
        if case.operation.path.startswith("/clients/"):
            return os.environ["ENROL_READER_TOKEN"]
        # A step is about the client of the step before it; whatever else is not wrong on purpose finds some client.
        if client_id(case) and not is_step(case) and is_positive(case, ParameterLocation.PATH):
            case.path_parameters["client_id"] = next(iter(tokens), None) or register(case.operation.base_url)
        return tokens.get(client_id(case))

    def set(self, case, token, context):
        case.headers["Authorization"] = f"Bearer {token}"


def register(base_url):
    url = f"{base_url.rstrip('/')}/register"
    return keep(requests.post(url, json={"redirect_uris": REDIRECT_URIS}, headers=network()).json())


def keep(client):
    tokens[client["client_id"]] = client["registration_access_token"]
    return client["client_id"]


def network():
    """Another network for every hundred calls, so that none meets the limit, which has tests of its own."""
    high, low = divmod(next(calls) // 100, 256)
    return {"cf-connecting-ip": f"198.18.{high}.{low}"}


def is_step(case):
    return case.meta is not None and case.meta.phase.name.value == "stateful"


def is_positive(case, location):
    part = case.meta and case.meta.components.get(location)
    return part is not None and part.mode.is_positive


def client_id(case):
    return (case.path_parameters or {}).get("client_id")
