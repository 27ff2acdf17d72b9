# Everything a newcomer needs; each target sets up .venv first and is quick when nothing has changed.
.DEFAULT_GOAL := help
.PHONY: help demo serve test lint fix lock web bench wheel clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

demo: ## deliver a small shop into the built-in Zoho CRM and tell what happened
	@scripts/setup
	@.venv/bin/hakobu demo $(ARGS)

serve: ## start the application with its pages in the browser
	@scripts/setup
	@scripts/web
	@.venv/bin/hakobu serve $(ARGS)

test: ## pass every check and test, as CI does (ARGS="-k name" for some of them)
	@scripts/test $(ARGS)

lint: ## style, format and types alone
	@scripts/lint

fix: ## mend style and format where that can be done by itself
	@scripts/lint fix

lock: ## write the lock files anew (ARGS=--upgrade for newer versions)
	@scripts/lock $(ARGS)

web: ## build the browser application
	@scripts/web

bench: ## run the benchmarks (ARGS="name" for one of them)
	@scripts/bench $(ARGS)

wheel: ## build the wheel into dist/
	@scripts/wheel

clean: ## remove what the targets above have made
	@rm -rf .venv src/hakobu/web web/node_modules dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
