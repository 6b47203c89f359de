-- What changes later: every kind of ALTER, with semicolons where they end nothing.
ALTER TABLE traces.spans
    ADD COLUMN IF NOT EXISTS `tenant;id` String DEFAULT 'none;' AFTER project_id,
    MODIFY COLUMN name String COMMENT 'free text; no longer an enum',
    DROP COLUMN IF EXISTS `also;quoted`,
    UPDATE attributes = mapConcat(attributes, map('k;', 'v;')) WHERE has(mapKeys(attributes), ';'),
    ADD INDEX IF NOT EXISTS idx_tenant `tenant;id` TYPE set(100) GRANULARITY 1;
ALTER TABLE traces.spans MATERIALIZE INDEX idx_tenant IN PARTITION '202601' SETTINGS mutations_sync = 2;

-- pawl: idempotent
OPTIMIZE TABLE traces.spans PARTITION ID '202601' FINAL DEDUPLICATE BY * EXCEPT (`tenant;id`);

-- pawl: done-when SELECT count() > 0 FROM system.functions WHERE name = 'cents'
CREATE FUNCTION cents AS (price, quantity) -> toDecimal64(price * quantity * 100, 2) - arraySum(x -> x + 1, [0]);

CREATE FUNCTION IF NOT EXISTS banner AS () -> $doc$
  Not SQL; 'quotes' "and" `more` -- are text here;
  /* so is this; */ $$ and this; $$
$doc$;

INSERT INTO traces.model_prices (id, price, regex) VALUES
    (1, 0.5, '^gpt;.*$'), -- a comment behind a row;
    (2, 1.5e-6, $$^claude;'.*$$),
    (3, toFloat64('1;5' = ''), concat('a', ';', 'b')) /* the last; */
;
INSERT INTO FUNCTION remote('host;1', traces.model_prices, 'user', 'pass;word') (id) SELECT 4 WHERE ';' != '';
INSERT INTO traces.spans SELECT * REPLACE (lower(name) AS name) FROM traces.spans_old
WHERE (project_id, trace_id) NOT IN (SELECT project_id, trace_id FROM traces.spans)
SETTINGS max_insert_threads = 4, max_execution_time = 0
;
RENAME TABLE traces.spans TO traces.spans_old, traces.spans_new TO traces.spans;
EXCHANGE TABLES traces.a AND traces.`b;c`;

WITH 'x;y' AS marker, (SELECT max(id) FROM traces.model_prices) AS top
SELECT marker, {id:UInt64} + top, [1, 2, 3][-1], (1, 'a;').2, t.1.2, 5--1; a comment, not a statement
FROM (SELECT tuple(tuple(1, 2)) AS t);

SELECT ‘curly; quotes’ AS “curly; name”, 1 − 2, x'3b' = ';', b'00111011' = ';';
GRANT SELECT(`tenant;id`), INSERT ON traces.spans TO reader, `writer;` WITH GRANT OPTION;
CREATE USER IF NOT EXISTS bi IDENTIFIED WITH sha256_hash BY 'p;w' HOST LIKE '%.example' SETTINGS readonly = 1;
CREATE ROW POLICY tenant ON traces.spans USING `tenant;id` = currentUser() AND 1 AS RESTRICTIVE TO ALL EXCEPT bi;
SYSTEM RELOAD DICTIONARY traces.models; SYSTEM STOP MERGES traces.spans;KILL MUTATION WHERE table = 'a;b' SYNC;
DROP TABLE IF EXISTS traces.spans_old SYNC PARALLEL WITH DROP VIEW IF EXISTS traces.`v;1` SYNC;
EXPLAIN SYNTAX SELECT 1;;;
-- nothing follows; really
