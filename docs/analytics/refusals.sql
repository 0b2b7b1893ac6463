-- Refusals by endpoint, error code and member, for a day.
SELECT
  blob1 AS endpoint,
  blob4 AS code,
  blob5 AS member,
  SUM(_sample_interval) AS refusals
FROM enrol
WHERE blob2 = 'refused' AND timestamp > NOW() - INTERVAL '1' DAY
GROUP BY endpoint, code, member
ORDER BY refusals DESC
LIMIT 50
