-- Requests for tokens by grant and outcome, by hour, for a week.
SELECT
  toStartOfInterval(timestamp, INTERVAL '1' HOUR) AS hour,
  blob3 AS grant_type,
  blob2 AS outcome,
  SUM(_sample_interval) AS requests
FROM enrol
WHERE blob1 = 'token' AND timestamp > NOW() - INTERVAL '7' DAY
GROUP BY hour, grant_type, outcome
ORDER BY hour, grant_type, outcome
