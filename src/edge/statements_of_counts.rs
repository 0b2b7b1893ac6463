//! SQL statements of the counters.

/// Adds counts. In an hour, a metric has at most `?2` keys and the key `other`, which takes the counts of all further keys.
pub const ADD_COUNTS: &str = "WITH sent AS (SELECT value ->> 0 AS hour, value ->> 1 AS metric, value ->> 2 AS key, \
    value ->> 3 AS count FROM json_each(?1)), \
    held AS (SELECT hour, metric, count(*) AS keys FROM counts \
    WHERE hour IN (SELECT hour FROM sent) AND key <> 'other' GROUP BY hour, metric), \
    placed AS (SELECT sent.hour, sent.metric, sent.key, sent.count, counts.key IS NOT NULL OR sent.key = 'other' AS is_known, \
    row_number() OVER (PARTITION BY sent.hour, sent.metric, counts.key IS NOT NULL OR sent.key = 'other' \
    ORDER BY sent.count DESC, sent.key) + ifnull(held.keys, 0) AS place FROM sent \
    LEFT JOIN counts ON counts.hour = sent.hour AND counts.metric = sent.metric AND counts.key = sent.key \
    LEFT JOIN held ON held.hour = sent.hour AND held.metric = sent.metric) \
    INSERT INTO counts (hour, metric, key, count) \
    SELECT hour, metric, iif(is_known OR place <= ?2, key, 'other'), sum(count) FROM placed WHERE true GROUP BY 1, 2, 3 \
    ON CONFLICT (hour, metric, key) DO UPDATE SET count = counts.count + excluded.count";

/// Adds the counts of spans of `?1` seconds up, from the hour `?2` on and before `?3`.
pub const LIST_COUNTS: &str = "SELECT hour - hour % ?1 AS at, metric, key, sum(count) AS count FROM counts \
    WHERE hour >= ?2 AND (?3 IS NULL OR hour < ?3) AND (?4 IS NULL OR metric = ?4) \
    AND (?5 IS NULL OR (hour - hour % ?1, metric, key) > (?5, ?6, ?7)) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT ?8";

/// Lists the `?2` most frequent keys of each metric that has many, from an hour on.
pub const TOP_COUNTS: &str = "SELECT ?1 AS at, metric, key, count FROM (SELECT metric, key, sum(count) AS count, \
    row_number() OVER (PARTITION BY metric ORDER BY sum(count) DESC, key) AS place FROM counts \
    WHERE hour >= ?1 AND metric NOT IN ('registration', 'token') GROUP BY metric, key) \
    WHERE place <= ?2 ORDER BY metric, place";

pub const FORGET_COUNTS: &str = "DELETE FROM counts WHERE (hour, metric, key) IN \
    (SELECT hour, metric, key FROM counts WHERE hour < ?1 ORDER BY hour LIMIT 5000) RETURNING 1 AS forgotten";
