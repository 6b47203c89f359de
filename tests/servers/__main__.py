"""Start servers by hand: python3 -m tests.servers postgres18 clickhouse26"""

import argparse
import contextlib
import signal

from . import SERVERS

parser = argparse.ArgumentParser(prog="python3 -m tests.servers",
                                 description="Start empty servers, and remove them at Ctrl-C.")
parser.add_argument("server", nargs="+", choices=SERVERS)

with contextlib.ExitStack() as servers, contextlib.suppress(KeyboardInterrupt):
    for name in parser.parse_args().server:
        server = servers.enter_context(SERVERS[name]())
        print(f"{server.url()}  (log: {server.log})", flush=True)
    signal.pause()
