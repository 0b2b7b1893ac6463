-- Registrations by outcome, by hour, for a week.
SELECT
  toStartOfInterval(timestamp, INTERVAL '1' HOUR) AS hour,
  blob2 AS outcome,
  SUM(_sample_interval) AS requests
FROM enrol
WHERE blob1 = 'client_registration' AND timestamp > NOW() - INTERVAL '7' DAY
GROUP BY hour, outcome
ORDER BY hour, outcome
