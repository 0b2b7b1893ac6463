-- Clients that wait for the approval of an operator, and those that have it. A sealed client has no row of its own, so this is
-- a table beside clients, with what a list shows of a sealed client.
CREATE TABLE approvals (
    client_id TEXT NOT NULL CONSTRAINT approvals_pk PRIMARY KEY,
    -- When the client began to wait, or was approved without a wait. Seconds since the Unix epoch.
    since INTEGER NOT NULL CONSTRAINT approvals_since CHECK (since >= 0),
    -- The digest of what an operator has approved; NULL while the client waits.
    approved TEXT CONSTRAINT approvals_approved CHECK (approved <> ''),
    client_name TEXT,
    redirect_host TEXT,
    software_id TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX approvals_waiting ON approvals (since) WHERE approved IS NULL AND client_id GLOB 's*';
