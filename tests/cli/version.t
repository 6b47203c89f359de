# The version, in three spellings, and for programs.
--- run pawl version
--- stdout
pawl 0.1.0
--- stderr
--- exit 0
--- run pawl --version
--- stdout
pawl 0.1.0
--- stderr
--- exit 0
--- run pawl -V
--- stdout
pawl 0.1.0
--- stderr
--- exit 0
--- run pawl version --json
--- stdout
{
  "command": "version",
  "targets": [],
  "version": "0.1.0",
  "ok": true,
  "error": null
}
--- stderr
--- exit 0
