"""Why an intent won: what `:why`, `:match` and `:test` show. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.adapters.repl.outgoing import HEAD, NUMBER, QUIET, WARNING, rows, shown
from bot.answers.plain_text import visible
from bot.domain.intent import Intent
from bot.domain.match import Match
from bot.domain.reply import Reply

_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one example (or, if `counter`, counterexample) fared: who won, and what is wrong."""

    text: str
    passed: bool
    counter: bool
    winner: str | None
    score: float
    troubles: tuple[str, ...] = ()


def proof(intent: Intent, verdicts: Sequence[Verdict]) -> RenderableType:
    """The verdicts on one intent, with a count at the end."""
    parts: list[RenderableType] = []
    for counter, title in ((False, "Examples (must win)"), (True, "Counterexamples (must not)")):
        some = [v for v in verdicts if v.counter is counter]
        if not some:
            continue
        parts += [Text(title, HEAD), rows([(_sign(v), _verdict(v)) for v in some], 1)]
    passed = sum(v.passed for v in verdicts)
    style = "green" if passed == len(verdicts) else "red"
    parts.append(Text(f"{intent.name}: {passed} of {len(verdicts)} pass", style))
    return Group(*parts)


def _sign(verdict: Verdict) -> Text:
    return Text("ok", "green") if verdict.passed else Text("NO", "bold red")


def _verdict(verdict: Verdict) -> Text:
    text = shown(verdict.text or "(empty)")
    text.append(f"  {verdict.winner or 'no intent'} {verdict.score:.2f}", QUIET)
    for trouble in verdict.troubles:
        text.append(f"  {visible(trouble)}", "red")
    return text


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in values.items())


def _value(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def matched(match: Match, most: int = 5) -> RenderableType:
    """The best candidates of a match with their scores, and what was made of the words."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET)
    table.add_column("intent", no_wrap=True)
    table.add_column("score", justify="right", style=NUMBER)
    table.add_column("nearest phrase", overflow="fold")
    table.add_column("kernels", overflow="fold", style=QUIET)
    for candidate in match.candidates[:most]:
        kernels = _pairs(candidate.kernels)
        table.add_row(
            shown(candidate.intent), f"{candidate.score:.3f}", shown(candidate.nearest), kernels
        )
    taken = "by its command" if match.by_command else f"margin {match.margin:.3f}"
    verdict = Text("accepted" if match.accepted else "not accepted", HEAD).append(
        f" ({taken})", "not bold"
    )
    told = _told({"slots": _pairs(match.slots), "unexplained": ", ".join(match.unexplained)})
    return Group(*([table] if match.candidates else []), verdict, *told)


def _told(values: Mapping[str, str]) -> list[RenderableType]:
    pairs: list[tuple[RenderableType, RenderableType]]
    pairs = [(Text(name, QUIET), shown(value)) for name, value in values.items() if value]
    return [rows(pairs)] if pairs else []


def why(reply: Reply) -> RenderableType:
    """The trace of a reply: the way it was found, the scores, and the sentences considered."""
    trace = reply.trace
    parts = _told(
        {
            "question": reply.question or "(empty)",
            "way": trace.path,
            "winner": trace.winner or "none",
            "runner-up": trace.runner_up or "",
            "score": f"{trace.score:.3f}, margin {trace.margin:.3f}",
            "kernels": _pairs(trace.kernels),
            "slots": _pairs(trace.slots),
            "unexplained": ", ".join(trace.unexplained),
            "confidence": f"{reply.confidence:.3f}",
            "edition": reply.edition[:12],
        }
    )
    if trace.sentences:
        parts.append(Text(f"Sentences considered (the best of {len(trace.sentences)})", HEAD))
        parts += [_sentence(n, s) for n, s in enumerate(trace.sentences[:_CANDIDATES], 1)]
    parts += [shown(note, WARNING) for note in trace.notes]
    return Group(*parts)


def _sentence(number: int, told: Mapping[str, object]) -> RenderableType:
    """One candidate sentence: its words, then its features."""
    words = next((str(told[key]) for key in ("text", "quote", "sentence") if key in told), "")
    features = {name: value for name, value in told.items() if value != words}
    flat = _flat(features)
    body = Group(*([shown(" ".join(words.split()))] if words else []), shown(_pairs(flat), QUIET))
    return rows([(Text(f"{number}", NUMBER), body)], 1)


def _flat(values: Mapping[str, object]) -> dict[str, object]:
    """Features that come as a mapping of their own, beside the others."""
    flat: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat.update({str(key): inner for key, inner in value.items()})
        else:
            flat[name] = value
    return flat
