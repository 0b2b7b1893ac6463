-- On whose behalf a client was registered, as its initial access token had it, and whose software statement vouches for it;
-- NULL for nobody.
ALTER TABLE uses ADD COLUMN owner TEXT;
ALTER TABLE uses ADD COLUMN statement_issuer TEXT;
