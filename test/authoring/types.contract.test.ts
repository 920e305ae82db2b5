import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { authorProject, compile, guideFiles } from '../kit/guide.ts'

/** A task file, and how the compiler errors begin that the guide's `tsconfig.json` gives for it. */
interface Row {
  readonly name: string
  readonly text: string
  readonly errors: readonly string[]
}

const state = (check: string, more = ''): string => `import { defineTask, inSync, plan, z } from 'drover/task'
export default defineTask({
  summary: 'Does something.',
  example: 'own: { a: x }',
  params: z.strictObject({ a: z.string(), list: z.array(z.string()).default([]) }),
  check: async ({ params }) => { ${check} },
  ${more}
})
`

const ROWS: readonly Row[] = [
  {
    name: 'changes of different shapes in one list',
    text: state(`
      const files = params.list.map(path => ({ resource: 'file:' + path, action: 'create', before: null, after: { mode: '0644' } }))
      const units = params.list.map(name => ({ resource: 'unit:' + name, action: 'update', before: { state: 'stopped' }, after: { state: 'started', enabled: true } }))
      const gone = { resource: 'a:b', action: 'delete', before: { x: 1 }, after: null }
      const either = params.a === '' ? { resource: 'a:c', action: 'x', after: { p: 1 } } : { resource: 'a:d', action: 'y', after: { q: [2] } }
      const mixed = [gone, { resource: 'a:e', action: 'update' }, { resource: 'a:f', action: 'z', text: { before: '', after: 'x' } }]
      const pushed = []
      if (params.a === 'x') pushed.push({ resource: 'a:g', action: 'x', after: { r: null } })
      for (const path of params.list) pushed.push({ resource: path, action: 'y', before: { s: { t: [path] } } })
      return plan([...files, ...units, gone, either, ...mixed, ...pushed])`),
    errors: [],
  },
  {
    name: 'apply is given the data of the plan, of either of two as well',
    text: state(
      `if (params.a === 'x') return inSync({ a: 1 })
      if (params.a === 'y') return plan([{ resource: 'a:b', action: 'x' }], { path: params.a })
      return plan([{ resource: 'a:b', action: 'x' }], { lines: [1, 2] })`,
      `apply: async ({ plan: { data }, params }) => {
        const text: string = 'path' in data ? data.path : data.lines.join()
        return { text, a: params.a }
      },`,
    ),
    errors: [],
  },
  {
    name: 'a loop is applied in one step by a function that merges the data',
    text: state(
      `return plan([{ resource: 'a:b', action: 'x' }], [params.a])`,
      `batchLoop: { param: 'a', merge: (all: readonly string[][]) => all.flat() },
      apply: async ({ plan: { data } }) => ({ names: data.join() }),`,
    ),
    errors: [],
  },
  {
    name: 'tasks made of others',
    text: `import { composeTask, type TaskCall, z } from 'drover/task'
export default composeTask({
  summary: 'Does something.',
  example: 'own: { a: x }',
  params: z.strictObject({ a: z.string() }),
  shorthand: 'a',
  expand: ({ params }) => {
    const first: TaskCall = { type: 'file', params: { path: params.a, state: 'directory' } }
    return [first, { type: 'command', params: { cmd: 'id' }, when: 'true', vars: { a: 1 } }]
  },
})
`,
    errors: [],
  },
  {
    name: 'a check that returns something else',
    text: state('return { changed: params.a }'),
    errors: [
      "Type '({ params }: CheckContext<{ a: string; list: string[]; }>) => Promise<{ changed: string; }>' is not assignable to type '(context: CheckContext<{ a: string; list: string[]; }>) => Promise<InSync | Plan<unknown>>'.",
    ],
  },
  {
    name: 'a check that returns nothing',
    text: state('params.a'),
    errors: [
      "Type '({ params }: CheckContext<{ a: string; list: string[]; }>) => Promise<void>' is not assignable to type '(context: CheckContext<{ a: string; list: string[]; }>) => Promise<InSync | Plan<unknown>>'.",
    ],
  },
  {
    name: 'a param that there is not',
    text: state("return params.b === 'x' ? inSync() : plan([])"),
    errors: ["Property 'b' does not exist on type '{ a: string; list: string[]; }'."],
  },
  {
    name: 'a change that is no plain data',
    text: state("return plan([{ resource: 'a:b', action: 'x', after: { when: new Date() } }])"),
    errors: ["Type 'Date' is not assignable to type 'Unknown | Json | undefined'."],
  },
  {
    name: 'a task type with `expand`',
    text: state('return inSync()', 'expand: () => [],'),
    errors: ["Object literal may only specify known properties, and 'expand' does not exist in type"],
  },
  {
    name: 'a misspelt field',
    text: state('return inSync()', 'aply: async () => {},'),
    errors: ["Object literal may only specify known properties, but 'aply' does not exist in type"],
  },
]

test("task types compile with the guide's settings, and the compiler reports each mistake in its file", () => {
  const project = authorProject({ 'tsconfig.json': guideFiles()['tsconfig.json'] ?? '' })
  try {
    project.write(Object.fromEntries(ROWS.map(({ text }, nth) => [`tasks/own${nth}.ts`, text])))
    const { errors } = compile(project)
    for (const [nth, row] of ROWS.entries()) {
      const found = errors.get(`tasks/own${nth}.ts`) ?? []
      const shown = found.map((text, index) => text.slice(0, row.errors[index]?.length))
      assert.equal(shown, row.errors, `${row.name}: ${found.join('\n')}`)
    }
  } finally {
    project.remove()
  }
})

test.run()
