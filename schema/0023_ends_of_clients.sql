-- Clients whose lifetime a policy has limited, by their end, so that the sweep finds those that are over.
CREATE INDEX clients_by_end ON clients (CAST(json_extract(bounds, '$.ends_at[0]') AS INTEGER))
    WHERE deleted_at IS NULL AND json_extract(bounds, '$.ends_at[0]') IS NOT NULL;
