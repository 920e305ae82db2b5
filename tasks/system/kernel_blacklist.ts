/**
 * A module of the kernel that is not loaded automatically.
 *
 *     - kernel_blacklist: { name: nouveau }
 */
import { defineTask, hostPath, inSync, plan, text, z } from '../../src/authoring/task.ts'
import {
  BACKUP_OUTPUTS,
  explainFiles,
  type FilePlan,
  planEdited,
  putFile,
  readEdited,
} from '../../src/built-in/files.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'
import { joinLines, plainModule, splitLines } from '../../src/built-in/text.ts'

const params = z.strictObject({
  name: text()
    .refine(name => /^\w[\w.-]*$/.test(name), 'expected the name of a module, such as `nouveau`')
    .describe('Name of the module. `-` and `_` are treated as the same character.')
    .meta({ examples: ['nouveau'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the module should be in the blacklist.')
    .meta({ examples: ['absent'] }),
  blacklist_file: hostPath()
    .default('/etc/modprobe.d/blacklist-ansible.conf')
    .describe('Path of the blacklist file. It is created if it does not exist.')
    .meta({ examples: ['/etc/modprobe.d/blacklist-local.conf'] }),
})

export default defineTask({
  summary: 'Prevents a kernel module from being loaded automatically.',
  example: `- kernel_blacklist:
    name: nouveau
`,
  params,
  outputs: { name: 'The value of `name`.', state: 'The value of `state`.', ...BACKUP_OUTPUTS },
  check: async ({ host, params }) => {
    const { name, state } = params
    const file = await readEdited(host, await absolutePath(host, params.blacklist_file))
    const next = state === 'present' ? withModule(file.text, name) : withoutModule(file.text, name)
    if (next === file.text) return inSync({ name, state })
    const result = await planEdited(host, file, next)
    if (result.kind === 'in-sync') return inSync({ name, state })
    return plan<FilePlan>(result.changes, result.data, { name, state })
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.blacklist_file]),
  apply: ({ host, project, plan: { data } }) => putFile(host, project, data),
})

function withModule(text: string, name: string): string {
  const lines = splitLines(text)
  return lines.some(line => isOf(line, name)) ? text : joinLines([...lines, `blacklist ${name}`])
}

function withoutModule(text: string, name: string): string {
  const lines = splitLines(text)
  const kept = lines.filter(line => !isOf(line, name))
  return kept.length === lines.length ? text : joinLines(kept)
}

/** Whether a line of modprobe.d(5) blacklists a module. */
function isOf(line: string, name: string): boolean {
  const [, module = ''] = /^\s*blacklist\s+(\S+)\s*$/.exec(line) ?? []
  return plainModule(module) === plainModule(name)
}
