import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent, TaskResultEvent } from '../../src/engine/state/events.ts'
import { runPlaybooks } from '../../src/run.ts'

/** A task type that creates one file after the other, and sees the next one only when the previous exists. */
const STAGED = `import { defineTask, inSync, pathExists, plan, sh, z } from '${join(import.meta.dirname, '../../src/authoring/task.ts')}'
export default defineTask({
  summary: 'Makes files one after the other.',
  example: '- staged: { folder: /a, files: [a, b] }',
  params: z.strictObject({ folder: z.string(), files: z.array(z.string()) }),
  check: async ({ host, params }) => {
    for (const file of params.files) {
      const path = params.folder + '/' + file
      if (await host.ask(pathExists(path))) continue
      const change = { resource: 'file:' + path, action: 'create', before: null, after: { state: 'file' } }
      return { ...plan([change], { path }), isStage: file !== params.files.at(-1) }
    }
    return inSync()
  },
  apply: async ({ host, plan }) => {
    await host.run(sh\`: >\${plan.data.path}\`)
  },
})
`

const folder = mkdtempSync(join(tmpdir(), 'drover-stages-'))
const root = join(folder, 'root')
mkdirSync(join(folder, 'tasks'))
writeFileSync(join(folder, 'tasks/staged.ts'), STAGED)
writeFileSync(join(folder, 'hosts.yml'), 'all: { hosts: { here: { connection: local } } }\n')
test.before.each(() => mkdirSync(root))
test.after.each(() => rmSync(root, { recursive: true }))
test.after(() => rmSync(folder, { recursive: true, force: true }))

async function endOf(files: readonly string[], more: object = {}): Promise<TaskResultEvent> {
  const tasks = [{ staged: { folder: root, files } }]
  writeFileSync(join(folder, 'site.yml'), JSON.stringify([{ hosts: 'here', tasks }]))
  const events: RunEvent[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [join(folder, 'site.yml')], inventory: [join(folder, 'hosts.yml')] },
      ...{ check: false, diff: false, extraVars: [], tags: [], skipTags: [], become: false },
      ...{ forceHandlers: false, lookAhead: true, persist: false, ...more },
    },
    { event: event => events.push(event), close: async () => {} },
    new AbortController().signal,
  )
  const [result] = events.filter(event => event.type === 'task.result')
  if (!result) throw new Error(`no result among ${JSON.stringify(events)}`)
  return result
}

const resourcesOf = ({ changes }: TaskResultEvent): string[] =>
  changes.map(({ resource }) => resource.replace(`file:${root}/`, ''))

test('changes that appear only after a stage are made and reported by the same task', async () => {
  const dry = await endOf(['a', 'b', 'c'], { check: true })
  assert.equal([dry.status, resourcesOf(dry)], ['changed', ['a']])
  const real = await endOf(['a', 'b', 'c'])
  assert.equal([real.status, resourcesOf(real)], ['changed', ['a', 'b', 'c']])
  assert.is((await endOf(['a', 'b', 'c'])).status, 'ok')
})

test('a task that finds another stage each time fails after three', async () => {
  const { status, message } = await endOf(['a', 'b', 'c', 'd'])
  assert.is(status, 'failed')
  assert.match(
    message ?? '',
    /its check still finds a difference: file:.*\/d \(create: state: wanted `file`, is nothing\)/,
  )
})

test('approval of a stage includes the stages that follow it, and nothing else', async () => {
  const planned = await endOf(['a', 'b'], { check: true })
  const approved = [{ host: 'here', task: planned.task, status: planned.status, changes: planned.changes }]
  assert.is((await endOf(['a', 'b'], { approved })).status, 'changed')
  const other = await endOf(['c'], { approved })
  assert.equal([other.status, existsSync(join(root, 'c'))], ['failed', false])
})

test.run()
