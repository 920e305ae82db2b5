import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from '../kit/local-session.ts'

/**
 * The fault at the N-th call of a tool: none, all processes of the session killed before or after it, or a
 * failure of the tool.
 */
export type Blow = 'none' | 'killed before' | 'killed after' | 'fails'

/** Wrappers around the tools of a host: a session whose PATH starts with them has its calls counted. */
export interface ToolCounter {
  /** The command that opens a session with the wrappers, in its own process group. */
  readonly words: readonly string[]
  /** Resets the count; the fault happens at the N-th call from now on. */
  readonly arm: (blow: Blow, nth?: number) => void
  /** The names of the tools that were called since, in order. */
  readonly calls: () => string[]
  readonly close: () => void
}

/** All tools that file writes and the other tasks may call; builtins of the shells do not count. */
const TOOLS =
  'awk cat chgrp chmod chown cmp cp curl cut date dd df find getfacl grep gzip head id install ln ls lsattr mkdir mktemp mv openssl od readlink rm rmdir sed setfacl sha256sum sort stat sync tail tar touch tr unzip wc wget'.split(
    ' ',
  )

/** Opens a counter. Its tools are one shell script that runs the tool of the same name. */
export function openToolCounter(): ToolCounter {
  const { path, remove } = scratch()
  const tools = join(path, 'tools')
  mkdirSync(tools)
  const script = join(path, 'counted')
  writeFileSync(
    script,
    `#!/bin/sh
name=\${0##*/} own=${path}
PATH=\${PATH#${tools}:}
IFS=' ' read -r blow nth <"$own/armed"
echo "$$ $name" >>"$own/calls"
count=0
while read -r pid _; do count=$((count + 1)); test "$pid" != $$ || break; done <"$own/calls"
test "$count" = "$nth" || exec "$name" "$@"
case $blow in
before) kill -9 0;;
after) "$name" "$@"; kill -9 0;;
fails) echo "$name: No space left on device" >&2; exit 1;;
esac
`,
  )
  chmodSync(script, 0o755)
  for (const name of TOOLS) symlinkSync(script, join(tools, name))
  const armed = join(path, 'armed')
  const calls = join(path, 'calls')
  const arm = (blow: Blow, nth = 0): void => {
    rmSync(calls, { force: true })
    writeFileSync(armed, `${blow.replace('killed ', '')} ${blow === 'none' ? 0 : nth}\n`)
  }
  arm('none')
  return {
    words: ['setsid', '--wait', 'env', `PATH=${tools}:${process.env.PATH ?? '/usr/bin:/bin'}`],
    arm,
    calls: () =>
      readFileSync(calls, { encoding: 'utf8', flag: 'a+' })
        .split('\n')
        .filter(Boolean)
        .map(line => line.split(' ')[1] ?? ''),
    close: remove,
  }
}
