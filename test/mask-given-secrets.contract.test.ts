import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from './kit/command-line.ts'
import { lendEnvironment } from './kit/environment.ts'

lendEnvironment('XDG_STATE_HOME', 'HOME')

const SITE = `
- hosts: all
  vars: { of_play: !secret default }
  vars_prompt: [{ name: asked, prompt: Password }, { name: open, private: no }]
  tasks:
    - debug: { msg: "{{ asked }} {{ open }} {{ of_play }} {{ of_host }} {{ plain }}" }
`

test('a value of `-e` for a secret is masked in the output and in the journal', async () => {
  const folder = makeProject({
    'site.yml': SITE,
    'inventory/hosts.yml':
      'all: { hosts: { a: { connection: local, of_host: !secret default, plain: x } } }\n',
  })
  process.env.XDG_STATE_HOME = folder
  const given = 'asked=for-asked open=for-open of_play=for-play of_host=for-host plain=for-plain'
  try {
    const { code, stdout, stderr } = await say(folder, 'playbook', 'site.yml', '-e', given)
    assert.is(code, 0, stdout + stderr)
    assert.match(stdout, /\*\*\* for-open \*\*\* \*\*\* for-plain/)
    const runs = join(folder, 'drover/runs')
    const journals = readdirSync(runs).map(name => readFileSync(join(runs, name), 'utf8'))
    assert.is(journals.length, 1)
    assert.not.match(journals.join(''), /for-(asked|play|host)/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
