"""What Slack accepts of blocks, messages and views, and how it words what it does not."""

from tests.slack_server.validating.blocks import elements
from tests.slack_server.validating.contents import (
    Malformed,
    Refused,
    check_acknowledged_view,
    message_content,
    view_content,
)

__all__ = [
    "Malformed",
    "Refused",
    "check_acknowledged_view",
    "elements",
    "message_content",
    "view_content",
]
