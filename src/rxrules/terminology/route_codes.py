"""Routes of administration by code: SNOMED CT, HL7 v3 RouteOfAdministration and EDQM standard terms.

Only codes that were read in a published value set stand here: SNOMED CT in HL7's FHIR ``route-codes``, HL7 v3
in the code system itself, EDQM in the International Patient Summary and the Swiss value set. A code that
covers more than one of our routes, or none of them, is left out and so stays unknown.
"""

from __future__ import annotations

_SNOMED = {
    "26643006": "oral", "37839007": "sublingual", "54471007": "buccal", "372473007": "oromucosal",
    "738982001": "oromucosal", "418664002": "oromucosal", "372454008": "enteral", "417985001": "enteral",
    "127490009": "enteral", "127491008": "enteral", "127492001": "enteral", "418730005": "enteral",
    "418441008": "enteral", "420218003": "enteral", "445768003": "enteral", "418887008": "enteral",
    "448491004": "enteral", "47625008": "intravenous", "418114005": "intravenous",
    "419993007": "intravenous", "78421000": "intramuscular", "34206005": "subcutaneous",
    "372464004": "intradermal", "417255000": "intraosseous", "58100008": "intraarterial",
    "372463005": "intraarterial", "72607000": "intrathecal", "404820008": "epidural",
    "447080003": "epidural", "417070009": "epidural", "372475000": "perineural",
    "718329006": "infiltration", "12130007": "intra-articular", "372474001": "intra-articular",
    "372466002": "intralesional", "38239002": "intraperitoneal", "372469009": "intrapleural",
    "372460008": "intracardiac", "418401004": "intravitreal", "418821007": "intracameral",
    "372468001": "intracameral", "372476004": "subconjunctival", "418321004": "periocular",
    "418722009": "periocular", "37161004": "rectal", "16857009": "vaginal", "62226000": "intrauterine",
    "90028008": "urethral", "372471009": "intravesical", "6064005": "topical", "448598008": "topical",
    "45890007": "transdermal", "428191002": "transdermal", "447694001": "inhaled", "447081004": "inhaled",
    "404818005": "intratracheal", "372452007": "intratracheal", "46713006": "nasal",
    "54485002": "ophthalmic", "10547007": "otic", "372449004": "dental", "372457001": "dental",
    "447052000": "periodontal", "714743009": "extracorporeal", "766790006": "extracorporeal",
}  # fmt: skip

_HL7 = {
    "PO": "oral", "CHEW": "oral", "SL": "sublingual", "BUC": "buccal", "ORMUC": "oromucosal",
    "GARGLE": "oromucosal", "SUCK": "oromucosal", "NGT": "enteral", "OGT": "enteral", "GT": "enteral",
    "GJT": "enteral", "EFT": "enteral", "ENTINSTL": "enteral", "JJTINSTL": "enteral", "IV": "intravenous",
    "IVC": "intravenous", "IVCC": "intravenous", "IVCI": "intravenous", "IVFLUSH": "intravenous",
    "IVINJ": "intravenous", "IVINJBOL": "intravenous", "IVPUSH": "intravenous", "IVRPUSH": "intravenous",
    "IVSPUSH": "intravenous", "IVP": "intravenous", "IVPB": "intravenous", "IM": "intramuscular",
    "IMD": "intramuscular", "IMZ": "intramuscular", "SQ": "subcutaneous", "SQINFUS": "subcutaneous",
    "IDINJ": "intradermal", "IOSSINJ": "intraosseous", "IA": "intraarterial", "IAINJ": "intraarterial",
    "IAINJP": "intraarterial", "IAINJSP": "intraarterial", "IT": "intrathecal", "ITINJ": "intrathecal",
    "EPI": "epidural", "EPIDURINJ": "epidural", "EPIINJ": "epidural", "EPINJSP": "epidural",
    "PNINJ": "perineural", "IARTINJ": "intra-articular", "PAINJ": "intra-articular",
    "ILESINJ": "intralesional", "IPERINJ": "intraperitoneal", "IPLRINJ": "intrapleural",
    "ICARDINJ": "intracardiac", "IVITINJ": "intravitreal", "IOINJ": "intracameral",
    "SCINJ": "subconjunctival", "RBINJ": "periocular", "SQIMPLNT": "implantation", "PR": "rectal",
    "VAGINS": "vaginal", "VAGINSI": "vaginal", "IU": "intrauterine", "IUINJ": "intrauterine",
    "URETHINS": "urethral", "URETHINSTL": "urethral", "BLADINSTL": "intravesical",
    "BLADINJ": "intravesical", "SKIN": "topical", "TOPICAL": "topical", "TRNSDERMD": "transdermal",
    "SCALP": "scalp", "IONTO": "iontophoresis", "ORINHL": "inhaled", "ORNEB": "inhaled", "NEB": "inhaled",
    "IPPB": "inhaled", "ETINSTL": "intratracheal", "NASAL": "nasal", "NASALINSTIL": "nasal",
    "OPTHALTA": "ophthalmic", "OT": "otic", "PDONTINJ": "periodontal",
}  # fmt: skip

_EDQM = {
    "20053000": "oral", "20067000": "sublingual", "20002500": "buccal", "20054000": "oromucosal",
    "20055000": "oromucosal", "20013000": "enteral", "20013500": "enteral", "20021000": "enteral",
    "20045000": "intravenous", "20035000": "intramuscular", "20066000": "subcutaneous",
    "20030000": "intradermal", "20036500": "intraosseous", "20023000": "intraarterial",
    "20029000": "intraarterial", "20042000": "intrathecal", "20009000": "epidural",
    "20058000": "perineural", "20019500": "infiltration", "20024000": "intra-articular",
    "20057000": "intra-articular", "20032000": "intralesional", "20038000": "intraperitoneal",
    "20039000": "intrapleural", "20026000": "intracardiac", "20047000": "intravitreal",
    "20025500": "intracameral", "20036000": "intracameral", "20065000": "subconjunctival",
    "20061500": "periocular", "20015500": "implantation", "20061000": "rectal", "20072000": "vaginal",
    "20044000": "intrauterine", "20071000": "urethral", "20046000": "intravesical", "20003000": "topical",
    "20070000": "transdermal", "20047500": "iontophoresis", "20020000": "inhaled",
    "20008000": "intratracheal", "20049000": "nasal", "20051000": "ophthalmic", "20001000": "otic",
    "20004000": "dental", "20014000": "dental", "20059000": "periodontal", "20011500": "extracorporeal",
    "20015000": "extracorporeal",
}  # fmt: skip

ROUTE_CODES: dict[str, dict[str, str]] = {
    "snomed": _SNOMED,
    "http://snomed.info/sct": _SNOMED,
    "urn:oid:2.16.840.1.113883.6.96": _SNOMED,
    "hl7": _HL7,
    "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration": _HL7,
    "http://hl7.org/fhir/v3/RouteOfAdministration": _HL7,
    "urn:oid:2.16.840.1.113883.5.112": _HL7,
    "edqm": _EDQM,
    "http://standardterms.edqm.eu": _EDQM,
    "https://standardterms.edqm.eu": _EDQM,
    "urn:oid:0.4.0.127.0.16.1.1.2.1": _EDQM,
}
"""By the URI (or short name) of the code system: code to route id."""
