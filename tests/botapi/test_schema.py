"""Calls and answers against the description of the Bot API."""

import pytest

from tests.botapi.schema import Upload, check_type, method_name, read_call

MARKUP = '{"inline_keyboard": [[{"text": "Why?", "callback_data": "%s"}]]}'


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        pytest.param({"chat_id": "1", "text": "x"}, [], id="form"),
        pytest.param({"chat_id": 1, "text": "x", "disable_notification": True}, [], id="json"),
        pytest.param({"chat_id": "@name", "text": "x"}, [], id="by-name"),
        pytest.param({"chat_id": "1", "text": "x", "reply_markup": MARKUP % "why"}, [], id="nested"),
        pytest.param({"chat_id": "1"}, ["sendMessage: text is missing"], id="missing"),
        pytest.param(
            {"chat_id": "1", "text": "x", "disable_web_page_preview": "true"},
            ["sendMessage: unknown parameter disable_web_page_preview"],
            id="unknown",
        ),
        pytest.param(
            {"chat_id": "1", "text": "x", "message_thread_id": "one"},
            ["sendMessage: message_thread_id must be Integer, is 'one'"],
            id="no-number",
        ),
        pytest.param(
            {"chat_id": "1", "text": "x", "disable_notification": "yes"},
            ["sendMessage: disable_notification must be Boolean, is 'yes'"],
            id="no-boolean",
        ),
        pytest.param(
            {"chat_id": "1", "text": "x", "reply_markup": MARKUP % ("x" * 65)},
            ["sendMessage: reply_markup.inline_keyboard[0][0].callback_data must have 1-64 bytes, has 65"],
            id="too-many-bytes",
        ),
        pytest.param(
            {"chat_id": "1", "text": "x", "link_preview_options": '{"is_off": true}'},
            ["sendMessage: link_preview_options.is_off is unknown"],
            id="unknown-inside",
        ),
    ],
)
def test_calls(raw: dict[str, object], wrong: list[str]) -> None:
    """Whatever the real server would forgive is named."""
    assert read_call("sendMessage", raw)[1] == wrong


def test_values() -> None:
    """Strings of a form become the values that the description asks for."""
    values, _ = read_call("getUpdates", {"offset": "-5", "timeout": "30", "allowed_updates": '["message"]'})
    assert values == {"offset": -5, "timeout": 30, "allowed_updates": ["message"]}


def test_sizes() -> None:
    """Arrays and numbers have limits too."""
    command = {"command": "help", "description": "List"}
    assert read_call("setMyCommands", {"commands": [command] * 101})[1] == [
        "setMyCommands: commands must have 0-100 items, has 101"
    ]
    assert read_call("getUpdates", {"limit": 101})[1] == ["getUpdates: limit must have 1-100 value, has 101"]


def test_scopes() -> None:
    """Of several possible kinds the one that is meant decides."""
    commands = [{"command": "help", "description": "List"}]
    scope = {"type": "all_group_chats"}
    assert read_call("setMyCommands", {"commands": commands, "scope": scope})[1] == []
    assert read_call("setMyCommands", {"commands": commands, "scope": {"type": "everywhere"}})[1] != []


def test_uploads() -> None:
    """A file is a file, also beside other parameters."""
    assert read_call("sendDocument", {"chat_id": "1", "document": Upload("a.txt", b"x")})[1] == []


def test_method_names() -> None:
    """Methods are found in any case; others are not."""
    assert (method_name("SENDMESSAGE"), method_name("sendNothing")) == ("sendMessage", None)


def test_types() -> None:
    """Objects that we make up are held to the description as well."""
    assert check_type("User", {"id": 1, "is_bot": False, "first_name": "Ann"}) == []
    assert check_type("User", {"id": 1, "is_bot": "no"}) == [
        "User.is_bot must be Boolean, is 'no'",
        "User.first_name is missing",
    ]
