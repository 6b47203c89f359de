# A mistake in pawl.yaml is shown with its line and column.
--- file pawl.yaml
targets:
  - name: app
    url: ${APP_URL}
    dri: migrations
--- run pawl up
--- stdout
--- stderr
error: unknown key "dri"
  at      pawl.yaml:4:5
    2 |   - name: app
    3 |     url: ${APP_URL}
    4 |     dri: migrations
      |     ^
  hint    Did you mean "dir"?
--- exit 3
--- file pawl.yaml
out-of-oder: refuse
--- run pawl up
--- stdout
--- stderr
error: unknown key "out-of-oder"
  at      pawl.yaml:1:1
    1 | out-of-oder: refuse
      | ^
  hint    Did you mean "out_of_order"?
--- exit 3
--- file pawl.yaml
wait: soon
targets:
  - name: app
--- run pawl up
--- stdout
--- stderr
error: invalid value "soon" for key "wait"
  at      pawl.yaml:1:7
    1 | wait: soon
      |       ^
    2 | targets:
  hint    It must be a number of seconds from 0 to 1000000, such as 30 or 0.5.
--- exit 3
--- file pawl.yaml
targets:
  - name: app
   url: x
--- run pawl up
--- stdout
--- stderr
error: could not read YAML: did not find expected '-' indicator
  at      pawl.yaml:3:4
    1 | targets:
    2 |   - name: app
    3 |    url: x
      |    ^
  detail  It happened while parsing a block collection in line 2.
--- exit 3
--- file pawl.yaml
targets: []
--- run pawl up
--- stdout
--- stderr
error: the list of targets is empty
  at      pawl.yaml:1:1
    1 | targets: []
      | ^
  hint    Add one below it: "  - url: ..." and "    dir: ...".
--- exit 3
--- file pawl.yaml
targets:
  - name: app
    url: mysql://localhost/app
    dir: migrations
--- run pawl up
--- stdout
--- stderr
error: no known database has URLs with "mysql://"
  at      pawl.yaml:3:10
    1 | targets:
    2 |   - name: app
    3 |     url: mysql://localhost/app
      |          ^
    4 |     dir: migrations
  hint    A URL begins with postgres:// or clickhouse://.
--- exit 3
--- file pawl.yaml
targets:
  - name: app
    url: postgres://a@127.0.0.1:1/a
    dir: a
  - name: app
    url: postgres://a@127.0.0.1:1/b
    dir: b
--- run pawl up
--- stdout
--- stderr
error: two targets have the name "app"
  at      pawl.yaml:5:5
    3 |     url: postgres://a@127.0.0.1:1/a
    4 |     dir: a
    5 |   - name: app
      |     ^
    6 |     url: postgres://a@127.0.0.1:1/b
  hint    Give each a name of its own with name:.
--- exit 3
--- run pawl up --config nowhere.yaml
--- stdout
--- stderr
error: could not open file "nowhere.yaml": No such file or directory
--- exit 3
