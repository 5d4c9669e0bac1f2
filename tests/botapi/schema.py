"""What the Bot API's description says of calls and answers, from ``tests/data/botapi.json``."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent.parent / "data" / "botapi.json"
_FIELD = re.compile(r"(!?)([^=@]+)(?:=(\w+))?(?:@(\d+)-(\d+) (\w+))?")
_ARRAY = "Array of "


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a method or field of a type. *unit* is characters, bytes, items, value or empty (no limit)."""

    types: tuple[str, ...]
    required: bool
    constant: str
    least: int
    most: int
    unit: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a multipart call."""

    name: str
    content: bytes


@cache
def _api() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return data


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in _api()["methods"]}


def method_name(name: str) -> str | None:
    """The method's name as the description writes it, whatever case it came in; None for an unknown one."""
    return _names().get(name.lower())


@cache
def _fields(part: str, name: str) -> dict[str, Field]:
    return {key: _field(text) for key, text in _api()[part][name]["fields"].items()}


def _field(text: str) -> Field:
    found = _FIELD.fullmatch(text)
    assert found is not None, text
    required, types, constant, least, most, unit = found.groups()
    return Field(
        types=tuple(types.split("|")),
        required=bool(required),
        constant=constant or "",
        least=int(least or 0),
        most=int(most or 0),
        unit=unit or "",
    )


def read_call(method: str, raw: Mapping[str, object]) -> tuple[dict[str, Any], list[str]]:
    """
    Turn the parameters of a call, as they came over the wire, into values, and compare them with the description.

    Args:
        method: As the description writes it.
        raw: Strings from forms and queries, uploads from multipart bodies, or values from a JSON body.
    Returns: the values of known parameters, and what is wrong, one line each.
    """
    fields = _fields("methods", method)
    values: dict[str, Any] = {}
    wrong = [f"{method}: unknown parameter {name}" for name in raw if name not in fields and not _is_upload(raw[name])]
    for name, field in fields.items():
        if name not in raw:
            if field.required:
                wrong.append(f"{method}: {name} is missing")
            continue
        values[name] = _decoded(raw[name], field.types)
        wrong.extend(f"{method}: {line}" for line in _check(values[name], field, name))
    return values, wrong


def check_answer(method: str, answer: object) -> list[str]:
    """What is wrong with our own *answer* to a method, one line each: the stand-in must not drift from the original."""
    types = tuple(_api()["methods"][method]["returns"].split("|"))
    return [f"answer of {line}" for line in _check(answer, Field(types, True, "", 0, 0, ""), method)]


def check_type(name: str, value: object) -> list[str]:
    """What is wrong with *value* as an object of the type *name*."""
    return list(_check(value, Field((name,), True, "", 0, 0, ""), name))


def _is_upload(value: object) -> bool:
    return isinstance(value, Upload)


def _decoded(value: object, types: tuple[str, ...]) -> object:
    """Forms know only strings: read them as the first type that fits."""
    if not isinstance(value, str):
        return value
    for kind in types:
        if kind in {"Integer", "Float"} and re.fullmatch(r"-?\d+(\.\d+)?", value):
            return float(value) if "." in value else int(value)
        if kind == "Boolean" and value in {"true", "false", "True", "False", "1", "0"}:
            return value in {"true", "True", "1"}
    if "String" in types:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _check(value: object, field: Field, path: str) -> Iterator[str]:
    complaints = [list(_check_kind(value, kind, path)) for kind in field.types]
    best = min(complaints, key=len)
    if best:
        yield from best
        return
    if field.constant and value != field.constant:
        yield f"{path} must be {field.constant!r}, is {value!r}"
    size = _size(value, field)
    if field.unit and field.most and not field.least <= size <= field.most:
        yield f"{path} must have {field.least}-{field.most} {field.unit}, has {size}"


def _size(value: object, field: Field) -> int:
    if field.unit == "bytes":
        return len(str(value).encode())
    if field.unit == "value":
        return value if isinstance(value, int) else 0
    return len(value) if isinstance(value, str | list) else 0


_PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "InputFile": (Upload, str),
}


def _check_kind(value: object, kind: str, path: str) -> Iterator[str]:
    if kind in _PLAIN:
        if not isinstance(value, _PLAIN[kind]) or (isinstance(value, bool) and kind != "Boolean"):
            yield f"{path} must be {kind}, is {value!r:.80}"
    elif kind.startswith(_ARRAY):
        yield from _check_array(value, kind.removeprefix(_ARRAY), path)
    elif "any" in _api()["types"][kind]:
        yield from min((list(_check_kind(value, one, path)) for one in _api()["types"][kind]["any"]), key=len)
    else:
        yield from _check_object(value, kind, path)


def _check_array(value: object, kind: str, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path} must be an array, is {value!r:.80}"
        return
    for number, item in enumerate(value):
        yield from _check_kind(item, kind, f"{path}[{number}]")


def _check_object(value: object, kind: str, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path} must be {kind}, is {value!r:.80}"
        return
    fields = _fields("types", kind)
    yield from (f"{path}.{name} is unknown" for name in value if name not in fields)
    for name, field in fields.items():
        if name in value:
            yield from _check(value[name], field, f"{path}.{name}")
        elif field.required:
            yield f"{path}.{name} is missing"
