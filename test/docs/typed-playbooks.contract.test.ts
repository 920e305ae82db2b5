import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND } from '../kit/command-line.ts'
import { authorProject, compile } from '../kit/guide.ts'

const PAGE = readFileSync('docs/typed-playbooks.md', 'utf8')
const files = Object.fromEntries(
  [...PAGE.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [name, text]),
)
const GREETING = `import { defineTask, inSync, text, z } from 'drover/task'

export default defineTask({
  summary: 'Greets.',
  example: '- greeting: { whom: you }\\n',
  params: z.strictObject({
    whom: text().describe('Who.').meta({ examples: ['you'] }),
    loud: z.boolean().default(false).describe('Loudly.').meta({ examples: [true] }),
  }),
  check: async () => inSync({}),
  apply: async () => {},
})
`
const SAME = `- name: Sites
  hosts: all
  vars: { greeting: hello }
  tasks:
    - name: Write the site shop
      copy: { dest: "{{ target }}/shop", content: "{{ greeting }} from port 8001\\n", mode: "0644" }
      notify: report
    - name: Write the site wiki
      copy: { dest: "{{ target }}/wiki", content: "{{ greeting }} from port 8002\\n", mode: "0644" }
      notify: report
    - name: Numbers
      block:
        - { debug: { msg: !expr 1 + 1 }, when: 'target != ""' }
    - greeting: { whom: everyone }
  handlers:
    - { name: report, debug: { msg: written } }
`
const project = authorProject({ ...files, 'tasks/greeting.ts': GREETING, 'playbooks/same.yml': SAME })
test.after(() => project.remove())
const target = join(project.folder, 'out')
mkdirSync(target)

function run(...words: string[]): { code: number | null; output: string } {
  const [program = '', ...before] = COMMAND
  return project.run(program, [...before, ...words])
}

const play = (file: string, ...words: string[]) =>
  run('playbook', file, '-i', 'localhost,', '-c', 'local', '-e', `target=${target}`, '--no-persist', ...words)

test("the example compiles with the types of the project's task types", () => {
  assert.match(run('schema').output, /\.drover\/schemas\/task-types\.d\.ts\n$/)
  const { code, errors } = compile(project)
  assert.equal([code, [...errors]], [0, []])
})

/** The output without places and times. */
const plain = (output: string): string =>
  output.replace(/ \(playbooks\/\S+?\)/g, '').replace(/[\d.]+ s$/gm, '')

test('the typed example behaves as the same playbook in YAML, in a dry run and in a run', () => {
  const typed = play('site.ts', '--check', '--diff')
  assert.match(typed.output, 'DRY RUN')
  assert.match(typed.output, '+hello from port 8002')
  assert.is(plain(typed.output), plain(play('same.yml', '--check', '--diff').output))
  const listed = ['--list-tasks', '--list-tags', '--list-hosts']
  assert.is(
    play('site.ts', ...listed).output.replace('site.ts', 'same.yml'),
    play('same.yml', ...listed).output,
  )
  const ran = play('site.ts')
  assert.is(ran.code, 0, ran.output)
  assert.match(ran.output, /^TASK Write the site shop \(playbooks\/site\.ts:16:9\)$/m)
  assert.match(ran.output, 'HANDLER report')
  assert.is(readFileSync(join(target, 'wiki'), 'utf8'), 'hello from port 8002\n')
  assert.is(play('same.yml', '--check', '--exit-code').code, 0)
})

const WRONG: [line: string, error: RegExp][] = [
  ['tasks.nope({})', /Property 'nope' does not exist/],
  ["tasks.greeting({ whim: 'x' })", /'whim' does not exist/],
  ["tasks.greeting({ whom: 'x', loud: 'maybe' })", /"maybe"' is not assignable/],
  ['tasks.greeting({})', /Property 'whom' is missing/],
  ["tasks.copy({ dest: '/x', content: '' }, { becom: true })", /'becom' does not exist/],
  ["tasks.systemd({ name: 'x', state: 'startd' })", /"startd"' is not assignable/],
]

test('the compiler refuses what a run would refuse', () => {
  const lines = WRONG.map(([line]) => `  ${line},\n`).join('')
  project.write({
    'playbooks/wrong.ts': `import { definePlaybook, play, tasks } from 'drover/playbook'\nexport default definePlaybook([play({ hosts: 'all', tasks: [\n${lines}] })])\n`,
  })
  const errors = compile(project).errors.get('playbooks/wrong.ts') ?? []
  assert.is(errors.length, WRONG.length, errors.join('\n'))
  for (const [nth, [, error]] of WRONG.entries()) assert.match(errors[nth] ?? '', error)
  const { output, code } = play('wrong.ts', '--syntax-check')
  assert.is(code, 1)
  assert.match(
    output,
    /`nope` is neither a task type nor a keyword\n {2}at playbooks\/wrong\.ts:3:3\n {6}tasks\.nope/,
  )
})

const broken: [what: string, text: string, error: RegExp][] = [
  [
    'throws',
    'const x = 1\nthrow new Error("no " + x)\n',
    /failed: no 1\n {2}at playbooks\/broken\.ts:2:\d+\n/,
  ],
  ['does not compile', 'export default [\n', /failed: .*\n(?:.*\n)* {2}at playbooks\/broken\.ts:\d:/],
  [
    'exports something other than a list',
    'export default 5\n',
    /its default export is neither `definePlaybook\(\[…\]\)` nor a function/,
  ],
  [
    'contains something other than data',
    "import { play } from 'drover/playbook'\nexport default [play({ hosts: 'all', vars: { x: new Date() } })]\n",
    /failed: the playbook\[0\]\.vars\.x is no plain data: Date/,
  ],
  [
    'contains itself',
    "import { play } from 'drover/playbook'\nconst x = {}\nx.x = [x]\nexport default [play({ hosts: 'all', vars: { x } })]\n",
    /failed: the playbook\[0\]\.vars\.x\.x\[0\] contains itself/,
  ],
  ['ends early', 'console.log("bye")\nprocess.exit(3)\n', /ended with status 3[\s\S]*hint: it printed: bye/],
]

for (const [what, text, error] of broken) {
  test(`a file that ${what} is refused with its place`, () => {
    project.write({ 'playbooks/broken.ts': text })
    const { output, code } = play('broken.ts')
    assert.match(output, /^error: /)
    assert.match(output, error)
    assert.is(code, 1)
  })
}

test("a user's map is kept as it is, whatever its keys are", () => {
  project.write({
    'playbooks/keys.ts':
      "import { definePlaybook, play, tasks } from 'drover/playbook'\nconst image = { tag: 'v1', value: 3 }\nconst trace = { entry: { a: 1 }, stack: 'full' }\nexport default definePlaybook([play({ hosts: 'all', vars: { image, trace }, tasks: [tasks.debug({ msg: '{{image.tag}} {{image.value}} {{trace.entry.a}} {{trace.stack}}' })] })])\n",
  })
  const { output, code } = play('keys.ts')
  assert.match(output, /v1 3 1 full\n/)
  assert.is(code, 0)
})

test('playbooks in YAML and TypeScript can import each other, and a function can be exported', () => {
  project.write({
    'playbooks/outer.yml': '- import_playbook: middle.ts\n  vars: { word: given }\n',
    'playbooks/middle.ts':
      "import { importPlaybook, play, step, unsafe } from 'drover/playbook'\nexport default async () => [\n  play({ hosts: 'all', tasks: [step({ debug: { msg: 'middle {{ word }}' } }), step({ debug: { msg: unsafe('{{ raw') } })] }),\n  importPlaybook('inner.yml'),\n]\n",
    'playbooks/inner.yml': '- hosts: all\n  tasks: [{ debug: { msg: "inner {{ word }}" } }]\n',
  })
  const { output, code } = play('outer.yml')
  assert.is(code, 0, output)
  for (const said of ['middle given', '{{ raw', 'inner given']) assert.match(output, `localhost  ${said}\n`)
})

test.run()
