"""Open Terrarium: read host, port and workspace, build the page, serve it."""

from __future__ import annotations

import argparse
import os
import sys

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # Gradio reads it as it is imported


def main(argv: list[str] | None = None) -> int:
    """Serve the page until Ctrl-C; runs that train go on after it."""
    options = _options().parse_args(argv)
    import uvicorn

    from ui.limits import Limits
    from ui.server import make_app
    from ui.services import open_services

    services = open_services(options.workspace, Limits())
    app = make_app(services)
    print(f"Terrarium is open at http://{options.host}:{options.port}", flush=True)
    uvicorn.run(app, host=options.host, port=options.port, log_level="warning")
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python app.py", description="Open Terrarium, a playground for language models, as a page on this machine.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine only)")
    parser.add_argument("--port", type=int, default=7860, help="port (default: %(default)s, or the next free one)")
    parser.add_argument("--workspace", help="folder of runs and uploads (default: TERRARIUM_WORKSPACE, else workspace/ beside app.py)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
