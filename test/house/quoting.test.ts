import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sourceFiles } from '../kit/source-files.ts'

/** Who may turn a single quote into something else: the one function, its twin for users' templates, and what secrets look like. */
const QUOTERS = [
  'src/shell/quote.ts',
  'src/functions/texts.ts',
  'src/values/mask-text.ts',
  // These show values as Python and YAML do.
  'src/functions/python/format.ts',
  'src/functions/python/yaml.ts',
  'src/convert/yaml/scalar-text.ts',
  // These write string constants of SQL.
  'src/task-lib/mysql/quote.ts',
  'src/task-lib/postgresql/quote.ts',
]

/** Who may start programs, and all of it by words: no shell reads any of them, but for the command that a playbook gives to `pipe`. */
const STARTERS = [
  'src/base/run-typescript.ts',
  'src/controller/run-program.ts',
  'src/inventory/read-program.ts',
  'src/transport/spawn.ts',
  'src/journal/process.ts',
  'src/secrets/edit-text.ts',
  'src/secrets/run-program.ts',
]

/** What may stand in a hole of shell text that `sh` has not made: quoted values, and words of our own. */
const HOLES = [
  'src/remote/probes/files/exists.ts: globWord(pattern)',
  'src/remote/probes/files/files.ts: BSD_FORMAT',
  'src/remote/probes/files/files.ts: FORMAT',
  'src/remote/probes/files/digest.ts: digestOf(algorithm, operands)',
  "src/shell/printed-fields.ts: [...words, ':'].join(' && ')",
  'src/remote/files/new-files.ts: name',
  'src/remote/files/atomic-write.ts: tool',
  'src/remote/files/new-files.ts: quote(`./${name}`)',
  'src/task-lib/archives/unsafe-entries.ts: MOST_LINKS',
  'src/task-lib/archives/unsafe-entries.ts: MOST_STEPS',
  'src/shell/export-variables.ts: name',
  'src/shell/export-variables.ts: quote(value)',
  'src/shell/here-documents.ts: descriptor',
  'src/shell/here-documents.ts: wordOf(document)',
  'src/shell/here-documents.ts: bodyOf(document)',
  'src/shell/here-documents.ts: endOf(document)',
]

const files = sourceFiles(/\.ts$/)
const codeOf = (file: string): string => readFileSync(file, 'utf8').replace(/^\s*(\*|\/\*|\/\/).*$/gm, '')

test('one function quotes for shells, and no other is made or brought in', () => {
  const makers = files.filter(file => /\.replace(All)?\(\s*(["`]'|\/\[?')/.test(codeOf(file)))
  assert.equal(
    makers.filter(file => !QUOTERS.includes(file)),
    [],
  )
  assert.equal(
    QUOTERS.filter(file => !makers.includes(file)),
    [],
  )
  const brought = files.filter(file =>
    /shell-quote|shellwords|shlex|\bquote\b[^\n]*from 'zx/.test(codeOf(file)),
  )
  assert.equal(brought, [])
  assert.match(codeOf('src/transport/spawn.ts'), /^ {4}quote,$/m)
})

test('programs are started by words, and by nobody else', () => {
  const starters = files.filter(file => /from '(node:)?(child_process|zx[^']*)'/.test(codeOf(file)))
  assert.equal(starters, [...STARTERS].sort())
  const ways = files.filter(file =>
    /\b(execSync|execFileSync|execFile|fork)\(|\bshell: true|import [^'\n]*\bexec\b[^'\n]* from '/.test(
      codeOf(file),
    ),
  )
  assert.equal(ways, [])
})

test('shell text that `sh` has not made has nothing in its holes but quoted values and words of our own', () => {
  const holes = files.flatMap(file =>
    textsOf(codeOf(file)).flatMap(text => holesOf(text).map(hole => `${file}: ${hole}`)),
  )
  assert.ok(holes.length > 0)
  assert.equal(
    holes.filter(hole => !HOLES.includes(hole)),
    [],
  )
})

test('nothing is run as code that was not written as code', () => {
  const evaluators = files.filter(file =>
    /\beval\(|new Function\(|\brunIn\w*Context\(|new Script\(|setTimeout\(['"`]/.test(codeOf(file)),
  )
  // The built program is compiled by its loader; V8's own `gc` is asked for by its name; a script of one call has a time limit.
  assert.equal(evaluators, [
    'src/base/time-limit.ts',
    'src/cli/load-main.ts',
    'src/shell/response/minor-gc.ts',
  ])
})

test.run()

/** The template literals that are made shell text without `sh`. */
function textsOf(code: string): string[] {
  return [...code.matchAll(/new (?:ShellText|Text)\((?:`((?:\\[\s\S]|[^`\\])*)`|([^'"`][^\n]*))/g)].map(
    ([, literal, rest = '']) => literal ?? rest,
  )
}

/** The expressions in `${…}`; what is escaped for the shell is none. */
function holesOf(text: string): string[] {
  const found: string[] = []
  for (const { index } of text.matchAll(/(?<!\\)\$\{/g)) {
    let depth = 1
    let end = index + 2
    while (depth > 0 && end < text.length) {
      if (text[end] === '{') depth += 1
      if (text[end] === '}') depth -= 1
      end += 1
    }
    found.push(text.slice(index + 2, end - 1))
  }
  return found
}
