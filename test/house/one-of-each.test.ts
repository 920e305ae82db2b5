import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sourceFiles } from '../kit/source-files.ts'

interface Construct {
  readonly title: string
  /** A file has the construct if all of these match its code. */
  readonly patterns: readonly RegExp[]
  /** The file that everything else imports, and files that use the construct for another purpose. */
  readonly files: readonly string[]
}

const CONSTRUCTS: readonly Construct[] = [
  {
    title: 'code that reads words for true and false is',
    patterns: [/'yes'/, /'on'/],
    // Params list the words for editors, which validate a playbook with its JSON Schema.
    files: ['src/base/flag.ts', 'src/authoring/params.ts'],
  },
  {
    title: 'code for pauses of random length is',
    patterns: [/Math\.random\(/],
    // Random order of the hosts of a play, and the choice of `with_random_choice`.
    files: ['src/base/retry.ts', 'src/engine/play/batches.ts', 'src/playbook/ansible-forms/loops/hosts.ts'],
  },
  {
    title: 'code that reads the variables of XDG is',
    patterns: [/env\.XDG_|'XDG_/],
    files: ['src/base/xdg.ts'],
  },
  {
    title: 'code that moves a file to its final path is',
    patterns: [/\brename(Sync)?\(/],
    // These move a lock and a socket, which have no content to lose.
    files: ['src/base/atomic-write.ts', 'src/journal/active-run.ts', 'src/transport/persistent/sockets.ts'],
  },
  {
    title: 'code that parses quotes of a command line is',
    patterns: [/\\s\+\|'\[\^'\]\*'/],
    files: ['src/base/words.ts'],
  },
  {
    title: 'code that compiles patterns with brackets is',
    patterns: [/\\\[!\?|\(!\?\)|'\[!'/],
    files: ['src/base/glob.ts'],
  },
  {
    title: 'code that escapes text for a regular expression is',
    patterns: [/\.\*\+\?\^?\$?[^\n]*\\\\\$&/],
    files: ['src/base/escape-regex.ts'],
  },
  {
    title: 'code that makes control characters visible is',
    patterns: [/u202a|u2066|\\x7f-\\x9f[^\n]*replace\(/],
    files: ['src/base/escape-control.ts'],
  },
  {
    title: 'code that reads units of time is',
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
