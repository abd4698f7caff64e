"""The pages about waivers, about scenarios that are missing or told twice, and about files that can't be formatted."""

from __future__ import annotations

from rxrules.authoring import codes
from rxrules.codes import CodePage

_WAIVER = """\
- code: RX504
  rule: ddi.digoxin-macrolide
  reason: the new guideline comes in March
  owner: Drug and therapeutics committee
  expires: 2027-04-01"""

_FIRES = """\
- name: clarithromycin for a patient on digoxin
  as_of: 2026-11-21
  case:
    patient: {age: 71 a}
    medications:
      - {drug: digoxin, dose: 125 ug, route: oral, status: active}
      - {drug: clarithromycin, dose: 500 mg, route: oral, status: proposed}
  fires: [ddi.digoxin-macrolide]"""

_CLEAR = """\
- name: erythromycin on the skin
  as_of: 2026-11-21
  case:
    patient: {age: 71 a}
    medications:
      - {drug: digoxin, dose: 125 ug, route: oral, status: active}
      - {drug: erythromycin, route: topical, status: proposed}
  clear: [ddi.digoxin-macrolide]"""

#: RX620 to RX623 are of waivers, RX630 to RX632 of scenarios that are missing or told twice, RX640 of formatting.
PAGES = (
    CodePage(
        codes.WAIVER_EXPIRED,
        "waiver expired",
        "The last day of a waiver is over, so that what it waived counts again.",
        "A warning that is waived for ever is a warning that nobody reads.",
        avoid=_WAIVER.replace("2027", "2025"),
        prefer=_WAIVER,
    ),
    CodePage(
        codes.WAIVER_UNUSED,
        "waiver that matches nothing",
        "There is no diagnostic of that code in the rule or file that the waiver names.",
        "It would hide the next mistake of that kind, which nobody has looked at.",
        avoid=_WAIVER.replace("digoxin-macrolide", "digoxin-makrolide"),
        prefer=_WAIVER,
    ),
    CodePage(
        codes.WAIVER_OF_ERROR,
        "waiver of an error",
        "What the waiver is about is an error, and keeps the ruleset from being used.",
        "Only what is doubtful can be answered for. What is wrong has to be mended.",
        avoid=_WAIVER.replace("RX504", "RX204"),
        prefer=_WAIVER,
    ),
    CodePage(
        codes.WAIVER_INCOMPLETE,
        "incomplete waiver",
        "A waiver says for which rule or file it holds (one of the two), why, and who answers for it.",
        "Without them nobody can tell whether it still holds.",
        avoid=_WAIVER.replace("  rule: ddi.digoxin-macrolide\n", ""),
        prefer=_WAIVER,
    ),
    CodePage(
        codes.NEVER_FIRES,
        "rule that no scenario lets fire",
        "A rule in review or active is named under `fires` in no scenario of the ruleset. Told by `rxrules lint --tests`.",
        "A rule that was never seen to fire may never fire: a name, a route or a unit in it may be one that no order has.",
        avoid=_CLEAR,
        prefer=f"{_FIRES}\n\n{_CLEAR}",
    ),
    CodePage(
        codes.NEVER_CLEAR,
        "rule that stays clear in no scenario",
        "A rule in review or active is named under `clear` in no scenario of the ruleset. Told by `rxrules lint --tests`.",
        "A rule that fires on everything passes every other test. Alerts that are always there are not read.",
        avoid=_FIRES,
        prefer=f"{_FIRES}\n\n{_CLEAR}",
    ),
    CodePage(
        codes.TWIN_SCENARIO,
        "scenario that repeats another one",
        "Two scenarios of a ruleset have the same case and ask for the same. Told by `rxrules lint --tests`.",
        "The second shows nothing that the first does not. Mostly it was copied, and its case was to be changed.",
        avoid=f"{_CLEAR}\n\n{_CLEAR.replace('erythromycin on the skin', 'erythromycin gel')}",
        prefer=f"{_FIRES}\n\n{_CLEAR}",
    ),
    CodePage(
        codes.NOT_FORMATTED,
        "file that can't be formatted",
        "`rxrules fmt` could not write the file in its form without a change of what it means, and left it alone.",
        "A formatter must never change a limit.",
    ),
)
