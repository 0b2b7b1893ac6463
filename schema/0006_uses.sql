-- Clients that have got a token, sealed and stored ones: what operators list, and what idle clients are told by.
CREATE TABLE uses (
    client_id TEXT NOT NULL CONSTRAINT uses_pk PRIMARY KEY,
    -- Seconds since the Unix epoch; the last use is written once a day at most.
    first_used_at INTEGER NOT NULL CONSTRAINT uses_first_used_at CHECK (first_used_at >= 0),
    last_used_at INTEGER NOT NULL CONSTRAINT uses_last_used_at CHECK (last_used_at >= first_used_at),
    -- What it said of itself when it was first used; NULL for nothing.
    client_name TEXT,
    software_id TEXT,
    redirect_host TEXT,
    template TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX uses_by_last_used_at ON uses (last_used_at);
