"""Which language a text is written in, by its everyday words and letters; "und" where it does not show."""

from __future__ import annotations

import re
from typing import Final

UNKNOWN: Final = "und"

# Short words that everybody uses, with the accents left off where people leave them off. A word that
# two of the languages share counts for both and so decides nothing.
_COMMON: Final[dict[str, frozenset[str]]] = {
    "fr": frozenset(
        "le la les un une des du de et est je j ai mon ma mes me ne pas pa n plus sur pour avec que qui qu il elle on nous vous mais ou où dans ce cet cette ça ca c suis été ete avez"
        " fait faire depuis rien toujours bonjour merci svp compte jeu quand comment pourquoi aucun aucune être etre sont au aux en par si jai jsuis vos votre mot passe argent payé paye aide problème".split()
    ),
    "en": frozenset(
        "the a an and is are was were i my me you your it its to of in on for with not no can cannot can't don't but have has had been this that what when why how please help account"
        " do does did from at be get got im i'm ive i've still after just will would any hello hi thanks game money paid back wont won't".split()
    ),
    "de": frozenset(
        "der die das ein eine und ist ich mein meine nicht kein keine mit für fur auf zu von im den dem bei wenn aber wie was warum bitte habe hat wurde werden seit noch nach mich mir sie"
        " sind konto spiel geld hallo danke kann wird immer schon ihr".split()
    ),
    "es": frozenset(
        "el la los las un una y es mi mis no me que con por para de del en se lo al he ha pero como cuando porque cuenta juego dinero hola gracias ayuda puedo desde nada todavía todavia"
        " está esta estoy tengo hace ya sin mi más mas su".split()
    ),
    "it": frozenset(
        "il lo la gli le un una e è non mi che con per di del della in sono ho ha ma come quando perché perche conto gioco soldi ciao grazie aiuto posso più piu ancora da mio mia mie"
        " questo questa anche nel sul al stato dopo".split()
    ),
    "pt": frozenset(
        "o a os as um uma e é não nao meu minha me que com por para de do da em no na se mas como quando porque conta jogo dinheiro olá ola obrigado obrigada ajuda posso desde nada ainda"
        " está esta estou tenho fui já ja sem mais seu você voce".split()
    ),
    "pl": frozenset(
        "i w na nie się sie jest to że ze mi mnie moje mój moj moja z do za od po co jak kiedy dlaczego ale proszę prosze konto gra gry pieniądze pieniadze dzień dzien dobry dziękuję"
        " mam mogę moge już juz jeszcze zostało zostalo przez".split()
    ),
}
_DISTINCT: Final = {"de": "ß", "es": "ñ¿¡", "pt": "ãõ", "pl": "łąęśżźćń", "fr": "œç"}
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
# Enough of a message to tell; the rest would only cost time.
_LOOK_CHARS: Final = 600


def detect_language(text: str) -> str:
    """The BCP 47 tag of the text's language, one of eight, or "und".

    >>> detect_language("mon compte a été piraté"), detect_language("where is my gold?"), detect_language("ok")
    ('fr', 'en', 'und')
    """
    sample = text[:_LOOK_CHARS].lower()
    letters = sum(map(str.isalpha, sample))
    if letters and len(_CYRILLIC.findall(sample)) * 2 > letters:
        return "ru"
    words = [part for word in _WORD.findall(sample) for part in ((word, *re.split("['’]", word)) if "'" in word or "’" in word else (word,))]
    scores = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    for language, signs in _DISTINCT.items():
        scores[language] += 2 * any(sign in sample for sign in signs)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    return ranked[0][0] if ranked[0][1] > ranked[1][1] else UNKNOWN
