"""Running one command: parse, do, say; every failure in words and with its exit status."""

from __future__ import annotations

import gc
import json
import logging
import sys
from typing import Any

from partydesk.cli import outputs
from partydesk.cli.outcome import Outcome, home_of
from partydesk.cli.password import unlocked
from partydesk.cli.terminal import quiet_when_cut_off
from partydesk.records.findings import UserError
from partydesk.store import atomic
from partydesk.store.progress import Cancelled
from partydesk.store.temporary import kept_in

# Without a handler of its own, Python would print a traceback on the user's terminal.
logging.getLogger("partydesk").addHandler(logging.NullHandler())

DONE, WITH_FINDINGS, COULD_NOT_RUN = 0, 1, 2


def run(arguments: list[str]) -> int:
    """Run a command line and return its exit status.

    0 done; 1 done, but something was refused or found wrong; 2 could not run. With `--json`
    standard output holds one JSON object and nothing else.
    """
    before, sys.unraisablehook = sys.unraisablehook, _log_quietly
    try:
        status = _run(arguments)
        with quiet_when_cut_off():
            sys.stdout.flush()  # what is still to be written is written here, not at the exit
        if status == COULD_NOT_RUN:
            gc.collect()  # what openpyxl left half written complains now, not on the terminal
        return status
    finally:
        sys.unraisablehook = before


def _run(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles and pipes may be in another encoding than the text.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from partydesk.cli.parser import make_parser

    parser = make_parser()
    as_json = "--json" in arguments
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        status = int(stop.code or 0)
        if status and as_json:
            _print_json({"error": {"code": "usage", "message": "命令写得不对，请看 --help"}})
        return status
    try:
        with unlocked(options), kept_in(home_of(options)), outputs.judged(options):
            outcome: Outcome = options.command(options)
    except UserError as refusal:
        return _failed(refusal, as_json)
    except (Cancelled, KeyboardInterrupt):
        return _failed(UserError("cancelled", "已停止，没有改动数据"), as_json)
    except PermissionError as error:
        words = f"“{error.filename}”没有读写的权限，没有完成。请换有权限的用户，或换一个文件夹"
        return _failed(UserError("no-permission", words), as_json)
    except Exception as error:
        # The last net: whatever was not foreseen is told in words and logged without values.
        logging.getLogger("partydesk").exception("command failed")
        what = atomic.reason(error) if isinstance(error, OSError) else ""
        message = f"出了没有料到的错误（{type(error).__name__}{'：' + what if what else ''}），"
        return _failed(
            UserError("unexpected", f"{message}没有完成。请把这句话告诉维护人员"), as_json
        )
    with quiet_when_cut_off():
        if as_json:
            _print_json(outcome.data)
        else:
            for line in outcome.lines:
                print(line)
    return WITH_FINDINGS if outcome.findings else DONE


def _log_quietly(unraisable: sys.UnraisableHookArgs) -> None:
    logging.getLogger("partydesk").debug("while cleaning up: %s", unraisable.exc_type)


def _failed(refusal: UserError, as_json: bool) -> int:
    if as_json:
        findings = [finding.as_dict() for finding in refusal.findings]
        error = {"code": refusal.code, "message": refusal.message, "problems": findings}
        _print_json({"error": error})
    print(refusal.message, file=sys.stderr)
    return COULD_NOT_RUN


def _print_json(data: dict[str, Any]) -> None:
    print(json.dumps(data, ensure_ascii=False, default=str))
