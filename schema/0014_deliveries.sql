-- Messages to others that wait: a row stays until the message has arrived, or its time is over.
CREATE TABLE deliveries (
    -- Says what the message is about, so that each message waits once.
    name TEXT NOT NULL CONSTRAINT deliveries_pk PRIMARY KEY,
    kind TEXT NOT NULL,
    -- The client_id of a client.
    recipient TEXT NOT NULL,
    -- What the message is made from when it is sent: for a logout token the name of the session.
    contents TEXT NOT NULL,
    -- Seconds since the Unix epoch: when the message was made, and when it is sent next.
    created_at INTEGER NOT NULL CONSTRAINT deliveries_created_at CHECK (created_at >= 0),
    due_at INTEGER NOT NULL CONSTRAINT deliveries_due_at CHECK (due_at >= 0),
    -- How often it was sent.
    attempts INTEGER NOT NULL CONSTRAINT deliveries_attempts CHECK (attempts >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_by_due_at ON deliveries (due_at);
