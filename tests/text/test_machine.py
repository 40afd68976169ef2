import base64
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketroute.classifying import classify
from ticketroute.text.machine import machine_share, machine_spans, without_machine
from ticketroute.text.prose import prose_of

WORDS = "Depuis la mise à jour je ne peux plus ouvrir la boutique, que dois-je faire ?"
BYTES = random.Random(5).randbytes(400)  # noqa: S311 - not for secrets
MACHINES = {
    "base64 in one line": base64.b64encode(BYTES).decode(),
    "base64 in lines": base64.encodebytes(BYTES).decode().strip(),
    "a picture's address": "data:image/png;base64," + base64.b64encode(BYTES).decode(),
    "a digest in hexadecimal": BYTES.hex(),
    "a hex dump": "\n".join(
        f"{n:08x}  " + " ".join(f"{byte:02x}" for byte in BYTES[n : n + 16]) for n in range(0, 128, 16)
    ),
    "a trace of .NET": "\n".join(f"   at Game.Shop.Open{n}(String name) in Shop.cs:line {n}" for n in range(12)),
    "a trace of Java": "\n".join(f"\tat org.shop.Cart.add(Cart.java:{n})" for n in range(40, 52)) + "\n\t... 24 more",
    "a trace of Python": "\n".join(
        f'  File "shop/cart.py", line {n}, in add\n    self.total += price' for n in range(9)
    ),
    "a native trace": "\n".join(f"game.exe!Shop::Open+0x{n:04x}" for n in range(1000, 1010)),
    "a log": "\n".join(f"2026-11-03 10:12:{n:02d},123 ERROR [shop] cart failed, code {n}" for n in range(10, 20)),
    "a log with levels first": "\n".join(f"[ERROR] 2026/11/03 shop cart {n} failed" for n in range(10, 20)),
    "a log of a system": "\n".join(f"Nov  3 10:12:{n:02d} host kernel: nvrm xid {n}" for n in range(10, 20)),
    "data in one line": json.dumps([{"id": n, "sku": f"A{n}", "price": n * 3} for n in range(12)]),
    "data in lines": json.dumps([{"id": n, "sku": f"A{n}"} for n in range(6)], indent=2),
    "xml": "<?xml version='1.0'?>\n" + "\n".join(f'<item id="{n}"><sku>A{n}</sku></item>' for n in range(9)),
}


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES.keys())
def test_what_a_machine_wrote_is_not_scored(machine):
    assert prose_of(f"{WORDS}\n{machine}") == WORDS
    assert prose_of(f"{machine}\n\n{WORDS}") == WORDS
    assert machine_share(f"{WORDS}\n{machine}") == pytest.approx(
        len(machine) / (len(machine) + len(WORDS) + 1), abs=0.05
    )


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES.keys())
def test_a_text_of_nothing_else_stays_whole(machine):
    assert prose_of(machine).strip()
    if not any(map(str.isalpha, without_machine(machine))):
        assert prose_of(machine) == machine


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "[20:14] Tiger77: you are all trash\n[20:15] Wolf: stop it\n[20:15] Tiger77: make me, coward\n" * 2,
            id="a chat with times",
        ),
        pytest.param(
            "10:12:33 Tiger77 : sale noob va mourir\n10:12:40 Wolf : calme-toi un peu\n" * 2, id="a chat with seconds"
        ),
        pytest.param("ID : 55310\nPseudo : Tiger77\nServeur : EU2\nMontant : 12,90 €\nDate : 03/11/2026", id="a form"),
        pytest.param("- ordre 12\n- ordre 13\n- ordre 14\n- ordre 15\n" * 4, id="a list"),
        pytest.param(
            "at the shop (the one in Lyon) nobody\nat home (Paris) nobody, I waited for two days" * 2,
            id="at, in English",
        ),
        pytest.param(
            "https://example.com/a/very/long/address/of/a/page/that/shows/the/fault/in/the/shop?id=1", id="an address"
        ),
        pytest.param(
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAH rendez-moi mon or", id="a cry"
        ),
        pytest.param(
            "it shows this line\nat Game.Shop.Open (Shop.cs:12)\nand nothing more happens on the screen",
            id="one line of a trace",
        ),
        pytest.param(
            "\n".join(["Rendez-moi mon or !!! (12 000 pièces) [urgent] {svp}"] * 4), id="brackets in a sentence"
        ),
    ],
)
def test_what_people_wrote_is_scored(text):
    assert machine_spans(text) == []


@given(st.text(max_size=300))
def test_spans_are_in_order_and_apart(text):
    places = [place for span in machine_spans(text) for place in span]
    assert places == sorted(set(places))
    assert 0 <= machine_share(text) <= 1


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES.keys())
@pytest.mark.parametrize(
    "words", ["j'ai payé hier et rien reçu", "mon compte a été piraté", "I was banned for nothing"]
)
def test_a_log_under_a_request_changes_nothing_of_its_prediction(words, machine):
    alone, beside = classify([words, f"{words}\n{machine}"])
    assert beside == alone
