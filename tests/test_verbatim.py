"""The first promise: every quote that leaves the core is the exact slice of its document.

Random documents are built into real editions and asked everything; nothing that comes back is
compared with the program's own idea of the text, only with the bytes that were written.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.assistant import Assistant
from bot.answers.citing import LONGEST
from bot.answers.plain_text import plain_text
from bot.answers.serialising import as_json, dumps
from bot.domain.citation import Citation
from bot.domain.errors import EditionError
from bot.domain.passage import Role
from bot.domain.reply import Abstention, Answer, Reply
from bot.domain.source import Document
from bot.domain.span import Span
from bot.domain.utterance import Utterance
from bot.facts.building import build
from bot.facts.edition import LocalEdition
from bot.facts.shelf import Shelf
from bot.intents.loading import load_intents
from bot.intents.matching import Matcher

Texts = Mapping[str, str]  # by source id
_AROUND = 32  # code points before and after a quote: DESIGN.md's prefix and suffix

# What breaks offsets: marks that combine, pairs of surrogates in UTF-16, zero width, other
# directions, line ends of all kinds, controls, quotation marks that do not match.
_ODD = st.sampled_from(
    [
        "👩🏽‍🌾", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "e\u0301", "Z\u0334\u0341", "𝒳", "\u200b", "\ufeff", "\u00ad",
        "שלום", "\u202eabc\u202c",
        "مرحبا", "Straße", "İ", "ŉ", "ﬁ", "你好。", "\u00a0", "\u3000", "\r", "\r\n", "\u2028",
        "\u2029",
        "\x85", "\x0b", "\x0c", "\x1c", "\x07", "\x1b[31m", "“", "”", "„", "\"", "'", "’", "‘", "«",
        "…", "—", "[", "](", "<!channel>", "@everyone", "*", "`", "{count}", "\\", "%s",
    ]
)  # fmt: skip
_NAME = st.sampled_from(
    [
        "Ada Quill",
        "Mr. Quill",
        "Señora Añil",
        "Zoë Bram 🌊",
        "a senior keeper",
        "Bram",
        "李华",
        "O’Dell",
    ]
)
_DATE = st.sampled_from(
    ["May 3, 2031", "on 4 June 2030", "Nov, 15, 2029", "in 1987", "two months after", "last year"]
)
_GROUP = st.sampled_from(
    [
        "Weavers - North Lane",
        "Kiln Keepers, Local 9",
        "Potters’ Guild (PG)",
        "e\u0301toile.org",
        "North Lane Weavers",
    ]
)
_WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            "the kiln burns clay tiles near Ostrow and warm glaze runs over it".split()
        ),
        st.sampled_from(["1,200 tiles", "12.5 per cent", "three kilns", "€4 million", "Ostrow"]),
        _DATE,
        _ODD,
    ),
    min_size=3,
    max_size=14,
).map(" ".join)
_SENTENCE = st.one_of(
    _WORDS.map(lambda w: f"The kiln {w}."),
    st.tuples(_NAME, _WORDS, _ODD).map(lambda p: f"“{p[1]}{p[2]}” {p[0]} said."),
    st.tuples(_NAME, _WORDS).map(lambda p: f"{p[0]} said that the kiln {p[1]}."),
    st.tuples(_WORDS, _NAME, _WORDS).map(lambda p: f"“{p[0]},” said {p[1]}. “{p[2]}"),
    st.tuples(_NAME, _DATE).map(lambda p: f"{p[0]}, the keeper of the kiln, left {p[1]}."),
)
_LINE_END = st.sampled_from(["\n", "\r\n", "\r", "\u2028"])
_BLOCK = st.one_of(
    st.lists(_SENTENCE, min_size=1, max_size=4).map(" ".join),
    st.lists(_WORDS, min_size=1, max_size=4).map(lambda lines: "\n".join(f"• {x}" for x in lines)),
    st.tuples(_LINE_END, st.lists(_GROUP, min_size=2, max_size=6)).map(
        lambda p: f"Sincerely,{p[0]}{p[0]}" + p[0].join(p[1])
    ),
    st.sampled_from(["Advertisement", "Source link", "15", "Read more", "Photo: Ada Quill / KP"]),
    st.text(max_size=30).filter(lambda t: "\0" not in t),
)
_BREAK = st.sampled_from(["\n\n", "\r\n\r\n", "\n", "\r\r", "\n \n", "\n\u00a0\n"])


@st.composite
def _document(draw: st.DrawFn) -> str:
    parts = [draw(_SENTENCE)]
    for block in draw(st.lists(_BLOCK, min_size=1, max_size=7)):
        parts += [draw(_BREAK), block]
    text = "".join(parts)
    # A name of a file may be anything, but files hold no lone surrogates and no NUL.
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


_DOCUMENTS = st.lists(_document(), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def matcher(intents_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    """The matcher over the shipped intents, without the embedding."""
    return Matcher(load_intents(intents_folder), None, tmp_path_factory.mktemp("phrases"))


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder in memory where there is such a thing: editions are flushed to the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is private
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 50_000_000
    with tempfile.TemporaryDirectory(dir=memory if roomy else None) as made:
        yield Path(made)


def _built(texts: Texts, folder: Path) -> LocalEdition:
    made = Path(tempfile.mkdtemp(dir=folder))
    (made / "seeds").mkdir()
    for source_id, text in texts.items():
        (made / "seeds" / f"{source_id}.txt").write_bytes(text.encode("utf-8"))
    report = build(made / "seeds", Shelf(made / "home"), embed=None)
    assert not report.problems
    return Shelf(made / "home").open()


def _assistant(edition: LocalEdition, matcher: Matcher, intents_folder: Path) -> Assistant:
    return Assistant(edition, load_intents(intents_folder), matcher)


def _naive_lines(text: str, span: Span) -> tuple[int, int]:
    return text[: span.start].count("\n") + 1, text[: span.end - 1].count("\n") + 1


def _check_edition(edition: LocalEdition, texts: Texts) -> None:
    """Passages, sentences, facts and lists lie where they say, in the text that was written."""
    assert {source.id for source in edition.sources()} == set(texts)
    for source_id, text in texts.items():
        document = edition.document(source_id)
        assert document.text == text
        end = 0
        for passage in edition.passages(source_id):
            assert end <= passage.span.start < passage.span.end <= len(text)
            assert passage.span.of(text).strip() == passage.span.of(text)
            inner = passage.span.start
            for sentence in passage.sentences:
                assert inner <= sentence.start < sentence.end <= passage.span.end
                inner = sentence.end
            end = passage.span.end
        passages = edition.passages(source_id)
        for fact in edition.facts(source_id=source_id):
            for anchor in fact.evidence:
                assert 0 <= anchor.span.start < anchor.span.end <= len(text)
                around = [p for p in passages if p.span.contains(anchor.span)]
                assert around, f"{fact.kind} crosses passages: {anchor.span.of(text)!r}"
                assert around[0].role is not Role.BOILERPLATE
            for mark in fact.marks:
                assert any(anchor.span.contains(mark.span) for anchor in fact.evidence)
    for report in edition.lists("signatory"):
        for missed in report.not_understood:
            assert report.span.contains(missed)
    for hit in edition.search(["kiln"], 20):
        assert hit.text == hit.passage.span.of(texts[hit.passage.source_id])


def _check_citation(citation: Citation, texts: Texts) -> None:
    """One citation, against the text that was written to the disk."""
    text, span = texts[citation.source_id], citation.span
    assert citation.quote == text[span.start : span.end]
    assert 0 < len(citation.quote) <= LONGEST == 600
    assert citation.quote.strip()
    assert citation.prefix == text[max(0, span.start - _AROUND) : span.start]
    assert citation.suffix == text[span.end : span.end + _AROUND]
    assert citation.lines == _naive_lines(text, span)
    for mark in citation.marks:
        assert span.contains(mark)


def _cited(reply: Reply) -> Sequence[Citation]:
    return reply.citations if isinstance(reply, Answer) else ()


def _check_reply(reply: Reply, texts: Texts, assistant: Assistant) -> None:
    cited = _cited(reply)
    for citation in (*cited, *reply.related):
        _check_citation(citation, texts)
        context = assistant.passage(citation)
        assert context.quote.of(context.text) == citation.quote
        assert texts[citation.source_id][context.start :].startswith(context.text)
    assert [citation.n for citation in cited] == list(range(1, len(cited) + 1))
    assert len({(c.source_id, c.span) for c in cited}) == len(cited)
    if isinstance(reply, Answer):
        assert {n for item in reply.items for n in item.citations} == {c.n for c in cited}
    _check_json(reply)


_KEYS = {
    "id": str, "question": str, "status": str, "intent": (str, type(None)),
    "confidence": (int, float), "headline": str, "text": str, "items": list, "citations": list,
    "related": list, "completeness": (dict, type(None)), "reason": (str, type(None)),
    "suggestions": list, "edition": str, "elapsed_ms": (int, float),
}  # fmt: skip
_CITATION_KEYS = {
    "n": int, "source": str, "title": str, "sha256": str, "start": int, "end": int,
    "lines": list, "quote": str, "prefix": str, "suffix": str, "url": (str, type(None)),
}  # fmt: skip


def _check_json(reply: Reply) -> None:
    """The contract of `briefing ask --json`, after a strict round trip on one line."""
    line = dumps(as_json(reply))
    assert len(line.splitlines()) == 1
    value = json.loads(line)
    for key, kinds in _KEYS.items():
        assert isinstance(value[key], kinds), key
    assert value["status"] in ("answered", "clarify", "abstained", "help")
    assert (value["reason"] is None) == (value["status"] != "abstained")
    for citation in (*value["citations"], *value["related"]):
        for key, kinds in _CITATION_KEYS.items():
            assert isinstance(citation[key], kinds), key
        assert citation["end"] - citation["start"] == len(citation["quote"])
    for item in value["items"]:
        assert isinstance(item["text"], str)
        assert all(isinstance(n, int) for n in item["citations"])
    if value["completeness"] is not None:
        assert {"shown", "total", "not_understood"} <= set(value["completeness"])
        assert value["completeness"]["shown"] <= value["completeness"]["total"]
    assert plain_text(reply)


def _questions(texts: Texts, draw: st.DataObject) -> Iterator[str]:
    """Every command, bare and with words of the documents, and questions made of them."""
    words = " ".join(texts.values()).split()
    pick = st.lists(st.sampled_from(words), min_size=1, max_size=5).map(" ".join)
    text = draw.draw(st.sampled_from(list(texts.values())))
    start = draw.draw(st.integers(0, max(0, len(text) - 1)))
    some = draw.draw(pick)
    yield from (
        "who signed it?",
        "what did Quill say?",
        "who is Ada Quill",
        "what do you have on the kiln",
    )
    yield f"what did {some} say about {draw.draw(pick)}"
    yield f"did {draw.draw(pick)} sign the letter"
    yield f"who said “{text[start : start + 60]}”"
    yield f"how many {some} near Ostrow?"
    yield text[start : start + 90]
    yield some


@pytest.mark.parametrize(
    "examples", [40, pytest.param(400, marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_every_quote_is_the_exact_slice(
    examples: int, folder: Path, matcher: Matcher, intents_folder: Path
) -> None:
    intents = load_intents(intents_folder)

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(documents=_DOCUMENTS, draw=st.data())
    def holds(documents: list[str], draw: st.DataObject) -> None:
        texts = {f"document-{n}": text for n, text in enumerate(documents)}
        edition = _built(texts, folder)
        _check_edition(edition, texts)
        assistant = Assistant(edition, intents, matcher)
        asked = [f"/{i.command}" for i in intents if i.command]
        asked += [f"{command} kiln" for command in asked]
        for question in (*asked, *_questions(texts, draw)):
            _check_reply(assistant.reply(Utterance(question)), texts, assistant)
        for inspection in assistant.inspect(documents[0][:400]):
            if inspection.citation is not None:
                _check_citation(inspection.citation, texts)
        edition.close()
        shutil.rmtree(edition.path.parents[2])

    holds()


_LETTER = (
    "Dear neighbours,\r\n\r\nWe ask you to keep the old kiln\u00a0warm 🔥 all winter.\r\n\r\n"
    "Sincerely,\r\n\r\nPotters’ Guild (PG)\r\nKiln Keepers, Local 9\r\n"
)


def _quotes(reply: Reply) -> list[str]:
    return [citation.quote for citation in _cited(reply)]


def test_the_questions_do_find_quotes(folder: Path, matcher: Matcher, intents_folder: Path) -> None:
    """The property above would hold for an assistant that never quotes: this one does."""
    assistant = _assistant(_built({"kiln": _LETTER}, folder), matcher, intents_folder)
    signed = assistant.reply(Utterance("/who-signed"))
    assert _quotes(signed) == ["Potters’ Guild (PG)", "Kiln Keepers, Local 9"]
    assert [citation.lines for citation in _cited(signed)] == [(7, 7), (8, 8)]
    assert _quotes(assistant.reply(Utterance("/about kiln")))


def test_a_date_at_the_end_of_a_paragraph_stays_in_it(folder: Path) -> None:
    """ "Two months after", and the next words are those of the signature."""
    texts = {"kiln": "The kiln cooled two months after\r\rSincerely,\n\nAda Quill\nOtto Bram\n"}
    edition = _built(texts, folder)
    _check_edition(edition, texts)
    assert edition.facts("signatory")


@pytest.mark.parametrize("change", ["a byte flipped", "another version", "cut short", "gone"])
def test_a_damaged_text_gives_no_quote(
    change: str, folder: Path, matcher: Matcher, intents_folder: Path
) -> None:
    edition = _built({"kiln": _LETTER}, folder)
    (path,) = (edition.path.parents[1] / "texts").glob("*.txt")
    content = path.read_bytes()
    if change == "gone":
        path.unlink()
    else:
        path.write_bytes(
            {
                "a byte flipped": content.replace(b"Guild", b"Gyild"),
                "another version": content.replace(b"old kiln", b"new kiln"),
                "cut short": content[:-20],
            }[change]
        )
    with pytest.raises(EditionError, match="briefing build"):
        _assistant(edition, matcher, intents_folder).reply(Utterance("/who-signed"))


def test_every_flipped_byte_of_an_edition_is_noticed_or_harmless(
    folder: Path, matcher: Matcher, intents_folder: Path
) -> None:
    """Bits of the store rot too: then nothing is said, or what is said is still verbatim."""
    edition = _built({"kiln": _LETTER}, folder)
    store = edition.path / "facts.sqlite"
    content = store.read_bytes()
    telling = [content.find(word) for word in (b"Potters", b"Local 9", b"kiln", b"signatory")]
    assert min(telling) > 0
    for at in (*telling, *range(100, len(content), len(content) // 40)):
        changed = bytearray(content)
        changed[at] ^= 0x11
        store.write_bytes(changed)
        try:
            again = LocalEdition(edition.path, edition._texts)
            assistant = _assistant(again, matcher, intents_folder)
            replies = [assistant.reply(Utterance(text)) for text in ("/who-signed", "/about kiln")]
        except Exception:  # noqa: BLE001, S112 - a failure is no quote; the command says so
            continue
        for reply in replies:
            for citation in (*_cited(reply), *reply.related):
                assert citation.quote == citation.span.of(_LETTER)


def test_a_document_changed_after_the_build_is_quoted_as_it_was(
    folder: Path, matcher: Matcher, intents_folder: Path
) -> None:
    edition = _built({"kiln": _LETTER}, folder)
    seeds = edition.path.parents[2] / "seeds"
    assistant = _assistant(edition, matcher, intents_folder)
    before = assistant.reply(Utterance("/who-signed"))
    (seeds / "kiln.txt").write_bytes(_LETTER.replace("Guild", "Circle").encode("utf-8"))
    after = assistant.reply(Utterance("/who-signed"))
    assert _quotes(after) == _quotes(before)
    for citation in _cited(after):
        _check_citation(citation, {"kiln": _LETTER})


def test_a_quote_that_fails_its_last_check_is_not_sent(
    folder: Path, matcher: Matcher, intents_folder: Path
) -> None:
    """The document is swapped while an answer is made: it is all of one version, or refused."""
    edition = _built({"kiln": _LETTER}, folder)
    other = _built({"kiln": _LETTER.replace("Guild", "Gyild")}, folder)
    assistant = _assistant(edition, matcher, intents_folder)
    before, after = edition.document("kiln"), other.document("kiln")
    calls = iter([before])

    class Swapping(LocalEdition):
        def document(self, source_id: str) -> Document:
            return next(calls, after)

    edition.__class__ = Swapping
    refused = 0
    for used in range(40):
        calls = iter([before] * used)
        reply = assistant.reply(Utterance("/who-signed"))
        texts = {before.sha256: before.text, after.sha256: after.text}
        assert len({citation.sha256 for citation in _cited(reply)}) <= 1
        for citation in _cited(reply):
            assert citation.quote == citation.span.of(texts[citation.sha256])
        if isinstance(reply, Abstention):
            assert "last check" in reply.reason
            refused += 1
    assert refused
