MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run serve dev test bench bench-desk bench-search bench-signing-in drill search-eval audit attack check sbom format setup password reset demo pins clean

python := .venv/bin/python
compile := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make pins"

help: ## list these targets
	@sed -n 's/^\([a-z-]*\): .*## \(.*\)/\1	\2/p' Makefile | while IFS='	' read -r name does; do \
		printf '  make %-12s %s\n' "$$name" "$$does"; done

run: ## see the portal: sets up all it needs, fills it once, serves it on PORT (8000)
	@scripts/setup.sh
	@$(python) manage.py run

serve: ## see it as in production, behind nginx, on PORT (8000)
	@scripts/setup.sh
	@scripts/program.sh nginx nginx-light >/dev/null
	@$(python) manage.py serve

dev: export PORTAL_DEBUG = 1
dev: ## the same with debugging pages, restarting when the code changes
	@scripts/setup.sh
	@$(python) manage.py run --reload

test: ## run all tests
	@scripts/setup.sh dev
	@scripts/chromium.sh >/dev/null
	@scripts/program.sh nginx nginx-light >/dev/null
	@scripts/program.sh logrotate logrotate >/dev/null
	@$(python) -m pytest -n 3

bench: ## measure pages among 1,000, 10,000 and 100,000 articles (SIZES=…), into var/bench.json
	@scripts/setup.sh dev
	@scripts/program.sh nginx nginx-light >/dev/null
	@$(python) scripts/bench_pages.py $(SIZES)

bench-desk: ## measure the heavy work: cleaning, Word files, PDFs, pictures, and the memory they need
	@scripts/setup.sh dev
	@$(python) scripts/bench_desk.py

bench-search: ## measure searching among 10,000 and 100,000 articles; SIZES=1000000: half an hour
	@scripts/setup.sh dev
	@$(python) scripts/bench_search.py $(SIZES)

bench-signing-in: ## measure whether refusals of signing in tell anything (200 attempts, 5 minutes)
	@scripts/setup.sh dev
	@$(python) scripts/bench_signing_in.py

drill: ## break the portal in every way it promises to survive (DRILLS=…: some of them)
	@scripts/setup.sh dev
	@scripts/program.sh nginx nginx-light >/dev/null
	@$(python) scripts/drill.py $(DRILLS)

search-eval: ## try what comes first for a few hundred questions
	@scripts/setup.sh dev
	@$(python) scripts/search_eval.py

audit: ## have the W3C's validator, Lighthouse and axe look at every public page (needs java and npm)
	@scripts/setup.sh dev
	@scripts/chromium.sh >/dev/null
	@VNU_JAR=$$(scripts/vnu.sh) && LIGHTHOUSE=$$(scripts/lighthouse.sh) && \
		export VNU_JAR LIGHTHOUSE && $(python) -m pytest -m audit

check: export PORTAL_HTTPS = 1
check: ## look for mistakes without running the code
	@scripts/setup.sh dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	$(python) -m djlint --lint --quiet templates
	$(python) -m mypy core
	$(python) -c 'from importlinter.cli import lint_imports_command as lint; lint()'
	$(python) manage.py makemigrations --check --dry-run
	PORTAL_HOSTS=portal.example PORTAL_SECRET_KEY=$$($(python) -c \
		'import secrets; print(secrets.token_urlsafe(50))') \
		$(python) manage.py check --deploy --fail-level WARNING
	@scripts/scan.sh
	@$(python) scripts/advisories.py

attack: ## have scanners attack the portal as in production (ATTACKS=…: some of them; an hour)
	@scripts/setup.sh dev
	@scripts/program.sh nginx nginx-light >/dev/null
	@scripts/tools.sh attack
	@$(python) scripts/attack.py $(ATTACKS)

sbom: ## list what the portal is made of, with licences, in var/sbom.json (CycloneDX)
	@scripts/setup.sh dev
	@scripts/scan.sh sbom var/sbom.json

format: ## put the code into its usual form
	@scripts/setup.sh dev
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

setup: ## install the packages into .venv
	@scripts/setup.sh

password: ## give the administrator quantri a new password
	@scripts/setup.sh
	@$(python) manage.py password

reset: ## erase the demonstration and everything else in the embedded database
	@scripts/setup.sh
	@$(python) manage.py reset

demo: ## fill the portal with the demonstration
	@scripts/setup.sh
	@$(python) manage.py migrate --verbosity 0
	@$(python) manage.py demo

pins: ## pin the newest packages requirements*.in allow
	@command -v uv >/dev/null || { echo "Install uv first." >&2; exit 1; }
	$(compile) --upgrade --output-file requirements.txt requirements.in
	$(compile) --upgrade --output-file requirements-dev.txt requirements-dev.in
	$(compile) --no-strip-extras --upgrade --output-file requirements-scan.txt requirements-scan.in
	$(compile) --no-strip-extras --upgrade --output-file requirements-attack.txt requirements-attack.in

clean: ## remove .venv and caches; what readers and editors made stays in var
	rm -rf .venv .venv-scan .venv-attack .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
