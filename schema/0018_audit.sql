-- The audit log: rows are added and never changed, but for the digest, which the cron trigger adds, and for an erasure.
-- Each journal counts its own rows and is a chain of its own, so that many rows of one journal push out none of another.
CREATE TABLE audit (
    journal TEXT NOT NULL CONSTRAINT audit_journal CHECK (journal IN ('administration', 'clients', 'users')),
    sequence INTEGER NOT NULL CONSTRAINT audit_sequence CHECK (sequence > 0),
    -- Seconds since the Unix epoch.
    at INTEGER NOT NULL CONSTRAINT audit_at CHECK (at >= 0),
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    -- The client that calls the admin API, or the digest of an initial access token.
    actor_id TEXT,
    -- How the actor was trusted.
    trust TEXT,
    client_id TEXT,
    details TEXT NOT NULL CONSTRAINT audit_details CHECK (json_type(details) = 'object'),
    -- About a person. Erased with the salt: their digest stays, and tells nothing without the salt.
    user_id TEXT,
    address TEXT,
    salt TEXT,
    personal TEXT,
    -- The SHA-256 of the digest of the row before and of this row. NULL until the cron trigger has come.
    digest TEXT,
    CONSTRAINT audit_pk PRIMARY KEY (journal, sequence)
) STRICT, WITHOUT ROWID;

-- The end of each chain, and the last row that was deleted because of its age.
CREATE TABLE audit_chains (
    journal TEXT NOT NULL CONSTRAINT audit_chains_pk PRIMARY KEY,
    sequence INTEGER NOT NULL CONSTRAINT audit_chains_sequence CHECK (sequence >= 0),
    digest TEXT NOT NULL,
    cut_sequence INTEGER NOT NULL CONSTRAINT audit_chains_cut_sequence CHECK (cut_sequence >= 0),
    cut_digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
