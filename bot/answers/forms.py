"""Forms: questions whose form alone says which lookup they are for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ROLE = re.compile(
    r"^who(?:['’]?s| is| was| are) (?:the|a|an|our) ([\w\s'’-]+?)\W*$", re.IGNORECASE
)
_WHATS = re.compile(
    r"^(?:what(?:['’]?s| is| are) (?:the |an? )?(.+?)|what does (.+?) (?:stand for|mean)"
    r"|(?:define|explain) (.+?))\W*$",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"^(?:and |so )?what (?:did|does|do|has|have) (.+?) (?:say|says|said|tell|told)\b(.*)$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^\W*(?:about|on|in|at|to|of|regarding|concerning|during)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """A lookup with its slots. `closed`: where the lookup finds nothing, nothing else answers."""

    lookup: str
    slots: Mapping[str, str]
    loose: tuple[str, ...] = ()
    closed: bool = True


def form_of(text: str) -> Form | None:
    """The role or the saying that is asked for by form; none for any other question.

    "Who is the master of the guild" is closed: nobody is, if nobody has that role; and "what
    did Moss say in Osk" is not answered by what Moss did there.
    """
    if asked := _ROLE.match(text):
        role = asked.group(1)
        return Form("person", {"person": role}, (role,), closed=" of " in role)
    if asked := _SAYING.match(text):
        topic = _ABOUT.sub("", asked.group(2)).strip(" ?.!")
        return Form("statements", {"speaker": asked.group(1), "topic": topic})
    return None


def subject_of(text: str) -> str | None:
    """What "what is ..." or "what does ... mean" asks about; none for any other text."""
    asked = _WHATS.match(text)
    return None if asked is None else next(filter(None, asked.groups()))
