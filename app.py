"""Open Terrarium: read host, port and workspace, build the page, serve it."""

from __future__ import annotations

import argparse
import getpass
import os
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # Gradio reads it as it is imported
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # OpenMP reads it as torch is imported; see llm_core/__main__.py

DEFAULT_PORT, PORTS_TRIED = 7860, 40
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class StartError(Exception):
    """Why the page cannot be opened, in one line with its remedy."""


def main(argv: list[str] | None = None) -> int:
    """Serve the page until Ctrl-C; runs that train go on after it."""
    options = _options().parse_args(argv)
    space = bool(os.environ.get("SPACE_ID"))
    try:
        host = options.host or ("0.0.0.0" if space else LOOPBACK[0])  # noqa: S104 - a Space is reached through its proxy
        auth = _auth() if options.auth else None
        if host not in LOOPBACK and not auth and not space:
            raise StartError(
                f"Listening on {host} lets others in: add --auth, with user:password in TERRARIUM_AUTH, or leave "
                f"--host out."
            )
        options.root_path = _root_path(options.root_path)
        listener = _listen(host, options.port)
    except StartError as error:
        print(error, file=sys.stderr)
        return 2
    with listener:
        return _serve(options, host, listener, auth, space)


def _serve(
    options: argparse.Namespace, host: str, listener: socket.socket, auth: tuple[str, str] | None, space: bool
) -> int:
    from llm_core.errors import Mistake
    from llm_core.faults import mistake_of, require_open_files
    from llm_core.runs.workspace import locate_workspace

    # Gradio makes a folder below this as it is imported, and takes uploads from it: not in /tmp, which users share
    os.environ["GRADIO_TEMP_DIR"] = str(locate_workspace(options.workspace).incoming)
    from ui.server.security import rules_for
    from ui.server.server import Server, make_app
    from ui.state.limits import SPACE, Limits
    from ui.state.services import open_services

    limits = SPACE if space else Limits()
    try:
        require_open_files()
        services = open_services(options.workspace, limits)
    except (Mistake, OSError) as error:
        known = mistake_of(error)
        if known is None:
            raise
        print(known, file=sys.stderr)
        return 2
    opened = threading.Event()
    app = make_app(
        services,
        rules_for(services, auth=auth, space_host=os.environ.get("SPACE_HOST") if space else None),
        opened.set,
        options.root_path,
    )
    known_as = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
    url = f"http://{known_as}:{listener.getsockname()[1]}"
    threading.Thread(target=_warm, args=(opened, services.launcher.warm), daemon=True, name="warm").start()
    server = Server(app, listener, ready=lambda: print(f"Terrarium is open at {url}", flush=True))
    _end_with_the_terminal(server.stop)
    try:
        if options.window:
            _show_window(url, server)
        else:
            server.run()
    finally:
        services.launcher.close()
    return 0


def _end_with_the_terminal(stop: Callable[[], None]) -> None:
    """Where the terminal that it was started in is closed, end as by Ctrl-C: runs that train go on. `nohup`
    keeps it.
    """
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN:
        signal.signal(hangup, lambda number, frame: stop())


def _warm(opened: threading.Event, warm_launcher: object) -> None:
    """Load what Start, Inspect and Chat need, once someone has the page and it has settled."""
    opened.wait()
    time.sleep(1.5)
    import torch  # noqa: F401

    from llm_core.isolation.readers import shared_readers

    shared_readers().warm()

    if callable(warm_launcher):
        warm_launcher()


def _show_window(url: str, server: object) -> None:
    """Show the page in a window of its own, or in the browser where pywebview is not installed."""
    from ui.server.server import Server

    assert isinstance(server, Server)
    try:
        import webview
    except ImportError:
        import webbrowser

        print("For a window of its own, install pywebview: pip install pywebview. Opening the browser.", flush=True)
        threading.Timer(1.0, webbrowser.open, [url]).start()
        server.run()
        return
    thread = threading.Thread(target=server.run, daemon=True, name="server")
    thread.start()
    webview.create_window("Terrarium", url, width=1440, height=900)
    webview.start()
    server.stop()
    thread.join(timeout=5)


def _auth() -> tuple[str, str]:
    """User and password from TERRARIUM_AUTH, else asked for; never from the command line, which others can read."""
    given = os.environ.get("TERRARIUM_AUTH")
    if given is None:
        if not sys.stdin.isatty():
            raise StartError("--auth needs a user and a password: set TERRARIUM_AUTH=user:password.")
        given = f"{input('User: ')}:{getpass.getpass('Password: ')}"
    user, colon, password = given.partition(":")
    if not user or not colon or not password:
        raise StartError("TERRARIUM_AUTH must be user:password, neither of them empty.")
    return user, password


def _root_path(given: str | None) -> str:
    """Where a proxy shows the page, "" or "/terra": from --root-path, else GRADIO_ROOT_PATH, which may be a whole
    address.
    """
    # Gradio would take it from there by itself, for both pages alike
    inherited = os.environ.pop("GRADIO_ROOT_PATH", "")
    path = urlsplit(inherited if given is None else given).path.strip("/")
    if not re.fullmatch(r"[\w.~-]+(/[\w.~-]+)*|", path, re.ASCII) or ".." in path.split("/"):
        raise StartError(
            f"--root-path {path[:80]!r} is no path: give one such as /terra, of letters, digits, and . _ ~ - "
            f"between slashes."
        )
    return f"/{path}" if path else ""


def _listen(host: str, port: int | None) -> socket.socket:
    """Bind the port asked for, or the first free one from the default on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    first = int(os.environ.get("PORT", DEFAULT_PORT)) if port is None else port
    for candidate in range(first, first + PORTS_TRIED) if port is None else [port]:
        listener = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
        except (OSError, OverflowError) as error:
            listener.close()
            reason = getattr(error, "strerror", None) or str(error)
        else:
            return listener
    raise StartError(f"Port {first} on {host} cannot be used ({reason}). Choose another with --port.")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python app.py", description="Open Terrarium, a playground for language models, as a page on this machine."
    )
    parser.add_argument(
        "--host", help="address to listen on (default: 127.0.0.1, this machine only; any other needs --auth)"
    )
    parser.add_argument("--port", type=int, help=f"port (default: {DEFAULT_PORT}, or the next free one)")
    parser.add_argument(
        "--workspace", help="folder of runs and uploads (default: TERRARIUM_WORKSPACE, else workspace/ beside app.py)"
    )
    parser.add_argument(
        "--auth", action="store_true", help="ask visitors for the user and password in TERRARIUM_AUTH=user:password"
    )
    parser.add_argument(
        "--root-path",
        help="path at which a proxy shows the page, such as /terra (default: GRADIO_ROOT_PATH, else none)",
    )
    parser.add_argument(
        "--window",
        action="store_true",
        help="show the page in a window of its own (needs pywebview), else in the browser",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
