-- How often things happened in each hour. The statement that adds counts keeps the number of keys of a metric in an hour
-- bounded.
CREATE TABLE counts (
    -- The beginning of the hour, in seconds since the Unix epoch.
    hour INTEGER NOT NULL CONSTRAINT counts_hour CHECK (hour >= 0 AND hour % 3600 = 0),
    metric TEXT NOT NULL,
    key TEXT NOT NULL,
    count INTEGER NOT NULL CONSTRAINT counts_count CHECK (count > 0),
    CONSTRAINT counts_pk PRIMARY KEY (hour, metric, key)
) STRICT, WITHOUT ROWID;
