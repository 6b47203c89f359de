# Each command explains itself; the option means the same as the command.
--- run pawl help up
--- stdout
Usage: pawl up [OPTION...]

Applies the migrations that have not run yet, target by target, in the order of
their versions. Each statement is noted in the database's ledger before and
after it runs, so a run that was killed goes on where it stopped when it is
started again. Nothing to do is success.

Databases and files:
  -t, --target NAME           Only this target; may be given more than once
                              [PAWL_TARGET]
  -u, --url URL               URL of the only database to work on
                              [DATABASE_URL]
  -d, --dir DIR               Where the migrations are [PAWL_DIR]
  -c, --config FILE           Configuration file, instead of pawl.yaml
                              [PAWL_CONFIG]
      --password-file FILE    Read the database password from a file
                              [PAWL_PASSWORD_FILE]
      --ca-file FILE          Trust these authorities, not the system's
                              [PAWL_CA_FILE]
      --cert-file FILE        Client certificate [PAWL_CERT_FILE]
      --key-file FILE         Private key of the client certificate
                              [PAWL_KEY_FILE]
      --format NAME           Whose files these are, if they do not say it
                              [PAWL_FORMAT]
      --placeholders on|off   Replace ${NAME} in migrations by a variable
                              (default: off) [PAWL_PLACEHOLDERS]
      --history-table TABLE   Where another tool keeps its history
                              [PAWL_HISTORY_TABLE]
      --mirror on|off         Keep the adopted tool's table up to date
                              (default: off) [PAWL_MIRROR]
  -w, --wait SECONDS          Wait up to SECONDS for the databases to answer
                              (default: 0) [PAWL_WAIT]
      --connect-timeout SECONDS
                              Give up an attempt to connect after SECONDS
                              (default: 10) [PAWL_CONNECT_TIMEOUT]
      --request-timeout SECONDS
                              Give up a small request of pawl's own; 0: never
                              (default: 60) [PAWL_REQUEST_TIMEOUT]

What to run:
      --to VERSION            Stop after this version
  -n, --dry-run               Print what would be done; do nothing
      --out-of-order apply|refuse
                              Migrations that come before one applied already
                              (default: apply) [PAWL_OUT_OF_ORDER]
      --allow-drift           Go on although an applied file was edited
                              [PAWL_ALLOW_DRIFT]
      --statement-timeout SECONDS
                              Stop a statement that takes longer; 0: never
                              (default: 0) [PAWL_STATEMENT_TIMEOUT]
      --lock-wait SECONDS     Wait up to SECONDS for another pawl to finish
                              (default: 60) [PAWL_LOCK_WAIT]
      --lock-lease SECONDS    How long a silent pawl keeps the lock (default:
                              15) [PAWL_LOCK_LEASE]
      --lock-timeout SECONDS  How long a statement may wait for a table lock
                              (default: 5) [PAWL_LOCK_TIMEOUT]
      --ledger-sync on|off    Make the ledger durable before each statement
                              (default: on) [PAWL_LEDGER_SYNC]

Output:
      --log-format auto|text|lines|json
                              Text, lines with the time, or JSON lines
                              (default: auto) [PAWL_LOG_FORMAT]
      --termination-log FILE  Write the reason of a failure here, too (default:
                              /dev/termination-log) [PAWL_TERMINATION_LOG]
      --metrics-file FILE     Write the run's numbers for Prometheus
                              [PAWL_METRICS_FILE]
      --json                  Write the result, and errors, as JSON [PAWL_JSON]
  -q, --quiet                 Write only errors and a line for each target
                              [PAWL_QUIET]
  -v, --verbose               Write every statement, and more detail
                              [PAWL_VERBOSE]
      --no-color              Write no colors [NO_COLOR]
  -h, --help                  Print this help

The databases are those of --url, of pawl.yaml, PAWL_POSTGRES_URL,
PAWL_CLICKHOUSE_URL or DATABASE_URL, whichever comes first. Flags win over the
environment, the environment over the file.

Example:
  pawl up --dir schemas --wait 60
--- stderr
--- exit 0
--- run pawl resolve --help
--- stdout
Usage: pawl resolve VERSION[:STATEMENT] [OPTION...]

Records what became of a statement whose outcome is unknown, after a person has
looked: --applied, it took effect; --retry, nothing of it did, run it again;
--skip, leave it out; --undo-done, the last statement that is done was undone
by hand. Who said so and why goes into the ledger.

Databases and files:
  -t, --target NAME           Only this target; may be given more than once
                              [PAWL_TARGET]
  -u, --url URL               URL of the only database to work on
                              [DATABASE_URL]
  -d, --dir DIR               Where the migrations are [PAWL_DIR]
  -c, --config FILE           Configuration file, instead of pawl.yaml
                              [PAWL_CONFIG]
      --password-file FILE    Read the database password from a file
                              [PAWL_PASSWORD_FILE]
      --ca-file FILE          Trust these authorities, not the system's
                              [PAWL_CA_FILE]
      --cert-file FILE        Client certificate [PAWL_CERT_FILE]
      --key-file FILE         Private key of the client certificate
                              [PAWL_KEY_FILE]
      --format NAME           Whose files these are, if they do not say it
                              [PAWL_FORMAT]
      --placeholders on|off   Replace ${NAME} in migrations by a variable
                              (default: off) [PAWL_PLACEHOLDERS]
  -w, --wait SECONDS          Wait up to SECONDS for the databases to answer
                              (default: 0) [PAWL_WAIT]
      --connect-timeout SECONDS
                              Give up an attempt to connect after SECONDS
                              (default: 10) [PAWL_CONNECT_TIMEOUT]
      --request-timeout SECONDS
                              Give up a small request of pawl's own; 0: never
                              (default: 60) [PAWL_REQUEST_TIMEOUT]

What to run:
      --lock-wait SECONDS     Wait up to SECONDS for another pawl to finish
                              (default: 60) [PAWL_LOCK_WAIT]
      --lock-lease SECONDS    How long a silent pawl keeps the lock (default:
                              15) [PAWL_LOCK_LEASE]
      --applied               The statement took effect
      --retry                 Nothing of the statement took effect; run again
      --skip                  Leave the statement out
      --undo-done             The last statement done was undone by hand
      --reason TEXT           Why, for the ledger

Output:
      --json                  Write the result, and errors, as JSON [PAWL_JSON]
  -q, --quiet                 Write only errors and a line for each target
                              [PAWL_QUIET]
  -v, --verbose               Write every statement, and more detail
                              [PAWL_VERBOSE]
      --no-color              Write no colors [NO_COLOR]
  -h, --help                  Print this help

The databases are those of --url, of pawl.yaml, PAWL_POSTGRES_URL,
PAWL_CLICKHOUSE_URL or DATABASE_URL, whichever comes first. Flags win over the
environment, the environment over the file.

Example:
  pawl resolve 0006_tenant_columns:2 --applied --reason "rows are there"
--- stderr
--- exit 0
--- run pawl help nothing
--- stdout
--- stderr
error: unknown command "nothing"
  hint    Run "pawl help" for the list of commands.
--- exit 2
