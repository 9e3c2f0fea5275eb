"""Runs under Debian's own Python: lets a LibreOffice that is started already check a text.

Arguments: port of LibreOffice, text, language, country. Prints a list of errors as JSON.
"""

import json
import sys
import time

import uno
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale

PATIENCE_S = 60


def connect(port: str) -> object:
    local = uno.getComponentContext()
    name = "com.sun.star.bridge.UnoUrlResolver"
    resolver = local.ServiceManager.createInstanceWithContext(name, local)
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
            return resolver.resolve(address)
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def main() -> None:
    port, text, language, country = sys.argv[1:]
    office = connect(port)
    create = office.ServiceManager.createInstanceWithContext
    checker = create("org.openoffice.lingu.LanguageToolGrammarChecker", office)
    locale = Locale(language, country, "")
    result = checker.doProofreading("1", text, locale, 0, len(text), ())
    errors = [
        {
            "start": error.nErrorStart,
            "length": error.nErrorLength,
            "suggestions": list(error.aSuggestions),
            "comment": error.aShortComment,
            "title": error.aFullComment,
            "colours": [p.Value for p in error.aProperties if p.Name == "LineColor"],
        }
        for error in result.aErrors
    ]
    sys.stdout.write(json.dumps(errors))
    create("com.sun.star.frame.Desktop", office).terminate()


main()
