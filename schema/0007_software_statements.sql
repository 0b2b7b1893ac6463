-- Whose software statements vouch for clients, beside those of the setting STATEMENT_ISSUERS.
CREATE TABLE statement_issuers (
    -- What its statements have as iss.
    issuer TEXT NOT NULL CONSTRAINT statement_issuers_pk PRIMARY KEY,
    -- A JSON object, as an entry of the setting has it.
    entry TEXT NOT NULL CONSTRAINT statement_issuers_entry CHECK (json_type(entry) = 'object')
) STRICT, WITHOUT ROWID;

-- What one living client has and no other: an issuer of statements and a software, where the issuer wants that.
CREATE UNIQUE INDEX clients_unique ON clients (json_extract(bounds, '$.unique[0]'))
    WHERE deleted_at IS NULL AND json_extract(bounds, '$.unique[0]') IS NOT NULL;
