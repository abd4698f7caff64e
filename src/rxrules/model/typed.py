"""That a value of the model holds what its annotations say, whoever made it.

SAFETY: the model is public. A name where a drug belongs, or a text where a list of allergies does, must not end as an
AttributeError in the middle of a check, and still less as an order of which nothing is known. So the annotations are the contract,
and are held to.
"""

from __future__ import annotations

from functools import cache, lru_cache
from operator import attrgetter
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin, get_type_hints

from rxrules.errors import InputError, article, of_type

if TYPE_CHECKING:
    from collections.abc import Callable

#: Numbers are written without a point as often as with one; true and false are none.
_NUMBERS = frozenset({float, int})
_NAMES: dict[type, str] = {str: "text", bool: "bool (True or False)", int: "whole number"}
_HINTS = {
    "Moment": "Moment.of takes a date or a text",
    "Drug": "Drug('warfarin') is one by its name",
    "Dose": "Dose(parse_quantity('5 mg')) is one, with parse_quantity of rxrules.units",
    "Quantity": "parse_quantity of rxrules.units reads one from a text",
    "OrderStatus": "OrderStatus('active') is one",
    "Sex": "Sex('female') of rxrules.model is one",
    "Allergy": "Allergy('penicillin') of rxrules.model is one",
    "Condition": "Condition('heart failure') of rxrules.model is one",
}


class _Field(NamedTuple):
    """A field: the classes that it may have, and those of its elements where it is a list, else none."""

    name: str
    known: frozenset[type]
    element: frozenset[type]
    expected: str


def check_types(instance: object) -> None:
    """Hold a value of the model to its annotations; a list is taken for the tuple that belongs there.

    Raises:
        InputError: a field holds something else, with what was expected and what it is.
    """
    cls: Any = type(instance)
    values = _getter(cls)(instance)
    # the same few shapes come again and again, so that the common case is one look-up
    listed = _listed(cls, tuple([value.__class__ for value in values]))
    if listed is not None:
        for position, element in listed:
            for one in values[position]:
                if one.__class__ not in element:
                    break
            else:
                continue
            break
        else:
            return
    for field, value in zip(_fields(cls), values, strict=True):
        _check(instance, field, value)


def _check(instance: object, field: _Field, value: object) -> None:
    if not field.element or value is None:
        if not _is_one(value, field.known):
            raise _wrong(instance, field, of_type(value))
        return
    is_set = frozenset in field.known
    if not isinstance(value, (list, tuple, set, frozenset) if is_set else (list, tuple)):
        raise _wrong(instance, field, of_type(value))
    for one in value:
        if not _is_one(one, field.element):
            raise _wrong(instance, field, f"one that holds {of_type(one)}")
    object.__setattr__(instance, field.name, frozenset(value) if is_set else tuple(value))


def _is_one(value: object, known: frozenset[type]) -> bool:
    # the texts of a document know their place, and are of a class of their own; a bool is an int, and no number
    return type(value) in known or (isinstance(value, tuple(known)) and not isinstance(value, bool))


def _wrong(instance: object, field: _Field, got: str) -> InputError:
    hint = next((f" ({told})" for name, told in _HINTS.items() if name in field.expected.replace(" of ", " ").split()), "")
    return InputError(f"{type(instance).__name__}.{field.name}: expected {field.expected}, got {got}{hint}")


@cache
def _getter(cls: type) -> Callable[[object], tuple[Any, ...]]:
    getter: Callable[[object], tuple[Any, ...]] = attrgetter(*(field.name for field in _fields(cls)))
    return getter


@lru_cache(maxsize=4096)
def _listed(cls: type, types: tuple[type, ...]) -> tuple[tuple[int, frozenset[type]], ...] | None:
    """Which fields of values of these classes hold others to look at; None where some class is not quite what it should be."""
    fields = _fields(cls)
    if any(one not in field.known for field, one in zip(fields, types, strict=True)):
        return None
    return tuple((at, field.element) for at, field in enumerate(fields) if field.element and types[at] is not NoneType)


@cache
def _fields(cls: type) -> tuple[_Field, ...]:
    return tuple(_field(name, hint) for name, hint in get_type_hints(cls).items())


def _field(name: str, hint: Any) -> _Field:
    known: set[type] = set()
    element: frozenset[type] = frozenset()
    words = []
    for one in get_args(hint) if NoneType in get_args(hint) else (hint,):
        origin = get_origin(one)
        if origin is None:
            known |= _classes(one)
            words.append("None" if one is NoneType else "a number" if one is float else article(_NAMES.get(one, one.__name__)))
        else:
            inner = get_args(one)[0]
            element = _classes(inner)
            known.add(origin)
            words.append(f"a {origin.__name__} of {_NAMES.get(inner, inner.__name__)}")
    return _Field(name, frozenset(known), element, " or ".join(words))


def _classes(one: type) -> frozenset[type]:
    return _NUMBERS if one is float else frozenset({one})
