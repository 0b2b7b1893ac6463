-- Versions of the policies for kinds of registrants. Only a draft changes its document.
CREATE TABLE policies (
    kind TEXT NOT NULL,
    version INTEGER NOT NULL CONSTRAINT policies_version CHECK (version > 0),
    state TEXT NOT NULL CONSTRAINT policies_state CHECK (state IN ('draft', 'shadow', 'active', 'retired')),
    document TEXT NOT NULL CONSTRAINT policies_document CHECK (json_type(document) = 'object'),
    -- The number of changes.
    revision INTEGER NOT NULL CONSTRAINT policies_revision CHECK (revision > 0),
    -- Seconds since the Unix epoch.
    made_at INTEGER NOT NULL CONSTRAINT policies_made_at CHECK (made_at >= 0),
    changed_at INTEGER NOT NULL CONSTRAINT policies_changed_at CHECK (changed_at >= 0),
    CONSTRAINT policies_pk PRIMARY KEY (kind, version)
) STRICT, WITHOUT ROWID;
