-- Registered clients. A deleted one stays for a while as a tombstone: its metadata is gone, its identifier is not
-- given out again, and operators can tell a revoked client from an unknown one.
CREATE TABLE clients (
  client_id TEXT NOT NULL CONSTRAINT clients_client_id PRIMARY KEY,
  -- Accepted client metadata, a JSON object; '{}' once deleted.
  metadata TEXT NOT NULL CONSTRAINT clients_metadata_is_an_object CHECK (json_type(metadata) = 'object'),
  -- Seconds since the Unix epoch.
  issued_at INTEGER NOT NULL CONSTRAINT clients_issued_at_is_a_time CHECK (issued_at >= 0),
  -- Credentials are derived, never stored: these say which are current.
  secret_key TEXT NOT NULL,
  secret_generation INTEGER NOT NULL CONSTRAINT clients_secret_generation_counts CHECK (secret_generation >= 0),
  token_key TEXT NOT NULL,
  token_generation INTEGER NOT NULL CONSTRAINT clients_token_generation_counts CHECK (token_generation >= 0),
  -- The token before the current one: accepted until then, in seconds since the Unix epoch; all NULL without one.
  previous_token_key TEXT,
  previous_token_generation INTEGER,
  previous_token_until INTEGER,
  -- Counts updates; an update names the revision that it replaces.
  revision INTEGER NOT NULL CONSTRAINT clients_revision_counts CHECK (revision >= 0),
  -- Seconds since the Unix epoch; NULL while the client lives.
  deleted_at INTEGER CONSTRAINT clients_deleted_at_is_a_time CHECK (deleted_at >= 0),
  CONSTRAINT clients_previous_token_is_whole CHECK (
    (previous_token_key IS NULL) = (previous_token_generation IS NULL)
    AND (previous_token_key IS NULL) = (previous_token_until IS NULL)
  )
) STRICT, WITHOUT ROWID;

CREATE INDEX clients_deleted ON clients (deleted_at) WHERE deleted_at IS NOT NULL;
