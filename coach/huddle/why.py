"""Say in plain words why a focus was chosen, with numbers and their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.huddle.figures import LEAST_CONVERSATIONS, LEAST_REPLIES
from coach.huddle.texts import load_texts
from coach.huddle.written import count, listed, percent, points
from coach.rubric import load_rubric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.huddle.figures import Group, Seen
    from coach.huddle.focus import Choice
    from coach.huddle.share import Difference, Share
    from coach.huddle.vocabulary import Vocabulary


def headline(choice: Choice, words: Vocabulary) -> str:
    """Return the sentence over the kit."""
    topic = load_texts()[choice.behaviour].topic.text(words.language)
    return words.text(f"headline_{choice.kind}", topic=topic)


def explain(
    choice: Choice, seen: Seen | None, group: Group, words: Vocabulary, *, turn: str
) -> tuple[str, ...]:
    """Return the reasons for a choice, the strongest first.

    `seen` is None where figures are withheld; `turn` is the kind whose turn it was.
    """
    return tuple(_reasons(choice, seen, group, words, turn))


def _reasons(
    choice: Choice, seen: Seen | None, group: Group, words: Vocabulary, turn: str
) -> Iterator[str]:
    if choice.kind == "chosen":
        yield words.text("why_chosen")
        if choice.repeated:
            yield words.text("why_repeated")
    yield from _figures(choice, seen, group, words)
    yield from _kind(choice, words, turn)
    names = [words.behaviour(id) for id in choice.runners]
    if names:
        yield words.text("why_next", names=listed(names, words.language))
    resting = [words.behaviour(id) for id in choice.resting]
    if resting:
        yield words.text("why_resting", names=listed(resting, words.language))


def _figures(choice: Choice, seen: Seen | None, group: Group, words: Vocabulary) -> Iterator[str]:
    if seen is None:
        if group.replies:
            yield words.text("why_group")
        else:
            yield _too_few("why_few", group.replies, words)
        return
    if seen.share is None and seen.occasions >= LEAST_REPLIES and choice.kind == "chosen":
        yield words.text("why_none_sure", name=words.behaviour(choice.behaviour))
        return
    if seen.share is None:
        few = group.replies < LEAST_REPLIES or choice.kind == "start"
        yield _too_few(
            "why_few" if few else "why_few_of_it",
            group.replies if few else seen.occasions,
            words,
            name=words.behaviour(choice.behaviour),
        )
        return
    yield _share(seen, seen.share, words)
    if seen.effect is not None and choice.kind != "start":
        yield _effect(seen.behaviour, seen.effect, words)


def _share(seen: Seen, share: Share, words: Vocabulary) -> str:
    language, texts = words.language, load_texts()[seen.behaviour]
    earns = load_rubric().behaviour(seen.behaviour).polarity == "+"
    return words.text(
        "why_seen" if earns else "why_costs",
        name=words.behaviour(seen.behaviour),
        share=percent(share.value, language),
        low=percent(share.low, language),
        high=percent(share.high, language),
        n=count(seen.occasions, language),
        occasion=words.text(f"occasion_{texts.occasion}"),
        aim=percent(texts.aim, language),
    )


def _effect(id: str, effect: Difference, words: Vocabulary) -> str:
    lower = effect.value < 0
    ends = sorted((abs(effect.low), abs(effect.high))) if effect.is_sure else None
    low, high = ends or (effect.low, effect.high)
    return words.text(
        "why_effect_costs" if lower else "why_effect",
        dimension=words.dimension(load_rubric().behaviour(id).dimension),
        points=points(abs(effect.value), words.language),
        low=points(low, words.language),
        high=points(high, words.language),
    )


def _kind(choice: Choice, words: Vocabulary, turn: str) -> Iterator[str]:
    trainable = load_texts()[choice.behaviour].trainability
    effort, reason = trainable.words.text(words.language), trainable.reason.text(words.language)
    if choice.kind == "gap":
        if turn == "strength":
            yield words.text("why_no_strength")
        yield words.text("why_gap", words=f"{effort} {reason} ({trainable.source.short})")
    elif choice.kind == "strength":
        yield words.text("why_strength" if turn == "strength" else "why_no_gap")
    elif choice.kind == "start":
        yield words.text("why_start", words=f"{effort} {reason} ({trainable.source.short})")


def _too_few(key: str, n: int, words: Vocabulary, *, name: str = "") -> str:
    return words.text(
        key,
        name=name,
        n=count(n, words.language),
        least=count(LEAST_REPLIES, words.language),
        conversations=count(LEAST_CONVERSATIONS, words.language),
    )
