"""The pages about what can be wrong with the form of any document: files, YAML, CSV."""

from __future__ import annotations

from rxrules.codes import CodePage
from rxrules.documents import codes

#: RX001 to RX007 are of files, RX011 to RX018 of YAML, RX031 to RX033 of CSV.
PAGES = (
    CodePage(
        codes.UNREADABLE,
        "file can't be read",
        "The file is not there, may not be read, or is no regular file.",
        "A ruleset of which a part was not read would look complete, and its checks would be missing.",
    ),
    CodePage(
        codes.TOO_LARGE,
        "file too large",
        "The file is larger than 20 MB. Its size is looked at before it is read.",
        "A file of any size could fill the memory of the system that embeds the checks.",
    ),
    CodePage(
        codes.NOT_UTF8,
        "not UTF-8",
        "The file is not UTF-8 text; a byte order mark at its start is allowed.",
        "A micro sign or a comparison sign in another encoding would be read as something else.",
    ),
    CodePage(
        codes.HIDDEN_CHARACTER,
        "hidden character",
        "The text holds a character that can't be seen: a control character, a line separator that editors do"
        " not show as a line, or a mark that changes the direction of text.",
        "A reviewer would approve something else than what is evaluated, or be pointed to the wrong line.",
        avoid='title: "a\\u202eb"',
        prefer='title: "ab"',
    ),
    CodePage(
        codes.EMPTY,
        "empty file",
        "There is nothing in the file, or nothing but comments; in a table there is no header.",
        "A file that was emptied by accident would silently take its rules out of the ruleset.",
        avoid="# rules to come",
        prefer="rules: []",
    ),
    CodePage(
        codes.TOO_MANY,
        "too many mistakes",
        "The file has so many mistakes that the rest was not read.",
        "It is probably not the kind of file that was meant; thousands of messages would hide the first.",
    ),
    CodePage(
        codes.TOO_DEEP,
        "too deep",
        "Mappings and lists stand in each other more than 40 levels deep.",
        "Nothing that is meant is so deep, and reading it could exhaust the stack of the program.",
        avoid="[" * 41 + "]" * 41,
        prefer="[[]]",
    ),
    CodePage(
        codes.YAML_SYNTAX,
        "not YAML",
        "The text breaks the grammar of YAML at this place.",
        "What comes after the place can't be read.",
        avoid="title: warfarin: with naproxen",
        prefer='title: "warfarin: with naproxen"',
    ),
    CodePage(
        codes.TAB,
        "tab in the indentation",
        "A tab stands where YAML allows only spaces.",
        "How far a tab indents depends on the editor, so that the structure would be read in two ways.",
        avoid="rules:\n\t- id: a",
        prefer="rules:\n  - id: a",
    ),
    CodePage(
        codes.DUPLICATE_KEY,
        "key twice",
        "A key stands twice in one mapping.",
        "Most readers keep the last one silently: a limit that was mended above would still be wrong below.",
        avoid="max: 4 g\nmax: 40 g",
        prefer="max: 4 g",
    ),
    CodePage(
        codes.NULL,
        "no value",
        "A key has no value, or null, or ~.",
        "It is not clear whether the value was forgotten, is unknown, or is meant to be empty.",
        avoid="title:",
        prefer='title: ""',
    ),
    CodePage(
        codes.ALIAS,
        "anchor, alias or merge key",
        "The document uses &anchor, *alias or <<.",
        "A few lines can stand for gigabytes; and a rule whose limits stand elsewhere is hard to review.",
        avoid="a: &limit 4 g\nb: *limit",
        prefer="a: 4 g\nb: 4 g",
    ),
    CodePage(
        codes.TAG,
        "tag",
        "The document uses a tag such as !!float or !x.",
        "A tag changes what a text means, and some make programs run; each field has its own type already.",
        avoid='max: !!float "4"',
        prefer="max: 4 g",
    ),
    CodePage(
        codes.SEVERAL_DOCUMENTS,
        "several documents in a file",
        "After --- another document begins in the same file.",
        "Readers that take the first document only would leave out the rest without a word.",
        avoid="rules: []\n---\nrules: []",
        prefer="rules: []",
    ),
    CodePage(
        codes.KEY_NOT_TEXT,
        "key is no text",
        "A key is a list, a mapping or missing.",
        "No field is named so; it is mostly a bracket or a brace too many.",
        avoid="{{max: 4 g}: major}",
        prefer="{max: major}",
    ),
    CodePage(
        codes.CSV_SYNTAX,
        "not CSV",
        "A quoted field does not end, or has text after its closing quote.",
        "The rest of the table would be swallowed as the text of one field.",
        avoid='id,title\nddi.a,"warfarin with naproxen',
        prefer='id,title\nddi.a,"warfarin with naproxen"',
    ),
    CodePage(
        codes.CSV_HEADER,
        "header of a table",
        "A column has no name or the name of another one, or the fields are not separated by commas.",
        "It would not be clear which of two columns holds the value.",
        avoid="id,max,max\ndose.a,4 g,5 g",
        prefer="id,max,hard_max\ndose.a,4 g,5 g",
    ),
    CodePage(
        codes.CSV_RAGGED,
        "row with more or fewer fields",
        "A row does not have as many fields as the header.",
        "A comma that is missing or not quoted shifts all values behind it into the wrong columns.",
        avoid="id,title,max\ndose.a,once, or twice,4 g",
        prefer='id,title,max\ndose.a,"once, or twice",4 g',
    ),
)
