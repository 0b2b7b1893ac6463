-- The passkeys of local users: public keys alone. The passkeys of a user stand together.
CREATE TABLE passkeys (
    user_id TEXT NOT NULL,
    -- The identifier of the credential, which the authenticator chose, in base64url.
    passkey_id TEXT NOT NULL CONSTRAINT passkeys_unique UNIQUE,
    -- The name that the user gave.
    name TEXT NOT NULL,
    -- A JWK with its alg.
    public_key TEXT NOT NULL CONSTRAINT passkeys_public_key CHECK (json_type(public_key) = 'object'),
    -- The number of signatures that the authenticator has counted; 0 if it counts none.
    counter INTEGER NOT NULL CONSTRAINT passkeys_counter CHECK (counter >= 0),
    -- 0: it never leaves its device. 1: it can be copied to other devices. 2: it was copied.
    backup INTEGER NOT NULL CONSTRAINT passkeys_backup CHECK (backup IN (0, 1, 2)),
    -- Seconds since the Unix epoch.
    created_at INTEGER NOT NULL CONSTRAINT passkeys_created_at CHECK (created_at >= 0),
    -- When the user last signed in with it; NULL for never.
    last_used_at INTEGER CONSTRAINT passkeys_last_used_at CHECK (last_used_at >= 0),
    -- The name of the challenge that the user last signed in with; NULL for never.
    last_challenge TEXT,
    CONSTRAINT passkeys_pk PRIMARY KEY (user_id, passkey_id)
) STRICT, WITHOUT ROWID;
