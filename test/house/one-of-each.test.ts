import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sourceFiles } from '../kit/source-files.ts'

interface Construct {
  readonly title: string
  /** A file has the construct if all of these match its code. */
  readonly patterns: readonly RegExp[]
  /** The file that everything else imports, and files whose use is another thing. */
  readonly files: readonly string[]
}

const CONSTRUCTS: readonly Construct[] = [
  {
    title: 'words for true and false are read',
    patterns: [/'yes'/, /'on'/],
    // Params list the words for editors, which check a playbook by its JSON Schema.
    files: ['src/base/flag.ts', 'src/authoring/params.ts'],
  },
  {
    title: 'a pause is of random length',
    patterns: [/Math\.random\(/],
    // Hosts of a play in random order; the choice of `with_random_choice`.
    files: ['src/base/retry.ts', 'src/engine/play/batches.ts', 'src/playbook/ansible-forms/loops/hosts.ts'],
  },
  {
    title: "variables of XDG's are read",
    patterns: [/env\.XDG_|'XDG_/],
    files: ['src/base/xdg.ts'],
  },
  {
    title: 'a file is moved into its place',
    patterns: [/\brename(Sync)?\(/],
    // These move a lock and a socket away, whose content is nothing to lose.
    files: ['src/base/atomic-write.ts', 'src/journal/run-lock.ts', 'src/transport/persistent/sockets.ts'],
  },
  {
    title: 'quotes of a command line are read',
    patterns: [/\\s\+\|'\[\^'\]\*'/],
    files: ['src/base/words.ts'],
  },
  {
    title: 'patterns with brackets are compiled',
    patterns: [/\\\[!\?|\(!\?\)|'\[!'/],
    files: ['src/base/glob.ts'],
  },
  {
    title: 'text is escaped for a regular expression',
    patterns: [/\.\*\+\?\^?\$?[^\n]*\\\\\$&/],
    files: ['src/base/escape-regex.ts'],
  },
  {
    title: 'control characters are made visible',
    patterns: [/u202a|u2066|\\x7f-\\x9f[^\n]*replace\(/],
    files: ['src/base/escape-control.ts'],
  },
  {
    title: 'units of time are read',
    patterns: [/604_?800|h: 3_?600/],
    files: ['src/base/duration.ts'],
  },
]

const sources = sourceFiles(/\.ts$/).map(file => ({
  file,
  code: withoutComments(readFileSync(file, 'utf8')),
}))

for (const { title, patterns, files } of CONSTRUCTS) {
  test(`${title} in one place`, () => {
    const found = sources.filter(({ code }) => patterns.every(pattern => pattern.test(code)))
    assert.equal(found.map(({ file }) => file).sort(), [...files].sort())
  })
}

test.run()

function withoutComments(code: string): string {
  return code.replace(/^\s*(\/\/|\/?\*).*$/gm, '')
}
