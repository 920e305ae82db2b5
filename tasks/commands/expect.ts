/**
 * Runs a command in a terminal, and answers its prompts.
 *
 *     - expect:
 *         command: passwd app
 *         responses: { "(?i)password:": "{{app_password}}" }
 */
import {
  defineTask,
  flag,
  number,
  orUnknown,
  plan,
  sh,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import {
  converse,
  type Ending,
  openTerminal,
  promptRegex,
  type Response,
  TERMINAL_TOOLS,
} from '../../src/built-in/host.ts'
import {
  absolutePath,
  COMMAND_OUTPUTS,
  commandFailure,
  commandOutputs,
  commandParams,
  createdBy,
  guardedBy,
  inPlace,
  isCommandLine,
  KNOWN_AFTER_APPLY,
  leftOut,
  requireTools,
  shownCommand,
  spanOf,
  splitWords,
} from '../../src/built-in/params.ts'

const { creates, removes, unless, onlyif, chdir } = commandParams

/** YAML reads `yes` without quotes as true, so booleans are refused: they are not what should be typed. */
const answers = z.union(
  [z.string(), z.number().transform(String), z.array(z.union([z.string(), z.number().transform(String)]))],
  'expected text, or a list of texts: write words such as `yes` and `no` in quotes',
)

const params = z.strictObject({
  command: text()
    .refine(command => command.trim() !== '', {
      message: 'expected a command line',
      params: { ansibleMessage: 'no command given' },
    })
    .refine(isCommandLine, 'expected a command line with its quotes closed')
    .describe('The command line. It is split into words as in a shell, but no shell runs it.')
    .meta({ examples: ['passwd app'] }),
  responses: z
    .record(z.string(), answers)
    .superRefine(refusePrompts)
    .describe(
      'A map from regular expressions in Python’s syntax to answers. Each time that the output of the command matches an expression, its answer is typed. If the answer is a list, its items are typed in turn, each once.',
    )
    .meta({ examples: [{ '(?i)password:': '{{app_password}}' }, { 'Question:': ['first', 'second'] }] }),
  timeout: number()
    .refine(seconds => seconds > 0, 'expected a number above 0')
    .nullable()
    .default(30)
    .describe(
      'Seconds to wait for each prompt, and for the end of the command. With `null`, there is no limit.',
    )
    .meta({ examples: [300, null] }),
  echo: flag()
    .default(false)
    .describe('Whether the output contains the answers. Do not use this for passwords.')
    .meta({ examples: [true] }),
  ...{ creates, removes, unless, onlyif, chdir },
})

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Runs a command in a terminal, and answers its prompts.',
  example: `- expect:
    command: passwd app
    responses:
      "(?i)password:": "{{app_password}}"
  no_log: true
`,
  params,
  outputs: {
    ...COMMAND_OUTPUTS,
    rc: 'The exit status of the command; 0 if it was skipped, null if it did not end by itself.',
    stdout: 'What the command printed to the terminal; if it was skipped, the reason or an empty text.',
    stderr: 'An empty text; only if the command was skipped.',
    stderr_lines: 'An empty list; only if the command was skipped.',
  },
  // It is not known what a user's command reads.
  readsExternalState: true,
  action: 'once',
  check: async ({ params, ...context }) => {
    const reason = await guardedBy(context, params)
    const command = orUnknown(() => params.command)
    if (reason !== undefined) return leftOut(reason, command)
    await requireTools(
      context.host,
      TERMINAL_TOOLS,
      'a terminal needs the packages `util-linux` (in Debian, `bsdutils`) and `coreutils`: install them in an earlier task',
    )
    const what = command instanceof Unknown ? KNOWN_AFTER_APPLY : shownCommand(splitWords(command))
    const change = { resource: `command:${what}`, action: 'run', after: { in: 'a terminal' } }
    const run = plan([change], undefined, { cmd: command })
    return { ...run, predicts: await createdBy(context.host, params) }
  },
  apply: async ({ host, params, environment }) => {
    const { command, echo, timeout } = params
    const argv = splitWords(command)
    const directory = params.chdir === undefined ? undefined : await absolutePath(host, params.chdir)
    const script = inPlace(sh`exec ${argv}`, directory, environment)
    const began = new Date()
    const terminal = await openTerminal(host, { title: `\`${command}\``, script, echo })
    try {
      const { ending, output } = await converse(terminal, responsesOf(params), timeout ?? undefined)
      const status = ending.kind === 'ended' ? ending.status : null
      const answer = { status: status ?? 1, stdout: Buffer.from(output), stderr: Buffer.alloc(0) }
      const { stdout, stdout_lines } = commandOutputs(answer)
      const outputs = { cmd: command, rc: status, stdout, stdout_lines, ...spanOf(began, new Date()) }
      if (status === null) throw failure(ending, params, outputs)
      if (status !== 0) throw commandFailure(command, answer, { ...outputs, ...saidOf(answer, argv) })
      return outputs
    } finally {
      await terminal.close()
    }
  },
})

function refusePrompts(responses: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  for (const prompt of Object.keys(responses)) {
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: [prompt], message })
    try {
      if (promptRegex(prompt).test('')) refuse('expected a regular expression that does not match empty text')
    } catch (error) {
      refuse(`expected a regular expression: ${(error as Error).message}`)
    }
  }
}

function responsesOf({ responses }: Params): Response[] {
  return Object.entries(responses).map(([prompt, given]) => ({ prompt, answer: given }))
}

/** Returns the message of Ansible's module for an exit status other than 0. A program that was not started has changed nothing. */
function saidOf(
  { status, stdout }: { readonly status: number; readonly stdout: Buffer },
  argv: readonly string[],
) {
  const isRefused = status === 126 || status === 127
  // The shell that should become the program has printed one line: `/tmp/x/run: 5: exec: program: not found`.
  const printed = stdout.toString().trim()
  const isOfShell = !printed.includes('\n') && printed.includes(`: ${argv[0]}: `)
  if (!isRefused || !isOfShell) return { msg: 'non-zero return code' }
  return { changed: false, msg: `The command was not found or was not executable: ${argv[0]}.` }
}

/** Returns the error for a command that did not end by itself. */
function failure(ending: Ending, params: Params, outputs: { readonly stdout: string }): TaskError {
  const printed = outputs.stdout === '' ? 'it printed nothing' : `it printed: ${outputs.stdout}`
  if (ending.kind === 'late')
    return new TaskError(
      `\`${params.command}\` printed no prompt and did not end within ${params.timeout} s; ${printed}`,
      {
        hint: 'add what it waits for to `responses`, or raise `timeout`',
        outputs: { changed: true, ...outputs, msg: 'command exceeded timeout' },
      },
    )
  if (ending.kind === 'exhausted')
    return new TaskError(
      `\`${params.command}\` asked \`${ending.prompt}\` again after its last answer; ${printed}`,
      {
        hint: 'add an answer to the list in `responses`',
        outputs: {
          ...outputs,
          msg: `No remaining responses for '${ending.prompt}', output was '${outputs.stdout}'`,
        },
      },
    )
  return new TaskError(`\`script\` opened no terminal for \`${params.command}\`; ${printed}`, {
    hint: 'it must be the one of util-linux or BusyBox',
    outputs: { ...outputs, msg: 'no terminal' },
  })
}
