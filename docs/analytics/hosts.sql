-- The hosts of redirection URIs that are registered most, for a week.
SELECT
  blob6 AS host,
  SUM(_sample_interval) AS registrations
FROM enrol
WHERE blob2 = 'registered' AND blob6 != '' AND timestamp > NOW() - INTERVAL '7' DAY
GROUP BY host
ORDER BY registrations DESC
LIMIT 50
