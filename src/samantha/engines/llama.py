"""llama.cpp behind the LanguageModel port: local GGUF models with their own chat template.

The context keeps its KV cache between calls: a prompt that begins like the last one is evaluated only from where it
differs, so persona and history cost nothing again, nor do the words of a turn that is still being spoken, and when
the window is full the cache slides along. The stop flag is seen at every token, and inside an evaluation at every
node of llama.cpp's graph through its abort callback.

Whether a turn is over is asked of the model itself: how likely is it that the next thing after the user's last word
is the end of their sentence, and after the sentence the end of their message? It costs nothing that an answer would
not cost anyway.
"""

from __future__ import annotations

import codecs
import contextlib
import ctypes
import functools
import itertools
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

import numpy as np
from anyio import from_thread
from anyio.lowlevel import current_token
from numpy.typing import NDArray

from samantha.core.endpoint import Outlook
from samantha.engines import prompt_state, sliding
from samantha.engines.choosing import Choosing
from samantha.engines.mapped import giving_back
from samantha.engines.weighing import Weighing
from samantha.engines.worker import Lane, Stop
from samantha.errors import EngineError
from samantha.ports import Edit, Judge, Message

StateOf: TypeAlias = Callable[[Sequence[int], str], Path | None]
"""Where the evaluated state of a prompt of some kind is kept, None for nowhere."""

ENDS = (".", "?", "!", ".\n", "?\n", "!\n", ".\n\n", "?\n\n", "!\n\n", '."', '?"', '!"', "\n", "\n\n")
"""What may follow the last word of a sentence, as far as the vocabulary has it in one token."""

EVALUATED = 128
"""Tokens that are evaluated at once. llama.cpp's working memory grows with it, not to be seen until a prompt so long
comes: with 512, four times as much, hundreds of turns later."""

_CUT = "\x00"
"""Marks in a rendered chat where the last message breaks off; no chat template makes anything of it."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is drawn. The defaults are Qwen2.5's own generation config, a little cooler.

    seed: the same seed, prompt and cache give the same answer; -1 draws anew each time.
    """

    temperature: float = 0.6
    top_p: float = 0.9
    top_k: int = 20
    repeat_penalty: float = 1.05
    seed: int = -1


class Llama:
    """One loaded model with one context, owned by one lane."""

    def __init__(self, lane: Lane, model: Any, sampling: Sampling, state_of: StateOf | None = None) -> None:
        self._state_of = state_of
        self._lane = lane
        self._model = model
        self._sampling = sampling
        self._stop = Stop()
        self._format = _chat_format(model)
        self._control = _control_tokens(model)
        self._ends = _end_tokens(model)
        self._judged: tuple[list[int], Outlook] = ([], Outlook(0.0))
        self._weighing: Weighing | None = None
        self._chooser: Choosing | None = None
        self._abort = _abort_callback(model, lambda: bool(self._stop))

    @classmethod
    async def load(
        cls,
        file: Path,
        *,
        context_tokens: int = 4096,
        threads: int = 2,
        sampling: Sampling | None = None,
        states: Path | None = None,
    ) -> Self:
        """The model in ``file`` (already verified), ready to think. Raises EngineError.

        states: a folder of the user's in which ``warm`` may keep what it evaluated, for the next start.
        """
        lane = Lane("mind")

        def job(_: Stop) -> Any:
            import llama_cpp  # a second of import, and only needed here

            llama_cpp.llama_log_set(no_log(), ctypes.c_void_p(None))
            with giving_back(file):
                return llama_cpp.Llama(
                    str(file),
                    n_ctx=context_tokens,
                    n_threads=threads,
                    n_threads_batch=threads,
                    n_batch=512,
                    n_ubatch=EVALUATED,
                    flash_attn=True,  # else working memory grows with the conversation, by up to 30 MiB
                    verbose=False,
                )

        def state_of(tokens: Sequence[int], kind: str) -> Path | None:
            return states / prompt_state.name_of(file, context_tokens, tokens, kind) if states else None

        return cls(lane, await lane.run(job), sampling or Sampling(), state_of)

    @property
    def context_tokens(self) -> int:
        """Size of the context window."""
        return int(self._model.n_ctx())

    async def count(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt that these messages make."""
        return await self._lane.run(lambda _: len(self._tokens(messages)))

    async def warm(self, messages: Sequence[Message]) -> None:
        """Evaluates the messages' prompt into the KV cache."""

        def job(stop: Stop) -> None:
            self._stop = stop
            tokens = self._prompt(messages, 1)
            state = self._state_of(tokens, "") if self._state_of else None
            if state and prompt_state.restore(self._model, tokens, state):
                return
            next(iter(self._draw(tokens)), None)
            if state and not stop:
                with contextlib.suppress(OSError):  # a full disk costs the next start some seconds, nothing else
                    prompt_state.keep(self._model, tokens, state)

        await self._lane.run(job)

    async def slide(self, messages: Sequence[Message]) -> None:
        """What the cache holds of these messages moves up to close the gap that older ones have left."""

        def job(_: Stop) -> None:
            model, tokens = self._model, self._tokens(messages)
            found = sliding.gap(model.input_ids[: model.n_tokens], tokens)
            if found is None:
                return
            sliding.close(model, *found)
            model.n_tokens = min(model.n_tokens, len(tokens) - 1)
            self._stop = Stop()  # one token, never broken off: it takes the keys along
            model.eval(tokens[model.n_tokens : model.n_tokens + 1])

        await self._lane.run(job)

    async def outlook(self, messages: Sequence[Message]) -> Outlook:
        """Whether anything is expected behind the last message's last word, and behind its closing punctuation."""

        def job(stop: Stop) -> Outlook:
            self._stop = stop
            return self._judgement(messages, self._open(messages))

        return await self._lane.run(job)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, judge: Judge | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """Pieces of the answer as they are thought; the prompt and how likely it is over are one evaluation."""
        loop = current_token()

        def job(stop: Stop, emit: Callable[[str], None]) -> None:
            self._stop = stop
            tokens = self._prompt(messages, max_tokens)
            if judge is not None:
                outlook = self._judgement(messages, tokens)
                if stop:
                    return
                from_thread.run_sync(judge, outlook, token=loop)
            self._think(tokens, max_tokens, emit)

        return self._lane.stream(job, most=max_tokens + 1)

    async def likelier(self, text: str, edits: Sequence[Edit]) -> list[float]:
        """How much likelier each edit alone would make the text, in a context apart from the conversation's."""

        def job(stop: Stop) -> list[float]:
            self._weighing = self._weighing or Weighing(self._model)
            return self._weighing.likelier(text, edits, stop)

        return await self._lane.run(job)

    async def prepare_to_choose(self, lead: str) -> None:
        """Evaluates the lead in a context apart, in pieces between which others have their turn."""
        while not await self._lane.run(lambda stop: self._choosing().prepare(lead, stop)):
            pass

    async def choose(self, lead: str, text: str, grammar: str, *, max_tokens: int) -> str:
        """The likeliest words that the grammar allows, in that context."""
        text = self._control.sub(" ", text)
        return await self._lane.run(lambda stop: self._choosing().choose(lead + text, grammar, max_tokens, stop))

    def _choosing(self) -> Choosing:
        if self._chooser is None:
            state_of = self._state_of
            self._chooser = Choosing(self._model, lambda tokens: state_of(tokens, ".orders") if state_of else None)
        return self._chooser

    def _think(self, tokens: list[int], max_tokens: int, emit: Callable[[str], None]) -> None:
        import llama_cpp

        vocabulary = llama_cpp.llama_model_get_vocab(self._model.model)
        text = codecs.getincrementaldecoder("utf-8")("ignore")  # one character may span several tokens
        for count, token in enumerate(self._draw(tokens), start=1):
            if self._stop or llama_cpp.llama_vocab_is_eog(vocabulary, token):
                return
            piece = text.decode(self._model.detokenize([token]))
            if piece:
                emit(piece)
            if count >= max_tokens:
                return

    def _draw(self, tokens: list[int]) -> Any:
        """Token after token; an evaluation that was asked to stop ends it."""
        how = self._sampling
        if how.seed >= 0:
            self._model.set_seed(how.seed)
        try:
            yield from self._model.generate(
                tokens,
                temp=how.temperature,
                top_p=how.top_p,
                top_k=how.top_k,
                repeat_penalty=how.repeat_penalty,
            )
        except RuntimeError:  # llama_decode was aborted; what it had evaluated is dropped at the next prompt
            if not self._stop:
                raise
        finally:
            # Nearly 2 MiB of C memory in a circle of Python objects, too few for the garbage collector to come soon.
            self._model._sampler.close()

    def _judgement(self, messages: Sequence[Message], prompt: list[int]) -> Outlook:
        """How likely one of ``ENDS`` is next behind the last message's last word, and its end behind all of it.

        Afterwards ``prompt``, which usually begins with the words, is in the cache, its last token's logits included.
        """
        words, closed = self._open(messages, unclosed=True), self._open(messages)
        if closed == self._judged[0]:
            return self._judged[1]
        if prompt[: len(words)] == words and prompt[: len(closed)] == closed:
            over, done = self._behind(prompt, len(words) - 1, len(closed) - 1)
        else:  # punctuation has changed a token
            over, done = self._behind(words, len(words) - 1)[0], self._behind(closed, len(closed) - 1)[0]
        outlook = Outlook(float(over[self._ends].sum()), float(done[self._model.token_eos()]))
        if not self._stop:  # an evaluation that was asked to stop tells nothing
            self._judged = (closed, outlook)
        return outlook

    def _behind(self, tokens: list[int], *places: int) -> list[NDArray[np.float64]]:
        """Evaluates the tokens into the cache; (vocabulary,) for each place: how likely each token is behind it."""
        model = self._model
        known = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(tokens, model.eval_tokens, strict=False))
        model.n_tokens = min(sum(1 for _ in known), places[0])
        if places[0] - model.n_tokens >= model.n_batch:
            model.eval(tokens[model.n_tokens : places[0]])
        begin, batch = model.n_tokens, tokens[model.n_tokens :]
        model._ctx.kv_cache_seq_rm(-1, begin, -1)
        model._batch.set_batch(batch=batch, n_past=begin, logits_all=False)
        for place in places:
            model._batch.batch.logits[place - begin] = True
        try:
            model._ctx.decode(model._batch)
        except RuntimeError:  # aborted
            if not self._stop:
                raise
            return [np.zeros(model.n_vocab()) for _ in places]
        model.input_ids[begin : len(tokens)] = batch
        model.n_tokens = len(tokens)
        model._requires_eval = False  # what follows may be drawn at once
        return [self._probabilities(place - begin) for place in places]

    def _probabilities(self, row: int) -> NDArray[np.float64]:
        """(vocabulary,): how likely each token is behind one of the last batch."""
        found = self._model._ctx.get_logits_ith(row)
        logits = np.ctypeslib.as_array(found, shape=(self._model.n_vocab(),)).astype(np.float64)
        weights = np.exp(logits - logits.max())
        return np.asarray(weights / weights.sum())

    def _prompt(self, messages: Sequence[Message], max_tokens: int) -> list[int]:
        """The prompt's tokens, if so many of an answer fit behind them. Raises EngineError."""
        tokens = self._tokens(messages)
        if len(tokens) + max_tokens > self.context_tokens:
            raise EngineError(
                f"{len(tokens)} tokens of prompt and {max_tokens} of answer do not fit the context window of "
                f"{self.context_tokens}",
                where="mind",
                mend="Raise mind.context_tokens in the config.",
            )
        return tokens

    def _tokens(self, messages: Sequence[Message]) -> list[int]:
        return self._tokenized(self._rendered(messages))

    def _open(self, messages: Sequence[Message], *, unclosed: bool = False) -> list[int]:
        """The prompt's tokens up to the end of the last message's words, or up to the last word: ``unclosed``."""
        *before, last = messages
        words = last.content.rstrip(" .,;:?!…" if unclosed else None)
        return self._tokenized(self._rendered([*before, Message(last.role, words + _CUT)]).partition(_CUT)[0])

    def _rendered(self, messages: Sequence[Message]) -> str:
        chat = [{"role": m.role, "content": self._control.sub(" ", m.content)} for m in messages]
        return str(self._format(messages=chat).prompt)

    def _tokenized(self, prompt: str) -> list[int]:
        return list(self._model.tokenize(prompt.encode(), add_bos=False, special=True))


def _chat_format(model: Any) -> Any:
    """The model's own chat template, rendered in a sandbox. Raises EngineError if the file has none."""
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    template = model.metadata.get("tokenizer.chat_template")
    if not template:
        raise EngineError("the model file has no chat template", where="mind", mend="Use an instruct model.")
    eos, bos = (
        model.detokenize([t], special=True).decode() if t >= 0 else "" for t in (model.token_eos(), model.token_bos())
    )
    return Jinja2ChatFormatter(template=template, eos_token=eos, bos_token=bos)


def _control_tokens(model: Any) -> re.Pattern[str]:
    """What would end a message or start another if it stood in somebody's words: the vocabulary's control tokens."""
    import llama_cpp

    vocabulary = llama_cpp.llama_model_get_vocab(model.model)
    numbers = (n for n in range(model.n_vocab()) if llama_cpp.llama_vocab_is_control(vocabulary, n))
    texts = {model.detokenize([n], special=True).decode("utf-8", "ignore") for n in numbers} - {""}
    return re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))) or r"(?!)")


def _end_tokens(model: Any) -> list[int]:
    """Tokens that end a sentence or a message."""
    single = [model.tokenize(text.encode(), add_bos=False, special=False) for text in ENDS]
    return sorted({model.token_eos(), *(tokens[0] for tokens in single if len(tokens) == 1)} - {-1})


def _abort_callback(model: Any, stopped: Callable[[], bool]) -> Any:
    """Installs ``stopped`` as llama.cpp's abort callback; the result must be kept alive with the model."""
    import llama_cpp

    callback = llama_cpp.ggml_abort_callback(lambda _: stopped())
    llama_cpp.llama_set_abort_callback(model.ctx, callback, ctypes.c_void_p(None))
    return callback


@functools.cache
def no_log() -> Any:
    """Drops llama.cpp's lines on standard error, which it writes even when told to be quiet; errors still raise."""
    import llama_cpp

    return llama_cpp.llama_log_callback(lambda *_: None)
