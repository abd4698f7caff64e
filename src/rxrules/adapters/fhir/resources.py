"""The resources of a FHIR document, wherever they stand in it, and what refers to what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from rxrules.adapters.fhir.datatypes import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.adapters.reading import Place, Reading

#: Resources of these types are read; all others are listed as unread.
ORDER_TYPES = frozenset({"MedicationRequest", "MedicationStatement", "MedicationUsage", "MedicationDispense"})
READ_TYPES = ORDER_TYPES | {"Patient", "Medication", "Condition", "AllergyIntolerance", "Observation"}
#: Resources that only hold others, or say how they belong together.
_HOLDERS = frozenset({"Bundle", "Parameters", "Composition"})
#: Whoever answers with these could not, or not wholly, do what was asked.
_FAILED = frozenset({"fatal", "error"})
_NOT_WHOLE = frozenset({"incomplete", "timeout", "throttled", "transient", "too-costly"})
# Deeper than this no document nests bundles; the limit keeps a hostile one from exhausting the stack.
_DEEPEST = 24


@frozen(eq=False)
class Resource:
    """A resource in its document.

    Attributes:
        type, id: as the resource says.
        fields: its elements.
        place: where it stands.
        url: the ``fullUrl`` of its entry, or empty.
        is_draft: whether a CDS Hooks request holds it as what is being ordered.
        holder: the Bundle that it is an entry of.
    """

    type: str
    id: str
    fields: dict[str, Any]
    place: Place
    url: str = ""
    is_draft: bool = False
    holder: dict[str, Any] | None = None


@frozen(eq=False)
class Document:
    """Every resource of a document, in its order, and the index that references are looked up in."""

    resources: list[Resource] = field(factory=list)
    patient_id: str = ""
    _by_reference: dict[str, Resource] = field(factory=dict)
    _by_identifier: dict[tuple[str, str], Resource] = field(factory=dict)

    def of(self, *types: str) -> list[Resource]:
        """The resources of these types."""
        return [resource for resource in self.resources if resource.type in types]

    def add(self, resource: Resource) -> None:
        """Add a resource under every name that it may be referred to by; the first of a name keeps it."""
        self.resources.append(resource)
        if resource.url:
            self._by_reference.setdefault(resource.url, resource)
        if resource.id:
            self._by_reference.setdefault(f"{resource.type}/{resource.id}", resource)
        for identifier in listed(resource.fields.get("identifier")):
            if isinstance(identifier, dict) and isinstance(identifier.get("value"), str):
                self._by_identifier.setdefault((str(identifier.get("system", "")), identifier["value"]), resource)

    def resolve(self, raw: Any, within: Resource) -> Resource | None:
        """What a Reference refers to (contained, absolute, relative, ``urn:uuid``, identifier), or None."""
        if not isinstance(raw, dict):
            return None
        reference = raw.get("reference")
        if isinstance(reference, str) and reference.strip():
            reference = reference.strip()
            if reference.startswith("#"):
                return self._contained(reference[1:], within)
            found = self._by_reference.get(reference) or self._by_reference.get(_tail(reference))
            if found is not None:
                return found
        identifier = raw.get("identifier")
        if isinstance(identifier, dict) and isinstance(identifier.get("value"), str):
            return self._by_identifier.get((str(identifier.get("system", "")), identifier["value"]))
        return None

    @staticmethod
    def _contained(name: str, within: Resource) -> Resource | None:
        for i, one in enumerate(listed(within.fields.get("contained"))):
            if isinstance(one, dict) and one.get("id") == name and isinstance(one.get("resourceType"), str):
                place = (*within.place, "contained", i)
                # What is contained may refer to its neighbours, so it keeps the list that it stands in.
                fields = {"contained": within.fields.get("contained"), **one}
                return Resource(one["resourceType"], name, fields, place)
        return None


def _tail(reference: str) -> str:
    """``Patient/1`` of ``http://host/fhir/Patient/1/_history/3``."""
    parts = reference.partition("/_history/")[0].rstrip("/").split("/")
    return "/".join(parts[-2:])


def spelled_reference(raw: Any) -> str:
    """A Reference as it stands in a message."""
    if not isinstance(raw, dict):
        return repr(raw)[:80]
    identifier = raw.get("identifier")
    by_identifier = str(identifier.get("value", "")) if isinstance(identifier, dict) else ""
    return str(raw.get("reference") or by_identifier or raw.get("display") or "nothing")[:120]


def collect(reading: Reading, root: dict[str, Any]) -> Document:
    """Find every resource of a document; those that are not read are reported, by type and count."""
    if "hook" in root and "resourceType" not in root:
        context = root.get("context")
        patient = context.get("patientId") if isinstance(context, dict) else None
        document = Document(patient_id=patient if isinstance(patient, str) else "")
        others = _of_hook(reading, root, document)
    else:
        document = Document()
        others = Counter()
        _walk(reading, root, (str(root.get("resourceType")),), document, others)
    for kind, count in sorted(others.items()):
        told = "1 resource of this type takes" if count == 1 else f"{count} resources of this type take"
        reading.report((kind,), f"{told} no part in the checks", is_error=False)
    return document


def _of_hook(reading: Reading, root: dict[str, Any], document: Document) -> Counter[str]:
    others: Counter[str] = Counter()
    context = root.get("context")
    if isinstance(context, dict):
        for key, value in context.items():
            # Version 1 of order-select holds drafts by version: medications under `draftOrders`,
            # `medications` or `orders`.
            if isinstance(value, dict | list) and key in ("draftOrders", "medications", "orders"):
                for i, one in enumerate(listed(value)):
                    at: Place = ("context", key, i) if isinstance(value, list) else ("context", key)
                    _walk(reading, one, at, document, others, is_draft=True)
    else:
        reading.report(("context",), "a CDS Hooks request without its context")
    prefetch = root.get("prefetch")
    if isinstance(prefetch, dict):
        for key, value in prefetch.items():
            if value is None:
                reading.report(("prefetch", key), "was not fetched", is_error=False)
            else:
                _walk(reading, value, ("prefetch", key), document, others)
    elif prefetch is not None:
        reading.report(("prefetch",), "expected a mapping of resources")
    fetched = list(prefetch.values()) if isinstance(prefetch, dict) else []
    drafts = [resource for resource in document.of(*ORDER_TYPES) if resource.is_draft]
    if drafts and len(drafts) == len(document.of(*ORDER_TYPES)) and not any(_is_empty_search(one) for one in fetched):
        # SAFETY: without the list of what is taken, an order is checked against nothing but the other orders.
        told = "holds no medication, and no search that found none: what the patient takes is unknown"
        reading.report(("prefetch",), told)
    return others


def _is_empty_search(raw: Any) -> bool:
    return isinstance(raw, dict) and raw.get("resourceType") == "Bundle" and not raw.get("entry") and not goes_on(raw)


def _walk(
    reading: Reading,
    raw: Any,
    place: Place,
    document: Document,
    others: Counter[str],
    *,
    url: str = "",
    is_draft: bool = False,
    holder: dict[str, Any] | None = None,
    depth: int = 0,
) -> None:
    if not isinstance(raw, dict) or not isinstance(raw.get("resourceType"), str) or not raw["resourceType"]:
        reading.report(place, "expected a resource with its resourceType")
        return
    if depth > _DEEPEST:
        reading.report(place, f"more than {_DEEPEST} bundles in each other; what is in this one was not read")
        return
    kind = raw["resourceType"]
    if kind == "Bundle":
        if goes_on(raw) and _may_hold_orders(raw):
            # SAFETY: of Condition and the like the list is named incomplete; there is no such name for a list of medications.
            reading.report(place, "a search with a next page, or with fewer entries than its total; medications may be missing")
        for i, entry in enumerate(listed(raw.get("entry"))):
            _entry(
                reading,
                entry,
                (*place, "entry", i),
                document,
                others,
                is_draft=is_draft,
                holder=raw,
                depth=depth,
            )
        return
    if kind == "Parameters":
        _parameters(
            reading,
            raw.get("parameter"),
            (*place, "parameter"),
            document,
            others,
            is_draft=is_draft,
            depth=depth,
        )
        return
    if kind == "OperationOutcome" and (failure := _failure(raw)):
        reading.report(place, f"says that something failed ({failure}): what was asked for is unknown")
        return
    if kind in READ_TYPES or kind in _HOLDERS:
        given = raw.get("id")
        name = given.strip() if isinstance(given, str) else str(given) if isinstance(given, int) else ""
        document.add(Resource(kind, name, raw, place, url, is_draft, holder))
    else:
        others[kind] += 1


def goes_on(bundle: dict[str, Any]) -> bool:
    """Whether a search found more than the bundle holds: it has a next page, or its total is above its matches."""
    if any(isinstance(link, dict) and link.get("relation") == "next" for link in listed(bundle.get("link"))):
        return True
    total = bundle.get("total")
    if bundle.get("type") != "searchset" or not isinstance(total, int):
        return False
    return total > sum(1 for _ in _matches(bundle))


def _matches(bundle: dict[str, Any]) -> Iterator[Any]:
    for entry in listed(bundle.get("entry")):
        search = entry.get("search") if isinstance(entry, dict) else None
        if not isinstance(search, dict) or search.get("mode") in (None, "match"):
            yield entry


def _may_hold_orders(bundle: dict[str, Any]) -> bool:
    """Whether what is missing may be orders: all but a search that found one other type."""
    found = [entry.get("resource") for entry in _matches(bundle) if isinstance(entry, dict)]
    types = {str(resource.get("resourceType")) for resource in found if isinstance(resource, dict)}
    return len(types) != 1 or not types.isdisjoint(ORDER_TYPES)


def _failure(outcome: dict[str, Any]) -> str:
    """The first issue of an OperationOutcome by which something was not done, in few words; empty where all was."""
    for issue in listed(outcome.get("issue")):
        if isinstance(issue, dict) and (issue.get("severity") in _FAILED or issue.get("code") in _NOT_WHOLE):
            details = issue.get("diagnostics")
            return str(details if isinstance(details, str) and details else issue.get("code") or issue.get("severity"))[:120]
    return ""


def _entry(
    reading: Reading,
    entry: Any,
    place: Place,
    document: Document,
    others: Counter[str],
    *,
    is_draft: bool,
    holder: dict[str, Any],
    depth: int,
) -> None:
    if not isinstance(entry, dict):
        reading.report(place, "expected an entry with a resource")
        return
    request = entry.get("request")
    if isinstance(request, dict) and request.get("method") == "DELETE":
        reading.report(place, "an entry that deletes a resource takes no part in the checks", is_error=False)
        return
    response = entry.get("response")
    status = str(response.get("status", "")) if isinstance(response, dict) else ""
    if entry.get("resource") is None and status.startswith(("4", "5")):
        reading.report(place, f"was answered with the status {status[:40]!r}: what was asked for is unknown")
        return
    if entry.get("resource") is None:
        reading.report(place, "an entry without a resource", is_error="response" not in entry and "request" not in entry)
        return
    full = entry.get("fullUrl")
    _walk(
        reading,
        entry["resource"],
        (*place, "resource"),
        document,
        others,
        url=full.strip() if isinstance(full, str) else "",
        is_draft=is_draft,
        holder=holder,
        depth=depth + 1,
    )


def _parameters(
    reading: Reading,
    raw: Any,
    place: Place,
    document: Document,
    others: Counter[str],
    *,
    is_draft: bool,
    depth: int,
) -> None:
    if depth > _DEEPEST:
        reading.report(place, f"more than {_DEEPEST} levels of parameters; what is deeper was not read")
        return
    for i, one in enumerate(listed(raw)):
        at = (*place, i)
        if not isinstance(one, dict):
            reading.report(at, "expected a parameter")
            continue
        if one.get("resource") is not None:
            _walk(
                reading,
                one["resource"],
                (*at, "resource"),
                document,
                others,
                is_draft=is_draft,
                depth=depth + 1,
            )
        if one.get("part") is not None:
            _parameters(reading, one["part"], (*at, "part"), document, others, is_draft=is_draft, depth=depth + 1)
