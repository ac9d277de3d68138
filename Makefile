# Everything a contributor runs. `make` alone lists it.
.DEFAULT_GOAL := help
# These walk through every page, one request at a time: the race detector has nothing to find
# there and makes them five times slower.
WALKS = ^Test(EveryRouteAnswersEverybody|EverythingThat|WhatPeopleEnterNever|WhatStandsInAnAddressNever|NoAnswerLeadsOut|WhileLookingNothing|ABodyThatIsNoForm|TrafficOf|AFieldThatIsNoText|AQuestionThatMeansNothing|EveryAnswerCarries|EveryAddressAnswers|TheDeskSeesNo|EveryPageOf)

.PHONY: help run test check deps generate bench

help: ## lists these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## starts the console on http://localhost:8080, with its data in ./data
	go run .

test: deps check ## installs what is missing, checks the code, runs every test, with a browser too
	go test -race -timeout 20m -skip '$(WALKS)' $$(go list ./... | grep -v '/e2e$$')
	go test -run '$(WALKS)' ./handlers
	go test -count=1 -timeout 15m ./e2e

check: ## formatting, stale templates, go vet, staticcheck
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "not formatted (gofmt -w):"; echo "$$unformatted"; exit 1; fi
	@set -e; before=$$(find views -name '*_templ.go' -exec cksum {} + | sort); \
	go tool templ generate -path views -log-level error; \
	after=$$(find views -name '*_templ.go' -exec cksum {} + | sort); \
	if [ "$$before" != "$$after" ]; then echo "templates were stale: commit what templ has just written below views/"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...

deps: ## installs Chromium, Node.js, axe-core and Postfix where they are missing (apt-get, npm)
	@./e2e/install.sh
	@./packaging/postfix/install.sh

generate: ## writes the Go code of the templates anew
	go tool templ generate -path views

bench: ## measures: lists, sign-in, scans, orders, reports, imports; see the README
	go test -run '^$$' -bench . -benchmem ./...
