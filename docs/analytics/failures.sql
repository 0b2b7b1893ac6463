-- Requests that the server failed to answer, by hour, for a week.
SELECT
  toStartOfInterval(timestamp, INTERVAL '1' HOUR) AS hour,
  blob1 AS endpoint,
  SUM(_sample_interval) AS failures
FROM enrol
WHERE blob2 = 'failed' AND timestamp > NOW() - INTERVAL '7' DAY
GROUP BY hour, endpoint
ORDER BY hour, endpoint
