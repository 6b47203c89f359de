"""TLS to ClickHouse: the server's certificate is checked, and ours is shown."""

import contextlib
from pathlib import Path
import socket
import ssl
import subprocess
import tempfile
import threading

from .databases import on


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make_certificates(folder: Path) -> None:
    """An authority, and a certificate each for the server and for a client, signed by it."""
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            "/CN=test authority", "-keyout", "ca.key", "-out", "ca.pem")
    for name in ["server", "client"]:
        openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{name}.key",
                "-out", f"{name}.csr")
        openssl(folder, "x509", "-req", "-days", "2", "-in", f"{name}.csr", "-CA", "ca.pem",
                "-CAkey", "ca.key", "-CAcreateserial", "-copy_extensions", "copy",
                "-out", f"{name}.pem")


def pump(source, target) -> None:
    with contextlib.suppress(OSError, ValueError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def tls_in_front_of(port: int, folder: Path, want_client: bool):
    """The port of a listener that takes TLS and passes what is inside on to `port`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    if want_client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(folder / "ca.pem")
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                raw, _ = listener.accept()
                threading.Thread(target=talk, args=(raw,), daemon=True).start()

    def talk(raw: socket.socket) -> None:
        with contextlib.suppress(OSError), context.wrap_socket(raw, server_side=True) as client, \
                socket.create_connection(("127.0.0.1", port)) as server:
            threading.Thread(target=pump, args=(server, client), daemon=True).start()
            pump(client, server)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def https(db, port: int) -> str:
    return db.url.replace("clickhouse://", "https://").replace(f":{db.server.port}/", f":{port}/")


@on("clickhouse26", "clickhouse18")
def test_the_server_certificate_is_checked(db):
    db.write({"0001_a": db.create_table("a", "i int")})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_certificates(folder)
        with tls_in_front_of(db.server.port, folder, want_client=False) as port:
            refused = db.up(url=https(db, port))
            assert refused.exit == 10, refused
            assert refused.says("could not connect"), refused
            assert not db.has_table("a")
            trusted = db.up("--ca-file", folder / "ca.pem", url=https(db, port))
            assert trusted.exit == 0, trusted
            assert db.has_table("a")


@on("clickhouse26")
def test_a_client_certificate_is_shown(db):
    db.write({"0001_a": db.create_table("a", "i int")})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_certificates(folder)
        with tls_in_front_of(db.server.port, folder, want_client=True) as port:
            bare = db.up("--ca-file", folder / "ca.pem", url=https(db, port))
            assert bare.exit != 0, bare
            shown = db.up("--ca-file", folder / "ca.pem", "--cert-file", folder / "client.pem",
                          "--key-file", folder / "client.key", url=https(db, port))
            assert shown.exit == 0, shown


@on("clickhouse26")
def test_a_missing_authority_file_is_named(db):
    db.write({"0001_a": db.create_table("a", "i int")})
    run = db.up("--ca-file", "/nonexistent/ca.pem", url=https(db, 1))
    assert run.exit == 3, run
    assert run.says("/nonexistent/ca.pem"), run
