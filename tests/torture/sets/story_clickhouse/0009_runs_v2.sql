-- A key cannot be changed in place: a new table, the rows moved over, and the names swapped.
CREATE TABLE run_v2 (
    project_id String,
    dataset_id String,
    run_id String,
    item_id String,
    trace_id String,
    run_at DateTime
) ENGINE = ReplacingMergeTree(run_at)
ORDER BY (project_id, run_id, dataset_id, item_id);

INSERT INTO run_v2 SELECT project_id, dataset_id, run_id, item_id, trace_id, run_at FROM dataset_runs;

RENAME TABLE dataset_runs TO dataset_runs_old, run_v2 TO dataset_runs;
