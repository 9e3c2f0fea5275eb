"""The editors help desks embed, each on a page of its own, built from the npm packages."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.system.local_pages import Pages

Editor = Literal["textarea", "contenteditable", "tiptap", "ckeditor", "quill"]
EDITORS: tuple[Editor, ...] = get_args(Editor)
RICH: tuple[Editor, ...] = EDITORS[1:]
BUNDLED: tuple[Editor, ...] = ("tiptap", "ckeditor", "quill")
HERE = Path(__file__).parent / "editors"

STYLE = """
    body { margin: 30px; font: 16px/1.5 sans-serif; }
    .customer-message { max-width: 640px; }
    .frame { width: 640px; }
    textarea, .plain, .ProseMirror, .ck-editor__editable, .ql-editor {
        box-sizing: border-box; width: 640px; height: 260px; overflow: auto; padding: 12px;
        font: 16px/1.6 sans-serif;
    }
    .plain, .ProseMirror { border: 1px solid gray; }
    .ql-container { height: 260px !important; }
    .ql-container .ql-editor { height: 100%; }
"""
CUSTOMER = "My pram should have been here two weeks ago and I am getting nervous."
FIELDS: dict[Editor, str] = {
    "textarea": "<textarea></textarea>",
    "contenteditable": '<div class="plain" contenteditable="true"></div>',
    "tiptap": '<div id="editor"></div>',
    "ckeditor": '<div id="editor"></div>',
    "quill": '<div id="editor"></div>',
}


def build_editors() -> Path:
    """Install and bundle the editors once; later runs find them."""
    built = HERE / "build"
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    stamp = built / "versions.json"
    if stamp.is_file() and json.loads(stamp.read_text(encoding="utf-8")) == wanted:
        return built
    for command in (("npm", "ci"), ("npm", "run", "build")):
        subprocess.run(command, cwd=HERE, check=True, capture_output=True)
    stamp.write_text(json.dumps(wanted), encoding="utf-8")
    return built


@dataclass(frozen=True, slots=True)
class EditorPages:
    """The pages, and how to write and read in each."""

    pages: Pages

    @classmethod
    def serve(cls, pages: Pages, built: Path) -> EditorPages:
        """Put the pages and the bundles on the server."""
        for name in BUNDLED:
            for path in built.glob(f"{name}.*"):
                pages.put(f"/{path.name}", path.read_bytes())
        for name in EDITORS:
            pages.put(f"/{name}", page_of(name))
        return cls(pages)

    def url(self, editor: Editor) -> str:
        """Return the page of an editor."""
        return self.pages.url(f"/{editor}")


def page_of(editor: Editor, *, head: str = "", around: str = "{field}") -> str:
    """Return the HTML of a page with one editor and a customer's message."""
    field = around.format(field=f'<div class="frame">{FIELDS[editor]}</div>')
    bundle = (
        f'<link rel="stylesheet" href="/{editor}.css"><script defer src="/{editor}.js"></script>'
    )
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,">'
        f"<style>{STYLE}</style>{bundle if editor in BUNDLED else ''}{head}</head><body>"
        f'<p class="customer-message">{CUSTOMER}</p>{field}</body></html>'
    )


def field_of(page: Page) -> str:
    """Return the selector of the place to write in, once the editor stands."""
    selector = "textarea:not(.mirror), [contenteditable='true']"
    page.wait_for_selector(selector)
    return selector


def write(page: Page, text: str) -> None:
    """Write as a person does, a paragraph a line."""
    page.locator(field_of(page)).first.click()
    for index, line in enumerate(text.split("\n")):
        if index:
            page.keyboard.press("Enter")
        if line:
            page.keyboard.insert_text(line)


def written(page: Page) -> str:
    """Return what stands in the editor, its paragraphs as lines."""
    text: str = page.evaluate(
        """() => {
            const area = document.querySelector("textarea");
            if (area) return area.value;
            const root = document.querySelector("[contenteditable='true']");
            if (root.classList.contains("plain")) return root.innerText;
            const lines = (part) => [...part.childNodes]
                .map((node) => (node.nodeName === "BR" ? "\\n" : node.textContent)).join("");
            return [...root.querySelectorAll("p")].map(lines).join("\\n");
        }"""
    )
    return text.replace("\u00a0", " ").replace("\ufeff", "")
