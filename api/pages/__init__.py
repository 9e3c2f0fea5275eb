"""The pages people open in a browser: writing at `/`, the rubric at `/rubric`."""

from api.pages.routes import mount_pages

__all__ = ["mount_pages"]
