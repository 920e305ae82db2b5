import { rmSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

test('only a registered result has digests of a large file that take long', async () => {
  const folder = makeProject({
    'inventory/hosts.yml': 'all: { hosts: { localhost: } }',
    'files/large': Buffer.alloc(10_000_000),
    'site.yml': `- hosts: localhost
  gather_facts: false
  tasks:
    - copy: { src: large, dest: "{{playbook_dir}}/one" }
    - copy: { src: large, dest: "{{playbook_dir}}/two" }
      register: two
    - assert: { that: size(two.md5sum) == 32 }
`,
  })
  try {
    const { code, stdout, stderr } = await say(folder, 'playbook', '-c', 'local', '-o', 'ndjson', 'site.yml')
    assert.is(code, 0, stdout + stderr)
    const events = stdout.trim().split('\n')
    const results = events.map(line => JSON.parse(line)).filter(({ taskType }) => taskType === 'copy')
    const digests = results.flatMap(({ type, outputs }) =>
      type === 'task.result' ? [Object.keys(outputs).filter(name => /sum$/.test(name))] : [],
    )
    assert.equal(digests, [[], ['checksum', 'md5sum']])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
