# A placeholder without a value: what gives it one, and what makes it text like any other.
--- file migrations/V1__a.sql
create table a (t text default 'costs ${amount}');
--- run DATABASE_URL={postgres} pawl up --dir migrations
--- stdout
--- stderr
error: postgres: migration "V1__a": placeholder "amount" has no value
  at      migrations/V1__a.sql:1:39
    1 | create table a (t text default 'costs ${amount}');
      |                                       ^
  hint    Set FLYWAY_PLACEHOLDERS_AMOUNT in the environment, flyway.placeholders.amount in flyway.conf, or amount under [flyway.placeholders] in flyway.toml.  Where ${...} is text like any other: FLYWAY_PLACEHOLDER_REPLACEMENT=false.
--- exit 4
--- run DATABASE_URL={postgres} FLYWAY_PLACEHOLDER_REPLACEMENT=false pawl up --dir migrations
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  V1__a                                      1 transaction {ms}
==> postgres: applied 1, skipped 0
--- stderr
--- exit 0
