-- Who registered before a time and is refused since: one row for many clients, of which there may be none here.
CREATE TABLE epochs (
    -- 'all', or 'software_id ' or 'template ' and its name.
    name TEXT NOT NULL CONSTRAINT epochs_pk PRIMARY KEY,
    -- Seconds since the Unix epoch: clients that registered before are refused.
    since INTEGER NOT NULL CONSTRAINT epochs_since CHECK (since > 0)
) STRICT, WITHOUT ROWID;

-- What a client said it was when it registered: an update does not change it.
ALTER TABLE clients ADD COLUMN software_id TEXT;

-- Those that are forgotten: sealed ones would be back.
CREATE INDEX clients_deleted_stored ON clients (deleted_at) WHERE deleted_at IS NOT NULL AND client_id GLOB 'c*';
DROP INDEX clients_deleted;
