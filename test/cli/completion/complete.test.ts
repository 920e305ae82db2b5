import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

const project = makeProject({
  'inventory/hosts.yml': 'web: { hosts: { "web[1:2]": {} }, vars: { colour: blue } }\n',
  'playbooks/site.yml':
    '- hosts: web\n  tasks: [{ debug: { msg: a }, tags: [config] }, { debug: , tags: [code] }]\n',
})

/** The completions for the last word. */
async function offered(shell: string, ...words: string[]): Promise<string[]> {
  const { stdout } = await say(project, '__complete', shell, ...words)
  return stdout.split('\n').flatMap(line => (line === '' ? [] : [line.split('\t')[0] ?? '']))
}

const cases: [what: string, words: readonly string[], expected: readonly string[]][] = [
  ['commands', ['pl'], ['playbook', 'plan']],
  ['commands of a command group', ['hosts', 'gr'], ['graph']],
  ['options', ['playbook', '--become-'], ['--become-user', '--become-method']],
  ['the choices of an option', ['playbook', '--become-method', 's'], ['sudo', 'su']],
  ['the choices of an option after `=`', ['playbook', '--become-method=d'], ['--become-method=doas']],
  ['playbooks and files', ['playbook', ''], ['site.yml', ':files']],
  ['hosts and groups', ['exec', 'w'], ['web', 'web1', 'web2']],
  ['hosts after an operator', ['exec', 'web:!w'], ['web:!web', 'web:!web1', 'web:!web2']],
  ['hosts of `--limit`', ['playbook', 'site.yml', '-l', 'web2'], ['web2']],
  ['hosts of the given inventory', ['exec', '-i', 'x1,x2,', 'x'], ['x1', 'x2']],
  ['tags', ['playbook', 'site.yml', '--tags', 'co'], ['code', 'config']],
  ['variables', ['hosts', 'vars', '--explain', 'c'], ['colour']],
  ['task types', ['task', 'web', 'hostn'], ['hostname']],
  ['the params of a task type', ['task', 'web', 'timezone', ''], ['name=', 'hwclock=', ':open']],
  ['params that were not given yet', ['task', 'web', 'timezone', 'name=UTC', ''], ['hwclock=', ':open']],
  ['names of documentation pages', ['doc', 'seri'], ['serial']],
  ['facts', ['facts', 'web', 'distribution_r'], ['distribution_release']],
  ['shells', ['completion', 'z'], ['zsh']],
  ['nothing after `--`', ['exec', 'web', '--', 'x'], []],
  ['nothing for a command that does not exist', ['nothing', 'x'], []],
]

for (const [what, words, expected] of cases) {
  test(`\`run ${words.join(' ')}\` is completed with ${what}`, async () => {
    assert.equal(await offered('zsh', ...words), expected)
  })
}

test('bash, which splits words at `:` and `=`, gets only the part after them', async () => {
  assert.equal(await offered('bash', 'exec', 'web', ':', 'web1'), ['web1'])
  assert.equal(await offered('bash', 'playbook', '--become-method', '=', 'd'), ['doas'])
})

test('a project with errors is completed as far as it can be read, without an error message', async () => {
  const broken = makeProject({ 'inventory/hosts.yml': 'web: [\n' })
  const said = await say(broken, '__complete', 'zsh', 'exec', 'w')
  assert.equal(said, { code: 0, stdout: '', stderr: '' })
})

test.run()
