-- Since when the current secret is so, in seconds since the Unix epoch; NULL for since the client was registered.
ALTER TABLE clients ADD COLUMN secret_since INTEGER CONSTRAINT clients_secret_since CHECK (secret_since >= 0);

-- The secret before the current one: accepted until then, in seconds since the Unix epoch; all NULL without one.
ALTER TABLE clients ADD COLUMN previous_secret_key TEXT;
ALTER TABLE clients ADD COLUMN previous_secret_generation INTEGER;
ALTER TABLE clients ADD COLUMN previous_secret_until INTEGER CONSTRAINT clients_previous_secret_is_whole CHECK (
  (previous_secret_until IS NULL) = (previous_secret_key IS NULL)
  AND (previous_secret_until IS NULL) = (previous_secret_generation IS NULL)
);
