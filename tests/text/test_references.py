import pytest

from ticketroute.text.references import names_any, references_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Transaction n° PX-88 41? non, PX-8841", {"transaction_id:PX88"} | {"code:PX8841"}),
        ("ma commande 55301 et la commande 55302", {"order_id:55301", "order_id:55302"}),
        ("orders #A-100519, A-100520 and A-100521", {"order_id:A100519", "order_id:A100520", "order_id:A100521"}),
        ("cmd 12009 pas recue", {"order_id:12009"}),
        ("Commande boutique 70988 : pliée", {"order_id:70988"}),
        ("ban id 4471-902", {"sanction_id:4471902"}),
        ("réf. KX-113", {"transaction_id:KX113"}),
        ("et toujours la 9920017", {"code:9920017"}),
        ("anything new about 5B-9912?", {"code:5B9912"}),
        ("le 2A-7 et la 5b-9912x", set()),
        ("My account ID is 50071123", set()),
        ("12000 or et 1200000 crédits", set()),
        ("le 2026-10-12, au 06-12-34-56-78, 20,00 €", set()),
        ("Client version shows 14.3.0.1", set()),
        ("mon IS-7 et mon KV-2", set()),
        ("commande passée hier", set()),
        ("", set()),
    ],
)
def test_ids_are_read_with_their_kind(text, found):
    assert references_in(text) == found


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ma demande 48213 du 3", {"48213"}),
        ("Ticket #WG-1042 !", {"WG-1042"}),
        ("voir C-48213", {"C-48213"}),
        ("en 2026 et le 7", set()),
        ("48213-bis", set()),
        ("148213", set()),
    ],
)
def test_an_earlier_ticket_is_named_as_a_word_of_its_own(text, named):
    assert names_any(text, ["48213", "WG-1042", "C-48213", "2026", "7"]) == named


def test_a_long_text_of_digits_is_read_in_little_time():
    assert references_in("1-" * 100_000) is not None
    assert references_in("commande " * 50_000) == set()
