"""The greeting that opens a message, taken off: it says nothing of what the message is about. Nothing else is cut."""

from __future__ import annotations

import re
from typing import Final

# A longer opening is more than a greeting.
_LOOK_CHARS: Final = 120
_HELLO: Final = (
    r"bonjour|bonsoir|bjr|salut|slt|coucou|hello|hi|hey|hiya|dear|greetings|good (?:morning|afternoon|evening|day)|allo"
    r"|madame|monsieur|mesdames|messieurs|hallo|guten (?:tag|morgen|abend)|moin|servus|sehr geehrte|hola|buenas|buenos d[ií]as"
    r"|buenas (?:tardes|noches)|estimad[oa]s?|ciao|salve|buongiorno|buonasera|gentil[ei]|ol[áa]|oi|bom dia|boa (?:tarde|noite)"
    r"|prezad[oa]s?|dzie[ńn] dobry|cze[śs][ćc]|witam|здравствуйте|добрый (?:день|вечер)|доброе утро|привет"
)
_WHO: Final = (
    r"madame|monsieur|mesdames|messieurs|mme|mr?|sir|madam|ma'am|team|support|all|everyone|there|guys|folks|again|à|a|tous|toutes|et|ou|l'équipe"
    r"|équipe|le|la|chère?s?|the|to|whom|it|may|concern|customer|service|client|zusammen|damen|und|herren|liebes|equipo|soporte"
    r"|se[ñn]ores?|a todos|staff|a tutti|pessoal|equipe|państwu|всем|команда"
)
_GREETING: Final = re.compile(
    rf"\s{{0,20}}(?:{_HELLO})\b(?:[ ,/]{{1,3}}(?:{_HELLO}|{_WHO})\b){{0,6}}(?=[\s,.!:;\-–—]|$)[\s,.!:;\-–—)]{{0,20}}",
    re.IGNORECASE,
)


def without_greeting(text: str) -> str:
    r"""The message behind its greeting; the whole of it where there is nothing else.

    >>> without_greeting("Bonjour Madame, Monsieur,\n\nmon compte est bloqué"), without_greeting("Hello there!")
    ('mon compte est bloqué', 'Hello there!')
    """
    match = _GREETING.match(text[:_LOOK_CHARS])
    if match is None:
        return text
    rest = text[match.end() :]
    return rest if any(map(str.isalnum, rest)) else text
