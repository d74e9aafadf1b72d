"""Settings: options win over the environment, the environment over the defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from bot.domain.errors import UsageError

_SHIPPED = Path(__file__).parent / "shipped"  # in an installed wheel
_CHECKOUT = Path(__file__).parent.parent  # in a checkout
_SLACK = "https://slack.com/api/"
DEFAULT_PORT = 8080


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how strict to be. Never built on import."""

    seeds: Path
    intents: Path
    home: Path
    model: str | None = None  # folder of an embedding model; "none" for lexical only


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """What Slack gave the app, and where Slack is. Socket Mode needs an app token, HTTP the
    signing secret; several workspaces need the client's id and secret."""

    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    api_url: str = _SLACK
    app_id: str | None = None  # for `briefing doctor`, as is the next
    config_token: str | None = field(default=None, repr=False)

    @property
    def socket_mode(self) -> bool:
        """Whether events come by a connection that we open, not to our HTTP server."""
        return self.app_token is not None

    @property
    def is_set(self) -> bool:
        return any((self.bot_token, self.app_token, self.signing_secret, self.client_id))


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """What Discord gave the app, where Discord is, and which shards are ours."""

    token: str | None = field(default=None, repr=False)
    api_url: str | None = None  # without: Discord's own
    gateway_url: str | None = None
    shards: tuple[int, ...] = ()  # empty: all of them
    shard_count: int | None = None  # without: as Discord recommends

    @property
    def is_set(self) -> bool:
        return self.token is not None


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """What a running bot needs beside the documents.

    `command_prefix` stands before the name of every command. `reader_url` is the public
    address of the reader, for links to passages.
    """

    slack: SlackSettings = field(default_factory=SlackSettings)
    discord: DiscordSettings = field(default_factory=DiscordSettings)
    command_prefix: str = ""
    host: str = "127.0.0.1"
    port: int | None = None  # of the HTTP server; without: `DEFAULT_PORT` where one is needed
    reader_url: str | None = None
    keep_days: int = 90  # how long the ledger remembers questions and answers


def settings(
    seeds: Path | None = None,
    intents: Path | None = None,
    home: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """The settings from options and environment.

    `BRIEFING_SEEDS`, `BRIEFING_INTENTS` and `BRIEFING_HOME` are folders; `BRIEFING_MODEL` is
    the folder of an embedding model, or `none` to do without. Without any of them: `seeds/`
    and `intents/` of the current folder, else the ones that come with the program. Each
    folder of documents has editions of its own below the home, unless `home` is given.
    """
    env = os.environ if environment is None else environment
    documents = _chosen(seeds, env.get("BRIEFING_SEEDS"), "seeds")
    return Settings(
        seeds=documents,
        intents=_chosen(intents, env.get("BRIEFING_INTENTS"), "intents"),
        home=_given(home, env.get("BRIEFING_HOME")) or _default_home(documents, env),
        model=env.get("BRIEFING_MODEL") or None,
    )


def _given(option: Path | None, variable: str | None) -> Path | None:
    if option is not None:
        return option
    return Path(variable).expanduser() if variable else None


def _chosen(option: Path | None, variable: str | None, name: str) -> Path:
    places = (Path.cwd() / name, _SHIPPED / name, _CHECKOUT / name)
    return _given(option, variable) or next((p for p in places if p.is_dir()), places[0])


def _default_home(documents: Path, env: Mapping[str, str]) -> Path:
    """`.briefing` beside the documents of the current folder, else the user's data folder."""
    folder = documents.absolute()
    if folder == Path.cwd() / "seeds":
        return Path.cwd() / ".briefing"
    data = Path(env.get("XDG_DATA_HOME") or Path("~/.local/share").expanduser())
    name = sha256(str(folder).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return data / "briefing" / f"{folder.name}-{name}"


def service_settings(environment: Mapping[str, str] | None = None) -> ServiceSettings:
    """The settings of a running bot from the environment; raises `UsageError`.

    A secret may lie in a file instead, which the variable with `_FILE` behind its name names.
    """
    env = os.environ if environment is None else environment
    shards, count = _shards(env.get("DISCORD_SHARDS", ""))
    return ServiceSettings(
        slack=SlackSettings(
            bot_token=_secret(env, "SLACK_BOT_TOKEN"),
            app_token=_secret(env, "SLACK_APP_TOKEN"),
            signing_secret=_secret(env, "SLACK_SIGNING_SECRET"),
            client_id=env.get("SLACK_CLIENT_ID") or None,
            client_secret=_secret(env, "SLACK_CLIENT_SECRET"),
            api_url=_address(env, "SLACK_API_URL", "http", "https") or _SLACK,
            app_id=env.get("SLACK_APP_ID") or None,
            config_token=_secret(env, "SLACK_CONFIG_TOKEN"),
        ),
        discord=DiscordSettings(
            token=_secret(env, "DISCORD_TOKEN"),
            api_url=_address(env, "DISCORD_API_URL", "http", "https"),
            gateway_url=_address(env, "DISCORD_GATEWAY_URL", "ws", "wss"),
            shards=shards,
            shard_count=count,
        ),
        command_prefix=_prefix(env.get("BRIEFING_COMMAND_PREFIX", "")),
        host=env.get("BRIEFING_HOST") or "127.0.0.1",
        port=_port(env.get("BRIEFING_PORT", "")),
        reader_url=_address(env, "BRIEFING_PUBLIC_URL", "http", "https"),
        keep_days=_days(env.get("BRIEFING_KEEP_DAYS", "")),
    )


def _secret(env: Mapping[str, str], name: str) -> str | None:
    """The secret called `name`, or what the file named by `NAME_FILE` holds."""
    file = env.get(f"{name}_FILE")
    if not file:
        return env.get(name, "").strip() or None
    if env.get(name):
        raise UsageError(f"{name} and {name}_FILE are both set; unset one of them")
    try:
        return Path(file).expanduser().read_text("utf-8").strip() or None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{name}_FILE: {file} cannot be read ({why})") from error


def _address(env: Mapping[str, str], name: str, *schemes: str) -> str | None:
    """The address in the variable `name`, without credentials, with one of the schemes."""
    value = env.get(name, "").strip()
    if not value:
        return None
    try:
        parts = urlsplit(value)
        valid = parts.scheme in schemes and parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        valid = False
    if not valid:
        raise UsageError(f"{name} is no address that starts with {' or '.join(schemes)}: {value!r}")
    return value


def _prefix(value: str) -> str:
    if value and not re.fullmatch(r"[a-z0-9_-]{1,20}", value):
        raise UsageError(
            f"BRIEFING_COMMAND_PREFIX takes up to 20 of a-z, 0-9, - and _, not {value!r}"
        )
    return value


def _port(value: str) -> int | None:
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or int(value) > 65535:
        raise UsageError(f"BRIEFING_PORT is a number from 0 to 65535, not {value!r}")
    return int(value)


def _days(value: str) -> int:
    if not value:
        return ServiceSettings().keep_days
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 36_500:
        raise UsageError(f"BRIEFING_KEEP_DAYS is a number of days, at least 1, not {value!r}")
    return int(value)


def _shards(value: str) -> tuple[tuple[int, ...], int | None]:
    """Shards as `0,1/4`: the numbers 0 and 1 of 4; `/4` for all of 4; empty for as needed."""
    if not value:
        return (), None
    numbers, _, count = value.partition("/")
    try:
        shards = tuple(int(number) for number in numbers.split(",") if number)
        total = int(count)
    except ValueError:
        shards, total = (), 0
    if total < 1 or any(not 0 <= shard < total for shard in shards):
        raise UsageError(
            f"DISCORD_SHARDS is a list of shards and how many there are, as 0,1/4; not {value!r}"
        )
    return shards, total
