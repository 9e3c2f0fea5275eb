"""The whole chain on a tiny scale: train, folds, export, calibrate, evaluate, card, serve."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach import CoachSettings, build_coach
from models.artifact import load_artifact
from models.errors import ModelError
from models.prediction import TextPair
from models.runtime import OnnxClassifier
from tests.training import tiny_base
from training.calibration.command import calibrate_weights
from training.card import write_card
from training.corpus import Corpus, load_corpus
from training.evaluation.command import evaluate_weights
from training.export import Release, export_run
from training.fit.command import FitPaths, fit, fit_folds
from training.fit.config import DataConfig, FitConfig, LossConfig, OptimiserConfig, load_config
from training.folds import fold_of, load_outputs
from training.prepare import read_corpus, write_corpus
from training.records import DataError
from training.runs import OUT_OF_FOLD

pytestmark = pytest.mark.slow

TINY = FitConfig(
    name="tiny",
    bf16=False,
    optimiser=OptimiserConfig(epochs=2, lr=3e-3, head_lr=1e-2),
    loss=LossConfig(contrastive=0.2, distil=0.5),
    data=DataConfig(tokens_per_batch=4000),
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    whole = load_corpus(None)
    short = {
        name: tuple(r for r in getattr(whole, name) if len(r.reply) < 160)[:count]
        for name, count in (("train", 60), ("cal", 40), ("dev", 40))
    }
    return Corpus(**short)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> Path:
    """Run the chain once: base, folds, student with teachers, export, calibrate."""
    place = tmp_path_factory.mktemp("chain")
    tiny_base.save_random_base(place / "base")
    write_corpus(corpus, place / "data")
    paths = FitPaths(base=place / "base", out=place / "folds", compile=False)
    fit_folds(corpus, replace(TINY, loss=LossConfig()), paths, 2, lambda _: None)
    teachers = tuple(place / "folds" / f"fold{i}" / OUT_OF_FOLD for i in range(2))
    fit(corpus, TINY, replace(paths, out=place / "run", teachers=teachers), lambda _: None)
    export_run(place / "run", place / "weights", Release("tiny", "0.1"))
    calibrate_weights(place / "data", teachers, place / "weights")
    return place


def test_calibration_uses_unseen_rows_only_and_lets_accusations_be_held_back(
    place: Path, corpus: Corpus
) -> None:
    shutil.copytree(place / "weights", place / "again")
    teachers = [place / "folds" / f"fold{i}" / OUT_OF_FOLD for i in range(2)]
    unseen = sum(fold_of(record.id, 2) == 1 for record in corpus.cal)
    said = calibrate_weights(
        place / "data", teachers, place / "again", from_fold=1, stay_check=["bribe"]
    )
    assert f"fitted on {unseen} rows of cal" in said[0]
    assert any(line.startswith("bribe:") and "stays check" in line for line in said)
    with pytest.raises(DataError, match="feeling"):
        calibrate_weights(place / "data", teachers, place / "again", stay_check=["feeling"])


def test_prepared_data_reads_back_as_it_was(place: Path, corpus: Corpus) -> None:
    assert read_corpus(place / "data") == corpus


def test_every_record_of_train_and_cal_has_an_output_of_a_model_that_never_saw_it(
    place: Path, corpus: Corpus
) -> None:
    seen: set[str] = set()
    for i in range(2):
        seen |= load_outputs(place / "folds" / f"fold{i}" / OUT_OF_FOLD).keys()
    assert seen == {r.id for r in (*corpus.train, *corpus.cal)}


def test_the_exported_file_says_what_torch_says(place: Path, corpus: Corpus) -> None:
    from training.runs import load_run, pair_encoder
    from training.scorer import TorchScorer

    pairs = [TextPair(r.reply, r.customer) for r in corpus.dev]
    pairs.append(TextPair(" ".join(r.reply for r in corpus.dev)[:6000], "Hallo"))
    torch_raws = TorchScorer(load_run(place / "run"), pair_encoder(place / "run")).raw_many(pairs)
    classifier = OnnxClassifier.load(place / "weights")
    for pair, raw in zip(pairs, torch_raws, strict=True):
        ours = classifier.raw(pair)
        assert ours.tokens.shape == raw.tokens.shape
        assert np.abs(ours.cumulative - raw.cumulative).max() < 0.3
        assert np.abs(ours.embedding - raw.embedding).max() < 0.1


def test_alone_and_in_bulk_are_one(place: Path, corpus: Corpus) -> None:
    classifier = OnnxClassifier.load(place / "weights", workers=4)
    pairs = [TextPair(r.reply, r.customer) for r in corpus.dev]
    bulk = list(classifier.predict_many(pairs))
    for pair, prediction in zip(pairs, bulk, strict=True):
        assert np.array_equal(classifier.predict(pair).levels, prediction.levels)


def test_evaluation_names_every_target_and_the_card_carries_them(place: Path) -> None:
    report = evaluate_weights(
        place / "data", place / "weights", place / "evaluation.json", place / "run"
    )
    assert report["targets"]
    assert {"torch", "onnx"} == report["export"].keys()
    write_card(place / "evaluation.json", place / "weights")
    card = (place / "weights" / "CARD.md").read_text()
    assert all(target["key"] in card for target in report["targets"])
    assert load_artifact(place / "weights").meta["figures"]


def test_the_coach_serves_the_weights(place: Path) -> None:
    coach = build_coach(CoachSettings(weights=place / "weights"))
    assessment = coach.score("Guten Tag, ich sehe gleich nach.", customer="Wo ist mein Paket?")
    assert assessment.model == "tiny@0.1" or assessment.model.startswith("weights@")
    assert assessment.empathy is not None
    assert sum(assessment.empathy.probabilities) == pytest.approx(1)


def test_an_interrupted_run_goes_on_and_ends_the_same(
    place: Path, corpus: Corpus, tmp_path: Path
) -> None:
    config = replace(TINY, loss=LossConfig())

    class StopError(Exception):
        pass

    def stop_in_the_second_epoch(values: dict[str, float]) -> None:
        if values["epoch"] == 1:
            raise StopError

    whole = FitPaths(base=place / "base", out=tmp_path / "whole", compile=False)
    halved = replace(whole, out=tmp_path / "halved")
    fit(corpus, config, whole, lambda _: None)
    with pytest.raises(StopError):
        fit(corpus, config, halved, stop_in_the_second_epoch)
    fit(corpus, config, halved, lambda _: None)
    pair = TextPair("Das tut mir leid.", "Hallo")
    outputs = []
    for run in (whole.out, halved.out):
        from training.runs import load_run, pair_encoder
        from training.scorer import TorchScorer

        outputs += TorchScorer(load_run(run), pair_encoder(run)).raw_many([pair])
    assert np.allclose(outputs[0].cumulative, outputs[1].cumulative, atol=1e-5)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "labels.json"])
def test_a_changed_file_is_refused(place: Path, tmp_path: Path, name: str) -> None:
    for file in (place / "weights").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=f"{name} differs"):
        load_artifact(tmp_path)


def test_the_shipped_recipes_read() -> None:
    for path in Path("training/configs").glob("*.toml"):
        assert load_config(path).name


def test_an_unknown_key_in_a_recipe_is_named(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text("[optimiser]\nlearning_rate = 1\n")
    with pytest.raises(DataError, match="learning_rate"):
        load_config(path)


def test_meta_is_json(place: Path) -> None:
    assert json.loads((place / "weights" / "meta.json").read_text())["name"] == "tiny"
