#!/usr/bin/env bash
# The regression gate in any CI: runs a check, a shard of one, or joins shards, and ends as the CI is to take it.
#
#   check.sh check DIR OPTION...   a whole check; OPTIONs are those of `fairfetch check`, DIR becomes its results folder
#   check.sh shard DIR OPTION...   the same with --shard=K/N, one job of several; its verdict is left to `merge`
#   check.sh merge DIR SHARD...    joins the folders of all shards in DIR, and judges
#
# Ends with 0: nothing regressed. 1: regressed. 2: the command line is wrong. 3: the machine or the workspace is not
# ready. 4: not everything could be decided, and with inconclusive=fail that fails; or the check could not judge, and
# with CANNOT_JUDGE=fail that does. Any other code is that of what ended it.
#
# Environment:
#   FAIRFETCH_HOME   a checkout of Fairfetch; without it the one in which this file is
#   CANNOT_JUDGE     warn: a check that cannot judge is a warning and ends with 0 (default); fail: it ends with 4
#   GITHUB_ACTIONS, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY   where they are set, GitHub is told: an annotation, the outputs
#                    verdict, exit-code (that of Fairfetch) and results, and why there is no verdict
set -euo pipefail

# stdout belongs to the results. GitHub finds annotations in both.
say() {
  printf 'check: %s\n' "$1" >&2
}

# Why the job fails, in one line: an annotation where Fairfetch makes none itself.
fail_with() {
  if [ "${GITHUB_ACTIONS:-}" = true ]; then
    printf '::error title=Fairfetch::%s\n' "$1" >&2
  else
    say "$1"
  fi
}

output() {
  if [ -n "${GITHUB_OUTPUT:-}" ]; then
    printf 'verdict=%s\nexit-code=%s\nresults=%s\n' "$1" "$2" "$3" >>"$GITHUB_OUTPUT"
  fi
}

# Ends without a verdict: exit code, then why, in one line. Fairfetch has written no summary then.
give_up() {
  fail_with "$2"
  output '' "$1" ''
  if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    printf '**Fairfetch gave no verdict.** %s\n' "$2" >>"$GITHUB_STEP_SUMMARY"
  fi
  exit "$1"
}

usage() {
  give_up 2 "$1 Usage: check.sh check DIR OPTION... | check.sh shard DIR --shard=K/N OPTION... | check.sh merge DIR SHARD..."
}

need() {
  command -v "$1" >/dev/null || give_up 3 "$1 is not on this machine: $2"
}

# Options that this script has to know of. Sets sharded.
look_at_options() {
  sharded=no
  local option
  for option in "$@"; do
    case $option in
      # The last --out would win, and the verdict would be looked for in the wrong folder.
      --out | --out=*) usage 'DIR is the results folder: leave out --out.' ;;
      --shard | --shard=*) sharded=yes ;;
    esac
  done
}

# The verdict of a results folder, if its report is that of a session that ended with this code; else nothing.
verdict_of() {
  node -e '
    const [file, code] = process.argv.slice(1);
    const { verdict, exitCode } = JSON.parse(require("node:fs").readFileSync(file, "utf8"));
    const known = ["passed", "regressed", "inconclusive", "cannot-judge", "nothing-to-judge"];
    if (exitCode === Number(code) && known.includes(verdict)) process.stdout.write(verdict);
  ' "$1/report.json" "$2" 2>/dev/null || true
}

# Fairfetch ended without a verdict, and has said why on stderr.
explain() {
  case $1 in
    2) give_up 2 'The command line is wrong; the log says what of it.' ;;
    3) give_up 3 "$not_ready; the log says why." ;;
    0 | 1 | 4) give_up "$(($1 == 0 ? 3 : $1))" "Fairfetch ended with $1 and left no report that says so in $dir; the log says more." ;;
    *) give_up "$1" "Fairfetch was ended with $1; the log says by what." ;;
  esac
}

# What a verdict means for the job: ends the script. Exit code, verdict.
conclude() {
  output "$2" "$1" "$dir"
  case $1/$2 in
    0/passed) say 'Nothing regressed.' ;;
    0/nothing-to-judge) say 'There was nothing to judge: the change reaches nothing that can be raced on both sides.' ;;
    0/inconclusive) say 'Nothing regressed, and not everything could be decided: a longer budget decides more.' ;;
    1/*) say "Regressed: $dir/report.md says what and by how much." ;;
    4/inconclusive)
      fail_with 'Not everything could be decided, and with inconclusive=fail that fails. A longer budget or a quieter machine decides more.'
      ;;
    4/*)
      local why='Nothing can be judged: the two copies of the base differ on this machine. Run the job again, or race on a quieter one.'
      # Fairfetch has warned of it.
      if [ "${CANNOT_JUDGE:-warn}" = warn ]; then
        say "$why"
        exit 0
      fi
      fail_with "$why"
      ;;
  esac
  exit "$1"
}

fairfetch() {
  node "$home/tools/bootstrap.mjs" "$@" "--out=$dir"
}

# Sets code, and verdict where there is one.
run() {
  code=0
  "$@" || code=$?
  verdict=''
  case $code in 0 | 1 | 4) verdict=$(verdict_of "$dir" "$code") ;; esac
  if [ -z "$verdict" ]; then explain "$code"; fi
}

check() {
  look_at_options "$@"
  run fairfetch check "$@"
  conclude "$code" "$verdict"
}

shard() {
  look_at_options "$@"
  if [ "$sharded" = no ]; then usage 'A shard needs --shard=K/N.'; fi
  # Summary and annotations are made once, by the job that joins the shards.
  run without_github fairfetch check "$@"
  output "$verdict" "$code" "$dir"
  say "This shard alone says: $verdict. The job that joins the shards judges."
}

without_github() (
  unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY
  "$@"
)

merge() {
  local folder
  for folder in "$@"; do
    [ -d "$folder" ] || give_up 3 "There are no results of a shard at $folder: the jobs of the shards say why."
  done
  not_ready='The shards cannot be joined'
  run fairfetch merge "$@"
  conclude "$code" "$verdict"
}

main() {
  [ "$#" -ge 2 ] || usage 'Say what to do and where to put the results.'
  local what=$1
  dir=$2
  not_ready='The machine or the workspace is not ready'
  shift 2
  case ${CANNOT_JUDGE:-warn} in warn | fail) ;; *) usage "CANNOT_JUDGE is warn or fail, not ${CANNOT_JUDGE}." ;; esac
  home=${FAIRFETCH_HOME:-$(dirname -- "${BASH_SOURCE[0]}")/../..}
  [ -f "$home/tools/bootstrap.mjs" ] || give_up 3 "There is no Fairfetch at $home: set FAIRFETCH_HOME to a checkout of it."
  need node 'install Node.js 20 or later.'
  case $what in
    check | shard)
      need cargo 'install a stable Rust, which the origin and the launcher are built with.'
      "$what" "$@"
      ;;
    merge) merge "$@" ;;
    *) usage "There is no $what." ;;
  esac
}

main "$@"
