#!/usr/bin/env bash
# What action.yml runs: inputs from the environment in, a whole check by examples/ci/check.sh, outputs where GitHub wants
# them.
#
#   action.sh find-node   the output `found` is yes, or no where there is no Node.js that starts Fairfetch
#   action.sh check       checks, with INPUT_BASE and the like; ends as examples/ci/check.sh does
#
# An input that is empty is left to Fairfetch; those that may be repeated are one a line.
set -euo pipefail

OLDEST_NODE=20

find_node() {
  local found=no major
  major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
  if [ "$major" -ge "$OLDEST_NODE" ]; then found=yes; fi
  echo "found=$found" >>"$GITHUB_OUTPUT"
}

# Adds --NAME=VALUE for every line of a value that is not blank.
add() {
  local name=$1 line
  while IFS=$' \t\r' read -r line; do
    if [ -n "$line" ]; then options+=("--$name=$line"); fi
  done <<<"$2"
}

check() {
  options=("--workspace=${INPUT_WORKSPACE:-.}")
  add base "$INPUT_BASE"
  add only "${INPUT_ONLY:-}"
  add scenario "${INPUT_SCENARIO:-}"
  add budget "${INPUT_BUDGET:-}"
  add inconclusive "${INPUT_INCONCLUSIVE:-}"
  add config "${INPUT_CONFIG:-}"
  # A folder of its own: the action may be used more than once in a job.
  local results
  results=$(mktemp -d "$RUNNER_TEMP/fairfetch-XXXXXX")/results
  # The checkout of the action, also where the job has an environment of its own.
  FAIRFETCH_HOME=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
  export FAIRFETCH_HOME
  exec bash "$FAIRFETCH_HOME/examples/ci/check.sh" check "$results" "${options[@]}"
}

case ${1:-} in
  find-node) find_node ;;
  check) check ;;
  *)
    echo 'usage: action.sh find-node | action.sh check' >&2
    exit 2
    ;;
esac
