INSERT INTO dataset_runs
SELECT 'demo', 'questions', concat('run-', toString(number % 3)), toString(number), concat('trace-', toString(number)),
       toDateTime('2024-03-02 08:00:00') + number
FROM numbers(300);
