import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sourceFiles } from '../kit/source-files.ts'

/** Files that may quote or escape single quotes: the quote function, its counterpart for templates of users, and the masking of secrets. */
const QUOTERS = [
  'src/shell/quote.ts',
  'src/functions/texts.ts',
  'src/values/mask-text.ts',
  // These format values for Python and YAML.
  'src/functions/python/format.ts',
  'src/functions/python/yaml.ts',
  'src/convert/yaml/scalar-text.ts',
  // These write string constants of SQL.
  'src/task-lib/mysql/quote.ts',
  'src/task-lib/postgresql/quote.ts',
]

/** Files that may start programs. All pass a list of words and use no shell, except for the command that a playbook gives to `pipe`. */
const STARTERS = [
  'src/base/run-typescript.ts',
  'src/controller/run-program.ts',
  'src/inventory/read-program.ts',
  'src/transport/spawn.ts',
  'src/journal/process.ts',
  'src/secrets/edit-text.ts',
  'src/secrets/run-program.ts',
]

/** What may be interpolated into shell text without `sh`: quoted values and words of Drover. */
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

test('only one function quotes for shells, and no library is used for it', () => {
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

test('only the listed files start programs, and they pass lists of words', () => {
  const starters = files.filter(file => /from '(node:)?(child_process|zx[^']*)'/.test(codeOf(file)))
  assert.equal(starters, [...STARTERS].sort())
  const ways = files.filter(file =>
    /\b(execSync|execFileSync|execFile|fork)\(|\bshell: true|import [^'\n]*\bexec\b[^'\n]* from '/.test(
      codeOf(file),
    ),
  )
  assert.equal(ways, [])
})

test('shell text that is made without `sh` interpolates only quoted values and words of Drover', () => {
  const holes = files.flatMap(file =>
    textsOf(codeOf(file)).flatMap(text => holesOf(text).map(hole => `${file}: ${hole}`)),
  )
  assert.ok(holes.length > 0)
  assert.equal(
    holes.filter(hole => !HOLES.includes(hole)),
    [],
  )
})

test('no text is evaluated as code outside of the listed files', () => {
  const evaluators = files.filter(file =>
    /\beval\(|new Function\(|\brunIn\w*Context\(|new Script\(|setTimeout\(['"`]/.test(codeOf(file)),
  )
  // The loader compiles the built program; `gc` of V8 is looked up by its name; a script of one call has a time limit.
  assert.equal(evaluators, [
    'src/base/time-limit.ts',
    'src/cli/load-main.ts',
    'src/shell/response/minor-gc.ts',
  ])
})

test.run()

/** The template literals that become shell text without `sh`. */
function textsOf(code: string): string[] {
  return [...code.matchAll(/new (?:ShellText|Text)\((?:`((?:\\[\s\S]|[^`\\])*)`|([^'"`][^\n]*))/g)].map(
    ([, literal, rest = '']) => literal ?? rest,
  )
}

/** The expressions in `${…}`, without those that are escaped for the shell. */
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
