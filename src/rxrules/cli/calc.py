"""`rxrules calc`: a clinical formula by its name, with its steps and its source."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rxrules.cli.main import CLEAN
from rxrules.cli.output import add_format, make_console, write_json
from rxrules.clinical import FORMULAS, formula
from rxrules.documents.near import did_you_mean
from rxrules.errors import InputError
from rxrules.report.render.lines import Line
from rxrules.units import Quantity

if TYPE_CHECKING:
    from rxrules.clinical import Formula, Parameter, Result

_STATUSES = """\
`rxrules calc FORMULA --help` tells what a formula takes. A name without its year means the newest version.
A result is an aid to calculation, and no recommendation of a dose.

exit status:
  0  a result, a list or help was printed
  2  there is no such formula, an input is missing or wrong, or the formula is not made for it"""
_AID = "an aid to calculation, no recommendation of a dose"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command; those of a formula are read when it is known which."""
    parser.usage = "rxrules calc [--list] [--format {text,json}] [--color {auto,always,never}] [FORMULA --INPUT VALUE ...]"
    parser.epilog = _STATUSES
    parser.add_argument(
        "formula", nargs="?", metavar="FORMULA", help="cockcroft-gault, cockcroft-gault-1976 ...; without it a list"
    )
    parser.add_argument("inputs", nargs=argparse.REMAINDER, metavar="--INPUT VALUE", help='what it takes: --age "60 a" ...')
    parser.add_argument("--list", action="store_true", help="list every formula, with what it takes")
    add_format(parser)


def main(arguments: argparse.Namespace) -> int:
    """Calculate; or list the formulas.

    Raises:
        InputError: there is no such formula, or an input is missing or wrong.
    """
    if arguments.list or arguments.formula is None:
        _list(arguments)
        return CLEAN
    try:
        chosen = formula(arguments.formula)
    except InputError as problem:
        raise InputError(f"{problem} (`rxrules calc --list` names them all)") from None
    parser = _parser(chosen, arguments)
    parsed, unknown = parser.parse_known_args(arguments.inputs)
    if unknown:
        hint = did_you_mean(unknown[0], map(_option, (one.name for one in chosen.parameters)))
        parser.error(f"unrecognized arguments: {' '.join(unknown)}{hint and '; '}{hint}")
    given = {one.name: values for one in chosen.parameters if (values := getattr(parsed, f"input_{one.name}"))}
    # one of two weights is wrong, and nobody can tell which
    if twice := [_option(name) for name, values in given.items() if len(values) > 1]:
        parser.error(f"given more than once: {', '.join(twice)}")
    result = chosen(**{name: values[0] for name, values in given.items()})
    if parsed.format == "json":
        write_json({"formula": _named(chosen), **_result_document(result), "note": _AID})
    else:
        _print(result, parsed)
    return CLEAN


def _parser(chosen: Formula, arguments: argparse.Namespace) -> argparse.ArgumentParser:
    """The parser of one formula's inputs; what stood before the formula's name holds unless it is said again."""
    example = " ".join(f'{_option(name)} "{value}"' for name, value in chosen.example.items())
    parser = argparse.ArgumentParser(
        prog=f"rxrules calc {chosen.id}",
        description=f"{chosen.title}: for {chosen.population}. The result is in {chosen.unit}.",
        epilog=f"example:\n  rxrules calc {chosen.id} {example}\n\nsource:\n  {chosen.source}\n\nA result is {_AID}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    inputs = parser.add_argument_group("inputs")
    for one in chosen.parameters:
        # a missing input is the formula's to refuse: it says what it expects, and names all that is wrong at once
        inputs.add_argument(
            _option(one.name),
            dest=f"input_{one.name}",
            action="append",
            metavar="WORD" if one.words else "VALUE",
            help=(one.expected + _whether(one)).replace("%", "%%"),
        )
    add_format(parser)
    parser.set_defaults(format=arguments.format, color=arguments.color)
    return parser


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _whether(one: Parameter) -> str:
    if one.default is not None:
        return f" (default: {one.default if isinstance(one.default, str) else format(one.default, 'g')})"
    return "" if one.required else " (optional)"


def _print(result: Result, arguments: argparse.Namespace) -> None:
    console = make_console(arguments)
    value, rest = str(result).split(", ", 1)
    console.print(Line((value, "bold"), f"  {rest}", indent=0))
    for place, step in enumerate(result.steps):
        console.print(Line(step, label="" if place else "steps", indent=2 if not place else 14))
    console.print(Line(f"{result.formula.id}, for {result.formula.population}", label="formula"))
    console.print(Line((result.formula.source, "dim"), label="source"))
    console.print(Line((_AID, "dim"), label="note"))


def _list(arguments: argparse.Namespace) -> None:
    if arguments.format == "json":
        write_json({"formulas": [_described(one) for one in FORMULAS.values()]})
        return
    console = make_console(arguments)
    for one in FORMULAS.values():
        console.print(Line((one.id, "bold"), f"  {one.title}", indent=0))
        takes = ", ".join(_option(parameter.name) + ("" if _needed(parameter) else " (optional)") for parameter in one.parameters)
        console.print(Line((takes, "dim")))


def _needed(one: Parameter) -> bool:
    return one.required and one.default is None


def _named(one: Formula) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "version": one.version,
        "title": one.title,
        "population": one.population,
        "source": one.source,
    }


def _described(one: Formula) -> dict[str, object]:
    return {
        **_named(one),
        "unit": one.unit,
        "parameters": [
            {"name": each.name, "meaning": each.meaning, "required": _needed(each)}
            | ({"words": list(each.words)} if each.words else {"unit": each.unit})
            | ({} if each.default is None else {"default": each.default})
            for each in one.parameters
        ],
    }


def _result_document(result: Result) -> dict[str, object]:
    return {
        "inputs": {
            name: {"value": given.value, "unit": given.unit.code} if isinstance(given, Quantity) else given
            for name, given in result.inputs.items()
        },
        "result": {"value": result.value.value, "unit": result.value.unit.code},
        "reading": result.reading,
        "steps": list(result.steps),
    }
