"""Runs a program under an audit hook, and prints what it opened and what else it did, as JSON.

``python audited.py PROGRAM ARGUMENT...``: the program is run by `runpy`; it prints nothing itself.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import sys
from pathlib import Path

#: What no check, lint or test has any business with.
WATCHED = (
    *("socket.", "urllib.", "ftplib.", "http.", "smtplib.", "telnetlib.", "imaplib.", "webbrowser."),
    *("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile", "pty."),
    *("ctypes.dlopen", "pickle.", "marshal.load", "shelve."),
)
CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate", "shutil.rmtree")


def main() -> None:
    opened: list[tuple[str, str]] = []
    events: list[str] = []
    compiled: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, str | bytes | os.PathLike):
                writes = bool(set(mode) & set("wax+")) if isinstance(mode, str) else bool(int(flags) & (os.O_WRONLY | os.O_RDWR))
                opened.append((os.path.realpath(os.fsdecode(path)), "w" if writes else "r"))
        elif event in CHANGES:
            events.append(f"{event} {arguments[0]}")
        elif event == "compile" and isinstance(arguments[0], str | bytes):
            compiled.append(os.fsdecode(arguments[0]))
        elif event.startswith(WATCHED) and event != "marshal.loads":
            events.append(event)
            if event.startswith("socket."):
                raise PermissionError(event)

    program, *arguments = sys.argv[1:]
    sys.argv = [program, *arguments]
    sys.path.insert(0, str(Path(program).parent))
    sys.addaudithook(hook)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), contextlib.suppress(SystemExit):
        runpy.run_path(program, run_name="__main__")
    found = {"opened": opened, "events": events, "compiled": compiled, "said": said.getvalue()}
    sys.__stdout__.write(json.dumps(found))


if __name__ == "__main__":
    main()
