-- Users who sign in, their sessions, and what they grant to clients.

CREATE TABLE users (
    user_id TEXT NOT NULL CONSTRAINT users_pk PRIMARY KEY,
    -- The name that a local user types, in lower case; NULL for a user of an identity provider.
    username TEXT,
    -- The hash of a local user's password in the PHC string format; NULL without a password.
    password TEXT,
    -- The identity provider of the user and the user's sub there; both NULL for a local user.
    issuer TEXT,
    subject TEXT,
    -- A JSON object: claims of OpenID Connect, groups and roles.
    claims TEXT NOT NULL CONSTRAINT users_claims CHECK (json_type(claims) = 'object'),
    -- Seconds since the Unix epoch.
    created_at INTEGER NOT NULL CONSTRAINT users_created_at CHECK (created_at >= 0),
    -- When an operator shut the user out; NULL for a user who may sign in.
    disabled_at INTEGER CONSTRAINT users_disabled_at CHECK (disabled_at >= 0),
    -- SHA-256 of the code with which the user can set a password once, in base64url, and the time from which it is
    -- refused.
    reset_digest TEXT,
    reset_until INTEGER,
    CONSTRAINT users_home CHECK ((username IS NULL) <> (issuer IS NULL) AND (issuer IS NULL) = (subject IS NULL)),
    CONSTRAINT users_reset CHECK ((reset_digest IS NULL) = (reset_until IS NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX users_by_username ON users (username) WHERE username IS NOT NULL;
CREATE UNIQUE INDEX users_by_reset ON users (reset_digest) WHERE reset_digest IS NOT NULL;

CREATE TABLE sessions (
    -- The user_id, a dot, and random characters: the sessions of a user stand together.
    session_id TEXT NOT NULL CONSTRAINT sessions_pk PRIMARY KEY,
    -- Seconds since the Unix epoch: when the user proved their identity, and when the session ends.
    authenticated_at INTEGER NOT NULL CONSTRAINT sessions_authenticated_at CHECK (authenticated_at >= 0),
    expires_at INTEGER NOT NULL CONSTRAINT sessions_expires_at CHECK (expires_at >= 0),
    -- A JSON array: the authentication methods, as amr has them.
    methods TEXT NOT NULL CONSTRAINT sessions_methods CHECK (json_type(methods) = 'array'),
    -- The authentication context class.
    context TEXT,
    -- The browser, in words.
    device TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_expires_at ON sessions (expires_at);

CREATE TABLE grants (
    -- The user_id, a dot, and random characters: the grants of a user stand together.
    grant_id TEXT NOT NULL CONSTRAINT grants_pk PRIMARY KEY,
    client_id TEXT NOT NULL,
    client_name TEXT,
    session_id TEXT NOT NULL,
    -- JSON arrays.
    scope TEXT NOT NULL CONSTRAINT grants_scope CHECK (json_type(scope) = 'array'),
    resources TEXT NOT NULL CONSTRAINT grants_resources CHECK (json_type(resources) = 'array'),
    -- A JSON object: the single claims that were requested.
    claims TEXT NOT NULL CONSTRAINT grants_claims CHECK (json_type(claims) = 'object'),
    authenticated_at INTEGER NOT NULL CONSTRAINT grants_authenticated_at CHECK (authenticated_at >= 0),
    methods TEXT NOT NULL CONSTRAINT grants_methods CHECK (json_type(methods) = 'array'),
    context TEXT,
    -- Seconds since the Unix epoch.
    created_at INTEGER NOT NULL CONSTRAINT grants_created_at CHECK (created_at >= 0),
    expires_at INTEGER NOT NULL CONSTRAINT grants_expires_at CHECK (expires_at >= 0),
    -- The thumbprint of the key that tokens are bound to.
    dpop_jkt TEXT,
    -- 1 if the grant outlives the session.
    is_offline INTEGER NOT NULL CONSTRAINT grants_is_offline CHECK (is_offline IN (0, 1)),
    -- Counts the refresh tokens; the current one has this generation, since refreshed_at.
    generation INTEGER NOT NULL CONSTRAINT grants_generation CHECK (generation >= 0),
    refreshed_at INTEGER NOT NULL CONSTRAINT grants_refreshed_at CHECK (refreshed_at >= 0),
    -- 1 once the current refresh token was given out again, because the answer with it was lost.
    is_repeated INTEGER NOT NULL CONSTRAINT grants_is_repeated CHECK (is_repeated IN (0, 1)),
    -- NULL while the grant lives.
    ended_at INTEGER CONSTRAINT grants_ended_at CHECK (ended_at >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX grants_by_expires_at ON grants (expires_at);

CREATE TABLE consents (
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    client_name TEXT,
    -- JSON arrays.
    scope TEXT NOT NULL CONSTRAINT consents_scope CHECK (json_type(scope) = 'array'),
    resources TEXT NOT NULL CONSTRAINT consents_resources CHECK (json_type(resources) = 'array'),
    -- 1 if the client can begin a sign-in itself: it has registered initiate_login_uri.
    can_start INTEGER NOT NULL CONSTRAINT consents_can_start CHECK (can_start IN (0, 1)),
    granted_at INTEGER NOT NULL CONSTRAINT consents_granted_at CHECK (granted_at >= 0),
    CONSTRAINT consents_pk PRIMARY KEY (user_id, client_id, redirect_uri)
) STRICT, WITHOUT ROWID;

-- Authorization requests that are too long for an address, until they are taken.
CREATE TABLE authorization_requests (
    name TEXT NOT NULL CONSTRAINT authorization_requests_pk PRIMARY KEY,
    request TEXT NOT NULL,
    until INTEGER NOT NULL CONSTRAINT authorization_requests_until CHECK (until >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX authorization_requests_by_until ON authorization_requests (until);

-- This server's own registrations at identity providers.
CREATE TABLE provider_clients (
    issuer TEXT NOT NULL CONSTRAINT provider_clients_pk PRIMARY KEY,
    -- The registration, encrypted with a key that is derived from the master secret.
    sealed TEXT NOT NULL,
    registered_at INTEGER NOT NULL CONSTRAINT provider_clients_registered_at CHECK (registered_at >= 0),
    -- When the client secret expires; NULL for never.
    expires_at INTEGER CONSTRAINT provider_clients_expires_at CHECK (expires_at >= 0)
) STRICT, WITHOUT ROWID;

-- The clients that users own, for the user's own page. Identifiers of users begin with u; other owners need no index.
CREATE INDEX clients_by_owner ON clients (json_extract(bounds, '$.owners[0]'))
    WHERE json_extract(bounds, '$.owners[0]') GLOB 'u*';
