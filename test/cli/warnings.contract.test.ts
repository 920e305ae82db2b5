import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'

const folder = makeProject({
  'inventory/hosts.yml': 'all: { hosts: { here: { connection: local } } }\n',
  'files/script': '#!/bin/sh\r\necho\r\n',
  'templates/page': 'new',
})
test.after(() => rmSync(folder, { recursive: true }))
const WRITERS: [name: string, task: string][] = [
  ['copied', 'copy: { content: new, dest: FILE }'],
  ['rendered', 'template: { src: page, dest: FILE }'],
  ['edited', 'lineinfile: { path: FILE, line: new }'],
  ['fetched', `get_url: { url: "file://${folder}/templates/page", dest: FILE, force: true }`],
]

for (const [name, task] of WRITERS) {
  test(`a warning is printed if a file that is ${name} has other hard links, in the dry run, in the run and in its result`, async () => {
    const file = join(folder, name)
    writeFileSync(file, 'old')
    linkSync(file, `${file}-too`)
    writeFileSync(join(folder, 'site.yml'), `- { hosts: here, tasks: [ ${task.replace('FILE', file)} ] }\n`)
    const warning = `${file} will have another name (hard link), which leads to the old content`
    for (const more of [['--check'], []]) {
      const { code, stdout, stderr } = await say(folder, 'playbook', 'site.yml', '-o', 'ndjson', ...more)
      assert.is(code, 0, stdout + stderr)
      const events = stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
      const told = events.filter(({ type }) => type === 'warning').map(({ host, message }) => [host, message])
      assert.equal(told, [['here', warning]])
      assert.equal(
        events.flatMap(({ outputs }) => outputs?.warnings ?? []),
        [warning],
      )
    }
    assert.is(readFileSync(`${file}-too`, 'utf8'), 'old')
    const again = await say(folder, 'playbook', 'site.yml')
    assert.not.match(again.stdout + again.stderr, /warning/)
  })
}

test('a script with CR LF line ends is copied unchanged, with a warning', async () => {
  const file = join(folder, 'ended')
  writeFileSync(
    join(folder, 'site.yml'),
    `- { hosts: here, tasks: [ copy: { src: script, dest: ${file} } ] }\n`,
  )
  const { stdout, stderr } = await say(folder, 'playbook', 'site.yml')
  assert.match(stdout + stderr, /warning: here: \S+ended is a script with CR LF line ends/)
  assert.is(readFileSync(file, 'utf8'), '#!/bin/sh\r\necho\r\n')
})

test.run()
