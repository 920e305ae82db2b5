/**
 * Creates an empty file or directory with a unique name; the result has its path.
 *
 *     - tempfile:
 *         state: directory
 *         suffix: .build
 *       register: scratch
 */
import { randomBytes } from 'node:crypto'
import {
  defineTask,
  fileState,
  hostPath,
  orUnknown,
  plan,
  sh,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import { PATH_OUTPUTS, pathOutputs } from '../../src/built-in/files.ts'
import { absolutePath, KNOWN_AFTER_APPLY } from '../../src/built-in/params.ts'

const params = z.strictObject({
  state: z
    .enum(['file', 'directory'])
    .default('file')
    .describe('Whether to create a file or a directory.')
    .meta({ examples: ['directory'] }),
  path: hostPath()
    .optional()
    .describe('An existing directory in which to create it. Default: `TMPDIR` of the host, otherwise `/tmp`.')
    .meta({ examples: ['/var/tmp'] }),
  prefix: namePart()
    .default('ansible.')
    .describe('Beginning of the name.')
    .meta({ examples: ['build-'] }),
  suffix: namePart()
    .default('')
    .describe('End of the name.')
    .meta({ examples: ['.build'] }),
})

function namePart() {
  return text().refine(part => !/[/\0]/.test(part), 'expected part of a file name')
}

export default defineTask({
  summary: 'Creates an empty file or directory with a new name. Only its owner can access it.',
  example: `- tempfile:
    state: directory
    suffix: .build
  register: scratch
`,
  params,
  outputs: PATH_OUTPUTS,
  // Each run creates another one; one that remains after a lost connection is empty.
  action: 'repeatable',
  mayChange: () => [],
  check: async ({ host, params }) => {
    const [state, given] = [orUnknown(() => params.state), orUnknown(() => params.path)]
    const directory = typeof given === 'string' ? await absolutePath(host, given) : given
    const shown = directory instanceof Unknown ? KNOWN_AFTER_APPLY : (directory ?? 'the temporary directory')
    return plan([{ resource: `tempfile:${shown}`, action: 'create', before: null, after: { state } }], {
      directory: directory instanceof Unknown ? null : (directory ?? null),
    })
  },
  apply: async ({ host, params: { state, prefix, suffix }, plan: { data } }) => {
    const name = `${prefix}${randomBytes(6).toString('base64url')}${suffix}`
    const make = state === 'directory' ? sh`mkdir -- "$p"` : sh`(set -C; : > "$p")`
    const { stdout } = await host.run(
      sh`umask 077
d=${data.directory ?? ''}
[ -n "$d" ] || d=\${TMPDIR:-/tmp}
p=\${d%/}/${name}
${make} && printf '%s' "$p"`,
      { title: `create a temporary ${state}` },
    )
    const path = stdout.toString()
    const made = await host.ask(fileState(path))
    return made === null ? { path, state } : pathOutputs(path, made, {})
  },
})
