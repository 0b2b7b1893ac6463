-- What the server signs with. A key that has begun signs until the next one of its algorithm begins.
CREATE TABLE signing_keys (
    kid TEXT NOT NULL CONSTRAINT signing_keys_pk PRIMARY KEY,
    algorithm TEXT NOT NULL,
    -- The public half, a JWK.
    public TEXT NOT NULL,
    -- The private half in base64url, encrypted with a key that is derived from the master secret.
    sealed TEXT NOT NULL,
    -- The name of the key of the master secret.
    sealed_with TEXT NOT NULL,
    -- Seconds since the Unix epoch: since when it signs, not before others have seen it.
    begins_at INTEGER NOT NULL CONSTRAINT signing_keys_begins_at CHECK (begins_at > 0)
) STRICT, WITHOUT ROWID;

-- What can be used once, such as the identifier of an assertion.
CREATE TABLE spent (
    once TEXT NOT NULL CONSTRAINT spent_pk PRIMARY KEY,
    -- Seconds since the Unix epoch: after this it can be forgotten, for it is refused on other grounds.
    until INTEGER NOT NULL CONSTRAINT spent_until CHECK (until > 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_by_until ON spent (until);

-- What the holder of an initial access token may register. The token itself is with its holder alone.
CREATE TABLE initial_access_tokens (
    -- SHA-256 of the token in base64url: 256 random bits cannot be guessed from it.
    digest TEXT NOT NULL CONSTRAINT initial_access_tokens_pk PRIMARY KEY,
    -- What operators know it by.
    label TEXT NOT NULL,
    uses_left INTEGER NOT NULL CONSTRAINT initial_access_tokens_uses_left CHECK (uses_left >= 0),
    -- Seconds since the Unix epoch.
    created_at INTEGER NOT NULL CONSTRAINT initial_access_tokens_created_at CHECK (created_at >= 0),
    expires_at INTEGER NOT NULL CONSTRAINT initial_access_tokens_expires_at CHECK (expires_at >= 0),
    -- A JSON object: what is registered with it is bounded for as long as it lives.
    bounds TEXT NOT NULL CONSTRAINT initial_access_tokens_bounds CHECK (json_type(bounds) = 'object')
) STRICT, WITHOUT ROWID;

-- The bounds that a client was registered with, a JSON object; NULL for none.
ALTER TABLE clients ADD COLUMN bounds TEXT CONSTRAINT clients_bounds CHECK (bounds IS NULL OR json_type(bounds) = 'object');
