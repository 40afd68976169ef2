"""A model's card and its plots, written from the data, the figures and the held-out scores. It trains nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from attrs import frozen

from ticketroute.model.calibrate import TARGET_PRECISION
from ticketroute.model.corpus import Corpus
from ticketroute.model.curves import confusion_rows, reliability, risk_coverage
from ticketroute.model.evaluate import Judged, separation
from ticketroute.model.held_out import HeldOut, Strict, judged
from ticketroute.model.linear import FloatArray, LinearModel, floor_of
from ticketroute.model.plots import reliability_plot, risk_coverage_plot
from ticketroute.model.stored import FILE_NAME

RELIABILITY: Final = "reliability.svg"
RISK_COVERAGE: Final = "risk-coverage.svg"
WRITERS: Final = "writers it has not read"
SITUATIONS: Final = "situations left out"


@frozen(kw_only=True)
class Measured:
    """What a model says of rows that it has not read, by what was left out."""

    corpus: Corpus
    name: str
    judged: Mapping[str, Judged]
    chances: Mapping[str, FloatArray]

    @classmethod
    def of(cls, corpus: Corpus, name: str, model: Strict, held_out: HeldOut) -> Self:
        """From held-out chances, at the model's thresholds."""
        chances = {WRITERS: held_out.writers, SITUATIONS: held_out.situations}
        found = {what: judged(corpus, one, model) for what, one in chances.items()}
        return cls(corpus=corpus, name=name, judged=found, chances=chances)


def write_plots(folder: Path, measured: Measured) -> None:
    """Write both curves beside the model's file; the same chances give the same bytes."""
    name = measured.name
    promised = {what: reliability(one) for what, one in measured.judged.items()}
    decided = {what: risk_coverage(one) for what, one in measured.judged.items()}
    stated, alone = f"{name}: stated and true", f"{name}: what can be decided without a person"
    (folder / RELIABILITY).write_text(reliability_plot(promised, title=stated), "utf-8")
    (folder / RISK_COVERAGE).write_text(risk_coverage_plot(decided, title=alone, bar=TARGET_PRECISION), "utf-8")


def trust_lines(measured: Measured) -> list[str]:
    """How far the confidence can be trusted, with both curves."""
    return [
        "## How far its confidence can be trusted",
        "",
        f"![how often predictions are right against what they state]({RELIABILITY})",
        f"![how often the surest share is right]({RISK_COVERAGE})",
        "",
        *scope_table(measured),
    ]


def scope_table(measured: Measured) -> list[str]:
    """How well texts that ask for nothing are told apart (AUROC), by two signs; nothing without such a category."""
    if "other" not in measured.corpus.labels:
        return []
    k = measured.corpus.labels.index("other")
    rows = ["| `other` told apart (AUROC) | by its own chance | by low confidence |", "|---|---|---|"]
    for what, found in measured.judged.items():
        inside = found.truth != k
        signs = (-measured.chances[what][:, k], found.confidence)
        rows.append(f"| {what} | " + " | ".join(f"{separation(sign, inside):.3f}" for sign in signs) + " |")
    return rows


def confusion_table(measured: Measured) -> list[str]:
    """What is taken for what on writers not read, with the rows where that was surest."""
    rows = confusion_rows(measured.judged[WRITERS], [row.id for row in measured.corpus.rows])
    return [
        "## What it takes for what, on writers it has not seen",
        "",
        "| is | taken for | times | surest examples, in `training_data/rows` |",
        "|---|---|---|---|",
        *(f"| {one.truth} | {one.found} | {one.count} | {', '.join(one.examples)} |" for one in rows),
    ]


def model_card(measured: Measured, model: LinearModel, figures: Mapping[str, Any], sha256: str) -> str:
    """The model card, written from the data and the figures, never by hand."""
    corpus = measured.corpus
    languages = ", ".join(
        f"{language} {count:,}" for language, count in Counter(row.language for row in corpus.rows).most_common()
    )
    return "\n".join(
        [
            f"# Model `{model.name}`",
            "",
            "Written by `make model`; do not edit. A linear model over hashed character and word n-grams, int8 weights, in the safetensors layout.",
            "",
            f"- file: `{FILE_NAME}`, sha256 `{sha256}`",
            f"- features: {len(model.known.buckets):,} of {model.spec.buckets:,} hashed; character n-grams of {', '.join(map(str, model.spec.orders))}, words, pairs of words",
            f"- words: {len(model.spelling.words):,}; misspelt ones are read as one of the {np.count_nonzero(model.spelling.spoken):,} common ones among them",
            f"- trained on: {len(corpus.rows):,} written rows of {len({row.writer for row in corpus.rows})} writers and {len({row.persona for row in corpus.rows})} personas ({languages}); data sha256 `{corpus.digest}`",
            f"- temperature {model.temperature:.4f}; chances fitted on held-out situations, thresholds so that each category is right in 97 of 100 on held-out writers and situations together, which is about 95 on situations",
            "- licence: Apache-2.0; no row comes from real tickets",
            "",
            *held_out_lines(figures),
            "",
            *category_table(figures, model.categories, model.thresholds.tolist()),
            "",
            *language_table(figures, model.floors),
            "",
            *trust_lines(measured),
            "",
            *confusion_table(measured),
            "",
            "## Limits",
            "",
            "The rows are written, not collected: on real texts of other sources expect less than these figures, above all on",
            "product reviews, where asking and venting blur. A text in a language that is not in the list is for a person to read.",
            "",
        ]
    )


def held_out_lines(figures: Mapping[str, Any]) -> list[str]:
    """What a card says first: how good the model is on writers it has not read."""
    automatic, unread = figures["automatic"], figures["situations"]
    alone = unread["automatic"]
    return [
        "## On writers it has not seen (left out in turn, each whole)",
        "",
        f"accuracy {figures['accuracy']:.3f}, macro-F1 {figures['macro_f1']:.3f}, calibration error {figures['calibration_error']:.3f}.",
        f"Decides {automatic['coverage']:.1%} without a person and is right in {automatic['precision']:.1%} of those.",
        "",
        "## On situations that nobody wrote about (a tenth of the sub-intents left out in turn)",
        "",
        f"accuracy {unread['accuracy']:.3f}, macro-F1 {unread['macro_f1']:.3f}, calibration error {unread['calibration_error']:.3f}.",
        f"Decides {alone['coverage']:.1%} without a person and is right in {alone['precision']:.1%} of those.",
        "This is nearer to texts of other sources; chances are fitted here, thresholds on both.",
        "",
        "## By category and language, on writers it has not seen",
    ]


def category_table(figures: Mapping[str, Any], categories: tuple[str, ...], thresholds: list[float]) -> list[str]:
    """Figures by category, as lines of Markdown."""
    rows = ["| category | precision | recall | F1 | rows | needs review below |", "|---|---|---|---|---|---|"]
    for name, threshold in zip(categories, thresholds, strict=True):
        found = figures["categories"][name]
        rows.append(
            f"| {name} | {found['precision']:.3f} | {found['recall']:.3f} | {found['f1']:.3f} | {found['rows']} | {threshold:.3f} |"
        )
    return rows


def language_table(figures: Mapping[str, Any], floors: Mapping[str, float]) -> list[str]:
    """Figures by language, as lines of Markdown."""
    rows = [
        "| language | macro-F1 | decided without a person | right in those | needs review below |",
        "|---|---|---|---|---|",
    ]
    for name, score in figures["macro_f1_by_language"].items():
        found = figures["automatic_by_language"][name]
        rows.append(
            f"| {name} | {score:.3f} | {found['coverage']:.1%} | {found['precision']:.1%} | {floor_of(floors, name):.3f} |"
        )
    return rows
