#!/usr/bin/env bash
# Builds the documentation site from the markdown files of the repository; a dead link or anchor is an
# error. Usage: scripts/site.sh [FOLDER], default build/site; its first page is index.html.

. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

site="${1:-build/site}"
[ -x .venv/bin/python ] || install_debian_packages
install_python_packages
.venv/bin/python -m sphinx --builder html --jobs auto --quiet --fail-on-warning \
  --conf-dir docs/site --doctree-dir "$site/.doctrees" . "$site" || fail "the site has mistakes"
cp "$site/README.html" "$site/index.html"
say "Built: $site/index.html"
