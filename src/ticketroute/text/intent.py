"""Messages that have no request of their own: a reminder, thanks, a withdrawal. Whole messages only.

A message counts only if every word of it is a word of that kind or a filler: one word of content more,
and it is a request that the classifier reads.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from ticketroute.text.fingerprint import words_of

Intent = Literal["reminder", "thanks", "withdrawal"]

# No message without a request of its own is longer than this.
_MAX_WORDS: Final = 24

_FILLER: Final = frozenset(
    # French
    "bonjour bonsoir salut coucou re hello hey madame monsieur messieurs svp stp s il vous te plait plaît merci d avance cordialement l equipe a au aux de du des la le les un une et ou en y c est ca ça ce cette"
    " je j me moi mon ma mes tu vous votre vos nous on que qu pour par sur avec ne n pas plus tres bien si oui non ok voila donc mais alors bref encore ai as avez il elle ils est suis sans ci aussi tout toute tous"
    # English
    " hi dear team sir madam please pls thanks thank you the an any of to for on in at my me i m ive ve is it s this that there here you your and or so but be been am are was have has had do does did not no yes guys just still again"
    # German, Spanish, Italian, Portuguese, Polish, Russian
    " hallo bitte danke ich mein meine und noch immer hola gracias por favor mi y todavia ciao grazie per il mio ola obrigado obrigada o meu minha ainda dzien dobry prosze jest здравствуйте пожалуйста мой моя".split()
)
_KINDS: Final[dict[Intent, tuple[frozenset[str], re.Pattern[str]]]] = {
    "reminder": (
        frozenset(
            "toujours rien aucune aucun nouvelle nouvelles reponse reponses retour retours relance relancer relancé relances up personne quelqu quelques attends attend attente attendre jours jour semaine semaines heures depuis"
            " dossier demande ticket ou en quand quoi hein allo allô coucou suite avance avancement attendu patiente news update updates answer reply response bump bumping up anyone anybody someone nothing"
            " waiting wait days day week weeks hours since ticket request case how long when what about reminder hello follow following up neuigkeiten antwort nichts warte wochen tage novedades respuesta nada espero dias"
            " novita risposta niente aspetto giorni novidades resposta espero semanas odpowiedz czekam dni новости ответ жду где ничего так дней".split()
        ),
        re.compile(
            r"toujours rien|toujours (?:pas|aucune)|aucune (?:reponse|nouvelle)|des nouvelles|du nouveau|relance|\bup\b|pas de (?:reponse|nouvelle|retour)|en est (?:mon|ma|le)|j attends|^alors\b|^allo\b|quelqu un"
            r"|any (?:news|update|answer|reply|response)|still (?:nothing|waiting|no)|bump|anyone|no (?:answer|reply|response|news)|reminder|follow(?:ing)? up|hello$|^hello hello"
            r"|neuigkeiten|keine antwort|novedades|ninguna respuesta|novita|nessuna risposta|novidades|brak odpowiedzi|czekam|есть новости|жду ответ"
        ),
    ),
    "thanks": (
        frozenset(
            "beaucoup infiniment super parfait genial top reçu recu arrive arrivé bon marche fonctionne resolu regle réponse reponse aide rapide rapidite probleme tout maintenant nickel"
            " lot much perfect great works working worked fixed solved resolved got arrived received now help helping all good cheers quick problem issue everything appreciate".split()
        ),
        re.compile(r"\bmerci\b|\bthanks?\b|\bthank you\b|\bcheers\b|\bdanke\b|\bgracias\b|\bgrazie\b|\bobrigad[oa]\b|\bdziekuje\b|спасибо"),
    ),
    "withdrawal": (
        frozenset(
            "laissez laisser tomber annulez annuler annule ferme fermez fermer cloturer cloturez ma demande mon ticket resolu trouve trouvé seul finalement retrouve retrouvé besoin plus moi meme c bon"
            " never mind nevermind close cancel withdraw ticket request case found solved myself fixed sorted need longer can forget it".split()
        ),
        re.compile(
            r"laissez? tomber|annule[zr]? (?:ma|cette|la) demande|(?:fermer?|fermez|cloture[rz]) (?:le|mon|ce|ma|la|cette) (?:ticket|demande|dossier)|never ?mind|(?:close|cancel|withdraw) (?:the|my|this) (?:ticket|request|case)"
            r"|forget (?:it|my request)"
        ),
    ),
}


def intent_of(text: str) -> Intent | None:
    """What a message without a request of its own is, or None for a message that has one.

    >>> intent_of("Bonjour, toujours rien ???"), intent_of("thank you, it works now!"), intent_of("toujours rien reçu, j'ai payé mardi")
    ('reminder', 'thanks', None)
    """
    words = words_of(text)
    if not words or len(words) > _MAX_WORDS:
        return None
    joined = " ".join(words)
    for intent, (vocabulary, sign) in _KINDS.items():
        if sign.search(joined) and all(word in vocabulary or word in _FILLER or word.isdigit() for word in words):
            return intent
    return None
