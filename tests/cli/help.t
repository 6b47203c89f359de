# The list of commands: asked for, and from a bare call, which is a mistake.
--- run pawl help
--- stdout
pawl applies database migrations, and goes on where a killed run stopped.

Usage: pawl COMMAND [OPTION...]

Commands:
  up          Apply the migrations that have not run yet
  down        Revert the newest migration, or the N newest ones
  wait        Wait until the databases are where the files are
  status      Show what has run, what has not, and what is unclear
  verify      Check that files and ledger do not contradict each other
  plan        Show what up would run, statement by statement
  baseline    Record migrations as applied without running them
  adopt       Take over what another migration tool has applied
  resolve     Say what became of a statement that pawl cannot tell about
  explain     Explain what a run left unfinished, and the way out
  dump        Print the schema as a migration file
  unlock      Free the lock of a pawl that is gone for good
  new         Create an empty migration file
  version     Print the version
  help        Explain a command

Output:
      --json                  Write the result, and errors, as JSON [PAWL_JSON]
  -q, --quiet                 Write only errors and a line for each target
                              [PAWL_QUIET]
  -v, --verbose               Write every statement, and more detail
                              [PAWL_VERBOSE]
      --no-color              Write no colors [NO_COLOR]
  -h, --help                  Print this help
  -V, --version               Print the version

Example:
  export PAWL_POSTGRES_URL=postgres://user@host/database
  export PAWL_CLICKHOUSE_URL=clickhouse://user@host/database
  pawl up --dir schemas       # runs schemas/postgres schemas/clickhouse

"pawl help COMMAND" explains a command and its options, "pawl manual" prints
the manual page, "pawl completion SHELL" a completion script.
--- stderr
--- exit 0
--- run pawl
--- stdout
--- stderr
error: no command was given
  hint    Run "pawl help" for the list of commands.
--- exit 2
