-- The software that is registered most, for a week. Clients choose these names.
SELECT
  blob7 AS software,
  SUM(_sample_interval) AS registrations
FROM enrol
WHERE blob2 = 'registered' AND blob7 != '' AND timestamp > NOW() - INTERVAL '7' DAY
GROUP BY software
ORDER BY registrations DESC
LIMIT 50
