-- Where a user signed in, for the list of the sessions: the town and the country; NULL if the platform does not know them.
ALTER TABLE sessions ADD COLUMN place TEXT;
