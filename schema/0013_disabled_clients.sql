-- Clients that an operator has shut out. A sealed client has no row of its own, so this is a table beside clients.
CREATE TABLE disabled_clients (
    client_id TEXT NOT NULL CONSTRAINT disabled_clients_pk PRIMARY KEY,
    -- Seconds since the Unix epoch.
    disabled_at INTEGER NOT NULL CONSTRAINT disabled_clients_disabled_at CHECK (disabled_at >= 0)
) STRICT, WITHOUT ROWID;
