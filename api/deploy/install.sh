#!/bin/sh
# Installs Empathy Coach from this folder alone: no package index, no network.
# Installiert Empathy Coach allein aus diesem Ordner: ohne Paketverzeichnis, ohne Netz.
set -eu
cd "$(dirname "$0")"
PYTHON=${PYTHON:-python3}

say() { # English, German
    case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
        de* | DE*) echo "$2" ;;
        *) echo "$1" ;;
    esac
}

stop() {
    say "$1" "$2" >&2
    exit 1
}

sha256sum --check --quiet --strict SHA256SUMS || stop \
    "A file differs from its SHA-256 sum, so nothing was installed. Please copy the archive again." \
    "Eine Datei passt nicht zu ihrer SHA-256-Summe, darum wurde nichts installiert. Bitte das Archiv neu kopieren."

made_for=$(cat MADE_FOR)
here=$("$PYTHON" -c 'import sys, sysconfig
print(sys.implementation.cache_tag, sysconfig.get_platform())') || stop \
    "There is no $PYTHON here. This archive is for $made_for; name that Python with PYTHON=… ./install.sh" \
    "Hier gibt es kein $PYTHON. Das Archiv ist für $made_for; bitte dieses Python nennen: PYTHON=… ./install.sh"
[ "$here" = "$made_for" ] || stop \
    "This archive is for $made_for, and $PYTHON is $here. Name another Python with PYTHON=… ./install.sh, or pack on a machine like this one." \
    "Das Archiv ist für $made_for, und $PYTHON ist $here. Bitte ein anderes Python nennen (PYTHON=… ./install.sh) oder auf einem Rechner wie diesem packen."

"$PYTHON" -m venv .venv || stop \
    "$PYTHON could not make an environment; on Debian the package python3-venv is needed." \
    "$PYTHON konnte keine Umgebung anlegen; unter Debian braucht es das Paket python3-venv."

export PIP_CONFIG_FILE=/dev/null
install() {
    .venv/bin/python -m pip --quiet --disable-pip-version-check install \
        --no-index --find-links wheels --constraint .constraints/serve.txt "$@"
}
install "setuptools>=77"
install --no-build-isolation --editable .
rm -f .venv/bin/coach-train # training is no part of the bundle
.venv/bin/python -m compileall -q coach models api

.venv/bin/coach doctor
say "Installed. Start the service with: $PWD/.venv/bin/coach serve" \
    "Installiert. Der Dienst startet mit: $PWD/.venv/bin/coach serve"
