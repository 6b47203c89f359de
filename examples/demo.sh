#!/bin/bash
# What pawl does, in half a minute: two databases, `pawl up` twice, `pawl status`.
#
#     examples/demo.sh [PAWL]
#
# PAWL is the program to show; without it, this builds one. PostgreSQL is a throw-away cluster
# with neither fsync nor a port, ClickHouse is the one embedded in pawl. Both live in a temporary
# folder, and nothing of them is left when this ends, however it ends.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
demo=$(mktemp -d "${TMPDIR:-/tmp}/pawl-demo.XXXXXX")

die() { echo "demo: $*" >&2; exit 1; }

bold='' reset=''
if [[ -t 1 && -z ${NO_COLOR-} ]]; then
    bold=$'\e[1m' reset=$'\e[0m'
fi

title() { printf '\n%s# %s%s\n' "$bold" "$*" "$reset"; }

# Show a command, then run it.
show() { printf '%s$ %s%s\n' "$bold" "$*" "$reset"; "$@"; }

# PostgreSQL ------------------------------------------------------------------------------------

# PostgreSQL refuses to run as root, so root runs it as somebody else.
as_server=()
if (( EUID == 0 )); then
    account=nobody
    if id postgres >/dev/null 2>&1; then
        account=postgres
    fi
    as_server=(setpriv --reuid "$account" --regid "$(id -g "$account")" --clear-groups)
fi

find_postgres() {
    local folder
    for folder in /usr/lib/postgresql/15/bin "$(dirname "$(command -v postgres || true)")" \
                  /usr/lib/postgresql/*/bin; do
        if [[ -x $folder/initdb && -x $folder/pg_ctl ]]; then
            echo "$folder"
            return
        fi
    done
    die 'PostgreSQL is not installed: run tools/setup demo'
}

pg_ctl() { (cd "$demo/postgres" && "${as_server[@]}" "$postgres/pg_ctl" -D data "$@"); }

start_postgres() {
    mkdir "$demo/postgres"
    if (( EUID == 0 )); then
        chmod 711 "$demo"  # so that the other account can reach its folder
        chown "$account" "$demo/postgres"
    fi
    (cd "$demo/postgres" && "${as_server[@]}" "$postgres/initdb" -D data -U demo --auth=trust \
        --no-sync --encoding=UTF8 --locale=C >"$demo/initdb.log" 2>&1) ||
        die "$(<"$demo/initdb.log")"
    # A socket in the folder needs no free port, and nobody else can connect to it by accident.
    pg_ctl -w -s -o "-c listen_addresses='' -k '$demo/postgres' -c fsync=off" -l server.log start ||
        die "$(<"$demo/postgres/server.log")"
}

clean_up() {
    local status=$?
    if [[ -e $demo/postgres/data/postmaster.pid ]]; then
        pg_ctl -w -s -m immediate stop || true
    fi
    rm -rf "$demo"
    exit "$status"
}

# A signal becomes an orderly exit, which runs clean_up once.
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# pawl ------------------------------------------------------------------------------------------

pawl=${1-}
if [[ -z $pawl ]]; then
    build=$root/build
    [[ -e $build/build.ninja ]] || meson setup "$build" "$root" >"$demo/build.log" ||
        die "$(<"$demo/build.log")"
    ninja -C "$build" pawl >"$demo/build.log" || die "$(<"$demo/build.log")"
    pawl=$build/pawl
fi
[[ -x $pawl ]] || die "$pawl is not a program"
mkdir "$demo/bin"
ln -s "$(realpath "$pawl")" "$demo/bin/pawl"
export PATH=$demo/bin:$PATH

postgres=$(find_postgres)
start_postgres

export PAWL_POSTGRES_URL="postgresql:///postgres?host=$demo/postgres&user=demo"
export PAWL_CLICKHOUSE_URL="chdb:$demo/clickhouse?database=app"
library=${PAWL_CACHE:-$root/.cache}/chdb/libchdb.so
if [[ -z ${PAWL_LIBCHDB-} && -e $library ]]; then
    export PAWL_LIBCHDB=$library
fi

cd "$root/examples"

title 'Two databases, empty; their URLs come from the environment'
show grep -v '^#' pawl.yaml

title 'The first run applies everything'
show pawl up

title 'The second run has nothing to do'
show pawl up | tee "$demo/second"

title 'What has run, and when'
show pawl status

# The point of the second run, checked and not only shown.
if (( $(grep -c 'applied 0, skipped [1-9]' "$demo/second") != 2 )); then
    die 'the second run was not "applied 0, skipped ..." for both databases'
fi
title 'Done; servers and data are gone again'
