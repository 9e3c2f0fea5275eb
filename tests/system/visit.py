"""How tests visit a page: with a token, on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.system.test_page_appearance import assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.system.desk import OpenPage

PHONE_PX = 360


def signed_in(page: Page, token: str) -> None:
    """Give the page a token, as if it had been typed in before."""
    page.evaluate("(token) => sessionStorage.setItem('token', token)", token)
    page.reload()


def on_a_phone(open_page: OpenPage, path: str, *, token: str, **options: object) -> Page:
    """Open a page with a token in a window as narrow as a phone."""
    page = open_page(path, viewport={"width": PHONE_PX, "height": 740}, **options)
    signed_in(page, token)
    return page


def assert_fits_a_phone(page: Page) -> None:
    """Nothing scrolls sideways, and axe-core finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE_PX
    assert_accessible(page)
