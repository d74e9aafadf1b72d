"""Plain text: the canonical text is the file's text, so offsets and lines are the file's own."""

from __future__ import annotations

import codecs

from bot.domain.errors import DocumentError
from bot.domain.ports import Reading

LARGEST = 16 * 1024 * 1024  # bytes; reading facts out of a text takes seconds a megabyte
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


class PlainReader:
    """Reads `.txt`: UTF-8, or UTF-16 with its byte order mark.

    Nothing is changed in decoding: CRLF and no-break spaces stay, and so does a byte order
    mark, as U+FEFF. Raises `DocumentError` for anything that is not text.
    """

    suffixes: tuple[str, ...] = (".txt",)

    def read(self, content: bytes, name: str) -> Reading:
        """The text of `content`; `name` is for messages."""
        if len(content) > LARGEST:
            raise DocumentError(
                name,
                f"the file has {len(content) / 1048576:.1f} MB; at most {LARGEST // 1048576} MB "
                "can be read. Split it into several documents",
            )
        text = _decoded(content, name)
        if "\x00" in text:
            raise DocumentError(
                name, "the file holds NUL bytes: it is not a text. Save it as plain text in UTF-8"
            )
        if not text.strip("\ufeff \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u200b"):
            raise DocumentError(name, "the file is empty. Put the text in, or remove the file")
        return Reading(text)


def _decoded(content: bytes, name: str) -> str:
    if not content.startswith(_UTF32):
        for mark, encoding in _BOMS:
            if content.startswith(mark):
                return _as(content, encoding, name)
    return _as(content, "utf-8", name)


def _as(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in content and encoding == "utf-8":
            raise DocumentError(
                name,
                "the file is not a text: it holds NUL bytes. Save it as plain text in UTF-8",
            ) from error
        line = content.count(b"\n", 0, error.start) + 1
        raise DocumentError(
            name,
            f"line {line} is not {encoding.upper()}. Save the file as UTF-8, or convert it: "
            f"iconv -f WINDOWS-1252 -t UTF-8 {name} > new.txt",
        ) from error
