-- Who vouches for registrations, for a week.
SELECT
  blob3 AS registrant,
  SUM(_sample_interval) AS registrations
FROM enrol
WHERE blob1 = 'client_registration' AND blob2 = 'registered' AND timestamp > NOW() - INTERVAL '7' DAY
GROUP BY registrant
ORDER BY registrations DESC
