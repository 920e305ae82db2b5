/**
 * The selection state of a package for dpkg: `hold` keeps its version.
 *
 *     - dpkg_selections:
 *         name: linux-image-amd64
 *         selection: hold
 */
import {
  defineTask,
  inSync,
  type Probe,
  plan,
  probe,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { requireProgram } from '../../src/built-in/host.ts'

const params = z.strictObject({
  name: text()
    .refine(name => /^[a-z0-9][a-z0-9+.-]*(:[a-z0-9-]+)?$/.test(name), 'expected the name of a package')
    .describe('Name of the package. For a package of another architecture, append `:ARCHITECTURE`.')
    .meta({ examples: ['linux-image-amd64'] }),
  selection: z
    .enum(['install', 'hold', 'deinstall', 'purge'])
    .describe('The selection state of the package.')
    .meta({ examples: ['hold'] }),
})

export default defineTask({
  summary: 'Sets the selection state of a package in dpkg, for example to keep its version.',
  example: `- dpkg_selections:
    name: linux-image-amd64
    selection: hold
`,
  params,
  outputs: {
    before: 'The selection state of the package before the task; `not present` if dpkg has none.',
    after: 'The selection state of the task.',
  },
  check: async ({ host, params }) => {
    const { name, selection } = params
    const now = await host.ask(selectionOf(name))
    const before = now ?? 'not present'
    const outputs = { before, after: selection }
    if (now === selection) return inSync(outputs)
    if (now === null && !(await host.ask(isAvailable(name))))
      throw new TaskError(`dpkg does not know a package \`${name}\``, {
        hint: 'check the name; dpkg knows only installed packages, unless `dselect update` is run in an earlier task',
      })
    const resource = `dpkg-selection:${name}`
    return plan(
      [{ resource, action: 'update', before: { selection: before }, after: { selection } }],
      undefined,
      outputs,
    )
  },
  mayChange: ({ params }) => [{ resource: `dpkg-selection:${params.name}` }],
  apply: async ({ host, params: { name, selection }, plan: { outputs } }) => {
    await host.run(sh`LC_ALL=C dpkg --set-selections`, {
      title: `dpkg --set-selections ${name} ${selection}`,
      stdin: `${name} ${selection}\n`,
    })
    return outputs
  },
})

/** Returns a probe for the selection state of a package; null if dpkg has none. */
function selectionOf(name: string): Probe<string | null> {
  return probe({
    title: `selection of ${name}`,
    script: sh`${requireProgram('dpkg', 'it is for hosts of Debian, Ubuntu and the like')}
LC_ALL=C dpkg --get-selections ${name} 2>/dev/null || exit 1`,
    answers: [0, 1],
    parse: ({ stdout }) => /\t(\w+)\n/.exec(stdout.toString())?.[1] ?? null,
  })
}

/** Returns a probe for whether dpkg would accept a selection of the package; it ignores others with a warning. */
function isAvailable(name: string): Probe<boolean> {
  return probe({
    title: `whether dpkg knows ${name}`,
    script: sh`LC_ALL=C dpkg-query --print-avail ${name} >/dev/null 2>&1 || exit 1`,
    answers: [0, 1],
    parse: ({ status }) => status === 0,
  })
}
