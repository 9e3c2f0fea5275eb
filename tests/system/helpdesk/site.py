"""django-helpdesk on loopback, with one agent and one customer's ticket: `python site.py PORT`.

Everything it stores lies in `COACH_DATA`; `followups` reads the stored answers back.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

AGENT = "mira"
PASSWORD = "kept-for-this-test-only"
TITLE = "Pram still not here"
MESSAGE = "The pram should have been here two weeks ago. The baby is due in ten days, I am nervous."
DATABASE = "helpdesk.sqlite3"


def configure(folder: Path) -> None:
    """Set Django up with a database of its own."""
    import django
    from django.conf import settings

    settings.configure(
        DEBUG=True,
        SECRET_KEY="only-on-loopback",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.system.helpdesk.addresses",
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "django.contrib.sites",
            "django.contrib.humanize",
            "rest_framework",
            "helpdesk",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.contrib.auth.context_processors.auth",
                        "django.template.context_processors.request",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / DATABASE),
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        LOGIN_URL="/login/",
        MEDIA_ROOT=str(folder / "media"),
        SITE_ID=1,
        STATIC_URL="/static/",
        USE_TZ=True,
    )
    django.setup()


def fill() -> None:
    """Make the tables, an agent who may answer, and a ticket."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from helpdesk.models import Queue, Ticket

    call_command("migrate", verbosity=0)
    users = get_user_model().objects
    users.create_superuser(AGENT, "mira@desk.example", PASSWORD)
    queue = Queue.objects.create(title="Orders", slug="orders")
    Ticket.objects.create(
        queue=queue, title=TITLE, description=MESSAGE, submitter_email="leila@home.example"
    )


def followups(folder: Path) -> list[str]:
    """Return the comments agents have saved, the newest last."""
    with sqlite3.connect(folder / DATABASE) as database:
        rows = database.execute("SELECT comment FROM helpdesk_followup ORDER BY id").fetchall()
    database.close()
    return [comment for (comment,) in rows if comment]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep the test's output to itself."""


def main() -> None:
    """Serve until terminated."""
    folder = Path(os.environ["COACH_DATA"])
    folder.mkdir(parents=True, exist_ok=True)
    configure(folder)
    fill()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    application = StaticFilesHandler(get_wsgi_application())
    with make_server(
        "127.0.0.1", int(sys.argv[1]), application, WSGIServer, handler_class=_Quiet
    ) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
