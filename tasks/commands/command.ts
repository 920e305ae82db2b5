/**
 * Runs a command without a shell: pipes, redirections and wildcards have no special meaning.
 *
 *     - command:
 *         cmd: /opt/app/bin/migrate --yes
 *         creates: /var/lib/app/migrated
 */
import {
  defineTask,
  orUnknown,
  plan,
  type ShellText,
  sh,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import {
  COMMAND_OUTPUTS,
  closedWords,
  commandParams,
  createdBy,
  DETACHED_OUTPUTS,
  directoryFor,
  expandedWords,
  guardedBy,
  inPlace,
  isCommandLine,
  KNOWN_AFTER_APPLY,
  leftOut,
  needExpansion,
  runCommand,
  shownCommand,
} from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    cmd: text()
      .optional()
      .describe(
        'The command line. It is split into words, and quotes are respected. In each word, `$NAME`, `${NAME}` and a leading `~` are replaced if that variable or home directory exists. Nothing else is expanded.',
      )
      .meta({ examples: ['/opt/app/bin/migrate --yes'] }),
    argv: z
      .array(text())
      .min(1)
      .optional()
      .describe('The command and its arguments as a list, instead of `cmd`.')
      .meta({ examples: [['touch', 'a file']] }),
    expand_argument_vars: z
      .boolean()
      .default(true)
      .describe('Whether to replace `$NAME`, `${NAME}` and `~`.')
      .meta({ examples: [false] }),
    executable: text()
      .optional()
      .describe('Has no effect, as in Ansible: the command runs without a shell. The result has a warning.')
      .meta({ examples: ['/bin/bash'] }),
    ...commandParams,
  })
  .refine(({ cmd, argv }) => cmd !== undefined || argv !== undefined, {
    path: ['cmd'],
    message: 'expected one of `cmd` and `argv`',
    params: { ansibleMessage: 'no command given' },
  })
  .refine(({ cmd, argv }) => cmd === undefined || argv === undefined, {
    path: ['cmd'],
    message: 'expected one of `cmd` and `argv`',
    params: { ansibleMessage: 'only command or argv can be given, not both' },
  })
  .refine(({ cmd }) => cmd === undefined || isCommandLine(cmd), {
    path: ['cmd'],
    message: 'expected a command line with its quotes closed',
  })

export default defineTask({
  summary: 'Runs a command on the host, without a shell.',
  example: `- command:
    cmd: /opt/app/bin/migrate --yes
    creates: /var/lib/app/migrated
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
    const argv = orUnknown(() => params.argv ?? closedWords(params.cmd ?? '') ?? [])
    if (reason !== undefined) return leftOut(reason, argv)
    const words = argv instanceof Unknown ? [] : argv
    const what = argv instanceof Unknown ? KNOWN_AFTER_APPLY : shownCommand(argv)
    const ignored = params.executable === undefined ? {} : { warnings: ['`executable` has no effect'] }
    const outputs = { cmd: argv, ...ignored }
    const run = plan([{ resource: `command:${what}`, action: 'run' }], { argv: words }, outputs)
    return { ...run, predicts: await createdBy(context.host, params) }
  },
  detaches: true,
  apply: async ({ params, environment, plan: { data }, ...on }) => {
    const directory = await directoryFor(on, params)
    return runCommand(on, inPlace(starting(data.argv, params), directory, environment), data.argv, params)
  },
})

/**
 * Returns the script that starts a command. If its words contain variables, a shell expands them that has only the
 * variables of the environment.
 */
function starting(
  argv: readonly string[],
  { expand_argument_vars }: { readonly expand_argument_vars: boolean },
): ShellText {
  if (!expand_argument_vars || !needExpansion(argv)) return sh`exec ${argv}`
  return sh`exec /bin/sh -c ${`exec ${expandedWords(argv).text}`}`
}
