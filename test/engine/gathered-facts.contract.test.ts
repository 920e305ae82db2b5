import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'

const DPKG = execFileSync('dpkg-query', ['-W', '-f', '${Version}', 'dpkg'], { encoding: 'utf8' })

const TASKS = `
    - debug: { msg: "before {{default ansible_facts.packages 'none'}}" }
    - getent: { database: passwd, key: root }
    - package_facts:
    - debug: { msg: "{{getent_passwd.root.[4]}} {{ansible_facts.getent_passwd.root.[4]}} {{packages.dpkg.[0].version}}" }
    - debug: { msg: dpkg is there }
      when: '"dpkg" in ansible_facts.packages && !("none-such" in ansible_facts.packages)'
    - debug: { msg: "{{ansible_facts.packages.dpkg.[0].source}} {{hostvars.a.ansible_facts.packages.dpkg.[0].arch}}" }
`

const files = (tasks: string, more = '') => ({
  'hosts.yml': 'all: { hosts: { a: { ansible_connection: local } } }\n',
  'site.yml': `- hosts: all\n${more}  tasks:${tasks}`,
})

for (const more of ['', '  gather_facts: false\n', '  gather_facts: true\n'])
  for (const mode of more === '' ? [[], ['--check']] : [[]])
    test(`facts that tasks gather are available as variables and facts: ${more.trim()} ${mode.join('')}`, async () => {
      const folder = makeProject(
        files(
          more === '  gather_facts: false\n'
            ? TASKS.split('\n').slice(2).join('\n').replace(/^/, '\n')
            : TASKS,
          more,
        ),
      )
      const { code, stdout, stderr } = await say(folder, 'playbook', '-i', 'hosts.yml', 'site.yml', ...mode)
      assert.is(code, 0, stderr + stdout)
      for (const text of [`/root /root ${DPKG}`, 'dpkg is there', 'apt ']) assert.match(stdout, text)
    })

test('a composed task type uses the facts of the host it runs on, also if the play gathers none', async () => {
  const marked = (name: string): string => `{ connection: env MARK=${name} }`
  const folder = makeProject({
    'hosts.yml': `all: { hosts: { a: ${marked('a')}, b: ${marked('b')} } }\n`,
    'tasks/marked.ts': `import { composeTask, z } from 'drover/task'
export default composeTask({
  summary: 'Says where it works.',
  example: '- marked:',
  params: z.strictObject({}),
  expand: () => ['a', 'b'].map(name => (
    { type: 'debug', params: { msg: 'works on ' + name }, when: 'ansible_facts.env.MARK == "' + name + '"' }
  )),
})
`,
    'site.yml': `- hosts: a
  gather_facts: false
  tasks:
    - marked:
    - package: { name: dpkg }
- hosts: a
  gather_facts: false
  tasks:
    - marked:
      delegate_to: b
`,
  })
  for (const mode of [[], ['--check']]) {
    const words = ['playbook', '-i', 'hosts.yml', 'site.yml', ...mode]
    const { code, stdout, stderr } = await say(folder, ...words)
    assert.is(code, 0, stderr + stdout)
    assert.equal(stdout.match(/works on ./g), ['works on a', 'works on b'], stdout)
  }
})

test('a composed task type is unreachable if its delegate is', async () => {
  const folder = makeProject({
    'hosts.yml': 'all: { hosts: { a: { connection: local }, gone: { address: 127.0.0.1, port: 1 } } }\n',
    'site.yml': `- hosts: a
  gather_facts: false
  tasks:
    - package: { name: dpkg }
      delegate_to: gone
      ignore_unreachable: true
    - package: { name: dpkg }
      delegate_to: gone
`,
  })
  const { code, stdout } = await say(folder, 'playbook', '-i', 'hosts.yml', 'site.yml')
  assert.is(code, 4, stdout)
  assert.equal(stdout.match(/a unreachable: package/g)?.length, 2, stdout)
})

test('a fact that no task gathers is refused before the run, with a hint to the task type', async () => {
  const folder = makeProject(
    files('\n    - debug: { msg: "{{ansible_facts.services.x}} {{ansible_facts.getent_group}}" }\n'),
  )
  const { code, stderr } = await say(folder, 'playbook', '-i', 'hosts.yml', 'site.yml')
  assert.is(code, 1)
  assert.match(stderr, 'hint: gather it in an earlier task: `service_facts:`')
})

test('in a dry run that would change packages, the installed packages are unknown', async () => {
  const tasks = `
    - apt: { name: hello }
    - package_facts:
    - debug: { msg: there }
      when: '"hello" in ansible_facts.packages'
`
  const folder = makeProject(files(tasks))
  const { code, stdout, stderr } = await say(folder, 'playbook', '-i', 'hosts.yml', 'site.yml', '--check')
  assert.is(code, 0, stderr)
  assert.match(stdout, 'the installed packages, which')
})

test.run()
