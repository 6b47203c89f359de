# A log has the time on each line, or is JSON line by line; metrics are for Prometheus.
--- file migrations/0001_a.sql
create table a (i int);
--- file migrations/0002_b.sql
create table b (i int);
--- run DATABASE_URL={postgres} PAWL_LOG_FORMAT=json pawl up --dir migrations --to 0001_a
--- stdout
{"time":"{time}","event":"connected","target":"postgres","title":"PostgreSQL","version":"{version}","place":"{place}"}
{"time":"{time}","event":"applied","target":"postgres","migration":"0001_a","statements":1,"duration_ms":{ms},"transaction":true}
{"time":"{time}","event":"finished","target":"postgres","applied":1,"skipped":0,"pending":0}
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} PAWL_LOG_FORMAT=lines pawl up --dir migrations --metrics-file metrics
--- stdout
{time} ==> postgres: {place} (PostgreSQL {version})
{time}   skip   0001_a                                     1 already applied
{time}   apply  0002_b                                     1 transaction {ms}
{time} ==> postgres: applied 1, skipped 1
--- stderr
--- exit 0
--- show metrics
# HELP pawl_migrations_applied Migrations that the last run applied.
# TYPE pawl_migrations_applied gauge
pawl_migrations_applied{target="postgres"} 1
# HELP pawl_migrations_pending Migrations that have yet to run.
# TYPE pawl_migrations_pending gauge
pawl_migrations_pending{target="postgres"} 0
# HELP pawl_last_success_timestamp_seconds When a run last left the target with nothing to do.
# TYPE pawl_last_success_timestamp_seconds gauge
pawl_last_success_timestamp_seconds{target="postgres"} {number}
# HELP pawl_run_duration_seconds How long the last run took.
# TYPE pawl_run_duration_seconds gauge
pawl_run_duration_seconds {number}
# HELP pawl_run_exit_code How the last run ended; 0 is success.
# TYPE pawl_run_exit_code gauge
pawl_run_exit_code 0
--- file migrations/0003_c.sql
oops;
--- run DATABASE_URL={postgres} pawl up --dir migrations --metrics-file metrics
--- stdout
==> postgres: {place} (PostgreSQL {version})
  skip   0001_a … 0002_b                            2 already applied
--- stderr
error: postgres: migration "0003_c": syntax error at or near "oops"
  at      migrations/0003_c.sql:1:1
    1 | oops;
      | ^
  server  ERROR: syntax error at or near "oops"
  code    42601
  detail  The transaction was rolled back: nothing of the migration took effect.
  hint    Fix the migration and run `pawl up` again.
--- exit 20
--- show metrics
# HELP pawl_migrations_applied Migrations that the last run applied.
# TYPE pawl_migrations_applied gauge
pawl_migrations_applied{target="postgres"} 0
# HELP pawl_migrations_pending Migrations that have yet to run.
# TYPE pawl_migrations_pending gauge
# HELP pawl_last_success_timestamp_seconds When a run last left the target with nothing to do.
# TYPE pawl_last_success_timestamp_seconds gauge
pawl_last_success_timestamp_seconds{target="postgres"} {number}
# HELP pawl_run_duration_seconds How long the last run took.
# TYPE pawl_run_duration_seconds gauge
pawl_run_duration_seconds {number}
# HELP pawl_run_exit_code How the last run ended; 0 is success.
# TYPE pawl_run_exit_code gauge
pawl_run_exit_code 20
--- run DATABASE_URL={postgres} pawl up --dir migrations --log-format pretty
--- stdout
--- stderr
error: invalid value "pretty" for option "--log-format"
  hint    It must be one of auto|text|lines|json.
--- exit 2
--- run DATABASE_URL={postgres} pawl status --dir migrations --metrics-file no/such/folder/metrics
--- stdout
--- stderr
error: command "status" does not take option "--metrics-file"
  hint    It belongs to: up, wait.
--- exit 2
