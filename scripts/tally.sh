#!/usr/bin/env bash
# Counts what really ran: reads the output of one stage and prints "PASSED FAILED", adding up the closing lines of
# nextest, cargo test, vitest, node --test, and the plain "N passed, N failed".
set -euo pipefail

sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
  function before(word,   i) { for (i = 2; i <= NF; i++) if ($i ~ "^" word "[,;.)]*$") return $(i - 1) + 0; return 0 }
  /^ *Summary \[.*tests? run:/            { passed += before("passed"); failed += before("failed") + before("timed") }
  /^test result: /                        { passed += before("passed"); failed += before("failed") }
  /^ *Tests  .*(passed|failed)/           { passed += before("passed"); failed += before("failed") }
  /^(#|ℹ) pass [0-9]+$/                   { passed += $3 }
  /^(#|ℹ) fail [0-9]+$/                   { failed += $3 }
  /^([a-z]+: )?[0-9]+ passed, [0-9]+ failed/ { passed += before("passed"); failed += before("failed") }
  END { print passed + 0, failed + 0 }
'
