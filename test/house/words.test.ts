import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { filesBelow } from '../kit/source-files.ts'

/** Words that made readers read a sentence twice, and what to write instead. */
const WORDS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b(tell|tells|told|telling)\b/, 'report, show, print, notify; or "call" for a callback'],
  [/\b(nobody|somebody|anybody|himself|herself)\b/, 'name the user, process or host, or use the passive'],
  [/\blearnt\b/, 'accept (a host key), know'],
  [/\b(take|takes|taken|took) (it |them |the run )?up\b/, 'resume'],
  [/\b(put|puts) (it |them |itself )?back\b/, 'roll back, restore'],
  [/\bof which nothing\b/, 'two sentences, or "without"'],
  [/\b(leaves|left|no|a) word of\b/, 'lock file, record'],
  [/\b(laid|lays|lay down)\b/, 'overlay, add'],
  [/\banew\b/, 'again, or a verb with re-'],
  [/\b(judge|judges|judged)\b/, 'check, evaluate, validate'],
  [/\bsigns? of life\b/, 'heartbeat'],
  [/\bso many\b/, 'that many, the number of'],
  [/\bbeside\b/, 'next to, in addition to'],
  [/\b(is|are|was|were) not there\b/, 'does not exist'],
  [/\bshall\b/, 'should, must, will'],
  [/\b(true|false|undefined|empty|null|Throws \w+) where\b/i, 'if'],
  [/(^|[.;:] |only |also )where (it|there|nothing|no|none|nobody|both|neither)\b/i, 'if, when'],
  [/\bfor want of\b/, 'because ... is missing'],
  [/\bcut off\b/, 'interrupted, truncated'],
  [/\bunder way\b/, 'running'],
  [/\bat hand\b/, 'available, in memory'],
  [/\bgoes before (it|all|them)\b/, 'takes precedence'],
  [/\bhangs? on\b/, 'depends on'],
  [/\ball the same\b/, 'still, anyway'],
  [/\b(foretell|foretold|foresee|lapse|orphans|strangers|outlook|parcel)\b/, "the glossary's word"],
]

/** Files whose comments will be rewritten together with their code; their messages are checked. */
const COMMENTS_LATER = /^src\/engine\/dry-run\//

const files = [
  'README.md',
  ...filesBelow('docs', /\.md$/),
  ...['src', 'tasks', 'lab'].flatMap(each => filesBelow(each, /\.(ts|sh)$/)),
]

test('docs, messages, help and comments use none of the refused words', () => {
  const found = files.flatMap(file =>
    proseOf(file).flatMap(([line, text]) => {
      const prose = withoutCode(text)
      return WORDS.filter(([pattern]) => pattern.test(prose)).map(
        ([pattern, instead]) => `${file}:${line}: \`${pattern.exec(prose)?.[0].trim()}\`: write ${instead}`,
      )
    }),
  )
  assert.equal(found, [])
})

test('refused words are found in each kind of prose', () => {
  const kinds = [
    '  // It was told.',
    '/** It was told. */',
    "  throw new Error('it was told now')",
    '  warn(`it was told ${name} now`)',
  ]
  for (const kind of kinds) {
    const [[, text = ''] = []] = proseOfCode([kind], /^\s*(\/\/|\/?\*)/)
    assert.match(text, /told/)
  }
  assert.is(withoutCode('`told` it'), ' it')
})

test.run()

/** The prose of a file, with its lines: all of a page, comments and strings of code. */
function proseOf(file: string): [line: number, text: string][] {
  const lines = readFileSync(file, 'utf8').split('\n')
  if (!file.endsWith('.md')) {
    const comment = file.endsWith('.sh') ? /^\s*#(?!!)/ : /^\s*(\/\/|\/?\*)/
    return proseOfCode(lines, comment, !COMMENTS_LATER.test(file))
  }
  let isCode = false
  return lines.flatMap((text, at): [number, string][] => {
    if (text.startsWith('```')) isCode = !isCode
    return isCode ? [] : [[at + 1, text]]
  })
}

function proseOfCode(
  lines: readonly string[],
  comment: RegExp,
  withComments = true,
): [line: number, text: string][] {
  return lines.flatMap((text, at): [number, string][] => {
    if (comment.test(text)) return withComments ? [[at + 1, text.replace(comment, '').trim()]] : []
    const strings = [...text.matchAll(/(['"`])((?:\\.|(?!\1)[^\\])*)\1/g)].map(([, , inside = '']) => inside)
    return strings.filter(each => /[a-z]+ [a-z]+ [a-z]+/.test(each)).map(each => [at + 1, each])
  })
}

/** Without names in backticks, which are not prose, and without the expressions of a template string. */
function withoutCode(text: string): string {
  return text.replaceAll(/\\?`[^`]*`/g, '').replaceAll(/\$\{[^}]*\}/g, '')
}
