# A changelog of Liquibase's says which files run, in which order, and what pawl cannot do of it.
--- shell mkdir -p db/changelog/v1 db/changelog/v2
--- file db/changelog/db.changelog-master.yaml
databaseChangeLog:
  - property: { name: who, value: ann }
  - include:
      file: db/changelog/v1/create.sql
  - includeAll:
      path: v2
      relativeToChangelogFile: true
--- file db/changelog/v1/create.sql
--liquibase formatted sql
--changeset ann:1
create table users (name text);
insert into users values ('${who}');
--rollback drop table users;
--- file db/changelog/v2/create.sql
insert into users values ('bob')
--- file db/changelog/v2/forgotten.md
Not for Liquibase.
--- run DATABASE_URL={postgres} pawl up --dir db/changelog
--- stdout
==> postgres: {place} (PostgreSQL {version})
  apply  v1/create                                  1 transaction {ms}
  apply  v2/create                                  1 transaction {ms}
==> postgres: applied 2, skipped 0
--- stderr
--- exit 0
--- run DATABASE_URL={postgres} pawl down --dir db/changelog
--- stdout
--- stderr
error: postgres: migration "v2/create": "db/changelog/v2/create.sql" has no part that migrates down
--- exit 4
--- run pawl new third --dir db/changelog
--- stdout
--- stderr
error: "db/changelog/db.changelog-master.yaml" says which files are migrations
  hint    Write the file where you want it, and name it there.
--- exit 4
--- file db/changelog/db.changelog-master.yaml
databaseChangeLog:
  - include:
      file: db/changelog/v1/create.sql
  - changeSet:
      id: 2
      author: ann
--- run DATABASE_URL={postgres} pawl plan --dir db/changelog
--- stdout
--- stderr
error: postgres: "changeSet" of a changelog has no meaning to pawl
  at      db/changelog/db.changelog-master.yaml:4:5
    2 |   - include:
    3 |       file: db/changelog/v1/create.sql
    4 |   - changeSet:
      |     ^
    5 |       id: 2
  hint    Write it as formatted SQL and include that file, or run it with Liquibase and take over by `pawl adopt`.
--- exit 4
--- file db/empty/changelog.yaml
databaseChangeLog:
--- run DATABASE_URL={postgres} pawl status --dir db/empty
--- stdout
==> postgres: {place} (PostgreSQL {version})
  missing  v1/create                                {time} {ms}
  missing  v2/create                                {time} {ms}
==> postgres: 0 applied, 0 pending
--- stderr
notice: postgres: "db/empty" holds no migrations: "changelog.yaml" names none
notice: postgres: "v1/create" and 1 more are in the ledger, but their files are not in the directory
        An older release running against a newer database looks like this.
--- exit 0
