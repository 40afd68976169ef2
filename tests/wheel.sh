#!/bin/sh
# Builds the wheel, installs it into an empty environment and uses it from another folder.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case "${PYTHON:=python3}" in */*) PYTHON="$root/$PYTHON" ;; esac
"$PYTHON" -m build --no-isolation --wheel --outdir "$work" "$root" >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
"$PYTHON" -m venv "$work/empty"
"$work/empty/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$root/requirements.lock" "$work"/*.whl
cd "$work"
"$work/empty/bin/ticketroute" --version
"$work/empty/bin/ticketroute" explain --json "mon compte a été piraté, le mail a changé" | grep -q '"category": "account_loss"'
"$work/empty/bin/ticketroute" route "$root/examples/wargaming-autumn.jsonl" --desk wargaming --out out.csv >/dev/null
test "$(wc -l <out.csv)" -ge 387
# Without the compiled code it decides the same; a wheel built without a compiler is for every machine.
find "$work/empty" -name _kernel.so -delete
"$work/empty/bin/ticketroute" route "$root/examples/wargaming-autumn.jsonl" --desk wargaming --out arrays.csv >/dev/null
cmp out.csv arrays.csv
TICKETROUTE_NO_KERNEL=1 "$PYTHON" -m build --no-isolation --wheel --outdir "$work/pure" "$root" >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
ls "$work"/pure/*-py3-none-any.whl >/dev/null
"$work/empty/bin/python" -c "
import ticketroute as tr
ticket = tr.Ticket.from_dict({'id': '1', 'requester': 'p', 'body': 'the game crashes on start', 'received_at': '2026-11-02T09:00:00Z'})
decision = tr.Router.open(desk='wargaming', store='sqlite:///cases.db').route(ticket)
assert decision.merge.action == 'opened', decision
assert '$work' in tr.__file__, tr.__file__
"
echo "the wheel works: $(cd "$work" && ls *.whl)"
