/**
 * A program, or a group of programs, that supervisord runs.
 *
 *     - supervisorctl: { name: web, state: started }
 *       become: true
 */
import {
  type CheckContext,
  defineTask,
  hostPath,
  inSync,
  type Outputs,
  plan,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { withOutput } from '../../src/built-in/host.ts'
import { lineParam } from '../../src/built-in/params.ts'
import {
  runSupervisor,
  type SupervisedProcess,
  supervisedProcesses,
  supervisorResource,
} from '../../src/built-in/services.ts'

const word = () => text().refine(given => /^[^\s\0]+$/.test(given), 'expected a name without blanks')
const setting = () => lineParam('expected text in one line')

const params = z
  .strictObject({
    name: word()
      .describe('The name of a program, the name of a group followed by a colon, or `all`.')
      .meta({ examples: ['web', 'workers:'] }),
    state: z
      .enum(['present', 'started', 'stopped', 'restarted', 'absent', 'signalled'])
      .describe(
        '`present` reads the configuration and adds the program. `absent` removes the program. `restarted` reads the configuration and restarts the program. `signalled` sends a signal to the program.',
      )
      .meta({ examples: ['started'] }),
    signal: text()
      .refine(given => /^[A-Za-z0-9]+$/.test(given), 'expected a signal, such as `HUP`')
      .optional()
      .describe('The signal for `signalled`.')
      .meta({ examples: ['HUP'] }),
    config: hostPath()
      .optional()
      .describe('The configuration file of supervisor.')
      .meta({ examples: ['/etc/supervisor/supervisord.conf'] }),
    server_url: setting()
      .optional()
      .describe('The address of supervisord. Default: the value in the configuration file.')
      .meta({ examples: ['unix:///run/supervisor.sock'] }),
    username: setting()
      .optional()
      .describe('The user to log in as.')
      .meta({ examples: ['admin'] }),
    password: setting()
      .optional()
      .describe('Its password.')
      .meta({ secret: true, examples: ['{{supervisor_password}}'] }),
    supervisorctl_path: hostPath()
      .optional()
      .describe('The path of supervisorctl. By default, the program in PATH.')
      .meta({ examples: ['/opt/supervisor/bin/supervisorctl'] }),
  })
  .refine(({ state, signal }) => state !== 'signalled' || signal !== undefined, {
    path: ['signal'],
    message: '`signalled` needs it',
  })

type Params = z.output<typeof params>

/** The commands of supervisorctl, each with lines that its output must contain if it succeeded. */
interface SupervisorPlan {
  readonly commands: readonly { readonly words: readonly string[]; readonly prints: readonly string[] }[]
}

export default defineTask({
  summary: 'Adds, starts, stops, restarts, signals or removes a program that supervisord runs.',
  example: `- supervisorctl:
    name: web
    state: started
  become: true
`,
  params,
  outputs: {
    name: 'The value of `name`, without a colon at its end.',
    state: 'The value of `state`.',
    affected:
      'The names of the processes that were started, stopped, restarted or signalled, as a list; only if there was something to do, and not with `state: present` or `absent`.',
  },
  action: ({ state }) => {
    if (state === 'restarted') return 'repeatable'
    return state === 'signalled' ? 'once' : undefined
  },
  check: async ({ host, params, isCheckMode }: CheckContext<Params>) => {
    const { name: written, state } = params
    const processes = await supervisedProcesses(host, params, written, isCheckMode)
    const name = written.replace(/:+$/, '')
    const outputs = { name, state }
    if (state === 'present' || state === 'absent') {
      if (processes.length > 0 === (state === 'present')) return inSync(outputs)
      return planOf(params, processes, additionSteps(state, name), outputs)
    }
    // A restart reads the configuration first, which may add the program.
    if (processes.length === 0 && state !== 'restarted')
      throw new TaskError(`supervisord has no ${written.endsWith(':') ? 'group' : 'program'} \`${name}\``, {
        hint: 'add it with `state: present` in an earlier task, or check `name`',
        outputs: { name, msg: 'ERROR (no such process)' },
      })
    const affected = processes.filter(each => isToChange(state, each)).map(each => each.name)
    if (affected.length === 0 && state !== 'restarted') return inSync(outputs)
    const steps = state === 'restarted' ? restartSteps(written, affected) : stepsFor(params, affected)
    return planOf(params, processes, steps, { ...outputs, affected })
  },
  mayChange: ({ params }) => [{ resource: supervisorResource(params.name) }],
  apply: async ({ host, params, plan: { data, outputs } }) => {
    for (const { words, prints } of data.commands) {
      const answer = await runSupervisor(host, params, words)
      const printed = answer.stdout.toString()
      const lines = new Set(printed.split('\n'))
      const isDone = prints.length > 0 ? prints.every(each => lines.has(each)) : answer.status === 0
      if (isDone) continue
      throw new TaskError(withOutput(`\`supervisorctl ${words.join(' ')}\` failed`, answer), {
        hint: hintFor(printed),
        outputs: { msg: printed.trim() },
      })
    }
    return outputs
  },
})

function isToChange(state: Params['state'], process: SupervisedProcess): boolean {
  if (state === 'restarted') return true
  const runs = process.state === 'RUNNING' || process.state === 'STARTING'
  if (state === 'started') return !runs
  return state === 'stopped' ? runs : process.state === 'RUNNING'
}

type Steps = SupervisorPlan['commands']

function additionSteps(state: 'present' | 'absent', name: string): Steps {
  const [verb, done] = state === 'present' ? ['add', 'added'] : ['remove', 'removed']
  return [
    { words: ['reread'], prints: [] },
    { words: [verb, name], prints: [`${name}: ${done} process group`] },
  ]
}

/**
 * Returns the commands of a restart. Programs that are new in the configuration are unknown until it is read: then the
 * name itself is started.
 */
function restartSteps(name: string, processes: readonly string[]): Steps {
  const isKnown = processes.length > 0
  const words = isKnown ? processes : [name.endsWith(':') ? `${name}*` : name]
  return [
    { words: ['update'], prints: [] },
    {
      words: ['restart', ...words],
      prints: words.filter(word => !/:\*$|^all$/.test(word)).map(word => `${word}: started`),
    },
  ]
}

function stepsFor({ state, signal = '' }: Params, processes: readonly string[]): Steps {
  const prints = (done: string) => processes.map(process => `${process}: ${done}`)
  if (state === 'signalled') return [{ words: ['signal', signal, ...processes], prints: prints('signalled') }]
  return state === 'started'
    ? [{ words: ['start', ...processes], prints: prints('started') }]
    : [{ words: ['stop', ...processes], prints: prints('stopped') }]
}

/** Returns the plan for a program. The change of an action has no state before and after. */
function planOf(params: Params, processes: readonly SupervisedProcess[], commands: Steps, outputs: Outputs) {
  const { name, state, signal } = params
  const before = processes.length === 0 ? null : { state: processes.map(each => each.state).join(', ') }
  const after = {
    present: { state: 'added' },
    absent: null,
    started: { state: 'running' },
    stopped: { state: 'stopped' },
    restarted: { state: 'running' },
    signalled: { state: `signalled with ${signal}` },
  }[state]
  const verbs = { present: 'create', absent: 'delete', started: 'start', stopped: 'stop' } as const
  const action = { ...verbs, restarted: 'restart', signalled: 'signal' }[state]
  const change = { resource: supervisorResource(name), action, before, after }
  return plan<SupervisorPlan>([change], { commands }, outputs)
}

function hintFor(printed: string): string | undefined {
  if (/no such (process|group)/.test(printed))
    return 'write the configuration of the program in an earlier task, or check `name`'
  if (/still running/.test(printed)) return 'stop it with `state: stopped` in an earlier task'
  if (/spawn error|abnormal termination/.test(printed))
    return 'see the log of the program: `supervisorctl tail`'
  return undefined
}
