# Everything a contributor runs. `make` alone lists it.
.DEFAULT_GOAL := help
comma := ,
# These walk through every page, one request at a time, or weigh what much of something costs: the
# race detector has nothing to find there, makes them five times slower, and allocates by itself.
WALKS = ^Test(EveryRouteAnswersEverybody|EverythingThat|WhatPeopleEnterNever|WhatStandsInAnAddressNever|NoAnswerLeadsOut|WhileLookingNothing|ABodyThatIsNoForm|TrafficOf|AFieldThatIsNoText|AQuestionThatMeansNothing|EveryAnswerCarries|EveryAddressAnswers|TheDeskSeesNo|EveryPageOf|EveryFormCosts|EveryAddressCosts|EveryChange|EveryFormThatMakes|WhoHasChosenEventsReads|FiftyThousandRows|NoMailIsDear|TheDemonstration|TonightHasLife)

.PHONY: help run test walks browser check deps generate bench

help: ## lists these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## starts the console on http://localhost:8080, with its data in ./data
	go run .

# Of one package: long enough for a machine five times slower than two idle cores.
LIMIT = 40m

# timed runs a part of the tests, and says before what it is and afterwards how long it took.
define timed
	@echo "== $(1)"; begun=$$(date +%s); status=0; $(2) || status=$$?; \
	echo "== $(1): $$(( $$(date +%s) - begun )) s"; exit $$status
endef

test: ## installs what is missing, checks the code, runs every test, with a browser too
	$(call timed,what the tests need (make deps),$(MAKE) -s deps)
	$(call timed,formatting$(comma) templates$(comma) vet$(comma) staticcheck (make check),$(MAKE) -s check)
	$(call timed,tests with the race detector,go test -race -timeout $(LIMIT) -skip '$(WALKS)' $$(go list ./... | grep -v '/e2e$$'))
	@$(MAKE) -s -j2 --output-sync=target walks browser

# Both leave one of two cores idle most of the time.
walks:
	$(call timed,walks through every page$(comma) and what reading costs,go test -timeout $(LIMIT) -run '$(WALKS)' ./handlers ./mailer ./models ./cli)

browser:
	$(call timed,tests in a browser,go test -count=1 -timeout $(LIMIT) ./e2e)

check: ## formatting, stale templates, go vet, staticcheck
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "not formatted (gofmt -w):"; echo "$$unformatted"; exit 1; fi
	@set -e; before=$$(find views -name '*_templ.go' -exec cksum {} + | sort); \
	go tool templ generate -path views -log-level error; \
	after=$$(find views -name '*_templ.go' -exec cksum {} + | sort); \
	if [ "$$before" != "$$after" ]; then echo "templates were stale: commit what templ has just written below views/"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...

deps: ## installs Chromium, Node.js, axe-core, proxies, systemd-analyze and Postfix where they are missing (apt-get, npm)
	@./e2e/install.sh
	@./packaging/systemd/install.sh
	@./packaging/postfix/install.sh

generate: ## writes the Go code of the templates anew
	go tool templ generate -path views

bench: ## measures: lists, sign-in, scans, orders, reports, imports; see the README
	go test -run '^$$' -bench . -benchmem ./...
