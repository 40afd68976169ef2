import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.text.mask import mask, personal_in

PIECES = st.sampled_from(
    [
        "ana@post.example",
        "06 12 34 56 78",
        "+49 30 1234567",
        "192.0.2.7",
        "2001:db8::7",
        "4111 1111 1111 1111",
        "écrit",
        " ",
        ",",
        "12/28",
    ]
)
texts = st.text() | st.lists(PIECES | st.text(max_size=6), max_size=8).map(" ".join)


@given(texts, st.booleans())
def test_a_masked_text_is_as_long_and_masked_once(text, handles):
    masked = mask(text, handles=handles)
    assert len(masked) == len(text)
    assert mask(masked, handles=handles) == masked


@given(texts, st.booleans())
def test_only_the_details_are_covered(text, handles):
    masked = mask(text, handles=handles)
    covered = {place for found in personal_in(text, handles=handles) for place in range(found.start, found.end)}
    assert all(masked[place] == sign for place, sign in enumerate(text) if place not in covered)


def with_check_digit(digits: list[int]) -> str:
    """A card's number after Luhn, reckoned the slow way: the last digit is tried."""
    for last in range(10):
        total = 0
        for place, digit in enumerate(reversed([*digits, last])):
            doubled = digit * 2 if place % 2 else digit
            total += doubled // 10 + doubled % 10
        if total % 10 == 0:
            return "".join(map(str, [*digits, last]))
    raise AssertionError


@given(st.lists(st.integers(0, 9), min_size=15, max_size=15), st.sampled_from(["", " ", "-"]))
def test_a_card_is_known_by_its_check_digit_alone(digits, gap):
    number = "4" + with_check_digit([4, *digits[1:]])[1:]
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    grouped = [gap.join(n[i : i + 4] for i in range(0, 16, 4)) for n in (number, wrong)]
    kinds = [{found.kind for found in personal_in(f"carte {text} merci")} for text in grouped]
    assert "card" in kinds[0]
    assert "card" not in kinds[1]


def iban(country: str, account: str) -> str:
    signs = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    return f"{country}{98 - int(signs) % 97:02d}{account}"


@given(
    st.sampled_from([("FR", 23), ("DE", 18), ("ES", 20), ("IT", 23), ("PL", 24), ("PT", 21), ("NL", 14)]),
    st.integers(0),
    st.booleans(),
)
def test_an_iban_is_known_by_its_check_digits_alone(country, seed, grouped):
    name, size = country
    account = "".join(random.Random(seed).choices("0123456789", k=size))  # noqa: S311 - not for secrets
    right = iban(name, account)
    wrong = f"{right[:2]}{(int(right[2:4]) + 1) % 100:02d}{right[4:]}"
    shown = [" ".join(n[i : i + 4] for i in range(0, len(n), 4)) if grouped else n for n in (right, wrong)]
    assert [found.kind for found in personal_in(f"mon compte {shown[0]} svp")] == ["iban"]
    assert "iban" not in {found.kind for found in personal_in(f"mon compte {shown[1]} svp")}


@pytest.mark.parametrize(
    "number",
    [
        "06 12 34 56 78", "0612345678", "06.12.34.56.78", "+33 6 12 34 56 78", "0033612345678", "+33(0)6 12 34 56 78",
        "020 7946 0958", "07700 900123", "+44 20 7946 0958", "030 12345678", "0171/1234567", "+49 (0)30 1234567",
        "612 34 56 78", "612 345 678", "+34 612 345 678", "06 12345678", "+39 06 1234567", "912 345 678",
        "+351 912 345 678",
        "600 700 800", "+48 600 700 800", "+7 912 345-67-89", "8 (912) 345-67-89", "+31 6 12345678", "(555) 123-4567",
        "+1 555 123 4567",
    ],
)  # fmt: skip
def test_a_phone_number_is_covered(number):
    assert mask(f"appelez le {number}, merci") == f"appelez le [phone{'•' * (len(number) - 7)}], merci"


@pytest.mark.parametrize(
    "text",
    [
        "commande 123456789",
        "le 03/11/2026 à 10:12",
        "2026-11-03 10:12:33",
        "25 000 000 de crédits",
        "1 234 567,89 €",
        "version 10.0.19045.3570",
        "carte 4111 1111 1111 1112",
        "transaction PX-2026-0008841",
        "std::vector, 10:12:33, 16:9",
        "0.5 km, 0,123456789",
        "erreur 0x887A0005",
        "moi@maison",
    ],
)
def test_what_names_nobody_is_shown(text):
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ana.ruiz+jeu@post.example.", "[mail•••••••••••••••••••]."),
        ("ip 192.0.2.7 et 2001:db8::8a2e:370:7334", "ip [ip•••••] et [ip•••••••••••••••••••]"),
        ("@tiger77 et wolf#1234", "@tiger77 et wolf#1234"),
        ("1 4111111111111111", "1 [card••••••••••]"),
        ("2024 4111 1111 1111 1111", "2024 [card•••••••••••••]"),
        ("3782 822463 10005", "[card•••••••••••]"),
        ("4111 1111 1111 1111 12/28", "[card•••••••••••••] 12/28"),
        ("FR7630006000011234567890189 merci", "[iban•••••••••••••••••••••] merci"),
    ],
)
def test_details_are_covered_by_their_kind(text, shown):
    assert mask(text) == shown


def test_handles_are_covered_if_asked():
    assert mask("@tiger77 et wolf#1234", handles=True) == "[name••] et [name•••]"
