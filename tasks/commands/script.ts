/**
 * Runs a script of the project on the host; it leaves no file behind.
 *
 *     - script:
 *         cmd: bootstrap.sh --cluster main
 *         creates: /etc/bootstrapped
 */
import { randomBytes } from 'node:crypto'
import {
  defineTask,
  hostPath,
  inSync,
  orUnknown,
  plan,
  type ShellText,
  sh,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import { temporaryFolder } from '../../src/built-in/files.ts'
import { exportVariables, joinShell, withOutput } from '../../src/built-in/host.ts'
import {
  absolutePath,
  COMMAND_OUTPUTS,
  commandOutputs,
  createdBy,
  DETACHED_OUTPUTS,
  isCommandLine,
  KNOWN_AFTER_APPLY,
  pathGuard,
  runProgram,
  splitWords,
} from '../../src/built-in/params.ts'

const params = z.strictObject({
  cmd: text()
    .refine(isCommandLine, 'expected a command line with its quotes closed')
    .describe('The path of the script below `files/` of the project, followed by its arguments.')
    .meta({ examples: ['bootstrap.sh --cluster main'] }),
  creates: hostPath()
    .optional()
    .describe('Skip the script if this path exists on the host. Wildcards are allowed.')
    .meta({ examples: ['/etc/bootstrapped'] }),
  removes: hostPath()
    .optional()
    .describe('Skip the script if this path does not exist on the host. Wildcards are allowed.')
    .meta({ examples: ['/etc/legacy.conf'] }),
  chdir: text()
    .optional()
    .describe('Working directory of the script.')
    .meta({ examples: ['/opt/app'], isWorkingDirectory: true }),
  executable: text()
    .optional()
    .describe(
      'Program that runs the script. Default: the program in the `#!` line of the script, otherwise `/bin/sh`.',
    )
    .meta({ examples: ['/usr/bin/python3'] }),
})

interface ScriptPlan {
  readonly file: string
  readonly args: readonly string[]
  /** The words of the interpreter, which precede the script's path. */
  readonly interpreter: readonly string[]
  readonly chdir?: string | undefined
}

export default defineTask({
  summary: 'Runs a script of the project on the host.',
  example: `- script:
    cmd: bootstrap.sh --cluster main
    creates: /etc/bootstrapped
`,
  params,
  // It is not known what a user's command reads.
  readsExternalState: true,
  shorthand: 'cmd',
  aliases: { free_form: 'cmd' },
  outputs: {
    ...COMMAND_OUTPUTS,
    cmd: 'The script and its arguments, as a text; absent, as `start`, `end` and `delta`, if the script was skipped.',
    ...DETACHED_OUTPUTS,
  },
  action: 'once',
  reads: ({ cmd }) =>
    splitWords(cmd)
      .slice(0, 1)
      .map(path => ({ kind: 'file', path })),
  check: async ({ host, project, params }) => {
    const [creates, removes] = await Promise.all(
      [params.creates, params.removes].map(path => path && absolutePath(host, path)),
    )
    const directory = orUnknown(() => params.chdir)
    const chdir = typeof directory === 'string' ? await absolutePath(host, directory) : undefined
    const guard = await pathGuard(host, { creates, removes })
    if (guard) {
      const { param, path, why } = guard
      // As in Ansible.
      const msg = `${path} ${why}, matching ${param} option`
      return inSync({ ...NOT_RUN, msg }, { skipped: `\`${path}\` ${why}` })
    }
    const cmd = orUnknown(() => params.cmd)
    if (cmd instanceof Unknown)
      return plan<ScriptPlan>([{ resource: `script:${KNOWN_AFTER_APPLY}`, action: 'run' }], NOT_KNOWN)
    const [file = '', ...args] = splitWords(cmd)
    const local = await project.file(file)
    if (local.isDirectory) throw new TaskError(`expected a script at \`${local.path}\`, found a directory`)
    const executable = orUnknown(() => params.executable)
    const interpreter =
      typeof executable === 'string' ? splitWords(executable) : shebangOf(await local.read())
    const run = plan<ScriptPlan>([{ resource: `script:${file}`, action: 'run', after: { args } }], {
      file,
      args,
      interpreter,
      chdir,
    })
    return { ...run, predicts: await createdBy(host, { creates }) }
  },
  detaches: true,
  apply: async ({ project, environment, plan: { data }, ...on }) => {
    const { file, args, interpreter, chdir } = data
    const local = await project.file(file)
    const bytes = await local.read()
    const mark = randomMark()
    const script = runScript(on.host.name, data, environment, { size: bytes.length, mark })
    const cmd = [file, ...args].join(' ')
    const ran = await runProgram(on, { script, stdin: bytes, cmd, strip: false }, `run ${file}`)
    if (ran.kind === 'started') return ran.outputs
    const { answer } = ran
    const outputs = { ...commandOutputs(answer, false), cmd, ...ran.outputs }
    if (answer.status === 0) return outputs
    if (outputs.stderr_lines.at(-1)?.startsWith(mark)) throw notRun(file, mark, outputs)
    throw new TaskError(withOutput(`the script \`${cmd}\` ended with status ${answer.status}`, answer), {
      hint: hintFor(answer.status, interpreter, chdir),
      outputs: { changed: true, ...outputs, msg: 'non-zero return code' },
    })
  },
})

/** Returns the error for a script that could not be started, for a reason outside the script. */
function notRun(
  file: string,
  mark: string,
  outputs: { readonly stderr_lines: readonly string[] },
): TaskError {
  const lines = [...outputs.stderr_lines]
  const what = lines.pop()?.slice(mark.length).trim() ?? ''
  const why = lines.length > 0 ? `: ${lines.join('\n')}` : ''
  return new TaskError(`the script \`${file}\` was not run: ${what}${why}`, {
    hint: what.startsWith('there is no directory')
      ? 'create the directory of `chdir` in an earlier task'
      : 'free space in one of /tmp, /run, /dev/shm, /var/tmp or the home directory on the host (`df -h`, `df -i`)',
  })
}

/** The outputs for a script that was not run. */
const NOT_RUN = { rc: 0, stdout: '', stderr: '', stdout_lines: [], stderr_lines: [] }

/** The plan of a dry run in which the script is unknown. */
const NOT_KNOWN: ScriptPlan = { file: '', args: [], interpreter: [] }

/**
 * Returns the shell code that writes the script from standard input to a private directory, runs it, and removes it in
 * any case.
 */
function runScript(
  host: string,
  { file, args, interpreter, chdir }: ScriptPlan,
  environment: Readonly<Record<string, string>>,
  { size, mark }: { readonly size: number; readonly mark: string },
): ShellText {
  const name = (file.split('/').at(-1) ?? 'script').replaceAll(/[^A-Za-z0-9._-]/g, '_')
  return joinShell([
    temporaryFolder(host, { size, runsPrograms: interpreter.length === 0 }),
    sh`umask 077
[ -n "$d" ] || { echo ${`${mark} no directory has space for it`} >&2; exit 1; }
trap 'rm -rf "$d"' EXIT
trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM
s=$d/${name.replace(/^-/, '_')}
cat > "$s" || { echo ${mark} "it could not be put into $d" >&2; exit 1; }
chmod 0700 "$s"
umask 022
# A subshell, and the path as a positional parameter: no variable of the task's environment touches ours.
run() { (`,
    ...exportVariables(environment),
    ...(chdir === undefined
      ? []
      : [sh`cd -- ${chdir} || { echo ${`${mark} there is no directory \`${chdir}\``} >&2; exit 1; }`]),
    sh`${interpreter} "$1" ${args} </dev/null
) }
run "$s"`,
  ])
}

/** Returns the start of a line that no script prints by chance. */
function randomMark(): string {
  return `drover-${randomBytes(8).toString('hex')}:`
}

/**
 * Returns the words of the `#!` line. The interpreter is started directly, which also works if /tmp is mounted with
 * `noexec`.
 */
function shebangOf(bytes: Buffer): string[] {
  // A compiled program is started without an interpreter.
  if (bytes.subarray(0, 4).equals(Buffer.from('\x7fELF'))) return []
  const line = /^#![ \t]*([^\r\n]*)/.exec(bytes.toString('latin1', 0, 512))?.[1]?.trim()
  if (!line) return ['/bin/sh']
  // As the kernel does: everything after the program is one argument.
  const [, program = '', argument] = /^(\S+)(?:[ \t]+(.*))?$/.exec(line) ?? []
  return argument === undefined ? [program] : [program, argument]
}

function hintFor(
  status: number,
  interpreter: readonly string[],
  chdir: string | undefined,
): string | undefined {
  if (status === 127) return `is \`${interpreter[0]}\` installed on the host?`
  return chdir === undefined ? undefined : `it ran in \`${chdir}\``
}
