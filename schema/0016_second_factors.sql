-- The second factors of local users: an authenticator app, and recovery codes.
CREATE TABLE second_factors (
    user_id TEXT NOT NULL CONSTRAINT second_factors_pk PRIMARY KEY,
    -- The secret of the app, encrypted for the user with a key that is derived from the master secret.
    sealed TEXT NOT NULL,
    -- The last time step whose code was used: 30 seconds each since the Unix epoch.
    last_step INTEGER NOT NULL CONSTRAINT second_factors_last_step CHECK (last_step >= 0),
    -- The number of wrong codes since the last right one.
    failures INTEGER NOT NULL CONSTRAINT second_factors_failures CHECK (failures >= 0),
    -- A JSON array: the keyed digests of the recovery codes that are left.
    recovery_codes TEXT NOT NULL CONSTRAINT second_factors_recovery_codes CHECK (json_type(recovery_codes) = 'array'),
    -- Seconds since the Unix epoch.
    since INTEGER NOT NULL CONSTRAINT second_factors_since CHECK (since >= 0)
) STRICT, WITHOUT ROWID;
