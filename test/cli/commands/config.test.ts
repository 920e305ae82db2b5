import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { OPTION_KEYS } from '../../../src/base/setting-keys.ts'
import { buildProgram } from '../../../src/cli/program.ts'
import { Masks } from '../../../src/run.ts'
import { makeProject, say } from '../../kit/command-line.ts'

const INVENTORY = 'all: { hosts: { here: { connection: local }, there: { connection: local } } }\n'
const LISTING = '- hosts: all\n  tasks: [{ debug: { msg: "{{ansible_forks}}" } }]\n'

/** A project, and settings of the user that replace those of the person who runs the tests. */
function projectWith(settings: string, ofUser = ''): string {
  const project = makeProject({
    'drover.yml': settings,
    'hosts/all.yml': INVENTORY,
    'playbooks/site.yml': LISTING,
    'config/drover/drover.yml': ofUser,
  })
  process.env.XDG_CONFIG_HOME = join(project, 'config')
  return project
}

const before = process.env.XDG_CONFIG_HOME
test.after.each(() => {
  if (before === undefined) delete process.env.XDG_CONFIG_HOME
  else process.env.XDG_CONFIG_HOME = before
})

test('every key of `drover.yml` is the name of an option of `run playbook`', () => {
  const program = buildProgram({ code: 0, exitAtOnce: () => {}, masks: new Masks() }, '1.2.3')
  const playbook = program.commands.find(command => command.name() === 'playbook')
  const names = playbook?.options.map(({ long }) => long?.replace(/^--(no-)?/, '').replaceAll('-', '_'))
  assert.equal(
    OPTION_KEYS.filter(key => !names?.includes(key)),
    [],
  )
})

test("options have defaults from the project's `drover.yml`, and paths in it are relative to the file", async () => {
  const project = projectWith('inventory: hosts/\nforks: 7\n')
  assert.is((await say(project, 'hosts', 'list')).stdout, 'here   ungrouped\nthere  ungrouped\n')
  assert.match((await say(project, 'playbook', 'site.yml')).stdout, /here {2}7/)
})

test("the `drover.yml` next to the playbook's project is used, also from another directory", async () => {
  const project = projectWith('inventory: hosts/\nforks: 7\n')
  const elsewhere = makeProject({})
  const { stdout } = await say(elsewhere, 'playbook', join(project, 'playbooks/site.yml'))
  assert.match(stdout, /here {2}7/)
})

test("the command line takes precedence over the project, and the project over the user's settings", async () => {
  const project = projectWith('inventory: hosts/\nforks: 7\n', 'forks: 5\ntimeout: 3\n')
  assert.match((await say(project, 'playbook', 'site.yml', '-f', '9')).stdout, /here {2}9/)
  const { stdout } = await say(project, 'config')
  assert.match(stdout, /^inventory +\["\/.*\/hosts"\] +drover\.yml:1:12$/m)
  assert.match(stdout, /^forks +7 +drover\.yml:2:8$/m)
  assert.match(stdout, /^timeout +3 +config\/drover\/drover\.yml:2:10$/m)
  assert.match(stdout, /^become_user +root +default$/m)
})

test("`drover.yml` takes precedence over `ansible.cfg`, and `ansible.cfg` over the user's settings", async () => {
  const project = projectWith('forks: 7\n', 'timeout: 3\nuser: me\n')
  const cfg = '[defaults]\ninventory = hosts\nforks = 6\nremote_user = deploy\n'
  writeFileSync(join(project, 'ansible.cfg'), cfg)
  writeFileSync(
    join(project, 'playbooks/site.yml'),
    LISTING.replace('{{ansible_forks}}', '{{ ansible_forks }}'),
  )
  assert.match((await say(project, 'playbook', 'site.yml')).stdout, /here {2}7/)
  const { stdout } = await say(project, 'config')
  assert.match(stdout, /^inventory +\["\/.*\/hosts"\] +ansible\.cfg:2:1$/m)
  assert.match(stdout, /^user +deploy +ansible\.cfg:4:1$/m)
  assert.match(stdout, /^forks +7 +drover\.yml:1:8$/m)
  assert.match(stdout, /^timeout +3 +config\/drover\/drover\.yml:1:10$/m)
})

test('an output format from `drover.yml` that a command does not support is ignored', async () => {
  const project = projectWith('inventory: hosts/\noutput: lines\n')
  assert.is((await say(project, 'hosts', 'list')).code, 0)
})

const refused: [what: string, text: string, message: RegExp][] = [
  [
    'an unknown key',
    'fork: 5\n',
    /^error: `drover.yml` has no key `fork`\n {2}at drover.yml:1:1\n.*\n.*\n {2}hint: did you mean `forks`\?/,
  ],
  ['an invalid number', 'forks: many\n', /^error: `forks` is a whole number above 0\n {2}at drover.yml:1:8/],
  ['an invalid boolean', 'become: sure\n', /^error: `become` is true or false\n {2}at drover.yml:1:9/],
  ['an invalid choice', 'become_method: ksu\n', /^error: `become_method` is one of `sudo`, `su`, `doas`\n/],
  ['an invalid list', 'inventory: [1]\n', /^error: `inventory` is a path or a list of paths\n/],
  ['no map', '- a\n', /^error: `drover.yml` must be a map of settings, got a list/],
]

for (const [what, text, message] of refused) {
  test(`${what} in \`drover.yml\` is refused`, async () => {
    const { stderr, code } = await say(projectWith(text), 'hosts', 'list')
    assert.match(stderr, message)
    assert.is(code, 1)
  })
}

test("the key `ansible` is refused in the user's settings", async () => {
  const project = projectWith('inventory: hosts/\n', 'ansible: true\n')
  assert.match((await say(project, 'hosts', 'list')).stderr, /^error: `drover.yml` has no key `ansible`/)
})

test("`journal_days` is accepted in the user's settings and refused in a project", async () => {
  const project = projectWith('inventory: hosts/\n', 'journal_days: 7\n')
  assert.match((await say(project, 'config')).stdout, /^journal_days +7 +config\/drover\/drover\.yml:1:15$/m)
  const other = projectWith('journal_days: 7\n')
  assert.match(
    (await say(other, 'hosts', 'list')).stderr,
    /^error: `journal_days` is not a setting of a project\n.*\n.*\n.*\n {2}hint: set it in `~\/\.config/,
  )
})

test('`ansible` can be set together with other keys', async () => {
  const project = projectWith('inventory: hosts/\nansible: [roles/old]\n')
  writeFileSync(join(project, 'ansible.cfg'), '')
  assert.is((await say(project, 'playbook', 'site.yml')).code, 0)
})

test.run()
