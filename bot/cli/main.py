"""The entry point: parses the command line and turns every end into an exit code.

    0    done; an abstention is an answer too
    1    done in part: mistakes were found (`check`), a document is broken (`build`), something
         keeps people from an answer (`doctor`)
    2    nothing done: wrong usage, or an error that the message on stderr says how to mend
    3    nothing done: an unexpected failure; its details are in the log that is named
    4    nothing served: a chat platform refuses us, or what it takes to ask it is missing
    130  interrupted (Ctrl-C)
    141  the reader of the output has gone (a closed pipe)

Answers go to stdout, everything else to stderr. Modules that take long to load are imported
inside of the commands, so that `briefing ask` starts fast.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

import click

from bot.answers.plain_text import visible
from bot.cli import (
    asking,
    doctoring,
    editing,
    evaluating,
    failing,
    manifests,
    reading,
    serving,
    working,
)
from bot.domain.errors import BriefingError, ServiceError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)  # of a disk behind stdout
DONE, IN_PART, REFUSED, FAILED, UNSERVED, INTERRUPTED, NO_READER = 0, 1, 2, 3, 4, 130, 141


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Folders: BRIEFING_SEEDS, BRIEFING_INTENTS and BRIEFING_HOME stand in for the options.",
)
@click.version_option(package_name="briefing-bot", message="%(version)s")
@click.pass_context
def briefing(context: click.Context) -> None:
    """Answers from your own documents: exact words, cited to the character."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in (
    asking.ask,
    working.repl,
    editing.build,
    editing.editions,
    editing.rollback,
    reading.facts,
    reading.source,
    working.check,
    evaluating.evaluate,
    serving.slack,
    serving.discord,
    serving.serve,
    manifests.manifest,
    doctoring.doctor,
):
    briefing.add_command(_command)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; its exit code."""
    try:
        with briefing.make_context("briefing", list(arguments)) as context:
            return _within(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return REFUSED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        _to_nowhere()
        return NO_READER


def _within(context: click.Context) -> int:
    """Invoke the command; errors that are ours or nobody's become sentences on stderr."""
    try:
        outcome = briefing.invoke(context)
        sys.stdout.flush()
    except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
        raise
    except BriefingError as error:
        click.echo(f"briefing: {visible(str(error))}", err=True)
        return UNSERVED if isinstance(error, ServiceError) else REFUSED
    except OSError as error:
        if error.filename is not None or error.errno not in _FULL:
            return _failed(error, context)
        _to_nowhere()
        click.echo(f"briefing: the output cannot be written: {error.strerror}", err=True)
        return REFUSED
    except Exception as error:  # noqa: BLE001 - the last resort; details are kept
        return _failed(error, context)
    return outcome if isinstance(outcome, int) else DONE


def _failed(error: Exception, context: click.Context) -> int:
    click.echo(f"briefing: {failing.keep(error, failing.home_of(context))}", err=True)
    return FAILED


def _to_nowhere() -> None:
    """Let what is still buffered go nowhere, or the interpreter would complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """The `briefing` command."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a question mark, not a failure.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))
