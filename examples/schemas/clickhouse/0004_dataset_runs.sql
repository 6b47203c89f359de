CREATE TABLE dataset_runs (
    project_id String,
    dataset_id String,
    run_id String,
    item_id String,
    trace_id String,
    run_at DateTime
) ENGINE = MergeTree
ORDER BY (project_id, dataset_id, run_id, item_id);
