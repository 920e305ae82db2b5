/**
 * Runs a command line with a shell on the host.
 *
 *     - shell:
 *         cmd: journalctl --unit app --output cat --lines 100 > /root/app.log
 *         creates: /root/app.log
 */
import { defineTask, orUnknown, plan, sh, text, Unknown, z } from '../../src/authoring/task.ts'
import {
  COMMAND_OUTPUTS,
  commandParams,
  createdBy,
  DETACHED_OUTPUTS,
  directoryFor,
  guardedBy,
  inPlace,
  KNOWN_AFTER_APPLY,
  leftOut,
  runCommand,
} from '../../src/built-in/params.ts'

const params = z.strictObject({
  cmd: text()
    .describe('The command line.')
    .meta({ examples: ['cat /proc/mounts | grep ext4'] }),
  executable: text()
    .default('/bin/sh')
    .describe('The shell that runs the command line.')
    .meta({ examples: ['/bin/bash'] }),
  ...commandParams,
})

export default defineTask({
  summary: 'Runs a command line with a shell on the host.',
  example: `- shell:
    cmd: journalctl --unit app --output cat --lines 100 > /root/app.log
    creates: /root/app.log
`,
  params,
  // It is not known what a user's command reads.
  readsExternalState: true,
  shorthand: 'cmd',
  aliases: { free_form: 'cmd' },
  outputs: { ...COMMAND_OUTPUTS, ...DETACHED_OUTPUTS },
  action: 'once',
  check: async ({ params, ...context }) => {
    const reason = await guardedBy(context, params)
    const cmd = orUnknown(() => params.cmd)
    if (reason !== undefined) return leftOut(reason, cmd)
    const what = cmd instanceof Unknown ? KNOWN_AFTER_APPLY : cmd
    const run = plan([{ resource: `command:${what}`, action: 'run' }], { cmd: what })
    return { ...run, predicts: await createdBy(context.host, params) }
  },
  detaches: true,
  apply: async ({ params, environment, plan: { data }, ...on }) => {
    const directory = await directoryFor(on, params)
    const script = inPlace(sh`exec ${params.executable} -c ${data.cmd}`, directory, environment)
    return runCommand(on, script, data.cmd, { ...params, shell: params.executable })
  },
})
