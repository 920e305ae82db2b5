/**
 * Runs a read-only command, also in a dry run, so that its output can be registered.
 *
 *     - probe: cat /etc/app/version
 *       register: version
 */
import { defineTask, inSync, probe, sh, TaskError, text, z } from '../../src/authoring/task.ts'
import { withOutput } from '../../src/built-in/host.ts'
import { ANSWER_OUTPUTS, commandOutputs, inPlace } from '../../src/built-in/params.ts'

const params = z.strictObject({
  cmd: text()
    .describe('Command line for `/bin/sh`; it must not change anything.')
    .meta({ examples: ['cat /etc/app/version'] }),
  chdir: text()
    .optional()
    .describe('Working directory of the command.')
    .meta({ examples: ['/opt/app'] }),
  ok: z
    .array(z.number().int().min(0).max(255))
    .optional()
    .describe(
      'Exit statuses that count as success. If omitted, all except 126 and 127, which mean that the command could not be run.',
    )
    .meta({ examples: [[0, 1]] }),
})

export default defineTask({
  summary: 'Runs a read-only command and registers its output.',
  example: `- probe: cat /etc/app/version
  register: version
`,
  params,
  // It is not known what a user's command reads.
  readsExternalState: true,
  shorthand: 'cmd',
  aliases: { free_form: 'cmd' },
  outputs: {
    ...ANSWER_OUTPUTS,
    cmd: 'The command.',
  },
  check: async ({ host, params, environment }) => {
    const script = inPlace(sh`exec /bin/sh -c ${params.cmd} </dev/null`, params.chdir, environment)
    const answer = await host.ask(
      probe({ title: params.cmd, command: params.cmd, script, answers: 'any', parse: given => given }),
    )
    const outputs = { ...commandOutputs(answer), cmd: params.cmd }
    const isAnswer = params.ok?.includes(answer.status) ?? (answer.status !== 126 && answer.status !== 127)
    if (isAnswer) return inSync(outputs)
    throw new TaskError(withOutput(`\`${params.cmd}\` ended with status ${answer.status}`, answer), {
      outputs,
      hint: params.ok ? `\`ok\` allows ${params.ok.join(', ')}` : 'is the program installed, and in PATH?',
    })
  },
})
