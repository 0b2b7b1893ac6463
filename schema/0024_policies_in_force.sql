-- What is in force: each isolate reads it every 30 seconds, however many versions there were before.
CREATE INDEX policies_in_force ON policies (kind, version DESC) WHERE state IN ('shadow', 'active');
