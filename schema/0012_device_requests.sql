-- What devices without a browser ask for, until their users have answered and the devices have learned it.
CREATE TABLE device_requests (
    -- Derived from the code that the user types, in base64url: the code is too short for a digest.
    name TEXT NOT NULL CONSTRAINT device_requests_pk PRIMARY KEY,
    -- A JSON object: the authorization request.
    request TEXT NOT NULL CONSTRAINT device_requests_request CHECK (json_type(request) = 'object'),
    -- The town and the country of the device; NULL if the platform does not know them.
    place TEXT,
    -- Seconds since the Unix epoch.
    asked_at INTEGER NOT NULL CONSTRAINT device_requests_asked_at CHECK (asked_at >= 0),
    expires_at INTEGER NOT NULL CONSTRAINT device_requests_expires_at CHECK (expires_at >= 0),
    -- A JSON value: what the user has granted, or null if the user has refused. NULL while nobody has answered.
    answer TEXT CONSTRAINT device_requests_answer CHECK (json_valid(answer)),
    -- When the device asked last, how many seconds it must wait between two questions, and 1 if it did not.
    polled_at INTEGER NOT NULL CONSTRAINT device_requests_polled_at CHECK (polled_at >= 0),
    pause INTEGER NOT NULL CONSTRAINT device_requests_pause CHECK (pause >= 0),
    is_hasty INTEGER NOT NULL CONSTRAINT device_requests_is_hasty CHECK (is_hasty IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX device_requests_by_expires_at ON device_requests (expires_at);
