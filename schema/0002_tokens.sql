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
