-- Sealed clients that were changed before their software was stored with them: what they were first used as stands in for it
-- until their next change. An epoch of that software then holds although their identifier no longer opens.
UPDATE clients SET software_id = (SELECT uses.software_id FROM uses WHERE uses.client_id = clients.client_id)
    WHERE software_id IS NULL AND client_id GLOB 's*';
