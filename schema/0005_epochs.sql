-- Who registered before a time and is refused since: one row for many clients, of which there may be none here.
CREATE TABLE epochs (
    -- 'all', or 'software_id ' or 'template ' and its name.
    name TEXT NOT NULL CONSTRAINT epochs_pk PRIMARY KEY,
    -- Seconds since the Unix epoch: clients that registered before are refused.
    since INTEGER NOT NULL CONSTRAINT epochs_since CHECK (since > 0)
) STRICT, WITHOUT ROWID;
