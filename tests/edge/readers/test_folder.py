"""A folder of exports of any kinds, with what is no export between them."""

import gzip
import json

import pytest

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import open_export, read_export
from ticketroute.errors import ExportError


def line(ident: str, body: str = "x") -> str:
    return json.dumps({"id": ident, "requester": "p", "received_at": "2026-11-02T09:00:00Z", "body": body}) + "\n"


CSV = "id,requester,received_at,body\n{},p,2026-11-02T09:00:00Z,x\n"
UNKNOWN = "Ticket ID;Email;Created at;Description\n{};a@b.example;2026-11-02T09:00:00Z;x\n"


def make(folder, **files: str | bytes):
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_files_are_read_by_name_each_by_its_own_kind(tmp_path):
    make(
        tmp_path,
        c_jsonl=line("3"),
        a_csv=CSV.format(1),
        b_csv=UNKNOWN.format(2),
        d_jsonl_gz=gzip.compress(line("4").encode()),
        e__f__g_csv=CSV.format(5),
        _hidden=b"nothing",
    )
    assert [ticket.id for ticket in read_export(tmp_path)] == ["1", "2", "3", "4", "5"]
    assert open_export(tmp_path)[0].name == "folder"


def test_what_is_no_export_is_a_fault_and_the_others_are_read(tmp_path):
    make(
        tmp_path, a_txt="hello", b_csv="", c_parquet=b"PAR1 broken PAR1", d_jsonl=line("1"), e_csv="Status;Queue\n1;2\n"
    )
    outcomes = list(read_export(tmp_path))
    assert [outcome.id for outcome in outcomes if isinstance(outcome, Ticket)] == ["1"]
    faults = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    assert [fault.source for fault in faults] == [
        str(tmp_path / name) for name in ("a.txt", "b.csv", "c.parquet", "e.csv")
    ]
    assert {fault.problems[0].code for fault in faults} == {"unread_file"}
    assert not any(fault.left_out for fault in faults)


def test_a_folder_without_files_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExportError, match="no file"):
        read_export(tmp_path / "empty")


def test_an_id_of_two_files_is_told_unless_the_ticket_is_the_same(tmp_path):
    make(tmp_path, a_jsonl=line("1") + line("2") + line("1", "other"), b_jsonl=line("1") + line("2", "other"))
    first, second, revised, again, clash = read_export(tmp_path)
    assert [ticket.id for ticket in (first, second, revised, again)] == ["1", "2", "1", "1"]
    problem = clash.problems[0]
    assert (clash.ticket_id, problem.path, problem.code) == ("2", "id", "id_of_two_files")
    assert str(tmp_path / "a.jsonl") in problem.message


def test_a_file_that_breaks_off_is_told_and_the_next_is_read(tmp_path):
    rows = "".join(line(str(n), "abcdefgh" * n) for n in range(90))
    make(tmp_path, a_jsonl_gz=gzip.compress(rows.encode())[:-200], b_jsonl=line("z"))
    outcomes = list(read_export(tmp_path))
    assert outcomes[-1].id == "z"
    codes = [outcome.problems[0].code for outcome in outcomes if isinstance(outcome, Rejected)]
    assert codes.count("broken_file") == 1


def test_neighbours_of_a_product_are_no_exports_of_their_own(tmp_path):
    ticket = {"id": 1, "via": {}, "requester_id": 5, "submitter_id": 5, "subject": "a", "description": "b"}
    tickets = json.dumps({"tickets": [ticket | {"created_at": "2026-03-02T08:15:00Z"}]})
    make(
        tmp_path,
        desk__tickets_json=tickets,
        desk__users_json='{"users": [{"id": 5, "email": "a@b.example"}]}',
        z_jsonl=line("2"),
    )
    one, two = read_export(tmp_path)
    assert (one.requester, two.id) == ("a@b.example", "2")


def test_a_mapping_is_for_every_file_of_a_folder(tmp_path):
    mapping = '[fields]\nid = "a"\nrequester = "b"\nreceived_at = "c"\nbody = "d"'
    make(tmp_path, map_toml=mapping, in__a_csv="a,b,c,d\n1,p,2026-11-02T09:00:00Z,x\n", in__b_csv="a,b\n1,2\n")
    ticket, fault = read_export(tmp_path / "in", mapping=tmp_path / "map.toml")
    assert (ticket.id, fault.problems[0].code) == ("1", "unread_file")


def test_a_link_that_leads_back_is_not_followed(tmp_path):
    make(tmp_path, a_jsonl=line("1"))
    (tmp_path / "b").symlink_to(tmp_path)
    assert [ticket.id for ticket in read_export(tmp_path)] == ["1"]
