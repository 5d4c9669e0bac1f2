"""
Make ``tests/data/botapi.json``, what the test server knows of the Bot API: names, types, what is required, sizes.

    python tests/tools/make_botapi.py path/to/api.json.gz

The input is ``api.json`` of github.com/PaulSonOfLars/telegram-bot-api-spec (MIT), plain or gzipped. Descriptions stay
behind; the limits that they state in words are kept. A field is one string:

    [!]Type|Type[=constant][@least-most unit]     "!" says that it is required; units: characters, bytes, items, value
"""

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

_TARGET = Path(__file__).parent.parent / "data" / "botapi.json"

# How the descriptions state limits; the first that matches is taken.
_SIZES = (
    (re.compile(r"\b(\d+)-(\d+) (characters|bytes)", re.IGNORECASE), None),
    (re.compile(r"\b(\d+)-(\d+) (?:items|answer options|two-letter)"), "items"),
    (re.compile(r"\bAt most (\d+) \w+ can be specified"), "items"),
    (re.compile(r"[Vv]alues between (\d+)-(\d+) are accepted"), "value"),
)
_CONSTANT = re.compile(r"(?:must be|always) [“\"]?([a-z_]+)[”\"]?(?:[.,]|$)")


def main(source: Path) -> None:
    """Read *source* and write the compact file."""
    raw = source.read_bytes()
    api = json.loads(gzip.decompress(raw) if source.suffix == ".gz" else raw)
    _TARGET.write_text(_lines(compact(api)), encoding="utf-8")


def compact(api: dict[str, Any]) -> dict[str, Any]:
    """The part of *api* that can be checked."""
    return {
        "version": api["version"],
        "methods": {
            name: {"returns": "|".join(method["returns"]), "fields": _fields(method, optional="")}
            for name, method in sorted(api["methods"].items())
        },
        "types": {
            name: {"any": kind["subtypes"]} if kind.get("subtypes") else {"fields": _fields(kind, optional="Optional")}
            for name, kind in sorted(api["types"].items())
        },
    }


def _fields(owner: dict[str, Any], optional: str) -> dict[str, str]:
    return {field["name"]: _field(field, optional) for field in owner.get("fields", [])}


def _field(field: dict[str, Any], optional: str) -> str:
    text = field["description"]
    required = field["required"] and not (optional and text.startswith(optional))
    constant = _CONSTANT.search(text) if field["types"] == ["String"] else None
    return "".join(
        (
            "!" if required else "",
            "|".join(field["types"]),
            f"={constant.group(1)}" if constant else "",
            _size(text, field["types"]),
        )
    )


def _size(text: str, types: list[str]) -> str:
    if re.search(r"after entit(y|ies) parsing", text):
        return ""  # what comes over the wire may be longer; the server counts after parsing
    for pattern, unit in _SIZES:
        found = pattern.search(text)
        if found is None or (unit == "items") != types[0].startswith("Array"):
            continue
        numbers = found.groups()[:2] if found.re.groups > 1 else ("0", found.group(1))
        return f"@{numbers[0]}-{numbers[1]} {unit or found.group(3).lower()}"
    return ""


def _lines(data: dict[str, Any]) -> str:
    """JSON with one method or type a line, so that a newer version shows readable differences."""
    parts = [f'"version":{json.dumps(data["version"])}']
    for part in ("methods", "types"):
        rows = [f"{json.dumps(name)}:{json.dumps(value, separators=(',', ':'))}" for name, value in data[part].items()]
        parts.append(f'"{part}":{{\n' + ",\n".join(rows) + "\n}")
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
