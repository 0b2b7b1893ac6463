//! Each operation with its use and a request that works.

/// An operation of the `OpenAPI` document.
pub struct Operation {
    pub id: &'static str,
    pub purpose: &'static str,
    /// A request in which `CLIENT_ID`, `REGISTRATION_ACCESS_TOKEN`, `BASIC` and `ACCESS_TOKEN` stand for those of a client, and
    /// `USERS_TOKEN` for an access token of a user.
    pub request: &'static str,
}

/// All operations, in the order of the page.
pub const OPERATIONS: [Operation; 46] = [
    Operation {
        id: "registerClient",
        purpose: "Registers a client with the [metadata](members.md) of the body. `REGISTRATION_MODE` says what else the request \
            must bring: a token, a certificate or a software statement. A token that comes along must be good, even where none is \
            needed. With `?dry_run=true` nothing is registered, and the answer shows what would be registered and every fault.",
        request: "POST /register\ncontent-type: application/json\n\n\
            {\"client_name\":\"My app\",\"redirect_uris\":[\"https://app.example/callback\"]}",
    },
    Operation {
        id: "readClient",
        purpose: "Returns the client as it is registered. The address is the `registration_client_uri` of the client.",
        request: "GET /register/CLIENT_ID\nauthorization: Bearer REGISTRATION_ACCESS_TOKEN\n\n",
    },
    Operation {
        id: "updateClient",
        purpose: "Replaces the metadata of the client as a whole: a member that is missing is deleted or gets its default. The \
            body has the `client_id`. It has no members that only the server sets: see `SERVER_MEMBERS_IN_UPDATE`. With `If-Match` \
            and the `ETag` of an answer, the update is refused with 412 if somebody has changed the client meanwhile.",
        request: "PUT /register/CLIENT_ID\nauthorization: Bearer REGISTRATION_ACCESS_TOKEN\ncontent-type: application/json\n\n\
            {\"client_id\":\"CLIENT_ID\",\"grant_types\":[\"client_credentials\"],\"client_name\":\"My better app\"}",
    },
    Operation {
        id: "deleteClient",
        purpose: "Deletes the client. Its credentials and its access tokens no longer work.",
        request: "DELETE /register/CLIENT_ID\nauthorization: Bearer REGISTRATION_ACCESS_TOKEN\n\n",
    },
    Operation {
        id: "renewSecret",
        purpose: "Gives the client another `client_secret`, and changes nothing else. The old secret works for another \
            `SECRET_GRACE_SECONDS`.",
        request: "POST /register/CLIENT_ID/secret\nauthorization: Bearer REGISTRATION_ACCESS_TOKEN\n\n",
    },
    Operation {
        id: "getToken",
        purpose: "Issues an access token: a JWT of RFC 9068. The client authenticates with the method that it has registered. With \
            `client_credentials` the token is for the client itself: `scope` asks for a part of its scope, and `resource` for \
            other APIs of `RESOURCES` than the first. With `authorization_code` and `refresh_token` it is for a user, and an ID \
            token and a refresh token come with it. `scope` and `resource` then ask for a part of what the user has granted.",
        request: "POST /token\nauthorization: Basic BASIC\ncontent-type: application/x-www-form-urlencoded\n\n\
            grant_type=client_credentials",
    },
    Operation {
        id: "introspectToken",
        purpose: "Says whether an access token is active, and for which client, audience and scope. A client of `CLIENTS` can ask \
            about every token, a registered client about its own tokens. With `accept: application/token-introspection+jwt` the \
            answer is signed (RFC 9701).",
        request: "POST /introspect\nauthorization: Basic BASIC\ncontent-type: application/x-www-form-urlencoded\n\n\
            token=ACCESS_TOKEN",
    },
    Operation {
        id: "revokeToken",
        purpose: "Revokes an access token, or a refresh token with all tokens of the same grant. An API that verifies tokens \
            itself accepts an access token until it expires.",
        request: "POST /revoke\nauthorization: Basic BASIC\ncontent-type: application/x-www-form-urlencoded\n\n\
            token=ACCESS_TOKEN",
    },
    Operation {
        id: "pushRequest",
        purpose: "Checks an authorization request, and gives it a `request_uri`, which the client sends to `/authorize` with its \
            `client_id` within 90 seconds. It counts once. The client authenticates with the method that it has registered.",
        request: "POST /par\nauthorization: Basic BASIC\ncontent-type: application/x-www-form-urlencoded\n\n\
            response_type=code&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&scope=openid&code_challenge_method=S256\
            &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    },
    Operation {
        id: "beginDevice",
        purpose: "Begins the sign-in of a program without a browser, such as a command line: returns a code that its user types at \
            `/device`, and one with which the program asks `/token` every `interval` seconds. The client has registered the grant \
            `urn:ietf:params:oauth:grant-type:device_code`.",
        request: "POST /device_authorization\nauthorization: Basic BASIC\ncontent-type: application/x-www-form-urlencoded\n\n\
            scope=openid",
    },
    Operation {
        id: "makeChallenge",
        purpose: "Returns a challenge for the proof that an installation sends beside its attestation. It counts for 300 seconds. \
            See [Attested installations](../guides/mobile-app.md#attested-installations).",
        request: "POST /challenge\n\n",
    },
    Operation {
        id: "readUser",
        purpose: "Returns the claims of the user of an access token: `sub`, those that the scope values `profile`, `email`, \
            `address` and `phone` stand for, and those that the authorization request named. The token needs the scope `openid`. \
            For a client with `userinfo_signed_response_alg` the answer is signed.",
        request: "GET /userinfo\nauthorization: Bearer USERS_TOKEN\n\n",
    },
    Operation {
        id: "readUserByForm",
        purpose: "The same. The access token can be in the body instead.",
        request: "POST /userinfo\ncontent-type: application/x-www-form-urlencoded\n\naccess_token=USERS_TOKEN",
    },
    Operation {
        id: "readKeys",
        purpose: "Returns the public keys that verify access tokens: see [Verify access tokens](../guides/verify-access-tokens.md).",
        request: "GET /jwks\n\n",
    },
    Operation {
        id: "lookUpClient",
        purpose: "Returns any client to another authorization server: its metadata with the defaults and the scope that it may \
            have now, and no credentials. See [Beside an authorization server](../guides/beside-an-authorization-server.md).",
        request: "GET /clients/CLIENT_ID\nauthorization: Basic READER\n\n",
    },
    Operation {
        id: "authenticateClient",
        purpose: "Says whether credentials are those of a client, by the rules and the limits of the token endpoint. The form has \
            what the client sent: `client_secret`, `client_assertion` with `client_assertion_type`, or its header as \
            `authorization`. `client_address` is the IP address of the client. The answer is true for a client of the method \
            `none`, which has no credentials, and false for a client that authenticates with a certificate.",
        request: "POST /clients/CLIENT_ID/authenticate\nauthorization: Basic READER\ncontent-type: application/x-www-form-urlencoded\n\n\
            client_secret=SECRET&client_address=203.0.113.7",
    },
    Operation {
        id: "listClients",
        purpose: "Lists the clients that are stored, were used or wait for an approval: see [Administration](../administration.md). A sealed client leaves \
            no trace before. A page can be short or empty and still have a `next` one.",
        request: "GET /admin/v1/clients?client_name=my%20app\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "inspectClient",
        purpose: "Returns any client to an operator, with its state and the bounds that came with whoever vouched for it, and no \
            credentials. A sealed client is found by its `client_id`, also if it left no trace.",
        request: "GET /admin/v1/clients/CLIENT_ID\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "removeClient",
        purpose: "Deletes a client for good: its metadata at once. Its identifier is not given out again.",
        request: "DELETE /admin/v1/clients/CLIENT_ID\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "approveClient",
        purpose: "Approves a client that waits, as `APPROVAL` wants it: see \
            [Approve clients](../administration.md#approve-clients). The approval is for the names and the redirection URIs that \
            the client has. `If-Match` with the `etag` of the client makes sure that they are those that you have seen.",
        request: "POST /admin/v1/clients/CLIENT_ID/approve\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "disableClient",
        purpose: "Shuts a client out: from the next request on it gets no tokens, its tokens are not active, and it cannot manage \
            itself.",
        request: "POST /admin/v1/clients/CLIENT_ID/disable\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "enableClient",
        purpose: "Lets a client in again that was shut out. Its tokens that have not expired count again.",
        request: "POST /admin/v1/clients/CLIENT_ID/enable\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "renewClientSecret",
        purpose: "Replaces the secret of a client and shows the new one once. The secret before it is accepted for \
            `SECRET_GRACE_SECONDS`.",
        request: "POST /admin/v1/clients/CLIENT_ID/secret\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "importClients",
        purpose: "Takes clients of another server over: see [Migrate from another server](../guides/migrate.md). Each line is a \
            client with its `client_id`, the members of a registration, and `client_secret` or `client_secret_hash`. A line that \
            cannot be taken over is refused by itself. `enrol client import` reads the exports of other servers, and calls this.",
        request: "POST /admin/v1/client-imports?from=other\nauthorization: Bearer ADMINISTRATOR\n\
            content-type: application/jsonl\n\n\
            {\"client_id\":\"reports\",\"client_secret\":\"its secret of today\",\"grant_types\":[\"client_credentials\"]}",
    },
    Operation {
        id: "listEpochs",
        purpose: "Lists the [epochs](../runbooks.md#stop-clients).",
        request: "GET /admin/v1/epochs\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "beginEpoch",
        purpose: "Refuses all clients of a kind that have registered until now, with one row for any number of clients. The body says \
            the kind: `{\"software_id\": ID}`, `{\"statement_issuer\": ISS}`, `{\"template\": NAME}` or `{\"all\": true}`.",
        request: "POST /admin/v1/epochs\nauthorization: Bearer ADMINISTRATOR\ncontent-type: application/json\n\n\
            {\"software_id\":\"report\"}",
    },
    Operation {
        id: "liftEpoch",
        purpose: "Accepts the clients of an epoch again. The parameter says the kind, as when it began.",
        request: "DELETE /admin/v1/epochs?software_id=old\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "listInitialAccessTokens",
        purpose: "Lists initial access tokens without the tokens themselves: the database has their digests alone.",
        request: "GET /admin/v1/initial-access-tokens\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "createInitialAccessToken",
        purpose: "Creates an initial access token and shows it once. Its `bounds` limit every client that registers with it, for the \
            life of the client.",
        request: "POST /admin/v1/initial-access-tokens\nauthorization: Bearer ADMINISTRATOR\ncontent-type: application/json\n\n\
            {\"label\":\"partner\",\"uses\":5,\"bounds\":{\"redirect_hosts\":[\"partner.example\"]}}",
    },
    Operation {
        id: "revokeInitialAccessToken",
        purpose: "Takes all uses of an initial access token away. The clients that registered with it stay.",
        request: "DELETE /admin/v1/initial-access-tokens/TOKEN_DIGEST\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "listAuditEvents",
        purpose: "Lists the events of a [journal](../administration.md#audit) of the audit log, the newest first: `administration`, \
            `clients` or `users`. A page looks at 2,000 events, so it can be short or empty and still have a `next` one.",
        request: "GET /admin/v1/audit/administration?kind=client-disabled\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "exportAuditEvents",
        purpose: "Returns the events of a journal as JSON Lines, the oldest first, with all that a verification needs. The next page \
            begins `after` the `sequence` of the last line; an empty page is the end.",
        request: "GET /admin/v1/audit/administration/export?after=0\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "listCounts",
        purpose: "Lists how often things happened, by `hour` or by `day`: see [metrics](../observability.md#metrics). Counts are up to a \
            minute old.",
        request: "GET /admin/v1/metrics?metric=registration&by=day\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "listPolicies",
        purpose: "Lists the versions of all [policies](../policies.md), with the newest of each kind first, if `POLICIES` is \
            `database`.",
        request: "GET /admin/v1/policies\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "listPolicy",
        purpose: "Lists the versions of the policy for a kind of registrant, the newest first.",
        request: "GET /admin/v1/policies/open\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "draftPolicy",
        purpose: "Makes the next version of a policy, a draft. The body is its [document](../policies.md#the-document).",
        request: "POST /admin/v1/policies/open\nauthorization: Bearer ADMINISTRATOR\ncontent-type: application/json\n\n\
            {\"protected_names\": [\"Example Bank\"]}",
    },
    Operation {
        id: "readPolicy",
        purpose: "Reads a version of a policy.",
        request: "GET /admin/v1/policies/open/1\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "changePolicy",
        purpose: "Replaces the document of a draft. With `If-Match`, only of a draft that nobody has changed meanwhile.",
        request: "PUT /admin/v1/policies/open/1\nauthorization: Bearer ADMINISTRATOR\ncontent-type: application/json\n\n\
            {\"protected_names\": [\"Example Bank\", \"Enrol\"]}",
    },
    Operation {
        id: "replayPolicy",
        purpose: "Compares a version with up to 40 registered clients of its kind, as if each registered again. Nothing changes.",
        request: "POST /admin/v1/policies/open/1/replay\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "movePolicy",
        purpose: "Puts a version in force with `activate`, tries it with `shadow`, or takes it out of force with `retire`. The \
            version before it is retired. `in_force_by` is the time at which every isolate knows.",
        request: "POST /admin/v1/policies/open/1/activate\nauthorization: Bearer ADMINISTRATOR\n\n",
    },
    Operation {
        id: "checkHealth",
        purpose: "Asks the database and says that the server can answer: for a monitor. A request costs one statement. With unusable \
            settings, or without the database, the answer is 503.",
        request: "GET /healthz\n\n",
    },
    Operation {
        id: "readServerMetadata",
        purpose: "Returns what the server supports (discovery). For an issuer with a path, such as `https://as.example.com/t1`, the \
            path comes after the well-known part or before it: `/.well-known/oauth-authorization-server/t1`, \
            `/t1/.well-known/oauth-authorization-server`.",
        request: "GET /.well-known/oauth-authorization-server\n\n",
    },
    Operation {
        id: "readProviderMetadata",
        purpose: "Returns the same document, at the address of OpenID Connect.",
        request: "GET /.well-known/openid-configuration\n\n",
    },
    Operation {
        id: "findIssuer",
        purpose: "Returns the issuer for a user or a host of this server (WebFinger, OpenID Connect Discovery).",
        request: "GET /.well-known/webfinger?resource=acct:joe@as.example\n\n",
    },
    Operation {
        id: "readStatementKeys",
        purpose: "Returns the public keys of the software statements that `enrol statement issue` makes, for others who trust them.",
        request: "GET /statements/jwks\n\n",
    },
    Operation {
        id: "readDescription",
        purpose: "Returns the OpenAPI 3.1 description of all endpoints, for programs that generate clients and documentation.",
        request: "GET /openapi.json\n\n",
    },
];
