"""Start Kontor: prepare the database, then run the server and the worker until told to stop.

`python -m app.start` is what `make run` calls, with `--production` what `make serve` calls.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 20
"""Seconds that a process has to finish what it is doing."""


def main() -> int:
    """Run until the server ends or a signal comes; returns the exit status."""
    arguments = _arguments()
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{arguments.port}")
    mode = "--production" if arguments.production else "--demo"
    if not arguments.production:
        os.environ.setdefault("LOG_LEVEL", "WARNING")  # who only looks wants no log
    prepared = _run("-m", "flask", "--app", "wsgi:app", "prepare", mode)
    if not _was_here_before() and prepared.wait():
        return prepared.returncode
    workers = arguments.workers or (os.cpu_count() or 1 if arguments.production else 1)
    processes = [
        _run("-m", "flask", "--app", "wsgi:app", "work"),
        _run(
            "-m", "granian", "--interface", "wsgi", "--host", arguments.host,
            "--port", str(arguments.port), "--workers", str(workers), "--blocking-threads", "1",
            "--no-ws", "--log-level", "warning", "--respawn-failed-workers", "wsgi:app",
        ),
    ]  # fmt: skip

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        if prepared.wait():
            return prepared.returncode
        return max(processes[1].wait(), 0)
    finally:
        for process in processes:
            _end(process)


def _was_here_before() -> bool:
    """Whether the embedded database is there: then looking at it need not hold up the start."""
    instance = Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance")
    return "DATABASE_URL" not in os.environ and (instance / "kontor.sqlite").exists()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end until it does; one that is just starting may miss the first time."""
    for _ in range(PATIENCE):
        process.terminate()
        try:
            process.wait(1)
        except subprocess.TimeoutExpired:
            continue
        return
    process.kill()


def _run(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *command], cwd=ROOT)  # noqa: S603


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--production", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
