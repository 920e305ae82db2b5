import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { filesBelow } from '../kit/source-files.ts'

const pages = ['README.md', 'CHANGELOG.md', 'SECURITY.md', ...filesBelow('docs', /\.md$/)]

/** The text of a page without code, in which brackets have another meaning. */
function proseOf(page: string): string {
  return readFileSync(page, 'utf8')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, text => text.replace(/[[\]()]/g, ''))
}

/** The anchors of a page's headings, as GitHub generates them. */
function anchorsOf(page: string): Set<string> {
  const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '')
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading)
  const given = new Map<string, number>()
  const anchors = headings.map(heading => {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = plain.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
    const count = given.get(anchor) ?? 0
    given.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  })
  return new Set(anchors)
}

test('every link in the documentation leads to an existing file and heading', () => {
  const dead = pages.flatMap(page =>
    [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return []
      const [path = '', anchor] = link.split('#')
      const file = path === '' ? page : normalize(join(dirname(page), path))
      if (!existsSync(file)) return [`${page}: ${link}`]
      const isKnown = anchor === undefined || !file.endsWith('.md') || anchorsOf(file).has(anchor)
      return isKnown ? [] : [`${page}: ${link}`]
    }),
  )
  assert.equal(dead, [])
})

test('every page is listed in the README', () => {
  const readme = readFileSync('README.md', 'utf8')
  assert.equal(
    filesBelow('docs', /\.md$/).filter(page => !readme.includes(`(${page}`)),
    [],
  )
})

/**
 * Questions of new users, and the heading that answers each, at most one link away from the table of
 * contents.
 */
const QUESTIONS: readonly (readonly [question: string, page: string, heading: string])[] = [
  ['How do I log in through a jump host?', 'docs/inventories.md', 'Logins, passwords and jump hosts'],
  ['How do I become root with a password?', 'docs/inventories.md', 'Logins, passwords and jump hosts'],
  ['How do I reach a container?', 'docs/inventories.md', 'Containers and other hosts without ssh'],
  ['Where do variables of a group go?', 'docs/inventories.md', 'Variables of groups and hosts'],
  ['How do I loop over a map?', 'docs/plays.md', 'Loops'],
  ['How do I include a file with variables?', 'docs/plays.md', 'Includes and imports'],
  ['When does a handler run?', 'docs/plays.md', 'Handlers'],
  ['How do I do one host after another?', 'docs/plays.md', 'Order of hosts: `strategy` and `serial`'],
  ['How do I try again until it works?', 'docs/plays.md', 'Retries: `until`, `retries` and `delay`'],
  ['What runs if a task fails?', 'docs/plays.md', 'Failures'],
  ['What does `register` hold?', 'docs/values.md', 'Results: what `register` stores'],
  ['Which variable wins?', 'docs/values.md', 'Precedence'],
  ['Which variables exist without me?', 'docs/values.md', 'Built-in variables'],
  ['How do I write a condition?', 'docs/values.md', 'Expressions'],
  ['Which values has `state` of `service`?', 'docs/tasks.md', 'service'],
  ['Where are the logs?', 'docs/interruptions.md', 'Journals'],
  ['What do the exit codes mean?', 'docs/commands.md', 'Exit codes'],
  ['How do I set a default for an option?', 'docs/commands.md', 'Defaults in `drover.yml`'],
  ['How do I use my Ansible Vault?', 'docs/secrets.md', 'Keys'],
  ['What would change?', 'docs/dry-run.md', 'What it looks like'],
  ['How do I go on after a failure?', 'docs/interruptions.md', 'Resuming a run'],
  ['Why can it not reach my host?', 'docs/troubleshooting.md', 'A host cannot be reached'],
  ['How do I begin?', 'docs/getting-started.md', '1. Install'],
]

test('the questions of new users are answered under a heading, one link from the table of contents', () => {
  const [, contents = ''] =
    /\n## Documentation\n([\s\S]*?)\n## /.exec(readFileSync('README.md', 'utf8')) ?? []
  const unanswered = QUESTIONS.filter(([, page, heading]) => {
    const hasHeading = readFileSync(page, 'utf8')
      .split('\n')
      .some(line => line.replace(/^#+ /, '') === heading)
    return !contents.includes(`(${page}`) || !hasHeading
  })
  assert.equal(unanswered, [])
})

test.run()
