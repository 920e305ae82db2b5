/**
 * Reads a file of the host, so that its content can be registered.
 *
 *     - slurp: /etc/machine-id
 *       register: id
 */
import {
  defineTask,
  fileContent,
  fileState,
  hostPath,
  inSync,
  TaskError,
  z,
} from '../../src/authoring/task.ts'
import { KIND_NAMES, throughLink } from '../../src/built-in/files.ts'
import { absolutePath } from '../../src/built-in/params.ts'

const params = z.strictObject({
  src: hostPath()
    .describe('Path of the file on the host.')
    .meta({ examples: ['/etc/machine-id'] }),
})

export default defineTask({
  summary: 'Reads a file from the host. The result contains its content in base64.',
  example: `- slurp: /etc/machine-id
  register: id
`,
  params,
  shorthand: 'src',
  aliases: { path: 'src' },
  outputs: {
    content: 'The content of the file, in base64.',
    source: 'The absolute path of the file.',
    encoding: 'The text `base64`.',
  },
  check: async ({ host, params }) => {
    const source = await absolutePath(host, params.src)
    const [found, bytes] = await Promise.all([host.ask(fileState(source)), host.ask(fileContent(source))])
    const state = throughLink(found)
    if (bytes !== null) return inSync({ content: bytes.toString('base64'), source, encoding: 'base64' })
    if (state === null) throw new TaskError(`file not found: ${source}`)
    if (state.kind === 'directory') throw new TaskError(`source is a directory and must be a file: ${source}`)
    throw new TaskError(`expected a file at \`${source}\`, found a ${KIND_NAMES[state.kind]}`)
  },
})
