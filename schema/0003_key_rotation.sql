-- Since when another key is to follow this one, in seconds since the Unix epoch: an operator did not want to wait until it
-- has signed for its term. NULL otherwise.
ALTER TABLE signing_keys ADD COLUMN due_at INTEGER CONSTRAINT signing_keys_due_at CHECK (due_at > 0);
