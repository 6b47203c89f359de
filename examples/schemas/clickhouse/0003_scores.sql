/* A score is corrected by writing it again: the newest row of a score_id counts. */
CREATE TABLE scores (
    project_id String,
    trace_id String,
    score_id String,
    name String,
    value Float64,
    comment String,
    scored_at DateTime
) ENGINE = ReplacingMergeTree(scored_at)
ORDER BY (project_id, trace_id, score_id);

INSERT INTO scores VALUES
    ('00000000-0000-4000-8000-000000000002', 'trace-1', 'score-1', 'helpful', 0.9, 'Short; correct.', '2024-03-01 09:00:00'),
    ('00000000-0000-4000-8000-000000000002', 'trace-2', 'score-2', 'helpful', 0.4, 'Did not look it up', '2024-03-01 09:05:00'),
    ('00000000-0000-4000-8000-000000000002', 'trace-3', 'score-3', 'helpful', 1, 'It''s what I\'d say', '2024-03-01 09:10:00');
