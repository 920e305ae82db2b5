import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from '../kit/local-session.ts'

/** What becomes of the N-th call of a tool: nothing, the end of all that the session runs before or after it, a failure. */
export type Blow = 'none' | 'killed before' | 'killed after' | 'fails'

/** Stands before the tools of a host: a session that finds it first in its PATH has its calls counted. */
export interface ToolCounter {
  /** The words that open a session over it, in a process group of its own. */
  readonly words: readonly string[]
  /** Begins to count anew; the N-th call from now on has this happen to it. */
  readonly arm: (blow: Blow, nth?: number) => void
  /** Names of the tools that were called since, in their order. */
  readonly calls: () => string[]
  readonly close: () => void
}

/** All that the ladder of writes, and the tasks that do not go by it, may call; the shells' own commands are no tools. */
const TOOLS =
  'awk cat chgrp chmod chown cmp cp curl cut date dd df find getfacl grep gzip head id install ln ls lsattr mkdir mktemp mv openssl od readlink rm rmdir sed setfacl sha256sum sort stat sync tail tar touch tr unzip wc wget'.split(
    ' ',
  )

/** Opens a counter. Its tools are one small shell script that goes on to the tool of that name. */
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
