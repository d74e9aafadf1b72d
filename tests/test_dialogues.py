"""Whole dialogues through the core, with the embedding and without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answers.assistant import Assistant
from bot.app import App
from bot.config import Settings
from bot.domain.errors import YamlError
from bot.intents.loading import load_intents
from bot.intents.matching import Matcher
from bot.text.embedding import Embedder, load_embedder
from tests.playing import Dialogue, dialogue_files, play, read_dialogue

Assistants = Callable[[Dialogue, bool], Assistant]


@pytest.fixture(scope="module")
def assistants(tmp_path_factory: pytest.TempPathFactory, intents_folder: Path) -> Assistants:
    """The assistant on the documents of a dialogue; each set of documents is built once."""
    intents = load_intents(intents_folder)
    home = tmp_path_factory.mktemp("dialogues")
    embedders: dict[bool, Embedder | None] = {False: None}
    matchers: dict[bool, Matcher] = {}
    known: dict[tuple[str, bool], Assistant] = {}

    def made(dialogue: Dialogue, semantic: bool) -> Assistant:
        files = dialogue.files()
        key = (repr(sorted(files.items())), semantic)
        if key in known:
            return known[key]
        if semantic not in embedders:
            embedders[semantic] = load_embedder()
        if semantic not in matchers:
            matchers[semantic] = Matcher(intents, embedders[semantic], home / "phrases")
        seeds = home / f"seeds-{len(known)}"
        seeds.mkdir()
        for name, text in files.items():
            (seeds / name).write_bytes(text.encode("utf-8"))
        model = None if semantic else "none"
        app = App(
            Settings(seeds=seeds, intents=intents_folder, home=home / f"{len(known)}", model=model)
        )
        app.embedder = embedders[semantic]
        edition = app.edition()
        assert not app.warnings
        known[key] = Assistant(edition, intents, matchers[semantic], embedders[semantic])
        return known[key]

    return made


@pytest.mark.parametrize("way", ["lexical", "semantic"])
@pytest.mark.parametrize("path", dialogue_files(), ids=lambda path: path.stem)
def test_a_dialogue(path: Path, way: str, assistants: Assistants) -> None:
    dialogue = read_dialogue(path)
    if dialogue.only not in (None, way):
        return
    assistant = assistants(dialogue, way == "semantic")
    complaints = play(dialogue, assistant.reply)
    assert not complaints, f"{dialogue.dialogue}\n" + "\n".join(complaints)
