-- What becomes of a client that was never used; NULL once it was, and where it lives for ever.
-- 1: it is forgotten UNUSED_CLIENT_DAYS after it was registered, as is a sealed client that was deleted.
-- 2: the same, and nobody vouches for it: STORED_CLIENT_LIMIT says how many of these there are.
-- 3: nobody vouches for it and it is too large for an identifier: it is forgotten a day later, and is the first of the limit.
ALTER TABLE clients ADD COLUMN unused INTEGER CONSTRAINT clients_unused CHECK (unused IN (1, 2, 3));

-- In the order in which room is made.
CREATE INDEX clients_by_unused ON clients (unused DESC, issued_at) WHERE unused IS NOT NULL;

UPDATE clients SET unused = 1 WHERE client_id GLOB 's*'
    AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = clients.client_id);
