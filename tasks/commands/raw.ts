/**
 * Runs a command line with the shell of the session, such as to install what other tasks need.
 *
 *     - raw: apt-get install -y python3
 */
import { defineTask, orUnknown, plan, sh, text, Unknown, z } from '../../src/authoring/task.ts'
import {
  COMMAND_OUTPUTS,
  DETACHED_OUTPUTS,
  directoryFor,
  inPlace,
  KNOWN_AFTER_APPLY,
  runCommand,
} from '../../src/built-in/params.ts'

const params = z.strictObject({
  cmd: text()
    .describe('The command line.')
    .meta({ examples: ['apt-get install -y python3'] }),
  executable: text()
    .default('/bin/sh')
    .describe('The shell that runs the command line.')
    .meta({ examples: ['/bin/bash'] }),
  chdir: text()
    .optional()
    .describe('Working directory of the command line.')
    .meta({ examples: ['/opt/app'], isWorkingDirectory: true }),
})

export default defineTask({
  summary: 'Runs a command line without any of the options of `shell`.',
  example: '- raw: apt-get install -y python3\n',
  params,
  // It is not known what a user's command reads.
  readsExternalState: true,
  shorthand: 'cmd',
  aliases: { free_form: 'cmd' },
  outputs: { ...COMMAND_OUTPUTS, ...DETACHED_OUTPUTS },
  action: 'once',
  check: async ({ params }) => {
    const cmd = orUnknown(() => params.cmd)
    const what = cmd instanceof Unknown ? KNOWN_AFTER_APPLY : cmd
    return plan([{ resource: `command:${what}`, action: 'run' }], { cmd: what })
  },
  detaches: true,
  apply: async ({ params, environment, plan: { data }, ...on }) => {
    const chdir = await directoryFor(on, params)
    const script = inPlace(sh`exec ${params.executable} -c ${data.cmd}`, chdir, environment)
    return runCommand(on, script, data.cmd, { stdin_add_newline: false, strip_empty_ends: false, chdir })
  },
})
