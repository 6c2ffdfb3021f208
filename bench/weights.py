"""Tells what a language model loses when its weights are brought into another form.

    python bench/weights.py [--model NAME] [--teacher NAME] [--form iq4_nl] [--sentences N] [--json FILE]

A larger model, the teacher, answers the sentences of the built-in corpus. The model in question reads these answers
behind the same prompt, with its weights as fetched and in the other form. For every token of an answer: how surprised
it is by it (perplexity: e to the mean of -ln p), how far the two forms' expectations lie apart (Kullback-Leibler
divergence in nats, of the other form from the fetched one), and how often both would say the same next. Besides: how
well each tells whole sentences from their beginnings (``endpoints.tsv``), the judgement by which a turn ends.
Times are told by ``samantha bench think``.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import anyio
import numpy as np
from numpy.typing import NDArray

from samantha.engines.llama import Llama, Sampling
from samantha.mind.persona import Persona
from samantha.models.store import Store
from samantha.ports import Message
from samantha.service import weights
from samantha.testing.bench.sentences import SENTENCES

ANSWER_TOKENS = 48
PERSONA = Persona().prompt()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="qwen2.5-coder-0.5b")
    parser.add_argument("--teacher", default="qwen2.5-coder-1.5b")
    parser.add_argument("--form", default="iq4_nl", choices=["iq4_nl"])
    parser.add_argument("--sentences", type=int, default=len(SENTENCES))
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    store = Store()
    fetched = store.file(given.model)
    if weights.in_form(fetched, given.form) is None:
        weights.make(fetched, given.form)
    other = weights.in_form(fetched, given.form) or fetched
    spoken = SENTENCES[: given.sentences]
    answers = await _answers(store.file(given.teacher), spoken)
    found = {
        "model": given.model,
        "answers": len(answers),
        **_compared(_read(fetched, spoken, answers), _read(other, spoken, answers)),
        "as fetched": await _judgement(fetched),
        given.form: await _judgement(other),
    }
    text = json.dumps(found, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text)


async def _answers(file: Path, spoken: Sequence[str]) -> list[str]:
    """What the teacher says to each, its likeliest words."""
    teacher = await Llama.load(file, sampling=Sampling(temperature=0.0, seed=0))
    said = []
    for text in spoken:
        async with teacher.stream([*PERSONA, Message("user", text)], max_tokens=ANSWER_TOKENS) as pieces:
            said.append("".join([piece async for piece in pieces]))
    return said


def _read(file: Path, spoken: Sequence[str], answers: Sequence[str]) -> list[tuple[NDArray[np.int64], Any]]:
    """For each answer its tokens, (n,), and the logarithms of what was expected at each, (n, vocabulary)."""
    import llama_cpp
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    model: Any = llama_cpp.Llama(str(file), n_ctx=2048, n_threads=2, logits_all=True, verbose=False)
    chat = Jinja2ChatFormatter(template=model.metadata["tokenizer.chat_template"], eos_token="", bos_token="")
    read = []
    for text, answer in zip(spoken, answers, strict=True):
        turns = [{"role": m.role, "content": m.content} for m in [*PERSONA, Message("user", text)]]
        prompt = model.tokenize(chat(messages=turns).prompt.encode(), add_bos=False, special=True)
        tokens = model.tokenize(answer.encode(), add_bos=False, special=False)
        model.reset()
        model.eval([*prompt, *tokens])
        rows = np.array(model.scores[len(prompt) - 1 : len(prompt) + len(tokens) - 1], dtype=np.float64)
        rows -= rows.max(axis=1, keepdims=True)
        read.append((np.array(tokens), (rows - np.log(np.exp(rows).sum(axis=1, keepdims=True))).astype(np.float32)))
    return read


def _compared(
    fetched: list[tuple[NDArray[np.int64], Any]], other: list[tuple[NDArray[np.int64], Any]]
) -> dict[str, Any]:
    tokens = np.concatenate([t for t, _ in fetched])
    at = np.arange(len(tokens))
    before, after = (np.concatenate([rows for _, rows in read]) for read in (fetched, other))
    return {
        "tokens": len(tokens),
        "perplexity as fetched": float(np.exp(-before[at, tokens].mean())),
        "perplexity": float(np.exp(-after[at, tokens].mean())),
        "divergence, nats": float((np.exp(before) * (before - after)).sum(axis=1).mean()),
        "same next token": float((before.argmax(axis=1) == after.argmax(axis=1)).mean()),
    }


async def _judgement(file: Path) -> dict[str, float]:
    """Shares of whole sentences it takes for over, and of beginnings it takes for going on, as ``Pauses`` has it."""
    model = await Llama.load(file)
    beginnings, wholes = [], []
    for beginning, whole in _sentences():
        beginnings.append((await model.outlook([*PERSONA, Message("user", beginning)])).over)
        wholes.append((await model.outlook([*PERSONA, Message("user", whole)])).over)
    return {
        "sentences": len(wholes),
        "whole, expected to be over (>= 0.5)": float((np.array(wholes) >= 0.5).mean()),
        "beginning, expected to go on (<= 0.05)": float((np.array(beginnings) <= 0.05).mean()),
        "beginning, taken for over (>= 0.5)": float((np.array(beginnings) >= 0.5).mean()),
    }


def _sentences() -> Iterator[tuple[str, str]]:
    with (Path(__file__).parent / "endpoints.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            beginning, _, rest = row["sentence"].partition("|")
            if rest:
                yield beginning.strip(), f"{beginning.strip()} {rest.strip()}"


if __name__ == "__main__":
    anyio.run(main)
