# A variable that is not set is named, at the place that asks for it.
--- file pawl.yaml
targets:
  - name: app
    url: ${APP_URL}
    dir: migrations
  - name: events
    url: ${EVENTS_URL}
    dir: events
--- shell mkdir migrations events
--- run pawl up
--- stdout
--- stderr
error: environment variable "APP_URL" is not set
  at      pawl.yaml:3:10
    1 | targets:
    2 |   - name: app
    3 |     url: ${APP_URL}
      |          ^
    4 |     dir: migrations
  hint    Set it, or give a default: ${APP_URL:-default}.
--- exit 3
--- run APP_URL= pawl up
--- stdout
--- stderr
error: key "url" is empty
  at      pawl.yaml:3:10
    1 | targets:
    2 |   - name: app
    3 |     url: ${APP_URL}
      |          ^
    4 |     dir: migrations
--- exit 3
--- run APP_URL={postgres} pawl up --target app
--- stdout
==> app: {place} (PostgreSQL {version})
==> app: applied 0, skipped 0
--- stderr
notice: app: "migrations" holds no migrations: no file named NUMBER_name.sql
--- exit 0
--- run APP_URL={postgres} pawl up --target ap
--- stdout
--- stderr
error: unknown target "ap"
  hint    Did you mean "app"? Targets: app, events.
--- exit 2
