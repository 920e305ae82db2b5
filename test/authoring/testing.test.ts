import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { defineTask, inSync, plan, probe, sh, z } from '../../src/authoring/task.ts'
import { testTask } from '../../src/authoring/testing.ts'

const zoneProbe = probe({
  title: 'zone',
  script: sh`readlink /etc/localtime`,
  answers: [0, 1],
  parse: ({ status, stdout }) => (status === 0 ? stdout.toString().trim() : null),
})

const zone = defineTask({
  summary: 'Sets the zone.',
  example: 'zone: { name: UTC }',
  params: z.strictObject({ name: z.string(), note: z.string().default('none') }),
  check: async ({ host, params, project }) => {
    const [now, wanted] = await Promise.all([host.ask(zoneProbe), project.render('zone', {})])
    if (now === params.name) return inSync({ zone: now })
    return plan(
      [{ resource: 'zone', action: 'update', before: { zone: now }, after: { zone: params.name } }],
      { note: params.note, left: undefined },
      { wanted },
    )
  },
  apply: async ({ host, params }) => {
    const { stdout } = await host.run(sh`ln -s ${params.name} /etc/localtime`, { title: 'link' })
    await host.write({ path: '/etc/timezone', content: params.name, mode: '0644' })
    return { printed: stdout.toString() }
  },
})

const files = { zone: 'a template' }

test('answers are parsed by the probe, and params have their defaults', async () => {
  const task = testTask(zone, { params: { name: 'UTC' }, answers: { zone: { status: 1 } }, files })
  assert.equal(await task.check(), {
    kind: 'plan',
    changes: [{ resource: 'zone', action: 'update', before: { zone: null }, after: { zone: 'UTC' } }],
    data: { note: 'none' },
    outputs: { wanted: 'a template' },
  })
  assert.equal(task.asked, ['zone'])
  assert.equal(task.calls, [])
  const same = testTask(zone, { params: { name: 'UTC' }, answers: { zone: 'UTC\n' }, files })
  assert.equal(await same.check(), { kind: 'in-sync', outputs: { zone: 'UTC' } })
})

test('`apply` runs the plan and records commands and file writes', async () => {
  const task = testTask(zone, {
    ...{ params: { name: 'UTC' }, answers: { zone: 'CET\n' }, files },
    runs: { link: 'done' },
  })
  assert.equal(await task.apply(), { wanted: 'a template', printed: 'done' })
  assert.equal(task.calls, [
    { run: 'ln -s UTC /etc/localtime', options: { title: 'link' } },
    { write: { path: '/etc/timezone', content: 'UTC', mode: '0644' } },
  ])
})

test('an unexpected status, a failed command and a missing answer or file are errors', async () => {
  const failing = async (options: Partial<Parameters<typeof testTask>[1]>): Promise<string> => {
    const task = testTask(zone, {
      params: { name: 'UTC' },
      answers: { zone: 'CET' },
      files,
      ...options,
    } as never)
    return task.apply().then(
      () => 'no error',
      error => error.message,
    )
  }
  assert.is(
    await failing({ answers: { zone: { status: 2, stderr: 'broken' } } }),
    'probe failed: zone: status 2: broken',
  )
  assert.is(await failing({ runs: { link: { status: 1, stderr: 'no space' } } }), 'link: status 1: no space')
  assert.is(await failing({ answers: {} }), 'the test has no answer to the probe `zone`')
  assert.is(await failing({ files: {} }), 'the test has no file `zone`')
  assert.is(await failing({ answers: { zone: 'UTC' } }), 'the task is in sync: there is nothing to apply')
  assert.throws(() => testTask(zone, { params: { nam: 'UTC' } as never }), /nam/)
})

test('wrong params throw the same messages as in a playbook', () => {
  const wrong = (params: object): void => void testTask(zone, { params: params as { name: string }, files })
  assert.throws(
    () => wrong({ name: 1.2 }),
    '`name` of `zone`: expected text, got `1.2` (put it in quotes: `"1.2"`)',
  )
  assert.throws(
    () => wrong({ nam: 'x' }),
    '`zone` needs the param `name`\n`zone` has no param `nam` (did you mean `name`?)',
  )
})

test.run()
